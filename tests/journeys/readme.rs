//! What the README says is tried: its runbooks, its shell script, its keys, its commands.

use crate::kit::Setup;
use rounds::app::keymap::Keymap;
use rounds::app::keys::{Context, TABLE};
use rounds::plain::words::{OWN, help};
use std::process::Command;

const README: &str = include_str!("../../README.md");

/// The fenced blocks of one language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let parts = README.split(&*fence).skip(1);
    parts
        .filter_map(|part| part.split("\n```").next())
        .collect()
}

fn setup() -> Setup {
    Setup::new(env!("CARGO_BIN_EXE_rounds"))
}

#[test]
fn the_runbooks_of_the_readme_pass_check_without_a_word() {
    let setup = setup();
    let toml = blocks("toml");
    setup.write_runbook("orders-sync", toml[0]);
    // The second block goes on in the same file.
    setup.write_runbook(
        "drain",
        &format!("title = \"Drain\"\ntimezone = \"UTC\"\n{}", toml[1]),
    );
    let checked = setup.run(&["check"]);
    assert_eq!(
        checked.code,
        Some(0),
        "{}{}",
        checked.stdout,
        checked.stderr
    );
    assert!(!checked.stdout.contains("warning"), "{}", checked.stdout);
}

#[test]
fn the_script_of_the_readme_checks_a_journal_and_finds_what_was_changed() {
    let setup = setup();
    setup.write_runbook("orders-sync", blocks("toml")[0]);
    for text in ["one", "two", "three"] {
        assert_eq!(setup.run(&["note", text]).code, Some(0));
    }
    let journal = setup.run(&["journal", "where", "--json"]);
    let journal: serde_json::Value = serde_json::from_str(&journal.stdout).unwrap();
    let journal = std::path::PathBuf::from(journal["journal"].as_str().unwrap());
    let writer = std::fs::read_dir(&journal)
        .unwrap()
        .map(|item| item.unwrap().path())
        .find(|path| path.is_dir() && path.to_string_lossy().contains('@'))
        .unwrap();
    let verify = || {
        let mut shell = Command::new("bash");
        shell.args(["-c", blocks("sh")[0], "verify"]).arg(&writer);
        shell.status().unwrap().success()
    };
    assert!(verify(), "a sound journal is refused");
    let segment = writer.join("000001.jsonl");
    let text = std::fs::read_to_string(&segment).unwrap();
    std::fs::write(&segment, text.replace("\"two\"", "\"TWO\"")).unwrap();
    assert!(!verify(), "a changed entry is not found");
}

/// The keys of the README's tables, one after the other.
fn named_keys() -> Vec<&'static str> {
    let tables = README.split("| key | does |").skip(1);
    let rows = tables.flat_map(|table| {
        let rows = table.lines().skip(2);
        rows.take_while(|line| line.starts_with('|'))
    });
    let keys = rows.flat_map(|row| {
        let cell = row.split('|').nth(1).unwrap();
        cell.split('`').skip(1).step_by(2)
    });
    keys.collect()
}

#[test]
fn every_key_of_the_readme_is_in_the_table() {
    let bound: Vec<String> = TABLE
        .iter()
        .flat_map(|binding| binding.keys.iter().map(|key| key.words()))
        .collect();
    let named = named_keys();
    for key in &named {
        // Digits belong to the step, and are bound by it.
        let digit = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_digit());
        assert!(
            digit || bound.iter().any(|known| known == key),
            "{key} is bound to nothing"
        );
    }
    assert!(named.len() > 60, "the tables of keys were not found");
}

#[test]
fn every_action_of_the_table_has_a_key_in_the_readme() {
    let named = named_keys();
    let said = |text: &str| README.contains(&format!("`{text}`"));
    // Moving and deleting by single letters in a field is as everywhere.
    let told = TABLE.iter().filter(|row| row.context != Context::Field);
    for row in told.filter(|row| !row.keys.is_empty()) {
        let keys: Vec<String> = row.keys.iter().map(|key| key.words()).collect();
        let is_named = |key: &String| named.contains(&key.as_str()) || said(key);
        assert!(keys.iter().any(is_named), "{keys:?}: {}", row.words);
    }
}

#[test]
fn the_words_of_the_readme_are_those_of_the_prompts() {
    let by_lines = README.split("### Line by line").nth(1).unwrap();
    let by_lines = by_lines.split("\n#").next().unwrap();
    let keymap = Keymap::default();
    let known: Vec<String> = [Context::Run, Context::Today]
        .into_iter()
        .flat_map(|place| help(keymap, place))
        .flat_map(|line| {
            let (typed, _) = line.split_once(": ").unwrap();
            let typed = typed.split(" or ").map(str::to_owned);
            typed.collect::<Vec<_>>()
        })
        .collect();
    let examples = by_lines.split('`').skip(1).step_by(2);
    let examples: Vec<_> = examples
        .filter(|it| !it.contains("--") && !it.contains('\n') && !it.is_empty())
        .collect();
    for example in &examples {
        let first = example.split(' ').next().unwrap();
        assert!(known.iter().any(|word| word == first), "{example}");
    }
    for (word, ..) in OWN {
        assert!(examples.iter().any(|it| it.starts_with(word)), "{word}");
    }
}

#[test]
fn every_command_of_the_readme_is_one() {
    let setup = setup();
    let mut named = 0;
    for block in README
        .split("```\n")
        .filter(|block| block.starts_with("rounds "))
    {
        for line in block.lines() {
            let words = line
                .split("  ")
                .next()
                .unwrap()
                .trim_start_matches("rounds ");
            let group = ["journal", "follow-up"]
                .into_iter()
                .find(|group| words.starts_with(&format!("{group} ")));
            let words = words
                .strip_prefix(group.unwrap_or_default())
                .unwrap_or(words);
            for word in words
                .split('|')
                .filter_map(|part| part.split_whitespace().next())
            {
                let arguments: Vec<_> = group.into_iter().chain([word, "--help"]).collect();
                let help = setup.run(&arguments);
                assert_eq!(help.code, Some(0), "{word}: {}", help.stderr);
                named += 1;
            }
        }
    }
    assert!(named > 8, "the list of commands was not found");
}
