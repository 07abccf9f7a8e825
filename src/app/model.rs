//! What the app is: everything that screens and line prompts know beside the record.
//!
//! What stays true: a request has a ticket until its report has come, and one that could not be
//! saved is kept until it is. How messages change all this is [`update`](super::update())'s.

use super::action::Action;
use super::effect::Effect;
use super::half_typed::HalfTyped;
use super::input::Key;
use super::keymap::Keymap;
use super::keys::Context;
use super::look::Look;
use super::overlay::{Overlay, Prompt};
use super::spots::Spots;
use super::theme::{Offer, Theme};
use super::today_screen::TodayScreen;
use super::{accept, follow_ups, journal, live, overdue, pages, run, runbooks, today};
use crate::command::target_values;
use crate::event::{EntryHash, EscalationId, RunId};
use crate::library::Library;
use crate::present::{HowFar, InStep, Outside};
use crate::runbook::{Operator, Procedure, Runbook, StepRef, TargetName};
use crate::session::commands::Written;
use crate::session::{Health, Ill, Pin, Request, WorkerRequest};
use crate::state::{Progress, Run, State, Whom};
use jiff::{Timestamp, tz::TimeZone};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
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
    /// What outlives a run and wants someone.
    FollowUps,
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
    /// What they are.
    pub kind: Notable,
}

/// What a line to the operator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notable {
    /// To be known.
    News,
    /// Something was done, and is saved.
    Success,
    /// To be looked at: it stays until Esc.
    Warning,
    /// Something was refused or failed: it stays until Esc.
    Error,
}

impl Notable {
    /// Whether Esc puts it away before it does anything else.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Warning | Self::Error)
    }
}

/// A request on its way to the disk.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The wish.
    pub request: Request,
    /// Whose it is, where that is not the operator at the keyboard.
    pub by: Option<Operator>,
    /// The prompt that it was typed into: it comes back when the request is refused.
    pub prompt: Option<Box<Prompt>>,
}

/// Everything that the screens know beside the record.
#[derive(Clone, Debug)]
pub struct App {
    /// The screen in front.
    pub screen: Screen,
    /// Today's own state.
    pub today: TodayScreen,
    /// Runbooks' own state.
    pub runbooks: runbooks::RunbooksScreen,
    /// Journal's own state.
    pub journal: journal::JournalScreen,
    /// Follow-ups' own state.
    pub follow_ups: follow_ups::FollowUpsScreen,
    /// The run that is open, before its screen.
    pub run: Option<run::RunScreen>,
    /// What stands in front of the run or the screen.
    pub front: Option<pages::Foreground>,
    /// The handover that is written or taken.
    pub shift: pages::ShiftDesk,
    /// The handover that leads to what is in front, where one of its items was opened.
    pub back_to: Option<Box<pages::BackTo>>,
    /// The escalation whose clock runs at the run in front.
    pub clock: Option<EscalationId>,
    /// Commands that were begun here.
    pub live: BTreeMap<(RunId, StepRef), live::Live>,
    /// Secrets that were told in this program and live in its memory: of which run, which.
    pub secrets: BTreeSet<(RunId, String)>,
    /// The folder that commands run in which name none.
    pub folder: String,
    /// What stands before everything else.
    pub overlay: Option<Overlay>,
    /// The library, once it was read.
    pub library: Option<Arc<Library>>,
    /// Schedules of the library that the record does not know yet, counted from now.
    pub preview: State,
    /// Runbooks as runs in progress walk them, where the library has another revision by now;
    /// none where it is asked for, or cannot be had.
    pub pins: BTreeMap<RunId, Option<Pin>>,
    /// How far runs are, and what broken runbooks are called: what the record cannot tell.
    pub outside: Outside,
    /// Commands of the library that nobody has allowed on this machine.
    pub not_allowed: Vec<Written>,
    /// Whether what was done is on the disk.
    pub saving: Saving,
    /// What is wrong with the record or its disk.
    pub health: Health,
    /// How a shared record stands to the team's; none where it is nobody else's.
    pub in_step: Option<InStep>,
    /// Runs of somebody else's that were looked on here: they are not asked about again.
    pub looked_on: BTreeSet<RunId>,
    /// Why the record cannot be read any more, while it cannot.
    pub unreadable: Option<String>,
    /// Wishes that could not be saved, oldest first.
    pub unsaved: Vec<Waiting>,
    /// A line to the operator.
    pub notice: Option<Notice>,
    /// A word on every screen, where the record is nobody's own: a demo's, a lesson's.
    pub badge: Option<&'static str>,
    /// How many percent of the record there are, while it is being made up.
    pub filling: Option<u8>,
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
    /// The themes that can be picked.
    pub themes: &'static [Offer],
    /// The theme before one was looked at.
    pub(super) theme_before: Option<&'static Theme>,
    /// The keys in force.
    pub keymap: Keymap,
    /// Whether the mouse is on.
    pub mouse: bool,
    /// What stands where on the screen, for the mouse.
    pub spots: Spots,
    /// Words that were being typed when the program was ended from outside.
    pub half_typed: Option<HalfTyped>,
    /// What was overdue when it was counted last.
    pub overdue: overdue::Overdue,
    /// The terminal's columns and rows.
    pub size: (u16, u16),
    /// Prompts whose words were refused while something else stood in front: they come back
    /// once it is gone.
    pub(super) returned: VecDeque<Box<Prompt>>,
    /// What is said once the edit that was accepted is written.
    pub(super) after_edit: Option<accept::Then>,
    /// The output that was asked for, with its title.
    pub(super) wanted_output: Option<(String, EntryHash)>,
    pub(super) waiting: BTreeMap<u64, Waiting>,
    pub(super) next_ticket: u64,
    /// Whether what is on its way is to be tried again should it fail.
    pub(super) again: bool,
    /// Whether leaving was asked for while something was not saved.
    pub(super) leaving: bool,
}

