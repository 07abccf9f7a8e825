//! A shift as it stands or as it was given, as a page and for programs.

use super::super::exit::Stop;
use super::super::invocation::Invocation;
use super::super::unread::Unread;
use crate::app::troubles;
use crate::event::{HandoverId, HandoverItem, RunId, Thread};
use crate::present::{Clock, Sources, unsigned_lines};
use crate::report::{self, Document, Failed, ShiftSources};
use crate::session::{Session, broken, first_steps, to_allow as rows_to_allow};
use crate::state::{Handover, Row, Shift, SlotState, State, Whom};
use jiff::Timestamp;
use serde::Serialize;

/// A shift. As JSON: `since`, `now`, `severity` (stable, watch or unstable: that of the worst
/// item), `summary` and `contingencies` (of a handover that was given), `waiting` (a handover
/// that was given and that nobody has accepted: `id`, `by`, `to`, `at`, `note`, `items`; else
/// null), `slots` (how many were `done`, `late`, `missed`, `overdue`, `excused`: those that were waived), `items` (all
/// that stands, in the order of Today: `key`, `words`, `severity`, `assignee`, `when`, `note`,
/// and `host`, where only that machine knows of it), `unchanged` (how much goes with them as a
/// group), `accepted` (`by`, `at`, `read_back`, `handed_back` with `key` and `words`; else
/// null), `unread` (what could not be read, and might stand or have come too), `same_hand` (where one operator or one account gave and accepted it), `unsigned` (an acceptance that does not
/// count until a key has signed it, in words), `heads` (the last entry of every writer), `parts` (the whole page: `heading`,
/// `lines`, each with what is `below`).
#[derive(Debug, Serialize)]
pub struct View {
    since: Timestamp,
    now: Timestamp,
    severity: &'static str,
    summary: Option<String>,
    contingencies: Vec<String>,
    waiting: Option<Waiting>,
    slots: Slots,
    items: Vec<ItemView>,
    unchanged: usize,
    accepted: Option<Accepted>,
    unread: Vec<Unread>,
    same_hand: Vec<String>,
    unsigned: Vec<String>,
    heads: Vec<String>,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Waiting {
    id: String,
    by: String,
    to: Option<String>,
    at: Timestamp,
    note: Option<String>,
    items: Vec<ItemView>,
}

#[derive(Debug, Serialize)]
struct Accepted {
    by: String,
    at: Timestamp,
    read_back: Option<String>,
    handed_back: Vec<BackView>,
}

#[derive(Debug, Serialize)]
struct BackView {
    key: String,
    words: String,
}

#[derive(Debug, Serialize)]
struct Slots {
    done: usize,
    late: usize,
    missed: usize,
    overdue: usize,
    #[serde(rename = "excused")]
    waived: usize,
}

#[derive(Debug, Serialize)]
struct ItemView {
    key: String,
    words: String,
    severity: &'static str,
    assignee: Option<String>,
    when: Option<Timestamp>,
    note: Option<String>,
    host: Option<String>,
}

#[derive(Debug, Serialize)]
struct Part {
    heading: String,
    lines: Vec<PartLine>,
}

#[derive(Debug, Serialize)]
struct PartLine {
    words: String,
    below: Vec<String>,
}

/// A shift: its page, and what of it is handed on.
#[derive(Debug)]
pub struct Look {
    /// The page.
    pub document: Document,
    /// What stands.
    pub items: Vec<HandoverItem>,
}

/// Commands that nobody has allowed on this machine, as rows of Today.
pub fn to_allow(invocation: &mut Invocation) -> Result<Vec<Row>, Stop> {
    match invocation.session()?.not_allowed() {
        Ok(written) => Ok(rows_to_allow(&written)),
        Err(fault) => {
            let words = format!("Which commands are allowed here cannot be told: {fault}");
            invocation.out.error(&words);
            Ok(Vec::new())
        }
    }
}

/// The shift as it stands now, or as it was given. `allowed` are commands to allow, `unread` is
/// what could not be read of it.
pub fn look(
    session: &mut Session,
    clock: &Clock,
    (allowed, unread): (Vec<Row>, Vec<Unread>),
    id: Option<HandoverId>,
) -> (Look, View) {
    let outside = session.outside();
    let operator = session.settings().operator.clone();
    let host = session.settings().host.clone();
    let library = session.library().clone();
    let state = State::clone(&session.preview());
    // Whoever has done no round yet is asked at each command, and need not allow them before.
    let is_new = !first_steps(&library, &state).is_empty();
    let allowed = if is_new { Vec::new() } else { allowed };
    let span = span(&state, id, clock.now);
    let failing: Vec<RunId> = {
        let shift = state.shift(span.0, span.1);
        shift.failures().map(|summary| summary.id).collect()
    };
    let failed: Vec<Failed> = failing
        .into_iter()
        // What cannot be read is among the troubles.
        .filter_map(|id| session.whole(id).ok().flatten())
        .map(|run| report::failed(&run))
        .collect();
    let forks = session.in_step().map_or(0, |it| it.forks);
    let record = troubles(&session.health(), forks, 0, false);
    let here: Vec<Row> = broken(&library).chain(allowed).chain(record).collect();
    let whom = Whom {
        operator: Some(&operator),
        runbooks: library.runbooks().collect(),
    };
    let sources = Sources {
        state: &state,
        preview: None,
        clock,
        whom: &whom,
        outside: &outside,
    };
    let handover = id.and_then(|id| state.handover(id));
    let given = handover.and_then(|it| it.given.as_ref());
    let items = match given {
        Some(said) => said.what.items.clone(),
        None => sources.handed_on(&sources.today(here), host.as_str()),
    };
    let shift = state.shift(span.0, span.1);
    let document = report::handover(&ShiftSources {
        state: &state,
        shift: &shift,
        failed: &failed,
        items: &items,
        handover,
        words: &sources,
        reads_all: unread.is_empty(),
    });
    let view = View {
        unread,
        ..view((&state, clock), &shift, &items, handover, &document)
    };
    (Look { document, items }, view)
}

/// From when until when a shift is told.
fn span(state: &State, id: Option<HandoverId>, now: Timestamp) -> (Timestamp, Timestamp) {
    let given = id.and_then(|id| state.handover(id)?.given.as_ref());
    match given {
        Some(said) => (said.what.since, said.at),
        None => (state.shift_began(now), now),
    }
}

fn view(
    (state, clock): (&State, &Clock),
    shift: &Shift<'_>,
    items: &[HandoverItem],
    handover: Option<&Handover>,
    document: &Document,
) -> View {
    let given = handover.and_then(|it| it.given.as_ref());
    let severity = items.iter().map(|item| item.severity).max();
    let accepted = handover.and_then(|it| it.accepted.first());
    let parts = document.sections.iter().map(|section| Part {
        heading: section.heading.clone(),
        lines: section
            .lines
            .iter()
            .map(|line| PartLine {
                words: line.words.clone(),
                below: line.below.clone(),
            })
            .collect(),
    });
    View {
        since: shift.since,
        now: shift.now,
        severity: severity.unwrap_or_default().words(),
        summary: given.and_then(|said| said.what.note.clone()),
        contingencies: given
            .map(|said| said.what.contingencies.clone())
            .unwrap_or_default(),
        waiting: state.waiting_handover().and_then(waiting),
        slots: Slots {
            done: shift.count(SlotState::Done),
            late: shift.count(SlotState::DoneLate),
            missed: shift.count(SlotState::Missed),
            overdue: shift.count(SlotState::Overdue),
            waived: shift.count(SlotState::Excused),
        },
        items: items.iter().map(ItemView::of).collect(),
        unchanged: shift.unchanged.len(),
        accepted: accepted.map(|said| Accepted {
            by: said.by.to_string(),
            at: said.at,
            read_back: said.what.read_back.clone(),
            handed_back: said
                .what
                .handed_back
                .iter()
                .map(|back| BackView {
                    key: back.key.clone(),
                    words: back.words.clone(),
                })
                .collect(),
        }),
        unread: Vec::new(),
        same_hand: handover
            .map(|it| state.same_hands_of_handover(it))
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect(),
        unsigned: handover
            .or(state.waiting_handover())
            .map(|it| unsigned_lines(state, &Thread::Handover(it.id), clock))
            .unwrap_or_default(),
        heads: state.heads().map(ToString::to_string).collect(),
        parts: parts.collect(),
    }
}

impl ItemView {
    fn of(item: &HandoverItem) -> Self {
        Self {
            key: item.key.clone(),
            words: item.words.clone(),
            severity: item.severity.words(),
            assignee: item.assignee.clone(),
            when: item.when,
            note: item.note.clone(),
            host: item.host.clone(),
        }
    }
}

fn waiting(handover: &Handover) -> Option<Waiting> {
    let said = handover.given.as_ref()?;
    Some(Waiting {
        id: handover.id.to_string(),
        by: said.by.to_string(),
        to: said.what.to.as_ref().map(ToString::to_string),
        at: said.at,
        note: said.what.note.clone(),
        items: said.what.items.iter().map(ItemView::of).collect(),
    })
}
