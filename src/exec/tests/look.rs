//! Output as it is shown.

use super::super::ansi::{AnsiText, Colour, Style, painted, painted_tail};

fn texts(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let lines = painted(bytes.as_ref());
    lines.iter().map(|line| line.text().to_string()).collect()
}

/// The pieces of the only line.
fn pieces(text: &str) -> Vec<(String, Style)> {
    let lines = painted(text.as_bytes());
    assert_eq!(lines.len(), 1, "{lines:?}");
    let pieces = lines[0].pieces.iter();
    pieces
        .map(|piece| (piece.text.to_string(), piece.style))
        .collect()
}

fn style_of(text: &str) -> Style {
    pieces(text)[0].1
}

#[test]
fn lines_are_lines() {
    assert_eq!(texts(""), [""; 0]);
    assert_eq!(texts("a\nb\n"), ["a", "b"]);
    assert_eq!(texts("a\n\nb"), ["a", "", "b"]);
    assert_eq!(texts("a\r\nb\r\n"), ["a", "b"]);
    assert_eq!(texts("\n"), [""]);
    assert_eq!(texts(b"caf\xe9 \xff"), ["caf\u{fffd} \u{fffd}"]);
}

#[test]
fn a_line_that_rewrites_itself_stands_as_it_was_last() {
    assert_eq!(texts("10 %\r50 %\r100 %\ndone"), ["100 %", "done"]);
    assert_eq!(texts("10 %\r50 %\r"), ["50 %"]);
    assert_eq!(texts("10 %\r\u{1b}[Kdone"), ["done"]);
    assert_eq!(texts("10 %\r\u{1b}[K"), [""]);
    assert_eq!(texts("10 %\u{1b}[2K\rdone"), ["done"]);
    assert_eq!(texts("match\u{1b}[K in a line"), ["match in a line"]);
    assert_eq!(style_of("a\r\u{1b}[31mb").foreground, Some(Colour::Red));
}

#[test]
fn colours_are_kept_and_carried_on() {
    let plain = Style::default();
    let red = Style {
        foreground: Some(Colour::Red),
        is_bold: true,
        ..plain
    };
    let found = pieces("a \u{1b}[1;31mred\u{1b}[0m b");
    let expected = [("a ", plain), ("red", red), (" b", plain)];
    assert_eq!(
        found,
        expected.map(|(text, style)| (text.to_owned(), style))
    );
    let lines = painted(b"\x1b[31mone\ntwo\x1b[m\nthree");
    let colours: Vec<_> = lines.iter().map(|l| l.pieces[0].style.foreground).collect();
    assert_eq!(colours, [Some(Colour::Red), Some(Colour::Red), None]);
    assert_eq!(
        style_of("\u{1b}[97;100mx").foreground,
        Some(Colour::BrightWhite)
    );
    assert_eq!(
        style_of("\u{1b}[97;100mx").background,
        Some(Colour::BrightBlack)
    );
    assert_eq!(
        style_of("\u{1b}[38;5;9mx").foreground,
        Some(Colour::BrightRed)
    );
    assert_eq!(
        style_of("\u{1b}[38;5;200;1mx"),
        Style {
            is_bold: true,
            ..plain
        }
    );
    assert_eq!(
        style_of("\u{1b}[38;2;1;2;3;4mx"),
        Style {
            is_underlined: true,
            ..plain
        }
    );
    assert_eq!(
        style_of("\u{1b}[48:2::1:2:3;7mx"),
        Style {
            is_reversed: true,
            ..plain
        }
    );
    assert!(style_of("\u{1b}[4:3mx\u{1b}[4:0m").is_underlined);
    assert_eq!(style_of("\u{1b}[1;2;3;4;7;9;22;23;24;27;29mx"), plain);
}

#[test]
fn nothing_can_be_written_unseen() {
    assert_eq!(style_of("\u{1b}[30;40mx").background, None);
    assert_eq!(style_of("\u{1b}[8mx"), Style::default());
    assert_eq!(texts("a\u{200b}b"), ["a<U+200B>b"]);
    assert_eq!(texts("a\u{202e}b"), ["a<U+202E>b"]);
}

#[test]
fn every_other_sequence_is_shown_and_none_obeyed() {
    let hostile = [
        ("\u{1b}[2J", "<U+001B>[2J"),
        ("\u{1b}[1;1H", "<U+001B>[1;1H"),
        ("\u{1b}[?25l", "<U+001B>[?25l"),
        ("\u{1b}[1K", "<U+001B>[1K"),
        ("\u{1b}]0;title\u{7}", "<U+001B>]0;title<U+0007>"),
        ("\u{1b}]52;c;cm0=\u{1b}\\", "<U+001B>]52;c;cm0=<U+001B>\\"),
        (
            "\u{1b}]8;;http://x\u{1b}\\y",
            "<U+001B>]8;;http://x<U+001B>\\y",
        ),
        ("\u{1b}P1$q\u{1b}\\", "<U+001B>P1$q<U+001B>\\"),
        ("\u{1b}c", "<U+001B>c"),
        ("\u{1b}", "<U+001B>"),
        ("\u{1b}[", "<U+001B>["),
        ("\u{1b}[31", "<U+001B>[31"),
        ("\u{1b}[>31m", "<U+001B>[>31m"),
        ("\u{9b}31mx", "<U+009B>31mx"),
        ("N\u{8}N", "N<U+0008>N"),
        ("\u{0}", "<U+0000>"),
    ];
    for (bytes, expected) in hostile {
        assert_eq!(texts(bytes), [expected], "{bytes:?}");
    }
}

#[test]
fn tabs_reach_the_next_stop_whatever_stands_before_them() {
    assert_eq!(texts("a\tb"), ["a       b"]);
    assert_eq!(texts("\t\tb"), ["                b"]);
    assert_eq!(texts("日本\tb"), ["日本    b"]);
    assert_eq!(texts("\u{1b}[31ma\u{1b}[0mb\tc"), ["ab      c"]);
    assert_eq!(texts("x\ra\tb"), ["a       b"]);
    assert_eq!(pieces("a\tb\tc").len(), 1);
}

#[test]
fn no_line_and_no_number_of_sequences_is_too_much() {
    let long = "x".repeat(1 << 20);
    let line = &texts(&long)[0];
    assert!(
        line.ends_with("xxx … 1044480 more characters"),
        "{}",
        line.len()
    );
    for part in [
        "\u{1b}[31m",
        "\u{1b}[31mx",
        "\t",
        "\r",
        "\rx",
        "\u{1b}",
        "\u{1b}[2K",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    ] {
        let lines = painted(part.repeat((1 << 20) / part.len()).as_bytes());
        let pieces: usize = lines.iter().map(|line| line.pieces.len()).sum();
        assert!(pieces <= 4097, "{part:?}: {pieces}");
    }
}

#[test]
fn the_tail_is_the_last_lines() {
    let bytes = b"one\ntwo\nthree\n";
    let tail = |most| -> Vec<String> {
        let text = |line: &AnsiText| line.text().to_string();
        painted_tail(bytes, most).iter().map(text).collect()
    };
    assert_eq!(tail(0), [""; 0]);
    assert_eq!(tail(1), ["three"]);
    assert_eq!(tail(2), ["two", "three"]);
    assert_eq!(tail(3), ["one", "two", "three"]);
    assert_eq!(tail(9), ["one", "two", "three"]);
    assert_eq!(painted_tail(b"one\n\n", 1).len(), 1);
}
