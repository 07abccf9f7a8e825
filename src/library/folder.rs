//! One folder of runbooks, and the files in it.

use super::digest::digest;
use crate::runbook::{LibraryDefaults, MOST_BYTES, Parsed, Problem, parse_bytes, parse_library};
use crate::state::Revision;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, DirEntry, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `library.toml` is called.
const LIBRARY_FILE: &str = "library.toml";

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
    /// The problems of its `library.toml`.
    pub problems: Vec<Problem>,
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
}

impl Book {
    /// How many of its problems are errors.
    pub fn errors(&self) -> usize {
        let problems = self.parsed.problems.iter();
        problems.filter(|problem| problem.is_error()).count()
    }
}

impl Folder {
    /// Looks at a folder, or at a single file; `known` are the books of the look before.
    pub(super) fn look(
        path: &Path,
        known: &BTreeMap<&Path, &Arc<Book>>,
        index: usize,
    ) -> (Self, Vec<Arc<Book>>) {
        let (home, files) = match files(path) {
            Ok(found) => found,
            Err(fault) => return (Self::without(path, Some(fault)), Vec::new()),
        };
        let folder = Self {
            path: path.to_owned(),
            ..Self::with_defaults(&home)
        };
        let library = folder.library.as_deref().map(digest);
        let is_faulty = folder.problems.iter().any(Problem::is_error);
        let book = |file: PathBuf| {
            let bytes = read(&file);
            let revision = Revision {
                file: digest(bytes.as_deref().unwrap_or_default()),
                library,
            };
            if let Some(known) = known.get(file.as_path())
                && known.revision == revision
                && !known.hangs_on_others
                && known.folder == index
            {
                return (*known).clone();
            }
            let mut book = Book::new(file, index, bytes, revision, &folder.defaults);
            if is_faulty {
                book.send_to_library();
            }
            Arc::new(book)
        };
        let books = files.into_iter().map(book).collect();
        (folder, books)
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
            problems: Vec::new(),
            fault,
        }
    }

    fn with_defaults(home: &Path) -> Self {
        let path = home.join(LIBRARY_FILE);
        let label = path.display().to_string();
        let mut folder = Self::without(home, None);
        match read(&path) {
            Ok(bytes) => {
                (folder.defaults, folder.problems) = parse_library(&label, &bytes);
                folder.library = Some(bytes.into());
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => folder.problems = vec![unreadable(&label, &error)],
        }
        folder
    }
}

impl Book {
    fn new(
        path: PathBuf,
        folder: usize,
        bytes: io::Result<Vec<u8>>,
        revision: Revision,
        defaults: &LibraryDefaults,
    ) -> Self {
        let label = path.display().to_string();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let (parsed, bytes) = match bytes {
            Ok(bytes) => (parse_bytes(&label, &stem, &bytes, defaults), bytes),
            Err(error) => {
                let mut parsed = parse_bytes(&label, &stem, b"", defaults);
                parsed.runbook = None;
                parsed.problems = vec![unreadable(&label, &error)];
                (parsed, Vec::new())
            }
        };
        Self {
            path,
            folder,
            parsed,
            bytes: bytes.into(),
            revision,
            hangs_on_others: false,
        }
    }

    /// Its `library.toml` has errors, so what seems to be missing here may stand there.
    fn send_to_library(&mut self) {
        for problem in &mut self.parsed.problems {
            if ["missing-timezone", "unknown-target"].contains(&problem.code) {
                problem.hint = Some(format!("mend {LIBRARY_FILE} first: it may stand there"));
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
            .unwrap_or_else(|| self.parsed.id.to_string())
    }
}

fn unreadable(label: &str, error: &io::Error) -> Problem {
    let message = format!("the file cannot be read: {error}");
    let hint = "look at its rights, or take it out of the folder".to_owned();
    Problem::of_file(label, "unreadable", message, Some(hint))
}

/// The runbook files of a folder, sorted, and the folder itself. A single file is a folder
/// of one.
fn files(path: &Path) -> Result<(PathBuf, Vec<PathBuf>), FolderFault> {
    let fault = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => FolderFault::Missing(path.to_owned()),
        _ => FolderFault::Unreadable(path.to_owned(), error.to_string()),
    };
    let meta = fs::metadata(path).map_err(fault)?;
    if meta.is_file() {
        let home = path.parent().unwrap_or(Path::new("")).to_owned();
        // What runbooks share is checked with its folder, and is none itself.
        let is_library = path.file_name().is_some_and(|name| name == LIBRARY_FILE);
        let books = (!is_library).then(|| path.to_owned());
        return Ok((home, books.into_iter().collect()));
    }
    if !meta.is_dir() {
        let why = "it is neither a folder nor a regular file".to_owned();
        return Err(FolderFault::Unreadable(path.to_owned(), why));
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let wanted = name.ends_with(".toml") && name != LIBRARY_FILE && !name.starts_with('.');
        if wanted && is_no_folder(&entry) {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok((path.to_owned(), files))
}

/// A folder that ends in .toml is not a runbook. A link is followed, and one that leads
/// nowhere is a broken file; a file that went away meanwhile is none.
fn is_no_folder(entry: &DirEntry) -> bool {
    let path = entry.path();
    match entry.file_type() {
        // Most files; for them the folder's own list says it.
        Ok(kind) if kind.is_file() => return true,
        Ok(kind) if kind.is_dir() => return false,
        _ => {}
    }
    match fs::metadata(&path) {
        Ok(meta) => !meta.is_dir(),
        Err(_) => fs::symlink_metadata(&path).is_ok(),
    }
}

/// Reads a file up to one byte more than a runbook may have, so that one that is too long
/// is seen to be.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let length = regular_length(path)?;
    let file = File::options().read(true).open(path)?;
    // Room for all of it at once, or it would be read in a dozen pieces.
    let mut bytes = Vec::with_capacity(length.min(MOST_BYTES) + 1);
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The length of a regular file in bytes. Opening a FIFO would wait for ever.
fn regular_length(path: &Path) -> io::Result<usize> {
    let meta = fs::metadata(path)?;
    match meta.is_file() {
        true => Ok(usize::try_from(meta.len()).unwrap_or(usize::MAX)),
        false => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is not a regular file",
        )),
    }
}
