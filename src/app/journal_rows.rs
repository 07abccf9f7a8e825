//! The rows of the journal, which of them are shown, and what they are about.

use crate::event::{FollowUpId, FollowUpState, RunId};
use crate::runbook::{Operator, ProcedureRef, RunbookId};
use crate::state::{HappeningKind, Run, SeriesId, State, Verdict};
use jiff::Timestamp;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// Who did it; of a run, who ended it.
    pub by: Operator,
    /// What it was.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A run ended, or goes on.
    Run(RunId),
    /// Someone wrote something down for the shift.
    Noted(String),
    /// An occurrence need not be done.
    Excused {
        /// Whose.
        line: SeriesId,
        /// Which.
        slot: Timestamp,
        /// Why.
        reason: String,
    },
    /// A follow-up came to be, or to another state.
    FollowUp {
        /// Which.
        id: FollowUpId,
        /// The state; none where it came to be.
        state: Option<FollowUpState>,
    },
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// What did not go as it should.
    NotOk,
    /// What this operator had a part in.
    Mine,
    /// What became of follow-ups.
    FollowUps,
}

impl Filter {
    /// All, in the order in which they are offered.
    pub(super) const OFFERED: [Self; 4] = [Self::All, Self::NotOk, Self::Mine, Self::FollowUps];

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "everything",
            Self::NotOk => "not OK",
            Self::Mine => "mine",
            Self::FollowUps => "follow-ups",
        }
    }
}

/// Lets through what is to be shown.
pub(super) struct Sieve<'a> {
    pub filter: Filter,
    pub only: Option<&'a ProcedureRef>,
    pub operator: &'a Operator,
    pub state: &'a State,
}

impl Sieve<'_> {
    pub fn row(&self, at: Timestamp, by: &Operator, kind: &HappeningKind<'_>) -> Option<Row> {
        if self.filter == Filter::FollowUps && !matches!(kind, HappeningKind::FollowUp { .. }) {
            return None;
        }
        let what = match kind {
            // A run is one row: once it has ended, at its end.
            HappeningKind::Started(id) if self.has_ended(*id) => return None,
            HappeningKind::Started(id) | HappeningKind::Ended(id, _) => {
                if !self.wants_run(*id) {
                    return None;
                }
                What::Run(*id)
            }
            HappeningKind::Noted(text) => {
                let wanted = self.only.is_none() && self.wants_word_of(by);
                wanted.then(|| What::Noted((*text).to_owned()))?
            }
            HappeningKind::Excused { line, slot, reason } => {
                let same = self.only.is_none_or(|only| line.procedure == *only);
                let own = self.filter != Filter::Mine || by == self.operator;
                (same && own).then(|| What::Excused {
                    line: (*line).clone(),
                    slot: *slot,
                    reason: (*reason).to_owned(),
                })?
            }
            HappeningKind::FollowUp { id, state } => {
                self.wants_follow_up(*id, by).then_some(What::FollowUp {
                    id: *id,
                    state: *state,
                })?
            }
        };
        let by = by.clone();
        Some(Row { at, by, what })
    }

    fn wants_word_of(&self, by: &Operator) -> bool {
        match self.filter {
            Filter::All => true,
            Filter::NotOk | Filter::FollowUps => false,
            Filter::Mine => by == self.operator,
        }
    }

    fn wants_follow_up(&self, id: FollowUpId, by: &Operator) -> bool {
        let procedure = self
            .state
            .follow_up(id)
            .and_then(|known| Some(&known.origin()?.procedure));
        let same = self.only.is_none() || procedure == self.only;
        same && match self.filter {
            Filter::All | Filter::FollowUps => true,
            Filter::NotOk => false,
            Filter::Mine => by == self.operator,
        }
    }

    fn has_ended(&self, id: RunId) -> bool {
        self.state.run(id).is_none_or(Run::is_ended)
    }

    fn wants_run(&self, id: RunId) -> bool {
        if self.filter == Filter::All && self.only.is_none() {
            return true;
        }
        if let Some(summary) = self.state.summary(id) {
            let same = self.only.is_none_or(|only| summary.procedure == *only);
            return same
                && match self.filter {
                    Filter::All | Filter::FollowUps => true,
                    Filter::NotOk => summary.disputed || is_not_ok(&summary.verdict),
                    Filter::Mine => summary.operators.contains(self.operator),
                };
        }
        let Some(run) = self.state.run(id) else {
            return false;
        };
        let started = run.started.as_ref().map(|said| &said.what.procedure);
        let same = self.only.is_none_or(|only| started == Some(only));
        same && match self.filter {
            Filter::All | Filter::FollowUps => true,
            Filter::NotOk => {
                let counts = run.counts();
                run.is_disputed()
                    || is_not_ok(&run.verdict())
                    || counts.not_ok + counts.alarms + counts.deferred > 0
            }
            Filter::Mine => run.operators().contains(self.operator),
        }
    }
}

/// Whether a run did not go as it should.
pub(super) fn is_not_ok(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Open | Verdict::Completed | Verdict::Ended(_) => false,
        Verdict::WithFailures
        | Verdict::WithGaps
        | Verdict::NothingDone
        | Verdict::Abandoned(_) => true,
    }
}

/// The runbook that a row is about.
pub(super) fn row_runbook(state: &State, row: &Row) -> Option<RunbookId> {
    match &row.what {
        What::Run(id) => Some(procedure_of(state, *id)?.runbook),
        What::Excused { line, .. } => Some(line.procedure.runbook.clone()),
        What::FollowUp { id, .. } => state.follow_up(*id)?.opening()?.runbook.clone(),
        What::Noted(_) => None,
    }
}

/// What a run walks.
pub(super) fn procedure_begun(run: &Run) -> Option<ProcedureRef> {
    Some(run.started.as_ref()?.what.procedure.clone())
}

/// What a run of the record walks.
pub(super) fn procedure_of(state: &State, id: RunId) -> Option<ProcedureRef> {
    if let Some(summary) = state.summary(id) {
        return Some(summary.procedure.clone());
    }
    procedure_begun(state.run(id)?)
}
