//! The steps of a run, a row each: how each stands, what it was answered, what goes on there.
//!
//! What stays true: how far the run is, is never cut; a section of which nothing is needed takes one
//! row, unless the cursor is in it.

use super::banner;
use super::how_done;
use crate::app::App;
use crate::app::run::{RunScreen, Scene, pending, waits_until};
use crate::app::theme::Role;
use crate::app::when;
use crate::event::{Outcome, StepDone};
use crate::present::{BoxRow, HowFar, Quiet, box_rows, replaced_there};
use crate::runbook::{Condition, StepRef};
use crate::state::{Stamped, Standing, State, StepStatus, Verdict};
use crate::text::shown;
use crate::tui::view::paint::{self, Piece, highlight, piece, row_at, split_line, titled};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeMap;

/// The columns that the list of steps asks for: pointer, box, number, the longest title, and room
/// for what was answered.
pub(super) fn columns(scene: &Scene<'_>) -> u16 {
    const AROUND: usize = 22;
    let steps = scene.procedure.steps.iter();
    let steps = steps.map(|step| step.title.source().chars().count());
    let longest = steps.max();
    u16::try_from(longest.unwrap_or(0) + AROUND).unwrap_or(u16::MAX)
}

pub(super) fn steps(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let items = items(scene, screen.cursor);
    let selected = items.iter().position(|item| match item {
        Item::Box(row) => *row == screen.cursor,
        Item::Finish => screen.cursor >= scene.walk.stands.len(),
        Item::Section(_)
        | Item::Asleep { .. }
        | Item::Step(_)
        | Item::Carried
        | Item::Quiet(..) => false,
    });
    let far = HowFar::of(scene.run, &scene.procedure, &scene.walk).to_string();
    let count = [piece(app.look, Role::Dim, &far)];
    let (title, place) = heading(app, scene, area, far.len());
    let inner = titled(app.look, buffer, area, &title, &count);
    let inner = banner::banner(app, screen, state, scene, place, inner, buffer);
    let first = paint::first_row(selected.unwrap_or(0), items.len(), inner.height);
    let pending: Vec<_> = pending(app, screen.id).collect();
    let mut cursor = None;
    for ((index, item), y) in items
        .iter()
        .enumerate()
        .skip(first)
        .zip(inner.y..inner.bottom())
    {
        let row = row_at(inner, y);
        let is_selected = Some(index) == selected;
        let (left, right) = words_of(app, scene, item, is_selected, &pending, inner.width);
        split_line(app.look, buffer, row, &left, &right);
        if is_selected {
            highlight(buffer, row, app.look.selected());
            cursor = Some(Position { x: row.x, y });
        }
    }
    cursor
}

/// What stands in a row of the list, at its left and at its right.
fn words_of(
    app: &App,
    scene: &Scene<'_>,
    item: &Item,
    is_selected: bool,
    pending: &[&StepRef],
    width: u16,
) -> (Vec<Piece>, Vec<Piece>) {
    match item {
        Item::Section(section) => (vec![section_words(app, scene, *section)], Vec::new()),
        Item::Asleep { section, why } => {
            let why = piece(app.look, Role::Dim, &format!("{}{why}", app.look.dot()));
            (vec![section_words(app, scene, *section), why], Vec::new())
        }
        Item::Step(stand) => step_words(app, scene, *stand),
        Item::Quiet(count, how) => {
            let text = format!("        {}", how.words(*count));
            (vec![piece(app.look, Role::Dim, &text)], Vec::new())
        }
        Item::Carried => (
            vec![piece(app.look, Role::Heading, "Deferred before")],
            Vec::new(),
        ),
        Item::Box(row) => {
            let stand = &scene.walk.stands[*row];
            box_words(
                app,
                scene,
                stand,
                is_selected,
                pending.contains(&&stand.step_ref),
                width,
            )
        }
        Item::Finish => finish_words(app, scene, is_selected),
    }
}

/// The run's name and place, and the place by itself where both have no room in one row; never
/// how far it has come is cut.
pub(super) fn heading<'s>(
    app: &App,
    scene: &'s Scene<'_>,
    area: Rect,
    count: usize,
) -> (String, Option<&'s str>) {
    let started = scene.run.started.as_ref().map(|said| &said.what);
    let name = started.map_or(scene.procedure.title.as_str(), |started| {
        started.title.as_str()
    });
    let target = started
        .and_then(|started| started.target.as_ref())
        .map(|target| target.as_str());
    let Some(place) = scene.run.subject().or(target) else {
        return (name.to_owned(), None);
    };
    let whole = format!("{name}{}{place}", app.look.dot());
    let room = usize::from(paint::inner(area).width).saturating_sub(count + 2);
    match shown(&whole).width() <= room {
        true => (whole, None),
        false => (name.to_owned(), Some(place)),
    }
}

