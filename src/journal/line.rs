//! One line: its frame, its hash, and the one spelling that it may have.
//!
//! A line is checked in the same way before it is written and when it is read. Two lines
//! that say the same in other bytes cannot both pass: keys stand in their order and once,
//! there is no space outside texts, and no character is escaped that need not be. Allocates
//! nothing that grows beyond the line.

use crate::event::{EntryHash, Envelope};
use jiff::Timestamp;
use memchr::memchr2;
use sha2::{Digest, Sha256};

/// The longest line, with its newline.
pub(super) const LINE_LIMIT_BYTES: usize = 64 * 1024;
/// The greatest number that every reader of JSON keeps exactly.
pub(super) const NUMBER_LIMIT: u64 = (1 << 53) - 1;

const MARK: &[u8] = b",\"hash\":\"";
const TAIL_BYTES: usize = MARK.len() + 64 + 2;
const DEPTH_LIMIT: usize = 64;
const KEYS_LIMIT: usize = 1024;

/// What is wrong with a line.
pub(super) type Wrong = &'static str;

/// A line in its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EntryLine<'a> {
    /// What is hashed: everything before the last `,"hash":"`.
    pub body: &'a [u8],
    /// The hash that the line states.
    pub hash: EntryHash,
    pub seq: u64,
    pub n: u64,
    pub at: Timestamp,
    /// The operator, as it is spelled in the line.
    pub by: &'a [u8],
    /// Whether its events only say how a step or a run went: nothing of the record itself.
    pub is_plain: bool,
}

impl<'a> EntryLine<'a> {
    /// Reads a line without its newline.
    pub fn read(line: &'a [u8]) -> Result<Self, Wrong> {
        if line.len() >= LINE_LIMIT_BYTES {
            return Err("the line is longer than 64 KiB");
        }
        let split = line.len().checked_sub(TAIL_BYTES);
        let (body, tail) = line
            .split_at_checked(split.ok_or("the line is too short")?)
            .ok_or("the line is too short")?;
        let hash = tail
            .strip_prefix(MARK)
            .and_then(|rest| rest.strip_suffix(b"\"}"))
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| hex.parse().ok())
            .ok_or("the line does not end with its hash")?;
        let body_text = std::str::from_utf8(body).map_err(|_| "the line is not UTF-8")?;
        // Nowhere: outside texts there is no space, and inside they are escaped. Asked here at
        // once, so that texts can be skipped instead of read.
        if has_control(body) {
            return Err(JSON);
        }
        Scan::new(body_text).envelope(hash)
    }

    /// Whether the hash is that of this line after `before`.
    pub fn follows(&self, before: &EntryHash) -> bool {
        hash_line(before, self.body) == self.hash
    }

    /// The envelope, whole.
    pub fn envelope(&self, scratch: &mut Vec<u8>) -> Result<Envelope, String> {
        scratch.clear();
        scratch.extend_from_slice(self.body);
        scratch.push(b'}');
        Envelope::parse(scratch).map_err(|error| error.to_string())
    }
}

/// Whether a byte below a space is among them. Eight at a time, because the whole record goes
/// through here: only a byte that is too small borrows into its highest bit, which was clear.
fn has_control(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::MAX / 255;
    let (words, rest) = bytes.as_chunks();
    let is_below = |word: u64| word.wrapping_sub(EACH * 0x20) & !word & (EACH * 0x80) != 0;
    words.iter().any(|word| is_below(u64::from_le_bytes(*word)))
        || rest.iter().any(|&byte| byte < 0x20)
}

/// The hash of a line: over the hash before it, as text, and the line's bytes before its
/// own hash.
pub(super) fn hash_line(before: &EntryHash, body: &[u8]) -> EntryHash {
    let mut digest = Sha256::new();
    digest.update(before.digits());
    digest.update(body);
    EntryHash(digest.finalize().into())
}

/// The SHA-256 of bytes, as objects are named.
pub fn hash_bytes(bytes: &[u8]) -> EntryHash {
    EntryHash(Sha256::digest(bytes).into())
}

