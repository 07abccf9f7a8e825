//! What a procedure needs to know of the file around it.

use super::super::id::{ProcedureId, TargetName};
use super::super::template::Values;
use super::super::types::{Owner, Target};
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

impl<'h> Around<'h> {
    /// The named targets of a procedure, with their variables.
    pub(super) fn of_procedure<'t>(
        &self,
        targets: &'t [Target],
    ) -> impl Iterator<Item = (&'t str, &'t Values)>
    where
        'h: 't,
    {
        let known = self.targets;
        targets.iter().filter_map(|target| match target {
            Target::Named(name) => Some((name.as_str(), known.get(name)?)),
            Target::ThisHost => None,
        })
    }

    /// The targets that a step goes through: the procedure's where it names some, else all.
    pub(super) fn named_targets<'t>(&self, targets: &'t [Target]) -> Vec<(&'t str, &'t Values)>
    where
        'h: 't,
    {
        match targets.is_empty() {
            false => self.of_procedure(targets).collect(),
            true => {
                let all = self.targets.iter();
                all.map(|(name, values)| (name.as_str(), values)).collect()
            }
        }
    }
}
