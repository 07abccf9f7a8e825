//! Titles: a sentence, or a command, as an order that is read at a glance.
//!
//! What stays true: a title has at most [`LONGEST`] characters and is never cut inside a word
//! nor ended with a sign that something is missing; it has no markup, and its quotes and
//! brackets are closed. What it leaves out, the step's `detail` says.

use super::condition::{self, only_looks};
use super::lists::is_one_of;
use super::phrase::one_line;
use super::sentence::NEXT;
use super::shorten::{LONGEST, is_balanced, is_inside_word, shortened};
use super::tags::without_tags;
use super::verbs::{is_verb, without_number};

/// What only leads up to an order.
const LEADS: &[&str] = &[
    "you will need to ",
    "you'll need to ",
    "you need to ",
    "you have to ",
    "you should ",
    "you must ",
    "you can also ",
    "you can ",
    "you could ",
    "you may need to ",
    "you might need to ",
    "you may want to ",
    "you may ",
    "you might want to ",
    "you want to ",
    "we need to ",
    "we have to ",
    "we should ",
    "we can ",
    "we must ",
    "it may help to ",
    "it is necessary to ",
    "make sure to ",
    "be sure to ",
    "remember to ",
    "please ",
    "first, ",
    "first ",
    "now, ",
    "now ",
    "also, ",
    "also ",
    "simply ",
    "just ",
    "go ahead and ",
    "go and ",
    "go ",
];

/// A sentence as a title.
pub(super) fn title(sentence: &str) -> String {
    let line = order(&plain(sentence));
    if line.chars().count() <= LONGEST {
        return ended(&line);
    }
    // The detail says when; that there is a case has to be read at a glance.
    if let Some((_, order)) = condition::behind(&line) {
        return behind(IN_CASE, &order);
    }
    let Some((lead, rest)) = behind_lead(&line) else {
        return ended(&shortened(&line, LONGEST));
    };
    let rest = order(&rest);
    match lead {
        // What only looks does no harm elsewhere, or too early.
        Some(_) if only_looks(&rest) => ended(&shortened(&rest, LONGEST)),
        Some(lead) if lead.chars().count() <= LONGEST / 2 => behind(&format!("{lead}, "), &rest),
        Some(lead) if is_case(lead) => behind(IN_CASE, &rest),
        Some(_) => behind("As described, ", &rest),
        None => ended(&shortened(&rest, LONGEST)),
    }
}

/// An order, shortened, with these words before it.
fn behind(words: &str, order: &str) -> String {
    let short = ended(&shortened(order, LONGEST - words.chars().count()));
    let mut letters = short.chars();
    let first = letters.next().unwrap_or_default();
    match letters.as_str().starts_with(char::is_lowercase) {
        true => format!("{words}{}{}", first.to_lowercase(), letters.as_str()),
        false => format!("{words}{short}"),
    }
}

/// An order that is in doubt: it is one in some case alone.
pub(super) fn in_case(order: &str) -> String {
    match order.starts_with(IN_CASE) || order.to_lowercase().starts_with("if ") {
        true => order.to_owned(),
        false => behind(IN_CASE, order),
    }
}

/// Whether what leads up to an order says when it is done, not where or how.
fn is_case(lead: &str) -> bool {
    let lower = lead.to_lowercase();
    let words = || lower.split(' ');
    let first = words().next().unwrap_or_default();
    is_one_of("once after before during depending", first)
        || words().any(|it| {
            is_one_of(
                "case cases event events scenario scenarios situation situations",
                it,
            )
        })
}

/// What stands before an order whose condition is too long for a title.
const IN_CASE: &str = "If it applies, ";

/// A title without what its end leads on to.
fn ended(short: &str) -> String {
    closed(
        without_end(short)
            .trim_end_matches(['.', ':', ';', ',', '-', '–', '—', ' ', '&', '/', '=', '+']),
    )
}

/// A title without a last word that only leads on to what followed: `Check this with`.
fn without_end(title: &str) -> &str {
    const LEADS_ON: &[&str] = &[
        "and", "by", "for", "from", "of", "or", "the", "using", "via", "with",
    ];
    let mut rest = title;
    while let Some((before, last)) = rest.rsplit_once(' ') {
        // `Check it by running`: but `why it is not running` is whole.
        let is_led = |word: &str| LEADS_ON.contains(&word.to_lowercase().as_str());
        let is_run = last == "running" && before.rsplit(' ').next().is_some_and(is_led);
        if !(is_led(last) || is_run) || !before.contains(' ') {
            break;
        }
        rest = before;
    }
    rest
}

