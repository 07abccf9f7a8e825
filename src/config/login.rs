//! Who said that they are at the keyboard, on an account that several people share.
//!
//! It is asked once a login, and kept with the login's name in the state folder, so that every
//! command of the same login writes under the same name, and the next person is asked again.
//!
//! What it does not do: it proves nobody's identity. It keeps an honest name apart from the
//! account's.

use super::name::operator_named;
use crate::os;
use crate::runbook::Operator;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The place where this login's answer is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login(PathBuf);

impl Login {
    /// This login; none where the system cannot tell it from others.
    pub fn here(state: &Path) -> Option<Self> {
        let boot = os::boot_id().unwrap_or_default();
        let boot: String = boot.chars().filter(|c| c.is_alphanumeric()).collect();
        let name = format!("{boot}-{}", os::login()?);
        Some(Self(state.join("logins").join(name)))
    }

    /// Who it was said to be.
    pub fn who(&self) -> Option<Operator> {
        let name = os::read_text(&self.0, os::MOST_OWN_BYTES).ok()?;
        operator_named(name.trim()).ok()
    }

    /// Keeps who it is, and forgets those of earlier boots.
    ///
    /// # Errors
    /// When the state folder cannot be written.
    pub fn remember(&self, who: &Operator) -> io::Result<()> {
        let Some(folder) = self.0.parent() else {
            return Ok(());
        };
        os::private_dir(folder)?;
        self.forget_earlier(folder);
        let mut options = os::private_options();
        let options = options.write(true).create(true).truncate(true);
        io::Write::write_all(&mut options.open(&self.0)?, who.as_str().as_bytes())
    }

    /// Answers of another boot can belong to no login that still lives.
    fn forget_earlier(&self, folder: &Path) {
        let boot_of = |path: &Path| {
            let name = path.file_name()?.to_str()?;
            Some(name.split('-').next()?.to_owned())
        };
        let here = boot_of(&self.0);
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let earlier = entries
            .map(|entry| entry.path())
            .filter(|path| boot_of(path) != here);
        for path in earlier {
            // What cannot be removed is asked for by nobody.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_its_login_alone_and_forgotten_with_the_boot() {
        let folder = tempfile::tempdir().unwrap();
        let logins = folder.path().join("logins");
        let login = |name: &str| Login(logins.join(name));
        login("boot1-7-1").remember(&"ops-a".into()).unwrap();
        login("boot1-8-1").remember(&"ops-b".into()).unwrap();
        assert_eq!(login("boot1-7-1").who(), Some("ops-a".into()));
        assert_eq!(login("boot1-8-1").who(), Some("ops-b".into()));
        assert_eq!(login("boot1-9-1").who(), None);
        login("boot2-7-1").remember(&"ops-c".into()).unwrap();
        assert_eq!(login("boot1-7-1").who(), None);
        assert_eq!(login("boot2-7-1").who(), Some("ops-c".into()));
        fs::write(logins.join("boot2-8-1"), "  ").unwrap();
        assert_eq!(login("boot2-8-1").who(), None);
    }
}
