//! The team's page: how the record stands to the others', then who writes in it.

use super::super::paint::piece;
use super::super::sheet::{Sheet, fact, fact_in};
use crate::app::App;
use crate::app::pages::TeamFront;
use crate::app::theme::Role;

pub(super) fn page(app: &App, front: &TeamFront, sheet: &mut Sheet) {
    let clock = app.wall();
    let Some(team) = &front.team else {
        return sheet.words(Role::Dim, "One moment…");
    };
    for (tone, words) in team.lines(&clock) {
        sheet.words(app.look.tone(tone), &words);
    }
    for row in team.rows(&clock) {
        sheet.gap();
        let name = piece(app.look, Role::Title, &row.operator);
        sheet.row(vec![name]);
        fact(sheet, "last seen", &row.last);
        fact(sheet, "hosts", &row.seats);
        if !row.at.is_empty() {
            fact_in(sheet, "at", app.look.tone(row.tone), &row.at);
        }
    }
}
