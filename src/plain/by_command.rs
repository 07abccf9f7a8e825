//! A step's command: shown whole, allowed, confirmed, and watched as it runs.
//!
//! What stays true: what was shown is what runs; a confirmation is a number that is made up
//! after everything typed before was thrown away; where nobody sits there, only a command that
//! is allowed already runs, and only with `--yes`; whatever happens to the conversation, how the
//! command ended is saved.

use super::conversation::Leave;
use super::run_prompts::At;
use super::{Teller, how_done};
use crate::command::{Blocked, Command, Refusal};
use crate::event::{Fact, RunId};
use crate::exec::{Ended, Ending, Output, Running, painted};
use crate::os::Signal;
use crate::runbook::{How, StepRef};
use crate::session::commands::{Begun, Finished, Offered, Work};
use crate::session::{Failure, Request, RunProgress};
use crate::trust::Verdict;
use std::time::Duration;

/// Of an output that was too much to be kept, as many of its last lines are said.
const LAST_LINES: usize = 20;

impl Teller {
    pub(super) fn run_command(
        &mut self,
        at: &mut At,
        walked: &RunProgress,
        step_ref: &StepRef,
    ) -> Result<(), Leave> {
        let step = walked.procedure().step(&step_ref.step);
        if !step.is_some_and(|step| matches!(step.how, How::Command(_))) {
            return self.no_command();
        }
        let run = at.run;
        if walked.started.rehearsal {
            let step_ref = step_ref.clone();
            return self.pretend(at, step_ref);
        }
        if let Some(unended) = self.session.unended_command(run, step_ref) {
            return self.talk.say(&how_done::unended_words(&unended));
        }
        let Some(offered) = self.offered(at, step_ref)? else {
            return Ok(());
        };
        let Some(offered) = self.allowed(run, step_ref, offered)? else {
            return Ok(());
        };
        self.talk.say("This runs:")?;
        for line in how_done::command(&offered) {
            self.talk.say(&line)?;
        }
        if !self.confirmed("to run it")? {
            return Ok(());
        }
        self.begin(at, step_ref, &offered)
    }

    /// Shows the command of a rehearsal. Where the scenario says nothing, whoever rehearses
    /// chooses what it came to.
    fn pretend(&mut self, at: &mut At, step_ref: StepRef) -> Result<(), Leave> {
        let run = at.run;
        let request = Request::Do(Command::PretendCommand {
            run,
            step_ref: step_ref.clone(),
        });
        let Some(receipt) = self.submit(&request)? else {
            return Ok(());
        };
        let answers = |fact: &Fact| matches!(fact, Fact::StepDone(_));
        match receipt.facts.iter().any(answers) {
            true => at.answered(step_ref),
            false => self
                .talk
                .say("Choose what it came to: answer the step as if it had run.")?,
        }
        Ok(())
    }

    /// The command as it would run; a secret that is gone is asked for again.
    fn offered(&mut self, at: &At, step_ref: &StepRef) -> Result<Option<Offered>, Leave> {
        loop {
            let failure = match self.session.offer_command(at.run, step_ref) {
                Ok(offered) => return Ok(Some(offered)),
                Err(failure) => failure,
            };
            let Failure::Refused(Refusal::Doing(Blocked::SecretGone { name })) = &failure else {
                self.refused(&failure)?;
                return Ok(None);
            };
            self.talk.say(&format!(
                "The secret {name} lived in memory alone and is gone: type it again."
            ))?;
            let prompt = format!("{name} (it is not shown, enter leaves it): ");
            match self.talk.ask_unseen(&prompt)? {
                Some(secret) if !secret.is_empty() => {
                    self.session.remember_secret(at.run, name, &secret);
                }
                _ => return Ok(None),
            }
        }
    }

    /// Shows the command as its owner wrote it, with what changed, and lets it be allowed.
    fn allowed(
        &mut self,
        run: RunId,
        step_ref: &StepRef,
        offered: Offered,
    ) -> Result<Option<Offered>, Leave> {
        let written = &offered.written;
        if written.verdict == Verdict::Allowed {
            return Ok(Some(offered));
        }
        let place = &written.place;
        self.talk.say(match written.verdict {
            Verdict::Changed { .. } => {
                "This command was changed since it was allowed; - is gone, + is new:"
            }
            _ => "This command was not allowed yet. As it is written:",
        })?;
        for line in written.verdict.shown(&written.text) {
            self.talk.say(&format!("  {line}"))?;
        }
        if !self.talk.is_with_a_person() {
            self.talk.say(&format!(
                "Nobody sits here to allow it. `rounds trust {}/{}` does that; nothing was run.",
                place.runbook, place.procedure
            ))?;
            return Ok(None);
        }
        let confirmed = self
            .talk
            .confirm("to allow exactly this command on this machine")?;
        if !confirmed {
            self.talk.say("Nothing was allowed, and nothing was run.")?;
            return Ok(None);
        }
        match self.session.allow_as_shown(run, step_ref, written) {
            Ok(offered) => {
                self.talk.say("Allowed.")?;
                Ok(Some(offered))
            }
            Err(failure) => {
                self.refused(&failure)?;
                Ok(None)
            }
        }
    }

    fn confirmed(&mut self, what: &str) -> Result<bool, Leave> {
        let confirmed = match (self.yes, self.talk.is_with_a_person()) {
            (true, _) => true,
            (false, true) => self.talk.confirm(what)?,
            (false, false) => {
                self.talk.say("Nobody sits here to confirm it: begin rounds with --yes to let allowed commands run.")?;
                false
            }
        };
        if !confirmed {
            self.talk.say("Nothing was run.")?;
        }
        Ok(confirmed)
    }

    fn begin(&mut self, at: &mut At, step_ref: &StepRef, shown: &Offered) -> Result<(), Leave> {
        let waker = self.talk.waker();
        let begun = self
            .session
            .begin_as_shown(at.run, step_ref, shown, move || waker.wake());
        let mut begun = match begun {
            Ok(begun) => begun,
            Err(failure) => return self.refused(&failure),
        };
        let (left, finished) = self.watch(&mut begun);
        let receipt = self.submit(&Request::Finished(Box::new(finished)));
        drop(begun);
        left?;
        let Some(receipt) = receipt? else {
            return self.talk.say("How the command ended is not saved.");
        };
        let answers = |fact: &Fact| matches!(fact, Fact::StepDone(_));
        match receipt.facts.iter().any(answers) {
            true => at.answered(step_ref.clone()),
            false => at.show_again(),
        }
        Ok(())
    }

    /// Stays with a command until it is over. Gives how it ended, and whether the conversation
    /// is over as well: that is heeded once the end is saved.
    fn watch(&mut self, begun: &mut Begun) -> (Result<(), Leave>, Finished) {
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
            Work::Interactive(_) => {
                left = self.talk.say("It has the terminal until it ends.");
            }
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
