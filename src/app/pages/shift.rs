//! The handover of the shift in front: written and given on one side, looked at and taken on
//! the other.
//!
//! What stays true: every item can be opened, and the way back leads to its row; what was
//! typed outlives that. Nothing is decided here: giving and taking become requests.

use super::super::overlay::Showing;
use super::super::run::RunScreen;
use super::super::{App, Overlay, Screen, runbooks, today};
use super::desk::Giving;
use super::shift_line::{self, ShiftLine, ShiftRow};
use super::{Asked, Foreground, ItemField, Reading, ask, request};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::Handoff;
use crate::event::{HandoverGiven, HandoverId, HandoverItem, ShiftSeverity};
use crate::present::Sources;
use crate::report::{self, Document};
use crate::state::{Handover, Row, State};

/// Where one was when an item was opened.
#[derive(Clone, Debug)]
pub struct BackTo {
    screen: Screen,
    run: Option<RunScreen>,
    front: ShiftFront,
}

/// Leads back to the handover from what was opened of it; says whether it did.
pub(in crate::app) fn back(app: &mut App, state: &State) -> bool {
    let is_deep = app.front.as_ref().is_some_and(|it| it.reading().zoomed)
        || (app.front.is_none() && app.run.as_ref().is_some_and(|run| run.zoomed));
    let Some(back_to) = app.back_to.take_if(|_| !is_deep) else {
        return false;
    };
    (app.screen, app.run) = (back_to.screen, back_to.run);
    app.front = Some(Foreground::Shift(back_to.front));
    app.recount(state);
    true
}

/// Which side of a handover is in front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// One's own shift, to be given.
    #[default]
    Give,
    /// The shift that waits, to be taken.
    Take,
}

/// The handover of the shift.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftFront {
    /// Which side.
    pub side: Side,
    /// What can be selected.
    pub rows: Vec<ShiftRow>,
    /// Which row is selected, and how far the words are scrolled.
    pub reading: Reading,
}

impl ShiftFront {
    /// The selected row.
    pub fn row(&self) -> Option<ShiftRow> {
        self.rows.get(self.reading.cursor.at).copied()
    }

    fn stand_on(&mut self, row: ShiftRow) {
        if let Some(at) = self.rows.iter().position(|it| *it == row) {
            self.reading.cursor.at = at;
        }
    }

    /// The handover that waits, where it is the one in front.
    pub fn handover<'a>(&self, state: &'a State) -> Option<&'a Handover> {
        let waiting = state.waiting_handover();
        waiting.filter(|_| self.side == Side::Take)
    }

    /// What was given, where that is in front.
    pub fn given<'a>(&self, state: &'a State) -> Option<&'a HandoverGiven> {
        self.handover(state)?.given.as_ref().map(|said| &said.what)
    }
}

/// The handover that this operator can take.
fn for_me<'a>(app: &App, state: &'a State) -> Option<&'a Handover> {
    let waiting = state.waiting_handover()?;
    let said = waiting.given.as_ref()?;
    let to_me = said.what.to.as_ref().is_none_or(|to| *to == app.operator);
    (to_me && said.by != app.operator).then_some(waiting)
}

pub(super) fn open(app: &mut App, state: &State) {
    let side = match for_me(app, state) {
        Some(_) => Side::Take,
        None => Side::Give,
    };
    turn(app, state, side);
}

/// Shows one side, the cursor on what is to be done first.
fn turn(app: &mut App, state: &State, side: Side) {
    app.back_to = None;
    if let Some(waiting) = for_me(app, state).filter(|_| side == Side::Take) {
        app.shift.taking.begin(waiting.id);
    }
    today::recount(app, state);
    let mut front = ShiftFront {
        side,
        ..ShiftFront::default()
    };
    front.rows = shift_line::rows(&lines(app, state, &front));
    if let Some(given) = front.given(state) {
        let taking = &app.shift.taking;
        let first = taking.first_open(given, true);
        let first = first.or_else(|| taking.first_open(given, false));
        front.stand_on(first.map_or(next_of_taker(app, given), ShiftRow::Item));
    }
    app.front = Some(Foreground::Shift(front));
}

