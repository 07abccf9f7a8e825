//! Themes: which style each role of a text has.
//!
//! What stays true: only the terminal's own sixteen colours are used, so that a theme never
//! fights the palette that somebody chose; no role is told from another by colour alone, so
//! that the plain theme loses nothing.

use super::look::Role;
use ratatui::style::{Color, Modifier, Style};
use std::sync::OnceLock;

/// The style of every role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme([Style; Role::ALL.len()]);

/// Why a style or a theme cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The word that is not known.
    pub word: String,
    /// What can be written.
    pub hint: String,
}

impl Theme {
    /// The theme that is used unless another is asked for. It lives as long as the program.
    pub fn usual() -> &'static Self {
        static USUAL: OnceLock<Theme> = OnceLock::new();
        USUAL.get_or_init(|| Theme::made(terminal))
    }

    /// The theme of a name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "terminal" => Self::made(terminal),
            "dark" => Self::made(dark),
            "light" => Self::made(light),
            "plain" => Self::made(|role| without_colours(terminal(role))),
            _ => return None,
        })
    }

    fn made(style: fn(Role) -> Style) -> Self {
        Self(Role::ALL.map(style))
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.0[role as usize]
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
        self.0[role as usize] = parse(style)?;
        Ok(())
    }
}

/// A style without its colours; what was a coloured badge is reversed instead.
pub(super) fn without_colours(style: Style) -> Style {
    let badge = match style.bg {
        Some(_) => Modifier::REVERSED,
        None => Modifier::empty(),
    };
    Style::new().add_modifier(style.add_modifier | badge)
}

/// Good on dark and on light backgrounds: yellow stands only behind black.
fn terminal(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Plain => style,
        Role::Dim => style.add_modifier(Modifier::DIM),
        Role::Title => style.add_modifier(Modifier::BOLD),
        Role::Heading => style.fg(Color::Blue).add_modifier(Modifier::BOLD),
        Role::Key => style.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        Role::Accent => style.fg(Color::Cyan),
        Role::Good => style.fg(Color::Green),
        Role::Warn => style.fg(Color::Magenta).add_modifier(Modifier::BOLD),
        Role::Bad => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Match => style
            .fg(Color::Cyan)
            .add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Role::Caution => badge(Color::Yellow),
        Role::Rehearsal => badge(Color::Magenta),
    }
}

fn badge(behind: Color) -> Style {
    Style::new()
        .fg(Color::Black)
        .bg(behind)
        .add_modifier(Modifier::BOLD)
}

/// For dark backgrounds: the bright colours, and yellow for warnings.
fn dark(role: Role) -> Style {
    let style = terminal(role);
    match role {
        Role::Heading => style.fg(Color::LightBlue),
        Role::Key | Role::Accent | Role::Match => style.fg(Color::LightCyan),
        Role::Good => style.fg(Color::LightGreen),
        Role::Warn => style.fg(Color::LightYellow),
        Role::Bad => style.fg(Color::LightRed),
        Role::Caution => badge(Color::LightYellow),
        Role::Rehearsal => badge(Color::LightMagenta),
        // Bright black is all but invisible on some dark palettes; dim words are not.
        Role::Plain | Role::Dim | Role::Title => style,
    }
}

/// For light backgrounds: the deep colours alone; cyan is pale on white.
fn light(role: Role) -> Style {
    let style = terminal(role);
    match role {
        Role::Dim => Style::new().fg(Color::DarkGray),
        Role::Key | Role::Accent | Role::Match => style.fg(Color::Blue),
        Role::Good => style.fg(Color::Green).add_modifier(Modifier::BOLD),
        _ => style,
    }
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
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("white", Color::White),
];

const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// A style by its words: `bold blue`, `black on yellow`; `default` is the terminal's own.
fn parse(words: &str) -> Result<Style, Unknown> {
    let mut style = Style::new();
    let mut behind = false;
    for word in words.split_whitespace() {
        let color = COLORS.iter().find(|(name, _)| *name == word);
        let modifier = MODIFIERS.iter().find(|(name, _)| *name == word);
        style = match (word, color, modifier) {
            ("on", ..) => {
                behind = true;
                continue;
            }
            ("default", ..) => style,
            (_, Some((_, color)), _) if behind => style.bg(*color),
            (_, Some((_, color)), _) => style.fg(*color),
            (_, _, Some((_, modifier))) => style.add_modifier(*modifier),
            _ => return Err(unknown(word)),
        };
        behind = false;
    }
    Ok(style)
}

fn unknown(word: &str) -> Unknown {
    let names = COLORS.iter().map(|(name, _)| *name);
    let all: Vec<_> = names
        .chain(MODIFIERS.iter().map(|(name, _)| *name))
        .collect();
    let hint = match crate::text::nearest(word, all.iter().copied()) {
        Some(meant) => format!("write `{meant}`"),
        None => format!("colours and words are {}, on, default", all.join(", ")),
    };
    Unknown {
        word: word.to_owned(),
        hint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_stands_at_its_own_place() {
        for (index, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, index, "{role:?}");
        }
    }

    #[test]
    fn styles_are_read_from_their_words() {
        let mut theme = *Theme::usual();
        theme.set("heading", "bold underlined bright-blue").unwrap();
        let style = theme.style(Role::Heading);
        assert_eq!(style.fg, Some(Color::LightBlue));
        assert_eq!(style.add_modifier, Modifier::BOLD | Modifier::UNDERLINED);
        theme.set("caution", "black on yellow").unwrap();
        assert_eq!(theme.style(Role::Caution).bg, Some(Color::Yellow));
        theme.set("bad", "default").unwrap();
        assert_eq!(theme.style(Role::Bad), Style::new());
        let wrong = theme.set("bad", "bold rad").unwrap_err();
        assert_eq!(
            (wrong.word.as_str(), wrong.hint.as_str()),
            ("rad", "write `red`")
        );
    }

    #[test]
    fn the_plain_theme_has_no_colour_and_still_tells_a_caution() {
        let theme = Theme::named("plain").unwrap();
        for role in Role::ALL {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        let caution = theme.style(Role::Caution);
        assert!(caution.add_modifier.contains(Modifier::REVERSED));
        assert_eq!(Theme::named("neon"), None);
    }
}
