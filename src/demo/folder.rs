//! The folder that an example lies in: runbooks, journal, state and cache, all of its own.

use super::dates;
use crate::config::{Origin, Settings};
use crate::os;
use crate::runbook::Operator;
use crate::runbook::format::{FILE, LIBRARY, Shape};
use crate::runbook::schema::schema;
use jiff::Timestamp;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The runbooks that come with the source.
const SHIPPED: [(&str, &str); 4] = [
    ("library.toml", include_str!("../../runbooks/library.toml")),
    (
        "orders-sync.toml",
        include_str!("../../runbooks/orders-sync.toml"),
    ),
    (
        "this-machine.toml",
        include_str!("../../runbooks/this-machine.toml"),
    ),
    ("handoff.toml", include_str!("../../runbooks/handoff.toml")),
];

/// What `#:schema` in their first lines names.
const SCHEMAS: [(&str, &Shape); 2] = [(".schema.json", &FILE), (".library-schema.json", &LIBRARY)];

const SHOP_DESK: &str = include_str!("shop-desk.toml");

/// A folder that was made just now and belongs to nobody else. It is removed when this is
/// dropped, unless it is to be kept.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    host: String,
    is_kept: bool,
}

impl Folder {
    /// Makes one among the system's temporary files, for its owner alone.
    ///
    /// # Errors
    /// When no folder can be made there.
    pub fn make(purpose: &str) -> io::Result<Self> {
        let among = std::env::temp_dir();
        let name = ulid::Ulid::generate().to_string().to_lowercase();
        let path = among.join(format!("rounds-{purpose}-{}", &name[16..]));
        if path.exists() {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it is there already",
            ));
        }
        os::private_dir(&path)?;
        let folder = Self {
            path,
            host: os::host_name(),
            is_kept: false,
        };
        os::private_dir(&folder.runbooks())?;
        Ok(folder)
    }

    /// Lets its record be of a machine of this name.
    #[must_use]
    pub fn on_host(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    /// The same folder in another hand, which does not remove it.
    #[must_use]
    pub fn lent(&self) -> Self {
        Self {
            path: self.path.clone(),
            host: self.host.clone(),
            is_kept: true,
        }
    }

    /// Writes one file of the library.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_runbook(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.runbooks().join(name), text)
    }

    /// Writes the runbooks of the example: those that come with the source, their dates moved
    /// so that their windows are open at `now`; and one whose hours are those around `now`, so
    /// that something is due whenever somebody looks.
    ///
    /// # Errors
    /// When one of them cannot be written.
    pub fn write_library(&self, now: Timestamp) -> io::Result<()> {
        for (name, text) in SHIPPED {
            self.write_runbook(name, &dates::moved_to(&in_use(text), now))?;
        }
        for (name, shape) in SCHEMAS {
            self.write_runbook(name, &format!("{:#}\n", schema(shape)))?;
        }
        self.write_runbook("shop-desk.toml", &dates::with_hours(SHOP_DESK, now))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its library.
    pub fn runbooks(&self) -> PathBuf {
        self.path.join("runbooks")
    }

    /// Its journal.
    pub fn journal(&self) -> PathBuf {
        self.path.join("journal")
    }

    /// Leaves it where it is.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Settings by which nothing outside of it is used, whatever was said elsewhere.
    pub fn settings(&self, operator: &str) -> Settings {
        let from = Origin::Argument("demo");
        Settings {
            journal_id: None,
            runbooks: vec![self.runbooks()],
            runbooks_from: from,
            journal: self.journal(),
            journal_from: from,
            state: self.path.join("state"),
            cache: self.path.join("cache"),
            operator: Operator::from(operator),
            operator_from: from,
            host: self.host.clone(),
            machine: self.host.clone(),
            account: os::account().name,
            boot: os::boot_id(),
            in_doubt: Vec::new(),
            team: Default::default(),
        }
    }
}

/// A shipped runbook as a team has it that uses it: no sample.
fn in_use(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("sample = "));
    lines.map(|line| format!("{line}\n")).collect()
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed is the system's to clean up: it lies among its temporary
            // files.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_when_it_is_dropped_unless_it_is_kept() {
        let mut folder = Folder::make("test").unwrap();
        folder.write_library(Timestamp::UNIX_EPOCH).unwrap();
        let path = folder.path().to_owned();
        assert!(path.join("runbooks/orders-sync.toml").is_file());
        folder.keep();
        drop(folder);
        assert!(path.is_dir());
        drop(Folder {
            path: path.clone(),
            host: String::new(),
            is_kept: false,
        });
        assert!(!path.exists());
    }
}
