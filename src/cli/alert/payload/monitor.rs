//! Datadog, Zabbix and CloudWatch: each monitor in its own keys.

use super::alert::{Alert, Standing, Unreadable};
use super::value::{Table, inner, moment, table, tags, text};
use serde_json::Value;

/// Zabbix's severities, which it may send as numbers.
const ZABBIX: [&str; 6] = [
    "not classified",
    "information",
    "warning",
    "average",
    "high",
    "disaster",
];

/// An alert of one of them; none where it has another shape.
pub(super) fn alert(payload: &Table) -> Option<Result<Standing, String>> {
    cloudwatch(payload)
        .or_else(|| zabbix(payload))
        .or_else(|| datadog(payload))
}

/// What Amazon's SNS carries, where this is an envelope of its.
///
/// # Errors
/// When it carries no alert, but wants its subscription confirmed.
pub(super) fn within_sns(payload: &Table) -> Result<Option<String>, Unreadable> {
    match text(payload, &["Type"]).as_deref() {
        Some("Notification") => match payload.get("Message") {
            Some(Value::String(message)) if message.trim_start().starts_with(['{', '[']) => {
                Ok(Some(message.clone()))
            }
            Some(Value::String(message)) => Err(Unreadable::NotAnAlert(format!(
                "SNS brought words, and no alert: “{}”. Let CloudWatch, or whoever publishes, send its JSON as the message.",
                short(message)
            ))),
            _ => Err(Unreadable::NotAnAlert(
                "The SNS notification carries no message.".to_owned(),
            )),
        },
        Some("SubscriptionConfirmation") => Err(Unreadable::NotAnAlert(
            "SNS asks whether it may send here: open the SubscribeURL of this message once."
                .to_owned(),
        )),
        Some("UnsubscribeConfirmation") => Err(Unreadable::NotAnAlert(
            "SNS says that it sends here no more: open the SubscribeURL of this message to take that back."
                .to_owned(),
        )),
        _ => Ok(None),
    }
}

