//! What was typed: the shape of the command line, and nothing of what it means.
//!
//! Help texts are written here, beside what they explain. No folder is looked at and no
//! clock is read.

mod around;
mod common;
mod journal;
mod lazy;
mod lists;
mod runs;
mod team;

pub use around::{
    CheckArgs, CheckFormat, CompleteArgs, CompletionsArgs, HelpArgs, InitArgs, NewArgs, SchemaArgs,
    SchemaOf, Shell,
};
pub use journal::{
    CalendarArgs, ConfirmArgs, JournalVerb, RemoveEvidenceArgs, SealArgs, SettleArgs, TailArgs,
    VerifyArgs, WhereArgs,
};

pub use common::{Common, Form, WhatArgs, When};
pub use lazy::Lazy;
pub use lists::{DueArgs, FindArgs, ListArgs, ListKind, ShowArgs};
pub use runs::{AckArgs, AlertArgs, DoArgs, NoteArgs, RunArgs, RunVerb, SilenceArgs, WaiveArgs};
pub use team::{CarryArgs, ClaimArgs, JoinArgs, SyncArgs};

use super::handoff::args::{EscalateArgs, HandoverArgs, ReadyArgs, ReviewArgs};
use clap::{Args, Command, CommandFactory, Parser, Subcommand};
use std::ffi::OsStr;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "rounds",
    version,
    about = "A runbook companion for the terminal: health rounds and exception procedures, step by step, with a journal that nobody can quietly change.",
    long_about = None,
    after_help = "Without a command the screens open at Today.\n\n\
        Examples:\n  \
        rounds                               open Today\n  \
        rounds --plain                       the same as line prompts: nothing is drawn\n  \
        rounds due                           what is due; status 1 when something is overdue\n  \
        rounds start orders-sync/morning     begin a procedure in the screens\n  \
        rounds alert OrdersSyncLagHigh       the procedure for an alert\n  \
        rounds check                         every problem in the runbooks\n  \
        rounds help                          topics: the format, the journal, writing procedures, …\n\n\
        Environment: ROUNDS_RUNBOOKS, ROUNDS_JOURNAL, ROUNDS_OPERATOR, ROUNDS_CONFIG, NO_COLOR.\n\
        Status: 0 all is well, 1 the answer is no, 2 wrong usage, 3 a runbook cannot be used,\n\
        4 the journal is damaged or cannot be written, 5 anything else.",
    disable_help_subcommand = true,
    infer_subcommands = false
)]
pub struct Typed {
    /// What stands beside the command.
    #[command(flatten)]
    pub beside: Beside,
    /// The command; the screens where there is none.
    #[command(subcommand)]
    pub command: Option<Verb>,
}

/// The command line beside its command.
#[derive(Debug, Args)]
pub struct Beside {
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
    /// Prompts instead of screens.
    #[command(flatten)]
    pub plain: super::screens::PlainArgs,
}

impl Typed {
    /// The command line of a command that is named first, without all other commands: each would
    /// be given the arguments of every command. None where none is named there.
    pub fn of(name: &OsStr) -> Option<Command> {
        let whole = Self::command();
        let named = whole.find_subcommand(name)?.clone();
        let root = Command::new("rounds").disable_help_subcommand(true);
        Some(Beside::augment_args(root).subcommand(named))
    }

    /// The command line with the arguments of every command: for help, completions and the
    /// manual page.
    pub fn whole() -> Command {
        let mut root = Self::command();
        root.build();
        root
    }
}

impl Verb {
    /// Whether others should hear soon of what it saves.
    pub fn is_worth_sending(&self) -> bool {
        matches!(self, Self::Run(_) | Self::Handover(_) | Self::Escalate(_))
    }

