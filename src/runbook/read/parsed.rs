//! What reading a file gives, and what it is given by the file that its folder shares.
//!
//! Values alone: nothing is read or judged here.

use super::super::book::Runbook;
use super::super::id::{ProcedureId, ProcedureRef, RunbookId, TargetName};
use super::super::package::{Escalation, Rota};
use super::super::problem::{Places, Position, Problem};
use super::super::template::Values;
use super::super::types::{Contact, Owner};
use crate::schedule::Zone;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::{ops::Range, sync::Arc};

/// How a file names the machine that the program runs on.
pub(in crate::runbook) const THIS_HOST: &str = "this host";

/// What `library.toml` gives every runbook of its folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LibraryDefaults {
    /// The zone of runbooks that name none.
    pub zone: Option<Zone>,
    /// Owners by role.
    pub owners: BTreeMap<String, Owner>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Response times by severity, and who is next.
    pub escalation: Vec<Escalation>,
    /// Who is on call, in turns.
    pub on_call: Vec<Rota>,
    /// Days on which nobody works.
    pub closed: BTreeSet<Date>,
    /// Places, with their variables.
    pub targets: BTreeMap<TargetName, Values>,
    /// Names that every command is given of the operator's environment.
    pub pass_env: BTreeSet<String>,
}

/// A file that was read: what it means, if it can be used, and every problem in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The file, as the person knows it.
    pub path: Arc<str>,
    /// Its id; a guess from what could be read while the runbook is broken.
    pub id: RunbookId,
    /// Its title, where one could be read.
    pub title: Option<String>,
    /// The runbook, unless an error keeps it from being used.
    pub runbook: Option<Runbook>,
    /// Every problem, sorted by place.
    pub problems: Vec<Problem>,
    /// Where its id stands: on the `id`, else at the beginning of the file; none while its
    /// syntax is broken and the id only guessed.
    pub(super) id_place: Option<Place>,
    /// The procedures that its procedures name, for what can only be judged between files.
    pub(super) references: Vec<Reference>,
}

/// A place that is kept for problems that show only between files.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) span: Range<usize>,
    start: Position,
    end: Position,
}

impl Place {
    pub(super) fn of(places: &mut Places<'_, '_>, span: Range<usize>) -> Self {
        let (start, end) = places.of(&span);
        Self { span, start, end }
    }

    pub(super) fn problem(
        &self,
        path: &str,
        code: &'static str,
        message: String,
        hint: String,
    ) -> Problem {
        Problem {
            span: self.span.clone(),
            line: self.start.line,
            column: self.start.column,
            end: self.end,
            ..Problem::of_file(path, code, message, Some(hint))
        }
    }
}

impl Parsed {
    /// Whether anything in it is an error.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// A reference of a procedure to another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reference {
    /// The procedure that it stands in, by its index in the file.
    pub(super) index: usize,
    /// The id of that procedure.
    pub(super) from: ProcedureId,
    /// What it names.
    pub(super) to: ProcedureRef,
    /// Whether the one is done by the other, or only offers it.
    pub(super) is_call: bool,
    /// Where it stands.
    pub(super) place: Place,
}
