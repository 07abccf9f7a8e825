//! A schedule in its time zone: slots as instants.
//!
//! Days and times of the day are walked in the zone's wall clock and turned into instants one
//! by one, so nothing is computed that is not asked for. Because a wall time becomes the
//! first instant at which the clock shows it or has passed it, later wall times never give
//! earlier instants; the searches rest on that.
//!
//! A timing knows no runs and no clock: what stands of a slot is decided elsewhere.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::rule::Schedule;
use super::zone::Zone;

/// How far a search looks for the next slot. The rarest schedule there is,
/// 29 February by cron, can pause for eight years (1896 to 1904, 2096 to 2104); closed days
/// may silence others for as long as somebody writes them.
const SEARCH_YEARS: i64 = 12;

/// A schedule with all that its slots and their lateness depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// On which days, at which times of the day.
    pub schedule: Schedule,
    /// The zone of the runbook, whose wall clock is meant.
    pub zone: Zone,
    /// Days on which nobody works; skipped by `weekdays` and `workday` schedules only.
    pub closed: BTreeSet<Date>,
    /// How long after its slot an occurrence is still in time. Below zero counts as zero.
    pub grace: SignedDuration,
    /// How long before its slot an occurrence may be begun. Below zero counts as zero.
    pub early: SignedDuration,
    /// What becomes of a slot that nobody filled.
    pub if_missed: IfMissed,
}

/// What becomes of an occurrence that nobody did before the next is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfMissed {
    /// It is missed; the next one replaces it.
    Skip,
    /// It stays overdue until it is done or excused.
    Carry,
}

impl Timing {
    /// A timing with the defaults: no closed days, [`default_grace`], [`default_if_missed`],
    /// and nothing early.
    ///
    /// `early` is zero unless the file says otherwise, because a check at nine says how things
    /// are at nine. Only the owner knows whether an earlier look would count; a default would
    /// let yesterday evening's run answer for this morning without anyone having decided it.
    pub fn new(schedule: Schedule, zone: Zone) -> Timing {
        Timing {
            grace: default_grace(&schedule),
            if_missed: default_if_missed(&schedule),
            early: SignedDuration::ZERO,
            closed: BTreeSet::new(),
            schedule,
            zone,
        }
    }

    /// The slots from `from` up to, not including, `to`, each once and in order. Lazy: cost
    /// goes by the days that are walked.
    pub fn slots(&self, from: Timestamp, to: Timestamp) -> Slots<'_> {
        let until = self.zone.wall_clock(to).date();
        // Beyond the clock's own date, since it may have been set back over midnight.
        let until = until.tomorrow().unwrap_or(until);
        self.slots_by_day(from, to, until)
    }

    /// The first slot after `at`. None when there is none in twelve years, or none before the
    /// end of the calendar.
    pub fn next_after(&self, at: Timestamp) -> Option<Timestamp> {
        let from = at.checked_add(SignedDuration::from_nanos(1)).ok()?;
        let today = self.zone.wall_clock(from).date();
        let begins = self
            .schedule
            .days
            .beginning()
            .map_or(today, |first| first.max(today));
        let until = begins.saturating_add(SEARCH_YEARS.years());
        self.slots_by_day(from, Timestamp::MAX, until).next()
    }

    /// Slots in [from, to) on wall-clock days up to `until`.
    fn slots_by_day(&self, from: Timestamp, to: Timestamp, until: Date) -> Slots<'_> {
        // A slot at `from` may belong to a wall time that a gap has skipped just before it,
        // even on a day that does not exist there; the instant before `from` is ahead of it.
        let before = from
            .checked_sub(SignedDuration::from_nanos(1))
            .unwrap_or(from);
        let first = self.zone.wall_clock(before).date();
        let day = self.schedule.days.next(first, until, &self.closed);
        Slots {
            timing: self,
            day,
            time: 0,
            until,
            from,
            to,
            last: None,
        }
    }
}

/// The slots of a [`Timing`] between two instants.
#[derive(Clone, Debug)]
pub struct Slots<'a> {
    timing: &'a Timing,
    /// The day being walked; none when there are no more.
    day: Option<Date>,
    /// The time of that day to look at next.
    time: usize,
    until: Date,
    from: Timestamp,
    to: Timestamp,
    last: Option<Timestamp>,
}

impl Iterator for Slots<'_> {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        let Schedule { days, times } = &self.timing.schedule;
        loop {
            let day = self.day?;
            let Some(time) = times.as_slice().get(self.time) else {
                let tomorrow = day.tomorrow().ok();
                self.day =
                    tomorrow.and_then(|next| days.next(next, self.until, &self.timing.closed));
                self.time = 0;
                continue;
            };
            self.time += 1;
            let Some(slot) = self.timing.zone.instant_of(day.to_datetime(*time)) else {
                continue;
            };
            if slot >= self.to {
                self.day = None;
            } else if slot >= self.from && self.last != Some(slot) {
                self.last = Some(slot);
                return Some(slot);
            }
        }
    }
}

impl std::iter::FusedIterator for Slots<'_> {}

/// How long after a slot it is still in time, unless the runbook says: a tenth of the
/// shortest nominal gap between slots, at least 30 minutes, at most a day.
pub fn default_grace(schedule: &Schedule) -> SignedDuration {
    let tenth = schedule.shortest_gap() / 10;
    tenth.clamp(
        SignedDuration::from_mins(30),
        SignedDuration::from_hours(24),
    )
}

/// What becomes of a slot that nobody filled, unless the runbook says.
///
/// What comes round on every day from Monday to Friday (or more often) is skipped: tomorrow's
/// check replaces today's. Everything rarer is carried, because nothing replaces it soon.
pub fn default_if_missed(schedule: &Schedule) -> IfMissed {
    match schedule.is_every_workday() {
        true => IfMissed::Skip,
        false => IfMissed::Carry,
    }
}
