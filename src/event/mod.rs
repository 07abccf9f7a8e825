//! What can have happened, and the entry that carries it.
//!
//! An [`Entry`] is one line of the journal: the envelope is fixed for ever, the
//! [`Event`]s in it are facts in the past tense that came from one command and count
//! together. An event that this program does not know is kept as it was written; it makes
//! its threads read-only, and hides nothing beside it. This room knows the shapes alone:
//! what they mean together is `state`, how they are kept is `journal`.

mod address;
mod answer;
mod binding;
mod doing;
mod entry;
mod fact;
mod follow_up;
mod handoff;
mod json;
mod keys;
mod parts;
mod segment;
mod start;
mod wound;

pub use address::{
    EntryHash, EntryRef, EscalationId, FollowUpId, HandoverId, JournalId, MalformedAddress, RunId,
    Thread, WriterId,
};
pub use answer::{
    Attempt, BoxesAtEnd, CalledBox, CameTo, Counts, Ending, Grade, Outcome, StepDone,
};
pub use binding::{Binding, bound_bits};
pub use doing::{CommandEnded, CommandStarted, CommandStatus, SignedOff, WaitStarted};
pub use entry::{Entry, Envelope, Event, MalformedEntry};
pub use fact::Fact;
pub use follow_up::{
    ChangePlan, FollowUpAssigned, FollowUpKind, FollowUpMoved, FollowUpOpened, FollowUpState,
    Origin, Redline,
};
pub use handoff::{
    ChangeCovers, EscalationAnswered, EscalationContacted, EscalationHop, EscalationOpened,
    EscalationResolved, HandedBack, HandoverAccepted, HandoverGiven, HandoverItem,
    ReadinessAttested, ReviewDone, ShiftSeverity, StabilizationClosed, StabilizationExtended,
    WaiverAccepted,
};
pub use keys::KeysNoticed;
pub use parts::{Part, PartsDigest};
pub use segment::{Closes, Seen, SeenHead, SegmentStarted};
pub use start::{Carries, Cause, RunStarted};
pub use wound::{
    Adopted, Confirmed, FindingKind, HeadLost, HeadsUnknown, Instead, Joined, Settled,
    finding_name, lost_name,
};
