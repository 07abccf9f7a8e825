//! A run: its steps on the left, the current one large on the right.

use super::paint::{self, Piece, frame, highlight, line, piece, split_line};
use super::sheet::Sheet;
use super::today::{halves, verdict_words};
use super::{frame as around, when};
use crate::event::{Outcome, StepDone};
use crate::limits::{Judgement, parse_number};
use crate::runbook::{Step, Style, Yields};
use crate::session::Currency;
use crate::state::{Boxed, LineId, Run, Said, Stand, Standing, State, Verdict};
use crate::text::shown;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::app::run::{Fetched, RunScreen, Scene, last_time, pending};
use crate::tui::look::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// As many values as a trend shows.
const TREND: usize = 20;

pub(super) fn draw(
    app: &App,
    screen: &RunScreen,
    state: &State,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let Some(scene) = screen.scene(state) else {
        waiting(app, screen, state, area, buffer);
        return None;
    };
    let (list, page) = match halves(area) {
        (_, None) if screen.zoomed => (None, Some(area)),
        (list, page) => (Some(list), page),
    };
    let cursor = list.and_then(|list| steps(app, screen, &scene, list, buffer));
    if let Some(page) = page {
        match scene.stand(screen.cursor) {
            Some(stand) => current(app, screen, state, &scene, stand, page, buffer),
            None => finish(app, screen, state, &scene, page, buffer),
        }
    }
    cursor.or_else(|| {
        page.map(|page| Position {
            x: page.x,
            y: page.y,
        })
    })
}

/// While the runbook is on its way, or where it cannot be had.
fn waiting(app: &App, screen: &RunScreen, state: &State, area: Rect, buffer: &mut Buffer) {
    let title = screen.run(state).and_then(|run| run.started.as_ref());
    let title = title.map_or_else(
        || format!("Run {}", screen.id.short()),
        |said| said.what.title.clone(),
    );
    let inner = frame(app.look, buffer, area, &title);
    let mut sheet = Sheet::new(app.look, inner.width);
    match screen.pin {
        Fetched::Missing => {
            sheet.words(Role::Warn, "The runbook that this run walks is not here: neither its file nor the copy that the journal keeps. What was done can be read in Journal (3).");
        }
        _ => sheet.words(Role::Dim, "The run is being read."),
    }
    sheet.draw(0, inner, buffer);
}

fn steps(
    app: &App,
    screen: &RunScreen,
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let items = items(scene);
    let selected = items.iter().position(|item| match item {
        Item::Box(row) => *row == screen.cursor,
        Item::Finish => screen.cursor >= scene.walk.stands.len(),
        Item::Section(_) | Item::Step(_) => false,
    });
    let (done, all) = scene.walk.progress();
    let started = scene.run.started.as_ref().map(|said| &said.what);
    let name = started.map_or(scene.procedure.title.as_str(), |started| {
        started.title.as_str()
    });
    let inner = frame(app.look, buffer, area, &format!("{name}  {done}/{all}"));
    let inner = banner(app, screen, scene, inner, buffer);
    let first = paint::first_row(selected.unwrap_or(0), items.len(), inner.height);
    let pending: Vec<_> = pending(app, screen.id).collect();
    let mut cursor = None;
    for ((index, item), y) in items
        .iter()
        .enumerate()
        .skip(first)
        .zip(inner.y..inner.bottom())
    {
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        let is_selected = Some(index) == selected;
        let (left, right) = match item {
            Item::Section(section) => {
                let role = if scene.walk.sections[*section] {
                    Role::Heading
                } else {
                    Role::Dim
                };
                (
                    vec![piece(
                        app.look,
                        role,
                        &scene.procedure.sections[*section].title,
                    )],
                    Vec::new(),
                )
            }
            Item::Step(stand) => step_words(app, scene, *stand),
            Item::Box(row) => {
                let stand = &scene.walk.stands[*row];
                box_words(
                    app,
                    scene,
                    stand,
                    is_selected,
                    pending.contains(&&stand.spot),
                    inner.width,
                )
            }
            Item::Finish => finish_words(app, scene, is_selected),
        };
        split_line(app.look, buffer, row, &left, &right);
        if is_selected {
            highlight(buffer, row, app.look.selected());
            cursor = Some(Position { x: row.x, y });
        }
    }
    cursor
}

