//! Alert rules as monitoring has them: Prometheus's files (Loki's and Mimir's are of the same
//! shape), the resource `PrometheusRule`, and Grafana's provisioning. YAML and JSON alike.
//!
//! What stays true: only what names an alert is read, with its place; a recording rule is none.
//! What it does not do: it evaluates nothing, and expands no template: whoever keeps rules as
//! templates renders them first.

use serde::Deserialize;
use serde_saphyr::{Spanned, UserMessageFormatter};
use std::collections::BTreeMap;
use std::ops::Range;

/// One rule that raises an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The alert's name, as it is sent.
    pub name: String,
    /// Where the name stands in the text.
    pub span: Range<usize>,
    /// The label `severity`.
    pub severity: Option<Placed>,
    /// The annotation `runbook_url`.
    pub runbook_url: Option<Placed>,
    /// What it says of itself: its summary, else its description.
    pub summary: Option<String>,
}

/// A text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// Why a text cannot be read as rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Why, as a sentence without its full stop.
    pub why: String,
    /// Where.
    pub span: Range<usize>,
}

#[derive(Deserialize)]
struct Document {
    groups: Option<Vec<Group>>,
    spec: Option<Spec>,
    items: Option<Vec<Self>>,
}

#[derive(Deserialize)]
struct Spec {
    groups: Option<Vec<Group>>,
}

#[derive(Deserialize)]
struct Group {
    rules: Option<Vec<Entry>>,
}

/// A rule of Prometheus has `alert`, one of Grafana `title`; one with `record` raises nothing.
#[derive(Deserialize)]
struct Entry {
    alert: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    record: Option<serde::de::IgnoredAny>,
    labels: Option<BTreeMap<String, Option<Spanned<String>>>>,
    annotations: Option<BTreeMap<String, Option<Spanned<String>>>>,
}

/// Every rule of a text, in its order. None where it holds no groups of rules at all.
///
/// # Errors
/// When it is no YAML, or its groups are none.
pub fn rules(text: &str) -> Result<Option<Vec<Rule>>, Unreadable> {
    let documents: Vec<Option<Document>> = serde_saphyr::from_multiple(text).map_err(|error| {
        let why = error
            .without_snippet()
            .render_with_formatter(&UserMessageFormatter);
        let first = why.lines().next().unwrap_or_default().trim_end_matches('.');
        let line = error.location().map_or(1, |at| at.line());
        Unreadable {
            why: first.to_owned(),
            span: line_of(text, line),
        }
    })?;
    let mut groups: Option<Vec<Group>> = None;
    for document in documents.into_iter().flatten() {
        gather(document, &mut groups);
    }
    let Some(groups) = groups else {
        return Ok(None);
    };
    let entries = groups.into_iter().flat_map(|group| group.rules);
    let found = entries.flatten().filter_map(|entry| rule(text, entry));
    Ok(Some(found.collect()))
}

fn gather(document: Document, groups: &mut Option<Vec<Group>>) {
    let of_spec = document.spec.and_then(|spec| spec.groups);
    for found in [document.groups, of_spec].into_iter().flatten() {
        groups.get_or_insert_default().extend(found);
    }
    for item in document.items.into_iter().flatten() {
        gather(item, groups);
    }
}

fn rule(text: &str, entry: Entry) -> Option<Rule> {
    if entry.record.is_some() {
        return None;
    }
    let name = placed(text, entry.alert.or(entry.title)?);
    let taken = |from: Option<BTreeMap<_, Option<Spanned<String>>>>, name: &str| {
        let value = from?.remove(name)??;
        Some(placed(text, value))
    };
    let mut annotations = entry.annotations.unwrap_or_default();
    let mut said = |name: &str| annotations.remove(name).flatten();
    let summary = said("summary").or_else(|| said("description"));
    let runbook_url = said("runbook_url").map(|url| placed(text, url));
    Some(Rule {
        name: name.text,
        span: name.span,
        severity: taken(entry.labels, "severity"),
        runbook_url,
        summary: summary.map(|it| it.value),
    })
}

/// A value where it stands: on its line, the text itself where it can be found there.
fn placed(text: &str, value: Spanned<String>) -> Placed {
    let line = line_of(text, value.referenced.line());
    let at = text[line.clone()].find(value.value.as_str());
    let span = match at.filter(|_| !value.value.is_empty()) {
        Some(at) => line.start + at..line.start + at + value.value.len(),
        None => line,
    };
    Placed {
        text: value.value,
        span,
    }
}

