//! Running a step's command: whether it is allowed, what is saved before and after, and
//! whether one that has no end still runs.
//!
//! What stays true: a command starts only when exactly it was allowed, and after its start
//! was saved; while it runs, a lock is held that the system lets go when this program dies;
//! a command whose end nobody saw is never run again by itself.
//!
//! Screens, line prompts and command line only show and confirm: all of them come here.

use super::failure::Failure;
use super::finished::Finished;
use super::whereabouts;
pub use super::written::{Written, commands_of, written_in};
use super::{Receipt, Request, Session};
use crate::command::Command;
use crate::command::{Blocked, Form, Pinned, Ready, Refusal, command_at};
use crate::event::{EntryRef, RunId};
use crate::exec::{self, Ended, Ending, Program};
use crate::library::digest;
use crate::os::{self, Held};
use crate::runbook::{StepRef, Values};
use crate::state::StepState;
use crate::trust::{Trust, TrustFault, Verdict};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

/// How often it is asked whether a command that is waited for is to be ended.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// A command of a box, for someone to look at before it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// It with its values.
    pub ready: Ready,
    /// It as its owner wrote it, and whether that was allowed.
    pub written: Written,
    /// What the environment says of where it would work, a line each.
    pub whereabouts: Vec<String>,
}

/// Where a command stands of which no end is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unended {
    /// A program on this machine still runs it.
    RunsHere,
    /// It was begun on another machine, and only there can be seen whether it runs.
    Elsewhere {
        /// Which.
        host: String,
    },
    /// Its program is gone: nobody knows what it came to.
    Unknown,
}

/// A command that was begun. Dropping it ends the command, and lets go of its lock.
pub struct Begun {
    /// In which run.
    pub run: RunId,
    /// At which box.
    pub step_ref: StepRef,
    /// The entry that it began with.
    pub started: EntryRef,
    /// What runs; for one that wants the terminal, what is to be run now.
    pub work: Work,
    /// Whether its output is kept.
    keep_output: bool,
    /// Held as long as it runs.
    _lock: Lock,
}

/// What a begun command does.
pub enum Work {
    /// It runs beside us.
    Running(exec::Running),
    /// It wants the terminal: `exec::run_interactive` once that was handed over.
    Interactive(Box<Program>),
}

impl Work {
    /// Its end: one that wants the terminal runs now, another one is waited for.
    ///
    /// # Errors
    /// When it may not be started at all.
    pub fn end(&mut self) -> Result<Ended, Failure> {
        match self {
            Self::Interactive(program) => {
                let (ending, took) = exec::run_interactive(program).map_err(Failure::Unfit)?;
                Ok(Ended {
                    ending,
                    took,
                    output: exec::Output::default(),
                    left_something: false,
                })
            }
            Self::Running(running) => Ok(running.wait().unwrap_or_else(lost)),
        }
    }
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun")
            .field("run", &self.run)
            .field("spot", &self.step_ref)
            .finish_non_exhaustive()
    }
}

impl Begun {
    /// What is to be saved, now that it has ended.
    pub fn finished(&self, ended: Ended) -> Finished {
        Finished {
            run: self.run,
            step_ref: self.step_ref.clone(),
            started: self.started.clone(),
            ended,
            keep_output: self.keep_output,
        }
    }
}

/// The lock of one running command: an empty file, locked as long as its program lives.
struct Lock(Held);

impl Drop for Lock {
    fn drop(&mut self) {
        // Only tidiness: what counts is that nobody holds the file.
        let _ = self.0.take_away();
    }
}

impl Session {
    /// What is allowed on this machine, looked at anew.
    ///
    /// # Errors
    /// When the place where it is kept is not apart from what could be changed by others.
    pub fn trust(&self) -> Result<Trust, TrustFault> {
        let settings = self.settings();
        let others = settings.runbooks.iter().chain([&settings.journal]);
        Trust::open(settings.state.join("trust"), others)
    }

