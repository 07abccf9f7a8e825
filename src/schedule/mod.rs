//! When a routine is due: schedules as people write them, and their slots as instants.
//!
//! A [`Schedule`] is a rule for days and a list of times of the day, read from one line of
//! text (`weekdays 09:00`, `monthly last workday 17:00`, `cron 0 9 * * MON-FRI`). A
//! [`Timing`] adds what turns it into instants and what lateness means: the time zone, the
//! closed days, `grace`, `early` and `if_missed`.
//!
//! What stays true here:
//! - A `Schedule` is checked. Its text parses back to an equal value, and it comes round
//!   again and again: an expression that never fires is a [`Fault`] when it is read.
//! - Every form, cron too, becomes instants by the same rule: wall clock in the zone, a time
//!   that the clocks skip is the first instant after the gap, a time that they repeat is its
//!   first pass. Two wall times that meet in one instant are one slot.
//! - Slots of one timing never run backwards, and every search has an end.
//!
//! Beside schedules, [`Hours`] say when somebody can be reached, and a [`Turn`] is the stretch
//! between two slots, for who is on call.
//!
//! What this room does not do: it reads no clock, knows no runs, and does not decide what is
//! due, late, done or excused. The one look outside is [`Zone::parse`], which asks jiff's time
//! zone database.

mod cron;
mod days;
mod fault;
mod hours;
mod parse;
mod rule;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_on_call;
mod times;
mod timing;
mod turns;
mod typed;
mod weekdays;
mod words;
mod zone;

pub use fault::Fault;
pub use hours::{Hours, Stretch};
pub use rule::{Pace, Schedule};
pub use timing::{IfMissed, Slots, Timing, default_grace, default_if_missed};
pub use turns::Turn;
pub use typed::{Hour, typed_due, typed_moment};
pub use zone::Zone;
