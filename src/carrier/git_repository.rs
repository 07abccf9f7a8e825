//! A bare repository of this machine, as a stop between the journal and the one that is shared:
//! what stands on its branches, as blobs by path.

use super::fault::Fault;
use super::git_run::{Git, why};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Where what was fetched stands.
const FETCHED: &str = "refs/hub/";

/// Where it is shared.
pub(super) const SHARED: &str = "refs/heads/rounds/";

/// What the file is called, before this process's number, in which a commit comes together.
const INDEX: &str = "rounds-index";

/// A lock of git's that is so old is nobody's: what it guards takes milliseconds.
const LOCK_LIFE: Duration = Duration::from_secs(5);

/// The files of a branch: path → (blob, length).
pub(super) type Files = BTreeMap<String, (String, u64)>;

pub(super) struct Repository {
    git: Git,
    url: String,
    index: PathBuf,
}

/// What became of one branch that was pushed.
pub(super) enum Pushed {
    Well,
    /// Somebody else had moved it.
    Moved,
    Refused(String),
}

impl Repository {
    pub fn open(url: &str, home: &Path) -> Result<Self, Fault> {
        let folder = home.join("git");
        fs::create_dir_all(&folder).map_err(Fault::at(&folder))?;
        sweep(&folder);
        let repository = Self {
            git: Git::at(&folder),
            url: url.to_owned(),
            index: folder.join(format!("{INDEX}.{}", crate::os::process_id())),
        };
        if !folder.join("HEAD").exists() {
            repository
                .git
                .must(&["init", "--quiet", "--bare", "."], b"")?;
        }
        Ok(repository)
    }

    /// One round trip: everything that moved.
    pub fn fetch(&self) -> Result<(), Fault> {
        let refs = format!("+{SHARED}*:{FETCHED}*");
        let how = [
            "fetch",
            "--quiet",
            "--prune",
            "--no-tags",
            "--no-write-fetch-head",
        ];
        let arguments: Vec<&str> = how.into_iter().chain(["--", &self.url, &refs]).collect();
        self.git.must(&arguments, b"").map(drop)
    }

    /// The branches below a prefix: name → commit.
    pub fn branches(&self, below: &str) -> Result<BTreeMap<String, String>, Fault> {
        let pattern = format!("{FETCHED}{below}");
        let form = "--format=%(objectname) %(refname)";
        let said = self.git.must(&["for-each-ref", form, &pattern], b"")?;
        let text = said.text();
        let found = text.lines().filter_map(|line| {
            let (commit, name) = line.split_once(' ')?;
            Some((name.strip_prefix(FETCHED)?.to_owned(), commit.to_owned()))
        });
        Ok(found.collect())
    }

    /// The files of a commit.
    pub fn files(&self, commit: &str) -> Result<Files, Fault> {
        let said = self.git.must(&["ls-tree", "-r", "-l", "-z", commit], b"")?;
        let text = String::from_utf8_lossy(&said.out);
        let files = text.split('\0').filter_map(|line| {
            // MODE blob OID LENGTH<tab>PATH
            let (head, path) = line.split_once('\t')?;
            let mut words = head.split_ascii_whitespace().skip(2);
            let (blob, length) = (words.next()?, words.next()?.parse().ok()?);
            Some((path.to_owned(), (blob.to_owned(), length)))
        });
        Ok(files.collect())
    }

    /// The content of blobs, or of what else names one; none where there is none.
    pub fn blobs(&self, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, Fault> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut asked = names.join("\n");
        asked.push('\n');
        let said = self.git.must(&["cat-file", "--batch"], asked.as_bytes())?;
        let mut rest = said.out.as_slice();
        let mut found = Vec::new();
        for _ in names {
            let end = memchr::memchr(b'\n', rest).ok_or_else(cut)?;
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            if head.ends_with(" missing") {
                found.push(None);
                continue;
            }
            let length = head.rsplit(' ').next().and_then(|it| it.parse().ok());
            let length: usize = length.ok_or_else(cut)?;
            let blob = rest.get(..length).ok_or_else(cut)?;
            rest = rest.get(length + 1..).ok_or_else(cut)?;
            found.push(Some(blob.to_vec()));
        }
        Ok(found)
    }

    /// Keeps content as a blob.
    pub fn keep(&self, bytes: &[u8]) -> Result<String, Fault> {
        let said = self.git.must(&["hash-object", "-w", "--stdin"], bytes)?;
        Ok(said.text())
    }

