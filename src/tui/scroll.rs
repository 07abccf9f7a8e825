//! How far a text that lies over a screen is scrolled, and the keys that scroll it.
//!
//! What stays true: whoever draws the text holds the place within it, because only there it is
//! known how many rows there are; so the way back up is never dead, and End is the end.

use crossterm::event::{KeyCode, KeyEvent};
use std::cell::Cell;

/// Rows that a page key moves.
const PAGE: u16 = 10;

/// The first row that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scroll(Cell<u16>);

impl Scroll {
    /// Takes a key that scrolls; says whether it was one.
    pub fn key(&self, key: &KeyEvent) -> bool {
        match key.code {
            KeyCode::Char('J') => self.to(self.0.get().saturating_add(1)),
            KeyCode::Char('K') => self.to(self.0.get().saturating_sub(1)),
            KeyCode::Char(' ') => self.to(self.0.get().saturating_add(PAGE)),
            KeyCode::Char('g') => self.to(0),
            KeyCode::Char('G') => self.to(u16::MAX),
            _ => self.plain_key(key),
        }
    }

    /// The same where a letter may answer a question: of the letters only j and k, which are
    /// never asked for.
    pub fn plain_key(&self, key: &KeyEvent) -> bool {
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.to(self.0.get().saturating_add(1)),
            KeyCode::Up | KeyCode::Char('k') => self.to(self.0.get().saturating_sub(1)),
            KeyCode::PageDown => self.to(self.0.get().saturating_add(PAGE)),
            KeyCode::PageUp => self.to(self.0.get().saturating_sub(PAGE)),
            KeyCode::Home => self.to(0),
            KeyCode::End => self.to(u16::MAX),
            _ => false,
        }
    }

    fn to(&self, row: u16) -> bool {
        self.0.set(row);
        true
    }

    /// The first row of so many in sight, where so many have room; the place is held there.
    pub fn first(&self, rows: usize, room: usize) -> usize {
        let lowest = u16::try_from(rows.saturating_sub(room)).unwrap_or(u16::MAX);
        self.0.set(self.0.get().min(lowest));
        usize::from(self.0.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyModifiers;

    fn pressed(scroll: &Scroll, code: KeyCode) -> usize {
        assert!(scroll.key(&KeyEvent::new(code, KeyModifiers::NONE)));
        scroll.first(30, 20)
    }

    #[test]
    fn no_key_leads_past_either_end_and_none_is_dead_there() {
        let scroll = Scroll::default();
        for (code, first) in [
            (KeyCode::Up, 0),
            (KeyCode::Down, 1),
            (KeyCode::PageDown, 10),
            (KeyCode::Char(' '), 10),
            (KeyCode::Char('k'), 9),
            (KeyCode::End, 10),
            (KeyCode::Char('j'), 10),
            (KeyCode::Up, 9),
            (KeyCode::Home, 0),
            (KeyCode::Char('G'), 10),
            (KeyCode::Char('g'), 0),
        ] {
            assert_eq!(pressed(&scroll, code), first, "{code:?}");
        }
        assert_eq!(scroll.first(3, 20), 0);
    }

    #[test]
    fn a_letter_that_may_answer_a_question_does_not_scroll() {
        let scroll = Scroll::default();
        for letter in ['g', 'G', ' ', 'J', 'K', 'y'] {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
            assert!(!scroll.plain_key(&key), "{letter}");
        }
    }
}
