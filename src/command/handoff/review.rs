//! Reviews, attested words, waivers, the stabilization window, and the change of a revision.

use super::super::{Context, Decision, Pinned, Refusal, optional, readable, words};
use super::HandoffRefusal as No;
use super::waiver;
use crate::event::{
    ChangeCovers, Fact, FollowUpId, FollowUpKind, ReadinessAttested, ReviewDone,
    StabilizationClosed, StabilizationExtended, Thread,
};
use crate::runbook::Runbook;
use crate::state::{State, Window, day_of};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

/// Nobody stands for anything longer than this, nor puts a review off further.
const LONGEST_DAYS: i32 = 366;

/// The runbook, if its thread may be written to.
fn book<'a>(state: &State, pinned: Option<Pinned<'a>>, kind: &str) -> Result<Pinned<'a>, Refusal> {
    let pinned = pinned.ok_or(No::NoRunbook)?;
    readable(state, &Thread::Runbook(pinned.runbook.id.clone()), kind)?;
    Ok(pinned)
}

/// Refuses who acts for no role of a runbook that says who does; `what` begins the sentence.
fn owners_alone(runbook: &Runbook, context: &Context, what: &'static str) -> Result<(), Refusal> {
    if runbook.may_speak(&context.operator) {
        return Ok(());
    }
    let owners = runbook.owners.iter();
    let named = owners.filter(|(_, owner)| !owner.operators.is_empty());
    let who = runbook.acting(named.map(|(role, _)| role));
    Err(No::NotAnOwner { what, who }.into())
}

fn of_book(runbook: &Runbook, fact: Fact) -> Decision {
    Decision {
        on: vec![Thread::Runbook(runbook.id.clone())],
        facts: vec![fact],
    }
}

/// A day that is to come, and not too far.
fn to_come(day: Date, today: Date) -> Result<Date, Refusal> {
    let most = today.saturating_add(LONGEST_DAYS.days());
    match () {
        () if day <= today => Err(No::NotToCome { day }.into()),
        () if day > most => Err(No::TooFar { most }.into()),
        () => Ok(day),
    }
}

fn in_days(today: Date, length: SignedDuration) -> Date {
    let days = i32::try_from(length.as_hours() / 24).unwrap_or(LONGEST_DAYS);
    today.saturating_add(days.clamp(1, LONGEST_DAYS).days())
}

pub(super) fn review(
    state: &State,
    pinned: Option<Pinned<'_>>,
    next: Option<Date>,
    notes: Option<&str>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let pinned = book(state, pinned, "review-done")?;
    let runbook = pinned.runbook;
    owners_alone(runbook, context, "A runbook is reviewed")?;
    let today = day_of(runbook, context.now);
    let every = runbook.review.every.map(|every| in_days(today, every));
    let next = next.or(every).ok_or(No::NoDay {
        what: "the next review, or write `every` into [review]",
    })?;
    let record = state.book_record(runbook.id.as_str());
    let done = ReviewDone {
        runbook: runbook.id.clone(),
        file: pinned.revision.file,
        next: to_come(next, today)?,
        notes: optional(notes)?,
        over: record.map(|it| it.reviews.over()).unwrap_or_default(),
    };
    Ok(of_book(runbook, Fact::ReviewDone(Box::new(done))))
}

pub(super) fn attest(
    state: &State,
    pinned: Option<Pinned<'_>>,
    (wanted, statement): (&str, &str),
    until: Option<Date>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let runbook = book(state, pinned, "readiness-attested")?.runbook;
    let items = state.readiness(runbook, context.now);
    let item = items.iter().find(|item| item.id == wanted.trim());
    let item = item.ok_or_else(|| {
        let open = items.iter().filter(|item| item.can_be_attested);
        No::NoSuchItem {
            wanted: wanted.trim().to_owned(),
            known: open.map(|item| item.id.clone()).collect(),
        }
    })?;
    if !item.can_be_attested {
        let missing = match item.is_well() {
            true => Vec::new(),
            false => item.evidence.clone(),
        };
        return Err(No::ProvenByRecord { missing }.into());
    }
    if item.in_doubt.is_empty() {
        owners_alone(runbook, context, "This is attested")?;
    }
    if let Some(why) = state.cannot_vouch(runbook, &context.operator, &item.in_doubt) {
        return Err(No::CannotVouch { why }.into());
    }
    let today = day_of(runbook, context.now);
    let mut own = runbook.package.readiness.iter();
    let valid_for = own
        .find(|own| own.id == item.id)
        .and_then(|own| own.valid_for);
    let until = until.or_else(|| Some(in_days(today, valid_for?)));
    let until = until.ok_or(No::NoDay {
        what: "until when your word counts, or write `valid_for` beside the item",
    })?;
    let record = state.book_record(runbook.id.as_str());
    let known = record.and_then(|record| record.attested.get(&item.id));
    let attested = ReadinessAttested {
        runbook: runbook.id.clone(),
        item: item.id.clone(),
        title: item.title.clone(),
        statement: words(statement, Refusal::NeedsWords { what: "what is so" })?,
        runs: item.in_doubt.clone(),
        until: to_come(until, today)?,
        over: known.map(|it| it.over()).unwrap_or_default(),
    };
    Ok(of_book(
        runbook,
        Fact::ReadinessAttested(Box::new(attested)),
    ))
}

