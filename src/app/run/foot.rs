//! The keys that matter at the selected row of a run, and what they do there.

use super::doing::has_output;
use super::{RunScreen, Scene, can_wait};
use crate::app::App;
use crate::app::action::Action;
use crate::app::today::NextUp;
use crate::event::Outcome;
use crate::runbook::{How, Step, Style, Yields};
use crate::state::{Standing, State, StepStatus};

/// The actions that are worth a place at the foot, by where the cursor is.
pub fn wanted(app: &App, state: &State) -> Vec<Action> {
    use Action as A;
    let Some(screen) = &app.run else {
        return Vec::new();
    };
    let Some(scene) = screen.scene(state) else {
        return Vec::new();
    };
    let Some(stand) = scene.stand(screen.cursor) else {
        return at_the_end(screen, &scene);
    };
    let step = &scene.procedure.steps[stand.step];
    let read = scene.run.cautions.get(&step.id);
    let unread = step.is_acknowledged_first()
        && !read.is_some_and(|read| read.iter().any(|said| said.by == app.operator));
    let mut wanted = doing_wanted(app, &scene, stand, step);
    if !screen.zoomed && !app.has_halves() {
        wanted.push(A::Enter);
    }
    match stand.standing {
        _ if scene.run.is_ended() => wanted.extend([A::Correct, A::NoteRun]),
        Standing::Open if unread => {
            let is_in_sight = screen.zoomed || app.has_halves();
            wanted.extend(is_in_sight.then_some(A::Caution));
            wanted.extend([A::Skip, A::Defer]);
        }
        Standing::Open if stand.held_by.is_some() => wanted.extend([A::CarryOn, A::NextOpen]),
        // Whoever was called by an alert may have to call somebody at once.
        Standing::Open if screen.answers_alert() => {
            wanted.extend([A::Ok, A::NotOk, A::Escalate, A::Skip, A::Defer]);
        }
        Standing::Open => wanted.extend([A::Ok, A::NotOk, A::Skip, A::Defer]),
        Standing::Answered(Outcome::NotOk) => {
            let first = usize::from(wanted.first() == Some(&A::FollowFailure));
            wanted.splice(first..first, [A::Escalate, A::Issue]);
            wanted.push(A::Again);
            if scene.procedure.style == Style::ReadDo {
                wanted.push(A::CarryOn);
            }
            wanted.extend([A::UndoAnswer, A::NextOpen]);
        }
        Standing::Answered(_) => wanted.extend([A::UndoAnswer, A::Again, A::Correct, A::NextOpen]),
        Standing::Disputed => wanted.extend([A::Correct, A::Again]),
        Standing::Inactive => wanted.extend([A::NextOpen]),
    }
    if scene.copy_text(screen.cursor).is_some() {
        wanted.push(A::Copy);
    }
    if scene.link(screen.cursor).is_some() {
        wanted.push(A::OpenLink);
    }
    wanted.push(A::Note);
    if stand.standing == Standing::Open {
        wanted.extend([A::Issue, A::Escalate]);
    }
    wanted
}

/// What is worth a place at the last row, where a run is finished.
fn at_the_end(screen: &RunScreen, scene: &Scene<'_>) -> Vec<Action> {
    use Action as A;
    if scene.run.is_ended() {
        let plan = scene.run.undo_plan(&scene.procedure);
        let back = (!plan.step_refs.is_empty()).then_some(A::RollBack);
        let again = scene.is_rehearsal().then_some(A::Rehearse);
        let first = [A::Enter, A::NoteRun].into_iter();
        return first.chain(again).chain(back).collect();
    }
    let ready = scene.walk.unfinished(&scene.procedure).next().is_none();
    let next = if ready { A::Enter } else { A::NextOpen };
    let abandon = screen.unwritten.is_none().then_some(A::Abandon);
    [next, A::NoteRun].into_iter().chain(abandon).collect()
}

