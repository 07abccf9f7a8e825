//! Runbooks by git: pulled and never pushed, changed by a branch, and told who changed them.
//!
//! What is pulled stands in a folder of its own, taken whole: a new checkout beside it, then a
//! rename. Nothing is merged, and what somebody edited there is not written over.

use super::fault::Fault;
use super::git_run::Git;
use std::fs;
use std::path::{Path, PathBuf};

/// Brings a checkout up to what its repository has; says whether anything is different.
///
/// # Errors
/// Why the repository was not reached, or why the checkout is left as it is.
pub fn pull_library(url: &str, folder: &Path) -> Result<bool, Fault> {
    let (new, old) = (beside(folder, "new"), beside(folder, "old"));
    let above = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(above).map_err(Fault::at(above))?;
    if !folder.exists() && old.exists() {
        // It was ended between two renames.
        fs::rename(&old, folder).map_err(Fault::at(folder))?;
    }
    if !folder.exists() {
        clone(url, &new, above)?;
        fs::rename(&new, folder).map_err(Fault::at(folder))?;
        return Ok(true);
    }
    let here = Git::at(folder);
    let said = here.must(&["ls-remote", "--", url, "HEAD"], b"")?.text();
    let there = said
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let head = here.must(&["rev-parse", "HEAD"], b"")?.text();
    if there == head {
        return Ok(false);
    }
    let edited = here.must(&["status", "--porcelain"], b"")?.text();
    if !edited.is_empty() {
        let count = match edited.lines().count() {
            1 => "a file is".to_owned(),
            count => format!("{count} files are"),
        };
        let folder = folder.display();
        return Err(Fault::Here(format!(
            "{count} edited in {folder}, which is only pulled: propose them by a branch, then put them back (git -C {folder} restore .)"
        )));
    }
    clone(url, &new, above)?;
    let reached = ["merge-base", "--is-ancestor", &head, "HEAD"];
    if !Git::at(&new).ask(&reached, b"", None)?.is_well {
        let _ = fs::remove_dir_all(&new);
        let folder = folder.display();
        return Err(Fault::Here(format!(
            "the runbooks in {folder} have commits that {url} does not have: push them by a branch, or move the folder away to take what is there"
        )));
    }
    let _ = fs::remove_dir_all(&old);
    fs::rename(folder, &old).map_err(Fault::at(folder))?;
    fs::rename(&new, folder).map_err(Fault::at(folder))?;
    // Branches that were made here are somebody's proposals.
    keep_branches(&old, folder);
    let _ = fs::remove_dir_all(&old);
    Ok(true)
}

fn beside(folder: &Path, word: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.{word}"))
}

fn clone(url: &str, folder: &Path, above: &Path) -> Result<(), Fault> {
    let _ = fs::remove_dir_all(folder);
    let place = folder.display().to_string();
    let arguments = ["clone", "--quiet", "--no-tags", "--", url, &place];
    Git::at(above).must(&arguments, b"").map(drop)
}

fn keep_branches(old: &Path, folder: &Path) {
    let old = old.display().to_string();
    let refs = "refs/heads/rounds/*:refs/heads/rounds/*";
    // Where it cannot be done, they were pushed or are made again.
    let _ = Git::at(folder).ask(&["fetch", "--quiet", "--", &old, refs], b"", None);
}

/// Commits a file's new text on a branch of its own, and leaves the checkout as it is. Gives the
/// branch.
///
/// # Errors
/// What git complains of.
pub fn propose(
    file: &Path,
    text: &str,
    name: &str,
    words: &str,
    by: &str,
) -> Result<String, Fault> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let git = Git::at(folder).by(by);
    let top = PathBuf::from(git.must(&["rev-parse", "--show-toplevel"], b"")?.text());
    let real = fs::canonicalize(file).map_err(Fault::at(file))?;
    let path = real.strip_prefix(fs::canonicalize(&top).map_err(Fault::at(&top))?);
    let path = path.map_err(|_| Fault::Here("the file is not in the checkout".to_owned()))?;
    let blob = git
        .must(&["hash-object", "-w", "--stdin"], text.as_bytes())?
        .text();
    let index = std::env::temp_dir().join(format!("rounds-{}", ulid::Ulid::generate()));
    let entry = format!("100644,{blob},{}", path.display());
    let commit = (|| {
        let ask = |arguments: &[&str]| {
            let said = git.ask(arguments, b"", Some(&index))?;
            match said.is_well {
                true => Ok(said.text()),
                false => Err(Fault::Here(said.complaints)),
            }
        };
        ask(&["read-tree", "HEAD"])?;
        ask(&["update-index", "--add", "--cacheinfo", &entry])?;
        let tree = ask(&["write-tree"])?;
        ask(&["commit-tree", &tree, "-p", "HEAD", "-m", words])
    })();
    let _ = fs::remove_file(&index);
    let branch = format!("rounds/{name}");
    let place = format!("refs/heads/{branch}");
    git.must(&["update-ref", &place, &commit?], b"")?;
    Ok(branch)
}

/// One change of a file, as git has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The day, `2026-11-22`.
    pub day: String,
    /// Who.
    pub by: String,
    /// What they said of it.
    pub subject: String,
    /// The commit, shortened.
    pub commit: String,
}

/// Who changed a file, or some lines of it, the last change first; nothing where it is in no
/// checkout, or git is not there.
pub fn file_changes(file: &Path, lines: Option<(usize, usize)>, most: usize) -> Vec<FileChange> {
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let folder = file
        .parent()
        .filter(|it| *it != Path::new(""))
        .unwrap_or(Path::new("."));
    let count = format!("-n{most}");
    let form = "--format=%h%x09%as%x09%an%x09%s";
    let mut arguments = vec!["log", &count, form, "-s"];
    let range = lines.map(|(from, to)| format!("-L{from},{to}:{name}"));
    match &range {
        Some(range) => arguments.push(range),
        None => arguments.extend(["--", name]),
    }
    let said = Git::at(folder).ask(&arguments, b"", None);
    let said = said.ok().filter(|said| said.is_well);
    let text = said.map(|said| said.text()).unwrap_or_default();
    let changes = text.lines().filter_map(|line| {
        let mut parts = line.splitn(4, '\t');
        Some(FileChange {
            commit: parts.next()?.to_owned(),
            day: parts.next()?.to_owned(),
            by: parts.next()?.to_owned(),
            subject: parts.next()?.to_owned(),
        })
    });
    changes.collect()
}
