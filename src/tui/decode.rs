//! Bytes from a Unix terminal → keys, paste and mouse.
//!
//! Why not crossterm's own reader: on 0.29 it blocks in `read` after half a sequence (Alt-[), deaf
//! to signals; it spins for ever once the terminal is gone; and it turns the tail of a sequence
//! that it does not know into keys, which here could answer a step. So what stays true here:
//!
//! - What is no key that we know is swallowed whole, to its end; no part of it becomes a key.
//! - Nothing of a paste becomes a key. A paste that carries the closing mark inside it is held
//!   together: the last closing mark of one burst ends it.
//! - The decoder never waits. It says how long a pause would make its bytes plain, and the
//!   [input](super::input) waits, together with everything else.
//!
//! It does no I/O and reads no clock.

use crate::app::input::{Key, KeyCode, Mouse};
use std::time::Duration;

const PASTE_BEGIN: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";
const ESC: u8 = 0x1b;

/// How the answer to the question for the background begins.
const BACKGROUND_TOLD: &[u8] = b"\x1b]11;";

/// A pause that ends a sequence: Esc alone is a key, not the first byte of an arrow. Longer than
/// the gaps of a slow link mostly are, too short for a person to notice.
pub const SEQUENCE_PAUSE: Duration = Duration::from_millis(40);

/// A pause after which a paste without its closing mark is over.
pub const PASTE_PAUSE: Duration = Duration::from_secs(1);

/// A longer paste is handed on in parts of about this many bytes.
pub const PASTE_BYTES: usize = 128 * 1024;

/// No sequence that we know is as long; a longer one is swallowed in parts.
const SEQUENCE_BYTES: usize = 4096;

/// Something that somebody did at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: a whole paste, or a part of a very long one.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The console has this many columns and rows now.
    #[cfg(windows)]
    Resize(u16, u16),
}

/// What is held beside a key. Shift is part of a letter and changes no other key.
#[derive(Clone, Copy, Default)]
struct Held {
    ctrl: bool,
    alt: bool,
    /// A key that belongs to the desktop.
    more: bool,
}

const NONE: Held = Held {
    ctrl: false,
    alt: false,
    more: false,
};

/// What the bytes so far say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// A key, a paste or something of the mouse.
    Event(Event),
    /// The terminal answered which colour stands behind the words, each part from 0 to 255.
    Background([u8; 3]),
    /// The first bytes can still grow into something else: ask again with more bytes, or after
    /// this long a pause.
    Unclear(Duration),
    /// There is nothing.
    Empty,
}

/// The bytes that were read and are not decoded yet.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    pasting: bool,
}

/// How the bytes at the front end.
enum Front {
    Event(Event, usize),
    Swallow(usize),
    Unfinished,
}

impl Decoder {
    /// Takes bytes as they were read.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next thing, given the pause since the last byte was read.
    pub fn decode(&mut self, pause: Duration) -> Decoded {
        loop {
            if self.pasting {
                return self.paste(pause);
            }
            if self.bytes.is_empty() {
                return Decoded::Empty;
            }
            if self.bytes.starts_with(PASTE_BEGIN) {
                self.bytes.drain(..PASTE_BEGIN.len());
                self.pasting = true;
                continue;
            }
            match front(&self.bytes) {
                Front::Event(event, length) => {
                    self.bytes.drain(..length);
                    return Decoded::Event(event);
                }
                Front::Swallow(length) => {
                    let told = background(&self.bytes[..length]);
                    self.bytes.drain(..length);
                    if let Some(colour) = told {
                        return Decoded::Background(colour);
                    }
                }
                Front::Unfinished
                    if pause < self.patience() && self.bytes.len() < SEQUENCE_BYTES =>
                {
                    return Decoded::Unclear(self.patience());
                }
                Front::Unfinished => {
                    if let Some(event) = self.unfinished() {
                        return Decoded::Event(event);
                    }
                }
            }
        }
    }

