//! Other words for a step, proposed from the run in which someone saw that they are wanted.
//! They become a change, which others allow, and then an edit of the runbook's file.

use super::overlay::{Overlay, Pick, Picker, Prompt, Purpose};
use super::run::Scene;
use super::{App, journal};
use crate::app::effect::Effect;
use crate::command::{Command, OfChange, OpenFollowUp};
use crate::event::{FollowUpKind, Redline};
use crate::library::Edited;
use crate::limits::Limits;
use crate::runbook::{ProcedureRef, Step, StepKey, StepRef, Yields};
use crate::session::Request;
use crate::state::{Run, StepStatus};

/// Asks which of the step's words are meant.
pub(super) fn begin(
    app: &mut App,
    scene: &Scene<'_>,
    stand: &StepStatus,
    step: &Step,
) -> Vec<Effect> {
    let Some(procedure) = journal::procedure_begun(scene.run) else {
        return Vec::new();
    };
    // The file may have gone on since the run began: its words are the ones to change.
    let newest = app.usable(&procedure.runbook);
    let newest = newest.and_then(|book| book.procedure(procedure.procedure.as_str()));
    let newest = newest.and_then(|procedure| procedure.step(&step.id));
    let step = newest.unwrap_or(step).clone();
    let has_limits = matches!(step.yields, Yields::Reading { .. });
    let keys = StepKey::ALL.into_iter();
    let keys = keys.filter(|key| has_limits || !key.is_limit());
    let items = keys.map(|key| {
        let now = says(&step, key);
        let words = match now.lines().next() {
            Some(first) => format!("{}: {first}", key.word()),
            None => format!("{}: nothing yet", key.word()),
        };
        let request = request(scene.run, &procedure, stand, &step, key);
        (words, Pick::Reword(Box::new(request), now))
    });
    let items = items.collect();
    app.overlay = Some(Overlay::Picker(Picker::new("Which of its words?", items)));
    Vec::new()
}

/// What the step says under a key now; empty where it says nothing.
pub fn says(step: &Step, key: StepKey) -> String {
    let source = |template: &Option<crate::runbook::Template>| {
        let source = template.as_ref().map(|it| it.source().to_owned());
        source.unwrap_or_default()
    };
    let limit = |of: fn(&Limits) -> Option<f64>| match &step.yields {
        Yields::Reading { limits, .. } => of(limits).map(|it| it.to_string()).unwrap_or_default(),
        _ => String::new(),
    };
    match key {
        StepKey::Title => step.title.source().to_owned(),
        StepKey::Expect => source(&step.expect),
        StepKey::Detail => source(&step.detail),
        StepKey::Caution => source(&step.caution),
        StepKey::WarnBelow => limit(|it| it.warn_below),
        StepKey::WarnAbove => limit(|it| it.warn_above),
        StepKey::AlarmBelow => limit(|it| it.alarm_below),
        StepKey::AlarmAbove => limit(|it| it.alarm_above),
    }
}

fn request(
    run: &Run,
    procedure: &ProcedureRef,
    stand: &StepStatus,
    step: &Step,
    key: StepKey,
) -> OpenFollowUp {
    let redline = Redline {
        procedure: procedure.clone(),
        step: step.id.clone(),
        key,
        value: String::new(),
    };
    let title = format!("{} of {} in {procedure}", key.word(), step.id);
    OpenFollowUp {
        text: last_note(run, &stand.step_ref),
        run: Some(run.id),
        step_ref: Some(stand.step_ref.clone()),
        change: Box::new(OfChange {
            redline: Some(redline),
            ..OfChange::default()
        }),
        ..OpenFollowUp::about(FollowUpKind::Change, title)
    }
}

/// What was noted at a box the last time: why it is proposed.
fn last_note(run: &Run, step_ref: &StepRef) -> Option<String> {
    let mut notes = run.notes.iter().rev();
    let note = notes.find(|said| said.what.step_ref.as_ref() == Some(step_ref))?;
    Some(note.what.text.clone())
}

/// Asks for the new words; the old ones stand in the field.
pub(super) fn ask(app: &mut App, request: OpenFollowUp, now: &str) {
    let Some(redline) = &request.change.redline else {
        return;
    };
    let title = format!("{}: what should it say?", redline.key.word());
    let hint = match &request.text {
        Some(note) => format!("It becomes a change, with the note: {note}"),
        None => "It becomes a change; the file stays as it is until others allow it.".to_owned(),
    };
    let prompt = Prompt::new(Purpose::Reword(Box::new(request)), title, hint).with(now);
    app.overlay = Some(Overlay::Prompt(prompt));
}

/// The words were typed: the edit is tried on the file as it is, then the change is opened.
pub(super) fn answered(
    app: &mut App,
    mut prompt: Box<Prompt>,
    mut request: OpenFollowUp,
) -> Vec<Effect> {
    let value = prompt.field.text().trim().to_owned();
    let Some(redline) = &mut request.change.redline else {
        return Vec::new();
    };
    redline.value = value;
    let tried = match &app.library {
        Some(library) => Edited::of(library, &redline.procedure.runbook, &redline.request())
            .map_err(|why| format!("Nothing is proposed: {why}.")),
        None => Err("The runbooks are still being read. Try again in a moment.".to_owned()),
    };
    if let Err(why) = tried {
        prompt.error = Some(why);
        app.overlay = Some(Overlay::Prompt(prompt));
        return Vec::new();
    }
    prompt.error = None;
    vec![app.request(Request::Do(Command::OpenFollowUp(request)), Some(prompt))]
}
