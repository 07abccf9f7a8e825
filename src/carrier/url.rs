//! Which carrier a URL means.

use super::fault::Fault;
use super::folder::Folder;
use super::git::GitCarrier;
use super::program::Program;
use super::verbs::Carrier;
use std::path::{Path, PathBuf};

/// Where a team's record is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A git repository, by what git calls it.
    Git(String),
    /// A folder.
    Folder(PathBuf),
    /// A program that speaks the line protocol, and what it is started with.
    Program(String, String),
}

impl Place {
    /// What a URL means. A path or `file://` is git where it is a bare repository or ends in
    /// `.git`; `ssh://`, `https://`, `git://` and `user@host:path` are git; any other
    /// `NAME:REST` is the program `rounds-NAME`.
    ///
    /// # Errors
    /// A sentence, where it means nothing.
    pub fn of(url: &str) -> Result<Self, String> {
        let url = url.trim();
        let path = url.strip_prefix("file://").or_else(|| {
            let is_path = url.starts_with(['/', '.', '~']) || !url.contains(':');
            is_path.then_some(url)
        });
        if let Some(path) = path {
            if path.is_empty() {
                return Err("it is empty".to_owned());
            }
            let folder = match path.strip_prefix("~/") {
                Some(below) => home()?.join(below),
                None => std::path::absolute(path).map_err(|error| crate::os::why(&error))?,
            };
            let is_git = path.trim_end_matches('/').ends_with(".git") || is_bare(&folder);
            return Ok(match is_git {
                true => Self::Git(folder.display().to_string()),
                false => Self::Folder(folder),
            });
        }
        let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
        let is_git = matches!(scheme, "ssh" | "https" | "http" | "git") || scheme.contains('@');
        let is_name =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        match is_git {
            true if url.contains(char::is_whitespace) => Err("it has a space in it".to_owned()),
            true => Ok(Self::Git(url.to_owned())),
            false if !scheme.is_empty() && scheme.chars().all(is_name) && !rest.is_empty() => {
                let name = match scheme {
                    "postgresql" => "postgres",
                    name => name,
                };
                Ok(Self::Program(format!("rounds-{name}"), url.to_owned()))
            }
            false => Err("it is neither a path, nor git's, nor PROGRAM:PLACE".to_owned()),
        }
    }
}

/// A URL as it may be shown: without what is secret in it.
#[must_use]
pub fn shown_url(url: &str) -> String {
    let mut shown = url.to_owned();
    let from = url.find("://").map_or(0, |at| at + 3);
    let end = url[from..].find('/').map_or(url.len(), |at| from + at);
    if let Some(at) = url[from..end].rfind('@').filter(|_| from > 0)
        && let Some(colon) = url[from..from + at].find(':')
    {
        shown.replace_range(from + colon + 1..from + at, "…");
    }
    const WORD: &str = "password=";
    if let Some(at) = shown.find(WORD).map(|at| at + WORD.len()) {
        let end = shown[at..]
            .find(['&', ' '])
            .map_or(shown.len(), |it| at + it);
        shown.replace_range(at..end, "…");
    }
    shown
}

fn home() -> Result<PathBuf, String> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    home.map(PathBuf::from)
        .ok_or_else(|| "HOME is not set".to_owned())
}

fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir()
}

/// A carrier, ready to be asked. `home` is a folder of its own in this machine's state.
///
/// # Errors
/// Why there is none.
pub fn open(place: &Place, home: &Path) -> Result<Box<dyn Carrier>, Fault> {
    Ok(match place {
        Place::Git(url) => Box::new(GitCarrier::open(url, home)?),
        Place::Folder(root) => Box::new(Folder::open(root)?),
        Place::Program(name, url) => Box::new(Program::start(name, url, home)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        for (url, shown) in [
            ("postgres://ops:pa:ss@db/ops", "postgres://ops:…@db/ops"),
            ("https://ops:token@h:8080/a@b", "https://ops:…@h:8080/a@b"),
            ("https://h:8080/a@b", "https://h:8080/a@b"),
            ("postgres://ops@db:5433/ops", "postgres://ops@db:5433/ops"),
            (
                "postgres://db/ops?user=a&password=b&sslmode=require",
                "postgres://db/ops?user=a&password=…&sslmode=require",
            ),
            (
                "postgres:password=b host=/run",
                "postgres:password=… host=/run",
            ),
            ("git@h:ops/record.git", "git@h:ops/record.git"),
            ("/mnt/ops", "/mnt/ops"),
        ] {
            assert_eq!(shown_url(url), shown);
        }
    }

    #[test]
    fn a_url_means_one_carrier() {
        let git = |url: &str| Ok(Place::Git(url.to_owned()));
        let program = |name: &str, url: &str| Ok(Place::Program(name.into(), url.to_owned()));
        for (url, place) in [
            ("git@h:ops/record.git", git("git@h:ops/record.git")),
            ("ssh://h/ops/record", git("ssh://h/ops/record")),
            ("https://h/ops/record", git("https://h/ops/record")),
            ("/srv/record.git", git("/srv/record.git")),
            ("file:///srv/record.git/", git("/srv/record.git/")),
            ("/mnt/ops", Ok(Place::Folder("/mnt/ops".into()))),
            ("file:///mnt/ops", Ok(Place::Folder("/mnt/ops".into()))),
            (
                "postgres://h/ops",
                program("rounds-postgres", "postgres://h/ops"),
            ),
            ("s3:bucket", program("rounds-s3", "s3:bucket")),
        ] {
            assert_eq!(Place::of(url), place, "{url}");
        }
        for url in ["", "file://", "x:", "git@h:a b"] {
            assert!(Place::of(url).is_err(), "{url}");
        }
    }
}
