//! The second person at the same terminal: says who they are, sees what they sign, and signs
//! with a key that stands nowhere else.

use super::act::{ask, nothing};
use super::{Fetched, RunScreen, Scene};
use crate::app::confirm::{self, Deed, Signing};
use crate::app::effect::Effect;
use crate::app::overlay::{Prompt, Purpose};
use crate::app::{App, Overlay};
use crate::command::{may_sign, signature_meaning, signers};
use crate::event::RunId;
use crate::runbook::{Operator, Runbook, StepRef};
use crate::state::{State, StepState, StepStatus};
use crate::text::titled;

/// Asks who signs.
pub(super) fn begin(
    app: &mut App,
    screen: &RunScreen,
    scene: &Scene<'_>,
    stand: &StepStatus,
) -> Vec<Effect> {
    let Some(role) = &scene.procedure.steps[stand.step].sign_off else {
        return nothing(app, "This step needs no signature.");
    };
    let step_state = scene.run.boxes.get(&stand.step_ref);
    if let Some(said) = step_state.and_then(StepState::signature) {
        let words = format!("{} has signed this already.", said.by);
        return nothing(app, &words);
    }
    if !stand.unsigned {
        return nothing(
            app,
            "There is nothing to sign yet: the step has to be done first.",
        );
    }
    let mut hint = match scene.is_rehearsal() {
        true => "The second person types their own name. Left empty, they are only played.",
        false => "The second person types their own name; whoever did the step does not sign it.",
    }
    .to_owned();
    let known = signers(runbook_of(screen), role);
    if !known.is_empty() {
        hint = format!("{hint} For {role}: {}.", known.join(" or "));
    }
    let purpose = Purpose::Signer(screen.id, stand.step_ref.clone());
    let title = format!("Who signs as {role}?");
    let done_by = step_state.and_then(StepState::outcome).map(|said| &said.by);
    if done_by.is_none_or(|by| *by == app.operator) {
        return ask(app, purpose, &title, &hint);
    }
    // Another one did it: whoever sits here may be the second person.
    let prompt = Prompt::new(purpose, title, hint).with(app.operator.as_str());
    app.overlay = Some(Overlay::Prompt(prompt));
    Vec::new()
}

/// Shows what is signed, and what that means.
pub(in crate::app) fn show(
    app: &mut App,
    state: &State,
    run: RunId,
    step_ref: &StepRef,
    mut prompt: Box<Prompt>,
) -> Vec<Effect> {
    let Some(screen) = app.run.clone().filter(|screen| screen.id == run) else {
        return Vec::new();
    };
    let Some(scene) = screen.scene(state) else {
        return Vec::new();
    };
    let signer = prompt.field.text().trim().to_owned();
    let is_played = signer.is_empty() && scene.is_rehearsal();
    if signer.is_empty() && !is_played {
        prompt.error = Some("A signature has a name.".to_owned());
        app.overlay = Some(Overlay::Prompt(prompt));
        return Vec::new();
    }
    let signer = match is_played {
        true => app.operator.clone(),
        false => Operator::from(signer.as_str()),
    };
    if let Some(refusal) = refused(&screen, &scene, step_ref, &signer).filter(|_| !is_played) {
        prompt.error = Some(refusal);
        app.overlay = Some(Overlay::Prompt(prompt));
        return Vec::new();
    }
    match signing(&scene, step_ref, signer, is_played) {
        Some(signing) => confirm::ask(app, Deed::Sign(Box::new(signing))),
        None => nothing(app, "There is nothing to sign any more."),
    }
}

/// Why this one cannot sign: said where the name was typed, before what is signed is read.
fn refused(
    screen: &RunScreen,
    scene: &Scene<'_>,
    step_ref: &StepRef,
    signer: &Operator,
) -> Option<String> {
    let stand = scene.stand(scene.walk.position(step_ref)?)?;
    let role = scene.procedure.steps[stand.step].sign_off.as_ref()?;
    let step_state = scene.run.boxes.get(step_ref)?;
    let may = may_sign(step_state, runbook_of(screen), role, signer);
    may.err().map(|refusal| refusal.to_string())
}

fn runbook_of(screen: &RunScreen) -> Option<&Runbook> {
    match &screen.pin {
        Fetched::Here(pin) => Some(&pin.runbook),
        Fetched::Coming | Fetched::Missing => None,
    }
}

fn signing(
    scene: &Scene<'_>,
    step_ref: &StepRef,
    signer: Operator,
    is_played: bool,
) -> Option<Signing> {
    let stand = scene.stand(scene.walk.position(step_ref)?)?;
    let role = scene.procedure.steps[stand.step].sign_off.as_ref()?;
    let step_state = scene.run.boxes.get(step_ref)?;
    let said = step_state.outcome()?;
    let title = scene.title(stand);
    let done = format!("{} (by {})", said.what.words(), said.by);
    let mut what = vec![titled(&title, &done)];
    let words = [&said.what.note, &said.what.reason].into_iter().flatten();
    what.extend(words.cloned());
    if let Some((started, Some(ended))) = step_state.commands().next_back() {
        what.push(format!("Command: {}", started.what.shown));
        let digest = ended.what.digest.to_string();
        let digest = digest.get(..16).unwrap_or_default();
        let status = ended.what.status.words();
        what.push(format!("It {status}; its output has SHA-256 {digest}…"));
    }
    let files = scene.run.attachments.iter();
    let files = files.filter(|file| file.what.step_ref.as_ref() == Some(step_ref));
    what.extend(files.map(|file| format!("File: {}", file.what.name)));
    Some(Signing {
        run: scene.run.id,
        step_ref: step_ref.clone(),
        signer,
        is_played,
        meaning: signature_meaning(role, &title, &said.what),
        what,
    })
}
