//! The readiness items, one function each: what shows it, what is missing, until when.

use super::super::proof::Done;
use super::super::review::{day_after, day_of, days_between};
use super::{Found, Item, Look, ROLES};
use crate::runbook::{Kind, ProcedureRef, Proof, ReadinessItem};
use jiff::{SignedDuration, Timestamp};

pub(super) fn all(look: &Look<'_>, now: Timestamp) -> Vec<Item> {
    let fixed: [(&str, &str, Found); 12] = [
        ("owners", "Every role has an owner", owners(look)),
        (
            "contacts",
            "Someone can be reached when it breaks",
            contacts(look),
        ),
        ("access", "Access is granted", access(look)),
        (
            "monitoring",
            "Every alert has a procedure",
            monitoring(look),
        ),
        (
            "exceptions",
            "Every exception was rehearsed or run",
            exceptions(look),
        ),
        ("restore", "A restore was really done", restore(look)),
        (
            "credentials",
            "Credentials are rotated in time",
            credentials(look),
        ),
        (
            "change-control",
            "Change control is agreed",
            change_control(look),
        ),
        (
            "documentation",
            "Documentation is stored and discoverable",
            documentation(look),
        ),
        ("review", "The next review is scheduled", review(look, now)),
        (
            "support",
            "The support window is confirmed",
            support(look, now),
        ),
        ("training", "Operators are trained", training(look)),
    ];
    let mut items: Vec<Item> = Vec::with_capacity(fixed.len());
    for (id, title, found) in fixed {
        items.push(look.item(id, title, found));
    }
    for own in &look.runbook.package.readiness {
        items.push(look.item(&own.id, &own.item, of_runbook(look, own)));
    }
    items
}

fn owners(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    for role in ROLES {
        match look.runbook.owners.get(role) {
            None => found.lacks(format!("no {role} owner stands in [owners]")),
            Some(owner) if owner.contact.is_none() => {
                found.lacks(format!("the {role} owner, {}, has no contact", owner.name));
            }
            Some(owner) => found.shows(format!("{role}: {}", owner.name)),
        }
    }
    found
}

fn contacts(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    let contacts = &look.runbook.contacts;
    if contacts.is_empty() {
        found.lacks("[[contacts]] is empty");
    }
    for contact in contacts {
        match (&contact.contact, &contact.hours) {
            (None, _) => found.lacks(format!("{} has no address", contact.name)),
            (_, None) => found.lacks(format!("{} says no hours", contact.name)),
            _ => found.shows(contact.name.clone()),
        }
    }
    if look.runbook.package.escalation.is_empty() {
        found.lacks("no [[escalation]] says who is called, and in what time");
    }
    found
}

/// A procedure whose clean run shows something, and has to be repeated.
fn shown_by(
    look: &Look<'_>,
    found: &mut Found,
    what: &str,
    procedure: &ProcedureRef,
    every: Option<SignedDuration>,
) {
    let proof = look.state.proof(look.runbook, procedure);
    let Some(done) = proof.last else {
        found.lacks(format!("{what}: {procedure} was never run"));
        return;
    };
    if !proof.why_not.is_empty() {
        let words = run_words(look, &done);
        found.lacks(format!("{what}: the last run of {procedure} is {words}"));
        let why = proof.why_not.iter().map(|why| why.words(look.runbook));
        found
            .missing
            .extend(why.map(|why| format!("not proven: {why}")));
        return;
    }
    let until = every.map(|every| day_after(day_of(look.runbook, done.at), every));
    let words = format!("{what}: {procedure}, {}", run_words(look, &done));
    match until {
        Some(until) if until < look.today => {
            let days = days_between(until, look.today);
            found.lacks(format!("{words}; that ran out {days} days ago"));
        }
        until => {
            found.shows(words);
            found.until(until);
        }
    }
}

/// `run 7k2m9x, completed on 2026-11-20 by ops-a`
fn run_words(look: &Look<'_>, done: &Done) -> String {
    let by = done.by.as_ref().map(|by| format!(" by {by}"));
    let day = day_of(look.runbook, done.at);
    let (run, by) = (done.run.short(), by.unwrap_or_default());
    format!("run {run}, {} on {day}{by}", done.verdict)
}