    /// Whether it may answer with what the record holds, and says no status of its own for what of
    /// that could not be known. What was saved is saved all the same.
    pub fn answers_from_record(&self) -> bool {
        match self {
            Self::List(_) | Self::Show(_) | Self::FollowUp(_) | Self::Team(_) => true,
            Self::Escalate(_) | Self::Handover(_) | Self::Review(_) | Self::Ack(_) => true,
            Self::Do(_) | Self::Run(_) => true,
            Self::Claim(args) => args.what.is_none(),
            Self::Journal(verb) => match &**verb {
                JournalVerb::Tail(_) | JournalVerb::Calendar(_) | JournalVerb::Settle(_) => true,
                JournalVerb::Export | JournalVerb::Scan(_) => true,
                // These look at the record by themselves, and say what they could not read.
                JournalVerb::Where(_) | JournalVerb::Verify(_) => false,
                JournalVerb::Confirm(_) | JournalVerb::Forks(_) => false,
                JournalVerb::Seal(_) | JournalVerb::RemoveEvidence(_) => false,
            },
            // A "no" stays one, and what was found is found.
            Self::Due(_) | Self::Find(_) | Self::Alert(_) | Self::Ready(_) => false,
            Self::Report(_) | Self::Metrics(_) | Self::Hooks(_) | Self::Doctor(_) => false,
            // They save, or show what they do on screens.
            Self::Open(_) | Self::Start(_) | Self::Waive(_) | Self::Silence(_) => false,
            Self::Note(_) | Self::Tutor(_) | Self::Demo(_) => false,
            // How the other side stands is a matter of its own.
            Self::Join(_) | Self::Sync(_) | Self::Carry(_) => false,
            // Nothing of it is in the record.
            Self::Trust(_) | Self::Check(_) | Self::Init(_) | Self::New(_) => false,
            Self::Import(_) | Self::Export(_) | Self::Schema(_) | Self::Completions(_) => false,
            Self::Man | Self::Help(_) | Self::Complete(_) => false,
        }
    }

