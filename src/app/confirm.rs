//! What only a deliberate key does: running a command, allowing one, signing.
//!
//! An answer has three forms: a key on the screens, a number at a line prompt, and `--yes`, said
//! beforehand, which runs what is allowed already and nothing else.
//!
//! What stays true: key and number are chosen at random when the question is put, and stand
//! nowhere else; whatever was typed or pasted before is thrown away first; a key that comes
//! sooner than anybody can read the question is thrown away too, and another one is chosen. So
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

/// Where entries that wait for their operator's word can be read.
pub const ENTRIES_ARE_SHOWN: &str = "`rounds journal confirm` shows each of them in words.";

/// What confirming comes to.
pub const CONFIRMED_IS_TOLD: &str = "A crash, a copied machine and a forger leave the same bytes. Confirmed, they prove what they say, and that you confirmed them is told for ever.";

/// Nobody reads a question and answers it sooner.
const TOO_SOON: SignedDuration = SignedDuration::from_millis(300);

/// What answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// A key, pressed.
    Key(char),
    /// A number, typed as a line.
    Number(u64),
    /// Nothing more: it was said beforehand, or nothing can come of it.
    Given,
}

impl Token {
    /// A key, by chance.
    pub fn key(chance: u128) -> Self {
        let chosen = chance % KEYS.len() as u128;
        Self::Key(char::from(KEYS[usize::try_from(chosen).unwrap_or(0)]))
    }

    /// A number that nobody types by habit, by chance.
    pub fn number(chance: u128) -> Self {
        Self::Number(u64::try_from(1000 + chance % 9000).unwrap_or(1000))
    }

    /// What asks for it, to do `what`: "to run it".
    pub fn asks(self, what: &str) -> String {
        match self {
            Self::Key(key) => format!("Press {key} {what}, any other key cancels."),
            Self::Number(number) => format!("Type {number} {what}, anything else cancels:"),
            Self::Given => String::new(),
        }
    }

    /// Whether a line that was typed is it.
    pub fn is_typed(self, line: &str) -> bool {
        matches!(self, Self::Number(number) if line.trim() == number.to_string())
    }
}

/// A question that only one key or number answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    /// What the key does.
    pub deed: Deed,
    /// What answers it; none while what was typed before is thrown away.
    pub token: Option<Token>,
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
    /// Confirms entries of one's own, which these sentences tell.
    Confirm(Vec<String>),
}

impl Deed {
    /// Whether it needs no answer of a person: `--yes` was said for commands that are allowed,
    /// and nothing comes of what is only pretended.
    pub fn is_given(&self, yes: bool) -> bool {
        match self {
            Self::Run(..) => yes,
            Self::Pretend(..) => true,
            Self::Allow(..) | Self::AllowAll(_) | Self::Sign(_) | Self::Confirm(_) => false,
        }
    }

    /// What the answer does: "to run it".
    pub fn does(&self) -> &'static str {
        match self {
            Self::Allow(..) => "to allow exactly this command on this machine",
            Self::AllowAll(_) => "to allow exactly these commands on this machine",
            Self::Run(..) => "to run it",
            Self::Pretend(..) => "to pretend that it ran",
            Self::Sign(_) => "to sign it",
            Self::Confirm(_) => "to confirm that all of it is yours",
        }
    }
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
        token: None,
        since: app.now,
        was_hurried: false,
        scroll: Scroll::default(),
    })));
    vec![Effect::Arm]
}

/// From now on its answer counts; what needs none is done.
pub(super) fn armed(app: &mut App, token: Token) -> Vec<Effect> {
    let now = app.now;
    let Some(Overlay::Confirm(confirm)) = &mut app.overlay else {
        return Vec::new();
    };
    (confirm.token, confirm.since) = (Some(token), now);
    if token != Token::Given {
        return Vec::new();
    }
    let deed = confirm.deed.clone();
    app.overlay = None;
    confirmed(app, deed)
}

/// A line while a question stands: confirms, or goes back.
pub(super) fn line(app: &mut App, confirm: Confirm, typed: &str) -> Vec<Effect> {
    match confirm.token.is_some_and(|token| token.is_typed(typed)) {
        true => confirmed(app, confirm.deed),
        false => given_up(app, &confirm.deed),
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
    let Some(Token::Key(wanted)) = confirm.token else {
        app.overlay = Some(Overlay::Confirm(confirm));
        return Vec::new();
    };
    if app.now.duration_since(confirm.since) < TOO_SOON {
        (confirm.token, confirm.was_hurried) = (None, true);
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
        Deed::Confirm(_) => "Not confirmed.",
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
        Deed::Confirm(_) => {
            let reason = "looked at on a screen: all of it is mine".to_owned();
            vec![Effect::Ask(WorkerRequest::Confirm(reason))]
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
