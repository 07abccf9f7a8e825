//! What was typed to commands that begin runs and say what becomes of them.

use super::common::{Form, WhatArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `rounds alert`
#[derive(Debug, Args)]
pub struct AlertArgs {
    /// The alert's name, a symptom in words, its procedure's address, or - for a webhook's JSON
    #[arg(required = true, value_name = "NAME|-")]
    pub name: Vec<String>,
    /// Begin the worst that is surely meant, or go on with the run that is at it; print its id.
    /// What words alone find is listed, and not begun
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
    /// The answer that stands was written down wrongly; needs --reason
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
    /// Go on past this step although it puts the next steps on hold, and why
    #[arg(long, value_name = "REASON", conflicts_with = "outcome")]
    pub carry_on: Option<String>,
    /// You have read the step's caution
    #[arg(long)]
    pub caution_read: bool,
    /// The value is what it reads, although it is far from those before
    #[arg(long)]
    pub sure: bool,
    /// With `run`: the command that is shown may run
    #[arg(long)]
    pub yes: bool,
    /// With `run`: read secrets that the command needs from standard input, NAME=VALUE a line
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
    /// Why it is abandoned
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The step whose answer is undone (your last answer where it is left out), or signed
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
    /// It is abandoned; needs --reason.
    Abandon,
    /// An answer is undone; both stay on record.
    Undo,
    /// It goes on by the newest revision of its runbook.
    Adopt,
    /// A second person signs the step of --step.
    Sign,
    /// What was done is undone, in reverse order, as a run of its own.
    RollBack,
}

/// `rounds waive`
#[derive(Debug, Args)]
pub struct WaiveArgs {
    /// The procedure.
    #[command(flatten)]
    pub what: WhatArgs,
    /// Where; needed where the procedure has several targets
    #[arg(long, value_name = "TARGET")]
    pub on: Option<String>,
    /// Which round: HH:MM, YYYY-MM-DD HH:MM, or a full timestamp; the oldest that is due where it
    /// is left out
    #[arg(long, value_name = "TIME")]
    pub slot: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds ack`
#[derive(Debug, Args)]
pub struct AckArgs {
    /// An escalation, a run that has one, a procedure whose rounds were missed, or `missed` for
    /// all of those; without it, what waits is listed
    #[arg(value_name = "WHAT")]
    pub what: Vec<String>,
    /// Where; needed where the procedure has several targets
    #[arg(long, value_name = "TARGET", requires = "what")]
    pub on: Option<String>,
    /// What you say to it; of an escalation alone
    #[arg(long, value_name = "TEXT", requires = "what")]
    pub note: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds silence`
#[derive(Debug, Args)]
pub struct SilenceArgs {
    /// What is muted: an alert's name, or words
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
    /// Until when: 17:30, fri, 2026-12-01, 2026-12-01 12:00, or in "3 days"; until it is lifted
    /// where it is left out
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The runbook that it belongs to; known by itself of an alert
    #[arg(long, value_name = "RUNBOOK")]
    pub runbook: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
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
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}
