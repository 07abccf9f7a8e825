//! Today: what wants someone.

use super::confirm::{self, Deed};
use super::overlay::{Pick, Picker, Prompt, Purpose, Showing};
use super::today_row::{is_same, slot};
pub use super::today_row::{procedure_of, row_run, row_runbook};
use super::today_screen::room;
use super::{App, Overlay, Saving, exception, follow_ups, pages, record, report, runbooks};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::Command;
use crate::event::{FollowUpId, FollowUpKind, Origin, RunId};
use crate::present::{self, Group, Sources, size};
use crate::report::Page;
use crate::runbook::{ProcedureRef, RunbookId, TargetName, Values};
use crate::session::{Ill, Request, Start, broken, first_steps, to_allow};
use crate::state::{FirstStep, Occurrence, Row, SeriesId, SlotState, State, Trouble, Upkeep, Whom};
use std::collections::BTreeMap;

/// The screen has another size.
pub(super) fn refold(app: &mut App) {
    app.today.room = room(app.size, app.clock.is_some());
    let at = app.today.at();
    app.today.fold(at);
}

/// Finds the rows anew; the cursor stays on what it was on.
pub(super) fn recount(app: &mut App, state: &State) {
    let before = app.today_row().cloned();
    let library = app.library.clone();
    let whom = app.whom(library.as_deref());
    let clock = app.wall();
    let sources = Sources {
        state,
        preview: Some(&app.preview),
        clock: &clock,
        whom: &whom,
        outside: &app.outside,
    };
    let broken = library.iter().flat_map(|library| broken(library));
    let firsts: Vec<Row> = library
        .iter()
        .flat_map(|it| first_steps(it, state))
        .collect();
    // Whoever has done no round yet is asked at each command, and need not allow them before.
    let to_allow = match firsts.is_empty() {
        true => to_allow(&app.not_allowed),
        false => Vec::new(),
    };
    let more = broken.chain(to_allow).chain(firsts);
    let today = sources.today(more.chain(record::troubles(
        &app.health,
        app.in_step.as_ref().map_or(0, |it| it.forks),
        app.unsaved.len(),
        app.unreadable.is_some(),
    )));
    let handed = sources.handed_on(&today, app.host.as_str());
    let standing = today.handed_on().cloned().zip(handed).collect();
    let given = state.waiting_handover().and_then(|it| it.given.as_ref());
    let theirs = given.map_or(Vec::new(), |said| {
        let giver = Whom {
            operator: Some(&said.by),
            runbooks: whom.runbooks.clone(),
        };
        let rows = state.today_for(clock.now, &giver).rows;
        rows.iter().map(|row| sources.row(row)).collect()
    });
    let (mut rows, rounds) = (today.rows, sources.rounds());
    if let Some(only) = &app.today.only {
        rows.retain(|row| row.runbook.as_ref() == Some(only));
    }
    (app.today.rows, app.today.rounds) = (rows, rounds);
    (app.shift.standing, app.shift.theirs) = (standing, theirs);
    let rows = app.today.rows.iter();
    let mut whats = rows.map(|row| &row.what);
    let same = before.and_then(|before| whats.position(|row| is_same(row, &before)));
    app.today.room = room(app.size, app.clock.is_some());
    app.today.fold(same);
}

/// Puts the cursor on a run that is in progress; it stays where there is none.
pub(super) fn stand_on(app: &mut App, run: RunId) {
    let is_it = |row: &present::Row| matches!(&row.what, Row::InProgress { run: known, .. } if *known == run);
    if let Some(at) = app.today.rows.iter().position(is_it) {
        app.today.stand_at(at);
    }
}

/// Puts the cursor on what a run that has just ended offers next.
pub(super) fn stand_on_next(app: &mut App, state: &State) {
    recount(app, state);
    let rows = app.today.rows.iter().map(|row| &row.what);
    let at = app.next_up(state).and_then(|next| match next {
        NextUp::Run(next) => rows.map(row_run).position(|run| run == Some(next)),
        NextUp::Slot(line, occurrence) => rows.map(slot).position(|slot| {
            slot.is_some_and(|(other, it)| other == line && it.slot == occurrence.slot)
        }),
    });
    app.today.stand_at(at.unwrap_or_default());
}

/// The next row after the selected one that wants something done, the first of all behind the
/// last.
fn next_to_do(app: &App) -> Option<usize> {
    let busy = [Group::NeedsAttention, Group::InProgress, Group::DueNow];
    let rows = app.today.rows.iter().enumerate();
    let rows: Vec<_> = rows
        .filter(|(_, row)| busy.contains(&row.group))
        .map(|(at, _)| at)
        .collect();
    let here = app.today.at();
    let after = rows.iter().find(|at| here.is_none_or(|here| **at > here));
    after.or(rows.first()).copied()
}

