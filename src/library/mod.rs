//! The runbooks in use: found, read, kept as they are on disk.
//!
//! A [`Library`] is a picture of its folders at one moment and never changes; looking again
//! gives a new one that shares what is still the same. A file that is broken, unreadable or
//! too large stands in it with its problems and hides nothing beside it. Nothing is written
//! here but an edit that a person accepted, and no file is run, included, or followed where it
//! is a link.

mod digest;
mod edited;
mod files;
mod folder;
mod kept;
#[cfg(test)]
mod tests;
mod watch;

pub use digest::digest;
pub use edited::{Edited, replace};
pub use folder::{Book, Folder, FolderFault};
pub use watch::{Watch, watch, watch_tree};

use kept::Kept;

use crate::runbook::{
    Parsed, Problem, Procedure, ProcedureRef, Runbook, RunbookId, check_library, check_references,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every runbook of every folder, as it was when it was looked at.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The folders, in the order in which they were given.
    pub folders: Vec<Folder>,
    /// The runbook files, by folder and name.
    pub books: Vec<Arc<Book>>,
}

impl Library {
    /// Looks at folders (or single files) of runbooks.
    pub fn look(paths: &[PathBuf]) -> Self {
        Self::default().look_again(paths)
    }

    /// Looks once more, and reads only what has changed.
    pub fn look_again(&self, paths: &[PathBuf]) -> Self {
        self.look_with(paths, &Kept::default())
    }

    /// As [`Library::look_again`], for who may keep in a cache folder what was parsed: a file
    /// whose content is known there is not parsed again.
    pub fn look_again_keeping(&self, paths: &[PathBuf], cache: &Path) -> Self {
        let kept = Kept::of(cache, paths);
        let library = self.look_with(paths, &kept);
        // What is known in memory was not asked for: it is kept already.
        if self.books.is_empty() {
            kept.keep();
        }
        library
    }

    fn look_with(&self, paths: &[PathBuf], kept: &Kept) -> Self {
        let known: BTreeMap<_, _> = self
            .books
            .iter()
            .map(|book| (book.path.as_path(), book))
            .collect();
        let mut library = Self::default();
        let mut seen = BTreeSet::new();
        for path in paths {
            let looked = Folder::look(path, (&known, kept), library.folders.len());
            for (folder, mut books) in looked {
                // A file that is named twice, itself or by a folder, is one file.
                if paths.len() > 1 {
                    let home = folder.place();
                    books.retain(|book| {
                        let inside = book.path.strip_prefix(&folder.home);
                        seen.insert(home.join(inside.unwrap_or(&book.path)))
                    });
                }
                library.folders.push(folder);
                library.books.extend(books);
            }
        }
        library.set_clashes_apart();
        library.check_references();
        library.keep_known(&known);
        library
    }

    /// Runbooks with one id are broken, all of them.
    fn set_clashes_apart(&mut self) {
        let mut seen = BTreeSet::new();
        let mut twice = BTreeSet::new();
        for book in &self.books {
            if !seen.insert(&book.parsed.id) {
                twice.insert(book.parsed.id.clone());
            }
        }
        if twice.is_empty() {
            return;
        }
        let clashing: Vec<usize> = (0..self.books.len())
            .filter(|index| twice.contains(&self.books[*index].parsed.id))
            .collect();
        let mut parsed: Vec<Parsed> = clashing
            .iter()
            .map(|index| self.books[*index].parsed.clone())
            .collect();
        check_library(&mut parsed);
        for (index, parsed) in clashing.into_iter().zip(parsed) {
            let book = Book {
                parsed,
                hangs_on_others: true,
                ..(*self.books[index]).clone()
            };
            self.books[index] = Arc::new(book);
        }
    }

