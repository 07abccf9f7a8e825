//! A whole line where the screens take keys: what is typed at a line prompt.
//!
//! What stays true: a line does what its keys would do, letter by letter and Enter; an empty
//! line never answers what wants words, and takes nothing that was not typed or offered.

use super::field::Field;
use super::overlay::{Overlay, Picker, Prompt, Purpose};
use super::pages::Asked;
use super::{App, accept, confirm, find, pages, palette, pick, runbooks, update};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::keys::Context;
use crate::app::scroll::Scroll;
use crate::session::Request;
use crate::state::State;

/// Puts a line to what stands in front.
pub(super) fn typed(app: &mut App, state: &State, line: &str) -> Vec<Effect> {
    match app.overlay.take() {
        Some(Overlay::Prompt(prompt)) => in_prompt(app, state, prompt, line),
        Some(Overlay::Picker(picker)) => in_picker(app, state, picker, line),
        Some(Overlay::Confirm(confirm)) => confirm::line(app, *confirm, line),
        Some(Overlay::Find(finding)) => find::typed(app, state, finding, line),
        Some(Overlay::Palette(palette)) => palette::typed(app, state, palette, line),
        Some(Overlay::Accepting(acceptance)) if line == "yes" => accept::accepted(app, acceptance),
        Some(Overlay::Adopting(adopting)) if line == "yes" => {
            vec![app.request(Request::Adopt(adopting.run), None)]
        }
        Some(Overlay::Accepting(_) | Overlay::Adopting(_)) => {
            app.say("Nothing was changed.");
            Vec::new()
        }
        // What is only read is done with at the next line.
        Some(Overlay::Showing(_) | Overlay::Output(_)) | None => Vec::new(),
    }
}

fn in_prompt(app: &mut App, state: &State, mut prompt: Box<Prompt>, line: &str) -> Vec<Effect> {
    // What was refused is not put once more unless it is typed; it was told that Enter does so
    // where it does.
    if line.is_empty() && prompt.is_refused() {
        prompt.field = Field::default();
    }
    if !line.is_empty() {
        (prompt.field, prompt.error, prompt.insists) = (Field::with(line), None, None);
    } else if prompt.field.text().is_empty() && !may_be_empty(&prompt.purpose) {
        app.say("Nothing was typed, and nothing is changed.");
        return Vec::new();
    }
    update::answered(app, state, prompt)
}

/// Whether nothing typed says something.
pub fn may_be_empty(purpose: &Purpose) -> bool {
    match purpose {
        Purpose::DoneAt | Purpose::Until(_) | Purpose::Signer(..) | Purpose::Move(..) => true,
        Purpose::Handoff(asked) => !matches!(
            **asked,
            Asked::Resolved(_)
                | Asked::Attest(..)
                | Asked::CloseWindow(_)
                | Asked::ExtendUntil(_)
                | Asked::Extend(..)
        ),
        _ => false,
    }
}

/// A row is picked by its number, or by its words as far as they tell it apart.
fn in_picker(app: &mut App, state: &State, picker: Picker, line: &str) -> Vec<Effect> {
    if line.is_empty() {
        app.say("Nothing was picked.");
        return Vec::new();
    }
    match picker.row_of(line) {
        Some(row) => pick::picked(app, state, picker.items[row].1.clone()),
        None => {
            app.refuse(format!("“{line}” is none of these."));
            app.overlay = Some(Overlay::Picker(picker));
            Vec::new()
        }
    }
}

impl Picker {
    /// The row that a line means: by number, else by its words.
    pub fn row_of(&self, line: &str) -> Option<usize> {
        let rows = self.items.len();
        if let Ok(number) = line.parse::<usize>() {
            return number.checked_sub(1).filter(|row| *row < rows);
        }
        let plain = |text: &str| text.to_lowercase().replace('-', " ");
        let line = plain(line);
        let words = || self.items.iter().map(|(words, _)| plain(words));
        let begins = |words: &String| words.starts_with(&line);
        let exact = words().position(|words| words == line);
        let only =
            (words().filter(begins).count() == 1).then(|| words().position(|it| begins(&it)));
        exact.or(only.flatten())
    }
}

/// Puts the cursor of the place in front on a row.
pub(super) fn select(app: &mut App, state: &State, row: usize) {
    let rows = app.rows(state);
    let Some(row) = Some(row).filter(|row| *row < rows) else {
        return app.refuse(format!("There is no number {} here.", row + 1));
    };
    match app.place() {
        Context::Pages | Context::Handover => pages::select(app, row),
        Context::Run => {
            if let Some(run) = &mut app.run {
                (run.cursor, run.scroll, run.went_on_from) = (row, Scroll::default(), None);
            }
        }
        Context::Runbooks if app.runbooks.board.is_open => runbooks::stand_on_board(app, row),
        Context::Runbooks => app.runbooks.cursor.at = row,
        Context::Journal => app.journal.cursor.at = row,
        Context::FollowUps => app.follow_ups.cursor.at = row,
        _ => app.today.stand_at(row),
    }
}

impl App {
    /// How many rows the place in front has to choose from.
    pub fn rows(&self, state: &State) -> usize {
        match self.place() {
            Context::Pages | Context::Handover => {
                self.front.as_ref().map_or(0, |front| front.rows(state))
            }
            Context::Run => {
                let scene = self.run.as_ref().and_then(|run| run.scene(state));
                scene.map_or(0, |scene| scene.walk.stands.len() + 1)
            }
            Context::Runbooks if self.runbooks.board.is_open => self.runbooks.board.rows.len(),
            Context::Runbooks => self.runbooks.rows.len(),
            Context::Journal => self.journal.rows.len(),
            Context::FollowUps => self.follow_ups.rows.len(),
            _ => self.today.rows.len(),
        }
    }

    /// Whether an action, where it is live now, is about the selected row.
    pub fn is_of_row(&self, action: Action) -> bool {
        let place = self.place();
        let binding = self.keymap.binding(place, action);
        binding.is_some_and(|binding| binding.context == place)
            || matches!(
                action,
                Action::Enter
                    | Action::Right
                    | Action::Rehearse
                    | Action::Escalate
                    | Action::Pages
                    | Action::Edit
            )
    }
}
