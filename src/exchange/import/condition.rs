//! A condition behind an order: `Restart it if it hangs`.
//!
//! What stays true: an order that does something is never told apart from its condition without
//! that being said; one that only looks at something does no harm without it.

use super::lists::is_one_of;
use super::sentence::is_instruction;
use super::verbs::is_verb;

const BEGINS: &[&str] = &[
    "if",
    "only if",
    "when",
    "only when",
    "whenever",
    "unless",
    "in case",
    "as long as",
    "provided",
    "assuming",
];
/// Words behind which it is no condition of the order: `see if`, `even if`, `and if it hangs, …`.
const NOT_BEHIND: &str = "see check verify know find out tell confirm ask decide test determine sure as even what \
    where matter and or but then";
/// What only looks, asks or waits.
const LOOKS: &str = "analyze ask assess check compare confirm decide describe determine evaluate examine find get \
    identify inspect investigate list look measure monitor note observe read review see show \
    verify view wait watch";

/// The condition behind an order that does something, and the order without it.
pub(super) fn behind(sentence: &str) -> Option<(String, String)> {
    // `Still red? Press stop.`
    if let Some((asked, order)) = sentence.split_once("? ")
        && is_instruction(order)
    {
        let is_one = !only_looks(order);
        return is_one.then(|| (format!("{asked}?"), order.to_owned()));
    }
    let at = |begin: &str| {
        let mut found = sentence.match_indices([' ', '(']);
        found.find_map(|(at, _)| {
            let rest = &sentence[at + 1..];
            let is_it = rest
                .get(..begin.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(begin))
                && rest[begin.len()..].starts_with(' ');
            is_it.then_some(at)
        })
    };
    let at = BEGINS.iter().filter_map(|it| at(it)).min()?;
    let before = sentence[..at].trim_end().trim_end_matches([',', '(', ' ']);
    let last = before.rsplit(' ').next().unwrap_or_default();
    let is_other = is_one_of(NOT_BEHIND, &last.to_lowercase()) || last.ends_with([';', ':']);
    let rest = &sentence[at + 1..];
    // `when using it` says how, not in which case.
    let mut words = rest.split(' ').map(|it| it.trim_end_matches([',', '.']));
    let is_how = words
        .nth(1)
        .is_some_and(|it| it.ends_with("ing") && !it.ends_with("thing"));
    if is_other || is_how || !is_instruction(before) || only_looks(before) {
        return None;
    }
    let in_brackets = sentence[..at].ends_with('(') || sentence[at..].starts_with('(');
    let (condition, after) = match in_brackets {
        true => rest.split_once(')').unwrap_or((rest, "")),
        false => (rest, ""),
    };
    // `Do this. If it hangs, do that`: what follows it is what it is for.
    let leads = condition.rsplit_once(", ");
    if leads.is_some_and(|(_, order)| is_instruction(order)) {
        return None;
    }
    let order = format!("{before}{after}");
    let end = ['.', ',', ';', ':', ' '];
    Some((
        condition.trim_end_matches(end).to_owned(),
        order.trim_end_matches(end).to_owned(),
    ))
}

/// Whether nothing that an order says changes anything.
pub(super) fn only_looks(order: &str) -> bool {
    let lower = order.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let first = words.iter().map(|it| bare(it)).find(|it| is_verb(it));
    let more = words.windows(2).any(|pair| {
        let joins = pair[0].ends_with([',', ';']) || matches!(pair[0], "and" | "or" | "then");
        let word = bare(pair[1]);
        joins && is_verb(&word) && !is_one_of(LOOKS, &word)
    });
    !more && first.is_some_and(|it| is_one_of(LOOKS, &it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_behind_an_order_is_told_from_what_only_sounds_like_one() {
        for (text, is) in [
            (
                "Drop the slot if nobody reads it.",
                Some(("if nobody reads it", "Drop the slot")),
            ),
            (
                "Stop the feed, unless the night job runs",
                Some(("unless the night job runs", "Stop the feed")),
            ),
            (
                "Delete the file (only if it is old) and tell the desk",
                Some(("only if it is old", "Delete the file and tell the desk")),
            ),
            (
                "Check the lamp and wipe the disk when it is red",
                Some(("when it is red", "Check the lamp and wipe the disk")),
            ),
            ("Check the lamp if it is red", None),
            ("Run the report to see if it grows", None),
            ("Restart it even if it answers", None),
            ("Restart it and if it hangs, call them", None),
            ("Restart it, if it hangs, call them", None),
            ("The slot goes if nobody reads it", None),
            ("Still red? Press stop", Some(("Still red?", "Press stop"))),
            ("Still red? Look at it", None),
            ("Take care when opening it", None),
            ("Restart the pump", None),
        ] {
            let found = behind(text);
            let found = found.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
            assert_eq!(found, is, "{text}");
        }
    }
}
