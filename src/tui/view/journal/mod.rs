//! Journal: what was done, by days; beside it the selected row, or that alone.

mod calendar;
mod plot;
mod story;
mod summary;
mod trends;

use super::paint::halves;
use super::paint::{self, Piece, frame, line, piece};
use super::sheet::Sheet;
use super::today::line_names;
use crate::app::App;
use crate::app::action::Action;
use crate::app::journal::{Filter, Opened, Row, What};
use crate::app::run::Fetched;
use crate::app::theme::Role;
use crate::app::when;
use crate::event::FollowUpState;
use crate::report::Calendar;
use crate::runbook::ProcedureRef;
use crate::state::{State, Verdict};
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use summary::Outline;

pub(super) fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if let Some(opened @ (Opened::Calendar(_) | Opened::Trends(_))) = &app.journal.opened {
        return Some(year(app, state, opened, area, buffer));
    }
    let Some(row) = app.journal.row() else {
        nothing(app, area, buffer);
        return None;
    };
    let (list, page) = places(app, area);
    let cursor = list.and_then(|list| rows(app, state, list, buffer));
    if let Some(place) = page {
        let inner = frame(app.look, buffer, place, &title(app, state, row));
        let sheet = sheet(app, state, row, inner.width);
        sheet.draw(
            &app.journal.scroll,
            &app.key(Action::ScrollDown),
            inner,
            buffer,
        );
        return cursor.or(Some(Position {
            x: inner.x,
            y: inner.y,
        }));
    }
    cursor
}

/// The last year instead of the list.
fn year(app: &App, state: &State, opened: &Opened, area: Rect, buffer: &mut Buffer) -> Position {
    let (view, what) = match opened {
        Opened::Trends(trends) => {
            let of = of_what(app, state, trends.only.as_ref());
            let sort = trends.sort.words();
            (View::Trends, [&of, sort].join(app.look.dot()))
        }
        Opened::Calendar(it) => {
            let of = of_what(app, state, it.only.as_ref());
            let first = Calendar::first_of(53, &app.wall());
            let since = first.strftime("%b %Y to today").to_string();
            (View::Calendar, [of, since].join(app.look.dot()))
        }
        Opened::Run(..) | Opened::Row => (View::Timeline, String::new()),
    };
    let inner = views(app, view, &what, area, buffer);
    let calendar = match opened {
        Opened::Trends(trends) => return trends::draw(app, state, trends, inner, buffer),
        Opened::Calendar(calendar) => Some(calendar),
        Opened::Run(..) | Opened::Row => None,
    };
    let mut sheet = Sheet::new(app.look, inner.width);
    if let Some(calendar) = calendar {
        calendar::draw(app, state, calendar, &mut sheet);
    }
    let scroll = &app.journal.scroll;
    sheet.draw(scroll, &app.key(Action::ScrollDown), inner, buffer);
    sheet.cursor(scroll, inner)
}

/// A view of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Timeline,
    Calendar,
    Trends,
}

/// The three views, the one in front marked; at the right, what is shown of all there is.
fn views(app: &App, here: View, what: &str, area: Rect, buffer: &mut Buffer) -> Rect {
    let inner = frame(app.look, buffer, area, "");
    let mut left = Vec::new();
    for (view, front, behind) in [
        (View::Timeline, "Timeline", "timeline"),
        (View::Calendar, "Calendar", "calendar"),
        (View::Trends, "Trends", "trends"),
    ] {
        let (role, name) = match view == here {
            true => (Role::Title, front),
            false => (Role::Dim, behind),
        };
        left.push(piece(app.look, role, name));
        left.push(piece(app.look, Role::Plain, "  "));
    }
    let row = Rect {
        y: area.y,
        height: area.height.min(1),
        ..inner
    };
    let right = [piece(app.look, Role::Dim, what)];
    paint::fit_line(app.look, buffer, row, &left, &right);
    inner
}

/// Of which procedure, in words.
fn of_what(app: &App, state: &State, only: Option<&ProcedureRef>) -> String {
    let Some(only) = only else {
        return "all runbooks".to_owned();
    };
    let mut lines = state.lines().filter(|(id, _)| id.procedure == *only);
    let line = lines.next().map(|(id, _)| line_names(app, state, id).0);
    line.unwrap_or_else(|| only.to_string())
}

/// What Enter does now.
pub(super) fn enter_words(app: &App, state: &State) -> &'static str {
    match &app.journal.opened {
        Some(Opened::Run(id, ..)) if state.verdict_of(*id) == Some(Verdict::Open) => "go on",
        Some(Opened::Run(..)) => "open",
        _ => "open",
    }
}