/// The beginning of words that somebody sent.
fn short(words: &str) -> String {
    const MOST: usize = 60;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// CloudWatch: an alarm as SNS brings it, or as EventBridge does.
fn cloudwatch(payload: &Table) -> Option<Result<Standing, String>> {
    let detail = table(payload, "detail").filter(|it| it.contains_key("alarmName"));
    let is_alarm = payload.contains_key("AlarmName") || payload.contains_key("AlarmArn");
    if detail.is_none() && !is_alarm {
        return None;
    }
    let here = detail.unwrap_or(payload);
    let state = text(here, &["NewStateValue"]).or_else(|| inner(here, &["state", "value"]));
    if state.as_deref() == Some("OK") {
        return Some(Ok(Standing::Resolved));
    }
    let Some(name) = text(here, &["AlarmName", "alarmName"]) else {
        return Some(Err("the alarm has no name".to_owned()));
    };
    let dimensions = table(here, "Trigger").and_then(|trigger| trigger.get("Dimensions"));
    let mut own = tags(dimensions);
    own.extend(text(payload, &["Region", "region"]).map(|region| ("region".to_owned(), region)));
    Some(Ok(Standing::Fires(Box::new(Alert {
        summary: text(here, &["AlarmDescription", "NewStateReason"])
            .or_else(|| inner(here, &["state", "reason"])),
        since: text(payload, &["StateChangeTime", "time"]).and_then(|at| moment(&at)),
        no_data: state.as_deref() == Some("INSUFFICIENT_DATA"),
        runbook_url: own.get("runbook_url").cloned(),
        labels: own,
        name,
        ..Alert::default()
    }))))
}

/// Zabbix: a webhook with the parameters of its media types, an event of its export, or a
/// problem of its API.
fn zabbix(payload: &Table) -> Option<Result<Standing, String>> {
    let known = [
        "event_name",
        "event_id",
        "eventid",
        "trigger_name",
        "trigger_id",
        "alert_subject",
        "event_value",
    ];
    if !known.iter().any(|key| payload.contains_key(*key)) {
        return None;
    }
    let value = text(payload, &["event_value", "value"]);
    let is_update = text(payload, &["r_eventid", "p_eventid"]).is_some_and(|id| id != "0");
    if value.as_deref() == Some("0") || is_update {
        return Some(Ok(Standing::Resolved));
    }
    let subject = text(payload, &["alert_subject", "subject"]);
    let subject = subject.map(|subject| {
        subject
            .strip_prefix("Problem: ")
            .unwrap_or(&subject)
            .to_owned()
    });
    let Some(name) = text(payload, &["event_name", "trigger_name", "name"]).or(subject) else {
        return Some(Err(
            "it has neither an event's nor a trigger's name".to_owned()
        ));
    };
    let sent = payload.get("event_tags").or_else(|| payload.get("tags"));
    // `{EVENT.TAGSJSON}` is a list that came as a text.
    let unpacked: Option<Value> = sent.and_then(|sent| serde_json::from_str(sent.as_str()?).ok());
    let mut own = tags(unpacked.as_ref().or(sent));
    let first = payload
        .get("hosts")
        .and_then(|hosts| hosts.as_array()?.first()?.as_object());
    let host = text(payload, &["host_name", "host", "hostname"])
        .or_else(|| text(first?, &["host", "name"]));
    own.extend(host.map(|host| ("host".to_owned(), host)));
    let severity = text(
        payload,
        &[
            "event_severity",
            "trigger_severity",
            "severity",
            "event_nseverity",
        ],
    );
    let number = |word: &String| word.parse::<usize>().ok().and_then(|at| ZABBIX.get(at));
    Some(Ok(Standing::Fires(Box::new(Alert {
        severity: severity.map(|word| number(&word).map_or(word, |known| (*known).to_owned())),
        summary: text(payload, &["alert_message", "event_opdata", "opdata"]),
        // `event_date` and `event_time` are of a zone that nobody tells, and are no moment.
        since: text(payload, &["clock", "event_timestamp"]).and_then(|at| moment(&at)),
        runbook_url: own.get("runbook_url").cloned(),
        labels: own,
        name,
        ..Alert::default()
    }))))
}

/// Datadog: its webhook, with the keys that it has unless somebody wrote others.
fn datadog(payload: &Table) -> Option<Result<Standing, String>> {
    let known = [
        "alert_title",
        "alert_transition",
        "alert_id",
        "alert_status",
        "event_type",
        "event_title",
        "org",
    ];
    if !known.iter().any(|key| payload.contains_key(*key)) {
        return None;
    }
    let Some(title) = text(payload, &["alert_title", "event_title", "title"]) else {
        return Some(Err("it has no title".to_owned()));
    };
    let transition = text(payload, &["alert_transition", "alert_status", "alert_type"]);
    let marks = |word: &str| title.starts_with(&format!("[{word}"));
    let is_over = transition
        .as_deref()
        .is_some_and(|word| matches!(word, "Recovered" | "OK" | "success"));
    if is_over || marks("Recovered") {
        return Some(Ok(Standing::Resolved));
    }
    let mut own = tags(payload.get("tags").or_else(|| payload.get("alert_scope")));
    own.extend(text(payload, &["hostname", "host"]).map(|host| ("host".to_owned(), host)));
    let (name, marked) = without_marks(&title);
    Some(Ok(Standing::Fires(Box::new(Alert {
        // `priority` is how loud the event is to be, and seldom how bad it is.
        severity: text(payload, &["alert_priority"])
            .or(marked)
            .or_else(|| text(payload, &["alert_type"]).filter(|it| it != "info"))
            .or_else(|| text(payload, &["priority"])),
        summary: text(payload, &["body", "event_msg", "text_only_msg"]),
        since: text(payload, &["date", "last_updated"]).and_then(|at| moment(&at)),
        no_data: transition.as_deref() == Some("No Data") || marks("No data"),
        runbook_url: own.get("runbook_url").cloned(),
        labels: own,
        name,
        ..Alert::default()
    }))))
}

/// A title without the marks before it, as in `[P1] [Triggered on {host:a}] Lag`; the priority
/// is one of them.
fn without_marks(title: &str) -> (String, Option<String>) {
    let mut rest = title.trim();
    let mut priority = None;
    while let Some((mark, behind)) = rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
        if behind.trim().is_empty() {
            break;
        }
        let is_priority = mark.len() == 2
            && mark.starts_with('P')
            && mark.ends_with(|c: char| c.is_ascii_digit());
        if is_priority {
            priority = Some(mark.to_owned());
        }
        rest = behind.trim();
    }
    (rest.to_owned(), priority)
}
