//! What is in sight, and what only looks so: a caution, the step that holds a run, where one is,
//! and the keys at the foot.

use super::open;
use super::play::Play;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning round"
schedule = "daily 09:00"
early = "24h"
style = "read-do"

[[procedures.steps]]
title = "Read the lag"
[[procedures.steps]]
title = "Restart the consumer"
caution = "Two consumers at once write every order twice."
[[procedures.steps]]
title = "Check the dead letters"

[[procedures]]
title = "Look at the dead letters"
steps = ["Count the dead letters"]

[[procedures.rehearsal]]
title = "A quiet night"
scenario = "The pager rings at three."
"#;

fn play(columns: u16, rows: u16) -> Play {
    Play::new(&[("orders.toml", BOOK)], (columns, rows))
}

#[test]
fn a_caution_is_read_where_it_is_in_sight_and_nowhere_else() {
    let mut play = play(40, 12);
    open(&mut play, "Morning round");
    play.keys("<space><esc>");
    assert!(
        !play.screen().contains("Two consumers"),
        "{}",
        play.screen()
    );
    assert!(!play.screen().contains("c read it"), "{}", play.screen());
    play.keys("c");
    let screen = play.screen();
    assert!(screen.contains("Two consumers"), "{screen}");
    assert!(screen.contains("c read it"), "{screen}");
    play.wait(1).keys("c");
    let screen = play.screen();
    assert!(!screen.contains("c read it"), "{screen}");
    assert!(screen.contains("space OK"), "{screen}");
}

#[test]
fn find_in_a_run_finds_its_own_steps_first_and_stays_in_it() {
    let mut play = play(80, 24);
    open(&mut play, "Morning round");
    play.keys("/dead");
    let screen = play.screen();
    let first = screen
        .lines()
        .find(|line| line.contains('▸') && line.contains("dead"));
    let first = first.unwrap_or_default();
    assert!(
        first.contains("this run") && first.contains("Check the dead letters"),
        "{screen}"
    );
    play.keys("<enter>");
    let screen = play.screen();
    assert!(screen.contains("3 · Check the dead letters"), "{screen}");
}

#[test]
fn a_run_that_is_opened_again_stands_on_the_step_that_holds_it() {
    let mut play = play(80, 24);
    open(&mut play, "Morning round");
    play.keys("xThe lag is over an hour<enter>qg");
    open(&mut play, "Morning round");
    let screen = play.screen();
    assert!(screen.contains("│ 1 · Read the lag"), "{screen}");
}

#[test]
fn sentences_stand_in_the_place_of_a_screen_below_its_head() {
    let mut play = play(80, 24);
    play.keys("2Gkr1");
    let screen = play.screen();
    let lines: Vec<_> = screen.lines().collect();
    assert!(lines[0].contains("REHEARSAL"), "{screen}");
    assert!(lines[1].contains("A quiet night"), "{screen}");
    assert!(screen.contains("The pager rings at three."), "{screen}");
    assert!(
        screen.trim_end().ends_with("enter go on  esc back"),
        "{screen}"
    );
    play.keys("<enter>");
    assert!(
        !play.screen().contains("The pager rings"),
        "{}",
        play.screen()
    );
}

#[test]
fn a_key_stands_at_the_foot_once_and_scrolls_only_what_is_longer() {
    for rows in [24, 50] {
        let mut play = play(200, rows);
        for keys in [
            "", "<enter>", "<esc>2", "l", "v", "3", "v", "v", "4", "H", "<esc>b",
        ] {
            let screen = play.keys(keys).screen();
            let foot = screen.lines().last().unwrap_or_default();
            let named = foot
                .split("  ")
                .filter_map(|part| part.trim().split(' ').next());
            let mut named: Vec<_> = named.filter(|key| !key.is_empty()).collect();
            let all = named.len();
            named.sort_unstable();
            named.dedup();
            assert_eq!(all, named.len(), "{foot}");
            assert!(
                !foot.contains("J scroll") || screen.contains("↓ more"),
                "{screen}"
            );
        }
    }
}
