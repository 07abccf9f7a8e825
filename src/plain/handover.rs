//! A shift read line by line: as it stands, given to the next, or taken over.

use super::Teller;
use super::conversation::Leave;
use crate::command::{Command, Handoff};
use crate::event::RunId;
use crate::report::{self, Failed};
use crate::session::Request;
use std::ffi::OsString;
use std::process;

impl Teller {
    /// Says the shift as it stands; then it can be taken over, where one waits, or given.
    pub(super) fn handover(&mut self) -> Result<(), Leave> {
        for line in self.shift() {
            self.talk.say(&line)?;
        }
        let waiting = {
            let state = self.session.state();
            let given = state.waiting_handover().and_then(|it| it.given.as_ref());
            given.map(|said| (said.by.to_string(), said.what.items.clone()))
        };
        if let Some((by, items)) = waiting {
            self.talk
                .say(&format!("A shift that {by} gave waits to be taken over."))?;
            let items = items.into_iter().map(|item| (item.key, item.words));
            return self.take_over(items.collect());
        }
        let to = self
            .talk
            .ask("Give it (an operator's name, - for whoever comes; enter leaves it)?")?;
        if to.is_empty() {
            return Ok(());
        }
        let note = self.optional("A note for them (enter: none)?")?;
        let to = (to != "-").then(|| to.as_str().into());
        let given = self.submit(&Request::Do(Command::Handoff(Handoff::Give { to, note })))?;
        match (given, self.seal.clone()) {
            (Some(_), Some(arguments)) => self.seal_with(&arguments),
            _ => Ok(()),
        }
    }

    /// Lets this program seal the journal, which may ask for the passphrase of a key and says
    /// itself what came of it.
    fn seal_with(&mut self, arguments: &[OsString]) -> Result<(), Leave> {
        let ended = std::env::current_exe()
            .and_then(|program| process::Command::new(program).args(arguments).status());
        self.session.refresh().ok();
        match ended {
            Ok(status) if status.success() => Ok(()),
            _ => self
                .talk
                .say("The shift is given, but the journal is not sealed. `rounds journal seal` seals it."),
        }
    }

    /// Asks about each item; all of them have to be seen.
    fn take_over(&mut self, items: Vec<(String, String)>) -> Result<(), Leave> {
        let mut confirmed = Vec::new();
        for (number, (key, words)) in (1..).zip(items) {
            self.talk.say(&format!("{number}. {words}"))?;
            let line = self.talk.ask("Seen (y, anything else leaves it all)?")?;
            if !matches!(&*line, "y" | "Y" | "yes") {
                return self.talk.say("Not taken over.");
            }
            confirmed.push(key);
        }
        let note = self.optional("A note with it (enter: none)?")?;
        let request = Handoff::Accept {
            id: None,
            confirmed,
            note,
        };
        self.submit(&Request::Do(Command::Handoff(request)))?;
        Ok(())
    }

    fn optional(&mut self, prompt: &str) -> Result<Option<String>, Leave> {
        let line = self.talk.ask(prompt)?;
        Ok((!line.is_empty()).then_some(line))
    }

    /// The report of the shift, line by line.
    fn shift(&mut self) -> Vec<String> {
        let outside = self.session.outside();
        let wall = self.clock();
        let failing: Vec<RunId> = {
            let state = self.session.state();
            let shift = state.shift(state.shift_began(wall.now), wall.now);
            shift.failures().map(|summary| summary.id).collect()
        };
        let failed = failing.into_iter().filter_map(|id| self.session.whole(id));
        let failed: Vec<Failed> = failed.map(|run| report::failed(&run)).collect();
        let state = self.session.state();
        let shift = state.shift(state.shift_began(wall.now), wall.now);
        report::handover(&state, &shift, &failed, &outside, &wall).text()
    }
}