/// The line of an entry, newline and all, and its hash.
///
/// # Errors
/// Where a reader would refuse the line.
pub(super) fn seal(envelope: &Envelope, before: &EntryHash) -> Result<(Vec<u8>, EntryHash), Seal> {
    let mut line = envelope
        .to_json()
        .map_err(|error| Seal::Malformed(error.to_string()))?;
    if line.pop() != Some(b'}') {
        return Err(Seal::Malformed("the entry is no JSON object".into()));
    }
    let hash = hash_line(before, &line);
    line.extend_from_slice(MARK);
    line.extend_from_slice(hash.to_string().as_bytes());
    line.extend_from_slice(b"\"}");
    if line.len() >= LINE_LIMIT_BYTES {
        return Err(Seal::TooLong(line.len() + 1));
    }
    EntryLine::read(&line).map_err(|wrong| Seal::Malformed(wrong.into()))?;
    line.push(b'\n');
    Ok((line, hash))
}

/// Why a line cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seal {
    TooLong(usize),
    Malformed(String),
}

/// Walks over a body once. `keys` holds the keys of the objects that are open.
struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    keys: Vec<&'a [u8]>,
    is_plain: bool,
}

/// Events that say nothing of the record itself, and name no content.
const PLAIN: [&[u8]; 2] = [b"\"step-done\"", b"\"run-ended\""];

