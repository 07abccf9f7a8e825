//! One line of the journal, read and written.
//!
//! The line's bytes are what the hash binds, so an entry is written once and never
//! formatted again: a reader keeps the bytes that it read.

use super::address::{EntryHash, EntryRef, Thread, WriterId};
use super::answer::{BoxesAtEnd, Counts, Ending};
use super::fact::Fact;
use super::json::Distinct;
use crate::runbook::Operator;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;
use std::fmt;

/// One event: known to this program, or kept as it was written.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every event is known, and a box for each of a hundred thousand costs more"
)]
pub enum Event {
    /// A fact that this program understands.
    Known(Fact),
    /// A fact of a newer program, as JSON.
    Unknown(Box<str>),
}

/// The fixed part of every entry, without its hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The envelope's version: 1.
    pub v: u32,
    /// The place among the writer's entries, from 1, without gaps.
    pub seq: u64,
    /// 1 + the greatest `n` in the whole journal when it was written (a Lamport clock).
    pub n: u64,
    /// The writer's clock. Orders nothing.
    pub at: Timestamp,
    /// The writer's time zone.
    pub zone: String,
    /// The writer's operator.
    pub by: Operator,
    /// Every thread that the events touch.
    pub on: Vec<Thread>,
    /// What happened; all from one command.
    pub events: Vec<Event>,
}

/// An entry with its address.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Who wrote it.
    pub writer: WriterId,
    /// What it says.
    pub envelope: Envelope,
    /// Its hash.
    pub hash: EntryHash,
}

impl Entry {
    /// How other entries name it.
    pub fn address(&self) -> EntryRef {
        EntryRef {
            writer: self.writer.clone(),
            seq: self.envelope.seq,
            hash: self.hash.short(),
        }
    }

    /// The facts that this program understands, each with its place among the events.
    pub fn numbered_facts(&self) -> impl Iterator<Item = (usize, &Fact)> {
        self.envelope
            .events
            .iter()
            .enumerate()
            .filter_map(|(index, event)| match event {
                Event::Known(fact) => Some((index, fact)),
                Event::Unknown(_) => None,
            })
    }

    /// Whether it holds something that a newer program wrote.
    pub fn has_unknown(&self) -> bool {
        self.envelope
            .events
            .iter()
            .any(|event| matches!(event, Event::Unknown(_)))
    }
}

/// A line that is no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedEntry(String);

impl fmt::Display for MalformedEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MalformedEntry {}

impl From<serde_json::Error> for MalformedEntry {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl Envelope {
    /// Reads a line's part before its hash (with the closing brace put back by the caller
    /// or not there at all is the journal's affair: this takes whole JSON).
    ///
    /// # Errors
    /// Says what is wrong with the JSON, or which envelope key is missing or unknown. An
    /// unknown *event* is no error.
    pub fn parse(json: &[u8]) -> Result<Self, MalformedEntry> {
        Ok(serde_json::from_slice(json)?)
    }

