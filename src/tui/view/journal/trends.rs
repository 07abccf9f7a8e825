//! Readings over time, each as a few rows of bars with its greatest and least value beside
//! them. A bar that was a warning or an alarm has a sign beneath it, not only a colour.

use super::super::paint::{Piece, piece};
use super::super::sheet::Sheet;
use super::super::today::line_names;
use crate::app::App;
use crate::app::action::Action;
use crate::app::theme::Role;
use crate::app::trends::Trends;
use crate::app::when;
use crate::limits::Judgement;
use crate::runbook::{Step, StepRef};
use crate::state::{Point, SeriesId, State, Trend};

/// Rows of bars.
const ROWS: usize = 4;
/// Parts that a cell is divided into.
const PARTS: usize = 8;
/// As many readings are drawn: more nobody scrolls through, and a key must not wait for them.
const MOST_CHARTS: usize = 8;
/// As many more have a line.
const MOST_LINES: usize = 60;
/// As many values stand in a line.
const LAST_FEW: usize = 12;
/// A bar is not wider than this, however few there are.
const WIDEST: usize = 4;

pub(super) fn draw(app: &App, state: &State, trends: &Trends, sheet: &mut Sheet) {
    if trends.all.is_empty() {
        sheet.words(Role::Title, "No reading was taken in the last year.");
        sheet.gap();
        let words = "A step with `reading` asks for a value; each run that ends adds one here.";
        sheet.words(Role::Plain, words);
        return;
    }
    for trend in trends.all.iter().take(MOST_CHARTS) {
        sheet.gap();
        head(app, state, trend, sheet);
        chart(app, trend, sheet);
        words(app, trend, sheet);
    }
    let rest = trends.all.iter().skip(MOST_CHARTS);
    if rest.len() > 0 {
        sheet.heading("And in one line each");
    }
    for trend in rest.take(MOST_LINES) {
        in_one_line(app, state, trend, sheet);
    }
    let left = trends.all.len().saturating_sub(MOST_CHARTS + MOST_LINES);
    if left > 0 {
        let only = app.key(Action::OnlyThis);
        let words =
            format!("{left} more: {only} on a run's row shows those of its procedure alone.");
        sheet.words(Role::Dim, &words);
    }
}

/// Where the last few values tend, and the last of them.
fn in_one_line(app: &App, state: &State, trend: &Trend, sheet: &mut Sheet) {
    let last = trend.last();
    let first = trend.points.len().saturating_sub(LAST_FEW);
    let values: Vec<f64> = trend.points[first..].iter().map(|it| it.value).collect();
    let (title, _) = line_names(app, state, &trend.line);
    let unit = trend.unit.as_deref().unwrap_or_default();
    sheet.row(vec![
        piece(app.look, Role::Accent, &app.look.sparkline(&values)),
        piece(
            app.look,
            role(last.judgement),
            &format!(" {} {unit}  ", last.value),
        ),
        piece(
            app.look,
            Role::Plain,
            &name(app, &trend.line, &trend.step_ref),
        ),
        piece(app.look, Role::Dim, &format!("{}{title}", app.look.dot())),
    ]);
}

/// What is read, and where.
fn head(app: &App, state: &State, trend: &Trend, sheet: &mut Sheet) {
    let (title, runbook) = line_names(app, state, &trend.line);
    let target = trend.line.target.as_ref().map(ToString::to_string);
    let places = [Some(title), target, Some(runbook)].into_iter().flatten();
    let places: Vec<_> = places.filter(|place| !place.is_empty()).collect();
    sheet.words(Role::Heading, &name(app, &trend.line, &trend.step_ref));
    sheet.words(Role::Dim, &places.join(app.look.dot()));
    if let Some(limits) = limits(app, trend) {
        sheet.words(Role::Dim, &limits);
    }
}

fn step<'a>(app: &'a App, line: &SeriesId, step_ref: &StepRef) -> Option<&'a Step> {
    let runbook = app.usable(&line.procedure.runbook)?;
    let procedure = runbook.procedure(line.procedure.procedure.as_str())?;
    procedure.step(&step_ref.step)
}

/// What the step is called now; by its id where the file no longer has it.
fn name(app: &App, line: &SeriesId, step_ref: &StepRef) -> String {
    let Some(step) = step(app, line, step_ref) else {
        return step_ref.to_string();
    };
    let title = step.title.source();
    let item = step_ref
        .item
        .as_ref()
        .and_then(|id| Some(step.each.item(id)?.text));
    match item {
        Some(item) if title.contains("$ITEM") => title.replace("$ITEM", &item),
        Some(item) => format!("{title}: {item}"),
        None => title.to_owned(),
    }
}

