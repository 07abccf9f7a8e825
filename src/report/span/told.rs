//! What is told one by one: exceptions, escalations, rehearsals, follow-ups.

use super::days::Span;
use crate::event::Grade;
use crate::runbook::Runbook;
use crate::state::{Escalation, FollowUp, Practice, Run, State, Target, training};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// A walk through an exception procedure: `run`, `procedure`, `title`, `target`, `alert`,
/// `subject`, `by`, `began_at`, `ended_at`, `took_seconds` (null while it goes on), `result`.
#[derive(Clone, Debug, Serialize)]
pub struct ExceptionRun {
    /// The run.
    pub run: String,
    /// What was walked, with its runbook.
    pub procedure: String,
    /// What people call it.
    pub title: String,
    /// Where.
    pub target: Option<String>,
    /// The alert that it answered.
    pub alert: Option<String>,
    /// What it was about.
    pub subject: Option<String>,
    /// Who began it.
    pub by: String,
    /// When.
    pub began_at: Timestamp,
    /// When its ending was written down.
    pub ended_at: Option<Timestamp>,
    /// From one to the other.
    pub took_seconds: Option<i64>,
    /// What it came to, in words.
    pub result: String,
}

impl ExceptionRun {
    pub(super) fn of(run: &Run) -> Option<Self> {
        let said = run.started.as_ref()?;
        let ended_at = run.first_ending().map(|ended| ended.at);
        Some(Self {
            run: run.id.to_string(),
            procedure: said.what.procedure.to_string(),
            title: said.what.title.clone(),
            target: said.what.target.as_ref().map(ToString::to_string),
            alert: said.what.alert.clone(),
            subject: run.subject().map(str::to_owned),
            by: said.by.to_string(),
            began_at: said.at,
            ended_at,
            took_seconds: ended_at.map(|at| at.duration_since(said.at).as_secs().max(0)),
            result: run.verdict().to_string(),
        })
    }
}

/// A rehearsal: as an exception, with its `scenario`, and its `grade` by that (`of`, `right`,
/// `missed`, `cautions`, `looked`; null where it has none).
#[derive(Clone, Debug, Serialize)]
pub struct Rehearsed {
    /// The scenario, as its title.
    pub scenario: Option<String>,
    /// How it went by the scenario.
    pub grade: Option<Grade>,
    /// The rest.
    #[serde(flatten)]
    pub walked: ExceptionRun,
}

impl std::ops::Deref for Rehearsed {
    type Target = ExceptionRun;

    fn deref(&self) -> &ExceptionRun {
        &self.walked
    }
}

impl Rehearsed {
    pub(super) fn of(run: &Run) -> Option<Self> {
        Some(Self {
            scenario: run.started.as_ref()?.what.scenario.clone(),
            grade: run
                .ending()
                .and_then(|said| said.what.boxes.as_ref()?.grade),
            walked: ExceptionRun::of(run)?,
        })
    }
}

/// Who rehearsed a procedure last: `procedure`, `title`, `exception`, and by operator in `last`:
/// `run`, `at`, `grade` (`of`, `right`, `missed`, `cautions`, `looked`; null without a
/// scenario), `trains`, `why_not`; null for who never did.
#[derive(Clone, Debug, Serialize)]
pub struct TrainingRow {
    /// The procedure.
    pub procedure: String,
    /// What people call it.
    pub title: String,
    /// Whether it is an exception.
    pub exception: bool,
    /// By operator.
    pub last: BTreeMap<String, Option<TrainingCell>>,
}

/// The last rehearsal of one operator.
#[derive(Clone, Debug, Serialize)]
pub struct TrainingCell {
    /// The run.
    pub run: String,
    /// When it ended.
    pub at: Timestamp,
    /// How it went.
    pub grade: Option<Grade>,
    /// Whether it trains.
    pub trains: bool,
    /// Why it does not.
    pub why_not: Vec<String>,
}

