//! What the file has to say of the tool: dependencies, key fields, releases, monitoring,
//! documents, the review and the weeks after the launch.

use super::look::{Found, Look};

pub(super) fn dependencies(look: &Look<'_>) -> Found {
    let dependencies = &look.runbook.package.dependencies;
    if dependencies.is_empty() {
        return Found::lacking("[[dependencies]] is empty");
    }
    let mut found = Found::default();
    for it in dependencies {
        let name = &it.name;
        let owner = it.owner.as_ref().or(it.contact.as_ref());
        match (owner, &it.if_down) {
            (None, _) => found.lacks(format!("{name} has no owner")),
            (_, None) => found.lacks(format!("{name} does not say what happens `if_down`")),
            (Some(owner), Some(_)) => found.shows(format!("{name}: {owner}")),
        }
    }
    found
}

pub(super) fn data(look: &Look<'_>) -> Found {
    let fields = &look.runbook.package.data;
    if fields.is_empty() {
        return Found::lacking("[[data]] is empty");
    }
    let mut found = Found::default();
    for it in fields {
        match &it.means {
            None => found.lacks(format!("{} does not say what it means", it.field)),
            Some(_) => found.shows(it.field.clone()),
        }
    }
    found
}

pub(super) fn releases(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    match look.runbook.package.latest_release() {
        None => found.lacks("[[releases]] is empty"),
        Some(release) => match (&release.date, &release.notes) {
            (Some(date), Some(_)) => found.shows(format!("{}, {date}", release.version)),
            (None, _) => found.lacks(format!("the release {} has no date", release.version)),
            (_, None) => found.lacks(format!("the release {} has no notes", release.version)),
        },
    }
    found
}

/// A test alert that rang is no entry of the record: that alerts reach anyone is for a person
/// to say, and only once each of them has a procedure.
pub(super) fn monitoring(look: &Look<'_>) -> Found {
    let alerts = &look.runbook.alerts;
    if alerts.is_empty() {
        return Found::lacking("no [[alerts]] are described");
    }
    let mut found = Found::default();
    for alert in alerts {
        let mut procedures = look.runbook.procedures.iter();
        if !procedures.any(|procedure| procedure.alerts.contains(&alert.name)) {
            found.lacks(format!("no procedure answers the alert {}", alert.name));
        }
    }
    match found.missing.is_empty() {
        true => Found::word_only("every alert has a procedure; nobody has attested that they ring"),
        false => found,
    }
}

pub(super) fn documents(look: &Look<'_>) -> Found {
    let runbook = look.runbook;
    let mut found = Found::default();
    let parts = [
        (runbook.summary.is_some(), "summary"),
        (runbook.package.architecture.is_some(), "[architecture]"),
        (!runbook.links.is_empty(), "links"),
    ];
    for (is_there, what) in parts {
        match is_there {
            true => found.shows(format!("the runbook has its {what}")),
            false => found.lacks(format!("the runbook has no {what}")),
        }
    }
    found
}

pub(super) fn review(look: &Look<'_>) -> Found {
    let reviewed = look.state.reviewed(look.runbook, look.now);
    let mut found = Found::default();
    match (reviewed.last, reviewed.next) {
        (_, None) => found.lacks("it was never reviewed, or [review] does not say how often"),
        (_, Some(next)) if reviewed.is_overdue() => {
            found.lacks(format!("the review was due on {next}"));
        }
        (last, Some(next)) => {
            let stranger = reviewed.by.as_ref().and_then(|by| {
                let stranger = look.no_owner(by)?;
                Some(format!(" by {by}{stranger}"))
            });
            let stranger = stranger.unwrap_or_default();
            let last = last.map(|last| format!("last on {last}{stranger}, "));
            found.shows(format!("{}next by {next}", last.unwrap_or_default()));
            found.until(Some(next));
        }
    }
    found
}

pub(super) fn stabilization(look: &Look<'_>) -> Found {
    let Some(window) = look.state.stabilization(look.runbook, look.now) else {
        return Found::lacking("no [stabilization] says who helps after the launch");
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
    let ends = window.ends;
    match window.closed {
        Some(said) => {
            let stranger = look.no_owner(&said.by).unwrap_or_default();
            found.shows(format!("closed by {}{stranger}", look.state.hand(said)));
        }
        None if window.is_past_due() => {
            found.lacks(format!(
                "the window ended on {ends}: close it, or extend it"
            ));
        }
        None => found.until(Some(ends)),
    }
    found
}
