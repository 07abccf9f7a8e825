//! Runbooks as they were parsed, kept by their content: so that a start with files that are
//! known parses none, and opens none that looks from outside as it did.
//!
//! A cache and nothing more. It counts only for the very program that wrote it, as a whole or
//! not at all; a file that has a problem is parsed each time, because its problems name the
//! place. How a file looks is kept only where it had been at rest before it was read, so that
//! whatever was done to it since shows. What is missing or wrong is made anew, and where it
//! cannot be written nothing is said.

use super::digest::digest;
use crate::event::EntryHash;
use crate::os::{self, Outside};
use crate::runbook::{LibraryDefaults, Parsed, parse_bytes};
use crate::state::{Revision, checksum};
use serde::{Deserialize, Serialize};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A library of fewer files is parsed as soon as it is read.
const WORTH_IT: usize = 32;
/// No cache of a library is longer.
const MOST_BYTES: u64 = 256 << 20;

/// What makes a file mean what it means: its bytes, its `library.toml`, its name.
type Name = (Revision, String);

/// A file that was read.
pub(super) struct Source<'a> {
    /// Its path, as the person knows it.
    pub label: &'a str,
    /// Its name.
    pub stem: &'a str,
    pub revision: Revision,
    /// How it looked before it was read.
    pub outside: Outside,
}

/// What a file says.
pub(super) struct Said {
    pub parsed: Parsed,
    pub bytes: Arc<[u8]>,
    pub revision: Revision,
    /// How it looks from outside, where the next change will show.
    pub outside: Option<Outside>,
}

/// What is kept of the runbooks of some folders.
#[derive(Debug)]
pub(super) struct Kept {
    /// None where nothing is to be kept.
    place: Option<PathBuf>,
    /// When the files began to be looked at.
    began: SystemTime,
    read: OnceCell<Content>,
    /// What was asked for: kept for the next time.
    used: RefCell<BTreeMap<Name, Used>>,
    /// How many files had to be opened, and how many parsed.
    worked: RefCell<(usize, usize)>,
}

/// A file that was asked for.
#[derive(Debug, Default)]
struct Used {
    /// What it says and its bytes, where the cache does not hold them.
    new: Option<(Vec<u8>, Arc<[u8]>)>,
    seen: BTreeSet<Outside>,
}

impl Default for Kept {
    fn default() -> Self {
        Self::at(None, SystemTime::now())
    }
}

impl Kept {
    /// What a cache folder keeps of these folders. Nothing is read before it is asked for.
    pub fn of(cache: &Path, folders: &[PathBuf]) -> Self {
        let mut names = Vec::new();
        for folder in folders {
            let place = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            names.extend(place.as_os_str().as_encoded_bytes());
            names.push(0);
        }
        let name = digest(&names).to_string();
        let place = cache.join(format!("runbooks-{}", &name[..16]));
        Self::at(Some(place), SystemTime::now())
    }

    fn at(place: Option<PathBuf>, began: SystemTime) -> Self {
        Self {
            place,
            began,
            read: OnceCell::new(),
            used: RefCell::default(),
            worked: RefCell::default(),
        }
    }

    fn content(&self) -> Option<&Content> {
        let place = self.place.as_ref()?;
        Some(self.read.get_or_init(|| read(place).unwrap_or_default()))
    }

    /// What a file says that looks as one did when it was read, without opening it.
    pub fn unopened(
        &self,
        outside: Outside,
        stem: &str,
        library: Option<EntryHash>,
    ) -> Option<Said> {
        let file = *self.content()?.seen.get(&outside)?;
        self.known(stem, Revision { file, library }, Some(outside))
    }

    /// What a file says that was read: as it was parsed before, or parsed now.
    pub fn parse(&self, source: &Source<'_>, bytes: Arc<[u8]>, defaults: &LibraryDefaults) -> Said {
        let Source {
            label,
            stem,
            revision,
            ..
        } = *source;
        let is_at_rest = source.outside.is_telling() && source.outside.is_at_rest(self.began);
        let outside = is_at_rest.then_some(source.outside);
        self.worked.borrow_mut().0 += 1;
        if let Some(said) = self.known(stem, revision, outside) {
            return said;
        }
        let parsed = parse_bytes(label, stem, &bytes, defaults);
        self.worked.borrow_mut().1 += 1;
        if self.place.is_some()
            && parsed.problems.is_empty()
            && let Ok(kept) = postcard::to_stdvec(&parsed)
            // What does not come back as it was is not kept.
            && taken(&kept).as_ref() == Some(&parsed)
        {
            let used = Used {
                new: Some((kept, bytes.clone())),
                seen: outside.into_iter().collect(),
            };
            let name = (revision, stem.to_owned());
            self.used.borrow_mut().insert(name, used);
        }
        Said {
            parsed,
            bytes,
            revision,
            outside,
        }
    }

