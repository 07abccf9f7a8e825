//! What happened, in words: outcomes, verdicts, facts. Pure; whoever shows them goes
//! through the sink.

mod handoff;

pub use handoff::thread;

use super::out::Tone;
use super::time::Clock;
use crate::event::{
    Attempt, Cause, Counts, Ending, Fact, Outcome, RunStarted, SignedOff, StepDone,
};
use crate::limits::Judgement;
use crate::runbook::{Kind, ProcedureRef, TargetName};
use crate::state::{Child, SlotState, Verdict};
use crate::text::{duration_words, titled};

/// The word for an outcome, as it is typed too.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::NotOk => "not-ok",
        Outcome::Skipped => "skipped",
        Outcome::Deferred => "deferred",
    }
}

/// What was answered: the value with its unit and judgement, else the outcome.
pub fn answer(done: &StepDone) -> String {
    let mut words = done.words();
    if let Some(judgement) = done
        .judgement
        .filter(|judgement| *judgement != Judgement::Normal)
    {
        words.push_str(&format!(" ({judgement})"));
    }
    words
}

/// How an answer looks.
pub fn answer_tone(done: &StepDone) -> Tone {
    match (done.outcome, done.judgement) {
        (Outcome::NotOk, _) | (_, Some(Judgement::Alarm)) => Tone::Bad,
        (Outcome::Deferred, _) | (_, Some(Judgement::Warning)) => Tone::Warn,
        (Outcome::Skipped, _) => Tone::Dim,
        (Outcome::Ok, _) => Tone::Good,
    }
}

/// What a run came to.
pub fn verdict(verdict: &Verdict) -> String {
    verdict.to_string()
}

/// The verdict as one stable word, for programs.
pub fn verdict_word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Open => "open",
        Verdict::Completed => "completed",
        Verdict::WithFailures => "with-failures",
        Verdict::WithGaps => "with-gaps",
        Verdict::NothingDone => "nothing-done",
        Verdict::Ended(_) => "ended",
        Verdict::Abandoned(_) => "abandoned",
    }
}

/// How a verdict looks.
pub fn verdict_tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Completed | Verdict::Ended(_) => Tone::Good,
        Verdict::WithFailures => Tone::Bad,
        Verdict::WithGaps | Verdict::NothingDone => Tone::Warn,
        Verdict::Abandoned(_) => Tone::Dim,
        Verdict::Open => Tone::Strong,
    }
}

/// What became of a slot, as one stable word.
pub fn slot_state(state: &SlotState) -> &'static str {
    match state {
        SlotState::Upcoming => "later",
        SlotState::Open => "open",
        SlotState::Due => "due",
        SlotState::Overdue => "overdue",
        SlotState::Done => "done",
        SlotState::DoneLate => "done-late",
        SlotState::Missed => "missed",
        SlotState::Excused => "excused",
    }
}

/// What a procedure is for, as one stable word.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Routine => "routine",
        Kind::Exception => "exception",
        Kind::OnDemand => "on-demand",
    }
}

/// The counts that are not zero: `5 OK, 1 not OK, 2 alarms`.
pub fn counts(counts: &Counts) -> String {
    let parts = [
        (counts.ok, "OK", "OK"),
        (counts.not_ok, "not OK", "not OK"),
        (counts.skipped, "skipped", "skipped"),
        (counts.deferred, "deferred", "deferred"),
        (counts.warnings, "warning", "warnings"),
        (counts.alarms, "alarm", "alarms"),
    ];
    let some: Vec<_> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, several)| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {several}"),
        })
        .collect();
    some.join(", ")
}

/// `1 error`, `3 errors`.
pub fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

fn place(procedure: &ProcedureRef, target: &Option<TargetName>) -> String {
    match target {
        Some(target) => format!("{procedure} on {target}"),
        None => procedure.to_string(),
    }
}

/// How a run ended.
pub fn ending(ending: &Ending) -> String {
    match ending {
        Ending::Completed => "run completed".to_owned(),
        Ending::Ended { word } => format!("run ended: {word}"),
        Ending::Abandoned { reason } => format!("run abandoned: {reason}"),
    }
}

