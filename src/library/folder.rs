//! One folder of runbooks, and the files in it.

use super::digest::digest;
use super::files::{Covered, Found, LIBRARY_FILE, beneath, read};
use super::kept::{Kept, Said, Source};
use crate::os::Outside;
use crate::runbook::{
    LibraryDefaults, Parsed, Problem, parse_bytes, parse_library, without_comments,
};
use crate::state::Revision;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder of runbooks.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where it is, as it was given.
    pub path: PathBuf,
    /// The folder that its `library.toml` lies in: itself, or that of the single file.
    pub home: PathBuf,
    /// What its `library.toml` gives every runbook.
    pub defaults: LibraryDefaults,
    /// The bytes of its `library.toml`, where there is one.
    pub library: Option<Arc<[u8]>>,
    /// What counts of them, which is what the journal keeps: a comment, a blank line or the order
    /// of its keys makes no new revision of any runbook.
    pub library_counts: Option<Arc<[u8]>>,
    /// The problems of its `library.toml`.
    pub problems: Vec<Problem>,
    /// What stands in it and is no runbook, though it looks like one: copies, hidden files,
    /// links. It is named, and never counted.
    pub passed_over: Vec<Problem>,
    /// Why it could not be looked at.
    pub fault: Option<FolderFault>,
}

/// Why a folder gives no runbooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderFault {
    /// There is none.
    Missing(PathBuf),
    /// It may not be read, or the disk failed: what the system said.
    Unreadable(PathBuf, String),
}

impl fmt::Display for FolderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) if is_named_as_file(path) => {
                write!(f, "There is no file {}.", path.display())
            }
            Self::Missing(path) => write!(
                f,
                "There is no folder {}. `rounds init` makes one with a first runbook, or name another with --runbooks.",
                path.display(),
            ),
            Self::Unreadable(path, why) => {
                let kind = match is_named_as_file(path) {
                    true => "file",
                    false => "folder",
                };
                write!(f, "The {kind} {} cannot be read: {why}.", path.display())
            }
        }
    }
}

fn is_named_as_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml")
}

/// One runbook file.
#[derive(Clone, Debug)]
pub struct Book {
    /// Where it is.
    pub path: PathBuf,
    /// Its folder, as an index into `Library::folders`.
    pub folder: usize,
    /// What it says, and every problem in it.
    pub parsed: Parsed,
    /// Its bytes; empty where they could not be read.
    pub bytes: Arc<[u8]>,
    /// It and its `library.toml`, as objects.
    pub revision: Revision,
    /// Whether other files made problems of it: a clash, a reference that leads nowhere.
    pub(super) hangs_on_others: bool,
    /// How its file looked from outside when it was read, where the next change would show.
    pub(super) outside: Option<Outside>,
}

impl Book {
    /// How many of its problems are errors.
    pub fn errors(&self) -> usize {
        let problems = self.parsed.problems.iter();
        problems.filter(|problem| problem.is_error()).count()
    }
}

/// What a look needs to know of the one before, and of those of other times.
pub(super) type Known<'a> = (&'a BTreeMap<&'a Path, &'a Arc<Book>>, &'a Kept);

impl Folder {
    /// Looks at a folder and those in it, or at a single file. A folder inside that has a
    /// `library.toml` of its own is a folder of its own; the one that was named comes first.
    pub(super) fn look(path: &Path, known: Known, first: usize) -> Vec<(Self, Vec<Arc<Book>>)> {
        let found = match files(path) {
            Ok(found) => found,
            Err(fault) => return vec![(Self::without(path, Some(fault)), Vec::new())],
        };
        let mut passed_over = found.passed_over;
        let each = found.covered.into_iter().enumerate();
        let looked = each.map(|(at, covered)| {
            let path = match at {
                0 => path,
                _ => &covered.home,
            };
            if let Some(error) = covered.fault {
                let fault = FolderFault::Unreadable(path.to_owned(), crate::os::why(&error));
                return (Self::without(path, Some(fault)), Vec::new());
            }
            let folder = Self {
                path: path.to_owned(),
                passed_over: std::mem::take(&mut passed_over),
                ..Self::with_defaults(&covered.home)
            };
            let books = folder.books(covered.files, known, first + at);
            (folder, books)
        });
        looked.collect()
    }

    fn books(
        &self,
        files: Vec<(PathBuf, Option<Outside>)>,
        known: Known,
        index: usize,
    ) -> Vec<Arc<Book>> {
        let library = self.library_counts.as_deref().map(digest);
        let is_faulty = self.problems.iter().any(Problem::is_error);
        let book = |(path, outside): (PathBuf, Option<Outside>)| {
            let before = known.0.get(path.as_path()).filter(|before| {
                !before.hangs_on_others
                    && before.folder == index
                    && before.revision.library == library
            });
            let outside = outside.filter(Outside::is_telling);
            if let Some(before) = before
                && outside.is_some()
                && before.outside == outside
            {
                return (*before).clone();
            }
            let stem = stem(&path);
            let unopened = outside.and_then(|it| known.1.unopened(it, &stem, library));
            let said = match unopened {
                Some(said) => said,
                None => {
                    let file = read(&path);
                    let file_bytes = file.as_ref().map_or(&[][..], |(bytes, _)| bytes);
                    let revision = Revision {
                        file: digest(file_bytes),
                        library,
                    };
                    if let Some(before) = before
                        && before.revision == revision
                    {
                        return (*before).clone();
                    }
                    self.parse(&path, &stem, file, revision, known.1)
                }
            };
            let mut book = Book::new(path, index, said);
            if is_faulty {
                book.send_to_library();
            }
            Arc::new(book)
        };
        files.into_iter().map(book).collect()
    }

