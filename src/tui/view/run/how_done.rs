//! How the current step is done: its command exactly, what it puts out, its wait, what it
//! calls, who signs it, and what to do when it fails.

use crate::app::App;
use crate::app::action::Action;
use crate::app::live::Live;
use crate::app::run::{RunScreen, Scene, waits_until};
use crate::app::theme::Role;
use crate::app::when;
use crate::command::{Form, Ready};
use crate::event::{CommandStatus, Outcome, Thread};
use crate::present::{size, unsigned_at};
use crate::runbook::{How, ProcedureRef, Step, StepCommand};
use crate::session::commands::Unended;
use crate::state::{Standing, State, StepState, StepStatus, Verdict};
use crate::text::{duration_words, titled};
use crate::tui::view::paint::{key, output_piece, piece};
use crate::tui::view::sheet::{Sheet, fact, fact_in, fact_key};
use jiff::Timestamp;

/// As many of the last lines of an output stand on the page.
const OUTPUT_LINES: usize = 12;

/// One box, and all that is needed to say how it is done.
pub(super) struct HowDone<'a> {
    pub app: &'a App,
    pub screen: &'a RunScreen,
    pub state: &'a State,
    pub scene: &'a Scene<'a>,
    pub stand: &'a StepStatus,
    pub step: &'a Step,
}

