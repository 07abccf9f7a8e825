//! The words and choices that a handoff's pages ask for, and what becomes of them.

use super::super::overlay::{Prompt, Purpose};
use super::super::{App, Overlay, exception};
use super::shift::stand_on_last;
use super::{ask, escalate, request};
use crate::app::effect::Effect;
use crate::command::{Escalate, Handoff};
use crate::event::{EscalationId, RunId};
use crate::report::Page;
use crate::runbook::{Operator, RunbookId};
use crate::schedule::typed_due;
use crate::state::State;
use jiff::civil::Date;

/// What words are for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// What has happened.
    Escalate(Escalate),
    /// What came of a call.
    Contacted(EscalationId, String),
    /// What those said who took it on.
    Answered(EscalationId, Option<String>),
    /// How it came to its end.
    Resolved(EscalationId),
    /// What someone stands for.
    Attest(RunbookId, String),
    /// Until when their word counts.
    AttestUntil(RunbookId, String, String),
    /// By which day the next review is; what was seen in this one.
    ReviewNext(RunbookId, Option<String>),
    /// How the tool stands at the end of its window.
    CloseWindow(RunbookId),
    /// Until when the window goes on.
    ExtendUntil(RunbookId),
    /// Why it goes on.
    Extend(RunbookId, Date),
    /// What a review saw.
    Review(RunbookId),
    /// To whom the shift is given, now.
    GiveTo,
    /// The summary, with which it is given.
    Give,
    /// To whom it will be given.
    ShiftTo,
    /// The summary.
    ShiftSummary,
    /// A line of contingencies: another one, or one in its place.
    Contingency(Option<usize>),
    /// Something of an item of the handover, by its key.
    OfItem(String, ItemField),
    /// What the receiver understood.
    ReadBack,
    /// Why a run is taken over from who is at it.
    TakeOver(RunId),
}

/// What is said of an item of a handover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemField {
    /// Who is to do it.
    Assignee,
    /// By when.
    When,
    /// What there is to know.
    Note,
    /// Why it is not taken.
    HandBack,
}

impl Asked {
    /// The runbook whose owners' word it begins, where it is theirs.
    pub(super) fn owners_word(&self) -> Option<&RunbookId> {
        match self {
            Self::Attest(runbook, _)
            | Self::CloseWindow(runbook)
            | Self::ExtendUntil(runbook)
            | Self::Review(runbook) => Some(runbook),
            _ => None,
        }
    }

    /// Whether it is a name or a day, and no words.
    pub fn is_one_line(&self) -> bool {
        matches!(
            self,
            Self::AttestUntil(..)
                | Self::ReviewNext(..)
                | Self::ExtendUntil(_)
                | Self::GiveTo
                | Self::ShiftTo
                | Self::Contingency(_)
                | Self::OfItem(_, ItemField::Assignee | ItemField::When)
        )
    }
}

/// What a picked row is.
#[derive(Clone, Debug, PartialEq)]
pub enum Picked {
    /// A severity.
    Severity(Escalate),
    /// Who took an escalation on; the operator themselves where nobody is named.
    Answered(EscalationId, Option<String>),
    /// A call, and what came of it; words are asked for where there are none.
    Called(EscalationId, String, String),
    /// Whom was called has it now.
    Acked(EscalationId, String),
    /// A page of a runbook.
    Page(RunbookId, Page),
    /// A readiness item to stand for: its id, and what it asks for.
    Attest(RunbookId, String, String),
    /// A readiness item whose waiver is accepted.
    AcceptWaiver(RunbookId, String),
}

/// What was picked.
pub(in crate::app) fn picked(app: &mut App, state: &State, picked: Picked) -> Vec<Effect> {
    match picked {
        Picked::AcceptWaiver(runbook, item) => {
            return request(app, Handoff::AcceptWaiver { runbook, item }, None);
        }
        Picked::Called(id, contact, note) if note.is_empty() => ask(
            app,
            Asked::Contacted(id, contact),
            "Called: result?",
            "It may be left empty.",
        ),
        Picked::Called(id, contact, note) => {
            let (contact, note) = (Some(contact), Some(note));
            return request(app, Handoff::ContactMade { id, contact, note }, None);
        }
        Picked::Acked(id, contact) => {
            let who = Some(contact);
            return request(
                app,
                Handoff::Answer {
                    id,
                    who,
                    note: None,
                },
                None,
            );
        }
        Picked::Page(runbook, page) => super::show_page(app, state, &runbook, page),
        Picked::Severity(request) => escalate::ask_title(app, request),
        Picked::Answered(id, who) => ask(
            app,
            Asked::Answered(id, who),
            "What did they say?",
            "It may be left empty.",
        ),
        Picked::Attest(runbook, item, title) => ask(
            app,
            Asked::Attest(runbook, item),
            "Attest: what do you confirm?",
            format!("{title} Your name and this day stand with it."),
        ),
    }
    Vec::new()
}

