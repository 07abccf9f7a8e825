//! From what stands in a checkpoint to the state. What does not fit together gives none.

use super::image::*;
use crate::event::{Counts, EntryHash, PartsDigest, RunId};
use crate::runbook::{Operator, StepRef};
use crate::schedule::Timing;
use crate::state::closed::Closed;
use crate::state::count::BoxCount;
use crate::state::fold::State;
use crate::state::follow_ups::FollowUps;
use crate::state::remark::Remark;
use crate::state::run_facts::Revision;
use crate::state::series::{Noticed, Series, SeriesId};
use crate::state::summary::{Places, Ran, Reading, Share, Summary};
use crate::state::unfilled::Unfilled;
use std::collections::BTreeMap;
use std::sync::Arc;

fn at<T: Clone>(rows: &[T], index: u32) -> Option<T> {
    rows.get(usize::try_from(index).ok()?).cloned()
}

/// Reads the next row.
fn take<'a, T: serde::Deserialize<'a>>(rows: &mut &'a [u8]) -> Option<T> {
    let (row, rest) = postcard::take_from_bytes(rows).ok()?;
    *rows = rest;
    Some(row)
}

pub(super) fn state(mut image: Image, rows: &[u8]) -> Option<State> {
    let lines = std::mem::take(&mut image.known_lines);
    let lines = lines.into_iter().map(|known| line(&image.timings, known));
    let mut state = State {
        lines: lines.collect::<Option<_>>()?,
        ..State::default()
    };
    for open in std::mem::take(&mut image.open) {
        if let Some((line, slot, fill)) = open.run.claim() {
            state.lines.get_mut(&line)?.put(slot, open.run.id, fill);
        }
        state.open.insert(open.run.id, open);
    }
    state.closed = closed(&image, rows, &mut state.lines)?;
    state.follow_ups = FollowUps::of(image.follow_ups);
    state.revisions = image.revisions;
    state.handoff = image.handoff.indexed();
    state.notes = image.notes;
    state.seats = image.seats;
    state.wounds = image.wounds;
    state.stale = image.stale;
    Some(state)
}

/// Summaries, and what they did for their lines' slots.
fn closed(
    image: &Image,
    mut rows: &[u8],
    lines: &mut BTreeMap<SeriesId, Series>,
) -> Option<Closed> {
    let tables = tables(image)?;
    let mut of_line: Vec<Vec<RunId>> = vec![Vec::new(); image.lines.len()];
    let mut claims: Vec<Vec<_>> = vec![Vec::new(); image.lines.len()];
    // A row takes more than one byte, so a count that is too large reserves nothing wild.
    let count = usize::try_from(image.summaries).ok()?;
    let mut summaries = Vec::with_capacity(count.min(rows.len() / 8));
    for _ in 0..count {
        let row: SummaryImage = take(&mut rows)?;
        let summary = summary(image, &row, &tables, &mut rows)?;
        let line = usize::try_from(image.rans.get(usize::try_from(row.ran).ok()?)?.line).ok()?;
        of_line.get_mut(line)?.push(summary.id);
        if let Some((slot, fill)) = summary.claim() {
            claims.get_mut(line)?.push((slot, summary.id, fill));
        }
        summaries.push(summary);
    }
    let in_order = summaries.is_sorted_by(|one: &Summary, other| one.id < other.id);
    for (id, claims) in image.lines.iter().zip(claims) {
        if claims.is_empty() {
            continue;
        }
        let line = lines.get_mut(id)?;
        for (slot, run, fill) in claims {
            line.put(slot, run, fill);
        }
    }
    let by_line = image.lines.iter().cloned().zip(of_line).collect();
    (in_order && rows.is_empty()).then(|| Closed::of_lines(summaries, by_line))
}

/// What summaries share.
struct Tables {
    places: Vec<Places>,
    rans: Vec<Arc<Ran>>,
    teams: Vec<Arc<[Operator]>>,
    boxes: Vec<Arc<[(StepRef, BoxCount)]>>,
    shares: Vec<Arc<[Share]>>,
}

fn tables(image: &Image) -> Option<Tables> {
    let places = image.places.iter().map(|rows| places(image, rows));
    let rans = image.rans.iter().map(|row| ran(image, row));
    let operator = |index: &u32| at(&image.operators, *index);
    let teams = image.teams.iter();
    let teams = teams.map(|team| team.iter().map(operator).collect());
    let all_boxes = image.boxes.iter().map(|row| boxes(image, row));
    let all_shares = image.shares.iter().map(|row| shares(image, row));
    Some(Tables {
        places: places.collect::<Option<_>>()?,
        rans: rans.collect::<Option<_>>()?,
        teams: teams.collect::<Option<_>>()?,
        boxes: all_boxes.collect::<Option<_>>()?,
        shares: all_shares.collect::<Option<_>>()?,
    })
}

fn places(image: &Image, rows: &[(u32, u32)]) -> Option<Places> {
    rows.iter()
        .map(|(writer, segment)| Some((at(&image.writers, *writer)?, *segment)))
        .collect()
}

fn boxes(image: &Image, row: &[(u32, BoxCount)]) -> Option<Arc<[(StepRef, BoxCount)]>> {
    let row = row.iter();
    row.map(|(step_ref, count)| Some((at(&image.step_refs, *step_ref)?, *count)))
        .collect()
}

