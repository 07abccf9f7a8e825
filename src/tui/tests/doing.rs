//! Steps that are done by command, after a wait, by another procedure, with a second person;
//! and rehearsals of them.

use super::open;
use super::play::{KEY, Play};
use crate::app::effect::Effect;
use crate::app::{Message, Overlay};
use crate::command::Command;
use crate::event::CommandStatus;
use crate::runbook::StepRef;
use crate::state::{Run, Verdict};
use jiff::SignedDuration;

pub(crate) const BOOK: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[owners]
technical = { name = "Tech lead", operators = ["tl-1"] }

[[procedures]]
id = "drain"
title = "Drain the queue"
schedule = "weekdays 09:00"
style = "read-do"

[[procedures.steps]]
id = "depth"
title = "Queue depth"
run = ["rabbitmqctl", "-q", "list_queues", "orders"]
take = 'orders (\d+)'
reading = { unit = "messages", alarm_above = 5000 }
on_fail = "page"

[[procedures.steps]]
id = "settle"
title = "Lag is falling"
wait = "5m"
expect = "The lag panel is green"

[[procedures.steps]]
id = "vendor"
title = "Tell the vendor"
call = "page"

[[procedures.steps]]
id = "switch"
title = "Switch over"
caution = "Two consumers write every order twice."
sign_off = "technical"
undo = "Switch back"

[[procedures.rehearsal]]
title = "The queue is stuck"
scenario = "It is 03:00 and the queue has not moved for an hour."
answers = { depth = "9000", settle = "not-ok" }
surprises = [{ after = "depth", say = "The warehouse calls." }]

[[procedures]]
id = "page"
title = "Page the vendor"
steps = ["Call them"]
"#;

fn play() -> Play {
    let mut play = Play::new(&[("orders.toml", BOOK)], (100, 30));
    open(&mut play, "Drain the queue");
    play
}

fn run(play: &Play) -> &Run {
    let screen = play.app.run.as_ref().expect("a run is open");
    screen.run(&play.state).expect("the run is known")
}

fn shows(play: &Play, text: &str) {
    let screen = play.screen();
    assert!(screen.contains(text), "{text} is not shown:\n{screen}");
}

/// The first step's command is allowed, confirmed, and runs.
fn begin(play: &mut Play) {
    play.keys("!").confirm();
    play.confirm();
}

#[test]
fn a_command_is_allowed_then_confirmed_then_runs_and_fills_its_reading() {
    let mut play = play();
    shows(&play, "rabbitmqctl -q list_queues orders");
    play.keys("!");
    shows(&play, "Never allowed on this machine");
    assert!(play.running.is_empty());
    play.confirm();
    shows(&play, "Run this command?");
    assert!(play.running.is_empty(), "allowing it runs nothing");
    play.confirm();
    shows(&play, "running 0:00");
    play.puts_out("orders 12\n");
    shows(&play, "┃ orders 12");
    play.ends(CommandStatus::Exited { code: 0 }, "orders 12\n");
    assert_eq!(play.told(), "Queue depth: 12 messages.");
    shows(&play, "│ 2 · ");
    shows(&play, "12 messages");
    play.keys("k");
    shows(&play, "ended with status 0 after 1.2 s");
}

const ROUND: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning round"
schedule = "weekdays 09:00"

[[procedures.steps]]
title = "Lag is low"

[[procedures.steps]]
title = "Queue depth"
run = ["depth"]
take = '\d+'
reading = { unit = "messages", warn_above = 500 }

[[procedures.steps]]
title = "Backup finished"
run = ["look"]

[[procedures.steps]]
title = "Nobody complained"
"#;

/// The second step's command runs, the first step ticked.
fn in_a_round() -> Play {
    let mut play = Play::new(&[("orders.toml", ROUND)], (100, 30));
    open(&mut play, "Morning round");
    play.keys("<space>");
    begin(&mut play);
    play
}

fn is_at(play: &Play, step: usize) {
    shows(play, &format!("│ {step} · "));
}

#[test]
fn after_a_command_that_is_well_the_cursor_goes_on_as_after_a_tick() {
    let mut play = in_a_round();
    is_at(&play, 2);
    play.ends(CommandStatus::Exited { code: 0 }, "412\n");
    is_at(&play, 3);
    assert_eq!(play.told(), "Queue depth: 412 messages.");
    // Also where the cursor was brought by hand.
    play.keys("k");
    shows(&play, "runs it again, after you confirm");
    play.keys("j");
    begin(&mut play);
    play.ends(CommandStatus::Exited { code: 0 }, "");
    is_at(&play, 4);
    assert_eq!(play.told(), "Backup finished: OK.");
}

