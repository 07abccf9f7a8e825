//! [`Shown`]: a line that may go to any terminal, title, error or log.
//!
//! What must stay true: only this room makes one, and it holds no line break and no code point
//! that hides, reorders or commands. Nothing is dropped: `ESC` becomes `<U+001B>`, marks beyond
//! the fourth on one base become `<+12 marks>`, and a `<` that would begin such a form in the
//! text itself becomes `<U+003C>`, so that text cannot imitate it.
//!
//! What it does not do: it knows no colours and no terminal. Showing is not repeatable (a shown
//! text that is shown again has its `<` escaped), which is what the type is there to prevent.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::hostile::{Scan, Verdict};

const TAB_COLUMNS: usize = 8;

/// One line of text that is safe to show anywhere. Made by [`shown`] and [`lines`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Shown<'a>(Cow<'a, str>);

/// The mark that stands for what was cut away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ellipsis {
    /// `…`
    #[default]
    Unicode,
    /// `...`
    Ascii,
}

impl Ellipsis {
    fn text(self) -> &'static str {
        match self {
            Ellipsis::Unicode => "…",
            Ellipsis::Ascii => "...",
        }
    }
}

/// Makes one safe line of a text.
///
/// A newline becomes `⏎`. A tab between two words becomes a space; any other is shown by its
/// number, because there it would change the layout. Text that is harmless is only borrowed.
pub fn shown(text: &str) -> Shown<'_> {
    Shown(render(text, Form::OneLine))
}

/// Makes safe lines of a text: line breaks stay, tabs reach to the next multiple of 8 columns.
///
/// Lines end as in [`str::lines`]; a carriage return elsewhere is shown by its number.
pub fn lines(text: &str) -> impl Iterator<Item = Shown<'_>> {
    text.lines()
        .map(|line| Shown(render(line, Form::OneOfMany)))
}

impl<'a> Shown<'a> {
    /// The line as text, for sinks that take `&str`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many columns the line takes on a terminal.
    pub fn width(&self) -> usize {
        columns_of(&self.0)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same line, on its own feet.
    pub fn into_owned(self) -> Shown<'static> {
        Shown(Cow::Owned(self.0.into_owned()))
    }

    /// The line in at most `columns` columns, with `…` where something was cut away.
    pub fn clip(&self, columns: usize) -> Shown<'_> {
        self.clip_with(columns, Ellipsis::Unicode)
    }

    /// The line in at most `columns` columns, with the given mark where something was cut away.
    ///
    /// Where not even the mark has room, as much of the mark as has.
    pub fn clip_with(&self, columns: usize, ellipsis: Ellipsis) -> Shown<'_> {
        if self.width() <= columns {
            return Shown(Cow::Borrowed(&self.0));
        }
        let mark = ellipsis.text();
        let room = columns.saturating_sub(mark.width());
        let mut taken = 0;
        let mut end = 0;
        for (start, cluster) in self.0.grapheme_indices(true) {
            taken += cluster.width();
            if taken > room {
                break;
            }
            end = start + cluster.len();
        }
        let mut clipped = self.0[..end].to_owned();
        clipped.extend(mark.chars().take(columns));
        Shown(Cow::Owned(clipped))
    }

    /// The line in exactly `columns` columns: clipped, or filled with spaces on the right.
    pub fn pad(&self, columns: usize) -> Shown<'_> {
        let clipped = self.clip(columns);
        match columns.saturating_sub(clipped.width()) {
            0 => clipped,
            missing => Shown(Cow::Owned(format!("{}{}", clipped.0, " ".repeat(missing)))),
        }
    }

    /// The line in exactly `columns` columns: clipped, or filled with spaces on the left.
    pub fn pad_left(&self, columns: usize) -> Shown<'_> {
        let clipped = self.clip(columns);
        match columns.saturating_sub(clipped.width()) {
            0 => clipped,
            missing => Shown(Cow::Owned(format!("{}{}", " ".repeat(missing), clipped.0))),
        }
    }

    /// A part of the line; the caller gives a range that lies between clusters.
    pub(super) fn slice(&self, range: std::ops::Range<usize>) -> Shown<'_> {
        Shown(Cow::Borrowed(self.0.get(range).unwrap_or_default()))
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Shown<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<Shown<'a>> for Cow<'a, str> {
    fn from(line: Shown<'a>) -> Self {
        line.0
    }
}

