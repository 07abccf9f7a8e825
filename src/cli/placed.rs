//! Files that a command makes: whole at every moment, or not there.
//!
//! It decides nothing of what is in them, nor asks whether one may be replaced.

use crate::os;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a file, or replaces one: that is whole at every moment, so that whoever serves or reads
/// it never gets half. What stands there and is no plain file stays as it is; a link is followed.
///
/// # Errors
/// When one is there and is not to be replaced, what is there is no plain file, or the disk
/// fails; what was there still stands, and nothing new is left.
pub(super) fn placed(path: &Path, text: &str, replace: bool) -> io::Result<()> {
    let options = &mut File::options();
    match replace {
        false => filled(options, path, text.as_bytes()),
        true => by_rename(options, &os::to_replace(path)?, text.as_bytes()),
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
    filled(options, &part, bytes)?;
    fs::rename(&part, path).inspect_err(|_| take_away(&part))
}

fn filled(options: &mut OpenOptions, path: &Path, bytes: &[u8]) -> io::Result<()> {
    // One that is there already is somebody else's, and stays.
    let mut file = options.write(true).create_new(true).open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.inspect_err(|_| take_away(path))
}

/// What could not be finished helps nobody. That it stays is no new fault.
fn take_away(path: &Path) {
    let _ = fs::remove_file(path);
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
