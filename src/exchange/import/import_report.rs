//! The account of an import: what was done with each part of each page.
//!
//! What stays true: what was left out has a reason from a list, so that the checker can hold
//! it against the page.

use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// What became of one page. As JSON: `file`, `runbook` (the file it is in now; none where
/// nothing was brought over), `procedure` (its title), `steps`, `commands`, `asks`, `parts`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportReport {
    /// The page.
    pub file: String,
    /// The id of the runbook that it is in now.
    pub runbook: Option<String>,
    /// The procedure that was made of it.
    pub procedure: Option<String>,
    /// How many steps it has.
    pub steps: usize,
    /// How many of them have a command.
    pub commands: usize,
    /// How many of them ask for something that a command needs.
    pub asks: usize,
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// What was left out: first line, last line, why.
    #[serde(skip)]
    pub(super) left: Vec<(usize, usize, LeftOut)>,
}

/// A part of a page, and what became of it. As JSON: `line`, `what`, `became`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its first line; 0 where it is about the page.
    pub line: usize,
    /// What it is.
    pub what: String,
    /// What became of it.
    pub became: String,
}

/// Why a part of a page is not in its runbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeftOut {
    /// It has no words.
    Empty,
    /// It only says that it is to be written.
    Unwritten,
    /// It is a heading, and nothing stands below it.
    NothingBelow,
    /// It is a heading, and what stands below it is in the runbook's head.
    InHead,
    /// It is a mark for the program that makes a site of the page.
    Mark,
    /// It is a part of that program.
    Program,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Unwritten => "nothing is written there yet",
            Self::NothingBelow => "nothing stands below it",
            Self::InHead => "what stands below it is in the head of the runbook",
            Self::Mark => "a sign for the program that shows the page; what it marks is kept",
            Self::Program => "it is a part of the program that shows the page",
        })
    }
}

impl ImportReport {
    pub(super) fn note(&mut self, line: usize, what: &str, became: &str) {
        self.parts.push(Part {
            line,
            what: what.to_owned(),
            became: became.to_owned(),
        });
    }

    /// Whether nothing of the page was brought over.
    pub(super) fn left_whole(&self) -> bool {
        let mut of_page = self.parts.iter().filter(|part| part.line == 0);
        of_page.any(|part| part.what == "the page" && part.became.starts_with("left out"))
    }

    /// Tells lines by their number in the file, where the page is a part of one, and where lines
    /// of it, from 0, were taken out before it was read.
    pub(super) fn shift(&mut self, lines_before: usize, taken: &[Range<usize>]) {
        for part in self.parts.iter_mut().filter(|part| part.line > 0) {
            // A line of words stands in the place of each.
            part.line = taken
                .iter()
                .fold(part.line, |line, key| match key.start + 1 < line {
                    true => line + key.len() - 1,
                    false => line,
                });
            part.line += lines_before;
        }
    }

    /// Says that lines are not in the runbook, and why.
    pub(super) fn leave_out(&mut self, from: usize, to: usize, what: &str, why: LeftOut) {
        let became = match why {
            LeftOut::Mark | LeftOut::InHead => why.to_string(),
            _ => format!("left out: {why}"),
        };
        self.note(from, what, &became);
        self.left.push((from, to, why));
    }
}
