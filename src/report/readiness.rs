//! Whether a tool is ready to be handed over, and what a review of its runbook goes through.

use super::document::{Document, Section};
use crate::event::FollowUpKind;
use crate::present::Clock;
use crate::runbook::{Owner, Runbook};
use crate::state::{ReadinessItem, ReadinessStanding, State, expires_next};

/// The readiness page of a runbook: what is missing first.
pub fn readiness(state: &State, runbook: &Runbook, wall: &Clock) -> Document {
    let items = state.readiness(runbook, wall.now);
    let of_standing = ReadinessStanding::ALL.into_iter();
    let mut sections: Vec<Section> = of_standing
        .map(|standing| section(standing, &items))
        .collect();
    sections.push(window(state, runbook, wall));
    sections.push(drift(state, runbook, wall));
    let mut lead = verdict(&items);
    if runbook.sample {
        lead.insert(
            0,
            "A sample: this shows what is asked of a tool, and counts nowhere.".to_owned(),
        );
    }
    Document {
        title: format!("Readiness of {}", runbook.title),
        lead,
        sections,
    }
}

/// Whether it is ready, and what of it runs out first.
fn verdict(items: &[ReadinessItem]) -> Vec<String> {
    let missing = items.iter().filter(|item| !item.is_well()).count();
    let mut lead = vec![match missing {
        0 => "Ready to be handed over.".to_owned(),
        1 => format!("Not ready: 1 of {} is missing.", items.len()),
        missing => format!("Not ready: {missing} of {} are missing.", items.len()),
    }];
    if let Some((item, until)) = expires_next(items) {
        lead.push(format!("Expires next: {}, on {until}.", item.id));
    }
    lead
}

fn section(standing: ReadinessStanding, items: &[ReadinessItem]) -> Section {
    let mut section = Section::new(standing.heading());
    for item in items.iter().filter(|item| item.standing == standing) {
        let until = item.until.map(|until| format!(", until {until}"));
        let way = match () {
            () if item.is_well() => "",
            () if item.proposed.is_some() => " (its waiver can be accepted)",
            () if item.can_be_attested => " (can be attested)",
            () => "",
        };
        let until = until.unwrap_or_default();
        let words = format!("{}: {}{until}{way}", item.id, item.title);
        section.with(words, item.evidence.clone());
    }
    section
}

pub(super) fn window(state: &State, runbook: &Runbook, wall: &Clock) -> Section {
    let mut section = Section::new("Stabilization");
    let Some(window) = state.stabilization(runbook, wall.now) else {
        return section;
    };
    let left = match (window.closed, window.days_left) {
        (Some(said), _) => format!("closed by {}", said.by),
        (None, left @ ..=-1) => format!("past its end by {} d, neither closed nor extended", -left),
        (None, left) => format!("{left} d left"),
    };
    let (all, open) = state.issues_since(runbook, window.file.starts);
    section.with(
        format!("{} to {}, {left}", window.file.starts, window.ends),
        vec![match all {
            1 => format!("1 issue since then, {open} open"),
            _ => format!("{all} issues since then, {open} open"),
        }],
    );
    if all == 0 {
        return section;
    }
    let weeks = state.issues_by_week(runbook, window.file.starts, wall.now);
    let rows = weeks.into_iter().map(|week| {
        format!(
            "{}  {:>6}  {:>6}  {:>4}",
            week.starts, week.opened, week.closed, week.open
        )
    });
    let head = "week of     opened  closed  open".to_owned();
    let rows = std::iter::once(head).chain(rows).collect();
    section.with("Issues by week", rows);
    let open = state.issues_of(runbook, window.file.starts);
    let open: Vec<String> = open
        .filter(|known| known.is_open())
        .filter_map(|known| {
            let title = &known.opening()?.title;
            let owner = known.owner().unwrap_or("nobody");
            Some(format!("{} {title}: {owner} is to act", known.id.short()))
        })
        .collect();
    if !open.is_empty() {
        section.with("Open issues", open);
    }
    section
}

