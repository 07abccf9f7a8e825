//! One row of Today in words: what it is called, where, and how it stands.

use super::clock::{days, length};
use super::how_far::HowFar;
use super::kind::{self, Group, Kind, Waits};
use super::sources::Sources;
use super::tone::{Sign, Tone};
use super::words::{self, capitalized, count};
use crate::event::{EscalationId, FollowUpId, FollowUpKind, RunId};
use crate::runbook::{ProcedureRef, RunbookId};
use crate::state;
use crate::state::{Escalation, SeriesId};
use jiff::Timestamp;

/// A row of Today: what stands, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What stands.
    pub what: state::Row,
    /// What it is.
    pub kind: Kind,
    /// The heading that it stands under.
    pub group: Group,
    /// Its sign.
    pub sign: Sign,
    /// How much it matters.
    pub tone: Tone,
    /// What people call it.
    pub title: String,
    /// What tells it from others of its title: the subject of a run, or the place.
    pub about: Option<String>,
    /// What people call its runbook; empty where it has none.
    pub runbook_title: String,
    /// The procedure, or the runbook, that it is about.
    pub procedure: Option<ProcedureRef>,
    /// The runbook, where it has one.
    pub runbook: Option<RunbookId>,
    /// The place.
    pub target: Option<String>,
    /// Whether it only rehearses.
    pub rehearsal: bool,
    /// How it stands: `2 of 3, 1 h 30 min overdue`, `due by 09:30`.
    pub status: String,
    /// Whether it is past its time.
    pub is_late: bool,
    /// When it is due, or since when it stands.
    pub slot: Option<Timestamp>,
    /// Until when it is on time.
    pub due_by: Option<Timestamp>,
    /// The run that it is about.
    pub run: Option<RunId>,
    /// How far that run is.
    pub how_far: Option<HowFar>,
    /// Whether what is known of that run contradicts itself.
    pub disputed: bool,
    /// Whether something of that run, which has ended, was written up later.
    pub written_up: bool,
    /// Slots that it stands for, or times that a step was put off.
    pub count: Option<usize>,
    /// The follow-up that it is about.
    pub follow_up: Option<FollowUpId>,
    /// The escalation that it is about.
    pub escalation: Option<EscalationId>,
}

impl Row {
    fn of(what: &state::Row, kind: Kind) -> Self {
        Self {
            what: what.clone(),
            kind,
            group: Group::NeedsAttention,
            sign: Sign::Careful,
            tone: Tone::Warn,
            title: String::new(),
            about: None,
            runbook_title: String::new(),
            procedure: None,
            runbook: None,
            target: None,
            rehearsal: false,
            status: String::new(),
            is_late: kind == Kind::Overdue,
            slot: None,
            due_by: None,
            run: None,
            how_far: None,
            disputed: false,
            written_up: false,
            count: None,
            follow_up: None,
            escalation: None,
        }
    }

    /// A run that goes on and of which two say different things wants somebody who says what is
    /// true.
    fn hold_up(&mut self) {
        if self.kind == Kind::InProgress && self.disputed {
            self.group = Group::NeedsAttention;
            (self.sign, self.tone) = (Sign::Disputed, Tone::Bad);
        }
    }

    /// Where it is done: `prod-eu`, or the runbook and the place.
    pub fn place(&self, separator: &str) -> String {
        let parts = [self.about.as_deref(), Some(self.runbook_title.as_str())];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(separator)
    }

    /// The whole row as a line: `Overdue: Morning round (Orders sync, prod-eu), 2 h overdue`.
    pub fn line(&self) -> String {
        let rehearsal = if self.rehearsal { ", rehearsal" } else { "" };
        let place = self.place(", ");
        let place = match place.is_empty() {
            true => String::new(),
            false => format!(" ({place})"),
        };
        let kind = self.kind.words();
        // A status that names its kind, for a place where the kind is a sign, says it once here.
        let named = self.status.strip_prefix(kind);
        let status = named.and_then(|rest| rest.strip_prefix(": "));
        let status = match status.unwrap_or(&self.status) {
            "" => String::new(),
            status => format!(", {status}"),
        };
        let kind = capitalized(kind);
        format!("{kind}{rehearsal}: {}{place}{status}", self.title)
    }
}

