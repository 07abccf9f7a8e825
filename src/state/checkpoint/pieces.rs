//! What comes behind the head of a checkpoint: drawers, one after the other. One that was
//! not changed is taken over as it lies.

use crate::state::checksum::checksum;
use crate::state::drawer::{Drawer, Lying, Slot, Stowed};
use std::borrow::Cow;

/// Drawers on their way into a checkpoint.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    list: Vec<Piece>,
    offset: u64,
}

#[derive(Debug)]
enum Piece {
    New(Vec<u8>),
    Lying(Lying),
}

impl Pieces {
    pub(super) fn add<T: Stowed>(&mut self, drawer: &Drawer<T>) -> Slot {
        let (piece, bytes, sum) = match drawer.lies() {
            Some(lies) => (Piece::Lying(lies.clone()), lies.slot.bytes, lies.slot.sum),
            None => {
                let bytes = drawer.get().stow();
                let (length, sum) = (bytes.len() as u64, checksum(&bytes));
                (Piece::New(bytes), length, sum)
            }
        };
        let slot = Slot {
            offset: self.offset,
            bytes,
            sum,
        };
        self.list.push(piece);
        self.offset = self.offset.saturating_add(bytes);
        slot
    }

    /// The bytes of each, in order.
    pub(super) fn bytes(&self) -> impl Iterator<Item = Cow<'_, [u8]>> {
        self.list.iter().map(|piece| match piece {
            Piece::New(bytes) => Cow::Borrowed(bytes.as_slice()),
            Piece::Lying(lies) => Cow::Owned(lies.shelf.read(&lies.slot, &lies.what)),
        })
    }

    /// Whether all of them lie one behind the other, as they were written, and fill so many
    /// bytes.
    pub(super) fn are_whole(&self, length: usize) -> bool {
        let mut offset: u64 = 0;
        let is_whole = |piece: &Piece| {
            let Piece::Lying(lies) = piece else {
                return false;
            };
            let is_next = lies.slot.offset == offset;
            offset = offset.saturating_add(lies.slot.bytes);
            is_next && lies.slot.holds(&lies.shelf.read(&lies.slot, &lies.what))
        };
        self.list.iter().all(is_whole) && offset == length as u64
    }
}
