//! The rows of Today as lines.

use super::prompts::{Prompts, read};
use crate::app::when;
use crate::event::{FollowUpKind, RunId};
use crate::runbook::TargetName;
use crate::state::{Occurrence, RehearsalState, Row, SeriesId, SlotState, State};
use jiff::Timestamp;

impl Prompts {
    /// What wants someone now, and what was done lately, each with its number.
    pub fn today_rows(&self) -> Vec<String> {
        let state = read(&self.state);
        let rows = (1..).zip(&self.app.today.rows);
        let lines: Vec<_> = rows
            .map(|(number, row)| {
                let words = self.row(&state, row);
                let words =
                    words.unwrap_or_else(|| "something that has not arrived yet".to_owned());
                format!("{number} {words}")
            })
            .collect();
        match lines.is_empty() {
            true => vec!["Nothing needs attention.".to_owned()],
            false => lines,
        }
    }

    fn clock(&self, at: Timestamp) -> String {
        when::moment(at, &self.app)
    }

    fn row(&self, state: &State, row: &Row) -> Option<String> {
        Some(match row {
            Row::InProgress { run } => in_progress(state, *run, "In progress")?,
            Row::Disputed { run } => in_progress(state, *run, "Disputed")?,
            Row::Slot { line, occurrence } => self.slot(state, line, occurrence),
            Row::Missed {
                line, count, first, ..
            } => format!(
                "Missed {count} since {}: {}",
                self.clock(*first),
                self.titled(state, line)
            ),
            Row::FollowUp { .. } => self.follow_up(state, row)?,
            Row::Rehearsal { procedure, stands } => {
                let runbook = self.app.usable(&procedure.runbook)?;
                let known = runbook.procedure(procedure.procedure.as_str())?;
                let when = match stands {
                    RehearsalState::Never => "never rehearsed".to_owned(),
                    RehearsalState::Fresh { due, .. }
                    | RehearsalState::Due { due, .. }
                    | RehearsalState::Overdue { due, .. } => format!("by {}", self.clock(*due)),
                };
                format!("Rehearse, {when}: {}", known.title)
            }
            Row::Near {
                title,
                what,
                days_left,
                ..
            } => {
                let when = match days_left {
                    ..0 => format!("{} days late", days_left.unsigned_abs()),
                    0 => "today".to_owned(),
                    days => format!("in {days} days"),
                };
                format!("{}, {when}: {title}", what.words())
            }
            Row::Escalation { id, since } => {
                let opened = state.escalation(*id)?.opening()?;
                let since = self.clock(*since);
                format!(
                    "Escalation since {since}, {}: {}",
                    opened.severity, opened.title
                )
            }
            Row::Handover { by, at } => format!(
                "Handover given by {by} at {}, waiting to be taken over",
                self.clock(*at)
            ),
            Row::Broken { runbook, errors } => format!("Broken, errors {errors}: {runbook}"),
            Row::Commands { runbook, count } => {
                format!("Commands not allowed yet, {count}: {runbook}")
            }
            Row::Done { run, verdict, at } => {
                let title = match (state.run(*run), state.summary(*run)) {
                    (Some(run), _) => run.started.as_ref()?.what.title.clone(),
                    (None, Some(summary)) => summary.title.to_string(),
                    (None, None) => return None,
                };
                format!("Done, {}: {title}, {verdict}", self.clock(*at))
            }
        })
    }

    fn follow_up(&self, state: &State, row: &Row) -> Option<String> {
        let Row::FollowUp {
            id,
            kind,
            since,
            due,
            overdue,
        } = row
        else {
            return None;
        };
        let when = match (due, overdue, kind) {
            (Some(due), true, _) => format!("late since {}", self.clock(*due)),
            (Some(due), _, FollowUpKind::Override) => format!("until {}", self.clock(*due)),
            (Some(due), ..) => format!("by {}", self.clock(*due)),
            (None, ..) => format!("since {}", self.clock(*since)),
        };
        let title = &state.follow_up(*id)?.opening()?.title;
        Some(format!("Follow-up, {} {when}: {title}", kind.words()))
    }

    /// What people call an occurrence's procedure, and where it is.
    pub fn titled(&self, state: &State, line: &SeriesId) -> String {
        let known = state
            .line_of(line)
            .or_else(|| self.app.preview.line_of(line));
        let noticed = known.and_then(|line| line.current());
        match noticed.map(|said| &said.what) {
            Some(noticed) => format!(
                "{} ({})",
                noticed.title,
                place(&noticed.runbook_title, line.target.as_ref())
            ),
            None => line.procedure.to_string(),
        }
    }

    fn slot(&self, state: &State, line: &SeriesId, occurrence: &Occurrence) -> String {
        let standing = match occurrence.state {
            SlotState::Overdue => "Overdue",
            SlotState::Due => "Due",
            SlotState::Open => "Open",
            _ => "Later",
        };
        format!(
            "{standing}, {} (by {}): {}",
            self.clock(occurrence.slot),
            self.clock(occurrence.due_by),
            self.titled(state, line)
        )
    }
}

fn in_progress(state: &State, id: RunId, standing: &str) -> Option<String> {
    let run = state.run(id);
    let Some(run) = run else {
        let summary = state.summary(id)?;
        return Some(format!("{standing}: {}", summary.title));
    };
    let started = &run.started.as_ref()?.what;
    let counts = run.counts();
    let answered = counts.ok + counts.not_ok + counts.skipped + counts.deferred;
    let rehearsal = if started.rehearsal { ", rehearsal" } else { "" };
    let subject = run.subject();
    let subject = subject.map(|it| format!(", {it}")).unwrap_or_default();
    let place = place(&started.runbook_title, started.target.as_ref());
    Some(format!(
        "{standing}{rehearsal}, {answered} of {}: {}{subject} ({place}), run {}",
        run.steps(),
        started.title,
        id.short()
    ))
}

fn place(runbook: &str, target: Option<&TargetName>) -> String {
    match target {
        Some(target) => format!("{runbook}, {target}"),
        None => runbook.to_owned(),
    }
}
