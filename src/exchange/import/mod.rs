//! Markdown runbooks to TOML.
//!
//! A page becomes a procedure: an alert's runbook (Meaning, Impact, Diagnosis, Mitigation) an
//! exception that answers the alert; any other page one to be started by hand. Pages that
//! stand in one folder are about one thing, so they become one runbook; its `_index.md` or
//! `README.md` gives it a title and its first words.
//!
//! What stays true: the file that comes out has no error, whatever came in; every part of a
//! page is in it, as a key of its own or in a `detail`, but for secrets, which are taken out;
//! the account says which. What it does not do: it touches no file, and it does not guess
//! limits, schedules or what OK looks like: those are for the owner.
//!
//! | file | for |
//! |---|---|
//! | `page`, `front`, `site` | Markdown as parts with their source; front matter; what a site's program reads |
//! | `head`, `contacts` | front matter, title and alert; whom to reach |
//! | `procedure`, `body`, `run`, `step` | parts to sections and steps |
//! | `cross_references` | what pages say of each other |
//! | `sentence` | what tells someone to do something; titles |
//! | `command`, `placeholder` | code to commands; what they leave open |
//! | `draft`, `write` | a runbook in the making; as TOML |
//! | `safe`, `settle` | nothing hidden, no secret, no error |
//! | `import_report` | what was done with each part |

mod body;
mod command;
mod contacts;
mod cross_references;
mod draft;
mod front;
mod head;
mod import_report;
mod page;
mod placeholder;
mod procedure;
mod run;
mod safe;
mod sentence;
mod settle;
mod site;
mod step;
#[cfg(test)]
mod tests;
mod write;

pub use import_report::{ImportReport, Part};

use crate::runbook::LibraryDefaults;
use crate::text::slug;
use page::one_line;

/// The longest page that is brought over, in bytes.
pub const LONGEST_PAGE_BYTES: usize = 256 << 10;

/// A page of Markdown.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file, as the person knows it.
    pub path: String,
    /// The file's name without its ending.
    pub stem: String,
    /// What it says.
    pub text: String,
}

/// Pages that become one runbook.
#[derive(Clone, Debug)]
pub struct Group {
    /// What the runbook is named by: the file's stem or the folder's name.
    pub name: String,
    /// Where it comes from, in words.
    pub from: String,
    /// The pages, in order.
    pub pages: Vec<Page>,
}

/// What came of a group.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The runbook's id: the stem of its file.
    pub id: String,
    /// The file; none where the pages hold nothing to do, or too much for one file.
    pub toml: Option<String>,
    /// How many warnings `check` has on it.
    pub warnings: usize,
    /// What was done with each page.
    pub accounts: Vec<ImportReport>,
}

/// Brings pages over into one runbook. The zone is written where the folder gives none.
pub fn runbook(group: &Group, zone: &str, defaults: &LibraryDefaults) -> Imported {
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
    let is_alone = group.pages.len() == 1;
    for page in &group.pages {
        let mut account = ImportReport {
            file: page.path.clone(),
            ..ImportReport::default()
        };
        if page.text.len() > LONGEST_PAGE_BYTES {
            account.note(
                0,
                "the page",
                "left out: it is longer than 256 KiB; part it first",
            );
        } else {
            take(&mut book, page, is_alone, accounts.len(), &mut account);
        }
        accounts.push(account);
    }
    if book.procedures.is_empty() {
        for account in &mut accounts {
            account.parts.retain(|part| part.line > 0);
            account.note(0, "the page", "left out: nothing in it is to be done");
        }
        return Imported {
            id,
            toml: None,
            warnings: 0,
            accounts,
        };
    }
    cross_references::connect(&mut book);
    for procedure in &book.procedures {
        if let Some(account) = accounts.get_mut(procedure.page) {
            let count =
                |is: fn(&draft::Step) -> bool| procedure.steps().filter(|it| is(it)).count();
            account.steps = procedure.steps().count();
            account.commands = count(|step| step.command.is_some());
            account.asks = count(|step| step.ask.is_some());
        }
    }
    let settled = settle::settle(book, &id, defaults, &mut accounts);
    for account in &mut accounts {
        account.runbook = account.procedure.is_some().then(|| id.clone());
    }
    let (toml, warnings) = settled.map_or((None, 0), |(toml, warnings)| (Some(toml), warnings));
    Imported {
        id,
        toml,
        warnings,
        accounts,
    }
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
    book.links.extend(given.links);
    let is_index = is_index(&page.stem);
    if is_index || is_alone {
        let title = given.title.filter(|title| !title.trim().is_empty());
        book.title = title.unwrap_or_else(|| book.title.clone());
    }
    let Some(mut procedure) = given.procedure else {
        book.comments.extend(given.comments);
        return account.note(
            0,
            "the page",
            "the head of the runbook: nothing in it is to be done",
        );
    };
    let is_to_read = |step: &draft::Step| step.command.is_none() && step.title == READ;
    let is_about = procedure.alert.is_none() && procedure.steps().all(is_to_read);
    if is_index && !is_alone && is_about {
        let details = procedure.steps().flat_map(|step| step.detail.clone());
        book.text.extend(details);
        book.summary = procedure.purpose.take();
        book.comments.extend(given.comments);
        return account.note(0, "the page", "the runbook's title and `architecture`");
    }
    procedure.page = number;
    procedure.comments = given.comments;
    procedure.comments.insert(0, format!("From {}", page.path));
    account.procedure = Some(procedure.title.clone());
    book.procedures.push(procedure);
}

/// The title of a step that holds what there is to know where nothing is to be done.
const READ: &str = "Read what is known";
