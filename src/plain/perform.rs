//! What the app wants done, done at once: there is no screen that must not wait.

use super::conversation::Leave;
use super::prompts::Prompts;
use super::saved;
use crate::app::Message;
use crate::app::editor;
use crate::app::effect::Effect;
use crate::command::{Blocked, Refusal};
use crate::event::{Fact, RunId};
use crate::runbook::StepRef;
use crate::session::{Failure, Receipt, Report, Wake, WorkerRequest, answer};
use crate::text::sentence;
use std::path::Path;
use std::process;
use std::sync::Arc;

impl Prompts {
    pub fn perform(&mut self, effect: Effect) -> Result<(), Leave> {
        match effect {
            Effect::Ask(request) => self.ask_session(request),
            Effect::Arm => self.arm(),
            Effect::Copy(text) | Effect::OpenLink(text) => self.talk.say(&text),
            Effect::Edit { file, line } => self.edit(&file, line),
            Effect::HandOver { words, .. } => self.talk.say(&words),
            Effect::Notify(words) => self.talk.say(&format!("{words}.")),
            Effect::Seal => self.seal(),
            Effect::Lend(word) => self.talk.say(&format!(
                "Leave, then type: rounds {word}. It touches nothing of yours."
            )),
            Effect::Quit => {
                self.talk.say("Left; everything is saved.")?;
                Err(Leave::Said)
            }
            // A command is cancelled by Ctrl-C while it runs; nothing is drawn.
            Effect::Cancel(..)
            | Effect::KeepTheme(_)
            | Effect::Mouse(_)
            | Effect::Redraw
            | Effect::Suspend => Ok(()),
        }
    }

    /// Asks the session, and gives the app what it says.
    pub fn ask_session(&mut self, request: WorkerRequest) -> Result<(), Leave> {
        let offered = match &request {
            WorkerRequest::OfferCommand(run, step_ref) => Some((*run, step_ref.clone())),
            _ => None,
        };
        let waker = self.talk.waker();
        let wake: Wake = Arc::new(move || waker.wake());
        match answer(&mut self.session, request, &wake) {
            None => Ok(()),
            Some(Report::Began(_, _, Ok(begun))) => self.watch(*begun),
            Some(Report::Offered(run, _, Err(failure))) if is_secret_gone(&failure).is_some() => {
                let name = is_secret_gone(&failure).unwrap_or_default();
                self.ask_secret(run, name, offered, failure)
            }
            Some(report) => self.report(report),
        }
    }

    fn report(&mut self, report: Report) -> Result<(), Leave> {
        let mut seals = false;
        if let Report::Submitted(_, Ok(receipt)) = &report {
            self.say_saved(receipt)?;
            let is_given = |fact: &Fact| matches!(fact, Fact::HandoverGiven(_));
            seals = self.seal.is_some() && receipt.facts.iter().any(is_given);
        }
        let tells = |fact: &Fact| matches!(fact, Fact::CommandEnded(_) | Fact::StepDone(_));
        let told = matches!(&report, Report::Submitted(_, Ok(receipt))
            if receipt.facts.iter().any(tells));
        self.message(Message::Report(report))?;
        if told {
            // It was said with what was saved.
            self.app.notice = None;
        }
        if seals {
            self.seal()?;
        }
        // Nobody waits for a signature: it is made once the answer was said.
        if self.session.sign_what_waits() {
            let health = self.session.health();
            let failed = health.unsigned;
            let failed = failed.map(|why| format!("Saved, but not signed: {why}."));
            for words in failed.iter().chain(&health.waits) {
                self.talk.say(words)?;
            }
        }
        Ok(())
    }

    fn say_saved(&mut self, receipt: &Receipt) -> Result<(), Leave> {
        let said: Vec<_> = receipt
            .facts
            .iter()
            .filter_map(|fact| saved::saved(fact, &self.app))
            .collect();
        match said.is_empty() {
            true => Ok(()),
            false => {
                let words = sentence(&format!("Saved: {}", said.join("; ")));
                self.talk.say(&words)
            }
        }
    }

    /// A secret that is gone is asked for again, and the command offered once more.
    fn ask_secret(
        &mut self,
        run: RunId,
        name: String,
        offered: Option<(RunId, StepRef)>,
        failure: Failure,
    ) -> Result<(), Leave> {
        self.talk.say(&format!(
            "The secret {name} lived in memory alone and is gone: type it again."
        ))?;
        let prompt = format!("{name} (it is not shown, enter cancels):");
        let typed = self.talk.ask_unseen(&prompt)?;
        match (typed.filter(|secret| !secret.is_empty()), offered) {
            (Some(secret), Some((run, step_ref))) => {
                self.session.remember_secret(run, &name, &secret);
                self.ask_session(WorkerRequest::OfferCommand(run, step_ref))
            }
            (_, offered) => {
                let step_ref = offered.map(|(_, step_ref)| step_ref);
                match step_ref {
                    Some(step_ref) => self.report(Report::Offered(run, step_ref, Err(failure))),
                    None => Ok(()),
                }
            }
        }
    }

    /// The file for an editor; where nobody sits there, its place.
    fn edit(&mut self, file: &Path, line: usize) -> Result<(), Leave> {
        let editor = editor::wanted(|name| std::env::var_os(name));
        let place = format!("{}, line {line}", file.display());
        match editor.filter(|_| self.talk.is_with_a_person()) {
            Some(editor) => {
                let ended = process::Command::new(&editor.program)
                    .args(editor.at(file, line))
                    .status();
                match ended {
                    Ok(status) if status.success() => self.ask_session(WorkerRequest::Look),
                    _ => self.talk.say(&format!(
                        "The editor did not end well. The file is {place}."
                    )),
                }
            }
            None => self.talk.say(&format!("The file is {place}.")),
        }
    }

    /// Lets this program seal the journal, which may ask for the passphrase of a key and says
    /// itself what came of it.
    fn seal(&mut self) -> Result<(), Leave> {
        let Some(arguments) = self.seal.clone() else {
            return Ok(());
        };
        let ended = std::env::current_exe()
            .and_then(|program| process::Command::new(program).args(arguments).status());
        self.ask_session(WorkerRequest::Refresh)?;
        match ended {
            Ok(status) if status.success() => Ok(()),
            _ => self
                .talk
                .say("The shift is given, but the journal is not sealed. `rounds journal seal` seals it."),
        }
    }
}

/// The secret that a command is missing.
fn is_secret_gone(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Refused(Refusal::Doing(Blocked::SecretGone { name })) => Some(name.to_string()),
        _ => None,
    }
}
