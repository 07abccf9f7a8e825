//! What tests of the fold and of commands share: writers whose entries are made in code.

use crate::event::{Entry, EntryHash, Envelope, Event, Fact, RunId, RunStarted, Thread, WriterId};
use crate::runbook::{Operator, ProcedureRef};
use crate::schedule::{Schedule, Timing, Zone};
use crate::state::{Revision, SeriesId, State};
use jiff::Timestamp;

/// Reads an instant, such as `2026-11-23T09:00Z`.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// One writer, who counts their entries.
#[derive(Clone, Debug)]
pub(crate) struct Scribe {
    pub writer: WriterId,
    pub by: Operator,
    pub seq: u64,
}

impl Scribe {
    pub fn new(name: &str) -> Self {
        Self {
            writer: format!("{name}@host-1").parse().unwrap(),
            by: name.into(),
            seq: 0,
        }
    }

    /// The next entry. Its hash stands for all that it says, as a real one would.
    pub fn write(&mut self, n: u64, at: Timestamp, on: Vec<Thread>, facts: Vec<Fact>) -> Entry {
        self.write_events(n, at, on, facts.into_iter().map(Event::Known).collect())
    }

    pub fn write_events(
        &mut self,
        n: u64,
        at: Timestamp,
        on: Vec<Thread>,
        events: Vec<Event>,
    ) -> Entry {
        self.seq += 1;
        let envelope = Envelope {
            v: 1,
            seq: self.seq,
            n,
            at,
            zone: "UTC".to_owned(),
            by: self.by.clone(),
            on,
            events,
        };
        let mut hash = [7_u8; 32];
        for (at, byte) in envelope.to_json().unwrap().into_iter().enumerate() {
            hash[at % 32] = hash[at % 32].wrapping_mul(31).wrapping_add(byte);
        }
        Entry {
            writer: self.writer.clone(),
            envelope,
            hash: EntryHash(hash),
        }
    }
}

/// A run's id, minted at this moment.
pub(crate) fn run_id(at: Timestamp, random: u128) -> RunId {
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap();
    RunId(ulid::Ulid::from_parts(milliseconds, random))
}

pub(crate) fn revision(number: u8) -> Revision {
    Revision {
        file: EntryHash([number; 32]),
        library: None,
    }
}

pub(crate) fn timing(schedule: &str, zone: &str) -> Timing {
    Timing::new(
        Schedule::parse(schedule).unwrap(),
        Zone::parse(zone).unwrap(),
    )
}

pub(crate) fn procedure(text: &str) -> ProcedureRef {
    text.parse().unwrap()
}

pub(crate) fn line(text: &str) -> SeriesId {
    SeriesId {
        procedure: procedure(text),
        target: None,
    }
}

/// The fact that a schedule was noticed.
pub(crate) fn noticed(line: &SeriesId, timing: Option<Timing>) -> Fact {
    Fact::ScheduleNoticed {
        procedure: line.procedure.clone(),
        target: line.target.clone(),
        title: line.procedure.procedure.to_string(),
        runbook_title: "Orders sync".to_owned(),
        timing,
        steps: 2,
        estimate_seconds: None,
        over: Vec::new(),
    }
}

/// A state and one who writes into it.
pub(crate) struct Book {
    pub state: State,
    pub scribe: Scribe,
    pub n: u64,
}

impl Book {
    pub fn new() -> Self {
        Self {
            state: State::default(),
            scribe: Scribe::new("ops-a"),
            n: 0,
        }
    }

    /// Writes facts down at a moment.
    pub fn say(&mut self, at: Timestamp, on: Vec<Thread>, facts: Vec<Fact>) -> Entry {
        self.n += 1;
        let entry = self.scribe.write(self.n, at, on, facts);
        self.state.apply(&entry, 1);
        entry
    }
}

/// How a live run began, with nothing else said.
pub(crate) fn started(run: RunId, procedure: ProcedureRef) -> RunStarted {
    RunStarted {
        run,
        salt: None,
        title: procedure.procedure.to_string(),
        procedure,
        runbook_title: "Orders sync".to_owned(),
        file: revision(1).file,
        library: None,
        target: None,
        subject: None,
        rehearsal: false,
        scenario: None,
        cause: None,
        alert: None,
        opened: None,
        carries: Vec::new(),
        slot: None,
        due_by: None,
        steps: 1,
        parts: None,
        values: Default::default(),
    }
}
