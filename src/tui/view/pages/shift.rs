//! The handover of the shift: one page from top to bottom, and beside it, where there is room,
//! all that the shift tells.
//!
//! What stays true: the lines are the app's; here they only get a place. The selected one is
//! always in sight, and told whole below.

use super::super::measure::is_small;
use super::super::paint::{self, Piece, frame, piece};
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::action::Action;
use crate::app::pages::{ShiftFront, ShiftLine, ShiftRow, Side, document, lines};
use crate::app::theme::Role;
use crate::app::when;
use crate::event::{HandoverId, ShiftSeverity, Thread};
use crate::present::unsigned_lines;
use crate::state::State;
use crate::text::{lines as lines_of, shown, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// From so many columns on, what the shift tells stands beside the page.
const BESIDE_FROM: u16 = 130;
/// The columns of the labels.
const LABEL_COLUMNS: usize = 15;
/// With fewer columns the labels have rows of their own.
const LABELS_FROM: u16 = 60;
/// Rows below that tell of the selected one.
const BELOW_ROWS: u16 = 3;

pub(super) fn draw(
    app: &App,
    state: &State,
    front: &ShiftFront,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if front.reading.zoomed {
        let inner = frame(app.look, buffer, area, "What the shift tells");
        told(app, state, front, inner, buffer);
        return Some(Position {
            x: inner.x,
            y: inner.y,
        });
    }
    let (page, beside) = paint::halves(area, BESIDE_FROM, area.width / 2);
    if let Some(beside) = beside {
        let inner = frame(app.look, buffer, beside, "What the shift tells");
        told(app, state, front, inner, buffer);
    }
    let inner = frame(app.look, buffer, page, "");
    let head = Rect {
        y: page.y,
        height: 1,
        ..inner
    };
    let (title, count) = (title(app, state, front), count(app, state, front));
    let (title, count) = (
        piece(app.look, Role::Title, &title),
        piece(app.look, Role::Dim, &count),
    );
    paint::split_line(app.look, buffer, head, &[title], &[count]);
    let below = if is_small(app) { 0 } else { BELOW_ROWS };
    let list = Rect {
        height: inner.height.saturating_sub(below),
        ..inner
    };
    let cursor = rows(app, state, front, list, buffer);
    let below = Rect {
        y: list.bottom(),
        height: inner.bottom().saturating_sub(list.bottom()),
        ..inner
    };
    selected(app, state, front, below, buffer);
    cursor
}

fn told(app: &App, state: &State, front: &ShiftFront, area: Rect, buffer: &mut Buffer) {
    let mut sheet = Sheet::new(app.look, area.width);
    super::parts::document(&document(app, state, front), &mut sheet);
    let down = app.key(Action::ScrollDown);
    sheet.draw(&front.reading.scroll, &down, area, buffer);
}

/// Whose shift it is.
fn title(app: &App, state: &State, front: &ShiftFront) -> String {
    match front.handover(state).and_then(|it| it.given.as_ref()) {
        Some(said) => {
            let at = when::moment(said.at, app);
            format!("Take the shift · given by {} at {at}", said.by)
        }
        None => {
            let since = when::moment(state.shift_began(app.now), app);
            format!(
                "Hand over the shift · {since} to now, from {}",
                app.operator
            )
        }
    }
}

/// How many items there are, and how many of them were looked at.
fn count(app: &App, state: &State, front: &ShiftFront) -> String {
    match front.given(state) {
        Some(given) => {
            let taking = &app.shift.taking;
            let seen = given.items.iter().filter(|item| taking.is_seen(item));
            format!("{} of {} confirmed", seen.count(), given.items.len())
        }
        None => crate::present::count(app.shift.standing.len(), "item"),
    }
}

/// A row on the screen: the place of what can be selected, and the words.
struct Laid {
    row: Option<ShiftRow>,
    left: Vec<Piece>,
    right: Vec<Piece>,
}

fn rows(
    app: &App,
    state: &State,
    front: &ShiftFront,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let here = front.row();
    let lines = lines(app, state, front);
    let laid: Vec<_> = lines
        .iter()
        .flat_map(|line| {
            lay(
                app,
                line,
                line.row.is_some() && line.row == here,
                area.width,
            )
        })
        .collect();
    let is_here = |laid: &Laid| laid.row.is_some() && laid.row == here;
    // What can be selected, in order; what takes several rows is one.
    let mut order: Vec<ShiftRow> = laid.iter().filter_map(|laid| laid.row).collect();
    order.dedup();
    let at_here = order.iter().position(|row| Some(*row) == here);
    let at = laid.iter().position(is_here);
    let first = paint::first_row(at.unwrap_or(0), laid.len(), area.height);
    let mut cursor = None;
    for (laid, y) in laid.iter().skip(first).zip(area.y..area.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        // How bad it is is seen before what it is called.
        let most = usize::from(row.width) / 2;
        let least = paint::width(&laid.right).min(most);
        paint::fit_line_with(app.look, buffer, row, &laid.left, (&laid.right, least));
        let labels = u16::try_from(label_columns(area.width)).unwrap_or(0);
        let words = Rect {
            x: row.x + labels,
            width: row.width.saturating_sub(labels),
            ..row
        };
        let place = order.iter().position(|row| Some(*row) == laid.row);
        if let (Some(place), Some(here)) = (place, at_here) {
            paint::selectable(app, buffer, words, place, here);
        }
        if is_here(laid) {
            cursor = cursor.or(Some(Position { x: words.x, y }));
        }
    }
    cursor
}

fn label_columns(columns: u16) -> usize {
    match columns < LABELS_FROM {
        true => 0,
        false => LABEL_COLUMNS,
    }
}

/// One line of the page, over as many rows as its words take; an item takes one.
fn lay(app: &App, line: &ShiftLine, is_selected: bool, columns: u16) -> Vec<Laid> {
    let look = app.look;
    let labels = label_columns(columns);
    let mut laid = Vec::new();
    if labels == 0 && !line.label.is_empty() {
        laid.push(Laid {
            row: None,
            left: vec![piece(look, Role::Heading, line.label)],
            right: Vec::new(),
        });
    }
    let label = if labels == 0 { "" } else { line.label };
    let mut head = vec![
        piece(look, Role::Heading, &format!("{label:labels$}")),
        piece(
            look,
            Role::Plain,
            if is_selected { look.pointer() } else { " " },
        ),
    ];
    head.extend(line.seen.map(|is_seen| match is_seen {
        true => piece(look, Role::Good, look.sign("☑ ", "[x] ")),
        false => piece(look, Role::Plain, look.sign("☐ ", "[ ] ")),
    }));
    head.extend(line.sign.map(|(sign, tone)| {
        piece(
            look,
            look.tone(tone),
            &format!("{} ", sign.text(look.ascii)),
        )
    }));
    if matches!(line.row, Some(ShiftRow::Item(_))) {
        head.extend(severity(app, line.severity));
        head.push(piece(look, Role::Plain, &line.left));
        let role = line.sign.map_or(Role::Dim, |(_, tone)| look.tone(tone));
        laid.push(Laid {
            row: line.row,
            left: head,
            right: vec![piece(look, role, &line.right)],
        });
        return laid;
    }
    let role = match line.severity {
        _ if line.is_hint => Role::Dim,
        ShiftSeverity::Stable if matches!(line.row, Some(ShiftRow::Give | ShiftRow::Accept)) => {
            Role::Title
        }
        ShiftSeverity::Stable => Role::Plain,
        ShiftSeverity::Watch => Role::Warn,
        ShiftSeverity::Unstable => Role::Bad,
    };
    let indent = paint::width(&head);
    let room = usize::from(columns).saturating_sub(indent).max(4);
    for words in lines_of(&line.left) {
        for wrapped in wrap(&words, room) {
            let mut left = match head.is_empty() {
                false => std::mem::take(&mut head),
                true => vec![(shown(&" ".repeat(indent)).into_owned(), look.style(role))],
            };
            left.push((wrapped.into_owned(), look.style(role)));
            laid.push(Laid {
                row: line.row,
                left,
                right: Vec::new(),
            });
        }
    }
    laid
}

fn severity(app: &App, severity: ShiftSeverity) -> Option<Piece> {
    let look = app.look;
    match severity {
        ShiftSeverity::Stable => None,
        ShiftSeverity::Watch => Some(piece(look, Role::Warn, "WATCH ")),
        ShiftSeverity::Unstable => Some(piece(look, Role::Bad, "UNSTABLE ")),
    }
}

/// The selected item whole, with what was said of it.
fn selected(app: &App, state: &State, front: &ShiftFront, area: Rect, buffer: &mut Buffer) {
    let mut sheet = Sheet::new(app.look, area.width);
    for (role, words) in below(app, state, front) {
        sheet.words(role, &words);
    }
    sheet.draw_top(area, buffer);
}

fn below(app: &App, state: &State, front: &ShiftFront) -> Vec<(Role, String)> {
    let given = front.given(state);
    let items = given.map_or_else(|| app.shift.items(), |given| given.items.clone());
    match front.row() {
        Some(ShiftRow::Item(at)) => {
            let Some(item) = items.get(at) else {
                return Vec::new();
            };
            let mut below = vec![(Role::Title, item.words.clone())];
            let who = item.assignee.as_ref().map(|who| format!("for {who}"));
            let when = item.when.map(|at| format!("by {}", when::moment(at, app)));
            let said = [who, when, item.note.clone()];
            let said: Vec<_> = said.into_iter().flatten().collect();
            if !said.is_empty() {
                below.push((Role::Plain, said.join(" · ")));
            }
            let back = app.shift.taking.handed_back.get(&item.key);
            let back = back.filter(|_| given.is_some());
            below.extend(back.map(|words| (Role::Warn, format!("handed back: {words}"))));
            below
        }
        Some(ShiftRow::Give) => vec![(
            Role::Dim,
            "Everything on Today is listed. Give each action a name, or leave it to who comes."
                .to_owned(),
        )],
        Some(ShiftRow::Accept) => {
            let by = front.handover(state).and_then(|it| it.given.as_ref());
            let by = by.map(|said| format!("{} keeps the shift until you accept.", said.by));
            by.into_iter().map(|words| (Role::Dim, words)).collect()
        }
        _ => Vec::new(),
    }
}

/// The handover that waits, as Today tells of it: who gave it, and what is to be looked at.
pub(in crate::tui::view) fn waiting(app: &App, state: &State, sheet: &mut Sheet) {
    let Some(said) = state.waiting_handover().and_then(|it| it.given.as_ref()) else {
        return;
    };
    let at = when::moment(said.at, app);
    let to = said.what.to.as_ref();
    let to = to.map_or_else(|| "whoever comes next".to_owned(), ToString::to_string);
    let words = format!("{} gave the shift to {to} at {at}.", said.by);
    sheet.words(Role::Accent, &words);
    sheet.words(Role::Plain, &crate::present::shift_severity(&said.what));
    if let Some(summary) = &said.what.note {
        sheet.indented("  ", Role::Plain, summary);
    }
    for item in &said.what.items {
        sheet.indented("- ", Role::Plain, &item.words);
    }
    for words in unsigned_lines(state, &Thread::Handover(said.what.id), &app.wall()) {
        sheet.indented("! ", Role::Warn, &words);
    }
}

/// A shift that was taken over, as Today tells its giver: the words back, and what came back.
pub(in crate::tui::view) fn taken_over(
    app: &App,
    state: &State,
    id: HandoverId,
    sheet: &mut Sheet,
) {
    let Some(handover) = state.handover(id) else {
        return;
    };
    for said in &handover.accepted {
        let words = format!(
            "{} took the shift at {}",
            said.by,
            when::moment(said.at, app)
        );
        sheet.words(Role::Accent, &words);
        if let Some(words) = &said.what.read_back {
            sheet.indented("  ", Role::Plain, words);
        }
        for back in &said.what.handed_back {
            let given = handover.given.as_ref();
            let item = given.and_then(|said| said.what.item(&back.key));
            let item = item.map_or(back.key.as_str(), |item| item.words.as_str());
            let words = format!("handed back: {item}: {}", back.words);
            sheet.indented("! ", Role::Warn, &words);
        }
    }
}

/// What the key that goes in does on a row.
pub(super) fn enter_words(front: &ShiftFront) -> &'static str {
    match front.row() {
        Some(ShiftRow::Item(_)) | None => "open",
        Some(ShiftRow::Give) => "give",
        Some(ShiftRow::Accept) => "accept",
        Some(ShiftRow::NewContingency) => "add",
        Some(ShiftRow::Summary | ShiftRow::Contingency(_) | ShiftRow::To | ShiftRow::ReadBack) => {
            "write"
        }
    }
}

/// The keys that are worth a place at the foot, most wanted first.
pub(super) fn wanted(front: &ShiftFront) -> Vec<Action> {
    use Action as A;
    let is_item = matches!(front.row(), Some(ShiftRow::Item(_)));
    match (front.side, is_item) {
        (Side::Give, true) => vec![
            A::Unstable,
            A::Watch,
            A::Assign,
            A::Due,
            A::NoteHere,
            A::Enter,
            A::NextOpen,
        ],
        (Side::Give, false) => vec![A::Enter, A::NextOpen, A::Right],
        (Side::Take, true) => vec![A::Ok, A::ConfirmRest, A::HandBack, A::Enter, A::NextOpen],
        (Side::Take, false) => vec![A::Enter, A::NextOpen, A::Right],
    }
}
