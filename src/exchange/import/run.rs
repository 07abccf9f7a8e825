//! Blocks of commands on the walk: each command a step, what is asked before it, and what
//! is typed into a session that one of them opened.
//!
//! What stays true: a command that a page means for a session somewhere else is never run
//! here; it becomes a text to copy.

use super::body::Body;
use super::command::{self, Code, Shown};
use super::draft::{Row, Step};
use super::page::Words;
use super::placeholder;
use super::sentence::{instruction, sentences, title};
use super::step::{fenced, fill, fill_copy, run_title, step_of};
use crate::runbook::{Template, Values};

/// A line that gives a variable its value.
pub(super) struct Constant {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) line: String,
    pub(super) is_used: bool,
}

impl Body<'_> {
    /// The commands of a block, each a step; the words before it are the first one's.
    pub(super) fn commands(&mut self, line: usize, words: Option<&Words>, code: Code) {
        self.account
            .note(line, "a block of commands", "a command for each");
        let mut step = words.map(|words| {
            let pieces = words.pieces();
            let told = |piece: &Words| instruction(&piece.text).is_some();
            // What is to be done before is a step of its own.
            let last = pieces.iter().rposition(told).unwrap_or(0);
            let (before, own) = match pieces[..last].iter().any(told) {
                true => pieces.split_at(last),
                false => pieces.split_at(0),
            };
            if !before.is_empty() {
                self.told(line, &Words::joined(before));
            }
            let own = Words::joined(own);
            let all = sentences(&own.text);
            let sentence = instruction(&own.text).or_else(|| all.last().copied());
            let mut step = step_of(line, &own, sentence.unwrap_or_default());
            if step.command.take().is_some() {
                // The block says it better than the sentence.
                step.title = title(sentence.unwrap_or_default());
                step.detail = vec![own.source.clone()];
            }
            step
        });
        self.run(line, &mut step, code);
        if let Some(step) = step {
            self.push(step);
        }
    }

    /// The commands of a block; `step` is what was said before it, until a command takes it.
    pub(super) fn run(&mut self, line: usize, step: &mut Option<Step>, code: Code) {
        let mut attributes = code.attributes;
        for shown in &code.commands {
            if let Some((name, what)) = placeholder::assignment(&shown.text) {
                // What was said before is about what is done with the answer.
                self.rows.push(Row::Step(Box::new(Step {
                    line,
                    title: title(&format!("{}: {what}", placeholder::in_letters(&name))),
                    ask: Some(placeholder::ask_for(&name, &what)),
                    ..Step::default()
                })));
            } else if let Some((name, value)) = placeholder::constant(&shown.text) {
                self.constants.push(Constant {
                    name,
                    value,
                    line: shown.text.trim().to_owned(),
                    is_used: false,
                });
            } else {
                let step = step.take().unwrap_or_else(|| Step {
                    line,
                    title: run_title(&shown.text),
                    ..Step::default()
                });
                self.command(step, shown, &std::mem::take(&mut attributes));
            }
        }
    }

    fn command(&mut self, mut step: Step, shown: &Shown, attributes: &[(String, String)]) {
        let leaves = command::leaves_session(&shown.text);
        if self.in_session || leaves {
            self.in_session &= !leaves;
            match self.rows.last_mut() {
                // What is typed one after the other is copied as one.
                Some(Row::Step(last)) if leaves && last.copy.as_deref() == Some("exit") => {
                    return fill_copy(last, &shown.text, &shown.prints);
                }
                _ => self.typed_inside(&mut step, &shown.text, &shown.prints),
            }
            return self.push(step);
        }
        let mut text = shown.text.clone();
        for constant in self.constants.iter_mut().rev() {
            if placeholder::uses(&text, &constant.name) {
                text = format!("{}\n{text}", constant.line);
                constant.is_used = true;
            }
        }
        let copied = step.copy.take().map(|copy| fenced("", &copy));
        step.detail.extend(copied);
        fill(&mut step, &text, &shown.prints, attributes);
        let at = self.rows.len();
        self.push(step);
        self.in_session = command::opens_session(&shown.text);
        self.opener = self.in_session.then(|| (at, shown.text.clone()));
    }

    /// Gives a step what is typed into the session that is open. The program would wait for
    /// that session's end, so from now on the session is one beside it.
    pub(super) fn typed_inside(&mut self, step: &mut Step, text: &str, prints: &str) {
        if let Some((at, text)) = self.opener.take()
            && let Some(Row::Step(opener)) = self.rows.get_mut(at)
            && opener.command.take().is_some()
        {
            fill_copy(opener, &with_constants(&mut self.constants, &text), "");
            opener.detail.push(
                "Open it in a terminal beside this one: the next steps are typed there.".to_owned(),
            );
        }
        fill_copy(step, &with_constants(&mut self.constants, text), prints);
        step.detail
            .push("Type it in the session that is open.".to_owned());
    }
}

/// What is copied has to say all of it: the page's own values are put in.
fn with_constants(constants: &mut [Constant], text: &str) -> String {
    let mut values = Values::new();
    for constant in constants {
        constant.is_used |= placeholder::uses(text, &constant.name);
        values.insert(constant.name.clone(), constant.value.clone());
    }
    Template::from(text).fill(&values)
}
