//! The pages of a runbook: which there are, with a word for what wants someone, and the
//! selected one.

use super::super::paint::{Piece, piece};
use super::super::sheet::Sheet;
use super::parts::Rows;
use crate::app::App;
use crate::app::action::Action;
use crate::app::pages::{PackageFront, approval};
use crate::app::theme::Role;
use crate::report::{self, Page};
use crate::runbook::{Runbook, RunbookId};
use crate::state::{Approval, State};

pub(super) fn rows(app: &App, state: &State, front: &PackageFront) -> Rows {
    let Some(runbook) = app.usable(&front.runbook) else {
        return Vec::new();
    };
    let row = |(index, page): (usize, &Page)| {
        let is_selected = index == front.reading.cursor.at;
        let pointer = if is_selected { app.look.pointer() } else { " " };
        let left = vec![
            piece(app.look, Role::Plain, &format!("{pointer} ")),
            piece(app.look, Role::Plain, page.heading()),
        ];
        (left, wants(app, state, runbook, *page))
    };
    front.pages.iter().enumerate().map(row).collect()
}

/// The list of pages, for where the runbook itself is selected.
pub(in crate::tui::view) fn contents(app: &App, state: &State, id: &RunbookId, sheet: &mut Sheet) {
    let Some(runbook) = app.usable(id) else {
        return;
    };
    for page in report::pages(state, runbook, &app.wall()) {
        let mut row = vec![piece(app.look, Role::Plain, page.heading())];
        let wants = wants(app, state, runbook, page);
        if !wants.is_empty() {
            row.push(piece(app.look, Role::Plain, "  "));
        }
        row.extend(wants);
        sheet.row(row);
    }
}

/// What a page wants of someone, in a word.
fn wants(app: &App, state: &State, runbook: &Runbook, page: Page) -> Vec<Piece> {
    let (words, role) = match page {
        Page::Readiness => {
            let items = state.readiness(runbook, app.now);
            match items.iter().filter(|item| !item.is_well()).count() {
                0 => ("ready".to_owned(), Role::Good),
                count => (format!("{count} missing"), Role::Warn),
            }
        }
        Page::Drift => {
            let signs = state.drift(runbook, app.now).len();
            (signs.to_string(), Role::Dim)
        }
        Page::Review if state.reviewed(runbook, app.now).is_overdue() => {
            ("overdue".to_owned(), Role::Bad)
        }
        Page::Stabilization => match state.stabilization(runbook, app.now) {
            Some(window) if window.is_past_due() => ("past its end".to_owned(), Role::Bad),
            Some(window) if window.is_going_on() => {
                (format!("{} d left", window.days_left), Role::Plain)
            }
            _ => return Vec::new(),
        },
        Page::ChangeControl => match approval(app, state, &runbook.id) {
            Approval::Missing | Approval::Pending | Approval::Unsigned => {
                ("not approved".to_owned(), Role::Bad)
            }
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    vec![piece(app.look, role, &words)]
}

pub(super) fn heading(app: &App, front: &PackageFront) -> String {
    let title = app.usable(&front.runbook).map(|it| it.title.clone());
    title.unwrap_or_else(|| front.runbook.to_string())
}

pub(super) fn title(app: &App, front: &PackageFront) -> String {
    let heading = front.page().map_or("", Page::heading);
    match front.reading.zoomed {
        true => format!("{heading}{}{}", app.look.dot(), self::heading(app, front)),
        false => heading.to_owned(),
    }
}

pub(super) fn page(app: &App, state: &State, front: &PackageFront, sheet: &mut Sheet) {
    let (Some(runbook), Some(page)) = (app.usable(&front.runbook), front.page()) else {
        sheet.words(Role::Dim, "This runbook has no pages that can be read now.");
        return;
    };
    if page == Page::Readiness {
        return super::readiness::page(app, state, runbook, sheet);
    }
    if page == Page::ChangeControl {
        match approval(app, state, &runbook.id) {
            it @ Approval::Missing => sheet.words(Role::Bad, it.words().unwrap_or_default()),
            it @ (Approval::Pending | Approval::Unsigned | Approval::Unreliable) => {
                sheet.words(Role::Warn, it.words().unwrap_or_default());
            }
            Approval::Approved => sheet.words(Role::Good, "This revision is approved."),
            Approval::NotAsked => {}
        }
    }
    let mut document = report::page(state, runbook, page, &app.wall());
    let architecture = runbook.package.architecture.as_deref();
    if let (Page::Overview, Some(text)) = (page, architecture) {
        document.sections.retain(|it| it.heading != "Architecture");
        for lead in std::mem::take(&mut document.lead) {
            sheet.words(Role::Plain, &lead);
        }
        sheet.heading("Architecture");
        sheet.markdown(text);
    }
    super::parts::document(&document, sheet);
}

/// The keys of the selected page.
pub(super) fn wanted(front: &PackageFront) -> Vec<Action> {
    match front.page() {
        Some(Page::Readiness) => vec![Action::Ok, Action::Enter],
        Some(Page::Stabilization) => vec![Action::Ok, Action::Enter],
        Some(Page::Review) => vec![Action::Ok, Action::Enter],
        Some(Page::ChangeControl) => vec![Action::Enter, Action::Difference],
        Some(Page::Escalation) => vec![Action::Enter, Action::Escalate],
        _ => vec![Action::Enter],
    }
}