impl TrainingRow {
    pub(super) fn all(state: &State, runbook: &Runbook) -> Vec<Self> {
        let training = training(state, runbook);
        let cell = |last: &crate::state::Rehearsed| TrainingCell {
            run: last.run.to_string(),
            at: last.at,
            grade: last.grade,
            trains: last.trains(),
            why_not: last.why_not.iter().map(|it| it.words(runbook)).collect(),
        };
        let operators = &training.operators;
        let row = |practice: &Practice| Self {
            procedure: practice.procedure.to_string(),
            title: practice.title.clone(),
            exception: practice.is_exception,
            last: operators
                .iter()
                .zip(&practice.last)
                .map(|(operator, last)| (operator.to_string(), last.as_ref().map(cell)))
                .collect(),
        };
        training.procedures.iter().map(row).collect()
    }
}

/// An escalation: `escalation`, `runbook`, `severity`, `title`, `opened_at`, `rehearsal`;
/// `response` and `resolution`: each `target_seconds`, `took_seconds` (null until it is
/// there) and `met` (null while it may still be; null as a whole without a target).
#[derive(Clone, Debug, Serialize)]
pub struct Escalated {
    /// Its id.
    pub escalation: String,
    /// Whose path it went.
    pub runbook: String,
    /// How bad it was.
    pub severity: String,
    /// What had happened.
    pub title: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Whether it only rehearsed.
    pub rehearsal: bool,
    /// The answer.
    pub response: Option<Held>,
    /// The end.
    pub resolution: Option<Held>,
}

/// A time held against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// How long it may take.
    pub target_seconds: i64,
    /// How long it took.
    pub took_seconds: Option<i64>,
    /// Whether the target was met.
    pub met: Option<bool>,
}

impl Escalated {
    pub(super) fn of(escalation: &Escalation, span: &Span) -> Option<Self> {
        let said = escalation.opened.as_ref().filter(|it| span.holds(it.at))?;
        let held = |target: Target| {
            let since = |at: Timestamp| at.duration_since(said.at).as_secs();
            let missed = target.is_missed(span.wall.now);
            Held {
                target_seconds: since(target.by),
                took_seconds: target.reached.map(since),
                met: (missed || target.reached.is_some()).then_some(!missed),
            }
        };
        Some(Self {
            escalation: escalation.id.to_string(),
            runbook: said.what.runbook.to_string(),
            severity: said.what.severity.clone(),
            title: said.what.title.clone(),
            opened_at: said.at,
            rehearsal: said.what.rehearsal,
            response: escalation.response().map(held),
            resolution: escalation.resolution().map(held),
        })
    }
}

/// A follow-up that was opened or closed in the span: `follow_up`, `kind`, `title`, `state`
/// (as it is now), `opened_at`, `closed_at`, `opened` and `closed` (whether that was in the
/// span).
#[derive(Clone, Debug, Serialize)]
pub struct Followed {
    /// Its id.
    pub follow_up: String,
    /// Its kind.
    pub kind: &'static str,
    /// What it is about.
    pub title: String,
    /// How it stands now.
    pub state: &'static str,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it came to the state that wants nobody.
    pub closed_at: Option<Timestamp>,
    /// Whether it was opened in the span.
    pub opened: bool,
    /// Whether it was closed in the span.
    pub closed: bool,
}

impl Followed {
    pub(super) fn of(known: &FollowUp, span: &Span) -> Option<Self> {
        let said = known.opened.as_ref()?;
        let last = known.last_move().filter(|_| !known.is_open());
        let closed_at = last.map(|moved| moved.at);
        let (opened, closed) = (
            span.holds(said.at),
            closed_at.is_some_and(|at| span.holds(at)),
        );
        (opened || closed).then(|| Self {
            follow_up: known.id.to_string(),
            kind: said.what.kind.name(),
            title: said.what.title.clone(),
            state: known.state().words(),
            opened_at: said.at,
            closed_at,
            opened,
            closed,
        })
    }
}
