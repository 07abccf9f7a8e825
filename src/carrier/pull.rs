//! What a carrier has and this machine has not.
//!
//! A writer's bytes come in order, oldest first. What comes is looked at before it is put in its
//! place: that a segment begins as it is called, that it goes on where it ended here. What is
//! inside it comes as it is: a colleague's damage must not make two machines differ.

use super::fault::Fault;
use super::fork::{branch, parting};
use super::local::Local;
use super::outcome::Outcome;
use super::verbs::{Carrier, Extent, Held, SEGMENT_LIMIT_BYTES, Tail, Thing};
use crate::event::{EntryHash, WriterId};
use crate::journal::{SegmentPlace, hash_bytes, says_it_is};
use std::collections::BTreeSet;

pub(super) struct Pull<'a> {
    pub carrier: &'a mut dyn Carrier,
    pub local: &'a Local,
    /// Writers under whose name this machine writes: nothing is ever put into their folders.
    pub own: &'a BTreeSet<WriterId>,
    /// Content that was taken out of the journal.
    pub removed: &'a BTreeSet<EntryHash>,
    pub outcome: &'a mut Outcome,
}

/// How a segment that was looked at stands.
enum Stands {
    /// All of it is here.
    Here,
    /// Something of it is missing here, and of what follows it.
    Waits,
}

