//! The body of a page, block by block, into sections and steps.
//!
//! What says what to do becomes a step; what explains stands in the detail of the step that
//! it belongs to: the next one, or the last where none follows. Nothing is left behind.

use super::command::{self, Code};
use super::draft::{Row, Step};
use super::import_report::ImportReport;
use super::page::{Block, Item, Kind, Words};
use super::run::Constant;
use super::sentence::{instruction, is_unwritten, says_all, sentences, title};
use super::step::{fenced, query, run_title, step_of};

/// Rows as they grow.
pub(super) struct Body<'a> {
    pub(super) rows: Vec<Row>,
    pub(super) account: &'a mut ImportReport,
    /// Words that wait for the step that they belong to.
    waiting: Vec<String>,
    caution: Option<String>,
    /// The heading of the second level, under which the lower ones stand.
    above: Option<String>,
    /// Variables that the page gives a value, with the line that does.
    pub(super) constants: Vec<Constant>,
    /// Whether a command before this one opened a session that is still open.
    pub(super) in_session: bool,
    /// The step that opened it, as its row, while nothing was typed into it.
    pub(super) opener: Option<(usize, String)>,
    line: usize,
}

impl<'a> Body<'a> {
    pub(super) fn new(account: &'a mut ImportReport) -> Self {
        Self {
            rows: Vec::new(),
            account,
            waiting: Vec::new(),
            caution: None,
            above: None,
            constants: Vec::new(),
            in_session: false,
            opener: None,
            line: 0,
        }
    }

    /// The rows, and the account back.
    pub(super) fn finish(mut self) -> (Vec<Row>, &'a mut ImportReport) {
        let unused = self.constants.iter().filter(|it| !it.is_used);
        self.waiting.extend(unused.map(|it| fenced("sh", &it.line)));
        self.settle();
        // A heading without a step below it would be an empty section.
        let rows = std::mem::take(&mut self.rows);
        let mut kept: Vec<Row> = Vec::new();
        for row in rows {
            if let Row::Section(_) = &row {
                self.drop_empty(&mut kept, Some(&row));
            }
            kept.push(row);
        }
        self.drop_empty(&mut kept, None);
        (kept, self.account)
    }

