//! What only a deliberate key does: running a command, allowing one, signing.
//!
//! What stays true: the key is chosen at random when the question is put, and stands nowhere
//! else; whatever was typed or pasted before is thrown away first; a key that comes sooner
//! than anybody can read the question is thrown away too, and another one is chosen. So
//! nothing that was typed before the question can answer it.

use super::input::Key;
use super::{App, Overlay, report};
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::Command;
use crate::event::RunId;
use crate::runbook::{Operator, StepRef};
use crate::session::commands::{Offered, Written};
use crate::session::{Request, WorkerRequest};
use jiff::SignedDuration;
use jiff::Timestamp;

/// Keys that can be asked for: none that scrolls, goes back, or looks like another one.
pub const KEYS: &[u8] = b"234567abcdefhmnprstuvwxyz";

/// Nobody reads a question and answers it sooner.
const TOO_SOON: SignedDuration = SignedDuration::from_millis(300);

/// A question that only one key answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    /// What the key does.
    pub deed: Deed,
    /// The key; none while what was typed before is thrown away.
    pub key: Option<char>,
    /// Since when it stands there.
    pub since: Timestamp,
    /// Whether keys came sooner than the question could be read.
    pub was_hurried: bool,
    /// The first row that is shown.
    pub scroll: Scroll,
}

/// What a deliberate key does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Allows a command that is new or was changed.
    Allow(RunId, StepRef, Box<Offered>),
    /// Allows all commands of a procedure that are new or were changed.
    AllowAll(Vec<Written>),
    /// Runs a command.
    Run(RunId, StepRef, Box<Offered>),
    /// Shows a command in a rehearsal, and takes what the scenario answers.
    Pretend(RunId, StepRef, Box<Offered>),
    /// Signs what another person did.
    Sign(Box<Signing>),
}

/// A signature before it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Signing {
    /// In which run.
    pub run: RunId,
    /// At which box.
    pub step_ref: StepRef,
    /// Who signs.
    pub signer: Operator,
    /// In a rehearsal: whether the second person is only played.
    pub is_played: bool,
    /// What the signature means.
    pub meaning: String,
    /// What is signed, a line each.
    pub what: Vec<String>,
}

/// Puts a question; the loop throws away what was typed before and chooses the key.
pub(super) fn ask(app: &mut App, deed: Deed) -> Vec<Effect> {
    app.overlay = Some(Overlay::Confirm(Box::new(Confirm {
        deed,
        key: None,
        since: app.now,
        was_hurried: false,
        scroll: Scroll::default(),
    })));
    vec![Effect::Arm]
}

/// From now on the key counts.
pub(super) fn armed(app: &mut App, key: char) {
    let now = app.now;
    if let Some(Overlay::Confirm(confirm)) = &mut app.overlay {
        (confirm.key, confirm.since) = (Some(key), now);
    }
}

/// A key while a question stands: scrolls, confirms, or goes back.
pub(super) fn key(app: &mut App, mut confirm: Box<Confirm>, key: Key) -> Vec<Effect> {
    if confirm.scroll.plain_key(key) {
        app.overlay = Some(Overlay::Confirm(confirm));
        return Vec::new();
    }
    if key == Key::ESC {
        return given_up(app, &confirm.deed);
    }
    let Some(wanted) = confirm.key else {
        app.overlay = Some(Overlay::Confirm(confirm));
        return Vec::new();
    };
    if app.now.duration_since(confirm.since) < TOO_SOON {
        (confirm.key, confirm.was_hurried) = (None, true);
        app.overlay = Some(Overlay::Confirm(confirm));
        return vec![Effect::Arm];
    }
    match key == Key::Char(wanted) {
        true => confirmed(app, confirm.deed),
        false => given_up(app, &confirm.deed),
    }
}

/// A paste answers nothing, and does not leave the question standing for what follows it.
pub(super) fn pasted(app: &mut App, confirm: &Confirm) {
    given_up(app, &confirm.deed);
}

fn given_up(app: &mut App, deed: &Deed) -> Vec<Effect> {
    app.overlay = None;
    app.say(match deed {
        Deed::AllowAll(_) => "Nothing was allowed.",
        Deed::Allow(..) => "Not allowed, and nothing was run.",
        Deed::Run(..) => "Nothing was run.",
        Deed::Pretend(..) => "Not pretended.",
        Deed::Sign(_) => "Not signed.",
    });
    Vec::new()
}

fn confirmed(app: &mut App, deed: Deed) -> Vec<Effect> {
    match deed {
        Deed::Allow(run, step_ref, offered) => {
            if let Some(screen) = app.run.as_mut().filter(|screen| screen.id == run) {
                screen.offering = Some(step_ref.clone());
            }
            let written = Box::new(offered.written);
            vec![Effect::Ask(WorkerRequest::AllowCommand(
                run, step_ref, written,
            ))]
        }
        Deed::AllowAll(commands) => vec![Effect::Ask(WorkerRequest::Allow(commands))],
        Deed::Run(run, step_ref, offered) => {
            let mut effects: Vec<_> = report::forget_lost(app, run, &step_ref)
                .into_iter()
                .collect();
            effects.push(Effect::Ask(WorkerRequest::BeginCommand(
                run, step_ref, offered,
            )));
            effects
        }
        Deed::Pretend(run, step_ref, _) => {
            let command = Command::PretendCommand { run, step_ref };
            vec![app.request(Request::Do(command), None)]
        }
        Deed::Sign(signing) => {
            let Signing {
                run,
                step_ref,
                signer,
                is_played,
                ..
            } = *signing;
            let played = is_played;
            let request = Request::Do(Command::SignOff {
                run,
                step_ref,
                played,
            });
            let other = (signer != app.operator && !is_played).then_some(signer);
            vec![app.wish_as(other, request, None)]
        }
    }
}
