//! What was typed: the shape of the command line, and nothing of what it means.
//!
//! Help texts are written here, beside what they explain. No folder is looked at and no
//! clock is read.

mod around;
mod journal;

pub use around::{
    CheckArgs, CheckFormat, CompleteArgs, CompletionsArgs, HelpArgs, InitArgs, NewArgs, SchemaArgs,
    SchemaOf, Shell,
};
pub use journal::{CalendarArgs, JournalVerb, RemoveEvidenceArgs, SealArgs, TailArgs, VerifyArgs};

use super::handoff::args::{EscalateArgs, HandoverArgs, ReadyArgs, ReviewArgs};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

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
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
    /// Prompts instead of screens.
    #[command(flatten)]
    pub plain: super::screens::PlainArgs,
    /// The command; the screens where there is none.
    #[command(subcommand)]
    pub command: Option<Verb>,
}

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

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open a runbook, a procedure or a run in the screens
    #[command(
        after_help = "Examples:\n  rounds open orders-sync\n  rounds open orders-sync/morning\n  rounds open drain the queue"
    )]
    Open(super::start::OpenArgs),
    /// Begin a procedure
    #[command(
        after_help = "Examples:\n  rounds start orders-sync/morning\n  rounds start drain-queue --on prod-eu --set ORDER_ID=2026-0001234\n  rounds start morning --no-open       print the run's id alone"
    )]
    Start(super::start::StartArgs),
    /// Find the procedure for an alert
    #[command(
        after_help = "Examples:\n  rounds alert OrdersSyncLagHigh\n  curl -s … | rounds alert -           an alert webhook's JSON\n\nStatus 1 when no procedure answers it."
    )]
    Alert(AlertArgs),
    /// What is due and overdue; status 1 when something is overdue
    #[command(after_help = "Examples:\n  rounds due\n  rounds due --json")]
    Due(Form),
    /// List runbooks, procedures, runs or follow-ups
    #[command(
        after_help = "Examples:\n  rounds list\n  rounds list procedures\n  rounds list runs --limit 100 --json\n  rounds list runs --of orders-sync --not-ok"
    )]
    List(ListArgs),
    /// Show a runbook, a procedure, a run or a follow-up
    #[command(
        after_help = "Examples:\n  rounds show orders-sync\n  rounds show orders-sync/morning\n  rounds show orders-sync --changes    what its newest revision changed\n  rounds show 7k2m9x                   a run, by the end of its id\n  rounds show 7k2m9x --output depth    what the command of its step put out"
    )]
    Show(ShowArgs),
    /// Search runbooks, procedures, steps, alerts, contacts and follow-ups
    #[command(
        after_help = "Example:\n  rounds find restore warehouse\n\nStatus 1 when nothing is found."
    )]
    Find(FindArgs),
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
    Do(DoArgs),
    /// Finish a run, give it up, take an answer back, or take over a newer runbook
    #[command(
        after_help = "Examples:\n  rounds run 7k2m9x finish\n  rounds run 7k2m9x abandon --reason \"wrong shard\"\n  rounds run 7k2m9x take-back\n  rounds run 7k2m9x undo-plan"
    )]
    Run(RunArgs),
    /// Show commands exactly, and allow them to run
    #[command(
        after_help = "Examples:\n  rounds trust orders-sync/drain-queue\n  rounds trust --list\n  rounds trust orders-sync --forget"
    )]
    Trust(super::trust::TrustArgs),
    /// Say that an occurrence need not be done
    #[command(
        after_help = "Example:\n  rounds excuse orders-sync/morning --reason \"public holiday\""
    )]
    Excuse(ExcuseArgs),
    /// Say that missed occurrences were seen
    #[command(
        after_help = "Examples:\n  rounds seen                          all of them\n  rounds seen orders-sync/morning"
    )]
    Seen(SeenArgs),
    /// Write a note down, for the shift or in a run
    #[command(
        after_help = "Examples:\n  rounds note \"vendor called back, ticket 4711\"\n  rounds note --run 7k2m9x --step 2 \"second look at noon\"\n  tail -f log | rounds note -   a note a line, each answered once it is saved"
    )]
    Note(NoteArgs),
    /// Questions, issues, changes, deferrals and overrides
    #[command(subcommand)]
    FollowUp(super::follow_up::args::FollowUpVerb),
    /// Call for help, and say what becomes of it
    #[command(
        after_help = "Examples:\n  rounds escalate 7k2m9x sev1\n  rounds escalate orders-sync sev2 --title \"finance waits for the export\"\n  rounds escalate 3f9c2a --contacted           the next one on the path\n  rounds escalate 3f9c2a --answered on-call\n  rounds escalate 3f9c2a --resolved \"the queue is empty\"\n  rounds escalate                              those that are open"
    )]
    Escalate(EscalateArgs),
    /// Give the shift, or take it over
    #[command(
        after_help = "Examples:\n  rounds handover                      the shift as it stands\n  rounds handover --to ops-b\n  rounds handover --accept --confirm 1 --confirm 2\n  rounds handover --format md"
    )]
    Handover(HandoverArgs),
    /// The handoff checklist; status 1 when something is missing
    #[command(
        after_help = "Examples:\n  rounds ready orders-sync\n  rounds ready orders-sync --attest monitoring --statement \"a test alert rang\" --until 2027-06-30\n  rounds ready orders-sync --accept-waiver data\n  rounds ready orders-sync --close --statement \"two weeks without sev1\"\n  rounds ready orders-sync --extend 2026-11-30 --reason \"the second region\""
    )]
    Ready(ReadyArgs),
    /// What a review goes through; status 1 when it is overdue
    #[command(
        after_help = "Examples:\n  rounds review orders-sync\n  rounds review orders-sync --done --notes \"new pager\" --write\n  rounds review orders-sync --change 7k2m9x"
    )]
    Review(ReviewArgs),
    /// What happened over some days: rounds, exceptions, readings, steps
    #[command(
        after_help = "Examples:\n  rounds report                        the last seven days\n  rounds report orders-sync --from 2026-11-01 --to 2026-11-30\n  rounds report --format html > week.html\n  rounds report --format csv > week.csv     one measure a row"
    )]
    Report(super::report::ReportArgs),
    /// Check runbooks: every problem, with its place
    #[command(
        after_help = "Examples:\n  rounds check\n  rounds check runbooks/orders-sync.toml --fix\n  rounds check --format github\n\nStatus 1 when a problem is an error."
    )]
    Check(CheckArgs),
    /// Make a library with a first runbook
    #[command(after_help = "Examples:\n  rounds init\n  rounds init runbooks")]
    Init(InitArgs),
    /// Make a new runbook, with comments that say what can stand in it
    #[command(after_help = "Example:\n  rounds new \"Orders sync\"")]
    New(NewArgs),
    /// Bring Markdown runbooks over
    #[command(
        after_help = "A file becomes a runbook; a folder becomes one too, with a procedure for each page in it,\nand each folder inside it likewise. Files that are there already are never overwritten.\n\nExamples:\n  rounds import docs/runbooks --dry-run\n  rounds import docs/runbooks --into runbooks\n  rounds import DiskFull.md --json"
    )]
    Import(super::import::ImportArgs),
    /// Runbooks for paper, a browser, a spreadsheet, a program, a calendar
    #[command(
        after_help = "In HTML a procedure has the anchor #RUNBOOK/PROCEDURE, a step #RUNBOOK/PROCEDURE/STEP: an alert's\nrunbook_url can lead there. Files that are there already stay, unless --replace is given.\n\nExamples:\n  rounds export orders-sync > orders-sync.md     for the day the machine is down\n  rounds export --format html --out /srv/www/runbooks.html --replace\n  rounds export --format ics --into calendars --to 2026-12-31\n  rounds export orders-sync/drain-queue --format json"
    )]
    Export(super::export::ExportArgs),
    /// The format as a JSON Schema, for editors
    #[command(
        after_help = "Examples:\n  rounds schema > .schema.json     for #:schema ./.schema.json in a runbook\n  rounds schema library\n  rounds schema config\n\n`rounds init` and `rounds new` write it beside the runbooks."
    )]
    Schema(SchemaArgs),
    /// Print a shell's completions, which know runbooks, procedures and runs
    #[command(
        after_help = "Examples:\n  eval \"$(rounds completions bash)\"     in ~/.bashrc\n  eval \"$(rounds completions zsh)\"      in ~/.zshrc, behind compinit\n  rounds completions fish > ~/.config/fish/completions/rounds.fish\n  rounds completions powershell | Out-String | Invoke-Expression"
    )]
    Completions(CompletionsArgs),
    /// What is in force, how the surroundings stand, what to mend; status 1 when something is
    #[command(after_help = "Examples:\n  rounds doctor\n  rounds doctor --json")]
    Doctor(Form),
    /// Print the manual page
    #[command(
        after_help = "Examples:\n  rounds man > ~/.local/share/man/man1/rounds.1\n  rounds man | man -l -"
    )]
    Man,
    /// Learn the keys by doing, in ten minutes; nothing of yours is touched
    #[command(after_help = "Examples:\n  rounds tutor\n  rounds tutor --plain")]
    Tutor(super::tutor::TutorArgs),
    /// Look around in a year of a small team, made up in a temporary folder
    #[command(after_help = "Examples:\n  rounds demo\n  rounds demo --no-open")]
    Demo(super::demo::DemoArgs),
    /// Read about a topic: the format, the journal, writing procedures, …
    #[command(
        after_help = "Examples:\n  rounds help                          the topics\n  rounds help format\n  rounds help start                    as rounds start --help"
    )]
    Help(HelpArgs),
    /// What can follow the words of a line that is being typed
    #[command(hide = true)]
    Complete(CompleteArgs),
    /// Look at the record itself
    #[command(subcommand)]
    Journal(JournalVerb),
}

