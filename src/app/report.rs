//! What the session reports.

use super::insist::Insist;
use super::run::Fetched;
use super::{
    App, Saving, Screen, Waiting, accept, exception, find, follow_ups, pages, run, runbooks, today,
};
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::command::Command;
use crate::event::{CommandEnded, Fact, Outcome, RunId, RunStarted, SignedOff, StepDone};
use crate::library::Library;
use crate::limits::Judgement;
use crate::present::still_open;
use crate::runbook::{RunbookId, StepRef};
use crate::session::commands::{Offered, Unended};
use crate::session::{Failure, Pin, Receipt, Report, Request, WorkerRequest, news};
use crate::state::{Run, State, Verdict as RunVerdict};
use crate::trust::Verdict;
use std::sync::Arc;

pub(super) fn take(app: &mut App, state: &State, report: Report) -> Vec<Effect> {
    let is_change = matches!(
        report,
        Report::Changed | Report::Submitted(..) | Report::Confirmed(_)
    );
    let is_news_of_team = is_change || matches!(report, Report::InStep(_));
    let is_news_of_run = is_change || matches!(report, Report::Pinned(..));
    let mut effects = match report {
        Report::Submitted(ticket, result) => {
            let waiting = app.waiting.remove(&ticket);
            submitted(app, state, waiting, result)
        }
        Report::Looked(library) => looked(app, state, library),
        Report::Rewritten(runbook, written) => accept::rewritten(app, state, &runbook, written),
        Report::Pinned(id, pin) => pinned(app, state, id, pin),
        Report::Newest(id, pin) => newest(app, state, id, pin),
        Report::Offered(run, step_ref, result) => {
            if let Ok(offered) = &result {
                forget_allowed(app, offered);
            }
            run::offered(app, state, run, step_ref, result)
        }
        Report::Whole(id, run) => whole(app, id, run),
        Report::Opened(start, opened) => exception::opened(app, state, start, opened),
        told => {
            put(app, told);
            Vec::new()
        }
    };
    app.recount(state);
    effects.extend(fetch_whole(app, state));
    let pins = app.runs_to_pin(state).into_iter();
    effects.extend(pins.map(|run| Effect::Ask(WorkerRequest::Pin(run))));
    if is_news_of_run {
        effects.extend(run::look_at_unended(app, state));
    }
    if is_change {
        effects.extend(super::journal::refetch(app, state));
    }
    if is_news_of_team {
        effects.extend(pages::refetch_team(app));
    }
    effects
}

/// What is only to be known: nothing follows from it.
fn put(app: &mut App, report: Report) {
    match report {
        Report::Changed => app.unreadable = None,
        // It stands on Today until the record can be read again; a notice would hide what else
        // is said.
        Report::Unreadable(failure) => app.unreadable = Some(failure.to_string()),
        Report::Compared(runbook, changes) => pages::compared(app, &runbook, changes),
        Report::Unended(run, step_ref, unended) => run::unended(app, run, step_ref, unended),
        Report::Kept(object, bytes) => run::kept(app, object, bytes),
        Report::Health(health) => app.health = health,
        Report::InStep(in_step) => app.in_step = Some(in_step),
        Report::Confirmed(Ok(_)) => {
            app.say("Confirmed: they are yours, and that is told for ever.");
        }
        Report::Team(team) => pages::took_team(app, team),
        Report::Commits(_, commits) => run::committed(app, &commits),
        Report::NotAllowed(Ok(written)) => app.not_allowed = written,
        Report::Allowed(Ok(left)) => {
            app.say("Allowed, exactly as shown. A change asks again.");
            app.not_allowed = left;
        }
        Report::Began(_, _, Err(failure))
        | Report::Confirmed(Err(failure))
        | Report::NotAllowed(Err(failure))
        | Report::Allowed(Err(failure)) => app.refuse(failure.to_string()),
        // The loop holds what was begun, and tells of it in its own words.
        Report::Began(_, _, Ok(_)) => {}
        // Taken before.
        Report::Submitted(..)
        | Report::Looked(_)
        | Report::Rewritten(..)
        | Report::Pinned(..)
        | Report::Newest(..)
        | Report::Offered(..)
        | Report::Opened(..)
        | Report::Whole(..) => {}
    }
}

/// The runbook that a run walks has come, or is not to be had.
fn pinned(app: &mut App, state: &State, id: RunId, pin: Option<Pin>) -> Vec<Effect> {
    if let Some(pin) = &pin {
        run::last_pinned(app, state, id, pin);
    }
    if let Some(run) = app.run.as_mut().filter(|run| run.id == id) {
        run.pin = pin.map_or(Fetched::Missing, Fetched::Here);
    }
    Vec::new()
}

