//! Steps that are done once for each item of what an earlier step gave: its lines, its reading,
//! the targets. And a secret that a command makes.

use super::doing::{by, command, end, exited};
use super::kit::*;
use crate::command::{Blocked, CommandResult, Pinned, Refusal, command_at, taken_secret};
use crate::event::{EntryHash, Fact, Outcome, StepDone, Thread};
use crate::runbook::{
    Ask, Each, How, Item, Pattern, Procedure, Search, Step, StepCommand, StepRef, Style, Template,
    Values, Yields,
};
use crate::state::{Progress, Standing};
use insta::assert_snapshot;
use std::collections::BTreeMap;

fn lines(from: &str, step: Step) -> Step {
    let each = Each::Lines {
        from: from.into(),
        pattern: None,
    };
    Step { each, ..step }
}

fn times(from: &str, step: Step) -> Step {
    let each = Each::Times(from.into());
    Step { each, ..step }
}

fn played(steps: Vec<Step>) -> Fixture {
    let mut fixture = Fixture::new(runbook(vec![procedure("p", Style::ReadDo, steps)]));
    fixture.transcript("start p");
    fixture
}

/// Every box that stands in the run, with what it stands at and what holds it.
fn boxes(fixture: &Fixture) -> String {
    let run = fixture.state.run(fixture.run).unwrap();
    let started = &run.started.as_ref().unwrap().what;
    let procedure = started.procedure_in(&fixture.runbook).unwrap();
    let walk = Progress::of(&procedure, run, None);
    let word = |standing| match standing {
        Standing::Open => "open",
        Standing::Inactive => "-",
        Standing::Disputed => "disputed",
        Standing::Answered(outcome) => outcome.words(),
    };
    let told = walk.stands.iter().map(|stand| {
        let held = stand
            .held_by
            .map(|at| format!("<{}", walk.stands[at].step_ref))
            .unwrap_or_default();
        format!("{}={}{held}", stand.step_ref, word(stand.standing))
    });
    told.collect::<Vec<_>>().join(" ")
}

fn listed(fixture: &mut Fixture, at: &str, text: &str) -> String {
    fixture.transcript(&format!("run {at}"));
    end(fixture, at, exited(0), text)
}

