//! What a row of Today is, as a type: its group, its place in the order, its sign and its tone
//! follow from it, and so does the word that programs get.

use super::tone::{Sign, Tone};
use crate::event::FollowUpKind;
use crate::state::{RehearsalState, Row, SlotState, Trouble, Upkeep};
use serde::Serialize;

/// Under which heading a row stands, in the order of the headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What hurts, or waits for this operator.
    NeedsAttention,
    /// Runs that go on.
    InProgress,
    /// To be done now, or free to begin.
    DueNow,
    /// Put off in earlier runs, silenced, or left open.
    CarriedOver,
    /// Done lately.
    Done,
    /// Ways to begin, for whom the record is new.
    StartHere,
    /// Runbooks that are only examples.
    Examples,
    /// Still to come.
    Later,
}

impl Group {
    /// The heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::NeedsAttention => "Needs attention",
            Self::InProgress => "In progress",
            Self::DueNow => "Due now",
            Self::CarriedOver => "Carried over",
            Self::Done => "Done",
            Self::StartHere => "Start here",
            Self::Examples => "Examples",
            Self::Later => "Later",
        }
    }
}

/// What a row is. The order of the kinds is the order of the rows in their group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something is wrong with the record itself, or was not saved.
    Record,
    /// An escalation that is open.
    Escalation,
    /// A shift that waits to be accepted.
    Handover,
    /// A run that waits for this operator's signature.
    Signature,
    /// A change that waits for this operator. Programs know it by its first name.
    #[serde(rename = "change")]
    Approval,
    /// A run whose timer has run out, and whose step waits.
    Timer,
    /// A round past its grace, begun or not.
    Overdue,
    /// A run whose record contradicts itself.
    Disputed,
    /// A runbook that cannot be used, whole or in part.
    Broken,
    /// A question.
    Question,
    /// A change.
    Change,
    /// An issue.
    Issue,
    /// A review that is due.
    Review,
    /// A stabilization window that ends.
    Stabilization,
    /// A procedure to rehearse.
    Rehearse,
    /// Commands that nobody has allowed on this machine.
    Commands,
    /// Rounds that were missed, and are not acknowledged.
    Missed,
    /// A run that goes on.
    InProgress,
    /// A round that is due.
    Due,
    /// A round that may be begun early.
    Open,
    /// A step that was put off.
    Deferral,
    /// Something that is silenced until it is lifted. Programs know it by its first name.
    #[serde(rename = "override")]
    Silence,
    /// A shift that was taken over from this operator.
    TakenOver,
    /// A run that ended lately.
    Done,
    /// A way to begin.
    FirstStep,
    /// A runbook that is only an example.
    Sample,
    /// A round still to come.
    Later,
}

/// What of a row waits for somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// The timer of a run has run out, and its step has no answer.
    pub timer: bool,
    /// A run waits for this operator's signature.
    pub signature: bool,
    /// A follow-up waits for this operator.
    pub is_mine: bool,
}

impl Kind {
    /// Of what stands, and what of it waits for whom.
    pub fn of(row: &Row, waits: Waits) -> Self {
        match row {
            Row::Record(_) => Self::Record,
            Row::Escalation { .. } => Self::Escalation,
            Row::Handover { .. } => Self::Handover,
            Row::TakenOver { .. } => Self::TakenOver,
            Row::InProgress { occurrence, .. } => match occurrence.as_ref().map(|it| it.state) {
                _ if waits.signature => Self::Signature,
                _ if waits.timer => Self::Timer,
                Some(SlotState::Overdue | SlotState::Missed) => Self::Overdue,
                _ => Self::InProgress,
            },
            Row::Slot { occurrence, .. } => match occurrence.state {
                SlotState::Overdue => Self::Overdue,
                SlotState::Due => Self::Due,
                SlotState::Open => Self::Open,
                _ => Self::Later,
            },
            Row::Missed { .. } => Self::Missed,
            Row::Disputed { .. } => Self::Disputed,
            Row::FollowUp { kind, .. } => match kind {
                FollowUpKind::Question => Self::Question,
                FollowUpKind::Issue => Self::Issue,
                FollowUpKind::Change if waits.is_mine => Self::Approval,
                FollowUpKind::Change => Self::Change,
                FollowUpKind::Deferral => Self::Deferral,
                FollowUpKind::Override => Self::Silence,
            },
            Row::Rehearsal { .. } => Self::Rehearse,
            Row::Near { what, .. } => match what {
                Upkeep::Review => Self::Review,
                Upkeep::Stabilization => Self::Stabilization,
            },
            Row::Broken { .. } => Self::Broken,
            Row::Commands { .. } => Self::Commands,
            Row::FirstStep(_) => Self::FirstStep,
            Row::Sample { .. } => Self::Sample,
            Row::Done { .. } => Self::Done,
        }
    }

