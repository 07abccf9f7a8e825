//! What the words beside the answers do at a step.

use super::conversation::Leave;
use super::run_prompts::At;
use super::words::{self, Act, Place};
use super::{Teller, answer, how_done, refusal, step};
use crate::command::{Blocked, Command, OpenFollowUp, Refusal};
use crate::config::operator_named;
use crate::event::{FollowUpKind, RunId};
use crate::runbook::{How, StepRef, TargetName, difference};
use crate::session::{Request, RunProgress};
use crate::state::StepStatus;
use std::path::PathBuf;

impl Teller {
    /// Does what a word says. Gives another run, where it leads there.
    pub(super) fn act(
        &mut self,
        act: Act,
        rest: &str,
        at: &mut At,
        walked: &RunProgress,
        stand: Option<&StepStatus>,
    ) -> Result<Option<RunId>, Leave> {
        if let Some(done) = self.at_run(act, rest, at, walked)? {
            return Ok(done);
        }
        let Some(stand) = stand else {
            self.talk
                .say("No step is up: say go and a step's number first.")?;
            return Ok(None);
        };
        if matches!(act, Act::Again | Act::Correct | Act::At) || answer::is_answer(act) {
            self.answer(act, rest, at, walked, stand)?;
            return Ok(None);
        }
        self.at_step(act, rest, at, walked, stand)
    }

