//! One sync: what the carrier has, what is missing here, what is missing there.
//!
//! One at a time on a machine: a lock in this machine's state says so. It may be ended anywhere:
//! what was done is a beginning, and doing it again is free.

use super::fault::Fault;
use super::local::Local;
use super::outcome::{Direction, Here, Outcome};
use super::pull::Pull;
use super::push::Push;
use super::url::{Place, open};
use super::verbs::{Carrier, Held, Once, Saying};
use crate::event::WriterId;
use crate::journal::{OwnEnd, SegmentPlace, give_up, own_ends};
use crate::os::{self, Held as Lock};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;

/// Brings a machine and a carrier in step.
///
/// # Errors
/// Why the carrier was not reached, or what failed here. What was done until then stays.
pub fn sync(place: &Place, here: Here<'_>, direction: Direction) -> Result<Outcome, Fault> {
    os::private_dir(here.home).map_err(Fault::at(here.home))?;
    let lock = Lock::take(&here.home.join("lock")).map_err(Fault::at(here.home))?;
    let _lock = lock.ok_or(Fault::Busy)?;
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
    let ends = ends_here(here)?;
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
    if direction != Direction::Push {
        say(carrier, here, &mut outcome)?;
    }
    if direction == Direction::Both && outcome.waits.is_empty() && outcome.refused.is_empty() {
        carrier.taken();
    }
    Ok(outcome)
}

/// Says what is to be said. Where somebody was quicker, theirs stands; where it may not be said,
/// the rest is as good as without it.
fn say(carrier: &mut dyn Carrier, here: Here<'_>, outcome: &mut Outcome) -> Result<(), Fault> {
    for saying in (here.sayings)(&outcome.notes) {
        let Saying { name, old, new } = saying;
        let stands = match carrier.once(&name, old.as_deref(), new.as_deref()) {
            Ok(Once::Mine) => new,
            Ok(Once::Theirs(now)) => now,
            Err(Fault::Refused(_)) => continue,
            Err(fault) => return Err(fault),
        };
        match stands {
            Some(stands) => outcome.notes.insert(name, stands),
            None => outcome.notes.remove(&name),
        };
    }
    Ok(())
}

/// Where this machine's writers in this journal have come to.
fn ends_here(here: Here<'_>) -> Result<Vec<OwnEnd>, Fault> {
    // Whose folders are one's own must be known before anything is written into any.
    let ends = own_ends(here.state)
        .map_err(Fault::at(here.state))?
        .into_iter();
    let mut found = Vec::new();
    for end in ends {
        let folder = here.journal.join(end.writer.as_str());
        match fs::metadata(&folder) {
            Ok(data) if data.is_dir() => found.push(end),
            Ok(_) => {}
            // What cannot be looked at may be there: nobody else's bytes may go into it.
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Fault::at(&folder)(error));
            }
            Err(_) => {}
        }
    }
    Ok(found)
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
    let ends = ends_here(here)?;
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
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(places),
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
