//! Who may move a change: the roles that the runbook names, and never the one who wants it.

use super::{HandoffRefusal, Refusal};
use crate::event::FollowUpState;
use crate::runbook::{Operator, Runbook};
use crate::state::{FollowUp, State};

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
    let acts = |role: &str| runbook.is_some_and(|it| it.acts_for(operator, role));
    if !roles.is_empty() && !roles.iter().any(|role| acts(role)) {
        let roles = runbook.map(|it| it.acting(roles)).unwrap_or_default();
        return Err(HandoffRefusal::NotOfRole { what, roles }.into());
    }
    Ok(())
}

/// Whether a change can come to a state by a word of an operator, where the runbook wants signed
/// words: who approves or releases it has a key, and what is released was approved by a signed
/// word.
///
/// # Errors
/// They have none, or it was not.
pub(super) fn may_be_signed(
    state: &State,
    change: &FollowUp,
    to: FollowUpState,
    operator: &Operator,
    runbook: Option<&Runbook>,
) -> Result<(), Refusal> {
    let control = runbook.and_then(|runbook| runbook.package.change_control.as_ref());
    let is_word = matches!(to, FollowUpState::Approved | FollowUpState::Released);
    if !is_word || !control.is_some_and(|control| control.signed) {
        return Ok(());
    }
    if !state.has_key(operator) {
        let operator = operator.clone();
        return Err(HandoffRefusal::NoKey { operator }.into());
    }
    let is_first = change.emergency().is_some() && !change.is_approved_by_another();
    if to == FollowUpState::Released && !is_first && !state.is_change_signed(change) {
        return Err(HandoffRefusal::NotSigned { id: change.id }.into());
    }
    Ok(())
}
