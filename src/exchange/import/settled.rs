//! The result of an import held against its pages, and what is missed put back.
//!
//! What stays true: what comes out of here was checked: each line of each page is in the
//! file, or its account says truly why not; a command that the page does not have is no
//! command of the file.

use super::draft::{Book, Row, Step};
use super::import_report::ImportReport;
use super::proof::{Lost, Texts, lost};
use super::safe::TAKEN_OUT;
use super::settle::{part_long, settle};
use super::shown::{Shown, has_command};
use super::step::fenced;
use crate::runbook::LibraryDefaults;
use toml::Value;

/// A file, and how many warnings `check` has on it.
pub(super) type Written = (String, usize);

/// Settles a book and holds it against its pages; `pages` are their texts.
pub(super) fn proven(
    mut book: Book,
    id: &str,
    defaults: &LibraryDefaults,
    pages: &[String],
    accounts: &mut [ImportReport],
) -> Option<Written> {
    let before = accounts.to_vec();
    part_long(&mut book.procedures);
    doubted(&mut book, pages, accounts);
    let mut written = settle(book.clone(), id, defaults, accounts)?;
    let missed = missed(&book, &written.0, pages, accounts);
    if missed.iter().all(Vec::is_empty) {
        return Some(written);
    }
    for (page, lines) in missed
        .iter()
        .enumerate()
        .filter(|(_, lines)| !lines.is_empty())
    {
        put_back(&mut book, page, lines);
    }
    accounts.clone_from_slice(&before);
    for (account, lines) in accounts.iter_mut().zip(&missed) {
        for it in lines {
            account.note(it.line, "a line", "kept word by word, behind the rest");
        }
    }
    written = settle(book.clone(), id, defaults, accounts)?;
    let still = self::missed(&book, &written.0, pages, accounts);
    for (account, lines) in accounts.iter_mut().zip(&still) {
        for it in lines {
            account.note(it.line, "a line", "lost: the file cannot hold it");
        }
    }
    Some(written)
}

/// A command that the page does not have is read, not run.
fn doubted(book: &mut Book, pages: &[String], accounts: &mut [ImportReport]) {
    let shown: Vec<Shown> = pages.iter().map(|page| Shown::of(page)).collect();
    for procedure in &mut book.procedures {
        let Some(page) = shown.get(procedure.page) else {
            continue;
        };
        for row in &mut procedure.rows {
            let Row::Step(step) = row else { continue };
            let is_had = |text: &String| has_command(page, text);
            // One from which something was taken out is another one.
            let is_odd = step
                .command
                .as_ref()
                .is_some_and(|it| !is_had(&it.shell) || it.shell.contains(TAKEN_OUT));
            if !is_odd {
                continue;
            }
            if let Some(command) = step.command.take() {
                step.take = None;
                step.detail.push(fenced("sh", &command.shell));
            }
            if let Some(account) = accounts.get_mut(procedure.page) {
                account.note(
                    step.line,
                    "a command",
                    "kept to be read: the page does not have it so",
                );
            }
        }
    }
}

/// For each page, the lines of it that are nowhere.
fn missed(book: &Book, toml: &str, pages: &[String], accounts: &[ImportReport]) -> Vec<Vec<Lost>> {
    let Ok(Value::Table(mut file)) = toml.parse::<toml::Table>().map(Value::Table) else {
        return pages.iter().map(|_| Vec::new()).collect();
    };
    let procedures = match file.remove("procedures") {
        Some(Value::Array(procedures)) => procedures,
        _ => Vec::new(),
    };
    let mut head = Texts::default();
    for line in toml.lines().filter_map(|line| line.strip_prefix('#')) {
        head.add(line);
    }
    gather(&Value::Table(file), &mut head);
    let mut texts: Vec<Texts> = pages.iter().map(|_| Texts::default()).collect();
    for (draft, procedure) in book.procedures.iter().zip(&procedures) {
        if let Some(texts) = texts.get_mut(draft.page) {
            gather(procedure, texts);
        }
    }
    let all = pages.iter().zip(texts).zip(accounts);
    all.map(|((page, mut texts), account)| {
        texts.append(&head);
        match account.left_whole() {
            true => Vec::new(),
            false => lost(page, &texts, &account.left),
        }
    })
    .collect()
}

/// All texts of a file, its keys among them.
fn gather(value: &Value, texts: &mut Texts) {
    match value {
        Value::String(text) => texts.add(text),
        Value::Array(all) => {
            let words: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
            match words {
                // The words of a command are one text.
                Some(words) => texts.add(&words.join(" ")),
                None => all.iter().for_each(|it| gather(it, texts)),
            }
        }
        Value::Table(table) => {
            for (key, value) in table {
                texts.add(key);
                gather(value, texts);
            }
        }
        _ => {}
    }
}

/// Puts lines back, word by word: behind the steps of their page, or with the runbook's words.
fn put_back(book: &mut Book, page: usize, lines: &[Lost]) {
    let text: Vec<&str> = lines.iter().map(|it| it.text.trim_end()).collect();
    let text = fenced("", &text.join("\n"));
    let procedure = book.procedures.iter_mut().rfind(|it| it.page == page);
    match procedure {
        Some(procedure) => procedure.rows.push(Row::Step(Box::new(Step {
            line: lines.first().map_or(0, |it| it.line),
            title: "Read what else the page says".to_owned(),
            detail: vec![text],
            optional: true,
            ..Step::default()
        }))),
        None => book.text.push(text),
    }
}
