//! What can stand in front of a screen or a run, and leads back to where one was: the pages
//! of a runbook, an escalation, the handover of the shift, the team.
//!
//! Nothing beneath is touched: Back closes what is in front, and the step of the run is the
//! one it was. Nothing is decided here: what keys say becomes a request.

mod asked;
mod desk;
mod escalate;
mod package;
mod reading;
mod shift;
mod shift_line;
mod team;

pub use asked::{Asked, ItemField, Picked};
pub(super) use asked::{answered, picked};
pub use desk::ShiftDesk;
pub use escalate::EscalationFront;
pub(super) use escalate::show as show_escalation;
pub(super) use package::compared;
pub(super) use package::show as show_page;
pub use package::{PackageFront, approval};
pub use reading::Reading;
pub use shift::{BackTo, ShiftFront, Side, document, lines};
pub(super) use shift::{back as back_to_shift, show_given};
pub use shift_line::{ShiftLine, ShiftRow};
pub use team::TeamFront;

use desk::{Giving, Taking};

use super::overlay::{Prompt, Purpose};
use super::{App, Overlay, update};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::{Command, Handoff};
use crate::event::{EscalationId, Fact};
use crate::present::{ANYONE, Clock, Team};
use crate::session::{Request, WorkerRequest};
use crate::state::{Escalation, State};

/// What stands in front.
#[derive(Clone, Debug, PartialEq)]
pub enum Foreground {
    /// The pages of a runbook.
    Package(PackageFront),
    /// An escalation.
    Escalation(EscalationFront),
    /// The handover of the shift.
    Shift(ShiftFront),
    /// The team.
    Team(TeamFront),
}

impl Foreground {
    /// Where one is in it.
    pub fn reading(&self) -> &Reading {
        match self {
            Self::Package(front) => &front.reading,
            Self::Escalation(front) => &front.reading,
            Self::Shift(front) => &front.reading,
            Self::Team(front) => &front.reading,
        }
    }

    fn reading_mut(&mut self) -> &mut Reading {
        match self {
            Self::Package(front) => &mut front.reading,
            Self::Escalation(front) => &mut front.reading,
            Self::Shift(front) => &mut front.reading,
            Self::Team(front) => &mut front.reading,
        }
    }

    /// How many rows its list has.
    pub(super) fn rows(&self, state: &State) -> usize {
        match self {
            Self::Package(front) => front.pages.len(),
            Self::Escalation(front) => {
                let escalation = state.escalation(front.id);
                // Behind the contacts, the row that resolves it.
                escalation.map_or(0, |it| it.hops().count() + usize::from(it.is_open()))
            }
            Self::Shift(front) => front.rows.len(),
            Self::Team(_) => 0,
        }
    }
}

/// Opens what is asked for from anywhere.
pub(super) fn open(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match action {
        Action::Escalate => escalate::begin(app, state),
        Action::Pages => package::open(app, state),
        Action::Team => {
            app.front = Some(Foreground::Team(TeamFront::default()));
            return vec![Effect::Ask(WorkerRequest::Team)];
        }
        _ => shift::open(app, state),
    }
    Vec::new()
}

/// How the team stands has come.
pub(super) fn took_team(app: &mut App, team: Box<Team>) {
    if let Some(Foreground::Team(front)) = &mut app.front {
        front.team = Some(team);
    }
}

/// Asks anew how the team stands, where it is in front and something may be different.
pub(super) fn refetch_team(app: &App) -> Option<Effect> {
    let is_shown = matches!(app.front, Some(Foreground::Team(_)));
    is_shown.then_some(Effect::Ask(WorkerRequest::Team))
}

/// Closes what is in front; a page that fills the screen is folded first.
pub(super) fn back(app: &mut App, state: &State) {
    if let Some(front) = &mut app.front
        && front.reading().zoomed
        && front.rows(state) > 0
    {
        let reading = front.reading_mut();
        (reading.zoomed, reading.scroll) = (false, Scroll::default());
        return;
    }
    app.front = None;
    app.recount(state);
}

pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match action {
        _ if scrolled(app, action) => {}
        _ if moved(app, state, action) => {}
        Action::Enter if app.front_escalation().is_some() => {
            return update::act(app, state, Action::Ok);
        }
        // An escalation is one page, and a row of a handover opens what it is about.
        Action::Enter | Action::Right if !matches!(app.front, Some(Foreground::Shift(_))) => {
            let front = app.front.as_mut();
            if let Some(front) = front.filter(|it| matches!(it, Foreground::Package(_))) {
                let reading = front.reading_mut();
                (reading.zoomed, reading.scroll) = (!reading.zoomed, Scroll::default());
            }
        }
        Action::Left => back(app, state),
        _ => {
            return match app.front.clone() {
                Some(Foreground::Escalation(front)) => escalate::act(app, state, &front, action),
                Some(Foreground::Package(front)) => package::act(app, state, &front, action),
                Some(Foreground::Shift(front)) => shift::act(app, state, &front, action),
                Some(Foreground::Team(_)) | None => Vec::new(),
            };
        }
    }
    Vec::new()
}

/// Puts the cursor on a row.
pub(super) fn select(app: &mut App, row: usize) {
    if let Some(front) = &mut app.front {
        let reading = front.reading_mut();
        (reading.cursor.at, reading.scroll) = (row, Scroll::default());
    }
}

