//! Measures for a monitoring system, in Prometheus's text format.
//!
//! What stays true: names and labels are only ever added; base units; each family has its HELP
//! and TYPE; a record that cannot be read is told as such, and no count is made up then.

use crate::event::FollowUpKind;
use crate::state::{SeriesId, SlotState, State, on_time_percent};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The share on time is that of so many days.
const DAYS: i64 = 30;

/// One family: its name, what it says, and its samples.
struct Family {
    name: &'static str,
    help: &'static str,
    samples: Vec<(String, f64)>,
}

impl Family {
    fn new(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            help,
            samples: Vec::new(),
        }
    }

    fn add(&mut self, labels: &[(&str, &str)], value: f64) {
        let labels: Vec<_> = labels
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        let labels = match labels.is_empty() {
            true => String::new(),
            false => format!("{{{}}}", labels.join(",")),
        };
        self.samples.push((labels, value));
    }
}

/// The measures. `state` is none where the record could not be read at all; `is_whole` says
/// that nothing of it was left out.
pub fn metrics(state: Option<&State>, is_whole: bool, now: Timestamp) -> String {
    let mut readable = Family::new(
        "rounds_record_readable",
        "Whether everything of the record and the runbooks could be read.",
    );
    readable.add(&[], f64::from(u8::from(is_whole && state.is_some())));
    let mut generated = Family::new(
        "rounds_generated_timestamp_seconds",
        "When these measures were taken.",
    );
    generated.add(&[], seconds(now));
    let mut families = vec![readable, generated];
    if let Some(state) = state {
        families.extend(rounds(state, now));
        families.extend(waiting(state));
    }
    let mut text = String::new();
    for family in families {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "# HELP {} {}", family.name, family.help);
        let _ = writeln!(text, "# TYPE {} gauge", family.name);
        for (labels, value) in family.samples {
            let _ = writeln!(text, "{}{labels} {value}", family.name);
        }
    }
    text
}

/// What is told of each procedure and place that has a schedule.
fn rounds(state: &State, now: Timestamp) -> [Family; 5] {
    let mut overdue = Family::new("rounds_overdue_occurrences", "Rounds past their grace.");
    let mut missed = Family::new(
        "rounds_missed_occurrences",
        "Missed rounds that nobody has acknowledged.",
    );
    let mut last = Family::new(
        "rounds_last_completed_timestamp_seconds",
        "When the last live run ended that was not abandoned and not empty.",
    );
    let mut share = Family::new(
        "rounds_on_time_ratio",
        "Share of the rounds of the last 30 days that were done on time.",
    );
    let mut open = Family::new("rounds_open_runs", "Live runs in progress.");
    let going = going(state);
    let from = now.saturating_sub(SignedDuration::from_hours(24 * DAYS));
    let from = from.unwrap_or(Timestamp::MIN);
    for (id, series) in state.lines() {
        let labels = labels(id);
        let labels: Vec<_> = labels
            .iter()
            .map(|(name, it)| (*name, it.as_str()))
            .collect();
        let pressing = series.pressing(now);
        let count = |wanted: SlotState| {
            let found = pressing.iter().filter(|it| it.state == wanted).count();
            whole(found)
        };
        overdue.add(&labels, count(SlotState::Overdue));
        missed.add(&labels, count(SlotState::Missed));
        open.add(&labels, whole(going.get(id).copied().unwrap_or_default()));
        let ended = state.ended_on(id).filter(|it| it.verdict.fills_its_slot());
        if let Some(at) = ended.map(|it| it.done_at).max() {
            last.add(&labels, seconds(at));
        }
        if let Some(percent) = on_time_percent(&series.occurrences(from, now, now)) {
            share.add(&labels, f64::from(percent) / 100.0);
        }
    }
    for (id, number) in &going {
        if state.line_of(id).is_none() {
            let labels = self::labels(id);
            let labels: Vec<_> = labels
                .iter()
                .map(|(name, it)| (*name, it.as_str()))
                .collect();
            open.add(&labels, whole(*number));
        }
    }
    [overdue, missed, open, last, share]
}

/// Live runs in progress, by their procedure and place.
fn going(state: &State) -> BTreeMap<SeriesId, usize> {
    let mut going = BTreeMap::new();
    for (_, started) in state.in_progress().filter(|(_, it)| !it.rehearsal) {
        *going.entry(started.line()).or_default() += 1;
    }
    going
}

/// What waits for somebody, whatever procedure it came from.
fn waiting(state: &State) -> [Family; 2] {
    let mut escalations = Family::new("rounds_open_escalations", "Escalations that are open.");
    // A series that was there once stays with its labels, at 0: what vanishes alerts nobody.
    let mut by_severity: BTreeMap<&str, usize> = BTreeMap::new();
    for escalation in state.escalations() {
        if let Some(opening) = escalation.opening() {
            let number = by_severity.entry(&opening.severity).or_default();
            *number += usize::from(escalation.is_open());
        }
    }
    if by_severity.is_empty() {
        escalations.add(&[], 0.0);
    }
    for (severity, number) in by_severity {
        escalations.add(&[("severity", severity)], whole(number));
    }
    let mut follow_ups = Family::new("rounds_open_follow_ups", "Follow-ups that are open.");
    for kind in FollowUpKind::ALL {
        let open = state.open_follow_ups().filter(|it| it.kind() == Some(kind));
        follow_ups.add(&[("kind", kind.words())], whole(open.count()));
    }
    [escalations, follow_ups]
}

fn labels(id: &SeriesId) -> [(&'static str, String); 3] {
    let target = id.target.as_ref().map(ToString::to_string);
    [
        ("runbook", id.procedure.runbook.to_string()),
        ("procedure", id.procedure.to_string()),
        ("target", target.unwrap_or_default()),
    ]
}

fn whole(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn seconds(at: Timestamp) -> f64 {
    // Exact for any moment of a calendar.
    at.as_duration().as_secs_f64().floor()
}

fn escaped(value: &str) -> String {
    let mut escaped = String::new();
    for letter in value.chars() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            '"' => escaped.push_str("\\\""),
            '\n' => escaped.push_str("\\n"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_values_are_escaped_and_empty_ones_left_out() {
        let mut family = Family::new("rounds_x", "X.");
        family.add(&[("a", "q\"\\\n"), ("b", "")], 1.5);
        family.add(&[], 2.0);
        let labels: Vec<_> = family.samples.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(labels, ["{a=\"q\\\"\\\\\\n\"}", ""]);
    }

    #[test]
    fn a_record_that_cannot_be_read_counts_nothing() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let text = metrics(None, false, now);
        let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            lines,
            [
                "rounds_record_readable 0",
                "rounds_generated_timestamp_seconds 1800000000"
            ]
        );
    }
}
