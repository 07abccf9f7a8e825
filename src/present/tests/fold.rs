//! What is shown of Today where rows are dear.

use super::{clock, every_kind, hours, rows, slot};
use crate::present::{Group, Kind, Line, Room, calm, lines};
use crate::state::SlotState;
use std::collections::{BTreeMap, BTreeSet};

fn room(rows: usize) -> Room {
    Room {
        rows,
        has_headings: false,
    }
}

/// How many rows of each group the lines stand for.
fn told(all: &[crate::present::Row], lines: &[Line]) -> BTreeMap<Group, usize> {
    let mut told = BTreeMap::new();
    let mut add = |group: Option<Group>, count: usize| {
        *told.entry(group.expect("a group")).or_default() += count;
    };
    for line in lines {
        match line {
            Line::Row { more, .. } => add(line.group(all), 1 + more),
            Line::More { count, .. } => add(line.group(all), *count),
            Line::Counts(groups) => groups
                .iter()
                .for_each(|(group, count)| add(Some(*group), *count)),
        }
    }
    told
}

/// However little room there is, every row is shown or counted, and what needs attention is
/// never folded whole.
#[test]
fn every_row_is_shown_or_counted_in_every_room() {
    let mut what = every_kind();
    let names: Vec<String> = (0..15).map(|number| format!("late-{number}")).collect();
    what.extend(
        names
            .iter()
            .map(|name| slot(name, 3, SlotState::Overdue, 1)),
    );
    let rows = rows(what);
    let mut all = BTreeMap::new();
    for row in &rows {
        *all.entry(row.group).or_default() += 1;
    }
    for has_headings in [false, true] {
        for size in 0..60 {
            let room = Room {
                rows: size,
                has_headings,
            };
            let lines = lines(&rows, room, &BTreeSet::new());
            assert_eq!(told(&rows, &lines), all, "{size}");
            let folded = lines.iter().any(|line| {
                matches!(line, Line::Counts(groups) if groups.iter().any(|(it, _)| *it == Group::NeedsAttention))
            });
            assert!(!folded, "{size}");
        }
    }
}

#[test]
fn the_many_of_one_kind_are_one_line_that_unfolds() {
    let names: Vec<String> = (0..19).map(|number| format!("late-{number}")).collect();
    let what = names
        .iter()
        .map(|name| slot(name, 3, SlotState::Overdue, 1));
    let rows = rows(what.collect());
    let shown = lines(&rows, room(100), &BTreeSet::new());
    let last = shown.last().expect("a line");
    assert_eq!(shown.len(), 8);
    assert_eq!(last.words(), "12 more overdue");
    let unfolded = lines(&rows, room(5), &BTreeSet::from([Group::NeedsAttention]));
    assert_eq!(unfolded.len(), 19);
}

#[test]
fn what_comes_later_gives_way_before_what_is_due() {
    let rows = rows(every_kind());
    let whole = lines(&rows, room(100), &BTreeSet::new()).len();
    let short = lines(&rows, room(whole - 2), &BTreeSet::new());
    let is_due =
        |line: &Line| matches!(line, Line::Row { row, more: 0 } if rows[*row].kind == Kind::Due);
    assert!(short.iter().any(is_due), "{short:?}");
    let least = lines(&rows, room(0), &BTreeSet::new());
    let counts = least.last().expect("a line").words();
    assert!(
        counts.starts_with("Due now ") && counts.contains(", Later "),
        "{counts}"
    );
}

#[test]
fn a_calm_day_says_until_when() {
    let later = rows(vec![slot("later", -5, SlotState::Upcoming, 20)]);
    let words = calm(&later, &clock()).expect("nothing to do");
    assert_eq!(
        words,
        format!(
            "Nothing needs attention. Nothing is due before {}.",
            clock().moment(hours(5))
        )
    );
    assert_eq!(calm(&rows(every_kind()), &clock()), None);
    let none = calm(&[], &clock()).expect("nothing to do");
    assert!(none.ends_with("Nothing is due within a day."), "{none}");
}

/// A group that has no room whole does not leave the screen empty: its first rows are shown.
#[test]
fn what_is_due_now_fills_the_room_that_is_left() {
    let names: Vec<String> = (0..12).map(|number| format!("due-{number}")).collect();
    let what = names.iter().map(|name| slot(name, 0, SlotState::Due, 1));
    let rows = rows(what.collect());
    for size in 4..12 {
        let lines = lines(&rows, room(size), &BTreeSet::new());
        assert_eq!(lines.len(), size, "{size}: {lines:?}");
        let shown = lines.iter().filter(|line| matches!(line, Line::Row { .. }));
        assert_eq!(shown.count(), size - 1, "{size}: {lines:?}");
    }
}
