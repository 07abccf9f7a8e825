//! Edits of a runbook's file: shown as a difference, accepted by a person, written by a rename.
//!
//! What stays true: nothing is written that was not shown or asked for by `--write`, and only
//! over the very bytes that the edit was made from.

use super::desk::Desk;
use super::exit::Stop;
use super::out::{Line, Tone};
use crate::library::Book;
use crate::runbook::{EditRefusal, EditWish, RunbookId, Source, propose};
use crate::session::Session;
use crate::text::{DifferenceLine, difference_lines};
use std::fs::{self, File};
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;

/// A file as it is, and as it would be.
pub struct Proposal {
    book: Arc<Book>,
    after: String,
}

impl Proposal {
    /// The edit that a wish asks for.
    ///
    /// # Errors
    /// Why the file cannot be edited so.
    pub fn of(
        session: &Session,
        runbook: &RunbookId,
        wish: &EditWish,
    ) -> Result<Self, EditRefusal> {
        let library = session.library();
        let book = library.book(runbook.as_str()).cloned();
        let book = book.ok_or(EditRefusal::Broken)?;
        let stem = book.path.file_stem().unwrap_or_default();
        let source = Source {
            path: book.path.display().to_string(),
            stem: stem.to_string_lossy().into_owned(),
            text: book.source(),
        };
        let defaults = library.folders.get(book.folder).map(|it| &it.defaults);
        let after = propose(&source, defaults.unwrap_or(&Default::default()), wish)?;
        Ok(Self { book, after })
    }

    /// Shows the difference.
    ///
    /// # Errors
    /// When nothing can be shown.
    pub fn show(&self, desk: &mut Desk) -> Result<(), Stop> {
        let path = self.book.path.display();
        desk.out
            .line(&Line::of(Tone::Strong, &format!("--- {path}")))?;
        let head = format!("+++ {path}, as proposed");
        desk.out.line(&Line::of(Tone::Strong, &head))?;
        for line in difference_lines(self.book.source(), &self.after) {
            let line = match line {
                DifferenceLine::At(before, after) => {
                    Line::of(Tone::Dim, &format!("@@ -{before} +{after} @@"))
                }
                DifferenceLine::Same(text) => Line::of(Tone::Plain, &format!(" {text}")),
                DifferenceLine::Gone(text) => Line::of(Tone::Bad, &format!("-{text}")),
                DifferenceLine::New(text) => Line::of(Tone::Good, &format!("+{text}")),
            };
            desk.out.line(&line)?;
        }
        Ok(())
    }

    /// Shows the difference, asks where someone can be asked, and writes it where it is
    /// accepted; says whether it was. As JSON nothing is shown or asked.
    ///
    /// # Errors
    /// When the file cannot be written, or is no longer what was read.
    pub fn settle(&self, write: bool, json: bool, desk: &mut Desk) -> Result<bool, Stop> {
        if !json {
            self.show(desk)?;
        }
        let accepted = write || (desk.may_ask && !json && asked(desk)?);
        if !accepted {
            if !json {
                desk.out
                    .about("The file is as it was; --write writes this.");
            }
            return Ok(false);
        }
        let path = &self.book.path;
        replace(path, &self.book.bytes, self.after.as_bytes()).map_err(|error| {
            Stop::Other(format!(
                "{} cannot be rewritten: {error}. It is as it was.",
                path.display()
            ))
        })?;
        desk.session()?.look();
        if !json {
            desk.out.say(&format!("Written: {}", path.display()))?;
        }
        Ok(true)
    }
}

fn asked(desk: &mut Desk) -> Result<bool, Stop> {
    desk.out.flush()?;
    let mut words = io::stderr();
    // The question is a courtesy; that it cannot be shown is no fault.
    let _ = write!(words, "Write it? y or n: ").and_then(|()| words.flush());
    let mut answer = String::new();
    let input = io::stdin().lock().read_line(&mut answer);
    input.map_err(|error| Stop::Other(format!("Standard input cannot be read: {error}.")))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Replaces a file by a rename, so that there is always a whole one; keeps its rights, and
/// follows a link to the file that it leads to. Refuses when the file is no longer what was
/// read.
///
/// # Errors
/// When it is write-protected, was changed meanwhile, or the disk fails.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let rights = fs::metadata(&path)?.permissions();
    if rights.readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "it is write-protected",
        ));
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", crate::os::process_id()));
    let beside = path.with_file_name(name);
    let write = || {
        let mut file = File::options().write(true).create_new(true).open(&beside)?;
        file.set_permissions(rights)?;
        file.write_all(after)?;
        file.sync_all()?;
        if fs::read(&path)? != before {
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
