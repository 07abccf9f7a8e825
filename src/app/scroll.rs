//! How far words are scrolled: of a screen, or of what lies over it; and what scrolls them.
//!
//! What stays true: whoever draws the text holds the place within it, because only there it is
//! known how many rows there are; so the way back up is never dead, and End is the end.

use super::action::Action;
use super::input::{Key, KeyCode};
use std::cell::Cell;

/// The key that goes down over a screen: what lies there has keys that no one changes, as a
/// list to pick from and a field have theirs.
pub const DOWN: &str = "J";

/// Rows that a page key moves.
const PAGE: u16 = 10;
/// Rows that words move by beside a list.
const BESIDE: u16 = 5;

/// The first row that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    row: Cell<u16>,
    is_longer: Cell<bool>,
}

impl Scroll {
    /// Takes a key over a screen; says whether it scrolls.
    pub fn key(&self, key: Key) -> bool {
        match key {
            Key::Char('J') => self.down(1),
            Key::Char('K') => self.up(1),
            Key::Char(' ') => self.down(PAGE),
            Key::Char('g') => self.to(0),
            Key::Char('G') => self.to(u16::MAX),
            _ => self.plain_key(key),
        }
    }

    /// The same where a letter may answer a question: of the letters only j and k, which are
    /// never asked for.
    pub fn plain_key(&self, key: Key) -> bool {
        match key {
            Key::Code(KeyCode::Down) | Key::Char('j') => self.down(1),
            Key::Code(KeyCode::Up) | Key::Char('k') => self.up(1),
            Key::Code(KeyCode::PageDown) => self.down(PAGE),
            Key::Code(KeyCode::PageUp) => self.up(PAGE),
            Key::Code(KeyCode::Home) => self.to(0),
            Key::Code(KeyCode::End) => self.to(u16::MAX),
            _ => false,
        }
    }

    /// Takes an action of a screen that scrolls the words beside a list; says whether it does.
    pub fn beside(&self, action: Action) -> bool {
        match action {
            Action::ScrollDown => self.down(BESIDE),
            Action::ScrollUp => self.up(BESIDE),
            _ => false,
        }
    }

    /// The same where the words fill the screen: what moves a list's cursor moves them.
    pub fn alone(&self, action: Action) -> bool {
        match action {
            Action::Down => self.down(1),
            Action::Up => self.up(1),
            Action::PageDown => self.down(PAGE),
            Action::PageUp => self.up(PAGE),
            Action::First => self.to(0),
            Action::Last => self.to(u16::MAX),
            _ => false,
        }
    }

    /// Begins at a row; always true, as an answer to "does it scroll".
    pub fn to(&self, row: u16) -> bool {
        self.row.set(row);
        true
    }

    /// Whether there were more rows than room when they were last drawn.
    pub fn is_longer(&self) -> bool {
        self.is_longer.get()
    }

    fn down(&self, rows: u16) -> bool {
        self.to(self.row.get().saturating_add(rows))
    }

    fn up(&self, rows: u16) -> bool {
        self.to(self.row.get().saturating_sub(rows))
    }

    /// The first row of so many in sight, where so many have room; the place is held there.
    pub fn first(&self, rows: usize, room: usize) -> usize {
        let lowest = u16::try_from(rows.saturating_sub(room)).unwrap_or(u16::MAX);
        self.is_longer.set(lowest > 0);
        self.row.set(self.row.get().min(lowest));
        usize::from(self.row.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(scroll: &Scroll, key: Key) -> usize {
        assert!(scroll.key(key));
        scroll.first(30, 20)
    }

    #[test]
    fn no_key_leads_past_either_end_and_none_is_dead_there() {
        let scroll = Scroll::default();
        for (key, first) in [
            (Key::Code(KeyCode::Up), 0),
            (Key::Code(KeyCode::Down), 1),
            (Key::Code(KeyCode::PageDown), 10),
            (Key::Char(' '), 10),
            (Key::Char('k'), 9),
            (Key::Code(KeyCode::End), 10),
            (Key::Char('j'), 10),
            (Key::Code(KeyCode::Up), 9),
            (Key::Code(KeyCode::Home), 0),
            (Key::Char('G'), 10),
            (Key::Char('g'), 0),
        ] {
            assert_eq!(pressed(&scroll, key), first, "{key:?}");
        }
        assert_eq!(scroll.first(3, 20), 0);
    }

    #[test]
    fn a_screen_scrolls_by_its_actions_and_leaves_the_others() {
        let scroll = Scroll::default();
        assert!(!scroll.beside(Action::Down) && !scroll.alone(Action::ScrollDown));
        for (action, first) in [
            (Action::ScrollDown, 5),
            (Action::Down, 6),
            (Action::Last, 10),
            (Action::ScrollUp, 5),
            (Action::PageUp, 0),
            (Action::PageDown, 10),
            (Action::First, 0),
        ] {
            assert!(scroll.beside(action) || scroll.alone(action), "{action:?}");
            assert_eq!(scroll.first(30, 20), first, "{action:?}");
        }
    }

    #[test]
    fn a_letter_that_may_answer_a_question_does_not_scroll() {
        let scroll = Scroll::default();
        for letter in ['g', 'G', ' ', 'J', 'K', 'y'] {
            assert!(!scroll.plain_key(Key::Char(letter)), "{letter}");
        }
    }
}
