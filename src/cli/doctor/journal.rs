//! The record's health: where it lies, whose it is, whether it holds, how much room is left.

use super::report::Report;
use crate::cli::invocation::Invocation;
use crate::cli::journal::question;
use crate::config::Settings;
use crate::journal::{self, Status, verify, why};
use crate::os::{self, Kind};
use crate::present::{Clock, all_unsigned, capitalized, count};
use crate::session::Session;
use jiff::SignedDuration;
use std::fs::TryLockError;
use std::io::ErrorKind;
use std::path::Path;

const PART: &str = "Journal";
/// With less than this, writing will soon fail.
const FEW_BYTES: u64 = 64 << 20;
/// Of things of one kind as many are told one by one.
const MOST: usize = 5;
/// Clocks of two machines may differ by so much without a word.
const DRIFT: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn look(report: &mut Report, invocation: &mut Invocation, settings: &Settings) {
    let root = &settings.journal;
    room(report, root);
    writes(report, "folder for writing", root);
    writes(report, "state for writing", &settings.state);
    if let Some(gone) = journal::gone_at(&settings.state, root) {
        let words = gone.to_string();
        report.wrong(PART, "folder", "not where it was", words);
        return;
    }
    if root.try_exists().is_ok_and(|there| !there) {
        report.note(PART, "folder", "not there yet; the first entry makes it");
        return;
    }
    rights(report, root);
    lock(report, settings);
    let question = question(settings);
    let verified = verify(root, &question);
    let of_own: Vec<_> = question
        .own
        .iter()
        .filter(|kept| Some(kept.journal) == verified.journal)
        .map(|kept| kept.head.writer.to_string())
        .collect();
    let writers = match of_own.is_empty() {
        true => "none of this machine yet".to_owned(),
        false => of_own.join(", "),
    };
    report.note(PART, "writers here", writers);
    let all = verified.writers.iter().map(|writer| writer.entries).sum();
    let holds = format!(
        "{}, {}, {}",
        verified.status,
        count(verified.writers.len(), "writer"),
        entries(all)
    );
    match verified.status {
        Status::Clean | Status::Recovered => report.note(PART, "holds", holds),
        Status::Unreadable => report.wrong(
            PART,
            "holds",
            holds,
            "Part of the journal cannot be read, which says nothing of what is in it: `rounds journal verify` tells which, and why. Give this account the right to read it, or put the disk right, then try again.",
        ),
        Status::Truncated | Status::Corrupt => report.wrong(
            PART,
            "holds",
            holds,
            "The journal is damaged: `rounds journal verify` tells where. Nothing is lost by going on: your writer goes on in a new segment that names the damage. What cannot be made good: `rounds journal settle`.",
        ),
    }
    findings(report, &verified);
    folded(report, invocation, &verified);
}

fn entries(count: u64) -> String {
    match count {
        1 => "1 entry".to_owned(),
        many => format!("{many} entries"),
    }
}

/// What only the folded record knows: what waits for somebody's word or key, and how late it is.
fn folded(report: &mut Report, invocation: &mut Invocation, verified: &journal::Report) {
    let clock = invocation.clock.clone();
    let session = match invocation.record() {
        Ok(session) => session,
        Err(stop) => {
            let why = stop.words().unwrap_or_default();
            return report.wrong(PART, "entries", "could not be looked at", why);
        }
    };
    unconfirmed(report, session);
    last(report, session, &clock);
    if verified.lists_keys {
        session.look_at_keys();
        signatures(report, session, &clock);
    }
}

/// Entries that prove nothing until their operator confirms them.
fn unconfirmed(report: &mut Report, session: &Session) {
    let waiting = session.all_unconfirmed();
    for it in waiting.iter().take(MOST) {
        let value = format!("{} of {}, by {}", entries(it.entries), it.writer, it.by);
        let mend = format!("{}.", capitalized(&it.what));
        report.wrong(PART, "not confirmed", value, mend);
    }
    if waiting.len() > MOST {
        let more = format!("{} more", waiting.len() - MOST);
        report.note(PART, "not confirmed", more);
    }
}

/// Words that wait for a key, where somebody has one.
fn signatures(report: &mut Report, session: &Session, clock: &Clock) {
    let health = session.health();
    let waiting = all_unsigned(&session.state(), clock).len();
    let waiting = format!("{} not signed", count(waiting, "word"));
    let failed = health.unsigned.or(health.unchecked);
    let failed = failed.map(|why| format!("Not signed: {why}."));
    let lists = session.words_of_list(&session.state());
    let wrong = failed.into_iter().chain(lists).chain(health.waits);
    let wrong: Vec<String> = wrong.collect();
    match wrong.is_empty() {
        false => report.wrong(PART, "signatures", waiting, wrong.join(" ")),
        true => report.note(PART, "signatures", waiting),
    }
}

