//! The palette: every action of the place by its words, from the one table of keys; and the
//! keys of the place, which are the same list without what has no key.

use super::find::{Pressed, paste, press, row_typed, without_noise};
use super::input::Key;
use super::synonyms::also;
use super::{App, Cursor, Field, Overlay, update};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::keymap::Keymap;
use crate::app::keys::{Binding, Context};
use crate::search::{Candidate, Query, rank};
use crate::state::State;

/// A search among actions.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// Whether only actions with a key are shown: the keys of the place.
    pub is_help: bool,
    /// The words so far.
    pub field: Field,
    /// What was found, best first: each with the letters of its words that matched.
    pub hits: Vec<(&'static Binding, Vec<usize>)>,
    /// The selected one.
    pub cursor: Cursor,
    live: Vec<&'static Binding>,
}

impl Palette {
    /// What can be done on the selected row comes first, in the order of the footer.
    fn at(keymap: Keymap, place: Context, first: &[Action], is_help: bool) -> Self {
        let live = keymap.live(place).filter(|binding| match is_help {
            true => !binding.keys.is_empty(),
            false => binding.action != Action::Palette,
        });
        let mut live: Vec<_> = live.collect();
        live.sort_by_key(|binding| {
            let place = first.iter().position(|action| *action == binding.action);
            place.unwrap_or(first.len())
        });
        let mut palette = Self {
            is_help,
            live,
            ..Self::default()
        };
        palette.rank();
        palette
    }

    /// How many actions there are to be found.
    pub fn known(&self) -> usize {
        self.live.len()
    }

    pub(super) fn paste(&mut self, text: &str) {
        paste(&mut self.field, text);
        self.rank();
    }

    fn rank(&mut self) {
        let query = Query::new(&self.field.text());
        let candidates = self.live.iter().map(|binding| Candidate {
            key: *binding,
            text: binding.words,
            boost: 0,
        });
        let hits = rank(&query, candidates, self.live.len()).into_iter();
        self.hits = hits.map(|hit| (hit.key, hit.positions)).collect();
        without_noise(&self.field.text(), &mut self.hits);
        // What the footer calls it, and what people call it elsewhere, is looked for too; the
        // words that are shown have no letters to mark then.
        for text in [short, other_words] {
            let others = self.live.iter().map(|binding| Candidate {
                key: *binding,
                text: text(binding),
                boost: 0,
            });
            let found = rank(&query, others, self.live.len()).into_iter();
            let mut found: Vec<_> = found.map(|hit| (hit.key, hit.positions)).collect();
            without_noise(&self.field.text(), &mut found);
            for (binding, _) in found {
                if !self
                    .hits
                    .iter()
                    .any(|(known, _)| known.action == binding.action)
                {
                    self.hits.push((binding, Vec::new()));
                }
            }
        }
        self.cursor = Cursor::default();
    }
}

fn short(binding: &Binding) -> &'static str {
    binding.short
}

fn other_words(binding: &Binding) -> &'static str {
    also(binding.action)
}

/// Every action of the place, or only those that have a key.
pub(super) fn begin(app: &App, is_help: bool) -> Overlay {
    let mut first = app.spots.actions();
    // What is at the foot of every place is no news; what Enter does, first, would be done by
    // whoever presses that by habit.
    let usual = [Action::Enter, Action::Palette, Action::Help, Action::Quit];
    first.retain(|action| !usual.contains(action));
    Overlay::Palette(Box::new(Palette::at(
        app.keymap,
        app.place(),
        &first,
        is_help,
    )))
}

/// A line in the palette: the number of a row, nothing for the first, or other words.
pub(super) fn typed(
    app: &mut App,
    state: &State,
    mut palette: Box<Palette>,
    line: &str,
) -> Vec<Effect> {
    match row_typed(line, palette.hits.len()) {
        Some(row) => return update::act(app, state, palette.hits[row].0.action),
        None => {
            palette.field = Field::with(line);
            palette.rank();
        }
    }
    app.overlay = Some(Overlay::Palette(palette));
    Vec::new()
}

pub(super) fn key(
    app: &mut App,
    state: &State,
    mut palette: Box<Palette>,
    key: Key,
) -> Vec<Effect> {
    match press(
        app.keymap,
        &mut palette.field,
        &mut palette.cursor,
        palette.hits.len(),
        key,
    ) {
        Pressed::Closed => return Vec::new(),
        Pressed::Chosen => {
            if let Some((binding, _)) = palette.hits.get(palette.cursor.at) {
                return update::act(app, state, binding.action);
            }
        }
        Pressed::Typed => palette.rank(),
        Pressed::Moved => {}
    }
    app.overlay = Some(Overlay::Palette(palette));
    Vec::new()
}
