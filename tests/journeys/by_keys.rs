//! Journeys of a handoff by keys alone: a tool that becomes ready, a change that its own
//! requester cannot move, a note that becomes an edit of the file, a shift that is given and
//! taken over. The journal and the file are the witnesses.

use crate::kit::{Output, Screen, Setup};
use crate::scene::{assert_clean, count, entries, journal};
use serde_json::Value;
use std::fs;

/// What somebody has before they hand anything over.
const EMPTY: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "restore"
title = "Restore"
steps = ["Restore it"]
"#;

/// The same with its package.
const WHOLE: &str = r##"
title = "Orders sync"
summary = "Copies orders."
timezone = "UTC"  # as on the servers
links = { Dashboard = "https://grafana.example.com" }

# Quarterly
[review]
every = "90 days" # agreed

[owners]
product = { name = "Product lead", contact = "pl@example.com", operators = ["pl-1"], responsible_for = ["its part"] }
technical = { name = "Tech lead", contact = "#dev", operators = ["tl-1"], responsible_for = ["its part"] }
operations = { name = "Shift lead", contact = "ops@example.com", operators = ["ops-a"], responsible_for = ["its part"] }

[architecture]
text = "shop → warehouse"

[[contacts]]
id = "on-call"
name = "Orders on-call"
contact = "pager: primary"
hours = "24/7"

[[escalation]]
severity = "sev1"
respond_within = "15m"
path = [{ contact = "on-call" }]

[[alerts]]
name = "Down"
severity = "sev1"

[[credentials]]
name = "rw"
access = "restore"
rotate = "restore"
rotate_every = "90 days"

[backup]
what = "All of it"
restore = "restore"
exercise_every = "180 days"

[change_control]
request = "Here"
reviewers = ["technical"]
approvers = ["product"]

[[dependencies]]
name = "database"
owner = "Data platform"
if_down = "Orders queue up"

[[data]]
field = "orders.id"
means = "The number"

[rollback]
procedure = "restore"

[[releases]]
version = "1.0"
date = 2026-08-20
notes = "First"

[stabilization]
starts = 2026-11-01
ends = 2099-12-20
support = "on-call"

[[waive]]
item = "daily"
by = "operations"
reason = "Nothing is done each day"
until = 2099-12-31

[[waive]]
item = "weekly"
by = "operations"
reason = "Nothing is done each week"
until = 2099-12-31

[[procedures]]
id = "restore"
title = "Restore"
alerts = ["Down"]
serves = ["correction", "reprocessing"]
steps = ["Restore it"]
"##;

/// A runbook whose revisions others have to allow.
const REVIEWED: &str = r##"# Orders, kept by hand
title = "Orders sync"
timezone = "UTC"  # as on the servers

[owners] # ask before you change them
product = { name = "Product lead", operators = ["pl-1"] }
technical = { name = "Tech lead", operators = ["tl-1", "tl-2"] }

[change_control]
reviewers = ["technical"]
approvers = ["product"]
runbook = "reviewed"

# What we do
[[procedures]]
id = "morning"
title = "Morning check"
steps = [ # in order
  "Queue depth", # see the panel
  "Backup finished",
]
"##;

fn setup(text: &str) -> Setup {
    let mut setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    setup.size = (120, 36);
    setup.write_runbook("orders", text);
    setup
}

fn file(setup: &Setup) -> String {
    fs::read_to_string(setup.runbooks().join("orders.toml")).unwrap()
}

/// The screens, opened by an operator.
#[track_caller]
fn seat(setup: &Setup, operator: &str) -> Screen {
    let mut screen = Screen::start(setup, &["--operator", operator]);
    screen
        .until("1 Today")
        .until(operator)
        .until_gone("The runbooks are being read.");
    screen
}

