//! One run, from prompt to prompt, until it ends or is left.

use super::conversation::Leave;
use super::step::choices;
use super::words::{self, Act, Place};
use super::{Teller, step};
use crate::event::{Cause, RunId};
use crate::runbook::{How, Operator, StepRef, Yields};
use crate::session::RunProgress;
use crate::state::{Standing, StepStatus};

/// Where someone is in a run.
pub(super) struct At {
    /// Which run.
    pub run: RunId,
    /// The box that was chosen; the next open one where there is none.
    pub step_ref: Option<StepRef>,
    /// The box that was answered last: the next one is sought from there.
    pub after: Option<StepRef>,
    /// The box that is on the page.
    shown: Option<Option<StepRef>>,
}

impl At {
    pub fn of(run: RunId) -> Self {
        Self {
            run,
            step_ref: None,
            after: None,
            shown: None,
        }
    }

    /// The page is said again before the next prompt.
    pub fn show_again(&mut self) {
        self.shown = None;
    }

    /// A box has its answer: the next one is up.
    pub fn answered(&mut self, step_ref: StepRef) {
        self.after = Some(step_ref);
        self.step_ref = None;
        self.show_again();
    }
}

impl Teller {
    /// Walks a run until it has ended; then the run that it came from, where that goes on.
    pub(super) fn walk(&mut self, run: RunId) -> Result<(), Leave> {
        let mut next = Some(run);
        while let Some(run) = next {
            self.open_run(run)?;
            next = self.walk_one(At::of(run))?;
        }
        Ok(())
    }

    /// Walks one run; gives the one to go on with.
    fn walk_one(&mut self, mut at: At) -> Result<Option<RunId>, Leave> {
        loop {
            // What others saved meanwhile; where it cannot be read, the next wish says why.
            let _ = self.session.refresh();
            let Some(walked) = self.walked(at.run)? else {
                return Ok(None);
            };
            self.surprises(&walked)?;
            if walked.run.is_ended() {
                self.ended(&walked)?;
                return Ok(parent_of(&walked).filter(|parent| self.goes_on(*parent)));
            }
            let stand = current(&walked, &at).cloned();
            let step_ref = stand.as_ref().map(|stand| stand.step_ref.clone());
            if at.shown.as_ref() != Some(&step_ref) {
                self.page(&walked, stand.as_ref())?;
                at.shown = Some(step_ref);
            }
            let operator = self.session.settings().operator.clone();
            let prompt = prompt(&walked, stand.as_ref(), &operator);
            let line = self.talk.ask(&prompt)?;
            if let Some(run) = self.heed(&line, &mut at, &walked, stand.as_ref())? {
                self.open_run(run)?;
                at = At::of(run);
            }
        }
    }

    fn goes_on(&self, run: RunId) -> bool {
        let state = self.session.state();
        state.run(run).is_some_and(|run| !run.is_ended())
    }

    /// What there is to know before the first step.
    fn open_run(&mut self, run: RunId) -> Result<(), Leave> {
        let Some(walked) = self.walked(run)? else {
            return Ok(());
        };
        let started = &walked.started;
        let target = started.target.as_ref();
        let target = target.map(|it| format!(", {it}")).unwrap_or_default();
        let subject = walked.run.subject();
        let subject = subject.map(|it| format!(": {it}")).unwrap_or_default();
        self.talk.say(&format!(
            "{}{subject} ({}{target}), run {}",
            started.title,
            started.runbook_title,
            run.short()
        ))?;
        if started.rehearsal {
            self.talk
                .say("This is a rehearsal: nothing is run, and nothing counts as done.")?;
        }
        if let Some(words) = walked.approval.words() {
            self.talk.say(words)?;
        }
        if let Some(within) = self.within(&walked) {
            self.talk.say(&format!("Within: {within}"))?;
        }
        if let Some(scenario) = walked.run.scenario(walked.procedure()) {
            self.talk.say(&format!("Scenario: {}", scenario.title))?;
            if let Some(words) = &scenario.scenario {
                self.talk.say(words)?;
            }
        }
        Ok(())
    }

