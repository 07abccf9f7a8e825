//! What somebody said by hand that they are at, or have left: kept beside what is known of the
//! last sync, and told with the next one.

use super::Session;
use super::claims::{at_it, claim_of, living, taken, wishes};
use super::last_sync::{LastSync, Mine};
use super::team::Team;
use crate::carrier::{Notes, Saying};
use crate::event::RunId;
use crate::present::Claim;
use crate::state::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

/// The name under which a team says where its runbooks are.
pub const LIBRARY: &str = "library";

/// What was said by hand.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct ByHand {
    /// Since when, and what.
    claims: Vec<(Timestamp, Claim)>,
    /// What was left, and when.
    left: BTreeMap<RunId, Timestamp>,
}

impl Team {
    fn by_hand(&self) -> ByHand {
        let bytes = fs::read(self.home().join("claims")).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn keep_by_hand(&self, by_hand: &ByHand) -> Result<(), String> {
        let path = self.home().join("claims");
        let bytes = serde_json::to_vec(by_hand).unwrap_or_default();
        let kept = crate::os::private_dir(self.home()).and_then(|()| fs::write(&path, bytes));
        kept.map_err(|error| {
            format!(
                "It cannot be kept: {}: {}.",
                path.display(),
                crate::os::why(&error)
            )
        })
    }

    /// Says that somebody is at something.
    ///
    /// # Errors
    /// Why it cannot be kept.
    pub fn take(&self, claim: Claim) -> Result<(), String> {
        let mut by_hand = self.by_hand();
        by_hand.left.remove(&claim.run);
        by_hand.claims.retain(|(_, other)| other.run != claim.run);
        by_hand.claims.push((Timestamp::now(), claim));
        self.keep_by_hand(&by_hand)
    }

    /// Says that somebody is not at something any more.
    ///
    /// # Errors
    /// Why it cannot be kept.
    pub fn leave(&self, run: RunId) -> Result<(), String> {
        let mut by_hand = self.by_hand();
        by_hand.claims.retain(|(_, other)| other.run != run);
        by_hand.left.insert(run, Timestamp::now());
        self.keep_by_hand(&by_hand)
    }

    /// What this machine has to tell: the runs that its operator is at.
    pub fn mine(&self, state: &State) -> Mine {
        let settings = self.settings();
        let now = Timestamp::now();
        let by_hand = self.by_hand();
        let lives = |(since, claim): &&(Timestamp, Claim)| {
            let age = now.duration_since(*since).as_secs();
            let goes_on = state.run(claim.run).is_some_and(|run| !run.is_ended());
            goes_on && age <= i64::try_from(claim.life_seconds).unwrap_or(i64::MAX)
        };
        let mut claims: Vec<Claim> = by_hand
            .claims
            .iter()
            .filter(lives)
            .map(|(_, claim)| claim.clone())
            .collect();
        let life = settings.team.claims();
        let found = life.map(|life| {
            let (operator, host) = (&settings.operator, &settings.host);
            at_it(state, (operator, host), life, &by_hand.left, now)
        });
        let known: BTreeSet<RunId> = claims.iter().map(|claim| claim.run).collect();
        let is_new = |claim: &Claim| !known.contains(&claim.run);
        claims.extend(found.into_iter().flatten().filter(is_new));
        Mine {
            claims,
            taken: taken(state, &settings.operator),
        }
    }

    /// What is to be said, given what is.
    pub(super) fn sayings(&self, mine: &Mine, notes: &Notes, now: Timestamp) -> Vec<Saying> {
        let settings = self.settings();
        let who = (&settings.operator, settings.host.as_str());
        let told = self.last().told_of(notes, now);
        let mut sayings = wishes(&mine.claims, &told, who, &mine.taken, now);
        // A newcomer hears from the others where the runbooks are.
        if let Some(library) = &settings.team.library
            && !notes.contains_key(LIBRARY)
        {
            sayings.push(Saying {
                name: LIBRARY.to_owned(),
                old: None,
                new: Some(library.value.clone().into_bytes()),
            });
        }
        sayings
    }

    /// The claims that live now, as far as the last sync told.
    pub fn claims(&self, state: &State) -> Vec<Claim> {
        living(&self.last().told, state, Timestamp::now())
    }

    /// Who else is at which run.
    pub(super) fn others_at_it(&self, last: &LastSync, state: &State) -> BTreeMap<RunId, Claim> {
        let claims = living(&last.told, state, Timestamp::now()).into_iter();
        let others = claims.filter(|claim| self.is_of_others(claim));
        others.map(|claim| (claim.run, claim)).collect()
    }

    /// Somebody else's claim on a run, where one lives.
    pub fn claim_of_others(&self, run: RunId, state: &State) -> Option<Claim> {
        self.others_at_it(&self.last(), state).remove(&run)
    }

    /// Whether it is another person's, or one's own on another machine.
    fn is_of_others(&self, claim: &Claim) -> bool {
        let settings = self.settings();
        claim.operator != settings.operator || claim.host != settings.host
    }
}

impl Session {
    /// A claim on a run that goes on.
    pub fn claim_of(&self, run: RunId, life: Duration) -> Option<Claim> {
        let state = self.state();
        let settings = self.settings();
        let run = state.run(run).filter(|run| !run.is_ended())?;
        claim_of(run, &settings.operator, &settings.host, life)
    }
}
