//! Occurrences of a line, in tables.

use crate::event::{Counts, Ending, Fact, RunId, RunStarted, StepDone, Thread};
use crate::runbook::StepRef;
use crate::schedule::{IfMissed, Timing};
use crate::state::kit::{Book, at, line, noticed, run_id, started, timing};
use crate::state::{Occurrence, SeriesId, Shared, SlotState, on_time_percent};
use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

pub fn morning() -> SeriesId {
    line("orders/morning")
}

pub fn on(line: &SeriesId) -> Vec<Thread> {
    vec![Thread::Procedure(line.procedure.clone())]
}

/// A book that noticed a schedule.
pub fn book(schedule: &str, since: &str) -> Book {
    let mut book = Book::new();
    let facts = vec![noticed(&morning(), Some(timing(schedule, "UTC")))];
    book.say(at(since), on(&morning()), facts);
    book
}

/// A run that fills a slot: begun, and perhaps ended.
pub fn run(book: &mut Book, slot: &str, began: &str, ends: Option<(&str, Ending)>) -> RunId {
    let id = run_id(at(began), u128::from(book.n));
    let started = Fact::RunStarted(Box::new(RunStarted {
        rehearsal: slot == "rehearsal",
        slot: (!slot.is_empty()).then(|| slot.parse().unwrap_or(at(began))),
        due_by: slot
            .parse::<Timestamp>()
            .ok()
            .map(|slot| slot + SignedDuration::from_mins(144)),
        ..started(id, morning().procedure)
    }));
    book.say(at(began), vec![Thread::Run(id)], vec![started]);
    if let Some((ended, ending)) = ends {
        let ended_fact = Fact::RunEnded {
            ending,
            counts: Counts::default(),
            boxes: None,
            saw: Vec::new(),
            over: Vec::new(),
        };
        book.say(at(ended), vec![Thread::Run(id)], vec![ended_fact]);
    }
    id
}

pub fn abandoned() -> Ending {
    Ending::Abandoned {
        reason: "called away".to_owned(),
    }
}

fn words(occurrences: &[Occurrence]) -> String {
    let words = |one: &Occurrence| {
        let is_done = matches!(one.state, SlotState::Done | SlotState::DoneLate);
        assert!(one.run.is_some() || !is_done, "{one:?}");
        let goes_on = one.run.is_some() && !is_done;
        let run = if goes_on { " ◐" } else { "" };
        format!("{} {:?}{run}", one.slot.strftime("%a %d %H:%M"), one.state)
    };
    occurrences.iter().map(words).collect::<Vec<_>>().join("\n")
}

fn week(book: &Book, now: &str) -> String {
    let line = book.state.line_of(&morning()).unwrap();
    words(&line.occurrences(at("2026-11-23T00:00Z"), at("2026-11-30T00:00Z"), at(now)))
}

/// A slot that could still be done on time when its schedule was first noticed is due; one
/// that was past its time then was never anybody's.
#[test]
fn the_slot_of_the_first_notice_counts_while_it_is_on_time() {
    let first = |since: &str| {
        let book = book("daily 09:00", since);
        let line = book.state.line_of(&morning()).unwrap();
        let (now, day) = (at("2026-11-23T11:00Z"), SignedDuration::from_hours(24));
        let waits = words(&line.pressing(now));
        let seen = words(&line.occurrences(now - day, now + day, now));
        assert_eq!(waits, seen, "{since}");
        waits
    };
    let today = "Mon 23 09:00 Due\nTue 24 09:00 Upcoming";
    assert_eq!(first("2026-11-23T08:00Z"), today);
    assert_eq!(first("2026-11-23T09:00Z"), today);
    assert_eq!(first("2026-11-23T10:59Z"), today);
    assert_eq!(
        first("2026-11-22T12:00Z"),
        today,
        "yesterday's was past its time"
    );
    // Where another schedule was in force, that one says what was due.
    let mut book = book("daily 08:00", "2026-11-20T12:00Z");
    let later = noticed(&morning(), Some(timing("daily 09:00", "UTC")));
    book.say(at("2026-11-23T09:30Z"), on(&morning()), vec![later]);
    let line = book.state.line_of(&morning()).unwrap();
    let (from, to) = (at("2026-11-23T00:00Z"), at("2026-11-24T00:00Z"));
    let slots = words(&line.occurrences(from, to, at("2026-11-23T09:40Z")));
    assert_eq!(slots, "Mon 23 08:00 Due");
}

