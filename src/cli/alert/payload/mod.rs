//! What monitoring and pagers send, read as alerts.
//!
//! What stays true: it is pure, text to values; one alert that cannot be read never refuses
//! the others, and is told in words; whatever a sender types as a number is a text here; what
//! was left out (resolved, cut off, not yet firing) is counted, never dropped in silence.
//!
//! What it does not do: it knows no runbook. Which procedure answers is found elsewhere.
//!
//! | file | for |
//! |---|---|
//! | `alert` | [`Alert`], [`Payload`], and why nothing could be read |
//! | `value` | texts, labels and moments out of JSON |
//! | `sender` | from bytes to the reader of whoever sent them |
//! | `prometheus` | Prometheus, Alertmanager, Grafana |
//! | `pager` | PagerDuty, Opsgenie |
//! | `monitor` | Datadog, Zabbix, CloudWatch |

mod alert;
mod monitor;
mod pager;
mod prometheus;
mod sender;
mod value;

#[cfg(test)]
mod tests;

pub(in crate::cli) use alert::{Alert, Payload};
pub(in crate::cli) use sender::{MOST_BYTES, read};