pub(super) fn accept_waiver(
    state: &State,
    pinned: Option<Pinned<'_>>,
    item: &str,
    context: &Context,
) -> Result<Decision, Refusal> {
    let runbook = book(state, pinned, "waiver-accepted")?.runbook;
    let by = (&context.operator, context.now);
    let accepted = waiver::accepted(state, runbook, item, by)?;
    Ok(of_book(runbook, Fact::WaiverAccepted(Box::new(accepted))))
}

/// The window that goes on.
fn window<'a>(
    state: &'a State,
    runbook: &'a Runbook,
    context: &Context,
) -> Result<Window<'a>, Refusal> {
    let window = state.stabilization(runbook, context.now);
    let window = window.ok_or(No::NoWindow)?;
    match window.closed {
        Some(said) => Err(No::WindowClosed {
            by: said.by.clone(),
        }
        .into()),
        None => Ok(window),
    }
}

fn said_of_window(state: &State, runbook: &Runbook, starts: Date) -> Vec<crate::event::EntryRef> {
    let record = state.book_record(runbook.id.as_str());
    let said = record.and_then(|record| record.windows.get(&starts));
    said.map(|said| said.over()).unwrap_or_default()
}

pub(super) fn close_window(
    state: &State,
    pinned: Option<Pinned<'_>>,
    statement: &str,
    context: &Context,
) -> Result<Decision, Refusal> {
    let runbook = book(state, pinned, "stabilization-closed")?.runbook;
    let window = window(state, runbook, context)?;
    owners_alone(runbook, context, "The window is closed")?;
    let starts = window.file.starts;
    if !window.has_begun {
        return Err(No::WindowNotBegun { starts }.into());
    }
    let (_, open) = state.issues_since(runbook, starts);
    if open > 0 {
        return Err(No::OpenIssues { count: open }.into());
    }
    let needed = Refusal::NeedsWords {
        what: "how the tool stands",
    };
    let closed = StabilizationClosed {
        runbook: runbook.id.clone(),
        starts,
        statement: words(statement, needed)?,
        over: said_of_window(state, runbook, starts),
    };
    Ok(of_book(
        runbook,
        Fact::StabilizationClosed(Box::new(closed)),
    ))
}

pub(super) fn extend_window(
    state: &State,
    pinned: Option<Pinned<'_>>,
    ends: Date,
    reason: &str,
    context: &Context,
) -> Result<Decision, Refusal> {
    let runbook = book(state, pinned, "stabilization-extended")?.runbook;
    let window = window(state, runbook, context)?;
    owners_alone(runbook, context, "The window is extended")?;
    if ends <= window.ends {
        return Err(No::NotLonger { ends: window.ends }.into());
    }
    let starts = window.file.starts;
    let extended = StabilizationExtended {
        runbook: runbook.id.clone(),
        starts,
        ends: to_come(ends, day_of(runbook, context.now))?,
        reason: words(
            reason,
            Refusal::NeedsReason {
                what: "a longer window",
            },
        )?,
        over: said_of_window(state, runbook, starts),
    };
    Ok(of_book(
        runbook,
        Fact::StabilizationExtended(Box::new(extended)),
    ))
}

pub(super) fn cover(
    state: &State,
    pinned: Option<Pinned<'_>>,
    change: FollowUpId,
) -> Result<Decision, Refusal> {
    let pinned = book(state, pinned, "change-covers")?;
    readable(state, &Thread::FollowUp(change), "")?;
    let known = state.follow_up(change).ok_or(Refusal::NoSuchFollowUp)?;
    let opening = known.opening().ok_or(Refusal::NoSuchFollowUp)?;
    let runbook = &pinned.runbook.id;
    let fits = opening.runbook.as_ref().is_none_or(|it| it == runbook);
    if opening.kind != FollowUpKind::Change || !fits {
        return Err(No::NotAChange.into());
    }
    let covers = ChangeCovers {
        id: change,
        runbook: runbook.clone(),
        file: pinned.revision.file,
    };
    Ok(Decision {
        on: vec![Thread::FollowUp(change), Thread::Runbook(runbook.clone())],
        facts: vec![Fact::ChangeCovers(Box::new(covers))],
    })
}
