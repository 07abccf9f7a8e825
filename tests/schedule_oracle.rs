//! Slots held against a second implementation: `data/schedule-slots.txt`, made by
//! `data/schedule-slots.py` from dateutil, croniter and zoneinfo. Belongs here: every form in
//! every zone of that table. Rules that no library knows have their tests in the room itself.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rounds::schedule::{Schedule, Timing, Zone};

const TABLE: &str = include_str!("data/schedule-slots.txt");

struct Row {
    timing: Timing,
    from: Timestamp,
    to: Timestamp,
    slots: Vec<Timestamp>,
}

fn closed_days() -> BTreeSet<Date> {
    let line = TABLE
        .lines()
        .find_map(|line| line.strip_prefix("# Closed days: "));
    let days = line
        .expect("the head names the closed days")
        .trim_end_matches('.');
    days.split(", ")
        .map(|day| day.parse().expect("a date"))
        .collect()
}

fn instant(text: &str) -> Timestamp {
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is no instant"))
}

/// The first slot whole, then the time since the one before, as `+24:00` or `+24:00x3`.
fn slots(text: &str) -> Vec<Timestamp> {
    let mut slots: Vec<Timestamp> = Vec::new();
    for word in text.split_whitespace() {
        let Some(gap) = word.strip_prefix('+') else {
            slots.push(instant(word));
            continue;
        };
        let (gap, count) = gap.split_once('x').unwrap_or((gap, "1"));
        let (hours, minutes) = gap.split_once(':').expect("hours and minutes");
        let minutes: i64 = minutes.parse().expect("minutes");
        let gap = SignedDuration::from_mins(hours.parse::<i64>().expect("hours") * 60 + minutes);
        for _ in 0..count.parse::<usize>().expect("a count") {
            slots.push(*slots.last().expect("a slot before") + gap);
        }
    }
    slots
}

fn rows() -> Vec<Row> {
    let closed = closed_days();
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.splitn(5, '|').map(str::trim).collect();
            let schedule = Schedule::parse(cells[0]).unwrap_or_else(|fault| panic!("{fault}"));
            let zone = Zone::parse(cells[1]).unwrap_or_else(|fault| panic!("{fault}"));
            Row {
                timing: Timing {
                    closed: closed.clone(),
                    ..Timing::new(schedule, zone)
                },
                from: instant(cells[2]),
                to: instant(cells[3]),
                slots: slots(cells.get(4).unwrap_or(&"")),
            }
        })
        .collect()
}

fn name(row: &Row) -> String {
    format!(
        "{} in {} from {}",
        row.timing.schedule, row.timing.zone, row.from
    )
}

#[test]
fn slots_are_those_of_the_second_implementation() {
    let rows = rows();
    assert!(rows.len() > 200, "the table has only {} rows", rows.len());
    for row in rows {
        let found: Vec<Timestamp> = row.timing.slots(row.from, row.to).collect();
        assert_eq!(found, row.slots, "{}", name(&row));
    }
}

#[test]
fn the_next_slot_agrees_with_the_table() {
    for row in rows() {
        for pair in row.slots.windows(2) {
            let next = row.timing.next_after(pair[0]);
            assert_eq!(next, Some(pair[1]), "{}", name(&row));
        }
    }
}

#[test]
fn a_span_cut_anywhere_gives_the_same_slots() {
    for row in rows() {
        for cut in &row.slots {
            let before = row.timing.slots(row.from, *cut);
            let joined: Vec<Timestamp> = before
                .chain(row.timing.slots(*cut, row.to))
                .take(400)
                .collect();
            assert_eq!(
                joined,
                row.slots[..joined.len()],
                "cut at {cut}, {}",
                name(&row)
            );
            assert_eq!(joined.len(), row.slots.len().min(400));
        }
    }
}
