//! Output as lines for a screen: its colours kept, everything else that a terminal would obey
//! shown as what it is.
//!
//! What stays true: every piece is a [`Shown`], so nothing in it can move a cursor, set a title
//! or hide a letter. A line that rewrites itself with carriage returns stands there as it was
//! last. No line is longer than [`LINE_CHARACTERS`] and its note on the rest, and the work is
//! proportional to the bytes.
//!
//! What it does not do: it is no terminal. Colours beyond the 16 are shown without colour, text
//! that asks to be concealed is shown, and the bytes themselves are kept elsewhere.

use crate::text::{Shown, shown};

/// Beyond this, only the number of the rest is shown.
const LINE_CHARACTERS: usize = 4096;
const TAB_COLUMNS: usize = 8;
/// Real programs send a few numbers in one sequence; a longer one is shown, not obeyed.
const SEQUENCE_BYTES: usize = 64;

/// A colour of the terminal's own 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "their names say all that there is")]
pub enum Colour {
    Black,
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
    White,
    BrightBlack,
    BrightRed,
    BrightGreen,
    BrightYellow,
    BrightBlue,
    BrightMagenta,
    BrightCyan,
    BrightWhite,
}

const COLOURS: [Colour; 16] = [
    Colour::Black,
    Colour::Red,
    Colour::Green,
    Colour::Yellow,
    Colour::Blue,
    Colour::Magenta,
    Colour::Cyan,
    Colour::White,
    Colour::BrightBlack,
    Colour::BrightRed,
    Colour::BrightGreen,
    Colour::BrightYellow,
    Colour::BrightBlue,
    Colour::BrightMagenta,
    Colour::BrightCyan,
    Colour::BrightWhite,
];

/// How a piece looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// The letters; None is the terminal's own.
    pub foreground: Option<Colour>,
    /// What is behind them; never the colour of the letters.
    pub background: Option<Colour>,
    /// Bold.
    pub is_bold: bool,
    /// Dim.
    pub is_dim: bool,
    /// Italic.
    pub is_italic: bool,
    /// Underlined, in whatever way.
    pub is_underlined: bool,
    /// Letters and background exchanged.
    pub is_reversed: bool,
    /// Struck out.
    pub is_struck: bool,
}

/// A part of a line in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub text: Shown<'static>,
    /// How it looks.
    pub style: Style,
}

/// A line of output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnsiText {
    /// Its parts, none of them empty.
    pub pieces: Vec<Piece>,
}

impl AnsiText {
    /// The line without its colours.
    pub fn text(&self) -> Shown<'static> {
        self.pieces.iter().map(|piece| piece.text.clone()).collect()
    }
}

/// The output as lines.
pub fn painted(bytes: &[u8]) -> Vec<AnsiText> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut style = Style::default();
    bytes
        .split(|&byte| byte == b'\n')
        .map(|line| paint(&String::from_utf8_lossy(line), &mut style))
        .collect()
}

/// The last lines of the output. Colours that were set before them are not known.
pub fn painted_tail(bytes: &[u8], most_lines: usize) -> Vec<AnsiText> {
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let from = memchr::memrchr_iter(b'\n', whole)
        .nth(most_lines.saturating_sub(1))
        .map_or(0, |at| at + 1);
    if most_lines == 0 {
        return Vec::new();
    }
    painted(&bytes[from..])
}

fn paint(line: &str, style: &mut Style) -> AnsiText {
    // The carriage return of a Windows line end rewrites nothing.
    let line = line.trim_end_matches('\r');
    let mut brush = Brush::new(*style);
    let mut rest = line;
    while let Some(at) = rest.find(['\r', '\t', '\u{1b}']) {
        brush.write(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'\r' => {
                brush.is_back = true;
                1
            }
            b'\t' => {
                brush.tab();
                1
            }
            _ => brush.obey(rest).unwrap_or_else(|| {
                brush.write("\u{1b}");
                1
            }),
        };
        rest = &rest[taken..];
    }
    brush.write(rest);
    *style = brush.style;
    brush.finish()
}

/// Paints one line.
struct Brush {
    style: Style,
    pieces: Vec<Piece>,
    /// What is being written in the style.
    text: String,
    characters: usize,
    left_out: usize,
    columns: usize,
    /// A carriage return came: the next thing that is written begins the line anew.
    is_back: bool,
}

impl Brush {
    fn new(style: Style) -> Self {
        Self {
            style,
            pieces: Vec::new(),
            text: String::new(),
            characters: 0,
            left_out: 0,
            columns: 0,
            is_back: false,
        }
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.is_back {
            *self = Self::new(self.style);
        }
        let room = LINE_CHARACTERS - self.characters;
        let end = text
            .char_indices()
            .nth(room)
            .map_or(text.len(), |(at, _)| at);
        self.text.push_str(&text[..end]);
        self.characters += text[..end].chars().count();
        self.left_out += text[end..].chars().count();
    }

