//! What is said of a run as a whole: how it began, what it went over to, how it ended.

use super::as_json;
use super::count::Tally;
use super::series_id::SeriesId;
use super::verdict::Verdict;
use crate::event::{
    BoxesAtEnd, Carries, Cause, Counts, Ending, EntryHash, PartsDigest, RunStarted,
};
use crate::runbook::{Operator, ProcedureRef, StepRef, TargetName, Values};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a run began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// What binds its id to its writer.
    pub(super) salt: Option<String>,
    /// What is run.
    pub procedure: ProcedureRef,
    /// What people called the procedure then.
    pub title: String,
    /// What people called its runbook then.
    pub runbook_title: String,
    /// The revision that it is walked by, until it adopts a newer one.
    pub revision: Revision,
    /// Where.
    pub target: Option<TargetName>,
    /// The line that tells it from others of its kind.
    pub subject: Option<String>,
    /// Whether it only rehearses.
    pub rehearsal: bool,
    /// The scenario that it rehearses by, as its title.
    pub scenario: Option<String>,
    /// The run that it came from.
    pub cause: Option<Cause>,
    /// The alert that it answers.
    pub alert: Option<String>,
    /// Deferred boxes of runs before it that it begins with.
    pub carries: Vec<Carries>,
    /// The occurrence that it fills.
    pub slot: Option<Timestamp>,
    /// Until when that is on time.
    pub due_by: Option<Timestamp>,
    /// How many boxes there are.
    pub steps: u32,
    /// What of the procedure counts for a proof; 0.1.0 did not write it.
    pub parts: Option<PartsDigest>,
    /// Values that it was started with.
    pub values: Values,
}

/// A runbook as it was: the objects of its file and of the `library.toml` beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision {
    /// The runbook's file.
    pub file: EntryHash,
    /// The `library.toml`, where there was one.
    pub library: Option<EntryHash>,
}

/// A newer revision that a run went over to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adopted {
    /// The revision.
    pub revision: Revision,
    /// How many boxes it has.
    pub steps: u32,
    /// What of the procedure counts for a proof in it.
    pub parts: Option<PartsDigest>,
}

/// An ending as it was written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    #[serde(with = "as_json")]
    pub ending: Ending,
    /// What stood then.
    pub counts: Counts,
    /// How the boxes counted then; 0.1.0 did not write it.
    #[serde(with = "as_json")]
    pub boxes: Option<Box<BoxesAtEnd>>,
}

/// Words that someone wrote down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// At which box; the run as a whole where there is none.
    pub step_ref: Option<StepRef>,
    /// The words.
    pub text: String,
}

/// That a run was taken over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TakenOver {
    /// From whom.
    pub from: Operator,
    /// Why.
    pub reason: String,
}

/// A file that was kept as evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// At which box; the run as a whole where there is none.
    pub step_ref: Option<StepRef>,
    /// The file's name.
    pub name: String,
    /// Its content, as an object.
    pub sha256: EntryHash,
    /// Its size.
    pub bytes: u64,
}

impl Ended {
    /// What it came to by what it says itself.
    pub(super) fn verdict_then(&self) -> Verdict {
        let tally = self.boxes.as_deref().map(Tally::at_end);
        Verdict::of(&self.ending, tally, &self.counts)
    }
}

impl Started {
    pub(super) fn of(started: &RunStarted) -> Self {
        let started = started.clone();
        Self {
            salt: started.salt.clone(),
            procedure: started.procedure,
            title: started.title,
            runbook_title: started.runbook_title,
            revision: Revision {
                file: started.file,
                library: started.library,
            },
            target: started.target,
            subject: started.subject,
            rehearsal: started.rehearsal,
            scenario: started.scenario,
            cause: started.cause,
            alert: started.alert,
            carries: started.carries,
            slot: started.slot,
            due_by: started.due_by,
            steps: started.steps,
            parts: started.parts,
            values: started.values,
        }
    }

    /// The line that the run belongs to.
    pub fn line(&self) -> SeriesId {
        SeriesId {
            procedure: self.procedure.clone(),
            target: self.target.clone(),
        }
    }
}
