//! Follow-ups by command: what each move needs, and what becomes of steps that are put off.

use super::kit::*;
use crate::event::{Fact, FollowUpState};
use crate::runbook::{Owner, Runbook, Style};
use crate::state::{Carrying, Progress, Standing};
use insta::assert_snapshot;

fn library() -> Runbook {
    let steps = vec![
        tick("look"),
        each(tick("shard"), &["a", "b"]),
        tick("close"),
    ];
    let mut runbook = runbook(vec![procedure("morning", Style::DoConfirm, steps)]);
    let owner = Owner {
        name: "Tech lead".to_owned(),
        contact: None,
        operators: vec!["tl-1".to_owned()],
        responsible_for: Vec::new(),
    };
    runbook.owners.insert("technical".to_owned(), owner);
    runbook
}

#[test]
fn each_move_says_what_it_needs_and_where_it_can_go() {
    let mut fixture = Fixture::new(library());
    assert_snapshot!(fixture.transcript(r"
        open question | Which panel?
        move answered
        tl-1: move answered | The left one
        move released | x
        move open | There are two on the left
        tl-1: move answered | The upper one
        move closed | seen
        set owner=ops-b ticket=OPS-1
        set
        follow-note | asked twice
        follow-note |
        open issue | Lag panel is empty
        move closed
        move closed | data source set again
        open change | Show lag in minutes
        move approved
        move reviewed
        tl-1: move reviewed
        move approved
        tl-1: move approved
        move released
        move released | Lag is shown in minutes
        move rolled-back | nobody reads it
        open override | Lag alert is muted
        move closed | x
        move lifted
        open deferral | x
        open issue |
    "), @"
    open question | Which panel?
        follow-up-opened kind=question owner=technical runbook=orders
    move answered
        ✗ Write down the answer.
    tl-1: move answered | The left one
        follow-up-moved state=answered text=The left one
    move released | x
        ✗ This question is answered. From there it can become: open, closed.
    move open | There are two on the left
        follow-up-moved state=open text=There are two on the left over=1
    tl-1: move answered | The upper one
        follow-up-moved state=answered text=The upper one over=1
    move closed | seen
        follow-up-moved state=closed text=seen over=1
    set owner=ops-b ticket=OPS-1
        follow-up-assigned owner=ops-b ticket=OPS-1
    set
        ✗ Write down what is to be set: an assignee, a due date, a ticket, or what a change says.
    follow-note | asked twice
        follow-up-noted text=asked twice
    follow-note |
        ✗ There is nothing in the note.
    open issue | Lag panel is empty
        follow-up-opened kind=issue owner=technical runbook=orders
    move closed
        ✗ Write down how it was closed.
    move closed | data source set again
        follow-up-moved state=closed text=data source set again
    open change | Show lag in minutes
        follow-up-opened kind=change runbook=orders
    move approved
        ✗ This change is open. From there it can become: reviewed, closed.
    move reviewed
        ✗ You asked for this change, so someone else has to review and approve it.
    tl-1: move reviewed
        follow-up-moved state=reviewed
    move approved
        ✗ You asked for this change, so someone else has to review and approve it.
    tl-1: move approved
        follow-up-moved state=approved over=1
    move released
        ✗ Write down the release note.
    move released | Lag is shown in minutes
        follow-up-moved state=released text=Lag is shown in minutes over=1
    move rolled-back | nobody reads it
        follow-up-moved state=rolled-back text=nobody reads it over=1
    open override | Lag alert is muted
        follow-up-opened kind=override runbook=orders
    move closed | x
        ✗ This silence is open. From there it can become: lifted.
    move lifted
        follow-up-moved state=lifted
    open deferral | x
        ✗ A deferral is made at its step: put the step off in its run.
    open issue |
        ✗ Write down what is wrong, in one line.
    ");
}

#[test]
fn a_question_of_a_rehearsal_is_live_and_names_it_but_nothing_is_set_aside_from_one() {
    let mut fixture = Fixture::new(library());
    fixture.transcript("start morning rehearse");
    assert_snapshot!(fixture.transcript(r"
        open question at look | Which panel?
        open question at lok | Which panel?
        open override at look | Lag alert is muted
        defer look | no time
    "), @r"
    open question at look | Which panel?
        follow-up-opened kind=question owner=technical runbook=orders
    open question at lok | Which panel?
        ✗ The procedure has no step “lok”. Use a step's id or number; an item is STEP/ITEM.
    open override at look | Lag alert is muted
        ✗ This run only rehearses: nothing is silenced for real from it.
    defer look | no time
        step-done outcome=deferred reason=no time step=look
    ");
    let known = fixture.state.follow_ups().next().unwrap();
    let origin = known.origin().unwrap();
    assert!(origin.rehearsal && origin.run == fixture.run);
    assert_eq!(origin.step_title.as_deref(), Some("Do look"));
    assert_eq!(known.owner(), Some("technical"));
}

#[test]
fn a_deferral_meets_the_next_runs_until_it_is_done() {
    let mut fixture = Fixture::new(library());
    assert_snapshot!(fixture.transcript(r"
        start morning
        ok look
        defer shard/b | disk is busy
        ok shard/a
        defer close | too early
        back close
        ok close
        finish
        start morning
        defer shard/b | disk is busy
        defer shard/b | disk is still busy
        ok look
        ok shard/a
        ok close
        finish
        start morning
        ok shard/b
        back shard/b
        ok shard/b
    "), @"
    start morning
        run-started steps=4
    ok look
        step-done outcome=ok step=look
    defer shard/b | disk is busy
        step-done item=b outcome=deferred reason=disk is busy step=shard + follow-up-opened kind=deferral runbook=orders text=disk is busy
    ok shard/a
        step-done item=a outcome=ok step=shard
    defer close | too early
        step-done outcome=deferred reason=too early step=close + follow-up-opened kind=deferral runbook=orders text=too early
    back close
        step-taken-back step=close over=1 + follow-up-moved state=closed text=undone: the step is open in its run again
    ok close
        step-done outcome=ok step=close
    finish
        run-ended counts={alarms:0,deferred:1,not_ok:0,ok:3,skipped:0,warnings:0} ending={how:completed} boxes=3/4 failed=0 gaps=1
    start morning
        run-started steps=4
    defer shard/b | disk is busy
        ✗ It was deferred before for that reason: “disk is busy”. Say why it is deferred again.
    defer shard/b | disk is still busy
        step-done item=b outcome=deferred reason=disk is still busy step=shard + follow-up-moved state=open text=disk is still busy
    ok look
        step-done outcome=ok step=look
    ok shard/a
        step-done item=a outcome=ok step=shard
    ok close
        step-done outcome=ok step=close
    finish
        run-ended counts={alarms:0,deferred:1,not_ok:0,ok:3,skipped:0,warnings:0} ending={how:completed} boxes=3/4 failed=0 gaps=1
    start morning
        run-started steps=4
    ok shard/b
        step-done item=b outcome=ok step=shard + follow-up-moved state=done over=1
    back shard/b
        step-taken-back item=b step=shard over=1 + follow-up-moved state=open over=1
    ok shard/b
        step-done item=b outcome=ok step=shard + follow-up-moved state=done over=1
    ");
    let deferral = fixture.state.follow_ups().next().unwrap();
    assert_eq!(deferral.times_deferred(), 2);
    assert_eq!(deferral.state(), FollowUpState::Done);
    let walk = walk(&fixture);
    let order: Vec<_> = walk
        .stands
        .iter()
        .map(|stand| stand.step_ref.to_string())
        .collect();
    assert_eq!(order, ["shard/b", "look", "shard/a", "close"]);
    assert_eq!(walk.stands[0].carried, Some(deferral.id));
    assert_eq!(
        walk.stands[0].standing,
        Standing::Answered(crate::event::Outcome::Ok)
    );
    assert_eq!(fixture.state.open_follow_ups().count(), 0);
}

fn walk(fixture: &Fixture) -> Progress {
    let run = fixture.state.run(fixture.run).unwrap();
    Progress::of(&fixture.runbook.procedures[0], run, None)
}

#[test]
fn what_is_given_up_puts_nothing_off_and_a_skip_closes_with_its_reason() {
    let mut fixture = Fixture::new(library());
    assert_snapshot!(fixture.transcript(r"
        start morning
        defer look | no time
        abandon | wrong day
        start morning
        defer look | no time
        again ok look
        again defer look | it came back
        ok shard/a
        ok shard/b
        ok close
        finish
        start morning
        skip look | not wanted any more
    "), @"
    start morning
        run-started steps=4
    defer look | no time
        step-done outcome=deferred reason=no time step=look + follow-up-opened kind=deferral runbook=orders text=no time
    abandon | wrong day
        run-ended counts={alarms:0,deferred:1,not_ok:0,ok:0,skipped:0,warnings:0} ending={how:abandoned,reason:wrong day} + follow-up-moved state=closed text=run abandoned: wrong day
    start morning
        run-started steps=4
    defer look | no time
        step-done outcome=deferred reason=no time step=look + follow-up-opened kind=deferral runbook=orders text=no time
    again ok look
        step-done attempt=again outcome=ok step=look over=1 + follow-up-moved state=done
    again defer look | it came back
        step-done attempt=again outcome=deferred reason=it came back step=look over=1 + follow-up-moved state=open text=it came back over=1
    ok shard/a
        step-done item=a outcome=ok step=shard
    ok shard/b
        step-done item=b outcome=ok step=shard
    ok close
        step-done outcome=ok step=close
    finish
        run-ended counts={alarms:0,deferred:1,not_ok:0,ok:3,skipped:0,warnings:0} ending={how:completed} boxes=3/4 failed=0 gaps=1
    start morning
        run-started steps=4
    skip look | not wanted any more
        step-done outcome=skipped reason=not wanted any more step=look + follow-up-moved state=closed text=not wanted any more over=1
    ");
    assert_eq!(fixture.state.open_follow_ups().count(), 0);
}

#[test]
fn a_box_that_is_gone_is_named_and_one_that_was_renamed_is_found() {
    let mut fixture = Fixture::new(library());
    fixture.transcript("start morning\ndefer look | no time\ndefer shard/a | no time\nok shard/b\nok close\nfinish");
    let mut changed = library();
    changed.procedures[0].steps[0] = crate::runbook::Step {
        was: vec!["look".into()],
        ..tick("look-closely")
    };
    changed.procedures[0].steps[1] = each(tick("shard"), &["b"]);
    fixture.runbook = changed;
    let line = crate::state::kit::line("orders/morning");
    let deferred = fixture.state.deferred_on(&line, None);
    let carrying = Carrying::of(&fixture.runbook.procedures[0], &deferred);
    assert_eq!(carrying.boxes.len(), 1);
    assert_eq!(carrying.boxes[0].step.as_str(), "look-closely");
    assert_eq!(carrying.gone, [deferred[1].id]);
    fixture.transcript("start morning");
    assert_eq!(walk(&fixture).stands[0].step_ref, step_ref("look-closely"));
    let mut facts = Vec::new();
    for entry in &fixture.entries {
        facts.extend(entry.numbered_facts().map(|(_, fact)| fact.clone()));
    }
    let Some(Fact::RunStarted(started)) = facts.last() else {
        panic!("the start comes last")
    };
    assert_eq!(started.carries, carrying.boxes);
    let again = fixture.state.deferred_on(&line, None);
    assert_eq!(again.len(), 1, "what a run is at is not carried twice");
}

#[test]
fn a_carried_box_is_wanted_whatever_its_when_says_and_holds_in_read_do() {
    let mut steps = vec![tick("look"), tick("vent"), tick("close")];
    steps[1].when = Some(crate::runbook::Condition::Step {
        step: "look".into(),
        is: vec![crate::runbook::Answer::NotOk],
    });
    let read_do = procedure("morning", Style::ReadDo, steps);
    let mut fixture = Fixture::new(runbook(vec![read_do]));
    fixture.transcript("start morning\nnot-ok look | red\ndefer vent | no key\ncarry look | known\nok close\nfinish");
    assert_eq!(fixture.state.open_follow_ups().count(), 1);
    fixture.transcript("start morning");
    let walk = walk(&fixture);
    let first = &walk.stands[0];
    assert_eq!(
        (first.step_ref.clone(), first.standing),
        (step_ref("vent"), Standing::Open)
    );
    assert_eq!(walk.stands.len(), 3, "each box once");
    assert_eq!(walk.stands[2].held_by, Some(0));
    assert_snapshot!(fixture.transcript(r"
        ok close
        ok vent
        ok look
        ok close
    "), @r"
    ok close
        ✗ Step 2 comes first: Do vent. Answer it, or go on past it with a reason.
    ok vent
        step-done outcome=ok step=vent + follow-up-moved state=done
    ok look
        step-done outcome=ok step=look
    ok close
        step-done outcome=ok step=close
    ");
}

#[test]
fn what_was_put_off_for_one_subject_is_not_done_for_another() {
    let steps = vec![ask("order", "ORDER", None), tick("mail")];
    let mut fix = procedure("morning", Style::DoConfirm, steps);
    fix.subject = Some(crate::runbook::Template::from("$ORDER"));
    let mut fixture = Fixture::new(runbook(vec![fix]));
    fixture.transcript("start morning ORDER=1\nok order\ndefer mail | no answer\nfinish");
    let carried = |fixture: &Fixture| {
        walk(fixture)
            .stands
            .iter()
            .filter(|it| it.carried.is_some())
            .count()
    };
    fixture.transcript("start morning ORDER=2");
    assert_eq!(carried(&fixture), 0);
    fixture.transcript("start morning ORDER=1");
    assert_eq!(carried(&fixture), 1);
    fixture.transcript("ok mail");
    assert_eq!(fixture.state.open_follow_ups().count(), 0);
}
