//! A run as lines: what there is to know before its first step, the step in front, and what a
//! step takes.

use super::conversation::Leave;
use super::prompts::{Prompts, read};
use super::{step, words};
use crate::app::action::Action;
use crate::app::exception;
use crate::app::run::foot;
use crate::event::RunId;
use crate::present::{BoxRow, box_rows, to_know, unfinished_rows};
use crate::runbook::Yields;
use crate::session::RunProgress;
use crate::state::Standing;

impl Prompts {
    fn progress(&mut self) -> Option<RunProgress> {
        let run = self.app.run.as_ref()?.id;
        RunProgress::of(&mut self.session, run).ok()
    }

    /// What there is to know before the first step.
    pub fn run_head(&mut self, run: RunId) -> Vec<String> {
        let Ok(walked) = RunProgress::of(&mut self.session, run) else {
            return Vec::new();
        };
        let started = &walked.started;
        let target = started.target.as_ref();
        let target = target.map(|it| format!(", {it}")).unwrap_or_default();
        let subject = walked.run.subject();
        let subject = subject.map(|it| format!(": {it}")).unwrap_or_default();
        let is_in_front = self.app.run.as_ref().is_some_and(|it| it.id == run);
        let opened = match is_in_front {
            true => exception::opened_lines(&self.app, &read(&self.state)),
            false => Vec::new(),
        };
        let id = match opened.is_empty() {
            true => format!(", run {}", run.short()),
            false => String::new(),
        };
        let mut lines = vec![format!(
            "{}{subject} ({}{target}){id}",
            started.title, started.runbook_title,
        )];
        lines.extend(opened.into_iter().map(|(_, words)| words));
        if started.rehearsal {
            let words = "This is a rehearsal: nothing is run, and nothing counts as done.";
            lines.push(words.to_owned());
        }
        lines.extend(walked.approval.words().map(str::to_owned));
        lines.extend(
            self.within(&walked)
                .map(|within| format!("Within: {within}")),
        );
        lines
    }

    /// The runs and steps that a run came from, the outermost first.
    fn within(&self, walked: &RunProgress) -> Option<String> {
        let state = read(&self.state);
        let mut crumbs = Vec::new();
        let mut cause = walked.started.cause.clone();
        // A run that came from itself cannot be written here, but could be read.
        while let Some(known) = cause.take().filter(|_| crumbs.len() < 32) {
            let step = known
                .step_ref()
                .map(|step_ref| format!(", step {step_ref}"));
            let parent = state.run(known.run());
            let parent = parent.and_then(|parent| Some(&parent.started.as_ref()?.what));
            let title = parent.map_or_else(|| known.run().short(), |parent| parent.title.clone());
            crumbs.push(format!("{title}{}", step.unwrap_or_default()));
            cause = parent.and_then(|parent| parent.cause.clone());
        }
        crumbs.reverse();
        (!crumbs.is_empty()).then(|| crumbs.join(" > "))
    }

    /// The step in front.
    pub fn step_lines(&mut self) -> Vec<String> {
        let Some(walked) = self.progress() else {
            return vec!["The runbook of this run cannot be had here.".to_owned()];
        };
        let row = self.app.run.as_ref().map_or(0, |run| run.cursor);
        match walked.walk.stands.get(row) {
            Some(stand) => step::page(&self.session, &self.app, &walked, stand),
            None => self.last_row(&walked),
        }
    }

    /// What still keeps the run from being finished, or that nothing does.
    fn last_row(&self, walked: &RunProgress) -> Vec<String> {
        let open = unfinished_rows(walked.procedure(), &walked.walk);
        match open.is_empty() {
            true => {
                let (run, procedure) = (&walked.run, walked.procedure());
                let wall = self.app.wall();
                let mut lines = vec![format!(
                    "Every step is answered. {} finishes the run.",
                    Action::Finish.name()
                )];
                lines.extend(to_know(&read(&self.state), run, Some(procedure), &wall));
                lines
            }
            false => open.into_iter().map(|row| box_row(walked, row)).collect(),
        }
    }

    /// Every step of the run.
    pub fn step_rows(&mut self) -> Vec<String> {
        let walked = self.progress();
        walked.map_or_else(Vec::new, |walked| {
            let near = self.app.run.as_ref().map_or(0, |run| run.cursor);
            let rows = box_rows(&walked.run, &walked.walk, near).into_iter();
            rows.map(|row| box_row(&walked, row)).collect()
        })
    }

    /// Says what a run that is over came to, and leaves it; true where that was so.
    pub fn leave_ended(&mut self) -> Result<bool, Leave> {
        if self.app.front.is_some() || self.app.overlay.is_some() {
            return Ok(false);
        }
        let Some(walked) = self.progress() else {
            return Ok(false);
        };
        if !walked.run.is_ended() || walked.run.is_disputed() {
            return Ok(false);
        }
        let lines = self.ended(&walked);
        self.say_all(&lines)?;
        self.said.forget();
        self.act(Action::Quit)?;
        Ok(true)
    }

    /// What the step in front takes: the keys that matter now.
    pub fn run_prompt(&self, help: &str) -> String {
        let state = read(&self.state);
        let scene = self.app.run.as_ref().and_then(|run| run.scene(&state));
        let row = self.app.run.as_ref().map_or(0, |run| run.cursor);
        let Some(scene) = scene else {
            return format!("The run ({help} for all words):");
        };
        let rehearsal = if scene.is_rehearsal() {
            "Rehearsal, "
        } else {
            ""
        };
        let mut takes: Vec<String> = Vec::new();
        let stand = scene.stand(row);
        if let (Some(step), Some(stand)) = (scene.step(row), stand)
            && stand.standing == Standing::Open
        {
            takes.extend(match &step.yields {
                Yields::Tick => None,
                Yields::Reading { .. } => Some("a number".to_owned()),
                Yields::Ask(ask) if ask.secret => None,
                Yields::Ask(_) => Some("the text".to_owned()),
                Yields::Choose(_) => Some("a number or a choice".to_owned()),
            });
        }
        let wanted = foot::wanted(&self.app, &state).into_iter();
        let wanted = wanted.filter(|action| !matches!(action, Action::NextOpen | Action::Enter));
        takes.extend(wanted.filter_map(|action| {
            let binding = self.app.keymap.binding(self.app.place(), action)?;
            let words = foot::key_words(&self.app, &state, action).unwrap_or(binding.short);
            Some(format!(
                "{} {words}",
                words::word(self.app.keymap, self.app.place(), action)
            ))
        }));
        if stand.is_none() && !scene.run.is_ended() {
            takes.insert(0, Action::Finish.name());
        }
        if stand.is_some_and(|stand| stand.standing.is_answered()) {
            takes.push("enter next".to_owned());
        }
        let place = match stand {
            Some(stand) => {
                let item = stand.step_ref.item.as_ref();
                let item = item.map(|item| format!("/{item}")).unwrap_or_default();
                format!("step {}{item}", stand.number)
            }
            None => "the end".to_owned(),
        };
        format!(
            "{rehearsal}{place} ({}, {help} for all words):",
            takes.join(", ")
        )
    }
}

/// A row of a run's list in one line.
fn box_row(walked: &RunProgress, row: BoxRow) -> String {
    match row {
        BoxRow::Box(at) => step::row(walked, &walked.walk.stands[at]),
        BoxRow::Quiet { from, count, how } => {
            let number = walked.walk.stands[from].number;
            format!("{number} {}", how.words(count))
        }
    }
}
