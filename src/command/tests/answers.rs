//! Answers to boxes.

use super::kit::*;
use crate::runbook::{self, Condition, Step, Style, Template};
use insta::assert_snapshot;

fn fixture(style: Style, steps: Vec<Step>) -> Fixture {
    let mut fixture = Fixture::new(runbook(vec![procedure("morning", style, steps)]));
    fixture.transcript("start morning");
    fixture
}

fn confirm(steps: Vec<Step>) -> Fixture {
    fixture(Style::DoConfirm, steps)
}

fn read_do(steps: Vec<Step>) -> Fixture {
    fixture(Style::ReadDo, steps)
}

#[test]
fn a_tick_is_ok_or_not_ok_with_a_note() {
    let mut fixture = confirm(vec![tick("lag"), tick("backup"), tick("disk")]);
    assert_snapshot!(fixture.transcript(
        "ok lag
         ok lag
         not-ok backup
         not-ok backup | it failed at 02:10
         value disk 12
         choose disk yes
         ok cellar
         ops-b: ok backup"
    ), @r#"
    ok lag
        step-done outcome=ok step=lag
    ok lag
        ✗ This step is answered: OK, by ops-a. Do it again, or correct it with a reason.
    not-ok backup
        ✗ Say what you saw: a step that is not OK needs a note.
    not-ok backup | it failed at 02:10
        step-done note=it failed at 02:10 outcome=not-ok step=backup
    value disk 12
        ✗ This step takes no value: say OK or not OK.
    choose disk yes
        ✗ This step takes no value: say OK or not OK.
    ok cellar
        ✗ The procedure has no step “cellar”. Use a step's id or number; an item is STEP/ITEM.
    ops-b: ok backup
        ✗ This step is answered: not OK, by ops-a. Do it again, or correct it with a reason.
    "#);
}

#[test]
fn a_reading_is_judged_and_kept_as_typed() {
    let mut fixture = confirm(vec![
        reading("depth", Some("messages")),
        reading("load", None),
        reading("cache", Some("%")),
    ]);
    assert_snapshot!(fixture.transcript(
        "ok depth
         value depth lots
         value depth 4,1
         value depth 41 apples
         value depth 501 messages
         again value depth 5_001
         value load 7
         choose load 3
         ok load
         value cache 93%"
    ), @"
    ok depth
        ✗ This step needs a number in messages: type the value.
    value depth lots
        ✗ “lots” is not a number. Write one such as 412 or 3.5.
    value depth 4,1
        ✗ A comma can mean two things in a number. Write 4.1.
    value depth 41 apples
        ✗ This reading is in messages, and “apples” was typed. Write the number in messages.
    value depth 501 messages
        step-done judgement=warning outcome=ok step=depth unit=messages value=501
    again value depth 5_001
        step-done attempt=again judgement=alarm outcome=ok step=depth unit=messages value=5_001 over=1
    value load 7
        step-done judgement=normal outcome=ok step=load value=7
    choose load 3
        ✗ This step is answered: 7, by ops-a. Do it again, or correct it with a reason.
    ok load
        ✗ This step is answered: 7, by ops-a. Do it again, or correct it with a reason.
    value cache 93%
        step-done judgement=normal outcome=ok step=cache unit=% value=93
    ");
}

#[test]
fn a_text_matches_its_pattern_and_a_choice_its_options() {
    let mut fixture = confirm(vec![
        ask("order", "ORDER", Some("[0-9]{4}-[0-9]{7}")),
        ask("who", "WHO", None),
        choose("running", &["yes", "no", "broken"], None),
        choose("copies", &["2", "1"], Some("COPIES")),
    ]);
    assert_snapshot!(fixture.transcript(
        "ok order
         value order 12
         value order 2026-0001234
         value who
         value who   night shift
         ok running
         choose running maybe
         choose running NO
         again choose running 3
         choose copies 1
         again choose copies 3"
    ), @"
    ok order
        ✗ This step asks for ORDER, such as 2026-0001234: type it.
    value order 12
        ✗ That does not look like what is asked for; an example is 2026-0001234.
    value order 2026-0001234
        step-done name=ORDER outcome=ok step=order value=2026-0001234
    value who
        ✗ This step asks for WHO: type it.
    value who   night shift
        step-done name=WHO outcome=ok step=who value=night shift
    ok running
        ✗ This step needs a choice: yes, no, broken.
    choose running maybe
        ✗ This step needs a choice: yes, no, broken.
    choose running NO
        step-done judgement=normal outcome=ok step=running value=no
    again choose running 3
        step-done attempt=again judgement=alarm outcome=ok step=running value=broken over=1
    choose copies 1
        step-done name=COPIES outcome=ok step=copies value=1
    again choose copies 3
        ✗ This step needs a choice: 2, 1.
    ");
}

#[test]
fn a_step_is_skipped_or_put_off_with_a_reason() {
    let optional = Step {
        optional: true,
        ..tick("tidy")
    };
    let mut fixture = confirm(vec![tick("lag"), tick("backup"), optional]);
    assert_snapshot!(fixture.transcript(
        "skip lag
         skip lag | host is down
         defer backup
         defer backup | no tape left
         skip tidy
         finish"
    ), @"
    skip lag
        ✗ Say why: a step that is skipped needs a reason.
    skip lag | host is down
        step-done outcome=skipped reason=host is down step=lag
    defer backup
        ✗ Say why: a step that is deferred needs a reason.
    defer backup | no tape left
        step-done outcome=deferred reason=no tape left step=backup + follow-up-opened kind=deferral runbook=orders text=no tape left
    skip tidy
        step-done optional=true outcome=skipped step=tidy
    finish
        run-ended counts={alarms:0,deferred:1,not_ok:0,ok:0,skipped:2,warnings:0} ending={how:completed} boxes=0/3 failed=0 gaps=2
    ");
}

#[test]
fn again_correct_and_written_up_later() {
    let mut fixture = confirm(vec![tick("lag"), tick("backup")]);
    assert_snapshot!(fixture.transcript(
        "again ok lag
         correct ok lag | typing
         ok lag @ 2026-11-23T12:00Z
         ok lag @ 2026-11-21T09:00Z
         ok lag @ 2026-11-23T09:01Z
         correct not-ok lag
         correct skip lag | wrong line
         again ok lag
         ok backup
         finish
         ok backup
         again ok backup
         correct ok backup
         correct defer backup | it was put off
         finish"
    ), @"
    again ok lag
        ✗ This step is still open: it has no answer yet.
    correct ok lag | typing
        ✗ This step is still open: it has no answer yet.
    ok lag @ 2026-11-23T12:00Z
        ✗ That time lies in the future. Give the time when it was really done.
    ok lag @ 2026-11-21T09:00Z
        ✗ That time lies more than a day before the first entry of the record. Give the time when it was really done.
    ok lag @ 2026-11-23T09:01Z
        step-done done_at=2026-11-23T09:01:00Z outcome=ok step=lag
    correct not-ok lag
        ✗ Say why: a correction needs a reason.
    correct skip lag | wrong line
        step-done attempt=corrected done_at=2026-11-23T09:01:00Z outcome=skipped reason=wrong line step=lag over=1
    again ok lag
        step-done attempt=again outcome=ok step=lag over=1
    ok backup
        step-done outcome=ok step=backup
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:2,skipped:0,warnings:0} ending={how:completed}
    ok backup
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    again ok backup
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    correct ok backup
        ✗ Say why: a correction needs a reason.
    correct defer backup | it was put off
        step-done attempt=corrected done_at=2026-11-23T09:04:00Z outcome=deferred reason=it was put off step=backup over=1 + run-ended counts={alarms:0,deferred:1,not_ok:0,ok:1,skipped:0,warnings:0} ending={how:completed} boxes=1/2 failed=0 gaps=1 over=1 + follow-up-opened kind=deferral runbook=orders text=it was put off
    finish
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    ");
    let run = fixture.state.run(fixture.run).unwrap();
    assert!(!run.is_disputed(), "whoever corrects knows how it ended");
    let lag = run.outcome(&step_ref("lag")).unwrap();
    assert_eq!(
        lag.what.done_at, None,
        "done again: at the entry's own time"
    );
    let backup = &run.outcome(&step_ref("backup")).unwrap().what;
    let first = run.boxes[&step_ref("backup")]
        .outcomes
        .story()
        .next()
        .unwrap();
    assert_eq!(backup.done_at, Some(first.at), "a correction is no doing");
}

#[test]
fn in_read_do_an_open_or_failed_box_holds_what_follows() {
    let last = Step {
        when: Some(Condition::Step {
            step: "fix".into(),
            is: vec![runbook::Answer::NotOk],
        }),
        ..tick("page")
    };
    let mut fixture = read_do(vec![tick("look"), tick("fix"), last, tick("close")]);
    assert_snapshot!(fixture.transcript(
        "ok fix
         skip fix | not needed
         carry fix | hurry
         carry look
         carry look | nobody can look
         not-ok fix | still red
         ok close
         ok page
         carry page | done
         carry fix | vendor paged
         ok close
         finish
         again not-ok fix | red again
         ok look
         finish
         carry fix | as before
         finish"
    ), @"
    ok fix
        ✗ Step 1 comes first: Do look. Answer it, or go on past it with a reason.
    skip fix | not needed
        ✗ Step 1 comes first: Do look. Answer it, or go on past it with a reason.
    carry fix | hurry
        ✗ Step 1 comes first: Do look. Answer it, or go on past it with a reason.
    carry look
        ✗ Say why: going on past a step needs a reason.
    carry look | nobody can look
        carried-on reason=nobody can look step=look
    not-ok fix | still red
        step-done note=still red outcome=not-ok step=fix
    ok close
        ✗ Step 2 is not OK, next steps on hold: Do fix. Do it again, or go on past it with a reason.
    ok page
        step-done outcome=ok step=page
    carry page | done
        ✗ This step holds nothing: go on with the next one.
    carry fix | vendor paged
        carried-on reason=vendor paged step=fix over=1
    ok close
        step-done outcome=ok step=close
    finish
        ✗ Not finished yet: 1 Do look. To finish, answer what is open, or skip it with a reason.
    again not-ok fix | red again
        step-done attempt=again note=red again outcome=not-ok step=fix over=1
    ok look
        step-done outcome=ok step=look
    finish
        ✗ Not finished yet: 2 Do fix. To finish, do again what is not OK, or go on past it with a reason.
    carry fix | as before
        carried-on reason=as before step=fix over=1
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:1,ok:3,skipped:0,warnings:0} ending={how:completed} boxes=3/4 failed=1 gaps=0
    ");
}

#[test]
fn what_a_when_leaves_out_is_not_wanted_and_what_was_done_stays() {
    let wake = |id: &str, when| Step {
        when: Some(when),
        ..tick(id)
    };
    let is = |step: &str, is| Condition::Step {
        step: step.into(),
        is: vec![is],
    };
    let mut fixture = confirm(vec![
        choose("running", &["yes", "no"], None),
        wake(
            "start",
            is("running", runbook::Answer::Choice("no".to_owned())),
        ),
        wake("praise", is("start", runbook::Answer::Ok)),
        reading("depth", None),
        wake(
            "drain",
            Condition::Reading {
                step: "depth".into(),
                above: Some(10.0),
                below: None,
            },
        ),
    ]);
    assert_snapshot!(fixture.transcript(
        "ok start
         choose running no
         ok praise
         ok start
         ok praise
         again choose running yes
         value depth 10
         ok drain
         again value depth 10.5
         ok drain
         finish"
    ), @"
    ok start
        ✗ This step is not needed here: an earlier answer, or the place, decides that.
    choose running no
        step-done outcome=ok step=running value=no
    ok praise
        ✗ This step is not needed here: an earlier answer, or the place, decides that.
    ok start
        step-done outcome=ok step=start
    ok praise
        step-done outcome=ok step=praise
    again choose running yes
        step-done attempt=again outcome=ok step=running value=yes over=1
    value depth 10
        step-done judgement=normal outcome=ok step=depth value=10
    ok drain
        ✗ This step is not needed here: an earlier answer, or the place, decides that.
    again value depth 10.5
        step-done attempt=again judgement=normal outcome=ok step=depth value=10.5 over=1
    ok drain
        step-done outcome=ok step=drain
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:5,skipped:0,warnings:0} ending={how:completed} boxes=5/5 failed=0 gaps=0 (start)
    ");
}

#[test]
fn every_item_has_a_box_of_its_own() {
    let titled = Step {
        title: Template::from("Look at $ITEM"),
        ..tick("shard")
    };
    let mut fixture = read_do(vec![each(titled, &["shard 1", "shard 2"]), tick("close")]);
    assert_snapshot!(fixture.transcript(
        "ok shard
         ok shard/shard-2
         ok close
         ok shard/shard-1
         ok close
         finish"
    ), @r#"
    ok shard
        ✗ Say which of its items: shard/shard-1, shard/shard-2.
    ok shard/shard-2
        step-done item=shard-2 outcome=ok step=shard
    ok close
        ✗ Step 1 comes first: Look at shard 1. Answer it, or go on past it with a reason.
    ok shard/shard-1
        step-done item=shard-1 outcome=ok step=shard
    ok close
        step-done outcome=ok step=close
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:3,skipped:0,warnings:0} ending={how:completed}
    "#);
}

#[test]
fn a_caution_is_read_by_whoever_does_the_step() {
    let careful = Step {
        caution: Some(Template::from("Two at once write twice.")),
        ..tick("start")
    };
    let mut fixture = confirm(vec![careful, tick("look")]);
    assert_snapshot!(fixture.transcript(
        "ok start
         skip start | not today
         back start
         caution look
         caution cellar
         caution start
         caution start
         ops-b: ok start
         ok start"
    ), @r#"
    ok start
        ✗ Read the caution first, and acknowledge it.
    skip start | not today
        step-done outcome=skipped reason=not today step=start
    back start
        step-taken-back step=start over=1
    caution look
        ✗ This step has no caution.
    caution cellar
        ✗ The procedure has no step “cellar”. Use a step's id or number; an item is STEP/ITEM.
    caution start
        caution-acknowledged step=start
    caution start
        ✗ You have acknowledged this caution already.
    ops-b: ok start
        ✗ Read the caution first, and acknowledge it.
    ok start
        step-done outcome=ok step=start
    "#);
}

#[test]
fn what_was_said_is_taken_back() {
    let mut fixture = confirm(vec![tick("lag"), tick("backup")]);
    assert_snapshot!(fixture.transcript(
        "back
         back lag
         ok lag
         ops-b: ok backup
         back
         back
         back backup
         back backup
         finish"
    ), @"
    back
        ✗ There is no answer of yours to undo in this run.
    back lag
        ✗ This step is still open: it has no answer yet.
    ok lag
        step-done outcome=ok step=lag
    ops-b: ok backup
        step-done outcome=ok step=backup
    back
        step-taken-back step=lag over=1
    back
        ✗ There is no answer of yours to undo in this run.
    back backup
        step-taken-back step=backup over=1
    back backup
        ✗ This step is still open: it has no answer yet.
    finish
        ✗ Not finished yet: 1 Do lag; 2 Do backup. To finish, answer what is open, or skip it with a reason.
    ");
}

#[test]
fn a_word_ends_the_run() {
    let end = Step {
        end: Some("Refused".to_owned()),
        ..tick("refuse")
    };
    let mut fixture = confirm(vec![reading("depth", None), end, tick("rest")]);
    assert_snapshot!(fixture.transcript(
        "value depth 9000
         not-ok refuse | cannot tell
         again ok refuse
         ok rest
         back refuse
         carry rest | x
         caution rest
         finish
         abandon | tired"
    ), @"
    value depth 9000
        step-done judgement=alarm outcome=ok step=depth value=9000
    not-ok refuse | cannot tell
        step-done note=cannot tell outcome=not-ok step=refuse
    again ok refuse
        step-done attempt=again outcome=ok step=refuse over=1 + run-ended counts={alarms:1,deferred:0,not_ok:0,ok:2,skipped:0,warnings:0} ending={how:ended,word:Refused} boxes=1/3 failed=1 gaps=1
    ok rest
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    back refuse
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    carry rest | x
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    caution rest
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    finish
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    abandon | tired
        ✗ This run has ended; ops-a wrote that down. A note can still be added, and a step corrected with a reason.
    ");
}

#[test]
fn words_have_bounds() {
    let mut fixture = confirm(vec![tick("lag")]);
    let long = "x".repeat(17 * 1024);
    let refusal = fixture
        .transcript(&format!("not-ok lag | {long}"))
        .replace(&long, "…");
    assert_snapshot!(refusal, @r#"
    not-ok lag | …
        ✗ That takes 17408 bytes; at most 16384 are kept. Attach it as a file instead.
    "#);
    // Each is short enough, but an entry must hold them all; JSON writes such a sign as six.
    let signs = format!("x{}x", "\u{1}".repeat(15 * 1024));
    let refusal = fixture
        .transcript(&format!("not-ok lag | {signs}"))
        .replace(&signs, "…");
    assert_snapshot!(refusal, @r#"
    not-ok lag | …
        ✗ That takes 92244 bytes; at most 49152 are kept. Attach it as a file instead.
    "#);
}
