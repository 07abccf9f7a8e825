//! What wants someone now: the rows of Today.
//!
//! Built from the record, so that it stands before a single runbook is read; what only
//! runbooks can tell (whose a role's follow-ups are, what wants rehearsing) comes with them.

use super::attention::{Whom, add_follow_ups, add_near_dates, add_rehearsals};
use super::fold::State;
use super::row::Row;
use super::series::{Occurrence, Series, SlotState};
use super::series_id::SeriesId;
use super::verdict::Verdict;
use crate::event::RunId;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The rows of Today, in no order that means anything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Today {
    /// Every row.
    pub rows: Vec<Row>,
}

/// What was done stays on Today for a shift and a half.
const LATELY: SignedDuration = SignedDuration::from_hours(12);
/// What comes within a day is shown.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

impl State {
    /// What wants someone at this moment, by the record alone.
    pub fn today(&self, now: Timestamp) -> Today {
        Today::of(self, now, &Whom::default())
    }

    /// What wants someone at this moment, with what is this operator's own.
    pub fn today_for(&self, now: Timestamp, whom: &Whom<'_>) -> Today {
        Today::of(self, now, whom)
    }
}

impl Today {
    pub(super) fn of(state: &State, now: Timestamp, whom: &Whom<'_>) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for escalation in state.open_escalations() {
            rows.extend(escalation.opened.as_ref().map(|said| Row::Escalation {
                id: escalation.id,
                since: said.at,
            }));
        }
        rows.extend(waiting_shift(state, whom));
        rows.extend(shift_taken_over(state, now, whom));
        let mut walked: BTreeMap<(&SeriesId, Timestamp), Occurrence> = BTreeMap::new();
        for (id, line) in state.lines() {
            for occurrence in add_line(&mut rows, id, line, now) {
                walked.insert((id, occurrence.slot), occurrence);
            }
        }
        for (run, started) in state.in_progress() {
            let line = started.line();
            let slot = started.slot.filter(|_| !started.rehearsal);
            let occurrence = slot.and_then(|slot| walked.get(&(&line, slot)));
            rows.push(Row::InProgress {
                run: run.id,
                occurrence: occurrence.cloned(),
            });
        }
        add_ended(&mut rows, state, now);
        add_follow_ups(&mut rows, state, now, whom);
        add_rehearsals(&mut rows, state, now, whom);
        add_near_dates(&mut rows, state, now, whom);
        Self { rows }
    }
}

/// A shift that was given to this operator, or by another one to whoever comes next.
fn waiting_shift(state: &State, whom: &Whom<'_>) -> Option<Row> {
    let waiting = state.waiting_handover()?;
    let said = waiting.given.as_ref()?;
    let is_mine = match (whom.operator, &said.what.to) {
        (Some(operator), Some(to)) => operator == to,
        (Some(operator), None) => *operator != said.by,
        (None, _) => true,
    };
    is_mine.then(|| Row::Handover {
        id: waiting.id,
        by: said.by.clone(),
        at: said.at,
    })
}

/// The last shift that this operator gave, once somebody took it over: what they understood of
/// it is told to the giver, and what they handed back stays until another shift is given.
fn shift_taken_over(state: &State, now: Timestamp, whom: &Whom<'_>) -> Option<Row> {
    let last = state.handovers().next_back()?;
    let said = last.accepted.first()?;
    let is_mine = whom.operator == last.given.as_ref().map(|given| &given.by);
    let handed_back = said.what.handed_back.len();
    let is_told = handed_back > 0 || is_lately(said.at, now);
    (is_mine && is_told).then(|| Row::TakenOver {
        id: last.id,
        by: said.by.clone(),
        at: said.at,
        handed_back,
    })
}

/// Adds the slots of one procedure and target; gives those that a run is at, whose row stands
/// for them. After neglect the overdue slots are one row, and so are the missed ones.
fn add_line(rows: &mut Vec<Row>, id: &SeriesId, line: &Series, now: Timestamp) -> Vec<Occurrence> {
    let mut missed: Vec<Timestamp> = Vec::new();
    let mut walked = Vec::new();
    let mut overdue: Option<(Occurrence, usize)> = None;
    let mut coming = false;
    let mut add = |occurrence: Occurrence, count: usize| {
        rows.push(Row::Slot {
            line: id.clone(),
            occurrence,
            count,
        });
    };
    for occurrence in line.pressing(now) {
        match occurrence.state {
            _ if occurrence.run.is_some() => walked.push(occurrence),
            SlotState::Missed => missed.push(occurrence.slot),
            SlotState::Overdue => match &mut overdue {
                Some((_, count)) => *count += 1,
                None => overdue = Some((occurrence, 1)),
            },
            SlotState::Upcoming => {
                let soon = occurrence.slot.duration_since(now) <= AHEAD;
                if soon && !coming {
                    coming = true;
                    add(occurrence, 1);
                }
            }
            _ => add(occurrence, 1),
        }
    }
    if let Some((occurrence, count)) = overdue {
        add(occurrence, count);
    }
    if let (Some(first), Some(last)) = (missed.first(), missed.last()) {
        let (first, last, count) = (*first, *last, missed.len());
        rows.push(Row::Missed {
            line: id.clone(),
            count,
            first,
            last,
        });
    }
    walked
}

fn add_ended(rows: &mut Vec<Row>, state: &State, now: Timestamp) {
    let from = rows.len();
    for (run, started) in state.runs().filter(|(run, _)| run.is_ended()) {
        if run.is_disputed() {
            if !started.rehearsal {
                rows.push(Row::Disputed { run: run.id });
            }
        } else if let (Some(ended), Some(at)) = (run.first_ending(), run.done_at()) {
            add_done(rows, run.id, run.verdict(), at, ended.at, now);
        }
    }
    for summary in state.closed.last_ended() {
        if !is_lately(summary.ended_at, now) {
            break;
        }
        let verdict = summary.verdict.clone();
        add_done(
            rows,
            summary.id,
            verdict,
            summary.done_at,
            summary.ended_at,
            now,
        );
    }
    // Whether a run was put away already is nobody's business.
    rows[from..].sort_by_key(|row| match row {
        Row::Done { run, .. } | Row::Disputed { run } => Some(*run),
        _ => None,
    });
}

fn is_lately(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) <= LATELY
}

fn add_done(
    rows: &mut Vec<Row>,
    run: RunId,
    verdict: Verdict,
    at: Timestamp,
    ended_at: Timestamp,
    now: Timestamp,
) {
    if is_lately(ended_at, now) {
        rows.push(Row::Done { run, verdict, at });
    }
}

impl State {
    /// Whether anybody has ended a run that was no rehearsal.
    pub fn has_live_endings(&self) -> bool {
        let ended = self.runs().filter(|(run, _)| run.is_ended());
        let put_away = self.closed.last_ended();
        ended
            .map(|(_, started)| started.rehearsal)
            .chain(put_away.map(|summary| summary.rehearsal))
            .any(|is_rehearsal| !is_rehearsal)
    }

    /// The slot that a run in progress is to fill, where that still wants somebody.
    pub fn occurrence_of(&self, run: RunId, now: Timestamp) -> Option<Occurrence> {
        let started = &self.run(run)?.started.as_ref()?.what;
        let slot = started.slot.filter(|_| !started.rehearsal)?;
        let line = self.line_of(&started.line())?;
        let mut pressing = line.pressing(now).into_iter();
        pressing.find(|occurrence| occurrence.slot == slot)
    }
}
