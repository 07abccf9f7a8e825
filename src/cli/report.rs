//! `rounds report`: what happened over some days, in the form that is wanted.

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Line;
use super::unread::{self, Unread};
use super::usable::UsableRunbooks;
use super::what;
use crate::present::Tone;

use crate::report::span::{Gathering, Span, SpanReport, csv, html, markdown, page, text};
use clap::{Args, ValueEnum};
use serde::Serialize;

/// `rounds report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// A runbook; all of them where none is named
    pub runbook: Option<String>,
    /// The first day; six days before the last where it is left out
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// The last day; today where it is left out
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// In which form
    #[arg(long, default_value = "text")]
    pub format: ReportFormat,
    /// How to answer.
    #[command(flatten)]
    pub form: super::args::Form,
}

/// In which form a report is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people at a terminal.
    Text,
    /// For a wiki or a ticket.
    Md,
    /// One page for a browser or a printer, which needs nothing else.
    Html,
    /// For a spreadsheet: one measure a row.
    Csv,
    /// For programs.
    Json,
}

/// A report as JSON, with what it could not take into account: `unread`.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    report: &'a SpanReport,
    unread: &'a [Unread],
}

/// Tells what happened.
///
/// # Errors
/// When a day or a runbook is none, or the record cannot be read.
pub fn run(args: &ReportArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let report = gather(args, invocation)?;
    let only = args.runbook.as_deref();
    let only = only
        .map(|id| what::runbook(invocation.session()?, id))
        .transpose()?;
    let unread = unread::look_at(invocation, only.as_ref())?;
    unread::tell(invocation, &unread);
    let format = match args.form.json {
        true => ReportFormat::Json,
        false => args.format,
    };
    match format {
        ReportFormat::Json => invocation.out.json(&Told {
            report: &report,
            unread: &unread,
        })?,
        ReportFormat::Csv => invocation.out.finished(&csv(&report))?,
        ReportFormat::Html => invocation.out.finished(&html(&page(&report)))?,
        ReportFormat::Md => {
            for line in markdown(&page(&report)) {
                invocation.out.say(&line)?;
            }
        }
        ReportFormat::Text => tell(&report, invocation)?,
    }
    Ok(unread::exit(false, &unread))
}

fn gather(args: &ReportArgs, invocation: &mut Invocation) -> Result<SpanReport, Stop> {
    let day = |typed: &Option<String>| typed.as_deref().map(super::handoff::day).transpose();
    let wall = invocation.clock.clone();
    let span = Span::meant(day(&args.from)?, day(&args.to)?, wall).ok_or_else(|| {
        Stop::Usage("The first day comes after the last: give --from the earlier one.".to_owned())
    })?;
    let session = invocation.session()?;
    let only = args.runbook.as_deref();
    let only = only.map(|id| what::runbook(session, id)).transpose()?;
    let usable = UsableRunbooks::of(session);
    let mut gathering = Gathering::begin(&session.state(), usable.runbooks(), only, span);
    let wanted = gathering.wanted().clone();
    session
        .each_whole(&wanted, &mut |run| gathering.take(run))
        .map_err(|fault| Stop::Journal(fault.to_string()))?;
    Ok(gathering.report())
}

/// As text, its headings strong.
fn tell(report: &SpanReport, invocation: &mut Invocation) -> Result<(), Stop> {
    let page = page(report);
    let mut is_heading = true;
    let ascii = invocation.out.look().ascii;
    for line in text(&page, ascii) {
        let tone = match is_heading {
            true => Tone::Strong,
            false => Tone::Plain,
        };
        invocation.out.line(&Line::of(tone, &line))?;
        is_heading = line.is_empty();
    }
    Ok(())
}