enum Item {
    Section(usize),
    /// The title above the boxes of a step with items.
    Step(usize),
    Box(usize),
    Finish,
}

fn items(scene: &Scene<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut section = None;
    for (index, stand) in scene.walk.stands.iter().enumerate() {
        let step = &scene.procedure.steps[stand.step];
        if step.section != section {
            section = step.section;
            items.extend(section.map(Item::Section));
        }
        if stand.item == Some(0) {
            items.push(Item::Step(index));
        }
        items.push(Item::Box(index));
    }
    items.push(Item::Finish);
    items
}

/// What the whole run is: a rehearsal, on an older revision, written up later.
fn banner(
    app: &App,
    screen: &RunScreen,
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    let started = scene.run.started.as_ref().map(|said| &said.what);
    if started.is_some_and(|started| started.rehearsal) {
        rows.push(vec![piece(
            app.look,
            Role::Rehearsal,
            " REHEARSAL: nothing of this counts as real ",
        )]);
    }
    let runbook = started
        .map(|started| started.runbook_title.as_str())
        .unwrap_or_default();
    let target = started
        .and_then(|started| started.target.as_ref())
        .map(|target| target.as_str());
    let about = scene.run.subject().or(target);
    if !around::is_small(area) {
        let text = [Some(runbook), about]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ");
        rows.push(vec![piece(app.look, Role::Dim, &text)]);
    }
    if let Fetched::Here(pin) = &screen.pin {
        match pin.currency {
            Currency::Current => {}
            Currency::Older if scene.run.is_ended() => {}
            Currency::Older => rows.push(vec![
                piece(app.look, Role::Warn, "The runbook has changed. "),
                piece(app.look, Role::Key, "v"),
                piece(app.look, Role::Plain, " takes the new version"),
            ]),
            Currency::LastGood => rows.push(vec![piece(
                app.look,
                Role::Warn,
                "Last good revision: the file is broken or gone",
            )]),
        }
    }
    if let Some(at) = screen.done_at {
        let text = format!("Writing up: done at {}", when::moment(at, app));
        rows.push(vec![piece(app.look, Role::Warn, &text)]);
    }
    let height = u16::try_from(rows.len()).unwrap_or(0).min(area.height / 2);
    for (row, y) in rows.iter().take(usize::from(height)).zip(area.y..) {
        line(
            app.look,
            buffer,
            Rect {
                y,
                height: 1,
                ..area
            },
            row,
        );
    }
    Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    }
}

fn step_words(app: &App, scene: &Scene<'_>, at: usize) -> (Vec<Piece>, Vec<Piece>) {
    let stand = &scene.walk.stands[at];
    let title = scene.procedure.steps[stand.step]
        .title
        .fill(&scene.walk.values);
    let text = format!("   {:>2} {title}", stand.number);
    (vec![piece(app.look, Role::Plain, &text)], Vec::new())
}

fn box_words(
    app: &App,
    scene: &Scene<'_>,
    stand: &Stand,
    selected: bool,
    pending: bool,
    width: u16,
) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let step = &scene.procedure.steps[stand.step];
    let said = scene.run.outcome(&stand.spot);
    let judgement = said.and_then(|said| said.what.judgement);
    let (sign, role) = match pending {
        true => (look.pending(), Role::Accent),
        false => look.tick(stand.standing, judgement),
    };
    let pointer = if selected { look.pointer() } else { " " };
    let quiet = stand.standing == Standing::Inactive || stand.held_by.is_some();
    let text_role = if quiet { Role::Dim } else { Role::Plain };
    let mut left = vec![
        piece(look, Role::Plain, pointer),
        piece(look, role, sign),
        piece(look, Role::Plain, " "),
    ];
    match stand.item.and_then(|item| step.each.get(item)) {
        Some(item) => left.push(piece(look, text_role, &format!("   {}", item.text))),
        None => {
            let text = format!("{:>2} {}", stand.number, scene.title(stand));
            left.push(piece(look, text_role, &text));
        }
    }
    if step.optional && stand.standing == Standing::Open {
        left.push(piece(look, Role::Dim, " (optional)"));
    }
    if step.caution.is_some() && !stand.standing.is_answered() {
        left.push(piece(look, Role::Warn, " !"));
    }
    (
        left,
        said.map(|said| answer_words(app, said, width))
            .unwrap_or_default(),
    )
}

