//! What is to be told of a run box by box: whatever was not plainly done.
//!
//! A pure function of the run; an honest round has none. What of it stands against a proof,
//! and what puts one in doubt, is said here once.

use super::count::{BoxCount, Gap};
use super::register::Stamped;
use super::run::Run;
use super::step_state::StepState;
use crate::event::{Attempt, Outcome, StepDone};
use crate::limits::Judgement;
use crate::runbook::{Operator, StepRef};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Something at a box that a reader of the run has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which box.
    pub step_ref: StepRef,
    /// Its title, as the operator saw it.
    pub title: String,
    /// What.
    pub what: RemarkKind,
    /// Whose answer it is about.
    pub by: Operator,
    /// When that was given, by the writer's clock.
    pub at: Timestamp,
    /// The reason or the note.
    pub words: Option<String>,
}

/// What there is to be told of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RemarkKind {
    /// It was skipped although it was wanted.
    Skipped,
    /// It was put off.
    Deferred,
    /// Its signature is void.
    Unsigned,
    /// It was not OK.
    NotOk,
    /// Its value was an alarm.
    Alarm,
    /// It was answered OK by hand, where its command failed or never ran.
    ByHand,
    /// Operators who did not know of each other answered differently.
    Disputed,
    /// The procedure that it calls was completed with gaps.
    CalledWithGaps,
    /// The procedure that it calls was not completed.
    CalledFailed,
    /// The procedure that it calls was never begun.
    CalledNever,
    /// It was corrected after the run had ended.
    CorrectedAfterwards,
    /// It was written up for a time that had not come yet.
    ImpossibleTime,
    /// It was written up for a time at which its run could not have begun.
    BeforeRun,
    /// It was written up later.
    WrittenUp,
    /// It failed first, and was done again.
    FailedBefore,
    /// It does not apply any more, and was answered other than done.
    NotCounted,
}

/// How much a remark weighs where something is to be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It is told, and changes nothing.
    Told,
    /// It puts the proof in doubt, until an owner stands for it.
    Doubt,
    /// Nothing is proven.
    Against,
}

impl RemarkKind {
    /// How much it weighs.
    pub fn weight(self) -> Weight {
        match self {
            Self::WrittenUp | Self::FailedBefore | Self::NotCounted => Weight::Told,
            Self::CorrectedAfterwards | Self::ImpossibleTime | Self::BeforeRun => Weight::Doubt,
            Self::Skipped
            | Self::Deferred
            | Self::Unsigned
            | Self::NotOk
            | Self::Alarm
            | Self::ByHand
            | Self::Disputed
            | Self::CalledWithGaps
            | Self::CalledFailed
            | Self::CalledNever => Weight::Against,
        }
    }

    /// Whether it was written up for a time that cannot be true.
    pub fn is_impossible_time(self) -> bool {
        matches!(self, Self::ImpossibleTime | Self::BeforeRun)
    }

    /// In words, behind the name of the step.
    pub fn words(self) -> &'static str {
        match self {
            Self::Skipped => "was skipped",
            Self::Deferred => "was deferred",
            Self::Unsigned => "has no signature that still counts",
            Self::NotOk => "was not OK",
            Self::Alarm => "was in alarm",
            Self::ByHand => "was ticked by hand, though its command failed or never ran",
            Self::Disputed => "was answered differently by two operators",
            Self::CalledWithGaps => "calls a procedure that was completed with gaps",
            Self::CalledFailed => "calls a procedure that was not completed",
            Self::CalledNever => "calls a procedure that was never started",
            Self::CorrectedAfterwards => "was corrected after the run had ended",
            Self::ImpossibleTime => "was written up for a time that had not come yet",
            Self::BeforeRun => "was written up for a time before its run",
            Self::WrittenUp => "was written up later",
            Self::FailedBefore => "failed first, and was done again",
            Self::NotCounted => "was answered, and does not apply any more",
        }
    }
}

