//! The team: who writes in this record, and how it stands to the others'.

use super::reading::Reading;
use crate::present::Team;

/// The team in front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamFront {
    /// How it stands; none until that has come.
    pub team: Option<Box<Team>>,
    /// How far its words are scrolled.
    pub reading: Reading,
}
