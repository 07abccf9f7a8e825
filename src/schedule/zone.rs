//! A time zone that is known by its IANA name, and the one rule from wall clock to instant.
//!
//! A [`Zone`] always has a name that was found in the time zone database. It is not the
//! machine's zone: nothing here looks for that.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

use super::fault::{Fault, nearest, quoted};

/// A time zone of the IANA database; equal by name, stored as its name.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// Looks a zone up by its name (`Europe/Berlin`), in any case.
    ///
    /// # Errors
    /// A [`Fault`] with the nearest known name when there is no such zone. Offsets (`+02:00`)
    /// and rules are refused: they know nothing of the clock changes of a place.
    pub fn parse(name: &str) -> Result<Zone, Fault> {
        let found = TimeZone::get(name).ok().filter(|rules| !rules.is_unknown());
        found
            .and_then(|rules| {
                Some(Zone {
                    name: rules.iana_name()?.to_owned(),
                    rules,
                })
            })
            .ok_or_else(|| unknown_zone(name))
    }

    /// Coordinated Universal Time.
    pub fn utc() -> Zone {
        Zone {
            name: "UTC".to_owned(),
            rules: TimeZone::UTC,
        }
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the wall clock shows at an instant.
    pub fn wall_clock(&self, at: Timestamp) -> DateTime {
        self.rules.to_datetime(at)
    }

    /// The first instant at which the wall clock shows `wall` or has jumped past it. None
    /// only at the ends of the calendar (the years -9999 and 9999).
    pub fn instant_of(&self, wall: DateTime) -> Option<Timestamp> {
        let ambiguous = self.rules.to_ambiguous_timestamp(wall);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { before, after } => {
                // The skipped time read with the offset after the gap lies before the change,
                // and read with the one before it lies at or after the change.
                let earliest = after.to_timestamp(wall).ok()?;
                let latest = before.to_timestamp(wall).ok()?;
                self.rules
                    .following(earliest)
                    .map(|change| change.timestamp())
                    .take_while(|at| *at <= latest)
                    .find(|at| self.rules.to_offset(*at) == after)
                    .or(Some(latest))
            }
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                ambiguous.earlier().ok()
            }
        }
    }
}

fn unknown_zone(name: &str) -> Fault {
    let fault = Fault::new(
        0..name.len(),
        format!("there is no time zone {}", quoted(name)),
    );
    let known: Vec<String> = jiff::tz::db()
        .available()
        .map(|zone| zone.to_string())
        .collect();
    if known.is_empty() {
        return fault.hint("this machine has no time zone database; install tzdata");
    }
    let city = |zone: &&String| {
        let last = zone.rsplit('/').next().unwrap_or_default();
        last.eq_ignore_ascii_case(&name.replace(' ', "_"))
    };
    let meant = nearest(name, known.iter().map(String::as_str))
        .or_else(|| known.iter().find(city).map(String::as_str));
    match meant {
        Some(zone) => fault.hint(format!("write `{zone}`")),
        None => fault.hint("write a name like `Europe/Berlin`, or `UTC`"),
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl FromStr for Zone {
    type Err = Fault;

    fn from_str(name: &str) -> Result<Zone, Fault> {
        Zone::parse(name)
    }
}

impl TryFrom<String> for Zone {
    type Error = Fault;

    fn try_from(name: String) -> Result<Zone, Fault> {
        Zone::parse(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> String {
        zone.name
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Zone({})", self.name)
    }
}
