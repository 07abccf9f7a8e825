//! One run: its story, its summary, its trend; a walk beside its procedure.

use super::lines::{morning, run};
use crate::event::{Counts, Ending, Entry, Fact, Outcome, RunId, StepDone, Thread, bound_bits};
use crate::limits::Judgement;
use crate::runbook::{Operator, StepRef};
use crate::state::kit::{Book, Scribe, at, procedure, started};
use crate::state::{Happening, HappeningKind, Shared, State, StoryItem};

fn reading(value: &str, judgement: Judgement) -> Fact {
    Fact::StepDone(Box::new(StepDone {
        value: Some(value.to_owned()),
        unit: Some("messages".to_owned()),
        judgement: Some(judgement),
        ..StepDone::plain(StepRef::of("depth"), "Depth", Outcome::Ok)
    }))
}

fn ended(counts: Counts) -> Fact {
    Fact::RunEnded {
        ending: Ending::Completed,
        counts,
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    }
}

/// Three ended runs with readings; the second by way of rehearsal.
fn history() -> (Book, Vec<Entry>) {
    let mut book = Book::new();
    let mut last = Vec::new();
    for (day, value) in [(20, "400"), (21, "999"), (22, "420")] {
        let slot = if day == 21 { "rehearsal" } else { "" };
        let began = format!("2026-11-{day}T09:00Z");
        let id = run(&mut book, slot, &began, None);
        let on = vec![Thread::Run(id)];
        let ok = Counts {
            ok: 1,
            ..Counts::default()
        };
        let facts = vec![reading(value, Judgement::Normal), ended(ok)];
        last.push(book.say(at(&format!("2026-11-{day}T09:30Z")), on, facts));
    }
    (book, last)
}

#[test]
fn a_trend_is_of_live_runs_and_the_same_whole_or_shrunk() {
    let (mut book, _) = history();
    let values = |state: &State, limit| {
        let trend = state.trend(&morning(), &StepRef::of("depth"), None, limit);
        trend
            .iter()
            .map(|reading| reading.value.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&book.state, 9), ["400", "420"]);
    assert_eq!(values(&book.state, 1), ["420"]);
    let newest: Vec<_> = book
        .state
        .ended_newest_first()
        .map(|summary| summary.id)
        .collect();
    assert!(newest.is_sorted_by(|one, other| one > other) && newest.len() == 3);
    let last = book
        .state
        .last_run(&morning(), None)
        .map(|summary| summary.id);
    assert_eq!(last, Some(newest[0]));
    let before = book
        .state
        .last_run(&morning(), last)
        .map(|summary| summary.id);
    assert_eq!(before, Some(newest[2]), "the rehearsal between is left out");
    book.state.shrink(&mut Shared::default());
    assert_eq!(values(&book.state, 9), ["400", "420"]);
    let shrunk: Vec<_> = book
        .state
        .ended_newest_first()
        .map(|summary| summary.id)
        .collect();
    assert_eq!(shrunk, newest);
    let short = newest[0].short();
    assert_eq!(book.state.find_runs(&short), [newest[0]]);
    assert_eq!(book.state.find_runs(""), []);
}

#[test]
fn a_late_entry_asks_for_the_run_again_and_folds_it_whole() {
    let (mut book, _) = history();
    let id = book.state.ended_newest_first().next().unwrap().id;
    let mut entries: Vec<Entry> = Vec::new();
    let mut late = Scribe::new("ops-b");
    let note = Fact::Noted {
        step: None,
        item: None,
        text: "I was there too".to_owned(),
    };
    let entry = late.write(
        3,
        at("2026-11-22T09:10Z"),
        vec![Thread::Run(id)],
        vec![note],
    );
    // The run's own entries, as the journal would give them.
    let (again, _) = history();
    let whole = again.state.run(id).unwrap().clone();
    let mut expected = whole;
    expected.apply(&entry);
    book.state.shrink(&mut Shared::default());
    book.state.apply(&entry, 4);
    assert_eq!(book.state.stale().collect::<Vec<_>>(), [id]);
    assert_eq!(book.state.places(id).unwrap().len(), 2);
    entries.push(entry);
    let mut history = Book::new();
    for (day, value) in [(20, "400"), (21, "999"), (22, "420")] {
        let slot = if day == 21 { "rehearsal" } else { "" };
        let id = run(&mut history, slot, &format!("2026-11-{day}T09:00Z"), None);
        let on = vec![Thread::Run(id)];
        let ok = Counts {
            ok: 1,
            ..Counts::default()
        };
        let facts = vec![reading(value, Judgement::Normal), ended(ok)];
        entries.push(history.say(at(&format!("2026-11-{day}T09:30Z")), on, facts));
    }
    let of_run = entries
        .iter()
        .filter(|entry| entry.envelope.on.contains(&Thread::Run(id)));
    book.state.refold(id, of_run.map(|entry| (entry, 1)));
    let run = book.state.run(id).unwrap();
    assert_eq!(run.notes, expected.notes);
    assert_eq!(run.endings, expected.endings);
    assert_eq!(book.state.stale().count(), 0);
}

