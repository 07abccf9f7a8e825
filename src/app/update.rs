//! One message in, effects out.

use super::confirm::Token;
use super::field::Typed;
use super::input::{Key, KeyCode, Mouse};
use super::live::{self, LiveProgress};
use super::opening::Opening;
use super::overlay::{Overlay, Prompt, Purpose};
use super::spots::Meant;
use super::{
    App, Screen, accept, asks, confirm, edit, find, follow_ups, journal, line, overdue, pages,
    palette, pick, redline, rehearse, report, run, runbooks, today, when,
};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::keys::Context;
use crate::command::{Answer, Command, CompleteStep, Secret};
use crate::event::{Attempt, FollowUpKind, RunId};
use crate::runbook::StepRef;
use crate::session::{Report, Request};
use crate::state::State;
use jiff::Timestamp;

/// What happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// A key that is held down.
    Repeated(Key),
    /// Text was pasted.
    Paste(String),
    /// The session reports.
    Report(Report),
    /// The terminal has another size.
    Resize(u16, u16),
    /// The mouse was used.
    Mouse(Mouse),
    /// A minute has passed, or a second where one counts.
    Minute,
    /// What was typed before is thrown away; this answers the question that stands.
    Armed(Token),
    /// A whole line was typed, for what stands in front.
    Line(String),
    /// A row of the place in front is meant.
    Select(usize),
    /// Something is asked for by its name.
    Act(Action),
    /// How a command that was begun here gets on.
    Command(RunId, StepRef, LiveProgress),
    /// Something is to be opened first.
    Open(Opening),
    /// A line for the operator, from the loop.
    Say(String, bool),
}

/// Takes one message; `now` is the moment at which it came.
pub fn update(app: &mut App, state: &State, now: Timestamp, message: Message) -> Vec<Effect> {
    let effects = take(app, state, now, message);
    if app.overlay.is_none() {
        app.overlay = app.returned.pop_front().map(Overlay::Prompt);
    }
    rehearse::tell(app, state);
    pages::watch(app, state);
    effects
}

fn take(app: &mut App, state: &State, now: Timestamp, message: Message) -> Vec<Effect> {
    let turned = when::minute(app.now) != when::minute(now);
    app.now = now;
    let effects = match message {
        Message::Key(key) => {
            let was_bad = app.notice.take().is_some_and(|notice| notice.kind.is_bad());
            // What went wrong is put away before a place is left; other words go with the key.
            if was_bad && app.overlay.is_none() && key == Key::ESC {
                return Vec::new();
            }
            let leaving = app.leaving;
            let effects = pressed(app, state, key);
            // Any other key takes the request to leave back.
            app.leaving &= !leaving;
            effects
        }
        Message::Repeated(key) if app.does_the_selected(key) => {
            app.say("A key that is held down counts once. Let go of it, and press again.");
            Vec::new()
        }
        Message::Repeated(key) => return take(app, state, now, Message::Key(key)),
        Message::Paste(text) => paste(app, &text),
        Message::Report(report) => return report::take(app, state, report),
        Message::Resize(columns, rows) => {
            app.size = (columns, rows);
            today::refold(app);
            Vec::new()
        }
        Message::Mouse(mouse) => moused(app, state, mouse),
        Message::Minute => overdue::tell(app, state),
        Message::Armed(token) => confirm::armed(app, token),
        Message::Line(typed) => line::typed(app, state, &typed),
        Message::Select(row) => {
            line::select(app, state, row);
            Vec::new()
        }
        Message::Act(action) => {
            let leaving = app.leaving;
            let effects = act(app, state, action);
            app.leaving &= !leaving;
            effects
        }
        Message::Command(run, step_ref, progress) => {
            live::take(app, state, run, step_ref, progress)
        }
        Message::Open(opening) => find::open_first(app, state, opening),
        Message::Say(text, bad) => {
            match bad {
                true => app.warn(text),
                false => app.say(text),
            }
            Vec::new()
        }
    };
    if turned {
        app.recount(state);
    }
    effects
}

