//! One reading drawn over time: dots from zero upwards, limits as lines across.

use super::super::paint::{Piece, piece};
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::theme::Role;
use crate::app::when;
use crate::limits::{Judgement, Limits};
use crate::state::{Point, Trend};

/// Columns that the words behind a limit take.
const WORDS: usize = 20;
/// A limit that lies farther than so many times the values' reach would flatten them.
const FAR: f64 = 3.0;

/// A limit that is drawn.
struct Line {
    row: usize,
    value: f64,
    words: &'static str,
    role: Role,
}

/// Adds the plot, so many rows high, and the days below its axis.
pub(super) fn draw(app: &App, trend: &Trend, limits: &Limits, rows: usize, sheet: &mut Sheet) {
    let look = app.look;
    let [lowest, _, highest] = trend.reach();
    let reach = highest.max(-lowest).max(f64::MIN_POSITIVE);
    let near: Vec<_> = [
        ("alarm below", limits.alarm_below, Role::Bad),
        ("warn below", limits.warn_below, Role::Warn),
        ("warn above", limits.warn_above, Role::Warn),
        ("alarm above", limits.alarm_above, Role::Bad),
    ]
    .into_iter()
    .filter_map(|(words, limit, role)| Some((words, limit?, role)))
    .filter(|(_, limit, _)| limit.abs() <= FAR * reach)
    .collect();
    let values = near.iter().map(|(_, limit, _)| *limit);
    let top = values.clone().fold(highest.max(0.0), f64::max);
    let bottom = values.fold(lowest.min(0.0), f64::min);
    let span = match top > bottom {
        true => top - bottom,
        false => 1.0,
    };
    let last_row = rows.saturating_sub(1);
    let row_of = |value: f64| {
        let up = ((value - bottom) / span * last_row as f64).round() as usize;
        last_row - up.min(last_row)
    };
    let lines: Vec<Line> = near
        .into_iter()
        .map(|(words, value, role)| Line {
            row: row_of(value),
            value,
            words,
            role,
        })
        .collect();
    let labels = lines.iter().map(|line| line.value);
    let labels = labels.chain([top, bottom]).map(|it| figure(it).len());
    let margin = labels.max().unwrap_or(1);
    let room = sheet.width().saturating_sub(margin + 2 + WORDS).max(8);
    let points = trend.thinned(room);
    for row in 0..rows {
        let limit = lines.iter().find(|line| line.row == row);
        let label = match (row, limit) {
            (_, Some(line)) => figure(line.value),
            (0, None) => figure(top),
            (row, None) if row == last_row => figure(bottom),
            _ => String::new(),
        };
        let axis = match label.is_empty() {
            true => look.sign("│", "|"),
            false => look.sign("┤", "+"),
        };
        let mut pieces = vec![piece(look, Role::Dim, &format!("{label:>margin$} {axis}"))];
        let dots = points.iter().map(|point| {
            let here = row_of(point.value) == row;
            here.then_some(point)
        });
        pieces.extend(dots.map(|point| dot(app, point, limit)));
        if let Some(line) = limit {
            let dash = look.sign("┄", "-");
            let rest = dash.repeat((room - points.len()).min(4));
            pieces.push(piece(look, Role::Line, &rest));
            let words = format!(" {} {}", line.words, figure(line.value));
            pieces.push(piece(look, line.role, &words));
        }
        sheet.row(pieces);
    }
    days(app, &points, margin, sheet);
}

/// What stands in one column of a row: a value, a limit's line, or nothing.
fn dot(app: &App, point: Option<&Point>, limit: Option<&Line>) -> Piece {
    let look = app.look;
    match (point, limit) {
        (Some(point), _) => {
            let (sign, role) = match point.judgement {
                Judgement::Normal => (look.sign("•", "*"), Role::Accent),
                Judgement::Warning => (look.sign("•", "w"), Role::Warn),
                Judgement::Alarm => (look.broken(), Role::Bad),
            };
            piece(look, role, sign)
        }
        (None, Some(_)) => piece(look, Role::Line, look.sign("┄", "-")),
        (None, None) => piece(look, Role::Plain, " "),
    }
}

/// A value with at most two places behind the point.
fn figure(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    rounded.to_string()
}

/// The axis, and the days between which the values lie.
fn days(app: &App, points: &[Point], margin: usize, sheet: &mut Sheet) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    let look = app.look;
    let corner = format!("{:>margin$} {}", "", look.sign("└", "+"));
    let axis = look.sign("─", "-").repeat(points.len().max(8));
    sheet.row(vec![piece(look, Role::Dim, &format!("{corner}{axis}"))]);
    let words = match points.len() {
        1 => when::moment(first.at, app),
        _ => format!(
            "{} to {}",
            when::moment(first.at, app),
            when::moment(last.at, app)
        ),
    };
    let words = format!("{:>margin$}  {words}", "");
    sheet.row(vec![piece(look, Role::Dim, &words)]);
}