/// The newest good revision of a runbook has come, or is not to be had.
fn newest(app: &mut App, state: &State, id: RunbookId, pin: Option<Pin>) -> Vec<Effect> {
    if let Some(pin) = pin.as_ref().filter(|pin| run::wants_newest(app, pin)) {
        run::show_difference(app, state, pin);
    }
    runbooks::newest(app, id, pin);
    find::looked(app, state);
    Vec::new()
}

/// A command that is allowed does not wait for anyone any more.
fn forget_allowed(app: &mut App, offered: &Offered) {
    if offered.written.verdict == Verdict::Allowed {
        let place = &offered.written.place;
        app.not_allowed.retain(|written| written.place != *place);
    }
}

/// A run in full has come, or is not to be had.
fn whole(app: &mut App, id: RunId, whole: Option<Box<Run>>) -> Vec<Effect> {
    if let Some(run) = app.run.as_mut().filter(|run| run.id == id) {
        run.whole = whole.clone();
    }
    if let Some(run) = app.run.as_mut().filter(|run| run.before_id == Some(id)) {
        run.before = whole.clone();
    }
    super::journal::whole(app, id, whole);
    Vec::new()
}

/// The library is another one.
pub(super) fn looked(app: &mut App, state: &State, library: Arc<Library>) -> Vec<Effect> {
    app.preview = news(state, &library, &app.host, app.now);
    app.library = Some(library);
    // The open run may stand beside a newer revision now.
    let mut effects = runbooks::looked(app, state);
    find::looked(app, state);
    effects.push(Effect::Ask(WorkerRequest::NotAllowed));
    effects.extend(app.run.iter().map(|run| {
        Effect::Ask(match &run.unwritten {
            Some(start) => WorkerRequest::Open(start.clone()),
            None => WorkerRequest::Pin(run.id),
        })
    }));
    effects
}

/// A run that shrank to its summary while it is in front is read again.
fn fetch_whole(app: &App, state: &State) -> Option<Effect> {
    let run = app.run.as_ref()?;
    (run.whole.is_none() && run.run(state).is_none() && state.summary(run.id).is_some())
        .then_some(Effect::Ask(WorkerRequest::Whole(run.id)))
}

fn submitted(
    app: &mut App,
    state: &State,
    waiting: Option<Waiting>,
    result: Result<Receipt, Failure>,
) -> Vec<Effect> {
    let mut effects = match (result, waiting) {
        (Ok(receipt), _) => {
            app.unreadable = None;
            saved(app, state, &receipt)
        }
        (Err(Failure::NotSaved(fault)), Some(waiting)) => {
            let words = fault.to_string();
            // Said once, not over and over: the head of the screen keeps on saying it.
            let failed = Saving::Failed(words.clone());
            if app.saving != failed {
                app.refuse(words);
                app.saving = failed;
            }
            app.unsaved.push(waiting);
            Vec::new()
        }
        (Err(failure), waiting) => refused(app, state, failure, waiting),
    };
    if app.unsaved.is_empty() {
        app.saving = if app.waiting.is_empty() {
            Saving::Saved
        } else {
            Saving::Saving
        };
    } else if app.again && app.waiting.is_empty() {
        effects.extend(try_again(app));
    }
    effects
}

