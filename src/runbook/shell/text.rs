//! A shell's text as it was read.

use std::collections::BTreeSet;
use std::ops::Range;

/// A text, read.
#[derive(Debug, Default)]
pub(in crate::runbook) struct ShellText<'t> {
    /// Its commands, those inside substitutions among them.
    pub(in crate::runbook) commands: Vec<ShellCommand<'t>>,
    /// Every variable that the shell would look up, in order.
    pub(in crate::runbook) lookups: Vec<Lookup<'t>>,
    /// Names to which the text itself gives a value.
    pub(in crate::runbook) sets: BTreeSet<&'t str>,
}

/// One command: its words without the assignments and redirections around them.
#[derive(Debug, Default)]
pub(in crate::runbook) struct ShellCommand<'t> {
    pub(in crate::runbook) words: Vec<ShellWord<'t>>,
    /// What stands in its here-documents and here-strings.
    pub(in crate::runbook) input: Vec<Lookup<'t>>,
}

/// One word.
#[derive(Debug, Default)]
pub(in crate::runbook) struct ShellWord<'t> {
    /// Its text without quotes; a variable stands in it as `$NAME`, a substitution as nothing.
    pub(in crate::runbook) text: String,
    /// The variables in it that this shell fills.
    pub(in crate::runbook) lookups: Vec<Lookup<'t>>,
}

/// A variable where the shell looks it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::runbook) struct Lookup<'t> {
    pub(in crate::runbook) name: &'t str,
    /// Where the name stands, without the dollar.
    pub(in crate::runbook) place: Range<usize>,
    /// Whether the text says what happens when it has no value: `${NAME:-x}`, `${NAME+x}`.
    pub(in crate::runbook) is_guarded: bool,
}