/// What is meant.
#[derive(Debug, Args)]
pub struct WhatArgs {
    /// A runbook, runbook/procedure, a procedure, the id of a run or a follow-up, or words of
    /// its title
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
}

/// `rounds alert`
#[derive(Debug, Args)]
pub struct AlertArgs {
    /// The alert's name, a symptom in words, or - for an alert webhook's JSON
    #[arg(required = true, value_name = "NAME|-")]
    pub name: Vec<String>,
    /// Begin the first of them, or go on with the run that is at it already; print its id
    #[arg(long)]
    pub start: bool,
    /// Where; needed where the procedure has several targets
    #[arg(long, value_name = "TARGET")]
    pub on: Option<String>,
    /// A label of the alert; fills what a procedure asks for by it
    #[arg(long, value_name = "NAME=VALUE")]
    pub label: Vec<String>,
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
    /// Follow-ups that want someone, the oldest first.
    FollowUps,
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

/// `rounds do`
#[derive(Debug, Args)]
pub struct DoArgs {
    /// The run: its id, or the end of it
    pub run: String,
    /// The step: its id or number; an item as STEP/ITEM
    pub step: String,
    /// ok, not-ok, skip, defer, value=…, choice=…; or run, wait, sign, call, on-fail, pretend,
    /// forget
    pub outcome: Option<String>,
    /// What was seen; a step that is not OK needs one
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Why: for a skip, a deferral, a correction
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The step was done once more
    #[arg(long, requires = "outcome")]
    pub again: bool,
    /// The answer that stands was written down wrongly; wants --reason
    #[arg(
        long,
        requires = "outcome",
        requires = "reason",
        conflicts_with = "again"
    )]
    pub correct: bool,
    /// When it was really done: HH:MM, YYYY-MM-DD HH:MM, or a full timestamp
    #[arg(long, value_name = "TIME", requires = "outcome")]
    pub at: Option<String>,
    /// A file to keep as evidence
    #[arg(long, value_name = "FILE")]
    pub attach: Option<PathBuf>,
    /// Go on past this step although it holds what follows, and why
    #[arg(long, value_name = "REASON", conflicts_with = "outcome")]
    pub carry_on: Option<String>,
    /// The step's caution has been read
    #[arg(long)]
    pub acknowledge: bool,
    /// With `run`: the command that is shown may run
    #[arg(long)]
    pub yes: bool,
    /// With `run`: read secrets that the command wants from standard input, NAME=VALUE a line
    #[arg(long)]
    pub secrets: bool,
    /// With `sign`, in a rehearsal: the second person is only played
    #[arg(long)]
    pub played: bool,
    /// With `call` and `on-fail`: where, where that is not the run's own place
    #[arg(long, value_name = "TARGET")]
    pub on: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds run`
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The run: its id, or the end of it
    pub run: String,
    /// What becomes of it
    pub verb: RunVerb,
    /// Why it is given up
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The step whose answer is taken back (your last answer where it is left out), or signed
    #[arg(long, value_name = "STEP")]
    pub step: Option<String>,
    /// With `sign`, in a rehearsal: the second person is only played
    #[arg(long)]
    pub played: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// What can become of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RunVerb {
    /// Every step is answered: the run is finished.
    Finish,
    /// It is given up; wants --reason.
    Abandon,
    /// An answer is taken back.
    TakeBack,
    /// It goes on by the newest revision of its runbook.
    Adopt,
    /// A second person signs the step of --step.
    Sign,
    /// What was done is taken back, in reverse order, as a run of its own.
    UndoPlan,
}

/// `rounds excuse`
#[derive(Debug, Args)]
pub struct ExcuseArgs {
    /// The procedure.
    #[command(flatten)]
    pub what: WhatArgs,
    /// Where; needed where the procedure has several targets
    #[arg(long, value_name = "TARGET")]
    pub on: Option<String>,
    /// Which occurrence: HH:MM, YYYY-MM-DD HH:MM, or a full timestamp; the oldest that
    /// wants doing where it is left out
    #[arg(long, value_name = "TIME")]
    pub slot: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// `rounds seen`
#[derive(Debug, Args)]
pub struct SeenArgs {
    /// The procedure; all where it is left out
    #[arg(value_name = "WHAT")]
    pub what: Vec<String>,
    /// Where; needed where the procedure has several targets
    #[arg(long, value_name = "TARGET", requires = "what")]
    pub on: Option<String>,
}

/// `rounds note`
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// The words, or - to read one note a line
    #[arg(value_name = "TEXT|-")]
    pub text: Vec<String>,
    /// In this run; the shift's notes where it is left out
    #[arg(long, value_name = "RUN")]
    pub run: Option<String>,
    /// At this step of the run
    #[arg(long, value_name = "STEP", requires = "run")]
    pub step: Option<String>,
}