    /// The JSON, on one line.
    ///
    /// # Errors
    /// When a value has no JSON form; no value of these types lacks one.
    pub fn to_json(&self) -> Result<Vec<u8>, MalformedEntry> {
        Ok(serde_json::to_vec(self)?)
    }
}

impl Event {
    /// What an event of a newer program is called; empty where it does not say, and for a fact
    /// that is known.
    pub fn kind(&self) -> String {
        #[derive(Deserialize)]
        struct Called {
            event: String,
        }
        match self {
            Self::Known(_) => String::new(),
            Self::Unknown(json) => {
                let called: Option<Called> = serde_json::from_str(json).ok();
                called.map(|called| called.event).unwrap_or_default()
            }
        }
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(fact) => fact.serialize(to),
            Self::Unknown(json) => {
                let raw: &RawValue = serde_json::from_str(json).map_err(ser::Error::custom)?;
                raw.serialize(to)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(from)?;
        if let Some(fact) = common(raw.get()) {
            return Ok(Self::Known(fact));
        }
        if let Ok(fact) = serde_json::from_str(raw.get()) {
            return Ok(Self::Known(fact));
        }
        serde_json::from_str::<Distinct>(raw.get()).map_err(de::Error::custom)?;
        Ok(Self::Unknown(raw.get().into()))
    }
}

/// Reads the facts of which a record is full without setting their keys aside to look for the
/// event's name first: it stands first where this program wrote it. What is not read here is
/// read as any other.
fn common(json: &str) -> Option<Fact> {
    let named = json.strip_prefix("{\"event\":\"")?;
    let (name, rest) = named.split_once("\",")?;
    match name {
        "step-done" => without_name(rest).map(Fact::StepDone),
        "run-started" => without_name(rest).map(Fact::RunStarted),
        "segment-started" => without_name(rest).map(Fact::SegmentStarted),
        "run-ended" => without_name(rest).map(|ended: Box<RunEnded>| Fact::RunEnded {
            ending: ended.ending,
            counts: ended.counts,
            boxes: ended.boxes,
            saw: ended.saw,
            over: ended.over,
        }),
        _ => None,
    }
}

fn without_name<T: DeserializeOwned>(rest: &str) -> Option<Box<T>> {
    let mut object = String::with_capacity(rest.len() + 1);
    object.push('{');
    object.push_str(rest);
    serde_json::from_str(&object).ok().map(Box::new)
}

/// [`Fact::RunEnded`] without its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RunEnded {
    ending: Ending,
    counts: Counts,
    #[serde(default)]
    boxes: Option<Box<BoxesAtEnd>>,
    saw: Vec<EntryRef>,
    #[serde(default)]
    over: Vec<EntryRef>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: &str) -> Result<Event, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_known_event_is_read_and_written_as_it_was() {
        for json in [
            r#"{"event":"step-done","step":"depth","item":"shard-1","title":"Depth","outcome":"ok","value":"412","over":["ops-a@h-3f9c2a:12:0123456789abcdef"]}"#,
            r#"{"event":"noted","text":"quiet"}"#,
            r#"{"event":"caution-acknowledged","step":"start"}"#,
            r#"{"event":"scenario-seen","step":"depth","item":"shard-1"}"#,
        ] {
            let read = event(json).unwrap();
            assert!(matches!(read, Event::Known(_)), "{json}");
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    #[test]
    fn an_unknown_key_or_kind_makes_an_event_unknown_and_keeps_it() {
        for json in [
            r#"{"event":"step-done","step":"depth","title":"Depth","outcome":"ok","mood":"fine"}"#,
            r#"{"event":"noted","text":"quiet","colour":{"a":1}}"#,
            r#"{"event":"moon-landed","at":1.50}"#,
        ] {
            let read = event(json).unwrap();
            assert!(matches!(read, Event::Unknown(_)), "{json}");
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    /// However it is read, it is the same, or none.
    #[test]
    fn the_common_facts_are_read_as_all_are() {
        let done =
            r#""step":"depth","item":"shard-1","title":"Depth","outcome":"ok","value":"412""#;
        let ended = r#""ending":{"how":"completed"},"counts":{"ok":3,"not_ok":0,"skipped":0,"deferred":0,"warnings":0,"alarms":0},"saw":["ops-a@h-3f9c2a:12:0123456789abcdef"]"#;
        let started = r#""journal":"01ARZ3NDEKTSV4RRFFQ69G5FAV","writer":"ops-a@h-3f9c2a","segment":1,"host":"h","account":"ops","format":1,"program":"0.1.0""#;
        for json in [
            format!(r#"{{"event":"step-done",{done}}}"#),
            format!(r#"{{"event":"step-done",{done},"value":"413"}}"#),
            format!(r#"{{"event":"step-done",{done},"event":"step-done"}}"#),
            format!(r#"{{"event":"step-done","event":"noted",{done}}}"#),
            format!(r#"{{"event":"step-done",{done},"mood":"fine"}}"#),
            format!(r#"{{{done},"event":"step-done"}}"#),
            r#"{"event":"step-done"}"#.to_owned(),
            r#"{"event":"step-done",}"#.to_owned(),
            r#"{"event":"run-started","run":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}"#.to_owned(),
            format!(r#"{{"event":"run-ended",{ended}}}"#),
            format!(
                r#"{{"event":"run-ended",{ended},"over":["ops-a@h-3f9c2a:12:0123456789abcdef"]}}"#
            ),
            format!(r#"{{"event":"run-ended",{ended},"saw":[]}}"#),
            format!(r#"{{"event":"run-ended",{ended},"mood":"fine"}}"#),
            format!(r#"{{"event":"run-ended",{ended},"event":"run-ended"}}"#),
            format!(
                r#"{{"event":"run-ended",{}}}"#,
                ended.replace("completed", "abandoned")
            ),
            format!(
                r#"{{"event":"run-ended",{}}}"#,
                ended.replace("\"ok\":3", "\"ok\":3,\"ok\":3")
            ),
            r#"{"event":"run-ended","saw":[]}"#.to_owned(),
            format!(r#"{{"event":"segment-started",{started}}}"#),
            format!(r#"{{"event":"segment-started",{started},"segment":2}}"#),
            format!(r#"{{"event":"segment-started",{started},"mood":"fine"}}"#),
        ] {
            let known: Option<Fact> = serde_json::from_str(&json).ok();
            if let Some(fact) = common(&json) {
                assert_eq!(Some(fact), known, "{json}");
            }
        }
        for (name, rest) in [
            ("step-done", done),
            ("run-ended", ended),
            ("segment-started", started),
        ] {
            let whole = format!(r#"{{"event":"{name}",{rest}}}"#);
            assert!(common(&whole).is_some(), "{whole}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        for json in [
            r#"{"event":"noted","text":"a","text":"b"}"#,
            r#"{"event":"moon-landed","x":{"a":1,"a":2}}"#,
        ] {
            assert!(event(json).is_err(), "{json}");
        }
    }
}
