//! What the record says of escalations, reviews, attested words, stabilization windows,
//! handovers, and which change covers which revision.
//!
//! Like every part of the fold it takes each fact in any order of arrival. What is looked for
//! at every draw (open escalations, those of a run) stands in indexes that follow from the
//! rest; nothing here looks at a runbook, a run or the clock.

use super::beginning::begin;
use super::escalation::Escalation;
use super::register::{MvRegister, Stamped, insert_in_order};
use crate::event::{
    Entry, EntryHash, EntryRef, EscalationId, Fact, FollowUpId, HandoverAccepted, HandoverGiven,
    HandoverId, ReadinessAttested, ReviewDone, RunId, WaiverAccepted, WriterId,
};
use crate::runbook::RunbookId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the record says of one runbook beside its runs and revisions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BookRecord {
    /// Its reviews.
    pub reviews: MvRegister<ReviewDone>,
    /// What named persons stand for, by readiness item.
    pub attested: BTreeMap<String, MvRegister<ReadinessAttested>>,
    /// What was let go, by readiness item.
    pub waived: BTreeMap<String, MvRegister<WaiverAccepted>>,
    /// What was said of a stabilization window, by its first day.
    pub windows: BTreeMap<Date, MvRegister<WindowSaid>>,
}

/// What was said of a stabilization window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WindowSaid {
    /// It goes on until this day.
    Extended {
        /// The new last day.
        ends: Date,
        /// Why.
        reason: String,
    },
    /// It is over.
    Closed {
        /// How the tool stands.
        statement: String,
    },
}

/// A handover of a shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// What was given; absent while that entry has not arrived.
    pub given: Option<Stamped<HandoverGiven>>,
    /// Who took it over; more than one where they did not know of each other.
    pub accepted: Vec<Stamped<HandoverAccepted>>,
}

/// The part of the state that a handoff is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Handoff {
    pub(super) escalations: BTreeMap<EscalationId, Escalation>,
    pub(super) books: BTreeMap<RunbookId, BookRecord>,
    pub(super) handovers: BTreeMap<HandoverId, Handover>,
    /// Changes by the runbook and the revision that they are about.
    pub(super) covers: BTreeMap<RunbookId, BTreeMap<EntryHash, Vec<Stamped<FollowUpId>>>>,
    /// The last entry of every writer.
    pub(super) heads: BTreeMap<WriterId, EntryRef>,
    /// The earliest moment that any entry was written at.
    pub(super) began: Option<Timestamp>,
    /// Derived: escalations that want someone.
    #[serde(skip)]
    pub(super) open: BTreeSet<EscalationId>,
    /// Derived: the escalations of each run.
    #[serde(skip)]
    pub(super) by_run: BTreeMap<RunId, BTreeSet<EscalationId>>,
}

impl Handoff {
    /// Works out again what follows from the rest: after a checkpoint was read.
    pub(super) fn indexed(mut self) -> Self {
        let ids: Vec<_> = self.escalations.keys().copied().collect();
        ids.into_iter().for_each(|id| self.index(id));
        self
    }

    /// Keeps the place of an entry as its writer's head, if it is the last. Of two lines at one
    /// place every reader takes the same.
    pub(super) fn pass(&mut self, entry: &Entry) {
        // What is only looked ahead to has no hash, and is nobody's last word.
        if entry.hash == EntryHash::default() {
            return;
        }
        self.began = Some(
            self.began
                .map_or(entry.envelope.at, |began| began.min(entry.envelope.at)),
        );
        let address = entry.address();
        match self.heads.get_mut(&entry.writer) {
            Some(head) if *head < address => *head = address,
            Some(_) => {}
            None => {
                self.heads.insert(entry.writer.clone(), address);
            }
        }
    }

