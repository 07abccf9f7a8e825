//! Lists to choose from: Today, the procedures of a runbook, what some words can mean.

use super::Teller;
use super::conversation::Leave;
use super::words::{self, Act, Place};
use crate::event::{FollowUpKind, RunId};
use crate::runbook::{Procedure, ProcedureRef, Runbook, RunbookId, TargetName};
use crate::session::Wish;
use crate::session::command::Command;
use crate::session::library::Library;
use crate::state::{LineId, Occurrence, RehearsalState, Row, SlotState, State, Whom};
use jiff::Timestamp;
use std::sync::Arc;

/// One line of a list; it has a number where it can be chosen.
struct Item {
    words: String,
    choice: Option<Choice>,
}

/// What choosing a line does.
#[derive(Clone)]
enum Choice {
    Begin(ProcedureRef, Option<TargetName>),
    Rehearse(ProcedureRef),
    GoOn(RunId),
}

/// What came of a question.
enum Chosen {
    /// It was done.
    Done,
    /// Today is wanted.
    List,
    /// Another list to choose from.
    Of(Vec<Item>),
}

impl Item {
    fn new(words: String, choice: Option<Choice>) -> Self {
        Self { words, choice }
    }
}

impl Teller {
    /// Today as lines, then what to begin or to go on with, again and again. `says_all` is
    /// false where a run comes first that was asked for by name.
    pub(super) fn today(&mut self, says_all: bool) -> Result<(), Leave> {
        let mut says_all = says_all;
        loop {
            let _ = self.session.refresh();
            self.session.look();
            let items = self.rows();
            if says_all {
                self.list(&items, "Nothing wants anyone now.")?;
                self.warnings()?;
            } else if let Some(next) = items.iter().find(|item| item.choice.is_some()) {
                self.talk.say(&format!("Next: {}", next.words))?;
            }
            says_all = match self.choose(&items)? {
                Chosen::Done => false,
                Chosen::List => true,
                Chosen::Of(items) => self.choose_from(items, "No procedure is meant by that.")?,
            };
        }
    }

    /// What is better known before it is needed: runbooks that are broken, commands that
    /// nobody has allowed yet.
    fn warnings(&mut self) -> Result<(), Leave> {
        let books = self.session.library().books.iter();
        let broken: Vec<_> = books
            .filter(|book| book.parsed.runbook.is_none())
            .map(|book| book.parsed.id.to_string())
            .collect();
        if !broken.is_empty() {
            self.talk.say(&format!(
                "Broken runbooks: {}; `rounds check` says why.",
                broken.join(", ")
            ))?;
        }
        let not_allowed = self.session.not_allowed().unwrap_or_default();
        for written in &not_allowed {
            let place = &written.place;
            self.talk.say(&format!(
                "Command not allowed yet: {}/{}, step {}; `rounds trust {}` shows it.",
                place.runbook, place.procedure, place.step, place.runbook
            ))?;
        }
        Ok(())
    }

    /// Lists and lets choose, until something else than another list was chosen. True where
    /// Today is wanted.
    fn choose_from(&mut self, items: Vec<Item>, nothing: &str) -> Result<bool, Leave> {
        let mut items = items;
        loop {
            self.list(&items, nothing)?;
            if items.is_empty() {
                return Ok(false);
            }
            match self.choose(&items)? {
                Chosen::Done => return Ok(false),
                Chosen::List => return Ok(true),
                Chosen::Of(others) => items = others,
            }
        }
    }

    /// The procedures of a runbook, to choose from once.
    pub(super) fn choose_in(&mut self, runbook: &RunbookId) -> Result<(), Leave> {
        let newest = self.session.newest(runbook.as_str());
        let procedures = newest.iter().flat_map(|pin| {
            let procedures = pin.runbook.procedures.iter();
            procedures.map(|procedure| offer(&pin.runbook, procedure))
        });
        let items = procedures.collect();
        let nothing = "The runbook has no procedure that can be used.";
        self.choose_from(items, nothing).map(drop)
    }

    /// A procedure, to be begun or not.
    pub(super) fn choose_one(&mut self, procedure: &ProcedureRef) -> Result<(), Leave> {
        let newest = self.session.newest(procedure.runbook.as_str());
        let found = newest.as_ref().and_then(|pin| {
            let known = pin.runbook.procedure(procedure.procedure.as_str())?;
            Some(offer(&pin.runbook, known))
        });
        let items = found.into_iter().collect();
        self.choose_from(items, "The procedure cannot be used now.")
            .map(drop)
    }

    fn list(&mut self, items: &[Item], nothing: &str) -> Result<(), Leave> {
        if items.is_empty() {
            return self.talk.say(nothing);
        }
        let mut number = 0;
        for item in items {
            let words = match item.choice {
                Some(_) => {
                    number += 1;
                    format!("{number} {}", item.words)
                }
                None => item.words.clone(),
            };
            self.talk.say(&words)?;
        }
        Ok(())
    }

