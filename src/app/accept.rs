//! Edits of a runbook's file: shown as a difference, written by one deliberate key, and what
//! follows in the record once they are.
//!
//! What stays true: nothing is written that was not shown. What the record has to say of it
//! is said only after the file is really there.

use super::{App, Overlay, report};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::keys::Context;
use crate::app::scroll::Scroll;
use crate::command::{Command, Handoff};
use crate::event::{Fact, FollowUpId, FollowUpState};
use crate::library::{Edited, Library};
use crate::runbook::{EditRefusal, EditWish, RunbookId, release_version};
use crate::session::{Request, WorkerRequest};
use crate::state::{State, day_of};
use std::sync::Arc;

/// An edit that waits for someone to accept it.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptance {
    /// The file as it is, and as it would be.
    pub edited: Box<Edited>,
    /// What it is for.
    pub title: String,
    /// What is said once it is written.
    pub then: Then,
    /// The first row that is shown.
    pub scroll: Scroll,
}

/// What is said once an edit is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing more.
    Nothing,
    /// The new revision belongs to this change.
    Cover(FollowUpId),
    /// It does, and the change is released with this note.
    Release(FollowUpId, String),
}

/// Shows what an edit would change; says why where it cannot be made.
pub(super) fn show(
    app: &mut App,
    runbook: &RunbookId,
    request: &EditWish,
    title: &str,
    then: Then,
) {
    let Some(library) = app.library.clone() else {
        return app.refuse("The runbooks are still being read. Try again in a moment.");
    };
    match Edited::of(&library, runbook, request) {
        Ok(edited) => {
            app.overlay = Some(Overlay::Accepting(Acceptance {
                edited: Box::new(edited),
                title: title.to_owned(),
                then,
                scroll: Scroll::default(),
            }));
        }
        // What the file says already needs nobody's word.
        Err(EditRefusal::Nothing) => {}
        Err(why) => app.refuse(format!("Nothing can be written into the file: {why}.")),
    }
}

/// Someone has accepted it as it was shown.
pub(super) fn accepted(app: &mut App, acceptance: Acceptance) -> Vec<Effect> {
    app.after_edit = Some(acceptance.then);
    vec![Effect::Ask(WorkerRequest::Rewrite(acceptance.edited))]
}

/// The file was written, or was not.
pub(super) fn rewritten(
    app: &mut App,
    state: &State,
    runbook: &RunbookId,
    written: Result<Arc<Library>, String>,
) -> Vec<Effect> {
    let then = app.after_edit.take();
    let library = match written {
        Ok(library) => library,
        Err(words) => {
            app.refuse(words);
            return Vec::new();
        }
    };
    let book = library.book(runbook.as_str());
    let file = book.map(|book| book.revision.file.to_string());
    let place = book.map(|book| book.path.display().to_string());
    let mut effects = report::looked(app, state, library);
    app.say(format!("Written: {}", place.unwrap_or_default()));
    let cover = |change| {
        let runbook = runbook.clone();
        Command::Handoff(Handoff::Cover { change, runbook })
    };
    match then {
        None | Some(Then::Nothing) => {}
        Some(Then::Cover(id)) => effects.push(app.request(Request::Do(cover(id)), None)),
        Some(Then::Release(id, note)) => {
            let file = file.unwrap_or_default();
            let text = Some(format!("{note} (revision {})", &file[..file.len().min(8)]));
            let to = FollowUpState::Released;
            effects.push(app.request(Request::Do(cover(id)), None));
            effects.push(app.request(Request::Do(Command::MoveFollowUp { id, to, text }), None));
        }
    }
    effects
}

/// Writes what an approved change proposes for a step.
pub(super) fn apply(app: &mut App, state: &State, id: FollowUpId) {
    let Some(known) = state.follow_up(id) else {
        return;
    };
    if known.state() == FollowUpState::RolledBack {
        return app.refuse(format!(
            "`rounds follow-up apply {}` writes the file as it was before this change.",
            id.short()
        ));
    }
    let Some(redline) = known.opening().and_then(|it| it.redline.clone()) else {
        let reword = app.key_in(Context::Run, Action::Reword);
        return app.refuse(format!(
            "This proposes nothing for a step: {reword} in a run does, at the step."
        ));
    };
    if known.state() != FollowUpState::Approved {
        let stands = known.state().words();
        let moves = app.key(Action::Move);
        return app.refuse(format!(
            "It is {stands}: a change is written once it is approved. {moves} moves it on."
        ));
    }
    let note = format!("{} says: {}", redline.key.word(), redline.value);
    let runbook = redline.procedure.runbook.clone();
    let title = "What the change writes";
    let then = Then::Release(id, note);
    show(app, &runbook, &redline.request(), title, then);
}

/// What was saved may belong into the file as well: the day of a review, a release note.
pub(super) fn saved(app: &mut App, state: &State, fact: &Fact) {
    match fact {
        Fact::ReviewDone(done) => {
            let Some(runbook) = app.usable(&done.runbook) else {
                return;
            };
            let last = day_of(runbook, app.now);
            let request = EditWish::Review { last, every: None };
            let title = "The day of the review, for the file";
            show(app, &done.runbook, &request, title, Then::Nothing);
        }
        Fact::FollowUpMoved(moved) if moved.state == FollowUpState::Released => {
            let Some(opening) = state.follow_up(moved.id).and_then(|it| it.opening()) else {
                return;
            };
            // A redline is in the file already: that was its release.
            let (Some(id), None) = (&opening.runbook, &opening.redline) else {
                return;
            };
            let (Some(notes), Some(runbook)) = (&moved.text, app.usable(id)) else {
                return;
            };
            let date = day_of(runbook, app.now);
            let request = EditWish::Release {
                version: release_version(runbook, &date.to_string()),
                date,
                notes: notes.clone(),
            };
            let title = "The release note, for the file";
            show(app, id, &request, title, Then::Cover(moved.id));
        }
        _ => {}
    }
}
