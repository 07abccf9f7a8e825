//! `rounds escalate`, `ready`, `review` and `handover` as they are typed.

use super::super::args::Form;
use clap::{Args, ValueEnum};

/// `rounds escalate`
#[derive(Debug, Args)]
pub struct EscalateArgs {
    /// A run, a follow-up or a runbook that needs help; or an escalation that goes on.
    /// Those that are open are listed where it is left out
    #[arg(value_name = "RUN")]
    pub what: Option<String>,
    /// How bad it is, by the runbook's words
    #[arg(value_name = "SEVERITY", requires = "what")]
    pub severity: Option<String>,
    /// What has happened, in one line
    #[arg(long, value_name = "TEXT", requires = "severity")]
    pub title: Option<String>,
    /// The step of the run that it comes from
    #[arg(long, value_name = "STEP", requires = "severity")]
    pub step: Option<String>,
    /// Someone was called: a contact's id or a role; the next one where it is left out
    #[arg(
        long,
        value_name = "WHO",
        num_args = 0..=1,
        default_missing_value = "",
        conflicts_with_all = ["severity", "answered", "resolved"]
    )]
    pub contacted: Option<String>,
    /// Someone else took it on; `rounds ack` is for you
    #[arg(
        long,
        value_name = "WHO",
        conflicts_with_all = ["severity", "resolved"]
    )]
    pub answered: Option<String>,
    /// It is over, and how
    #[arg(long, value_name = "HOW", conflicts_with = "severity")]
    pub resolved: Option<String>,
    /// What came of a call, or what they said
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds ready`
#[derive(Debug, Args)]
pub struct ReadyArgs {
    /// The runbook; all of them where it is left out
    pub runbook: Option<String>,
    /// Stand for an item that no record can show
    #[arg(
        long,
        value_name = "ITEM",
        requires = "runbook",
        requires = "statement"
    )]
    pub attest: Option<String>,
    /// Accept the waiver that the runbook proposes for an item; an operator of its role can
    #[arg(
        long,
        value_name = "ITEM",
        requires = "runbook",
        conflicts_with_all = ["attest", "statement", "close", "extend"]
    )]
    pub accept_waiver: Option<String>,
    /// With --attest monitoring: files or folders of alert rules; the statement is what they show
    #[arg(long, value_name = "RULES", num_args = 1.., requires = "attest", conflicts_with = "statement")]
    pub alerts: Vec<std::path::PathBuf>,
    /// What is so; how the tool stands
    #[arg(long, value_name = "TEXT", requires = "runbook")]
    pub statement: Option<String>,
    /// Until which day your word counts
    #[arg(long, value_name = "DAY", requires = "attest")]
    pub until: Option<String>,
    /// End the stabilization window; needs --statement
    #[arg(long, requires = "statement", conflicts_with_all = ["attest", "extend"])]
    pub close: bool,
    /// Let the stabilization window go on until this day; needs --reason
    #[arg(
        long,
        value_name = "DAY",
        requires = "runbook",
        requires = "reason",
        conflicts_with_all = ["attest", "statement"]
    )]
    pub extend: Option<String>,
    /// Why the window goes on
    #[arg(long, value_name = "TEXT", requires = "extend")]
    pub reason: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds review`
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// The runbook
    pub runbook: String,
    /// It was gone through, and is right
    #[arg(long)]
    pub done: bool,
    /// The day of the next review; by `[review] every` where it is left out
    #[arg(long, value_name = "DAY", requires = "done")]
    pub next: Option<String>,
    /// What was seen
    #[arg(long, value_name = "TEXT", requires = "done")]
    pub notes: Option<String>,
    /// Write the day into the file too; without it the edit is shown, and asked for where
    /// someone can answer
    #[arg(long, requires = "done")]
    pub write: bool,
    /// The change that the newest revision belongs to
    #[arg(long, value_name = "FOLLOW-UP", conflicts_with = "done")]
    pub change: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds handover`
#[derive(Debug, Args)]
pub struct HandoverArgs {
    /// A handover that was given before: its id, or `last`; the shift as it stands now where
    /// it is left out
    #[arg(value_name = "HANDOVER", conflicts_with_all = ["give", "to", "accept"])]
    pub handover: Option<String>,
    /// Give the shift to whoever comes next
    #[arg(long, conflicts_with = "accept")]
    pub give: bool,
    /// Give the shift to this operator
    #[arg(long, value_name = "OPERATOR", conflicts_with = "accept")]
    pub to: Option<String>,
    /// An item that gets worse: its number, or its key; may be given several times
    #[arg(long, value_name = "ITEM", conflicts_with = "accept")]
    pub unstable: Vec<String>,
    /// An item that may get worse
    #[arg(long, value_name = "ITEM", conflicts_with = "accept")]
    pub watch: Vec<String>,
    /// Who is to do an item
    #[arg(long, value_name = "ITEM=WHO", conflicts_with = "accept")]
    pub assign: Vec<String>,
    /// By when an item is to be done
    #[arg(long, value_name = "ITEM=WHEN", conflicts_with = "accept")]
    pub by: Vec<String>,
    /// What the next should know of an item
    #[arg(long, value_name = "ITEM=TEXT", conflicts_with = "accept")]
    pub about: Vec<String>,
    /// What may happen, and what to do then; may be given several times
    #[arg(long = "if", value_name = "TEXT", conflicts_with = "accept")]
    pub contingencies: Vec<String>,
    /// Accept the shift that waits
    #[arg(long)]
    pub accept: bool,
    /// An item that you looked at: its number, or its key; may be given several times
    #[arg(long, value_name = "ITEM", requires = "accept")]
    pub confirm: Vec<String>,
    /// Take the others, none of them unstable, together
    #[arg(long, requires = "accept")]
    pub rest: bool,
    /// An item that you do not take, and why
    #[arg(long, value_name = "ITEM=WHY", requires = "accept")]
    pub hand_back: Vec<String>,
    /// What you understood and will do first, in your own words
    #[arg(long, value_name = "TEXT", requires = "accept")]
    pub read_back: Option<String>,
    /// The summary of the shift; on accepting, what else there is to say
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// For whom
    #[arg(long, default_value = "text")]
    pub format: HandoverFormat,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// For whom a handover is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HandoverFormat {
    /// For people.
    Text,
    /// For a wiki or a ticket.
    Md,
    /// For programs.
    Json,
}
