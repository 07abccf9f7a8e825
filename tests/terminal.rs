//! Journeys of the terminal's owner: however a program ends or pauses, the terminal is whole, and
//! no byte that it gets was not meant for it. They drive `tests/probe/terminal.rs`.
#![cfg(unix)]

mod kit;

use std::fs;
use std::path::PathBuf;

use kit::{Ending, Screen, Setup};
use rustix::process::Signal;

const FAULT: u32 = 5;

/// The probe lies beside the tests: `target/<profile>/deps/<this test>`, `…/examples/<probe>`.
/// `cargo test` builds it; `cargo test --test terminal` alone does not.
fn probe() -> Setup {
    let tests: PathBuf = std::env::current_exe().unwrap();
    let profile = tests.parent().and_then(|deps| deps.parent()).unwrap();
    let probe = profile.join("examples/terminal_probe");
    let hint = "first run: cargo build --example terminal_probe";
    assert!(probe.exists(), "{} is missing; {hint}", probe.display());
    Setup::new(probe)
}

fn started(setup: &Setup) -> Screen {
    let mut screen = Screen::start(setup, &[]);
    screen.until("keys 0.");
    screen
}

#[test]
fn quitting_gives_the_terminal_back() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("jj<enter><up>").until("keys 4.").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_eq!(screen.text(), "", "nothing is left on the main screen");
}

#[test]
fn the_mouse_is_reported_only_when_asked_for_and_given_back() {
    let setup = probe();
    let mut screen = Screen::start(&setup, &["--mouse"]);
    screen.until("keys 0.").send(b"\x1b[<65;3;2M");
    screen.until("ScrollDown").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_eq!(screen.count("\x1b[?1002l"), 1);

    let mut screen = started(&setup);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(screen.count("\x1b[?1002"), 0);
}

#[test]
fn an_error_is_told_on_the_restored_screen() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("e");
    assert_eq!(screen.exit_code(), FAULT);
    screen.assert_restored();
    assert_eq!(screen.text().trim(), "Could not go on: told to.");
}

#[test]
fn a_panic_of_the_main_thread_is_told_on_the_restored_screen() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("p");
    assert_eq!(screen.exit_code(), FAULT);
    screen.assert_restored();
    screen.row_with("A fault in the program has stopped it (thread main)");
    screen.row_with("the main thread ?[31mfails"); // its escape sequence is shown, not obeyed
}

#[test]
fn a_panic_of_another_thread_ends_the_program_at_once() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("t");
    assert_eq!(screen.exit_code(), FAULT);
    screen.assert_restored();
    screen.row_with("another thread fails");
    let raw = String::from_utf8(screen.raw()).unwrap();
    let (_, after) = raw.split_once("\x1b[?1049l").unwrap();
    assert!(!after.contains("\x1b[?2026h"), "drawn after the restoring");
}

/// The program restores the terminal and then dies of the signal itself: a shell shows 128 + its
/// number and stops its script as for any other program, a supervisor sees the signal.
#[test]
fn signals_end_it_by_their_own_name() {
    for (signal, name) in [
        (Signal::TERM, "Terminated"),
        (Signal::HUP, "Hangup"),
        (Signal::INT, "Interrupt"),
    ] {
        let setup = probe();
        let mut screen = started(&setup);
        screen.signal(signal);
        assert_eq!(screen.ending(), Ending::Signal(name.to_owned()));
        screen.assert_restored();
    }
}

