//! Within what a reading is well: limits, the judgement of a value, numbers as typed.
//!
//! What stays true here: above means above and below means below, never at; a judgement never
//! gets better while a value moves away from the normal range of limits without
//! [faults](Limits::faults); a number that was read is finite.
//!
//! What this room does not do: it keeps no readings and knows no steps. Units are words that
//! are compared, never converted.

mod drift;
mod number;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use drift::{Drift, drift};
pub use number::{NotANumber, parse_number, parse_reading};

/// When a value warns and when it alarms. All four are optional, in the reading's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Less than this is a warning.
    pub warn_below: Option<f64>,
    /// More than this is a warning.
    pub warn_above: Option<f64>,
    /// Less than this is an alarm.
    pub alarm_below: Option<f64>,
    /// More than this is an alarm.
    pub alarm_above: Option<f64>,
}

/// What limits say of a value; the greater, the worse.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// Within all limits.
    #[default]
    Normal,
    /// Beyond a warning limit.
    Warning,
    /// Beyond an alarm limit.
    Alarm,
}

/// One of the four limits, in the order that their values must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitKey {
    /// `alarm_below`
    AlarmBelow,
    /// `warn_below`
    WarnBelow,
    /// `warn_above`
    WarnAbove,
    /// `alarm_above`
    AlarmAbove,
}

/// Limits that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitFault {
    /// The key to look at.
    pub key: LimitKey,
    /// The other key that it does not go with, where there is one.
    pub other: Option<LimitKey>,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl Limits {
    /// Judges a value. Above means above, not at. What is not a number is an alarm: a value
    /// that cannot be compared must not pass as well.
    pub fn judge(&self, value: f64) -> Judgement {
        let below = |limit: Option<f64>| limit.is_some_and(|limit| value < limit);
        let above = |limit: Option<f64>| limit.is_some_and(|limit| value > limit);
        if value.is_nan() || below(self.alarm_below) || above(self.alarm_above) {
            Judgement::Alarm
        } else if below(self.warn_below) || above(self.warn_above) {
            Judgement::Warning
        } else {
            Judgement::Normal
        }
    }

    /// Whether there is no limit at all.
    pub fn is_empty(&self) -> bool {
        self.present().is_empty()
    }

    /// Every way in which these limits cannot be meant: a limit that is not a finite number,
    /// and pairs in the wrong order. Equal limits are possible: both at 3 means "exactly 3".
    pub fn faults(&self) -> Vec<LimitFault> {
        let (finite, odd): (Vec<_>, Vec<_>) = self
            .present()
            .into_iter()
            .partition(|(_, value)| value.is_finite());
        let odd = odd.into_iter().map(|(key, value)| LimitFault {
            key,
            other: None,
            message: format!("{key} is {value}, which no value can be held against"),
            hint: format!("write a number, or leave {key} out"),
        });
        // In order along the whole chain if and only if each neighbour is.
        let crossed = finite.windows(2).filter_map(|pair| match *pair {
            [(low, low_value), (high, high_value)] if low_value > high_value => {
                Some(crossed(low, low_value, high, high_value))
            }
            _ => None,
        });
        odd.chain(crossed).collect()
    }

    /// The limits in words: "warn above 500, alarm above 5000 messages"; empty when there
    /// are none.
    pub fn words(&self, unit: &str) -> String {
        let side = |verb: &str, below: Option<f64>, above: Option<f64>| match (below, above) {
            (Some(below), Some(above)) => Some(format!("{verb} below {below} or above {above}")),
            (Some(below), None) => Some(format!("{verb} below {below}")),
            (None, Some(above)) => Some(format!("{verb} above {above}")),
            (None, None) => None,
        };
        let warns = side("warn", self.warn_below, self.warn_above);
        let alarms = side("alarm", self.alarm_below, self.alarm_above);
        let sides: Vec<String> = warns.into_iter().chain(alarms).collect();
        let words = sides.join(", ");
        if words.is_empty() || unit.is_empty() {
            words
        } else {
            format!("{words} {unit}")
        }
    }

    /// The limit under a key.
    pub fn value(&self, key: LimitKey) -> Option<f64> {
        match key {
            LimitKey::AlarmBelow => self.alarm_below,
            LimitKey::WarnBelow => self.warn_below,
            LimitKey::WarnAbove => self.warn_above,
            LimitKey::AlarmAbove => self.alarm_above,
        }
    }

    /// The limits that there are, in the order that their values must have.
    fn present(&self) -> Vec<(LimitKey, f64)> {
        LimitKey::ALL
            .into_iter()
            .filter_map(|key| Some((key, self.value(key)?)))
            .collect()
    }
}

fn crossed(low: LimitKey, low_value: f64, high: LimitKey, high_value: f64) -> LimitFault {
    use LimitKey::{AlarmAbove, AlarmBelow, WarnAbove, WarnBelow};
    let (key, other, message) = match (low, high) {
        (AlarmBelow, WarnBelow) => (
            low,
            high,
            format!("{low} is above {high}, so it alarms before it warns"),
        ),
        (WarnAbove, AlarmAbove) => (
            high,
            low,
            format!("{high} is below {low}, so it alarms before it warns"),
        ),
        _ => (
            low,
            high,
            format!("{low} is above {high}, so no value can be normal"),
        ),
    };
    LimitFault {
        key,
        other: Some(other),
        message,
        hint: format!(
            "write `{low} = {high_value}` and `{high} = {low_value}`, if they were swapped"
        ),
    }
}

impl LimitKey {
    /// All four, in the order that their values must have.
    pub const ALL: [LimitKey; 4] = [
        LimitKey::AlarmBelow,
        LimitKey::WarnBelow,
        LimitKey::WarnAbove,
        LimitKey::AlarmAbove,
    ];

    /// The key as it is written in a runbook.
    pub fn name(self) -> &'static str {
        match self {
            LimitKey::AlarmBelow => "alarm_below",
            LimitKey::WarnBelow => "warn_below",
            LimitKey::WarnAbove => "warn_above",
            LimitKey::AlarmAbove => "alarm_above",
        }
    }

    /// What a value beyond this limit is.
    pub fn judgement(self) -> Judgement {
        match self {
            LimitKey::WarnBelow | LimitKey::WarnAbove => Judgement::Warning,
            LimitKey::AlarmBelow | LimitKey::AlarmAbove => Judgement::Alarm,
        }
    }

    /// Whether values above it are beyond it (and not those below).
    pub fn is_above(self) -> bool {
        matches!(self, LimitKey::WarnAbove | LimitKey::AlarmAbove)
    }
}

impl fmt::Display for LimitKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Judgement::Normal => "normal",
            Judgement::Warning => "warning",
            Judgement::Alarm => "alarm",
        })
    }
}

impl fmt::Display for LimitFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.message, self.hint)
    }
}
