//! Every single key on every screen: what it writes. A snapshot, so that no key begins to write
//! something unseen.

use super::play::Play;
use crate::app::effect::Effect;
use crate::app::{Message, input::Mouse};
use std::collections::BTreeMap;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[[contacts]]
id = "on-call"
name = "Orders on-call"
contact = "pager: orders"

[[escalation]]
severity = "sev1"
path = [{ contact = "on-call" }]

[[alerts]]
name = "Down"
severity = "sev1"

[[procedures]]
id = "morning"
title = "Morning check"
schedule = "daily 09:00"

[[procedures.steps]]
title = "Look at the lag"

[[procedures.steps]]
title = "Read the depth"
reading = { unit = "messages" }

[[procedures.steps]]
title = "List the consumers"
run = ["true"]

[[procedures.steps]]
title = "Is it quiet?"
choose = ["yes", "no"]

[[procedures]]
id = "restart"
title = "Restart it"
alerts = ["Down"]
steps = ["Restart"]
"#;

/// Each screen, and the keys that lead there from Today.
const SCREENS: &[(&str, &str)] = &[
    ("Today", ""),
    ("Runbooks", "2"),
    ("a procedure", "2jl"),
    ("the board", "v"),
    ("the timeline", "3"),
    ("the calendar", "3v"),
    ("trends", "3vv"),
    ("Follow-ups", "iIt hums<enter>4"),
    ("a follow-up", "iIt hums<enter>4<enter>"),
    ("a step to tick", "<enter>"),
    ("a reading", "<enter>j"),
    ("a command", "<enter>jj"),
    ("a choice", "<enter>jjj"),
    ("Finish", "<enter>G"),
    ("an opened alert", "aDown<enter>"),
    ("a question whether to run", "<enter>jj!"),
    ("pages", "2jb"),
    ("the handover", "H"),
    ("an escalation", "<enter>E<enter>It is down<enter>"),
    ("all actions", ":"),
    ("keys", "?"),
    ("find", "/"),
    ("which alert", "a"),
    ("a note", "n"),
    ("which kind", "+"),
];

/// Where one Enter ends something, and what is selected there.
const ENDING: &[(&str, &str, &str)] = &[
    (
        "all answered",
        "<enter><space>1<enter><space>1G",
        "▸↵ Finish",
    ),
    ("the handover's last row", "HG", "▸"),
    (
        "an escalation's last row",
        "<enter>E<enter>It is down<enter>G",
        "▸",
    ),
];

fn keys() -> Vec<String> {
    let letters = (' '..='~').map(|letter| match letter {
        ' ' => "<space>".to_owned(),
        '<' => "<lt>".to_owned(),
        letter => letter.to_string(),
    });
    let named = [
        "enter",
        "esc",
        "tab",
        "up",
        "down",
        "left",
        "right",
        "pgup",
        "pgdn",
        "home",
        "end",
        "backspace",
        "delete",
        "f1",
    ];
    let named = named.map(|name| format!("<{name}>"));
    let control = ('a'..='z')
        .filter(|letter| !"imj".contains(*letter))
        .map(|letter| format!("<c-{letter}>"));
    letters.chain(named).chain(control).collect()
}

/// What is written and done outside the program meanwhile.
fn doing(play: &mut Play, act: impl FnOnce(&mut Play)) -> Vec<String> {
    let (written, effects) = (play.written.len(), play.effects.len());
    act(play);
    let outside = play.effects[effects..].iter();
    let outside = outside.filter_map(|effect| match effect {
        Effect::Redraw | Effect::Suspend | Effect::Mouse(_) => None,
        Effect::Quit => Some("leaves".to_owned()),
        Effect::Copy(_) => Some("copies".to_owned()),
        Effect::Edit { .. } => Some("opens the editor".to_owned()),
        other => Some(format!("{other:?}")),
    });
    play.written[written..]
        .iter()
        .cloned()
        .chain(outside)
        .collect()
}

