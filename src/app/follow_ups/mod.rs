//! Follow-ups: what outlives a run and wants someone, in one list with filters.
//!
//! Rows are ids; what they say is looked up when they are drawn. What is closed is gone
//! through only when someone asks to see it.

mod act;
mod open;

pub(super) use act::{act, answered, ask_move, at, back, show_only};
pub(super) use open::{ask, ask_kind, runbook};

use super::{App, Cursor, Screen};
use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::scroll::Scroll;
use crate::app::when;
use crate::event::{Fact, FollowUpId, FollowUpKind};
use crate::runbook::RunbookId;
use crate::state::{FollowUp, State, Whom};
use jiff::Timestamp;
use std::cmp::Reverse;

/// Follow-ups' own state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FollowUpsScreen {
    /// What is shown, in order.
    pub rows: Vec<FollowUpId>,
    /// The selected row.
    pub cursor: Cursor,
    /// How far the words are scrolled.
    pub scroll: Scroll,
    /// Whether the selected one's story fills the screen.
    pub opened: bool,
    /// Which are shown.
    pub filter: Filter,
    /// How the rows are ordered.
    pub sort: Sort,
    /// The one runbook whose follow-ups are shown.
    pub only: Option<RunbookId>,
    /// The one to select once it is among the rows.
    pub wanted: Option<FollowUpId>,
}

/// Which follow-ups are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// What is open.
    #[default]
    Open,
    /// What is assigned to this operator.
    Mine,
    /// Closed ones too.
    All,
    /// Open ones of one kind.
    Kind(FollowUpKind),
}

impl Filter {
    /// All, in the order in which they are offered.
    const OFFERED: [Self; 8] = [
        Self::Open,
        Self::Mine,
        Self::All,
        Self::Kind(FollowUpKind::Question),
        Self::Kind(FollowUpKind::Issue),
        Self::Kind(FollowUpKind::Change),
        Self::Kind(FollowUpKind::Deferral),
        Self::Kind(FollowUpKind::Override),
    ];

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::All => "all, closed too",
            Self::Kind(FollowUpKind::Question) => "questions",
            Self::Kind(FollowUpKind::Issue) => "issues",
            Self::Kind(FollowUpKind::Change) => "changes",
            Self::Kind(FollowUpKind::Deferral) => "deferrals",
            Self::Kind(FollowUpKind::Override) => "silences",
        }
    }
}

/// How the rows are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What is overdue or due first.
    #[default]
    Due,
    /// What was opened last first.
    Newest,
    /// By kind.
    Kind,
    /// By assignee; what has none last.
    Assignee,
}

impl Sort {
    /// The one after it, around.
    pub(super) fn next(self) -> Self {
        match self {
            Self::Due => Self::Newest,
            Self::Newest => Self::Kind,
            Self::Kind => Self::Assignee,
            Self::Assignee => Self::Due,
        }
    }

    /// In two words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Due => "due first",
            Self::Newest => "newest first",
            Self::Kind => "by kind",
            Self::Assignee => "by assignee",
        }
    }

    /// Puts rows that are in order of what is due into this one.
    fn sort(self, rows: &mut [&FollowUp]) {
        match self {
            Self::Due => {}
            Self::Newest => rows.sort_by_key(|it| Reverse(it.opened.as_ref().map(|said| said.at))),
            Self::Kind => rows.sort_by_key(|it| it.kind()),
            Self::Assignee => rows.sort_by_key(|it| (it.owner().is_none(), it.owner())),
        }
    }
}

impl FollowUpsScreen {
    /// The selected one.
    pub fn row(&self) -> Option<FollowUpId> {
        self.rows.get(self.cursor.at).copied()
    }
}

/// The selected follow-up; on Today, the one of the selected row.
pub fn selected<'a>(app: &App, state: &'a State) -> Option<&'a FollowUp> {
    state.follow_up(app.follow_ups.row()?)
}

/// Finds the rows anew; the cursor stays on what it was on.
pub(super) fn recount(app: &mut App, state: &State) {
    if app.screen != Screen::FollowUps {
        return;
    }
    let before = app.follow_ups.row();
    let library = app.library.clone();
    let rows = rows(app, state, &app.whom(library.as_deref()));
    let screen = &mut app.follow_ups;
    screen.rows = rows;
    let place = |wanted: FollowUpId| screen.rows.iter().position(|id| *id == wanted);
    let wanted = screen.wanted.and_then(place);
    if wanted.is_some() {
        screen.wanted = None;
    }
    if let Some(at) = wanted.or_else(|| before.and_then(place)) {
        screen.cursor.at = at;
    } else {
        // What was read is not there any more: its story is not another's.
        screen.opened = false;
    }
    screen.cursor.clamp(screen.rows.len());
}

