//! A Markdown page as the parts that matter here: headings, paragraphs, lists, code, tables.
//!
//! What stays true: every part keeps its own source and line, so that what finds no better
//! place can be kept word by word. Lists are followed three deep; what is deeper stays in the
//! source of its item. Nothing here recurses further, whatever the page.

use super::containers;
use super::front::{self, Front};
use super::phrase::{STRIKES, Words, one_line};
use super::sentence::{begins_anew, instruction};
use super::site;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The deepest list whose items are told apart.
const DEEPEST_LIST: usize = 3;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) front: Front,
    pub(super) blocks: Vec<Block>,
    /// Links that are defined apart from where they are used.
    pub(super) links: Vec<(String, String)>,
    /// What stands in it for the program that makes a site of it: line, and what it is.
    pub(super) marks: Vec<(usize, String)>,
    /// Lines of that program.
    pub(super) program: Vec<(usize, String)>,
    /// All of it but its front matter, as it stands.
    pub(super) body: String,
}

/// A part of a page.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) line: usize,
    pub(super) source: String,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Heading {
        level: usize,
        text: String,
    },
    Paragraph(Words),
    List {
        ordered: bool,
        items: Vec<Item>,
    },
    Code {
        info: String,
        text: String,
        /// The words right before it.
        before: String,
        /// The words right behind it.
        behind: String,
    },
    Table(Vec<Vec<Words>>),
    /// A quote, with its words.
    Quote(Words),
    /// A comment for whoever edits the page.
    Comment(String),
    /// A rule.
    Rule,
    /// HTML, and whatever else there is.
    Other,
}

/// An item of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) line: usize,
    /// Whether it has a box, and whether that is ticked.
    pub(super) task: Option<bool>,
    pub(super) words: Words,
    /// What stands below its first words.
    pub(super) below: Vec<Block>,
}

impl Item {
    /// Whether it is ticked or struck out: it is not to be done.
    pub(super) fn is_done(&self) -> bool {
        self.task == Some(true) || self.words.is_struck
    }
}

/// Reads a page.
pub(super) fn read(text: &str) -> Page {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (front, body, skipped) = front::read(text);
    let unfolded = containers::unfold(body);
    let site::Plain { text, links } = site::plain(&unfolded.text);
    let reader = Reader::new(&text, skipped);
    let blocks = reader.blocks(0..reader.events.len(), 0);
    let on_page = |lines: Vec<(usize, String)>| {
        let lines = lines.into_iter();
        lines.map(|(at, line)| (skipped + at + 1, line)).collect()
    };
    Page {
        front,
        blocks,
        links,
        marks: on_page(unfolded.marks),
        program: on_page(unfolded.program),
        body: body.trim_matches('\n').trim_end().to_owned(),
    }
}

