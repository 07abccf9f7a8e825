//! The readings of the last year, each as one line over time.
//!
//! Gathered when they are opened and when the record changes, so that drawing them is nothing.

use crate::limits::Judgement;
use crate::runbook::ProcedureRef;
use crate::state::{State, Trend};
use jiff::{SignedDuration, Timestamp};

/// As many days as are looked back over.
const DAYS: i64 = 366;
/// How often something is read is counted over so many days.
const LATELY: i64 = 30;
/// So often in that time is as good as daily, or on every working day.
const DAILY: usize = 15;
/// So often is as good as weekly.
const WEEKLY: usize = 3;

/// The readings of one procedure, or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trends {
    /// The one procedure that is shown.
    pub only: Option<ProcedureRef>,
    /// Each reading; what is read daily first, of that the worst first, then by name.
    pub all: Vec<Trend>,
}

impl Trends {
    /// Gathers the readings of the last year.
    pub fn of(now: Timestamp, state: &State, only: Option<ProcedureRef>) -> Self {
        let back = SignedDuration::from_hours(24 * DAYS);
        let since = now.saturating_sub(back).unwrap_or(now);
        let mut all = state.trends(since, only.as_ref());
        // What is read every day comes before what is read once in a while; of each, what is worst
        // now is what someone looks for. The rest keeps its order.
        let lately = now.saturating_sub(SignedDuration::from_hours(24 * LATELY));
        let lately = lately.unwrap_or(now);
        all.sort_by_key(|trend| {
            let taken = trend.points.iter().filter(|it| it.at >= lately).count();
            let often = match taken {
                DAILY.. => 0,
                WEEKLY.. => 1,
                _ => 2,
            };
            (often, std::cmp::Reverse(trend.last().judgement))
        });
        Self { only, all }
    }

    /// The place of the next reading in warning or alarm from a place on, around the end.
    pub fn next_worrying(&self, from: usize) -> Option<usize> {
        let rows = self.all.len();
        let mut places = (from..rows).chain(0..from.min(rows));
        places.find(|at| self.all[*at].last().judgement > Judgement::Normal)
    }
}
