//! `rounds journal remove-evidence`.

use crate::cli::answers;
use crate::cli::args::RemoveEvidenceArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::event::EntryHash;

/// Takes evidence out, by an entry that says so.
///
/// # Errors
/// When it is no evidence, or it cannot be saved or taken away.
pub fn remove(args: &RemoveEvidenceArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let sha256: EntryHash = args.sha256.trim().parse().map_err(|_| {
        Stop::Usage(format!(
            "“{}” is no SHA-256: 64 digits, as `rounds journal scan` tells them.",
            args.sha256
        ))
    })?;
    let removed = invocation
        .writing()?
        .remove_evidence(sha256, &args.reason)?;
    match removed {
        Some(receipt) => {
            let words = "The content is gone from this copy.";
            answers::saved(&mut invocation.out, &receipt.entry, words)?;
        }
        None => {
            let words = "The content is gone from this copy; an entry said so before.";
            invocation.out.say(words)?;
        }
    }
    invocation.out.about(
        "Other copies of the journal, and backups, keep theirs. A secret that was saved must be changed where it is used.",
    );
    Ok(Exit::WELL)
}
