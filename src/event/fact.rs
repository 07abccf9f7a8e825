//! The facts, one variant each, in the past tense.
//!
//! A fact carries what the fold needs of what it touches, so that folding never opens
//! another file. Keys are never renamed and never change their meaning; a fact that gains
//! a key gains a new reader too, because an unknown key makes a fact unknown.

use super::address::{EntryHash, EntryRef, FollowUpId, WriterId};
use super::answer::{BoxesAtEnd, Counts, Ending, StepDone};
use super::binding::Binding;
use super::doing::{CommandEnded, CommandStarted, SignedOff, WaitStarted};
use super::follow_up::{FollowUpAssigned, FollowUpMoved, FollowUpOpened};
use super::handoff::{
    ChangeCovers, EscalationAnswered, EscalationContacted, EscalationOpened, EscalationResolved,
    HandoverAccepted, HandoverGiven, ReadinessAttested, ReviewDone, StabilizationClosed,
    StabilizationExtended, WaiverAccepted,
};
use super::parts::PartsDigest;
use super::segment::{SeenHead, SegmentStarted};
use super::start::RunStarted;
use super::wound::{Adopted, Confirmed, HeadLost, HeadsUnknown, Joined, Settled};
use crate::runbook::{ItemId, Operator, ProcedureRef, RunbookId, StepId, StepRef, TargetName};
use crate::schedule::Timing;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ulid::Ulid;

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
    RunStarted(Box<RunStarted>),
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
    /// A step's command began.
    CommandStarted(Box<CommandStarted>),
    /// A step's command ended.
    CommandEnded(Box<CommandEnded>),
    /// A rehearsal showed a step's command, and ran nothing.
    CommandPretended {
        /// Which step.
        step: StepId,
        /// Which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// The command as it would have run.
        shown: String,
    },
    /// In a rehearsal somebody looked at what its scenario has at a box.
    ScenarioSeen {
        /// Which step.
        step: StepId,
        /// Which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
    },
    /// A wait began.
    WaitStarted(WaitStarted),
    /// A second person signed.
    SignedOff(Box<SignedOff>),
    /// A follow-up came to be.
    FollowUpOpened(Box<FollowUpOpened>),
    /// A follow-up came to another state.
    FollowUpMoved(Box<FollowUpMoved>),
    /// A follow-up's particulars were set anew.
    FollowUpAssigned(Box<FollowUpAssigned>),
    /// Someone wrote something down at a follow-up.
    FollowUpNoted {
        /// Which.
        id: FollowUpId,
        /// The words.
        text: String,
    },
    /// An escalation began.
    EscalationOpened(Box<EscalationOpened>),
    /// Someone was called in an escalation.
    EscalationContacted(Box<EscalationContacted>),
    /// Someone took an escalation on.
    EscalationAnswered(Box<EscalationAnswered>),
    /// An escalation is over.
    EscalationResolved(Box<EscalationResolved>),
    /// A runbook was reviewed.
    ReviewDone(Box<ReviewDone>),
    /// A named person stands for a readiness item.
    ReadinessAttested(Box<ReadinessAttested>),
    /// What a tool does without was let go by someone who may.
    WaiverAccepted(Box<WaiverAccepted>),
    /// A stabilization window goes on.
    StabilizationExtended(Box<StabilizationExtended>),
    /// A stabilization window is over.
    StabilizationClosed(Box<StabilizationClosed>),
    /// A shift was given.
    HandoverGiven(Box<HandoverGiven>),
    /// A shift was taken over.
    HandoverAccepted(Box<HandoverAccepted>),
    /// A change says which revision of a runbook it is about.
    ChangeCovers(Box<ChangeCovers>),
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
    /// What somebody said that they are at was taken over from them; in a run's thread.
    TakenOver {
        /// What, as its claim names it.
        what: String,
        /// From whom.
        from: Operator,
        /// Why.
        reason: String,
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
        /// What of the procedure counts for a proof now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parts: Option<PartsDigest>,
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
        /// How the boxes counted then; 0.1.0 did not write it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        boxes: Option<Box<BoxesAtEnd>>,
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
    /// Evidence was taken out of the journal: its content is not to be looked for any more.
    EvidenceRemoved {
        /// The content that was an object.
        sha256: EntryHash,
        /// Why.
        reason: String,
    },
    /// The heads of the journal were signed with an SSH key.
    Sealed {
        /// What was signed: every writer's last entry, in the order of their names.
        heads: Vec<SeenHead>,
        /// The signature, as `ssh-keygen -Y sign` writes it.
        signature: String,
    },
    /// A head that was kept outside the journal is not in it any more.
    HeadLost(Box<HeadLost>),
    /// Nothing is kept of writers of this operator and machine.
    HeadsUnknown(HeadsUnknown),
    /// Entries beyond the saved ones were taken in.
    Adopted(Adopted),
    /// Someone looked at what was found wrong with the record, and takes it as it is.
    Settled(Box<Settled>),
    /// An operator says that entries of a record that forks are theirs.
    Confirmed(Box<Confirmed>),
    /// Two journals that were begun apart are one.
    Joined(Joined),
}

