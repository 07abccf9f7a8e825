//! Every reading of the last days, by the box that it was taken at: what a page of trends
//! shows. One pass over the runs of those days; nothing of it is kept.

use super::fold::State;
use super::series_id::SeriesId;
use super::summary::{Reading, Summary};
use crate::limits::{Judgement, parse_number};
use crate::runbook::{ProcedureRef, StepRef};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// One reading over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// Whose, and where.
    pub line: SeriesId,
    /// The step, or one item of it.
    pub step_ref: StepRef,
    /// The unit of the last one.
    pub unit: Option<String>,
    /// What was read, oldest first; never empty.
    pub points: Vec<Point>,
}

/// What was read once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The moment at which it happened.
    pub at: Timestamp,
    /// What.
    pub value: f64,
    /// What it was judged then.
    pub judgement: Judgement,
}

impl State {
    /// The readings of live runs that began since a moment, of one procedure or of all, by
    /// line and box. What was typed and is no number is left out, and so are rehearsals and
    /// runs that backed another one out.
    pub fn trends(&self, since: Timestamp, only: Option<&ProcedureRef>) -> Vec<Trend> {
        let wanted = |summary: &Summary| {
            summary.tells_of_its_line() && only.is_none_or(|only| summary.procedure == *only)
        };
        // Newest first, by the moment of a run's begin: what is older ends the walk.
        let runs = self.ended_newest_first();
        let runs = runs.take_while(|summary| summary.started_at >= since);
        let mut found: BTreeMap<SeriesId, BTreeMap<StepRef, Trend>> = BTreeMap::new();
        for summary in runs.filter(|summary| wanted(summary)) {
            let line = SeriesId {
                procedure: summary.procedure.clone(),
                target: summary.target.clone(),
            };
            let trends = found.entry(line.clone()).or_default();
            for reading in &summary.readings {
                let Some(point) = point(reading) else {
                    continue;
                };
                match trends.get_mut(&reading.step_ref) {
                    Some(trend) => trend.points.push(point),
                    None => {
                        let trend = Trend::of(line.clone(), reading, point);
                        trends.insert(reading.step_ref.clone(), trend);
                    }
                }
            }
        }
        let mut all: Vec<_> = found
            .into_values()
            .flat_map(BTreeMap::into_values)
            .collect();
        for trend in &mut all {
            trend.points.reverse();
            trend.points.sort_by_key(|point| point.at);
        }
        all
    }
}

impl Trend {
    /// Begins with the newest reading.
    fn of(line: SeriesId, newest: &Reading, point: Point) -> Self {
        Self {
            line,
            step_ref: newest.step_ref.clone(),
            unit: newest.unit.as_deref().map(str::to_owned),
            points: vec![point],
        }
    }

    /// What was read last.
    pub fn last(&self) -> Point {
        self.points[self.points.len() - 1]
    }

    /// The least, the one in the middle (the lower of two), the greatest.
    pub fn reach(&self) -> [f64; 3] {
        let mut values: Vec<f64> = self.points.iter().map(|point| point.value).collect();
        values.sort_by(f64::total_cmp);
        let last = values.len() - 1;
        [values[0], values[last / 2], values[last]]
    }

    /// At most so many points. Of several that fall together the worst is kept, and of
    /// those the one farthest from the middle: a chart must not lose an alarm.
    pub fn thinned(&self, most: usize) -> Vec<Point> {
        let each = self.points.len().div_ceil(most.max(1)).max(1);
        let middle = self.reach()[1];
        let worst = |together: &[Point]| {
            let far = |point: &Point| (point.value - middle).abs();
            let by = |one: &&Point, other: &&Point| {
                let judged = one.judgement.cmp(&other.judgement);
                judged.then(far(one).total_cmp(&far(other)))
            };
            together.iter().max_by(by).copied()
        };
        self.points.chunks(each).filter_map(worst).collect()
    }
}

fn point(reading: &Reading) -> Option<Point> {
    Some(Point {
        at: reading.at,
        value: parse_number(&reading.value).ok()?,
        judgement: reading.judgement,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::kit::{at, line};

    fn trend(values: &[(f64, Judgement)]) -> Trend {
        let points = values.iter().map(|(value, judgement)| Point {
            at: at("2026-11-23T09:00Z"),
            value: *value,
            judgement: *judgement,
        });
        Trend {
            line: line("orders/morning"),
            step_ref: StepRef {
                step: "depth".into(),
                item: None,
            },
            unit: None,
            points: points.collect(),
        }
    }

    #[test]
    fn where_points_fall_together_the_worst_is_kept() {
        use Judgement::{Alarm, Normal, Warning};
        let all = trend(&[
            (1.0, Normal),
            (9.0, Alarm),
            (5.0, Warning),
            (40.0, Normal),
            (2.0, Normal),
        ]);
        assert_eq!(all.reach(), [1.0, 5.0, 40.0]);
        let values = |most| -> Vec<f64> { all.thinned(most).iter().map(|it| it.value).collect() };
        assert_eq!(values(5), [1.0, 9.0, 5.0, 40.0, 2.0]);
        // Two and two: an alarm or a warning before what was well, however far that is.
        assert_eq!(values(3), [9.0, 5.0, 2.0]);
        assert_eq!(values(1), [9.0]);
        assert_eq!(values(0), [9.0]);
    }
}
