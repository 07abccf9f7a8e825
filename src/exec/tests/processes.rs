//! Processes: how they end, what they leave, and what they cannot do to us.

use super::*;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

fn shell(text: &str) -> Program {
    Program::shell(text, "/")
}

fn count(calls: &AtomicUsize) {
    calls.fetch_add(1, Ordering::SeqCst);
}

/// Whether a process is there and alive; a zombie is not.
fn is_alive(pid: &str) -> bool {
    let state = std::process::Command::new("ps")
        .args(["-o", "stat=", "-p", pid])
        .output()
        .unwrap();
    let state = String::from_utf8(state.stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

/// The lines that a command wrote into a file, once there are so many.
fn lines_of(path: &Path, count: usize) -> Vec<String> {
    let mut lines = Vec::new();
    until("the file", || {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        lines = text.split_inclusive('\n').map(str::to_owned).collect();
        lines.len() >= count && lines.iter().all(|line| line.ends_with('\n'))
    });
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn status_output_digest_and_length_are_told() {
    let ended = run(&shell("printf out; printf err >&2; exit 3"));
    assert_eq!(ended.ending, Ending::Exited(3));
    assert_eq!(ended.ending.to_string(), "exit status 3");
    assert_eq!(text(&ended.output.stdout), "out");
    let both = text(&ended.output.bytes);
    assert!(both == "outerr" || both == "errout", "{both}");
    assert_eq!(ended.output.total_bytes, 6);
    assert_eq!(ended.output.sha256, <[u8; 32]>::from(Sha256::digest(&both)));
    assert!(!ended.output.is_capped && !ended.left_something);
    let ended = run(&Program::argv(["echo", "a  b", "$HOME", "*"], "/"));
    assert_eq!(text(&ended.output.bytes), "a  b $HOME *\n");
}

#[test]
fn a_signal_from_elsewhere_is_told_as_one() {
    let ended = run(&shell("kill -9 $$"));
    assert_eq!(ended.ending, Ending::Signalled(9));
    assert_eq!(ended.ending.to_string(), "ended by signal 9 (SIGKILL)");
}

#[test]
fn what_cannot_start_says_why() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let why = |program: &Program| match run(program).ending {
        Ending::NotStarted(why) => why,
        other => panic!("{other:?}"),
    };
    let not_found = why(&Program::argv(["no-such-program-7"], "/"));
    assert!(
        not_found.starts_with("no program no-such-program-7 is found on PATH"),
        "{not_found}"
    );
    let not_found = why(&Program::argv(["./no-such"], "/"));
    assert!(
        not_found.starts_with("there is no program ./no-such"),
        "{not_found}"
    );
    let forbidden = why(&Program::argv([file.to_str().unwrap()], "/"));
    assert!(forbidden.contains("may not be run"), "{forbidden}");
    for folder in ["/no/such/folder", file.to_str().unwrap()] {
        let no_folder = why(&Program::argv(["true"], folder));
        assert!(no_folder.starts_with("there is no folder"), "{no_folder}");
    }
    let too_long = why(&Program::argv(["true".into(), "x".repeat(4 << 20)], "/"));
    assert!(too_long.starts_with("true cannot be run"), "{too_long}");
    let called = Arc::new(AtomicUsize::new(0));
    let calls = Arc::clone(&called);
    let program = Program::argv(["no-such-program-7"], "/");
    let notify = move || count(&calls);
    let mut running = start(&program, notify).unwrap();
    assert_eq!(called.load(Ordering::SeqCst), 1);
    assert!(running.is_over());
    assert!(running.ended().is_some() && running.ended().is_none());
}

#[test]
fn a_program_is_found_from_its_own_folder() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().canonicalize().unwrap();
    let ended = run(&Program::shell("pwd", &home));
    assert_eq!(text(&ended.output.bytes).trim(), home.to_str().unwrap());
    assert_eq!(
        run(&Program::argv(["./echo"], "/bin")).ending,
        Ending::Exited(0)
    );
}

#[test]
fn nothing_of_our_environment_is_inherited_but_what_is_named() {
    // Our own environment cannot be changed, so this test runs once more with another.
    const CANARIES: [&str; 4] = ["AWS_SECRET_ACCESS_KEY", "ROUNDS_JOURNAL", "ENV", "CANARY"];
    if std::env::var_os("CANARY").is_none() {
        let name =
            "exec::tests::processes::nothing_of_our_environment_is_inherited_but_what_is_named";
        let again = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .envs(CANARIES.map(|name| (name, "c4nary")))
            .env("KUBECONFIG", "/named")
            .output()
            .unwrap();
        let said = text(&again.stdout);
        assert!(
            again.status.success() && said.contains("1 passed"),
            "{said}"
        );
        return;
    }
    let mut program = Program::argv(["env"], "/");
    program.variables.insert("ORDER_ID".into(), "7 $(x)".into());
    let seen = text(&run(&program).output.bytes);
    assert!(!seen.contains("c4nary"), "{seen}");
    for named in [
        "ORDER_ID=7 $(x)\n",
        "TERM=dumb\n",
        "KUBECONFIG=/named\n",
        "PATH=",
    ] {
        assert!(seen.contains(named), "{seen}");
    }
}

#[test]
fn standard_input_is_closed() {
    let ended = run(&shell("cat; echo $?; test -t 0; echo $?"));
    assert_eq!(text(&ended.output.bytes), "0\n1\n");
    assert_eq!(run(&shell("-x")).ending, Ending::Exited(127));
}

#[test]
fn a_time_out_ends_it() {
    let mut program = shell("echo begun; sleep 600");
    program.timeout = Some(Duration::from_millis(100));
    let ended = run(&program);
    assert_eq!(ended.ending, Ending::TimedOut(Duration::from_millis(100)));
    assert_eq!(ended.ending.to_string(), "ended after its time of 100 ms");
    assert!(ended.took >= Duration::from_millis(100) && ended.took < DEADLINE);
    assert_eq!(text(&ended.output.bytes), "begun\n");
}

#[test]
fn a_cancel_ends_all_of_the_group() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("pids");
    // The second child hears no request and has closed the output; both are in the group.
    let text = "sleep 600 & echo $! >> pids
        (trap '' TERM; exec >/dev/null 2>&1; exec sleep 600) & echo $! >> pids
        echo $$ >> pids; wait";
    let mut running = start(&Program::shell(text, home.path()), || {}).unwrap();
    let pids = lines_of(&file, 3);
    assert!(pids.iter().all(|pid| is_alive(pid)));
    assert!(!running.is_over());
    running.cancel();
    running.cancel();
    let ended = running.wait().unwrap();
    assert_eq!(ended.ending, Ending::Cancelled);
    assert!(!ended.left_something);
    for pid in &pids {
        until("its end", || !is_alive(pid));
    }
}

