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
    /// state folder that may hold writers' ids of this record stays, also where it cannot be
    /// looked at: what is kept there is not to be forgotten without a word.
    pub(super) fn usable(self, journal: &Path) -> Self {
        let is_known = |state: &PathBuf| can_be_made(state) || may_know(state, journal);
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

/// Whether a state folder may keep something of a record: the place where it was, or a writer that
/// stands in it. True where that cannot be told.
fn may_know(state: &Path, journal: &Path) -> bool {
    let place = std::fs::canonicalize(journal);
    let place = place.or_else(|_| std::path::absolute(journal));
    let place = place.unwrap_or_else(|_| journal.to_owned());
    let is_writer_here = |word: &str| {
        let is_writer = word.contains('@') && !word.contains('/');
        is_writer && journal.join(word).symlink_metadata().is_ok()
    };
    let says = |file: std::io::Result<std::fs::DirEntry>| -> std::io::Result<bool> {
        let text = std::fs::read(file?.path())?;
        let text = String::from_utf8_lossy(&text);
        let mut words = text.split_whitespace();
        Ok(text.lines().any(|it| Path::new(it) == place) || words.any(is_writer_here))
    };
    ["writers", "journals"].into_iter().any(|name| {
        let folder = state.join(name);
        let Ok(mut files) = std::fs::read_dir(&folder) else {
            return !is_absent(&folder);
        };
        files.any(|file| says(file).unwrap_or(true))
    })
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
            let usable = own.usable(&at("journal"));
            // Root looks into what is shut, and finds nothing of this record there.
            let looks = os::may_write(&at("kept"));
            let is_shut = fs::read_dir(at("kept")).is_err();
            assert_eq!(usable.state.is_some(), looks || is_shut, "{mode:o}");
        }
        fs::set_permissions(at("kept"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    /// What the state folder keeps of other records keeps no record from being written.
    #[test]
    fn a_state_folder_is_asked_whether_it_knows_this_record() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let (state, journal) = (root.join("state"), root.join("journal"));
        fs::create_dir_all(state.join("writers")).unwrap();
        fs::create_dir_all(state.join("journals")).unwrap();
        fs::create_dir(&journal).unwrap();
        assert!(!may_know(&state, &journal));
        fs::write(
            state.join("writers/01A-0"),
            "saved ops-a@h-1 1 805 2 47b0\n",
        )
        .unwrap();
        fs::write(state.join("journals/0"), "01A\n/other/journal\n").unwrap();
        assert!(!may_know(&state, &journal));
        fs::create_dir(journal.join("ops-a@h-1")).unwrap();
        assert!(may_know(&state, &journal));
        fs::remove_dir(journal.join("ops-a@h-1")).unwrap();
        let was = format!("01A\n{}\n", journal.display());
        fs::write(state.join("journals/1"), was).unwrap();
        assert!(may_know(&state, &journal));
        fs::remove_dir(&journal).unwrap();
        assert!(may_know(&state, &journal));
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
