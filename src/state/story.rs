//! Everything that was said in one run, in the one order that every reader agrees on.

use super::boxed::Carried;
use super::register::{Mark, Said};
use super::relation::Child;
use super::run::{Adopted, Attachment, Ended, Note, Run, Started};
use crate::event::{CommandEnded, CommandStarted, SignedOff, StepDone, WaitStarted};
use crate::order::Order;
use crate::runbook::{Operator, Spot, StepId};
use jiff::Timestamp;

/// One statement of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StoryItem<'a> {
    /// It began.
    Started(&'a Said<Started>),
    /// A box got an outcome; replaced ones are told too.
    StepDone(&'a Said<StepDone>),
    /// A box's outcome was taken back.
    TakenBack(&'a Spot, &'a Said<()>),
    /// Someone went on past a holding box.
    CarriedOn(&'a Spot, &'a Said<Carried>),
    /// A step's caution was acknowledged.
    CautionAcknowledged(&'a StepId, &'a Said<()>),
    /// A step's command began.
    CommandStarted(&'a Said<CommandStarted>),
    /// A step's command ended.
    CommandEnded(&'a Said<CommandEnded>),
    /// A rehearsal showed a step's command.
    Pretended(&'a Spot, &'a Said<String>),
    /// A wait began.
    WaitStarted(&'a Said<WaitStarted>),
    /// A second person signed.
    SignedOff(&'a Said<SignedOff>),
    /// It made another run begin.
    Began(&'a Said<Child>),
    /// Someone wrote something down.
    Noted(&'a Said<Note>),
    /// A file was kept.
    Attached(&'a Said<Attachment>),
    /// It went over to a newer revision.
    Adopted(&'a Said<Adopted>),
    /// It ended.
    Ended(&'a Said<Ended>),
}

impl<'a> StoryItem<'a> {
    fn frame(self) -> (&'a Mark, Timestamp, &'a Operator) {
        match self {
            Self::Started(said) => said.frame(),
            Self::StepDone(said) => said.frame(),
            Self::TakenBack(_, said) | Self::CautionAcknowledged(_, said) => said.frame(),
            Self::CarriedOn(_, said) => said.frame(),
            Self::CommandStarted(said) => said.frame(),
            Self::CommandEnded(said) => said.frame(),
            Self::Pretended(_, said) => said.frame(),
            Self::WaitStarted(said) => said.frame(),
            Self::SignedOff(said) => said.frame(),
            Self::Began(said) => said.frame(),
            Self::Noted(said) => said.frame(),
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
        for (spot, boxed) in &self.boxes {
            story.extend(boxed.outcomes.story().map(StoryItem::StepDone));
            let back = boxed.taken_back.iter();
            story.extend(back.map(|said| StoryItem::TakenBack(spot, said)));
            let carried = boxed.carried.iter();
            story.extend(carried.map(|said| StoryItem::CarriedOn(spot, said)));
            story.extend(boxed.commands.story().map(StoryItem::CommandStarted));
            story.extend(boxed.command_ends.iter().map(StoryItem::CommandEnded));
            let pretended = boxed.pretended.iter();
            story.extend(pretended.map(|said| StoryItem::Pretended(spot, said)));
            story.extend(boxed.waits.story().map(StoryItem::WaitStarted));
            story.extend(boxed.signatures.iter().map(StoryItem::SignedOff));
        }
        for (step, read) in &self.cautions {
            let read = read.iter();
            story.extend(read.map(|said| StoryItem::CautionAcknowledged(step, said)));
        }
        story.extend(self.children.iter().map(StoryItem::Began));
        story.extend(self.notes.iter().map(StoryItem::Noted));
        story.extend(self.attachments.iter().map(StoryItem::Attached));
        story.extend(self.adopted.story().map(StoryItem::Adopted));
        story.extend(self.endings.story().map(StoryItem::Ended));
        story.order_by(|one, other| one.mark().cmp(other.mark()));
        story
    }
}
