//! Unix: the wake-up pipe, signals, waiting, stopping and dying, and who and where we are.
//!
//! Signals only ever write a byte into a pipe; nothing happens inside a handler. So [`wait`] is
//! the one place where the program sleeps, and all that can wake it stands in its arguments.

use std::fs;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{self as processes, Pid};
use signal_hook::consts;
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::{flag, low_level};

use super::{Ready, Signal};

/// Wakes the thread that waits with the matching [`WakeSource`]; from any thread, any number of
/// times.
#[derive(Clone, Debug)]
pub struct Waker(Arc<UnixStream>);

/// The end of the wake-up pipe that [`wait`] watches.
#[derive(Debug)]
pub struct WakeSource(UnixStream);

/// A new wake-up pipe. Calls between two drains count as one.
///
/// # Errors
/// When the process has no file descriptors left.
pub fn wake_pair() -> io::Result<(Waker, WakeSource)> {
    let (write, read) = UnixStream::pair()?;
    write.set_nonblocking(true)?;
    read.set_nonblocking(true)?;
    Ok((Waker(Arc::new(write)), WakeSource(read)))
}

impl Waker {
    /// Makes the next or the current [`wait`] return. Never blocks.
    pub fn wake(&self) {
        // A full pipe means that a wake-up already waits there; a closed one that nobody listens.
        let _ = (&*self.0).write(&[1]);
    }
}

impl WakeSource {
    /// Takes all wake-ups out, so that [`wait`] sleeps again. Call it *before* looking at what
    /// the wake-up announced, or a message that comes in between is slept over.
    pub fn drain(&self) {
        let mut bytes = [0; 64];
        while matches!((&self.0).read(&mut bytes), Ok(count) if count > 0) {}
    }
}

/// Whether an error of taking a lock says that the file system has none.
#[must_use]
pub fn has_no_locks(error: &io::Error) -> bool {
    let code = Errno::from_io_error(error);
    // Two of them are one on some systems.
    let none = [Errno::NOLCK, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOSYS];
    code.is_some_and(|code| none.contains(&code))
}

/// Whether an error of opening something says that a link was not followed.
#[must_use]
pub fn is_link_refused(error: &io::Error) -> bool {
    let code = Errno::from_io_error(error);
    // FreeBSD says MLINK where others say LOOP.
    code.is_some_and(|code| code == Errno::LOOP || code == Errno::MLINK)
}

/// The signals that this program answers, caught and kept until somebody asks.
#[derive(Debug)]
pub struct Signals {
    delivery: SignalDelivery<UnixStream, SignalOnly>,
    stop_at_once: Arc<AtomicBool>,
}

impl Signals {
    /// Catches SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH, SIGCONT and SIGTSTP from now on, for the rest of
    /// the process: catching them is not undone on drop. Children start with the default actions.
    ///
    /// # Errors
    /// When the process has no file descriptors left, or the system refuses a handler.
    pub fn catch() -> io::Result<Self> {
        let stop_at_once = Arc::new(AtomicBool::new(false));
        flag::register_conditional_default(consts::SIGTSTP, Arc::clone(&stop_at_once))?;
        let (read, write) = UnixStream::pair()?;
        write.set_nonblocking(true)?;
        let delivery = SignalDelivery::with_pipe(
            read,
            write,
            SignalOnly,
            [
                consts::SIGTERM,
                consts::SIGHUP,
                consts::SIGINT,
                consts::SIGQUIT,
                consts::SIGWINCH,
                consts::SIGCONT,
                consts::SIGTSTP,
            ],
        )?;
        Ok(Self {
            delivery,
            stop_at_once,
        })
    }

    /// What arrived since the last call, each signal once, endings first.
    pub fn pending(&mut self) -> impl Iterator<Item = Signal> + use<> {
        let arrived: Vec<i32> = self.delivery.pending().collect();
        [
            Signal::Terminate,
            Signal::HangUp,
            Signal::Quit,
            Signal::Interrupt,
            Signal::Suspend,
            Signal::Continue,
            Signal::Resize,
        ]
        .into_iter()
        .filter(move |signal| arrived.contains(&signal.number()))
    }

    /// Whether SIGTSTP stops the process at once instead of being kept. True while a child owns
    /// the terminal: Ctrl-Z there reaches the whole group, and the shell waits for all of it.
    pub fn stop_at_once(&self, yes: bool) {
        self.stop_at_once.store(yes, Ordering::SeqCst);
    }
}