    /// How long the rest of a sequence is waited for. An answer that the program asked for may
    /// come in pieces over a slow link, and its tail would read as keys.
    fn patience(&self) -> Duration {
        match self.bytes.starts_with(BACKGROUND_TOLD) {
            true => PASTE_PAUSE,
            false => SEQUENCE_PAUSE,
        }
    }

    /// Throws away every key that is complete; a paste or sequence under way stays, because its
    /// rest, without its beginning, would read as keys.
    pub fn discard(&mut self) {
        while let Decoded::Event(_) | Decoded::Background(_) = self.decode(SEQUENCE_PAUSE) {}
    }

    /// Makes the best of bytes that should have gone on: Esc, Alt with the key that opens a
    /// sequence, or nothing.
    fn unfinished(&mut self) -> Option<Event> {
        let event = match *self.bytes.as_slice() {
            [ESC] => Some(key(KeyCode::Esc, NONE)),
            [ESC, byte] if byte.is_ascii_graphic() => Some(with_alt(letter(char::from(byte)))),
            _ => None,
        };
        self.bytes.clear();
        event
    }

    fn paste(&mut self, pause: Duration) -> Decoded {
        let end = paste_end(&self.bytes);
        let length = match end {
            Some(_) if pause < SEQUENCE_PAUSE && self.bytes.len() < PASTE_BYTES => {
                return Decoded::Unclear(SEQUENCE_PAUSE);
            }
            Some(at) => at,
            None if self.bytes.len() >= PASTE_BYTES => part(&self.bytes),
            None if pause < PASTE_PAUSE => return Decoded::Unclear(PASTE_PAUSE),
            None => self.bytes.len(),
        };
        let text = String::from_utf8_lossy(&self.bytes[..length]).into_owned();
        let mark = end.map_or(0, |_| PASTE_END.len());
        self.bytes.drain(..length + mark);
        self.pasting = end.is_none() && !self.bytes.is_empty();
        Decoded::Event(Event::Paste(text))
    }
}

/// Where the text of a paste ends: before the last closing mark that no opening mark precedes. An
/// earlier one was part of what was pasted, as another closing mark proves.
fn paste_end(bytes: &[u8]) -> Option<usize> {
    let mut end = None;
    for at in 0..bytes.len() {
        if bytes[at] != ESC {
            continue;
        }
        if bytes[at..].starts_with(PASTE_END) {
            end = Some(at);
        } else if end.is_some() && bytes[at..].starts_with(PASTE_BEGIN) {
            break;
        }
    }
    end
}

/// The answer to OSC 11 (xterm's control sequences): `rgb:` and three parts of one to four
/// hexadecimal digits, each a share of its own greatest number.
fn background(bytes: &[u8]) -> Option<[u8; 3]> {
    let told = bytes.strip_prefix(BACKGROUND_TOLD)?;
    let told = told
        .strip_suffix(b"\x07")
        .or_else(|| told.strip_suffix(b"\x1b\\"))?;
    let told = std::str::from_utf8(told).ok()?.strip_prefix("rgb:")?;
    let mut parts = told.split('/').map(|part| {
        let most = (1_u32 << (4 * u32::try_from(part.len()).ok()?.min(4))) - 1;
        let part = u32::from_str_radix(part, 16).ok().filter(|_| most > 0)?;
        u8::try_from((part * 255).checked_div(most)?).ok()
    });
    let colour = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(colour)
}

/// How much of a long paste can be handed on: whole characters, and no part of a closing mark.
fn part(bytes: &[u8]) -> usize {
    let mut length = bytes.len() - PASTE_END.len();
    while length > 0 && !starts_character(bytes[length]) {
        length -= 1;
    }
    length
}

const fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// The first thing in `bytes`, which are not empty.
fn front(bytes: &[u8]) -> Front {
    match *bytes {
        [ESC] => Front::Unfinished,
        [ESC, b'[', ..] => control_sequence(bytes),
        [ESC, b'O', ..] => single_shift(bytes),
        [ESC, b']' | b'P' | b'X' | b'^' | b'_', ..] => control_string(bytes),
        [ESC, ESC, ..] => Front::Event(key(KeyCode::Esc, NONE), 1),
        [ESC, ref rest @ ..] => match plain(rest) {
            Front::Event(event, length) => Front::Event(with_alt(event), length + 1),
            Front::Swallow(length) => Front::Swallow(length + 1),
            Front::Unfinished => Front::Unfinished,
        },
        _ => plain(bytes),
    }
}

/// A character or a control key.
fn plain(bytes: &[u8]) -> Front {
    let first = bytes[0];
    let control = |base: u8| Event::Key(Key::typed(char::from(base), true, false));
    let event = match first {
        b'\r' => key(KeyCode::Enter, NONE),
        b'\t' => key(KeyCode::Tab, NONE),
        0x7f => key(KeyCode::Backspace, NONE),
        0x00 => control(b' '),
        0x01..=0x1a => control(first - 1 + b'a'),
        0x1c..=0x1f => control(first - 0x1c + b'4'),
        0x20..=0x7e => letter(char::from(first)),
        _ => return beyond_ascii(bytes),
    };
    Front::Event(event, 1)
}

fn beyond_ascii(bytes: &[u8]) -> Front {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Front::Swallow(1),
    };
    let available = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(available) {
        Ok(text) => match text.chars().next() {
            // C1 controls are no characters that somebody typed.
            Some(typed) if !typed.is_control() => Front::Event(letter(typed), length),
            _ => Front::Swallow(length),
        },
        Err(error) if error.error_len().is_none() => Front::Unfinished,
        Err(error) => Front::Swallow(error.error_len().unwrap_or(1)),
    }
}

/// `ESC O`: function keys and keypads.
fn single_shift(bytes: &[u8]) -> Front {
    let Some(&last) = bytes.get(2) else {
        return Front::Unfinished;
    };
    let code = match last {
        b'M' => Some(KeyCode::Enter),
        _ => lettered(last),
    };
    match code {
        Some(code) => Front::Event(key(code, NONE), 3),
        None if last == ESC => Front::Swallow(2),
        None => Front::Swallow(3),
    }
}

/// An answer of the terminal (OSC, DCS, …): swallowed to its end.
fn control_string(bytes: &[u8]) -> Front {
    for at in 2..bytes.len() {
        match bytes[at..] {
            [0x07, ..] => return Front::Swallow(at + 1),
            [ESC, b'\\', ..] => return Front::Swallow(at + 2),
            _ => {}
        }
    }
    Front::Unfinished
}

/// `ESC [`, parameters, a last letter (ECMA-48, 5.4).
fn control_sequence(bytes: &[u8]) -> Front {
    let body = &bytes[2..];
    // Linux's console sends F1 to F5 as ESC [ [ A: the only sequence of this shape.
    if let [b'[', rest @ ..] = body {
        return match rest {
            [] => Front::Unfinished,
            [last @ b'A'..=b'E', ..] => Front::Event(key(KeyCode::F(last - b'A' + 1), NONE), 4),
            _ => Front::Swallow(4),
        };
    }
    let Some(end) = body.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return Front::Unfinished;
    };
    let (parameters, last, length) = (&body[..end], body[end], end + 3);
    if !(0x40..=0x7e).contains(&last) {
        return Front::Swallow(length - 1); // it broke off; what broke it stands for itself
    }
    if last == b'M' && parameters.is_empty() {
        // The oldest mouse protocol: three bytes follow that would read as keys.
        return if bytes.len() < length + 3 {
            Front::Unfinished
        } else {
            Front::Swallow(length + 3)
        };
    }
    let event = match parameters {
        [b'<', rest @ ..] => mouse(rest, last),
        _ => sequence_key(&numbers(parameters), last),
    };
    match event {
        Some(event) => Front::Event(event, length),
        None => Front::Swallow(length),
    }
}