/// What is next, in a sentence.
pub(super) fn next_words(app: &App, state: &State) -> String {
    let row = app.today.row().filter(|_| app.next_up(state).is_some());
    match row {
        Some(row) if row.run.is_some() => format!("In progress: {}.", row.title),
        Some(row) => format!("Next due: {}, {}.", row.title, row.status),
        None => "Nothing else is due now.".to_owned(),
    }
}

/// Asks for the commands of a runbook, procedure by procedure: what is allowed at one key is
/// to be read in one go.
fn ask_for_commands(app: &mut App, runbook: &RunbookId) -> Vec<Effect> {
    let mut counts: BTreeMap<ProcedureRef, usize> = BTreeMap::new();
    let places = app.not_allowed.iter().map(procedure_of);
    for procedure in places.filter(|procedure| procedure.runbook == *runbook) {
        *counts.entry(procedure).or_default() += 1;
    }
    if let Some((only, _)) = counts.first_key_value().filter(|_| counts.len() == 1) {
        return ask_for_those_of(app, &only.clone());
    }
    let name = |procedure: &ProcedureRef| {
        let known = app.library.as_ref()?.procedure(procedure)?;
        Some(known.1.title.clone())
    };
    let items = counts.into_iter().map(|(procedure, count)| {
        let title = name(&procedure).unwrap_or_else(|| procedure.to_string());
        (format!("{title}: {count}"), Pick::Allow(procedure))
    });
    let picker = Picker::new("Whose commands?", items.collect());
    app.overlay = Some(Overlay::Picker(picker));
    Vec::new()
}

/// Asks for the commands of one procedure.
pub(super) fn ask_for_those_of(app: &mut App, procedure: &ProcedureRef) -> Vec<Effect> {
    let written = app.not_allowed.iter();
    let of_it = written.filter(|written| procedure_of(written) == *procedure);
    let commands = of_it.cloned().collect();
    confirm::ask(app, Deed::AllowAll(commands))
}

impl App {
    /// The selected row of Today.
    pub fn today_row(&self) -> Option<&Row> {
        Some(&self.today.row()?.what)
    }

    /// What a finished run offers: a run of this operator's that goes on, else the slot that
    /// should be filled next.
    pub fn next_up(&self, state: &State) -> Option<NextUp<'_>> {
        let mine = |run: &RunId| {
            let run = state.run(*run);
            run.is_some_and(|run| run.operators().contains(&self.operator))
        };
        let goes_on = self.today.rows.iter().find_map(|row| match &row.what {
            Row::InProgress { run, .. } if mine(run) => Some(NextUp::Run(*run)),
            _ => None,
        });
        goes_on.or_else(|| {
            self.today.rows.iter().find_map(|row| match &row.what {
                Row::Slot {
                    line, occurrence, ..
                } if occurrence.state != SlotState::Upcoming => {
                    Some(NextUp::Slot(line, occurrence))
                }
                _ => None,
            })
        })
    }
}

/// What to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextUp<'a> {
    /// A run that goes on.
    Run(RunId),
    /// A slot that is to be filled.
    Slot(&'a SeriesId, &'a Occurrence),
}

pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    if moved(app, action) {
        return Vec::new();
    }
    if action == Action::NextView {
        runbooks::open_board(app, state);
        return Vec::new();
    }
    if matches!(action, Action::OnlyThis | Action::Filter) {
        only_this(app, state);
        return Vec::new();
    }
    let Some(row) = app.today_row().cloned() else {
        return Vec::new();
    };
    match (action, &row) {
        (Action::Enter | Action::Right, _) => enter(app, state, &row, action),
        (
            Action::Waive,
            Row::Slot {
                line, occurrence, ..
            },
        ) => {
            waive(app, line.clone(), occurrence.slot);
            Vec::new()
        }
        (Action::Waive, Row::Missed { line, last, .. }) => {
            waive(app, line.clone(), *last);
            Vec::new()
        }
        (Action::Waive, _) => {
            app.refuse("Only a round can be waived: one that is open, due, overdue or missed.");
            Vec::new()
        }
        (Action::Acknowledge, Row::Missed { line, .. }) => {
            let command = Command::MarkSeen {
                line: Some(line.clone()),
            };
            vec![app.request(Request::Do(command), None)]
        }
        (Action::Acknowledge, _) => {
            app.refuse("Nothing was missed here.");
            Vec::new()
        }
        (Action::AcknowledgeAll, _) => {
            vec![app.request(Request::Do(Command::MarkSeen { line: None }), None)]
        }
        (
            Action::Answer | Action::Move | Action::Origin | Action::NoteHere,
            Row::FollowUp { id, .. },
        ) => match state.follow_up(*id) {
            Some(known) => follow_ups::at(app, state, known, action),
            None => Vec::new(),
        },
        (Action::Move | Action::Origin, _) => {
            app.refuse("Only a follow-up has a status and an origin.");
            Vec::new()
        }
        _ => {
            app.today.scroll.beside(action);
            Vec::new()
        }
    }
}

