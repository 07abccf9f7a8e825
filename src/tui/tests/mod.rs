//! Keys in, screens and effects out.

pub(crate) mod doing;
mod edit;
mod follow_ups;
pub(in crate::tui) mod handoff;
mod harmless;
mod in_sight;
mod overdue;
pub(crate) mod play;
mod rebound;

use crate::app::Overlay;
use crate::app::today::row_run;
use crate::command::{Answer, Command, CompleteStep};
use crate::runbook::StepRef;
use crate::state::Row;
use play::Play;

const ROUND: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning round"
schedule = "weekdays 09:00"
steps = ["Lag is low", "Backup finished", "Nobody complained"]

[[procedures]]
title = "Queue check"
schedule = "weekdays 08:30"

[[procedures.steps]]
title = "Queue depth"
reading = { unit = "messages", warn_above = 500, alarm_above = 5000 }

[[procedures.steps]]
id = "running"
title = "Is the consumer running?"
choose = ["yes", "no"]

[[procedures.steps]]
title = "Start the consumer"
when = { step = "running", is = "no" }
caution = "Two consumers at once write every order twice."

[[procedures]]
id = "correct"
title = "Correct an order"
symptoms = ["An order is wrong"]

[[procedures.steps]]
title = "Which order?"
ask = { name = "ORDER_ID", pattern = "[0-9]{4}-[0-9]{7}", example = "2026-0001234" }

[[procedures.steps]]
title = "Set $ORDER_ID right"
copy = "fix $ORDER_ID"
link = "https://example.com/$ORDER_ID"
"#;

fn play() -> Play {
    Play::new(&[("orders.toml", ROUND)], (100, 30))
}

/// Opens a procedure that is due, by its title.
pub(crate) fn open(play: &mut Play, title: &str) {
    let rows = play.app.today.rows.len();
    play.keys("g");
    for _ in 0..rows {
        let selected = play
            .screen()
            .lines()
            .any(|line| line.contains('▸') && line.contains(title));
        // A round that was missed before has its own row, and nothing to go into.
        if selected && !matches!(play.app.today_row(), Some(Row::Missed { .. })) {
            play.keys("<enter>");
            return;
        }
        play.keys("j");
    }
    panic!("{title} is not on Today:\n{}", play.screen());
}

#[test]
fn a_round_costs_a_key_a_step_and_two_more() {
    let mut play = play();
    open(&mut play, "Morning round");
    play.keys("<space><space><space><enter>");
    let told = "Morning round completed, 3 of 3, on time. In doubt: 3 steps answered in 0 s: too \
                fast to be true. Next due: Queue check, due by 10:54.";
    assert_eq!(play.told(), told, "{}", play.screen());
    // Today again, and the same key goes on with what is due next.
    assert!(under_the_cursor(&play).contains("● Queue check"));
    play.keys("<enter>");
    assert!(play.screen().contains("Queue depth"), "{}", play.screen());
}

#[test]
fn the_end_of_a_run_says_whether_it_was_in_time_and_how_late_the_next_is() {
    let mut play = play();
    open(&mut play, "Queue check");
    play.keys("412<enter>1<enter>");
    assert!(play.told().contains("on time"));
    let mut play = self::play();
    play.app.now += jiff::SignedDuration::from_hours(5);
    open(&mut play, "Queue check");
    play.keys("412<enter>1<enter>");
    let told = play.told();
    assert!(
        told.contains(", late. In doubt: ")
            && told.ends_with("Next due: Morning round, 2 h 48 min overdue."),
        "{told}"
    );
}

/// The row of Today under the cursor, as it stands on the screen.
/// A round that was done is told on its day with who did it and when, and Enter leads to its run.
#[test]
fn a_day_of_the_calendar_leads_to_the_runs_that_did_its_rounds() {
    let mut play = play();
    open(&mut play, "Morning round");
    play.keys("<space><space><space><enter>3v");
    let screen = play.screen();
    assert!(screen.contains("09:12  3 of 3        ops-a"), "{screen}");
    play.keys("<enter>");
    let screen = play.screen();
    assert!(screen.contains("Lag is low: OK"), "{screen}");
}

fn under_the_cursor(play: &Play) -> String {
    let screen = play.screen();
    let row = screen.lines().find(|line| line.contains('▸'));
    row.unwrap_or_else(|| panic!("no cursor:\n{screen}"))
        .to_owned()
}

