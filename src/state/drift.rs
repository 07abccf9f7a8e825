//! Where a runbook and what is really done have drifted apart. Worked out from the state and
//! the runbook whenever someone looks; nothing of it stops anyone.

use super::digest::parts_digest;
use super::fold::State;
use super::review::day_of;
use crate::event::Part;
use crate::runbook::{Hop, ProcedureRef, ROLES, Runbook, StepRef};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeSet;
use std::fmt;

/// So many runs back on each target are looked at for steps that nobody does.
const LAST_RUNS: usize = 10;
/// Fewer runs say nothing of a habit.
const FEWEST_RUNS: usize = 3;

/// One sign of drift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// A role that every tool needs has no owner.
    OwnerMissing {
        /// The role.
        role: &'static str,
    },
    /// The review is overdue.
    ReviewOverdue {
        /// Since when.
        since: Date,
    },
    /// Nobody ever ran or rehearsed a procedure.
    Untried {
        /// The procedure.
        procedure: ProcedureRef,
        /// What people call it.
        title: String,
    },
    /// Nobody ran or rehearsed a procedure since it changed in what counts.
    Changed {
        /// The procedure.
        procedure: ProcedureRef,
        /// What people call it.
        title: String,
        /// The day of the last time.
        last: Date,
        /// What of it changed.
        parts: Vec<Part>,
    },
    /// A step was skipped in every one of the last runs.
    AlwaysSkipped {
        /// The procedure.
        procedure: ProcedureRef,
        /// What people call the procedure.
        title: String,
        /// Which box.
        step_ref: StepRef,
        /// In how many runs.
        runs: usize,
    },
    /// No procedure answers an alert.
    AlertUnanswered {
        /// The alert.
        alert: String,
    },
    /// A contact stands in no path, window or dependency.
    ContactUnused {
        /// Its id.
        contact: String,
    },
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnerMissing { role } => write!(f, "there is no {role} owner"),
            Self::ReviewOverdue { since } => write!(f, "the review is overdue since {since}"),
            Self::Untried { title, .. } => write!(f, "nobody ever ran or rehearsed “{title}”"),
            Self::Changed {
                title, last, parts, ..
            } => {
                let parts: Vec<_> = parts.iter().map(|part| part.words()).collect();
                let parts = parts.join(", ");
                write!(
                    f,
                    "nobody ran or rehearsed “{title}” since it changed ({parts}); the last time was {last}"
                )
            }
            Self::AlwaysSkipped {
                title,
                step_ref,
                runs,
                ..
            } => write!(
                f,
                "step {step_ref} of “{title}” was skipped in each of the last {runs} runs"
            ),
            Self::AlertUnanswered { alert } => write!(f, "no procedure answers the alert {alert}"),
            Self::ContactUnused { contact } => {
                write!(f, "nothing uses the contact {contact}")
            }
        }
    }
}

impl State {
    /// Where a runbook has drifted from what is done, the gravest first.
    pub fn drift(&self, runbook: &Runbook, now: Timestamp) -> Vec<Drift> {
        let mut found = Vec::new();
        if runbook.sample {
            return found;
        }
        for role in ROLES {
            if !runbook.owners.contains_key(role) {
                found.push(Drift::OwnerMissing { role });
            }
        }
        let reviewed = self.reviewed(runbook, now);
        if let Some(since) = reviewed.next.filter(|_| reviewed.is_overdue()) {
            found.push(Drift::ReviewOverdue { since });
        }
        let answered = |alert: &str| {
            let mut procedures = runbook.procedures.iter();
            procedures.any(|procedure| procedure.alerts.iter().any(|it| it == alert))
        };
        let alerts = runbook.alerts.iter().map(|alert| &alert.name);
        found.extend(
            alerts
                .filter(|alert| !answered(alert))
                .map(|alert| Drift::AlertUnanswered {
                    alert: alert.clone(),
                }),
        );
        self.add_untried(&mut found, runbook);
        self.add_skipped(&mut found, runbook);
        add_unused(&mut found, runbook);
        found
    }

    fn add_skipped(&self, found: &mut Vec<Drift>, runbook: &Runbook) {
        for procedure in &runbook.procedures {
            let reference = runbook.reference(procedure);
            let (runs, skipped) = self.skipped(&reference, LAST_RUNS);
            if runs < FEWEST_RUNS {
                continue;
            }
            let always = skipped.into_iter().filter(|(_, count)| *count == runs);
            // What the file no longer has says nothing of the file.
            let always = always.filter(|(step_ref, _)| procedure.step(&step_ref.step).is_some());
            found.extend(always.map(|(step_ref, _)| Drift::AlwaysSkipped {
                procedure: reference.clone(),
                title: procedure.title.clone(),
                step_ref,
                runs,
            }));
        }
    }

    /// By procedure, and by what changed in it: an edit of one says nothing of the others. Of
    /// a run of 0.1.0 nobody knows what it was held against.
    fn add_untried(&self, found: &mut Vec<Drift>, runbook: &Runbook) {
        for procedure in &runbook.procedures {
            let reference = runbook.reference(procedure);
            let rehearsed = self.last_rehearsal(&reference);
            let tried = rehearsed.into_iter().chain(self.last_live(&reference));
            let title = procedure.title.clone();
            let Some(last) = tried.max_by_key(|done| done.at) else {
                found.push(Drift::Untried {
                    procedure: reference,
                    title,
                });
                continue;
            };
            let now = parts_digest(runbook, procedure, last.target.as_ref());
            let parts = last.parts.map_or(Vec::new(), |then| then.changed(&now));
            if !parts.is_empty() {
                found.push(Drift::Changed {
                    procedure: reference,
                    title,
                    last: day_of(runbook, last.at),
                    parts,
                });
            }
        }
    }
}

fn add_unused(found: &mut Vec<Drift>, runbook: &Runbook) {
    let package = &runbook.package;
    let paths = package.escalation.iter().flat_map(|it| &it.path);
    let paths = paths.map(|Hop { contact, .. }| contact.as_str());
    let others = package
        .dependencies
        .iter()
        .filter_map(|it| it.contact.as_deref());
    let support = package.stabilization.iter();
    let support = support.filter_map(|it| it.support.as_deref());
    let used: BTreeSet<&str> = paths.chain(others).chain(support).collect();
    // Where nothing names anyone yet, every contact would be named here: that helps nobody.
    if used.is_empty() {
        return;
    }
    let contacts = runbook.contacts.iter();
    let unused = contacts.filter(|contact| !used.contains(contact.id.as_str()));
    found.extend(unused.map(|contact| Drift::ContactUnused {
        contact: contact.id.clone(),
    }));
}
