//! The palette: every action of the place by its words, from the one table of keys.

use super::find::{Pressed, paste, press, row_typed, without_noise};
use super::input::Key;
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
    /// The words so far.
    pub field: Field,
    /// What was found, best first: each with the letters of its words that matched.
    pub hits: Vec<(&'static Binding, Vec<usize>)>,
    /// The selected one.
    pub cursor: Cursor,
    live: Vec<&'static Binding>,
}

impl Palette {
    fn at(keymap: Keymap, place: Context) -> Self {
        let live = keymap
            .live(place)
            .filter(|binding| binding.action != Action::Palette);
        let mut palette = Self {
            live: live.collect(),
            ..Self::default()
        };
        palette.rank();
        palette
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
        // What the footer calls it is looked for too; the words that are shown have no
        // letters to mark then.
        let short = self.live.iter().map(|binding| Candidate {
            key: *binding,
            text: binding.short,
            boost: 0,
        });
        for hit in rank(&query, short, self.live.len()) {
            if !self
                .hits
                .iter()
                .any(|(known, _)| known.action == hit.key.action)
            {
                self.hits.push((hit.key, Vec::new()));
            }
        }
        self.cursor = Cursor::default();
    }
}

pub(super) fn begin(app: &App) -> Overlay {
    Overlay::Palette(Box::new(Palette::at(app.keymap, app.place())))
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
