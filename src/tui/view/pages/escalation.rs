//! An escalation: its clock in one line, and its page with everyone on its path.

use super::super::paint::{Piece, line, piece};
use super::super::run::clock as minutes;
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::action::Action;
use crate::app::theme::Role;
use crate::app::when;
use crate::present::Reached;
use crate::state::{Escalation, HopStanding, State, Target};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The clock of the run in front: how bad, how long, what is due, whom to call.
pub(in crate::tui::view) fn clock(app: &App, state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(escalation) = app.clock.and_then(|id| state.escalation(id)) else {
        return;
    };
    let look = app.look;
    let severity = escalation.opening().map_or("", |it| it.severity.as_str());
    let (words, role) = standing(app, escalation);
    let mut pieces = vec![
        piece(
            look,
            Role::Bad,
            &format!(" {} {severity} ", look.attention()),
        ),
        piece(look, role, &words),
    ];
    if let Some(next) = escalation.to_call(app.now).next() {
        let words = format!("{}call {}", look.dot(), next.hop.name);
        pieces.push(piece(look, Role::Bad, &words));
    }
    let key = format!("  {}", app.key(Action::Escalate));
    pieces.push(piece(look, Role::Key, &key));
    line(look, buffer, area, &pieces);
}

/// How it stands, in a few words with its clock.
fn standing(app: &App, escalation: &Escalation) -> (String, Role) {
    let began = escalation.opened.as_ref().map_or(app.now, |said| said.at);
    let since = minutes(seconds(app.now.duration_since(began)));
    let target = match escalation.is_unanswered() {
        true => escalation.response(),
        false => escalation.resolution(),
    };
    let word = match escalation.is_unanswered() {
        true => "no ack",
        false => "not resolved",
    };
    match target {
        Some(target) if target.is_missed(app.now) => {
            let late = minutes(seconds(-target.left(app.now)));
            (format!("{word} {since}, {late} late"), Role::Bad)
        }
        Some(target) => {
            let left = minutes(seconds(target.left(app.now)));
            (format!("{word} {since}, {left} left"), Role::Warn)
        }
        None => (format!("{word} {since}"), Role::Warn),
    }
}

fn seconds(length: jiff::SignedDuration) -> i64 {
    length.as_secs().max(0)
}

/// The whole of it: everyone on the path, for they are what is looked for; then what it
/// means, how the targets stand, and what was said.
pub(in crate::tui::view) fn page(
    app: &App,
    state: &State,
    escalation: &Escalation,
    selected: Option<usize>,
    sheet: &mut Sheet,
) {
    let (Some(said), Some(opened)) = (&escalation.opened, escalation.opening()) else {
        return;
    };
    if opened.rehearsal {
        let words = "REHEARSAL: call nobody, say what you would do";
        sheet.words(Role::Rehearsal, words);
    }
    match escalation.is_open() {
        // The row under the head says it already.
        true if app.clock == Some(escalation.id) => {}
        true => {
            let (words, role) = standing(app, escalation);
            sheet.words(role, &words);
        }
        false => sheet.words(Role::Good, "Resolved."),
    }
    sheet.heading("Call");
    let runbook = app.usable(&opened.runbook);
    for (index, hop) in escalation.hops().enumerate() {
        if selected == Some(index) {
            sheet.select();
        }
        let row = hop_row(app, escalation, &hop, selected == Some(index));
        sheet.row(row);
        let contact = &hop.hop.contact;
        let reached = runbook.and_then(|it| Reached::of(state, it, contact, &app.wall()));
        reach(app, reached, selected == Some(index), sheet);
    }
    if escalation.is_open() && selected.is_some() {
        let is_selected = selected == Some(escalation.hops().count());
        if is_selected {
            sheet.select();
        }
        let pointer = if is_selected { app.look.pointer() } else { " " };
        let pieces = [(Role::Plain, pointer), (Role::Title, " Resolve")];
        sheet.row(
            pieces
                .map(|(role, words)| piece(app.look, role, words))
                .into(),
        );
    }
    sheet.gap();
    if let Some(means) = &opened.means {
        sheet.labelled(&opened.severity, Role::Plain, means);
    }
    let parts = [opened.runbook_title.as_str(), said.by.as_str()];
    let opened_at = when::moment(said.at, app);
    let words = format!(
        "{opened_at}{}{}",
        app.look.dot(),
        parts.join(app.look.dot())
    );
    sheet.labelled("opened", Role::Dim, &words);
    target(app, "respond", escalation.response(), sheet);
    target(app, "resolve", escalation.resolution(), sheet);
    story(app, escalation, sheet);
}

