//! What every command takes, and what many take alike.

use crate::event::JournalId;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Common {
    /// Folder of runbooks, or a single file; may be given several times
    /// [environment: ROUNDS_RUNBOOKS]
    #[arg(long, global = true, value_name = "DIR", help_heading = "For all")]
    pub runbooks: Vec<PathBuf>,
    /// Folder of the journal [environment: ROUNDS_JOURNAL]
    #[arg(long, global = true, value_name = "DIR", help_heading = "For all")]
    pub journal: Option<PathBuf>,
    /// Which of several journals in that folder is meant, for who has none of their own there
    #[arg(long, global = true, value_name = "ID", help_heading = "For all")]
    pub journal_id: Option<JournalId>,
    /// Who is at the keyboard [environment: ROUNDS_OPERATOR]
    #[arg(long, global = true, value_name = "NAME", help_heading = "For all")]
    pub operator: Option<String>,
    /// When to use colour; auto, unless NO_COLOR or config.toml say otherwise
    #[arg(long, global = true, value_name = "WHEN", help_heading = "For all")]
    pub color: Option<When>,
    /// Marks in ASCII alone
    #[arg(long, global = true, help_heading = "For all")]
    pub ascii: bool,
    /// Never ask, and open no screen
    #[arg(long, global = true, help_heading = "For all")]
    pub no_input: bool,
    /// Say only answers and what is wrong
    #[arg(long, short = 'q', global = true, help_heading = "For all")]
    pub quiet: bool,
    /// Use the mouse in the screens
    #[arg(long, global = true, help_heading = "For all")]
    pub mouse: bool,
    /// Save words or a file that look as if they held a secret
    #[arg(long, global = true, help_heading = "For all")]
    pub even_so: bool,
}

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Where the output is a terminal.
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

/// Whether the answer is for programs.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Form {
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// What is meant.
#[derive(Debug, Args)]
pub struct WhatArgs {
    /// A runbook, runbook/procedure, a procedure, the id of a run or a follow-up, or words of
    /// its title
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
}
