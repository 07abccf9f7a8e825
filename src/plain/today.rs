//! The rows of Today as lines to choose from.

use super::Teller;
use super::menu::{Choice, Item};
use crate::event::{FollowUpKind, RunId};
use crate::runbook::{RunbookId, TargetName};
use crate::session::broken;
use crate::state::{Occurrence, RehearsalState, Row, SeriesId, SlotState, State, Whom};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Teller {
    /// What wants someone now, and what was done lately.
    pub(super) fn rows(&mut self) -> Vec<Item> {
        let now = Timestamp::now();
        let state = self.session.preview();
        let operator = self.session.settings().operator.clone();
        let library = self.session.library().clone();
        let whom = Whom {
            operator: Some(&operator),
            runbooks: library.runbooks().collect(),
        };
        let rows = state.today_for(now, &whom).rows;
        let mut not_allowed: BTreeMap<RunbookId, usize> = BTreeMap::new();
        for written in self.session.not_allowed().unwrap_or_default() {
            let runbook = RunbookId::from(written.place.runbook);
            *not_allowed.entry(runbook).or_default() += 1;
        }
        let commands = not_allowed.into_iter();
        let commands = commands.map(|(runbook, count)| Row::Commands { runbook, count });
        let rows = rows.into_iter().chain(broken(&library));
        let rows: Vec<Row> = rows.chain(commands).collect();
        rows.iter()
            .filter_map(|row| self.row(&state, row, &whom))
            .collect()
    }

    fn row(&self, state: &State, row: &Row, whom: &Whom<'_>) -> Option<Item> {
        Some(match row {
            Row::InProgress { run } => in_progress(state, *run, "In progress")?,
            Row::Disputed { run } => Item {
                choice: None,
                ..in_progress(state, *run, "Disputed")?
            },
            Row::Slot { line, occurrence } => self.slot(state, line, occurrence),
            Row::Missed {
                line, count, first, ..
            } => Item::new(
                format!(
                    "Missed {count} since {}: {}",
                    self.clock(*first),
                    titled(state, line)
                ),
                None,
            ),
            Row::FollowUp {
                id,
                kind,
                since,
                due,
                overdue,
            } => {
                let known = state.follow_up(*id)?;
                let when = match (due, overdue, kind) {
                    (Some(due), true, _) => format!("late since {}", self.clock(*due)),
                    (Some(due), _, FollowUpKind::Override) => format!("until {}", self.clock(*due)),
                    (Some(due), ..) => format!("by {}", self.clock(*due)),
                    (None, ..) => format!("since {}", self.clock(*since)),
                };
                let title = &known.opening()?.title;
                Item::new(format!("Follow-up, {} {when}: {title}", kind.words()), None)
            }
            Row::Rehearsal { procedure, stands } => {
                let runbook = whom.runbooks.iter();
                let mut runbook = runbook.filter(|known| known.id == procedure.runbook);
                let known = runbook.next()?.procedure(procedure.procedure.as_str())?;
                let when = match stands {
                    RehearsalState::Never => "never rehearsed".to_owned(),
                    RehearsalState::Fresh { due, .. }
                    | RehearsalState::Due { due, .. }
                    | RehearsalState::Overdue { due, .. } => format!("by {}", self.clock(*due)),
                };
                Item::new(
                    format!("Rehearse, {when}: {}", known.title),
                    Some(Choice::Rehearse(procedure.clone())),
                )
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
                Item::new(format!("{}, {when}: {title}", what.words()), None)
            }
            Row::Escalation { id, since } => {
                let opened = state.escalation(*id)?.opening()?;
                let (since, short) = (self.clock(*since), id.short());
                let words = format!(
                    "Escalation since {since}, {}: {}",
                    opened.severity, opened.title
                );
                Item::new(format!("{words}; `rounds escalate {short}` shows it"), None)
            }
            Row::Handover { by, at } => Item::new(
                format!(
                    "Handover given by {by} at {}: `handover` takes it over",
                    self.clock(*at)
                ),
                None,
            ),
            Row::Broken { runbook, errors } => Item::new(
                format!("Broken, errors {errors}: {runbook}; `rounds check` shows them"),
                None,
            ),
            Row::Commands { runbook, count } => Item::new(
                format!(
                    "Commands not allowed yet, {count}: {runbook}; `rounds trust {runbook}` shows them"
                ),
                None,
            ),
            Row::Done { run, verdict, at } => {
                let title = match (state.run(*run), state.summary(*run)) {
                    (Some(run), _) => run.started.as_ref()?.what.title.clone(),
                    (None, Some(summary)) => summary.title.to_string(),
                    (None, None) => return None,
                };
                Item::new(
                    format!("Done, {}: {title}, {verdict}", self.clock(*at)),
                    None,
                )
            }
        })
    }

    fn slot(&self, state: &State, line: &SeriesId, occurrence: &Occurrence) -> Item {
        let standing = match occurrence.state {
            SlotState::Overdue => "Overdue",
            SlotState::Due => "Due",
            SlotState::Open => "Open",
            _ => "Later",
        };
        let words = format!(
            "{standing}, {} (by {}): {}",
            self.clock(occurrence.slot),
            self.clock(occurrence.due_by),
            titled(state, line)
        );
        let begin = Choice::Begin(line.procedure.clone(), line.target.clone());
        Item::new(
            words,
            (occurrence.state != SlotState::Upcoming).then_some(begin),
        )
    }
}

fn in_progress(state: &State, id: RunId, standing: &str) -> Option<Item> {
    let run = state.run(id);
    let Some(run) = run else {
        let summary = state.summary(id)?;
        return Some(Item::new(format!("{standing}: {}", summary.title), None));
    };
    let started = &run.started.as_ref()?.what;
    let counts = run.counts();
    let answered = counts.ok + counts.not_ok + counts.skipped + counts.deferred;
    let rehearsal = if started.rehearsal { ", rehearsal" } else { "" };
    let subject = run.subject();
    let subject = subject.map(|it| format!(", {it}")).unwrap_or_default();
    let place = place(&started.runbook_title, started.target.as_ref());
    let words = format!(
        "{standing}{rehearsal}, {answered} of {}: {}{subject} ({place}), run {}",
        run.steps(),
        started.title,
        id.short()
    );
    Some(Item::new(words, Some(Choice::GoOn(id))))
}

fn titled(state: &State, line: &SeriesId) -> String {
    let noticed = state.line_of(line).and_then(|line| line.current());
    match noticed.map(|said| &said.what) {
        Some(noticed) => format!(
            "{} ({})",
            noticed.title,
            place(&noticed.runbook_title, line.target.as_ref())
        ),
        None => line.procedure.to_string(),
    }
}

fn place(runbook: &str, target: Option<&TargetName>) -> String {
    match target {
        Some(target) => format!("{runbook}, {target}"),
        None => runbook.to_owned(),
    }
}