#[test]
fn whoever_comes_back_from_a_run_stands_where_it_goes_on() {
    let mut play = play();
    open(&mut play, "Queue check");
    play.keys("q");
    assert!(under_the_cursor(&play).contains("◐ Queue check"));
    open(&mut play, "Morning round");
    play.keys("<space><space><space><enter>");
    // Not on what is done, but on what wants somebody.
    assert!(under_the_cursor(&play).contains("◐ Queue check"));
    open(&mut play, "Queue check");
    play.keys("412<enter>1<enter>");
    let under = under_the_cursor(&play);
    assert!(!under.contains('✓'), "{under}");
    // One that is only read again is left as it was come to.
    open(&mut play, "✓ Morning round");
    play.keys("q");
    assert!(under_the_cursor(&play).contains("✓ Morning round"));
}

#[test]
fn enter_never_completes_a_step() {
    let mut play = play();
    open(&mut play, "Morning round");
    play.keys("<enter><enter><enter><right>".trim_end_matches("<right>"));
    let run = play
        .app
        .run
        .as_ref()
        .and_then(|run| run.run(&play.state))
        .expect("a run");
    assert!(run.boxes.is_empty(), "{}", play.screen());
}

#[test]
fn a_reading_begins_with_its_first_digit() {
    let mut play = play();
    open(&mut play, "Queue check");
    play.keys("6");
    assert!(matches!(play.app.overlay, Some(Overlay::Prompt(_))));
    play.keys("12<enter>");
    assert!(play.screen().contains("612 messages"), "{}", play.screen());
    assert!(
        play.screen().contains("!  1 Queue depth"),
        "a warning is not shown:\n{}",
        play.screen()
    );
}

#[test]
fn a_refused_value_comes_back_with_what_was_typed() {
    let mut play = play();
    open(&mut play, "Queue check");
    play.keys("<space>1,5<enter>");
    let Some(Overlay::Prompt(prompt)) = &play.app.overlay else {
        panic!("the field is gone:\n{}", play.screen());
    };
    assert_eq!(prompt.field.text(), "1,5");
    assert!(
        prompt
            .error
            .as_deref()
            .is_some_and(|error| error.contains("1.5")),
        "{:?}",
        prompt.error
    );
}

/// What stands in the field in front.
fn typed(play: &Play) -> String {
    match &play.app.overlay {
        Some(Overlay::Prompt(prompt)) => prompt.field.text(),
        Some(Overlay::Find(finding)) => finding.field.text(),
        Some(Overlay::Palette(palette)) => palette.field.text(),
        other => panic!("no field is in front: {other:?}"),
    }
}

#[test]
fn every_field_has_the_keys_of_a_shell() {
    for begins in ["n", "?", "/", "a", ":"] {
        let mut play = play();
        open(&mut play, "Queue check");
        play.keys(begins).keys("lag is low<c-w>");
        assert_eq!(typed(&play), "lag is ", "{begins}");
        play.keys("<a-b><c-u>");
        assert_eq!(typed(&play), "is ", "{begins}");
        play.keys("<c-_>");
        assert_eq!(typed(&play), "lag is ", "{begins}");
        play.keys("<c-a><c-k>");
        assert_eq!(typed(&play), "", "{begins}");
        play.keys("<c-y>");
        assert_eq!(typed(&play), "lag is ", "{begins}");
    }
}

/// However many keys one action has, its words begin where those of the others do.
#[test]
fn the_words_of_the_help_stand_in_one_column() {
    let mut play = play();
    play.keys("?");
    let screen = play.screen();
    let columns = ["Waive the round", "Add a note", "Find anything"].map(|words| {
        let line = screen.lines().find(|line| line.contains(words));
        let line = line.unwrap_or_else(|| panic!("{words} is not shown:\n{screen}"));
        line.chars().count() - line[line.find(words).unwrap_or_default()..].chars().count()
    });
    assert!(columns.windows(2).all(|two| two[0] == two[1]), "{screen}");
}

#[test]
fn a_note_has_lines_and_a_reading_or_a_search_has_one() {
    for (begins, wanted) in [("n", "1\n2"), ("<space>", "12"), ("/", "12"), (":", "12")] {
        let mut play = play();
        open(&mut play, "Queue check");
        play.keys(begins).keys("1<a-enter>2");
        assert_eq!(typed(&play), wanted, "{begins}");
    }
}