#[test]
fn what_a_command_came_to_is_told_by_its_step_and_its_value() {
    let mut play = in_a_round();
    play.ends(CommandStatus::Exited { code: 0 }, "501\n");
    assert_eq!(play.told(), "Queue depth: 501 messages, a warning.");
    begin(&mut play);
    play.ends(CommandStatus::Exited { code: 3 }, "");
    let told = "Backup finished: not OK; its command ended with status 3.";
    assert_eq!(play.told(), told);
}

#[test]
fn a_command_that_ends_moves_nobody_who_went_elsewhere() {
    let mut play = in_a_round();
    play.keys("k");
    play.ends(CommandStatus::Exited { code: 0 }, "412\n");
    is_at(&play, 1);
}

#[test]
fn only_the_key_that_is_shown_confirms_and_not_before_it_can_be_read() {
    let mut play = play();
    play.keys("!");
    // Typed together with what put the question: nobody has read it.
    play.keys(&KEY.to_string());
    shows(&play, "Keys came in before this could be read");
    assert!(matches!(play.app.overlay, Some(Overlay::Confirm(_))));
    play.app.now += SignedDuration::from_secs(1);
    play.keys("<enter>");
    assert!(play.app.overlay.is_none());
    assert!(play.told().contains("nothing was run"), "{}", play.told());
    play.keys("!").message(Message::Paste(KEY.to_string()));
    assert!(play.app.overlay.is_none());
    assert!(play.running.is_empty());
    assert!(run(&play).boxes.is_empty());
}

#[test]
fn a_running_command_is_left_come_back_to_and_cancelled() {
    let mut play = play();
    begin(&mut play);
    play.keys("j");
    shows(&play, "running 0:");
    play.keys("q");
    open(&mut play, "Drain the queue");
    play.keys("g");
    shows(&play, "ctrl-k stops it");
    play.keys("<c-k>");
    assert!(
        matches!(play.effects.last(), Some(Effect::Cancel(_, step_ref)) if *step_ref == StepRef::of("depth"))
    );
    play.ends(CommandStatus::Cancelled, "");
    shows(&play, "cancelled after 1.2 s");
    shows(&play, "It does not answer the step");
    // By hand instead.
    play.keys("<space>31<enter>");
    let said = run(&play)
        .outcome(&StepRef::of("depth"))
        .expect("an answer");
    assert!(said.what.by_hand);
}

#[test]
fn leaving_with_a_running_command_takes_the_key_twice() {
    let mut play = play();
    begin(&mut play);
    play.keys("qq");
    assert!(!play.effects.contains(&Effect::Quit));
    assert!(play.told().contains("still runs"), "{}", play.told());
    play.keys("q");
    assert!(play.effects.contains(&Effect::Quit));
}

#[test]
fn a_command_that_nobody_saw_end_is_said_so_and_not_run_again_by_itself() {
    let mut play = play();
    begin(&mut play);
    // As after a crash: nothing runs, and nobody holds it.
    play.running.clear();
    play.app.live.clear();
    play.keys("q");
    open(&mut play, "Drain the queue");
    shows(&play, "OUTCOME UNKNOWN");
    assert!(play.running.is_empty());
    play.keys("!");
    shows(&play, "it may do everything twice");
    play.confirm();
    assert_eq!(play.running.len(), 1);
    let step_state = &run(&play).boxes[&StepRef::of("depth")];
    assert_eq!(step_state.commands().count(), 2);
    assert_eq!(
        step_state.command_ends[0].what.status,
        CommandStatus::Unknown
    );
}

#[test]
fn an_alarm_offers_its_procedure_in_one_key_and_comes_back() {
    let mut play = play();
    begin(&mut play);
    play.ends(CommandStatus::Exited { code: 0 }, "orders 9000\n");
    shows(&play, "p Start: Page the vendor");
    play.keys("p");
    shows(&play, "Drain the queue › Page the vendor");
    play.keys("<space><enter>");
    shows(&play, "│ 1 · ");
    assert!(
        play.told().contains("Page the vendor: completed"),
        "{}",
        play.told()
    );
}

