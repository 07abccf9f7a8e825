//! Runbooks whose dates and hours are those around a moment.
//!
//! What stays true: only whole dates behind a known key move, all by the same number of days,
//! so that what lay between them still does. What is no such line is left as it is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The day that the dates of the shipped runbooks were written for.
const WRITTEN_FOR: Date = Date::constant(2026, 11, 25);

/// Keys whose dates are moved.
const KEYS: [&str; 4] = ["last", "date", "starts", "ends"];

/// Hours are rounded to so many minutes, as people choose them.
const ROUND_MINUTES: i64 = 5;

/// The moment so many days before another.
pub(super) fn ago(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(24 * days)
}

/// The text of a runbook, its dates moved from the day they were written for to `now`.
pub(super) fn moved_to(text: &str, now: Timestamp) -> String {
    let today = now.to_zoned(TimeZone::UTC).date();
    let days = today.duration_since(WRITTEN_FOR).as_hours() / 24;
    let lines = text.lines().map(|line| moved(line, days));
    lines.map(|line| line + "\n").collect()
}

fn moved(line: &str, days: i64) -> String {
    let dated = line.split_once(" = ").filter(|(key, _)| KEYS.contains(key));
    let date = dated.and_then(|(key, date)| Some((key, date.parse::<Date>().ok()?)));
    let moved = date.and_then(|(key, date)| Some((key, date.checked_add(days.days()).ok()?)));
    moved.map_or_else(|| line.to_owned(), |(key, date)| format!("{key} = {date}"))
}

/// The text with each `{+90}` and its like filled: the hour so many minutes from `now`, in UTC.
pub(super) fn with_hours(text: &str, now: Timestamp) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let hour = part.split_once('}');
        let hour = hour.and_then(|(minutes, rest)| Some((minutes.parse::<i64>().ok()?, rest)));
        match hour {
            Some((minutes, rest)) => {
                filled.push_str(&hour_at(now, minutes));
                filled.push_str(rest);
            }
            None => {
                filled.push('{');
                filled.push_str(part);
            }
        }
    }
    filled
}

fn hour_at(now: Timestamp, minutes: i64) -> String {
    let at = now + SignedDuration::from_mins(minutes);
    let minutes = at.as_second().div_euclid(60);
    let round = minutes - minutes.rem_euclid(ROUND_MINUTES);
    let of_day = round.rem_euclid(24 * 60);
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_known_keys_move_together() {
        let now = "2027-01-05T08:00:00Z".parse().unwrap();
        let text = "starts = 2026-11-02\nends = 2026-12-11\nvalid = 2026-11-02\nlast = \"x\"\n";
        assert_eq!(
            moved_to(text, now),
            "starts = 2026-12-13\nends = 2027-01-21\nvalid = 2026-11-02\nlast = \"x\"\n"
        );
    }

    #[test]
    fn hours_are_those_around_now() {
        let now = "2026-11-25T00:12:00Z".parse().unwrap();
        let text =
            "links = { Desk = \"x\" }\nschedule = \"daily {-180}\"\nschedule = \"daily {+90}\"";
        assert_eq!(
            with_hours(text, now),
            "links = { Desk = \"x\" }\nschedule = \"daily 21:10\"\nschedule = \"daily 01:40\""
        );
    }
}