/// Where the list and the words beside it stand.
fn places(app: &App, area: Rect) -> (Option<Rect>, Option<Rect>) {
    if app.journal.opened.is_some() {
        return (None, Some(area));
    }
    let (list, page) = halves(area, super::measure::HALVES_OF_LINES, area.width / 2);
    (Some(list), page)
}

fn title(app: &App, state: &State, row: &Row) -> String {
    match &row.what {
        What::Run(id) => Outline::of(app, state, *id).map_or_else(String::new, |it| it.title),
        What::Noted(_) => "A note".to_owned(),
        What::Excused { line, .. } => line_names(app, state, line).0,
        What::FollowUp { id, .. } => {
            let known = state.follow_up(*id);
            known.map(super::follow_ups::title).unwrap_or_default()
        }
    }
}

/// The words beside the list, or alone.
fn sheet(app: &App, state: &State, row: &Row, width: u16) -> Sheet {
    let mut sheet = Sheet::new(app.look, width);
    match &row.what {
        What::Run(id) => {
            let opened = match &app.journal.opened {
                Some(Opened::Run(wanted, whole)) if wanted == id => Some(whole),
                _ => None,
            };
            summary::draw(app, state, *id, &mut sheet);
            match (state.run(*id), opened) {
                (Some(run), _) => story::draw(app, state, run, &mut sheet),
                (None, Some(Fetched::Here(run))) => story::draw(app, state, run, &mut sheet),
                (None, Some(Fetched::Coming)) => {
                    sheet.gap();
                    sheet.words(Role::Dim, "The run is being read.");
                }
                (None, Some(Fetched::Missing)) => {
                    sheet.gap();
                    let text = "The run cannot be read: its entries are not here any more. `rounds journal verify` says what is missing.";
                    sheet.words(Role::Warn, text);
                }
                (None, None) => summary::readings(app, state, *id, &mut sheet),
            }
        }
        What::FollowUp { id, .. } => {
            if let Some(known) = state.follow_up(*id) {
                let asked = known.opening().map(|it| it.title.as_str());
                sheet.words(Role::Title, asked.unwrap_or_default());
                sheet.gap();
                super::follow_ups::page(app, state, known, &mut sheet);
            }
        }
        What::Noted(text) => {
            let text_of = format!("{} by {}", when::moment(row.at, app), row.by);
            sheet.words(Role::Dim, &text_of);
            sheet.gap();
            sheet.words(Role::Plain, text);
        }
        What::Excused { line, slot, reason } => {
            let (_, runbook) = line_names(app, state, line);
            let target = line.target.as_ref().map(|it| it.as_str());
            let place = [Some(runbook.as_str()), target].into_iter().flatten();
            let place: Vec<_> = place.filter(|it| !it.is_empty()).collect();
            sheet.words(Role::Dim, &place.join(app.look.dot()));
            sheet.labelled("waived", Role::Plain, &when::moment(*slot, app));
            let by = format!("{} by {}", when::moment(row.at, app), row.by);
            sheet.labelled("said", Role::Plain, &by);
            sheet.labelled("why", Role::Plain, reason);
        }
    }
    sheet
}

/// What stands in a line of the list.
enum Item<'a> {
    Day(&'a Row),
    Row(usize, &'a Row),
}

/// The lines around the cursor: no more are looked at than can be in sight.
fn items(app: &App, height: u16) -> Vec<Item<'_>> {
    let height = usize::from(height);
    let at = app.journal.cursor.at;
    let from = at.saturating_sub(height);
    let day = |row: &Row| date(app, row);
    let mut before = from
        .checked_sub(1)
        .and_then(|index| app.journal.rows.get(index))
        .map(day);
    let mut items = Vec::new();
    let around = app.journal.rows.iter().enumerate().skip(from);
    for (index, row) in around.take(2 * height + 1) {
        let today = Some(day(row));
        if before != today {
            before = today;
            items.push(Item::Day(row));
        }
        items.push(Item::Row(index, row));
    }
    items
}

fn date(app: &App, row: &Row) -> Date {
    row.at.to_zoned(app.zone.clone()).date()
}

