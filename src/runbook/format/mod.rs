//! The description of the file format: every key, what it holds, and one sentence on it.
//!
//! It is the one source for what is known: reading checks types and unknown keys against
//! it, and a JSON Schema and help pages are drawn from it. A key that does not stand here is
//! refused by name, never dropped in silence.
//!
//! Nothing here reads a file. What one value has to do with another is checked in `read`.

mod keys;
mod lists;
mod package;
mod procedures;
mod steps;
mod when;

pub use keys::{ALERT, CLOSED, CONTACT, FILE, LIBRARY, OWNER, REVIEW};
pub use package::{
    ARCHITECTURE, BACKUP, CHANGE_CONTROL, CREDENTIAL, DATA, DEPENDENCY, ESCALATION, HOP, ON_CALL,
    READINESS, RELEASE, ROLLBACK, ROTA, ROTA_OPERATOR, STABILIZATION, TRAINING, WAIVER,
};
pub use procedures::{PROCEDURE, REHEARSAL, SECTION, SURPRISE};
pub use steps::{ASK, EACH, READING, STEP};
pub use when::WHEN;

/// A table of the file: which keys it may have.
#[derive(Debug)]
pub struct Shape {
    /// What one of these is called in a sentence: "a step".
    pub name: &'static str,
    /// How a person finds it in a file: "[[procedures.steps]]".
    pub header: &'static str,
    /// The key by which it is told from the other tables that may stand in its place.
    pub told_by: Option<&'static str>,
    /// Its keys, the common ones first.
    pub keys: &'static [Key],
}

impl Shape {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    /// The key as it is written.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it is for, in one sentence.
    pub about: &'static str,
    /// Whether the table makes no sense without it.
    pub required: bool,
    /// Whether a list in it holds something.
    pub filled: bool,
}

impl Key {
    /// A key that may be left out.
    pub(crate) const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            about,
            required: false,
            filled: false,
        }
    }

    pub(crate) const fn filled(self) -> Self {
        Self {
            filled: true,
            ..self
        }
    }

    pub(crate) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }
}

