//! Commands decided and appended as of a chosen moment.
//!
//! What stays true: moments only go forward, as a clock does; each operator has a writer of
//! their own; what is refused leaves no trace.

use super::folder::Folder;
use crate::command::{
    Command, Context, Decision, Found, GiveShift, Pinned, Refusal, decide, notice,
};
use crate::event::{Event, RunId, Thread};
use crate::journal::{Draft, Identity, Journal, Places, WriteFault};
use crate::library::{Library, digest};
use crate::present::{Clock, Outside, Sources};
use crate::runbook::{Operator, Runbook, TargetName};
use crate::state::{Revision, Shared, State, Whom};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// After so many runs, those that have ended are put away.
const SHRINK_EVERY_RUNS: u64 = 50;

/// Why an example could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A command of it was refused: the example does not fit the runbooks.
    #[error("The example does not fit its runbooks: {0}")]
    Refused(Box<Refusal>),
    /// Its folder cannot be written to.
    #[error("The example could not be written: {0}")]
    NotSaved(WriteFault),
    /// Nobody wants the rest of it.
    #[error("The example was left before it was whole.")]
    Stopped,
    /// A runbook or a procedure of it is not there.
    #[error("The example has no {0}.")]
    NoSuch(String),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<WriteFault> for Fault {
    fn from(fault: WriteFault) -> Self {
        Self::NotSaved(fault)
    }
}

/// The one hand that writes an example.
pub(super) struct Scribe<'f> {
    folder: &'f Folder,
    pub library: Arc<Library>,
    pub state: State,
    pub host: TargetName,
    journals: BTreeMap<&'static str, Journal>,
    shared: Shared,
    at: Timestamp,
    started: u64,
}

impl<'f> Scribe<'f> {
    /// A handover of all that stands at this moment of the story.
    pub fn standing(&self) -> GiveShift {
        let clock = Clock {
            now: self.now(),
            zone: TimeZone::UTC,
        };
        let sources = Sources {
            state: &self.state,
            preview: None,
            clock: &clock,
            whom: &Whom::default(),
            outside: &Outside::default(),
        };
        GiveShift {
            items: sources.handed_on(&sources.today([]), self.host.as_str()),
            ..GiveShift::default()
        }
    }

    pub fn new(folder: &'f Folder, begins: Timestamp) -> Self {
        let settings = folder.settings(super::OPERATOR);
        Self {
            library: Arc::new(Library::look(&settings.runbooks)),
            host: TargetName::from(settings.host.as_str()),
            folder,
            state: State::default(),
            journals: BTreeMap::new(),
            shared: Shared::default(),
            at: begins,
            started: 0,
        }
    }

    /// The moment of the last entry.
    pub fn now(&self) -> Timestamp {
        self.at
    }

    /// Lets the clock go on to a moment; it never goes back.
    pub fn wait_until(&mut self, at: Timestamp) {
        self.at = self.at.max(at);
    }

