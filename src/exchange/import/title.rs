//! Titles: a sentence, or a command, as an order that is read at a glance.
//!
//! What stays true: a title has at most [`LONGEST`] characters and is never cut inside a word
//! nor ended with a sign that something is missing; it has no markup, and its quotes and
//! brackets are closed. What it leaves out, the step's `detail` says.

use super::phrase::one_line;
use super::verbs::{is_verb, without_number};

/// The most characters of a title.
pub(super) const LONGEST: usize = 60;
/// A title is rather cut at the end of a clause, if that leaves so much of it.
const LEAST_CLAUSE: usize = 12;

/// Words that a title never ends with: something would be missing.
const OPEN_ENDS: &[&str] = &[
    "a",
    "about",
    "above",
    "after",
    "all",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "below",
    "but",
    "by",
    "can",
    "could",
    "does",
    "each",
    "either",
    "every",
    "for",
    "from",
    "has",
    "have",
    "how",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "like",
    "may",
    "more",
    "most",
    "must",
    "no",
    "not",
    "of",
    "on",
    "one",
    "only",
    "or",
    "our",
    "over",
    "shall",
    "should",
    "since",
    "so",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "there",
    "these",
    "this",
    "those",
    "to",
    "under",
    "until",
    "very",
    "via",
    "was",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whose",
    "will",
    "with",
    "within",
    "without",
    "would",
    "your",
    "you",
    "we",
    "they",
    "he",
    "she",
    "using",
    "running",
    "e.g",
    "then",
    "also",
    "just",
    "which",
    "per",
    "i.e",
    "vs",
    "able",
    "need",
    "needs",
    "needed",
    "used",
    "going",
    "try",
    "want",
    "due",
    "during",
    "through",
    "across",
    "between",
    "against",
    "them",
    "able",
    "given",
    "appropriate",
    "respective",
    "corresponding",
    "following",
    "different",
    "same",
    "new",
];

/// What only leads up to an order.
const LEADS: &[&str] = &[
    "you will need to ",
    "you'll need to ",
    "you need to ",
    "you have to ",
    "you should ",
    "you must ",
    "you can ",
    "you could ",
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
    "then ",
    "next, ",
    "next ",
    "first, ",
    "first ",
    "finally, ",
    "finally ",
    "now, ",
    "now ",
    "also, ",
    "also ",
    "after that, ",
    "afterwards, ",
    "alternatively, ",
    "alternatively ",
    "simply ",
    "just ",
];

/// A sentence as a title.
pub(super) fn title(sentence: &str) -> String {
    let line = order(&plain(sentence));
    let line = match line.chars().count() > LONGEST {
        true => behind_lead(&line).map_or(line, |it| order(&it)),
        false => line,
    };
    let short = shortened(&line);
    let short = without_end(&short)
        .trim_end_matches(['.', ':', ';', ',', '-', '–', '—', ' ', '&', '/', '=', '+']);
    closed(short)
}

/// A title without a last word that only leads on to what followed: `Check this with`.
fn without_end(title: &str) -> &str {
    const LEADS_ON: &[&str] = &[
        "and", "by", "for", "from", "of", "or", "the", "using", "via", "with",
    ];
    let mut rest = title;
    while let Some((before, last)) = rest.rsplit_once(' ') {
        if !LEADS_ON.contains(&last.to_lowercase().as_str()) || !before.contains(' ') {
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
    while let Some(more) = LEADS.iter().find_map(|lead| strip_no_case(rest, lead)) {
        // `First` alone, or a `Now` that is no order, stays.
        let word = more.split(' ').next().unwrap_or_default().to_lowercase();
        if !is_verb(word.trim_matches(|c: char| !c.is_alphanumeric())) {
            break;
        }
        rest = more;
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

/// Of a long sentence what is to be done: `As a check, look at it` as `look at it`, `To see it,
/// run this` as `see it`. A condition stays.
fn behind_lead(line: &str) -> Option<String> {
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
        return Some(aim.to_owned());
    }
    let leads = [
        "as", "in", "on", "for", "to", "once", "after", "before", "during", "from", "at", "with",
    ];
    let rest_order = order(rest);
    let is_order = is_verb(&first(&rest_order));
    (leads.contains(&first(lead).as_str()) && is_order).then_some(rest_order)
}

fn strip_no_case<'a>(text: &'a str, lead: &str) -> Option<&'a str> {
    let head = text.get(..lead.len())?;
    head.eq_ignore_ascii_case(lead).then(|| &text[lead.len()..])
}

/// A text on one line without markup, and without what only leads on to what follows.
pub(super) fn plain(text: &str) -> String {
    let text = without_tags(text);
    let text = text.replace(['`', '|'], " ");
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

/// A text without the tags of HTML; `<pod>`, which one fills in, stays as `pod`.
fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let inside = &rest[start + 1..];
        let comment = inside
            .strip_prefix("!--")
            .map(|it| it.find("-->").map_or(it.len(), |at| at + 3) + 3);
        let end = comment.or_else(|| inside.find('>').map(|at| at + 1));
        let is_tag = inside.starts_with(|c: char| c.is_alphabetic() || c == '/' || c == '!');
        match end.filter(|_| is_tag) {
            Some(end) => {
                let inner = inside[..end].trim_end_matches('>');
                if is_placeholder(inner) {
                    out.push_str(inner);
                } else {
                    out.push(' ');
                }
                rest = &inside[end..];
            }
            None => {
                rest = inside;
            }
        }
    }
    out + rest
}

