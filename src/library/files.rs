//! The files of a folder of runbooks: which are runbooks, and which are passed over.
//!
//! Every `*.toml` of the folder and of the folders in it is a runbook. What editors and sync
//! services leave behind is none: it is named, and never counted. No link, FIFO, socket or
//! device inside a folder is opened. Nothing is written here.

use crate::os::{Outside, open_plain};
use crate::runbook::{MOST_BYTES, Problem, Severity};
use std::collections::BTreeSet;
use std::fs::{self, DirEntry, FileType};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What `library.toml` is called.
pub(super) const LIBRARY_FILE: &str = "library.toml";

/// How many folders deep one is looked into. A library is shallow; a mount that holds itself
/// would have no end.
const MOST_DEEP: usize = 16;

/// One folder that has a `library.toml` of its own, or the one that was named, with the files
/// that this covers.
#[derive(Debug, Default)]
pub(super) struct Covered {
    pub(super) home: PathBuf,
    /// Sorted by path; each with how it looks from outside, where it is a regular file.
    pub(super) files: Vec<(PathBuf, Option<Outside>)>,
    /// Why it could not be looked at.
    pub(super) fault: Option<io::Error>,
}

/// What was found beneath a folder.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The folder that was named comes first.
    pub(super) covered: Vec<Covered>,
    /// What stands there and is no runbook, though it looks like one.
    pub(super) passed_over: Vec<Problem>,
}

/// Looks through a folder and all that are in it.
///
/// # Errors
/// What the system said of the folder itself; one inside that cannot be read is told in
/// [`Covered::fault`].
pub(super) fn beneath(folder: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    found.walk(folder, None, 0)?;
    for covered in &mut found.covered {
        covered.files.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    Ok(found)
}

impl Found {
    fn walk(&mut self, folder: &Path, covered: Option<usize>, depth: usize) -> io::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_cached_key(DirEntry::file_name);
        let names: BTreeSet<String> = entries
            .iter()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        let covered = match covered {
            Some(above) if !names.contains(LIBRARY_FILE) => above,
            _ => {
                self.covered.push(Covered {
                    home: folder.to_owned(),
                    ..Covered::default()
                });
                self.covered.len() - 1
            }
        };
        for entry in &entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                self.enter(&entry.path(), &name, covered, depth);
            } else if let Some(leaving) = leaving(&name, &names) {
                self.passed_over.push(leaving.problem(&entry.path()));
            } else if is_linked_folder(entry, kind) {
                self.pass(
                    &entry.path(),
                    "it is a link to a folder, and links are not followed",
                );
            } else if name.ends_with(".toml") && name != LIBRARY_FILE {
                let meta = entry.metadata().ok().filter(fs::Metadata::is_file);
                let outside = meta.as_ref().map(Outside::of);
                self.covered[covered].files.push((entry.path(), outside));
            }
        }
        Ok(())
    }

    fn enter(&mut self, folder: &Path, name: &str, covered: usize, depth: usize) {
        if name.starts_with('.') {
            return;
        }
        if depth == MOST_DEEP {
            self.pass(folder, "it lies too deep");
        } else if let Err(error) = self.walk(folder, Some(covered), depth + 1) {
            self.covered.push(Covered {
                home: folder.to_owned(),
                files: Vec::new(),
                fault: Some(error),
            });
        }
    }

    fn pass(&mut self, path: &Path, why: &str) {
        let hint = "put the runbooks themselves here, or name their folder with --runbooks";
        self.passed_over.push(passed(path, why.to_owned(), hint));
    }
}

/// A file that ends in .toml is told as a broken runbook where it is a link; a link to a folder
/// has no such place.
fn is_linked_folder(entry: &DirEntry, kind: FileType) -> bool {
    kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|meta| meta.is_dir())
}

/// What a program left beside runbooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    Hidden,
    Editor,
    Conflict,
}

impl Leaving {
    fn problem(self, path: &Path) -> Problem {
        let (what, hint) = match self {
            Self::Hidden => (
                "a hidden file is no runbook: it is not used",
                "rename it so that it begins with no dot, or delete it",
            ),
            Self::Editor => (
                "an editor or a tool left this behind: it is not used",
                "delete it once nothing in it is missed",
            ),
            Self::Conflict => (
                "a sync service left this copy where two people changed one file: it is not used",
                "compare it with the runbook, keep what is right there, and delete it",
            ),
        };
        passed(path, what.to_owned(), hint)
    }
}

fn passed(path: &Path, message: String, hint: &str) -> Problem {
    let label = path.display().to_string();
    Problem {
        severity: Severity::Warning,
        ..Problem::of_file(&label, "passed-over", message, Some(hint.to_owned()))
    }
}