    /// Lets some seconds go by.
    pub fn wait_seconds(&mut self, seconds: u64) {
        self.at += SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0));
    }

    /// A runbook as its file says it, with its revision.
    pub fn book(&self, id: &str) -> Result<(Revision, Arc<Library>), Fault> {
        let book = self.library.book(id);
        let book = book.ok_or_else(|| Fault::NoSuch(format!("runbook {id}")))?;
        Ok((book.revision, self.library.clone()))
    }

    /// Notes what the given runbooks say, as the first command after they came does.
    pub fn notice(&mut self, by: &'static str, ids: &[&str]) -> Result<(), Fault> {
        let library = self.library.clone();
        let books = library.books.iter();
        let found: Vec<_> = books
            .filter_map(|book| {
                let runbook = book.parsed.runbook.as_ref()?;
                ids.contains(&runbook.id.as_str()).then_some(Found {
                    runbook,
                    revision: book.revision,
                    older: None,
                })
            })
            .collect();
        for decision in notice(&self.state, &found, &self.host) {
            self.append(by, decision)?;
        }
        Ok(())
    }

    /// Decides a command that goes by `runbook`, and appends what follows.
    pub fn act(
        &mut self,
        by: &'static str,
        runbook: &str,
        command: &Command,
    ) -> Result<Decision, Fault> {
        let (revision, library) = self.book(runbook)?;
        let book = library.book(runbook);
        let runbook = book.and_then(|book| book.parsed.runbook.as_ref());
        let pinned = runbook.map(|runbook| Pinned { revision, runbook });
        let context = self.context(by);
        let decision = decide(&self.state, pinned, command, &context)?;
        self.append(by, decision.clone())?;
        Ok(decision)
    }

    /// The run that a decision began.
    pub fn begun(&mut self, decision: &Decision) -> Option<RunId> {
        self.started += 1;
        if self.started.is_multiple_of(SHRINK_EVERY_RUNS) {
            self.state.advance(self.at);
            self.state.shrink(&mut self.shared);
        }
        decision.on.iter().find_map(|thread| match thread {
            Thread::Run(run) => Some(*run),
            _ => None,
        })
    }

    fn context(&mut self, by: &str) -> Context {
        let milliseconds = u64::try_from(self.at.as_millisecond()).unwrap_or(0);
        self.started += 1;
        Context {
            now: self.at,
            operator: Operator::from(by),
            host: self.host.clone(),
            account: by.to_owned(),
            fresh: RunId(ulid::Ulid::from_parts(
                milliseconds,
                scattered(self.started),
            )),
        }
    }

    fn append(&mut self, by: &'static str, decision: Decision) -> Result<(), Fault> {
        let objects = self.objects_of(&decision);
        let draft = Draft {
            at: self.at,
            zone: "UTC".to_owned(),
            on: decision.on,
            events: decision.facts.into_iter().map(Event::Known).collect(),
            objects,
        };
        let folder = self.folder;
        let journal = self
            .journals
            .entry(by)
            .or_insert_with(|| writer(folder, by));
        // What others wrote was applied when it was written.
        let arrived = journal.begin(&mut |_| {})?.append(&draft)?;
        for arrived in arrived {
            self.state.apply(&arrived.entry, arrived.place.segment);
        }
        Ok(())
    }

    /// The files of the revisions that are noticed.
    fn objects_of(&self, decision: &Decision) -> Vec<(crate::event::EntryHash, Arc<[u8]>)> {
        let notices =
            |fact: &crate::event::Fact| matches!(fact, crate::event::Fact::RevisionNoticed { .. });
        if !decision.facts.iter().any(notices) {
            return Vec::new();
        }
        let books = self.library.books.iter();
        let books = books.map(|book| (book.revision.file, book.bytes.clone()));
        let folders = self.library.folders.iter();
        let shared = folders.filter_map(|folder| folder.library.clone());
        books
            .chain(shared.map(|bytes| (digest(&bytes), bytes)))
            .collect()
    }
}

fn writer(folder: &Folder, by: &str) -> Journal {
    let settings = folder.settings(by);
    let places = Places {
        journal: settings.journal,
        state: settings.state,
        id: None,
    };
    let identity = Identity {
        operator: settings.operator,
        host: settings.host,
        machine: settings.machine,
        account: settings.account,
        // A boot ends a segment, and a year has had others than this one.
        boot: None,
        program: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Journal::open(places, identity).fleeting()
}

/// Eighty bits that look like chance: the ends of ids are what people type.
fn scattered(number: u64) -> u128 {
    let mixed = super::values::mixed(number);
    (u128::from(mixed) << 16) | u128::from(number & 0xffff)
}

/// The runbook of a library that has been looked at.
pub(super) fn runbook<'l>(library: &'l Library, id: &str) -> Result<&'l Runbook, Fault> {
    let book = library.book(id);
    let runbook = book.and_then(|book| book.parsed.runbook.as_ref());
    runbook.ok_or_else(|| Fault::NoSuch(format!("runbook {id}")))
}
