//! The handover of the shift in front: what it tells, giving it, and taking one over, for
//! which each new or changed thing is confirmed by itself.

use super::super::App;
use super::{Asked, Foreground, Reading, ask};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::event::HandoverItem;
use crate::report::{self, Document};
use crate::state::{Handover, State};
use std::collections::BTreeSet;

/// The handover of the shift.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftFront {
    /// What was looked at so far, by key.
    pub confirmed: BTreeSet<String>,
    /// Which item is selected, and how far the words are scrolled.
    pub reading: Reading,
}

impl ShiftFront {
    /// What the handover that waits asks to be looked at.
    pub fn items<'a>(&self, state: &'a State) -> &'a [HandoverItem] {
        let given = state.waiting_handover().and_then(|it| it.given.as_ref());
        given.map_or(&[], |said| &said.what.items)
    }
}

pub(super) fn open(app: &mut App) {
    app.front = Some(Foreground::Shift(ShiftFront::default()));
}

/// What the shift tells: that of the handover that waits, else of the one that goes on.
pub fn document(app: &App, state: &State) -> Document {
    let given = state.waiting_handover().and_then(|it| it.given.as_ref());
    let since = given.map_or_else(|| state.shift_began(app.now), |said| said.what.since);
    let shift = state.shift(since, app.now);
    let runs = shift.failures().filter_map(|it| state.run(it.id));
    let failed: Vec<_> = runs.map(report::failed).collect();
    report::handover(state, &shift, &failed, &app.outside, &app.wall())
}

pub(super) fn act(app: &mut App, state: &State, front: &ShiftFront, action: Action) -> Vec<Effect> {
    match action {
        Action::Give => ask(
            app,
            Asked::GiveTo,
            "Hand over to?",
            "An operator's name. Empty: whoever comes next.",
        ),
        Action::Ok => confirm(app, state, front),
        Action::Take => take(app, state, front),
        _ => {}
    }
    Vec::new()
}

/// The selected item was looked at, or was not after all; the cursor goes on.
fn confirm(app: &mut App, state: &State, front: &ShiftFront) {
    let mut front = front.clone();
    let items = front.items(state);
    let Some(item) = items.get(front.reading.cursor.at) else {
        return app.refuse("No handover is waiting to be accepted.");
    };
    if !front.confirmed.remove(&item.key) {
        front.confirmed.insert(item.key.clone());
        front.reading.cursor.moved(Action::Down, items.len());
    }
    app.front = Some(Foreground::Shift(front));
}

fn take(app: &mut App, state: &State, front: &ShiftFront) {
    let Some(Handover { given: Some(_), .. }) = state.waiting_handover() else {
        return app.refuse("No handover is waiting to be accepted.");
    };
    let items = front.items(state);
    let left = |item: &&HandoverItem| !front.confirmed.contains(&item.key);
    let count = items.iter().filter(left).count();
    if let Some(at) = items.iter().position(|item| left(&item)) {
        let mut front = front.clone();
        front.reading.cursor.at = at;
        app.front = Some(Foreground::Shift(front));
        return app.refuse(format!(
            "Look at each of these first: {count} left. “{}” confirms one.",
            app.key(Action::Ok)
        ));
    }
    let keys = items.iter().map(|item| item.key.clone()).collect();
    let hint = "Follow-ups that are as they were go over as one group. It may be left empty.";
    ask(
        app,
        Asked::Accept(keys),
        "Accept the shift: anything to say?",
        hint,
    );
}
