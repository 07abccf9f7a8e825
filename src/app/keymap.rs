//! The keys in force: the one table, with a person's own keys merged into it by key.
//!
//! What stays true: a key asks for one thing in one place, and is shown only where it does
//! so. Enter, Esc, Ctrl-C and Ctrl-Z mean the same whatever somebody wrote, and in a run no
//! digit is taken from the step.

use super::action::Action;
use super::input::Key;
use super::keys::{Binding, Context, TABLE};
use crate::text::{nearest, shown};
use std::sync::OnceLock;

/// The keys in force. There is one a process, which is why it may live for ever and be copied.
#[derive(Clone, Copy, Debug)]
pub struct Keymap(&'static [(Context, Vec<Binding>)]);

/// A key that somebody wants, by the words of `config.toml`.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    /// Where, as in `[keys.run]`.
    pub place: &'w str,
    /// The key, as in `ctrl-x`.
    pub key: &'w str,
    /// What it should ask for; `none` takes the key away.
    pub action: &'w str,
}

/// Why a key is not bound so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which of the wanted keys it is.
    pub index: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

/// The action that takes a key away.
const NONE: &str = "none";

impl Default for Keymap {
    fn default() -> Self {
        static USUAL: OnceLock<Keymap> = OnceLock::new();
        *USUAL.get_or_init(|| Keymap::of_rows(TABLE, &[]))
    }
}

impl Keymap {
    /// The table with these keys merged into it, and which of them could not be.
    pub fn with(wanted: &[Wanted<'_>]) -> (Self, Vec<Fault>) {
        let (mut rows, mut idle) = (TABLE.to_vec(), Vec::new());
        let mut faults = Vec::new();
        for (index, wanted) in wanted.iter().enumerate() {
            match meaning(wanted) {
                Ok((place, key, action)) => bind(&mut rows, &mut idle, place, key, action),
                Err((message, hint)) => faults.push(Fault {
                    index,
                    message,
                    hint,
                }),
            }
        }
        (Self::of_rows(&rows, &idle), faults)
    }

    /// `idle` are keys that do nothing in a place, whatever a farther row says.
    fn of_rows(rows: &[Binding], idle: &[(Context, Key)]) -> Self {
        let places = Context::ALL
            .into_iter()
            .filter(|place| *place != Context::Everywhere);
        let live: Vec<_> = places
            .map(|place| (place, live_rows(rows, idle, place)))
            .collect();
        Self(Vec::leak(live))
    }

    /// Whether the rows of a context are live in a place.
    pub fn is_live(context: Context, place: Context) -> bool {
        // A field takes every letter: what is live elsewhere would be typed by mistake.
        context == place
            || (place != Context::Field
                && (context == Context::Everywhere
                    || (context == Context::Screen
                        && !matches!(place, Context::Run | Context::Handover))))
    }

    /// The bindings that are live in a place, its own before the general ones.
    pub fn live(self, place: Context) -> impl Iterator<Item = &'static Binding> {
        let found = self.0.iter().find(|(known, _)| *known == place);
        found.into_iter().flat_map(|(_, rows)| rows)
    }

    /// What a key asks for in a place.
    pub fn action(self, place: Context, key: Key) -> Option<Action> {
        self.live(place)
            .find(|binding| binding.keys.contains(&key))
            .map(|binding| binding.action)
    }

    /// The key of an action in a place, for a sentence that names it; where somebody took the
    /// key away, the palette has the action still.
    pub fn words(self, place: Context, action: Action) -> String {
        let key = self.binding(place, action).and_then(|row| row.keys.first());
        let palette = self.binding(place, Action::Palette);
        let palette = palette.and_then(|row| row.keys.first());
        let name = || action.name().replace('-', " ");
        match (key, palette) {
            (Some(key), _) => key.words(),
            (None, Some(palette)) => format!("{} {}", palette.words(), name()),
            (None, None) => name(),
        }
    }

    /// A text with the keys of a place in it, where it names actions: `{not-ok}`. Each stands
    /// between two marks.
    pub fn fill(self, place: Context, mark: &str, text: &str) -> String {
        let mut filled = text.to_owned();
        for row in TABLE {
            let named = format!("{{{}}}", row.action.name());
            if filled.contains(&named) {
                let key = self.words(place, row.action);
                filled = filled.replace(&named, &format!("{mark}{key}{mark}"));
            }
        }
        filled
    }

    /// The binding of an action in a place.
    pub fn binding(self, place: Context, action: Action) -> Option<&'static Binding> {
        self.live(place).find(|binding| binding.action == action)
    }
}

