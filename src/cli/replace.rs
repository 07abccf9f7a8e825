//! Files that are whole at every moment: whoever reads one never reads half.

use crate::os;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file; one that is there already is replaced by a rename where that is wanted.
///
/// # Errors
/// When it cannot be written, or is there and is not to be replaced.
pub fn write(path: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    let is_file = path.symlink_metadata().map(|it| it.is_file());
    if !replace || is_file.is_err() {
        return filled(&mut File::options(), path, bytes);
    }
    by_rename(&mut File::options(), path, bytes)
}

/// The same for a file that only its owner may read: always replaced, its folder made.
///
/// # Errors
/// When it cannot be written.
pub fn keep_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
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
        // What could not be finished helps nobody; the old file stands.
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
        write(&path, b"one", false).unwrap();
        assert!(write(&path, b"two", false).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let kept = folder.path().join("state/b.json");
        keep_private(&kept, b"{}").unwrap();
        keep_private(&kept, b"[]").unwrap();
        assert_eq!(fs::read(&kept).unwrap(), b"[]");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert_eq!(
            fs::read_dir(folder.path().join("state")).unwrap().count(),
            1
        );
    }
}
