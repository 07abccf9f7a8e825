//! Runbooks: what there is to do, runbook by runbook.
//!
//! The rows are derived from the library, from what the record knows beyond it, and from
//! what is unfolded; they are found anew when one of these changes, never while drawing. A
//! runbook whose file is broken or gone keeps its procedures, by its last good revision,
//! once the session has brought that. Nothing is decided here: starting is a wish.

use super::overlay::{Pick, Picker};
use super::run::Fetched;
use super::{App, Cursor, Overlay, Screen, today};
use crate::library::{Book, Library};
use crate::runbook::{ProcedureRef, Runbook, RunbookId, StepId, Target, TargetName};
use crate::session::{Pin, Request};
use crate::state::{KnownRevision, State};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::view;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A library that fits on one screen is shown unfolded.
const SMALL_LIBRARY: usize = 24;
/// So many are read back without being asked for; others when they are unfolded.
const MOST_PINS: usize = 32;
/// Rows that the words on the right move by.
const SCROLL: u16 = 5;
/// Rows that a page of them has.
const PAGE: u16 = 10;

/// Runbooks' own state.
#[derive(Clone, Debug, Default)]
pub struct RunbooksScreen {
    /// What is shown, in order.
    pub rows: Vec<Row>,
    /// The selected row.
    pub cursor: Cursor,
    /// How far the words on the right are scrolled.
    pub scroll: u16,
    /// Whether the words fill the screen.
    pub zoomed: bool,
    unfolded: BTreeSet<RunbookId>,
    /// The last good revisions of runbooks whose files are broken or gone.
    pins: BTreeMap<RunbookId, Fetched<Pin>>,
    /// Whether it was settled once how much is unfolded at first.
    begun: bool,
    /// What was asked for and is not there yet.
    wanted: Option<Wanted>,
}

/// A page that was asked for.
#[derive(Clone, Debug)]
struct Wanted {
    runbook: RunbookId,
    procedure: Option<ProcedureRef>,
}

/// One row of the list.
#[derive(Clone, Debug)]
pub enum Row {
    /// A folder that cannot be read, or whose `library.toml` has problems: its place among
    /// the library's folders.
    Folder(usize),
    /// A runbook file, good or broken.
    Book(Arc<Book>),
    /// A runbook that the record knows and the library has no file of.
    Gone(RunbookId),
    /// A procedure that can be started.
    Procedure(ProcedureRef),
    /// A procedure that an error keeps from being started.
    Broken(ProcedureRef),
}

impl Row {
    /// The runbook that it is, or is of.
    pub fn runbook(&self) -> Option<&RunbookId> {
        match self {
            Self::Folder(_) => None,
            Self::Book(book) => Some(&book.parsed.id),
            Self::Gone(id) => Some(id),
            Self::Procedure(procedure) | Self::Broken(procedure) => Some(&procedure.runbook),
        }
    }

    /// Whether it is a runbook's own row, with others beneath.
    pub fn is_runbook(&self) -> bool {
        matches!(self, Self::Book(_) | Self::Gone(_))
    }

    /// Whether it is the same thing as another row, perhaps of another moment.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(one), Self::Folder(other)) => one == other,
            (Self::Book(one), Self::Book(other)) => one.path == other.path,
            // A file that came or went is still the same runbook.
            (Self::Book(_) | Self::Gone(_), Self::Book(_) | Self::Gone(_)) => {
                self.runbook() == other.runbook()
            }
            (
                Self::Procedure(one) | Self::Broken(one),
                Self::Procedure(other) | Self::Broken(other),
            ) => one == other,
            _ => false,
        }
    }
}

impl RunbooksScreen {
    /// The selected row.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor.at)
    }

    /// Whether a runbook's procedures are shown beneath it.
    pub fn is_unfolded(&self, id: &RunbookId) -> bool {
        self.unfolded.contains(id)
    }

    /// The last good revision of a runbook whose file is broken or gone, as far as it was
    /// asked for.
    pub fn pin(&self, id: &RunbookId) -> Option<&Fetched<Pin>> {
        self.pins.get(id)
    }
}

