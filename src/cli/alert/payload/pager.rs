//! PagerDuty and Opsgenie: incidents, whose title may be an alert's name or words.

use super::alert::{Alert, Standing};
use super::value::{Table, inner, labels, moment, table, tags, text};

/// An incident; none where it has another shape.
pub(super) fn alert(payload: &Table) -> Option<Result<Standing, String>> {
    pagerduty(payload).or_else(|| opsgenie(payload))
}

/// PagerDuty: a webhook of version 3, a message of version 2, or an incident of its API.
fn pagerduty(payload: &Table) -> Option<Result<Standing, String>> {
    let (kind, incident) = match table(payload, "event") {
        Some(event) => (text(event, &["event_type"]), table(event, "data")?),
        None => match table(payload, "incident") {
            Some(incident) => (text(payload, &["event"]), incident),
            None => (
                None,
                Some(payload).filter(|it| {
                    it.contains_key("incident_key") || it.contains_key("incident_number")
                })?,
            ),
        },
    };
    let status = text(incident, &["status"]);
    let is_over = |word: &String| word.ends_with("resolved");
    if status.as_ref().is_some_and(is_over) || kind.as_ref().is_some_and(is_over) {
        return Some(Ok(Standing::Resolved));
    }
    let Some(name) = text(incident, &["title", "summary", "description"]) else {
        return Some(Err("the incident has no title".to_owned()));
    };
    let mut own = labels(table(incident, "custom_details").or_else(|| table(incident, "details")));
    own.extend(
        inner(incident, &["service", "summary"]).map(|service| ("service".to_owned(), service)),
    );
    Some(Ok(Standing::Fires(Box::new(Alert {
        severity: inner(incident, &["priority", "summary"])
            .or_else(|| text(incident, &["urgency", "severity"])),
        since: text(incident, &["created_at"])
            .or_else(|| inner(payload, &["event", "occurred_at"]))
            .and_then(|at| moment(&at)),
        runbook_url: own.get("runbook_url").cloned(),
        labels: own,
        name,
        ..Alert::default()
    }))))
}

/// Opsgenie: a webhook with its action, or an alert as its API answers.
fn opsgenie(payload: &Table) -> Option<Result<Standing, String>> {
    let known = |alert: &&Table, keys: &[&str]| keys.iter().any(|key| alert.contains_key(*key));
    let alert = match table(payload, "alert") {
        Some(alert) => {
            Some(alert).filter(|it| known(it, &["alertId", "tinyId", "message", "alias"]))
        }
        None => Some(payload).filter(|it| known(it, &["tinyId"]) && known(it, &["message"])),
    }?;
    let action = text(payload, &["action"]).unwrap_or_default();
    let is_closed = text(alert, &["status"]).is_some_and(|status| status == "closed");
    if is_closed || matches!(action.as_str(), "Close" | "Delete") {
        return Some(Ok(Standing::Resolved));
    }
    let Some(name) = text(alert, &["message", "alias"]) else {
        return Some(Err("it has no message".to_owned()));
    };
    let mut own = labels(table(alert, "details"));
    own.extend(tags(alert.get("tags")));
    own.extend(text(alert, &["entity"]).map(|entity| ("entity".to_owned(), entity)));
    Some(Ok(Standing::Fires(Box::new(Alert {
        severity: text(alert, &["priority"]),
        summary: text(alert, &["description"]),
        since: text(alert, &["createdAt"]).and_then(|at| moment(&at)),
        runbook_url: own.get("runbook_url").cloned(),
        labels: own,
        name,
        ..Alert::default()
    }))))
}