/// The mouse does what keys do; no click ends a run or gives a shift.
fn moused(app: &mut App, state: &State, mouse: Mouse) -> Vec<Effect> {
    let Some(meant) = app.spots.meant(mouse) else {
        return Vec::new();
    };
    if matches!(mouse, Mouse::Click(..)) {
        app.notice = None;
    }
    let is_over = app.overlay.is_some();
    match meant {
        // Where words are typed there is nothing to move.
        Meant::Move(_) if matches!(app.overlay, Some(Overlay::Prompt(_))) => Vec::new(),
        Meant::Move(rows) => {
            let (key, action) = match rows > 0 {
                true => (Key::Code(KeyCode::Down), Action::Down),
                false => (Key::Code(KeyCode::Up), Action::Up),
            };
            let once = |_| match app.overlay {
                Some(_) => in_overlay(app, state, key),
                None => act(app, state, action),
            };
            (0..rows.unsigned_abs()).flat_map(once).collect()
        }
        Meant::Choose if is_over => in_overlay(app, state, Key::ENTER),
        Meant::Choose | Meant::Act(Action::Enter) if !is_over && ends_something(app, state) => {
            let enter = app.key(Action::Enter);
            app.say(format!("{enter} does it: no click does."));
            Vec::new()
        }
        Meant::Choose => act(app, state, Action::Enter),
        Meant::Act(_) | Meant::Beside(_) if is_over => Vec::new(),
        Meant::Act(action) => act(app, state, action),
        Meant::Beside(true) => act(app, state, Action::ScrollDown),
        Meant::Beside(false) => act(app, state, Action::ScrollUp),
    }
}

/// Whether Enter on the selected row ends something.
fn ends_something(app: &App, state: &State) -> bool {
    match (&app.front, &app.run) {
        (Some(pages::Foreground::Shift(front)), _) => front.row().is_some_and(|row| row.ends()),
        (None, Some(_)) => run::is_on_finish(app, state),
        _ => false,
    }
}

fn pressed(app: &mut App, state: &State, key: Key) -> Vec<Effect> {
    // These work whatever stands in front.
    match key {
        Key::Ctrl('c') => return act(app, state, Action::Leave),
        Key::Ctrl('z') => return vec![Effect::Suspend],
        Key::Ctrl('l') => return vec![Effect::Redraw],
        _ => {}
    }
    if app.overlay.is_some() {
        return in_overlay(app, state, key);
    }
    if let (Key::Char(typed), Some(_), None) = (key, &app.run, &app.front)
        && (typed.is_ascii_digit() || typed == '-')
        && let Some(effects) = run::digit(app, state, typed)
    {
        return effects;
    }
    // Where no step wants a digit, it switches screens as it does elsewhere.
    let digit = matches!(key, Key::Char(digit) if digit.is_ascii_digit());
    let place =
        match app.run.is_some() && app.front.is_none() && digit && run::leaves_digits(app, state) {
            true => Context::Screen,
            false => app.place(),
        };
    match app.keymap.action(place, key) {
        Some(action) => act(app, state, action),
        None => Vec::new(),
    }
}

/// Does what a key or the palette asks for.
pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    if app.is_filled_before(action) {
        return Vec::new();
    }
    match action {
        Action::Today => show(app, state, Screen::Today),
        Action::Runbooks => show(app, state, Screen::Runbooks),
        Action::Journal => show(app, state, Screen::Journal),
        Action::FollowUps => show(app, state, Screen::FollowUps),
        Action::Question => follow_ups::ask(app, state, FollowUpKind::Question),
        Action::Issue => follow_ups::ask(app, state, FollowUpKind::Issue),
        Action::Silence => follow_ups::ask(app, state, FollowUpKind::Override),
        Action::OpenNew => follow_ups::ask_kind(app),
        Action::Ok if app.run.is_none() || app.front.is_some() => {
            return match asks::asked(app, state) {
                Some(action) if action != Action::Ok => act(app, state, action),
                Some(_) => pages::act(app, state, Action::Ok),
                None => {
                    app.say("Nothing here asks for an answer.");
                    Vec::new()
                }
            };
        }
        Action::Find => app.overlay = Some(find::begin(app, state, false)),
        Action::Alert => app.overlay = Some(find::begin(app, state, true)),
        Action::Palette => app.overlay = Some(palette::begin(app, false)),
        Action::Help => app.overlay = Some(palette::begin(app, true)),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::Leave => return leave(app),
        Action::Escalate | Action::Pages | Action::Handover | Action::Team => {
            return pages::open(app, state, action);
        }
        Action::Quit | Action::Back if pages::back_to_shift(app, state) => {}
        Action::Quit | Action::Back if app.front.is_some() => pages::back(app, state),
        Action::Quit | Action::Back if goes_out(app, action) => {
            return run::out(app, state).unwrap_or_default();
        }
        Action::Quit if app.run.is_some() => put_aside(app, state),
        Action::Rehearse => return rehearse::begin(app, state),
        Action::Scenario => rehearse::show_scenario(app, state),
        Action::Quit => return leave(app),
        Action::Back => back(app, state),
        Action::Edit => return edit::edit(app, state),
        Action::TryAgain => return report::try_again(app),
        Action::Theme => pick::themes(app),
        Action::Mouse => {
            app.mouse = !app.mouse;
            return vec![Effect::Mouse(app.mouse)];
        }
        Action::Note if app.run.is_none() => {
            let hint = "It goes into the journal, and into the handover of the shift.";
            let prompt = Prompt::new(Purpose::Note(None, None), "A note for the shift", hint);
            app.overlay = Some(Overlay::Prompt(prompt));
        }
        _ if app.front.is_some() => return pages::act(app, state, action),
        _ if app.run.is_some() => return run::act(app, state, action),
        _ => {
            return match app.screen {
                Screen::Today => today::act(app, state, action),
                Screen::Runbooks => runbooks::act(app, state, action),
                Screen::Journal => journal::act(app, state, action),
                Screen::FollowUps => follow_ups::act(app, state, action),
            };
        }
    }
    Vec::new()
}

