//! `rounds due`: what wants someone now.
//!
//! Read from the record with everything noticed that the library says now, so that the very
//! first start shows what is due, and nothing is written.

use super::args::Form;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Table, Tone};
use super::time::Clock;
use super::unread::{self, Unread};
use super::words;
use crate::event::{EscalationId, FollowUpId, FollowUpKind, RunId};
use crate::runbook::{Operator, ProcedureRef, RunbookId, TargetName};
use crate::session::Session;
use crate::state::{RehearsalState, Row, SeriesId, SlotState, State, Upkeep, Whom};
use jiff::Timestamp;
use serde::Serialize;

/// What wants someone. As JSON: `at` (the moment), `overdue` (how many), `items` (in the
/// order in which they should be read), `unread` (what could not be read, and might be due).
#[derive(Debug, Serialize)]
pub struct Due {
    at: Timestamp,
    overdue: usize,
    items: Vec<Item>,
    unread: Vec<Unread>,
}

/// One thing that wants someone. As JSON: `standing` (`overdue`, `in-progress`, `due`,
/// `open`, `later`, `missed`, `disputed`, `escalation`, `handover`, `rehearse`, `review`,
/// `stabilization`, or a follow-up's kind: `question`, `issue`, `change`, `deferral`,
/// `override`), `procedure` (`runbook/procedure`; empty for a handover, and for a
/// follow-up that came from none), `title`, `runbook_title`, `target`, `slot` (when it is
/// due; the first, where several were missed; since when a follow-up stands, or a shift
/// waits to be taken over), `due_by`
/// (until when that is on time), `run` (the run that goes on, or that the row is about),
/// `answered` and `steps` (boxes of that run), `count` (slots that were missed, or how often
/// a step was put off), `follow_up` and `escalation` (their ids), `late` (whether one of
/// them, a rehearsal or a date is past its time). Keys that say nothing are null.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Item {
    standing: &'static str,
    procedure: String,
    title: String,
    runbook_title: String,
    target: Option<String>,
    slot: Option<Timestamp>,
    due_by: Option<Timestamp>,
    run: Option<String>,
    answered: Option<u32>,
    steps: Option<u32>,
    count: Option<usize>,
    follow_up: Option<String>,
    escalation: Option<String>,
    late: bool,
}

/// Shows what is due; the status says whether something is overdue.
///
/// # Errors
/// When the record or the library cannot be read.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let mut due = look(invocation.session()?, &clock);
    due.unread = unread::look(invocation)?;
    let exit = unread::exit(due.overdue > 0, &due.unread);
    unread::tell(invocation, &due.unread);
    if form.json {
        invocation.out.json(&due)?;
        return Ok(exit);
    }
    if due.items.is_empty() {
        invocation.out.say(match due.unread.is_empty() {
            true => "Nothing is due.",
            false => "Nothing is due in what could be read.",
        })?;
        return Ok(exit);
    }
    let mut table = Table::keeping(&[5]);
    for item in &due.items {
        let tone = item.tone();
        let mark = item.mark(invocation.out.look().ascii);
        table.row([
            (tone, mark),
            (tone, item.standing),
            (Tone::Plain, item.when_words(&clock).as_str()),
            (Tone::Strong, item.title.as_str()),
            (Tone::Plain, item.where_words().as_str()),
            (Tone::Dim, item.handle().as_str()),
        ]);
    }
    table.write(&mut invocation.out)?;
    if due.overdue > 0 {
        let what = format!("{} overdue.", due.overdue);
        invocation.out.line(&Line::of(Tone::Bad, &what))?;
    }
    Ok(exit)
}

/// What wants someone at this moment.
pub fn look(session: &mut Session, clock: &Clock) -> Due {
    let state = session.preview();
    let operator = session.settings().operator.clone();
    let library = session.library().clone();
    let whom = Whom {
        operator: Some(&operator),
        runbooks: library.runbooks().collect(),
    };
    let rows = state.today_for(clock.now, &whom).rows;
    let mut items: Vec<Item> = rows
        .iter()
        .filter_map(|row| item(&state, row, clock, &whom))
        .collect();
    items.sort_by_key(|item| item.standing != "overdue");
    Due {
        at: clock.now,
        overdue: items
            .iter()
            .filter(|item| item.standing == "overdue" || item.late)
            .count(),
        items,
        unread: Vec::new(),
    }
}

