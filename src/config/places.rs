//! Where this user's own files lie, and where they lie instead in a container.
//!
//! What stays true: the record's place never moves by itself. Only what stands beside it (the
//! writers' ids, the checkpoint) goes to the record's side, and only where the record's place was
//! named and the user's own folders cannot be written.

use crate::os;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folders of this user, where a home is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Own {
    pub(super) data: Option<PathBuf>,
    pub(super) state: Option<PathBuf>,
    pub(super) cache: Option<PathBuf>,
}

impl Own {
    /// As the environment and the system say.
    pub(super) fn find() -> Self {
        let Some(folders) = directories::ProjectDirs::from("", "", "rounds") else {
            return Self::default();
        };
        let state = folders
            .state_dir()
            .unwrap_or_else(|| folders.data_local_dir());
        Self {
            data: Some(folders.data_dir().to_owned()),
            state: Some(state.to_owned()),
            cache: Some(folders.cache_dir().to_owned()),
        }
    }

    /// The same without what could not be written: for a record that stands somewhere else. A
    /// state folder that may hold writers' ids stays, also where it cannot be looked at: what is
    /// kept there is not to be forgotten without a word.
    pub(super) fn usable(self) -> Self {
        let is_known = |state: &PathBuf| can_be_made(state) || !is_absent(&state.join("writers"));
        Self {
            data: self.data,
            state: self.state.filter(is_known),
            cache: self.cache.filter(|folder| can_be_made(folder)),
        }
    }
}

/// Whether nothing is there for sure.
fn is_absent(path: &Path) -> bool {
    let nothing = [ErrorKind::NotFound, ErrorKind::NotADirectory];
    std::fs::symlink_metadata(path).is_err_and(|error| nothing.contains(&error.kind()))
}

/// The place of `name` at a record's side: beside its folder, or in it where that is all that
/// may be written, a mounted volume for instance. A record takes no notice of hidden names.
pub(super) fn beside(journal: &Path, name: &str) -> PathBuf {
    let mut file = journal.file_name().unwrap_or_default().to_owned();
    file.push(".");
    file.push(name);
    let beside = journal.with_file_name(file);
    match !can_be_made(&beside) && os::may_write(journal) {
        true => journal.join(format!(".{name}")),
        false => beside,
    }
}

/// Whether a folder is there to be written, or could be made.
pub(super) fn can_be_made(folder: &Path) -> bool {
    let from_here = folder
        .ancestors()
        .map(|above| match above.as_os_str().is_empty() {
            true => Path::new("."),
            false => above,
        });
    let nearest = from_here.into_iter().find(|above| above.exists());
    nearest.is_some_and(|there| there.is_dir() && os::may_write(there))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// As after one run with `sudo`: the folder of the writers' ids is another account's.
    #[cfg(unix)]
    #[test]
    fn a_state_folder_that_this_account_may_not_use_is_not_forgotten() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("kept/writers")).unwrap();
        fs::create_dir(at("empty")).unwrap();
        fs::write(at("file"), "").unwrap();
        symlink(at("circle"), at("circle")).unwrap();
        for (name, absent) in [
            ("kept", false),
            ("empty", true),
            ("file", true),
            ("none", true),
            ("circle", false),
        ] {
            assert_eq!(is_absent(&at(name).join("writers")), absent, "{name}");
        }
        for mode in [0o500, 0o000] {
            fs::set_permissions(at("kept"), fs::Permissions::from_mode(mode)).unwrap();
            let own = Own {
                state: Some(at("kept")),
                ..Own::default()
            };
            assert_eq!(own.usable().state, Some(at("kept")), "{mode:o}");
        }
        fs::set_permissions(at("kept"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn what_stands_beside_a_record_is_named_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("record");
        assert_eq!(
            beside(&journal, "state"),
            folder.path().join("record.state")
        );
    }

    #[test]
    fn a_folder_can_be_made_where_the_nearest_one_may_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(can_be_made(folder.path()));
        assert!(can_be_made(&folder.path().join("a/b/c")));
        assert!(!can_be_made(&file.join("a")));
        assert!(!can_be_made(Path::new("/dev/null/rounds")));
    }
}
