//! Somebody who can write files, knows the format of the journal, and has no key but their own.

use crate::kit::Setup;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What stands before a writer's first entry.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One writer's segment on its way.
pub struct Forger {
    path: PathBuf,
    pub writer: String,
    pub by: String,
    pub seq: u64,
    n: u64,
    pub hash: String,
    at: String,
}

impl Forger {
    /// A new folder in a journal, under any name, with a beginning as it should be.
    pub fn new(journal: &Path, id: &str, writer: &str, by: &str) -> Self {
        let folder = journal.join(writer);
        fs::create_dir(&folder).unwrap();
        let mut forger = Self {
            path: folder.join("000001.jsonl"),
            writer: writer.to_owned(),
            by: by.to_owned(),
            seq: 0,
            n: 5_000,
            hash: NOTHING.to_owned(),
            at: "2026-11-30T12:00:00.000Z".to_owned(),
        };
        let begun = format!(
            r#"{{"event":"segment-started","journal":"{id}","writer":"{writer}","host":"evil","account":"evil","format":1,"program":"0.1.0","segment":1}}"#
        );
        forger.say("journal", &begun);
        forger
    }

    /// Goes on behind what a writer has written.
    pub fn behind(journal: &Path, writer: &str, by: &str) -> Self {
        let path = journal.join(writer).join("000001.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        Self {
            path,
            writer: writer.to_owned(),
            by: by.to_owned(),
            seq: last["seq"].as_u64().unwrap(),
            n: 5_000,
            hash: last["hash"].as_str().unwrap().to_owned(),
            at: "2026-11-30T12:00:00.000Z".to_owned(),
        }
    }

    /// Writes another record over what a writer has written behind its first entries; what was
    /// there from then on comes back.
    pub fn over(journal: &Path, writer: &str, by: &str, kept: usize) -> (Self, Vec<String>) {
        let path = journal.join(writer).join("000001.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.lines().map(|line| format!("{line}\n")).collect();
        let rest = lines.split_off(kept);
        fs::write(&path, lines.concat()).unwrap();
        let n: serde_json::Value = serde_json::from_str(&lines[kept - 1]).unwrap();
        let mut forger = Self::behind(journal, writer, by);
        forger.n = n["n"].as_u64().unwrap();
        (forger, rest)
    }

    /// Lays what it wrote behind its first entries beside what was there, as a carrier does with
    /// what parts from a record.
    pub fn lay_beside(self, journal: &Path, kept: usize, rest: &[String]) {
        let text = fs::read_to_string(&self.path).unwrap();
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let (before, mine) = lines.split_at(kept);
        let first: serde_json::Value = serde_json::from_str(mine[0]).unwrap();
        let first = &first["hash"].as_str().unwrap()[..16];
        let folder = journal.join("forks").join(&self.writer);
        fs::create_dir_all(&folder).unwrap();
        let at = before.concat().len();
        fs::write(folder.join(format!("000001@{at}-{first}")), mine.concat()).unwrap();
        fs::write(&self.path, before.concat() + &rest.concat()).unwrap();
    }

    /// With a count of entries just behind another's.
    pub fn behind_n(mut self, n: u64) -> Self {
        self.n = n;
        self
    }

    /// With a clock set to a moment.
    pub fn at(mut self, at: &str) -> Self {
        self.at = at.to_owned();
        self
    }

    /// With a count of entries as if nobody had said anything before.
    pub fn first(mut self) -> Self {
        self.n = 1;
        self
    }

    /// Writes an entry down, rightly chained.
    pub fn say(&mut self, on: &str, event: &str) {
        self.seq += 1;
        self.n += 1;
        let Self { seq, n, at, by, .. } = self;
        let body = format!(
            r#"{{"v":1,"seq":{seq},"n":{n},"at":"{at}","zone":"UTC","by":"{by}","on":["{on}"],"events":[{event}]"#
        );
        let digest = Sha256::new()
            .chain_update(self.hash.as_bytes())
            .chain_update(body.as_bytes())
            .finalize();
        self.hash = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let line = format!("{body},\"hash\":\"{}\"}}\n", self.hash);
        let mut text = fs::read_to_string(&self.path).unwrap_or_default();
        text.push_str(&line);
        fs::write(&self.path, text).unwrap();
    }

    /// The last entry, as a signature names it.
    pub fn head(&self) -> Head {
        Head {
            writer: self.writer.clone(),
            seq: self.seq,
            hash: self.hash.clone(),
        }
    }

    /// Says that somebody signed their own record.
    pub fn seal(&mut self, own: &str, heads: &[Head], signature: &str) {
        let heads: Vec<_> = heads.iter().map(Head::json).collect();
        let signature = serde_json::to_string(signature).unwrap();
        let event = format!(
            r#"{{"event":"sealed","heads":[{}],"signature":{signature},"own":"{own}"}}"#,
            heads.join(",")
        );
        self.say("journal", &event);
    }

    /// Says that a list of keys was noticed.
    pub fn list(&mut self, lines: &[String], heads: &[String], over: &[String]) {
        let list = |words: &[String]| serde_json::to_string(words).unwrap();
        let mut event = format!(r#"{{"event":"keys-noticed","lines":{}"#, list(lines));
        for (name, words) in [("heads", heads), ("over", over)] {
            if !words.is_empty() {
                event.push_str(&format!(r#","{name}":{}"#, list(words)));
            }
        }
        event.push('}');
        self.say("journal", &event);
    }
}

/// A writer's last entry, as a signature names it.
#[derive(Clone, Debug)]
pub struct Head {
    pub writer: String,
    pub seq: u64,
    pub hash: String,
}

impl Head {
    fn json(&self) -> String {
        let Self { writer, seq, hash } = self;
        format!(r#"{{"writer":"{writer}","seq":{seq},"hash":"{hash}"}}"#)
    }
}

/// What an operator signs as their own.
pub fn text(id: &str, own: Option<&str>, heads: &[Head]) -> String {
    let mut text = format!("rounds journal {id}\n");
    if let Some(own) = own {
        text.push_str(&format!("written by {own}\n"));
    }
    for Head { writer, seq, hash } in heads {
        text.push_str(&format!("{writer}:{seq}:{hash}\n"));
    }
    text
}

/// Makes a key without a passphrase; gives its path and its public half.
pub fn key(setup: &Setup, name: &str) -> (PathBuf, String) {
    let path = setup.home().join(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(&path)
        .status();
    assert!(made.unwrap().success());
    let public = fs::read_to_string(path.with_extension("pub")).unwrap();
    let words: Vec<_> = public.split_whitespace().take(2).collect();
    (path, words.join(" "))
}

/// Signs a text as this program does.
pub fn sign(key: &Path, text: &str) -> String {
    let mut child = Command::new("ssh-keygen")
        .args(["-Y", "sign", "-n", "rounds-journal", "-f"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, text.as_bytes()).unwrap();
    drop(input);
    let signed = child.wait_with_output().unwrap();
    assert!(signed.status.success());
    String::from_utf8(signed.stdout).unwrap()
}
