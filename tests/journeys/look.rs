//! Terminals that show less: no colours, no signs beyond ASCII.

use crate::kit::Screen;
use crate::scene::{open, with_round};

#[test]
fn without_colour_the_selection_is_still_seen() {
    let setup = with_round().with("NO_COLOR", "1");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("▸○ Morning round");
    assert!(screen.is_reversed("○ Morning round"));
    open(&mut screen, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let raw = String::from_utf8(screen.raw()).unwrap();
    for sequence in raw.split("\x1b[").skip(1) {
        let (numbers, _) = sequence
            .split_once(|c: char| c.is_ascii_alphabetic())
            .unwrap();
        if sequence[numbers.len()..].starts_with('m') {
            let colour = |number: &str| {
                matches!(number, "38" | "48")
                    || number.len() == 2
                        && number.starts_with(['3', '4'])
                        && !matches!(number, "39" | "49")
            };
            assert!(!numbers.split(';').any(colour), "a colour: {numbers:?}");
        }
    }
}

#[test]
fn ascii_alone_is_enough() {
    let setup = with_round();
    let mut screen = Screen::start(&setup, &["--ascii"]);
    screen
        .until(">o Morning round")
        .keys("<enter>")
        .until("| 1 - ");
    screen.keys("<space>").until("[x]  1 Lag is low");
    screen
        .keys("xall is lost<enter>")
        .until("[X]  2 Backup finished");
    screen
        .keys("?")
        .until("Not OK, with a note")
        .keys("<esc>")
        .until_gone("Not OK, with a note");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let raw = screen.raw();
    let foreign = raw.iter().position(|byte| !byte.is_ascii());
    let around = foreign.map(|at| {
        String::from_utf8_lossy(&raw[at.saturating_sub(20)..(at + 20).min(raw.len())]).into_owned()
    });
    assert_eq!(around, None);
}
