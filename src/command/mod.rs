//! What an operator means, decided.
//!
//! [`decide`] takes a command and the state that it meets, and gives the events that follow
//! or a refusal that says what to do instead. It changes nothing, reads no clock and opens
//! no file: the moment, the operator and a fresh id come in with the [`Context`].

mod alert;
mod answer;
mod at_step;
mod blocked;
mod change;
mod checks;
mod child;
mod context;
mod deferral;
mod doing;
mod end;
mod follow_up;
mod handoff;
mod items;
mod note;
mod notice;
mod occurrence;
mod opened;
mod ready;
mod refusal;
mod secret;
mod settle;
mod sign;
mod start;
mod step;
mod subject;
#[cfg(test)]
mod tests;
mod typed;

pub use alert::{Labelled, already_at_it, from_labels};
pub use answer::{Answer, CompleteStep};
pub use blocked::Blocked;
use change::may_be_signed;
pub use change::may_move;
pub use checks::target_values;
pub use child::{Handed, call, follow_failure};
pub use context::{CommandResult, Context, Decision, Pinned, StartRun};
pub use doing::taken_secret;
pub use follow_up::{AssignFollowUp, OfChange, OpenFollowUp};
pub use handoff::{Escalate, GiveShift, Handoff, HandoffRefusal, TakeShift, runbook_of};
pub use items::ItemFault;
pub use note::KeptFile;
pub use note::TakeOver;
pub use notice::{Found, notice, restore};
pub use opened::{as_opened, pretend};
pub use ready::{Form, Ready, command_at, quoted};
pub use refusal::{Newer, Refusal};
pub use secret::Secret;
pub use settle::{Settle, ToConfirm, confirm, settle};
pub use sign::{may_sign, signature_meaning, signers};

use checks::{
    LONGEST_ENTRY_BYTES, RunAt, bytes_of, going_on, known_run, optional, readable, walked, words,
    writable,
};

use crate::event::{FollowUpId, FollowUpState, RunId};
use crate::runbook::{StepId, StepRef};
use crate::state::{SeriesId, State};
use jiff::Timestamp;

/// What an operator wants to happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Begin a run of a procedure of the pinned runbook.
    StartRun(StartRun),
    /// Begin a run that takes back what another one did, by that one's pinned revision.
    StartUndo {
        /// Which run is to be backed out.
        run: RunId,
    },
    /// Answer a box.
    CompleteStep(CompleteStep),
    /// Take an outcome back: this box's, or the last one that this operator gave.
    TakeBack {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: Option<StepRef>,
    },
    /// Go on past a holding box.
    CarryOn {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
        /// Why.
        reason: String,
    },
    /// Say that a step's caution was read.
    AcknowledgeCaution {
        /// In which run.
        run: RunId,
        /// Which step.
        step: StepId,
    },
    /// Begin a step's command: saved before it runs.
    StartCommand {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
    },
    /// Say how a step's command ended, and what follows for the box.
    EndCommand {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
        /// How it ended.
        result: Box<CommandResult>,
    },
    /// Say that nobody knows what a step's command came to: its program is gone.
    ForgetCommand {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
    },
    /// Show a step's command in a rehearsal, and let the box have what the scenario says.
    PretendCommand {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
    },
    /// Look at what the scenario of a rehearsal has at a box: it is blind until then.
    LookAtScenario {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
    },
    /// Begin a step's wait, or begin it once more.
    StartWait {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
    },
    /// Sign what another person did.
    SignOff {
        /// In which run.
        run: RunId,
        /// Which box.
        step_ref: StepRef,
        /// In a rehearsal: whether the second person is only played.
        played: bool,
    },
    /// Write something down, at a box, at a run, or for the shift.
    Note {
        /// In which run; the shift's notes where there is none.
        run: Option<RunId>,
        /// At which box.
        step_ref: Option<StepRef>,
        /// The words.
        text: String,
    },
    /// Take over a run that somebody else says they are at.
    TakeOver(TakeOver),
    /// Keep a file as evidence; the session has stored its content.
    Attach {
        /// In which run.
        run: RunId,
        /// At which box.
        step_ref: Option<StepRef>,
        /// The file.
        file: KeptFile,
    },
    /// Go over to the pinned revision, which is newer than the run's.
    AdoptRevision {
        /// Which run.
        run: RunId,
    },
    /// Finish a run.
    Finish {
        /// Which run.
        run: RunId,
    },
    /// Give a run up.
    Abandon {
        /// Which run.
        run: RunId,
        /// Why.
        reason: String,
    },
    /// Open a follow-up.
    OpenFollowUp(OpenFollowUp),
    /// Bring a follow-up to another state.
    MoveFollowUp {
        /// Which.
        id: FollowUpId,
        /// The state.
        to: FollowUpState,
        /// The answer, the reason, the release note.
        text: Option<String>,
    },
    /// Say anew who acts on a follow-up, by when, or its ticket.
    AssignFollowUp {
        /// Which.
        id: FollowUpId,
        /// What is set.
        set: AssignFollowUp,
    },
    /// Write something down at a follow-up.
    NoteFollowUp {
        /// Which.
        id: FollowUpId,
        /// The words.
        text: String,
    },
    /// Something of a handoff: an escalation, a review, a shift.
    Handoff(Handoff),
    /// Say that an occurrence need not be done.
    Excuse {
        /// Of which procedure and target.
        line: SeriesId,
        /// Which; the oldest that wants doing where it is left out.
        slot: Option<Timestamp>,
        /// Why.
        reason: String,
    },
    /// Say that missed occurrences were seen: of one procedure and target, or all.
    MarkSeen {
        /// Of which procedure and target; all where it is left out.
        line: Option<SeriesId>,
    },
}

