//! Doing a step by its command, after its wait, or by another procedure.

use super::act::nothing;
use super::{Fetched, RunScreen, Scene, child};
use crate::app::action::Action;
use crate::app::confirm::{self, Deed};
use crate::app::effect::Effect;
use crate::app::overlay::{OutputPage, Pick, Picker};
use crate::app::scroll::Scroll;
use crate::app::{App, Overlay};
use crate::command::{Command, Pinned, Ready, Refusal, command_at};
use crate::event::{EntryHash, RunId};
use crate::exec::painted;
use crate::runbook::{How, Step, StepRef};
use crate::session::commands::{Offered, Unended};
use crate::session::{Failure, Request, WorkerRequest};
use crate::state::{State, StepState, StepStatus};
use crate::trust::Verdict;
use jiff::Timestamp;
use std::sync::Arc;

/// Does the step the way that its runbook says: asks for its command, begins its wait, or
/// starts what it calls.
pub(super) fn act(
    app: &mut App,
    state: &State,
    scene: &Scene<'_>,
    screen: &RunScreen,
    stand: &StepStatus,
    step: &Step,
) -> Vec<Effect> {
    let (run, step_ref) = (screen.id, stand.step_ref.clone());
    if scene.is_blind_at(stand) {
        let look = Command::LookAtScenario { run, step_ref };
        return vec![app.request(Request::Do(look), None)];
    }
    match &step.how {
        How::ByHand => {
            let ok = app.key(Action::Ok);
            let words = format!("This step is done by hand: {ok} answers it.");
            nothing(app, &words)
        }
        How::Command(_) if app.runs_here(run, &step_ref) => {
            let cancel = app.key(Action::CancelCommand);
            nothing(app, &format!("Its command runs. {cancel} cancels it."))
        }
        How::Command(_) => {
            if let Some(run) = &mut app.run {
                run.offering = Some(step_ref.clone());
            }
            vec![Effect::Ask(WorkerRequest::OfferCommand(run, step_ref))]
        }
        How::Wait(_) if scene.is_rehearsal() => nothing(
            app,
            "A rehearsal does not wait: go on as if the time were over.",
        ),
        How::Wait(_) => {
            vec![app.request(Request::Do(Command::StartWait { run, step_ref }), None)]
        }
        How::Call(_) => child::call(app, state, scene.run, stand),
    }
}

/// Ends the command of the selected box, with all that it started; else the only one that
/// runs here.
pub(super) fn cancel(app: &mut App, screen: &RunScreen, stand: Option<&StepStatus>) -> Vec<Effect> {
    let here = stand.map(|stand| (screen.id, stand.step_ref.clone()));
    let here = here.filter(|(run, step_ref)| app.runs_here(*run, step_ref));
    let mut running = app.live.iter().filter(|(_, live)| !live.is_over);
    let only = match (running.next(), running.next()) {
        (Some((key, _)), None) => Some(key.clone()),
        _ => None,
    };
    let Some(key) = here.or(only) else {
        return nothing(app, "No command of this step runs here.");
    };
    if let Some(live) = app.live.get_mut(&key) {
        live.is_cancelled = true;
    }
    app.say("Cancelled: it is asked to end, and killed if it does not.");
    vec![Effect::Cancel(key.0, key.1)]
}

/// A command has come to be looked at, or why it cannot be run.
pub(in crate::app) fn offered(
    app: &mut App,
    state: &State,
    run: RunId,
    step_ref: StepRef,
    result: Result<Box<Offered>, Failure>,
) -> Vec<Effect> {
    let asked = app.run.as_mut().filter(|screen| screen.id == run);
    let asked = asked.and_then(|screen| screen.offering.take());
    // Whoever has gone elsewhere meanwhile is not asked.
    if asked.as_ref() != Some(&step_ref) || app.overlay.is_some() {
        return Vec::new();
    }
    let offered = match result {
        Ok(offered) => offered,
        Err(failure) => return nothing(app, &failure.to_string()),
    };
    let known = state.run(run).and_then(|run| run.started.as_ref());
    let is_rehearsal = known.is_some_and(|said| said.what.rehearsal);
    let deed = match offered.written.verdict {
        _ if is_rehearsal => Deed::Pretend(run, step_ref, offered),
        Verdict::Allowed => Deed::Run(run, step_ref, offered),
        _ => Deed::Allow(run, step_ref, offered),
    };
    confirm::ask(app, deed)
}

/// What stands on the terminal before an interactive command has it.
pub(in crate::app) fn words_before(
    app: &App,
    state: &State,
    run: RunId,
    step_ref: &StepRef,
) -> String {
    let screen = app.run.as_ref().filter(|screen| screen.id == run);
    let scene = screen.and_then(|screen| screen.scene(state));
    let text = scene.as_ref().and_then(|scene| {
        let stand = scene.stand(scene.walk.position(step_ref)?)?;
        let step = &scene.procedure.steps[stand.step];
        let values = scene.walk.values_at(stand);
        let more = [&step.caution, &step.detail, &step.expect]
            .into_iter()
            .flatten();
        let more: String = more
            .map(|text| format!("\n{}\n", text.fill(&values)))
            .collect();
        Some(format!("{}\n{more}", scene.title(stand)))
    });
    let text = text.unwrap_or_else(|| format!("{step_ref}\n"));
    format!("{text}\nThe terminal is the command's until it ends.\n")
}

