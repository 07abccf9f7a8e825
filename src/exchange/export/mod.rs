//! Runbooks to what people and programs read elsewhere.
//!
//! What stays true: everything is made of the checked runbook and the moment that comes in;
//! whatever an owner wrote means itself in the form that it is put into, and what cannot be
//! seen is made visible. What it does not do: it touches no file, reads no clock, and knows
//! nothing of the record: these are the procedures, not what became of them.
//!
//! | file | for |
//! |---|---|
//! | `sheet` | what a form says of a runbook, a procedure, a step; as JSON too |
//! | `written` | the file itself, key by key: nothing that it says is lost |
//! | `prose` | an owner's Markdown as safe Markdown and as HTML |
//! | `markdown` | a form to be filled in on paper, and how to write it up later |
//! | `html` | one page with an anchor for each procedure and step |
//! | `csv` | a step a row |
//! | `calendar` | the next times of each schedule, as iCalendar |

mod calendar;
mod csv;
mod html;
mod markdown;
mod prose;
mod sheet;
#[cfg(test)]
mod tests;
mod written;

pub use calendar::{Days, MOST_EVENTS, TooMany, calendar};
pub use csv::csv;
pub use html::html;
pub use markdown::markdown;
pub use sheet::{Book, book};
pub use written::Written;

use crate::runbook::{Procedure, Runbook};

/// A runbook and those of its procedures that are wanted.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// What its file says; nothing where that is not at hand.
    pub written: Written,
    /// The runbook.
    pub runbook: &'a Runbook,
    /// Its procedures.
    pub procedures: Vec<&'a Procedure>,
}

impl<'a> Choice<'a> {
    /// A runbook with all its procedures.
    pub fn whole(runbook: &'a Runbook) -> Self {
        Self {
            written: Written::default(),
            runbook,
            procedures: runbook.procedures.iter().collect(),
        }
    }
}
