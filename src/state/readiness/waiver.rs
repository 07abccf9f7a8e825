//! How a waiver that the file proposes stands in the record.
//!
//! It counts once an operator of the role that it names has accepted it as it stands in the
//! file now, until its end. Who was no operator of the role cannot have accepted it, whatever
//! the record says.

use crate::runbook::{Operator, Runbook, Waiver};
use crate::state::fold::State;
use crate::state::review::day_of;
use jiff::civil::Date;

/// How a waiver stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverStanding {
    /// The file proposes it; nobody has accepted it.
    Proposed,
    /// It counts.
    Accepted {
        /// Who accepted it.
        by: Operator,
        /// With the account and the machine.
        from: String,
        /// When.
        on: Date,
    },
    /// What was accepted said something else.
    Changed {
        /// Who accepted that.
        by: Operator,
    },
    /// Someone accepted it who does not act for its role.
    NotTheirs {
        /// Who.
        by: Operator,
    },
    /// The word that accepted it is damaged or not verified.
    Unreliable {
        /// Whose it says it is.
        by: Operator,
    },
    /// Its last day is past.
    RanOut,
}

/// How a waiver of a runbook stands on a day.
pub fn waiver_standing(
    state: &State,
    runbook: &Runbook,
    waiver: &Waiver,
    today: Date,
) -> WaiverStanding {
    if waiver.until < today {
        return WaiverStanding::RanOut;
    }
    let record = state.book_record(runbook.id.as_str());
    let register = record.and_then(|record| record.waived.get(&waiver.item));
    let Some(said) = register.and_then(|register| register.current()) else {
        return WaiverStanding::Proposed;
    };
    let by = said.by.clone();
    let accepted = &said.what;
    let is_same = accepted.role == waiver.by
        && accepted.reason == waiver.reason
        && accepted.until == waiver.until;
    match () {
        () if !runbook.acts_for(&by, &waiver.by) => WaiverStanding::NotTheirs { by },
        () if !is_same => WaiverStanding::Changed { by },
        () if state.is_unreliable(said) => WaiverStanding::Unreliable { by },
        () => WaiverStanding::Accepted {
            from: state.hand(said).to_string(),
            by,
            on: day_of(runbook, said.at),
        },
    }
}
