//! A runbook's pages: head, owners, contacts, alerts, targets, procedures.

use super::super::approval;
use super::super::args::Form;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::list::{schedule_words, targets};
use super::super::out::{Line, Out, Table};
use super::super::words;
use super::parts::{heading, paragraph};
use crate::library::Book;
use crate::present::{Clock, Tone, count, json};

use crate::report;
use crate::runbook::{Alert, Contact, Owner, Problem, Procedure, Runbook, RunbookId};
use crate::session::{Currency, Session};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A runbook. As JSON: `id`, `title`, `summary`, `sample` (an example), `timezone`, `path` (null where its file is
/// gone), `condition` (`current`; `last-good` where the file is broken or gone), `links`
/// (`name`, `url`), `review` (`every_seconds`, `last`), `owners` (by role: `name`, `contact`,
/// `operators`, `responsible_for`), `on_call` (as `due --json` has it), `contacts` (`id`, `name`, `contact`, `hours`), `alerts` (`name`, `severity`,
/// `means`, `procedures`), `package` (the handoff pages of which the file says something:
/// `heading`, `lines` of `words` with what is `below`), `targets` (by name, their variables), `procedures` (`id`, `title`,
/// `kind`, `schedule`, `targets`, `steps`), `broken` (`id`, `title`), `problems` (as in
/// `check --format json`). Keys that say nothing are null.
#[derive(Debug, Serialize)]
struct View {
    id: String,
    title: String,
    summary: Option<String>,
    sample: bool,
    timezone: String,
    path: Option<String>,
    condition: &'static str,
    links: Vec<LinkView>,
    review: ReviewView,
    owners: BTreeMap<String, OwnerView>,
    contacts: Vec<ContactView>,
    alerts: Vec<AlertView>,
    on_call: Vec<json::OnCall>,
    targets: BTreeMap<String, BTreeMap<String, String>>,
    package: Vec<PartView>,
    procedures: Vec<ProcedureView>,
    broken: Vec<BrokenView>,
    problems: Vec<Problem>,
}

/// What is said of a sample.
const SAMPLE: &str = "A sample: to be read, found, rehearsed and exported. It is never due, and no live run of it begins.";

#[derive(Debug, Serialize)]
struct LinkView {
    name: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct ReviewView {
    every_seconds: Option<i64>,
    last: Option<Date>,
}

#[derive(Debug, Serialize)]
struct OwnerView {
    name: String,
    contact: Option<String>,
    operators: Vec<String>,
    responsible_for: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ContactView {
    id: String,
    name: String,
    contact: Option<String>,
    hours: Option<String>,
}

#[derive(Debug, Serialize)]
struct AlertView {
    name: String,
    severity: Option<String>,
    means: Option<String>,
    procedures: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ProcedureView {
    id: String,
    title: String,
    kind: &'static str,
    schedule: Option<String>,
    targets: Vec<String>,
    steps: usize,
}

#[derive(Debug, Serialize)]
struct PartView {
    heading: String,
    lines: Vec<PartLine>,
}

#[derive(Debug, Serialize)]
struct PartLine {
    words: String,
    below: Vec<String>,
}

#[derive(Debug, Serialize)]
struct BrokenView {
    id: String,
    title: String,
}

/// Shows a runbook; of a broken one its problems, and its last good revision where there
/// is one.
pub fn show(id: &RunbookId, form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let wall = invocation.clock.clone();
    let session = invocation.session()?;
    let book = session.library().book(id.as_str()).cloned();
    let errors = book.as_ref().map_or(0, |book| errors(book));
    let Some(pin) = session.newest(id.as_str()) else {
        return Err(Stop::Runbook(format!(
            "The runbook {id} has {} and no good revision is on record. `rounds check` tells them.",
            count(errors, "error"),
        )));
    };
    // The answer is that of the last good revision, and the file may say otherwise.
    let exit = match errors {
        0 => Exit::WELL,
        _ => Exit::RUNBOOK,
    };
    let is_current = pin.currency == Currency::Current;
    let package = package_view(session, &pin.runbook, &wall);
    let on_call = json::OnCall::all(&session.state(), &pin.runbook, wall.now);
    let view = View {
        package,
        on_call,
        ..view(session, &pin.runbook, book.as_deref(), is_current)
    };
    if form.json {
        invocation.out.json(&view)?;
        return Ok(exit);
    }
    if is_current && errors > 0 {
        let words = format!(
            "The file has {}: `rounds check` tells them.",
            count(errors, "error")
        );
        invocation.out.error(&words);
    } else if !is_current {
        let why = match book.is_some() {
            true => format!("The file has {}", count(errors, "error")),
            false => "The file is gone".to_owned(),
        };
        invocation
            .out
            .error(&format!("{why}; this is the last good revision."));
    }
    approval::tell(&pin, invocation)?;
    let out = &mut invocation.out;
    head(out, &view)?;
    people(out, &view)?;
    alerts(out, &view)?;
    package_pages(out, &view)?;
    procedures(out, &view)?;
    Ok(exit)
}

fn errors(book: &Book) -> usize {
    book.parsed
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .count()
}

fn view(session: &Session, runbook: &Runbook, book: Option<&Book>, is_current: bool) -> View {
    let broken = runbook.broken.iter().map(|broken| BrokenView {
        id: broken.id.to_string(),
        title: broken.title.clone(),
    });
    let links = runbook.links.iter().map(|link| LinkView {
        name: link.name.clone(),
        url: link.url.clone(),
    });
    let targets = runbook.targets.iter();
    View {
        id: runbook.id.to_string(),
        title: runbook.title.clone(),
        summary: runbook.summary.clone(),
        sample: runbook.sample,
        timezone: runbook.zone.to_string(),
        path: book.map(|book| book.path.display().to_string()),
        condition: if is_current { "current" } else { "last-good" },
        links: links.collect(),
        review: ReviewView {
            every_seconds: runbook.review.every.map(|every| every.as_secs()),
            last: runbook.review.last,
        },
        owners: owners_view(runbook),
        contacts: contacts_view(runbook),
        alerts: alerts_view(runbook),
        on_call: Vec::new(),
        targets: targets
            .map(|(name, values)| (name.to_string(), values.clone()))
            .collect(),
        package: Vec::new(),
        procedures: procedures_view(session, runbook),
        broken: broken.collect(),
        problems: book
            .map(|book| book.parsed.problems.clone())
            .unwrap_or_default(),
    }
}

fn package_view(session: &Session, runbook: &Runbook, wall: &Clock) -> Vec<PartView> {
    let document = report::package(&session.state(), runbook, wall);
    let sections = document.sections.into_iter();
    let parts = sections.filter(|section| !section.lines.is_empty());
    let parts = parts.map(|section| PartView {
        heading: section.heading,
        lines: section
            .lines
            .into_iter()
            .map(|line| PartLine {
                words: line.words,
                below: line.below,
            })
            .collect(),
    });
    parts.collect()
}

fn owners_view(runbook: &Runbook) -> BTreeMap<String, OwnerView> {
    let view = |owner: &Owner| OwnerView {
        name: owner.name.clone(),
        contact: owner.contact.clone(),
        operators: owner.operators.clone(),
        responsible_for: owner.responsible_for.clone(),
    };
    let owners = runbook.owners.iter();
    owners
        .map(|(role, owner)| (role.clone(), view(owner)))
        .collect()
}

fn contacts_view(runbook: &Runbook) -> Vec<ContactView> {
    let view = |contact: &Contact| ContactView {
        id: contact.id.clone(),
        name: contact.name.clone(),
        contact: contact.contact.clone(),
        hours: contact.hours.clone(),
    };
    runbook.contacts.iter().map(view).collect()
}

fn alerts_view(runbook: &Runbook) -> Vec<AlertView> {
    let answering = |alert: &Alert| {
        let procedures = runbook.procedures.iter();
        let answering = procedures.filter(|procedure| procedure.alerts.contains(&alert.name));
        answering
            .map(|procedure| procedure.id.to_string())
            .collect()
    };
    let view = |alert: &Alert| AlertView {
        name: alert.name.clone(),
        severity: alert.severity.clone(),
        means: alert.means.clone(),
        procedures: answering(alert),
    };
    runbook.alerts.iter().map(view).collect()
}

fn procedures_view(session: &Session, runbook: &Runbook) -> Vec<ProcedureView> {
    let view = |procedure: &Procedure| ProcedureView {
        id: procedure.id.to_string(),
        title: procedure.title.clone(),
        kind: words::kind(procedure.kind()),
        schedule: schedule_words(procedure),
        targets: targets(session, procedure),
        steps: procedure.steps.len(),
    };
    runbook.procedures.iter().map(view).collect()
}

fn head(out: &mut Out, view: &View) -> Result<(), Stop> {
    out.line(&Line::of(Tone::Strong, &view.title).add(Tone::Dim, &format!("  {}", view.id)))?;
    if let Some(summary) = &view.summary {
        paragraph(out, "", summary)?;
    }
    if view.sample {
        paragraph(out, "", SAMPLE)?;
    }
    out.gap()?;
    let mut table = Table::keeping(&[1]);
    table.row([
        (Tone::Dim, "Time zone"),
        (Tone::Plain, view.timezone.as_str()),
    ]);
    if let Some(path) = &view.path {
        table.row([(Tone::Dim, "File"), (Tone::Plain, path.as_str())]);
    }
    if let Some(seconds) = view.review.every_seconds {
        let every = crate::text::duration_words(seconds.unsigned_abs());
        let last = view
            .review
            .last
            .map(|day| format!(", last {day}"))
            .unwrap_or_default();
        table.row([
            (Tone::Dim, "Review"),
            (Tone::Plain, format!("every {every}{last}").as_str()),
        ]);
    }
    for link in &view.links {
        table.row([
            (Tone::Dim, link.name.as_str()),
            (Tone::Plain, link.url.as_str()),
        ]);
    }
    table.write(out)
}

fn people(out: &mut Out, view: &View) -> Result<(), Stop> {
    if !view.owners.is_empty() {
        heading(out, "Owners")?;
        let mut table = Table::keeping(&[2]);
        for (role, owner) in &view.owners {
            let contact = owner.contact.as_deref().unwrap_or_default();
            table.row([
                (Tone::Dim, role.as_str()),
                (Tone::Plain, owner.name.as_str()),
                (Tone::Plain, contact),
            ]);
        }
        table.write(out)?;
    }
    if !view.contacts.is_empty() {
        heading(out, "Contacts")?;
        let mut table = Table::keeping(&[1]);
        for contact in &view.contacts {
            table.row([
                (Tone::Plain, contact.name.as_str()),
                (Tone::Plain, contact.contact.as_deref().unwrap_or_default()),
                (Tone::Dim, contact.hours.as_deref().unwrap_or_default()),
            ]);
        }
        table.write(out)?;
    }
    Ok(())
}

fn alerts(out: &mut Out, view: &View) -> Result<(), Stop> {
    if !view.alerts.is_empty() {
        heading(out, "Alerts")?;
        let mut table = Table::keeping(&[0, 2]);
        for alert in &view.alerts {
            table.row([
                (Tone::Plain, alert.name.as_str()),
                (Tone::Warn, alert.severity.as_deref().unwrap_or_default()),
                (Tone::Plain, alert.procedures.join(", ").as_str()),
                (Tone::Dim, alert.means.as_deref().unwrap_or_default()),
            ]);
        }
        table.write(out)?;
    }
    if !view.targets.is_empty() {
        heading(out, "Targets")?;
        let mut table = Table::keeping(&[0, 1]);
        for (name, values) in &view.targets {
            let values: Vec<_> = values
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            table.row([
                (Tone::Plain, name.as_str()),
                (Tone::Dim, values.join("  ").as_str()),
            ]);
        }
        table.write(out)?;
    }
    Ok(())
}

fn package_pages(out: &mut Out, view: &View) -> Result<(), Stop> {
    for part in &view.package {
        heading(out, &part.heading)?;
        for line in &part.lines {
            paragraph(out, "  ", &line.words)?;
            for below in &line.below {
                paragraph(out, "      ", below)?;
            }
        }
    }
    Ok(())
}

fn procedures(out: &mut Out, view: &View) -> Result<(), Stop> {
    heading(out, "Procedures")?;
    let mut table = Table::keeping(&[0]);
    for procedure in &view.procedures {
        table.row([
            (Tone::Plain, procedure.id.as_str()),
            (Tone::Strong, procedure.title.as_str()),
            (Tone::Plain, procedure.kind),
            (
                Tone::Plain,
                procedure.schedule.as_deref().unwrap_or_default(),
            ),
            (Tone::Plain, count(procedure.steps, "step").as_str()),
            (Tone::Dim, procedure.targets.join(", ").as_str()),
        ]);
    }
    for broken in &view.broken {
        table.row([
            (Tone::Plain, broken.id.as_str()),
            (Tone::Strong, broken.title.as_str()),
            (Tone::Bad, "broken"),
        ]);
    }
    table.write(out)
}