#[test]
fn a_shell_sees_128_and_the_signal() {
    let setup = probe();
    let mut screen = Screen::start_shell(&setup, r#""$PROGRAM"; echo "status $?""#);
    screen.until("keys 0.");
    let program = rustix::process::Pid::from_raw(screen.foreground()).unwrap();
    rustix::process::kill_process(program, Signal::TERM).unwrap();
    screen.until("status 143");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

/// Half a sequence (Alt-[) must not make the program deaf: crossterm's own reader blocks here.
#[test]
fn half_a_sequence_does_not_hide_a_signal() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.send(b"\x1b[1;").signal(Signal::TERM);
    assert_eq!(screen.ending(), Ending::Signal("Terminated".to_owned()));
    screen.assert_restored();
}

#[test]
fn ctrl_z_stops_it_and_coming_back_draws_all_again() {
    let setup = probe();
    let script = r#""$PROGRAM"; echo "stopped: $?"; read answer; fg; echo "status $?""#;
    let mut screen = Screen::start_shell(&setup, script);
    screen.until("keys 0.").keys("j").until("keys 1.");
    let program = screen.foreground();
    screen.keys("<c-z>").until("stopped: 147"); // 128 + SIGSTOP
    assert_eq!(state_of(program), 'T');
    screen.until_gone("keys 1."); // the shell's own screen is back
    screen.keys("<enter>").until("suspended: true");
    screen.row_with("keys 1.");
    screen.keys("jq").until("status 0");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_eq!(screen.count("\x1b[?1049h"), 2);
}

#[test]
fn sigtstp_from_outside_does_the_same() {
    let setup = probe();
    let script = r#""$PROGRAM"; echo "stopped: $?"; read answer; fg; echo "status $?""#;
    let mut screen = Screen::start_shell(&setup, script);
    screen.until("keys 0.");
    let program = screen.foreground();
    let pid = rustix::process::Pid::from_raw(program).unwrap();
    rustix::process::kill_process(pid, Signal::TSTP).unwrap();
    screen
        .until("stopped: 147")
        .keys("<enter>")
        .until("keys 0.");
    screen.keys("q").until("status 0");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

/// Where no shell could continue it (`xterm -e`, a login without shell), Ctrl-Z must not freeze it.
#[test]
fn ctrl_z_without_a_shell_goes_on() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("<c-z>").until("suspended: false").keys("j");
    screen.until("keys 1.").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

#[test]
fn stopped_by_force_it_takes_the_terminal_again() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.signal(Signal::STOP);
    let program = screen.process_id();
    screen.wait_for("the program to stop", |_| state_of(program) == 'T');
    screen.signal(Signal::CONT).until("Signal(Continue)");
    assert_eq!(screen.count("\x1b[?1049h"), 2);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(screen.count("\x1b[?1049l"), 2);
    screen.assert_restored();
}

#[test]
fn a_child_gets_the_whole_terminal_and_gives_it_back() {
    let setup = probe();
    let mut screen = started(&setup);
    screen
        .keys("h")
        .until("child owns it")
        .until_gone("keys 0.");
    screen.keys("q<enter>").until("child: Ok(Some(7))"); // q was the child's
    screen.row_with("keys 0.");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

#[test]
fn a_resize_is_drawn() {
    let setup = probe();
    let mut screen = started(&setup);
    screen
        .until("size 80x24")
        .resize(100, 30)
        .until("size 100x30");
    screen.resize(40, 12).until("size 40x12").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

#[test]
fn a_paste_is_one_paste() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.paste("quit\rq").until(r#"Paste("quit\rq")"#);
    screen.row_with("keys 0.");
    screen.keys("j").until("keys 1.").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

/// Bracketed paste is no boundary by itself: a terminal that does not filter lets the pasted text
/// close it, and what follows looks typed. Here the paste's true end gives it away: all up to the
/// last closing mark of the burst is paste, and `q` does not quit.
#[test]
fn a_paste_that_closes_itself_types_nothing() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.paste("harmless\x1b[201~q").until("Paste(\"harmless");
    screen.row_with("keys 0.");
    screen.keys("j").until("keys 1.").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn queued_keys_do_not_answer_a_question() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("x").until("slow work").keys("jjqyy");
    fs::write(setup.home().join("go"), "").unwrap();
    screen.until("drained").row_with("keys 0.");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn messages_and_deadlines_wake_it() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("w").until("messages 1.");
    screen.keys("d").until("ticks 1.").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

/// Reading a terminal that is gone gives nothing, for ever: the program must end, not spin.
#[test]
fn it_ends_when_its_terminal_is_gone() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.hang_up();
    assert_eq!(screen.ending(), Ending::Signal("Hangup".to_owned()));
}

/// The kernel tells SIGHUP to the session's leader alone. Here that is a shell that ignores it, so
/// only the terminal itself tells the program.
#[test]
fn it_ends_without_sighup_too() {
    let setup = probe();
    let script = r#"set +m; trap "" HUP; "$PROGRAM"; echo $? >status"#;
    let mut screen = Screen::start_shell(&setup, script);
    screen.until("keys 0.").hang_up();
    screen.ending();
    let status = fs::read_to_string(setup.home().join("status")).unwrap();
    assert_eq!(status.trim(), "129"); // 128 + SIGHUP
}

#[test]
fn every_drawing_is_synchronized_and_holds_no_foreign_sequence() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("jj").until("keys 2.").keys("q");
    assert_eq!(screen.exit_code(), 0);
    let raw = String::from_utf8(screen.raw()).unwrap();
    assert!(!raw.contains("\x1b]"), "a view set the title");
    assert!(!raw.contains("\x07"), "a view rang the bell");
    assert!(!raw.contains("\x1b[6n"), "the terminal was asked something");
    // Outside the drawings there is nothing but entering and leaving.
    let mut outside = String::new();
    for (place, part) in raw.split("\x1b[?2026h").enumerate() {
        let after = part
            .split_once("\x1b[?2026l")
            .map_or(part, |(_, after)| after);
        outside += if place == 0 { part } else { after };
    }
    insta::assert_snapshot!(
        outside.replace('\u{1b}', "␛"),
        @"␛[?1049h␛[?2004h␛[?25l␛[?2026l␛[0m␛[?2004l␛[?1049l␛[?25h"
    );
}

#[test]
fn nothing_wakes_while_nothing_happens() {
    let setup = probe();
    let mut screen = started(&setup);
    screen.keys("j").until("keys 1.");
    let program = screen.process_id();
    screen.wait_for("the program to sleep", |_| state_of(program) == 'S');
    let before = times_slept(program);
    // Not a condition: the span over which wake-ups are counted.
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(times_slept(program), before, "it woke up for nothing");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn without_a_terminal_it_says_so_and_changes_nothing() {
    let setup = probe();
    let output = setup.run(&[]);
    assert_eq!(output.code, Some(5));
    assert_eq!(output.stdout, "");
    insta::assert_snapshot!(
        output.stderr,
        @"Standard input is not a terminal, so no key can be read. Start it from a terminal, or use a command that needs no screen."
    );

    for (setup, word) in [
        (probe().with("TERM", "dumb"), "TERM=dumb"),
        (probe().without("TERM"), "TERM is not set"),
    ] {
        let mut screen = Screen::start(&setup, &[]);
        assert_eq!(screen.exit_code(), FAULT);
        screen.row_with(word);
        assert_eq!(screen.count("\x1b"), 0, "nothing was sent to it");
    }

    let mut screen = Screen::start_shell(&setup, r#""$PROGRAM" >file; echo "status $?""#);
    screen
        .until("status 5")
        .row_with("Standard output is not a terminal");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(fs::read(setup.home().join("file")).unwrap(), b"");
}

/// The state of a process as Linux tells it: S asleep, T stopped.
fn state_of(process: i32) -> char {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, after_name) = stat.rsplit_once(") ").unwrap();
    after_name.chars().next().unwrap()
}

/// How often a process went to sleep by itself.
fn times_slept(process: i32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.unwrap().trim().parse().unwrap()
}

/// The whole program, with one thread more that fails: the terminal is given back, the person
/// reads what was saved, the lines to report hold nothing that was typed, and the record is whole.
#[test]
fn a_fault_anywhere_tells_what_was_saved_and_nothing_that_was_typed() {
    let setup = probe();
    let fault = setup.home().join("fault");
    let setup = setup.with("PROBE_FAULT", &fault.display().to_string());
    setup.write_runbook(
        "orders-sync",
        "title = \"Orders sync\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"Round\"\nsteps = [\"Lag is low\", \"Disk has room\"]\n",
    );
    let mut screen = Screen::start(&setup, &["start", "orders-sync/round"]);
    screen.until("Disk has room").keys("<space>");
    screen.until("☑").until("saved ✓");
    fs::write(&fault, "canary-of-the-fault").unwrap();
    assert_eq!(screen.exit_code(), FAULT);
    screen.assert_restored();
    screen.row_with("A fault in the program has stopped it");
    screen.row_with("One answer was saved since the screens were opened, and is whole: ");
    assert!(!screen.text().contains("canary"), "{}", screen.text());

    fs::remove_file(&fault).unwrap();
    let verified = setup.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(0), "{}", verified.stdout);
    let runs = setup.run(&["list", "runs"]).stdout;
    assert!(runs.contains("1 of 2"), "{runs}");
}
