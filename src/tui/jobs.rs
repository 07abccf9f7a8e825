//! Commands that run here, in the hands of the loop.
//!
//! What stays true: whatever screen is in front, a command goes on; its lock is held until its
//! end is in the record; leaving the program ends it, and that is written down.

use super::input::InputReader;
use super::terminal::{Terminal, TerminalError};
use crate::app::live::{LiveProgress, TAIL_LINES};
use crate::event::RunId;
use crate::exec::{self, Ended, Ending, Output};
use crate::runbook::StepRef;
use crate::session::Finished;
use crate::session::commands::{Begun, Work};
use crate::state::State;
use crate::text::lines;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

/// The commands that were begun here and are not yet in the record with their end.
#[derive(Default)]
pub(super) struct Jobs(BTreeMap<(RunId, StepRef), Held>);

struct Held {
    begun: Begun,
    /// How much of its output was told.
    told_bytes: Option<u64>,
    is_over: bool,
}

impl Jobs {
    /// Takes a command that was begun; true where it wants the terminal.
    pub fn take(&mut self, begun: Begun) -> bool {
        let wants_terminal = matches!(begun.work, Work::Interactive(_));
        let held = Held {
            told_bytes: None,
            is_over: false,
            begun,
        };
        let key = (held.begun.run, held.begun.step_ref.clone());
        self.0.insert(key, held);
        wants_terminal
    }

    /// What there is to tell of each. One whose end is in the record is let go.
    pub fn news(&mut self, state: &State) -> Vec<(RunId, StepRef, LiveProgress)> {
        self.0.retain(|(run, step_ref), held| {
            let step_state = state.run(*run).and_then(|run| run.boxes.get(step_ref));
            let is_open =
                step_state.is_some_and(|step_state| step_state.unended_command().is_some());
            !held.is_over || is_open
        });
        let held = self.0.iter_mut().filter(|(_, held)| !held.is_over);
        held.flat_map(|((run, step_ref), held)| {
            let progress = held.progress().into_iter();
            progress.map(|progress| (*run, step_ref.clone(), progress))
        })
        .collect()
    }

    /// Ends a command, with all that it started.
    pub fn cancel(&self, run: RunId, step_ref: &StepRef) {
        if let Some(held) = self.0.get(&(run, step_ref.clone()))
            && let Work::Running(running) = &held.begun.work
        {
            running.cancel();
        }
    }

    /// Gives the terminal to a command that wants it, and waits for its end. None where there
    /// is no such command.
    pub fn lend(
        &mut self,
        run: RunId,
        step_ref: &StepRef,
        words: &str,
        terminal: &mut Terminal,
        pump: &mut InputReader,
    ) -> Option<(LiveProgress, Result<(), TerminalError>)> {
        let held = self.0.get_mut(&(run, step_ref.clone()))?;
        let Work::Interactive(program) = &held.begun.work else {
            return None;
        };
        let (result, taken) = terminal.hand_over(pump, || {
            let mut out = std::io::stdout();
            for line in lines(words) {
                // A terminal that is gone is told of by the loop.
                let _ = writeln!(out, "{line}");
            }
            let _ = out.flush();
            exec::run_interactive(program)
        });
        let (ending, took) = result
            .unwrap_or_else(|refusal| (Ending::NotStarted(refusal.to_string()), Duration::ZERO));
        let ended = Ended {
            ending,
            took,
            output: Output::default(),
            left_something: false,
        };
        held.is_over = true;
        let finished = Box::new(held.begun.finished(ended));
        Some((LiveProgress::Over(finished), taken))
    }

    /// Ends every command that still runs, and says what is to be written down of each.
    pub fn end(self) -> Vec<Finished> {
        let running = |held: &Held| match &held.begun.work {
            Work::Running(running) if !held.is_over => running.cancel(),
            _ => {}
        };
        self.0.values().for_each(running);
        let held = self.0.into_values().filter(|held| !held.is_over);
        held.filter_map(|mut held| {
            let ended = match &mut held.begun.work {
                Work::Running(running) => running.wait()?,
                Work::Interactive(_) => return None,
            };
            Some(held.begun.finished(ended))
        })
        .collect()
    }
}

impl Held {
    fn progress(&mut self) -> Vec<LiveProgress> {
        let Work::Running(running) = &mut self.begun.work else {
            return Vec::new();
        };
        let mut news = Vec::new();
        let bytes = running.total_bytes();
        if let Some(ended) = running.ended() {
            let tail = exec::painted_tail(&ended.output.bytes, TAIL_LINES);
            let bytes = ended.output.total_bytes;
            self.is_over = true;
            let finished = Box::new(self.begun.finished(ended));
            return vec![
                LiveProgress::Output { tail, bytes },
                LiveProgress::Over(finished),
            ];
        }
        if self.told_bytes != Some(bytes) && bytes > 0 {
            self.told_bytes = Some(bytes);
            let tail = running.tail(TAIL_LINES);
            news.push(LiveProgress::Output { tail, bytes });
        }
        news
    }
}
