//! Windows: the same names with the nearest honest meaning.
//!
//! Without unsafe code a console cannot be waited for together with other things, so [`wait`]
//! looks at it in short slices. There are no signals, no stopping, and no permission bits here:
//! rights come from the folder of the user's profile.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, IsTerminal};
use std::os::windows::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::os::windows::io::AsRawHandle;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use win32job::{ExtendedLimitInfo, Job};

use super::{Account, AccountSource, Kind, Ownership, Push, Ready, Signal};

/// How long [`wait`] sleeps before the console is looked at again.
const SLICE: Duration = Duration::from_millis(30);

type Bell = Arc<(Mutex<bool>, Condvar)>;

/// Wakes the thread that waits with the matching [`WakeSource`].
#[derive(Clone, Debug)]
pub struct Waker(Bell);

/// What [`wait`] watches.
#[derive(Debug)]
pub struct WakeSource(Bell);

/// A new pair. Calls between two drains count as one.
///
/// # Errors
/// Never here.
pub fn wake_pair() -> io::Result<(Waker, WakeSource)> {
    let bell = Bell::default();
    Ok((Waker(Arc::clone(&bell)), WakeSource(bell)))
}

impl Waker {
    /// Makes the next or the current [`wait`] return. Never blocks for long.
    pub fn wake(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }
}

impl WakeSource {
    /// Takes all wake-ups out.
    pub fn drain(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = false;
    }
}

/// There are no signals here.
#[derive(Debug)]
pub struct Signals(());

impl Signals {
    /// Catches nothing.
    ///
    /// # Errors
    /// Never here.
    pub fn catch() -> io::Result<Self> {
        Ok(Self(()))
    }

    /// Always empty.
    pub fn pending(&mut self) -> impl Iterator<Item = Signal> + use<> {
        std::iter::empty()
    }

    /// Means nothing here.
    pub fn stop_at_once(&self, _yes: bool) {}
}

/// Whether standard input is the console: where it is something else, it stays so.
#[must_use]
pub fn take_keyboard() -> bool {
    io::stdin().is_terminal()
}

/// The console's input.
#[derive(Debug)]
pub struct Keyboard(());

impl Keyboard {
    /// The console, or `None` when standard input is something else.
    #[must_use]
    pub fn open() -> Option<Self> {
        io::stdin().is_terminal().then_some(Self(()))
    }
}

impl Keyboard {
    /// Standard input, whatever it is.
    #[must_use]
    pub fn of_anything() -> Self {
        Self(())
    }

    /// Whether it is a console.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        io::stdin().is_terminal()
    }

    /// What standard input holds, read once; waits for it. 0 bytes mean its end.
    ///
    /// # Errors
    /// Those of reading.
    pub fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        io::Read::read(&mut io::stdin(), bytes)
    }

    /// What was typed before cannot be thrown away here: a confirmation rests on what is asked.
    ///
    /// # Errors
    /// Never here.
    pub fn discard(&self) -> io::Result<()> {
        Ok(())
    }

    /// Nothing here can keep a console from showing what is typed.
    ///
    /// # Errors
    /// Always.
    pub fn unseen(&self) -> io::Result<Unseen> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// A console that shows nothing of what is typed; there is none here.
#[derive(Debug)]
pub struct Unseen(());

/// Sleeps until a wake-up, a slice or `patience` is over. `input` always says that there *may* be
/// something: the caller asks the console.
///
/// # Errors
/// Never here.
pub fn wait(
    keyboard: Option<&Keyboard>,
    wake: &WakeSource,
    _signals: &Signals,
    patience: Option<Duration>,
) -> io::Result<Ready> {
    let slice = patience.map_or(SLICE, |patience| patience.min(SLICE));
    let rung = wake.0.0.lock().unwrap_or_else(PoisonError::into_inner);
    let (rung, _) = wake
        .0
        .1
        .wait_timeout_while(rung, slice, |rung| !*rung)
        .unwrap_or_else(PoisonError::into_inner);
    Ok(Ready {
        input: keyboard.is_some(),
        wake: *rung,
        timed_out: !*rung && patience.is_some_and(|patience| patience <= SLICE),
        ..Ready::default()
    })
}