/// How one is reached: by whom they stand in for now, where and when; of the selected one, what for.
fn reach(app: &App, reached: Option<Reached>, is_selected: bool, sheet: &mut Sheet) {
    let Some(reached) = reached else {
        return;
    };
    let role = match reached.is_away {
        Some(true) => Role::Warn,
        _ => Role::Accent,
    };
    let duties = reached.responsible_for;
    let duties = (!duties.is_empty()).then(|| format!("for {}", duties.join(", ")));
    let how = [reached.operator, reached.address, reached.hours];
    let how: Vec<_> = how.into_iter().flatten().collect();
    if !how.is_empty() {
        sheet.indented("     ", role, &how.join(app.look.dot()));
    }
    if let Some(duties) = duties.filter(|_| is_selected) {
        sheet.indented("     ", Role::Dim, &duties);
    }
}

/// One who is called: whether they were, or whether it is their time.
fn hop_row(
    app: &App,
    escalation: &Escalation,
    hop: &HopStanding<'_>,
    is_selected: bool,
) -> Vec<Piece> {
    let look = app.look;
    let pointer = if is_selected { look.pointer() } else { " " };
    let is_next = escalation.next().as_ref() == Some(hop);
    let is_due = escalation.is_unanswered() && hop.called.is_none() && hop.due <= app.now;
    let (words, role) = match hop.called {
        Some(at) => (format!("called {}", when::moment(at, app)), Role::Good),
        None if is_due => ("call now".to_owned(), Role::Bad),
        None if is_next => (
            format!("next, at {}", when::moment(hop.due, app)),
            Role::Warn,
        ),
        None if escalation.is_unanswered() => {
            (format!("from {}", when::moment(hop.due, app)), Role::Dim)
        }
        None => ("was not called".to_owned(), Role::Dim),
    };
    let sign = if hop.called.is_some() {
        look.sign("✓", "x")
    } else {
        look.sign("·", ".")
    };
    let name = if is_selected {
        Role::Title
    } else {
        Role::Plain
    };
    vec![
        piece(look, Role::Key, &format!("{pointer} ")),
        piece(look, role, &format!("{sign} ")),
        piece(look, name, &hop.hop.name),
        piece(look, role, &format!("  {words}")),
    ]
}

fn target(app: &App, label: &str, target: Option<Target>, sheet: &mut Sheet) {
    let Some(target) = target else {
        return;
    };
    let by = when::moment(target.by, app);
    let (words, role) = match (target.reached, target.is_missed(app.now)) {
        (Some(at), false) => (format!("at {}, on time", when::moment(at, app)), Role::Good),
        (Some(at), true) => {
            let at = when::moment(at, app);
            (format!("at {at}, wanted by {by}"), Role::Bad)
        }
        (None, true) => {
            let late = when::distance(target.by, app.now);
            (format!("was due by {by}, {late} late"), Role::Bad)
        }
        (None, false) => (format!("by {by}"), Role::Plain),
    };
    sheet.labelled(label, role, &words);
}

/// Each call, answer and end, in order.
fn story(app: &App, escalation: &Escalation, sheet: &mut Sheet) {
    let note = |note: &Option<String>| {
        let note = note.as_ref().map(|note| format!(": {note}"));
        note.unwrap_or_default()
    };
    let calls = escalation.contacted.iter().map(|said| {
        let words = format!("{} called {}", said.by, said.what.name);
        (said.at, format!("{words}{}", note(&said.what.note)))
    });
    let answers = escalation.answered.story().map(|said| {
        let words = format!("{} took it on", said.what.who);
        (said.at, format!("{words}{}", note(&said.what.note)))
    });
    let ends = escalation.resolved.story().map(|said| {
        let words = format!("over, says {}: {}", said.by, said.what.how);
        (said.at, words)
    });
    let mut all: Vec<_> = calls.chain(answers).chain(ends).collect();
    all.sort_by_key(|(at, _)| *at);
    if !all.is_empty() {
        sheet.heading("What was said");
    }
    for (at, words) in all {
        sheet.labelled(&when::moment(at, app), Role::Plain, &words);
    }
}
