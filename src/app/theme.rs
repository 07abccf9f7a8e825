//! Themes: which style each role of a text has.
//!
//! What stays true: words have a contrast of 4.5 to what stands behind them, signs of 3, on the
//! backgrounds that a theme is for; unless a theme in true colour is asked for, only the terminal's
//! own sixteen colours are used, so that no theme fights the palette that somebody chose; no role
//! is told from another by colour alone, so that the plain theme loses nothing.

use super::style::{Color, Mark, Style, Unknown};
use std::sync::OnceLock;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Ordinary words.
    Plain,
    /// Less important than what stands beside it.
    Dim,
    /// A title.
    Title,
    /// A heading among rows.
    Heading,
    /// What a key is written as.
    Key,
    /// A link, a name to follow.
    Accent,
    /// All is well.
    Good,
    /// Worth a look.
    Warn,
    /// Wrong.
    Bad,
    /// Caution: to be read before anything else.
    Caution,
    /// That this only rehearses.
    Rehearsal,
    /// A match of a search.
    Match,
    /// Failed, not saved: to be seen before anything else.
    Failure,
    /// Between panes; the lines of limits.
    Line,
    /// The row under the cursor.
    Selected,
}

impl Role {
    /// Every role, each at the place of its number.
    pub const ALL: [Self; 15] = [
        Self::Plain,
        Self::Dim,
        Self::Title,
        Self::Heading,
        Self::Key,
        Self::Accent,
        Self::Good,
        Self::Warn,
        Self::Bad,
        Self::Caution,
        Self::Rehearsal,
        Self::Match,
        Self::Failure,
        Self::Line,
        Self::Selected,
    ];

    /// As `config.toml` calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Dim => "dim",
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Key => "key",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Caution => "caution",
            Self::Rehearsal => "rehearsal",
            Self::Match => "match",
            Self::Failure => "failure",
            Self::Line => "line",
            Self::Selected => "selected",
        }
    }
}

/// What stands behind the words, as far as the terminal has told (OSC 11, COLORFGBG).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// It has not answered.
    #[default]
    Unknown,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl Background {
    /// Of a colour, each part from 0 to 255: whichever of white and black reads better on it.
    pub fn of([red, green, blue]: [u8; 3]) -> Self {
        match contrast([red, green, blue], [255; 3]) >= contrast([red, green, blue], [0; 3]) {
            true => Self::Dark,
            false => Self::Light,
        }
    }

    /// Of what COLORFGBG holds, where a terminal sets it: the number of its letters' colour, and
    /// last that of its background.
    pub fn said(colours: &str) -> Self {
        let numbers = colours.rsplit_once(';').map(|(_, last)| last.parse());
        match numbers {
            Some(Ok(0..=6 | 8)) => Self::Dark,
            Some(Ok(7 | 9..=15)) => Self::Light,
            _ => Self::Unknown,
        }
    }
}

/// The ratio between two colours as WCAG 2 has it, from 1 to 21: 4.5 is wanted for words, 3 for
/// signs.
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |colour: [u8; 3]| {
        let [red, green, blue] = colour.map(|part| {
            let part = f64::from(part) / 255.0;
            match part <= 0.04045 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

type Styles = [Style; Role::ALL.len()];

/// The style of every role, on each background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    unknown: Styles,
    unknown_signs: Styles,
    dark: Styles,
    light: Styles,
}

/// A theme that can be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub name: &'static str,
    /// Its styles, with those that somebody chose.
    pub theme: &'static Theme,
}

/// What is said of a theme, by its name.
pub fn about(name: &str) -> &'static str {
    match name {
        "terminal" => "your terminal's own 16 colours",
        "dark" => "16 colours, for a dark background",
        "light" => "16 colours, for a light background",
        "plain" => "no colour: weight and signs alone",
        "night" => "true colour, on a dark background of its own",
        "paper" => "true colour, on a light background of its own",
        _ => "",
    }
}

impl Theme {
    /// The theme that is used unless another is asked for. It lives as long as the program.
    pub fn usual() -> &'static Self {
        static USUAL: OnceLock<Theme> = OnceLock::new();
        USUAL.get_or_init(|| Self {
            unknown: Role::ALL.map(cautious),
            unknown_signs: Role::ALL.map(cautious_sign),
            dark: Role::ALL.map(dark),
            light: Role::ALL.map(light),
        })
    }

    /// The theme of a name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "terminal" => *Self::usual(),
            "dark" => Self::everywhere(dark),
            "light" => Self::everywhere(light),
            "plain" => Self::everywhere(|role| cautious(role).without_colors()),
            "night" => Self::everywhere(night),
            "paper" => Self::everywhere(paper),
            _ => return None,
        })
    }

    fn everywhere(style: fn(Role) -> Style) -> Self {
        let styles = Role::ALL.map(style);
        Self {
            unknown: styles,
            unknown_signs: styles,
            dark: styles,
            light: styles,
        }
    }

    /// The style of a role.
    pub fn style(&self, role: Role, background: Background) -> Style {
        let styles = match background {
            Background::Unknown => &self.unknown,
            Background::Dark => &self.dark,
            Background::Light => &self.light,
        };
        styles[role as usize]
    }

    /// The style of a sign of a role. A sign is told from others with less contrast than a word
    /// wants, so that it has a colour where a word can have none.
    pub fn sign(&self, role: Role, background: Background) -> Style {
        match background {
            Background::Unknown => self.unknown_signs[role as usize],
            _ => self.style(role, background),
        }
    }

    /// Gives a role another style, by their words.
    ///
    /// # Errors
    /// When the role or a word of the style is not known.
    pub fn set(&mut self, role: &str, style: &str) -> Result<(), Unknown> {
        let role = Role::ALL.into_iter().find(|known| known.word() == role);
        let role = role.ok_or_else(|| Unknown {
            word: String::new(),
            hint: Role::ALL.map(Role::word).join(", "),
        })?;
        let style = style.parse()?;
        let backgrounds = [&mut self.unknown, &mut self.dark, &mut self.light];
        for styles in backgrounds.into_iter().chain([&mut self.unknown_signs]) {
            styles[role as usize] = style;
        }
        Ok(())
    }
}

