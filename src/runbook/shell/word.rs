//! Words: quotes, and the variables and substitutions in them.

use super::reader::{DEEPEST, Reader};
use super::text::{Lookup, ShellWord};
use std::ops::Range;

impl<'t> Reader<'t> {
    /// Reads a part of the text by itself, and goes on where it was.
    pub(super) fn within(
        &mut self,
        part: Range<usize>,
        read: impl FnOnce(&mut Self, &mut ShellWord<'t>),
    ) -> ShellWord<'t> {
        let (at, end) = (self.at, self.end);
        (self.at, self.end) = (part.start, part.end);
        let mut word = ShellWord::default();
        read(self, &mut word);
        (self.at, self.end) = (at, end);
        word
    }

    /// Text in which only variables and substitutions have a meaning, up to its end.
    pub(super) fn filled(&mut self, word: &mut ShellWord<'t>) {
        while let Some(byte) = self.peek() {
            self.inside_quotes(byte, word);
        }
    }

    /// One word, as far as blanks and operators.
    pub(super) fn word(&mut self) -> ShellWord<'t> {
        let mut word = ShellWord::default();
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => {
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    match self.take() {
                        Some('\n') | None => {}
                        Some(escaped) => word.text.push(escaped),
                    }
                }
                b'\'' => self.single_quoted(&mut word),
                b'"' => self.double_quoted(&mut word),
                b'$' if self.starts("$'") => {
                    self.at += 1;
                    self.escaped_quoted(&mut word);
                }
                b'$' if self.starts("$\"") => self.at += 1,
                b'$' => self.dollar(&mut word),
                b'`' => self.backtick(),
                _ => word.text.extend(self.take()),
            }
        }
        word
    }

    fn single_quoted(&mut self, word: &mut ShellWord<'t>) {
        let rest = &self.text[self.at + 1..self.end];
        let length = rest.find('\'').unwrap_or(rest.len());
        word.text.push_str(&rest[..length]);
        self.at = (self.at + length + 2).min(self.end);
    }

    /// `$'…'`, where a backslash escapes the quote.
    fn escaped_quoted(&mut self, word: &mut ShellWord<'t>) {
        self.at += 1;
        while let Some(letter) = self.take() {
            match letter {
                '\'' => return,
                '\\' => word.text.extend(self.take()),
                letter => word.text.push(letter),
            }
        }
    }

    fn double_quoted(&mut self, word: &mut ShellWord<'t>) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            if byte == b'"' {
                self.at += 1;
                return;
            }
            self.inside_quotes(byte, word);
        }
    }

    fn inside_quotes(&mut self, byte: u8, word: &mut ShellWord<'t>) {
        match byte {
            b'\\' => {
                self.at += 1;
                match self.take() {
                    Some('\n') | None => {}
                    Some(escaped) if "$`\"\\".contains(escaped) => word.text.push(escaped),
                    Some(other) => word.text.extend(['\\', other]),
                }
            }
            b'$' => self.dollar(word),
            b'`' => self.backtick(),
            _ => word.text.extend(self.take()),
        }
    }

    /// What a dollar begins.
    fn dollar(&mut self, word: &mut ShellWord<'t>) {
        self.at += 1;
        if self.depth == DEEPEST {
            return;
        }
        self.depth += 1;
        self.expansion(word);
        self.depth -= 1;
    }

    fn expansion(&mut self, word: &mut ShellWord<'t>) {
        if self.starts("((") {
            self.at += 2;
            self.arithmetic(word);
        } else if self.starts("(") {
            self.at += 1;
            self.commands(Some(b')'));
        } else if self.starts("{") {
            self.at += 1;
            self.braced(word);
        } else {
            let place = self.name();
            if place.is_empty() {
                word.text.push('$');
            } else {
                self.look_up(place, false, word);
            }
        }
    }

    /// The name that begins here; it is gone over.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..self.end];
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if rest
            .first()
            .is_some_and(|byte| in_name(byte) && !byte.is_ascii_digit())
        {
            self.at += rest.iter().take_while(|byte| in_name(byte)).count();
        }
        start..self.at
    }

    fn look_up(&mut self, place: Range<usize>, is_guarded: bool, word: &mut ShellWord<'t>) {
        let name = &self.text[place.clone()];
        word.text.push('$');
        word.text.push_str(name);
        let lookup = Lookup {
            name,
            place,
            is_guarded,
        };
        word.lookups.push(lookup.clone());
        self.found.lookups.push(lookup);
    }

    /// `${NAME}` with whatever stands behind the name.
    fn braced(&mut self, word: &mut ShellWord<'t>) {
        if matches!(self.peek(), Some(b'#' | b'!')) {
            self.at += 1;
        }
        let place = self.name();
        let rest = self.text[self.at..self.end].trim_start_matches(':');
        let is_guarded = rest.starts_with(['-', '=', '?', '+']);
        if is_guarded && rest.starts_with('=') {
            self.found.sets.insert(&self.text[place.clone()]);
        }
        if !place.is_empty() {
            self.look_up(place, is_guarded, word);
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'}' => {
                    self.at += 1;
                    return;
                }
                b'\'' => self.single_quoted(word),
                b'"' => self.double_quoted(word),
                byte => self.inside_quotes(byte, word),
            }
        }
    }

    /// `$((…))`: names stand in it with or without a dollar, and one without a value is 0.
    fn arithmetic(&mut self, word: &mut ShellWord<'t>) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b')' if depth == 0 => {
                    self.at += 1;
                    self.at += usize::from(self.starts(")"));
                    return;
                }
                b'(' => {
                    depth += 1;
                    self.at += 1;
                }
                b')' => {
                    depth -= 1;
                    self.at += 1;
                }
                b'$' => self.dollar(word),
                _ => {
                    let place = self.name();
                    match place.is_empty() {
                        true => drop(self.take()),
                        false => self.look_up(place, true, word),
                    }
                }
            }
        }
    }

    /// The older form of a substitution.
    fn backtick(&mut self) {
        self.at += 1;
        let start = self.at;
        while !matches!(self.peek(), Some(b'`') | None) {
            if self.take() == Some('\\') {
                self.take();
            }
        }
        let end = self.at;
        self.within(start..end, |reader, _| reader.commands(None));
        self.at = (end + 1).min(self.end);
    }
}
