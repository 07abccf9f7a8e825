//! Runbooks: what there is to do, runbook by runbook.
//!
//! The rows are derived from the library, from what the record knows beyond it, and from
//! what is unfolded; they are found anew when one of these changes, never while drawing. A
//! runbook whose file is broken or gone keeps its procedures, by its last good revision,
//! once the session has brought that. Nothing is decided here: starting is a request.

mod act;

pub(super) use act::{
    act, back, open_board, places, show, show_owner, show_step, stand_on_board, target_name,
};

use super::board::Board;
use super::run::Fetched;
use super::{App, Cursor, Screen};
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::library::{Book, Library};
use crate::present::{self, OnBoard};
use crate::runbook::{ProcedureRef, Runbook, RunbookId, StepId};
use crate::session::{Pin, WorkerRequest};
use crate::state::{KnownRevision, State};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A library that fits on one screen is shown unfolded.
const SMALL_LIBRARY: usize = 24;
/// So many are read back without being asked for; others when they are unfolded.
const MOST_PINS: usize = 32;

/// Runbooks' own state.
#[derive(Clone, Debug, Default)]
pub struct RunbooksScreen {
    /// What is shown, in order.
    pub rows: Vec<Row>,
    /// The selected row.
    pub cursor: Cursor,
    /// How far the words on the right are scrolled.
    pub scroll: Scroll,
    /// Whether the words fill the screen.
    pub zoomed: bool,
    /// The step that the words begin at, until a key moves them: its place is known where it
    /// is drawn.
    pub from_step: Option<StepId>,
    /// The board, where that is in front of the tree.
    pub board: Board,
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
    /// The pages of its handoff package.
    Pages(RunbookId),
}

impl Row {
    /// The runbook that it is, or is of.
    pub fn runbook(&self) -> Option<&RunbookId> {
        match self {
            Self::Folder(_) => None,
            Self::Book(book) => Some(&book.parsed.id),
            Self::Gone(id) | Self::Pages(id) => Some(id),
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
            (Self::Pages(one), Self::Pages(other)) => one == other,
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
    recount_board(app, state);
}

/// Gathers the lines of the board anew, while it is in front.
fn recount_board(app: &mut App, state: &State) {
    if app.screen != Screen::Runbooks || !app.runbooks.board.is_open {
        return;
    }
    let Some(library) = app.library.clone() else {
        return;
    };
    let books = library.books.iter().map(|book| OnBoard {
        id: &book.parsed.id,
        title: book.title(),
        runbook: book.parsed.runbook.as_ref(),
        has_errors: book.errors() > 0,
    });
    app.runbooks.board.all = present::board(state, books, &app.today.rows, &app.wall());
    app.runbooks.board.sift();
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
    rows.push(Row::Pages(id.clone()));
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
    Some(Effect::Ask(WorkerRequest::Newest(id.clone())))
}

/// The last good revision of a runbook has come, or is not to be had. A run asks for the
/// newest revision too; what a good file says is no last good revision.
pub(super) fn newest(app: &mut App, id: RunbookId, pin: Option<Pin>) {
    if let Some(wanted) = app.runbooks.pins.get_mut(&id) {
        *wanted = pin.map_or(Fetched::Missing, Fetched::Here);
    }
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
