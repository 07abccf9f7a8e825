//! What was said last of the place in front, so that only what changed is said again.

use crate::app::keys::Context;
use crate::event::RunId;
use crate::runbook::StepRef;

/// What was said last.
#[derive(Default)]
pub(super) struct Said {
    pub place: Option<Place>,
    pub lines: Vec<String>,
    pub asked: Vec<String>,
    /// The run whose beginning was said.
    pub run: Option<RunId>,
}

impl Said {
    /// Everything of the place is said anew.
    pub fn forget(&mut self) {
        self.place = None;
    }
}

/// What is in front, as far as something else has to be said whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    List(Context),
    Opened(&'static str, usize),
    Page(String),
    Step(RunId, Option<StepRef>),
}