    /// A commit of these files, after another.
    pub fn commit(&self, files: &Files, after: Option<&str>) -> Result<String, Fault> {
        let must = |arguments: &[&str], input: &[u8]| {
            let said = self.git.ask(arguments, input, Some(&self.index))?;
            match said.is_well {
                true => Ok(said.text()),
                false => Err(why(&said.complaints)),
            }
        };
        must(&["read-tree", "--empty"], b"")?;
        let lines: String = files
            .iter()
            .map(|(path, (blob, _))| format!("100644 {blob}\t{path}\0"))
            .collect();
        must(&["update-index", "-z", "--index-info"], lines.as_bytes())?;
        let tree = must(&["write-tree"], b"")?;
        let mut arguments = vec!["commit-tree", &tree, "-m", "rounds"];
        arguments.extend(after.iter().flat_map(|after| ["-p", after]));
        must(&arguments, b"")
    }

    /// Pushes branches, each as (branch, commit; none takes it away), in one round trip. With
    /// `was` a branch is only moved from there; without it only forward.
    pub fn push(
        &self,
        branches: &[(String, Option<String>)],
        was: Option<&str>,
    ) -> Result<BTreeMap<String, Pushed>, Fault> {
        let leases = branches.iter().filter_map(|(name, _)| {
            let was = was?;
            Some(format!("--force-with-lease={SHARED}{name}:{was}"))
        });
        let leases: Vec<String> = leases.collect();
        let refs = branches.iter().map(|(name, commit)| {
            let commit = commit.as_deref().unwrap_or_default();
            format!("{commit}:{SHARED}{name}")
        });
        let refs: Vec<String> = refs.collect();
        let mut arguments = vec!["push", "--porcelain", "--quiet", "--no-verify"];
        arguments.extend(leases.iter().map(String::as_str));
        arguments.extend(["--", &self.url]);
        arguments.extend(refs.iter().map(String::as_str));
        let said = self.git.ask(&arguments, b"", None)?;
        let text = said.text();
        let mut pushed = BTreeMap::new();
        for (name, commit) in branches {
            let of_it = format!(":{SHARED}{name}\t");
            let line = text.lines().find(|line| line.contains(&of_it));
            let result = match line {
                Some(line) if line.starts_with('!') => said_no(line, &said.complaints),
                _ if said.is_well => Pushed::Well,
                Some(_) => Pushed::Well,
                None => return Err(why(&said.complaints)),
            };
            if let Pushed::Well = result {
                self.remember(name, commit.as_deref())?;
            }
            pushed.insert(name.clone(), result);
        }
        Ok(pushed)
    }

    /// What was pushed need not be fetched.
    fn remember(&self, name: &str, commit: Option<&str>) -> Result<(), Fault> {
        let name = format!("{FETCHED}{name}");
        let arguments = match commit {
            Some(commit) => vec!["update-ref", &name, commit],
            None => vec!["update-ref", "-d", &name],
        };
        self.git.must(&arguments, b"").map(drop)
    }
}

/// What a machine that stopped in the middle left behind, which git would not go on past. One sync
/// at a time comes here; the git of one that was killed may be at its end still, so a lock is let
/// grow old first.
fn sweep(folder: &Path) {
    let mut left = Vec::new();
    locks_below(&folder.join("refs"), &mut left);
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with(INDEX) {
            // One that stays is only in the way of nothing.
            let _ = fs::remove_file(file.path());
        } else if name.ends_with(".lock") {
            left.push(file.path());
        }
    }
    for lock in left {
        let age = fs::metadata(&lock).and_then(|it| it.modified());
        let age = age.ok().and_then(|since| since.elapsed().ok());
        thread::sleep(LOCK_LIFE.saturating_sub(age.unwrap_or(LOCK_LIFE)));
        // It is gone, or git says that it is there.
        let _ = fs::remove_file(&lock);
    }
}

fn locks_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = file.path();
        if file.file_type().is_ok_and(|it| it.is_dir()) {
            locks_below(&path, found);
        } else if path.extension().is_some_and(|it| it == "lock") {
            found.push(path);
        }
    }
}

fn said_no(line: &str, complaints: &str) -> Pushed {
    let why = line.rsplit('\t').next().unwrap_or(line);
    let of_lock = |line: &&str| line.contains("cannot lock ref") && line.contains("File exists");
    let lock = complaints.lines().find(of_lock);
    match why.contains("[remote rejected]") {
        // Two that move one branch at once: the second meets its lock.
        true if why.contains("cannot lock ref") || why.contains("already exists") => Pushed::Moved,
        true => match lock {
            // The words of the other side's git name the file.
            Some(lock) => Pushed::Refused(format!(
                "{}; where no git is at work there, that file was left behind and may be removed",
                lock.trim_start_matches("remote: ")
                    .trim()
                    .trim_end_matches('.')
            )),
            None => Pushed::Refused(why.to_owned()),
        },
        false => Pushed::Moved,
    }
}

fn cut() -> Fault {
    Fault::Here("git's answer ends too early".to_owned())
}