    fn parse(
        &self,
        path: &Path,
        stem: &str,
        file: io::Result<(Vec<u8>, Outside)>,
        revision: Revision,
        kept: &Kept,
    ) -> Said {
        let label = path.display().to_string();
        match file {
            Ok((bytes, outside)) => {
                let source = Source {
                    label: &label,
                    stem,
                    revision,
                    outside,
                };
                kept.parse(&source, bytes.into(), &self.defaults)
            }
            Err(error) => {
                let mut parsed = parse_bytes(&label, stem, b"", &self.defaults);
                parsed.runbook = None;
                parsed.problems = vec![unreadable(&label, &error)];
                Said {
                    parsed,
                    bytes: Arc::default(),
                    revision,
                    outside: None,
                }
            }
        }
    }

    /// Its home by the one name that it has however it was typed, as far as that is known.
    pub fn place(&self) -> PathBuf {
        let home = match self.home.as_os_str().is_empty() {
            true => Path::new("."),
            false => &self.home,
        };
        home.canonicalize().unwrap_or_else(|_| home.to_owned())
    }

    /// Whether it was looked at as a whole, not for a single file of it.
    pub(super) fn is_whole(&self) -> bool {
        self.path == self.home && self.fault.is_none()
    }

    fn without(path: &Path, fault: Option<FolderFault>) -> Self {
        Self {
            path: path.to_owned(),
            home: path.to_owned(),
            defaults: LibraryDefaults::default(),
            library: None,
            library_counts: None,
            problems: Vec::new(),
            passed_over: Vec::new(),
            fault,
        }
    }

    fn with_defaults(home: &Path) -> Self {
        let path = home.join(LIBRARY_FILE);
        let label = path.display().to_string();
        let mut folder = Self::without(home, None);
        match read(&path) {
            Ok((bytes, _)) => {
                (folder.defaults, folder.problems) = parse_library(&label, &bytes);
                folder.library_counts = Some(without_comments(&bytes).into());
                folder.library = Some(bytes.into());
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => folder.problems = vec![unreadable(&label, &error)],
        }
        folder
    }
}

impl Book {
    fn new(path: PathBuf, folder: usize, said: Said) -> Self {
        let mut parsed = said.parsed;
        parsed.path = path.display().to_string().into();
        Self {
            path,
            folder,
            parsed,
            bytes: said.bytes,
            revision: said.revision,
            hangs_on_others: false,
            outside: said.outside,
        }
    }

    /// Its `library.toml` has errors, so what seems to be missing here may stand there.
    fn send_to_library(&mut self) {
        for problem in &mut self.parsed.problems {
            if ["missing-timezone", "unknown-target"].contains(&problem.code) {
                problem.hint = Some(format!("fix {LIBRARY_FILE} first: it may stand there"));
            }
        }
    }

    /// Its text, as far as it is text.
    pub fn source(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// What people call it: its title, else its file's name.
    pub fn title(&self) -> String {
        let title = self
            .parsed
            .runbook
            .as_ref()
            .map(|runbook| runbook.title.clone());
        title
            .or_else(|| self.parsed.title.clone())
            .filter(|title| !title.trim().is_empty())
            .unwrap_or_else(|| self.parsed.id.to_string())
    }
}

/// The name of a file, of which its id is made where it says none.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn unreadable(label: &str, error: &io::Error) -> Problem {
    let message = format!("the file cannot be read: {}", crate::os::why(error));
    let hint = "look at its rights, or take it out of the folder".to_owned();
    Problem::of_file(label, "unreadable", message, Some(hint))
}

/// The runbook files of a folder. A single file is a folder of one.
fn files(path: &Path) -> Result<Found, FolderFault> {
    let fault = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => FolderFault::Missing(path.to_owned()),
        _ => FolderFault::Unreadable(path.to_owned(), crate::os::why(&error)),
    };
    let meta = fs::metadata(path).map_err(fault)?;
    if meta.is_dir() {
        return beneath(path).map_err(fault);
    }
    if !meta.is_file() {
        let why = "it is neither a folder nor a regular file".to_owned();
        return Err(FolderFault::Unreadable(path.to_owned(), why));
    }
    // What runbooks share is checked with its folder, and is none itself.
    let is_library = path.file_name().is_some_and(|name| name == LIBRARY_FILE);
    let only = Covered {
        home: path.parent().unwrap_or(Path::new("")).to_owned(),
        files: (!is_library)
            .then(|| (path.to_owned(), None))
            .into_iter()
            .collect(),
        fault: None,
    };
    Ok(Found {
        covered: vec![only],
        passed_over: Vec::new(),
    })
}
