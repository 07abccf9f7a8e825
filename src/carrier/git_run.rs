//! The git program as a child process: never asking anybody anything, and ended when it takes
//! too long.

use super::fault::Fault;
use crate::os;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// As long as git may take that asks a network, and as long as a line may be silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// As long as it may take to move bytes: a newcomer gets all of a record over a slow line. That
/// the other end is still there is looked at below, by ssh and by what speaks HTTP.
const PATIENCE_FOR_BYTES: Duration = Duration::from_secs(600);

const SSH: &str =
    "ssh -oBatchMode=yes -oConnectTimeout=10 -oServerAliveInterval=20 -oServerAliveCountMax=3";

/// Variables by which git would look elsewhere than it is told.
const MISLEADING: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
];

/// What git said.
#[derive(Debug)]
pub struct Said {
    /// Whether it did what it was asked.
    pub is_well: bool,
    /// What it put out.
    pub out: Vec<u8>,
    /// Its complaints.
    pub complaints: String,
}

impl Said {
    /// What it put out, as text, without the last line's end.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.out);
        text.trim_end_matches('\n').to_owned()
    }
}

/// The git program in one folder.
#[derive(Clone, Debug)]
pub struct Git {
    folder: PathBuf,
    by: String,
}

impl Git {
    /// In a folder, which may be a checkout or a bare repository.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            by: "rounds".to_owned(),
        }
    }

    /// What is committed is somebody's.
    pub fn by(mut self, name: &str) -> Self {
        name.clone_into(&mut self.by);
        self
    }

    /// Asks git, and gives what it says, well or not.
    ///
    /// # Errors
    /// Where git is not there, or takes too long.
    pub fn ask(
        &self,
        arguments: &[&str],
        input: &[u8],
        index: Option<&Path>,
    ) -> Result<Said, Fault> {
        let mut command = Command::new("git");
        for name in MISLEADING {
            command.env_remove(name);
        }
        if std::env::var_os("GIT_SSH_COMMAND").is_none() && std::env::var_os("GIT_SSH").is_none() {
            command.env("GIT_SSH_COMMAND", SSH);
        }
        if let Some(index) = index {
            command.env("GIT_INDEX_FILE", index);
        }
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .current_dir(&self.folder)
            .args(["-c", &format!("user.name={}", self.by)])
            .args(["-c", "user.email=rounds@localhost"])
            .args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"])
            .args(["-c", "http.lowSpeedLimit=1"])
            .args(["-c", &format!("http.lowSpeedTime={}", PATIENCE.as_secs())])
            .args([
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "commit.gpgSign=false",
            ])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = os::spawn_group(&mut command).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound if self.folder.is_dir() => {
                Fault::Here("the git program is not installed".to_owned())
            }
            _ => Fault::Here(format!("git cannot be started: {}", os::why(&error))),
        })?;
        talk(child, input, patience_for(arguments))
    }

    /// Asks git for something that must go well.
    ///
    /// # Errors
    /// As [`Git::ask`], and what git complains of.
    pub fn must(&self, arguments: &[&str], input: &[u8]) -> Result<Said, Fault> {
        let said = self.ask(arguments, input, None)?;
        match said.is_well {
            true => Ok(said),
            false => Err(why(&said.complaints)),
        }
    }
}

/// How long git may take for what it is asked.
fn patience_for(arguments: &[&str]) -> Duration {
    match arguments.first() {
        Some(&("fetch" | "push" | "clone")) => PATIENCE_FOR_BYTES,
        _ => PATIENCE,
    }
}

/// What git's complaint comes to.
pub(super) fn why(complaints: &str) -> Fault {
    let lines = complaints.lines().map(str::trim);
    let told: Vec<&str> = lines.filter(|line| !line.is_empty()).take(3).collect();
    let told = told.join("; ");
    let lower = complaints.to_lowercase();
    let refusals = [
        "permission denied",
        "access denied",
        "authentication failed",
        "could not read username",
        "remote rejected",
        "protected branch",
        "403",
    ];
    match refusals.iter().any(|word| lower.contains(word)) {
        true => Fault::Refused(told),
        false => Fault::NotReached(told),
    }
}

/// Feeds a child, hears it out, and ends it with all that it started when it takes too long.
fn talk(mut child: Child, input: &[u8], patience: Duration) -> Result<Said, Fault> {
    let mut stdin = child.stdin.take();
    let (mut out, mut err) = (child.stdout.take(), child.stderr.take());
    let until = Instant::now() + patience;
    thread::scope(|scope| {
        scope.spawn(move || {
            // Who does not read it says why in its complaints.
            let _ = stdin.as_mut().map(|stdin| stdin.write_all(input));
        });
        let out = scope.spawn(move || read_all(out.as_mut()));
        let err = scope.spawn(move || read_all(err.as_mut()));
        let mut pause = Duration::from_millis(1);
        let ended = loop {
            match os::has_ended(&mut child) {
                Ok(true) => break true,
                Ok(false) if Instant::now() < until => {}
                _ => break false,
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        if !ended {
            let _ = os::push_group(&mut child, os::Push::End);
        }
        let status = child.wait();
        let out = out.join().unwrap_or_default();
        let complaints = err.join().unwrap_or_default();
        if !ended {
            let seconds = patience.as_secs();
            return Err(Fault::NotReached(format!(
                "git gave no answer in {seconds} s"
            )));
        }
        Ok(Said {
            is_well: status.is_ok_and(|status| status.success()),
            out,
            complaints: String::from_utf8_lossy(&complaints).into_owned(),
        })
    })
}

fn read_all(from: Option<&mut impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        // What was read until it failed is what there is.
        let _ = from.read_to_end(&mut bytes);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_bytes_may_take_longer() {
        for (arguments, patience) in [
            (&["ls-remote", "--", "ssh://h/r", "HEAD"][..], PATIENCE),
            (&["cat-file", "--batch"], PATIENCE),
            (&["fetch", "--quiet"], PATIENCE_FOR_BYTES),
            (&["push", "--porcelain"], PATIENCE_FOR_BYTES),
            (&["clone", "--quiet"], PATIENCE_FOR_BYTES),
        ] {
            assert_eq!(patience_for(arguments), patience, "{arguments:?}");
        }
    }

    #[test]
    fn git_that_takes_too_long_is_ended_with_all_that_it_started() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "sleep 30 & sleep 30"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let begun = Instant::now();
        let child = os::spawn_group(&mut command).unwrap();
        let fault = talk(child, b"", Duration::from_millis(100)).unwrap_err();
        assert!(matches!(fault, Fault::NotReached(_)), "{fault:?}");
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}
