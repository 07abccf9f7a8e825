//! What someone wants of the record, before it is known which revision it will go by.

use super::finished::Finished;
use crate::command::{self, Command};
use crate::event::RunId;
use crate::runbook::{ProcedureRef, StepRef, TargetName, Values};
use jiff::Timestamp;
use std::path::PathBuf;

/// The most bytes of a file that is kept as evidence.
pub const MOST_ATTACHED_BYTES: u64 = 16 << 20;

/// What someone wants, before it is known which revision it will go by.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// A command that needs nothing but its run's own revision.
    Do(Command),
    /// Begin a run, by the newest good revision of its runbook.
    Start(Start),
    /// Take a run over to the newest good revision.
    Adopt(RunId),
    /// Walk the procedure that a step calls.
    Call {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
        /// Where; the calling run's place where it is left out.
        target: Option<TargetName>,
    },
    /// Walk the procedure that a failed step names.
    FollowFailure {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
        /// Where; that run's place where it is left out.
        target: Option<TargetName>,
    },
    /// Save how a step's command ended.
    Finished(Box<Finished>),
    /// Keep a file as evidence.
    Attach {
        /// In which run.
        run: RunId,
        /// At which box.
        step_ref: Option<StepRef>,
        /// The file.
        path: PathBuf,
    },
    /// Do something at a step, and keep a file as its evidence: one entry, or none.
    Evidenced(Box<Evidenced>),
    /// A request that is granted although its words look as if they held a secret.
    EvenSo(Box<Request>),
}

impl Request {
    /// What is wished for, whatever its words look like.
    pub fn bare(&self) -> &Self {
        match self {
            Self::EvenSo(request) => request.bare(),
            request => request,
        }
    }

    /// The run that it adds to, where there is one already.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Do(Command::Note { run, .. }) => *run,
            Self::Do(Command::Handoff(command::Handoff::Escalate(request))) => request.run,
            Self::Do(
                Command::Attach { run, .. }
                | Command::TakeBack { run, .. }
                | Command::ForgetCommand { run, .. },
            )
            | Self::Attach { run, .. }
            | Self::Call { run, .. }
            | Self::FollowFailure { run, .. }
            | Self::Adopt(run) => Some(*run),
            Self::Do(command) => run_of(command),
            Self::Evidenced(it) => Some(it.run),
            Self::Finished(finished) => Some(finished.run),
            Self::Start(_) => None,
            Self::EvenSo(request) => request.run(),
        }
    }
}

/// The run whose runbook decides.
pub(super) fn run_of(command: &Command) -> Option<RunId> {
    match command {
        Command::CompleteStep(complete) => Some(complete.run),
        Command::OpenFollowUp(request) => request.run,
        Command::CarryOn { run, .. }
        | Command::StartUndo { run }
        | Command::StartCommand { run, .. }
        | Command::EndCommand { run, .. }
        | Command::PretendCommand { run, .. }
        | Command::LookAtScenario { run, .. }
        | Command::StartWait { run, .. }
        | Command::SignOff { run, .. }
        | Command::AcknowledgeCaution { run, .. }
        | Command::Finish { run } => Some(*run),
        _ => None,
    }
}

/// A start as it is wished for.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// What to run.
    pub procedure: ProcedureRef,
    /// Where; may be left out where there is only one place.
    pub target: Option<TargetName>,
    /// Values for what the procedure asks for.
    pub values: Values,
    /// Whether it only rehearses.
    pub rehearsal: bool,
    /// The scenario to rehearse by, as its title.
    pub scenario: Option<String>,
    /// The alert that it answers.
    pub alert: Option<String>,
    /// When it was opened, where nothing was recorded at it until now.
    pub opened: Option<Timestamp>,
    /// Whether it begins beside a run of the same kind that goes on.
    pub beside: bool,
}

impl Start {
    /// A live run with nothing else said.
    pub fn of(procedure: ProcedureRef) -> Self {
        Self {
            procedure,
            target: None,
            values: Values::new(),
            rehearsal: false,
            scenario: None,
            alert: None,
            opened: None,
            beside: false,
        }
    }
}

/// What is done at a step, with a file that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidenced {
    /// What is done there.
    pub command: Command,
    /// In which run.
    pub run: RunId,
    /// At which box.
    pub step_ref: StepRef,
    /// The file.
    pub path: PathBuf,
}
