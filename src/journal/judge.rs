//! What came of checking every writer: what each finding is called, on whose word it rests,
//! which folders are another journal's, and how the whole stands.

use super::belonging::{Begun, Chosen, choose, undecided};
use super::check::Check;
use super::claim::{Claim, Claims, Lines, Met, Word};
use super::disk::Disk;
use super::finding::{Finding, Found};
use super::lock::Saved;
use super::object_check::check_objects;
use super::question::Question;
use super::report::{Foreign, Lost, Report, WriterReport};
use super::status::Status;
use super::writer_id::KeptHead;
use crate::event::{EntryHash, FindingKind, Instead, JournalId, WriterId, lost_name};
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// How far writers are saved.
type AllSaved = HashMap<WriterId, Saved>;

/// Draws everything together.
pub(super) fn judge(
    disk: &Disk,
    root: &Path,
    question: &Question,
    mut checks: Vec<Check<'_>>,
    saved: &AllSaved,
) -> Report {
    let (ids, outvoted) = ids(question, &checks);
    let mut report = Report {
        journal: ids.first().copied(),
        ..Report::default()
    };
    let mut claims = asked(question, &ids);
    let mut lines: BTreeMap<WriterId, Lines> = BTreeMap::new();
    for check in &mut checks {
        let is_ours = check.journal().is_none_or(|id| ids.contains(&id));
        let told = &mut check.told;
        lines.insert(
            check.report.writer.clone(),
            std::mem::take(&mut check.lines),
        );
        if is_ours {
            told.claims.drain(..).for_each(|claim| claims.add(claim));
            report
                .settlements
                .extend(std::mem::take(&mut told.settlements));
        }
    }
    let mut objects = BTreeMap::new();
    for mut check in checks {
        let writer = check.report.writer.clone();
        if let Some(journal) = check.journal().filter(|id| !ids.contains(id)) {
            report.foreign.push(Foreign { writer, journal });
            continue;
        }
        let is_being_written = saved.get(&writer).is_some_and(|saved| {
            (check.segment, check.offset) >= (saved.point.segment, saved.point.bytes)
        });
        of_writer(&mut report, &check, is_being_written);
        objects.insert(writer, std::mem::take(&mut check.told.objects));
        report.removed_objects.append(&mut check.told.removed);
        report.lists_keys |= check.told.lists_keys;
        report.has_sides |= check.has_sides();
        report.writers.push(check.report);
    }
    of_claims(&mut report, &claims, &lines);
    of_objects(disk, root, question, &ids, &mut report, objects);
    report.unreadable.extend(question.unread.iter().cloned());
    if let Some(id) = report.journal.filter(|_| !outvoted.is_empty()) {
        let outvoted: Vec<_> = outvoted.iter().map(ToString::to_string).collect();
        report.unreadable.push(undecided(&id, &outvoted));
    }
    if let Some(id) = question.journal.filter(|_| report.writers.is_empty()) {
        let words = format!("no writer here belongs to journal {id}");
        report.unreadable.push(words);
    }
    conclude(&mut report);
    report
}

/// The journal's ids, its own first, then those that it was joined with; and those that fewer
/// writers have where nothing else decided.
fn ids(question: &Question, checks: &[Check<'_>]) -> (Vec<JournalId>, Vec<JournalId>) {
    let begun = checks.iter().filter_map(|check| {
        let begun = check.begun?;
        Some((check.report.writer.clone(), begun))
    });
    let begun: BTreeMap<WriterId, Begun> = begun.collect();
    let own = question.own.iter();
    let own = own.filter(|kept| begun.contains_key(&kept.head.writer));
    let own = own.map(|kept| kept.journal).collect();
    let chosen = choose(question.journal, &own, &begun);
    let Some(Chosen {
        id,
        others,
        outvoted,
    }) = chosen
    else {
        return (Vec::new(), Vec::new());
    };
    let mut ids: Vec<JournalId> = std::iter::once(id).chain(others).collect();
    let mut at = 0;
    while let Some(id) = ids.get(at).copied() {
        let of_it = checks.iter().filter(|check| check.journal() == Some(id));
        for joined in of_it.flat_map(|check| &check.told.joined) {
            for other in [joined.from, joined.to] {
                if !ids.contains(&other) {
                    ids.push(other);
                }
            }
        }
        at += 1;
    }
    let outvoted = outvoted
        .into_iter()
        .filter(|id| !ids.contains(id))
        .collect();
    (ids, outvoted)
}

/// What is claimed from outside the journal.
fn asked(question: &Question, ids: &[JournalId]) -> Claims {
    let mut claims = Claims::default();
    for expected in &question.expected {
        claims.add(Claim {
            writer: expected.writer.clone(),
            seq: expected.seq,
            hash: expected.hash.clone(),
            word: Word::Expected,
        });
    }
    let sealed = question.sealed.iter();
    let sealed = sealed.map(|sealed| (&sealed.head, Word::Seal(sealed.by.clone())));
    let own = question.own.iter();
    let own = own.filter(|kept| ids.contains(&kept.journal));
    let own = own.map(|kept| (&kept.head, Word::Machine));
    for (head, word) in sealed.chain(own) {
        claims.add(Claim {
            writer: head.writer.clone(),
            seq: head.seq,
            hash: head.hash.to_string(),
            word,
        });
    }
    claims
}

/// What is found in one writer's record, its kind, place and weight apart from the words.
struct Of<'a> {
    report: &'a mut Report,
    writer: &'a WriterId,
}

