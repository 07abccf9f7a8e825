//! Verifying content: every object against its name.

use super::disk::Disk;
use super::finding::{Finding, Found};
use super::report::Report;
use super::status::Status;
use crate::event::{EntryHash, FindingKind};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::Path;

/// Hashes every object; gives those that are what their names say.
pub(super) fn check_objects(disk: &Disk, root: &Path, report: &mut Report) -> BTreeSet<EntryHash> {
    let folder = root.join("objects");
    let mut here = BTreeSet::new();
    let names = disk.names_in(&folder).unwrap_or_else(|error| {
        report
            .unreadable
            .push(format!("the objects cannot be read: {error}"));
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
                here.insert(hash);
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
                report
                    .unreadable
                    .push(format!("object {name} cannot be read: {error}"));
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