/// Whether a title says all of a text: every word of it, in order.
pub(super) fn says_all(title: &str, text: &str) -> bool {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|it| !it.is_empty()).map(str::to_lowercase);
        words.collect::<Vec<_>>()
    };
    words(title) == words(text)
}

/// A sentence as an order: without what leads up to it.
fn order(line: &str) -> String {
    let mut rest = without_number(line);
    let mut led = rest;
    while let Some(more) = without_lead(led) {
        // `First` alone, or a `Now` that is no order, stays.
        let word = more.split(' ').next().unwrap_or_default().to_lowercase();
        let is_told = is_verb(word.trim_matches(|c: char| !c.is_alphanumeric()));
        led = more;
        if is_told || strip_no_case(more, "have a look").is_some() {
            rest = led;
        }
    }
    let first = rest.split(' ').next().unwrap_or_default();
    let is_order = rest.len() < line.len() || is_verb(&first.to_lowercase());
    match rest.chars().next() {
        Some(letter) if is_order && first.chars().all(|c| !c.is_uppercase()) => {
            letter.to_uppercase().collect::<String>() + &rest[letter.len_utf8()..]
        }
        _ => rest.to_owned(),
    }
}

/// A sentence without what it begins with, where that only leads up to an order.
fn without_lead(line: &str) -> Option<&str> {
    let behind = |lead: &&str| {
        let rest = strip_no_case(line, lead)?;
        rest.strip_prefix(", ").or_else(|| rest.strip_prefix(' '))
    };
    let mut leads = LEADS.iter().filter_map(|lead| strip_no_case(line, lead));
    leads.next().or_else(|| NEXT.iter().find_map(behind))
}

/// Of a long sentence what leads up to it and what is to be done: `On the standby, stop it`. Of
/// `To see it, run this` only `see it`.
fn behind_lead(line: &str) -> Option<(Option<&str>, String)> {
    let (lead, rest) = line.split_once(", ")?;
    let first = |text: &str| {
        let first = text.split(' ').next().unwrap_or_default();
        first.to_lowercase()
    };
    let is_run = matches!(
        first(rest).as_str(),
        "run" | "use" | "execute" | "type" | "try"
    );
    if let Some(aim) = strip_no_case(lead, "to ")
        && is_verb(&first(aim))
        && is_run
    {
        return Some((None, aim.to_owned()));
    }
    let leads = [
        "as",
        "depending",
        "in",
        "on",
        "for",
        "to",
        "once",
        "after",
        "before",
        "during",
        "from",
        "at",
        "with",
    ];
    let rest_order = order(rest);
    let is_order = rest_order.len() < rest.len() || is_verb(&first(&rest_order));
    (leads.contains(&first(lead).as_str()) && is_order).then_some((Some(lead), rest_order))
}

fn strip_no_case<'a>(text: &'a str, lead: &str) -> Option<&'a str> {
    let head = text.get(..lead.len())?;
    head.eq_ignore_ascii_case(lead).then(|| &text[lead.len()..])
}

/// A text on one line without markup, and without what only leads on to what follows.
pub(super) fn plain(text: &str) -> String {
    let text = without_tags(text);
    let text = text.replace('`', "").replace('|', " ");
    let text = text
        .replace("**", "")
        .replace("__", "")
        .replace("~~", "")
        .replace("[]()", "");
    let line = one_line(&text);
    let mut line = line.trim_start_matches(['*', '#', '>', '-', '_', '~', ' ', '•', '·', ':', '=']);
    for _ in 0..3 {
        line = line.trim_end_matches([
            '.', ':', ';', ',', ' ', '*', '#', '_', '~', '-', '–', '—', '!',
        ]);
        for end in [
            " such as",
            " like",
            " e.g",
            " for example",
            " as follows",
            " the following",
            " the following command",
            " with the following command",
        ] {
            line = line.strip_suffix(end).unwrap_or(line);
        }
    }
    // A word with an `_` before it is emphasis, `a_name` is none.
    let words = line.split(' ').map(|word| {
        let inner = word.strip_prefix('*').and_then(|it| it.strip_suffix('*'));
        inner.filter(|it| !it.is_empty()).unwrap_or(word)
    });
    one_line(&words.collect::<Vec<_>>().join(" "))
}

