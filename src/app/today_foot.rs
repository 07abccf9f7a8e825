//! The keys that matter at the selected row of Today, the next thing first, and what they do
//! there.

use super::{App, asks};
use crate::app::action::Action;
use crate::app::today_screen::PAGE_FROM;
use crate::event::FollowUpKind;
use crate::present::Kind;
use crate::state::{FirstStep, Row, State, Trouble};

/// An action, and what the footer calls it where that is not what it is called elsewhere.
pub type Named = (Action, Option<&'static str>);

/// The keys of the selected row, then those of the place.
pub fn wanted(app: &App, state: &State) -> Vec<Named> {
    use Action as A;
    let mut wanted = match app.today.row() {
        Some(row) => of_row(app, state, row.kind, &row.what),
        None if app.today.lines.is_empty() => Vec::new(),
        None => vec![(A::Enter, Some("show them"))],
    };
    // Where there is nothing at all, only leaving and the words on the screen lead on.
    if app.library.as_ref().is_some_and(|it| it.books.is_empty()) && app.today.lines.is_empty() {
        return Vec::new();
    }
    wanted.extend([(A::NextOpen, None), (A::Alert, None), (A::Note, None)]);
    if app.size.0 >= PAGE_FROM {
        wanted.extend([
            (A::Filter, None),
            (A::NextView, Some("board")),
            (A::Handover, None),
        ]);
    }
    wanted
}

fn of_row(app: &App, state: &State, kind: Kind, what: &Row) -> Vec<Named> {
    use Action as A;
    let enter = |words| (A::Enter, Some(words));
    match what {
        Row::Record(Trouble::NotSaved(_)) => vec![(A::TryAgain, None)],
        Row::Record(Trouble::Unconfirmed(_)) => vec![enter("confirm")],
        Row::Record(_) => vec![enter("read")],
        Row::Escalation { .. } => vec![enter("contacts")],
        Row::Handover { .. } => vec![enter("read and accept")],
        Row::TakenOver { .. } => vec![enter("read")],
        Row::InProgress { .. } if kind == Kind::Signature => vec![enter("open to sign")],
        Row::InProgress { .. } => vec![enter("continue")],
        Row::Slot { .. } if kind == Kind::Later => {
            vec![enter("start early"), (A::Waive, None), (A::Rehearse, None)]
        }
        Row::Slot { .. } => vec![enter("start"), (A::Waive, None), (A::Rehearse, None)],
        Row::Missed { .. } => vec![(A::Ok, Some("acknowledge")), (A::Waive, None)],
        Row::Disputed { .. } => vec![enter("open")],
        Row::FollowUp { kind, .. } => of_follow_up(app, state, *kind),
        Row::Rehearsal { .. } => vec![(A::Rehearse, None), enter("procedure")],
        Row::Near { .. } => vec![enter("open")],
        Row::Broken { .. } => vec![enter("what is wrong"), (A::Edit, None)],
        Row::Commands { .. } => vec![enter("read and allow")],
        Row::FirstStep(FirstStep::New) => vec![enter("how")],
        Row::FirstStep(_) => vec![enter("go")],
        Row::Sample { .. } => vec![enter("read")],
        Row::Done { .. } => vec![enter("open"), (A::Rehearse, None)],
    }
}

fn of_follow_up(app: &App, state: &State, kind: FollowUpKind) -> Vec<Named> {
    use Action as A;
    let enter = |words| (A::Enter, Some(words));
    match (kind, asks::asked(app, state)) {
        (FollowUpKind::Deferral, _) => vec![enter("start with it"), (A::Move, None)],
        (FollowUpKind::Override, _) => vec![enter("open"), (A::Move, Some("lift"))],
        (_, Some(Action::Answer)) => vec![(A::Ok, Some("answer")), enter("open")],
        (FollowUpKind::Change, _) => vec![enter("open"), (A::Move, Some("approve"))],
        _ => vec![enter("open"), (A::Move, None)],
    }
}
