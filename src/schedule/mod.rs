//! (being written in its own branch; this is the shape others build on)
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
/// x
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule(String);
impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
/// x
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// x
    pub schedule: Schedule,
    /// x
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub zone: TimeZone,
    /// x
    pub closed: BTreeSet<Date>,
    /// x
    pub grace: SignedDuration,
    /// x
    pub early: SignedDuration,
    /// x
    pub if_missed: IfMissed,
}
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfMissed {
    /// x
    Skip,
    /// x
    Carry,
}
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// x
    Upcoming,
    /// x
    Open,
    /// x
    Due,
    /// x
    Overdue,
    /// x
    Missed,
}
impl Timing {
    /// x
    pub fn slots(&self, _from: Timestamp, _to: Timestamp) -> impl Iterator<Item = Timestamp> + '_ {
        std::iter::empty()
    }
    /// x
    pub fn phase(&self, _slot: Timestamp, _now: Timestamp) -> Phase {
        Phase::Due
    }
    /// x
    pub fn next_after(&self, _t: Timestamp) -> Option<Timestamp> {
        None
    }
}
