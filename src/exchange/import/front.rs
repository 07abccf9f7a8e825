//! The front matter of a page: `key: value` lines between two rules.
//!
//! It reads what runbooks have there: words, lists in brackets and lists with dashes. What it
//! does not understand stays as it is written, and is told in the account.

/// What stands above a page.
#[derive(Debug, Default)]
pub(super) struct Front(pub(super) Vec<(String, String)>);

impl Front {
    /// The first of these keys that has a value, and the value.
    pub(super) fn pair(&self, keys: &[&str]) -> Option<(&str, &str)> {
        let known = |key: &&str| {
            let mut pairs = self.0.iter();
            pairs.find(|(name, value)| name.eq_ignore_ascii_case(key) && !value.is_empty())
        };
        let (key, value) = keys.iter().find_map(known)?;
        Some((key, value))
    }
}

/// The front matter, what is below it, and how many lines it takes.
pub(super) fn read(text: &str) -> (Front, &str, usize) {
    let none = (Front::default(), text, 0);
    let Some(fence) = ["---", "+++"].into_iter().find(|fence| {
        let rest = text.strip_prefix(fence);
        rest.is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('\n'))
    }) else {
        return none;
    };
    let mut offset = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        offset += line.len();
        let is_key = at == 0 || line.trim_end() == fence || looks_like_front(line);
        if !is_key {
            return none;
        }
        if at > 0 && line.trim_end() == fence {
            let inner: Vec<&str> = text.lines().skip(1).take(at - 1).collect();
            return (Front(pairs(&inner)), &text[offset..], at + 1);
        }
    }
    none
}

/// A rule at the top of an ordinary page opens no front matter.
fn looks_like_front(line: &str) -> bool {
    let line = line.trim_end();
    line.is_empty()
        || line.starts_with([' ', '\t', '#', '-'])
        || line.contains(": ")
        || line.ends_with(':')
        || line.contains(" = ")
}

fn pairs(lines: &[&str]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in lines {
        let trimmed = line.trim();
        let is_more = line.starts_with([' ', '\t', '-']);
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if let (true, Some((_, value))) = (is_more, pairs.last_mut()) {
            let item = unquoted(trimmed.trim_start_matches("- "));
            *value = match value.is_empty() {
                true => item.to_owned(),
                false => format!("{value}, {item}"),
            };
            continue;
        }
        let cut = trimmed
            .split_once(": ")
            .or_else(|| trimmed.split_once(" = "));
        let (key, value) = cut.unwrap_or((trimmed.trim_end_matches(':'), ""));
        let value = value.trim().trim_matches(['[', ']']);
        let items = value.split(',').map(|item| unquoted(item.trim()));
        let value = match value.contains(',') {
            true => items.collect::<Vec<_>>().join(", "),
            false => unquoted(value).to_owned(),
        };
        pairs.push((key.trim().to_owned(), value));
    }
    pairs
}

fn unquoted(text: &str) -> &str {
    // A sign that a text follows on the next lines is none of its own.
    let text = match text.trim() {
        ">" | ">-" | ">+" | "|" | "|-" | "|+" => "",
        text => text,
    };
    for quote in ['"', '\''] {
        let inner = text
            .strip_prefix(quote)
            .and_then(|it| it.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner;
        }
    }
    text
}
