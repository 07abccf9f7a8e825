//! Another program as a carrier: `rounds-NAME URL`, found on PATH.
//!
//! What it answers is believed no more than any carrier's: bytes are looked at before they go
//! anywhere. One that gives no answer in time is ended.

use super::fault::Fault;
use super::frame::{fault_of, read_bytes, read_line, write};
use super::verbs::{Carrier, Extent, Held, Once, Put, SEGMENT_LIMIT_BYTES, THING_LIMIT_BYTES};
use super::verbs::{Tail, Thing};
use crate::event::{JournalId, WriterId};
use crate::journal::SegmentPlace;
use crate::os;
use std::collections::BTreeSet;
use std::io::{BufReader, ErrorKind};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// As long as a program may take for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// As long as it may take to move bytes: a whole segment goes over a slow line at once.
const PATIENCE_FOR_BYTES: Duration = Duration::from_secs(600);

/// What may be answered at most to `have`.
const HELD_LIMIT: usize = 10_000_000;

/// What is asked: a line and its bytes, and how the answer is read.
struct Question {
    line: String,
    bytes: Vec<Vec<u8>>,
    is_have: bool,
}

/// A line, with the bytes that came after it.
type Line = (String, Vec<u8>);

type Answer = Result<Vec<Line>, String>;

pub(super) struct Program {
    child: Child,
    ask: Option<Sender<Question>>,
    answers: Receiver<Answer>,
}