    /// The commands of the library that nobody has allowed yet, as they are or were changed.
    ///
    /// # Errors
    /// As [`Session::trust`].
    pub fn not_allowed(&self) -> Result<Vec<Written>, TrustFault> {
        let trust = self.trust()?;
        let mut written = written_in(self.library(), &trust);
        written.retain(|written| written.verdict != Verdict::Allowed);
        Ok(written)
    }

    /// Allows commands exactly as they were shown, in the name of this operator.
    ///
    /// # Errors
    /// As [`Session::trust`], and when it cannot be kept.
    pub fn allow(&self, shown: &[Written]) -> Result<(), Failure> {
        let commands: Vec<_> = shown
            .iter()
            .map(|written| (written.place.clone(), written.text.clone()))
            .collect();
        let operator = self.settings().operator.to_string();
        let passed = shown.iter().flat_map(|written| written.text.passed.iter());
        let whereabouts = whereabouts::now(passed);
        self.trust()?
            .allow(&commands, &operator, Timestamp::now(), &whereabouts)?;
        Ok(())
    }

    /// A box's command as it would run now, and whether that is allowed.
    ///
    /// # Errors
    /// Where there is none, or something that it wants is missing.
    pub fn offer_command(&mut self, run: RunId, step_ref: &StepRef) -> Result<Offered, Failure> {
        let whole = self.whole(run)?.ok_or(Refusal::NoSuchRun)?;
        let started = whole.started.clone().ok_or(Refusal::NoStart)?;
        let pin = self.pin(run).ok_or(Refusal::NoRunbook)?;
        let pinned = Pinned {
            revision: pin.revision,
            runbook: &pin.runbook,
        };
        let secrets = self.secrets.get(&run).cloned().unwrap_or_default();
        let ready = command_at(pinned, &whole, step_ref, &secrets)?;
        let trust = self.trust()?;
        let id = started.what.procedure.procedure.as_str();
        let procedure = pin.runbook.procedure(id).ok_or(Refusal::NoRunbook)?;
        let written = commands_of(&pin.runbook, procedure, &trust)
            .find(|written| written.place.step == step_ref.step.as_str());
        let written = written.ok_or(Blocked::NotACommand).map_err(Refusal::from)?;
        let allowed = trust.allowance(&written.place);
        let before = allowed.map(|allowance| &allowance.whereabouts);
        Ok(Offered {
            whereabouts: whereabouts::lines(&ready.passed, before),
            ready,
            written,
        })
    }

    /// Begins a box's command: checks that it is allowed, saves its start, and sets it to
    /// run. `notify` is called from another thread whenever there is something to look at.
    ///
    /// # Errors
    /// When it is refused, not allowed, runs already, or its start cannot be saved. Nothing
    /// ran then.
    pub fn begin_command(
        &mut self,
        run: RunId,
        step_ref: &StepRef,
        notify: impl Fn() + Send + 'static,
    ) -> Result<Begun, Failure> {
        self.refresh()?;
        let Offered { ready, written, .. } = self.offer_command(run, step_ref)?;
        if written.verdict != Verdict::Allowed {
            return Err(Failure::NotAllowed(Box::new(written)));
        }
        let program = self.program(run, &ready)?;
        program.check().map_err(Failure::Unfit)?;
        let lock = self.lock(run, step_ref)?;
        let receipt = self.submit(&Request::Do(Command::StartCommand {
            run,
            step_ref: step_ref.clone(),
        }))?;
        let work = match program.is_interactive {
            true => Work::Interactive(Box::new(program)),
            false => Work::Running(exec::start(&program, notify).map_err(Failure::Unfit)?),
        };
        Ok(Begun {
            run,
            step_ref: step_ref.clone(),
            started: receipt.entry,
            work,
            keep_output: ready.keep_output,
            _lock: lock,
        })
    }

