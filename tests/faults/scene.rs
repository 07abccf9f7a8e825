//! What the tests here share: how much is tried, notes that are saved, and what must hold of a
//! journal afterwards.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::kit::Setup;

/// Whether everything is to be tried, however long it takes.
pub fn is_whole() -> bool {
    std::env::var("ROUNDS_FAULTS").is_ok_and(|asked| asked == "whole")
}

/// Says what was tried, so that it can be quoted.
pub fn figure(words: &str) {
    println!("figure: {words}");
}

/// Says why something is not tried.
pub fn skipped(words: &str) {
    eprintln!("skipped: {words}");
}

/// A home with the program in it.
pub fn rounds() -> Setup {
    Setup::new(env!("CARGO_BIN_EXE_rounds"))
}

/// Whether a tool can be run.
pub fn has_tool(name: &str) -> bool {
    let asked = Command::new("sh")
        .args(["-c", &format!("command -v {name}")])
        .output();
    asked.is_ok_and(|output| output.status.success())
}

/// Saves one note, and gives its address.
pub fn note(setup: &Setup, text: &str) -> String {
    let output = setup.run(&["note", text]);
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    acknowledged(&output.stdout).remove(0)
}

/// The addresses that the program said were saved. A line that was cut off says nothing.
pub fn acknowledged(stdout: &str) -> Vec<String> {
    let lines = stdout.split_inclusive('\n');
    let whole = lines.filter_map(|line| line.strip_suffix('\n'));
    whole
        .filter_map(|line| line.strip_prefix("saved "))
        .map(str::to_owned)
        .collect()
}

/// The notes of a journal by their addresses, as `WRITER:SEQ:HASH16`.
pub fn notes(setup: &Setup) -> BTreeMap<String, String> {
    let output = setup.run(&["journal", "export"]);
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    let mut notes = BTreeMap::new();
    for line in output.stdout.lines() {
        let entry: Value = serde_json::from_str(line).expect("a line of JSON");
        assert_eq!(entry["verified"], true, "{line}");
        let (writer, hash) = (entry["writer"].as_str(), entry["hash"].as_str());
        let address = format!(
            "{}:{}:{}",
            writer.unwrap(),
            entry["seq"],
            &hash.unwrap()[..16]
        );
        for event in entry["events"].as_array().unwrap() {
            if event["event"] == "noted" {
                let text = event["text"].as_str().unwrap().to_owned();
                let known = notes.insert(address.clone(), text);
                assert_eq!(known, None, "two entries at {address}");
            }
        }
    }
    notes
}

/// What must hold once the fault is over: work goes on, the journal verifies with every head
/// that was acknowledged, and each of them is there.
pub fn assert_goes_on(setup: &Setup, acknowledged: &[String], about: &str) {
    let mut acknowledged = acknowledged.to_vec();
    let after = setup.run(&["note", "after"]);
    assert_eq!(after.code, Some(0), "{about}: {}", after.stderr);
    acknowledged.extend(crate::scene::acknowledged(&after.stdout));
    let mut arguments = vec!["journal", "verify"];
    for address in &acknowledged {
        arguments.extend(["--expect", address]);
    }
    let verified = setup.run(&arguments);
    assert!(
        matches!(verified.code, Some(0 | 10)),
        "{about}: {}{}",
        verified.stdout,
        verified.stderr
    );
    let notes = notes(setup);
    for address in &acknowledged {
        assert!(notes.contains_key(address), "{about}: {address} is lost");
    }
    let mut texts: Vec<_> = notes.values().collect();
    texts.sort();
    let count = texts.len();
    texts.dedup();
    assert_eq!(texts.len(), count, "{about}: a note stands twice");
}
