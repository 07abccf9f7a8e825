//! A shift for the next: what was done, what was not, what goes on, what is new.

use super::document::{Document, Section};
use crate::event::{HandoverGiven, HandoverItem, Outcome, RunId, ShiftSeverity, Thread};
use crate::limits::Judgement;
use crate::present::{
    Clock, HowFar, Sources, doubts_of, shift_severity, unsigned_lines, written_up,
};
use crate::state::{Escalation, FollowUp, Handover, Run, Shift, SlotState, Stamped, State};
use crate::text::{duration_words, titled};

/// What failed in a run, with what was written down there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The run.
    pub run: RunId,
    /// Each box that was not OK or in alarm: what, what was answered, what was seen.
    pub boxes: Vec<String>,
}

/// What failed in a run that is held whole.
pub fn failed(run: &Run) -> Failed {
    let boxes = run.boxes.values().filter_map(|step_state| {
        let done = &step_state.outcome()?.what;
        let bad = done.outcome == Outcome::NotOk || done.judgement == Some(Judgement::Alarm);
        let note = done.note.as_deref();
        let note = note.map(|note| format!(": {note}")).unwrap_or_default();
        bad.then(|| titled(&done.title, &format!("{}{note}", done.words())))
    });
    Failed {
        run: run.id,
        boxes: boxes.collect(),
    }
}

/// What a handover is told from.
#[derive(Clone, Copy, Debug)]
pub struct ShiftSources<'a> {
    /// The record.
    pub state: &'a State,
    /// What happened.
    pub shift: &'a Shift<'a>,
    /// What failed in its runs.
    pub failed: &'a [Failed],
    /// What stands: as it is now, or as it was given.
    pub items: &'a [HandoverItem],
    /// The handover, where it was given.
    pub handover: Option<&'a Handover>,
    /// The words of what stands.
    pub words: &'a Sources<'a>,
    /// Whether everything was read that could have fallen due.
    pub reads_all: bool,
}

/// The handover of a shift: how bad it is, what there is to know and to do, what to do if, what
/// the receiver understood; then what happened, for whoever was not there.
pub fn handover(told: &ShiftSources<'_>) -> Document {
    let (state, shift, wall) = (told.state, told.shift, told.words.clock);
    let given = told.handover.and_then(|it| it.given.as_ref());
    let mut lead = vec![
        wall.between(shift.since, shift.now),
        shift_counts(shift, told.reads_all),
    ];
    if let Some(handover) = told.handover {
        lead.extend(given_lines(state, handover, wall));
    }
    let (here, everywhere): (Vec<_>, Vec<_>) =
        told.items.iter().partition(|item| item.host.is_some());
    let sections = vec![
        Section::of("Summary", given.and_then(|said| said.what.note.clone())),
        actions("Actions", &everywhere, told),
        actions("Known on one machine alone", &here, told),
        Section::of(
            "Contingencies",
            given
                .map(|said| said.what.contingencies.clone())
                .unwrap_or_default(),
        ),
        Section::of("Read back", told.handover.and_then(read_back)),
        escalations(shift, wall),
        failures(shift, told.failed, wall),
        doubts(told),
        follow_ups("New follow-ups", &shift.new, wall),
        follow_ups("Changed follow-ups", &shift.changed, wall),
        unchanged(shift),
        notes(shift, wall),
        done(shift, wall),
        heads(state, given),
    ];
    let title = match given {
        Some(said) => format!("Shift of {}", said.by),
        None => "Shift handover".to_owned(),
    };
    Document {
        title,
        lead,
        sections,
    }
}