    pub(super) fn apply(&mut self, fact: &Fact, entry: &Entry, index: usize) {
        match fact {
            Fact::EscalationOpened(opened) => {
                self.escalation(opened.id).open(opened, entry, index);
                self.index(opened.id);
            }
            Fact::EscalationContacted(contacted) => {
                let escalation = self.escalation(contacted.id);
                escalation.contact(contacted, entry, index);
            }
            Fact::EscalationAnswered(answered) => {
                let said = Stamped::new(entry, index, (**answered).clone());
                let escalation = self.escalation(answered.id);
                escalation.answered.say(said, &answered.over);
            }
            Fact::EscalationResolved(resolved) => {
                let said = Stamped::new(entry, index, (**resolved).clone());
                let escalation = self.escalation(resolved.id);
                escalation.resolved.say(said, &resolved.over);
                self.index(resolved.id);
            }
            Fact::HandoverGiven(given) => {
                let said = Stamped::new(entry, index, (**given).clone());
                let known = &mut self.handover(given.id).given;
                begin(known, said, given.id.0, |it| it.salt.as_deref());
            }
            Fact::HandoverAccepted(accepted) => {
                let said = Stamped::new(entry, index, (**accepted).clone());
                let known = &mut self.handover(accepted.id).accepted;
                insert_in_order(known, said);
            }
            Fact::ChangeCovers(covers) => {
                let said = Stamped::new(entry, index, covers.id);
                let of_book = self.covers.entry(covers.runbook.clone()).or_default();
                let known = of_book.entry(covers.file).or_default();
                insert_in_order(known, said);
            }
            _ => self.apply_to_book(fact, entry, index),
        }
    }

    fn apply_to_book(&mut self, fact: &Fact, entry: &Entry, index: usize) {
        match fact {
            Fact::ReviewDone(review) => {
                let said = Stamped::new(entry, index, (**review).clone());
                self.book(&review.runbook).reviews.say(said, &review.over);
            }
            Fact::ReadinessAttested(attested) => {
                let said = Stamped::new(entry, index, (**attested).clone());
                let known = &mut self.book(&attested.runbook).attested;
                let register = known.entry(attested.item.clone()).or_default();
                register.say(said, &attested.over);
            }
            Fact::WaiverAccepted(accepted) => {
                let said = Stamped::new(entry, index, (**accepted).clone());
                let known = &mut self.book(&accepted.runbook).waived;
                let register = known.entry(accepted.item.clone()).or_default();
                register.say(said, &accepted.over);
            }
            Fact::StabilizationExtended(extended) => {
                let what = WindowSaid::Extended {
                    ends: extended.ends,
                    reason: extended.reason.clone(),
                };
                let windows = &mut self.book(&extended.runbook).windows;
                let register = windows.entry(extended.starts).or_default();
                register.say(Stamped::new(entry, index, what), &extended.over);
            }
            Fact::StabilizationClosed(closed) => {
                let what = WindowSaid::Closed {
                    statement: closed.statement.clone(),
                };
                let windows = &mut self.book(&closed.runbook).windows;
                let register = windows.entry(closed.starts).or_default();
                register.say(Stamped::new(entry, index, what), &closed.over);
            }
            _ => {}
        }
    }

    fn escalation(&mut self, id: EscalationId) -> &mut Escalation {
        let known = self.escalations.entry(id);
        known.or_insert_with(|| Escalation::new(id))
    }

    fn handover(&mut self, id: HandoverId) -> &mut Handover {
        self.handovers.entry(id).or_insert_with(|| Handover {
            id,
            given: None,
            accepted: Vec::new(),
        })
    }

    fn book(&mut self, runbook: &RunbookId) -> &mut BookRecord {
        self.books.entry(runbook.clone()).or_default()
    }

    fn index(&mut self, id: EscalationId) {
        let Some(escalation) = self.escalations.get(&id) else {
            return;
        };
        match escalation.is_open() {
            true => self.open.insert(id),
            false => self.open.remove(&id),
        };
        // A second opening of one id may name another run: the first in order counts.
        let run = escalation.opening().and_then(|it| it.origin.as_ref());
        let run = run.map(|origin| origin.run);
        self.by_run.retain(|other, ids| {
            if Some(*other) != run {
                ids.remove(&id);
            }
            !ids.is_empty()
        });
        if let Some(run) = run {
            self.by_run.entry(run).or_default().insert(id);
        }
    }
}