    fn known(&self, stem: &str, revision: Revision, outside: Option<Outside>) -> Option<Said> {
        let content = self.content()?;
        let name = (revision, stem.to_owned());
        let (parsed, bytes) = content.files.get(&name)?;
        let said = Said {
            parsed: taken(&content.blob[parsed.clone()])?,
            bytes: content.blob[bytes.clone()].into(),
            revision,
            outside,
        };
        let mut used = self.used.borrow_mut();
        used.entry(name).or_default().seen.extend(outside);
        Some(said)
    }

    /// How many files had to be opened, and how many parsed.
    #[cfg(test)]
    pub fn worked(&self) -> (usize, usize) {
        *self.worked.borrow()
    }

    /// Keeps what was asked for, where something of it is new.
    pub fn keep(&self) {
        let used = self.used.borrow();
        let Some((place, content)) = self.place.as_ref().zip(self.content()) else {
            return;
        };
        let is_new = |used: &Used| {
            used.new.is_some() || used.seen.iter().any(|it| !content.seen.contains_key(it))
        };
        if used.len() >= WORTH_IT && used.values().any(is_new) {
            // Deliberately without a word: the next start parses what it does not find.
            let _ = write(place, &used, content);
        }
    }
}

fn taken(kept: &[u8]) -> Option<Parsed> {
    postcard::from_bytes(kept).ok()
}

/// What tells this program from every other that could understand a runbook otherwise.
fn program() -> io::Result<EntryHash> {
    let data = fs::metadata(std::env::current_exe()?)?;
    let changed = data.modified()?.duration_since(SystemTime::UNIX_EPOCH);
    let changed = changed.map_err(io::Error::other)?.as_nanos();
    let length = data.len();
    let version = env!("CARGO_PKG_VERSION");
    Ok(digest(format!("{version} {length} {changed}").as_bytes()))
}

/// What a cache holds: in its bytes, where.
#[derive(Debug, Default)]
struct Content {
    blob: Vec<u8>,
    /// What each file says, and its bytes.
    files: BTreeMap<Name, (Range<usize>, Range<usize>)>,
    /// The digest of what looks so from outside.
    seen: BTreeMap<Outside, EntryHash>,
}

/// A file in the index of a cache. Behind the index stand, one after the other, what each says
/// and its bytes.
#[derive(Serialize, Deserialize)]
struct Row {
    stem: String,
    file: [u8; 32],
    library: Option<[u8; 32]>,
    seen: Vec<Outside>,
    parsed: u32,
    bytes: u32,
}

/// Before the index: the program, and a checksum of all that follows.
const HEAD_BYTES: usize = 32 + 8;

fn read(place: &Path) -> Option<Content> {
    let mut content = Content {
        blob: os::read_plain(place, MOST_BYTES).ok()?,
        ..Content::default()
    };
    let (head, rest) = content.blob.split_at_checked(HEAD_BYTES)?;
    let sum = checksum(rest).to_le_bytes();
    (head == [&program().ok()?.0[..], &sum].concat()).then_some(())?;
    let (rows, bodies) = postcard::take_from_bytes::<Vec<Row>>(rest).ok()?;
    let mut at = content.blob.len() - bodies.len();
    let mut next = |bytes: u32| {
        let from = at;
        at = at.checked_add(usize::try_from(bytes).ok()?)?;
        (at <= content.blob.len()).then_some(from..at)
    };
    for row in rows {
        let file = EntryHash(row.file);
        let library = row.library.map(EntryHash);
        let body = (next(row.parsed)?, next(row.bytes)?);
        let name = (Revision { file, library }, row.stem);
        content.files.insert(name, body);
        let seen = row.seen.into_iter();
        content.seen.extend(seen.map(|outside| (outside, file)));
    }
    Some(content)
}

