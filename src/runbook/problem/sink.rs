//! Collecting problems while a file is read, and giving them their places at the end.

use super::{Edit, Position, Problem, Severity};
use crate::text::shown;
use std::{ops::Range, sync::Arc};

/// More problems than this are only counted: nobody reads them, and a hostile file must not
/// take the memory of one problem a byte.
const MOST_PROBLEMS: usize = 1_000;

/// A problem before it has its line and column.
#[derive(Debug)]
pub(in crate::runbook) struct Finding {
    severity: Severity,
    code: &'static str,
    span: Range<usize>,
    message: String,
    hint: Option<String>,
    fix: Option<Edit>,
    /// Whether the procedure or the runbook that it stands in cannot be used.
    breaks: bool,
}

impl Finding {
    /// Something that keeps a procedure or the runbook from being used.
    pub(in crate::runbook) fn error(
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            code,
            span,
            message: message.into(),
            hint: None,
            fix: None,
            breaks: true,
        }
    }

    /// Something that is probably not meant so.
    pub(in crate::runbook) fn warning(
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            breaks: false,
            ..Self::error(code, span, message)
        }
    }

    /// An error all the same, but what it stands in is used as it is: the runs that are pinned
    /// to it go on, and whoever needs it at night has it.
    pub(in crate::runbook) fn breaks_nothing(self) -> Self {
        Self {
            breaks: false,
            ..self
        }
    }

    /// Says what to write instead.
    pub(in crate::runbook) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// Says what to write instead, where something is known.
    pub(in crate::runbook) fn hint_if(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    /// An edit that is certainly right.
    pub(in crate::runbook) fn fix(self, span: Range<usize>, replacement: &str) -> Self {
        Self {
            fix: Some(Edit {
                span,
                replacement: replacement.to_owned(),
            }),
            ..self
        }
    }
}

/// Takes the problems of one file.
#[derive(Debug)]
pub(in crate::runbook) struct Sink<'s> {
    path: Arc<str>,
    text: &'s str,
    line_starts: Vec<usize>,
    findings: Vec<Finding>,
    errors: usize,
    uncollected: usize,
}

impl<'s> Sink<'s> {
    /// For the text of one file.
    pub(in crate::runbook) fn new(path: Arc<str>, text: &'s str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            path,
            text,
            line_starts: std::iter::once(0).chain(after_newlines).collect(),
            findings: Vec::new(),
            errors: 0,
            uncollected: 0,
        }
    }

    /// The text of the file.
    pub(in crate::runbook) fn text(&self) -> &'s str {
        self.text
    }

    /// Takes a problem.
    pub(in crate::runbook) fn push(&mut self, mut finding: Finding) {
        self.errors += usize::from(finding.breaks);
        if self.findings.len() >= MOST_PROBLEMS {
            self.uncollected += 1;
            return;
        }
        finding.span = within(self.text, finding.span);
        self.findings.push(finding);
    }

    /// How many errors there are so far that break what they stand in: more of them after reading a procedure means that
    /// it is broken.
    pub(in crate::runbook) fn errors(&self) -> usize {
        self.errors
    }

    /// Whether an error begins or ends in a line: what stands in it is not to be relied on.
    pub(in crate::runbook) fn finds_fault_with(&self, line: usize) -> bool {
        self.findings.iter().any(|finding| {
            let ends = [finding.span.start, finding.span.end];
            finding.severity == Severity::Error && ends.iter().any(|end| self.line_of(*end) == line)
        })
    }

    /// The line of a byte, from 1.
    pub(in crate::runbook) fn line_of(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte)
    }

    /// Finds lines and columns, one after the other.
    pub(in crate::runbook) fn places(&self) -> Places<'_, 's> {
        Places {
            sink: self,
            known: (0, Position::FIRST),
        }
    }

    /// All problems, sorted by place.
    pub(in crate::runbook) fn finish(mut self) -> Vec<Problem> {
        if self.uncollected > 0 {
            let end = self.text.len();
            let message = format!("there are {} more problems", self.uncollected);
            let more = match self.errors {
                0 => Finding::warning("more-problems", end..end, message),
                _ => Finding::error("more-problems", end..end, message),
            };
            self.findings
                .push(more.hint("they are shown once these are gone"));
        }
        let mut findings = std::mem::take(&mut self.findings);
        findings.sort_by(|a, b| {
            let key = |f: &Finding| (f.span.start, f.span.end, f.severity, f.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        findings.dedup_by(|a, b| a.span == b.span && a.message == b.message);
        let mut places = self.places();
        let mut problems = Vec::with_capacity(findings.len());
        for finding in findings {
            let (start, end) = places.of(&finding.span);
            problems.push(Problem {
                severity: finding.severity,
                path: self.path.clone(),
                span: finding.span,
                line: start.line,
                column: start.column,
                end,
                message: finding.message,
                hint: finding.hint,
                code: finding.code,
                fix: finding.fix,
            });
        }
        problems
    }

    /// The position of a byte, counted from a known one before it.
    fn onwards(&self, (from, at): (usize, Position), byte: usize) -> Position {
        let line = self.line_of(byte);
        let (from, column) = if line == at.line {
            (from, at.column)
        } else {
            (self.line_starts[line - 1], 1)
        };
        Position {
            line,
            column: column + self.text[from..byte].chars().count(),
        }
    }
}

/// Lines and columns of spans. Columns are counted onwards from the span before, or a file of
/// one long line would be walked from its beginning for each of them.
pub(in crate::runbook) struct Places<'p, 's> {
    sink: &'p Sink<'s>,
    known: (usize, Position),
}

impl Places<'_, '_> {
    /// Where a span begins and ends; it may not begin before the one that was asked for last.
    pub(in crate::runbook) fn of(&mut self, span: &Range<usize>) -> (Position, Position) {
        self.known = (span.start, self.sink.onwards(self.known, span.start));
        (self.known.1, self.sink.onwards(self.known, span.end))
    }
}

/// The span, cut to the text and to whole characters.
fn within(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// A piece of the file for use in a message: safe to print, and short.
pub(in crate::runbook) fn quoted(text: &str) -> String {
    const LONGEST_COLUMNS: usize = 60;
    format!("`{}`", shown(text).clip(LONGEST_COLUMNS).as_str())
}
