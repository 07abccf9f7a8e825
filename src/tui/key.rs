//! One key: as it is bound, as it is pressed, as people write it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key as it is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, as it is typed.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// Another key.
    Code(KeyCode),
}

impl Key {
    /// Whether this key was pressed.
    pub fn matches(self, event: &KeyEvent) -> bool {
        let modifiers = event.modifiers - KeyModifiers::SHIFT;
        match self {
            Self::Char(c) => event.code == KeyCode::Char(c) && modifiers.is_empty(),
            Self::Ctrl(c) => event.code == KeyCode::Char(c) && modifiers == KeyModifiers::CONTROL,
            Self::Code(code) => event.code == code && modifiers.is_empty(),
        }
    }

    /// The key that people write so.
    pub fn of(words: &str) -> Option<Self> {
        let mut characters = words.chars();
        match (characters.next(), characters.next()) {
            (Some(' '), _) | (None, _) => return None,
            (Some(one), None) => return Some(Self::Char(one)),
            _ => {}
        }
        if let Some(with) = words.strip_prefix("ctrl-") {
            let letter = with.chars().next().filter(char::is_ascii_lowercase)?;
            return (with.len() == 1).then_some(Self::Ctrl(letter));
        }
        if let Some(number) = words.strip_prefix('f')
            && let Ok(number @ 1..=12) = number.parse()
        {
            return Some(Self::Code(KeyCode::F(number)));
        }
        NAMED.into_iter().find(|key| key.words() == words)
    }

    /// As people write it.
    pub fn words(self) -> String {
        match self {
            Self::Char(' ') => "space".to_owned(),
            Self::Char(c) => c.to_string(),
            Self::Ctrl(c) => format!("ctrl-{c}"),
            Self::Code(KeyCode::Enter) => "enter".to_owned(),
            Self::Code(KeyCode::Esc) => "esc".to_owned(),
            Self::Code(KeyCode::Tab) => "tab".to_owned(),
            Self::Code(KeyCode::Up) => "up".to_owned(),
            Self::Code(KeyCode::Down) => "down".to_owned(),
            Self::Code(KeyCode::Left) => "left".to_owned(),
            Self::Code(KeyCode::Right) => "right".to_owned(),
            Self::Code(KeyCode::PageUp) => "pgup".to_owned(),
            Self::Code(KeyCode::PageDown) => "pgdn".to_owned(),
            Self::Code(KeyCode::Home) => "home".to_owned(),
            Self::Code(KeyCode::End) => "end".to_owned(),
            Self::Code(KeyCode::F(number)) => format!("f{number}"),
            Self::Code(code) => format!("{code:?}").to_lowercase(),
        }
    }
}

/// The keys that have a name.
const NAMED: [Key; 14] = [
    Key::Char(' '),
    Key::Code(KeyCode::Enter),
    Key::Code(KeyCode::Esc),
    Key::Code(KeyCode::Tab),
    Key::Code(KeyCode::Up),
    Key::Code(KeyCode::Down),
    Key::Code(KeyCode::Left),
    Key::Code(KeyCode::Right),
    Key::Code(KeyCode::PageUp),
    Key::Code(KeyCode::PageDown),
    Key::Code(KeyCode::Home),
    Key::Code(KeyCode::End),
    Key::Code(KeyCode::Insert),
    Key::Code(KeyCode::Delete),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keys::TABLE;

    #[test]
    fn every_key_of_the_table_is_read_as_it_is_written() {
        for key in TABLE.iter().flat_map(|binding| binding.keys) {
            assert_eq!(Key::of(&key.words()), Some(*key), "{}", key.words());
        }
        assert_eq!(Key::of("f5"), Some(Key::Code(KeyCode::F(5))));
        for wrong in ["", " ", "ctrl-", "ctrl-xy", "f13", "hyper-x"] {
            assert_eq!(Key::of(wrong), None, "{wrong}");
        }
    }
}
