//! `rounds show`: a runbook, a procedure, a run or a follow-up, in full.

mod boxes;
mod changes;
mod commits;
mod debrief;
mod history;
mod how_done;
mod output;
mod parts;
mod procedure;
mod run;
mod runbook;

pub use changes::changes;
pub(super) use parts::{paragraph, prose};

use super::args::ShowArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::what::{self, What};

/// Shows what is meant.
///
/// # Errors
/// When nothing is meant, or it cannot be read.
pub fn run(args: &ShowArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    match what::anything(invocation.session()?, &args.what.what)? {
        What::Run(run) if args.debrief => debrief::show(run, args.form, invocation),
        _ if args.debrief => Err(Stop::Usage(
            "--debrief looks back on a run: give its id.".to_owned(),
        )),
        What::Runbook(id) if args.changes => changes::show(&id, args.form, invocation),
        What::Run(run) if args.output.is_some() => {
            output::show(run, args.output.as_deref().unwrap_or_default(), invocation)
        }
        _ if args.output.is_some() => Err(Stop::Usage(
            "--output belongs to a step of a run: give the run's id.".to_owned(),
        )),
        _ if args.changes => Err(Stop::Usage(
            "--changes belongs to a runbook: give its id.".to_owned(),
        )),
        What::Runbook(id) => runbook::show(&id, args.form, invocation),
        What::Procedure(procedure) => procedure::show(&procedure, args.form, invocation),
        What::Run(run) => run::show(run, args.form, invocation),
        What::FollowUp(id) => super::follow_up::show(id, args.form, invocation),
    }
}
