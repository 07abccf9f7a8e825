//! Find: anything in the library by words, and exceptions by what is wrong.
//!
//! What can be found is put together once, when find opens (and again when the library
//! changes under it); a key only ranks it. Going there changes no record.

use super::exception;
use super::field::{Typed, one_line};
use super::findable::{Goal, Item, Kind, items, severity_key};
use super::input::Key;
use super::opening::{Alerted, Opening};
use super::{App, Cursor, Field, Overlay, pages, run, runbooks};
use crate::app::effect::Effect;
use crate::app::keymap::Keymap;
use crate::runbook::ProcedureRef;
use crate::search::{Candidate, Query, rank};
use crate::state::State;
use crate::text::address;
use std::sync::Arc;

/// As many of the best as can be walked through.
const MOST_HITS: usize = 200;

/// A search in progress.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// Whether only exceptions are looked for.
    pub exceptions: bool,
    /// The words so far.
    pub field: Field,
    /// What was found, best first.
    pub hits: Vec<Hit>,
    /// The selected one.
    pub cursor: Cursor,
    /// Whether the library was read when this was put together.
    pub has_library: bool,
    items: Arc<Vec<Item>>,
    alerted: Option<Alerted>,
}

/// Something found.
#[derive(Clone, Debug)]
pub struct Hit {
    item: usize,
    /// The letters of its text that matched, as indices of characters.
    pub positions: Vec<usize>,
}

/// Letters that are strewn over a text are a last resort: where a word was found as it was
/// typed, they are left out.
pub(super) fn without_noise<K>(typed: &str, hits: &mut Vec<(K, Vec<usize>)>) {
    let words = typed.split_whitespace().count();
    let is_whole = |positions: &[usize]| {
        let breaks = positions.windows(2).filter(|two| two[0] + 1 != two[1]);
        breaks.count() < words.max(1)
    };
    if hits.iter().any(|(_, positions)| is_whole(positions)) {
        hits.retain(|(_, positions)| is_whole(positions));
    }
}

impl Finding {
    /// What a hit is.
    pub fn item(&self, hit: &Hit) -> Option<&Item> {
        self.items.get(hit.item)
    }

    /// Where the selected one leads.
    fn goal(&self) -> Option<&Goal> {
        let hit = self.hits.get(self.cursor.at)?;
        Some(&self.item(hit)?.goal)
    }

    /// How much there is to be found.
    pub fn known(&self) -> usize {
        self.items.len()
    }

    pub(super) fn paste(&mut self, text: &str) {
        paste(&mut self.field, text);
        self.rank();
    }

    /// What an address leads to, as it stands in an alert: the procedure of its anchor. What says
    /// which alert it is goes behind what does not: an address names none.
    fn led_to(&self, runbook: &str, procedure: &str) -> Vec<Hit> {
        let is_meant = |it: &ProcedureRef| {
            it.runbook.as_str() == runbook && it.procedure.as_str() == procedure
        };
        let items = self.items.iter().enumerate();
        let led = items.filter(|(_, item)| match &item.goal {
            Goal::Run(it) | Goal::Procedure(it) => is_meant(it),
            _ => false,
        });
        let mut led: Vec<_> = led.collect();
        led.sort_by_key(|(_, item)| item.kind == Kind::Alert);
        let hit = |(item, _)| Hit {
            item,
            positions: Vec::new(),
        };
        led.into_iter().map(hit).collect()
    }

    fn rank(&mut self) {
        if let Some((runbook, procedure)) = address(&self.field.text()) {
            self.cursor = Cursor::default();
            self.hits = self.led_to(&runbook, &procedure);
            return;
        }
        let query = Query::new(&self.field.text());
        self.cursor = Cursor::default();
        // Without words, everything would say nothing; of exceptions all are worth a look.
        if query.is_empty() && !self.exceptions {
            self.hits.clear();
            return;
        }
        // One letter is in nearly every step: it would cost much and tell nothing.
        let has_steps = self.field.text().trim().chars().nth(1).is_some();
        let candidates = self.items.iter().enumerate();
        let candidates = candidates
            .filter(|(_, item)| has_steps || item.kind != Kind::Step && item.kind != Kind::Here);
        let candidates = candidates.map(|(key, item)| Candidate {
            key,
            text: &item.text,
            boost: item.kind.boost(),
        });
        let hits = rank(&query, candidates, MOST_HITS).into_iter();
        let mut hits: Vec<_> = hits.map(|hit| (hit.key, hit.positions)).collect();
        without_noise(&self.field.text(), &mut hits);
        if self.exceptions {
            // Among what has the words, what is worst comes first.
            hits.sort_by_cached_key(|(item, _)| {
                severity_key(self.items[*item].severity.as_deref())
            });
        }
        let hit = |(item, positions)| Hit { item, positions };
        self.hits = hits.into_iter().map(hit).collect();
    }
}

/// What the command line asked for.
pub(super) fn open_first(app: &mut App, state: &State, opening: Opening) -> Vec<Effect> {
    match opening {
        Opening::Run(run) => exception::open(app, state, run),
        Opening::Procedure(procedure) => {
            runbooks::show(app, state, procedure.runbook.as_str(), Some(&procedure))
        }
        Opening::Runbook(runbook) => runbooks::show(app, state, runbook.as_str(), None),
        Opening::Alert(alerted) => match alerted.run {
            Some(run) => exception::instead(app, state, run),
            None if let Some(procedure) = &alerted.procedure => {
                exception::begin(app, state, procedure, Some(&alerted), &alerted.words)
            }
            None => {
                app.overlay = Some(begin_alert(app, state, alerted));
                Vec::new()
            }
        },
        Opening::Find(words) => {
            app.overlay = Some(begin_with(app, state, &words));
            Vec::new()
        }
    }
}

