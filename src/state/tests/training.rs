//! What a rehearsal has to have to train someone: each thing that can be wrong with one, alone.

use crate::event::{Ending, Grade};
use crate::runbook::{Runbook, StepRef, parse_bytes};
use crate::state::summary::{Share, Summary};
use crate::state::verdict::Verdict;

const RUNBOOK: &str = r#"title = "Orders"
timezone = "UTC"
[[procedures]]
title = "Morning"
style = "read-do"
steps = ["Look", "Drain", "Close"]
[[procedures.rehearsal]]
title = "The drain fails"
answers = { look = "ok", drain = "not-ok" }
"#;

fn runbook(text: &str) -> Runbook {
    let parsed = parse_bytes(
        "orders.toml",
        "orders",
        text.as_bytes(),
        &Default::default(),
    );
    parsed.runbook.unwrap()
}

fn grade(of: u32, right: u32, missed: u32) -> Grade {
    Grade {
        of,
        right,
        missed,
        cautions: 0,
        looked: of,
    }
}

/// What speaks against a good rehearsal that was changed so, but for the version, of which the
/// record here knows nothing.
fn against(runbook: &Runbook, change: impl Fn(&mut Summary)) -> Vec<String> {
    let mut book = super::lines::book("daily 09:00", "2026-11-20T06:00Z");
    let ended = Some(("2026-11-23T10:31Z", Ending::Completed));
    super::lines::run(&mut book, "rehearsal", "2026-11-23T10:30Z", ended);
    let procedure = &runbook.procedures[0];
    let reference = runbook.reference(procedure);
    let mut good = book
        .state
        .rehearsals(&reference)
        .next()
        .unwrap()
        .into_owned();
    good.verdict = Verdict::Completed;
    good.steps = 3;
    good.grade = procedure.is_graded().then(|| grade(2, 2, 0).into());
    let share = Share {
        operator: "ops-a".into(),
        boxes: 3,
        first: StepRef::of("look"),
        signed: Vec::new(),
    };
    good.shares = [share].into();
    change(&mut good);
    let why = book.state.untrained(runbook, procedure, &good);
    let why = why.iter().map(|it| it.words(runbook));
    why.filter(|words| !words.contains("earlier version"))
        .collect()
}

#[test]
fn a_good_rehearsal_trains_and_each_fault_alone_takes_that_away() {
    let graded = runbook(RUNBOOK);
    let ungraded = runbook(RUNBOOK.split("[[procedures.rehearsal]]").next().unwrap());
    for (runbook, fault, change) in [
        (&graded, "", (|_| {}) as fn(&mut Summary)),
        (&ungraded, "", |_| {}),
        // A scenario may have it that a step ends the run.
        (&graded, "", |it| {
            it.verdict = Verdict::Ended("Refused".into())
        }),
        (&ungraded, "it ended: Refused", |it| {
            it.verdict = Verdict::Ended("Refused".into());
        }),
        (&graded, "2 steps left out", |it| it.tally.gaps = 2),
        (&ungraded, "2 steps left out", |it| it.tally.gaps = 2),
        (&graded, "its scenario was not passed", |it| {
            it.grade = Some(grade(2, 1, 1).into());
        }),
        (
            &graded,
            "it was not graded by a scenario, and there is one",
            |it| {
                it.grade = None;
            },
        ),
        (
            &graded,
            "it was not graded by a scenario, and there is one",
            |it| {
                it.grade = Some(grade(0, 0, 0).into());
            },
        ),
        (&graded, "its score cannot be true of its steps", |it| {
            it.grade = Some(grade(9, 9, 0).into());
        }),
        (&graded, "its score cannot be true of its steps", |it| {
            it.grade = Some(grade(2, 3, 0).into());
        }),
        (
            &ungraded,
            "3 of 3 steps answered within a second: too fast to be true",
            |it| {
                it.pace.ticked = 3;
                it.pace.measured = 3;
                it.pace.quick = 3;
            },
        ),
        (
            &ungraded,
            "two operators say different things of it",
            |it| it.disputed = true,
        ),
        (&graded, "nobody answered most of it", |it| {
            it.shares = [].into()
        }),
        (&graded, "nothing in it was done", |it| {
            it.verdict = Verdict::NothingDone
        }),
    ] {
        let said = against(runbook, change);
        let expected: &[&str] = if fault.is_empty() { &[] } else { &[fault] };
        assert_eq!(said, expected);
    }
}
