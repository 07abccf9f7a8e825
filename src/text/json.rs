//! JSON that may go to a terminal.
//!
//! What must stay true: the escaped text means exactly what the given text meant. It works on
//! what serde_json wrote, where everything but the inside of strings is ASCII.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::hostile::{Scan, Verdict};

/// Escapes every code point of a JSON text that is invisible, reorders or commands.
///
/// Beyond the first plane a code point becomes a surrogate pair, as RFC 8259 wants it. Marks are
/// escaped from the fifth on one base, and where they have no base.
pub fn json_escaped(json: &str) -> Cow<'_, str> {
    let mut walk = Scan::default();
    let mut escaped: Option<String> = None;
    for (at, character) in json.char_indices() {
        let rest = &json[at + character.len_utf8()..];
        // Blanks of the layout; inside strings serde_json has escaped them already.
        let layout = matches!(character, '\n' | '\r' | '\t');
        if walk.verdict(character, rest) == Verdict::Keep || layout {
            if let Some(escaped) = &mut escaped {
                escaped.push(character);
            }
            continue;
        }
        let escaped = escaped.get_or_insert_with(|| json[..at].to_owned());
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a `String` cannot fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    escaped.map_or(Cow::Borrowed(json), Cow::Owned)
}
