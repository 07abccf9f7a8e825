//! Today: every row, in the one order in which it is read.
//!
//! What stays true: what hurts is at the top, in one order that is written here once; every
//! front end shows these rows, and folds or leaves out whole groups at most.

use super::kind::{Group, Kind};
use super::row::Row;
use super::sources::Sources;
use super::words::started_at;
use crate::state;
use crate::state::{FirstStep, SlotState};
use jiff::Timestamp;

/// How many rounds of a day were done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rounds {
    /// Rounds that were done, late or not.
    pub done: usize,
    /// Rounds of the day, but for those that were waived.
    pub all: usize,
}

impl Rounds {
    /// `3 of 9 rounds done`.
    pub fn words(self) -> String {
        format!("{} of {} rounds done", self.done, self.all)
    }
}

/// Today.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Today {
    /// Every row, in order.
    pub rows: Vec<Row>,
}

impl Today {
    /// What wants someone: all but what is done, except for answers that this operator waited
    /// for; and but what only this machine knows, and what a
    /// newcomer may look at.
    pub fn wanted(&self) -> impl Iterator<Item = &Row> {
        let beginners = [Kind::FirstStep, Kind::Sample];
        let rows = self.rows.iter();
        rows.filter(move |row| {
            let is_apart = row.is_of_machine() || beginners.contains(&row.kind);
            let is_news = matches!(row.what, state::Row::FollowUp { answered: true, .. });
            (is_news || row.group != Group::Done) && !is_apart
        })
    }

    /// What may be begun or gone on with now, the first of it.
    pub fn next(&self) -> Option<&Row> {
        let may = [
            Kind::Overdue,
            Kind::Timer,
            Kind::Signature,
            Kind::InProgress,
            Kind::Due,
            Kind::Open,
        ];
        self.rows.iter().find(|row| may.contains(&row.kind))
    }

    /// How many rounds are overdue, and how many other things are past their time.
    pub fn overdue(&self) -> usize {
        let late = self.rows.iter().filter(|row| row.is_late);
        late.map(|row| match row.kind {
            Kind::Overdue => row.count.unwrap_or(1),
            _ => 1,
        })
        .sum()
    }
}

impl Sources<'_> {
    /// All that stands now, in order. `more` are rows that the record cannot know of: broken
    /// runbooks, commands to allow.
    pub fn today(&self, more: impl IntoIterator<Item = state::Row>) -> Today {
        let rows = self.state.today_for(self.clock.now, self.whom).rows;
        let preview = self.preview.map(|it| it.today(self.clock.now).rows);
        let news = preview.into_iter().flatten();
        let news = news.filter(|row| row.line().is_none_or(|id| self.state.line_of(id).is_none()));
        let all = rows.into_iter().chain(news).chain(more);
        let mut rows: Vec<_> = all.map(|row| self.row(&row)).collect();
        rows.sort_by_cached_key(place);
        Today { rows }
    }

    /// How many of this day's rounds were done.
    pub fn rounds(&self) -> Rounds {
        let (Some(from), Some(to)) = (self.clock.midnight(0), self.clock.midnight(1)) else {
            return Rounds::default();
        };
        let mut rounds = Rounds::default();
        for (_, line) in self.state.lines() {
            for occurrence in line.occurrences(from, to, self.clock.now) {
                match occurrence.state {
                    SlotState::Excused => continue,
                    SlotState::Done | SlotState::DoneLate => rounds.done += 1,
                    _ => {}
                }
                rounds.all += 1;
            }
        }
        rounds
    }
}

/// Where a row stands: by group and kind, then by what its kind is ordered by.
fn place(row: &Row) -> (Group, Kind, bool, Timestamp, Timestamp) {
    let since = row.slot.unwrap_or(Timestamp::MAX);
    let by = row.due_by.unwrap_or(Timestamp::MAX);
    let (first, second) = match (row.kind, &row.what) {
        // What is missed soonest comes first.
        (Kind::Overdue, state::Row::Slot { occurrence, .. }) => {
            (occurrence.next.unwrap_or(Timestamp::MAX), by)
        }
        (
            Kind::Overdue,
            state::Row::InProgress {
                occurrence: Some(occurrence),
                ..
            },
        ) => (occurrence.next.unwrap_or(Timestamp::MAX), by),
        (_, state::Row::FirstStep(step)) => (first_step_place(*step), since),
        (Kind::Done, state::Row::Done { at, .. }) => (latest_first(*at), since),
        (Kind::InProgress | Kind::Disputed | Kind::Timer | Kind::Signature, _) => {
            (row.run.map_or(since, started_at), since)
        }
        (Kind::Later | Kind::Escalation | Kind::Missed, _) => (since, by),
        _ => (by, since),
    };
    // A date that is far away stands among the rounds to come, by its time.
    let kind = match row.group {
        Group::Later => Kind::Later,
        // What was never rehearsed waits for ever, behind what waits for a day.
        Group::CarriedOver if row.kind == Kind::Rehearse => Kind::Later,
        _ => row.kind,
    };
    let first = match row.group {
        Group::Later if row.kind != Kind::Later => by,
        _ => first,
    };
    (row.group, kind, !row.is_late, first, second)
}

/// Ways to begin stand in the order in which they are best tried.
fn first_step_place(step: FirstStep) -> Timestamp {
    let seconds = match step {
        FirstStep::Tutor => 0,
        FirstStep::Demo => 1,
        FirstStep::New => 2,
    };
    Timestamp::from_second(seconds).unwrap_or_default()
}

fn latest_first(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().saturating_neg()).unwrap_or(at)
}