/// Whether a key leads to the run from which the one in front was opened.
fn goes_out(app: &App, action: Action) -> bool {
    let Some(run) = &app.run else { return false };
    let folds = run.zoomed && action == Action::Back;
    !folds && !run.beneath.is_empty()
}

fn show(app: &mut App, state: &State, screen: Screen) {
    (app.front, app.back_to) = (None, None);
    app.screen = screen;
    put_aside(app, state);
}

/// The run in front is left as it is. On Today the cursor stands on it, so that the key that
/// goes in goes on with it.
fn put_aside(app: &mut App, state: &State) {
    let left = app.run.take();
    app.recount(state);
    if left.as_ref().is_some_and(|run| run.unwritten.is_some()) {
        run::tell_nothing_began(app);
    }
    if let Some(run) = left.map(|run| run.id) {
        today::stand_on(app, run);
    }
}

/// Leaving with something unsaved takes the key twice.
fn leave(app: &mut App) -> Vec<Effect> {
    if (app.unsaved.is_empty() && app.running() == 0) || app.leaving {
        return vec![Effect::Quit];
    }
    app.leaving = true;
    if app.unsaved.is_empty() {
        app.refuse("A command still runs. The same key once more cancels it and leaves.");
        return Vec::new();
    }
    app.refuse(format!(
        "Something could not be saved. {} tries again; the same key once more leaves without it.",
        app.key(Action::TryAgain)
    ));
    Vec::new()
}

fn back(app: &mut App, state: &State) {
    match &mut app.run {
        Some(run) if run.zoomed => run.zoomed = false,
        Some(_) => put_aside(app, state),
        None => match app.screen {
            Screen::Runbooks => runbooks::back(app),
            Screen::Journal => journal::back(app),
            Screen::FollowUps => follow_ups::back(app),
            Screen::Today => {}
        },
    }
}

/// A paste goes into a field as it is; elsewhere it is nothing, because pasted keys were
/// never meant for us.
fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    match &mut app.overlay {
        Some(Overlay::Prompt(prompt)) => {
            prompt.insists = None;
            prompt.field.paste(text);
        }
        Some(Overlay::Find(finding)) => finding.paste(text),
        Some(Overlay::Palette(palette)) => palette.paste(text),
        Some(Overlay::Confirm(confirm)) => {
            let confirm = confirm.clone();
            confirm::pasted(app, &confirm);
        }
        _ => app.say("Nothing here takes a paste."),
    }
    Vec::new()
}

