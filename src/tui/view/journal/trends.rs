//! Readings over time: a table with a line each, what is read daily and worst first; below it the
//! selected one drawn from zero, with its limits as lines.
//!
//! What stays true: what was a warning or an alarm has a sign, not only a colour; the last value
//! and the limits are never cut, a name is.

use super::super::paint::{self, Piece, clipped, line, piece, width};
use super::super::sheet::Sheet;
use super::super::today::line_names;
use super::plot;
use crate::app::App;
use crate::app::theme::Role;
use crate::app::trends::Trends;
use crate::limits::{Judgement, Limits};
use crate::runbook::{Step, StepRef, Yields};
use crate::state::{SeriesId, State, Trend};
use crate::text::shown;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the bars in a line of the table.
const BARS: usize = 20;
/// Columns of a limit.
const LIMIT: usize = 8;
/// Columns of the last value.
const LAST: usize = 12;
/// The place has so many at most.
const PLACE: usize = 14;
/// Rows that the selected reading asks for below the table.
const BELOW: u16 = 13;

pub(super) fn draw(
    app: &App,
    state: &State,
    trends: &Trends,
    area: Rect,
    buffer: &mut Buffer,
) -> Position {
    let place = Position {
        x: area.x,
        y: area.y,
    };
    let at = app.journal.trend.at.min(trends.all.len().saturating_sub(1));
    let Some(selected) = trends.all.get(at) else {
        let mut sheet = Sheet::new(app.look, area.width);
        sheet.words(Role::Title, "No reading was taken in the last year.");
        sheet.gap();
        let words = "A step with `reading` asks for a value; each run that ends adds one here.";
        sheet.words(Role::Plain, words);
        sheet.draw_top(area, buffer);
        return place;
    };
    let below = match area.height > BELOW + 4 {
        true => BELOW.max(area.height / 2),
        false => 0,
    };
    let rows = u16::try_from(trends.all.len() + 1).unwrap_or(u16::MAX);
    let height = rows.min(area.height - below);
    let table = Rect { height, ..area };
    let cursor = self::table(app, state, trends, at, table, buffer);
    if below > 0 {
        let rest = Rect {
            y: area.y + height + 1,
            height: area.height - height - 1,
            ..area
        };
        one(app, state, selected, rest, buffer);
    }
    cursor.unwrap_or(place)
}

/// The table; gives the place of the selected row.
fn table(
    app: &App,
    state: &State,
    trends: &Trends,
    at: usize,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let head = Rect { height: 1, ..area };
    let columns = Columns::of(app, state, trends, area.width);
    let names = columns.row(
        ["", "Reading", "Where", "Last year"],
        ["Last", "Warn", "Alarm"],
    );
    let names: Vec<_> = names
        .into_iter()
        .map(|text| piece(app.look, Role::Dim, &text))
        .collect();
    line(app.look, buffer, head, &names);
    let room = area.height.saturating_sub(1);
    let first = paint::first_row(at, trends.all.len(), room);
    let mut cursor = None;
    let visible = trends.all.iter().enumerate().skip(first);
    for ((index, trend), y) in visible.zip(area.y + 1..area.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        line(
            app.look,
            buffer,
            row,
            &columns.of_trend(app, state, trend, index == at),
        );
        paint::selectable(app, buffer, row, index, at);
        if index == at {
            cursor = Some(Position { x: row.x, y });
        }
    }
    cursor
}

/// How wide each column is.
struct Columns {
    name: usize,
    place: usize,
    bars: usize,
    has_limits: bool,
}

