//! Why a step cannot be done the way that was wanted: by command, after a wait, by another
//! procedure, with a second person, in a rehearsal.

use crate::runbook::Operator;
use crate::text::duration_words;

/// What is in the way. Texts in it come from runbooks and operators: whoever shows it goes
/// through `text::shown`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Blocked {
    /// It is for rehearsals alone.
    #[error("That is for rehearsals alone, and this run is live.")]
    NotRehearsing,
    /// Its runbook is a sample.
    #[error(
        "This is a sample: it can be read, rehearsed and exported, and no live run of it begins. To use it, copy the file and take `sample = true` out."
    )]
    OnlyASample,
    /// A rehearsal runs no command.
    #[error("A rehearsal runs no command: pretend it.")]
    OnlyPretended,
    /// The scenario says nothing of the step.
    #[error("No scenario says what is found here: answer as you think it would be.")]
    NotInScenario,
    /// The procedure has no such scenario.
    #[error("The procedure has no scenario “{wanted}”{}", scenarios(.known))]
    NoSuchScenario {
        /// What was asked for.
        wanted: String,
        /// Its scenarios.
        known: Vec<String>,
    },
    /// A secret was given at the start, where it would be kept.
    #[error(
        "{name} is a secret, which is never written down: leave it out here, and type it at its step."
    )]
    SecretAtStart {
        /// The variable.
        name: String,
    },
    /// A value that a command uses has characters that a command could misread.
    #[error(
        "A command uses {name}. It can hold letters, digits and . _ / : @ % + , = - and does not begin with a dash."
    )]
    NotForCommands {
        /// The variable.
        name: String,
    },
    /// The step has no command.
    #[error("This step has no command.")]
    NotACommand,
    /// The step's command began, and no end of it is known.
    #[error(
        "This command was begun by {by} on {host}, and how it ended is not known. Wait for its end; where the program that ran it is gone, look what it did and say so."
    )]
    CommandRunning {
        /// On which machine.
        host: String,
        /// Who began it.
        by: Operator,
    },
    /// A program of this machine still runs it.
    #[error(
        "This command still runs on this machine, in another window. Wait for its end, or cancel it there."
    )]
    RunsHere,
    /// The step's command does not run.
    #[error("No command of this step waits for its end.")]
    NothingRuns,
    /// The command wants a value that is not known yet.
    #[error(
        "The command needs {name}, which nobody has given yet: answer the step that asks for it first."
    )]
    MissingValue {
        /// The variable.
        name: String,
    },
    /// A secret that the command wants was lost with the program that was told it.
    #[error(
        "The command needs the secret {name}, which was kept in memory alone and is gone. Answer its step again."
    )]
    SecretGone {
        /// The variable.
        name: String,
    },
    /// A secret would stand in the command's words, where every account can read it.
    #[error(
        "The secret {name} stands in the words of the command, where every account of the machine could read it. The runbook has to hand it over in `env`."
    )]
    SecretInWords {
        /// The variable.
        name: String,
    },
    /// The step does not wait.
    #[error("This step does not wait.")]
    NotAWait,
    /// The wait has not begun.
    #[error("This step waits first: begin the wait.")]
    WaitFirst,
    /// The wait is not over.
    #[error("The wait is not over: {} to go. Not OK, skip and defer are possible at any time.", duration_words(*.seconds))]
    StillWaiting {
        /// How long it still takes.
        seconds: u64,
    },
    /// The step calls no procedure.
    #[error("This step calls no other procedure.")]
    NotACall,
    /// The run that the step made begin goes on.
    #[error("{title} was begun from here and still goes on: run {run}. Go on with that one.")]
    ChildGoesOn {
        /// Its short id.
        run: String,
        /// Its procedure.
        title: String,
    },
    /// A run that a step called goes on.
    #[error(
        "{title} was called from this run and still goes on: finish or abandon run {run} first."
    )]
    CallGoesOn {
        /// Its short id.
        run: String,
        /// Its procedure.
        title: String,
    },
    /// The procedure that would be called is under way already, further out.
    #[error("This would call a procedure that is under way already, for ever: {}. Answer the step by hand, and tell the runbook's owner.", .path.join(" > "))]
    CallsItself {
        /// The procedures, from that one on, back to it.
        path: Vec<String>,
    },
    /// The procedure that would be called is not here.
    #[error(
        "This leads to {procedure}, which is not here: its file is gone or broken, or has no such procedure any more. Do by hand what it was for, and tell the runbook's owner."
    )]
    LeadsNowhere {
        /// Its name.
        procedure: String,
    },
    /// The run was backed out.
    #[error(
        "This run has been rolled back already, by run {run}. Undo the rest by hand, or in a run of its own."
    )]
    BackedOut {
        /// The short id of the run that did it.
        run: String,
    },
    /// The step names no procedure for when it fails.
    #[error("This step names no procedure for when it fails.")]
    NoOnFail,
    /// The step has not failed.
    #[error("This step has not failed.")]
    NothingFailed,
    /// The step wants no signature.
    #[error("This step needs no signature.")]
    NoSignature,
    /// There is nothing to sign yet.
    #[error("There is nothing to sign yet: the step has to be done first.")]
    NothingToSign,
    /// What is to be signed is disputed.
    #[error(
        "What was said of this step is disputed: it has to be answered again before it is signed."
    )]
    SignsDispute,
    /// It is signed.
    #[error("{by} has signed this already.")]
    AlreadySigned {
        /// The operator who did it.
        by: Operator,
    },
    /// The one who did it wants to sign it.
    #[error("Whoever did a step does not sign it: a second person has to ({role}).")]
    OwnWork {
        /// The role that signs.
        role: String,
    },
    /// The operator does not act for the role.
    #[error("This is signed by {role}: that is {}.", .known.join(" or "))]
    NotInRole {
        /// The role.
        role: String,
        /// Who does.
        known: Vec<String>,
    },
    /// Nothing that was done says how it is undone.
    #[error("{}", nothing_to_undo(.no_return))]
    NothingToUndo {
        /// The step of no return, where that is why.
        no_return: Option<String>,
    },
}

fn scenarios(known: &[String]) -> String {
    if known.is_empty() {
        return ", nor any other. Rehearse it without one.".to_owned();
    }
    format!(". It has: {}.", known.join(", "))
}

fn nothing_to_undo(no_return: &Option<String>) -> String {
    no_return.as_ref().map_or_else(
        || "Nothing that was done in this run says how it is undone.".to_owned(),
        |title| format!("Nothing can be undone any more: “{title}” was done, and there is no way back from it."),
    )
}
