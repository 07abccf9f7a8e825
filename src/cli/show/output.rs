//! `rounds show RUN --output STEP`: what was kept of the output of a step's command.

use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::event::RunId;
use crate::session::RunProgress;
use crate::state::StepState;

/// Tells the output of the last command of a step that left one, line by line; what cannot be
/// seen in it is made visible.
pub fn show(run: RunId, step: &str, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.session()?;
    let walked = RunProgress::of(session, run)?;
    let step_ref = walked.step_ref(step)?;
    let step_state = walked.run.boxes.get(&step_ref);
    let mut ends = step_state.into_iter().flat_map(StepState::commands).rev();
    let Some(output) = ends.find_map(|(_, ended)| ended?.what.output) else {
        return Err(Stop::No(format!(
            "No output of step {step_ref} is kept: no command of it has ended, or its output is not kept."
        )));
    };
    let Some(bytes) = session.kept(output) else {
        if let Some(ill) = session.ill_of(&output) {
            return Err(Stop::Journal(ill.sentence()));
        }
        return Err(Stop::No(format!(
            "The output of step {step_ref} is not here yet, or was removed: {output}."
        )));
    };
    for line in crate::text::lines(&String::from_utf8_lossy(&bytes)) {
        invocation.out.say(line.as_str())?;
    }
    Ok(Exit::WELL)
}
