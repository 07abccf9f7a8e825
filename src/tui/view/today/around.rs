//! What stands around Today's rows: what is wrong with the record or its disk, how many files
//! cannot be used, and what is said where there is no row.

use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::look::Role;
use crate::tui::view::paint::{frame, line, piece};
use crate::tui::view::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What is wrong with the record or its disk stands above everything; gives what is left.
pub(super) fn warnings(app: &App, area: Rect, buffer: &mut Buffer) -> Rect {
    let mut sheet = Sheet::new(app.look, area.width.saturating_sub(2));
    if let Some(left) = app.health.few_bytes_left {
        let text = format!(
            "Only {} MB are left on the journal's disk: make room before it is full.",
            left >> 20
        );
        sheet.indented("! ", Role::Warn, &text);
    }
    if let Some(why) = &app.unreadable {
        sheet.indented("! ", Role::Bad, why);
    }
    for damage in app.health.damage.iter().take(2) {
        let text = format!("The record is damaged: {damage}. `rounds journal verify` tells more.");
        sheet.indented("! ", Role::Bad, &text);
    }
    let height = u16::try_from(sheet.height())
        .unwrap_or(u16::MAX)
        .min(area.height / 3);
    sheet.draw_top(
        Rect {
            x: area.x + 1,
            height,
            ..area
        },
        buffer,
    );
    Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    }
}

/// How many files cannot be used, and where that is told: a quiet word in the frame's lower
/// edge, so that no file is simply not there.
pub(super) fn unusable(app: &App, area: Rect, buffer: &mut Buffer) {
    let count = app.library.as_ref().map_or(0, |it| it.unusable().count());
    if count == 0 || area.height < 3 {
        return;
    }
    let files = if count == 1 { "file" } else { "files" };
    let runbooks = app.key(Action::Runbooks);
    let words = format!(" {count} {files} cannot be used: Runbooks ({runbooks}) ");
    let edge = Rect {
        x: area.x + 1,
        y: area.bottom() - 1,
        width: area.width.saturating_sub(2),
        height: 1,
    };
    line(
        app.look,
        buffer,
        edge,
        &[piece(app.look, Role::Warn, &words)],
    );
}

/// No row at all: say why, and what to do next.
pub(super) fn nothing(app: &App, area: Rect, buffer: &mut Buffer) {
    let inner = frame(app.look, buffer, area, "Today");
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    let Some(library) = &app.library else {
        sheet.words(Role::Dim, "The runbooks are being read.");
        sheet.draw_top(inner, buffer);
        return;
    };
    for fault in library
        .folders
        .iter()
        .filter_map(|folder| folder.fault.as_ref())
    {
        sheet.words(Role::Warn, &fault.to_string());
        sheet.gap();
    }
    let runbooks = app.key(Action::Runbooks);
    if library.books.is_empty() {
        sheet.words(Role::Title, "There are no runbooks yet.");
        sheet.gap();
        let quit = app.key(Action::Quit);
        sheet.words(Role::Plain, &format!("Leave with {quit} and run `rounds init`: it makes a folder with a first runbook that works. Then start rounds again and do your first round."));
    } else if library.errors() > 0 && library.runbooks().next().is_none() {
        sheet.words(Role::Title, "No runbook can be used as it is.");
        sheet.gap();
        sheet.words(Role::Plain, &format!("Runbooks ({runbooks}) shows what is wrong with each; `rounds check` tells it on the command line."));
    } else {
        sheet.words(Role::Title, "Nothing wants you now.");
        sheet.gap();
        let (exception, find) = (app.key(Action::FindException), app.key(Action::Find));
        sheet.words(Role::Plain, &format!("Nothing is due within a day. Runbooks ({runbooks}) shows what there is, {exception} finds an exception, {find} finds anything."));
        if library.errors() > 0 {
            sheet.gap();
            sheet.words(Role::Warn, &format!("Something in the library cannot be used as it is: Runbooks ({runbooks}) shows what, and `rounds check` tells it on the command line."));
        }
    }
    sheet.draw_top(inner, buffer);
}