/// Safe parts after one another are a safe line.
impl<'a> FromIterator<Shown<'a>> for Shown<'static> {
    fn from_iter<I: IntoIterator<Item = Shown<'a>>>(parts: I) -> Self {
        Shown(Cow::Owned(parts.into_iter().map(|part| part.0).collect()))
    }
}

/// The columns of a text: its clusters one after the other, as the screen lays them out.
pub(super) fn columns_of(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(|cluster| cluster.width()).sum()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    OneLine,
    OneOfMany,
}

fn render(text: &str, form: Form) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
        && !text.contains("<U+")
        && !text.contains("<+")
    {
        return Cow::Borrowed(text);
    }
    let mut walk = Scan::default();
    let mut out = Output {
        source: text,
        changed: None,
        measured_bytes: 0,
        column: 0,
    };
    let mut too_many_marks = 0;
    for (at, character) in text.char_indices() {
        let rest = &text[at + character.len_utf8()..];
        let verdict = walk.verdict(character, rest);
        if verdict == Verdict::OneMarkTooMany {
            out.change(at);
            too_many_marks += 1;
            continue;
        }
        if too_many_marks > 0 {
            out.write(at, format_args!("<+{too_many_marks} marks>"));
            too_many_marks = 0;
        }
        match (character, form) {
            ('\n', Form::OneLine) => out.write(at, format_args!("⏎")),
            ('\t', Form::OneOfMany) => out.tab(at),
            ('\t', Form::OneLine) if is_between_words(text, at) => out.write(at, format_args!(" ")),
            ('⏎', Form::OneLine) => out.number(at, character),
            ('<', _) if imitates(rest) => out.number(at, character),
            _ if verdict == Verdict::Keep => out.keep(character),
            _ => out.number(at, character),
        }
    }
    if too_many_marks > 0 {
        out.write(text.len(), format_args!("<+{too_many_marks} marks>"));
    }
    match out.changed {
        Some(changed) => Cow::Owned(changed),
        None => Cow::Borrowed(text),
    }
}

/// Whether what follows a `<` would read like one of our own forms.
fn imitates(rest: &str) -> bool {
    rest.starts_with("U+")
        || (rest.starts_with('+') && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
}

fn is_between_words(text: &str, tab: usize) -> bool {
    let inked =
        |neighbour: Option<char>| neighbour.is_some_and(|c| !c.is_whitespace() && !c.is_control());
    inked(text[..tab].chars().next_back()) && inked(text[tab + 1..].chars().next())
}

/// The shown text; copied from the source at the first change, and not before.
struct Output<'a> {
    source: &'a str,
    changed: Option<String>,
    measured_bytes: usize,
    column: usize,
}

impl Output<'_> {
    fn change(&mut self, at: usize) -> &mut String {
        self.changed
            .get_or_insert_with(|| self.source[..at].to_owned())
    }

    fn keep(&mut self, character: char) {
        if let Some(changed) = &mut self.changed {
            changed.push(character);
        }
    }

    fn write(&mut self, at: usize, words: fmt::Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = self.change(at).write_fmt(words);
    }

    fn number(&mut self, at: usize, character: char) {
        self.write(at, format_args!("<U+{:04X}>", u32::from(character)));
    }

    /// Spaces up to the next tab stop. Each byte is measured once, however many tabs there are.
    fn tab(&mut self, at: usize) {
        let from = self.measured_bytes;
        let column = self.column + columns_of(&self.change(at)[from..]);
        let spaces = TAB_COLUMNS - column % TAB_COLUMNS;
        self.write(at, format_args!("{:spaces$}", ""));
        self.column = column + spaces;
        self.measured_bytes = self.change(at).len();
    }
}