/// Every tab, every row and every key at the foot of every screen, clicked once.
#[test]
fn no_single_click_does_harm() {
    let mut told: Vec<String> = Vec::new();
    let screens = SCREENS.iter().map(|(screen, way)| (screen, way, &""));
    let ending = ENDING
        .iter()
        .map(|(screen, way, there)| (screen, way, there));
    for (screen, way, there) in screens.chain(ending) {
        let opened = || {
            let mut play = Play::new(&[("orders-sync.toml", BOOK)], (100, 30));
            play.keys(way);
            let drawn = play.screen();
            (play, drawn)
        };
        let (play, drawn) = opened();
        assert!(drawn.contains(there), "{drawn}");
        for cell in play.app.spots.cells() {
            let (mut play, drawn) = opened();
            let words = doing(&mut play, |play| {
                play.message(Message::Mouse(Mouse::Click(cell.0, cell.1)))
            });
            assert!(play.running.is_empty(), "{screen}: {cell:?} runs a command");
            if !words.is_empty() {
                let row = drawn.lines().nth(usize::from(cell.1)).unwrap_or_default();
                let there: String = row.chars().skip(usize::from(cell.0)).take(12).collect();
                told.push(format!("{screen}: “{}” {}", there.trim(), words.join(", ")));
            }
        }
    }
    insta::assert_snapshot!(told.join("\n"), @"
    Today: “▸● Morning c” run-started
    Today: “enter start” run-started
    Today: “r rehearse” run-started
    Today: “q quit” leaves
    Runbooks: “q quit” leaves
    a procedure: “enter start” run-started
    a procedure: “q quit” leaves
    the board: “q quit” leaves
    the timeline: “q quit” leaves
    the calendar: “q quit” leaves
    trends: “q quit” leaves
    Follow-ups: “q quit” leaves
    a follow-up: “q quit” leaves
    a step to tick: “space OK  x” step-done
    a command: “space OK  x” step-done
    an opened alert: “space OK  x” run-started, step-done
    an escalation: “y copy  esc” copies
    ");
}

#[test]
fn no_single_key_does_harm() {
    let mut told: Vec<String> = Vec::new();
    for (screen, way) in SCREENS {
        let mut by_words: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for key in keys() {
            let mut play = Play::new(&[("orders-sync.toml", BOOK)], (100, 30));
            play.keys(way);
            let words = doing(&mut play, |play| {
                play.keys(&key);
            });
            assert!(play.running.is_empty(), "{screen}: {key} runs a command");
            if !words.is_empty() {
                by_words.entry(words.join(", ")).or_default().push(key);
            }
        }
        told.extend(
            by_words
                .into_iter()
                .map(|(words, keys)| format!("{screen}: {} {words}", keys.join(" "))),
        );
    }
    insta::assert_snapshot!(told.join("\n"), @"
    Today: q <c-c> leaves
    Today: e opens the editor
    Today: r <enter> run-started
    Runbooks: q <c-c> leaves
    Runbooks: e opens the editor
    a procedure: q <c-c> leaves
    a procedure: e opens the editor
    a procedure: r <enter> run-started
    the board: q <c-c> leaves
    the board: e opens the editor
    the timeline: q <c-c> leaves
    the calendar: q <c-c> leaves
    trends: q <c-c> leaves
    Follow-ups: q <c-c> leaves
    a follow-up: q <c-c> leaves
    a step to tick: <c-c> leaves
    a step to tick: e opens the editor
    a step to tick: r run-started
    a step to tick: <space> step-done
    a reading: <c-c> leaves
    a reading: e opens the editor
    a reading: r run-started
    a command: y copies
    a command: <c-c> leaves
    a command: e opens the editor
    a command: r run-started
    a command: <space> step-done
    a choice: <c-c> leaves
    a choice: e opens the editor
    a choice: r run-started
    a choice: 1 2 step-done
    Finish: <c-c> leaves
    Finish: e opens the editor
    Finish: r run-started
    an opened alert: <c-c> leaves
    an opened alert: e opens the editor
    an opened alert: r run-started
    an opened alert: <space> run-started, step-done
    a question whether to run: <c-c> leaves
    pages: <c-c> leaves
    pages: e opens the editor
    pages: r run-started
    the handover: <c-c> leaves
    the handover: e opens the editor
    the handover: r run-started
    an escalation: y copies
    an escalation: <c-c> leaves
    an escalation: e opens the editor
    an escalation: r run-started
    all actions: <c-c> leaves
    keys: <c-c> leaves
    find: <c-c> leaves
    which alert: <c-c> leaves
    a note: <c-c> leaves
    which kind: <c-c> leaves
    ");
}
