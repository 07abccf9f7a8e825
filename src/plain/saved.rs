//! What was saved, in words.

use crate::app::App;
use crate::app::when;
use crate::event::{Ending, Fact, StepDone};
use crate::limits::Judgement;
use crate::text::titled;

/// A fact as someone hears it who has just made it; none where the app says it itself.
pub(super) fn saved(fact: &Fact, app: &App) -> Option<String> {
    let at = || {
        fact.step_ref()
            .map(|step_ref| step_ref.to_string())
            .unwrap_or_default()
    };
    Some(match fact {
        Fact::StepDone(done) => titled(&done.title, &answer(done)),
        Fact::CommandEnded(ended) => {
            let status = ended.status.words();
            match ended.why.as_ref().filter(|why| **why != status) {
                Some(why) => format!("the command {status} ({why})"),
                None => format!("the command {status}"),
            }
        }
        Fact::CommandPretended { shown, .. } => format!("only pretended to run {shown}"),
        Fact::WaitStarted(wait) => {
            // A short wait is over within the minute; zones differ by whole minutes.
            let seconds = match wait.until.as_second().rem_euclid(60) {
                0 => String::new(),
                seconds => format!(":{seconds:02}"),
            };
            format!(
                "the wait is over at {}{seconds}",
                when::moment(wait.until, app)
            )
        }
        Fact::StepTakenBack { .. } => format!("{} taken back", at()),
        Fact::CarriedOn { .. } => format!("carried on past {}", at()),
        Fact::CautionAcknowledged { .. } => "the caution was read".to_owned(),
        Fact::RevisionAdopted { .. } => "went over to the newer runbook".to_owned(),
        Fact::RunStarted(started) => {
            let what = if started.rehearsal {
                "rehearsal"
            } else {
                "run"
            };
            format!("{what} {} of {} began", started.run.short(), started.title)
        }
        Fact::RunEnded { ending, .. } => match ending {
            Ending::Completed => "the run is completed".to_owned(),
            Ending::Ended { word } => format!("the run has ended: {word}"),
            Ending::Abandoned { .. } => "the run is abandoned".to_owned(),
        },
        _ => return None,
    })
}

/// An answer with its judgement, its reason and its note.
pub(super) fn answer(done: &StepDone) -> String {
    let mut words = match done.withheld {
        true => "a secret, kept in memory alone".to_owned(),
        false => done.words(),
    };
    if let Some(judgement) = done.judgement.filter(|it| *it != Judgement::Normal) {
        words.push_str(&format!(", {judgement}"));
    }
    for said in done.reason.iter().chain(&done.note) {
        words.push_str(&format!(", {said}"));
    }
    words
}
