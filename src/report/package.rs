//! The handoff package of a runbook with what the record knows of it: the last result of a
//! check, the last rotation, the last restore that was really done.

use super::document::{Document, Section};
use crate::event::FollowUpState;
use crate::present::{Clock, Reached, all_on_call, grade};
use crate::runbook::{ProcedureRef, Runbook};
use crate::state::{Rehearsed, State, day_of, training};
use crate::text::duration_words;
use jiff::SignedDuration;

/// One page of a handoff package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// What the tool is, how it is built, who answers for it.
    Overview,
    /// Whom to reach, and when.
    Contacts,
    /// Who is called when, by severity.
    Escalation,
    /// What the tool needs, and the last result of each check.
    Dependencies,
    /// How to get and renew access, and when that was done last.
    Credentials,
    /// The data dictionary.
    Data,
    /// What its alerts mean, and what answers them.
    Alerts,
    /// What is backed up, and the last restore that was really done.
    Backup,
    /// How a release is rolled back.
    Rollback,
    /// How a change is asked for and allowed.
    ChangeControl,
    /// What was released.
    Releases,
    /// The weeks after the launch.
    Stabilization,
    /// When it was reviewed, and what a review goes through.
    Review,
    /// Who has rehearsed what.
    Training,
    /// What a handoff still lacks.
    Readiness,
    /// Where the runbook and what is really done differ.
    Drift,
}

impl Page {
    /// Every page, in the order in which they are read.
    pub const ALL: [Self; 16] = [
        Self::Overview,
        Self::Contacts,
        Self::Escalation,
        Self::Dependencies,
        Self::Credentials,
        Self::Data,
        Self::Alerts,
        Self::Backup,
        Self::Rollback,
        Self::ChangeControl,
        Self::Releases,
        Self::Stabilization,
        Self::Review,
        Self::Training,
        Self::Readiness,
        Self::Drift,
    ];

    /// What people call it.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Overview => "Overview and architecture",
            Self::Contacts => "Contacts",
            Self::Escalation => "Escalation",
            Self::Dependencies => "Dependencies",
            Self::Credentials => "Credentials",
            Self::Data => "Data dictionary",
            Self::Alerts => "Alerts",
            Self::Backup => "Backup and restore",
            Self::Rollback => "Rollback",
            Self::ChangeControl => "Change control",
            Self::Releases => "Releases",
            Self::Stabilization => "Stabilization",
            Self::Review => "Review",
            Self::Training => "Training",
            Self::Readiness => "Readiness",
            Self::Drift => "Drift",
        }
    }
}

/// The last rehearsal of an operator: `12 Nov, 8 of 9 as the scenario has it`.
fn rehearsed_words(last: Option<&Rehearsed>, runbook: &Runbook, wall: &Clock) -> String {
    let Some(last) = last else {
        return "never".to_owned();
    };
    let grade = last.grade.as_ref().map(|it| format!(", {}", grade(it)));
    let why: Vec<_> = last.why_not.iter().map(|it| it.words(runbook)).collect();
    let counts = match last.trains() {
        true => String::new(),
        false => format!("; it does not train: {}", why.join("; ")),
    };
    format!("{}{}{counts}", wall.day(last.at), grade.unwrap_or_default())
}

/// One page of a package; without sections that have lines where it has nothing to say.
pub fn page(state: &State, runbook: &Runbook, page: Page, wall: &Clock) -> Document {
    let look = Look {
        state,
        runbook,
        wall,
    };
    let one = |section: Section| Document {
        title: page.heading().to_owned(),
        lead: Vec::new(),
        sections: vec![section],
    };
    let mut document = match page {
        Page::Overview => Document {
            lead: runbook.summary.iter().cloned().collect(),
            sections: vec![look.architecture(), look.owners(), look.links()],
            ..Document::default()
        },
        Page::Contacts => Document {
            sections: vec![look.contacts(), look.on_call()],
            ..Document::default()
        },
        Page::Escalation => one(look.escalation()),
        Page::Dependencies => one(look.dependencies()),
        Page::Credentials => one(look.credentials()),
        Page::Data => one(look.data()),
        Page::Alerts => one(look.alerts()),
        Page::Backup => one(look.backup()),
        Page::Rollback => one(look.rollback()),
        Page::ChangeControl => one(look.change_control()),
        Page::Releases => one(look.releases()),
        Page::Stabilization => one(look.stabilization()),
        Page::Review => super::review(state, runbook, wall),
        Page::Training => one(look.training()),
        Page::Readiness => super::readiness(state, runbook, wall),
        Page::Drift => one(super::readiness::drift(state, runbook, wall)),
    };
    page.heading().clone_into(&mut document.title);
    document
}

