//! `rounds doctor`: what is in force and from where, how the surroundings stand, and what
//! to mend.
//!
//! It looks and never touches: nothing is made, locked or changed but what any start keeps in the
//! cache folder. Each finding is one row; what is to be done about it is said. A part that cannot
//! be looked at is a finding too.

mod journal;
mod place;
mod report;
mod who;

use super::args::Form;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Table};
use super::unread::Unread;
use crate::config::{Config, Origin, Settings};
use crate::present::{Tone, count};
use report::{Report, yes};
use std::path::Path;

/// Looks at everything; status 1 when something wants mending.
///
/// # Errors
/// When the answer cannot be written.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    // What is wrong with the record is a row of its own, whoever asks.
    invocation.hush();
    invocation.may_ask = false;
    let mut report = Report::default();
    let settings = invocation.settings();
    in_force(&mut report, invocation, settings.as_ref().ok());
    place::look(&mut report, invocation);
    match &settings {
        Ok(settings) => {
            place::signing(&mut report, settings);
            place::keys(&mut report, settings);
            journal::look(&mut report, invocation, settings);
            library(&mut report, settings);
        }
        Err(stop) => report.wrong(
            "Settings in use",
            "settings",
            "cannot be settled",
            stop.words().unwrap_or_default(),
        ),
    }
    match form.json {
        true => invocation.out.json(&report)?,
        false => tell(&report, invocation)?,
    }
    Ok(Exit::no_when(!report.mend.is_empty()))
}

fn in_force(report: &mut Report, invocation: &Invocation, settings: Option<&Settings>) {
    let config = &invocation.config;
    if invocation.machine.exists || !invocation.machine.problems.is_empty() {
        file(report, "config.toml of the machine", &invocation.machine);
    }
    file(report, "config.toml", config);
    if let Some(settings) = settings {
        who::look(report, invocation, settings);
        places(report, settings);
    }
    let wished = &invocation.preferences;
    report.setting("theme", wished.theme.value.as_str(), wished.theme.from);
    report.setting("color", wished.colour.value.word(), wished.colour.from);
    for (name, flag) in [
        ("ascii", &wished.ascii),
        ("mouse", &wished.mouse),
        ("notifications.bell", &wished.bell),
        ("notifications.desktop", &wished.desktop),
        ("handover.seal", &wished.seal),
    ] {
        report.setting(name, yes(flag.value), flag.from);
    }
    if !config.keys.is_empty() {
        let value = format!("{} of your own", count(config.keys.len(), "key"));
        report.note("Settings in use", "keys", value);
    }
}

/// One file of settings: where it lies, and whether it is in order.
fn file(report: &mut Report, name: &str, config: &Config) {
    let path = config.path.as_ref().map(|path| path.display().to_string());
    let path = path.unwrap_or_else(|| "no home is known".to_owned());
    let state = match (config.exists, config.problems.len()) {
        (_, wrong @ 1..) => {
            let mend = format!("Fix {name}: {path}. What is wrong with it is listed above.");
            let value = format!("{path}, {}", count(wrong, "mistake"));
            report.wrong("Settings in use", name, value, mend);
            None
        }
        (false, 0) => Some(format!("{path} (there is none)")),
        (true, 0) => Some(path),
    };
    if let Some(value) = state {
        report.note("Settings in use", name, value);
    }
}

/// Where everything lies.
fn places(report: &mut Report, settings: &Settings) {
    for folder in &settings.runbooks {
        let folder = folder.display().to_string();
        report.setting("runbooks", folder, settings.runbooks_from);
    }
    let journal = settings.journal.display().to_string();
    report.setting("journal", journal, settings.journal_from);
    let side = |place: &Path| match settings.is_beside(place) {
        true => Origin::BesideJournal,
        false => Origin::UserFolder,
    };
    for (name, place) in [
        ("writers' ids", &settings.state),
        ("checkpoint", &settings.cache),
    ] {
        report.setting(name, place.display().to_string(), side(place));
    }
}

fn library(report: &mut Report, settings: &Settings) {
    const PART: &str = "Library";
    let library = crate::library::Library::look(&settings.runbooks);
    for folder in &library.folders {
        if let Some(fault) = &folder.fault {
            let mend = match settings.runbooks_from.is_said() {
                true => fault.to_string(),
                false => "There are no runbooks yet: `rounds init` makes a first one.".to_owned(),
            };
            report.wrong(PART, "folder", fault.to_string(), mend);
        } else if settings.runbooks_from.is_said() && !library.holds_books(folder) {
            let why = Unread::empty(&folder.path).sentence();
            let mend = format!("{why} `rounds new` begins one, --runbooks names another folder.");
            report.wrong(PART, "folder", why, mend);
        }
    }
    let folders = library.folders.iter();
    let shared = folders.flat_map(|folder| folder.problems.iter().chain(&folder.passed_over));
    let own = library.books.iter().flat_map(|book| &book.parsed.problems);
    let (errors, warnings): (Vec<_>, Vec<_>) = shared.chain(own).partition(|it| it.is_error());
    report.note(PART, "runbooks", library.books.len().to_string());
    let value = format!(
        "{}, {}",
        count(errors.len(), "error"),
        count(warnings.len(), "warning")
    );
    match errors.is_empty() {
        true => report.note(PART, "problems", value),
        false => report.wrong(
            PART,
            "problems",
            value,
            "Runbooks have errors: `rounds check` tells each with its place.",
        ),
    }
}

fn tell(report: &Report, invocation: &mut Invocation) -> Result<(), Stop> {
    let mut parts: Vec<&'static str> = report.findings.iter().map(|it| it.part).collect();
    parts.dedup();
    for part in parts {
        invocation.out.line(&Line::of(Tone::Strong, part))?;
        let mut table = Table::keeping(&[1]);
        for finding in report.findings.iter().filter(|it| it.part == part) {
            let tone = match finding.mend {
                Some(_) => Tone::Bad,
                None => Tone::Plain,
            };
            let from = finding.from.as_deref().unwrap_or_default();
            let name = format!("  {}", finding.name);
            table.row([
                (Tone::Dim, &*name),
                (tone, &*finding.value),
                (Tone::Dim, from),
            ]);
        }
        table.write(&mut invocation.out)?;
        invocation.out.gap()?;
    }
    if report.mend.is_empty() {
        return invocation
            .out
            .line(&Line::of(Tone::Good, "No problems found."));
    }
    invocation.out.line(&Line::of(Tone::Bad, "To fix"))?;
    for mend in &report.mend {
        super::show::paragraph(&mut invocation.out, "  ", mend)?;
    }
    Ok(())
}
