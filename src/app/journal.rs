//! Journal: what was done, newest first, and one run whole.
//!
//! A long record is not gone through for one screen: rows are gathered as far as the cursor
//! has come, and a little further. A row is a small key; what it says is looked up when it
//! is drawn.

use super::linked::links;
use super::overlay::{Pick, Picker};
use super::run::Fetched;
use super::trends::{self, Trends};
use super::{App, Cursor, Overlay, Screen, run};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::event::{FollowUpId, FollowUpState, RunId};
use crate::report::Calendar;
use crate::runbook::{Operator, ProcedureRef, RunbookId};
use crate::session::WorkerRequest;
use crate::state::{HappeningKind, Run, SeriesId, State, Verdict};
use jiff::Timestamp;

/// Rows beyond the cursor that are always there.
const AHEAD: usize = 200;

/// Journal's own state.
#[derive(Clone, Debug, Default)]
pub struct JournalScreen {
    /// What is shown, in order, as far as it was gathered.
    pub rows: Vec<Row>,
    /// Whether there are no more.
    pub is_complete: bool,
    /// The selected row.
    pub cursor: Cursor,
    /// How far the words are scrolled.
    pub scroll: Scroll,
    /// Which rows are shown.
    pub filter: Filter,
    /// The one procedure of which rows are shown.
    pub only: Option<ProcedureRef>,
    /// What fills the screen.
    pub opened: Option<Opened>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// Who did it; of a run, who ended it.
    pub by: Operator,
    /// What it was.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A run ended, or goes on.
    Run(RunId),
    /// Someone wrote something down for the shift.
    Noted(String),
    /// An occurrence need not be done.
    Excused {
        /// Whose.
        line: SeriesId,
        /// Which.
        slot: Timestamp,
        /// Why.
        reason: String,
    },
    /// A follow-up came to be, or to another state.
    FollowUp {
        /// Which.
        id: FollowUpId,
        /// The state; none where it came to be.
        state: Option<FollowUpState>,
    },
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// What did not go as it should.
    NotOk,
    /// What this operator had a part in.
    Mine,
    /// What became of follow-ups.
    FollowUps,
}

impl Filter {
    fn next(self) -> Self {
        match self {
            Self::All => Self::NotOk,
            Self::NotOk => Self::Mine,
            Self::Mine => Self::FollowUps,
            Self::FollowUps => Self::All,
        }
    }

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "everything",
            Self::NotOk => "not OK",
            Self::Mine => "mine",
            Self::FollowUps => "follow-ups",
        }
    }
}

/// What fills the screen instead of the list.
#[derive(Clone, Debug)]
pub enum Opened {
    /// A run whole, where the state holds only its summary: read back.
    Run(RunId, Fetched<Box<Run>>),
    /// Another row's words.
    Row,
    /// The last year, day by day.
    Calendar(Calendar),
    /// The readings of the last year, each over time.
    Trends(Trends),
}

impl JournalScreen {
    /// The selected row.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor.at)
    }
}

/// Finds the rows anew; the cursor stays on what it was on.
pub(super) fn recount(app: &mut App, state: &State) {
    if app.screen != Screen::Journal {
        return;
    }
    if let Some(Opened::Calendar(before)) = &app.journal.opened {
        let only = before.only.clone();
        app.journal.opened = Some(Opened::Calendar(Calendar::of(state, only, &app.wall())));
    }
    if let Some(Opened::Trends(before)) = &app.journal.opened {
        let only = before.only.clone();
        app.journal.opened = Some(Opened::Trends(Trends::of(app, state, only)));
    }
    let before = app.journal.row().cloned();
    let wanted = app.journal.rows.len();
    gather(app, state, wanted.max(app.journal.cursor.at + AHEAD));
    let screen = &mut app.journal;
    let is_same = |row: &Row, before: &Row| match (&row.what, &before.what) {
        // A run that ended in the meantime is still the same run.
        (What::Run(one), What::Run(other)) => one == other,
        _ => row == before,
    };
    let at = before.and_then(|before| screen.rows.iter().position(|row| is_same(row, &before)));
    if let Some(at) = at {
        screen.cursor.at = at;
    }
    screen.cursor.clamp(screen.rows.len());
}

/// Takes the newest rows, as many as are wanted.
fn gather(app: &mut App, state: &State, wanted: usize) {
    let sieve = Sieve {
        filter: app.journal.filter,
        only: app.journal.only.as_ref(),
        operator: &app.operator,
        state,
    };
    let happenings = state.timeline();
    let mut rows = happenings.filter_map(|it| sieve.row(it.at, it.by, &it.kind));
    let found: Vec<_> = rows.by_ref().take(wanted).collect();
    let is_complete = rows.next().is_none();
    app.journal.rows = found;
    app.journal.is_complete = is_complete;
}

/// Lets through what is to be shown.
struct Sieve<'a> {
    filter: Filter,
    only: Option<&'a ProcedureRef>,
    operator: &'a Operator,
    state: &'a State,
}

