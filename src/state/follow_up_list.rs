//! Which follow-ups there are: all, those that stand, those of a run, those of a step.

use super::fold::State;
use super::follow_up::{FollowUp, FollowUpStory};
use super::id_search::that_fit;
use super::series_id::SeriesId;
use crate::event::{FollowUpId, FollowUpKind, RunId};
use crate::runbook::{ProcedureRef, StepId, StepRef};

impl State {
    /// A follow-up whose opening has arrived.
    pub fn follow_up(&self, id: FollowUpId) -> Option<&FollowUp> {
        let known = self.follow_ups.all.get(&id);
        known.filter(|known| known.opened.is_some())
    }

    /// Every follow-up, oldest first.
    pub fn follow_ups(&self) -> impl DoubleEndedIterator<Item = &FollowUp> {
        self.follow_ups
            .iter()
            .filter(|known| known.opened.is_some())
    }

    /// Those that stand for a reader, oldest first: what wants someone, and answers.
    pub fn standing_follow_ups(&self) -> impl DoubleEndedIterator<Item = &FollowUp> {
        let standing = self.follow_ups.standing.iter();
        standing.filter_map(|id| self.follow_up(*id))
    }

    /// Those that want someone, oldest first.
    pub fn open_follow_ups(&self) -> impl DoubleEndedIterator<Item = &FollowUp> {
        self.standing_follow_ups().filter(|known| known.is_open())
    }

    /// Those that came from a run, oldest first.
    pub fn follow_ups_of(&self, run: RunId) -> impl Iterator<Item = &FollowUp> {
        let ids = self.follow_ups.of_run.get(&run).into_iter().flatten();
        ids.filter_map(|id| self.follow_up(*id))
    }

    /// Questions that stand at a step for its next reader, oldest first: open ones, and
    /// answers until the step is changed.
    pub fn questions_at(
        &self,
        procedure: &ProcedureRef,
        step: &StepId,
    ) -> impl Iterator<Item = &FollowUp> {
        self.standing_follow_ups().filter(move |known| {
            let origin = known.origin();
            known.kind() == Some(FollowUpKind::Question)
                && origin.is_some_and(|origin| {
                    origin.procedure == *procedure && origin.step.as_ref() == Some(step)
                })
        })
    }

    /// The changes that came from a question, oldest first.
    pub fn changes_from(&self, question: FollowUpId) -> Vec<&FollowUp> {
        let came = |known: &&FollowUp| {
            known
                .opening()
                .is_some_and(|opening| opening.question == Some(question))
        };
        self.follow_ups().filter(came).collect()
    }

    /// What became of a follow-up, as one thread: its own story, and those of the changes
    /// that came from it, in order, each with whose it is.
    pub fn thread<'a>(&'a self, known: &'a FollowUp) -> Vec<(&'a FollowUp, FollowUpStory<'a>)> {
        let changes = self.changes_from(known.id);
        let all = std::iter::once(known).chain(changes);
        let mut thread: Vec<_> = all
            .flat_map(|it| it.story().into_iter().map(move |item| (it, item)))
            .collect();
        thread.sort_by(|(_, one), (_, other)| one.mark().cmp(other.mark()));
        thread
    }

    /// The deferrals of a run's box: those that its run begins with, then those that it
    /// opened itself, whatever became of them.
    pub fn deferrals_at(&self, run: RunId, step_ref: &StepRef) -> Vec<&FollowUp> {
        let started = self.run(run).and_then(|run| run.started.as_ref());
        let carries = started.map(|said| said.what.carries.as_slice());
        let carried = carries.unwrap_or_default().iter();
        let carried = carried.filter(|carried| carried.step_ref() == *step_ref);
        let carried = carried.filter_map(|carried| self.follow_up(carried.deferral));
        let own = self.follow_ups_of(run).filter(|known| {
            known.kind() == Some(FollowUpKind::Deferral)
                && known.step_ref().as_ref() == Some(step_ref)
        });
        carried.chain(own).collect()
    }

    /// Open deferrals of a procedure on a target that no run in progress is at, for runs of
    /// one subject: what another is about is not to be done in its stead.
    pub fn deferred_on(&self, line: &SeriesId, subject: Option<&str>) -> Vec<&FollowUp> {
        let open = self.open_follow_ups();
        let open = open.filter(|known| {
            known.kind() == Some(FollowUpKind::Deferral) && known.line().as_ref() == Some(line)
        });
        let of_subject = |known: &&FollowUp| {
            let run = known.origin().map(|origin| origin.run);
            run.is_some_and(|run| self.subject_of(run) == subject)
        };
        open.filter(of_subject)
            .filter(|known| !self.is_at_hand(known))
            .collect()
    }

    fn subject_of(&self, run: RunId) -> Option<&str> {
        match self.run(run) {
            Some(run) => run.subject(),
            None => self.summary(run)?.subject.as_deref(),
        }
    }

    /// Whether a run that goes on is at a deferral: it opened it, or it begins with it.
    pub fn is_at_hand(&self, deferral: &FollowUp) -> bool {
        let opened_in = deferral.origin().map(|origin| origin.run);
        self.in_progress().any(|(run, started)| {
            let mut carries = started.carries.iter();
            Some(run.id) == opened_in || carries.any(|carried| carried.deferral == deferral.id)
        })
    }

    /// Every follow-up whose id begins or ends with what someone typed; ids are not case
    /// sensitive.
    pub fn find_follow_ups(&self, typed: &str) -> Vec<FollowUpId> {
        that_fit(typed, self.follow_ups().map(|known| known.id))
    }
}
