//! Runbooks as they were parsed, kept by their content: so that a start with files that are
//! known parses none.
//!
//! A cache and nothing more. It counts only for the very program that wrote it, as a whole or
//! not at all; a file that has a problem is parsed each time, because its problems name the
//! place. What is missing or wrong is made anew, and where it cannot be written nothing is said.

use super::digest::digest;
use crate::event::EntryHash;
use crate::os;
use crate::runbook::{LibraryDefaults, Parsed, parse_bytes};
use crate::state::Revision;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A library of fewer files is parsed as soon as it is read.
const WORTH_IT: usize = 32;
/// No cache of a library is longer.
const MOST_BYTES: u64 = 256 << 20;

type Entries = BTreeMap<EntryHash, Vec<u8>>;

/// What is kept of the runbooks of some folders.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// None where nothing is to be kept.
    place: Option<PathBuf>,
    read: OnceCell<Entries>,
    /// What was asked for: kept for the next time.
    used: RefCell<Entries>,
    /// How many files had to be parsed.
    parsed: RefCell<usize>,
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
        Self {
            place: Some(cache.join(format!("runbooks-{}", &name[..16]))),
            ..Self::default()
        }
    }

    /// What a file says: as it was parsed before, or parsed now.
    pub fn parse(
        &self,
        label: &str,
        stem: &str,
        bytes: &[u8],
        revision: Revision,
        defaults: &LibraryDefaults,
    ) -> Parsed {
        let name = name(stem, revision);
        if let Some(place) = &self.place {
            let entries = self.read.get_or_init(|| read(place).unwrap_or_default());
            let known = entries.get(&name);
            if let Some((kept, mut parsed)) = known.and_then(|kept| Some((kept, taken(kept)?))) {
                self.used.borrow_mut().insert(name, kept.clone());
                parsed.path = label.into();
                return parsed;
            }
        }
        let parsed = parse_bytes(label, stem, bytes, defaults);
        *self.parsed.borrow_mut() += 1;
        if self.place.is_some()
            && parsed.problems.is_empty()
            && let Ok(kept) = postcard::to_stdvec(&parsed)
        {
            self.used.borrow_mut().insert(name, kept);
        }
        parsed
    }

    /// How many files had to be parsed.
    #[cfg(test)]
    pub fn count_parsed(&self) -> usize {
        *self.parsed.borrow()
    }

    /// Keeps what was asked for, where something of it is new.
    pub fn keep(&self) {
        let used = self.used.borrow();
        let is_new = |name: &EntryHash| self.read.get().is_none_or(|it| !it.contains_key(name));
        if let Some(place) = &self.place
            && used.len() >= WORTH_IT
            && used.keys().any(is_new)
        {
            // Deliberately without a word: the next start parses what it does not find.
            let _ = write(place, &used);
        }
    }
}

fn taken(kept: &[u8]) -> Option<Parsed> {
    postcard::from_bytes(kept).ok()
}

/// What makes a file mean what it means: its name, its bytes, its `library.toml`.
fn name(stem: &str, revision: Revision) -> EntryHash {
    let mut all = revision.file.0.to_vec();
    all.extend(
        revision
            .library
            .map(|library| library.0)
            .unwrap_or_default(),
    );
    all.push(u8::from(revision.library.is_some()));
    all.extend(stem.as_bytes());
    digest(&all)
}

/// What tells this program from every other that could understand a runbook otherwise.
fn program() -> io::Result<[u8; 32]> {
    let data = fs::metadata(std::env::current_exe()?)?;
    let changed = data.modified()?.duration_since(SystemTime::UNIX_EPOCH);
    let changed = changed.map_err(io::Error::other)?.as_nanos();
    let length = data.len();
    let version = env!("CARGO_PKG_VERSION");
    Ok(digest(format!("{version} {length} {changed}").as_bytes()).0)
}

fn read(place: &Path) -> Option<Entries> {
    let mut bytes = Vec::new();
    let file = File::open(place).ok()?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    let (head, rest) = bytes.split_first_chunk::<32>()?;
    let whole = [&program().ok()?, rest].concat();
    (digest(&whole).0 == *head).then_some(())?;
    let entries: Vec<([u8; 32], Vec<u8>)> = postcard::from_bytes(rest).ok()?;
    let entries = entries.into_iter();
    Some(
        entries
            .map(|(name, kept)| (EntryHash(name), kept))
            .collect(),
    )
}

fn write(place: &Path, entries: &Entries) -> io::Result<()> {
    let entries: Vec<([u8; 32], &[u8])> = entries
        .iter()
        .map(|(name, kept)| (name.0, kept.as_slice()))
        .collect();
    let rest = postcard::to_stdvec(&entries).map_err(io::Error::other)?;
    let head = digest(&[&program()?, rest.as_slice()].concat());
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
        .write_all(&head.0)
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
        let folders = [folder.join("runbooks")];
        let kept = Kept::of(&folder.join("cache"), &folders);
        let library = Library::default().look_with(&folders, &kept);
        kept.keep();
        (library, kept.count_parsed())
    }

    fn place(folder: &Path) -> PathBuf {
        let item = fs::read_dir(folder.join("cache")).unwrap().next().unwrap();
        item.unwrap().path()
    }

    #[test]
    fn unchanged_files_are_not_parsed_again() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let runbooks = folder.join("runbooks");
        fs::create_dir(&runbooks).unwrap();
        fs::write(runbooks.join("library.toml"), "timezone = \"UTC\"\n").unwrap();
        for number in 0..FILES {
            let path = runbooks.join(format!("system-{number}.toml"));
            fs::write(path, runbook(number, "Round")).unwrap();
        }
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
