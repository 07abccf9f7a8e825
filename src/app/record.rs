//! What is wrong with the record itself, or with its disk: its rows on Today, its sentences, and
//! what an operator says of entries in their name.
//!
//! What stays true: what could not be read is never told as altered; what waits for another
//! operator's word is told, and asked of nobody else.

use super::confirm::{self, Deed};
use super::overlay::Showing;
use super::{App, Overlay, Saving};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::present::size;
use crate::session::{Ill, IllKind};
use crate::state::{Row, Trouble};

/// What is wrong with the record itself, or with its disk.
pub(super) fn troubles(app: &App) -> Vec<Row> {
    let unsaved = app.unsaved.len();
    let some = |kind| Some(app.health.count(kind)).filter(|count| *count > 0);
    let found = [
        (unsaved > 0).then_some(Trouble::NotSaved(unsaved)),
        app.unreadable.is_some().then_some(Trouble::Unreadable),
        some(IllKind::Unread).map(Trouble::Unread),
        some(IllKind::Damaged).map(Trouble::Damaged),
        some(IllKind::Unconfirmed).map(Trouble::Unconfirmed),
        some(IllKind::NotShown).map(|_| Trouble::NotShown),
        app.health.few_bytes_left.map(Trouble::NoRoom),
    ];
    found.into_iter().flatten().map(Row::Record).collect()
}

/// What is wrong with the record, each in a sentence, with what to do.
pub fn words(app: &App) -> Vec<String> {
    let mut words = Vec::new();
    if let Saving::Failed(why) = &app.saving {
        let again = app.key(Action::TryAgain);
        words.push(format!(
            "{why}. Nothing you type is lost; {again} saves again."
        ));
    }
    words.extend(app.unreadable.clone());
    words.extend(app.health.ills.iter().map(Ill::sentence));
    if !app.health.ills.is_empty() {
        words.push("`rounds journal verify` tells more.".to_owned());
    }
    words.extend(app.health.few_bytes_left.map(|left| {
        let left = size(left);
        format!("Only {left} are left on the journal's disk: make room before it is full.")
    }));
    words
}

/// Asks whoever sits there whether entries that stand in their name are theirs; others' are only
/// told.
pub(super) fn ask_to_confirm(app: &mut App) -> Vec<Effect> {
    let ills = app.health.ills.iter();
    let own = ills.filter(|ill| ill.of.as_ref() == Some(&app.operator));
    let own: Vec<String> = own.map(Ill::sentence).collect();
    if own.is_empty() {
        show(app);
        return Vec::new();
    }
    confirm::ask(app, Deed::Confirm(own))
}

pub(super) fn show(app: &mut App) {
    app.overlay = Some(Overlay::Showing(Showing {
        title: "What is wrong with the record".to_owned(),
        text: words(app).join("\n"),
        is_prose: true,
        scroll: Scroll::default(),
    }));
}