impl Due {
    /// What to do next: the first thing that may be begun or gone on with now.
    pub fn next(self) -> Option<Item> {
        let wanted = ["overdue", "in-progress", "due", "open"];
        self.items
            .into_iter()
            .find(|item| wanted.contains(&item.standing))
    }
}

impl Item {
    fn of(standing: &'static str, procedure: &ProcedureRef, target: Option<&TargetName>) -> Self {
        Self {
            standing,
            procedure: procedure.to_string(),
            target: target.map(ToString::to_string),
            ..Item::default()
        }
    }

    /// Title, runbook and target, in words.
    pub fn place(&self) -> String {
        format!("{} ({})", self.title, self.where_words())
    }

    fn where_words(&self) -> String {
        match &self.target {
            Some(target) => format!("{}, {target}", self.runbook_title),
            None => self.runbook_title.clone(),
        }
    }

    /// What names it on a command line: the run, else the procedure.
    fn handle(&self) -> String {
        if let Some(id) = &self.escalation {
            return short_escalation(id);
        }
        if self.standing == "handover" {
            return self.standing.to_owned();
        }
        match (&self.follow_up, &self.run) {
            (Some(id), _) => short_follow_up(id),
            (None, Some(run)) => short(run),
            (None, None) => self.procedure.clone(),
        }
    }

    /// The command that goes on with it.
    pub fn command(&self) -> String {
        if let Some(id) = &self.escalation {
            return format!("rounds escalate {}", short_escalation(id));
        }
        if let Some(run) = &self.run {
            return format!("rounds open {}", short(run));
        }
        let on = self
            .target
            .as_deref()
            .map(|target| format!(" --on {}", words::shell_word(target)));
        format!(
            "rounds start {}{}",
            words::shell_word(&self.procedure),
            on.unwrap_or_default()
        )
    }

    /// When it is due, or how it stands.
    pub fn when_words(&self, clock: &Clock) -> String {
        let at = |at: Option<Timestamp>| at.map(|at| clock.words(at)).unwrap_or_default();
        match (self.standing, self.count) {
            ("missed", Some(1)) => at(self.slot),
            ("missed", Some(count)) => format!("{count} since {}", at(self.slot)),
            ("rehearse", _) if self.slot.is_none() => "never rehearsed".to_owned(),
            _ if self.late => {
                let due_by = self.due_by.unwrap_or(clock.now);
                let seconds = clock.now.duration_since(due_by).as_secs();
                let late = crate::text::duration_words(seconds.unsigned_abs());
                format!("late by {late}")
            }
            ("deferral", Some(count)) if count > 1 => {
                format!("since {}, put off {count} times", at(self.slot))
            }
            ("override", _) if self.due_by.is_some() => format!("until {}", at(self.due_by)),
            ("rehearse" | "question" | "issue" | "change" | "escalation", _)
                if self.due_by.is_some() =>
            {
                format!("by {}", at(self.due_by))
            }
            ("review" | "stabilization", _) => {
                let by = self.due_by.map(|by| clock.day_words(by));
                format!("by {}", by.unwrap_or_default())
            }
            (
                "deferral" | "override" | "question" | "issue" | "change" | "escalation"
                | "handover",
                _,
            ) => format!("since {}", at(self.slot)),
            ("overdue", _) => match self.due_by {
                Some(due_by) => {
                    let seconds = clock.now.duration_since(due_by).as_secs();
                    format!(
                        "{}, late by {}",
                        at(self.slot),
                        crate::text::duration_words(seconds.unsigned_abs())
                    )
                }
                None => at(self.slot),
            },
            ("due" | "in-progress", _) if self.due_by.is_some() => {
                format!("by {}", at(self.due_by))
            }
            ("in-progress" | "disputed", _) => match (self.answered, self.steps) {
                (Some(answered), Some(steps)) => format!("{answered}/{steps}"),
                _ => String::new(),
            },
            _ => at(self.slot),
        }
    }

