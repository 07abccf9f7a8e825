//! Which escalations and handovers there are, and what the record says of a runbook.

use super::escalation::Escalation;
use super::fold::State;
use super::handoff::{BookRecord, Handover};
use super::id_search::that_fit;
use super::register::Stamped;
use crate::event::{EntryHash, EntryRef, EscalationId, FollowUpId, HandoverId, RunId};
use jiff::Timestamp;

impl State {
    /// One escalation.
    pub fn escalation(&self, id: EscalationId) -> Option<&Escalation> {
        self.handoff.escalations.get(&id)
    }

    /// Every escalation that began, oldest first.
    pub fn escalations(&self) -> impl DoubleEndedIterator<Item = &Escalation> {
        let all = self.handoff.escalations.values();
        all.filter(|escalation| escalation.opened.is_some())
    }

    /// Escalations that want someone, oldest first; those of rehearsals are not among them.
    pub fn open_escalations(&self) -> impl DoubleEndedIterator<Item = &Escalation> {
        let open = self.handoff.open.iter();
        open.filter_map(|id| self.escalation(*id))
            .filter(|it| it.opening().is_some_and(|opened| !opened.rehearsal))
    }

    /// The escalations that a run called for, oldest first.
    pub fn escalations_of(&self, run: RunId) -> impl DoubleEndedIterator<Item = &Escalation> {
        let of_run = self.handoff.by_run.get(&run);
        let ids = of_run.into_iter().flatten();
        ids.filter_map(|id| self.escalation(*id))
    }

    /// Escalations whose id begins or ends with what someone typed, oldest first.
    pub fn find_escalations(&self, typed: &str) -> Vec<EscalationId> {
        that_fit(typed, self.escalations().map(|escalation| escalation.id))
    }

    /// What the record says of a runbook beside its runs and revisions.
    pub fn book_record(&self, runbook: &str) -> Option<&BookRecord> {
        self.handoff.books.get(runbook)
    }

    /// One handover.
    pub fn handover(&self, id: HandoverId) -> Option<&Handover> {
        self.handoff.handovers.get(&id)
    }

    /// Every handover that was given, oldest first.
    pub fn handovers(&self) -> impl DoubleEndedIterator<Item = &Handover> {
        let all = self.handoff.handovers.values();
        all.filter(|handover| handover.given.is_some())
    }

    /// Handovers whose id begins or ends with what someone typed, oldest first.
    pub fn find_handovers(&self, typed: &str) -> Vec<HandoverId> {
        that_fit(typed, self.handovers().map(|handover| handover.id))
    }

    /// The last handover that was given and that nobody has taken over.
    pub fn waiting_handover(&self) -> Option<&Handover> {
        let last = self.handovers().next_back();
        last.filter(|handover| handover.accepted.is_empty())
    }

    /// The changes that are about a revision of a runbook.
    pub fn changes_covering(&self, runbook: &str, file: EntryHash) -> &[Stamped<FollowUpId>] {
        let of_book = self.handoff.covers.get(runbook);
        let known = of_book.and_then(|of_book| of_book.get(&file));
        known.map(Vec::as_slice).unwrap_or_default()
    }

    /// The earliest moment that anything on record was written at; none before there is anything.
    pub fn began(&self) -> Option<Timestamp> {
        self.handoff.began
    }

    /// The last entry of every writer that is known.
    pub fn heads(&self) -> impl Iterator<Item = &EntryRef> {
        self.handoff.heads.values()
    }
}
