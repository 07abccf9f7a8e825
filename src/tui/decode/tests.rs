//! Bytes in, keys and pastes out.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const NOW: Duration = Duration::ZERO;

/// Decodes with a long pause at the end, one thing a line.
fn told(bytes: &[u8]) -> String {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    let mut lines = String::new();
    while let Decoded::Event(event) = decoder.decode(PASTE_PAUSE) {
        match event {
            Event::Key(key) => writeln!(lines, "{}", key.words()).unwrap(),
            Event::Paste(text) => writeln!(lines, "Paste {text:?}").unwrap(),
            other => writeln!(lines, "{other:?}").unwrap(),
        }
    }
    lines
}

fn said(bytes: &[u8]) -> String {
    told(bytes)
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn keys_as_terminals_send_them() {
    let table: &[(&[u8], &str)] = &[
        (b"j", "j"),
        (b"J", "J"),
        (b"\r", "enter"),
        (b"\n", "ctrl-j"),
        (b"\t", "tab"),
        (b"\x1b[Z", "backtab"),
        (b"\x7f", "backspace"),
        (b"\x03", "ctrl-c"),
        (b"\x1a", "ctrl-z"),
        (b"\x1f", "ctrl-_"),
        (b"\0", "ctrl-space"),
        ("ü€😀".as_bytes(), "ü, €, 😀"),
        (b"\x1b", "esc"),
        (b"\x1b\x1b", "esc, esc"),
        (b"\x1bx", "alt-x"),
        (b"\x1b\r", "alt-enter"),
        (b"\x1b\x01", "other"),
        (b"\x1b[", "alt-["),
        (b"\x1bO", "alt-O"),
        (b"\x1b[A\x1bOB", "up, down"),
        (b"\x1b[1;5C", "ctrl-right"),
        (b"\x1b[1;7C", "other"),
        (b"\x1b[5~\x1b[6;2~\x1b[3~", "pgup, pgdn, delete"),
        (
            b"\x1bOP\x1b[[E\x1b[15~\x1b[17~\x1b[24~",
            "f1, f5, f5, f6, f12",
        ),
        (b"\x1b[27;5;106~\x1b[13;2u", "ctrl-j, enter"),
        (b"\x1b[106;9u\x1b[1;9A", "other, other"),
    ];
    for (bytes, expected) in table {
        assert_eq!(said(bytes), *expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn what_is_not_known_leaves_no_key_behind() {
    for bytes in [
        &b"\x1b[?62;1;2c"[..],
        b"\x1b[12;40R",
        b"\x1b[1;40R",
        b"\x1b[99;9~",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1b]0;q\x07",
        b"\x1bP1$r0q\x1b\\",
        b"\x1b[M #!",
        b"\x1b[I\x1b[O",
        b"\x1b[201~",
        b"\x1b[1;",
        b"\xff\xfe",
        b"\xc2\x9b",
        b"\xe2\x82",
    ] {
        assert_eq!(said(bytes), "", "{}", bytes.escape_ascii());
    }
    assert_eq!(said(b"\x1b[?62\x1b[Aq"), "up, q");
}

#[test]
fn a_split_sequence_waits_for_its_rest() {
    let mut decoder = Decoder::default();
    for byte in *b"\x1b[1;5" {
        decoder.feed(&[byte]);
        assert_eq!(decoder.decode(NOW), Decoded::Unclear(SEQUENCE_PAUSE));
    }
    decoder.feed(b"A");
    let up = Event::Key(Key::CtrlCode(KeyCode::Up));
    assert_eq!(decoder.decode(NOW), Decoded::Event(up));
    assert_eq!(decoder.decode(NOW), Decoded::Empty);
}

#[test]
fn pastes() {
    let table: &[(&[u8], &str)] = &[
        (b"\x1b[200~two\rlines\x1b[201~j", r#"Paste "two\rlines", j"#),
        // A paste that carries the closing mark: what follows it is no key.
        (
            b"\x1b[200~a\x1b[201~q\x1b[201~j",
            r#"Paste "a\u{1b}[201~q", j"#,
        ),
        (
            b"\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~",
            r#"Paste "a", Paste "b""#,
        ),
        (b"\x1b[200~never closed", r#"Paste "never closed""#),
        (b"\x1b[200~\xff\x1b[201~", r#"Paste "�""#),
    ];
    for (bytes, expected) in table {
        assert_eq!(said(bytes), *expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_key_right_behind_a_paste_waits_for_a_pause() {
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b[200~a\x1b[201~q");
    assert_eq!(decoder.decode(NOW), Decoded::Unclear(SEQUENCE_PAUSE));
    assert_eq!(
        decoder.decode(SEQUENCE_PAUSE),
        Decoded::Event(Event::Paste("a".into()))
    );
    let q = letter('q');
    assert_eq!(decoder.decode(NOW), Decoded::Event(q));
}

#[test]
fn a_long_paste_comes_in_parts_that_make_the_whole() {
    let text = "é".repeat(PASTE_BYTES);
    let mut decoder = Decoder::default();
    let (mut whole, mut parts) = (String::new(), 0);
    let bytes = [PASTE_BEGIN, text.as_bytes(), PASTE_END].concat();
    for chunk in bytes.chunks(4095) {
        decoder.feed(chunk);
        while let Decoded::Event(event) = decoder.decode(NOW) {
            let Event::Paste(part) = event else {
                panic!("{event:?}")
            };
            whole += &part;
            parts += 1;
        }
    }
    if let Decoded::Event(Event::Paste(part)) = decoder.decode(SEQUENCE_PAUSE) {
        whole += &part;
    }
    assert!(parts > 0);
    assert_eq!(whole, text);
    assert_eq!(decoder.decode(PASTE_PAUSE), Decoded::Empty);
}

#[test]
fn discarding_takes_keys_and_leaves_a_paste_under_way() {
    let mut decoder = Decoder::default();
    decoder.feed(b"yy\r\x1b[200~y");
    decoder.discard();
    decoder.feed(b"y\x1b[201~");
    assert_eq!(
        decoder.decode(SEQUENCE_PAUSE),
        Decoded::Event(Event::Paste("yy".into()))
    );
}

#[test]
fn a_plain_click_is_heard_and_the_wheel_whatever_is_held() {
    insta::assert_snapshot!(told(b"\x1b[<0;3;2M\x1b[<0;3;2m\x1b[<4;3;2M\x1b[<2;3;2M\x1b[<32;3;2M\x1b[<65;1;1M\x1b[<80;9;9M\x1b[<64;0;0M"), @r"
    Mouse(Click(2, 1))
    Mouse(ScrollDown(0, 0))
    Mouse(ScrollUp(8, 8))
    ");
}

#[test]
fn the_background_is_told_by_what_the_terminal_answers() {
    let told = |bytes: &[u8]| {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        decoder.decode(PASTE_PAUSE)
    };
    for (answer, colour) in [
        (&b"\x1b]11;rgb:1414/1616/1b1b\x1b\\"[..], [0x14, 0x16, 0x1b]),
        (b"\x1b]11;rgb:ffff/ffff/ffff\x07", [255; 3]),
        (b"\x1b]11;rgb:f/8/0\x07", [255, 136, 0]),
        (b"\x1b]11;rgb:1e/1e/1e\x07", [0x1e; 3]),
    ] {
        assert_eq!(told(answer), Decoded::Background(colour));
    }
    for other in [
        &b"\x1b]11;rgb:12/34\x07"[..],
        b"\x1b]11;rgb:///\x07",
        b"\x1b]11;rgb:fffff/0/0\x07",
        b"\x1b]10;rgb:ff/ff/ff\x07",
        b"\x1b]11;rgba:ff/ff/ff/ff\x07",
        b"\x1b]11;?\x07",
    ] {
        assert_eq!(told(other), Decoded::Empty, "{other:?}");
    }
}

#[test]
fn an_answer_in_pieces_leaves_no_key_behind() {
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b]11;rgb:00");
    assert_eq!(
        decoder.decode(SEQUENCE_PAUSE),
        Decoded::Unclear(PASTE_PAUSE)
    );
    decoder.feed(b"00/0000/0000\x1b\\");
    assert_eq!(decoder.decode(Duration::ZERO), Decoded::Background([0; 3]));
    assert_eq!(decoder.decode(Duration::ZERO), Decoded::Empty);
}

proptest! {
    /// Any bytes, in any portions: the decoder ends, empties itself, and tells no control
    /// character as a key.
    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 1usize..9) {
        let mut decoder = Decoder::default();
        for chunk in bytes.chunks(cut) {
            decoder.feed(chunk);
            while let Decoded::Event(event) = decoder.decode(NOW) {
                if let Event::Key(Key::Char(typed) | Key::Ctrl(typed) | Key::Alt(typed)) = event {
                    prop_assert!(!typed.is_control());
                }
            }
        }
        while let Decoded::Event(_) | Decoded::Background(_) = decoder.decode(PASTE_PAUSE) {}
        prop_assert_eq!(decoder.decode(PASTE_PAUSE), Decoded::Empty);
    }

    /// However a paste is cut, it is one paste and no key.
    #[test]
    fn a_paste_is_never_a_key(text in "[a-z\r\u{e9}]{0,80}", cut in 1usize..9) {
        let mut decoder = Decoder::default();
        let bytes = [PASTE_BEGIN, text.as_bytes(), PASTE_END].concat();
        for chunk in bytes.chunks(cut) {
            decoder.feed(chunk);
            prop_assert!(!matches!(decoder.decode(NOW), Decoded::Event(_)));
        }
        prop_assert_eq!(decoder.decode(SEQUENCE_PAUSE), Decoded::Event(Event::Paste(text)));
    }
}
