//! The handover of the shift: what has to be looked at by itself, and all that it tells.

use super::super::paint::piece;
use super::super::sheet::Sheet;
use super::Rows;
use crate::app::App;
use crate::app::pages::{ShiftFront, document};
use crate::app::theme::Role;
use crate::app::when;
use crate::state::State;

pub(super) fn rows(app: &App, state: &State, front: &ShiftFront) -> Rows {
    let look = app.look;
    let items = front.items(state).iter().enumerate();
    items
        .map(|(index, item)| {
            let is_selected = index == front.reading.cursor.at;
            let pointer = if is_selected { look.pointer() } else { " " };
            let (sign, role) = match front.confirmed.contains(&item.key) {
                true => (look.sign("☑", "[x]"), Role::Good),
                false => (look.sign("☐", "[ ]"), Role::Plain),
            };
            let left = vec![
                piece(look, Role::Plain, pointer),
                piece(look, role, sign),
                piece(look, Role::Plain, &format!(" {}", item.words)),
            ];
            (left, Vec::new())
        })
        .collect()
}

pub(super) fn heading(state: &State, front: &ShiftFront) -> String {
    let all = front.items(state).len();
    format!("Look at each  {}/{all}", front.confirmed.len())
}

/// The handover that waits, as Today tells of it: who gave it, and what is to be looked at.
pub(in crate::tui::view) fn waiting(app: &App, state: &State, sheet: &mut Sheet) {
    given(app, state, sheet);
    for item in ShiftFront::default().items(state) {
        sheet.indented("- ", Role::Plain, &item.words);
    }
}

pub(super) fn page(app: &App, state: &State, front: &ShiftFront, sheet: &mut Sheet) {
    given(app, state, sheet);
    // The list has one line for each: what was cut off there is read here.
    if let Some(item) = front.items(state).get(front.reading.cursor.at) {
        sheet.words(Role::Title, &item.words);
        sheet.gap();
    }
    super::document(&document(app, state), sheet);
}

/// Who gave the shift, and what they say.
fn given(app: &App, state: &State, sheet: &mut Sheet) {
    let given = state.waiting_handover().and_then(|it| it.given.as_ref());
    if let Some(said) = given {
        let at = when::moment(said.at, app);
        let to = said.what.to.as_ref();
        let to = to.map_or_else(|| "whoever comes next".to_owned(), ToString::to_string);
        let words = format!(
            "{} gave the shift to {to} at {at}. Waiting to be accepted.",
            said.by
        );
        sheet.words(Role::Accent, &words);
        if let Some(note) = &said.what.note {
            sheet.indented("  ", Role::Plain, note);
        }
        if said.what.unchanged > 0 {
            let words = match said.what.unchanged {
                1 => "One follow-up is as it was: it goes over with the rest.".to_owned(),
                count => format!("{count} follow-ups are as they were: they go over as one group."),
            };
            sheet.words(Role::Dim, &words);
        }
        sheet.gap();
    }
}
