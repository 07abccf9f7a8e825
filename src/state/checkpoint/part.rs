//! A part of a checkpoint made anew, for a checkpoint that does not hold it any more.

use crate::state::closed::Closed;
use crate::state::drawer::{Part, Stowed};
use crate::state::fold::State;
use crate::state::summary::Summary;

impl State {
    /// The bytes that a checkpoint of this state holds for a part.
    pub fn part(&self, part: &Part) -> Vec<u8> {
        let closed = &self.closed;
        match part {
            Part::Month(month) => in_month(closed, *month),
            Part::Ids(month) => {
                let known = closed.months.get(month);
                known.map_or_else(Vec::new, |it| it.ids.get().stow())
            }
            Part::Line(line, since) => {
                let runs = closed.of_line(line);
                oldest_first(runs.take_while(|run| run.id >= *since)).stow()
            }
            Part::Fills(line, until) => {
                let line = self.lines.get(line);
                let fills = line.map(|line| line.fills.before(*until));
                fills.unwrap_or_default().stow()
            }
            Part::Rehearsals(procedure) => closed
                .rehearsals(procedure)
                .cloned()
                .collect::<Vec<_>>()
                .stow(),
            Part::Latest(at, id) => {
                let since = (*at, *id);
                let runs = closed.last_ended();
                oldest_first(runs.take_while(|run| (run.ended_at, run.id) >= since)).stow()
            }
        }
    }
}

fn in_month(closed: &Closed, month: u32) -> Vec<u8> {
    let known = closed.months.get(&month);
    known.map_or_else(|| Vec::<Summary>::new().stow(), |it| it.runs.get().stow())
}

fn oldest_first<'a>(runs: impl Iterator<Item = &'a Summary>) -> Vec<Summary> {
    let mut runs: Vec<Summary> = runs.cloned().collect();
    runs.reverse();
    runs
}
