//! The only way to the disk for this room.
//!
//! Every operation is one method, so that tests can make any of them fail, stop half-way or
//! be the last one before a crash. Outside tests [`Disk`] is empty and costs nothing. What
//! stays true: nothing here follows a link, waits on a FIFO, or retries what failed.

use crate::os;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The disk; in tests, one that can be told to fail; for a record that is made up and thrown
/// away, one that is not waited for.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    /// Whether nothing is waited for until it lasts: for a record that is thrown away.
    pub(super) is_fleeting: bool,
    #[cfg(test)]
    pub(super) faults: Option<std::sync::Arc<super::faults::Faults>>,
}

/// What an operation does, as fault injection tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Looks only.
    Read,
    /// Makes a folder or a file.
    Create,
    /// Writes bytes.
    Write,
    /// Makes bytes or names last.
    Sync,
    /// Gives a file its name.
    Rename,
}

/// How much of a write is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// All of it.
    All,
    /// So many bytes, after which it fails.
    #[cfg(test)]
    Bytes(usize),
}

/// A file's length and identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stat {
    pub bytes: u64,
    pub identity: (u64, u64),
}

impl Disk {
    #[cfg(not(test))]
    #[inline(always)]
    fn gate(&self, _: Operation) -> io::Result<Share> {
        Ok(Share::All)
    }

    #[cfg(test)]
    fn gate(&self, operation: Operation) -> io::Result<Share> {
        match &self.faults {
            Some(faults) => faults.gate(operation),
            None => Ok(Share::All),
        }
    }

