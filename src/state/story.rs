//! Everything that was said in one run, in the one order that every reader agrees on.

use super::child::Child;
use super::register::{Mark, Stamped};
use super::run::Run;
use super::run_facts::{Adopted, Attachment, Ended, Note, Started, TakenOver};
use super::step_state::Carried;
use crate::event::{CommandEnded, CommandStarted, EntryRef, SignedOff, StepDone, WaitStarted};
use crate::runbook::{Operator, StepId, StepRef};
use jiff::Timestamp;

/// One statement of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StoryItem<'a> {
    /// It began.
    Started(&'a Stamped<Started>),
    /// A box got an outcome; replaced ones are told too.
    StepDone(&'a Stamped<StepDone>),
    /// A box's outcome was taken back.
    TakenBack(&'a StepRef, &'a Stamped<Vec<EntryRef>>),
    /// Someone went on past a holding box.
    CarriedOn(&'a StepRef, &'a Stamped<Carried>),
    /// A step's caution was acknowledged.
    CautionAcknowledged(&'a StepId, &'a Stamped<()>),
    /// A step's command began.
    CommandStarted(&'a Stamped<CommandStarted>),
    /// A step's command ended.
    CommandEnded(&'a Stamped<CommandEnded>),
    /// A rehearsal showed a step's command.
    Pretended(&'a StepRef, &'a Stamped<String>),
    /// Somebody looked at what the scenario of a rehearsal has.
    Looked(&'a StepRef, &'a Stamped<()>),
    /// A wait began.
    WaitStarted(&'a Stamped<WaitStarted>),
    /// A second person signed.
    SignedOff(&'a Stamped<SignedOff>),
    /// It made another run begin.
    Began(&'a Stamped<Child>),
    /// Someone wrote something down.
    Noted(&'a Stamped<Note>),
    /// Someone took it over from somebody else.
    TakenOver(&'a Stamped<TakenOver>),
    /// A file was kept.
    Attached(&'a Stamped<Attachment>),
    /// It went over to a newer revision.
    Adopted(&'a Stamped<Adopted>),
    /// It ended.
    Ended(&'a Stamped<Ended>),
}

impl<'a> StoryItem<'a> {
    fn frame(self) -> (&'a Mark, Timestamp, &'a Operator) {
        match self {
            Self::Started(said) => said.frame(),
            Self::StepDone(said) => said.frame(),
            Self::TakenBack(_, said) => said.frame(),
            Self::CautionAcknowledged(_, said) | Self::Looked(_, said) => said.frame(),
            Self::CarriedOn(_, said) => said.frame(),
            Self::CommandStarted(said) => said.frame(),
            Self::CommandEnded(said) => said.frame(),
            Self::Pretended(_, said) => said.frame(),
            Self::WaitStarted(said) => said.frame(),
            Self::SignedOff(said) => said.frame(),
            Self::Began(said) => said.frame(),
            Self::Noted(said) => said.frame(),
            Self::TakenOver(said) => said.frame(),
            Self::Attached(said) => said.frame(),
            Self::Adopted(said) => said.frame(),
            Self::Ended(said) => said.frame(),
        }
    }

    /// Its place in the order.
    pub fn mark(self) -> &'a Mark {
        self.frame().0
    }

    /// When, by the writer's clock.
    pub fn at(self) -> Timestamp {
        self.frame().1
    }

    /// Who said it.
    pub fn by(self) -> &'a Operator {
        self.frame().2
    }
}

impl Run {
    /// All that was said in it, first to last, replaced or not.
    pub fn story(&self) -> Vec<StoryItem<'_>> {
        let mut story: Vec<_> = self.started.iter().map(StoryItem::Started).collect();
        for (step_ref, step_state) in &self.boxes {
            story.extend(step_state.outcomes.story().map(StoryItem::StepDone));
            let back = step_state.taken_back.iter();
            story.extend(back.map(|said| StoryItem::TakenBack(step_ref, said)));
            let carried = step_state.carried.iter();
            story.extend(carried.map(|said| StoryItem::CarriedOn(step_ref, said)));
            story.extend(step_state.commands.story().map(StoryItem::CommandStarted));
            story.extend(step_state.command_ends.iter().map(StoryItem::CommandEnded));
            let pretended = step_state.pretended.iter();
            story.extend(pretended.map(|said| StoryItem::Pretended(step_ref, said)));
            let looked = step_state.looked.iter();
            story.extend(looked.map(|said| StoryItem::Looked(step_ref, said)));
            story.extend(step_state.waits.story().map(StoryItem::WaitStarted));
            story.extend(step_state.signatures.iter().map(StoryItem::SignedOff));
        }
        for (step, read) in &self.cautions {
            let read = read.iter();
            story.extend(read.map(|said| StoryItem::CautionAcknowledged(step, said)));
        }
        story.extend(self.children.iter().map(StoryItem::Began));
        story.extend(self.notes.iter().map(StoryItem::Noted));
        story.extend(self.taken_over.iter().map(StoryItem::TakenOver));
        story.extend(self.attachments.iter().map(StoryItem::Attached));
        story.extend(self.adopted.story().map(StoryItem::Adopted));
        story.extend(self.endings.story().map(StoryItem::Ended));
        story.sort_by(|one, other| one.mark().cmp(other.mark()));
        story
    }
}
