//! `rounds journal scan`: what looks like a secret, after all.
//!
//! Says where, and what it looks like; never the words themselves.

use super::read::everything;
use crate::cli::args::Form;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::cli::out::Line;
use crate::event::{Entry, EntryHash, Event, Fact};
use crate::journal::{ObjectFault, object};
use crate::present::Tone;
use crate::runbook::Operator;
use crate::text::looks_secret;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Something that looks like a secret. As JSON: `entry` (`WRITER:SEQ:HASH`), `at`, `by`,
/// `place` (which words, or the evidence's name), `looks_like`, and for evidence `sha256`.
#[derive(Debug, Serialize)]
struct Found {
    entry: String,
    at: Timestamp,
    by: Operator,
    place: String,
    looks_like: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<EntryHash>,
}

/// Scans every entry, and all evidence that is here. What could not be looked through is named,
/// and then it is not said that nothing is there.
///
/// # Errors
/// When the journal cannot be read.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let kept = everything(invocation)?;
    let settings = invocation.settings()?;
    let mut looked = Looked::default();
    for arrived in &kept {
        scan(&arrived.entry, &settings.journal, &mut looked);
    }
    for (sha256, why) in &looked.unread {
        let words = format!("Evidence is not scanned: {sha256}: {why}.");
        invocation.out.error(&words);
    }
    match form.json {
        true => invocation.out.json(&looked.found)?,
        false => tell(&looked.found, kept.len(), invocation)?,
    }
    Ok(match (looked.found.is_empty(), looked.unread.is_empty()) {
        (false, _) => Exit::NO,
        (true, true) => Exit::WELL,
        (true, false) => Exit::JOURNAL,
    })
}

/// What was looked through.
#[derive(Debug, Default)]
struct Looked {
    found: Vec<Found>,
    evidence: BTreeSet<EntryHash>,
    /// Evidence that is here and could not be looked through, each with why.
    unread: Vec<(EntryHash, ObjectFault)>,
}

fn scan(entry: &Entry, root: &Path, looked: &mut Looked) {
    let Looked {
        found,
        evidence: looked_at,
        unread,
    } = looked;
    let mut say = |place: String, looks_like, sha256| {
        found.push(Found {
            entry: entry.address().to_string(),
            at: entry.envelope.at,
            by: entry.envelope.by.clone(),
            place,
            looks_like,
            sha256,
        });
    };
    for event in &entry.envelope.events {
        // A signature is long and random, and meant to be seen.
        if matches!(event, Event::Known(Fact::Sealed { .. })) {
            continue;
        }
        let json = serde_json::to_value(event).unwrap_or_default();
        words(&json, "", &mut |place, text| {
            if let Some(what) = looks_secret(text) {
                say(place.to_owned(), what, None);
            }
        });
        let Event::Known(fact) = event else { continue };
        for sha256 in evidence(fact) {
            if !looked_at.insert(sha256) {
                continue;
            }
            let bytes = match object(root, &sha256) {
                Ok(bytes) => bytes,
                Err(ObjectFault::Absent) => continue,
                Err(fault) => {
                    unread.push((sha256, fault));
                    continue;
                }
            };
            if let Some(what) = looks_secret(&String::from_utf8_lossy(&bytes)) {
                let place = match fact {
                    Fact::Attached { name, .. } => format!("the evidence {name}"),
                    _ => "the output".to_owned(),
                };
                say(place, what, Some(sha256));
            }
        }
    }
}

/// What a fact names beside runbooks: those are the library's own to check.
fn evidence(fact: &Fact) -> Vec<EntryHash> {
    match fact {
        Fact::RunStarted { .. } | Fact::RevisionNoticed { .. } | Fact::RevisionAdopted { .. } => {
            Vec::new()
        }
        fact => fact.objects().collect(),
    }
}

/// Every text of a value, with the name that it stands under.
fn words(value: &Value, name: &str, sink: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => sink(name, text),
        Value::Array(values) => values.iter().for_each(|value| words(value, name, sink)),
        Value::Object(values) => values
            .iter()
            .for_each(|(name, value)| words(value, name, sink)),
        _ => {}
    }
}

fn tell(found: &[Found], entries: usize, invocation: &mut Invocation) -> Result<(), Stop> {
    for one in found {
        let at = invocation.clock.exact(one.at);
        let place = match &one.sha256 {
            Some(sha256) => format!("{} ({sha256})", one.place),
            None => format!("the {}", one.place),
        };
        let line = Line::of(Tone::Dim, &format!("{at}  {}  {}  ", one.by, one.entry)).add(
            Tone::Warn,
            &format!("{place} looks like {}", one.looks_like),
        );
        invocation.out.line(&line)?;
    }
    let entries = match entries {
        1 => "1 entry".to_owned(),
        entries => format!("{entries} entries"),
    };
    match found.len() {
        0 => invocation
            .out
            .say(&format!("Nothing looks like a secret in {entries}.")),
        _ => {
            invocation.out.about(
                "Words that were saved stay: change the secret where it is used. Evidence goes with `rounds journal remove-evidence SHA256 --reason TEXT`.",
            );
            Ok(())
        }
    }
}