    /// Whether it tells something that may be longer than a screen, and then is done.
    pub fn is_told_at_length(&self) -> bool {
        use super::follow_up::args::FollowUpVerb;
        match self {
            Self::Journal(verb) => match &**verb {
                JournalVerb::Tail(args) => !args.follow,
                verb => !matches!(verb, JournalVerb::Export),
            },
            Self::FollowUp(verb) => {
                matches!(**verb, FollowUpVerb::List(_) | FollowUpVerb::Show(_))
            }
            Self::Due(_) | Self::List(_) | Self::Show(_) | Self::Find(_) | Self::Help(_) => true,
            Self::Handover(_) | Self::Ready(_) | Self::Review(_) | Self::Report(_) => true,
            Self::Team(_) | Self::Check(_) | Self::Doctor(_) => true,
            _ => false,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open a runbook, a procedure or a run in the screens
    #[command(
        after_help = "Examples:\n  rounds open orders-sync\n  rounds open orders-sync/morning\n  rounds open drain the queue"
    )]
    Open(Lazy<super::start::OpenArgs>),
    /// Begin a procedure
    #[command(
        after_help = "Examples:\n  rounds start orders-sync/morning\n  rounds start drain-queue --on prod-eu --set ORDER_ID=2026-0001234\n  rounds start morning --no-open       print the run's id alone"
    )]
    Start(Lazy<super::start::StartArgs>),
    /// Find the procedure for an alert
    #[command(
        after_help = "Examples:\n  rounds alert OrdersSyncLagHigh\n  curl -s … | rounds alert -           an alert webhook's JSON\n  rounds alert OrdersSyncLagHigh --start    begin at once, and print the run\n\nOn a terminal it opens the first step; the run begins with the first thing recorded.\nElsewhere it lists. Status 1 when no procedure answers it."
    )]
    Alert(Lazy<AlertArgs>),
    /// What is due and overdue; status 1 when something is overdue
    #[command(
        after_help = "Examples:\n  rounds due\n  rounds due orders-sync --on prod-eu\n  rounds due --owner ops-a\n  rounds due --json\n\nWhere it is narrowed, so is the status."
    )]
    Due(Lazy<DueArgs>),
    /// List runbooks, procedures, runs or follow-ups
    #[command(
        after_help = "Examples:\n  rounds list\n  rounds list procedures\n  rounds list runs --limit 100 --json\n  rounds list runs --of orders-sync --not-ok"
    )]
    List(Lazy<ListArgs>),
    /// Show a runbook, a procedure, a run or a follow-up
    #[command(
        after_help = "Examples:\n  rounds show orders-sync\n  rounds show orders-sync/morning\n  rounds show orders-sync --changes    what its newest revision changed\n  rounds show 7k2m9x                   a run, by the end of its id\n  rounds show 7k2m9x --output depth    what the command of its step put out"
    )]
    Show(Lazy<ShowArgs>),
    /// Search runbooks, procedures, steps, alerts, contacts and follow-ups
    #[command(
        after_help = "Example:\n  rounds find restore warehouse\n\nStatus 1 when nothing is found."
    )]
    Find(Lazy<FindArgs>),
    /// Answer a step of a run
    #[command(
        after_help = "OUTCOME is ok, not-ok, skip, defer, value=…, or choice=…; run runs the step's command\n\nExamples:\n  \
        rounds do 7k2m9x 1 ok\n  \
        rounds do 7k2m9x depth/shard-1 value=412\n  \
        rounds do 7k2m9x 3 not-ok --note \"the backup stopped at 02:14\"\n  \
        rounds do 7k2m9x depth run\n  \
        rounds do 7k2m9x 3 --carry-on \"the vendor is on it\"\n  \
        rounds do 7k2m9x 2 value=412 --correct --reason \"typed 421\""
    )]
    Do(Lazy<DoArgs>),
    /// Finish a run, abandon it, undo an answer, roll the run back, or adopt a newer runbook
    #[command(
        after_help = "Examples:\n  rounds run 7k2m9x finish\n  rounds run 7k2m9x abandon --reason \"wrong shard\"\n  rounds run 7k2m9x undo\n  rounds run 7k2m9x roll-back"
    )]
    Run(Lazy<RunArgs>),
    /// Show commands exactly, and allow them to run
    #[command(
        after_help = "Examples:\n  rounds trust orders-sync/drain-queue\n  rounds trust --list\n  rounds trust orders-sync --forget"
    )]
    Trust(Lazy<super::trust::TrustArgs>),
    /// Let a due round go, with a reason
    #[command(
        after_help = "Example:\n  rounds waive orders-sync/morning --reason \"public holiday\""
    )]
    Waive(Lazy<WaiveArgs>),
    /// Acknowledge an escalation (I have it), or missed rounds (I have seen them)
    #[command(
        after_help = "Examples:\n  rounds ack                           what waits for it; status 2\n  rounds ack 3f9c2a                    an escalation: you take it on\n  rounds ack orders-sync/morning       its missed rounds\n  rounds ack missed                    all missed rounds"
    )]
    Ack(Lazy<AckArgs>),
    /// Mute something until a time, with a reason; it is told at every handover until it is lifted
    #[command(
        after_help = "It mutes nothing elsewhere, and changes neither what is due nor what an alert opens.\n\nExamples:\n  rounds silence OrdersSyncLagHigh --until fri --reason \"the database moves\"\n  rounds follow-up close 7k2m9x        lifts it"
    )]
    Silence(Lazy<SilenceArgs>),
    /// Write a note down, for the shift or in a run
    #[command(
        after_help = "Examples:\n  rounds note \"vendor called back, ticket 4711\"\n  rounds note --run 7k2m9x --step 2 \"second look at noon\"\n  tail -f log | rounds note -   a note a line, each answered once it is saved"
    )]
    Note(Lazy<NoteArgs>),
    /// Questions, issues, changes, deferrals and silences
    #[command(subcommand)]
    FollowUp(Lazy<super::follow_up::args::FollowUpVerb>),
    /// Call for help, and say what becomes of it
    #[command(
        after_help = "Examples:\n  rounds escalate 7k2m9x sev1\n  rounds escalate orders-sync sev2 --title \"finance waits for the export\"\n  rounds escalate 3f9c2a --contacted           the next one on the path\n  rounds escalate 3f9c2a --answered on-call\n  rounds escalate 3f9c2a --resolved \"the queue is empty\"\n  rounds escalate                              those that are open"
    )]
    Escalate(Lazy<EscalateArgs>),
    /// Give the shift, or take it over
    #[command(
        after_help = "Examples:\n  rounds handover                      the shift as it stands\n  rounds handover --to ops-b\n  rounds handover --accept --confirm 1 --confirm 2\n  rounds handover --format md"
    )]
    Handover(Lazy<HandoverArgs>),
    /// The handoff checklist; status 1 when something is missing
    #[command(
        after_help = "Examples:\n  rounds ready orders-sync\n  rounds ready orders-sync --attest monitoring --statement \"a test alert rang\" --until 2027-06-30\n  rounds ready orders-sync --attest monitoring --alerts rules/ --until 2027-06-30\n  rounds ready orders-sync --accept-waiver data\n  rounds ready orders-sync --close --statement \"two weeks without sev1\"\n  rounds ready orders-sync --extend 2026-11-30 --reason \"the second region\""
    )]
    Ready(Lazy<ReadyArgs>),
    /// What a review goes through; status 1 when it is overdue
    #[command(
        after_help = "Examples:\n  rounds review orders-sync\n  rounds review orders-sync --done --notes \"new pager\" --write\n  rounds review orders-sync --change 7k2m9x"
    )]
    Review(Lazy<ReviewArgs>),
    /// Join a team: its record is yours from now on, and what you recorded becomes part of it
    #[command(
        after_help = "URL is a git repository (git@host:ops/record.git, https://…, a path that ends in .git), a folder (/mnt/ops), or PROGRAM:PLACE, which starts rounds-PROGRAM. Nothing but git, or the folder, is needed there. It is written into config.toml.\n\nExamples:\n  rounds join git@git.example:ops/record.git --as ops-b\n  rounds join /mnt/ops/record"
    )]
    Join(JoinArgs),
    /// Bring your record and the team's in step
    #[command(
        after_help = "Open screens do it by themselves, and so do a finish, a handover and an escalation on the command line. Nothing ever waits for it.\n\nStatus: 0 in step, 1 something waits, 4 two records of one writer part, 5 not reached.\n\nExamples:\n  rounds sync\n  rounds sync --watch --json\n  rounds sync --push                   send everything, also what the other side lost\n  rounds sync --this-is-current        go by your runbooks, where they are older than the record's"
    )]
    Sync(Lazy<SyncArgs>),
    /// Who writes in this record, last seen when, at what; and how it stands with the other side
    #[command(
        after_help = "Asks no network: `rounds sync` does.\n\nExamples:\n  rounds team\n  rounds team --json"
    )]
    Team(Form),
    /// Who is at what; say that you are at a run, leave it, or take it over
    #[command(
        after_help = "Advice that dies by itself, never a lock. Runs that you work in are claimed without a word.\n\nExamples:\n  rounds claim                         who is at what\n  rounds claim 7k2m9x --for 30m\n  rounds claim 7k2m9x --drop\n  rounds claim 7k2m9x --take-over --reason \"ops-b went home\""
    )]
    Claim(Lazy<ClaimArgs>),
    /// A carrier on standard input and output, by the line protocol
    #[command(hide = true)]
    Carry(Lazy<CarryArgs>),
    /// What happened over some days: rounds, exceptions, readings, steps
    #[command(
        after_help = "Examples:\n  rounds report                        the last seven days\n  rounds report orders-sync --from 2026-11-01 --to 2026-11-30\n  rounds report --format html > week.html\n  rounds report --format csv > week.csv     one measure a row"
    )]
    Report(Lazy<super::report::ReportArgs>),
    /// Tell commands of your own what happened, while no screen is open
    #[command(subcommand)]
    Hooks(Lazy<super::hooks::args::HooksVerb>),
    /// Measures for a monitoring system: overdue, open, last completed, on time
    #[command(
        after_help = "Prometheus's text format, for the folder that a node_exporter reads.\n\nExamples:\n  rounds metrics\n  rounds metrics --to /var/lib/node_exporter/rounds.prom\n\nStatus 3 or 4 when something could not be read; rounds_record_readable is 0 then."
    )]
    Metrics(Lazy<super::metrics::MetricsArgs>),
    /// Check runbooks: every problem, with its place
    #[command(
        after_help = "Examples:\n  rounds check\n  rounds check runbooks/orders-sync.toml --fix\n  rounds check --format github\n  rounds check - < orders-sync.toml\n  rounds check --alerts rules/ grafana/alerting.yaml     the runbooks against alert rules\n\nStatus 1 when a problem is an error."
    )]
    Check(Lazy<CheckArgs>),
    /// Make a library with a first runbook
    #[command(after_help = "Examples:\n  rounds init\n  rounds init runbooks")]
    Init(Lazy<InitArgs>),
    /// Make a new runbook, with comments that say what can stand in it
    #[command(after_help = "Example:\n  rounds new \"Orders sync\"")]
    New(Lazy<NewArgs>),
    /// Bring Markdown runbooks over
    #[command(
        after_help = "A file becomes a runbook; a folder becomes one too, with a procedure for each page in it,\nand each folder inside it likewise. Files that are there already are never overwritten.\n\nExamples:\n  rounds import docs/runbooks --dry-run\n  rounds import docs/runbooks --into runbooks\n  rounds import DiskFull.md --json"
    )]
    Import(Lazy<super::import::ImportArgs>),
    /// Runbooks for paper, a browser, a spreadsheet, a program, a calendar
    #[command(
        after_help = "In HTML a procedure has the anchor #RUNBOOK/PROCEDURE, a step #RUNBOOK/PROCEDURE/STEP: an alert's\nrunbook_url can lead there. Files that are there already stay, unless --replace is given.\n\nExamples:\n  rounds export orders-sync > orders-sync.md     for the day the machine is down\n  rounds export --format html --out /srv/www/runbooks.html --replace\n  rounds export --format ics --into calendars --to 2026-12-31\n  rounds export orders-sync/drain-queue --format json"
    )]
    Export(Lazy<super::export::ExportArgs>),
    /// The format as a JSON Schema, for editors
    #[command(
        after_help = "Examples:\n  rounds schema > .schema.json     for #:schema ./.schema.json in a runbook\n  rounds schema library\n  rounds schema config\n  rounds schema json               every answer of --json\n\n`rounds init` and `rounds new` write it beside the runbooks."
    )]
    Schema(Lazy<SchemaArgs>),
    /// Print a shell's completions, which know runbooks, procedures and runs
    #[command(
        after_help = "Examples:\n  eval \"$(rounds completions bash)\"     in ~/.bashrc\n  eval \"$(rounds completions zsh)\"      in ~/.zshrc, behind compinit\n  rounds completions fish > ~/.config/fish/completions/rounds.fish\n  rounds completions powershell | Out-String | Invoke-Expression"
    )]
    Completions(Lazy<CompletionsArgs>),
    /// What is in force, how the surroundings stand, what to mend; status 1 when something is
    #[command(after_help = "Examples:\n  rounds doctor\n  rounds doctor --json")]
    Doctor(Form),
    /// Print the manual page
    #[command(
        after_help = "Examples:\n  rounds man > ~/.local/share/man/man1/rounds.1\n  rounds man | man -l -"
    )]
    Man,
    /// Learn a shift by doing, in ten minutes; nothing of yours is touched
    #[command(after_help = "Examples:\n  rounds tutor\n  rounds tutor --plain")]
    Tutor(Lazy<super::tutor::TutorArgs>),
    /// Look around in a year of a small team, made up in a temporary folder
    #[command(after_help = "Examples:\n  rounds demo\n  rounds demo --no-open")]
    Demo(Lazy<super::demo::DemoArgs>),
    /// Read about a topic: the format, the journal, writing procedures, …
    #[command(
        after_help = "Examples:\n  rounds help                          the topics\n  rounds help format\n  rounds help start                    as rounds start --help"
    )]
    Help(Lazy<HelpArgs>),
    /// What can follow the words of a line that is being typed
    #[command(hide = true)]
    Complete(Lazy<CompleteArgs>),
    /// Look at the record itself
    #[command(subcommand)]
    Journal(Lazy<JournalVerb>),
}
