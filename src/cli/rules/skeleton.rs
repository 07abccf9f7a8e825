//! A runbook to begin with, for alerts that nobody answers.
//!
//! It is marked as a sample, so that it answers nothing until somebody has written the steps.

use crate::exchange::rules::Rule;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The file; without a time zone where library.toml has one for all.
pub fn skeleton(unanswered: &[&Rule], has_zone: bool) -> String {
    let mut text = "title = \"Alerts without a procedure\"
# A sample answers no alert. Write the steps, or move each procedure where it belongs; then
# take this line out.
sample = true
"
    .to_owned();
    if !has_zone {
        text.push_str("timezone = \"UTC\"\n");
    }
    let mut seen = BTreeSet::new();
    let rules: Vec<_> = unanswered
        .iter()
        .filter(|rule| seen.insert(rule.name.as_str()))
        .collect();
    for rule in &rules {
        let name = quoted(&rule.name);
        // Writing into a text cannot fail.
        let _ = write!(text, "\n[[alerts]]\nname = {name}\n");
        if let Some(severity) = &rule.severity {
            let _ = writeln!(text, "# Its rule calls it {}.", quoted(&severity.text));
        }
        if let Some(summary) = &rule.summary {
            let _ = writeln!(text, "means = {}", quoted(summary));
        }
    }
    for rule in &rules {
        let name = quoted(&rule.name);
        let title = quoted(&format!("Answer {}", rule.name));
        let _ = write!(
            text,
            "\n[[procedures]]\ntitle = {title}\nalerts = [{name}]\n\n[[procedures.steps]]\ntitle = \"Look at what the alert shows, and write down what is affected\"\n"
        );
    }
    text
}

/// A text of one line, as TOML has it.
fn quoted(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    toml::Value::String(one_line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::rules::rules;
    use crate::runbook::{LibraryDefaults, Source, parse};

    #[test]
    fn a_skeleton_is_a_runbook_without_a_mistake_that_answers_nothing_yet() {
        let text = "groups:\n  - rules:\n      - alert: 'It''s \"odd\" \\ $X {{ y }}'\n        labels: { severity: page }\n        annotations: { summary: \"a\\nb\" }\n      - alert: A\n      - alert: A\n";
        let found = rules(text).unwrap().unwrap().rules;
        let all: Vec<_> = found.iter().collect();
        assert!(!skeleton(&all, true).contains("timezone"));
        let made = skeleton(&all, false);
        let source = Source {
            path: "alerts.toml".to_owned(),
            stem: "alerts".to_owned(),
            text: &made,
        };
        let parsed = parse(&source, &LibraryDefaults::default());
        assert_eq!(parsed.problems, [], "{made}");
        let runbook = parsed.runbook.unwrap();
        assert!(runbook.sample);
        assert_eq!(runbook.procedures.len(), 2);
        assert_eq!(runbook.procedures[0].alerts, [found[0].name.clone()]);
    }
}
