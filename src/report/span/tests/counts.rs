//! What is counted: rounds, targets that were met, steps that would repay automation, trends.

use super::super::{page, text};
use super::kit::{Made, Morning, week};
use crate::event::Outcome;

/// Came, on time, late, missed, overdue, due; runs, with failures.
fn counted(made: &Made) -> [usize; 8] {
    let total = made.report().total;
    [
        total.came,
        total.on_time,
        total.late,
        total.missed,
        total.overdue,
        total.due,
        total.runs,
        total.with_failures,
    ]
}

#[test]
fn each_round_is_counted_once_by_how_it_went() {
    let ok = Outcome::Ok;
    let on = |began| Some((began, "100", ok));
    // The seventh's was to be done by noon of the eighth; the eighth's is overdue by then.
    for (case, mornings, wanted) in [
        ("nobody did anything", vec![], [7, 0, 0, 6, 1, 0, 0, 0]),
        (
            "in time on one day",
            vec![Morning(2, on("09:05"))],
            [7, 1, 0, 5, 1, 0, 1, 0],
        ),
        (
            "at the last minute",
            vec![Morning(2, on("11:17"))],
            [7, 1, 0, 5, 1, 0, 1, 0],
        ),
        (
            "a minute too late",
            vec![Morning(2, on("11:20"))],
            [7, 0, 1, 5, 1, 0, 1, 0],
        ),
        (
            "today's as well",
            vec![Morning(8, on("09:05"))],
            [7, 1, 0, 6, 0, 0, 1, 0],
        ),
        (
            "before the first day",
            vec![Morning(1, on("09:05"))],
            [7, 0, 0, 6, 1, 0, 0, 0],
        ),
        (
            "with a failure",
            vec![Morning(3, Some(("09:05", "100", Outcome::NotOk)))],
            [7, 1, 0, 5, 1, 0, 1, 1],
        ),
    ] {
        assert_eq!(counted(&Made::with(&mornings)), wanted, "{case}");
    }
}

#[test]
fn the_counts_of_runbooks_procedures_and_days_are_the_same_rounds() {
    let report = week().report();
    let came = report.total.came;
    assert_eq!(came, 7);
    let by_runbook: usize = report.runbooks.iter().map(|it| it.rounds.came).sum();
    let by_procedure: usize = report.procedures.iter().map(|it| it.rounds.came).sum();
    let by_day: usize = report.periods.iter().map(|it| it.rounds.came).sum();
    assert_eq!([by_runbook, by_procedure, by_day], [came; 3]);
    assert_eq!(report.total.on_time_percent(), Some(4 * 100 / 7));
}

#[test]
fn an_escalation_is_held_against_its_targets() {
    for (case, answered, over, response, resolution) in [
        ("in time", Some(12), Some(90), Some(true), Some(true)),
        ("at the target", Some(15), Some(240), Some(true), Some(true)),
        ("late", Some(16), Some(241), Some(false), Some(false)),
        ("never answered", None, None, Some(false), Some(false)),
        ("not over", Some(1), None, Some(true), Some(false)),
    ] {
        let mut made = Made::new();
        made.escalate("2026-11-03T10:00Z", answered, over);
        let report = made.report();
        let [escalated] = &report.escalations[..] else {
            panic!("{case}: {:?}", report.escalations);
        };
        assert_eq!(escalated.response.unwrap().met, response, "{case}");
        assert_eq!(escalated.resolution.unwrap().met, resolution, "{case}");
        let took = escalated.response.unwrap().took_seconds;
        assert_eq!(took, answered.map(|it| it * 60), "{case}");
    }
    // What may still be answered in time was neither met nor missed.
    let mut made = Made::new();
    made.escalate("2026-11-08T11:50Z", None, None);
    let open = &made.report().escalations[0];
    assert_eq!(open.response.unwrap().met, None);
}

#[test]
fn only_what_never_failed_and_never_varied_would_repay_automation() {
    let report = week().report();
    let named: Vec<_> = report.automation.iter().map(|it| &*it.step).collect();
    // The depth was never the same, and the backup failed once and was skipped once.
    assert_eq!(named, ["panel"]);
    assert_eq!(report.automation[0].answered, 5);
    assert!((report.automation[0].minutes - 10.0).abs() < 1e-9);
    let [first, ..] = &report.steps[..] else {
        panic!("no steps");
    };
    assert_eq!(
        (&*first.step, first.failed, first.skipped),
        ("backup", 1, 1)
    );
    // Twice is no habit.
    let ok = Outcome::Ok;
    let twice = Made::with(&[
        Morning(2, Some(("09:00", "1", ok))),
        Morning(3, Some(("09:00", "1", ok))),
    ]);
    assert!(twice.report().automation.is_empty());
}

#[test]
fn a_reading_has_its_reach_and_its_trend() {
    let report = week().report();
    let [depth] = &report.readings[..] else {
        panic!("{:?}", report.readings);
    };
    assert_eq!(
        [depth.min, depth.median, depth.max, depth.last],
        [100.0, 300.0, 9000.0, 300.0]
    );
    let judged = [depth.taken, depth.normal, depth.warnings, depth.alarms];
    assert_eq!(judged, [5, 3, 1, 1]);
    let lines = |ascii| text(&page(&report), ascii).join("\n");
    assert!(lines(false).contains("▁▁█▁▁"), "{}", lines(false));
    assert!(lines(true).contains("__#__"), "{}", lines(true));
    assert!(lines(true).is_ascii(), "{}", lines(true));
}

#[test]
fn the_share_of_boxes_stands_beside_the_share_on_time() {
    let half = Made::with(&[
        Morning(2, Some(("09:05", "100", Outcome::Skipped))),
        Morning(3, Some(("09:05", "9000", Outcome::NotOk))),
    ]);
    let report = half.report();
    let total = &report.total;
    // Both rounds are on time. The skip is a gap, the alarm and the failure are no boxes done.
    assert_eq!((total.on_time, total.runs, total.with_failures), (2, 2, 1));
    assert_eq!((total.boxes, total.boxes_done), (6, 3));
    assert_eq!(total.done_percent(), Some(50));
    let lines = text(&page(&report), false).join("\n");
    assert!(lines.contains("Boxes: 3 of 6 done, 50 %"), "{lines}");
    assert_eq!(Made::new().report().total.done_percent(), None);
}

/// A report of few days holds a value against those before them.
#[test]
fn a_value_that_never_moves_is_told_though_the_days_are_few() {
    let on = |day| Morning(day, Some(("09:05", "412", Outcome::Ok)));
    let told = |days: std::ops::RangeInclusive<i8>| {
        let mornings: Vec<_> = days.map(on).collect();
        let doubts = Made::with(&mornings).report().doubts;
        doubts.into_iter().map(|it| it.why).collect::<Vec<_>>()
    };
    // The first of the six lies before the report, and is told once.
    assert_eq!(told(1..=6), ["depth: 412, the same 6 times in a row"]);
    assert_eq!(told(1..=7), ["depth: 412, the same 7 times in a row"]);
    assert_eq!(told(2..=6), [""; 0]);
}