fn write(place: &Path, used: &BTreeMap<Name, Used>, content: &Content) -> io::Result<()> {
    let mut rows = Vec::new();
    let mut bodies: Vec<&[u8]> = Vec::new();
    for (name, used) in used {
        let lying = content.files.get(name);
        let lying = lying
            .map(|(parsed, bytes)| (&content.blob[parsed.clone()], &content.blob[bytes.clone()]));
        let new = used
            .new
            .as_ref()
            .map(|(parsed, bytes)| (&parsed[..], &bytes[..]));
        let Some((parsed, bytes)) = new.or(lying) else {
            continue;
        };
        let (revision, stem) = name;
        rows.push(Row {
            stem: stem.clone(),
            file: revision.file.0,
            library: revision.library.map(|library| library.0),
            seen: used.seen.iter().copied().collect(),
            parsed: u32::try_from(parsed.len()).map_err(io::Error::other)?,
            bytes: u32::try_from(bytes.len()).map_err(io::Error::other)?,
        });
        bodies.extend([parsed, bytes]);
    }
    let index = postcard::to_stdvec(&rows).map_err(io::Error::other)?;
    bodies.insert(0, &index);
    let rest = bodies.concat();
    if let Some(folder) = place.parent() {
        os::private_dir(folder)?;
    }
    let unfinished = place.with_extension(os::process_id().to_string());
    let mut options = os::private_options();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .open(&unfinished)?;
    let written = file
        .write_all(&program()?.0)
        .and_then(|()| file.write_all(&checksum(&rest).to_le_bytes()))
        .and_then(|()| file.write_all(&rest))
        .and_then(|()| fs::rename(&unfinished, place));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    const FILES: usize = 40;

    fn runbook(number: usize, words: &str) -> String {
        format!(
            "title = \"System {number}\"\n\n[[procedures]]\nid = \"round\"\ntitle = \"{words}\"\nschedule = \"daily 09:00\"\nsteps = [\"Look\"]\n"
        )
    }

    /// A look that begins anew, and how many files it parsed.
    fn look(folder: &Path) -> (Library, usize) {
        let (library, worked) = look_at(folder, SystemTime::now());
        (library, worked.1)
    }

    /// A look at a moment, and how many files it opened and parsed.
    fn look_at(folder: &Path, now: SystemTime) -> (Library, (usize, usize)) {
        let folders = [folder.join("runbooks")];
        let kept = Kept {
            began: now,
            ..Kept::of(&folder.join("cache"), &folders)
        };
        let library = Library::default().look_with(&folders, &kept);
        kept.keep();
        (library, kept.worked())
    }

    fn library_of(folder: &Path) -> PathBuf {
        let runbooks = folder.join("runbooks");
        fs::create_dir(&runbooks).unwrap();
        fs::write(runbooks.join("library.toml"), "timezone = \"UTC\"\n").unwrap();
        for number in 0..FILES {
            let path = runbooks.join(format!("system-{number}.toml"));
            fs::write(path, runbook(number, "Round")).unwrap();
        }
        runbooks
    }

    fn place(folder: &Path) -> PathBuf {
        let item = fs::read_dir(folder.join("cache")).unwrap().next().unwrap();
        item.unwrap().path()
    }

    #[test]
    fn unchanged_files_are_not_parsed_again() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let runbooks = library_of(folder);
        let parsed = |library: &Library| -> Vec<Parsed> {
            let books = library.books.iter();
            books.map(|book| book.parsed.clone()).collect()
        };
        let (first, count) = look(folder);
        assert_eq!((count, first.errors()), (FILES, 0));
        let (second, count) = look(folder);
        assert_eq!(count, 0);
        assert_eq!(parsed(&second), parsed(&first));

        // What changed is parsed; so is all where the defaults changed.
        fs::write(runbooks.join("system-7.toml"), runbook(7, "Walk")).unwrap();
        assert_eq!(look(folder).1, 1);
        assert_eq!(look(folder).1, 0);
        fs::write(
            runbooks.join("library.toml"),
            "timezone = \"Europe/Berlin\"\n",
        )
        .unwrap();
        let (anew, count) = look(folder);
        assert_eq!(count, FILES);
        assert_ne!(parsed(&anew), parsed(&first));
        fs::write(runbooks.join("system-8.toml"), "title = 8\n").unwrap();
        for _ in 0..2 {
            assert_eq!(look(folder).1, 1, "what has problems is parsed each time");
        }

        // Wrong or missing, it is made anew.
        let kept = place(folder);
        let bytes = fs::read(&kept).unwrap();
        for at in [0, 31, 32, 40, bytes.len() / 2, bytes.len() - 1] {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            fs::write(&kept, altered).unwrap();
            let (library, count) = look(folder);
            assert_eq!(count, FILES, "byte {at}");
            assert_eq!(library.errors(), 1);
        }
        fs::remove_file(&kept).unwrap();
        assert_eq!(look(folder).1, FILES);
    }

    /// What lies at rest is not opened; what was touched since is, in whatever way, and what it
    /// says now is what counts.
    #[cfg(unix)]
    #[test]
    fn only_what_moved_is_opened() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let runbooks = library_of(folder);
        let later = || SystemTime::now() + std::time::Duration::from_secs(10);
        let opened = |now| look_at(folder, now).1.0;
        // Just written: whether they changed again could not be told.
        assert_eq!(opened(SystemTime::now()), FILES);
        assert_eq!(opened(SystemTime::now()), FILES);
        assert_eq!(opened(later()), FILES);
        assert_eq!(opened(SystemTime::now()), 0);
        let (kept, _) = look_at(folder, later());
        let anew = Library::look(std::slice::from_ref(&runbooks));
        for (kept, anew) in kept.books.iter().zip(&anew.books) {
            assert_eq!((&kept.parsed, &kept.bytes), (&anew.parsed, &anew.bytes));
            assert_eq!((&kept.path, kept.revision), (&anew.path, anew.revision));
        }

        let place = runbooks.join("system-7.toml");
        let before = fs::metadata(&place).unwrap().modified().unwrap();
        let other = runbook(7, "Renew");
        let hide = |path: &Path| {
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(before).unwrap();
        };
        let ways: [(&str, &dyn Fn()); 4] = [
            ("written in place, its time set back", &|| {
                fs::write(&place, runbook(7, "Walks")).unwrap();
                hide(&place);
            }),
            ("replaced, its time set back", &|| {
                let beside = folder.join("beside");
                fs::write(&beside, &other).unwrap();
                hide(&beside);
                fs::rename(&beside, &place).unwrap();
            }),
            ("another file under its name", &|| {
                let beside = runbooks.join("system-8.toml");
                fs::write(&beside, runbook(8, "Round")).unwrap();
                fs::copy(&beside, &place).unwrap();
            }),
            ("touched alone", &|| {
                let data = fs::metadata(&place).unwrap();
                fs::set_permissions(&place, data.permissions()).unwrap();
                assert_ne!(data.permissions().mode(), 0);
            }),
        ];
        for (way, change) in ways {
            change();
            let (library, worked) = look_at(folder, later());
            assert!(worked.0 >= 1, "{way}");
            let anew = Library::look(std::slice::from_ref(&runbooks));
            for (book, anew) in library.books.iter().zip(&anew.books) {
                assert_eq!(
                    (&book.parsed, &book.bytes),
                    (&anew.parsed, &anew.bytes),
                    "{way}"
                );
            }
            assert_eq!(opened(later()), 0, "{way}");
        }
    }

    /// A library that is looked at again opens what moved alone, and sees it.
    #[cfg(unix)]
    #[test]
    fn a_look_again_sees_what_was_done_behind_its_back() {
        let folder = tempfile::tempdir().unwrap();
        let runbooks = library_of(folder.path());
        let folders = [runbooks.clone()];
        let later = SystemTime::now() + std::time::Duration::from_secs(10);
        let kept = || Kept::at(None, later);
        let first = Library::default().look_with(&folders, &kept());
        let again = kept();
        assert!(first.look_with(&folders, &again).same_as(&first));
        assert_eq!(again.worked(), (0, 0));
        fs::write(runbooks.join("system-7.toml"), runbook(7, "Walks")).unwrap();
        let again = kept();
        assert!(!first.look_with(&folders, &again).same_as(&first));
        assert_eq!(again.worked(), (1, 1));
    }

    /// Nothing of what a file can say is lost on the way.
    #[test]
    fn what_is_kept_is_what_was_parsed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut count = 0;
        for folder in ["runbooks", "tests/data", "tests/data/screens"] {
            for book in &Library::look(&[root.join(folder)]).books {
                let mut parsed = book.parsed.clone();
                parsed.problems.clear();
                let bytes = postcard::to_stdvec(&parsed).unwrap();
                assert_eq!(taken(&bytes), Some(parsed), "{}", book.path.display());
                count += usize::from(book.parsed.runbook.is_some());
            }
        }
        assert!(count > 5, "{count}");
    }
}
