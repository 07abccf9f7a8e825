//! Runs that have ended, as summaries, in drawers that stay shut until they are asked for.
//!
//! The months, by the moment in a run's id, hold every one of them and are the truth. So that
//! the common questions open no month, some lie a second time where they are looked for: the
//! last of each line, those that ended last, the rehearsals of a procedure.

use super::drawer::{Drawer, Stowed};
use super::series_id::SeriesId;
use super::summary::Summary;
use crate::event::RunId;
use crate::runbook::ProcedureRef;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// So many runs of a line lie together: a trend wants thirty, a proof looks twenty back.
const OF_A_LINE: usize = if cfg!(test) { 2 } else { 32 };
/// So many that ended last lie together: more than a shift and a half of a busy team.
const OF_LATE: usize = if cfg!(test) { 3 } else { 128 };

/// Ended runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Closed {
    pub(super) months: BTreeMap<u32, Month>,
    pub(super) lines: BTreeMap<SeriesId, Newest<RunId>>,
    pub(super) latest: Newest<(Timestamp, RunId)>,
    /// Rehearsals that were not given up: few among many runs, and asked for often.
    pub(super) rehearsals: BTreeMap<ProcedureRef, Drawer<Vec<Summary>>>,
}

/// The runs of a month, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Month {
    pub(super) count: usize,
    /// No run of it ended later.
    pub(super) latest_end: Timestamp,
    pub(super) ids: Drawer<Vec<RunId>>,
    pub(super) runs: Drawer<Vec<Summary>>,
}

/// All runs from a key on, by that key.
#[derive(Clone, Debug)]
pub(super) struct Newest<K> {
    /// None where that is all there are.
    pub(super) since: Option<K>,
    pub(super) runs: Drawer<Vec<Summary>>,
}

impl<K> Default for Newest<K> {
    fn default() -> Self {
        Self {
            since: None,
            runs: Drawer::default(),
        }
    }
}

impl PartialEq for Closed {
    /// The rest is worked out from it.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// The month of a run, counted from the year 0: by the moment in its id.
pub(super) fn month_of(id: RunId) -> u32 {
    let milliseconds = i64::try_from(id.0.timestamp_ms()).unwrap_or(i64::MAX);
    let at = Timestamp::from_millisecond(milliseconds);
    // What lies after the year 9999 is one month.
    at.map_or(u32::MAX, |at| {
        let date = at.to_zoned(TimeZone::UTC).date();
        u32::from(date.year().unsigned_abs()) * 12 + u32::from(date.month().unsigned_abs())
    })
}

impl<K: Ord + Copy> Newest<K> {
    fn add(&mut self, summary: &Summary, key: impl Fn(&Summary) -> K, limit: usize) {
        let mine = key(summary);
        if self.since.is_some_and(|since| mine < since) {
            return;
        }
        let since = self.runs.change(|runs| {
            let at = runs.partition_point(|known| key(known) < mine);
            runs.insert(at, summary.clone());
            let surplus = runs.len().saturating_sub(2 * limit);
            (surplus > 0).then(|| {
                runs.drain(..runs.len() - limit);
                runs.first().map(&key)
            })
        });
        self.since = since.unwrap_or(self.since);
    }

    fn remove(&mut self, summary: &Summary, key: impl Fn(&Summary) -> K) {
        if self.since.is_none_or(|since| key(summary) >= since) {
            self.runs
                .change(|runs| runs.retain(|known| known.id != summary.id));
        }
    }

    /// The last of them where they are too many for a checkpoint.
    fn trim(&mut self, key: impl Fn(&Summary) -> K, limit: usize) {
        // What was not touched is as it was trimmed before.
        if self.runs.lies().is_some() || self.runs.get().len() <= limit {
            return;
        }
        self.runs.change(|runs| {
            runs.drain(..runs.len() - limit);
        });
        self.since = self.runs.get().first().map(key);
    }
}

fn by_id(summary: &Summary) -> RunId {
    summary.id
}

fn by_end(summary: &Summary) -> (Timestamp, RunId) {
    (summary.ended_at, summary.id)
}

impl Closed {
    pub(super) fn is_empty(&self) -> bool {
        self.months.values().all(|month| month.count == 0)
    }

