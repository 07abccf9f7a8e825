//! What the record knows of a procedure, beside what its file says: what is different since
//! this operator last ran it, who rehearsed it, which questions stand at its steps, and what
//! was put off.

use super::super::exit::Stop;
use super::super::out::{Out, Table};
use crate::present::{Clock, Commit, Tone};

use super::commits;
use super::parts::heading;
use crate::event::FollowUpState;
use crate::runbook::{Procedure, ProcedureRef, Runbook};
use crate::session::Session;
use crate::state::{FollowUp, RehearsalState, State, rehearsal_state};
use jiff::Timestamp;
use serde::Serialize;

/// As JSON: `changed` (what is different since this operator's last run, in words; null where
/// they never ran it), `rehearsal` (`every_seconds`, `stands`: `never`,
/// `not-counted`, `fresh`, `due`, `overdue`; `due`; null where it is not asked for), `rehearsed` (`by`, `at`: the last time
/// of each operator), `questions` (`follow_up`, `step`, `title`, `answer`), `deferred`
/// (`follow_up`, `step`, `title`, `answer`: the last reason), `commits` (`commit`, `day`, `by`,
/// `subject`: the last changes of its steps, where its file is in a git checkout).
#[derive(Debug, Serialize)]
pub struct ProcedureHistory {
    changed: Option<Vec<String>>,
    rehearsal: Option<Rehearsal>,
    rehearsed: Vec<Rehearsed>,
    questions: Vec<Standing>,
    deferred: Vec<Standing>,
    commits: Vec<Commit>,
}

#[derive(Debug, Serialize)]
struct Rehearsal {
    every_seconds: i64,
    stands: &'static str,
    due: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct Rehearsed {
    by: String,
    at: Timestamp,
}

#[derive(Debug, Serialize)]
struct Standing {
    follow_up: String,
    step: String,
    title: String,
    answer: Option<String>,
    #[serde(skip)]
    short: String,
}

impl Standing {
    fn of(known: &FollowUp, answer: Option<String>) -> Option<Self> {
        Some(Self {
            follow_up: known.id.to_string(),
            step: known.step_ref()?.to_string(),
            title: known.opening()?.title.clone(),
            answer,
            short: known.id.short(),
        })
    }
}

impl ProcedureHistory {
    /// What is known of a procedure now.
    pub fn of(
        session: &mut Session,
        runbook: &Runbook,
        procedure: &Procedure,
        now: Timestamp,
    ) -> Self {
        let reference = &runbook.reference(procedure);
        let changed = session.changed_since_my_last_run(reference, None);
        let changed = changed.map(|(_, changes)| changes);
        let steps = session.changed_steps(reference);
        let commits = steps.map_or_else(Vec::new, |it| it.commits());
        let state = session.state();
        let rehearsed = state.trained(runbook, [procedure]).into_iter();
        Self {
            changed: changed.map(|all| all.iter().map(ToString::to_string).collect()),
            rehearsal: rehearsal(&state, runbook, procedure, now),
            rehearsed: rehearsed
                .map(|(by, at)| Rehearsed {
                    by: by.to_string(),
                    at,
                })
                .collect(),
            questions: questions(&state, reference, procedure),
            deferred: deferred(&state, reference),
            commits,
        }
    }

    /// Tells it, as far as there is something to tell.
    ///
    /// # Errors
    /// When nobody reads, or the output cannot be written.
    pub fn tell(&self, out: &mut Out, clock: &Clock) -> Result<(), Stop> {
        if let Some(changed) = self.changed.as_ref().filter(|all| !all.is_empty()) {
            heading(out, "Changed since you last ran it")?;
            for change in changed {
                out.say(change)?;
            }
        }
        if !self.commits.is_empty() {
            heading(out, "Changed by")?;
            commits::tell(out, &self.commits)?;
        }
        tell_standing(out, "Questions", &self.questions)?;
        tell_standing(out, "Deferred", &self.deferred)?;
        if self.rehearsal.is_none() && self.rehearsed.is_empty() {
            return Ok(());
        }
        heading(out, "Rehearsals")?;
        if let Some(rehearsal) = &self.rehearsal {
            let due = rehearsal.due.map(|due| format!(" {}", clock.exact(due)));
            let words = match rehearsal.stands {
                "never" => "Nobody has rehearsed it yet.".to_owned(),
                "not-counted" => "No rehearsal of it counts.".to_owned(),
                "overdue" => format!("Overdue since{}.", due.unwrap_or_default()),
                _ => format!("Due again{}.", due.unwrap_or_default()),
            };
            out.say(&words)?;
        }
        let mut table = Table::default();
        for rehearsed in &self.rehearsed {
            let at = clock.exact(rehearsed.at);
            table.row([(Tone::Dim, at.as_str()), (Tone::Plain, &rehearsed.by)]);
        }
        table.write(out)
    }
}

fn tell_standing(out: &mut Out, name: &str, all: &[Standing]) -> Result<(), Stop> {
    if all.is_empty() {
        return Ok(());
    }
    heading(out, name)?;
    let mut table = Table::keeping(&[0]);
    for it in all {
        table.row([
            (Tone::Plain, it.short.as_str()),
            (Tone::Dim, it.step.as_str()),
            (Tone::Strong, it.title.as_str()),
            (Tone::Plain, it.answer.as_deref().unwrap_or_default()),
        ]);
    }
    table.write(out)
}

fn rehearsal(
    state: &State,
    runbook: &Runbook,
    procedure: &Procedure,
    now: Timestamp,
) -> Option<Rehearsal> {
    let every = procedure.rehearse_every?;
    let (stands, due) = match rehearsal_state(state, runbook, procedure, now)? {
        RehearsalState::Never => ("never", None),
        RehearsalState::NotCounted { .. } => ("not-counted", None),
        RehearsalState::Fresh { due, .. } => ("fresh", Some(due)),
        RehearsalState::Due { due, .. } => ("due", Some(due)),
        RehearsalState::Overdue { due, .. } => ("overdue", Some(due)),
    };
    Some(Rehearsal {
        every_seconds: every.as_secs(),
        stands,
        due,
    })
}

fn questions(state: &State, reference: &ProcedureRef, procedure: &Procedure) -> Vec<Standing> {
    let steps = procedure.steps.iter();
    let asked = steps.flat_map(|step| state.questions_at(reference, &step.id));
    let standing = asked.filter_map(|known| {
        let answer = known.last_move();
        let answer = answer.filter(|said| said.what.state == FollowUpState::Answered);
        Standing::of(known, answer.and_then(|said| said.what.text.clone()))
    });
    standing.collect()
}

fn deferred(state: &State, reference: &ProcedureRef) -> Vec<Standing> {
    let open = state.open_follow_ups().filter(|known| {
        let origin = known.origin();
        known.kind() == Some(crate::event::FollowUpKind::Deferral)
            && origin.is_some_and(|origin| origin.procedure == *reference)
    });
    let standing = open.filter_map(|known| {
        let reason = known.last_reason().map(str::to_owned);
        Standing::of(known, reason)
    });
    standing.collect()
}
