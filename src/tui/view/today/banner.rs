//! What is said on Today where there is no row.

use crate::app::App;
use crate::app::action::Action;
use crate::app::theme::Role;
use crate::present::everybody_on_call;
use crate::state::State;
use crate::tui::view::paint::frame;
use crate::tui::view::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The record is still being made up: how far it is, and how to leave.
pub(super) fn filling(app: &App, percent: u8, area: Rect, buffer: &mut Buffer) {
    let inner = frame(app.look, buffer, area, "Today");
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    sheet.words(
        Role::Title,
        &format!("A year of a made-up team is being written: {percent} %"),
    );
    let full = usize::from(percent) * BAR_CELLS / 100;
    let (done, open) = (app.look.sign("■", "#"), app.look.sign("·", "."));
    let bar = done.repeat(full) + &open.repeat(BAR_CELLS - full.min(BAR_CELLS));
    sheet.words(Role::Accent, &bar);
    sheet.gap();
    let quit = app.key(Action::Quit);
    let words = format!(
        "Their days, their rounds and what went wrong; it takes some seconds. {quit} leaves, and nothing stays behind."
    );
    sheet.words(Role::Plain, &words);
    sheet.draw_top(inner, buffer);
}

/// So many cells show how far it is.
const BAR_CELLS: usize = 40;

/// No row at all: say why, and what to do next.
pub(super) fn nothing(app: &App, state: &State, area: Rect, buffer: &mut Buffer) {
    let inner = frame(app.look, buffer, area, "Today");
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    let Some(library) = &app.library else {
        sheet.words(Role::Dim, "The runbooks are being read.");
        sheet.draw_top(inner, buffer);
        return;
    };
    let is_empty = library.books.is_empty();
    let title = match is_empty {
        true => "There are no runbooks yet.",
        false => "Nothing needs attention.",
    };
    sheet.words(Role::Title, title);
    sheet.gap();
    let faults = library.folders.iter().filter_map(|it| it.fault.as_ref());
    for fault in faults {
        sheet.words(Role::Warn, &fault.to_string());
        sheet.gap();
    }
    let runbooks = app.key(Action::Runbooks);
    if is_empty {
        let quit = app.key(Action::Quit);
        sheet.words(Role::Plain, &format!("Leave with {quit}, let `rounds init` make a first runbook that works, and start rounds again for your first round."));
        sheet.gap();
        sheet.words(Role::Plain, "Or look around first: `rounds tutor` teaches the keys in ten minutes, `rounds demo` shows a year of a small team. Neither touches anything of yours.");
    } else {
        let (exception, find) = (app.key(Action::Alert), app.key(Action::Find));
        sheet.words(Role::Plain, &format!("Nothing is due within a day. Runbooks ({runbooks}) shows what there is, {exception} finds an exception, {find} finds anything."));
        if library.errors() > 0 {
            sheet.gap();
            sheet.words(Role::Warn, &format!("Something in the library cannot be used as it is: Runbooks ({runbooks}) shows what, and `rounds check` tells it on the command line."));
        }
        let on_call = everybody_on_call(state, library.runbooks(), &app.wall());
        if !on_call.is_empty() {
            sheet.gap();
            sheet.heading("On call");
        }
        for words in on_call {
            sheet.words(Role::Plain, &words);
        }
    }
    sheet.draw_top(inner, buffer);
}
