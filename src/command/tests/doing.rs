//! Commands, waits, signatures, and runs that other runs make begin.

use super::kit::*;
use crate::command::{Command, CommandResult, StartRun};
use crate::event::{CommandStatus, EntryHash, EntryRef, Fact};
use crate::runbook::{
    How, Owner, ProcedureRef, Program, Rehearsal, ScriptedAnswer, Search, Step, StepCommand,
    StepRef, Style, Template, Values, Yields,
};
use crate::state::Verdict;
use insta::assert_snapshot;
use jiff::SignedDuration;
use std::collections::BTreeMap;

pub fn command(words: &[&str]) -> StepCommand {
    StepCommand {
        program: Program::Words(words.iter().map(|word| Template::from(*word)).collect()),
        cwd: None,
        env: BTreeMap::new(),
        pass_env: Default::default(),
        timeout: SignedDuration::from_mins(1),
        expect_exit: vec![0],
        expect_output: None,
        take: None,
        interactive: false,
        keep_output: true,
    }
}

pub fn by(command: StepCommand, step: Step) -> Step {
    Step {
        how: How::Command(Box::new(command)),
        ..step
    }
}

fn fixture(steps: Vec<Step>) -> Fixture {
    let mut fixture = Fixture::new(runbook(vec![procedure("fix", Style::ReadDo, steps)]));
    fixture.transcript("start fix");
    fixture
}

fn started(fixture: &Fixture, at: &str) -> EntryRef {
    let run = fixture.state.run(fixture.run).unwrap();
    let step_state = &run.boxes[&step_ref(at)];
    step_state.commands.current().unwrap().mark.entry.clone()
}

pub fn exited(code: i32) -> CommandStatus {
    CommandStatus::Exited { code }
}

/// Ends the running command of a box, and tells what followed.
pub fn end(fixture: &mut Fixture, at: &str, status: CommandStatus, text: &str) -> String {
    let result = CommandResult {
        started: started(fixture, at),
        status,
        milliseconds: 40,
        bytes: text.len() as u64,
        digest: EntryHash([5; 32]),
        output: None,
        text: text.to_owned(),
        is_cut: false,
    };
    let command = Command::EndCommand {
        run: fixture.run,
        step_ref: step_ref(at),
        result: Box::new(result),
    };
    match fixture.say("ops-a", &command) {
        Ok(facts) => facts.iter().map(brief).collect::<Vec<_>>().join(" + "),
        Err(refusal) => format!("✗ {refusal}"),
    }
}

