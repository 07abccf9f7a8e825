//! The share of rounds that were done on time.

use super::series::{Occurrence, SlotState};

/// How many rounds are over, and how many of them were done on time. What was waived, and what may
/// still be done on time, is neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnTime {
    /// Done on time.
    pub done: u32,
    /// Done, early or late, missed, or past their grace and still open.
    pub over: u32,
}

impl OnTime {
    /// Counts a slot.
    pub fn add(&mut self, state: SlotState) {
        match state {
            SlotState::Done => {
                self.done += 1;
                self.over += 1;
            }
            SlotState::DoneLate | SlotState::Missed | SlotState::Overdue => self.over += 1,
            SlotState::Upcoming | SlotState::Open | SlotState::Due | SlotState::Excused => {}
        }
    }

    /// In percent, rounded down; none where nothing is over.
    pub fn percent(self) -> Option<u32> {
        let percent = (u64::from(self.done) * 100).checked_div(u64::from(self.over))?;
        u32::try_from(percent).ok()
    }
}

impl FromIterator<SlotState> for OnTime {
    fn from_iter<I: IntoIterator<Item = SlotState>>(states: I) -> Self {
        let mut share = Self::default();
        states.into_iter().for_each(|state| share.add(state));
        share
    }
}

/// The share of some occurrences, in percent.
pub fn on_time_percent(occurrences: &[Occurrence]) -> Option<u32> {
    let states = occurrences.iter().map(|occurrence| occurrence.state);
    states.collect::<OnTime>().percent()
}