#[test]
fn who_does_not_listen_is_killed() {
    let running = start(
        &shell("trap '' TERM; echo deaf; while :; do sleep 600; done"),
        || {},
    );
    let mut running = running.unwrap();
    until("its first line", || running.total_bytes() == 5);
    running.cancel();
    let ended = running.wait().unwrap();
    assert_eq!(ended.ending, Ending::Cancelled);
    assert_eq!(text(&ended.output.bytes), "deaf\n");
}

#[test]
fn who_listens_may_put_things_in_order() {
    let running = start(
        &shell("trap 'echo bye; exit 0' TERM; echo hi; sleep 600 & wait"),
        || {},
    );
    let mut running = running.unwrap();
    until("its first line", || running.total_bytes() == 3);
    running.cancel();
    let ended = running.wait().unwrap();
    assert_eq!(
        (ended.ending, text(&ended.output.bytes)),
        (Ending::Cancelled, "hi\nbye\n".into())
    );
}

#[test]
fn a_stopped_command_can_be_ended() {
    let mut running = start(&shell("echo on; kill -STOP $$; echo off"), || {}).unwrap();
    until("its first line", || running.total_bytes() == 3);
    running.cancel();
    assert_eq!(running.wait().unwrap().ending, Ending::Cancelled);
}

#[test]
fn a_command_that_wants_the_terminal_is_ended_and_said_so() {
    // What the system does to whoever reads a terminal from the background.
    for signal in ["TTIN", "TTOU"] {
        let ended = run(&shell(&format!("kill -{signal} $$; echo asked")));
        assert_eq!(ended.ending, Ending::WantedTerminal);
        assert!(ended.ending.to_string().contains("interactive = true"));
    }
}

#[test]
fn dropping_the_handle_ends_the_command() {
    let home = tempfile::tempdir().unwrap();
    let program = Program::shell("echo $$ > pid; sleep 600", home.path());
    let running = start(&program, || {}).unwrap();
    let pids = lines_of(&home.path().join("pid"), 1);
    drop(running);
    assert!(!is_alive(&pids[0]));
}

#[test]
fn what_holds_the_output_is_not_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let mut program = Program::shell("sleep 600 & echo $! > pid; echo done", home.path());
    let ended = run(&program);
    let pid = lines_of(&home.path().join("pid"), 1).remove(0);
    assert_eq!(ended.ending, Ending::Exited(0));
    assert!(ended.left_something && begun.elapsed() < DEADLINE);
    assert_eq!(text(&ended.output.bytes), "done\n");
    assert!(is_alive(&pid), "what was started to stay is left alone");
    let kill = std::process::Command::new("kill").arg(&pid).status();
    assert!(kill.unwrap().success());

    // One that prints for ever is not listened to for ever.
    program.form = Form::Shell("yes & echo $! > pid2".into());
    let ended = run(&program);
    assert!(ended.left_something && ended.output.is_capped);
    let pid = lines_of(&home.path().join("pid2"), 1).remove(0);
    until("the end of who prints to nobody", || !is_alive(&pid));
}