impl Sieve<'_> {
    fn row(&self, at: Timestamp, by: &Operator, kind: &HappeningKind<'_>) -> Option<Row> {
        if self.filter == Filter::FollowUps && !matches!(kind, HappeningKind::FollowUp { .. }) {
            return None;
        }
        let what = match kind {
            // A run is one row: once it has ended, at its end.
            HappeningKind::Started(id) if self.has_ended(*id) => return None,
            HappeningKind::Started(id) | HappeningKind::Ended(id, _) => {
                if !self.wants_run(*id) {
                    return None;
                }
                What::Run(*id)
            }
            HappeningKind::Noted(text) => {
                let wanted = self.only.is_none() && self.wants_word_of(by);
                wanted.then(|| What::Noted((*text).to_owned()))?
            }
            HappeningKind::Excused { line, slot, reason } => {
                let same = self.only.is_none_or(|only| line.procedure == *only);
                let own = self.filter != Filter::Mine || by == self.operator;
                (same && own).then(|| What::Excused {
                    line: (*line).clone(),
                    slot: *slot,
                    reason: (*reason).to_owned(),
                })?
            }
            HappeningKind::FollowUp { id, state } => {
                self.wants_follow_up(*id, by).then_some(What::FollowUp {
                    id: *id,
                    state: *state,
                })?
            }
        };
        let by = by.clone();
        Some(Row { at, by, what })
    }

    fn wants_word_of(&self, by: &Operator) -> bool {
        match self.filter {
            Filter::All => true,
            Filter::NotOk | Filter::FollowUps => false,
            Filter::Mine => by == self.operator,
        }
    }

    fn wants_follow_up(&self, id: FollowUpId, by: &Operator) -> bool {
        let procedure = self
            .state
            .follow_up(id)
            .and_then(|known| Some(&known.origin()?.procedure));
        let same = self.only.is_none() || procedure == self.only;
        same && match self.filter {
            Filter::All | Filter::FollowUps => true,
            Filter::NotOk => false,
            Filter::Mine => by == self.operator,
        }
    }

    fn has_ended(&self, id: RunId) -> bool {
        self.state.run(id).is_none_or(Run::is_ended)
    }

    fn wants_run(&self, id: RunId) -> bool {
        if self.filter == Filter::All && self.only.is_none() {
            return true;
        }
        if let Some(summary) = self.state.summary(id) {
            let same = self.only.is_none_or(|only| summary.procedure == *only);
            return same
                && match self.filter {
                    Filter::All | Filter::FollowUps => true,
                    Filter::NotOk => summary.disputed || is_not_ok(&summary.verdict),
                    Filter::Mine => summary.operators.contains(self.operator),
                };
        }
        let Some(run) = self.state.run(id) else {
            return false;
        };
        let started = run.started.as_ref().map(|said| &said.what.procedure);
        let same = self.only.is_none_or(|only| started == Some(only));
        same && match self.filter {
            Filter::All | Filter::FollowUps => true,
            Filter::NotOk => {
                let counts = run.counts();
                run.is_disputed()
                    || is_not_ok(&run.verdict())
                    || counts.not_ok + counts.alarms + counts.deferred > 0
            }
            Filter::Mine => run.operators().contains(self.operator),
        }
    }
}

fn is_not_ok(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Open | Verdict::Completed | Verdict::Ended(_) => false,
        Verdict::WithFailures
        | Verdict::WithGaps
        | Verdict::NothingDone
        | Verdict::Abandoned(_) => true,
    }
}

pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match action {
        _ if app.journal.scroll.beside(action) => {}
        Action::Filter => {
            app.journal.filter = app.journal.filter.next();
            sift(app, state);
        }
        Action::OnlyThis => only_this(app, state),
        Action::Calendar => toggle_calendar(app, state),
        Action::Trends => trends::toggle(app, state),
        Action::Left => back(app),
        _ if app.journal.opened.is_some() => return opened(app, state, action),
        Action::Enter | Action::Right => return open(app, state),
        _ => moved(app, state, action),
    }
    Vec::new()
}

fn moved(app: &mut App, state: &State, action: Action) {
    if action == Action::Last && !app.journal.is_complete {
        gather(app, state, usize::MAX);
    }
    let rows = app.journal.rows.len();
    if !app.journal.cursor.moved(action, rows) {
        return;
    }
    app.journal.scroll.to(0);
    let at = app.journal.cursor.at;
    if !app.journal.is_complete && at + AHEAD / 2 > rows {
        // Twice as many each time, so that walking down a long record is not slower than
        // its length.
        gather(app, state, rows * 2 + AHEAD);
    }
}

/// Other rows are wanted: the first of them is selected, or what was.
fn sift(app: &mut App, state: &State) {
    let screen = &mut app.journal;
    screen.opened = None;
    screen.scroll.to(0);
    let before = screen.row().cloned();
    screen.rows.clear();
    screen.cursor = Cursor::default();
    gather(app, state, AHEAD);
    let rows = &app.journal.rows;
    let at = before.and_then(|before| rows.iter().position(|row| *row == before));
    app.journal.cursor.at = at.unwrap_or(0);
}

