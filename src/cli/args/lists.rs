//! What was typed to commands that only look.

use super::common::{Form, WhatArgs};
use clap::{Args, ValueEnum};

/// `rounds due`
#[derive(Debug, Default, Args)]
pub struct DueArgs {
    /// A runbook alone; all of them where it is left out
    #[arg(value_name = "RUNBOOK")]
    pub runbook: Option<String>,
    /// Runbooks of an owner alone: a name, or an operator of one of their roles
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// A place alone
    #[arg(long, value_name = "TARGET")]
    pub on: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list
    #[arg(default_value = "runbooks")]
    pub kind: ListKind,
    /// The most ended runs to list
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Runs alone: those of a runbook, or of a procedure
    #[arg(long, value_name = "WHAT")]
    pub of: Option<String>,
    /// Runs alone: those that did not end as they should
    #[arg(long)]
    pub not_ok: bool,
    /// Runs alone: those that you had a part in
    #[arg(long)]
    pub mine: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListKind {
    /// Runbooks, broken ones too.
    Runbooks,
    /// Procedures that can be started.
    Procedures,
    /// Runs in progress, then ended ones, the latest first.
    Runs,
    /// Follow-ups that need someone, the oldest first.
    FollowUps,
    /// The board: each runbook with its owner, readiness, what is overdue and expires next.
    Board,
}

/// `rounds show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// What to show.
    #[command(flatten)]
    pub what: WhatArgs,
    /// Look back on a run: time a step, where it hesitated, what went wrong, what was asked
    #[arg(long)]
    pub debrief: bool,
    /// What the newest revision of a runbook says in another way than the one before
    #[arg(long, conflicts_with = "debrief")]
    pub changes: bool,
    /// What was kept of the output of a step's command: of a run, by the step's id or number
    #[arg(long, value_name = "STEP", conflicts_with_all = ["debrief", "changes", "json"])]
    pub output: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds find`
#[derive(Debug, Args)]
pub struct FindArgs {
    /// Words, in any order
    #[arg(required = true)]
    pub words: Vec<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}
