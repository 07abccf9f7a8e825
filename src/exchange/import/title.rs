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
const LEAST_CLAUSE: usize = 16;

/// Words that a title never ends with: something would be missing.
const OPEN_ENDS: &[&str] = &[
    "a", "about", "above", "after", "all", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "below", "but", "by", "can", "could", "does", "each", "either", "every",
    "for", "from", "has", "have", "how", "if", "in", "into", "is", "it", "its", "like", "may",
    "more", "most", "must", "no", "not", "of", "on", "one", "only", "or", "our", "over", "shall",
    "should", "since", "so", "some", "such", "than", "that", "the", "their", "there", "these",
    "this", "those", "to", "under", "until", "very", "via", "was", "were", "what", "when", "where",
    "whether", "which", "while", "who", "whose", "will", "with", "within", "without", "would",
    "your", "you", "we", "they", "he", "she", "using", "running", "e.g", "then", "also", "just",
    "which", "per", "i.e", "vs",
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
    let short = shortened(&line);
    let short =
        short.trim_end_matches(['.', ':', ';', ',', '-', '–', '—', ' ', '&', '/', '=', '+']);
    closed(short)
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

/// At most [`LONGEST`] characters: whole words, to the end of a clause where that leaves enough.
fn shortened(line: &str) -> String {
    if line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    let end = line
        .char_indices()
        .nth(LONGEST)
        .map_or(line.len(), |(at, _)| at);
    let begun = &line[..end];
    let clauses = [
        ", ",
        " (",
        "; ",
        " - ",
        " – ",
        " — ",
        ": ",
        ". ",
        " because ",
        " so that ",
        " which ",
        " in order to ",
        " and then ",
        " unless ",
        " until ",
    ];
    let mut cuts: Vec<usize> = clauses
        .iter()
        .flat_map(|mark| begun.match_indices(mark).map(|(at, _)| at))
        .collect();
    cuts.sort_unstable_by(|a, b| b.cmp(a));
    let clause = cuts.into_iter().find(|at| {
        let so_far = &begun[..*at];
        let last = so_far.rsplit(' ').next().unwrap_or_default();
        !matches!(
            last,
            "and" | "or" | "but" | "then" | "with" | "to" | "the" | "a"
        ) && so_far.chars().count() >= LEAST_CLAUSE
            && is_balanced(so_far)
            && !is_condition_alone(so_far)
    });
    if let Some(at) = clause {
        return begun[..at].to_owned();
    }
    // Words are whole where a blank follows them.
    let mut cut = if line[end..].starts_with(' ') {
        end
    } else {
        begun.rfind(' ').unwrap_or(0)
    };
    while cut > 0 {
        let so_far = &begun[..cut];
        if !ends_open(so_far) && is_balanced(so_far) && so_far.chars().count() >= LEAST_CLAUSE {
            return so_far.to_owned();
        }
        cut = so_far.rfind(' ').unwrap_or(0);
    }
    match begun.rfind(' ') {
        Some(cut) => begun[..cut].to_owned(),
        // One word that is longer than a title: its beginning says what it is about.
        None => begun.to_owned(),
    }
}

/// Whether a text ends with a word after which something is missing.
fn ends_open(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
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
    let single = text
        .match_indices('\'')
        .filter(|(at, _)| !is_inside_word(text, *at))
        .count();
    count('"').is_multiple_of(2)
        && single.is_multiple_of(2)
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
    // What becomes of its output is seen where it runs.
    let ends = [" |", " &&", " >", " 2>", ";", " <<"];
    let end = ends.iter().filter_map(|end| line.find(end)).min();
    let first = line[..end.unwrap_or(line.len())].replace(
        [
            '"', '\'', '`', '(', ')', '{', '}', '[', ']', '|', '*', '#', '~',
        ],
        "",
    );
    let first = without_tags(&first);
    let mut title = String::from("Run");
    for word in first.split_whitespace().take(8) {
        if title.chars().count() + 1 + word.chars().count() > LONGEST {
            break;
        }
        title.push(' ');
        title.push_str(word);
    }
    let title = title
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
                "Compare it with the figure of the day before (the panel shows it), and call the lead where it differs",
                "Compare it with the figure of the day before",
            ),
        ] {
            assert_eq!(title(text), is, "{text}");
        }
        for (text, is) in [
            (
                "toolctl delete -n \"$NS\" pvc \"$PVC\"",
                "Run toolctl delete -n $NS pvc $PVC",
            ),
            (
                "PVC=$(toolctl get -n '$NS' pod)",
                "Run PVC=$toolctl get -n $NS pod",
            ),
            ("# only\ncat x | sort", "Run cat x"),
            ("", "Run this command"),
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
