//! Private keys in a text.
//!
//! What stays true: a key is its data. Words that only name the line at which a key begins, as
//! a page does that says what to have at hand, are no key.

/// Whether a private key stands in the text.
pub(super) fn private_key(text: &str) -> Option<&'static str> {
    if !text.contains('-') {
        return None;
    }
    let pem = text.match_indices("-----BEGIN ").any(|(at, begin)| {
        let (label, body) = text[at + begin.len()..]
            .split_once("-----")
            .unwrap_or_default();
        label.len() <= 64 && label.contains("PRIVATE KEY") && is_key_data(body)
    });
    let other = text.contains("PuTTY-User-Key-File-") || text.contains("AGE-SECRET-KEY-1");
    (pem || other).then_some("a private key")
}

/// Whether a key's data stands behind the line that begins one. Words that only name that
/// line are no key; the line as the whole of a text is the beginning of one.
fn is_key_data(body: &str) -> bool {
    let data = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let is_data = |line: &str, least: usize| line.len() >= least && line.bytes().all(data);
    // JSON writes line ends so.
    let mut lines = body.split('\n').flat_map(|line| line.split("\\n"));
    if !lines.next().unwrap_or_default().trim().is_empty() {
        return false;
    }
    // An encrypted key has headers first.
    let mut lines = lines.map(str::trim).take(6).peekable();
    match lines.peek() {
        None => true,
        Some(first) => is_data(first, 1) || lines.any(|line| is_data(line, 32)),
    }
}