impl App {
    /// A runbook as it can be used now: by its file, else by its last good revision.
    pub fn usable(&self, id: &RunbookId) -> Option<&Runbook> {
        let file = self
            .library
            .as_ref()
            .and_then(|library| library.runbook(id.as_str()));
        file.or_else(|| self.last_good(id))
    }

    /// The last good revision of a runbook whose file is broken or gone, once it is here.
    pub(super) fn last_good(&self, id: &RunbookId) -> Option<&Runbook> {
        match self.runbooks.pins.get(id) {
            Some(Fetched::Here(pin)) => Some(&*pin.runbook),
            _ => None,
        }
    }
}

/// Finds the rows anew; the cursor stays on what it was on.
pub(super) fn recount(app: &mut App, state: &State) {
    let Some(library) = app.library.clone() else {
        app.runbooks.rows.clear();
        return;
    };
    let before = app.runbooks.row().cloned();
    let mut books: Vec<_> = library.books.iter().collect();
    books.sort_by_cached_key(|book| (book.title().to_lowercase(), book.path.clone()));
    begin(&mut app.runbooks, &library);
    let mut rows = at_fault(&library);
    for book in books {
        rows.push(Row::Book(book.clone()));
        beneath(app, &book.parsed.id, &mut rows);
    }
    for (id, _) in gone(&library, state) {
        rows.push(Row::Gone(id.clone()));
        beneath(app, id, &mut rows);
    }
    let screen = &mut app.runbooks;
    screen.rows = rows;
    let same = |before: Row| screen.rows.iter().position(|row| row.is_same(&before));
    if let Some(at) = before.and_then(same) {
        screen.cursor.at = at;
    }
    screen.cursor.clamp(screen.rows.len());
    settle(app);
}

/// Runbooks that the record knows and the library has no file of.
pub(super) fn gone<'a>(
    library: &Library,
    state: &'a State,
) -> Vec<(&'a RunbookId, &'a KnownRevision)> {
    let here: BTreeSet<_> = library.ids().collect();
    let known = state.known_runbooks();
    known.filter(|(id, _)| !here.contains(id)).collect()
}

/// Settles once what is unfolded at first.
fn begin(screen: &mut RunbooksScreen, library: &Library) {
    if std::mem::replace(&mut screen.begun, true) {
        return;
    }
    if library.books.len() + library.procedures().count() <= SMALL_LIBRARY {
        let good = library.runbooks().map(|runbook| runbook.id.clone());
        screen.unfolded.extend(good);
    }
}

/// The folders that someone has to look at.
fn at_fault(library: &Library) -> Vec<Row> {
    let folders = library.folders.iter().enumerate();
    folders
        .filter(|(_, folder)| folder.fault.is_some() || !folder.problems.is_empty())
        .map(|(index, _)| Row::Folder(index))
        .collect()
}

/// The rows beneath an unfolded runbook.
fn beneath(app: &App, id: &RunbookId, rows: &mut Vec<Row>) {
    if !app.runbooks.is_unfolded(id) {
        return;
    }
    let Some(runbook) = app.usable(id) else {
        return;
    };
    let good = runbook
        .procedures
        .iter()
        .map(|procedure| Row::Procedure(runbook.reference(procedure)));
    let broken = runbook.broken.iter().map(|broken| {
        Row::Broken(ProcedureRef {
            runbook: id.clone(),
            procedure: broken.id.clone(),
        })
    });
    rows.extend(good.chain(broken));
}

/// The library was looked at again. What cannot be used as it is on disk is read back from
/// the journal at once: who looks for an exception at night must find it.
pub(super) fn looked(app: &mut App, state: &State) -> Vec<Effect> {
    app.runbooks.pins.clear();
    let Some(library) = app.library.clone() else {
        return Vec::new();
    };
    let broken = library
        .books
        .iter()
        .filter(|book| book.parsed.runbook.is_none())
        .map(|book| &book.parsed.id);
    let gone = gone(&library, state).into_iter().map(|(id, _)| id);
    let known = |id: &&RunbookId| state.revisions(id.as_str()).is_some();
    let wanted: Vec<_> = broken.chain(gone).filter(known).take(MOST_PINS).collect();
    wanted.into_iter().filter_map(|id| fetch(app, id)).collect()
}

