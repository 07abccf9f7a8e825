//! Today: what wants someone.

use super::overlay::{Pick, Picker, Prompt, Purpose};
use super::{App, Cursor, Overlay, run};
use crate::event::RunId;
use crate::runbook::{ProcedureRef, RunbookId, TargetName};
use crate::session::command::Command;
use crate::session::{Start, Wish};
use crate::state::{LineId, Occurrence, Row, SlotState, State, Whom};
use crate::tui::action::Action;
use crate::tui::effect::Effect;

/// Today's own state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TodayScreen {
    /// What is shown, in order.
    pub rows: Vec<Row>,
    /// The selected row.
    pub cursor: Cursor,
    /// How far the words on the right are scrolled.
    pub scroll: u16,
    /// The runbook whose rows alone are shown.
    pub only: Option<RunbookId>,
}

/// Finds the rows anew; the cursor stays on what it was on.
pub(super) fn recount(app: &mut App, state: &State) {
    let before = app.today.rows.get(app.today.cursor.at).cloned();
    let library = app.library.clone();
    let whom = Whom {
        operator: Some(&app.operator),
        runbooks: library
            .iter()
            .flat_map(|library| library.runbooks())
            .collect(),
    };
    let mut rows = state.today_for(app.now, &whom).rows;
    let unknown = |row: &Row| line(row).is_none_or(|line| state.line_of(line).is_none());
    rows.extend(app.preview.today(app.now).rows.into_iter().filter(unknown));
    rows.sort_by_key(Row::group);
    if let Some(only) = &app.today.only {
        rows.retain(|row| row_runbook(state, row).as_ref() == Some(only));
    }
    app.today.rows = rows;
    let same =
        before.and_then(|before| app.today.rows.iter().position(|row| is_same(row, &before)));
    if let Some(at) = same {
        app.today.cursor.at = at;
    }
    app.today.cursor.clamp(app.today.rows.len());
}

fn line(row: &Row) -> Option<&LineId> {
    match row {
        Row::Slot { line, .. } | Row::Missed { line, .. } => Some(line),
        _ => None,
    }
}

fn is_same(one: &Row, other: &Row) -> bool {
    match (one, other) {
        (
            Row::Slot {
                line: one,
                occurrence: a,
            },
            Row::Slot {
                line: other,
                occurrence: b,
            },
        ) => one == other && a.slot == b.slot,
        (Row::Missed { line: one, .. }, Row::Missed { line: other, .. }) => one == other,
        (Row::FollowUp { id: one, .. }, Row::FollowUp { id: other, .. }) => one == other,
        (
            Row::Rehearsal { procedure: one, .. },
            Row::Rehearsal {
                procedure: other, ..
            },
        ) => one == other,
        _ => row_run(one).is_some() && row_run(one) == row_run(other),
    }
}

/// The run that a row is about.
pub fn row_run(row: &Row) -> Option<crate::event::RunId> {
    match row {
        Row::InProgress { run } | Row::Disputed { run } | Row::Done { run, .. } => Some(*run),
        Row::Slot { .. } | Row::Missed { .. } | Row::FollowUp { .. } | Row::Rehearsal { .. } => {
            None
        }
    }
}

/// The runbook that a row is about.
pub fn row_runbook(state: &State, row: &Row) -> Option<RunbookId> {
    if let Some(line) = line(row) {
        return Some(line.procedure.runbook.clone());
    }
    match row {
        Row::FollowUp { id, .. } => return state.follow_up(*id)?.opening()?.runbook.clone(),
        Row::Rehearsal { procedure, .. } => return Some(procedure.runbook.clone()),
        _ => {}
    }
    let id = row_run(row)?;
    if let Some(summary) = state.summary(id) {
        return Some(summary.procedure.runbook.clone());
    }
    Some(
        state
            .run(id)?
            .started
            .as_ref()?
            .what
            .procedure
            .runbook
            .clone(),
    )
}

impl App {
    /// The selected row of Today.
    pub fn today_row(&self) -> Option<&Row> {
        self.today.rows.get(self.today.cursor.at)
    }