impl Columns {
    /// What the names need, within what is left beside the figures.
    fn of(app: &App, state: &State, trends: &Trends, room: u16) -> Self {
        const SIGNS: usize = 3;
        const LEAST: usize = 16;
        let beside = |columns: usize| if columns > 0 { columns + 2 } else { 0 };
        let room = usize::from(room);
        let places = trends
            .all
            .iter()
            .map(|it| shown(&place(app, state, it)).width());
        let place = places.max().unwrap_or(0).clamp(5, PLACE);
        let has_limits = room >= 72;
        let limits = if has_limits { 2 * LIMIT } else { 0 };
        let left = room.saturating_sub(SIGNS + 2 + LAST + limits);
        // The bars give way before the place, and that before the name of what is read.
        let ways = [(BARS, place), (BARS / 2, place), (0, place), (BARS / 2, 0)];
        let fits = |(bars, place): &(usize, usize)| left >= beside(*bars) + beside(*place) + LEAST;
        let ways = ways
            .into_iter()
            .filter(|(bars, _)| *bars == 0 || room >= 60);
        let (bars, place) = ways.into_iter().find(fits).unwrap_or((0, 0));
        let most = left.saturating_sub(beside(bars) + beside(place));
        let names = trends.all.iter().map(|it| shown(&name(app, it)).width());
        let name = names.max().unwrap_or(0).max(7).min(most);
        Self {
            name,
            place,
            bars,
            has_limits,
        }
    }

    fn row(&self, left: [&str; 4], right: [&str; 3]) -> Vec<String> {
        let mut row = vec![format!("{:<3}{:<2$}  ", left[0], left[1], self.name)];
        for (text, columns) in [(left[2], self.place), (left[3], self.bars)] {
            if columns > 0 {
                row.push(format!("{text:<columns$}  "));
            }
        }
        row.push(format!("{:>LAST$}", right[0]));
        if self.has_limits {
            row.push(format!("{:>LIMIT$}{:>LIMIT$}", right[1], right[2]));
        }
        row
    }

    fn of_trend(&self, app: &App, state: &State, trend: &Trend, selected: bool) -> Vec<Piece> {
        let look = app.look;
        let last = trend.last();
        let (sign, role) = match last.judgement {
            Judgement::Normal => (" ", Role::Plain),
            Judgement::Warning => (look.attention(), Role::Warn),
            Judgement::Alarm => (look.broken(), Role::Bad),
        };
        let pointer = if selected { look.pointer() } else { " " };
        let cell = |role: Role, text: &str, columns: usize| {
            let text = clipped(look, &[piece(look, role, text)], columns);
            let gap = columns.saturating_sub(width(&text)) + 2;
            text.into_iter()
                .chain([piece(look, Role::Plain, &" ".repeat(gap))])
                .collect::<Vec<_>>()
        };
        let mut row = vec![
            piece(look, Role::Plain, pointer),
            piece(look, role, sign),
            piece(look, Role::Plain, " "),
        ];
        let name = middle(app, &name(app, trend), self.name);
        row.extend(cell(Role::Plain, &name, self.name));
        if self.place > 0 {
            row.extend(cell(Role::Dim, &place(app, state, trend), self.place));
        }
        if self.bars > 0 {
            let values: Vec<f64> = trend.thinned(self.bars).iter().map(|it| it.value).collect();
            row.extend(cell(Role::Accent, &look.sparkline(&values), self.bars));
        }
        let unit = trend.unit.as_deref().map(|unit| format!(" {unit}"));
        let value = format!("{}{}", last.value, unit.unwrap_or_default());
        let value = clipped(look, &[piece(look, role, &value)], LAST);
        let gap = LAST.saturating_sub(width(&value));
        row.push(piece(look, Role::Plain, &" ".repeat(gap)));
        row.extend(value);
        if self.has_limits {
            let limits = limits(app, trend).unwrap_or_default();
            let side = |below: Option<f64>, above: Option<f64>| match (below, above) {
                (Some(below), _) => format!("<{below}"),
                (None, Some(above)) => format!(">{above}"),
                (None, None) => look.sign("–", "-").to_owned(),
            };
            let warn = side(limits.warn_below, limits.warn_above);
            let alarm = side(limits.alarm_below, limits.alarm_above);
            let words = format!("{warn:>LIMIT$}{alarm:>LIMIT$}");
            row.push(piece(look, Role::Dim, &words));
        }
        row
    }
}

