//! `rounds journal` as it is typed.

use super::common::Form;
use crate::event::{JournalId, WriterId};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `rounds journal`
#[derive(Debug, Subcommand)]
pub enum JournalVerb {
    /// Where the journal is, and who writes in it
    #[command(
        after_help = "A journal that this machine has written to and that is not where it was (not mounted, moved, removed) is never begun anew by the way: every command says so. --found-anew is the one way. Where another journal stands there (an old disk that was mounted back, a copy of another team's), nothing is read of it until --take says that it is meant; the way back is --take with the other id, once that one stands there again. Neither touches an entry.\n\nExamples:\n  rounds journal where\n  rounds journal where --json\n  rounds journal where --take 01M8Q6CDX4VTKWS4GGT0CX4XBH"
    )]
    Where(WhereArgs),
    /// Check every entry; status 0 clean, 10 recovered, 11 truncated, 12 corrupt, 13 unreadable
    #[command(
        after_help = "Example:\n  rounds journal verify --expect ops-a@host-3f9c2a:812:0123456789abcdef"
    )]
    Verify(VerifyArgs),
    /// The last entries, in words
    #[command(
        after_help = "Examples:\n  rounds journal tail -n 50\n  rounds journal tail -f --json     an entry a line, as export writes it"
    )]
    Tail(TailArgs),
    /// The last year day by day: done, late, missed
    #[command(
        after_help = "Of one procedure, or of all.\n\nExamples:\n  rounds journal calendar\n  rounds journal calendar orders-sync/morning-check --json"
    )]
    Calendar(CalendarArgs),
    /// Every entry as JSON, one a line, in order
    #[command(after_help = "Example:\n  rounds journal export > journal.jsonl")]
    Export,
    /// Sign the last entry of every writer with an SSH key
    #[command(
        after_help = "Asks ssh-keygen, which may ask for a passphrase or an agent.\n\nExamples:\n  rounds journal seal\n  rounds journal seal --key ~/.ssh/id_ops\n  rounds journal seal --own ops-a@host-3f9c2a\n  rounds journal verify --allowed-signers FILE     checks it"
    )]
    Seal(SealArgs),
    /// Take a finding of `verify` as it is, by an entry that says so and why
    #[command(
        after_help = "Without a FINDING it lists what is open. What is settled is told for ever: verify then gives 10, never 0. Another operator than the one whose record it is settles; what was taken in after a crash only its own operator.\n\nExamples:\n  rounds journal settle\n  rounds journal settle 3f9c2a1b77d0 --reason \"restored from the backup of Monday\"\n  rounds journal settle --word-of ops-x@host-1a2b3c --reason \"made up\""
    )]
    Settle(SettleArgs),
    /// Say that entries in your name which prove nothing yet are yours; status 1 when some wait
    #[command(
        after_help = "A crash leaves entries beyond what was saved, and so does whoever writes in your name; a machine that was copied leaves two records. Without --reason it shows them, and saves nothing. Confirmed, they count, and it is told for ever.\n\nExamples:\n  rounds journal confirm\n  rounds journal confirm 3f9c2a1b77d0 --reason \"the machine lost its power at 14:02; these are mine\""
    )]
    Confirm(ConfirmArgs),
    /// Records of one writer that part: both sides of each; status 1 when there is one
    #[command(
        after_help = "A machine that was copied, or brought back from a snapshot, writes a second record under one name. Both are kept and both are read, and neither proves anything from where they part. Whose they are looks at both and confirms them: rounds journal confirm.\n\nExamples:\n  rounds journal forks\n  rounds journal forks --json"
    )]
    Forks(Form),
    /// What looks like a secret in entries, evidence and output; status 1 when something does
    #[command(after_help = "Example:\n  rounds journal scan")]
    Scan(Form),
    /// Take evidence out of the journal, by an entry that says so
    #[command(
        after_help = "Example:\n  rounds journal remove-evidence SHA256 --reason \"it held a token\""
    )]
    RemoveEvidence(RemoveEvidenceArgs),
}

/// `rounds journal where`
#[derive(Debug, Args)]
pub struct WhereArgs {
    /// Begin a new journal where the one that was there is gone
    #[arg(long)]
    pub found_anew: bool,
    /// Take the journal of this id, which stands there, for the one that is meant
    #[arg(long, value_name = "ID", conflicts_with = "found_anew")]
    pub take: Option<JournalId>,
    #[command(flatten)]
    pub form: Form,
}

/// `rounds journal seal`
#[derive(Debug, Args)]
pub struct SealArgs {
    /// The key, private, or public with its private part in an agent; else the first of
    /// ~/.ssh/id_ed25519, id_ecdsa, id_rsa
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Say that all this writer has written is your own: what you signed at another's terminal,
    /// or on a machine that is gone
    #[arg(long, value_name = "WRITER")]
    pub own: Vec<WriterId>,
    /// Sign the words and lists that --own shows, unasked
    #[arg(long, requires = "own")]
    pub yes: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds journal settle`
#[derive(Debug, Args)]
pub struct SettleArgs {
    /// Findings, by the first digits of their names
    #[arg(value_name = "FINDING")]
    pub findings: Vec<String>,
    /// Set aside what rests on this writer's word alone
    #[arg(long, value_name = "WRITER")]
    pub word_of: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds journal confirm`
#[derive(Debug, Args)]
pub struct ConfirmArgs {
    /// What was shown, by the name that stood under it; where something else waits by now, nothing
    /// is confirmed
    #[arg(value_name = "NAME", requires = "reason")]
    pub name: Option<String>,
    /// How you know that they are yours; all of them are confirmed, in one entry
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// `rounds journal remove-evidence`
#[derive(Debug, Args)]
pub struct RemoveEvidenceArgs {
    /// The content's SHA-256, as `journal scan` and `journal verify` tell it
    #[arg(value_name = "SHA256")]
    pub sha256: String,
    /// Why; it stays in the record
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// `rounds journal verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// An entry that must be there; may be given several times
    #[arg(long, value_name = "WRITER:SEQ:HASH")]
    pub expect: Vec<String>,
    /// Check seals against these keys, in the format of ssh-keygen's allowed signers
    #[arg(long, value_name = "FILE")]
    pub allowed_signers: Option<PathBuf>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds journal tail`
#[derive(Debug, Args)]
pub struct TailArgs {
    /// How many entries
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    pub lines: usize,
    /// Go on as entries come in
    #[arg(long, short = 'f')]
    pub follow: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds journal calendar`
#[derive(Debug, Args)]
pub struct CalendarArgs {
    /// A procedure, or words of its title; all of them where it is left out
    #[arg(value_name = "PROCEDURE")]
    pub what: Vec<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}
