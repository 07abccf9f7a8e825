//! A row of Today, and the heading that it stands under.

use super::rehearsed::RehearsalState;
use super::series::{Occurrence, SlotState};
use super::series_id::SeriesId;
use super::verdict::Verdict;
use crate::event::{EscalationId, FollowUpId, FollowUpKind, HandoverId, RunId, Thread};
use crate::runbook::{Operator, ProcedureRef, RunbookId};
use jiff::Timestamp;

/// One row of Today.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Someone was called for, and it is not over.
    Escalation {
        /// Which.
        id: EscalationId,
        /// When it was opened.
        since: Timestamp,
    },
    /// A run that goes on.
    InProgress {
        /// Which.
        run: RunId,
        /// The slot that it is to fill, where that still wants somebody.
        occurrence: Option<Occurrence>,
    },
    /// A slot that is to be filled.
    Slot {
        /// Of which procedure and target.
        line: SeriesId,
        /// Which; the oldest, where several are overdue.
        occurrence: Occurrence,
        /// How many slots of the same procedure and target it stands for.
        count: usize,
    },
    /// A shift that was given and waits to be taken over by whom the day is for.
    Handover {
        /// Which.
        id: HandoverId,
        /// Who gave it.
        by: Operator,
        /// When.
        at: Timestamp,
    },
    /// A shift that was taken over from whom the day is for.
    TakenOver {
        /// Which.
        id: HandoverId,
        /// Who took it.
        by: Operator,
        /// When.
        at: Timestamp,
        /// How many things they handed back.
        handed_back: usize,
    },
    /// Slots that were missed; one row a procedure and target.
    Missed {
        /// Of which procedure and target.
        line: SeriesId,
        /// How many.
        count: usize,
        /// The first of them.
        first: Timestamp,
        /// The last of them.
        last: Timestamp,
    },
    /// An ended run whose record contradicts itself.
    Disputed {
        /// Which.
        run: RunId,
    },
    /// A follow-up that wants someone.
    FollowUp {
        /// Which.
        id: FollowUpId,
        /// Its kind.
        kind: FollowUpKind,
        /// When it was opened.
        since: Timestamp,
        /// When it wants to be dealt with; an override's end.
        due: Option<Timestamp>,
        /// Whether that is past.
        overdue: bool,
        /// Whether it is a question of this operator's that has its answer.
        answered: bool,
    },
    /// A procedure that somebody should rehearse.
    Rehearsal {
        /// Which.
        procedure: ProcedureRef,
        /// How it stands.
        stands: RehearsalState,
    },
    /// A date of a runbook that is near, or past.
    Near {
        /// Which runbook.
        runbook: RunbookId,
        /// What people call it.
        title: String,
        /// What is to be done by then.
        what: Upkeep,
        /// How many days are left; negative where it is past.
        days_left: i32,
    },
    /// A runbook that cannot be used, whole or in part, as its file stands. The record knows
    /// nothing of files: whoever reads them adds the row.
    Broken {
        /// Which runbook.
        runbook: RunbookId,
        /// How many of its problems are errors.
        errors: usize,
    },
    /// Commands of a runbook that nobody has allowed on this machine. The record knows
    /// nothing of them: whoever keeps what is allowed adds the row.
    Commands {
        /// Which runbook.
        runbook: RunbookId,
        /// How many.
        count: usize,
    },
    /// Something is wrong with the record itself, or was not saved. The fold cannot know it:
    /// whoever reads and writes the record adds the row.
    Record(Trouble),
    /// A way to begin, for whom the record is new. Whoever knows the library adds the row.
    FirstStep(FirstStep),
    /// A runbook that is only an example. Whoever knows the library adds the row.
    Sample {
        /// Which.
        runbook: RunbookId,
        /// How many procedures it has.
        procedures: usize,
    },
    /// A run that ended lately.
    Done {
        /// Which.
        run: RunId,
        /// What it came to.
        verdict: Verdict,
        /// When the work was really finished.
        at: Timestamp,
    },
}

/// What is wrong with the record itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// So many things that were said could not be saved.
    NotSaved(usize),
    /// It cannot be read any more.
    Unreadable,
    /// So many parts of it could not be read.
    Unread(usize),
    /// So much of it is not as it was written.
    Damaged(usize),
    /// So many of its entries wait for their operator's word.
    Unconfirmed(usize),
    /// What was saved last is not yet shown to others.
    NotShown,
    /// The head of what was saved last could not be kept.
    NotKept,
    /// So many records of one writer part.
    Forks(usize),
    /// So few bytes are left on its disk.
    NoRoom(u64),
    /// What is saved could not be signed, where it is to be.
    Unsigned,
    /// So much is to be said of keys and signatures.
    Keys(usize),
}

