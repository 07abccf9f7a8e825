//! Conditions: `If it does not answer:`, `Otherwise:`, `If the disk is full, delete logs`.
//!
//! What stays true: what a page says under a condition is not said here without it.

use super::condition;
use super::lists::is_one_of;
use super::page::{Block, Item, Kind};
use super::sentence::{NEXT, is_instruction, sentences};
use super::shorten::{LONGEST, lists_on};
use super::title::plain;

/// What leads to something that is done only in a case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lead {
    /// In this case.
    If(String),
    /// In every other case than the one before.
    Else,
    /// Where what was asked just before is so.
    So,
    /// Where it is not.
    Not,
}

const OTHERWISE: &[&str] = &[
    "otherwise",
    "else",
    "in any other case",
    "in all other cases",
];
const SO: &[&str] = &[
    "yes",
    "if so",
    "if yes",
    "if true",
    "if it is",
    "if it does",
    "if they are",
    "if they do",
    "if this is the case",
    "if that is the case",
    "if this is so",
    "if that is so",
    "in that case",
    "in this case",
    "in such a case",
    "in such cases",
];
const NOT: &[&str] = &[
    "no",
    "if not",
    "if no",
    "if false",
    "if it is not",
    "if it isn't",
    "if it does not",
    "if it doesn't",
    "if they are not",
    "if they do not",
    "if they don't",
    "if this is not the case",
    "if that is not the case",
    "if this is not so",
    "if that is not so",
];
/// What a time ends with that comes by itself: `When all is done`.
/// What is done only where the rest did not help, or where somebody wants it.
const WANTED: &[&str] = &[
    "as a last resort",
    "at worst",
    "in an emergency",
    "in emergencies",
    "in exceptional",
    "in extreme",
    "in rare",
    "in some cases",
    "in certain",
    "in the worst case",
    "only in",
    "to undo",
    "to roll back",
    "to rollback",
    "to revert",
    "to back out",
    "to abort",
    "to cancel",
    "to go back",
    "for a rollback",
];
const OTHER: &[&str] = &["alternatively", "as an alternative"];
const DONE: &[&str] = &["done", "finished", "complete", "completed", "ready"];
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
    "for the case",
    "only if",
    "only when",
    "as long as",
    "provided",
    "assuming",
    "where",
];

/// The condition that a text ends with, where what follows is what it leads to.
pub(super) fn lead(text: &str) -> Option<Lead> {
    let all = sentences(text);
    let last = *all.last()?;
    let end = last.trim_end_matches(['*', '_', ' ']);
    let is_open = end.ends_with([':', '：']) || last.ends_with('…');
    let line = plain(last);
    let asked = all
        .len()
        .checked_sub(2)
        .map(|at| all[at])
        .filter(|it| it.ends_with('?'));
    match answered(last) {
        Some((is_yes, _)) if is_open && all.len() == 1 => {
            return Some(if is_yes { Lead::So } else { Lead::Not });
        }
        _ => {}
    }
    if let Some(asked) = asked.filter(|_| is_open) {
        return Some(Lead::If(plain_question(asked)));
    }
    let (said, _) = parted(&line).unwrap_or((line.as_str(), ""));
    let lower = said.trim_end_matches([':', ',', '.']).to_lowercase();
    let lead = of_words(&lower).or_else(|| is_condition(&lower).then(|| Lead::If(said.to_owned())));
    lead.filter(|_| is_open)
}

