//! What counts, row by row: what a box counts as, how a run ends, whether it fills its
//! occurrence and what it proves.

use super::doing::{by, command};
use super::kit::*;
use crate::command::Decision;
use crate::event::{Counts, Ending, Fact, Outcome, StepDone, Thread};
use crate::limits::Judgement;
use crate::runbook::{Condition, Runbook, Step, Style};
use crate::state::kit::{at, timing};
use crate::state::{BoxCount, Gap, Progress, Shared, SlotState, Verdict};

/// A daily round with a box of every sort.
fn library() -> Runbook {
    let bad = Condition::Step {
        step: "look".into(),
        is: vec![crate::runbook::Answer::NotOk],
    };
    let steps = vec![
        tick("look"),
        Step {
            when: Some(bad),
            ..tick("mend")
        },
        reading("depth", None),
        Step {
            optional: true,
            ..tick("tidy")
        },
        Step {
            sign_off: Some("technical".to_owned()),
            ..tick("close")
        },
        by(command(&["probe"]), tick("probe")),
        Step {
            end: Some("Refused".to_owned()),
            optional: true,
            ..tick("refuse")
        },
    ];
    let mut morning = procedure("morning", Style::DoConfirm, steps);
    morning.timing = Some(timing("daily 09:00", "UTC"));
    runbook(vec![morning])
}

/// Everything but one box, so that only that one tells.
const REST: [(&str, &str); 5] = [
    ("look", "ok look"),
    ("depth", "value depth 12"),
    ("tidy", "ok tidy"),
    ("close", "ok close\ntl-1: sign close"),
    ("probe", "skip probe | not today"),
];

fn fixture() -> Fixture {
    let mut fixture = Fixture::new(library());
    fixture.now = at("2026-11-23T08:00Z");
    let found = crate::command::Found {
        runbook: &library(),
        revision: fixture.revision,
        older: None,
    };
    for decision in crate::command::notice(&fixture.state, &[found], &"host-1".into()) {
        fixture.write("ops-a", decision);
    }
    fixture.now = at("2026-11-23T09:05Z");
    fixture
}

fn play(fixture: &mut Fixture, script: &str) {
    for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let said = fixture.transcript(line);
        assert!(!said.contains('✗'), "{said}");
    }
}

/// What every box of the run counts as, beside its procedure.
fn beside(fixture: &Fixture, step: &str) -> BoxCount {
    let run = fixture.state.run(fixture.run).unwrap();
    let procedure = &fixture.runbook.procedures[0];
    let progress = Progress::of(procedure, run, None);
    let counts: Vec<_> = fixture
        .state
        .box_counts(run, procedure, &progress)
        .collect();
    let (_, count) = counts
        .into_iter()
        .find(|(stand, _)| stand.step_ref == step_ref(step))
        .unwrap();
    count
}

#[test]
fn a_box_counts_by_the_table() {
    let rows = [
        ("look", "ok look", BoxCount::Done),
        ("look", "not-ok look | broken", BoxCount::Failed),
        ("look", "not-ok look | x\nagain ok look", BoxCount::Done),
        ("look", "skip look | no time", BoxCount::Gap(Gap::Skipped)),
        ("look", "defer look | no time", BoxCount::Gap(Gap::Deferred)),
        ("look", "", BoxCount::Gap(Gap::Open)),
        ("depth", "value depth 12", BoxCount::Done),
        ("depth", "value depth 700", BoxCount::Done),
        ("depth", "value depth 6000", BoxCount::Failed),
        ("probe", "ok probe", BoxCount::DoneByHand),
        ("probe", "not-ok probe | dead", BoxCount::Failed),
        ("tidy", "skip tidy", BoxCount::NoLoss),
        ("tidy", "skip tidy | no time", BoxCount::NoLoss),
        ("tidy", "defer tidy | no time", BoxCount::Gap(Gap::Deferred)),
        ("tidy", "", BoxCount::NoLoss),
        ("close", "ok close", BoxCount::Gap(Gap::Unsigned)),
        ("close", "ok close\ntl-1: sign close", BoxCount::Done),
        (
            "close",
            "ok close\ntl-1: sign close\nagain ok close",
            BoxCount::Gap(Gap::Unsigned),
        ),
        ("mend", "", BoxCount::NotCounted),
        (
            "mend",
            "not-ok look | x\nok mend\nagain ok look",
            BoxCount::Done,
        ),
        (
            "mend",
            "not-ok look | x\nskip mend | r\nagain ok look",
            BoxCount::NotCounted,
        ),
    ];
    for (step, script, count) in rows {
        let mut fixture = fixture();
        play(&mut fixture, &format!("start morning\n{script}"));
        assert_eq!(beside(&fixture, step), count, "{step}: {script}");
        // The fold alone says the same of what stands, as far as it can know.
        let run = fixture.state.run(fixture.run).unwrap();
        if let Some(alone) = run.count_of(&step_ref(step)) {
            let told = [BoxCount::NotCounted, BoxCount::Gap(Gap::Unsigned)];
            assert!(alone == count || told.contains(&count), "{step}: {script}");
        }
    }
}

