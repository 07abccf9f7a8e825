//! A place to type words: one line, or several.
//!
//! Its keys stand in the one table, as those of every other place, and are a shell's: what the
//! hand does there it does here. What is no key of it is typed. What stays true: the cursor is
//! within the text, and every change can be undone, the first words apart.

use super::action::Action;
use super::input::Key;
use super::keymap::Keymap;
use super::keys::Context;
use std::ops::Range;

/// As many changes can be undone.
const MOST_UNDONE: usize = 50;

/// Words being typed.
#[derive(Clone, Debug, Default)]
pub struct Field {
    text: Text,
    /// What was deleted last, to be put back.
    cut: Vec<char>,
    undone_by: Vec<Text>,
    redone_by: Vec<Text>,
    /// Whether the last change was a letter: letters in a row are one change.
    is_typing: bool,
}

/// A text, and where the cursor is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Text {
    chars: Vec<char>,
    at: usize,
}

/// What a key did to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It is done.
    Done,
    /// It is cancelled.
    Cancelled,
    /// It goes on.
    More,
    /// It is the key of something that is not the field's own, such as the list beneath it.
    Asked(Action),
}

impl Field {
    /// A field with words in it, the cursor behind them.
    pub fn with(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let chars: Vec<char> = lines.join("\n").chars().collect();
        let at = chars.len();
        Self {
            text: Text { chars, at },
            ..Self::default()
        }
    }

    /// What was typed.
    pub fn text(&self) -> String {
        self.text.chars.iter().collect()
    }

    /// Takes a key.
    pub fn key(&mut self, keymap: Keymap, key: Key) -> Typed {
        match keymap.action(Context::Field, key) {
            Some(Action::Enter) => return Typed::Done,
            Some(Action::Back) => return Typed::Cancelled,
            Some(action) if self.moved(action) || self.changed(action) => {}
            Some(action) => return Typed::Asked(action),
            None => {
                if let Key::Char(letter) = key {
                    self.letter(letter);
                }
            }
        }
        Typed::More
    }

    fn letter(&mut self, letter: char) {
        let at = self.text.at;
        if !self.is_typing {
            self.remember();
        }
        self.text.put(at..at, &[letter]);
        self.is_typing = true;
    }

    /// Whether the action moves the cursor within a line; it does so.
    fn moved(&mut self, action: Action) -> bool {
        let text = &self.text;
        let at = match action {
            Action::Left => text.at.saturating_sub(1),
            Action::Right => (text.at + 1).min(text.chars.len()),
            Action::WordLeft => text.word_left(),
            Action::WordRight => text.word_right(),
            Action::LineStart => text.line_start(text.at),
            Action::LineEnd => text.line_end(text.at),
            _ => return false,
        };
        self.go(at);
        true
    }

    /// Whether the action changes a line; it does so.
    fn changed(&mut self, action: Action) -> bool {
        let (text, at) = (&self.text, self.text.at);
        let end = text.chars.len();
        // At the end of a line that it would empty, a key takes the line's end.
        let (before, after) = (at.saturating_sub(1), (at + 1).min(end));
        match action {
            Action::EraseLetter => self.change(before..at, &[]),
            Action::EraseNextLetter => self.change(at..after, &[]),
            Action::EraseWord => self.cut(text.word_left()..at),
            Action::EraseNextWord => self.cut(at..text.word_end()),
            Action::EraseToStart => self.cut(text.line_start(at).min(before)..at),
            Action::EraseToEnd => self.cut(at..text.line_end(at).max(after)),
            Action::PutBack => {
                let cut = self.cut.clone();
                self.change(at..at, &cut);
            }
            Action::UndoTyping => self.undo(),
            Action::RedoTyping => self.redo(),
            _ => return false,
        }
        true
    }

