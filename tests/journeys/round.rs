//! A full round: every way to answer a step, and what comes after the last.

use crate::kit::{Screen, Setup};
use crate::scene::{CHECK, ROUND, assert_clean, count, entries, journal, open, opened, rounds};
use crate::scene::{today, with_round};

fn with_check() -> Setup {
    let setup = rounds();
    setup.write_runbook("queue-host", CHECK);
    setup
}

#[test]
fn a_full_round_with_everything_that_can_happen_in_one() {
    let setup = with_check();
    setup.write_runbook("orders-sync", ROUND);
    let mut screen = opened(&setup, "Queue check");

    // A reading that is worth a warning; a wrong one comes back with what was typed.
    screen.keys("6").until("Queue depth").keys("1,5<enter>");
    screen
        .until("Write 61.5")
        .keys("<backspace><backspace>2<enter>");
    screen.until("!  1 Queue depth").until("612 messages");
    // A normal one.
    screen.until("│ 2 · ").keys("12<enter>");
    screen.until("☑  2 Consumer lag").until("12 s");
    // A tick with a note.
    screen.until("│ 3 · ").keys("nall green but slow<enter>");
    screen.until("The note is saved.").keys("<space>");
    screen.until("☑  3 Dashboard").until("│ 4 · ");
    // Not OK wants to know what was seen.
    screen
        .keys("x<enter>")
        .until("a step that is not OK needs a note");
    screen.keys("it stopped at 03:12<enter>");
    screen.until("✗  4 Last night's backup").until("│ 5 · ");
    // A skip wants a reason.
    screen
        .keys("s")
        .until(": why?")
        .keys("renewed yesterday<enter>");
    screen.until("⊘  5 Certificates").until("│ 6 · ");
    // The choice leaves the next step out, and taken back lets it in again.
    screen
        .keys("1")
        .until("☑  6 Is the consumer")
        .until("│ 8 · ");
    screen.row_with("·  7 Start the consumer");
    screen.keys("kk").until("│ 6 · ").keys("u");
    screen.until("☐  6 Is the consumer").keys("2");
    screen.until("│ 7 · ").until("CAUTION");
    // A caution is not ticked away.
    screen.keys("<space>").until("Read the caution first");
    screen.keys("c").until("You read this at").keys("<space>");
    screen.until("☑  7 Start the consumer").until("│ 8 · ");
    // A text that has to look like one.
    screen
        .keys("<space>")
        .until("Such as OPS-12")
        .keys("12<enter>");
    screen
        .until("an example is OPS-12")
        .keys("<home>OPS-<enter>");
    screen.until("Enter finishes the run.").until("OPS-12");
    // A correction keeps what was written down before.
    screen.keys("g").until("│ 1 · ").keys("=");
    screen
        .until("what should it say?")
        .keys("<backspace><backspace><backspace>61<enter>");
    screen.until("Why is it corrected?").keys("misread<enter>");
    screen
        .until("☑  1 Queue depth")
        .until("(replaced")
        .until("misread");

    // Finished with a failure; the other round is offered, and the same key starts it.
    screen.keys("G<enter>").until("completed with failures");
    screen.until("▸○ Morning round").keys("<enter>");
    screen.until("Lag is low").until("│ 1 · ").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
    assert_eq!(count(&setup, "run-started"), 2);
    assert_eq!(count(&setup, "step-taken-back"), 1);
    let written = serde_json::to_string(&entries(&journal(&setup))).unwrap();
    for words in [
        "it stopped at 03:12",
        "renewed yesterday",
        "all green but slow",
        "misread",
        "OPS-12",
        "612",
    ] {
        assert!(written.contains(words), "{words} is not in the journal");
    }

    // It reads the same from the record.
    let mut screen = today(&setup);
    screen.until("Done ").select("Queue check");
    screen.resize(120, 24).until("completed with failures");
    screen.resize(80, 24).keys("<enter>");
    screen.until("☑  1 Queue depth").keys("g").until("misread");
    screen.row_with("✗  4 Last night's backup");
    screen.row_with("⊘  5 Certificates");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_run_can_be_given_up_and_begun_anew() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low");
    screen.keys("X").until("Abandon the run: why?");
    screen
        .keys("wrong host<enter>")
        .until("abandoned: wrong host")
        .until("Due now ");
    open(&mut screen, "○ Morning round");
    screen.until("☐  1 Lag is low").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    assert_eq!(count(&setup, "run-started"), 2);
}