impl Trouble {
    /// Whether something that should be told may not be known because of it.
    pub fn may_hide(self) -> bool {
        matches!(
            self,
            Self::NotSaved(_) | Self::Unreadable | Self::Unread(_) | Self::Damaged(_)
        )
    }

    /// In a word, the same however much of it there is.
    fn word(self) -> &'static str {
        match self {
            Self::NotSaved(_) => "not-saved",
            Self::Unreadable => "unreadable",
            Self::Unread(_) => "not-read",
            Self::Damaged(_) => "damaged",
            Self::Unconfirmed(_) => "not-confirmed",
            Self::NotShown => "not-shown",
            Self::NotKept => "not-kept",
            Self::Forks(_) => "forks",
            Self::NoRoom(_) => "no-room",
            Self::Unsigned => "unsigned",
            Self::Keys(_) => "keys",
        }
    }
}

/// What somebody may do first who has not done a round yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    /// Take the tutorial.
    Tutor,
    /// Look at a year of a made-up team.
    Demo,
    /// Write a runbook.
    New,
}

impl FirstStep {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Tutor, Self::Demo, Self::New];

    /// The word that does it on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tutor => "tutor",
            Self::Demo => "demo",
            Self::New => "new",
        }
    }
}

/// What keeps a runbook true over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upkeep {
    /// Someone reviews it.
    Review,
    /// Its stabilization window ends: it is closed with a statement, or extended.
    Stabilization,
}

impl Upkeep {
    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Stabilization => "stabilization",
        }
    }
}

impl Row {
    /// The procedure and the target of a slot that is to be filled, or was not.
    pub fn line(&self) -> Option<&SeriesId> {
        match self {
            Self::Slot { line, .. } | Self::Missed { line, .. } => Some(line),
            _ => None,
        }
    }

    /// What names it from one shift to the next: as a thread is written, and behind it what of
    /// the thread it is about.
    pub fn key(&self) -> String {
        match self {
            Self::Escalation { id, .. } => Thread::Escalation(*id).to_string(),
            Self::Handover { id, .. } | Self::TakenOver { id, .. } => {
                Thread::Handover(*id).to_string()
            }
            Self::InProgress { run, .. } | Self::Disputed { run } | Self::Done { run, .. } => {
                Thread::Run(*run).to_string()
            }
            Self::Slot {
                line, occurrence, ..
            } => slot_key(line, occurrence.slot),
            Self::Missed { line, last, .. } => slot_key(line, *last),
            Self::FollowUp { id, .. } => Thread::FollowUp(*id).to_string(),
            Self::Rehearsal { procedure, .. } => {
                format!("{}#rehearse", Thread::Procedure(procedure.clone()))
            }
            Self::Near { runbook, what, .. } => {
                format!("{}#{}", Thread::Runbook(runbook.clone()), what.words())
            }
            Self::Broken { runbook, .. } => {
                format!("{}#broken", Thread::Runbook(runbook.clone()))
            }
            Self::Commands { runbook, .. } => {
                format!("{}#commands", Thread::Runbook(runbook.clone()))
            }
            Self::Sample { runbook, .. } => {
                format!("{}#sample", Thread::Runbook(runbook.clone()))
            }
            Self::Record(trouble) => format!("record:{}", trouble.word()),
            Self::FirstStep(step) => format!("first-step:{step:?}"),
        }
    }

    /// Whether the record knows of it, and it is neither done nor still to come: what a
    /// handover may not leave out.
    pub fn has_to_be_told(&self) -> bool {
        match self {
            Self::Slot { occurrence, .. } => occurrence.state != SlotState::Upcoming,
            Self::Escalation { .. }
            | Self::InProgress { .. }
            | Self::Missed { .. }
            | Self::Disputed { .. }
            | Self::FollowUp {
                answered: false, ..
            } => true,
            Self::FollowUp { answered: true, .. }
            | Self::Handover { .. }
            | Self::TakenOver { .. }
            | Self::Rehearsal { .. }
            | Self::Near { .. }
            | Self::Broken { .. }
            | Self::Commands { .. }
            | Self::Record(_)
            | Self::FirstStep(_)
            | Self::Sample { .. }
            | Self::Done { .. } => false,
        }
    }
}

fn slot_key(line: &SeriesId, slot: Timestamp) -> String {
    let on = line.target.as_ref().map(|target| format!("@{target}"));
    let thread = Thread::Procedure(line.procedure.clone());
    format!("{thread}@{slot}{}", on.unwrap_or_default())
}
