//! Where a file that somebody named is written by a rename: the one place that answers.
//!
//! What stays true: a rename puts a plain file in the place of whatever bears the name. So only a
//! plain file, or nothing yet, is ever replaced; a device, a pipe or a folder stays as it is. A
//! link stays one, and what it leads to is replaced.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The path that a rename may take when `path` is to be written: itself, or what the link there
/// leads to.
///
/// # Errors
/// When something is there that is no plain file, or a link that leads nowhere; when it cannot
/// be looked at.
pub fn to_replace(path: &Path) -> io::Result<PathBuf> {
    let is_link = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(path.to_owned()),
        found => found?.is_symlink(),
    };
    let place = match is_link {
        false => path.to_owned(),
        true => fs::canonicalize(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => io::Error::other("it is a link that leads nowhere"),
            _ => error,
        })?,
    };
    match fs::metadata(&place)?.is_file() {
        true => Ok(place),
        false => Err(io::Error::other("it is no plain file, and stays as it is")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    #[test]
    fn only_plain_files_are_replaced_and_links_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let at = |name: &str| root.join(name);
        fs::write(at("file"), "").unwrap();
        fs::create_dir(at("folder")).unwrap();
        let _listener = UnixListener::bind(at("socket")).unwrap();
        for to in ["file", "socket", "folder", "nowhere"] {
            symlink(to, at(&format!("to-{to}"))).unwrap();
        }
        for (name, place) in [
            ("file", Some("file")),
            ("new", Some("new")),
            ("to-file", Some("file")),
            ("folder", None),
            ("socket", None),
            ("to-socket", None),
            ("to-folder", None),
            ("to-nowhere", None),
        ] {
            assert_eq!(to_replace(&at(name)).ok(), place.map(at), "{name}");
        }
    }
}
