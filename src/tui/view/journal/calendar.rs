//! The last year as weeks of cells, and in words what was late or missed.

use super::super::paint::{Piece, piece};
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::theme::Role;
use crate::report::{Calendar, DAYS};
use crate::state::SlotState;
use jiff::ToSpan;
use jiff::civil::Date;

/// Columns before the weeks.
const NAMES: usize = 4;
/// As many bad days as are told in words.
const MOST_DAYS: usize = 60;

pub(super) fn draw(app: &App, calendar: &Calendar, sheet: &mut Sheet) {
    let today = app.now.to_zoned(app.zone.clone()).date();
    let room = sheet.width().saturating_sub(NAMES);
    let all = usize::try_from(DAYS / 7).unwrap_or(53);
    // Two columns a week are easier to read; where there is less room, the last weeks stay.
    let wide = if room >= 2 * all { 2 } else { 1 };
    let weeks = i32::try_from(all.min(room / wide)).unwrap_or(0);
    let first = Calendar::first_of(weeks, &app.wall());
    months(app, first, weeks, wide, sheet);
    for weekday in 0..7 {
        let mut row = vec![name(app, weekday)];
        for week in 0..weeks {
            let date = first.saturating_add((7 * week + weekday).days());
            row.push(cell(app, calendar, date, today, wide));
        }
        sheet.row(row);
    }
    sheet.gap();
    words(app, calendar, sheet);
}

/// The names of the months over the weeks that they begin in.
fn months(app: &App, first: Date, weeks: i32, wide: usize, sheet: &mut Sheet) {
    let mut text = " ".repeat(NAMES);
    let mut free = NAMES;
    let mut before = first.month();
    for week in 0..weeks {
        let date = first.saturating_add((7 * week + 6).days());
        let at = NAMES + usize::try_from(week).unwrap_or(0) * wide;
        let room = usize::try_from(weeks - week).unwrap_or(0) * wide;
        if date.month() != before && at >= free && room >= 3 {
            text.push_str(&" ".repeat(at - text.len()));
            text.push_str(&date.strftime("%b").to_string());
            free = at + 4;
        }
        before = date.month();
    }
    sheet.row(vec![piece(app.look, Role::Dim, &text)]);
}

fn name(app: &App, weekday: i32) -> Piece {
    let names = ["Mon", "", "Wed", "", "Fri", "", "Sun"];
    let name = usize::try_from(weekday).ok().and_then(|at| names.get(at));
    let name = name.copied().unwrap_or_default();
    piece(app.look, Role::Dim, &format!("{name:<NAMES$}"))
}

fn cell(app: &App, calendar: &Calendar, date: Date, today: Date, wide: usize) -> Piece {
    let (sign, role) = match calendar.days.get(&date) {
        Some(day) => app.look.slot(&day.worst()),
        None if date > today => (" ", Role::Dim),
        None => app.look.slot(&SlotState::Upcoming),
    };
    piece(app.look, role, &format!("{sign:<wide$}"))
}

/// The year in words: what the signs are, how often each was, and each bad day.
fn words(app: &App, calendar: &Calendar, sheet: &mut Sheet) {
    let total = calendar.total();
    for (state, count, words) in total.counts() {
        let (sign, role) = app.look.slot(&state);
        let sign = piece(app.look, role, &format!("{sign} "));
        sheet.hung(vec![sign], Role::Plain, &format!("{count} {words}"));
    }
    let (sign, role) = app.look.slot(&SlotState::Upcoming);
    let sign = piece(app.look, role, &format!("{sign} "));
    sheet.hung(vec![sign], Role::Dim, "nothing was due");
    if let Some(percent) = total.percent_on_time() {
        sheet.words(Role::Plain, &format!("{percent} % on time"));
    }
    let mut bad = calendar.bad().peekable();
    if bad.peek().is_some() {
        sheet.heading("Late or missed, the latest first");
    }
    for (date, day) in bad.take(MOST_DAYS) {
        let date = date.strftime("%a %-d %b %Y").to_string();
        sheet.labelled(&format!("{date:<15}"), Role::Plain, &day.words());
    }
}
