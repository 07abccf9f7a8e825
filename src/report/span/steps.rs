//! What became of each step, how long it took, and which steps would repay automation.

use crate::event::{Attempt, Outcome};
use crate::limits::Judgement;
use crate::runbook::{ProcedureRef, StepRef};
use crate::state::{Run, StepState, answer_times};
use serde::Serialize;
use std::collections::BTreeMap;

/// A step over the span: `procedure`, `step` (an item as STEP/ITEM), `title`; `answered`,
/// which is the sum of `ok`, `not_ok`, `skipped` and `deferred` as they stand; `failed` (runs
/// in which some attempt failed, also where a later one did not), `repeated`, `warnings`,
/// `alarms`; `timed` (how many answers tell how long they took), `median_seconds`,
/// `longest_seconds`, `minutes` (the median for each answer: a lunch break in the middle of
/// one run does not count); `varied` (whether two runs had different values), `by_command`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StepRecord {
    /// Whose, with its runbook.
    pub procedure: String,
    /// Which.
    pub step: String,
    /// What people called it the last time.
    pub title: String,
    /// How many answers stand.
    pub answered: usize,
    /// OK.
    pub ok: usize,
    /// Not OK.
    pub not_ok: usize,
    /// Skipped.
    pub skipped: usize,
    /// Put off.
    pub deferred: usize,
    /// Runs in which some attempt failed.
    pub failed: usize,
    /// Answers that were given again, set right or taken back.
    pub repeated: usize,
    /// Answers that were a warning.
    pub warnings: usize,
    /// Answers that were an alarm.
    pub alarms: usize,
    /// Answers that tell how long they took.
    pub timed: usize,
    /// How long one took.
    pub median_seconds: i64,
    /// How long the longest took.
    pub longest_seconds: i64,
    /// All of them together.
    pub minutes: f64,
    /// Whether it did not always have the same value.
    pub varied: bool,
    /// Whether a command did it.
    pub by_command: bool,
}

/// Less says nothing about a step.
const FEWEST_ANSWERS: usize = 3;
/// As many are worth naming.
const MOST_NAMED: usize = 10;

impl StepRecord {
    /// Whether it always went the same way, by hand, often enough to tell.
    fn repays_automation(&self) -> bool {
        let straight = self.ok == self.answered && self.failed + self.repeated == 0;
        let calm = self.warnings + self.alarms == 0 && !self.varied;
        let by_hand = !self.by_command && self.minutes > 0.0;
        straight && calm && by_hand && self.answered >= FEWEST_ANSWERS
    }

    /// Whether it was not always well.
    pub(super) fn had_trouble(&self) -> bool {
        self.failed + self.skipped + self.deferred > 0
    }
}

#[derive(Clone, Debug, Default)]
struct Kept {
    record: StepRecord,
    first_value: Option<Option<String>>,
    seconds: Vec<i64>,
}

/// Steps while runs come in.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps(BTreeMap<(ProcedureRef, StepRef), Kept>);

impl Steps {
    pub(super) fn take(&mut self, procedure: &ProcedureRef, run: &Run) {
        for (step_ref, step_state) in &run.boxes {
            let Some(said) = step_state.outcome() else {
                continue;
            };
            let kept = self.0.entry((procedure.clone(), step_ref.clone()));
            let kept = kept.or_default();
            kept.record.title.clone_from(&said.what.title);
            kept.answer(step_state);
        }
        for answer in answer_times(run) {
            // An answer that was taken back took its time, but nothing is told of its step.
            if let Some(kept) = self.0.get_mut(&(procedure.clone(), answer.step_ref)) {
                kept.seconds.push(answer.took.as_secs());
            }
        }
    }

    /// Those that failed most first, then those that were skipped or put off most.
    pub(super) fn records(self) -> Vec<StepRecord> {
        let kept = self.0.into_iter();
        let mut records: Vec<_> = kept
            .map(|((procedure, step_ref), kept)| kept.record(&procedure, &step_ref))
            .collect();
        records.sort_by_key(|it| std::cmp::Reverse((it.failed, it.skipped + it.deferred)));
        records
    }
}

/// Steps that always went the same way by hand, by most minutes.
pub(super) fn automation(records: &[StepRecord]) -> Vec<StepRecord> {
    let candidates = records.iter().filter(|it| it.repays_automation());
    let mut candidates: Vec<_> = candidates.cloned().collect();
    candidates.sort_by(|one, other| other.minutes.total_cmp(&one.minutes));
    candidates.truncate(MOST_NAMED);
    candidates
}

impl Kept {
    fn answer(&mut self, step_state: &StepState) {
        let Some(said) = step_state.outcome() else {
            return;
        };
        let (done, record) = (&said.what, &mut self.record);
        record.answered += 1;
        let count = match done.outcome {
            Outcome::Ok => &mut record.ok,
            Outcome::NotOk => &mut record.not_ok,
            Outcome::Skipped => &mut record.skipped,
            Outcome::Deferred => &mut record.deferred,
        };
        *count += 1;
        record.warnings += usize::from(done.judgement == Some(Judgement::Warning));
        record.alarms += usize::from(done.judgement == Some(Judgement::Alarm));
        record.failed += usize::from(has_failed(step_state));
        let again = step_state.outcomes.story();
        let again = again.filter(|said| said.what.attempt != Attempt::First);
        record.repeated += again.count() + step_state.taken_back.len();
        record.by_command |= !step_state.commands.is_empty();
        let first = self.first_value.get_or_insert_with(|| done.value.clone());
        // A secret is never seen here: it may have been another one each time.
        record.varied |= done.withheld || *first != done.value;
    }

    fn record(mut self, procedure: &ProcedureRef, step_ref: &StepRef) -> StepRecord {
        self.seconds.sort_unstable();
        let median = super::readings::middle(&self.seconds).copied();
        let median = median.unwrap_or_default();
        let minutes = i32::try_from(median).map_or(f64::from(i32::MAX), f64::from) / 60.0;
        let answers = u32::try_from(self.record.answered).unwrap_or(u32::MAX);
        StepRecord {
            procedure: procedure.to_string(),
            step: step_ref.to_string(),
            timed: self.seconds.len(),
            median_seconds: median,
            longest_seconds: self.seconds.last().copied().unwrap_or_default(),
            minutes: minutes * f64::from(answers),
            ..self.record
        }
    }
}

/// Whether some attempt failed. An answer that was only written down wrongly, or taken back,
/// was none.
fn has_failed(step_state: &StepState) -> bool {
    let story: Vec<_> = step_state.outcomes.story().collect();
    (1..).zip(&story).any(|(next, said)| {
        let done_again = story.get(next);
        let done_again = done_again.is_some_and(|next| next.what.attempt == Attempt::Again);
        let stood = done_again || !step_state.outcomes.is_replaced(said);
        said.what.outcome == Outcome::NotOk && stood
    })
}