/// What a file is that has a runbook's name and is none, as far as its name and the names
/// beside it tell.
fn leaving(name: &str, beside: &BTreeSet<String>) -> Option<Leaving> {
    // Not `.schema.json` and its like: they are no copies of a runbook.
    let is_about_one = name.contains(".toml");
    if !is_about_one {
        return None;
    }
    let is_conflict = is_conflict_copy(&name.to_lowercase()) || is_numbered_copy(name, beside);
    match () {
        () if is_conflict => Some(Leaving::Conflict),
        () if name.starts_with(".#") || !name.ends_with(".toml") => Some(Leaving::Editor),
        () if name.starts_with('.') => Some(Leaving::Hidden),
        () => None,
    }
}

/// The marks by which Dropbox, Nextcloud, ownCloud, Seafile, Syncthing, Resilio and others tell
/// the second version of a file from the first.
fn is_conflict_copy(lower: &str) -> bool {
    const MARKS: [&str; 8] = [
        "conflicted copy",
        "(conflict",
        "[conflict",
        ".sync-conflict-",
        "_conflict-",
        "sfconflict",
        "case conflict",
        ".conflict.",
    ];
    MARKS.iter().any(|mark| lower.contains(mark))
}

/// `orders (1).toml` beside `orders.toml`: what is fetched twice, or met by Google Drive.
fn is_numbered_copy(name: &str, beside: &BTreeSet<String>) -> bool {
    let stem = name.strip_suffix(").toml");
    let parts = stem.and_then(|stem| stem.rsplit_once(" ("));
    parts.is_some_and(|(first, number)| {
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && beside.contains(&format!("{first}.toml"))
    })
}

/// Reads a file up to one byte more than a runbook may have, so that one that is too long
/// is seen to be; and how it looked from outside before its first byte was read.
///
/// # Errors
/// What the system said, or what it is instead of a regular file.
pub(super) fn read(path: &Path) -> io::Result<(Vec<u8>, Outside)> {
    let length = usize::try_from(look(path)?.bytes).unwrap_or(usize::MAX);
    let file = open_plain(path)?;
    let outside = Outside::of(&file.metadata()?);
    // Room for all of it at once, or it would be read in a dozen pieces.
    let mut bytes = Vec::with_capacity(length.min(MOST_BYTES) + 1);
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes, outside))
}

/// How a regular file looks from outside. Opening a FIFO would wait for ever; a link could lead
/// to what nobody meant to show.
///
/// # Errors
/// What the system said, or what it is instead of a regular file.
fn look(path: &Path) -> io::Result<Outside> {
    let meta = fs::symlink_metadata(path)?;
    let why = match meta.file_type() {
        kind if kind.is_file() => return Ok(Outside::of(&meta)),
        kind if kind.is_symlink() => "it is a link, and links are not followed",
        _ => "it is not a regular file",
    };
    Err(io::Error::new(ErrorKind::InvalidInput, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_leave_behind_is_no_runbook() {
        let beside: BTreeSet<String> = ["orders.toml".to_owned()].into();
        let cases = [
            ("orders.toml", None),
            ("orders-2.toml", None),
            ("orders (prod).toml", None),
            ("refunds (1).toml", None),
            ("conflicts.toml", None),
            ("resolve-conflict.toml", None),
            (".schema.json", None),
            ("notes.md", None),
            ("orders (1).toml", Some(Leaving::Conflict)),
            (
                "orders (conflicted copy 2026-11-29).toml",
                Some(Leaving::Conflict),
            ),
            (
                "orders (Kim's conflicted copy).toml",
                Some(Leaving::Conflict),
            ),
            (
                "orders.sync-conflict-20261129-101500-ABC.toml",
                Some(Leaving::Conflict),
            ),
            (
                "orders_conflict-20261129-101500.toml",
                Some(Leaving::Conflict),
            ),
            (
                "orders (SFConflict kim 2026-11-29).toml",
                Some(Leaving::Conflict),
            ),
            ("orders (Case Conflict).toml", Some(Leaving::Conflict)),
            ("orders.toml~", Some(Leaving::Editor)),
            ("#orders.toml#", Some(Leaving::Editor)),
            (".#orders.toml", Some(Leaving::Editor)),
            (".orders.toml.swp", Some(Leaving::Editor)),
            ("orders.toml.bak", Some(Leaving::Editor)),
            ("orders.toml.orig", Some(Leaving::Editor)),
            (".orders.toml", Some(Leaving::Hidden)),
        ];
        for (name, wanted) in cases {
            assert_eq!(leaving(name, &beside), wanted, "{name}");
        }
    }
}
