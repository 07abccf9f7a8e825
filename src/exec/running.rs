//! Starting a command, and the handle on one that runs.
//!
//! What stays true: no call here waits for the command but [`Running::wait`],
//! [`run_interactive`] and the dropping of a handle, and the last ends the command first.

use std::io::{ErrorKind, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::os;
use crate::text::shown;

use super::ansi::{AnsiText, painted_tail};
use super::capture::{Kept, Output};
use super::ended::{Ended, Ending};
use super::environment::environment_of;
use super::program::{Form, Program, Refusal};
use super::shared::{Shared, lock};
use super::worker::{self, News};

/// The shell that POSIX promises.
const SHELL: &str = if cfg!(windows) { "sh" } else { "/bin/sh" };

/// The live view looks at no more than the last of an output.
const LIVE_BYTES: usize = 64 * 1024;

/// A command that runs.
///
/// Dropping it ends the command, with all its group, and waits until that is done.
pub struct Running {
    shared: Arc<Shared>,
    news: SyncSender<News>,
    thread: Option<JoinHandle<()>>,
    begun: Instant,
}

/// What a command printed since somebody looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// It.
    pub bytes: Vec<u8>,
    /// How much before it is passed over.
    pub left_out_bytes: u64,
    /// Up to where it was looked at: where to go on.
    pub end: u64,
}

/// Starts a command. `notify` is called, from another thread and at most some twenty times a
/// second, whenever there is something to look at, and once more when it has ended.
///
/// A program that is not there, or may not be run, is no refusal: it ends as
/// [`Ending::NotStarted`], because somebody wanted it to run and must read why it did not.
///
/// # Errors
/// When the program may not be started at all ([`Program::check`]), or wants the terminal.
pub fn start(program: &Program, notify: impl Fn() + Send + 'static) -> Result<Running, Refusal> {
    program.check()?;
    if program.is_interactive {
        return Err(Refusal::Terminal);
    }
    let begun = Instant::now();
    let shared = Arc::new(Shared {
        kept: Mutex::new(Some(Kept::new(program.cap_bytes))),
        total_bytes: AtomicU64::new(0),
        is_cancelled: AtomicBool::new(false),
        ended: Mutex::new(None),
    });
    let (news, arrivals) = mpsc::sync_channel(worker::WAITING_PIECES);
    let mut running = Running {
        shared,
        news,
        thread: None,
        begun,
    };
    let mut command = command_of(program);
    command
        .stdin(match program.input {
            Some(_) => Stdio::piped(),
            None => Stdio::null(),
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = match os::spawn_group(&mut command) {
        Ok(mut child) => {
            feed(&mut child, program.input.clone());
            child
        }
        Err(error) => {
            running.end_unstarted(not_started(program, &error));
            notify();
            return Ok(running);
        }
    };
    let work = worker::Work::new(child, program, begun, Arc::clone(&running.shared), notify);
    let senders = running.news.clone();
    let thread = thread::Builder::new().name("command".into());
    // Where no thread can be had, the work is dropped, which ends the child and says so.
    running.thread = thread.spawn(move || work.run(&senders, &arrivals)).ok();
    Ok(running)
}

/// Gives a child what it is to read, from a thread of its own: one that reads nothing keeps
/// nobody waiting, and ends that thread when it ends.
fn feed(child: &mut Child, input: Option<Vec<u8>>) {
    if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
        let thread = thread::Builder::new().name("input".into());
        // A child that closes its input early has read what it wants.
        let _ = thread.spawn(move || pipe.write_all(&input));
    }
}

/// Runs a command that is given the terminal, and waits for it. The caller has handed the
/// terminal over before and takes it back after. It has no time limit: whoever sits in front of
/// it ends it.
///
/// # Errors
/// When the program may not be started at all ([`Program::check`]), or wants no terminal.
pub fn run_interactive(program: &Program) -> Result<(Ending, Duration), Refusal> {
    program.check()?;
    if !program.is_interactive {
        return Err(Refusal::Terminal);
    }
    let begun = Instant::now();
    let ending = match command_of(program).status() {
        Ok(status) => Ending::of(status),
        Err(error) => Ending::NotStarted(not_started(program, &error)),
    };
    Ok((ending, begun.elapsed()))
}

impl Running {
    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        lock(&self.shared.ended).is_some()
    }

    /// How it ended, once it has; given once.
    pub fn ended(&mut self) -> Option<Ended> {
        lock(&self.shared.ended).take()
    }

    /// How many bytes it has printed so far.
    pub fn total_bytes(&self) -> u64 {
        self.shared.total_bytes.load(Ordering::Relaxed)
    }

    /// Its last lines so far; none once it is over, because they stand in [`Ended`].
    pub fn tail(&self, most_lines: usize) -> Vec<AnsiText> {
        let last = lock(&self.shared.kept)
            .as_ref()
            .map(|kept| kept.last(LIVE_BYTES));
        painted_tail(&last.unwrap_or_default(), most_lines)
    }

    /// What it printed after its first `from` bytes, for whoever shows it as it comes; none
    /// once it is over. Of much at once only the last is given.
    pub fn since(&self, from: u64) -> Option<Fresh> {
        let (bytes, begin, end) = lock(&self.shared.kept).as_ref()?.since(from, LIVE_BYTES);
        Some(Fresh {
            bytes,
            left_out_bytes: begin.saturating_sub(from),
            end,
        })
    }

    /// Ends it and all that it started: asked first, killed after a short while. Does not wait.
    pub fn cancel(&self) {
        self.shared.is_cancelled.store(true, Ordering::SeqCst);
        // A full channel means that the thread is awake and will see the wish.
        let _ = self.news.try_send(News::Cancelled);
    }

    /// Waits until it is over. None where its ending was given already.
    pub fn wait(&mut self) -> Option<Ended> {
        self.join();
        self.ended()
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has dropped its work, and so ended the child.
            let _ = thread.join();
        }
    }

    fn end_unstarted(&mut self, why: String) {
        *lock(&self.shared.kept) = None;
        *lock(&self.shared.ended) = Some(Ended {
            ending: Ending::NotStarted(why),
            took: self.begun.elapsed(),
            output: Output::default(),
            left_something: false,
        });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.cancel();
            self.join();
        }
    }
}

