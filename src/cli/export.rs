//! `rounds export`: runbooks for paper, a browser, a spreadsheet, a program, a calendar.
//!
//! What is made is text; here it is chosen, and written to standard output, a file or a
//! folder. A file that is there already stays as it is unless `--replace` says otherwise.

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::placed::placed;
use super::unread;
use super::usable::UsableRunbooks;
use super::what::{self, What};
use crate::exchange::export::{
    Book, Choice, Days, MOST_EVENTS, TooMany, Written, book, calendar, csv, html, markdown,
};
use crate::os;
use crate::present::count;
use crate::runbook::Runbook;
use crate::session::Session;
use clap::{Args, ValueEnum};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use std::fs;
use std::path::{Path, PathBuf};

/// `rounds export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// A runbook, a procedure, or words of its title; the whole library where it is left out
    #[arg(value_name = "WHAT")]
    pub what: Vec<String>,
    /// In which form
    #[arg(long, default_value = "md")]
    pub format: ExportFormat,
    /// The file to write; standard output where it is left out
    #[arg(long, value_name = "FILE", conflicts_with = "into")]
    pub out: Option<PathBuf>,
    /// The folder to write into, a file a runbook
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Write over files that are there already
    #[arg(long)]
    pub replace: bool,
    /// For ics: the first day; today where it is left out
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// For ics: the last day; 90 days in all where it is left out
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
}

/// In which form a runbook leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A form to fill in on paper.
    Md,
    /// One page for a browser or a printer, with an anchor for each step.
    Html,
    /// For programs: everything that the file says.
    Json,
    /// For a spreadsheet: a step a row.
    Csv,
    /// For a calendar: the next times of each schedule.
    Ics,
}

/// How many days a calendar holds where none are named.
const USUAL_DAYS: i64 = 90;

/// Writes runbooks in another form.
///
/// # Errors
/// When nothing of the name is known, a day is none, or a file is there already or cannot be
/// written.
pub fn run(args: &ExportArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if args.format != ExportFormat::Ics && (args.from.is_some() || args.to.is_some()) {
        return Err(Stop::Usage(
            "--from and --to say which days a calendar holds: give them with --format ics."
                .to_owned(),
        ));
    }
    let meant = match args.what.is_empty() {
        true => None,
        false => Some(what::anything(invocation.session()?, &args.what)?),
    };
    let only = match &meant {
        Some(What::Runbook(id)) => Some(id.clone()),
        Some(What::Procedure(reference)) => Some(reference.runbook.clone()),
        _ => None,
    };
    let days = days(args, invocation)?;
    let usable = UsableRunbooks::of(invocation.session()?);
    let mut choices = choices(meant, &usable)?;
    for choice in &mut choices {
        choice.written = written(invocation.session()?, choice.runbook.id.as_str());
    }
    let printed = invocation.clock.now.to_zoned(invocation.clock.zone.clone());
    let printed = printed.strftime("%Y-%m-%d %H:%M %Z").to_string();
    let form = |choices: &[Choice<'_>]| form(args.format, choices, &printed, &days);
    match (&args.out, &args.into) {
        (Some(path), _) => {
            let text = form(&choices)?.ok_or_else(no_time)?;
            put(args, vec![(path.clone(), text)])?;
            invocation.out.say(&format!("Made {}", path.display()))?;
        }
        (None, Some(folder)) => {
            let ending = ending(args.format);
            let mut files = Vec::new();
            for choice in &choices {
                let path = folder.join(format!("{}.{ending}", choice.runbook.id));
                let text = form(std::slice::from_ref(choice))?;
                files.extend(text.map(|text| (path, text)));
            }
            if files.is_empty() {
                return Err(no_time());
            }
            fs::create_dir_all(folder).map_err(|error| not_made(folder, &error))?;
            let made = files.len();
            put(args, files)?;
            invocation.out.say(&format!(
                "Made {} in {}",
                count(made, "file"),
                folder.display()
            ))?;
        }
        (None, None) => invocation
            .out
            .finished(&form(&choices)?.ok_or_else(no_time)?)?,
    }
    unread::of_files(invocation, only.as_ref())
}

/// The runbooks that are meant, in the order of the library.
fn choices(meant: Option<What>, usable: &UsableRunbooks) -> Result<Vec<Choice<'_>>, Stop> {
    let known = |id: &str| usable.runbooks().find(|it| it.id.as_str() == id);
    let unusable = |id: &str| {
        Stop::Runbook(format!(
            "The runbook {id} has errors and cannot be used. `rounds check` tells them."
        ))
    };
    let choices: Vec<Choice<'_>> = match meant {
        None => usable.runbooks().map(Choice::whole).collect(),
        Some(What::Runbook(id)) => {
            let runbook: &Runbook = known(id.as_str()).ok_or_else(|| unusable(id.as_str()))?;
            vec![Choice::whole(runbook)]
        }
        Some(What::Procedure(reference)) => {
            let id = reference.runbook.as_str();
            let runbook = known(id).ok_or_else(|| unusable(id))?;
            let procedure = runbook.procedure(reference.procedure.as_str());
            vec![Choice {
                written: Written::default(),
                runbook,
                procedures: vec![procedure.ok_or_else(|| unusable(id))?],
            }]
        }
        Some(What::Run(_) | What::FollowUp(_)) => {
            return Err(Stop::Usage(
                "A runbook or a procedure can be exported. `rounds report` tells what happened, `rounds journal export` hands on the record.".to_owned(),
            ));
        }
    };
    match choices.is_empty() {
        true => Err(Stop::Runbook(
            "There is no runbook that can be used. `rounds init` makes a first one, `rounds check` tells what is wrong with those that are there.".to_owned(),
        )),
        false => Ok(choices),
    }
}

