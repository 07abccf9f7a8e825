//! Whether readings that are still well are on their way to a limit.
//!
//! A hint at entry, not a forecast. It has to be right when it speaks and may stay silent, so
//! it speaks only when nearly every pair of recent values agrees on the direction (Kendall's
//! tau), and measures the pace by the median of the slopes between all pairs (Theil and Sen),
//! which a single odd value hardly moves. Values count one step each: rounds are regular, and
//! a missed one matters less than the sense of direction.

use super::{LimitKey, Limits};

/// Fewer values have no direction.
const FEWEST_VALUES: usize = 5;
/// Only the last so many count: two weeks of a daily round.
const MOST_VALUES: usize = 14;
/// How far ahead a limit is worth a word, in readings.
const FARTHEST_READINGS: f64 = 10.0;
/// The share of pairs that rise, less the share that fall, that counts as a direction.
const LEAST_TAU: f64 = 0.6;

/// A series that moves towards a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// The limit that comes next in the direction of the drift.
    pub key: LimitKey,
    /// Its value.
    pub limit: f64,
    /// The typical change from one reading to the next; below zero when falling.
    pub step: f64,
    /// In how many more readings the limit is passed at this pace; at least 1.
    pub readings_left: u32,
    /// How many values this was drawn from.
    pub values: usize,
}

/// Whether recent values, oldest first, drift towards a limit that the last one has not passed.
/// Silent for fewer than five values, for a series without a clear direction, and for a limit
/// more than ten readings away.
pub fn drift(recent: &[f64], limits: &Limits) -> Option<Drift> {
    let finite: Vec<f64> = recent
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .collect();
    let values = &finite[finite.len().saturating_sub(MOST_VALUES)..];
    let last = *values.last()?;
    if values.len() < FEWEST_VALUES {
        return None;
    }
    let step = steady_step(values)?;
    let ahead = |(key, limit): &(LimitKey, f64)| {
        key.is_above() == (step > 0.0)
            && if step > 0.0 {
                last <= *limit
            } else {
                last >= *limit
            }
    };
    let distance = |limit: f64| (limit - last).abs();
    let (key, limit) = limits
        .present()
        .into_iter()
        .filter(|(_, limit)| limit.is_finite())
        .filter(ahead)
        .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))?;
    // At a limit is not past it, so a whole number of steps is one too few.
    let readings = (distance(limit) / step.abs()).floor() + 1.0;
    let near = readings <= FARTHEST_READINGS;
    near.then_some(Drift {
        key,
        limit,
        step,
        readings_left: readings as u32,
        values: values.len(),
    })
}

impl Drift {
    /// The hint as a sentence: what was seen, and what follows if it goes on.
    pub fn words(&self) -> String {
        let direction = if self.step > 0.0 { "Rising" } else { "Falling" };
        let side = if self.key.is_above() {
            "above"
        } else {
            "below"
        };
        let Drift {
            limit,
            readings_left,
            values,
            ..
        } = self;
        let (judgement, plural) = (
            self.key.judgement(),
            if *readings_left == 1 { "" } else { "s" },
        );
        format!(
            "{direction} over the last {values} readings; at this pace {side} {limit} ({judgement}) in about {readings_left} more reading{plural}."
        )
    }
}

/// The median slope between all pairs; none when pairs do not agree on a direction.
fn steady_step(values: &[f64]) -> Option<f64> {
    let mut slopes = Vec::new();
    for (start, from) in values.iter().enumerate() {
        for (steps, to) in values[start..].iter().enumerate().skip(1) {
            slopes.push((to - from) / steps as f64);
        }
    }
    let count = |matches: fn(&f64) -> bool| slopes.iter().filter(|slope| matches(slope)).count();
    let (up, down) = (count(|slope| *slope > 0.0), count(|slope| *slope < 0.0));
    let tau = (up as f64 - down as f64) / slopes.len() as f64;
    slopes.sort_by(f64::total_cmp);
    let step = slopes[slopes.len() / 2];
    let steady = tau.abs() >= LEAST_TAU && step.is_finite() && step * tau > 0.0;
    steady.then_some(step)
}
