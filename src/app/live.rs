//! Commands that run here, as the screens know them.
//!
//! The loop holds what really runs, and tells of it; here stands what was told last. A command
//! goes on whatever screen is in front, and what it put out stays in sight after its end.

use super::{App, run};
use crate::app::effect::Effect;
use crate::event::RunId;
use crate::exec::AnsiText;
use crate::runbook::StepRef;
use crate::session::Finished;
use crate::session::Request;
use crate::state::State;
use jiff::Timestamp;

/// As many of the last lines of an output are told.
pub const TAIL_LINES: usize = 200;

/// A command that was begun here.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// When it began.
    pub began: Timestamp,
    /// The last lines that it put out.
    pub tail: Vec<AnsiText>,
    /// How many bytes it put out.
    pub bytes: u64,
    /// Whether it was told to end.
    pub is_cancelled: bool,
    /// Whether it has ended.
    pub is_over: bool,
}

/// What the loop tells of a command.
#[derive(Debug)]
pub enum LiveProgress {
    /// It runs.
    Began,
    /// It wants the terminal for itself.
    WantsTerminal,
    /// It has put something out.
    Output {
        /// The last lines.
        tail: Vec<AnsiText>,
        /// How many bytes in all.
        bytes: u64,
    },
    /// It has ended.
    Over(Box<Finished>),
}

impl App {
    /// What is known of a box's command, where it was begun here.
    pub fn live(&self, run: RunId, step_ref: &StepRef) -> Option<&Live> {
        self.live.get(&(run, step_ref.clone()))
    }

    /// Whether a box's command runs here now.
    pub fn runs_here(&self, run: RunId, step_ref: &StepRef) -> bool {
        self.live(run, step_ref).is_some_and(|live| !live.is_over)
    }

    /// How many commands run here now.
    pub fn running(&self) -> usize {
        self.live.values().filter(|live| !live.is_over).count()
    }
}

pub(super) fn take(
    app: &mut App,
    state: &State,
    run: RunId,
    step_ref: StepRef,
    progress: LiveProgress,
) -> Vec<Effect> {
    let began = app.now;
    let key = (run, step_ref.clone());
    let fresh = || Live {
        began,
        tail: Vec::new(),
        bytes: 0,
        is_cancelled: false,
        is_over: false,
    };
    match progress {
        LiveProgress::Began => {
            app.live.insert(key, fresh());
            Vec::new()
        }
        LiveProgress::WantsTerminal => {
            app.live.insert(key, fresh());
            let words = run::words_before(app, state, run, &step_ref);
            vec![Effect::HandOver {
                run,
                step_ref,
                words,
            }]
        }
        LiveProgress::Output { tail, bytes } => {
            if let Some(live) = app.live.get_mut(&key) {
                (live.tail, live.bytes) = (tail, bytes);
            }
            Vec::new()
        }
        LiveProgress::Over(finished) => {
            if let Some(live) = app.live.get_mut(&key) {
                live.is_over = true;
            }
            vec![app.request(Request::Finished(finished), None)]
        }
    }
}
