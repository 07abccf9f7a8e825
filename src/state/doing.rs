//! What was done at a box beside answering it: commands, waits, signatures.
//!
//! Starts and waits are registers; an end names its start, a signature the outcomes that it
//! signs. So nothing here depends on the order of arrival: an end without its start waits.

use super::count::BoxCount;
use super::register::{Stamped, insert_in_order};
use super::step_state::StepState;
use crate::event::{
    CommandEnded, CommandStarted, CommandStatus, Entry, EntryRef, Fact, Outcome, SignedOff,
    StepDone, WaitStarted,
};
use crate::runbook::StepRef;
use std::collections::BTreeSet;

/// Takes in what was done at a box; other facts are not its affair.
pub(super) fn apply<'b>(
    fact: &Fact,
    step_ref: StepRef,
    entry: &Entry,
    index: usize,
    at: impl FnOnce(StepRef) -> &'b mut StepState,
) {
    match fact {
        Fact::CommandStarted(started) => {
            let said = Stamped::new(entry, index, (**started).clone());
            at(step_ref).commands.say(said, &started.over);
        }
        Fact::CommandEnded(ended) => {
            let said = Stamped::new(entry, index, (**ended).clone());
            insert_in_order(&mut at(step_ref).command_ends, said);
        }
        Fact::CommandPretended { shown, .. } => {
            let said = Stamped::new(entry, index, shown.clone());
            insert_in_order(&mut at(step_ref).pretended, said);
        }
        Fact::ScenarioSeen { .. } => {
            insert_in_order(&mut at(step_ref).looked, Stamped::new(entry, index, ()));
        }
        Fact::WaitStarted(wait) => {
            let said = Stamped::new(entry, index, wait.clone());
            at(step_ref).waits.say(said, &wait.over);
        }
        Fact::SignedOff(signed) => {
            let said = Stamped::new(entry, index, (**signed).clone());
            insert_in_order(&mut at(step_ref).signatures, said);
        }
        _ => {}
    }
}

impl StepState {
    /// How a command ended, by the entry that it started with. Whoever saw its end knows
    /// better than someone who only found it gone.
    pub fn end_of(&self, started: &EntryRef) -> Option<&Stamped<CommandEnded>> {
        let ends = || {
            let ends = self.command_ends.iter();
            ends.filter(move |said| said.what.started == *started)
        };
        let seen = ends().find(|said| said.what.status != CommandStatus::Unknown);
        seen.or_else(|| ends().next())
    }

    /// Every start of its command, first to last, with its end where one is known.
    pub fn commands(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&Stamped<CommandStarted>, Option<&Stamped<CommandEnded>>)>
    {
        let starts = self.commands.story();
        starts.map(|started| (started, self.end_of(&started.mark.entry)))
    }

    /// The last command that began and of which no end is known: it runs, or its program is
    /// gone and nobody knows what it came to.
    pub fn unended_command(&self) -> Option<&Stamped<CommandStarted>> {
        let unended = |(started, ended): (_, Option<&_>)| ended.is_none().then_some(started);
        self.commands().rev().find_map(unended)
    }

    /// The last command with its end, where both are known and nothing was answered since:
    /// what an answer now is an answer to.
    pub fn ended_command(&self) -> Option<(&Stamped<CommandStarted>, &Stamped<CommandEnded>)> {
        let (started, ended) = self.commands().next_back()?;
        let ended = ended?;
        let answered = self.outcomes.story().next_back();
        let since = answered.is_none_or(|said| said.mark.n <= ended.mark.n);
        since.then_some((started, ended))
    }

    /// The wait that goes on, or is over: the one that ends last where several stand.
    pub fn wait(&self) -> Option<&Stamped<WaitStarted>> {
        self.waits.standing().max_by_key(|said| said.what.until)
    }

    /// The signature that counts: it names exactly the outcomes that stand, so it is void
    /// once one of them is replaced or joined by another.
    pub fn signature(&self) -> Option<&Stamped<SignedOff>> {
        let standing: BTreeSet<_> = self.outcomes.over().into_iter().collect();
        if standing.is_empty() {
            return None;
        }
        self.signatures.iter().rev().find(|said| {
            let signs = &said.what.signs;
            signs.len() == standing.len() && signs.iter().all(|entry| standing.contains(entry))
        })
    }

    /// What it counts as by what stands, the worst where that is disputed; none where it is
    /// open.
    pub fn count(&self) -> Option<BoxCount> {
        let said = self.outcome()?;
        let signed = self.signatures.is_empty() || self.signature().is_some();
        Some(BoxCount::of(&said.what, self.is_by_hand(said), signed))
    }

    /// Whether an outcome was given by hand although a command was there to do it: the step
    /// says so, or its command's last end before it says otherwise.
    pub fn is_by_hand(&self, said: &Stamped<StepDone>) -> bool {
        let ends = self.command_ends.iter().rev();
        let last = ends.into_iter().find(|ended| ended.mark <= said.mark);
        let overruled = last.is_some_and(|ended| {
            ended.what.outcome == Some(Outcome::NotOk) && ended.mark.entry != said.mark.entry
        });
        said.what.outcome == Outcome::Ok && (said.what.by_hand || overruled)
    }
}
