//! How a rehearsal by a scenario went: its answers held against the scenario's.
//!
//! A pure function of the run, its procedure and where it stands. What stays true: only boxes
//! that apply and of which the scenario says what is found are graded; each attempt is held
//! against the scenario's; what was looked at is told and takes nothing away, for looking is
//! what one does at a real step.

use super::progress::Progress;
use super::run::Run;
use super::step_status::StepStatus;
use super::story::StoryItem;
use crate::event::{Attempt, Grade, Outcome, StepDone};
use crate::limits::{Judgement, parse_number};
use crate::runbook::{Procedure, Step, StepId, StepRef, Yields};
use jiff::SignedDuration;

/// A caution that is acknowledged sooner was not read.
const READ_WITHIN: SignedDuration = SignedDuration::from_secs(1);

/// Of five answers so many have to be as the scenario has them.
const RIGHT_OF_FIVE: u32 = 4;

/// One box, held against the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradedBox {
    /// Which.
    pub step_ref: StepRef,
    /// What the scenario has, an answer an attempt.
    pub wanted: Vec<String>,
    /// What was answered, an answer an attempt.
    pub given: Vec<String>,
    /// Whether every attempt was as the scenario has it.
    pub is_right: bool,
    /// Whether it had a failure in store that was answered otherwise.
    pub is_missed: bool,
    /// Whether the scenario was looked at here.
    pub was_looked_at: bool,
}

/// A rehearsal, held against its scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded {
    /// The boxes of which the scenario says something, in order.
    pub boxes: Vec<GradedBox>,
    /// Steps whose cautions were passed over, in order.
    pub cautions: Vec<StepId>,
}

impl Graded {
    /// Grades a run; none that has no scenario.
    pub fn of(run: &Run, procedure: &Procedure, progress: &Progress) -> Option<Self> {
        run.scenario(procedure)?;
        let stands = progress.stands.iter();
        let applying = stands.filter(|stand| stand.applies());
        let boxes = applying.filter_map(|stand| graded(run, procedure, stand));
        Some(Self {
            boxes: boxes.collect(),
            cautions: passed_over(run),
        })
    }

    /// The sum of it.
    pub fn grade(&self) -> Grade {
        let count =
            |is: fn(&GradedBox) -> bool| number(self.boxes.iter().filter(|it| is(it)).count());
        Grade {
            of: number(self.boxes.len()),
            right: count(|it| it.is_right),
            missed: count(|it| it.is_missed),
            cautions: number(self.cautions.len()),
            looked: count(|it| it.was_looked_at),
        }
    }
}

/// Whether a rehearsal that went like this trains: no failure was missed, no caution passed
/// over, and nearly all was answered as the scenario has it.
pub fn passes(grade: &Grade) -> bool {
    grade.missed == 0 && grade.cautions == 0 && grade.right * 5 >= grade.of * RIGHT_OF_FIVE
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn graded(run: &Run, procedure: &Procedure, stand: &StepStatus) -> Option<GradedBox> {
    let step_ref = &stand.step_ref;
    let attempts = run.script_of(procedure, step_ref)?;
    let step = procedure.steps.get(stand.step)?;
    let state = run.boxes.get(step_ref);
    let story = state.into_iter().flat_map(|state| state.outcomes.story());
    let done: Vec<&StepDone> = story
        .map(|said| &said.what)
        .filter(|done| done.attempt != Attempt::Corrected)
        .collect();
    let script = |attempt: usize| attempts.get(attempt).or(attempts.last());
    let pairs = || {
        done.iter()
            .enumerate()
            .filter_map(|(at, done)| Some((script(at)?, *done)))
    };
    let has_failure = |word: &String| fails(word, step);
    let is_missed = match done.is_empty() {
        true => script(0).is_some_and(has_failure),
        false => pairs().any(|(word, done)| has_failure(word) && !has_failed(done)),
    };
    Some(GradedBox {
        step_ref: step_ref.clone(),
        wanted: attempts.to_vec(),
        given: done.iter().map(|done| word_of(done)).collect(),
        is_right: !done.is_empty() && pairs().all(|(word, done)| is_as(word, done)),
        is_missed,
        was_looked_at: state.is_some_and(|state| !state.looked.is_empty()),
    })
}

/// Whether a scenario's word is a failure.
fn fails(word: &str, step: &Step) -> bool {
    match &step.yields {
        _ if word == "not-ok" => true,
        Yields::Reading { limits, .. } => {
            parse_number(word).is_ok_and(|value| limits.judge(value) == Judgement::Alarm)
        }
        Yields::Choose(choose) => choose.alarm.iter().any(|option| option == word),
        Yields::Tick | Yields::Ask(_) => false,
    }
}

fn has_failed(done: &StepDone) -> bool {
    done.outcome == Outcome::NotOk || done.judgement == Some(Judgement::Alarm)
}

/// Whether an answer is the one that the scenario has.
fn is_as(word: &str, done: &StepDone) -> bool {
    let value = done.value.as_deref();
    match (word, done.outcome) {
        ("ok", outcome) => outcome == Outcome::Ok,
        ("not-ok", outcome) => outcome == Outcome::NotOk,
        // A secret's text is nowhere on record.
        (_, Outcome::Ok) => value.is_none_or(|value| is_same(word, value)),
        _ => false,
    }
}

fn is_same(word: &str, value: &str) -> bool {
    match (parse_number(word), parse_number(value)) {
        (Ok(one), Ok(other)) => one.total_cmp(&other).is_eq(),
        _ => word.trim().eq_ignore_ascii_case(value.trim()),
    }
}

fn word_of(done: &StepDone) -> String {
    match (done.outcome, &done.value) {
        (Outcome::Ok, Some(value)) => value.clone(),
        (outcome, _) => outcome.words().to_owned(),
    }
}

/// The steps whose cautions were acknowledged sooner than they can be read.
fn passed_over(run: &Run) -> Vec<StepId> {
    let story = run.story();
    let pairs = story.windows(2).filter_map(|pair| match pair {
        [before, StoryItem::CautionAcknowledged(step, said)] => {
            let took = said.at.duration_since(before.at());
            (took < READ_WITHIN).then(|| (*step).clone())
        }
        _ => None,
    });
    pairs.collect()
}
