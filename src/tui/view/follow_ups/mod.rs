//! Follow-ups: the list, and beside it the selected one with its whole story.

mod page;

pub(super) use page::{page, title};

use super::measure::{HALVES_OF_LINES, is_small};
use super::paint::halves;
use super::paint::{self, Piece, frame, piece};
use super::sheet::Sheet;
use crate::app::App;
use crate::app::action::Action;
use crate::app::follow_ups::{Filter, selected};
use crate::app::when;
use crate::app::{look::Look, theme::Role};
use crate::event::{FollowUpKind, FollowUpState};
use crate::state::{FollowUp, SlotState, State};
use crate::text::{duration_words, shown};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// From so many columns on a row names its assignee.
const WIDE: u16 = 64;
/// Where nothing stands beside the list, so many rows below it tell of the selected one at least.
const BELOW: u16 = 5;
/// Rows of the list that are none of its own: its title, the names of its columns, and one below.
const HEADS: u16 = 3;

pub(super) fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let Some(known) = selected(app, state) else {
        nothing(app, area, buffer);
        return None;
    };
    let (list, place) = places(app, state, area);
    let cursor = list.and_then(|list| rows(app, state, list, buffer));
    if let Some(place) = place {
        let inner = frame(app.look, buffer, place, &title(known));
        let mut sheet = Sheet::new(app.look, inner.width);
        let asked = known.opening().map(|it| it.title.as_str());
        sheet.words(Role::Title, asked.unwrap_or_default());
        sheet.gap();
        page(app, state, known, &mut sheet);
        sheet.draw(
            &app.follow_ups.scroll,
            &app.key(Action::ScrollDown),
            inner,
            buffer,
        );
        return cursor.or(Some(Position {
            x: inner.x,
            y: inner.y,
        }));
    }
    cursor
}

/// Where the list and the words beside it stand.
fn places(app: &App, state: &State, area: Rect) -> (Option<Rect>, Option<Rect>) {
    if app.follow_ups.opened {
        return (None, Some(area));
    }
    match halves(area, HALVES_OF_LINES, wanted_columns(app, state)) {
        (list, None) if !is_small(app) => {
            // The selected one in a few rows, as Today has it; in more where the list leaves them.
            let rows = u16::try_from(app.follow_ups.rows.len()).unwrap_or(u16::MAX);
            let free = list.height.saturating_sub(rows.saturating_add(HEADS));
            let height = free.max(BELOW.min(list.height / 2));
            let below = Rect {
                y: list.bottom() - height,
                height,
                ..list
            };
            let list = Rect {
                height: list.height - height,
                ..list
            };
            (Some(list), Some(below))
        }
        (list, page) => (Some(list), page),
    }
}

/// The columns that the list wants where a page stands beside it: with an assignee.
fn wanted_columns(app: &App, state: &State) -> u16 {
    const OWNER: usize = 12;
    u16::try_from(longest(app, state) + OWNER).unwrap_or(u16::MAX)
}

/// The columns of the longest row, without its assignee and runbook.
fn longest(app: &App, state: &State) -> usize {
    /// Pointer, sign, kind and what stands between.
    const BEFORE: usize = 15;
    let known = app
        .follow_ups
        .rows
        .iter()
        .filter_map(|id| state.follow_up(*id));
    let columns = known.map(|known| {
        let title = known.opening().map_or(0, |it| shown(&it.title).width());
        BEFORE + title + shown(&stands(app, known).1).width()
    });
    let heading = shown(&heading(app)).width();
    columns.chain([heading]).max().unwrap_or(0)
}

/// The keys that are worth a place at the foot, most wanted first.
pub(super) fn wanted(app: &App, state: &State) -> Vec<Action> {
    use Action as A;
    // Of a list that is empty nothing is opened, and nothing sorted; a filter may be why it is.
    let Some(known) = selected(app, state) else {
        return vec![A::OpenNew, A::Filter];
    };
    let is_alone = app.follow_ups.opened;
    let mut wanted: Vec<_> = (!is_alone).then_some(A::Enter).into_iter().collect();
    wanted.extend(match (known.is_open(), known.kind()) {
        (true, Some(FollowUpKind::Question)) => vec![A::Ok, A::Assign, A::Move, A::Due],
        (true, Some(FollowUpKind::Override)) => vec![A::Move, A::Due],
        (true, Some(FollowUpKind::Change)) if can_be_written(known) => vec![A::Apply, A::Move],
        (true, Some(FollowUpKind::Change)) => vec![A::Move, A::Assign, A::Due],
        (true, _) => vec![A::Move, A::Assign, A::Due, A::Close],
        (false, _) => vec![A::Move],
    });
    wanted.extend([A::NoteHere, A::Origin]);
    if is_alone {
        wanted.extend([A::Back, A::ScrollDown]);
        return wanted;
    }
    wanted.extend([A::NextOpen, A::OpenNew, A::Filter, A::Sort]);
    wanted
}

