//! A sentence shortened to what a title holds: to where a clause ends, or a phrase.
//!
//! What stays true: it is never cut inside a word; what is left says something whole, and its
//! quotes and brackets are closed.

use super::lists::is_one_of;
use super::verbs::is_verb;

/// The most characters of a title.
pub(super) const LONGEST: usize = 60;
/// A title is rather cut at the end of a clause, if that leaves so much of it.
const LEAST_CLAUSE: usize = 12;

/// Words that a title never ends with: something would be missing.
const OPEN_ENDS: &str = "a about above after all an and any are as at be because been before below but by can could \
    does each either every for from has have how if in into is it its like may more most must no \
    not of on one only or our over shall should since so some such than that the their there \
    these this those to under until very via was were what when where whether which while who \
    whose will with within without would your you we they he she using running e.g then also \
    just per i.e vs able need needs needed used going try want due during through across between \
    against them given appropriate respective corresponding following different new verify \
    ensure determine confirm";

/// At most so many characters: to the end of a clause where that leaves enough, else to
/// where a phrase ends, and never inside a word.
pub(super) fn shortened(line: &str, most: usize) -> String {
    let short = cut(line, most);
    match short.len() < line.len() {
        true => asked_whole(&short),
        false => short,
    }
}

fn cut(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let aside = without_aside(line);
    if aside.len() < line.len() {
        return cut(&aside, most);
    }
    let end = line
        .char_indices()
        .nth(most)
        .map_or(line.len(), |(at, _)| at);
    let begun = &line[..end];
    let clause = |at: &usize| *at <= end && ends_clause(&line[..*at]) && !lists_on(&line[*at..]);
    let clause = ends_of(line, CLAUSES).into_iter().find(clause);
    let phrase = |at: &usize| *at <= end && is_whole(&line[..*at]);
    let phrase = || ends_of(line, PHRASES).into_iter().find(phrase);
    if let Some(at) = clause.or_else(phrase) {
        return line[..at].to_owned();
    }
    // Words are whole where a blank follows them.
    let is_word = line[end..].starts_with(' ').then_some(end);
    let blanks = || begun.rmatch_indices(' ').map(|(at, _)| at);
    let words = || is_word.into_iter().chain(blanks()).map(|at| &begun[..at]);
    // `Run mysql` is short, and more than an open quote.
    let is_said =
        |it: &&str| it.contains(' ') && is_balanced(it) && !ends_open(it) && !ends_with_option(it);
    if let Some(whole) = words()
        .find(|it| is_whole(it))
        .or_else(|| words().find(is_said))
    {
        return whole.to_owned();
    }
    match begun.rfind(' ') {
        Some(cut) => begun[..cut].to_owned(),
        // One word that is longer than a title: its beginning says what it is about.
        None => begun.to_owned(),
    }
}

/// What begins another clause.
const CLAUSES: &[&str] = &[
    ", ",
    " (",
    "; ",
    " - ",
    " – ",
    " — ",
    ": ",
    ". ",
    "? ",
    "! ",
    " because ",
    " so that ",
    " which ",
    " in order to ",
    " and then ",
    " unless ",
    " until ",
];

/// What begins another phrase: before it, what was said is whole.
const PHRASES: &[&str] = &[
    " and ",
    " or ",
    " but ",
    " that ",
    " if ",
    " when ",
    " where ",
    " while ",
    " whether ",
    " via ",
    " by ",
    " using ",
    " with ",
    " without ",
    " to ",
    " for ",
    " from ",
    " in ",
    " on ",
    " at ",
    " into ",
    " of ",
    " under ",
    " per ",
    " after ",
    " before ",
    " during ",
    " as ",
    " due ",
    " than ",
    " through ",
    " across ",
    " against ",
    " between ",
    " since ",
];

/// Where one of these begins, from the last to the first.
fn ends_of(line: &str, marks: &[&str]) -> Vec<usize> {
    let found = marks.iter().flat_map(|mark| line.match_indices(mark));
    let mut ends: Vec<usize> = found.map(|(at, _)| at).collect();
    ends.sort_unstable_by(|a, b| b.cmp(a));
    ends
}

/// Whether the beginning of a sentence says something whole by itself.
fn is_whole(so_far: &str) -> bool {
    ends_clause(so_far) && !ends_open(so_far) && !ends_with_option(so_far)
}

/// `curl -X POST -d`, without what the option takes.
fn ends_with_option(so_far: &str) -> bool {
    let last = so_far.rsplit(' ').next().unwrap_or_default();
    last.len() > 1 && last.starts_with('-') && !last.contains('=')
}

