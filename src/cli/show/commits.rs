//! Who changed a runbook, or the steps of a procedure, and when: as git has it, where the file is
//! in a checkout.

use super::super::exit::Stop;
use super::super::out::{Out, Table};
use crate::present::{Commit, Tone};

/// Tells them, where there are any.
pub fn tell(out: &mut Out, commits: &[Commit]) -> Result<(), Stop> {
    let mut table = Table::keeping(&[0]);
    for it in commits {
        table.row([
            (Tone::Dim, it.day.as_str()),
            (Tone::Plain, it.by.as_str()),
            (Tone::Plain, it.subject.as_str()),
            (Tone::Dim, it.commit.as_str()),
        ]);
    }
    table.write(out)
}
