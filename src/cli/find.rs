//! `rounds find`: words over everything that has a name.

use super::args::FindArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Line;
use super::unread;
use super::usable::UsableRunbooks;
use crate::event::FollowUpKind;
use crate::present::Tone;
use crate::search::{Candidate, Query, rank};
use crate::session::Session;
use serde::Serialize;

/// Something that was found. As JSON: `kind` (`runbook`, `procedure`, `step`, `alert`,
/// `symptom`, `contact`, `dependency`, `credential`, `data`, or a follow-up's kind), `text`
/// (what matched), `what` (what `rounds show` takes), `positions` (the characters of the text
/// that matched, from 0).
#[derive(Debug, Serialize)]
struct Found {
    kind: &'static str,
    text: String,
    what: String,
    positions: Vec<usize>,
}

/// As many as one looks through.
const MOST: usize = 30;
/// A name says more than a step, by about two letters that match.
const BOOST: i64 = 40;

/// Searches, and says what was found, best first.
///
/// # Errors
/// When the library cannot be read.
pub fn run(args: &FindArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let usable = UsableRunbooks::of(invocation.session()?);
    let follow_ups = follow_ups(invocation.session()?);
    let found = find(&usable, follow_ups, &args.words.join(" "));
    let unread = unread::look(invocation)?;
    let nothing = found.is_empty();
    // What was found is there, whatever could not be read beside it.
    let exit = match (nothing, &unread[..]) {
        (false, _) => Exit::WELL,
        (true, []) => Exit::NO,
        (true, _) => unread::exit(false, &unread),
    };
    unread::tell(invocation, &unread);
    if args.form.json {
        invocation.out.json(&found)?;
        return Ok(exit);
    }
    if found.is_empty() {
        invocation.out.hint("Nothing was found.");
    }
    let widest = found
        .iter()
        .map(|it| it.what.chars().count())
        .max()
        .unwrap_or_default();
    for it in &found {
        let silence = FollowUpKind::Override;
        let kind = match it.kind == silence.name() {
            true => silence.words(),
            false => it.kind,
        };
        let line = Line::of(Tone::Dim, &format!("{kind:<10}  "))
            .add(Tone::Plain, &format!("{:<widest$}  ", it.what));
        invocation.out.line(&highlighted(line, it))?;
    }
    Ok(exit)
}

/// What has a name: its kind, its words, and what shows it.
type Named = (&'static str, String, String);

/// Follow-ups by what they are about, the open and the closed.
fn follow_ups(session: &Session) -> Vec<Named> {
    let state = session.state();
    let named = state.follow_ups().filter_map(|known| {
        let opening = known.opening()?;
        Some((opening.kind.name(), opening.title.clone(), known.id.short()))
    });
    named.collect()
}

fn find(usable: &UsableRunbooks, follow_ups: Vec<Named>, words: &str) -> Vec<Found> {
    let mut everything = everything(usable);
    everything.extend(follow_ups);
    let candidates = everything.iter().map(|(kind, text, what)| Candidate {
        key: (*kind, text, what),
        text,
        boost: if matches!(*kind, "step" | "contact") {
            0
        } else {
            BOOST
        },
    });
    rank(&Query::new(words), candidates, MOST)
        .into_iter()
        .map(|hit| Found {
            kind: hit.key.0,
            text: hit.key.1.clone(),
            what: hit.key.2.clone(),
            positions: hit.positions,
        })
        .collect()
}

/// Everything that has a name: its kind, its words, and what shows it.
fn everything(usable: &UsableRunbooks) -> Vec<Named> {
    let mut all = Vec::new();
    for book in &usable.library().books {
        all.push(("runbook", book.title(), book.parsed.id.to_string()));
    }
    for runbook in usable.runbooks() {
        for contact in &runbook.contacts {
            all.push(("contact", contact.name.clone(), runbook.id.to_string()));
        }
        for alert in &runbook.alerts {
            all.push(("alert", alert.name.clone(), runbook.id.to_string()));
        }
        let package = &runbook.package;
        let needs = package.dependencies.iter();
        let needs = needs.map(|it| ("dependency", it.name.clone()));
        let access = package.credentials.iter();
        let access = access.map(|it| ("credential", it.name.clone()));
        let data = package.data.iter().map(|it| ("data", it.field.clone()));
        for (kind, name) in needs.chain(access).chain(data) {
            all.push((kind, name, runbook.id.to_string()));
        }
        for procedure in &runbook.procedures {
            let what = runbook.reference(procedure).to_string();
            all.push(("procedure", procedure.title.clone(), what.clone()));
            for alert in &procedure.alerts {
                all.push(("alert", alert.clone(), what.clone()));
            }
            for symptom in &procedure.symptoms {
                all.push(("symptom", symptom.clone(), what.clone()));
            }
            for step in &procedure.steps {
                all.push(("step", step.title.source().to_owned(), what.clone()));
            }
        }
    }
    all
}

/// The text with what matched strong.
fn highlighted(mut line: Line, found: &Found) -> Line {
    let mut piece = String::new();
    let mut matched = false;
    for (at, letter) in found.text.chars().enumerate() {
        let is_match = found.positions.binary_search(&at).is_ok();
        if is_match != matched {
            line = line.add(tone(matched), &std::mem::take(&mut piece));
            matched = is_match;
        }
        piece.push(letter);
    }
    line.add(tone(matched), &piece)
}

fn tone(matched: bool) -> Tone {
    if matched { Tone::Strong } else { Tone::Plain }
}
