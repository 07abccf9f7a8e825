//! Words that programs and shells get: each is stable.

use crate::event::{Fact, Outcome, Thread};
use crate::runbook::Kind;
use crate::state::Verdict;

/// The word for an outcome, as it is typed too.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::NotOk => "not-ok",
        Outcome::Skipped => "skipped",
        Outcome::Deferred => "deferred",
    }
}

/// The verdict as one stable word, for programs.
pub fn verdict_word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Open => "open",
        Verdict::Completed => "completed",
        Verdict::WithFailures => "with-failures",
        Verdict::WithGaps => "with-gaps",
        Verdict::NothingDone => "nothing-done",
        Verdict::Ended(_) => "ended",
        Verdict::Abandoned(_) => "abandoned",
    }
}

/// What a procedure is for, as one stable word.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Routine => "routine",
        Kind::Exception => "exception",
        Kind::OnDemand => "on-demand",
    }
}

/// The thread that one of these facts belongs to first.
pub fn thread(fact: &Fact) -> Option<Thread> {
    Some(match fact {
        Fact::EscalationOpened(it) => Thread::Escalation(it.id),
        Fact::EscalationContacted(it) => Thread::Escalation(it.id),
        Fact::EscalationAnswered(it) => Thread::Escalation(it.id),
        Fact::EscalationResolved(it) => Thread::Escalation(it.id),
        Fact::HandoverGiven(it) => Thread::Handover(it.id),
        Fact::HandoverAccepted(it) => Thread::Handover(it.id),
        _ => return None,
    })
}

/// A text as one word of a shell's command line.
pub fn shell_word(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "._/:@%+=-".contains(c);
    match !text.is_empty() && text.chars().all(safe) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shell_words_are_one_word() {
        assert_eq!(shell_word("2026-0001234"), "2026-0001234");
        assert_eq!(shell_word("it's; rm -rf"), r"'it'\''s; rm -rf'");
        assert_eq!(shell_word(""), "''");
    }
}
