//! Lists to choose from: Today, the procedures of a runbook, what some words can mean.

use super::Teller;
use super::conversation::Leave;
use super::words::{self, Act, Place};
use crate::command::Command;
use crate::event::RunId;
use crate::library::Library;
use crate::runbook::{Procedure, ProcedureRef, Runbook, RunbookId, TargetName};
use crate::session::Request;
use std::sync::Arc;

/// One line of a list; it has a number where it can be chosen.
pub(super) struct Item {
    pub words: String,
    pub choice: Option<Choice>,
}

/// What choosing a line does.
#[derive(Clone)]
pub(super) enum Choice {
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
    pub fn new(words: String, choice: Option<Choice>) -> Self {
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
                self.list(&items, "Nothing needs attention.")?;
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
                return Err(Leave::Stamped);
            }
            Act::List => return Ok(Chosen::List),
            Act::Help => self.help(Place::Menu)?,
            Act::Note => {
                if let Some(text) = self.words(rest, "The note for the shift?")? {
                    let (run, step_ref) = (None, None);
                    self.submit(&Request::Do(Command::Note {
                        run,
                        step_ref,
                        text,
                    }))?;
                }
            }
            Act::Override => self.follow_up(act, rest, None)?,
            Act::Handover => self.handover()?,
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
