//! Letting an item of readiness go.
//!
//! The file proposes it, with the role that may, a reason and an end. Here an operator of that
//! role accepts what the file says now; nobody else can, and not past its end.

use super::super::{Context, Decision, Pinned, Refusal};
use super::HandoffRefusal as No;
use super::review::{book, of_book};
use crate::event::{Fact, WaiverAccepted};
use crate::runbook::PackageItem;
use crate::state::{State, WaiverStanding, day_of, waiver_standing};

pub(super) fn accept(
    state: &State,
    pinned: Option<Pinned<'_>>,
    wanted: &str,
    context: &Context,
) -> Result<Decision, Refusal> {
    let runbook = book(state, pinned)?.runbook;
    let wanted = wanted.trim();
    if PackageItem::of(wanted).is_some_and(|item| !item.can_be_waived()) {
        return Err(No::NotWaivable {
            item: wanted.to_owned(),
        }
        .into());
    }
    let Some(waiver) = runbook.waiver(wanted) else {
        let proposed = runbook.package.waivers.iter();
        return Err(No::NoSuchWaiver {
            wanted: wanted.to_owned(),
            known: proposed.map(|it| it.item.clone()).collect(),
        }
        .into());
    };
    if !runbook.acts_for(&context.operator, &waiver.by) {
        return Err(No::WaiverOfRole {
            role: waiver.by.clone(),
        }
        .into());
    }
    match waiver_standing(state, runbook, waiver, day_of(runbook, context.now)) {
        WaiverStanding::RanOut => {
            let until = waiver.until;
            return Err(No::WaiverRanOut { until }.into());
        }
        WaiverStanding::Accepted { by, on } => return Err(No::WaiverStands { by, on }.into()),
        WaiverStanding::Proposed
        | WaiverStanding::Changed { .. }
        | WaiverStanding::NotTheirs { .. } => {}
    }
    let items = state.readiness(runbook, context.now);
    let item = items.into_iter().find(|item| item.id == waiver.item);
    let record = state.book_record(runbook.id.as_str());
    let known = record.and_then(|record| record.waived.get(&waiver.item));
    let accepted = WaiverAccepted {
        runbook: runbook.id.clone(),
        item: waiver.item.clone(),
        title: item.map(|item| item.title).unwrap_or_default(),
        role: waiver.by.clone(),
        reason: waiver.reason.clone(),
        until: waiver.until,
        over: known.map(|it| it.over()).unwrap_or_default(),
    };
    Ok(of_book(runbook, Fact::WaiverAccepted(Box::new(accepted))))
}