fn in_overlay(app: &mut App, state: &State, key: Key) -> Vec<Effect> {
    match app.overlay.take() {
        Some(Overlay::Prompt(prompt)) => in_prompt(app, state, prompt, key),
        Some(Overlay::Confirm(confirm)) => confirm::key(app, confirm, key),
        Some(Overlay::Output(page)) => {
            let stays = page.scroll.key(key);
            app.overlay = stays.then_some(Overlay::Output(page));
            Vec::new()
        }
        Some(Overlay::Picker(picker)) => pick::in_picker(app, state, picker, key),
        Some(Overlay::Find(finding)) => find::key(app, state, finding, key),
        Some(Overlay::Palette(palette)) => palette::key(app, state, palette, key),
        Some(Overlay::Showing(showing)) => {
            let stays = showing.scroll.key(key);
            app.overlay = stays.then_some(Overlay::Showing(showing));
            Vec::new()
        }
        Some(Overlay::Accepting(acceptance)) if key == Key::ENTER => {
            accept::accepted(app, acceptance)
        }
        Some(Overlay::Accepting(acceptance)) => {
            let stays = acceptance.scroll.key(key);
            app.overlay = stays.then_some(Overlay::Accepting(acceptance));
            Vec::new()
        }
        Some(Overlay::Adopting(adopting)) if key == Key::ENTER => {
            vec![app.request(Request::Adopt(adopting.run), None)]
        }
        Some(Overlay::Adopting(adopting)) => {
            let stays = adopting.scroll.key(key);
            app.overlay = stays.then_some(Overlay::Adopting(adopting));
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn in_prompt(app: &mut App, state: &State, mut prompt: Box<Prompt>, key: Key) -> Vec<Effect> {
    match prompt.field.key(app.keymap, key) {
        Typed::Cancelled => return Vec::new(),
        Typed::Done => return answered(app, state, prompt),
        Typed::Asked(action) if prompt.purpose.takes_lines() => prompt.field.among_lines(action),
        Typed::Asked(_) | Typed::More => {}
    }
    prompt.error = None;
    prompt.insists = None;
    app.overlay = Some(Overlay::Prompt(prompt));
    Vec::new()
}

pub(super) fn reason_of_correction(app: &mut App, complete: CompleteStep) {
    let hint = "What was written down before stays on record.";
    let prompt = Prompt::new(Purpose::Reason(complete), "Why is it corrected?", hint);
    app.overlay = Some(Overlay::Prompt(prompt));
}

pub(super) fn send(
    app: &mut App,
    state: &State,
    complete: CompleteStep,
    prompt: Option<Box<Prompt>>,
) -> Vec<Effect> {
    let Some(screen) = app.run.clone() else {
        return Vec::new();
    };
    match screen.scene(state) {
        Some(scene) => run::send(app, &scene, complete, prompt),
        None => Vec::new(),
    }
}

/// What was typed, put to its purpose.
pub(super) fn answered(app: &mut App, state: &State, prompt: Box<Prompt>) -> Vec<Effect> {
    let text = prompt.field.text();
    let command = match prompt.purpose.clone() {
        Purpose::Signer(run, step_ref) => {
            return run::show_signing(app, state, run, &step_ref, prompt);
        }
        Purpose::Value(complete) | Purpose::Items(complete) => {
            let answer = match prompt.is_secret {
                true => Answer::Secret(Secret::from(text)),
                false => Answer::Value(text),
            };
            return completed(app, state, CompleteStep { answer, ..complete }, prompt);
        }
        Purpose::NotOk(complete) => {
            let note = Some(text);
            return completed(app, state, CompleteStep { note, ..complete }, prompt);
        }
        Purpose::Reason(complete) => {
            let complete = CompleteStep {
                reason: Some(text),
                ..complete
            };
            return send(app, state, complete, Some(prompt));
        }
        Purpose::CarryOn(run, step_ref) => Command::CarryOn {
            run,
            step_ref,
            reason: text,
        },
        Purpose::Abandon(run) => Command::Abandon { run, reason: text },
        Purpose::Note(run, step_ref) => Command::Note {
            run,
            step_ref,
            text,
        },
        Purpose::Excuse(line, slot) => Command::Excuse {
            line,
            slot,
            reason: text,
        },
        Purpose::Attach(run, step_ref) => {
            let path = text.trim().into();
            return vec![app.request(
                Request::Attach {
                    run,
                    step_ref,
                    path,
                },
                Some(prompt),
            )];
        }
        Purpose::Handoff(asked) => return pages::answered(app, state, prompt, *asked),
        Purpose::Reword(request) => return redline::answered(app, prompt, *request),
        Purpose::DoneAt => return run::done_at(app, prompt, &text),
        Purpose::Open(_)
        | Purpose::Until(_)
        | Purpose::Move(..)
        | Purpose::Owner(_)
        | Purpose::Due(_)
        | Purpose::Ticket(_)
        | Purpose::NoteAt(_) => return follow_ups::answered(app, prompt),
    };
    vec![app.request(Request::Do(command), Some(prompt))]
}

/// A step's answer in full; a correction is asked for its reason.
fn completed(
    app: &mut App,
    state: &State,
    complete: CompleteStep,
    prompt: Box<Prompt>,
) -> Vec<Effect> {
    if complete.attempt == Attempt::Corrected {
        reason_of_correction(app, complete);
        return Vec::new();
    }
    send(app, state, complete, Some(prompt))
}
