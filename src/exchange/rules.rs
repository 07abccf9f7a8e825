//! Alert rules as monitoring has them: Prometheus's files (Loki's and Mimir's are of the same
//! shape), the resource `PrometheusRule`, and Grafana's provisioning. YAML and JSON alike.
//!
//! What stays true: only what names an alert is read, with its place; a recording rule is none;
//! one rule that cannot be read hides none of the others.
//! What it does not do: it evaluates nothing, and expands no template: whoever keeps rules as
//! templates renders them first.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_saphyr::{Spanned, UserMessageFormatter};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
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

/// What stands in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Every rule that raises an alert, in order.
    pub rules: Vec<Rule>,
    /// Those that cannot be read, and why.
    pub wrong: Vec<Unreadable>,
}

/// Why a text, or one of its rules, cannot be read.
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
    rules: Option<Vec<Spanned<Meant<Entry>>>>,
}

type Texts = BTreeMap<String, Option<Spanned<Meant<String>>>>;

/// A rule of Prometheus has `alert`, one of Grafana `title`; one with `record` raises nothing.
#[derive(Deserialize)]
struct Entry {
    alert: Option<Spanned<Meant<String>>>,
    title: Option<Spanned<Meant<String>>>,
    record: Option<IgnoredAny>,
    labels: Option<Meant<Texts>>,
    annotations: Option<Meant<Texts>>,
}

/// What should stand at a place, where it does: whatever else is there fails for itself alone.
struct Meant<T>(Option<T>);

/// What can be meant: a table, or a text.
trait Kind: Sized {
    fn of_table<'de, A: MapAccess<'de>>(table: A) -> Result<Option<Self>, A::Error>;
    fn of_text(text: String) -> Option<Self>;
}

/// A table of which nothing is wanted is read to its end all the same.
fn passed_over<'de, A: MapAccess<'de>>(mut table: A) -> Result<(), A::Error> {
    while table.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

impl Kind for String {
    fn of_table<'de, A: MapAccess<'de>>(table: A) -> Result<Option<Self>, A::Error> {
        passed_over(table).map(|()| None)
    }

    fn of_text(text: String) -> Option<Self> {
        Some(text)
    }
}

impl Kind for Texts {
    fn of_table<'de, A: MapAccess<'de>>(table: A) -> Result<Option<Self>, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(table)).map(Some)
    }

    fn of_text(_: String) -> Option<Self> {
        None
    }
}

impl Kind for Entry {
    fn of_table<'de, A: MapAccess<'de>>(table: A) -> Result<Option<Self>, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(table)).map(Some)
    }

    fn of_text(_: String) -> Option<Self> {
        None
    }
}

impl<'de, T: Kind> Deserialize<'de> for Meant<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyOf(PhantomData))
    }
}

struct AnyOf<T>(PhantomData<T>);