/// A box's answer at the right edge: its value, and when, where both have room.
fn answer_words(app: &App, said: &Said<StepDone>, width: u16) -> Vec<Piece> {
    let role = said
        .what
        .judgement
        .map_or(Role::Plain, |judgement| app.look.judgement(judgement));
    let mut pieces = Vec::new();
    if said.what.value.is_some() {
        let value = shown(&value_words(&said.what)).into_owned();
        let value = value
            .clip_with(usize::from(width / 3), paint::ellipsis(app.look))
            .into_owned();
        pieces.push((value, app.look.style(role)));
    }
    if width >= 44 || pieces.is_empty() {
        let at = when::time(said.what.done_at.unwrap_or(said.at), app);
        pieces.push(piece(app.look, Role::Dim, &format!(" {at}")));
    }
    pieces
}

fn finish_words(app: &App, scene: &Scene<'_>, selected: bool) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let pointer = if selected { look.pointer() } else { " " };
    let verdict = scene.run.verdict();
    let ready = scene.walk.unfinished(scene.procedure).next().is_none();
    let (text, role) = match &verdict {
        Verdict::Open if ready => ("Finish".to_owned(), Role::Title),
        Verdict::Open => ("Finish".to_owned(), Role::Dim),
        verdict => {
            let words = verdict_words(verdict);
            let mut letters = words.chars();
            let first = letters
                .next()
                .map(|c| c.to_uppercase().to_string())
                .unwrap_or_default();
            (
                format!("{first}{}", letters.as_str()),
                look.verdict(verdict).1,
            )
        }
    };
    let sign = match &verdict {
        Verdict::Open => {
            if look.ascii {
                "->"
            } else {
                "↵"
            }
        }
        verdict => look.verdict(verdict).0,
    };
    (
        vec![
            piece(look, Role::Plain, pointer),
            piece(look, role, sign),
            piece(look, role, &format!(" {text}")),
        ],
        Vec::new(),
    )
}

/// A value with its unit, or the outcome in words.
pub(super) fn value_words(done: &StepDone) -> String {
    match (&done.value, done.outcome) {
        (Some(value), _) => match &done.unit {
            Some(unit) => format!("{value} {unit}"),
            None => value.clone(),
        },
        (None, Outcome::Ok) => "OK".to_owned(),
        (None, Outcome::NotOk) => "not OK".to_owned(),
        (None, Outcome::Skipped) => "skipped".to_owned(),
        (None, Outcome::Deferred) => "put off".to_owned(),
    }
}

/// The current step, large.
fn current(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    stand: &Stand,
    area: Rect,
    buffer: &mut Buffer,
) {
    let step = &scene.procedure.steps[stand.step];
    let count = scene.procedure.steps.len();
    let mut heading = format!("Step {} of {count}", stand.number);
    if let Some(section) = step.section {
        heading = format!("{heading} · {}", scene.procedure.sections[section].title);
    }
    let inner = frame(app.look, buffer, area, &heading);
    let mut sheet = Sheet::new(app.look, inner.width);
    sheet.words(Role::Title, &scene.title(stand));
    if let Some(item) = stand.item.and_then(|item| step.each.get(item)) {
        sheet.words(Role::Accent, &item.text);
    }
    sheet.gap();
    caution(app, scene, stand, step, &mut sheet);
    standing(app, scene, stand, &mut sheet);
    // What was said of an answered step is what people come back to it for.
    if stand.standing.is_answered() {
        story(app, scene.run, stand, &mut sheet);
        sheet.gap();
        task(app, screen, state, scene, stand, step, &mut sheet);
    } else {
        task(app, screen, state, scene, stand, step, &mut sheet);
        story(app, scene.run, stand, &mut sheet);
    }
    before(app, screen, stand, &mut sheet);
    sheet.draw(screen.scroll, inner, buffer);
}

fn caution(app: &App, scene: &Scene<'_>, stand: &Stand, step: &Step, sheet: &mut Sheet) {
    let Some(caution) = &step.caution else { return };
    let read = scene.run.cautions.get(&step.id);
    let mine = read.and_then(|read| read.iter().find(|said| said.by == app.operator));
    sheet.row(vec![piece(app.look, Role::Caution, " CAUTION ")]);
    sheet.words(
        Role::Title,
        &caution.fill(&scene.walk.values_at(scene.procedure, stand)),
    );
    match mine {
        Some(said) => {
            sheet.words(
                Role::Dim,
                &format!("You read this at {}.", when::time(said.at, app)),
            );
        }
        None => sheet.row(vec![
            piece(app.look, Role::Key, "c"),
            piece(
                app.look,
                Role::Plain,
                " says that you have read it; the step waits for that",
            ),
        ]),
    }
    sheet.gap();
}