/// Moves the cursor, or folds and unfolds; says whether the action was one of these.
fn moved(app: &mut App, action: Action) -> bool {
    let rows = app.today.lines.len();
    if app.today.cursor.moved(action, rows) {
        app.today.scroll.to(0);
        return true;
    }
    match action {
        Action::NextOpen => match next_to_do(app) {
            Some(at) => app.today.stand_at(at),
            None => app.say("Nothing needs attention, and nothing is due."),
        },
        Action::Enter | Action::Right => return app.today.unfold(),
        Action::Left => return app.today.fold_again(),
        _ => return false,
    }
    true
}

/// Only rows of the selected one's runbook, or all again.
fn only_this(app: &mut App, state: &State) {
    let selected = app.today_row().and_then(|row| row_runbook(state, row));
    app.today.only = match app.today.only {
        Some(_) => None,
        None => selected,
    };
    recount(app, state);
}

/// What is wrong with the record, each in a sentence, with what to do.
pub fn record_words(app: &App) -> Vec<String> {
    let mut words = Vec::new();
    if let Saving::Failed(why) = &app.saving {
        let again = app.key(Action::TryAgain);
        words.push(format!(
            "{why}. Nothing you type is lost; {again} saves again."
        ));
    }
    words.extend(app.unreadable.clone());
    words.extend(app.health.ills.iter().map(Ill::sentence));
    if !app.health.ills.is_empty() {
        words.push("`rounds journal verify` tells more.".to_owned());
    }
    if app.in_step.as_ref().is_some_and(|it| it.forks > 0) {
        words.push("Two machines wrote under one name, and both records are kept: `rounds journal forks` shows both sides.".to_owned());
    }
    words.extend(app.health.few_bytes_left.map(|left| {
        let left = size(left);
        format!("Only {left} are left on the journal's disk: make room before it is full.")
    }));
    words.extend(app.health.unsigned.as_ref().map(|why| {
        format!("What you record is saved and not signed: {why}. `rounds doctor` tries the key.")
    }));
    words.extend(app.health.keys.iter().cloned());
    words.extend(app.health.waits.iter().cloned());
    words
}

/// Asks whoever sits there whether entries that stand in their name are theirs; others' are only
/// told.
fn ask_to_confirm(app: &mut App) -> Vec<Effect> {
    let ills = app.health.ills.iter();
    let own = ills.filter(|ill| ill.of.as_ref() == Some(&app.operator));
    let own: Vec<String> = own.map(Ill::sentence).collect();
    if own.is_empty() {
        show_record(app);
        return Vec::new();
    }
    confirm::ask(app, Deed::Confirm(own))
}

fn show_record(app: &mut App) {
    app.overlay = Some(Overlay::Showing(Showing {
        title: "What is wrong with the record".to_owned(),
        text: record_words(app).join("\n"),
        is_prose: true,
        scroll: Scroll::default(),
    }));
}

