//! `rounds follow-up` as it is typed.

use super::super::args::Form;
use crate::event::{ChangePlan, FollowUpKind, FollowUpState};
use crate::runbook::StepKey;
use clap::{Args, Subcommand, ValueEnum};

/// `rounds follow-up`
#[derive(Debug, Subcommand)]
pub enum FollowUpVerb {
    /// Open a question, an issue or a change; `rounds silence` opens a silence
    #[command(
        after_help = "Examples:\n  rounds follow-up add question \"Which dashboard?\" --run 7k2m9x --step 2\n  rounds follow-up add issue \"Lag alert fires twice\" --runbook orders-sync --due fri"
    )]
    Add(AddArgs),
    /// Those that want someone, the oldest first
    #[command(
        after_help = "Examples:\n  rounds follow-up list --mine\n  rounds follow-up list --kind deferral --runbook orders-sync\n  rounds follow-up list --all --json"
    )]
    List(FilterArgs),
    /// One follow-up with its whole story
    #[command(after_help = "Example:\n  rounds follow-up show 7k2m9x")]
    Show(ShowArgs),
    /// Bring one to another state, with an answer, a reason or a release note
    #[command(
        after_help = "Examples:\n  rounds follow-up move 7k2m9x answered --text \"The one called Orders\"\n  rounds follow-up move 7k2m9x released --text \"Lag is shown in minutes\""
    )]
    Move(MoveArgs),
    /// Propose what a step is to say, as a change that goes its way
    #[command(
        after_help = "KEY is title, expect, detail, caution, warn-below, warn-above, alarm-below or alarm-above\n\nExamples:\n  rounds follow-up redline orders-sync/morning 2 expect \"Under 500 messages\"\n  rounds follow-up redline 7k2m9x depth warn-above 800 --why \"so on Mondays\""
    )]
    Redline(RedlineArgs),
    /// Show what a redline changes in the file, or the file as it was before a change that was
    /// rolled back; write it
    #[command(
        after_help = "Example:\n  rounds follow-up apply 7k2m9x --write\n\nStatus 1 when the change is not approved, and when nothing is written."
    )]
    Apply(ApplyArgs),
    /// Close one; a silence is lifted
    #[command(
        after_help = "Example:\n  rounds follow-up close 7k2m9x --reason \"the shard is gone\""
    )]
    Close(CloseArgs),
    /// Say who acts, by when, or name a ticket
    #[command(
        after_help = "Example:\n  rounds follow-up set 7k2m9x --owner technical --due 2026-12-01"
    )]
    Set(SetArgs),
    /// Write something down at one
    #[command(after_help = "Example:\n  rounds follow-up note 7k2m9x \"asked again\"")]
    Note(NoteArgs),
}

/// `rounds follow-up add`
#[derive(Debug, Args)]
pub struct AddArgs {
    /// What kind it is
    pub kind: Opens,
    /// What it is about, in one line
    #[arg(required = true, value_name = "TITLE")]
    pub title: Vec<String>,
    /// More words
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// The runbook that it belongs to, where it comes from no run
    #[arg(long, value_name = "RUNBOOK", conflicts_with = "run")]
    pub runbook: Option<String>,
    /// The run that it comes from
    #[arg(long, value_name = "RUN")]
    pub run: Option<String>,
    /// The step of the run
    #[arg(long, value_name = "STEP", requires = "run")]
    pub step: Option<String>,
    /// How bad an issue is, by the runbook's words; that of its run's alert where it is left out
    #[arg(long, value_name = "SEVERITY")]
    pub severity: Option<String>,
    /// Who acts, when, and the ticket.
    #[command(flatten)]
    pub set: Set,
    /// What a change says.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The question that a change comes from
    #[arg(long = "for", value_name = "QUESTION")]
    pub question: Option<String>,
    /// A change that cannot wait: released first, approved afterwards within the time that the
    /// runbook gives
    #[arg(long)]
    pub emergency: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// Who acts, by when, and a ticket elsewhere.
#[derive(Debug, Args)]
pub struct Set {
    /// Who acts: a role of the runbook, or an operator
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// By when, or until when: 17:30, fri, 2026-12-01, 2026-12-01 12:00, or in "3 days"
    #[arg(long, visible_alias = "until", value_name = "TIME")]
    pub due: Option<String>,
    /// A ticket elsewhere
    #[arg(long, value_name = "TICKET")]
    pub ticket: Option<String>,
}

/// What a change says before it is approved.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// What may go wrong with a change
    #[arg(long, value_name = "TEXT")]
    pub risk: Option<String>,
    /// How a change is taken back: in words, or the procedure that does it
    #[arg(long, value_name = "TEXT")]
    pub way_back: Option<String>,
    /// What is looked at after a change
    #[arg(long, value_name = "TEXT")]
    pub check: Option<String>,
    /// When a change may be made
    #[arg(long, value_name = "TEXT")]
    pub window: Option<String>,
}

impl PlanArgs {
    /// As the change says it.
    pub fn plan(&self) -> ChangePlan {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        ChangePlan {
            risk: said(&self.risk),
            way_back: said(&self.way_back),
            check: said(&self.check),
            window: said(&self.window),
        }
    }
}

