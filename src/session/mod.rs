//! The one writer: library, journal and state brought together.
//!
//! A [`Session`] opens the record and the library, decides commands against what is really
//! there (under the journal's lock, after everything that others saved has been folded in),
//! appends what follows, and only then applies it. What is shown as saved has been synced.
//! A refusal or a failure changes nothing, and gives the command back.
//!
//! Opening reads alone: folders come to be with the first thing that is written.

mod checkpoint;
mod claiming;
mod claims;
pub mod commands;
mod commits;
mod confirmed;
mod contents;
mod current;
mod failure;
mod finished;
mod fold;
mod found;
mod health;
mod in_step;
mod key_list;
mod last_sync;
mod meant;
mod opened;
mod opened_run;
mod pins;
mod preview;
mod request;
mod run_progress;
mod secret;
mod signatures;
mod signing;
mod since;
mod team;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod torn;
mod upkeep;
mod whereabouts;
mod whole;
mod words;
mod worker;
mod workspace;
mod wounds;
mod written;

pub use claiming::LIBRARY;
pub use current::Rewritten;
pub use failure::Failure;
pub use finished::Finished;
pub use health::{Health, Ill, IllKind, ills};
pub use key_list::{key_list_of, read_key_list};
pub use last_sync::{Known, LastSync, Mine};
pub use pins::{Currency, Pin};
pub use preview::{Preview, broken, first_steps, news, to_allow};
pub use request::{Evidenced, MOST_ATTACHED_BYTES, Request, Start};
pub use run_progress::RunProgress;
pub use signing::{NAMESPACE, ask_keygen, last_words, signed_text, signer, try_key};
pub use team::{JoinedTeam, NoSync, Team};
pub use worker::{Report, Wake, Worker, WorkerRequest, answer};
pub use wounds::name_of;

use crate::command::{Answer, Blocked, Command, CompleteStep, Pinned, Refusal, taken_secret};
use crate::config::Settings;
use crate::event::{Cause, Ending, EntryRef, Fact, RunId, Thread};
use crate::journal::{Arrived, Identity, Journal, Places, ReadFault, WriteFault};
use crate::library::Library;
use crate::runbook::{Operator, TargetName, Values};
use crate::state::{Run, State, Verdict};
use contents::Outdated;
use found::Signatures;
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock, RwLockReadGuard};
use workspace::{Prepared, Workspace};

/// What was saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The entry.
    pub entry: EntryRef,
    /// The run that it belongs to, where it belongs to one.
    pub run: Option<RunId>,
    /// Every thread that it touches.
    pub on: Vec<Thread>,
    /// What happened.
    pub facts: Vec<Fact>,
}

/// Everything at hand: the journal, and the workspace that knows what it says.
pub struct Session {
    journal: Journal,
    workspace: Workspace,
    /// Entries applied since the checkpoint that it began with.
    since_checkpoint: usize,
    /// What else is wrong with the record and not settled.
    wounds: Vec<Ill>,
    /// Secrets that were answered, by run: in memory, and nowhere else.
    secrets: BTreeMap<RunId, Values>,
    /// What is known of signatures beside the record.
    signatures: Signatures,
}

