//! Opening a follow-up from wherever someone is: at the step of a run, or for the runbook
//! that the selected row is about.

use super::super::overlay::{Pick, Picker, Prompt, Purpose};
use super::super::pages::Foreground;
use super::super::{App, Overlay, Screen, journal, today};
use crate::app::action::Action;
use crate::command::OpenFollowUp;
use crate::event::FollowUpKind;
use crate::runbook::RunbookId;
use crate::state::State;

/// What can be opened by itself.
const KINDS: [(FollowUpKind, &str); 4] = [
    (
        FollowUpKind::Question,
        "Question: something you do not know",
    ),
    (FollowUpKind::Issue, "Issue: something that is wrong"),
    (FollowUpKind::Change, "Change: something to make different"),
    (
        FollowUpKind::Override,
        "Silence: something muted until a time",
    ),
];
/// Their keys; `w` is the wording of a step.
const LABELS: &str = "qicsw";

/// Asks which kind is to be opened.
pub(in crate::app) fn ask_kind(app: &mut App) {
    let items = KINDS.map(|(kind, words)| (words.to_owned(), Pick::Open(kind)));
    let mut items = Vec::from(items);
    if app.run.is_some() {
        let words = "Wording: say this step in other words";
        items.push((words.to_owned(), Pick::Do(Action::Reword)));
    }
    let picker = Picker::new("Open what?", items).labelled(LABELS);
    app.overlay = Some(Overlay::Picker(picker));
}

/// Asks what a new follow-up is about.
pub(in crate::app) fn ask(app: &mut App, state: &State, kind: FollowUpKind) {
    let (request, place) = here(app, state, kind);
    let title = match kind {
        FollowUpKind::Question => "Question",
        FollowUpKind::Issue => "Issue: what is wrong?",
        FollowUpKind::Change => "Change: what should be different?",
        FollowUpKind::Override | FollowUpKind::Deferral => "Silence: what?",
    };
    let hint = match kind {
        FollowUpKind::Question => "Shown at this step until answered.",
        FollowUpKind::Issue => "Open until someone closes it with how.",
        FollowUpKind::Change => "Others review and approve it before it is made.",
        FollowUpKind::Override | FollowUpKind::Deferral => {
            "Such as OrdersSyncLagHigh. Nothing is muted by this: it is said at every handover. Until when comes next."
        }
    };
    let title = match place {
        Some(place) => format!("{title} {}{place}", app.look.dot().trim_start()),
        None => title.to_owned(),
    };
    let prompt = Prompt::new(Purpose::Open(Box::new(request)), title, hint);
    app.overlay = Some(Overlay::Prompt(prompt));
}

/// One of this kind about what is in front, and that in words.
fn here(app: &App, state: &State, kind: FollowUpKind) -> (OpenFollowUp, Option<String>) {
    let request = OpenFollowUp::about(kind, "");
    if let Some(screen) = &app.run {
        let scene = screen.scene(state);
        let stand = scene.as_ref().and_then(|scene| scene.stand(screen.cursor));
        let place = match (&scene, stand) {
            (Some(_), Some(stand)) => Some(format!("step {}", stand.number)),
            (Some(scene), None) => Some(scene.procedure.title.clone()),
            (None, _) => None,
        };
        let step_ref = stand.map(|stand| stand.step_ref.clone());
        let run = Some(screen.id);
        return (
            OpenFollowUp {
                run,
                step_ref,
                ..request
            },
            place,
        );
    }
    let runbook = runbook(app, state);
    let book = runbook.as_ref().and_then(|id| {
        let library = app.library.as_ref()?;
        Some(library.book(id.as_str())?.title())
    });
    (OpenFollowUp { runbook, ..request }, book)
}

/// The runbook that what is in front, or the selected row, is about.
pub(in crate::app) fn runbook(app: &App, state: &State) -> Option<RunbookId> {
    match &app.front {
        Some(Foreground::Package(front)) => return Some(front.runbook.clone()),
        Some(Foreground::Escalation(front)) => {
            let opening = state.escalation(front.id)?.opening()?;
            return Some(opening.runbook.clone());
        }
        _ => {}
    }
    match app.screen {
        Screen::Today => today::row_runbook(state, app.today_row()?),
        Screen::Runbooks => app.runbooks.row()?.runbook().cloned(),
        Screen::Journal => journal::row_runbook(state, app.journal.row()?),
        Screen::FollowUps => {
            let opening = super::selected(app, state)?.opening()?;
            opening.runbook.clone()
        }
    }
}
