//! What of the follow-ups and rehearsals wants someone now: their rows on Today.
//!
//! One row a follow-up, and none for what a run in progress is at: that run's row stands for
//! it. What is nobody's business yet (an issue without a date that is someone else's) waits
//! in the list of follow-ups, so that Today stays short.

use super::fold::State;
use super::follow_up::{FollowUp, STEP_CHANGED};
use super::rehearsed::{RehearsalState, rehearsal_state};
use super::row::{Row, Upkeep};
use crate::event::{FollowUpKind, FollowUpState};
use crate::runbook::{Operator, Runbook, RunbookId};
use jiff::{SignedDuration, Timestamp};

/// Whom Today is for, and the runbooks that say what is theirs. Without either, Today is
/// what the record alone can tell.
#[derive(Clone, Debug, Default)]
pub struct Whom<'a> {
    /// The operator.
    pub operator: Option<&'a Operator>,
    /// The runbooks in use: roles, and how often procedures are to be rehearsed.
    pub runbooks: Vec<&'a Runbook>,
}

/// What is due within a day is shown.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

impl<'a> Whom<'a> {
    /// The runbooks that somebody answers for: samples are nobody's business.
    fn in_use(&self) -> impl Iterator<Item = &'a Runbook> {
        let runbooks = self.runbooks.iter().copied();
        runbooks.filter(|runbook| !runbook.sample)
    }

    fn runbook(&self, id: Option<&RunbookId>) -> Option<&Runbook> {
        let id = id?;
        let mut runbooks = self.runbooks.iter().copied();
        runbooks.find(|runbook| runbook.id == *id)
    }

    /// Whether a follow-up is this operator's to act on.
    pub fn acts_on(&self, follow_up: &FollowUp) -> bool {
        let opening = follow_up.opening();
        let runbook = self.runbook(opening.and_then(|opening| opening.runbook.as_ref()));
        self.operator
            .is_some_and(|operator| follow_up.is_for(operator, runbook))
    }
}

pub(super) fn add_follow_ups(rows: &mut Vec<Row>, state: &State, now: Timestamp, whom: &Whom<'_>) {
    for known in state.open_follow_ups() {
        let (Some(kind), Some(opened)) = (known.kind(), &known.opened) else {
            continue;
        };
        let due = known.due();
        let soon = due.is_some_and(|due| due.duration_since(now) <= AHEAD);
        let wanted = match kind {
            FollowUpKind::Deferral => !state.is_at_hand(known),
            FollowUpKind::Override => true,
            FollowUpKind::Question | FollowUpKind::Issue | FollowUpKind::Change => {
                soon || whom.acts_on(known)
            }
        };
        if wanted {
            rows.push(Row::FollowUp {
                id: known.id,
                kind,
                since: opened.at,
                due,
                overdue: known.is_overdue(now),
                answered: false,
            });
        }
    }
    let asked = |known: &&FollowUp| {
        let opened = known.opened.as_ref();
        opened.is_some_and(|said| Some(&said.by) == whom.operator)
    };
    for known in state.follow_ups().filter(asked) {
        let opened = known
            .opened
            .as_ref()
            .filter(|_| is_news_to_asker(known, now));
        rows.extend(opened.map(|opened| Row::FollowUp {
            id: known.id,
            kind: FollowUpKind::Question,
            since: opened.at,
            due: None,
            overdue: false,
            answered: true,
        }));
    }
}

/// An answer is told to whoever asked for so long, or until they close the question.
const TOLD_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Whether a question was answered not long ago, and whoever asked has not closed it. That its
/// step was changed closes it too, and is news as well.
fn is_news_to_asker(known: &FollowUp, now: Timestamp) -> bool {
    let Some(last) = known
        .last_move()
        .filter(|_| known.kind() == Some(FollowUpKind::Question))
    else {
        return false;
    };
    let mut story = known.moves.story();
    let answered = story.any(|said| said.what.state == FollowUpState::Answered);
    let asker = known.opened.as_ref().map(|said| &said.by);
    let is_news = match last.what.state {
        FollowUpState::Answered => true,
        // Whoever writes next notices that the step was changed; that is no word of theirs.
        FollowUpState::Closed => {
            let text = last.what.text.as_deref();
            let by_notice = text.is_some_and(|text| text.starts_with(STEP_CHANGED));
            answered && (by_notice || Some(&last.by) != asker)
        }
        _ => false,
    };
    is_news && now.duration_since(last.at) <= TOLD_FOR
}

/// Procedures that somebody should rehearse again, one row each.
pub(super) fn add_rehearsals(rows: &mut Vec<Row>, state: &State, now: Timestamp, whom: &Whom<'_>) {
    for runbook in whom.in_use() {
        for procedure in &runbook.procedures {
            let stands = rehearsal_state(state, runbook, procedure, now);
            let due = stands.filter(|it| !matches!(it, RehearsalState::Fresh { .. }));
            rows.extend(due.map(|stands| Row::Rehearsal {
                procedure: runbook.reference(procedure),
                stands,
            }));
        }
    }
}

/// A date is near for so many days.
const NEAR_DAYS: i32 = 14;

/// Reviews that are near or past, and stabilization windows that go on or ended without a
/// word.
pub(super) fn add_near_dates(rows: &mut Vec<Row>, state: &State, now: Timestamp, whom: &Whom<'_>) {
    for runbook in whom.in_use() {
        let mut add = |what, days_left| {
            rows.push(Row::Near {
                runbook: runbook.id.clone(),
                title: runbook.title.clone(),
                what,
                days_left,
            });
        };
        let review = state.reviewed(runbook, now).days_left;
        if let Some(left) = review.filter(|left| *left <= NEAR_DAYS) {
            add(Upkeep::Review, left);
        }
        let window = state.stabilization(runbook, now);
        let window = window.filter(|it| it.has_begun && it.closed.is_none());
        if let Some(window) = window {
            add(Upkeep::Stabilization, window.days_left);
        }
    }
}
