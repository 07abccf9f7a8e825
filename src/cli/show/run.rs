//! A run's whole story: how its boxes stand, and everything that was said, in order.

use super::super::answers::Told;
use super::super::approval;
use super::super::args::Form;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::{Line, Out, Table};
use super::super::progress::NextStep;
use super::super::words;
use super::boxes::{BoxView, CarriedView, box_view, boxes, recorded, standing};
use super::parts::heading;
use crate::command::Refusal;
use crate::event::{Fact, RunId, Thread};
use crate::present::{self, Clock, HowFar, Tone, of_verdict, unsigned_lines};
use crate::session::RunProgress;
use crate::session::Session;
use crate::state::{Run, SlotState, State};
use jiff::Timestamp;
use serde::Serialize;

/// A run. As JSON: `run`, `procedure`, `title`, `runbook_title`, `target`, `subject`,
/// `rehearsal`, `slot`, `due_by`, `started_at`, `verdict`, `words`, `disputed`, `read_only`
/// (a newer version of rounds wrote in it what this one cannot read), `operators`,
/// `progress` (`answered`, `wanted`, `failures`, `gaps`; null where its runbook cannot be
/// had), `overdue` (whether it goes on past the time of its slot), `next`,
/// `approval` (of the revision that it walks: `not-asked`, `approved`, `pending`, `unsigned`,
/// `missing`; null where its runbook cannot be had), `boxes`, `doubts` (what is hard to
/// believe of it, in words), `written_up` (what of it was written up later, in words; null of what
/// was not), `unsigned` (what was said in it and
/// does not count until a key has signed it, in words), `story` (oldest first).
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
    progress: Option<HowFar>,
    overdue: bool,
    next: Option<NextStep>,
    approval: Option<&'static str>,
    boxes: Vec<BoxView>,
    doubts: Vec<String>,
    written_up: Option<String>,
    unsigned: Vec<String>,
    story: Vec<Told>,
    #[serde(skip)]
    to_know: Vec<String>,
    #[serde(skip)]
    tone: Tone,
    #[serde(skip)]
    not_approved: Option<&'static str>,
}

/// Shows a run.
pub fn show(id: RunId, form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let view = view(session, id, &clock)?;
    if form.json {
        invocation.out.json(&view)?;
        return Ok(Exit::WELL);
    }
    let out = &mut invocation.out;
    head(out, &view, &clock)?;
    boxes(out, &view.boxes, &clock)?;
    for words in &view.unsigned {
        out.line(&Line::of(Tone::Warn, words))?;
    }
    heading(out, "What happened")?;
    let mut table = Table::keeping(&[2]);
    for said in &view.story {
        table.row([
            (Tone::Dim, clock.exact(said.at).as_str()),
            (Tone::Dim, said.by.as_str()),
            (Tone::Plain, said.words().as_str()),
        ]);
    }
    table.write(out)?;
    Ok(Exit::WELL)
}

fn view(session: &mut Session, id: RunId, clock: &Clock) -> Result<View, Stop> {
    let run = session.whole(id)?;
    let walked = RunProgress::of(session, id);
    let Some((run, said)) = run
        .as_ref()
        .and_then(|run| Some((run, run.started.as_ref()?)))
    else {
        let why = walked.err().unwrap_or(Refusal::NoStart.into());
        return Err(why.into());
    };
    let started = &said.what;
    let verdict = run.verdict();
    // Its entries can be read without its runbook; only numbers and open steps are missing.
    let walked = walked.ok();
    let procedure = walked.as_ref().map(RunProgress::procedure);
    let state = session.state();
    let boxes: Vec<BoxView> = match &walked {
        Some(walked) => walked
            .walk
            .stands
            .iter()
            .map(|stand| {
                let standing = standing(stand.standing);
                let title = walked.title(stand);
                let shown = box_view(run, &stand.step_ref, Some(stand.number), title, standing);
                shown.carrying(stand.carried.and_then(|id| CarriedView::of(&state, id)))
            })
            .collect(),
        None => recorded(run),
    };
    let boxes = boxes.into_iter().map(|it| it.held_to(&state));
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
        words: verdict.to_string(),
        disputed: run.is_disputed(),
        read_only: run.beyond_us,
        operators: run
            .operators()
            .into_iter()
            .map(ToString::to_string)
            .collect(),
        overdue: state
            .occurrence_of(id, clock.now)
            .is_some_and(|slot| slot.state == SlotState::Overdue),
        progress: walked.as_ref().map(RunProgress::how_far),
        next: walked.as_ref().and_then(|walked| walked.next(None)),
        approval: walked
            .as_ref()
            .map(|walked| approval::word(walked.approval)),
        not_approved: walked.as_ref().and_then(|walked| walked.approval.words()),
        boxes: boxes.collect(),
        doubts: present::doubts(&state, run, procedure),
        written_up: run.written_up().map(|it| present::written_up(&it, clock)),
        to_know: present::to_know(&state, run, procedure, clock),
        unsigned: unsigned_lines(&state, &Thread::Run(id), clock),
        story: story(&state, run, clock),
        tone: of_verdict(&verdict).1,
    })
}

/// Everything that was said, in the one order that every reader agrees on.
/// What came of it as a follow-up stands there too.
fn story(state: &State, run: &Run, clock: &Clock) -> Vec<Told> {
    let items = run.story().into_iter();
    let items = items.map(|item| {
        let words = present::story(item, clock).whole();
        let (mark, said) = (item.mark(), (item.at(), item.by()));
        (mark.clone(), Told::of(state, &mark.entry, said, words))
    });
    let opened = state.follow_ups_of(run.id).filter_map(|known| {
        let (said, opening) = (known.opened.as_ref()?, known.opening()?);
        let fact = Fact::FollowUpOpened(Box::new(opening.clone()));
        let words = present::fact(&fact, clock).whole();
        let told = Told::of(state, &said.mark.entry, (said.at, &said.by), words);
        Some((said.mark.clone(), told))
    });
    let mut story: Vec<_> = items.chain(opened).collect();
    story.sort_by(|(one, _), (other, _)| one.cmp(other));
    story.into_iter().map(|(_, view)| view).collect()
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
        .map(|it| format!(", {}", it.words()))
        .unwrap_or_default();
    let late = view.due_by.filter(|_| view.overdue);
    let late = late.map(|due_by| format!(", {}", clock.overdue(due_by)));
    let late = late.unwrap_or_default();
    let disputed = if view.disputed { ", disputed" } else { "" };
    let line = Line::of(view.tone, &view.words).add(Tone::Warn, disputed);
    let began = format!(
        "{progress}{late}; began {} by {}",
        clock.exact(view.started_at),
        view.operators.join(", ")
    );
    out.line(&line.add(Tone::Plain, &began))?;
    if let Some(words) = view.not_approved {
        out.line(&Line::of(Tone::Warn, words))?;
    }
    for words in &view.to_know {
        out.line(&Line::of(Tone::Warn, words))?;
    }
    if view.read_only {
        let words = "A newer version of rounds wrote something in it that this one cannot read: here it is not all there, and can only be looked at.";
        out.line(&Line::of(Tone::Warn, words))?;
    }
    if let Some(slot) = view.slot {
        let by = view
            .due_by
            .map(|at| format!(", due by {}", clock.exact(at)))
            .unwrap_or_default();
        out.say(&format!("For {}{by}", clock.exact(slot)))?;
    }
    Ok(())
}