#[test]
fn a_story_tells_all_in_order() {
    let mut book = Book::new();
    let id = run(&mut book, "", "2026-11-22T09:00Z", None);
    let on = vec![Thread::Run(id)];
    let step_ref = StepRef::of("depth");
    let facts = [
        Fact::CautionAcknowledged {
            step: "depth".into(),
        },
        reading("400", Judgement::Normal),
        Fact::StepTakenBack {
            step: "depth".into(),
            item: None,
            over: Vec::new(),
        },
        Fact::CarriedOn {
            step: "depth".into(),
            item: None,
            reason: "hurry".to_owned(),
            over: Vec::new(),
        },
        Fact::Noted {
            step: None,
            item: None,
            text: "quiet".to_owned(),
        },
        ended(Counts::default()),
    ];
    for fact in facts {
        book.say(at("2026-11-22T09:10Z"), on.clone(), vec![fact]);
    }
    let run = book.state.run(id).unwrap();
    let story = run.story();
    let kinds: Vec<_> = story
        .iter()
        .map(|item| match item {
            StoryItem::Started(_) => "started",
            StoryItem::StepDone(_) => "step",
            StoryItem::TakenBack(at, _) if **at == step_ref => "back",
            StoryItem::CarriedOn(at, _) if **at == step_ref => "carried",
            StoryItem::CautionAcknowledged(..) => "caution",
            StoryItem::Noted(_) => "note",
            StoryItem::Ended(_) => "ended",
            _ => "other",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "started", "caution", "step", "back", "carried", "note", "ended"
        ]
    );
    assert!(story.iter().all(|item| item.by().as_str() == "ops-a"));
    assert_eq!(run.operators(), [&Operator::from("ops-a")].into());
}

#[test]
fn the_timeline_runs_backwards_whole_or_shrunk() {
    let (mut book, _) = history();
    let note = Fact::Noted {
        step: None,
        item: None,
        text: "two calls".to_owned(),
    };
    book.say(at("2026-11-21T12:00Z"), vec![Thread::Shift], vec![note]);
    let excused = Fact::OccurrenceExcused {
        procedure: morning().procedure,
        target: None,
        slot: at("2026-11-20T09:00Z"),
        reason: "holiday".to_owned(),
    };
    let on = vec![Thread::Procedure(morning().procedure)];
    book.say(at("2026-11-20T12:00Z"), on, vec![excused]);
    let words = |happening: Happening<'_>| {
        let kind = match happening.kind {
            HappeningKind::Started(_) => "started".to_owned(),
            HappeningKind::Ended(_, verdict) => format!("{verdict:?}"),
            HappeningKind::Noted(text) => text.to_owned(),
            HappeningKind::Excused { reason, .. } => reason.to_owned(),
            HappeningKind::FollowUp { state, .. } => format!("{state:?}"),
        };
        format!(
            "{} {} {kind}",
            happening.at.strftime("%d %H:%M"),
            happening.by
        )
    };
    let whole: Vec<_> = book.state.timeline().map(words).collect();
    assert_eq!(
        whole,
        [
            "22 09:30 ops-a Completed",
            "22 09:00 ops-a started",
            "21 12:00 ops-a two calls",
            "21 09:30 ops-a Completed",
            "21 09:00 ops-a started",
            "20 12:00 ops-a holiday",
            "20 09:30 ops-a Completed",
            "20 09:00 ops-a started",
        ]
    );
    book.state.shrink(&mut Shared::default());
    assert_eq!(book.state.timeline().map(words).collect::<Vec<_>>(), whole);
}

/// A run is begun by the writer that its id is bound to, and by nobody else: early or late, with
/// another's salt, with none, or with one of their own.
#[test]
fn nobody_begins_a_run_that_is_anothers() {
    let moment = at("2026-11-22T09:00Z");
    let mine = Scribe::new("ops-a")
        .write(1, moment, Vec::new(), Vec::new())
        .writer;
    let id = RunId(ulid::Ulid::from_parts(7, bound_bits(&mine, "salt")));
    let begin = |who: &str, n: u64, title: &str, salt: Option<&str>| {
        let mut start = started(id, procedure("orders/morning"));
        start.title = title.to_owned();
        start.salt = salt.map(str::to_owned);
        let facts = vec![Fact::RunStarted(Box::new(start))];
        Scribe::new(who).write(n, moment, vec![Thread::Run(id)], facts)
    };
    let own = begin("ops-a", 5, "mine", Some("salt"));
    for forged in [None, Some("salt"), Some("another")] {
        let forged = begin("ops-z", 1, "theirs", forged);
        for order in [[&own, &forged], [&forged, &own]] {
            let mut state = State::default();
            order.into_iter().for_each(|entry| state.apply(entry, 1));
            let started = state.run(id).unwrap().started.as_ref().unwrap();
            assert_eq!(started.what.title, "mine");
        }
    }
    // Of ids that are bound to nobody the first in order begins, as ever.
    let mut state = State::default();
    state.apply(&begin("ops-a", 5, "later", None), 1);
    state.apply(&begin("ops-z", 1, "first", None), 1);
    let started = state.run(id).unwrap().started.as_ref().unwrap();
    assert_eq!(started.what.title, "first");
}