    fn tab(&mut self) {
        if self.is_back {
            *self = Self::new(self.style);
        }
        // What was written is measured as it will be shown, once.
        self.lift();
        let spaces = TAB_COLUMNS - self.columns % TAB_COLUMNS;
        self.write(&" ".repeat(spaces));
    }

    /// Ends the piece that is being written.
    fn lift(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = shown(&std::mem::take(&mut self.text)).into_owned();
        self.columns += text.width();
        let style = readable(self.style);
        match self.pieces.last_mut() {
            // Joining copies: with many pieces the work would no longer be proportional.
            Some(last) if last.style == style && last.text.as_str().len() < 256 => {
                last.text = [last.text.clone(), text].into_iter().collect();
            }
            _ => self.pieces.push(Piece { text, style }),
        }
    }

    /// Obeys a sequence that only colours or clears the line; gives its length, or None for any
    /// other, which is shown.
    fn obey(&mut self, rest: &str) -> Option<usize> {
        let body = rest.strip_prefix("\u{1b}[")?;
        let end = body
            .bytes()
            .take(SEQUENCE_BYTES)
            .position(|byte| !matches!(byte, b'0'..=b'9' | b';' | b':'))?;
        let numbers = &body[..end];
        match body.as_bytes()[end] {
            b'm' => {
                self.lift();
                colour(&mut self.style, numbers);
            }
            // At the end of what is written there is nothing to clear; after a carriage return
            // it is all of it.
            b'K' if matches!(numbers, "" | "0") => {
                if self.is_back {
                    *self = Self::new(self.style);
                }
            }
            b'K' if numbers == "2" => {
                *self = Self::new(self.style);
            }
            _ => return None,
        }
        Some("\u{1b}[".len() + end + 1)
    }

    fn finish(mut self) -> AnsiText {
        self.lift();
        if self.left_out > 0 {
            let style = Style {
                is_dim: true,
                ..Style::default()
            };
            let text = shown(&format!(" … {} more characters", self.left_out)).into_owned();
            self.pieces.push(Piece { text, style });
        }
        AnsiText {
            pieces: self.pieces,
        }
    }
}

/// Letters in the colour of what is behind them could not be seen.
fn readable(style: Style) -> Style {
    if style.foreground == style.background {
        Style {
            background: None,
            ..style
        }
    } else {
        style
    }
}

/// What ECMA-48 calls SGR: the numbers of a `CSI … m`.
fn colour(style: &mut Style, numbers: &str) {
    let mut numbers = numbers.split(';');
    while let Some(number) = numbers.next() {
        let (number, below) = number.split_once(':').unwrap_or((number, ""));
        match number.parse::<u16>().unwrap_or(0) {
            0 => *style = Style::default(),
            1 => style.is_bold = true,
            2 => style.is_dim = true,
            3 => style.is_italic = true,
            4 => style.is_underlined = below != "0",
            7 => style.is_reversed = true,
            9 => style.is_struck = true,
            21 => style.is_underlined = true,
            22 => (style.is_bold, style.is_dim) = (false, false),
            23 => style.is_italic = false,
            24 => style.is_underlined = false,
            27 => style.is_reversed = false,
            29 => style.is_struck = false,
            which @ (38 | 48) => {
                let colour = if below.is_empty() {
                    extended(&mut numbers)
                } else {
                    extended(&mut below.split(':'))
                };
                let place = if which == 38 {
                    &mut style.foreground
                } else {
                    &mut style.background
                };
                *place = colour;
            }
            39 => style.foreground = None,
            49 => style.background = None,
            number @ (30..=37 | 90..=97) => style.foreground = basic(number - 30),
            number @ (40..=47 | 100..=107) => style.background = basic(number - 40),
            // Blinking, concealing, fonts: not here.
            _ => {}
        }
    }
}

/// 0 to 7, and 60 to 67 for the bright ones.
fn basic(number: u16) -> Option<Colour> {
    let index = if number >= 60 { number - 52 } else { number };
    COLOURS.get(usize::from(index)).copied()
}

/// The colour after 38 or 48, with its numbers taken: `5;N` or `2;R;G;B`. Only those of the 16
/// are colours here.
fn extended<'a>(numbers: &mut impl Iterator<Item = &'a str>) -> Option<Colour> {
    match numbers.next() {
        Some("5") => {
            let index: usize = numbers.next()?.parse().ok()?;
            COLOURS.get(index).copied()
        }
        Some("2") => {
            numbers.take(3).for_each(drop);
            None
        }
        _ => None,
    }
}