impl Sources<'_> {
    /// What is said of one row.
    pub fn row(&self, what: &state::Row) -> Row {
        let waits = self.waits(what);
        let (kind, is_mine) = (Kind::of(what, waits), waits.is_mine);
        let mut row = Row::of(what, kind);
        match what {
            state::Row::Escalation { id, since } => self.escalation(&mut row, *id, *since),
            state::Row::Handover { by, at, .. } => {
                row.title = format!("Shift given by {by}");
                row.slot = Some(*at);
                row.status = format!("given {}", self.clock.moment(*at));
            }
            state::Row::TakenOver { .. } => self.taken_over(&mut row),
            state::Row::InProgress { .. }
            | state::Row::Disputed { .. }
            | state::Row::Done { .. } => {
                self.run(&mut row);
            }
            state::Row::Slot { line, .. } | state::Row::Missed { line, .. } => {
                self.series(&mut row, line);
                self.slot(&mut row);
            }
            state::Row::FollowUp { id, .. } => self.follow_up(&mut row, *id),
            state::Row::Rehearsal { procedure, stands } => {
                self.rehearsal(&mut row, procedure, *stands);
            }
            state::Row::Near {
                runbook,
                title,
                days_left,
                ..
            } => {
                row.title = title.clone();
                row.runbook = Some(runbook.clone());
                row.due_by = self.clock.midnight(*days_left);
                row.is_late = *days_left < 0;
                row.status = format!("{} {}", kind.words(), days(*days_left));
            }
            state::Row::Record(trouble) => (row.title, row.status) = words::trouble(*trouble),
            state::Row::Broken { runbook, errors } => {
                self.runbook(&mut row, runbook);
                row.count = Some(*errors);
                row.status = format!("broken: {}", count(*errors, "error"));
            }
            state::Row::FirstStep(step) => {
                (row.title, row.about) = words::first_step(*step);
                row.status = format!("rounds {}", step.word());
            }
            state::Row::Sample {
                runbook,
                procedures,
            } => {
                self.runbook(&mut row, runbook);
                row.about = Some(count(*procedures, "procedure"));
                row.status = "read or rehearse".to_owned();
            }
            state::Row::Commands { runbook, count } => {
                self.runbook(&mut row, runbook);
                row.count = Some(*count);
                row.status = format!("{} to allow", words::count(*count, "command"));
            }
        }
        row.group = kind::group(what, kind, is_mine);
        (row.sign, row.tone) = kind::sign(what, kind, row.is_late);
        row.hold_up();
        row
    }

    fn taken_over(&self, row: &mut Row) {
        if let state::Row::TakenOver {
            by,
            at,
            handed_back,
            ..
        } = &row.what
        {
            row.title = format!("Shift accepted by {by}");
            row.slot = Some(*at);
            let at = self.clock.moment(*at);
            row.status = match handed_back {
                0 => at,
                count => format!("{count} handed back, {at}"),
            };
        }
    }

    /// What of it waits for whom.
    fn waits(&self, what: &state::Row) -> Waits {
        Waits {
            timer: self.has_rung(what),
            signature: self.signature_of(what).is_some(),
            is_mine: self.is_mine(what),
        }
    }

    fn is_mine(&self, what: &state::Row) -> bool {
        let state::Row::FollowUp { id, .. } = what else {
            return false;
        };
        let known = self.state.follow_up(*id);
        known.is_some_and(|known| self.whom.acts_on(known))
    }

    fn escalation(&self, row: &mut Row, id: EscalationId, since: Timestamp) {
        row.escalation = Some(id);
        row.slot = Some(since);
        let Some(known) = self.state.escalation(id) else {
            return;
        };
        if let Some(opened) = known.opening() {
            row.title = format!("{}: {}", opened.severity, opened.title);
            row.runbook_title = opened.runbook_title.clone();
            row.runbook = Some(opened.runbook.clone());
            row.rehearsal = opened.rehearsal;
            if let Some(origin) = &opened.origin {
                row.procedure = Some(origin.procedure.clone());
                row.target = origin.target.as_ref().map(ToString::to_string);
                row.run = Some(origin.run);
            }
        }
        let target = match known.is_unanswered() {
            true => known.response().or(known.resolution()),
            false => known.resolution(),
        };
        row.due_by = target.map(|target| target.by);
        row.is_late = target.is_some_and(|target| target.is_missed(self.clock.now));
        row.status = self.escalation_status(known, since);
    }

    /// `no ack, 12 min`; once somebody has it, when it has to be resolved.
    pub fn escalation_status(&self, known: &Escalation, since: Timestamp) -> String {
        if known.is_unanswered() {
            return format!("no ack, {}", length(self.clock.now.duration_since(since)));
        }
        match known.resolution() {
            Some(target) if target.is_missed(self.clock.now) => {
                format!("acked, {}", self.clock.overdue(target.by))
            }
            Some(target) => format!("resolve by {}", self.clock.moment(target.by)),
            None => "acked".to_owned(),
        }
    }

    fn series(&self, row: &mut Row, id: &SeriesId) {
        let (title, runbook) = self.series_names(id);
        row.title = title;
        row.runbook_title = runbook;
        row.runbook = Some(id.procedure.runbook.clone());
        row.procedure = Some(id.procedure.clone());
        row.target = id.target.as_ref().map(ToString::to_string);
        row.about = row.target.clone();
    }

    /// What people call a procedure that is due, and its runbook.
    pub fn series_names(&self, id: &SeriesId) -> (String, String) {
        let known = self.state.line_of(id);
        let known = known.or_else(|| self.preview?.line_of(id));
        match known.and_then(|known| known.current()) {
            Some(said) => (said.what.title.clone(), said.what.runbook_title.clone()),
            None => (id.procedure.to_string(), String::new()),
        }
    }

    fn slot(&self, row: &mut Row) {
        let clock = self.clock;
        match row.what.clone() {
            state::Row::Slot {
                occurrence, count, ..
            } => {
                row.slot = Some(occurrence.slot);
                row.due_by = Some(occurrence.due_by);
                row.count = (count > 1).then_some(count);
                row.status = match row.kind {
                    Kind::Overdue => {
                        let late = clock.overdue(occurrence.due_by);
                        match count {
                            1 => late,
                            _ => format!("{count} times, {late}"),
                        }
                    }
                    Kind::Due => format!("due by {}", clock.moment(occurrence.due_by)),
                    Kind::Open => format!("until {}", clock.moment(occurrence.due_by)),
                    _ => clock.moment(occurrence.slot),
                };
            }
            state::Row::Missed { count, first, .. } => {
                row.slot = Some(first);
                row.count = Some(count);
                let first = clock.moment(first);
                row.status = match count {
                    1 => format!("missed {first}"),
                    _ => format!("{count} missed since {first}"),
                };
            }
            _ => {}
        }
    }

    fn follow_up(&self, row: &mut Row, id: FollowUpId) {
        row.follow_up = Some(id);
        let Some(known) = self.state.follow_up(id) else {
            return;
        };
        let Some(opening) = known.opening() else {
            return;
        };
        row.title = opening.title.clone();
        row.runbook = opening.runbook.clone();
        let noticed = opening.runbook.as_ref();
        let noticed = noticed.and_then(|it| self.state.revisions(it.as_str())?.current());
        row.runbook_title = noticed
            .map(|said| said.what.title.clone())
            .unwrap_or_default();
        if let Some(origin) = &opening.origin {
            row.procedure = Some(origin.procedure.clone());
            row.target = origin.target.as_ref().map(ToString::to_string);
            row.about = row.target.clone();
            row.run = Some(origin.run);
            row.rehearsal = origin.rehearsal;
        }
        row.slot = known.opened.as_ref().map(|said| said.at);
        row.due_by = known.due();
        row.is_late = known.is_overdue(self.clock.now);
        row.count = (opening.kind == FollowUpKind::Deferral).then(|| known.times_deferred());
        row.status = match (&row.what, known.last_move()) {
            (state::Row::FollowUp { answered: true, .. }, Some(said)) => {
                let at = self.clock.moment(said.at);
                let changes = self.state.changes_from(id);
                let change = changes
                    .last()
                    .map(|change| format!(", change {}", change.state().words()));
                format!("answered {at}{}", change.unwrap_or_default())
            }
            _ => self.follow_up_status(row, known.owner()),
        };
    }

    fn follow_up_status(&self, row: &Row, owner: Option<&str>) -> String {
        let clock = self.clock;
        let since = row.slot.map(|at| clock.moment(at)).unwrap_or_default();
        match (row.kind, row.due_by) {
            (Kind::Silence, Some(until)) if row.is_late => {
                format!("silence ended {}", clock.moment(until))
            }
            (_, Some(due)) if row.is_late => clock.overdue(due),
            (Kind::Silence, Some(until)) => format!("silenced until {}", clock.moment(until)),
            (Kind::Silence, None) => format!("silenced since {since}"),
            (Kind::Deferral, _) => match row.count {
                Some(2) => format!("deferred {since}, twice"),
                Some(times) if times > 2 => format!("deferred {since}, {times} times"),
                _ => format!("deferred {since}"),
            },
            (_, Some(due)) => format!("by {}", clock.moment(due)),
            (_, None) if self.is_mine(&row.what) => "assigned to you".to_owned(),
            (_, None) => match owner {
                Some(owner) => format!("for {owner}, opened {since}"),
                None => format!("opened {since}"),
            },
        }
    }

    fn runbook(&self, row: &mut Row, id: &RunbookId) {
        let known = self.whom.runbooks.iter().find(|it| it.id == *id);
        let broken = || self.outside.broken.get(id).cloned();
        let title = known.map(|it| it.title.clone()).or_else(broken);
        row.title = title.unwrap_or_else(|| id.to_string());
        row.runbook = Some(id.clone());
    }
}
