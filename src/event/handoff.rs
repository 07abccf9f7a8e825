//! What a handoff leaves in the record: escalations, reviews, attested words, the
//! stabilization window, shift handovers, and which change a revision belongs to.

use super::address::{EntryHash, EntryRef, EscalationId, FollowUpId, HandoverId, RunId};
use super::follow_up::Origin;
use crate::runbook::{Operator, RunbookId};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Someone was called for: an escalation began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationOpened {
    /// Its id.
    pub id: EscalationId,
    /// What binds its id to its writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// Whose path it goes.
    pub runbook: RunbookId,
    /// What people call the runbook.
    pub runbook_title: String,
    /// What has happened, in one line.
    pub title: String,
    /// How bad it is, in the team's own words.
    pub severity: String,
    /// What that severity meant then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// Until when someone had to have answered, by the runbook of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_within_seconds: Option<i64>,
    /// Until when it had to be over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_within_seconds: Option<i64>,
    /// Who was to be called, in order, by the runbook of then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<EscalationHop>,
    /// The run and step that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The follow-up that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUpId>,
    /// Whether it only rehearses.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rehearsal: bool,
}

/// One who is called, as the path was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationHop {
    /// A contact's id, or an owner's role; the address is always today's.
    pub contact: String,
    /// Who that was.
    pub name: String,
    /// How long after the opening.
    #[serde(default)]
    pub after_seconds: i64,
}

/// Someone was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationContacted {
    /// In which escalation.
    pub id: EscalationId,
    /// A contact's id, or an owner's role.
    pub contact: String,
    /// Who that was.
    pub name: String,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Someone took it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationAnswered {
    /// Which.
    pub id: EscalationId,
    /// Who: a contact's id, an owner's role, or a name.
    pub who: String,
    /// What they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The answers before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationResolved {
    /// Which.
    pub id: EscalationId,
    /// How.
    pub how: String,
    /// What was said to be its end before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A runbook was gone through, and found right or set right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewDone {
    /// Which.
    pub runbook: RunbookId,
    /// The file as it was then, as an object.
    pub file: EntryHash,
    /// The day of the next review.
    pub next: Date,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The reviews before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A named person stands for something that no record shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadinessAttested {
    /// Of which runbook.
    pub runbook: RunbookId,
    /// The readiness item.
    pub item: String,
    /// What it asked for then.
    pub title: String,
    /// What they say.
    pub statement: String,
    /// The runs in doubt that they vouch for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<RunId>,
    /// Until which day that counts.
    pub until: Date,
    /// What was attested before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// What a tool does without was let go by someone who may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiverAccepted {
    /// Of which runbook.
    pub runbook: RunbookId,
    /// The readiness item.
    pub item: String,
    /// What it asked for then.
    pub title: String,
    /// The role in which it was accepted.
    pub role: String,
    /// Why the tool does without it, in the file's words of then.
    pub reason: String,
    /// The last day on which that counts.
    pub until: Date,
    /// What was accepted before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A stabilization window goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StabilizationExtended {
    /// Of which runbook.
    pub runbook: RunbookId,
    /// Its first day, which tells it from the window of another launch.
    pub starts: Date,
    /// Its new last day.
    pub ends: Date,
    /// Why.
    pub reason: String,
    /// What was said of it before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A stabilization window is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StabilizationClosed {
    /// Of which runbook.
    pub runbook: RunbookId,
    /// Its first day.
    pub starts: Date,
    /// How the tool stands.
    pub statement: String,
    /// What was said of it before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A shift was given to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoverGiven {
    /// Its id.
    pub id: HandoverId,
    /// What binds its id to its writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// To whom; to whoever comes next where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Operator>,
    /// From when on it tells what happened.
    pub since: Timestamp,
    /// What stood on Today, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<HandoverItem>,
    /// How many open follow-ups and further items are taken over as one group.
    #[serde(default)]
    pub unchanged: u32,
    /// The summary of the shift, in the giver's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What may happen, and what to do then; one line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contingencies: Vec<String>,
    /// The last entry of every writer that was known then.
    pub heads: Vec<EntryRef>,
}

impl HandoverGiven {
    /// How bad the shift is: as bad as its worst item.
    pub fn severity(&self) -> ShiftSeverity {
        let items = self.items.iter().map(|item| item.severity);
        items.max().unwrap_or_default()
    }

    /// One of its items.
    pub fn item(&self, key: &str) -> Option<&HandoverItem> {
        self.items.iter().find(|item| item.key == key)
    }
}

/// How bad something is that is handed over, as its giver judges it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ShiftSeverity {
    /// Nothing is expected to go wrong.
    #[default]
    Stable,
    /// It may get worse.
    Watch,
    /// It gets worse, or may at any moment.
    Unstable,
}

impl ShiftSeverity {
    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Watch => "watch",
            Self::Unstable => "unstable",
        }
    }

    /// Whether nobody judged it otherwise.
    pub fn is_stable(&self) -> bool {
        *self == Self::Stable
    }
}

/// Something that stood when a shift was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoverItem {
    /// What it is, as a thread is written; the slot behind it where it is an occurrence.
    pub key: String,
    /// In words.
    pub words: String,
    /// How bad it is.
    #[serde(default, skip_serializing_if = "ShiftSeverity::is_stable")]
    pub severity: ShiftSeverity,
    /// Who is to do it; the receiver where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Timestamp>,
    /// What the giver says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The machine that alone knows of it: a file that cannot be read there, commands to
    /// allow there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

/// Something that the receiver did not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedBack {
    /// The key of the item.
    pub key: String,
    /// Why.
    pub words: String,
}

/// A shift was taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoverAccepted {
    /// Which.
    pub id: HandoverId,
    /// What was looked at, item by item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<String>,
    /// Whether the others were taken together.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rest: bool,
    /// What was not taken, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handed_back: Vec<HandedBack>,
    /// What the receiver understood, in their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_back: Option<String>,
    /// What the taker wants to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A change says which revision of a runbook it is about: once the change is approved, so is
/// the revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeCovers {
    /// The change, a follow-up.
    pub id: FollowUpId,
    /// The runbook.
    pub runbook: RunbookId,
    /// Its file, as an object.
    pub file: EntryHash,
}