#[test]
fn what_a_command_prints_is_gone_through_line_by_line() {
    let mut fixture = played(vec![
        by(command(&["hosts"]), tick("list")),
        lines("list", tick("drain")),
        lines("list", tick("patch")),
        tick("report"),
    ]);
    assert_eq!(
        boxes(&fixture),
        "list=open drain=open<list patch=open<list report=open<list"
    );
    assert_snapshot!(fixture.transcript("ok drain\nok drain/web-1"), @r#"
    ok drain
        ✗ Step 1 comes first: Do list. Answer it, or go on past it with a reason.
    ok drain/web-1
        ✗ The procedure has no step “drain/web-1”. Use a step's id or number; an item is STEP/ITEM.
    "#);
    assert_snapshot!(listed(&mut fixture, "list", "web-1\n\nweb-2  \r\nweb-3\n"), @"command-ended bytes=22 milliseconds=40 outcome=ok status={code:0,how:exited} step=list + step-done items=[web-1,web-2,web-3] outcome=ok step=list");
    assert_snapshot!(fixture.transcript("
        ok drain
        ok drain/web-4
        not-ok drain/web-1 | it hangs
        ok patch/web-1
        ok drain/web-2
        ok patch/web-2
        ok report
        "), @r#"
    ok drain
        ✗ Say which of its items: drain/web-1, drain/web-2, drain/web-3.
    ok drain/web-4
        ✗ Say which of its items: drain/web-1, drain/web-2, drain/web-3.
    not-ok drain/web-1 | it hangs
        step-done item=web-1 note=it hangs outcome=not-ok step=drain
    ok patch/web-1
        ✗ Step 2 is not OK, next steps on hold: Do drain. Do it again, or go on past it with a reason.
    ok drain/web-2
        step-done item=web-2 outcome=ok step=drain
    ok patch/web-2
        step-done item=web-2 outcome=ok step=patch
    ok report
        ✗ Step 2 is not OK, next steps on hold: Do drain. Do it again, or go on past it with a reason.
    "#);
    // One that fails holds its own next steps and what comes after all of them.
    assert_eq!(
        boxes(&fixture),
        "list=OK drain/web-1=not OK drain/web-2=OK drain/web-3=open \
         patch/web-1=open<drain/web-1 patch/web-2=OK patch/web-3=open<drain/web-3 \
         report=open<drain/web-1"
    );
    fixture.transcript("carry drain/web-1 | later\nok drain/web-3\nok patch/web-1\nok patch/web-3");
    assert_snapshot!(fixture.transcript("ok report\nfinish"), @r#"
    ok report
        step-done outcome=ok step=report
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:1,ok:7,skipped:0,warnings:0} ending={how:completed} boxes=7/8 failed=1 gaps=0
    "#);
}

#[test]
fn lines_that_cannot_be_items_fail_the_step_and_are_named() {
    let many: String = (1..=201).map(|at| format!("h{at}\n")).collect();
    let long: String = (1..=100)
        .map(|at| format!("{at}{}\n", "x".repeat(400)))
        .collect();
    for (text, why) in [
        (
            "web-1\nweb 2\n",
            "line 2, “web 2”, cannot be an item of step 2",
        ),
        ("-rf\n", "line 1, “-rf”, cannot be an item of step 2"),
        ("a\n$(id)\n", "line 2, “$(id)”, cannot be"),
        ("a\nb\n\na\n", "line 4, “a”, stands in line 1 already"),
        (
            &many,
            "it gives 201 lines, and a step can be done for 200 at most",
        ),
        (&long, "its lines take"),
    ] {
        let mut fixture = played(vec![
            by(command(&["hosts"]), tick("list")),
            lines("list", tick("drain")),
        ]);
        let said = listed(&mut fixture, "list", text);
        assert!(
            said.contains("outcome=not-ok") && said.contains(why),
            "{said}"
        );
        assert!(!said.contains("items="), "{said}");
        assert_eq!(boxes(&fixture), "list=not OK drain=open<list");
    }
    let most: String = (1..=200).map(|at| format!("h{at}\n")).collect();
    let mut fixture = played(vec![
        by(command(&["hosts"]), tick("list")),
        lines("list", tick("drain")),
    ]);
    assert!(listed(&mut fixture, "list", &most).contains("outcome=ok"));
    assert_eq!(boxes(&fixture).matches("=open").count(), 200);
}

#[test]
fn output_that_was_cut_gives_no_items() {
    let mut fixture = played(vec![
        by(command(&["hosts"]), tick("list")),
        lines("list", tick("drain")),
    ]);
    fixture.transcript("run list");
    let run = fixture.state.run(fixture.run).unwrap();
    let started = &run.boxes[&StepRef::of("list")].commands;
    let result = CommandResult {
        started: started.current().unwrap().mark.entry.clone(),
        status: exited(0),
        milliseconds: 1,
        bytes: 9_000_000,
        digest: EntryHash::default(),
        output: None,
        text: "a\nb\n".to_owned(),
        is_cut: true,
    };
    let command = crate::command::Command::EndCommand {
        run: fixture.run,
        step_ref: StepRef::of("list"),
        result: Box::new(result),
    };
    let said = fixture.say("ops-a", &command).unwrap();
    let said: Vec<_> = said.iter().map(brief).collect();
    assert!(said[1].contains("too much to be kept whole"), "{said:?}");
    assert!(said[1].contains("outcome=not-ok"), "{said:?}");
}

#[test]
fn typed_lines_and_a_pattern_of_their_own() {
    let each = Each::Lines {
        from: "which".into(),
        pattern: Some(Pattern::parse("[A-Z]{2} [0-9]+").unwrap()),
    };
    let mut fixture = played(vec![
        ask("which", "ORDERS", None),
        Step {
            each,
            ..tick("correct")
        },
    ]);
    assert_snapshot!(fixture.transcript("value which AB 1\nback which\nvalue which ab"), @r#"
    value which AB 1
        step-done items=[AB 1] name=ORDERS outcome=ok step=which value=AB 1
    back which
        step-taken-back step=which over=1
    value which ab
        ✗ That cannot be used: line 1, “ab”, cannot be an item of step 2: it does not match what that step takes.
    "#);
    fixture.transcript("value which AB 1\nok correct/AB 1");
    let several = crate::command::CompleteStep {
        attempt: crate::event::Attempt::Again,
        ..crate::command::CompleteStep::first(
            fixture.run,
            StepRef::of("which"),
            crate::command::Answer::Value("CD 2\nEF 3".to_owned()),
        )
    };
    let again = crate::command::Command::CompleteStep(several);
    fixture.say("ops-a", &again).unwrap();
    // `AB 1` was asked for by its first word alone, and never done.
    assert_eq!(
        boxes(&fixture),
        "which=OK correct/CD 2=open correct/EF 3=open"
    );
}

#[test]
fn a_list_that_changes_loses_what_is_open_and_keeps_what_was_done() {
    let mut fixture = played(vec![
        by(command(&["hosts"]), tick("list")),
        lines("list", tick("drain")),
    ]);
    listed(&mut fixture, "list", "a\nb\nc\n");
    fixture.transcript("ok drain/b\nnot-ok drain/c | x");
    listed(&mut fixture, "list", "a\nd\n");
    assert_eq!(
        boxes(&fixture),
        "list=OK drain/a=open drain/d=open drain/b=OK drain/c=not OK"
    );
    fixture.transcript("ok drain/a\nok drain/d");
    // What is not among the items any more holds nothing and is no failure.
    assert_snapshot!(fixture.transcript("finish"), @r#"
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:4,skipped:0,warnings:0} ending={how:completed} boxes=4/4 failed=0 gaps=0 (drain/b,drain/c)
    "#);
}

#[test]
fn a_step_is_done_as_often_as_a_reading_says() {
    let mut fixture = played(vec![
        reading("count", None),
        times("count", tick("restart")),
        tick("end"),
    ]);
    assert_snapshot!(fixture.transcript("
        value count 2.5
        value count 201
        value count -1
        value count 3
        ok restart/2
        again value count 1
        ok restart/3
        "), @r#"
    value count 2.5
        ✗ This says how often step 2 is done: type a whole number from 0 to 200.
    value count 201
        ✗ This says how often step 2 is done: type a whole number from 0 to 200.
    value count -1
        ✗ This says how often step 2 is done: type a whole number from 0 to 200.
    value count 3
        step-done judgement=normal outcome=ok step=count value=3
    ok restart/2
        step-done item=2 outcome=ok step=restart
    again value count 1
        step-done attempt=again judgement=normal outcome=ok step=count value=1 over=1
    ok restart/3
        ✗ Say which of its items: restart/1, restart/2.
    "#);
    assert_eq!(
        boxes(&fixture),
        "count=OK restart/1=open restart/2=OK end=open<restart/1"
    );
    fixture.transcript("again value count 0");
    assert_eq!(boxes(&fixture), "count=OK restart/2=OK end=open");
    fixture.transcript("back restart/2");
    assert_eq!(boxes(&fixture), "count=OK restart=- end=open");
    assert_snapshot!(fixture.transcript("ok restart\nok end\nfinish"), @"
    ok restart
        ✗ This step is not needed here: an earlier answer, or the place, decides that.
    ok end
        step-done outcome=ok step=end
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:2,skipped:0,warnings:0} ending={how:completed}
    ");
}

#[test]
fn a_step_whose_items_are_not_known_waits_for_them() {
    let steps = vec![
        by(command(&["hosts"]), tick("list")),
        lines("list", tick("drain")),
    ];
    let mut fixture = Fixture::new(runbook(vec![procedure("p", Style::DoConfirm, steps)]));
    assert_snapshot!(fixture.transcript("start p\nok drain\nfinish\nskip drain | not today\nback drain\nvalue list a b"), @r#"
    start p
        run-started steps=2
    ok drain
        ✗ What this step is done for comes from step 1: answer that first.
    finish
        ✗ Not finished yet: 1 Do list; 2 Do drain. To finish, answer what is open, or skip it with a reason.
    skip drain | not today
        step-done outcome=skipped reason=not today step=drain
    back drain
        step-taken-back step=drain over=1
    value list a b
        ✗ That cannot be used: line 1, “a b”, cannot be an item of step 2: it does not match what that step takes.
    "#);
    // By hand the lines are typed, or the whole step stays one box.
    fixture.transcript("value list a");
    assert_eq!(boxes(&fixture), "list=OK drain/a=open");
    fixture.transcript("back list\nok list");
    assert_eq!(boxes(&fixture), "list=OK drain=open");
    fixture.transcript("ok drain");
    assert_eq!(boxes(&fixture), "list=OK drain=OK");
}

#[test]
fn conditions_and_deferrals_follow_the_item() {
    let bad = crate::runbook::Condition::Step {
        step: "look".into(),
        is: vec![crate::runbook::Answer::NotOk],
    };
    let mut fixture = played(vec![
        by(command(&["hosts"]), tick("list")),
        lines("list", tick("look")),
        lines(
            "list",
            Step {
                when: Some(bad),
                ..tick("mend")
            },
        ),
    ]);
    listed(&mut fixture, "list", "a\nb\n");
    fixture.transcript("not-ok look/a | red\nok look/b");
    assert_eq!(
        boxes(&fixture),
        "list=OK look/a=not OK look/b=OK mend/a=open mend/b=-"
    );
    fixture.transcript("defer mend/a | tonight\ncarry look/a | known\nfinish\nstart p");
    // The next run begins with it, before anybody knows what the list says.
    assert_eq!(
        boxes(&fixture),
        "mend/a=open list=open<mend/a look=open<mend/a mend=-<list"
    );
    fixture.transcript("ok mend/a");
    listed(&mut fixture, "list", "b\na\n");
    assert_eq!(
        boxes(&fixture),
        "mend/a=OK list=OK look/b=open look/a=open mend/b=-"
    );
}

fn called(procedure: &str, step: Step) -> Step {
    let how = How::Call(procedure.parse().unwrap());
    Step { how, ..step }
}

#[test]
fn each_item_calls_a_run_of_its_own() {
    let with = BTreeMap::from([("ORDER".to_owned(), Template::from("$ITEM"))]);
    let each = lines("list", called("orders/fix", tick("fix")));
    let steps = vec![by(command(&["stuck"]), tick("list")), Step { with, ..each }];
    let fix = procedure("fix", Style::ReadDo, vec![ask("which", "ORDER", None)]);
    let all = procedure("p", Style::ReadDo, steps);
    let mut fixture = Fixture::new(runbook(vec![all, fix]));
    fixture.transcript("start p");
    let parent = fixture.run;
    listed(&mut fixture, "list", "7\n8\n");
    let first = fixture.transcript("call fix/7");
    assert_snapshot!(first, @r#"
    call fix/7
        run-started cause={item:7,run:01M83T4CM00000000000000001,step:fix,why:called} steps=1 subject=7 values={ORDER:7}
    "#);
    let child = fixture.run;
    fixture.run = parent;
    // Two go on side by side; the same one is not begun twice.
    assert_snapshot!(fixture.transcript("call fix/7"), @r#"
    call fix/7
        ✗ fix was begun from here and still goes on: run 000002. Go on with that one.
    "#);
    let second = fixture.transcript("call fix/8");
    assert!(
        second.contains("item:8") && second.contains("values={ORDER:8}"),
        "{second}"
    );
    fixture.transcript("ok which\nfinish");
    fixture.run = child;
    fixture.transcript("ok which\nfinish");
    fixture.run = parent;
    fixture.transcript("ok fix/7\nok fix/8");
    let ended = fixture.transcript("finish");
    assert!(!ended.contains("boxes="), "all done: {ended}");
}

fn each_target(step: Step) -> Step {
    let item = |name: &str, zone: &str| Item {
        values: Values::from([
            ("TARGET".to_owned(), name.to_owned()),
            ("ZONE".to_owned(), zone.to_owned()),
        ]),
        ..Item::named(name)
    };
    let each = Each::Targets(vec![item("prod-eu", "eu-1"), item("prod-us", "us-1")]);
    Step { each, ..step }
}

#[test]
fn an_item_that_is_a_target_brings_its_variables_and_is_where_a_call_goes() {
    let fix = procedure("fix", Style::ReadDo, vec![tick("one")]);
    let fix = on_targets(fix, &["prod-eu", "prod-us"]);
    let looks = by(
        command(&["look", "$ZONE", "$ITEM"]),
        each_target(tick("look")),
    );
    let steps = vec![looks, each_target(called("orders/fix", tick("fix")))];
    let all = procedure("p", Style::DoConfirm, steps);
    let mut fixture = Fixture::new(runbook(vec![all, fix]));
    fixture.transcript("start p");
    let parent = fixture.run;
    let shown = fixture.transcript("run look/prod-us");
    assert!(shown.contains("shown=look us-1 prod-us"), "{shown}");
    let begun = fixture.transcript("call fix/prod-us");
    assert!(begun.contains("target=prod-us"), "{begun}");
    fixture.run = parent;
    let begun = fixture.transcript("call fix/prod-eu");
    assert!(begun.contains("target=prod-eu"), "{begun}");
}

#[test]
fn an_item_of_a_record_from_elsewhere_reaches_no_command() {
    let drain = by(command(&["drain", "$ITEM"]), lines("list", tick("drain")));
    let mut fixture = played(vec![by(command(&["hosts"]), tick("list")), drain]);
    let forged = StepDone {
        items: Some(vec!["--all".to_owned(), "good".to_owned()]),
        ..StepDone::plain(StepRef::of("list"), "Forged", Outcome::Ok)
    };
    let on = vec![Thread::Run(fixture.run)];
    let facts = vec![Fact::StepDone(Box::new(forged))];
    fixture.write("ops-z", crate::command::Decision { on, facts });
    let said = fixture.transcript("run drain/--all\nrun drain/good");
    assert_snapshot!(said, @r#"
    run drain/--all
        ✗ A command uses ITEM. It can hold letters, digits and . _ / : @ % + , = - and does not begin with a dash.
    run drain/good
        command-started host=host-1 item=good shown=drain good step=drain
    "#);
}

fn secret(name: &str, take: Option<&str>) -> Step {
    let ask = Yields::Ask(Ask {
        name: name.to_owned(),
        pattern: None,
        example: None,
        label: None,
        secret: true,
    });
    let made = StepCommand {
        take: take.map(|take| Search::parse(take).unwrap()),
        ..command(&["mint"])
    };
    by(made, yielding("mint", ask))
}

#[test]
fn a_secret_that_a_command_makes_stands_nowhere() {
    let mut use_it = command(&["login"]);
    use_it.env = BTreeMap::from([("TOKEN".to_owned(), Template::from("$TOKEN"))]);
    let steps = vec![
        secret("TOKEN", Some("token: (.+)")),
        by(use_it, tick("login")),
    ];
    let mut fixture = played(steps);
    fixture.transcript("run mint");
    let step_ref = StepRef::of("mint");
    let run = fixture.state.run(fixture.run).unwrap();
    let started = &run.boxes[&step_ref].commands;
    let result = CommandResult {
        started: started.current().unwrap().mark.entry.clone(),
        status: exited(0),
        milliseconds: 1,
        bytes: 0,
        digest: EntryHash::default(),
        output: None,
        text: "hello\ntoken: correct horse\n".to_owned(),
        is_cut: false,
    };
    let command = crate::command::Command::EndCommand {
        run: fixture.run,
        step_ref: step_ref.clone(),
        result: Box::new(result.clone()),
    };
    let said = fixture.say("ops-a", &command).unwrap();
    let said = serde_json::to_string(&said).unwrap();
    assert!(
        said.contains("withheld") && !said.contains("horse"),
        "{said}"
    );
    let revision = fixture.revision;
    let pinned = Pinned {
        revision,
        runbook: &fixture.runbook,
    };
    let run = fixture.state.run(fixture.run).unwrap();
    let (name, taken) = taken_secret(pinned, run, &step_ref, &result).unwrap();
    assert_eq!((name.as_str(), taken.expose()), ("TOKEN", "correct horse"));
    let ready = command_at(pinned, run, &step_ref, &Values::new()).unwrap();
    assert!(ready.hides_output && !ready.keep_output);
    // The next command needs it, and has it from memory alone.
    let login = StepRef::of("login");
    let gone = command_at(pinned, run, &login, &Values::new());
    assert_eq!(
        gone.unwrap_err(),
        Refusal::from(Blocked::SecretGone {
            name: "TOKEN".to_owned()
        })
    );
    let secrets = Values::from([(name, taken.expose().to_owned())]);
    let ready = command_at(pinned, run, &login, &secrets).unwrap();
    assert_eq!(ready.environment["TOKEN"], "correct horse");
    assert!(!ready.shown.contains("horse") && !ready.hides_output);
    // Without `take` it is typed.
    let typed = secret("TOKEN", None);
    assert!(typed.makes_secret().is_none());
}

/// What is done with 200 items at once has to be quick: each key lays the boxes anew.
#[test]
fn two_hundred_items_of_ten_steps_are_laid_in_a_blink() {
    let mut steps = vec![by(command(&["hosts"]), tick("list"))];
    steps.extend((0..10).map(|at| lines("list", tick(&format!("s{at}")))));
    let mut fixture = played(steps);
    let most: String = (1..=200).map(|at| format!("h{at}\n")).collect();
    listed(&mut fixture, "list", &most);
    let run = fixture.state.run(fixture.run).unwrap();
    let procedure: &Procedure = &fixture.runbook.procedures[0];
    let began = std::time::Instant::now();
    let walk = Progress::of(procedure, run, None);
    let took = began.elapsed();
    assert_eq!(walk.stands.len(), 2_001);
    assert!(
        took.as_millis() < 500,
        "{took:?} in a build without optimisation"
    );
}
