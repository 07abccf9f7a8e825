//! What is particular to Unix: modes, owners, links, and opening without following them.
//!
//! Nothing here decides anything about entries.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{
    DirBuilderExt, FileExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt,
};
use std::path::Path;

/// Opens for this owner alone, follows no link at the name's end, and does not wait on a
/// FIFO.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    options
        .mode(0o600)
        .custom_flags(i32::try_from(flags.bits()).unwrap_or_default())
}

/// Makes one folder with mode 0700, whatever the umask.
pub(super) fn make_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Gives a file that was just made mode 0600, whatever the umask.
pub(super) fn make_private_file(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o600))
}

/// What tells one file from every other.
pub(super) fn identity(data: &Metadata) -> (u64, u64) {
    (data.dev(), data.ino())
}

/// A folder's last change, to the nanosecond.
pub(super) fn changed(data: &Metadata) -> (i64, i64) {
    (data.mtime(), data.mtime_nsec())
}

/// Writes at an offset, once.
pub(super) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    loop {
        match file.write_at(bytes, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Whether an open file's name is gone, or another file's by now.
pub(super) fn is_nameless(data: &Metadata) -> bool {
    data.nlink() == 0
}

/// Why a folder of one's own must not be written to; `None` where all is well.
pub(super) fn unsafe_folder(data: &Metadata) -> Option<&'static str> {
    if data.is_symlink() {
        Some("it is a symbolic link")
    } else if !data.is_dir() {
        Some("it is no folder")
    } else {
        unsafe_rights(data)
    }
}

/// Why a file of one's own must not be written to; `None` where all is well.
pub(super) fn unsafe_file(data: &Metadata) -> Option<&'static str> {
    let kind = data.file_type();
    if kind.is_symlink() {
        Some("it is a symbolic link")
    } else if kind.is_fifo() || kind.is_socket() {
        Some("it is a pipe")
    } else if !kind.is_file() {
        Some("it is no plain file")
    } else if data.nlink() != 1 {
        Some("it has a second name (a hard link)")
    } else {
        unsafe_rights(data)
    }
}

fn unsafe_rights(data: &Metadata) -> Option<&'static str> {
    if data.uid() != rustix::process::geteuid().as_raw() {
        Some("it belongs to another user")
    } else if data.mode() & 0o002 != 0 {
        Some("everybody may write to it")
    } else {
        None
    }
}
