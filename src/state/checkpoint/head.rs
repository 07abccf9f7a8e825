//! A checkpoint's frame: magic, version, length and checksum of the head, the head, the
//! drawers.

use super::image::Image;
use super::pieces::Pieces;
use super::{read, write};
use crate::state::checksum::checksum;
use crate::state::drawer::{Part, Shelf, Slot};
use crate::state::fold::State;
use std::borrow::Cow;
use std::sync::Arc;

/// Which fold a checkpoint belongs to. Counts up whenever the same entries give another
/// state, or the same state other bytes.
pub const FOLD_VERSION: u32 = 32;

const MAGIC: &[u8; 8] = b"rds-fold";

/// A state on its way into a cache.
#[derive(Debug, Default)]
pub struct Checkpoint {
    head: Vec<u8>,
    drawers: Pieces,
}

/// How long the frame before the head is: magic, version, length, checksum.
const FRAME_BYTES: usize = 8 + 4 + 8 + 8;

impl Checkpoint {
    /// How many bytes at its beginning are read at every start; none for bytes that this fold
    /// did not write. `bytes` are the first of it.
    pub fn length_of_head(bytes: &[u8]) -> Option<u64> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let rest = rest.strip_prefix(&FOLD_VERSION.to_le_bytes())?;
        let (length, _) = rest.split_first_chunk::<8>()?;
        u64::from_le_bytes(*length).checked_add(FRAME_BYTES as u64)
    }

    /// How many of the first bytes [`Checkpoint::length_of_head`] wants to see.
    pub const FRAME: usize = FRAME_BYTES;

    /// All its bytes, piece by piece. What was not changed since it was read is read from where
    /// it lies.
    pub fn pieces(&self) -> impl Iterator<Item = Cow<'_, [u8]>> {
        std::iter::once(Cow::Borrowed(self.head.as_slice())).chain(self.drawers.bytes())
    }
}

impl State {
    /// The state as a checkpoint. What a reader cannot make sense of is no checkpoint: it gets
    /// the entries again.
    pub fn checkpoint(&self) -> Checkpoint {
        let (body, drawers) = write::head(self).unwrap_or_default();
        let mut head = Vec::with_capacity(FRAME_BYTES + body.len());
        head.extend(MAGIC);
        head.extend(FOLD_VERSION.to_le_bytes());
        head.extend((body.len() as u64).to_le_bytes());
        head.extend(checksum(&body).to_le_bytes());
        head.extend(body);
        Checkpoint { head, drawers }
    }

    /// The state that was written, from the head of a checkpoint; none for bytes that this fold
    /// did not write. The rest is read from the shelf when it is asked for.
    pub fn from_head(head: &[u8], shelf: Arc<dyn Shelf>) -> Option<Self> {
        let body = head.get(FRAME_BYTES..)?;
        let is_all = Checkpoint::length_of_head(head)? == head.len() as u64;
        let sum = head[..FRAME_BYTES].last_chunk::<8>()?;
        if !is_all || u64::from_le_bytes(*sum) != checksum(body) {
            return None;
        }
        read::state(postcard::from_bytes::<Image>(body).ok()?, &shelf)
    }

    /// All bytes of the state's checkpoint.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.checkpoint()
            .pieces()
            .flat_map(Cow::into_owned)
            .collect()
    }

    /// The state of a whole checkpoint; none for bytes that this fold did not write.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let length = usize::try_from(Checkpoint::length_of_head(bytes)?).ok()?;
        let (head, drawers) = bytes.split_at_checked(length)?;
        let state = Self::from_head(head, Arc::new(InMemory(drawers.into())))?;
        let (_, pieces) = write::head(&state)?;
        pieces.are_whole(drawers.len()).then_some(state)
    }
}

/// Drawers in memory.
#[derive(Debug)]
struct InMemory(Arc<[u8]>);

impl Shelf for InMemory {
    fn read(&self, slot: &Slot, _: &Part) -> Vec<u8> {
        let range = || {
            let from = usize::try_from(slot.offset).ok()?;
            let to = from.checked_add(usize::try_from(slot.bytes).ok()?)?;
            self.0.get(from..to)
        };
        range().unwrap_or_default().to_vec()
    }
}
