//! `[hooks]`: which commands are told what happens, and by which machine.
//!
//! What it does not do: it starts nothing. Whether the file may be trusted to name commands is
//! told by [`Hooks::distrusted`], and nobody starts one who did not ask.

use crate::os;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What a file says of hooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hooks {
    /// The file that says so.
    pub file: PathBuf,
    /// The machine that runs them.
    pub host: Option<String>,
    /// The program and its arguments, by the key of the hook.
    pub commands: BTreeMap<String, Vec<String>>,
    /// Names that they may see of our environment.
    pub pass_env: Vec<String>,
}

impl Hooks {
    /// Takes one value of the table.
    pub(super) fn take(&mut self, key: &str, value: String) {
        match key {
            "host" => self.host = Some(value),
            "pass_env" => self.pass_env.push(value),
            hook => self
                .commands
                .entry(hook.to_owned())
                .or_default()
                .push(value),
        }
    }

    /// Why these commands may not be run as this account: somebody else could have written
    /// them.
    ///
    /// # Errors
    /// When the file, or its folder, cannot be looked at.
    pub fn distrusted(&self) -> io::Result<Option<String>> {
        // What a link leads to is what was read.
        let file = std::fs::canonicalize(&self.file)?;
        let folder = file.parent().unwrap_or(Path::new("/"));
        for place in [&file, folder] {
            if os::others_may_change(place)? {
                return Ok(Some(format!(
                    "Others can write {}, and what it names would run as you: chown it to you or to root, and chmod go-w it.",
                    place.display()
                )));
            }
        }
        Ok(None)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_that_others_can_write_names_no_command() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("rounds");
        fs::create_dir(&own).unwrap();
        let file = own.join("config.toml");
        fs::write(&file, "").unwrap();
        let hooks = Hooks {
            file: file.clone(),
            ..Hooks::default()
        };
        let set =
            |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        for (of_file, of_folder, is_trusted) in [
            (0o644, 0o755, true),
            (0o600, 0o700, true),
            (0o664, 0o755, false),
            (0o646, 0o755, false),
            (0o644, 0o775, false),
            (0o644, 0o1777, true),
        ] {
            set(&file, of_file);
            set(&own, of_folder);
            let told = hooks.distrusted().unwrap();
            assert_eq!(told.is_none(), is_trusted, "{of_file:o} in {of_folder:o}");
        }
        set(&file, 0o666);
        let link = folder.path().join("link.toml");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let by_link = Hooks {
            file: link,
            ..hooks
        };
        assert!(by_link.distrusted().unwrap().is_some());
        fs::remove_file(&file).unwrap();
        assert!(by_link.distrusted().is_err());
    }
}