/// Who gave it to whom, how bad it was, and who took it.
fn given_lines(state: &State, handover: &Handover, wall: &Clock) -> Vec<String> {
    let Some(said) = &handover.given else {
        return Vec::new();
    };
    let to = said.what.to.as_ref();
    let to = to.map_or_else(|| "whoever comes next".to_owned(), ToString::to_string);
    let mut lines = vec![
        format!(
            "Given by {} to {to}, {}",
            state.hand(said),
            wall.exact(said.at)
        ),
        format!("Severity: {}", shift_severity(&said.what)),
    ];
    if handover.accepted.is_empty() {
        lines.push("Waiting to be accepted".to_owned());
    }
    lines.extend(handover.accepted.iter().map(|said| {
        let note = said.what.note.as_ref();
        let note = note.map(|note| format!(": {note}"));
        let at = wall.exact(said.at);
        format!(
            "Accepted by {}, {at}{}",
            state.hand(said),
            note.unwrap_or_default()
        )
    }));
    let same = state.same_hands_of_handover(handover).into_iter();
    lines.extend(same.map(|it| format!("Same hand: {it}")));
    lines.extend(unsigned_lines(state, &Thread::Handover(handover.id), wall));
    lines
}

fn read_back(handover: &Handover) -> Option<String> {
    let said = handover.accepted.first()?;
    let words = said.what.read_back.as_ref()?;
    Some(format!("{}: {words}", said.by))
}

/// What stands, what is judged worse than stable by its word.
fn actions(heading: &str, items: &[&HandoverItem], told: &ShiftSources<'_>) -> Section {
    let mut section = Section::new(heading);
    for item in items {
        let words = match item.severity {
            ShiftSeverity::Stable => item.words.clone(),
            severity => format!("{}: {}", severity.words().to_uppercase(), item.words),
        };
        section.with(words, told.words.of_item(item, told.handover));
    }
    section
}

