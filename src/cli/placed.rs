//! Files that a command makes: whole at every moment, or not there.
//!
//! It decides nothing of what is in them, nor asks whether one may be replaced.

use crate::os;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a file, or replaces one: it is whole at every moment, so that whoever serves or reads it
/// never gets half. What stands there and is no regular file stays as it is.
///
/// # Errors
/// When one is there and is not to be replaced, or the disk fails; what was there still stands.
pub(super) fn placed(path: &Path, text: &str, replace: bool) -> io::Result<()> {
    let is_file = path.symlink_metadata().map(|it| it.is_file());
    match !replace || is_file.is_err() {
        true => filled(&mut File::options(), path, text.as_bytes()),
        false => by_rename(&mut File::options(), path, text.as_bytes()),
    }
}

/// The same for a file that only its owner may read: always replaced, its folder made.
///
/// # Errors
/// When the disk fails; what was there still stands.
pub(super) fn kept_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    os::private_dir(folder)?;
    by_rename(&mut os::private_options(), path, bytes)?;
    os::sync_folder(folder)
}

fn by_rename(options: &mut OpenOptions, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = filled(options, &part, bytes).and_then(|()| fs::rename(&part, path));
    written.inspect_err(|error| {
        // What could not be finished helps nobody; the old file stands. One that was there
        // already is somebody else's.
        if error.kind() != io::ErrorKind::AlreadyExists {
            let _ = fs::remove_file(&part);
        }
    })
}

fn filled(options: &mut OpenOptions, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = options.write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_unless_it_is_to_be_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        placed(&path, "one", false).unwrap();
        assert!(placed(&path, "two", false).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        placed(&path, "two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let kept = folder.path().join("state/b.json");
        kept_private(&kept, b"{}").unwrap();
        kept_private(&kept, b"[]").unwrap();
        assert_eq!(fs::read(&kept).unwrap(), b"[]");
        let names = |folder: &Path| fs::read_dir(folder).unwrap().count();
        assert_eq!(
            (names(folder.path()), names(&folder.path().join("state"))),
            (2, 1)
        );
    }
}