fn rows(app: &App, state: &State, whom: &Whom<'_>) -> Vec<FollowUpId> {
    let screen = &app.follow_ups;
    let is_wanted = |known: &&FollowUp| {
        let runbook = known.opening().and_then(|it| it.runbook.as_ref());
        let of_kind = match screen.filter {
            Filter::Kind(kind) => known.kind() == Some(kind),
            _ => true,
        };
        let of_runbook = screen.only.is_none() || runbook == screen.only.as_ref();
        let mine = screen.filter != Filter::Mine || whom.acts_on(known);
        of_kind && of_runbook && mine
    };
    let mut found: Vec<_> = match screen.filter {
        Filter::All => state.follow_ups().filter(is_wanted).collect(),
        // An answer stands until the step is changed: its reader may still want it.
        Filter::Open => state.standing_follow_ups().filter(is_wanted).collect(),
        Filter::Mine | Filter::Kind(_) => state.open_follow_ups().filter(is_wanted).collect(),
    };
    found.sort_by_key(|known| order(known, app.now));
    screen.sort.sort(&mut found);
    found.iter().map(|known| known.id).collect()
}

/// What is past its time, then what has one, then what waits longest; then what has its
/// answer; what is closed last, the latest first.
fn order(known: &FollowUp, now: Timestamp) -> (u8, Timestamp, Reverse<FollowUpId>) {
    let opened = known.opened.as_ref().map_or(now, |said| said.at);
    let rank = match (known.is_open(), known.is_overdue(now), known.due()) {
        (true, true, _) => 0,
        (true, false, Some(_)) => 1,
        (true, false, None) => 2,
        (false, ..) if known.is_standing() => 3,
        (false, ..) => return (4, Timestamp::MIN, Reverse(known.id)),
    };
    (rank, known.due().unwrap_or(opened), Reverse(known.id))
}

/// Says what was saved. What only goes with an answer in a run says nothing of its own.
pub(super) fn saved(app: &mut App, fact: &Fact) {
    match fact {
        Fact::FollowUpOpened(opened) if opened.kind == FollowUpKind::Deferral => {}
        Fact::FollowUpOpened(opened) => {
            let kind = opened.kind.words();
            let text = match &opened.owner {
                _ if opened.kind == FollowUpKind::Override => {
                    let until = opened.due.map(|due| when::moment(due, app));
                    let until = until.unwrap_or_else(|| "it is lifted".to_owned());
                    let screen = app.key_in(Context::Screen, Action::FollowUps);
                    let lift = app.key_in(Context::FollowUps, Action::Move);
                    format!("Silenced until {until}; on Follow-ups ({screen}), {lift} lifts it.")
                }
                Some(owner) => format!("The {kind} is open, assigned to {owner}."),
                None => format!(
                    "The {kind} is open, not assigned: on Follow-ups ({}), {} assigns it.",
                    app.key_in(Context::Screen, Action::FollowUps),
                    app.key_in(Context::FollowUps, Action::Assign),
                ),
            };
            app.follow_ups.wanted = Some(opened.id);
            app.say(text);
        }
        Fact::FollowUpMoved(moved) if moved.run.is_some() => {}
        Fact::FollowUpMoved(moved) => app.say(format!("It is {} now.", moved.state.words())),
        Fact::FollowUpAssigned(_) => app.say("Set."),
        Fact::FollowUpNoted { .. } => app.say("The note is saved."),
        _ => {}
    }
}

/// Shows one follow-up with its story.
pub(super) fn show(app: &mut App, state: &State, id: FollowUpId) {
    app.run = None;
    app.front = None;
    app.screen = Screen::FollowUps;
    let screen = &mut app.follow_ups;
    (screen.filter, screen.only) = (Filter::Open, None);
    if state
        .follow_up(id)
        .is_some_and(|known| !known.is_standing())
    {
        screen.filter = Filter::All;
    }
    (screen.wanted, screen.scroll) = (Some(id), Scroll::default());
    recount(app, state);
    app.follow_ups.opened = !app.has_halves();
}
