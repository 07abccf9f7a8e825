//! The terminal under the real program: given back however it ends, small and large, and not
//! there at all. The owner by itself is tested in `tests/terminal.rs`.

use rustix::process::{Pid, Signal, kill_process};

use crate::kit::{Ending, Screen};
use crate::scene::{CHECK, assert_clean, count, opened, rounds, today, with_round};

#[test]
fn signals_in_the_middle_of_a_run_lose_nothing_and_leave_a_whole_terminal() {
    for (signal, name) in [
        (Signal::TERM, "Terminated"),
        (Signal::HUP, "Hangup"),
        (Signal::INT, "Interrupt"),
    ] {
        let setup = with_round();
        let mut screen = opened(&setup, "Morning round");
        screen.keys("<space>").until("☑  1 Lag is low").keys("x");
        screen.until("what did you see?").signal(signal);
        assert_eq!(screen.ending(), Ending::Signal(name.to_owned()));
        screen.assert_restored();
        assert_clean(&setup);
        let mut screen = opened(&setup, "◐ Morning round");
        screen.until("│ 2 · ").keys("<c-c>");
        assert_eq!(screen.exit_code(), 0);
        screen.assert_restored();
    }
}

/// What was on its way to the disk when the signal came is finished first.
#[test]
fn a_tick_just_before_the_signal_is_saved() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.until("saved ✓").keys("<space><space>");
    screen.until("│ 3 · ").signal(Signal::TERM);
    assert_eq!(screen.ending(), Ending::Signal("Terminated".to_owned()));
    assert_eq!(count(&setup, "step-done"), 2);
    assert_clean(&setup);
}

#[test]
fn ctrl_z_and_back_shows_the_run_as_it_was() {
    let setup = with_round();
    let script = r#""$PROGRAM"; echo "stopped: $?"; read answer; fg; echo "status $?""#;
    let mut screen = Screen::start_shell(&setup, script);
    screen.until("○ Morning round").keys("<enter>");
    screen
        .until("│ 1 · ")
        .keys("<space>")
        .until("☑  1 Lag is low");
    screen
        .keys("<c-z>")
        .until("stopped: 147")
        .until_gone("Lag is low");
    screen
        .keys("<enter>")
        .until("☑  1 Lag is low")
        .until("│ 2 · ");
    screen.keys("<space>").until("☑  2 Backup finished");
    screen.keys("qq").until("status 0");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
}

#[test]
fn a_shell_sees_how_it_ended() {
    let setup = with_round();
    let mut screen = Screen::start_shell(&setup, r#""$PROGRAM"; echo "status $?""#);
    screen.until("Morning round");
    kill_process(Pid::from_raw(screen.foreground()).unwrap(), Signal::TERM).unwrap();
    screen.until("status 143"); // 128 + SIGTERM
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

#[test]
fn a_lost_terminal_ends_it_and_the_run_goes_on_elsewhere() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low").hang_up();
    assert_eq!(screen.ending(), Ending::Signal("Hangup".to_owned()));
    let mut screen = opened(&setup, "◐ Morning round");
    screen.until("│ 2 · ").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn forty_by_twelve_is_enough_for_a_round() {
    let mut setup = rounds();
    setup.size = (40, 12);
    setup.write_runbook("queue-host", CHECK);
    let mut screen = Screen::start(&setup, &[]);
    screen.until("○ Queue check").keys("<enter>");
    // The step stands alone; Esc shows the list, and Enter the step again.
    screen.until("1 · Queue depth").until("above 500");
    screen.keys("<esc>").until("▸☐  1 Queue depth");
    screen.keys("<enter>").until("1 · Queue depth");
    screen.keys("612<enter>").until("2 · Consumer lag");
    screen.keys("12<enter>").until("3 · Dashboard");
    screen.until("Look at every panel.");
    screen.keys("<space>").until("4 · Last night").keys("x");
    screen
        .until("Not OK: what did you see?")
        .keys("nothing there<enter>");
    screen
        .until("5 · ")
        .keys("<esc>")
        .until("✗  4 Last night's");
    screen.keys("<space>1").until("Ticket of the day");
    screen.keys("<space>OPS-1<enter>").until("Finish");
    screen.keys("<enter>").until("ompleted with failures");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
}

#[test]
fn it_follows_the_window_down_to_nothing_and_up_again() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    for (columns, rows) in [(240, 70), (40, 12), (30, 8)] {
        screen.resize(columns, rows).until("1 Lag is low");
    }
    screen.resize(20, 5).until("Too small").until("leaves.");
    screen.resize(1, 1).resize(2, 3).resize(80, 24);
    screen
        .until("│ 1 · ")
        .keys("<space>")
        .until("☑  1 Lag is low");
    screen.resize(20, 5).until("Too small").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
}

#[test]
fn a_prompt_survives_a_small_window() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("n")
        .until("Note on the step")
        .keys("seen twice");
    screen.resize(30, 8).until("seen twice");
    screen.resize(20, 5).until("Too small");
    screen.resize(80, 24).until("seen twice").keys("<enter>");
    screen.until("The note is saved.").keys("qq");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn without_a_terminal_it_says_so_and_writes_nothing() {
    let setup = with_round();
    let output = setup.run(&[]);
    assert_eq!(output.code, Some(5), "{output:?}");
    assert_eq!(output.stdout, "");
    assert!(output.stderr.contains("is not a terminal"), "{output:?}");
    assert!(!setup.home().join("data/rounds").exists());

    let mut screen = Screen::start_shell(&setup, r#""$PROGRAM" <&-; echo "status $?""#);
    screen.until("status 5").until("is not a terminal");
    assert_eq!(screen.exit_code(), 0);

    let mut screen = Screen::start_shell(&setup, r#""$PROGRAM" | cat; echo "done""#);
    screen.until("done").until("is not a terminal");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_terminal_that_can_do_nothing_is_named() {
    for (setup, word) in [
        (with_round().with("TERM", "dumb"), "TERM=dumb"),
        (with_round().without("TERM"), "TERM is not set"),
    ] {
        let mut screen = Screen::start(&setup, &[]);
        assert_eq!(screen.exit_code(), 5);
        screen.row_with(word);
        assert_eq!(screen.count("\x1b"), 0, "nothing was sent to it");
    }
}

/// Between two minutes nothing is drawn and nothing wakes.
#[test]
fn nothing_is_drawn_while_nothing_happens() {
    let setup = with_round();
    let mut screen = today(&setup);
    screen.until("daily 00:00");
    let minute = |screen: &Screen| screen.row_with("saved");
    // Not a condition: the span over which bytes are counted. What comes in late at the start,
    // and a turn of the minute, make it count anew, but not for ever.
    let quiet = (0..20).any(|_| {
        let (before, clock) = (screen.raw().len(), minute(&screen));
        std::thread::sleep(std::time::Duration::from_millis(500));
        screen.raw().len() == before && minute(&screen) == clock
    });
    assert!(quiet, "something is drawn again and again for nothing");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
