//! The body of a page, block by block, into sections and steps.
//!
//! What says what to do becomes a step; what explains stands in the detail of the step that
//! it belongs to: the next one, or the last where none follows. Nothing is left behind.

use super::account::Account;
use super::command::{self, Code};
use super::draft::{Command, Row, Step};
use super::page::{Block, Item, Kind, Words};
use super::placeholder;
use super::sentence::{command_in, instruction, sentences, title, without};

/// Rows as they grow.
pub(super) struct Walk<'a> {
    pub(super) rows: Vec<Row>,
    account: &'a mut Account,
    /// Words that wait for the step that they belong to.
    waiting: Vec<String>,
    caution: Option<String>,
    /// The heading of the second level, under which the lower ones stand.
    above: Option<String>,
    line: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(account: &'a mut Account) -> Self {
        Self {
            rows: Vec::new(),
            account,
            waiting: Vec::new(),
            caution: None,
            above: None,
            line: 0,
        }
    }

    pub(super) fn finish(mut self) -> Vec<Row> {
        self.settle();
        // A heading without a step below it would be an empty section.
        let rows = std::mem::take(&mut self.rows);
        let mut kept: Vec<Row> = Vec::new();
        for row in rows {
            if let (Row::Section(_), Some(Row::Section(_))) = (&row, kept.last()) {
                kept.pop();
            }
            kept.push(row);
        }
        while matches!(kept.last(), Some(Row::Section(_))) {
            kept.pop();
        }
        kept
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            self.line = block.line;
            let next = blocks.get(at + 1);
            match &block.kind {
                Kind::Heading { level, text } => self.heading(block, *level, text),
                Kind::Paragraph(words) | Kind::Quote(words) if is_caution(words) => {
                    self.account
                        .note(block.line, "a warning", "the caution of the next step");
                    let words = words.text.clone();
                    self.caution = Some(match self.caution.take() {
                        Some(before) => format!("{before} {words}"),
                        None => words,
                    });
                }
                Kind::Paragraph(words) => {
                    let code = next.and_then(code_of);
                    let is_used = code.is_some();
                    self.paragraph(block, words, code, next);
                    at += usize::from(is_used);
                }
                Kind::List { ordered, items } if is_of_steps(*ordered, items) => {
                    items.iter().for_each(|item| self.item(item));
                }
                Kind::Code { .. } => match code_of(block) {
                    Some(code) => self.commands(block.line, None, code),
                    None => self.keep(block, "code"),
                },
                _ => self.keep(block, "words"),
            }
            at += 1;
        }
    }

    fn heading(&mut self, block: &Block, level: usize, text: &str) {
        self.settle();
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
        self.account.note(block.line, "a heading", "a section");
        if let Some(Row::Section(empty)) = self.rows.last() {
            let is_above = heading.starts_with(&format!("{empty}: "));
            if !is_above {
                self.waiting.push(format!("**{empty}**"));
            }
            self.rows.pop();
        }
        self.rows.push(Row::Section(heading));
    }

    /// What explains goes to the last step of the section; where there is none, the words
    /// are a step themselves.
    fn settle(&mut self) {
        if self.waiting.is_empty() && self.caution.is_none() {
            return;
        }
        if let (Some(Row::Step(last)), None) = (self.rows.last_mut(), &self.caution) {
            last.detail.append(&mut self.waiting);
            return;
        }
        let first = self.waiting.first().cloned();
        let first = first.or_else(|| self.caution.clone()).unwrap_or_default();
        let plain = super::page::read(&first).blocks.into_iter().next();
        let words = match plain.map(|block| block.kind) {
            Some(Kind::Paragraph(words)) => words.text,
            _ => first
                .lines()
                .next()
                .unwrap_or_default()
                .trim_matches(['*', '#', ' '])
                .to_owned(),
        };
        let sentence = sentences(&words)
            .first()
            .map_or("Read this", |it| *it)
            .to_owned();
        let step = Step {
            line: self.line,
            title: title(&sentence),
            ..Step::default()
        };
        if matches!(&self.waiting[..], [only] if title(only) == step.title) {
            self.waiting.clear();
        }
        self.push(step);
    }

    fn push(&mut self, mut step: Step) {
        if !self.waiting.is_empty() {
            let mut detail = std::mem::take(&mut self.waiting);
            detail.append(&mut step.detail);
            step.detail = detail;
        }
        step.caution = step.caution.or(self.caution.take());
        self.rows.push(Row::Step(Box::new(step)));
    }

    fn keep(&mut self, block: &Block, what: &'static str) {
        self.account.note(block.line, what, "kept in a detail");
        match self.rows.last_mut() {
            Some(Row::Step(last)) if self.waiting.is_empty() => {
                last.detail.push(block.source.clone())
            }
            _ => self.waiting.push(block.source.clone()),
        }
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
        let Some(sentence) = instruction(&words.text).filter(|_| !leads_on) else {
            self.account
                .note(block.line, "a paragraph", "kept in a detail");
            self.waiting.push(block.source.clone());
            return;
        };
        self.account.note(block.line, "a paragraph", "a step");
        let step = step_of(block.line, words, sentence);
        self.push(step);
    }

    fn item(&mut self, item: &Item) {
        let sentence = instruction(&item.words.text);
        let whole = sentences(&item.words.text);
        let sentence = sentence
            .or_else(|| whole.first().copied())
            .unwrap_or_default();
        let what = if item.task {
            "a task"
        } else {
            "an item of a list"
        };
        let mut step = step_of(item.line, &item.words, sentence);
        let mut more = Vec::new();
        for block in &item.below {
            match code_of(block) {
                Some(mut code) if step.command.is_none() => {
                    let rest = code.commands.split_off(1);
                    if let Some(first) = code.commands.pop() {
                        fill(&mut step, &first.text, &first.prints, &code.attributes);
                    }
                    more.extend(rest.into_iter().map(|it| (it, code.attributes.clone())));
                }
                Some(code) => {
                    more.extend(code.commands.into_iter().map(|it| (it, Vec::new())));
                }
                None => step.detail.push(block.source.clone()),
            }
        }
        if step.title.is_empty() {
            if step.command.is_none() && step.detail.is_empty() {
                return self.account.note(item.line, what, "left out: it is empty");
            }
            step.title = match &step.command {
                Some(command) => run_title(&command.shell),
                None => "Do this".to_owned(),
            };
        }
        self.account.note(item.line, what, "a step");
        self.push(step);
        for (shown, attributes) in more {
            let mut step = Step {
                line: item.line,
                title: run_title(&shown.text),
                ..Step::default()
            };
            fill(&mut step, &shown.text, &shown.prints, &attributes);
            self.push(step);
        }
    }

    /// The commands of a block, each a step; the words before it are the first one's.
    fn commands(&mut self, line: usize, words: Option<&Words>, code: Code) {
        self.account
            .note(line, "a block of commands", "a command for each");
        let mut words = words;
        for shown in &code.commands {
            let mut step = match words.take() {
                Some(words) => {
                    let all = sentences(&words.text);
                    let sentence = instruction(&words.text).or_else(|| all.last().copied());
                    Step {
                        command: None,
                        ..step_of(line, words, sentence.unwrap_or_default())
                    }
                }
                None => Step {
                    line,
                    title: run_title(&shown.text),
                    ..Step::default()
                },
            };
            if let Some((name, what)) = placeholder::assignment(&shown.text) {
                if step.title.is_empty() || step.title.starts_with("Run ") {
                    step.title = title(&format!("{name}: {what}"));
                } else {
                    step.detail.push(format!("`{name}` is the {what}."));
                }
                step.ask = Some(placeholder::ask(&name));
                self.push(step);
                continue;
            }
            fill(&mut step, &shown.text, &shown.prints, &code.attributes);
            self.push(step);
        }
    }
}

