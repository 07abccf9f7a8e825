//! One box of a run: what was said of it, what of that stands, and who went on past it.
//!
//! All of it is kept; what stands is worked out from the entries that statements name, never
//! from the order in which they arrived.

use super::as_json;
use super::register::{MvRegister, Stamped};
use crate::event::{CommandEnded, CommandStarted, EntryRef, SignedOff, StepDone, WaitStarted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One box's story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepState {
    /// Every outcome, first to last.
    #[serde(with = "as_json")]
    pub outcomes: MvRegister<StepDone>,
    /// Each time that someone went on past it: why, and past which outcomes.
    pub carried: Vec<Stamped<Carried>>,
    /// Each time that its outcome was taken back, and which entries said that.
    pub taken_back: Vec<Stamped<Vec<EntryRef>>>,
    /// Every start of its command.
    #[serde(with = "as_json")]
    pub commands: MvRegister<CommandStarted>,
    /// Every end of one.
    #[serde(with = "as_json")]
    pub command_ends: Vec<Stamped<CommandEnded>>,
    /// Each time that a rehearsal showed its command, as it would have run.
    pub pretended: Vec<Stamped<String>>,
    /// Each time that somebody looked at what the scenario of a rehearsal has here.
    pub looked: Vec<Stamped<()>>,
    /// Every wait.
    #[serde(with = "as_json")]
    pub waits: MvRegister<WaitStarted>,
    /// Every signature; those that are void too.
    #[serde(with = "as_json")]
    pub signatures: Vec<Stamped<SignedOff>>,
}

/// Why what follows a holding box went on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// The reason.
    pub reason: String,
    /// The outcomes that held.
    pub over: Vec<EntryRef>,
}

impl StepState {
    /// What stands: the worst where several operators said different things.
    pub fn outcome(&self) -> Option<&Stamped<StepDone>> {
        self.outcomes
            .standing()
            .max_by_key(|said| said.what.badness())
    }

    /// Whether operators who did not know of each other said different things.
    pub fn is_disputed(&self) -> bool {
        let mut standing = self.outcomes.standing();
        match standing.next() {
            Some(first) => standing.any(|said| !said.what.agrees(&first.what)),
            None => false,
        }
    }

    /// The latest reason to go on past exactly what stands now.
    pub fn carried_on(&self) -> Option<&Stamped<Carried>> {
        let standing: BTreeSet<_> = self.outcomes.over().into_iter().collect();
        self.carried.iter().rev().find(|said| {
            said.what.over.len() == standing.len()
                && said.what.over.iter().all(|entry| standing.contains(entry))
        })
    }
}
