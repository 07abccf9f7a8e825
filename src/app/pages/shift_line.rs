//! The page of a handover, line by line: how bad, a summary, what is to be done, what to do if,
//! and the words back.
//!
//! What stays true: screens and line prompts lay these lines out and choose none of them.

use super::desk::{ShiftDesk, Taking};
use crate::event::{HandoverGiven, HandoverItem, ShiftSeverity};
use crate::present::{Clock, Sign, Sources, Tone, shift_severity};
use crate::report::{self, Document, ShiftSources};
use crate::runbook::Operator;
use crate::state::Handover;

/// What can be selected on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftRow {
    /// The summary.
    Summary,
    /// An item, by its place.
    Item(usize),
    /// A line of contingencies, by its place.
    Contingency(usize),
    /// A further line of contingencies.
    NewContingency,
    /// To whom it is given.
    To,
    /// Give it.
    Give,
    /// What the receiver understood.
    ReadBack,
    /// Take it.
    Accept,
}

impl ShiftRow {
    /// Whether Enter on it gives or takes the shift.
    pub fn ends(self) -> bool {
        matches!(self, Self::Give | Self::Accept)
    }
}

/// One line of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftLine {
    /// What it is, where it can be selected.
    pub row: Option<ShiftRow>,
    /// What stands before the first line of a part.
    pub label: &'static str,
    /// Whether it was looked at, where it has to be.
    pub seen: Option<bool>,
    /// What kind of thing it is.
    pub sign: Option<(Sign, Tone)>,
    /// How bad it is.
    pub severity: ShiftSeverity,
    /// The words.
    pub left: String,
    /// How it stands.
    pub right: String,
    /// Whether it is nothing yet: what it is for.
    pub is_hint: bool,
}

impl ShiftLine {
    fn of(row: ShiftRow, label: &'static str, left: impl Into<String>) -> Self {
        Self {
            row: Some(row),
            label,
            left: left.into(),
            ..Self::default()
        }
    }

    fn words(label: &'static str, left: impl Into<String>) -> Self {
        Self {
            label,
            left: left.into(),
            ..Self::default()
        }
    }

    /// Words that were typed, or what they would be for.
    fn typed(row: ShiftRow, label: &'static str, typed: &str, hint: &str) -> Self {
        Self {
            is_hint: typed.is_empty(),
            ..Self::of(row, label, if typed.is_empty() { hint } else { typed })
        }
    }
}

/// All that a shift tells: as it was given, else as it stands. `reads_all` says whether every
/// runbook could be read.
pub(super) fn document(
    sources: &Sources<'_>,
    handover: Option<&Handover>,
    standing: Vec<HandoverItem>,
    reads_all: bool,
) -> Document {
    let (state, now) = (sources.state, sources.clock.now);
    let given = handover.and_then(|it| it.given.as_ref());
    let (since, until) = match given {
        Some(said) => (said.what.since, said.at),
        None => (state.shift_began(now), now),
    };
    let shift = state.shift(since, until);
    let runs = shift.failures().filter_map(|it| state.run(it.id));
    let failed: Vec<_> = runs.map(report::failed).collect();
    let items = given.map_or(standing, |said| said.what.items.clone());
    report::handover(&ShiftSources {
        state,
        shift: &shift,
        failed: &failed,
        items: &items,
        handover,
        words: sources,
        reads_all: reads_all || given.is_some(),
    })
}

/// The rows of the page that can be selected.
pub fn rows(lines: &[ShiftLine]) -> Vec<ShiftRow> {
    lines.iter().filter_map(|line| line.row).collect()
}

/// The page of who gives. `done` tells of the rounds of the shift.
pub fn giving(desk: &ShiftDesk, clock: &Clock, done: &str) -> Vec<ShiftLine> {
    let items = desk.items();
    let worst = items.iter().map(|item| item.severity).max();
    let mut lines = vec![
        ShiftLine {
            severity: worst.unwrap_or_default(),
            is_hint: true,
            ..ShiftLine::words("Severity", severity_words(worst.unwrap_or_default()))
        },
        ShiftLine::typed(
            ShiftRow::Summary,
            "Summary",
            &desk.giving.summary,
            "what happened, in a line or two",
        ),
    ];
    lines.extend(self::items(desk, &items, clock, |_| None));
    let known = desk.giving.contingencies.iter().enumerate();
    lines.extend(known.map(|(at, words)| {
        let label = if at == 0 { "Contingencies" } else { "" };
        ShiftLine::of(ShiftRow::Contingency(at), label, words)
    }));
    let label = match desk.giving.contingencies.is_empty() {
        true => "Contingencies",
        false => "",
    };
    lines.push(ShiftLine::typed(
        ShiftRow::NewContingency,
        label,
        "",
        "if this happens, do that: one line each",
    ));
    lines.push(ShiftLine::words("Done", done));
    let to = desk.giving.to.as_ref().map(Operator::to_string);
    let to = to.unwrap_or_else(|| "whoever comes next".to_owned());
    lines.push(ShiftLine::of(ShiftRow::To, "To", &to));
    lines.push(ShiftLine::of(
        ShiftRow::Give,
        "",
        format!("Give the shift to {to}"),
    ));
    lines
}

