//! The items of a list in the body: each a step, with what stands below it.

use super::blocks::{code_of, is_walked, leads};
use super::body::Body;
use super::case::{self, Lead};
use super::caution;
use super::command::Code;
use super::draft::Step;
use super::import_report::LeftOut;
use super::page::{Block, Item, Kind};
use super::phrase::both;
use super::run_title::run_title;
use super::sentence::{instruction, is_instruction, is_unwritten, sentences};
use super::shorten::LONGEST;
use super::step::{copy, step_of};
use crate::exchange::shell;

impl Body<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        if item.is_done() {
            return self.done(item);
        }
        if is_unwritten(&item.words.text) && item.below.is_empty() {
            let what = format!("{:?}", item.words.text);
            return self
                .report
                .leave_out(item.line, item.line, &what, LeftOut::Unwritten);
        }
        if let Some(said) = caution::of(&item.words).filter(|_| item.below.is_empty()) {
            self.report
                .note(item.line, "a warning", "the caution of the next step");
            return self.rows.caution(said);
        }
        if let Some(lead) = case::lead_to(&item.words.text).filter(|_| !item.below.is_empty()) {
            return self.item_in_case(item, &lead);
        }
        if case::is_question(&item.words.text) && self.question(item) || self.item_if(item) {
            return;
        }
        let whole = sentences(&item.words.text);
        let sentence = instruction(&item.words.text)
            .or_else(|| whole.first().copied())
            .unwrap_or_default();
        let what = match item.task {
            Some(_) => "a task",
            None => "an item of a list",
        };
        let mut step = step_of(item.line, &item.words, sentence);
        if is_statement(sentence) {
            step.title = to_check(&step.title);
        }
        self.changes_in(&item.words);
        self.inline(&mut step, &item.words);
        self.goes_elsewhere(&item.words);
        let is_empty = step.title.is_empty() && step.command.is_none() && step.detail.is_empty();
        if is_empty && item.below.is_empty() {
            return self
                .report
                .leave_out(item.line, item.line, what, LeftOut::Empty);
        }
        self.report.note(item.line, what, "a step");
        if item.below.is_empty() {
            self.fan_out(&mut step, sentence);
        }
        let mut open = Some(step);
        let mut at = 0;
        while let Some(block) = item.below.get(at) {
            at += self.below(&mut open, block, &item.below[at + 1..], sentence);
        }
        self.close(&mut open, sentence);
    }

    /// Pushes the step of an item, if it is still open.
    fn close(&mut self, open: &mut Option<Step>, sentence: &str) {
        if let Some(mut step) = open.take() {
            if step.title.is_empty() {
                let typed = step.copy.as_deref().unwrap_or_default();
                step.title = match typed.is_empty() {
                    true => "Do this".to_owned(),
                    false => run_title(typed),
                };
            }
            self.push(step, sentence);
        }
    }

    /// A block below an item; how many were taken.
    fn below(
        &mut self,
        open: &mut Option<Step>,
        block: &Block,
        behind: &[Block],
        sentence: &str,
    ) -> usize {
        if leads(block, behind) {
            self.close(open, sentence);
            return 1 + self.led(block, behind);
        }
        match &block.kind {
            Kind::Code { .. } => {
                if let Some(code) = code_of(block) {
                    self.below_code(open, block, code, sentence);
                }
            }
            Kind::Paragraph(words) | Kind::Quote(words) if caution::of(words).is_some() => {
                self.report
                    .note(block.line, "a warning", "the caution of the step");
                let said = caution::of(words).unwrap_or_default();
                match open.as_mut() {
                    Some(step) => step.caution = both(step.caution.take(), Some(said)),
                    None => self.rows.caution(said),
                }
            }
            Kind::Paragraph(words) if open.is_none() && instruction(&words.text).is_some() => {
                return self.block(block, behind);
            }
            Kind::List { ordered, items } if is_walked(*ordered, items) => {
                self.close(open, sentence);
                self.blocks(std::slice::from_ref(block));
            }
            Kind::Comment(_) | Kind::Rule => self.blocks(std::slice::from_ref(block)),
            _ => match open.as_mut() {
                Some(step) => step.detail.push(block.source.clone()),
                None => self.rows.keep(block.source.clone()),
            },
        }
        1
    }

    fn below_code(&mut self, open: &mut Option<Step>, block: &Block, code: Code, sentence: &str) {
        match &code.block {
            shell::Block::Typed(..) => {
                // A sentence whose own command is run has a step of its own.
                if open.as_ref().is_some_and(|step| step.command.is_some()) {
                    self.close(open, sentence);
                }
                self.run(block.line, open, code, sentence);
            }
            shell::Block::Copied(_) if open.as_mut().is_some_and(|step| copy(step, &code.text)) => {
                self.report.note(block.line, "a block", "a text to copy");
            }
            _ => match open.as_mut() {
                Some(step) => {
                    step.detail.push(block.source.clone());
                    self.report.note(block.line, "a block", "kept in a detail");
                }
                None => self.code_block(block, code),
            },
        }
    }

    /// An item that says in which case what stands below it is wanted.
    fn item_in_case(&mut self, item: &Item, lead: &Lead) {
        self.report.note(
            item.line,
            "a condition",
            "a choice, and the case of what stands below it",
        );
        let when = self.case(item.line, lead, Some(item.words.source.clone()));
        self.in_case(when, &item.below);
        self.last_case = Some(item.words.text.clone());
    }

    /// What is ticked or struck out is not done again; it is kept to be read.
    fn done(&mut self, item: &Item) {
        let (what, sign) = match item.task {
            Some(true) => ("a ticked task", "- [x] "),
            Some(false) => ("a task that is struck out", "- [ ] "),
            None => ("an item that is struck out", "- "),
        };
        self.report
            .note(item.line, what, "kept in a detail: it is not to be done");
        let words = item.words.source.trim();
        let words = words
            .strip_prefix("[x] ")
            .or_else(|| words.strip_prefix("[X] "))
            .or_else(|| words.strip_prefix("[ ] "))
            .unwrap_or(words);
        let is_open = |it: &&Block| match &it.kind {
            Kind::List { items, .. } => items.iter().any(|it| it.task == Some(false)),
            _ => false,
        };
        let (open, below): (Vec<&Block>, Vec<&Block>) = item.below.iter().partition(is_open);
        let all: Vec<String> = std::iter::once(format!("{sign}{words}"))
            .chain(below.iter().map(|it| it.source.clone()))
            .collect();
        self.rows.keep(all.join("\n\n"));
        // A box inside that is not ticked yet is still to be done.
        if item.task == Some(true) {
            open.into_iter().for_each(|it| {
                self.block(it, &[]);
            });
        }
    }
}

/// `Tests are green`: it says how something is, not what to do.
fn is_statement(sentence: &str) -> bool {
    let words = || sentence.split_whitespace();
    let says = |word: &str| {
        matches!(
            word,
            "is" | "are" | "has" | "have" | "was" | "were" | "knows" | "know"
        )
    };
    !is_instruction(sentence)
        && words().count() < 16
        && words().skip(1).any(says)
        && !sentence.ends_with(':')
}

/// A statement as an order to look whether it is so.
fn to_check(title: &str) -> String {
    let first = title.split(' ').next().unwrap_or_default();
    let is_common = matches!(
        first,
        "The"
            | "A"
            | "An"
            | "All"
            | "No"
            | "Every"
            | "Each"
            | "There"
            | "Any"
            | "Nothing"
            | "Nobody"
            | "It"
            | "This"
    );
    let rest = match is_common {
        true => format!(
            "Check that {}{}",
            first.to_lowercase(),
            &title[first.len()..]
        ),
        false => format!("Check: {title}"),
    };
    match rest.chars().count() <= LONGEST {
        true => rest,
        false => title.to_owned(),
    }
}