/// The page in front, line by line.
pub fn lines(app: &App, state: &State, front: &ShiftFront) -> Vec<ShiftLine> {
    match front.given(state) {
        Some(given) => shift_line::taking(&app.shift, given, &app.wall()),
        None => {
            let since = state.shift_began(app.now);
            let done = report::shift_counts(&state.shift(since, app.now), app.reads_all());
            shift_line::giving(&app.shift, &app.wall(), &done)
        }
    }
}

/// What is derived from the record: which rows there are.
pub(super) fn recount(app: &mut App, state: &State) {
    let Some(Foreground::Shift(front)) = &app.front else {
        return;
    };
    let mut front = front.clone();
    let before = front.row();
    front.rows = shift_line::rows(&lines(app, state, &front));
    if let Some(row) = before {
        front.stand_on(row);
    }
    app.front = Some(Foreground::Shift(front));
}

/// What the shift tells: that of the handover in front, else of the one that goes on.
pub fn document(app: &App, state: &State, front: &ShiftFront) -> Document {
    told(app, state, front.handover(state))
}

fn told(app: &App, state: &State, handover: Option<&Handover>) -> Document {
    let library = app.library.clone();
    let sources = Sources {
        state,
        preview: Some(&app.preview),
        clock: &app.wall(),
        whom: &app.whom(library.as_deref()),
        outside: &app.outside,
    };
    shift_line::document(&sources, handover, app.shift.items(), app.reads_all())
}

/// Shows what became of a shift that was given.
pub(in crate::app) fn show_given(app: &mut App, state: &State, id: HandoverId) {
    let document = told(app, state, state.handover(id));
    let mut lines = document.text();
    app.overlay = Some(Overlay::Showing(Showing {
        title: lines.remove(0),
        text: lines.join("\n"),
        is_prose: true,
        scroll: Scroll::default(),
    }));
}

pub(super) fn act(app: &mut App, state: &State, front: &ShiftFront, action: Action) -> Vec<Effect> {
    let severity = match action {
        Action::Stable => Some(ShiftSeverity::Stable),
        Action::Watch => Some(ShiftSeverity::Watch),
        Action::Unstable => Some(ShiftSeverity::Unstable),
        _ => None,
    };
    match (action, front.side) {
        (Action::Enter, _) => return enter(app, state, front),
        (Action::Right, _) => {
            let mut front = front.clone();
            (front.reading.zoomed, front.reading.scroll) = (true, Scroll::default());
            app.front = Some(Foreground::Shift(front));
        }
        (Action::NextOpen, _) => next(app, state, front),
        (Action::Give, Side::Take) => turn(app, state, Side::Give),
        (Action::Give, Side::Give) => ask_to(app, true),
        (Action::Take, Side::Take) => return take(app, state, front),
        (Action::Take, Side::Give) if for_me(app, state).is_some() => {
            turn(app, state, Side::Take);
        }
        (Action::Take, Side::Give) => app.refuse("No handover is waiting to be accepted."),
        (Action::Ok, Side::Take) => return confirm(app, state, front),
        (Action::ConfirmRest, Side::Take) => confirm_rest(app, state, front),
        (Action::HandBack, Side::Take) => ask_of_item(app, state, front, ItemField::HandBack),
        (Action::Ok, Side::Give) => return enter(app, state, front),
        (Action::Assign, Side::Give) => ask_of_item(app, state, front, ItemField::Assignee),
        (Action::Due, Side::Give) => ask_of_item(app, state, front, ItemField::When),
        (Action::NoteHere, Side::Give) => ask_of_item(app, state, front, ItemField::Note),
        (_, Side::Give) if severity.is_some() => {
            judge(app, state, front, severity.unwrap_or_default());
        }
        (Action::ConfirmRest | Action::HandBack, Side::Give) => {
            app.refuse("That is for whoever takes a shift.");
        }
        (
            Action::Assign
            | Action::Due
            | Action::NoteHere
            | Action::Stable
            | Action::Watch
            | Action::Unstable,
            Side::Take,
        ) => app.refuse(format!(
            "That is for whoever gives a shift. {} hands an item back with your words.",
            app.key(Action::HandBack)
        )),
        _ => {}
    }
    Vec::new()
}

/// The items of the page in front.
fn items(app: &App, state: &State, front: &ShiftFront) -> Vec<HandoverItem> {
    match front.given(state) {
        Some(given) => given.items.clone(),
        None => app.shift.items(),
    }
}

fn item(app: &App, state: &State, front: &ShiftFront) -> Option<HandoverItem> {
    let Some(ShiftRow::Item(at)) = front.row() else {
        return None;
    };
    items(app, state, front).into_iter().nth(at)
}