#[test]
fn a_disputed_box_counts_as_its_worst() {
    let mut fixture = fixture();
    play(&mut fixture, "start morning\nok look");
    let other = StepDone::plain(step_ref("look"), "Look", Outcome::Deferred);
    let on = vec![Thread::Run(fixture.run)];
    let facts = vec![Fact::StepDone(Box::new(other))];
    fixture.write("ops-b", Decision { on, facts });
    assert_eq!(beside(&fixture, "look"), BoxCount::Gap(Gap::Deferred));
}

/// A round of which one box is answered otherwise, and how it ends; `end` is the last line.
fn ended(changed: &[(&str, &str)], end: &str) -> Fixture {
    let mut fixture = fixture();
    play(&mut fixture, "start morning");
    for (step, line) in REST {
        let line = changed
            .iter()
            .find(|(it, _)| *it == step)
            .map_or(line, |it| it.1);
        play(&mut fixture, line);
    }
    play(&mut fixture, end);
    fixture
}

#[test]
fn a_run_ends_as_the_first_line_that_fits_and_fills_accordingly() {
    let all_skipped = [
        ("look", "skip look | r"),
        ("depth", "skip depth | r"),
        ("tidy", "skip tidy"),
        ("close", "skip close | r"),
    ];
    let probe = ("probe", "ok probe");
    let failed = ("look", "not-ok look | x\nskip mend | r");
    let put_off = ("close", "defer close | r");
    let refused = || Verdict::Ended("Refused".to_owned());
    let given_up = || Verdict::Abandoned("called away".to_owned());
    type Row<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str, Verdict, bool);
    let rows: Vec<Row<'_>> = vec![
        (
            "all is well",
            vec![probe],
            "finish",
            Verdict::Completed,
            true,
        ),
        ("a gap", vec![], "finish", Verdict::WithGaps, true),
        (
            "put off",
            vec![probe, put_off],
            "finish",
            Verdict::WithGaps,
            true,
        ),
        (
            "failed",
            vec![probe, failed],
            "finish",
            Verdict::WithFailures,
            true,
        ),
        (
            "failed, with gaps",
            vec![failed],
            "finish",
            Verdict::WithFailures,
            true,
        ),
        ("refused", vec![probe], "ok refuse", refused(), true),
        (
            "refused, with failures",
            vec![failed],
            "ok refuse",
            refused(),
            true,
        ),
        (
            "nothing done",
            all_skipped.to_vec(),
            "finish",
            Verdict::NothingDone,
            false,
        ),
        (
            "given up",
            vec![probe],
            "abandon | called away",
            given_up(),
            false,
        ),
        (
            "given up with nothing done",
            all_skipped.to_vec(),
            "abandon | called away",
            given_up(),
            false,
        ),
    ];
    for (name, changed, end, verdict, fills) in rows {
        let mut fixture = ended(&changed, end);
        for shrunk in [false, true] {
            let state = &fixture.state;
            assert_eq!(
                state.verdict_of(fixture.run),
                Some(verdict.clone()),
                "{name}"
            );
            let slots = state.recent(&morning(), 1, at("2026-11-23T10:00Z"));
            let state = if fills {
                SlotState::Done
            } else {
                SlotState::Due
            };
            assert_eq!(slots[0].state, state, "{name}, shrunk: {shrunk}");
            fixture.state.shrink(&mut Shared::default());
        }
    }
}

fn morning() -> crate::state::SeriesId {
    crate::state::kit::line("orders/morning")
}

#[test]
fn a_run_of_which_every_step_was_skipped_leaves_its_round_open() {
    let mut fixture = fixture();
    play(
        &mut fixture,
        "start morning\nskip look | r\nskip depth | r\nskip tidy\nskip close | r\nskip probe | r\nfinish",
    );
    let later = at("2026-11-24T12:00Z");
    let slots = fixture.state.recent(&morning(), 2, later);
    assert_eq!(slots[0].state, SlotState::Missed);
    assert_eq!(crate::state::on_time_percent(&slots), Some(0));
}

