//! What outlives a run and wants someone.

use super::address::{EntryRef, FollowUpId, RunId};
use crate::runbook::{
    ChangePart, EditWish, ItemId, ProcedureRef, RunbookId, StepId, StepKey, StepRef, TargetName,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What kind of follow-up it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FollowUpKind {
    /// Something that someone did not know.
    Question,
    /// Something that is wrong.
    Issue,
    /// Something that is to be made different.
    Change,
    /// A step that was put off.
    Deferral,
    /// Something that is set aside until it is lifted: an alert that is muted.
    Override,
}

/// Where a follow-up stands. Each kind uses some of them: [`FollowUpKind::next`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FollowUpState {
    /// It wants someone. A change is requested, an override stands.
    Open,
    /// A question has its answer.
    Answered,
    /// A change was looked at by a reviewer.
    Reviewed,
    /// A change may be made.
    Approved,
    /// A change was made.
    Released,
    /// A change was made and taken back.
    RolledBack,
    /// A deferred step was done.
    Done,
    /// An override was lifted.
    Lifted,
    /// It wants nobody any more, for the reason that was given.
    Closed,
}

impl FollowUpKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Question,
        Self::Issue,
        Self::Change,
        Self::Deferral,
        Self::Override,
    ];

    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Override => "silence",
            named => named.name(),
        }
    }

    /// As programs are told it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Issue => "issue",
            Self::Change => "change",
            Self::Deferral => "deferral",
            Self::Override => "override",
        }
    }

    /// The states that may follow a state.
    pub fn next(self, state: FollowUpState) -> &'static [FollowUpState] {
        use FollowUpState as S;
        match (self, state) {
            (Self::Question, S::Open) => &[S::Answered, S::Closed],
            (Self::Question, S::Answered) => &[S::Open, S::Closed],
            (Self::Issue, S::Open) => &[S::Closed],
            (Self::Change, S::Open) => &[S::Reviewed, S::Closed],
            (Self::Change, S::Reviewed) => &[S::Approved, S::Open, S::Closed],
            (Self::Change, S::Approved) => &[S::Released, S::Closed],
            (Self::Change, S::Released) => &[S::RolledBack],
            (Self::Deferral, S::Open) => &[S::Done, S::Closed],
            (Self::Override, S::Open) => &[S::Lifted],
            (Self::Question | Self::Issue | Self::Change, S::Closed) => &[S::Open],
            _ => &[],
        }
    }
}

impl FollowUpState {
    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Reviewed => "reviewed",
            Self::Approved => "approved",
            Self::Released => "released",
            Self::RolledBack => "rolled back",
            Self::Done => "done",
            Self::Lifted => "lifted",
            Self::Closed => "closed",
        }
    }

    /// Whether it still wants someone.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Reviewed | Self::Approved)
    }
}

/// A follow-up came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpOpened {
    /// Its id.
    pub id: FollowUpId,
    /// What binds its id to its writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// Its kind.
    pub kind: FollowUpKind,
    /// What it is about, in one line.
    pub title: String,
    /// More words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The runbook that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<RunbookId>,
    /// Who is to act: a role of the runbook, or an operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When it wants to be dealt with; an override's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// A ticket elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// How bad an issue is, in the words of the runbook's escalation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What a change proposes a step of the runbook to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redline: Option<Redline>,
    /// How a change is made, and taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Box<ChangePlan>>,
    /// The question that a change comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<FollowUpId>,
    /// A change that is released first: so many seconds later it has to be approved, by the
    /// runbook of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_seconds: Option<i64>,
}

/// How a change is made, and how it is taken back. Its reason is the follow-up's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePlan {
    /// What may go wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// How it is taken back: in words, or the procedure that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_back: Option<String>,
    /// What is looked at afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// When it may be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
}

impl ChangePlan {
    /// What it says of one thing.
    pub fn says(&self, part: ChangePart) -> Option<&str> {
        let said = match part {
            ChangePart::Risk => &self.risk,
            ChangePart::WayBack => &self.way_back,
            ChangePart::Check => &self.check,
            ChangePart::Window => &self.window,
        };
        said.as_deref()
    }

    /// This plan, with what another one says said anew.
    pub fn with(&self, other: &Self) -> Self {
        let newer = |new: &Option<String>, old: &Option<String>| new.clone().or(old.clone());
        Self {
            risk: newer(&other.risk, &self.risk),
            way_back: newer(&other.way_back, &self.way_back),
            check: newer(&other.check, &self.check),
            window: newer(&other.window, &self.window),
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a step is proposed to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redline {
    /// In which procedure.
    pub procedure: ProcedureRef,
    /// Which step.
    pub step: StepId,
    /// What of it.
    pub key: StepKey,
    /// What it is to say.
    pub value: String,
}

impl Redline {
    /// The edit of the runbook's file that it asks for.
    pub fn request(&self) -> EditWish {
        EditWish::Step {
            procedure: self.procedure.procedure.clone(),
            step: self.step.clone(),
            key: self.key,
            value: self.value.clone(),
        }
    }
}

/// Where a follow-up came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The run.
    pub run: RunId,
    /// What it ran.
    pub procedure: ProcedureRef,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetName>,
    /// The step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The item of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The step's title, as the operator saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_title: Option<String>,
    /// Whether that run only rehearsed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rehearsal: bool,
}

impl Origin {
    /// The box, where it came from one.
    pub fn step_ref(&self) -> Option<StepRef> {
        Some(StepRef {
            step: self.step.clone()?,
            item: self.item.clone(),
        })
    }
}

/// A follow-up came to another state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpMoved {
    /// Which.
    pub id: FollowUpId,
    /// The state.
    pub state: FollowUpState,
    /// The answer, the reason, the release note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The run that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The moves before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A follow-up's particulars were set anew; what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpAssigned {
    /// Which.
    pub id: FollowUpId,
    /// Who is to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When it wants to be dealt with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// A ticket elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// How a change is made and taken back, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Box<ChangePlan>>,
    /// What was set before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}
