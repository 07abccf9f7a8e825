//! From the state to the head of a checkpoint, and the drawers that come behind it.

use super::image::*;
use super::pieces::Pieces;
use crate::schedule::Timing;
use crate::state::fold::State;
use crate::state::series::Series;
use crate::state::series_id::SeriesId;

/// The head, and what comes behind it. None only for values without a form, of which there are
/// none.
pub(super) fn head(state: &State) -> Option<(Vec<u8>, Pieces)> {
    let mut pieces = Pieces::default();
    let mut timings = Vec::new();
    let known = state.lines.iter();
    let known = known.map(|(id, known)| line(id, known, &mut timings, &mut pieces));
    let known_lines = known.collect::<Option<_>>()?;
    let stale = state.stale.iter();
    let closed = &state.closed;
    let months = closed.months.iter().map(|(month, it)| {
        Some(MonthImage {
            month: *month,
            count: u32::try_from(it.count).ok()?,
            latest_end: it.latest_end.into(),
            ids: pieces.add(&it.ids),
            runs: pieces.add(&it.runs),
        })
    });
    let months = months.collect::<Option<_>>()?;
    let lines = closed.lines.iter().map(|(line, it)| {
        let since = it.since.map(|id| id.0.0);
        (line.clone(), since, pieces.add(&it.runs))
    });
    let lines = lines.collect();
    let since = closed.latest.since.map(|(at, id)| (at.into(), id.0.0));
    let latest = (since, pieces.add(&closed.latest.runs));
    let rehearsals = closed.rehearsals.iter();
    let rehearsals = rehearsals.map(|(procedure, it)| (procedure.clone(), pieces.add(it)));
    let rehearsals = rehearsals.collect();
    let image = Image {
        timings,
        known_lines,
        open: state.open.values().cloned().collect(),
        follow_ups: state.follow_ups.iter().cloned().collect(),
        revisions: state.revisions.clone(),
        handoff: state.handoff.clone(),
        notes: state.notes.clone(),
        seats: state.seats.clone(),
        wounds: state.wounds.clone(),
        signing: state.signing.clone(),
        stale: stale.map(|(id, places)| (id.0.0, places.clone())).collect(),
        months,
        lines,
        latest,
        rehearsals,
    };
    Some((postcard::to_stdvec(&image).ok()?, pieces))
}

/// Timings have no order, so they are sought one by one; most are alike, and there are
/// as many as schedules were noticed.
fn timing(timings: &mut Vec<Timing>, timing: &Timing) -> u32 {
    let known = timings.iter().position(|known| known == timing);
    let index = known.unwrap_or_else(|| {
        timings.push(timing.clone());
        timings.len() - 1
    });
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn line(
    id: &SeriesId,
    line: &Series,
    timings: &mut Vec<Timing>,
    pieces: &mut Pieces,
) -> Option<LineImage> {
    let noticed = line.noticed.map(|noticed| {
        let timing = noticed.timing.as_ref();
        Some(NoticedImage {
            title: noticed.title.clone(),
            runbook_title: noticed.runbook_title.clone(),
            timing: timing.map(|known| self::timing(timings, known)),
            steps: noticed.steps,
            estimate_seconds: noticed.estimate_seconds,
        })
    })?;
    let older = line.fills.older.as_ref();
    let older_fills = older.map(|(until, rows)| ((*until).into(), pieces.add(rows)));
    Some(LineImage {
        procedure: id.procedure.clone(),
        target: id.target.clone(),
        noticed,
        excused: line.excused.clone(),
        seen_until: line.seen_until,
        looked_until: line.unfilled.until.map(Instant::from),
        unfilled: line
            .unfilled
            .slots
            .iter()
            .map(|(slot, next)| ((*slot).into(), next.map(Instant::from)))
            .collect(),
        open_fills: line.fills.open.clone(),
        fills: line.fills.last.clone(),
        older_fills,
    })
}