fn limits(app: &App, trend: &Trend) -> Option<String> {
    let crate::runbook::Yields::Reading { limits, .. } =
        &step(app, &trend.line, &trend.step_ref)?.yields
    else {
        return None;
    };
    let parts = [
        ("warns below", limits.warn_below),
        ("warns above", limits.warn_above),
        ("alarms below", limits.alarm_below),
        ("alarms above", limits.alarm_above),
    ];
    let parts = parts.iter().filter_map(|(word, limit)| {
        let limit = (*limit)?;
        Some(format!("{word} {limit}"))
    });
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The bars, beside them the greatest and the least, beneath them what was not well, and
/// the days between which they lie.
fn chart(app: &App, trend: &Trend, sheet: &mut Sheet) {
    let [least, _, greatest] = trend.reach();
    let labels = [greatest.to_string(), least.to_string()];
    let margin = labels.iter().map(String::len).max().unwrap_or(0) + 1;
    let room = sheet.width().saturating_sub(margin).max(1);
    let points = trend.thinned(room);
    let wide = (room / points.len()).clamp(1, WIDEST);
    for row in 0..ROWS {
        let label = match row {
            0 if greatest > least => &labels[0],
            _ if row == ROWS - 1 => &labels[1],
            _ => "",
        };
        let label = format!("{label:>width$} ", width = margin - 1);
        let mut pieces = vec![piece(app.look, Role::Dim, &label)];
        let cells = points
            .iter()
            .map(|point| cell(app, [least, greatest], point, row, wide));
        pieces.extend(cells);
        sheet.row(pieces);
    }
    marks(app, &points, margin, wide, sheet);
    days(app, &points, margin, wide, sheet);
}

/// One bar's part in a row; the uppermost row is 0.
fn cell(app: &App, [least, greatest]: [f64; 2], point: &Point, row: usize, wide: usize) -> Piece {
    let share = match greatest > least {
        true => (point.value - least) / (greatest - least),
        // A flat line is drawn low, not high: nothing is rising.
        false => 0.2,
    };
    // The least still has a bar: that something was read must be seen.
    let height = 1 + (share * (ROWS * PARTS - 1) as f64).round() as usize;
    let beneath = (ROWS - 1 - row) * PARTS;
    let part = height.saturating_sub(beneath).min(PARTS);
    let sign = match app.look.ascii {
        true => [" ", ".", ".", ":", ":", "|", "|", "#", "#"][part],
        false => [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"][part],
    };
    piece(app.look, role(point.judgement), &sign.repeat(wide))
}

fn role(judgement: Judgement) -> Role {
    match judgement {
        Judgement::Normal => Role::Accent,
        Judgement::Warning => Role::Warn,
        Judgement::Alarm => Role::Bad,
    }
}

/// A sign beneath what was a warning or an alarm.
fn marks(app: &App, points: &[Point], margin: usize, wide: usize, sheet: &mut Sheet) {
    if points.iter().all(|it| it.judgement == Judgement::Normal) {
        return;
    }
    let mut pieces = vec![piece(app.look, Role::Plain, &" ".repeat(margin))];
    pieces.extend(points.iter().map(|point| {
        let sign = match point.judgement {
            Judgement::Normal => " ",
            Judgement::Warning => "w",
            Judgement::Alarm => "A",
        };
        piece(app.look, role(point.judgement), &format!("{sign:<wide$}"))
    }));
    sheet.row(pieces);
}

fn days(app: &App, points: &[Point], margin: usize, wide: usize, sheet: &mut Sheet) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    let (first, last) = (when::moment(first.at, app), when::moment(last.at, app));
    let width = points.len() * wide;
    let words = match points.len() {
        1 => first,
        _ if first.chars().count() + last.chars().count() + 2 > width => {
            format!("{first} to {last}")
        }
        _ => {
            let room = width - first.chars().count();
            format!("{first}{last:>room$}")
        }
    };
    let words = format!("{}{words}", " ".repeat(margin));
    sheet.row(vec![piece(app.look, Role::Dim, &words)]);
}

/// The same in numbers.
fn words(app: &App, trend: &Trend, sheet: &mut Sheet) {
    let [least, median, greatest] = trend.reach();
    let last = trend.last();
    let unit = trend.unit.as_deref().map(|unit| format!(" {unit}"));
    let unit = unit.unwrap_or_default();
    let count = |judgement| {
        let points = trend.points.iter();
        points.filter(|point| point.judgement == judgement).count()
    };
    let taken = trend.points.len();
    let mut parts = vec![match taken {
        1 => "taken once".to_owned(),
        _ => format!("taken {taken} times"),
    }];
    for (judgement, one, more) in [
        (Judgement::Warning, "warning", "warnings"),
        (Judgement::Alarm, "alarm", "alarms"),
    ] {
        match count(judgement) {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            many => parts.push(format!("{many} {more}")),
        }
    }
    let head = vec![piece(app.look, Role::Dim, "last ")];
    let value = format!("{}{unit}", last.value);
    let role = match last.judgement {
        Judgement::Normal => Role::Plain,
        judged => self::role(judged),
    };
    sheet.hung(head, role, &value);
    let reach = format!("least {least}, median {median}, greatest {greatest}");
    parts.insert(0, reach);
    sheet.words(Role::Plain, &parts.join("; "));
}
