//! The next times of each schedule, as iCalendar (RFC 5545).
//!
//! A schedule here can say more than a rule of iCalendar (closed days, working days, what a
//! change of the clock does), so each occurrence is an event of its own, at its instant in
//! UTC. What stays true: an occurrence has the same UID in every export, so that a calendar
//! that reads the file again changes what it has; lines are folded at 75 octets and between
//! characters; no text can end its line.

use super::Choice;
use super::sheet::target_words;
use crate::runbook::{Procedure, Runbook};
use crate::text::{duration_words, shown};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// The most events of one file.
pub const MOST_EVENTS: usize = 20_000;
/// How long an event is where no step says how long it takes.
const USUAL: SignedDuration = SignedDuration::from_mins(15);

/// The span whose occurrences are wanted, the end not included, and the moment of writing.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// Its first instant.
    pub from: Timestamp,
    /// The instant behind its last.
    pub to: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// There would be more events than a calendar wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

/// The occurrences of these runbooks' routines; none where these days have none, because a
/// calendar without anything in it is none to RFC 5545.
///
/// # Errors
/// When there would be more than [`MOST_EVENTS`].
pub fn calendar(choices: &[Choice<'_>], days: &Days) -> Result<Option<String>, TooMany> {
    let mut out = Lines(String::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//rounds//rounds export//EN");
    out.line("CALSCALE:GREGORIAN");
    let name = match choices {
        [only] => &only.runbook.title,
        _ => "Rounds",
    };
    out.line(&format!("X-WR-CALNAME:{}", escaped(name)));
    let mut left = MOST_EVENTS;
    for choice in choices {
        for procedure in &choice.procedures {
            events(&mut out, choice.runbook, procedure, days, &mut left)?;
        }
    }
    out.line("END:VCALENDAR");
    Ok((left < MOST_EVENTS).then_some(out.0))
}

fn events(
    out: &mut Lines,
    runbook: &Runbook,
    procedure: &Procedure,
    days: &Days,
    left: &mut usize,
) -> Result<(), TooMany> {
    let Some(timing) = &procedure.timing else {
        return Ok(());
    };
    let targets: Vec<Option<String>> = match procedure.targets.is_empty() {
        true => vec![None],
        false => procedure
            .targets
            .iter()
            .map(|it| Some(target_words(it)))
            .collect(),
    };
    for slot in timing.slots(days.from, days.to) {
        for target in &targets {
            *left = left.checked_sub(1).ok_or(TooMany)?;
            event(out, runbook, procedure, slot, target.as_deref(), days.now);
        }
    }
    Ok(())
}

fn event(
    out: &mut Lines,
    runbook: &Runbook,
    procedure: &Procedure,
    slot: Timestamp,
    target: Option<&str>,
    now: Timestamp,
) {
    let reference = runbook.reference(procedure).to_string();
    let place = target.map(|it| format!("/{it}")).unwrap_or_default();
    out.line("BEGIN:VEVENT");
    let uid = format!("{reference}{place}/{}@rounds", stamp(slot));
    out.line(&format!("UID:{}", escaped(&uid)));
    out.line(&format!("DTSTAMP:{}", stamp(now)));
    out.line(&format!("DTSTART:{}", stamp(slot)));
    let takes = procedure.estimate().unwrap_or(USUAL).as_secs().max(60);
    out.line(&format!("DURATION:PT{}M", takes / 60));
    let at = target.map(|it| format!(" · {it}")).unwrap_or_default();
    let title = format!("{} · {}{at}", procedure.title, runbook.title);
    out.line(&format!("SUMMARY:{}", escaped(&title)));
    out.line(&format!(
        "DESCRIPTION:{}",
        escaped(&description(&reference, procedure, target))
    ));
    if let Some(target) = target {
        out.line(&format!("LOCATION:{}", escaped(target)));
    }
    // It is something to do, and blocks nobody's day.
    out.line("TRANSP:TRANSPARENT");
    out.line("END:VEVENT");
}

fn description(reference: &str, procedure: &Procedure, target: Option<&str>) -> String {
    let mut lines: Vec<String> = procedure.purpose.iter().cloned().collect();
    if let Some(timing) = &procedure.timing {
        let grace = duration_words(timing.grace.as_secs().unsigned_abs());
        let words = timing.schedule.words();
        lines.push(format!("{words}; overdue after {grace}"));
    }
    let steps = (1..).zip(&procedure.steps);
    lines.extend(steps.map(|(number, step)| format!("{number}. {}", step.title.source())));
    let on = target.map(|it| format!(" --on '{it}'")).unwrap_or_default();
    lines.push(format!("rounds start {reference}{on}"));
    lines.join("\n")
}

/// An instant in the form that iCalendar has for UTC.
fn stamp(at: Timestamp) -> String {
    let utc = at.to_zoned(TimeZone::UTC);
    utc.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A value of type TEXT: what hides is made visible, what means something to iCalendar does
/// not.
fn escaped(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let line = shown(line);
        let mut escaped = String::new();
        for c in line.as_str().chars() {
            if matches!(c, '\\' | ';' | ',') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    });
    lines.collect::<Vec<_>>().join("\\n")
}

struct Lines(String);

impl Lines {
    /// A line, folded where it has more than 75 octets: what follows begins with a blank.
    fn line(&mut self, line: &str) {
        const MOST_OCTETS: usize = 75;
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > MOST_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_line_or_its_value() {
        assert_eq!(
            escaped("a;b,c\\d\nEND:VEVENT\r\nX"),
            "a\\;b\\,c\\\\d\\nEND:VEVENT<U+000D>\\nX"
        );
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = Lines(String::new());
        let text = format!("SUMMARY:{}", "ü€𝄞".repeat(40));
        out.line(&text);
        for line in out.0.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
        }
        assert!(out.0.lines().skip(1).all(|line| line.starts_with(' ')));
        assert_eq!(out.0.replace("\r\n ", ""), format!("{text}\r\n"));
    }
}
