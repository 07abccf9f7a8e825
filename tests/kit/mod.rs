//! The kit of the journeys: a program, run hermetically, in a pseudo-terminal or without one.
//!
//! Nothing here reaches the real home: the environment is cleared and every folder lies in one
//! temporary folder. A journey waits for what the screen *says*, with a deadline; it never sleeps
//! and hopes. When a wait fails, the message holds the whole screen.
//!
//! Used by each journey test through `mod kit;`. Not every journey uses every part.
#![allow(dead_code, unused_imports)]

mod keys;
mod screen;

pub use screen::{Ending, Screen};

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// How long a wait may take at most: far more than any needs, on a busy machine too.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// After this long without an answer, a key is taken to have changed nothing.
pub const A_MOMENT: Duration = Duration::from_millis(500);

/// How often a condition is looked at.
pub const INTERVAL: Duration = Duration::from_millis(10);

/// A home of its own for one journey, and the program to run in it.
pub struct Setup {
    program: PathBuf,
    home: TempDir,
    environment: Vec<(String, String)>,
    /// Columns and rows of a [`Screen`] at its start.
    pub size: (u16, u16),
}

/// What a program without a terminal gave.
#[derive(Debug)]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    /// None when a signal ended it.
    pub code: Option<i32>,
}

/// The zone in which it is between noon and one o'clock now.
///
/// A round is due by the clock on the wall: what a journey sees of it must not hang on the hour at
/// which somebody runs the tests. Shortly after midnight yesterday's round stands there too, and
/// shortly before it a day ends in the middle of a journey.
pub fn where_it_is_noon() -> &'static str {
    const WEST: [&str; 13] = [
        "UTC",
        "Etc/GMT+1",
        "Etc/GMT+2",
        "Etc/GMT+3",
        "Etc/GMT+4",
        "Etc/GMT+5",
        "Etc/GMT+6",
        "Etc/GMT+7",
        "Etc/GMT+8",
        "Etc/GMT+9",
        "Etc/GMT+10",
        "Etc/GMT+11",
        "Etc/GMT+12",
    ];
    const EAST: [&str; 12] = [
        "Etc/GMT-12",
        "Etc/GMT-11",
        "Etc/GMT-10",
        "Etc/GMT-9",
        "Etc/GMT-8",
        "Etc/GMT-7",
        "Etc/GMT-6",
        "Etc/GMT-5",
        "Etc/GMT-4",
        "Etc/GMT-3",
        "Etc/GMT-2",
        "Etc/GMT-1",
    ];
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let hour = usize::try_from(since / 3600 % 24).unwrap();
    if hour < 12 {
        EAST[hour]
    } else {
        WEST[hour - 12]
    }
}

impl Setup {
    /// A fresh home for `program`, an absolute path such as `env!("CARGO_BIN_EXE_rounds")`.
    pub fn new(program: impl AsRef<Path>) -> Self {
        let home = tempfile::tempdir().unwrap();
        for folder in ["config", "data", "state", "cache", "runtime", "runbooks"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        let at = |folder: &str| home.path().join(folder).to_str().unwrap().to_owned();
        let mut environment: Vec<(String, String)> = [
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("TZ", where_it_is_noon()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let place = home.path().to_str().unwrap();
        environment.push(("HOME".to_owned(), place.to_owned()));
        for (name, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "runtime"),
        ] {
            environment.push((name.to_owned(), at(folder)));
        }
        Self {
            program: program.as_ref().to_owned(),
            home,
            environment,
            size: (80, 24),
        }
    }

    /// The same home, with another variable in the environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same home, without a variable.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    /// The folder in which everything of this journey lies; also the working folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The folder `runbooks` in the working folder, which the program finds by itself.
    pub fn runbooks(&self) -> PathBuf {
        self.home().join("runbooks")
    }

    /// Writes `runbooks/<name>.toml`, with the line that says UTC as [`where_it_is_noon`].
    pub fn write_runbook(&self, name: &str, toml: &str) -> PathBuf {
        let path = self.runbooks().join(format!("{name}.toml"));
        let noon = format!("timezone = \"{}\"\n", where_it_is_noon());
        fs::write(&path, toml.replace("timezone = \"UTC\"\n", &noon)).unwrap();
        path
    }

    /// Runs the program without a terminal, with nothing to read.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    /// Runs the program without a terminal and gives it `stdin` to read.
    pub fn run_with(&self, arguments: &[&str], stdin: &str) -> Output {
        let mut child = self
            .command(&self.program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let text = stdin.to_owned();
        // In a thread: a program that answers before it has read all would block both.
        let writer = std::thread::spawn(move || {
            let _ = input.write_all(text.as_bytes()); // it may well not want to read
        });
        let given = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Output {
            stdout: String::from_utf8(given.stdout).unwrap(),
            stderr: String::from_utf8(given.stderr).unwrap(),
            code: given.status.code(),
        }
    }

    /// Another program in this home: with its environment, in its folder.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.environment.iter().cloned())
            .current_dir(self.home());
        command
    }

    /// The program's path.
    pub fn program(&self) -> &Path {
        &self.program
    }

    fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