/// What a key holds.
#[derive(Debug)]
pub enum Kind {
    /// Words for people.
    Text,
    /// Text that is copied as it stands, so it must look like what it is.
    Exact,
    /// An address to open, with its scheme.
    Address,
    /// A name that lasts: letters, digits, `-`, `_` and `.`.
    Id,
    /// The name of a variable: capitals, digits and `_`.
    Variable,
    /// A time zone of the IANA database.
    Zone,
    /// When a routine is due.
    Schedule,
    /// A regular expression that holds the whole of an answer.
    Pattern,
    /// A regular expression that is looked for in a text.
    Search,
    /// A procedure of this file, or of another: `runbook/procedure`.
    Reference,
    /// A length of time, as a text.
    Duration,
    /// A finite number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A date without a time.
    Day,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of values of one kind.
    List(&'static Kind),
    /// One value, or a list of them.
    OneOrMore(&'static Kind),
    /// A table with these keys.
    Table(&'static Shape),
    /// A table whose keys are names that the owner chooses.
    Named(&'static Kind),
    /// A table whose keys are names of variables.
    Variables,
    /// A table whose keys are names of a command's environment.
    Environment,
    /// A name that is let through from our own environment.
    Passed,
    /// One of several kinds; tables are told apart by `Shape::told_by`.
    Either(&'static [Kind]),
}

impl Kind {
    /// The kind in words, as they fit behind "wants": "a text in quotes".
    pub fn words(&self) -> String {
        match self {
            Kind::Text | Kind::Exact | Kind::Pattern | Kind::Search => {
                "a text in quotes".to_owned()
            }
            Kind::Address => "an address in quotes, like \"https://example.com\"".to_owned(),
            Kind::Id => "a short name in quotes, like \"morning-check\"".to_owned(),
            Kind::Variable => "a name in capitals and quotes, like \"ORDER_ID\"".to_owned(),
            Kind::Passed => "a name in quotes, like \"BORG_REPO\"".to_owned(),
            Kind::Reference => {
                "a procedure in quotes, like \"restart\" or \"warehouse/health\"".to_owned()
            }
            Kind::Zone => "a time zone in quotes, like \"Europe/Berlin\"".to_owned(),
            Kind::Schedule => "a schedule in quotes, like \"weekdays 09:00\"".to_owned(),
            Kind::Duration => "a duration in quotes, like \"15m\" or \"2 h\"".to_owned(),
            Kind::Number => "a number".to_owned(),
            Kind::Flag => "true or false, without quotes".to_owned(),
            Kind::Day => "a date without quotes, like 2026-12-25".to_owned(),
            Kind::Word(words) => any_of(words.iter().map(|word| format!("\"{word}\""))),
            Kind::List(of) => format!("a list of {}", of.plural()),
            Kind::OneOrMore(of) => format!("{}, or a list of them", of.words()),
            Kind::Table(shape) => format!("a table: {}", shape.example()),
            Kind::Named(_) => "a table of names".to_owned(),
            Kind::Variables => "a table of names in capitals with their values".to_owned(),
            Kind::Environment => "a table of names with their values in quotes".to_owned(),
            Kind::Either(kinds) => any_of(kinds.iter().map(Kind::words)),
        }
    }

    /// The shapes of the tables that a value of this kind is or lists.
    pub fn shapes(&self) -> Vec<&'static Shape> {
        match self {
            Kind::Table(shape) => vec![shape],
            Kind::List(of) => of.shapes(),
            Kind::Either(kinds) => kinds.iter().flat_map(Kind::shapes).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a value of this kind stands in quotes.
    pub fn is_written_as_text(&self) -> bool {
        matches!(
            self,
            Kind::Text
                | Kind::Exact
                | Kind::Address
                | Kind::Id
                | Kind::Variable
                | Kind::Passed
                | Kind::Zone
                | Kind::Schedule
                | Kind::Pattern
                | Kind::Search
                | Kind::Reference
                | Kind::Duration
                | Kind::Word(_)
        )
    }

    fn plural(&self) -> String {
        match self {
            Kind::Day => "dates without quotes, like [2026-12-25]".to_owned(),
            Kind::Table(shape) => format!("tables: {}", shape.header),
            Kind::Either(_) => "sentences or tables".to_owned(),
            _ => "texts in quotes, like [\"one\", \"two\"]".to_owned(),
        }
    }
}

impl Shape {
    /// How a table of this shape is written, with its first keys.
    fn example(&self) -> String {
        let wanted = |required: bool| self.keys.iter().filter(move |key| key.required == required);
        let keys: Vec<String> = wanted(true)
            .chain(wanted(false))
            .take(2)
            .map(|key| format!("{} = …", key.name))
            .collect();
        format!("{{ {} }}", keys.join(", "))
    }
}

fn any_of(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(shape: &'static Shape, seen: &mut Vec<&'static str>) {
        if seen.contains(&shape.name) {
            return;
        }
        seen.push(shape.name);
        let mut names: Vec<_> = shape.keys.iter().map(|key| key.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), shape.keys.len(), "{}: a key twice", shape.name);
        for key in shape.keys {
            assert!(
                key.about.ends_with('.') && key.about.len() > 15,
                "{}.{} needs a sentence",
                shape.name,
                key.name
            );
            visit_kind(&key.kind, seen);
        }
    }

    fn visit_kind(kind: &'static Kind, seen: &mut Vec<&'static str>) {
        assert!(!kind.words().is_empty());
        match kind {
            Kind::Table(shape) => visit(shape, seen),
            Kind::List(of) | Kind::OneOrMore(of) | Kind::Named(of) => visit_kind(of, seen),
            Kind::Either(kinds) => kinds.iter().for_each(|kind| visit_kind(kind, seen)),
            _ => {}
        }
    }

    #[test]
    fn every_key_stands_once_and_has_its_sentence() {
        let mut seen = Vec::new();
        visit(&FILE, &mut seen);
        visit(&LIBRARY, &mut seen);
        assert!(seen.len() >= 13, "{seen:?}");
    }

    #[test]
    fn kinds_have_words() {
        let words = |shape: &Shape, key: &str| shape.key(key).unwrap().kind.words();
        assert_eq!(words(&PROCEDURE, "style"), "\"read-do\" or \"do-confirm\"");
        assert_eq!(words(&STEP, "ask"), "a table: { name = …, pattern = … }");
        assert_eq!(words(&WHEN, "is"), "a text in quotes, or a list of them");
    }
}