    /// In a word or two, for the front of a line.
    pub fn words(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Escalation => "escalation",
            Self::Handover => "handover",
            Self::Signature => "signature",
            Self::Approval => "approval",
            Self::Timer => "timer",
            Self::Overdue => "overdue",
            Self::Disputed => "disputed",
            Self::Broken => "broken",
            Self::Question => "question",
            Self::Change => "change",
            Self::Issue => "issue",
            Self::Review => "review",
            Self::Stabilization => "stabilization",
            Self::Rehearse => "rehearse",
            Self::Commands => "commands",
            Self::Missed => "missed",
            Self::InProgress => "in progress",
            Self::Due => "due",
            Self::Open => "open",
            Self::Deferral => "deferral",
            Self::Silence => "silence",
            Self::TakenOver => "shift accepted",
            Self::Done => "done",
            Self::FirstStep => "start here",
            Self::Sample => "example",
            Self::Later => "later",
        }
    }
}

/// A date within so many days needs attention; one further away comes later.
const EXPIRES_WITHIN_DAYS: i32 = 3;

/// The heading that a row stands under. `is_mine` says that a follow-up waits for this operator.
pub(super) fn group(row: &Row, kind: Kind, is_mine: bool) -> Group {
    match (kind, row) {
        (Kind::Record | Kind::Signature | Kind::Approval, _) => Group::NeedsAttention,
        (Kind::InProgress, _) => Group::InProgress,
        (Kind::Due | Kind::Open, _) => Group::DueNow,
        (_, Row::TakenOver { handed_back: 0, .. }) => Group::Done,
        (Kind::Done, _) => Group::Done,
        (Kind::FirstStep, _) => Group::StartHere,
        (Kind::Sample, _) => Group::Examples,
        (Kind::Later, _) => Group::Later,
        (_, Row::FollowUp { answered: true, .. }) => Group::Done,
        (_, Row::FollowUp { overdue: true, .. }) => Group::NeedsAttention,
        (Kind::Question, Row::FollowUp { .. }) if is_mine => Group::NeedsAttention,
        (Kind::Deferral | Kind::Silence, _) => Group::CarriedOver,
        (_, Row::FollowUp { due: Some(_), .. }) => Group::DueNow,
        (_, Row::FollowUp { due: None, .. }) => Group::CarriedOver,
        (_, Row::Near { days_left, .. }) if *days_left > EXPIRES_WITHIN_DAYS => Group::Later,
        (_, Row::Rehearsal { stands, .. }) => match stands {
            RehearsalState::Overdue { .. } => Group::NeedsAttention,
            RehearsalState::Never | RehearsalState::NotCounted { .. } => Group::CarriedOver,
            RehearsalState::Due { .. } | RehearsalState::Fresh { .. } => Group::Later,
        },
        _ => Group::NeedsAttention,
    }
}

/// The sign and the tone of a row.
pub(super) fn sign(row: &Row, kind: Kind, is_late: bool) -> (Sign, Tone) {
    match (kind, row) {
        (Kind::Done, Row::Done { verdict, .. }) => super::tone::of_verdict(verdict),
        (_, Row::TakenOver { handed_back: 0, .. } | Row::FollowUp { answered: true, .. }) => {
            (Sign::Done, Tone::Good)
        }
        (
            Kind::Record,
            Row::Record(
                Trouble::NoRoom(_) | Trouble::Unconfirmed(_) | Trouble::Unsigned | Trouble::Keys(_),
            ),
        ) => (Sign::Careful, Tone::Warn),
        (Kind::Record, _) => (Sign::Wrong, Tone::Bad),
        (Kind::Escalation, _) => (Sign::Escalation, Tone::Bad),
        (Kind::Overdue, _) => (Sign::Late, Tone::Bad),
        (Kind::Broken, _) => (Sign::Wrong, Tone::Bad),
        (Kind::Missed, _) => (Sign::Missed, Tone::Bad),
        (Kind::Question, _) if is_late => (Sign::Question, Tone::Bad),
        (Kind::Question, _) => (Sign::Question, Tone::Warn),
        _ if is_late => (Sign::Late, Tone::Bad),
        (Kind::Timer, _) => (Sign::Timer, Tone::Warn),
        (Kind::Disputed, _) => (Sign::Disputed, Tone::Bad),
        (Kind::InProgress, _) => (Sign::InProgress, Tone::Strong),
        (Kind::Due, _) => (Sign::Due, Tone::Strong),
        (Kind::Deferral, _) => (Sign::Deferred, Tone::Warn),
        (Kind::Silence, _) => (Sign::LetGo, Tone::Warn),
        (Kind::FirstStep, _) => (Sign::Begin, Tone::Plain),
        (Kind::Later | Kind::Sample, _) => (Sign::Later, Tone::Dim),
        (Kind::Open, _) => (Sign::Open, Tone::Plain),
        (Kind::Review | Kind::Stabilization, Row::Near { days_left, .. })
            if *days_left > EXPIRES_WITHIN_DAYS =>
        {
            (Sign::Later, Tone::Dim)
        }
        _ => (Sign::Careful, Tone::Warn),
    }
}