/// How the box stands, where that is more than open.
fn standing(app: &App, scene: &Scene<'_>, stand: &Stand, sheet: &mut Sheet) {
    match stand.standing {
        Standing::Inactive => {
            sheet.words(
                Role::Dim,
                "Not wanted: an earlier answer has put it to rest.",
            );
            sheet.gap();
        }
        Standing::Disputed => {
            sheet.words(Role::Bad, "Disputed: operators who did not know of each other said different things. = says what is right.");
            sheet.gap();
        }
        Standing::Answered(Outcome::NotOk) if scene.procedure.style == Style::ReadDo => {
            let carried = scene.run.boxes.get(&stand.spot).and_then(Boxed::carried_on);
            if carried.is_none() && !scene.run.is_ended() {
                sheet.row(vec![
                    piece(app.look, Role::Bad, "This holds what follows. "),
                    piece(app.look, Role::Key, "."),
                    piece(app.look, Role::Plain, " again  "),
                    piece(app.look, Role::Key, ">"),
                    piece(app.look, Role::Plain, " carry on"),
                ]);
                sheet.gap();
            }
        }
        _ => {}
    }
    if let Some(holder) = stand.held_by.and_then(|by| scene.stand(by)) {
        let text = format!(
            "Step {} comes first: {}",
            holder.number,
            scene.title(holder)
        );
        sheet.words(Role::Dim, &text);
        sheet.gap();
    }
}

/// What is to be done, and what OK looks like.
fn task(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    stand: &Stand,
    step: &Step,
    sheet: &mut Sheet,
) {
    let values = scene.walk.values_at(scene.procedure, stand);
    if let Some(detail) = &step.detail {
        sheet.markdown(&detail.fill(&values));
        sheet.gap();
    }
    if let Some(expect) = &step.expect {
        sheet.labelled("OK when", Role::Plain, &expect.fill(&values));
    }
    match &step.yields {
        Yields::Tick => {}
        Yields::Reading { unit, limits } => {
            let unit = unit.as_deref().unwrap_or_default();
            if limits.is_empty() {
                sheet.labelled(
                    "reading",
                    Role::Plain,
                    if unit.is_empty() { "a number" } else { unit },
                );
            } else {
                sheet.labelled("limits", Role::Plain, &limits.words(unit));
            }
            trend(app, screen, state, stand, limits, sheet);
        }
        Yields::Ask(ask) => {
            if let Some(example) = &ask.example {
                sheet.labelled("such as", Role::Plain, example);
            }
        }
        Yields::Choose(choose) => {
            for (index, option) in choose.options.iter().enumerate() {
                let role = match () {
                    () if choose.alarm.contains(option) => Role::Bad,
                    () if choose.warn.contains(option) => Role::Warn,
                    () => Role::Plain,
                };
                sheet.indented(&format!("{} ", index + 1), role, option);
            }
        }
    }
    if let Some(row) = scene.walk.position(&stand.spot) {
        if let Some(copy) = scene.copy_text(row) {
            sheet.gap();
            sheet.row(vec![
                piece(app.look, Role::Key, "y"),
                piece(app.look, Role::Dim, " copies"),
            ]);
            sheet.words(Role::Accent, &copy);
        }
        if let Some(link) = scene.link(row) {
            sheet.gap();
            sheet.row(vec![
                piece(app.look, Role::Key, "o"),
                piece(app.look, Role::Dim, " opens"),
            ]);
            sheet.words(Role::Accent, &link);
        }
    }
    sheet.gap();
}

