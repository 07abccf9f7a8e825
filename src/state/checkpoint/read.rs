//! From the head of a checkpoint to the state. What does not fit together gives none.

use super::image::*;
use crate::event::RunId;
use crate::schedule::Timing;
use crate::state::closed::{Closed, Month, Newest};
use crate::state::drawer::{Drawer, Lying, Part, Shelf, Slot, Stowed};
use crate::state::fills::Fills;
use crate::state::fold::State;
use crate::state::follow_ups::FollowUps;
use crate::state::series::{Noticed, Series};
use crate::state::series_id::SeriesId;
use crate::state::unfilled::Unfilled;
use std::sync::Arc;

pub(super) fn state(image: Image, shelf: &Arc<dyn Shelf>) -> Option<State> {
    let closed = closed(&image, shelf)?;
    let mut lines = Vec::with_capacity(image.known_lines.len());
    for known in image.known_lines {
        lines.push(line(&image.timings, known, shelf)?);
    }
    let stale = image.stale.into_iter();
    Some(State {
        lines: lines.into_iter().collect(),
        open: image
            .open
            .into_iter()
            .map(|open| (open.run.id, open))
            .collect(),
        closed,
        follow_ups: FollowUps::of(image.follow_ups),
        revisions: image.revisions,
        handoff: image.handoff.indexed(),
        notes: image.notes,
        seats: image.seats,
        wounds: image.wounds,
        signing: image.signing.worked_out(),
        stale: stale
            .map(|(id, places)| (RunId(id.into()), places))
            .collect(),
    })
}

fn drawer<T: Stowed>(shelf: &Arc<dyn Shelf>, slot: Slot, what: Part) -> Drawer<T> {
    Drawer::lying(Lying {
        shelf: shelf.clone(),
        slot,
        what,
    })
}

fn closed(image: &Image, shelf: &Arc<dyn Shelf>) -> Option<Closed> {
    let months = image.months.iter().map(|it| {
        let month = Month {
            count: usize::try_from(it.count).ok()?,
            latest_end: it.latest_end.timestamp()?,
            ids: drawer(shelf, it.ids, Part::Ids(it.month)),
            runs: drawer(shelf, it.runs, Part::Month(it.month)),
        };
        Some((it.month, month))
    });
    let lines = image.lines.iter().map(|(line, since, slot)| {
        let since = since.map(|id| RunId(id.into()));
        let from = since.unwrap_or(RunId(ulid::Ulid::nil()));
        let runs = drawer(shelf, *slot, Part::Line(line.clone(), from));
        (line.clone(), Newest { since, runs })
    });
    let (since, slot) = image.latest;
    let since = known(since.map(|(at, id)| Some((at.timestamp()?, RunId(id.into())))))?;
    let (at, id) = since.unwrap_or((jiff::Timestamp::MIN, RunId(ulid::Ulid::nil())));
    let latest = Newest {
        since,
        runs: drawer(shelf, slot, Part::Latest(at, id)),
    };
    let rehearsals = image.rehearsals.iter().map(|(procedure, slot)| {
        let part = Part::Rehearsals(procedure.clone());
        (procedure.clone(), drawer(shelf, *slot, part))
    });
    Some(Closed {
        months: months.collect::<Option<_>>()?,
        lines: lines.collect(),
        latest,
        rehearsals: rehearsals.collect(),
    })
}

/// What is not there is well; what is there and cannot be read is not.
fn known<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(None) => None,
        Some(known) => Some(known),
        None => Some(None),
    }
}

fn line(
    timings: &[Timing],
    image: LineImage,
    shelf: &Arc<dyn Shelf>,
) -> Option<(SeriesId, Series)> {
    let noticed = image.noticed.map(|noticed| {
        Some(Noticed {
            title: noticed.title.clone(),
            runbook_title: noticed.runbook_title.clone(),
            timing: known(
                noticed
                    .timing
                    .map(|index| timings.get(usize::try_from(index).ok()?).cloned()),
            )?,
            steps: noticed.steps,
            estimate_seconds: noticed.estimate_seconds,
        })
    })?;
    let id = SeriesId {
        procedure: image.procedure,
        target: image.target,
    };
    let slots = image.unfilled.into_iter();
    let slots = slots.map(|(slot, next)| {
        let next = known(next.map(Instant::timestamp))?;
        Some((slot.timestamp()?, next))
    });
    let unfilled = Unfilled {
        until: known(image.looked_until.map(Instant::timestamp))?,
        slots: slots.collect::<Option<_>>()?,
    };
    let older = image.older_fills.map(|(until, slot)| {
        let until = until.timestamp()?;
        let part = Part::Fills(id.clone(), until);
        Some((until, drawer(shelf, slot, part)))
    });
    let fills = Fills {
        open: image.open_fills,
        older: known(older)?,
        last: image.fills,
    };
    let line = Series::of(noticed, image.excused, image.seen_until, unfilled, fills);
    Some((id, line))
}
