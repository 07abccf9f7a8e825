//! Many runs seen whole, one after the other.
//!
//! What stays true: a segment is read once for all the runs that lie in the same segments, and
//! those are let go before the next are read. So a year of runs costs about one reading of the
//! record, and the memory of the runs of one segment or of a few.

use super::Session;
use crate::event::{RunId, Thread};
use crate::journal::{ReadFault, SegmentPlace};
use crate::state::{Places, Run};
use std::collections::{BTreeMap, BTreeSet};

impl Session {
    /// Shows each of these runs whole, in no order that means anything.
    ///
    /// # Errors
    /// When a segment cannot be read.
    pub fn each_whole(
        &self,
        wanted: &BTreeSet<RunId>,
        sink: &mut dyn FnMut(&Run),
    ) -> Result<(), ReadFault> {
        let mut put_away: BTreeMap<Places, BTreeMap<RunId, Run>> = BTreeMap::new();
        {
            let state = self.state();
            for id in wanted {
                if let Some(run) = state.run(*id) {
                    sink(run);
                } else if let Some(places) = state.places(*id) {
                    let runs = put_away.entry(places).or_default();
                    runs.insert(*id, Run::new(*id));
                }
            }
        }
        while let Some((places, mut runs)) = put_away.pop_first() {
            for (writer, segment) in &places {
                let place = SegmentPlace {
                    writer: writer.clone(),
                    segment: *segment,
                };
                let state = self.state();
                let read = self.journal.reader().read_segment(&place, &mut |entry| {
                    if state.waits_for_signature(&entry) {
                        return;
                    }
                    for thread in &entry.envelope.on {
                        if let Thread::Run(id) = thread
                            && let Some(run) = runs.get_mut(id)
                        {
                            run.apply(&entry);
                        }
                    }
                });
                read.inspect_err(|fault| self.workspace.contents.note_fault(fault))?;
            }
            for run in runs.values().filter(|run| run.started.is_some()) {
                sink(run);
            }
        }
        Ok(())
    }
}