#[test]
fn slots_are_done_late_missed_excused_or_wait() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    let completed = Ending::Completed;
    run(
        &mut book,
        "2026-11-23T09:00Z",
        "2026-11-23T09:05Z",
        Some(("2026-11-23T09:10Z", completed.clone())),
    );
    run(
        &mut book,
        "2026-11-24T09:00Z",
        "2026-11-24T12:00Z",
        Some(("2026-11-24T12:05Z", completed.clone())),
    );
    run(
        &mut book,
        "2026-11-25T09:00Z",
        "2026-11-25T09:00Z",
        Some(("2026-11-25T09:05Z", abandoned())),
    );
    let excused = Fact::OccurrenceExcused {
        procedure: morning().procedure,
        target: None,
        slot: at("2026-11-26T09:00Z"),
        reason: "moved house".to_owned(),
    };
    book.say(at("2026-11-26T09:00Z"), on(&morning()), vec![excused]);
    run(&mut book, "2026-11-28T09:00Z", "2026-11-28T09:30Z", None);
    run(
        &mut book,
        "rehearsal",
        "2026-11-28T09:40Z",
        Some(("2026-11-28T09:45Z", completed)),
    );
    assert_snapshot!(week(&book, "2026-11-28T11:00Z"), @r#"
    Mon 23 09:00 Done
    Tue 24 09:00 DoneLate
    Wed 25 09:00 Missed
    Thu 26 09:00 Excused
    Fri 27 09:00 Missed
    Sat 28 09:00 Due ◐
    Sun 29 09:00 Upcoming
    "#);
    let line = book.state.line_of(&morning()).unwrap();
    assert_snapshot!(words(&line.pressing(at("2026-11-28T12:00Z"))), @r#"
    Wed 25 09:00 Missed
    Fri 27 09:00 Missed
    Sat 28 09:00 Overdue ◐
    Sun 29 09:00 Upcoming
    "#);
    let recent = book.state.recent(&morning(), 5, at("2026-11-28T11:00Z"));
    assert_snapshot!(words(&recent), @r#"
    Tue 24 09:00 DoneLate
    Wed 25 09:00 Missed
    Thu 26 09:00 Excused
    Fri 27 09:00 Missed
    Sat 28 09:00 Due ◐
    "#);
    assert_eq!(on_time_percent(&recent), Some(0));
    let all = book.state.recent(&morning(), 50, at("2026-11-28T11:00Z"));
    assert_eq!((all.len(), on_time_percent(&all)), (6, Some(25)));
    assert_eq!(on_time_percent(&[]), None);
}

#[test]
fn work_that_was_written_up_later_was_in_time() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    let id = run(&mut book, "2026-11-23T09:00Z", "2026-11-23T20:00Z", None);
    let done = StepDone {
        done_at: Some(at("2026-11-23T09:30Z")),
        ..StepDone::plain(StepRef::of("lag"), "Lag", crate::event::Outcome::Ok)
    };
    let ended = Fact::RunEnded {
        ending: Ending::Completed,
        counts: Counts {
            ok: 1,
            ..Counts::default()
        },
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    let facts = vec![Fact::StepDone(Box::new(done)), ended];
    book.say(at("2026-11-23T20:01Z"), vec![Thread::Run(id)], facts);
    let monday = book.state.recent(&morning(), 1, at("2026-11-23T21:00Z"));
    assert_eq!(monday[0].state, SlotState::Done);
}

#[test]
fn a_carried_slot_waits_and_a_skipped_one_is_missed() {
    let carried = book("weekly mon, thu 09:00", "2026-11-23T06:00Z");
    assert_snapshot!(week(&carried, "2026-11-28T11:00Z"), @r#"
    Mon 23 09:00 Overdue
    Thu 26 09:00 Overdue
    "#);
    let skipped = book("daily 09:00", "2026-11-26T06:00Z");
    assert_snapshot!(week(&skipped, "2026-11-28T11:00Z"), @r#"
    Thu 26 09:00 Missed
    Fri 27 09:00 Missed
    Sat 28 09:00 Due
    Sun 29 09:00 Upcoming
    "#);
}

#[test]
fn what_a_schedule_said_of_the_past_stays() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    let change = |book: &mut Book, when: &str, schedule: Option<&str>| {
        let over = book.state.line_of(&morning()).unwrap().noticed.over();
        let mut fact = noticed(&morning(), schedule.map(|schedule| timing(schedule, "UTC")));
        if let Fact::ScheduleNoticed { over: names, .. } = &mut fact {
            *names = over;
        }
        book.say(at(when), on(&morning()), vec![fact]);
    };
    change(&mut book, "2026-11-24T09:30Z", Some("daily 10:00"));
    change(&mut book, "2026-11-26T12:00Z", None);
    change(&mut book, "2026-11-28T12:00Z", Some("weekly sun 08:00"));
    assert_snapshot!(week(&book, "2026-11-30T00:00Z"), @r#"
    Mon 23 09:00 Missed
    Tue 24 09:00 Missed
    Tue 24 10:00 Missed
    Wed 25 10:00 Missed
    Thu 26 10:00 Missed
    Sun 29 08:00 Due
    "#);
}

#[test]
fn clocks_that_disagree_count_no_slot_twice() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    // In the common order the second comes before the third; by its clock, long after.
    for (when, schedule) in [
        ("2026-11-27T06:00Z", "daily 10:00"),
        ("2026-11-25T06:00Z", "daily 11:00"),
    ] {
        let facts = vec![noticed(&morning(), Some(timing(schedule, "UTC")))];
        book.say(at(when), on(&morning()), facts);
    }
    assert_snapshot!(week(&book, "2026-11-24T10:00Z"), @r#"
    Mon 23 09:00 Missed
    Tue 24 09:00 Due
    Wed 25 11:00 Upcoming
    Thu 26 11:00 Upcoming
    Fri 27 11:00 Upcoming
    Sat 28 11:00 Upcoming
    Sun 29 11:00 Upcoming
    "#);
}

#[test]
fn missed_slots_press_until_they_were_seen() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    let pressing = |book: &Book| {
        let line = book.state.line_of(&morning()).unwrap();
        words(&line.pressing(at("2026-11-27T08:00Z")))
    };
    assert_snapshot!(pressing(&book), @r#"
    Mon 23 09:00 Missed
    Tue 24 09:00 Missed
    Wed 25 09:00 Missed
    Thu 26 09:00 Overdue
    Fri 27 09:00 Upcoming
    Sat 28 09:00 Upcoming
    "#);
    let seen = Fact::MissedSeen {
        procedure: morning().procedure,
        target: None,
        until: at("2026-11-24T09:00Z"),
    };
    book.say(at("2026-11-27T08:00Z"), on(&morning()), vec![seen]);
    assert_snapshot!(pressing(&book), @r#"
    Wed 25 09:00 Missed
    Thu 26 09:00 Overdue
    Fri 27 09:00 Upcoming
    Sat 28 09:00 Upcoming
    "#);
    book.state.advance(at("2026-11-27T08:00Z"));
    assert_snapshot!(pressing(&book), @r#"
    Wed 25 09:00 Missed
    Thu 26 09:00 Overdue
    Fri 27 09:00 Upcoming
    Sat 28 09:00 Upcoming
    "#);
}

#[test]
fn a_clock_that_ran_far_ahead_hides_nothing() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    let before = book
        .state
        .line_of(&morning())
        .unwrap()
        .pressing(at("2026-11-26T08:00Z"));
    run(
        &mut book,
        "2030-01-01T09:00Z",
        "2026-11-23T09:00Z",
        Some(("2026-11-23T09:10Z", Ending::Completed)),
    );
    run(
        &mut book,
        "9000-01-01T09:00Z",
        "2026-11-23T09:00Z",
        Some(("2026-11-23T09:10Z", Ending::Completed)),
    );
    let after = book
        .state
        .line_of(&morning())
        .unwrap()
        .pressing(at("2026-11-26T08:00Z"));
    assert_eq!(before, after);
    assert!(!after.is_empty());
}

/// What did it in time counts, then what did it first; what goes on is named where nothing did.
#[test]
fn a_round_names_the_run_that_did_it() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    let slot = "2026-11-24T09:00Z";
    let done = |at| Some((at, Ending::Completed));
    let open = run(&mut book, slot, "2026-11-24T09:01Z", None);
    let named = |book: &Book| {
        let line = book.state.line_of(&morning()).unwrap();
        let day = (at("2026-11-24T00:00Z"), at("2026-11-25T00:00Z"));
        let [one] = &line.occurrences(day.0, day.1, at("2026-11-25T06:00Z"))[..] else {
            panic!("one a day");
        };
        one.run
    };
    assert_eq!(named(&book), Some(open));
    let late = run(
        &mut book,
        slot,
        "2026-11-24T18:00Z",
        done("2026-11-24T18:10Z"),
    );
    assert_eq!(named(&book), Some(late));
    let first = run(
        &mut book,
        slot,
        "2026-11-24T09:02Z",
        done("2026-11-24T09:10Z"),
    );
    assert_eq!(named(&book), Some(first));
    let second = run(
        &mut book,
        slot,
        "2026-11-24T09:03Z",
        done("2026-11-24T09:05Z"),
    );
    assert!(second > first);
    assert_eq!(named(&book), Some(first));
}

#[test]
fn a_late_start_of_the_same_run_moves_what_it_fills() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    let began = at("2026-11-24T09:00Z");
    let start = |slot: &str| {
        Fact::RunStarted(Box::new(RunStarted {
            slot: Some(at(slot)),
            ..started(run_id(began, 1), morning().procedure)
        }))
    };
    book.n = 10;
    let run = vec![Thread::Run(run_id(began, 1))];
    book.say(began, run.clone(), vec![start("2026-11-24T09:00Z")]);
    book.n = 5;
    book.say(began, run, vec![start("2026-11-23T09:00Z")]);
    let line = book.state.line_of(&morning()).unwrap();
    assert_eq!(line.fills.open_at(at("2026-11-24T09:00Z")), None);
    assert_eq!(
        line.fills.open_at(at("2026-11-23T09:00Z")),
        Some(run_id(began, 1))
    );
}

#[test]
fn a_slot_waits_again_once_its_run_turns_out_to_be_given_up() {
    let mut book = book("weekly mon, thu 09:00", "2026-11-23T06:00Z");
    let completed = Some(("2026-11-23T09:10Z", Ending::Completed));
    let id = run(
        &mut book,
        "2026-11-23T09:00Z",
        "2026-11-23T09:05Z",
        completed,
    );
    let waits = |book: &Book| {
        let line = book.state.line_of(&morning()).unwrap();
        let pressing = line.pressing(at("2026-11-24T08:00Z"));
        pressing
            .first()
            .is_some_and(|one| one.slot == at("2026-11-23T09:00Z"))
    };
    book.state.advance(at("2026-11-24T08:00Z"));
    assert!(!waits(&book));
    let ended = Fact::RunEnded {
        ending: abandoned(),
        counts: Counts::default(),
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    book.say(at("2026-11-23T09:08Z"), vec![Thread::Run(id)], vec![ended]);
    assert!(waits(&book));
}

#[test]
fn a_refold_that_moves_a_run_moves_what_it_fills() {
    let mut book = book("daily 09:00", "2026-11-23T06:00Z");
    book.n = 10;
    let completed = Some(("2026-11-24T09:10Z", Ending::Completed));
    let id = run(
        &mut book,
        "2026-11-24T09:00Z",
        "2026-11-24T09:05Z",
        completed,
    );
    book.state.shrink(&mut Shared::default());
    assert!(book.state.summary(id).is_some());
    let filled = |book: &Book, slot| {
        let line = book.state.line_of(&morning()).unwrap();
        line.fills.of_slot(at(slot)).len()
    };
    assert_eq!(filled(&book, "2026-11-24T09:00Z"), 1);
    // Folded from entries that say nothing of the slot, the run fills none.
    let mut other = Book::new();
    let note = Fact::Noted {
        step: None,
        item: None,
        text: "hello".to_owned(),
    };
    let entry = other.say(at("2026-11-24T09:05Z"), vec![Thread::Run(id)], vec![note]);
    book.state.refold(id, [(&entry, 1)]);
    assert_eq!(filled(&book, "2026-11-24T09:00Z"), 0);
}

/// How a slot stands that nobody touched.
fn untouched(timing: &Timing, slot: Timestamp, now: &str) -> SlotState {
    let mut book = Book::new();
    let noticed = vec![noticed(&morning(), Some(timing.clone()))];
    book.say(at("2026-11-20T00:00Z"), on(&morning()), noticed);
    let line = book.state.line_of(&morning()).unwrap();
    let moment = SignedDuration::from_nanos(1);
    line.occurrences(slot, slot + moment, now.parse().unwrap())[0].state
}

#[test]
fn untouched_slots_stand_as_the_clock_says() {
    use SlotState::{Due, Missed, Open, Overdue, Upcoming};
    let skip = Timing {
        early: SignedDuration::from_hours(1),
        ..timing("daily 09:00", "Europe/Berlin")
    };
    let carry = Timing {
        if_missed: IfMissed::Carry,
        ..skip.clone()
    };
    let slot = at("2026-11-23T08:00Z");
    for (now, by_skip, by_carry) in [
        ("2026-11-23T06:59:59Z", Upcoming, Upcoming),
        ("2026-11-23T07:00Z", Open, Open),
        ("2026-11-23T07:59:59.999Z", Open, Open),
        ("2026-11-23T08:00Z", Due, Due),
        ("2026-11-23T10:24Z", Due, Due),
        ("2026-11-23T10:24:00.001Z", Overdue, Overdue),
        ("2026-11-24T07:59:59Z", Overdue, Overdue),
        ("2026-11-24T08:00Z", Missed, Overdue),
        ("2036-11-24T08:00Z", Missed, Overdue),
    ] {
        assert_eq!(untouched(&skip, slot, now), by_skip, "{now}");
        assert_eq!(untouched(&carry, slot, now), by_carry, "{now}");
    }
    let odd = Timing {
        grace: SignedDuration::MIN,
        early: SignedDuration::MIN,
        ..skip
    };
    assert_eq!(untouched(&odd, slot, "2026-11-23T08:00Z"), Due);
    let wide = Timing {
        grace: SignedDuration::MAX,
        early: SignedDuration::MAX,
        ..carry
    };
    assert_eq!(untouched(&wide, slot, "-009999-01-02T01:59:59Z"), Open);
    assert_eq!(untouched(&wide, slot, "9999-12-30T22:00Z"), Due);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn untouched_slots_know_their_next_and_press_however_far_was_looked_through(
        schedule in prop_oneof![Just("daily 09:00"), Just("weekdays 06:00, 14:00"), Just("weekly mon 10:00"), Just("monthly last 09:00")],
        minutes in 0..60_000_i64,
        early in 0..300_i64,
        carries in any::<bool>(),
    ) {
        let mut timing = timing(schedule, "Europe/Berlin");
        timing.early = SignedDuration::from_mins(early);
        timing.if_missed = if carries { IfMissed::Carry } else { IfMissed::Skip };
        let mut book = Book::new();
        let since = at("2026-10-20T00:00Z");
        book.say(since, on(&morning()), vec![noticed(&morning(), Some(timing.clone()))]);
        let now = since + SignedDuration::from_mins(minutes);
        let line = book.state.line_of(&morning()).unwrap();
        let all = line.occurrences(since, now + SignedDuration::from_hours(900), now);
        for one in &all {
            prop_assert_eq!(one.next, timing.next_after(one.slot));
        }
        // What was looked through once presses as before.
        let pressing = line.pressing(now);
        let mut advanced = book.state.clone();
        advanced.advance(now - SignedDuration::from_mins(early * 7));
        prop_assert_eq!(&advanced.line_of(&morning()).unwrap().pressing(now), &pressing);
    }
}

/// Yesterday's round that still goes on is known where today's is begun; what has ended, was
/// rehearsed, or was begun later is not.
#[test]
fn what_is_still_open_of_the_same_is_known_where_it_is_begun_again() {
    let mut book = book("daily 09:00", "2026-11-20T06:00Z");
    let ended = Some(("2026-11-21T09:30Z", Ending::Completed));
    run(&mut book, "2026-11-21T09:00Z", "2026-11-21T09:00Z", ended);
    run(&mut book, "rehearsal", "2026-11-21T10:00Z", None);
    let yesterday = run(&mut book, "2026-11-22T09:00Z", "2026-11-22T09:05Z", None);
    let today = run(&mut book, "2026-11-23T09:00Z", "2026-11-23T09:05Z", None);
    let open = |id| -> Vec<RunId> {
        let open = book.state.still_open_before(id);
        open.iter().map(|run| run.id).collect()
    };
    assert_eq!(open(today), [yesterday]);
    assert_eq!(open(yesterday), []);
}
