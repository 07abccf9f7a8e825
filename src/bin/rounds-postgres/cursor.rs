//! How far this machine has taken in what a database has: kept in a folder of the machine's state.
//!
//! It is a place among the database's transactions, and holds for one copy of it alone. Lost, or
//! of another copy, it costs a look at everything.

use std::fs;
use std::path::Path;

/// A place among the transactions of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which copy of it.
    pub hub: String,
    /// Whatever came before this transaction was seen.
    pub from: u64,
}

const NAME: &str = "postgres-cursor";

impl Cursor {
    /// The one that was kept in a folder.
    pub fn kept(home: &Path) -> Option<Self> {
        let text = fs::read_to_string(home.join(NAME)).ok()?;
        let (hub, from) = text.trim_end().split_once(' ')?;
        Some(Self {
            hub: hub.to_owned(),
            from: from.parse().ok()?,
        })
    }

    /// Keeps it in a folder.
    pub fn keep(&self, home: &Path) {
        let unfinished = home.join(format!("{NAME}.new"));
        let text = format!("{} {}\n", self.hub, self.from);
        // Where it cannot be kept, the next sync looks at more than it must.
        let _ =
            fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, home.join(NAME)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_nothing_else_is() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(Cursor::kept(home.path()), None);
        let cursor = Cursor {
            hub: "0b4c".to_owned(),
            from: 1 << 40,
        };
        cursor.keep(home.path());
        assert_eq!(Cursor::kept(home.path()), Some(cursor));
        for broken in ["", "0b4c", "0b4c -1\n", "0b4c x\n"] {
            fs::write(home.path().join(NAME), broken).unwrap();
            assert_eq!(Cursor::kept(home.path()), None, "{broken:?}");
        }
    }
}