/// A console always takes bytes.
///
/// # Errors
/// Never here.
pub fn wait_writable(_file: &File, _patience: Duration) -> io::Result<()> {
    Ok(())
}

/// Whether an error means that the console is gone.
#[must_use]
pub fn is_lost(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Nothing can be suspended here: always false.
///
/// # Errors
/// Never here.
pub fn suspend_self() -> io::Result<bool> {
    Ok(false)
}

/// Means nothing here: a console's interrupt goes to whom it is meant for.
pub fn outlive_interrupts() {}

/// Ends the process with status 128 + the signal's number.
pub fn die_of(signal: Signal) -> ! {
    std::process::exit(128 + signal.number())
}

/// The name of this machine.
#[must_use]
pub fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "localhost".to_owned())
}

/// Not known here: rights come from the folder of the user's profile.
///
/// # Errors
/// When there is nothing.
pub fn others_may_change(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_| false)
}

/// As [`others_may_change`].
///
/// # Errors
/// When there is nothing.
pub fn anybody_may_change(path: &Path) -> io::Result<bool> {
    others_may_change(path)
}

/// The account that runs this process, as the environment names it.
#[must_use]
pub fn account() -> Account {
    const VARIABLE: &str = "USERNAME";
    match std::env::var(VARIABLE) {
        Ok(name) if !name.is_empty() => Account {
            name,
            from: AccountSource::Environment(VARIABLE),
        },
        _ => Account {
            name: "unknown".to_owned(),
            from: AccountSource::Number,
        },
    }
}

/// Not known here.
#[must_use]
pub fn login() -> Option<String> {
    None
}

/// Whether this account may write what `path` names, as far as its attributes tell.
#[must_use]
pub fn may_write(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_dir() || !found.permissions().readonly())
}

/// Not known here.
#[must_use]
pub fn machine_id() -> Option<String> {
    None
}

/// Not known here.
#[must_use]
pub fn boot_id() -> Option<String> {
    None
}

/// Not known here.
///
/// # Errors
/// Always [`io::ErrorKind::Unsupported`].
pub fn free_bytes(_path: &Path) -> io::Result<u64> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Means nothing here: a child that outlives this process is begun like any other.
pub fn own_group(_command: &mut Command) {}

/// The job of each child that [`spawn_group`] began, by the child's number. A child that ended is
/// forgotten when the next one begins.
static JOBS: Mutex<BTreeMap<u32, Job>> = Mutex::new(BTreeMap::new());

/// Begins a child in a job of its own: what it starts is in it too, and ends with the job, at the
/// latest with this process. What it starts before it is in the job is not.
///
/// # Errors
/// When it cannot be begun.
pub fn spawn_group(command: &mut Command) -> io::Result<Child> {
    let child = command.spawn()?;
    let mut limits = ExtendedLimitInfo::new();
    limits.limit_kill_on_job_close();
    // Where the system grants no job, the child itself can still be ended.
    if let Ok(job) = Job::create_with_limit_info(&limits)
        && job.assign_process(child.as_raw_handle() as isize).is_ok()
    {
        let mut jobs = JOBS.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|_, job| {
            let left = job.query_process_id_list();
            !left.is_ok_and(|left| left.is_empty())
        });
        jobs.insert(child.id(), job);
    }
    Ok(child)
}

/// Whether the child has ended.
///
/// # Errors
/// When the system does not answer.
pub fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

/// Never: nobody is stopped here for reading the console.
///
/// # Errors
/// Never here.
pub fn wants_terminal(_child: &mut Child) -> io::Result<bool> {
    Ok(false)
}

/// Ends the child and all that is in its job, at once: nobody can be asked here.
///
/// # Errors
/// When the system refuses.
pub fn push_group(child: &mut Child, _push: Push) -> io::Result<()> {
    let job = JOBS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&child.id());
    // All that is in a job ends when it is closed.
    drop(job);
    match child.try_wait()? {
        Some(_) => Ok(()),
        None => child.kill(),
    }
}