fn section_words(app: &App, scene: &Scene<'_>, section: usize) -> Piece {
    let role = match scene.walk.sections[section] {
        true => Role::Heading,
        false => Role::Dim,
    };
    piece(app.look, role, &scene.procedure.sections[section].title)
}

enum Item {
    Section(usize),
    /// A section of which no step is needed, told in one row while the cursor is elsewhere.
    Asleep {
        section: usize,
        why: String,
    },
    /// Above the boxes that an earlier run put off.
    Carried,
    /// The title above the boxes of a step with items.
    Step(usize),
    Box(usize),
    /// Boxes of a step with many items that want nobody now.
    Quiet(usize, Quiet),
    Finish,
}

fn items(scene: &Scene<'_>, near: usize) -> Vec<Item> {
    let mut items = Vec::new();
    let mut section = None;
    let asleep = asleep(scene, near);
    for row in box_rows(scene.run, &scene.walk, near) {
        let (index, item) = match row {
            BoxRow::Box(index) => (index, Item::Box(index)),
            BoxRow::Quiet { from, count, how } => (from, Item::Quiet(count, how)),
        };
        let stand = &scene.walk.stands[index];
        let step = &scene.procedure.steps[stand.step];
        if stand.carried.is_some() {
            if index == 0 {
                items.push(Item::Carried);
            }
            items.push(Item::Box(index));
            continue;
        }
        let sleeps = step.section.and_then(|at| Some((at, asleep.get(&at)?)));
        if step.section != section {
            section = step.section;
            items.extend(section.map(|section| match sleeps {
                Some((section, why)) => Item::Asleep {
                    section,
                    why: why.clone(),
                },
                None => Item::Section(section),
            }));
        }
        if sleeps.is_some() {
            continue;
        }
        let before = index.checked_sub(1).map(|at| &scene.walk.stands[at]);
        let is_first = before.is_none_or(|it| it.step != stand.step || it.carried.is_some());
        if is_first && stand.item.is_some() {
            items.push(Item::Step(index));
        }
        items.push(item);
    }
    items.push(Item::Finish);
    items
}

/// The sections of which every step is inactive, but for the one that the cursor is in, each
/// with what decides that.
fn asleep(scene: &Scene<'_>, near: usize) -> BTreeMap<usize, String> {
    let section_of = |stand: &StepStatus| scene.procedure.steps[stand.step].section;
    let here = scene.walk.stands.get(near).and_then(section_of);
    let mut asleep = BTreeMap::new();
    for (at, section) in scene.procedure.sections.iter().enumerate() {
        let mut stands = scene.walk.stands.iter();
        let is_awake = stands.any(|stand| {
            section_of(stand) == Some(at)
                && (stand.standing != Standing::Inactive || stand.carried.is_some())
        });
        if is_awake || here == Some(at) {
            continue;
        }
        let step = match &section.when {
            Some(Condition::Step { step, .. } | Condition::Reading { step, .. }) => Some(step),
            _ => None,
        };
        let open = step.and_then(|id| {
            let mut stands = scene.walk.stands.iter();
            stands.find(|stand| {
                scene.procedure.steps[stand.step].id == *id && stand.standing == Standing::Open
            })
        });
        let why = match open {
            Some(stand) => format!("depends on step {}", stand.number),
            None => "not needed".to_owned(),
        };
        asleep.insert(at, why);
    }
    asleep
}

fn step_words(app: &App, scene: &Scene<'_>, at: usize) -> (Vec<Piece>, Vec<Piece>) {
    let stand = &scene.walk.stands[at];
    let mut values = scene.walk.values.clone();
    let dots = if app.look.ascii { "..." } else { "…" };
    values.insert("ITEM".to_owned(), dots.to_owned());
    let title = scene.procedure.steps[stand.step].title.fill(&values);
    let text = format!("   {:>2} {title}", stand.number);
    let far = HowFar::of_step(scene.run, &scene.procedure, &scene.walk, stand.step);
    let role = match far.failures {
        0 => Role::Dim,
        _ => Role::Bad,
    };
    (
        vec![piece(app.look, Role::Plain, &text)],
        vec![piece(app.look, role, &format!(" {far}"))],
    )
}