/// The same of a text that has something to do below it: `If it hangs`, and
/// `If it hangs, do the following.`
pub(super) fn lead_to(text: &str) -> Option<Lead> {
    const ON: &[&str] = &["following", "follows", "these", "this", "below"];
    lead(text).or_else(|| {
        let all = sentences(text);
        let last = *all.last()?;
        let line = plain(last);
        if let Some((is_yes, _)) = answered(text).filter(|_| all.len() == 1) {
            return Some(if is_yes { Lead::So } else { Lead::Not });
        }
        // `Skip this if it is new`: what follows is for where it is not.
        if let Some((Lead::If(condition), order)) = conditional(last)
            && order.to_lowercase().starts_with("skip ")
        {
            let rest = condition.get(3..).filter(|_| condition.starts_with("if "));
            return rest.map(|rest| Lead::If(format!("unless {rest}")));
        }
        match parted(last) {
            Some((_, order)) => {
                let mut words = order.split(|c: char| !c.is_alphanumeric());
                let is_order = order.starts_with("do ") || is_instruction(order);
                let leads_on = is_order && words.any(|it| ON.contains(&it));
                conditional(last).filter(|_| leads_on).map(|it| it.0)
            }
            None => {
                let lower = line.to_lowercase();
                let second = lower.split(' ').nth(1).unwrap_or_default();
                let is_bare = all.len() == 1 && !line.contains(", ") && second != "to";
                let is_one = ["if ", "when ", "whenever ", "unless ", "in case "];
                let found = of_words(&lower).filter(|it| *it != Lead::So && *it != Lead::Not);
                let is_if = is_one.iter().any(|it| lower.starts_with(it)) && is_condition(&lower);
                let is_if = is_if || is_way(&lower) || is_wanted(&lower) || is_other(&lower);
                let found = found.or_else(|| is_if.then(|| Lead::If(line.clone())));
                found.filter(|_| is_bare)
            }
        }
    })
}

/// The condition that the last of some items ends with, for what stands behind them all, and the
/// items without it.
pub(super) fn last_lead(items: &[Item]) -> Option<(Vec<Item>, Item)> {
    let (last, before) = items.split_last()?;
    let mut before = before.to_vec();
    if last.is_done() {
        return None;
    }
    let Some((below, rest)) = last.below.split_last() else {
        return lead(&last.words.text).map(|_| (before, last.clone()));
    };
    let mut outer = Item {
        below: rest.to_vec(),
        ..last.clone()
    };
    let found = match &below.kind {
        Kind::Paragraph(words) if lead(&words.text).is_some() => Item {
            line: below.line,
            words: words.clone(),
            ..Item::default()
        },
        Kind::List { ordered, items } => {
            let (items, found) = last_lead(items)?;
            let kind = Kind::List {
                ordered: *ordered,
                items,
            };
            outer.below.push(Block {
                kind,
                ..below.clone()
            });
            found
        }
        _ => return None,
    };
    before.push(outer);
    Some((before, found))
}

/// What stands by itself for a case: `otherwise`, `if so`.
pub(super) fn of_words(lower: &str) -> Option<Lead> {
    match () {
        () if OTHERWISE.contains(&lower) => Some(Lead::Else),
        () if SO.contains(&lower) => Some(Lead::So),
        () if NOT.contains(&lower) => Some(Lead::Not),
        () => None,
    }
}

/// `Yes: open it`, `No, wait`: which of the two, and how many bytes say so.
pub(super) fn answered(text: &str) -> Option<(bool, usize)> {
    let bare = text.trim_start_matches(['*', '_']);
    let skipped = text.len() - bare.len();
    let lower = bare.to_lowercase();
    let (is_yes, length) = match () {
        () if lower.starts_with("yes") => (true, 3),
        () if lower.starts_with("no") => (false, 2),
        () => return None,
    };
    let rest = bare[length..].trim_start_matches(['*', '_']);
    let cut = rest.trim_start_matches([':', ',', '-', '–', '—', '→', '=', '>', '*', '_', ' ']);
    let is_label = rest.is_empty()
        || rest.starts_with([':', ','])
        || rest.trim_start().starts_with(['-', '–', '—', '→', '=']);
    is_label.then(|| (is_yes, skipped + bare.len() - cut.len()))
}

