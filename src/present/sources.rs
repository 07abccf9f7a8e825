//! Everything that the words of Today are made from.

use super::clock::Clock;
use super::how_far::HowFar;
use crate::event::RunId;
use crate::runbook::RunbookId;
use crate::state::{State, Whom};
use std::collections::BTreeMap;

/// What only other rooms know, as plain values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outside {
    /// How far the runs in progress are, by the runbook that each walks.
    pub progress: BTreeMap<RunId, HowFar>,
    /// What people call the runbooks whose files cannot be used.
    pub broken: BTreeMap<RunbookId, String>,
    /// Who else is at a run in progress.
    pub at_it: BTreeMap<RunId, String>,
}

/// Everything that the words of a row are made from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The record.
    pub state: &'a State,
    /// Schedules of the library that the record does not know yet.
    pub preview: Option<&'a State>,
    /// The moment and the zone.
    pub clock: &'a Clock,
    /// For whom, and the runbooks in use.
    pub whom: &'a Whom<'a>,
    /// What only other rooms know.
    pub outside: &'a Outside,
}
