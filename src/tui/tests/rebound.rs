//! Every key that is shown is the key in force: with each action on a key of its own that no
//! table knows, nothing drawn or said names a key of the table.
//!
//! What is drawn is looked at wherever a test plays, on a copy with the other keys; what is
//! said when a key is pressed is gone through here, sentence by sentence.

use super::play::Play;
use super::{ROUND, handoff, open};
use crate::app::App;
use crate::app::action::Action as A;
use crate::app::input::Key;
use crate::app::keymap::{Keymap, Wanted};
use crate::app::keys::{Binding, Context as C, TABLE};
use crate::app::{look::Look, theme::Role};
use crate::state::State;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::sync::OnceLock;

/// The table with a sign before each action's keys that stands nowhere else; the table's own
/// keys are live behind it.
fn rebound() -> Keymap {
    static REBOUND: OnceLock<Keymap> = OnceLock::new();
    *REBOUND.get_or_init(|| {
        let rows = changeable().filter(|row| !row.keys.iter().any(is_fixed));
        let signs = ('\u{0370}'..).filter(|sign| sign.is_alphabetic());
        let wanted: Vec<_> = rows
            .zip(signs)
            .map(|(row, sign)| (row.context.name(), sign.to_string(), row.action.name()))
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(place, key, action)| Wanted { place, key, action })
            .collect();
        let (keymap, faults) = Keymap::with(&wanted);
        assert_eq!(faults, []);
        keymap
    })
}

/// All but the keys of a field, where a sign alone is typed.
fn changeable() -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(|row| row.context != C::Field)
}

fn is_fixed(key: &Key) -> bool {
    ["enter", "esc", "ctrl-c", "ctrl-z"].contains(&&*key.words())
}

/// Whether a word by itself is a key of the table: a letter that is no article, or one with
/// ctrl. Digits are numbers nearly everywhere, and signs stand for much else.
fn is_of_table(word: &str) -> bool {
    let is_key = word.starts_with("ctrl-")
        || word.len() == 1 && word.starts_with(char::is_alphabetic) && !"aAI".contains(word);
    let mut keys = changeable().flat_map(|row| row.keys);
    is_key && keys.any(|key| !is_fixed(key) && key.words() == word)
}

/// The keys of the table that a text names: in brackets, at a sentence's end, or before what
/// they do. A letter after a number is its unit.
fn of_table(text: &str) -> Vec<&str> {
    let words: Vec<_> = text.split(' ').collect();
    let is_number = |word: &&str| word.ends_with(|c: char| c.is_ascii_digit());
    let named = (0..words.len()).filter_map(|at| {
        let word = words[at].trim_matches(|c| "().,;:“”".contains(c));
        let before = at.checked_sub(1).map(|before| words[before]);
        let does = words.get(at + 1).copied().unwrap_or_default();
        let is_named = word != words[at] || does.starts_with(|c: char| c.is_ascii_lowercase());
        let is_unit = before.as_ref().is_some_and(is_number);
        (is_of_table(word) && is_named && !is_unit).then_some(word)
    });
    named.collect()
}

/// Draws what is in front with other keys, and looks for those of the table. What lies over a
/// screen has keys that nobody changes.
pub(super) fn names_no_key_of_the_table(app: &App, state: &State) {
    if app.overlay.is_some() {
        return;
    }
    let mut app = app.clone();
    app.keymap = rebound();
    app.notice = None;
    let area = Rect::new(0, 0, app.size.0, app.size.1);
    let mut buffer = Buffer::empty(area);
    crate::tui::view::draw(&app, state, area, &mut buffer);
    let key = Look::default().style(Role::Key);
    // Digits answer a step whatever is bound.
    let has_sign = |text: &str| {
        !text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(|c: char| c.is_ascii_punctuation())
    };
    for (y, row) in buffer.content.chunks(usize::from(area.width)).enumerate() {
        let text: String = row.iter().map(Cell::symbol).collect();
        let named: String = row
            .iter()
            .map(
                |cell| match cell.style().fg == key.fg && cell.modifier == key.add_modifier {
                    true => cell.symbol(),
                    false => " ",
                },
            )
            .collect();
        assert_eq!(of_table(&text), Vec::<&str>::new(), "in: {text}");
        let signs: Vec<_> = named
            .split_whitespace()
            .filter(|word| has_sign(word))
            .collect();
        assert_eq!(signs, Vec::<&str>::new(), "row {y}: {text}");
    }
}

/// Types with the other keys in force, and gives what is said then.
fn told(play: &mut Play, keys: &str) -> String {
    play.app.keymap = rebound();
    play.keys(keys);
    let told = play.told().to_owned();
    assert_eq!(of_table(&told), Vec::<&str>::new(), "{told}");
    told
}

#[track_caller]
fn says(play: &mut Play, keys: &str, words: &str, at: C, named: &[A]) {
    let told = told(play, keys);
    assert!(told.contains(words), "{told}");
    for action in named {
        let key = rebound().words(at, *action);
        assert!(told.contains(&key), "{key} is not in: {told}");
    }
}

#[test]
fn what_is_said_of_a_run_names_the_keys_in_force() {
    let mut play = Play::new(&[("orders.toml", ROUND)], (100, 30));
    open(&mut play, "Morning round");
    let answered = [A::Again, A::Correct, A::UndoAnswer];
    says(
        &mut play,
        "<space>k<space>",
        "is answered",
        C::Run,
        &answered,
    );
    says(
        &mut play,
        "iIt is slow<enter>",
        "not assigned",
        C::FollowUps,
        &[A::Assign],
    );
    says(
        &mut play,
        "E",
        "names no [[escalation]]",
        C::Run,
        &[A::Pages],
    );
    play.keys("q4");
    let moves = [A::Close, A::Move];
    says(
        &mut play,
        ":answer<enter>",
        "Only a question",
        C::FollowUps,
        &moves,
    );
    says(
        &mut play,
        ":lift<enter>",
        "Only a silence",
        C::FollowUps,
        &moves,
    );
    says(&mut play, "!", "proposes nothing", C::Run, &[A::Reword]);
    play.keys("/Correct an order<enter><enter><space>2026-0001234<enter>");
}

#[test]
fn what_is_said_of_the_handoff_names_the_keys_in_force() {
    let mut play = handoff::play((100, 30));
    let called = [A::Ok];
    says(
        &mut play,
        "2E2late<enter>",
        "The clock is running",
        C::Pages,
        &called,
    );
    play.keys("<esc>2iThe lag grows<enter>H<enter>Quiet night<enter>G<enter>");
    play.app.operator = "ops-b".into();
    let confirms = [A::Ok, A::ConfirmRest];
    says(
        &mut play,
        "HG<enter>",
        "Not looked at yet",
        C::Handover,
        &confirms,
    );
}

#[test]
fn an_action_whose_key_was_taken_away_is_named_as_the_palette_has_it() {
    let (keymap, faults) = Keymap::with(&[Wanted {
        place: "run",
        key: ".",
        action: "none",
    }]);
    assert_eq!(faults, []);
    assert_eq!(keymap.words(C::Run, A::Again), ": again");
}