/// Whether an item has what is done for `yes` or for `no` below it.
pub(super) fn has_answers(item: &Item) -> bool {
    item.below.iter().any(|block| match &block.kind {
        Kind::List { items, .. } => items.iter().any(|it| answered(&it.words.text).is_some()),
        _ => false,
    })
}

/// Whether a text asks something that `yes` or `no` answers.
pub(super) fn is_question(text: &str) -> bool {
    const ASKS: &[&str] = &[
        "check whether ",
        "check if ",
        "check that ",
        "verify that ",
        "verify whether ",
        "verify if ",
        "see if ",
        "see whether ",
        "look whether ",
        "determine if ",
        "determine whether ",
        "confirm that ",
        "confirm whether ",
        "make sure that ",
    ];
    let line = plain(text);
    let lower = line.to_lowercase();
    line.trim_end().ends_with('?') || ASKS.iter().any(|it| lower.starts_with(it))
}

fn begins(lower: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| {
            let is_all = word.contains(' ') || *word == "alternatively";
            rest.starts_with([' ', ',']) || rest.is_empty() && is_all
        })
    })
}

/// A sentence as its condition and what is done then.
pub(super) fn parted(sentence: &str) -> Option<(&str, &str)> {
    let lower = sentence.to_lowercase();
    let known = [IF, OTHERWISE, SO, NOT, WANTED, OTHER];
    if lower.len() != sentence.len() || !known.iter().any(|it| begins(&lower, it)) {
        return None;
    }
    let commas = || lower.match_indices(", ").map(|(at, _)| (at, at + 2));
    let then = lower.find(" then ").map(|at| (at, at + 6));
    let is_order = |at: &(usize, usize)| is_instruction(&sentence[at.1..]);
    // `, for example these` is no order.
    let at = commas()
        .find(|at| !lists_on(&sentence[at.0..]) && is_order(at))
        .or_else(|| then.filter(is_order))
        .or_else(|| commas().find(|at| !lists_on(&sentence[at.0..])))
        .or(then)?;
    let order = sentence[at.1..].trim();
    let order = order.strip_prefix("then ").unwrap_or(order);
    (!order.is_empty()).then(|| (sentence[..at.0].trim(), order))
}

/// What a sentence says in which case, where its title could not hold both.
pub(super) fn of_sentence(sentence: &str) -> Option<(Lead, String)> {
    let is_long = || plain(sentence).chars().count() > LONGEST;
    conditional(sentence).filter(|(lead, _)| !matches!(lead, Lead::If(_)) || is_long())
}

/// What a sentence says in which case: `If it hangs, restart it`, `Restart it if it hangs`.
pub(super) fn conditional(sentence: &str) -> Option<(Lead, String)> {
    let line = plain(sentence);
    // With its code as code, where nothing is marked up but that.
    let of = |text: &str| {
        let before = parted(text).map(|(said, order)| (said.to_owned(), order.to_owned()));
        before.or_else(|| condition::behind(text))
    };
    let (said, order) = of(sentence).or_else(|| of(&line))?;
    let said = match said.strip_suffix('?') {
        Some(asked) => format!("{}?", plain(asked)),
        None => plain(&said),
    };
    let lower = said.to_lowercase();
    let lead = of_words(&lower).or_else(|| is_condition(&lower).then_some(Lead::If(said)));
    Some((lead?, order))
}

/// A question on one line, without its markup.
fn plain_question(asked: &str) -> String {
    format!("{}?", plain(asked).trim_end_matches('?'))
}

/// What is done only where the rest did not help, or where somebody wants it.
pub(super) fn is_wanted(lower: &str) -> bool {
    begins(lower, WANTED)
}

/// What is done in the place of something else.
pub(super) fn is_other(lower: &str) -> bool {
    begins(lower, OTHER)
}