impl HowDone<'_> {
    /// How it is done, and how that stands.
    pub fn draw(&self, sheet: &mut Sheet) {
        match &self.step.how {
            How::ByHand => {}
            How::Command(command) => self.command(command, sheet),
            How::Wait(takes) => self.wait(takes.as_secs().unsigned_abs(), sheet),
            How::Call(called) => self.call(called, sheet),
        }
    }

    /// How its last command ended, and after how long.
    pub(super) fn how_it_ended(&self) -> Option<String> {
        let (_, ended) = self.step_state()?.commands().next_back()?;
        let ended = &ended?.what;
        Some(match &ended.status {
            CommandStatus::NotStarted { .. } | CommandStatus::Unknown => ended.status.words(),
            status => format!(
                "{} after {}",
                status.words(),
                took_words(ended.milliseconds)
            ),
        })
    }

    /// Its command, exactly as it runs.
    pub(super) fn shown(&self, sheet: &mut Sheet) {
        if let Some(Ok(ready)) = self.screen.ready(self.state, &self.stand.step_ref) {
            sheet.words(Role::Accent, &ready.shown);
        }
    }

    /// The procedure that is to be walked now that it failed, by its title.
    pub(super) fn offered(&self) -> Option<String> {
        let run = self.scene.run;
        let offered = run.offers_on_fail(&self.scene.procedure, &self.stand.step_ref)?;
        let title = procedure_title(self.app, offered);
        let goes_on = self
            .state
            .child_going_on(run, &self.stand.step_ref)
            .is_some();
        Some(match goes_on {
            true => format!("Continue: {title}"),
            false => format!("Start: {title}"),
        })
    }

    /// What it wants from somebody now: the procedure for its failure, a second person.
    pub fn wants(&self, sheet: &mut Sheet) {
        self.failure(sheet);
        self.signature(sheet);
    }

    /// What frees the boxes that it holds, but for going on past it.
    pub fn frees(&self, sheet: &mut Sheet) {
        match self.stand.unsigned {
            true => self.signature(sheet),
            false => self.failure(sheet),
        }
    }

    pub(super) fn step_state(&self) -> Option<&StepState> {
        self.scene.run.boxes.get(&self.stand.step_ref)
    }

    fn hung(&self, action: Action, role: Role, words: &str, sheet: &mut Sheet) {
        sheet.hung(vec![key(self.app, action)], role, words);
    }

    pub(super) fn goes_on(&self) -> bool {
        !self.scene.run.is_ended()
    }

    fn command(&self, command: &StepCommand, sheet: &mut Sheet) {
        let live = self.app.live(self.screen.id, &self.stand.step_ref);
        let runs = live.is_some_and(|live| !live.is_over);
        if self.goes_on() && !runs {
            let words = match self.scene.is_rehearsal() {
                true => "shows what would run; a rehearsal runs nothing",
                false if command.interactive => "runs it, with the terminal for itself",
                false if self.stand.standing.is_answered() => "runs it again, after you confirm",
                false => "runs it, after you confirm",
            };
            fact_key(self.app, sheet, "Command", Action::Perform, words);
        } else {
            sheet.words(Role::Dim, "Command");
        }
        match self.screen.ready(self.state, &self.stand.step_ref) {
            Some(Ok(ready)) => self.ready(&ready, sheet),
            Some(Err(refusal)) => {
                sheet.indented("  ", Role::Accent, &command.program.to_string());
                sheet.words(Role::Warn, &refusal.to_string());
            }
            None => {}
        }
        self.judged_by(command, sheet);
        sheet.gap();
        if !self.stand.standing.is_answered() {
            self.came_to(sheet);
        }
    }

    /// What its command puts out, and how it ended. Of an answered step that stands above
    /// all else: it is what says why.
    pub fn came_to(&self, sheet: &mut Sheet) {
        if !matches!(self.step.how, How::Command(_)) {
            return;
        }
        match self.app.live(self.screen.id, &self.stand.step_ref) {
            Some(live) => self.live(live, sheet),
            None => self.unended(sheet),
        }
        if let Some((_, Some(ended))) = self
            .step_state()
            .and_then(|step_state| step_state.commands().next_back())
        {
            self.ended(&ended.what.status, &ended.what, sheet);
        }
    }

    /// The command as it runs, with the values of its variables beside it.
    fn ready(&self, ready: &Ready, sheet: &mut Sheet) {
        let command = match &ready.form {
            Form::Words(_) => &ready.shown,
            Form::Shell(text) => text,
        };
        sheet.indented("  ", Role::Accent, command);
        for (name, value) in &ready.uses {
            sheet.indented("  ", Role::Plain, &format!("{name} = {value}"));
        }
        let folder = ready.cwd.as_deref().unwrap_or(&self.app.folder);
        sheet.indented("  ", Role::Dim, &format!("on this host, in {folder}"));
    }

    fn judged_by(&self, command: &StepCommand, sheet: &mut Sheet) {
        let mut judged = Vec::new();
        let exits = command.expect_exit.iter().map(i32::to_string);
        let exits: Vec<_> = exits.collect();
        judged.push(format!("OK if exit {}", exits.join(" or ")));
        if let Some(output) = &command.expect_output {
            judged.push(format!("output matches {}", output.source()));
        }
        if let Some(take) = &command.take {
            judged.push(format!("takes {}", take.source()));
        }
        if !command.interactive {
            let timeout = duration_words(command.timeout.as_secs().unsigned_abs());
            judged.push(format!("timeout {timeout}"));
        }
        if !command.keep_output {
            judged.push("output not kept".to_owned());
        }
        sheet.indented("  ", Role::Dim, &judged.join(self.app.look.dot()));
    }

    fn live(&self, live: &Live, sheet: &mut Sheet) {
        let look = self.app.look;
        if !live.is_over {
            let took = self.app.now.duration_since(live.began).as_secs().max(0);
            let words = match live.is_cancelled {
                true => "ending",
                false => "running",
            };
            sheet.row(vec![
                piece(look, Role::Accent, &format!("{words} {}", clock(took))),
                piece(look, Role::Dim, &format!("  {}", size(live.bytes))),
            ]);
            if !live.is_cancelled {
                let words = "stops it, with all that it started";
                self.hung(Action::CancelCommand, Role::Plain, words, sheet);
            }
        }
        let from = live.tail.len().saturating_sub(OUTPUT_LINES);
        for line in &live.tail[from..] {
            let pieces = line.pieces.iter();
            let bar = piece(look, Role::Dim, look.sign("┃ ", "| "));
            let row = std::iter::once(bar).chain(pieces.map(|piece| output_piece(look, piece)));
            sheet.row(row.collect());
        }
    }

    /// A command of which no end is known and that was not begun in this program.
    fn unended(&self, sheet: &mut Sheet) {
        let Some(started) = self.step_state().and_then(StepState::unended_command) else {
            return;
        };
        let begun = format!(
            "begun {} by {}",
            when::moment(started.at, self.app),
            started.by
        );
        match self.screen.unended.get(&self.stand.step_ref) {
            Some(Unended::Unknown) => {
                let words = format!("OUTCOME UNKNOWN: {begun}; its program ended before it did.");
                sheet.words(Role::Bad, &words);
                sheet.words(Role::Plain, "It is not run again by itself. Look what it did, then answer by hand; or run it again, deliberately.");
            }
            Some(Unended::Elsewhere { host }) => {
                let words =
                    format!("Runs on {host}, {begun}: only there can be seen how it gets on.");
                sheet.words(Role::Warn, &words);
            }
            Some(Unended::RunsHere) => {
                let words = format!("Runs in another window of this machine, {begun}.");
                sheet.words(Role::Warn, &words);
            }
            None => sheet.words(Role::Dim, &format!("No end is known yet: {begun}.")),
        }
        sheet.gap();
    }

    fn ended(&self, status: &CommandStatus, ended: &crate::event::CommandEnded, sheet: &mut Sheet) {
        let took = took_words(ended.milliseconds);
        let mut text = match status {
            CommandStatus::Unknown => "outcome unknown".to_owned(),
            // It took no time.
            CommandStatus::NotStarted { .. } => status.words(),
            status => format!("{} after {took}", status.words()),
        };
        let said = self.step_state().and_then(StepState::outcome);
        let said = said.and_then(|said| said.what.note.as_ref());
        if let Some(why) = ended.why.as_ref().filter(|why| said != Some(*why)) {
            // What was judged names the status as well, where the status is what was judged.
            let words = status.words();
            let rest = why.strip_prefix(&*words).unwrap_or(why);
            let rest = rest.trim_start_matches([';', ' ']);
            if !rest.is_empty() {
                text = format!("{text}: {rest}");
            }
        }
        let role = match ended.outcome {
            Some(Outcome::Ok) => Role::Good,
            Some(_) => Role::Bad,
            None => Role::Warn,
        };
        fact_in(sheet, "Result", role, &text);
        if ended.outcome.is_none() && self.stand.standing == Standing::Open {
            sheet.words(Role::Plain, "It does not answer the step: you do.");
        }
        if ended.output.is_some() {
            let words = format!("shows its output, {}", size(ended.bytes));
            self.hung(Action::Enter, Role::Plain, &words, sheet);
        }
        sheet.gap();
    }

    fn wait(&self, seconds: u64, sheet: &mut Sheet) {
        let until = waits_until(self.step_state());
        let takes = duration_words(seconds);
        match until {
            _ if self.stand.standing.is_answered() || !self.goes_on() => {
                fact(sheet, "Timer", &takes);
            }
            _ if self.scene.is_rehearsal() => {
                let words = format!("{takes}; a rehearsal skips it: go on as if it had rung.");
                fact(sheet, "Timer", &words);
            }
            None => {
                let words = format!("starts it: {takes}");
                fact_key(self.app, sheet, "Timer", Action::Perform, &words);
            }
            Some(until) if until > self.app.now => {
                let left = clock(seconds_left(self.app.now, until));
                let until = when::time(until, self.app);
                sheet.words(
                    Role::Title,
                    &format!(
                        "{} {left} left of {takes}, until {until}",
                        self.app.look.sign("◷", "t")
                    ),
                );
                sheet.words(
                    Role::Dim,
                    "The timer keeps running elsewhere; Today shows it, and the bell rings.",
                );
            }
            Some(_) => {
                sheet.words(Role::Title, "The timer has rung: check now.");
                if self.step.expect.is_some() {
                    let words = format!("not yet: another {takes}");
                    self.hung(Action::Perform, Role::Plain, &words, sheet);
                }
            }
        }
        sheet.gap();
    }

    fn call(&self, called: &ProcedureRef, sheet: &mut Sheet) {
        let title = procedure_title(self.app, called);
        fact_in(sheet, "Calls", Role::Accent, &title);
        let run = self.scene.run;
        let last = run.children_at(&self.stand.step_ref).next_back();
        let verdict = last.and_then(|said| self.state.verdict_of(said.what.run));
        match verdict {
            Some(Verdict::Open) => self.hung(Action::Perform, Role::Title, "continues it", sheet),
            Some(verdict) => fact(sheet, "Result", &verdict.to_string()),
            None => {}
        }
        let can_begin = self.goes_on() && self.stand.standing == Standing::Open;
        if can_begin && verdict_is_over(self.state, last.map(|said| said.what.run)) {
            self.hung(
                Action::Perform,
                Role::Plain,
                "starts it, and comes back here when it ends",
                sheet,
            );
        }
        sheet.gap();
    }

    /// What is offered because it failed.
    fn failure(&self, sheet: &mut Sheet) {
        let offered = self
            .scene
            .run
            .offers_on_fail(&self.scene.procedure, &self.stand.step_ref);
        match (offered, &self.step.on_fail) {
            (Some(offered), _) => {
                let title = procedure_title(self.app, offered);
                let goes_on = self
                    .state
                    .child_going_on(self.scene.run, &self.stand.step_ref)
                    .is_some();
                let words = match goes_on {
                    true => format!("continues: {title}"),
                    false => format!("starts: {title}"),
                };
                self.hung(Action::FollowFailure, Role::Title, &words, sheet);
                self.walked(sheet);
                sheet.gap();
            }
            (None, Some(offered)) if !self.stand.standing.is_answered() => {
                let title = procedure_title(self.app, offered);
                fact(sheet, "If not OK", &title);
            }
            _ => {}
        }
    }

    /// What was walked because it failed, and what that came to.
    pub(super) fn walked(&self, sheet: &mut Sheet) {
        for said in self.scene.run.children_at(&self.stand.step_ref) {
            let verdict = self.state.verdict_of(said.what.run);
            if let Some(verdict) = verdict.filter(|verdict| *verdict != Verdict::Open) {
                let words = titled(&said.what.title, &verdict.to_string());
                fact(sheet, "Done", &words);
            }
        }
    }

    fn signature(&self, sheet: &mut Sheet) {
        let Some(role) = &self.step.sign_off else {
            return;
        };
        let step_state = self.step_state();
        if let Some(said) = step_state.and_then(StepState::signature) {
            let signed = &said.what;
            let by = match signed.played {
                true => format!("{} (played)", said.by),
                false => said.by.to_string(),
            };
            let at = when::moment(said.at, self.app);
            let text = format!("{by} as {}, {at}: {}", signed.role, signed.meaning);
            fact_in(sheet, "Signed", Role::Good, &text);
            if signed.same_account && !signed.played {
                sheet.words(Role::Dim, "Same account and host for both.");
            }
            return;
        }
        let void = step_state.is_some_and(|step_state| !step_state.signatures.is_empty());
        if void {
            sheet.words(
                Role::Warn,
                "A signature is void: what it signed has changed.",
            );
        }
        let thread = Thread::Run(self.screen.id);
        for words in unsigned_at(self.state, &thread, &self.stand.step_ref, &self.app.wall()) {
            sheet.words(Role::Warn, &words);
        }
        if self.stand.unsigned && self.goes_on() {
            let words =
                format!("signs it: a second person, as {role}. Next steps on hold until then.");
            self.hung(Action::Ok, Role::Title, &words, sheet);
        } else {
            fact(sheet, "Sign-off", &format!("{role}, after the step"));
        }
    }
}

fn verdict_is_over(state: &State, run: Option<crate::event::RunId>) -> bool {
    run.and_then(|run| state.verdict_of(run)) != Some(Verdict::Open)
}

/// A procedure by its title, where its runbook is at hand.
fn procedure_title(app: &App, reference: &ProcedureRef) -> String {
    let runbook = app.usable(&reference.runbook);
    let known = runbook.and_then(|it| it.procedure(reference.procedure.as_str()));
    known.map_or_else(|| reference.to_string(), |known| known.title.clone())
}

/// How many seconds there are to a moment; a part of one is still to go.
pub(super) fn seconds_left(now: Timestamp, until: Timestamp) -> i64 {
    let left = until.duration_since(now);
    (left.as_secs() + i64::from(left.subsec_nanos() > 0)).max(0)
}

/// `0:42`, `12:03`, `1:02:03`.
pub(in crate::tui::view) fn clock(seconds: i64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match minutes {
        0..60 => format!("{minutes}:{seconds:02}"),
        _ => format!("{}:{:02}:{seconds:02}", minutes / 60, minutes % 60),
    }
}

fn took_words(milliseconds: u64) -> String {
    match milliseconds {
        0..10_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => duration_words(milliseconds / 1000),
    }
}
