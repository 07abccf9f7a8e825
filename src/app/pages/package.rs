//! The pages of a runbook in front: read from anywhere, and what they ask for is said on
//! them: an attested word, the end of a stabilization window, a review.

use super::super::overlay::{Pick, Picker, Showing};
use super::super::{App, Overlay, follow_ups};
use super::{Asked, Foreground, Picked, Reading, ask};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::report::{self, Page};
use crate::runbook::{PartChanges, RunbookId};
use crate::session::WorkerRequest;
use crate::state::{Approval, ReadinessItem, State};

/// The pages of a runbook.
#[derive(Clone, Debug, PartialEq)]
pub struct PackageFront {
    /// Which runbook.
    pub runbook: RunbookId,
    /// The pages that say something.
    pub pages: Vec<Page>,
    /// Which of them is selected, and how far it is scrolled.
    pub reading: Reading,
}

impl PackageFront {
    /// The selected page.
    pub fn page(&self) -> Option<Page> {
        self.pages.get(self.reading.cursor.at).copied()
    }

    /// There are other pages now; the cursor stays on its own.
    pub(super) fn took(&mut self, pages: Vec<Page>) {
        let before = self.page();
        self.pages = pages;
        self.go(before);
    }

    fn go(&mut self, page: Option<Page>) {
        if let Some(at) = self.pages.iter().position(|it| Some(*it) == page) {
            self.reading.cursor.at = at;
        }
    }
}

/// Opens the pages of the runbook that is in front.
pub(super) fn open(app: &mut App, state: &State) {
    let of_run = app.run.as_ref().map(|screen| {
        let run = screen.run(state);
        run.and_then(|run| Some(run.line()?.procedure.runbook))
    });
    let runbook = of_run.unwrap_or_else(|| follow_ups::runbook(app, state));
    match runbook {
        Some(runbook) => put(app, state, &runbook, None),
        None => app.refuse("Nothing here belongs to a runbook: select one first."),
    }
}

/// Opens one page.
pub(in crate::app) fn show(app: &mut App, state: &State, runbook: &RunbookId, page: Page) {
    put(app, state, runbook, Some(page));
    let has_halves = app.has_halves();
    if let Some(Foreground::Package(front)) = &mut app.front {
        front.reading.zoomed = !has_halves;
    }
}

fn put(app: &mut App, state: &State, id: &RunbookId, page: Option<Page>) {
    let Some(runbook) = app.usable(id) else {
        return app.refuse(format!(
            "The runbook {id} cannot be used as its file stands."
        ));
    };
    let mut front = PackageFront {
        runbook: id.clone(),
        pages: report::pages(state, runbook, &app.wall()),
        reading: Reading::default(),
    };
    front.go(page);
    app.front = Some(Foreground::Package(front));
}

/// Whether the newest revision of a runbook was approved.
pub fn approval(app: &App, state: &State, id: &RunbookId) -> Approval {
    let Some(runbook) = app.usable(id) else {
        return Approval::NotAsked;
    };
    let book = app.library.as_ref().and_then(|it| it.book(id.as_str()));
    let book = book.filter(|book| book.parsed.runbook.is_some());
    let known = || {
        let said = state.revisions(id.as_str())?.current()?;
        Some(said.what.revision.file)
    };
    let file = book.map(|book| book.revision.file).or_else(known);
    file.map_or(Approval::NotAsked, |file| state.approval(runbook, file))
}

pub(super) fn act(
    app: &mut App,
    state: &State,
    front: &PackageFront,
    action: Action,
) -> Vec<Effect> {
    let id = front.runbook.clone();
    match action {
        Action::PickPage => pick_page(app, front),
        Action::Move if has_window(app, state, &id) => {
            let items = [
                ("Extend the window", Action::Extend),
                ("Close the window", Action::Close),
            ];
            let items = items.map(|(words, action)| (words.to_owned(), Pick::Do(action)));
            app.overlay = Some(Overlay::Picker(Picker::new("Stabilization", items.into())));
        }
        Action::Difference => return vec![Effect::Ask(WorkerRequest::Compare(id))],
        Action::Attest => pick_item(app, state, &id),
        Action::Move | Action::Close | Action::Extend if !has_window(app, state, &id) => {
            app.refuse("No stabilization window is open here.");
        }
        Action::Close => ask(
            app,
            Asked::CloseWindow(id),
            "Close the window: how does the tool stand?",
            "Your name and this day stand with it.",
        ),
        Action::Extend => ask(
            app,
            Asked::ExtendUntil(id),
            "Extend the window until which day?",
            "Such as 2026-12-24. The reason comes next.",
        ),
        Action::Reviewed => ask(
            app,
            Asked::Review(id),
            "Reviewed: findings?",
            "It may be left empty. The day of the next review comes next.",
        ),
        _ => {}
    }
    Vec::new()
}

/// What the newest revision changed has come.
pub(in crate::app) fn compared(
    app: &mut App,
    runbook: &RunbookId,
    changes: Option<Vec<PartChanges>>,
) {
    let title = app.usable(runbook).map(|it| it.title.clone());
    let title = title.unwrap_or_else(|| runbook.to_string());
    let text = match changes {
        None => "The record knows no revision before this one.".to_owned(),
        Some(parts) if parts.is_empty() => "It says the same as the revision before.".to_owned(),
        Some(parts) => {
            let part = |it: PartChanges| format!("{}\n  {}\n", it.part, it.changes.join("\n  "));
            parts.into_iter().map(part).collect::<Vec<_>>().join("\n")
        }
    };
    app.overlay = Some(Overlay::Showing(Showing {
        title: format!("What the newest revision of {title} changed"),
        text,
        is_prose: true,
        scroll: Scroll::default(),
    }));
}

fn has_window(app: &App, state: &State, id: &RunbookId) -> bool {
    let runbook = app.usable(id);
    let window = runbook.and_then(|runbook| state.stabilization(runbook, app.now));
    window.is_some_and(|window| window.closed.is_none())
}

/// Every page by a key of its own: none is more than three keys away.
fn pick_page(app: &mut App, front: &PackageFront) {
    let pages = front.pages.iter();
    let items = pages.map(|page| {
        let picked = Picked::Page(front.runbook.clone(), *page);
        (page.heading().to_owned(), Pick::Handoff(Box::new(picked)))
    });
    let picker = Picker::new("Which page?", items.collect());
    app.overlay = Some(Overlay::Picker(picker));
}

/// What can be attested, and which waivers can be accepted.
fn pick_item(app: &mut App, state: &State, id: &RunbookId) {
    let Some(runbook) = app.usable(id) else {
        return;
    };
    let items = state.readiness(runbook, app.now).into_iter();
    let items: Vec<_> = items.filter_map(|item| pick_of(id, item)).collect();
    if items.is_empty() {
        return app.refuse("The record or the file has to show what is missing: nothing here can be attested or waived.");
    }
    let picker = Picker::new("Attest, or accept a waiver?", items);
    app.overlay = Some(Overlay::Picker(picker));
}

fn pick_of(id: &RunbookId, item: ReadinessItem) -> Option<(String, Pick)> {
    let (words, picked) = match item.proposed {
        Some(waiver) => (
            format!(
                "waive {} until {}: {}",
                item.id, waiver.until, waiver.reason
            ),
            Picked::AcceptWaiver(id.clone(), item.id),
        ),
        None if item.can_be_attested => (
            format!("{}: {}", item.id, item.title),
            Picked::Attest(id.clone(), item.id, item.title),
        ),
        None => return None,
    };
    Some((words, Pick::Handoff(Box::new(picked))))
}
