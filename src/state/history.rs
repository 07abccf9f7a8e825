//! Looking back over runs: newest first, lazily, so that a screen of fifty rows costs fifty.
//!
//! Ids carry the moment at which a run was begun, so "newest" is by id. Whether a run is
//! held whole or as its summary changes nothing in what is found.

use super::fold::State;
use super::follow_up::FollowUpStory;
use super::id_search::that_fit;
use super::run::Run;
use super::series::Occurrence;
use super::series_id::SeriesId;
use super::summary::{Places, Reading, Summary};
use super::verdict::Verdict;
use crate::event::{FollowUpId, FollowUpState, RunId};
use crate::runbook::{Operator, StepRef};
use jiff::Timestamp;
use std::borrow::Cow;
use std::iter::Peekable;

/// Something that happened, for a page that tells it by the clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening<'a> {
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// Who did it.
    pub by: &'a Operator,
    /// What it was.
    pub kind: HappeningKind<'a>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum HappeningKind<'a> {
    /// A run began.
    Started(RunId),
    /// A run ended.
    Ended(RunId, Verdict),
    /// Someone wrote something down for the shift.
    Noted(&'a str),
    /// An occurrence need not be done.
    Excused {
        /// The procedure, and the target that it is done on.
        line: &'a SeriesId,
        /// The slot of the schedule.
        slot: Timestamp,
        /// Why.
        reason: &'a str,
    },
    /// A follow-up came to be, or to another state.
    FollowUp {
        /// The follow-up, by its id.
        id: FollowUpId,
        /// The state; none where it came to be.
        state: Option<FollowUpState>,
    },
}

/// Merges two rows of things that each run from the greatest to the least.
struct Descending<A: Iterator, B: Iterator, F> {
    one: Peekable<A>,
    other: Peekable<B>,
    key: F,
}

fn descending<T, K: Ord, A, B, F>(one: A, other: B, key: F) -> Descending<A, B, F>
where
    A: Iterator<Item = T>,
    B: Iterator<Item = T>,
    F: Fn(&T) -> K,
{
    Descending {
        one: one.peekable(),
        other: other.peekable(),
        key,
    }
}

impl<T, K: Ord, A, B, F> Iterator for Descending<A, B, F>
where
    A: Iterator<Item = T>,
    B: Iterator<Item = T>,
    F: Fn(&T) -> K,
{
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match (self.one.peek(), self.other.peek()) {
            (Some(one), Some(other)) if (self.key)(other) > (self.key)(one) => self.other.next(),
            (None, _) => self.other.next(),
            _ => self.one.next(),
        }
    }
}

