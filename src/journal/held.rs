//! Whether heads that someone knew are held by what was read: for saying so before anybody asks
//! for a verification.

use super::lookup::{chained_at, line_at};
use super::reader::Reader;
use crate::event::{EntryHash, SeenHead, lost_name};

/// A head that someone knew and that the journal does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What was known.
    pub head: SeenHead,
    /// What stands there instead, where something does.
    pub found: Option<EntryHash>,
    /// The finding's name.
    pub name: EntryHash,
}

/// Which of these heads the journal does not hold, as far as it was read. A record that cannot
/// be looked into says nothing here; verifying tells.
pub fn missing(reader: &Reader, heads: impl IntoIterator<Item = SeenHead>) -> Vec<Missing> {
    let mut all = Vec::new();
    for head in heads {
        let Some(found) = stands(reader, &head) else {
            continue;
        };
        if found != Some(head.hash) {
            let hash = head.hash.to_string();
            let name = lost_name(&head.writer, head.seq, &hash, found, false);
            all.push(Missing { head, found, name });
        }
    }
    all.sort_by_key(|missing: &Missing| missing.name);
    all.dedup();
    all
}

/// Which of these heads no unbroken chain of entries leads to: what a signature over them is held
/// against. What cannot be read leads nowhere.
pub fn unchained(reader: &Reader, heads: impl IntoIterator<Item = SeenHead>) -> Vec<Missing> {
    let broken = |head: SeenHead| {
        let known = reader.positions.writers.get(&head.writer);
        let folder = reader.root.join(head.writer.as_str());
        let found = known.and_then(|known| {
            let found = chained_at(&reader.disk, &folder, known, head.seq);
            found.ok().flatten()
        });
        let hash = head.hash.to_string();
        let name = lost_name(&head.writer, head.seq, &hash, found, false);
        (found != Some(head.hash)).then_some(Missing { head, found, name })
    };
    heads.into_iter().filter_map(broken).collect()
}

/// What stands at a head's number; none where that cannot be told.
fn stands(reader: &Reader, head: &SeenHead) -> Option<Option<EntryHash>> {
    let known = reader.positions.writers.get(&head.writer);
    let known = known.filter(|known| known.seq >= head.seq);
    let Some(known) = known else {
        // It may stand in what could not be read.
        let is_unread = reader.unreadable(&head.writer).is_some();
        return (!is_unread).then_some(None);
    };
    if known.seq == head.seq {
        return Some(Some(known.hash));
    }
    let folder = reader.root.join(head.writer.as_str());
    line_at(&reader.disk, &folder, known, head.seq).ok()
}
