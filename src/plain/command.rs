//! A step's command, watched as it runs.
//!
//! What stays true: whatever happens to the conversation, how the command ended is saved.

use super::conversation::Leave;
use super::prompts::Prompts;
use crate::app::Message;
use crate::app::live::LiveProgress;
use crate::exec::{Ended, Ending, Output, Running, painted};
use crate::os::Signal;
use crate::session::Finished;
use crate::session::commands::{Begun, Work};
use std::time::Duration;

/// Of an output that was too much to be kept, as many of its last lines are said.
const LAST_LINES: usize = 20;

impl Prompts {
    /// Stays with a command that was begun until its end is in the record.
    pub fn watch(&mut self, mut begun: Begun) -> Result<(), Leave> {
        let (run, step_ref) = (begun.run, begun.step_ref.clone());
        let began = match begun.work {
            Work::Running(_) => LiveProgress::Began,
            Work::Interactive(_) => LiveProgress::WantsTerminal,
        };
        self.message(Message::Command(run, step_ref.clone(), began))?;
        let (left, finished) = self.stay(&mut begun);
        let over = LiveProgress::Over(Box::new(finished));
        let saved = self.message(Message::Command(run, step_ref, over));
        // Its lock is let go once its end is saved.
        drop(begun);
        left.and(saved)
    }

    /// Gives how a command ended, and whether the conversation is over as well: that is heeded
    /// once the end is saved.
    fn stay(&mut self, begun: &mut Begun) -> (Result<(), Leave>, Finished) {
        let mut left;
        let mut heard = 0;
        match &begun.work {
            Work::Running(running) => {
                left = self.talk.say("It runs; ctrl-c cancels it.");
                while !running.is_over() {
                    if left.is_err() {
                        running.cancel();
                    }
                    match self.talk.doze() {
                        Some(Signal::Interrupt) => running.cancel(),
                        Some(signal) => left = Err(Leave::Signal(signal)),
                        None => {}
                    }
                    if left.is_ok() {
                        left = self.pass_on(running, &mut heard);
                    }
                }
            }
            Work::Interactive(_) => left = Ok(()),
        }
        // What could not even be started has an end too: its start is on record.
        let ended = begun.work.end().unwrap_or_else(|failure| Ended {
            ending: Ending::NotStarted(failure.to_string()),
            took: Duration::ZERO,
            output: Output::default(),
            left_something: false,
        });
        if left.is_ok() {
            left = self.rest(&ended.output, heard);
        }
        (left, begun.finished(ended))
    }

    /// Says what has come since `heard`, in whole lines.
    fn pass_on(&mut self, running: &Running, heard: &mut u64) -> Result<(), Leave> {
        let Some(fresh) = running.since(*heard) else {
            return Ok(());
        };
        let Some(end) = fresh.bytes.iter().rposition(|byte| *byte == b'\n') else {
            return Ok(());
        };
        if fresh.left_out_bytes > 0 {
            self.talk
                .say(&format!("(… {} bytes passed over …)", fresh.left_out_bytes))?;
        }
        *heard = fresh.end - (fresh.bytes.len() - end - 1) as u64;
        self.output(&fresh.bytes[..=end])
    }

    /// Says what of an output was not said while it came.
    fn rest(&mut self, output: &Output, heard: u64) -> Result<(), Leave> {
        let heard = usize::try_from(heard).unwrap_or(usize::MAX);
        match output.is_capped {
            false => self.output(output.bytes.get(heard..).unwrap_or_default()),
            true => {
                self.talk.say("It was more than is kept. Its last lines:")?;
                let lines = painted(&output.bytes);
                for line in &lines[lines.len().saturating_sub(LAST_LINES)..] {
                    self.talk.say(line.text().as_str())?;
                }
                Ok(())
            }
        }
    }

    /// Says output without its colours.
    fn output(&mut self, bytes: &[u8]) -> Result<(), Leave> {
        for line in painted(bytes) {
            self.talk.say(line.text().as_str())?;
        }
        Ok(())
    }
}
