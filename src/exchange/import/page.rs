//! A Markdown page as the parts that matter here: headings, paragraphs, lists, code, tables.
//!
//! What stays true: every part keeps its own source and line, so that what finds no better
//! place can be kept word by word. Lists are followed three deep; what is deeper stays in the
//! source of its item. Nothing here recurses further, whatever the page.

use super::front::{self, Front};
use super::sentence::{begins_anew, sentences};
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
    },
    Table(Vec<Vec<String>>),
    /// A quote, with its words.
    Quote(Words),
    /// A rule, HTML, and whatever else there is.
    Other,
}

/// An item of a list; those of a list inside it that are steps of their own follow it.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) line: usize,
    pub(super) task: bool,
    pub(super) words: Words,
    /// What stands below its first words.
    pub(super) below: Vec<Block>,
}

/// Running text: as read, with what is code and what is a link in it. It is one line, but
/// where a line of the source begins to say something else to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) code: Vec<String>,
    pub(super) links: Vec<(String, String)>,
    /// As it was written.
    pub(super) source: String,
}

/// Reads a page.
pub(super) fn read(text: &str) -> Page {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (front, body, skipped) = front::read(text);
    let site::Plain { text, links } = site::plain(body);
    let reader = Reader::new(&text, skipped);
    let blocks = reader.blocks(0..reader.events.len(), 0);
    Page {
        front,
        blocks,
        links,
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
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
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
                blocks.push(self.block(at, depth));
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
            Event::Start(Tag::Paragraph) => Kind::Paragraph(self.words(inside)),
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
            },
            Event::Start(Tag::Table(_)) => Kind::Table(self.rows(inside)),
            Event::Start(Tag::BlockQuote(_)) => Kind::Quote(self.words(inside)),
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
                self.item(at, depth, &mut items);
            }
            at = self.ends[at] + 1;
        }
        items
    }

    /// One item, and behind it those of the lists inside that have numbers or boxes.
    fn item(&self, start: usize, depth: usize, items: &mut Vec<Item>) {
        let mut item = Item {
            line: self.line(self.events[start].1.start),
            ..Item::default()
        };
        let mut nested = Vec::new();
        let mut at = start + 1;
        let end = self.ends[start];
        // The first words stand free in a tight list, in a paragraph in a loose one.
        let first = at;
        while at < end && is_inline(&self.events[at].0) {
            item.task |= matches!(self.events[at].0, Event::TaskListMarker(_));
            at = self.ends[at] + 1;
        }
        item.words = self.words(first..at);
        while at < end {
            if matches!(self.events[at].0, Event::End(_)) {
                at += 1;
                continue;
            }
            let block = self.block(at, depth + 1);
            at = self.ends[at] + 1;
            match block.kind {
                Kind::Paragraph(words) if item.words.text.is_empty() => {
                    item.words = words;
                    item.task |= self.has_box(start);
                }
                Kind::List { ordered, items } if ordered || items.iter().any(|it| it.task) => {
                    nested.extend(items);
                }
                _ => item.below.push(block),
            }
        }
        items.push(item);
        items.extend(nested);
    }

    /// Whether the first paragraph of a loose item begins with a box.
    fn has_box(&self, start: usize) -> bool {
        let first = self.events[start + 1..].iter().take(2);
        let mut first = first.map(|(event, _)| event);
        first.any(|event| matches!(event, Event::TaskListMarker(_)))
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
        for (index, (event, _)) in self.events[range.clone()].iter().enumerate() {
            match event {
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

    fn rows(&self, range: Range<usize>) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for at in range {
            match &self.events[at].0 {
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.words(at + 1..self.ends[at]).text;
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

impl Words {
    /// Its sentences, each with the source, the code and the links that are its own; the
    /// whole, where the source cannot be cut at the same places.
    pub(super) fn pieces(&self) -> Vec<Words> {
        let source = one_source(&self.source);
        let (texts, sources) = (sentences(&self.text), sentences(&source));
        if texts.len() != sources.len() {
            return vec![self.clone()];
        }
        let piece = |(text, source): (&&str, &&str)| Words {
            text: (*text).to_owned(),
            source: (*source).to_owned(),
            code: of(&self.code, |code| text.contains(&format!("`{code}`"))),
            links: of(&self.links, |(_, url)| source.contains(url.as_str())),
        };
        texts.iter().zip(&sources).map(piece).collect()
    }

    /// These pieces as one again.
    pub(super) fn joined(pieces: &[Words]) -> Words {
        let join = |text: fn(&Words) -> &String| {
            let texts: Vec<&str> = pieces.iter().map(|it| text(it).as_str()).collect();
            texts.join(" ")
        };
        Words {
            text: join(|it| &it.text),
            source: join(|it| &it.source),
            code: pieces.iter().flat_map(|it| it.code.clone()).collect(),
            links: pieces.iter().flat_map(|it| it.links.clone()).collect(),
        }
    }
}

fn of<T: Clone>(all: &[T], is: impl Fn(&T) -> bool) -> Vec<T> {
    all.iter().filter(|it| is(it)).cloned().collect()
}

/// A source on one line, broken where its words are.
fn one_source(source: &str) -> String {
    let mut whole = String::new();
    for line in source.lines().map(str::trim) {
        let gap = if begins_anew(line) { '\n' } else { ' ' };
        whole.push(gap);
        whole.push_str(line);
    }
    whole.trim().to_owned()
}

/// All of a text on one line, with single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
