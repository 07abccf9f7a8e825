//! What keys do on Follow-ups, and what becomes of the words that they ask for.

use super::super::overlay::{Pick, Picker, Prompt, Purpose};
use super::super::{App, Cursor, Overlay, accept, run, runbooks};
use super::{KINDS, recount, selected};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::{AssignFollowUp, Command, Handoff, OpenFollowUp};
use crate::event::{FollowUpId, FollowUpKind, FollowUpState};
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
        Action::Filter | Action::Kind | Action::OnlyThis => sift(app, state, action),
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

/// Other rows are wanted.
fn sift(app: &mut App, state: &State, action: Action) {
    let runbook = selected(app, state).and_then(|it| it.opening()?.runbook.clone());
    let screen = &mut app.follow_ups;
    match action {
        Action::Filter => screen.filter = screen.filter.next(),
        Action::Kind => {
            let at = screen
                .kind
                .and_then(|kind| KINDS.iter().position(|it| *it == kind));
            screen.kind = KINDS.get(at.map_or(0, |at| at + 1)).copied();
        }
        _ if screen.only.take().is_some() => {}
        _ if runbook.is_none() => return app.refuse("This one belongs to no runbook."),
        _ => screen.only = runbook,
    }
    let before = screen.row();
    (screen.cursor, screen.scroll, screen.opened) = (Cursor::default(), Scroll::default(), false);
    screen.wanted = before;
    recount(app, state);
    app.follow_ups.wanted = None;
}

/// Refuses what another kind is for, with the keys that do for every kind.
fn only(app: &mut App, words: &str) {
    let (closes, moves) = (app.key(Action::CloseIt), app.key(Action::Move));
    app.refuse(format!(
        "{words} {closes} closes, {moves} brings it to another state."
    ));
}

fn at_row(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    let Some(known) = selected(app, state) else {
        return Vec::new();
    };
    let (id, kind) = (known.id, known.kind());
    match action {
        Action::Answer if kind != Some(FollowUpKind::Question) => {
            only(app, "Only a question is answered.");
        }
        Action::Answer => ask_move(app, state, id, FollowUpState::Answered),
        Action::Lift if kind != Some(FollowUpKind::Override) => {
            only(app, "Only an override is lifted.");
        }
        Action::Lift => ask_move(app, state, id, FollowUpState::Lifted),
        Action::CloseIt if kind == Some(FollowUpKind::Override) => {
            ask_move(app, state, id, FollowUpState::Lifted);
        }
        Action::CloseIt => ask_move(app, state, id, FollowUpState::Closed),
        Action::Move => pick_move(app, known),
        Action::Owner => {
            let hint = roles(app, known);
            let before = known.owner().unwrap_or_default().to_owned();
            prompt(app, Purpose::Owner(id), "Who acts?", &hint, &before);
        }
        Action::Due => {
            let title = match kind {
                Some(FollowUpKind::Override) => "Until when?",
                _ => "By when?",
            };
            prompt(app, Purpose::Due(id), title, TIMES, "");
        }
        Action::Ticket => {
            let before = known.ticket().unwrap_or_default().to_owned();
            prompt(app, Purpose::Ticket(id), "Which ticket?", "", &before);
        }
        Action::NoteHere => {
            let hint = "It stays in its story, in your name.";
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
fn pick_move(app: &mut App, known: &FollowUp) {
    let next = known.kind().map(|kind| kind.next(known.state()));
    let items: Vec<_> = next
        .unwrap_or_default()
        .iter()
        .map(|to| (to.words().to_owned(), Pick::Move(known.id, *to)))
        .collect();
    if items.is_empty() {
        return app.refuse("Nothing follows this: it is done with.");
    }
    app.overlay = Some(Overlay::Picker(Picker::new("It becomes", items)));
}

/// Asks for the words of a move. What was said before stands in the field.
pub(in crate::app) fn ask_move(app: &mut App, state: &State, id: FollowUpId, to: FollowUpState) {
    use FollowUpState as S;
    let title = match to {
        S::Answered => "The answer",
        S::Closed => "How, or why, is it closed?",
        S::Released => "The release note",
        S::RolledBack => "Why was it taken back?",
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
            let why = "Say what is set aside, in one line.".to_owned();
            return again(app, prompt, why);
        }
        let hint = format!("{TIMES}. Empty: until it is lifted.");
        let next = Prompt::new(Purpose::Until(request), "Until when?", hint);
        app.overlay = Some(Overlay::Prompt(next));
        return Vec::new();
    }
    vec![app.request(Request::Do(Command::OpenFollowUp(*request)), Some(prompt))]
}
