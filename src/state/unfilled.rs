//! The slots of a line's past that nobody filled, kept so that drawing need not walk a year
//! of days for each line.
//!
//! Purely derived: whatever it holds could be found again from the line. So it never tells
//! two lines apart, and every change that reaches back before what was looked through has
//! it sought anew.

use super::span::Span;
use crate::schedule::Timing;
use jiff::{SignedDuration, Timestamp};

/// No further than this is looked at once: ten years.
const FARTHEST: SignedDuration = SignedDuration::from_hours(24 * 3660);

/// The slots before an instant that wait, each with the slot after it.
#[derive(Clone, Debug, Default)]
pub(super) struct Unfilled {
    pub(super) until: Option<Timestamp>,
    pub(super) slots: Vec<(Timestamp, Option<Timestamp>)>,
}

impl PartialEq for Unfilled {
    /// Derived data tells nothing apart: how far was looked depends on the order of arrival.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Unfilled {
    /// Every slot before this one was looked through.
    pub(super) fn until(&self) -> Timestamp {
        self.until.unwrap_or(Timestamp::MIN)
    }

    /// The waiting slots in `[from, to)`.
    pub(super) fn between(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Option<Timestamp>)> {
        let slots = self.slots.iter().copied();
        slots.filter(move |(slot, _)| from <= *slot && *slot < to)
    }

    /// Looks on to `until`. A clock that ran far ahead is not followed.
    pub(super) fn extend(
        &mut self,
        spans: &[Span<'_>],
        until: Timestamp,
        waits: impl Fn(Timestamp) -> bool,
    ) {
        let noticed = spans.first().map_or(until, |span| span.from);
        let from = self.until().max(noticed);
        if until <= self.until() || until.duration_since(from) > FARTHEST {
            return;
        }
        each_slot(spans, from, until, |_, slot, next| {
            if waits(slot) {
                self.slots.push((slot, next));
            }
        });
        self.until = Some(until);
    }

    /// Forgets what is too long ago to be shown.
    pub(super) fn forget_before(&mut self, horizon: Timestamp) {
        self.slots.retain(|(slot, _)| *slot >= horizon);
    }

    /// A slot does not wait any more.
    pub(super) fn remove(&mut self, slot: Timestamp) {
        self.slots.retain(|(other, _)| *other != slot);
    }
}

/// Calls `each` with every slot in `[from, to)` and the one after it in the same schedule,
/// oldest first.
pub(super) fn each_slot(
    spans: &[Span<'_>],
    from: Timestamp,
    to: Timestamp,
    mut each: impl FnMut(&Timing, Timestamp, Option<Timestamp>),
) {
    for span in spans {
        let (from, to) = (span.from.max(from), span.until.min(to));
        if from >= to {
            continue;
        }
        let mut slots = span.timing.slots(from, to).peekable();
        while let Some(slot) = slots.next() {
            let next = slots.peek().copied();
            let next = next.or_else(|| span.timing.next_after(slot));
            each(span.timing, slot, next);
        }
    }
}

/// An instant's nearest later one.
pub(super) fn just_after(at: Timestamp) -> Timestamp {
    at.saturating_add(SignedDuration::from_nanos(1))
        .unwrap_or(Timestamp::MAX)
}