    /// The runs and steps that a run came from, the outermost first.
    fn within(&self, walked: &RunProgress) -> Option<String> {
        let state = self.session.state();
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

    fn surprises(&mut self, walked: &RunProgress) -> Result<(), Leave> {
        let surprises = walked.run.surprises(walked.procedure(), &walked.walk);
        let told = self.surprises.entry(walked.run.id).or_default();
        let fresh = surprises.iter().skip(*told);
        *told = (*told).max(surprises.len());
        for surprise in fresh {
            self.talk.say(&format!("Meanwhile: {}", surprise.say))?;
        }
        Ok(())
    }

    /// Says a step.
    fn page(&mut self, walked: &RunProgress, stand: Option<&StepStatus>) -> Result<(), Leave> {
        let Some(stand) = stand else {
            return self.talk.say("Every step is answered. F finishes the run.");
        };
        let clock = self.clock();
        let lines = step::page(&self.session, walked, stand, &|at| clock.exact(at));
        for line in lines {
            self.talk.say(&line)?;
        }
        Ok(())
    }

    /// Does what a line says at a step. Gives another run, where it leads there.
    fn heed(
        &mut self,
        line: &str,
        at: &mut At,
        walked: &RunProgress,
        stand: Option<&StepStatus>,
    ) -> Result<Option<RunId>, Leave> {
        if line.is_empty() {
            at.show_again();
            return Ok(None);
        }
        match words::read(line, Place::Step) {
            Some((act, rest)) => self.act(act, rest, at, walked, stand),
            None => {
                self.bare(line, at, walked, stand)?;
                Ok(None)
            }
        }
    }

    /// A line that begins with no word: a value, where the step wants one that it can be.
    fn bare(
        &mut self,
        line: &str,
        at: &mut At,
        walked: &RunProgress,
        stand: Option<&StepStatus>,
    ) -> Result<(), Leave> {
        let wants = stand.is_some_and(|stand| match &walked.step(stand).yields {
            Yields::Tick => false,
            Yields::Reading { .. } => {
                line.starts_with(|c: char| c.is_ascii_digit() || "-+.,".contains(c))
            }
            Yields::Ask(ask) => !ask.secret,
            Yields::Choose(choose) => {
                let option = choose.options.iter();
                let is_option = |option: &String| option.to_lowercase() == line.to_lowercase();
                line.parse::<usize>().is_ok() || option.clone().any(is_option)
            }
        });
        match stand.filter(|_| wants) {
            Some(stand) => self
                .act(Act::Value, line, at, walked, Some(stand))
                .map(drop),
            None => {
                let no_choice = stand.and_then(|stand| no_choice(line, walked, stand));
                let unknown = || words::unknown(line, Place::Step);
                self.talk.say(&no_choice.unwrap_or_else(unknown))?;
                let rest = line.split_once(char::is_whitespace);
                if let Some((_, rest)) = rest.filter(|(_, rest)| !rest.trim().is_empty()) {
                    self.kept = Some(rest.trim().to_owned());
                    self.talk
                        .say("What stood behind it is kept: say the right word alone.")?;
                }
                Ok(())
            }
        }
    }
}

/// What is said of one word at a step that waits for a choice: what there is to choose from.
fn no_choice(line: &str, walked: &RunProgress, stand: &StepStatus) -> Option<String> {
    let Yields::Choose(choose) = &walked.step(stand).yields else {
        return None;
    };
    let is_one_word = !line.trim().contains(char::is_whitespace);
    (stand.standing == Standing::Open && is_one_word).then(|| {
        format!(
            "“{}” is neither a choice of this step nor a word here. It wants one of: {}. Say ? for all words.",
            line.trim(),
            choices(choose)
        )
    })
}

/// The run that a run came from.
fn parent_of(walked: &RunProgress) -> Option<RunId> {
    walked.started.cause.as_ref().map(Cause::run)
}

/// The box that is up: the chosen one, else the next open one or what holds it.
fn current<'a>(walked: &'a RunProgress, at: &At) -> Option<&'a StepStatus> {
    let walk = &walked.walk;
    if let Some(index) = at
        .step_ref
        .as_ref()
        .and_then(|step_ref| walk.position(step_ref))
    {
        return Some(&walk.stands[index]);
    }
    let after = at
        .after
        .as_ref()
        .and_then(|step_ref| walk.position(step_ref));
    match walk.next_open(after.unwrap_or(0)) {
        Some(open) => {
            let stand = &walk.stands[open];
            Some(stand.held_by.map_or(stand, |holder| &walk.stands[holder]))
        }
        // What still keeps the run from being finished, if anything does.
        None => walk.unfinished(walked.procedure()).next(),
    }
}

/// What a step takes.
fn prompt(walked: &RunProgress, stand: Option<&StepStatus>, operator: &Operator) -> String {
    let rehearsal = if walked.started.rehearsal {
        "Rehearsal, "
    } else {
        ""
    };
    let Some(stand) = stand else {
        return format!("{rehearsal}all answered (F, l, ? for all):");
    };
    let step = walked.step(stand);
    let mut takes = match (stand.standing, &step.yields) {
        (Standing::Answered(_) | Standing::Disputed, _) => vec!["again ANSWER", ">", "l"],
        (_, Yields::Tick) => vec!["ok", "x", "s", "d"],
        (_, Yields::Reading { .. }) => vec!["a number", "x", "s", "d"],
        (_, Yields::Ask(ask)) if ask.secret => vec!["=", "s", "d"],
        (_, Yields::Ask(_)) => vec!["the text", "s", "d"],
        (_, Yields::Choose(_)) => vec!["a number or a choice", "s", "d"],
    };
    match &step.how {
        How::Command(_) => takes.insert(0, "r"),
        How::Wait(_) => takes.insert(0, "w"),
        How::Call(_) => takes.insert(0, "call"),
        How::ByHand => {}
    }
    if stand.unsigned {
        takes.insert(0, "sign NAME");
    }
    let offers = walked
        .run
        .offers_on_fail(walked.procedure(), &stand.step_ref)
        .is_some();
    if offers {
        takes.insert(0, "fail");
    }
    let is_read = !step.is_acknowledged_first() || walked.run.knows_caution(&step.id, operator);
    if !is_read && stand.standing == Standing::Open {
        takes.insert(0, "c");
    }
    let item = stand.step_ref.item.as_ref();
    let item = item.map(|item| format!("/{item}")).unwrap_or_default();
    format!(
        "{rehearsal}step {}{item} ({}, ? for all):",
        stand.number,
        takes.join(", ")
    )
}