fn is_placeholder(inner: &str) -> bool {
    const TAGS: &[&str] = &[
        "a", "abbr", "b", "big", "br", "br/", "center", "code", "dd", "del", "details", "div",
        "dl", "dt", "em", "font", "hr", "i", "img", "input", "ins", "kbd", "li", "mark", "ol", "p",
        "pre", "s", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
        "th", "thead", "tr", "u", "ul",
    ];
    let name = inner.to_lowercase();
    let is_name = inner
        .chars()
        .all(|c| c.is_alphanumeric() || " _-.".contains(c));
    is_name && !inner.is_empty() && !TAGS.contains(&name.as_str()) && !name.starts_with('/')
}

/// At most [`LONGEST`] characters: to the end of a clause where that leaves enough, else to
/// where a phrase ends, and never inside a word.
fn shortened(line: &str) -> String {
    if line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    let aside = without_aside(line);
    if aside.len() < line.len() {
        return shortened(&aside);
    }
    let end = line
        .char_indices()
        .nth(LONGEST)
        .map_or(line.len(), |(at, _)| at);
    let begun = &line[..end];
    let clause = |at: &usize| *at <= end && ends_clause(&line[..*at]);
    let clause = ends_of(line, CLAUSES).into_iter().find(clause);
    let phrase = |at: &usize| *at <= end && is_whole(&line[..*at]);
    let phrase = || ends_of(line, PHRASES).into_iter().find(phrase);
    if let Some(at) = clause.or_else(phrase) {
        return line[..at].to_owned();
    }
    // Words are whole where a blank follows them.
    let mut cut = if line[end..].starts_with(' ') {
        end
    } else {
        begun.rfind(' ').unwrap_or(0)
    };
    while cut > 0 {
        if is_whole(&begun[..cut]) {
            return begun[..cut].to_owned();
        }
        cut = begun[..cut].rfind(' ').unwrap_or(0);
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
    ends_clause(so_far) && !ends_open(so_far)
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
    OPEN_ENDS.contains(&last.trim_matches(|c: char| !c.is_alphanumeric() && c != '.'))
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
fn is_inside_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_some_and(char::is_alphanumeric)
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

/// A title for a command that nothing is said about: its first words.
pub(super) fn run_title(command: &str) -> String {
    let line = command
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
    let line = line.unwrap_or_default().trim_end_matches('\\');
    if let Some(name) = line
        .split_once("=$(")
        .map(|(name, _)| name.trim_start_matches("export "))
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.is_empty()
    {
        return format!(
            "Find {}",
            super::placeholder::in_letters(name).to_lowercase()
        );
    }
    match line.split_whitespace().next() {
        Some("for" | "while" | "until") => return "Run this loop".to_owned(),
        Some("if" | "case" | "(" | "{") => return "Run this script".to_owned(),
        _ => {}
    }
    // What becomes of its output is seen where it runs.
    let ends = [" |", " &&", " >", " 2>", ";", " <<"];
    let end = ends.iter().filter_map(|end| line.find(end)).min();
    let first = &line[..end.unwrap_or(line.len())];
    let first = without_tags(&first.replace(['`', '|'], " "));
    let mut title = String::from("Run");
    let mut whole = title.clone();
    for word in first.split_whitespace().take(12) {
        if title.chars().count() + 1 + word.chars().count() > LONGEST {
            break;
        }
        title.push(' ');
        title.push_str(word);
        // An option is nothing without what it takes.
        if is_balanced(&title) && !word.starts_with('-') {
            whole.clone_from(&title);
        }
    }
    let is_all = title.split_whitespace().count() == first.split_whitespace().count() + 1;
    if is_all && is_balanced(&title) {
        whole = title;
    }
    let title = whole
        .trim_end_matches([':', '.', ',', '-', '=', '\\'])
        .trim_end();
    match title {
        "Run" => "Run this command".to_owned(),
        title => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_is_an_order_without_markup() {
        for (text, is) in [
            ("Look at the disk:", "Look at the disk"),
            ("You can look at the log.", "Look at the log"),
            ("Then, restart it", "Then, restart it"),
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
                "Compare it with the figure of the day before (the panel shows it), and call the lead where it differs",
                "Compare it with the figure of the day before",
            ),
        ] {
            assert_eq!(title(text), is, "{text}");
        }
        for (text, is) in [
            (
                "toolctl delete -n \"$NS\" pvc \"$PVC\"",
                "Run toolctl delete -n \"$NS\" pvc \"$PVC\"",
            ),
            ("PVC=$(toolctl get -n '$NS' pod)", "Find pvc"),
            ("# only\ncat x | sort", "Run cat x"),
            ("", "Run this command"),
            ("psql -c 'select 1'", "Run psql -c 'select 1'"),
            ("for x in a b; do y; done", "Run this loop"),
            ("export node_name=$(x)", "Find node name"),
            (
                "curl --silent --show-error 'https://example.org/a/very/long/path/that/goes/on'",
                "Run curl",
            ),
        ] {
            assert_eq!(run_title(text), is, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_sentence_its_title_is_short_and_whole(text in "([a-z]{1,12}|`[a-z ]{1,9}`|\\(|\\)|\"|'|, |\\*\\*| |<b>|…){0,40}") {
            for title in [title(&text), run_title(&text)] {
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
