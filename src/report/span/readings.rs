//! Each reading over the span: what it was, and where it tends.

use crate::limits::{Judgement, parse_number};
use crate::runbook::StepRef;
use crate::state::{Run, SeriesId};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// A reading over the span: `procedure`, `target`, `step`, `title`, `unit`; `taken`, which is
/// the sum of `normal`, `warnings` and `alarms`; `min`, `median`, `max`, `last`; `points`
/// (in order: `at`, `value`, `judgement`; of many, the least and the greatest of each stretch).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadingSeries {
    /// Whose, with its runbook.
    pub procedure: String,
    /// Where.
    pub target: Option<String>,
    /// At which step; an item as STEP/ITEM.
    pub step: String,
    /// What people called the step the last time.
    pub title: String,
    /// The unit of the last one.
    pub unit: Option<String>,
    /// How many were taken.
    pub taken: usize,
    /// Well.
    pub normal: usize,
    /// Beyond a warning limit.
    pub warnings: usize,
    /// Beyond an alarm limit.
    pub alarms: usize,
    /// The least.
    pub min: f64,
    /// The one in the middle; the lower of two.
    pub median: f64,
    /// The greatest.
    pub max: f64,
    /// The last.
    pub last: f64,
    /// What a chart shows.
    pub points: Vec<Point>,
}

/// One reading.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// When it was really taken.
    pub at: Timestamp,
    /// What it was.
    pub value: f64,
    /// What it was judged.
    pub judgement: Judgement,
}

/// More cannot be told apart on a page.
const MOST_POINTS: usize = 120;

#[derive(Clone, Debug, Default)]
struct Kept {
    title: String,
    unit: Option<String>,
    points: Vec<Point>,
}

/// Readings while runs come in.
#[derive(Clone, Debug, Default)]
pub(super) struct Readings(BTreeMap<(SeriesId, StepRef), Kept>);

impl Readings {
    pub(super) fn take(&mut self, line: &SeriesId, run: &Run) {
        for reading in run.readings() {
            let Ok(value) = parse_number(&reading.value) else {
                continue;
            };
            let title = run.outcome(&reading.step_ref);
            let title = title.map(|said| said.what.title.clone());
            let kept = self.0.entry((line.clone(), reading.step_ref));
            let kept = kept.or_default();
            kept.title = title.unwrap_or_default();
            kept.unit = reading.unit.as_deref().map(str::to_owned);
            kept.points.push(Point {
                at: reading.at,
                value,
                judgement: reading.judgement,
            });
        }
    }

    pub(super) fn series(self) -> Vec<ReadingSeries> {
        let kept = self.0.into_iter();
        let series = kept.filter_map(|((line, step_ref), kept)| kept.series(&line, &step_ref));
        series.collect()
    }
}

impl Kept {
    fn series(mut self, line: &SeriesId, step_ref: &StepRef) -> Option<ReadingSeries> {
        self.points.sort_by_key(|point| point.at);
        let mut values: Vec<f64> = self.points.iter().map(|point| point.value).collect();
        values.sort_by(f64::total_cmp);
        let count = |wanted| {
            let points = self.points.iter();
            points.filter(|point| point.judgement == wanted).count()
        };
        Some(ReadingSeries {
            procedure: line.procedure.to_string(),
            target: line.target.as_ref().map(ToString::to_string),
            step: step_ref.to_string(),
            taken: self.points.len(),
            normal: count(Judgement::Normal),
            warnings: count(Judgement::Warning),
            alarms: count(Judgement::Alarm),
            min: *values.first()?,
            median: *middle(&values)?,
            max: *values.last()?,
            last: self.points.last()?.value,
            points: thinned(&self.points),
            title: self.title,
            unit: self.unit,
        })
    }
}

/// The one in the middle of what is in order; the lower of two.
pub(super) fn middle<T>(sorted: &[T]) -> Option<&T> {
    sorted.get(sorted.len().checked_sub(1)? / 2)
}

/// Few enough points; no extreme is lost.
fn thinned(points: &[Point]) -> Vec<Point> {
    if points.len() <= MOST_POINTS {
        return points.to_vec();
    }
    let stretch = points.len().div_ceil(MOST_POINTS / 2);
    let ends = points.chunks(stretch).flat_map(|stretch| {
        let by_value = |one: &&Point, other: &&Point| one.value.total_cmp(&other.value);
        let least = stretch.iter().min_by(by_value);
        let greatest = stretch.iter().max_by(by_value);
        let mut ends: Vec<Point> = least.into_iter().chain(greatest).copied().collect();
        ends.sort_by_key(|point| point.at);
        ends
    });
    ends.collect()
}