#[test]
fn a_command_is_begun_once_and_its_end_ticks_the_box() {
    let mut fixture = fixture(vec![by(command(&["true"]), tick("look")), tick("hand")]);
    assert_snapshot!(fixture.transcript("run hand\nrun look\nrun look"), @r#"
    run hand
        ✗ This step has no command.
    run look
        command-started host=host-1 shown=true step=look
    run look
        ✗ This command was begun by ops-a on host-1, and how it ended is not known. Wait for its end; where the program that ran it is gone, look what it did and say so.
    "#);
    assert_snapshot!(end(&mut fixture, "look", exited(0), ""), @"command-ended bytes=0 milliseconds=40 outcome=ok status={code:0,how:exited} step=look + step-done outcome=ok step=look");
    assert_snapshot!(end(&mut fixture, "look", exited(0), ""), @"✗ No command of this step waits for its end.");
    let again = fixture.transcript("run look");
    assert!(again.contains("command-started"), "{again}");
    assert_snapshot!(end(&mut fixture, "look", exited(3), ""), @"command-ended bytes=0 milliseconds=40 outcome=not-ok status={code:3,how:exited} step=look why=ended with status 3; expected 0 + step-done attempt=again note=ended with status 3; expected 0 outcome=not-ok step=look over=1");
    assert_snapshot!(fixture.transcript("again ok look"), @r#"
    again ok look
        step-done attempt=again by_hand=true outcome=ok step=look over=1
    "#);
}

#[test]
fn a_value_is_taken_and_judged_like_a_typed_one() {
    let mut take = command(&["queue", "$ITEM"]);
    take.take = Some(Search::parse(r"$ITEM\s+(\S+)").unwrap());
    let depth = each(
        by(take, reading("depth", Some("messages"))),
        &["a", "b", "c"],
    );
    let mut fixture = fixture(vec![depth]);
    fixture.transcript("run depth/a\nrun depth/b\nrun depth/c");
    let told = [
        end(&mut fixture, "depth/a", exited(0), "a  612\nb 7\n"),
        end(&mut fixture, "depth/b", exited(0), "a  612\nb many\n"),
        end(&mut fixture, "depth/c", exited(0), "nothing"),
        fixture.transcript("value depth/c 12"),
    ];
    assert_snapshot!(told.join("\n"), @r#"
    command-ended bytes=11 item=a milliseconds=40 outcome=ok status={code:0,how:exited} step=depth value=612 + step-done item=a judgement=warning outcome=ok step=depth unit=messages value=612
    command-ended bytes=14 item=b milliseconds=40 status={code:0,how:exited} step=depth why=“many” is not a number. Write one such as 412 or 3.5.
    command-ended bytes=7 item=c milliseconds=40 status={code:0,how:exited} step=depth why=nothing in its output matches $ITEM\\s+(\\S+)
    value depth/c 12
        step-done item=c judgement=normal outcome=ok step=depth unit=messages value=12
    "#);
}

#[test]
fn the_end_of_the_last_line_is_no_part_of_an_output() {
    for (output, value) in [
        ("depth 412\n", Some("412")),
        ("depth 7\ndepth 412\r\n", Some("412")),
        ("depth 412", Some("412")),
        ("depth 412\nnone left\n", None),
    ] {
        let mut take = command(&["queue"]);
        take.take = Some(Search::parse(r"(\d+)$").unwrap());
        take.expect_output = Some(Search::parse("^depth").unwrap());
        let mut fixture = fixture(vec![by(take, reading("depth", Some("messages")))]);
        fixture.transcript("run depth");
        let told = end(&mut fixture, "depth", exited(0), output);
        let taken = told.contains("outcome=ok").then_some("412");
        assert_eq!(taken, value, "{told}");
        assert!(value.is_none() || told.contains("value=412"), "{told}");
    }
}

#[test]
fn what_ends_badly_says_so_and_what_was_stopped_is_left_to_the_operator() {
    let mut expects = command(&["status"]);
    expects.expect_output = Some(Search::parse("green").unwrap());
    let steps = ["a", "b", "c", "d", "e", "f"].map(|id| by(expects.clone(), tick(id)));
    let mut fixture = Fixture::new(runbook(vec![procedure(
        "fix",
        Style::DoConfirm,
        steps.into(),
    )]));
    fixture.transcript("start fix\nrun a\nrun b\nrun c\nrun d\nrun e\nrun f");
    let no_program = CommandStatus::NotStarted {
        why: "no such program".to_owned(),
    };
    let told = [
        end(&mut fixture, "a", exited(0), "all green"),
        end(&mut fixture, "b", exited(0), "all red"),
        end(&mut fixture, "c", CommandStatus::TimedOut, ""),
        end(&mut fixture, "d", CommandStatus::Cancelled, ""),
        end(&mut fixture, "e", no_program, ""),
        end(&mut fixture, "f", CommandStatus::WantedTerminal, ""),
    ];
    assert_snapshot!(told.join("\n"), @r#"
    command-ended bytes=9 milliseconds=40 outcome=ok status={code:0,how:exited} step=a + step-done outcome=ok step=a
    command-ended bytes=7 milliseconds=40 outcome=not-ok status={code:0,how:exited} step=b why=nothing in its output matches green + step-done note=nothing in its output matches green outcome=not-ok step=b
    command-ended bytes=0 milliseconds=40 outcome=not-ok status={how:timed-out} step=c why=ended by force, after its time + step-done note=ended by force, after its time outcome=not-ok step=c
    command-ended bytes=0 milliseconds=40 status={how:cancelled} step=d why=cancelled
    command-ended bytes=0 milliseconds=40 status={how:not-started,why:no such program} step=e why=did not start: no such program
    command-ended bytes=0 milliseconds=40 status={how:wanted-terminal} step=f why=ended by force, because it asked something on the terminal; its step needs `interactive = true`, or a command that asks nothing
    "#);
}

#[test]
fn an_answer_that_came_in_between_is_not_replaced() {
    let mut fixture = fixture(vec![by(command(&["slow"]), tick("look"))]);
    fixture.transcript("run look\nops-b: not-ok look | it hangs");
    let told = end(&mut fixture, "look", exited(0), "");
    assert!(
        told.contains("outcome=ok") && !told.contains("step-done"),
        "{told}"
    );
    let run = fixture.state.run(fixture.run).unwrap();
    assert_eq!(
        run.outcome(&StepRef::of("look")).unwrap().by.as_str(),
        "ops-b"
    );
    // Also where the run has ended meanwhile.
    fixture.transcript("run look\nabandon | wrong shard");
    let told = end(&mut fixture, "look", exited(0), "");
    assert!(
        told.starts_with("command-ended") && !told.contains("step-done"),
        "{told}"
    );
}

#[test]
fn nobody_knows_what_a_lost_command_came_to_until_someone_looked() {
    let mut fixture = fixture(vec![by(command(&["drop"]), tick("look"))]);
    assert_snapshot!(fixture.transcript(
        "forget look
         run look
         run look
         forget look
         forget look
         run look"
    ), @r#"
    forget look
        ✗ No command of this step waits for its end.
    run look
        command-started host=host-1 shown=drop step=look
    run look
        ✗ This command was begun by ops-a on host-1, and how it ended is not known. Wait for its end; where the program that ran it is gone, look what it did and say so.
    forget look
        command-ended bytes=0 milliseconds=0 status={how:unknown} step=look
    forget look
        ✗ No command of this step waits for its end.
    run look
        command-started host=host-1 shown=drop step=look over=1
    "#);
}

#[test]
fn values_are_checked_before_a_command_sees_them() {
    let mut argv = command(&["restart", "orders@$ORDER", "it's"]);
    argv.env.insert("ZONE".to_owned(), Template::from("eu"));
    let shell = StepCommand {
        program: Program::shell("restart \"$ORDER\"", &["ORDER"]),
        ..command(&[])
    };
    let steps = || {
        vec![
            ask("order", "ORDER", None),
            by(argv.clone(), tick("argv")),
            by(shell.clone(), tick("shell")),
        ]
    };
    let mut fixture = Fixture::new(runbook(vec![procedure("fix", Style::DoConfirm, steps())]));
    fixture.transcript("start fix");
    assert_snapshot!(fixture.transcript(
        "run argv
         value order $(reboot)
         value order -rf
         value order a b
         value order 2026-1
         run argv
         run shell"
    ), @r"
    run argv
        ✗ The command needs ORDER, which nobody has given yet: answer the step that asks for it first.
    value order $(reboot)
        ✗ A command uses ORDER. It can hold letters, digits and . _ / : @ % + , = - and does not begin with a dash.
    value order -rf
        ✗ A command uses ORDER. It can hold letters, digits and . _ / : @ % + , = - and does not begin with a dash.
    value order a b
        ✗ A command uses ORDER. It can hold letters, digits and . _ / : @ % + , = - and does not begin with a dash.
    value order 2026-1
        step-done name=ORDER outcome=ok step=order value=2026-1
    run argv
        command-started host=host-1 shown=restart orders@2026-1 'it'\\''s' step=argv
    run shell
        command-started host=host-1 shown=ORDER=2026-1; restart \$ORDER\ step=shell
    ");
    for hostile in [
        "$(id)",
        "`id`",
        "a;b",
        "a|b",
        "'",
        "\"",
        "-x",
        "a\u{202e}b",
        "a\u{0}",
        "a\nb",
    ] {
        let start = Command::StartRun(StartRun {
            values: Values::from([("ORDER".to_owned(), hostile.to_owned())]),
            ..StartRun::of("fix")
        });
        assert!(fixture.decide("ops-a", &start).is_err(), "{hostile:?}");
    }
}

#[test]
fn a_secret_is_kept_back_and_stands_in_no_word() {
    let Yields::Ask(mut secret) = ask("token", "TOKEN", None).yields else {
        unreachable!()
    };
    secret.secret = true;
    let shell = StepCommand {
        program: Program::shell("login \"$TOKEN\"", &["TOKEN"]),
        ..command(&[])
    };
    let mut fixture = Fixture::new(runbook(vec![procedure(
        "fix",
        Style::DoConfirm,
        vec![
            yielding("token", Yields::Ask(secret)),
            by(command(&["login", "--token=$TOKEN"]), tick("argv")),
            by(shell, tick("shell")),
        ],
    )]));
    assert_snapshot!(fixture.transcript(
        "start fix TOKEN=hunter2
         start fix
         value token hunter2
         run argv
         run shell"
    ), @r#"
    start fix TOKEN=hunter2
        ✗ TOKEN is a secret, which is never written down: leave it out here, and type it at its step.
    start fix
        run-started steps=3
    value token hunter2
        step-done name=TOKEN outcome=ok step=token withheld=true
    run argv
        ✗ The secret TOKEN stands in the words of the command, where every account of the machine could read it. The runbook has to hand it over in `env`.
    run shell
        command-started host=host-1 shown=TOKEN=••••; login \$TOKEN\ step=shell
    "#);
    let written = format!("{:?}", fixture.entries);
    assert!(!written.contains("hunter2"), "{written}");
}

#[test]
fn a_wait_holds_ok_back_until_it_is_over() {
    let wait = Step {
        how: How::Wait(SignedDuration::from_mins(5)),
        ..tick("fall")
    };
    let mut fixture = fixture(vec![wait, tick("next")]);
    assert_snapshot!(fixture.transcript(
        "ok fall
         wait next
         wait fall
         ok fall
         wait fall
         not-ok fall | it rises
         again ok fall"
    ), @r#"
    ok fall
        ✗ This step waits first: begin the wait.
    wait next
        ✗ This step does not wait.
    wait fall
        wait-started step=fall until=2026-11-23T09:06:00Z
    ok fall
        ✗ The wait is not over: 4 min to go. Not OK, skip and defer are possible at any time.
    wait fall
        ✗ The wait is not over: 4 min to go. Not OK, skip and defer are possible at any time.
    not-ok fall | it rises
        step-done note=it rises outcome=not-ok step=fall
    again ok fall
        ✗ This step waits first: begin the wait.
    "#);
    fixture.now += SignedDuration::from_mins(5);
    // What was answered is waited for anew.
    assert_snapshot!(fixture.transcript("again ok fall\nwait fall"), @r#"
    again ok fall
        ✗ This step waits first: begin the wait.
    wait fall
        wait-started step=fall until=2026-11-23T09:13:00Z over=1
    "#);
    fixture.now += SignedDuration::from_mins(5);
    assert_snapshot!(fixture.transcript("again ok fall"), @r#"
    again ok fall
        step-done attempt=again outcome=ok step=fall over=1
    "#);
}

#[test]
fn a_second_person_signs_and_never_the_one_who_did_it() {
    let signed = Step {
        sign_off: Some("technical".to_owned()),
        ..tick("drop")
    };
    let mut runbook = runbook(vec![procedure(
        "fix",
        Style::ReadDo,
        vec![signed, tick("next")],
    )]);
    let owner = Owner {
        name: "Lead".to_owned(),
        contact: None,
        operators: vec!["tl-1".to_owned(), "ops-a".to_owned()],
        responsible_for: Vec::new(),
    };
    runbook.owners.insert("technical".to_owned(), owner);
    let mut fixture = Fixture::new(runbook);
    assert_snapshot!(fixture.transcript(
        "start fix
         tl-1: sign drop
         sign next
         ok drop
         ok next
         finish
         sign drop
         ops-b: sign drop
         played drop
         tl-1: sign drop
         tl-1: sign drop
         ok next
         correct ok drop | a typo in my note
         finish
         tl-1: sign drop
         finish"
    ), @"
    start fix
        run-started steps=2
    tl-1: sign drop
        ✗ There is nothing to sign yet: the step has to be done first.
    sign next
        ✗ This step needs no signature.
    ok drop
        step-done outcome=ok step=drop
    ok next
        ✗ Step 1 waits for a signature (technical), next steps on hold: Do drop. Let a second person sign it, or go on past it with a reason.
    finish
        ✗ Not finished yet: 1 Do drop; 2 Do next. To finish, answer what is open, or skip it with a reason; let a second person sign what needs a signature.
    sign drop
        ✗ Whoever did a step does not sign it: a second person has to (technical).
    ops-b: sign drop
        ✗ This is signed by technical: that is tl-1 or ops-a.
    played drop
        ✗ That is for rehearsals alone, and this run is live.
    tl-1: sign drop
        signed-off account=shift meaning=Seen as technical: Do drop: OK role=technical same_account=false step=drop
    tl-1: sign drop
        ✗ tl-1 has signed this already.
    ok next
        step-done outcome=ok step=next
    correct ok drop | a typo in my note
        step-done attempt=corrected done_at=2026-11-23T09:01:00Z outcome=ok reason=a typo in my note step=drop over=1
    finish
        ✗ Not finished yet: 1 Do drop. To finish, let a second person sign what needs a signature.
    tl-1: sign drop
        signed-off account=shift meaning=Seen as technical: Do drop: OK role=technical same_account=false step=drop
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:2,skipped:0,warnings:0} ending={how:completed}
    ");
    assert_snapshot!(fixture.transcript("start fix rehearse\nok drop\nplayed drop"), @r#"
    start fix rehearse
        run-started rehearsal=true steps=2
    ok drop
        step-done outcome=ok step=drop
    played drop
        signed-off account=shift meaning=Seen as technical: Do drop: OK played=true role=technical same_account=false step=drop
    "#);
}

fn called(id: &str, procedure: &str) -> Step {
    Step {
        how: How::Call(procedure.parse::<ProcedureRef>().unwrap()),
        ..tick(id)
    }
}

#[test]
fn a_called_run_and_its_caller_know_of_each_other() {
    let caller = procedure(
        "fix",
        Style::ReadDo,
        vec![
            ask("order", "ORDER", None),
            called("health", "orders/health"),
            Step {
                on_fail: Some("orders/vendor".parse().unwrap()),
                ..tick("lag")
            },
        ],
    );
    let health = procedure("health", Style::ReadDo, vec![ask("which", "ORDER", None)]);
    let vendor = procedure("vendor", Style::ReadDo, vec![tick("page")]);
    let mut fixture = Fixture::new(runbook(vec![caller, health, vendor]));
    fixture.transcript("start fix");
    let parent = fixture.run;
    assert_snapshot!(fixture.transcript("call health\nvalue order 2026-1\ncall health"), @r#"
    call health
        ✗ Step 1 comes first: Do order. Answer it, or go on past it with a reason.
    value order 2026-1
        step-done name=ORDER outcome=ok step=order value=2026-1
    call health
        run-started cause={run:01M83T4CM00000000000000001,step:health,why:called} steps=1 values={ORDER:2026-1}
    "#);
    let child = fixture.run;
    assert_ne!(child, parent);
    fixture.run = parent;
    assert_snapshot!(fixture.transcript("call health\ncall lag\nfail lag"), @r#"
    call health
        ✗ health was begun from here and still goes on: run 000002. Go on with that one.
    call lag
        ✗ This step calls no other procedure.
    fail lag
        ✗ This step has not failed.
    "#);
    let state = &fixture.state;
    let run = state.run(parent).unwrap();
    let at = StepRef::of("health");
    let known = state.child_going_on(run, &at);
    assert_eq!(known.map(|said| said.what.run), Some(child));
    let started = &state.run(child).unwrap().started.as_ref().unwrap().what;
    assert_eq!(started.values["ORDER"], "2026-1");
    // The parent's own start is not the child's.
    assert_eq!(
        run.started.as_ref().unwrap().what.procedure.to_string(),
        "orders/fix"
    );

    fixture.transcript("ok health");
    assert_snapshot!(fixture.transcript("not-ok lag | red\nfinish"), @r#"
    not-ok lag | red
        step-done note=red outcome=not-ok step=lag
    finish
        ✗ health was called from this run and still goes on: finish or abandon run 000002 first.
    "#);
    fixture.run = child;
    fixture.transcript("ok which\nfinish");
    assert_eq!(fixture.state.verdict_of(child), Some(Verdict::Completed));
    fixture.run = parent;
    assert_snapshot!(fixture.transcript("fail lag"), @r#"
    fail lag
        run-started cause={run:01M83T4CM00000000000000001,step:lag,why:failed} steps=1
    "#);
}

#[test]
fn what_was_done_is_walked_back_up_to_a_step_of_no_return() {
    let undone = |id: &str| Step {
        undo: Some(Template::from(format!("Take {id} back"))),
        ..tick(id)
    };
    let steps = vec![
        Step {
            no_return: true,
            ..undone("drop")
        },
        undone("stop"),
        tick("look"),
        each(undone("start"), &["a", "b"]),
    ];
    let mut fixture = Fixture::new(runbook(vec![procedure("fix", Style::DoConfirm, steps)]));
    fixture.transcript("start fix");
    let run = fixture.run;
    assert_snapshot!(fixture.transcript(
        "undo
         ok drop
         caution drop
         ok drop
         undo
         ok stop
         ok look
         ok start/b
         ok start/a
         undo
         ok stop
         ok start/a
         ok start/b
         ok stop
         finish
         undo"
    ), @"
    undo
        ✗ Nothing that was done in this run says how it is undone.
    ok drop
        ✗ Steps before this one cannot be undone after it: acknowledge that first.
    caution drop
        caution-acknowledged step=drop
    ok drop
        step-done outcome=ok step=drop
    undo
        ✗ Nothing can be undone any more: “Do drop” was done, and there is no way back from it.
    ok stop
        step-done outcome=ok step=stop
    ok look
        step-done outcome=ok step=look
    ok start/b
        step-done item=b outcome=ok step=start
    ok start/a
        step-done item=a outcome=ok step=start
    undo
        run-started cause={plan:[{item:a,step:start},{item:b,step:start},{item:null,step:stop}],run:01M83T4CM00000000000000001,why:undoes} steps=3
    ok stop
        ✗ Step 1 comes first: Take start back. Answer it, or go on past it with a reason.
    ok start/a
        step-done item=a outcome=ok step=start
    ok start/b
        step-done item=b outcome=ok step=start
    ok stop
        step-done outcome=ok step=stop
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:3,skipped:0,warnings:0} ending={how:completed}
    undo
        ✗ Nothing that was done in this run says how it is undone.
    ");
    fixture.run = run;
    assert_snapshot!(fixture.transcript("undo\nfinish\nstart fix"), @"
    undo
        ✗ This run has been rolled back already, by run 000002. Undo the rest by hand, or in a run of its own.
    finish
        run-ended counts={alarms:0,deferred:0,not_ok:0,ok:5,skipped:0,warnings:0} ending={how:completed}
    start fix
        run-started steps=5
    ");
}

#[test]
fn a_rehearsal_pretends_and_answers_as_its_scenario_says() {
    let mut fix = procedure(
        "fix",
        Style::ReadDo,
        vec![
            by(command(&["reboot"]), tick("boot")),
            by(command(&["depth"]), reading("depth", None)),
        ],
    );
    let answer = |at: &str, attempts: &[&str]| ScriptedAnswer {
        step_ref: StepRef::of(at),
        attempts: attempts.iter().map(|word| (*word).to_owned()).collect(),
    };
    fix.rehearsals.push(Rehearsal {
        title: "Lag at night".to_owned(),
        scenario: None,
        answers: vec![
            answer("boot", &["not-ok", "ok"]),
            answer("depth", &["7000"]),
        ],
        surprises: Vec::new(),
    });
    let mut fixture = Fixture::new(runbook(vec![fix]));
    let start = |scenario: &str, rehearsal| {
        Command::StartRun(StartRun {
            scenario: Some(scenario.to_owned()),
            rehearsal,
            ..StartRun::of("fix")
        })
    };
    assert!(
        fixture
            .decide("ops-a", &start("lag at night", false))
            .is_err()
    );
    let refusal = fixture.decide("ops-a", &start("Fire", true)).unwrap_err();
    assert_snapshot!(refusal, @"The procedure has no scenario “Fire”. It has: Lag at night.");
    fixture.say("ops-a", &start("lag at night", true)).unwrap();
    assert_snapshot!(fixture.transcript("run boot\npretend boot\npretend boot\npretend depth\nfinish"), @"
    run boot
        ✗ A rehearsal runs no command: pretend it.
    pretend boot
        command-pretended shown=reboot step=boot + step-done note=as the scenario says outcome=not-ok step=boot
    pretend boot
        command-pretended shown=reboot step=boot + step-done attempt=again outcome=ok step=boot over=1
    pretend depth
        command-pretended shown=depth step=depth + step-done judgement=alarm outcome=ok step=depth value=7000
    finish
        run-ended counts={alarms:1,deferred:0,not_ok:0,ok:2,skipped:0,warnings:0} ending={how:completed} boxes=1/2 failed=1 gaps=0
    ");
    assert_snapshot!(fixture.transcript("start fix\npretend boot"), @r#"
    start fix
        run-started steps=2
    pretend boot
        ✗ That is for rehearsals alone, and this run is live.
    "#);
    let facts = fixture
        .entries
        .iter()
        .flat_map(|entry| entry.numbered_facts());
    let ran = facts.filter(|(_, fact)| matches!(fact, Fact::CommandStarted(_)));
    assert_eq!(ran.count(), 0);
}