/// The keyboard: standard input, once it is known to be a terminal.
#[derive(Debug)]
pub struct Keyboard(io::Stdin);

impl Keyboard {
    /// Standard input as a keyboard, or `None` when it is a file, a pipe or closed.
    #[must_use]
    pub fn open() -> Option<Self> {
        let stdin = io::stdin();
        rustix::termios::isatty(&stdin).then_some(Self(stdin))
    }

    /// Standard input, whatever it is: for line prompts, which take a file or a pipe as well.
    #[must_use]
    pub fn of_anything() -> Self {
        Self(io::stdin())
    }

    /// Whether it is a terminal.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        rustix::termios::isatty(&self.0)
    }

    /// Throws away what was typed and not read yet. Nothing where it is no terminal.
    ///
    /// # Errors
    /// Those of `tcflush(3)`.
    pub fn discard(&self) -> io::Result<()> {
        use rustix::termios::{QueueSelector, tcflush};
        match self.is_terminal() {
            true => Ok(tcflush(&self.0, QueueSelector::IFlush)?),
            false => Ok(()),
        }
    }

    /// Shows nothing of what is typed until the answer is dropped.
    ///
    /// # Errors
    /// Those of `tcgetattr(3)` and `tcsetattr(3)`: it is no terminal, or it is gone.
    pub fn unseen(&self) -> io::Result<Unseen> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(&self.0)?;
        let mut modes = before.clone();
        modes.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&self.0, OptionalActions::Now, &modes)?;
        Ok(Unseen(before))
    }

    /// What the keyboard holds, read once, past the buffer of [`io::Stdin`]. Call it only when
    /// [`wait`] said `input`, because it blocks otherwise. 0 bytes mean that the terminal is gone.
    ///
    /// # Errors
    /// Those of `read(2)` except EINTR.
    pub fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            match rustix::io::read(self.0.as_fd(), &mut *bytes) {
                Err(Errno::INTR) => {}
                other => return Ok(other?),
            }
        }
    }
}

/// A terminal that shows nothing of what is typed. Dropping it shows what is typed again.
#[derive(Debug)]
pub struct Unseen(rustix::termios::Termios);

