//! The values of earlier runs beside the limits of a reading: the limits as lines, the values as
//! bars from zero, and where they are going.

use crate::app::App;
use crate::app::run::RunScreen;
use crate::app::theme::Role;
use crate::app::when;
use crate::limits::{Limits, drift, parse_number};
use crate::state::{Reading, State, StepStatus};
use crate::tui::view::paint::piece;
use crate::tui::view::sheet::Sheet;

/// As many values as a trend shows.
const MOST: usize = 20;

/// Adds what was read here in earlier runs; nothing where nothing was.
pub(super) fn draw(
    app: &App,
    screen: &RunScreen,
    state: &State,
    stand: &StepStatus,
    limits: &Limits,
    sheet: &mut Sheet,
) {
    let Some(line) = screen.line(state) else {
        return;
    };
    let readings = state.trend(&line, &stand.step_ref, Some(screen.id), MOST);
    if readings.is_empty() {
        return;
    }
    sheet.gap();
    let above = [("alarm", limits.alarm_above), ("warn", limits.warn_above)];
    let below = [("warn", limits.warn_below), ("alarm", limits.alarm_below)];
    let limits_of = |side: [(&'static str, Option<f64>); 2]| {
        let side = side.into_iter();
        side.filter_map(|(word, limit)| Some((word, limit?.to_string())))
            .collect::<Vec<_>>()
    };
    let (above, below) = (limits_of(above), limits_of(below));
    let labels = above.iter().chain(&below).map(|(_, label)| label.len());
    let margin = labels.max().unwrap_or(0).max(1) + 2;
    let wide = readings.len().max(MOST - 4);
    for (word, label) in &above {
        limit(app, margin, label, wide, word, sheet);
    }
    bars(app, margin, &readings, sheet);
    for (word, label) in &below {
        limit(app, margin, label, wide, word, sheet);
    }
    let values = values(&readings);
    if let Some(drift) = drift(&values, limits) {
        sheet.words(Role::Warn, &drift.words());
    }
    sheet.gap();
}

fn values(readings: &[Reading]) -> Vec<f64> {
    let numbers = readings.iter();
    numbers
        .filter_map(|reading| parse_number(&reading.value).ok())
        .collect()
}

/// One limit as a line.
fn limit(app: &App, margin: usize, label: &str, wide: usize, word: &str, sheet: &mut Sheet) {
    let dash = app.look.sign("┄", "-");
    let role = match word {
        "alarm" => Role::Bad,
        _ => Role::Warn,
    };
    sheet.row(vec![
        piece(app.look, Role::Dim, &format!("{label:>margin$} ")),
        piece(app.look, Role::Line, &dash.repeat(wide)),
        piece(app.look, role, &format!(" {word}")),
    ]);
}

/// The values as bars, with the last of them; a narrow page has its moment in a line of its own.
fn bars(app: &App, margin: usize, readings: &[Reading], sheet: &mut Sheet) {
    let Some(last) = readings.last() else { return };
    let bars = app.look.sparkline(&values(readings));
    let at = format!("  {}", when::moment(last.at, app));
    let mut pieces = vec![
        piece(app.look, Role::Dim, &format!("{:>margin$} ", "")),
        piece(app.look, Role::Accent, &bars),
        piece(app.look, Role::Dim, "  last "),
        piece(app.look, app.look.judgement(last.judgement), &last.value),
    ];
    let taken: usize = pieces.iter().map(|(text, _)| text.width()).sum();
    if taken + at.chars().count() <= sheet.width() {
        pieces.push(piece(app.look, Role::Dim, &at));
    }
    sheet.row(pieces);
}
