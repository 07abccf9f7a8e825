//! What was saved, in words, and by which word a refusal is got round.

use crate::command::{Blocked, Refusal};
use crate::event::{Ending, Fact, StepDone};
use crate::limits::Judgement;
use crate::text::titled;
use jiff::Timestamp;

/// A fact as someone hears it who has just made it; none where it goes without saying.
pub(super) fn saved(fact: &Fact, clock: &dyn Fn(Timestamp) -> String) -> Option<String> {
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
            format!("the wait is over at {}{seconds}", clock(wait.until))
        }
        Fact::SignedOff(signed) => {
            let played = if signed.played { ", only played" } else { "" };
            let account = match signed.same_account {
                true => ", under the same account",
                false => "",
            };
            format!("signed off as {}{played}{account}", signed.role)
        }
        Fact::FollowUpOpened(opened) => {
            format!(
                "{} {}: {}",
                opened.kind.words(),
                opened.id.short(),
                opened.title
            )
        }
        Fact::FollowUpMoved(moved) => {
            format!("follow-up {} {}", moved.id.short(), moved.state.words())
        }
        Fact::StepTakenBack { .. } => format!("{} taken back", at()),
        Fact::CarriedOn { .. } => format!("carried on past {}", at()),
        Fact::CautionAcknowledged { .. } => "the caution was read".to_owned(),
        Fact::Noted { .. } => "the note".to_owned(),
        Fact::Attached { name, bytes, .. } => format!("{name}, {bytes} bytes"),
        Fact::RevisionAdopted { .. } => "went over to the newer runbook".to_owned(),
        Fact::RunStarted(started) => {
            let what = if started.rehearsal {
                "rehearsal"
            } else {
                "run"
            };
            format!("{what} {} of {} began", started.run.short(), started.title)
        }
        Fact::EscalationOpened(opened) => {
            let what = match opened.rehearsal {
                true => "rehearsed escalation",
                false => "escalation",
            };
            let (id, severity) = (opened.id.short(), &opened.severity);
            format!("{what} {id}, {severity}: {}", opened.title)
        }
        Fact::HandoverGiven(given) => {
            let to = given.to.as_ref().map(|to| format!(" to {to}"));
            format!("the shift was given{}", to.unwrap_or_default())
        }
        Fact::HandoverAccepted(_) => "the shift was taken over".to_owned(),
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

/// Which word does what a refusal asks for.
pub(super) fn hint(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::AlreadyAnswered { .. } => "Say `again` or `correct`, with the answer behind it.",
        Refusal::CautionFirst | Refusal::NoReturnFirst => "Say `c` once it is read.",
        Refusal::Held { .. } | Refusal::HeldUnsigned { .. } => {
            "Say `go` and its number to be there, `>` and a reason there to carry on."
        }
        Refusal::Unfinished { .. } => "Say `l` for all steps, `go` and a number to be at one.",
        Refusal::Doing(Blocked::WaitFirst) => "Say `w`.",
        Refusal::Doing(Blocked::SecretGone { .. }) => "Say `=` at its step.",
        Refusal::Doing(Blocked::CommandRunning { .. }) => "Say `forget` once it was looked at.",
        _ => return None,
    })
}
