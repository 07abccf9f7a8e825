//! From a draft to a file that passes `check`.
//!
//! What stays true: what is handed out has no error by [`parse`]. Texts are made safe first;
//! what an error is found in gives way step by step: a list of words becomes shell text, a
//! command becomes words in the detail, and nothing is lost on the way that could be kept.

use super::draft::{Book, Procedure, Row, Step};
use super::import_report::ImportReport;
use super::safe::safe;
use super::step::fenced;
use super::write::{Written, write};
use crate::runbook::{LibraryDefaults, MOST_BYTES, Parsed, Source, parse};
use std::collections::{BTreeMap, BTreeSet};

/// The most rows of one procedure; what is longer goes on in another one.
const MOST_ROWS: usize = 1_000;
/// A step gives way so often, at most.
const MOST_TRIES: usize = 4;

/// A file without errors, and how many warnings it has; none where it would be too long.
pub(super) fn settle(
    mut book: Book,
    stem: &str,
    defaults: &LibraryDefaults,
    accounts: &mut [ImportReport],
) -> Option<(String, usize)> {
    clean(&mut book, accounts);
    let mut tries: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for _ in 0..=MOST_TRIES {
        let written = write(&book);
        if written.text.len() > MOST_BYTES {
            return None;
        }
        let parsed = parsed(stem, &written.text, defaults);
        if !parsed.has_errors() {
            return Some((written.text, parsed.problems.len()));
        }
        for place in places(&written, &parsed) {
            match place {
                Some((procedure, row)) => {
                    let tried = tries.entry((procedure, row)).or_default();
                    *tried += 1;
                    give_way(&mut book, procedure, row, *tried, accounts);
                }
                None => plain_head(&mut book),
            }
        }
    }
    None
}

fn parsed(stem: &str, text: &str, defaults: &LibraryDefaults) -> Parsed {
    let source = Source {
        path: format!("{stem}.toml"),
        stem: stem.to_owned(),
        text,
    };
    parse(&source, defaults)
}

/// Where the errors are: each step once; none for what stands above all steps.
fn places(written: &Written, parsed: &Parsed) -> BTreeSet<Option<(usize, usize)>> {
    let errors = parsed.problems.iter().filter(|it| it.is_error());
    let place = |at: usize| {
        let index = written.starts.partition_point(|(start, _, _)| *start <= at);
        let (_, procedure, row) = written.starts.get(index.checked_sub(1)?)?;
        Some((*procedure, *row))
    };
    errors.map(|it| place(it.span.start)).collect()
}

/// What the head says in keys of their own, it says in words.
fn plain_head(book: &mut Book) {
    for (name, url) in std::mem::take(&mut book.links) {
        book.text.push(format!("{name}: {url}"));
    }
    for it in std::mem::take(&mut book.escalation) {
        let parts = [
            Some(it.severity),
            it.means,
            it.respond_within,
            it.resolve_within,
        ];
        let parts = parts.into_iter().flatten().chain(it.path);
        book.text.push(parts.collect::<Vec<_>>().join(", "));
    }
    for contact in std::mem::take(&mut book.contacts) {
        let parts = [Some(contact.name), contact.contact, contact.hours];
        book.text
            .push(parts.into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    book.text = book.text.iter().map(|text| safe(text).0).collect();
}

fn give_way(
    book: &mut Book,
    procedure: usize,
    row: usize,
    tried: usize,
    accounts: &mut [ImportReport],
) {
    let procedure = &mut book.procedures[procedure];
    let page = procedure.page;
    match &mut procedure.rows[row] {
        Row::Section(title) => *title = "Section".to_owned(),
        Row::Step(step) => {
            if let (true, Some(account)) = (tried > 1, accounts.get_mut(page)) {
                account.note(
                    step.line,
                    "a step",
                    "kept in words: it is no step that could be checked",
                );
            }
            soften(step, tried);
        }
    }
}

fn soften(step: &mut Step, tried: usize) {
    step.call = None;
    step.detail.extend(step.link.take());
    step.detail
        .extend(step.copy.take().map(|text| fenced("", &text)));
    if let Some(command) = &mut step.command {
        command.run = None;
        command.cwd = None;
    }
    if tried > 1 {
        step.take = None;
        if let Some(command) = step.command.take() {
            step.detail.push(fenced("sh", &command.shell));
        }
        step.detail
            .extend(step.ask.take().map(|ask| format!("`{}`", ask.name)));
        step.detail = step.detail.iter().map(|text| safe(text).0).collect();
    }
    if tried > 2 {
        // A name apart from its sign is a word.
        let said = std::mem::replace(&mut step.title, "Read this".to_owned());
        step.detail
            .splice(0..0, [said].into_iter().chain(step.caution.take()));
        step.detail = step.detail.iter().map(|it| it.replace('$', "$ ")).collect();
    }
}

/// Makes every text safe, and names that have to be unique so.
fn clean(book: &mut Book, accounts: &mut [ImportReport]) {
    let mut head = Cleaner::default();
    head.line(&mut book.title, "Imported");
    head.optional(&mut book.summary);
    head.texts(&mut book.text);
    head.texts(&mut book.comments);
    links(&mut book.links, &mut head);
    for it in &mut book.escalation {
        head.line(&mut it.severity, "Severity");
        head.optional(&mut it.means);
    }
    let mut known = BTreeSet::new();
    book.contacts.retain_mut(|contact| {
        head.line(&mut contact.name, "Contact");
        head.optional(&mut contact.contact);
        head.optional(&mut contact.hours);
        known.insert(format!("{contact:?}"))
    });
    part_long(&mut book.procedures);
    let mut alerts = BTreeSet::new();
    for procedure in &mut book.procedures {
        let mut cleaner = Cleaner::default();
        cleaner.procedure(procedure);
        let is_new = procedure
            .alert
            .as_ref()
            .is_none_or(|alert| alerts.insert(alert.name.clone()));
        if !is_new && let Some(alert) = &mut procedure.alert {
            alert.is_known = true;
        }
        if let Some(account) = accounts.get_mut(procedure.page) {
            for (line, what) in cleaner.done {
                account.note(line, "a text", what);
            }
        }
    }
    if let Some(account) = accounts.first_mut() {
        head.done
            .iter()
            .for_each(|(line, what)| account.note(*line, "a text", what));
    }
}

/// Each address once, each under a name of its own.
fn links(links: &mut Vec<(String, String)>, head: &mut Cleaner) {
    let mut names = BTreeSet::new();
    let mut urls = BTreeSet::new();
    for (name, url) in std::mem::take(links) {
        let mut link = (name, url);
        head.line(&mut link.0, "Link");
        head.line(&mut link.1, "");
        if !urls.insert(link.1.clone()) {
            continue;
        }
        // `[1]` says nothing away from its page.
        if link.0.chars().all(|c| c.is_ascii_digit()) {
            link.0 = name_of(&link.1);
        }
        let name = link.0.clone();
        let mut number = 1;
        while !names.insert(link.0.clone()) {
            number += 1;
            link.0 = format!("{name} ({number})");
        }
        links.push(link);
    }
}

/// An address as a name: its host and the last part of its path.
fn name_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['#', '?']).next().unwrap_or(rest);
    let host = rest.split('/').next().unwrap_or(rest);
    match rest.trim_end_matches('/').rsplit('/').next() {
        Some(last) if last != host => format!("{host}: {last}"),
        _ => host.to_owned(),
    }
}