    /// Asks what of a list it is to be, and does it.
    fn choose(&mut self, items: &[Item]) -> Result<Chosen, Leave> {
        let choices: Vec<_> = items
            .iter()
            .filter_map(|item| item.choice.clone())
            .collect();
        let prompt = match choices.len() {
            0 => "start NAME (a, n, l, q, ? for all):",
            1 => "1 or enter takes it (start NAME, a, n, l, q, ? for all):",
            _ => "A number, enter for the first (start NAME, a, n, l, q, ? for all):",
        };
        let line = self.talk.ask(prompt)?;
        let first = line.is_empty().then_some(1);
        if choices.is_empty() && line.is_empty() {
            return Ok(Chosen::List);
        }
        if let Some(number) = first.or(line.parse::<usize>().ok()) {
            return self.take(&choices, number, false);
        }
        let Some((act, rest)) = words::read(&line, Place::Menu) else {
            self.talk.say(&words::unknown(&line, Place::Menu))?;
            return Ok(Chosen::Done);
        };
        match act {
            Act::Quit => {
                self.talk.say("Left; everything is saved.")?;
                return Err(Leave::Said);
            }
            Act::List => return Ok(Chosen::List),
            Act::Help => self.help(Place::Menu)?,
            Act::Note => {
                if let Some(text) = self.words(rest, "The note for the shift?")? {
                    let (run, spot) = (None, None);
                    self.submit(&Wish::Do(Command::Note { run, spot, text }))?;
                }
            }
            Act::Override => self.follow_up(act, rest, None)?,
            Act::Rehearse => {
                let number = rest.parse().unwrap_or(1);
                return self.take(&choices, number, true);
            }
            _ => return self.find(act, rest),
        }
        Ok(Chosen::Done)
    }

    fn take(
        &mut self,
        choices: &[Choice],
        number: usize,
        rehearsal: bool,
    ) -> Result<Chosen, Leave> {
        match number.checked_sub(1).and_then(|at| choices.get(at)) {
            Some(Choice::Begin(procedure, target)) => {
                self.start(procedure, target.clone(), rehearsal)?;
            }
            Some(Choice::Rehearse(procedure)) => self.start(procedure, None, true)?,
            Some(Choice::GoOn(run)) => self.walk(*run)?,
            None => self
                .talk
                .say(&format!("There is no number {number} here."))?,
        }
        Ok(Chosen::Done)
    }

    /// The procedures that some words can mean; the only one is begun.
    fn find(&mut self, act: Act, rest: &str) -> Result<Chosen, Leave> {
        let library: Arc<Library> = self.session.library().clone();
        let exact = |runbook: &Runbook, procedure: &Procedure| {
            let id = procedure.id.as_str();
            rest == id || rest == format!("{}/{id}", runbook.id)
        };
        let all = || {
            library.runbooks().flat_map(|runbook| {
                let procedures = runbook.procedures.iter();
                procedures.map(move |procedure| (runbook, procedure))
            })
        };
        let named: Vec<_> = all().filter(|(book, known)| exact(book, known)).collect();
        if let ([(runbook, procedure)], Act::Start) = (&named[..], act) {
            self.start(&runbook.reference(procedure), None, false)?;
            return Ok(Chosen::Done);
        }
        let meant = all().filter(|(_, procedure)| means(procedure, rest, act));
        let items = meant.map(|(book, known)| offer(book, known));
        Ok(Chosen::Of(items.collect()))
    }

    fn rows(&mut self) -> Vec<Item> {
        let now = Timestamp::now();
        let state = self.session.preview();
        let operator = self.session.settings().operator.clone();
        let library = self.session.library().clone();
        let whom = Whom {
            operator: Some(&operator),
            runbooks: library.runbooks().collect(),
        };
        let rows = state.today_for(now, &whom).rows;
        rows.iter()
            .filter_map(|row| self.row(&state, row, &whom))
            .collect()
    }

