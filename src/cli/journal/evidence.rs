//! `rounds journal remove-evidence`.

use crate::cli::args::RemoveEvidenceArgs;
use crate::cli::desk::Desk;
use crate::cli::exit::{Exit, Stop};
use crate::event::EntryHash;

/// Takes evidence out, by an entry that says so.
///
/// # Errors
/// When it is no evidence, or it cannot be saved or taken away.
pub fn remove(args: &RemoveEvidenceArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    let sha256: EntryHash = args.sha256.trim().parse().map_err(|_| {
        Stop::Usage(format!(
            "“{}” is no SHA-256: 64 digits, as `rounds journal scan` tells them.",
            args.sha256
        ))
    })?;
    let removed = desk.record()?.remove_evidence(sha256, &args.reason)?;
    let words = match removed {
        Some(receipt) => format!(
            "saved {}; the content is gone from this copy",
            receipt.entry
        ),
        None => "the content is gone from this copy; an entry said so before".to_owned(),
    };
    desk.out.say(&words)?;
    desk.out.about(
        "Other copies of the journal, and backups, keep theirs. A secret that was saved must be changed where it is used.",
    );
    Ok(Exit::WELL)
}
