//! The readings of the last year, each as one line over time.
//!
//! Gathered when they are opened and when the record changes, so that drawing them is nothing.

use crate::runbook::ProcedureRef;
use crate::state::{State, Trend};
use jiff::{SignedDuration, Timestamp};

/// As many days as are looked back over.
const DAYS: i64 = 366;

/// The readings of one procedure, or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trends {
    /// The one procedure that is shown.
    pub only: Option<ProcedureRef>,
    /// Each reading; those that were an alarm most lately first, then by name.
    pub all: Vec<Trend>,
}

impl Trends {
    /// Gathers the readings of the last year.
    pub fn of(now: Timestamp, state: &State, only: Option<ProcedureRef>) -> Self {
        let back = SignedDuration::from_hours(24 * DAYS);
        let since = now.saturating_sub(back).unwrap_or(now);
        let mut all = state.trends(since, only.as_ref());
        // What is worst now is what someone looks for; the rest keeps its order.
        all.sort_by_key(|trend| std::cmp::Reverse(trend.last().judgement));
        Self { only, all }
    }
}