#[track_caller]
fn leave(mut screen: Screen) {
    screen.keys("<c-c>");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

fn well(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// From Runbooks to the page of this name.
#[track_caller]
fn page(screen: &mut Screen, name: &str) {
    screen.keys("b").until(name);
    screen.select(name);
}

#[test]
fn a_tool_becomes_ready_by_keys() {
    let setup = setup(EMPTY);
    let before = setup.run(&["ready", "orders"]);
    assert_eq!(before.code, Some(1), "{before:?}");
    let mut screen = seat(&setup, "ops-a");
    screen.keys("2").until("Orders sync").keys("b");
    screen
        .until("Readiness")
        .select("Readiness")
        .until("Not ready");
    screen.until("Every role has an owner");
    screen.keys("<esc>").until_gone("Not ready");

    // The owner writes the package; the screens see it by themselves.
    setup.write_runbook("orders", WHOLE);
    page(&mut screen, "Readiness");
    screen.until_gone("owner stands in [owners]");
    screen.until("orders/restore was never run").keys("<esc>");

    // What can be shown is shown by doing it.
    screen.until_gone("orders/restore was never run");
    screen.select("Restore").keys("<enter>").until("│ 1 · ");
    screen.keys("<space>").until("Enter finishes");
    screen.keys("G<enter>").until(" completed");
    screen.until("1 Today").keys("2");
    page(&mut screen, "Readiness");
    screen.until_gone("orders/restore was never run");
    let by = ["--operator", "ops-a"];
    let rehearse = ["start", "orders/restore", "--rehearse", "--no-open"];
    let run = well(setup.run(&[by.as_slice(), &rehearse].concat()));
    for rest in [["do", "1", "ok"], ["run", "finish", ""]] {
        let words = [rest[0], run.trim(), rest[1], rest[2]];
        let words = words.into_iter().filter(|word| !word.is_empty());
        let words: Vec<_> = by.into_iter().chain(words).collect();
        well(setup.run(&words));
    }

    // A review is said, and its day goes into the file as someone has seen it.
    screen
        .select("Review")
        .keys("<space>")
        .until("Reviewed: findings?");
    screen
        .keys("all there<enter>")
        .until("By which day is the next review?")
        .keys("soon<enter>")
        .until("That is no day")
        .keys("<backspace><backspace><backspace><backspace><enter>")
        .until("writes it into the file")
        .until("+ last = ");
    screen.keys("<enter>").until("Written:");
    let written = file(&setup);
    assert!(written.contains("\nlast = 20"), "{written}");
    for kept in ["# as on the servers", "# Quarterly", "# agreed"] {
        assert!(written.contains(kept), "{kept}: {written}");
    }

    // What it does not have is waived; for the rest there is somebody's word.
    screen
        .select("Readiness")
        .until("3 missing")
        .keys("<space>");
    screen.until("waive daily until").keys("<enter>");
    screen.until("2 missing").keys("<space>");
    screen.until("waive weekly until").keys("<enter>");
    screen.until("1 missing").keys("<space>");
    screen.until("Attest, or accept a waiver?").keys("<enter>");
    screen.until("enter save").keys("on-call has agreed<enter>");
    let next = jiff::Zoned::now().date().tomorrow().unwrap();
    screen
        .until("Attested until which day")
        .keys(&format!("{next}<enter>"));
    screen.until("Ready to be handed over.");
    leave(screen);
    let ready = setup.run(&["--operator", "ops-b", "ready", "orders"]);
    assert!(well(ready).contains("attested by ops-a"));
    assert_eq!(count(&setup, "review-done"), 1);
    assert_clean(&setup);
}

/// Brings the selected follow-up to the first state that comes next.
#[track_caller]
fn move_on(screen: &mut Screen, to: &str) {
    screen
        .keys("m")
        .until("Change status to")
        .until(&format!("1 {to}"));
    screen.keys("1").until("enter save");
}

#[test]
fn a_change_is_refused_to_its_requester_and_ends_as_a_release_note() {
    let setup = setup(REVIEWED);
    let mut screen = seat(&setup, "tl-1");
    screen.keys("2").until("Orders sync").keys("+");
    screen.until("c Change").keys("c");
    screen
        .until("enter save")
        .keys("Show the lag in minutes<enter>");
    screen.until("The change is open").keys("4");
    screen.until("▸").until("Show the lag in minutes");
    move_on(&mut screen, "reviewed");
    screen.keys("<enter>").until("You asked for this change");
    screen.keys("<esc>").until_gone("You asked for this change");
    leave(screen);

    for (operator, to) in [("tl-2", "reviewed"), ("pl-1", "approved")] {
        let mut screen = seat(&setup, operator);
        screen.keys("4").until("Show the lag in minutes");
        move_on(&mut screen, to);
        screen.keys("<enter>").until(&format!("It is {to} now"));
        leave(screen);
    }
    let mut screen = seat(&setup, "tl-2");
    screen.keys("4").until("Show the lag in minutes");
    move_on(&mut screen, "released");
    screen.keys("Lag is in minutes<enter>");
    screen
        .until("The release note, for the file")
        .until("+ [[releases]]");
    screen.keys("<enter>").until("Written:");
    leave(screen);
    let written = file(&setup);
    assert!(
        written.contains("notes = \"Lag is in minutes\""),
        "{written}"
    );
    let kept = REVIEWED.lines().filter(|line| !line.is_empty());
    for line in kept {
        assert!(written.lines().any(|it| it == line), "{line}: {written}");
    }
    // The new revision belongs to the change, so nothing is held against it.
    let changes = setup.run(&["show", "orders", "--changes", "--json"]);
    assert_eq!(json(&changes)["approval"], "approved", "{changes:?}");
    assert_clean(&setup);
}

#[test]
fn a_note_at_a_step_becomes_an_edit_of_the_file_by_keys() {
    let setup = setup(REVIEWED);
    let mut screen = seat(&setup, "ops-a");
    screen
        .keys("2")
        .until("Orders sync")
        .select("Morning check");
    screen.keys("<enter>").until("│ 1 · ").keys("n");
    screen.until("enter save").keys("under 500 is fine<enter>");
    screen.until("The note is saved").keys("+w");
    screen
        .until("Which of its words?")
        .until("2 expect")
        .keys("2");
    screen.until("with the note: under 500 is fine");
    screen.keys("Under 500<enter>").until("The change is open");
    leave(screen);
    assert_eq!(file(&setup), REVIEWED, "only proposed");

    let mut screen = seat(&setup, "ops-a");
    screen.keys("4").until("+ Under 500").keys("!");
    screen.until("a change is written once it is approved");
    leave(screen);
    for (operator, to) in [("tl-1", "reviewed"), ("pl-1", "approved")] {
        let mut screen = seat(&setup, operator);
        screen.keys("4").until("+ Under 500");
        move_on(&mut screen, to);
        screen.keys("<enter>").until(&format!("It is {to} now"));
        leave(screen);
    }
    let mut screen = seat(&setup, "ops-a");
    screen.keys("4").until("+ Under 500").keys("!");
    screen.until("What the change writes").keys("<esc>");
    screen.until_gone("What the change writes");
    assert_eq!(file(&setup), REVIEWED, "only shown");
    screen.keys("!").until("writes it into the file");
    screen.keys("<enter>").until("It is released now");
    // What the new revision changed is told step by step.
    screen.keys("2").until("Runbooks  1");
    page(&mut screen, "Change control");
    screen.until("This revision is approved").keys("D");
    screen.until("changed: 1 Queue depth (expectation)");
    leave(screen);
    let wanted = "{ title = \"Queue depth\", expect = \"Under 500\" }";
    assert_eq!(file(&setup), REVIEWED.replace("\"Queue depth\"", wanted));
    let changes = setup.run(&["show", "orders", "--changes", "--json"]);
    assert_eq!(json(&changes)["approval"], "approved", "{changes:?}");
    assert_clean(&setup);
}

#[test]
fn a_shift_is_given_and_taken_over_by_keys_item_by_item() {
    let setup = setup(WHOLE);
    for what in ["The disk alarm", "The fan alarm"] {
        let by = ["--operator", "ops-a"];
        let silence = ["silence", what, "--until", "3 days", "--reason", "it flaps"];
        let silenced = setup.run(&[&by[..], &silence].concat());
        assert_eq!(silenced.code, Some(0), "{silenced:?}");
    }
    let mut screen = seat(&setup, "ops-a");
    // The summary, then the second of the two is judged, and the last row gives.
    screen
        .keys("H")
        .until("Give the shift to whoever comes next");
    screen.keys("<enter>").until("Summary of the shift");
    screen.keys("mind the disk<enter>").until("mind the disk");
    screen.keys("j3").until("UNSTABLE");
    screen.keys("G").until("enter give").keys("<enter>");
    screen.until("The shift is given");
    leave(screen);

    let mut screen = seat(&setup, "ops-b");
    screen
        .keys("H")
        .until("0 of 2 confirmed")
        .until("mind the disk");
    screen.keys("G<enter>").until("Not looked at yet: 2");
    // An item opens, and the way back leads to it.
    screen
        .keys("<enter>")
        .until("Follow-ups")
        .until_gone("0 of 2 confirmed");
    screen.keys("<esc>").until("0 of 2 confirmed");
    screen.keys("<space>").until("1 of 2 confirmed");
    screen.keys("*").until("2 of 2 confirmed");
    screen.keys("<enter>").until("In your own words");
    screen.keys("the disk first<enter>").until("the disk first");
    screen.keys("<enter>").until("The shift is yours");
    leave(screen);
    let entries = entries(&journal(&setup));
    let events = entries
        .iter()
        .flat_map(|entry| entry["events"].as_array().unwrap());
    let mut accepted = events.filter(|event| event["event"] == "handover-accepted");
    let accepted = accepted.next().expect("an entry");
    assert_eq!(accepted["confirmed"].as_array().unwrap().len(), 1);
    assert_eq!(accepted["rest"], true);
    assert_eq!(accepted["read_back"], "the disk first");
    assert_eq!(count(&setup, "handover-given"), 1);
    assert_clean(&setup);
}
