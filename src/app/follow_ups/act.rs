//! What keys do on Follow-ups, and what becomes of the words that they ask for.

use super::super::overlay::{Pick, Picker, Prompt, Purpose};
use super::super::{App, Cursor, Overlay, accept, run, runbooks};
use super::{Filter, recount, selected};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::{AssignFollowUp, Command, Handoff, OpenFollowUp};
use crate::event::{FollowUpId, FollowUpKind, FollowUpState};
use crate::present::capitalized;
use crate::runbook::RunbookId;
use crate::schedule::typed_due;
use crate::session::Request;
use crate::state::{FollowUp, State};

/// How a time to come is written.
const TIMES: &str = "17:30, fri, 2026-12-01, 2026-12-01 12:00, or a length such as 3d";

pub(in crate::app) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match action {
        _ if app.follow_ups.scroll.beside(action) => {}
        _ if app.follow_ups.opened && app.follow_ups.scroll.alone(action) => {}
        _ if moved(app, action) => {}
        Action::NextOpen => to_next(app, state),
        Action::NextView => crate::app::runbooks::open_board(app, state),
        Action::Filter => ask_filter(app, state),
        Action::Sort => {
            app.follow_ups.sort = app.follow_ups.sort.next();
            app.recount(state);
        }
        Action::OnlyThis => only_this(app, state),
        Action::Left => back(app),
        Action::Enter | Action::Right => {
            let screen = &mut app.follow_ups;
            screen.opened = screen.row().is_some() && !screen.opened;
            screen.scroll.to(0);
        }
        _ => return at_row(app, state, action),
    }
    Vec::new()
}

pub(in crate::app) fn back(app: &mut App) {
    app.follow_ups.opened = false;
    app.follow_ups.scroll.to(0);
}

fn moved(app: &mut App, action: Action) -> bool {
    let rows = app.follow_ups.rows.len();
    let moved = app.follow_ups.cursor.moved(action, rows);
    if moved {
        app.follow_ups.scroll.to(0);
    }
    moved
}

/// Asks which are to be shown.
fn ask_filter(app: &mut App, state: &State) {
    let items =
        Filter::OFFERED.map(|filter| (capitalized(filter.words()), Pick::FollowUps(filter)));
    let mut items = Vec::from(items);
    let has_runbook = selected(app, state).is_some_and(|it| runbook_of(it).is_some());
    let only = match app.follow_ups.only {
        Some(_) => Some("Of every runbook"),
        None => has_runbook.then_some("Only of this runbook"),
    };
    items.extend(only.map(|words| (words.to_owned(), Pick::Do(Action::OnlyThis))));
    app.overlay = Some(Overlay::Picker(Picker::new(
        "Show which follow-ups?",
        items,
    )));
}

fn runbook_of(known: &FollowUp) -> Option<RunbookId> {
    known.opening()?.runbook.clone()
}

/// Shows the follow-ups that were picked.
pub(in crate::app) fn show_only(app: &mut App, state: &State, filter: Filter) {
    app.follow_ups.filter = filter;
    sifted(app, state);
}

/// Only those of the selected one's runbook, or all again.
fn only_this(app: &mut App, state: &State) {
    if app.follow_ups.only.take().is_none() {
        app.follow_ups.only = selected(app, state).and_then(runbook_of);
        if app.follow_ups.only.is_none() {
            return app.refuse("This one belongs to no runbook.");
        }
    }
    sifted(app, state);
}

/// Finds the rows anew, the cursor on what it was on, where that is shown.
fn sifted(app: &mut App, state: &State) {
    let screen = &mut app.follow_ups;
    let before = screen.row();
    (screen.cursor, screen.scroll, screen.opened) = (Cursor::default(), Scroll::default(), false);
    screen.wanted = before;
    recount(app, state);
    app.follow_ups.wanted = None;
}

/// To the next one that is overdue, or is assigned to this operator.
fn to_next(app: &mut App, state: &State) {
    let library = app.library.clone();
    let whom = app.whom(library.as_deref());
    let rows = app.follow_ups.rows.iter().enumerate();
    let waits = rows.filter(|(_, id)| {
        let known = state.follow_up(**id);
        known.is_some_and(|it| it.is_open() && (it.is_overdue(app.now) || whom.acts_on(it)))
    });
    let waits: Vec<_> = waits.map(|(at, _)| at).collect();
    let here = app.follow_ups.cursor.at;
    match waits.iter().find(|at| **at > here).or(waits.first()) {
        Some(at) => {
            app.follow_ups.cursor.at = *at;
            app.follow_ups.scroll.to(0);
        }
        None => app.say("No follow-up is overdue or assigned to you."),
    }
}

