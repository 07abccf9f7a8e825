//! The fold: entries become runs, occurrences, readings and notes.
//!
//! [`State::apply`] takes every entry that was ever written, in any order of arrival, and
//! every order gives an equal state ([`State::settled`] is what is compared). It refuses
//! nothing, opens nothing and reads no clock. A run that has ended shrinks to a summary;
//! an entry that arrives for it later asks for its entries again ([`State::stale`]).
//!
//! - [`MvRegister`]: what several writers said of one thing
//! - [`Run`], [`Summary`]: one run, whole or in few bytes
//! - [`StoryItem`], [`Happening`]: what was said in a run; what happened over all
//! - [`Escalation`], [`Handover`]: who was called for; a shift given and taken over
//! - [`FollowUp`]: what outlives a run and wants someone
//! - [`Window`], [`Reviewed`], [`ReadinessItem`], [`Drift`]: a runbook beside what was done
//! - [`Series`]: a procedure on one target, and its occurrences
//! - [`Progress`]: a run beside the procedure that it walks: what is wanted, what holds
//! - [`Today`]: what wants someone now

mod anomalies;
mod as_json;
mod at_end;
mod attention;
mod beginning;
mod checkpoint;
mod checksum;
mod child;
mod closed;
mod count;
mod debrief;
mod deferral;
mod digest;
mod doing;
mod doubt;
mod drawer;
mod drift;
mod escalation;
mod fills;
mod fold;
mod follow_up;
mod follow_up_list;
mod follow_ups;
mod grade;
mod handoff;
mod handoff_list;
mod hands;
mod history;
mod id_search;
mod items;
mod judge;
#[cfg(test)]
pub(crate) mod kit;
mod laying;
mod on_call;
mod on_time;
mod pace;
mod people;
mod progress;
mod proof;
mod readiness;
mod register;
mod rehearsed;
mod relation;
mod remark;
mod replaced;
mod review;
mod row;
mod run;
mod run_facts;
mod script;
mod series;
mod series_id;
mod shift;
mod signatures;
mod signing;
mod silences;
mod span;
mod step_state;
mod step_status;
mod story;
mod summary;
#[cfg(test)]
mod tests;
mod today;
mod training;
mod trends;
mod unfilled;
mod verdict;
mod vouching;
mod why_not;
mod wound_list;
mod wounds;
mod writer_host;
mod written_up;

pub use anomalies::{LastTime, SAME_READINGS, TooFast, never_moved, too_fast};
pub use attention::Whom;
pub use checkpoint::{Checkpoint, FOLD_VERSION};
pub(crate) use checksum::checksum;
pub use child::Child;
pub use count::{BoxCount, Gap, Tally};
pub use debrief::{AnswerTime, Debrief, Injected, Trained, Wrong, WrongKind, answer_times};
pub use deferral::Carrying;
pub use digest::parts_digest;
pub use doubt::{Doubt, Doubting, Far, Implausible};
pub use drawer::{Part, Shelf, Slot};
pub use drift::Drift;
pub use escalation::{Escalation, HopStanding, Target};
pub use fold::{KnownRevision, RevisionKnown, State};
pub use follow_up::{FollowUp, FollowUpStory, Moved, STEP_CHANGED};
pub use grade::{Graded, GradedBox};
pub use handoff::{BookRecord, Handover, WindowSaid};
pub use hands::{Hand, SameHand};
pub use history::{Happening, HappeningKind};
pub use on_call::OnCall;
pub use on_time::{OnTime, on_time_percent};
pub use pace::Pace;
pub use people::known_operators;
pub use progress::Progress;
pub use proof::{Done, Proof, ProofStanding};
pub use readiness::{
    Item as ReadinessItem, Standing as ReadinessStanding, WaiverStanding, expires_next,
    waiver_standing,
};
pub use register::{Mark, MvRegister, Stamped};
pub use rehearsed::{RehearsalState, rehearsal_state};
pub use relation::UndoPlan;
pub use remark::{Remark, RemarkKind, Weight, is_before};
pub use replaced::Replaced;
pub use review::{Approval, NoWayBack, Reviewed, Week, Window, day_of};
pub use row::{FirstStep, Row, Trouble, Upkeep};
pub use run::Run;
pub use run_facts::{Adopted, Attachment, Ended, Note, Revision, Started, TakenOver};
pub use series::{HORIZON, Noticed, Occurrence, Series, SlotState};
pub use series_id::SeriesId;
pub use shift::Shift;
pub use signing::{
    Found, KeyLine, KeyNews, KeyProblem, KeyTurn, ListId, SignatureFault, ToCheck, Unsigned,
    is_word, read_keys,
};
pub use step_state::{Carried, StepState};
pub use step_status::{Standing, StepStatus};
pub use story::StoryItem;
pub use summary::{Places, Ran, Reading, Share, Shared, Summary};
pub use today::Today;
pub use training::{Practice, Rehearsed, Training, training};
pub use trends::{Point, Trend};
pub use verdict::Verdict;
pub use vouching::CannotVouch;
pub use why_not::{Lack, WhyNot};
pub use wounds::{TakenIn, UnknownEvent};
pub use writer_host::WriterHost;
pub use written_up::WrittenUp;