fn command_of(program: &Program) -> Command {
    let mut command = match &program.form {
        Form::Argv(words) => {
            // An empty list was refused before.
            let mut words = words.iter();
            let mut command = Command::new(words.next().map_or("", String::as_str));
            command.args(words);
            command
        }
        Form::Shell(text) => {
            let mut command = Command::new(SHELL);
            // With `--`, a text that begins with a dash is still a text.
            command.args(["-c", "--", text]);
            command
        }
    };
    command
        .current_dir(&program.folder)
        .env_clear()
        .envs(environment_of(program, std::env::vars_os()));
    command
}

/// Why a program did not start, and what to do.
fn not_started(program: &Program, error: &std::io::Error) -> String {
    let name = match &program.form {
        Form::Argv(words) => words.first().map_or("", String::as_str),
        Form::Shell(_) => SHELL,
    };
    let name = shown(name);
    let folder = program.folder.display().to_string();
    if !program.folder.is_dir() {
        return format!(
            "there is no folder {} to run it in; make it, or correct `cwd`",
            shown(&folder)
        );
    }
    match error.kind() {
        ErrorKind::NotFound if cfg!(windows) && matches!(program.form, Form::Shell(_)) => format!(
            "no {name} is found on PATH, and `shell` needs one; install one, as Git for Windows brings it, or write the step with `run`"
        ),
        ErrorKind::NotFound if name.as_str().contains('/') => {
            format!("there is no program {name}; install it, or correct the path")
        }
        ErrorKind::NotFound => {
            format!("no program {name} is found on PATH; install it, or write its whole path")
        }
        ErrorKind::PermissionDenied => format!(
            "{name} may not be run from {}; look at the rights of both",
            shown(&folder)
        ),
        _ => format!("{name} cannot be run: {}", crate::os::why(error)),
    }
}
