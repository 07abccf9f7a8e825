//! The file of one runbook: what is allowed in it, as JSON.
//!
//! What stays true: reading never fails, it only trusts less, and says why. A file is replaced
//! whole, by a rename, with file and folder synced, and only under the lock. Each command stands
//! there with its fingerprint, and one that does not fit the other allows nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::os::{self, Held, Kind, Ownership};
use crate::text::{shown, slug};

use super::command_text::CommandText;
use super::types::{Allowance, Place, TrustFault, Whereabouts};

/// What is written. Version 1 knows neither what the library gives nor whereabouts.
const VERSION: u32 = 2;
const OLDEST: u32 = 1;
const LOCK_NAME: &str = "lock";
const FILE_BYTES: u64 = 4 * 1024 * 1024;
/// More runbooks than anybody keeps.
const FILES: usize = 10_000;
/// A change takes milliseconds. Who holds the lock longer was stopped.
const PATIENCE: Duration = Duration::from_secs(5);
const WRITABLE_FOR_OTHERS: u32 = 0o022;

/// What one file says.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub allowed: BTreeMap<Place, Allowance>,
    /// Why it allows nothing, where that is not what it says.
    pub problem: Option<String>,
    is_newer: bool,
}

/// What shows that a file was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    identity: (u64, u64),
    ownership: Option<Ownership>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    v: u32,
    runbook: String,
    allowed: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    procedure: String,
    step: String,
    command: CommandText,
    fingerprint: String,
    by: String,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Whereabouts::is_empty")]
    whereabouts: Whereabouts,
}

/// The version alone, of a file whose rest may be unknown.
#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// The file of a runbook: readable by its name, apart by its hash.
pub(super) fn path(folder: &Path, runbook: &str) -> PathBuf {
    let hash = Sha256::digest(runbook.as_bytes());
    let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    folder.join(format!(
        "{}-{hash}.json",
        slug(runbook, "runbook", |_| false)
    ))
}

/// The files of the folder, none where there is no folder; or a sentence why nothing in it is
/// trusted.
pub(super) fn list(folder: &Path) -> Result<BTreeMap<PathBuf, Stamp>, String> {
    match os::ownership(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(sentence(folder, &unread(&error))),
        Ok(found) => private(found, Kind::Folder).map_err(|why| sentence(folder, &why))?,
    }
    let unreadable = |error: io::Error| sentence(folder, &unread(&error));
    let mut stamps = BTreeMap::new();
    for item in fs::read_dir(folder).map_err(unreadable)?.take(FILES) {
        let path = item.map_err(unreadable)?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        // One that has just gone is not there.
        if let Ok(found) = fs::symlink_metadata(&path) {
            let stamp = Stamp {
                bytes: found.len(),
                modified: found.modified().ok(),
                identity: os::identity(&found),
                ownership: os::ownership(&path).ok(),
            };
            stamps.insert(path, stamp);
        }
    }
    Ok(stamps)
}

/// What the file allows; a file that is not there allows nothing, and that is no problem.
pub(super) fn read(path: &Path) -> Kept {
    let mut kept = Kept::default();
    match read_bytes(path) {
        Ok(bytes) => kept.take_in(path, &bytes),
        Err(ReadFault::Absent) => {}
        Err(ReadFault::Unusable(why)) => kept.problem = Some(sentence(path, &why)),
    }
    kept
}

impl Kept {
    fn take_in(&mut self, path: &Path, bytes: &[u8]) {
        let page: Page = match serde_json::from_slice(bytes) {
            Ok(page) => page,
            Err(error) => {
                let version: Option<Version> = serde_json::from_slice(bytes).ok();
                self.is_newer = version.is_some_and(|version| version.v > VERSION);
                let why = if self.is_newer {
                    "was written by a newer rounds".to_owned()
                } else {
                    format!("is broken: {error}")
                };
                self.problem = Some(sentence(path, &why));
                return;
            }
        };
        self.is_newer = page.v > VERSION;
        if !(OLDEST..=VERSION).contains(&page.v) {
            let why = format!("has version {}, which is not known here", page.v);
            self.problem = Some(sentence(path, &why));
            return;
        }
        let own_name = path.file_name();
        let folder = path.parent().unwrap_or(Path::new(""));
        if self::path(folder, &page.runbook).file_name() != own_name {
            let why = format!("speaks of another runbook, {}", shown(&page.runbook));
            self.problem = Some(sentence(path, &why));
            return;
        }
        match allowed_of(page) {
            Ok(allowed) => self.allowed = allowed,
            Err(why) => self.problem = Some(sentence(path, &why)),
        }
    }
}