pub(super) fn begin(app: &App, state: &State, exceptions: bool) -> Overlay {
    open(app, state, exceptions, "", None)
}

pub(super) fn begin_with(app: &App, state: &State, words: &str) -> Overlay {
    open(app, state, false, words, None)
}

/// What answers an alert.
pub(super) fn begin_alert(app: &App, state: &State, alerted: Alerted) -> Overlay {
    let words = alerted.words.clone();
    open(app, state, true, &words, Some(alerted))
}

fn open(
    app: &App,
    state: &State,
    exceptions: bool,
    words: &str,
    alerted: Option<Alerted>,
) -> Overlay {
    let mut finding = Finding {
        exceptions,
        field: Field::with(&one_line(words)),
        has_library: app.library.is_some(),
        items: Arc::new(items(app, state, exceptions)),
        alerted,
        ..Finding::default()
    };
    finding.rank();
    Overlay::Find(Box::new(finding))
}

/// The library changed: what can be found is put together anew, the words stay.
pub(super) fn looked(app: &mut App, state: &State) {
    let Some(Overlay::Find(finding)) = &app.overlay else {
        return;
    };
    let words = finding.field.text();
    let alerted = finding.alerted.clone();
    let overlay = open(app, state, finding.exceptions, &words, alerted);
    app.overlay = Some(overlay);
}

pub(super) fn key(
    app: &mut App,
    state: &State,
    mut finding: Box<Finding>,
    key: Key,
) -> Vec<Effect> {
    // What would be begun can be read first.
    if key == Key::TAB
        && let Some(Goal::Run(procedure)) = finding.goal()
    {
        let procedure = procedure.clone();
        return go(app, state, &finding, &Goal::Procedure(procedure));
    }
    match press(
        app.keymap,
        &mut finding.field,
        &mut finding.cursor,
        finding.hits.len(),
        key,
    ) {
        Pressed::Closed => return Vec::new(),
        Pressed::Chosen => {
            if let Some(goal) = finding.goal() {
                return go(app, state, &finding, goal);
            }
        }
        Pressed::Typed => finding.rank(),
        Pressed::Moved => {}
    }
    app.overlay = Some(Overlay::Find(finding));
    Vec::new()
}

fn go(app: &mut App, state: &State, finding: &Finding, goal: &Goal) -> Vec<Effect> {
    match goal {
        Goal::Run(procedure) => {
            let selected = finding.hits.get(finding.cursor.at);
            let selected = selected.and_then(|hit| finding.item(hit));
            // The alert that was picked, else what was typed.
            let picked = selected.filter(|it| it.kind == Kind::Alert);
            let picked = picked.and_then(|it| it.text.lines().next());
            let typed = picked.map_or_else(|| finding.field.text(), str::to_owned);
            let alerted = finding.alerted.as_ref();
            exception::begin(app, state, procedure, alerted, &typed)
        }
        Goal::Runbook(id) => runbooks::show(app, state, id.as_str(), None),
        Goal::Procedure(procedure) => {
            runbooks::show(app, state, procedure.runbook.as_str(), Some(procedure))
        }
        Goal::Page(runbook, page) => {
            pages::show_page(app, state, runbook, *page);
            Vec::new()
        }
        Goal::Box(row) => {
            run::to_row(app, *row);
            Vec::new()
        }
        Goal::Step(procedure, step) => runbooks::show_step(app, state, procedure, step),
    }
}

/// A line in a list under a field: the number of a row, nothing for the first, or other words.
pub(super) fn typed(
    app: &mut App,
    state: &State,
    mut finding: Box<Finding>,
    line: &str,
) -> Vec<Effect> {
    match row_typed(line, finding.hits.len()) {
        Some(row) => {
            finding.cursor.at = row;
            if let Some(goal) = finding.goal() {
                return go(app, state, &finding, goal);
            }
        }
        None => {
            finding.field = Field::with(&one_line(line));
            finding.rank();
        }
    }
    app.overlay = Some(Overlay::Find(finding));
    Vec::new()
}

/// The row of a list that a line means, where it means one.
pub(super) fn row_typed(line: &str, rows: usize) -> Option<usize> {
    let number = match line {
        "" => 1,
        line => line.parse::<usize>().ok()?,
    };
    number.checked_sub(1).filter(|row| *row < rows)
}

/// What a key did in a list under a field.
pub(super) enum Pressed {
    /// It is given up.
    Closed,
    /// The selected row is meant.
    Chosen,
    /// The words are others now.
    Typed,
    /// The cursor moved, or nothing happened.
    Moved,
}

/// A key in a list under a field: what moves among lines is the list's, the rest is the
/// field's.
pub(super) fn press(
    keymap: Keymap,
    field: &mut Field,
    cursor: &mut Cursor,
    rows: usize,
    key: Key,
) -> Pressed {
    let before = field.text();
    match field.key(keymap, key) {
        Typed::Cancelled => Pressed::Closed,
        Typed::Done => Pressed::Chosen,
        Typed::Asked(action) => {
            cursor.moved(action, rows);
            Pressed::Moved
        }
        Typed::More if field.text() == before => Pressed::Moved,
        Typed::More => Pressed::Typed,
    }
}

/// A field of one line takes a paste as one line.
pub(super) fn paste(field: &mut Field, text: &str) {
    field.paste(&one_line(text));
}
