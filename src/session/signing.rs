//! Signing with `ssh-keygen`, and the signature of an operator over their own record.
//!
//! A signature is a seal over the last entries of one's own writers alone: by the chain it binds
//! all that they wrote before. It is made after what others go by (an ending, a sign-off, an
//! approval, a word for readiness, a handover) and before a sync, never for a tick. What stays
//! true: no key is read here, and a signature that cannot be made keeps nothing from being saved.

use crate::event::{Fact, FollowUpState, JournalId, SeenHead};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The namespace of every signature over a journal.
pub const NAMESPACE: &str = "rounds-journal";

/// An agent that has not answered by then is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// So much of a segment is looked at for its last line.
const TAIL_BYTES: u64 = 64 << 10;

/// What is signed: the journal, and the last entries of some writers, a line each.
pub fn signed_text(journal: JournalId, heads: &[SeenHead]) -> String {
    let mut text = format!("rounds journal {journal}\n");
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
        _ => format!("ssh-keygen could not be run: {error}"),
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

/// Whether the last line before `end` is a signature. What cannot be read is signed once more.
pub(super) fn ends_signed(path: &Path, end: u64) -> bool {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
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
    last.is_some_and(|line| line.contains("\"event\":\"sealed\""))
}

/// Whether others go by what happened.
pub(super) fn others_go_by(fact: &Fact) -> bool {
    match fact {
        Fact::RunEnded { .. }
        | Fact::SignedOff(_)
        | Fact::ReviewDone(_)
        | Fact::ReadinessAttested(_)
        | Fact::WaiverAccepted(_)
        | Fact::HandoverGiven(_)
        | Fact::HandoverAccepted(_) => true,
        Fact::FollowUpMoved(moved) => matches!(
            moved.state,
            FollowUpState::Reviewed | FollowUpState::Approved | FollowUpState::Released
        ),
        _ => false,
    }
}