/// Always None.
#[must_use]
pub fn ending_signal(_status: ExitStatus) -> Option<i32> {
    None
}

/// Not known here without unsafe code: always the same.
#[must_use]
pub fn identity(_found: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// Makes the names in a folder last, where its file system can; one that cannot keeps a log of
/// its own.
///
/// # Errors
/// When there is no such folder.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    /// FILE_FLAG_BACKUP_SEMANTICS: without it no folder can be opened.
    const OF_A_FOLDER: u32 = 0x0200_0000;
    let mut options = OpenOptions::new();
    let opened = options.write(true).custom_flags(OF_A_FOLDER).open(path);
    match opened.and_then(|folder| folder.sync_all()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes the folder and those above it; its rights are those of the folder above.
///
/// # Errors
/// When it cannot be made.
pub fn private_dir(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Whether an error of taking a lock says that the file system has none: it always has.
#[must_use]
pub fn has_no_locks(_error: &io::Error) -> bool {
    false
}

/// Whether an error of opening something says that a link was not followed: links are looked at
/// before.
#[must_use]
pub fn is_link_refused(_error: &io::Error) -> bool {
    false
}

/// Plain options: rights come from the folder.
#[must_use]
pub fn private_options() -> OpenOptions {
    OpenOptions::new()
}

/// Plain options: no name in a folder waits to be opened here.
#[must_use]
pub fn unwaiting_options() -> OpenOptions {
    OpenOptions::new()
}

/// Makes one folder; its rights are those of the folder above.
///
/// # Errors
/// When it cannot be made, or is there already.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Means nothing here: rights come from the folder.
///
/// # Errors
/// Never here.
pub fn make_private(_file: &File) -> io::Result<()> {
    Ok(())
}

/// Reads so many bytes from an offset on. No more room is taken than the file has bytes.
///
/// # Errors
/// Those of reading, and where the file is shorter.
pub fn read_at(file: &File, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    let end = offset.checked_add(length);
    if end.is_none_or(|end| end > file.metadata().map_or(0, |data| data.len())) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.seek_read(&mut bytes[filled..], offset + filled as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => filled += count,
        }
    }
    Ok(bytes)
}

/// Writes at an offset, once; gives how many bytes were taken.
///
/// # Errors
/// Those of writing, but for an interruption.
pub fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    loop {
        match file.seek_write(bytes, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// When anything of a file or folder was last changed: here the change of its content alone.
#[must_use]
pub fn touched(found: &Metadata) -> (i64, i64) {
    changed(found)
}

/// The last change of what stands in a file or a folder: seconds since 1970, and nanoseconds.
#[must_use]
pub fn changed(found: &Metadata) -> (i64, i64) {
    // In steps of 100 nanoseconds since 1601.
    const STEPS: u64 = 10_000_000;
    let steps = found.last_write_time();
    let seconds = i64::try_from(steps / STEPS).unwrap_or_default() - 11_644_473_600;
    let rest = i64::try_from(steps % STEPS * 100).unwrap_or_default();
    (seconds, rest)
}

/// What `path` names. Owner and rights cannot be read here and are taken to be our own.
///
/// # Errors
/// When there is nothing.
pub fn ownership(path: &Path) -> io::Result<Ownership> {
    Ok(ownership_in(&fs::symlink_metadata(path)?))
}

/// The same for an open file.
///
/// # Errors
/// When the file system does not answer.
pub fn ownership_of(file: &File) -> io::Result<Ownership> {
    Ok(ownership_in(&file.metadata()?))
}

/// The same from what the file system said already.
#[must_use]
pub fn ownership_in(found: &Metadata) -> Ownership {
    let kind = found.file_type();
    let kind = if kind.is_symlink() {
        Kind::Link
    } else if kind.is_dir() {
        Kind::Folder
    } else if kind.is_file() {
        Kind::File
    } else {
        Kind::Other
    };
    let mode = if kind == Kind::Folder { 0o700 } else { 0o600 };
    Ownership {
        own: true,
        mode,
        links: 1,
        kind,
    }
}
