//! A place to type words: one line, or several.
//!
//! Its keys stand in the one table, as those of every other place, and are a shell's: what the
//! hand does there it does here. What is no key of it is typed.

use crate::tui::action::Action;
use crate::tui::keymap::Keymap;
use crate::tui::keys::Context;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};

/// Words being typed.
#[derive(Clone, Debug, Default)]
pub struct Field(TextArea<'static>);

/// What a key did to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It is done.
    Done,
    /// It is given up.
    Cancelled,
    /// It goes on.
    More,
    /// It is the key of something that is not the field's own, such as the list beneath it.
    Asked(Action),
}

impl Field {
    /// A field with words in it, the cursor behind them.
    pub fn with(text: &str) -> Self {
        // No change that could be undone: what stood there first stays.
        let mut area = TextArea::new(text.lines().map(str::to_owned).collect());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self(area)
    }

    /// What was typed.
    pub fn text(&self) -> String {
        self.0.lines().join("\n")
    }

    /// Takes a key.
    pub fn key(&mut self, keymap: Keymap, key: &KeyEvent) -> Typed {
        match keymap.action(Context::Field, key) {
            Some(Action::Enter) => return Typed::Done,
            Some(Action::Back) => return Typed::Cancelled,
            Some(action) if self.moved(action) || self.changed(action) => {}
            Some(action) => return Typed::Asked(action),
            None => self.typed(key),
        }
        Typed::More
    }

    /// A letter as it is; a key that nobody knows is nothing.
    fn typed(&mut self, key: &KeyEvent) {
        let held = key.modifiers - KeyModifiers::SHIFT;
        if let (KeyCode::Char(letter), true) = (key.code, held.is_empty()) {
            self.0.insert_char(letter);
        }
    }

    /// Whether the action moves the cursor within a line; it does so.
    fn moved(&mut self, action: Action) -> bool {
        self.0.move_cursor(match action {
            Action::Left => CursorMove::Back,
            Action::Right => CursorMove::Forward,
            Action::WordLeft => CursorMove::WordBack,
            Action::WordRight => CursorMove::WordForward,
            Action::LineStart => CursorMove::Head,
            Action::LineEnd => CursorMove::End,
            _ => return false,
        });
        true
    }

    /// Whether the action changes a line; it does so.
    fn changed(&mut self, action: Action) -> bool {
        match action {
            Action::EraseLetter => self.0.delete_char(),
            Action::EraseNextLetter => self.0.delete_next_char(),
            Action::EraseWord => self.0.delete_word(),
            Action::EraseNextWord => self.0.delete_next_word(),
            Action::EraseToStart => self.0.delete_line_by_head(),
            Action::EraseToEnd => self.0.delete_line_by_end(),
            Action::PutBack => self.0.paste(),
            Action::UndoTyping => self.0.undo(),
            Action::RedoTyping => self.0.redo(),
            _ => return false,
        };
        true
    }

    /// Does with several lines what an action asks for: begins one, or goes to the next.
    pub fn among_lines(&mut self, action: Action) {
        match action {
            Action::NewLine => self.0.insert_newline(),
            Action::Up => self.0.move_cursor(CursorMove::Up),
            Action::Down => self.0.move_cursor(CursorMove::Down),
            Action::PageUp => self.0.move_cursor(CursorMove::Top),
            Action::PageDown => self.0.move_cursor(CursorMove::Bottom),
            _ => {}
        }
    }

    /// Takes a paste as it is: its line ends begin lines, and end nothing.
    pub fn paste(&mut self, text: &str) {
        self.0
            .insert_str(text.replace("\r\n", "\n").replace('\r', "\n"));
    }

    /// The line and column of the cursor, in characters.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.0.cursor();
        (cursor.0, cursor.1)
    }

    /// Its lines.
    pub fn lines(&self) -> &[String] {
        self.0.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Wanted;
    use crate::tui::keys::Key;

    /// What keys, by their names, make of a text whose cursor stands behind it; `|` is the
    /// cursor afterwards.
    fn after(text: &str, keys: &str) -> String {
        with(Keymap::default(), text, keys)
    }

    fn with(keymap: Keymap, text: &str, keys: &str) -> String {
        let mut field = Field::with(text);
        for name in keys.split_whitespace() {
            let event = match Key::of(name) {
                Some(Key::Char(c)) => KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
                Some(Key::Ctrl(c)) => KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL),
                Some(Key::Alt(c)) => KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT),
                Some(Key::Code(code)) => KeyEvent::new(code, KeyModifiers::NONE),
                Some(Key::CtrlCode(code)) => KeyEvent::new(code, KeyModifiers::CONTROL),
                Some(Key::AltCode(code)) => KeyEvent::new(code, KeyModifiers::ALT),
                None => panic!("no key is called {name}"),
            };
            if let Typed::Asked(action) = field.key(keymap, &event) {
                field.among_lines(action);
            }
        }
        let (row, column) = field.cursor();
        let mut lines = field.lines().to_vec();
        let line: Vec<char> = lines[row].chars().collect();
        let (before, behind) = line.split_at(column);
        lines[row] = format!(
            "{}|{}",
            String::from_iter(before),
            String::from_iter(behind)
        );
        lines.join("/")
    }

    #[test]
    fn the_keys_of_a_field_are_those_of_a_shell() {
        for (keys, wanted) in [
            ("ctrl-u", "|"),
            ("ctrl-a", "|the disk is full"),
            ("home ctrl-e", "the disk is full|"),
            ("ctrl-w", "the disk is |"),
            ("alt-backspace ctrl-w", "the disk |"),
            ("alt-b", "the disk is |full"),
            ("alt-b alt-b ctrl-u", "|is full"),
            ("ctrl-left alt-left ctrl-k", "the disk |"),
            ("ctrl-a alt-f", "the |disk is full"),
            ("ctrl-a ctrl-right alt-d", "the | is full"),
            ("ctrl-a ctrl-d delete", "|e disk is full"),
            ("ctrl-b backspace ctrl-h", "the disk is f|l"),
            ("ctrl-u ctrl-y", "the disk is full|"),
            ("ctrl-w ctrl-a ctrl-y", "full|the disk is "),
            ("ctrl-u ctrl-_", "the disk is full|"),
            ("ctrl-u alt-z alt-_", "|"),
            ("ctrl-_", "the disk is full|"),
            ("alt-enter x", "the disk is full/x|"),
            ("ctrl-j x up home y", "y|the disk is full/x"),
        ] {
            assert_eq!(after("the disk is full", keys), wanted, "{keys}");
        }
    }

    #[test]
    fn what_is_no_key_of_a_field_is_typed_or_is_nothing() {
        assert_eq!(after("", "q ? : 7 Q"), "q?:7Q|");
        assert_eq!(after("x", "ctrl-r ctrl-x alt-q f5 tab insert"), "x|");
    }

    #[test]
    fn somebody_can_bind_the_keys_of_a_field() {
        let wanted = Wanted {
            place: "field",
            key: "ctrl-g",
            action: "erase-to-start",
        };
        let (keymap, faults) = Keymap::with(&[wanted]);
        assert_eq!(faults, []);
        assert_eq!(with(keymap, "the disk", "ctrl-g"), "|");
    }
}
