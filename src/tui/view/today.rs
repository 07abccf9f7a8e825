//! Today: what wants someone, and beside it what the selected row is.

use super::paint::{self, Piece, frame, highlight, line, piece, split_line};
use super::sheet::Sheet;
use super::when;
use crate::runbook::{Procedure, Yields};
use crate::state::{Group, LineId, Row, SlotState, State, Verdict};
use crate::text::duration_words;
use crate::tui::app::App;
use crate::tui::app::today::row_run;
use crate::tui::look::{Look, Role};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if app.today.rows.is_empty() {
        nothing(app, state, area, buffer);
        return None;
    }
    let (list, page) = halves(area);
    let cursor = rows(app, state, list, buffer);
    if let (Some(page), Some(row)) = (page, app.today_row()) {
        beside(app, state, row, page, buffer);
    }
    cursor
}

/// The list and the page beside it, where there is room for both.
pub(super) fn halves(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < 76 {
        return (area, None);
    }
    let left = (area.width / 2).clamp(38, 80);
    let right = Rect {
        x: area.x + left,
        width: area.width - left,
        ..area
    };
    (
        Rect {
            width: left,
            ..area
        },
        Some(right),
    )
}

enum Item<'a> {
    Heading(Group, usize),
    Row(usize, &'a Row),
}

fn rows(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let mut items = Vec::new();
    let mut group = None;
    for (index, row) in app.today.rows.iter().enumerate() {
        if group != Some(row.group()) {
            group = Some(row.group());
            let count = app
                .today
                .rows
                .iter()
                .filter(|other| other.group() == row.group())
                .count();
            items.push(Item::Heading(row.group(), count));
        }
        items.push(Item::Row(index, row));
    }
    let inner = frame(app.look, buffer, area, "Today");
    let selected = items
        .iter()
        .position(|item| matches!(item, Item::Row(index, _) if *index == app.today.cursor.at));
    let first = paint::first_row(selected.unwrap_or(0), items.len(), inner.height);
    let mut cursor = None;
    for (item, y) in items.iter().skip(first).zip(inner.y..inner.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..inner
        };
        match item {
            Item::Heading(group, count) => heading(app.look, *group, *count, area, buffer),
            Item::Row(index, row) => {
                let is_selected = *index == app.today.cursor.at;
                let (left, right) = words(app, state, row, is_selected);
                split_line(app.look, buffer, area, &left, &right);
                if is_selected {
                    highlight(buffer, area, app.look.selected());
                    cursor = Some(Position { x: area.x, y });
                }
            }
        }
    }
    cursor
}

fn heading(look: Look, group: Group, count: usize, area: Rect, buffer: &mut Buffer) {
    let name = match group {
        Group::Now => "Now",
        Group::Later => "Later",
        Group::Attention => "Wants a look",
        Group::CarriedOver => "Carried over",
        Group::Done => "Done",
    };
    let pieces = [
        piece(look, Role::Heading, name),
        piece(look, Role::Dim, &format!(" {count}")),
    ];
    line(look, buffer, area, &pieces);
}

/// A row's words: sign, what, where; and at the right when.
fn words(app: &App, state: &State, row: &Row, selected: bool) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let (sign, role) = sign(look, row);
    let (title, place, rehearsal) = names(app, state, row);
    let pointer = if selected { look.pointer() } else { " " };
    let mut left = vec![
        piece(look, Role::Plain, pointer),
        piece(look, role, sign),
        piece(look, Role::Plain, " "),
        piece(look, Role::Plain, &title),
    ];
    if !place.is_empty() {
        left.push(piece(look, Role::Dim, "  "));
        left.push(piece(look, Role::Dim, &place));
    }
    if rehearsal {
        left.push(piece(look, Role::Rehearsal, " rehearsal "));
    }
    let (text, role) = right(app, state, row);
    (left, vec![piece(look, role, &text)])
}

fn sign(look: Look, row: &Row) -> (&'static str, Role) {
    match row {
        Row::InProgress { .. } => look.in_progress(),
        Row::Slot { occurrence, .. } => look.slot(&occurrence.state),
        Row::Missed { .. } => look.slot(&SlotState::Missed),
        Row::Disputed { .. } | Row::Deferred { .. } => (look.attention(), Role::Warn),
        Row::Done { verdict, .. } => look.verdict(verdict),
    }
}