fn judge(app: &mut App, state: &State, front: &ShiftFront, severity: ShiftSeverity) {
    match item(app, state, front) {
        Some(item) if severity < app.shift.least(&item.key) => app
            .refuse("What could not be read or saved may hide something: it is watched at least."),
        Some(item) => {
            app.shift.giving.of(&item.key).severity = severity;
            step_down(app, front);
        }
        None => app.refuse("Each item has a severity: select one of the actions."),
    }
}

fn step_down(app: &mut App, front: &ShiftFront) {
    let mut front = front.clone();
    let rows = front.rows.len();
    front.reading.cursor.moved(Action::Down, rows);
    app.front = Some(Foreground::Shift(front));
}

fn enter(app: &mut App, state: &State, front: &ShiftFront) -> Vec<Effect> {
    match front.row() {
        Some(ShiftRow::Item(_)) => return open_item(app, state, front),
        Some(ShiftRow::Give) => {
            let give = app.shift.give();
            return request(app, Handoff::Give(Box::new(give)), None);
        }
        Some(ShiftRow::Accept) => return take(app, state, front),
        Some(ShiftRow::To) => ask_to(app, false),
        Some(ShiftRow::Summary) => {
            let known = app.shift.giving.summary.clone();
            let hint = "A line or two: what happened, and what still waits.";
            ask_with(
                app,
                Asked::ShiftSummary,
                "Summary of the shift",
                hint,
                &known,
            );
        }
        Some(ShiftRow::Contingency(at)) => {
            let known = app.shift.giving.contingencies.get(at).cloned();
            let hint = "Empty takes it away.";
            let known = known.unwrap_or_default();
            ask_with(
                app,
                Asked::Contingency(Some(at)),
                "If this happens, do that",
                hint,
                &known,
            );
        }
        Some(ShiftRow::NewContingency) => ask(
            app,
            Asked::Contingency(None),
            "If this happens, do that",
            "Such as: if the lag passes 15 min again, roll back the release.",
        ),
        Some(ShiftRow::ReadBack) => {
            let known = app.shift.taking.read_back.clone().unwrap_or_default();
            let hint = "What will you do first, and when? Whoever gave you the shift reads it.";
            ask_with(app, Asked::ReadBack, "In your own words", hint, &known);
        }
        None => {}
    }
    Vec::new()
}

fn ask_with(app: &mut App, asked: Asked, title: &str, hint: &str, known: &str) {
    ask(app, asked, title, hint);
    if let Some(Overlay::Prompt(prompt)) = app.overlay.take() {
        app.overlay = Some(Overlay::Prompt(prompt.with(known)));
    }
}

/// Asks to whom; `at_once` gives the shift then.
fn ask_to(app: &mut App, at_once: bool) {
    let asked = match at_once {
        true => Asked::GiveTo,
        false => Asked::ShiftTo,
    };
    let hint = "An operator's name. Empty: whoever comes next.";
    ask(app, asked, "Hand over to?", hint);
}

fn ask_of_item(app: &mut App, state: &State, front: &ShiftFront, field: ItemField) {
    let Some(item) = item(app, state, front) else {
        return app.refuse("Select one of the actions first.");
    };
    let (title, hint, known) = match field {
        ItemField::Assignee => (
            "Assign to?",
            "An operator, a role or a name. Empty: whoever takes the shift.",
            item.assignee.unwrap_or_default(),
        ),
        ItemField::When => (
            "By when?",
            "Such as 17:00, mon, 3d or 2026-12-24 09:00. Empty: no time.",
            String::new(),
        ),
        ItemField::Note => (
            "What should they know of it?",
            "It stands below the item.",
            item.note.unwrap_or_default(),
        ),
        ItemField::HandBack => (
            "Hand it back: why?",
            "It stays with whoever gave you the shift. Empty: you take it after all.",
            app.shift
                .taking
                .handed_back
                .get(&item.key)
                .cloned()
                .unwrap_or_default(),
        ),
    };
    ask_with(app, Asked::OfItem(item.key, field), title, hint, &known);
}

