//! A place to type words: one line, or several with Alt-Enter.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::TextArea;

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
}

impl Field {
    /// A field with words in it, the cursor behind them.
    pub fn with(text: &str) -> Self {
        let mut area = TextArea::default();
        area.insert_str(text);
        Self(area)
    }

    /// What was typed.
    pub fn text(&self) -> String {
        self.0.lines().join("\n")
    }

    /// Takes a key. Enter ends it, Esc gives it up, Alt-Enter begins another line.
    pub fn key(&mut self, key: KeyEvent) -> Typed {
        match (key.code, key.modifiers) {
            (KeyCode::Esc, _) => return Typed::Cancelled,
            (KeyCode::Enter, modifiers) if modifiers.contains(KeyModifiers::ALT) => {
                self.0.insert_newline();
            }
            (KeyCode::Char('j'), KeyModifiers::CONTROL) => self.0.insert_newline(),
            (KeyCode::Enter, _) => return Typed::Done,
            _ => {
                self.0.input(key);
            }
        }
        Typed::More
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
