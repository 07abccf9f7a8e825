//! `rounds check`: every problem of every file, and mending what is certain.

use super::args::{CheckArgs, CheckFormat};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::placed::placed;
use super::rules::{self, Coverage};
use super::unread::{self, Unread};
use crate::library::{Book, Folder, Library, replace};
use crate::present::count;
use crate::runbook::problem::{Look, github, render};
use crate::runbook::{
    KnownIds, LibraryDefaults, MOST_BYTES, Problem, Runbook, RunbookId, Severity, Source, fix,
    parse, vanished,
};
use crate::session::Session;
use crate::state::day_of;
use crate::text::shown;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

/// What a check found. As JSON: `files` (how many were read), `alert_rules` (how many rules were
/// held against them; null where none were named), `unanswered` (the alerts that no procedure
/// answers), `without_rule` (the alerts that no rule raises), `errors`, `warnings`, `fixed`
/// (`path`, `edits`), `problems` (`path`, `line`, `column`, `end`, `severity`, `code`,
/// `message`, `hint`), `unread` (folders that were named and hold nothing to check).
#[derive(Debug, Serialize)]
struct Report<'a> {
    files: usize,
    alert_rules: Option<usize>,
    unanswered: Vec<&'a str>,
    without_rule: Vec<&'a str>,
    errors: usize,
    warnings: usize,
    fixed: &'a [Fixed],
    problems: Vec<&'a Problem>,
    unread: Vec<Unread>,
}

/// A file that was mended. As JSON: `path`, `edits` (how many).
#[derive(Debug, Serialize)]
struct Fixed {
    path: String,
    edits: usize,
}

/// A problem with the text that it was found in.
struct Found {
    problem: Problem,
    source: std::sync::Arc<[u8]>,
}

/// Checks files and folders, or the library in use.
///
/// # Errors
/// When nothing of what was named can be looked at, or a file cannot be mended.
pub fn run(args: &CheckArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if let [path] = &args.paths[..]
        && path.as_os_str() == "-"
    {
        return from_input(args, invocation);
    }
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Stop::Usage(
            "- stands alone: standard input is checked by itself.".to_owned(),
        ));
    }
    let paths = paths(args, invocation)?;
    let mut library = look(&paths)?;
    let (mut fixed, mut not_mended) = (Vec::new(), Vec::new());
    if args.fix {
        for book in &library.books {
            match mend(book) {
                Ok(mended) => fixed.extend(mended),
                Err(stop) => not_mended.push(stop),
            }
        }
        library = look(&paths)?;
    }
    let known = known_ids(invocation);
    let now = invocation.clock.now;
    let mut found = found(&library, &known, now);
    let files_of_rules = rules::read(&args.alerts)?;
    let written = rules::written(&library);
    let coverage = (!args.alerts.is_empty()).then(|| rules::compare(&files_of_rules, &written));
    let of_rules = coverage.iter().flat_map(|it| &it.problems);
    found.extend(of_rules.map(|(problem, source)| Found {
        problem: problem.clone(),
        source: source.clone(),
    }));
    if let Some(coverage) = coverage.as_ref().filter(|_| args.fix) {
        begin(coverage, &library, invocation)?;
    }
    let errors = found.iter().filter(|it| it.problem.is_error()).count();
    let report = Report {
        files: files(&library) + files_of_rules.len(),
        alert_rules: coverage.as_ref().map(|it| it.rules),
        unanswered: coverage.iter().flat_map(Coverage::names).collect(),
        without_rule: coverage
            .iter()
            .flat_map(|it| it.without_rule.iter().map(String::as_str))
            .collect(),
        errors,
        warnings: found.len() - errors,
        fixed: &fixed,
        problems: found.iter().map(|it| &it.problem).collect(),
        unread: bare(&library)
            .map(|folder| Unread::empty(&folder.path))
            .collect(),
    };
    tell(format(args), invocation, &report, &found)?;
    // One that could not be put right keeps nobody from what else there is to say.
    let first = not_mended.drain(..not_mended.len().min(1)).next();
    for stop in &not_mended {
        invocation.out.error(stop.words().unwrap_or_default());
    }
    match first {
        Some(stop) => Err(stop),
        None => Ok(unread::exit(errors > 0, &report.unread)),
    }
}