impl Run {
    /// What is to be told of it, by box.
    pub fn remarks(&self) -> Vec<Remark> {
        let ended = self.first_ending().map(|said| &said.mark);
        let mut remarks = Vec::new();
        for (step_ref, step_state) in &self.boxes {
            let Some(said) = step_state.outcome() else {
                continue;
            };
            let mut kinds: Vec<RemarkKind> = self.of_count(step_ref, said).into_iter().collect();
            if step_state.is_disputed() {
                kinds.push(RemarkKind::Disputed);
            }
            let after = ended.is_some_and(|ended| said.mark > *ended);
            if said.what.attempt == Attempt::Corrected && after {
                kinds.push(RemarkKind::CorrectedAfterwards);
            }
            match written_up_for(step_state, said) {
                Some(done_at) if done_at > said.at => kinds.push(RemarkKind::ImpossibleTime),
                Some(done_at) if self.is_before(done_at) => kinds.push(RemarkKind::BeforeRun),
                Some(_) => kinds.push(RemarkKind::WrittenUp),
                None => {}
            }
            if said.what.outcome == Outcome::Ok && failed_before(step_state, said) {
                kinds.push(RemarkKind::FailedBefore);
            }
            remarks.extend(kinds.into_iter().map(|what| Remark {
                step_ref: step_ref.clone(),
                title: said.what.title.clone(),
                what,
                by: said.by.clone(),
                at: said.at,
                words: said.what.reason.clone().or_else(|| said.what.note.clone()),
            }));
        }
        remarks
    }

    /// Whether nothing in it can have been done by then: before it began, and, where it fills a
    /// slot, before anybody could have been at that. What is done on paper comes first, and its
    /// run later.
    fn is_before(&self, done_at: Timestamp) -> bool {
        let Some(said) = &self.started else {
            return false;
        };
        let early = said.what.slot.map(|slot| {
            let grace = said.what.due_by.map(|due_by| due_by.duration_since(slot));
            let earliest = slot.saturating_sub(grace.unwrap_or_default());
            earliest.unwrap_or(slot)
        });
        is_before(done_at, early.map_or(said.at, |early| early.min(said.at)))
    }

    /// What follows from what a box counts as.
    fn of_count(&self, step_ref: &StepRef, said: &Stamped<StepDone>) -> Option<RemarkKind> {
        let done = &said.what;
        Some(match self.count_of(step_ref)? {
            BoxCount::Done | BoxCount::NoLoss => return None,
            BoxCount::DoneByHand => RemarkKind::ByHand,
            BoxCount::NotCounted => RemarkKind::NotCounted,
            BoxCount::Failed if done.outcome == Outcome::NotOk => RemarkKind::NotOk,
            BoxCount::Failed if done.judgement == Some(Judgement::Alarm) => RemarkKind::Alarm,
            BoxCount::Failed if self.children_at(step_ref).next().is_none() => {
                RemarkKind::CalledNever
            }
            BoxCount::Failed => RemarkKind::CalledFailed,
            BoxCount::Gap(Gap::Skipped | Gap::Open) => RemarkKind::Skipped,
            BoxCount::Gap(Gap::Deferred) => RemarkKind::Deferred,
            BoxCount::Gap(Gap::Unsigned) => RemarkKind::Unsigned,
            BoxCount::Gap(Gap::Called) => RemarkKind::CalledWithGaps,
        })
    }
}

/// Whether a time that somebody typed, to the minute, lies before a moment.
pub fn is_before(typed: Timestamp, moment: Timestamp) -> bool {
    moment.duration_since(typed) >= SignedDuration::from_mins(1)
}

/// The time that an answer was written up for, where it was. Words that are corrected keep the
/// time of the answer that they correct.
fn written_up_for(step_state: &StepState, said: &Stamped<StepDone>) -> Option<Timestamp> {
    let done_at = said.what.done_at?;
    let mut before = step_state.outcomes.story();
    let corrects = said.what.attempt == Attempt::Corrected
        && before.any(|other| {
            other.mark < said.mark && other.what.done_at.is_none() && other.at == done_at
        });
    (!corrects).then_some(done_at)
}

/// Whether a box failed before what stands there was answered; a correction of words is no
/// failure made good.
fn failed_before(step_state: &StepState, said: &Stamped<StepDone>) -> bool {
    let mut before = step_state.outcomes.story();
    before.any(|other| {
        let failed =
            other.what.outcome == Outcome::NotOk || other.what.judgement == Some(Judgement::Alarm);
        other.mark < said.mark && failed
    })
}