    pub(super) fn contains(&self, id: RunId) -> bool {
        let month = self.months.get(&month_of(id));
        month.is_some_and(|month| month.ids.get().binary_search(&id).is_ok())
    }

    pub(super) fn get(&self, id: RunId) -> Option<&Summary> {
        if let Some(late) = self.latest.runs.get().iter().find(|late| late.id == id) {
            return Some(late);
        }
        if !self.contains(id) {
            return None;
        }
        let runs = self.months.get(&month_of(id))?.runs.get();
        let at = runs.binary_search_by_key(&id, by_id).ok()?;
        runs.get(at)
    }

    /// Every id. Opens no summary.
    pub(super) fn ids(&self) -> impl Iterator<Item = RunId> {
        let months = self.months.values();
        months.flat_map(|month| month.ids.get().iter().copied())
    }

    /// By id, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Summary> {
        let months = self.months.values();
        months.flat_map(|month| month.runs.get().iter())
    }

    /// By id, the one that began last first. Opens a month when it comes to it.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Summary> {
        let months = self.months.values().rev();
        months.flat_map(|month| month.runs.get().iter().rev())
    }

    /// By id, those before one, the last first.
    fn before(&self, id: RunId) -> impl Iterator<Item = &Summary> {
        let months = self.months.range(..=month_of(id)).rev();
        let all = months.flat_map(|(_, month)| month.runs.get().iter().rev());
        all.skip_while(move |summary| summary.id >= id)
    }

    /// By when they ended, the last first. Opens a month when it comes to it.
    pub(super) fn last_ended(&self) -> impl Iterator<Item = &Summary> {
        let late = self.latest.runs.get().iter().rev();
        let since = self.latest.since.into_iter();
        late.chain(since.flat_map(|since| LastEnded::before(self, since)))
    }

    /// Those of one line, the one that began last first. Opens a month when it comes to it.
    pub(super) fn of_line<'a>(
        &'a self,
        line: &SeriesId,
    ) -> impl Iterator<Item = &'a Summary> + use<'a> {
        let known = self.lines.get_key_value(line).into_iter();
        known.flat_map(|(line, newest)| self.of(line, newest))
    }

    fn of<'a>(
        &'a self,
        line: &'a SeriesId,
        newest: &'a Newest<RunId>,
    ) -> impl Iterator<Item = &'a Summary> + use<'a> {
        let older = newest
            .since
            .into_iter()
            .flat_map(|since| self.before(since));
        let older = older
            .filter(|summary| summary.procedure == line.procedure && summary.target == line.target);
        newest.runs.get().iter().rev().chain(older)
    }

    /// Those of one procedure, on any target: each target's newest first.
    pub(super) fn of_procedure<'a>(
        &'a self,
        procedure: &'a ProcedureRef,
    ) -> impl Iterator<Item = impl Iterator<Item = &'a Summary> + use<'a>> + use<'a> {
        let first = SeriesId {
            procedure: procedure.clone(),
            target: None,
        };
        let lines = self.lines.range(first..);
        let lines = lines.take_while(|(line, _)| line.procedure == *procedure);
        lines.map(|(line, newest)| self.of(line, newest))
    }

    /// Rehearsals of a procedure that were not given up, oldest first.
    pub(super) fn rehearsals(&self, procedure: &ProcedureRef) -> std::slice::Iter<'_, Summary> {
        let known = self.rehearsals.get(procedure);
        known.map_or([].iter(), |known| known.get().iter())
    }

    /// Adds runs whose ids are not there yet.
    pub(super) fn extend(&mut self, new: Vec<Summary>) {
        for summary in new {
            let line = self.lines.entry(summary.line()).or_default();
            line.add(&summary, by_id, OF_A_LINE);
            self.latest.add(&summary, by_end, OF_LATE);
            if is_rehearsal(&summary) {
                let known = self.rehearsals.entry(summary.procedure.clone());
                known.or_default().change(|known| put(known, &summary));
            }
            let month = self.months.entry(month_of(summary.id)).or_default();
            month.count += 1;
            month.latest_end = month.latest_end.max(summary.ended_at);
            month.ids.change(|ids| {
                let at = ids.partition_point(|id| *id < summary.id);
                ids.insert(at, summary.id);
            });
            month.runs.change(|runs| {
                let at = runs.partition_point(|known| known.id < summary.id);
                runs.insert(at, summary);
            });
        }
    }

    pub(super) fn remove(&mut self, id: RunId) -> Option<Summary> {
        if !self.contains(id) {
            return None;
        }
        let month = self.months.get_mut(&month_of(id))?;
        let summary = month.runs.change(|runs| {
            let at = runs.binary_search_by_key(&id, by_id).ok()?;
            Some(runs.remove(at))
        })?;
        month.count -= 1;
        month.ids.change(|ids| ids.retain(|known| *known != id));
        if let Some(line) = self.lines.get_mut(&summary.line()) {
            line.remove(&summary, by_id);
        }
        self.latest.remove(&summary, by_end);
        if let Some(known) = self.rehearsals.get_mut(&summary.procedure)
            && is_rehearsal(&summary)
        {
            known.change(|known| known.retain(|known| known.id != id));
        }
        Some(summary)
    }

    /// Keeps no more a second time than a checkpoint is to hold.
    pub(super) fn trim(&mut self) {
        self.latest.trim(by_end, OF_LATE);
        for line in self.lines.values_mut() {
            line.trim(by_id, OF_A_LINE);
        }
    }
}

