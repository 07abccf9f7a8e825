//! Beginning a run: where, and by which scenario, is asked where it is not plain.

use super::Teller;
use super::conversation::Leave;
use crate::command::Refusal;
use crate::event::RunId;
use crate::runbook::{ProcedureRef, TargetName};
use crate::session::{Failure, Request, Start};

impl Teller {
    /// Begins a run and walks it.
    pub(super) fn start(
        &mut self,
        procedure: &ProcedureRef,
        target: Option<TargetName>,
        rehearsal: bool,
    ) -> Result<(), Leave> {
        let mut start = Start {
            target,
            rehearsal,
            ..Start::of(procedure.clone())
        };
        if rehearsal {
            start.scenario = self.scenario(procedure)?;
        }
        match self.begun(start)? {
            Some(run) => self.walk(run),
            None => Ok(()),
        }
    }

    /// Begins a run; asks where, until that is a place or nothing is said.
    fn begun(&mut self, mut start: Start) -> Result<Option<RunId>, Leave> {
        loop {
            let request = Request::Start(start.clone());
            let known = match self.session.submit(&request) {
                Err(Failure::Refused(Refusal::WhichTarget { known })) => known,
                granted => {
                    return Ok(self
                        .told(&request, granted)?
                        .and_then(|receipt| receipt.run));
                }
            };
            match self.choice("Where", &known)? {
                Some(target) => start.target = Some(TargetName::from(target.as_str())),
                None => return Ok(None),
            }
        }
    }

    fn scenario(&mut self, procedure: &ProcedureRef) -> Result<Option<String>, Leave> {
        let newest = self.session.newest(procedure.runbook.as_str());
        let known = newest.as_ref();
        let known = known.and_then(|pin| pin.runbook.procedure(procedure.procedure.as_str()));
        let scenarios = known.map_or(&[][..], |procedure| &procedure.rehearsals);
        let titles: Vec<_> = scenarios.iter().map(|known| known.title.clone()).collect();
        match titles.is_empty() {
            true => Ok(None),
            false => self.choice("By which scenario", &titles),
        }
    }

    /// One of a list, by its number or its words; none where enter says so.
    fn choice(&mut self, what: &str, known: &[String]) -> Result<Option<String>, Leave> {
        loop {
            for (number, known) in (1..).zip(known) {
                self.talk.say(&format!("{number} {known}"))?;
            }
            let line = self.talk.ask(&format!(
                "{what} (a number or the words; enter: none of them)?"
            ))?;
            if line.is_empty() {
                return Ok(None);
            }
            let numbered = line.parse::<usize>().ok();
            let numbered = numbered.and_then(|number| known.get(number.checked_sub(1)?));
            let named = known.iter().find(|known| **known == line);
            match numbered.or(named) {
                Some(chosen) => return Ok(Some(chosen.clone())),
                None => self.talk.say(&format!("“{line}” is none of them."))?,
            }
        }
    }
}
