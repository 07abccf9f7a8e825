//! What happened, in words: one table for every front end.
//!
//! What stays true: a fact reads the same in the journal, on a run's page, in answers of the
//! command line and in line prompts; they differ in what they put around it. What it does not
//! do: texts in it come from people, and whoever shows them makes them safe.

use super::clock::{Clock, length};
use super::handoff;
use super::tone::Tone;
use super::words::{count, size};
use super::wound;
use crate::event::{
    Attempt, Cause, CommandEnded, Counts, Ending, Fact, FollowUpId, Outcome, RunStarted, SignedOff,
    StepDone, WaitStarted,
};
use crate::limits::Judgement;
use crate::runbook::{ItemId, Operator, ProcedureRef, StepId, StepRef, TargetName};
use crate::state::{Child, StoryItem};
use crate::text::{telling, titled};
use jiff::SignedDuration;

/// One thing that happened, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The box that it happened at.
    pub at: Option<StepRef>,
    /// What happened.
    pub words: String,
    /// What belongs to it, each with its name: `reason`, `note`, `done at`.
    pub more: Vec<(&'static str, String)>,
}

impl Told {
    /// Of these words alone.
    pub fn of(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            ..Self::default()
        }
    }

    /// The same, at a box.
    #[must_use]
    pub fn at(self, at: Option<StepRef>) -> Self {
        Self { at, ..self }
    }

    fn with(mut self, name: &'static str, text: Option<&String>) -> Self {
        self.more.extend(text.map(|text| (name, text.clone())));
        self
    }

    /// As one line, without the box: `Queue depth: 412; note: it hums`.
    pub fn line(&self) -> String {
        let more = self.more.iter();
        let more = more.map(|(name, text)| format!("; {name}: {text}"));
        format!("{}{}", self.words, more.collect::<String>())
    }

    /// As one line of a journal, the box before it.
    pub fn whole(&self) -> String {
        match &self.at {
            Some(at) => format!("{at}: {}", self.line()),
            None => self.line(),
        }
    }
}

/// What was answered: the value with its unit and judgement, else the outcome.
pub fn answer(done: &StepDone) -> String {
    if done.withheld {
        return "a secret, kept in memory alone".to_owned();
    }
    let judgement = done.judgement.filter(|it| *it != Judgement::Normal);
    let judgement = judgement.map(|it| format!(" ({it})"));
    format!("{}{}", done.words(), judgement.unwrap_or_default())
}

/// How much an answer matters.
pub fn answer_tone(done: &StepDone) -> Tone {
    match (done.outcome, done.judgement) {
        (Outcome::NotOk, _) | (_, Some(Judgement::Alarm)) => Tone::Bad,
        (Outcome::Deferred, _) | (_, Some(Judgement::Warning)) => Tone::Warn,
        (Outcome::Skipped, _) => Tone::Dim,
        (Outcome::Ok, _) => Tone::Good,
    }
}

/// The counts that are not zero: `5 OK, 1 not OK, 2 alarms`.
pub(super) fn counts(counts: &Counts) -> String {
    let parts = [
        (counts.ok, "OK", "OK"),
        (counts.not_ok, "not OK", "not OK"),
        (counts.skipped, "skipped", "skipped"),
        (counts.deferred, "deferred", "deferred"),
        (counts.warnings, "warning", "warnings"),
        (counts.alarms, "alarm", "alarms"),
    ];
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<_> = parts
        .map(|(count, one, several)| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {several}"),
        })
        .collect();
    parts.join(", ")
}

