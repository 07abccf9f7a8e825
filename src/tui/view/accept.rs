//! An edit of a runbook's file as a difference, before someone accepts it.

use super::paint::{clear, line, piece, sheet_frame};
use super::sheet::Sheet;
use crate::app::App;
use crate::app::accept::Acceptance;
use crate::app::scroll;
use crate::app::theme::Role;
use crate::text::DifferenceLine;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows that belong to the frame, the file's name and the keys.
const AROUND: u16 = 3;

pub(super) fn draw(app: &App, acceptance: &Acceptance, area: Rect, buffer: &mut Buffer) {
    let sheet = difference(app, acceptance, area.width.saturating_sub(2));
    let height = u16::try_from(sheet.height()).unwrap_or(u16::MAX);
    let area = super::frame::sheet_place(app, area, height.saturating_add(AROUND));
    clear(app.look, buffer, area);
    let inner = sheet_frame(app.look, buffer, area, &acceptance.title);
    let keys = [
        piece(app.look, Role::Key, "enter"),
        piece(app.look, Role::Plain, " writes it into the file  "),
        piece(app.look, Role::Key, "esc"),
        piece(app.look, Role::Plain, " the file stays as it is"),
    ];
    let foot = Rect {
        y: inner.bottom().saturating_sub(1),
        height: inner.height.min(1),
        ..inner
    };
    line(app.look, buffer, foot, &keys);
    let body = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    sheet.draw(&acceptance.scroll, scroll::DOWN, body, buffer);
}

fn difference(app: &App, acceptance: &Acceptance, width: u16) -> Sheet {
    let mut sheet = Sheet::new(app.look, width);
    let path = acceptance.edited.path().display().to_string();
    sheet.words(Role::Dim, &path);
    for changed in acceptance.edited.difference() {
        match changed {
            DifferenceLine::At(before, after) => {
                sheet.words(Role::Dim, &format!("@@ -{before} +{after} @@"));
            }
            DifferenceLine::Same(text) => sheet.indented("  ", Role::Plain, text),
            DifferenceLine::Gone(text) => sheet.indented("- ", Role::Bad, text),
            DifferenceLine::New(text) => sheet.indented("+ ", Role::Good, text),
        }
    }
    sheet
}