/// Asks for the last good revision of a runbook whose file is of no use, once.
fn fetch(app: &mut App, id: &RunbookId) -> Option<Effect> {
    if app.usable(id).is_some() || app.runbooks.pins.contains_key(id) {
        return None;
    }
    app.runbooks.pins.insert(id.clone(), Fetched::Coming);
    Some(Effect::Ask(Request::Newest(id.clone())))
}

/// The last good revision of a runbook has come, or is not to be had.
pub(super) fn newest(app: &mut App, id: RunbookId, pin: Option<Pin>) {
    let pin = pin.map_or(Fetched::Missing, Fetched::Here);
    app.runbooks.pins.insert(id, pin);
}

pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match action {
        Action::ScrollDown => scroll(app, state, i32::from(SCROLL)),
        Action::ScrollUp => scroll(app, state, -i32::from(SCROLL)),
        _ if app.runbooks.zoomed && scrolled(app, state, action) => {}
        _ if moved(app, action) => {}
        Action::Enter => return enter(app, state),
        Action::Right => return right(app, state),
        Action::Left => left(app, state),
        _ => {}
    }
    Vec::new()
}

fn moved(app: &mut App, action: Action) -> bool {
    let rows = app.runbooks.rows.len();
    let moved = app.runbooks.cursor.moved(action, rows);
    if moved {
        app.runbooks.wanted = None;
        app.runbooks.scroll = 0;
    }
    moved
}

/// Where the words fill the screen, the keys that move the cursor move them.
fn scrolled(app: &mut App, state: &State, action: Action) -> bool {
    let by = match action {
        Action::Down => 1,
        Action::Up => -1,
        Action::PageDown => i32::from(PAGE),
        Action::PageUp => -i32::from(PAGE),
        Action::First => i32::MIN,
        Action::Last => i32::MAX,
        _ => return false,
    };
    scroll(app, state, by);
    true
}

fn scroll(app: &mut App, state: &State, by: i32) {
    let lowest = i32::from(view::runbooks_lowest(app, state));
    let to = i32::from(app.runbooks.scroll)
        .saturating_add(by)
        .clamp(0, lowest);
    app.runbooks.scroll = u16::try_from(to).unwrap_or(0);
}

fn enter(app: &mut App, state: &State) -> Vec<Effect> {
    match app.runbooks.row().cloned() {
        Some(Row::Procedure(procedure)) => start(app, procedure),
        Some(Row::Folder(_) | Row::Broken(_)) => {
            zoom(app, !app.runbooks.zoomed);
            Vec::new()
        }
        Some(row) if app.runbooks.zoomed => {
            zoom(app, false);
            set_unfolded(app, state, &row, true)
        }
        Some(row) => {
            let unfolded = row.runbook().is_some_and(|id| app.runbooks.is_unfolded(id));
            set_unfolded(app, state, &row, !unfolded)
        }
        None => Vec::new(),
    }
}

fn right(app: &mut App, state: &State) -> Vec<Effect> {
    let Some(row) = app.runbooks.row().cloned() else {
        return Vec::new();
    };
    let folded = row
        .runbook()
        .is_some_and(|id| !app.runbooks.is_unfolded(id));
    if row.is_runbook() && folded && !app.runbooks.zoomed {
        return set_unfolded(app, state, &row, true);
    }
    zoom(app, true);
    Vec::new()
}

fn left(app: &mut App, state: &State) {
    if app.runbooks.zoomed {
        return zoom(app, false);
    }
    match app.runbooks.row().cloned() {
        Some(row) if row.is_runbook() => {
            set_unfolded(app, state, &row, false);
        }
        Some(Row::Procedure(_) | Row::Broken(_)) => to_runbook(app),
        _ => {}
    }
}

pub(super) fn back(app: &mut App) {
    match app.runbooks.zoomed {
        true => zoom(app, false),
        false => to_runbook(app),
    }
}

/// The cursor goes up to the runbook that its row stands beneath.
fn to_runbook(app: &mut App) {
    let screen = &mut app.runbooks;
    let above = screen.rows.iter().take(screen.cursor.at + 1);
    if let Some(at) = above.rev().position(Row::is_runbook)
        && at > 0
    {
        screen.cursor.at -= at;
        screen.scroll = 0;
    }
}

