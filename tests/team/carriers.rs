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

/// How a carrier lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// It has not what it has, and keeps nothing of what it says that it kept.
    Drops,
    /// It gives and keeps everything twice over, one after the other.
    Repeats,
    /// It gives the parts of a segment in another order.
    Reorders,
    /// It gives and keeps half of what it is asked for, and says that this is all.
    Cuts,
    /// It gives another's bytes, and another's content.
    Exchanges,
    /// It says that it has more than it has, and gives what nobody wrote.
    MakesUp,
}

impl Lie {
    pub const ALL: [Self; 6] = [
        Self::Drops,
        Self::Repeats,
        Self::Reorders,
        Self::Cuts,
        Self::Exchanges,
        Self::MakesUp,
    ];
}

/// Lies in one way, every other time.
pub struct Lying<'a> {
    pub carrier: &'a mut dyn Carrier,
    pub dice: Dice,
    pub lie: Lie,
    pub other: Option<SegmentPlace>,
    pub lies: u64,
}

impl Lying<'_> {
    /// Whether it lies now, in this way.
    fn lies(&mut self, lie: Lie) -> bool {
        let lies = self.lie == lie && self.dice.roll(2) == 0;
        self.lies += u64::from(lies);
        lies
    }
}

impl Carrier for Lying<'_> {
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault> {
        self.carrier.journal(mine)
    }
    fn have(&mut self, own: &BTreeSet<WriterId>, whole: bool) -> Result<Held, Fault> {
        let mut held = self.carrier.have(own, whole)?;
        // Of this machine's own writers it tells the truth: what it makes up there is a fork.
        let others: Vec<SegmentPlace> = held.segments.keys().cloned().collect();
        for place in others.iter().filter(|place| !own.contains(&place.writer)) {
            self.other.get_or_insert_with(|| place.clone());
            if self.lies(Lie::Drops) {
                held.segments.remove(place);
            } else if self.lies(Lie::MakesUp)
                && let Some(extent) = held.segments.get_mut(place)
            {
                extent.length += 1000;
                extent.tail = None;
            }
        }
        if self.lies(Lie::Drops) {
            held.things.clear();
        }
        Ok(held)
    }
    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = self.carrier.get(place, from)?;
        let half = bytes.len() / 2;
        if self.lies(Lie::Drops) {
            bytes.clear();
        } else if self.lies(Lie::Repeats) {
            bytes.extend(bytes.clone());
        } else if self.lies(Lie::Reorders) {
            bytes.rotate_left(half);
        } else if self.lies(Lie::Cuts) {
            bytes.truncate(half);
        } else if self.lies(Lie::MakesUp) {
            bytes.extend(b"{\"v\":1,\"seq\":999}\n");
        } else if self.lies(Lie::Exchanges)
            && let Some(other) = self.other.clone().filter(|other| other != place)
        {
            return self.carrier.get(&other, 0);
        }
        Ok(bytes)
    }
    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault> {
        if self.lies(Lie::Drops) {
            return Ok(Put::Length(at + bytes.len() as u64));
        }
        if self.lies(Lie::Cuts) {
            self.carrier.put(place, at, &bytes[..bytes.len() / 2])?;
            return Ok(Put::Length(at + bytes.len() as u64));
        }
        if self.lies(Lie::Repeats) {
            self.carrier.put(place, at, bytes)?;
        }
        self.carrier.put(place, at, bytes)
    }
    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault> {
        let kept = self.carrier.get_thing(thing)?;
        let is_other = self.lies(Lie::Exchanges) || self.lies(Lie::MakesUp);
        Ok(match kept {
            _ if self.lies(Lie::Drops) => None,
            Some(_) if is_other => Some(b"made up".to_vec()),
            Some(bytes) if self.lies(Lie::Cuts) => Some(bytes[..bytes.len() / 2].to_vec()),
            Some(bytes) if self.lies(Lie::Repeats) => Some([bytes.clone(), bytes].concat()),
            kept => kept,
        })
    }
    fn put_thing(&mut self, by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        if self.lies(Lie::Drops) {
            return Ok(());
        }
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
