//! Long answers on a terminal: a pager shows them, and nothing else is paged.

use crate::kit::Screen;
use crate::scene::rounds;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Runs a line of a shell on a terminal whose pager keeps what it was given; tells whether it was
/// asked, and what was seen.
fn paged(line: &str) -> (bool, String) {
    let setup = rounds();
    setup.write_runbook(
        "orders",
        "title = \"Orders\"\ntimezone = \"UTC\"\n\n[[procedures]]\ntitle = \"Look\"\nsteps = [\"One\"]\n",
    );
    let pager = setup.home().join("pager");
    let kept = setup.home().join("kept");
    let script = format!(
        "#!/bin/sh\necho \"LESS=$LESS\"\ncat > '{}'\n",
        kept.display()
    );
    fs::write(&pager, script).unwrap();
    fs::set_permissions(&pager, fs::Permissions::from_mode(0o755)).unwrap();
    let pager = pager.display().to_string();
    let setup = setup.with("PAGER", &pager);
    let line = line.replace("rounds ", "\"$PROGRAM\" ");
    let mut screen = Screen::start_shell(&setup, &format!("{line}; echo ended:$?; sleep 20"));
    screen.until("ended:");
    (kept.exists(), screen.text())
}

#[test]
fn what_is_longer_than_the_terminal_is_paged() {
    for long in [
        "rounds help format",
        "rounds start --help",
        "rounds help start",
    ] {
        let (was_asked, seen) = paged(long);
        assert!(was_asked, "{long}: {seen}");
        assert!(
            seen.contains("LESS=FRX") && seen.contains("ended:0"),
            "{seen}"
        );
    }
    for short in [
        "rounds list runbooks",
        "rounds help format | cat",
        "PAGER= rounds help format",
        "PAGER=cat rounds help format",
        "PAGER=/nowhere rounds help format",
        "PAGER=false rounds help format",
        "TERM=dumb rounds help format",
        "rounds help format --no-input",
        "rounds schema",
        "rounds man",
    ] {
        let (was_asked, seen) = paged(short);
        assert!(!was_asked, "{short}: {seen}");
        assert!(seen.contains("ended:0"), "{short}: {seen}");
    }
}

#[test]
fn lists_have_a_head_on_a_terminal_alone() {
    let (_, seen) = paged("rounds list procedures");
    assert!(
        seen.contains("PROCEDURE") && seen.contains("TITLE"),
        "{seen}"
    );
    let (_, seen) = paged("rounds list procedures | cat");
    assert!(!seen.contains("PROCEDURE"), "{seen}");
}
