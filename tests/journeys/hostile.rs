//! Text that means harm: nothing from a file, a paste or a value reaches the terminal as anything
//! but letters.

use crate::kit::Screen;
use crate::scene::{assert_clean, count, entries, journal, opened, rounds, today, with_round};

/// Escape sequences that set the title, clear the screen, write to the clipboard and answer back;
/// a C1 control; letters that turn the direction, that join and that cannot be seen.
const HOSTILE: &str = r#"
title = "Orders \u001b]0;owned\u0007sync"
summary = "\u009b31mred"
timezone = "UTC"

[[procedures]]
title = "Morning \u001b[2Jround\u202e dnuor"
purpose = "To \u001b]52;c;b3duZWQ=\u0007copy"
schedule = "daily 00:00"
early = "24h"

[[procedures.steps]]
section = "First \u001b[5mpart"

[[procedures.steps]]
title = "Lag \u001b[31mis\u2067 low\u200b"
detail = "Look \u001b[6n at `\u001b[c` and [this](https://example.com/\u001b[7m)\u0000."
caution = "Do \u001b]8;;https://evil.example\u001b\\not\u001b]8;;\u001b\\"
copy = "echo fine"
expect = "Green\u0085\u2028"

[[procedures.steps]]
title = "Which?"
choose = ["yes\u001b[8m", "no\u202d"]

[[procedures.steps]]
title = "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 \U000E0041"
"#;

/// Every control sequence that the program itself may send.
pub fn assert_only_own_sequences(screen: &Screen) {
    let raw = screen.raw();
    let text = String::from_utf8(raw).expect("UTF-8 alone");
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_control() && !matches!(c, '\r' | '\n')) {
        rest = &rest[at..];
        let length = own_sequence(rest).unwrap_or_else(|| {
            let around: String = rest.chars().take(40).collect();
            panic!("not one of ours: {around:?}")
        });
        rest = &rest[length..];
    }
    for (letter, name) in [
        ('\u{202e}', "right-to-left override"),
        ('\u{202d}', "left-to-right override"),
        ('\u{2067}', "isolate"),
        ('\u{200b}', "zero-width space"),
        ('\u{2028}', "line separator"),
        ('\u{e0041}', "tag letter"),
    ] {
        assert!(!text.contains(letter), "a {name} reached the terminal");
    }
}

/// The length of a sequence of ours at the beginning of `text`.
fn own_sequence(text: &str) -> Option<usize> {
    // The one question that is put to the terminal: what stands behind the words.
    const BACKGROUND: &str = "\u{1b}]11;?\u{1b}\\";
    if text.starts_with(BACKGROUND) {
        return Some(BACKGROUND.len());
    }
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !matches!(c, '0'..='9' | ';' | '?'))?;
    let (numbers, last) = (&parameters[..end], parameters[end..].chars().next()?);
    let ours = match last {
        'm' => numbers.chars().all(|c| c.is_ascii_digit() || c == ';') && is_our_style(numbers),
        'H' | 'J' | 'K' => !numbers.contains('?'),
        'h' | 'l' => matches!(numbers, "?1049" | "?2004" | "?25" | "?2026"),
        _ => false,
    };
    ours.then_some("\u{1b}[".len() + end + last.len_utf8())
}

/// Colours of the sixteen, bold, dim, underlined, reversed; never blinking or hidden.
fn is_our_style(numbers: &str) -> bool {
    let mut rest = numbers.split(';');
    while let Some(number) = rest.next() {
        let ours = match number.parse().unwrap_or(0) {
            // crossterm writes the sixteen as indexed colours.
            38u32 | 48 => {
                rest.next() == Some("5")
                    && rest
                        .next()
                        .is_some_and(|index| index.parse::<u32>().is_ok_and(|index| index < 16))
            }
            0..=4 | 7 | 22..=24 | 27 | 30..=37 | 39..=47 | 49 | 59 | 90..=97 => true,
            _ => false,
        };
        if !ours {
            return false;
        }
    }
    true
}

#[test]
fn hostile_text_in_a_runbook_stays_text() {
    let setup = rounds();
    setup.write_runbook("hostile", HOSTILE);
    let mut screen = Screen::start(&setup, &[]);
    screen
        .until("1 Today")
        .until_gone("being read")
        .until("Morning ");
    screen.keys("<enter>").until("│ 1 · ").until("CAUTION");
    screen.keys("c").until("You read this at");
    // All of the page, and the text to copy.
    screen.keys("JJJKKK").keys("Y").until("esc back");
    screen.keys("<esc>").until_gone("esc back");
    screen.until("│ 1 · ").keys("<space>").until("│ 2 · ");
    // The list of choices, then one of them.
    screen.keys("<space>").keys("1").until("│ 3 · ");
    screen.keys("<space>").until("Enter finishes");
    screen.keys("<enter>").until(" completed");
    screen.until("Done").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_only_own_sequences(&screen);
    assert_clean(&setup);

    let mut screen = today(&setup);
    screen.until("Done ").keys("<enter>").until("☑  1 Lag");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_only_own_sequences(&screen);
}