impl State {
    /// Every ended run, the one that began last first. Lazy.
    pub fn ended_newest_first(&self) -> impl Iterator<Item = Cow<'_, Summary>> {
        let whole = self.open.values().rev();
        let whole = whole.filter_map(|open| open.run.summary(&open.places).map(Cow::Owned));
        let closed = self.closed.newest_first().map(Cow::Borrowed);
        descending(closed, whole, |summary| summary.id)
    }

    /// Every ended run, oldest first.
    pub fn ended(&self) -> Vec<Cow<'_, Summary>> {
        let mut all: Vec<_> = self.ended_newest_first().collect();
        all.reverse();
        all
    }

    /// The ended live runs of a line, the one that began last first. Lazy.
    pub fn ended_on(&self, line: &SeriesId) -> impl Iterator<Item = Cow<'_, Summary>> {
        let whole = self.live_whole(line);
        let whole = whole.filter_map(|(run, places)| run.summary(places).map(Cow::Owned));
        let closed = self.closed.of_line(line);
        let closed = closed.filter(|summary| summary.tells_of_its_line());
        descending(closed.map(Cow::Borrowed), whole, |summary| summary.id)
    }

    /// Live runs of a line that are held whole, newest first.
    fn live_whole(&self, line: &SeriesId) -> impl Iterator<Item = (&Run, &Places)> {
        let line = line.clone();
        let open = self.open.values().rev();
        open.filter_map(move |open| {
            let started = &open.run.started.as_ref()?.what;
            let live = started.tells_of_its_line()
                && started.procedure == line.procedure
                && started.target == line.target;
            live.then_some((&open.run, &open.places))
        })
    }

    /// Live runs of the same line and subject that were begun before one and still go on, oldest
    /// first.
    pub fn still_open_before(&self, id: RunId) -> Vec<&Run> {
        let Some((run, line)) = self.run(id).and_then(|run| Some((run, run.line()?))) else {
            return Vec::new();
        };
        if run.is_rehearsal() {
            return Vec::new();
        }
        let others = self.in_progress().filter(|(other, started)| {
            started.tells_of_its_line()
                && other.id < id
                && started.line() == line
                && other.subject() == run.subject()
        });
        let mut others: Vec<&Run> = others.map(|(other, _)| other).collect();
        others.sort_by_key(|other| other.id);
        others
    }

    /// The last ended live run on a line, but for one.
    pub fn last_run(&self, line: &SeriesId, but: Option<RunId>) -> Option<Cow<'_, Summary>> {
        self.ended_on(line).find(|summary| Some(summary.id) != but)
    }

    /// The readings of a box in the last runs on one line, oldest first, at most `limit`;
    /// rehearsals are left out, and so is the run `but`.
    pub fn trend(
        &self,
        line: &SeriesId,
        step_ref: &StepRef,
        but: Option<RunId>,
        limit: usize,
    ) -> Vec<Reading> {
        self.trend_of(line, step_ref, limit, |id| Some(id) != but)
    }

    /// The same of the runs that began before one.
    pub(super) fn trend_before(
        &self,
        line: &SeriesId,
        step_ref: &StepRef,
        before: RunId,
        limit: usize,
    ) -> Vec<Reading> {
        self.trend_of(line, step_ref, limit, |id| id < before)
    }

    fn trend_of(
        &self,
        line: &SeriesId,
        step_ref: &StepRef,
        limit: usize,
        keeps: impl Fn(RunId) -> bool,
    ) -> Vec<Reading> {
        let whole = self.live_whole(line).filter_map(|(run, _)| {
            let mut readings = run.readings();
            let reading = readings.find(|reading| reading.step_ref == *step_ref)?;
            Some((run.id, reading))
        });
        let closed = self.closed.of_line(line);
        let closed = closed.filter(|summary| summary.tells_of_its_line());
        let closed = closed.filter_map(|summary| {
            let mut readings = summary.readings.iter();
            let reading = readings.find(|reading| reading.step_ref == *step_ref)?;
            Some((summary.id, reading.clone()))
        });
        let newest = descending(closed, whole, |(id, _)| *id);
        let wanted = newest.filter(|(id, _)| keeps(*id)).take(limit);
        let mut found: Vec<_> = wanted.map(|(_, reading)| reading).collect();
        found.reverse();
        found.sort_by_key(|reading| reading.at);
        found
    }

    /// The last slots of a line that have come, with what became of each, oldest first, at
    /// most `count`.
    pub fn recent(&self, line: &SeriesId, count: usize, now: Timestamp) -> Vec<Occurrence> {
        let line = self.line_of(line);
        line.map(|line| line.recent(count, now)).unwrap_or_default()
    }

    /// Every run whose id begins or ends with what someone typed; ids are not case
    /// sensitive.
    pub fn find_runs(&self, typed: &str) -> Vec<RunId> {
        let closed = self.closed.ids();
        that_fit(typed, self.open.keys().copied().chain(closed))
    }

    /// Runs that began and ended, notes of the shift, excuses: latest first, by the clocks
    /// of those who wrote them. Lazy over ended runs.
    pub fn timeline(&self) -> impl Iterator<Item = Happening<'_>> {
        let started = self.closed.newest_first().filter_map(|summary| {
            let kind = HappeningKind::Started(summary.id);
            happening(summary.started_at, summary.started_by()?, kind)
        });
        let ended = self.closed.last_ended().filter_map(|summary| {
            let kind = HappeningKind::Ended(summary.id, summary.verdict.clone());
            happening(summary.ended_at, summary.ended_by()?, kind)
        });
        let notes = self
            .notes
            .iter()
            .rev()
            .filter_map(|said| happening(said.at, &said.by, HappeningKind::Noted(&said.what)));
        let at = |happening: &Happening<'_>| happening.at;
        let rest = descending(notes, self.lately().into_iter(), at);
        descending(descending(ended, started, at), rest, at)
    }

    /// What [`State::timeline`] cannot take from an order that is kept: runs that are held
    /// whole, excuses, and what became of follow-ups. They are few.
    fn lately(&self) -> Vec<Happening<'_>> {
        let mut found = Vec::new();
        for (run, _) in self.runs() {
            let started = run.started.iter();
            found.extend(started.map(|said| Happening {
                at: said.at,
                by: &said.by,
                kind: HappeningKind::Started(run.id),
            }));
            let ended = run.first_ending().into_iter();
            found.extend(ended.map(|said| Happening {
                at: said.at,
                by: &said.by,
                kind: HappeningKind::Ended(run.id, run.verdict()),
            }));
        }
        for (line, known) in self.lines() {
            for (slot, excuses) in &known.excused {
                found.extend(excuses.iter().map(|said| Happening {
                    at: said.at,
                    by: &said.by,
                    kind: HappeningKind::Excused {
                        line,
                        slot: *slot,
                        reason: &said.what,
                    },
                }));
            }
        }
        for known in self.follow_ups() {
            let told = known.story().into_iter().filter_map(|item| {
                let state = match item {
                    FollowUpStory::Opened(_) => None,
                    FollowUpStory::Moved(said) => Some(said.what.state),
                    _ => return None,
                };
                let id = known.id;
                happening(item.at(), item.by(), HappeningKind::FollowUp { id, state })
            });
            found.extend(told);
        }
        found.sort_by_key(|happening| std::cmp::Reverse(happening.at));
        found
    }
}

fn happening<'a>(
    at: Timestamp,
    by: &'a Operator,
    kind: HappeningKind<'a>,
) -> Option<Happening<'a>> {
    Some(Happening { at, by, kind })
}