/// A fact as a line of the journal's story, its times on the operator's clock.
pub fn fact(fact: &Fact, clock: &Clock) -> String {
    let at = || {
        fact.step_ref()
            .map(|step_ref| format!("{step_ref}: "))
            .unwrap_or_default()
    };
    match fact {
        Fact::RunStarted(started) => run_started(started),
        Fact::StepDone(done) => step_done(done, clock),
        Fact::CommandStarted(started) => format!("{}ran {}", at(), started.shown),
        Fact::CommandEnded(ended) => {
            let why = ended
                .why
                .as_ref()
                .filter(|why| **why != ended.status.words());
            let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
            format!("{}command {}{why}", at(), ended.status.words())
        }
        Fact::CommandPretended { shown, .. } => format!("{}pretended to run {shown}", at()),
        Fact::WaitStarted(wait) => {
            format!("{}waits until {}", at(), clock.to_the_second(wait.until))
        }
        Fact::SignedOff(signed) => format!("{}{}", at(), signature(signed)),
        Fact::FollowUpOpened(opened) => {
            let kind = opened.kind.words();
            format!("{}{kind} {}: {}", at(), opened.id.short(), opened.title)
        }
        Fact::FollowUpMoved(moved) => {
            let text = moved.text.as_deref();
            let text = text.map(|text| format!(": {text}")).unwrap_or_default();
            format!(
                "follow-up {} {}{text}",
                moved.id.short(),
                moved.state.words()
            )
        }
        Fact::FollowUpAssigned(assigned) => format!("follow-up {} set anew", assigned.id.short()),
        Fact::FollowUpNoted { id, text } => format!("follow-up {}, note: {text}", id.short()),
        Fact::StepTakenBack { .. } => format!("{}taken back", at()),
        Fact::CarriedOn { reason, .. } => format!("{}carried on: {reason}", at()),
        Fact::CautionAcknowledged { .. } => format!("{}caution acknowledged", at()),
        Fact::Noted { text, .. } => format!("{}note: {text}", at()),
        Fact::Attached { name, bytes, .. } => format!("{}attached {name}, {bytes} bytes", at()),
        Fact::RevisionAdopted { .. } => "went over to the newer revision".to_owned(),
        Fact::RunEnded {
            ending: how,
            counts: stood,
            ..
        } => match counts(stood).as_str() {
            "" => ending(how),
            stood => format!("{} ({stood})", ending(how)),
        },
        Fact::SegmentStarted(started) => {
            format!("segment {} of {} began", started.segment, started.writer)
        }
        Fact::Recovered {
            segment, length, ..
        } => {
            format!("recovered: {length} torn bytes in segment {segment} were closed off")
        }
        Fact::ClockMovedBack { by_seconds } => {
            format!(
                "the clock moved back by {}",
                duration_words(by_seconds.unsigned_abs())
            )
        }
        Fact::RevisionNoticed { runbook, title, .. } => {
            format!("new revision of {runbook}: {title}")
        }
        Fact::EvidenceRemoved { sha256, reason } => {
            format!("evidence {} removed: {reason}", &sha256.to_string()[..16])
        }
        Fact::Sealed { heads, .. } => {
            format!(
                "sealed the last entries of {}",
                count(heads.len(), "writer")
            )
        }
        Fact::ScheduleNoticed { .. } | Fact::OccurrenceExcused { .. } | Fact::MissedSeen { .. } => {
            of_schedule(fact, clock)
        }
        Fact::EscalationOpened(_)
        | Fact::EscalationContacted(_)
        | Fact::EscalationAnswered(_)
        | Fact::EscalationResolved(_)
        | Fact::ReviewDone(_)
        | Fact::ReadinessAttested(_)
        | Fact::StabilizationExtended(_)
        | Fact::StabilizationClosed(_)
        | Fact::HandoverGiven(_)
        | Fact::HandoverAccepted(_)
        | Fact::ChangeCovers(_) => handoff::fact(fact),
    }
}

/// A signature, with what weakens it.
pub fn signature(signed: &SignedOff) -> String {
    let played = if signed.played { ", only played" } else { "" };
    let account = match signed.same_account {
        true => ", under the same account",
        false => "",
    };
    format!("signed off as {}{played}{account}", signed.role)
}

/// A run that another one made begin.
pub fn began(child: &Child) -> String {
    let why = match &child.cause {
        Cause::Called { step, .. } => format!("{step}: called "),
        Cause::Failed { step, .. } => format!("{step}: not OK, so began "),
        Cause::Undoes { .. } => "is backed out by ".to_owned(),
    };
    format!("{why}{} (run {})", child.title, child.run.short())
}

