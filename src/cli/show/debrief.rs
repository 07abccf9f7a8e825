//! A run looked back on: `rounds show RUN --debrief`.

use super::super::args::Form;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::{Line, Out, Table};
use super::parts::heading;
use crate::command::Refusal;
use crate::event::{Grade, RunId};
use crate::present::{Tone, capitalized, grade, trained};
use crate::runbook::{Procedure, Runbook};
use crate::session::{Failure, RunProgress, Session};
use crate::state::{AnswerTime, Debrief, Graded, Trained};
use crate::text::duration_words;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// A debrief. As JSON: `run`, `title`, `rehearsal`, `scenario`, `blind` (whether it goes on, and
/// nothing is told yet of what its scenario has), `took_seconds`, `answers` (in
/// order: `step`, `title`, `seconds`), `longest` (the same, the longest first), `wrong`
/// (`step`, `title`, `what`: `not OK`, `done again`, `corrected`, `taken back`, `carried on
/// past`; `words`, `by`, `at`), `too_fast` (`step`, `seconds`, `estimate_seconds`, `by`),
/// `questions` (`follow_up`, `title`, `state`), `script` (what the rehearsal had in store:
/// `step`, `surprise`, null for a failure; `met`), `grade` (by the scenario: `of`, `right`,
/// `missed`, `cautions`, `looked`; null where there is none), `passed` (whether it trains; null of a live
/// run), `trains` (the same in words, with the reasons),
/// `boxes` (each box that the scenario speaks of: `step`, `wanted`, `given`, `right`, `missed`,
/// `looked`), `cautions` (steps whose cautions were passed over).
#[derive(Debug, Serialize)]
struct View {
    run: String,
    title: String,
    rehearsal: bool,
    scenario: Option<String>,
    blind: bool,
    took_seconds: i64,
    answers: Vec<Answered>,
    longest: Vec<Answered>,
    wrong: Vec<WrongView>,
    too_fast: Vec<FastView>,
    questions: Vec<QuestionView>,
    script: Vec<InjectedView>,
    grade: Option<Grade>,
    passed: Option<bool>,
    trains: Option<String>,
    boxes: Vec<BoxView>,
    cautions: Vec<String>,
}

#[derive(Debug, Serialize)]
struct BoxView {
    step: String,
    wanted: Vec<String>,
    given: Vec<String>,
    right: bool,
    missed: bool,
    looked: bool,
}

#[derive(Debug, Serialize)]
struct Answered {
    step: String,
    title: String,
    seconds: i64,
}

#[derive(Debug, Serialize)]
struct WrongView {
    step: String,
    title: String,
    what: &'static str,
    words: Option<String>,
    by: String,
    at: Timestamp,
}

#[derive(Debug, Serialize)]
struct FastView {
    step: String,
    seconds: f64,
    estimate_seconds: Option<i64>,
    by: String,
}

#[derive(Debug, Serialize)]
struct QuestionView {
    follow_up: String,
    title: String,
    state: &'static str,
    #[serde(skip)]
    short: String,
}

#[derive(Debug, Serialize)]
struct InjectedView {
    step: String,
    surprise: Option<String>,
    met: bool,
}

/// Shows the debrief of a run.
pub fn show(id: RunId, form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let view = view(invocation.session()?, id)?;
    match form.json {
        true => invocation.out.json(&view)?,
        false => tell(&view, invocation)?,
    }
    Ok(Exit::WELL)
}

fn view(session: &mut Session, id: RunId) -> Result<View, Stop> {
    let walked = RunProgress::of(session, id);
    let Some(run) = session.whole(id)?.filter(|run| run.started.is_some()) else {
        let why = walked.err().unwrap_or(Refusal::NoStart.into());
        return Err(why.into());
    };
    let not_here = || Stop::from(Failure::from(Refusal::NoStart));
    let walked = walked.ok();
    let runbook_and_procedure = walked.as_ref().map(|it| (it.runbook(), it.procedure()));
    let state = session.state();
    let debrief = Debrief::of(&state, &run, runbook_and_procedure).ok_or_else(not_here)?;
    let started = run.started.as_ref().ok_or_else(not_here)?;
    let question = |id: &crate::event::FollowUpId| {
        let known = state.follow_up(*id)?;
        Some(QuestionView {
            follow_up: id.to_string(),
            title: known.opening()?.title.clone(),
            state: known.state().words(),
            short: id.short(),
        })
    };
    let grade = debrief.graded.as_ref().map(Graded::grade);
    Ok(View {
        run: id.to_string(),
        title: started.what.title.clone(),
        rehearsal: debrief.rehearsal,
        scenario: debrief.scenario.clone(),
        blind: debrief.is_blind,
        took_seconds: debrief.took.as_secs(),
        answers: debrief.answers.iter().map(answered).collect(),
        longest: debrief.longest.iter().map(answered).collect(),
        questions: debrief.questions.iter().filter_map(question).collect(),
        wrong: wrong(&debrief),
        too_fast: too_fast(&debrief),
        script: script(&debrief),
        grade,
        passed: debrief
            .trained
            .as_ref()
            .map(|it| matches!(it, Trained::Trains(_))),
        trains: trained_words(&debrief, runbook_and_procedure),
        boxes: boxes(&debrief),
        cautions: cautions(&debrief),
    })
}

fn trained_words(debrief: &Debrief, walked: Option<(&Runbook, &Procedure)>) -> Option<String> {
    let (runbook, _) = walked?;
    Some(trained(debrief.trained.as_ref()?, runbook))
}

