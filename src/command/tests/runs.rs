//! Beginning, ending, and what is said beside the steps.

use super::kit::*;
use crate::command::{Command, Refusal, decide};
use crate::event::{Event, Thread};
use crate::runbook::{Style, Template};
use crate::state::Shared;
use crate::state::kit::{Scribe, at, revision, run_id};
use insta::assert_snapshot;

fn drain() -> crate::runbook::Procedure {
    let steps = vec![
        ask("order", "ORDER", Some("[0-9]{4}-[0-9]{7}")),
        choose("copies", &["one", "two"], Some("COPIES")),
        tick("close"),
    ];
    let mut drain = on_targets(
        procedure("drain", Style::DoConfirm, steps),
        &["prod-eu", "prod-us"],
    );
    drain.subject = Some(Template::from("$TARGET $ZONE $ORDER"));
    drain
}

fn fixture() -> Fixture {
    let plain = procedure("plain", Style::DoConfirm, vec![tick("lag")]);
    let host = procedure("host", Style::DoConfirm, vec![tick("disk")]);
    let host = on_targets(host, &["this host"]);
    Fixture::new(runbook(vec![drain(), plain, host]))
}

#[test]
fn a_start_says_where_and_with_what() {
    assert_snapshot!(fixture().transcript(
        "start cellar
         start drain
         start drain on prod-asia
         start plain on prod-eu
         start plain
         start host
         start drain on prod-eu ORDER=12
         start drain on prod-eu ODER=2026-0001234
         start plain ORDER=1
         start drain on prod-eu COPIES=three
         start drain on prod-eu ORDER=
         start drain on prod-eu ORDER=2026-0001234 COPIES=TWO
         start host on host-2"
    ), @r#"
    start cellar
        ✗ The runbook has no procedure “cellar”.
    start drain
        ✗ Say where it is to be done: prod-eu, prod-us.
    start drain on prod-asia
        ✗ “prod-asia” is not one of its targets: prod-eu, prod-us.
    start plain on prod-eu
        ✗ The procedure has no targets, so it cannot be done on “prod-eu”.
    start plain
        run-started steps=1
    start host
        run-started steps=1 target=host-1
    start drain on prod-eu ORDER=12
        ✗ ORDER looks different; an example is 2026-0001234.
    start drain on prod-eu ODER=2026-0001234
        ✗ Nothing in the procedure asks for ODER. It asks for ORDER, COPIES.
    start plain ORDER=1
        ✗ Nothing in the procedure asks for ORDER.
    start drain on prod-eu COPIES=three
        ✗ COPIES can be one, two.
    start drain on prod-eu ORDER=
        ✗ ORDER looks different; an example is 2026-0001234.
    start drain on prod-eu ORDER=2026-0001234 COPIES=TWO
        run-started steps=3 subject=prod-eu eu-1 2026-0001234 target=prod-eu values={COPIES:two,ORDER:2026-0001234}
    start host on host-2
        ✗ “host-2” is not one of its targets: host-1.
    "#);
}

#[test]
fn two_of_a_kind_are_one_too_many() {
    let mut fixture = fixture();
    assert_snapshot!(fixture.transcript(
        "start plain
         ops-b: start plain
         ops-b: start plain rehearse
         start drain on prod-eu ORDER=2026-0000001
         start drain on prod-us ORDER=2026-0000001
         start drain on prod-eu ORDER=2026-0000001
         start drain on prod-eu
         start drain on prod-eu
         value order 2026-0000001
         value order 2026-0000002
         start drain on prod-eu ORDER=2026-0000002
         abandon | not needed
         start drain on prod-eu ORDER=2026-0000002"
    ), @r#"
    start plain
        run-started steps=1
    ops-b: start plain
        ✗ The same is already in progress: run 000001, started by ops-a. Go on with that one, or abandon it first.
    ops-b: start plain rehearse
        run-started rehearsal=true steps=1
    start drain on prod-eu ORDER=2026-0000001
        run-started steps=3 subject=prod-eu eu-1 2026-0000001 target=prod-eu values={ORDER:2026-0000001}
    start drain on prod-us ORDER=2026-0000001
        run-started steps=3 subject=prod-us … 2026-0000001 target=prod-us values={ORDER:2026-0000001}
    start drain on prod-eu ORDER=2026-0000001
        ✗ The same is already in progress: run 000003, started by ops-a. Go on with that one, or abandon it first.
    start drain on prod-eu
        run-started steps=3 subject=prod-eu eu-1 … target=prod-eu
    start drain on prod-eu
        run-started steps=3 subject=prod-eu eu-1 … target=prod-eu
    value order 2026-0000001
        ✗ The same is already in progress: run 000003, started by ops-a. Go on with that one, or abandon it first.
    value order 2026-0000002
        step-done name=ORDER outcome=ok step=order subject=prod-eu eu-1 2026-0000002 value=2026-0000002
    start drain on prod-eu ORDER=2026-0000002
        ✗ The same is already in progress: run 000006, started by ops-a. Go on with that one, or abandon it first.
    abandon | not needed
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:abandoned,reason:not needed}
    start drain on prod-eu ORDER=2026-0000002
        run-started steps=3 subject=prod-eu eu-1 2026-0000002 target=prod-eu values={ORDER:2026-0000002}
    "#);
}

#[test]
fn a_run_is_finished_or_given_up_once() {
    let mut fixture = fixture();
    assert_snapshot!(fixture.transcript(
        "start plain
         finish
         abandon
         ok lag
         finish
         ops-b: finish
         ops-b: abandon | why not
         back
         note | all quiet
         note lag |  
         attach | graph.png
         attach
         shift-note | two calls
         shift-note
         adopt"
    ), @r#"
    start plain
        run-started steps=1
    finish
        ✗ Not finished yet: 1 Do lag. To finish, answer what is open, or skip it with a reason.
    abandon
        ✗ Say why: giving a run up needs a reason.
    ok lag
        step-done outcome=ok step=lag
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed}
    ops-b: finish
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    ops-b: abandon | why not
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    back
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    note | all quiet
        noted text=all quiet
    note lag |
        ✗ There is nothing in the note.
    attach | graph.png
        attached bytes=12 name=graph.png
    attach
        ✗ The file has no name: give it one.
    shift-note | two calls
        noted text=two calls
    shift-note
        ✗ There is nothing in the note.
    adopt
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    "#);
    fixture.state.shrink(&mut Shared::default());
    assert_snapshot!(fixture.transcript(
        "note | later
         correct ok lag | later
         again ok lag
         finish"
    ), @r#"
    note | later
        ✗ This run has ended and was put away. Open it first, then say it again.
    correct ok lag | later
        ✗ This run has ended and was put away. Open it first, then say it again.
    again ok lag
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    finish
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    "#);
}

#[test]
fn nothing_can_be_said_of_a_run_that_is_not_there() {
    let mut fixture = fixture();
    assert_snapshot!(fixture.transcript(
        "ok lag
         note | hello
         finish"
    ), @r#"
    ok lag
        ✗ There is no such run. `rounds list runs` shows those that go on.
    note | hello
        ✗ There is no such run. `rounds list runs` shows those that go on.
    finish
        ✗ There is no such run. `rounds list runs` shows those that go on.
    "#);
    fixture.transcript("start plain");
    let context = crate::command::Context {
        now: fixture.now,
        operator: "ops-a".into(),
        host: "host-1".into(),
        account: "shift".to_owned(),
        fresh: run_id(fixture.now, 9),
    };
    let finish = Command::Finish { run: fixture.run };
    let refusal = decide(&fixture.state, None, &finish, &context).unwrap_err();
    assert_snapshot!(refusal, @"The runbook that this run walks cannot be read: neither its file nor the copy in the journal's objects folder. Its entries can be read; to go on, bring that folder back, or give this account the right to read it.");
}

#[test]
fn a_newer_revision_is_taken_over() {
    let mut fixture = fixture();
    fixture.transcript("start plain");
    assert_snapshot!(fixture.transcript("adopt"), @r#"
    adopt
        ✗ The run already walks this revision.
    "#);
    fixture.revision = revision(2);
    fixture.runbook.procedures[1].steps.push(tick("disk"));
    assert_snapshot!(fixture.transcript(
        "ok lag
         adopt
         adopt
         finish
         ok disk
         finish"
    ), @r#"
    ok lag
        step-done outcome=ok step=lag
    adopt
        revision-adopted steps=2
    adopt
        ✗ The run already walks this revision.
    finish
        ✗ Not finished yet: 2 Do disk. To finish, answer what is open, or skip it with a reason.
    ok disk
        step-done outcome=ok step=disk
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:2,skipped:0,warnings:0} ending={how:completed}
    "#);
    fixture.transcript("start plain");
    fixture.revision = revision(3);
    fixture.runbook.procedures.clear();
    assert_snapshot!(fixture.transcript("adopt"), @r#"
    adopt
        ✗ The newer revision does not have this procedure any more.
    "#);
}

#[test]
fn what_a_newer_program_wrote_to_is_left_alone() {
    let mut fixture = fixture();
    fixture.transcript("start plain");
    let on = vec![Thread::Run(fixture.run), Thread::Shift];
    let unknown = Event::Unknown(r#"{"event":"moon-landed"}"#.into());
    let entry = Scribe::new("ops-z").write_events(99, fixture.now, on, vec![unknown]);
    fixture.state.apply(&entry, 1);
    assert_snapshot!(fixture.transcript(
        "ok lag
         note | x
         shift-note | x
         abandon | x
         start drain on prod-eu"
    ), @r#"
    ok lag
        ✗ A newer version of rounds wrote something here that this one cannot read: “moon-landed”, by ops-z@host-1. Update rounds to go on with it, or set it aside: rounds journal settle 387280cd05c2 --reason TEXT
    note | x
        noted text=x
    shift-note | x
        noted text=x
    abandon | x
        ✗ A newer version of rounds wrote something here that this one cannot read: “moon-landed”, by ops-z@host-1. Update rounds to go on with it, or set it aside: rounds journal settle 387280cd05c2 --reason TEXT
    start drain on prod-eu
        run-started steps=3 subject=prod-eu eu-1 … target=prod-eu
    "#);
}

#[test]
fn a_dispute_is_shown_and_set_right_by_naming_all() {
    let mut fixture = fixture();
    fixture.transcript("start plain");
    // Two answer without knowing of each other.
    let ok = fixture.command("ok lag");
    let other = fixture.command("not-ok lag | red");
    let one = fixture.decide("ops-a", &ok).unwrap();
    let two = fixture.decide("ops-b", &other).unwrap();
    fixture.write("ops-a", one);
    fixture.write("ops-b", two);
    assert_snapshot!(fixture.transcript(
        "finish
         again ok lag
         finish"
    ), @r#"
    finish
        ✗ Not finished yet: 1 Do lag. To finish, answer again what is disputed.
    again ok lag
        step-done attempt=again outcome=ok step=lag over=2
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed}
    "#);
    // An ending and a step that did not know of each other.
    fixture.transcript("start plain\nok lag");
    let finish = fixture.command("finish");
    let finish = fixture.decide("ops-a", &finish).unwrap();
    let give_up = fixture.command("abandon | tired");
    let give_up = fixture.decide("ops-b", &give_up).unwrap();
    fixture.write("ops-a", finish);
    fixture.write("ops-b", give_up);
    let disputed = |fixture: &Fixture| fixture.state.run(fixture.run).unwrap().is_disputed();
    assert!(disputed(&fixture));
    assert_snapshot!(fixture.transcript(
        "ok lag
         finish
         finish"
    ), @r#"
    ok lag
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed} over=2
    finish
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    "#);
    assert!(!disputed(&fixture));
}

#[test]
fn who_takes_back_in_a_dispute_takes_back_their_own() {
    let mut fixture = fixture();
    fixture.transcript("start plain");
    let ok = fixture.command("ok lag");
    let other = fixture.command("not-ok lag | red");
    let one = fixture.decide("ops-a", &ok).unwrap();
    let two = fixture.decide("ops-b", &other).unwrap();
    fixture.write("ops-a", one);
    fixture.write("ops-b", two);
    fixture.transcript("ops-b: back");
    let run = fixture.state.run(fixture.run).unwrap();
    assert!(!run.is_disputed());
    let standing = run.outcome(&step_ref("lag")).unwrap();
    assert_eq!(standing.by.as_str(), "ops-a");
}

#[test]
fn refusals_that_stay_unsaid_elsewhere_read_well() {
    let by = || "ops-b".into();
    for (refusal, words) in [
        (
            Refusal::RunEnded {
                at: at("2026-11-23T09:00Z"),
                by: by(),
            },
            "This run has ended; ops-b wrote that down. A note can still be added, and a step corrected with a reason.",
        ),
        (
            Refusal::NoMatch {
                pattern: "[a-z]+".to_owned(),
                example: None,
            },
            "That does not match what is asked for: [a-z]+.",
        ),
    ] {
        assert_eq!(refusal.to_string(), words);
    }
}