    /// Makes a folder for its owner alone, and the folders above it; says whether it was
    /// made just now.
    pub fn create_folder(&self, path: &Path) -> io::Result<bool> {
        if path.is_dir() {
            return Ok(false);
        }
        if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
            self.create_folder(above)?;
        }
        self.gate(Operation::Create)?;
        match os::private_folder(path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
            self.sync_folder(above)?;
        }
        Ok(true)
    }

    /// Makes an empty file for its owner alone, over what a crash may have left there.
    pub fn create_file(&self, path: &Path) -> io::Result<File> {
        self.gate(Operation::Create)?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = os::private_options()
            .write(true)
            .create_new(true)
            .open(path)?;
        os::make_private(&file)?;
        Ok(file)
    }

    /// Opens a file for reading and writing in place; makes it where there is none.
    pub fn open_in_place(&self, path: &Path) -> io::Result<File> {
        self.gate(Operation::Create)?;
        let mut options = os::private_options();
        options.read(true).write(true);
        match options.open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            opened => return opened,
        }
        let file = options.create(true).truncate(false).open(path)?;
        os::make_private(&file)?;
        Ok(file)
    }

    /// Opens a file that is there, to write at its end.
    pub fn open_append(&self, path: &Path) -> io::Result<File> {
        self.gate(Operation::Read)?;
        os::private_options().append(true).open(path)
    }

    /// Opens a plain file for reading.
    pub fn open_read(&self, path: &Path) -> io::Result<File> {
        self.gate(Operation::Read)?;
        let file = os::private_options().read(true).open(path)?;
        if file.metadata()?.is_file() {
            Ok(file)
        } else {
            Err(io::Error::new(ErrorKind::InvalidInput, "not a plain file"))
        }
    }

    /// Reads at most `most` bytes from `offset` on.
    pub fn read_range(&self, path: &Path, offset: u64, most: u64) -> io::Result<Vec<u8>> {
        let file = self.open_read(path)?;
        self.gate(Operation::Read)?;
        let length = file.metadata()?.len().saturating_sub(offset).min(most);
        let mut bytes = Vec::new();
        fill(&file, &mut bytes, offset, length)?;
        Ok(bytes)
    }

    /// Reads at most `most` bytes of an open file from `offset` on. No more room is taken than
    /// the file has bytes; what is short is read without asking how long it is.
    pub fn read_open(&self, file: &File, offset: u64, most: u64) -> io::Result<Vec<u8>> {
        self.gate(Operation::Read)?;
        let mut bytes = Vec::new();
        fill(file, &mut bytes, offset, most.min(SHORT_BYTES))?;
        if bytes.len() as u64 == SHORT_BYTES && most > SHORT_BYTES {
            let length = file.metadata()?.len().saturating_sub(offset).min(most);
            fill(file, &mut bytes, offset, length)?;
        }
        Ok(bytes)
    }

    /// The plain file's length; `None` where there is nothing.
    pub fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        self.gate(Operation::Read)?;
        match fs::symlink_metadata(path) {
            Ok(data) => Ok(Some(Stat {
                bytes: data.len(),
                identity: os::identity(&data),
            })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is known of a file or folder from outside. A link is not followed.
    pub fn look(&self, path: &Path) -> io::Result<fs::Metadata> {
        self.gate(Operation::Read)?;
        fs::symlink_metadata(path)
    }

    /// The names in a folder, those that are text; none where there is no folder.
    pub fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.gate(Operation::Read)?;
        let list = match fs::read_dir(folder) {
            Ok(list) => list,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for item in list {
            if let Ok(name) = item?.file_name().into_string() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// The names in a folder below the journal's: a link there is not followed, and nothing but
    /// a folder is listed.
    pub fn names_in(&self, folder: &Path) -> io::Result<Vec<String>> {
        match fs::symlink_metadata(folder) {
            Ok(data) if !data.is_dir() => Err(io::Error::new(
                ErrorKind::NotADirectory,
                "it is a link, or no folder, and is not followed",
            )),
            _ => self.names(folder),
        }
    }

    /// One write of all the bytes; a part is a failure. Only an interruption before the
    /// first byte is tried again.
    pub fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<()> {
        let share = self.gate(Operation::Write)?;
        let through = part(share, bytes);
        let written = loop {
            match file.write(through) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        whole(written, bytes)
    }

    /// One write of all the bytes at an offset.
    pub fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        let share = self.gate(Operation::Write)?;
        let written = os::write_at(file, part(share, bytes), offset)?;
        whole(written, bytes)
    }

    /// Makes the file's bytes last.
    pub fn sync(&self, file: &File) -> io::Result<()> {
        self.gate(Operation::Sync)?;
        match self.is_fleeting {
            true => Ok(()),
            false => file.sync_data(),
        }
    }

    /// Makes the names in a folder last.
    pub fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.gate(Operation::Sync)?;
        match self.is_fleeting {
            true => Ok(()),
            false => os::sync_folder(folder),
        }
    }

    /// Gives a file its final name, over what bears it.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.gate(Operation::Rename)?;
        fs::rename(from, to)
    }

    /// Takes away a temporary file; that it stays does no harm.
    pub fn discard(&self, path: &Path) {
        if self.gate(Operation::Create).is_ok() {
            let _ = fs::remove_file(path);
        }
    }

    /// Writes a whole file so that it is there with all its bytes or not at all: beside
    /// its name, synced, renamed, its folder synced.
    pub fn place(&self, path: &Path, bytes: &[u8]) -> Result<(), NotPlaced> {
        let temporary = temporary(path);
        let written = self.create_file(&temporary).and_then(|file| {
            self.write(&file, bytes)?;
            self.sync(&file)
        });
        if let Err(error) = written {
            self.discard(&temporary);
            let may_be_there = false;
            return Err(NotPlaced {
                error,
                may_be_there,
            });
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let named = self
            .rename(&temporary, path)
            .and_then(|()| self.sync_folder(folder));
        named.map_err(|error| {
            self.discard(&temporary);
            let may_be_there = true;
            NotPlaced {
                error,
                may_be_there,
            }
        })
    }
}

/// What is read at once, whatever the file's length.
const SHORT_BYTES: u64 = 4096;

/// Reads on, until there are `length` bytes or the file ends.
fn fill(mut file: &File, bytes: &mut Vec<u8>, offset: u64, length: u64) -> io::Result<()> {
    let filled = bytes.len() as u64;
    let missing = length.saturating_sub(filled);
    // Not set to zeros before: that would cost as much as the reading.
    bytes.reserve_exact(usize::try_from(missing).map_err(io::Error::other)?);
    file.seek(SeekFrom::Start(offset + filled))?;
    file.take(missing).read_to_end(bytes)?;
    Ok(())
}

/// A file that was not placed, or not for sure.
#[derive(Debug)]
pub(super) struct NotPlaced {
    pub error: io::Error,
    /// Whether it may bear its name all the same.
    pub may_be_there: bool,
}

/// Where a file stands until it has all its bytes. The process is in the name because
/// hosts that share a folder do not share a lock.
fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn part(share: Share, bytes: &[u8]) -> &[u8] {
    match share {
        Share::All => bytes,
        #[cfg(test)]
        Share::Bytes(count) => &bytes[..count.min(bytes.len())],
    }
}

fn whole(written: usize, bytes: &[u8]) -> io::Result<()> {
    if written == bytes.len() {
        return Ok(());
    }
    // A plain file takes less than it was given only where room or a quota ends.
    Err(io::Error::new(
        ErrorKind::StorageFull,
        format!("only {written} of {} bytes were written", bytes.len()),
    ))
}