/// What a page allows. Where one row cannot be right, somebody wrote in it who should not have,
/// and no row is believed.
fn allowed_of(page: Page) -> Result<BTreeMap<Place, Allowance>, String> {
    let mut allowed = BTreeMap::new();
    for row in page.allowed {
        let place = Place {
            runbook: page.runbook.clone(),
            procedure: row.procedure,
            step: row.step,
        };
        let step = format!("{}/{}", shown(&place.procedure), shown(&place.step));
        if row.command.fingerprint().to_string() != row.fingerprint {
            return Err(format!(
                "was altered: the command of {step} is not what was allowed"
            ));
        }
        let allowance = Allowance {
            command: row.command,
            operator: row.by,
            at: row.at,
            whereabouts: row.whereabouts,
        };
        if allowed.insert(place, allowance).is_some() {
            return Err(format!("was altered: it has two commands for {step}"));
        }
    }
    Ok(allowed)
}

fn sentence(path: &Path, why: &str) -> String {
    format!(
        "{} {why}; none of its commands is trusted, each is asked for again.",
        shown(&path.display().to_string())
    )
}

enum ReadFault {
    Absent,
    Unusable(String),
}

fn unread(error: &io::Error) -> String {
    format!("cannot be read: {}", os::why(error))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, ReadFault> {
    let unreadable = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => ReadFault::Absent,
        _ => ReadFault::Unusable(unread(&error)),
    };
    // Before it is opened, because opening a FIFO would wait; and after, because it may be
    // another by then.
    let found = os::ownership(path).map_err(unreadable)?;
    private(found, Kind::File).map_err(ReadFault::Unusable)?;
    let file = os::private_options()
        .read(true)
        .open(path)
        .map_err(unreadable)?;
    let found = os::ownership_of(&file).map_err(unreadable)?;
    private(found, Kind::File).map_err(ReadFault::Unusable)?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(ReadFault::Unusable("is too large".into()));
    }
    Ok(bytes)
}

fn private(found: Ownership, kind: Kind) -> Result<(), String> {
    let why = if found.kind != kind {
        match kind {
            Kind::Folder => "is no folder",
            _ => "is no plain file",
        }
    } else if !found.own {
        "belongs to another account"
    } else if found.mode & WRITABLE_FOR_OTHERS != 0 {
        "can be written by other accounts"
    } else if kind == Kind::File && found.links > 1 {
        "has a second name (a hard link)"
    } else {
        return Ok(());
    };
    Err(why.into())
}

/// Writes the file anew. One that was broken is kept beside it, for whoever wants to look.
pub(super) fn write(path: &Path, runbook: &str, kept: &Kept) -> Result<(), TrustFault> {
    if kept.is_newer {
        return Err(TrustFault::Newer { path: path.into() });
    }
    let not_saved = |error| TrustFault::NotSaved {
        path: path.into(),
        error,
    };
    let page = Page {
        v: VERSION,
        runbook: runbook.to_owned(),
        allowed: kept.allowed.iter().map(row_of).collect(),
    };
    let mut bytes =
        serde_json::to_vec_pretty(&page).map_err(|error| not_saved(io::Error::other(error)))?;
    bytes.push(b'\n');
    if bytes.len() as u64 > FILE_BYTES {
        return Err(TrustFault::TooMuch {
            runbook: runbook.to_owned(),
        });
    }
    if kept.problem.is_some() {
        match fs::rename(path, path.with_extension("json.broken")) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(not_saved(error)),
            _ => {}
        }
    }
    place(path, &bytes).map_err(not_saved)
}

fn row_of((place, allowance): (&Place, &Allowance)) -> Row {
    Row {
        procedure: place.procedure.clone(),
        step: place.step.clone(),
        command: allowance.command.clone(),
        fingerprint: allowance.command.fingerprint().to_string(),
        by: allowance.operator.clone(),
        at: allowance.at,
        whereabouts: allowance.whereabouts.clone(),
    }
}

fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("json.unfinished");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = os::private_options()
        .write(true)
        .create_new(true)
        .open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    os::sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// The right to change files of the folder, until it is dropped.
pub(super) struct Lock {
    _held: Held,
}

impl Lock {
    /// Makes the folder where there is none, and waits for the lock, a few seconds at most.
    pub fn take(folder: &Path) -> Result<Self, TrustFault> {
        let not_saved = |path: &Path, error| TrustFault::NotSaved {
            path: path.to_owned(),
            error,
        };
        os::private_dir(folder).map_err(|error| not_saved(folder, error))?;
        let found = os::ownership(folder).map_err(|error| not_saved(folder, error))?;
        private(found, Kind::Folder).map_err(|why| TrustFault::NotPrivate {
            path: folder.to_owned(),
            why,
        })?;
        let path = folder.join(LOCK_NAME);
        match Held::take_within(&path, PATIENCE) {
            Ok(Some(held)) => Ok(Self { _held: held }),
            Ok(None) => Err(TrustFault::Busy { path }),
            Err(error) => Err(not_saved(&path, error)),
        }
    }
}
