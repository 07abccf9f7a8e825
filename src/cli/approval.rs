//! Whether the revision of a runbook that is run or shown was approved, in words.

use super::exit::Stop;
use super::invocation::Invocation;
use crate::session::Pin;
use crate::state::Approval;

/// One stable word.
pub fn word(approval: Approval) -> &'static str {
    match approval {
        Approval::NotAsked => "not-asked",
        Approval::Approved => "approved",
        Approval::Pending => "pending",
        Approval::Unsigned => "unsigned",
        Approval::Unreliable => "unreliable",
        Approval::Missing => "missing",
    }
}

/// Says that a revision is not approved, where it is not.
///
/// # Errors
/// When the record cannot be read.
pub fn tell(pin: &Pin, invocation: &mut Invocation) -> Result<(), Stop> {
    let approval = {
        let state = invocation.session()?.state();
        state.approval(&pin.runbook, pin.revision.file)
    };
    if let Some(words) = approval.words() {
        invocation.out.error(words);
    }
    Ok(())
}
