//! What a decision is given beside the state, and what it gives back.
//!
//! Values alone: nothing is decided here.

use crate::event::{Cause, CommandStatus, EntryHash, EntryRef, Fact, RunId, Thread};
use crate::runbook::{Operator, ProcedureId, Runbook, TargetName, Values};
use crate::state::Revision;
use jiff::Timestamp;

/// A run to begin.
#[derive(Clone, Debug, PartialEq)]
pub struct StartRun {
    /// Which procedure.
    pub procedure: ProcedureId,
    /// Where; may be left out where there is only one place.
    pub target: Option<TargetName>,
    /// Values for what the procedure asks for.
    pub values: Values,
    /// Whether it only rehearses.
    pub rehearsal: bool,
    /// The scenario to rehearse by, as its title.
    pub scenario: Option<String>,
    /// The run that makes it begin; its values are handed in as far as they fit.
    pub cause: Option<Cause>,
    /// The alert that it answers.
    pub alert: Option<String>,
    /// When it was opened, where nothing was recorded at it until now.
    pub opened: Option<Timestamp>,
    /// The item of the step that calls it: its subject, where it has no other.
    pub item: Option<String>,
    /// Whether it begins beside a run of the same kind that goes on, and for the same occurrence.
    pub beside: bool,
}

impl StartRun {
    /// A live run with nothing else said.
    pub fn of(procedure: impl Into<ProcedureId>) -> Self {
        Self {
            procedure: procedure.into(),
            target: None,
            values: Values::new(),
            rehearsal: false,
            scenario: None,
            cause: None,
            alert: None,
            opened: None,
            item: None,
            beside: false,
        }
    }
}

/// How a step's command ended, as the session that ran it saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandResult {
    /// The entry that it started with.
    pub started: EntryRef,
    /// How it ended.
    pub status: CommandStatus,
    /// How long it ran.
    pub milliseconds: u64,
    /// How many bytes it put out.
    pub bytes: u64,
    /// The SHA-256 of all that it put out.
    pub digest: EntryHash,
    /// What was kept of that, as an object.
    pub output: Option<EntryHash>,
    /// Its standard output, without secrets: what a value is taken from.
    pub text: String,
    /// Whether something of that was left out.
    pub is_cut: bool,
}

/// The runbook that a command is decided against, as it is pinned.
#[derive(Clone, Copy, Debug)]
pub struct Pinned<'a> {
    /// Its revision.
    pub revision: Revision,
    /// What it says.
    pub runbook: &'a Runbook,
}

/// What decides beside the state.
#[derive(Clone, Debug)]
pub struct Context {
    /// The moment.
    pub now: Timestamp,
    /// The operator.
    pub operator: Operator,
    /// The machine, as `"this host"` is recorded.
    pub host: TargetName,
    /// The account that the program runs under.
    pub account: String,
    /// An id that no run and no follow-up has yet.
    pub fresh: RunId,
}

/// What follows from a command: the threads that it touches, and what happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// Every thread that the facts touch.
    pub on: Vec<Thread>,
    /// What happened.
    pub facts: Vec<Fact>,
}

impl Decision {
    pub(super) fn of_run(run: RunId, facts: Vec<Fact>) -> Self {
        Self {
            on: vec![Thread::Run(run)],
            facts,
        }
    }
}
