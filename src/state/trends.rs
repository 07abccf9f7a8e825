//! Every reading of the last days, by the box that it was taken at: what a page of trends
//! shows. One pass over the runs of those days; nothing of it is kept.

use super::State;
use super::line::LineId;
use super::summary::{Reading, Summary};
use crate::runbook::{ProcedureRef, Spot};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Readings by line and box, oldest first.
pub type Trends = BTreeMap<(LineId, Spot), Vec<Reading>>;

impl State {
    /// The readings of live runs that began since a moment, of one procedure or of all.
    /// Rehearsals are left out, and so are runs that backed another one out.
    pub fn trends(&self, since: Timestamp, only: Option<&ProcedureRef>) -> Trends {
        let mut found = Trends::new();
        let wanted = |summary: &Summary| {
            summary.tells_of_its_line() && only.is_none_or(|only| summary.procedure == *only)
        };
        // Newest first, by the moment of a run's begin: what is older ends the walk.
        let runs = self.ended_newest_first();
        let runs = runs.take_while(|summary| summary.started_at >= since);
        for summary in runs.filter(|summary| wanted(summary)) {
            for reading in &summary.readings {
                let line = LineId {
                    procedure: summary.procedure.clone(),
                    target: summary.target.clone(),
                };
                let place = found.entry((line, reading.spot.clone()));
                place.or_default().push(reading.clone());
            }
        }
        for readings in found.values_mut() {
            readings.sort_by_key(|reading| reading.at);
        }
        found
    }
}
