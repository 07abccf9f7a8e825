//! Why a step cannot be done the way that was wanted: by command, after a wait, by another
//! procedure, with a second person, in a rehearsal.

use crate::runbook::Operator;
use crate::text::duration_words;
use std::fmt;

/// What is in the way. Texts in it come from runbooks and operators: whoever shows it goes
/// through `text::shown`.
#[derive(Clone, Debug, PartialEq)]
pub enum Blocked {
    /// It is for rehearsals alone.
    NotRehearsing,
    /// Its runbook is a sample.
    OnlyASample,
    /// A rehearsal runs no command.
    OnlyPretended,
    /// The scenario says nothing of the step.
    NotInScenario,
    /// The procedure has no such scenario.
    NoSuchScenario {
        /// What was asked for.
        wanted: String,
        /// Its scenarios.
        known: Vec<String>,
    },
    /// A secret was given at the start, where it would be kept.
    SecretAtStart {
        /// The variable.
        name: String,
    },
    /// A value that a command uses has characters that a command could misread.
    NotForCommands {
        /// The variable.
        name: String,
    },
    /// The step has no command.
    NotACommand,
    /// The step's command began, and no end of it is known.
    CommandRunning {
        /// On which machine.
        host: String,
        /// Who began it.
        by: Operator,
    },
    /// A program of this machine still runs it.
    RunsHere,
    /// The step's command does not run.
    NothingRuns,
    /// The command wants a value that is not known yet.
    MissingValue {
        /// The variable.
        name: String,
    },
    /// A secret that the command wants was lost with the program that was told it.
    SecretGone {
        /// The variable.
        name: String,
    },
    /// A secret would stand in the command's words, where every account can read it.
    SecretInWords {
        /// The variable.
        name: String,
    },
    /// The step does not wait.
    NotAWait,
    /// The wait has not begun.
    WaitFirst,
    /// The wait is not over.
    StillWaiting {
        /// How long it still takes.
        seconds: u64,
    },
    /// The step calls no procedure.
    NotACall,
    /// The run that the step made begin goes on.
    ChildGoesOn {
        /// Its short id.
        run: String,
        /// Its procedure.
        title: String,
    },
    /// A run that a step called goes on.
    CallGoesOn {
        /// Its short id.
        run: String,
        /// Its procedure.
        title: String,
    },
    /// The procedure that would be called is under way already, further out.
    CallsItself {
        /// The procedures, from that one on, back to it.
        path: Vec<String>,
    },
    /// The procedure that would be called is not here.
    LeadsNowhere {
        /// Its name.
        procedure: String,
    },
    /// The run was backed out.
    BackedOut {
        /// The short id of the run that did it.
        run: String,
    },
    /// The step names no procedure for when it fails.
    NoOnFail,
    /// The step has not failed.
    NothingFailed,
    /// The step wants no signature.
    NoSignature,
    /// There is nothing to sign yet.
    NothingToSign,
    /// What is to be signed is disputed.
    SignsDispute,
    /// It is signed.
    AlreadySigned {
        /// The operator who did it.
        by: Operator,
    },
    /// The one who did it wants to sign it.
    OwnWork {
        /// The role that signs.
        role: String,
    },
    /// The operator does not act for the role.
    NotInRole {
        /// The role.
        role: String,
        /// Who does.
        known: Vec<String>,
    },
    /// Nothing that was done says how it is undone.
    NothingToUndo {
        /// The step of no return, where that is why.
        no_return: Option<String>,
    },
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRehearsing => f.write_str("That is for rehearsals alone, and this run is live."),
            Self::OnlyASample => f.write_str(
                "This is a sample: it can be read, rehearsed and exported, and no live run of it begins. To use it, copy the file and take `sample = true` out.",
            ),
            Self::OnlyPretended => f.write_str("A rehearsal runs no command: pretend it."),
            Self::NotInScenario => f.write_str(
                "No scenario says what is found here: answer as you think it would be.",
            ),
            Self::NoSuchScenario { wanted, known } if known.is_empty() => {
                write!(f, "The procedure has no scenario “{wanted}”, nor any other. Rehearse it without one.")
            }
            Self::NoSuchScenario { wanted, known } => {
                write!(f, "The procedure has no scenario “{wanted}”. It has: {}.", known.join(", "))
            }
            Self::SecretAtStart { name } => write!(
                f,
                "{name} is a secret, which is never written down: leave it out here, and type it at its step.",
            ),
            Self::NotForCommands { name } => write!(
                f,
                "A command uses {name}. It can hold letters, digits and . _ / : @ % + , = - and does not begin with a dash.",
            ),
            Self::NotACommand => f.write_str("This step has no command."),
            Self::CommandRunning { host, by } => write!(
                f,
                "This command was begun by {by} on {host}, and how it ended is not known. Wait for its end; where the program that ran it is gone, look what it did and say so.",
            ),
            Self::RunsHere => f.write_str("This command still runs on this machine, in another window. Wait for its end, or cancel it there."),
            Self::NothingRuns => f.write_str("No command of this step waits for its end."),
            Self::MissingValue { name } => write!(
                f,
                "The command needs {name}, which nobody has given yet: answer the step that asks for it first.",
            ),
            Self::SecretGone { name } => write!(
                f,
                "The command needs the secret {name}, which was kept in memory alone and is gone. Answer its step again.",
            ),
            Self::SecretInWords { name } => write!(
                f,
                "The secret {name} stands in the words of the command, where every account of the machine could read it. The runbook has to hand it over in `env`.",
            ),
            Self::NotAWait => f.write_str("This step does not wait."),
            Self::WaitFirst => f.write_str("This step waits first: begin the wait."),
            Self::StillWaiting { seconds } => write!(
                f,
                "The wait is not over: {} to go. Not OK, skip and defer are possible at any time.",
                duration_words(*seconds),
            ),
            Self::NotACall => f.write_str("This step calls no other procedure."),
            Self::ChildGoesOn { run, title } => write!(
                f,
                "{title} was begun from here and still goes on: run {run}. Go on with that one.",
            ),
            Self::CallGoesOn { run, title } => write!(
                f,
                "{title} was called from this run and still goes on: finish or abandon run {run} first.",
            ),
            Self::CallsItself { path } => write!(
                f,
                "This would call a procedure that is under way already, for ever: {}. Answer the step by hand, and tell the runbook's owner.",
                path.join(" > "),
            ),
            Self::LeadsNowhere { procedure } => write!(
                f,
                "This leads to {procedure}, which is not here: its file is gone or broken, or has no such procedure any more. Do by hand what it was for, and tell the runbook's owner.",
            ),
            Self::BackedOut { run } => write!(
                f,
                "This run has been rolled back already, by run {run}. Undo the rest by hand, or in a run of its own.",
            ),
            Self::NoOnFail => f.write_str("This step names no procedure for when it fails."),
            Self::NothingFailed => f.write_str("This step has not failed."),
            Self::NoSignature => f.write_str("This step needs no signature."),
            Self::NothingToSign => f.write_str("There is nothing to sign yet: the step has to be done first."),
            Self::SignsDispute => f.write_str("What was said of this step is disputed: it has to be answered again before it is signed."),
            Self::AlreadySigned { by } => write!(f, "{by} has signed this already."),
            Self::OwnWork { role } => write!(
                f,
                "Whoever did a step does not sign it: a second person has to ({role}).",
            ),
            Self::NotInRole { role, known } => write!(
                f,
                "This is signed by {role}: that is {}.",
                known.join(" or "),
            ),
            Self::NothingToUndo { no_return: Some(title) } => write!(
                f,
                "Nothing can be undone any more: “{title}” was done, and there is no way back from it.",
            ),
            Self::NothingToUndo { no_return: None } => {
                f.write_str("Nothing that was done in this run says how it is undone.")
            }
        }
    }
}
