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
    /// them, the file that names them, or a folder that leads to either.
    ///
    /// # Errors
    /// When the file, or its folder, cannot be looked at.
    pub fn distrusted(&self) -> io::Result<Option<String>> {
        // What a link leads to is what was read.
        let file = std::fs::canonicalize(&self.file)?;
        let folder = file.parent().unwrap_or(Path::new("/"));
        let mut open = Vec::new();
        for place in [&file, folder] {
            open.extend(os::others_may_change(place)?.then(|| place.to_owned()));
        }
        open.extend(open_above(folder));
        let programs = self.commands.values().filter_map(|command| command.first());
        for program in programs.filter(|it| it.contains('/')) {
            // A hook runs in the folder; one that is not there fails by itself.
            let program = std::fs::canonicalize(folder.join(program)).unwrap_or_default();
            let is_open = os::others_may_change(&program).unwrap_or_default();
            open.extend(is_open.then(|| program.clone()));
            open.extend(open_above(&program));
        }
        Ok(open.first().map(|place| {
            format!(
                "Others can write {}, and what it names or holds would run as you: chown it to you or to root, and chmod go-w it.",
                place.display()
            )
        }))
    }
}

/// The folders above a path that anybody could exchange what lies in them.
fn open_above(path: &Path) -> impl Iterator<Item = PathBuf> {
    let above = path.ancestors().skip(1);
    let open = above.filter(|it| os::anybody_may_change(it).unwrap_or_default());
    open.map(Path::to_owned)
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
        // What leads to the file, and the programs that it names, are looked at, too.
        set(&file, 0o644);
        set(&own, 0o755);
        let program = own.join("hook");
        fs::write(&program, "").unwrap();
        let named = Hooks {
            commands: [("on_missed".to_owned(), vec![program.display().to_string()])].into(),
            ..hooks.clone()
        };
        for (of_program, above, is_trusted) in [
            (0o755, 0o755, true),
            (0o777, 0o755, false),
            (0o755, 0o777, false),
            (0o755, 0o1777, true),
            (0o755, 0o775, true),
        ] {
            set(&program, of_program);
            set(folder.path(), above);
            let told = named.distrusted().unwrap();
            assert_eq!(told.is_none(), is_trusted, "{of_program:o} below {above:o}");
        }
        set(folder.path(), 0o700);
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
