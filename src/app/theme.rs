//! Themes: which style each role of a text has.
//!
//! What stays true: only the terminal's own sixteen colours are used, so that a theme never
//! fights the palette that somebody chose; no role is told from another by colour alone, so
//! that the plain theme loses nothing.

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
}

impl Role {
    /// Every role, each at the place of its number.
    pub const ALL: [Self; 12] = [
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
        }
    }
}

/// The style of every role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme([Style; Role::ALL.len()]);

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
            "plain" => Self::made(|role| terminal(role).without_colors()),
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
        self.0[role as usize] = style.parse()?;
        Ok(())
    }
}

/// Good on dark and on light backgrounds: yellow stands only behind black.
fn terminal(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Plain => style,
        Role::Dim => style.with(Mark::Dim),
        Role::Title => style.with(Mark::Bold),
        Role::Heading => style.fore(Color::Blue).with(Mark::Bold),
        Role::Key => style.fore(Color::Cyan).with(Mark::Bold),
        Role::Accent => style.fore(Color::Cyan),
        Role::Good => style.fore(Color::Green),
        Role::Warn => style.fore(Color::Magenta).with(Mark::Bold),
        Role::Bad => style.fore(Color::Red).with(Mark::Bold),
        Role::Match => style
            .fore(Color::Cyan)
            .with(Mark::Bold)
            .with(Mark::Underlined),
        Role::Caution => badge(Color::Yellow),
        Role::Rehearsal => badge(Color::Magenta),
    }
}

fn badge(behind: Color) -> Style {
    Style::new()
        .fore(Color::Black)
        .behind(behind)
        .with(Mark::Bold)
}

/// For dark backgrounds: the bright colours, and yellow for warnings.
fn dark(role: Role) -> Style {
    let style = terminal(role);
    match role {
        Role::Heading => style.fore(Color::BrightBlue),
        Role::Key | Role::Accent | Role::Match => style.fore(Color::BrightCyan),
        Role::Good => style.fore(Color::BrightGreen),
        Role::Warn => style.fore(Color::BrightYellow),
        Role::Bad => style.fore(Color::BrightRed),
        Role::Caution => badge(Color::BrightYellow),
        Role::Rehearsal => badge(Color::BrightMagenta),
        // Bright black is all but invisible on some dark palettes; dim words are not.
        Role::Plain | Role::Dim | Role::Title => style,
    }
}

/// For light backgrounds: the deep colours alone; cyan is pale on white.
fn light(role: Role) -> Style {
    let style = terminal(role);
    match role {
        Role::Dim => Style::new().fore(Color::BrightBlack),
        Role::Key | Role::Accent | Role::Match => style.fore(Color::Blue),
        Role::Good => style.fore(Color::Green).with(Mark::Bold),
        _ => style,
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
        assert_eq!(style.fore, Some(Color::BrightBlue));
        assert!(style.marks().eq([Mark::Bold, Mark::Underlined]));
        theme.set("caution", "black on yellow").unwrap();
        assert_eq!(theme.style(Role::Caution).behind, Some(Color::Yellow));
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
            assert_eq!((style.fore, style.behind), (None, None), "{role:?}");
        }
        let caution = theme.style(Role::Caution);
        assert!(caution.marks().any(|mark| mark == Mark::Reversed));
        assert_eq!(Theme::named("neon"), None);
    }
}
