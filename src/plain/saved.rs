//! What was saved, in words, and by which word a refusal is got round.

use crate::command::{Blocked, Refusal};
use crate::event::Fact;
use crate::present::{self, Clock};

/// A fact as someone hears it who has just made it; none where it goes without saying.
pub(super) fn saved(fact: &Fact, clock: &Clock) -> Option<String> {
    let goes_without_saying = matches!(
        fact,
        Fact::CommandStarted(_)
            | Fact::SegmentStarted(_)
            | Fact::Recovered { .. }
            | Fact::ClockMovedBack { .. }
            | Fact::RevisionNoticed { .. }
            | Fact::ScheduleNoticed { .. }
    );
    let told = present::fact(fact, clock);
    (!goes_without_saying).then(|| match fact {
        // Its title names it.
        Fact::StepDone(_) => told.line(),
        _ => told.whole(),
    })
}

/// Which word does what a refusal asks for.
pub(super) fn hint(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::AlreadyAnswered { .. } => "Say `again` or `correct`, with the answer behind it.",
        Refusal::CautionFirst | Refusal::NoReturnFirst => "Say `c` once it is read.",
        Refusal::Held { .. } | Refusal::HeldUnsigned { .. } => {
            "Say `go` and its number to be there, `>` and a reason there to carry on."
        }
        Refusal::Unfinished { .. } => "Say `l` for all steps, `go` and a number to be at one.",
        Refusal::Doing(Blocked::WaitFirst) => "Say `w`.",
        Refusal::Doing(Blocked::SecretGone { .. }) => "Say `=` at its step.",
        Refusal::Doing(Blocked::CommandRunning { .. }) => "Say `forget` once it was looked at.",
        _ => return None,
    })
}