impl Of<'_> {
    fn find(
        &mut self,
        (kind, status): (FindingKind, Status),
        seq: u64,
        (expected, found): (&dyn std::fmt::Display, &dyn std::fmt::Display),
        what: String,
    ) {
        self.report.find(Finding::of(&Found {
            kind,
            writer: Some(self.writer),
            seq,
            expected,
            found,
            status,
            what,
        }));
    }
}

/// What the bytes of a writer's record show.
fn of_writer(report: &mut Report, check: &Check<'_>, is_being_written: bool) {
    let it = &check.report;
    let writer = &it.writer;
    let mut of = Of { report, writer };
    of_spoiled(&mut of, check);
    if it.unfinished_bytes > 0 && !is_being_written {
        let seq = it.head.as_ref().map_or(1, |head| head.seq + 1);
        let what = format!(
            "{} bytes at its end are no whole entry",
            it.unfinished_bytes
        );
        let kind = (FindingKind::Unfinished, Status::Truncated);
        of.find(kind, seq, (&"", &check.unfinished), what);
    }
    if let Some(why) = &it.unreadable {
        let kind = (FindingKind::Unreadable, Status::Unreadable);
        of.find(kind, 0, (&"", why), why.clone());
    }
    of_told(&mut of, check);
}

/// Lines that are damaged, and lines that stand twice.
fn of_spoiled(of: &mut Of<'_>, check: &Check<'_>) {
    let it = &check.report;
    let kind = (FindingKind::Damage, Status::Corrupt);
    for (damage, spoiled) in it.damage.iter().zip(&check.spoiled) {
        let what = format!(
            "segment {}, line {}, entry {}: {}",
            damage.segment, damage.line, damage.seq, damage.why
        );
        of.find(kind, damage.seq, (&spoiled.expected, &spoiled.found), what);
    }
    if let (more @ 1.., digest) = &check.more {
        let found = EntryHash(digest.clone().finalize().into());
        of.find(
            kind,
            0,
            (more, &found),
            format!("{more} more lines are damaged"),
        );
    }
    let kind = (FindingKind::Fork, Status::Corrupt);
    for fork in &it.forks {
        let (one, two) = (&fork.first, &fork.second);
        let what = format!(
            "entry {} stands twice: segment {}, line {}, {}, and segment {}, line {}, {}",
            fork.seq, one.segment, one.line, one.hash, two.segment, two.line, two.hash
        );
        of.find(kind, fork.seq, (&one.hash, &two.hash), what);
    }
}

/// What the writer's own entries say of how it came to be.
fn of_told(of: &mut Of<'_>, check: &Check<'_>) {
    for adopted in &check.told.adopted {
        let (from, to) = (adopted.from, adopted.to);
        let which = match from == to {
            true => format!("entry {from} was"),
            false => format!("entries {from} to {to} were"),
        };
        let what = format!(
            "{which} found beyond what was saved, and taken in: proves nothing until its operator confirms it (`rounds journal confirm`)"
        );
        let kind = (FindingKind::Adopted, Status::Recovered);
        of.find(kind, from, (&to, &adopted.hash), what);
    }
    let heads = &check.told.unknown_heads;
    if !heads.is_empty() {
        let heads: Vec<_> = heads.iter().map(ToString::to_string).collect();
        let heads = heads.join(", ");
        let what = format!(
            "it was begun where nothing was kept of other writers of its operator and machine, found at {heads}: what they may have lost is not known"
        );
        let kind = (FindingKind::HeadsUnknown, Status::Recovered);
        of.find(kind, 0, (&"", &heads), what);
    }
}

