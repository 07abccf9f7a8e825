//! From a drawer's bytes to ended runs. What does not fit together gives none.

use super::image::*;
use crate::event::{Counts, EntryHash, PartsDigest, RunId};
use crate::runbook::{Operator, StepRef};
use crate::state::count::BoxCount;
use crate::state::drawer::Stowed;
use crate::state::remark::Remark;
use crate::state::run_facts::Revision;
use crate::state::series_id::SeriesId;
use crate::state::summary::{Places, Ran, Reading, Share, Summary};
use std::sync::Arc;

/// The runs, in the order in which they were put away.
fn runs(bytes: &[u8]) -> Option<Vec<Summary>> {
    let (common, mut rows) = postcard::take_from_bytes::<Common>(bytes).ok()?;
    let tables = tables(&common)?;
    // A row takes more than one byte, so a count that is too large reserves nothing wild.
    let count = usize::try_from(common.count).ok()?;
    let mut runs = Vec::with_capacity(count.min(rows.len() / 8));
    for _ in 0..count {
        let row: SummaryImage = take(&mut rows)?;
        runs.push(summary(&common, &row, &tables, &mut rows)?);
    }
    rows.is_empty().then_some(runs)
}

fn at<T: Clone>(rows: &[T], index: u32) -> Option<T> {
    rows.get(usize::try_from(index).ok()?).cloned()
}

/// Reads the next row.
fn take<'a, T: serde::Deserialize<'a>>(rows: &mut &'a [u8]) -> Option<T> {
    let (row, rest) = postcard::take_from_bytes(rows).ok()?;
    *rows = rest;
    Some(row)
}

/// What summaries share.
struct Tables {
    places: Vec<Places>,
    rans: Vec<Arc<Ran>>,
    teams: Vec<Arc<[Operator]>>,
    boxes: Vec<Arc<[(StepRef, BoxCount)]>>,
    shares: Vec<Arc<[Share]>>,
}

fn tables(common: &Common) -> Option<Tables> {
    let places = common.places.iter().map(|rows| places(common, rows));
    let rans = common.rans.iter().map(|row| ran(common, row));
    let operator = |index: &u32| at(&common.operators, *index);
    let teams = common.teams.iter();
    let teams = teams.map(|team| team.iter().map(operator).collect());
    let all_boxes = common.boxes.iter().map(|row| boxes(common, row));
    let all_shares = common.shares.iter().map(|row| shares(common, row));
    Some(Tables {
        places: places.collect::<Option<_>>()?,
        rans: rans.collect::<Option<_>>()?,
        teams: teams.collect::<Option<_>>()?,
        boxes: all_boxes.collect::<Option<_>>()?,
        shares: all_shares.collect::<Option<_>>()?,
    })
}

fn places(common: &Common, rows: &[(u32, u32)]) -> Option<Places> {
    rows.iter()
        .map(|(writer, segment)| Some((at(&common.writers, *writer)?, *segment)))
        .collect()
}

fn boxes(common: &Common, row: &[(u32, BoxCount)]) -> Option<Arc<[(StepRef, BoxCount)]>> {
    let row = row.iter();
    row.map(|(step_ref, count)| Some((at(&common.step_refs, *step_ref)?, *count)))
        .collect()
}

fn shares(common: &Common, row: &[ShareImage]) -> Option<Arc<[Share]>> {
    let row = row.iter();
    row.map(|share| {
        let signed = share.signed.iter();
        let signed = signed.map(|step_ref| at(&common.step_refs, *step_ref));
        Some(Share {
            operator: at(&common.operators, share.operator)?,
            boxes: share.boxes,
            first: at(&common.step_refs, share.first)?,
            signed: signed.collect::<Option<_>>()?,
        })
    })
    .collect()
}

fn items(common: &Common, row: &[(u32, Arc<[String]>)]) -> Option<Vec<(StepRef, Arc<[String]>)>> {
    let row = row.iter();
    row.map(|(step_ref, given)| Some((at(&common.step_refs, *step_ref)?, given.clone())))
        .collect()
}

fn calls(common: &Common, row: &[(u32, u128)]) -> Option<Vec<(StepRef, RunId)>> {
    let row = row.iter();
    row.map(|(step_ref, run)| Some((at(&common.step_refs, *step_ref)?, RunId((*run).into()))))
        .collect()
}

fn remark(common: &Common, row: &RemarkImage) -> Option<Remark> {
    let text = |index: u32| at(&common.texts, index).map(|text| text.to_string());
    Some(Remark {
        step_ref: at(&common.step_refs, row.step_ref)?,
        title: text(row.title)?,
        what: row.what,
        by: at(&common.operators, row.by)?,
        at: row.at.timestamp()?,
        words: known(row.words.map(text))?,
    })
}

fn ran(common: &Common, row: &RanImage) -> Option<Arc<Ran>> {
    let SeriesId { procedure, target } = at(&common.lines, row.line)?;
    let revision = Revision {
        file: EntryHash(row.file),
        library: row.library.map(EntryHash),
    };
    Some(Arc::new(Ran {
        procedure,
        title: at(&common.texts, row.title)?,
        runbook_title: at(&common.texts, row.runbook_title)?,
        revision,
        parts: row.parts.map(PartsDigest),
        target,
    }))
}

fn summary(
    common: &Common,
    row: &SummaryImage,
    tables: &Tables,
    rows: &mut &[u8],
) -> Option<Summary> {
    let count = usize::try_from(row.readings).ok()?;
    let mut readings = Vec::with_capacity(count.min(rows.len() / 4));
    for _ in 0..count {
        readings.push(reading(common, &take(rows)?)?);
    }
    let count = usize::try_from(row.remarks).ok()?;
    let mut remarks = Vec::with_capacity(count.min(rows.len() / 4));
    for _ in 0..count {
        remarks.push(remark(common, &take(rows)?)?);
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
        subject: known(row.subject.map(|index| at(&common.texts, index)))?,
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
        grade: row.grade.clone(),
        boxes: at(&tables.boxes, row.boxes)?,
        shares: at(&tables.shares, row.shares)?,
        remarks,
        calls: calls(common, &row.calls)?,
        items: items(common, &row.items)?,
        pace: row.pace,
        readings,
        places: at(&tables.places, row.places)?,
    })
}

fn reading(common: &Common, row: &ReadingImage) -> Option<Reading> {
    Some(Reading {
        step_ref: at(&common.step_refs, row.step_ref)?,
        value: at(&common.texts, row.value)?,
        unit: known(row.unit.map(|index| at(&common.texts, index)))?,
        judgement: row.judgement,
        at: row.at.timestamp()?,
        by_command: row.by_command,
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

impl Stowed for Vec<Summary> {
    fn stow(&self) -> Vec<u8> {
        super::runs_out::bytes(self).unwrap_or_default()
    }

    fn unstow(bytes: &[u8]) -> Option<Self> {
        runs(bytes)
    }
}
