//! What a heading says of all that stands below it: in which case it is done, where, and
//! whether it has to be.
//!
//! What stays true: a heading that is a condition makes nothing below it an order for every
//! case. One that asks what its section answers, or names a time that comes by itself, is none.

use super::case::{self, Lead, is_other, is_wanted};
use super::lists::is_one_of;
use super::places;
use super::question::is_only;
use super::title::plain;
use super::verbs::without_number;

/// Words that a heading begins with that asks what its section answers, or says when or where
/// something is so.
const ASKS: &str = "are can could did do does had has have how is shall should was were what where which who why will \
    would";

/// The condition that a heading is.
pub(super) fn lead(text: &str) -> Option<Lead> {
    let line = bare(text);
    let lower = line.to_lowercase();
    let mut words = lower.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let is = |condition: &str| Some(Lead::If(condition.to_owned()));
    if line.ends_with('?') {
        let is_asked = is_one_of(ASKS, first) || first == "when" && is_one_of(ASKS, second);
        return what_if(&line, &lower)
            .map(Lead::If)
            .or_else(|| (!is_asked).then(|| Lead::If(line.clone())));
    }
    if let Some(lead) = case::of_words(&lower) {
        return Some(lead);
    }
    if let Some(condition) = what_if(&line, &lower) {
        return is(&condition);
    }
    let is_told = second != "to" && !is_one_of(ASKS, first) && case::is_condition(&lower);
    if is_told && !case::is_way(&lower) {
        let (said, _) = case::parted(&line).unwrap_or((line.as_str(), ""));
        return is(said);
    }
    const USES: &str = "read view use reference member members internal staff information write";
    let of_whom = lower.strip_suffix(" only").map(|it| it.rsplit(' ').next());
    let is_use = of_whom.is_some_and(|it| is_one_of(USES, it.unwrap_or_default()));
    if case::is_scenario(&lower) {
        return is(&line);
    }
    if is_wanted(&lower) || is_other(&lower) || is_only(&lower) && !is_use || is_outcome(&lower) {
        return is(&line);
    }
    in_brackets(&line).or_else(|| case::conditional(&line).map(|(lead, _)| lead))
}

/// Whether a heading says that what stands below it is done elsewhere: `On the standby`.
pub(super) fn leads_elsewhere(text: &str) -> bool {
    places::is_there(&bare(text).to_lowercase())
}

/// Whether a heading says that what stands below it may be left out.
pub(super) fn is_optional(lower: &str) -> bool {
    lower.starts_with("optional") || lower.ends_with("(optional)") || lower.ends_with(", optional")
}

/// A heading without its markup and its number.
fn bare(text: &str) -> String {
    let line = plain(text);
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rest = match rest.len() < line.len() {
        true => rest.trim_start_matches([')', ':', '-', '–', ' ']),
        false => line.as_str(),
    };
    without_number(rest).to_owned()
}

/// `What to do if it hangs`, `What if it hangs?` as `if it hangs`.
fn what_if(line: &str, lower: &str) -> Option<String> {
    const ASKED: &[&str] = &["what to do ", "what ", "steps ", "procedure ", "actions "];
    let of = |it: &&str| lower.strip_prefix(*it);
    let rest = ASKED.iter().find_map(of)?;
    let is_if = ["if ", "when ", "in case ", "unless "];
    let at = line.len().checked_sub(rest.len())?;
    let rest = is_if
        .iter()
        .any(|it| rest.starts_with(it))
        .then(|| line.get(at..))??;
    Some(rest.trim_end_matches('?').to_owned())
}

/// `Restarting the pump (if it hangs)`.
fn in_brackets(line: &str) -> Option<Lead> {
    let (_, inside) = line.strip_suffix(')')?.rsplit_once('(')?;
    lead(inside)
}

/// `On failure`
fn is_outcome(lower: &str) -> bool {
    let what = lower.strip_prefix("on ");
    what.is_some_and(|it| is_one_of("failure error errors success timeout", it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_that_is_a_condition_is_told_from_one_that_only_sounds_like_one() {
        for text in [
            "Check",
            "When to use this",
            "When to escalate",
            "Where to look",
            "Where the logs are",
            "Is the pump running?",
            "When was it last rotated?",
            "What is it?",
            "How to tell if it hangs",
            "Check if it hangs",
            "When all is done",
            "For internal use only",
            "Read only",
            "Option A: restart",
            "On the standby",
            "On call",
            "To restart the pump",
            "Iffy words",
            "Case study",
            "",
        ] {
            assert_eq!(lead(text), None, "{text}");
        }
        for (text, is) in [
            ("If the replica lags", "If the replica lags"),
            ("3. If the replica lags:", "If the replica lags"),
            ("Step 2: If the replica lags", "If the replica lags"),
            ("When the `disk` is full", "When the disk is full"),
            ("If it hangs, restart it", "If it hangs"),
            ("What to do if it hangs", "if it hangs"),
            ("What if it hangs?", "if it hangs"),
            ("In case of rain", "In case of rain"),
            ("Unless it is new", "Unless it is new"),
            ("Still red?", "Still red?"),
            ("On the standby only", "On the standby only"),
            ("Only on Debian", "Only on Debian"),
            ("Restart it (only on the standby)", "only on the standby"),
            ("Restarting the pump (if needed)", "if needed"),
            ("Restart the pump if it hangs", "if it hangs"),
            ("As a last resort", "As a last resort"),
            ("To roll back", "To roll back"),
            ("Alternatively", "Alternatively"),
            ("On failure", "On failure"),
            (
                "Scenario 1: the disk is full",
                "Scenario 1: the disk is full",
            ),
            ("Case B", "Case B"),
        ] {
            assert_eq!(lead(text), Some(Lead::If(is.to_owned())), "{text}");
        }
        assert_eq!(lead("Otherwise:"), Some(Lead::Else));
        assert_eq!(lead("If not"), Some(Lead::Not));
    }

    #[test]
    fn a_heading_says_where_it_is_done() {
        for (text, is) in [
            ("On the standby", true),
            ("1. On each etcd node", true),
            ("On the standby only", true),
            ("Inside the container", true),
            ("Promote it (on the standby)", true),
            ("In case of a failed node", false),
            ("On call", false),
            ("Restart the node", false),
        ] {
            assert_eq!(leads_elsewhere(text), is, "{text}");
        }
        assert!(is_optional("clean up (optional)") && !is_optional("the options"));
    }
}
