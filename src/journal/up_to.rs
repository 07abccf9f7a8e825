//! Reading a record once more, as far as another reader had come: for who keeps what that reader
//! delivered in a form that was lost.

use super::fault::ReadFault;
use super::fork::fork_files;
use super::place::{Arrived, Positions};
use super::reader::Reader;

impl Reader {
    /// Delivers what another reader had delivered when it stood at these positions, on every side
    /// of the records; comes to stand there.
    ///
    /// # Errors
    /// As [`Reader::poll`].
    pub fn up_to(
        &mut self,
        positions: &Positions,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        self.positions.journal = positions.journal;
        self.positions.joined.clone_from(&positions.joined);
        self.positions.foreign.clone_from(&positions.foreign);
        // Where records part is known before they are read, as it was then.
        self.positions.forks.clone_from(&positions.forks);
        self.positions.rewind_forks();
        for (writer, head) in &positions.writers {
            self.poll_writer(writer, Some((head.segment, head.bytes)), sink)?;
        }
        let files = fork_files(&self.disk, &self.root, None).map_err(ReadFault::beside)?;
        self.poll_forks(&files, Some(positions), sink)
    }
}
