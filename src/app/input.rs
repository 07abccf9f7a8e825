//! What somebody does at the keyboard or with the mouse: one key as it is bound, as it is
//! pressed, and as people write it.

/// A key, with what is held beside it. Shift is part of a letter, and of nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// A key that is no character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyCode {
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// The tabulator.
    Tab,
    /// The tabulator, backwards.
    BackTab,
    /// Deletes backwards.
    Backspace,
    /// Deletes forwards.
    Delete,
    /// Insert.
    Insert,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A function key, from 1.
    F(u8),
    /// A key that cannot be bound: pressing it is pressing some other key.
    Other,
}

/// What the mouse did; nothing else of it is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The first button was pressed at a column and a row, from 0.
    Click(u16, u16),
    /// The wheel turned towards the hand, over a column and a row.
    ScrollDown(u16, u16),
    /// The wheel turned away.
    ScrollUp(u16, u16),
}

impl Key {
    /// Goes in, or confirms.
    pub const ENTER: Self = Self::Code(KeyCode::Enter);
    /// Goes back.
    pub const ESC: Self = Self::Code(KeyCode::Esc);
    /// The tabulator.
    pub const TAB: Self = Self::Code(KeyCode::Tab);

    /// A character with what was held. What no terminal tells apart is one key.
    pub fn typed(letter: char, ctrl: bool, alt: bool) -> Self {
        match (letter, ctrl, alt) {
            // One byte stands for all of these; what it is read as differs.
            ('_' | '/' | '7', true, false) => Self::Ctrl('_'),
            (letter, true, false) => Self::Ctrl(letter),
            (letter, false, true) => Self::Alt(letter),
            (letter, false, false) => Self::Char(letter),
            (_, true, true) => Self::Code(KeyCode::Other),
        }
    }

    /// Another key with what was held.
    pub fn pressed(code: KeyCode, ctrl: bool, alt: bool) -> Self {
        match (ctrl, alt) {
            (true, false) => Self::CtrlCode(code),
            (false, true) => Self::AltCode(code),
            (false, false) => Self::Code(code),
            (true, true) => Self::Code(KeyCode::Other),
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
            Self::Char(c) => letter_words(c),
            Self::Ctrl(c) => format!("ctrl-{}", letter_words(c)),
            Self::Alt(c) => format!("alt-{}", letter_words(c)),
            Self::CtrlCode(code) => format!("ctrl-{}", code.words()),
            Self::AltCode(code) => format!("alt-{}", code.words()),
            Self::Code(code) => code.words(),
        }
    }
}

fn letter_words(letter: char) -> String {
    match letter {
        ' ' => "space".to_owned(),
        letter => letter.to_string(),
    }
}

impl KeyCode {
    fn words(self) -> String {
        match self {
            Self::PageUp => "pgup".to_owned(),
            Self::PageDown => "pgdn".to_owned(),
            Self::F(number) => format!("f{number}"),
            code => format!("{code:?}").to_lowercase(),
        }
    }
}

/// The keys that have a name.
const NAMED: [Key; 15] = [
    Key::Char(' '),
    Key::ENTER,
    Key::ESC,
    Key::TAB,
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
    use super::super::keys::TABLE;
    use super::*;

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
            "other",
            "backtab",
        ] {
            assert_eq!(Key::of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_way_of_reading_the_byte_of_ctrl_underscore_is_that_key() {
        for read in ['_', '/', '7'] {
            assert_eq!(Key::typed(read, true, false), Key::Ctrl('_'));
            assert_eq!(Key::typed(read, false, false), Key::Char(read));
        }
        assert_eq!(Key::typed('x', true, true), Key::Code(KeyCode::Other));
    }
}
