//! Answers that no longer stand, and who put something in their place.
//!
//! What stays true: an answer that another writer replaced or undid is found again for as long
//! as its run is kept, whatever was answered afterwards. What this does not do: it judges
//! nothing; to replace an answer is what several people on one run do.

use super::register::Stamped;
use super::step_state::StepState;
use crate::event::{EntryRef, StepDone};
use crate::runbook::Operator;
use jiff::Timestamp;

/// An answer that no longer stands, and what was said in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replaced<'a> {
    /// The answer.
    pub said: &'a Stamped<StepDone>,
    /// Who replaced or undid it.
    pub by: &'a Operator,
    /// When, by their clock.
    pub at: Timestamp,
    /// In which entry.
    pub entry: &'a EntryRef,
    /// Whether it was undone, and nothing put in its place.
    pub is_undone: bool,
}

impl Replaced<'_> {
    /// Whether it was another writer than the one that had answered: another person, or the
    /// same name on another machine.
    pub fn is_by_another(&self) -> bool {
        self.said.mark.entry.writer != self.entry.writer
    }
}

impl StepState {
    /// What replaced or undid an answer, first to last; none where it stands.
    pub fn replaced<'a>(&'a self, said: &'a Stamped<StepDone>) -> Option<Replaced<'a>> {
        let names = |over: &[EntryRef]| over.contains(&said.mark.entry);
        let answers = self.outcomes.story();
        let answers = answers
            .filter(|other| names(&other.what.over))
            .map(|other| (other.frame(), false));
        let undone = self.taken_back.iter();
        let undone = undone
            .filter(|back| names(&back.what))
            .map(|back| (back.frame(), true));
        let first = answers.chain(undone).min_by_key(|(frame, _)| frame.0);
        first.map(|((mark, at, by), is_undone)| Replaced {
            said,
            by,
            at,
            entry: &mark.entry,
            is_undone,
        })
    }

    /// The answers that another writer replaced or undid, first to last.
    pub fn replaced_by_others(&self) -> impl DoubleEndedIterator<Item = Replaced<'_>> {
        let replaced = self.outcomes.story().filter_map(|said| self.replaced(said));
        replaced.filter(Replaced::is_by_another)
    }
}