    fn tone(&self) -> Tone {
        match self.standing {
            "overdue" => Tone::Bad,
            _ if self.late => Tone::Bad,
            "escalation" => Tone::Bad,
            "in-progress" => Tone::Strong,
            "later" => Tone::Dim,
            "open" => Tone::Plain,
            _ => Tone::Warn,
        }
    }

    fn mark(&self, ascii: bool) -> &'static str {
        match (self.standing, ascii) {
            ("overdue", false) => "▲",
            ("in-progress", false) => "◐",
            ("due", false) => "●",
            ("open", false) => "○",
            ("later", false) => "·",
            ("overdue", true) => "!",
            ("in-progress", true) => "%",
            ("due", true) => "*",
            ("open", true) => "o",
            ("later", true) => ".",
            _ => "!",
        }
    }
}

fn short(run: &str) -> String {
    run.parse::<RunId>()
        .map(|run| run.short())
        .unwrap_or_else(|_| run.to_owned())
}

fn short_follow_up(id: &str) -> String {
    id.parse::<FollowUpId>()
        .map(|id| id.short())
        .unwrap_or_else(|_| id.to_owned())
}

fn short_escalation(id: &str) -> String {
    id.parse::<EscalationId>()
        .map(|id| id.short())
        .unwrap_or_else(|_| id.to_owned())
}

fn item(state: &State, row: &Row, clock: &Clock, whom: &Whom<'_>) -> Option<Item> {
    let now = clock.now;
    match row {
        Row::InProgress { run } => in_progress(state, *run, now),
        Row::Slot { line, occurrence } => {
            let mut item = of_line(state, words::slot_state(&occurrence.state), line);
            item.slot = Some(occurrence.slot);
            item.due_by = Some(occurrence.due_by);
            Some(item)
        }
        Row::Missed {
            line, count, first, ..
        } => {
            let mut item = of_line(state, words::slot_state(&SlotState::Missed), line);
            item.slot = Some(*first);
            item.count = Some(*count);
            Some(item)
        }
        Row::Disputed { run } => {
            let mut item = in_progress(state, *run, now)?;
            item.standing = "disputed";
            Some(item)
        }
        Row::FollowUp { id, overdue, .. } => follow_up(state, *id, *overdue),
        Row::Rehearsal { procedure, stands } => Some(rehearsal(procedure, *stands, whom)),
        Row::Near {
            runbook,
            title,
            what,
            days_left,
        } => Some(near(runbook, title, *what, *days_left, clock)),
        Row::Escalation { id, since } => escalation(state, *id, *since, now),
        Row::Handover { by, at } => Some(handover(by, *at)),
        Row::Broken { .. } | Row::Commands { .. } | Row::Done { .. } => None,
    }
}

/// An escalation that is open: by when someone is to take it on, then by when it is to be over.
fn escalation(state: &State, id: EscalationId, since: Timestamp, now: Timestamp) -> Option<Item> {
    let known = state.escalation(id)?;
    let opening = known.opening()?;
    let target = match known.is_unanswered() {
        true => known.response().or(known.resolution()),
        false => known.resolution(),
    };
    let origin = opening.origin.as_ref();
    Some(Item {
        standing: "escalation",
        procedure: origin.map_or_else(String::new, |origin| origin.procedure.to_string()),
        title: format!("{}: {}", opening.severity, opening.title),
        runbook_title: opening.runbook_title.clone(),
        target: origin.and_then(|it| it.target.as_ref().map(ToString::to_string)),
        slot: Some(since),
        due_by: target.map(|target| target.by),
        run: origin.map(|origin| origin.run.to_string()),
        escalation: Some(id.to_string()),
        late: target.is_some_and(|target| target.is_missed(now)),
        ..Item::default()
    })
}

/// A shift that waits to be taken over.
fn handover(by: &Operator, at: Timestamp) -> Item {
    Item {
        standing: "handover",
        title: format!("Handover from {by}"),
        slot: Some(at),
        ..Item::default()
    }
}

