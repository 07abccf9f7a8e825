//! The record as the next writing would leave it, without writing.
//!
//! A reader on a fresh machine meets schedules that the record has not noticed yet: they
//! count from now. What the next command would write down first is applied here to a copy
//! in memory, so that nobody needs two ways of telling what is due.

use super::{Session, desk};
use crate::event::{Entry, EntryHash, Envelope, Event, WriterId};
use crate::runbook::Operator;
use crate::state::State;

/// Stands in for the writer of what is not written; no folder ever has its name.
const NOBODY: &str = "nobody@nowhere";

impl Session {
    /// The record with everything noticed that the library says now. Looks at the library
    /// where that was not done yet; changes and writes nothing.
    pub fn preview(&mut self) -> State {
        if !self.desk.looked {
            self.desk.look();
        }
        let mut state = self.desk.state().clone();
        let Ok(writer) = NOBODY.parse::<WriterId>() else {
            return state;
        };
        let now = desk::now();
        for (seq, (decision, _)) in (1..).zip(self.desk.notices()) {
            let entry = Entry {
                writer: writer.clone(),
                envelope: Envelope {
                    v: 1,
                    seq,
                    // Behind everything that anyone has said so far.
                    n: u64::MAX,
                    at: now,
                    zone: "UTC".to_owned(),
                    by: Operator::from("nobody"),
                    on: decision.on,
                    events: decision.facts.into_iter().map(Event::Known).collect(),
                },
                hash: EntryHash::default(),
            };
            state.apply(&entry, 0);
        }
        state
    }
}