/// Refuses what another kind is for, with the keys that do for every kind.
fn only(app: &mut App, words: &str) {
    let (closes, moves) = (app.key(Action::Close), app.key(Action::Move));
    app.refuse(format!(
        "{words} {closes} closes it, {moves} changes its status."
    ));
}

fn at_row(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match selected(app, state) {
        Some(known) => at(app, state, known, action),
        None => Vec::new(),
    }
}

/// An action at a follow-up, wherever its row is.
pub(in crate::app) fn at(
    app: &mut App,
    state: &State,
    known: &FollowUp,
    action: Action,
) -> Vec<Effect> {
    let (id, kind) = (known.id, known.kind());
    match action {
        Action::Answer if kind != Some(FollowUpKind::Question) => {
            only(app, "Only a question is answered.");
        }
        Action::Answer => ask_move(app, state, id, FollowUpState::Answered),
        Action::Lift if kind != Some(FollowUpKind::Override) => {
            only(app, "Only a silence is lifted.");
        }
        Action::Lift => ask_move(app, state, id, FollowUpState::Lifted),
        Action::Close if kind == Some(FollowUpKind::Override) => {
            ask_move(app, state, id, FollowUpState::Lifted);
        }
        Action::Close => ask_move(app, state, id, FollowUpState::Closed),
        Action::Move => pick_move(app, state, known),
        Action::Assign => {
            let hint = roles(app, known);
            let before = known.owner().unwrap_or_default().to_owned();
            prompt(app, Purpose::Owner(id), "Assign to?", &hint, &before);
        }
        Action::Due => {
            let title = match kind {
                Some(FollowUpKind::Override) => "Silence until when?",
                _ => "Due when?",
            };
            prompt(app, Purpose::Due(id), title, TIMES, "");
        }
        Action::Ticket => {
            let before = known.ticket().unwrap_or_default().to_owned();
            prompt(app, Purpose::Ticket(id), "Which ticket?", "", &before);
        }
        Action::NoteHere => {
            let hint = "It stays with the follow-up, in your name.";
            prompt(app, Purpose::NoteAt(id), "A note", hint, "");
        }
        Action::Origin => return go_to_origin(app, state, known),
        Action::Apply => accept::apply(app, state, id),
        Action::Cover => return cover(app, known),
        _ => {}
    }
    Vec::new()
}

fn prompt(app: &mut App, purpose: Purpose, title: &str, hint: &str, before: &str) {
    let prompt = Prompt::new(purpose, title, hint).with(before);
    app.overlay = Some(Overlay::Prompt(prompt));
}

/// The newest revision of its runbook belongs to it.
fn cover(app: &mut App, known: &FollowUp) -> Vec<Effect> {
    let runbook = known.opening().and_then(|it| it.runbook.clone());
    match (known.kind(), runbook) {
        (Some(FollowUpKind::Change), Some(runbook)) => {
            let change = known.id;
            let request = Handoff::Cover { change, runbook };
            vec![app.request(Request::Do(Command::Handoff(request)), None)]
        }
        _ => {
            app.refuse("Only a change of a runbook covers its revisions.");
            Vec::new()
        }
    }
}

/// The roles that its runbook names.
fn roles(app: &App, known: &FollowUp) -> String {
    let runbook = known.opening().and_then(|it| it.runbook.as_ref());
    let owners = runbook
        .and_then(|id| app.usable(id))
        .map(|runbook| runbook.owners.keys().cloned().collect::<Vec<_>>());
    match owners {
        Some(roles) if !roles.is_empty() => {
            format!("A role ({}), or an operator's name.", roles.join(", "))
        }
        _ => "An operator's name, or a role of its runbook.".to_owned(),
    }
}

/// The states that it can come to.
fn pick_move(app: &mut App, state: &State, known: &FollowUp) {
    let items: Vec<_> = known
        .next()
        .into_iter()
        .map(|to| (to.words().to_owned(), Pick::Move(known.id, to)))
        .collect();
    if items.is_empty() {
        return app.refuse("It is closed: no status follows.");
    }
    if let [(_, Pick::Move(id, to))] = items[..] {
        return ask_move(app, state, id, to);
    }
    app.overlay = Some(Overlay::Picker(Picker::new("Change status to", items)));
}

