//! The readings of the last year, each as one line over time.
//!
//! Gathered when they are opened and when the record changes, so that drawing them is nothing.

use super::App;
use super::journal::Opened;
use crate::limits::{Judgement, parse_number};
use crate::order::Order;
use crate::runbook::{ProcedureRef, Spot};
use crate::state::{LineId, Reading, State};
use jiff::{SignedDuration, Timestamp};

/// As many days as are looked back over.
const DAYS: i64 = 366;

/// The readings of one procedure, or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trends {
    /// The one procedure that is shown.
    pub only: Option<ProcedureRef>,
    /// Each reading; those that were an alarm most lately first, then by name.
    pub all: Vec<Trend>,
}

/// One reading over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// Whose, and where.
    pub line: LineId,
    /// At which box.
    pub spot: Spot,
    /// The unit of the last one.
    pub unit: Option<String>,
    /// What was read, oldest first; never empty.
    pub points: Vec<Point>,
}

/// What was read once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub at: Timestamp,
    /// What.
    pub value: f64,
    /// What it was judged then.
    pub judgement: Judgement,
}

/// The readings of what is shown: of one procedure, or of all. The same key puts the list back.
pub(super) fn toggle(app: &mut App, state: &State) {
    let is_shown = matches!(app.journal.opened, Some(Opened::Trends(_)));
    app.journal.scroll.to(0);
    app.journal.opened = (!is_shown).then(|| {
        let only = app.journal.only.clone();
        Opened::Trends(Trends::of(app, state, only))
    });
}

impl Trends {
    /// Gathers the readings of the last year.
    pub fn of(app: &App, state: &State, only: Option<ProcedureRef>) -> Self {
        let back = SignedDuration::from_hours(24 * DAYS);
        let since = app.now.saturating_sub(back).unwrap_or(app.now);
        let found = state.trends(since, only.as_ref());
        let all = found.into_iter();
        let mut all: Vec<Trend> = all
            .filter_map(|((line, spot), readings)| Trend::of(line, spot, &readings))
            .collect();
        // What is worst now is what someone looks for; the rest keeps its order.
        all.order_by_key(|trend| std::cmp::Reverse(trend.last().judgement));
        Self { only, all }
    }
}

impl Trend {
    /// None where nothing that was typed is a number.
    fn of(line: LineId, spot: Spot, readings: &[Reading]) -> Option<Self> {
        let points: Vec<Point> = readings.iter().filter_map(point).collect();
        let unit = readings.last()?.unit.as_deref().map(str::to_owned);
        (!points.is_empty()).then_some(Self {
            line,
            spot,
            unit,
            points,
        })
    }

    /// What was read last.
    pub fn last(&self) -> Point {
        self.points[self.points.len() - 1]
    }

    /// The least, the one in the middle (the lower of two), the greatest.
    pub fn reach(&self) -> [f64; 3] {
        let mut values: Vec<f64> = self.points.iter().map(|point| point.value).collect();
        values.order_by(f64::total_cmp);
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
            spot: Spot {
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
