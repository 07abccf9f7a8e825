//! How the boxes of a run stand: answers, signatures, the commands that were run there.

use super::super::exit::Stop;
use super::super::out::{Out, Table};
use crate::present::{Clock, Tone, answer, answer_tone, replaced_answer, signature};

use super::super::words;
use super::parts::heading;
use crate::event::{EntryRef, FollowUpId};
use crate::runbook::StepRef;
use crate::state::{Replaced, Run, Standing, State, StepState};
use jiff::Timestamp;
use serde::Serialize;

/// One box. As JSON: `number` (null where the runbook cannot be had), `step` (`STEP` or
/// `STEP/ITEM`), `title`, `standing` (`open`, `inactive`, `ok`, `not-ok`, `skipped`,
/// `deferred`, `disputed`), `value`, `unit`, `judgement`, `answer` (in words), `by`, `at`,
/// `done_at`, `note`, `reason`, `carried` (where an earlier run put it off: `follow_up`,
/// `times`, `reason`; such boxes come first), `against` (the answers that contradict it,
/// where it is disputed: `answer`, `by`, `at`), `replaced` (the answers that another writer
/// replaced or undid: `answer`, `by`, `at`, `replaced_by`, `replaced_in`, `replaced_at`, `undone`), `signed` (the signature that counts: `role`,
/// `by`, `at`, `same_account`, `played`; null where there is none), `commands` (each that was
/// run, first to last: `shown`, `by`, `at`, `ended` in words, null where no end is known),
/// `unverified` (whether the answer stands behind damage, or where its record parts from another).
#[derive(Debug, Serialize)]
pub(super) struct BoxView {
    number: Option<usize>,
    step: String,
    title: String,
    standing: &'static str,
    value: Option<String>,
    unit: Option<String>,
    judgement: Option<String>,
    answer: Option<String>,
    by: Option<String>,
    at: Option<Timestamp>,
    done_at: Option<Timestamp>,
    note: Option<String>,
    reason: Option<String>,
    carried: Option<CarriedView>,
    against: Vec<Against>,
    replaced: Vec<ReplacedView>,
    signed: Option<SignedView>,
    commands: Vec<CommandView>,
    unverified: bool,
    #[serde(skip)]
    entry: Option<EntryRef>,
    #[serde(skip)]
    tone: Tone,
}

impl BoxView {
    /// The same box, held to what the record stands behind.
    pub(super) fn held_to(mut self, state: &State) -> Self {
        let entry = self.entry.as_ref();
        self.unverified = entry.is_some_and(|it| state.is_doubted(&it.writer, it.seq));
        self
    }

    /// The same box, with what an earlier run put off.
    pub(super) fn carrying(self, carried: Option<CarriedView>) -> Self {
        Self { carried, ..self }
    }
}

/// What an earlier run put off. As JSON: `follow_up`, `times` (how often), `reason` (the last).
#[derive(Debug, Serialize)]
pub(super) struct CarriedView {
    follow_up: String,
    times: usize,
    reason: Option<String>,
}

impl CarriedView {
    pub(super) fn of(state: &State, id: FollowUpId) -> Option<Self> {
        let known = state.follow_up(id)?;
        Some(Self {
            follow_up: id.to_string(),
            times: known.times_deferred(),
            reason: known.last_reason().map(str::to_owned),
        })
    }

    fn words(&self) -> String {
        let times = match self.times {
            1 => "deferred before".to_owned(),
            times => format!("deferred {times} times"),
        };
        match &self.reason {
            Some(reason) => format!("{times}: {reason}"),
            None => times,
        }
    }
}

/// The signature that counts. As JSON: `role`, `by`, `at`, `same_account`, `played`.
#[derive(Debug, Serialize)]
pub(super) struct SignedView {
    role: String,
    by: String,
    at: Timestamp,
    same_account: bool,
    played: bool,
    #[serde(skip)]
    said: String,
}

impl SignedView {
    fn words(&self, clock: &Clock) -> String {
        format!("{} by {} at {}", self.said, self.by, clock.exact(self.at))
    }
}

/// A command that was run. As JSON: `shown`, `by`, `at`, `ended`.
#[derive(Debug, Serialize)]
pub(super) struct CommandView {
    shown: String,
    by: String,
    at: Timestamp,
    ended: Option<String>,
}

impl CommandView {
    fn words(&self) -> String {
        let ended = self.ended.as_deref();
        format!("ran {}: {}", self.shown, ended.unwrap_or("no end is known"))
    }
}

/// An answer that stands beside the one shown, and contradicts it. As JSON: `answer`, `by`,
/// `at`.
#[derive(Debug, Serialize)]
pub(super) struct Against {
    answer: String,
    by: String,
    at: Timestamp,
}

/// An answer that another writer replaced or undid. As JSON: `answer`, `by`, `at`,
/// `replaced_by` (the operator), `replaced_in` (the entry), `replaced_at`, `undone` (whether
/// nothing was put in its place).
#[derive(Debug, Serialize)]
pub(super) struct ReplacedView {
    answer: String,
    by: String,
    at: Timestamp,
    replaced_by: String,
    replaced_in: String,
    replaced_at: Timestamp,
    undone: bool,
    #[serde(skip)]
    said: String,
}

