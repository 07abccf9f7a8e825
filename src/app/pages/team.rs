//! The team: who writes in this record, and how it stands to the others'.

use super::{Foreground, Reading};
use crate::app::App;
use crate::app::effect::Effect;
use crate::present::Team;
use crate::session::WorkerRequest;

/// The team in front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamFront {
    /// How it stands; none until that has come.
    pub team: Option<Box<Team>>,
    /// How far its words are scrolled.
    pub reading: Reading,
}

/// Puts the team in front.
pub(super) fn show(app: &mut App) -> Vec<Effect> {
    app.front = Some(Foreground::Team(TeamFront::default()));
    vec![Effect::Ask(WorkerRequest::Team)]
}

/// How the team stands has come.
pub(in crate::app) fn took(app: &mut App, team: Box<Team>) {
    if let Some(Foreground::Team(front)) = &mut app.front {
        front.team = Some(team);
    }
}

/// Asks anew, where the team is in front and something may be different.
pub(in crate::app) fn refetch(app: &App) -> Option<Effect> {
    let is_shown = matches!(app.front, Some(Foreground::Team(_)));
    is_shown.then_some(Effect::Ask(WorkerRequest::Team))
}
