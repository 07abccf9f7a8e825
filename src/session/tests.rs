//! A session in folders of its own: what follows from one request for another run, and a second
//! operator at the same terminal.

use super::{Failure, Request, Session, Start};
use crate::command::{Answer, Command, CompleteStep, Secret};
use crate::config::{Origin, Settings};
use crate::event::{Fact, RunId};
use crate::runbook::StepRef;
use crate::state::Verdict;
use tempfile::TempDir;

const FILE: &str = r#"
title = "Orders sync"
timezone = "UTC"

[owners]
technical = { name = "Tech lead", operators = ["tl-1"] }

[[procedures]]
id = "fix"
title = "Fix"
style = "do-confirm"

[[procedures.steps]]
id = "health"
title = "Check the warehouse"
call = "health"

[[procedures.steps]]
id = "drop"
title = "Drop the table"
sign_off = "technical"

[[procedures.steps]]
id = "token"
title = "Token"
ask = { name = "TOKEN", secret = true }

[[procedures]]
id = "health"
title = "Health"
steps = ["It answers"]
"#;

fn session() -> (TempDir, Session) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("runbooks")).unwrap();
    std::fs::write(at("runbooks").join("orders-sync.toml"), FILE).unwrap();
    let settings = Settings {
        journal_id: None,
        runbooks: vec![at("runbooks")],
        runbooks_from: Origin::Argument("--runbooks"),
        journal: at("journal"),
        journal_from: Origin::Argument("--journal"),
        in_doubt: Vec::new(),
        team: Default::default(),
        state: at("state"),
        cache: at("cache"),
        operator: "ops-a".into(),
        operator_from: Origin::Argument("--operator"),
        host: "host-1".to_owned(),
        machine: "host-1".to_owned(),
        account: "shift".to_owned(),
        boot: None,
    };
    (folder, Session::open(settings).unwrap())
}

fn start(session: &mut Session) -> RunId {
    let start = Start::of("orders-sync/fix".parse().unwrap());
    session.submit(&Request::Start(start)).unwrap().run.unwrap()
}

fn answer(run: RunId, step: &str, answer: Answer) -> Request {
    let complete = CompleteStep::first(run, StepRef::of(step), answer);
    Request::Do(Command::CompleteStep(complete))
}

fn call(session: &mut Session, run: RunId) -> RunId {
    let request = Request::Call {
        run,
        step_ref: StepRef::of("health"),
        target: None,
    };
    session.submit(&request).unwrap().run.unwrap()
}

fn outcome(session: &Session, run: RunId, step: &str) -> Option<String> {
    let run = session.whole(run).unwrap().unwrap();
    run.outcome(&StepRef::of(step))
        .map(|said| said.what.words())
}

#[test]
fn a_called_run_that_is_completed_answers_its_step_and_no_other_ending_does() {
    let (_folder, mut session) = session();
    let run = start(&mut session);
    let given_up = call(&mut session, run);
    let reason = "wrong host".to_owned();
    let abandon = Command::Abandon {
        run: given_up,
        reason,
    };
    session.submit(&Request::Do(abandon)).unwrap();
    assert_eq!(outcome(&session, run, "health"), None);

    let called = call(&mut session, run);
    session
        .submit(&answer(called, "it-answers", Answer::Ok))
        .unwrap();
    let finish = Request::Do(Command::Finish { run: called });
    session.submit(&finish).unwrap();
    assert_eq!(session.state().verdict_of(called), Some(Verdict::Completed));
    assert_eq!(outcome(&session, run, "health").as_deref(), Some("OK"));
}

#[test]
fn a_second_operator_signs_at_the_same_terminal_with_a_writer_of_their_own() {
    let (_folder, mut session) = session();
    let run = start(&mut session);
    session.submit(&answer(run, "drop", Answer::Ok)).unwrap();
    let sign = Request::Do(Command::SignOff {
        run,
        step_ref: StepRef::of("drop"),
        played: false,
    });
    assert!(session.submit(&sign).is_err());
    let receipt = session.submit_as(&"tl-1".into(), &sign).unwrap();
    assert!(receipt.entry.writer.as_str().starts_with("tl-1@"));
    let run = session.whole(run).unwrap().unwrap();
    let signature = run.boxes[&StepRef::of("drop")].signature().unwrap();
    assert_eq!(signature.by.as_str(), "tl-1");
    assert!(signature.what.same_account);
}

#[test]
fn a_secret_stays_with_the_session_that_was_told_it() {
    let (_folder, mut session) = session();
    let run = start(&mut session);
    let secret = Secret::from("hunter2".to_owned());
    let request = answer(run, "token", Answer::Secret(secret));
    assert!(!format!("{request:?} {}", request.words()).contains("hunter2"));
    let receipt = session.submit(&request).unwrap();
    assert_eq!(session.secrets[&run]["TOKEN"], "hunter2");
    let withheld = receipt
        .facts
        .iter()
        .any(|fact| matches!(fact, Fact::StepDone(done) if done.withheld && done.value.is_none()));
    assert!(withheld, "{receipt:?}");
}

/// What cannot be asked is no "no": a command that may still run is not forgotten.
#[test]
#[cfg(unix)]
fn a_command_is_not_forgotten_where_nobody_knows_whether_it_runs() {
    let (folder, mut session) = session();
    let run = start(&mut session);
    let step_ref = StepRef::of("drop");
    let forget = Command::ForgetCommand {
        run,
        step_ref: step_ref.clone(),
    };
    let forget = Request::Do(forget);
    let refused = session.submit(&forget).unwrap_err();
    assert!(matches!(refused, Failure::Refused(_)), "{refused}");
    let lock = session.lock_path(run, &step_ref);
    std::fs::create_dir_all(lock.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(folder.path(), &lock).unwrap();
    let words = session.submit(&forget).unwrap_err().to_string();
    assert!(words.contains("symbolic link"), "{words}");
    assert!(words.contains(lock.to_str().unwrap()), "{words}");
}

#[test]
fn a_live_session_and_a_replay_give_equal_states() {
    let (folder, mut session) = session();
    let run = start(&mut session);
    let called = call(&mut session, run);
    session
        .submit(&answer(called, "it-answers", Answer::Ok))
        .unwrap();
    session
        .submit(&Request::Do(Command::Finish { run: called }))
        .unwrap();
    session.submit(&answer(run, "drop", Answer::Ok)).unwrap();
    let sign = Request::Do(Command::SignOff {
        run,
        step_ref: StepRef::of("drop"),
        played: false,
    });
    session.submit_as(&"tl-1".into(), &sign).unwrap();
    let replay = Session::open(session.settings().clone()).unwrap();
    assert_eq!(*session.state(), *replay.state());
    drop(folder);
}
