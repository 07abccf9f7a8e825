//! Unix: children as groups, so that what a command started ends with it.
//!
//! A child is looked at without being reaped ([`has_ended`]): as long as nobody has reaped it,
//! its number is taken, and a signal to its group cannot reach a stranger.

use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};

use rustix::io::Errno;
use rustix::process::{self as processes, Pid, WaitId, WaitIdOptions, WaitIdStatus};
use signal_hook::consts;

use super::Push;

/// Lets the child lead a process group of its own. Keys that the terminal turns into signals
/// then do not reach it, and [`push_group`] reaches all that it starts.
pub fn own_group(command: &mut Command) {
    command.process_group(0);
}

/// Begins a child that leads a group of its own, as [`own_group`] has it.
///
/// # Errors
/// When it cannot be begun.
pub fn spawn_group(command: &mut Command) -> io::Result<Child> {
    own_group(command);
    command.spawn()
}

/// Whether the child has ended, without reaping it.
///
/// # Errors
/// When the child is not ours, or was reaped already.
pub fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(look(child, WaitIdOptions::EXITED)?.is_some())
}

/// Whether the child stands still because it wants the terminal, which its group does not have:
/// a question for a password, for instance. Of what the child has started nothing is known.
///
/// # Errors
/// When the child is not ours, or was reaped already.
pub fn wants_terminal(child: &mut Child) -> io::Result<bool> {
    let status = look(child, WaitIdOptions::STOPPED)?;
    let signal = status.and_then(|status| status.stopping_signal());
    let wanting = [consts::SIGTTIN, consts::SIGTTOU];
    Ok(signal.is_some_and(|signal| wanting.contains(&signal)))
}

/// What there is to know of the child now, left there to be known again.
fn look(child: &Child, what: WaitIdOptions) -> io::Result<Option<WaitIdStatus>> {
    let options = what | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    loop {
        match processes::waitid(WaitId::Pid(pid_of(child)?), options) {
            Ok(status) => return Ok(status),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Asks all of the child's group to end, or ends it. A group that is gone is no error. Call it
/// only before the child is reaped.
///
/// # Errors
/// When the system refuses the signal, to a process of another account for instance.
pub fn push_group(child: &mut Child, push: Push) -> io::Result<()> {
    let group = pid_of(child)?;
    let send = |signal| match processes::kill_process_group(group, signal) {
        Ok(()) | Err(Errno::SRCH) => Ok(()),
        Err(error) => Err(io::Error::from(error)),
    };
    match push {
        Push::Ask => {
            send(processes::Signal::TERM)?;
            // A stopped process would not even hear that it is asked.
            send(processes::Signal::CONT)
        }
        Push::End => send(processes::Signal::KILL),
    }
}

/// The signal that ended a process, where one did.
#[must_use]
pub fn ending_signal(status: ExitStatus) -> Option<i32> {
    status.signal()
}

fn pid_of(child: &Child) -> io::Result<Pid> {
    let number = i32::try_from(child.id()).ok();
    number
        .and_then(Pid::from_raw)
        .ok_or_else(|| io::ErrorKind::InvalidInput.into())
}
