//! A run in a few lines: what it was, what it came to, when, by whom, and how it stands to
//! its occurrence. The same whether the state holds the run whole or as its summary.

use super::super::paint::piece;
use super::super::sheet::{Sheet, fact, fact_in};
use crate::app::App;
use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::when;
use crate::app::{look::Look, theme::Role};
use crate::event::{Counts, RunId};
use crate::present::{HowFar, length};
use crate::state::{Revision, State, Verdict};
use jiff::{SignedDuration, Timestamp};

/// What lists and heads tell of a run.
pub(super) struct Outline {
    /// What people called the procedure.
    pub title: String,
    /// What it came to.
    pub verdict: Verdict,
    /// Whether what is known of it contradicts itself.
    pub disputed: bool,
    /// Whether it only rehearses.
    pub rehearsal: bool,
    runbook: String,
    subject: Option<String>,
    target: Option<String>,
    /// When it began, and who began it.
    pub began: (Timestamp, String),
    /// When it ended, and who ended it.
    pub ended: Option<(Timestamp, String)>,
    /// When its last answer was really done.
    pub done_at: Option<Timestamp>,
    slot: Option<Timestamp>,
    due_by: Option<Timestamp>,
    counts: Counts,
    how_far: HowFar,
    revision: Option<Revision>,
}

impl Outline {
    pub fn of(app: &App, state: &State, id: RunId) -> Option<Self> {
        if let Some(summary) = state.summary(id) {
            let name = |by: Option<&crate::runbook::Operator>| by.map(ToString::to_string);
            let began = name(summary.started_by()).unwrap_or_default();
            let ended = name(summary.ended_by()).unwrap_or_default();
            return Some(Self {
                title: summary.title.to_string(),
                verdict: summary.verdict.clone(),
                disputed: summary.disputed,
                rehearsal: summary.rehearsal,
                runbook: summary.runbook_title.to_string(),
                subject: summary.subject.as_deref().map(ToOwned::to_owned),
                target: summary.target.as_ref().map(ToString::to_string),
                began: (summary.started_at, began),
                ended: Some((summary.ended_at, ended)),
                done_at: Some(summary.done_at),
                slot: summary.slot,
                due_by: summary.due_by,
                counts: summary.counts,
                how_far: HowFar::of_summary(summary),
                revision: Some(summary.revision),
            });
        }
        let run = state.run(id)?;
        let said = run.started.as_ref()?;
        let started = &said.what;
        let ended = run.first_ending();
        Some(Self {
            title: started.title.clone(),
            verdict: run.verdict(),
            disputed: run.is_disputed(),
            rehearsal: started.rehearsal,
            runbook: started.runbook_title.clone(),
            subject: run.subject().map(ToOwned::to_owned),
            target: started.target.as_ref().map(ToString::to_string),
            began: (said.at, said.by.to_string()),
            ended: ended.map(|said| (said.at, said.by.to_string())),
            done_at: run.done_at(),
            slot: started.slot,
            due_by: started.due_by,
            counts: run.counts(),
            how_far: app.how_far(run),
            revision: run.revision(),
        })
    }

    /// Where it was done, and what tells it from others of its kind.
    pub fn place(&self, look: Look) -> String {
        let about = self.subject.as_deref().or(self.target.as_deref());
        let parts = [Some(self.runbook.as_str()), about].into_iter().flatten();
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        parts.join(look.dot())
    }

    /// What it came to, in two words.
    pub fn remark(&self) -> (String, Role) {
        match &self.verdict {
            _ if self.disputed => ("disputed".to_owned(), Role::Bad),
            Verdict::Open => (self.how_far.to_string(), Role::Accent),
            Verdict::WithFailures => {
                let text = match (self.counts.not_ok, self.counts.alarms) {
                    (0, 1) => "1 alarm".to_owned(),
                    (0, alarms) => format!("{alarms} alarms"),
                    (bad, _) => format!("{bad} not OK"),
                };
                (text, Role::Bad)
            }
            Verdict::WithGaps if self.how_far.gaps == 1 => ("1 gap".to_owned(), Role::Warn),
            Verdict::WithGaps => (format!("{} gaps", self.how_far.gaps), Role::Warn),
            Verdict::NothingDone => ("nothing done".to_owned(), Role::Warn),
            Verdict::Ended(word) => (word.clone(), Role::Plain),
            Verdict::Abandoned(_) => ("abandoned".to_owned(), Role::Dim),
            Verdict::Completed if self.counts.warnings == 1 => ("1 warning".to_owned(), Role::Warn),
            Verdict::Completed if self.counts.warnings > 0 => {
                (format!("{} warnings", self.counts.warnings), Role::Warn)
            }
            Verdict::Completed => match self.late() {
                Some(late) => (format!("{} late", length(late)), Role::Warn),
                None => (self.how_far.to_string(), Role::Dim),
            },
        }
    }

