//! Charts: a row of bars for text, SVG for HTML.
//!
//! What stays true: every SVG has a title and a description that says what is to be seen, and
//! no sign is a colour alone: late bars are striped, missed ones hollow, judged points larger
//! and of another form. All texts in it went through [`escaped`].

use super::{Period, ReadingSeries};
use crate::limits::Judgement;
use crate::text::html_escaped as escaped;
use std::fmt::Write;

/// From the lowest to the highest.
pub(super) const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The same in ASCII.
pub(super) const ASCII_BARS: [char; 8] = ['_', '.', '-', '=', '+', '*', '%', '#'];
const MOST_BARS: usize = 24;

/// The last values as a row of bars, lowest to highest.
pub(super) fn bars(values: &[f64]) -> String {
    let values = &values[values.len().saturating_sub(MOST_BARS)..];
    let (least, span) = reach(values);
    let bar = |value: &f64| {
        // A flat line is drawn low, not high: nothing is rising.
        let share = if span > 0.0 {
            (value - least) / span
        } else {
            0.2
        };
        BARS[((share * 7.0).round() as usize).min(7)]
    };
    values.iter().map(bar).collect()
}

fn reach(values: &[f64]) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (least, most - least)
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 140.0;
/// Room for what stands below and above.
const EDGE: f64 = 18.0;

fn begin(svg: &mut String, id: &str, title: &str, description: &str) {
    let _ = write!(
        svg,
        "<svg role=\"img\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" aria-labelledby=\"{id}-t {id}-d\">\n\
         <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
        escaped(title),
        escaped(description)
    );
}

fn label(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let text = escaped(text);
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    );
}

/// Rounds by period: a pile of bars each.
pub(super) fn rounds(id: &str, periods: &[Period]) -> String {
    let most = periods.iter().map(|it| it.rounds.came).max().unwrap_or(0);
    let mut svg = String::new();
    let description = format!(
        "Piles of bars, one for each of {} periods; at most {most} rounds came in one. Solid is \
         on time, striped late, hollow missed or overdue. The table below has the numbers.",
        periods.len()
    );
    begin(&mut svg, id, "Rounds over time", &description);
    svg.push_str(
        "<defs><pattern id=\"stripes\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"late\" width=\"3\" height=\"6\" />\
         </pattern></defs>\n",
    );
    let room = WIDTH / periods.len().max(1) as f64;
    let unit = (HEIGHT - 2.0 * EDGE) / most.max(1) as f64;
    for (number, period) in periods.iter().enumerate() {
        let rounds = &period.rounds;
        let piles = [
            (rounds.on_time, "done"),
            (rounds.late, "striped"),
            (rounds.missed + rounds.overdue, "hollow"),
        ];
        let mut y = HEIGHT - EDGE;
        let x = room * number as f64 + room * 0.15;
        for (count, class) in piles.into_iter().filter(|(count, _)| *count > 0) {
            let height = unit * count as f64;
            y -= height;
            let width = room.min(60.0) * 0.7;
            let _ = writeln!(
                svg,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" />"
            );
        }
    }
    ends(
        &mut svg,
        periods.first().map(Period::words),
        periods.last().map(Period::words),
    );
    svg.push_str("</svg>\n");
    svg
}

fn ends(svg: &mut String, first: Option<String>, last: Option<String>) {
    label(svg, 0.0, HEIGHT - 4.0, "start", &first.unwrap_or_default());
    label(svg, WIDTH, HEIGHT - 4.0, "end", &last.unwrap_or_default());
}

/// A reading over time.
pub(super) fn line(id: &str, title: &str, series: &ReadingSeries) -> String {
    let unit = series.unit.as_deref().unwrap_or_default();
    let description = format!(
        "{} readings: least {}, median {}, greatest {}, last {} {unit}; {} warnings, {} alarms.",
        series.taken,
        series.min,
        series.median,
        series.max,
        series.last,
        series.warnings,
        series.alarms
    );
    let mut svg = String::new();
    begin(&mut svg, id, title, &description);
    let places = places(series);
    let path: Vec<_> = places
        .iter()
        .map(|(x, y, _)| format!("{x:.1},{y:.1}"))
        .collect();
    let _ = writeln!(svg, "<polyline points=\"{}\" />", path.join(" "));
    for (x, y, judgement) in places {
        mark(&mut svg, x, y, judgement);
    }
    label(
        &mut svg,
        0.0,
        12.0,
        "start",
        &match series.min < series.max {
            true => format!("{} to {} {unit}", series.min, series.max),
            false => format!("{} {unit}", series.max),
        },
    );
    let day = |at: Option<&super::readings::Point>| {
        at.map(|point| point.at.strftime("%Y-%m-%d").to_string())
    };
    ends(
        &mut svg,
        day(series.points.first()),
        day(series.points.last()),
    );
    svg.push_str("</svg>\n");
    svg
}

/// Where each point stands: from the left by its time, from below by its value.
fn places(series: &ReadingSeries) -> Vec<(f64, f64, Judgement)> {
    let first = series.points.first().map_or(0, |it| it.at.as_second());
    let last = series.points.last().map_or(0, |it| it.at.as_second());
    let time = (last - first).max(1) as f64;
    let span = series.max - series.min;
    let place = |point: &super::readings::Point| {
        let x = 8.0 + (point.at.as_second() - first) as f64 / time * (WIDTH - 16.0);
        let share = if span > 0.0 {
            (point.value - series.min) / span
        } else {
            0.5
        };
        let y = HEIGHT - EDGE - 6.0 - share * (HEIGHT - 2.0 * EDGE - 12.0);
        (x, y, point.judgement)
    };
    series.points.iter().map(place).collect()
}

/// A point, in a form that tells its judgement without colour.
fn mark(svg: &mut String, x: f64, y: f64, judgement: Judgement) {
    let _ = match judgement {
        Judgement::Normal => writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\" />"),
        Judgement::Warning => writeln!(
            svg,
            "<path class=\"warning\" d=\"M{x:.1} {:.1}l5 9h-10z\" />",
            y - 5.0
        ),
        Judgement::Alarm => writeln!(
            svg,
            "<rect class=\"alarm\" x=\"{:.1}\" y=\"{:.1}\" width=\"9\" height=\"9\" />",
            x - 4.5,
            y - 4.5
        ),
    };
}
