//! A state that was put away and taken out again says what one says that never was: whatever is
//! asked of it first, and however late entries come.

use super::lines::{abandoned, morning};
use crate::event::{Counts, Ending, Entry, Fact, Outcome, RunId, RunStarted, StepDone, Thread};
use crate::limits::Judgement;
use crate::runbook::{Operator, StepRef, TargetName};
use crate::state::kit::{Scribe, at, noticed, procedure, run_id, started, timing};
use crate::state::{Part, SeriesId, Shared, Shelf, Slot, State};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::sync::Arc;

const PROCEDURES: [&str; 3] = ["orders/morning", "orders/restore", "stock/count"];

/// One run to be: on which day it begins, what it is, how it goes.
#[derive(Clone, Debug)]
struct Plan {
    day: i64,
    procedure: usize,
    on_target: bool,
    rehearsal: bool,
    ending: Option<bool>,
    /// So many days after its beginning it ended.
    takes: i64,
    value: u32,
    hand: usize,
    /// A note comes of it long after.
    late: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    let what = (0..3_usize, any::<bool>(), prop::bool::weighted(0.2));
    let how = (
        prop::option::weighted(0.9, prop::bool::weighted(0.8)),
        0..40_i64,
        0..900_u32,
    );
    let rest = (0..900_i64, 0..2_usize, prop::bool::weighted(0.2));
    (what, how, rest).prop_map(|(what, how, rest)| Plan {
        day: rest.0,
        procedure: what.0,
        on_target: what.1,
        rehearsal: what.2,
        ending: how.0,
        takes: how.1,
        value: how.2,
        hand: rest.1,
        late: rest.2,
    })
}

fn line(plan: &Plan) -> SeriesId {
    SeriesId {
        procedure: procedure(PROCEDURES[plan.procedure]),
        target: plan.on_target.then(|| TargetName::from("db-1")),
    }
}

fn begins() -> Timestamp {
    at("2024-06-01T00:00Z")
}

fn now() -> Timestamp {
    begins() + SignedDuration::from_hours(24 * 905)
}

fn entries(plans: &[Plan]) -> Vec<Entry> {
    let mut scribes = [Scribe::new("ops-a"), Scribe::new("ops-b")];
    let mut all = Vec::new();
    let mut n = 0;
    let mut say = |hand: usize, at: Timestamp, on: Thread, fact: Fact| {
        n += 1;
        all.push(scribes[hand].write(n, at, vec![on], vec![fact]));
    };
    let schedule = noticed(&morning(), Some(timing("daily 09:00", "UTC")));
    let on = Thread::Procedure(morning().procedure);
    say(0, begins(), on, schedule);
    for (number, plan) in plans.iter().enumerate() {
        let began = begins() + SignedDuration::from_hours(24 * plan.day + 9);
        let id = run_id(began, number as u128);
        let run = Thread::Run(id);
        let fact = RunStarted {
            rehearsal: plan.rehearsal,
            target: line(plan).target,
            slot: Some(began),
            due_by: Some(began + SignedDuration::from_hours(1)),
            ..started(id, line(plan).procedure)
        };
        say(
            plan.hand,
            began,
            run.clone(),
            Fact::RunStarted(Box::new(fact)),
        );
        let done = StepDone {
            value: Some(plan.value.to_string()),
            judgement: Some(Judgement::Normal),
            ..StepDone::plain(StepRef::of("depth"), "Depth", Outcome::Ok)
        };
        say(
            plan.hand,
            began,
            run.clone(),
            Fact::StepDone(Box::new(done)),
        );
        if let Some(completed) = plan.ending {
            let ended = Fact::RunEnded {
                ending: if completed {
                    Ending::Completed
                } else {
                    abandoned()
                },
                counts: Counts::default(),
                boxes: None,
                saw: Vec::new(),
                over: Vec::new(),
            };
            let at = began + SignedDuration::from_hours(24 * plan.takes + 1);
            say(1 - plan.hand, at, run.clone(), ended);
        }
    }
    for (number, plan) in plans.iter().enumerate().filter(|(_, plan)| plan.late) {
        let began = begins() + SignedDuration::from_hours(24 * plan.day + 9);
        let note = Fact::Noted {
            step: None,
            item: None,
            text: "late".to_owned(),
        };
        let run = Thread::Run(run_id(began, number as u128));
        say(plan.hand, now(), run, note);
    }
    all
}

