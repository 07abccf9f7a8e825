//! Carriers that fail half-way, and one that lies.

use super::machine::Dice;
use rounds::carrier::{Carrier, Fault, Held, Once, Put, Thing};
use rounds::event::{JournalId, WriterId};
use rounds::journal::SegmentPlace;
use std::collections::BTreeSet;

/// Ends after so many calls, as a killed process does: before the call, or after it.
pub struct Killed<'a> {
    pub carrier: &'a mut dyn Carrier,
    pub calls_left: u64,
    pub after: bool,
}

impl Killed<'_> {
    fn step<T>(
        &mut self,
        call: impl FnOnce(&mut dyn Carrier) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let dead = || Fault::NotReached("killed".to_owned());
        if self.calls_left == 0 {
            if self.after {
                let _ = call(self.carrier);
                self.after = false;
            }
            return Err(dead());
        }
        self.calls_left -= 1;
        call(self.carrier)
    }
}

impl Carrier for Killed<'_> {
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault> {
        self.step(|it| it.journal(mine))
    }
    fn have(&mut self, own: &BTreeSet<WriterId>, whole: bool) -> Result<Held, Fault> {
        self.step(|it| it.have(own, whole))
    }
    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        self.step(|it| it.get(place, from))
    }
    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault> {
        self.step(|it| it.put(place, at, bytes))
    }
    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault> {
        self.step(|it| it.get_thing(thing))
    }
    fn put_thing(&mut self, by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        self.step(|it| it.put_thing(by, thing, bytes))
    }
    fn once(&mut self, name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Once, Fault> {
        self.step(|it| it.once(name, old, new))
    }
    fn finish(&mut self) -> Result<(), Fault> {
        self.step(|it| it.finish())
    }
    fn taken(&mut self) {
        if self.calls_left > 0 {
            self.carrier.taken();
        }
    }
}

/// Drops, cuts, repeats, exchanges and makes up what it is asked for.
pub struct Lying<'a> {
    pub carrier: &'a mut dyn Carrier,
    pub dice: Dice,
    pub other: Option<SegmentPlace>,
}

impl Carrier for Lying<'_> {
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault> {
        self.carrier.journal(mine)
    }
    fn have(&mut self, own: &BTreeSet<WriterId>, whole: bool) -> Result<Held, Fault> {
        let mut held = self.carrier.have(own, whole)?;
        let dice = &mut self.dice;
        // Of this machine's own writers it tells the truth: what it makes up there is a fork.
        held.segments
            .retain(|place, _| own.contains(&place.writer) || dice.roll(4) > 0);
        for (place, extent) in &mut held.segments {
            if !own.contains(&place.writer) {
                self.other.get_or_insert_with(|| place.clone());
                extent.length += dice.roll(3) * 1000;
                extent.tail = None;
            }
        }
        held.things.retain(|_| dice.roll(3) > 0);
        Ok(held)
    }
    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        let bytes = self.carrier.get(place, from)?;
        Ok(match (self.dice.roll(5), &self.other) {
            (0, _) => Vec::new(),
            (1, _) => bytes[..bytes.len() / 2].to_vec(),
            (2, Some(other)) if from == 0 => self.carrier.get(other, 0)?,
            _ => bytes,
        })
    }
    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault> {
        match self.dice.roll(4) {
            0 => Ok(Put::Length(at + bytes.len() as u64)),
            1 => {
                self.carrier.put(place, at, bytes)?;
                self.carrier.put(place, at, bytes)
            }
            2 => self.carrier.put(place, at, &bytes[..bytes.len() / 2]),
            _ => self.carrier.put(place, at, bytes),
        }
    }
    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault> {
        match self.dice.roll(3) {
            0 => Ok(Some(b"made up".to_vec())),
            1 => Ok(None),
            _ => self.carrier.get_thing(thing),
        }
    }
    fn put_thing(&mut self, by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        self.carrier.put_thing(by, thing, bytes)
    }
    fn once(&mut self, name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Once, Fault> {
        self.carrier.once(name, old, new)
    }
    fn finish(&mut self) -> Result<(), Fault> {
        self.carrier.finish()
    }
    fn taken(&mut self) {}
}