/// Title, place and whether it rehearses.
pub(super) fn names(app: &App, state: &State, row: &Row) -> (String, String, bool) {
    if let Some(id) = row_run(row) {
        if let Some(summary) = state.summary(id) {
            let place = place(
                &summary.runbook_title,
                summary.subject.as_deref(),
                summary.target.as_ref().map(AsRef::as_ref),
            );
            return (summary.title.to_string(), place, summary.rehearsal);
        }
        if let Some(run) = state.run(id)
            && let Some(started) = run.started.as_ref().map(|said| &said.what)
        {
            let target = started.target.as_ref().map(AsRef::as_ref);
            let place = place(&started.runbook_title, run.subject(), target);
            return (started.title.clone(), place, started.rehearsal);
        }
    }
    match row {
        Row::Slot { line, .. } | Row::Missed { line, .. } => {
            let (title, runbook) = line_names(app, state, line);
            (
                title,
                place(&runbook, None, line.target.as_ref().map(AsRef::as_ref)),
                false,
            )
        }
        _ => (String::new(), String::new(), false),
    }
}

/// What people call a line's procedure and runbook.
pub(super) fn line_names(app: &App, state: &State, line: &LineId) -> (String, String) {
    let known = state.line_of(line).or_else(|| app.preview.line_of(line));
    match known.and_then(|known| known.current()) {
        Some(said) => (said.what.title.clone(), said.what.runbook_title.clone()),
        None => (line.procedure.to_string(), String::new()),
    }
}

/// Where it is done stands first: it is what tells two rows apart when there is little room.
fn place(runbook: &str, subject: Option<&str>, target: Option<&str>) -> String {
    let parts = [subject.or(target), Some(runbook)];
    parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What stands at the right edge: how far it is, or when.
fn right(app: &App, state: &State, row: &Row) -> (String, Role) {
    match row {
        Row::InProgress { run } => {
            let done = state.run(*run).map_or(0, |run| {
                run.boxes
                    .values()
                    .filter(|boxed| boxed.outcome().is_some())
                    .count()
            });
            let steps = state.run(*run).map_or(0, crate::state::Run::steps);
            (format!("{done}/{steps}"), Role::Plain)
        }
        Row::Slot { occurrence, .. } => match occurrence.state {
            SlotState::Overdue => (
                format!("{} late", when::distance(occurrence.due_by, app.now)),
                Role::Bad,
            ),
            SlotState::Due => (
                format!("by {}", when::moment(occurrence.due_by, app)),
                Role::Plain,
            ),
            SlotState::Open => (
                format!("by {}", when::moment(occurrence.due_by, app)),
                Role::Dim,
            ),
            _ => (when::moment(occurrence.slot, app), Role::Dim),
        },
        Row::Missed { count: 1, last, .. } => {
            (format!("missed {}", when::moment(*last, app)), Role::Bad)
        }
        Row::Missed { count, .. } => (format!("missed {count} times"), Role::Bad),
        Row::Disputed { .. } => ("disputed".to_owned(), Role::Warn),
        Row::Deferred { count, .. } => (format!("{count} put off"), Role::Warn),
        Row::Done { at, .. } => (when::moment(*at, app), Role::Dim),
    }
}

fn beside(app: &App, state: &State, row: &Row, area: Rect, buffer: &mut Buffer) {
    let (title, place, _) = names(app, state, row);
    let inner = frame(app.look, buffer, area, &title);
    let mut sheet = Sheet::new(app.look, inner.width);
    if !place.is_empty() {
        sheet.words(Role::Dim, &place);
    }
    match row {
        Row::Slot { line, .. } | Row::Missed { line, .. } => {
            about_line(app, state, line, &mut sheet)
        }
        _ => {
            if let Some(id) = row_run(row) {
                about_run(app, state, id, &mut sheet);
            }
        }
    }
    sheet.draw(app.today.scroll, inner, buffer);
}

/// A procedure that is due: its schedule, how it went lately, what it will ask.
fn about_line(app: &App, state: &State, line: &LineId, sheet: &mut Sheet) {
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
        let text = format!(
            "{} · {} · {by}",
            verdict_words(&last.verdict),
            when::moment(last.done_at, app)
        );
        sheet.labelled("last run", Role::Plain, &text);
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

fn lately(app: &App, line: Option<&crate::state::Line>, sheet: &mut Sheet) {
    let Some(line) = line else { return };
    let recent = line.recent(14, app.now);
    if recent.is_empty() {
        return;
    }
    let mut pieces = vec![piece(app.look, Role::Dim, "last times ")];
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
        let (sign, _) = app.look.tick(crate::state::Standing::Open, None);
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
        sheet.labelled(
            "started",
            Role::Plain,
            &format!("{since} by {}", started.by),
        );
        if let Some(slot) = started.what.slot {
            sheet.labelled("fills", Role::Plain, &when::moment(slot, app));
        }
        if run.is_ended() {
            sheet.labelled("result", Role::Plain, &verdict_words(&run.verdict()));
        }
        sheet.gap();
        said(app, run, sheet);
        return;
    }
    if let Some(summary) = state.summary(id) {
        let by = summary
            .operators
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        sheet.labelled("result", Role::Plain, &verdict_words(&summary.verdict));
        sheet.labelled(
            "done",
            Role::Plain,
            &format!("{} by {by}", when::moment(summary.done_at, app)),
        );
        let counts = summary.counts;
        let text = format!(
            "{} OK, {} not OK, {} skipped, {} put off",
            counts.ok, counts.not_ok, counts.skipped, counts.deferred
        );
        sheet.labelled("steps", Role::Plain, &text);
        sheet.gap();
        for reading in &summary.readings {
            let unit = reading
                .unit
                .as_deref()
                .map(|unit| format!(" {unit}"))
                .unwrap_or_default();
            let role = app.look.judgement(reading.judgement);
            sheet.labelled(
                &reading.spot.to_string(),
                role,
                &format!("{}{unit}", reading.value),
            );
        }
    }
}

/// What was said in a run so far, box by box.
fn said(app: &App, run: &crate::state::Run, sheet: &mut Sheet) {
    let mut done: Vec<_> = run
        .boxes
        .values()
        .filter_map(|boxed| Some((boxed, boxed.outcome()?)))
        .collect();
    done.sort_by_key(|(_, said)| said.mark.clone());
    for (boxed, said) in done {
        let standing = match boxed.is_disputed() {
            true => crate::state::Standing::Disputed,
            false => crate::state::Standing::Answered(said.what.outcome),
        };
        let (sign, role) = app.look.tick(standing, said.what.judgement);
        let value = super::run::value_words(&said.what);
        let text = format!(
            "{}  {value}  {}",
            said.what.title,
            when::moment(said.at, app)
        );
        sheet.indented(&format!("{sign} "), role, &text);
    }
}

/// What a run came to, in words.
pub(super) fn verdict_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Open => "in progress".to_owned(),
        Verdict::Completed => "completed".to_owned(),
        Verdict::WithFailures => "completed with failures".to_owned(),
        Verdict::WithDeferred => "completed with deferred steps".to_owned(),
        Verdict::Ended(word) => format!("ended: {word}"),
        Verdict::Abandoned(reason) => format!("abandoned: {reason}"),
    }
}

