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
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Drain the queue                0 of 4 │ 1 · Queue depth
     ▸☐  1 Queue depth        running 0:00 │ Limits    alarm above 5000 messages
      ☐  2 Lag is falling                  │
      ☐  3 Tell the vendor                 │ Command
      ☐  4 Switch over                   ! │   rabbitmqctl -q list_queues orders
      ↵ Finish                             │   on this host, in /home/ops
                                           │   OK if exit 0 · takes orders (\d+) · timeout 1 min
                                           │
                                           │ running 0:00  26 bytes
                                           │ ctrl-k stops it, with all that it started
                                           │ ┃ ok one
                                           │ ┃ <U+001B>]0;evil<U+0007>
                                           │
                                           │ If not OK Page the vendor
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
                                           │

     ctrl-k stop  0-9 value  x not OK  s skip  d defer  n note  i issue  E escalate  / find  : all actions  ? keys  q out
     0: 0-6 bold, 8-16 bold, 112-118 bold
     1: 1-15 bold, 41-55 bold
     2: 1-24 reversed, 25-37 bold+reversed
     5: 37-37 black+on-yellow+bold, 41-75 bold
     9: 41-52 bold
    10: 41-47 bold
    11: 43-44 green
    35: 1-6 bold, 14-16 bold, 25-25 bold, 35-35 bold, 43-43 bold, 52-52 bold, 60-60 bold, 69-69 bold, 81-81 bold, 89-89 bold, 104-104 bold, 112-112 bold
    cursor 1,2
    ");
}

#[test]
fn a_failed_command_offers_what_comes_next() {
    let mut play = play();
    play.keys("!").confirm();
    play.confirm();
    play.ends(CommandStatus::Exited { code: 3 }, "");
    assert_snapshot!(at(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Drain the queue                1 of 4 │ 1 · Queue depth
     ▸✗  1 Queue depth             FAILED  │  ✗ FAILED  ended with status 3 after …
      ☐  2 Lag is falling                  │
      ☐  3 Tell the vendor                 │ rabbitmqctl -q list_queues orders
      ☐  4 Switch over                   ! │ Result    ended with status 3 after
      ↵ Finish                             │           1.2 s
                                           │ enter shows its output, 0 bytes
                                           │
                                           │ Next
                                           │   p Start: Page the vendor
                                           │   i Open an issue
                                           │   ! Run it again
                                           │   . Answer it again, by hand
                                           │   n Add what you saw
                                           │   > Go on past it, with a reason; the
                                           │     next steps are on hold
                                           │
                                           │ 09:12 ops-a not OK: ended with status
                                           │       3; expected 0
                                           │
                                           │ Limits    alarm above 5000 m J ↓ more
     ✗ Queue depth: not OK; its command ended with status 3.
     p procedure  E escalate  i issue  ! run again  . again  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-15 bold, 41-55 bold
     2: 1-1 reversed, 2-2 bold+reversed, 3-29 reversed, 30-37 bold+reversed, 41-50 bold+reversed, 51-78 bold
     4: 41-73 bold
     5: 37-37 black+on-yellow+bold, 50-75 bold
     6: 41-55 bold
     7: 41-46 bold
     9: 41-44 bold
    10: 43-44 bold
    11: 43-44 bold
    12: 43-44 bold
    13: 43-44 bold
    14: 43-44 bold
    15: 43-44 bold
    18: 46-77 bold
    19: 41-59 bold
    21: 69-78 bold
    22: 0-79 bold+reversed
    23: 1-1 bold, 14-14 bold, 26-26 bold, 35-35 bold, 48-48 bold, 57-57 bold, 64-64 bold, 72-72 bold
    cursor 1,2
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
     Drain the queue                 0 of 4
      REHEARSAL: nothing counts as real
     ▸☐  1 Queue depth
      ☐  2 Lag is falling
      ☐  3 Tell the vendor
      ☐  4 Switch over                    !
      ↵ Finish



     ! pretend  enter read  : all  ? keys
     0: 1-11 bold+reversed, 13-14 bold, 32-38 bold
     1: 1-15 bold
     2: 1-35 bold+reversed
     3: 1-38 reversed
     6: 38-38 black+on-yellow+bold
    11: 1-1 bold, 12-16 bold, 24-24 bold, 31-31 bold
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