/// Decides a command. `pinned` is the runbook as the command's run walks it; for a start
/// or an adoption, the revision to go by. Commands that touch no runbook need none.
///
/// # Errors
/// A [`Refusal`]: nothing happens, and its words say why and what to do.
pub fn decide(
    state: &State,
    pinned: Option<Pinned<'_>>,
    command: &Command,
    context: &Context,
) -> Result<Decision, Refusal> {
    let decision = decide_one(state, pinned, command, context)?;
    match bytes_of(&decision.facts) {
        bytes if bytes > LONGEST_ENTRY_BYTES => Err(Refusal::TooLong {
            bytes,
            most: LONGEST_ENTRY_BYTES,
        }),
        _ => Ok(decision),
    }
}

fn decide_one(
    state: &State,
    pinned: Option<Pinned<'_>>,
    command: &Command,
    context: &Context,
) -> Result<Decision, Refusal> {
    match command {
        Command::StartRun(request) => start::start(state, pinned, request, context),
        Command::StartUndo { run } => child::start_undo(state, pinned, *run, context),
        Command::CompleteStep(complete) => step::complete(state, pinned, complete, context),
        Command::TakeBack { run, step_ref } => {
            step::take_back(state, *run, step_ref.as_ref(), context)
        }
        Command::CarryOn {
            run,
            step_ref,
            reason,
        } => step::carry_on(state, pinned, *run, step_ref, reason),
        Command::AcknowledgeCaution { run, step } => {
            note::acknowledge_caution(state, pinned, *run, step, context)
        }
        Command::StartCommand { run, step_ref } => {
            doing::start_command(state, pinned, *run, step_ref, context)
        }
        Command::EndCommand {
            run,
            step_ref,
            result,
        } => doing::end_command(state, pinned, *run, step_ref, result, context),
        Command::ForgetCommand { run, step_ref } => doing::forget_command(state, *run, step_ref),
        Command::LookAtScenario { run, step_ref } => doing::look(state, pinned, *run, step_ref),
        Command::PretendCommand { run, step_ref } => {
            doing::pretend_command(state, pinned, *run, step_ref, context)
        }
        Command::StartWait { run, step_ref } => {
            doing::start_wait(state, pinned, *run, step_ref, context)
        }
        Command::SignOff {
            run,
            step_ref,
            played,
        } => sign::sign_off(state, pinned, *run, step_ref, *played, context),
        Command::Note {
            run,
            step_ref,
            text,
        } => note::note(state, *run, step_ref.as_ref(), text),
        Command::TakeOver(wanted) => note::take_over(state, wanted),
        Command::Attach {
            run,
            step_ref,
            file,
        } => note::attach(state, *run, step_ref.as_ref(), file),
        Command::AdoptRevision { run } => start::adopt(state, pinned, *run),
        Command::Finish { run } => end::finish(state, pinned, *run),
        Command::Abandon { run, reason } => end::abandon(state, *run, reason),
        Command::OpenFollowUp(request) => follow_up::open(state, pinned, request, context),
        Command::MoveFollowUp { id, to, text } => {
            follow_up::go_to(state, pinned, (*id, *to), text.as_deref(), context)
        }
        Command::AssignFollowUp { id, set } => follow_up::assign(state, *id, set),
        Command::NoteFollowUp { id, text } => follow_up::note(state, *id, text),
        Command::Handoff(request) => handoff::decide(state, pinned, request, context),
        Command::Excuse { line, slot, reason } => {
            occurrence::excuse(state, line, *slot, reason, context)
        }
        Command::MarkSeen { line } => occurrence::mark_seen(state, line.as_ref(), context),
    }
}