fn access(look: &Look<'_>) -> Found {
    let credentials = &look.runbook.package.credentials;
    let mut found = Found::default();
    for credential in credentials {
        if let Some(procedure) = &credential.access {
            shown_by(look, &mut found, &credential.name, procedure, None);
        }
    }
    if found.shown.is_empty() && found.missing.is_empty() {
        return Found::word_only(
            "no credential names an `access` procedure whose run would show it",
        );
    }
    found
}

fn monitoring(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    if look.runbook.alerts.is_empty() {
        return Found::word_only("no [[alerts]] are described");
    }
    for alert in &look.runbook.alerts {
        let mut procedures = look.runbook.procedures.iter();
        let answers = procedures.find(|procedure| procedure.alerts.contains(&alert.name));
        match answers {
            Some(procedure) => found.shows(format!("{}: {}", alert.name, procedure.title)),
            None => found.lacks(format!("no procedure answers the alert {}", alert.name)),
        }
    }
    found
}

fn exceptions(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    let exceptions = look.runbook.procedures.iter();
    let exceptions = exceptions.filter(|procedure| procedure.kind() == Kind::Exception);
    for procedure in exceptions {
        let reference = look.runbook.reference(procedure);
        let rehearsed = look.state.last_rehearsal(&reference);
        let run = look.state.last_live(&reference);
        let last = rehearsed.into_iter().chain(run).max_by_key(|done| done.at);
        let Some(last) = last else {
            found.lacks(format!("{} was never rehearsed or run", procedure.title));
            continue;
        };
        let day = day_of(look.runbook, last.at);
        let until = procedure.rehearse_every.map(|every| day_after(day, every));
        match until {
            Some(until) if until < look.today => found.lacks(format!(
                "{} was last rehearsed or run on {day}, and wanted again by {until}",
                procedure.title
            )),
            until => {
                found.shows(format!("{}: {day}", procedure.title));
                found.until(until);
            }
        }
    }
    if found.shown.is_empty() && found.missing.is_empty() {
        return Found::word_only("the runbook has no exception procedure");
    }
    found
}

fn restore(look: &Look<'_>) -> Found {
    let backup = look.runbook.package.backup.as_ref();
    let Some((backup, procedure)) = backup.and_then(|it| Some((it, it.restore.as_ref()?))) else {
        return Found::word_only("no [backup] names a `restore` procedure whose run would show it");
    };
    let mut found = Found::default();
    shown_by(
        look,
        &mut found,
        &backup.what,
        procedure,
        backup.exercise_every,
    );
    found
}

fn credentials(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    for credential in &look.runbook.package.credentials {
        match &credential.rotate {
            Some(procedure) => {
                let every = credential.rotate_every;
                shown_by(look, &mut found, &credential.name, procedure, every);
            }
            None if credential.rotate_every.is_some() => {
                let name = &credential.name;
                found.lacks(format!(
                    "{name}: no `rotate` procedure whose run would show it"
                ));
            }
            None => {}
        }
    }
    if found.shown.is_empty() && found.missing.is_empty() {
        return Found::word_only("no [[credentials]] names a `rotate` procedure");
    }
    found
}

fn change_control(look: &Look<'_>) -> Found {
    let Some(control) = &look.runbook.package.change_control else {
        return Found::word_only("no [change_control] says who looks at a change");
    };
    let mut found = Found::default();
    if control.request.is_none() {
        found.lacks("[change_control] does not say how a change is asked for");
    }
    for (what, roles) in [
        ("reviewers", &control.reviewers),
        ("approvers", &control.approvers),
    ] {
        if roles.is_empty() {
            found.lacks(format!("[change_control] names no {what}"));
        }
        for role in roles {
            let owner = look.runbook.owners.get(role);
            let operators = owner.map_or(0, |owner| owner.operators.len());
            match operators {
                0 => found.lacks(format!("no operator acts for {role}, one of the {what}")),
                _ => found.shows(format!("{what}: {role}")),
            }
        }
    }
    found
}

