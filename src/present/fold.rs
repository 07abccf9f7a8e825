//! Which rows of Today are shown where rows are dear, and which are folded to a count.
//!
//! What stays true: no group is lost, only counted; what needs attention is never folded as a
//! group, only the many of one kind; what is folded says how many it stands for. What it does
//! not do: it knows no width and draws nothing.

use super::clock::Clock;
use super::kind::{Group, Kind};
use super::row::Row;
use std::collections::BTreeSet;

/// A line of Today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A row, by its place among the rows.
    Row {
        /// Which.
        row: usize,
        /// Rows of its group that are folded behind it.
        more: usize,
    },
    /// Rows of one group that are folded: all of one kind, or what is left of the group.
    More {
        /// Of which group.
        group: Group,
        /// The one kind.
        kind: Option<Kind>,
        /// How many.
        count: usize,
    },
    /// Groups that are folded whole, each with its rows.
    Counts(Vec<(Group, usize)>),
}

impl Line {
    /// The group that it stands in; none for what stands for several.
    pub fn group(&self, rows: &[Row]) -> Option<Group> {
        match self {
            Self::Row { row, .. } => rows.get(*row).map(|row| row.group),
            Self::More { group, .. } => Some(*group),
            Self::Counts(_) => None,
        }
    }

    /// What is said of rows that are not shown; nothing of one that is.
    pub fn words(&self) -> String {
        match self {
            Self::Row { more: 0, .. } => String::new(),
            Self::Row { more, .. }
            | Self::More {
                count: more,
                kind: None,
                ..
            } => {
                format!("{more} more")
            }
            Self::More {
                kind: Some(kind),
                count,
                ..
            } => format!("{count} more {}", kind.words()),
            Self::Counts(groups) => {
                let groups = groups.iter();
                let words = groups.map(|(group, count)| format!("{} {count}", group.words()));
                words.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Rows of the screen.
    pub rows: usize,
    /// Whether each group takes a row for its heading.
    pub has_headings: bool,
}

/// As many of one kind stand together at most.
const MOST_OF_A_KIND: usize = 8;
/// From so many rows on there may be rows to spare.
const TALL: usize = 40;
/// As many rounds to come are shown.
const FIRST_OF_LATER: usize = 3;

/// How much of a group is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Every row, of one kind at most so many.
    Kinds(usize),
    /// The first rows, and how many more.
    First(usize),
    /// The first row, with how many more behind it.
    One,
    /// How many.
    Count,
}

struct Part {
    group: Group,
    /// The rows, from and to.
    from: usize,
    to: usize,
    extent: Extent,
}

/// The lines that have room; `unfolded` groups are shown whole, whatever room that takes.
pub fn lines(rows: &[Row], room: Room, unfolded: &BTreeSet<Group>) -> Vec<Line> {
    let mut parts = parts(rows, unfolded);
    if room.rows >= TALL {
        unfold_later(rows, &mut parts, room);
    }
    for (group, extent) in NARROWER {
        if taken(rows, &parts, room) <= room.rows {
            break;
        }
        let part = parts.iter_mut().find(|part| part.group == group);
        if let Some(part) = part.filter(|_| !unfolded.contains(&group)) {
            part.extent = extent;
        }
    }
    let mut most = MOST_OF_A_KIND;
    while most > 1 && taken(rows, &parts, room) > room.rows {
        most -= 1;
        let part = parts
            .iter_mut()
            .find(|part| part.group == Group::NeedsAttention);
        match part.filter(|part| !unfolded.contains(&part.group)) {
            Some(part) => part.extent = Extent::Kinds(most),
            None => break,
        }
    }
    if let Some(part) = parts.iter().position(|part| part.group == Group::DueNow) {
        show_some(rows, &mut parts, part, room);
    }
    draw(rows, &parts)
}

/// Of a group that is folded whole, as many of its first rows as there is room for: at least two.
fn show_some(rows: &[Row], parts: &mut [Part], at: usize, room: Room) {
    let all = parts[at].to - parts[at].from;
    if parts[at].extent != Extent::Count {
        return;
    }
    for first in (2..all).rev() {
        parts[at].extent = Extent::First(first);
        if taken(rows, parts, room) <= room.rows {
            return;
        }
    }
    parts[at].extent = Extent::Count;
}

/// Where there are rows to spare, what is to come later is shown whole.
fn unfold_later(rows: &[Row], parts: &mut [Part], room: Room) {
    let Some(at) = parts.iter().position(|part| part.group == Group::Later) else {
        return;
    };
    let folded = std::mem::replace(&mut parts[at].extent, Extent::Kinds(usize::MAX));
    if taken(rows, parts, room) > room.rows {
        parts[at].extent = folded;
    }
}

/// What gives way where rows are dear, first to last.
const NARROWER: [(Group, Extent); 8] = [
    (Group::Done, Extent::One),
    (Group::Later, Extent::One),
    (Group::Later, Extent::Count),
    (Group::Done, Extent::Count),
    (Group::Examples, Extent::One),
    (Group::Examples, Extent::Count),
    (Group::CarriedOver, Extent::Count),
    (Group::DueNow, Extent::Count),
];

fn parts(rows: &[Row], unfolded: &BTreeSet<Group>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        match parts.last_mut().filter(|part| part.group == row.group) {
            Some(part) => part.to = at + 1,
            None => parts.push(Part {
                group: row.group,
                from: at,
                to: at + 1,
                extent: Extent::Kinds(usize::MAX),
            }),
        }
    }
    for part in parts
        .iter_mut()
        .filter(|part| !unfolded.contains(&part.group))
    {
        part.extent = match part.group {
            Group::NeedsAttention => Extent::Kinds(MOST_OF_A_KIND),
            // A line that says "1 more" tells less than the row itself.
            Group::Later if part.to - part.from > FIRST_OF_LATER + 1 => {
                Extent::First(FIRST_OF_LATER)
            }
            _ => part.extent,
        };
    }
    parts
}

/// The screen's rows that the parts take.
fn taken(rows: &[Row], parts: &[Part], room: Room) -> usize {
    let headings = parts.iter().filter(|part| part.extent != Extent::Count);
    let headings = if room.has_headings {
        headings.count()
    } else {
        0
    };
    headings + draw(rows, parts).len()
}

fn draw(rows: &[Row], parts: &[Part]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut counts = Vec::new();
    for part in parts {
        let all = part.to - part.from;
        let whole = |row| Line::Row { row, more: 0 };
        match part.extent {
            Extent::Kinds(most) => kinds(rows, part, most, &mut lines),
            Extent::First(first) => {
                lines.extend((part.from..part.to).take(first).map(whole));
                lines.extend((all > first).then(|| Line::More {
                    group: part.group,
                    kind: None,
                    count: all - first,
                }));
            }
            Extent::One => lines.push(Line::Row {
                row: part.from,
                more: all - 1,
            }),
            Extent::Count => counts.push((part.group, all)),
        }
    }
    lines.extend((!counts.is_empty()).then_some(Line::Counts(counts)));
    lines
}

/// The rows of a part, of one kind at most so many; one more than that is shown as well.
fn kinds(rows: &[Row], part: &Part, most: usize, lines: &mut Vec<Line>) {
    let mut from = part.from;
    while from < part.to {
        let kind = rows[from].kind;
        let same = rows[from..part.to]
            .iter()
            .take_while(|row| row.kind == kind);
        let to = from + same.count();
        // A line that says "1 more" takes the room of the row itself.
        let shown = if to - from > most.max(2) {
            most.saturating_sub(1).max(1)
        } else {
            to - from
        };
        lines.extend((from..from + shown).map(|row| Line::Row { row, more: 0 }));
        let count = to - from - shown;
        lines.extend((count > 0).then_some(Line::More {
            group: part.group,
            kind: Some(kind),
            count,
        }));
        from = to;
    }
}

/// That nothing hurts, and until when nothing is due; none where something is to be done.
pub fn calm(rows: &[Row], clock: &Clock) -> Option<String> {
    let busy = [Group::NeedsAttention, Group::InProgress, Group::DueNow];
    if rows.iter().any(|row| busy.contains(&row.group)) {
        return None;
    }
    let next = rows
        .iter()
        .find(|row| row.group == Group::Later && row.kind == Kind::Later);
    let until = match next.and_then(|row| row.slot) {
        Some(slot) => format!("Nothing is due before {}.", clock.moment(slot)),
        None => "Nothing is due within a day.".to_owned(),
    };
    Some(format!("Nothing needs attention. {until}"))
}
