//! What alert rules show of one runbook, as a statement that a person then stands for: that the
//! alerts reach anybody is still theirs to say.

use super::compare::compare;
use super::files::read;
use super::written::written;
use crate::cli::exit::Stop;
use crate::library::Library;
use crate::present::count;
use crate::runbook::RunbookId;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// The statement: every rule of these files has a procedure, and every alert of the runbook a
/// rule.
///
/// # Errors
/// "No", with what is missing; or a file cannot be read.
pub fn proven(library: &Library, runbook: &RunbookId, paths: &[PathBuf]) -> Result<String, Stop> {
    let files = read(paths)?;
    let all = written(library);
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.runbook.id == *runbook);
    let waits: usize = own.iter().map(|it| it.runbook.alerts.len()).sum();
    // What other runbooks wait for may stand in other files.
    let missing = compare(&files, &own).without_rule;
    let everybody: Vec<_> = own.into_iter().chain(others).collect();
    let coverage = compare(&files, &everybody);
    let unread = coverage.problems.iter().filter(|(it, _)| it.is_error());
    let mut wrong: Vec<String> = unread.map(|(it, _)| it.message.clone()).collect();
    wrong.extend(
        missing
            .iter()
            .map(|name| format!("no rule raises the alert `{name}`")),
    );
    if coverage.rules == 0 || waits == 0 {
        wrong.push("there is no alert to show anything of".to_owned());
    }
    if !wrong.is_empty() {
        return Err(Stop::No(format!(
            "These rules do not show that monitoring is in place: {}. `rounds check --alerts` tells all of it, with its places.",
            wrong.join("; ")
        )));
    }
    let named = files.iter().map(|file| {
        let hash = Sha256::digest(file.text.as_bytes());
        let hash: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{} (sha256 {hash}…)", file.path)
    });
    Ok(format!(
        "Checked against {}: each of {} has a procedure, and each of {} of the runbook a rule.",
        named.collect::<Vec<_>>().join(", "),
        count(coverage.rules, "rule"),
        count(waits, "alert"),
    ))
}
