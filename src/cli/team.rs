//! `rounds team`: who writes in this record, where, last seen when, at what; and how it stands
//! with the other side.

use super::args::Form;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Table};
use crate::present::{TEAM_HEADS, Tone};
use crate::session::Team;

/// Tells how a team stands.
///
/// # Errors
/// When the record cannot be read, or the carrier's URL means nothing.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    Team::of(&invocation.settings()?).map_err(Stop::Usage)?;
    let team = invocation.session()?.team(clock.now);
    if form.json {
        invocation.out.json(&team)?;
        return Ok(Exit::WELL);
    }
    let out = &mut invocation.out;
    for (tone, words) in team.lines(&clock) {
        out.line(&Line::of(tone, &words))?;
    }
    let mut table = Table::keeping(&[0]).under(&TEAM_HEADS);
    for row in team.rows(&clock) {
        table.row([
            (Tone::Strong, row.operator.as_str()),
            (Tone::Plain, row.seats.as_str()),
            (Tone::Plain, row.last.as_str()),
            (row.tone, row.at.as_str()),
        ]);
    }
    table.write(out)?;
    Ok(Exit::WELL)
}
