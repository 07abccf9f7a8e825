//! A command that has ended, before that is saved.

use crate::command::{Command, CommandResult};
use crate::event::{CommandStatus, EntryHash, EntryRef, RunId};
use crate::exec::{Ended, Ending};
use crate::library::digest;
use crate::runbook::StepRef;
use std::sync::Arc;

/// A command that has ended, before that is saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// In which run.
    pub run: RunId,
    /// At which box.
    pub step_ref: StepRef,
    pub(super) started: EntryRef,
    pub(super) ended: Ended,
    pub(super) keep_output: bool,
}

/// Content that is kept, by its digest.
type Object = (EntryHash, Arc<[u8]>);

impl Finished {
    /// The command that saves it, with the output that goes with it.
    pub(super) fn command(&self) -> (Command, Option<Object>) {
        let command = Command::EndCommand {
            run: self.run,
            step_ref: self.step_ref.clone(),
            result: Box::new(self.result()),
        };
        (command, self.object())
    }

    fn object(&self) -> Option<Object> {
        let bytes = &self.ended.output.bytes;
        let is_kept = self.keep_output && !bytes.is_empty();
        is_kept.then(|| (digest(bytes), Arc::from(&**bytes)))
    }

    /// How it ended, for deciding.
    pub(super) fn result(&self) -> CommandResult {
        let output = &self.ended.output;
        CommandResult {
            started: self.started.clone(),
            status: status_of(&self.ended.ending),
            milliseconds: u64::try_from(self.ended.took.as_millis()).unwrap_or(u64::MAX),
            bytes: output.total_bytes,
            digest: EntryHash(output.sha256),
            output: self.object().map(|(digest, _)| digest),
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            is_cut: output.is_stdout_capped,
        }
    }
}

fn status_of(ending: &Ending) -> CommandStatus {
    match ending {
        Ending::Exited(code) => CommandStatus::Exited { code: *code },
        Ending::Signalled(signal) => CommandStatus::Signalled { signal: *signal },
        Ending::TimedOut(_) => CommandStatus::TimedOut,
        Ending::Cancelled => CommandStatus::Cancelled,
        Ending::WantedTerminal => CommandStatus::WantedTerminal,
        Ending::NotStarted(why) => CommandStatus::NotStarted { why: why.clone() },
        Ending::Unknown(_) => CommandStatus::Unknown,
    }
}