#[test]
fn a_digit_chooses_and_a_caution_waits_for_its_key() {
    let mut play = play();
    open(&mut play, "Queue check");
    play.keys("12<enter>2");
    assert!(play.screen().contains("CAUTION"), "{}", play.screen());
    play.keys("<space>");
    assert!(play.told().contains("caution"), "{}", play.told());
    play.keys("c<space>");
    assert!(play.screen().contains("Finish"), "{}", play.screen());
    play.keys("<enter>");
    let told = play.told();
    assert!(told.starts_with("Queue check completed"), "{told}");
}

#[test]
fn not_ok_asks_what_was_seen_and_taking_back_opens_the_box() {
    let mut play = play();
    open(&mut play, "Morning round");
    play.keys("xthe lag is ten minutes<enter>");
    assert!(play.screen().contains('✗'), "{}", play.screen());
    play.keys("u");
    assert!(!play.screen().contains('✗'), "{}", play.screen());
}

#[test]
fn a_tick_of_another_terminal_is_seen_and_not_doubled() {
    let mut play = play();
    open(&mut play, "Morning round");
    let run = play.app.run.as_ref().expect("a run").id;
    let complete = CompleteStep::first(run, StepRef::of("lag-is-low"), Answer::Ok);
    play.other("ops-b", &Command::CompleteStep(complete));
    assert!(play.screen().contains('☑'), "{}", play.screen());
    play.keys("g<space>");
    assert!(play.told().contains("answered"), "{}", play.told());
}

#[test]
fn a_paste_presses_no_key() {
    let mut play = play();
    open(&mut play, "Morning round");
    play.message(crate::app::Message::Paste("   \r".to_owned()));
    let run = play
        .app
        .run
        .as_ref()
        .and_then(|run| run.run(&play.state))
        .expect("a run");
    assert!(run.boxes.is_empty());
    play.keys("n");
    play.message(crate::app::Message::Paste("one\r\ntwo".to_owned()));
    play.keys("<enter>");
    assert!(play.screen().contains("one"), "{}", play.screen());
}

#[test]
fn leaving_asks_again_only_when_something_is_not_saved() {
    let mut play = play();
    play.keys("q");
    assert_eq!(play.effects, [crate::app::effect::Effect::Quit]);
}

#[test]
fn what_is_late_is_said_to_be_late_as_time_passes() {
    let mut play = play();
    assert!(!play.screen().contains(" overdue"), "{}", play.screen());
    play.wait(180);
    assert!(play.screen().contains(" overdue"), "{}", play.screen());
}

#[test]
fn refused_words_wait_until_another_prompt_is_done() {
    let mut play = play();
    open(&mut play, "Queue check");
    // The refusal comes while the operator writes something else.
    let complete = CompleteStep::first(
        play.app.run.as_ref().expect("a run").id,
        StepRef::of("queue-depth"),
        Answer::Value("1,5".to_owned()),
    );
    play.keys("n");
    play.message(crate::app::Message::Paste("half a note".to_owned()));
    let prompt = crate::app::Prompt::new(
        crate::app::Purpose::Value(complete.clone()),
        "Queue depth",
        "",
    );
    play.request(
        crate::session::Request::Do(Command::CompleteStep(complete)),
        prompt.with("1,5"),
    );
    let Some(Overlay::Prompt(note)) = &play.app.overlay else {
        panic!("the note is gone:\n{}", play.screen());
    };
    assert_eq!(note.field.text(), "half a note");
    play.keys("<enter>");
    let Some(Overlay::Prompt(value)) = &play.app.overlay else {
        panic!("the value is lost:\n{}", play.screen());
    };
    assert_eq!(value.field.text(), "1,5");
    assert!(value.error.is_some());
}

#[test]
fn leaving_a_run_puts_the_cursor_on_it() {
    let mut play = play();
    // From wherever it was begun: here from an alert, with other rows beside it.
    play.keys("G");
    play.keys("aorder<enter>nlook<enter>");
    assert!(play.app.run.is_some(), "{}", play.screen());
    let id = play.app.run.as_ref().map(|run| run.id);
    for leaves in ["q", "<esc>", "1"] {
        play.keys("<end>");
        play.keys(leaves);
        assert!(play.app.run.is_none(), "{}", play.screen());
        assert_eq!(play.app.today_row().and_then(row_run), id, "{leaves}");
        play.keys("<enter>");
        assert!(play.app.run.is_some(), "{}", play.screen());
    }
}