/// `Rounds: 4 done, 1 late, 1 missed, 2 overdue`. That there were none is said of what could be
/// read alone.
pub fn shift_counts(shift: &Shift<'_>, reads_all: bool) -> String {
    let parts = [
        (SlotState::Done, "done"),
        (SlotState::DoneLate, "late"),
        (SlotState::Missed, "missed"),
        (SlotState::Overdue, "overdue"),
        (SlotState::Excused, "waived"),
    ];
    let some: Vec<_> = parts
        .into_iter()
        .map(|(state, word)| (shift.count(state), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    // What was due before this time and is not done stands among the actions.
    match (some.is_empty(), shift.slots.is_empty()) {
        (true, true) if reads_all => "Rounds: none fell due in this time".to_owned(),
        (true, true) => "Rounds: none fell due in what could be read".to_owned(),
        (true, false) => "Rounds: none done yet".to_owned(),
        (false, _) => format!("Rounds: {}", some.join(", ")),
    }
}

fn escalations(shift: &Shift<'_>, wall: &Clock) -> Section {
    let mut section = Section::new("Escalations");
    for escalation in &shift.escalations {
        if let Some(opened) = escalation.opening() {
            let state = match (escalation.is_open(), escalation.is_unanswered()) {
                (_, true) => "no ack",
                (true, false) => "acked, open",
                (false, _) => "resolved",
            };
            let id = escalation.id.short();
            let words = format!("{id} {}, {state}: {}", opened.severity, opened.title);
            section.with(words, escalation_lines(escalation, wall));
        }
    }
    section
}

/// Response and resolution against their targets, who was called, and how it ended.
fn escalation_lines(escalation: &Escalation, wall: &Clock) -> Vec<String> {
    let mut lines = Vec::new();
    let targets = [
        ("response", escalation.response()),
        ("resolution", escalation.resolution()),
    ];
    for (what, target) in targets {
        let Some(target) = target else { continue };
        let missed = target.is_missed(wall.now);
        let word = match (target.reached, missed) {
            (Some(_), false) => "on time",
            (Some(_), true) => "late",
            (None, true) => "missed",
            (None, false) => "still open",
        };
        let by = wall.exact(target.by);
        lines.push(format!("{what} by {by}: {word}"));
    }
    for said in &escalation.contacted {
        let note = said.what.note.as_deref();
        let note = note.map(|note| format!(": {note}")).unwrap_or_default();
        let at = wall.exact(said.at);
        lines.push(format!("{at} called {}{note}", said.what.name));
    }
    if let Some(said) = escalation.answered.current() {
        lines.push(format!(
            "{} acknowledged by {}",
            wall.exact(said.at),
            said.what.who
        ));
    }
    if let Some(said) = escalation.resolved.current() {
        lines.push(format!(
            "{} resolved: {}",
            wall.exact(said.at),
            said.what.how
        ));
    }
    lines
}

fn failures(shift: &Shift<'_>, failed: &[Failed], wall: &Clock) -> Section {
    let mut section = Section::new("Failures and alarms");
    for summary in shift.failures() {
        let at = wall.exact(summary.done_at);
        let words = format!(
            "{} {}, {}, {at}",
            summary.id.short(),
            summary.title,
            summary.verdict
        );
        let boxes = failed.iter().find(|it| it.run == summary.id);
        section.with(words, boxes.map(|it| it.boxes.clone()).unwrap_or_default());
    }
    section
}

/// What is hard to believe of what was done: whoever takes over asks whoever did it.
fn doubts(told: &ShiftSources<'_>) -> Section {
    let mut section = Section::new("In doubt");
    let (state, wall) = (told.state, told.words.clock);
    for summary in &told.shift.ended {
        let procedure = &summary.procedure;
        let mut runbooks = told.words.whom.runbooks.iter();
        let runbook = runbooks.find(|runbook| runbook.id == procedure.runbook);
        let walked = runbook.and_then(|it| it.procedure(procedure.procedure.as_str()));
        let found = doubts_of(state, summary, walked);
        if !found.is_empty() {
            let (id, at) = (summary.id.short(), wall.exact(summary.done_at));
            let by = summary.started_by().map(|by| format!(", begun by {by}"));
            let words = format!("{id} {}, {at}{}", summary.title, by.unwrap_or_default());
            section.with(words, found);
        }
    }
    section
}

fn follow_ups(heading: &str, known: &[&FollowUp], wall: &Clock) -> Section {
    let mut section = Section::new(heading);
    for follow_up in known {
        let Some(opening) = follow_up.opening() else {
            continue;
        };
        let due = follow_up
            .due()
            .map(|due| format!(", due {}", wall.exact(due)));
        let owner = follow_up.owner().map(|owner| format!(", {owner}"));
        section.line(format!(
            "{} {}, {}{}{}: {}",
            follow_up.id.short(),
            opening.kind.words(),
            follow_up.state().words(),
            owner.unwrap_or_default(),
            due.unwrap_or_default(),
            opening.title,
        ));
    }
    section
}

/// One line for the follow-ups that stand as they stood, by the longest wait.
fn unchanged(shift: &Shift<'_>) -> Section {
    let mut section = Section::new("Unchanged follow-ups");
    let ages = shift.unchanged.iter().map(|it| it.age(shift.now).as_secs());
    if let Some(oldest) = ages.max() {
        let oldest = duration_words(oldest.unsigned_abs());
        section.line(format!(
            "{} open, the oldest for {oldest}",
            shift.unchanged.len()
        ));
    }
    section
}

fn notes(shift: &Shift<'_>, wall: &Clock) -> Section {
    let mut section = Section::new("Notes");
    for said in shift.notes {
        section.line(format!(
            "{} {}: {}",
            wall.exact(said.at),
            said.by,
            said.what
        ));
    }
    section
}

fn done(shift: &Shift<'_>, wall: &Clock) -> Section {
    let mut section = Section::new("Done");
    for summary in &shift.ended {
        let target = summary
            .target
            .as_ref()
            .map(|target| format!(" on {target}"));
        let beside = HowFar::of_summary(summary).beside();
        let beside = match beside.is_empty() {
            true => String::new(),
            false => format!(" ({beside})"),
        };
        let late = summary.written_up().map(|it| written_up(&it, wall));
        let words = format!(
            "{} {}{}, {}{beside}",
            wall.exact(summary.done_at),
            summary.title,
            target.unwrap_or_default(),
            summary.verdict
        );
        section.with(words, late.into_iter().collect());
    }
    section
}

/// The last entry of every writer, as the giver knew them; of now where nothing was given.
fn heads(state: &State, given: Option<&Stamped<HandoverGiven>>) -> Section {
    let known = state.heads().map(ToString::to_string);
    let heads = match given {
        Some(said) => said.what.heads.iter().map(ToString::to_string).collect(),
        None => known.collect::<Vec<_>>(),
    };
    Section::of("Heads of the journal", heads)
}