#[test]
fn a_step_that_holds_keeps_the_cursor_until_somebody_goes_past_it() {
    let mut play = play();
    begin(&mut play);
    play.puts_out("no such queue\n");
    play.ends(CommandStatus::Exited { code: 3 }, "no such queue\n");
    shows(&play, "│ 1 · ");
    shows(&play, "no such queue");
    shows(&play, " p procedure");
    // Said already: nothing is typed in vain.
    play.keys("x");
    assert!(play.app.overlay.is_none());
    assert!(
        play.told().contains("This step is answered"),
        "{}",
        play.told()
    );
    // One further it is the same keys that free it.
    play.keys("j");
    shows(&play, "On hold: step 1 is not OK");
    shows(&play, "p starts: Page the vendor");
    play.keys("p");
    shows(&play, "Drain the queue › Page the vendor");
    play.keys("<space><enter>");
    shows(&play, "│ 1 · ");
    // Said once at the foot, and for good at the step.
    shows(&play, "Done      Page the vendor: completed");
    play.keys("><enter>");
    assert!(play.app.overlay.is_some(), "a reason is wanted");
    play.keys("the vendor looks<enter>");
    shows(&play, "│ 2 · ");
}

#[test]
fn a_step_that_ends_the_run_says_so_before_it_does() {
    let book = BOOK.replace(
        "title = \"Lag is falling\"\nwait = \"5m\"",
        "title = \"The vendor has it\"\nend = \"Handed over\"",
    );
    let mut play = Play::new(&[("orders.toml", &book)], (100, 30));
    open(&mut play, "Drain the queue");
    play.keys("<space>12<enter>");
    shows(&play, "OK ends the run: Handed over");
    play.keys("<space>");
    let told = play.told();
    assert!(
        told.starts_with("Drain the queue ended: Handed over"),
        "{told}"
    );
}

#[test]
fn the_last_row_says_what_the_run_will_come_to_and_by_what() {
    let mut play = play();
    play.keys("<space>9000<enter><tab>");
    play.keys("<enter>").wait(5).keys("<space>");
    play.keys("x");
    play.keys("Nobody answers<enter>><enter>");
    play.keys("<esc>>they know<enter>");
    play.keys("c<space><space>tl-1<enter>").confirm();
    shows(&play, "3 OK, 1 not OK, 1 alarm");
    shows(&play, "It will be completed with failures.");
    shows(&play, "1 Queue depth: 9000 messages");
    shows(&play, "3 Tell the vendor: Nobody answers");
    play.keys("<enter>");
    let told = "Drain the queue completed with failures, 4 of 4, 2 failed";
    assert!(play.told().starts_with(told), "{}", play.told());
}

/// The first step by hand, so that the second is next.
fn at_the_wait(play: &mut Play) {
    play.keys("<space>12<enter>");
    shows(play, "│ 2 · ");
}

#[test]
fn a_wait_counts_down_and_asks_again_until_ok() {
    let mut play = play();
    at_the_wait(&mut play);
    play.keys("<space>");
    assert!(play.told().contains("waits first"), "{}", play.told());
    play.keys("<enter>");
    shows(&play, "5:00 left of 5 min");
    assert!(!play.screen().contains("! wait"), "it goes on already");
    assert!(crate::tui::view::counts_seconds(&play.app, &play.state));
    play.wait(2);
    shows(&play, "3:00 left of 5 min");
    play.wait(3);
    shows(&play, "The timer has rung: check now.");
    shows(&play, "! wait");
    assert!(!crate::tui::view::counts_seconds(&play.app, &play.state));
    play.keys("!");
    shows(&play, "5:00 left of 5 min");
    play.wait(5);
    play.keys("<space>");
    shows(&play, "│ 3 · ");
}

#[test]
fn a_call_goes_in_and_its_end_comes_back_to_the_step() {
    let mut play = play();
    at_the_wait(&mut play);
    play.keys("<enter>").wait(5).keys("<space>");
    play.keys("<enter>");
    shows(&play, "Drain the queue › Page the vendor");
    // Out and in again: it goes on, and is not begun twice.
    play.keys("q");
    shows(&play, "continues it");
    play.keys("<enter>");
    play.keys("<space><enter>");
    shows(&play, "│ 3 · ");
    shows(&play, "Result    ");
    assert_eq!(run(&play).children.len(), 1);
}