fn box_words(
    app: &App,
    scene: &Scene<'_>,
    stand: &StepStatus,
    selected: bool,
    pending: bool,
    width: u16,
) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let step = &scene.procedure.steps[stand.step];
    let said = scene.run.outcome(&stand.step_ref);
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
    match &stand.item {
        Some(item) if stand.carried.is_some() => {
            let title = step.title.fill(&scene.walk.values);
            let text = format!("{:>2} {title} ({})", stand.number, item.text);
            left.push(piece(look, text_role, &text));
        }
        Some(item) => left.push(piece(look, text_role, &format!("   {}", item.text))),
        None => {
            let text = format!("{:>2} {}", stand.number, scene.title(stand));
            left.push(piece(look, text_role, &text));
        }
    }
    if step.optional && stand.standing == Standing::Open {
        left.push(piece(look, Role::Dim, " (optional)"));
    }
    let mut right = answered_words(app, scene, stand, width);
    right.extend(doing_words(app, scene, stand));
    // At the edge, where a long title cannot push it out of sight.
    if step.is_acknowledged_first() && !stand.standing.is_answered() {
        right.push(piece(look, Role::Warn, look.attention()));
    }
    (left, right)
}

/// What a box was answered, at the right edge, and who replaced an answer of somebody else.
fn answered_words(app: &App, scene: &Scene<'_>, stand: &StepStatus, width: u16) -> Vec<Piece> {
    let look = app.look;
    let said = scene.run.outcome(&stand.step_ref);
    let step_state = scene.run.boxes.get(&stand.step_ref);
    let replaced = step_state.and_then(replaced_there);
    let mut right = match (stand.standing, said) {
        (Standing::Answered(Outcome::NotOk), Some(_)) if !scene.run.is_ended() => {
            vec![piece(look, Role::Failure, " FAILED ")]
        }
        // Where both have no room, who replaced it goes before the value, which the pane shows.
        (_, Some(_)) if replaced.is_some() && width < 52 => Vec::new(),
        (_, Some(said)) => answer_words(app, said, width, replaced.is_none()),
        (_, None) => Vec::new(),
    };
    right.extend(replaced.map(|words| piece(look, Role::Warn, &format!(" {words}"))));
    right
}

/// What goes on at a box, at the right edge: its command, its wait, a signature that is
/// wanted.
fn doing_words(app: &App, scene: &Scene<'_>, stand: &StepStatus) -> Vec<Piece> {
    let look = app.look;
    let step_state = scene.run.boxes.get(&stand.step_ref);
    if let Some(live) = app
        .live(scene.run.id, &stand.step_ref)
        .filter(|live| !live.is_over)
    {
        let took = app.now.duration_since(live.began).as_secs().max(0);
        let words = format!(" running {}", how_done::clock(took));
        return vec![piece(look, Role::Accent, &words)];
    }
    if step_state.is_some_and(|step_state| step_state.unended_command().is_some()) {
        return vec![piece(look, Role::Bad, " no result")];
    }
    let until = waits_until(step_state).filter(|_| stand.standing == Standing::Open);
    match until.map(|until| how_done::seconds_left(app.now, until)) {
        Some(0) => return vec![piece(look, Role::Accent, " check now")],
        Some(left) => {
            let words = format!(" {}", how_done::clock(left));
            return vec![piece(look, Role::Accent, &words)];
        }
        None => {}
    }
    match stand.unsigned {
        true => vec![piece(look, Role::Warn, " unsigned")],
        false => Vec::new(),
    }
}

/// A box's answer at the right edge: its value, and when, where both have room and nothing
/// else has to stand there.
fn answer_words(app: &App, said: &Stamped<StepDone>, width: u16, timed: bool) -> Vec<Piece> {
    let role = said
        .what
        .judgement
        .map_or(Role::Plain, |judgement| app.look.judgement(judgement));
    let mut pieces = Vec::new();
    if said.what.value.is_some() {
        let value = shown(&said.what.words()).into_owned();
        let value = value
            .clip_with(usize::from(width / 3), paint::ellipsis(app.look))
            .into_owned();
        pieces.push((value, app.look.style(role)));
    }
    if timed && (width >= 44 || pieces.is_empty()) {
        let at = when::time(said.what.done_at.unwrap_or(said.at), app);
        pieces.push(piece(app.look, Role::Dim, &format!(" {at}")));
    }
    pieces
}

fn finish_words(app: &App, scene: &Scene<'_>, selected: bool) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let pointer = if selected { look.pointer() } else { " " };
    let verdict = scene.run.verdict();
    let ready = scene.walk.unfinished(&scene.procedure).next().is_none();
    let (text, role) = match &verdict {
        Verdict::Open if ready => ("Finish".to_owned(), Role::Title),
        Verdict::Open => ("Finish".to_owned(), Role::Dim),
        verdict => {
            let words = verdict.to_string();
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
