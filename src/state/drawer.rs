//! A part of the state that may lie in a checkpoint until somebody asks for it.
//!
//! What stays true: a drawer says the same whether it was opened or not; opening changes
//! nothing that can be seen. The state itself opens no file: whoever read the checkpoint gives
//! it a [`Shelf`] to read on from.

use super::checksum::checksum;
use super::series_id::SeriesId;
use crate::event::RunId;
use crate::runbook::ProcedureRef;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Where a checkpoint's parts are read from when they are asked for.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// The bytes of a part. Where the checkpoint does not hold them any more as they were
    /// written, they are made anew from the record.
    fn read(&self, slot: &Slot, what: &Part) -> Vec<u8>;
}

/// Where a part lies behind the head of a checkpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its first byte, from the end of the head.
    pub offset: u64,
    /// How long it is.
    pub bytes: u64,
    pub(super) sum: u64,
}

impl Slot {
    /// Whether these bytes are what was put there.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.bytes && checksum(bytes) == self.sum
    }
}

/// What a part of a checkpoint holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The ended runs of a month.
    Month(u32),
    /// Their ids.
    Ids(u32),
    /// The ended runs of a line, from one on.
    Line(SeriesId, RunId),
    /// What runs did for the slots of a line before a moment.
    Fills(SeriesId, Timestamp),
    /// The rehearsals of a procedure that were not given up.
    Rehearsals(ProcedureRef),
    /// The runs that ended last, from one on.
    Latest(Timestamp, RunId),
}

/// What can lie in a drawer.
pub(super) trait Stowed: Clone + Default + PartialEq {
    fn stow(&self) -> Vec<u8>;
    fn unstow(bytes: &[u8]) -> Option<Self>;
}

/// Where a drawer's content lies.
#[derive(Clone, Debug)]
pub(super) struct Lying {
    pub shelf: Arc<dyn Shelf>,
    pub slot: Slot,
    pub what: Part,
}

/// Something that is read when it is asked for.
#[derive(Clone)]
pub(super) struct Drawer<T> {
    lies: Option<Lying>,
    open: OnceLock<Arc<T>>,
}

impl<T: Default> Default for Drawer<T> {
    fn default() -> Self {
        Self {
            lies: None,
            open: OnceLock::from(Arc::new(T::default())),
        }
    }
}

impl<T> fmt::Debug for Drawer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.open.get() {
            Some(_) => "Drawer(open)",
            None => "Drawer(shut)",
        })
    }
}

impl<T: Stowed> PartialEq for Drawer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Stowed> Drawer<T> {
    pub fn lying(lies: Lying) -> Self {
        Self {
            lies: Some(lies),
            open: OnceLock::new(),
        }
    }

    /// Where its content lies as it is, if nothing was changed in it.
    pub fn lies(&self) -> Option<&Lying> {
        self.lies.as_ref()
    }

    pub fn get(&self) -> &T {
        self.open.get_or_init(|| {
            let read = |lies: &Lying| T::unstow(&lies.shelf.read(&lies.slot, &lies.what));
            Arc::new(self.lies.as_ref().and_then(read).unwrap_or_default())
        })
    }

    /// Changes it: what lies in the checkpoint does not count any more.
    pub fn change<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R {
        self.get();
        self.lies = None;
        let mut open = self.open.take().unwrap_or_default();
        let result = change(Arc::make_mut(&mut open));
        self.open = OnceLock::from(open);
        result
    }
}
