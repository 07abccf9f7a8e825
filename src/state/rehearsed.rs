//! Who rehearsed what, and when: and whether it is due again.
//!
//! A rehearsal is due again until one has trained somebody. Nothing of it counts as real.

use super::fold::State;
use super::run_facts::Revision;
use super::summary::Summary;
use crate::event::RunId;
use crate::runbook::{Operator, Procedure, ProcedureRef, Runbook};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// Whether a procedure is due to be rehearsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RehearsalState {
    /// Nobody has ever rehearsed it.
    Never,
    /// It was rehearsed, and none of that counts: nobody was trained, or the procedure has
    /// changed since.
    NotCounted {
        /// The last time.
        last: Timestamp,
    },
    /// It was rehearsed, and is not due yet.
    Fresh {
        /// The last time.
        last: Timestamp,
        /// When it is due again.
        due: Timestamp,
    },
    /// It will be due soon: within the last tenth of its interval.
    Due {
        /// The last time.
        last: Timestamp,
        /// When it is due again.
        due: Timestamp,
    },
    /// It should have been rehearsed again.
    Overdue {
        /// The last time.
        last: Timestamp,
        /// When it was due again.
        due: Timestamp,
    },
}

impl RehearsalState {
    fn of(last: Timestamp, every: SignedDuration, now: Timestamp) -> Self {
        let due = last.saturating_add(every).unwrap_or(Timestamp::MAX);
        let soon = due.saturating_sub(every / 10).unwrap_or(due);
        match () {
            () if now > due => Self::Overdue { last, due },
            () if now >= soon => Self::Due { last, due },
            () => Self::Fresh { last, due },
        }
    }
}

/// How a procedure stands that is to be rehearsed every so often, by anyone whom that trains;
/// none where it need not be.
pub fn rehearsal_state(
    state: &State,
    runbook: &Runbook,
    procedure: &Procedure,
    now: Timestamp,
) -> Option<RehearsalState> {
    let every = procedure.rehearse_every?;
    let practice = state.practice(runbook, procedure);
    let counts = practice.is_proven();
    Some(match practice.last {
        None => RehearsalState::Never,
        Some(done) if !counts => RehearsalState::NotCounted { last: done.at },
        Some(done) => RehearsalState::of(done.at, every, now),
    })
}

impl State {
    /// The ended rehearsals of a procedure that were not given up, on any target.
    pub(super) fn rehearsals<'a>(
        &'a self,
        procedure: &'a ProcedureRef,
    ) -> impl Iterator<Item = Cow<'a, Summary>> {
        let whole = self.whole_of(procedure);
        let whole = whole.filter(|it| it.rehearsal && it.verdict.fills_its_slot());
        let closed = self.closed.rehearsals(procedure);
        whole.chain(closed.map(Cow::Borrowed))
    }

    /// The last run of a procedure that an operator wrote in, live or rehearsed, ended or
    /// not, but for one; with the revision that it walked.
    pub fn last_run_by(
        &self,
        procedure: &ProcedureRef,
        operator: &Operator,
        but: Option<RunId>,
    ) -> Option<(RunId, Revision)> {
        let fits = |it: &Summary| it.operators.contains(operator) && Some(it.id) != but;
        let lines = self.closed.of_procedure(procedure);
        let closed = lines.filter_map(|mut line| line.find(|summary| fits(summary)));
        let whole = self.whole_of(procedure).filter(|summary| fits(summary));
        let ended = whole.chain(closed.map(Cow::Borrowed));
        let ended = ended.map(|summary| (summary.id, summary.revision));
        let going = self.in_progress().filter(|(run, started)| {
            started.procedure == *procedure
                && Some(run.id) != but
                && run.operators().contains(operator)
        });
        let going = going.filter_map(|(run, _)| Some((run.id, run.revision()?)));
        going.chain(ended).max_by_key(|(id, _)| *id)
    }
}