/// A date of a runbook, at the beginning of its day.
fn near(runbook: &RunbookId, title: &str, what: Upkeep, days_left: i32, clock: &Clock) -> Item {
    Item {
        standing: what.words(),
        procedure: runbook.to_string(),
        title: title.to_owned(),
        runbook_title: title.to_owned(),
        due_by: clock.day(days_left),
        late: days_left < 0,
        ..Item::default()
    }
}

/// A run that goes on past the time of its slot leaves the slot overdue.
fn in_progress(state: &State, id: RunId, now: Timestamp) -> Option<Item> {
    let run = state.run(id)?;
    let started = &run.started.as_ref()?.what;
    let late = started.due_by.is_some_and(|due_by| due_by < now) && !started.rehearsal;
    let standing = if late { "overdue" } else { "in-progress" };
    let counts = run.counts();
    Some(Item {
        title: titled(
            &started.title,
            started.subject.as_deref().and(run.subject()),
        ),
        runbook_title: started.runbook_title.clone(),
        slot: started.slot,
        due_by: started.due_by,
        run: Some(id.to_string()),
        answered: Some(counts.ok + counts.not_ok + counts.skipped + counts.deferred),
        steps: Some(run.steps()),
        ..Item::of(standing, &started.procedure, started.target.as_ref())
    })
}

fn titled(title: &str, subject: Option<&str>) -> String {
    match subject {
        Some(subject) => crate::text::titled(title, subject),
        None => title.to_owned(),
    }
}

fn of_line(state: &State, standing: &'static str, line: &SeriesId) -> Item {
    let noticed = state
        .line_of(line)
        .and_then(|line| line.current())
        .map(|said| &said.what);
    Item {
        title: noticed.map(|it| it.title.clone()).unwrap_or_default(),
        runbook_title: noticed
            .map(|it| it.runbook_title.clone())
            .unwrap_or_default(),
        ..Item::of(standing, &line.procedure, line.target.as_ref())
    }
}

fn follow_up(state: &State, id: FollowUpId, late: bool) -> Option<Item> {
    let known = state.follow_up(id)?;
    let (opened, opening) = (known.opened.as_ref()?, known.opening()?);
    let noticed = opening.runbook.as_ref();
    let noticed = noticed.and_then(|runbook| state.revisions(runbook.as_str())?.current());
    let origin = opening.origin.as_ref();
    let procedure = origin.map(|origin| origin.procedure.to_string());
    let target = origin.and_then(|origin| origin.target.as_ref());
    Some(Item {
        standing: opening.kind.words(),
        procedure: procedure.unwrap_or_default(),
        title: opening.title.clone(),
        runbook_title: noticed
            .map(|said| said.what.title.clone())
            .unwrap_or_default(),
        target: target.map(ToString::to_string),
        slot: Some(opened.at),
        due_by: known.due(),
        run: origin.map(|origin| origin.run.to_string()),
        count: (opening.kind == FollowUpKind::Deferral).then(|| known.times_deferred()),
        follow_up: Some(id.to_string()),
        late,
        ..Item::default()
    })
}

fn rehearsal(procedure: &ProcedureRef, stands: RehearsalState, whom: &Whom<'_>) -> Item {
    let runbook = whom.runbooks.iter();
    let runbook = runbook.copied().find(|it| it.id == procedure.runbook);
    let known = runbook.and_then(|it| it.procedure(procedure.procedure.as_str()));
    let (last, due, late) = match stands {
        RehearsalState::Never => (None, None, false),
        RehearsalState::Overdue { last, due } => (Some(last), Some(due), true),
        RehearsalState::Due { last, due } | RehearsalState::Fresh { last, due } => {
            (Some(last), Some(due), false)
        }
    };
    Item {
        title: known.map(|it| it.title.clone()).unwrap_or_default(),
        runbook_title: runbook.map(|it| it.title.clone()).unwrap_or_default(),
        slot: last,
        due_by: due,
        late,
        ..Item::of("rehearse", procedure, None)
    }
}