fn scrolled(app: &App, action: Action) -> bool {
    let front = app.front.as_ref();
    front.is_some_and(|front| front.reading().scroll.beside(action))
}

/// Moves the cursor, or the words where they fill the screen.
fn moved(app: &mut App, state: &State, action: Action) -> bool {
    let Some(front) = &mut app.front else {
        return false;
    };
    let rows = front.rows(state);
    let reading = front.reading_mut();
    if reading.zoomed || rows == 0 {
        return reading.scroll.alone(action);
    }
    let moved = reading.cursor.moved(action, rows);
    let at = reading.cursor.at;
    if moved {
        reading.scroll.to(0);
    }
    // Who is selected stands among the words: two lines each, kept in sight.
    if moved && matches!(front, Foreground::Escalation(_)) {
        let to = 2 * at.saturating_sub(1);
        let reading = front.reading_mut();
        reading.scroll.to(u16::try_from(to).unwrap_or(u16::MAX));
    }
    moved
}

/// What is derived from the record: which pages there are, whose clock runs.
pub(super) fn recount(app: &mut App, state: &State) {
    let wall = app.wall();
    if let Some(Foreground::Package(front)) = &app.front {
        let pages = app.usable(&front.runbook);
        let pages = pages.map(|runbook| crate::report::pages(state, runbook, &wall));
        let mut front = front.clone();
        front.took(pages.unwrap_or_default());
        app.front = Some(Foreground::Package(front));
    }
    shift::recount(app, state);
    let rows = app.front.as_ref().map_or(0, |front| front.rows(state));
    if let Some(front) = &mut app.front {
        front.reading_mut().cursor.clamp(rows);
    }
}

/// Says whose clock runs now: looked for after every message, so that it is right on each
/// screen of a run.
pub(super) fn watch(app: &mut App, state: &State) {
    app.clock = clock(app, state).map(|escalation| escalation.id);
}

/// The escalation of the run in front, or of a run that it was opened from, that wants most:
/// one that nobody has answered, then the oldest.
fn clock<'a>(app: &App, state: &'a State) -> Option<&'a Escalation> {
    let screen = app.run.as_ref()?;
    let runs = screen.beneath.iter().chain([&screen.id]);
    let open = runs.flat_map(|run| state.escalations_of(*run));
    let open = open.filter(|escalation| escalation.is_open());
    open.min_by_key(|it| (!it.is_unanswered(), it.id))
}

impl App {
    /// The moment and the zone of what is told.
    pub fn wall(&self) -> Clock {
        Clock {
            now: self.now,
            zone: self.zone.clone(),
        }
    }

    /// The escalation whose page is in front.
    pub fn front_escalation(&self) -> Option<EscalationId> {
        match &self.front {
            Some(Foreground::Escalation(front)) => Some(front.id),
            _ => None,
        }
    }
}

pub(super) fn ask(app: &mut App, asked: Asked, title: impl Into<String>, hint: impl Into<String>) {
    let mut hint = hint.into();
    let runbook = asked.owners_word().and_then(|id| app.usable(id));
    if runbook.is_some_and(|runbook| !runbook.lists_operators()) {
        hint = format!("{ANYONE} {hint}");
    }
    let prompt = Prompt::new(Purpose::Handoff(Box::new(asked)), title, hint);
    app.overlay = Some(Overlay::Prompt(prompt));
}

fn request(app: &mut App, handoff: Handoff, prompt: Option<Box<Prompt>>) -> Vec<Effect> {
    vec![app.request(Request::Do(Command::Handoff(handoff)), prompt)]
}

/// The handover is over: back to what stood beneath it.
fn leave_shift(app: &mut App, state: &State) {
    if matches!(app.front, Some(Foreground::Shift(_))) {
        app.front = None;
        app.recount(state);
    }
}

/// Something of the handoff was saved: what it means for who reads, and what comes next.
pub(super) fn saved(app: &mut App, state: &State, fact: &Fact) {
    match fact {
        Fact::EscalationOpened(opened) => {
            show_escalation(app, state, opened.id);
            app.say(format!(
                "The clock is running. Call, then record it with {}.",
                app.key(Action::Ok)
            ));
        }
        Fact::EscalationContacted(contacted) => {
            if app.front_escalation() == Some(contacted.id) {
                show_escalation(app, state, contacted.id);
            }
            app.say(format!("{} was called.", contacted.name));
        }
        Fact::EscalationAnswered(_) => {
            app.say_done("Acknowledged. The last row resolves it.");
        }
        Fact::EscalationResolved(_) => app.say_done("Resolved."),
        Fact::ReviewDone(done) => app.say(format!("Reviewed. Next by {}.", done.next)),
        Fact::WaiverAccepted(said) => app.say_done(format!("Waived until {}.", said.until)),
        Fact::ReadinessAttested(said) => app.say_done(format!("Attested until {}.", said.until)),
        Fact::StabilizationExtended(said) => app.say_done(format!("Extended until {}.", said.ends)),
        Fact::StabilizationClosed(_) => app.say_done("The window is closed."),
        Fact::HandoverGiven(_) => {
            app.shift.giving = Giving::default();
            leave_shift(app, state);
            app.say_done("The shift is given. Waiting to be accepted.");
        }
        Fact::HandoverAccepted(_) => {
            app.shift.taking = Taking::default();
            leave_shift(app, state);
            app.say_done("The shift is yours.");
        }
        _ => {}
    }
}