fn zoom(app: &mut App, zoomed: bool) {
    app.runbooks.zoomed = zoomed;
    app.runbooks.scroll = 0;
}

fn set_unfolded(app: &mut App, state: &State, row: &Row, unfolded: bool) -> Vec<Effect> {
    let Some(id) = row.runbook().cloned() else {
        return Vec::new();
    };
    let effect = if unfolded {
        let effect = fetch(app, &id);
        app.runbooks.unfolded.insert(id);
        effect
    } else {
        app.runbooks.unfolded.remove(&id);
        None
    };
    recount(app, state);
    effect.into_iter().collect()
}

/// Starts a procedure; asks where, when there are several places.
fn start(app: &mut App, procedure: ProcedureRef) -> Vec<Effect> {
    let found = app
        .usable(&procedure.runbook)
        .and_then(|runbook| runbook.procedure(procedure.procedure.as_str()));
    let Some(found) = found else {
        return Vec::new();
    };
    let title = format!("{}: where?", found.title);
    let targets: Vec<_> = found
        .targets
        .iter()
        .map(|target| name(app, target))
        .collect();
    if let [_, _, ..] = targets[..] {
        let item = |target: TargetName| {
            let pick = Pick::Start(procedure.clone(), Some(target.clone()));
            (target.to_string(), pick)
        };
        let items = targets.into_iter().map(item).collect();
        app.overlay = Some(Overlay::Picker(Picker::new(title, items)));
        return Vec::new();
    }
    let target = targets.into_iter().next();
    vec![today::start(app, procedure, target)]
}

/// A target as it is recorded.
fn name(app: &App, target: &Target) -> TargetName {
    match target {
        Target::ThisHost => app.host.clone(),
        Target::Named(name) => name.clone(),
    }
}

/// Shows a runbook's page, or a procedure's.
pub(super) fn show(
    app: &mut App,
    state: &State,
    runbook: &str,
    procedure: Option<&ProcedureRef>,
) -> Vec<Effect> {
    app.run = None;
    app.screen = Screen::Runbooks;
    app.runbooks.zoomed = false;
    app.runbooks.scroll = 0;
    // Without room for both, the page is what was asked for.
    app.runbooks.zoomed = !view::has_halves(app);
    let id = RunbookId::from(runbook);
    let effect = procedure.and_then(|_| {
        app.runbooks.unfolded.insert(id.clone());
        app.library.is_some().then(|| fetch(app, &id)).flatten()
    });
    app.runbooks.wanted = Some(Wanted {
        runbook: id,
        procedure: procedure.cloned(),
    });
    recount(app, state);
    effect.into_iter().collect()
}

/// The cursor goes to what was asked for, once that is there.
fn settle(app: &mut App) {
    let Some(wanted) = &app.runbooks.wanted else {
        return;
    };
    let rows = &app.runbooks.rows;
    let own = |row: &Row| row.runbook() == Some(&wanted.runbook);
    let exact = |row: &Row| match (row, &wanted.procedure) {
        (Row::Procedure(one) | Row::Broken(one), Some(wanted)) => one == wanted,
        (row, None) => row.is_runbook() && own(row),
        _ => false,
    };
    let exact = rows.iter().position(exact);
    let Some(at) = exact.or_else(|| rows.iter().position(own)) else {
        let text = format!("There is no runbook called {} here.", wanted.runbook);
        app.runbooks.wanted = None;
        return app.refuse(text);
    };
    // Its procedures may still be on their way.
    let coming = matches!(app.runbooks.pin(&wanted.runbook), Some(Fetched::Coming));
    if exact.is_some() || !coming {
        app.runbooks.wanted = None;
    }
    app.runbooks.cursor.at = at;
}

/// Shows a procedure's page from one of its steps on.
pub(super) fn show_step(
    app: &mut App,
    state: &State,
    procedure: &ProcedureRef,
    step: &StepId,
) -> Vec<Effect> {
    let effects = show(app, state, procedure.runbook.as_str(), Some(procedure));
    app.runbooks.scroll = view::runbooks_step(app, state, step)
        .unwrap_or(0)
        .min(view::runbooks_lowest(app, state));
    effects
}