/// No row at all: say why, and what to do next.
fn nothing(app: &App, state: &State, area: Rect, buffer: &mut Buffer) {
    let inner = frame(app.look, buffer, area, "Today");
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    let Some(library) = &app.library else {
        sheet.words(Role::Dim, "The runbooks are being read.");
        sheet.draw(0, inner, buffer);
        return;
    };
    for fault in library
        .folders
        .iter()
        .filter_map(|folder| folder.fault.as_ref())
    {
        sheet.words(Role::Warn, &fault.to_string());
        sheet.gap();
    }
    if library.books.is_empty() {
        sheet.words(Role::Title, "There are no runbooks yet.");
        sheet.gap();
        sheet.words(Role::Plain, "Leave with q and run `rounds init`: it makes a folder with a first runbook that works. Then start rounds again and do your first round.");
    } else if library.errors() > 0 && library.runbooks().next().is_none() {
        sheet.words(Role::Title, "No runbook can be used as it is.");
        sheet.gap();
        sheet.words(Role::Plain, "Runbooks (2) shows what is wrong with each; `rounds check` tells it on the command line.");
    } else {
        sheet.words(Role::Title, "Nothing wants you now.");
        sheet.gap();
        sheet.words(Role::Plain, "Nothing is due within a day. Runbooks (2) shows what there is, a finds an exception, / finds anything.");
        if library.errors() > 0 {
            sheet.gap();
            sheet.words(Role::Warn, "Something in the library cannot be used as it is: Runbooks (2) shows what, and `rounds check` tells it on the command line.");
        }
    }
    let _ = state;
    sheet.draw(0, inner, buffer);
}