pub(super) fn drift(state: &State, runbook: &Runbook, wall: &Clock) -> Section {
    let mut section = Section::new("Drift");
    for sign in state.drift(runbook, wall.now) {
        section.line(sign.to_string());
    }
    section
}

/// What a review of a runbook goes through: who answers for it, whom it names, what nobody
/// answered, what nobody does.
pub fn review(state: &State, runbook: &Runbook, wall: &Clock) -> Document {
    let reviewed = state.reviewed(runbook, wall.now);
    let last = match (reviewed.last, &reviewed.from) {
        (Some(day), Some(by)) => format!("Last reviewed on {day} by {by}."),
        (Some(day), None) => format!("Last reviewed on {day}, by the file's word."),
        (None, _) => "Never reviewed.".to_owned(),
    };
    let next = match (reviewed.next, reviewed.is_overdue()) {
        (Some(day), true) => format!("The review was due on {day}."),
        (Some(day), false) => format!("The next review is due on {day}."),
        (None, _) => {
            "Nothing says when the next review is due: write `every` into [review].".to_owned()
        }
    };
    Document {
        title: format!("Review of {}", runbook.title),
        lead: vec![last, next],
        sections: vec![
            drift(state, runbook, wall),
            owners(runbook),
            contacts(runbook),
            alerts(runbook),
            questions(state, runbook, wall),
        ],
    }
}

fn owners(runbook: &Runbook) -> Section {
    let mut section = Section::new("Owners: is it still they?");
    for (role, owner) in &runbook.owners {
        let contact = owner.contact.as_deref().unwrap_or("no contact");
        let operators = match owner.operators.is_empty() {
            true => "no operators".to_owned(),
            false => owner.operators.join(", "),
        };
        let words = format!("{role}: {}, {contact} ({operators})", owner.name);
        section.with(words, responsibilities(owner));
    }
    section
}

/// What a role answers for, in one line, where the file says so.
pub(super) fn responsibilities(owner: &Owner) -> Vec<String> {
    match owner.responsible_for.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "responsible for {}",
            owner.responsible_for.join(", ")
        )],
    }
}

fn contacts(runbook: &Runbook) -> Section {
    let mut section = Section::new("Contacts: does someone answer there?");
    for contact in &runbook.contacts {
        let address = contact.contact.as_deref().unwrap_or("no address");
        let hours = contact.hours.as_deref().unwrap_or("no hours");
        section.line(format!(
            "{}: {}, {address}, {hours}",
            contact.id, contact.name
        ));
    }
    section
}

fn alerts(runbook: &Runbook) -> Section {
    let mut section = Section::new("Alerts: do they still fire so?");
    for alert in &runbook.alerts {
        let severity = alert.severity.as_deref().unwrap_or("no severity");
        let answers = runbook.procedures.iter();
        let answers = answers.filter(|it| it.alerts.contains(&alert.name));
        let titles: Vec<_> = answers.map(|it| it.title.as_str()).collect();
        let titles = match titles.is_empty() {
            true => "no procedure".to_owned(),
            false => titles.join(", "),
        };
        section.line(format!("{}, {severity}: {titles}", alert.name));
    }
    section
}

fn questions(state: &State, runbook: &Runbook, wall: &Clock) -> Section {
    let mut section = Section::new("Questions without an answer");
    let questions = state.open_follow_ups().filter(|known| {
        let runbook_of = known.opening().and_then(|it| it.runbook.as_ref());
        known.kind() == Some(FollowUpKind::Question) && runbook_of == Some(&runbook.id)
    });
    for known in questions {
        if let Some(said) = &known.opened {
            let at = wall.exact(said.at);
            section.line(format!(
                "{} {}, {at} by {}",
                known.id.short(),
                said.what.title,
                said.by
            ));
        }
    }
    section
}
