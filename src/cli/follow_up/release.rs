//! Release notes grow from changes: one that is released becomes a proposed entry of
//! `[[releases]]`.

use super::args::MoveArgs;
use super::saved::cover;
use crate::cli::exit::Stop;
use crate::cli::invocation::Invocation;
use crate::cli::rewrite::Proposal;
use crate::event::FollowUpId;
use crate::runbook::{EditRefusal, EditWish, release_version};
use crate::state::day_of;

/// Proposes the release of a change as an edit of its runbook's file. The release is saved
/// already, and stands whatever becomes of the file.
///
/// # Errors
/// When the file cannot be written, or what covers it cannot be saved.
pub fn propose(id: FollowUpId, args: &MoveArgs, invocation: &mut Invocation) -> Result<(), Stop> {
    let json = args.form.json;
    if json && !args.write {
        return Ok(());
    }
    let now = invocation.clock.now;
    let session = invocation.session()?;
    let said = {
        let state = session.state();
        let known = state.follow_up(id);
        known.and_then(|known| {
            let runbook = known.opening()?.runbook.clone()?;
            let text = known.moves.current()?.what.text.clone()?;
            Some((runbook, text))
        })
    };
    let Some((runbook, notes)) = said else {
        return Ok(());
    };
    let Some(pin) = session.newest(runbook.as_str()) else {
        return Ok(());
    };
    let date = day_of(&pin.runbook, now);
    let version = args.version.clone();
    let version = version.unwrap_or_else(|| release_version(&pin.runbook, &date.to_string()));
    let request = EditWish::Release {
        version,
        date,
        notes,
    };
    match Proposal::of(session, &runbook, &request) {
        Ok(proposal) => {
            if proposal.settle(args.write, json, invocation)? {
                cover(id, &runbook, invocation)?;
            }
        }
        Err(EditRefusal::Nothing) => {}
        Err(why) => invocation.out.error(&format!(
            "The change is released; its note cannot be written into the file: {why}."
        )),
    }
    Ok(())
}