fn is_rehearsal(summary: &Summary) -> bool {
    summary.rehearsal && summary.verdict.fills_its_slot()
}

fn put(runs: &mut Vec<Summary>, summary: &Summary) {
    let at = runs.partition_point(|known| known.id < summary.id);
    runs.insert(at, summary.clone());
}

/// Walks from the last ending back, over months that are opened when it comes to them.
struct LastEnded<'a> {
    since: (Timestamp, RunId),
    /// The months to come, the one with the latest ending last.
    months: Vec<&'a Month>,
    /// What is known of those that were opened, the latest ending last.
    known: Vec<&'a Summary>,
}

impl<'a> LastEnded<'a> {
    fn before(closed: &'a Closed, since: (Timestamp, RunId)) -> Self {
        let mut months: Vec<&Month> = closed.months.values().collect();
        months.sort_by_key(|month| month.latest_end);
        Self {
            since,
            months,
            known: Vec::new(),
        }
    }
}

impl<'a> Iterator for LastEnded<'a> {
    type Item = &'a Summary;

    fn next(&mut self) -> Option<Self::Item> {
        let last = |known: &[&Summary]| known.last().map(|known| known.ended_at);
        while let Some(month) = self
            .months
            .pop_if(|month| last(&self.known).is_none_or(|last| month.latest_end >= last))
        {
            let runs = month.runs.get().iter();
            self.known
                .extend(runs.filter(|run| by_end(run) < self.since));
            self.known.sort_by_key(|known| by_end(known));
        }
        self.known.pop()
    }
}

/// Ids are kept apart from the runs, so that whether one is there opens no month.
impl Stowed for Vec<RunId> {
    fn stow(&self) -> Vec<u8> {
        self.iter().flat_map(|id| id.0.0.to_be_bytes()).collect()
    }

    fn unstow(bytes: &[u8]) -> Option<Self> {
        let (ids, rest) = bytes.as_chunks::<16>();
        let ids = ids.iter().map(|id| RunId(u128::from_be_bytes(*id).into()));
        rest.is_empty().then(|| ids.collect())
    }
}
