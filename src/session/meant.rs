//! What a request means: the command that it is, and the revision that this is decided by.
//!
//! Decides against the state that the workspace holds, and changes nothing.

use super::failure::Failure;
use super::pins::Pin;
use super::request::run_of;
use super::workspace::{Objects, Prepared, Workspace, now};
use super::{Request, Start};
use crate::command::{
    self, Blocked, Command, Context, Decision, Handed, Pinned, Refusal, StartRun,
};
use crate::event::{RunId, bound_bits};
use crate::state::State;

impl Request {
    /// Looks at its words, and at its file, as granting it will: for who has several requests,
    /// and wants to know before the first of them is granted.
    ///
    /// # Errors
    /// [`Failure::LooksSecret`], or why the file cannot be read.
    pub fn check(&self) -> Result<(), Failure> {
        Prepared::of(self).map(drop)
    }
}

impl Workspace {
    /// What a request comes to against the state of now, with the objects that its entry needs.
    pub fn decide(&mut self, prepared: &Prepared<'_>) -> Result<(Decision, Objects), Failure> {
        self.decide_against(None, prepared)
    }

    /// The same, `ahead` of the record: with what the library says and nobody noticed yet. The
    /// first thing at a run that was only opened begins it.
    pub(super) fn decide_against(
        &mut self,
        ahead: Option<&State>,
        prepared: &Prepared<'_>,
    ) -> Result<(Decision, Objects), Failure> {
        let opened = prepared.request.run().and_then(|run| self.unwritten(run));
        match opened.cloned() {
            Some(opened) => self.decide_first(ahead, prepared, opened),
            None => self.decide_as(self.fresh(), ahead, prepared),
        }
    }

    /// What a request comes to; what it begins gets this id.
    pub(super) fn decide_as(
        &mut self,
        (fresh, salt): (RunId, Option<String>),
        ahead: Option<&State>,
        prepared: &Prepared<'_>,
    ) -> Result<(Decision, Objects), Failure> {
        let context = self.context(fresh);
        let mut kept = None;
        let (command, pin) = match prepared.request {
            Request::Do(command) => (command.clone(), self.pin_for(ahead, command)),
            Request::Start(start) => {
                let pin = self.newest(start.procedure.runbook.as_str());
                (start_command(start), pin)
            }
            Request::Adopt(run) => {
                let runbook = self.walked_by(*run).map(|(runbook, _)| runbook);
                let pin = runbook.and_then(|runbook| self.newest(runbook.as_str()));
                (Command::AdoptRevision { run: *run }, pin)
            }
            Request::Call { .. } | Request::FollowFailure { .. } => {
                let handed = self.handed(ahead, prepared.request, &context)?;
                let pin = self.newest(handed.procedure.runbook.as_str());
                let id = handed.procedure.procedure.as_str();
                let known = pin.as_ref().map(|pin| pin.runbook.procedure(id));
                if known.flatten().is_none() {
                    let procedure = handed.procedure.to_string();
                    return Err(Refusal::from(Blocked::LeadsNowhere { procedure }).into());
                }
                (Command::StartRun(handed.start), pin)
            }
            Request::Finished(finished) => {
                let (command, object) = finished.command();
                kept = object;
                (command, self.pin(finished.run))
            }
            Request::Attach { run, step_ref, .. } => {
                (prepared.attach(*run, step_ref.clone()), None)
            }
            Request::Evidenced(it) => (it.command.clone(), self.pin_for(ahead, &it.command)),
            Request::EvenSo(_) => return Err(Refusal::NoSuchRun.into()),
        };
        let pinned = pin.as_ref().map(|pin| Pinned {
            revision: pin.revision,
            runbook: &pin.runbook,
        });
        let of_now = self.state();
        let state = ahead.unwrap_or(&of_now);
        let mut decision = command::decide(state, pinned, &command, &context)?;
        if let Request::Evidenced(it) = prepared.request {
            let attach = prepared.attach(it.run, Some(it.step_ref.clone()));
            let evidence = command::decide(state, None, &attach, &context)?;
            decision.facts.extend(evidence.facts);
        }
        if let Some(salt) = salt {
            let facts = decision.facts.iter_mut();
            facts.for_each(|fact| fact.bind(fresh.0, &salt));
        }
        let objects = prepared
            .file
            .iter()
            .map(|(_, digest, bytes)| (*digest, bytes.clone()));
        Ok((decision, objects.chain(kept).collect()))
    }

    /// An id that is bound to the writer, where one is known, and the salt that shows it.
    pub(super) fn fresh(&self) -> (RunId, Option<String>) {
        let random = ulid::Ulid::generate();
        let Some(writer) = &self.writer else {
            return (RunId(random), None);
        };
        let salt = format!("{:020x}", random.random());
        let id = ulid::Ulid::from_parts(random.timestamp_ms(), bound_bits(writer, &salt));
        (RunId(id), Some(salt))
    }

    pub(super) fn context(&self, fresh: RunId) -> Context {
        Context {
            now: now(),
            operator: self.settings.operator.clone(),
            host: self.host.clone(),
            account: self.settings.account.clone(),
            fresh,
        }
    }

    /// The start that a run's step makes: decided by that run's revision.
    fn handed(
        &mut self,
        ahead: Option<&State>,
        request: &Request,
        context: &Context,
    ) -> Result<Handed, Failure> {
        let (Request::Call {
            run,
            step_ref,
            target,
        }
        | Request::FollowFailure {
            run,
            step_ref,
            target,
        }) = request
        else {
            return Err(Refusal::NoSuchRun.into());
        };
        let pin = self.pin(*run);
        let pinned = pin.as_ref().map(|pin| Pinned {
            revision: pin.revision,
            runbook: &pin.runbook,
        });
        let of_now = self.state();
        let state = ahead.unwrap_or(&of_now);
        let target = target.as_ref();
        Ok(match request {
            Request::Call { .. } => command::call(state, pinned, *run, step_ref, target, context)?,
            _ => command::follow_failure(state, pinned, *run, step_ref, target)?,
        })
    }

    /// The runbook that a command is decided against: its run's, else the one that it names.
    fn pin_for(&mut self, ahead: Option<&State>, command: &Command) -> Option<Pin> {
        match (run_of(command), command) {
            (Some(run), _) => self.pin(run),
            (None, Command::OpenFollowUp(request)) => {
                let runbook = request.runbook.as_ref()?;
                self.newest(runbook.as_str())
            }
            (None, Command::MoveFollowUp { id, .. }) => {
                let known = self.state();
                let opening = known.follow_up(*id).and_then(|known| known.opening());
                let runbook = opening.and_then(|opening| opening.runbook.clone());
                drop(known);
                self.newest(runbook?.as_str())
            }
            (None, Command::Handoff(request)) => {
                let runbook = match ahead {
                    Some(ahead) => command::runbook_of(ahead, request),
                    None => command::runbook_of(&self.state(), request),
                };
                self.newest(runbook?.as_str())
            }
            _ => None,
        }
    }
}

fn start_command(start: &Start) -> Command {
    Command::StartRun(StartRun {
        target: start.target.clone(),
        values: start.values.clone(),
        rehearsal: start.rehearsal,
        scenario: start.scenario.clone(),
        alert: start.alert.clone(),
        opened: start.opened,
        beside: start.beside,
        ..StartRun::of(start.procedure.procedure.clone())
    })
}
