//! What people call what a row of Today is about, and which of its names gives way where
//! columns are dear.

use crate::app::App;
use crate::app::today::row_run;
use crate::app::{look::Look, theme::Role};
use crate::runbook::RunbookId;
use crate::state::{FollowUp, Row, SeriesId, State};
use crate::text::shown;
use crate::tui::view::paint::{self, Piece, piece};

pub(super) fn runbook_name(app: &App, id: &RunbookId) -> String {
    let book = app
        .library
        .as_ref()
        .and_then(|library| library.book(id.as_str()));
    book.map_or_else(|| id.to_string(), |book| book.title())
}

fn line_of(row: &Row) -> Option<&SeriesId> {
    match row {
        Row::Slot { line, .. } | Row::Missed { line, .. } => Some(line),
        _ => None,
    }
}

/// Whether another row has the same title and is told apart by its target.
pub(super) fn has_twin(app: &App, row: &Row) -> bool {
    let Some(own) = line_of(row) else {
        return true;
    };
    let others = app.today.rows.iter().filter_map(line_of);
    let mut others = others.filter(|other| other.procedure == own.procedure);
    others.any(|other| other.target != own.target)
}

/// What people call what a row is about.
#[derive(Default)]
pub(super) struct Names {
    pub(super) title: String,
    /// The subject or the target: what tells two rows of one title apart.
    about: Option<String>,
    runbook: String,
    pub(super) rehearsal: bool,
}

impl Names {
    /// Where it is done, then in which runbook.
    pub(super) fn place(&self, look: Look) -> String {
        let parts = [self.about.as_deref(), Some(self.runbook.as_str())];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(look.dot())
    }

    /// Title and place in so many columns. The runbook gives way first, then the title; what
    /// tells two rows apart stays, and where there are not two it gives way to the title.
    pub(super) fn fitted(&self, look: Look, is_told_apart: bool, columns: usize) -> Vec<Piece> {
        const LEAST_TITLE: usize = 8;
        const LEAST_PLACE: usize = 6;
        let title = piece(look, Role::Plain, &self.title);
        let place = self.place(look);
        let Some(about) = self.about.as_ref().filter(|_| is_told_apart) else {
            let room = columns.saturating_sub(title.0.width() + 2);
            let has_room = room >= LEAST_PLACE.min(shown(&place).width()) && !place.is_empty();
            let place = has_room.then(|| piece(look, Role::Dim, &format!("  {place}")));
            let pieces: Vec<_> = std::iter::once(title).chain(place).collect();
            return paint::clipped(look, &pieces, columns);
        };
        let place = piece(look, Role::Dim, &format!("  {place}"));
        let about = piece(look, Role::Dim, &format!("  {about}"));
        let taken = title.0.width() + about.0.width();
        if taken + look.dot().chars().count() + LEAST_PLACE <= columns {
            return paint::clipped(look, &[title, place], columns);
        }
        let room = columns.saturating_sub(about.0.width()).max(LEAST_TITLE);
        let mut pieces = paint::clipped(look, &[title], room);
        pieces.push(about);
        paint::clipped(look, &pieces, columns)
    }
}

pub(super) fn names(app: &App, state: &State, row: &Row) -> Names {
    if let Some(id) = row_run(row) {
        if let Some(summary) = state.summary(id) {
            let target = summary.target.as_ref().map(ToString::to_string);
            return Names {
                title: summary.title.to_string(),
                about: summary.subject.as_deref().map(str::to_owned).or(target),
                runbook: summary.runbook_title.to_string(),
                rehearsal: summary.rehearsal,
            };
        }
        if let Some(run) = state.run(id)
            && let Some(started) = run.started.as_ref().map(|said| &said.what)
        {
            let target = started.target.as_ref().map(ToString::to_string);
            return Names {
                title: started.title.clone(),
                about: run.subject().map(str::to_owned).or(target),
                runbook: started.runbook_title.clone(),
                rehearsal: started.rehearsal,
            };
        }
    }
    match row {
        Row::Slot { line, .. } | Row::Missed { line, .. } => {
            let (title, runbook) = line_names(app, state, line);
            Names {
                title,
                about: line.target.as_ref().map(ToString::to_string),
                runbook,
                rehearsal: false,
            }
        }
        Row::Escalation { id, .. } => escalation_names(state, *id),
        Row::Handover { by, .. } => Names {
            title: format!("Handover from {by}"),
            ..Names::default()
        },
        Row::FollowUp { id, .. } => follow_up_names(state, *id),
        Row::Near { title, what, .. } => Names {
            title: format!("{}: {title}", what.words()),
            ..Names::default()
        },
        Row::Commands { runbook, .. } | Row::Broken { runbook, .. } => Names {
            title: runbook_name(app, runbook),
            ..Names::default()
        },
        Row::Rehearsal { procedure, .. } => {
            let known = app
                .library
                .as_ref()
                .and_then(|library| library.procedure(procedure));
            let title = known.map(|(_, it)| it.title.clone());
            Names {
                title: title.unwrap_or_else(|| procedure.to_string()),
                runbook: known.map(|(it, _)| it.title.clone()).unwrap_or_default(),
                ..Names::default()
            }
        }
        _ => Names::default(),
    }
}

/// An escalation's severity and what has happened.
fn escalation_names(state: &State, id: crate::event::EscalationId) -> Names {
    let opening = state.escalation(id).and_then(|it| it.opening());
    opening.map_or_else(Names::default, |opened| Names {
        title: format!("{}: {}", opened.severity, opened.title),
        about: None,
        runbook: opened.runbook_title.clone(),
        rehearsal: opened.rehearsal,
    })
}

/// A follow-up's kind and title; where it came from stands beside it.
fn follow_up_names(state: &State, id: crate::event::FollowUpId) -> Names {
    let Some(opening) = state.follow_up(id).and_then(FollowUp::opening) else {
        return Names::default();
    };
    let known = opening.runbook.as_ref();
    let known = known.and_then(|runbook| state.revisions(runbook.as_str())?.current());
    let title = known.map(|said| said.what.title.clone());
    let target = opening.origin.as_ref().and_then(|it| it.target.as_ref());
    Names {
        title: format!("{}: {}", opening.kind.words(), opening.title),
        about: target.map(ToString::to_string),
        runbook: title.unwrap_or_default(),
        rehearsal: opening.origin.as_ref().is_some_and(|it| it.rehearsal),
    }
}

/// What people call a line's procedure and runbook.
pub(in crate::tui::view) fn line_names(
    app: &App,
    state: &State,
    line: &SeriesId,
) -> (String, String) {
    let known = state.line_of(line).or_else(|| app.preview.line_of(line));
    match known.and_then(|known| known.current()) {
        Some(said) => (said.what.title.clone(), said.what.runbook_title.clone()),
        None => (line.procedure.to_string(), String::new()),
    }
}