/// What is open, thing by thing; what is settled is told, and wants nothing.
fn findings(report: &mut Report, verified: &journal::Report) {
    let open = verified.open();
    for finding in open.iter().take(MOST) {
        report.note(
            PART,
            &format!("finding {}", finding.short()),
            &*finding.what,
        );
    }
    if open.len() > MOST {
        let more = format!("{} more", open.len() - MOST);
        report.note(PART, "findings", more);
    }
    let settled = verified.findings.len() - open.len();
    if settled > 0 {
        report.note(PART, "settled", count(settled, "finding"));
    }
}

fn room(report: &mut Report, root: &Path) {
    // What is not there yet will lie where the first folder above it lies.
    let there = root.ancestors().find(|folder| folder.exists());
    let Some(free) = there.and_then(|folder| os::free_bytes(folder).ok()) else {
        return;
    };
    let value = format!("{} MiB", free >> 20);
    match free < FEW_BYTES {
        false => report.note(PART, "free space", value),
        true => report.wrong(
            PART,
            "free space",
            value,
            "The journal's disk is nearly full: make room, or nothing can be saved.",
        ),
    }
}

/// Whether an entry could be saved: what takes no writes is found before somebody has to write.
fn writes(report: &mut Report, what: &'static str, folder: &Path) {
    let there = folder.ancestors().find(|above| above.exists());
    match there.is_some_and(os::may_write) {
        true => report.note(PART, what, "may be written"),
        false => {
            let shown = folder.display();
            let mend = format!(
                "Nothing can be saved: {shown} cannot be written. Give this account the right to it, make its disk writable, or name another place with --journal."
            );
            report.wrong(PART, what, "cannot be written", mend);
        }
    }
}

fn rights(report: &mut Report, root: &Path) {
    const OTHERS_MAY_WRITE: u32 = 0o022;
    let shown = root.display();
    match os::ownership(root) {
        Ok(it) if it.kind != Kind::Folder => report.wrong(
            PART,
            "folder",
            "a link, or no folder",
            format!("{shown} is no folder of its own: name the folder itself with --journal."),
        ),
        Ok(it) if it.mode & OTHERS_MAY_WRITE != 0 => report.wrong(
            PART,
            "folder",
            format!("others may write to it (mode {:o})", it.mode),
            format!("Others may write to the journal: chmod go-w {shown}"),
        ),
        Ok(it) if !it.own => report.note(PART, "folder", "belongs to another account"),
        Ok(it) => report.note(PART, "folder", format!("yours, mode {:o}", it.mode)),
        Err(error) => report.wrong(
            PART,
            "folder",
            "cannot be looked at",
            format!("{shown} cannot be looked at: {}.", why(&error)),
        ),
    }
}

/// Whether a program writes just now. One that does holds the lock for a moment only.
fn lock(report: &mut Report, settings: &Settings) {
    let path = settings.journal.join(format!("lock.{}", settings.machine));
    // A pipe under that name is not waited for.
    let file = match os::private_options().read(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return,
        Err(error) => {
            let shown = path.display();
            let mend = format!(
                "{shown} cannot be opened, and nothing can be saved or read without it: {}. Give this account the right to it.",
                why(&error)
            );
            return report.wrong(PART, "lock", "cannot be opened", mend);
        }
    };
    if !file.metadata().is_ok_and(|data| data.is_file()) {
        let shown = path.display();
        let mend = format!("{shown} is no plain file, and is not followed: take it away.");
        return report.wrong(PART, "lock", "no plain file", mend);
    }
    let value = match file.try_lock_shared() {
        Ok(()) => "free",
        Err(TryLockError::WouldBlock) => "held: another program is writing",
        Err(TryLockError::Error(_)) => "cannot be asked for on this file system",
    };
    report.note(PART, "lock", value);
}

fn last(report: &mut Report, session: &Session, clock: &Clock) {
    let positions = session.journal().reader().positions();
    let last = positions.last_entries();
    let last = last.filter_map(|(head, at)| Some((at?, head.writer)));
    let Some((at, writer)) = last.max() else {
        return;
    };
    report.note(
        PART,
        "last entry",
        format!("{} by {writer}", clock.exact(at)),
    );
    if at > clock.now + DRIFT {
        report.wrong(
            "Clock",
            "against the journal",
            "behind the last entry",
            "The clock is behind the journal's last entry: set it, or ask who wrote that entry for theirs.",
        );
    }
}
