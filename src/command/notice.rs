//! Noticing what the library says now: schedules and revisions that the record does not
//! know yet.

use super::checks::boxes;
use super::follow_up::moved;
use super::start::targets;
use super::{Decision, bytes_of};
use crate::event::{Fact, FollowUpKind, FollowUpState, Thread};
use crate::runbook::{Procedure, Runbook, Target, TargetName, difference_of_step};
use crate::state::{
    KnownRevision, Noticed, Revision, RevisionKnown, STEP_CHANGED, SeriesId, State,
};

/// A runbook of the library, without errors, as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What it says.
    pub runbook: &'a Runbook,
    /// Its revision.
    pub revision: Revision,
    /// What it said when it was last noticed, where that can be had: so that questions are
    /// closed whose step is changed.
    pub older: Option<&'a Runbook>,
}

impl Found<'_> {
    fn known(&self) -> KnownRevision {
        KnownRevision {
            title: self.runbook.title.clone(),
            revision: self.revision,
        }
    }

    /// How it stands to the record.
    pub fn known_as(&self, state: &State) -> RevisionKnown {
        state.known_as(self.runbook.id.as_str(), &self.known())
    }
}

/// What makes the record go by these runbooks again, which it knows and has left: only because
/// somebody says so.
pub fn restore(state: &State, library: &[Found<'_>]) -> Vec<Decision> {
    let behind = library
        .iter()
        .filter(|found| found.known_as(state) == RevisionKnown::Behind);
    into_entries(behind.map(|found| revision(state, found)).collect())
}

/// What the facts of one entry may take; 64 KiB is the entry's bound, envelope included.
const ENTRY_BYTES: usize = 32 * 1024;

/// What is to be written down before anything else: one decision an entry, none when the
/// record knows all of it. A runbook of a revision that the record has left must not be among
/// them: what it says has no effect. No schedule of a sample is noticed, and so it is never due.
/// Threads that a newer program wrote to are left to that one.
pub fn notice(state: &State, library: &[Found<'_>], host: &TargetName) -> Vec<Decision> {
    let mut facts: Vec<(Thread, Fact)> = Vec::new();
    for found in library {
        let is_new = found.known_as(state) == RevisionKnown::New;
        facts.extend(is_new.then(|| revision(state, found)));
        if let Some(older) = found.older.filter(|_| is_new) {
            settle_questions(state, older, found.runbook, &mut facts);
        }
        for procedure in &found.runbook.procedures {
            schedules(state, found.runbook, procedure, host, &mut facts);
        }
        gone(state, found.runbook, host, &mut facts);
    }
    facts.retain(|(thread, fact)| {
        let kind = match fact {
            Fact::RevisionNoticed { .. } => "revision-noticed",
            _ => "schedule-noticed",
        };
        state.closed_by(thread, kind).is_none()
    });
    into_entries(facts)
}

fn into_entries(facts: Vec<(Thread, Fact)>) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = Vec::new();
    let mut taken = 0;
    for (thread, fact) in facts {
        let bytes = bytes_of(std::slice::from_ref(&fact)) + thread.to_string().len();
        let fits = taken + bytes <= ENTRY_BYTES;
        let mut decision = decisions.pop_if(|_| fits).unwrap_or_default();
        taken = if fits { taken + bytes } else { bytes };
        if !decision.on.contains(&thread) {
            decision.on.push(thread);
        }
        decision.facts.push(fact);
        decisions.push(decision);
    }
    decisions
}

fn revision(state: &State, found: &Found<'_>) -> (Thread, Fact) {
    let known = state.revisions(found.runbook.id.as_str());
    let fact = Fact::RevisionNoticed {
        runbook: found.runbook.id.clone(),
        title: found.runbook.title.clone(),
        file: found.revision.file,
        library: found.revision.library,
        over: known.map(|known| known.over()).unwrap_or_default(),
    };
    (Thread::Runbook(found.runbook.id.clone()), fact)
}

/// Closes the questions whose step says something else now: asked or answered, they are about
/// what is not there any more. A step that is gone keeps its questions: `check` names it.
fn settle_questions(
    state: &State,
    older: &Runbook,
    newer: &Runbook,
    facts: &mut Vec<(Thread, Fact)>,
) {
    let standing = state.standing_follow_ups();
    for known in standing.filter(|known| known.kind() == Some(FollowUpKind::Question)) {
        let Some(origin) = known.origin() else {
            continue;
        };
        if origin.procedure.runbook != newer.id {
            continue;
        }
        let id = origin.procedure.procedure.as_str();
        let (Some(step), Some(before), Some(now)) =
            (&origin.step, older.procedure(id), newer.procedure(id))
        else {
            continue;
        };
        let changed = difference_of_step(before, now, step).unwrap_or_default();
        if !changed.is_empty() {
            let text = format!("{STEP_CHANGED}: {}", changed.join(", "));
            let moved = moved(known, FollowUpState::Closed, Some(text), None);
            facts.push((Thread::FollowUp(known.id), moved));
        }
    }
}

fn schedules(
    state: &State,
    runbook: &Runbook,
    procedure: &Procedure,
    host: &TargetName,
    facts: &mut Vec<(Thread, Fact)>,
) {
    if runbook.sample || procedure.timing.is_none() {
        return;
    }
    let places = targets(procedure, host)
        .into_iter()
        .map(Some)
        .collect::<Vec<_>>();
    let places = if places.is_empty() {
        vec![None]
    } else {
        places
    };
    for target in places {
        let noticed = Noticed {
            title: procedure.title.clone(),
            runbook_title: runbook.title.clone(),
            timing: procedure.timing.clone(),
            steps: boxes(procedure),
            estimate_seconds: procedure.estimate().map(|estimate| estimate.as_secs()),
        };
        let line = SeriesId {
            procedure: runbook.reference(procedure),
            target,
        };
        facts.extend(line_fact(state, line, noticed));
    }
}

/// Schedules that the record holds and this runbook does not have any more; a sample has none.
/// Lines of other hosts are left alone: their own programs know whether they are still wanted.
fn gone(state: &State, runbook: &Runbook, host: &TargetName, facts: &mut Vec<(Thread, Fact)>) {
    for (line, known) in state.lines_of(&runbook.id) {
        let Some(noticed) = known.current().filter(|said| said.what.timing.is_some()) else {
            continue;
        };
        let broken = runbook
            .broken
            .iter()
            .any(|broken| broken.id == line.procedure.procedure);
        let procedure = runbook.procedure(line.procedure.procedure.as_str());
        let procedure = procedure.filter(|_| !runbook.sample);
        let wanted = procedure.is_some_and(|procedure| {
            let listed = match &line.target {
                None => procedure.targets.is_empty(),
                Some(target) => {
                    targets(procedure, host).contains(target)
                        || procedure.targets.contains(&Target::ThisHost)
                }
            };
            listed && procedure.timing.is_some()
        });
        if wanted || broken {
            continue;
        }
        let noticed = Noticed {
            timing: None,
            ..noticed.what.clone()
        };
        facts.extend(line_fact(state, line.clone(), noticed));
    }
}

fn line_fact(state: &State, line: SeriesId, noticed: Noticed) -> Option<(Thread, Fact)> {
    let known = state.line_of(&line).map(|line| &line.noticed);
    if known
        .and_then(|known| known.current())
        .is_some_and(|known| known.what == noticed)
    {
        return None;
    }
    let thread = Thread::Procedure(line.procedure.clone());
    let fact = Fact::ScheduleNoticed {
        procedure: line.procedure,
        target: line.target,
        title: noticed.title,
        runbook_title: noticed.runbook_title,
        timing: noticed.timing,
        steps: noticed.steps,
        estimate_seconds: noticed.estimate_seconds,
        over: known.map(|known| known.over()).unwrap_or_default(),
    };
    Some((thread, fact))
}
