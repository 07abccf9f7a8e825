//! Pages to one runbook.
//!
//! What stays true: what is handed out has no error, or nothing is handed out and each page's
//! account says why.

use super::asked;
use super::draft;
use super::group::{Group, Imported, Page};
use super::head;
use super::import_report::ImportReport;
use super::other;
use super::phrase::one_line;
use super::safe::without_keys;
use super::{cross_references, page, procedure, returned, settled};
use crate::runbook::LibraryDefaults;
use crate::text::slug;
use std::ops::Range;

/// The longest page that is read as one; a longer one goes on in another procedure.
const LONGEST_PAGE_BYTES: usize = 256 << 10;
/// What is shorter and fits no file is not parted further.
const SHORTEST_PART_BYTES: usize = 4 << 10;

/// Brings pages over into a runbook, or into several where one could not hold them. The zone is
/// written where the folder gives none.
pub fn runbooks(group: &Group, zone: &str, defaults: &LibraryDefaults) -> Vec<Imported> {
    let mut group = group.clone();
    let mut made = returned::taken(&mut group, defaults);
    if !group.pages.is_empty() || made.is_empty() {
        made.extend(by_words(&group, zone, defaults));
    }
    made
}

/// The same of pages that carry no runbook.
fn by_words(group: &Group, zone: &str, defaults: &LibraryDefaults) -> Vec<Imported> {
    let pages = group.pages.iter();
    let pages: Vec<Page> = pages
        .flat_map(|page| match other::form(&page.path, &page.text) {
            // What another program reads is whole or nothing.
            Some(_) => vec![page.clone()],
            None => parts(page, LONGEST_PAGE_BYTES),
        })
        .collect();
    let whole = Group {
        pages,
        ..group.clone()
    };
    let imported = runbook(&whole, zone, defaults);
    if imported.toml.is_some() || !imported.is_too_much {
        return vec![imported];
    }
    let mut fitting = Vec::new();
    halved(whole.pages, group, zone, defaults, &mut fitting);
    if fitting.len() < 2 {
        return vec![imported];
    }
    let numbered = fitting.into_iter().zip(1..);
    let all = numbered.map(|(pages, number)| {
        let part = Group {
            name: format!("{} {number}", group.name),
            from: group.from.clone(),
            pages,
        };
        runbook(&part, zone, defaults)
    });
    all.collect()
}

/// Pages in groups that each fit a file.
fn halved(
    mut pages: Vec<Page>,
    group: &Group,
    zone: &str,
    defaults: &LibraryDefaults,
    fitting: &mut Vec<Vec<Page>>,
) {
    let bytes: usize = pages.iter().map(|page| page.text.len()).sum();
    if let ([page], true) = (&pages[..], bytes > SHORTEST_PART_BYTES) {
        pages = parts(page, bytes / 2 + 1);
    }
    let is_one = pages.len() < 2;
    let part = Group {
        pages,
        ..group.clone()
    };
    if is_one || runbook(&part, zone, defaults).toml.is_some() {
        return fitting.push(part.pages);
    }
    let mut first = part.pages;
    let mut so_far = 0;
    let middle = first.iter().position(|page| {
        so_far += page.text.len();
        so_far * 2 > bytes
    });
    let rest = first.split_off(middle.unwrap_or(0).clamp(1, first.len() - 1));
    halved(first, group, zone, defaults, fitting);
    halved(rest, group, zone, defaults, fitting);
}

/// A page, in parts of at most about so many bytes: cut at a heading, else at an empty line,
/// never inside code.
fn parts(page: &Page, most: usize) -> Vec<Page> {
    if page.text.len() <= most {
        return vec![page.clone()];
    }
    let mut cuts = vec![0];
    let (mut heading, mut blank, mut at) = (None, None, 0);
    let mut in_code = false;
    for line in page.text.split_inclusive('\n') {
        let begun = cuts.last().copied().unwrap_or(0);
        let start = line.trim_start();
        in_code ^= start.starts_with("```") || start.starts_with("~~~");
        let free = !in_code && at > begun;
        if free && line.starts_with('#') {
            heading = Some(at);
        } else if free && line.trim().is_empty() {
            blank = Some(at);
        }
        at += line.len();
        if at - begun > most {
            let cut = heading.or(blank).filter(|cut| *cut > begun);
            cuts.push(cut.unwrap_or(at).min(page.text.len()));
            (heading, blank) = (None, None);
        }
    }
    cuts.push(page.text.len());
    cuts.dedup();
    let ranges = cuts.windows(2).zip(1..);
    let part = |(ends, number): (&[usize], usize)| Page {
        stem: match number {
            1 => page.stem.clone(),
            number => format!("{} part {number}", page.stem),
        },
        text: page.text[ends[0]..ends[1]].to_owned(),
        lines_before: page.lines_before + page.text[..ends[0]].matches('\n').count(),
        ..page.clone()
    };
    ranges.map(part).collect()
}

