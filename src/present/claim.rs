//! That somebody is at something, and how that is said.

use super::clock::Clock;
use crate::event::RunId;
use crate::runbook::Operator;
use crate::text::duration_words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// That somebody is at something. As others get it, in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What: `run:ID`, or `occurrence:PROCEDURE@TARGET@SLOT`.
    pub what: String,
    /// What people call it.
    pub title: String,
    /// Who.
    pub operator: Operator,
    /// On which machine.
    pub host: String,
    /// The run.
    pub run: RunId,
    /// How many boxes are answered, of how many.
    pub step: (u32, u32),
    /// Since when, by the clock of who says so.
    pub since: Timestamp,
    /// How long it lives unless it is renewed, in seconds.
    pub life_seconds: u64,
    /// How often it was renewed: what was told anew differs from what was told before.
    #[serde(default)]
    pub turn: u64,
}

impl Claim {
    /// `4 of 15`
    pub fn how_far(&self) -> String {
        let (answered, steps) = self.step;
        format!("{answered} of {steps}")
    }

    /// `ops-b is at Morning round (4 of 15) since 09:12 on host-7.`
    pub fn sentence(&self, clock: &Clock) -> String {
        format!(
            "{} is at {} ({}) since {} on {}.",
            self.operator,
            self.title,
            self.how_far(),
            clock.moment(self.since),
            self.host
        )
    }

    /// `ops-b is at it (4 of 15, 2 min)`, beside what a row says of how far it is: in whole
    /// minutes, because nobody draws it again every second.
    pub(super) fn of_row(&self, how_far: &str, clock: &Clock) -> String {
        let minutes = clock.now.duration_since(self.since).as_mins().max(0);
        let length = match u64::try_from(minutes).unwrap_or_default() {
            0 => String::new(),
            minutes => format!(", {}", duration_words(60 * minutes)),
        };
        format!("{} is at it ({how_far}{length})", self.operator)
    }
}
