//! What only Unix, or only Windows, can do: waiting on several things at once, signals, stopping
//! the process, groups of children, rights and ownership of files.
//!
//! Every other room calls these functions and knows no platform. `unix.rs` and `windows.rs` offer
//! the same names with the same meaning; where Windows has no such thing, its version says so in
//! its docstring and does the nearest honest thing.
//!
//! The room decides nothing: it does not know what a journal or a screen is, and prints nothing.

use std::fmt;

#[cfg(unix)]
mod account;
#[cfg(unix)]
mod children;
#[cfg(unix)]
mod files;
mod held;
mod outside;
mod plain;
mod reading;
#[cfg(unix)]
mod unix;
mod why;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use account::{account, login};
#[cfg(unix)]
pub use children::{ending_signal, has_ended, own_group, push_group, spawn_group, wants_terminal};
#[cfg(unix)]
pub use files::{
    anybody_may_change, changed, free_bytes, identity, make_private, may_write, others_may_change,
    ownership, ownership_in, ownership_of, private_dir, private_folder, private_options, read_at,
    sync_folder, touched, unwaiting_options, write_at,
};
pub use held::Held;
pub use outside::{Outside, is_past};
pub use plain::to_replace;
pub use reading::{MOST_OWN_BYTES, open_plain, read_plain, read_text};
#[cfg(unix)]
pub use unix::{
    Keyboard, Signals, Unseen, WakeSource, Waker, boot_id, die_of, has_no_locks, host_name,
    is_link_refused, is_lost, machine_id, outlive_interrupts, suspend_self, take_keyboard, wait,
    wait_writable, wake_pair,
};
pub use why::why;
#[cfg(windows)]
pub use windows::{
    Keyboard, Signals, Unseen, WakeSource, Waker, account, anybody_may_change, boot_id, changed,
    die_of, ending_signal, free_bytes, has_ended, has_no_locks, host_name, identity,
    is_link_refused, is_lost, login, machine_id, make_private, may_write, others_may_change,
    outlive_interrupts, own_group, ownership, ownership_in, ownership_of, private_dir,
    private_folder, private_options, push_group, read_at, spawn_group, suspend_self, sync_folder,
    take_keyboard, touched, unwaiting_options, wait, wait_writable, wake_pair, wants_terminal,
    write_at,
};

/// What the system asked of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// SIGTERM: end now, in order.
    Terminate,
    /// SIGHUP: the terminal, or the connection to it, went away.
    HangUp,
    /// SIGQUIT from outside. Ctrl-\ on a raw terminal is a key and never becomes this.
    Quit,
    /// SIGINT from outside. Ctrl-C on a raw terminal is a key and never becomes this.
    Interrupt,
    /// SIGWINCH: the terminal has another size.
    Resize,
    /// SIGTSTP from outside. Ctrl-Z on a raw terminal is a key and never becomes this.
    Suspend,
    /// SIGCONT: the process was stopped and runs again; the terminal may have been changed.
    Continue,
}

impl Signal {
    /// The number that POSIX and shells know it by; 128 plus this is what a shell shows as status.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::HangUp => 1,
            Self::Interrupt => 2,
            Self::Quit => 3,
            Self::Terminate => 15,
            #[cfg(unix)]
            Self::Resize => signal_hook::consts::SIGWINCH,
            #[cfg(unix)]
            Self::Suspend => signal_hook::consts::SIGTSTP,
            #[cfg(unix)]
            Self::Continue => signal_hook::consts::SIGCONT,
            // Windows has none of these three and never delivers them.
            #[cfg(windows)]
            Self::Resize | Self::Suspend | Self::Continue => 0,
        }
    }
}

/// How a group of processes is brought to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Push {
    /// SIGTERM: each may still put its things in order.
    Ask,
    /// SIGKILL: at once.
    End,
}

/// What [`wait`] found. Several can be true at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// The keyboard has bytes.
    pub input: bool,
    /// The terminal is gone. Reading it would give nothing for ever.
    pub hangup: bool,
    /// A [`Waker`] called.
    pub wake: bool,
    /// A signal arrived.
    pub signals: bool,
    /// Nothing happened until the deadline.
    pub timed_out: bool,
}

/// What kind of thing a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; it is never followed here.
    Link,
    /// A FIFO or a socket.
    Pipe,
    /// A device.
    Other,
}

/// Who owns a file and what it allows, read without following a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// It belongs to the account that runs this process.
    pub own: bool,
    /// The permission bits alone, as in `0o600`.
    pub mode: u32,
    /// How many names the file has; more than one is a hard link. Always 1 or more for a file.
    pub links: u64,
    /// What it is.
    pub kind: Kind,
}

/// The account that runs this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name; `uid-1000` where nobody gives it one.
    pub name: String,
    /// Who says so.
    pub from: AccountSource,
}

/// Who gives an account its name, the most trustworthy first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountSource {
    /// The system's own list of accounts.
    NameService,
    /// The program `id`, where this one cannot ask the name service itself.
    Id,
    /// A variable of the environment, which anybody can set.
    Environment(&'static str),
    /// Nobody: it is the account's number.
    Number,
}

impl fmt::Display for AccountSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameService => f.write_str("the name service"),
            Self::Id => f.write_str("`id -un`"),
            Self::Environment(name) => write!(f, "{name}, which anybody can set"),
            Self::Number => f.write_str("its number: no name is known"),
        }
    }
}

/// The number of this process.
#[must_use]
pub fn process_id() -> u32 {
    std::process::id()
}

#[cfg(all(test, unix))]
mod tests;
