//! A run beside the procedure that it walks: what several commands read of it.

use super::exit::Stop;
use crate::runbook::StepRef;
use crate::session::RunProgress;
use crate::state::{Standing, StepStatus};
use serde::Serialize;

impl RunProgress {
    /// Which box is meant.
    ///
    /// # Errors
    /// Wrong usage: there is no such step or item.
    pub fn step_ref(&self, typed: &str) -> Result<StepRef, Stop> {
        super::what::step_ref(self.procedure(), &self.walk, typed)
    }

    /// The box that wants an answer next, after one that was just answered.
    pub fn next(&self, after: Option<&StepRef>) -> Option<NextStep> {
        if self.run.is_ended() {
            return None;
        }
        let from = after
            .and_then(|step_ref| self.walk.position(step_ref))
            .unwrap_or(0);
        let stands = &self.walk.stands;
        let stand = match self.walk.next_open(from).map(|open| &stands[open]) {
            // What holds comes first: it has to be dealt with before anything that follows.
            Some(open) => open.held_by.map_or(open, |holder| &stands[holder]),
            None => stands.iter().find(|stand| stand.unsigned)?,
        };
        Some(NextStep {
            number: stand.number,
            step: stand.step_ref.to_string(),
            title: self.title(stand),
            holds: matches!(stand.standing, Standing::Answered(_) | Standing::Disputed),
            unsigned: stand.unsigned,
        })
    }

    fn disputed(&self) -> Option<&StepStatus> {
        let mut stands = self.walk.stands.iter();
        stands.find(|stand| stand.standing == Standing::Disputed)
    }

    /// What comes next, in words.
    pub fn next_words(&self, after: Option<&StepRef>) -> String {
        if self.run.is_ended() {
            let verdict = self.run.verdict().to_string();
            let verdict = verdict.strip_prefix("ended: ").unwrap_or(&verdict);
            return format!("The run has ended: {verdict}.");
        }
        match self.next(after) {
            Some(next) if next.unsigned => format!(
                "Next: {} {} waits for a signature: `rounds do {} {} sign`, by a second operator.",
                next.number,
                next.title,
                self.run.id.short(),
                next.step,
            ),
            Some(next) if next.holds => format!(
                "Next: {} {} puts the next steps on hold; do it again, or go on past it with a reason.",
                next.number, next.title
            ),
            Some(next) => format!("Next: {} {}", next.number, next.title),
            None => match self.disputed() {
                Some(stand) => format!(
                    "Next: {} {} is disputed; answer it again.",
                    stand.number,
                    self.title(stand)
                ),
                None => format!(
                    "Every step is answered: `rounds run {} finish`.",
                    self.run.id.short()
                ),
            },
        }
    }
}

/// The step that comes next. As JSON: `number`, `step` (`STEP` or `STEP/ITEM`), `title`,
/// `holds`, true where it is answered and holds what follows, and `unsigned`, true where that
/// is for want of a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// The number that people see.
    pub number: usize,
    /// The box.
    pub step: String,
    /// Its title.
    pub title: String,
    /// Whether it is answered, and holds what follows.
    pub holds: bool,
    /// Whether it holds because a second person has not signed it.
    pub unsigned: bool,
}
