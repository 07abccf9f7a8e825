//! What the README says is tried: its runbooks, its keys, its commands; and what it sends to,
//! the script of the journal's page and the words of the page of lines.

use crate::kit::Setup;
use rounds::app::keymap::Keymap;
use rounds::app::keys::{Context, TABLE};
use rounds::plain::words::{OWN, help};
use std::process::Command;

const README: &str = include_str!("../../README.md");
const JOURNAL: &str = include_str!("../../src/guide/journal.md");
const LINES: &str = include_str!("../../src/cli/help/lines.md");

/// The fenced blocks of one language, in order.
fn blocks(page: &'static str, language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let parts = page.split(&*fence).skip(1);
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
    let toml = blocks(README, "toml");
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
fn the_script_of_the_page_checks_a_journal_and_finds_what_was_changed() {
    let setup = setup();
    setup.write_runbook("orders-sync", blocks(README, "toml")[0]);
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
        shell
            .args(["-c", blocks(JOURNAL, "sh")[0], "verify"])
            .arg(&writer);
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
    assert!(named.len() > 10, "the table of keys was not found");
}

#[test]
fn the_readme_is_short_enough_to_be_read() {
    let words = README.split_whitespace().count();
    assert!(words < 1800, "{words} words");
}

#[test]
fn the_words_of_the_page_are_those_of_the_prompts() {
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
    let examples = LINES.split('`').skip(1).step_by(2);
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
            let group = ["journal", "follow-up", "hooks"]
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
    assert!(named > 5, "the list of commands was not found");
}
