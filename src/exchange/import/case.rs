//! Conditions: `If it does not answer:`, `Otherwise:`, `If the disk is full, delete logs`.
//!
//! What stays true: what a page says under a condition is not said here without it.

use super::phrase::one_line;
use super::sentence::sentences;
use super::title::{plain, title};

/// What leads to something that is done only in a case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lead {
    /// In this case.
    If(String),
    /// In every other case than the one before.
    Else,
}

const OTHERWISE: &[&str] = &[
    "otherwise",
    "else",
    "if not",
    "if this is not the case",
    "if that is not the case",
    "in any other case",
    "in all other cases",
];
const IF: &[&str] = &[
    "if",
    "when",
    "whenever",
    "unless",
    "should",
    "in case",
    "in the case",
    "in cases",
    "in the event",
    "only if",
    "as long as",
    "provided",
    "assuming",
    "where",
];

/// The condition that a text ends with, where what follows is what it leads to.
pub(super) fn lead(text: &str) -> Option<Lead> {
    let last = *sentences(text).last()?;
    if !last
        .trim_end_matches(['*', '_', ' '])
        .ends_with([':', '：'])
        && !last.ends_with("…")
    {
        return None;
    }
    let line = plain(last);
    let (said, _) = parted(&line).unwrap_or((line.as_str(), ""));
    let lower = said.trim_end_matches([':', ',', '.']).to_lowercase();
    if OTHERWISE.contains(&lower.as_str()) {
        return Some(Lead::Else);
    }
    begins(&lower, IF).then(|| Lead::If(said.to_owned()))
}

fn begins(lower: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([' ', ',']))
    })
}

/// A sentence as its condition and what is done then.
pub(super) fn parted(sentence: &str) -> Option<(&str, &str)> {
    let lower = sentence.to_lowercase();
    if lower.len() != sentence.len() || !begins(&lower, IF) && !begins(&lower, OTHERWISE) {
        return None;
    }
    let at = lower
        .find(", ")
        .map(|at| (at, at + 2))
        .or_else(|| lower.find(" then ").map(|at| (at, at + 6)))?;
    let order = sentence[at.1..].trim();
    let order = order.strip_prefix("then ").unwrap_or(order);
    (!order.is_empty()).then(|| (sentence[..at.0].trim(), order))
}

/// What a sentence says in which case, where its title could not hold both.
pub(super) fn of_sentence(sentence: &str) -> Option<(Lead, String)> {
    let line = plain(sentence);
    let (said, order) = parted(&line)?;
    let lower = said.to_lowercase();
    let lead = match OTHERWISE.contains(&lower.as_str()) {
        true => Lead::Else,
        false if line.chars().count() > super::title::LONGEST => Lead::If(said.to_owned()),
        false => return None,
    };
    Some((lead, order.to_owned()))
}

/// A condition as the title of the step that settles it.
pub(super) fn question(condition: &str) -> String {
    let line = one_line(condition);
    let line = line.trim_end_matches([':', ',', '.', ' ']);
    let lower = line.to_lowercase();
    for (word, instead) in [
        ("only if ", "Check whether "),
        ("if ", "Check whether "),
        ("whenever ", "Check whether "),
        ("when ", "Check whether "),
        ("unless ", "Check whether "),
        ("in case of ", "Check for "),
        ("in the case of ", "Check for "),
        ("in case ", "Check whether "),
        ("in the event of ", "Check for "),
        ("assuming ", "Check whether "),
        ("provided that ", "Check whether "),
        ("provided ", "Check whether "),
        ("where ", "Check whether "),
        ("as long as ", "Check whether "),
    ] {
        if lower.starts_with(word) {
            let rest = line[word.len()..].trim_start_matches("that ");
            return title(&format!("{instead}{rest}"));
        }
    }
    title(&format!("Check: {line}"))
}

/// What has to be chosen for what a condition leads to.
pub(super) fn answer(condition: &str) -> &'static str {
    match condition.to_lowercase().starts_with("unless") {
        true => "no",
        false => "yes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_told_from_what_is_done_then() {
        let is = |text: &str| Some(Lead::If(text.to_owned()));
        for (text, found) in [
            ("If it does not answer:", is("If it does not answer")),
            (
                "Look at it. If the lamp is **red**:",
                is("If the lamp is red"),
            ),
            (
                "When the disk is full, run the following:",
                is("When the disk is full"),
            ),
            ("**Otherwise:**", Some(Lead::Else)),
            ("Otherwise, do this:", Some(Lead::Else)),
            ("If not:", Some(Lead::Else)),
            ("Run the following:", None),
            ("If the disk is full, delete logs.", None),
            ("Iffy words:", None),
        ] {
            assert_eq!(lead(text), found, "{text}");
        }
        for (text, title) in [
            ("If it does not answer", "Check whether it does not answer"),
            ("When the disk is full:", "Check whether the disk is full"),
            ("In case of rain", "Check for rain"),
            ("Should it fail", "Check: Should it fail"),
        ] {
            assert_eq!(question(text), title);
        }
        assert_eq!(of_sentence("If it is full, delete logs"), None);
        assert_eq!(
            of_sentence("Otherwise, call them"),
            Some((Lead::Else, "call them".to_owned()))
        );
        let long = "If the consumer of the orders queue has not moved for an hour, restart it on the other host";
        assert_eq!(of_sentence(long).unwrap().1, "restart it on the other host");
    }
}
