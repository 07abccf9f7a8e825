//! What is known of the last sync, and what the next one takes with it.

use super::claims::Told;
use crate::carrier::Notes;
use crate::event::{EntryHash, RunId, WriterId};
use crate::present::Claim;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the last sync: kept in this machine's state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LastSync {
    /// When both were last in step.
    pub at: Option<Timestamp>,
    /// Since when the carrier has not been reached, and why.
    pub fault: Option<(Timestamp, String)>,
    /// Records of one writer that part, as they are kept.
    pub forks: BTreeSet<String>,
    /// What came and was not taken.
    pub refused: BTreeSet<String>,
    /// Up to which entry each writer of this machine went out.
    pub sent: BTreeMap<WriterId, u64>,
    /// When all was last compared, and not only what changed.
    pub whole: Option<Timestamp>,
    /// What was said once, by name, with when it was first seen as it is.
    #[serde(default)]
    pub told: Told,
    /// By how many seconds others' clocks are ahead of this one, by operator; behind, where it is
    /// less than nothing.
    #[serde(default)]
    pub clocks: BTreeMap<String, i64>,
}

impl LastSync {
    /// What is said now, each with when it was first seen as it is.
    pub(super) fn told_of(&self, notes: &Notes, now: Timestamp) -> Told {
        let told = notes.iter().map(|(name, said)| {
            let said = String::from_utf8_lossy(said).into_owned();
            let before = self.told.get(name).filter(|(before, _)| *before == said);
            let seen = before.map_or(now, |(_, seen)| *seen);
            (name.clone(), (said, seen))
        });
        told.collect()
    }

    /// How others' clocks stand to this one, by what is said now and was not there at the sync
    /// before: it was said after that, and not later than now.
    pub(super) fn clocks_of(&self, notes: &Notes, now: Timestamp) -> BTreeMap<String, i64> {
        let mut clocks = self.clocks.clone();
        for (name, said) in notes {
            let said = String::from_utf8_lossy(said);
            let is_known = self
                .told
                .get(name)
                .is_some_and(|(before, _)| *before == said);
            let claim = serde_json::from_str::<Claim>(&said).ok();
            let told = claim.as_ref().and_then(|claim| claim.told);
            let (Some(claim), Some(told), false) = (&claim, told, is_known) else {
                continue;
            };
            let ahead = told.duration_since(now).as_secs().max(0);
            let before = self.at.map(|before| told.duration_since(before).as_secs());
            let behind = before.unwrap_or_default().min(0);
            clocks.insert(claim.operator.to_string(), ahead + behind);
        }
        clocks
    }
}

/// What a sync takes from the record, so that nobody waits for it meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Content that was taken out of the journal.
    pub removed: BTreeSet<EntryHash>,
    /// What this machine has to tell.
    pub mine: Mine,
}

/// What a machine has to tell.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    pub(super) claims: Vec<Claim>,
    pub(super) taken: BTreeSet<RunId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::RunId;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_764_000_000 + second).unwrap()
    }

    /// What another says at a moment of their clock.
    fn notes(told: i64) -> Notes {
        let claim = Claim {
            what: "run:x".to_owned(),
            title: "Morning round".to_owned(),
            operator: "ops-b".into(),
            host: "host-7".to_owned(),
            run: RunId(ulid::Ulid::from_parts(1, 2)),
            step: (0, 2),
            since: at(0),
            life_seconds: 600,
            told: Some(at(told)),
            turn: 0,
        };
        let text = serde_json::to_string(&claim).unwrap();
        Notes::from([("x".to_owned(), text.into_bytes())])
    }

    #[test]
    fn a_clock_is_known_by_what_was_said_between_two_syncs() {
        let before = LastSync {
            at: Some(at(1_000)),
            ..LastSync::default()
        };
        // Said between them, a day ahead, an hour before the first.
        for (told, off) in [(1_030, 0), (87_460, 86_400), (-2_600, -3_600)] {
            let clocks = before.clocks_of(&notes(told), at(1_060));
            assert_eq!(clocks.get("ops-b"), Some(&off), "{told}");
        }
        // What stands as it stood says nothing anew; of a first sync nothing older is known.
        let stands = LastSync {
            told: before.told_of(&notes(-2_600), at(900)),
            ..before
        };
        assert_eq!(stands.clocks_of(&notes(-2_600), at(1_060)).len(), 0);
        let first = LastSync::default().clocks_of(&notes(-2_600), at(1_060));
        assert_eq!(first.get("ops-b"), Some(&0));
    }
}
