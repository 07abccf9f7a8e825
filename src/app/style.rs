//! How letters look: colour and weight, in the terminal's own sixteen colours or in true colour.

use std::str::FromStr;

/// One of the terminal's own colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// 0.
    Black,
    /// 1.
    Red,
    /// 2.
    Green,
    /// 3.
    Yellow,
    /// 4.
    Blue,
    /// 5.
    Magenta,
    /// 6.
    Cyan,
    /// 7.
    Gray,
    /// 8.
    BrightBlack,
    /// 9.
    BrightRed,
    /// 10.
    BrightGreen,
    /// 11.
    BrightYellow,
    /// 12.
    BrightBlue,
    /// 13.
    BrightMagenta,
    /// 14.
    BrightCyan,
    /// 15.
    White,
    /// Red, green and blue, where a terminal has true colour.
    Rgb(u8, u8, u8),
}

impl Color {
    /// Its place among the sixteen; none for a true colour.
    pub fn number(self) -> Option<usize> {
        COLORS.iter().position(|(_, known)| *known == self)
    }
}

/// A weight or a mark that letters have beside their colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Heavier.
    Bold,
    /// Fainter.
    Dim,
    /// Slanted.
    Italic,
    /// With a line beneath.
    Underlined,
    /// Letters and background in each other's colour.
    Reversed,
}

/// How letters look. What is left out is as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The colour of the letters.
    pub fore: Option<Color>,
    /// The colour behind them.
    pub behind: Option<Color>,
    marks: [bool; 5],
}

impl Style {
    /// As it was.
    pub const fn new() -> Self {
        Self {
            fore: None,
            behind: None,
            marks: [false; 5],
        }
    }

    /// With letters of this colour.
    pub const fn fore(mut self, color: Color) -> Self {
        self.fore = Some(color);
        self
    }

    /// On this colour.
    pub const fn behind(mut self, color: Color) -> Self {
        self.behind = Some(color);
        self
    }

    /// With a mark more.
    pub const fn with(mut self, mark: Mark) -> Self {
        self.marks[mark as usize] = true;
        self
    }

    /// Its marks.
    pub fn marks(self) -> impl Iterator<Item = Mark> {
        let marks = MARKS.into_iter().map(|(_, mark)| mark);
        marks.filter(move |mark| self.marks[*mark as usize])
    }

    /// The same without its colours; what was a coloured badge is reversed instead.
    pub fn without_colors(self) -> Self {
        let bare = Self {
            fore: None,
            behind: None,
            ..self
        };
        match self.behind {
            Some(_) => bare.with(Mark::Reversed),
            None => bare,
        }
    }
}

/// Why a style or a theme cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The word that is not known.
    pub word: String,
    /// What can be written.
    pub hint: String,
}

const COLORS: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("gray", Color::Gray),
    ("bright-black", Color::BrightBlack),
    ("bright-red", Color::BrightRed),
    ("bright-green", Color::BrightGreen),
    ("bright-yellow", Color::BrightYellow),
    ("bright-blue", Color::BrightBlue),
    ("bright-magenta", Color::BrightMagenta),
    ("bright-cyan", Color::BrightCyan),
    ("white", Color::White),
];

const MARKS: [(&str, Mark); 5] = [
    ("bold", Mark::Bold),
    ("dim", Mark::Dim),
    ("italic", Mark::Italic),
    ("underlined", Mark::Underlined),
    ("reversed", Mark::Reversed),
];

impl FromStr for Style {
    type Err = Unknown;

    /// A style by its words: `bold blue`, `black on yellow`; `default` is the terminal's own.
    fn from_str(words: &str) -> Result<Self, Unknown> {
        let mut style = Self::new();
        let mut behind = false;
        for word in words.split_whitespace() {
            let color = COLORS.iter().find(|(name, _)| *name == word);
            let mark = MARKS.iter().find(|(name, _)| *name == word);
            style = match (word, color, mark) {
                ("on", ..) => {
                    behind = true;
                    continue;
                }
                ("default", ..) => style,
                (_, Some((_, color)), _) if behind => style.behind(*color),
                (_, Some((_, color)), _) => style.fore(*color),
                (_, _, Some((_, mark))) => style.with(*mark),
                _ => return Err(unknown(word)),
            };
            behind = false;
        }
        Ok(style)
    }
}

fn unknown(word: &str) -> Unknown {
    let colors = COLORS.iter().map(|(name, _)| *name);
    let all: Vec<_> = colors.chain(MARKS.iter().map(|(name, _)| *name)).collect();
    let hint = match crate::text::nearest(word, all.iter().copied()) {
        Some(meant) => format!("write `{meant}`"),
        None => format!("colours and words are {}, on, default", all.join(", ")),
    };
    Unknown {
        word: word.to_owned(),
        hint,
    }
}