    /// Does with several lines what an action asks for: begins one, or goes to the next.
    pub fn among_lines(&mut self, action: Action) {
        let at = self.text.at;
        match action {
            Action::NewLine => self.change(at..at, &['\n']),
            Action::Up => self.go(self.text.line_above()),
            Action::Down => self.go(self.text.line_below()),
            Action::PageUp => self.go(0),
            Action::PageDown => self.go(self.text.chars.len()),
            _ => {}
        }
    }

    /// Takes a paste as it is: its line ends begin lines, and end nothing.
    pub fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let chars: Vec<char> = text.chars().collect();
        self.change(self.text.at..self.text.at, &chars);
    }

    /// The line and column of the cursor, in characters.
    pub fn cursor(&self) -> (usize, usize) {
        let before = &self.text.chars[..self.text.at];
        let line = before.iter().filter(|letter| **letter == '\n').count();
        (line, self.text.at - self.text.line_start(self.text.at))
    }

    /// Its lines; one at least.
    pub fn lines(&self) -> Vec<String> {
        let lines = self.text.chars.split(|letter| *letter == '\n');
        lines.map(|line| line.iter().collect()).collect()
    }

    fn go(&mut self, at: usize) {
        self.text.at = at;
        self.is_typing = false;
    }

    fn cut(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.cut = self.text.chars[range.clone()].to_vec();
            self.change(range, &[]);
        }
    }

    fn change(&mut self, range: Range<usize>, with: &[char]) {
        if !range.is_empty() || !with.is_empty() {
            self.remember();
            self.text.put(range, with);
        }
    }

    /// What stands here now can be had again.
    fn remember(&mut self) {
        self.is_typing = false;
        self.redone_by.clear();
        if self.undone_by.len() == MOST_UNDONE {
            self.undone_by.remove(0);
        }
        self.undone_by.push(self.text.clone());
    }

    fn undo(&mut self) {
        if let Some(text) = self.undone_by.pop() {
            self.is_typing = false;
            self.redone_by.push(std::mem::replace(&mut self.text, text));
        }
    }

    fn redo(&mut self) {
        if let Some(text) = self.redone_by.pop() {
            self.undone_by.push(std::mem::replace(&mut self.text, text));
        }
    }
}

/// A text as a field of one line takes it.
pub(super) fn one_line(text: &str) -> String {
    text.split(['\r', '\n', '\t']).collect::<Vec<_>>().join(" ")
}

/// What belongs together in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Word,
    Sign,
}

fn kind(letter: char) -> Kind {
    match letter {
        _ if letter.is_whitespace() => Kind::Blank,
        _ if letter.is_alphanumeric() || letter == '_' => Kind::Word,
        _ => Kind::Sign,
    }
}

impl Text {
    /// Puts letters in the place of others; the cursor stands behind them.
    fn put(&mut self, range: Range<usize>, with: &[char]) {
        self.at = range.start + with.len();
        self.chars.splice(range, with.iter().copied());
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.chars[..at].iter().rposition(|letter| *letter == '\n');
        before.map_or(0, |end| end + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let after = self.chars[at..].iter().position(|letter| *letter == '\n');
        after.map_or(self.chars.len(), |end| at + end)
    }

    /// The same column of the line above, or its end.
    fn line_above(&self) -> usize {
        let start = self.line_start(self.at);
        match start.checked_sub(1) {
            Some(end) => (self.line_start(end) + self.at - start).min(end),
            None => self.at,
        }
    }

    fn line_below(&self) -> usize {
        let (start, end) = (self.line_start(self.at), self.line_end(self.at));
        match end < self.chars.len() {
            true => (end + 1 + self.at - start).min(self.line_end(end + 1)),
            false => self.at,
        }
    }

    fn word_left(&self) -> usize {
        let start = self.back_over(self.at, Kind::Blank);
        match start.checked_sub(1) {
            Some(last) => self.back_over(start, kind(self.chars[last])),
            None => 0,
        }
    }

    /// The beginning of the next word.
    fn word_right(&self) -> usize {
        let end = match self.chars.get(self.at) {
            Some(letter) => self.on_over(self.at, kind(*letter)),
            None => self.at,
        };
        self.on_over(end, Kind::Blank)
    }

    /// The end of this word, or of the next one.
    fn word_end(&self) -> usize {
        let start = self.on_over(self.at, Kind::Blank);
        match self.chars.get(start) {
            Some(letter) => self.on_over(start, kind(*letter)),
            None => start,
        }
    }

    fn back_over(&self, at: usize, over: Kind) -> usize {
        let others = self.chars[..at].iter().rposition(|it| kind(*it) != over);
        others.map_or(0, |other| other + 1)
    }

    fn on_over(&self, at: usize, over: Kind) -> usize {
        let others = self.chars[at..].iter().position(|it| kind(*it) != over);
        others.map_or(self.chars.len(), |other| at + other)
    }
}

#[cfg(test)]
mod tests {
    use super::super::keymap::Wanted;
    use super::*;
    use proptest::prelude::*;

