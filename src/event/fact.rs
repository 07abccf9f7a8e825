//! The facts, one variant each, in the past tense.
//!
//! A fact carries what the fold needs of what it touches, so that folding never opens
//! another file. Keys are never renamed and never change their meaning; a fact that gains
//! a key gains a new reader too, because an unknown key makes a fact unknown.

use super::address::{EntryHash, EntryRef, JournalId, RunId, WriterId};
use crate::limits::Judgement;
use crate::runbook::{ItemId, ProcedureRef, RunbookId, Spot, StepId, TargetName};
use crate::schedule::Timing;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn is_false(value: &bool) -> bool {
    !*value
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fact {
    /// A segment began: always the first event of its file.
    SegmentStarted(Box<SegmentStarted>),
    /// A torn tail was closed off with a newline.
    Recovered {
        /// The segment that it stands in.
        segment: u32,
        /// Where the torn bytes begin.
        offset: u64,
        /// How many they are.
        length: u64,
        /// Their SHA-256.
        sha256: EntryHash,
    },
    /// The clock stood earlier than at this writer's entry before.
    ClockMovedBack {
        /// By how much.
        by_seconds: i64,
    },
    /// A procedure's schedule on one target was seen for the first time, changed, or gone.
    ScheduleNoticed {
        /// Whose.
        procedure: ProcedureRef,
        /// On which target, where it has any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<TargetName>,
        /// What people call the procedure.
        title: String,
        /// What people call its runbook.
        runbook_title: String,
        /// When it is due; absent once it has no schedule any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timing: Option<Timing>,
        /// How many boxes there are to tick.
        steps: u32,
        /// How long it takes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        estimate_seconds: Option<i64>,
        /// What was noticed before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        over: Vec<EntryRef>,
    },
    /// A good revision of a runbook was seen for the first time.
    RevisionNoticed {
        /// Whose.
        runbook: RunbookId,
        /// What people call it.
        title: String,
        /// The file, as an object.
        file: EntryHash,
        /// The `library.toml` beside it, as an object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        library: Option<EntryHash>,
        /// What was noticed before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        over: Vec<EntryRef>,
    },
    /// A run began.
    RunStarted {
        /// Its id.
        run: RunId,
        /// What is run.
        procedure: ProcedureRef,
        /// What people call the procedure.
        title: String,
        /// What people call its runbook.
        runbook_title: String,
        /// The runbook's file as it was, as an object.
        file: EntryHash,
        /// The `library.toml` as it was, as an object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        library: Option<EntryHash>,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<TargetName>,
        /// The line that tells it from others of its kind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
        /// Whether it only rehearses.
        #[serde(default, skip_serializing_if = "is_false")]
        rehearsal: bool,
        /// The occurrence that it fills.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<Timestamp>,
        /// Until when that occurrence is on time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_by: Option<Timestamp>,
        /// How many boxes there are to tick.
        steps: u32,
        /// Values that it was started with.
        #[serde(
            default,
            skip_serializing_if = "BTreeMap::is_empty",
            deserialize_with = "super::json::distinct_map"
        )]
        values: BTreeMap<String, String>,
    },
    /// A box got an outcome.
    StepDone(Box<StepDone>),
    /// A box's outcome was taken back: it is open again.
    StepTakenBack {
        /// Which step.
        step: StepId,
        /// Which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// What was taken back.
        over: Vec<EntryRef>,
    },
    /// What follows a holding step goes on all the same.
    CarriedOn {
        /// The step that holds.
        step: StepId,
        /// Which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// Why.
        reason: String,
        /// The outcomes that held, none where the step was open; a new outcome holds anew.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        over: Vec<EntryRef>,
    },
    /// A step's caution was read.
    CautionAcknowledged {
        /// Which step.
        step: StepId,
    },
    /// Someone wrote something down; in a run's thread, or in the shift's.
    Noted {
        /// At which step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepId>,
        /// At which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// The words.
        text: String,
    },
    /// A file was kept as evidence.
    Attached {
        /// At which step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepId>,
        /// At which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// The file's name, without its folder.
        name: String,
        /// The content, as an object.
        sha256: EntryHash,
        /// Its size.
        bytes: u64,
    },
    /// A run went over to a newer revision of its runbook.
    RevisionAdopted {
        /// The runbook's file, as an object.
        file: EntryHash,
        /// The `library.toml`, as an object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        library: Option<EntryHash>,
        /// How many boxes there are now.
        steps: u32,
        /// The adoptions before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        over: Vec<EntryRef>,
    },
    /// A run ended.
    RunEnded {
        /// How.
        ending: Ending,
        /// What stood then.
        counts: Counts,
        /// The last entry of each writer in this run that was known then.
        saw: Vec<EntryRef>,
        /// The endings before, where it is ended again after a dispute.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        over: Vec<EntryRef>,
    },
    /// An occurrence need not be done.
    OccurrenceExcused {
        /// Whose.
        procedure: ProcedureRef,
        /// On which target.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<TargetName>,
        /// Which.
        slot: Timestamp,
        /// Why.
        reason: String,
    },
    /// Someone saw that occurrences were missed.
    MissedSeen {
        /// Whose.
        procedure: ProcedureRef,
        /// On which target.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<TargetName>,
        /// Up to and with this one.
        until: Timestamp,
    },
}

