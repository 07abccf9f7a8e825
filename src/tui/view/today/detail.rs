//! What the selected row of Today is: its schedule, how it went lately, what it will ask.

use crate::app::App;
use crate::app::action::Action;
use crate::app::theme::Role;
use crate::app::today::{record_words, row_run};
use crate::app::when;
use crate::present;
use crate::runbook::{Procedure, ProcedureRef, RunbookId, Yields};
use crate::state::{
    FirstStep, Progress, RehearsalState, Row, Run, SeriesId, Standing, State, StepStatus, Upkeep,
};
use crate::text::duration_words;
use crate::tui::view::allow;
use crate::tui::view::follow_ups::page;
use crate::tui::view::pages;
use crate::tui::view::paint::{frame, line, piece};
use crate::tui::view::runbooks::problems;
use crate::tui::view::sheet::{Sheet, fact, fact_in};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn beside(
    app: &App,
    state: &State,
    row: &present::Row,
    area: Rect,
    buffer: &mut Buffer,
) {
    let inner = frame(app.look, buffer, area, &row.title);
    let mut sheet = Sheet::new(app.look, inner.width);
    let place = row.place(app.look.dot());
    if !place.is_empty() {
        sheet.words(Role::Dim, &place);
    }
    about(app, state, &row.what, &mut sheet);
    on_call(app, state, row, &mut sheet);
    sheet.draw(
        &app.today.scroll,
        &app.key(Action::ScrollDown),
        inner,
        buffer,
    );
}

/// Who is on call for what the row is about.
fn on_call(app: &App, state: &State, row: &present::Row, sheet: &mut Sheet) {
    let runbook = row.runbook.as_ref().and_then(|id| app.usable(id));
    let Some(runbook) = runbook.filter(|_| row.group != present::Group::Done) else {
        return;
    };
    let all = present::all_on_call(state, runbook, &app.wall());
    if !all.is_empty() {
        sheet.heading("On call");
    }
    for (name, words) in all {
        sheet.labelled(&name, Role::Plain, &words);
    }
}

