//! Checkpoints: read back as they were, or not at all.

use super::lines::{abandoned, book, morning, on, run};
use crate::event::{Ending, Event, Fact, Outcome, StepDone, Thread};
use crate::runbook::StepRef;
use crate::state::kit::{Book, at};
use crate::state::{Checkpoint, Shared, State};
use proptest::prelude::*;

/// A state with something of everything.
fn full() -> Book {
    let mut book = book("daily 09:00", "2026-11-20T06:00Z");
    run(
        &mut book,
        "2026-11-20T09:00Z",
        "2026-11-20T09:05Z",
        Some(("2026-11-20T09:10Z", Ending::Completed)),
    );
    run(
        &mut book,
        "2026-11-21T09:00Z",
        "2026-11-21T09:05Z",
        Some(("2026-11-21T09:10Z", abandoned())),
    );
    let open = run(&mut book, "2026-11-22T09:00Z", "2026-11-22T09:05Z", None);
    let done = StepDone {
        value: Some("412".to_owned()),
        note: Some("höher als sonst".to_owned()),
        ..StepDone::plain(StepRef::item("depth", "shard-1"), "Depth", Outcome::Ok)
    };
    let facts = vec![Fact::StepDone(Box::new(done))];
    book.say(at("2026-11-22T09:06Z"), vec![Thread::Run(open)], facts);
    let odd = run(
        &mut book,
        "",
        "2026-11-22T10:05Z",
        Some(("2026-11-22T10:10Z", Ending::Completed)),
    );
    let ended = Fact::RunEnded {
        ending: abandoned(),
        counts: Default::default(),
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    book.say(at("2026-11-22T10:06Z"), vec![Thread::Run(odd)], vec![ended]);
    let facts = vec![
        Fact::OccurrenceExcused {
            procedure: morning().procedure,
            target: None,
            slot: at("2026-11-25T09:00Z"),
            reason: "closed".to_owned(),
        },
        Fact::MissedSeen {
            procedure: morning().procedure,
            target: None,
            until: at("2026-11-21T09:00Z"),
        },
    ];
    book.say(at("2026-11-22T11:00Z"), on(&morning()), facts);
    let known = Fact::RevisionNoticed {
        runbook: "orders".into(),
        title: "Orders".to_owned(),
        file: crate::state::kit::revision(3).file,
        library: None,
        over: Vec::new(),
    };
    book.say(
        at("2026-11-22T11:00Z"),
        vec![Thread::Runbook("orders".into())],
        vec![known],
    );
    for fact in handed_over() {
        book.say(at("2026-11-22T11:00Z"), vec![Thread::Shift], vec![fact]);
    }
    let note = Fact::Noted {
        step: None,
        item: None,
        text: "quiet".to_owned(),
    };
    book.say(at("2026-11-22T11:00Z"), vec![Thread::Shift], vec![note]);
    let unknown = Event::Unknown(r#"{"event":"moon-landed"}"#.into());
    let entry = book.scribe.write_events(
        50,
        at("2026-11-22T11:00Z"),
        vec![Thread::Shift],
        vec![unknown],
    );
    book.state.apply(&entry, 1);
    book
}

/// What a handoff leaves in the record.
fn handed_over() -> Vec<Fact> {
    let id = ulid::Ulid::from_parts(1, 7);
    let id = serde_json::Value::String(id.to_string());
    let facts = serde_json::json!([
        {"event": "escalation-opened", "id": id, "runbook": "orders", "runbook_title": "Orders",
         "title": "No orders", "severity": "sev1", "respond_within_seconds": 900,
         "path": [{"contact": "on-call", "name": "On-call", "after_seconds": 0}]},
        {"event": "escalation-contacted", "id": id, "contact": "on-call", "name": "On-call"},
        {"event": "escalation-answered", "id": id, "who": "On-call"},
        {"event": "review-done", "runbook": "orders", "file": "07".repeat(32),
         "next": "2027-02-01"},
        {"event": "readiness-attested", "runbook": "orders", "item": "access",
         "title": "Access is granted", "statement": "so", "until": "2027-02-01"},
        {"event": "stabilization-extended", "runbook": "orders", "starts": "2026-11-01",
         "ends": "2026-12-01", "reason": "more"},
        {"event": "handover-given", "id": id, "since": "2026-11-22T03:00:00Z",
         "items": [{"key": "run:1", "words": "in progress"}], "unchanged": 2, "heads": []},
        {"event": "handover-accepted", "id": id, "confirmed": ["run:1"]},
        {"event": "change-covers", "id": id, "runbook": "orders", "file": "07".repeat(32)},
    ]);
    serde_json::from_value(facts).unwrap()
}

#[test]
fn a_state_is_read_back_as_it_was() {
    let mut book = full();
    for _ in 0..2 {
        let read = State::from_bytes(&book.state.to_bytes()).unwrap();
        assert_eq!(read.clone(), book.state);
        let now = at("2026-11-24T08:00Z");
        assert_eq!(read.open_escalations().count(), 1);
        assert_eq!(read.today(now), book.state.today(now));
        assert_eq!(
            read.timeline().collect::<Vec<_>>(),
            book.state.timeline().collect::<Vec<_>>()
        );
        book.state.shrink(&mut Shared::default());
    }
    assert!(book.state.ended().len() >= 3);
    let empty = State::default();
    assert_eq!(State::from_bytes(&empty.to_bytes()), Some(empty));
}

#[test]
fn cut_or_altered_bytes_are_no_checkpoint() {
    let bytes = full().state.settled().to_bytes();
    for length in 0..bytes.len() {
        assert!(State::from_bytes(&bytes[..length]).is_none(), "{length}");
    }
    for place in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[place] ^= 1 << (place % 8);
        assert!(State::from_bytes(&altered).is_none(), "{place}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(State::from_bytes(&longer).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Even with a header and a checksum that are right, what stands in it may be anything.
    #[test]
    fn foreign_bytes_never_panic(
        places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let bytes = full().state.settled().to_bytes();
        let length = usize::try_from(Checkpoint::length_of_head(&bytes).unwrap()).unwrap();
        let mut altered = bytes[Checkpoint::FRAME..length].to_vec();
        for (place, byte) in places {
            let place = place.index(altered.len());
            altered[place] = byte;
        }
        for body in [altered, body] {
            let mut sealed = bytes[..12].to_vec();
            sealed.extend((body.len() as u64).to_le_bytes());
            sealed.extend(crate::state::checksum::checksum(&body).to_le_bytes());
            sealed.extend(body);
            sealed.extend(&bytes[length..]);
            if let Some(state) = State::from_bytes(&sealed) {
                state.today(at("2026-11-24T08:00Z"));
                state.timeline().count();
            }
        }
    }
}
