//! `rounds journal seal`, and checking seals.
//!
//! `ssh-keygen` signs and checks, under the namespace `rounds-journal`; no key is read here. What
//! is signed is a small text that anyone can write down from the entry: see [`payload`].

use super::read::{self, read, reader};
use crate::cli::args::SealArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::config::Settings;
use crate::event::{Fact, JournalId, SeenHead};
use crate::journal::{Report, SealedHead, Status};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const NAMESPACE: &str = "rounds-journal";
const KEYS: [&str; 3] = ["id_ed25519", "id_ecdsa", "id_rsa"];

/// What a seal signs: the journal, and every writer's last entry, a line each.
fn payload(journal: JournalId, heads: &[SeenHead]) -> String {
    let mut text = format!("rounds journal {journal}\n");
    for head in heads {
        text.push_str(&format!("{}:{}:{}\n", head.writer, head.seq, head.hash));
    }
    text
}

/// Signs the heads, and keeps the signature as an entry.
///
/// # Errors
/// When there is nothing to seal, no key, no `ssh-keygen`, or it cannot be saved.
pub fn run(args: &SealArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let said = seal(args.key.as_deref(), invocation)?;
    invocation.out.say(&said)?;
    Ok(Exit::WELL)
}

/// Signs the heads with a key, else with the operator's own; says what was saved.
///
/// # Errors
/// As [`run`].
pub fn seal(key: Option<&Path>, invocation: &mut Invocation) -> Result<String, Stop> {
    let session = invocation.record()?;
    let heads = session.heads();
    let journal = session.journal().reader().journal();
    let Some(journal) = journal.filter(|_| !heads.is_empty()) else {
        return Err(Stop::No(
            "There is nothing to seal yet; a journal comes to be with the first entry.".to_owned(),
        ));
    };
    let key = match key {
        Some(key) => key.to_owned(),
        None => own_key().ok_or_else(|| {
            Stop::Usage("There is no SSH key in ~/.ssh; say which with --key FILE.".to_owned())
        })?,
    };
    let mut sign = Command::new("ssh-keygen");
    sign.args(["-Y", "sign", "-n", NAMESPACE, "-f"]).arg(&key);
    let output = ask(&mut sign, &payload(journal, &heads))?;
    if !output.status.success() {
        return Err(Stop::Other(format!(
            "Nothing was sealed: ssh-keygen could not sign with {}: {}",
            key.display(),
            last_words(&output)
        )));
    }
    let signature = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = heads.len() as u64;
    let receipt = invocation.record()?.seal(heads, signature)?;
    let writers = read::count(count, "writer");
    Ok(format!("sealed {writers}; saved {}", receipt.entry))
}

/// The first of the usual keys that is there.
fn own_key() -> Option<PathBuf> {
    let home = PathBuf::from(std::env::var_os("HOME")?);
    KEYS.iter()
        .map(|name| home.join(".ssh").join(name))
        .find(|key| key.exists())
}

