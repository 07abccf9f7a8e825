//! `rounds hooks` as it is typed.

use crate::cli::args::Form;
use clap::{Args, Subcommand};

/// `rounds hooks`
#[derive(Debug, Subcommand)]
pub enum HooksVerb {
    /// Tell the hooks of config.toml what happened since the last time; status 1 when one failed
    #[command(
        after_help = "For cron or a systemd timer: `rounds hooks units` prints both. What is told goes to a hook as JSON on\nits standard input. What failed is tried again the next time. The very first time marks what\nstands, and tells none of it.\n\nExamples:\n  rounds hooks run\n  rounds hooks run --json"
    )]
    Run(Form),
    /// Print the units for systemd, and the line for cron
    #[command(after_help = "Example:\n  rounds hooks units")]
    Units,
    /// Send one made-up event to every hook, or to one
    #[command(after_help = "Examples:\n  rounds hooks test\n  rounds hooks test on_overdue")]
    Test(TestArgs),
}

/// `rounds hooks test`
#[derive(Debug, Args)]
pub struct TestArgs {
    /// The hook, by its key in config.toml; all of them where it is left out
    #[arg(value_name = "HOOK")]
    pub hook: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}