/// Goes into a row: Right opens, Enter begins as well.
pub(super) fn enter(app: &mut App, state: &State, row: &Row, action: Action) -> Vec<Effect> {
    if let Some(id) = row_run(row) {
        return exception::open(app, state, id);
    }
    match (action, row) {
        (
            Action::Enter,
            Row::Slot {
                line, occurrence, ..
            },
        ) if occurrence.state == SlotState::Upcoming => {
            // Hours before its time: a key pressed by habit must not begin it.
            let items = vec![(
                "Start it now, ahead of its time".to_owned(),
                Pick::Start(line.procedure.clone(), line.target.clone()),
            )];
            app.overlay = Some(Overlay::Picker(Picker::new("This is not due yet", items)));
            Vec::new()
        }
        (Action::Enter, Row::Slot { line, .. }) => {
            vec![start(app, line.procedure.clone(), line.target.clone())]
        }
        (Action::Enter | Action::Right, Row::FollowUp { id, kind, .. }) => {
            go_to_follow_up(app, state, *id, *kind, action)
        }
        (Action::Enter | Action::Right, Row::Rehearsal { procedure, .. }) => {
            runbooks::show(app, state, procedure.runbook.as_str(), Some(procedure))
        }
        (Action::Enter | Action::Right, Row::Escalation { id, .. }) => {
            pages::show_escalation(app, state, *id);
            Vec::new()
        }
        (Action::Enter | Action::Right, Row::Record(Trouble::NotSaved(_))) => {
            report::try_again(app)
        }
        (Action::Enter | Action::Right, Row::Record(Trouble::Unconfirmed(_))) => {
            ask_to_confirm(app)
        }
        (Action::Enter | Action::Right, Row::Record(_)) => {
            show_record(app);
            Vec::new()
        }
        (Action::Enter | Action::Right, Row::Near { runbook, what, .. }) => {
            let page = match what {
                Upkeep::Review => Page::Review,
                Upkeep::Stabilization => Page::Stabilization,
            };
            pages::show_page(app, state, runbook, page);
            Vec::new()
        }
        (Action::Enter | Action::Right, Row::Handover { .. }) => {
            pages::open(app, state, Action::Handover)
        }
        (Action::Enter | Action::Right, Row::TakenOver { id, .. }) => {
            pages::show_given(app, state, *id);
            Vec::new()
        }
        (Action::Enter | Action::Right, Row::FirstStep(step)) => first_step(app, *step),
        (
            Action::Enter | Action::Right,
            Row::Broken { runbook, .. } | Row::Sample { runbook, .. },
        ) => runbooks::show(app, state, runbook.as_str(), None),
        (Action::Enter | Action::Right, Row::Commands { runbook, .. }) => {
            ask_for_commands(app, runbook)
        }
        (Action::Enter, Row::Missed { .. }) => tell_missed(app),
        _ => Vec::new(),
    }
}

/// What may be done about rounds that were missed.
fn tell_missed(app: &mut App) -> Vec<Effect> {
    let [acknowledge, waive, runbooks] =
        [Action::Ok, Action::Waive, Action::Runbooks].map(|action| app.key(action));
    app.say(format!("These rounds were missed. {acknowledge} acknowledges them, {waive} waives the last one; Runbooks ({runbooks}) can still start the procedure."));
    Vec::new()
}

/// Lends the terminal to what teaches; a runbook has to be named, so that is only told.
fn first_step(app: &mut App, step: FirstStep) -> Vec<Effect> {
    if step == FirstStep::New {
        let quit = app.key(Action::Quit);
        app.say(format!(
            "Leave with {quit}, then type: rounds new NAME. It writes a file from a template."
        ));
        return Vec::new();
    }
    vec![Effect::Lend(step.word())]
}

/// What was put off is done by the next run of its procedure; all else is read and answered
/// on Follow-ups.
fn go_to_follow_up(
    app: &mut App,
    state: &State,
    id: FollowUpId,
    kind: FollowUpKind,
    action: Action,
) -> Vec<Effect> {
    let known = state.follow_up(id);
    let origin = known.and_then(|known| known.origin());
    let origin = origin.filter(|_| kind == FollowUpKind::Deferral && action == Action::Enter);
    let Some(origin) = origin else {
        follow_ups::show(app, state, id);
        return Vec::new();
    };
    let start = Start {
        target: origin.target.clone(),
        values: subject_values(app, state, origin),
        ..Start::of(origin.procedure.clone())
    };
    vec![app.request(Request::Start(start), None)]
}

/// The values that tell the run which put it off from others of its kind: the next one is
/// about the same.
fn subject_values(app: &App, state: &State, origin: &Origin) -> Values {
    let procedure = app
        .usable(&origin.procedure.runbook)
        .and_then(|it| it.procedure(origin.procedure.procedure.as_str()));
    let (Some(procedure), Some(run)) = (procedure, state.run(origin.run)) else {
        return Values::new();
    };
    let mut known = Values::new();
    if let Some(started) = &run.started {
        known.extend(started.what.values.clone());
    }
    for step_state in run.boxes.values() {
        let said = step_state.outcome().map(|said| &said.what);
        let value = said.and_then(|done| Some((done.name.clone()?, done.value.clone()?)));
        known.extend(value);
    }
    known.retain(|name, _| procedure.tells_apart(name));
    known
}

fn waive(app: &mut App, line: SeriesId, slot: jiff::Timestamp) {
    let purpose = Purpose::Excuse(line, Some(slot));
    let hint = "It then counts as waived, with your name and this reason.";
    app.overlay = Some(Overlay::Prompt(Prompt::new(
        purpose,
        "Waive this round: why?",
        hint,
    )));
}

/// Asks for a run to begin.
pub(super) fn start(app: &mut App, procedure: ProcedureRef, target: Option<TargetName>) -> Effect {
    let start = Start {
        target,
        ..Start::of(procedure)
    };
    app.request(Request::Start(start), None)
}
