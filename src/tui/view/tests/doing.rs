//! Steps by command and rehearsals: the question before a command, what it puts out, and how
//! a rehearsal looks on the smallest screen.

use super::snapshot::snapshot;
use crate::event::CommandStatus;
use crate::tui::tests::doing::BOOK;
use crate::tui::tests::open;
use crate::tui::tests::play::Play;
use insta::assert_snapshot;

fn play() -> Play {
    let mut play = Play::new(&[("orders.toml", BOOK)], (80, 24));
    open(&mut play, "Drain the queue");
    play
}

fn at(play: &mut Play, width: u16, height: u16) -> String {
    snapshot(&mut play.app, &play.state, width, height)
}

#[test]
fn a_command_is_shown_whole_before_it_runs() {
    let mut play = play();
    play.keys("!").confirm();
    assert_snapshot!(at(&mut play, 80, 24), @"
    Run this command?
    rabbitmqctl -q list_queues orders

    in     /home/ops
    ends   by force after 1 min
    trust  allowed on this machine, exactly as it is written

















    Press 7 to run it; any other key goes back
     0: 0-16 bold
     1: 0-32 cyan
     3: 0-6 dim
     4: 0-6 dim
     5: 0-6 dim
    23: 6-6 cyan+bold, 7-16 bold, 17-41 dim
    cursor 0,23
    ");
}

#[test]
fn a_running_command_puts_out_in_colours() {
    let mut play = play();
    play.keys("!").confirm();
    play.confirm();
    play.puts_out("\u{1b}[32mok\u{1b}[0m one\n\u{1b}]0;evil\u{7}\n");
    assert_snapshot!(at(&mut play, 120, 36), @r"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
    ┌ Drain the queue  0 of 4 ─────────────────────────────────┐┌ Step 1 of 4 ─────────────────────────────────────────────┐
    │ Orders sync                                              ││ Queue depth                                              │
    │ ▸☐  1 Queue depth                              runs 0:00 ││                                                          │
    │  ☐  2 Lag is falling                                     ││ limits alarms above 5000 messages                        │
    │  ☐  3 Tell the vendor                                    ││                                                          │
    │  ☐  4 Switch over                                      ! ││ run   rabbitmqctl -q list_queues orders                  │
    │  ↵ Finish                                                ││ in    /home/ops                                          │
    │                                                          ││ OK with status 0 · takes orders (\d+) · at most 1 min    │
    │                                                          ││                                                          │
    │                                                          ││ running 0:00  26 bytes                                   │
    │                                                          ││ ctrl-k cancels it, with all that it started              │
    │                                                          ││ │ ok one                                                 │
    │                                                          ││ │ <U+001B>]0;evil<U+0007>                                │
    │                                                          ││                                                          │
    │                                                          ││ if it fails Page the vendor                              │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    └──────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────┘
     ctrl-k cancel  0-9 value  x not OK  n note  / find  : palette  q out                                            ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 101-103 dim, 109-111 dim, 112-118 green
     1: 0-0 dim, 1-25 bold, 26-60 dim, 61-73 bold, 74-119 dim
     2: 0-0 dim, 2-12 dim, 59-60 dim, 62-72 bold, 119-119 dim
     3: 0-0 dim, 2-57 reversed, 59-60 dim, 119-119 dim
     4: 0-0 dim, 5-21 dim, 59-60 dim, 62-67 dim, 119-119 dim
     5: 0-0 dim, 5-22 dim, 59-60 dim, 119-119 dim
     6: 0-0 dim, 5-18 dim, 57-57 magenta+bold, 59-60 dim, 62-66 dim, 67-100 cyan, 119-119 dim
     7: 0-0 dim, 3-10 dim, 59-60 dim, 62-76 dim, 119-119 dim
     8: 0-0 dim, 59-60 dim, 62-114 dim, 119-119 dim
     9: 0-0 dim, 59-60 dim, 119-119 dim
    10: 0-0 dim, 59-60 dim, 62-73 cyan, 74-83 dim, 119-119 dim
    11: 0-0 dim, 59-60 dim, 62-68 cyan+bold, 119-119 dim
    12: 0-0 dim, 59-60 dim, 62-63 dim, 64-65 green, 119-119 dim
    13: 0-0 dim, 59-60 dim, 62-63 dim, 119-119 dim
    14: 0-0 dim, 59-60 dim, 119-119 dim
    15: 0-0 dim, 59-60 dim, 62-88 dim, 119-119 dim
    16: 0-0 dim, 59-60 dim, 119-119 dim
    17: 0-0 dim, 59-60 dim, 119-119 dim
    18: 0-0 dim, 59-60 dim, 119-119 dim
    19: 0-0 dim, 59-60 dim, 119-119 dim
    20: 0-0 dim, 59-60 dim, 119-119 dim
    21: 0-0 dim, 59-60 dim, 119-119 dim
    22: 0-0 dim, 59-60 dim, 119-119 dim
    23: 0-0 dim, 59-60 dim, 119-119 dim
    24: 0-0 dim, 59-60 dim, 119-119 dim
    25: 0-0 dim, 59-60 dim, 119-119 dim
    26: 0-0 dim, 59-60 dim, 119-119 dim
    27: 0-0 dim, 59-60 dim, 119-119 dim
    28: 0-0 dim, 59-60 dim, 119-119 dim
    29: 0-0 dim, 59-60 dim, 119-119 dim
    30: 0-0 dim, 59-60 dim, 119-119 dim
    31: 0-0 dim, 59-60 dim, 119-119 dim
    32: 0-0 dim, 59-60 dim, 119-119 dim
    33: 0-0 dim, 59-60 dim, 119-119 dim
    34: 0-119 dim
    35: 1-6 cyan+bold, 16-18 cyan+bold, 27-27 cyan+bold, 37-37 cyan+bold, 45-45 cyan+bold, 53-53 cyan+bold, 64-64 cyan+bold, 113-113 cyan+bold
    cursor 2,3
    ");
}

#[test]
fn a_failed_command_offers_what_comes_next() {
    let mut play = play();
    play.keys("!").confirm();
    play.confirm();
    play.ends(CommandStatus::Exited { code: 3 }, "");
    assert_snapshot!(at(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Drain the queue  1 of 4 ─────────────┐┌ Step 1 of 4 ─────────────────────────┐
    │ Orders sync                          ││ Queue depth                          │
    │ ▸☒  1 Queue depth              09:12 ││                                      │
    │  ☐  2 Lag is falling                 ││ Not OK: this holds what follows.     │
    │  ☐  3 Tell the vendor                ││ ! runs its command again             │
    │  ☐  4 Switch over                  ! ││ . answers it again, by hand          │
    │  ↵ Finish                            ││ > goes on past it, with a reason     │
    │                                      ││                                      │
    │                                      ││ P starts what is to be done now:     │
    │                                      ││   Page the vendor                    │
    │                                      ││                                      │
    │                                      ││ 09:12 ops-a not OK: ended with       │
    │                                      ││       status 3; expected 0           │
    │                                      ││                                      │
    │                                      ││ command ended with status 3 after    │
    │                                      ││         1.2 s                        │
    │                                      ││ O shows its output, 0 bytes          │
    │                                      ││                                      │
    │                                      ││ limits alarms above 5000 messages    │
    │                                      ││                                      │
    │                                      ││ ! runs it again, once you  J ↓ more  │
    └ Queue depth: not OK; its command ended with status 3. ───────────────────────┘
     P what to do now  ! run again  . again  > carry on  u take back         ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-25 bold, 26-40 dim, 41-53 bold, 54-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-52 bold, 79-79 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-37 reversed, 39-40 dim, 79-79 dim
     4: 0-0 dim, 5-21 dim, 39-40 dim, 42-73 red+bold, 79-79 dim
     5: 0-0 dim, 5-22 dim, 39-40 dim, 42-43 cyan+bold, 79-79 dim
     6: 0-0 dim, 5-18 dim, 37-37 magenta+bold, 39-40 dim, 42-43 cyan+bold, 79-79 dim
     7: 0-0 dim, 3-10 dim, 39-40 dim, 42-43 cyan+bold, 79-79 dim
     8: 0-0 dim, 39-40 dim, 79-79 dim
     9: 0-0 dim, 39-40 dim, 42-43 cyan+bold, 44-73 bold, 79-79 dim
    10: 0-0 dim, 39-40 dim, 44-58 bold, 79-79 dim
    11: 0-0 dim, 39-40 dim, 79-79 dim
    12: 0-0 dim, 39-40 dim, 42-46 dim, 47-71 red+bold, 79-79 dim
    13: 0-0 dim, 39-40 dim, 42-67 red+bold, 79-79 dim
    14: 0-0 dim, 39-40 dim, 79-79 dim
    15: 0-0 dim, 39-40 dim, 42-48 dim, 49-74 red+bold, 79-79 dim
    16: 0-0 dim, 39-40 dim, 42-54 red+bold, 79-79 dim
    17: 0-0 dim, 39-40 dim, 42-43 cyan+bold, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 42-47 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 42-43 cyan+bold, 68-77 cyan+bold, 79-79 dim
    22: 0-0 dim, 1-55 red+bold+dim, 56-79 dim
    23: 1-1 cyan+bold, 19-19 cyan+bold, 32-32 cyan+bold, 41-41 cyan+bold, 53-53 cyan+bold, 73-73 cyan+bold
    cursor 2,3
    ");
}

#[test]
fn a_rehearsal_says_so_on_the_smallest_screen() {
    let mut play = play();
    play.keys("rj<up><enter><esc>");
    let run = at(&mut play, 40, 12);
    play.keys("!");
    assert_snapshot!(run, @"
      REHEARSAL  D… 09:12 · ops-a · saved ✓
    ┌ Drain the queue  0 of 4 ─────────────┐
    │  REHEARSAL: nothing counts as real   │
    │ ▸☐  1 Queue depth                    │
    │  ☐  2 Lag is falling                 │
    │  ☐  3 Tell the vendor                │
    │  ☐  4 Switch over                  ! │
    │  ↵ Finish                            │
    │                                      │
    │                                      │
    └──────────────────────────────────────┘
     ! pretend  enter read           ? help
     0: 1-11 black+on-magenta+bold, 13-14 bold, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-25 bold, 26-39 dim
     2: 0-0 dim, 2-36 black+on-magenta+bold, 39-39 dim
     3: 0-0 dim, 2-37 reversed, 39-39 dim
     4: 0-0 dim, 5-21 dim, 39-39 dim
     5: 0-0 dim, 5-22 dim, 39-39 dim
     6: 0-0 dim, 5-18 dim, 37-37 magenta+bold, 39-39 dim
     7: 0-0 dim, 3-10 dim, 39-39 dim
     8: 0-0 dim, 39-39 dim
     9: 0-0 dim, 39-39 dim
    10: 0-39 dim
    11: 1-1 cyan+bold, 12-16 cyan+bold, 33-33 cyan+bold
    cursor 2,3
    ");
    assert_snapshot!(at(&mut play, 40, 12), @"
    REHEARSAL: nothing runs
    answer 9000 messages, as the scenario
           says

    rabbitmqctl -q list_queues orders

    in     /home/ops
    ends   by force after 1 min
    trust  not allowed on this machine yet

    Any other key goes back.
    Press 7 to pretend that it ran
     0: 0-22 bold
     1: 0-6 dim, 7-36 bold
     2: 0-6 dim, 7-10 bold
     4: 0-32 cyan
     6: 0-6 dim
     7: 0-6 dim
     8: 0-6 dim
    10: 0-23 dim
    11: 6-6 cyan+bold, 7-29 bold
    cursor 0,11
    ");
}
