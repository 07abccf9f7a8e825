//! What is read, chosen and noted on which day: numbers that look like chance and are not.

use crate::limits::Limits;
use crate::runbook::{Step, Yields};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// Numbers from a seed: the same each time.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        mixed(self.0)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from + 1)
    }

    /// Whether it happens, once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }

    /// One of these.
    pub fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        let last = of.len().saturating_sub(1) as u64;
        let index = usize::try_from(self.between(0, last)).unwrap_or(0);
        of.get(index).copied().unwrap_or_default()
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): each number gives another that looks unlike it.
pub(super) fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// What a step reads on the `day`th day of the year.
pub(super) fn reading(step: &Step, limits: &Limits, day: u64, chance: &mut Chance) -> String {
    let value = match step.id.as_str() {
        // Two points a month: near its limit at the year's end.
        "database-disk" => 49 + day * 26 / 365,
        "certificate" => 90 - day % 70,
        "lag" | "lag-after" if !chance.once_in(40) => chance.between(1, 4),
        "lag" => chance.between(6, 9),
        "lag-before" => chance.between(17, 26),
        "depth" if !chance.once_in(90) => chance.between(60, 420),
        "depth" => chance.between(510, 900),
        "dead-letters" | "oom" | "failed-units" | "refused" if !chance.once_in(50) => 0,
        "dead-letters" | "refused" => chance.between(1, 4),
        "difference" => chance.between(0, 4),
        "backup-age" => chance.between(5, 9),
        // Half a point a year, with noise: what drifts before it alarms.
        "declined" => {
            let tenths = 12 + day * 14 / 365 + chance.between(0, 4);
            return format!("{}.{}", tenths / 10, tenths % 10);
        }
        "refunds" if !chance.once_in(25) => chance.between(2, 14),
        "refunds" => chance.between(21, 28),
        "parcels" => 340 + chance.between(0, 90),
        "load" => return format!("0.{:02}", chance.between(4, 60)),
        "disk" => 61 + day % 14,
        "inodes" => chance.between(18, 22),
        "memory" => chance.between(34, 62),
        "kernel-errors" => chance.between(0, 3),
        _ => within(limits, chance),
    };
    value.to_string()
}

/// Something that no limit objects to.
fn within(limits: &Limits, chance: &mut Chance) -> u64 {
    let above = limits.warn_above.or(limits.alarm_above);
    let below = limits.warn_below.or(limits.alarm_below);
    // Limits of runbooks are small numbers; what a fraction is cut off of does not matter.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = |limit: f64| limit.clamp(0.0, 1e9) as u64;
    match (below.map(whole), above.map(whole)) {
        (Some(below), Some(above)) => below.midpoint(above),
        (Some(below), None) => below + chance.between(1, below.max(4)),
        (None, Some(above)) => chance.between(0, above / 2),
        (None, None) => chance.between(3, 40),
    }
}

/// What a step that asks or lets choose is told.
pub(super) fn told(step: &Step, now: Timestamp, chance: &mut Chance) -> Option<String> {
    match &step.yields {
        Yields::Ask(ask) => ask.example.as_deref().map(|example| of_today(example, now)),
        Yields::Choose(choose) => {
            let good =
                |option: &&String| !choose.warn.contains(option) && !choose.alarm.contains(option);
            let good: Vec<&str> = choose.options.iter().filter(good).map(|it| &**it).collect();
            match good.is_empty() {
                true => choose.options.first().cloned(),
                false => Some(chance.pick(&good).to_owned()),
            }
        }
        Yields::Tick | Yields::Reading { .. } => None,
    }
}

/// An example that begins with a moment, moved to the day before `now`; others as they are.
fn of_today(example: &str, now: Timestamp) -> String {
    let is_moment = example.as_bytes().get(10) == Some(&b'T') && example.is_char_boundary(10);
    let day = (now - SignedDuration::from_hours(24)).to_string();
    match example.get(..10).and_then(|day| day.parse::<Date>().ok()) {
        Some(_) if is_moment => format!("{}{}", &day[..10], &example[10..]),
        _ => example.to_owned(),
    }
}

/// What is typed where a secret is asked for; the record never holds it.
pub(super) fn made_up_secret(chance: &mut Chance) -> String {
    format!("{:016x}{:016x}", chance.next(), chance.next())
}

/// What was seen where something is not as it should be.
pub(super) const SEEN: [&str; 6] = [
    "One of four was restarted at 04:12; it has caught up since",
    "Came at 06:20; finance was told",
    "The panel is empty since the dashboard was moved; asked the owner for the new one",
    "A ticket is missing for the alert that was muted on Friday",
    "It stopped at two in the night and went on by itself",
    "Two are left from yesterday; both have a ticket",
];

/// Why something is not done this time.
pub(super) const SKIPPED: [&str; 3] = [
    "The console is closed for maintenance until noon",
    "Done by the other region's round an hour ago",
    "No access yet; the form is on its way",
];