/// A step of this sentence; all that was said stands in its detail, unless the title says it.
fn step_of(line: usize, words: &Words, sentence: &str) -> Step {
    let mut step = Step {
        line,
        title: title(sentence),
        ..Step::default()
    };
    if let Some(typed) = command_in(words) {
        step.title = title(&without(sentence, typed));
        step.command = Some(command::command(typed, &[]));
    }
    if let [(_, url)] = &words.links[..] {
        let is_plain = url.starts_with("https://") || url.starts_with("http://");
        step.link = is_plain.then(|| url.clone());
    }
    // Code in it may be a command that the step runs anyway; the rest must not be lost.
    let is_said = title(&words.text) == step.title
        && words
            .links
            .iter()
            .all(|(_, url)| Some(url) == step.link.as_ref());
    let is_command_alone = step.command.is_some()
        && sentences(&words.text).len() == 1
        && step.title != title(sentence);
    if !is_said && !is_command_alone {
        let source = words.source.trim();
        let source = source
            .strip_prefix("[ ] ")
            .or_else(|| source.strip_prefix("[x] "))
            .unwrap_or(source);
        step.detail.push(source.to_owned());
    }
    step
}

fn fill(step: &mut Step, text: &str, prints: &str, attributes: &[(String, String)]) {
    let command: Command = command::command(text, attributes);
    for (name, value) in attributes {
        match name.as_str() {
            "name" => step.id = Some(value.clone()),
            "interactive" => {}
            "cwd" if command.cwd.is_some() => {}
            _ => step.comments.push(format!("{name} = {value}")),
        }
    }
    step.command = Some(command);
    if !prints.is_empty() {
        let fence = if prints.contains("```") {
            "~~~~"
        } else {
            "```"
        };
        step.detail.push(format!(
            "It prints something like this:\n\n{fence}\n{prints}\n{fence}"
        ));
    }
}

fn run_title(command: &str) -> String {
    let line = command
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
    let words = line
        .unwrap_or_default()
        .trim_end_matches('\\')
        .replace("\"$", "$");
    let shown: Vec<&str> = words.split_whitespace().take(6).collect();
    title(&format!("Run `{}`", shown.join(" ").replace('`', "'")))
}

fn code_of(block: &Block) -> Option<Code> {
    match &block.kind {
        Kind::Code { info, text } => command::of_block(info, text),
        _ => None,
    }
}

/// Numbers and boxes say that it is to be done; bullets are, where half of them say what to do.
fn is_of_steps(ordered: bool, items: &[Item]) -> bool {
    let doing = items
        .iter()
        .filter(|item| instruction(&item.words.text).is_some())
        .count();
    let any_box = items.iter().any(|item| item.task);
    let has_code = items
        .iter()
        .any(|item| item.below.iter().any(|it| code_of(it).is_some()));
    ordered || any_box || has_code || doing * 2 >= items.len().max(1)
}

fn is_caution(words: &Words) -> bool {
    let lower = words
        .text
        .trim_start_matches(['*', '[', '!', ' '])
        .to_lowercase();
    ["warning", "caution", "danger", "attention", "important"]
        .iter()
        .any(|word| {
            let rest = lower.strip_prefix(word);
            rest.is_some_and(|rest| rest.starts_with([':', '/', ']', '!', '*', ' ']))
        })
        && words.text.len() < 1_000
}
