//! An alert as it came in, and everything else that its sender said.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// More alerts than this are not looked at; how many were left out is told.
pub(super) const MOST_ALERTS: usize = 1_000;

/// An alert that fires.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Alert {
    /// Its name; where its sender gave none, the words or the address that it came with.
    pub(in crate::cli) name: String,
    /// Whether `name` is only words, or an address.
    pub(in crate::cli) is_nameless: bool,
    /// Its labels, tags or dimensions.
    pub(in crate::cli) labels: BTreeMap<String, String>,
    /// How bad its sender takes it to be, in the sender's words.
    pub(in crate::cli) severity: Option<String>,
    /// What its sender says has happened.
    pub(in crate::cli) summary: Option<String>,
    /// Where its sender says that the procedure stands.
    pub(in crate::cli) runbook_url: Option<String>,
    /// Since when it fires.
    pub(in crate::cli) since: Option<Timestamp>,
    /// Why it is quiet at its sender, although it fires.
    pub(in crate::cli) muted: Option<&'static str>,
    /// Whether it fires because nothing could be measured.
    pub(in crate::cli) no_data: bool,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Payload {
    /// The alerts that fire, each once.
    pub(in crate::cli) alerts: Vec<Alert>,
    /// How many are over.
    pub(in crate::cli) resolved: usize,
    /// How many do not fire yet.
    pub(in crate::cli) pending: usize,
    /// How many were left out, by the sender or here.
    pub(in crate::cli) cut: usize,
    /// What could not be read, a sentence each.
    pub(in crate::cli) unread: Vec<String>,
}

/// What became of one alert.
pub(super) enum Standing {
    Fires(Box<Alert>),
    Resolved,
    Pending,
}

impl Alert {
    /// What it is called in a sentence.
    pub(in crate::cli) fn called(&self) -> String {
        match self.is_nameless && !self.is_address() {
            true => format!("the alert without a name (“{}”)", self.name),
            false => self.name.clone(),
        }
    }

    /// Whether it is only an address that somebody typed.
    pub(in crate::cli) fn is_address(&self) -> bool {
        self.runbook_url.as_ref() == Some(&self.name)
    }
}

impl Payload {
    /// Takes in one alert: one that is here already, with the same labels, comes once.
    pub(super) fn take(&mut self, standing: Standing) {
        match standing {
            Standing::Resolved => self.resolved += 1,
            Standing::Pending => self.pending += 1,
            Standing::Fires(alert) => {
                let is_full = self.alerts.len() >= MOST_ALERTS;
                let twin =
                    |known: &&mut Alert| known.name == alert.name && known.labels == alert.labels;
                match self.alerts.iter_mut().find(twin) {
                    // Told twice, it is quiet only if both are.
                    Some(known) => known.muted = known.muted.and(alert.muted),
                    None if is_full => self.cut += 1,
                    None => self.alerts.push(*alert),
                }
            }
        }
    }

    /// Takes in what could not be read; `number` counts the alerts from 1.
    pub(super) fn pass_over(&mut self, number: usize, why: &str) {
        self.unread
            .push(format!("Alert {number} cannot be read: {why}."));
    }
}

/// Why nothing could be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Unreadable {
    /// Nothing was sent.
    Empty,
    /// It is longer than anybody sends.
    TooLong,
    /// It is no JSON.
    NotJson(String),
    /// It is JSON from nobody who is known here; the keys that it begins with.
    Unknown(Vec<String>),
    /// Its sender says that something went wrong there.
    Failed(String),
    /// Its sender wants something else than an alert answered.
    NotAnAlert(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("Nothing was sent: give the alert's JSON on standard input.")
            }
            Self::TooLong => {
                f.write_str("The alert's JSON is longer than 1 MiB: send fewer alerts at once.")
            }
            Self::NotJson(why) => write!(
                f,
                "This is not JSON: {why}. Send what the pager sends, unchanged."
            ),
            Self::Unknown(keys) => {
                let keys = match keys.is_empty() {
                    true => "it has no keys".to_owned(),
                    false => format!("its keys: {}", keys.join(", ")),
                };
                write!(
                    f,
                    "This JSON is no alert that is known here ({keys}). Known are Alertmanager, Prometheus, Grafana, PagerDuty, Opsgenie, Datadog, Zabbix and CloudWatch through SNS."
                )
            }
            Self::Failed(why) => write!(f, "The sender answered with an error: {why}."),
            Self::NotAnAlert(why) => f.write_str(why),
        }
    }
}