/// Every question, in an order of its own, so that different drawers are opened first.
fn answers(state: &State, first: usize) -> Vec<String> {
    let lines: Vec<SeriesId> = PROCEDURES
        .iter()
        .flat_map(|name| [None, Some(TargetName::from("db-1"))].map(|target| (name, target)))
        .map(|(name, target)| SeriesId {
            procedure: procedure(name),
            target,
        })
        .collect();
    let depth = StepRef::of("depth");
    let operators = ["ops-a", "ops-b", "nobody"].map(Operator::from);
    let of_line = |line: &SeriesId| {
        let who = operators
            .each_ref()
            .map(|who| state.last_run_by(&line.procedure, who, None));
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {who:?}",
            state.trend(line, &depth, None, 5),
            state.ended_on(line).map(|run| run.id).collect::<Vec<_>>(),
            state.last_live(&line.procedure),
            state.last_rehearsal(&line.procedure),
            state.skipped(&line.procedure, 3),
            state
                .rehearsals(&line.procedure)
                .map(|it| (it.id, it.trainee().cloned()))
                .collect::<Vec<_>>(),
        )
    };
    let slots = |from: Timestamp| {
        let known = state.lines();
        let slots = known.map(|(_, known)| known.occurrences(from, now(), now()));
        format!("{:?}", slots.collect::<Vec<_>>())
    };
    let questions: [&dyn Fn() -> String; 9] = [
        &|| format!("{:?}", state.today(now())),
        &|| format!("{:?}", lines.iter().map(of_line).collect::<Vec<_>>()),
        &|| format!("{:?}", state.timeline().take(7).collect::<Vec<_>>()),
        &|| format!("{:?}", state.timeline().collect::<Vec<_>>()),
        &|| slots(now() - SignedDuration::from_hours(24 * 9)),
        &|| slots(begins()),
        &|| format!("{:?}", state.find_runs("01")),
        &|| {
            format!(
                "{:?}",
                state.shift(now() - SignedDuration::from_hours(900), now())
            )
        },
        &|| format!("{:?}", state.trends(begins(), None)),
    ];
    let mut said = vec![String::new(); questions.len()];
    for number in 0..questions.len() {
        let number = (number + first) % questions.len();
        said[number] = questions[number]();
    }
    said
}

fn refold(state: &mut State, seen: &[&Entry]) {
    let stale: Vec<RunId> = state.stale().collect();
    for run in stale {
        let on = |entry: &&&Entry| entry.envelope.on.contains(&Thread::Run(run));
        let entries: Vec<_> = seen.iter().filter(on).map(|entry| (*entry, 1)).collect();
        assert!(!state.places(run).unwrap().is_empty());
        state.refold(run, entries);
    }
}

fn put_away(state: &mut State) {
    state.shrink(&mut Shared::default());
    *state = State::from_bytes(&state.to_bytes()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_was_put_away_says_the_same(
        plans in prop::collection::vec(plan(), 0..60),
        order in any::<prop::sample::Index>(),
        away in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
        first in 0..9_usize,
    ) {
        let written = entries(&plans);
        let mut whole = State::default();
        written.iter().for_each(|entry| whole.apply(entry, 1));
        whole.shrink(&mut Shared::default());
        let mut arrived: Vec<&Entry> = written.iter().collect();
        let turn = order.index(arrived.len());
        arrived.rotate_left(turn);
        let away: Vec<usize> = away.iter().map(|index| index.index(arrived.len())).collect();
        let mut state = State::default();
        for (place, entry) in arrived.iter().enumerate() {
            state.apply(entry, 1);
            if away.contains(&place) {
                put_away(&mut state);
            }
            refold(&mut state, &arrived[..=place]);
        }
        // Not opened yet, opened by another question first, and folded on.
        state.advance(now());
        whole.advance(now());
        put_away(&mut state);
        prop_assert_eq!(answers(&state, first), answers(&whole, 0));
        prop_assert_eq!(&state, &whole);
        put_away(&mut state);
        prop_assert_eq!(&state, &whole);
    }
}

/// A shelf that lost what was put on it, and makes it anew from another state.
#[derive(Debug)]
struct Lost(State);

impl Shelf for Lost {
    fn read(&self, _: &Slot, what: &Part) -> Vec<u8> {
        self.0.part(what)
    }
}

/// A shelf on which something else lies.
#[derive(Debug)]
struct Foreign(Vec<u8>);

impl Shelf for Foreign {
    fn read(&self, _: &Slot, _: &Part) -> Vec<u8> {
        self.0.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 30, ..ProptestConfig::default() })]

    #[test]
    fn what_is_lost_is_made_anew(plans in prop::collection::vec(plan(), 0..60), first in 0..9_usize) {
        let mut whole = State::default();
        entries(&plans).iter().for_each(|entry| whole.apply(entry, 1));
        whole.shrink(&mut Shared::default());
        let head = whole.checkpoint().pieces().next().unwrap().into_owned();
        let kept = State::from_head(&head, Arc::new(Lost(whole.clone()))).unwrap();
        prop_assert_eq!(answers(&kept, first), answers(&whole, 0));
    }

    #[test]
    fn foreign_drawers_never_panic(
        plans in prop::collection::vec(plan(), 1..40),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        first in 0..9_usize,
    ) {
        let mut whole = State::default();
        entries(&plans).iter().for_each(|entry| whole.apply(entry, 1));
        whole.shrink(&mut Shared::default());
        let head = whole.checkpoint().pieces().next().unwrap().into_owned();
        let mut kept = State::from_head(&head, Arc::new(Foreign(bytes))).unwrap();
        answers(&kept, first);
        kept.shrink(&mut Shared::default());
    }
}