    /// What is said of the run as a whole; none where the word is about a step.
    fn at_run(
        &mut self,
        act: Act,
        rest: &str,
        at: &mut At,
        walked: &RunProgress,
    ) -> Result<Option<Option<RunId>>, Leave> {
        let run = at.run;
        match act {
            Act::Help => self.help(Place::Step)?,
            Act::Quit => {
                self.talk
                    .say(&format!("Left; run {} is gone on with later.", run.short()))?;
                return Err(Leave::Stamped);
            }
            Act::List => {
                for stand in &walked.walk.stands {
                    self.talk.say(&step::row(walked, stand))?;
                }
            }
            Act::Go => self.go(rest, at, walked)?,
            Act::NoteRun => {
                self.note(rest, run, None)?;
            }
            Act::TakeBack => {
                if self
                    .submit(&Request::Do(Command::TakeBack {
                        run,
                        step_ref: None,
                    }))?
                    .is_some()
                {
                    at.show_again();
                }
            }
            Act::Adopt => self.adopt(at, walked)?,
            Act::UndoPlan => {
                let receipt = self.submit(&Request::Do(Command::StartUndo { run }))?;
                return Ok(Some(receipt.and_then(|receipt| receipt.run)));
            }
            Act::Finish => {
                self.submit(&Request::Do(Command::Finish { run }))?;
            }
            Act::Abandon => {
                if let Some(reason) = self.words(rest, "Why is it given up?")? {
                    self.submit(&Request::Do(Command::Abandon { run, reason }))?;
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(None))
    }

    fn at_step(
        &mut self,
        act: Act,
        rest: &str,
        at: &mut At,
        walked: &RunProgress,
        stand: &StepStatus,
    ) -> Result<Option<RunId>, Leave> {
        let (run, step_ref) = (at.run, stand.step_ref.clone());
        let request = match act {
            Act::Caution => Request::Do(Command::AcknowledgeCaution {
                run,
                step: step_ref.step,
            }),
            Act::CarryOn => match self.words(rest, "Why is it carried on past?")? {
                Some(reason) => {
                    let request = Command::CarryOn {
                        run,
                        step_ref: step_ref.clone(),
                        reason,
                    };
                    if self.submit(&Request::Do(request))?.is_some() {
                        at.answered(step_ref);
                    }
                    return Ok(None);
                }
                None => return Ok(None),
            },
            Act::Run => {
                self.run_command(at, walked, &step_ref)?;
                return Ok(None);
            }
            Act::Forget => Request::Do(Command::ForgetCommand { run, step_ref }),
            Act::Wait => Request::Do(Command::StartWait { run, step_ref }),
            Act::Call | Act::OnFail => return self.other_run(act, rest, run, walked, step_ref),
            Act::Sign => {
                self.sign(rest, at, step_ref)?;
                return Ok(None);
            }
            Act::Play => Request::Do(Command::SignOff {
                run,
                step_ref,
                played: true,
            }),
            Act::Note => {
                self.note(rest, run, Some(step_ref))?;
                return Ok(None);
            }
            Act::Attach => match self.words(rest, "Which file?")? {
                Some(path) => Request::Attach {
                    run,
                    step_ref: Some(step_ref),
                    path: PathBuf::from(path),
                },
                None => return Ok(None),
            },
            Act::Question | Act::Override => {
                self.follow_up(act, rest, Some((run, step_ref)))?;
                return Ok(None);
            }
            Act::Escalate => {
                self.escalate(rest, run, step_ref)?;
                return Ok(None);
            }
            Act::Copy => {
                self.copy(run, walked, stand)?;
                return Ok(None);
            }
            _ => {
                self.talk.say(&words::unknown("", Place::Step))?;
                return Ok(None);
            }
        };
        // What the others say of the step was just said.
        if self.submit(&request)?.is_some() && matches!(act, Act::Play | Act::Forget) {
            at.show_again();
        }
        Ok(None)
    }

    /// All words of a place.
    pub(super) fn help(&mut self, place: Place) -> Result<(), Leave> {
        for line in words::help(place) {
            self.talk.say(&line)?;
        }
        match place {
            Place::Step => self.talk.say(
                "A reading, a text or a choice is typed by itself. Enter says the step again.",
            ),
            Place::Menu => self
                .talk
                .say("A number begins or continues; enter takes the first."),
        }
    }

    fn go(&mut self, rest: &str, at: &mut At, walked: &RunProgress) -> Result<(), Leave> {
        let stands = walked.walk.stands.iter();
        let (step, item) = rest.split_once('/').unwrap_or((rest, ""));
        let is_meant = |stand: &&StepStatus| {
            let is_item = stand.step_ref.item.as_ref().map(ToString::to_string);
            let is_step = step == stand.number.to_string() || step == stand.step_ref.step.as_str();
            is_step && (item.is_empty() || is_item.as_deref() == Some(item))
        };
        let mut meant = stands.filter(is_meant).peekable();
        let first = meant.peek().map(|stand| stand.step_ref.clone());
        // Of several items the first that is open.
        let open = meant.find(|stand| !stand.standing.is_answered());
        match open.map(|stand| stand.step_ref.clone()).or(first) {
            Some(step_ref) => {
                at.step_ref = Some(step_ref);
                at.show_again();
                Ok(())
            }
            None => self.refused(&refusal(Refusal::NoSuchStep {
                wanted: rest.to_owned(),
            })),
        }
    }

    fn note(&mut self, rest: &str, run: RunId, step_ref: Option<StepRef>) -> Result<(), Leave> {
        if let Some(text) = self.words(rest, "The note?")? {
            let run = Some(run);
            self.submit(&Request::Do(Command::Note {
                run,
                step_ref,
                text,
            }))?;
        }
        Ok(())
    }

    /// Opens a follow-up: at a box, or for the shift.
    pub(super) fn follow_up(
        &mut self,
        act: Act,
        rest: &str,
        place: Option<(RunId, StepRef)>,
    ) -> Result<(), Leave> {
        let (kind, what) = match act {
            Act::Question => (FollowUpKind::Question, "The question?"),
            _ => (FollowUpKind::Override, "What is set aside?"),
        };
        let Some(title) = self.words(rest, what)? else {
            return Ok(());
        };
        let (run, step_ref) = place.unzip();
        let mut open = OpenFollowUp {
            run,
            step_ref,
            ..OpenFollowUp::about(kind, title)
        };
        if kind == FollowUpKind::Override {
            let until = self
                .talk
                .ask("Until when (09:12, 2026-11-23 09:12; enter: until it is lifted)? ")?;
            open.due = self.moment(&until);
            if open.due.is_none() && !until.is_empty() {
                self.kept = Some(open.title);
                return self
                    .talk
                    .say("That is no time. Nothing was saved; say override alone to go on.");
            }
        }
        self.submit(&Request::Do(Command::OpenFollowUp(open)))?;
        Ok(())
    }

    /// Into the run that a step calls or offers: begun, or gone on with.
    fn other_run(
        &mut self,
        act: Act,
        rest: &str,
        run: RunId,
        walked: &RunProgress,
        step_ref: StepRef,
    ) -> Result<Option<RunId>, Leave> {
        let child = {
            let state = self.session.state();
            let child = state.child_going_on(&walked.run, &step_ref);
            child.map(|said| said.what.run)
        };
        if child.is_some() {
            return Ok(child);
        }
        let target = (!rest.is_empty()).then(|| TargetName::from(rest));
        let request = match act {
            Act::Call => Request::Call {
                run,
                step_ref,
                target,
            },
            _ => Request::FollowFailure {
                run,
                step_ref,
                target,
            },
        };
        Ok(self.submit(&request)?.and_then(|receipt| {
            receipt.facts.iter().find_map(|fact| match fact {
                crate::event::Fact::RunStarted(started) => Some(started.run),
                _ => None,
            })
        }))
    }

    /// A second person sits down, says who they are, and signs.
    fn sign(&mut self, rest: &str, at: &mut At, step_ref: StepRef) -> Result<(), Leave> {
        let Some(name) = self.words(rest, "Who signs (their operator's name)?")? else {
            return Ok(());
        };
        let operator = match operator_named(&name) {
            Ok(operator) => operator,
            Err(fault) => return self.talk.say(&fault.to_string()),
        };
        let run = at.run;
        let request = Request::Do(Command::SignOff {
            run,
            step_ref: step_ref.clone(),
            played: false,
        });
        let granted = self.session.submit_as(&operator, &request);
        if self.told(&request, granted)?.is_some() {
            at.answered(step_ref);
        }
        Ok(())
    }

    /// The text alone, on lines of its own.
    fn copy(&mut self, run: RunId, walked: &RunProgress, stand: &StepStatus) -> Result<(), Leave> {
        let step = walked.step(stand);
        if let Some(text) = &step.copy {
            return self.talk.say(&how_done::filled(text, walked, stand));
        }
        match &step.how {
            How::Command(_) => match self.session.offer_command(run, &stand.step_ref) {
                Ok(offered) => self.talk.say(&offered.ready.shown),
                Err(failure) => self.refused(&failure),
            },
            _ => self.talk.say("This step has nothing to copy."),
        }
    }

    /// Shows what a newer runbook changes; takes it over when that is confirmed.
    fn adopt(&mut self, at: &mut At, walked: &RunProgress) -> Result<(), Leave> {
        let runbook = walked.started.procedure.runbook.clone();
        self.session.look();
        let newest = self.session.newest(runbook.as_str());
        let id = walked.started.procedure.procedure.as_str();
        let newer = newest.as_ref().and_then(|pin| pin.runbook.procedure(id));
        let changes = newer.map(|newer| difference(walked.procedure(), newer));
        let changes = changes.unwrap_or_default();
        if changes.is_empty() {
            self.talk.say("No newer runbook says anything else here.")?;
            return Ok(());
        }
        for change in &changes {
            self.talk.say(&change.to_string())?;
        }
        let line = self
            .talk
            .ask("Take it over (yes, anything else leaves it)?")?;
        if line == "yes" && self.submit(&Request::Adopt(at.run))?.is_some() {
            at.show_again();
        }
        Ok(())
    }

    /// What cannot be done because the step has no command.
    pub(super) fn no_command(&mut self) -> Result<(), Leave> {
        self.refused(&refusal(Blocked::NotACommand))
    }
}
