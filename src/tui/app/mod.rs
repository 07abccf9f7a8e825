//! What the screens know and show, and how keys change it.
//!
//! [`update()`] takes the app, the record and one message, and gives effects for the loop to
//! perform. Nothing here touches a terminal, a file or a clock; the moment comes in with a
//! message. Each screen keeps its own small state in its own file.

mod field;
pub mod find;
pub mod journal;
mod overlay;
pub mod palette;
mod report;
pub mod run;
pub mod runbooks;
#[cfg(test)]
pub(crate) mod tests;
pub mod today;
mod update;

pub use field::Field;
pub use overlay::{Adopting, Overlay, Picker, Prompt, Purpose, Showing};
pub use update::{Message, update};

use super::effect::Effect;
use super::keys::Context;
use super::look::Look;
use crate::runbook::{Operator, TargetName};
use crate::session::library::Library;
use crate::session::{Health, Request, Wish};
use crate::state::State;
use jiff::{Timestamp, tz::TimeZone};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// The screens that lists fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// What wants someone.
    #[default]
    Today,
    /// What there is to do.
    Runbooks,
    /// What was done.
    Journal,
}

/// Whether what was done is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Everything is.
    #[default]
    Saved,
    /// Something is on its way.
    Saving,
    /// Something could not be saved; why, in words.
    Failed(String),
}

/// A line to the operator, until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The words.
    pub text: String,
    /// Whether something was refused or failed.
    pub bad: bool,
}

/// A wish on its way to the disk.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The wish.
    pub wish: Wish,
    /// The prompt that it was typed into: it comes back when the wish is refused.
    pub prompt: Option<Box<Prompt>>,
}

/// Everything that the screens know beside the record.
#[derive(Clone, Debug)]
pub struct App {
    /// The screen in front.
    pub screen: Screen,
    /// Today's own state.
    pub today: today::TodayScreen,
    /// Runbooks' own state.
    pub runbooks: runbooks::RunbooksScreen,
    /// Journal's own state.
    pub journal: journal::JournalScreen,
    /// The run that is open, before its screen.
    pub run: Option<run::RunScreen>,
    /// What stands before everything else.
    pub overlay: Option<Overlay>,
    /// The library, once it was read.
    pub library: Option<Arc<Library>>,
    /// Schedules of the library that the record does not know yet, counted from now.
    pub preview: State,
    /// Whether what was done is on the disk.
    pub saving: Saving,
    /// What is wrong with the record or its disk.
    pub health: Health,
    /// Why the record cannot be read any more, while it cannot.
    pub unreadable: Option<String>,
    /// Wishes that could not be saved, oldest first.
    pub unsaved: Vec<Waiting>,
    /// A line to the operator.
    pub notice: Option<Notice>,
    /// The moment, as far as the screens know.
    pub now: Timestamp,
    /// The operator's zone.
    pub zone: TimeZone,
    /// Who is at the keyboard.
    pub operator: Operator,
    /// This machine, as `"this host"` is recorded.
    pub host: TargetName,
    /// How things look.
    pub look: Look,
    /// Whether the mouse is on.
    pub mouse: bool,
    /// The terminal's columns and rows.
    pub size: (u16, u16),
    /// Prompts whose words were refused while something else stood in front: they come back
    /// once it is gone.
    returned: VecDeque<Box<Prompt>>,
    waiting: BTreeMap<u64, Waiting>,
    next_ticket: u64,
    /// Whether what is on its way is to be tried again should it fail.
    again: bool,
    /// Whether leaving was asked for while something was not saved.
    leaving: bool,
}

/// What an app begins with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The moment.
    pub now: Timestamp,
    /// The operator's zone.
    pub zone: TimeZone,
    /// Who is at the keyboard.
    pub operator: Operator,
    /// This machine.
    pub host: TargetName,
    /// How things look.
    pub look: Look,
    /// Whether the mouse is on.
    pub mouse: bool,
    /// The terminal's columns and rows.
    pub size: (u16, u16),
}

impl App {
    /// An app on Today, before the library was read.
    pub fn new(beginning: Beginning, state: &State) -> Self {
        let mut app = Self {
            screen: Screen::Today,
            today: today::TodayScreen::default(),
            runbooks: runbooks::RunbooksScreen::default(),
            journal: journal::JournalScreen::default(),
            run: None,
            overlay: None,
            library: None,
            preview: State::default(),
            saving: Saving::Saved,
            health: Health::default(),
            unreadable: None,
            unsaved: Vec::new(),
            notice: None,
            now: beginning.now,
            zone: beginning.zone,
            operator: beginning.operator,
            host: beginning.host,
            look: beginning.look,
            mouse: beginning.mouse,
            size: beginning.size,
            returned: VecDeque::new(),
            waiting: BTreeMap::new(),
            next_ticket: 1,
            again: false,
            leaving: false,
        };
        app.recount(state);
        app
    }

    /// Where keys are live now.
    pub fn place(&self) -> Context {
        match (&self.run, self.screen) {
            (Some(_), _) => Context::Run,
            (None, Screen::Today) => Context::Today,
            (None, Screen::Runbooks) => Context::Runbooks,
            (None, Screen::Journal) => Context::Journal,
        }
    }

    /// Brings what is derived from the record up to date.
    pub fn recount(&mut self, state: &State) {
        today::recount(self, state);
        runbooks::recount(self, state);
        journal::recount(self, state);
        run::recount(self, state);
    }

    /// Sends a wish to be decided and saved.
    pub(super) fn wish(&mut self, wish: Wish, prompt: Option<Box<Prompt>>) -> Effect {
        let even_so = prompt.as_ref().is_some_and(|prompt| prompt.even_so);
        let wish = match wish {
            wish if even_so => Wish::EvenSo(Box::new(wish)),
            wish => wish,
        };
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.waiting.insert(
            ticket,
            Waiting {
                wish: wish.clone(),
                prompt,
            },
        );
        if self.unsaved.is_empty() {
            self.saving = Saving::Saving;
        }
        Effect::Ask(Request::Submit(ticket, wish))
    }

    /// Wishes on their way to the disk, and those that did not get there yet.
    pub fn waiting(&self) -> impl Iterator<Item = &Wish> {
        let waiting = self.waiting.values().chain(&self.unsaved);
        waiting.map(|waiting| &waiting.wish)
    }

    fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: false,
        });
    }

    fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: true,
        });
    }
}

/// A cursor in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row.
    pub at: usize,
}

/// As many rows as a page turns.
const PAGE: usize = 10;

impl Cursor {
    /// Moves it by an action; says whether the action was a move.
    pub fn moved(&mut self, action: super::action::Action, rows: usize) -> bool {
        use super::action::Action as A;
        let last = rows.saturating_sub(1);
        self.at = match action {
            A::Up => self.at.saturating_sub(1),
            A::Down => self.at.saturating_add(1),
            A::PageUp => self.at.saturating_sub(PAGE),
            A::PageDown => self.at.saturating_add(PAGE),
            A::First => 0,
            A::Last => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Keeps it among the rows.
    pub fn clamp(&mut self, rows: usize) {
        self.at = self.at.min(rows.saturating_sub(1));
    }
}