/// What was known of writers, held against what is here.
fn of_claims(report: &mut Report, claims: &Claims, lines: &BTreeMap<WriterId, Lines>) {
    let none = Lines::default();
    let unread = report.writers.iter().filter(|it| it.unreadable.is_some());
    let unread: BTreeSet<WriterId> = unread.map(|it| it.writer.clone()).collect();
    for writer in claims.writers() {
        let lines = lines.get(writer).unwrap_or(&none);
        let here = report.writers.iter().find(|it| it.writer == *writer);
        let end = here.and_then(|it| it.head.as_ref());
        let end = end.map(|head| (head.seq, head.hash));
        let mut all_lost = Vec::new();
        for (seq, hash, words) in claims.of(writer) {
            let (found, is_void) = match lines.meet(seq, hash) {
                Met::Here => continue,
                Met::Void => (None, true),
                // It may stand in what could not be read.
                Met::Absent if unread.contains(writer) => continue,
                Met::Absent => (None, false),
                Met::Other(found) => (Some(found), false),
            };
            let instead = match (found, is_void) {
                (Some(found), _) => Instead::Other(found),
                (None, true) => Instead::Void,
                (None, false) => Instead::Nothing(end),
            };
            let known_from: Vec<_> = words.iter().map(ToString::to_string).collect();
            let known_from = known_from.join(", ");
            let what = match (found, is_void) {
                (Some(found), _) => format!("is {found} here"),
                (None, true) => "was made void".into(),
                (None, false) => "is not here".into(),
            };
            let finding = Finding {
                name: lost_name(writer, seq, hash, &instead),
                kind: FindingKind::Lost,
                writer: Some(writer.clone()),
                seq,
                status: match found {
                    Some(_) => Status::Corrupt,
                    None => Status::Truncated,
                },
                on_word_of: Vec::new(),
                what: format!("entry {seq} ({hash}, known from {known_from}) {what}"),
                settled: None,
                writers: None,
            };
            report.find(finding.resting_on(words));
            all_lost.push(Lost {
                seq,
                hash: hash.to_owned(),
                known_from,
                found,
                is_void,
            });
        }
        if all_lost.is_empty() {
            continue;
        }
        let known = report.writers.iter().position(|it| it.writer == *writer);
        let at = known.unwrap_or_else(|| {
            report.writers.push(WriterReport::new(writer.clone()));
            report.writers.len() - 1
        });
        report.writers[at].lost = all_lost;
    }
    report
        .writers
        .sort_by(|one, other| one.writer.cmp(&other.writer));
}

/// What is here of the content, and of what entries name.
fn of_objects(
    disk: &Disk,
    root: &Path,
    question: &Question,
    ids: &[JournalId],
    report: &mut Report,
    mut objects: BTreeMap<WriterId, BTreeSet<EntryHash>>,
) {
    let here = check_objects(disk, root, report);
    let removed: BTreeSet<EntryHash> = report
        .removed_objects
        .iter()
        .map(|removed| removed.sha256)
        .collect();
    for name in removed.intersection(&here.sound) {
        let words = format!("object {name} is here, though an entry says that it was removed");
        report.notes.push(words);
    }
    let mut findings = Vec::new();
    for writer in &mut report.writers {
        let named = objects.remove(&writer.writer).unwrap_or_default();
        let absent = named
            .into_iter()
            .filter(|name| !here.may_hold(name) && !removed.contains(name));
        let is_own =
            |kept: &KeptHead| kept.head.writer == writer.writer && ids.contains(&kept.journal);
        if question.own.iter().any(is_own) {
            writer.absent_objects.extend(absent);
        } else {
            report.awaited_objects += absent.count() as u64;
        }
        findings.extend(writer.absent_objects.iter().map(|name| {
            let found = Found {
                kind: FindingKind::AbsentObject,
                writer: Some(&writer.writer),
                seq: 0,
                expected: name,
                found: &"",
                status: Status::Truncated,
                what: format!("object {name} is not here"),
            };
            Finding::of(&found).resting_on(&[Word::Machine])
        }));
    }
    findings
        .into_iter()
        .for_each(|finding| report.find(finding));
}

fn conclude(report: &mut Report) {
    let mut writers = std::mem::take(&mut report.writers);
    for writer in &mut writers {
        let worst = report.of(&writer.writer).map(Finding::weight).max();
        let is_recovered = writer.recovered > 0 || !writer.closed.is_empty();
        let least = match is_recovered {
            true => Status::Recovered,
            false => Status::Clean,
        };
        writer.status = worst.unwrap_or_default().max(least);
        report.status = report.status.max(writer.status);
    }
    report.writers = writers;
    if !report.unreadable.is_empty() {
        report.status = Status::Unreadable;
    }
}
