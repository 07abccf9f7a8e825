//! Journal: what was done, newest first, and one run whole.
//!
//! A long record is not gone through for one screen: rows are gathered as far as the cursor
//! has come, and a little further. A row is a small key; what it says is looked up when it
//! is drawn.

use super::journal_day::missed_on;
pub use super::journal_rows::{Filter, Row, What};
use super::journal_rows::{Sieve, is_not_ok, procedure_of};
pub(super) use super::journal_rows::{procedure_begun, row_runbook};
use super::linked::links;
use super::overlay::{Pick, Picker};
use super::run::Fetched;
use super::trends::{TrendSort, Trends};
use super::{App, Cursor, Overlay, Screen, exception, run};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::Command;
use crate::event::RunId;
use crate::present::capitalized;
use crate::report::{Calendar, DAYS};
use crate::runbook::ProcedureRef;
use crate::session::{Request, WorkerRequest};
use crate::state::{Run, State, Trend};
use jiff::ToSpan;
use jiff::civil::Date;

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
    /// The selected day of the calendar; today where none was selected yet.
    pub day: Option<Date>,
    /// The selected reading of the trends.
    pub trend: Cursor,
    /// In which order the trends stand.
    pub trend_sort: TrendSort,
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
        let here = before.all.get(app.journal.trend.at);
        let here = here.map(|trend| (trend.line.clone(), trend.step_ref.clone()));
        let (only, sort) = (before.only.clone(), app.journal.trend_sort);
        let trends = Trends::of(app.now, state, only, sort);
        let is_here = |trend: &Trend| {
            let (line, step_ref) = (&trend.line, &trend.step_ref);
            here.as_ref()
                .is_some_and(|it| (line, step_ref) == (&it.0, &it.1))
        };
        app.journal.trend.at = trends.all.iter().position(is_here).unwrap_or_default();
        app.journal.opened = Some(Opened::Trends(trends));
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

pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    match action {
        _ if app.journal.scroll.beside(action) => {}
        _ if to_day(app, action) => {}
        Action::Filter => ask_filter(app, state),
        Action::NextOpen if !matches!(app.journal.opened, Some(Opened::Trends(_))) => {
            to_next(app, state);
        }
        Action::OnlyThis => only_this(app, state),
        Action::NextView => match app.journal.opened {
            Some(Opened::Calendar(_)) => toggle_trends(app, state),
            Some(Opened::Trends(_)) => back(app),
            _ => toggle_calendar(app, state),
        },
        Action::Calendar => toggle_calendar(app, state),
        Action::Trends => toggle_trends(app, state),
        Action::Sort if !matches!(app.journal.opened, Some(Opened::Trends(_))) => {
            let filter = app.key(Action::Filter);
            app.say(format!(
                "A log is newest first; {filter} shows what was not OK alone."
            ));
        }
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

/// Asks which rows are to be shown.
fn ask_filter(app: &mut App, state: &State) {
    let items = Filter::OFFERED.map(|filter| (capitalized(filter.words()), Pick::Journal(filter)));
    let mut items = Vec::from(items);
    let has_procedure = selected_procedure(app, state).is_some();
    let only = match app.journal.only {
        Some(_) => Some("Of every procedure"),
        None => has_procedure.then_some("Only of this procedure"),
    };
    items.extend(only.map(|words| (words.to_owned(), Pick::Do(Action::OnlyThis))));
    app.overlay = Some(Overlay::Picker(Picker::new("Show which rows?", items)));
}

/// Shows the rows that were picked.
pub(super) fn show_only(app: &mut App, state: &State, filter: Filter) {
    app.journal.filter = filter;
    sift(app, state);
}

/// To the next run that did not go as it should; of the rows that are gathered.
fn to_next(app: &mut App, state: &State) {
    let failed = |row: &Row| match &row.what {
        What::Run(id) => state
            .verdict_of(*id)
            .is_some_and(|verdict| is_not_ok(&verdict)),
        _ => false,
    };
    let here = app.journal.cursor.at;
    let mut rows = app.journal.rows.iter().enumerate().skip(here + 1);
    match rows.find(|(_, row)| failed(row)).map(|(at, _)| at) {
        Some(at) => {
            app.journal.cursor.at = at;
            app.journal.scroll.to(0);
        }
        None => app.say("No failure further back in what is shown."),
    }
}

fn selected_procedure(app: &App, state: &State) -> Option<ProcedureRef> {
    match &app.journal.row()?.what {
        What::Run(id) => procedure_of(state, *id),
        What::Excused { line, .. } => Some(line.procedure.clone()),
        What::FollowUp { id, .. } => Some(state.follow_up(*id)?.origin()?.procedure.clone()),
        What::Noted(_) => None,
    }
}

/// Only rows of the selected one's procedure, or all again.
fn only_this(app: &mut App, state: &State) {
    if app.journal.only.take().is_none() {
        let procedure = selected_procedure(app, state);
        if procedure.is_none() {
            return app.refuse("Only what came from a run, or a waived round, has a procedure.");
        }
        app.journal.only = procedure;
    }
    sift(app, state);
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
        (Action::Enter, Some(Opened::Trends(trends))) => {
            let selected = trends.all.get(app.journal.trend.at);
            app.journal.only = selected.map(|trend| trend.line.procedure.clone());
            sift(app, state);
            Vec::new()
        }
        (Action::Sort, Some(Opened::Trends(_))) => {
            app.journal.trend_sort = app.journal.trend_sort.next();
            recount(app, state);
            Vec::new()
        }
        (Action::NextOpen, Some(Opened::Trends(trends))) => {
            let from = app.journal.trend.at + 1;
            let next = trends.next_worrying(from);
            match next {
                Some(at) => app.journal.trend.at = at,
                None => app.say("No other reading is in warning or alarm."),
            }
            Vec::new()
        }
        (_, Some(Opened::Trends(trends))) => {
            let rows = trends.all.len();
            app.journal.trend.moved(action, rows);
            Vec::new()
        }
        (Action::Enter, Some(Opened::Calendar(calendar))) => {
            let calendar = calendar.clone();
            runs_of_day(app, state, &calendar)
        }
        (Action::Acknowledge, Some(Opened::Calendar(calendar))) => {
            let calendar = calendar.clone();
            acknowledge_day(app, state, &calendar)
        }
        _ => {
            app.journal.scroll.alone(action);
            Vec::new()
        }
    }
}