/// Asks for the words of a move. What was said before stands in the field.
pub(in crate::app) fn ask_move(app: &mut App, state: &State, id: FollowUpId, to: FollowUpState) {
    use FollowUpState as S;
    let title = match to {
        S::Answered => "The answer",
        S::Closed => "How, or why, is it closed?",
        S::Released => "The release note",
        S::RolledBack => "Why was it rolled back?",
        S::Done => "How was it done?",
        S::Open => "Why is it open again?",
        S::Lifted => "Lifted: anything to say?",
        S::Reviewed => "Reviewed: anything to say?",
        S::Approved => "Approved: anything to say?",
    };
    let about = state.follow_up(id).and_then(FollowUp::opening);
    let about = about.map(|it| it.title.clone()).unwrap_or_default();
    prompt(app, Purpose::Move(id, to), title, &about, "");
}

/// Where it came from: the step of its run, else its runbook.
fn go_to_origin(app: &mut App, state: &State, known: &FollowUp) -> Vec<Effect> {
    let Some(opening) = known.opening() else {
        return Vec::new();
    };
    match (&opening.origin, &opening.runbook) {
        (Some(origin), _) => {
            let effects = run::open(app, state, origin.run);
            if let Some(screen) = &mut app.run {
                screen.begin_at = origin.step_ref();
            }
            effects
        }
        (None, Some(runbook)) => runbooks::show(app, state, runbook.as_str(), None),
        (None, None) => {
            app.refuse("It came from no run, and belongs to no runbook.");
            Vec::new()
        }
    }
}

/// What was typed, put to its purpose.
pub(in crate::app) fn answered(app: &mut App, mut prompt: Box<Prompt>) -> Vec<Effect> {
    let text = prompt.field.text();
    let due = || typed_due(&text, app.now, &app.zone);
    let not_a_time = || format!("That is no time: write {TIMES}.");
    let assign = |id, set| Command::AssignFollowUp { id, set };
    let words = || Some(text.clone());
    let command = match prompt.purpose.clone() {
        Purpose::Open(request) => return opened(app, prompt, *request, text),
        Purpose::Until(mut request) => {
            if !text.trim().is_empty() {
                request.due = due();
                if request.due.is_none() {
                    return again(app, prompt, not_a_time());
                }
            }
            Command::OpenFollowUp(*request)
        }
        Purpose::Due(id) => match due() {
            Some(due) => assign(
                id,
                AssignFollowUp {
                    due: Some(due),
                    ..AssignFollowUp::default()
                },
            ),
            None => return again(app, prompt, not_a_time()),
        },
        Purpose::Owner(id) => assign(
            id,
            AssignFollowUp {
                owner: words(),
                ..AssignFollowUp::default()
            },
        ),
        Purpose::Ticket(id) => assign(
            id,
            AssignFollowUp {
                ticket: words(),
                ..AssignFollowUp::default()
            },
        ),
        Purpose::Move(id, to) => Command::MoveFollowUp {
            id,
            to,
            text: words().filter(|text| !text.trim().is_empty()),
        },
        Purpose::NoteAt(id) => Command::NoteFollowUp { id, text },
        _ => return Vec::new(),
    };
    prompt.error = None;
    vec![app.request(Request::Do(command), Some(prompt))]
}

/// A prompt comes back with what was typed.
fn again(app: &mut App, mut prompt: Box<Prompt>, why: String) -> Vec<Effect> {
    prompt.error = Some(why);
    app.overlay = Some(Overlay::Prompt(prompt));
    Vec::new()
}

/// The words of a new one; an override is asked until when.
fn opened(app: &mut App, prompt: Box<Prompt>, request: OpenFollowUp, text: String) -> Vec<Effect> {
    // The first line is what it is about, the rest says more.
    let (title, more) = match text.split_once('\n') {
        Some((title, more)) => (title.to_owned(), Some(more.to_owned())),
        None => (text, None),
    };
    let request = Box::new(OpenFollowUp {
        title,
        text: more,
        ..request
    });
    if request.kind == FollowUpKind::Override {
        if request.title.trim().is_empty() {
            let why = "Say what is silenced, in one line.".to_owned();
            return again(app, prompt, why);
        }
        let hint = format!("{TIMES}. Empty: until it is lifted.");
        let next = Prompt::new(Purpose::Until(request), "Silence until when?", hint);
        app.overlay = Some(Overlay::Prompt(next));
        return Vec::new();
    }
    vec![app.request(Request::Do(Command::OpenFollowUp(*request)), Some(prompt))]
}