fn run_started(started: &RunStarted) -> String {
    let RunStarted {
        run,
        procedure,
        title,
        target,
        subject,
        rehearsal,
        ..
    } = started;
    let subject = subject
        .as_deref()
        .map(|it| format!(" ({it})"))
        .unwrap_or_default();
    let what = if *rehearsal { "rehearsal" } else { "run" };
    let place = place(procedure, target);
    format!("{what} {} began: {title}{subject}, {place}", run.short())
}

fn of_schedule(fact: &Fact, clock: &Clock) -> String {
    match fact {
        Fact::ScheduleNoticed {
            procedure,
            target,
            timing: Some(timing),
            ..
        } => {
            let schedule = timing.schedule.words();
            format!(
                "schedule of {}: {schedule} {}",
                place(procedure, target),
                timing.zone
            )
        }
        Fact::ScheduleNoticed {
            procedure, target, ..
        } => format!("{} has no schedule any more", place(procedure, target)),
        Fact::OccurrenceExcused {
            procedure,
            target,
            slot,
            reason,
        } => format!(
            "{} of {} excused: {reason}",
            place(procedure, target),
            clock.words(*slot)
        ),
        Fact::MissedSeen {
            procedure,
            target,
            until,
        } => format!(
            "missed up to {} seen: {}",
            clock.words(*until),
            place(procedure, target)
        ),
        _ => String::new(),
    }
}

fn step_done(done: &StepDone, clock: &Clock) -> String {
    let mut words = format!(
        "{}: {}",
        done.step_ref(),
        titled(&done.title, &answer(done))
    );
    match done.attempt {
        Attempt::First => {}
        Attempt::Again => words.push_str(", done again"),
        Attempt::Corrected => words.push_str(", corrected"),
    }
    if let Some(reason) = &done.reason {
        words.push_str(&format!("; reason: {reason}"));
    }
    if let Some(note) = &done.note {
        words.push_str(&format!("; note: {note}"));
    }
    if let Some(at) = done.done_at {
        words.push_str(&format!("; done at {}", clock.words(at)));
    }
    words
}

/// A text as one word of a shell's command line.
pub fn shell_word(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "._/:@%+=-".contains(c);
    match !text.is_empty() && text.chars().all(safe) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::StepRef;

    #[test]
    fn answers_say_value_unit_and_judgement() {
        let mut done = StepDone::plain(StepRef::of("depth"), "Queue depth", Outcome::Ok);
        assert_eq!(answer(&done), "OK");
        done.value = Some("700".to_owned());
        done.unit = Some("messages".to_owned());
        done.judgement = Some(Judgement::Warning);
        done.reason = Some("typed 70".to_owned());
        done.attempt = Attempt::Corrected;
        done.done_at = Some("2026-11-22T07:00:00.06Z".parse().unwrap());
        let words = fact(&Fact::StepDone(Box::new(done)), &clock());
        assert_eq!(
            words,
            "depth: Queue depth: 700 messages (warning), corrected; reason: typed 70; done at Sun 22 Nov 08:00"
        );
    }

    fn clock() -> Clock {
        Clock {
            now: "2026-11-23T08:12:30Z".parse().unwrap(),
            zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
        }
    }

    #[test]
    fn times_and_lengths_are_in_words() {
        let at: jiff::Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let procedure = "orders/morning".parse::<ProcedureRef>().unwrap();
        let excused = Fact::OccurrenceExcused {
            procedure: procedure.clone(),
            target: None,
            slot: at,
            reason: "holiday".to_owned(),
        };
        let seen = Fact::MissedSeen {
            procedure,
            target: None,
            until: at,
        };
        let back = Fact::ClockMovedBack { by_seconds: 93_600 };
        let said = [excused, seen, back].map(|it| fact(&it, &clock()));
        assert_eq!(
            said,
            [
                "orders/morning of 09:00 excused: holiday",
                "missed up to 09:00 seen: orders/morning",
                "the clock moved back by 1 d 2 h",
            ]
        );
    }

    #[test]
    fn shell_words_are_one_word() {
        assert_eq!(shell_word("2026-0001234"), "2026-0001234");
        assert_eq!(shell_word("it's; rm -rf"), r"'it'\''s; rm -rf'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn counts_name_what_there_is() {
        let stood = Counts {
            ok: 5,
            not_ok: 1,
            warnings: 1,
            alarms: 2,
            ..Counts::default()
        };
        assert_eq!(counts(&stood), "5 OK, 1 not OK, 1 warning, 2 alarms");
        assert_eq!(
            (count(1, "error"), count(2, "error")),
            ("1 error".to_owned(), "2 errors".to_owned())
        );
    }
}
