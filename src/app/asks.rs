//! What a row asks for, and so what the one key that answers means there.
//!
//! What stays true: the key does what the footer says, because both ask here.

use super::journal::Opened;
use super::pages::Foreground;
use super::{App, Screen, follow_ups};
use crate::app::action::Action;
use crate::event::FollowUpKind;
use crate::report::Page;
use crate::state::{FollowUp, Row, State, Trouble};

/// What the selected row asks for; nothing where it asks for no answer. In a run it is the
/// step that is answered.
pub fn asked(app: &App, state: &State) -> Option<Action> {
    match &app.front {
        Some(Foreground::Shift(_)) => return Some(Action::Ok),
        Some(Foreground::Escalation(front)) => {
            let escalation = state.escalation(front.id).filter(|it| it.is_open())?;
            let is_hop = front.reading.cursor.at < escalation.hops().count();
            return Some(if is_hop {
                Action::Called
            } else {
                Action::Close
            });
        }
        Some(Foreground::Package(front)) => {
            return match front.page()? {
                Page::Readiness => Some(Action::Attest),
                Page::Review => Some(Action::Reviewed),
                Page::Stabilization => Some(Action::Move),
                _ => None,
            };
        }
        Some(Foreground::Team(_)) => return None,
        None => {}
    }
    if app.run.is_some() {
        return Some(Action::Ok);
    }
    match app.screen {
        Screen::Today => of_today(app.today_row()?, state),
        Screen::FollowUps => of_follow_up(follow_ups::selected(app, state)?),
        Screen::Journal => match app.journal.opened {
            Some(Opened::Calendar(_)) => Some(Action::Acknowledge),
            _ => None,
        },
        Screen::Runbooks => None,
    }
}

fn of_today(row: &Row, state: &State) -> Option<Action> {
    match row {
        Row::Missed { .. } => Some(Action::Acknowledge),
        Row::Handover { .. } => Some(Action::Handover),
        Row::Record(Trouble::NotSaved(_)) => Some(Action::TryAgain),
        Row::FollowUp {
            id,
            kind: FollowUpKind::Question | FollowUpKind::Change,
            ..
        } => of_follow_up(state.follow_up(*id)?),
        _ => None,
    }
}

fn of_follow_up(known: &FollowUp) -> Option<Action> {
    let kind = known.kind().filter(|_| known.is_open())?;
    Some(match kind {
        FollowUpKind::Question => Action::Answer,
        _ => Action::Move,
    })
}