fn answered(answer: &AnswerTime) -> Answered {
    Answered {
        step: answer.step_ref.to_string(),
        title: answer.title.clone(),
        seconds: answer.took.as_secs(),
    }
}

fn wrong(debrief: &Debrief) -> Vec<WrongView> {
    let wrong = debrief.wrong.iter().map(|wrong| WrongView {
        step: wrong.step_ref.to_string(),
        title: wrong.title.clone(),
        what: wrong.what.words(),
        words: wrong.words.clone(),
        by: wrong.by.to_string(),
        at: wrong.at,
    });
    wrong.collect()
}

fn too_fast(debrief: &Debrief) -> Vec<FastView> {
    let fast = debrief.too_fast.iter().map(|fast| FastView {
        step: fast.step_ref.to_string(),
        seconds: fast.after.as_secs_f64(),
        estimate_seconds: fast.estimate.as_ref().map(SignedDuration::as_secs),
        by: fast.by.to_string(),
    });
    fast.collect()
}

fn boxes(debrief: &Debrief) -> Vec<BoxView> {
    let boxes = debrief.graded.iter().flat_map(|graded| &graded.boxes);
    let view = boxes.map(|it| BoxView {
        step: it.step_ref.to_string(),
        wanted: it.wanted.clone(),
        given: it.given.clone(),
        right: it.is_right,
        missed: it.is_missed,
        looked: it.was_looked_at,
    });
    view.collect()
}

fn cautions(debrief: &Debrief) -> Vec<String> {
    let cautions = debrief.graded.iter().flat_map(|graded| &graded.cautions);
    cautions.map(ToString::to_string).collect()
}

fn script(debrief: &Debrief) -> Vec<InjectedView> {
    let script = debrief.script.iter().map(|injected| InjectedView {
        step: injected.step.to_string(),
        surprise: injected.surprise.clone(),
        met: injected.met,
    });
    script.collect()
}

fn tell(view: &View, invocation: &mut Invocation) -> Result<(), Stop> {
    let clock = invocation.clock.clone();
    let out = &mut invocation.out;
    let mut title = Line::of(Tone::Strong, &view.title);
    if view.rehearsal {
        title = title.add(Tone::Warn, "  rehearsal");
    }
    if let Some(scenario) = &view.scenario {
        title = title.add(Tone::Plain, &format!("  {scenario}"));
    }
    out.line(&title)?;
    out.say(&format!("Took {}", length(view.took_seconds)))?;
    score(view, out)?;
    heading(out, "Longest")?;
    let mut table = Table::keeping(&[0]);
    for answer in &view.longest {
        let took = length(answer.seconds);
        table.row([(Tone::Plain, took.as_str()), (Tone::Plain, &answer.title)]);
    }
    table.write(out)?;
    if !view.wrong.is_empty() {
        heading(out, "What went wrong")?;
        let mut table = Table::keeping(&[3]);
        for wrong in &view.wrong {
            table.row([
                (Tone::Dim, clock.exact(wrong.at).as_str()),
                (Tone::Bad, wrong.what),
                (Tone::Plain, wrong.title.as_str()),
                (Tone::Plain, wrong.words.as_deref().unwrap_or_default()),
            ]);
        }
        table.write(out)?;
    }
    if !view.too_fast.is_empty() {
        heading(out, "Ticked faster than it can be done")?;
        for fast in &view.too_fast {
            let estimate = fast.estimate_seconds.map(length);
            let estimate = estimate.map(|it| format!(", takes about {it}"));
            out.say(&format!(
                "{} after {:.1} s by {}{}",
                fast.step,
                fast.seconds,
                fast.by,
                estimate.unwrap_or_default()
            ))?;
        }
    }
    if !view.questions.is_empty() {
        heading(out, "Questions")?;
        for question in &view.questions {
            let QuestionView {
                short,
                title,
                state,
                ..
            } = question;
            out.say(&format!("{short}  {title} ({state})"))?;
        }
    }
    if !view.script.is_empty() {
        heading(out, "In store")?;
        for injected in &view.script {
            let what = injected.surprise.as_deref().unwrap_or("it fails");
            let met = if injected.met { "met" } else { "not met" };
            out.say(&format!("{}: {what} ({met})", injected.step))?;
        }
    }
    Ok(())
}

/// Whom it trains, the score by the scenario, and where it was answered otherwise.
fn score(view: &View, out: &mut Out) -> Result<(), Stop> {
    if view.blind && view.scenario.is_some() {
        out.say("What the scenario has is told once the rehearsal has ended.")?;
    }
    if let Some(trains) = &view.trains {
        out.say(&capitalized(trains))?;
    }
    let Some(graded) = &view.grade else {
        return Ok(());
    };
    out.say(&capitalized(&grade(graded)))?;
    for it in view.boxes.iter().filter(|it| !it.right) {
        let (wanted, given) = (it.wanted.join(", then "), it.given.join(", then "));
        let given = match given.is_empty() {
            true => "nothing",
            false => &given,
        };
        out.say(&format!(
            "  {}: the scenario has {wanted}, answered {given}",
            it.step
        ))?;
    }
    for step in &view.cautions {
        out.say(&format!("  {step}: the caution was passed over"))?;
    }
    Ok(())
}

fn length(seconds: i64) -> String {
    duration_words(seconds.unsigned_abs())
}
