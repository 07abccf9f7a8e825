//! A run's whole story: how its boxes stand, and everything that was said, in order.

use super::super::approval;
use super::super::args::Form;
use super::super::desk::Desk;
use super::super::exit::{Exit, Stop};
use super::super::out::{Line, Out, Table, Tone};
use super::super::time::Clock;
use super::super::walked::{NextStep, Progress, Walked};
use super::super::words;
use super::heading;
use crate::event::{Fact, FollowUpId, RunId};
use crate::runbook::Spot;
use crate::session::Session;
use crate::state::{Boxed, Run, Standing, State, StoryItem};
use jiff::Timestamp;
use serde::Serialize;

/// A run. As JSON: `run`, `procedure`, `title`, `runbook_title`, `target`, `subject`,
/// `rehearsal`, `slot`, `due_by`, `started_at`, `verdict`, `words`, `disputed`, `read_only`
/// (a newer version of rounds wrote in it what this one cannot read), `operators`,
/// `progress` (`answered`, `wanted`; null where its runbook cannot be had), `next`,
/// `approval` (of the revision that it walks: `not-asked`, `approved`, `pending`, `missing`;
/// null where its runbook cannot be had), `boxes`, `story` (oldest first).
#[derive(Debug, Serialize)]
struct View {
    run: String,
    procedure: String,
    title: String,
    runbook_title: String,
    target: Option<String>,
    subject: Option<String>,
    rehearsal: bool,
    slot: Option<Timestamp>,
    due_by: Option<Timestamp>,
    started_at: Timestamp,
    verdict: &'static str,
    words: String,
    disputed: bool,
    read_only: bool,
    operators: Vec<String>,
    progress: Option<Progress>,
    next: Option<NextStep>,
    approval: Option<&'static str>,
    boxes: Vec<BoxView>,
    story: Vec<StoryView>,
    #[serde(skip)]
    tone: Tone,
    #[serde(skip)]
    not_approved: Option<&'static str>,
}

/// One box. As JSON: `number` (null where the runbook cannot be had), `step` (`STEP` or
/// `STEP/ITEM`), `title`, `standing` (`open`, `inactive`, `ok`, `not-ok`, `skipped`,
/// `deferred`, `disputed`), `value`, `unit`, `judgement`, `answer` (in words), `by`, `at`,
/// `done_at`, `note`, `reason`, `carried` (where an earlier run put it off: `follow_up`,
/// `times`, `reason`; such boxes come first), `against` (the answers that contradict it,
/// where it is disputed: `answer`, `by`, `at`), `signed` (the signature that counts: `role`,
/// `by`, `at`, `same_account`, `played`; null where there is none), `commands` (each that was
/// run, first to last: `shown`, `by`, `at`, `ended` in words, null where no end is known).
#[derive(Debug, Serialize)]
struct BoxView {
    number: Option<usize>,
    step: String,
    title: String,
    standing: &'static str,
    value: Option<String>,
    unit: Option<String>,
    judgement: Option<String>,
    answer: Option<String>,
    by: Option<String>,
    at: Option<Timestamp>,
    done_at: Option<Timestamp>,
    note: Option<String>,
    reason: Option<String>,
    carried: Option<CarriedView>,
    against: Vec<Against>,
    signed: Option<SignedView>,
    commands: Vec<CommandView>,
    #[serde(skip)]
    tone: Tone,
}

/// What an earlier run put off. As JSON: `follow_up`, `times` (how often), `reason` (the last).
#[derive(Debug, Serialize)]
struct CarriedView {
    follow_up: String,
    times: usize,
    reason: Option<String>,
}

impl CarriedView {
    fn of(state: &State, id: FollowUpId) -> Option<Self> {
        let known = state.follow_up(id)?;
        Some(Self {
            follow_up: id.to_string(),
            times: known.times_deferred(),
            reason: known.last_reason().map(str::to_owned),
        })
    }

    fn words(&self) -> String {
        let times = match self.times {
            1 => "put off earlier".to_owned(),
            times => format!("put off {times} times"),
        };
        match &self.reason {
            Some(reason) => format!("{times}: {reason}"),
            None => times,
        }
    }
}

/// The signature that counts. As JSON: `role`, `by`, `at`, `same_account`, `played`.
#[derive(Debug, Serialize)]
struct SignedView {
    role: String,
    by: String,
    at: Timestamp,
    same_account: bool,
    played: bool,
    #[serde(skip)]
    said: String,
}

