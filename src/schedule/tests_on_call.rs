//! Hours and turns in tables: over zones, clock changes and closed days.

use super::{Hours, Schedule, Timing, Turn, Zone};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn hours_are_read_as_people_write_them() {
    let berlin = zone("Europe/Berlin");
    let closed = BTreeSet::from([date(2026, 11, 26)]);
    // In winter Berlin is an hour ahead of UTC. The 23rd is a Monday, the 26th is closed.
    for (hours, instant, is_there) in [
        ("24/7", "2026-11-26T03:00Z", true),
        ("24/7; the pager first", "2026-11-28T03:00Z", true),
        ("mon-fri 08:00-18:00", "2026-11-23T06:59:59Z", false),
        ("mon-fri 08:00-18:00", "2026-11-23T07:00Z", true),
        ("mon-fri 08:00-18:00", "2026-11-23T16:59Z", true),
        ("mon-fri 08:00-18:00", "2026-11-23T17:00Z", false),
        ("mon-fri 08:00-18:00", "2026-11-26T09:00Z", false),
        ("mon-fri 08:00-18:00", "2026-11-28T09:00Z", false),
        ("Mon to Fri, 08:00 to 18:00", "2026-11-27T09:00Z", true),
        ("mon–fri 8:00–18:00", "2026-11-27T09:00Z", true),
        ("weekdays 08:00-18:00", "2026-11-26T09:00Z", false),
        ("daily 08:00-18:00", "2026-11-26T09:00Z", true),
        ("08:00-18:00", "2026-11-28T09:00Z", true),
        (
            "mon, wed 08:00-12:00, 13:00-17:00",
            "2026-11-25T11:30Z",
            false,
        ),
        (
            "mon, wed 08:00-12:00, 13:00-17:00",
            "2026-11-25T12:30Z",
            true,
        ),
        (
            "mon, wed 08:00-12:00, 13:00-17:00",
            "2026-11-24T12:30Z",
            false,
        ),
        (
            "mon-fri 08:00-18:00; sat 10:00-12:00",
            "2026-11-28T09:30Z",
            true,
        ),
        (
            "mon-fri 08:00-18:00; pager at other times",
            "2026-11-28T09:30Z",
            false,
        ),
        ("sat-mon", "2026-11-29T23:30Z", true),
        ("sat-mon", "2026-11-24T12:00Z", false),
        // Over midnight: the night belongs to the day on which it begins.
        ("fri 22:00-06:00", "2026-11-28T04:59Z", true),
        ("fri 22:00-06:00", "2026-11-28T05:00Z", false),
        ("fri 22:00-06:00", "2026-11-27T04:00Z", false),
        ("wed 22:00-06:00", "2026-11-26T04:00Z", true),
        ("thu 22:00-06:00", "2026-11-27T04:00Z", false),
        ("mon 20:00-24:00", "2026-11-23T22:59Z", true),
        ("mon 20:00-24:00", "2026-11-23T23:00Z", false),
        // The clocks go back on 25 October at 3: both passes of half past two are within.
        ("sun 02:00-03:00", "2026-10-25T00:30Z", true),
        ("sun 02:00-03:00", "2026-10-25T01:30Z", true),
        ("sun 02:00-03:00", "2026-10-25T02:00Z", false),
        // They go forward on 29 March at 2, and there is no half past two.
        ("sun 02:00-03:00", "2026-03-29T01:00Z", false),
    ] {
        let read = Hours::parse(hours).unwrap_or_else(|fault| panic!("{hours}: {fault}"));
        let found = read.include(at(instant), &berlin, &closed);
        assert_eq!(found, is_there, "{hours} at {instant}");
    }
}

#[test]
fn what_is_no_hours_is_told_where() {
    for (hours, wrong) in [
        ("", ""),
        ("around the clock", "around"),
        ("mon-fri", "-"),
        ("mon-fry 08:00-18:00", "fry"),
        ("mon-fri 08:00", "mon-fri 08:00"),
        ("mon-fri 08:00-", "mon-fri 08:00-"),
        ("mon-fri 08:00-25:00", "25:00"),
        ("mon-fri 24:00-06:00", "24:00"),
        ("24/7 mon", "24/7"),
        ("-fri 08:00-18:00", "-"),
        ("; by appointment", "; by appointment"),
    ] {
        match Hours::parse(hours) {
            // Days alone are whole days.
            Ok(_) => assert_eq!((hours, wrong), ("mon-fri", "-")),
            Err(fault) => {
                assert_eq!(&hours[fault.span.clone()], wrong, "{hours}: {fault}");
                assert!(fault.hint.is_some(), "{hours}: {fault}");
            }
        }
    }
}

fn turn(timing: &Timing, from: Date, instant: &str) -> Option<Turn> {
    timing.turn_at(from, at(instant))
}

#[test]
fn turns_follow_each_other_without_a_gap() {
    for (name, schedule) in [
        ("Europe/Berlin", "weekly mon 09:00"),
        ("Europe/Berlin", "daily 02:30"),
        ("America/New_York", "daily 07:00, 19:00"),
        ("Pacific/Apia", "every 12 hours from 06:00"),
        ("Australia/Lord_Howe", "weekly sun 02:10"),
        ("UTC", "monthly 1 00:00"),
    ] {
        let timing = Timing::new(Schedule::parse(schedule).unwrap(), zone(name));
        let from = date(2026, 3, 2);
        let first = timing.next_after(at("2026-03-02T20:00Z")).unwrap();
        let mut known = timing.turn_at(from, first).unwrap();
        for _ in 0..500 {
            let until = known.until.unwrap();
            let last = timing.turn_at(from, until - jiff::SignedDuration::from_nanos(1));
            assert_eq!(last, Some(known), "{name}, {schedule}");
            let next = timing.turn_at(from, until).unwrap();
            assert_eq!((next.number, next.since), (known.number + 1, until));
            known = next;
        }
    }
}

#[test]
fn turns_change_by_the_wall_clock_and_begin_at_their_day() {
    let berlin = Timing::new(
        Schedule::parse("weekly mon 09:00").unwrap(),
        zone("Europe/Berlin"),
    );
    let from = date(2026, 10, 19);
    for (instant, number) in [
        ("2026-10-19T06:59:59Z", None),
        ("2026-10-19T07:00Z", Some(0)),
        // A week later it is winter, and nine o'clock is an hour later in UTC.
        ("2026-10-26T07:30Z", Some(0)),
        ("2026-10-26T08:00Z", Some(1)),
        ("2027-10-18T06:30Z", Some(51)),
        ("2027-10-18T07:00Z", Some(52)),
    ] {
        let found = turn(&berlin, from, instant).map(|turn| turn.number);
        assert_eq!(found, number, "{instant}");
    }
    // A day without a slot begins with the first slot behind it.
    assert_eq!(turn(&berlin, date(2026, 10, 20), "2026-10-21T12:00Z"), None);
}
