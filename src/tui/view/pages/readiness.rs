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

/// As they stand below each other.
const STANDINGS: [ReadinessStanding; 3] = [
    ReadinessStanding::Missing,
    ReadinessStanding::Attested,
    ReadinessStanding::Proven,
];

pub(super) fn page(app: &App, state: &State, runbook: &Runbook, sheet: &mut Sheet) {
    let items = state.readiness(runbook, app.now);
    let mut document = report::readiness(state, runbook, &app.wall());
    let verdict = match items.iter().all(ReadinessItem::is_well) {
        true => Role::Good,
        false => Role::Warn,
    };
    for lead in document.lead.drain(..) {
        sheet.words(verdict, &lead);
    }
    for standing in STANDINGS {
        let of: Vec<_> = items.iter().filter(|it| it.standing == standing).collect();
        if !of.is_empty() {
            sheet.heading(&format!("{}  {}", heading(standing), of.len()));
        }
        for item in of {
            write(app, item, sheet);
        }
    }
    // What follows in the report is told as it is there: the window, and drift.
    let items = STANDINGS.map(heading);
    let sections = &mut document.sections;
    sections.retain(|section| !items.contains(&section.heading.as_str()));
    super::document(&document, sheet);
}

fn heading(standing: ReadinessStanding) -> &'static str {
    match standing {
        ReadinessStanding::Missing => "Missing",
        ReadinessStanding::Attested => "Attested",
        ReadinessStanding::Proven => "Proven",
    }
}

fn write(app: &App, item: &ReadinessItem, sheet: &mut Sheet) {
    let look = app.look;
    let (sign, role) = match item.standing {
        ReadinessStanding::Missing => (look.sign("✗", "!"), Role::Bad),
        ReadinessStanding::Attested => (look.sign("✎", "w"), Role::Accent),
        ReadinessStanding::Proven => (look.sign("✓", "x"), Role::Good),
    };
    let until = item.until.filter(|_| item.is_well());
    let until = until.map(|until| format!(", until {until}"));
    let words = format!("{}{}", item.title, until.unwrap_or_default());
    let head = vec![piece(look, role, &format!("{sign} "))];
    sheet.hung(head, Role::Plain, &words);
    for line in &item.evidence {
        sheet.indented("    ", Role::Dim, line);
    }
    if item.can_be_attested && !item.is_well() {
        let words = format!("someone's word would do: {}", app.key(Action::Attest));
        sheet.indented("    ", Role::Accent, &words);
    }
}
