//! The row of a run: how far it is, and what of it waits.

use super::clock::Clock;
use super::how_far::HowFar;
use super::kind::Kind;
use super::row::Row;
use super::sources::Sources;
use super::words;
use crate::event::RunId;
use crate::state;
use crate::state::State;

/// That the same is in progress already where a run was begun, a sentence each:
/// `The round of Sun 09:00 is still in progress: run 7k2m9x, 1 of 3.`
pub fn still_open(state: &State, run: RunId, clock: &Clock) -> Vec<(RunId, String)> {
    let others = state.still_open_before(run).into_iter();
    let words = others.filter_map(|other| {
        let said = other.started.as_ref()?;
        let what = match said.what.slot {
            Some(slot) => format!("The round of {}", clock.moment(slot)),
            None => format!("What was begun {}", clock.moment(said.at)),
        };
        let (id, far) = (other.id.short(), HowFar::recorded(other));
        let words = format!("{what} is still in progress: run {id}, {far}.");
        Some((other.id, words))
    });
    words.collect()
}

impl Sources<'_> {
    /// Whether the timer of a run has run out while its step waits for an answer.
    pub(super) fn has_rung(&self, what: &state::Row) -> bool {
        let state::Row::InProgress { run, .. } = what else {
            return false;
        };
        let Some(run) = self.state.run(*run) else {
            return false;
        };
        run.boxes.values().any(|step| {
            let wait = step.waits.current();
            step.outcome().is_none() && wait.is_some_and(|said| said.what.until <= self.clock.now)
        })
    }

    /// The step of a run that waits for this operator's signature.
    pub(super) fn signature_of(&self, what: &state::Row) -> Option<&str> {
        let state::Row::InProgress { run, .. } = what else {
            return None;
        };
        self.outside.signatures.get(run).map(String::as_str)
    }

    pub(super) fn run(&self, row: &mut Row) {
        let (state::Row::InProgress { run: id, .. }
        | state::Row::Disputed { run: id }
        | state::Row::Done { run: id, .. }) = row.what.clone()
        else {
            return;
        };
        row.run = Some(id);
        self.name_run(row, id);
        let disputed = if row.disputed { ", disputed" } else { "" };
        let progress = row.how_far.unwrap_or_default();
        row.status = match &row.what {
            state::Row::Done { verdict, at, .. } => {
                let moment = self.clock.moment(*at);
                let late = if row.written_up {
                    ", written up later"
                } else {
                    ""
                };
                format!("{}{late}", words::done_status(verdict, &progress, &moment))
            }
            state::Row::Disputed { .. } => format!("{progress}{disputed}"),
            _ if row.kind == Kind::Timer => format!("{progress}{disputed}, timer rung"),
            _ if row.kind == Kind::Signature => {
                let step = self.signature_of(&row.what).unwrap_or_default();
                format!("sign {step}")
            }
            state::Row::InProgress { occurrence, .. } => {
                row.slot = occurrence.as_ref().map(|it| it.slot).or(row.slot);
                row.due_by = occurrence.as_ref().map(|it| it.due_by).or(row.due_by);
                match (row.kind, row.due_by) {
                    (Kind::Overdue, Some(due_by)) => {
                        format!("{progress}{disputed}, {}", self.clock.overdue(due_by))
                    }
                    _ => format!("{progress}{disputed}"),
                }
            }
            _ => String::new(),
        };
        let theirs = self.outside.at_it.get(&id);
        if let (state::Row::InProgress { .. }, Some(theirs)) = (&row.what, theirs) {
            row.status = theirs.of_row(&row.status, self.clock);
        }
    }

    /// The names of a run, its place and how far it is.
    fn name_run(&self, row: &mut Row, id: RunId) {
        if let Some(run) = self.state.run(id)
            && let Some(started) = run.started.as_ref().map(|said| &said.what)
        {
            row.title = started.title.clone();
            row.target = started.target.as_ref().map(ToString::to_string);
            row.about = run.subject().map(str::to_owned).or(row.target.clone());
            row.runbook_title = started.runbook_title.clone();
            row.runbook = Some(started.procedure.runbook.clone());
            row.procedure = Some(started.procedure.clone());
            row.rehearsal = started.rehearsal;
            row.slot = started.slot;
            row.due_by = started.due_by;
            let known = self.outside.progress.get(&id).copied();
            row.how_far = Some(known.unwrap_or_else(|| HowFar::recorded(run)));
            row.disputed = run.is_disputed();
            row.written_up = run.is_ended() && run.written_up().is_some();
        } else if let Some(summary) = self.state.summary(id) {
            row.title = summary.title.to_string();
            row.target = summary.target.as_ref().map(ToString::to_string);
            let subject = summary.subject.as_deref().map(str::to_owned);
            row.about = subject.or(row.target.clone());
            row.runbook_title = summary.runbook_title.to_string();
            row.runbook = Some(summary.procedure.runbook.clone());
            row.procedure = Some(summary.procedure.clone());
            row.rehearsal = summary.rehearsal;
            row.slot = summary.slot;
            row.due_by = summary.due_by;
            row.how_far = Some(HowFar::of_summary(summary));
            row.disputed = summary.disputed;
            row.written_up = summary.written_up().is_some();
        }
    }
}
