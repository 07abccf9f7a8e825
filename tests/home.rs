//! At home in a terminal and in a person's ways: settings, colours, schema, completions,
//! manual page and doctor, through the real binary.
//!
//! What belongs here: what somebody sets or asks once, and what the program makes of it
//! from then on. What a setting does inside one room is tested there.
#![cfg(unix)]

mod kit;

use kit::{Output, Screen, Setup};
use std::fs;

const ROUND: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "morning"
title = "Morning round"
schedule = "daily 00:00"
early = "24h"
steps = ["Lag is low", "Backup finished"]
"#;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    setup.write_runbook("orders-sync", ROUND);
    setup
}

/// A home with this config.toml.
fn with_config(text: &str) -> Setup {
    let setup = setup();
    let folder = setup.home().join("config/rounds");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), text).unwrap();
    setup
}

#[track_caller]
fn ok(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:#?}");
    output.stdout
}

fn operator(setup: &Setup, arguments: &[&str]) -> String {
    let arguments = [&["journal", "where", "--json"], arguments].concat();
    let json: serde_json::Value = serde_json::from_str(&ok(setup.run(&arguments))).unwrap();
    json["operator"].as_str().unwrap().to_owned()
}

#[test]
fn arguments_win_over_the_environment_and_both_over_the_file() {
    let setup = with_config("operator = \"ops-file\"\n");
    assert_eq!(operator(&setup, &[]), "ops-file");
    let setup = setup.with("ROUNDS_OPERATOR", "ops-env");
    assert_eq!(operator(&setup, &[]), "ops-env");
    assert_eq!(operator(&setup, &["--operator", "ops-arg"]), "ops-arg");
}

