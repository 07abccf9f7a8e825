//! Objects: runbooks as they were, captured output, attachments, each named by its SHA-256.
//!
//! An object is there with all its bytes, synced, before an entry names it. It is checked
//! against its name whenever it is read.

use super::disk::Disk;
use super::fault::{ReadFault, WriteFault};
use super::line::hash_bytes;
use super::rights;
use super::unread::why;
use crate::event::EntryHash;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The largest object.
pub const OBJECT_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// Why an object is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum ObjectFault {
    /// It is not here: not yet, or not any more.
    #[error("this content is not in this copy of the journal")]
    Absent,
    /// Its bytes are not those that its name says.
    #[error("this content was altered after it was saved")]
    Altered,
    /// It cannot be read.
    #[error("this content cannot be read: {}", why(.0))]
    Unreadable(io::Error),
}

pub(super) fn object_path(root: &Path, name: &EntryHash) -> PathBuf {
    root.join("objects").join(name.to_string())
}

/// Reads an object of the journal at `root`.
///
/// # Errors
/// When it is not here, or is not what its name says.
pub fn object(root: &Path, name: &EntryHash) -> Result<Vec<u8>, ObjectFault> {
    read(&Disk::default(), root, name)
}

fn read(disk: &Disk, root: &Path, name: &EntryHash) -> Result<Vec<u8>, ObjectFault> {
    let most = OBJECT_LIMIT_BYTES as u64 + 1;
    match disk.read_range(&object_path(root, name), 0, most) {
        Ok(bytes) if hash_bytes(&bytes) == *name => Ok(bytes),
        Ok(_) => Err(ObjectFault::Altered),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(ObjectFault::Absent),
        Err(error) => Err(ObjectFault::Unreadable(error)),
    }
}

/// Whether something stands under an object's name.
///
/// # Errors
/// When that cannot be told.
pub fn object_is_here(root: &Path, name: &EntryHash) -> Result<bool, ReadFault> {
    let path = object_path(root, name);
    match std::fs::symlink_metadata(&path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(ReadFault::beside((path, error))),
    }
}

/// Takes an object away, so that it lasts. An entry must say so first.
///
/// # Errors
/// What the system said.
pub fn remove_object(root: &Path, name: &EntryHash) -> io::Result<()> {
    let disk = Disk::default();
    match std::fs::remove_file(object_path(root, name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match disk.sync_folder(&root.join("objects")) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Keeps an object. One that is there already is checked and synced once more, because who
/// wrote it may have died before it was; one that is damaged is written anew.
pub(super) fn keep(
    disk: &Disk,
    root: &Path,
    name: &EntryHash,
    bytes: &[u8],
) -> Result<(), WriteFault> {
    if bytes.len() > OBJECT_LIMIT_BYTES {
        let why = format!(
            "an attachment of {} bytes is too large; {OBJECT_LIMIT_BYTES} is the most",
            bytes.len()
        );
        return Err(WriteFault::Malformed { why });
    }
    if hash_bytes(bytes) != *name {
        let why = format!("the content does not have the hash {name}");
        return Err(WriteFault::Malformed { why });
    }
    let path = object_path(root, name);
    let failed = |error| WriteFault::writing(&path, error);
    let folder = root.join("objects");
    disk.create_folder(&folder).map_err(failed)?;
    let data = std::fs::symlink_metadata(&folder).map_err(failed)?;
    if let Some(why) = rights::unsafe_folder(&data) {
        let path = folder.clone();
        return Err(WriteFault::Unsafe { path, why });
    }
    if read(disk, root, name).is_ok() {
        let file = disk.open_read(&path).map_err(failed)?;
        disk.sync(&file).map_err(failed)?;
        return disk.sync_folder(&folder).map_err(failed);
    }
    disk.place(&path, bytes)
        .map_err(|not_placed| failed(not_placed.error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_what_its_name_says_or_is_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::default();
        let root = folder.path();
        let name = hash_bytes(b"text");
        assert!(matches!(object(root, &name), Err(ObjectFault::Absent)));
        keep(&disk, root, &name, b"text").unwrap();
        keep(&disk, root, &name, b"text").unwrap();
        assert_eq!(object(root, &name).unwrap(), b"text");
        std::fs::write(object_path(root, &name), b"tex").unwrap();
        assert!(matches!(object(root, &name), Err(ObjectFault::Altered)));
        keep(&disk, root, &name, b"text").unwrap();
        assert_eq!(object(root, &name).unwrap(), b"text");
        assert!(keep(&disk, root, &name, b"other").is_err());
        assert_eq!(std::fs::read_dir(root.join("objects")).unwrap().count(), 1);
    }
}
