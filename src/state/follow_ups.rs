//! Every follow-up, and the ways to those that are wanted now.
//!
//! The follow-ups are the truth here; what stands and what came from which run is worked
//! out from them. Closed ones are never looked through to draw a page.

use super::follow_up::FollowUp;
use crate::event::{Entry, Fact, FollowUpId, RunId};
use std::collections::{BTreeMap, BTreeSet};

/// Follow-ups by id, which is by when they were opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FollowUps {
    pub(super) all: BTreeMap<FollowUpId, FollowUp>,
    /// Derived: those that stand for a reader.
    pub(super) standing: BTreeSet<FollowUpId>,
    /// Derived: those that came from a run.
    pub(super) of_run: BTreeMap<RunId, BTreeSet<FollowUpId>>,
}

impl FollowUps {
    /// What was read from a checkpoint.
    pub(super) fn of(known: impl IntoIterator<Item = FollowUp>) -> Self {
        let mut follow_ups = Self::default();
        for known in known {
            let id = known.id;
            follow_ups.all.insert(id, known);
            follow_ups.index(id);
        }
        follow_ups
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &FollowUp> {
        self.all.values()
    }

    /// Takes in one fact; facts that are about no follow-up change nothing.
    pub(super) fn apply(&mut self, fact: &Fact, entry: &Entry, index: usize) {
        let id = match fact {
            Fact::FollowUpOpened(opened) => opened.id,
            Fact::FollowUpMoved(moved) => moved.id,
            Fact::FollowUpAssigned(set) => set.id,
            Fact::FollowUpNoted { id, .. } => *id,
            _ => return,
        };
        let known = self.all.entry(id).or_insert_with(|| FollowUp::new(id));
        let before = known.origin().map(|origin| origin.run);
        match fact {
            Fact::FollowUpOpened(opened) => known.open(opened, entry, index),
            Fact::FollowUpMoved(moved) => known.go_to(moved, entry, index),
            Fact::FollowUpAssigned(set) => known.assign(set, entry, index),
            Fact::FollowUpNoted { text, .. } => known.note(text, entry, index),
            _ => {}
        }
        if let Some(run) = before {
            self.leave(run, id);
        }
        self.index(id);
    }

    fn leave(&mut self, run: RunId, id: FollowUpId) {
        if let Some(ids) = self.of_run.get_mut(&run) {
            ids.remove(&id);
            if ids.is_empty() {
                self.of_run.remove(&run);
            }
        }
    }

    fn index(&mut self, id: FollowUpId) {
        let Some(known) = self.all.get(&id) else {
            return;
        };
        match known.is_standing() {
            true => self.standing.insert(id),
            false => self.standing.remove(&id),
        };
        if let Some(origin) = known.origin() {
            self.of_run.entry(origin.run).or_default().insert(id);
        }
    }
}
