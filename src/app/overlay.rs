//! What stands before a screen: a prompt for words, a list to pick from, find, palette,
//! help, a text to copy.

use super::Field;
use super::accept::Acceptance;
use super::confirm::Confirm;
use super::find::Finding;
use super::follow_ups::Filter as FollowUpFilter;
use super::insist::Insist;
use super::journal;
use super::pages::{Asked, Picked};
use super::palette::Palette;
use super::theme::Offer;
use crate::app::action::Action;
use crate::app::scroll::Scroll;
use crate::command::{Answer, CompleteStep, OpenFollowUp};
use crate::event::{EntryHash, FollowUpId, FollowUpKind, FollowUpState, RunId};
use crate::exec::AnsiText;
use crate::runbook::{ProcedureRef, StepRef, TargetName};
use crate::session::Start;
use crate::state::SeriesId;
use jiff::Timestamp;

/// What stands before a screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Words are asked for.
    Prompt(Box<Prompt>),
    /// One of a list is asked for.
    Picker(Picker),
    /// Anything is looked for by words.
    Find(Box<Finding>),
    /// An action is looked for by words.
    Palette(Box<Palette>),
    /// A text by itself.
    Showing(Showing),
    /// What is different in the newer revision, before a run goes over to it.
    Adopting(Adopting),
    /// An edit of a runbook's file, before it is written.
    Accepting(Acceptance),
    /// Something that only a deliberate key does.
    Confirm(Box<Confirm>),
    /// The output of a command.
    Output(Box<OutputPage>),
}

/// The newer revision that a run could go over to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopting {
    /// Which run.
    pub run: RunId,
    /// What is different, a line each.
    pub changes: Vec<String>,
    /// The first row that is shown.
    pub scroll: Scroll,
}

/// The output that was kept of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputPage {
    /// Of which step.
    pub title: String,
    /// Its lines.
    pub lines: Vec<AnsiText>,
    /// The first row that is shown.
    pub scroll: Scroll,
}

/// A text by itself: full width, to be copied with the terminal's own means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// What it is.
    pub title: String,
    /// The text.
    pub text: String,
    /// Whether it is sentences to be read, not a text to be copied.
    pub is_prose: bool,
    /// The first row that is shown.
    pub scroll: Scroll,
}

/// Words that are asked for.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What for.
    pub purpose: Purpose,
    /// The question.
    pub title: String,
    /// What helps to answer it.
    pub hint: String,
    /// What was typed so far.
    pub field: Field,
    /// Why it was not taken.
    pub error: Option<String>,
    /// What it is taken in spite of, the next time: that was said just now.
    pub insists: Option<Insist>,
    /// Whether what is typed is not to be seen.
    pub is_secret: bool,
}

/// What the words are for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A reading, or a text that was asked for.
    Value(CompleteStep),
    /// What later steps are done for, one a line.
    Items(CompleteStep),
    /// The note of a step that is not OK.
    NotOk(CompleteStep),
    /// The reason of a skip, a deferral or a correction.
    Reason(CompleteStep),
    /// Why to go on past a step.
    CarryOn(RunId, StepRef),
    /// Why a run is given up.
    Abandon(RunId),
    /// A note: at a box, at a run, or for the shift.
    Note(Option<RunId>, Option<StepRef>),
    /// Who signs what was done.
    Signer(RunId, StepRef),
    /// The path of a file.
    Attach(RunId, Option<StepRef>),
    /// When the next answers were really done.
    DoneAt,
    /// Why an occurrence need not be done.
    Excuse(SeriesId, Option<Timestamp>),
    /// What a new follow-up is about.
    Open(Box<OpenFollowUp>),
    /// Until when something is set aside.
    Until(Box<OpenFollowUp>),
    /// The words of a follow-up's move: the answer, the reason.
    Move(FollowUpId, FollowUpState),
    /// Who acts on a follow-up.
    Owner(FollowUpId),
    /// By when.
    Due(FollowUpId),
    /// Its ticket elsewhere.
    Ticket(FollowUpId),
    /// A note at it.
    NoteAt(FollowUpId),
    /// What a step should say.
    Reword(Box<OpenFollowUp>),
    /// What a handoff's pages ask for.
    Handoff(Box<Asked>),
}