impl SignedView {
    fn words(&self, clock: &Clock) -> String {
        format!("{} by {} at {}", self.said, self.by, clock.words(self.at))
    }
}

/// A command that was run. As JSON: `shown`, `by`, `at`, `ended`.
#[derive(Debug, Serialize)]
struct CommandView {
    shown: String,
    by: String,
    at: Timestamp,
    ended: Option<String>,
}

impl CommandView {
    fn words(&self) -> String {
        let ended = self.ended.as_deref();
        format!("ran {}: {}", self.shown, ended.unwrap_or("no end is known"))
    }
}

/// An answer that stands beside the one shown, and contradicts it. As JSON: `answer`, `by`,
/// `at`.
#[derive(Debug, Serialize)]
struct Against {
    answer: String,
    by: String,
    at: Timestamp,
}

/// One thing that was said. As JSON: `at`, `by`, `words`, `entry` (its address in the
/// journal).
#[derive(Debug, Serialize)]
struct StoryView {
    at: Timestamp,
    by: String,
    words: String,
    entry: String,
}

/// Shows a run.
pub fn show(id: RunId, form: Form, desk: &mut Desk) -> Result<Exit, Stop> {
    let clock = desk.clock.clone();
    let session = desk.session()?;
    let view = view(session, id, &clock)?;
    if form.json {
        desk.out.json(&view)?;
        return Ok(Exit::WELL);
    }
    let out = &mut desk.out;
    head(out, &view, &clock)?;
    boxes(out, &view, &clock)?;
    heading(out, "Story")?;
    let mut table = Table::keeping(&[2]);
    for said in &view.story {
        table.row([
            (Tone::Dim, clock.words(said.at).as_str()),
            (Tone::Dim, said.by.as_str()),
            (Tone::Plain, said.words.as_str()),
        ]);
    }
    table.write(out)?;
    Ok(Exit::WELL)
}

fn view(session: &mut Session, id: RunId, clock: &Clock) -> Result<View, Stop> {
    let run = session.whole(id);
    let walked = Walked::of(session, id);
    let Some((run, said)) = run
        .as_ref()
        .and_then(|run| Some((run, run.started.as_ref()?)))
    else {
        return Err(walked.err().map(Stop::from).unwrap_or_else(|| {
            Stop::Journal(format!(
                "The entry that began run {id} has not arrived yet."
            ))
        }));
    };
    let started = &said.what;
    let verdict = run.verdict();
    // Its entries can be read without its runbook; only numbers and open steps are missing.
    let walked = walked.ok();
    let state = session.state();
    let boxes = match &walked {
        Some(walked) => walked
            .walk
            .stands
            .iter()
            .map(|stand| {
                let standing = standing(stand.standing);
                let carried = stand.carried;
                BoxView {
                    carried: carried.and_then(|id| CarriedView::of(&state, id)),
                    ..box_view(
                        run,
                        &stand.spot,
                        Some(stand.number),
                        walked.title(stand),
                        standing,
                    )
                }
            })
            .collect(),
        None => recorded(run),
    };
    Ok(View {
        run: id.to_string(),
        procedure: started.procedure.to_string(),
        title: started.title.clone(),
        runbook_title: started.runbook_title.clone(),
        target: started.target.as_ref().map(ToString::to_string),
        subject: run.subject().map(str::to_owned),
        rehearsal: started.rehearsal,
        slot: started.slot,
        due_by: started.due_by,
        started_at: said.at,
        verdict: words::verdict_word(&verdict),
        words: words::verdict(&verdict),
        disputed: run.is_disputed(),
        read_only: run.beyond_us,
        operators: run
            .operators()
            .into_iter()
            .map(ToString::to_string)
            .collect(),
        progress: walked.as_ref().map(Walked::progress),
        next: walked.as_ref().and_then(|walked| walked.next(None)),
        approval: walked
            .as_ref()
            .map(|walked| approval::word(walked.approval)),
        not_approved: walked.as_ref().and_then(|walked| walked.approval.words()),
        boxes,
        story: story(&state, run, clock),
        tone: words::verdict_tone(&verdict),
    })
}