/// Runs `ssh-keygen` with a text to read.
fn ask(command: &mut Command, text: &str) -> Result<Output, Stop> {
    let missing = |error: std::io::Error| {
        match error.kind() {
        ErrorKind::NotFound => Stop::Other(
            "ssh-keygen is not installed here (OpenSSH 8.2 or newer): seals can be neither made nor checked.".to_owned(),
        ),
        _ => Stop::Other(format!("ssh-keygen could not be run: {error}.")),
    }
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    if let Some(mut input) = child.stdin.take() {
        // It may have stopped before it reads; its status says so.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait_with_output().map_err(missing)
}

fn last_words(output: &Output) -> String {
    let words = String::from_utf8_lossy(&output.stderr);
    let last = words.lines().rfind(|line| !line.trim().is_empty());
    last.unwrap_or("it did not say why.").to_owned()
}

/// What checking all seals came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// The heads under good seals.
    pub heads: Vec<SealedHead>,
    was_asked: bool,
    good: Vec<String>,
    strangers: Vec<String>,
    bad: Vec<String>,
}

/// Checks every seal of the journal against a list of signers.
///
/// # Errors
/// When the journal or the list cannot be read, or there is no `ssh-keygen`.
pub fn check(allowed: &Path, settings: &Settings) -> Result<Checked, Stop> {
    if let Err(error) = std::fs::File::open(allowed) {
        let path = allowed.display();
        return Err(Stop::Usage(format!("{path} cannot be read: {error}.")));
    }
    let mut reader = reader(settings);
    let mut kept = Vec::new();
    read(&mut reader, &mut kept)?;
    let mut checked = Checked {
        was_asked: true,
        ..Checked::default()
    };
    let Some(journal) = reader.journal() else {
        return Ok(checked);
    };
    for arrived in &kept {
        for (_, fact) in arrived.entry.numbered_facts() {
            if let Fact::Sealed { heads, signature } = fact {
                let place = arrived.entry.address().to_string();
                checked.one(allowed, journal, heads, signature, &place)?;
            }
        }
    }
    Ok(checked)
}

impl Checked {
    fn one(
        &mut self,
        allowed: &Path,
        journal: JournalId,
        heads: &[SeenHead],
        signature: &str,
        place: &str,
    ) -> Result<(), Stop> {
        let folder = Signature::keep(signature)?;
        let mut find = Command::new("ssh-keygen");
        find.args(["-Y", "find-principals", "-s"])
            .arg(&folder.path)
            .arg("-f")
            .arg(allowed);
        let found = ask(&mut find, "")?;
        let names = String::from_utf8_lossy(&found.stdout);
        let Some(signer) = names.lines().next().filter(|_| found.status.success()) else {
            self.strangers.push(place.to_owned());
            return Ok(());
        };
        // Several patterns may be written together; any of them names the key.
        let signer = signer.split(',').next().unwrap_or(signer);
        let mut verify = Command::new("ssh-keygen");
        verify
            .args(["-Y", "verify", "-n", NAMESPACE, "-I", signer, "-s"])
            .arg(&folder.path)
            .arg("-f")
            .arg(allowed);
        let verified = ask(&mut verify, &payload(journal, heads))?;
        if !verified.status.success() {
            self.bad.push(format!("{place}, by {signer}"));
            return Ok(());
        }
        self.good.push(format!("{place}, by {signer}"));
        self.heads.extend(heads.iter().map(|head| SealedHead {
            head: head.clone(),
            by: signer.to_owned(),
        }));
        Ok(())
    }

    /// Adds to a report what was found: a seal that does not fit is damage; where seals were
    /// asked for and none is good, something is missing.
    pub fn tell(&self, report: &mut Report) {
        let mut note = |words: String| report.notes.push(words);
        for place in &self.good {
            note(format!("seal {place}: good"));
        }
        for place in &self.strangers {
            note(format!(
                "seal {place}: by a key that is not allowed; it does not count"
            ));
        }
        for place in &self.bad {
            note(format!("seal {place}: it was not made over these entries"));
        }
        if self.was_asked && self.good.is_empty() {
            note("no seal by an allowed key is here".to_owned());
            report.status = report.status.max(Status::Truncated);
        }
        if !self.bad.is_empty() {
            report.status = report.status.max(Status::Corrupt);
        }
    }
}

/// A signature in a file of its own, which `ssh-keygen` wants; it goes when it was read.
struct Signature {
    path: PathBuf,
}

impl Signature {
    fn keep(signature: &str) -> Result<Self, Stop> {
        let name = format!(
            "rounds-seal-{}-{}",
            std::process::id(),
            ulid::Ulid::generate()
        );
        let path = std::env::temp_dir().join(name);
        let mut options = crate::os::private_options();
        let written = options
            .write(true)
            .create_new(true)
            .open(&path)
            .and_then(|mut file| file.write_all(signature.as_bytes()));
        let kept = Self { path };
        match written {
            Ok(()) => Ok(kept),
            Err(error) => Err(Stop::Other(format!(
                "{} could not be written: {error}.",
                kept.path.display()
            ))),
        }
    }
}

impl Drop for Signature {
    fn drop(&mut self) {
        // It holds nothing that is secret.
        let _ = std::fs::remove_file(&self.path);
    }
}
