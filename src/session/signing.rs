//! Signing and checking with `ssh-keygen`.
//!
//! An operator's own signature is a seal over the last entries of their writers alone: by the
//! chain it binds all that they wrote before. It is made after what others go by (an ending, a
//! sign-off, an approval, a word for readiness, a handover) and before a sync, never for a tick.
//! What stays true: no key is read here, and a signature that cannot be made keeps nothing from
//! being saved.

use crate::event::{Fact, JournalId, SeenHead};
use crate::os;
use crate::runbook::Operator;
use crate::state::is_word;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The namespace of every signature over a journal.
pub const NAMESPACE: &str = "rounds-journal";

/// An agent that has not answered by then is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// So much of a segment is looked at for its last line.
const TAIL_BYTES: u64 = 64 << 10;

/// What is signed: the journal, whose own record it is where it is signed as that, and the last
/// entries of some writers, a line each.
pub fn signed_text(journal: JournalId, own: Option<&Operator>, heads: &[SeenHead]) -> String {
    let mut text = format!("rounds journal {journal}\n");
    if let Some(own) = own {
        text.push_str(&format!("written by {own}\n"));
    }
    for head in heads {
        text.push_str(&format!("{}:{}:{}\n", head.writer, head.seq, head.hash));
    }
    text
}

/// The command that signs with a key.
pub fn signer(key: &Path) -> Command {
    let mut command = Command::new("ssh-keygen");
    let command_line = command.args(["-Y", "sign", "-n", NAMESPACE, "-f"]);
    command_line.arg(key);
    command
}

/// Runs `ssh-keygen` with a text to read.
///
/// # Errors
/// A sentence, where it is not there or cannot be run.
pub fn ask_keygen(command: &mut Command, text: &str) -> Result<Output, String> {
    begin(command, text)?
        .wait_with_output()
        .map_err(|error| in_words(&error))
}

/// The last words of `ssh-keygen`.
pub fn last_words(output: &Output) -> String {
    let words = String::from_utf8_lossy(&output.stderr);
    let last = words.lines().rfind(|line| !line.trim().is_empty());
    last.unwrap_or("it did not say why.").to_owned()
}

/// Tries a key; nothing is written.
///
/// # Errors
/// A sentence, where nothing can be signed with it.
pub fn try_key(key: &Path) -> Result<(), String> {
    sign_unasked(key, "rounds doctor\n").map(drop)
}

fn begin(command: &mut Command, text: &str) -> Result<Child, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| in_words(&error))?;
    if let Some(mut input) = child.stdin.take() {
        // It may have stopped before it reads; its status says so.
        let _ = input.write_all(text.as_bytes());
    }
    Ok(child)
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "ssh-keygen is not installed here (OpenSSH 8.2 or newer)".to_owned(),
        _ => format!("ssh-keygen could not be run: {}", os::why(error)),
    }
}

/// Signs without asking anybody: a passphrase that no agent holds is a key that cannot be used.
pub(super) fn sign_unasked(key: &Path, text: &str) -> Result<String, String> {
    let mut command = signer(key);
    command
        .env("SSH_ASKPASS", "false")
        .env("SSH_ASKPASS_REQUIRE", "force");
    let mut child = begin(&mut command, text)?;
    let until = Instant::now() + PATIENCE;
    // What it says fits into a pipe, so it ends although nobody reads.
    while child
        .try_wait()
        .map_err(|error| in_words(&error))?
        .is_none()
    {
        if Instant::now() >= until {
            // It may have ended by now, and is waited for either way.
            let _ = child.kill();
            let _ = child.wait();
            let seconds = PATIENCE.as_secs();
            return Err(format!(
                "the SSH agent did not answer within {seconds} seconds"
            ));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().map_err(|error| in_words(&error))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => {
            let key = key.display();
            let why = last_words(&output);
            Err(format!(
                "ssh-keygen could not sign with {key}: {}",
                why.trim_end_matches('.')
            ))
        }
    }
}

/// The public half of a key, as a list has it; none where it does not lie there to be read.
pub(super) fn public_half(key: &Path) -> Option<String> {
    let mut beside = key.as_os_str().to_owned();
    beside.push(".pub");
    let texts = [Path::new(&beside), key].into_iter();
    let mut texts = texts.filter_map(|path| os::read_text(path, os::MOST_OWN_BYTES).ok());
    texts.find(|text| !text.starts_with('-'))
}

/// Whether the last line before `end` is a signature over one's own record. What cannot be read is
/// signed once more.
pub(super) fn ends_signed(path: &Path, end: u64) -> bool {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = os::open_plain(path)?;
        let from = end.saturating_sub(TAIL_BYTES);
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(end - from).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    // Inside of words a quote has a backslash before it.
    let last = text.trim_end().lines().next_back();
    last.is_some_and(|line| line.contains("\"event\":\"sealed\"") && line.contains(",\"own\":\""))
}

/// Whether a signature is made once it happened: for words that count by it, and for endings and
/// handovers, so that they do not wait for the next sync.
pub(super) fn others_go_by(fact: &Fact) -> bool {
    is_word(fact) || matches!(fact, Fact::RunEnded { .. } | Fact::HandoverGiven(_))
}

/// Whether a signature was made over a text by the key that it names; whose key that is, is not
/// asked here.
pub(super) fn is_good(signature: &str, text: &str, folder: &Path) -> Result<bool, String> {
    let file = SignatureFile::keep(signature, folder).map_err(|error| {
        format!(
            "a signature could not be kept to be checked: {}",
            os::why(&error)
        )
    })?;
    let mut check = Command::new("ssh-keygen");
    check
        .args(["-Y", "check-novalidate", "-n", NAMESPACE, "-s"])
        .arg(&file.0);
    verdict(&ask_keygen(&mut check, text)?)
}

/// What `ssh-keygen` found. That it ended badly is not enough to call a signature bad for good: it
/// may have been killed, or the disk may be full.
fn verdict(output: &Output) -> Result<bool, String> {
    let words = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    // At the beginning of a line: what a signature itself says is told behind other words.
    let could_read = !errors.lines().any(|line| line.starts_with("Couldn't read"));
    match output.status.success() {
        true => Ok(true),
        false if could_read && words.contains("Could not verify signature") => Ok(false),
        false => Err(format!(
            "ssh-keygen could not check a signature: {}",
            last_words(output).trim_end_matches('.')
        )),
    }
}

/// A signature in a file of its own, which `ssh-keygen` wants; it goes when it was read.
struct SignatureFile(PathBuf);

impl SignatureFile {
    fn keep(signature: &str, folder: &Path) -> io::Result<Self> {
        os::private_dir(folder)?;
        let path = folder.join(format!("signature-{}", os::process_id()));
        let mut file = os::private_options()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)?;
        let kept = Self(path);
        file.write_all(signature.as_bytes())?;
        Ok(kept)
    }
}

impl Drop for SignatureFile {
    fn drop(&mut self) {
        // A file that cannot be removed is written anew by the next one.
        let _ = std::fs::remove_file(&self.0);
    }
}
