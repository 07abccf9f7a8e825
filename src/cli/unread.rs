//! What an answer could not take into account, and the status that follows from it.
//!
//! What stays true: nothing that could have made a "no" of a "well" goes without a word, in text
//! and in JSON; a "no" stays one whatever could not be read. The journal goes before runbooks.
//!
//! What it does not do: it reads nothing. Whatever is told here was met by the session.

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use crate::library::FolderFault;
use crate::present::count;
use crate::runbook::RunbookId;
use serde::Serialize;

/// Something that could not be read, or holds nothing. As JSON: `what` (`runbook`, `library`,
/// `folder`, `record`), `runbook` (its id, of a runbook), `place` (its path; of a record, its
/// folder), `why`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    what: &'static str,
    runbook: Option<String>,
    place: String,
    why: String,
}

impl Unread {
    fn new(what: &'static str, place: impl AsRef<std::path::Path>, why: impl Into<String>) -> Self {
        Self {
            what,
            runbook: None,
            place: place.as_ref().display().to_string(),
            why: why.into(),
        }
    }

    /// A folder that was named and holds no runbook.
    pub fn empty(folder: impl AsRef<std::path::Path>) -> Self {
        Self::new("folder", folder, "there is no runbook in it")
    }

    /// A part of the record.
    pub fn of_record(place: impl AsRef<std::path::Path>, why: impl Into<String>) -> Self {
        Self::new("record", place, why)
    }

    /// In one sentence.
    pub fn sentence(&self) -> String {
        format!("{} is not read: {}.", self.place, self.why)
    }

    /// Where it is.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether it is a runbook's file that has errors.
    pub fn is_runbook(&self) -> bool {
        self.what == "runbook"
    }

    fn is_of_record(&self) -> bool {
        self.what == "record"
    }
}

/// Everything that could not be read of the library and the record in use.
///
/// # Errors
/// As [`Invocation::session`].
pub fn look(invocation: &mut Invocation) -> Result<Vec<Unread>, Stop> {
    let record = invocation.settings()?.journal;
    invocation.session()?;
    let missed = invocation.missed().into_iter();
    let mut unread: Vec<_> = missed.map(|why| Unread::of_record(&record, why)).collect();
    let session = invocation.session()?;
    let is_named = session.settings().runbooks_from.is_said();
    let library = session.library();
    for folder in &library.folders {
        let has_books = library.holds_books(folder);
        match &folder.fault {
            // Where nobody named a folder, there need not be one yet.
            Some(FolderFault::Missing(_)) if !is_named => {}
            Some(fault) => {
                unread.push(Unread::new("folder", &folder.path, fault.to_string()));
            }
            None if is_named && !has_books => unread.push(Unread::empty(&folder.path)),
            _ => {}
        }
        let errors = folder.problems.iter().filter(|it| it.is_error()).count();
        if errors > 0 {
            let path = folder.home.join("library.toml");
            unread.push(Unread::new("library", path, count(errors, "error")));
        }
    }
    unread.extend(library.broken().map(|book| Unread {
        runbook: Some(book.parsed.id.to_string()),
        ..Unread::new("runbook", &book.path, count(book.errors(), "error"))
    }));
    Ok(unread)
}

/// The same for an answer about one runbook alone, where one is named: other files cannot
/// change it.
///
/// # Errors
/// As [`look`].
pub fn look_at(invocation: &mut Invocation, only: Option<&RunbookId>) -> Result<Vec<Unread>, Stop> {
    let mut unread = look(invocation)?;
    if let Some(only) = only {
        let is_other = |it: &Unread| it.runbook.as_ref().is_some_and(|id| id != only.as_str());
        unread.retain(|it| !is_other(it));
    }
    Ok(unread)
}

/// What an answer that rests on the library could not take into account, which is told, and its
/// status: "no" stays "no".
///
/// # Errors
/// As [`look`].
pub fn answered(
    invocation: &mut Invocation,
    only: Option<&RunbookId>,
    no: bool,
) -> Result<(Exit, Vec<Unread>), Stop> {
    let unread = look_at(invocation, only)?;
    tell(invocation, &unread);
    Ok((exit(no, &unread), unread))
}

/// The status of an answer that rests on the files of the library alone, of one runbook's where
/// `only` is named; what of them could not be read is told.
///
/// # Errors
/// As [`look`].
pub fn of_files(invocation: &mut Invocation, only: Option<&RunbookId>) -> Result<Exit, Stop> {
    let mut unread = look_at(invocation, only)?;
    unread.retain(|it| match only {
        Some(_) => it.is_runbook(),
        None => !it.is_of_record(),
    });
    tell(invocation, &unread);
    Ok(exit(false, &unread))
}

/// The status of an answer: "no" stays "no"; "well" is said only where everything was read.
pub fn exit(no: bool, unread: &[Unread]) -> Exit {
    match unread {
        _ if no => Exit::NO,
        [] => Exit::WELL,
        some if some.iter().any(Unread::is_of_record) => Exit::JOURNAL,
        _ => Exit::RUNBOOK,
    }
}

/// Says what could not be read, beside the answer. What is wrong with the record and with
/// folders that are not there was said when they were opened.
pub fn tell(invocation: &mut Invocation, unread: &[Unread]) {
    let broken = unread.iter().filter(|it| it.is_runbook()).count();
    if broken > 0 {
        let files = count(broken, "runbook file");
        let have = if broken == 1 { "has" } else { "have" };
        let words = format!("{files} {have} errors: `rounds check` shows them.");
        invocation.out.about(&words);
    }
    for it in unread.iter().filter(|it| it.what == "library") {
        let words = format!("{} has errors: `rounds check` shows them.", it.place);
        invocation.out.about(&words);
    }
    let empty = |it: &&Unread| **it == Unread::empty(&it.place);
    for it in unread.iter().filter(empty) {
        invocation
            .out
            .about(&format!("There is no runbook in {}.", it.place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_stays_and_well_is_said_only_where_all_was_read() {
        let folder = Unread::empty("/srv/runbooks");
        let record = Unread::new("record", "/j", "line 3 is damaged");
        let runbook = Unread::new("runbook", "/r/a.toml", "2 errors");
        for (no, unread, status) in [
            (false, vec![], 0),
            (true, vec![], 1),
            (false, vec![folder.clone()], 3),
            (false, vec![runbook.clone()], 3),
            (false, vec![runbook.clone(), record.clone()], 4),
            (true, vec![runbook, record, folder], 1),
        ] {
            assert_eq!(exit(no, &unread).0, status, "{unread:?}");
        }
    }
}
