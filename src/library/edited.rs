//! An edit of a runbook's file: as it is, as it would be, and written once a person said so.
//!
//! What stays true: the file that is written has no fault that it did not have before, and
//! is written only over the very bytes that the edit was made from, by a rename, so that
//! there is always a whole one. Whether someone wants it is asked elsewhere.

use super::{Book, Library};
use crate::os;
use crate::runbook::{EditRefusal, EditWish, RunbookId, Source, propose};
use crate::text::{DifferenceLine, difference_lines};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// A file as it is, and as it would be.
#[derive(Clone, Debug)]
pub struct Edited {
    book: Arc<Book>,
    after: String,
}

impl PartialEq for Edited {
    fn eq(&self, other: &Self) -> bool {
        self.path() == other.path()
            && self.book.bytes == other.book.bytes
            && self.after == other.after
    }
}

impl Edited {
    /// The edit that a wish asks for.
    ///
    /// # Errors
    /// Why the file cannot be edited so.
    pub fn of(
        library: &Library,
        runbook: &RunbookId,
        request: &EditWish,
    ) -> Result<Self, EditRefusal> {
        let book = library.book(runbook.as_str()).cloned();
        let book = book.ok_or(EditRefusal::Broken)?;
        let stem = book.path.file_stem().unwrap_or_default();
        let source = Source {
            path: book.path.display().to_string(),
            stem: stem.to_string_lossy().into_owned(),
            text: book.source(),
        };
        let defaults = library.folders.get(book.folder).map(|it| &it.defaults);
        let after = propose(&source, defaults.unwrap_or(&Default::default()), request)?;
        Ok(Self { book, after })
    }

    /// Which file.
    pub fn path(&self) -> &Path {
        &self.book.path
    }

    /// The file as it would be.
    pub fn after(&self) -> &str {
        &self.after
    }

    /// Whose file it is.
    pub fn runbook(&self) -> &RunbookId {
        &self.book.parsed.id
    }

    /// What is different.
    pub fn difference(&self) -> Vec<DifferenceLine<'_>> {
        difference_lines(self.book.source(), &self.after)
    }

    /// Writes it.
    ///
    /// # Errors
    /// When it is no longer what was read, is write-protected, or the disk fails; in words
    /// that name the file.
    pub fn write(&self) -> Result<(), String> {
        replace(self.path(), &self.book.bytes, self.after.as_bytes()).map_err(|error| {
            let (path, why) = (self.path().display(), os::why(&error));
            format!("{path} cannot be rewritten: {why}. It is as it was.")
        })
    }
}

/// Replaces a file by a rename, so that there is always a whole one; keeps its rights, and
/// follows a link to the file that it leads to. Refuses when the file is no longer what was
/// read.
///
/// # Errors
/// When it is write-protected, was changed meanwhile, or the disk fails.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> io::Result<()> {
    let path = os::to_replace(path)?;
    let rights = fs::metadata(&path)?.permissions();
    if rights.readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "it is write-protected",
        ));
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", os::process_id()));
    let beside = path.with_file_name(name);
    let write = || {
        let mut file = File::options().write(true).create_new(true).open(&beside)?;
        file.set_permissions(rights)?;
        file.write_all(after)?;
        file.sync_all()?;
        if crate::os::read_plain(&path, before.len() as u64 + 1)? != before {
            return Err(io::Error::other("it was changed in the meantime"));
        }
        fs::rename(&beside, &path)
    };
    let written = write();
    if written.is_err() {
        // What could not be put in place must not lie around; that it stays is no new fault.
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_meanwhile_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.toml");
        fs::write(&path, "new").unwrap();
        assert!(replace(&path, b"old", b"mended").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
        replace(&path, b"new", b"mended").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"mended");
    }

    #[cfg(unix)]
    #[test]
    fn rights_stay_and_a_link_stays_a_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let home = tempfile::tempdir().unwrap();
        let (path, link) = (home.path().join("a.toml"), home.path().join("link.toml"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, b"old", b"mended").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"mended");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }
}
