//! What a line means at a step: its answer, for the first time, again, or set right.

use super::conversation::Leave;
use super::run_prompts::At;
use super::words::{self, Act, Place};
use super::{Teller, refusal};
use crate::command::{Answer, Command, CompleteStep, Refusal, Secret};
use crate::event::Attempt;
use crate::runbook::Yields;
use crate::session::{Request, RunProgress};
use crate::state::StepStatus;

impl Teller {
    /// Answers the box. `act` is one of the words that answer.
    pub(super) fn answer(
        &mut self,
        act: Act,
        rest: &str,
        at: &mut At,
        walked: &RunProgress,
        stand: &StepStatus,
    ) -> Result<(), Leave> {
        let mut complete = CompleteStep::first(at.run, stand.step_ref.clone(), Answer::Ok);
        let (act, rest) = match self.manner(act, rest, &mut complete)? {
            Some(read) => read,
            None => return Ok(()),
        };
        if !self.fill(act, &rest, walked, stand, &mut complete)? {
            return Ok(());
        }
        if complete.attempt == Attempt::Corrected && complete.reason.is_none() {
            match self.words("", "Why is it set right?")? {
                Some(reason) => complete.reason = Some(reason),
                None => return Ok(()),
            }
        }
        let step_ref = complete.step_ref.clone();
        if self
            .submit(&Request::Do(Command::CompleteStep(complete)))?
            .is_some()
        {
            self.kept = None;
            at.answered(step_ref);
        }
        Ok(())
    }

    /// Takes off what stands before the answer: again, correct, a time.
    fn manner(
        &mut self,
        act: Act,
        rest: &str,
        complete: &mut CompleteStep,
    ) -> Result<Option<(Act, String)>, Leave> {
        let rest = match act {
            Act::Again => {
                complete.attempt = Attempt::Again;
                rest
            }
            Act::Correct => {
                complete.attempt = Attempt::Corrected;
                rest
            }
            Act::At => match self.timed(rest) {
                Some((moment, rest)) => {
                    complete.done_at = Some(moment);
                    rest
                }
                None => {
                    self.talk
                        .say("Say when and what: `t 09:12 ok`, `t 2026-11-23 09:12 ok`.")?;
                    return Ok(None);
                }
            },
            answer => return Ok(Some((answer, rest.to_owned()))),
        };
        let rest = match rest {
            "" => self
                .talk
                .ask("The answer (ok, x NOTE, or the value; enter leaves it): ")?,
            rest => rest.to_owned(),
        };
        if rest.is_empty() {
            return Ok(None);
        }
        Ok(Some(match words::read(&rest, Place::Step) {
            Some((act, rest)) if is_answer(act) => (act, rest.to_owned()),
            _ => (Act::Value, rest),
        }))
    }

    /// A time, with or without its day, and what follows it.
    fn timed<'l>(&self, rest: &'l str) -> Option<(jiff::Timestamp, &'l str)> {
        let spaces: Vec<_> = rest.match_indices(' ').map(|(at, _)| at).take(2).collect();
        let ends = spaces.into_iter().rev();
        ends.filter(|end| rest[..*end].contains(':'))
            .find_map(|end| Some((self.moment(&rest[..end])?, rest[end..].trim())))
    }

    /// The answer itself, with the words that it wants. False where there is none.
    fn fill(
        &mut self,
        act: Act,
        rest: &str,
        walked: &RunProgress,
        stand: &StepStatus,
        complete: &mut CompleteStep,
    ) -> Result<bool, Leave> {
        let step = walked.step(stand);
        let optional = step.optional && act == Act::Skip;
        match act {
            Act::Ok => {
                complete.answer = Answer::Ok;
                complete.note = (!rest.is_empty()).then(|| rest.to_owned());
            }
            Act::NotOk => {
                complete.answer = Answer::NotOk;
                complete.note = self.words(rest, "What was seen?")?;
                return Ok(complete.note.is_some());
            }
            Act::Skip if optional => {
                complete.answer = Answer::Skip;
                complete.reason = (!rest.is_empty()).then(|| rest.to_owned());
            }
            Act::Skip | Act::Defer => {
                complete.answer = match act {
                    Act::Skip => Answer::Skip,
                    _ => Answer::Defer,
                };
                complete.reason = self.words(rest, "Why?")?;
                return Ok(complete.reason.is_some());
            }
            _ => return self.value(rest, walked, stand, complete),
        }
        Ok(true)
    }

    fn value(
        &mut self,
        rest: &str,
        walked: &RunProgress,
        stand: &StepStatus,
        complete: &mut CompleteStep,
    ) -> Result<bool, Leave> {
        complete.answer = match &walked.step(stand).yields {
            Yields::Ask(ask) if ask.secret => {
                if !rest.is_empty() {
                    self.talk
                        .say("A secret is typed on a line of its own, unseen: say = alone.")?;
                    return Ok(false);
                }
                let prompt = format!("{} (it is not shown): ", ask.name);
                match self.talk.ask_unseen(&prompt)? {
                    Some(secret) => Answer::Secret(Secret::from(secret)),
                    None => {
                        self.talk
                            .say("This terminal cannot hide what is typed: nothing was asked.")?;
                        return Ok(false);
                    }
                }
            }
            Yields::Tick => {
                self.refused(&refusal(Refusal::WantsTick))?;
                return Ok(false);
            }
            Yields::Choose(_) => Answer::Choice(rest.to_owned()),
            _ => Answer::Value(rest.to_owned()),
        };
        Ok(true)
    }
}

/// Whether a word is an answer.
pub(super) fn is_answer(act: Act) -> bool {
    matches!(
        act,
        Act::Ok | Act::NotOk | Act::Value | Act::Skip | Act::Defer
    )
}
