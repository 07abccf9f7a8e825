//! (being written in its own branch; this is the shape others build on)
use serde::{Deserialize, Serialize};
/// x
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// x
    #[serde(default)]
    pub warn_below: Option<f64>,
    /// x
    #[serde(default)]
    pub warn_above: Option<f64>,
    /// x
    #[serde(default)]
    pub alarm_below: Option<f64>,
    /// x
    #[serde(default)]
    pub alarm_above: Option<f64>,
}
/// x
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// x
    #[default]
    Normal,
    /// x
    Warning,
    /// x
    Alarm,
}
impl Limits {
    /// x
    pub fn judge(&self, _value: f64) -> Judgement {
        Judgement::Normal
    }
}
/// x
pub fn parse_number(_text: &str) -> Result<f64, String> {
    Ok(0.0)
}
