//! The readings of the last year, each as one line over time.
//!
//! Gathered when they are opened and when the record changes, so that drawing them is nothing.

use crate::limits::Judgement;
use crate::runbook::ProcedureRef;
use crate::state::{State, Trend};
use jiff::{SignedDuration, Timestamp};
use std::cmp::Reverse;

/// As many days as are looked back over.
const DAYS: i64 = 366;
/// How often something is read is counted over so many days.
const LATELY: i64 = 30;
/// So often in that time is as good as daily, or on every working day.
const DAILY: usize = 15;
/// So often is as good as weekly.
const WEEKLY: usize = 3;

/// In which order readings stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrendSort {
    /// What is read daily first, of that the worst first.
    #[default]
    Worst,
    /// What was read last first.
    Newest,
    /// By procedure and step.
    Procedure,
}

impl TrendSort {
    /// The one after it, around.
    pub(super) fn next(self) -> Self {
        match self {
            Self::Worst => Self::Newest,
            Self::Newest => Self::Procedure,
            Self::Procedure => Self::Worst,
        }
    }

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Worst => "daily first, worst first",
            Self::Newest => "last read first",
            Self::Procedure => "by procedure",
        }
    }
}

/// The readings of one procedure, or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trends {
    /// The one procedure that is shown.
    pub only: Option<ProcedureRef>,
    /// In which order they stand.
    pub sort: TrendSort,
    /// Each reading.
    pub all: Vec<Trend>,
}

impl Trends {
    /// Gathers the readings of the last year.
    pub fn of(now: Timestamp, state: &State, only: Option<ProcedureRef>, sort: TrendSort) -> Self {
        let back = SignedDuration::from_hours(24 * DAYS);
        let since = now.saturating_sub(back).unwrap_or(now);
        let mut all = state.trends(since, only.as_ref());
        // What is read every day comes before what is read once in a while; of each, what is worst
        // now is what someone looks for. The rest keeps its order.
        let lately = now.saturating_sub(SignedDuration::from_hours(24 * LATELY));
        let lately = lately.unwrap_or(now);
        let often = |trend: &Trend| {
            let taken = trend.points.iter().filter(|it| it.at >= lately).count();
            match taken {
                DAILY.. => 0,
                WEEKLY.. => 1,
                _ => 2,
            }
        };
        match sort {
            TrendSort::Worst => {
                all.sort_by_key(|trend| (often(trend), Reverse(trend.last().judgement)));
            }
            TrendSort::Newest => all.sort_by_key(|trend| Reverse(trend.last().at)),
            TrendSort::Procedure => {}
        }
        Self { only, sort, all }
    }

    /// The place of the next reading in warning or alarm from a place on, around the end.
    pub fn next_worrying(&self, from: usize) -> Option<usize> {
        let rows = self.all.len();
        let mut places = (from..rows).chain(0..from.min(rows));
        places.find(|at| self.all[*at].last().judgement > Judgement::Normal)
    }
}