impl Purpose {
    /// Whether more than one line makes sense there.
    pub fn takes_lines(&self) -> bool {
        !matches!(
            self,
            Self::Value(_)
                | Self::Attach(..)
                | Self::DoneAt
                | Self::Signer(..)
                | Self::Open(_)
                | Self::Until(_)
                | Self::Owner(_)
                | Self::Due(_)
                | Self::Ticket(_)
        ) && !matches!(self, Self::Handoff(asked) if asked.is_one_line())
    }
}

impl Prompt {
    /// A prompt with nothing typed.
    pub fn new(purpose: Purpose, title: impl Into<String>, hint: impl Into<String>) -> Box<Self> {
        let (title, hint) = (title.into(), hint.into());
        Box::new(Self {
            purpose,
            title,
            hint,
            field: Field::default(),
            error: None,
            insists: None,
            is_secret: false,
        })
    }

    /// Whether what stands in it was not taken, and will not be.
    pub fn is_refused(&self) -> bool {
        self.error.is_some() && self.insists.is_none()
    }

    /// With words in it to begin with.
    pub fn with(mut self: Box<Self>, text: &str) -> Box<Self> {
        self.field = Field::with(text);
        self
    }
}

/// A list to pick from.
#[derive(Clone, Debug, PartialEq)]
pub struct Picker {
    /// The question.
    pub title: String,
    /// What can be picked, each with what it leads to.
    pub items: Vec<(String, Pick)>,
    /// The selected row.
    pub cursor: super::Cursor,
    /// What is told of each item while it is selected, where there is more to tell.
    pub about: Vec<String>,
    /// The key of each item, which picks it at once.
    pub labels: &'static str,
}

/// What a picked row leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    /// Start a procedure on a target.
    Start(ProcedureRef, Option<TargetName>),
    /// Start a procedure with all that is known.
    Begin(Box<Start>),
    /// Put a run in front.
    Run(RunId),
    /// Put somebody else's run in front, as it is.
    LookOn(RunId),
    /// Take a run over from who is at it.
    TakeOver(RunId),
    /// Tell a run's whole story.
    Story(RunId),
    /// Open a follow-up of this kind.
    Open(FollowUpKind),
    /// Bring a follow-up to another state.
    Move(FollowUpId, FollowUpState),
    /// Ask whether the commands of a procedure may run.
    Allow(ProcedureRef),
    /// Begin a rehearsal.
    Rehearse(Box<Start>),
    /// Begin the way back of a run.
    Undo(RunId),
    /// Open an output that was kept.
    Output(String, EntryHash),
    /// What a handoff's pages give to choose from.
    Handoff(Box<Picked>),
    /// Propose other words for a step; what it says now stands in the field.
    Reword(Box<OpenFollowUp>, String),
    /// Answer a step by a choice; a correction then asks for its reason.
    Answer(CompleteStep),
    /// Correct a step to another outcome.
    Correct(CompleteStep),
    /// Show these follow-ups.
    FollowUps(FollowUpFilter),
    /// Show these rows of the journal.
    Journal(journal::Filter),
    /// Show the runbooks of one owner on the board, or of all.
    Owner(Option<String>),
    /// Use this theme.
    Theme(Offer),
    /// Do what a key does.
    Do(Action),
}

/// What picks a row at once: digits, then letters that move nothing in a list.
pub const LABELS: &str = "123456789abcdef";

impl Picker {
    /// A list with the first row selected.
    pub fn new(title: impl Into<String>, items: Vec<(String, Pick)>) -> Self {
        Self {
            title: title.into(),
            items,
            cursor: super::Cursor::default(),
            about: Vec::new(),
            labels: LABELS,
        }
    }

    /// With keys of its own for the items.
    pub fn labelled(mut self, labels: &'static str) -> Self {
        self.labels = labels;
        self
    }

    /// With more about each item, which is shown while it is selected.
    pub fn telling(mut self, about: Vec<String>) -> Self {
        self.about = about;
        self
    }

    /// The choices of a step.
    pub fn choices(title: String, options: &[String], complete: &CompleteStep) -> Self {
        let item = |option: &String| {
            let answer = Answer::Choice(option.clone());
            (
                option.clone(),
                Pick::Answer(CompleteStep {
                    answer,
                    ..complete.clone()
                }),
            )
        };
        Self::new(title, options.iter().map(item).collect())
    }
}
