//! Prometheus, Alertmanager and Grafana: alerts that have labels and annotations.

use super::alert::{Alert, Standing};
use super::value::{Table, labels, moment, table, text};
use std::collections::BTreeMap;

/// Names that Grafana gives to an alert of its own, when a rule could not be evaluated; the
/// rule's name stands beside it.
const NO_DATA: &[&str] = &["DatasourceNoData", "DatasourceError", "NoData", "Error"];

/// Annotations that say where the procedure stands.
const RUNBOOK: &[&str] = &[
    "runbook_url",
    "runbook",
    "runbookUrl",
    "runbook_link",
    "__runbook_url__",
];

/// The annotations that say what has happened, the shorter ones first.
const SUMMARY: &[&str] = &["summary", "title", "message", "description"];

/// An alert with labels; none where it has another shape.
pub(super) fn alert(alert: &Table, around: Option<&Table>) -> Option<Result<Standing, String>> {
    let is_ours = |key: &str| alert.get(key).is_some_and(serde_json::Value::is_object);
    let legacy = alert.contains_key("ruleName");
    if !is_ours("labels") && !is_ours("annotations") && !legacy {
        return None;
    }
    if let Some(standing) = no_longer(alert) {
        return Some(Ok(standing));
    }
    Some(firing(alert, around))
}

/// An alert that is over, or does not fire yet.
fn no_longer(alert: &Table) -> Option<Standing> {
    match text(alert, &["status", "state"])?.to_lowercase().as_str() {
        "resolved" | "inactive" | "normal" | "ok" => Some(Standing::Resolved),
        "pending" | "paused" => Some(Standing::Pending),
        _ => None,
    }
}

fn firing(alert: &Table, around: Option<&Table>) -> Result<Standing, String> {
    let shared = |key: &str| around.and_then(|around| table(around, key));
    let mut own = labels(shared("commonLabels"));
    own.extend(labels(table(alert, "labels")));
    let mut notes = labels(shared("commonAnnotations"));
    notes.extend(labels(table(alert, "annotations")));
    let said = |keys: &[&str]| keys.iter().find_map(|key| notes.get(*key).cloned());
    let summary = said(SUMMARY).or_else(|| text(alert, &["message", "title"]));
    let (name, no_data) = named(&own, alert);
    let is_nameless = name.is_none();
    let Some(name) = name.or_else(|| summary.clone()) else {
        let given = table(alert, "labels").and_then(|it| it.get("alertname"));
        return Err(match own.is_empty() {
            true if given.is_some_and(|it| it == "") => "its alertname is empty".to_owned(),
            true => "it has no labels, so no name".to_owned(),
            false => format!(
                "it has no alertname, and no summary; its labels: {}",
                listed(&own)
            ),
        });
    };
    Ok(Standing::Fires(Box::new(Alert {
        name,
        is_nameless,
        severity: ["severity", "priority", "level"]
            .iter()
            .find_map(|key| own.get(*key).cloned()),
        summary,
        runbook_url: said(RUNBOOK)
            .or_else(|| RUNBOOK.iter().find_map(|key| own.get(*key).cloned())),
        since: text(alert, &["startsAt", "activeAt"]).and_then(|at| moment(&at)),
        muted: muted(alert),
        no_data: no_data || text(alert, &["state"]).is_some_and(|state| state == "no_data"),
        labels: own,
    })))
}

/// The name, and whether it stands for a rule that could not be evaluated.
fn named(labels: &BTreeMap<String, String>, alert: &Table) -> (Option<String>, bool) {
    let label = |name: &str| labels.get(name).cloned();
    let name = label("alertname").or_else(|| text(alert, &["ruleName"]));
    let is_own = name.as_deref().is_some_and(|name| NO_DATA.contains(&name));
    match label("rulename").filter(|_| is_own || name.is_none()) {
        Some(rule) => (Some(rule), is_own),
        None => (name, is_own),
    }
}

/// Why Alertmanager tells nobody of it.
fn muted(alert: &Table) -> Option<&'static str> {
    let status = table(alert, "status")?;
    if text(status, &["state"])? != "suppressed" {
        return None;
    }
    let lists = |key: &str| {
        status
            .get(key)
            .and_then(|it| it.as_array())
            .is_some_and(|it| !it.is_empty())
    };
    Some(match lists("silencedBy") {
        true => "silenced in Alertmanager",
        false => "inhibited in Alertmanager",
    })
}

fn listed(labels: &BTreeMap<String, String>) -> String {
    let pairs = labels
        .iter()
        .take(4)
        .map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join(", ")
}

/// How many alerts the sender left out.
pub(super) fn truncated(payload: &Table) -> usize {
    let cut = text(payload, &["truncatedAlerts"]);
    cut.and_then(|cut| cut.parse().ok()).unwrap_or(0)
}

/// What an answer of Prometheus, or one of a JSON-RPC (Zabbix), says that went wrong there.
pub(super) fn failed(answer: &Table) -> Option<String> {
    if let Some(error) = table(answer, "error").filter(|_| answer.contains_key("jsonrpc")) {
        return text(error, &["data", "message"]).or_else(|| text(error, &["code"]));
    }
    let is_error = text(answer, &["status"]).is_some_and(|status| status == "error");
    is_error.then(|| {
        text(answer, &["error", "errorType"]).unwrap_or_else(|| "it does not say which".to_owned())
    })
}
