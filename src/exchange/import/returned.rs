//! Pages that this program exported, brought back: the runbook's file stands at their foot, and
//! is taken as it stands.
//!
//! What stays true: what the file says counts. A line of the page that says otherwise was
//! written by somebody since: it is named, and not taken over. A file that has errors by now is
//! not taken: its page is read like any other.

use super::group::{Group, Imported, Page};
use super::import_report::ImportReport;
use crate::exchange::carried::{Carried, carried};
use crate::exchange::export::{Choice, Written, book, markdown};
use crate::runbook::{
    How, LibraryDefaults, Parsed, Runbook, Severity, Yields, parse_bytes, parse_library,
};
use crate::text::{DifferenceLine, difference_lines};
use toml::{Table, Value};

/// What becomes of a line that somebody wrote since.
const CHANGED: &str =
    "left out: the runbook's file at the foot of the page says otherwise, and counts";

/// What a page begins its second paragraph with, and goes on with behind the moment.
const PRINTED: [&str; 2] = ["Printed ", ". Times are in "];

/// Takes the pages out of a group that carry their runbooks.
pub(super) fn taken(group: &mut Group, defaults: &LibraryDefaults) -> Vec<Imported> {
    let mut made = Vec::new();
    group.pages.retain_mut(|page| {
        let files = carried(&page.text.replace("\r\n", "\n"));
        if files.is_empty() {
            return true;
        }
        match files.iter().map(Whole::of).collect::<Option<Vec<_>>>() {
            Some(files) => {
                made.extend(of_page(page, &files, defaults));
                false
            }
            None => {
                let words = "the runbook's file at its foot has errors: its words were read";
                page.note = Some(words.to_owned());
                true
            }
        }
    });
    made
}

/// A carried file without errors, with what it means.
struct Whole<'c> {
    carried: &'c Carried,
    runbook: Runbook,
    warnings: usize,
}

impl<'c> Whole<'c> {
    fn of(carried: &'c Carried) -> Option<Self> {
        let library = carried.library.as_deref().unwrap_or_default();
        let (defaults, _) = parse_library("library.toml", library.as_bytes());
        let parsed = parsed(&carried.id, &carried.file, &defaults);
        let warnings = parsed.problems.len();
        let is_whole = parsed
            .problems
            .iter()
            .all(|it| it.severity != Severity::Error);
        Some(Self {
            carried,
            runbook: parsed.runbook.filter(|_| is_whole)?,
            warnings,
        })
    }
}

fn parsed(id: &str, file: &str, defaults: &LibraryDefaults) -> Parsed {
    parse_bytes(&format!("{id}.toml"), id, file.as_bytes(), defaults)
}

fn of_page(page: &Page, files: &[Whole<'_>], defaults: &LibraryDefaults) -> Vec<Imported> {
    let mut account = ImportReport {
        file: page.path.clone(),
        ..ImportReport::default()
    };
    account.note(
        0,
        "the page",
        "its runbook's file stands at its foot, and was taken as it stands",
    );
    changed(page, files, &mut account);
    let one = |whole: &Whole<'_>| {
        let mut first = account.clone();
        let file = with_library(whole, defaults, &mut first);
        // What was said of the page is said once.
        account.parts.clear();
        Imported {
            id: whole.carried.id.clone(),
            toml: Some(file),
            warnings: whole.warnings,
            is_too_much: false,
            accounts: accounts(&whole.runbook, first),
        }
    };
    files.iter().map(one).collect()
}

/// One account a procedure; what is to be said of the page stands in the first.
fn accounts(runbook: &Runbook, mut first: ImportReport) -> Vec<ImportReport> {
    first.runbook = Some(runbook.id.to_string());
    let mut accounts: Vec<ImportReport> = runbook
        .procedures
        .iter()
        .map(|procedure| {
            let count = |is: fn(&crate::runbook::Step) -> bool| {
                procedure.steps.iter().filter(|step| is(step)).count()
            };
            ImportReport {
                procedure: Some(procedure.title.clone()),
                steps: procedure.steps.len(),
                commands: count(|step| matches!(step.how, How::Command(_))),
                asks: count(|step| matches!(step.yields, Yields::Ask(_))),
                parts: std::mem::take(&mut first.parts),
                ..first.clone()
            }
        })
        .collect();
    if accounts.is_empty() {
        accounts.push(first);
    }
    accounts
}