/// The words of a line, from 1; the last one where there are not so many.
fn line_of(text: &str, number: u64) -> Range<usize> {
    let mut start = 0;
    let mut found = 0..0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let words = line.trim();
        let before = line.len() - line.trim_start().len();
        found = start + before..start + before + words.len();
        if index as u64 + 1 >= number {
            break;
        }
        start += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMETHEUS: &str = r#"
groups:
  - name: orders
    rules:
      - record: job:lag:max
        expr: max(lag)
      - alert: OrdersSyncLagHigh
        expr: lag > 300
        for: 10m
        labels: { severity: sev2, shard: 7 }
        annotations:
          summary: "Lag is {{ $value }} s"
          runbook_url: https://x/r.html#orders-sync/drain
      - alert: "OrdersGone"
        labels:
          severity: 1
        annotations:
"#;

    fn names(text: &str) -> Vec<String> {
        let rules = rules(text).unwrap().unwrap();
        rules.into_iter().map(|rule| rule.name).collect()
    }

    #[test]
    fn rules_of_prometheus_are_read_with_their_places() {
        let found = rules(PROMETHEUS).unwrap().unwrap();
        assert_eq!(found.len(), 2);
        let first = &found[0];
        assert_eq!(&PROMETHEUS[first.span.clone()], "OrdersSyncLagHigh");
        let severity = first.severity.as_ref().unwrap();
        assert_eq!(&PROMETHEUS[severity.span.clone()], "sev2");
        let url = first.runbook_url.as_ref().unwrap();
        assert_eq!(url.text, "https://x/r.html#orders-sync/drain");
        assert_eq!(&PROMETHEUS[url.span.clone()], url.text);
        assert_eq!(first.summary.as_deref(), Some("Lag is {{ $value }} s"));
        assert_eq!(found[1].severity.as_ref().unwrap().text, "1");
        assert_eq!(found[1].runbook_url, None);
    }

    #[test]
    fn every_kind_of_file_that_holds_rules_is_one() {
        let resource = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: a }\nspec:\n  groups:\n    - name: g\n      rules:\n        - alert: A\n---\nkind: ConfigMap\ndata: { x: y }\n---\n";
        assert_eq!(names(resource), ["A"]);
        let list = "kind: List\nitems:\n  - spec: { groups: [{ rules: [{ alert: B }] }] }\n  - spec: { replicas: 2 }\n";
        assert_eq!(names(list), ["B"]);
        let grafana = "apiVersion: 1\ngroups:\n  - orgId: 1\n    name: g\n    folder: f\n    rules:\n      - uid: u\n        title: High lag\n        condition: C\n        data: [{ refId: A, model: { expr: up } }]\n        noDataState: NoData\n        labels: { severity: critical }\n";
        assert_eq!(names(grafana), ["High lag"]);
        let json = r#"{"groups":[{"name":"g","rules":[{"alert":"J","expr":"up == 0"}]}]}"#;
        assert_eq!(names(json), ["J"]);
        assert_eq!(names("groups: []\n"), [""; 0]);
        assert_eq!(names("groups:\n  - name: empty\n"), [""; 0]);
    }

    #[test]
    fn what_holds_no_rules_is_told_apart_from_what_cannot_be_read() {
        assert_eq!(rules("image: { tag: 1 }\n"), Ok(None));
        assert_eq!(rules(""), Ok(None));
        for (text, line) in [
            ("groups:\n  - rules: [\n", 3),
            ("groups:\n  {{- if .Values.on }}\n  - name: a\n", 2),
            ("groups: nothing\n", 1),
        ] {
            let wrong = rules(text).unwrap_err();
            let at = text[..wrong.span.start].matches('\n').count() + 1;
            assert!(at <= line && !wrong.why.is_empty(), "{text}: {wrong:?}");
        }
    }

    #[test]
    fn a_file_that_unfolds_without_end_is_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..12 {
            let list = vec![format!("*a{}", n - 1); 10].join(", ");
            text.push_str(&format!("a{n}: &a{n} [{list}]\n"));
        }
        text.push_str("groups: []\n");
        // Either way it comes to an end at once.
        let began = std::time::Instant::now();
        let _ = rules(&text);
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
    }
}
