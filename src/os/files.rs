//! Unix: private folders and files, and who owns what.
//!
//! Nothing here follows a symbolic link in the last part of a path.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;

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
/// Opening a FIFO waits for its other end: ask [`ownership`] first, [`ownership_of`] after.
#[must_use]
pub fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options
        .mode(PRIVATE_FILE)
        // The flag fits: it is a C int by its definition.
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
    options
}

/// Who owns what `path` names, and what it is. A link is not followed.
///
/// # Errors
/// When there is nothing, or a folder above may not be entered.
pub fn ownership(path: &Path) -> io::Result<Ownership> {
    Ok(read(&fs::symlink_metadata(path)?))
}

/// The same for a file that is already open: what was opened, whatever the path names by now.
///
/// # Errors
/// When the file system does not answer.
pub fn ownership_of(file: &File) -> io::Result<Ownership> {
    Ok(read(&file.metadata()?))
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

fn read(found: &Metadata) -> Ownership {
    let kind = found.file_type();
    let kind = if kind.is_symlink() {
        Kind::Link
    } else if kind.is_dir() {
        Kind::Folder
    } else if kind.is_file() {
        Kind::File
    } else {
        debug_assert!(
            kind.is_fifo() || kind.is_socket() || kind.is_block_device() || kind.is_char_device()
        );
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
