//! Which facts are words that others go by: they count by their operator's signature, where that
//! operator has a key.

use crate::event::{Entry, Fact, FollowUpState};

/// Whether others go by it as somebody's word.
pub fn is_word(fact: &Fact) -> bool {
    match fact {
        Fact::SignedOff(_)
        | Fact::ReviewDone(_)
        | Fact::ReadinessAttested(_)
        | Fact::WaiverAccepted(_)
        | Fact::StabilizationExtended(_)
        | Fact::StabilizationClosed(_)
        | Fact::HandoverAccepted(_)
        | Fact::ChangeCovers(_)
        | Fact::Settled(_)
        | Fact::Confirmed(_) => true,
        Fact::FollowUpMoved(moved) => matches!(
            moved.state,
            FollowUpState::Reviewed | FollowUpState::Approved | FollowUpState::Released
        ),
        _ => false,
    }
}

/// Whether an entry holds such a word.
pub(super) fn holds_word(entry: &Entry) -> bool {
    entry.numbered_facts().any(|(_, fact)| is_word(fact))
}
