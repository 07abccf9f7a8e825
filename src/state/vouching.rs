//! Who may vouch for runs that are in doubt: an owner who did not do them.
//!
//! A doubt is not taken away by whoever raised it. What stays true: the command that attests
//! and the readiness that counts it ask here.

use super::fold::State;
use crate::event::RunId;
use crate::runbook::{Operator, Runbook};

/// Why somebody's word does not take a doubt away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotVouch {
    /// They act for no role of the runbook.
    NoOwner,
    /// They did this run themselves.
    OwnRun(RunId),
}

impl CannotVouch {
    /// In words that follow who it is.
    pub fn words(&self) -> String {
        match self {
            Self::NoOwner => "who is no owner of this runbook".to_owned(),
            Self::OwnRun(run) => format!("who did run {} themselves", run.short()),
        }
    }
}

impl State {
    /// Why an operator cannot vouch for these runs; none where they can. Where the runbook
    /// lists no operators, anyone but who did them can.
    pub fn cannot_vouch(
        &self,
        runbook: &Runbook,
        operator: &Operator,
        runs: &[RunId],
    ) -> Option<CannotVouch> {
        let answered = |run: &&RunId| {
            let closed = self.summary(**run).cloned();
            let summary = closed.or_else(|| {
                let open = self.open.get(*run)?;
                open.run.summary(&open.places)
            });
            let shares = summary.map(|it| it.shares).unwrap_or_default();
            shares.iter().any(|share| share.operator == *operator)
        };
        if runs.is_empty() {
            return None;
        }
        match () {
            () if !runbook.may_speak(operator) => Some(CannotVouch::NoOwner),
            () => runs
                .iter()
                .find(answered)
                .map(|run| CannotVouch::OwnRun(*run)),
        }
    }
}
