//! Texts with variables in them: `$NAME` and `${NAME}`.
//!
//! A name is `[A-Z][A-Z0-9_]*`. What looks otherwise stays as it is written, and so does a
//! name without a value: an operator who reads `$ORDER_ID` knows what is missing. No value
//! is ever read again for variables of its own.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, ops::Range};

/// The values of a run's variables, by name.
pub type Values = BTreeMap<String, String>;

/// A text with variables.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Template(Box<str>);

impl Template {
    /// The text as the owner wrote it.
    pub fn source(&self) -> &str {
        &self.0
    }

    /// The text with the values that are known.
    pub fn fill(&self, values: &Values) -> String {
        self.fill_by(|name| values.get(name).cloned())
    }

    /// The text with the values that are known and `…` for those that are not: a title in
    /// the making.
    pub fn fill_or_dots(&self, values: &Values) -> String {
        self.fill_by(|name| Some(values.get(name).map_or("…", String::as_str).to_owned()))
    }

    /// The names that stand in it, in order, with repeats.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        Pieces(&self.0).filter_map(|piece| match piece {
            Piece::Name { name, .. } => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// The names with the bytes that they take up, dollar and braces included.
    pub fn places(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        let mut at = 0;
        Pieces(&self.0).filter_map(move |piece| {
            let start = at;
            let (length, name) = match piece {
                Piece::Text(text) => (text.len(), None),
                Piece::Name { name, written } => (written.len(), Some(name)),
            };
            at += length;
            name.map(|name| (start..at, name))
        })
    }

    /// The text with whatever the caller says of each name.
    fn fill_by(&self, value: impl Fn(&str) -> Option<String>) -> String {
        let mut filled = String::with_capacity(self.0.len());
        for piece in Pieces(&self.0) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Name { name, written } => match value(name) {
                    Some(value) => filled.push_str(&value),
                    None => filled.push_str(written),
                },
            }
        }
        filled
    }
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Template {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// A regular expression that the whole of an answer must match.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pattern(Template);

impl Pattern {
    /// Checks the expression.
    ///
    /// # Errors
    /// What the expression does wrong, in the words of its compiler.
    pub fn parse(source: &str) -> Result<Self, String> {
        // Variables are replaced by one letter, so that `${N}` is not read as syntax.
        let template = Template::from(source);
        let sample = template.fill_by(|_| Some("x".to_owned()));
        whole(&sample).map_err(|error| error.to_string())?;
        Ok(Self(template))
    }

    /// The expression as the owner wrote it.
    pub fn source(&self) -> &str {
        self.0.source()
    }

    /// The variables that stand in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.names()
    }

    /// Whether the whole text matches; variables in the expression stand for themselves.
    pub fn matches(&self, text: &str, values: &Values) -> bool {
        let source = self
            .0
            .fill_by(|name| values.get(name).map(|value| regex_lite::escape(value)));
        whole(&source).is_ok_and(|regex| regex.is_match(text))
    }
}

fn whole(source: &str) -> Result<regex_lite::Regex, regex_lite::Error> {
    // The expression must stand by itself: `a)|(b` would otherwise slip out of the anchors.
    regex_lite::Regex::new(source)?;
    regex_lite::Regex::new(&format!(r"\A(?:{source})\z"))
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.source())
    }
}

/// A regular expression that is looked for anywhere in a command's output. Variables in it
/// stand for themselves, as in a [`Pattern`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Search(Template);

impl Search {
    /// Checks the expression.
    ///
    /// # Errors
    /// What the expression does wrong, in the words of its compiler.
    pub fn parse(source: &str) -> Result<Self, String> {
        let template = Template::from(source);
        let sample = template.fill_by(|_| Some("x".to_owned()));
        regex_lite::Regex::new(&sample).map_err(|error| error.to_string())?;
        Ok(Self(template))
    }

    /// The expression as the owner wrote it.
    pub fn source(&self) -> &str {
        self.0.source()
    }

    /// The variables that stand in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.names()
    }

    /// The first match in `text`: its first group where it has one, else all of it.
    pub fn first_in<'t>(&self, text: &'t str, values: &Values) -> Option<&'t str> {
        let source = self
            .0
            .fill_by(|name| values.get(name).map(|value| regex_lite::escape(value)));
        let found = regex_lite::Regex::new(&source).ok()?.captures(text)?;
        found.get(1).or_else(|| found.get(0)).map(|m| m.as_str())
    }
}

/// Whether a text can be the name of a variable.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(is_name_character)
}

pub(super) fn is_name_character(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}

enum Piece<'a> {
    Text(&'a str),
    Name { name: &'a str, written: &'a str },
}

/// Cuts a text into plain pieces and names.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.0.is_empty() {
            return None;
        }
        if let Some((name, written)) = leading_name(self.0) {
            self.0 = &self.0[written.len()..];
            return Some(Piece::Name { name, written });
        }
        // The first character is text, whatever it is; so is all up to the next dollar.
        let first = self.0.chars().next().map_or(0, char::len_utf8);
        let end = self.0[first..]
            .find('$')
            .map_or(self.0.len(), |at| first + at);
        let (text, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(Piece::Text(text))
    }
}

/// The name that a text begins with, and how it is written there.
fn leading_name(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('$')?;
    if let Some(braced) = rest.strip_prefix('{') {
        let name = &braced[..braced.find('}')?];
        return is_name(name).then(|| (name, &text[..name.len() + 3]));
    }
    let end = rest.find(|c| !is_name_character(c)).unwrap_or(rest.len());
    let name = &rest[..end];
    is_name(name).then(|| (name, &text[..=end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str) -> String {
        let values = Values::from([
            ("ORDER".to_owned(), "2026-1".to_owned()),
            ("TRAP".to_owned(), "$ORDER".to_owned()),
        ]);
        Template::from(text).fill(&values)
    }

    #[test]
    fn names_are_filled_and_the_rest_stays() {
        for (text, filled) in [
            ("order $ORDER.", "order 2026-1."),
            ("${ORDER}7", "2026-17"),
            ("$ORDER7", "$ORDER7"),
            ("$order ${order} $ $$ ${", "$order ${order} $ $$ ${"),
            ("$$ORDER", "$2026-1"),
            ("$TRAP", "$ORDER"),
            ("€$ORDER€", "€2026-1€"),
        ] {
            assert_eq!(fill(text), filled, "{text}");
        }
    }

    #[test]
    fn a_pattern_holds_the_whole_text() {
        let pattern = Pattern::parse("[0-9]{4}|ab").unwrap();
        let none = Values::new();
        assert!(pattern.matches("2026", &none) && pattern.matches("ab", &none));
        assert!(!pattern.matches("2026\n", &none) && !pattern.matches("x2026", &none));
        assert!(Pattern::parse("a)|(b").is_err());
        let values = Values::from([("ITEM".to_owned(), "a.b".to_owned())]);
        let pattern = Pattern::parse("$ITEM-[0-9]+").unwrap();
        assert!(pattern.matches("a.b-1", &values) && !pattern.matches("axb-1", &values));
    }
}