#[test]
fn an_ending_of_0_1_0_comes_to_what_it_came_to_then() {
    let rows = [
        (vec![Outcome::Skipped], None, Verdict::Completed, true),
        (
            vec![Outcome::Ok, Outcome::Skipped],
            None,
            Verdict::Completed,
            true,
        ),
        (
            vec![Outcome::Ok, Outcome::Deferred],
            None,
            Verdict::WithGaps,
            true,
        ),
        (
            vec![Outcome::Ok, Outcome::NotOk],
            None,
            Verdict::WithFailures,
            true,
        ),
        (
            vec![Outcome::Ok],
            Some(Judgement::Alarm),
            Verdict::WithFailures,
            true,
        ),
        (vec![], None, Verdict::Completed, true),
    ];
    for (outcomes, judgement, verdict, fills) in rows {
        let mut fixture = fixture();
        play(&mut fixture, "start morning");
        let steps = ["look", "depth"];
        let mut facts = Vec::new();
        let mut counts = Counts::default();
        for (step, outcome) in steps.iter().zip(&outcomes) {
            match outcome {
                Outcome::Ok => counts.ok += 1,
                Outcome::NotOk => counts.not_ok += 1,
                Outcome::Skipped => counts.skipped += 1,
                Outcome::Deferred => counts.deferred += 1,
            }
            counts.alarms += u32::from(judgement == Some(Judgement::Alarm));
            facts.push(Fact::StepDone(Box::new(StepDone {
                judgement,
                reason: Some("then".to_owned()),
                ..StepDone::plain(step_ref(step), "Then", *outcome)
            })));
        }
        facts.push(Fact::RunEnded {
            ending: Ending::Completed,
            counts,
            boxes: None,
            saw: Vec::new(),
            over: Vec::new(),
        });
        let on = vec![Thread::Run(fixture.run)];
        fixture.write("ops-a", Decision { on, facts });
        let run = fixture.state.run(fixture.run).unwrap();
        assert_eq!(run.verdict(), verdict, "{outcomes:?}");
        assert!(!run.is_disputed(), "{outcomes:?}");
        let slots = fixture.state.recent(&morning(), 1, at("2026-11-23T10:00Z"));
        assert_eq!(slots[0].state == SlotState::Done, fills, "{outcomes:?}");
    }
}

#[test]
fn of_endings_that_differ_the_worst_counts() {
    let mut fixture = ended(&[("probe", "ok probe")], "finish");
    let given_up = Fact::RunEnded {
        ending: Ending::Abandoned {
            reason: "elsewhere".to_owned(),
        },
        counts: Counts::default(),
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    let on = vec![Thread::Run(fixture.run)];
    // Earlier in the order than the completion, and unseen by it.
    let mut scribe = crate::state::kit::Scribe::new("ops-a0");
    let entry = scribe.write(2, fixture.now, on, vec![given_up]);
    fixture.state.apply(&entry, 1);
    let run = fixture.state.run(fixture.run).unwrap();
    assert_eq!(run.verdict(), Verdict::Abandoned("elsewhere".to_owned()));
    assert!(run.is_disputed());
    let slots = fixture.state.recent(&morning(), 1, at("2026-11-23T10:00Z"));
    assert_eq!(slots[0].state, SlotState::Due);
}

#[test]
fn what_does_not_apply_any_more_is_told_and_not_counted() {
    let changed = [
        ("look", "not-ok look | x\nnot-ok mend | y\nagain ok look"),
        ("probe", "ok probe"),
    ];
    let fixture = ended(&changed, "finish");
    let run = fixture.state.run(fixture.run).unwrap();
    assert_eq!(run.verdict(), Verdict::Completed);
    assert_eq!((run.counts().not_ok, run.counts().ok), (0, 5));
    let words: Vec<_> = run
        .remarks()
        .into_iter()
        .map(|it| it.what.words())
        .collect();
    assert_eq!(
        words,
        [
            "failed first, and was done again",
            "was answered, and does not apply any more",
            "was ticked by hand, though its command failed or never ran",
        ]
    );
}

#[test]
fn a_round_left_open_yesterday_keeps_nobody_from_todays() {
    let mut fixture = fixture();
    play(&mut fixture, "start morning\nok look");
    let yesterday = fixture.run;
    assert!(fixture.transcript("start morning").contains("already"));
    fixture.now = at("2026-11-24T09:05Z");
    play(&mut fixture, "start morning\nok look");
    assert_ne!(fixture.run, yesterday);
    let run = fixture.state.run(fixture.run).unwrap();
    let started = &run.started.as_ref().unwrap().what;
    assert_eq!(started.slot, Some(at("2026-11-24T09:00Z")));
    // Of today's, again, there is one.
    assert!(fixture.transcript("start morning").contains('✗'));
}

#[test]
fn a_rehearsal_trains_whoever_answered_most_of_it_and_nobody_else() {
    let trained = |script: &str| {
        let mut fixture = fixture();
        play(
            &mut fixture,
            &format!("start morning rehearse\n{script}\nfinish"),
        );
        let runbook = &fixture.runbook;
        let who = fixture.state.trained(runbook, &runbook.procedures[..1]);
        let who = who.into_keys();
        who.map(|who| who.to_string()).collect::<Vec<_>>()
    };
    let rest = "value depth 12\nok tidy\nok close\nplayed close\nok probe";
    assert_eq!(trained(&format!("ok look\n{rest}")), ["ops-a"]);
    assert_eq!(trained(&format!("ops-b: ok look\n{rest}")), ["ops-a"]);
    let half =
        "ops-b: ok look\nops-b: value depth 12\nok tidy\nok close\nplayed close\nskip probe | r";
    assert_eq!(trained(half), [""; 0]);
    let skipped = "skip look | r\nskip depth | r\nskip tidy\nskip close | r\nskip probe | r";
    assert_eq!(trained(skipped), [""; 0]);
}
