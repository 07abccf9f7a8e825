//! A run looked back on: time a step, where it hesitated, what went wrong, what was asked.
//!
//! A pure function of the run, its procedure and what is known of its follow-ups. For
//! rehearsals it also tells which injected failures and surprises were met; it works for
//! live runs as well.

use super::anomalies::{TooFast, too_fast};
use super::fold::State;
use super::grade::Graded;
use super::progress::Progress;
use super::register::Mark;
use super::run::Run;
use super::story::StoryItem;
use super::summary::Places;
use super::why_not::WhyNot;
use crate::event::{Attempt, FollowUpId, FollowUpKind, Outcome};
use crate::runbook::{Operator, Procedure, Rehearsal, Runbook, StepId, StepRef};
use jiff::{SignedDuration, Timestamp};

/// What a debrief page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Debrief {
    /// Whether it only rehearsed.
    pub rehearsal: bool,
    /// The scenario, as its title.
    pub scenario: Option<String>,
    /// Whether it goes on, and nothing is told yet of what its scenario has.
    pub is_blind: bool,
    /// From its start to its last entry.
    pub took: SignedDuration,
    /// Each answer, in the order in which they were given.
    pub answers: Vec<AnswerTime>,
    /// The longest of them, the longest first.
    pub longest: Vec<AnswerTime>,
    /// What did not go straight, in order.
    pub wrong: Vec<Wrong>,
    /// Steps ticked faster than they can have been done.
    pub too_fast: Vec<TooFast>,
    /// Questions that were asked.
    pub questions: Vec<FollowUpId>,
    /// What the rehearsal's script had in store.
    pub script: Vec<Injected>,
    /// Its answers held against the scenario, where it has one.
    pub graded: Option<Graded>,
    /// Whom it trained; none of a live run, nor before it has ended.
    pub trained: Option<Trained>,
}

/// What a rehearsal is worth as training.
#[derive(Clone, Debug, PartialEq)]
pub enum Trained {
    /// It trains this operator.
    Trains(Operator),
    /// It trains nobody, for these reasons.
    Nobody(Vec<WhyNot>),
}

impl Trained {
    fn of(state: &State, run: &Run, runbook: &Runbook, procedure: &Procedure) -> Option<Self> {
        let summary = run.summary(&Places::default())?;
        if !summary.rehearsal {
            return None;
        }
        let why_not = state.untrained(runbook, procedure, &summary);
        Some(match summary.trainee() {
            Some(operator) if why_not.is_empty() => Self::Trains(operator.clone()),
            _ => Self::Nobody(why_not),
        })
    }
}

/// How long an answer took.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerTime {
    /// Which box.
    pub step_ref: StepRef,
    /// Its title, as the operator saw it.
    pub title: String,
    /// From what was said before it in the run.
    pub took: SignedDuration,
}

/// Something that did not go straight.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// At which box.
    pub step_ref: StepRef,
    /// Its title, where it was answered.
    pub title: String,
    /// What.
    pub what: WrongKind,
    /// The note or the reason.
    pub words: Option<String>,
    /// Who.
    pub by: Operator,
    /// When, by the writer's clock.
    pub at: Timestamp,
}

/// What can go wrong at a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongKind {
    /// It was not OK.
    NotOk,
    /// It was done again.
    Again,
    /// What was written down was set right.
    Corrected,
    /// Its answer was taken back.
    TakenBack,
    /// The run went on past it.
    CarriedOn,
}

impl WrongKind {
    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotOk => "not OK",
            Self::Again => "done again",
            Self::Corrected => "corrected",
            Self::TakenBack => "undone",
            Self::CarriedOn => "went on past",
        }
    }
}

/// Something that a rehearsal's script had in store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injected {
    /// The step that it is at.
    pub step: StepId,
    /// The surprise's words; none for a failure.
    pub surprise: Option<String>,
    /// Whether its step was answered at all.
    pub reached: bool,
    /// Whether the run came to it.
    pub met: bool,
}

/// As many long pauses are worth talking about.
const LONGEST: usize = 3;

