//! What is wrong with the record itself, or with its disk, as rows of Today.
//!
//! What stays true: what could not be read is never told as altered.

use crate::session::{Health, IllKind};
use crate::state::{Row, Trouble};

/// The rows, where so many things that were said could not be saved, and perhaps nothing of the
/// record can be read.
pub fn troubles(health: &Health, forks: usize, unsaved: usize, is_unreadable: bool) -> Vec<Row> {
    let some = |kind| Some(health.count(kind)).filter(|count| *count > 0);
    let found = [
        (unsaved > 0).then_some(Trouble::NotSaved(unsaved)),
        is_unreadable.then_some(Trouble::Unreadable),
        some(IllKind::Unread).map(Trouble::Unread),
        some(IllKind::Damaged).map(Trouble::Damaged),
        (forks > 0).then_some(Trouble::Forks(forks)),
        some(IllKind::Unconfirmed).map(Trouble::Unconfirmed),
        some(IllKind::NotShown).map(|_| Trouble::NotShown),
        some(IllKind::NotKept).map(|_| Trouble::NotKept),
        health.few_bytes_left.map(Trouble::NoRoom),
        health.unsigned.as_ref().map(|_| Trouble::Unsigned),
        Some(health.keys.len() + health.waits.len())
            .filter(|count| *count > 0)
            .map(Trouble::Keys),
    ];
    found.into_iter().flatten().map(Row::Record).collect()
}
