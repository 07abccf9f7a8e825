//! Handing over: escalations, reviews, attested words, waivers, the stabilization window, shifts, and
//! which change a revision belongs to.
//!
//! Everything here is decided against the newest revision of the runbook: whom to call and
//! who may say so is always today's.

mod escalation;
mod refusal;
mod review;
mod shift;
mod waiver;

pub use escalation::Escalate;
pub use refusal::HandoffRefusal;
pub use shift::{GiveShift, TakeShift};

use super::{Blocked, Context, Decision, Pinned, Refusal};
use crate::event::{EscalationId, FollowUpId};
use crate::runbook::RunbookId;
use crate::state::State;
use jiff::civil::Date;

/// What an operator wants of a handoff.
#[derive(Clone, Debug, PartialEq)]
pub enum Handoff {
    /// Call for help.
    Escalate(Box<Escalate>),
    /// Say that someone was called.
    ContactMade {
        /// In which escalation.
        id: EscalationId,
        /// Who: on its path, or another contact of the runbook; the next one where it is
        /// left out.
        contact: Option<String>,
        /// What came of it.
        note: Option<String>,
    },
    /// Say that someone took it on.
    Answer {
        /// Which escalation.
        id: EscalationId,
        /// Who; the operator themselves where it is left out.
        who: Option<String>,
        /// What they said.
        note: Option<String>,
    },
    /// Say that it is over.
    Resolve {
        /// Which escalation.
        id: EscalationId,
        /// How.
        how: String,
    },
    /// Say that a runbook was reviewed.
    Review {
        /// Which.
        runbook: RunbookId,
        /// The day of the next review; by `[review] every` where it is left out.
        next: Option<Date>,
        /// What was seen.
        notes: Option<String>,
    },
    /// Stand for a readiness item.
    Attest {
        /// Of which runbook.
        runbook: RunbookId,
        /// Which item.
        item: String,
        /// What is so.
        statement: String,
        /// Until which day that counts; by the item's `valid_for` where it is left out.
        until: Option<Date>,
    },
    /// Let an item of readiness go that the file proposes to waive.
    AcceptWaiver {
        /// Of which runbook.
        runbook: RunbookId,
        /// Which item.
        item: String,
    },
    /// End a stabilization window.
    CloseStabilization {
        /// Of which runbook.
        runbook: RunbookId,
        /// How the tool stands.
        statement: String,
    },
    /// Let a stabilization window go on.
    ExtendStabilization {
        /// Of which runbook.
        runbook: RunbookId,
        /// Its new last day.
        ends: Date,
        /// Why.
        reason: String,
    },
    /// Give the shift.
    Give(Box<GiveShift>),
    /// Take a shift over.
    Accept(Box<TakeShift>),
    /// Say that a change is about the newest revision of a runbook.
    Cover {
        /// The change.
        change: FollowUpId,
        /// The runbook.
        runbook: RunbookId,
    },
}

impl Handoff {
    /// The runbook whose owners' word it is, where it is theirs.
    pub fn owners_word(&self) -> Option<&RunbookId> {
        match self {
            Self::Review { runbook, .. }
            | Self::Attest { runbook, .. }
            | Self::CloseStabilization { runbook, .. }
            | Self::ExtendStabilization { runbook, .. } => Some(runbook),
            _ => None,
        }
    }

    /// The runbook that it is decided against, where it names one itself.
    pub fn runbook(&self) -> Option<&RunbookId> {
        match self {
            Self::Escalate(request) => request.runbook.as_ref(),
            Self::Review { runbook, .. }
            | Self::Attest { runbook, .. }
            | Self::AcceptWaiver { runbook, .. }
            | Self::CloseStabilization { runbook, .. }
            | Self::ExtendStabilization { runbook, .. }
            | Self::Cover { runbook, .. } => Some(runbook),
            _ => None,
        }
    }
}

/// The runbook whose newest revision a request is decided against, by what the record knows.
pub fn runbook_of(state: &State, request: &Handoff) -> Option<RunbookId> {
    if let Some(runbook) = request.runbook() {
        return Some(runbook.clone());
    }
    match request {
        Handoff::Escalate(request) => request.runbook_by(state),
        Handoff::ContactMade { id, .. } | Handoff::Answer { id, .. } => {
            let opened = state.escalation(*id)?.opening()?;
            Some(opened.runbook.clone())
        }
        _ => None,
    }
}

pub(super) fn decide(
    state: &State,
    pinned: Option<Pinned<'_>>,
    request: &Handoff,
    context: &Context,
) -> Result<Decision, Refusal> {
    // What is said of a sample would be said of nothing.
    let is_of_a_sample = pinned.is_some_and(|pinned| pinned.runbook.sample);
    if is_of_a_sample && request.runbook().is_some() {
        return Err(Blocked::OnlyASample.into());
    }
    match request {
        Handoff::Escalate(request) => escalation::open(state, pinned, request, context),
        Handoff::ContactMade { id, contact, note } => {
            escalation::contact(state, pinned, *id, contact.as_deref(), note.as_deref())
        }
        Handoff::Answer { id, who, note } => {
            let said = (who.as_deref(), note.as_deref());
            escalation::answer(state, pinned, *id, said, context)
        }
        Handoff::Resolve { id, how } => escalation::resolve(state, *id, how),
        Handoff::Review { next, notes, .. } => {
            review::review(state, pinned, *next, notes.as_deref(), context)
        }
        Handoff::Attest {
            item,
            statement,
            until,
            ..
        } => review::attest(state, pinned, (item, statement), *until, context),
        Handoff::AcceptWaiver { item, .. } => review::accept_waiver(state, pinned, item, context),
        Handoff::CloseStabilization { statement, .. } => {
            review::close_window(state, pinned, statement, context)
        }
        Handoff::ExtendStabilization { ends, reason, .. } => {
            review::extend_window(state, pinned, *ends, reason, context)
        }
        Handoff::Cover { change, .. } => review::cover(state, pinned, *change),
        Handoff::Give(give) => shift::give(state, give, context),
        Handoff::Accept(take) => shift::accept(state, take, context),
    }
}