/// What was typed, put to its purpose.
pub(in crate::app) fn answered(
    app: &mut App,
    state: &State,
    prompt: Box<Prompt>,
    asked: Asked,
) -> Vec<Effect> {
    let text = prompt.field.text().trim().to_owned();
    let some = Some(&text).filter(|text| !text.is_empty()).cloned();
    let Ok(until) = day_of(&asked, some.as_deref()) else {
        return again(app, prompt, NO_DAY);
    };
    let handoff = match asked {
        Asked::Escalate(request) => Handoff::Escalate(Box::new(Escalate {
            title: some.or(request.title.clone()),
            ..request
        })),
        Asked::Contacted(id, contact) => Handoff::ContactMade {
            id,
            contact: Some(contact),
            note: some,
        },
        Asked::Answered(id, who) => Handoff::Answer {
            id,
            who,
            note: some,
        },
        Asked::Resolved(id) => Handoff::Resolve { id, how: text },
        Asked::Attest(runbook, item) => {
            let asked = Asked::AttestUntil(runbook, item, text);
            return ask_day(app, asked, "Attested until which day?");
        }
        Asked::AttestUntil(runbook, item, statement) => Handoff::Attest {
            runbook,
            item,
            statement,
            until,
        },
        Asked::CloseWindow(runbook) => Handoff::CloseStabilization {
            runbook,
            statement: text,
        },
        Asked::ExtendUntil(runbook) => return ask_why(app, prompt, runbook, &text),
        Asked::Extend(runbook, ends) => Handoff::ExtendStabilization {
            runbook,
            ends,
            reason: text,
        },
        Asked::Review(runbook) => {
            let asked = Asked::ReviewNext(runbook, some);
            return ask_day(app, asked, "By which day is the next review?");
        }
        Asked::ReviewNext(runbook, notes) => Handoff::Review {
            runbook,
            next: until,
            notes,
        },
        Asked::GiveTo => {
            app.shift.giving.to = some.map(|name| Operator::from(name.as_str()));
            return ask_summary(app);
        }
        Asked::TakeOver(run) => return exception::take_over(app, state, run, prompt),
        Asked::Give => {
            app.shift.giving.summary = text;
            Handoff::Give(Box::new(app.shift.give()))
        }
        asked => return of_shift(app, state, prompt, asked, some),
    };
    request(app, handoff, Some(prompt))
}

fn ask_summary(app: &mut App) -> Vec<Effect> {
    let hint = "A line or two: what happened, and what still waits.";
    let known = app.shift.giving.summary.clone();
    let purpose = Purpose::Handoff(Box::new(Asked::Give));
    let prompt = Prompt::new(purpose, "Summary of the shift", hint).with(&known);
    app.overlay = Some(Overlay::Prompt(prompt));
    Vec::new()
}

/// What was typed on the page of a handover: kept until the shift is given or taken.
fn of_shift(
    app: &mut App,
    state: &State,
    prompt: Box<Prompt>,
    asked: Asked,
    typed: Option<String>,
) -> Vec<Effect> {
    match asked {
        Asked::ShiftTo => {
            app.shift.giving.to = typed.map(|name| Operator::from(name.as_str()));
        }
        Asked::ShiftSummary => app.shift.giving.summary = typed.unwrap_or_default(),
        Asked::Contingency(at) => app.shift.giving.contingency(at, typed),
        Asked::ReadBack => {
            app.shift.taking.read_back = typed;
            if app.shift.taking.read_back.is_some() {
                stand_on_last(app);
            }
        }
        Asked::OfItem(key, ItemField::HandBack) => {
            match typed {
                Some(words) => app.shift.taking.handed_back.insert(key, words),
                None => app.shift.taking.handed_back.remove(&key),
            };
        }
        Asked::OfItem(key, ItemField::When) => {
            let at = typed.map(|typed| typed_due(&typed, app.now, &app.zone).ok_or(()));
            let Ok(at) = at.transpose() else {
                return again(app, prompt, "That is no time: write 17:00, mon or 3d.");
            };
            app.shift.giving.of(&key).when = at;
        }
        Asked::OfItem(key, ItemField::Assignee) => app.shift.giving.of(&key).assignee = typed,
        Asked::OfItem(key, _) => app.shift.giving.of(&key).note = typed,
        _ => {}
    }
    app.recount(state);
    Vec::new()
}

const NO_DAY: &str = "That is no day: write 2026-12-24.";

/// The day that was typed where a day was asked for.
fn day_of(asked: &Asked, typed: Option<&str>) -> Result<Option<Date>, jiff::Error> {
    match asked {
        Asked::AttestUntil(..) | Asked::ReviewNext(..) => typed.map(str::parse).transpose(),
        _ => Ok(None),
    }
}

/// Asks for a day that the file gives where it is left out.
fn ask_day(app: &mut App, asked: Asked, title: &str) -> Vec<Effect> {
    let by = match &asked {
        Asked::ReviewNext(..) => "the runbook's own `every`",
        _ => "the item's own `valid_for`",
    };
    let hint = format!("Such as 2026-12-24. Empty: by {by}.");
    ask(app, asked, title, hint);
    Vec::new()
}

/// Asks why a window goes on until the day that was typed.
fn ask_why(app: &mut App, prompt: Box<Prompt>, runbook: RunbookId, typed: &str) -> Vec<Effect> {
    let Ok(ends) = typed.parse::<Date>() else {
        return again(app, prompt, NO_DAY);
    };
    let hint = format!("The window then ends on {ends}.");
    ask(
        app,
        Asked::Extend(runbook, ends),
        "Extend the window: why?",
        hint,
    );
    Vec::new()
}

/// A prompt comes back with what was typed.
fn again(app: &mut App, mut prompt: Box<Prompt>, why: &str) -> Vec<Effect> {
    prompt.error = Some(why.to_owned());
    app.overlay = Some(Overlay::Prompt(prompt));
    Vec::new()
}
