//! `rounds journal settle`: taking the record as it is, by an entry that says so.

use super::read::question;
use crate::cli::answers;
use crate::cli::args::SettleArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::command::Settle;
use crate::event::{EntryHash, WriterId};
use crate::journal;
use serde::Serialize;

/// As many digits tell a finding from all others.
const FEWEST_DIGITS: usize = 6;

/// A finding that can be settled. As JSON: `name`, `writer` (whose record it is in; null where it
/// is nobody's), `what`.
#[derive(Serialize)]
struct Open {
    name: EntryHash,
    writer: Option<WriterId>,
    what: String,
}

/// Settles the findings that are named.
///
/// # Errors
/// When one is not open, when it is for someone else to settle, or when it cannot be saved.
pub fn run(args: &SettleArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let open = open(invocation)?;
    if args.findings.is_empty() && args.word_of.is_none() {
        return list(&open, args.form.json, invocation);
    }
    let session = invocation.record()?;
    let operator = session.settings().operator.clone();
    let is_own = |writer: &WriterId| journal::is_of_operator(writer, &operator);
    let mut findings = Vec::new();
    for typed in &args.findings {
        let found = find(&open, typed)?;
        findings.push((found.name, found.writer.as_ref().is_some_and(is_own)));
    }
    let word_of = args.word_of.as_deref().map(str::parse::<WriterId>);
    let word_of = word_of.transpose().map_err(|_| {
        Stop::Usage("--word-of needs a writer, as `rounds journal where` lists them.".to_owned())
    })?;
    let mut writers = session.heads().into_iter().map(|head| head.writer);
    let has_others = writers.any(|writer| !is_own(&writer));
    let receipt = invocation.writing()?.settle(&Settle {
        findings,
        word_of,
        reason: args.reason.clone().unwrap_or_default(),
        has_others,
    })?;
    let words = "It is settled, and told whenever the journal is verified.";
    match args.form.json {
        true => answers::noted(&mut invocation.out, words, &receipt.entry.to_string(), true)?,
        false => answers::saved(&mut invocation.out, &receipt.entry, words)?,
    }
    Ok(Exit::WELL)
}

/// What is open: what verifying finds, and events of newer programs.
fn open(invocation: &mut Invocation) -> Result<Vec<Open>, Stop> {
    let settings = invocation.settings()?;
    let report = journal::verify(&settings.journal, &question(&settings));
    let mut open: Vec<Open> = report
        .open()
        .into_iter()
        .map(|finding| Open {
            name: finding.name,
            writer: finding.writer.clone(),
            what: finding.what.clone(),
        })
        .collect();
    let session = invocation.record()?;
    let state = session.state();
    let unknown = state.unknown_events().map(|(name, unknown)| Open {
        name: *name,
        writer: None,
        what: format!(
            "“{}”, which {} wrote in entry {}, is of a newer version of rounds",
            unknown.kind, unknown.writer, unknown.seq
        ),
    });
    open.extend(unknown);
    Ok(open)
}

/// Lists what is open. For programs that is an answer, and "no" while something is.
fn list(open: &[Open], as_json: bool, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if as_json {
        invocation.out.json(&open)?;
        return Ok(Exit::no_when(!open.is_empty()));
    }
    if open.is_empty() {
        let words = match invocation.missed().is_empty() {
            true => "Nothing is open: there is nothing to settle.",
            false => "Nothing is open that could be read.",
        };
        invocation.out.say(words)?;
        return Ok(Exit::WELL);
    }
    for finding in open {
        let name = &finding.name.to_string()[..12];
        invocation.out.say(&format!("{name}  {}", finding.what))?;
    }
    Err(Stop::Usage(
        "Name the findings to settle, with --reason TEXT.".to_owned(),
    ))
}

fn find<'a>(open: &'a [Open], typed: &str) -> Result<&'a Open, Stop> {
    let typed = typed.trim().to_ascii_lowercase();
    let mut fits = open
        .iter()
        .filter(|it| typed.len() >= FEWEST_DIGITS && it.name.to_string().starts_with(&typed));
    match (fits.next(), fits.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Stop::Usage(format!(
            "Several findings begin with “{typed}”: type more of it."
        ))),
        (None, _) => Err(Stop::Usage(format!(
            "No open finding is called “{typed}”. `rounds journal settle` lists them."
        ))),
    }
}