fn rows(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let inner = views(app, View::Timeline, &heading(app, state), area, buffer);
    let items = items(app, inner.height);
    let selected = items
        .iter()
        .position(|item| matches!(item, Item::Row(index, _) if *index == app.journal.cursor.at));
    let first = paint::first_row(selected.unwrap_or(0), items.len(), inner.height);
    let mut cursor = None;
    for (item, y) in items.iter().skip(first).zip(inner.y..inner.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..inner
        };
        match item {
            Item::Day(row) => {
                let day = piece(app.look, Role::Heading, &when::day(row.at, app));
                line(app.look, buffer, area, &[day]);
            }
            Item::Row(index, row) => {
                let is_selected = *index == app.journal.cursor.at;
                let (left, right) = words(app, state, row, is_selected);
                // What came of it and who it was is never cut for a title's sake.
                let most = usize::from(area.width / 2);
                let right = paint::clipped(app.look, &right, most);
                paint::split_line(app.look, buffer, area, &left, &right);
                paint::selectable(app, buffer, area, *index, app.journal.cursor.at);
                if is_selected {
                    cursor = Some(Position { x: area.x, y });
                }
            }
        }
    }
    cursor
}

/// What is shown of all there is.
fn heading(app: &App, state: &State) -> String {
    let mut parts = Vec::new();
    if app.journal.filter != Filter::All {
        parts.push(app.journal.filter.words().to_owned());
    }
    parts.push(of_what(app, state, app.journal.only.as_ref()));
    parts.push("newest first".to_owned());
    parts.join(app.look.dot())
}

fn words(app: &App, state: &State, row: &Row, selected: bool) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let pointer = if selected { look.pointer() } else { " " };
    let mut left = vec![
        piece(look, Role::Plain, pointer),
        piece(look, Role::Dim, &when::time(row.at, app)),
        piece(look, Role::Plain, " "),
    ];
    let mut right = vec![piece(look, Role::Dim, row.by.as_str())];
    let signed = |sign: (&str, Role)| piece(look, sign.1, &format!("{} ", sign.0));
    match &row.what {
        What::Run(id) => {
            let Some(outline) = Outline::of(app, state, *id) else {
                return (left, right);
            };
            let sign = match outline.disputed {
                true => (look.attention(), Role::Bad),
                false => look.verdict(&outline.verdict),
            };
            left.push(signed(sign));
            // Before the title, so that it is never what is cut.
            if outline.rehearsal {
                left.push(piece(look, Role::Rehearsal, " REHEARSAL "));
                left.push(piece(look, Role::Plain, " "));
            }
            left.push(piece(look, Role::Plain, &outline.title));
            let place = outline.place(look);
            left.push(piece(look, Role::Dim, &format!("  {place}")));
            let (text, role) = outline.remark();
            right.insert(0, piece(look, role, &format!("{text}  ")));
        }
        What::Noted(text) => {
            left.push(signed((look.sign("✎", "n"), Role::Accent)));
            let first = text.lines().next().unwrap_or_default();
            left.push(piece(look, Role::Plain, first));
        }
        What::FollowUp { id, state: to } => {
            let opening = state.follow_up(*id).and_then(|known| known.opening());
            let Some(opening) = opening else {
                return (left, right);
            };
            left.push(signed((look.sign("›", "i"), Role::Accent)));
            let word = match to {
                None => "opened",
                Some(FollowUpState::Open) => "open again",
                Some(other) => other.words(),
            };
            let kind = opening.kind.words();
            left.push(piece(look, Role::Dim, &format!("{kind} {word}: ")));
            left.push(piece(look, Role::Plain, &opening.title));
        }
        What::Excused { line, reason, .. } => {
            left.push(signed(look.slot(&crate::state::SlotState::Excused)));
            let (title, _) = line_names(app, state, line);
            left.push(piece(look, Role::Plain, &title));
            left.push(piece(look, Role::Dim, &format!("  waived: {reason}")));
        }
    }
    (left, right)
}

/// No row at all: say why, and what to do next.
fn nothing(app: &App, area: Rect, buffer: &mut Buffer) {
    let inner = views(app, View::Timeline, "", area, buffer);
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    if app.journal.filter == Filter::All && app.journal.only.is_none() {
        sheet.words(Role::Title, "Nothing was done yet.");
        sheet.gap();
        let (note, today) = (app.key(Action::Note), app.key(Action::Today));
        sheet.words(Role::Plain, &format!("Every run stands here from its first step on, with who did what and when; so do notes of the shift ({note}) and waived rounds. Today ({today}) says what is due."));
    } else {
        let text = format!(
            "Nothing here is {}. {} shows something else.",
            app.journal.filter.words(),
            app.key(Action::Filter)
        );
        sheet.words(Role::Plain, &text);
    }
    sheet.draw_top(inner, buffer);
}