struct Reader<'a> {
    text: &'a str,
    events: Vec<(Event<'a>, Range<usize>)>,
    /// For each event that opens something, the one that closes it.
    ends: Vec<usize>,
    line_starts: Vec<usize>,
    lines_before: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, lines_before: usize) -> Self {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        let events: Vec<_> = Parser::new_ext(text, options).into_offset_iter().collect();
        let mut ends: Vec<usize> = (0..events.len()).collect();
        let mut open = Vec::new();
        for (index, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(_) => open.push(index),
                Event::End(_) => {
                    if let Some(start) = open.pop() {
                        ends[start] = index;
                    }
                }
                _ => {}
            }
        }
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            events,
            ends,
            line_starts: std::iter::once(0).chain(breaks).collect(),
            lines_before,
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.lines_before + self.line_starts.partition_point(|start| *start <= offset)
    }

    /// The source of a part without the indent that it has inside its list.
    fn source(&self, range: &Range<usize>) -> String {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let before = &self.text[..range.start];
        let indent = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let dedented = text.trim_end().lines().enumerate().map(|(at, line)| {
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            if at == 0 {
                line
            } else {
                &line[blanks.min(indent)..]
            }
        });
        dedented.collect::<Vec<_>>().join("\n")
    }

    fn blocks(&self, range: Range<usize>, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut at = range.start;
        while at < range.end {
            if !matches!(self.events[at].0, Event::End(_)) {
                let mut block = self.block(at, depth);
                if let Some(last) = blocks.last_mut() {
                    told_behind(last, &block);
                }
                match blocks.last().map(|it: &Block| &it.kind) {
                    Some(Kind::Paragraph(words) | Kind::Quote(words)) => block.tell(words),
                    Some(Kind::List { items, .. }) => {
                        let last = items.last().filter(|it| it.below.is_empty());
                        last.into_iter().for_each(|it| block.tell(&it.words));
                    }
                    _ => {}
                }
                blocks.push(block);
            }
            at = self.ends[at] + 1;
        }
        blocks
    }

    fn block(&self, at: usize, depth: usize) -> Block {
        let (event, range) = &self.events[at];
        let inside = at + 1..self.ends[at];
        let kind = match event {
            Event::Start(Tag::Heading { level, .. }) => Kind::Heading {
                level: level_of(*level),
                text: self.words(inside).text,
            },
            Event::Start(Tag::Paragraph) => match &self.events[inside.clone()] {
                // A command that stands alone in its line is a block of one line.
                [(Event::Code(text), _)] => Kind::Code {
                    info: String::new(),
                    text: text.to_string(),
                    before: String::new(),
                    behind: String::new(),
                },
                _ => Kind::Paragraph(self.words(inside)),
            },
            Event::Start(Tag::List(first)) if depth < DEEPEST_LIST => Kind::List {
                ordered: first.is_some(),
                items: self.items(inside, depth),
            },
            Event::Start(Tag::CodeBlock(kind)) => Kind::Code {
                info: match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                },
                text: self.raw(inside),
                before: String::new(),
                behind: String::new(),
            },
            Event::Start(Tag::Table(_)) => Kind::Table(self.rows(inside)),
            Event::Start(Tag::BlockQuote(_)) => Kind::Quote(self.words(inside)),
            Event::Rule => Kind::Rule,
            Event::Start(Tag::HtmlBlock) => match comment(&self.text[range.clone()]) {
                Some(comment) => Kind::Comment(comment),
                None => Kind::Other,
            },
            _ => Kind::Other,
        };
        Block {
            line: self.line(range.start),
            source: self.source(range),
            kind,
        }
    }

    fn items(&self, range: Range<usize>, depth: usize) -> Vec<Item> {
        let mut items = Vec::new();
        let mut at = range.start;
        while at < range.end {
            if matches!(self.events[at].0, Event::Start(Tag::Item)) {
                items.push(self.item(at, depth));
            }
            at = self.ends[at] + 1;
        }
        items
    }

    fn item(&self, start: usize, depth: usize) -> Item {
        let mut item = Item {
            line: self.line(self.events[start].1.start),
            task: self.has_box(start),
            ..Item::default()
        };
        let mut at = start + 1;
        let end = self.ends[start];
        // The first words stand free in a tight list, in a paragraph in a loose one.
        let first = at;
        while at < end && is_inline(&self.events[at].0) {
            at = self.ends[at] + 1;
        }
        item.words = self.words(first..at);
        while at < end {
            if matches!(self.events[at].0, Event::End(_)) {
                at += 1;
                continue;
            }
            let mut block = self.block(at, depth + 1);
            at = self.ends[at] + 1;
            if let Some(last) = item.below.last_mut() {
                told_behind(last, &block);
            }
            match item.below.last().map(|it| &it.kind) {
                None => block.tell(&item.words),
                Some(Kind::Paragraph(words)) => block.tell(words),
                Some(_) => {}
            }
            match block.kind {
                Kind::Paragraph(words) if item.words.source.is_empty() => item.words = words,
                // `<!-- x --> Press it` is no paragraph to Markdown.
                Kind::Other if item.words.source.is_empty() && is_remarked(&block.source) => {
                    item.words.text = one_line(&block.source);
                    item.words.source = block.source;
                }
                _ => item.below.push(block),
            }
        }
        item
    }

    /// Whether an item begins with a box, and whether that is ticked.
    fn has_box(&self, start: usize) -> Option<bool> {
        let mut first = self.events[start + 1..].iter().take(2);
        first.find_map(|(event, _)| match event {
            Event::TaskListMarker(is_ticked) => Some(*is_ticked),
            _ => None,
        })
    }

    fn raw(&self, range: Range<usize>) -> String {
        let texts = self.events[range]
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Text(text) => Some(&**text),
                _ => None,
            });
        texts.collect()
    }

    fn words(&self, range: Range<usize>) -> Words {
        let mut words = Words::default();
        // A picture can stand in a link.
        let mut open: Vec<(usize, String)> = Vec::new();
        let mut struck = 0_usize;
        for (index, (event, _)) in self.events[range.clone()].iter().enumerate() {
            match event {
                Event::Start(Tag::Strikethrough) => {
                    words.is_struck = true;
                    struck += 1;
                }
                Event::End(TagEnd::Strikethrough) => struck = struck.saturating_sub(1),
                Event::InlineHtml(tag) if STRIKES.contains(&&**tag) => {
                    words.is_struck = true;
                    struck += 1;
                }
                Event::InlineHtml(tag) if STRIKES.contains(&&*tag.replace("</", "<")) => {
                    struck = struck.saturating_sub(1);
                }
                Event::Text(_) | Event::Code(_) if struck > 0 => {}
                Event::SoftBreak if self.begins_anew(range.start + index + 1) => {
                    words.text.push('\n');
                }
                Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                    words.text.push_str(text);
                }
                Event::Code(text) => {
                    words.text.push_str(&format!("`{text}`"));
                    words.code.push(text.to_string());
                }
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => {
                    words.text.push(' ');
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    open.push((words.text.len(), dest_url.to_string()));
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if let Some((start, url)) = open.pop() {
                        words.links.push((words.text[start..].to_owned(), url));
                    }
                }
                _ => {}
            }
        }
        let lines = words.text.split('\n').map(one_line);
        words.text = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
        // `~~Tell them~~ (not needed)`, but not `~~Tell them~~ (call them instead)`.
        let aside = words
            .text
            .strip_prefix('(')
            .and_then(|it| it.strip_suffix(')'));
        let order = aside.filter(|it| instruction(it).is_some() || !words.code.is_empty());
        match order.map(str::to_owned) {
            Some(order) if words.is_struck => {
                words.text = order;
                words.is_struck = false;
            }
            _ => words.is_struck &= words.text.is_empty() || aside.is_some(),
        }
        let first = self.events[range.clone()].first().map(|(_, at)| at.start);
        let last = self.events[range].iter().map(|(_, at)| at.end).max();
        if let (Some(first), Some(last)) = (first, last) {
            words.source = self.source(&(first..last));
        }
        words
    }

    fn begins_anew(&self, at: usize) -> bool {
        matches!(self.events.get(at), Some((Event::Text(text), _)) if begins_anew(text))
    }

    fn rows(&self, range: Range<usize>) -> Vec<Vec<Words>> {
        let mut rows = Vec::new();
        for at in range {
            match &self.events[at].0 {
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.words(at + 1..self.ends[at]);
                    if let Some(row) = rows.last_mut() {
                        row.push(cell);
                    }
                }
                _ => {}
            }
        }
        rows
    }
}

/// A block of code sees what the words behind it say of it.
fn told_behind(code: &mut Block, block: &Block) {
    if let (Kind::Code { behind, .. }, Kind::Paragraph(words)) = (&mut code.kind, &block.kind) {
        behind.clone_from(&words.text);
    }
}

impl Block {
    /// Sees what the words before a block say of it.
    fn tell(&mut self, before: &Words) {
        if let Kind::Code { before: said, .. } = &mut self.kind {
            let is_struck = before.is_struck || before.source.trim_start().starts_with("~~");
            let sign = if is_struck { "~~" } else { "" };
            *said = format!("{sign}{}", before.text);
        }
    }
}

/// What stands in `<!-- … -->`, where nothing stands beside it.
fn comment(html: &str) -> Option<String> {
    let inner = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    (!inner.contains("-->")).then(|| inner.trim().to_owned())
}

/// Whether a line is words behind a comment.
fn is_remarked(html: &str) -> bool {
    let behind = html
        .strip_prefix("<!--")
        .and_then(|it| it.split_once("-->"));
    behind.is_some_and(|(_, rest)| !rest.trim().is_empty() && !html.trim().contains('\n'))
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(_) | Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

fn level_of(level: HeadingLevel) -> usize {
    level as usize
}
