//! One escalation, folded from its entries: who was called, who answered, whether it is over,
//! and the clock that runs until it is.
//!
//! Every fact is taken in whatever order it arrives. Targets and path are those of its
//! opening; a runbook that changes afterwards changes nothing here. Addresses are not kept:
//! they are always today's.

use super::beginning::begin;
use super::register::{MvRegister, Stamped, insert_in_order};
use crate::event::{
    Entry, EscalationAnswered, EscalationContacted, EscalationHop, EscalationId, EscalationOpened,
    EscalationResolved,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One escalation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Escalation {
    /// Its id.
    pub id: EscalationId,
    /// How it began; absent while that entry has not arrived.
    pub opened: Option<Stamped<EscalationOpened>>,
    /// Whom people called, in order.
    pub contacted: Vec<Stamped<EscalationContacted>>,
    /// Who took it on.
    pub answered: MvRegister<EscalationAnswered>,
    /// How it came to its end.
    pub resolved: MvRegister<EscalationResolved>,
}

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Until when it is met.
    pub by: Timestamp,
    /// When it was reached, where it was.
    pub reached: Option<Timestamp>,
}

impl Target {
    /// Whether it was missed, or is past and not reached.
    pub fn is_missed(&self, now: Timestamp) -> bool {
        self.reached.unwrap_or(now) > self.by
    }

    /// How long there is still; negative where it is past.
    pub fn left(&self, now: Timestamp) -> SignedDuration {
        self.by.duration_since(now)
    }
}

/// One who is called, with where that stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HopStanding<'a> {
    /// Who.
    pub hop: &'a EscalationHop,
    /// From when on they are to be called.
    pub due: Timestamp,
    /// When they were first called, where they were.
    pub called: Option<Timestamp>,
}

impl Escalation {
    /// An escalation of which nothing is known but its id.
    pub(super) fn new(id: EscalationId) -> Self {
        Self {
            id,
            opened: None,
            contacted: Vec::new(),
            answered: MvRegister::default(),
            resolved: MvRegister::default(),
        }
    }

    /// Of several openings of one id the one that it is bound to counts, else the first in order.
    pub(super) fn open(&mut self, opened: &EscalationOpened, entry: &Entry, index: usize) {
        let said = Stamped::new(entry, index, opened.clone());
        begin(&mut self.opened, said, self.id.0, |it| it.salt.as_deref());
    }

    pub(super) fn contact(&mut self, contacted: &EscalationContacted, entry: &Entry, index: usize) {
        let said = Stamped::new(entry, index, contacted.clone());
        insert_in_order(&mut self.contacted, said);
    }

    /// What it is about, once its opening is known.
    pub fn opening(&self) -> Option<&EscalationOpened> {
        Some(&self.opened.as_ref()?.what)
    }

    /// Whether it wants someone: it began, and nobody said that it is over.
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && self.resolved.current().is_none()
    }

    /// Whether it is open and nobody has taken it on.
    pub fn is_unanswered(&self) -> bool {
        self.is_open() && self.answered_at().is_none()
    }

    /// When someone first took it on. One that is over without an answer was answered then.
    pub fn answered_at(&self) -> Option<Timestamp> {
        let answered = self.answered.standing().map(|said| said.at).min();
        answered.or_else(|| self.resolved_at())
    }

    /// When it was first said to be over.
    pub fn resolved_at(&self) -> Option<Timestamp> {
        self.resolved.standing().map(|said| said.at).min()
    }

    /// How the time to an answer stands, where the severity had one.
    pub fn response(&self) -> Option<Target> {
        let seconds = self.opening()?.respond_within_seconds?;
        Some(Target {
            by: self.after(seconds)?,
            reached: self.answered_at(),
        })
    }

    /// How the time to its end stands, where the severity had one.
    pub fn resolution(&self) -> Option<Target> {
        let seconds = self.opening()?.resolve_within_seconds?;
        Some(Target {
            by: self.after(seconds)?,
            reached: self.resolved_at(),
        })
    }

    fn after(&self, seconds: i64) -> Option<Timestamp> {
        let opened = self.opened.as_ref()?.at;
        let after = SignedDuration::from_secs(seconds);
        Some(opened.saturating_add(after).unwrap_or(Timestamp::MAX))
    }

    /// Everyone on its path, with whether and when they were called.
    pub fn hops(&self) -> impl Iterator<Item = HopStanding<'_>> {
        let path = self.opening().map(|opened| opened.path.as_slice());
        path.unwrap_or_default().iter().map(|hop| HopStanding {
            hop,
            due: self.after(hop.after_seconds).unwrap_or(Timestamp::MAX),
            called: self.called(&hop.contact),
        })
    }

    fn called(&self, contact: &str) -> Option<Timestamp> {
        let mut called = self.contacted.iter();
        let called = called.find(|said| said.what.contact == contact);
        called.map(|said| said.at)
    }

    /// Who is to be called next, while nobody has answered: the first on the path who was
    /// not called. Their time may still be to come.
    pub fn next(&self) -> Option<HopStanding<'_>> {
        let wanted = self.is_unanswered();
        self.hops().find(|hop| wanted && hop.called.is_none())
    }

    /// Everyone whose time has come and who was not called, while nobody has answered.
    pub fn to_call(&self, now: Timestamp) -> impl Iterator<Item = HopStanding<'_>> {
        let wanted = self.is_unanswered();
        self.hops()
            .filter(move |hop| wanted && hop.called.is_none() && hop.due <= now)
    }
}
