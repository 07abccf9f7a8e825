//! What was saved at a step, and how it came out.

use super::args::DoArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::progress::NextStep;
use crate::event::{CommandStatus, Fact, Outcome, RunId};
use crate::limits::Judgement;
use crate::present::{self, Clock, answer};
use crate::runbook::StepRef;
use crate::session::{Receipt, RunProgress};
use crate::text::{sentence, titled};
use serde::Serialize;

/// What was saved at a step. As JSON: `run`, `step`, `saved` (one line an event, in words),
/// `entries` (their addresses in the journal), `ended` (how the run ended with it, else
/// null), `outcome` (`ok`, `not-ok`, `skipped`, `deferred`), `value`, `judgement` (`normal`,
/// `warning`, `alarm`), `command` (how a command ended), `exit_status`, `why` (why it is not OK, or gave no value), `meanwhile` (what the scenario of a rehearsal lets happen then), `doubts` (what is hard to believe of it, in words), `next` (`number`, `step`, `title`, `holds`; null when every step is answered).
#[derive(Debug, Serialize)]
struct Saved {
    run: String,
    step: String,
    saved: Vec<String>,
    entries: Vec<String>,
    ended: Option<String>,
    outcome: Option<Outcome>,
    value: Option<String>,
    judgement: Option<Judgement>,
    command: Option<CommandStatus>,
    exit_status: Option<i32>,
    why: Option<String>,
    meanwhile: Vec<String>,
    doubts: Vec<String>,
    next: Option<NextStep>,
}

/// Tells what was saved, and what comes next; the status says how a command came out.
///
/// # Errors
/// When the run cannot be read back, or the answer cannot be written.
pub fn tell(
    args: &DoArgs,
    invocation: &mut Invocation,
    run: RunId,
    step_ref: &StepRef,
    receipts: &[Receipt],
) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let walked = RunProgress::of(invocation.session()?, run)?;
    let facts = || receipts.iter().flat_map(|receipt| &receipt.facts);
    let ended = facts().any(|fact| matches!(fact, Fact::RunEnded { .. }));
    let came = Came::of(facts());
    let is_answered = facts().any(|fact| matches!(fact, Fact::StepDone(_)));
    let doubts = match is_answered {
        true => {
            let state = invocation.session()?.state();
            present::doubts_at(&state, &walked.run, walked.procedure(), step_ref)
        }
        false => Vec::new(),
    };
    if args.form.json {
        invocation.out.json(&Saved {
            outcome: came.outcome,
            value: came.value.clone(),
            judgement: came.judgement,
            exit_status: came.exit_status(),
            why: came.why.clone(),
            command: came.command.clone(),
            run: run.to_string(),
            step: step_ref.to_string(),
            saved: facts()
                .map(|fact| present::fact(fact, &clock).whole())
                .collect(),
            entries: receipts.iter().map(|it| it.entry.to_string()).collect(),
            ended: ended.then(|| walked.run.verdict().to_string()),
            meanwhile: meanwhile(&walked, step_ref),
            doubts,
            next: walked.next(Some(step_ref)),
        })?;
        return Ok(came.exit(args));
    }
    let said: Vec<_> = facts()
        .map(|fact| said(&walked, step_ref, fact, &clock))
        .collect();
    let said = match said.is_empty() {
        true => "Nothing new to save".to_owned(),
        false => format!("Saved: {}", said.join("; ")),
    };
    invocation.out.say(&format!(
        "{} {}",
        sentence(&said),
        walked.next_words(Some(step_ref))
    ))?;
    for words in &doubts {
        invocation.out.say(&format!("In doubt: {words}."))?;
    }
    for words in meanwhile(&walked, step_ref) {
        invocation.out.say(&format!("Meanwhile: {words}"))?;
    }
    Ok(came.exit(args))
}

/// What became of the step by what was saved.
#[derive(Default)]
struct Came {
    outcome: Option<Outcome>,
    value: Option<String>,
    judgement: Option<Judgement>,
    command: Option<CommandStatus>,
    why: Option<String>,
}

impl Came {
    fn of<'f>(facts: impl Iterator<Item = &'f Fact>) -> Self {
        let mut came = Self::default();
        for fact in facts {
            match fact {
                Fact::CommandEnded(ended) => {
                    came.outcome = ended.outcome;
                    came.value = ended.value.clone();
                    came.why = ended.why.clone();
                    came.command = Some(ended.status.clone());
                }
                Fact::StepDone(done) => {
                    came.outcome = Some(done.outcome);
                    came.judgement = done.judgement;
                    came.value = done.value.clone().or(came.value);
                }
                _ => {}
            }
        }
        came
    }

    fn exit_status(&self) -> Option<i32> {
        match self.command {
            Some(CommandStatus::Exited { code }) => Some(code),
            _ => None,
        }
    }

    /// What someone says of a step is theirs, and is saved. What a command that was run says of
    /// it is the answer: it came out OK, or it did not.
    fn exit(&self, args: &DoArgs) -> Exit {
        let is_well = self.outcome == Some(Outcome::Ok) && self.judgement != Some(Judgement::Alarm);
        match &self.command {
            _ if args.outcome.as_deref() != Some("run") => Exit::WELL,
            Some(CommandStatus::Unknown) => Exit::FAULT,
            _ => Exit::no_when(!is_well),
        }
    }
}

/// What the scenario of a rehearsal lets happen after a step, unannounced.
fn meanwhile(walked: &RunProgress, step_ref: &StepRef) -> Vec<String> {
    let surprises = walked.run.surprises(walked.procedure(), &walked.walk);
    let here = surprises.iter().filter(|it| it.after == step_ref.step);
    here.map(|it| it.say.clone()).collect()
}

/// A fact in the words of someone who looks at the step.
fn said(walked: &RunProgress, step_ref: &StepRef, fact: &Fact, clock: &Clock) -> String {
    let stand = walked
        .walk
        .position(step_ref)
        .map(|at| &walked.walk.stands[at]);
    match (fact, stand) {
        (Fact::StepDone(done), Some(stand)) => {
            let title = format!("{} {}", stand.number, walked.title(stand));
            titled(&title, &answer(done))
        }
        _ => present::fact(fact, clock).whole(),
    }
}
