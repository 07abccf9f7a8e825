//! A step as lines: what is to be done, what it stands at, and what is known of it.

use super::how_done;
use crate::app::App;
use crate::app::action::Action;
use crate::app::when;
use crate::event::{FollowUpState, StepDone};
use crate::limits::{drift, parse_number};
use crate::present::{answer, asks_for_items, items_words, replaced_answer};
use crate::runbook::{Ask, Choose, How, Procedure, StepRef, Yields};
use crate::session::{RunProgress, Session};
use crate::state::{FollowUp, SAME_READINGS, Standing, StepState, StepStatus};

/// As many earlier readings are said: two weeks of a daily round.
const TREND: usize = 14;

/// Everything at a box, one line a statement.
pub(super) fn page(
    session: &Session,
    app: &App,
    walked: &RunProgress,
    stand: &StepStatus,
) -> Vec<String> {
    let procedure = walked.procedure();
    let step = walked.step(stand);
    let values = walked.walk.values_at(stand);
    let mut lines = vec![head(walked, stand)];
    lines.extend(section(procedure, stand));
    lines.extend(carried(session, stand));
    // Whatever warns is heard before what it warns of.
    if let Some(caution) = &step.caution {
        lines.push(format!("Caution: {}", caution.fill(&values)));
    }
    if step.no_return {
        lines.push("No way back: steps before it cannot be undone after this".to_owned());
    }
    if step.is_acknowledged_first() {
        let operator = &session.settings().operator;
        lines.push(match walked.run.knows_caution(&step.id, operator) {
            true => "You have read that.".to_owned(),
            false => format!("Say {} once that is read.", app.key(Action::Caution)),
        });
    }
    let texts = [
        ("", &step.detail),
        ("Expect: ", &step.expect),
        ("Link: ", &step.link),
        ("Copy: ", &step.copy),
    ];
    for (what, text) in texts {
        lines.extend(
            text.iter()
                .map(|text| format!("{what}{}", text.fill(&values))),
        );
    }
    let ends = step.end.as_ref();
    lines.extend(ends.map(|end| format!("OK ends the run: {end}")));
    lines.extend(items_words(&walked.run, procedure, &walked.walk, stand));
    lines.extend(yields(walked, stand));
    lines.extend(scripted(app, walked, stand));
    lines.extend(earlier(session, app, walked, stand));
    lines.extend(how_done::lines(session, app, walked, stand));
    lines.extend(questions(session, walked, stand));
    lines.extend(standing(app, walked, stand));
    lines
}

fn head(walked: &RunProgress, stand: &StepStatus) -> String {
    let rehearsal = match walked.started.rehearsal {
        true => "Rehearsal. ",
        false => "",
    };
    let steps = walked.procedure().steps.len();
    let optional = match walked.step(stand).optional {
        true => " (optional)",
        false => "",
    };
    format!(
        "{rehearsal}Step {} of {steps}: {}{optional}",
        stand.number,
        walked.title(stand)
    )
}

/// The heading that a step is the first of.
fn section(procedure: &Procedure, stand: &StepStatus) -> Option<String> {
    let section = procedure.steps[stand.step].section?;
    let before = stand.step.checked_sub(1);
    let before = before.and_then(|before| procedure.steps[before].section);
    let title = &procedure.sections.get(section)?.title;
    (before != Some(section)).then(|| format!("Section: {title}"))
}

fn carried(session: &Session, stand: &StepStatus) -> Option<String> {
    let state = session.state();
    let known = state.follow_up(stand.carried?)?;
    let reason = known.last_reason().unwrap_or_default();
    Some(match known.times_deferred() {
        0 | 1 => format!("Deferred before: {reason}"),
        times => format!("Deferred {times} times: {reason}"),
    })
}

