//! The body of a page, block by block, into sections and steps.
//!
//! What says what to do becomes a step; what explains stands in the detail of the step that
//! it belongs to: the next one, or the last where none follows. What is said under a condition
//! is wanted in that case alone. Nothing is left behind.

use super::blocks::{code_of, is_code, is_of_steps, is_tab, leads};
use super::case::{self, Lead};
use super::caution;
use super::command::Code;
use super::draft::{Row, Step, When};
use super::headings;
use super::import_report::{ImportReport, LeftOut};
use super::openers;
use super::page::{Block, Item, Kind};
use super::phrase::Words;
use super::rows::Rows;
use super::sentence::{instruction, is_unwritten};
use super::session::Session;
use super::table;
use super::title::title;

/// A page as it is walked.
pub(super) struct Body<'a> {
    pub(super) rows: Rows,
    pub(super) report: &'a mut ImportReport,
    pub(super) session: Session,
    /// The heading of the second level, under which the lower ones stand.
    above: Option<String>,
    /// The last case that was settled, while nothing else was said: its step, what is chosen
    /// there in the other case, and how many in a row.
    pub(super) settled: Option<(String, &'static str, usize)>,
    /// What the last order was done in the case of, while no other order was given.
    pub(super) last_case: Option<String>,
    /// The same, of which what is walked now goes on.
    pub(super) open: Option<String>,
    /// The case in which a shell was opened below this heading that is still open.
    pub(super) shell_case: Option<When>,
    /// The headings that hold back what stands below them, each with its level.
    pub(super) held: Vec<(usize, String)>,
    /// What editors say to each other on the page.
    pub(super) comments: Vec<String>,
    /// The folder that the page says its commands are run in.
    pub(super) folder: Option<String>,
}

/// What came of a page.
pub(super) struct Finished<'a> {
    pub(super) rows: Vec<Row>,
    /// Words for which there was no step.
    pub(super) rest: Vec<String>,
    /// What editors say to each other.
    pub(super) comments: Vec<String>,
    pub(super) report: &'a mut ImportReport,
}

impl<'a> Body<'a> {
    pub(super) fn new(report: &'a mut ImportReport, blocks: &[Block]) -> Self {
        let mut code = Vec::new();
        code_in(blocks, &mut code);
        Self {
            rows: Rows::default(),
            report,
            session: Session::of(code),
            above: None,
            settled: None,
            last_case: None,
            open: None,
            shell_case: None,
            held: Vec::new(),
            comments: Vec::new(),
            folder: None,
        }
    }