/// Everything before the signature is done.
fn at_the_switch(play: &mut Play) {
    at_the_wait(play);
    play.keys("<enter>").wait(5).keys("<space>");
    play.keys("<space>");
    shows(play, "│ 4 · ");
}

#[test]
fn a_second_person_signs_with_a_name_and_a_deliberate_key() {
    let mut play = play();
    at_the_switch(&mut play);
    play.keys(" ");
    assert!(
        play.told().contains("Read the caution first"),
        "{}",
        play.told()
    );
    // It wants somebody now: the cursor does not leave it.
    play.keys("c<space>");
    shows(&play, "unsigned");
    // Refused where the name is typed, before what is signed is shown.
    play.keys(" ops-a<enter>");
    shows(&play, "Whoever did a step does not sign it");
    play.keys("<esc> nobody<enter>");
    shows(&play, "This is signed by technical: that is tl-1.");
    play.keys("<esc> tl-1<enter>");
    shows(&play, "Seen as technical: Switch over: OK");
    play.confirm();
    shows(&play, "Enter finishes the run.");
    play.keys("<up>");
    shows(&play, "tl-1 as technical");
    let step_state = &run(&play).boxes[&StepRef::of("switch")];
    assert_eq!(
        step_state.signature().expect("it counts").by.as_str(),
        "tl-1"
    );
    // What is done again wants another one.
    play.keys(".");
    shows(&play, "unsigned");
    shows(&play, "A signature is void");
}

#[test]
fn the_second_person_is_wanted_where_nothing_holds_too() {
    let book = BOOK.replace("style = \"read-do\"", "style = \"do-confirm\"");
    let mut play = Play::new(&[("orders.toml", &book)], (100, 30));
    open(&mut play, "Drain the queue");
    play.keys("jjjc<space>");
    shows(&play, "│ 4 · ");
    play.keys(" tl-1<enter>").confirm();
    shows(&play, "│ 1 · ");
}

#[test]
fn a_signature_from_another_terminal_appears() {
    let mut play = play();
    at_the_switch(&mut play);
    play.keys("c<space>");
    let (id, step_ref) = (run(&play).id, StepRef::of("switch"));
    play.other(
        "tl-1",
        &Command::SignOff {
            run: id,
            step_ref,
            played: false,
        },
    );
    shows(&play, "tl-1 as technical");
}

#[test]
fn the_way_back_is_a_run_of_its_own() {
    let mut play = play();
    at_the_switch(&mut play);
    play.keys("c<space>:roll back<enter>");
    shows(&play, "Roll back 1 step");
    play.keys("<enter>");
    shows(&play, "Undo: Drain the queue");
    shows(&play, "Switch back");
}

#[test]
fn digits_switch_screens_where_no_step_wants_one() {
    let mut play = play();
    play.keys("<end>3");
    assert!(play.app.run.is_none());
    shows(&play, "3 Journal");
}

fn rehearse() -> Play {
    rehearse_by(BOOK)
}

fn rehearse_by(book: &str) -> Play {
    let mut play = Play::new(&[("orders.toml", book)], (100, 30));
    while !play
        .app
        .today_row()
        .is_some_and(|row| format!("{row:?}").contains("drain"))
    {
        play.keys("j");
    }
    play.keys("r");
    shows(&play, "The queue is stuck");
    play.keys("<enter>");
    play
}

#[test]
fn a_rehearsal_says_so_pretends_and_surprises() {
    let mut play = rehearse();
    shows(&play, "It is 03:00 and the queue has not moved");
    play.keys("<esc>");
    shows(&play, "REHEARSAL");
    play.keys("!");
    shows(&play, "9000 messages, as the scenario says");
    play.confirm();
    assert!(play.running.is_empty(), "a rehearsal runs nothing");
    shows(&play, "The warehouse calls.");
    play.keys("<esc>");
    shows(&play, "9000 messages");
    // Told once.
    play.keys("jk");
    assert!(play.app.overlay.is_none());
    play.keys(":scenario<enter>");
    shows(&play, "It is 03:00");
    play.keys("<esc>n");
    shows(&play, "REHEARSAL · Note on the step");
    play.keys("<esc>");
}

#[test]
fn a_rehearsal_says_that_the_scenario_leaves_a_command_to_the_trainee() {
    let mut play = rehearse_by(&BOOK.replace("depth = \"9000\", ", ""));
    play.keys("<esc>!");
    shows(&play, "The scenario says nothing of it");
    play.confirm();
    assert!(
        play.told()
            .contains("Nothing ran. The scenario says nothing of it"),
        "{}",
        play.told()
    );
    shows(&play, "│ 1 · ");
}