impl RunScreen {
    /// A box's command as it would run, or what is in the way. For showing: secrets are left
    /// out.
    pub fn ready(&self, state: &State, step_ref: &StepRef) -> Option<Result<Ready, Refusal>> {
        let Fetched::Here(pin) = &self.pin else {
            return None;
        };
        let pinned = Pinned {
            revision: pin.revision,
            runbook: &pin.runbook,
        };
        // Whether a secret is in memory is for its own step to say.
        let scene = self.scene(state)?;
        let withheld = scene.walk.withheld.iter();
        let secrets = withheld.map(|name| (name.clone(), String::new())).collect();
        Some(command_at(pinned, self.run(state)?, step_ref, &secrets))
    }
}

/// Until when a box waits, where a wait has begun after what stands there was answered.
pub fn waits_until(step_state: Option<&StepState>) -> Option<Timestamp> {
    let step_state = step_state?;
    let wait = step_state.wait()?;
    let answered = step_state
        .outcome()
        .is_some_and(|said| said.mark > wait.mark);
    (!answered).then_some(wait.what.until)
}

/// Whether a wait can begin at a box: a rehearsal waits for nothing, and one that goes on
/// goes on.
pub fn can_wait(app: &App, scene: &Scene<'_>, stand: &StepStatus) -> bool {
    let looks_again = scene.procedure.steps[stand.step].expect.is_some();
    let until = waits_until(scene.run.boxes.get(&stand.step_ref));
    !scene.is_rehearsal() && until.is_none_or(|until| until <= app.now && looks_again)
}

/// What is asked about commands whose end is not known.
pub(in crate::app) fn look_at_unended(app: &App, state: &State) -> Vec<Effect> {
    let Some(screen) = &app.run else {
        return Vec::new();
    };
    let Some(run) = state.run(screen.id) else {
        return Vec::new();
    };
    let unended = run.boxes.iter().filter(|(step_ref, step_state)| {
        step_state.unended_command().is_some() && app.live(screen.id, step_ref).is_none()
    });
    unended
        .map(|(step_ref, _)| Effect::Ask(WorkerRequest::Unended(screen.id, step_ref.clone())))
        .collect()
}

pub(in crate::app) fn unended(
    app: &mut App,
    run: RunId,
    step_ref: StepRef,
    unended: Option<Unended>,
) {
    let Some(screen) = app.run.as_mut().filter(|screen| screen.id == run) else {
        return;
    };
    match unended {
        Some(unended) => screen.unended.insert(step_ref, unended),
        None => screen.unended.remove(&step_ref),
    };
}

/// Whether a command of a box has kept its output.
pub(super) fn has_output(scene: &Scene<'_>, stand: &StepStatus) -> bool {
    let step_state = scene.run.boxes.get(&stand.step_ref);
    let mut ends = step_state.into_iter().flat_map(StepState::commands);
    ends.any(|(_, ended)| ended.is_some_and(|said| said.what.output.is_some()))
}

/// Opens the output that was kept of a box's last command.
pub(super) fn show_output(app: &mut App, scene: &Scene<'_>, stand: &StepStatus) -> Vec<Effect> {
    let step_state = scene.run.boxes.get(&stand.step_ref);
    let ends = || step_state.into_iter().flat_map(StepState::commands).rev();
    let kept = ends().find_map(|(_, ended)| ended?.what.output);
    match kept {
        Some(output) => ask_for_output(app, scene.title(stand), output),
        None if ends().next().is_some() => {
            nothing(app, "No output of this step's command is kept.")
        }
        None => nothing(app, "This step has no output: no command of it has ended."),
    }
}

/// Opens one of the outputs that a run has kept: at once where there is one.
pub(in crate::app) fn outputs_of(app: &mut App, run: &crate::state::Run) -> Vec<Effect> {
    let mut kept: Vec<(String, EntryHash)> = Vec::new();
    for (step_ref, step_state) in &run.boxes {
        let outputs = step_state
            .commands()
            .filter_map(|(_, ended)| ended?.what.output);
        let said = step_state.outcome().map(|said| said.what.title.clone());
        let title = said.unwrap_or_else(|| step_ref.to_string());
        kept.extend(outputs.map(|output| (title.clone(), output)));
    }
    match &kept[..] {
        [] => nothing(app, "This run has kept no output."),
        [(title, output)] => ask_for_output(app, title.clone(), *output),
        _ => {
            let item =
                |(title, output): (String, EntryHash)| (title.clone(), Pick::Output(title, output));
            let items = kept.into_iter().map(item).collect();
            app.overlay = Some(Overlay::Picker(Picker::new("Which output?", items)));
            Vec::new()
        }
    }
}

pub(in crate::app) fn ask_for_output(
    app: &mut App,
    title: String,
    output: EntryHash,
) -> Vec<Effect> {
    app.wanted_output = Some((title, output));
    vec![Effect::Ask(WorkerRequest::Kept(output))]
}

/// An output has come, or is not here.
pub(in crate::app) fn kept(app: &mut App, object: EntryHash, bytes: Option<Arc<[u8]>>) {
    let wanted = app.wanted_output.take_if(|(_, wanted)| *wanted == object);
    let Some((title, _)) = wanted else { return };
    match bytes {
        Some(bytes) if app.overlay.is_none() => {
            app.overlay = Some(Overlay::Output(Box::new(OutputPage {
                title,
                lines: painted(&bytes),
                scroll: Scroll::default(),
            })));
        }
        Some(_) => {}
        None => app.refuse("This output is not here yet: it was kept on another machine."),
    }
}