    fn drop_empty(&mut self, kept: &mut Vec<Row>, next: Option<&Row>) {
        let Some(Row::Section(empty)) = kept.last() else {
            return;
        };
        let is_in_next = matches!(next, Some(Row::Section(next)) if next.starts_with(empty));
        if !is_in_next {
            let what = format!("the heading {empty:?}");
            self.account
                .note(0, &what, "left out: nothing stands below it");
        }
        kept.pop();
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            self.line = block.line;
            let next = blocks.get(at + 1);
            match &block.kind {
                Kind::Heading { level, text } => self.heading(block, *level, text),
                Kind::Paragraph(words) if is_unwritten(&words.text) => {
                    self.unwritten(block.line, &words.text);
                }
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
                    None => self.other_code(block),
                },
                _ => self.keep(block, "words"),
            }
            at += 1;
        }
    }

    fn unwritten(&mut self, line: usize, text: &str) {
        self.account.note(
            line,
            &format!("{text:?}"),
            "left out: nothing is written there yet",
        );
    }

    fn heading(&mut self, block: &Block, level: usize, text: &str) {
        self.settle();
        self.in_session = false;
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
                let what = format!("the heading {empty:?}");
                self.account
                    .note(0, &what, "left out: nothing stands below it");
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
        let section = match self.rows.last() {
            Some(Row::Section(section)) => section.rsplit(": ").next().map(str::to_owned),
            _ => None,
        };
        let plain = super::page::read(&first).blocks.into_iter().next();
        let words = match plain.map(|block| block.kind) {
            Some(Kind::Paragraph(words)) => words.text,
            Some(Kind::Code { .. }) => section.unwrap_or_default(),
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
        if matches!(&self.waiting[..], [only] if says_all(&step.title, only)) {
            self.waiting.clear();
        }
        self.push(step);
    }

    pub(super) fn push(&mut self, mut step: Step) {
        if !self.waiting.is_empty() {
            let mut detail = std::mem::take(&mut self.waiting);
            detail.append(&mut step.detail);
            step.detail = detail;
        }
        step.caution = step.caution.or(self.caution.take());
        if self.in_session
            && let Some(command) = step.command.take()
        {
            self.typed_inside(&mut step, &command.shell, "");
        }
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
        if instruction(&words.text).is_none() || leads_on {
            self.account
                .note(block.line, "a paragraph", "kept in a detail");
            match self.rows.last_mut() {
                Some(Row::Step(last)) if self.waiting.is_empty() && goes_on(&words.text) => {
                    last.detail.push(block.source.clone());
                }
                _ => self.waiting.push(block.source.clone()),
            }
            return;
        }
        self.told(block.line, words);
    }

    /// A paragraph that says what to do: a step for each sentence that does, with what the
    /// sentences behind it explain.
    pub(super) fn told(&mut self, line: usize, words: &Words) {
        let mut groups: Vec<Vec<Words>> = Vec::new();
        let mut has_verb = false;
        for piece in words.pieces() {
            let is_told = instruction(&piece.text).is_some();
            match groups.last_mut() {
                Some(group) if !(is_told && has_verb) => group.push(piece),
                _ => groups.push(vec![piece]),
            }
            has_verb |= is_told;
        }
        let became = if groups.len() > 1 { "steps" } else { "a step" };
        self.account.note(line, "a paragraph", became);
        for group in groups {
            let words = Words::joined(&group);
            let sentence = instruction(&words.text).unwrap_or_default();
            self.push(step_of(line, &words, sentence));
        }
    }

    /// Code that is no command: a query is copied by a key, the rest stands in the detail.
    fn other_code(&mut self, block: &Block) {
        let Kind::Code { info, text } = &block.kind else {
            return;
        };
        match (query(info, text), self.rows.last_mut()) {
            (Some(query), Some(Row::Step(last)))
                if self.waiting.is_empty() && last.copy.is_none() && last.command.is_none() =>
            {
                last.copy = Some(query);
                self.account.note(block.line, "a query", "a text to copy");
            }
            _ => self.keep(block, "code"),
        }
    }

    fn item(&mut self, item: &Item) {
        if is_unwritten(&item.words.text) && item.below.is_empty() {
            return self.unwritten(item.line, &item.words.text);
        }
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
        let mut more: Vec<Code> = Vec::new();
        for block in &item.below {
            match (code_of(block), &block.kind) {
                (Some(code), _) => more.push(code),
                (None, Kind::Code { info, text }) if step.copy.is_none() => {
                    match query(info, text) {
                        Some(query) => step.copy = Some(query),
                        None => step.detail.push(block.source.clone()),
                    }
                }
                _ => step.detail.push(block.source.clone()),
            }
        }
        let is_bare = step.title.is_empty();
        if is_bare && more.is_empty() && step.command.is_none() && step.detail.is_empty() {
            return self.account.note(item.line, what, "left out: it is empty");
        }
        if is_bare {
            let first = more.first().and_then(|code| code.commands.first());
            step.title = first.map_or("Do this".to_owned(), |shown| run_title(&shown.text));
        }
        self.account.note(item.line, what, "a step");
        let mut words = Some(step);
        if let Some(step) = words.take_if(|step| step.command.is_some()) {
            self.push(step);
        }
        for code in more {
            self.run(item.line, &mut words, code);
        }
        if let Some(step) = words {
            self.push(step);
        }
    }
}

/// Whether a paragraph is about what was said before it.
fn goes_on(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    matches!(
        first.to_lowercase().as_str(),
        "and" | "this" | "that" | "it" | "these" | "here" | "note"
    )
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