/// What comes first at a step that is not simply done by hand.
fn doing_wanted(app: &App, scene: &Scene<'_>, stand: &StepStatus, step: &Step) -> Vec<Action> {
    use Action as A;
    let mut wanted = Vec::new();
    if app.runs_here(scene.run.id, &stand.step_ref) {
        return vec![A::CancelCommand];
    }
    if scene.run.is_ended() {
        return wanted;
    }
    // At a box that is held, what its holder wants.
    let holder = stand.held_by.and_then(|by| scene.stand(by));
    let wants = holder.unwrap_or(stand);
    let offers = scene.run.offers_on_fail(&scene.procedure, &wants.step_ref);
    if offers.is_some() {
        wanted.push(A::FollowFailure);
    }
    if wants.unsigned {
        wanted.push(A::Ok);
    }
    let read = !step.is_acknowledged_first() || scene.run.knows_caution(&step.id, &app.operator);
    let is_free = stand.held_by.is_none() && read;
    if scene.is_blind_at(stand) {
        wanted.push(A::Perform);
        return wanted;
    }
    let performs = match step.how {
        How::ByHand => false,
        How::Command(_) | How::Call(_) => true,
        How::Wait(_) => can_wait(app, scene, stand),
    };
    let failed =
        stand.standing == Standing::Answered(Outcome::NotOk) && matches!(step.how, How::Command(_));
    if (stand.standing == Standing::Open || failed) && is_free && performs {
        wanted.push(A::Perform);
    }
    wanted
}

/// The digits that answer the selected step without a key before them.
pub fn digits(app: &App, state: &State, action: Action) -> Option<String> {
    let screen = app.run.as_ref().filter(|_| action == Action::Ok)?;
    let scene = screen.scene(state)?;
    let stand = scene.stand(screen.cursor)?;
    if stand.standing != Standing::Open || stand.held_by.is_some() {
        return None;
    }
    match &scene.step(screen.cursor)?.yields {
        Yields::Reading { .. } => Some("0-9".to_owned()),
        Yields::Choose(choose) => Some(format!("1-{}", choose.options.len().min(9))),
        Yields::Tick | Yields::Ask(_) => None,
    }
}

/// What a key does at the selected row, where that is not what it does elsewhere.
pub fn key_words(app: &App, state: &State, action: Action) -> Option<&'static str> {
    let screen = app.run.as_ref()?;
    let scene = screen.scene(state)?;
    let how = scene.step(screen.cursor).map(|step| &step.how);
    let stand = scene.stand(screen.cursor);
    let is_open = stand.is_some_and(|stand| stand.standing == Standing::Open);
    if action == Action::Perform && stand.is_some_and(|stand| scene.is_blind_at(stand)) {
        return Some("look");
    }
    let holder = stand.and_then(|stand| scene.stand(stand.held_by?));
    let unsigned = holder.or(stand).is_some_and(|it| it.unsigned);
    match (action, how) {
        (Action::Ok, _) if unsigned && !scene.run.is_ended() => return Some("sign"),
        (Action::Perform, Some(How::Command(_))) if scene.is_rehearsal() => return Some("pretend"),
        (Action::Perform, Some(How::Command(_))) if !is_open => return Some("run again"),
        (Action::Perform, Some(How::Wait(_))) => return Some("wait"),
        (Action::Perform, Some(How::Call(_))) => return Some("go in"),
        (Action::FollowFailure, Some(_)) => return Some("procedure"),
        (Action::Enter, Some(How::Wait(_)))
            if is_open && stand.is_some_and(|stand| can_wait(app, &scene, stand)) =>
        {
            return Some("wait");
        }
        (Action::Enter, Some(How::Call(_))) if is_open => return Some("go in"),
        _ => {}
    }
    match (action, scene.step(screen.cursor).map(|step| &step.yields)) {
        (Action::Ok, Some(Yields::Reading { .. })) => Some("value"),
        (Action::Ok, Some(Yields::Ask(_))) => Some("answer"),
        (Action::Ok, Some(Yields::Choose(_))) => Some("choose"),
        (Action::Enter, Some(_)) if stand.is_some_and(|it| has_output(&scene, it)) => {
            Some("output")
        }
        (Action::Enter, Some(_)) => Some("read"),
        (Action::Enter, None) if !scene.run.is_ended() || scene.run.is_disputed() => Some("finish"),
        (Action::Enter, None) => match app.next_up(state) {
            Some(NextUp::Run(_)) => Some("go on"),
            Some(NextUp::Slot(..)) => Some("start next"),
            None => Some("back"),
        },
        (Action::NextOpen, None) => Some("to what is open"),
        _ => None,
    }
}
