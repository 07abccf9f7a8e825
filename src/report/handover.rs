//! A shift for the next: what was done, what was not, what goes on, what is new.

use super::document::{Document, Section};
use crate::event::Outcome;
use crate::event::RunId;
use crate::limits::Judgement;
use crate::present::{Clock, Outside, Sources};
use crate::state::{
    self, Escalation, FollowUp, Occurrence, Run, SeriesId, Shift, SlotState, State, Whom,
};
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

/// The handover of a shift, with what failed in its runs.
pub fn handover(
    state: &State,
    shift: &Shift<'_>,
    failed: &[Failed],
    outside: &Outside,
    wall: &Clock,
) -> Document {
    let lead = vec![wall.between(shift.since, shift.now), counts(shift)];
    let sections = vec![
        escalations(shift, wall),
        in_progress(state, shift, outside, wall),
        failures(shift, failed, wall),
        undone(state, shift, wall),
        follow_ups("New follow-ups", &shift.new, wall),
        follow_ups("Changed follow-ups", &shift.changed, wall),
        follow_ups("Due", &shift.due, wall),
        unchanged(shift),
        notes(shift, wall),
        done(shift, wall),
        heads(state),
    ];
    Document {
        title: "Shift handover".to_owned(),
        lead,
        sections,
    }
}

/// `Rounds: 4 done, 1 late, 1 missed, 2 overdue`
fn counts(shift: &Shift<'_>) -> String {
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
    match some.is_empty() {
        true => "Rounds: none was due".to_owned(),
        false => format!("Rounds: {}", some.join(", ")),
    }
}

fn escalations(shift: &Shift<'_>, wall: &Clock) -> Section {
    let mut section = Section::new("Escalations");
    for escalation in &shift.escalations {
        if let Some(opened) = escalation.opening() {
            let state = match (escalation.is_open(), escalation.is_unanswered()) {
                (_, true) => "not answered",
                (true, false) => "answered, not over",
                (false, _) => "over",
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
            "{} answered by {}",
            wall.exact(said.at),
            said.what.who
        ));
    }
    if let Some(said) = escalation.resolved.current() {
        lines.push(format!("{} over: {}", wall.exact(said.at), said.what.how));
    }
    lines
}

fn in_progress(state: &State, shift: &Shift<'_>, outside: &Outside, wall: &Clock) -> Section {
    let mut section = Section::new("In progress");
    let whom = Whom::default();
    let sources = Sources {
        state,
        preview: None,
        clock: wall,
        whom: &whom,
        outside,
    };
    for id in &shift.in_progress {
        let run = state.run(*id);
        let Some((run, said)) = run.and_then(|run| Some((run, run.started.as_ref()?))) else {
            continue;
        };
        let subject = run.subject().map(|subject| format!(" ({subject})"));
        let started = &said.what;
        let row = sources.row(&state::Row::InProgress {
            run: *id,
            occurrence: state.occurrence_of(*id, wall.now),
        });
        section.line(format!(
            "{} {}{}, since {} by {}, {}",
            id.short(),
            started.title,
            subject.unwrap_or_default(),
            wall.exact(said.at),
            said.by,
            row.status,
        ));
    }
    section
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

fn undone(state: &State, shift: &Shift<'_>, wall: &Clock) -> Section {
    let mut section = Section::new("Missed and overdue");
    for (line, slots) in shift.undone() {
        section.line(slots_words(state, line, &slots, wall));
    }
    section
}

fn slots_words(state: &State, line: &SeriesId, slots: &[&Occurrence], wall: &Clock) -> String {
    let known = state.line_of(line).and_then(|line| line.current());
    let title = known.map_or_else(
        || line.procedure.to_string(),
        |said| said.what.title.clone(),
    );
    let target = line.target.as_ref().map(|target| format!(" on {target}"));
    let target = target.unwrap_or_default();
    let (Some(first), Some(last)) = (slots.first(), slots.last()) else {
        return title;
    };
    let word = match first.state {
        SlotState::Missed => "missed",
        _ => "overdue",
    };
    match slots.len() {
        1 => format!("{title}{target}, {word}, of {}", wall.exact(first.slot)),
        count => {
            let between = wall.between(first.slot, last.slot);
            format!("{title}{target}, {word} {count} times, {between}")
        }
    }
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

/// One line for all that stands as it stood, by the longest wait.
fn unchanged(shift: &Shift<'_>) -> Section {
    let mut section = Section::new("Unchanged");
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
        section.line(format!(
            "{} {}{}, {}",
            wall.exact(summary.done_at),
            summary.title,
            target.unwrap_or_default(),
            summary.verdict
        ));
    }
    section
}

fn heads(state: &State) -> Section {
    let mut section = Section::new("Heads of the journal");
    for head in state.heads() {
        section.line(head.to_string());
    }
    section
}