    /// What came of it.
    pub(super) fn finish(mut self) -> Finished<'a> {
        let (lines, said) = std::mem::take(&mut self.session).rest();
        self.left_over(&lines);
        if !said.is_empty() {
            self.rows.keep(said.join("\n"));
        }
        let (rows, rest) = self.rows.finish(self.report);
        Finished {
            rows,
            rest,
            comments: self.comments,
            report: self.report,
        }
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            at += self.block(block, &blocks[at + 1..]);
        }
    }

    /// One block, and what of those behind it belongs to it: how many were taken.
    pub(super) fn block(&mut self, block: &Block, behind: &[Block]) -> usize {
        match &block.kind {
            Kind::Paragraph(words) | Kind::Quote(words) => {
                return self.going_on(&words.text, |body| body.walk(block, behind));
            }
            Kind::Heading { .. } | Kind::Table(_) => self.last_case = None,
            _ => {}
        }
        self.walk(block, behind)
    }

    fn walk(&mut self, block: &Block, behind: &[Block]) -> usize {
        let next = behind.first();
        let settled = self.settled.take();
        match &block.kind {
            Kind::Heading { level, text } => self.heading(block, *level, text),
            Kind::Comment(text) => self.comment(block, text),
            Kind::Rule => {}
            Kind::Paragraph(words) if is_unwritten(&words.text) => {
                self.unwritten(block, &words.text);
            }
            Kind::Paragraph(words) | Kind::Quote(words) if caution::of(words).is_some() => {
                self.report
                    .note(block.line, "a warning", "the caution of the next step");
                let said = caution::of(words).unwrap_or_default();
                self.rows.caution(said);
            }
            _ if leads(block, behind) => {
                self.settled = settled;
                return 1 + self.led(block, behind);
            }
            Kind::Paragraph(words) => {
                self.settled = settled.filter(|_| {
                    case::of_sentence(&words.text)
                        .is_some_and(|(lead, _)| !matches!(lead, Lead::If(_)))
                });
                let code = next
                    .map(code_of)
                    .filter(|code| code.as_ref().is_some_and(|code| code.turns().is_some()));
                let is_used = code.is_some();
                self.paragraph(block, words, code.flatten(), next);
                return 1 + usize::from(is_used);
            }
            Kind::List { items, .. } if items.iter().all(is_tab) && !items.is_empty() => {
                self.tabs(block, items)
            }
            Kind::List { ordered, items } if is_of_steps(*ordered, items) => {
                let is_else = |item: &Item| {
                    let lead = case::lead(&item.words.text);
                    matches!(lead, Some(Lead::Else | Lead::Not | Lead::So))
                };
                self.settled = settled.filter(|_| items.first().is_some_and(is_else));
                // What stands below the last item belongs to it, though it is not indented.
                let code = next.and_then(code_of).filter(|it| it.turns().is_some());
                let leads = |item: &&Item| item.below.is_empty() && leads_on(item);
                if let (Some(code), Some(last)) = (code, items.last().filter(leads)) {
                    self.items(&items[..items.len() - 1]);
                    self.commands(last.line, Some(&last.words), code);
                    return 2;
                }
                self.items(items);
            }
            Kind::Table(rows) if table::symptoms(rows).is_some() => {
                let open = self.symptoms(block, rows);
                let code = behind.get(..1).filter(|it| it.iter().all(is_code));
                if let (Some(when), Some(code)) = (open, code) {
                    self.in_case(when, code);
                    return 2;
                }
            }
            Kind::Code { .. } => match code_of(block) {
                Some(code) => self.code_block(block, code),
                None => self.keep(block, "code"),
            },
            _ => self.keep(block, "words"),
        }
        1
    }

    fn unwritten(&mut self, block: &Block, text: &str) {
        let lines = block.source.lines().count().max(1);
        self.report.leave_out(
            block.line,
            block.line + lines - 1,
            &format!("{text:?}"),
            LeftOut::Unwritten,
        );
    }

    fn comment(&mut self, block: &Block, text: &str) {
        self.report
            .note(block.line, "an editor's comment", "a comment");
        self.comments.push(text.to_owned());
    }

    fn heading(&mut self, block: &Block, level: usize, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if level <= 2 {
            self.above = Some(text.to_owned());
        }
        let heading = match &self.above {
            Some(above) if level > 2 => format!("{above}: {text}"),
            _ => text.to_owned(),
        };
        self.session.begin_section(level);
        self.shell_case = None;
        if headings::leads_elsewhere(text) {
            self.session.go_below(level);
        }
        let lead = headings::lead(text);
        self.held.retain(|(above, _)| *above < level);
        if lead.is_none() && openers::heading(text) {
            self.held.push((level, text.to_owned()));
        }
        let became = match lead {
            Some(_) => "a section, and the case of what stands below it",
            None => "a section",
        };
        self.report.note(block.line, "a heading", became);
        self.rows
            .heading(block.line, &heading, (level, lead), self.report);
    }

    pub(super) fn keep(&mut self, block: &Block, what: &'static str) {
        self.report.note(block.line, what, "kept in a detail");
        self.rows.keep(block.source.clone());
    }

    /// A step; where its sentence has a condition that its title cannot hold, in that case.
    pub(super) fn push(&mut self, mut step: Step, sentence: &str) {
        let case =
            case::of_sentence(sentence).filter(|_| step.choose.is_empty() && step.when.is_none());
        let Some((lead, order)) = case else {
            self.settled = None;
            if self.rows.cases.when().is_none() {
                // What is typed into a shell belongs to the case in which that was opened.
                step.when = step.when.or_else(|| self.shell_case.clone());
            }
            self.doubt(&mut step);
            self.rows.push(step);
            return self.note_shell();
        };
        step.title = title(&order);
        if step.detail.is_empty() {
            step.detail.push(sentence.to_owned());
        }
        let line = step.line;
        let when = self.case(line, &lead, None);
        step.when = Some(when);
        let settled = self.settled.take();
        self.rows.push(step);
        self.settled = settled;
    }

    /// Keeps the case in which a shell was opened, as long as it is open.
    fn note_shell(&mut self) {
        self.shell_case = match self.session.is_inside() {
            true => self
                .shell_case
                .take()
                .or_else(|| self.rows.cases.when().cloned()),
            false => None,
        };
    }

    fn paragraph(
        &mut self,
        block: &Block,
        words: &Words,
        code: Option<Code>,
        next: Option<&Block>,
    ) {
        if let Some(code) = code {
            return self.commands(block.line, Some(words), code);
        }
        let leads_on =
            matches!(next.map(|it| &it.kind), Some(Kind::List { .. })) && words.text.ends_with(':');
        let is_copied = next
            .and_then(code_of)
            .is_some_and(|code| matches!(code.block, crate::exchange::shell::Block::Copied(_)));
        if instruction(&words.text).is_none() && !(is_copied && words.text.ends_with(':'))
            || leads_on
        {
            self.report
                .note(block.line, "a paragraph", "kept in a detail");
            match goes_on(&words.text) {
                true => self.rows.keep(block.source.clone()),
                false => self.rows.wait(block.source.clone()),
            }
            return;
        }
        self.told(block.line, words, false);
    }
}

/// All blocks of code, with those in lists.
fn code_in(blocks: &[Block], code: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            Kind::Code { text, .. } => code.push(text.clone()),
            Kind::List { items, .. } => items.iter().for_each(|item| code_in(&item.below, code)),
            _ => {}
        }
    }
}

/// Whether an item only leads to what follows it, and says what to do there.
fn leads_on(item: &Item) -> bool {
    !item.is_done()
        && item.words.text.ends_with(':')
        && case::lead(&item.words.text).is_none()
        && caution::of(&item.words).is_none()
        && instruction(&item.words.text).is_some()
}

/// Whether a paragraph is about what was said before it.
fn goes_on(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    matches!(
        first.to_lowercase().as_str(),
        "and" | "this" | "that" | "it" | "these" | "here" | "note"
    )
}
