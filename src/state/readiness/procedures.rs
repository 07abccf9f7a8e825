//! What the record shows of procedures: routines that are walked, corrections and exceptions
//! that were tried, restores, rollbacks and rotations that were really done.

use super::look::{Found, Look, shown, shown_by};
use crate::runbook::{Kind, PackageItem, Procedure, ProcedureRef, Proof, ReadinessItem, Serves};
use crate::schedule::Pace;
use crate::state::review::day_of;
use crate::state::series::{Occurrence, SlotState};

/// A routine that is due daily, or weekly: it has to be there, and to be walked.
pub(super) fn routine(look: &Look<'_>, item: PackageItem) -> Found {
    let pace = match item {
        PackageItem::Daily => Pace::Daily,
        _ => Pace::Weekly,
    };
    let procedures = look.runbook.procedures.iter();
    let routines = procedures.filter(|it| {
        let timing = it.timing.as_ref();
        timing.is_some_and(|timing| timing.schedule.pace() == pace)
    });
    let mut found = Found::default();
    for routine in routines {
        let reference = look.runbook.reference(routine);
        let proof = look.state.proof(look.runbook, &reference);
        let was_run = proof.last.is_some();
        shown(look, &mut found, &routine.title, "run", proof, None);
        if was_run {
            missed(look, &mut found, routine);
        }
    }
    if found.is_empty() {
        found.lacks(format!("no procedure has a {} schedule", item.word()));
    }
    found
}

/// A routine that was done once and is missed since is not done: the last round that is over
/// says so, on each target.
fn missed(look: &Look<'_>, found: &mut Found, routine: &Procedure) {
    let reference = look.runbook.reference(routine);
    let lines = look.state.lines_of(&look.runbook.id);
    for (line, series) in lines.filter(|(line, _)| line.procedure == reference) {
        let rounds = series.recent(LOOKED_BACK, look.now);
        let over = |it: &&Occurrence| {
            matches!(
                it.state,
                SlotState::Done | SlotState::DoneLate | SlotState::Missed | SlotState::Overdue
            )
        };
        let Some(last) = rounds.iter().rev().find(over) else {
            continue;
        };
        let what = match last.state {
            SlotState::Missed => "was missed",
            SlotState::Overdue => "is overdue",
            _ => continue,
        };
        let on = line.target.as_ref().map(|target| format!(" on {target}"));
        let (day, on) = (day_of(look.runbook, last.slot), on.unwrap_or_default());
        found.lacks(format!("{}{on}: the round of {day} {what}", routine.title));
    }
}

/// So many rounds back the last is looked for that is over: what is waived is none.
const LOOKED_BACK: usize = 8;

/// Procedures that serve something, each rehearsed or run.
pub(super) fn serving(look: &Look<'_>, item: PackageItem) -> Found {
    let serves = match item {
        PackageItem::Correction => Serves::Correction,
        _ => Serves::Reprocessing,
    };
    let mut found = Found::default();
    for procedure in procedures_serving(look, serves) {
        tried(look, &mut found, procedure);
    }
    if found.is_empty() {
        found.lacks(nothing_serves(serves));
    }
    found
}

/// Access was given: by a procedure that a credential names, or one that serves it.
pub(super) fn access(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    let mut seen: Vec<ProcedureRef> = Vec::new();
    for credential in &look.runbook.package.credentials {
        if let Some(procedure) = &credential.access {
            shown_by(look, &mut found, &credential.name, procedure, None);
            seen.push(procedure.clone());
        }
    }
    for procedure in procedures_serving(look, Serves::Access) {
        let reference = look.runbook.reference(procedure);
        if !seen.contains(&reference) {
            shown_by(look, &mut found, &procedure.title, &reference, None);
        }
    }
    if found.is_empty() {
        found.lacks(nothing_serves(Serves::Access));
    }
    found
}

fn nothing_serves(serves: Serves) -> String {
    format!("no procedure says `serves = \"{}\"`", serves.word())
}

fn procedures_serving<'a>(look: &Look<'a>, serves: Serves) -> impl Iterator<Item = &'a Procedure> {
    let procedures = look.runbook.procedures.iter();
    procedures.filter(move |it| it.serves.contains(&serves))
}

/// A procedure that was run, or rehearsed by somebody whom that trained.
fn tried(look: &Look<'_>, found: &mut Found, procedure: &Procedure) {
    let proof = look.state.tried(look.runbook, procedure);
    let (title, every) = (&procedure.title, procedure.rehearse_every);
    shown(look, found, title, "rehearsed or run", proof, every);
}

pub(super) fn exceptions(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    let exceptions = look.runbook.procedures.iter();
    let exceptions = exceptions.filter(|procedure| procedure.kind() == Kind::Exception);
    for procedure in exceptions {
        tried(look, &mut found, procedure);
    }
    if found.is_empty() {
        found.lacks("the runbook has no exception procedure");
    }
    found
}

pub(super) fn restore(look: &Look<'_>) -> Found {
    let Some(backup) = &look.runbook.package.backup else {
        return Found::lacking("no [backup] says what is backed up");
    };
    let Some(procedure) = &backup.restore else {
        return Found::lacking("[backup] names no `restore` procedure whose run would show it");
    };
    let mut found = Found::default();
    let every = backup.exercise_every;
    shown_by(look, &mut found, &backup.what, procedure, every);
    found
}

pub(super) fn rollback(look: &Look<'_>) -> Found {
    let Some(rollback) = &look.runbook.package.rollback else {
        return Found::lacking("no [rollback] says how a release is rolled back");
    };
    let Some(procedure) = &rollback.procedure else {
        return Found::lacking("[rollback] names no `procedure` whose run would show it");
    };
    let mut found = Found::default();
    shown_by(look, &mut found, "rolled back", procedure, None);
    found
}

pub(super) fn credentials(look: &Look<'_>) -> Found {
    let credentials = &look.runbook.package.credentials;
    if credentials.is_empty() {
        return Found::lacking("[[credentials]] is empty");
    }
    let mut found = Found::default();
    for credential in credentials {
        let name = &credential.name;
        match &credential.rotate {
            Some(procedure) => {
                let every = credential.rotate_every;
                shown_by(look, &mut found, name, procedure, every);
            }
            None if credential.rotate_every.is_some() => found.lacks(format!(
                "{name}: no `rotate` procedure whose run would show it"
            )),
            None => {}
        }
    }
    match found.is_empty() {
        true => Found::word_only("no [[credentials]] names a `rotate` procedure"),
        false => found,
    }
}

/// An item of the runbook's own.
pub(super) fn of_runbook(look: &Look<'_>, own: &ReadinessItem) -> Found {
    match &own.proof {
        Proof::Attested => Found::word_only("nobody has attested this"),
        Proof::Procedure(procedure) => {
            let mut found = Found::default();
            shown_by(look, &mut found, "shown", procedure, own.valid_for);
            found
        }
    }
}