/// How a run ended.
pub fn ending(ending: &Ending) -> String {
    match ending {
        Ending::Completed => "run completed".to_owned(),
        Ending::Ended { word } => format!("run ended: {word}"),
        Ending::Abandoned { reason } => format!("run abandoned: {reason}"),
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

fn place(procedure: &ProcedureRef, target: &Option<TargetName>) -> String {
    match target {
        Some(target) => format!("{procedure} on {target}"),
        None => procedure.to_string(),
    }
}

/// A fact in words.
pub fn fact(fact: &Fact, clock: &Clock) -> Told {
    let told = match fact {
        Fact::RunStarted(started) => Told::of(run_started(started, clock)),
        Fact::StepDone(done) => step_done(done, clock),
        Fact::CommandStarted(started) => Told::of(ran(&started.shown)),
        Fact::CommandEnded(ended) => command_ended(ended),
        Fact::CommandPretended { shown, .. } => Told::of(pretended(shown)),
        Fact::ScenarioSeen { .. } => Told::of(LOOKED),
        Fact::WaitStarted(wait) => timer(wait, clock),
        Fact::SignedOff(signed) => Told::of(signature(signed)),
        Fact::StepTakenBack { .. } => Told::of(UNDONE),
        Fact::CarriedOn { reason, .. } => carried_on(reason),
        Fact::CautionAcknowledged { .. } => Told::of(CAUTION),
        Fact::Noted { text, .. } => Told::of(note(text)),
        Fact::TakenOver { from, reason, .. } => Told::of(taken_over(from, reason)),
        Fact::Attached { name, bytes, .. } => Told::of(attached(name, *bytes)),
        Fact::RevisionAdopted { .. } => Told::of(ADOPTED),
        Fact::RunEnded {
            ending: how,
            counts: stood,
            ..
        } => Told::of(match counts(stood).as_str() {
            "" => ending(how),
            stood => format!("{} ({stood})", ending(how)),
        }),
        Fact::FollowUpOpened(opened) => {
            let kind = opened.kind.words();
            Told::of(format!("{kind} {}: {}", opened.id.short(), opened.title))
        }
        Fact::FollowUpMoved(moved) => {
            let text = moved.text.as_deref();
            let text = text.map(|text| format!(": {text}")).unwrap_or_default();
            let (id, state) = (moved.id.short(), moved.state.words());
            Told::of(format!("follow-up {id} {state}{text}"))
        }
        Fact::FollowUpAssigned(assigned) => of_follow_up(assigned.id, " set anew"),
        Fact::FollowUpNoted { id, text } => of_follow_up(*id, &format!(", note: {text}")),
        Fact::SegmentStarted(_)
        | Fact::Recovered { .. }
        | Fact::ClockMovedBack { .. }
        | Fact::RevisionNoticed { .. }
        | Fact::EvidenceRemoved { .. }
        | Fact::Sealed { .. }
        | Fact::KeysNoticed(_) => Told::of(of_record(fact)),
        Fact::HeadLost(_)
        | Fact::HeadsUnknown(_)
        | Fact::Adopted(_)
        | Fact::Settled(_)
        | Fact::Confirmed(_)
        | Fact::Joined(_) => Told::of(wound::words(fact)),
        Fact::ScheduleNoticed { .. } | Fact::OccurrenceExcused { .. } | Fact::MissedSeen { .. } => {
            Told::of(of_schedule(fact, clock))
        }
        Fact::EscalationOpened(_)
        | Fact::EscalationContacted(_)
        | Fact::EscalationAnswered(_)
        | Fact::EscalationResolved(_)
        | Fact::ReviewDone(_)
        | Fact::ReadinessAttested(_)
        | Fact::WaiverAccepted(_)
        | Fact::StabilizationExtended(_)
        | Fact::StabilizationClosed(_)
        | Fact::HandoverGiven(_)
        | Fact::HandoverAccepted(_)
        | Fact::ChangeCovers(_) => Told::of(handoff::fact(fact)),
    };
    told.at(fact.step_ref())
}

fn of_follow_up(id: FollowUpId, words: &str) -> Told {
    Told::of(format!("follow-up {}{words}", id.short()))
}

/// One statement of a run in words: the same as the fact that it comes from.
pub fn story(item: StoryItem<'_>, clock: &Clock) -> Told {
    match item {
        StoryItem::Started(said) => {
            let target = said.what.target.as_ref();
            let on = target.map(|target| format!(" on {target}"));
            Told::of(format!("run began{}", on.unwrap_or_default()))
        }
        StoryItem::StepDone(said) => step_done(&said.what, clock).at(Some(said.what.step_ref())),
        StoryItem::TakenBack(at, _) => Told::of(UNDONE).at(Some(at.clone())),
        StoryItem::CarriedOn(at, said) => carried_on(&said.what.reason).at(Some(at.clone())),
        StoryItem::CautionAcknowledged(step, _) => {
            Told::of(CAUTION).at(Some(StepRef::of(step.clone())))
        }
        StoryItem::CommandStarted(said) => {
            let started = &said.what;
            Told::of(ran(&started.shown)).at(Some(boxed(&started.step, &started.item)))
        }
        StoryItem::CommandEnded(said) => {
            let ended = &said.what;
            command_ended(ended).at(Some(boxed(&ended.step, &ended.item)))
        }
        StoryItem::Looked(at, _) => Told::of(LOOKED).at(Some(at.clone())),
        StoryItem::Pretended(at, said) => Told::of(pretended(&said.what)).at(Some(at.clone())),
        StoryItem::WaitStarted(said) => {
            let wait = &said.what;
            timer(wait, clock).at(Some(boxed(&wait.step, &wait.item)))
        }
        StoryItem::SignedOff(said) => {
            let signed = &said.what;
            Told::of(signature(signed)).at(Some(boxed(&signed.step, &signed.item)))
        }
        StoryItem::Began(said) => began(&said.what),
        StoryItem::Noted(said) => Told::of(note(&said.what.text)).at(said.what.step_ref.clone()),
        StoryItem::TakenOver(said) => Told::of(taken_over(&said.what.from, &said.what.reason)),
        StoryItem::Attached(said) => {
            let file = &said.what;
            let told = Told::of(attached(&file.name, file.bytes)).at(file.step_ref.clone());
            told.with("sha256", Some(&file.sha256.to_string()))
        }
        StoryItem::Adopted(said) => {
            let revision = said.what.revision.file.to_string();
            let revision = revision.get(..12).unwrap_or_default().to_owned();
            Told::of(ADOPTED).with("revision", Some(&revision))
        }
        StoryItem::Ended(said) => Told::of(ending(&said.what.ending)),
    }
}

const UNDONE: &str = "answer undone";
const LOOKED: &str = "looked at what the scenario has";
const CAUTION: &str = "caution read";
const ADOPTED: &str = "went over to the newer revision";

fn boxed(step: &StepId, item: &Option<ItemId>) -> StepRef {
    StepRef {
        step: step.clone(),
        item: item.clone(),
    }
}

fn ran(shown: &str) -> String {
    format!("ran {shown}")
}

fn pretended(shown: &str) -> String {
    format!("only pretended to run {shown}")
}

fn note(text: &str) -> String {
    format!("note: {text}")
}

fn taken_over(from: &Operator, reason: &str) -> String {
    format!("taken from {from}: {reason}")
}

fn attached(name: &str, bytes: u64) -> String {
    format!("attached {name}, {}", size(bytes))
}

fn carried_on(reason: &str) -> Told {
    Told::of("went on past it").with("reason", Some(&reason.to_owned()))
}

fn timer(wait: &WaitStarted, clock: &Clock) -> Told {
    Told::of(format!(
        "timer started, until {}",
        clock.to_the_second(wait.until)
    ))
}

fn command_ended(ended: &CommandEnded) -> Told {
    let status = ended.status.words();
    let why = ended.why.as_ref().filter(|why| **why != status);
    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
    Told::of(format!("command {status}{why}"))
}

/// A run that another one made begin.
pub fn began(child: &Child) -> Told {
    let (why, at) = match &child.cause {
        Cause::Called { step, item, .. } => ("called", Some(boxed(step, item))),
        Cause::Failed { step, item, .. } => ("not OK, so began", Some(boxed(step, item))),
        Cause::Undoes { .. } => ("rolled back by", None),
    };
    Told::of(format!("{why} {} (run {})", child.title, child.run.short())).at(at)
}

fn run_started(started: &RunStarted, clock: &Clock) -> String {
    let RunStarted {
        run,
        procedure,
        title,
        target,
        subject,
        rehearsal,
        alert,
        opened,
        ..
    } = started;
    let subject = subject.as_deref().and_then(telling);
    let subject = subject.map(|it| format!(" ({it})"));
    let subject = subject.unwrap_or_default();
    let what = if *rehearsal { "rehearsal" } else { "run" };
    let place = place(procedure, target);
    let alert = alert.as_deref().map(|alert| format!(", for {alert}"));
    let alert = alert.unwrap_or_default();
    let opened = opened.map(|at| format!(", opened {}", clock.exact(at)));
    let opened = opened.unwrap_or_default();
    format!(
        "{what} {} began: {title}{subject}, {place}{alert}{opened}",
        run.short()
    )
}

fn step_done(done: &StepDone, clock: &Clock) -> Told {
    let mut words = titled(&done.title, &answer(done));
    match done.attempt {
        Attempt::First => {}
        Attempt::Again => words.push_str(", done again"),
        Attempt::Corrected => words.push_str(", corrected"),
    }
    let done_at = done.done_at.map(|at| clock.exact(at));
    Told::of(words)
        .with("reason", done.reason.as_ref())
        .with("note", done.note.as_ref())
        .with("done at", done_at.as_ref())
}

/// What the record says of itself.
fn of_record(fact: &Fact) -> String {
    match fact {
        Fact::SegmentStarted(started) => {
            format!("segment {} of {} began", started.segment, started.writer)
        }
        Fact::Recovered {
            segment, length, ..
        } => {
            format!("recovered: {length} torn bytes in segment {segment} were closed off")
        }
        Fact::ClockMovedBack { by_seconds } => {
            let by = length(SignedDuration::from_secs(*by_seconds));
            format!("the clock moved back by {by}")
        }
        Fact::RevisionNoticed { runbook, title, .. } => {
            format!("new revision of {runbook}: {title}")
        }
        Fact::EvidenceRemoved { sha256, reason } => {
            let digest = sha256.to_string();
            let digest = digest.get(..16).unwrap_or_default();
            format!("evidence {digest} removed: {reason}")
        }
        Fact::Sealed { own: Some(own), .. } => format!("{own} signed their own record"),
        Fact::KeysNoticed(noticed) => {
            format!(
                "list of keys noticed, {}",
                count(noticed.lines.len(), "key")
            )
        }
        Fact::Sealed { heads, .. } => {
            format!(
                "sealed the last entries of {}",
                count(heads.len(), "writer")
            )
        }
        _ => String::new(),
    }
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
            let place = place(procedure, target);
            format!("schedule of {place}: {schedule} {}", timing.zone)
        }
        Fact::ScheduleNoticed {
            procedure, target, ..
        } => format!("{} has no schedule any more", place(procedure, target)),
        Fact::OccurrenceExcused {
            procedure,
            target,
            slot,
            reason,
        } => {
            let (place, slot) = (place(procedure, target), clock.exact(*slot));
            format!("{slot} round of {place} waived: {reason}")
        }
        Fact::MissedSeen {
            procedure,
            target,
            until,
        } => {
            let (place, until) = (place(procedure, target), clock.exact(*until));
            format!("missed rounds of {place} up to {until} acknowledged")
        }
        _ => String::new(),
    }
}