/// Whether a sentence goes on from the one before it: `Then start it`, `After that, call them`.
pub(super) fn is_next(text: &str) -> bool {
    let lower = plain(text).to_lowercase();
    let goes_on = |rest: &str| rest.starts_with([' ', ',', ':']);
    let mut next = NEXT.iter().filter_map(|it| lower.strip_prefix(it));
    next.any(goes_on) && sentences(text).first().is_some_and(|it| is_instruction(it))
}

/// The condition of the last order of a text; none where it is done in any case.
pub(super) fn of_last(text: &str) -> Option<&str> {
    let told = |it: &&str| is_instruction(it) || conditional(it).is_some();
    let last = sentences(text).into_iter().rfind(told)?;
    let (_, order) = conditional(last)?;
    is_instruction(&order).then_some(last)
}

/// Whether a clause is a condition, not a time that comes by itself.
pub(super) fn is_condition(lower: &str) -> bool {
    let is_time = lower.starts_with("when") && DONE.iter().any(|it| lower.ends_with(it));
    let is_one = [IF, WANTED, OTHER].iter().any(|it| begins(lower, it));
    is_one && !is_time || is_way(lower) || lower.ends_with('?')
}

/// `Option A: restart`, `method 2`: one of several ways.
pub(super) fn is_way(lower: &str) -> bool {
    is_numbered(lower, "option alternative method variant approach way")
}

/// `Scenario 1: the disk is full`, `case B`: one of several cases.
pub(super) fn is_scenario(lower: &str) -> bool {
    is_numbered(lower, "scenario case situation")
}

fn is_numbered(lower: &str, kinds: &str) -> bool {
    let mut words = lower.split(' ');
    let first = words.next().unwrap_or_default();
    let label = words
        .next()
        .unwrap_or_default()
        .trim_matches([':', '.', ')']);
    is_one_of(kinds, first) && (label.chars().count() == 1 || label.parse::<u8>().is_ok())
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
            ("If not:", Some(Lead::Not)),
            ("If so, do this:", Some(Lead::So)),
            ("**No:**", Some(Lead::Not)),
            ("Yes: run this:", Some(Lead::So)),
            ("In that case, run:", Some(Lead::So)),
            ("Still red? Run:", is("Still red?")),
            ("As a last resort:", is("As a last resort")),
            ("Alternatively, run:", is("Alternatively")),
            ("Option B: rebuild:", is("Option B: rebuild")),
            ("To roll back, run:", is("To roll back")),
            ("When all is done:", None),
            ("Run the following:", None),
            ("If the disk is full, delete logs.", None),
            ("Iffy words:", None),
        ] {
            assert_eq!(lead(text), found, "{text}");
        }
        assert_eq!(of_sentence("If it is full, delete logs"), None);
        assert_eq!(
            of_sentence("Otherwise, call them"),
            Some((Lead::Else, "call them".to_owned()))
        );
        assert_eq!(
            parted("If the lamp is red, green or blue, stop it"),
            Some(("If the lamp is red, green or blue", "stop it"))
        );
        assert_eq!(
            parted("If it is late then send it elsewhere, for example to the desk"),
            Some((
                "If it is late",
                "send it elsewhere, for example to the desk"
            ))
        );
        let long = "If the consumer of the orders queue has not moved for an hour, restart it on the other host";
        assert_eq!(of_sentence(long).unwrap().1, "restart it on the other host");
    }

    #[test]
    fn an_answer_is_told_from_what_only_begins_like_one() {
        for (text, is) in [
            ("Yes: open it", Some((true, "open it"))),
            ("**No** – wait", Some((false, "wait"))),
            ("yes", Some((true, ""))),
            ("Note the time", None),
            ("No lamp is red", None),
        ] {
            let found = answered(text).map(|(is_yes, cut)| (is_yes, &text[cut..]));
            assert_eq!(found, is, "{text}");
        }
        assert!(is_question("Is it red?") && is_question("Check whether it is red"));
        assert!(!is_question("Restart it") && !is_question("Check the lamp"));
    }
}
