//! Which slot a run fills; excusing; seeing what was missed; noticing.

use super::kit::*;
use crate::command::{Found, notice};
use crate::runbook::Style;
use crate::state::kit::{at, revision, timing};
use insta::assert_snapshot;

/// A fixture that noticed its schedule on Monday at eight.
fn fixture(schedule: &str) -> Fixture {
    let mut morning = procedure("morning", Style::DoConfirm, vec![tick("lag")]);
    morning.timing = Some(timing(schedule, "UTC"));
    let mut fixture = Fixture::new(runbook(vec![morning]));
    fixture.now = at("2026-11-23T08:00Z");
    look(&mut fixture);
    fixture
}

/// Notices what the library says now; how many facts that were.
fn look(fixture: &mut Fixture) -> usize {
    let found = Found {
        runbook: &fixture.runbook,
        revision: fixture.revision,
        older: None,
    };
    let decisions = notice(&fixture.state, &[found], &"host-1".into());
    let facts = decisions.iter().map(|decision| decision.facts.len()).sum();
    for decision in decisions {
        fixture.write("ops-a", decision);
    }
    facts
}

#[test]
fn a_start_fills_the_oldest_slot_that_waits() {
    let mut fixture = fixture("weekly mon, thu 09:00");
    assert_snapshot!(fixture.transcript("start morning\nabandon | too soon"), @r#"
    start morning
        run-started steps=1
    abandon | too soon
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:0,skipped:0,warnings:0} ending={how:abandoned,reason:too soon}
    "#);
    fixture.now = at("2026-11-26T10:00Z");
    assert_snapshot!(fixture.transcript(
        "start morning rehearse
         start morning
         ok lag
         finish
         start morning
         abandon | called away
         start morning
         ok lag @ 2026-11-26T09:20Z
         finish
         start morning"
    ), @r#"
    start morning rehearse
        run-started rehearsal=true steps=1
    start morning
        run-started due_by=2026-11-23T16:12:00Z slot=2026-11-23T09:00:00Z steps=1
    ok lag
        step-done outcome=ok step=lag
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed}
    start morning
        run-started due_by=2026-11-26T16:12:00Z slot=2026-11-26T09:00:00Z steps=1
    abandon | called away
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:0,skipped:0,warnings:0} ending={how:abandoned,reason:called away}
    start morning
        run-started due_by=2026-11-26T16:12:00Z slot=2026-11-26T09:00:00Z steps=1
    ok lag @ 2026-11-26T09:20Z
        step-done done_at=2026-11-26T09:20:00Z outcome=ok step=lag
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed}
    start morning
        run-started steps=1
    "#);
}