/// Opens what an item is about; the way back leads here.
fn open_item(app: &mut App, state: &State, front: &ShiftFront) -> Vec<Effect> {
    let Some(item) = item(app, state, front) else {
        return Vec::new();
    };
    let Some(what) = app.shift.row(&item.key).map(|row| row.what.clone()) else {
        app.refuse(match &item.host {
            Some(host) => format!("Only {host} knows of it: {}", item.words),
            None => format!("It is no longer on Today: {}", item.words),
        });
        return Vec::new();
    };
    let back_to = BackTo {
        screen: app.screen,
        run: app.run.clone(),
        front: front.clone(),
    };
    app.front = None;
    let effects = match &what {
        Row::Slot { line, .. } | Row::Missed { line, .. } => {
            let runbook = line.procedure.runbook.as_str();
            runbooks::show(app, state, runbook, Some(&line.procedure))
        }
        what => today::enter(app, state, what, Action::Right),
    };
    app.back_to = Some(Box::new(back_to));
    effects
}

/// The selected item was looked at, or was not after all; the cursor goes on.
fn confirm(app: &mut App, state: &State, front: &ShiftFront) -> Vec<Effect> {
    let Some(item) = item(app, state, front) else {
        return enter(app, state, front);
    };
    if !app.shift.taking.confirmed.remove(&item.key) {
        app.shift.taking.confirmed.insert(item.key);
        go_on(app, state, front);
    }
    Vec::new()
}

/// Everything that is not unstable is taken together.
fn confirm_rest(app: &mut App, state: &State, front: &ShiftFront) {
    app.shift.taking.rest = true;
    go_on(app, state, front);
}

/// What the receiver does once all was looked at.
fn next_of_taker(app: &App, given: &HandoverGiven) -> ShiftRow {
    match app.shift.taking.wants_words(given) {
        true => ShiftRow::ReadBack,
        false => ShiftRow::Accept,
    }
}

/// The receiver has said what they understood: what is left is to accept.
pub(super) fn stand_on_last(app: &mut App) {
    if let Some(Foreground::Shift(front)) = &mut app.front {
        let last = front.rows.len().saturating_sub(1);
        front.reading.cursor.at = last;
    }
}

/// To the next thing that was not looked at: what is unstable first, then whatever follows.
pub(super) fn go_on(app: &mut App, state: &State, front: &ShiftFront) {
    let Some(given) = front.given(state) else {
        return;
    };
    let taking = &app.shift.taking;
    let here = front.reading.cursor.at;
    let below = given.items.iter().enumerate().skip(here + 1);
    let mut below = below.filter(|(_, item)| !taking.is_seen(item));
    let unstable = taking.first_open(given, true);
    let next = below.next().map(|(at, _)| at);
    let next = unstable
        .or(next)
        .or_else(|| taking.first_open(given, false));
    let mut front = front.clone();
    front.stand_on(next.map_or(next_of_taker(app, given), ShiftRow::Item));
    app.front = Some(Foreground::Shift(front));
}

/// To what is still empty or was not looked at.
fn next(app: &mut App, state: &State, front: &ShiftFront) {
    if front.side == Side::Take {
        return go_on(app, state, front);
    }
    let Giving {
        summary,
        contingencies,
        ..
    } = &app.shift.giving;
    let row = match () {
        () if summary.is_empty() && front.row() != Some(ShiftRow::Summary) => ShiftRow::Summary,
        () if contingencies.is_empty() && front.row() != Some(ShiftRow::NewContingency) => {
            ShiftRow::NewContingency
        }
        () => ShiftRow::Give,
    };
    let mut front = front.clone();
    front.stand_on(row);
    app.front = Some(Foreground::Shift(front));
}

fn take(app: &mut App, state: &State, front: &ShiftFront) -> Vec<Effect> {
    let Some(given) = front.given(state) else {
        app.refuse("No handover is waiting to be accepted.");
        return Vec::new();
    };
    let taking = &app.shift.taking;
    let open = given.items.iter().filter(|item| !taking.is_seen(item));
    let count = open.count();
    if count > 0 {
        app.refuse(format!(
            "Not looked at yet: {count}. {} confirms one, {} all that are not unstable.",
            app.key(Action::Ok),
            app.key(Action::ConfirmRest)
        ));
        go_on(app, state, front);
        return Vec::new();
    }
    if taking.wants_words(given) {
        app.refuse("Something is unstable: first say what you will do, in your own words.");
        go_on(app, state, front);
        return Vec::new();
    }
    let take = taking.take();
    request(app, Handoff::Accept(Box::new(take)), None)
}