/// What is to be checked.
fn paths(args: &CheckArgs, invocation: &Invocation) -> Result<Vec<PathBuf>, Stop> {
    let below = PathBuf::from("runbooks");
    Ok(match (args.here, args.paths.is_empty()) {
        (true, _) if below.is_dir() => vec![below],
        (true, _) => vec![PathBuf::from(".")],
        (false, true) => invocation.settings()?.runbooks,
        (false, false) => args.paths.clone(),
    })
}

/// Checks what comes on standard input, as an editor or a pipe has it: one runbook by itself.
/// What other files have to say of it is not known then.
fn from_input(args: &CheckArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if args.fix || !args.alerts.is_empty() {
        return Err(Stop::Usage(
            "Standard input is checked alone: --fix and --alerts need files.".to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    let input = std::io::stdin().lock();
    std::io::Read::take(input, MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(Stop::of_input)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Stop::Runbook("Standard input is no text in UTF-8.".to_owned()))?;
    let source = Source {
        path: "-".to_owned(),
        stem: "standard-input".to_owned(),
        text: &text,
    };
    let parsed = parse(&source, &defaults(invocation));
    let over = parsed.runbook.as_ref();
    let over = over.map(|runbook| over_by("-", runbook, invocation.clock.now));
    let problems = parsed.problems.into_iter().chain(over.unwrap_or_default());
    let bytes: std::sync::Arc<[u8]> = text.as_bytes().into();
    let found: Vec<_> = problems
        .map(|problem| Found {
            problem,
            source: bytes.clone(),
        })
        .collect();
    let errors = found.iter().filter(|it| it.problem.is_error()).count();
    let report = Report {
        files: 1,
        alert_rules: None,
        unanswered: Vec::new(),
        without_rule: Vec::new(),
        errors,
        warnings: found.len() - errors,
        fixed: &[],
        problems: found.iter().map(|it| &it.problem).collect(),
        unread: Vec::new(),
    };
    tell(format(args), invocation, &report, &found)?;
    Ok(Exit::no_when(errors > 0))
}

/// What library.toml gives a runbook of the library in use.
fn defaults(invocation: &Invocation) -> LibraryDefaults {
    let settings = invocation.settings().ok();
    let library = settings.map(|settings| Library::look(&settings.runbooks));
    let folder = library.and_then(|library| library.folders.into_iter().next());
    folder.map(|folder| folder.defaults).unwrap_or_default()
}

/// For whom it is told.
fn format(args: &CheckArgs) -> CheckFormat {
    match args.form.json {
        true => CheckFormat::Json,
        false => args.format,
    }
}

/// Writes a runbook to begin with, for the alerts that nobody answers. One that is there already
/// stays as it is.
fn begin(
    coverage: &Coverage<'_>,
    library: &Library,
    invocation: &mut Invocation,
) -> Result<(), Stop> {
    const NAME: &str = "unanswered-alerts.toml";
    let folder = library.folders.first().map(|folder| folder.home.clone());
    let Some(folder) = folder.filter(|_| !coverage.unanswered.is_empty()) else {
        return Ok(());
    };
    let path = folder.join(NAME);
    let shown = path.display();
    let first = library.folders.first();
    let has_zone = first.is_some_and(|folder| folder.defaults.zone.is_some());
    match placed(&path, &rules::skeleton(&coverage.unanswered, has_zone), false) {
        Ok(()) => invocation.out.about(&format!(
            "Wrote {shown}: a sample with a procedure for each alert that nobody answers. Write the steps, then take `sample` out."
        )),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            invocation.out.about(&format!(
                "{shown} is there already and stays: finish it, or move it away for a new one."
            ));
        }
        Err(error) => {
            return Err(Stop::Other(format!("{shown} cannot be written: {}.", crate::os::why(&error))));
        }
    }
    Ok(())
}

/// A path that cannot be looked at is told before anything is checked: half a check that
/// says "well" would be worse than none.
fn look(paths: &[PathBuf]) -> Result<Library, Stop> {
    let library = Library::look(paths);
    let faults: Vec<_> = library
        .folders
        .iter()
        .filter_map(|folder| folder.fault.as_ref())
        .map(ToString::to_string)
        .collect();
    match faults.is_empty() {
        true => Ok(library),
        false => Err(Stop::Runbook(faults.join("\n"))),
    }
}

fn files(library: &Library) -> usize {
    let shared = shared(library).filter(|folder| !is_bare(folder));
    library.books.len() + shared.count()
}

/// The folders, each home once, however many of its files were named.
fn shared(library: &Library) -> impl Iterator<Item = &Folder> {
    let mut seen = BTreeSet::new();
    library
        .folders
        .iter()
        .filter(move |folder| seen.insert(folder.place()))
}

/// The folders that hold nothing to check: half a check that says "well" would be worse than
/// none.
fn bare(library: &Library) -> impl Iterator<Item = &Folder> {
    let folders = library.folders.iter();
    folders.filter(|folder| !library.holds_books(folder) && is_bare(folder))
}

/// Whether there is no library.toml.
fn is_bare(folder: &Folder) -> bool {
    folder.library.is_none() && folder.problems.is_empty()
}

fn found(library: &Library, known: &BTreeMap<RunbookId, KnownIds>, now: Timestamp) -> Vec<Found> {
    let mut all = Vec::new();
    for folder in shared(library) {
        let source = folder.library.clone().unwrap_or_default();
        all.extend(folder.problems.iter().map(|problem| Found {
            problem: problem.clone(),
            source: source.clone(),
        }));
        let passed_over = folder.passed_over.iter().cloned();
        all.extend(passed_over.map(|problem| Found {
            problem,
            source: Default::default(),
        }));
    }
    for book in &library.books {
        let problems = book.parsed.problems.iter().cloned();
        let source = book.bytes.clone();
        let gone = known.get(&book.parsed.id).map(|known| orphans(book, known));
        let path = book.path.display().to_string();
        let over = book.parsed.runbook.as_ref();
        let over = over.map(|runbook| over_by(&path, runbook, now));
        let all_of_it = problems
            .chain(gone.unwrap_or_default())
            .chain(over.unwrap_or_default());
        all.extend(all_of_it.map(|problem| Found {
            problem,
            source: source.clone(),
        }));
    }
    all
}

/// Waivers whose last day is over: what they let go is asked for again.
fn over_by(path: &str, runbook: &Runbook, now: Timestamp) -> Vec<Problem> {
    let today = day_of(runbook, now);
    let waivers = runbook.package.waivers.iter();
    let over = waivers.filter(|waiver| waiver.until < today);
    let problems = over.map(|waiver| {
        let (item, until) = (shown(&waiver.item), waiver.until);
        let message = format!("the waiver of \"{item}\" ended on {until}");
        let hint = "have it accepted again with a later day, or take it out and show the item";
        Problem {
            severity: Severity::Warning,
            ..Problem::of_file(path, "waiver-ended", message, Some(hint.to_owned()))
        }
    });
    problems.collect()
}

/// Ids that the journal knows and the runbook no longer has.
fn orphans(book: &Book, known: &KnownIds) -> Vec<Problem> {
    let Some(runbook) = &book.parsed.runbook else {
        return Vec::new();
    };
    let path = book.path.display().to_string();
    vanished(runbook, known)
        .into_iter()
        .map(|gone| Problem {
            severity: Severity::Warning,
            ..Problem::of_file(&path, "vanished-id", gone.message(), Some(gone.hint()))
        })
        .collect()
}

/// What the journal knows of each runbook. A journal that cannot be read keeps nobody from
/// checking files.
fn known_ids(invocation: &mut Invocation) -> BTreeMap<RunbookId, KnownIds> {
    invocation.hush();
    match invocation.record() {
        Ok(session) => known_to(session),
        Err(stop) => {
            let words = stop.words().unwrap_or_default().to_owned();
            invocation
                .out
                .about(&format!("{words} Ids that have vanished are not checked."));
            BTreeMap::new()
        }
    }
}

fn known_to(session: &Session) -> BTreeMap<RunbookId, KnownIds> {
    let mut known: BTreeMap<RunbookId, KnownIds> = BTreeMap::new();
    let state = session.state();
    let mut at = |procedure: &crate::runbook::ProcedureRef, steps: Vec<crate::runbook::StepId>| {
        let ids = known.entry(procedure.runbook.clone()).or_default();
        ids.procedures
            .entry(procedure.procedure.clone())
            .or_default()
            .extend(steps);
    };
    for (run, started) in state.runs() {
        at(
            &started.procedure,
            run.boxes
                .keys()
                .map(|step_ref| step_ref.step.clone())
                .collect(),
        );
    }
    for summary in state.ended() {
        let readings = summary
            .readings
            .iter()
            .map(|reading| reading.step_ref.step.clone());
        at(&summary.procedure, readings.collect());
    }
    known
}

fn tell(
    format: CheckFormat,
    invocation: &mut Invocation,
    report: &Report<'_>,
    found: &[Found],
) -> Result<(), Stop> {
    for fixed in report.fixed {
        invocation.out.about(&format!(
            "Fixed {}: {}.",
            fixed.path,
            count(fixed.edits, "edit")
        ));
    }
    match format {
        CheckFormat::Json => invocation.out.json(report)?,
        CheckFormat::Github => {
            for it in found {
                invocation.out.say(&github(&it.problem))?;
            }
        }
        CheckFormat::Text => {
            let look = Look {
                ascii: invocation.out.look().ascii,
                colour: invocation.out.look().colour,
            };
            for it in found {
                let source = std::str::from_utf8(&it.source).unwrap_or_default();
                invocation
                    .out
                    .rendered(&render(&it.problem, source, look))?;
                invocation.out.gap()?;
            }
        }
    }
    for folder in report.unread.iter().filter(|_| report.files > 0) {
        invocation
            .out
            .about(&format!("There is no runbook in {}.", folder.place()));
    }
    invocation.out.hint(&summary(report, found));
    Ok(())
}

fn summary(report: &Report<'_>, found: &[Found]) -> String {
    if report.files == 0 {
        return "There are no runbooks there. `rounds init` makes a first one.".to_owned();
    }
    if found.is_empty() {
        return format!("{}, no problem.", count(report.files, "file"));
    }
    let paths: std::collections::BTreeSet<_> = found.iter().map(|it| &it.problem.path).collect();
    let parts = [(report.errors, "error"), (report.warnings, "warning")];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| count(*number, what))
        .collect();
    format!(
        "{} in {} of {}.",
        parts.join(", "),
        paths.len(),
        count(report.files, "file")
    )
}

/// Makes the edits that are certainly right, where there are some.
fn mend(book: &Book) -> Result<Option<Fixed>, Stop> {
    let made = fix(book.source());
    if made.edits.is_empty() {
        return Ok(None);
    }
    let path = book.path.display().to_string();
    replace(&book.path, &book.bytes, made.text.as_bytes()).map_err(|error| {
        Stop::Other(format!(
            "{path} cannot be rewritten: {}. It is as it was.",
            crate::os::why(&error)
        ))
    })?;
    Ok(Some(Fixed {
        path,
        edits: made.edits.len(),
    }))
}
