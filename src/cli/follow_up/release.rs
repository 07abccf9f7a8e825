//! Release notes grow from changes: one that is released becomes a proposed entry of
//! `[[releases]]`; one that was rolled back the file as it was before, with a note that says so.

use super::args::MoveArgs;
use super::saved::cover;
use crate::cli::exit::{Exit, Stop};
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

/// Proposes the file as it was before a change that was rolled back, with a release note that
/// says so. That it was rolled back is saved already, and stands whatever becomes of the file.
///
/// # Errors
/// When the file cannot be written, or what covers it cannot be saved.
pub fn put_back(
    id: FollowUpId,
    (write, json): (bool, bool),
    invocation: &mut Invocation,
) -> Result<Exit, Stop> {
    let now = invocation.clock.now;
    let session = invocation.session()?;
    let said = {
        let state = session.state();
        let known = state.follow_up(id);
        known.and_then(|known| {
            let opening = known.opening()?;
            let why = known.last_move()?.what.text.clone()?;
            let notes = format!("Rolled back: {}. {why}", opening.title);
            Some((opening.runbook.clone()?, notes))
        })
    };
    let Some((runbook, notes)) = said else {
        return Ok(Exit::WELL);
    };
    let nothing = |why: &str| {
        Stop::No(format!(
            "The change is rolled back; its runbook's file stays as it is: {why}."
        ))
    };
    let file = session.state().before_change(runbook.as_str(), id);
    let file = file.map_err(|why| nothing(why.words()))?;
    let kept = session.kept(file);
    if let Some(ill) = session.ill_of(&file) {
        return Err(Stop::Journal(ill.sentence()));
    }
    let before = kept.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let before = before.ok_or_else(|| nothing("its earlier text is not in this journal"))?;
    let pin = session.newest(runbook.as_str());
    let pin = pin.ok_or_else(|| nothing("it has errors"))?;
    let date = day_of(&pin.runbook, now);
    let request = EditWish::Restore {
        before,
        release: Box::new(EditWish::Release {
            version: release_version(&pin.runbook, &date.to_string()),
            date,
            notes,
        }),
    };
    let proposal = Proposal::of(session, &runbook, &request);
    let proposal = proposal.map_err(|why| nothing(&why.to_string()))?;
    if !proposal.settle(write, json, invocation)? {
        return Ok(Exit::NO);
    }
    cover(id, &runbook, invocation)?;
    Ok(Exit::WELL)
}
