//! What the boxes of a run count as beside its procedure: what is written down when it ends.
//!
//! The fold has no procedure, so the ending carries what only the procedure can tell: how
//! many boxes applied, which answered ones no longer did, and what the procedures that it
//! calls came to.

use super::count::{BoxCount, Gap, Tally};
use super::fold::State;
use super::grade::Graded;
use super::progress::Progress;
use super::run::Run;
use super::step_status::{Standing, StepStatus};
use super::verdict::Verdict;
use crate::event::{BoxesAtEnd, CalledBox, CameTo, Ending};
use crate::runbook::{How, Procedure};

impl State {
    /// What the boxes of a run count as now, with every box of its procedure.
    pub fn box_counts<'a>(
        &'a self,
        run: &'a Run,
        procedure: &'a Procedure,
        progress: &'a Progress,
    ) -> impl Iterator<Item = (&'a StepStatus, BoxCount)> {
        let stands = progress.stands.iter();
        stands.map(move |stand| (stand, self.box_count(run, procedure, stand)))
    }

    fn box_count(&self, run: &Run, procedure: &Procedure, stand: &StepStatus) -> BoxCount {
        let step = &procedure.steps[stand.step];
        let answered = run.boxes.get(&stand.step_ref).and_then(|it| it.count());
        let Some(count) = answered else {
            return match stand.standing {
                Standing::Inactive => BoxCount::NotCounted,
                _ if step.optional => BoxCount::NoLoss,
                _ => BoxCount::Gap(Gap::Open),
            };
        };
        let came_to = match step.how {
            How::Call(_) => self.came_to(run, stand),
            _ => None,
        };
        let count = came_to.map_or(count, |came_to| count.calling(came_to));
        match stand.wanted {
            true if stand.unsigned && count.is_done() => BoxCount::Gap(Gap::Unsigned),
            true => count,
            false => count.inactive(),
        }
    }

    /// What the run that a box called came to, where that is not a completion. The last one
    /// counts: whoever called again did so because the one before would not do.
    fn came_to(&self, run: &Run, stand: &StepStatus) -> Option<CameTo> {
        let Some(child) = run.children_at(&stand.step_ref).next_back() else {
            return Some(CameTo::NeverBegun);
        };
        match self.verdict_of(child.what.run) {
            Some(Verdict::Completed) => None,
            Some(Verdict::WithGaps) => Some(CameTo::Gaps),
            _ => Some(CameTo::Failed),
        }
    }

    /// What a run would come to, were it finished now.
    pub fn verdict_if_finished(
        &self,
        run: &Run,
        procedure: &Procedure,
        progress: &Progress,
    ) -> Verdict {
        let boxes = self.boxes_at_end(run, procedure, progress);
        let tally = Tally::at_end(&boxes);
        Verdict::of(&Ending::Completed, Some(tally), &run.counts())
    }

    /// What an ending says of the boxes of a run.
    pub fn boxes_at_end(
        &self,
        run: &Run,
        procedure: &Procedure,
        progress: &Progress,
    ) -> BoxesAtEnd {
        let counts: Vec<_> = self.box_counts(run, procedure, progress).collect();
        let tally = Tally::of(counts.iter().map(|(_, count)| *count));
        let applied = counts.iter().filter(|(_, it)| *it != BoxCount::NotCounted);
        let answered = |stand: &&StepStatus| stand.standing.is_answered();
        let stands = || progress.stands.iter().filter(answered);
        let calls = stands().filter(|it| matches!(procedure.steps[it.step].how, How::Call(_)));
        let called = calls.filter_map(|stand| {
            Some(CalledBox {
                step_ref: stand.step_ref.clone(),
                came_to: self.came_to(run, stand)?,
            })
        });
        BoxesAtEnd {
            applied: u32::try_from(applied.count()).unwrap_or(u32::MAX),
            done: tally.done,
            failed: tally.failed,
            gaps: tally.gaps,
            inactive: stands()
                .filter(|stand| !stand.wanted)
                .map(|stand| stand.step_ref.clone())
                .collect(),
            called: called.collect(),
            grade: Graded::of(run, procedure, progress).map(|graded| graded.grade()),
        }
    }
}