/// Only rows of the selected one's procedure, or all again.
fn only_this(app: &mut App, state: &State) {
    if app.journal.only.take().is_none() {
        let procedure = match app.journal.row().map(|row| &row.what) {
            Some(What::Run(id)) => procedure_of(state, *id),
            Some(What::Excused { line, .. }) => Some(line.procedure.clone()),
            Some(What::FollowUp { id, .. }) => state
                .follow_up(*id)
                .and_then(|known| Some(known.origin()?.procedure.clone())),
            _ => None,
        };
        if procedure.is_none() {
            return app.refuse("Only what came from a run, or a waived round, is of a procedure.");
        }
        app.journal.only = procedure;
    }
    sift(app, state);
}

/// The runbook that a row is about.
pub(super) fn row_runbook(state: &State, row: &Row) -> Option<RunbookId> {
    match &row.what {
        What::Run(id) => Some(procedure_of(state, *id)?.runbook),
        What::Excused { line, .. } => Some(line.procedure.runbook.clone()),
        What::FollowUp { id, .. } => state.follow_up(*id)?.opening()?.runbook.clone(),
        What::Noted(_) => None,
    }
}

/// What a run walks.
pub(super) fn procedure_begun(run: &Run) -> Option<ProcedureRef> {
    Some(run.started.as_ref()?.what.procedure.clone())
}

fn procedure_of(state: &State, id: RunId) -> Option<ProcedureRef> {
    if let Some(summary) = state.summary(id) {
        return Some(summary.procedure.clone());
    }
    procedure_begun(state.run(id)?)
}

/// The selected row fills the screen.
fn open(app: &mut App, state: &State) -> Vec<Effect> {
    let Some(row) = app.journal.row() else {
        return Vec::new();
    };
    let What::Run(id) = row.what else {
        app.journal.opened = Some(Opened::Row);
        app.journal.scroll.to(0);
        return Vec::new();
    };
    app.journal.opened = Some(Opened::Run(id, Fetched::Coming));
    app.journal.scroll.to(0);
    match state.run(id) {
        Some(_) => Vec::new(),
        None => vec![Effect::Ask(WorkerRequest::Whole(id))],
    }
}

/// A key while a row fills the screen.
fn opened(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match (action, &app.journal.opened) {
        (Action::Enter, Some(Opened::Run(id, _))) => go_on(app, state, *id),
        (Action::Output, Some(Opened::Run(id, whole))) => {
            let here = match whole {
                Fetched::Here(run) => Some((**run).clone()),
                _ => state.run(*id).cloned(),
            };
            here.map_or_else(Vec::new, |run| run::outputs_of(app, &run))
        }
        _ => {
            app.journal.scroll.alone(action);
            Vec::new()
        }
    }
}

/// From a run's story to its steps; where other runs belong to it, to any of them.
fn go_on(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    let links = links(app, state, id);
    if links.is_empty() {
        return run::open(app, state, id);
    }
    let mut items = vec![("The steps of this run".to_owned(), Pick::Run(id))];
    items.extend(
        links
            .into_iter()
            .map(|(words, run)| (words, Pick::Story(run))),
    );
    app.overlay = Some(Overlay::Picker(Picker::new("Where to?", items)));
    Vec::new()
}

/// Tells a run's whole story, wherever someone is.
pub(super) fn tell(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    app.run = None;
    app.front = None;
    app.screen = Screen::Journal;
    let is_it = |row: &Row| row.what == What::Run(id);
    if !app.journal.rows.iter().any(is_it) {
        (app.journal.filter, app.journal.only) = (Filter::All, None);
        gather(app, state, usize::MAX);
    }
    let Some(at) = app.journal.rows.iter().position(is_it) else {
        app.refuse("That run has not arrived here yet.");
        return Vec::new();
    };
    app.journal.cursor.at = at;
    open(app, state)
}

pub(super) fn back(app: &mut App) {
    if app.journal.opened.take().is_some() {
        app.journal.scroll.to(0);
    }
}

/// What is read back is asked for again when the record has changed, and when the state does
/// not hold the run whole any more.
pub(super) fn refetch(app: &App, state: &State) -> Option<Effect> {
    match app.journal.opened {
        Some(Opened::Run(id, _)) if app.screen == Screen::Journal && state.run(id).is_none() => {
            Some(Effect::Ask(WorkerRequest::Whole(id)))
        }
        _ => None,
    }
}

/// A run in full has come, or is not to be had.
pub(super) fn whole(app: &mut App, id: RunId, run: Option<Box<Run>>) {
    if let Some(Opened::Run(wanted, whole)) = &mut app.journal.opened
        && *wanted == id
    {
        *whole = run.map_or(Fetched::Missing, Fetched::Here);
    }
}

/// The last year of what is shown: of one procedure, or of all. The same key puts the list back.
fn toggle_calendar(app: &mut App, state: &State) {
    let is_shown = matches!(app.journal.opened, Some(Opened::Calendar(_)));
    app.journal.scroll.to(0);
    app.journal.opened = (!is_shown).then(|| {
        let only = app.journal.only.clone();
        Opened::Calendar(Calendar::of(state, only, &app.wall()))
    });
}