fn shares(image: &Image, row: &[ShareImage]) -> Option<Arc<[Share]>> {
    let row = row.iter();
    row.map(|share| {
        let signed = share.signed.iter();
        let signed = signed.map(|step_ref| at(&image.step_refs, *step_ref));
        Some(Share {
            operator: at(&image.operators, share.operator)?,
            boxes: share.boxes,
            first: at(&image.step_refs, share.first)?,
            signed: signed.collect::<Option<_>>()?,
        })
    })
    .collect()
}

fn calls(image: &Image, row: &[(u32, u128)]) -> Option<Vec<(StepRef, RunId)>> {
    let row = row.iter();
    row.map(|(step_ref, run)| Some((at(&image.step_refs, *step_ref)?, RunId((*run).into()))))
        .collect()
}

fn items(image: &Image, row: &[(u32, Arc<[String]>)]) -> Option<Vec<(StepRef, Arc<[String]>)>> {
    let row = row.iter();
    row.map(|(step_ref, given)| Some((at(&image.step_refs, *step_ref)?, given.clone())))
        .collect()
}

fn remark(image: &Image, row: &RemarkImage) -> Option<Remark> {
    let text = |index: u32| at(&image.texts, index).map(|text| text.to_string());
    Some(Remark {
        step_ref: at(&image.step_refs, row.step_ref)?,
        title: text(row.title)?,
        what: row.what,
        by: at(&image.operators, row.by)?,
        at: row.at.timestamp()?,
        words: known(row.words.map(text))?,
    })
}

fn ran(image: &Image, row: &RanImage) -> Option<Arc<Ran>> {
    let SeriesId { procedure, target } = at(&image.lines, row.line)?;
    let revision = Revision {
        file: EntryHash(row.file),
        library: row.library.map(EntryHash),
    };
    Some(Arc::new(Ran {
        procedure,
        title: at(&image.texts, row.title)?,
        runbook_title: at(&image.texts, row.runbook_title)?,
        revision,
        parts: row.parts.map(PartsDigest),
        target,
    }))
}

fn summary(
    image: &Image,
    row: &SummaryImage,
    tables: &Tables,
    rows: &mut &[u8],
) -> Option<Summary> {
    let count = usize::try_from(row.readings).ok()?;
    let mut readings = Vec::with_capacity(count.min(rows.len() / 4));
    for _ in 0..count {
        readings.push(reading(image, &take(rows)?)?);
    }
    let count = usize::try_from(row.remarks).ok()?;
    let mut remarks = Vec::with_capacity(count.min(rows.len() / 4));
    for _ in 0..count {
        remarks.push(remark(image, &take(rows)?)?);
    }
    let [ok, not_ok, skipped, deferred, warnings, alarms] = row.counts;
    let counts = Counts {
        ok,
        not_ok,
        skipped,
        deferred,
        warnings,
        alarms,
    };
    Some(Summary {
        id: RunId(row.id.into()),
        ran: at(&tables.rans, row.ran)?,
        subject: known(row.subject.map(|index| at(&image.texts, index)))?,
        rehearsal: row.rehearsal,
        undoes: row.undoes,
        slot: known(row.slot.map(Instant::timestamp))?,
        due_by: known(row.due_by.map(Instant::timestamp))?,
        started_at: row.started_at.timestamp()?,
        ended_at: row.ended_at.timestamp()?,
        done_at: row.done_at.timestamp()?,
        operators: at(&tables.teams, row.team)?,
        began_ended: row.began_ended,
        verdict: row.verdict.clone(),
        disputed: row.disputed,
        counts,
        tally: row.tally,
        steps: row.steps,
        applied: row.applied,
        boxes: at(&tables.boxes, row.boxes)?,
        shares: at(&tables.shares, row.shares)?,
        remarks,
        calls: calls(image, &row.calls)?,
        items: items(image, &row.items)?,
        pace: row.pace,
        readings,
        places: at(&tables.places, row.places)?,
    })
}

fn reading(image: &Image, row: &ReadingImage) -> Option<Reading> {
    Some(Reading {
        step_ref: at(&image.step_refs, row.step_ref)?,
        value: at(&image.texts, row.value)?,
        unit: known(row.unit.map(|index| at(&image.texts, index)))?,
        judgement: row.judgement,
        at: row.at.timestamp()?,
    })
}

/// What is not there is well; what is there and cannot be read is not.
fn known<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(None) => None,
        Some(known) => Some(known),
        None => Some(None),
    }
}

fn line(timings: &[Timing], image: LineImage) -> Option<(SeriesId, Series)> {
    let noticed = image.noticed.map(|noticed| {
        Some(Noticed {
            title: noticed.title.clone(),
            runbook_title: noticed.runbook_title.clone(),
            timing: known(noticed.timing.map(|index| at(timings, index)))?,
            steps: noticed.steps,
            estimate_seconds: noticed.estimate_seconds,
        })
    })?;
    let id = SeriesId {
        procedure: image.procedure,
        target: image.target,
    };
    let slots = image.unfilled.into_iter();
    let slots = slots.map(|(slot, next)| {
        let next = known(next.map(Instant::timestamp))?;
        Some((slot.timestamp()?, next))
    });
    let unfilled = Unfilled {
        until: known(image.looked_until.map(Instant::timestamp))?,
        slots: slots.collect::<Option<_>>()?,
    };
    let line = Series::of(noticed, image.excused, image.seen_until, unfilled);
    Some((id, line))
}