/// `, warning or info alerts`: what goes on is a list of words, no other clause.
pub(super) fn lists_on(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(", ") else {
        return false;
    };
    let mut words = rest.split(' ').take(3);
    let first = words.next().unwrap_or_default();
    !is_verb(first)
        && !matches!(first, "and" | "or" | "but" | "then")
        && words.any(|it| matches!(it, "and" | "or"))
}

/// `Check if addresses discovered`, of which it is not said what is so: `Check addresses`; `Look at it if the pump`: `Look at it`.
fn asked_whole(short: &str) -> String {
    const VERBS: &[&str] = &[
        "is", "are", "was", "were", "be", "has", "have", "had", "can", "could", "does", "do",
        "did", "will", "would", "should", "must",
    ];
    let asked = [" if ", " whether "];
    let asked = asked.iter().find_map(|it| short.split_once(it));
    match asked {
        Some((_, rest)) if rest.split(' ').any(|it| VERBS.contains(&it)) => short.to_owned(),
        Some((order, rest)) if !order.contains(' ') => {
            let is_led = |(_, last): &(&str, &str)| last.ends_with("ed");
            let noun = rest.rsplit_once(' ').filter(is_led);
            format!("{order} {}", noun.map_or(rest, |(noun, _)| noun))
        }
        Some((order, _)) if order.chars().count() >= LEAST_CLAUSE => {
            let aim = order.rsplit_once(" to ").filter(|_| ends_open(order));
            aim.map_or(order, |(order, _)| order).to_owned()
        }
        _ => short.to_owned(),
    }
}

/// The same of one that ends where a clause does.
fn ends_clause(so_far: &str) -> bool {
    let last_clause = so_far.rsplit([',', ';', '.']).next().unwrap_or(so_far);
    let is_short = last_clause.len() < so_far.len() && is_condition_alone(last_clause.trim_start());
    // `between one`, without the other.
    let lower = so_far.to_lowercase();
    let is_half = lower
        .rsplit_once(" between ")
        .is_some_and(|(_, rest)| !rest.contains(" and "));
    so_far.chars().count() >= LEAST_CLAUSE
        && is_balanced(so_far)
        && !matches!(
            so_far.rsplit(' ').next().unwrap_or_default(),
            "and" | "or" | "but" | "then" | "with" | "to" | "the" | "a" | "of" | "for" | "run"
        )
        && !is_condition_alone(so_far)
        && !is_short
        && !is_half
}

/// A sentence without what stands in round brackets inside it.
fn without_aside(line: &str) -> String {
    let Some((before, rest)) = line.split_once(" (") else {
        return line.to_owned();
    };
    match rest.split_once(')') {
        Some((inside, behind)) if !inside.contains('(') && !behind.trim().is_empty() => {
            let gap = if behind.starts_with([' ', ',', '.', ';', ':']) {
                ""
            } else {
                " "
            };
            format!("{before}{gap}{behind}")
        }
        _ => line.to_owned(),
    }
}

/// Whether a text ends with a word after which something is missing.
fn ends_open(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.rsplit(' ');
    let last = words.next().unwrap_or_default();
    // `powered on` is one word in two.
    let is_pair = words.next().is_some_and(|before| {
        [
            "power", "turn", "switch", "scale", "log", "sign", "roll", "shut",
        ]
        .iter()
        .any(|it| before.starts_with(it))
    });
    if is_pair && matches!(last, "on" | "in" | "over") {
        return false;
    }
    let last = last.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    is_one_of(OPEN_ENDS, last)
}

/// `If the disk is full`: what is to be done would be missing.
fn is_condition_alone(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    matches!(
        first.as_str(),
        "if" | "when"
            | "in"
            | "to"
            | "for"
            | "once"
            | "after"
            | "before"
            | "on"
            | "as"
            | "unless"
            | "while"
            | "should"
            | "where"
            | "from"
    )
}

/// Whether quotes and brackets that are opened in a text are closed in it.
pub(super) fn is_balanced(text: &str) -> bool {
    let count = |mark: char| text.matches(mark).count();
    let pairs = [('(', ')'), ('[', ']'), ('{', '}'), ('“', '”'), ('„', '“')];
    let mut is_open = false;
    for (at, _) in text.match_indices('\'') {
        let is_before = text[at + 1..].starts_with(char::is_alphanumeric);
        let is_behind = is_inside_word(text, at);
        is_open = match is_open {
            true => is_behind && is_before,
            false => !is_behind,
        };
    }
    count('"').is_multiple_of(2)
        && !is_open
        && pairs[..3]
            .iter()
            .all(|(open, close)| count(*open) == count(*close))
}

/// The `'` of `it's` and of `hosts' keys`.
pub(super) fn is_inside_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_some_and(char::is_alphanumeric)
}
