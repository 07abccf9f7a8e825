//! One walk over the letters of a TOML text, for what the parsed tree no longer tells.
//!
//! It finds forms that are newer than TOML 1.0, which this parser takes but others refuse.
//! It expects a text that parses; on any other it ends as well, with findings that nobody
//! uses. Times without seconds are newer too, but no key of the format takes a time.

use super::super::problem::{Finding, Sink};

const CODE: &str = "newer-toml";

/// Warns of everything that TOML 1.0 does not have.
pub(super) fn warn_of_newer_forms(sink: &mut Sink<'_>) {
    let text = sink.text();
    let mut walk = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        open: Vec::new(),
        comma: None,
    };
    while let Some(finding) = walk.next_finding() {
        sink.push(finding);
    }
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The brackets that are open: where, and whether a newline in it was already found.
    open: Vec<Bracket>,
    /// A comma with nothing but blanks and comments behind it so far.
    comma: Option<usize>,
}

struct Bracket {
    byte: u8,
    start: usize,
    told: bool,
}

impl Scanner<'_> {
    fn next_finding(&mut self) -> Option<Finding> {
        while let Some(&byte) = self.bytes.get(self.at) {
            let here = self.at;
            let finding = match byte {
                b'"' | b'\'' => self.string(byte),
                b'#' => {
                    self.comment();
                    continue;
                }
                _ => {
                    self.at += 1;
                    self.plain(byte, here)
                }
            };
            if !byte.is_ascii_whitespace() {
                self.comma = (byte == b',').then_some(here);
            }
            if finding.is_some() {
                return finding;
            }
        }
        None
    }

    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| *byte == b'\n');
        self.at += length.unwrap_or(rest.len());
    }

    fn plain(&mut self, byte: u8, here: usize) -> Option<Finding> {
        match byte {
            b'[' | b'{' => {
                self.open.push(Bracket {
                    byte,
                    start: here,
                    told: false,
                });
                None
            }
            b']' => {
                self.open.pop();
                None
            }
            b'}' => {
                self.open.pop();
                let comma = self.comma?;
                let message = "a comma before `}` is newer than TOML 1.0";
                let finding = Finding::warning(CODE, comma..comma + 1, message)
                    .hint("leave the comma out: other programs refuse the file")
                    .fix(comma..comma + 1, "");
                Some(finding)
            }
            b'\n' => {
                let table = self.open.last_mut().filter(|open| open.byte == b'{')?;
                if std::mem::replace(&mut table.told, true) {
                    return None;
                }
                let span = table.start..table.start + 1;
                let message = "a table in `{ }` over several lines is newer than TOML 1.0";
                Some(Finding::warning(CODE, span, message).hint(
                    "write it in one line, or as a table with a header of its own, \
                     like [procedures.steps.reading]: other programs refuse the file",
                ))
            }
            _ => None,
        }
    }

    /// Goes over a string; finds an escape that TOML 1.0 does not have.
    fn string(&mut self, quote: u8) -> Option<Finding> {
        let three = [quote; 3];
        let long = self.bytes[self.at..].starts_with(&three);
        self.at += if long { 3 } else { 1 };
        let mut found = None;
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'\\' && quote == b'"' {
                if let Some(b'e' | b'x') = self.bytes.get(self.at + 1) {
                    found = found.or(Some(self.at));
                }
                self.at += 2;
            } else if byte == quote && (!long || self.bytes[self.at..].starts_with(&three)) {
                self.at += if long { 3 } else { 1 };
                // Up to two more quotes may stand before the closing three.
                while long && self.bytes.get(self.at) == Some(&quote) {
                    self.at += 1;
                }
                break;
            } else if byte == b'\n' && !long {
                break;
            } else {
                self.at += 1;
            }
        }
        let escape = found?;
        let written = self.text.get(escape..escape + 2).unwrap_or_default();
        let message = format!("the escape `{written}` is newer than TOML 1.0");
        Some(Finding::warning(CODE, escape..escape + 2, message).hint("write `\\u00XX` instead"))
    }
}
