//! What the first word of a line means: a key of the one table, or the name of an action; and
//! the few words that stand for an eye and a cursor.

use crate::app::App;
use crate::app::action::Action;
use crate::app::input::Key;
use crate::app::keymap::Keymap;
use crate::app::keys::{Binding, Context};
use crate::text::nearest;

/// What a first word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Something that a screen does, too.
    Act(Action),
    /// Every row of the place.
    List,
    /// To a row, by its number or, in a run, the step's id.
    Go,
}

/// Words of line prompts alone: a screen has an eye and a cursor for them.
pub const OWN: [(&str, &str, Word); 2] = [
    (
        "list",
        "Every row of this place, with its number",
        Word::List,
    ),
    (
        "go",
        "To a row by its number; in a run also by the step's id, or STEP/ITEM",
        Word::Go,
    ),
];

/// Why an action has no word here; none where it has one.
pub fn why_not(action: Action) -> Option<&'static str> {
    use Action as A;
    Some(match action {
        A::Up | A::Down | A::PageUp | A::PageDown | A::First | A::Last => {
            "Rows are chosen by number here."
        }
        A::ScrollUp | A::ScrollDown => "Everything is said; nothing scrolls here.",
        A::Redraw | A::Mouse => "Nothing is drawn here.",
        A::CancelCommand => "While a command runs, Ctrl-C cancels it.",
        A::Suspend => "Ctrl-Z itself suspends.",
        _ => return None,
    })
}

/// Whether a binding is one of a field, where a line is typed whole instead.
fn is_of_field(binding: &Binding) -> bool {
    binding.context == Context::Field
}

/// The rows of the table that are words in a place.
pub fn words(keymap: Keymap, place: Context) -> impl Iterator<Item = &'static Binding> {
    keymap
        .live(place)
        .filter(|binding| !is_of_field(binding) && why_not(binding.action).is_none())
}

/// The word of an action in a place: its key, or its name where the key is nothing that one
/// types.
pub fn word(keymap: Keymap, place: Context, action: Action) -> String {
    match keymap.words(place, action) {
        key if key.chars().count() == 1 => key,
        _ => action.name(),
    }
}

/// A line as a word and the rest; none where it does not begin with one.
pub(super) fn read<'l>(app: &App, line: &'l str) -> Option<(Word, &'l str)> {
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let own = OWN.iter().find(|(word, ..)| *word == first);
    let by_key = || app.keymap.action(app.place(), Key::of(first)?);
    let by_name = || {
        let mut live = app.keymap.live(app.place());
        let named = live.find(|binding| binding.action.name() == first)?;
        Some(named.action)
    };
    let word = own
        .map(|(_, _, word)| *word)
        .or_else(|| by_key().or_else(by_name).map(Word::Act))?;
    Some((word, rest.trim()))
}

/// What is said of a line that begins with no word: what is nearest, and where the words are.
pub(super) fn unknown(app: &App, line: &str) -> String {
    let first = line.split_whitespace().next().unwrap_or_default();
    let names: Vec<String> = words(app.keymap, app.place())
        .map(|binding| binding.action.name())
        .chain(OWN.map(|(word, ..)| word.to_owned()))
        .collect();
    let meant = nearest(first, names.iter().map(String::as_str));
    let meant = meant.map(|word| format!(" Is “{word}” meant?"));
    format!(
        "“{first}” is no word here.{} Say {} for all of them.",
        meant.unwrap_or_default(),
        app.key(Action::Help)
    )
}

/// All words of a place, one a line.
pub fn help(keymap: Keymap, place: Context) -> Vec<String> {
    let bound = words(keymap, place).map(|binding| {
        let name = binding.action.name();
        let keys = binding.keys.iter().map(|key| key.words());
        // A digit is a row here.
        let keys = keys.filter(|key| *key != name && key.parse::<usize>().is_err());
        let names: Vec<_> = keys.chain([name.clone()]).collect();
        format!("{}: {}", names.join(" or "), binding.words)
    });
    let own = OWN.map(|(word, does, _)| format!("{word}: {does}"));
    bound.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::TABLE;

    /// Whatever a screen can do has a word here, or a reason that is said.
    #[test]
    fn every_action_has_a_word_or_a_reason() {
        for binding in TABLE.iter().filter(|binding| !is_of_field(binding)) {
            let place = match binding.context {
                Context::Everywhere | Context::Screen => Context::Today,
                place => place,
            };
            let help = help(Keymap::default(), place);
            let name = binding.action.name();
            let told = format!("{name}: {}", binding.words);
            let has_word = help.iter().any(|line| line.ends_with(&told));
            assert_eq!(
                has_word,
                why_not(binding.action).is_none(),
                "{name} in {place:?}"
            );
        }
    }

    #[test]
    fn no_own_word_is_a_key_or_a_name_of_the_table() {
        for (word, ..) in OWN {
            for binding in TABLE {
                assert_ne!(binding.action.name(), word);
                assert!(binding.keys.iter().all(|key| key.words() != word));
            }
        }
    }
}