    /// What a finished run offers: a run of this operator's that goes on, else the slot that
    /// should be filled next.
    pub fn next_up(&self, state: &State) -> Option<NextUp<'_>> {
        let mine = |run: &RunId| {
            let run = state.run(*run);
            run.is_some_and(|run| run.operators().contains(&self.operator))
        };
        let goes_on = self.today.rows.iter().find_map(|row| match row {
            Row::InProgress { run } if mine(run) => Some(NextUp::Run(*run)),
            _ => None,
        });
        goes_on.or_else(|| {
            self.today.rows.iter().find_map(|row| match row {
                Row::Slot { line, occurrence } if occurrence.state != SlotState::Upcoming => {
                    Some(NextUp::Slot(line, occurrence))
                }
                _ => None,
            })
        })
    }
}

/// What to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextUp<'a> {
    /// A run that goes on.
    Run(RunId),
    /// A slot that is to be filled.
    Slot(&'a LineId, &'a Occurrence),
}

pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    let rows = app.today.rows.len();
    if app.today.cursor.moved(action, rows) {
        app.today.scroll = 0;
        return Vec::new();
    }
    if action == Action::OnlyThis {
        let selected = app.today_row().and_then(|row| row_runbook(state, row));
        app.today.only = if app.today.only.is_some() {
            None
        } else {
            selected
        };
        recount(app, state);
        return Vec::new();
    }
    let Some(row) = app.today_row().cloned() else {
        return Vec::new();
    };
    match (action, &row) {
        (Action::Enter | Action::Right, _) if row_run(&row).is_some() => row_run(&row)
            .map(|id| run::open(app, state, id))
            .unwrap_or_default(),
        (Action::Enter, Row::Slot { line, occurrence })
            if occurrence.state == SlotState::Upcoming =>
        {
            // Hours before its time: a key pressed by habit must not begin it.
            let items = vec![(
                "Start it now, ahead of its time".to_owned(),
                Pick::Start(line.procedure.clone(), line.target.clone()),
            )];
            app.overlay = Some(Overlay::Picker(Picker::new("This is not due yet", items)));
            Vec::new()
        }
        (Action::Enter, Row::Slot { line, .. }) => {
            vec![start(app, line.procedure.clone(), line.target.clone())]
        }
        (Action::Enter, Row::Missed { .. }) => {
            app.say("These were missed. m says that you have seen them; E excuses the last; Runbooks (2) starts the procedure all the same.");
            Vec::new()
        }
        (Action::Excuse, Row::Slot { line, occurrence }) => {
            excuse(app, line.clone(), occurrence.slot);
            Vec::new()
        }
        (Action::Excuse, Row::Missed { line, last, .. }) => {
            excuse(app, line.clone(), *last);
            Vec::new()
        }
        (Action::Excuse, _) => {
            app.refuse(
                "Only an occurrence can be excused: one that is open, due, overdue or missed.",
            );
            Vec::new()
        }
        (Action::Seen, Row::Missed { line, .. }) => {
            let command = Command::MarkSeen {
                line: Some(line.clone()),
            };
            vec![app.wish(Wish::Do(command), None)]
        }
        (Action::Seen, _) => {
            app.refuse("Nothing was missed here.");
            Vec::new()
        }
        (Action::SeenAll, _) => {
            vec![app.wish(Wish::Do(Command::MarkSeen { line: None }), None)]
        }
        (Action::ScrollDown, _) => {
            app.today.scroll = app.today.scroll.saturating_add(5);
            Vec::new()
        }
        (Action::ScrollUp, _) => {
            app.today.scroll = app.today.scroll.saturating_sub(5);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn excuse(app: &mut App, line: LineId, slot: jiff::Timestamp) {
    let purpose = Purpose::Excuse(line, Some(slot));
    let hint = "It then counts as excused, with your name and this reason.";
    app.overlay = Some(Overlay::Prompt(Prompt::new(
        purpose,
        "Why need it not be done?",
        hint,
    )));
}

/// Asks for a run to begin.
pub(super) fn start(app: &mut App, procedure: ProcedureRef, target: Option<TargetName>) -> Effect {
    let start = Start {
        target,
        ..Start::of(procedure)
    };
    app.wish(Wish::Start(start), None)
}