    /// What keys, by their names, make of a text whose cursor stands behind it; `|` is the
    /// cursor afterwards.
    fn after(text: &str, keys: &str) -> String {
        with(Keymap::default(), text, keys)
    }

    fn with(keymap: Keymap, text: &str, keys: &str) -> String {
        let mut field = Field::with(text);
        for name in keys.split_whitespace() {
            let key = Key::of(name).unwrap_or_else(|| panic!("no key is called {name}"));
            if let Typed::Asked(action) = field.key(keymap, key) {
                field.among_lines(action);
            }
        }
        shown(&field)
    }

    fn shown(field: &Field) -> String {
        let (row, column) = field.cursor();
        let mut lines = field.lines();
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
            ("! ? ctrl-_", "the disk is full|"),
            ("! left ? ctrl-_", "the disk is full|!"),
            ("alt-enter x", "the disk is full/x|"),
            ("ctrl-j x up home y", "y|the disk is full/x"),
            ("ctrl-j x up down y", "the disk is full/xy|"),
            ("ctrl-j x up end down y", "the disk is full/xy|"),
            ("ctrl-j ctrl-u", "the disk is full|"),
            ("ctrl-j pgup ctrl-e ctrl-k x", "the disk is fullx|"),
            ("ctrl-u . - alt-b x", "x|.-"),
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

    #[test]
    fn a_paste_keeps_its_lines() {
        let mut field = Field::with("log: ");
        field.paste("one\r\ntwo\rthree");
        assert_eq!(shown(&field), "log: one/two/three|");
    }

    /// Every action that a field knows.
    const ACTIONS: [Action; 20] = [
        Action::Left,
        Action::Right,
        Action::WordLeft,
        Action::WordRight,
        Action::LineStart,
        Action::LineEnd,
        Action::EraseLetter,
        Action::EraseNextLetter,
        Action::EraseWord,
        Action::EraseNextWord,
        Action::EraseToStart,
        Action::EraseToEnd,
        Action::PutBack,
        Action::UndoTyping,
        Action::RedoTyping,
        Action::NewLine,
        Action::Up,
        Action::Down,
        Action::PageUp,
        Action::PageDown,
    ];

    proptest! {
        /// Whatever is typed, the cursor is within the text, and undoing it all gives what
        /// stood there first.
        #[test]
        fn any_keys_leave_a_text_that_can_be_undone(
            text in "[a\u{e9}\u{1f600} .\n]{0,12}",
            keys in prop::collection::vec((0..ACTIONS.len() + 3, any::<char>()), 0..40),
        ) {
            let mut field = Field::with(&text);
            let first = field.text();
            for (which, letter) in keys {
                match ACTIONS.get(which) {
                    Some(action) if field.moved(*action) || field.changed(*action) => {}
                    Some(action) => field.among_lines(*action),
                    None => field.letter(letter),
                }
                let (row, column) = field.cursor();
                prop_assert!(column <= field.lines()[row].chars().count());
            }
            for _ in 0..MOST_UNDONE {
                field.undo();
            }
            prop_assert_eq!(field.text(), first);
        }
    }
}