    fn row(&self, state: &State, row: &Row, whom: &Whom<'_>) -> Option<Item> {
        Some(match row {
            Row::InProgress { run } => in_progress(state, *run, "In progress")?,
            Row::Disputed { run } => Item {
                choice: None,
                ..in_progress(state, *run, "Disputed")?
            },
            Row::Slot { line, occurrence } => self.slot(state, line, occurrence),
            Row::Missed {
                line, count, first, ..
            } => Item::new(
                format!(
                    "Missed {count} since {}: {}",
                    self.clock(*first),
                    titled(state, line)
                ),
                None,
            ),
            Row::FollowUp {
                id,
                kind,
                since,
                due,
                overdue,
            } => {
                let known = state.follow_up(*id)?;
                let when = match (due, overdue, kind) {
                    (Some(due), true, _) => format!("late since {}", self.clock(*due)),
                    (Some(due), _, FollowUpKind::Override) => format!("until {}", self.clock(*due)),
                    (Some(due), ..) => format!("by {}", self.clock(*due)),
                    (None, ..) => format!("since {}", self.clock(*since)),
                };
                let title = &known.opening()?.title;
                Item::new(format!("Follow-up, {} {when}: {title}", kind.words()), None)
            }
            Row::Rehearsal { procedure, stands } => {
                let runbook = whom.runbooks.iter();
                let mut runbook = runbook.filter(|known| known.id == procedure.runbook);
                let known = runbook.next()?.procedure(procedure.procedure.as_str())?;
                let when = match stands {
                    RehearsalState::Never => "never rehearsed".to_owned(),
                    RehearsalState::Fresh { due, .. }
                    | RehearsalState::Due { due, .. }
                    | RehearsalState::Overdue { due, .. } => format!("by {}", self.clock(*due)),
                };
                Item::new(
                    format!("Rehearse, {when}: {}", known.title),
                    Some(Choice::Rehearse(procedure.clone())),
                )
            }
            Row::Near {
                title,
                what,
                days_left,
                ..
            } => {
                let when = match days_left {
                    ..0 => format!("{} days late", days_left.unsigned_abs()),
                    0 => "today".to_owned(),
                    days => format!("in {days} days"),
                };
                Item::new(format!("{title}, {} {when}", what.words()), None)
            }
            Row::Commands { procedure, count } => Item::new(
                format!("{count} commands to allow: rounds trust {procedure}"),
                None,
            ),
            Row::Done { run, verdict, at } => {
                let title = match (state.run(*run), state.summary(*run)) {
                    (Some(run), _) => run.started.as_ref()?.what.title.clone(),
                    (None, Some(summary)) => summary.title.to_string(),
                    (None, None) => return None,
                };
                Item::new(
                    format!("Done, {}: {title}, {verdict}", self.clock(*at)),
                    None,
                )
            }
        })
    }

    fn slot(&self, state: &State, line: &LineId, occurrence: &Occurrence) -> Item {
        let standing = match occurrence.state {
            SlotState::Overdue => "Overdue",
            SlotState::Due => "Due",
            SlotState::Open => "Open",
            _ => "Later",
        };
        let words = format!(
            "{standing}, {} (by {}): {}",
            self.clock(occurrence.slot),
            self.clock(occurrence.due_by),
            titled(state, line)
        );
        let begin = Choice::Begin(line.procedure.clone(), line.target.clone());
        Item::new(
            words,
            (occurrence.state != SlotState::Upcoming).then_some(begin),
        )
    }
}

fn in_progress(state: &State, id: RunId, standing: &str) -> Option<Item> {
    let run = state.run(id);
    let Some(run) = run else {
        let summary = state.summary(id)?;
        return Some(Item::new(format!("{standing}: {}", summary.title), None));
    };
    let started = &run.started.as_ref()?.what;
    let counts = run.counts();
    let answered = counts.ok + counts.not_ok + counts.skipped + counts.deferred;
    let rehearsal = if started.rehearsal { ", rehearsal" } else { "" };
    let subject = run.subject();
    let subject = subject.map(|it| format!(", {it}")).unwrap_or_default();
    let place = place(&started.runbook_title, started.target.as_ref());
    let words = format!(
        "{standing}{rehearsal}, {answered} of {}: {}{subject} ({place}), run {}",
        run.steps(),
        started.title,
        id.short()
    );
    Some(Item::new(words, Some(Choice::GoOn(id))))
}

fn titled(state: &State, line: &LineId) -> String {
    let noticed = state.line_of(line).and_then(|line| line.current());
    match noticed.map(|said| &said.what) {
        Some(noticed) => format!(
            "{} ({})",
            noticed.title,
            place(&noticed.runbook_title, line.target.as_ref())
        ),
        None => line.procedure.to_string(),
    }
}

fn place(runbook: &str, target: Option<&TargetName>) -> String {
    match target {
        Some(target) => format!("{runbook}, {target}"),
        None => runbook.to_owned(),
    }
}

/// A procedure that can be begun.
fn offer(runbook: &Runbook, procedure: &Procedure) -> Item {
    let reference = runbook.reference(procedure);
    let alerts = match procedure.alerts.is_empty() {
        true => String::new(),
        false => format!(", answers {}", procedure.alerts.join(", ")),
    };
    Item::new(
        format!(
            "{} ({}), {reference}{alerts}",
            procedure.title, runbook.title
        ),
        Some(Choice::Begin(reference, None)),
    )
}

/// Whether all of some words stand in what a procedure is found by.
fn means(procedure: &Procedure, words: &str, act: Act) -> bool {
    let triggers = procedure.alerts.iter().chain(&procedure.symptoms);
    let mut text: String = triggers.map(|trigger| format!("{trigger}\n")).collect();
    if act == Act::Start {
        text.push_str(&format!("{}\n{}", procedure.title, procedure.id));
    }
    let text = text.to_lowercase();
    let words = words.to_lowercase();
    !words.is_empty() && words.split_whitespace().all(|word| text.contains(word))
}