#[test]
fn a_hundred_megabytes_stay_within_the_cap_and_a_few_notices() {
    const TOTAL: usize = 100_000_000;
    let program = shell("yes 0123456789abcdef | head -c 100000000; echo last");
    let (sender, notices) = mpsc::channel();
    let begun = Instant::now();
    let mut running = start(&program, move || sender.send(()).unwrap_or_default()).unwrap();
    let (mut called, mut slowest) = (0, Duration::ZERO);
    while !running.is_over() {
        notices.recv_timeout(DEADLINE).unwrap();
        called += 1;
        let looked = Instant::now();
        assert!(running.tail(50).len() <= 50);
        slowest = slowest.max(looked.elapsed());
    }
    let ended = running.wait().unwrap();
    let took = begun.elapsed();
    // So many whole lines, most of one, and the last.
    let line = b"0123456789abcdef\n";
    let mut digest = Sha256::new();
    for _ in 0..TOTAL / line.len() {
        digest.update(line);
    }
    let end = [&line[..TOTAL % line.len()], b"last\n"].concat();
    digest.update(&end);
    assert_eq!(ended.output.sha256, <[u8; 32]>::from(digest.finalize()));
    assert_eq!(ended.output.total_bytes as usize, TOTAL + 5);
    assert!(ended.output.is_capped);
    let half = CAP_BYTES / 2;
    let lines = line.repeat(half / line.len() + 1);
    for kept in [&ended.output.bytes, &ended.output.stdout] {
        let mark = format!("\n[… {} bytes left out …]\n", TOTAL + 5 - CAP_BYTES);
        assert_eq!(kept.len(), CAP_BYTES + mark.len());
        assert_eq!(kept[..half], lines[..half]);
        let last = kept[half..].strip_prefix(mark.as_bytes()).unwrap();
        let last = last.strip_suffix(end.as_slice()).unwrap();
        assert!(lines.ends_with(last));
    }
    let most = 2 + took.as_millis() as usize / 50;
    assert!(called <= most, "{called} notices in {took:?}");
    assert!(slowest < Duration::from_secs(1), "a look took {slowest:?}");
}

#[test]
fn news_come_while_it_runs() {
    let home = tempfile::tempdir().unwrap();
    let called = Arc::new(AtomicUsize::new(0));
    let calls = Arc::clone(&called);
    let text = "printf 'first\\n\\033[31msecond'; until test -e go; do sleep 0.01; done; echo";
    let program = Program::shell(text, home.path());
    let notify = move || count(&calls);
    let mut running = start(&program, notify).unwrap();
    until("a notice", || called.load(Ordering::SeqCst) >= 1);
    until("both lines", || running.tail(9).len() == 2);
    let tail = running.tail(1);
    assert_eq!(tail[0].text().as_str(), "second");
    assert_eq!(tail[0].pieces[0].style.foreground, Some(Colour::Red));
    assert!(running.ended().is_none());
    std::fs::write(home.path().join("go"), "").unwrap();
    until("its end", || running.is_over());
    // Who waits for news hears of the end after it is there, never before.
    until("a notice of it", || called.load(Ordering::SeqCst) >= 2);
    assert_eq!(running.ended().unwrap().ending, Ending::Exited(0));
}

#[test]
fn a_program_that_owns_the_terminal_is_waited_for() {
    let mut program = shell("exit 4");
    assert_eq!(run_interactive(&program), Err(Refusal::Terminal));
    program.is_interactive = true;
    assert!(matches!(start(&program, || {}), Err(Refusal::Terminal)));
    let (ending, took) = run_interactive(&program).unwrap();
    assert_eq!(ending, Ending::Exited(4));
    assert!(took < DEADLINE);
    program.form = Form::Argv(vec!["no-such-program-7".into()]);
    let (ending, _) = run_interactive(&program).unwrap();
    assert!(matches!(ending, Ending::NotStarted(_)));
}

#[test]
fn a_notice_that_fails_does_not_leave_a_command_running() {
    let home = tempfile::tempdir().unwrap();
    let program = Program::shell("echo $$ > pid; echo x; sleep 600", home.path());
    let mut running = start(&program, || std::panic::resume_unwind(Box::new(()))).unwrap();
    until("its end", || running.is_over());
    let pid = lines_of(&home.path().join("pid"), 1).remove(0);
    assert!(!is_alive(&pid));
    assert!(matches!(
        running.ended().unwrap().ending,
        Ending::Unknown(_)
    ));
}