    /// Tells of references between runbooks that lead nowhere or never end. A procedure that
    /// has one stays usable: an exception must not vanish at night because another file was
    /// renamed, and the step says by itself what cannot be found.
    fn check_references(&mut self) {
        let files: Vec<&Parsed> = self.books.iter().map(|book| &book.parsed).collect();
        // Of a file that was named alone, its fellows were not looked at.
        let whole = self.folders.iter().all(Folder::is_whole);
        for (index, problem) in check_references(&files, whole) {
            let mut book = (*self.books[index]).clone();
            book.hangs_on_others = true;
            book.parsed.problems.push(problem);
            let place = |problem: &Problem| problem.span.start;
            book.parsed.problems.sort_by_key(place);
            self.books[index] = Arc::new(book);
        }
    }

    /// Puts the books of the look before in the place of those that say the same, although
    /// they were read again because other files could have changed what is said of them.
    fn keep_known(&mut self, known: &BTreeMap<&Path, &Arc<Book>>) {
        for book in self.books.iter_mut().filter(|it| it.hangs_on_others) {
            if let Some(known) = known.get(book.path.as_path())
                && known.hangs_on_others
                && known.revision == book.revision
                && known.folder == book.folder
                && known.parsed == book.parsed
            {
                *book = (*known).clone();
            }
        }
    }

    /// Whether anything in a folder, or in one inside it, is a runbook, broken or not.
    pub fn holds_books(&self, folder: &Folder) -> bool {
        let mut books = self.books.iter();
        books.any(|book| book.path.starts_with(&folder.path))
    }

    /// The file of a runbook, broken or not.
    pub fn book(&self, id: &str) -> Option<&Arc<Book>> {
        self.books.iter().find(|book| book.parsed.id.as_str() == id)
    }

    /// A runbook that can be used.
    pub fn runbook(&self, id: &str) -> Option<&Runbook> {
        self.book(id)?.parsed.runbook.as_ref()
    }

    /// Every runbook that can be used.
    pub fn runbooks(&self) -> impl Iterator<Item = &Runbook> {
        self.books
            .iter()
            .filter_map(|book| book.parsed.runbook.as_ref())
    }

    /// A procedure that can be used.
    pub fn procedure(&self, reference: &ProcedureRef) -> Option<(&Runbook, &Procedure)> {
        let runbook = self.runbook(reference.runbook.as_str())?;
        Some((runbook, runbook.procedure(reference.procedure.as_str())?))
    }

    /// Every procedure that can be used.
    pub fn procedures(&self) -> impl Iterator<Item = (&Runbook, &Procedure)> {
        self.runbooks().flat_map(|runbook| {
            runbook
                .procedures
                .iter()
                .map(move |procedure| (runbook, procedure))
        })
    }

    /// The ids of the runbooks, broken ones too.
    pub fn ids(&self) -> impl Iterator<Item = &RunbookId> {
        self.books.iter().map(|book| &book.parsed.id)
    }

    /// Whether another look saw the same.
    pub fn same_as(&self, other: &Self) -> bool {
        let books = |(one, two): (&Arc<Book>, &Arc<Book>)| Arc::ptr_eq(one, two);
        let folders = |(one, two): (&Folder, &Folder)| {
            one.fault == two.fault
                && one.library == two.library
                && one.passed_over == two.passed_over
        };
        self.books.len() == other.books.len()
            && self.folders.len() == other.folders.len()
            && self.books.iter().zip(&other.books).all(books)
            && self.folders.iter().zip(&other.folders).all(folders)
    }

    /// The runbooks that cannot be used, whole or in part, as their files stand.
    pub fn broken(&self) -> impl Iterator<Item = &Book> {
        let books = self.books.iter().map(|book| &**book);
        books.filter(|book| book.errors() > 0)
    }

    /// How many problems are errors.
    pub fn errors(&self) -> usize {
        let of_books = self.books.iter().flat_map(|book| &book.parsed.problems);
        let of_folders = self.folders.iter().flat_map(|folder| &folder.problems);
        of_books
            .chain(of_folders)
            .filter(|problem| problem.is_error())
            .count()
    }
}