    /// By how much it was done after its time.
    fn late(&self) -> Option<SignedDuration> {
        let (done, due) = self.done_at.zip(self.due_by)?;
        (done > due).then(|| done.duration_since(due))
    }
}

/// The head of a run's page.
pub(super) fn draw(app: &App, state: &State, id: RunId, sheet: &mut Sheet) {
    let Some(run) = Outline::of(app, state, id) else {
        return sheet.words(Role::Dim, "Its beginning has not arrived yet.");
    };
    if run.rehearsal {
        let text = " REHEARSAL: nothing counts as real ";
        sheet.row(vec![piece(app.look, Role::Rehearsal, text)]);
    }
    sheet.words(Role::Dim, &run.place(app.look));
    if run.disputed {
        let correct = app.key_in(Context::Run, Action::Correct);
        let text = format!(
            "Disputed: operators who did not know of each other said different things. Enter opens the run: {correct} says what is right."
        );
        sheet.words(Role::Bad, &text);
    }
    let (sign, role) = app.look.verdict(&run.verdict);
    let words = format!("{sign} {}", run.verdict);
    fact_in(sheet, "Result", role, &words);
    let (at, by) = &run.began;
    let text = format!("{} by {by}", when::moment(*at, app));
    fact(sheet, "Began", &text);
    if let Some((at, by)) = &run.ended {
        let text = format!("{} by {by}", when::moment(*at, app));
        fact(sheet, "Ended", &text);
        if let Some(done) = run
            .done_at
            .filter(|done| when::minute(*done) != when::minute(*at))
        {
            fact(sheet, "Done", &when::moment(done, app));
        }
    }
    if let Some(slot) = run.slot {
        let (words, role) = match (run.done_at.zip(run.due_by), run.late()) {
            (None, _) => (String::new(), Role::Plain),
            (Some(_), None) => (", on time".to_owned(), Role::Plain),
            (Some(_), Some(late)) => (format!(", {} late", length(late)), Role::Warn),
        };
        let text = format!("{}{words}", when::moment(slot, app));
        fact_in(sheet, "For", role, &text);
    }
    fact(sheet, "Steps", &counts(&run));
    let revision = run.revision.map(|it| it.file.to_string());
    let revision = revision.as_deref().and_then(|it| it.get(..12));
    let text = format!("{}  revision {}", id.short(), revision.unwrap_or("unknown"));
    fact_in(sheet, "Run", Role::Dim, &text);
}

fn counts(run: &Outline) -> String {
    let counts = &run.counts;
    let parts = [
        (counts.ok, "OK"),
        (counts.not_ok, "not OK"),
        (counts.skipped, "skipped"),
        (counts.deferred, "deferred"),
        (counts.warnings, "with a warning"),
        (counts.alarms, "with an alarm"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let mut parts: Vec<_> = parts
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if parts.is_empty() {
        parts.push("none answered".to_owned());
    }
    format!("{} of {}", parts.join(", "), run.how_far.wanted)
}

/// The readings that a summary keeps.
pub(super) fn readings(app: &App, state: &State, id: RunId, sheet: &mut Sheet) {
    let readings = state.summary(id).map(|summary| summary.readings.as_slice());
    let readings = readings.unwrap_or_default();
    if !readings.is_empty() {
        sheet.heading("Readings");
    }
    for reading in readings {
        let unit = reading.unit.as_deref().unwrap_or_default();
        let role = app.look.judgement(reading.judgement);
        let text = format!("{} {unit}", reading.value);
        sheet.labelled(&reading.step_ref.to_string(), role, text.trim_end());
    }
    sheet.gap();
    sheet.words(Role::Dim, "Enter opens the full run.");
}
