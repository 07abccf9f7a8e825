//! The other spellings in which a secret comes out of a command: base64 alone and inside a
//! longer text (`user:secret` of a basic authorization), percent-encoding, hexadecimal, a JSON
//! string, and the shell's own quoting (`set -x`).
//!
//! What it does not do: what was encoded twice, wrapped in lines, compressed or encrypted is
//! another text, and is not known.

use base64::Engine as _;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};
use std::fmt::Write as _;

/// A spelling that is shorter says too little: it would be found in anyone's words.
const SHORTEST: usize = 8;

/// A secret as it is, and in its other spellings. An empty secret is none.
pub(super) fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let mut others: Vec<String> = [&STANDARD, &URL_SAFE]
        .into_iter()
        .flat_map(|alphabet| (0..3).map(move |shift| base64(bytes, shift, alphabet)))
        .collect();
    others.push(percent(bytes, false));
    others.push(percent(bytes, true));
    others.push(hex(bytes));
    others.push(hex(bytes).to_uppercase());
    others.push(secret.replace('\'', r"'\''"));
    let json = serde_json::Value::from(secret).to_string();
    // Without the quotes around it, one on each side: the secret may end with one of its own.
    others.push(json[1..json.len() - 1].to_owned());
    others.retain(|other| other.len() >= SHORTEST && other != secret);
    others.sort();
    others.dedup();
    let own = (!secret.is_empty()).then(|| secret.to_owned());
    own.into_iter()
        .chain(others)
        .map(String::into_bytes)
        .collect()
}

/// What stays the same of a secret in base64 (RFC 4648) whatever stands around it, where so
/// many bytes of a group of three stand before it.
fn base64(secret: &[u8], shift: usize, alphabet: &Alphabet) -> String {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(secret);
    let text = GeneralPurpose::new(alphabet, NO_PAD).encode(&bytes);
    // The first sign that is wholly the secret's, and the last.
    let from = (shift * 8).div_ceil(6);
    let to = bytes.len() * 8 / 6;
    text.get(from..to).unwrap_or_default().to_owned()
}

/// Percent-encoding (RFC 3986): everything but the unreserved, in either case of its digits.
fn percent(secret: &[u8], lower: bool) -> String {
    let mut text = String::new();
    for &byte in secret {
        let _ = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.write_char(char::from(byte))
            }
            _ if lower => write!(text, "%{byte:02x}"),
            _ => write!(text, "%{byte:02X}"),
        };
    }
    text
}

fn hex(secret: &[u8]) -> String {
    secret.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::redact::redacted;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
    use proptest::prelude::*;

    const SECRET: &str = "hün ter'2\"&?~";

    fn cleaned(text: &str) -> String {
        String::from_utf8(redacted(text.as_bytes(), &[SECRET])).unwrap()
    }

    #[test]
    fn other_spellings_go_like_the_secret_itself() {
        for (text, clean) in [
            ("h%C3%BCn%20ter%272%22%26%3F~!", "[secret]!"),
            ("h%c3%bcn%20ter%272%22%26%3f~!", "[secret]!"),
            ("{\"p\":\"hün ter'2\\\"&?~\"}", "{\"p\":\"[secret]\"}"),
            ("+ login 'hün ter'\\''2\"&?~'", "+ login '[secret]'"),
            ("68c3bc6e207465722732222 6", "68c3bc6e207465722732222 6"),
            (
                "<68c3bc6e2074657227322226 3f7e>",
                "<68c3bc6e2074657227322226 3f7e>",
            ),
            ("<68c3bc6e20746572273222263f7e>", "<[secret]>"),
        ] {
            assert_eq!(cleaned(text), clean);
        }
    }

    #[test]
    fn of_a_secret_that_ends_with_a_quote_none_is_left_in_json() {
        let clean = redacted(br#"{"p":"pass-word\""}"#, &["pass-word\""]);
        assert_eq!(clean, br#"{"p":"[secret]"}"#);
    }

    #[test]
    fn a_short_secret_has_no_spelling_that_others_words_could_hold() {
        assert_eq!(spellings("abc"), [b"abc".to_vec()]);
        assert!(spellings("").is_empty());
    }

    proptest! {
        #[test]
        fn in_base64_it_goes_wherever_it_stands(
            before in "[ -~]{0,7}",
            after in "[ -~]{0,7}",
        ) {
            let text = format!("{before}{SECRET}{after}");
            for encoded in [BASE64_STANDARD.encode(&text), BASE64_URL_SAFE.encode(&text)] {
                let clean = cleaned(&format!("<{encoded}>"));
                prop_assert!(clean.contains("[secret]"), "{encoded} {clean}");
                // What is left of it are the signs that it shares with its neighbours.
                let left = clean.len() - "<[secret]>".len();
                prop_assert!(left * 6 <= (before.len() + after.len()) * 8 + 4 * 6, "{clean}");
            }
        }
    }
}