fn yields(walked: &RunProgress, stand: &StepStatus) -> Option<String> {
    match &walked.step(stand).yields {
        Yields::Tick => None,
        Yields::Reading { unit, limits, .. } => {
            let unit = unit.as_deref().unwrap_or_default();
            Some(match (limits.is_empty(), unit) {
                (true, "") => "Enter a number".to_owned(),
                (true, unit) => format!("Enter a number in {unit}"),
                (false, unit) => format!("Enter a number; {}", limits.words(unit)),
            })
        }
        Yields::Ask(ask) => {
            let asked = asks(walked, ask);
            let items = asks_for_items(walked.procedure(), walked.step(stand));
            let items = items.filter(|_| !ask.secret);
            Some(items.map_or(asked.clone(), |items| format!("{asked}. {items}")))
        }
        Yields::Choose(choose) => Some(format!("Choose one of: {}", choices(choose))),
    }
}

/// What there is to choose from, each behind its number. Some have commas of their own.
pub(super) fn choices(choose: &Choose) -> String {
    let options = (1..).zip(&choose.options);
    let options: Vec<_> = options
        .map(|(number, option)| format!("{number} {option}"))
        .collect();
    options.join("; ")
}

fn asks(walked: &RunProgress, ask: &Ask) -> String {
    let known = walked.walk.values.get(&ask.name);
    let ok = Action::Ok.name();
    let known = known.map(|value| format!("; it was given as {value}, {ok} offers that"));
    let example = ask.example.as_ref();
    let example = example.map(|example| format!(", such as {example}"));
    let secret = match ask.secret {
        true => format!(", a secret: say {ok} and it is asked for unseen"),
        false => String::new(),
    };
    format!(
        "Enter {}{}{secret}{}",
        ask.name,
        example.unwrap_or_default(),
        known.unwrap_or_default()
    )
}

/// What whoever rehearses finds, once they have looked; by a command it is pretended.
fn scripted(app: &App, walked: &RunProgress, stand: &StepStatus) -> Option<String> {
    let by_command = matches!(walked.step(stand).how, How::Command(_));
    let found = walked.run.scripted(walked.procedure(), &stand.step_ref);
    let found = found.filter(|_| !by_command && !stand.standing.is_answered())?;
    Some(match walked.run.has_looked_at(&stand.step_ref) {
        true => format!("The scenario finds: {found}"),
        false => {
            let look = app.key(Action::Perform);
            format!("{look} looks at what the scenario has here; the debrief tells that you did")
        }
    })
}

/// What happened here the last time, and where its readings go.
fn earlier(session: &Session, app: &App, walked: &RunProgress, stand: &StepStatus) -> Vec<String> {
    let line = walked.started.line();
    let (step_ref, run) = (&stand.step_ref, Some(walked.run.id));
    let mut lines = Vec::new();
    if let Some(last) = session.last_time(&line, step_ref, run) {
        lines.push(format!(
            "Last time, {} by {}: {}",
            when::moment(last.at, app),
            last.by,
            whole(&last.done)
        ));
        lines.extend(last.notes.iter().map(|note| format!("Noted then: {note}")));
    }
    let state = session.state();
    let step = walked.step(stand);
    let trend = state.trend(&line, step_ref, run, TREND);
    if trend.len() > 1 {
        let values: Vec<_> = trend.iter().map(|reading| &*reading.value).collect();
        lines.push(format!(
            "Readings before, oldest first: {}",
            values.join(", ")
        ));
    }
    if let Yields::Reading { limits, .. } = &step.yields {
        let numbers = trend.iter().map(|reading| parse_number(&reading.value));
        let numbers: Vec<f64> = numbers.filter_map(Result::ok).collect();
        lines.extend(drift(&numbers, limits).map(|drift| drift.words()));
    }
    if state.reads_the_same(step, &line, step_ref, run) {
        lines.push(format!(
            "It has read the same {SAME_READINGS} times: is it still measured?"
        ));
    }
    lines
}

