//! Verifying content: every object against its name.

use super::disk::Disk;
use super::finding::{Finding, Found};
use super::report::Report;
use super::status::Status;
use super::unread::why;
use crate::event::{EntryHash, FindingKind};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::Path;

/// What was found of the content.
#[derive(Debug, Default)]
pub(super) struct Here {
    /// What is what its name says.
    pub sound: BTreeSet<EntryHash>,
    /// What could not be read: it may be sound.
    unread: BTreeSet<EntryHash>,
    /// Whether not even the names could be read.
    is_unlisted: bool,
}

impl Here {
    /// Whether content may be here, as far as it could be looked for.
    pub fn may_hold(&self, name: &EntryHash) -> bool {
        self.is_unlisted || self.sound.contains(name) || self.unread.contains(name)
    }
}

/// Hashes every object.
pub(super) fn check_objects(disk: &Disk, root: &Path, report: &mut Report) -> Here {
    let folder = root.join("objects");
    let mut here = Here::default();
    let names = disk.names_in(&folder).unwrap_or_else(|error| {
        here.is_unlisted = true;
        let words = format!("the objects cannot be read: {}", why(&error));
        report.unreadable.push(words);
        Vec::new()
    });
    for name in names {
        let Ok(hash) = name.parse::<EntryHash>() else {
            if !name.starts_with('.') {
                report.notes.push(format!("objects/{name} is no object"));
            }
            continue;
        };
        report.objects += 1;
        match hash_file(disk, &folder.join(&name)) {
            Ok(found) if found == hash => {
                here.sound.insert(hash);
            }
            Ok(found) => {
                report.find(Finding::of(&Found {
                    kind: FindingKind::AlteredObject,
                    writer: None,
                    seq: 0,
                    expected: &hash,
                    found: &found,
                    status: Status::Corrupt,
                    what: format!("object {name}: its bytes are not those that its name says"),
                }));
                report.altered_objects.push(name);
            }
            Err(error) => {
                here.unread.insert(hash);
                let words = format!("object {name} cannot be read: {}", why(&error));
                report.unreadable.push(words);
            }
        }
    }
    here
}

fn hash_file(disk: &Disk, path: &Path) -> io::Result<EntryHash> {
    let mut file = disk.open_read(path)?;
    let mut digest = Sha256::new();
    let mut part = vec![0; 64 * 1024];
    loop {
        match file.read(&mut part)? {
            0 => return Ok(EntryHash(digest.finalize().into())),
            count => digest.update(&part[..count]),
        }
    }
}