/// The rows of a place, nearest first. A key of a nearer row hides it in the others.
fn live_rows(rows: &[Binding], idle: &[(Context, Key)], place: Context) -> Vec<Binding> {
    let mut taken: Vec<Key> = Vec::new();
    let mut live = Vec::new();
    let contexts = [place, Context::Screen, Context::Everywhere];
    for (index, context) in contexts.into_iter().enumerate() {
        if contexts[..index].contains(&context) || !Keymap::is_live(context, place) {
            continue;
        }
        let before = taken.len();
        let idle: Vec<Key> = idle
            .iter()
            .filter(|(idle_in, _)| *idle_in == context)
            .map(|(_, key)| *key)
            .collect();
        for row in rows.iter().filter(|row| row.context == context) {
            let keys: Vec<Key> = row
                .keys
                .iter()
                .copied()
                .filter(|key| !taken[..before].contains(key))
                .collect();
            taken.extend(&keys);
            let keys = match keys.len() == row.keys.len() {
                true => row.keys,
                false => Vec::leak(keys),
            };
            live.push(Binding { keys, ..*row });
        }
        taken.extend(idle);
    }
    live
}

/// Keys that keep their meaning: a hand that knows them must never be wrong.
const FIXED: [Key; 4] = [Key::ENTER, Key::ESC, Key::Ctrl('c'), Key::Ctrl('z')];

/// What a wanted key means, or what is wrong with it and what to write.
fn meaning(wanted: &Wanted<'_>) -> Result<(Context, Key, Option<Binding>), (String, String)> {
    let place = Context::ALL
        .into_iter()
        .find(|place| place.name() == wanted.place);
    let place = place.ok_or_else(|| {
        let names = Context::ALL.map(Context::name);
        let message = format!("there is no place `{}`", shown(wanted.place));
        (message, nearest_or_all(wanted.place, &names))
    })?;
    let key = Key::of(wanted.key).ok_or_else(|| {
        (
            format!("there is no key `{}`", shown(wanted.key)),
            "write a letter or sign, `ctrl-x`, `alt-x`, `f5`, `space`, `tab`, `up`, `pgdn`, `home` …"
                .to_owned(),
        )
    })?;
    if FIXED.contains(&key) {
        return Err((
            format!("`{}` keeps its meaning", wanted.key),
            "take another key: enter, esc, ctrl-c and ctrl-z are the same everywhere".to_owned(),
        ));
    }
    if let (Context::Field, Key::Char(typed)) = (place, key) {
        return Err((
            format!("`{}` is typed in a field", Key::Char(typed).words()),
            "take a key with ctrl or alt, or one of f1 to f12".to_owned(),
        ));
    }
    let is_of_step = |key| matches!(key, Key::Char(c) if c.is_ascii_digit() || c == '-');
    if is_of_step(key) && matches!(place, Context::Run | Context::Everywhere) {
        return Err((
            format!("`{}` belongs to the step of a run", wanted.key),
            "take another key, or bind it on the screens alone: [keys.screens]".to_owned(),
        ));
    }
    Ok((place, key, action(wanted.action, place)?))
}

/// The row of an action as it can be asked for in a place; nothing for `none`.
fn action(name: &str, place: Context) -> Result<Option<Binding>, (String, String)> {
    if name == NONE {
        return Ok(None);
    }
    let here = |row: &&Binding| {
        let below = place == Context::Screen
            && !matches!(
                row.context,
                Context::Run | Context::Handover | Context::Field
            );
        Keymap::is_live(row.context, place) || below
    };
    let all: Vec<(String, &Binding)> = TABLE.iter().map(|row| (row.action.name(), row)).collect();
    let named = || all.iter().filter(|(known, _)| known == name);
    let found = named().find(|(_, row)| here(row)).map(|(_, row)| **row);
    match (found, named().next()) {
        (Some(row), _) => Ok(Some(row)),
        (None, Some((_, row))) => Err((
            format!("`{name}` cannot be done there"),
            format!("bind it in [keys.{}]", row.context.name()),
        )),
        (None, None) => {
            let names: Vec<&str> = all.iter().map(|(known, _)| known.as_str()).collect();
            let hint = match nearest(name, names) {
                Some(meant) => format!("write `{meant}`"),
                None => "`rounds help keys` lists the actions; `none` takes a key away".to_owned(),
            };
            Err((format!("there is no action `{}`", shown(name)), hint))
        }
    }
}