impl Fact {
    /// Says what binds an id to its writer, where the fact is what begins under it.
    pub fn bind(&mut self, id: Ulid, salt: &str) {
        let (begun, says) = match self {
            Self::RunStarted(it) => (it.run.0, &mut it.salt),
            Self::FollowUpOpened(it) => (it.id.0, &mut it.salt),
            Self::EscalationOpened(it) => (it.id.0, &mut it.salt),
            Self::HandoverGiven(it) => (it.id.0, &mut it.salt),
            _ => return,
        };
        if begun == id {
            *says = Some(salt.to_owned());
        }
    }

    /// How what begins by the fact stands to its id; none where nothing begins.
    pub fn binding(&self, writer: &WriterId) -> Option<Binding> {
        let (id, salt) = match self {
            Self::RunStarted(it) => (it.run.0, &it.salt),
            Self::FollowUpOpened(it) => (it.id.0, &it.salt),
            Self::EscalationOpened(it) => (it.id.0, &it.salt),
            Self::HandoverGiven(it) => (it.id.0, &it.salt),
            _ => return None,
        };
        Some(Binding::of(id, salt.as_deref(), writer))
    }

    /// The content, kept as objects, that the fact names.
    pub fn objects(&self) -> impl Iterator<Item = EntryHash> {
        let (first, second) = match self {
            Self::RevisionNoticed { file, library, .. }
            | Self::RevisionAdopted { file, library, .. } => (Some(*file), *library),
            Self::RunStarted(started) => (Some(started.file), started.library),
            Self::CommandEnded(ended) => (ended.output, None),
            Self::Attached { sha256, .. } => (Some(*sha256), None),
            Self::ReviewDone(review) => (Some(review.file), None),
            Self::ChangeCovers(covers) => (Some(covers.file), None),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The box that the fact is about, where it is about one.
    pub fn step_ref(&self) -> Option<StepRef> {
        match self {
            Self::StepDone(done) => Some(done.step_ref()),
            Self::CommandStarted(started) => at(&started.step, &started.item),
            Self::CommandEnded(ended) => at(&ended.step, &ended.item),
            Self::WaitStarted(wait) => at(&wait.step, &wait.item),
            Self::SignedOff(signed) => at(&signed.step, &signed.item),
            Self::StepTakenBack { step, item, .. }
            | Self::CommandPretended { step, item, .. }
            | Self::ScenarioSeen { step, item }
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
            } => at(step, item),
            Self::CautionAcknowledged { step } => at(step, &None),
            _ => None,
        }
    }
}

fn at(step: &StepId, item: &Option<ItemId>) -> Option<StepRef> {
    Some(StepRef {
        step: step.clone(),
        item: item.clone(),
    })
}
