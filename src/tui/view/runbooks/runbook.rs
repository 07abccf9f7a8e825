//! A runbook's own page: what it is, who answers for it, whom to call, what its alerts mean,
//! and where its procedures are done. What a file leaves out takes no room.

use super::super::paint::{Piece, piece};
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::theme::Role;
use crate::runbook::{Review, Runbook};
use crate::text::duration_words;

pub(super) fn draw(app: &App, runbook: &Runbook, sheet: &mut Sheet) {
    if let Some(summary) = &runbook.summary {
        sheet.words(Role::Plain, summary);
    }
    if runbook.sample {
        sheet.gap();
        sheet.words(Role::Dim, "A sample: to be read, found, rehearsed and exported. It is never due, and no live run of it begins.");
        sheet.gap();
    }
    sheet.labelled("zone", Role::Plain, runbook.zone.name());
    review(app, &runbook.review, sheet);
    if !runbook.owners.is_empty() {
        sheet.heading("Owners");
    }
    for (role, owner) in &runbook.owners {
        let parts = [Some(owner.name.as_str()), owner.contact.as_deref()];
        sheet.labelled(role, Role::Plain, &joined(app, parts));
        if !owner.responsible_for.is_empty() {
            let words = format!("answers for {}", owner.responsible_for.join(", "));
            sheet.indented("  ", Role::Dim, &words);
        }
    }
    if !runbook.contacts.is_empty() {
        sheet.heading("Contacts");
    }
    for contact in &runbook.contacts {
        sheet.words(Role::Plain, &contact.name);
        let parts = [contact.contact.as_deref(), contact.hours.as_deref()];
        sheet.indented("  ", Role::Accent, &joined(app, parts));
    }
    if !runbook.links.is_empty() {
        sheet.heading("Links");
    }
    for link in &runbook.links {
        sheet.labelled(&link.name, Role::Accent, &link.url);
    }
    alerts(app, runbook, sheet);
    targets(runbook, sheet);
    procedures(app, runbook, sheet);
}

/// What there is of some words, in one line.
fn joined<'a>(app: &App, parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.join(app.look.dot())
}

fn review(app: &App, review: &Review, sheet: &mut Sheet) {
    let every = review.every;
    let next = every
        .zip(review.last)
        .and_then(|(every, last)| last.checked_add(every).ok());
    let days = |duration: jiff::SignedDuration| duration_words(duration.as_secs().unsigned_abs());
    let today = app.now.to_zoned(app.zone.clone()).date();
    let overdue = next.is_some_and(|next| next < today);
    let parts = [
        every.map(|every| format!("every {}", days(every))),
        review.last.map(|last| format!("last {last}")),
        next.map(|next| match overdue {
            true => format!("was due {next}"),
            false => format!("next by {next}"),
        }),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        let role = if overdue { Role::Warn } else { Role::Plain };
        sheet.labelled("review", role, &parts.join(app.look.dot()));
    }
}

fn alerts(app: &App, runbook: &Runbook, sheet: &mut Sheet) {
    if !runbook.alerts.is_empty() {
        sheet.heading("Alerts");
    }
    for alert in &runbook.alerts {
        let mut row: Vec<Piece> = Vec::new();
        if let Some(severity) = &alert.severity {
            row.push(piece(app.look, Role::Warn, &format!("{severity} ")));
        }
        row.push(piece(app.look, Role::Title, &alert.name));
        sheet.row(row);
        if let Some(means) = &alert.means {
            sheet.indented("  ", Role::Plain, means);
        }
        let answer = |names: &[String]| names.contains(&alert.name);
        let answers = runbook.procedures.iter().filter(|it| answer(&it.alerts));
        for procedure in answers {
            sheet.indented("  ", Role::Dim, &format!("answered by {}", procedure.title));
        }
    }
}

fn targets(runbook: &Runbook, sheet: &mut Sheet) {
    if !runbook.targets.is_empty() {
        sheet.heading("Targets");
    }
    for (name, values) in &runbook.targets {
        sheet.words(Role::Title, name.as_str());
        for (name, value) in values {
            sheet.labelled(&format!("  {name}"), Role::Plain, value);
        }
    }
}

fn procedures(app: &App, runbook: &Runbook, sheet: &mut Sheet) {
    if !runbook.procedures.is_empty() {
        sheet.heading("Procedures");
    }
    for procedure in &runbook.procedures {
        let (sign, _) = app.look.kind(procedure.kind());
        sheet.indented(&format!("{sign} "), Role::Plain, &procedure.title);
        if let Some(purpose) = &procedure.purpose {
            sheet.indented("  ", Role::Dim, purpose);
        }
    }
}