impl Program {
    pub fn start(name: &str, url: &str, home: &Path) -> Result<Self, Fault> {
        let mut command = Command::new(name);
        command
            .arg(url)
            .env("ROUNDS_CARRIER_HOME", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        command.stderr(Stdio::null());
        let mut child = os::spawn_group(&mut command).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Fault::Here(format!("the program {name} is not on PATH")),
            _ => Fault::Here(format!("{name} cannot be started: {}", os::why(&error))),
        })?;
        let (ask, asked) = channel();
        let (answer, answers) = channel();
        if let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) {
            thread::spawn(move || talk(stdin, stdout, &asked, &answer));
        }
        Ok(Self {
            child,
            ask: Some(ask),
            answers,
        })
    }

    fn ask(&mut self, line: String, bytes: Vec<Vec<u8>>) -> Result<Vec<Line>, Fault> {
        let is_have = line.starts_with("have ");
        let patience = patience_for(&line);
        let question = Question {
            line,
            bytes,
            is_have,
        };
        let asked = self.ask.as_ref().map(|ask| ask.send(question).is_ok());
        let answer = match asked {
            Some(true) => self.answers.recv_timeout(patience).ok(),
            _ => None,
        };
        let Some(answer) = answer else {
            self.end();
            return Err(Fault::NotReached("the program gave no answer".to_owned()));
        };
        let lines = answer.map_err(Fault::Wrong)?;
        match lines.last().and_then(|(line, _)| fault_of(line)) {
            Some(fault) => Err(fault),
            None => Ok(lines),
        }
    }

    /// The one line of an answer.
    fn one(&mut self, line: String, bytes: Vec<Vec<u8>>) -> Result<Line, Fault> {
        let said = line.clone();
        let mut lines = self.ask(line, bytes)?;
        lines.pop().ok_or_else(|| wrong(&said, "nothing"))
    }

    fn done(&mut self, line: String, bytes: Vec<Vec<u8>>) -> Result<(), Fault> {
        let said = line.clone();
        match self.one(line, bytes)?.0.as_str() {
            "done" => Ok(()),
            other => Err(wrong(&said, other)),
        }
    }

    fn end(&mut self) {
        self.ask = None;
        let _ = os::push_group(&mut self.child, os::Push::End);
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

/// How long the answer to a question may take.
fn patience_for(line: &str) -> Duration {
    match line.split(' ').next() {
        Some("get" | "put" | "get-thing" | "put-thing") => PATIENCE_FOR_BYTES,
        _ => PATIENCE,
    }
}

fn wrong(asked: &str, answer: &str) -> Fault {
    let asked = asked.split(' ').next().unwrap_or_default();
    Fault::Wrong(format!("“{answer}” to {asked}"))
}

/// Asks and hears, in a thread of its own: a pipe knows no time limit.
fn talk(
    mut to: ChildStdin,
    from: ChildStdout,
    asked: &Receiver<Question>,
    answers: &Sender<Answer>,
) {
    let mut from = BufReader::new(from);
    while let Ok(question) = asked.recv() {
        let bytes: Vec<&[u8]> = question.bytes.iter().map(Vec::as_slice).collect();
        let answer = write(&mut to, &question.line, &bytes)
            .and_then(|()| hear(&mut from, question.is_have))
            .map_err(|error| os::why(&error));
        if answers.send(answer).is_err() {
            return;
        }
    }
}

/// Reads an answer: a line, or for `have` all up to its end.
fn hear(from: &mut BufReader<ChildStdout>, is_have: bool) -> std::io::Result<Vec<Line>> {
    let mut lines = Vec::new();
    loop {
        let line = read_line(from)?.ok_or_else(|| std::io::Error::other("it ended"))?;
        let mut words = line.split(' ');
        let word = words.next().unwrap_or_default();
        let length = match word {
            "bytes" | "theirs" | "note" => words.next_back().and_then(|it| it.parse().ok()),
            _ => None,
        };
        let bytes = match length {
            Some(length) => read_bytes(from, length, THING_LIMIT_BYTES)?,
            None => Vec::new(),
        };
        let goes_on = is_have && matches!(word, "segment" | "thing" | "note");
        lines.push((line, bytes));
        if !goes_on {
            return Ok(lines);
        }
        if lines.len() > HELD_LIMIT {
            return Err(std::io::Error::other("it says that it has too much"));
        }
    }
}

/// What a line of `have` adds.
fn add(held: &mut Held, line: &str, bytes: Vec<u8>) -> Option<()> {
    let mut words = line.split(' ');
    match words.next()? {
        "segment" => {
            let place = SegmentPlace {
                writer: words.next()?.parse().ok()?,
                segment: words.next()?.parse().ok()?,
            };
            let length = words.next()?.parse().ok()?;
            let tail = match words.next()? {
                "-" => None,
                digits => Some(Tail(u64::from_str_radix(digits, 16).ok()?.to_be_bytes())),
            };
            held.segments.insert(place, Extent { length, tail });
        }
        "thing" => {
            held.things.insert(words.next()?.parse().ok()?);
        }
        _ => {
            held.notes.insert(words.next()?.to_owned(), bytes);
        }
    }
    Some(())
}

impl Carrier for Program {
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault> {
        let (line, _) = self.one(format!("journal {mine}"), Vec::new())?;
        let id = line.strip_prefix("journal ").and_then(|id| id.parse().ok());
        id.ok_or_else(|| wrong("journal", &line))
    }

    fn have(&mut self, own: &BTreeSet<WriterId>, whole: bool) -> Result<Held, Fault> {
        let own: String = own.iter().map(|writer| format!(" {writer}")).collect();
        let mut lines = self.ask(format!("have {}{own}", u8::from(whole)), Vec::new())?;
        match lines.pop() {
            Some((end, _)) if end == "done" => {}
            Some((end, _)) => return Err(wrong("have", &end)),
            None => return Err(wrong("have", "nothing")),
        }
        let mut held = Held::default();
        for (line, bytes) in lines {
            add(&mut held, &line, bytes).ok_or_else(|| wrong("have", &line))?;
        }
        Ok(held)
    }

    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        let (writer, segment) = (&place.writer, place.segment);
        let (line, bytes) = self.one(format!("get {writer} {segment} {from}"), Vec::new())?;
        match line.starts_with("bytes ") && bytes.len() as u64 <= SEGMENT_LIMIT_BYTES {
            true => Ok(bytes),
            false => Err(wrong("get", &line)),
        }
    }

    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault> {
        let (writer, segment, length) = (&place.writer, place.segment, bytes.len());
        let asked = format!("put {writer} {segment} {at} {length}");
        let (line, _) = self.one(asked, vec![bytes.to_vec()])?;
        let number = |rest: &str| rest.parse::<u64>().ok();
        let put = match line.split_once(' ') {
            Some(("length", rest)) => number(rest).map(Put::Length),
            Some(("gap", rest)) => number(rest).map(Put::Gap),
            None if line == "fork" => Some(Put::Fork),
            _ => None,
        };
        put.ok_or_else(|| wrong("put", &line))
    }

    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault> {
        let (line, bytes) = self.one(format!("get-thing {thing}"), Vec::new())?;
        match line.as_str() {
            "none" => Ok(None),
            line if line.starts_with("bytes ") => Ok(Some(bytes)),
            line => Err(wrong("get-thing", line)),
        }
    }

    fn put_thing(&mut self, by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        let length = bytes.len();
        self.done(
            format!("put-thing {by} {thing} {length}"),
            vec![bytes.to_vec()],
        )
    }

    fn once(&mut self, name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Once, Fault> {
        let length = |bytes: Option<&[u8]>| {
            bytes.map_or_else(|| "-".to_owned(), |bytes| bytes.len().to_string())
        };
        let asked = format!("once {name} {} {}", length(old), length(new));
        let bytes = old.into_iter().chain(new).map(<[u8]>::to_vec).collect();
        let (line, bytes) = self.one(asked, bytes)?;
        match line.as_str() {
            "mine" => Ok(Once::Mine),
            "none" => Ok(Once::Theirs(None)),
            line if line.starts_with("theirs ") => Ok(Once::Theirs(Some(bytes))),
            line => Err(wrong("once", line)),
        }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        self.done("finish".to_owned(), Vec::new())
    }

    fn taken(&mut self) {
        // Where it did not hear it, it tells all of it again.
        let _ = self.done("taken".to_owned(), Vec::new());
    }

    fn wait(&mut self, patience: Duration) -> Result<bool, Fault> {
        let (line, _) = self.one(format!("wait {}", patience.as_millis()), Vec::new())?;
        match line.as_str() {
            "news" => Ok(true),
            "none" => Ok(false),
            line => Err(wrong("wait", line)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_bytes_may_take_longer() {
        for (line, patience) in [
            ("journal 01ARZ3NDEKTSV4RRFFQ69G5FAV", PATIENCE),
            ("have 1", PATIENCE),
            ("finish", PATIENCE),
            ("once library - 4", PATIENCE),
            ("get ops-a@h-1 1 0", PATIENCE_FOR_BYTES),
            ("put ops-a@h-1 1 0 8388608", PATIENCE_FOR_BYTES),
            ("get-thing objects/00", PATIENCE_FOR_BYTES),
            ("put-thing ops-a@h-1 objects/00 9", PATIENCE_FOR_BYTES),
        ] {
            assert_eq!(patience_for(line), patience, "{line}");
        }
    }
}
