//! One follow-up with its whole story.

use super::super::answers::Told;
use super::super::args::Form;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::{Line, Out, Table};
use crate::present::{
    Clock, Tone, capitalized, plan_lines, question_took, thread_story, unsigned_lines,
};

use super::list::Row;
use super::saved::state_word;
use crate::event::{ChangePlan, FollowUpId, Redline, Thread};
use crate::state::Whom;
use serde::Serialize;

/// A follow-up. As JSON: what stands in its row of the list, `redline` (what it proposes for a
/// step: `procedure`, `step`, `key`, `value`; else null), `plan` (what a change says: `risk`,
/// `way_back`, `check`, `window`), `emergency` (whether it is released first), `owes_approval`
/// (whether it was, and nobody has approved it), `next` (the states that it can come to),
/// `story` (oldest first: `at`, `by`, `words`, `entry`, and whether it is `unsigned`: beyond what the
/// key of who said it has signed), `question` (that a change comes from),
/// `took` (how long a question and its changes took, in words), `same_hand` (what one
/// operator or one account did of a change that was meant for two, in words), and `unsigned` (what
/// was said of it and does not count until a key has signed it, in words).
#[derive(Debug, Serialize)]
struct View {
    #[serde(flatten)]
    row: Row,
    redline: Option<Redline>,
    plan: PlanView,
    emergency: bool,
    owes_approval: bool,
    next: Vec<&'static str>,
    story: Vec<Told>,
    question: Option<String>,
    took: Option<String>,
    same_hand: Vec<String>,
    unsigned: Vec<String>,
}

/// What a change says; null for what it does not say.
#[derive(Debug, Serialize)]
struct PlanView {
    risk: Option<String>,
    way_back: Option<String>,
    check: Option<String>,
    window: Option<String>,
    #[serde(skip)]
    lines: Vec<(&'static str, String)>,
}

impl From<ChangePlan> for PlanView {
    fn from(plan: ChangePlan) -> Self {
        Self {
            lines: plan_lines(&plan),
            risk: plan.risk,
            way_back: plan.way_back,
            check: plan.check,
            window: plan.window,
        }
    }
}

/// Shows a follow-up.
///
/// # Errors
/// When its opening has not arrived, or the record cannot be read.
pub fn show(id: FollowUpId, form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let view = view(id, &clock, invocation)?;
    if form.json {
        invocation.out.json(&view)?;
        return Ok(Exit::WELL);
    }
    head(&mut invocation.out, &view, &clock)?;
    invocation.out.gap()?;
    let mut table = Table::keeping(&[2]);
    for said in &view.story {
        table.row([
            (Tone::Dim, clock.exact(said.at).as_str()),
            (Tone::Dim, said.by.as_str()),
            (Tone::Plain, said.words().as_str()),
        ]);
    }
    table.write(&mut invocation.out)?;
    for words in &view.same_hand {
        let line = Line::of(Tone::Warn, &format!("Same hand: {words}"));
        invocation.out.line(&line)?;
    }
    for words in &view.unsigned {
        invocation.out.line(&Line::of(Tone::Warn, words))?;
    }
    Ok(Exit::WELL)
}

fn view(id: FollowUpId, clock: &Clock, invocation: &mut Invocation) -> Result<View, Stop> {
    let session = invocation.session()?;
    let operator = session.settings().operator.clone();
    let library = session.library().clone();
    let whom = Whom {
        operator: Some(&operator),
        runbooks: library.runbooks().collect(),
    };
    let state = session.state();
    let not_here = || Stop::Journal(format!("The entry that opened {id} has not arrived yet."));
    let known = state.follow_up(id).ok_or_else(not_here)?;
    let row = Row::of(known, clock.now, &whom).ok_or_else(not_here)?;
    let same_hand = state.same_hands_of_change(known);
    let next = known.next();
    let thread = state.thread(known).into_iter();
    let story = thread.map(|(of, item)| {
        let words = thread_story(&state, (of, item), known, clock);
        let said = (item.at(), item.by());
        Told::of(&state, &item.mark().entry, said, words)
    });
    Ok(View {
        row,
        redline: known.opening().and_then(|it| it.redline.clone()),
        plan: PlanView::from(known.plan()),
        emergency: known.emergency().is_some(),
        owes_approval: known.owes_approval(),
        next: next.into_iter().map(state_word).collect(),
        story: story.collect(),
        question: known
            .opening()
            .and_then(|it| Some(it.question?.to_string())),
        took: question_took(&state, known),
        same_hand: same_hand.iter().map(ToString::to_string).collect(),
        unsigned: unsigned_lines(&state, &Thread::FollowUp(id), clock),
    })
}

fn head(out: &mut Out, view: &View, clock: &Clock) -> Result<(), Stop> {
    let row = &view.row;
    let title = Line::of(Tone::Strong, &row.title);
    out.line(&title.add(Tone::Dim, &format!("  {}", row.follow_up)))?;
    let times = row.deferred.filter(|times| *times > 1);
    let times = times.map(|times| format!(", deferred {times} times"));
    let disputed = if row.disputed { ", disputed" } else { "" };
    let stands = format!(
        "{} {}{disputed}{}",
        row.kind,
        row.state,
        times.unwrap_or_default()
    );
    let mut line = Line::of(if row.overdue { Tone::Bad } else { Tone::Plain }, &stands);
    if let Some(due) = row.due {
        line = line.add(Tone::Plain, &format!("; due {}", clock.exact(due)));
    }
    if let Some(owner) = &row.owner {
        line = line.add(Tone::Plain, &format!("; {owner} is to act"));
    }
    if let Some(ticket) = &row.ticket {
        line = line.add(Tone::Plain, &format!("; ticket {ticket}"));
    }
    out.line(&line)?;
    if let Some(procedure) = &row.procedure {
        let place = row.target.iter().map(|target| format!(" on {target}"));
        let step = row.step.iter().map(|step| format!(", step {step}"));
        let rest: String = place.chain(step).collect();
        let what = if row.rehearsal { "a rehearsal of " } else { "" };
        out.say(&format!("From {what}{procedure}{rest}"))?;
    } else if let Some(runbook) = &row.runbook {
        out.say(&format!("Of {runbook}"))?;
    }
    if let Some(took) = &view.took {
        out.say(&capitalized(took))?;
    }
    for (part, words) in &view.plan.lines {
        out.say(&format!("{}: {words}", capitalized(part)))?;
    }
    if view.owes_approval {
        let words = "Released as an emergency: still to be approved.";
        out.line(&Line::of(Tone::Bad, words))?;
    }
    if let Some(redline) = &view.redline {
        let (key, step, value) = (redline.key.word(), &redline.step, &redline.value);
        out.say(&format!("Proposes for {key} of step {step}: {value}"))?;
    }
    if !view.next.is_empty() {
        let next = view.next.join(", ");
        out.line(&Line::of(Tone::Dim, &format!("Can become: {next}")))?;
    }
    Ok(())
}
