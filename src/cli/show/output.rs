//! `rounds show RUN --output STEP`: what was kept of the output of a step's command.

use crate::cli::desk::Desk;
use crate::cli::exit::{Exit, Stop};
use crate::cli::walked::Walked;
use crate::event::RunId;
use crate::state::Boxed;

/// Tells the output of the last command of a step that left one, line by line; what cannot be
/// seen in it is made visible.
pub fn show(run: RunId, step: &str, desk: &mut Desk) -> Result<Exit, Stop> {
    let session = desk.session()?;
    let walked = Walked::of(session, run)?;
    let spot = walked.spot(step)?;
    let boxed = walked.run.boxes.get(&spot);
    let mut ends = boxed.into_iter().flat_map(Boxed::commands).rev();
    let Some(output) = ends.find_map(|(_, ended)| ended?.what.output) else {
        return Err(Stop::No(format!(
            "No output of step {spot} is kept: no command of it has ended, or its output is not kept."
        )));
    };
    let Some(bytes) = session.kept(output) else {
        return Err(Stop::No(format!(
            "The output of step {spot} is not here yet, or was removed: {output}."
        )));
    };
    for line in crate::text::lines(&String::from_utf8_lossy(&bytes)) {
        desk.out.say(line.as_str())?;
    }
    Ok(Exit::WELL)
}