impl ReplacedView {
    fn of(it: &Replaced<'_>) -> Self {
        Self {
            answer: answer(&it.said.what),
            by: it.said.by.to_string(),
            at: it.said.at,
            replaced_by: it.by.to_string(),
            replaced_in: it.entry.to_string(),
            replaced_at: it.at,
            undone: it.is_undone,
            said: replaced_answer(it),
        }
    }

    fn words(&self, clock: &Clock) -> String {
        format!("{} at {}", self.said, clock.exact(self.replaced_at))
    }
}

pub(super) fn recorded(run: &Run) -> Vec<BoxView> {
    let boxes = run.boxes.iter();
    boxes
        .filter_map(|(step_ref, step_state)| {
            let done = step_state.outcome()?;
            let standing = words::outcome(done.what.outcome);
            Some(box_view(
                run,
                step_ref,
                None,
                done.what.title.clone(),
                standing,
            ))
        })
        .collect()
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Inactive => "inactive",
        Standing::Disputed => "disputed",
        Standing::Answered(outcome) => words::outcome(outcome),
    }
}

pub(super) fn box_view(
    run: &Run,
    step_ref: &StepRef,
    number: Option<usize>,
    title: String,
    standing: &'static str,
) -> BoxView {
    let said = run.outcome(step_ref);
    let done = said.map(|said| &said.what);
    BoxView {
        number,
        step: step_ref.to_string(),
        title,
        standing,
        value: done.and_then(|done| done.value.clone()),
        unit: done.and_then(|done| done.unit.clone()),
        judgement: done
            .and_then(|done| done.judgement)
            .map(|it| it.to_string()),
        answer: done.map(answer),
        by: said.map(|said| said.by.to_string()),
        at: said.map(|said| said.at),
        done_at: done.and_then(|done| done.done_at),
        note: done.and_then(|done| done.note.clone()),
        reason: done.and_then(|done| done.reason.clone()),
        carried: None,
        against: against(run, step_ref),
        replaced: replaced(run, step_ref),
        signed: signed(run, step_ref),
        commands: commands(run, step_ref),
        unverified: false,
        entry: said.map(|said| said.mark.entry.clone()),
        tone: done.map(answer_tone).unwrap_or_default(),
    }
}

fn replaced(run: &Run, step_ref: &StepRef) -> Vec<ReplacedView> {
    let step_state = run.boxes.get(step_ref).into_iter();
    let replaced = step_state.flat_map(StepState::replaced_by_others);
    replaced.map(|it| ReplacedView::of(&it)).collect()
}

fn signed(run: &Run, step_ref: &StepRef) -> Option<SignedView> {
    let said = run.boxes.get(step_ref)?.signature()?;
    Some(SignedView {
        role: said.what.role.to_string(),
        by: said.by.to_string(),
        at: said.at,
        same_account: said.what.same_account,
        played: said.what.played,
        said: signature(&said.what),
    })
}

fn commands(run: &Run, step_ref: &StepRef) -> Vec<CommandView> {
    let commands = run
        .boxes
        .get(step_ref)
        .into_iter()
        .flat_map(StepState::commands);
    commands
        .map(|(started, ended)| CommandView {
            shown: started.what.shown.clone(),
            by: started.by.to_string(),
            at: started.at,
            ended: ended.map(|ended| ended.what.status.words()),
        })
        .collect()
}

/// What others said of a disputed box who did not know of the answer that is shown.
fn against(run: &Run, step_ref: &StepRef) -> Vec<Against> {
    let Some(step_state) = run.boxes.get(step_ref) else {
        return Vec::new();
    };
    let shown = step_state.outcome();
    let standing = step_state.outcomes.standing();
    let others = standing.filter(|said| shown.is_some_and(|it| !it.what.agrees(&said.what)));
    others
        .map(|said| Against {
            answer: answer(&said.what),
            by: said.by.to_string(),
            at: said.at,
        })
        .collect()
}

pub(super) fn boxes(out: &mut Out, boxes: &[BoxView], clock: &Clock) -> Result<(), Stop> {
    heading(out, "Steps")?;
    let mut table = Table::keeping(&[2, 5]);
    for it in boxes {
        let number = it
            .number
            .map(|number| number.to_string())
            .unwrap_or_default();
        let answer = it.answer.clone().unwrap_or_else(|| it.standing.to_owned());
        let disputed = it.against.iter().map(|other| {
            let at = clock.exact(other.at);
            format!("disputed: {} by {} at {at}", other.answer, other.by)
        });
        let replaced = it.replaced.iter().map(|it| it.words(clock));
        let said = it.note.iter().chain(&it.reason).cloned();
        let carried = it.carried.iter().map(CarriedView::words);
        let commands = it.commands.iter().map(CommandView::words);
        let signed = it.signed.iter().map(|signed| signed.words(clock));
        let beside = commands.chain(signed);
        let unverified = it.unverified.then(|| "unverified".to_owned());
        let why: Vec<_> = unverified
            .into_iter()
            .chain(carried)
            .chain(disputed)
            .chain(replaced)
            .chain(said)
            .chain(beside)
            .collect();
        let at = it
            .done_at
            .or(it.at)
            .map(|at| clock.exact(at))
            .unwrap_or_default();
        table.row([
            (Tone::Dim, number.as_str()),
            (Tone::Plain, it.title.as_str()),
            (it.tone, answer.as_str()),
            (Tone::Dim, at.as_str()),
            (Tone::Dim, it.by.as_deref().unwrap_or_default()),
            (Tone::Plain, why.join("; ").as_str()),
        ]);
    }
    table.write(out)
}
