//! Cheat sheets of navi: a heading with `#`, below it the command; `$ name:` says how a value is
//! found.
//!
//! What stays true: a sheet is a choice of commands, not a row of steps, so each becomes a
//! procedure of its own.

use super::super::draft::{Procedure, Step};
use super::super::placeholder;
use super::super::step::fenced;
use super::super::title::title;
use super::steps::{push, told, typed, variable};

/// A command of a sheet.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Entry {
    tags: String,
    heading: String,
    command: String,
}

struct Sheet {
    entries: Vec<Entry>,
    /// `name: command` lines, which say how a value is found, below their tags.
    found: Vec<(String, String, String)>,
    /// Whether it takes values from below other tags.
    is_extended: bool,
    /// Comments, and what is taken from other sheets.
    said: Vec<String>,
}

/// The commands of a text; none where it is no sheet.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let is_sheet = text.lines().any(|line| line.starts_with("% "));
    match is_sheet {
        true => sheet(text).entries,
        false => Vec::new(),
    }
}

fn sheet(text: &str) -> Sheet {
    let mut sheet = Sheet {
        entries: Vec::new(),
        found: Vec::new(),
        is_extended: false,
        said: Vec::new(),
    };
    let (mut tags, mut heading, mut command) = (String::new(), String::new(), Vec::new());
    let close = |sheet: &mut Sheet, tags: &str, heading: &mut String, command: &mut Vec<&str>| {
        let text = command.join("\n").trim().to_owned();
        command.clear();
        if !text.is_empty() {
            sheet.entries.push(Entry {
                tags: tags.to_owned(),
                heading: std::mem::take(heading),
                command: text,
            });
        } else if !heading.is_empty() {
            sheet.said.push(std::mem::take(heading));
        }
    };
    for line in text.lines() {
        let (sign, rest) = match line.split_once(' ') {
            Some((sign, rest)) if matches!(sign, "%" | "#" | "$" | "@" | ";") => {
                (sign, rest.trim())
            }
            _ => ("", line),
        };
        match sign {
            "" => command.push(line),
            _ => close(&mut sheet, &tags, &mut heading, &mut command),
        }
        sheet.is_extended |= sign == "@";
        match (sign, rest.split_once(':')) {
            ("%", _) => tags = rest.to_owned(),
            ("#", _) => heading = rest.to_owned(),
            ("$", Some((name, how))) => {
                let (name, how) = (name.trim().to_owned(), how.trim().to_owned());
                sheet.found.push((tags.clone(), name, how));
            }
            ("", _) => {}
            _ => sheet.said.push(rest.to_owned()),
        }
    }
    close(&mut sheet, &tags, &mut heading, &mut command);
    sheet
}

/// A procedure for each command.
pub(super) fn procedures(text: &str) -> Vec<Procedure> {
    let sheet = sheet(text);
    let mut told_of = Vec::new();
    let mut all: Vec<Procedure> = Vec::new();
    for entry in &sheet.entries {
        let heading = match entry.heading.is_empty() {
            true => super::super::run_title::run_title(&entry.command),
            false => entry.heading.clone(),
        };
        let mut procedure = Procedure {
            title: title(&heading),
            comments: vec![format!("tags: {}", entry.tags)],
            ..Procedure::default()
        };
        for ask in placeholder::wanted(&placeholder::in_shell(&entry.command)) {
            let name = ask.name.clone();
            let mut step = told(&placeholder::question(&name));
            step.ask = Some(ask);
            let is_here = |tags: &String| *tags == entry.tags || sheet.is_extended;
            let mut found = sheet.found.iter();
            let how = found.find(|(tags, it, _)| is_here(tags) && variable(it) == name);
            if let Some(line @ (_, _, how)) = how {
                let (command, options) = parted(how);
                let fenced = fenced("sh", command);
                step.detail.push(format!("{}:\n\n{fenced}", taken(options)));
                step.comments
                    .extend(options.map(|it| format!("navi's options: {it}")));
                told_of.push(line);
            }
            push(&mut procedure, step);
        }
        let mut step: Step = told(&heading);
        typed(&mut step, &entry.command);
        push(&mut procedure, step);
        all.push(procedure);
    }
    if let Some(first) = all.first_mut() {
        let unused = sheet.found.iter().filter(|it| !told_of.contains(it));
        let lines = unused.map(|(_, name, how)| format!("{name}: {how}"));
        first
            .comments
            .extend(lines.chain(sheet.said.iter().cloned()));
    }
    all
}

/// The command that finds a value, and navi's own options behind it.
fn parted(how: &str) -> (&str, Option<&str>) {
    match how.split_once(" --- ") {
        Some((command, options)) => (command.trim(), Some(options.trim())),
        None => (how, None),
    }
}

/// What of the lines is the value, in words, as far as the options say so.
fn taken(options: Option<&str>) -> String {
    let words: Vec<&str> = options.unwrap_or_default().split_whitespace().collect();
    let behind = |name: &str| {
        let at = words.iter().position(|it| *it == name)?;
        words.get(at + 1)?.parse::<usize>().ok()
    };
    let one = match words.contains(&"--multi") {
        true => "One or several",
        false => "One",
    };
    let column = behind("--column").map(|it| format!(", in column {it}"));
    let heads = match behind("--header-lines") {
        None | Some(0) => String::new(),
        Some(1) => ", below its first line".to_owned(),
        Some(lines) => format!(", below its first {lines} lines"),
    };
    let column = column.unwrap_or_default();
    format!("{one} of what this prints{column}{heads}")
}

/// What has to be in the result.
pub(super) fn said(text: &str) -> String {
    let sheet = sheet(text);
    let mut lines: Vec<String> = sheet.said;
    for entry in sheet.entries {
        lines.extend([entry.tags, entry.heading]);
        lines.extend(entry.command.lines().map(str::to_owned));
    }
    for (_, _, how) in &sheet.found {
        let (command, options) = parted(how);
        lines.extend([command, options.unwrap_or_default()].map(str::to_owned));
    }
    lines.join("\n")
}
