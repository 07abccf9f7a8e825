//! What is read of the record only when it is wanted: what the journal keeps under a digest, and
//! runs that were put away.
//!
//! What stays true: what is here and cannot be read is not the same as what is not here; it is
//! remembered, until it can be read, and told as any part of the record.

use super::{Ill, IllKind};
use crate::event::{EntryHash, RunId};
use crate::journal::{ObjectFault, ReadFault, object, why};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Reads contents of a journal, and remembers what was wanted in vain.
#[derive(Debug)]
pub(super) struct Contents {
    journal: PathBuf,
    ills: RefCell<BTreeMap<String, Ill>>,
}

impl Contents {
    pub fn of(journal: PathBuf) -> Self {
        Self {
            journal,
            ills: RefCell::default(),
        }
    }

    /// A content; none where it is not here, or cannot be read.
    pub fn read(&self, name: &EntryHash) -> Option<Vec<u8>> {
        match object(&self.journal, name) {
            Ok(bytes) => {
                self.note(key(name), None);
                Some(bytes)
            }
            Err(fault) => {
                let kind = match fault {
                    ObjectFault::Absent => None,
                    ObjectFault::Altered => Some(IllKind::Damaged),
                    ObjectFault::Unreadable(_) => Some(IllKind::Unread),
                };
                let what = format!("{}: {fault}", key(name));
                self.note(key(name), kind.map(|kind| Ill::new(kind, what)));
                None
            }
        }
    }

    /// Remembers why a run that was put away cannot be read, or that it can.
    pub fn note_run(&self, run: RunId, fault: Option<&ReadFault>) {
        let ill = fault.map(|fault| {
            let why = match fault {
                ReadFault::Unreadable { path, error }
                | ReadFault::UnreadableBeside { path, error } => {
                    format!("{}: {}", path.display(), why(error))
                }
                fault => fault.to_string(),
            };
            Ill::new(IllKind::Unread, format!("run {}: {why}", run.short()))
        });
        self.note(run.to_string(), ill);
    }

    fn note(&self, of: String, ill: Option<Ill>) {
        match ill {
            Some(ill) => self.ills.borrow_mut().insert(of, ill),
            None => self.ills.borrow_mut().remove(&of),
        };
    }

    /// What is wrong with a content that was read last in vain.
    pub fn ill(&self, name: &EntryHash) -> Option<Ill> {
        self.ills.borrow().get(&key(name)).cloned()
    }

    /// What is wrong with all that was wanted.
    pub fn ills(&self) -> Vec<Ill> {
        self.ills.borrow().values().cloned().collect()
    }
}

fn key(name: &EntryHash) -> String {
    format!("object {}", &name.to_string()[..12])
}