/// From so many columns on there are words beside a list.
pub const HALVES_FROM: u16 = 72;

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
    /// The folder that the program was started in.
    pub folder: String,
}

impl App {
    /// An app on Today, before the library was read.
    pub fn new(beginning: Beginning, state: &State) -> Self {
        let mut app = Self {
            screen: Screen::Today,
            today: TodayScreen::default(),
            runbooks: runbooks::RunbooksScreen::default(),
            journal: journal::JournalScreen::default(),
            follow_ups: follow_ups::FollowUpsScreen::default(),
            run: None,
            front: None,
            shift: pages::ShiftDesk::default(),
            back_to: None,
            clock: None,
            live: BTreeMap::new(),
            secrets: BTreeSet::new(),
            folder: beginning.folder,
            overlay: None,
            library: None,
            preview: State::default(),
            pins: BTreeMap::new(),
            outside: Outside::default(),
            not_allowed: Vec::new(),
            saving: Saving::Saved,
            health: Health::default(),
            in_step: None,
            looked_on: BTreeSet::new(),
            unreadable: None,
            unsaved: Vec::new(),
            notice: None,
            badge: None,
            filling: None,
            now: beginning.now,
            zone: beginning.zone,
            operator: beginning.operator,
            host: beginning.host,
            look: beginning.look,
            themes: &[],
            theme_before: None,
            keymap: Keymap::default(),
            mouse: beginning.mouse,
            spots: Spots::default(),
            half_typed: None,
            overdue: overdue::Overdue::default(),
            size: beginning.size,
            returned: VecDeque::new(),
            after_edit: None,
            wanted_output: None,
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
        match &self.front {
            Some(pages::Foreground::Shift(_)) => return Context::Handover,
            Some(_) => return Context::Pages,
            None => {}
        }
        match (&self.run, self.screen) {
            (Some(_), _) => Context::Run,
            (None, Screen::Today) => Context::Today,
            (None, Screen::Runbooks) => Context::Runbooks,
            (None, Screen::Journal) => Context::Journal,
            (None, Screen::FollowUps) => Context::FollowUps,
        }
    }

    /// Whether an action waits until the demo is whole, and says so: nothing may be saved in the
    /// middle of what is still being written.
    pub(super) fn is_filled_before(&mut self, action: Action) -> bool {
        let waits = !matches!(action, Action::Help | Action::Quit | Action::Leave);
        let waits = waits && self.filling.is_some();
        if waits {
            self.say("The demo is still being written; the keys work once it is whole.");
        }
        waits
    }

    /// Whether a key does what is selected: ticks a box, begins a round, finishes a run, answers
    /// a row. Held down, it would go on with whatever is selected next.
    pub(super) fn does_the_selected(&self, key: Key) -> bool {
        let action = self.keymap.action(self.place(), key);
        self.overlay.is_none() && matches!(action, Some(Action::Ok | Action::Enter))
    }

    /// The key of an action where keys are live now, for a sentence that names it.
    pub fn key(&self, action: Action) -> String {
        self.key_in(self.place(), action)
    }

    /// The key of an action in another place, for a sentence that leads there.
    pub fn key_in(&self, place: Context, action: Action) -> String {
        self.keymap.words(place, action)
    }

    /// Brings what is derived from the record up to date.
    pub fn recount(&mut self, state: &State) {
        self.outside = self.look_outside(state);
        today::recount(self, state);
        runbooks::recount(self, state);
        journal::recount(self, state);
        follow_ups::recount(self, state);
        run::recount(self, state);
        pages::recount(self, state);
    }

    /// Sends a request to be decided and saved.
    pub(crate) fn request(&mut self, request: Request, prompt: Option<Box<Prompt>>) -> Effect {
        self.wish_as(None, request, prompt)
    }

    /// Sends a request of another operator, who sits down at this terminal.
    pub(super) fn wish_as(
        &mut self,
        by: Option<Operator>,
        request: Request,
        prompt: Option<Box<Prompt>>,
    ) -> Effect {
        let request = match prompt.as_ref().and_then(|prompt| prompt.insists) {
            Some(insist) => insist.request(request),
            None => request,
        };
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.waiting.insert(
            ticket,
            Waiting {
                request: request.clone(),
                by: by.clone(),
                prompt,
            },
        );
        if self.unsaved.is_empty() {
            self.saving = Saving::Saving;
        }
        Effect::Ask(match by {
            Some(by) => WorkerRequest::SubmitAs(ticket, by, request),
            None => WorkerRequest::Submit(ticket, request),
        })
    }

    /// Wishes on their way to the disk, and those that did not get there yet.
    pub fn waiting(&self) -> impl Iterator<Item = &Request> {
        let waiting = self.waiting.values().chain(&self.unsaved);
        waiting.map(|waiting| &waiting.request)
    }

    /// How far a run has come.
    pub fn how_far(&self, run: &Run) -> HowFar {
        let known = self.outside.progress.get(&run.id).copied();
        known.unwrap_or_else(|| HowFar::recorded(run))
    }

    /// Whether every runbook could be read, and the record: what could not may have fallen due.
    pub(super) fn reads_all(&self) -> bool {
        let library = self.library.as_deref();
        let is_whole = |library: &Library| library.errors() == 0 && !library.books.is_empty();
        library.is_some_and(is_whole) && !self.health.ills.iter().any(Ill::is_missed)
    }

    /// The runbook as a run walks it: the library's, or as it was read back.
    fn walked(&self, run: &Run) -> Option<&Runbook> {
        let revision = run.revision()?;
        let started = &run.started.as_ref()?.what;
        let library = self.library.as_ref()?;
        let book = library.book(started.procedure.runbook.as_str());
        let now = book.filter(|book| book.revision == revision);
        let pin = || self.pins.get(&run.id)?.as_ref();
        now.and_then(|book| book.parsed.runbook.as_ref())
            .or_else(|| Some(&*pin().filter(|pin| pin.revision == revision)?.runbook))
    }

    /// Runs in progress whose runbook is to be read back, each asked for once.
    pub(super) fn runs_to_pin(&mut self, state: &State) -> Vec<RunId> {
        if self.library.is_none() {
            return Vec::new();
        }
        let runs = state.in_progress().map(|(run, _)| run);
        let runs = runs.filter(|run| self.walked(run).is_none());
        let runs = runs
            .map(|run| run.id)
            .filter(|id| !self.pins.contains_key(id));
        let runs: Vec<_> = runs.collect();
        self.pins.extend(runs.iter().map(|id| (*id, None)));
        runs
    }

    /// What the record alone cannot tell: how far runs are by the runbooks that they walk.
    fn look_outside(&self, state: &State) -> Outside {
        let library = self.library.as_deref();
        let broken = library.into_iter().flat_map(Library::broken);
        let broken = broken.map(|book| (book.parsed.id.clone(), book.title()));
        let mut outside = Outside {
            broken: broken.collect(),
            at_it: self
                .in_step
                .as_ref()
                .map(|it| it.at_it.clone())
                .unwrap_or_default(),
            ..Outside::default()
        };
        for (run, _) in state.in_progress() {
            if let (Some(runbook), Some((procedure, walk))) = (self.walked(run), self.walk(run)) {
                outside.add(run, runbook, &procedure, &walk, &self.operator);
            }
        }
        outside
    }

    /// The procedure that a run walks and how it stands there; none while its runbook is not at
    /// hand.
    pub fn walk(&self, run: &Run) -> Option<(Cow<'_, Procedure>, Progress)> {
        let runbook = self.walked(run)?;
        let started = &run.started.as_ref()?.what;
        let procedure = started.procedure_in(runbook)?;
        let walk = Progress::of(&procedure, run, target_values(runbook, started));
        Some((procedure, walk))
    }

    /// Whether a list and the words beside it both have room.
    pub fn has_halves(&self) -> bool {
        self.size.0 >= HALVES_FROM
    }

    /// Whom Today and Follow-ups are for.
    pub(super) fn whom<'a>(&'a self, library: Option<&'a Library>) -> Whom<'a> {
        Whom {
            operator: Some(&self.operator),
            runbooks: library.into_iter().flat_map(Library::runbooks).collect(),
        }
    }

    fn note(&mut self, kind: Notable, text: impl Into<String>) {
        let text = text.into();
        self.notice = Some(Notice { text, kind });
    }

    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.note(Notable::News, text);
    }

    pub(super) fn say_done(&mut self, text: impl Into<String>) {
        self.note(Notable::Success, text);
    }

    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.note(Notable::Warning, text);
    }

    pub(super) fn refuse(&mut self, text: impl Into<String>) {
        self.note(Notable::Error, text);
    }
}