/// What binds a segment to what was before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentStarted {
    /// The journal.
    pub journal: JournalId,
    /// The writer, as its folder is named.
    pub writer: WriterId,
    /// The machine.
    pub host: String,
    /// The account that the program ran under.
    pub account: String,
    /// The journal format: 1.
    pub format: u32,
    /// The program's version.
    pub program: String,
    /// This segment's number, from 1.
    pub segment: u32,
    /// The machine's boot, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<String>,
    /// The writer's last entry before this segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<EntryRef>,
    /// Every other writer's last entry, as it was known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<SeenHead>,
    /// Where the segment before ends for every reader, when it was left after a failed
    /// write, a failed sync or damage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<Closes>,
}

/// Another writer's last entry, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenHead {
    /// Who.
    pub writer: WriterId,
    /// The entry's number.
    pub seq: u64,
    /// The entry's hash.
    pub hash: EntryHash,
}

/// The end of a segment that was left before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closes {
    /// Which segment.
    pub segment: u32,
    /// Its last entry that counts; 0 when none does.
    pub seq: u64,
    /// That entry's hash.
    pub hash: EntryHash,
    /// How many bytes of the file count.
    pub bytes: u64,
    /// Why it was left, in words.
    pub reason: String,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Not as it should be.
    NotOk,
    /// Not done, and not to be done in this run.
    Skipped,
    /// Put off.
    Deferred,
}

impl Outcome {
    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::NotOk => "not OK",
            Self::Skipped => "skipped",
            Self::Deferred => "deferred",
        }
    }
}

/// How an outcome came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attempt {
    /// By doing the step for the first time.
    #[default]
    First,
    /// By doing it again; the attempts before stay on record.
    Again,
    /// By setting right what was written down.
    Corrected,
}

impl Attempt {
    fn is_first(&self) -> bool {
        *self == Self::First
    }
}

/// An outcome with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDone {
    /// Which step.
    pub step: StepId,
    /// Which item of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The step's title, as the operator saw it.
    pub title: String,
    /// What became of the step.
    pub outcome: Outcome,
    /// The reading as it was typed, the text that was asked for, or the choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The reading's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What the value was judged, by the limits or the list of choices of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judgement>,
    /// The variable that the value fills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The run's subject, where this answer changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How it came about.
    #[serde(default, skip_serializing_if = "Attempt::is_first")]
    pub attempt: Attempt,
    /// Why: for what was skipped, deferred or corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was seen: for what is not OK.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was really done, for what was written up later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    /// The outcomes that this one replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

impl StepDone {
    /// A first outcome with nothing else said.
    pub fn plain(spot: Spot, title: impl Into<String>, outcome: Outcome) -> Self {
        Self {
            step: spot.step,
            item: spot.item,
            title: title.into(),
            outcome,
            value: None,
            unit: None,
            judgement: None,
            name: None,
            subject: None,
            attempt: Attempt::First,
            reason: None,
            note: None,
            done_at: None,
            over: Vec::new(),
        }
    }

    /// The box that it is about.
    pub fn spot(&self) -> Spot {
        Spot {
            step: self.step.clone(),
            item: self.item.clone(),
        }
    }

    /// What was answered, for people: the value with its unit, else the outcome.
    pub fn words(&self) -> String {
        match (&self.value, &self.unit) {
            (Some(value), Some(unit)) => format!("{value} {unit}"),
            (Some(value), None) => value.clone(),
            (None, _) => self.outcome.words().to_owned(),
        }
    }

    /// Whether two operators who answered alike said the same thing.
    pub fn agrees(&self, other: &Self) -> bool {
        self.outcome == other.outcome && self.value == other.value
    }

    /// How much it asks for attention: not OK, deferred, skipped, OK; and within these
    /// alarm, warning, normal. Greater is worse.
    pub fn badness(&self) -> (u8, Judgement) {
        let outcome = match self.outcome {
            Outcome::Ok => 0,
            Outcome::Skipped => 1,
            Outcome::Deferred => 2,
            Outcome::NotOk => 3,
        };
        (outcome, self.judgement.unwrap_or_default())
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ending {
    /// It was walked to its end.
    Completed,
    /// A step with `end` ended it.
    Ended {
        /// That step's word.
        word: String,
    },
    /// It was given up.
    Abandoned {
        /// Why.
        reason: String,
    },
}

/// What stood when a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Boxes that were OK.
    pub ok: u32,
    /// Boxes that were not.
    pub not_ok: u32,
    /// Boxes that were skipped.
    pub skipped: u32,
    /// Boxes that were put off.
    pub deferred: u32,
    /// Readings and choices that were a warning.
    pub warnings: u32,
    /// Readings and choices that were an alarm.
    pub alarms: u32,
}

impl Fact {
    /// The content, kept as objects, that the fact names.
    pub fn objects(&self) -> impl Iterator<Item = EntryHash> {
        let (first, second) = match self {
            Self::RevisionNoticed { file, library, .. }
            | Self::RunStarted { file, library, .. }
            | Self::RevisionAdopted { file, library, .. } => (Some(*file), *library),
            Self::Attached { sha256, .. } => (Some(*sha256), None),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The box that the fact is about, where it is about one.
    pub fn spot(&self) -> Option<Spot> {
        match self {
            Self::StepDone(done) => Some(done.spot()),
            Self::StepTakenBack { step, item, .. }
            | Self::CarriedOn { step, item, .. }
            | Self::Noted {
                step: Some(step),
                item,
                ..
            }
            | Self::Attached {
                step: Some(step),
                item,
                ..
            } => Some(Spot {
                step: step.clone(),
                item: item.clone(),
            }),
            Self::CautionAcknowledged { step } => Some(Spot {
                step: step.clone(),
                item: None,
            }),
            _ => None,
        }
    }
}