fn documentation(look: &Look<'_>) -> Found {
    let runbook = look.runbook;
    let mut found = Found::default();
    let revision = look.state.revisions(runbook.id.as_str());
    match revision.and_then(|revisions| revisions.current()) {
        Some(said) => {
            let file = said.what.revision.file.to_string();
            found.shows(format!("the journal keeps revision {}", &file[..8]));
        }
        None => found.lacks("the journal does not keep the runbook yet: record anything"),
    }
    let parts = [
        (runbook.summary.is_some(), "a summary"),
        (runbook.package.architecture.is_some(), "[architecture]"),
        (!runbook.links.is_empty(), "links"),
    ];
    for (is_there, what) in parts {
        match is_there {
            true => found.shows(format!("the runbook has {what}")),
            false => found.lacks(format!(
                "the runbook has no {}",
                what.trim_start_matches("a ")
            )),
        }
    }
    found
}

fn review(look: &Look<'_>, now: Timestamp) -> Found {
    let reviewed = look.state.reviewed(look.runbook, now);
    let mut found = Found::default();
    match (reviewed.last, reviewed.next) {
        (_, None) => found.lacks("it was never reviewed, or [review] does not say how often"),
        (_, Some(next)) if reviewed.is_overdue() => {
            found.lacks(format!("the review was due on {next}"));
        }
        (last, Some(next)) => {
            let last = last.map(|last| format!("last on {last}, "));
            found.shows(format!("{}next by {next}", last.unwrap_or_default()));
            found.until(Some(next));
        }
    }
    found
}

fn support(look: &Look<'_>, now: Timestamp) -> Found {
    let Some(window) = look.state.stabilization(look.runbook, now) else {
        return Found::word_only("no [stabilization] says who helps after the launch");
    };
    let mut found = Found::default();
    let support = window.file.support.as_deref();
    match support.and_then(|support| look.runbook.reach(support)) {
        Some(reach) => found.shows(format!(
            "{} helps from {} to {}",
            reach.name, window.file.starts, window.ends
        )),
        None => found.lacks("[stabilization] does not say whose `support` there is"),
    }
    if window.is_past_due() {
        let ends = window.ends;
        found.lacks(format!(
            "the window ended on {ends}: close it, or extend it"
        ));
    }
    found
}

fn training(look: &Look<'_>) -> Found {
    let runbook = look.runbook;
    let training = runbook.package.training;
    let procedures: Vec<ProcedureRef> = runbook
        .procedures
        .iter()
        .map(|procedure| runbook.reference(procedure))
        .collect();
    let mut counting = Vec::new();
    for (operator, at) in look.state.trained(&procedures) {
        let day = day_of(runbook, at);
        let until = training.within.map(|within| day_after(day, within));
        if until.is_none_or(|until| until >= look.today) {
            counting.push((until, operator, day));
        }
    }
    let mut found = Found::default();
    // Those whose rehearsal counts longest say until when enough are trained.
    counting.sort_by_key(|(until, ..)| std::cmp::Reverse(until.unwrap_or(jiff::civil::Date::MAX)));
    if counting.len() < training.operators {
        let names: Vec<_> = counting
            .iter()
            .map(|(_, name, _)| name.to_string())
            .collect();
        let who = match names.is_empty() {
            true => "nobody has".to_owned(),
            false => format!("only {} has", names.join(", ")),
        };
        let wanted = training.operators;
        found.lacks(format!("{wanted} operators are to have rehearsed, {who}"));
        return found;
    }
    for (until, operator, day) in counting.into_iter().take(training.operators.max(1)) {
        found.shows(format!("{operator} rehearsed on {day}"));
        found.until(until);
    }
    found
}

fn of_runbook(look: &Look<'_>, own: &ReadinessItem) -> Found {
    match &own.proof {
        Proof::Attested => Found::word_only("nobody stands for it yet"),
        Proof::Procedure(procedure) => {
            let mut found = Found::default();
            shown_by(look, &mut found, "shown", procedure, own.valid_for);
            found
        }
    }
}