#[test]
fn hostile_text_in_an_error_stays_text() {
    let setup = rounds();
    setup.write_runbook(
        "bad\u{202e}\u{1b}[31mname",
        "\u{1b}]0;owned\u{7} = \u{9b}31m",
    );
    setup.write_runbook(
        "good",
        &HOSTILE.replace("daily 00:00", "daily \\u001b[2J00:00"),
    );
    let mut screen = Screen::start(&setup, &[]);
    screen.until("cannot be used as").keys("2");
    screen
        .until("Runbooks")
        .keys("1")
        .until("cannot be used as")
        .keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_only_own_sequences(&screen);
}

#[test]
fn a_hostile_file_name_as_evidence_stays_text() {
    let setup = with_round();
    let name = "lag\u{1b}[31m\u{202e}txt";
    std::fs::write(setup.home().join(name), "x").unwrap();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("A").until("Attach a file").paste(name);
    screen
        .until("lag")
        .keys("<enter>")
        .until("is kept as evidence");
    screen
        .keys("j")
        .until("│ 2 · ")
        .keys("k")
        .until("root attached");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_only_own_sequences(&screen);
    assert_clean(&setup);
}

#[test]
fn a_paste_on_a_list_or_in_a_run_presses_no_key() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen
        .paste("   \rq\u{1b}[201~ q")
        .until("Nothing here takes a paste.");
    screen.row_with("☐  1 Lag is low");
    screen.keys("q").until("◐ Morning round").paste("q\r");
    screen.until("Nothing here takes a paste.").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "step-done"), 0);
}

/// Line ends in a paste begin lines in a field; they do not send it.
#[test]
fn a_paste_into_a_prompt_is_kept_whole() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("n").until("Note on the step");
    screen
        .paste("first line\r\nsecond \u{1b}[31mline\rthird")
        .until("third");
    screen.row_with("first line");
    screen.row_with("second ");
    screen
        .keys("<enter>")
        .until("The note is saved.")
        .keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_only_own_sequences(&screen);
    assert_clean(&setup);
    let entries = entries(&journal(&setup));
    let note = entries
        .iter()
        .find_map(|entry| entry["events"][0]["text"].as_str());
    assert_eq!(note, Some("first line\nsecond \u{1b}[31mline\nthird"));
}

#[test]
fn a_very_long_paste_is_refused_and_kept() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("n").until("Note on the step");
    screen
        .paste(&"long words ".repeat(9_000))
        .until("long words");
    screen
        .keys("<enter>")
        .until("bytes; at most")
        .until("long words");
    screen.keys("<esc>").until_gone("long words").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

/// What the command line says of hostile files and names, on a pipe and in colour.
#[test]
fn hostile_text_on_the_command_line_stays_text() {
    let setup = rounds();
    setup.write_runbook("hostile", HOSTILE);
    setup.write_runbook(
        "bad\u{1b}[31m",
        "\u{1b}]0;owned\u{7} = \u{9b}31m\ntitle = \"\u{202e}x",
    );
    let started = setup.run(&["start", "hostile", "--no-open"]);
    let run = started.stdout.trim().to_owned();
    let note = "a \u{1b}[31mnote\u{202e}";
    let many: [&[&str]; 12] = [
        &["due"],
        &["list", "runbooks"],
        &["list", "procedures"],
        &["list", "runs"],
        &["show", "hostile"],
        &["show", &run],
        &["find", "lag"],
        &["do", &run, "\u{1b}[31mx", "ok"],
        &["do", &run, "1", "not-ok", "--note", note],
        &["note", note],
        &["check"],
        &["journal", "tail"],
    ];
    for arguments in many {
        for colour in ["never", "always"] {
            let arguments = [&["--color", colour], arguments].concat();
            let output = setup.run(&arguments);
            let text = output.stdout.clone() + &output.stderr;
            assert!(!text.is_empty(), "{arguments:?}");
            let mut rest = text.as_str();
            while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n') {
                rest = &rest[at..];
                let length = own_sequence(rest).filter(|_| colour == "always");
                let length = length.unwrap_or_else(|| panic!("{arguments:?}: {rest:?}"));
                rest = &rest[length..];
            }
            assert!(
                !text.contains(['\u{202e}', '\u{2067}', '\u{200b}']),
                "{arguments:?}: {text}"
            );
        }
    }
}
