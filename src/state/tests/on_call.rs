//! Who is on call: turns, and the handovers that override one until the next.

use crate::event::{Fact, HandoverId, Thread};
use crate::runbook::{LibraryDefaults, Operator, Rota, RotaOperator, Runbook, Source, parse};
use crate::schedule::Timing;
use crate::state::OnCall;
use crate::state::kit::{Book, Scribe, at, timing};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::json;

fn rota(turn: Timing, names: &[&str]) -> Rota {
    let operator = |name: &&str| RotaOperator {
        name: Operator::from(*name),
        contact: (*name == "ops-a").then(|| "+49 30 1".to_owned()),
    };
    Rota {
        contact: "on-call".to_owned(),
        operators: names.iter().map(operator).collect(),
        turn,
        from: date(2026, 11, 2),
    }
}

/// Who is on call, as `operator until time < from`.
fn told(book: &Book, rota: &Rota, now: &str) -> String {
    let mut runbook = runbook();
    runbook.package.on_call = vec![rota.clone()];
    match &book.state.on_call(&runbook, at(now))[..] {
        [] => "nobody".to_owned(),
        all => {
            let line = |it: &OnCall<'_>| {
                let until = it.until.map(|until| until.strftime("%d %H:%M").to_string());
                let from = it.took_over_from.as_ref();
                let from = from.map(|from| format!(" < {from}")).unwrap_or_default();
                format!("{} until {}{from}", it.operator, until.unwrap_or_default())
            };
            all.iter().map(line).collect::<Vec<_>>().join("; ")
        }
    }
}

fn as_operator(book: &mut Book, name: &str, when: Timestamp, id: HandoverId, fact: Fact) {
    book.scribe = Scribe::new(name);
    // Each says one thing as one writer; who says two counts on.
    book.scribe.seq = book.n;
    book.say(when, vec![Thread::Handover(id)], vec![fact]);
}

fn runbook() -> Runbook {
    let text = "title = \"Sync\"\ntimezone = \"UTC\"\n";
    let (path, stem) = ("sync.toml".to_owned(), "sync".to_owned());
    parse(&Source { path, stem, text }, &LibraryDefaults::default())
        .runbook
        .unwrap()
}

fn hand_over(book: &mut Book, number: u128, from: &str, to: &str, when: &str) {
    let when = at(when);
    let milliseconds = u64::try_from(when.as_millisecond()).unwrap();
    let id = HandoverId(ulid::Ulid::from_parts(milliseconds, number));
    let given = json!({ "event": "handover-given", "id": id, "since": when, "heads": [] });
    as_operator(book, from, when, id, serde_json::from_value(given).unwrap());
    let accepted = json!({ "event": "handover-accepted", "id": id });
    as_operator(
        book,
        to,
        when,
        id,
        serde_json::from_value(accepted).unwrap(),
    );
}

#[test]
fn turns_go_round() {
    let book = Book::new();
    let weekly = rota(
        timing("weekly mon 09:00", "UTC"),
        &["ops-a", "ops-b", "ops-c"],
    );
    for (now, says) in [
        ("2026-11-02T08:59:59Z", "nobody"),
        ("2026-11-02T09:00:00Z", "ops-a until 09 09:00"),
        ("2026-11-09T08:59:59Z", "ops-a until 09 09:00"),
        ("2026-11-09T09:00:00Z", "ops-b until 16 09:00"),
        ("2026-11-20T00:00:00Z", "ops-c until 23 09:00"),
        ("2026-11-23T09:00:00Z", "ops-a until 30 09:00"),
    ] {
        assert_eq!(told(&book, &weekly, now), says, "{now}");
    }
    let alone = rota(timing("daily 09:00", "UTC"), &["ops-a"]);
    assert_eq!(
        told(&book, &alone, "2026-11-20T10:00:00Z"),
        "ops-a until 21 09:00"
    );
}

#[test]
fn an_accepted_handover_holds_until_the_next_turn() {
    let mut book = Book::new();
    let weekly = rota(timing("weekly mon 09:00", "UTC"), &["ops-a", "ops-b"]);
    hand_over(&mut book, 1, "ops-a", "ops-b", "2026-11-03T10:00:00Z");
    // A stand-in takes over from whoever is on call, though no rota lists them.
    hand_over(&mut book, 2, "ops-b", "stand-in", "2026-11-04T10:00:00Z");
    // Two others, who are not of this rota, leave it alone.
    hand_over(&mut book, 3, "desk-1", "desk-2", "2026-11-05T10:00:00Z");
    // One of the rota takes a shift over from somebody else.
    hand_over(&mut book, 4, "desk-2", "ops-b", "2026-11-06T10:00:00Z");
    for (now, says) in [
        ("2026-11-03T09:59:59Z", "ops-a until 09 09:00"),
        ("2026-11-03T10:00:00Z", "ops-b until 09 09:00 < ops-a"),
        ("2026-11-05T12:00:00Z", "stand-in until 09 09:00 < ops-b"),
        ("2026-11-06T12:00:00Z", "ops-b until 09 09:00 < desk-2"),
        // The next turn is ops-b's by the rota, whatever was handed over before.
        ("2026-11-09T09:00:00Z", "ops-b until 16 09:00"),
        ("2026-11-16T09:00:00Z", "ops-a until 23 09:00"),
    ] {
        assert_eq!(told(&book, &weekly, now), says, "{now}");
    }
}

#[test]
fn who_is_on_call_is_reached_at_their_own_address() {
    let mut book = Book::new();
    let weekly = rota(timing("weekly mon 09:00", "UTC"), &["ops-a", "ops-b"]);
    let mut runbook = runbook();
    runbook.package.on_call = vec![weekly];
    let address = |book: &Book, now: &str| {
        let on_call = book
            .state
            .on_call_for(&runbook, "on-call", at(now))
            .unwrap();
        (
            on_call.operator.to_string(),
            on_call.address.map(str::to_owned),
        )
    };
    let own = Some("+49 30 1".to_owned());
    assert_eq!(
        address(&book, "2026-11-03T00:00:00Z"),
        ("ops-a".to_owned(), own.clone())
    );
    assert_eq!(
        address(&book, "2026-11-10T00:00:00Z"),
        ("ops-b".to_owned(), None)
    );
    hand_over(&mut book, 1, "ops-b", "ops-a", "2026-11-10T10:00:00Z");
    assert_eq!(
        address(&book, "2026-11-11T00:00:00Z"),
        ("ops-a".to_owned(), own)
    );
    assert_eq!(
        book.state
            .on_call_for(&runbook, "nobody", at("2026-11-11T00:00:00Z")),
        None
    );
}