    /// Begins a box's command and waits for its end, which is saved. `cancelled` is asked now
    /// and then whether it is to be ended.
    ///
    /// # Errors
    /// As [`Session::begin_command`]; and when its end cannot be saved.
    pub fn run_command(
        &mut self,
        run: RunId,
        step_ref: &StepRef,
        mut cancelled: impl FnMut() -> bool,
    ) -> Result<(Receipt, Ended), Failure> {
        let (tell, news) = mpsc::channel();
        let notify = move || {
            // Whoever listened may have stopped.
            let _ = tell.send(());
        };
        let mut begun = self.begin_command(run, step_ref, notify)?;
        if let Work::Running(running) = &begun.work {
            while !running.is_over() {
                if cancelled() {
                    running.cancel();
                }
                let _ = news.recv_timeout(BETWEEN_LOOKS);
            }
        }
        let ended = begun.work.end()?;
        let receipt = self.submit(&Request::Finished(Box::new(begun.finished(ended.clone()))))?;
        Ok((receipt, ended))
    }

    /// Where a box's command stands whose end is not known; none where there is none.
    pub fn unended_command(&self, run: RunId, step_ref: &StepRef) -> Option<Unended> {
        let state = self.state();
        let step_state = state.run(run)?.boxes.get(step_ref)?;
        let host = &StepState::unended_command(step_state)?.what.host;
        if *host != self.settings().host {
            return Some(Unended::Elsewhere { host: host.clone() });
        }
        Some(match self.is_locked(run, step_ref) {
            Ok(true) => Unended::RunsHere,
            Ok(false) | Err(_) => Unended::Unknown,
        })
    }

    /// Keeps a secret that is typed again after the program that knew it is gone.
    pub fn remember_secret(&mut self, run: RunId, name: &str, value: &str) {
        let known = self.secrets.entry(run).or_default();
        known.insert(name.to_owned(), value.trim().to_owned());
    }

    fn program(&self, run: RunId, ready: &Ready) -> Result<Program, Failure> {
        let folder = match &ready.cwd {
            Some(cwd) => PathBuf::from(cwd),
            None => std::env::current_dir().map_err(|error| Failure::Folder(os::why(&error)))?,
        };
        let mut program = match &ready.form {
            Form::Words(words) => Program::argv(words.clone(), folder),
            Form::Shell(text) => Program::shell(text.clone(), folder),
        };
        program.variables = ready.variables.clone();
        program.environment = ready.environment.clone();
        program.passed = ready.passed.clone();
        let secrets = self.secrets.get(&run);
        program.secrets = secrets.map(secret_values).unwrap_or_default();
        program.hides_output = ready.hides_output;
        program.is_interactive = ready.interactive;
        let timeout = Duration::try_from(ready.timeout).ok();
        program.timeout = timeout.filter(|_| !ready.interactive);
        Ok(program)
    }

    pub(super) fn lock_path(&self, run: RunId, step_ref: &StepRef) -> PathBuf {
        // A box's name may hold what no file's name can.
        let name = digest(step_ref.to_string().as_bytes()).to_string();
        let folder = self.settings().state.join("running");
        folder.join(format!("{run}-{}", &name[..16]))
    }

    fn lock(&self, run: RunId, step_ref: &StepRef) -> Result<Lock, Failure> {
        let path = self.lock_path(run, step_ref);
        let failed = |error: std::io::Error| unusable(&path, &error);
        os::private_dir(path.parent().unwrap_or(&path)).map_err(failed)?;
        match Held::take(&path).map_err(failed)? {
            Some(held) => Ok(Lock(held)),
            None => Err(Refusal::from(Blocked::RunsHere).into()),
        }
    }

    /// Whether a program of this machine still runs a box's command.
    ///
    /// # Errors
    /// When that cannot be asked: nobody knows it then.
    pub(super) fn is_locked(&self, run: RunId, step_ref: &StepRef) -> Result<bool, Failure> {
        let path = self.lock_path(run, step_ref);
        Held::is_taken(&path).map_err(|error| unusable(&path, &error))
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Folder(format!("{}: {}", path.display(), os::why(error)))
}

fn secret_values(secrets: &Values) -> Vec<String> {
    secrets.values().cloned().collect()
}

/// A command whose end was given away before: nobody knows it any more.
fn lost() -> Ended {
    Ended {
        ending: Ending::Unknown("its end was not seen".to_owned()),
        took: Duration::ZERO,
        output: exec::Output::default(),
        left_something: false,
    }
}