fn bind(
    rows: &mut Vec<Binding>,
    idle: &mut Vec<(Context, Key)>,
    place: Context,
    key: Key,
    wanted: Option<Binding>,
) {
    for row in rows.iter_mut().filter(|row| row.context == place) {
        if row.keys.contains(&key) {
            let left: Vec<Key> = row.keys.iter().copied().filter(|it| *it != key).collect();
            row.keys = Vec::leak(left);
        }
    }
    let Some(wanted) = wanted else {
        idle.push((place, key));
        return;
    };
    let own = rows
        .iter_mut()
        .find(|row| row.context == place && row.action == wanted.action);
    match own {
        // The wanted key goes first: it is the one that is shown.
        Some(row) => row.keys = Vec::leak([&[key], row.keys].concat()),
        None => rows.push(Binding {
            context: place,
            keys: Vec::leak(vec![key]),
            ..wanted
        }),
    }
}

fn nearest_or_all(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(meant) => format!("write `{meant}`"),
        None => format!("there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted<'w>(place: &'w str, key: &'w str, action: &'w str) -> Wanted<'w> {
        Wanted { place, key, action }
    }

    #[test]
    fn a_key_is_merged_and_the_others_stay() {
        let (keys, faults) = Keymap::with(&[wanted("run", "p", "ok"), wanted("run", "x", "skip")]);
        assert_eq!(faults, []);
        let run = |letter| keys.action(Context::Run, Key::Char(letter));
        assert_eq!(run('p'), Some(Action::Ok));
        assert_eq!(run(' '), Some(Action::Ok));
        assert_eq!(run('x'), Some(Action::Skip));
        assert_eq!(keys.binding(Context::Run, Action::NotOk).unwrap().keys, []);
        let shown = keys.binding(Context::Run, Action::Ok).unwrap().keys;
        assert_eq!(shown, [Key::Char('p'), Key::Char(' ')]);
    }

    #[test]
    fn a_nearer_key_hides_a_farther_one_there_and_nowhere_else() {
        let (keys, faults) =
            Keymap::with(&[wanted("run", "a", "not-ok"), wanted("today", "n", "none")]);
        assert_eq!(faults, []);
        let find = |place| keys.binding(place, Action::Alert).unwrap().keys;
        assert_eq!(find(Context::Run), []);
        assert_eq!(find(Context::Today), [Key::Char('a')]);
        assert_eq!(keys.action(Context::Today, Key::Char('n')), None);
        assert_eq!(
            keys.action(Context::Journal, Key::Char('n')),
            Some(Action::Note)
        );
    }

    #[test]
    fn what_cannot_be_bound_is_told_with_what_to_write() {
        let (_, faults) = Keymap::with(&[
            wanted("runn", "p", "ok"),
            wanted("run", "hyper", "ok"),
            wanted("run", "enter", "ok"),
            wanted("run", "3", "ok"),
            wanted("run", "p", "oka"),
            wanted("today", "p", "finish"),
            wanted("field", "p", "erase-word"),
            wanted("field", "ctrl-x", "ok"),
            wanted("screens", "ctrl-x", "erase-word"),
        ]);
        let told: Vec<_> = faults
            .iter()
            .map(|fault| format!("{}: {}; {}", fault.index, fault.message, fault.hint))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        0: there is no place `runn`; write `run`
        1: there is no key `hyper`; write a letter or sign, `ctrl-x`, `alt-x`, `f5`, `space`, `tab`, `up`, `pgdn`, `home` …
        2: `enter` keeps its meaning; take another key: enter, esc, ctrl-c and ctrl-z are the same everywhere
        3: `3` belongs to the step of a run; take another key, or bind it on the screens alone: [keys.screens]
        4: there is no action `oka`; write `ok`
        5: `finish` cannot be done there; bind it in [keys.run]
        6: `p` is typed in a field; take a key with ctrl or alt, or one of f1 to f12
        7: `ok` cannot be done there; bind it in [keys.run]
        8: `erase-word` cannot be done there; bind it in [keys.field]
        ");
    }

    #[test]
    fn every_action_has_a_name_of_its_own_in_each_place() {
        for row in TABLE {
            let (_, faults) = Keymap::with(&[wanted(row.context.name(), "f9", &row.action.name())]);
            assert_eq!(faults, [], "{}", row.action.name());
        }
    }

    #[test]
    fn without_wishes_everything_is_as_in_the_table() {
        for place in Context::ALL.into_iter().skip(1) {
            let shown: usize = Keymap::default()
                .live(place)
                .map(|row| row.keys.len())
                .sum();
            let rows = TABLE
                .iter()
                .filter(|row| Keymap::is_live(row.context, place));
            let hidden = if place == Context::FollowUps { 2 } else { 0 };
            assert_eq!(
                shown + hidden,
                rows.map(|row| row.keys.len()).sum::<usize>()
            );
        }
    }
}
