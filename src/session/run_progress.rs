//! A run beside the procedure that it walks: what line prompts and commands read of it.

use super::team::Team;
use super::{Failure, Session};
use crate::command::{Refusal, target_values};
use crate::event::RunId;
use crate::present::{HowFar, Outside};
use crate::runbook::{Procedure, Runbook, Step};
use crate::state::{Approval, Progress, Run, Started, StepStatus};
use std::borrow::Cow;
use std::sync::Arc;

/// A run, whole, with its pinned procedure and how its boxes stand.
pub struct RunProgress {
    /// The run.
    pub run: Run,
    /// How it began.
    pub started: Started,
    /// The procedure that it walks.
    procedure: Procedure,
    runbook: Arc<Runbook>,
    /// How its boxes stand.
    pub walk: Progress,
    /// Whether the revision that it walks may be worked by.
    pub approval: Approval,
}

impl RunProgress {
    /// Reads a run and lays it beside its runbook.
    ///
    /// # Errors
    /// When there is no such run, or it or its runbook cannot be read.
    pub fn of(session: &mut Session, id: RunId) -> Result<Self, Failure> {
        let run = session.whole(id)?.ok_or(Refusal::NoSuchRun)?;
        let started = run.started.as_ref().ok_or(Refusal::NoStart)?.what.clone();
        let pin = session.pin(id).ok_or(Refusal::NoRunbook)?;
        let procedure = started.procedure_in(&pin.runbook).map(Cow::into_owned);
        let procedure = procedure.ok_or(Refusal::NoRunbook)?;
        let walk = Progress::of(&procedure, &run, target_values(&pin.runbook, &started));
        let approval = session.state().approval(&pin.runbook, pin.revision.file);
        Ok(Self {
            run,
            started,
            procedure,
            runbook: pin.runbook,
            walk,
            approval,
        })
    }

    /// How far it has come.
    pub fn how_far(&self) -> HowFar {
        HowFar::of(&self.run, &self.procedure, &self.walk)
    }

    /// The procedure that it walks.
    pub fn procedure(&self) -> &Procedure {
        &self.procedure
    }

    /// The runbook, as it was when the run started.
    pub fn runbook(&self) -> &Runbook {
        &self.runbook
    }

    /// The step of a box.
    pub fn step(&self, stand: &StepStatus) -> &Step {
        &self.procedure.steps[stand.step]
    }

    /// The title of a box, with its values filled in and its item behind it.
    pub fn title(&self, stand: &StepStatus) -> String {
        let step = self.step(stand);
        let title = step.title.fill(&self.walk.values_at(stand));
        crate::present::with_item(title, stand)
    }
}

impl Session {
    /// What the record alone cannot tell of Today: how far the runs in progress are, by the
    /// runbooks that they walk, and what people call runbooks that are broken.
    pub fn outside(&mut self) -> Outside {
        let team = Team::of(self.settings()).ok().flatten();
        let broken = self.library().broken();
        let broken = broken.map(|book| (book.parsed.id.clone(), book.title()));
        let mut outside = Outside {
            broken: broken.collect(),
            at_it: team
                .map(|team| team.stands(&self.state()).at_it)
                .unwrap_or_default(),
            ..Outside::default()
        };
        let runs: Vec<_> = self.state().in_progress().map(|(run, _)| run.id).collect();
        for id in runs {
            if let Ok(walked) = RunProgress::of(self, id) {
                let (run, walk) = (&walked.run, &walked.walk);
                let operator = &self.workspace.settings.operator;
                outside.add(run, &walked.runbook, &walked.procedure, walk, operator);
            }
        }
        outside
    }
}
