//! The handoff package of a runbook with what the record knows of it: the last result of a
//! check, the last rotation, the last restore that was really done.

use super::Wall;
use super::document::{Document, Section};
use crate::event::FollowUpState;
use crate::runbook::{ProcedureRef, Runbook};
use crate::state::{State, day_of};
use crate::text::duration_words;
use jiff::SignedDuration;

/// All pages of a package behind each other; those of which the file says nothing are empty.
pub fn package(state: &State, runbook: &Runbook, wall: &Wall) -> Document {
    let look = Look {
        state,
        runbook,
        wall,
    };
    Document {
        title: runbook.title.clone(),
        lead: runbook.summary.iter().cloned().collect(),
        sections: vec![
            look.architecture(),
            look.escalation(),
            look.dependencies(),
            look.credentials(),
            look.data(),
            look.backup(),
            look.change_control(),
            look.releases(),
            look.stabilization(),
        ],
    }
}

struct Look<'a> {
    state: &'a State,
    runbook: &'a Runbook,
    wall: &'a Wall,
}

impl Look<'_> {
    fn architecture(&self) -> Section {
        let mut section = Section::new("Architecture");
        let text = self.runbook.package.architecture.as_deref();
        let lines = text.into_iter().flat_map(str::lines);
        lines
            .filter(|line| !line.trim().is_empty())
            .for_each(|line| section.line(line.trim_end()));
        section
    }

    fn escalation(&self) -> Section {
        let mut section = Section::new("Escalation");
        for escalation in &self.runbook.package.escalation {
            let mut words = escalation.severity.clone();
            if let Some(means) = &escalation.means {
                words.push_str(&format!(": {means}"));
            }
            let mut below = Vec::new();
            let targets = [
                ("answer within", escalation.respond_within),
                ("over within", escalation.resolve_within),
            ];
            for (what, length) in targets {
                below.extend(length.map(|length| format!("{what} {}", length_words(length))));
            }
            for hop in &escalation.path {
                let after = match hop.after.is_zero() {
                    true => "at once".to_owned(),
                    false => format!("after {}", length_words(hop.after)),
                };
                below.push(format!("{after}: {}", self.reach_words(&hop.contact)));
            }
            section.with(words, below);
        }
        section
    }

    fn reach_words(&self, contact: &str) -> String {
        let Some(reach) = self.runbook.reach(contact) else {
            return contact.to_owned();
        };
        let address = reach.address.unwrap_or("no address");
        let hours = reach.hours.map(|hours| format!(" ({hours})"));
        format!("{}, {address}{}", reach.name, hours.unwrap_or_default())
    }

    fn dependencies(&self) -> Section {
        let mut section = Section::new("Dependencies");
        for dependency in &self.runbook.package.dependencies {
            let owner = dependency.owner.as_ref().map(|owner| format!(", {owner}"));
            let mut below = Vec::new();
            let contact = dependency.contact.as_deref();
            below.extend(contact.map(|contact| self.reach_words(contact)));
            let if_down = dependency.if_down.as_ref();
            below.extend(if_down.map(|words| format!("if it is down: {words}")));
            let check = dependency.check.as_ref();
            below.extend(check.map(|check| self.last_words("check", check)));
            section.with(
                format!("{}{}", dependency.name, owner.unwrap_or_default()),
                below,
            );
        }
        section
    }

    /// `check: orders/health, completed on 2026-11-23`
    fn last_words(&self, what: &str, procedure: &ProcedureRef) -> String {
        let last = self.state.last_live(procedure).map(|done| {
            let day = day_of(self.runbook, done.at);
            format!("{} on {day}", done.verdict)
        });
        let last = last.unwrap_or_else(|| "never run".to_owned());
        format!("{what}: {procedure}, {last}")
    }

    /// `, due again by 2027-02-21`, or that it is past.
    fn due_words(&self, procedure: &ProcedureRef, every: Option<SignedDuration>) -> String {
        let last = self.state.last_clean(procedure);
        let Some((done, every)) = last.zip(every) else {
            return String::new();
        };
        let due = done.at.saturating_add(every).unwrap_or(done.at);
        let day = day_of(self.runbook, due);
        match due < self.wall.now {
            true => format!(", was due again by {day}"),
            false => format!(", due again by {day}"),
        }
    }

    fn credentials(&self) -> Section {
        let mut section = Section::new("Credentials");
        for credential in &self.runbook.package.credentials {
            let mut below = Vec::new();
            below.extend(
                credential
                    .stored_in
                    .iter()
                    .map(|it| format!("kept in {it}")),
            );
            below.extend(
                credential
                    .request
                    .iter()
                    .map(|it| format!("to get it: {it}")),
            );
            let access = credential.access.iter();
            below.extend(access.map(|it| self.last_words("access", it)));
            below.extend(credential.rotate.iter().map(|it| {
                let due = self.due_words(it, credential.rotate_every);
                format!("{}{due}", self.last_words("rotation", it))
            }));
            section.with(credential.name.clone(), below);
        }
        section
    }

    fn data(&self) -> Section {
        let mut section = Section::new("Data");
        for field in &self.runbook.package.data {
            let means = field.means.as_ref().map(|means| format!(": {means}"));
            let mut below = Vec::new();
            below.extend(field.example.iter().map(|it| format!("like {it}")));
            below.extend(field.sensitivity.iter().cloned());
            section.with(
                format!("{}{}", field.field, means.unwrap_or_default()),
                below,
            );
        }
        section
    }

    fn backup(&self) -> Section {
        let mut section = Section::new("Backup and rollback");
        if let Some(backup) = &self.runbook.package.backup {
            let restore = backup.restore.iter().map(|it| {
                let due = self.due_words(it, backup.exercise_every);
                format!("{}{due}", self.last_words("restore", it))
            });
            section.with(backup.what.clone(), restore.collect());
        }
        if let Some(rollback) = &self.runbook.package.rollback {
            let procedure = rollback.procedure.iter();
            let mut below: Vec<_> = procedure.map(|it| self.last_words("by", it)).collect();
            let text = rollback.text.as_deref().into_iter().flat_map(str::lines);
            below.extend(
                text.filter(|line| !line.trim().is_empty())
                    .map(str::to_owned),
            );
            section.with("A release goes back", below);
        }
        section
    }

    fn change_control(&self) -> Section {
        let mut section = Section::new("Change control");
        if let Some(control) = &self.runbook.package.change_control {
            if let Some(request) = &control.request {
                section.line(request.clone());
            }
            for (what, roles) in [
                ("reviewed by", &control.reviewers),
                ("approved by", &control.approvers),
            ] {
                if !roles.is_empty() {
                    section.line(format!("{what} {}", roles.join(" or ")));
                }
            }
            if control.covers_runbook {
                section.line("a revision of this runbook wants an approved change");
            }
        }
        section
    }

    fn releases(&self) -> Section {
        let mut section = Section::new("Releases");
        for release in &self.runbook.package.releases {
            let date = release.date.map(|date| format!(", {date}"));
            let notes = release.notes.as_deref().into_iter().flat_map(str::lines);
            let notes = notes.filter(|line| !line.trim().is_empty());
            section.with(
                format!("{}{}", release.version, date.unwrap_or_default()),
                notes.map(str::to_owned).collect(),
            );
        }
        let changes = self.state.follow_ups().filter(|known| {
            let runbook = known.opening().and_then(|it| it.runbook.as_ref());
            known.state() == FollowUpState::Released && runbook == Some(&self.runbook.id)
        });
        for known in changes {
            let (Some(opening), Some(said)) = (known.opening(), known.moves.current()) else {
                continue;
            };
            let day = day_of(self.runbook, said.at);
            section.with(
                format!(
                    "change {}, released on {day} by {}: {}",
                    known.id.short(),
                    said.by,
                    opening.title
                ),
                said.what.text.iter().cloned().collect(),
            );
        }
        section
    }

    fn stabilization(&self) -> Section {
        let mut section = super::readiness::window(self.state, self.runbook, self.wall);
        let window = self.runbook.package.stabilization.as_ref();
        if let (Some(window), Some(line)) = (window, section.lines.first_mut()) {
            let support = window.support.as_deref();
            line.below.extend(support.map(|it| self.reach_words(it)));
            let exit = window.exit.as_deref().into_iter().flat_map(str::lines);
            line.below.extend(exit.map(str::to_owned));
        }
        section
    }
}

fn length_words(length: SignedDuration) -> String {
    duration_words(length.as_secs().unsigned_abs())
}