impl Pull<'_> {
    pub fn run(&mut self, held: &Held) -> Result<(), Fault> {
        let mut waits: Option<WriterId> = None;
        for (place, extent) in &held.segments {
            if waits.as_ref() == Some(&place.writer) {
                continue;
            }
            let stands = match self.own.contains(&place.writer) {
                true => self.own_segment(place, *extent)?,
                false => self.segment(place, *extent)?,
            };
            if let Stands::Waits = stands {
                waits = Some(place.writer.clone());
            }
        }
        for thing in &held.things {
            self.thing(thing)?;
        }
        Ok(())
    }

    fn segment(&mut self, place: &SegmentPlace, extent: Extent) -> Result<Stands, Fault> {
        let here = self.local.length(place)?;
        if !self.is_next(place)? {
            let words = format!("{}: an earlier segment is not there yet", place.writer);
            self.outcome.waits.insert(words);
            return Ok(Stands::Waits);
        }
        let both = extent.length.min(here);
        if extent.length <= here {
            let is_same = match extent.tail {
                Some(tail) => tail == self.local.tail(place, both)?,
                None => true,
            };
            if !is_same {
                self.fork(place)?;
            }
            return Ok(Stands::Here);
        }
        let from = Tail::from(here);
        let got = self.get(place, from)?;
        let overlap = self.local.read(place, from, here)?;
        let Some(more) = got.strip_prefix(overlap.as_slice()) else {
            self.fork(place)?;
            return Ok(Stands::Here);
        };
        // What it has more by now comes with the next sync; what it did not say that it has, never.
        let told = usize::try_from(extent.length - here).unwrap_or(usize::MAX);
        let more = &more[..more.len().min(told)];
        if here == 0 && !self.begins_as_called(place, more) {
            return Ok(Stands::Waits);
        }
        if here == 0 && self.is_of_other_side(place, more)? {
            self.keep_fork(place, more, 0)?;
            return Ok(Stands::Here);
        }
        if !more.is_empty() {
            self.local.add(place, here, more)?;
            self.outcome.pulled_bytes += more.len() as u64;
            self.outcome.pulled_entries += lines(more);
        }
        Ok(match here + more.len() as u64 >= extent.length {
            true => Stands::Here,
            false => Stands::Waits,
        })
    }

    /// Whether what is before a segment is here.
    fn is_next(&self, place: &SegmentPlace) -> Result<bool, Fault> {
        let before = SegmentPlace {
            writer: place.writer.clone(),
            segment: place.segment - 1,
        };
        Ok(before.segment == 0 || self.local.length(&before)? > 0)
    }

    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = self.carrier.get(place, from)?;
        // No reader reads on after so many.
        bytes.truncate(usize::try_from(SEGMENT_LIMIT_BYTES).unwrap_or(usize::MAX));
        Ok(bytes)
    }

    /// Whether bytes that came begin the segment that they are called.
    fn begins_as_called(&mut self, place: &SegmentPlace, bytes: &[u8]) -> bool {
        let Some(says) = says_it_is(bytes) else {
            // Damaged, or not whole yet: it comes as it is.
            return true;
        };
        let is_it = says.writer == place.writer && says.segment == place.segment;
        if !is_it {
            let (writer, segment) = (&place.writer, place.segment);
            self.outcome.refused.insert(format!(
                "what was called segment {segment} of {writer} is segment {} of {}",
                says.segment, says.writer
            ));
        }
        is_it
    }

    /// Whether a segment goes on from another entry than the record here, which forks.
    fn is_of_other_side(&self, place: &SegmentPlace, bytes: &[u8]) -> Result<bool, Fault> {
        if !self.local.forks(&place.writer) {
            return Ok(false);
        }
        let previous = says_it_is(bytes).and_then(|says| says.previous);
        let before = SegmentPlace {
            writer: place.writer.clone(),
            segment: place.segment - 1,
        };
        let length = self.local.length(&before)?;
        let end = self.local.read(&before, Tail::from(length), length)?;
        let end = String::from_utf8_lossy(&end).into_owned();
        let digits = previous.map(|entry| entry.to_string());
        let digits = digits.and_then(|entry| entry.rsplit(':').next().map(str::to_owned));
        Ok(digits.is_some_and(|digits| !end.contains(&digits)))
    }

    /// A segment of a writer of this machine. Where the carrier has other bytes, or more, another
    /// copy of this machine wrote them: the writer is given up before anything goes out.
    fn own_segment(&mut self, place: &SegmentPlace, extent: Extent) -> Result<Stands, Fault> {
        let here = self.local.length(place)?;
        let is_same = extent.length <= here
            && match extent.tail {
                Some(tail) => tail == self.local.tail(place, extent.length)?,
                None => true,
            };
        if is_same {
            return Ok(Stands::Here);
        }
        self.outcome.given_up.insert(place.writer.clone());
        self.fork(place)?;
        Ok(Stands::Here)
    }

    /// Keeps what the carrier has of a segment beside what is here.
    fn fork(&mut self, place: &SegmentPlace) -> Result<(), Fault> {
        let theirs = self.get(place, 0)?;
        let ours = self.local.read(place, 0, SEGMENT_LIMIT_BYTES)?;
        let Some(parting) = parting(&ours, &theirs) else {
            return Ok(());
        };
        self.keep_fork(place, &theirs, parting.at)
    }

    fn keep_fork(&mut self, place: &SegmentPlace, bytes: &[u8], at: u64) -> Result<(), Fault> {
        if let Some((thing, bytes)) = branch(place, bytes, at) {
            self.local.keep(&thing, &bytes)?;
            self.outcome.forks.insert(thing.to_string());
        }
        Ok(())
    }

    fn thing(&mut self, thing: &Thing) -> Result<(), Fault> {
        match thing {
            Thing::Object(hash) if self.removed.contains(hash) => Ok(()),
            _ if self.local.has(thing) => Ok(()),
            Thing::Object(hash) => {
                let Some(bytes) = self.carrier.get_thing(thing)? else {
                    return Ok(());
                };
                if hash_bytes(&bytes) != *hash {
                    let words = format!("object {hash} is not what its name says");
                    self.outcome.refused.insert(words);
                    return Ok(());
                }
                self.local.keep(thing, &bytes)?;
                self.outcome.pulled_bytes += bytes.len() as u64;
                Ok(())
            }
            Thing::Fork { place, at, .. } => self.fork_thing(thing, place, *at),
        }
    }

    /// A fork that somebody published: kept, where it is not what stands here anyway.
    fn fork_thing(&mut self, thing: &Thing, place: &SegmentPlace, at: u64) -> Result<(), Fault> {
        let Some(bytes) = self.carrier.get_thing(thing)? else {
            return Ok(());
        };
        let called = branch(place, &bytes, 0);
        let is_called_so = called.is_some_and(|(called, _)| match (&called, thing) {
            (Thing::Fork { first: one, .. }, Thing::Fork { first: other, .. }) => one == other,
            _ => false,
        });
        if !is_called_so {
            self.outcome
                .refused
                .insert(format!("{thing} is not what its name says"));
            return Ok(());
        }
        let ours = self.local.read(place, at, at + bytes.len() as u64)?;
        if ours == bytes {
            return Ok(());
        }
        if self.own.contains(&place.writer) {
            self.outcome.given_up.insert(place.writer.clone());
        }
        self.local.keep(thing, &bytes)?;
        self.outcome.forks.insert(thing.to_string());
        Ok(())
    }
}

pub(super) fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
