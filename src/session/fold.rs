//! From what a reader delivers to the state.
//!
//! What stays true: there is one way, whoever folds. What was folded by the way, and a part of it
//! that is made anew because a checkpoint does not hold it any more, are the same.

use crate::event::{Entry, RunId, Thread};
use crate::journal::{Arrived, ReadFault, Reader, SegmentPlace, Trust};
use crate::state::{Places, State};

/// Takes in what arrived, for as much as it can be relied on.
pub(super) fn take(state: &mut State, arrived: &Arrived) {
    state.apply(&arrived.entry, arrived.place.segment);
    match arrived.trust {
        Trust::Verified => {}
        Trust::Unverified => state.distrust(&arrived.entry),
        Trust::Forked => state.forked(&arrived.entry),
    }
}

/// The entries of a run, each with its segment, where they are known to stand.
///
/// # Errors
/// When one of these segments cannot be read.
pub(super) fn entries_of(
    run: RunId,
    places: &Places,
    reader: &Reader,
) -> Result<Vec<(Entry, u32)>, ReadFault> {
    let places = places.iter().map(|(writer, segment)| SegmentPlace {
        writer: writer.clone(),
        segment: *segment,
    });
    let places: Vec<_> = places.collect();
    let arrived = reader.read_thread(&places, &Thread::Run(run))?.into_iter();
    let entries = arrived.map(|arrived| (arrived.entry, arrived.place.segment));
    Ok(entries.collect())
}

/// Folds an ended run again from all its entries. What could be read when it was folded and cannot
/// be read now leaves the run as it is known.
pub(super) fn refold(state: &mut State, run: RunId, entries: &[(Entry, u32)]) {
    if !entries.is_empty() {
        let entries = entries.iter().map(|(entry, segment)| (entry, *segment));
        state.refold(run, entries);
    }
}
