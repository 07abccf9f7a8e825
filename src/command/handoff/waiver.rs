//! Letting an item of readiness go.
//!
//! The file proposes it, with the role that may, a reason and an end. Here an operator of that
//! role accepts what the file says now; nobody else can, and not past its end.

use super::refusal::HandoffRefusal as No;
use crate::event::WaiverAccepted;
use crate::runbook::{Operator, PackageItem, Runbook};
use crate::state::{State, WaiverStanding, day_of, waiver_standing};
use jiff::Timestamp;

/// What is written down where an operator may accept the waiver of an item.
pub(super) fn accepted(
    state: &State,
    runbook: &Runbook,
    wanted: &str,
    (operator, now): (&Operator, Timestamp),
) -> Result<WaiverAccepted, No> {
    let wanted = wanted.trim();
    if PackageItem::of(wanted).is_some_and(|item| !item.can_be_waived()) {
        let item = wanted.to_owned();
        return Err(No::NotWaivable { item });
    }
    let waiver = runbook.waiver(wanted).ok_or_else(|| {
        let proposed = runbook.package.waivers.iter();
        No::NoSuchWaiver {
            wanted: wanted.to_owned(),
            known: proposed.map(|it| it.item.clone()).collect(),
        }
    })?;
    if !runbook.acts_for(operator, &waiver.by) {
        let role = runbook.acting([&waiver.by]).concat();
        return Err(No::WaiverOfRole { role });
    }
    match waiver_standing(state, runbook, waiver, day_of(runbook, now)) {
        WaiverStanding::RanOut => {
            let until = waiver.until;
            return Err(No::WaiverRanOut { until });
        }
        WaiverStanding::Accepted { by, on, .. } => return Err(No::WaiverStands { by, on }),
        WaiverStanding::Proposed
        | WaiverStanding::Changed { .. }
        | WaiverStanding::NotTheirs { .. }
        | WaiverStanding::Unreliable { .. } => {}
    }
    let items = state.readiness(runbook, now);
    let item = items.into_iter().find(|item| item.id == waiver.item);
    let record = state.book_record(runbook.id.as_str());
    let known = record.and_then(|record| record.waived.get(&waiver.item));
    Ok(WaiverAccepted {
        runbook: runbook.id.clone(),
        item: waiver.item.clone(),
        title: item.map(|item| item.title).unwrap_or_default(),
        role: waiver.by.clone(),
        reason: waiver.reason.clone(),
        until: waiver.until,
        over: known.map(|it| it.over()).unwrap_or_default(),
    })
}
