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
     1: 0-32 bold
    23: 6-16 bold
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
     Drain the queue  0 of 4         │ Step 1 of 4
     Orders sync                     │ Queue depth
     ▸☐  1 Queue depth     runs 0:00 │
      ☐  2 Lag is falling            │ limits alarms above 5000 messages
      ☐  3 Tell the vendor           │
      ☐  4 Switch over             ! │ run   rabbitmqctl -q list_queues orders
      ↵ Finish                       │ in    /home/ops
                                     │ OK if exit 0 · takes orders (\d+) · at most 1 min
                                     │
                                     │ running 0:00  26 bytes
                                     │ ctrl-k cancels it, with all that it started
                                     │ │ ok one
                                     │ │ <U+001B>]0;evil<U+0007>
                                     │
                                     │ if it fails Page the vendor
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │

     ctrl-k stop  0-9 value  x not OK  n note  / find  : all  q out                                                  ? keys
     0: 0-15 bold, 112-118 bold
     1: 1-23 bold, 35-45 bold
     2: 35-45 bold
     3: 1-21 reversed, 22-31 bold+reversed
     6: 31-31 bold, 40-73 bold
    10: 35-46 bold
    11: 35-41 bold
    12: 37-38 green
    35: 1-6 bold, 14-16 bold, 25-25 bold, 35-35 bold, 43-43 bold, 51-51 bold, 58-58 bold, 113-113 bold
    cursor 1,3
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
     Drain the queue  1 of 4         │ Step 1 of 4
     Orders sync                     │ Queue depth
     ▸☒  1 Queue depth       FAILED  │
      ☐  2 Lag is falling            │  ✗ FAILED  ended with status 3 after 1.2 s …
      ☐  3 Tell the vendor           │
      ☐  4 Switch over             ! │ rabbitmqctl -q list_queues orders
      ↵ Finish                       │ command ended with status 3 after 1.2 s
                                     │ enter shows its output, 0 bytes
                                     │
                                     │ Next
                                     │   p Start: Page the vendor
                                     │   i Open an issue
                                     │   ! Run it again
                                     │   . Answer it again by hand
                                     │   n Add what you saw
                                     │   > Go on past it, with a reason; the next
                                     │     steps are on hold
                                     │
                                     │ 09:12 ops-a not OK: ended with status 3;
                                     │       expected 0
                                     │                                    J ↓ more
     ✗ Queue depth: not OK; its command ended with status 3.
     p procedure  E escalate  i issue  ! run again  . again  > go on  u undo ? keys
     0: 0-15 bold, 72-78 bold
     1: 1-23 bold, 35-45 bold
     2: 35-45 bold
     3: 1-1 reversed, 2-2 bold+reversed, 3-23 reversed, 24-31 bold+reversed
     4: 35-44 bold+reversed, 45-76 bold
     6: 31-31 bold, 35-67 bold
     7: 42-73 bold
     8: 35-40 bold
    10: 35-38 bold
    11: 37-38 bold
    12: 37-38 bold
    13: 37-38 bold
    14: 37-38 bold
    15: 37-38 bold
    16: 37-38 bold
    19: 40-74 bold
    20: 35-50 bold
    21: 69-78 bold
    22: 0-79 bold+reversed
    23: 1-1 bold, 14-14 bold, 26-26 bold, 35-35 bold, 48-48 bold, 57-57 bold, 66-66 bold, 73-73 bold
    cursor 1,3
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
     Drain the queue  0 of 4
      REHEARSAL: nothing counts as real
     ▸☐  1 Queue depth
      ☐  2 Lag is falling
      ☐  3 Tell the vendor
      ☐  4 Switch over                    !
      ↵ Finish



     ! pretend  enter read           ? keys
     0: 1-11 bold+reversed, 13-14 bold, 32-38 bold
     1: 1-23 bold
     2: 1-35 bold+reversed
     3: 1-38 reversed
     6: 38-38 bold
    11: 1-1 bold, 12-16 bold, 33-33 bold
    cursor 1,3
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
     1: 7-36 bold
     2: 7-10 bold
     4: 0-32 bold
    11: 6-29 bold
    cursor 0,11
    ");
}