/// Moves the selected day of the calendar as the arrows go in its grid, or to the next day
/// before it on which something was missed or late; says whether the action was one of these.
fn to_day(app: &mut App, action: Action) -> bool {
    let Some(Opened::Calendar(calendar)) = &app.journal.opened else {
        return false;
    };
    let (today, day) = (app.today_date(), app.calendar_day());
    let days = match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::Left => -7,
        Action::Right => 7,
        Action::PageUp => -28,
        Action::PageDown => 28,
        Action::Last => DAYS,
        Action::First => -DAYS,
        Action::NextOpen => {
            let bad: Vec<_> = calendar.bad().map(|(date, _)| *date).collect();
            let before = bad.iter().find(|date| **date < day);
            app.journal.day = before.or(bad.first()).copied().or(Some(day));
            return true;
        }
        _ => return false,
    };
    let first = today.saturating_sub((DAYS - 1).days());
    let to = day.saturating_add(days.days());
    app.journal.day = Some(to.clamp(first, today));
    true
}

/// Leads to a run of the selected day.
fn runs_of_day(app: &mut App, state: &State, calendar: &Calendar) -> Vec<Effect> {
    let wall = app.wall();
    let due = calendar.on(state, app.calendar_day(), &wall).into_iter();
    let runs = due.filter_map(|(line, it)| {
        let known = state.line_of(&line).and_then(|line| line.current());
        let title = known.map_or_else(|| line.procedure.to_string(), |it| it.what.title.clone());
        let words = format!("{} {title}", wall.time(it.slot));
        Some((words, Pick::Story(it.run?)))
    });
    let items: Vec<_> = runs.collect();
    match &items[..] {
        [] => app.say("No run was for a round of this day."),
        [(_, Pick::Story(run))] => return tell(app, state, *run),
        _ => app.overlay = Some(Overlay::Picker(Picker::new("Open which run?", items))),
    }
    Vec::new()
}

/// Acknowledges what was missed on the selected day.
fn acknowledge_day(app: &mut App, state: &State, calendar: &Calendar) -> Vec<Effect> {
    let lines = missed_on(app.calendar_day(), state, calendar, &app.wall());
    if lines.is_empty() {
        app.refuse("Nothing that was missed on this day waits to be acknowledged.");
    }
    let acknowledge = |line| Request::Do(Command::MarkSeen { line: Some(line) });
    let requests = lines.into_iter().map(acknowledge);
    requests.map(|request| app.request(request, None)).collect()
}

impl App {
    fn today_date(&self) -> Date {
        self.zone.to_datetime(self.now).date()
    }

    /// The selected day of the calendar.
    pub fn calendar_day(&self) -> Date {
        self.journal.day.unwrap_or_else(|| self.today_date())
    }
}

/// From a run's story to its steps; where other runs belong to it, to any of them.
fn go_on(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    let links = links(app, state, id);
    if links.is_empty() {
        return exception::open(app, state, id);
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

/// The readings of what is shown: of one procedure, or of all. The same key puts the list back.
fn toggle_trends(app: &mut App, state: &State) {
    let is_shown = matches!(app.journal.opened, Some(Opened::Trends(_)));
    app.journal.scroll.to(0);
    app.journal.opened = (!is_shown).then(|| {
        let (only, sort) = (app.journal.only.clone(), app.journal.trend_sort);
        Opened::Trends(Trends::of(app.now, state, only, sort))
    });
}
