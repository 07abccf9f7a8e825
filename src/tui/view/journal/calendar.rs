//! The last year as weeks of cells, and in words what was due on the selected day.

use super::super::measure::is_small;
use super::super::paint::{Piece, piece, width};
use super::super::sheet::Sheet;
use super::super::today::line_names;
use super::summary::Outline;
use crate::app::App;
use crate::app::theme::Role;
use crate::app::when;
use crate::present::length;
use crate::report::{Calendar, DAYS};
use crate::state::{Occurrence, SlotState, State};
use crate::text::shown;
use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::style::Modifier;

/// Columns before the weeks.
const NAMES: usize = 4;
/// Columns between the weeks and what the signs mean.
const BETWEEN: usize = 3;

/// Lays the year out, the selected day marked. Where rows are dear it comes first: it is what one
/// moves for.
pub(super) fn draw(app: &App, state: &State, calendar: &Calendar, sheet: &mut Sheet) {
    let is_small = is_small(app);
    if is_small {
        headline(app, calendar, sheet);
    }
    let today = app.now.to_zoned(app.zone.clone()).date();
    let room = sheet.width().saturating_sub(NAMES);
    let all = usize::try_from(DAYS / 7).unwrap_or(53);
    // Two columns a week are easier to read; where there is less room, the last weeks stay.
    let wide = if room >= 2 * all { 2 } else { 1 };
    let weeks = i32::try_from(all.min(room / wide)).unwrap_or(0);
    let first = Calendar::first_of(weeks, &app.wall());
    months(app, first, weeks, wide, sheet);
    let legend = legend(app, calendar);
    let taken = NAMES + usize::try_from(weeks).unwrap_or(0) * wide + BETWEEN;
    let widest = legend.iter().map(|row| width(row)).max().unwrap_or(0);
    let is_beside = taken + widest <= sheet.width();
    let mut beside = legend.iter().filter(|_| is_beside);
    for weekday in 0..7 {
        let mut row = vec![name(app, weekday)];
        for week in 0..weeks {
            let date = first.saturating_add((7 * week + weekday).days());
            row.push(cell(app, calendar, date, today, wide));
        }
        if let Some(told) = beside.next() {
            row.push(piece(app.look, Role::Plain, &" ".repeat(BETWEEN)));
            row.extend(told.iter().cloned());
        }
        sheet.row(row);
    }
    if !is_small {
        sheet.gap();
        headline(app, calendar, sheet);
    }
    rounds(app, state, calendar, sheet);
    if !is_beside {
        for row in legend {
            sheet.row(row);
        }
    }
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
    if date != app.calendar_day() {
        return piece(app.look, role, &format!("{sign:<wide$}"));
    }
    // The selected day is told by a sign as well, where no cell can be turned over.
    let mut selected = piece(app.look, role, &format!("{sign:<wide$}"));
    selected.1 = selected.1.add_modifier(Modifier::REVERSED);
    selected
}

/// The selected day in a line: what became of its rounds, counted.
fn headline(app: &App, calendar: &Calendar, sheet: &mut Sheet) {
    let date = app.calendar_day();
    let name = date.strftime("%a %-d %b %Y").to_string();
    let all = calendar.days.get(&date).map(|day| day.words());
    let all = all.filter(|words| !words.is_empty());
    let all = all.unwrap_or_else(|| "nothing was due".to_owned());
    let dot = app.look.dot();
    let pointer = app.look.pointer();
    sheet.select();
    sheet.row(vec![
        piece(app.look, Role::Title, &format!("{pointer} {name}")),
        piece(app.look, Role::Plain, &format!("{dot}{all}")),
    ]);
}

