//! What was not met of what came in, as it is told, and the status that follows.

use super::super::exit::Exit;
use super::super::invocation::Invocation;
use super::super::unread::{self, Unread};
use super::answer::Answers;
use super::payload::Payload;
use crate::present::count;
use serde::Serialize;

/// What was not met. As JSON: `unanswered` (alerts that no procedure answers), `only_samples`
/// (procedures of samples that would answer some of those: they are no answer), `not_read` (alerts
/// that cannot be read, a sentence each), `resolved`, `pending` and `cut` (how many are over, do
/// not fire yet, were left out), `unread` (what could not be read of the library and the record).
#[derive(Serialize)]
pub(super) struct Rest<'a> {
    pub(super) unanswered: &'a [String],
    pub(super) only_samples: &'a [String],
    pub(super) not_read: &'a [String],
    pub(super) resolved: usize,
    pub(super) pending: usize,
    pub(super) cut: usize,
    pub(super) unread: &'a [Unread],
}

impl Rest<'_> {
    /// "No" where an alert that fires has no procedure, unless one could stand in what was not
    /// read.
    pub(super) fn exit(&self, answers: &[Answers]) -> Exit {
        let is_unmet = !self.unanswered.is_empty() || !self.not_read.is_empty() || self.cut > 0;
        match (is_unmet, self.unread) {
            (false, _) => Exit::WELL,
            (true, []) => Exit::NO,
            (true, _) if !answers.is_empty() => Exit::NO,
            (true, _) => unread::exit(false, self.unread),
        }
    }
}

/// Says what the sender says beside the alerts that fire. What makes a "no" of the answer is said
/// to whoever wants quiet, too.
pub(super) fn tell(payload: &Payload, invocation: &mut Invocation) {
    for why in &payload.unread {
        invocation.out.error(why);
    }
    match (payload.alerts.is_empty(), payload.unread.is_empty()) {
        (true, true) => invocation.out.hint("No alert fires in what was read."),
        (true, false) => invocation.out.hint("No other alert fires."),
        (false, _) => {}
    }
    let mut said = Vec::new();
    match payload.resolved {
        0 => {}
        1 => said.push("1 alert is over".to_owned()),
        many => said.push(format!("{many} alerts are over")),
    }
    match payload.pending {
        0 => {}
        1 => said.push("1 alert does not fire yet".to_owned()),
        many => said.push(format!("{many} alerts do not fire yet")),
    }
    if !said.is_empty() {
        invocation.out.hint(&format!("{}.", said.join(", ")));
    }
    if payload.cut > 0 {
        let alerts = count(payload.cut, "alert");
        let words = format!("{alerts} more left out of what was sent.");
        invocation.out.error(&words);
    }
}