fn recorded(run: &Run) -> Vec<BoxView> {
    let boxes = run.boxes.iter();
    boxes
        .filter_map(|(spot, boxed)| {
            let done = boxed.outcome()?;
            let standing = words::outcome(done.what.outcome);
            Some(box_view(run, spot, None, done.what.title.clone(), standing))
        })
        .collect()
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Inactive => "inactive",
        Standing::Disputed => "disputed",
        Standing::Answered(outcome) => words::outcome(outcome),
    }
}

fn box_view(
    run: &Run,
    spot: &Spot,
    number: Option<usize>,
    title: String,
    standing: &'static str,
) -> BoxView {
    let said = run.outcome(spot);
    let done = said.map(|said| &said.what);
    BoxView {
        number,
        step: spot.to_string(),
        title,
        standing,
        value: done.and_then(|done| done.value.clone()),
        unit: done.and_then(|done| done.unit.clone()),
        judgement: done
            .and_then(|done| done.judgement)
            .map(|it| it.to_string()),
        answer: done.map(words::answer),
        by: said.map(|said| said.by.to_string()),
        at: said.map(|said| said.at),
        done_at: done.and_then(|done| done.done_at),
        note: done.and_then(|done| done.note.clone()),
        reason: done.and_then(|done| done.reason.clone()),
        carried: None,
        against: against(run, spot),
        signed: signed(run, spot),
        commands: commands(run, spot),
        tone: done.map(words::answer_tone).unwrap_or_default(),
    }
}

fn signed(run: &Run, spot: &Spot) -> Option<SignedView> {
    let said = run.boxes.get(spot)?.signature()?;
    Some(SignedView {
        role: said.what.role.to_string(),
        by: said.by.to_string(),
        at: said.at,
        same_account: said.what.same_account,
        played: said.what.played,
        said: words::signature(&said.what),
    })
}

fn commands(run: &Run, spot: &Spot) -> Vec<CommandView> {
    let commands = run.boxes.get(spot).into_iter().flat_map(Boxed::commands);
    commands
        .map(|(started, ended)| CommandView {
            shown: started.what.shown.clone(),
            by: started.by.to_string(),
            at: started.at,
            ended: ended.map(|ended| ended.what.status.words()),
        })
        .collect()
}

/// What others said of a disputed box who did not know of the answer that is shown.
fn against(run: &Run, spot: &Spot) -> Vec<Against> {
    let Some(boxed) = run.boxes.get(spot) else {
        return Vec::new();
    };
    let shown = boxed.outcome();
    let standing = boxed.outcomes.standing();
    let others = standing.filter(|said| shown.is_some_and(|it| !it.what.agrees(&said.what)));
    others
        .map(|said| Against {
            answer: words::answer(&said.what),
            by: said.by.to_string(),
            at: said.at,
        })
        .collect()
}

/// Everything that was said, in the one order that every reader agrees on.
/// What came of it as a follow-up stands there too.
fn story(state: &State, run: &Run, clock: &Clock) -> Vec<StoryView> {
    let items = run.story().into_iter();
    let items = items.map(|item| {
        let view = StoryView {
            at: item.at(),
            by: item.by().to_string(),
            words: story_words(item, clock),
            entry: item.mark().entry.to_string(),
        };
        (item.mark().clone(), view)
    });
    let opened = state.follow_ups_of(run.id).filter_map(|known| {
        let (said, opening) = (known.opened.as_ref()?, known.opening()?);
        let fact = Fact::FollowUpOpened(Box::new(opening.clone()));
        let view = StoryView {
            at: said.at,
            by: said.by.to_string(),
            words: words::fact(&fact, clock),
            entry: said.mark.entry.to_string(),
        };
        Some((said.mark.clone(), view))
    });
    let mut story: Vec<_> = items.chain(opened).collect();
    story.sort_by(|(one, _), (other, _)| one.cmp(other));
    story.into_iter().map(|(_, view)| view).collect()
}