/// Whether it is a change of a step that was approved and waits for the file.
fn can_be_written(known: &FollowUp) -> bool {
    let proposes = known.opening().is_some_and(|it| it.redline.is_some());
    proposes && known.state() == FollowUpState::Approved
}

/// What Enter does now.
pub(super) fn enter_words(app: &App) -> &'static str {
    match app.follow_ups.opened {
        true => "list",
        false => "open",
    }
}

/// What is shown of all there is.
fn heading(app: &App) -> String {
    let screen = &app.follow_ups;
    let mut parts = vec![format!("Follow-ups  {}", screen.rows.len())];
    if screen.filter != Filter::Open {
        parts.push(screen.filter.words().to_owned());
    }
    parts.extend(screen.only.as_ref().map(|only| {
        let book = app.library.as_ref().and_then(|it| it.book(only.as_str()));
        book.map_or_else(|| only.to_string(), |book| book.title())
    }));
    parts.push(screen.sort.words().to_owned());
    parts.join(app.look.dot())
}

fn rows(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let screen = &app.follow_ups;
    let inner = frame(app.look, buffer, area, &heading(app));
    let columns = Columns::of(app, state, inner);
    let mut list = inner;
    if columns.has_head {
        paint::line(app.look, buffer, inner, &columns.head(app));
        list.y += 1;
        list.height -= 1;
    }
    let first = paint::first_row(screen.cursor.at, screen.rows.len(), list.height);
    let mut cursor = None;
    let visible = screen.rows.iter().enumerate().skip(first);
    for ((index, id), y) in visible.zip(list.y..list.bottom()) {
        let Some(known) = state.follow_up(*id) else {
            continue;
        };
        let area = Rect {
            y,
            height: 1,
            ..list
        };
        let is_selected = index == screen.cursor.at;
        let (left, right) = words(app, known, is_selected, &columns);
        paint::split_line(app.look, buffer, area, &left, &right);
        paint::selectable(app, buffer, area, index, screen.cursor.at);
        if is_selected {
            cursor = Some(Position { x: area.x, y });
        }
    }
    cursor
}

/// How wide what stands at the right of the titles is: none of it is cut for a title's sake.
struct Columns {
    runbook: usize,
    owner: usize,
    due: usize,
    width: usize,
    has_head: bool,
}

impl Columns {
    /// What a row can name without cutting a title for it; where nothing stands beside the list,
    /// its assignee all the same.
    fn of(app: &App, state: &State, area: Rect) -> Self {
        const OWNER: usize = 16;
        const RUNBOOK: usize = 18;
        let rows = || {
            app.follow_ups
                .rows
                .iter()
                .filter_map(|id| state.follow_up(*id))
        };
        let widest = |words: fn(&App, &FollowUp) -> String| {
            let words = rows().map(|known| shown(&words(app, known)).width());
            words.max().unwrap_or(0)
        };
        let width = usize::from(area.width);
        let owner = widest(owner).clamp("Assignee".len(), OWNER);
        let runbook = widest(runbook).clamp("Runbook".len(), RUNBOOK);
        let longest = longest(app, state) + owner + 2;
        let is_alone = app.size.0 < HALVES_OF_LINES && area.width >= WIDE;
        let has_owner = is_alone || width >= longest;
        let has_runbook = width >= longest + runbook + 2;
        let due = widest(|app, known| stands(app, known).1);
        Self {
            runbook: if has_runbook { runbook } else { 0 },
            owner: if has_owner { owner } else { 0 },
            due: due.max("Due".len()),
            width,
            has_head: has_owner && area.height > 2,
        }
    }

    fn head(&self, app: &App) -> Vec<Piece> {
        let left = format!("   {:<8} Title", "Kind");
        let room = self.width.saturating_sub(left.len());
        let mut right = String::new();
        for (name, columns) in [("Runbook", self.runbook), ("Assignee", self.owner)] {
            if columns > 0 {
                right.push_str(&format!("  {name:<columns$}"));
            }
        }
        right.push_str(&format!("  {:>1$}", "Due", self.due));
        vec![piece(app.look, Role::Dim, &format!("{left}{right:>room$}"))]
    }
}