fn severity_words(severity: ShiftSeverity) -> &'static str {
    match severity {
        ShiftSeverity::Stable => "STABLE: 1 to 3 on an item says how bad it is",
        ShiftSeverity::Watch => "WATCH: as its worst item",
        ShiftSeverity::Unstable => "UNSTABLE: as its worst item",
    }
}

/// The page of who takes.
pub fn taking(desk: &ShiftDesk, given: &HandoverGiven, clock: &Clock) -> Vec<ShiftLine> {
    let taking = &desk.taking;
    let mut lines = vec![ShiftLine {
        severity: given.severity(),
        ..ShiftLine::words("Severity", shift_severity(given))
    }];
    if let Some(summary) = &given.note {
        lines.push(ShiftLine::words("Summary", summary));
    }
    let seen = |item: &HandoverItem| Some(taking.is_seen(item));
    lines.extend(items(desk, &given.items, clock, seen));
    if given.unchanged > 0 {
        let words = match given.unchanged {
            1 => "1 more open follow-up goes with them".to_owned(),
            count => format!("{count} more open follow-ups go with them"),
        };
        lines.push(ShiftLine {
            is_hint: true,
            ..ShiftLine::words("", words)
        });
    }
    let known = given.contingencies.iter().enumerate();
    lines
        .extend(known.map(|(at, words)| {
            ShiftLine::words(if at == 0 { "Contingencies" } else { "" }, words)
        }));
    lines.push(read_back(taking, given));
    lines.push(ShiftLine::of(ShiftRow::Accept, "", "Accept the shift"));
    lines
}

fn read_back(taking: &Taking, given: &HandoverGiven) -> ShiftLine {
    let typed = taking.read_back.as_deref().unwrap_or_default();
    let is_wanted = given.severity() == ShiftSeverity::Unstable;
    let hint = match is_wanted {
        true => "in your words: what will you do first, and when?",
        false => "in your words, if you like",
    };
    ShiftLine {
        seen: is_wanted.then(|| !taking.wants_words(given)),
        ..ShiftLine::typed(ShiftRow::ReadBack, "Read back", typed, hint)
    }
}

fn items(
    desk: &ShiftDesk,
    items: &[HandoverItem],
    clock: &Clock,
    seen: impl Fn(&HandoverItem) -> Option<bool>,
) -> Vec<ShiftLine> {
    if items.is_empty() {
        let nothing = "nothing stands open";
        return vec![ShiftLine {
            is_hint: true,
            ..ShiftLine::words("Actions", nothing)
        }];
    }
    let line = |(at, item): (usize, &HandoverItem)| {
        let row = desk.row(&item.key);
        let (left, right, sign) = match row {
            Some(row) => {
                let place = row.place(", ");
                let place = match place.is_empty() {
                    true => String::new(),
                    false => format!(", {place}"),
                };
                let title = format!("{}{place}", row.title);
                (title, row.status.clone(), Some((row.sign, row.tone)))
            }
            None => {
                let standing = match &item.host {
                    Some(host) => format!("on {host}"),
                    None => "no longer on Today".to_owned(),
                };
                let sign = (Sign::Later, Tone::Dim);
                (item.words.clone(), standing, Some(sign))
            }
        };
        let back = desk.taking.handed_back.get(&item.key);
        let back = back.filter(|_| seen(item).is_some());
        ShiftLine {
            seen: seen(item),
            sign,
            severity: item.severity,
            right: match back {
                Some(words) => format!("handed back: {words}"),
                None => beside(item, right, clock),
            },
            ..ShiftLine::of(
                ShiftRow::Item(at),
                if at == 0 { "Actions" } else { "" },
                left,
            )
        }
    };
    items.iter().enumerate().map(line).collect()
}

/// How an item stands, with who does it and by when where that was said.
fn beside(item: &HandoverItem, status: String, clock: &Clock) -> String {
    let who = item.assignee.clone();
    let when = item.when.map(|at| format!("by {}", clock.moment(at)));
    let parts = [who, when, Some(status)].into_iter().flatten();
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
