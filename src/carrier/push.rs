//! What this machine has saved and a carrier has not.

use super::fault::Fault;
use super::fork::{branch, parting};
use super::local::Local;
use super::outcome::Outcome;
use super::verbs::{Carrier, Held, Put, SEGMENT_LIMIT_BYTES, Thing};
use crate::event::{EntryHash, WriterId};
use crate::journal::{OwnEnd, SegmentPlace, objects_named};
use std::collections::BTreeSet;

/// As often one segment is tried that the carrier wants from elsewhere.
const TRIES: usize = 4;

pub(super) struct Push<'a> {
    pub carrier: &'a mut dyn Carrier,
    pub local: &'a Local,
    pub removed: &'a BTreeSet<EntryHash>,
    pub outcome: &'a mut Outcome,
    /// Things that the carrier has.
    pub things: BTreeSet<Thing>,
}

impl Push<'_> {
    /// Sends what a writer of this machine saved.
    pub fn own(&mut self, end: &OwnEnd, held: &Held) -> Result<(), Fault> {
        for segment in 1..=end.segment {
            let place = SegmentPlace {
                writer: end.writer.clone(),
                segment,
            };
            let limit = match segment == end.segment {
                true => end.bytes,
                false => self.local.length(&place)?,
            };
            self.segment(&place, limit, held, &end.writer)?;
        }
        Ok(())
    }

    /// Publishes what a writer that was given up has here, and has otherwise there.
    pub fn given_up(&mut self, end: &OwnEnd, by: &WriterId, held: &Held) -> Result<(), Fault> {
        for segment in 1..=end.segment {
            let place = SegmentPlace {
                writer: end.writer.clone(),
                segment,
            };
            let limit = match segment == end.segment {
                true => end.bytes,
                false => SEGMENT_LIMIT_BYTES,
            };
            let Some(extent) = held.segments.get(&place) else {
                self.segment(&place, limit, held, by)?;
                continue;
            };
            let ours = self.local.read(&place, 0, limit)?;
            let theirs = self.carrier.get(&place, 0)?;
            match parting(&ours, &theirs) {
                None if extent.length < ours.len() as u64 => {
                    self.segment(&place, limit, held, by)?;
                }
                None => {}
                Some(parting) => {
                    if let Some((thing, bytes)) = branch(&place, &ours, parting.at) {
                        self.objects(&bytes, by)?;
                        self.thing(&thing, &bytes, by)?;
                        self.outcome.forks.insert(thing.to_string());
                    }
                }
            }
        }
        Ok(())
    }

    /// Sends what is here of somebody else's record, for a carrier that lost it.
    pub fn relay(&mut self, place: &SegmentPlace, held: &Held) -> Result<(), Fault> {
        let limit = self.local.length(place)?;
        self.segment(place, limit, held, &place.writer)
    }

    fn segment(
        &mut self,
        place: &SegmentPlace,
        limit: u64,
        held: &Held,
        by: &WriterId,
    ) -> Result<(), Fault> {
        let mut at = held.segments.get(place).map_or(0, |extent| extent.length);
        if at >= limit {
            return Ok(());
        }
        let all = self.local.read(place, 0, limit)?;
        let from = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(all.len());
        let line = memchr::memrchr(b'\n', &all[..from(at)]).map_or(0, |at| at + 1);
        self.objects(&all[line..], by)?;
        for _ in 0..TRIES {
            let more = &all[from(at)..];
            match self.carrier.put(place, at, more)? {
                Put::Length(length) if length >= all.len() as u64 => {
                    self.outcome.pushed_bytes += more.len() as u64;
                    self.outcome.pushed_entries += memchr::memchr_iter(b'\n', more).count() as u64;
                    return Ok(());
                }
                Put::Length(length) | Put::Gap(length) => at = length,
                Put::Fork => {
                    // The next sync finds it, and gives the writer up.
                    self.outcome
                        .forks
                        .insert(format!("{}/{}", place.writer, place.segment));
                    return Ok(());
                }
            }
        }
        Err(Fault::Wrong(format!(
            "it takes nothing of segment {} of {}",
            place.segment, place.writer
        )))
    }

    /// Content goes out before the entries that name it.
    fn objects(&mut self, bytes: &[u8], by: &WriterId) -> Result<(), Fault> {
        for hash in objects_named(bytes) {
            let thing = Thing::Object(hash);
            if !self.removed.contains(&hash) && self.local.has(&thing) {
                let bytes = self.local.read_thing(&thing)?;
                self.thing(&thing, &bytes, by)?;
            }
        }
        Ok(())
    }

    fn thing(&mut self, thing: &Thing, bytes: &[u8], by: &WriterId) -> Result<(), Fault> {
        if !self.things.contains(thing) {
            self.carrier.put_thing(by, thing, bytes)?;
            self.things.insert(thing.clone());
            self.outcome.pushed_bytes += bytes.len() as u64;
        }
        Ok(())
    }
}