/// Which follow-ups are listed.
#[derive(Debug, Default, Args)]
pub struct FilterArgs {
    /// Of this kind
    #[arg(long)]
    pub kind: Option<Kind>,
    /// In this state, open or not
    #[arg(long)]
    pub state: Option<State>,
    /// Of this runbook
    #[arg(long, value_name = "RUNBOOK")]
    pub runbook: Option<String>,
    /// That this role or operator acts on
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// That you act on, by name or by role
    #[arg(long)]
    pub mine: bool,
    /// Past their time
    #[arg(long)]
    pub overdue: bool,
    /// Closed ones too
    #[arg(long)]
    pub all: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds follow-up show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Its id, or the end of it
    pub id: String,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds follow-up move`
#[derive(Debug, Args)]
pub struct MoveArgs {
    /// Its id, or the end of it
    pub id: String,
    /// The state
    pub to: State,
    /// The answer, the reason, the release note
    #[arg(long, visible_alias = "reason", value_name = "TEXT")]
    pub text: Option<String>,
    /// The version under which a released change stands in the file; the day where it is left
    /// out
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    /// Write the release into the file too; without it the edit is shown, and asked for where
    /// someone can answer
    #[arg(long)]
    pub write: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds follow-up redline`
#[derive(Debug, Args)]
pub struct RedlineArgs {
    /// A run, or a procedure
    pub what: String,
    /// The step: its id or number
    pub step: String,
    /// What of it
    pub key: RedlineKey,
    /// What it is to say
    #[arg(required = true, value_name = "TEXT", allow_negative_numbers = true)]
    pub text: Vec<String>,
    /// Why; the last note at the step of a run where it is left out
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
    /// A ticket elsewhere
    #[arg(long, value_name = "TICKET")]
    pub ticket: Option<String>,
    /// The question that it comes from; the one that stands at the step where it is left out
    #[arg(long = "for", value_name = "QUESTION")]
    pub question: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds follow-up apply`
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// Its id, or the end of it
    pub id: String,
    /// Write the file; without it the edit is shown, and asked for where someone can answer
    #[arg(long)]
    pub write: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// What of a step can be proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RedlineKey {
    /// What to do.
    Title,
    /// What OK looks like.
    Expect,
    /// More words, in Markdown.
    Detail,
    /// What can go wrong.
    Caution,
    /// A reading below this is a warning.
    WarnBelow,
    /// A reading above this is a warning.
    WarnAbove,
    /// A reading below this is an alarm.
    AlarmBelow,
    /// A reading above this is an alarm.
    AlarmAbove,
}

impl From<RedlineKey> for StepKey {
    fn from(key: RedlineKey) -> Self {
        match key {
            RedlineKey::Title => Self::Title,
            RedlineKey::Expect => Self::Expect,
            RedlineKey::Detail => Self::Detail,
            RedlineKey::Caution => Self::Caution,
            RedlineKey::WarnBelow => Self::WarnBelow,
            RedlineKey::WarnAbove => Self::WarnAbove,
            RedlineKey::AlarmBelow => Self::AlarmBelow,
            RedlineKey::AlarmAbove => Self::AlarmAbove,
        }
    }
}

/// `rounds follow-up close`
#[derive(Debug, Args)]
pub struct CloseArgs {
    /// Its id, or the end of it
    pub id: String,
    /// Why, or how
    #[arg(long, visible_alias = "text", value_name = "TEXT")]
    pub reason: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds follow-up set`
#[derive(Debug, Args)]
pub struct SetArgs {
    /// Its id, or the end of it
    pub id: String,
    /// Who acts, when, and the ticket.
    #[command(flatten)]
    pub set: Set,
    /// What a change says.
    #[command(flatten)]
    pub plan: PlanArgs,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds follow-up note`
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// Its id, or the end of it
    pub id: String,
    /// The words
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// What can be opened by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Opens {
    /// Something that someone did not know.
    Question,
    /// Something that is wrong.
    Issue,
    /// Something that is to be made different.
    Change,
}

/// Every kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Something that someone did not know.
    Question,
    /// Something that is wrong.
    Issue,
    /// Something that is to be made different.
    Change,
    /// A step that was put off.
    Deferral,
    /// Something muted or put aside until it is lifted.
    #[value(name = "silence", alias = "override")]
    Override,
}

/// Every state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum State {
    /// It waits for somebody.
    Open,
    /// A question has its answer.
    Answered,
    /// A change was looked at.
    Reviewed,
    /// A change may be made.
    Approved,
    /// A change was made.
    Released,
    /// A change was taken back.
    RolledBack,
    /// A deferred step was done.
    Done,
    /// A silence was lifted.
    Lifted,
    /// It is closed.
    Closed,
}

impl From<Opens> for FollowUpKind {
    fn from(kind: Opens) -> Self {
        match kind {
            Opens::Question => Self::Question,
            Opens::Issue => Self::Issue,
            Opens::Change => Self::Change,
        }
    }
}

impl From<Kind> for FollowUpKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Question => Self::Question,
            Kind::Issue => Self::Issue,
            Kind::Change => Self::Change,
            Kind::Deferral => Self::Deferral,
            Kind::Override => Self::Override,
        }
    }
}

impl From<State> for FollowUpState {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Answered => Self::Answered,
            State::Reviewed => Self::Reviewed,
            State::Approved => Self::Approved,
            State::Released => Self::Released,
            State::RolledBack => Self::RolledBack,
            State::Done => Self::Done,
            State::Lifted => Self::Lifted,
            State::Closed => Self::Closed,
        }
    }
}