const SHAPE: Wrong = "the envelope is not written as envelopes are";
const SPELLING: Wrong = "the text could be spelled otherwise";
const JSON: Wrong = "the line is no JSON";

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            keys: Vec::new(),
            is_plain: true,
        }
    }

    fn envelope(mut self, hash: EntryHash) -> Result<EntryLine<'a>, Wrong> {
        self.literal(b"{\"v\":1,\"seq\":")?;
        let seq = self.count()?;
        self.literal(b",\"n\":")?;
        let n = self.count()?;
        self.literal(b",\"at\":")?;
        let at = self.time()?;
        self.literal(b",\"zone\":")?;
        self.string()?;
        self.literal(b",\"by\":")?;
        let by = self.string()?;
        self.literal(b",\"on\":[")?;
        self.list(|scan| scan.string().map(|_| ()))?;
        self.literal(b",\"events\":[")?;
        self.list(|scan| match scan.peek() {
            Some(b'{') => scan.value(0),
            _ => Err(SHAPE),
        })?;
        if self.at != self.bytes.len() {
            return Err(SHAPE);
        }
        Ok(EntryLine {
            body: self.bytes,
            hash,
            seq,
            n,
            at,
            by,
            is_plain: self.is_plain,
        })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn literal(&mut self, literal: &[u8]) -> Result<(), Wrong> {
        if self.bytes[self.at..].starts_with(literal) {
            self.at += literal.len();
            Ok(())
        } else {
            Err(SHAPE)
        }
    }

    /// A whole number from 1.
    fn count(&mut self) -> Result<u64, Wrong> {
        let digits = self.digits();
        match self.text[digits.clone()].parse() {
            Ok(count @ 1..=NUMBER_LIMIT) if self.bytes[digits.start] != b'0' => Ok(count),
            _ => Err("a number of the envelope is out of bounds"),
        }
    }

    fn digits(&mut self) -> std::ops::Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        start..self.at
    }

    fn time(&mut self) -> Result<Timestamp, Wrong> {
        let text = self.string()?;
        let text = std::str::from_utf8(text).map_err(|_| SHAPE)?;
        if !text.ends_with('Z') {
            return Err("the time is not written in UTC");
        }
        text.parse().map_err(|_| "the time is no time")
    }

    /// What stands between a list's brackets, the opening one being read already.
    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Result<(), Wrong>) -> Result<(), Wrong> {
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            item(self)?;
            self.at += 1;
            match self.bytes.get(self.at - 1) {
                Some(b',') => {}
                Some(b']') => return Ok(()),
                _ => return Err(JSON),
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Wrong> {
        if depth > DEPTH_LIMIT {
            return Err("the line is nested too deep");
        }
        match self.peek() {
            Some(b'"') => self.string().map(|_| ()),
            Some(b'{') => self.object(depth),
            Some(b'[') => {
                self.at += 1;
                self.list(|scan| scan.value(depth + 1))
            }
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(JSON),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Wrong> {
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        let mine = self.keys.len();
        loop {
            let key = self.string()?;
            if self.keys[mine..].contains(&key) {
                return Err("a key stands twice");
            }
            if self.keys.len() - mine >= KEYS_LIMIT {
                return Err("an object has too many keys");
            }
            self.keys.push(key);
            if self.peek() != Some(b':') {
                return Err(JSON);
            }
            self.at += 1;
            let value = self.at;
            self.value(depth + 1)?;
            if key == b"event" && !PLAIN.contains(&&self.bytes[value..self.at]) {
                self.is_plain = false;
            }
            self.at += 1;
            match self.bytes.get(self.at - 1) {
                Some(b',') => {}
                Some(b'}') => break,
                _ => return Err(JSON),
            }
        }
        self.keys.truncate(mine);
        Ok(())
    }

    /// A text, without its quotes. Only what must be escaped is, and in the shortest way.
    fn string(&mut self) -> Result<&'a [u8], Wrong> {
        if self.peek() != Some(b'"') {
            return Err(JSON);
        }
        self.at += 1;
        let start = self.at;
        loop {
            self.at += memchr2(b'"', b'\\', &self.bytes[self.at..]).ok_or(JSON)?;
            match self.bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return Ok(&self.bytes[start..self.at - 1]);
                }
                _ => self.escape()?,
            }
        }
    }

    fn escape(&mut self) -> Result<(), Wrong> {
        let rest = &self.bytes[self.at + 1..];
        self.at += match rest.first() {
            Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => {
                let digits = rest.get(1..5).ok_or(JSON)?;
                let is_short = matches!(digits, b"0008" | b"0009" | b"000a" | b"000c" | b"000d");
                let is_control = digits.starts_with(b"000") || digits.starts_with(b"001");
                let is_digit = matches!(digits[3], b'0'..=b'9' | b'a'..=b'f');
                if is_short || !is_control || !is_digit {
                    return Err(SPELLING);
                }
                6
            }
            _ => return Err(SPELLING),
        };
        Ok(())
    }

    fn number(&mut self) -> Result<(), Wrong> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.digits();
        let is_padded = whole.len() > 1 && self.bytes[whole.start] == b'0';
        if whole.is_empty() || is_padded {
            return Err(JSON);
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits().is_empty() {
                return Err(JSON);
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits().is_empty() {
                return Err(JSON);
            }
        }
        match self.text[start..self.at].parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(()),
            _ => Err("a number is out of bounds"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"v":1,"seq":2,"n":3,"at":"2026-11-22T08:12:03.123Z","zone":"UTC","by":"ops-a","on":["shift"],"events":[{"event":"noted","text":"a"}]"#;

    fn line(body: &str) -> Vec<u8> {
        let hash = hash_line(&EntryHash::default(), body.as_bytes());
        format!("{body},\"hash\":\"{hash}\"}}").into_bytes()
    }

    #[test]
    fn a_line_as_it_is_written_is_read() {
        let bytes = line(BODY);
        let read = EntryLine::read(&bytes).unwrap();
        assert_eq!((read.seq, read.n, read.by), (2, 3, b"ops-a".as_slice()));
        assert!(read.follows(&EntryHash::default()));
        assert!(!read.follows(&read.hash));
        let envelope = read.envelope(&mut Vec::new()).unwrap();
        let (again, hash) = seal(&envelope, &EntryHash::default()).unwrap();
        assert_eq!(again.strip_suffix(b"\n"), Some(bytes.as_slice()));
        assert_eq!(hash, read.hash);
    }

    #[test]
    fn a_control_character_is_seen_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for at in 0..19 {
                for others in [b' ', b'~', 0x80, u8::MAX] {
                    let mut bytes = [others; 19];
                    bytes[at] = byte;
                    assert_eq!(has_control(&bytes), byte < 0x20, "{byte} at {at}");
                }
            }
        }
    }

    #[test]
    fn every_other_spelling_is_refused() {
        for (from, to) in [
            ("{\"v\"", " {\"v\""),
            ("{\"v\":1", "{\"v\":2"),
            ("{\"v\":1", "{\"v\": 1"),
            ("\"seq\":2,\"n\":3", "\"n\":3,\"seq\":2"),
            ("\"seq\":2", "\"seq\":02"),
            ("\"seq\":2", "\"seq\":0"),
            ("\"seq\":2", "\"seq\":9007199254740992"),
            ("\"seq\":2", "\"seq\":2,\"seq\":2"),
            ("\"n\":3", "\"n\":3,\"n\":4"),
            ("\"n\":3", "\"n\":3.0"),
            (".123Z", ".123+00:00"),
            ("2026-11-22", "2026-13-22"),
            ("[\"shift\"]", "[\"shift\" ]"),
            ("[\"shift\"]", "[\"shift\",]"),
            ("[\"shift\"]", "[3]"),
            ("\"by\":\"ops-a\"", "\"by\":\"ops-\\u0061\""),
            ("\"by\":\"ops-a\"", "\"by\":null"),
            ("\"text\":\"a\"", "\"text\":\"a\",\"text\":\"b\""),
            ("\"text\":\"a\"", "\"text\":\"\\/\""),
            ("\"text\":\"a\"", "\"text\":\"\\u000A\""),
            ("\"text\":\"a\"", "\"text\":\"\\u000a\""),
            ("\"text\":\"a\"", "\"text\":\"\\ud83d\\ude00\""),
            ("\"text\":\"a\"", "\"text\":\"\t\""),
            ("\"text\":\"a\"", "\"text\": \"a\""),
            ("\"text\":\"a\"", "\"text\":1e999"),
            ("\"text\":\"a\"", "\"text\":NaN"),
            ("\"text\":\"a\"", "\"text\":01"),
            ("\"text\":\"a\"", "\"x\":{\"a\":1,\"a\":1}"),
            ("{\"event\":\"noted\",\"text\":\"a\"}", "3"),
            ("}]", "}],\"more\":1"),
            ("}]", "}] "),
        ] {
            assert!(BODY.contains(from), "{from}");
            let forged = line(&BODY.replacen(from, to, 1));
            assert!(EntryLine::read(&forged).is_err(), "{to}");
        }
    }

    #[test]
    fn what_passes_the_scan_is_an_envelope() {
        for text in [
            "\"x\":{\"a\":[1,-0.5e3,null,true,{}],\"b\":\"\\u001f\\n\u{e9}\"}",
            "\"x\":[]",
        ] {
            let bytes = line(&BODY.replacen("\"text\":\"a\"", text, 1));
            let read = EntryLine::read(&bytes).unwrap();
            assert!(
                read.envelope(&mut Vec::new()).unwrap().events.len() == 1,
                "{text}"
            );
        }
    }

    #[test]
    fn hostile_nesting_and_length_are_refused() {
        let deep = format!("\"x\":{}{}", "[".repeat(20_000), "]".repeat(20_000));
        let bytes = line(&BODY.replacen("\"text\":\"a\"", &deep, 1));
        assert_eq!(EntryLine::read(&bytes), Err("the line is nested too deep"));
        let long = line(&BODY.replacen("\"a\"", &format!("\"{}\"", "a".repeat(70_000)), 1));
        assert_eq!(
            EntryLine::read(&long),
            Err("the line is longer than 64 KiB")
        );
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, cut in 0..400_usize, flip in 0..400_usize, bit in 0..8_u8) {
            let _ = EntryLine::read(&bytes);
            let mut altered = line(BODY);
            let flip = flip % altered.len();
            altered[flip] ^= 1 << bit;
            let cut = cut.min(altered.len());
            let passes = EntryLine::read(&altered).is_ok_and(|read| read.follows(&EntryHash::default()));
            proptest::prop_assert!(!passes);
            let _ = EntryLine::read(&altered[cut..]);
        }
    }
}
