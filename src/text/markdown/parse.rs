//! From Markdown to blocks.
//!
//! What must stay true: text is made safe after neighbouring pieces are joined, so that no
//! hostile form can be hidden by a seam; nothing here recurses.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Block, DEPTH, Item, Line, Span, Style};
use crate::text::{lines, shown};

/// Reads Markdown: CommonMark with tables, task lists and strikethrough.
pub fn parse(markdown: &str) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut builder = Builder::default();
    for event in Parser::new_ext(markdown, options) {
        builder.take(event);
    }
    builder.finish()
}

/// A container that is still open, and the blocks that stood before it.
struct Open {
    container: Container,
    before: Vec<Block>,
}

enum Container {
    Quote,
    List {
        first: Option<u64>,
        items: Vec<Item>,
    },
    Item {
        task: Option<bool>,
    },
}

/// Styles that are open, counted, because they nest.
#[derive(Default)]
struct Counts {
    emphasis: usize,
    strong: usize,
    strikethrough: usize,
    link: usize,
}

#[derive(Default)]
struct Table {
    head: Vec<Line>,
    rows: Vec<Vec<Line>>,
    row: Vec<Line>,
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    open: Vec<Open>,
    /// Containers that were opened beyond [`DEPTH`] and have no block of their own.
    unnested: usize,
    counts: Counts,
    /// Addresses of the open links; each is shown when its link ends.
    addresses: Vec<(String, String)>,
    pieces: Vec<Vec<(String, Style)>>,
    code: Option<(Option<String>, String)>,
    table: Table,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                let style = Style {
                    code: true,
                    ..self.style()
                };
                self.push(&code, style);
            }
            Event::Html(html) => self.html_lines(&html),
            Event::InlineHtml(text) | Event::FootnoteReference(text) => self.text(&text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.pieces.push(Vec::new()),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(done) => self.mark_task(done),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => self.open(Container::Quote),
            Tag::List(first) => self.open(Container::List {
                first,
                items: Vec::new(),
            }),
            Tag::Item => {
                self.open(Container::Item { task: None });
                if self.unnested > 0 {
                    self.text("- ");
                }
            }
            Tag::CodeBlock(kind) => {
                self.close_paragraph();
                let language = match kind {
                    CodeBlockKind::Fenced(words) if !words.trim().is_empty() => {
                        Some(words.trim().to_owned())
                    }
                    _ => None,
                };
                self.code = Some((language, String::new()));
            }
            Tag::Emphasis => self.counts.emphasis += 1,
            Tag::Strong => self.counts.strong += 1,
            Tag::Strikethrough => self.counts.strikethrough += 1,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.open_link(&dest_url),
            Tag::Table(_) => {
                self.close_paragraph();
                self.table = Table::default();
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock => self.close_paragraph(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::Heading(level) => {
                let line = self.take_line();
                self.block(Block::Heading {
                    level: level_number(level),
                    line,
                });
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.close_paragraph(),
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.code.take() {
                    let language = language.map(|words| shown(&words).into_owned());
                    let lines = lines(&code).map(|line| line.into_owned()).collect();
                    self.block(Block::Code { language, lines });
                }
            }
            TagEnd::Emphasis => self.counts.emphasis = self.counts.emphasis.saturating_sub(1),
            TagEnd::Strong => self.counts.strong = self.counts.strong.saturating_sub(1),
            TagEnd::Strikethrough => {
                self.counts.strikethrough = self.counts.strikethrough.saturating_sub(1)
            }
            TagEnd::Link | TagEnd::Image => self.close_link(),
            TagEnd::TableCell => {
                let cell = self.take_line();
                self.table.row.push(cell);
            }
            TagEnd::TableHead => self.table.head = std::mem::take(&mut self.table.row),
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.table.row);
                self.table.rows.push(row);
            }
            TagEnd::Table => {
                let Table { head, rows, .. } = std::mem::take(&mut self.table);
                self.block(Block::Table { head, rows });
            }
            _ => {}
        }
    }

    fn open(&mut self, container: Container) {
        self.close_paragraph();
        if self.unnested > 0 || self.open.len() >= DEPTH {
            self.unnested += 1;
            return;
        }
        self.open.push(Open {
            container,
            before: std::mem::take(&mut self.blocks),
        });
    }

    fn close(&mut self) {
        self.close_paragraph();
        if self.unnested > 0 {
            self.unnested -= 1;
            return;
        }
        let Some(Open { container, before }) = self.open.pop() else {
            return;
        };
        let inside = std::mem::replace(&mut self.blocks, before);
        match container {
            Container::Quote => self.blocks.push(Block::Quote(inside)),
            Container::Item { task } => {
                if let Some(Open {
                    container: Container::List { items, .. },
                    ..
                }) = self.open.last_mut()
                {
                    items.push(Item {
                        task,
                        blocks: inside,
                    });
                }
            }
            Container::List { first, items } => self.blocks.push(Block::List { first, items }),
        }
    }

    fn mark_task(&mut self, done: bool) {
        match self.open.last_mut() {
            Some(Open {
                container: Container::Item { task },
                ..
            }) if self.unnested == 0 => *task = Some(done),
            _ => self.text(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn open_link(&mut self, address: &CowStr<'_>) {
        self.counts.link += 1;
        self.addresses.push((address.to_string(), String::new()));
    }

    /// Shows the address, unless the link's words are the address already.
    fn close_link(&mut self) {
        let style = self.style();
        self.counts.link = self.counts.link.saturating_sub(1);
        let Some((address, words)) = self.addresses.pop() else {
            return;
        };
        let words_say_it = words == address || address.strip_prefix("mailto:") == Some(&words);
        if address.is_empty() || words_say_it {
            return;
        }
        let plain = self.style();
        self.push(if words.is_empty() { "(" } else { " (" }, plain);
        self.push(&address, style);
        self.push(")", plain);
    }

    fn style(&self) -> Style {
        Style {
            emphasis: self.counts.emphasis > 0,
            strong: self.counts.strong > 0,
            strikethrough: self.counts.strikethrough > 0,
            link: self.counts.link > 0,
            ..Style::default()
        }
    }

    fn html_lines(&mut self, html: &str) {
        for line in html.lines() {
            if self.pieces.iter().any(|pieces| !pieces.is_empty()) {
                self.pieces.push(Vec::new());
            }
            self.text(line);
        }
    }

    fn text(&mut self, text: &str) {
        let style = self.style();
        self.push(text, style);
    }

    fn push(&mut self, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        if let Some((_, words)) = self.addresses.last_mut() {
            words.push_str(text);
        }
        if self.pieces.is_empty() {
            self.pieces.push(Vec::new());
        }
        let Some(line) = self.pieces.last_mut() else {
            return;
        };
        match line.last_mut() {
            Some((joined, same)) if *same == style => joined.push_str(text),
            _ => line.push((text.to_owned(), style)),
        }
    }

    fn take_lines(&mut self) -> Vec<Line> {
        let span = |(text, style): (String, Style)| Span {
            text: shown(&text).into_owned(),
            style,
        };
        let lines = std::mem::take(&mut self.pieces).into_iter();
        lines
            .map(|line| line.into_iter().map(span).collect())
            .collect()
    }

    /// One line, where the place has no room for several.
    fn take_line(&mut self) -> Line {
        let mut line = Line::new();
        for (index, mut spans) in self.take_lines().into_iter().enumerate() {
            if index > 0 {
                line.push(Span {
                    text: shown(" "),
                    style: Style::default(),
                });
            }
            line.append(&mut spans);
        }
        line
    }

    fn close_paragraph(&mut self) {
        let lines = self.take_lines();
        if lines.iter().any(|line| !line.is_empty()) {
            self.blocks.push(Block::Paragraph(lines));
        }
    }

    fn block(&mut self, block: Block) {
        self.close_paragraph();
        self.blocks.push(block);
    }

    fn finish(mut self) -> Vec<Block> {
        while !self.open.is_empty() || self.unnested > 0 {
            self.close();
        }
        self.close_paragraph();
        self.blocks
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