/// The pages of a package that say something.
pub fn pages(state: &State, runbook: &Runbook, wall: &Clock) -> Vec<Page> {
    let says = |page: &Page| {
        let document = self::page(state, runbook, *page, wall);
        let lines = document.sections.iter().any(|it| !it.lines.is_empty());
        lines || !document.lead.is_empty()
    };
    Page::ALL.into_iter().filter(says).collect()
}

/// What a package says of the tool itself, behind each other; those of which the file says
/// nothing are empty.
pub fn package(state: &State, runbook: &Runbook, wall: &Clock) -> Document {
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
            look.on_call(),
            look.dependencies(),
            look.credentials(),
            look.data(),
            look.backup(),
            look.rollback(),
            look.change_control(),
            look.releases(),
            look.stabilization(),
        ],
    }
}

struct Look<'a> {
    state: &'a State,
    runbook: &'a Runbook,
    wall: &'a Clock,
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

    fn owners(&self) -> Section {
        let mut section = Section::new("Owners");
        for (role, owner) in &self.runbook.owners {
            let contact = owner.contact.as_ref().map(|it| format!(", {it}"));
            let words = format!("{role}: {}{}", owner.name, contact.unwrap_or_default());
            section.with(words, super::readiness::responsibilities(owner));
        }
        section
    }

    fn links(&self) -> Section {
        let mut section = Section::new("Links");
        for link in &self.runbook.links {
            section.with(link.name.clone(), vec![link.url.clone()]);
        }
        section
    }

    fn contacts(&self) -> Section {
        let mut section = Section::new("Contacts");
        for contact in &self.runbook.contacts {
            let below = contact.contact.iter().chain(&contact.hours);
            section.with(contact.name.clone(), below.cloned().collect());
        }
        section
    }

    fn on_call(&self) -> Section {
        let mut section = Section::new("On call");
        for (name, words) in all_on_call(self.state, self.runbook, self.wall) {
            section.with(name, vec![words]);
        }
        section
    }

    fn alerts(&self) -> Section {
        let mut section = Section::new("Alerts");
        for alert in &self.runbook.alerts {
            let severity = alert.severity.as_ref().map(|it| format!(", {it}"));
            let words = format!("{}{}", alert.name, severity.unwrap_or_default());
            let mut below: Vec<_> = alert.means.iter().cloned().collect();
            let answers = self.runbook.procedures.iter();
            let answers = answers.filter(|it| it.alerts.contains(&alert.name));
            below.extend(answers.map(|it| format!("answered by {}", it.title)));
            section.with(words, below);
        }
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
        let reached = Reached::of(self.state, self.runbook, contact, self.wall);
        reached.map_or_else(|| contact.to_owned(), |reached| reached.words())
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
        let proof = self.state.proof(self.runbook, procedure);
        let proven = proof.why_not.is_empty();
        let Some((done, every)) = proof.last.filter(|_| proven).zip(every) else {
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
        let mut section = Section::new("Backup and restore");
        if let Some(backup) = &self.runbook.package.backup {
            let restore = backup.restore.iter().map(|it| {
                let due = self.due_words(it, backup.exercise_every);
                format!("{}{due}", self.last_words("restore", it))
            });
            section.with(backup.what.clone(), restore.collect());
        }
        section
    }

    fn rollback(&self) -> Section {
        let mut section = Section::new("Rollback");
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
                    let owners = roles
                        .iter()
                        .filter_map(|role| Some((role, self.runbook.owners.get(role)?)));
                    let below = owners.map(|(role, owner)| {
                        let answers_for = super::readiness::responsibilities(owner);
                        let words = [vec![format!("{role}: {}", owner.name)], answers_for];
                        words.concat().join(", ")
                    });
                    section.with(format!("{what} {}", roles.join(" or ")), below.collect());
                }
            }
            if control.covers_runbook {
                section.line("a revision of this runbook needs an approved change");
            }
            if control.signed {
                section.line("approvals and releases count once they are signed with an SSH key");
            }
        }
        section
    }

    /// A line a procedure, and below it each operator's last rehearsal.
    fn training(&self) -> Section {
        let mut section = Section::new("Operators and what they rehearsed last");
        let training = training(self.state, self.runbook);
        for practice in &training.procedures {
            let kind = match practice.is_exception {
                true => "exception",
                false => "normal task",
            };
            let cells = training.operators.iter().zip(&practice.last);
            let below = cells.map(|(operator, last)| {
                format!(
                    "{operator}: {}",
                    rehearsed_words(last.as_ref(), self.runbook, self.wall)
                )
            });
            section.with(format!("{} ({kind})", practice.title), below.collect());
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
