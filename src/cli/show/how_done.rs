//! How a step is done, and what follows from it: its command exactly, its wait, its call, the
//! procedure for a failure, the signature, the way back.

use super::super::exit::Stop;
use super::super::out::{Line, Out};
use super::parts::paragraph;
use crate::present::Tone;
use crate::runbook::{How, Program, Step, StepCommand, Template};
use crate::text::duration_words;
use jiff::SignedDuration;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The way that a step is done. As JSON: `how` (`by-hand`, `command`, `wait`, `call`),
/// `command`, `wait_seconds`, `calls` (`runbook/procedure`), `on_fail` (the same), `sign_off`
/// (a role), `undo`, `no_return`.
#[derive(Debug, Serialize)]
pub(super) struct HowDoneJson {
    how: &'static str,
    command: Option<CommandView>,
    wait_seconds: Option<i64>,
    calls: Option<String>,
    on_fail: Option<String>,
    sign_off: Option<String>,
    undo: Option<String>,
    no_return: bool,
}

/// A command. As JSON: `run` (its words) or `shell` (a text), `cwd`, `env`, `pass_env`,
/// `timeout_seconds`, `expect_exit`, `expect_output`, `take`, `interactive`, `keep_output`.
/// Texts keep their `$NAME`s.
#[derive(Debug, Serialize)]
struct CommandView {
    run: Option<Vec<String>>,
    shell: Option<String>,
    cwd: Option<String>,
    env: BTreeMap<String, String>,
    pass_env: BTreeSet<String>,
    timeout_seconds: i64,
    expect_exit: Vec<i32>,
    expect_output: Option<String>,
    take: Option<String>,
    interactive: bool,
    keep_output: bool,
    /// As one would type it.
    #[serde(skip)]
    typed: String,
}

impl HowDoneJson {
    pub(super) fn of(step: &Step) -> Self {
        let mut view = Self {
            how: "by-hand",
            command: None,
            wait_seconds: None,
            calls: None,
            on_fail: step.on_fail.as_ref().map(ToString::to_string),
            sign_off: step.sign_off.clone(),
            undo: step.undo.as_ref().map(source),
            no_return: step.no_return,
        };
        match &step.how {
            How::ByHand => {}
            How::Command(command) => {
                view.how = "command";
                view.command = Some(CommandView::of(command));
            }
            How::Wait(wait) => {
                view.how = "wait";
                view.wait_seconds = Some(wait.as_secs());
            }
            How::Call(procedure) => {
                view.how = "call";
                view.calls = Some(procedure.to_string());
            }
        }
        view
    }

    /// The command, line by line and unwrapped, so that what is seen is what runs; then what
    /// else there is to know of it.
    pub(super) fn write(&self, out: &mut Out, indent: &str) -> Result<(), Stop> {
        let lines = [
            ("Wait", self.wait_seconds.map(seconds)),
            ("Calls", self.calls.clone()),
        ];
        write_lines(out, indent, lines)?;
        if let Some(command) = &self.command {
            write_typed(out, indent, "$ ", &command.typed)?;
            write_lines(out, indent, command.lines())?;
        }
        let lines = [
            ("If it fails", self.on_fail.clone()),
            ("Signed by", self.sign_off.clone()),
            ("Undo", self.undo.clone()),
            (
                "No way back",
                self.no_return
                    .then(|| "steps before it cannot be undone after this".to_owned()),
            ),
        ];
        write_lines(out, indent, lines)
    }
}

impl CommandView {
    fn of(command: &StepCommand) -> Self {
        let (run, shell) = match &command.program {
            Program::Words(words) => (Some(words.iter().map(source).collect()), None),
            Program::Shell(shell) => (None, Some(shell.text.clone())),
        };
        let env = command.env.iter();
        Self {
            run,
            shell,
            cwd: command.cwd.as_ref().map(source),
            env: env
                .map(|(name, value)| (name.clone(), source(value)))
                .collect(),
            pass_env: command.pass_env.clone(),
            timeout_seconds: command.timeout.as_secs(),
            expect_exit: command.expect_exit.clone(),
            expect_output: command
                .expect_output
                .as_ref()
                .map(|it| it.source().to_owned()),
            take: command.take.as_ref().map(|it| it.source().to_owned()),
            interactive: command.interactive,
            keep_output: command.keep_output,
            typed: command.program.to_string(),
        }
    }

    fn lines(&self) -> [(&'static str, Option<String>); 9] {
        let env: Vec<_> = self
            .env
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let passed: Vec<_> = self.pass_env.iter().map(String::as_str).collect();
        let passed = (!passed.is_empty()).then(|| passed.join(" "));
        let exits: Vec<_> = self.expect_exit.iter().map(ToString::to_string).collect();
        [
            ("By", self.shell.is_some().then(|| "the shell".to_owned())),
            ("In", self.cwd.clone()),
            ("With", (!env.is_empty()).then(|| env.join(" "))),
            ("Passes on", passed),
            (
                "OK with exit status",
                (self.expect_exit != [0]).then(|| exits.join(" or ")),
            ),
            ("OK with output like", self.expect_output.clone()),
            ("Takes", self.take.clone()),
            ("At most", Some(seconds(self.timeout_seconds))),
            ("Output", self.output().map(str::to_owned)),
        ]
    }

    fn output(&self) -> Option<&'static str> {
        match (self.interactive, self.keep_output) {
            (true, _) => Some("has the terminal for itself"),
            (false, false) => Some("is not kept"),
            (false, true) => None,
        }
    }
}

fn source(template: &Template) -> String {
    template.source().to_owned()
}

pub(super) fn seconds(seconds: i64) -> String {
    duration_words(seconds.unsigned_abs())
}

/// How long something takes, in seconds.
pub(super) fn as_seconds(duration: Option<SignedDuration>) -> Option<i64> {
    duration.map(|it| it.as_secs())
}

/// Lines under their names, those that say something.
pub(super) fn write_lines<const N: usize>(
    out: &mut Out,
    indent: &str,
    lines: [(&str, Option<String>); N],
) -> Result<(), Stop> {
    for (name, text) in lines {
        if let Some(text) = text {
            paragraph(out, indent, &format!("{name}: {text}"))?;
        }
    }
    Ok(())
}

/// A text to type, line by line and unwrapped, so that what is copied is what is meant; the
/// sign stands before its first line alone.
pub(super) fn write_typed(out: &mut Out, indent: &str, sign: &str, text: &str) -> Result<(), Stop> {
    let blank = " ".repeat(sign.chars().count());
    for (index, line) in crate::text::lines(text).enumerate() {
        let line = line.into_owned();
        let sign = if index == 0 { sign } else { &blank };
        let head = Line::of(Tone::Dim, &format!("{indent}{sign}"));
        out.line(&head.add_shown(Tone::Plain, line))?;
    }
    Ok(())
}
