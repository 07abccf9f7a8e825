//! A problem as text: for people with the fault underlined, for GitHub as a command.
//!
//! The lines of the file go through `text::shown`, so that nothing in them reaches the
//! terminal as an escape sequence or changes the order of what is read. Only the lines of
//! the fault are looked at, and of very long ones only the part around it.

use super::{Problem, SECRET, Severity};
use crate::text::{Shown, shown};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet, renderer::DecorStyle};
use std::fmt::Write as _;

/// Characters of a line that are shown on each side of a fault.
const AROUND_CHARS: usize = 160;
/// Characters of a fault that are underlined.
const FAULT_CHARS: usize = 400;

/// How a problem is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether only ASCII may be used for lines and marks.
    pub ascii: bool,
    /// Whether the terminal's colours may be used.
    pub colour: bool,
}

/// The problem with its line, the fault underlined, and the hint as help. Ends without a
/// newline. `source` is the text that the problem was found in.
pub fn render(problem: &Problem, source: &str, look: Look) -> String {
    let line = FaultLine::of(problem, source);
    let path = shown(&problem.path);
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(problem.message.as_str())
        .id(problem.code);
    // Of a file that is no text there is nothing to show.
    let mut group = if source.is_empty() {
        title.element(Origin::path(path.as_str()).line(problem.line))
    } else {
        title.element(
            Snippet::source(line.text)
                .line_start(problem.line)
                .path(path.as_str())
                .annotation(AnnotationKind::Primary.span(line.fault)),
        )
    };
    if let Some(hint) = &problem.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let renderer = match look.colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    let style = match look.ascii {
        true => DecorStyle::Ascii,
        false => DecorStyle::Unicode,
    };
    renderer.decor_style(style).render(&[group])
}

/// The line that a fault begins in, made safe, and the fault's bytes in it.
struct FaultLine {
    text: String,
    fault: std::ops::Range<usize>,
}

impl FaultLine {
    fn of(problem: &Problem, source: &str) -> Self {
        let (before, rest) = source
            .split_at_checked(problem.span.start)
            .unwrap_or_default();
        let before = before.rsplit('\n').next().unwrap_or_default();
        let fault_bytes = problem.span.len().min(rest.len());
        let (fault, after) = rest.split_at_checked(fault_bytes).unwrap_or((rest, ""));
        // A fault of several lines is underlined in its first.
        let (fault, after) = match fault.split_once('\n') {
            Some((first, _)) => (first, ""),
            None => (fault, after),
        };
        let after = after.split('\n').next().unwrap_or_default();
        let mut text = visible(last_chars(before, AROUND_CHARS));
        let start = text.len();
        // What is drawn ends up in logs, where a secret is worse placed than in the file.
        match problem.code {
            SECRET => text.push_str("********"),
            _ => text.push_str(&visible(first_chars(fault, FAULT_CHARS))),
        }
        let end = text.len();
        text.push_str(&visible(first_chars(after.trim_end(), AROUND_CHARS)));
        Self {
            text,
            fault: start..end,
        }
    }
}

/// The piece of a line as it may reach a terminal; tabs are two spaces.
fn visible(piece: &str) -> String {
    let pieces: Vec<String> = piece
        .trim_end_matches('\r')
        .split('\t')
        .map(|piece| shown(piece).into_owned())
        .map(|piece: Shown<'_>| piece.as_str().to_owned())
        .collect();
    pieces.join("  ")
}

fn first_chars(text: &str, count: usize) -> &str {
    let end = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn last_chars(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().take(count).last();
    &text[start.map_or(text.len(), |(at, _)| at)..]
}

/// The problem as a GitHub workflow command, without a newline.
pub fn github(problem: &Problem) -> String {
    let path = shown(&problem.path);
    let mut command = format!(
        "::{} file={},line={},col={},endLine={},endColumn={},title={}::",
        problem.severity.word(),
        property(path.as_str()),
        problem.line,
        problem.column,
        problem.end.line,
        problem.end.column,
        property(problem.code),
    );
    command.push_str(&data(&problem.message));
    if let Some(hint) = &problem.hint {
        let _ = write!(command, "; {}", data(hint));
    }
    command
}

/// Escapes as the runner's toolkit does for the message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes as the runner's toolkit does for a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
