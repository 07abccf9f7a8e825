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
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads contents of a journal, and remembers what was wanted in vain.
#[derive(Debug)]
pub(super) struct Contents {
    journal: PathBuf,
    ills: RefCell<BTreeMap<String, Ill>>,
    was_rewritten: Outdated,
}

/// Whether what was read again was not what was read before.
#[derive(Clone, Debug, Default)]
pub(super) struct Outdated(Arc<AtomicBool>);

impl Outdated {
    pub fn set(&self, is_rewritten: bool) {
        self.0.store(is_rewritten, Ordering::Relaxed);
    }

    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Contents {
    /// Those of a journal; whoever reads parts of it again says where it `was_rewritten`.
    pub fn of(journal: PathBuf, was_rewritten: Outdated) -> Self {
        Self {
            journal,
            ills: RefCell::default(),
            was_rewritten,
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

    /// Remembers where a read shows that the record was rewritten after it was folded.
    pub fn note_fault(&self, fault: &ReadFault) {
        if matches!(fault, ReadFault::Changed { .. }) {
            self.was_rewritten.set(true);
        }
    }

    /// Whether the record was rewritten after it was folded: then all of it is to be read anew.
    pub fn is_outdated(&self) -> bool {
        self.was_rewritten.get()
    }

    /// All of the record is about to be read anew.
    pub fn begin_anew(&self) {
        self.was_rewritten.set(false);
        let is_object = |of: &String, _: &mut Ill| of.starts_with(OBJECT);
        self.ills.borrow_mut().retain(is_object);
    }

    /// Remembers why a run that was put away cannot be read, or that it can.
    pub fn note_run(&self, run: RunId, fault: Option<&ReadFault>) {
        let ill = fault.map(|fault| {
            let (kind, why) = match fault {
                ReadFault::Unreadable { path, error }
                | ReadFault::UnreadableBeside { path, error } => {
                    let why = format!("{}: {}", path.display(), why(error));
                    (IllKind::Unread, why)
                }
                ReadFault::Changed { path } => {
                    let why = format!("{} was rewritten after it was read", path.display());
                    (IllKind::Damaged, why)
                }
                fault => (IllKind::Unread, fault.to_string()),
            };
            Ill::new(kind, format!("run {}: {why}", run.short()))
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
        let mut ills: Vec<Ill> = self.ills.borrow().values().cloned().collect();
        let is_told = ills.iter().any(|ill| ill.kind == IllKind::Damaged);
        if self.was_rewritten.get() && !is_told {
            let what = "part of it was rewritten after it was read; the next look reads it anew";
            ills.push(Ill::new(IllKind::Damaged, what));
        }
        ills
    }
}

const OBJECT: &str = "object ";

fn key(name: &EntryHash) -> String {
    format!("{OBJECT}{}", &name.to_string()[..12])
}