impl Debrief {
    /// Looks back on a run.
    pub fn of(state: &State, run: &Run, walked: Option<(&Runbook, &Procedure)>) -> Option<Self> {
        let procedure = walked.map(|(_, procedure)| procedure);
        let said = run.started.as_ref()?;
        let started = &said.what;
        let story = run.story();
        let last = story.last().map_or(said.at, |item| item.at());
        let answers = answers(&story);
        let mut longest = answers.clone();
        longest.sort_by_key(|answer| std::cmp::Reverse(answer.took));
        longest.truncate(LONGEST);
        let script = procedure.and_then(|procedure| {
            let mut scripts = procedure.rehearsals.iter();
            scripts.find(|script| Some(&script.title) == started.scenario.as_ref())
        });
        // What it has in store is found at its steps, or looked up there, until it has ended.
        let is_blind = started.rehearsal && !run.is_ended();
        let asked = state.follow_ups_of(run.id);
        let asked = asked.filter(|known| known.kind() == Some(FollowUpKind::Question));
        Some(Self {
            rehearsal: started.rehearsal,
            scenario: started.scenario.clone(),
            is_blind,
            took: last.duration_since(said.at).max(SignedDuration::ZERO),
            answers,
            longest,
            wrong: story.iter().flat_map(|item| wrong(run, *item)).collect(),
            too_fast: procedure.map_or(Vec::new(), |it| too_fast(run, it)),
            questions: asked.map(|known| known.id).collect(),
            script: script
                .filter(|_| !is_blind)
                .map_or(Vec::new(), |script| injected(run, script)),
            graded: procedure.filter(|_| !is_blind).and_then(|procedure| {
                let progress = Progress::of(procedure, run, None);
                Graded::of(run, procedure, &progress)
            }),
            trained: walked
                .and_then(|(runbook, procedure)| Trained::of(state, run, runbook, procedure)),
        })
    }
}

/// Each answer of a run, in order, with the time since what was said before it.
pub fn answer_times(run: &Run) -> Vec<AnswerTime> {
    answers(&run.story())
}

/// Each answer with the time since what was said before it. Answers that were written up
/// later, and corrections, took no time at the step.
fn answers(story: &[StoryItem<'_>]) -> Vec<AnswerTime> {
    let mut answers = Vec::new();
    let mut before: Option<(&Mark, Timestamp)> = None;
    for item in story {
        if let (StoryItem::StepDone(said), Some((mark, then))) = (item, before) {
            let done = &said.what;
            let at_the_step = done.done_at.is_none() && done.attempt != Attempt::Corrected;
            if at_the_step && mark.entry != said.mark.entry {
                answers.push(AnswerTime {
                    step_ref: done.step_ref(),
                    title: done.title.clone(),
                    took: said.at.duration_since(then).max(SignedDuration::ZERO),
                });
            }
        }
        before = Some((item.mark(), item.at()));
    }
    answers
}

/// What a statement tells of things that did not go straight.
fn wrong(run: &Run, item: StoryItem<'_>) -> Vec<Wrong> {
    let (by, at) = (item.by(), item.at());
    let one = |step_ref: &StepRef, what, words: Option<&String>| Wrong {
        step_ref: step_ref.clone(),
        title: title(run, step_ref),
        what,
        words: words.cloned(),
        by: by.clone(),
        at,
    };
    match item {
        StoryItem::StepDone(said) => {
            let done = &said.what;
            let step_ref = done.step_ref();
            let attempt = match done.attempt {
                Attempt::First => None,
                Attempt::Again => Some(WrongKind::Again),
                Attempt::Corrected => Some(WrongKind::Corrected),
            };
            let failed = (done.outcome == Outcome::NotOk).then_some(WrongKind::NotOk);
            let words = done.note.as_ref().or(done.reason.as_ref());
            let kinds = attempt.into_iter().chain(failed);
            kinds.map(|what| one(&step_ref, what, words)).collect()
        }
        StoryItem::TakenBack(step_ref, _) => vec![one(step_ref, WrongKind::TakenBack, None)],
        StoryItem::CarriedOn(step_ref, said) => {
            vec![one(step_ref, WrongKind::CarriedOn, Some(&said.what.reason))]
        }
        _ => Vec::new(),
    }
}

fn title(run: &Run, step_ref: &StepRef) -> String {
    let step_state = run.boxes.get(step_ref);
    let last = step_state.and_then(|step_state| step_state.outcomes.story().next_back());
    last.map(|said| said.what.title.clone()).unwrap_or_default()
}

/// The failures and surprises of a script, and which of them the run came to.
fn injected(run: &Run, script: &Rehearsal) -> Vec<Injected> {
    let answered = |step: &StepId, wanted: Option<Outcome>| {
        let mut boxes = run
            .boxes
            .iter()
            .filter(|(step_ref, _)| step_ref.step == *step);
        boxes.any(|(_, step_state)| {
            let mut story = step_state.outcomes.story();
            story.any(|said| wanted.is_none_or(|wanted| said.what.outcome == wanted))
        })
    };
    let fails = |attempts: &[String]| attempts.iter().any(|answer| answer == "not-ok");
    let failures = script.answers.iter().filter(|it| fails(&it.attempts));
    let failures = failures.map(|it| Injected {
        step: it.step_ref.step.clone(),
        surprise: None,
        reached: answered(&it.step_ref.step, None),
        met: answered(&it.step_ref.step, Some(Outcome::NotOk)),
    });
    let surprises = script.surprises.iter().map(|it| Injected {
        step: it.after.clone(),
        surprise: Some(it.say.clone()),
        reached: answered(&it.after, None),
        met: answered(&it.after, None),
    });
    failures.chain(surprises).collect()
}