fn saved(app: &mut App, state: &State, receipt: &Receipt) -> Vec<Effect> {
    // The first thing that is saved notices all of the library; from then on the record says it.
    if let Some(library) = app.library.clone().filter(|_| !app.preview.is_empty()) {
        app.preview = news(state, &library, &app.host, app.now);
    }
    for fact in &receipt.facts {
        match fact {
            // What was opened before is in front already, and what began it follows.
            Fact::RunStarted(started)
                if app.run.as_ref().is_some_and(|it| it.id == started.run) => {}
            Fact::RunStarted(started) => return begun(app, state, started),
            Fact::RevisionAdopted { .. } => {
                return receipt
                    .run
                    .map(|run| Effect::Ask(WorkerRequest::Pin(run)))
                    .into_iter()
                    .collect();
            }
            Fact::StepTakenBack { step, item, .. } if is_open(app, receipt) => {
                let step_ref = crate::runbook::StepRef {
                    step: step.clone(),
                    item: item.clone(),
                };
                show_taken_back(app, state, &step_ref);
            }
            Fact::StepDone(done) if is_open(app, receipt) => {
                keep_secret_in_mind(app, receipt, done);
                run::answered(app, state, done);
                // What its command came to is told with that, wherever somebody is by then.
                let by_command = |fact: &Fact| matches!(fact, Fact::CommandEnded(_));
                if !receipt.facts.iter().any(by_command) {
                    run::tell(app, state, done);
                }
            }
            Fact::CommandPretended { .. } if is_left_open(receipt) => {
                app.say("Nothing ran. The scenario says nothing of it: say what it came to.");
            }
            Fact::SignedOff(_) | Fact::CarriedOn { .. } => {
                if let Fact::SignedOff(signed) = fact {
                    app.say(signed_words(signed));
                }
                if let Some(step_ref) = fact.step_ref().filter(|_| is_open(app, receipt)) {
                    run::freed(app, state, &step_ref);
                }
            }
            Fact::CommandEnded(ended) => say_how_it_ended(app, ended, answer_of(receipt, ended)),
            Fact::RunEnded { .. } => return ended(app, state, receipt),
            Fact::Noted { .. } => app.say("The note is saved."),
            Fact::TakenOver { from, .. } => {
                let words = format!("Taken from {from}: it is yours.");
                let effects = receipt.run.map(|run| run::open(app, state, run));
                app.say_done(words);
                return effects.unwrap_or_default();
            }
            Fact::Attached { name, .. } => app.say(format!("{name} is kept as evidence.")),
            Fact::OccurrenceExcused { .. } => app.say_done("The round is waived."),
            Fact::MissedSeen { .. } => app.say_done("Acknowledged."),
            Fact::FollowUpOpened(_)
            | Fact::FollowUpMoved(_)
            | Fact::FollowUpAssigned(_)
            | Fact::FollowUpNoted { .. } => follow_ups::saved(app, fact),
            _ => pages::saved(app, state, fact),
        }
        accept::saved(app, state, fact);
    }
    Vec::new()
}

/// A run has begun: it comes in front, over the one that it was begun from.
fn begun(app: &mut App, state: &State, started: &RunStarted) -> Vec<Effect> {
    let effects = match &started.cause {
        Some(_) => run::into(app, state, started.run),
        None => run::open(app, state, started.run),
    };
    let others = still_open(state, started.run, &app.wall()).into_iter();
    let others: Vec<_> = others.map(|(_, words)| words).collect();
    if !others.is_empty() {
        let others = others.join(" ");
        app.warn(format!("{others} Finish that one too, or abandon it."));
    } else if let Some(slot) = &started.slot {
        let when = crate::app::when::moment(*slot, app);
        app.say(format!("For the {when} round."));
    }
    effects
}

/// A run has ended: one that another run began goes back there, a rehearsal is looked back on,
/// and from any other one is on Today again, at what is to be done next.
fn ended(app: &mut App, state: &State, receipt: &Receipt) -> Vec<Effect> {
    run::show_end(app, state, receipt.run);
    let Some(run) = receipt.run.filter(|_| is_open(app, receipt)) else {
        return Vec::new();
    };
    if let Some(effects) = run::ended(app, state, run) {
        return effects;
    }
    let known = state.run(run);
    let words = known.map(run::ended_words).unwrap_or_default();
    if let Some(effects) = run::out(app, state) {
        app.say(format!("{words}."));
        return effects;
    }
    let started = known.and_then(|run| run.started.as_ref());
    if started.is_none_or(|said| said.what.rehearsal) || known.is_some_and(Run::is_disputed) {
        return Vec::new();
    }
    let doubts = run::to_know_of_front(app, state);
    (app.run, app.front, app.screen) = (None, None, Screen::Today);
    today::stand_on_next(app, state);
    let next = today::next_words(app, state);
    match known.map(Run::verdict) {
        Some(RunVerdict::Completed | RunVerdict::Ended(_)) if doubts.is_empty() => {
            app.say_done(format!("{words}. {next}"))
        }
        _ => app.say(format!("{words}. {doubts}{next}")),
    }
    Vec::new()
}

fn signed_words(signed: &SignedOff) -> String {
    let played = if signed.played { ", only played" } else { "" };
    let account = match signed.same_account {
        true => ", under the same account",
        false => "",
    };
    format!("Signed as {}{played}{account}.", signed.role)
}

/// A secret that was answered here lives in this program's memory.
fn keep_secret_in_mind(app: &mut App, receipt: &Receipt, done: &StepDone) {
    let name = done.name.clone().filter(|_| done.withheld);
    app.secrets.extend(receipt.run.zip(name));
}

/// Whether a command was only pretended, and nothing answered its step.
fn is_left_open(receipt: &Receipt) -> bool {
    let answers = |fact: &Fact| matches!(fact, Fact::StepDone(_));
    !receipt.facts.iter().any(answers)
}