/// The parameters, each by its first number (`1:2` is 1); what is no number is 0.
fn numbers(parameters: &[u8]) -> Vec<u32> {
    String::from_utf8_lossy(parameters)
        .split(';')
        .map(|one| {
            one.split(':')
                .next()
                .and_then(|one| one.parse().ok())
                .unwrap_or(0)
        })
        .collect()
}

fn sequence_key(numbers: &[u32], last: u8) -> Option<Event> {
    let number = |place: usize| numbers.get(place).copied();
    let held = modifiers(number(1).unwrap_or(1));
    match last {
        b'Z' => Some(key(KeyCode::BackTab, NONE)),
        // xterm's modifyOtherKeys: ESC [ 27 ; modifiers ; character ~
        b'~' if number(0) == Some(27) => character(number(2)?, held),
        b'~' => numbered(number(0)?).map(|code| key(code, held)),
        // kitty's protocol, unasked for, but some terminals send it.
        b'u' => character(number(0)?, held),
        // A report of the cursor's place looks like F3: only "1" and known modifiers make a key.
        _ if number(0).unwrap_or(1) > 1 || number(1).unwrap_or(1) > 16 || numbers.len() > 2 => None,
        _ => lettered(last).map(|code| key(code, held)),
    }
}

fn lettered(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(small(number - 10)),
        17..=21 => KeyCode::F(small(number - 11)),
        23 | 24 => KeyCode::F(small(number - 12)),
        _ => return None,
    })
}

fn character(code: u32, held: Held) -> Option<Event> {
    let code = match char::from_u32(code)? {
        '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '\u{7f}' | '\u{8}' => KeyCode::Backspace,
        typed if typed.is_control() => return None,
        _ if held.more => KeyCode::Other,
        typed => return Some(Event::Key(Key::typed(typed, held.ctrl, held.alt))),
    };
    Some(key(code, held))
}

/// xterm's way: 1 plus a bit for each key that is held.
fn modifiers(number: u32) -> Held {
    let bits = number.saturating_sub(1);
    Held {
        ctrl: bits & 4 != 0,
        alt: bits & 2 != 0,
        more: bits & 8 != 0,
    }
}

/// The mouse as SGR mode 1006 tells it: button, column, row; `M` pressed, `m` let go. Its first
/// button is heard where nothing is held beside it, its wheel whatever is held.
fn mouse(parameters: &[u8], last: u8) -> Option<Event> {
    const HELD: u32 = 4 | 8 | 16;
    let numbers = numbers(parameters);
    let &[button, column, row] = numbers.as_slice() else {
        return None;
    };
    // Terminals count from 1.
    if column == 0 || row == 0 {
        return None;
    }
    let cell = |number: u32| u16::try_from(number - 1).unwrap_or(u16::MAX);
    let (x, y) = (cell(column), cell(row));
    match (button & !HELD, last) {
        // With Shift held the terminal selects text; with others it is no plain click.
        (0, b'M') if button == 0 => Some(Event::Mouse(Mouse::Click(x, y))),
        (64, b'M') => Some(Event::Mouse(Mouse::ScrollUp(x, y))),
        (65, b'M') => Some(Event::Mouse(Mouse::ScrollDown(x, y))),
        _ => None,
    }
}

fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// A typed character.
fn letter(typed: char) -> Event {
    Event::Key(Key::Char(typed))
}

fn key(code: KeyCode, held: Held) -> Event {
    Event::Key(match held.more {
        true => Key::Code(KeyCode::Other),
        false => Key::pressed(code, held.ctrl, held.alt),
    })
}

fn with_alt(event: Event) -> Event {
    match event {
        Event::Key(Key::Char(typed)) => Event::Key(Key::Alt(typed)),
        Event::Key(Key::Code(code)) => Event::Key(Key::AltCode(code)),
        Event::Key(_) => Event::Key(Key::Code(KeyCode::Other)),
        other => other,
    }
}

#[cfg(test)]
mod tests;