/// The first of it in a few rows, where nothing stands beside the list.
pub(super) fn below(app: &App, state: &State, row: &present::Row, area: Rect, buffer: &mut Buffer) {
    let title = [
        piece(app.look, Role::Plain, " "),
        piece(app.look, Role::Title, &row.title),
        piece(app.look, Role::Plain, "  "),
        piece(app.look, Role::Dim, &row.place(app.look.dot())),
    ];
    line(app.look, buffer, area, &title);
    let rest = Rect {
        x: area.x + 1,
        y: area.y + area.height.min(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    let mut sheet = Sheet::new(app.look, rest.width);
    about(app, state, &row.what, &mut sheet);
    sheet.draw_top(rest, buffer);
}

fn about(app: &App, state: &State, row: &Row, sheet: &mut Sheet) {
    match row {
        Row::Escalation { id, .. } => {
            if let Some(escalation) = state.escalation(*id) {
                pages::escalation(app, state, escalation, None, sheet);
            }
        }
        Row::Slot { line, .. } | Row::Missed { line, .. } => about_line(app, state, line, sheet),
        Row::FollowUp { id, .. } => {
            if let Some(known) = state.follow_up(*id) {
                page(app, state, known, sheet);
            }
        }
        Row::Handover { .. } => {
            pages::waiting(app, state, sheet);
        }
        Row::TakenOver { id, .. } => pages::taken_over(app, state, *id, sheet),
        Row::Record(_) => {
            for words in record_words(app) {
                sheet.words(Role::Bad, &words);
            }
        }
        Row::Broken { runbook, .. } => {
            let library = app.library.as_ref();
            if let Some(book) = library.and_then(|it| it.book(runbook.as_str())) {
                problems::of_book(app, state, book, sheet);
            }
        }
        Row::FirstStep(step) => {
            let words = match step {
                FirstStep::Tutor => {
                    "A shift in ten minutes: Today, a round, a failure, an alert at night, a rehearsal, the handover. It has a folder of its own and touches nothing of yours."
                }
                FirstStep::Demo => {
                    "A made-up team and a year of its record, to look around in. It has a folder of its own and touches nothing of yours."
                }
                FirstStep::New => {
                    "`rounds new NAME` writes a file that works, with a remark at each line of what could stand there. Screens that are open see it at once."
                }
            };
            sheet.words(Role::Plain, words);
        }
        Row::Sample { runbook, .. } => {
            let library = app.library.as_ref();
            if let Some(runbook) = library.and_then(|it| it.runbook(runbook.as_str())) {
                let summary = runbook.summary.as_deref().unwrap_or_default();
                sheet.words(Role::Plain, summary);
                sheet.gap();
            }
            sheet.words(Role::Dim, "An example of a made-up tool: read it, find in it, rehearse it. Examples are never due, raise no alerts, and no live run of them begins.");
        }
        Row::Commands { runbook, .. } => {
            sheet.words(Role::Plain, "Nobody has allowed these commands on this machine. Enter shows them and asks, so that a run at night is not the first to.");
            sheet.gap();
            allow::commands(app, runbook, sheet);
        }
        Row::Near { runbook, what, .. } => about_date(app, state, runbook, *what, sheet),
        Row::Rehearsal { procedure, stands } => {
            about_rehearsal(app, state, procedure, *stands, sheet);
        }
        _ => {
            if let Some(id) = row_run(row) {
                about_run(app, state, id, sheet);
            }
        }
    }
}

/// A date that is near: what is to be done, and when it was done last.
fn about_date(app: &App, state: &State, id: &RunbookId, what: Upkeep, sheet: &mut Sheet) {
    let library = app.library.as_ref();
    let Some(runbook) = library.and_then(|library| library.runbook(id.as_str())) else {
        return;
    };
    match what {
        Upkeep::Review => {
            let review = state.reviewed(runbook, app.now);
            let last = review.last.map(|day| day.to_string());
            let by = review.by.map(|by| format!(" by {by}")).unwrap_or_default();
            let last = last.map_or_else(|| "never".to_owned(), |day| format!("{day}{by}"));
            sheet.labelled("last reviewed", Role::Plain, &last);
            if let Some(next) = review.next {
                sheet.labelled("next review  ", Role::Plain, &next.to_string());
            }
            let words = format!(
                "`rounds review {id}` walks what a review looks at, and sets the next date."
            );
            sheet.gap();
            sheet.words(Role::Plain, &words);
        }
        Upkeep::Stabilization => {
            let Some(window) = state.stabilization(runbook, app.now) else {
                return;
            };
            sheet.labelled("since", Role::Plain, &window.file.starts.to_string());
            sheet.labelled("until", Role::Plain, &window.ends.to_string());
            let (all, open) = state.issues_since(runbook, window.file.starts);
            sheet.labelled("issues", Role::Plain, &format!("{open} open of {all}"));
            sheet.gap();
            sheet.words(
                Role::Plain,
                "At its end it is closed with a statement, or extended with a reason.",
            );
        }
    }
}

/// A procedure that somebody should rehearse: when it was done last, and by whom.
fn about_rehearsal(
    app: &App,
    state: &State,
    reference: &ProcedureRef,
    stands: RehearsalState,
    sheet: &mut Sheet,
) {
    let (words, role) = match stands {
        RehearsalState::Never => ("nobody has ever rehearsed it".to_owned(), Role::Warn),
        RehearsalState::NotCounted { last } => {
            let words = format!("the one of {} does not count", when::moment(last, app));
            (words, Role::Warn)
        }
        RehearsalState::Overdue { due, .. } => {
            (format!("was due {}", when::moment(due, app)), Role::Bad)
        }
        RehearsalState::Due { due, .. } | RehearsalState::Fresh { due, .. } => {
            (format!("due by {}", when::moment(due, app)), Role::Plain)
        }
    };
    fact_in(sheet, "Rehearsal", role, &words);
    let library = app.library.as_ref();
    if let Some((runbook, procedure)) = library.and_then(|it| it.procedure(reference)) {
        for (operator, at) in state.trained(runbook, [procedure]) {
            let text = format!("{operator}, {}", when::moment(at, app));
            fact(sheet, "Rehearsed", &text);
        }
        for why in state.practice(runbook, procedure).why_not {
            fact(sheet, "Because", &why.words(runbook));
        }
        preview(app, procedure, sheet);
    }
}

/// A procedure that is due: its schedule, how it went lately, what it will ask.
fn about_line(app: &App, state: &State, line: &SeriesId, sheet: &mut Sheet) {
    let known = state.line_of(line).or_else(|| app.preview.line_of(line));
    let procedure = app
        .library
        .as_ref()
        .and_then(|library| library.procedure(&line.procedure));
    if let Some(said) = known.and_then(|known| known.current()) {
        let mut words = Vec::new();
        if let Some(timing) = &said.what.timing {
            words.push(timing.schedule.to_string());
            let zone = timing.zone.name();
            if app.zone.iana_name() != Some(zone) {
                words.push(format!("({zone})"));
            }
        }
        if let Some(seconds) = said.what.estimate_seconds {
            words.push(format!("about {}", duration_words(seconds.unsigned_abs())));
        }
        sheet.words(Role::Plain, &words.join("  "));
    }
    lately(app, known, sheet);
    if let Some(last) = state.last_run(line, None) {
        let by = last
            .operators
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        let dot = app.look.dot();
        let text = format!(
            "{}{dot}{}{dot}{by}",
            last.verdict,
            when::moment(last.done_at, app)
        );
        fact(sheet, "Last run", &text);
    }
    match procedure {
        Some((_, procedure)) => preview(app, procedure, sheet),
        None if app.library.is_none() => sheet.words(Role::Dim, "The runbook is being read."),
        None => {
            sheet.gap();
            sheet.words(
                Role::Warn,
                "The runbook's file is broken or gone. The last good revision can be run.",
            );
        }
    }
}

fn lately(app: &App, line: Option<&crate::state::Series>, sheet: &mut Sheet) {
    let Some(line) = line else { return };
    // The figure has its place, whatever room that leaves for the signs.
    const BESIDE_THE_SIGNS: usize = "Lately      on time 100 %".len();
    let room = sheet.width().saturating_sub(BESIDE_THE_SIGNS);
    let recent = line.recent(room.clamp(3, 14), app.now);
    if recent.is_empty() {
        return;
    }
    let mut pieces = vec![piece(app.look, Role::Dim, "Lately    ")];
    for occurrence in &recent {
        let (sign, role) = app.look.slot(&occurrence.state);
        pieces.push(piece(app.look, role, sign));
    }
    if let Some(percent) = crate::state::on_time_percent(&recent) {
        pieces.push(piece(
            app.look,
            Role::Dim,
            &format!("  on time {percent} %"),
        ));
    }
    sheet.row(pieces);
}

/// The steps to come, as a list.
fn preview(app: &App, procedure: &Procedure, sheet: &mut Sheet) {
    if let Some(purpose) = &procedure.purpose {
        sheet.gap();
        sheet.words(Role::Plain, purpose);
    }
    sheet.gap();
    let mut section = None;
    for (index, step) in procedure.steps.iter().enumerate() {
        if step.section != section {
            section = step.section;
            if let Some(section) = section.and_then(|at| procedure.sections.get(at)) {
                sheet.words(Role::Heading, &section.title);
            }
        }
        let (sign, _) = app.look.tick(Standing::Open, None);
        let unit = match &step.yields {
            Yields::Reading {
                unit: Some(unit), ..
            } => format!("  ({unit})"),
            _ => String::new(),
        };
        let text = format!("{}{unit}", step.title.source());
        sheet.indented(&format!("{sign} {:>2} ", index + 1), Role::Plain, &text);
    }
}

fn about_run(app: &App, state: &State, id: crate::event::RunId, sheet: &mut Sheet) {
    if let Some(run) = state.run(id)
        && let Some(started) = &run.started
    {
        let since = when::moment(started.at, app);
        let by = format!("{since} by {}", started.by);
        fact(sheet, "Started", &by);
        if let Some(slot) = started.what.slot {
            fact(sheet, "Round", &when::moment(slot, app));
        }
        if run.is_ended() {
            fact(sheet, "Result", &run.verdict().to_string());
        }
        sheet.gap();
        match app.walk(run) {
            Some((procedure, walk)) if !run.is_ended() => steps(app, run, &procedure, &walk, sheet),
            _ => said(app, run, sheet),
        }
        return;
    }
    if let Some(summary) = state.summary(id) {
        let by = summary
            .operators
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        fact(sheet, "Result", &summary.verdict.to_string());
        let done = format!("{} by {by}", when::moment(summary.done_at, app));
        fact(sheet, "Done", &done);
        let counts = summary.counts;
        let text = format!(
            "{} OK, {} not OK, {} skipped, {} deferred",
            counts.ok, counts.not_ok, counts.skipped, counts.deferred
        );
        fact(sheet, "Steps", &text);
        sheet.gap();
        for reading in &summary.readings {
            let unit = reading
                .unit
                .as_deref()
                .map(|unit| format!(" {unit}"))
                .unwrap_or_default();
            let role = app.look.judgement(reading.judgement);
            sheet.labelled(
                &reading.step_ref.to_string(),
                role,
                &format!("{}{unit}", reading.value),
            );
        }
    }
}

/// Every step of a run that is in progress: what was answered, and what is left to do.
fn steps(app: &App, run: &Run, procedure: &Procedure, walk: &Progress, sheet: &mut Sheet) {
    let needed = |stand: &&StepStatus| stand.standing != Standing::Inactive;
    for stand in walk.stands.iter().filter(needed) {
        let said = run.outcome(&stand.step_ref);
        let judgement = said.and_then(|said| said.what.judgement);
        let (sign, role) = app.look.tick(stand.standing, judgement);
        let step = &procedure.steps[stand.step];
        let mut text = step.title.fill(&walk.values_at(stand));
        if let Some(item) = stand
            .item
            .as_ref()
            .filter(|item| !text.contains(&item.text))
        {
            text = format!("{text}{}{}", app.look.dot(), item.text);
        }
        if let Some(said) = said {
            let at = when::moment(said.at, app);
            text = format!("{text}  {}  {at}", said.what.words());
        }
        sheet.indented(&format!("{sign} {:>2} ", stand.number), role, &text);
    }
}

/// What was said in a run so far, box by box.
fn said(app: &App, run: &Run, sheet: &mut Sheet) {
    let mut done: Vec<_> = run
        .boxes
        .values()
        .filter_map(|step_state| Some((step_state, step_state.outcome()?)))
        .collect();
    done.sort_by(|(_, one), (_, other)| one.mark.cmp(&other.mark));
    for (step_state, said) in done {
        let standing = match step_state.is_disputed() {
            true => Standing::Disputed,
            false => Standing::Answered(said.what.outcome),
        };
        let (sign, role) = app.look.tick(standing, said.what.judgement);
        let value = said.what.words();
        let text = format!(
            "{}  {value}  {}",
            said.what.title,
            when::moment(said.at, app)
        );
        sheet.indented(&format!("{sign} "), role, &text);
    }
}
