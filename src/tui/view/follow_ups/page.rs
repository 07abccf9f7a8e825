//! One follow-up: what it is about, where it stands and where it came from, then all that
//! was said of it.

use super::super::paint::piece;
use super::super::sheet::{Sheet, fact, fact_in};
use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::theme::Role;
use crate::app::when;
use crate::app::{App, step_says};
use crate::event::{FollowUpKind, FollowUpOpened, FollowUpState, Origin, Thread};
use crate::present::{capitalized, plan_lines, question_took, thread_story, unsigned_lines};
use crate::state::{FollowUp, State};
use crate::text::duration_words;

/// What stands over its page.
pub(in crate::tui::view) fn title(known: &FollowUp) -> String {
    let kind = known.kind().map(FollowUpKind::words).unwrap_or_default();
    let mut letters = kind.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}

/// The words of a follow-up's page.
pub(in crate::tui::view) fn page(app: &App, state: &State, known: &FollowUp, sheet: &mut Sheet) {
    let Some(opening) = known.opening() else {
        return sheet.words(Role::Dim, "Its beginning has not arrived yet.");
    };
    if let Some(text) = &opening.text {
        sheet.words(Role::Plain, text);
        sheet.gap();
    }
    if known.is_disputed() {
        let text = format!(
            "Disputed: two operators changed its status at the same time. {} says which is right.",
            app.key_in(Context::FollowUps, Action::Move)
        );
        sheet.words(Role::Bad, &text);
    }
    stands(app, state, known, sheet);
    came_from(app, state, opening, sheet);
    proposes(app, known, opening, sheet);
    story(app, state, known, sheet);
}

fn stands(app: &App, state: &State, known: &FollowUp, sheet: &mut Sheet) {
    let status = known.state().words();
    let times = known.times_deferred();
    let text = match known.kind() {
        Some(FollowUpKind::Deferral) if times > 1 => format!("{status}, deferred {times} times"),
        _ => status.to_owned(),
    };
    fact(sheet, "Status", &text);
    let said = known.last_move().and_then(|said| said.what.text.as_ref());
    if let Some(text) = said {
        fact(sheet, "Said", text);
    }
    let nobody = || {
        let owner = app.key_in(Context::FollowUps, Action::Assign);
        format!("not assigned: {owner} assigns it")
    };
    let owner = known.owner().map_or_else(nobody, str::to_owned);
    fact(sheet, "Assignee", &owner);
    if let Some(due) = known.due() {
        let (late, role) = match known.is_overdue(app.now) {
            true => {
                let late = when::distance(due, app.now);
                (format!(", {late} overdue"), Role::Bad)
            }
            false => (String::new(), Role::Plain),
        };
        let text = format!("{}{late}", when::moment(due, app));
        fact_in(sheet, due_label(known.kind()), role, &text);
    }
    if let Some(ticket) = known.ticket() {
        fact_in(sheet, "Ticket", Role::Accent, ticket);
    }
    if let Some(took) = question_took(state, known) {
        fact(sheet, "Took", &took);
    }
    for (part, words) in plan_lines(&known.plan()) {
        fact(sheet, &capitalized(part), &words);
    }
    if known.owes_approval() {
        let words = "released as an emergency: still to be approved";
        fact_in(sheet, "Approval", Role::Bad, words);
    }
    if let Some(said) = &known.opened {
        let age = duration_words(known.age(app.now).as_secs().unsigned_abs());
        let text = format!("{} ({age}) by {}", when::moment(said.at, app), said.by);
        fact(sheet, "Opened", &text);
    }
}

fn came_from(app: &App, state: &State, opening: &FollowUpOpened, sheet: &mut Sheet) {
    let runbook = opening.runbook.as_ref().map(|id| {
        let known = state.revisions(id.as_str()).and_then(|it| it.current());
        known.map_or_else(|| id.to_string(), |said| said.what.title.clone())
    });
    let Some(origin) = &opening.origin else {
        if let Some(runbook) = runbook {
            fact(sheet, "Runbook", &runbook);
        }
        return;
    };
    let procedure = procedure_title(state, origin);
    let target = origin.target.as_ref().map(ToString::to_string);
    let parts = [Some(procedure), target, runbook];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    fact(sheet, "From", &parts.join(app.look.dot()));
    if let Some(step) = &origin.step_title {
        let item = origin.item.as_ref().map(|item| format!(" ({item})"));
        let text = format!("{step}{}", item.unwrap_or_default());
        fact(sheet, "Step", &text);
    }
    if origin.rehearsal {
        sheet.row(vec![piece(app.look, Role::Rehearsal, " from a rehearsal ")]);
    }
}

/// What it proposes for a step: what stands there now, and what is to stand there.
fn proposes(app: &App, known: &FollowUp, opening: &FollowUpOpened, sheet: &mut Sheet) {
    let Some(redline) = &opening.redline else {
        return;
    };
    let step = app.usable(&redline.procedure.runbook).and_then(|book| {
        let procedure = book.procedure(redline.procedure.procedure.as_str())?;
        procedure.step(&redline.step)
    });
    let now = step.map(|step| step_says(step, redline.key));
    sheet.heading(&format!("Proposed: {}", redline.key.word()));
    if let Some(now) = now.filter(|now| !now.is_empty() && *now != redline.value) {
        sheet.indented("- ", Role::Bad, &now);
    }
    sheet.indented("+ ", Role::Good, &redline.value);
    if known.state() == FollowUpState::Approved {
        let apply = app.key_in(Context::FollowUps, Action::Apply);
        let words = format!("Approved: {apply} shows the difference of the file, and writes it.");
        sheet.words(Role::Accent, &words);
    }
}

fn procedure_title(state: &State, origin: &Origin) -> String {
    if let Some(summary) = state.summary(origin.run) {
        return summary.title.to_string();
    }
    let run = state.run(origin.run);
    let started = run.and_then(|run| run.started.as_ref());
    started.map_or_else(
        || origin.procedure.to_string(),
        |said| said.what.title.clone(),
    )
}

/// All that was said, day by day; before it what one hand did of it that was meant for two.
fn story(app: &App, state: &State, known: &FollowUp, sheet: &mut Sheet) {
    for same in state.same_hands_of_change(known) {
        sheet.indented("! ", Role::Warn, &format!("Same hand: {same}"));
    }
    for words in unsigned_lines(state, &Thread::FollowUp(known.id), &app.wall()) {
        sheet.indented("! ", Role::Warn, &words);
    }
    let mut day = None;
    for (of, item) in state.thread(known) {
        let today = when::day(item.at(), app);
        if day.as_ref() != Some(&today) {
            sheet.heading(&today);
            day = Some(today);
        }
        let time = format!("{} ", when::time(item.at(), app));
        let head = vec![
            piece(app.look, Role::Dim, &time),
            piece(app.look, Role::Dim, &format!("{} ", item.by())),
        ];
        sheet.hung(
            head,
            Role::Plain,
            &thread_story(state, (of, item), known, &app.wall()),
        );
    }
}

/// A silence stands until a time, all else is due then.
fn due_label(kind: Option<FollowUpKind>) -> &'static str {
    match kind {
        Some(FollowUpKind::Override) => "Until",
        _ => "Due",
    }
}

/// A silence stands until a time, all else is done by it.
pub(super) fn until(kind: Option<FollowUpKind>) -> &'static str {
    match kind {
        Some(FollowUpKind::Override) => "until",
        _ => "by",
    }
}