fn owner(app: &App, known: &FollowUp) -> String {
    let nobody = app.look.sign("–", "-");
    known.owner().unwrap_or(nobody).to_owned()
}

fn runbook(_: &App, known: &FollowUp) -> String {
    let runbook = known.opening().and_then(|it| it.runbook.as_ref());
    runbook.map(ToString::to_string).unwrap_or_default()
}

/// The sign of a follow-up.
pub(super) fn sign(look: Look, known: &FollowUp, late: bool) -> (&'static str, Role) {
    match (known.is_open(), late) {
        (true, true) => look.slot(&SlotState::Overdue),
        (true, false) => look.slot(&SlotState::Open),
        (false, _) if known.is_standing() => (look.sign("✓", "x"), Role::Good),
        (false, _) => (look.sign("·", "."), Role::Dim),
    }
}

/// Sign, kind and title; at the right its assignee, and how it stands.
fn words(
    app: &App,
    known: &FollowUp,
    selected: bool,
    columns: &Columns,
) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let late = known.is_overdue(app.now);
    let (sign, role) = sign(look, known, late);
    let pointer = if selected { look.pointer() } else { " " };
    let opening = known.opening();
    let title = opening.map(|it| it.title.as_str()).unwrap_or_default();
    let kind = known.kind().map(|kind| kind.words()).unwrap_or_default();
    let text_role = if known.is_open() {
        Role::Plain
    } else {
        Role::Dim
    };
    let left = vec![
        piece(look, Role::Plain, pointer),
        piece(look, role, sign),
        piece(look, Role::Dim, &format!(" {kind:<8} ")),
        piece(look, text_role, title),
    ];
    let mut right = Vec::new();
    for (words, columns) in [
        (runbook(app, known), columns.runbook),
        (owner(app, known), columns.owner),
    ] {
        if columns > 0 {
            let words = [piece(look, Role::Dim, &format!("{words:<columns$}"))];
            right.push(piece(look, Role::Plain, " "));
            right.extend(paint::clipped(look, &words, columns));
            right.push(piece(look, Role::Plain, " "));
        }
    }
    if known.is_disputed() {
        right.push(piece(look, Role::Bad, " disputed"));
    }
    let (role, words) = stands(app, known);
    // In a column of its own where there is one for the assignee.
    let columns = if columns.owner > 0 { columns.due } else { 0 };
    right.push(piece(look, role, &format!(" {words:>columns$}")));
    (left, right)
}

/// How it stands to its time: overdue, due, or since when it is open.
fn stands(app: &App, known: &FollowUp) -> (Role, String) {
    match (known.is_open(), known.due()) {
        (true, Some(due)) if known.is_overdue(app.now) => {
            let text = format!("{} overdue", when::distance(due, app.now));
            (Role::Bad, text)
        }
        (true, Some(due)) => {
            let word = page::until(known.kind());
            (Role::Plain, format!("{word} {}", when::moment(due, app)))
        }
        (true, None) => {
            let age = duration_words(known.age(app.now).as_secs().unsigned_abs());
            (Role::Dim, format!("{} {age}", known.state().words()))
        }
        (false, _) => (Role::Dim, known.state().words().to_owned()),
    }
}

/// No row at all: say why, and what to do next.
fn nothing(app: &App, area: Rect, buffer: &mut Buffer) {
    let inner = frame(app.look, buffer, area, &heading(app));
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    let screen = &app.follow_ups;
    let is_all = matches!(screen.filter, Filter::Open | Filter::All) && screen.only.is_none();
    match is_all {
        true => {
            sheet.words(Role::Title, "No open follow-ups.");
            sheet.gap();
            let [new, filter] = [Action::OpenNew, Action::Filter].map(|action| app.key(action));
            sheet.words(Role::Plain, &format!("What outlives a run is listed here: questions, issues, changes, deferred steps and silences. {new} opens one, {filter} shows closed ones too."));
        }
        false => {
            let filter = app.key(Action::Filter);
            sheet.words(
                Role::Plain,
                &format!("There are none of these. {filter} shows others."),
            );
        }
    }
    sheet.draw_top(inner, buffer);
}