/// A name that is too long keeps its end as well: that tells one shard from the next.
fn middle(app: &App, name: &str, columns: usize) -> String {
    const END: usize = 8;
    let (text, letters) = (shown(name), name.chars().count());
    if text.width() <= columns || text.width() != letters || columns < 2 * END {
        return name.to_owned();
    }
    let mark = app.look.sign("…", "..");
    let front = columns - END - mark.chars().count();
    let letters: Vec<char> = name.chars().collect();
    let front: String = letters.iter().take(front).collect();
    let end: String = letters.iter().skip(letters.len() - END).collect();
    format!("{}{mark}{end}", front.trim_end())
}

/// The selected reading: what and where, its values from zero, and the same in figures.
fn one(app: &App, state: &State, trend: &Trend, area: Rect, buffer: &mut Buffer) {
    let mut sheet = Sheet::new(app.look, area.width);
    let (title, _) = line_names(app, state, &trend.line);
    let places = [name(app, trend), place(app, state, trend), title];
    let head = [piece(app.look, Role::Title, &places.join(app.look.dot()))];
    sheet.row(clipped(app.look, &head, sheet.width()));
    // The heading, the axis, the figures and the gaps around them.
    let around = 5;
    let rows = usize::from(area.height).saturating_sub(around).clamp(3, 12);
    let limits = limits(app, trend).unwrap_or_default();
    plot::draw(app, trend, &limits, rows, &mut sheet);
    sheet.gap();
    sheet.words(Role::Plain, &figures(app, trend));
    sheet.draw_top(area, buffer);
}

fn step<'a>(app: &'a App, line: &SeriesId, step_ref: &StepRef) -> Option<&'a Step> {
    let runbook = app.usable(&line.procedure.runbook)?;
    let procedure = runbook.procedure(line.procedure.procedure.as_str())?;
    procedure.step(&step_ref.step)
}

/// What the step is called now; by its id where the file no longer has it.
fn name(app: &App, trend: &Trend) -> String {
    let step_ref = &trend.step_ref;
    let Some(step) = step(app, &trend.line, step_ref) else {
        return step_ref.to_string();
    };
    let title = step.title.source();
    let item = step_ref
        .item
        .as_ref()
        .and_then(|id| Some(step.each.item(id)?.text));
    match item {
        Some(item) if title.contains("$ITEM") => title.replace("$ITEM", &item),
        Some(item) => format!("{title}, {item}"),
        None => title.to_owned(),
    }
}

/// Where it is read: the target, or the runbook.
fn place(app: &App, state: &State, trend: &Trend) -> String {
    let target = trend.line.target.as_ref().map(ToString::to_string);
    target.unwrap_or_else(|| line_names(app, state, &trend.line).1)
}

fn limits(app: &App, trend: &Trend) -> Option<Limits> {
    match &step(app, &trend.line, &trend.step_ref)?.yields {
        Yields::Reading { limits, .. } => Some(*limits),
        _ => None,
    }
}

/// The same in numbers.
fn figures(app: &App, trend: &Trend) -> String {
    let [lowest, median, highest] = trend.reach();
    let count = |judgement| {
        let points = trend.points.iter();
        points.filter(|point| point.judgement == judgement).count()
    };
    let counted = |judgement, one: &str| match count(judgement) {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {one}s")),
    };
    let worries = [
        counted(Judgement::Warning, "warning"),
        counted(Judgement::Alarm, "alarm"),
    ];
    let worries: Vec<_> = worries.into_iter().flatten().collect();
    let mut parts = vec![
        format!("lowest {lowest}"),
        format!("median {median}"),
        format!("highest {highest}"),
        format!("{} taken", trend.points.len()),
    ];
    if !worries.is_empty() {
        parts.push(worries.join(", "));
    }
    parts.join(app.look.dot())
}