#[test]
fn a_rehearsal_skips_waits_plays_the_second_person_and_looks_back() {
    let mut play = rehearse();
    play.keys("<esc>!").confirm();
    play.keys("<esc>");
    // The scenario's value is an alarm, for which there is a procedure.
    shows(&play, "p Start: Page the vendor");
    let goes_to_wait = "<tab>";
    play.keys(goes_to_wait);
    shows(&play, "│ 2 · ");
    // The scenario is blind until somebody looks, and decides nothing.
    shows(&play, "looks at what the scenario has here");
    assert!(
        !play.screen().contains("The scenario finds"),
        "{}",
        play.screen()
    );
    play.keys("!");
    shows(&play, "The scenario finds: not OK");
    assert!(!play.screen().contains("! wait"), "{}", play.screen());
    play.keys("<space>");
    shows(&play, "│ 3 · ");
    play.keys("<space>c<space>");
    shows(&play, "│ 4 · ");
    play.keys(" <enter>").confirm();
    play.keys("<up>");
    shows(&play, "(played)");
    play.keys("<end><enter>");
    // The queue was read at the alarm, so it is no clean completion.
    assert_eq!(run(&play).verdict(), Verdict::WithFailures);
    shows(&play, "REHEARSAL: looking back");
    // It failed in the scenario, and was ticked.
    shows(&play, "It trains nobody: its scenario was not passed");
    shows(&play, "1 failure missed");
    shows(&play, "How long each step took");
    shows(&play, "The warehouse calls.");
}

#[test]
fn a_secret_is_never_seen() {
    const SECRET: &str = r#"
title = "Vault"
timezone = "Europe/Berlin"

[[procedures]]
title = "Open the vault"
schedule = "weekdays 09:00"

[[procedures.steps]]
title = "Password"
ask = { name = "PASSWORD", secret = true }
"#;
    let mut play = Play::new(&[("vault.toml", SECRET)], (100, 30));
    open(&mut play, "Open the vault");
    play.keys("<space>hunter2");
    shows(&play, "•••••••");
    assert!(!play.screen().contains("hunter2"));
    play.keys("<enter>k");
    assert!(!play.screen().contains("hunter2"), "{}", play.screen());
    assert!(!play.screen().contains("asks for it again"));
    // Another start of the program does not know it.
    play.app.secrets.clear();
    shows(&play, "asks for it again");
}

#[test]
fn a_step_without_a_way_back_waits_for_the_key_of_a_caution() {
    let book = BOOK.replace(
        "caution = \"Two consumers write every order twice.\"",
        "no_return = true",
    );
    let book = book.replace("style = \"read-do\"", "style = \"do-confirm\"");
    let mut play = Play::new(&[("orders.toml", &book)], (80, 24));
    open(&mut play, "Drain the queue");
    play.keys("<down><down><down>");
    shows(&play, "NO WAY BACK");
    shows(&play, "c I have read this");
    shows(&play, " c read it");
    play.keys("<space>");
    assert!(
        play.told().contains("cannot be undone after it"),
        "{}",
        play.told()
    );
    play.keys("c");
    shows(&play, "You read this at");
    play.keys("<space>");
    assert!(run(&play).outcome(&StepRef::of("switch")).is_some());
}

#[test]
fn the_kept_output_goes_to_its_end_and_back_at_once() {
    let mut play = play();
    begin(&mut play);
    play.ends(CommandStatus::Exited { code: 0 }, "orders 12\n");
    play.keys("<up><enter>");
    let lines: String = (1..=100).map(|line| format!("line {line}.\n")).collect();
    let bytes: std::sync::Arc<[u8]> = lines.into_bytes().into();
    play.report(crate::session::Report::Kept(
        crate::event::EntryHash([8; 32]),
        Some(bytes),
    ));
    shows(&play, "line 1.");
    play.keys("G");
    shows(&play, "line 100.");
    // Beyond the end there is nothing that the way back would have to make up for.
    play.keys("<space>");
    shows(&play, "line 100.");
    play.keys("k");
    shows(&play, "line 99.");
    assert!(!play.screen().contains("line 100."), "{}", play.screen());
    play.keys("g");
    shows(&play, "line 1.");
}