fn story_words(item: StoryItem<'_>, clock: &Clock) -> String {
    let at = |spot: &Option<Spot>| {
        spot.as_ref()
            .map(|spot| format!("{spot}: "))
            .unwrap_or_default()
    };
    match item {
        StoryItem::Started(_) => "run began".to_owned(),
        StoryItem::StepDone(said) => {
            words::fact(&Fact::StepDone(Box::new(said.what.clone())), clock)
        }
        StoryItem::TakenBack(spot, _) => format!("{spot}: taken back"),
        StoryItem::CarriedOn(spot, said) => format!("{spot}: carried on: {}", said.what.reason),
        StoryItem::CautionAcknowledged(step, _) => format!("{step}: caution acknowledged"),
        StoryItem::CommandStarted(said) => {
            words::fact(&Fact::CommandStarted(Box::new(said.what.clone())), clock)
        }
        StoryItem::CommandEnded(said) => {
            words::fact(&Fact::CommandEnded(Box::new(said.what.clone())), clock)
        }
        StoryItem::Pretended(spot, said) => format!("{spot}: pretended {}", said.what),
        StoryItem::WaitStarted(said) => words::fact(&Fact::WaitStarted(said.what.clone()), clock),
        StoryItem::SignedOff(said) => {
            words::fact(&Fact::SignedOff(Box::new(said.what.clone())), clock)
        }
        StoryItem::Began(said) => words::began(&said.what),
        StoryItem::Noted(said) => format!("{}note: {}", at(&said.what.spot), said.what.text),
        StoryItem::Attached(said) => {
            let file = &said.what;
            let place = at(&file.spot);
            format!(
                "{place}attached {}, {} bytes, {}",
                file.name, file.bytes, file.sha256
            )
        }
        StoryItem::Adopted(_) => "went over to the newer revision".to_owned(),
        StoryItem::Ended(said) => words::ending(&said.what.ending),
    }
}

fn head(out: &mut Out, view: &View, clock: &Clock) -> Result<(), Stop> {
    let mut title = Line::of(Tone::Strong, &view.title);
    if let Some(subject) = &view.subject {
        title = title.add(Tone::Strong, &format!(": {subject}"));
    }
    if view.rehearsal {
        title = title.add(Tone::Warn, "  rehearsal");
    }
    out.line(&title.add(Tone::Dim, &format!("  {}", view.run)))?;
    let target = view
        .target
        .as_ref()
        .map(|target| format!(" on {target}"))
        .unwrap_or_default();
    out.say(&format!(
        "{} ({}{target})",
        view.runbook_title, view.procedure
    ))?;
    let progress = view
        .progress
        .map(|it| format!(", {it} steps"))
        .unwrap_or_default();
    let disputed = if view.disputed { ", disputed" } else { "" };
    let line = Line::of(view.tone, &view.words).add(Tone::Warn, disputed);
    let began = format!(
        "{progress}; began {} by {}",
        clock.words(view.started_at),
        view.operators.join(", ")
    );
    out.line(&line.add(Tone::Plain, &began))?;
    if let Some(words) = view.not_approved {
        out.line(&Line::of(Tone::Warn, words))?;
    }
    if view.read_only {
        let words = "A newer version of rounds wrote something in it that this one cannot read: here it is not all there, and can only be looked at.";
        out.line(&Line::of(Tone::Warn, words))?;
    }
    if let Some(slot) = view.slot {
        let by = view
            .due_by
            .map(|at| format!(", due by {}", clock.words(at)))
            .unwrap_or_default();
        out.say(&format!("For {}{by}", clock.words(slot)))?;
    }
    Ok(())
}

fn boxes(out: &mut Out, view: &View, clock: &Clock) -> Result<(), Stop> {
    heading(out, "Steps")?;
    let mut table = Table::keeping(&[2, 5]);
    for it in &view.boxes {
        let number = it
            .number
            .map(|number| number.to_string())
            .unwrap_or_default();
        let answer = it.answer.clone().unwrap_or_else(|| it.standing.to_owned());
        let disputed = it.against.iter().map(|other| {
            let at = clock.words(other.at);
            format!("disputed: {} by {} at {at}", other.answer, other.by)
        });
        let said = it.note.iter().chain(&it.reason).cloned();
        let carried = it.carried.iter().map(CarriedView::words);
        let commands = it.commands.iter().map(CommandView::words);
        let signed = it.signed.iter().map(|signed| signed.words(clock));
        let beside = commands.chain(signed);
        let why: Vec<_> = carried.chain(disputed).chain(said).chain(beside).collect();
        let at = it
            .done_at
            .or(it.at)
            .map(|at| clock.words(at))
            .unwrap_or_default();
        table.row([
            (Tone::Dim, number.as_str()),
            (Tone::Plain, it.title.as_str()),
            (it.tone, answer.as_str()),
            (Tone::Dim, at.as_str()),
            (Tone::Dim, it.by.as_deref().unwrap_or_default()),
            (Tone::Plain, why.join("; ").as_str()),
        ]);
    }
    table.write(out)
}