/// Names the lines of a page that say something else than its files.
fn changed(page: &Page, files: &[Whole<'_>], account: &mut ImportReport) {
    let text = page.text.replace("\r\n", "\n");
    let printed = text.lines().find_map(|line| {
        let rest = line.strip_prefix(PRINTED[0])?;
        Some(rest.split_once(PRINTED[1])?.0)
    });
    let books: Vec<_> = files
        .iter()
        .map(|whole| {
            let library = whole.carried.library.as_deref();
            let written = Written::of(whole.carried.file.as_bytes(), library.map(str::as_bytes));
            book(&Choice {
                written,
                ..Choice::whole(&whole.runbook)
            })
        })
        .collect();
    let made = markdown(&books, printed.unwrap_or_default());
    let mut line = 0;
    let (mut before, mut gone) = (0, 0);
    for part in difference_lines(&made, &text) {
        match part {
            DifferenceLine::At(_, at) => line = at,
            DifferenceLine::Same(_) => line += 1,
            DifferenceLine::Gone(words) if words.trim().is_empty() => {}
            DifferenceLine::Gone(_) => (before, gone) = (line, gone + 1),
            DifferenceLine::New(words) => {
                if !words.trim().is_empty() {
                    account.note(line, "a line", CHANGED);
                }
                line += 1;
            }
        }
    }
    if gone > 0 {
        let words = "lines are missing or changed here; the file at the foot of the page counts";
        account.note(before.max(1), "the page", words);
    }
}

/// What a runbook means, wherever in its file that stands.
pub(super) fn without_lines(mut runbook: Runbook) -> Runbook {
    let procedures = runbook.procedures.iter_mut();
    let steps = procedures.flat_map(|procedure| procedure.steps.iter_mut());
    steps.for_each(|step| step.line = 0);
    runbook
}

/// The file, with what the library of its old folder gave it and that of its new one does not.
fn with_library(
    whole: &Whole<'_>,
    defaults: &LibraryDefaults,
    account: &mut ImportReport,
) -> String {
    let Carried { id, file, library } = whole.carried;
    let means = |file: &str| parsed(id, file, defaults).runbook.map(without_lines);
    let expected = Some(without_lines(whole.runbook.clone()));
    let is_same = |file: &str| means(file) == expected;
    if is_same(file) {
        return file.clone();
    }
    let library = library.as_deref().and_then(|it| it.parse::<Table>().ok());
    let own = file.parse::<Table>().unwrap_or_default();
    let merged = merged(own, library.unwrap_or_default());
    // The words of the file stay where nothing of a table has to be added.
    let beside = beside(file, &merged);
    if let Some(text) = beside.filter(|text| is_same(text)) {
        return text;
    }
    let anew = toml::to_string(&merged).unwrap_or_default();
    if is_same(&anew) {
        let words = "written anew, without its comments: it holds what its library.toml gave it";
        account.note(0, "the file", words);
        return anew;
    }
    let words = "this folder's library.toml gives it something else than the one that it came from";
    account.note(0, "the file", words);
    match means(&anew) {
        Some(_) => anew,
        None => file.clone(),
    }
}

/// The file's text with the keys in front of it, and the tables behind it, that it lacks.
fn beside(file: &str, merged: &Table) -> Option<String> {
    let own: Table = file.parse().ok()?;
    let mut lacks = Table::new();
    for (key, value) in merged {
        let lack = match (own.get(key), value) {
            (None, value) => value.clone(),
            (Some(known), value) if known == value => continue,
            (Some(Value::Table(own)), Value::Table(all)) => {
                let same = |(name, value): (&String, &Value)| all.get(name) == Some(value);
                if !own.iter().all(same) {
                    return None;
                }
                let others = all.iter().filter(|(name, _)| !own.contains_key(*name));
                Value::Table(
                    others
                        .map(|(name, it)| (name.clone(), it.clone()))
                        .collect(),
                )
            }
            (Some(Value::Array(own)), Value::Array(all)) if of_tables(value) => {
                Value::Array(all.iter().skip(own.len()).cloned().collect())
            }
            _ => return None,
        };
        lacks.insert(key.clone(), lack);
    }
    let is_plain = |value: &Value| !value.is_table() && !of_tables(value);
    let (plain, tables): (Table, Table) = lacks.into_iter().partition(|(_, value)| is_plain(value));
    let front = toml::to_string(&plain).ok()?;
    let behind = toml::to_string(&tables).ok()?;
    Some([front.as_str(), file, behind.as_str()].concat())
}

fn of_tables(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|all| all.iter().any(Value::is_table))
}

/// A file's keys with those of a library: tables by name, lists of tables by who they are, other
/// lists united; what the file says wins.
fn merged(mut file: Table, library: Table) -> Table {
    for (key, value) in library {
        match (file.get_mut(&key), value) {
            (None, value) => {
                file.insert(key, value);
            }
            (Some(Value::Table(own)), Value::Table(theirs)) => {
                for (name, value) in theirs {
                    match (own.get_mut(&name), value) {
                        (Some(Value::Array(own)), Value::Array(theirs)) => unite(own, theirs),
                        (Some(_), _) => {}
                        (None, value) => {
                            own.insert(name, value);
                        }
                    }
                }
            }
            (Some(Value::Array(own)), Value::Array(theirs)) => unite(own, theirs),
            (Some(_), _) => {}
        }
    }
    file
}

fn unite(own: &mut Vec<Value>, theirs: Vec<Value>) {
    let name = |value: &Value| {
        let keys = ["id", "severity", "name"].iter();
        let mut known = keys.filter_map(|key| value.get(key)?.as_str().map(str::to_owned));
        known.next()
    };
    for value in theirs {
        let is_known = own
            .iter()
            .any(|it| *it == value || name(it).is_some() && name(it) == name(&value));
        if !is_known {
            own.push(value);
        }
    }
}
