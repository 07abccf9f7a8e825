//! Calling for help: the escalation on record, and whom to call, with today's numbers.

use super::Teller;
use super::conversation::Leave;
use crate::command::{Command, Escalate, Handoff};
use crate::event::{EscalationOpened, Fact, RunId};
use crate::runbook::{Runbook, StepRef};
use crate::session::Request;

impl Teller {
    /// Opens an escalation at a box, and says its path.
    pub(super) fn escalate(
        &mut self,
        rest: &str,
        run: RunId,
        step_ref: StepRef,
    ) -> Result<(), Leave> {
        let Some(severity) = self.words(rest, "How bad is it (a severity of the runbook)?")? else {
            return Ok(());
        };
        let request = Escalate {
            severity,
            run: Some(run),
            step_ref: Some(step_ref),
            ..Escalate::default()
        };
        let request = Request::Do(Command::Handoff(Handoff::Escalate(Box::new(request))));
        let Some(receipt) = self.submit(&request)? else {
            return Ok(());
        };
        for fact in &receipt.facts {
            if let Fact::EscalationOpened(opened) = fact {
                self.path(opened)?;
            }
        }
        Ok(())
    }

    fn path(&mut self, opened: &EscalationOpened) -> Result<(), Leave> {
        let newest = self.session.newest(opened.runbook.as_str());
        for (number, hop) in (1..).zip(&opened.path) {
            let address = newest
                .as_ref()
                .and_then(|pin| address(&pin.runbook, &hop.contact));
            let address = address.map(|address| format!(": {address}"));
            self.talk.say(&format!(
                "{number}. Call {}{}",
                hop.name,
                address.unwrap_or_default()
            ))?;
        }
        let id = opened.id.short();
        self.talk.say(&format!(
            "Say what comes of it: `rounds escalate {id} --contacted NAME`, --answered, --resolved."
        ))
    }
}

/// How someone is reached today.
fn address<'r>(runbook: &'r Runbook, contact: &str) -> Option<&'r str> {
    let mut contacts = runbook.contacts.iter();
    let known = contacts.find(|known| known.id == contact);
    let owner = || runbook.owners.get(contact)?.contact.as_deref();
    known.map_or_else(owner, |known| known.contact.as_deref())
}