/// Procedures that are too long go on in another one.
pub(super) fn part_long(procedures: &mut Vec<Procedure>) {
    let mut all = Vec::new();
    for mut procedure in std::mem::take(procedures) {
        let mut number = 1;
        while procedure.rows.len() > MOST_ROWS {
            let rest = procedure.rows.split_off(MOST_ROWS);
            number += 1;
            let next = Procedure {
                title: format!("{} (part {number})", procedure.title),
                page: procedure.page,
                rows: rest,
                ..Procedure::default()
            };
            all.push(std::mem::replace(&mut procedure, next));
        }
        all.push(procedure);
    }
    *procedures = all;
}

/// Makes texts safe and remembers what it had to do.
#[derive(Default)]
struct Cleaner {
    at: usize,
    done: Vec<(usize, &'static str)>,
}

impl Cleaner {
    fn text(&mut self, text: &mut String) {
        let (safe, done) = safe(text);
        *text = safe;
        self.done
            .extend(done.into_iter().map(|what| (self.at, what)));
    }

    /// A text on one line that is never empty.
    fn line(&mut self, text: &mut String, fallback: &str) {
        self.text(text);
        *text = super::phrase::one_line(text);
        if text.is_empty() {
            *text = fallback.to_owned();
        }
    }

    fn optional(&mut self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.text(text);
        }
        text.take_if(|text| text.trim().is_empty());
    }

    fn texts(&mut self, texts: &mut Vec<String>) {
        texts.iter_mut().for_each(|text| self.text(text));
        texts.retain(|text| !text.trim().is_empty());
        // Two halves of a secret can stand in two texts.
        let whole = texts.join("\n\n");
        let (safe, done) = safe(&whole);
        if !done.is_empty() {
            *texts = vec![safe];
        }
    }

    fn procedure(&mut self, procedure: &mut Procedure) {
        self.line(&mut procedure.title, "Imported");
        self.optional(&mut procedure.purpose);
        procedure
            .comments
            .iter_mut()
            .for_each(|text| self.text(text));
        if let Some(alert) = &mut procedure.alert {
            self.line(&mut alert.name, "Alert");
            self.optional(&mut alert.severity);
            self.optional(&mut alert.means);
        }
        let mut ids = BTreeSet::new();
        for row in &mut procedure.rows {
            match row {
                Row::Section(title) => self.line(title, "Section"),
                Row::Step(step) => self.step(step, &mut ids),
            }
        }
    }

    fn step(&mut self, step: &mut Step, ids: &mut BTreeSet<String>) {
        self.at = step.line;
        self.line(&mut step.title, "Read this");
        self.texts(&mut step.detail);
        self.optional(&mut step.caution);
        self.optional(&mut step.copy);
        self.optional(&mut step.link);
        step.comments.iter_mut().for_each(|text| self.text(text));
        let id = step
            .id
            .take()
            .map(|id| crate::text::slug(&id, "step", |_| false));
        step.id = id.filter(|id| ids.insert(id.clone()));
        let Some(command) = &mut step.command else {
            return;
        };
        // A command from which something was taken out would be another command.
        let (safe, done) = safe(&command.shell);
        if !done.is_empty() {
            self.done
                .extend(done.into_iter().map(|what| (step.line, what)));
            step.command = None;
            step.detail.push(fenced("sh", &safe));
        }
    }
}