/// Brings pages over into one runbook.
fn runbook(group: &Group, zone: &str, defaults: &LibraryDefaults) -> Imported {
    let id = match slug(&group.name, "imported", |_| false) {
        // That name is the folder's own file.
        name if name == "library" => "library-imported".to_owned(),
        name => name,
    };
    let mut book = draft::Book {
        title: head::words_of(&group.name),
        zone: defaults.zone.is_none().then(|| zone.to_owned()),
        from: one_line(&group.from),
        ..draft::Book::default()
    };
    let mut accounts = Vec::new();
    let mut pages = Vec::new();
    let mut keys = Vec::new();
    let is_alone = group.pages.len() == 1;
    for page in &group.pages {
        let (page, taken) = &without_its_keys(page);
        let mut account = ImportReport {
            file: page.path.clone(),
            ..ImportReport::default()
        };
        if let Some(note) = &page.note {
            account.note(0, "the file", note);
        }
        tell_keys(&mut account, taken);
        keys.push(taken.clone());
        pages.push(match other::form(&page.path, &page.text) {
            Some(form) => take_other(&mut book, page, form, accounts.len(), &mut account),
            None => {
                take(&mut book, page, is_alone, accounts.len(), &mut account);
                page.text.clone()
            }
        });
        accounts.push(account);
    }
    let is_bare = book.text.is_empty() && book.links.is_empty() && book.contacts.is_empty();
    if book.procedures.is_empty() && is_bare {
        for account in &mut accounts {
            account.parts.retain(|part| part.line > 0);
            account.note(0, "the page", "left out: nothing in it is to be done");
        }
        return Imported {
            id,
            toml: None,
            warnings: 0,
            is_too_much: false,
            accounts,
        };
    }
    cross_references::connect(&mut book);
    cross_references::name_contacts(&mut book);
    count_steps(&book, &mut accounts);
    let settled = settled::proven(book, &id, defaults, &pages, &mut accounts);
    for ((account, page), taken) in accounts.iter_mut().zip(&group.pages).zip(&keys) {
        if settled.is_none() {
            account.note(0, "the page", "left out: no file could hold it");
        }
        account.shift(page.lines_before, taken);
        account.runbook = (settled.is_some() && !account.left_whole()).then(|| id.clone());
    }
    let (toml, warnings) = settled.map_or((None, 0), |(toml, warnings)| (Some(toml), warnings));
    Imported {
        id,
        is_too_much: toml.is_none(),
        toml,
        warnings,
        accounts,
    }
}

/// A page without its private keys, so that nothing of them is read, and the lines of those.
fn without_its_keys(page: &Page) -> (Page, Vec<Range<usize>>) {
    let text = page.text.replace("\r\n", "\n").replace('\r', "\n");
    let (text, taken) = without_keys(&text);
    let page = Page {
        text,
        ..page.clone()
    };
    (page, taken)
}

/// Says of keys that they were taken out; by their lines as those stand without the keys before.
fn tell_keys(account: &mut ImportReport, taken: &[Range<usize>]) {
    let mut before = 0;
    for key in taken {
        let became = format!("taken out: {} lines that look like one", key.len());
        account.note(key.start + 1 - before, "a private key", &became);
        before += key.len() - 1;
    }
}

fn count_steps(book: &draft::Book, accounts: &mut [ImportReport]) {
    for procedure in &book.procedures {
        if let Some(account) = accounts.get_mut(procedure.page) {
            let count =
                |is: fn(&draft::Step) -> bool| procedure.steps().filter(|it| is(it)).count();
            account.steps += procedure.steps().count();
            account.commands += count(|step| step.command.is_some());
            account.asks += count(|step| step.ask.is_some());
        }
    }
}

/// Takes what another program keeps; what comes back is what of it has to be in the result.
fn take_other(
    book: &mut draft::Book,
    page: &Page,
    form: other::Form,
    number: usize,
    account: &mut ImportReport,
) -> String {
    let found = other::read(form, &page.stem, &page.text);
    account.note(1, &form.to_string(), "its procedures");
    for mut procedure in found.procedures {
        procedure.page = number;
        procedure.comments.insert(0, format!("From {}", page.path));
        asked::ask_first(&mut procedure);
        let title = &procedure.title;
        account.procedure = Some(match account.procedure.take() {
            Some(before) => format!("{before}, {title}"),
            None => title.clone(),
        });
        book.procedures.push(procedure);
    }
    found.said
}

/// Whether a page is about its folder.
fn is_index(stem: &str) -> bool {
    matches!(stem.to_lowercase().as_str(), "_index" | "index" | "readme")
}

fn take(
    book: &mut draft::Book,
    page: &Page,
    is_alone: bool,
    number: usize,
    account: &mut ImportReport,
) {
    let given = procedure::given(page::read(&page.text), &page.stem, account);
    book.contacts.extend(given.contacts);
    book.escalation.extend(given.escalation);
    book.links.extend(given.links);
    let is_index = is_index(&page.stem);
    if is_index || is_alone {
        let title = given.title.clone().filter(|title| !title.trim().is_empty());
        book.title = title.unwrap_or_else(|| book.title.clone());
    }
    if let Some(text) = given.reference {
        let heading = match is_index || is_alone {
            true => None,
            false => Some(format!(
                "## {}",
                given.title.unwrap_or_else(|| head::words_of(&page.stem))
            )),
        };
        book.text.extend(heading.into_iter().chain([text]));
        book.comments.extend(given.comments);
        return;
    }
    let Some(mut procedure) = given.procedure else {
        let title = given.title.filter(|_| !(is_index || is_alone));
        book.comments
            .extend(title.map(|title| format!("{}: {title}", page.path)));
        book.comments.extend(given.comments);
        return account.note(
            0,
            "the page",
            "the head of the runbook: nothing in it is to be done",
        );
    };
    procedure.page = number;
    procedure.comments.splice(0..0, given.comments);
    procedure.comments.insert(0, format!("From {}", page.path));
    account.procedure = Some(procedure.title.clone());
    book.procedures.push(procedure);
}
