//! What is wrong with a runbook file, where, and what to write instead.
//!
//! A problem's span lies within the file's text, on character boundaries. Its message and
//! hint are safe to print: whatever they quote from the file went through `text::shown`.
//! Problems of one file are sorted by place. Nothing here decides what is a problem.

mod render;
mod sink;
#[cfg(test)]
mod tests;

pub use render::{Look, github, render};
pub(super) use sink::{Finding, Places, Sink, quoted};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};
use std::{ops::Range, sync::Arc};

/// The code of a problem with a secret; what it underlines is never drawn.
pub(super) const SECRET: &str = "secret";

/// One problem of one file.
///
/// As JSON: `path`, `line`, `column`, `end` (`line`, `column`), `severity`, `code`,
/// `message`, `hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether something cannot be used because of it.
    pub severity: Severity,
    /// The file, as the person knows it.
    pub path: Arc<str>,
    /// The bytes of the text that are wrong; may be empty.
    pub span: Range<usize>,
    /// The line that they begin in, from 1.
    pub line: usize,
    /// The character of that line that they begin at, from 1.
    pub column: usize,
    /// Where they end: the first position behind them.
    pub end: Position,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
    /// What kind of problem it is; stable, for tools.
    pub code: &'static str,
    /// An edit that is certainly right.
    pub fix: Option<Edit>,
}

/// A place in a text, as people count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// The beginning of a text.
    pub const FIRST: Self = Self { line: 1, column: 1 };
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The procedure or the runbook cannot be used, or names someone who cannot act.
    Error,
    /// It can be used, but something is probably not meant so.
    Warning,
}

impl Severity {
    /// The word for people and for tools.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A piece of a text and what to put in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Range<usize>,
    /// What comes instead.
    pub replacement: String,
}

impl Problem {
    /// A problem with a whole file that could not be read as text, so that no place in it
    /// can be shown.
    pub fn of_file(path: &str, code: &'static str, message: String, hint: Option<String>) -> Self {
        Self {
            severity: Severity::Error,
            path: path.into(),
            span: 0..0,
            line: 1,
            column: 1,
            end: Position::FIRST,
            message,
            hint,
            code,
            fix: None,
        }
    }

    /// Whether it keeps something from being used, or from counting.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Problem", 8)?;
        fields.serialize_field("path", &*self.path)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.serialize_field("end", &self.end)?;
        fields.serialize_field("severity", &self.severity)?;
        fields.serialize_field("code", self.code)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("hint", &self.hint)?;
        fields.end()
    }
}
