//! What stands in a checkpoint: its head, and in drawers tables and flat records that point
//! into them.

use crate::event::{Grade, WriterId};
use crate::limits::Judgement;
use crate::runbook::{Operator, ProcedureRef, RunbookId, StepRef, TargetName};
use crate::schedule::Timing;
use crate::state::as_json;
use crate::state::count::{BoxCount, Tally};
use crate::state::drawer::Slot;
use crate::state::fills::{Filled, as_rows};
use crate::state::fold::{KnownRevision, Open};
use crate::state::follow_up::FollowUp;
use crate::state::handoff::Handoff;
use crate::state::pace::Pace;
use crate::state::register::{MvRegister, Stamped};
use crate::state::remark::RemarkKind;
use crate::state::series_id::SeriesId;
use crate::state::signing::Signing;
use crate::state::summary::Places;
use crate::state::verdict::Verdict;
use crate::state::wounds::Wounds;
use crate::state::writer_host::WriterHost;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Seconds, and nanoseconds of the same sign.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Instant(i64, i32);

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Self {
        Self(at.as_second(), at.subsec_nanosecond())
    }
}

impl Instant {
    pub(super) fn timestamp(self) -> Option<Timestamp> {
        Timestamp::new(self.0, self.1).ok()
    }
}

/// What stands at the head of a checkpoint: everything but what lies in drawers, and where
/// those lie.
#[derive(Serialize, Deserialize)]
pub(super) struct Image {
    pub(super) timings: Vec<Timing>,
    pub(super) known_lines: Vec<LineImage>,
    pub(super) open: Vec<Open>,
    pub(super) follow_ups: Vec<FollowUp>,
    pub(super) revisions: BTreeMap<RunbookId, MvRegister<KnownRevision>>,
    #[serde(with = "as_json")]
    pub(super) handoff: Handoff,
    pub(super) notes: Vec<Stamped<String>>,
    pub(super) seats: BTreeMap<WriterId, WriterHost>,
    #[serde(with = "as_json")]
    pub(super) wounds: Wounds,
    #[serde(with = "as_json")]
    pub(super) signing: Signing,
    pub(super) stale: Vec<(u128, Places)>,
    pub(super) months: Vec<MonthImage>,
    pub(super) lines: Vec<(SeriesId, Option<u128>, Slot)>,
    pub(super) latest: (Option<(Instant, u128)>, Slot),
    pub(super) rehearsals: Vec<(ProcedureRef, Slot)>,
}

/// A month of ended runs.
#[derive(Serialize, Deserialize)]
pub(super) struct MonthImage {
    pub(super) month: u32,
    pub(super) count: u32,
    pub(super) latest_end: Instant,
    pub(super) ids: Slot,
    pub(super) runs: Slot,
}

/// What ended runs have in common. Behind it come their rows, each followed by its readings
/// and remarks: they are read one by one into what they become.
#[derive(Serialize, Deserialize)]
pub(super) struct Common {
    pub(super) texts: Vec<Arc<str>>,
    pub(super) operators: Vec<Operator>,
    /// The operators of a run, many runs having the same.
    pub(super) teams: Vec<Vec<u32>>,
    /// What the boxes of a run counted as.
    pub(super) boxes: Vec<Vec<(u32, BoxCount)>>,
    /// Who answered how many of them, from which on, and signed which.
    pub(super) shares: Vec<Vec<ShareImage>>,
    pub(super) step_refs: Vec<StepRef>,
    pub(super) writers: Vec<WriterId>,
    pub(super) places: Vec<Vec<(u32, u32)>>,
    /// Lines that runs belong to.
    pub(super) lines: Vec<SeriesId>,
    pub(super) rans: Vec<RanImage>,
    /// How many runs there are.
    pub(super) count: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RanImage {
    pub(super) line: u32,
    pub(super) title: u32,
    pub(super) runbook_title: u32,
    pub(super) file: [u8; 32],
    pub(super) library: Option<[u8; 32]>,
    pub(super) parts: Option<[[u8; 8]; 6]>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SummaryImage {
    pub(super) id: u128,
    pub(super) ran: u32,
    pub(super) subject: Option<u32>,
    pub(super) rehearsal: bool,
    pub(super) undoes: bool,
    pub(super) slot: Option<Instant>,
    pub(super) due_by: Option<Instant>,
    pub(super) started_at: Instant,
    pub(super) ended_at: Instant,
    pub(super) done_at: Instant,
    pub(super) team: u32,
    pub(super) boxes: u32,
    pub(super) shares: u32,
    pub(super) began_ended: [u16; 2],
    pub(super) verdict: Verdict,
    pub(super) disputed: bool,
    pub(super) counts: [u32; 6],
    pub(super) tally: Tally,
    pub(super) steps: u32,
    pub(super) applied: Option<u32>,
    pub(super) grade: Option<Box<Grade>>,
    pub(super) pace: Pace,
    /// The last run that each box called.
    pub(super) calls: Vec<(u32, u128)>,
    /// The items that each step gave to later ones.
    pub(super) items: Vec<(u32, Arc<[String]>)>,
    /// How many readings follow it, and how many remarks follow those.
    pub(super) readings: u32,
    pub(super) remarks: u32,
    pub(super) places: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReadingImage {
    pub(super) step_ref: u32,
    pub(super) value: u32,
    pub(super) unit: Option<u32>,
    pub(super) judgement: Judgement,
    pub(super) at: Instant,
    pub(super) by_command: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ShareImage {
    pub(super) operator: u32,
    pub(super) boxes: u32,
    pub(super) first: u32,
    pub(super) signed: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RemarkImage {
    pub(super) step_ref: u32,
    pub(super) title: u32,
    pub(super) what: RemarkKind,
    pub(super) by: u32,
    pub(super) at: Instant,
    pub(super) words: Option<u32>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct LineImage {
    pub(super) procedure: ProcedureRef,
    pub(super) target: Option<TargetName>,
    pub(super) noticed: MvRegister<NoticedImage>,
    pub(super) excused: BTreeMap<Timestamp, Vec<Stamped<String>>>,
    pub(super) seen_until: Option<Timestamp>,
    pub(super) looked_until: Option<Instant>,
    pub(super) unfilled: Vec<(Instant, Option<Instant>)>,
    #[serde(with = "as_rows")]
    pub(super) open_fills: Vec<Filled>,
    #[serde(with = "as_rows")]
    pub(super) fills: Vec<Filled>,
    pub(super) older_fills: Option<(Instant, Slot)>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct NoticedImage {
    pub(super) title: String,
    pub(super) runbook_title: String,
    pub(super) timing: Option<u32>,
    pub(super) steps: u32,
    pub(super) estimate_seconds: Option<i64>,
}
