//! Markdown as blocks of styled text, without a screen in mind.
//!
//! What must stay true: every character of the text is there in the blocks or is markup; raw
//! HTML is text like any other; an address stands beside its words, so that nobody follows a
//! link that says something else. Blocks nest at most [`DEPTH`] deep (deeper ones are laid into
//! the deepest), so nothing that walks them can run out of stack.
//!
//! What it does not do: no images, footnotes or HTML; colours and glyphs are the screen's.

mod layout;
mod parse;
#[cfg(test)]
mod tests;

pub use layout::{Row, layout};
pub use parse::parse;

use super::Shown;

/// How deep quotes and lists may nest.
pub const DEPTH: usize = 12;

/// What a piece of text is, for the screen to choose colours and glyphs by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// Ordinary text.
    #[default]
    Text,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A line of a code block.
    CodeBlock,
    /// The head of a table.
    TableHead,
    /// The sign before an item, `- ` or `1. `.
    Bullet,
    /// `[ ] `, before a task that is open.
    TaskOpen,
    /// `[x] `, before a task that is done.
    TaskDone,
    /// `> `, before each line of a quote.
    QuoteBar,
    /// A line across, and the line under a table's head.
    Rule,
}

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Style {
    /// What it is.
    pub role: Role,
    /// `*so*`
    pub emphasis: bool,
    /// `**so**`
    pub strong: bool,
    /// `~~so~~`
    pub strikethrough: bool,
    /// `` `so` ``
    pub code: bool,
    /// The words of a link, or its address.
    pub link: bool,
}

impl Style {
    /// Unadorned text of a role.
    pub fn of(role: Role) -> Self {
        Style {
            role,
            ..Style::default()
        }
    }
}

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: Shown<'static>,
    /// Its style.
    pub style: Style,
}

/// One line of spans; lines of a paragraph are those that the author broke.
pub type Line = Vec<Span>;

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// For a task: whether it is done.
    pub task: Option<bool>,
    /// What the item holds.
    pub blocks: Vec<Block>,
}

/// A block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, level 1 to 6.
    Heading {
        /// 1 is the greatest.
        level: u8,
        /// Its words.
        line: Line,
    },
    /// Text, and raw HTML as text.
    Paragraph(Vec<Line>),
    /// A bulleted list, or a numbered one.
    List {
        /// The number of the first item, where items are numbered.
        first: Option<u64>,
        /// The items.
        items: Vec<Item>,
    },
    /// A block of code.
    Code {
        /// What stands after the fence, where something does.
        language: Option<Shown<'static>>,
        /// Its lines, with tabs expanded.
        lines: Vec<Shown<'static>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A table; every row has as many cells as the head.
    Table {
        /// The cells of the head.
        head: Vec<Line>,
        /// The rows of cells.
        rows: Vec<Vec<Line>>,
    },
    /// A line across.
    Rule,
}
