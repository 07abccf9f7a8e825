//! Severities that differ between a rule and the runbook that describes its alert.
//!
//! Teams often call them otherwise in monitoring (`critical`) and in runbooks (`sev1`). Where
//! both speak of one word, they have to agree; else what most alerts of one word are called here
//! is taken for its translation, and those that differ from it are told.

use super::files::RuleFile;
use super::written::Written;
use crate::exchange::rules::Placed;
use crate::runbook::{Problem, Severity, objection};
use crate::text::shown;
use std::collections::{BTreeMap, BTreeSet};

struct Pair<'a> {
    file: &'a RuleFile,
    name: &'a str,
    rule: &'a Placed,
    here: &'a str,
}

pub(super) fn differing(files: &[RuleFile], runbooks: &[Written<'_>]) -> Vec<Problem> {
    let described = runbooks.iter().flat_map(|it| &it.runbook.alerts);
    let described: BTreeMap<&str, &str> = described
        .filter_map(|alert| Some((alert.name.as_str(), alert.severity.as_deref()?)))
        .collect();
    let paths = runbooks
        .iter()
        .flat_map(|it| &it.runbook.package.escalation);
    let known = described.values().map(|it| it.to_lowercase());
    let words: BTreeSet<String> = known
        .chain(paths.map(|it| it.severity.to_lowercase()))
        .collect();
    let pairs: Vec<Pair<'_>> = files
        .iter()
        .flat_map(|file| file.rules.iter().map(move |rule| (file, rule)))
        .filter_map(|(file, rule)| {
            Some(Pair {
                file,
                name: &rule.name,
                rule: rule.severity.as_ref()?,
                here: described.get(rule.name.as_str())?,
            })
        })
        .collect();
    let translated = translations(&pairs);
    let differing = pairs.iter().filter_map(|pair| {
        let said = pair.rule.text.to_lowercase();
        let wanted = match words.iter().any(|word| is_of_one_scale(word, &said)) {
            true => said.clone(),
            false => translated.get(&said)?.clone(),
        };
        (pair.here.to_lowercase() != wanted).then(|| told(pair, &said, &wanted))
    });
    differing.collect()
}

/// Whether two words are of one scale: the same, or `sev1` and `sev2`.
fn is_of_one_scale(word: &str, other: &str) -> bool {
    let scale = |word: &str| {
        let scale = word.trim_end_matches(|c: char| c.is_ascii_digit());
        (scale.len() < word.len() && !scale.is_empty()).then(|| scale.to_owned())
    };
    word == other || scale(word).is_some() && scale(word) == scale(other)
}

/// What most alerts of a rule's severity are called here; none where no word has the most.
fn translations(pairs: &[Pair<'_>]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for pair in pairs {
        let by_word = counts.entry(pair.rule.text.to_lowercase()).or_default();
        *by_word.entry(pair.here.to_lowercase()).or_default() += 1;
    }
    let most = counts.into_iter().filter_map(|(said, by_word)| {
        let all: usize = by_word.values().sum();
        let (word, count) = by_word.into_iter().max_by_key(|(_, count)| *count)?;
        (count * 2 > all).then_some((said, word))
    });
    most.collect()
}

fn told(pair: &Pair<'_>, said: &str, wanted: &str) -> Problem {
    let (name, here) = (shown(pair.name), shown(pair.here));
    let message = format!(
        "the alert `{name}` is `{}` by its rule, and `{here}` by its runbook",
        shown(&pair.rule.text)
    );
    let hint = match said == wanted {
        true => "write the same in both".to_owned(),
        false => format!(
            "most alerts of `{}` are `{}` in the runbooks",
            shown(said),
            shown(wanted)
        ),
    };
    let span = pair.rule.span.clone();
    let (path, text) = (&pair.file.path, &pair.file.text);
    Problem {
        severity: Severity::Warning,
        ..objection(path, text, span, "severity-differs", message, Some(hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_number_are_of_one_scale() {
        for (word, other, is) in [
            ("sev1", "sev3", true),
            ("p1", "p2", true),
            ("critical", "critical", true),
            ("critical", "warning", false),
            ("critical", "sev1", false),
            ("sev1", "p1", false),
            ("1", "2", false),
        ] {
            assert_eq!(is_of_one_scale(word, other), is, "{word} {other}");
        }
    }
}