/// What the file of a runbook says: as it is now, or as it was when it was last good.
fn written(session: &mut Session, id: &str) -> Written {
    let Some(revision) = session.newest(id).map(|pin| pin.revision) else {
        return Written::default();
    };
    let book = session.library().book(id).cloned();
    if let Some(book) = book.filter(|book| book.revision == revision) {
        let folder = session.library().folders.get(book.folder);
        let library = folder.and_then(|folder| folder.library.as_deref());
        return Written::of(&book.bytes, library);
    }
    let library = revision.library.and_then(|name| session.kept(name));
    session
        .kept(revision.file)
        .map_or_else(Written::default, |file| {
            Written::of(&file, library.as_deref())
        })
}

fn no_time() -> Stop {
    Stop::No("No schedule has a time in these days, so there is no calendar to make. Name others with --from and --to, or a runbook with routines.".to_owned())
}

/// The text; none where it would be a calendar without anything in it.
fn form(
    format: ExportFormat,
    choices: &[Choice<'_>],
    printed: &str,
    days: &Days,
) -> Result<Option<String>, Stop> {
    let books: Vec<Book> = choices.iter().map(book).collect();
    match format {
        ExportFormat::Md => Ok(Some(markdown(&books, printed))),
        ExportFormat::Html => Ok(Some(html(&books, printed))),
        ExportFormat::Csv => Ok(Some(csv(&books))),
        ExportFormat::Json => serde_json::to_string_pretty(&books)
            .map(|text| Some(crate::text::json_escaped(&text).into_owned() + "\n"))
            .map_err(|error| Stop::Other(format!("The runbooks cannot be told as JSON: {error}."))),
        ExportFormat::Ics => calendar(choices, days).map_err(|TooMany| {
            Stop::Usage(format!(
                "These days hold more than {MOST_EVENTS} times. Name one runbook, or fewer days with --from and --to."
            ))
        }),
    }
}

fn ending(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Md => "md",
        ExportFormat::Html => "html",
        ExportFormat::Json => "json",
        ExportFormat::Csv => "csv",
        ExportFormat::Ics => "ics",
    }
}

/// The days of a calendar, in the reader's zone.
fn days(args: &ExportArgs, invocation: &Invocation) -> Result<Days, Stop> {
    let day = |typed: &Option<String>| typed.as_deref().map(super::handoff::day).transpose();
    let now = invocation.clock.now;
    let zone = &invocation.clock.zone;
    let from = day(&args.from)?.unwrap_or_else(|| zone.to_datetime(now).date());
    let last = match day(&args.to)? {
        Some(last) => last,
        None => from.saturating_add((USUAL_DAYS - 1).days()),
    };
    if last < from {
        return Err(Stop::Usage(
            "The first day comes after the last: give --from the earlier one.".to_owned(),
        ));
    }
    Ok(Days {
        from: begins(from, zone)?,
        to: begins(last.saturating_add(1.days()), zone)?,
        now,
    })
}

fn begins(day: Date, zone: &TimeZone) -> Result<Timestamp, Stop> {
    let begun = day.to_zoned(zone.clone());
    begun.map(|it| it.timestamp()).map_err(|_| {
        Stop::Usage(format!(
            "{day} is too far away. Write a day like 2026-11-23."
        ))
    })
}

fn not_made(path: &Path, error: &std::io::Error) -> Stop {
    Stop::of_file(path, "made", error)
}

/// Every file is looked for before the first is made, so that it is all or nothing.
fn put(args: &ExportArgs, files: Vec<(PathBuf, String)>) -> Result<(), Stop> {
    let there = files.iter().find(|(path, _)| path.exists());
    if let (Some((path, _)), false) = (there, args.replace) {
        return Err(Stop::No(format!(
            "{} is there already, and nothing was written. Name another with --out or --into, or write over it with --replace.",
            path.display()
        )));
    }
    let looked = |path: &Path| os::to_replace(path).map_err(|error| not_made(path, &error));
    if args.replace {
        files
            .iter()
            .try_for_each(|(path, _)| looked(path).map(drop))?;
    }
    for (path, text) in files {
        placed(&path, &text, args.replace).map_err(|error| not_made(&path, &error))?;
    }
    Ok(())
}
