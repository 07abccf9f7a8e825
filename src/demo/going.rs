//! How a run of the year is to go, and the box that it stands at.

use crate::command::StartRun;
use crate::runbook::{Step, StepRef, Style, TargetName, Values};

/// How a run is to go.
#[derive(Clone, Debug)]
pub(super) struct Going {
    pub by: &'static str,
    pub runbook: &'static str,
    pub start: StartRun,
    /// Answers that are given instead of what the day would say: step, then attempts.
    pub scripted: &'static [(&'static str, &'static str)],
    /// Ends, unfinished, after so many boxes.
    pub stops_after: Option<usize>,
    /// The day of the year, for what is read.
    pub day: u64,
    /// Whether it is a round among hundreds, of which now and then a step is not OK or skipped;
    /// what stands out of the year goes as it was written.
    pub is_round: bool,
}

impl Going {
    /// A live run that goes as the day goes.
    pub fn of(by: &'static str, runbook: &'static str, procedure: &str, on: Option<&str>) -> Self {
        let mut start = StartRun::of(procedure);
        start.target = on.map(TargetName::from);
        Self {
            by,
            runbook,
            start,
            scripted: &[],
            stops_after: None,
            day: 0,
            is_round: false,
        }
    }
}

/// A box that wants an answer, beside its step.
pub(super) struct Next {
    pub step: Step,
    pub step_ref: StepRef,
    /// What the step's texts are filled with.
    pub values: Values,
    pub style: Style,
    pub is_end: bool,
}
