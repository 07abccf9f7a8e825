//! Who may move a change: the roles that the runbook names, and never the one who wants it.

use super::{HandoffRefusal, Refusal};
use crate::event::FollowUpState;
use crate::runbook::{Operator, Runbook};
use crate::state::FollowUp;

/// Whether an operator may bring a change to a state, by the runbook's `[change_control]`.
/// Where the runbook names no roles, anyone but the one who wants it may.
///
/// # Errors
/// It is their own change, or they do not act for a role that may.
pub fn may_move(
    change: &FollowUp,
    to: FollowUpState,
    operator: &Operator,
    runbook: Option<&Runbook>,
) -> Result<(), Refusal> {
    let control = runbook.and_then(|runbook| runbook.package.change_control.as_ref());
    let (roles, what) = match to {
        FollowUpState::Reviewed => (control.map(|it| &it.reviewers), "reviewed"),
        FollowUpState::Approved => (control.map(|it| &it.approvers), "approved"),
        _ => return Ok(()),
    };
    let requester = change.opened.as_ref().map(|said| &said.by);
    if requester == Some(operator) {
        return Err(Refusal::OwnChange);
    }
    let roles = roles.map(Vec::as_slice).unwrap_or_default();
    let acts = |role: &str| {
        let owner = runbook.and_then(|runbook| runbook.owners.get(role));
        owner.is_some_and(|owner| owner.operators.iter().any(|it| it == operator.as_str()))
    };
    if !roles.is_empty() && !roles.iter().any(|role| acts(role)) {
        let roles = roles.to_vec();
        return Err(HandoffRefusal::NotOfRole { what, roles }.into());
    }
    Ok(())
}
