//! Keys as a person writes them → the bytes that a terminal sends.

/// `jj<enter><space>`: characters as they are, keys with a name in angle brackets. `<lt>` is `<`;
/// `<c-x>` is Ctrl-X, `<a-x>` Alt-X.
pub fn bytes(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        if first == '<' {
            let end = rest
                .find('>')
                .unwrap_or_else(|| panic!("no closing > in the keys {keys:?}"));
            bytes.extend(named(&rest[1..end]));
            rest = &rest[end + 1..];
        } else {
            bytes.extend(first.to_string().into_bytes());
            rest = &rest[first.len_utf8()..];
        }
    }
    bytes
}

fn named(name: &str) -> Vec<u8> {
    match name {
        "enter" => b"\r".to_vec(),
        "space" => b" ".to_vec(),
        "tab" => b"\t".to_vec(),
        "s-tab" => b"\x1b[Z".to_vec(),
        "esc" => b"\x1b".to_vec(),
        "backspace" => b"\x7f".to_vec(),
        "delete" => b"\x1b[3~".to_vec(),
        "up" => b"\x1b[A".to_vec(),
        "down" => b"\x1b[B".to_vec(),
        "right" => b"\x1b[C".to_vec(),
        "left" => b"\x1b[D".to_vec(),
        "home" => b"\x1b[H".to_vec(),
        "end" => b"\x1b[F".to_vec(),
        "pageup" => b"\x1b[5~".to_vec(),
        "pagedown" => b"\x1b[6~".to_vec(),
        "f1" => b"\x1bOP".to_vec(),
        "lt" => b"<".to_vec(),
        other => match other.split_once('-') {
            Some(("c", letter)) if letter.len() == 1 => vec![letter.as_bytes()[0] & 0x1f],
            Some(("a", letter)) => [b"\x1b", letter.as_bytes()].concat(),
            _ => panic!("no key is called <{other}>"),
        },
    }
}
