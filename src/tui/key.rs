//! One key: as it is bound, as it is pressed, as people write it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key as it is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, as it is typed.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// A character with Alt, which is Esc before it to a terminal.
    Alt(char),
    /// Another key.
    Code(KeyCode),
    /// Another key with Ctrl.
    CtrlCode(KeyCode),
    /// Another key with Alt.
    AltCode(KeyCode),
}

impl Key {
    /// Whether this key was pressed.
    pub fn matches(self, event: &KeyEvent) -> bool {
        let modifiers = event.modifiers - KeyModifiers::SHIFT;
        match self {
            Self::Char(c) => event.code == KeyCode::Char(c) && modifiers.is_empty(),
            // One byte stands for all of these; what it is read as differs.
            Self::Ctrl('_') => {
                matches!(event.code, KeyCode::Char('_' | '/' | '7'))
                    && modifiers == KeyModifiers::CONTROL
            }
            Self::Ctrl(c) => event.code == KeyCode::Char(c) && modifiers == KeyModifiers::CONTROL,
            Self::Alt(c) => event.code == KeyCode::Char(c) && modifiers == KeyModifiers::ALT,
            Self::Code(code) => event.code == code && modifiers.is_empty(),
            Self::CtrlCode(code) => event.code == code && modifiers == KeyModifiers::CONTROL,
            Self::AltCode(code) => event.code == code && modifiers == KeyModifiers::ALT,
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
            return match Self::of(with)? {
                Self::Char(letter @ ('a'..='z' | '_')) => Some(Self::Ctrl(letter)),
                Self::Code(code) => Some(Self::CtrlCode(code)),
                _ => None,
            };
        }
        if let Some(with) = words.strip_prefix("alt-") {
            return match Self::of(with)? {
                Self::Char(letter) if letter.is_ascii_graphic() => Some(Self::Alt(letter)),
                Self::Code(code) => Some(Self::AltCode(code)),
                _ => None,
            };
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
            Self::Alt(c) => format!("alt-{c}"),
            Self::CtrlCode(code) => format!("ctrl-{}", Self::Code(code).words()),
            Self::AltCode(code) => format!("alt-{}", Self::Code(code).words()),
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
const NAMED: [Key; 15] = [
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
    Key::Code(KeyCode::Backspace),
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
        assert_eq!(Key::of("alt-X"), Some(Key::Alt('X')));
        for wrong in [
            "",
            " ",
            "ctrl-",
            "ctrl-xy",
            "ctrl-X",
            "ctrl-space",
            "alt-",
            "alt-xy",
            "alt-ctrl-x",
            "f13",
            "hyper-x",
        ] {
            assert_eq!(Key::of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_way_of_reading_the_byte_of_ctrl_underscore_is_that_key() {
        for read in ['_', '/', '7'] {
            let event = KeyEvent::new(KeyCode::Char(read), KeyModifiers::CONTROL);
            assert!(Key::Ctrl('_').matches(&event), "{read}");
            let event = KeyEvent::new(KeyCode::Char(read), KeyModifiers::NONE);
            assert!(!Key::Ctrl('_').matches(&event), "{read}");
        }
    }
}
