//! What the words beside the answers do at a step.

use super::conversation::Leave;
use super::walk::At;
use super::words::{self, Act, Place};
use super::{Teller, answer, refusal, step, way};
use crate::event::{FollowUpKind, RunId};
use crate::runbook::{How, Spot, TargetName, difference};
use crate::session::command::{Command, Hindrance, OpenFollowUp, Refusal};
use crate::session::{Walked, Wish, operator_named};
use crate::state::Stand;
use std::path::PathBuf;

impl Teller {
    /// Does what a word says. Gives another run, where it leads there.
    pub(super) fn act(
        &mut self,
        act: Act,
        rest: &str,
        at: &mut At,
        walked: &Walked,
        stand: Option<&Stand>,
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
        walked: &Walked,
    ) -> Result<Option<Option<RunId>>, Leave> {
        let run = at.run;
        match act {
            Act::Help => self.help(Place::Step)?,
            Act::Quit => {
                self.talk
                    .say(&format!("Left; run {} is gone on with later.", run.short()))?;
                return Err(Leave::Said);
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
                    .submit(&Wish::Do(Command::TakeBack { run, spot: None }))?
                    .is_some()
                {
                    at.show_again();
                }
            }
            Act::Adopt => self.adopt(at, walked)?,
            Act::UndoPlan => {
                let receipt = self.submit(&Wish::Do(Command::StartUndo { run }))?;
                return Ok(Some(receipt.and_then(|receipt| receipt.run)));
            }
            Act::Finish => {
                self.submit(&Wish::Do(Command::Finish { run }))?;
            }
            Act::Abandon => {
                if let Some(reason) = self.words(rest, "Why is it given up?")? {
                    self.submit(&Wish::Do(Command::Abandon { run, reason }))?;
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
        walked: &Walked,
        stand: &Stand,
    ) -> Result<Option<RunId>, Leave> {
        let (run, spot) = (at.run, stand.spot.clone());
        let wish = match act {
            Act::Caution => Wish::Do(Command::AcknowledgeCaution {
                run,
                step: spot.step,
            }),
            Act::CarryOn => match self.words(rest, "Why is it carried on past?")? {
                Some(reason) => {
                    let wish = Command::CarryOn {
                        run,
                        spot: spot.clone(),
                        reason,
                    };
                    if self.submit(&Wish::Do(wish))?.is_some() {
                        at.answered(spot);
                    }
                    return Ok(None);
                }
                None => return Ok(None),
            },
            Act::Run => {
                self.run_command(at, walked, &spot)?;
                return Ok(None);
            }
            Act::Forget => Wish::Do(Command::ForgetCommand { run, spot }),
            Act::Wait => Wish::Do(Command::StartWait { run, spot }),
            Act::Call | Act::OnFail => return self.other_run(act, rest, run, walked, spot),
            Act::Sign => {
                self.sign(rest, at, spot)?;
                return Ok(None);
            }
            Act::Play => Wish::Do(Command::SignOff {
                run,
                spot,
                played: true,
            }),
            Act::Note => {
                self.note(rest, run, Some(spot))?;
                return Ok(None);
            }
            Act::Attach => match self.words(rest, "Which file?")? {
                Some(path) => Wish::Attach {
                    run,
                    spot: Some(spot),
                    path: PathBuf::from(path),
                },
                None => return Ok(None),
            },
            Act::Question | Act::Override => {
                self.follow_up(act, rest, Some((run, spot)))?;
                return Ok(None);
            }
            Act::Escalate => {
                self.escalate(rest, run, spot)?;
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
        if self.submit(&wish)?.is_some() && matches!(act, Act::Play | Act::Forget) {
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

    fn go(&mut self, rest: &str, at: &mut At, walked: &Walked) -> Result<(), Leave> {
        let stands = walked.walk.stands.iter();
        let (step, item) = rest.split_once('/').unwrap_or((rest, ""));
        let is_meant = |stand: &&Stand| {
            let is_item = stand.spot.item.as_ref().map(ToString::to_string);
            let is_step = step == stand.number.to_string() || step == stand.spot.step.as_str();
            is_step && (item.is_empty() || is_item.as_deref() == Some(item))
        };
        let mut meant = stands.filter(is_meant).peekable();
        let first = meant.peek().map(|stand| stand.spot.clone());
        // Of several items the first that is open.
        let open = meant.find(|stand| !stand.standing.is_answered());
        match open.map(|stand| stand.spot.clone()).or(first) {
            Some(spot) => {
                at.spot = Some(spot);
                at.show_again();
                Ok(())
            }
            None => self.refused(&refusal(Refusal::NoSuchStep {
                wanted: rest.to_owned(),
            })),
        }
    }

    fn note(&mut self, rest: &str, run: RunId, spot: Option<Spot>) -> Result<(), Leave> {
        if let Some(text) = self.words(rest, "The note?")? {
            let run = Some(run);
            self.submit(&Wish::Do(Command::Note { run, spot, text }))?;
        }
        Ok(())
    }

    /// Opens a follow-up: at a box, or for the shift.
    pub(super) fn follow_up(
        &mut self,
        act: Act,
        rest: &str,
        place: Option<(RunId, Spot)>,
    ) -> Result<(), Leave> {
        let (kind, what) = match act {
            Act::Question => (FollowUpKind::Question, "The question?"),
            _ => (FollowUpKind::Override, "What is set aside?"),
        };
        let Some(title) = self.words(rest, what)? else {
            return Ok(());
        };
        let (run, spot) = place.unzip();
        let mut open = OpenFollowUp {
            run,
            spot,
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
        self.submit(&Wish::Do(Command::OpenFollowUp(open)))?;
        Ok(())
    }

    /// Into the run that a step calls or offers: begun, or gone on with.
    fn other_run(
        &mut self,
        act: Act,
        rest: &str,
        run: RunId,
        walked: &Walked,
        spot: Spot,
    ) -> Result<Option<RunId>, Leave> {
        let child = {
            let state = self.session.state();
            let child = state.child_going_on(&walked.run, &spot);
            child.map(|said| said.what.run)
        };
        if child.is_some() {
            return Ok(child);
        }
        let target = (!rest.is_empty()).then(|| TargetName::from(rest));
        let wish = match act {
            Act::Call => Wish::Call { run, spot, target },
            _ => Wish::FollowFailure { run, spot, target },
        };
        Ok(self.submit(&wish)?.and_then(|receipt| {
            receipt.facts.iter().find_map(|fact| match fact {
                crate::event::Fact::RunStarted(started) => Some(started.run),
                _ => None,
            })
        }))
    }

    /// A second person sits down, says who they are, and signs.
    fn sign(&mut self, rest: &str, at: &mut At, spot: Spot) -> Result<(), Leave> {
        let Some(name) = self.words(rest, "Who signs (their operator's name)?")? else {
            return Ok(());
        };
        let operator = match operator_named(&name) {
            Ok(operator) => operator,
            Err(fault) => return self.talk.say(&fault.to_string()),
        };
        let run = at.run;
        let wish = Wish::Do(Command::SignOff {
            run,
            spot: spot.clone(),
            played: false,
        });
        let granted = self.session.submit_as(&operator, &wish);
        if self.told(&wish, granted)?.is_some() {
            at.answered(spot);
        }
        Ok(())
    }

    /// The text alone, on lines of its own.
    fn copy(&mut self, run: RunId, walked: &Walked, stand: &Stand) -> Result<(), Leave> {
        let step = walked.step(stand);
        if let Some(text) = &step.copy {
            return self.talk.say(&way::filled(text, walked, stand));
        }
        match &step.how {
            How::Command(_) => match self.session.offer_command(run, &stand.spot) {
                Ok(offered) => self.talk.say(&offered.ready.shown),
                Err(failure) => self.refused(&failure),
            },
            _ => self.talk.say("This step has nothing to copy."),
        }
    }

    /// Shows what a newer runbook changes; takes it over when that is confirmed.
    fn adopt(&mut self, at: &mut At, walked: &Walked) -> Result<(), Leave> {
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
        if line == "yes" && self.submit(&Wish::Adopt(at.run))?.is_some() {
            at.show_again();
        }
        Ok(())
    }

    /// What cannot be done because the step has no command.
    pub(super) fn no_command(&mut self) -> Result<(), Leave> {
        self.refused(&refusal(Hindrance::NotACommand))
    }
}