fn questions(session: &Session, walked: &RunProgress, stand: &StepStatus) -> Vec<String> {
    let state = session.state();
    let at = state.questions_at(&walked.started.procedure, &stand.step_ref.step);
    let words = |known: &FollowUp| {
        let title = &known.opening()?.title;
        let answer = known.last_move().and_then(|said| said.what.text.as_deref());
        Some(match (known.state(), answer) {
            (FollowUpState::Answered, Some(answer)) => {
                format!("Question: {title} Answer: {answer}")
            }
            _ => format!("Question, open: {title}"),
        })
    };
    at.filter_map(words).collect()
}

/// What stands at a box.
fn standing(app: &App, walked: &RunProgress, stand: &StepStatus) -> Vec<String> {
    let run = &walked.run;
    let mut lines = Vec::new();
    let step_state = run.boxes.get(&stand.step_ref);
    let disputed = stand.standing == Standing::Disputed;
    let said = step_state
        .into_iter()
        .flat_map(|step_state| step_state.outcomes.standing());
    for said in said {
        let what = if disputed { "Disputed" } else { "Answered" };
        lines.push(format!(
            "{what}: {}, by {}, {}",
            whole(&said.what),
            said.by,
            when::moment(said.at, app)
        ));
    }
    let replaced = step_state.into_iter();
    let replaced = replaced.flat_map(StepState::replaced_by_others);
    lines.extend(replaced.map(|it| {
        let at = when::moment(it.at, app);
        format!("Before: {}, {at}", replaced_answer(&it))
    }));
    if let Some(signed) = step_state.and_then(|step_state| step_state.signature()) {
        lines.push(format!("Signed by {} as {}", signed.by, signed.what.role));
    }
    if stand.unsigned
        && let Some(role) = &walked.step(stand).sign_off
    {
        lines.push(format!(
            "Needs the signature of a second person ({role}): sign NAME"
        ));
    }
    if let Some(offered) = run.offers_on_fail(walked.procedure(), &stand.step_ref) {
        let key = app.key(Action::FollowFailure);
        lines.push(format!("Offered because it failed: {offered}, by {key}"));
    }
    if stand.standing == Standing::Inactive {
        lines.push("Not wanted here, by an earlier answer or the place".to_owned());
    }
    lines.extend(notes(walked, &stand.step_ref));
    lines
}

fn notes(walked: &RunProgress, step_ref: &StepRef) -> Vec<String> {
    let notes = walked.run.notes.iter();
    let here = notes.filter(|said| said.what.step_ref.as_ref() == Some(step_ref));
    here.map(|said| format!("Note by {}: {}", said.by, said.what.text))
        .collect()
}

/// An answer with its reason and its note.
fn whole(done: &StepDone) -> String {
    let said = done.reason.iter().chain(&done.note);
    said.fold(answer(done), |words, said| format!("{words}, {said}"))
}

/// A box in one line, for the list of all.
pub(super) fn row(walked: &RunProgress, stand: &StepStatus) -> String {
    let said = walked.run.outcome(&stand.step_ref);
    let standing = match (stand.standing, said) {
        (Standing::Open, _) => "open".to_owned(),
        (Standing::Inactive, _) => "not wanted".to_owned(),
        (Standing::Disputed, _) => "disputed".to_owned(),
        (Standing::Answered(_), Some(said)) => whole(&said.what),
        (Standing::Answered(outcome), None) => outcome.words().to_owned(),
    };
    let unsigned = if stand.unsigned { ", unsigned" } else { "" };
    let replaced = walked.run.boxes.get(&stand.step_ref);
    let replaced = replaced.and_then(|it| it.replaced_by_others().next_back());
    let replaced = replaced.map(|it| format!("; {}", replaced_answer(&it)));
    let replaced = replaced.unwrap_or_default();
    format!(
        "{} {}: {standing}{unsigned}{replaced}",
        stand.number,
        walked.title(stand)
    )
}
