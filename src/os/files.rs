//! Unix: private folders and files, and who owns what.
//!
//! Nothing here follows a symbolic link in the last part of a path.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{
    DirBuilderExt, FileExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt,
};
use std::path::Path;

use rustix::fs::{Access, OFlags};

use super::{Kind, Ownership};

const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;
const PERMISSION_BITS: u32 = 0o7777;

/// How many bytes this account may still write where `path` lies.
///
/// # Errors
/// When `path` does not exist or its file system does not answer.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    let answer = rustix::fs::statvfs(path)?;
    Ok(answer.f_bavail.saturating_mul(answer.f_frsize))
}

/// Whether this account may write what `path` names; false where there is nothing.
#[must_use]
pub fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, Access::WRITE_OK).is_ok()
}

/// Whether an account other than this one and root can change what `path` names, itself or what
/// stands in it. In a folder with the sticky bit each owner keeps their own.
///
/// # Errors
/// When there is nothing, or a folder above may not be entered.
pub fn others_may_change(path: &Path) -> io::Result<bool> {
    const OTHERS_WRITE: u32 = 0o022;
    let found = fs::metadata(path)?;
    let is_ours = [0, rustix::process::geteuid().as_raw()].contains(&found.uid());
    Ok(!is_ours || is_open_to(&found, OTHERS_WRITE))
}

/// Whether everybody on this machine can exchange what stands in a folder, whoever it belongs to.
///
/// # Errors
/// As [`others_may_change`].
pub fn anybody_may_change(path: &Path) -> io::Result<bool> {
    const EVERYBODY_WRITES: u32 = 0o002;
    Ok(is_open_to(&fs::metadata(path)?, EVERYBODY_WRITES))
}

fn is_open_to(found: &Metadata, writers: u32) -> bool {
    const STICKY: u32 = 0o1000;
    let mode = found.mode();
    let is_kept_apart = found.is_dir() && mode & STICKY != 0;
    mode & writers != 0 && !is_kept_apart
}

/// Makes the folder `path`, and those above it that are missing, each with mode 0700 whatever the
/// umask. One that exists already is left as it is: ask [`ownership`] whether it will do.
///
/// # Errors
/// When a folder cannot be made, or `path` exists and is no folder.
pub fn private_dir(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(PRIVATE_FOLDER).create(path) {
        // The umask can only have taken bits away, never given any.
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(PRIVATE_FOLDER)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let parent = path.parent().filter(|parent| *parent != Path::new(""));
            private_dir(parent.ok_or(error)?)?;
            private_dir(path)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Options to open a private file: mode 0600 when it is made, and a symbolic link is refused
/// (ELOOP) rather than followed. The caller adds read, write, append, create.
///
/// Opening a FIFO does not wait for its other end: ask [`ownership_of`] what was opened.
#[must_use]
pub fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options
        .mode(PRIVATE_FILE)
        // The flags fit: each is a C int by its definition.
        .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    options
}

/// Options to open what others named: opening a FIFO does not wait for its other end, and neither
/// does reading. The caller adds read.
#[must_use]
pub fn unwaiting_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    // The flag fits: it is a C int by its definition.
    options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    options
}

/// Makes one folder with mode 0700, whatever the umask.
///
/// # Errors
/// When it cannot be made, or is there already.
pub fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(PRIVATE_FOLDER).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(PRIVATE_FOLDER))
}

/// Gives a file that was just made mode 0600, whatever the umask.
///
/// # Errors
/// When the file system refuses.
pub fn make_private(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(PRIVATE_FILE))
}

/// Writes at an offset, once; gives how many bytes were taken.
///
/// # Errors
/// Those of writing, but for an interruption.
pub fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    loop {
        match file.write_at(bytes, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
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
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}

/// The last change of what stands in a file or a folder: seconds since 1970, and nanoseconds.
#[must_use]
pub fn changed(found: &Metadata) -> (i64, i64) {
    (found.mtime(), found.mtime_nsec())
}

/// When anything of a file or folder was last changed, its times included: seconds since 1970,
/// and nanoseconds. Nobody can set it back.
#[must_use]
pub fn touched(found: &Metadata) -> (i64, i64) {
    (found.ctime(), found.ctime_nsec())
}

/// Who owns what `path` names, and what it is. A link is not followed.
///
/// # Errors
/// When there is nothing, or a folder above may not be entered.
pub fn ownership(path: &Path) -> io::Result<Ownership> {
    Ok(ownership_in(&fs::symlink_metadata(path)?))
}

/// The same for a file that is already open: what was opened, whatever the path names by now.
///
/// # Errors
/// When the file system does not answer.
pub fn ownership_of(file: &File) -> io::Result<Ownership> {
    Ok(ownership_in(&file.metadata()?))
}

/// What tells a file from every other of this machine: a file that took the place of another
/// differs in it, even where length and time are the same.
#[must_use]
pub fn identity(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

/// Makes the names in a folder last.
///
/// # Errors
/// When the folder cannot be opened or its file system refuses.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
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
    } else if kind.is_fifo() || kind.is_socket() {
        Kind::Pipe
    } else {
        debug_assert!(kind.is_block_device() || kind.is_char_device());
        Kind::Other
    };
    Ownership {
        // Files are made with the effective id, so it is what counts as own.
        own: found.uid() == rustix::process::geteuid().as_raw(),
        mode: found.mode() & PERMISSION_BITS,
        links: found.nlink(),
        kind,
    }
}