/// The values of earlier runs, and where they are going.
fn trend(
    app: &App,
    screen: &RunScreen,
    state: &State,
    stand: &Stand,
    limits: &crate::limits::Limits,
    sheet: &mut Sheet,
) {
    let Some(line): Option<LineId> = screen.line(state) else {
        return;
    };
    let readings = state.trend(&line, &stand.spot, Some(screen.id), TREND);
    let values: Vec<f64> = readings
        .iter()
        .filter_map(|reading| parse_number(&reading.value).ok())
        .collect();
    let Some(last) = readings.last() else { return };
    let role = app.look.judgement(last.judgement);
    sheet.row(vec![
        piece(app.look, Role::Dim, "trend "),
        piece(app.look, Role::Accent, &app.look.sparkline(&values)),
        piece(app.look, Role::Dim, "  last "),
        piece(app.look, role, &last.value),
        piece(
            app.look,
            Role::Dim,
            &format!(" {}", when::moment(last.at, app)),
        ),
    ]);
    if let Some(drift) = crate::limits::drift(&values, limits) {
        sheet.words(Role::Warn, &drift.words());
    }
}

/// What was said of this box in this run: attempts, notes, files.
fn story(app: &App, run: &Run, stand: &Stand, sheet: &mut Sheet) {
    let Some(boxed) = run.boxes.get(&stand.spot) else {
        return notes(app, run, stand, sheet);
    };
    for said in boxed.outcomes.story() {
        let replaced = boxed.outcomes.is_replaced(said);
        outcome(app, said, replaced, sheet);
    }
    for said in &boxed.carried {
        let text = format!("{} carried on past it: {}", said.by, said.what.reason);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
    for said in &boxed.taken_back {
        let text = format!("{} took the answer back", said.by);
        sheet.labelled(&when::time(said.at, app), Role::Dim, &text);
    }
    notes(app, run, stand, sheet);
}

fn notes(app: &App, run: &Run, stand: &Stand, sheet: &mut Sheet) {
    for said in run
        .notes
        .iter()
        .filter(|said| said.what.spot.as_ref() == Some(&stand.spot))
    {
        let text = format!("{} noted: {}", said.by, said.what.text);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
    for said in run
        .attachments
        .iter()
        .filter(|said| said.what.spot.as_ref() == Some(&stand.spot))
    {
        let text = format!(
            "{} attached {} ({} bytes)",
            said.by, said.what.name, said.what.bytes
        );
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
}

fn outcome(app: &App, said: &Said<StepDone>, replaced: bool, sheet: &mut Sheet) {
    let done = &said.what;
    let mut text = format!("{} {}", said.by, value_words(done));
    let words = [(
        "written up for",
        done.done_at.map(|at| when::moment(at, app)),
    )];
    for (label, value) in words {
        if let Some(value) = value {
            text = format!("{text} ({label} {value})");
        }
    }
    for more in [&done.note, &done.reason].into_iter().flatten() {
        text = format!("{text}: {more}");
    }
    let role = match (replaced, done.judgement, done.outcome) {
        (true, ..) => Role::Dim,
        (_, Some(judgement), _) if judgement > Judgement::Normal => app.look.judgement(judgement),
        (_, _, Outcome::NotOk) => Role::Bad,
        _ => Role::Plain,
    };
    let replaced = if replaced { " (replaced)" } else { "" };
    sheet.labelled(
        &when::time(said.at, app),
        role,
        &format!("{text}{replaced}"),
    );
}

/// What became of this box in the run before.
fn before(app: &App, screen: &RunScreen, stand: &Stand, sheet: &mut Sheet) {
    let Some(said) = last_time(screen, &stand.spot) else {
        return;
    };
    sheet.gap();
    let mut text = format!(
        "{} {}, {}",
        when::moment(said.at, app),
        value_words(&said.what),
        said.by
    );
    for more in [&said.what.note, &said.what.reason].into_iter().flatten() {
        text = format!("{text}: {more}");
    }
    sheet.labelled("last time", Role::Dim, &text);
}

/// The page of the last row: what is left to do, or what it came to and what is next.
fn finish(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let verdict = scene.run.verdict();
    let title = if verdict == Verdict::Open {
        "Finish"
    } else {
        "The run has ended"
    };
    let inner = frame(app.look, buffer, area, title);
    let mut sheet = Sheet::new(app.look, inner.width);
    let counts = scene.run.counts();
    let text = format!(
        "{} OK, {} not OK, {} skipped, {} put off",
        counts.ok, counts.not_ok, counts.skipped, counts.deferred,
    );
    match &verdict {
        Verdict::Open => {
            let open: Vec<_> = scene.walk.unfinished(scene.procedure).collect();
            if open.is_empty() {
                sheet.words(Role::Title, "Enter finishes the run.");
            } else {
                sheet.words(Role::Plain, "Before it can be finished:");
                for stand in open {
                    let (sign, role) = app.look.tick(stand.standing, None);
                    let text = format!("{} {}", stand.number, scene.title(stand));
                    sheet.indented(&format!("{sign} "), role, &text);
                }
            }
            sheet.gap();
            sheet.words(Role::Dim, &text);
        }
        verdict => {
            sheet.words(app.look.verdict(verdict).1, &verdict_words(verdict));
            if scene.run.is_disputed() {
                sheet.words(Role::Bad, "Disputed: what arrived later would change the result. Settle the steps, then finish again.");
            }
            sheet.words(Role::Dim, &text);
            sheet.gap();
            match app.next_due() {
                Some((line, occurrence)) => {
                    let (title, _) = super::today::line_names(app, state, line);
                    let target = line
                        .target
                        .as_ref()
                        .map(|target| format!(" · {target}"))
                        .unwrap_or_default();
                    sheet.words(Role::Title, &format!("Next: {title}{target}"));
                    sheet.words(
                        Role::Plain,
                        &format!("by {}", when::moment(occurrence.due_by, app)),
                    );
                    sheet.words(Role::Plain, "Enter starts it, q goes back.");
                }
                None => sheet.words(Role::Plain, "Nothing else is due. Enter goes back."),
            }
        }
    }
    notes_of_run(app, scene.run, &mut sheet);
    sheet.draw(screen.scroll, inner, buffer);
}

fn notes_of_run(app: &App, run: &Run, sheet: &mut Sheet) {
    let mut notes = run
        .notes
        .iter()
        .filter(|said| said.what.spot.is_none())
        .peekable();
    if notes.peek().is_some() {
        sheet.heading("Notes");
    }
    for said in notes {
        let text = format!("{}: {}", said.by, said.what.text);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
}

/// The actions that are worth a place at the foot, by where the cursor is.
pub(super) fn wanted(app: &App, state: &State) -> Vec<Action> {
    use Action as A;
    let Some(screen) = &app.run else {
        return Vec::new();
    };
    let Some(scene) = screen.scene(state) else {
        return Vec::new();
    };
    let Some(stand) = scene.stand(screen.cursor) else {
        return vec![A::Enter, A::NoteRun, A::Abandon];
    };
    let step = &scene.procedure.steps[stand.step];
    let read = scene.run.cautions.get(&step.id);
    let unread = step.caution.is_some()
        && !read.is_some_and(|read| read.iter().any(|said| said.by == app.operator));
    let mut wanted = Vec::new();
    match stand.standing {
        _ if scene.run.is_ended() => wanted.extend([A::Correct, A::NoteRun]),
        Standing::Open if unread => wanted.extend([A::Caution, A::Skip]),
        Standing::Open if stand.held_by.is_some() => wanted.extend([A::CarryOn, A::NextOpen]),
        Standing::Open => wanted.extend([A::Ok, A::NotOk, A::Skip]),
        Standing::Answered(Outcome::NotOk) => wanted.extend([A::Again, A::CarryOn, A::TakeBack]),
        Standing::Answered(_) => wanted.extend([A::TakeBack, A::Again, A::Correct, A::NextOpen]),
        Standing::Disputed => wanted.extend([A::Correct, A::Again]),
        Standing::Inactive => wanted.extend([A::NextOpen]),
    }
    if scene.copy_text(screen.cursor).is_some() {
        wanted.push(A::Copy);
    }
    if scene.link(screen.cursor).is_some() {
        wanted.push(A::OpenLink);
    }
    wanted.push(A::Note);
    wanted
}

/// What a key does at the selected row, where that is not what it does elsewhere.
pub(super) fn key_words(app: &App, state: &State, action: Action) -> Option<&'static str> {
    let screen = app.run.as_ref()?;
    let scene = screen.scene(state)?;
    match (action, scene.step(screen.cursor).map(|step| &step.yields)) {
        (Action::Ok, Some(Yields::Reading { .. })) => Some("value"),
        (Action::Ok, Some(Yields::Ask(_))) => Some("answer"),
        (Action::Ok, Some(Yields::Choose(_))) => Some("choose"),
        (Action::Enter, None) if !scene.run.is_ended() => Some("finish"),
        (Action::Enter, None) if app.next_due().is_some() => Some("start next"),
        _ => None,
    }
}