impl Session {
    /// The record with everything noticed that the library says now. Looks at the library
    /// where that was not done yet; changes and writes nothing.
    pub fn preview(&mut self) -> Preview<'_> {
        if !self.workspace.looked {
            self.workspace.look();
        }
        match self.workspace.ahead() {
            Some(ahead) => Preview::Pretended(Box::new(ahead)),
            None => Preview::Record(self.workspace.state()),
        }
    }

    /// Opens the record, as far as it can be read. The library is not looked at yet.
    ///
    /// # Errors
    /// When the journal's folder is there and cannot be read.
    pub fn open(settings: Settings) -> Result<Self, Failure> {
        let places = Places {
            journal: settings.journal.clone(),
            state: settings.state.clone(),
            id: settings.journal_id,
        };
        let identity = Identity {
            operator: settings.operator.clone(),
            host: settings.host.clone(),
            machine: settings.machine.clone(),
            account: settings.account.clone(),
            boot: settings.boot.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let was_rewritten = Outdated::default();
        let (journal, state) = checkpoint::open(&settings, places, identity, &was_rewritten)?;
        let mut session = Self {
            journal,
            workspace: Workspace::new(settings, state, was_rewritten),
            since_checkpoint: 0,
            wounds: Vec::new(),
            secrets: BTreeMap::new(),
            signatures: Signatures::default(),
        };
        session.refresh()?;
        Ok(session)
    }

    /// What is in force.
    pub fn settings(&self) -> &Settings {
        &self.workspace.settings
    }

    /// This machine, as `"this host"` is recorded.
    pub fn host(&self) -> &TargetName {
        &self.workspace.host
    }

    /// The record, folded.
    pub fn state(&self) -> RwLockReadGuard<'_, State> {
        self.workspace.state()
    }

    /// The record, for another thread to draw from.
    pub fn state_handle(&self) -> Arc<RwLock<State>> {
        self.workspace.state.clone()
    }

    /// The library as it was last looked at.
    pub fn library(&self) -> &Arc<Library> {
        &self.workspace.library
    }

    /// The library, where it was looked at already.
    pub fn looked_at(&self) -> Option<Arc<Library>> {
        self.workspace
            .looked
            .then(|| self.workspace.library.clone())
    }

    /// The journal: its damage, its writers.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Looks at the library's folders; says whether anything is different.
    pub fn look(&mut self) -> bool {
        self.look_at_keys();
        self.workspace.look()
    }

    /// Takes a library that was looked at just now, in the folders in force; says whether
    /// anything is different.
    pub fn take_library(&mut self, library: Library) -> bool {
        self.look_at_keys();
        self.workspace.take(library)
    }

    /// Folds in what others saved; says whether there was anything.
    ///
    /// # Errors
    /// When the journal's folder cannot be read.
    pub fn refresh(&mut self) -> Result<bool, Failure> {
        let before = self.since_checkpoint;
        let kept = self.kept_heads();
        self.catch_up()?;
        // What is read again to fold a run may turn out to be rewritten since.
        if self.workspace.contents.is_outdated() {
            self.catch_up()?;
        }
        self.workspace.advance();
        self.workspace.wounded = false;
        self.look_for_wounds(kept);
        Ok(self.since_checkpoint != before)
    }

    fn catch_up(&mut self) -> Result<(), Failure> {
        if self.workspace.contents.is_outdated() {
            self.journal.begin_anew();
            self.begin_anew();
        }
        match self.poll() {
            Err(ReadFault::Outdated) => {
                self.begin_anew();
                self.poll()?;
            }
            result => result?,
        }
        self.look_at_signatures()?;
        self.workspace.refold(self.journal.reader());
        Ok(())
    }

    fn poll(&mut self) -> Result<(), ReadFault> {
        let (workspace, count) = (&mut self.workspace, &mut self.since_checkpoint);
        self.journal.poll(&mut |arrived| {
            workspace.apply(&arrived);
            *count += 1;
        })
    }

    fn begin_anew(&mut self) {
        self.workspace.contents.begin_anew();
        self.workspace.forget();
        self.since_checkpoint = 0;
    }

    /// Whether the journal holds a lock that it can only let go by being polled again: after
    /// a disk failed so badly that not even that could be noted.
    pub fn wants_polling(&self) -> bool {
        self.journal.wants_polling()
    }

    /// A run in full, also where the state holds only its summary; none where there is none.
    ///
    /// # Errors
    /// When its entries cannot be read.
    pub fn whole(&self, id: RunId) -> Result<Option<Run>, ReadFault> {
        self.workspace.whole(id, self.journal.reader())
    }

    /// The runbook that a run walks.
    pub fn pin(&mut self, run: RunId) -> Option<Pin> {
        self.workspace.pin(run)
    }

    /// The newest good revision of a runbook: its file's, or the last that the record holds.
    pub fn newest(&mut self, runbook: &str) -> Option<Pin> {
        self.workspace.newest(runbook)
    }

    /// Grants a request, or says why not. What was wished for is never lost: it is still the
    /// caller's.
    ///
    /// # Errors
    /// A refusal, or why nothing could be saved.
    pub fn submit(&mut self, request: &Request) -> Result<Receipt, Failure> {
        if !self.workspace.looked {
            self.workspace.look();
        }
        self.refuse_to_forget(request)?;
        self.notice_keys()?;
        self.leave_what_no_signature_reaches();
        let receipt = self.attempt_twice(request)?;
        self.keep_secret(request, &receipt);
        self.answer_call(&receipt);
        self.signatures.await_one(&receipt.facts);
        Ok(receipt)
    }

    fn attempt_twice(&mut self, request: &Request) -> Result<Receipt, Failure> {
        match self.attempt(request) {
            // What was known is void: everything is folded anew, and the request is decided
            // against that.
            Err(Failure::NotSaved(WriteFault::Outdated)) => {
                let wants_anew = self.state().wants_anew();
                match wants_anew {
                    true => self.look_at_signatures()?,
                    false => self.begin_anew(),
                }
                self.refresh()?;
                self.attempt(request)
            }
            result => result,
        }
    }

    /// Grants a request of another operator, who sits down at this terminal: with a writer of
    /// their own, so that each entry says whose it is.
    ///
    /// # Errors
    /// As [`Session::submit`].
    pub fn submit_as(
        &mut self,
        operator: &Operator,
        request: &Request,
    ) -> Result<Receipt, Failure> {
        let mut settings = Settings {
            operator: operator.clone(),
            ..self.settings().clone()
        };
        if *operator != self.settings().operator {
            // The key is not theirs.
            settings.team.signing_key = None;
        }
        let receipt = Session::open(settings)?.submit(request)?;
        self.refresh()?;
        Ok(receipt)
    }

    /// Where settings are in doubt nothing is written: reading shows the default record, but
    /// an entry that stands in it by mistake stands there for good.
    fn refuse_in_doubt(&self) -> Result<(), Failure> {
        match self.settings().in_doubt.as_slice() {
            [] => Ok(()),
            names => Err(Failure::SettingsInDoubt(names.to_vec())),
        }
    }

    /// A command that still runs here has an outcome that will be known.
    fn refuse_to_forget(&self, request: &Request) -> Result<(), Failure> {
        match request {
            Request::Do(Command::ForgetCommand { run, step_ref }) => {
                match self.is_locked(*run, step_ref)? {
                    true => Err(Refusal::from(Blocked::RunsHere).into()),
                    false => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// What was withheld from the record is kept in memory.
    fn keep_secret(&mut self, request: &Request, receipt: &Receipt) {
        let command = match request.bare() {
            Request::Do(command) => command,
            Request::Evidenced(evidenced) => &evidenced.command,
            Request::Finished(finished) => return self.keep_taken(finished, receipt),
            _ => return,
        };
        let Command::CompleteStep(complete) = command else {
            return;
        };
        let typed = match &complete.answer {
            Answer::Secret(secret) => secret.expose(),
            Answer::Value(value) => value,
            _ => return,
        };
        let name = receipt.facts.iter().find_map(|fact| match fact {
            Fact::StepDone(done) if done.withheld => done.name.clone(),
            _ => None,
        });
        if let Some(name) = name {
            self.remember_secret(complete.run, &name, typed);
        }
    }

    /// The secret that a command made, where the record says that it was withheld.
    fn keep_taken(&mut self, finished: &finished::Finished, receipt: &Receipt) {
        let is_withheld = |fact: &Fact| matches!(fact, Fact::StepDone(done) if done.withheld);
        if !receipt.facts.iter().any(is_withheld) {
            return;
        }
        // It has just been saved: the state holds it whole.
        let run = self.whole(finished.run).ok().flatten();
        let (Some(pin), Some(run)) = (self.pin(finished.run), run) else {
            return;
        };
        let pinned = Pinned {
            revision: pin.revision,
            runbook: &pin.runbook,
        };
        let taken = taken_secret(pinned, &run, &finished.step_ref, &finished.result());
        if let Some((name, secret)) = taken {
            self.remember_secret(run.id, &name, secret.expose());
        }
    }

    /// A called run that is completed answers the step that called it. Whatever else it came
    /// to leaves that step to the operator; so does an answer that cannot be saved, because
    /// the end of the called run stands all the same.
    fn answer_call(&mut self, receipt: &Receipt) {
        let completed = receipt.facts.iter().any(
            |fact| matches!(fact, Fact::RunEnded { ending, .. } if *ending == Ending::Completed),
        );
        let Some(run) = receipt.run.filter(|_| completed) else {
            return;
        };
        let whole = self.whole(run).ok().flatten();
        let called = whole.filter(|run| run.verdict() == Verdict::Completed);
        let cause = called.and_then(|run| run.started?.what.cause);
        let box_of = |cause: Cause| match cause {
            Cause::Called { run, .. } => Some((run, cause.step_ref()?)),
            _ => None,
        };
        if let Some((run, step_ref)) = cause.and_then(box_of) {
            let complete = CompleteStep::first(run, step_ref, Answer::Ok);
            let _ = self.attempt_twice(&Request::Do(Command::CompleteStep(complete)));
        }
    }

    fn attempt(&mut self, request: &Request) -> Result<Receipt, Failure> {
        self.refuse_in_doubt()?;
        let prepared = Prepared::of(request)?;
        let (workspace, count) = (&mut self.workspace, &mut self.since_checkpoint);
        let mut turn = self.journal.begin(&mut |arrived| {
            workspace.apply(&arrived);
            *count += 1;
        })?;
        if workspace.state().wants_anew() {
            return Err(Failure::NotSaved(WriteFault::Outdated));
        }
        workspace.writer = turn.writer();
        workspace.refold(turn.reader());
        workspace.make_whole(&prepared, turn.reader());
        // A request that is refused leaves no trace, not even that its schedule was noticed.
        // What the library says and nobody noticed yet may be what it is about.
        let mut decided = match workspace.decide(&prepared) {
            Ok(decided) => Some(decided),
            Err(refused) => match workspace.ahead() {
                Some(ahead) => workspace
                    .decide_against(Some(&ahead), &prepared)
                    .map(|_| None)?,
                None => return Err(refused),
            },
        };
        for (decision, objects) in workspace.notices() {
            for arrived in turn.append(&workspace.draft(decision, objects))? {
                workspace.apply(&arrived);
                *count += 1;
            }
            decided = None;
        }
        let (decision, objects) = match decided {
            Some(decided) => decided,
            None => workspace.decide(&prepared)?,
        };
        let arrived = turn.append(&workspace.draft(decision, objects))?;
        for arrived in &arrived {
            workspace.apply(arrived);
            *count += 1;
        }
        workspace.refold(turn.reader());
        drop(turn);
        if std::mem::take(&mut self.workspace.wounded) {
            let kept = self.kept_heads();
            self.look_for_wounds(kept);
        }
        // What was wished for comes last, after what the journal had to say of itself.
        let own = arrived.last().map(Receipt::of);
        own.ok_or(Failure::NotSaved(WriteFault::Outdated))
    }
}

impl Receipt {
    fn of(arrived: &Arrived) -> Self {
        let entry = &arrived.entry;
        let run = entry.envelope.on.iter().find_map(|thread| match thread {
            Thread::Run(run) => Some(*run),
            _ => None,
        });
        let facts = entry
            .numbered_facts()
            .map(|(_, fact)| fact.clone())
            .collect();
        Self {
            entry: entry.address(),
            run,
            on: entry.envelope.on.clone(),
            facts,
        }
    }
}