#[test]
fn a_start_beside_a_run_is_for_the_same_occurrence() {
    let mut fixture = fixture("weekly mon, thu 09:00");
    fixture.now = at("2026-11-23T10:00Z");
    // Where nothing goes on, it is a start like any other.
    assert_snapshot!(fixture.transcript(
        "start morning beside
         ops-b: start morning
         ops-b: start morning beside
         ops-b: ok lag
         ops-b: finish
         start morning"
    ), @r#"
    start morning beside
        run-started due_by=2026-11-23T16:12:00Z slot=2026-11-23T09:00:00Z steps=1
    ops-b: start morning
        ✗ The same is already in progress: run 000001, started by ops-a. Go on with that one, or abandon it first.
    ops-b: start morning beside
        run-started due_by=2026-11-23T16:12:00Z slot=2026-11-23T09:00:00Z steps=1
    ops-b: ok lag
        step-done outcome=ok step=lag
    ops-b: finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed}
    start morning
        ✗ The same is already in progress: run 000001, started by ops-a. Go on with that one, or abandon it first.
    "#);
    // The next one has an occurrence of its own.
    fixture.now = at("2026-11-26T10:00Z");
    assert_snapshot!(fixture.transcript("start morning beside"), @r#"
    start morning beside
        run-started due_by=2026-11-26T16:12:00Z slot=2026-11-26T09:00:00Z steps=1
    "#);
}

#[test]
fn occurrences_are_excused_with_a_reason() {
    let mut fixture = fixture("weekly mon, thu 09:00");
    fixture.now = at("2026-11-26T10:00Z");
    assert_snapshot!(fixture.transcript(
        "excuse cellar | closed
         excuse morning
         excuse morning | public holiday
         excuse morning 2026-11-23T09:00Z | twice
         excuse morning 2026-12-24T09:00Z | closed then
         excuse morning 2026-12-25T09:00Z | no such slot
         start morning
         ok lag
         finish
         excuse morning | too late"
    ), @"
    excuse cellar | closed
        ✗ There is nothing to waive: no such round is open.
    excuse morning
        ✗ Say why: a waived round needs a reason.
    excuse morning | public holiday
        occurrence-excused reason=public holiday slot=2026-11-23T09:00:00Z
    excuse morning 2026-11-23T09:00Z | twice
        ✗ There is nothing to waive: no such round is open.
    excuse morning 2026-12-24T09:00Z | closed then
        occurrence-excused reason=closed then slot=2026-12-24T09:00:00Z
    excuse morning 2026-12-25T09:00Z | no such slot
        ✗ There is nothing to waive: no such round is open.
    start morning
        run-started due_by=2026-11-26T16:12:00Z slot=2026-11-26T09:00:00Z steps=1
    ok lag
        step-done outcome=ok step=lag
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed}
    excuse morning | too late
        ✗ There is nothing to waive: no such round is open.
    ");
}

#[test]
fn what_was_missed_is_seen() {
    let mut fixture = fixture("daily 09:00");
    assert_snapshot!(fixture.transcript("seen"), @r#"
    seen
        ✗ Nothing was missed that nobody has seen.
    "#);
    fixture.now = at("2026-11-26T10:00Z");
    assert_snapshot!(fixture.transcript(
        "seen cellar
         seen morning
         seen
         start morning"
    ), @r#"
    seen cellar
        ✗ Nothing was missed that nobody has seen.
    seen morning
        missed-seen until=2026-11-25T09:00:00Z
    seen
        ✗ Nothing was missed that nobody has seen.
    start morning
        run-started due_by=2026-11-26T11:24:00Z slot=2026-11-26T09:00:00Z steps=1
    "#);
}

#[test]
fn the_library_is_noticed_once_and_again_when_it_changes() {
    let mut fixture = fixture("daily 09:00");
    assert_eq!(look(&mut fixture), 0);
    fixture.runbook.procedures[0].timing = Some(timing("daily 10:00", "UTC"));
    fixture.revision = revision(2);
    assert_eq!(look(&mut fixture), 2);
    assert_eq!(look(&mut fixture), 0);
    fixture.runbook.procedures[0].timing = None;
    assert_eq!(look(&mut fixture), 1);
    assert_eq!(look(&mut fixture), 0);
    let (_, line) = fixture.state.lines().next().unwrap();
    assert!(line.timing().is_none() && line.noticed.standing().count() == 1);
}

#[test]
fn what_is_noticed_fits_in_entries() {
    let mut fixture = fixture("daily 09:00");
    let closed = jiff::civil::date(2026, 1, 1).series(jiff::Span::new().days(3));
    for number in 0..80 {
        let mut more = procedure(&format!("p{number}"), Style::DoConfirm, vec![tick("lag")]);
        let mut timing = timing("weekdays 09:00", "UTC");
        timing.closed = closed.clone().take(60).collect();
        more.timing = Some(timing);
        fixture.runbook.procedures.push(more);
    }
    let found = Found {
        runbook: &fixture.runbook,
        revision: fixture.revision,
        older: None,
    };
    let decisions = notice(&fixture.state, &[found], &"host-1".into());
    let facts: usize = decisions.iter().map(|decision| decision.facts.len()).sum();
    assert_eq!(facts, 80);
    for decision in &decisions {
        assert!(serde_json::to_vec(&decision.facts).unwrap().len() <= 33 * 1024);
    }
}
