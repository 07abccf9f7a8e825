//! What a writer's first entry says of this machine's writers before it.
//!
//! A head that is kept and not held is said, so that no write makes it forgotten: it is a claim
//! from then on, which every machine holds against what is here. Where nothing is kept of
//! writers that stand here, that is said.

use super::disk::Disk;
use super::lock::Point;
use super::lookup::{holds, line_at};
use super::place::{Head, Positions};
use super::reader::Reader;
use super::writer::{Identity, Places};
use super::writer_id::{Kept, kept_points, of_operator};
use crate::event::{EntryRef, Fact, HeadLost, HeadsUnknown, JournalId, SeenHead, WriterId};
use std::io;

/// As many are named; where more were lost, the newest.
const LIMIT: usize = 64;

/// What is to be said of the writers before a new one.
pub(super) fn first_words(
    disk: &Disk,
    places: &Places,
    identity: &Identity,
    journal: JournalId,
    writer: &WriterId,
    reader: &Reader,
) -> io::Result<Vec<Fact>> {
    let positions = reader.positions();
    let kept = kept_points(disk, &places.state)?;
    let mut facts = Vec::new();
    let here = |kept: &&Kept| kept.journal == journal && kept.writer != *writer;
    for kept in kept.iter().filter(here) {
        let folder = places.journal.join(kept.writer.as_str());
        // What cannot be read is not said to be lost: that would be told for ever.
        if let Some(unread) = reader.unreadable(&kept.writer) {
            return Err(io::Error::other(unread.to_string()));
        }
        let head = positions.writers.get(&kept.writer);
        let head = head.cloned().unwrap_or_default();
        if !holds(disk, &folder, &head, &kept.point)? {
            facts.push(Fact::HeadLost(Box::new(lost(disk, places, kept, &head)?)));
        }
    }
    facts.truncate(LIMIT);
    facts.extend(unknown(identity, writer, &kept, positions).map(Fact::HeadsUnknown));
    Ok(facts)
}

fn lost(disk: &Disk, places: &Places, kept: &Kept, head: &Head) -> io::Result<HeadLost> {
    let Point { link, .. } = kept.point;
    let folder = places.journal.join(kept.writer.as_str());
    Ok(HeadLost {
        kept: SeenHead {
            writer: kept.writer.clone(),
            seq: link.seq,
            hash: link.hash,
        },
        found: line_at(disk, &folder, head, link.seq)?,
    })
}

/// Writers of this operator and machine that stand here, and of which nothing is kept.
fn unknown(
    identity: &Identity,
    writer: &WriterId,
    kept: &[Kept],
    positions: &Positions,
) -> Option<HeadsUnknown> {
    let of_operator = of_operator(&identity.operator, &identity.host);
    let is_unknown = |other: &WriterId| {
        other != writer
            && other.as_str().starts_with(&of_operator)
            && !kept.iter().any(|kept| kept.writer == *other)
    };
    let heads = positions.heads().filter(|head| is_unknown(&head.writer));
    let found: Vec<EntryRef> = heads
        .take(LIMIT)
        .map(|head| EntryRef {
            writer: head.writer,
            seq: head.seq,
            hash: head.hash.short(),
        })
        .collect();
    (!found.is_empty()).then_some(HeadsUnknown { found })
}
