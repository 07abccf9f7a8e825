//! The readiness page: each thing that has to be so, with a sign for how it stands. What is
//! missing comes first, then whose word counts and until when, then what the record shows.

use super::super::paint::piece;
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::action::Action;
use crate::app::theme::Role;
use crate::report;
use crate::runbook::Runbook;
use crate::state::{ReadinessItem, ReadinessStanding, State};

pub(super) fn page(app: &App, state: &State, runbook: &Runbook, sheet: &mut Sheet) {
    let items = state.readiness(runbook, app.now);
    let mut document = report::readiness(state, runbook, &app.wall());
    let mut role = match items.iter().all(ReadinessItem::is_well) {
        true => Role::Good,
        false => Role::Warn,
    };
    for lead in document.lead.drain(..) {
        sheet.words(role, &lead);
        // What expires next is told, and no verdict.
        role = Role::Plain;
    }
    for standing in ReadinessStanding::ALL {
        let of: Vec<_> = items.iter().filter(|it| it.standing == standing).collect();
        if !of.is_empty() {
            sheet.heading(&format!("{}  {}", standing.heading(), of.len()));
        }
        for item in of {
            write(app, item, sheet);
        }
    }
    // What follows in the report is told as it is there: the window, and drift.
    let items = ReadinessStanding::ALL.map(ReadinessStanding::heading);
    let sections = &mut document.sections;
    sections.retain(|section| !items.contains(&section.heading.as_str()));
    super::parts::document(&document, sheet);
}

fn write(app: &App, item: &ReadinessItem, sheet: &mut Sheet) {
    let look = app.look;
    let (sign, role) = match item.standing {
        ReadinessStanding::Missing => (look.sign("✗", "!"), Role::Bad),
        ReadinessStanding::Attested => (look.sign("✎", "w"), Role::Accent),
        ReadinessStanding::Waived => (look.sign("◇", "%"), Role::Accent),
        ReadinessStanding::Proven => (look.sign("✓", "x"), Role::Good),
    };
    let until = item.until.map(|until| format!(", until {until}"));
    let words = format!("{}{}", item.title, until.unwrap_or_default());
    let head = vec![piece(look, role, &format!("{sign} "))];
    sheet.hung(head, Role::Plain, &words);
    for line in &item.evidence {
        sheet.indented("    ", Role::Dim, line);
    }
    let key = app.key(Action::Ok);
    let way = match () {
        () if item.is_well() => return,
        () if item.proposed.is_some() => format!("accept the waiver: {key}"),
        () if item.can_be_attested => format!("can be attested: {key}"),
        () => return,
    };
    sheet.indented("    ", Role::Accent, &way);
}
