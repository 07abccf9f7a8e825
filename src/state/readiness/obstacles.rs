//! What stands in the way of a handover however whole the package is: an open issue of the
//! highest severity, a revision that nobody approved, a question of training without an answer.

use super::item::{Item, Standing};
use super::look::{Found, Look};
use crate::event::{FollowUpKind, Thread};
use crate::state::follow_up::FollowUp;
use crate::state::review::Approval;

pub(super) fn all(look: &Look<'_>) -> Vec<Item> {
    let mut all = vec![
        obstacle(
            "issues",
            "No issue of the highest severity is open",
            issues(look),
        ),
        obstacle(
            "questions",
            "Every question of training is answered",
            questions(look),
        ),
    ];
    if look
        .runbook
        .package
        .change_control
        .as_ref()
        .is_some_and(|it| it.covers_runbook)
    {
        all.push(obstacle(
            "approval",
            "This revision is approved",
            approval(look),
        ));
    }
    all
}

/// Nobody's word and no waiver takes one of these away.
fn obstacle(id: &str, title: &str, found: Found) -> Item {
    let is_proven = found.missing.is_empty();
    Item {
        id: id.to_owned(),
        title: title.to_owned(),
        standing: match is_proven {
            true => Standing::Proven,
            false => Standing::Missing,
        },
        evidence: match is_proven {
            true => found.shown,
            false => found.missing,
        },
        until: None,
        can_be_attested: false,
        in_doubt: Vec::new(),
        proposed: None,
    }
}

fn issues(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    let Some(highest) = look.runbook.highest_severity() else {
        found.shows("no [[escalation]] says how bad an issue can be");
        return found;
    };
    for issue in open(look, FollowUpKind::Issue) {
        if look.state.severity_of(issue) == Some(highest) {
            found.lacks(format!("{highest}: {}", words(issue)));
        }
    }
    for escalation in look.state.open_escalations() {
        let opened = escalation.opening();
        let opened = opened.filter(|it| it.runbook == look.runbook.id && it.severity == highest);
        if let Some(opened) = opened {
            let id = escalation.id.short();
            found.lacks(format!("{highest}: escalation {id}, {}", opened.title));
        }
    }
    found.shows(format!("no {highest} is open"));
    found
}

fn questions(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    for question in open(look, FollowUpKind::Question) {
        if question.origin().is_some_and(|origin| origin.rehearsal) {
            found.lacks(words(question));
        }
    }
    found.shows("no question of a rehearsal is open");
    found
}

fn approval(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    let revisions = look.state.revisions(look.runbook.id.as_str());
    let file = revisions.and_then(|it| it.current());
    let approval = file.map(|said| {
        let file = said.what.revision.file;
        look.state.approval(look.runbook, file)
    });
    match approval.and_then(Approval::words) {
        Some(why) => found.lacks(why),
        None => found.shows("a change that is about it was approved"),
    }
    let file = file.map(|said| said.what.revision.file);
    let id = look.runbook.id.as_str();
    let changes = file.map_or(&[][..], |file| look.state.changes_covering(id, file));
    for change in changes
        .iter()
        .filter_map(|said| look.state.follow_up(said.what))
    {
        for said in look.state.unsigned_on(&Thread::FollowUp(change.id)) {
            found.missing.extend((!found.missing.is_empty()).then(|| {
                format!(
                    "change {}: {}",
                    change.id.short(),
                    look.state.why_it_waits(said)
                )
            }));
        }
        let same = look.state.same_hands_of_change(change).into_iter();
        found
            .shown
            .extend(same.map(|it| format!("same hand: {it}")));
    }
    found
}

/// What is open of a kind and belongs to the runbook.
fn open<'a>(look: &'a Look<'_>, kind: FollowUpKind) -> impl Iterator<Item = &'a FollowUp> {
    let all = look.state.open_follow_ups();
    all.filter(move |known| {
        let runbook = known.opening().and_then(|it| it.runbook.as_ref());
        known.kind() == Some(kind) && runbook == Some(&look.runbook.id)
    })
}

/// `issue 4k2m9x, Everything is broken`
fn words(known: &FollowUp) -> String {
    let kind = known.kind().map_or("follow-up", FollowUpKind::words);
    let title = known.opening().map_or("", |it| it.title.as_str());
    format!("{kind} {}, {title}", known.id.short())
}