/// A title whose quotes are closed: those that are not are taken out.
fn closed(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..2 {
        if is_balanced(&text) {
            break;
        }
        let odd = |mark: char| !text.matches(mark).count().is_multiple_of(2);
        let mut drop: Vec<char> = Vec::new();
        drop.extend(odd('"').then_some('"'));
        for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
            if text.matches(open).count() != text.matches(close).count() {
                drop.extend([open, close]);
            }
        }
        let is_kept =
            |at: usize, c: char| !drop.contains(&c) && (c != '\'' || is_inside_word(&text, at));
        let kept = text
            .char_indices()
            .map(|(at, c)| if is_kept(at, c) { c } else { ' ' });
        let kept: String = kept.collect();
        text = kept;
    }
    one_line(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sentences of pages, and the order that each becomes.
    const ORDERS: &[(&str, &str)] = &[
        ("Look at the disk:", "Look at the disk"),
        ("You can look at the log.", "Look at the log"),
        ("Then, restart it", "Restart it"),
        ("Then just go delete the pods", "Delete the pods"),
        ("Go to the panel", "Go to the panel"),
        (
            "Verify why the pods are not running.",
            "Verify why the pods are not running",
        ),
        (
            "Make sure that the clock is running",
            "Make sure that the clock is running",
        ),
        ("Check it by running:", "Check it"),
        (
            "Correct the `feed`, the `pump`",
            "Correct the feed, the pump",
        ),
        ("You can also look at the log", "Look at the log"),
        (
            "On the second of the standbys, stop the database and take all of its files away",
            "On the second of the standbys, stop the database",
        ),
        (
            "Once the panel of the cluster says that all is written, delete the spool of the feed",
            "If it applies, delete the spool of the feed",
        ),
        (
            "Depending on the pump, you can have a look at the log of it and act (fuse, valve)",
            "Have a look at the log of it and act (fuse, valve)",
        ),
        (
            "Check if addresses discovered by the small feed are quite the same ones as in the list",
            "Check addresses",
        ),
        (
            "Investigate the policies if the old pump - the additional one - was not filtered out",
            "Investigate the policies",
        ),
        (
            "Check any other critical, warning or info alerts firing that can assist with it",
            "Check any other critical, warning or info alerts firing",
        ),
        (
            "Check the cloud provider to verify if the instances of the master are up or not",
            "Check the cloud provider",
        ),
        ("Please **restart** the `consumer`", "Restart the consumer"),
        ("Check parameters such as:", "Check parameters"),
        ("Check this with the following command:", "Check this"),
        (
            "Run a diff tool between all configurations that are deployed to find what is wrong",
            "Run a diff tool",
        ),
        ("<!-- made by a script --> Open it", "Open it"),
        (
            "Delete the pod <pod-name> now",
            "Delete the pod pod-name now",
        ),
        ("Look at <br> the \"log", "Look at the log"),
        (
            "Reduce the number of files that the application opens at once, by its settings or by moving it to another node",
            "Reduce the number of files that the application opens",
        ),
        (
            "Check that all of the control plane nodes are powered on and that they answer",
            "Check that all of the control plane nodes are powered on",
        ),
        (
            "Check if the Horizontal Pod Autoscaler (HPA) is not triggered due to untested values",
            "Check if the Horizontal Pod Autoscaler is not triggered",
        ),
        (
            "Check connectivity issues between the Prometheus pods and the cluster of Alertmanager",
            "Check connectivity issues",
        ),
        (
            "As validation, check the endpoint status of the etcd members to know the size",
            "Check the endpoint status of the etcd members",
        ),
        (
            "To check if volume expansion is available, run this with your namespace replaced",
            "Check if volume expansion is available",
        ),
        (
            "Run feedctl reset and then check the lamp; if it stays red, call the vendor",
            "Run feedctl reset and then check the lamp",
        ),
        (
            "Check prometheus container logs for an explanation of which part is problematic",
            "Check prometheus container logs for an explanation",
        ),
        (
            "Check if the addresses discovered by the feed are the same as in the service",
            "Check if the addresses discovered by the feed are the same",
        ),
        (
            "Compare it with the figure of the day before (the panel shows it), and call the lead where it differs",
            "Compare it with the figure of the day before",
        ),
    ];

    #[test]
    fn a_title_is_an_order_without_markup() {
        for &(text, is) in ORDERS {
            assert_eq!(title(text), is, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_sentence_its_title_is_short_and_whole(text in "([a-z]{1,12}|`[a-z ]{1,9}`|\\(|\\)|\"|'|, |\\*\\*| |<b>|…){0,40}") {
            for title in [title(&text), super::super::run_title::run_title(&text)] {
                prop_assert!(title.chars().count() <= LONGEST);
                prop_assert!(is_balanced(&title), "{title}");
                prop_assert!(!title.contains(['`', '<', '|']));
            }
            let words = plain(&text);
            let short = title(&words);
            let whole: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
            let mut of_title = short.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
            prop_assert!(of_title.all(|word| whole.iter().any(|it| it.eq_ignore_ascii_case(word))), "{short}");
        }
    }
}
