//! What was typed to commands that stand around runbooks and runs: for editors, shells and
//! readers.

use super::common::Form;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `rounds check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files or folders, or - for standard input; the library in use where it is left out
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The runbooks of this folder, never your own library: those in ./runbooks, else every TOML
    /// file here and below; for a hook of a repository
    #[arg(long, conflicts_with = "paths")]
    pub here: bool,
    /// For whom
    #[arg(long, default_value = "text", conflicts_with = "json")]
    pub format: CheckFormat,
    /// Files or folders of alert rules (Prometheus, Grafana's provisioning) to hold the runbooks
    /// against
    #[arg(long, value_name = "RULES", num_args = 1..)]
    pub alerts: Vec<PathBuf>,
    /// Put right what can be put right with certainty; with --alerts, write a runbook to begin
    /// with for alerts that nobody answers
    #[arg(long)]
    pub fix: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// For whom problems are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// As workflow commands of GitHub.
    Github,
}

/// `rounds schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of which file
    #[arg(default_value = "runbook")]
    pub of: SchemaOf,
}

/// Of which file a schema is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// A runbook.
    Runbook,
    /// What all runbooks of a folder share.
    Library,
    /// config.toml.
    Config,
    /// What `--json` prints, command by command.
    Json,
}

/// `rounds completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    pub shell: Shell,
}

/// The shells that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}

/// `rounds help`
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// A topic, or a command with what belongs to it; the list of topics where it is left out
    pub topic: Vec<String>,
}

/// `rounds complete`
#[derive(Debug, Args)]
pub struct CompleteArgs {
    /// The word that is being typed, for shells that lose an argument that is empty
    #[arg(long, value_name = "WORD")]
    pub typed: Option<String>,
    /// The words behind the program's name, up to the one that is being typed
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<String>,
}

/// `rounds init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder; where rounds would look for runbooks, when it is left out
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds new`
#[derive(Debug, Args)]
pub struct NewArgs {
    /// What the runbook is about
    #[arg(required = true)]
    pub name: Vec<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}
