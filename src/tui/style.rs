//! A look in the terminal library's own terms.
//!
//! What stays true: a theme means the same wherever it is shown; here it is only put in other
//! words.

use crate::app::look::Look;
use crate::app::style::{Color, Mark, Style};
use crate::app::theme::Role;
use ratatui::style as drawn;

impl Look {
    /// The style of a role.
    pub fn style(self, role: Role) -> drawn::Style {
        drawn_style(self.letters(role))
    }

    /// The style of a text of a role: of a sign, where it is nothing else.
    pub fn style_of(self, role: Role, text: &str) -> drawn::Style {
        match self.is_sign(text) {
            true => drawn_style(self.mark(role)),
            false => self.style(role),
        }
    }

    /// What the selected row has on top of its own style.
    pub fn selected(self) -> drawn::Style {
        self.style(Role::Selected)
    }
}

fn drawn_style(style: Style) -> drawn::Style {
    drawn::Style {
        fg: style.fore.map(drawn_color),
        bg: style.behind.map(drawn_color),
        add_modifier: style.marks().map(modifier).collect(),
        ..drawn::Style::new()
    }
}

fn drawn_color(color: Color) -> drawn::Color {
    match color {
        Color::Black => drawn::Color::Black,
        Color::Red => drawn::Color::Red,
        Color::Green => drawn::Color::Green,
        Color::Yellow => drawn::Color::Yellow,
        Color::Blue => drawn::Color::Blue,
        Color::Magenta => drawn::Color::Magenta,
        Color::Cyan => drawn::Color::Cyan,
        Color::Gray => drawn::Color::Gray,
        Color::BrightBlack => drawn::Color::DarkGray,
        Color::BrightRed => drawn::Color::LightRed,
        Color::BrightGreen => drawn::Color::LightGreen,
        Color::BrightYellow => drawn::Color::LightYellow,
        Color::BrightBlue => drawn::Color::LightBlue,
        Color::BrightMagenta => drawn::Color::LightMagenta,
        Color::BrightCyan => drawn::Color::LightCyan,
        Color::White => drawn::Color::White,
        Color::Rgb(red, green, blue) => drawn::Color::Rgb(red, green, blue),
    }
}

fn modifier(mark: Mark) -> drawn::Modifier {
    match mark {
        Mark::Bold => drawn::Modifier::BOLD,
        Mark::Dim => drawn::Modifier::DIM,
        Mark::Italic => drawn::Modifier::ITALIC,
        Mark::Underlined => drawn::Modifier::UNDERLINED,
        Mark::Reversed => drawn::Modifier::REVERSED,
    }
}
