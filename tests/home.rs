//! At home in a terminal and in a person's ways: settings, colours, schema, completions,
//! manual page and doctor, through the real binary.
//!
//! What belongs here: what somebody sets or asks once, and what the program makes of it
//! from then on. What a setting does inside one room is tested there.
#![cfg(unix)]

mod kit;

use kit::{Output, Screen, Setup};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

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
fn where_the_journals_line_is_broken_nothing_is_written_and_reading_goes_on() {
    let setup = with_config("journal = 5\n");
    let told = setup.run(&["due"]);
    assert_eq!(told.code, Some(0), "{told:#?}");
    assert!(told.stderr.contains("wrong-type"), "{told:#?}");
    for words in [
        &["note", "Vendor called back"][..],
        &["start", "orders-sync/morning", "--no-open"],
    ] {
        let refused = setup.run(words);
        assert_eq!(refused.code, Some(4), "{refused:#?}");
        let sentence = "what config.toml says of journal cannot be read";
        assert!(refused.stderr.contains(sentence), "{refused:#?}");
    }
    let data = setup.home().join("data/rounds");
    assert!(
        !data.exists(),
        "something was written to the default journal"
    );
    let elsewhere = setup.home().join("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    ok(setup.run(&["note", "Vendor called back", "--journal", elsewhere]));
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
    error[wrong-type]: `mouse` takes true or false, without quotes, but this is a text
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
        .until("│ 1 · ");
    // Keys are taken in order: had the first opened its field, the second would go there.
    screen.keys("xp").until("☑  1 Lag is low");
    screen.keys(" ").until("☑  2 Backup finished");
    screen
        .keys("?")
        .until("p       OK; for")
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
fn the_settings_of_the_page_are_settings() {
    let page = include_str!("../src/cli/help/config.md");
    let text = page.split("```toml\n").nth(1).unwrap();
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

/// What `rounds complete` answers to words behind the program's name.
fn completed(setup: &Setup, words: &[&str]) -> Vec<String> {
    let arguments = [&["complete", "--"], words].concat();
    let answer = ok(setup.run(&arguments));
    answer
        .lines()
        .map(|line| line.split('\t').next().unwrap().to_owned())
        .collect()
}

#[test]
fn completions_know_runbooks_procedures_runs_and_steps() {
    let setup = setup();
    assert_eq!(
        completed(&setup, &["start", "ord"]),
        ["orders-sync/morning"]
    );
    assert_eq!(
        completed(&setup, &["show", ""]),
        ["orders-sync", "orders-sync/morning"]
    );
    let run = ok(setup.run(&["start", "morning", "--no-open"]));
    let short = completed(&setup, &["do", ""]);
    assert_eq!(short.len(), 1);
    assert!(
        run.trim().to_lowercase().ends_with(&short[0]),
        "{run} {short:?}"
    );
    let steps = completed(&setup, &["do", &short[0], ""]);
    assert_eq!(steps, ["lag-is-low", "backup-finished"]);
    assert_eq!(completed(&setup, &["do", &short[0], "1", "n"]), ["not-ok"]);
    // Where the line says where to look, it is looked at there.
    let other = completed(&setup, &["--runbooks", "/nowhere", "start", ""]);
    assert_eq!(other, [""; 0]);
}

#[test]
fn a_half_typed_line_is_answered_in_silence_whatever_is_wrong() {
    let setup = with_config("nonsense = 1\n");
    setup.write_runbook("broken", "title =");
    let output = setup.run(&["complete", "--", "start", ""]);
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    assert!(
        output
            .stdout
            .starts_with("orders-sync/morning\tMorning round\n")
    );
}

/// What a shell says when it runs this script, where the shell is installed.
fn shell_says(setup: &Setup, shell: &[&str], script: &str) -> Option<String> {
    let program = setup.program().parent().unwrap();
    let output = Command::new(shell[0])
        .args(&shell[1..])
        .arg(script)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
        .env("HOME", setup.home())
        .env("LANG", "C.UTF-8")
        .env("TERM", "dumb")
        .current_dir(setup.home())
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {words}", shell[0]);
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn each_script_is_loaded_by_its_own_shell_and_answers() {
    let setup = setup();
    let bash = "eval \"$(rounds completions bash)\"; COMP_WORDS=(rounds start ord); COMP_CWORD=2; \
                _rounds; printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p rounds";
    let said = shell_says(&setup, &["bash", "--norc", "-c"], bash).expect("bash is installed");
    assert!(said.starts_with("orders-sync/morning\n"), "{said}");
    assert!(said.contains("-F _rounds rounds"), "{said}");
    // `_describe` and `_files` stand for the completion system, which wants a terminal.
    let zsh = "compdef() { print registered $2 }; _files() { print files }
               _describe() { print -l ${(P)2} }; eval \"$(rounds completions zsh)\"
               words=(rounds start ord); CURRENT=3; _rounds
               words=(rounds check x); CURRENT=3; _rounds";
    if let Some(said) = shell_says(&setup, &["zsh", "-f", "-c"], zsh) {
        assert_eq!(
            said,
            "registered rounds\norders-sync/morning:Morning round\nfiles\n"
        );
    }
    let fish = "rounds completions fish | source; complete -C 'rounds start ord'";
    if let Some(said) = shell_says(&setup, &["fish", "--no-config", "-c"], fish) {
        assert_eq!(said, "orders-sync/morning\tMorning round\n");
    }
    // As files, where the shells look for them by themselves.
    let as_files =
        "mkdir -p fpath; rounds completions zsh > fpath/_rounds; fpath=($PWD/fpath $fpath)
                    autoload -Uz compinit && compinit -D -u; print $_comps[rounds]
                    _describe() { print -l ${(P)2} }
                    words=(rounds start ord); CURRENT=3; _rounds";
    if let Some(said) = shell_says(&setup, &["zsh", "-f", "-c"], as_files) {
        assert_eq!(said, "_rounds\norders-sync/morning:Morning round\n");
    }
    let as_file = "mkdir -p $__fish_config_dir/completions
                   rounds completions fish > $__fish_config_dir/completions/rounds.fish
                   complete -C 'rounds start ord'; complete -C 'rounds tu'";
    if let Some(said) = shell_says(&setup, &["fish", "-c"], as_file) {
        assert!(
            said.starts_with("orders-sync/morning\tMorning round\ntutor\t"),
            "{said}"
        );
    }
    let as_file = "rounds completions bash > rounds.bash; . ./rounds.bash; COMP_WORDS=(rounds tu); \
                   COMP_CWORD=1; _rounds; printf '%s\n' \"${COMPREPLY[@]}\"";
    let said = shell_says(&setup, &["bash", "--norc", "-c"], as_file).expect("bash is installed");
    assert_eq!(said, "tutor\n");
    // What the script of PowerShell asks, also where that shell is not installed.
    let asked = ok(setup.run(&["complete", "--typed=ord", "--", "start"]));
    assert_eq!(asked, "orders-sync/morning\tMorning round\n");
    let asked = ok(setup.run(&["complete", "--typed=", "--"]));
    assert!(asked.contains("tutor\t"), "{asked}");
    let pwsh = "rounds completions powershell | Out-String | Invoke-Expression; \
                (TabExpansion2 'rounds start ord' 16).CompletionMatches.CompletionText";
    if let Some(said) = shell_says(&setup, &["pwsh", "-NoProfile", "-Command"], pwsh) {
        assert_eq!(said.trim(), "orders-sync/morning");
    }
}

#[test]
fn a_wrong_command_is_answered_with_the_right_one() {
    let setup = setup();
    for (typed, meant) in [
        ("strat", "'start'"),
        ("status", "`rounds due`"),
        ("log", "`rounds journal tail`"),
    ] {
        let output = setup.run(&[typed]);
        assert_eq!(output.code, Some(2));
        assert!(output.stderr.contains(meant), "{output:?}");
    }
    let topic = setup.run(&["help", "journals"]);
    assert_eq!(topic.code, Some(2));
    assert!(topic.stderr.contains("rounds help journal"), "{topic:?}");
    let command = setup.run(&["help", "strat"]);
    assert!(command.stderr.contains("rounds help start"), "{command:?}");
    let below = ok(setup.run(&["help", "journal", "verify"]));
    assert!(below.contains("rounds journal verify --expect"), "{below}");
    let below = setup.run(&["help", "journal", "nothing"]);
    assert_eq!(below.code, Some(2), "{below:?}");
}

#[test]
fn help_tells_topics_commands_and_the_keys_in_force() {
    let setup = with_config("[keys.run]\np = \"ok\"\n");
    let topics = ok(setup.run(&["help"]));
    for topic in [
        "format",
        "journal",
        "procedures",
        "training",
        "handover",
        "security",
        "keys",
        "config",
    ] {
        assert!(topics.contains(&format!("rounds help {topic}")));
        let text = ok(setup.run(&["help", topic]));
        assert!(text.lines().count() > 10, "{topic}: {text}");
    }
    assert!(ok(setup.run(&["help", "keys"])).contains("p space (ok)"));
    assert!(ok(setup.run(&["help", "start"])).contains("Examples:"));
}

#[test]
fn the_manual_page_is_read_by_man_without_a_complaint() {
    let setup = setup();
    let page = ok(setup.run(&["man"]));
    assert!(page.starts_with(".TH ROUNDS 1"));
    for part in [
        "rounds start",
        "Go to Today",
        "ROUNDS\\_CONFIG",
        "notifications.bell",
    ] {
        let part = part.replace("\\_", "_");
        assert!(page.contains(&part), "{part}");
    }
    let file = setup.home().join("rounds.1");
    fs::write(&file, page).unwrap();
    // groff and mandoc each tell what they do not understand.
    if let Ok(said) = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww", "-z"])
        .arg(&file)
        .output()
    {
        assert_eq!(String::from_utf8_lossy(&said.stderr), "");
    }
    if let Ok(said) = Command::new("mandoc")
        .args(["-Tlint", "-Werror"])
        .arg(&file)
        .output()
    {
        assert_eq!(String::from_utf8_lossy(&said.stdout), "");
    }
}

#[test]
fn a_file_is_edited_from_the_screens_and_seen_again() {
    // An editor that says at which line it was opened, and changes the file.
    let setup = setup();
    let editor = setup.home().join("vi");
    let script =
        "#!/bin/sh\necho \"$1\" > opened\nsed -i 's/Lag is low/Lag is under a minute/' \"$2\"\n";
    fs::write(&editor, script).unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let setup = setup.with("EDITOR", editor.to_str().unwrap());
    let mut screen = Screen::start(&setup, &[]);
    screen
        .until("Morning round")
        .keys("<enter>")
        .until("│ 1 · ");
    screen
        .keys("je")
        .until("The runbook has changed")
        .until("1 Lag is low");
    let opened = fs::read_to_string(setup.home().join("opened")).unwrap();
    assert_eq!(opened, "+10\n");
    // The run goes on by what it began with; the library has what was written.
    screen
        .keys("q")
        .until("1 Today")
        .keys("2")
        .until("Orders sync");
    let file = setup.runbooks().join("orders-sync.toml");
    assert!(fs::read_to_string(file).unwrap().contains("under a minute"));
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

#[test]
fn without_an_editor_the_screens_say_what_to_set() {
    let setup = setup();
    let mut screen = Screen::start(&setup, &[]);
    screen.until("Morning round").keys("2").until("Orders sync");
    screen.keys("e").until("set EDITOR").keys("q");
    assert_eq!(screen.exit_code(), 0);
    let setup = setup.with("VISUAL", "/nowhere/editor");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("Morning round").keys("2").until("Orders sync");
    screen.keys("e").until("cannot be started").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

#[test]
fn doctor_says_what_is_in_force_from_where_and_what_to_mend() {
    let setup = with_config("operator = \"ops-file\"\n").with("EDITOR", "cat");
    ok(setup.run(&["note", "one"]));
    let well = setup.run(&["doctor", "--journal", "data/rounds/journal"]);
    assert_eq!(well.code, Some(0), "{well:?}");
    for part in [
        "ops-file",
        "config.toml, line 1",
        "--journal",
        "the current folder",
        "yes, by LANG",
        "clean, 1 writer",
        "yours, mode 700",
        "cat, by EDITOR",
        "No problems found.",
    ] {
        assert!(well.stdout.contains(part), "{part:?} in {}", well.stdout);
    }
    let journal = setup.home().join("data/rounds/journal");
    fs::set_permissions(&journal, fs::Permissions::from_mode(0o777)).unwrap();
    let writer = fs::read_dir(&journal)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains('@'))
        .unwrap();
    let segment = writer.join("000001.jsonl");
    let text = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, text.replace("\"one\"", "\"two\"")).unwrap();
    setup.write_runbook("broken", "title =");
    let ill = setup
        .with("ROUNDS_CONFIG", "/nowhere.toml")
        .with("EDITOR", "/nowhere/editor")
        .run(&["doctor", "--json"]);
    assert_eq!(ill.code, Some(1), "{ill:?}");
    let json: serde_json::Value = serde_json::from_str(&ill.stdout).unwrap();
    let mend = json["mend"].to_string();
    for part in [
        "/nowhere.toml",
        "chmod go-w",
        "journal verify",
        "rounds check",
        "EDITOR names no program",
    ] {
        assert!(mend.contains(part), "{part:?} in {mend}");
    }
}

#[test]
fn doctor_makes_nothing() {
    let setup = setup();
    setup.run(&["doctor"]);
    let data = setup.home().join("data");
    assert_eq!(fs::read_dir(data).unwrap().count(), 0);
}

#[test]
fn a_journal_that_may_be_written_is_all_that_a_container_needs() {
    let volume = tempfile::tempdir().unwrap();
    let journal = volume.path().join("journal").to_str().unwrap().to_owned();
    // Nothing can be made below a file, by any account.
    let homes = [
        vec![("HOME", "/dev/null")],
        vec![
            ("HOME", ""),
            ("XDG_STATE_HOME", "/dev/null/state"),
            ("XDG_CACHE_HOME", "/dev/null/cache"),
        ],
    ];
    for home in homes {
        let mut setup = setup().with("ROUNDS_JOURNAL", &journal);
        for name in ["CONFIG", "DATA", "STATE", "CACHE"] {
            setup = setup.without(&format!("XDG_{name}_HOME"));
        }
        for (name, value) in home {
            setup = setup.with(name, value);
        }
        ok(setup.run(&["note", "from a container"]));
        let told = ok(setup.run(&["doctor"]));
        assert!(told.contains("the journal's side"), "{told}");
        assert!(volume.path().join("journal.state").is_dir());
        assert!(ok(setup.run(&["journal", "verify"])).contains("clean"));
    }
}

#[test]
fn on_a_shared_account_each_login_is_asked_once_who_it_is() {
    let setup = with_config("shared_account = true\noperator = \"everybody\"\n");
    let setup = setup.with("PAGER", "cat");
    // Nobody can be asked: reading goes on, writing does not.
    let alone = setup.run(&["note", "whose?"]);
    assert_eq!(alone.code, Some(2), "{alone:?}");
    assert!(alone.stderr.contains("--operator NAME"), "{alone:?}");
    assert_eq!(setup.run(&["list"]).code, Some(0));
    let told = setup.run(&["doctor"]);
    assert!(told.stdout.contains("counts for nobody"), "{told:?}");
    ok(setup.run(&["note", "mine", "--operator", "ops-a"]));
    // Who only looks is asked nothing.
    let mut screen = Screen::start(&setup, &["doctor"]);
    assert_eq!(i32::try_from(screen.exit_code()).ok(), told.code);
    let twice = format!("{0} note one && {0} note two", env!("CARGO_BIN_EXE_rounds"));
    let mut screen = Screen::start_shell(&setup, &twice);
    screen.until("Who is at the keyboard?").send(b"ops-b\r");
    assert_eq!(screen.exit_code(), 0);
    let tail = ok(setup.run(&["journal", "tail"]));
    assert_eq!(tail.matches("ops-b  note:").count(), 2, "{tail}");
    // Another terminal is another login.
    let mut screen = Screen::start(&setup, &["note", "three"]);
    screen.until("Who is at the keyboard?").send(b"ops-c\r");
    assert_eq!(screen.exit_code(), 0);
    assert!(ok(setup.run(&["journal", "tail"])).contains("ops-c"));
}