/// What became of each round of the selected day, what was missed or late first.
fn rounds(app: &App, state: &State, calendar: &Calendar, sheet: &mut Sheet) {
    let date = app.calendar_day();
    let rounds = calendar.on(state, date, &app.wall()).into_iter();
    let rounds = rounds.map(|(line, occurrence)| {
        let (title, runbook) = line_names(app, state, &line);
        let place = line.target.as_ref().map_or(runbook, ToString::to_string);
        let is_seen = state
            .line_of(&line)
            .is_some_and(|it| it.is_seen(occurrence.slot));
        (occurrence, title, place, is_seen)
    });
    let rounds: Vec<_> = rounds.collect();
    let widest = |part: fn(&(Occurrence, String, String, bool)) -> &String| {
        let widths = rounds.iter().map(|round| shown(part(round)).width());
        widths.max().unwrap_or(0)
    };
    let (titles, places) = (widest(|round| &round.1), widest(|round| &round.2));
    for (occurrence, title, place, is_seen) in &rounds {
        let (sign, role) = app.look.slot(&occurrence.state);
        let slot = when::time(occurrence.slot, app);
        let mut row = vec![
            piece(app.look, Role::Plain, "  "),
            piece(app.look, role, sign),
        ];
        let text = format!(" {title:<titles$}  {place:<places$}  {slot}  ");
        row.push(piece(app.look, Role::Plain, &text));
        row.extend(became(app, state, occurrence, *is_seen));
        sheet.row(row);
    }
    sheet.gap();
}

/// What became of a round: when it was done, how late, what it came to and by whom; or until when
/// it can be, or that it was missed.
fn became(app: &App, state: &State, occurrence: &Occurrence, is_seen: bool) -> Vec<Piece> {
    let look = app.look;
    let told = |role: Role, text: &str| vec![piece(look, role, text)];
    let (_, role) = look.slot(&occurrence.state);
    let outline = occurrence.run.and_then(|id| Outline::of(app, state, id));
    match (occurrence.state, outline) {
        (SlotState::Missed, _) if is_seen => told(role, "missed, acknowledged"),
        (SlotState::Missed, _) => told(role, "missed"),
        (SlotState::Excused, _) => told(role, "waived"),
        (_, Some(outline)) => {
            let (came_to, role) = outline.remark();
            let done = outline.done_at.unwrap_or(occurrence.slot);
            let mut row = told(Role::Plain, &format!("{}  ", when::time(done, app)));
            row.push(piece(look, role, &format!("{came_to:<12}")));
            let by = outline.ended.map_or(outline.began.1, |(_, by)| by);
            row.push(piece(look, Role::Dim, &format!("  {by}")));
            row
        }
        (SlotState::Overdue, None) => {
            let late = length(app.now.duration_since(occurrence.due_by));
            told(role, &format!("{late} overdue"))
        }
        (SlotState::Open, None) => {
            let until = when::moment(occurrence.due_by, app);
            told(role, &format!("until {until}"))
        }
        (_, None) => told(
            role,
            &format!("due by {}", when::moment(occurrence.due_by, app)),
        ),
    }
}

/// The year in words: what the signs are, and how often each was.
fn legend(app: &App, calendar: &Calendar) -> Vec<Vec<Piece>> {
    let total = calendar.total();
    let told = |state: &SlotState, words: &str| {
        let (sign, role) = app.look.slot(state);
        vec![
            piece(app.look, role, &format!("{sign} ")),
            piece(app.look, Role::Plain, words),
        ]
    };
    let counts = total.counts();
    let most = counts.iter().map(|(_, count, _)| count.to_string().len());
    let most = most.max().unwrap_or(1);
    // Of what there was none of, only what is hoped for is told: the share below has to fit.
    let there =
        |(state, count, _): &&(SlotState, u32, &str)| *count > 0 || *state == SlotState::Done;
    let rows = counts
        .iter()
        .filter(there)
        .map(|(state, count, words)| told(state, &format!("{count:>most$} {words}")));
    let mut rows: Vec<_> = rows.collect();
    rows.push(told(
        &SlotState::Upcoming,
        &format!("{:most$} none due", ""),
    ));
    if let Some(percent) = total.percent_on_time() {
        let words = format!("  {percent:>most$} % on time");
        rows.push(vec![piece(app.look, Role::Plain, &words)]);
    }
    rows
}