impl Drop for Unseen {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // Where that fails the terminal is gone, and its modes with it.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

/// Sleeps until the keyboard, a wake-up or a signal is there, or `patience` is over; for ever
/// without `patience`. Costs nothing while it sleeps: no timer ticks.
///
/// # Errors
/// Those of `poll(2)` except EINTR.
pub fn wait(
    keyboard: Option<&Keyboard>,
    wake: &WakeSource,
    signals: &Signals,
    patience: Option<Duration>,
) -> io::Result<Ready> {
    let wanted = PollFlags::IN;
    let mut watched = vec![
        PollFd::from_borrowed_fd(wake.0.as_fd(), wanted),
        PollFd::from_borrowed_fd(signals.delivery.get_read().as_fd(), wanted),
    ];
    if let Some(keyboard) = keyboard {
        watched.push(PollFd::from_borrowed_fd(keyboard.0.as_fd(), wanted));
    }
    let timed_out = !poll_until(&mut watched, patience)?;
    let keyboard = watched
        .get(2)
        .map_or(PollFlags::empty(), |place| place.revents());
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    Ok(Ready {
        wake: !watched[0].revents().is_empty(),
        signals: !watched[1].revents().is_empty(),
        input: keyboard.contains(PollFlags::IN),
        hangup: keyboard.intersects(gone),
        timed_out,
    })
}

/// Sleeps until `file` takes bytes again, at most for `patience`. For a terminal that somebody
/// else made non-blocking.
///
/// # Errors
/// Those of `poll(2)` except EINTR, and [`io::ErrorKind::TimedOut`].
pub fn wait_writable(file: &fs::File, patience: Duration) -> io::Result<()> {
    let mut watched = [PollFd::from_borrowed_fd(file.as_fd(), PollFlags::OUT)];
    if poll_until(&mut watched, Some(patience))? {
        Ok(())
    } else {
        Err(io::ErrorKind::TimedOut.into())
    }
}

/// Polls until something is there (true) or `patience` is over (false); an interrupted poll goes
/// on with the time that is left.
fn poll_until(watched: &mut [PollFd<'_>], patience: Option<Duration>) -> io::Result<bool> {
    // An instant that cannot be expressed lies beyond any process's life: wait for ever.
    let deadline = patience.and_then(|patience| Instant::now().checked_add(patience));
    loop {
        let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(watched, left.as_ref()) {
            Ok(0) => return Ok(false),
            Ok(_) => return Ok(true),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether an error of reading or writing a terminal means that the terminal is gone.
#[must_use]
pub fn is_lost(error: &io::Error) -> bool {
    let errno = Errno::from_io_error(error);
    matches!(
        errno,
        Some(Errno::IO | Errno::NXIO | Errno::BADF | Errno::PIPE)
    )
}

/// Stops this process and its group, as Ctrl-Z does for a program that does not catch it, and
/// returns when it is continued. False when nobody could continue it (no shell with job control
/// waits for it); nothing was stopped then.
///
/// The whole group is stopped because the shell waits for all of it: with `cargo run` or in a
/// pipeline, stopping this process alone would leave the shell waiting.
///
/// # Errors
/// When the system refuses the signal.
pub fn suspend_self() -> io::Result<bool> {
    if !has_job_control() {
        return Ok(false);
    }
    processes::kill_current_process_group(processes::Signal::STOP)?;
    Ok(true)
}

/// Whether somebody in our session, but outside our group, is an ancestor of this process: POSIX
/// says that such a group is not orphaned, and a stopped one can be continued by that ancestor.
fn has_job_control() -> bool {
    let Some(own) = kin_of(processes::getpid()) else {
        return false;
    };
    let mut ancestor = own.parent;
    while let Some(kin) = Pid::from_raw(ancestor).and_then(kin_of) {
        if kin.session != own.session {
            return false;
        }
        if kin.group != own.group {
            return true;
        }
        ancestor = kin.parent;
    }
    false
}

/// Where a process stands among others. 0 stands for one outside our process namespace: in a
/// container the session's leader and the parent often are. That is why these are numbers: a
/// [`Pid`] cannot be 0, and rustix asserts that what the system answers is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kin {
    pub(super) parent: i32,
    pub(super) group: i32,
    pub(super) session: i32,
}

/// The kin of any process, from `/proc/PID/stat` (proc_pid_stat(5), fields 4 to 6).
#[cfg(target_os = "linux")]
pub(super) fn kin_of(pid: Pid) -> Option<Kin> {
    kin_in(&fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?)
}

/// The kin that the text of `/proc/PID/stat` names.
#[cfg(target_os = "linux")]
pub(super) fn kin_in(stat: &str) -> Option<Kin> {
    // The name in brackets may hold spaces and brackets: what counts stands after the last one.
    let after_name = stat.rsplit_once(") ")?.1;
    let mut numbers = after_name.split(' ').skip(1).map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(Kin {
        parent: next()?,
        group: next()?,
        session: next()?,
    })
}

/// The kin of a process, as far as POSIX tells it: the parent of ourselves alone.
#[cfg(not(target_os = "linux"))]
fn kin_of(pid: Pid) -> Option<Kin> {
    let parent = (pid == processes::getpid()).then(processes::getppid);
    Some(Kin {
        parent: Pid::as_raw(parent.flatten()),
        group: processes::getpgid(Some(pid)).ok()?.as_raw_pid(),
        session: processes::getsid(Some(pid)).ok()?.as_raw_pid(),
    })
}

/// From here on an interrupt ends the child that has the terminal, a pager, and not this process:
/// who waits for a pager is never gone before it.
pub fn outlive_interrupts() {
    // Where it cannot be caught, the pager is left behind as it would be by any other program.
    let _ = flag::register(consts::SIGINT, Arc::new(AtomicBool::new(false)));
}

/// Ends the process by `signal`'s own default action, so that a shell, a supervisor and `$?` see
/// what ended it (128 + its number). Runs no destructors: all must be saved and restored before.
pub fn die_of(signal: Signal) -> ! {
    let _ = low_level::emulate_default_handler(signal.number());
    // Only a signal that does not end a process comes here.
    std::process::exit(128 + signal.number())
}

/// The name of this machine, as `uname -n` gives it; "localhost" where it has none.
#[must_use]
pub fn host_name() -> String {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    if name.is_empty() {
        "localhost".to_owned()
    } else {
        name
    }
}

/// What tells this machine from every other; None where the system has no such id.
#[must_use]
pub fn machine_id() -> Option<String> {
    let places = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
    let mut ids = places
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok());
    ids.find_map(|id| {
        let id = id.trim();
        (id.len() >= 32).then(|| id.to_owned())
    })
}

/// What tells this boot of the machine from every other; None where the system has no such id.
#[must_use]
pub fn boot_id() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_owned())
}
