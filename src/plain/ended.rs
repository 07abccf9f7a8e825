//! What a run came to, what a rehearsal taught, and what is next.

use super::prompts::{Prompts, read};
use crate::present::{capitalized, grade, to_know, trained};
use crate::runbook::Runbook;
use crate::session::RunProgress;
use crate::state::{Debrief, Graded};
use crate::text::duration_words;
use jiff::SignedDuration;

impl Prompts {
    /// How a run has ended; looks back where it was a rehearsal.
    pub fn ended(&self, walked: &RunProgress) -> Vec<String> {
        let verdict = walked.run.verdict();
        let mut lines = vec![format!("{}: {verdict}.", walked.started.title)];
        let (run, procedure) = (&walked.run, walked.procedure());
        let wall = self.app.wall();
        lines.extend(to_know(&read(&self.state), run, Some(procedure), &wall));
        if walked.started.rehearsal {
            lines.extend(self.look_back(walked));
        }
        lines
    }

    fn look_back(&self, walked: &RunProgress) -> Vec<String> {
        let state = read(&self.state);
        let debrief = Debrief::of(
            &state,
            &walked.run,
            Some((walked.runbook(), walked.procedure())),
        );
        let asked = |id: &crate::event::FollowUpId| {
            let known = state.follow_up(*id)?;
            Some(format!("Asked: {}", known.opening()?.title))
        };
        let mut said = Vec::new();
        if let Some(debrief) = debrief {
            said.extend(lines(&debrief, walked.runbook()));
            said.extend(debrief.questions.iter().filter_map(asked));
        }
        said.push(format!(
            "All of it: `rounds show {} --debrief`.",
            walked.run.id.short()
        ));
        said
    }
}

fn length(took: SignedDuration) -> String {
    duration_words(took.as_secs().unsigned_abs())
}

/// The score by the scenario, and where it was answered otherwise.
fn score(graded: &Graded) -> Vec<String> {
    let sum = graded.grade();
    let mut lines = vec![format!("Score: {}.", grade(&sum))];
    let wrong = graded.boxes.iter().filter(|it| !it.is_right);
    lines.extend(wrong.map(|it| {
        let wanted = it.wanted.join(", then ");
        format!(
            "Answered otherwise: {}, where the scenario has {wanted}",
            it.step_ref
        )
    }));
    let cautions = graded.cautions.iter();
    lines.extend(cautions.map(|step| format!("Caution passed over: {step}")));
    lines
}

/// A debrief, one line a statement.
fn lines(debrief: &Debrief, runbook: &Runbook) -> Vec<String> {
    let mut lines = vec![format!("Looking back: it took {}.", length(debrief.took))];
    let trained = debrief.trained.as_ref().map(|it| trained(it, runbook));
    lines.extend(trained.map(|words| format!("{}.", capitalized(&words))));
    if let Some(graded) = &debrief.graded {
        lines.extend(score(graded));
    }
    let longest = debrief.longest.iter();
    lines.extend(longest.map(|it| format!("Longest: {}, {}", length(it.took), it.title)));
    let wrong = debrief.wrong.iter();
    lines.extend(wrong.map(|wrong| {
        let words = wrong.words.as_ref();
        let words = words.map(|words| format!(": {words}")).unwrap_or_default();
        format!(
            "What went wrong: {}, {}{words}",
            wrong.title,
            wrong.what.words()
        )
    }));
    let fast = debrief.too_fast.iter();
    lines.extend(fast.map(|fast| format!("Ticked faster than it can be done: {}", fast.step_ref)));
    let script = debrief.script.iter();
    lines.extend(script.map(|injected| {
        let what = injected.surprise.as_deref().unwrap_or("it fails");
        let met = if injected.met { "met" } else { "not met" };
        format!("In store at {}: {what} ({met})", injected.step)
    }));
    lines
}