#[test]
fn a_file_is_kept_as_evidence() {
    let setup = with_round();
    std::fs::write(setup.home().join("lag.txt"), "lag 4 s\n").unwrap();
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("Ano-such-file<enter>")
        .until("cannot be attached");
    // As in a shell: what was typed is gone to the beginning of the line.
    screen
        .keys("<c-u>lag.txt<enter>")
        .until("lag.txt is kept as evidence.");
    screen
        .keys("j")
        .until("│ 2 · ")
        .keys("k")
        .until("attached lag.txt");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    let objects: Vec<_> = std::fs::read_dir(journal(&setup).join("objects"))
        .unwrap()
        .map(|object| std::fs::read(object.unwrap().path()).unwrap())
        .collect();
    assert!(objects.contains(&b"lag 4 s\n".to_vec()));
}

#[test]
fn what_was_done_on_paper_is_written_up_with_its_time() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("tnonsense<enter>").until("That is no time");
    for _ in 0.."nonsense".len() {
        screen.keys("<backspace>");
    }
    screen.keys("2026-01-05 08:10<enter>").until("Writing up");
    screen
        .keys("<space>")
        .until("more than a day before the first entry");
    screen.keys("<esc>");
    let then = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(2);
    let zone = jiff::tz::TimeZone::get(crate::kit::where_it_is_noon()).unwrap();
    let then = then.to_zoned(zone);
    let typed = then.strftime("%Y-%m-%d %H:%M").to_string();
    screen.keys(&format!("t{typed}<enter>")).until("Writing up");
    screen.keys("<space>").until("☑  1 Lag is low");
    screen.keys("k").until("written up for").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let done = entries(&journal(&setup));
    let done = serde_json::to_string(&done).unwrap();
    let then = then.with_time_zone(jiff::tz::TimeZone::UTC);
    let minute = then.strftime("%Y-%m-%dT%H:%M:00Z").to_string();
    assert!(done.contains(&minute), "{done}");
}

/// Six procedures of eight steps, in five of them a reading of two digits: the keys of a morning.
/// Each more of such a reading costs two.
#[test]
fn a_morning_of_six_procedures_and_48_steps_costs_at_most_70_keys() {
    let setup = rounds();
    for number in 1..=6 {
        setup.write_runbook(&format!("tool-{number}"), &morning_of(number));
    }
    let mut screen = today(&setup);
    screen.until("○ Round 6");
    let mut morning = Morning { screen, keys: 0 };
    morning.press("<enter>");
    for number in 1..=6 {
        morning.screen.until("│ 1 · ");
        morning.screen.until(&format!("Depth of {number}"));
        let is_read = number < 6;
        morning.press("<space><space><space>");
        morning.screen.until("│ 4 · ");
        match is_read {
            true => morning.press("4").press("2").press("<enter>"),
            false => morning.press("<space>"),
        };
        morning.screen.until("│ 5 · ");
        morning.press("<space><space><space><space>");
        morning.screen.until("Enter finishes the run.");
        morning.press("<enter>");
        morning.screen.until(" completed");
        if number < 6 {
            morning.screen.until("Next due: ");
            morning.press("<enter>");
        }
    }
    morning.screen.until("Nothing else is due now.");
    assert!(morning.keys <= 70, "it took {} keys", morning.keys);
    let mut screen = morning.screen;
    screen.until("✓ Round 1").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "step-done"), 48);
    assert_eq!(count(&setup, "run-ended"), 6);
    assert_clean(&setup);
}

struct Morning {
    screen: Screen,
    keys: usize,
}

impl Morning {
    /// Presses keys and counts them: one with a name counts once.
    fn press(&mut self, keys: &str) -> &mut Self {
        let named = keys.matches('<').count();
        self.keys += if named > 0 {
            named
        } else {
            keys.chars().count()
        };
        self.screen.keys(keys);
        self
    }
}

fn morning_of(number: usize) -> String {
    let step = |name: &str| format!("[[procedures.steps]]\ntitle = \"{name}\"\n");
    let before = ["Dashboard is green", "Backup finished", "No alerts"].map(step);
    let after = ["Disk", "Certificates", "Users", "Tickets"].map(step);
    let reading = match number {
        6 => "",
        _ => "reading = { unit = \"messages\", warn_above = 500 }\n",
    };
    format!(
        "title = \"Tool {number}\"\ntimezone = \"UTC\"\n\n\
         [[procedures]]\ntitle = \"Round {number}\"\nschedule = \"daily 00:00\"\nearly = \"24h\"\n\
         {}[[procedures.steps]]\ntitle = \"Depth of {number}\"\n{reading}{}",
        before.concat(),
        after.concat(),
    )
}