/// What a command's end says of its box, where it says something.
fn answer_of<'r>(receipt: &'r Receipt, ended: &CommandEnded) -> Option<&'r StepDone> {
    receipt.facts.iter().find_map(|fact| match fact {
        Fact::StepDone(done) if (&done.step, &done.item) == (&ended.step, &ended.item) => {
            Some(&**done)
        }
        _ => None,
    })
}

/// Told wherever the operator is by now: the step and what came of it, and of the command no
/// more than is not as usual.
fn say_how_it_ended(app: &mut App, ended: &CommandEnded, done: Option<&StepDone>) {
    let status = ended.status.words();
    let Some(done) = done else {
        app.refuse(format!("The command of {} {status}.", ended.step));
        return;
    };
    let words = format!("{}: {}", done.title, done.words());
    match (done.outcome, done.judgement.unwrap_or_default()) {
        (Outcome::Ok, Judgement::Normal) => app.say_done(format!("{words}.")),
        (Outcome::Ok, Judgement::Warning) => app.warn(format!("{words}, a warning.")),
        (Outcome::Ok, Judgement::Alarm) => app.refuse(format!("{words}, an alarm.")),
        _ => app.refuse(format!("{words}; its command {status}.")),
    }
}

/// That nobody knows what a command came to is written down, where that is so, before its
/// box is dealt with.
pub(super) fn forget_lost(app: &mut App, run: RunId, step_ref: &StepRef) -> Option<Effect> {
    let screen = app.run.as_mut().filter(|screen| screen.id == run)?;
    if screen.unended.get(step_ref) != Some(&Unended::Unknown) {
        return None;
    }
    screen.unended.remove(step_ref);
    let step_ref = step_ref.clone();
    Some(app.request(Request::Do(Command::ForgetCommand { run, step_ref }), None))
}

/// Whether what was saved belongs to the run in front.
fn is_open(app: &App, receipt: &Receipt) -> bool {
    app.run.as_ref().map(|run| run.id) == receipt.run
}

/// The cursor goes to what is open again.
fn show_taken_back(app: &mut App, state: &State, step_ref: &crate::runbook::StepRef) {
    let row = app
        .run
        .as_ref()
        .and_then(|run| run.scene(state)?.walk.position(step_ref));
    if let (Some(row), Some(run)) = (row, &mut app.run) {
        run.cursor = row;
    }
}

/// A refusal goes to where the words were typed, and they with it.
fn refused(
    app: &mut App,
    state: &State,
    failure: Failure,
    waiting: Option<Waiting>,
) -> Vec<Effect> {
    if let Some(effects) = exception::go_on_instead(app, state, &failure) {
        let asked = waiting.as_ref().map(|it| it.request.bare());
        let is_lost = asked.is_some_and(|it| !matches!(it, Request::Start(_)));
        if is_lost && app.overlay.is_none() {
            app.warn("Somebody has begun this already: here it is. What you said was not saved: say it again.");
        }
        return effects;
    }
    let mut words = failure.to_string();
    if let Some(Waiting {
        request, prompt, ..
    }) = waiting
    {
        go_back(app, state, request.bare());
        if let Some(mut prompt) = prompt {
            prompt.insists = Insist::after(&failure);
            if prompt.insists.is_some() {
                words.push_str(" Enter once more saves it all the same.");
            }
            prompt.error = Some(words);
            app.returned.push_back(prompt);
            return Vec::new();
        }
    }
    app.refuse(words);
    Vec::new()
}

/// The cursor had gone ahead of an answer that was then refused.
fn go_back(app: &mut App, state: &State, request: &Request) {
    let Request::Do(Command::CompleteStep(complete)) = request else {
        return;
    };
    let same = |run: &&mut run::RunScreen| run.id == complete.run;
    let row = app
        .run
        .as_ref()
        .and_then(|run| run.scene(state)?.walk.position(&complete.step_ref));
    if let (Some(row), Some(run)) = (row, app.run.as_mut().filter(same)) {
        (run.cursor, run.scroll, run.went_on_from) = (row, Scroll::default(), None);
    }
}

/// Sends everything again that could not be saved, in order; what is still on its way, too,
/// should it fail.
pub(super) fn try_again(app: &mut App) -> Vec<Effect> {
    app.again = !app.waiting.is_empty();
    if app.unsaved.is_empty() {
        app.say(match app.again {
            true => "It is being saved.",
            false => "Everything is saved.",
        });
        return Vec::new();
    }
    let unsaved = std::mem::take(&mut app.unsaved);
    unsaved
        .into_iter()
        .map(|waiting| app.wish_as(waiting.by, waiting.request, waiting.prompt))
        .collect()
}
