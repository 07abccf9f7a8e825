//! One sync: what the carrier has, what is missing here, what is missing there.
//!
//! One at a time on a machine: a lock in this machine's state says so. It may be ended anywhere:
//! what was done is a beginning, and doing it again is free.

use super::fault::Fault;
use super::local::Local;
use super::pull::Pull;
use super::push::Push;
use super::url::{Place, open};
use super::verbs::{Carrier, Held};
use crate::event::{EntryHash, JournalId, WriterId};
use crate::journal::{OwnEnd, SegmentPlace, give_up, own_ends};
use crate::os;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, TryLockError};
use std::path::Path;

/// Which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// Only what others saved comes in.
    Pull,
    /// Only what was saved here goes out, and with it what the carrier has lost of others.
    Push,
}

/// What a sync needs to know of this machine.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// The journal's folder.
    pub journal: &'a Path,
    /// This machine's state.
    pub state: &'a Path,
    /// A folder of this carrier's own in it.
    pub home: &'a Path,
    /// The journal's id, as it is known here, or one to begin with.
    pub id: JournalId,
    /// Content that was taken out of the journal.
    pub removed: &'a BTreeSet<EntryHash>,
    /// Whether all that the carrier has is looked at, and not only what changed.
    pub whole: bool,
}

/// What a sync did and found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The journal that is carried, once it is known.
    pub journal: Option<JournalId>,
    /// How much came in.
    pub pulled_bytes: u64,
    /// How many entries came in.
    pub pulled_entries: u64,
    /// How much went out.
    pub pushed_bytes: u64,
    /// How many entries went out.
    pub pushed_entries: u64,
    /// Two records at one place, by the name that the other is kept under.
    pub forks: BTreeSet<String>,
    /// Writers of this machine under whose name something else stands there: given up.
    pub given_up: BTreeSet<WriterId>,
    /// What came and was not taken, and why.
    pub refused: BTreeSet<String>,
    /// What is not all here yet.
    pub waits: BTreeSet<String>,
    /// Up to which entry each writer of this machine has gone out.
    pub sent: BTreeMap<WriterId, u64>,
    /// What was said once, by name.
    pub notes: BTreeMap<String, Vec<u8>>,
}

/// Brings a machine and a carrier in step.
///
/// # Errors
/// Why the carrier was not reached, or what failed here. What was done until then stays.
pub fn sync(place: &Place, here: Here<'_>, direction: Direction) -> Result<Outcome, Fault> {
    os::private_dir(here.home).map_err(Fault::at(here.home))?;
    let lock = os::private_options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(here.home.join("lock"))
        .map_err(Fault::at(here.home))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(Fault::Busy),
        Err(TryLockError::Error(error)) => return Err(Fault::at(here.home)(error)),
    }
    let mut carrier = open(place, here.home)?;
    sync_with(&mut *carrier, here, direction)
}

/// As [`sync`], with a carrier that is open.
///
/// # Errors
/// As [`sync`].
pub fn sync_with(
    carrier: &mut dyn Carrier,
    here: Here<'_>,
    direction: Direction,
) -> Result<Outcome, Fault> {
    let mut outcome = Outcome::default();
    let id = carrier.journal(here.id)?;
    outcome.journal = Some(id);
    if id != here.id {
        // Whether both become one is for somebody to say.
        return Ok(outcome);
    }
    let local = Local::at(here.journal);
    local.sweep();
    let ends = ends_here(here);
    let all: BTreeSet<WriterId> = ends.iter().map(|end| end.writer.clone()).collect();
    let own = ends.iter().filter(|end| !end.is_given_up);
    let own: BTreeSet<WriterId> = own.map(|end| end.writer.clone()).collect();
    let mut held = carrier.have(&all, here.whole || direction == Direction::Push)?;
    outcome.notes = std::mem::take(&mut held.notes);
    let mut pull = Pull {
        carrier,
        local: &local,
        own: &own,
        removed: here.removed,
        outcome: &mut outcome,
    };
    match direction {
        Direction::Both | Direction::Pull => pull.run(&held)?,
        // Whether another copy of this machine wrote is looked at before anything goes out.
        Direction::Push => pull.run(&only(&held, &own))?,
    }
    for writer in &outcome.given_up {
        give_up(here.state, writer).map_err(Fault::at(here.state))?;
    }
    if direction != Direction::Pull {
        push(carrier, here, &local, &held, direction, &mut outcome)?;
    }
    if direction == Direction::Both && outcome.waits.is_empty() && outcome.refused.is_empty() {
        carrier.taken();
    }
    Ok(outcome)
}

/// Where this machine's writers in this journal have come to.
fn ends_here(here: Here<'_>) -> Vec<OwnEnd> {
    let ends = own_ends(here.state).into_iter();
    ends.filter(|end| here.journal.join(end.writer.as_str()).is_dir())
        .collect()
}

fn only(held: &Held, own: &BTreeSet<WriterId>) -> Held {
    let segments = held.segments.iter();
    let segments = segments.filter(|(place, _)| own.contains(&place.writer));
    Held {
        segments: segments
            .map(|(place, extent)| (place.clone(), *extent))
            .collect(),
        ..Held::default()
    }
}

fn push(
    carrier: &mut dyn Carrier,
    here: Here<'_>,
    local: &Local,
    held: &Held,
    direction: Direction,
    outcome: &mut Outcome,
) -> Result<(), Fault> {
    let ends = ends_here(here);
    let mut push = Push {
        carrier: &mut *carrier,
        local,
        removed: here.removed,
        outcome,
        things: held.things.clone(),
    };
    let mut sent = BTreeMap::new();
    for end in &ends {
        if end.is_given_up {
            push.given_up(end, &end.writer, held)?;
        } else {
            push.own(end, held)?;
        }
        sent.insert(end.writer.clone(), end.seq);
    }
    if direction == Direction::Push {
        for place in others(here, &ends)? {
            push.relay(&place, held)?;
        }
    }
    carrier.finish()?;
    outcome.sent = sent;
    Ok(())
}

/// The segments here of everybody else.
fn others(here: Here<'_>, ends: &[OwnEnd]) -> Result<Vec<SegmentPlace>, Fault> {
    let failed = Fault::at(here.journal);
    let mut places = Vec::new();
    let entries = match fs::read_dir(here.journal) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(places),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let name = entry.map_err(&failed)?.file_name();
        let Ok(writer) = name.to_string_lossy().parse::<WriterId>() else {
            continue;
        };
        if ends.iter().any(|end| end.writer == writer) {
            continue;
        }
        let folder = here.journal.join(writer.as_str());
        for name in super::folder::names(&folder).map_err(&failed)? {
            if let Some(segment) = crate::journal::segment_number(&name) {
                let writer = writer.clone();
                places.push(SegmentPlace { writer, segment });
            }
        }
    }
    places.sort();
    Ok(places)
}
