//! What the newest revision of a runbook changed, step by step.

use super::super::approval;
use super::super::args::Form;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::commits;
use super::parts::{heading, paragraph};
use crate::present::Commit;
use crate::report::Section;
use crate::runbook::{RunbookId, differences};
use crate::session::Session;
use serde::Serialize;

/// What a revision changed. As JSON: `runbook`, `from` and `to` (the revisions; `from` is null
/// where there was none before), `approval` of the newest (`not-asked`, `approved`, `pending`,
/// `missing`), `parts` (`part`, `changes`), `commits` (`commit`, `day`, `by`, `subject`: the last
/// changes of the file, where it is in a git checkout).
#[derive(Debug, Serialize)]
struct View {
    runbook: String,
    from: Option<String>,
    to: String,
    approval: &'static str,
    parts: Vec<PartView>,
    commits: Vec<Commit>,
}

#[derive(Debug, Serialize)]
struct PartView {
    part: String,
    changes: Vec<String>,
}

/// Shows what the newest revision changed.
pub fn show(id: &RunbookId, form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.session()?;
    let newest = session.newest(id.as_str()).ok_or_else(|| {
        Stop::Runbook(format!(
            "The runbook {id} has errors and cannot be used. `rounds check` tells them."
        ))
    })?;
    let two = session.last_two(id.as_str());
    let parts = two
        .as_ref()
        .map(|(older, newer)| differences(&older.runbook, &newer.runbook));
    let approval = session
        .state()
        .approval(&newest.runbook, newest.revision.file);
    let view = View {
        runbook: id.to_string(),
        from: two.map(|(older, _)| older.revision.file.to_string()),
        to: newest.revision.file.to_string(),
        approval: approval::word(approval),
        parts: parts
            .unwrap_or_default()
            .into_iter()
            .map(|it| PartView {
                part: it.part,
                changes: it.changes,
            })
            .collect(),
        commits: session
            .changed_file(id)
            .map_or_else(Vec::new, |it| it.commits()),
    };
    if form.json {
        invocation.out.json(&view)?;
        return Ok(Exit::WELL);
    }
    let words = match (&view.from, view.parts.is_empty()) {
        (None, _) => "The record knows no revision before this one.".to_owned(),
        (Some(from), true) => format!("It says the same as revision {}.", &from[..8]),
        (Some(from), false) => format!("Since revision {}:", &from[..8]),
    };
    invocation.out.say(&words)?;
    for part in &view.parts {
        heading(&mut invocation.out, &part.part)?;
        for change in &part.changes {
            paragraph(&mut invocation.out, "  ", change)?;
        }
    }
    if !view.commits.is_empty() {
        heading(&mut invocation.out, "Changed by")?;
        commits::tell(&mut invocation.out, &view.commits)?;
    }
    if let Some(words) = approval.words() {
        invocation.out.error(words);
    }
    Ok(Exit::WELL)
}

/// The same as sections of a report; none where the record knows no revision before.
pub fn changes(session: &mut Session, id: &RunbookId) -> Option<Vec<Section>> {
    let (older, newer) = session.last_two(id.as_str())?;
    let parts = differences(&older.runbook, &newer.runbook).into_iter();
    let sections = parts.map(|part| {
        let mut section = Section::new(format!("Changed since the last revision: {}", part.part));
        part.changes.into_iter().for_each(|it| section.line(it));
        section
    });
    Some(sections.collect())
}