/// Where nobody knows what stands behind the words: colours where they bring their own background
/// alone. The rest is told by weight, and by the signs.
fn cautious(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Plain | Role::Dim | Role::Line => style,
        Role::Match => style.with(Mark::Bold).with(Mark::Underlined),
        Role::Caution => chip(Color::Black, Color::Yellow),
        Role::Failure | Role::Rehearsal => style.with(Mark::Bold).with(Mark::Reversed),
        Role::Selected => style.with(Mark::Reversed),
        Role::Title
        | Role::Heading
        | Role::Key
        | Role::Accent
        | Role::Good
        | Role::Warn
        | Role::Bad => style.with(Mark::Bold),
    }
}

/// The signs there. Red can be told on black and on white, though not well enough for words;
/// yellow cannot, and brings its own background.
fn cautious_sign(role: Role) -> Style {
    match role {
        Role::Bad => cautious(role).fore(Color::Red),
        Role::Warn => chip(Color::Black, Color::Yellow),
        _ => cautious(role),
    }
}

fn chip(words: Color, behind: Color) -> Style {
    let style = Style::new().fore(words).behind(behind);
    style.with(Mark::Bold)
}

/// The terminal's own colours on a dark background. No bright black: it is all but invisible on
/// many palettes.
fn dark(role: Role) -> Style {
    let style = cautious(role);
    match role {
        Role::Key | Role::Accent | Role::Match => style.fore(Color::Cyan),
        Role::Good => Style::new().fore(Color::Green),
        Role::Warn => Style::new().fore(Color::Yellow),
        Role::Bad | Role::Failure => style.fore(Color::BrightRed),
        Role::Rehearsal => style.fore(Color::BrightMagenta),
        _ => style,
    }
}

/// The terminal's own colours on a light background, where green, yellow and cyan are too pale
/// for words.
fn light(role: Role) -> Style {
    let style = cautious(role);
    match role {
        Role::Key | Role::Accent | Role::Match => style.fore(Color::Blue),
        Role::Bad | Role::Failure => style.fore(Color::Red),
        Role::Rehearsal => style.fore(Color::Magenta),
        _ => style,
    }
}

/// True colours on a background of their own, `#14161b`.
fn night(role: Role) -> Style {
    let behind = |words: u32| Style::new().fore(rgb(words)).behind(rgb(0x14161b));
    let bold = |words: u32| behind(words).with(Mark::Bold);
    match role {
        Role::Plain => behind(0xd8dee9),
        Role::Title => bold(0xf4f6fa),
        Role::Dim => behind(0x98a2b3),
        Role::Heading => bold(0x8fb4ff),
        Role::Accent => behind(0x7aa2f7),
        Role::Key => behind(0x7dcfff),
        Role::Match => bold(0x7dcfff).with(Mark::Underlined),
        Role::Good => behind(0x8fce7a),
        Role::Warn => behind(0xe5b95c),
        Role::Bad => bold(0xff8585),
        Role::Line => behind(0x6b7585),
        Role::Failure => chip(rgb(0xffffff), rgb(0xb3261e)),
        Role::Caution => chip(rgb(0x14161b), rgb(0xe5b95c)),
        Role::Rehearsal => chip(rgb(0x14161b), rgb(0xd99af2)),
        Role::Selected => Style::new().fore(rgb(0xf4f6fa)).behind(rgb(0x29344e)),
    }
}

/// True colours on a background of their own, `#fbfaf7`.
fn paper(role: Role) -> Style {
    let behind = |words: u32| Style::new().fore(rgb(words)).behind(rgb(0xfbfaf7));
    let bold = |words: u32| behind(words).with(Mark::Bold);
    match role {
        Role::Plain => behind(0x23262b),
        Role::Title => bold(0x0f1114),
        Role::Dim => behind(0x5a626d),
        Role::Heading => bold(0x1f4fa3),
        Role::Accent => behind(0x1d58b8),
        Role::Key => behind(0x0b5a7d),
        Role::Match => bold(0x0b5a7d).with(Mark::Underlined),
        Role::Good => behind(0x1f6f33),
        Role::Warn => behind(0x7d4f00),
        Role::Bad => bold(0xb3261e),
        Role::Line => behind(0x7d858f),
        Role::Failure => chip(rgb(0xffffff), rgb(0xb3261e)),
        Role::Caution => chip(rgb(0x14161b), rgb(0xf0c75e)),
        Role::Rehearsal => chip(rgb(0xffffff), rgb(0x86309c)),
        Role::Selected => Style::new().fore(rgb(0x0f1114)).behind(rgb(0xd3dff3)),
    }
}

/// A colour as `0xRRGGBB`.
const fn rgb(colour: u32) -> Color {
    let [_, red, green, blue] = colour.to_be_bytes();
    Color::Rgb(red, green, blue)
}

#[cfg(test)]
mod tests;
