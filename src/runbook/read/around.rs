//! What a procedure needs to know of the file around it.

use super::super::id::{ProcedureId, TargetName};
use super::super::template::Values;
use super::super::types::Owner;
use super::references::Known;
use crate::schedule::Zone;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What a procedure needs to know of the file around it.
pub(super) struct Around<'h> {
    /// The runbook's zone.
    pub(super) zone: &'h Zone,
    /// Days on which nobody works, the library's and the runbook's.
    pub(super) closed: &'h BTreeSet<Date>,
    /// The targets, the library's and the runbook's.
    pub(super) targets: &'h BTreeMap<TargetName, Values>,
    /// Names that every command is given, the library's and the runbook's.
    pub(super) pass_env: &'h BTreeSet<String>,
    /// The owners by role, the library's and the runbook's.
    pub(super) owners: &'h BTreeMap<String, Owner>,
    /// Every procedure of the file.
    pub(super) procedures: &'h Known<'h>,
    /// The id of the procedure that is read.
    pub(super) id: &'h ProcedureId,
}