impl<'de, T: Kind> Visitor<'de> for AnyOf<T> {
    type Value = Meant<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Meant(T::of_text(text.to_owned())))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Meant(T::of_text(flag.to_string())))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Meant(T::of_text(number.to_string())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Meant(T::of_text(number.to_string())))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Meant(T::of_text(number.to_string())))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Meant(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Meant(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Self::Value, A::Error> {
        T::of_table(table).map(Meant)
    }
}

/// Every rule of a text, in its order. None where it holds no groups of rules at all.
///
/// # Errors
/// When it is no YAML, or its groups are none.
pub fn rules(text: &str) -> Result<Option<Rules>, Unreadable> {
    let lines = Lines::of(text);
    let documents: Vec<Option<Document>> = serde_saphyr::from_multiple(text).map_err(|error| {
        let why = error
            .without_snippet()
            .render_with_formatter(&UserMessageFormatter);
        let first = why.lines().next().unwrap_or_default().trim_end_matches('.');
        let line = error.location().map_or(1, |at| at.line());
        Unreadable {
            why: first.to_owned(),
            span: lines.line(line),
        }
    })?;
    let mut groups: Option<Vec<Group>> = None;
    for document in documents.into_iter().flatten() {
        gather(document, &mut groups);
    }
    let Some(groups) = groups else {
        return Ok(None);
    };
    let mut found = Rules::default();
    for entry in groups.into_iter().flat_map(|group| group.rules).flatten() {
        let wrong = |why: &str| Unreadable {
            why: why.to_owned(),
            span: lines.line(entry.referenced.line()),
        };
        match entry.value.0.map(|entry| rule(&lines, entry)) {
            Some(Ok(rule)) => found.rules.extend(rule),
            Some(Err(why)) => found.wrong.push(wrong(why)),
            None => found.wrong.push(wrong("a rule is a table with an `alert`")),
        }
    }
    Ok(Some(found))
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

/// A rule; none where it raises no alert.
///
/// # Errors
/// Why it cannot be read.
fn rule(lines: &Lines<'_>, entry: Entry) -> Result<Option<Rule>, &'static str> {
    let (None, Some(name)) = (entry.record, entry.alert.or(entry.title)) else {
        return Ok(None);
    };
    let name = lines.placed(name).ok_or("an alert's name is a text")?;
    let table = |of: Option<Meant<Texts>>, why| match of {
        Some(Meant(None)) => Err(why),
        of => Ok(of.and_then(|of| of.0).unwrap_or_default()),
    };
    let mut labels = table(entry.labels, "its labels are a table of names and values")?;
    let mut annotations = table(
        entry.annotations,
        "its annotations are a table of names and values",
    )?;
    let taken = |from: &mut Texts, name: &str| lines.placed(from.remove(name).flatten()?);
    let summary = taken(&mut annotations, "summary");
    let summary = summary.or_else(|| taken(&mut annotations, "description"));
    Ok(Some(Rule {
        name: name.text,
        span: name.span,
        severity: taken(&mut labels, "severity"),
        runbook_url: taken(&mut annotations, "runbook_url"),
        summary: summary.map(|it| it.text),
    }))
}

/// A text, with where its lines begin: looked for once, for files of many thousand rules.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let inside = ends.filter(|at| *at < text.len());
        let starts = [0].into_iter().chain(inside).collect();
        Self { text, starts }
    }

    /// The words of a line, from 1; the last one where there are not so many.
    fn line(&self, number: u64) -> Range<usize> {
        let last = self.starts.len().saturating_sub(1);
        let index = usize::try_from(number.saturating_sub(1)).unwrap_or(last);
        let index = index.min(last);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let end = self.starts.get(index + 1).copied();
        let line = &self.text[start..end.unwrap_or(self.text.len())];
        let start = start + line.len() - line.trim_start().len();
        start..start + line.trim().len()
    }

    /// A value where it stands: on its line, the text itself where it can be found there. None
    /// where there is something else than a text.
    fn placed(&self, value: Spanned<Meant<String>>) -> Option<Placed> {
        let line = self.line(value.referenced.line());
        let text = value.value.0?;
        let at = self.text[line.clone()].find(text.as_str());
        let span = match at.filter(|_| !text.is_empty()) {
            Some(at) => line.start + at..line.start + at + text.len(),
            None => line,
        };
        Some(Placed { text, span })
    }
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
        let found = rules(text).unwrap().unwrap();
        assert_eq!(found.wrong, []);
        found.rules.into_iter().map(|rule| rule.name).collect()
    }

    #[test]
    fn rules_of_prometheus_are_read_with_their_places() {
        let found = rules(PROMETHEUS).unwrap().unwrap().rules;
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
    fn one_rule_that_cannot_be_read_hides_none_of_the_others() {
        let text = "groups:\n  - rules:\n      - alert: [A]\n      - alert: B\n      - 5\n      - alert: { a: b }\n      - alert: C\n        labels: [x]\n      - alert: D\n        labels: { severity: [1] }\n        annotations: { summary: {} , runbook_url: 7 }\n      - record: [r]\n      - alert: 7\n";
        let found = rules(text).unwrap().unwrap();
        let names: Vec<_> = found.rules.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["B", "D", "7"]);
        assert_eq!(found.rules[1].severity, None);
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let wrong: Vec<_> = found.wrong.iter().map(|it| line(it.span.start)).collect();
        assert_eq!(wrong, [3, 5, 6, 7]);
    }

    #[test]
    fn many_thousand_rules_are_read_at_once() {
        let rule = |number| format!("  - alert: Big{number}\n    expr: x > {number}\n");
        let all: String = (0..20_000).map(rule).collect();
        let text = format!("groups:\n- name: a\n  rules:\n{all}");
        let began = std::time::Instant::now();
        let found = rules(&text).unwrap().unwrap();
        assert_eq!(found.rules.len(), 20_000);
        let last = &found.rules[19_999];
        assert_eq!(&text[last.span.clone()], last.name);
        // Linear it is a second or two unoptimized; by the square it would be minutes.
        assert!(began.elapsed() < std::time::Duration::from_secs(30));
    }

    #[test]
    fn a_file_that_unfolds_without_end_is_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..12 {
            let list = vec![format!("*a{}", n - 1); 10].join(", ");
            text.push_str(&format!("a{n}: &a{n} [{list}]\n"));
        }
        text.push_str("groups: []\n");
        // A million million words, were they written out: it ends, whatever it says.
        let _ = rules(&text);
    }
}