#[test]
fn another_file_is_named_by_the_environment() {
    let setup = with_config("operator = \"ops-file\"\n");
    let other = setup.home().join("other.toml");
    fs::write(&other, "operator = \"ops-other\"\nrunbooks = \"books\"\n").unwrap();
    let setup = setup.with("ROUNDS_CONFIG", other.to_str().unwrap());
    assert_eq!(operator(&setup, &[]), "ops-other");
    // A relative folder begins where the file stands, wherever the program is started.
    let missing = setup.run(&["list"]);
    let named = setup.home().join("books");
    assert!(
        missing.stderr.contains(named.to_str().unwrap()),
        "{missing:?}"
    );
    let gone = setup.with("ROUNDS_CONFIG", "/nowhere/config.toml");
    let told = gone.run(&["due"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.stderr.contains("ROUNDS_CONFIG names it"), "{told:?}");
}

#[test]
fn a_mistake_is_shown_with_its_line_and_the_rest_stays_in_force() {
    let setup = with_config(
        "operator = \"ops-file\"\nmouse = \"yes\"\nthem = \"dark\"\n\n[keys.run]\nenter = \"ok\"\np = \"okay\"\n\n[colors]\nbad = \"rad\"\n",
    );
    let output = setup.run(&["journal", "where"]);
    assert_eq!(output.code, Some(0));
    assert!(output.stdout.contains("ops-file"), "{output:?}");
    let config = setup.home().join("config/rounds/config.toml");
    let told = output
        .stderr
        .replace(config.to_str().unwrap(), "config.toml");
    insta::assert_snapshot!(told, @r#"
    error[wrong-type]: `mouse` wants true or false, without quotes, but this is a text
      ╭▸ config.toml:2:9
      │
    2 │ mouse = "yes"
      │         ━━━━━
      │
      ╰ help: write it without the quotes
    error[unknown-key]: `them` is not a key of config.toml
      ╭▸ config.toml:3:1
      │
    3 │ them = "dark"
      │ ━━━━
      │
      ╰ help: write `theme`
    error[bad-key]: `enter` keeps its meaning
      ╭▸ config.toml:6:9
      │
    6 │ enter = "ok"
      │         ━━━━
      │
      ╰ help: take another key: enter, esc, ctrl-c and ctrl-z are the same everywhere
    error[bad-key]: there is no action `okay`
      ╭▸ config.toml:7:5
      │
    7 │ p = "okay"
      │     ━━━━━━
      │
      ╰ help: `rounds help keys` lists the actions; `none` takes a key away
    error[bad-color]: `rad` is no colour
       ╭▸ config.toml:10:7
       │
    10 │ bad = "rad"
       │       ━━━━━
       │
       ╰ help: write `red`
    "#);
}

#[test]
fn keys_of_the_file_are_merged_over_those_of_the_program() {
    let setup = with_config("[keys.run]\np = \"ok\"\nx = \"none\"\n");
    let mut screen = Screen::start(&setup, &[]);
    screen
        .until("Morning round")
        .keys("<enter>")
        .until("Step 1");
    // Keys are taken in order: had the first opened its field, the second would go there.
    screen.keys("xp").until("☑  1 Lag is low");
    screen.keys(" ").until("☑  2 Backup finished");
    screen
        .keys("?")
        .until("p, space")
        .keys("<esc>q")
        .until("1 Today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_mistake_in_the_file_is_said_on_the_screens_too() {
    let setup = with_config("mouze = true\n");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("config.toml, line 1").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn the_settings_of_the_readme_are_settings() {
    let readme = include_str!("../README.md");
    let section = readme.split("## Configuration").nth(1).unwrap();
    let text = section.split("```toml\n").nth(1).unwrap();
    let text = text.split("\n```").next().unwrap();
    let setup = with_config(text);
    fs::create_dir_all(setup.home().join("work/runbooks")).unwrap();
    let output = setup.run(&["journal", "where", "--json"]);
    assert_eq!(output.stderr, "");
    let json: serde_json::Value = serde_json::from_str(&ok(output)).unwrap();
    assert_eq!(json["operator"], "ops-a");
    let journal = setup.home().join("work/journal");
    assert_eq!(json["journal"], journal.to_str().unwrap());
}

#[test]
fn a_locale_that_is_not_utf_8_gets_ascii_signs_and_a_flag_or_the_file_decides_otherwise() {
    let due = |setup: &Setup, arguments: &[&str]| {
        let arguments = [&["due"], arguments].concat();
        ok(setup.run(&arguments))
    };
    let setup = setup();
    assert!(!due(&setup, &[]).is_ascii());
    assert!(due(&setup, &["--ascii"]).is_ascii());
    let latin = setup.with("LC_ALL", "de_DE.ISO-8859-1");
    assert!(due(&latin, &[]).is_ascii());
    let utf_8 = latin.with("LC_ALL", "C.UTF-8");
    assert!(!due(&utf_8, &[]).is_ascii());
    let written = with_config("ascii = false\n").with("LC_ALL", "C");
    assert!(!due(&written, &[]).is_ascii());
}

#[test]
fn colours_are_used_when_they_are_asked_for_and_never_against_no_color() {
    let coloured = |setup: &Setup, arguments: &[&str]| {
        let arguments = [&["due"], arguments].concat();
        ok(setup.run(&arguments)).contains("\x1b[")
    };
    let setup = with_config("color = \"always\"\n");
    assert!(coloured(&setup, &[]));
    assert!(!coloured(&setup, &["--color", "never"]));
    let without = setup.with("NO_COLOR", "1");
    assert!(!coloured(&without, &[]));
    assert!(coloured(&without, &["--color", "always"]));
}

#[test]
fn the_plain_theme_sends_no_colour_and_still_shows_where_the_cursor_is() {
    let setup = with_config("theme = \"plain\"\n");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("▸○ Morning round");
    assert!(screen.is_reversed("○ Morning round"));
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    for colour in [
        "\x1b[38;5;",
        "\x1b[48;5;",
        "\x1b[31m",
        "\x1b[36m",
        "\x1b[34m",
    ] {
        assert!(!raw.contains(colour), "{colour:?} is sent");
    }
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn an_editor_finds_the_schema_beside_what_init_and_new_make() {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    ok(setup.run(&["init"]));
    ok(setup.run(&["new", "Orders sync"]));
    for (file, schema, of) in [
        ("my-rounds.toml", ".schema.json", "runbook"),
        ("orders-sync.toml", ".schema.json", "runbook"),
        ("library.toml", ".library-schema.json", "library"),
    ] {
        let text = fs::read_to_string(setup.runbooks().join(file)).unwrap();
        assert_eq!(text.lines().next(), Some(&*format!("#:schema ./{schema}")));
        let schema = fs::read_to_string(setup.runbooks().join(schema)).unwrap();
        assert_eq!(schema, ok(setup.run(&["schema", of])));
    }
    assert_eq!(setup.run(&["check"]).code, Some(0));
    // One of an earlier version is renewed, one of somebody's own is not.
    let path = setup.runbooks().join(".schema.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("Orders", "").replace("title", "titel")).unwrap();
    ok(setup.run(&["new", "Billing"]));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    fs::write(&path, "{}").unwrap();
    ok(setup.run(&["new", "Mail"]));
    assert_eq!(fs::read_to_string(&path).unwrap(), "{}");
}
