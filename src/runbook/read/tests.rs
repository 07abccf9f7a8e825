//! Bad files and what is said of them; good files and what becomes of them.
//!
//! One helper, `check`, reads a file and draws its problems as a person sees them. A new
//! rule gets a row here; properties stand in `properties`.

mod bad_heads;
mod bad_procedures;
mod bad_ways;
mod each;
mod good;
mod package;
mod properties;

use super::super::problem::{Look, render};
use super::*;

const HEAD: &str = "title = \"Sync\"\ntimezone = \"Europe/Berlin\"\n";

fn read(text: &str) -> Parsed {
    let source = Source {
        path: "sync.toml".to_owned(),
        stem: "sync".to_owned(),
        text,
    };
    let parsed = parse(&source, &LibraryDefaults::default());
    crate::runbook::schema::tests::agrees(&parsed, text);
    parsed
}

fn drawn(problems: &[Problem], text: &str) -> String {
    let look = Look {
        ascii: true,
        colour: false,
    };
    let drawn: Vec<_> = problems.iter().map(|it| render(it, text, look)).collect();
    drawn.join("\n\n")
}

/// What a person sees of a file.
fn check(text: &str) -> String {
    drawn(&read(text).problems, text)
}

/// What a person sees of a procedure that stands alone in a file without other faults.
fn check_procedure(procedure: &str) -> String {
    check(&format!("{HEAD}[[procedures]]\n{procedure}"))
}

/// What a person sees of one step with these keys, behind a few that it can refer to.
fn check_step(keys: &str) -> String {
    check_procedure(&format!(
        "title = \"Check\"\n\
         [[procedures.steps]]\ntitle = \"Order\"\nask = {{ name = \"ORDER_ID\", pattern = \"[0-9]+\" }}\n\
         [[procedures.steps]]\nid = \"depth\"\ntitle = \"Depth\"\nreading = {{ unit = \"messages\" }}\n\
         [[procedures.steps]]\nid = \"running\"\ntitle = \"Running?\"\nchoose = [\"yes\", \"no\"]\n\
         [[procedures.steps]]\ntitle = \"It\"\n{keys}"
    ))
}

/// The codes and lines of all problems.
fn codes(parsed: &Parsed) -> Vec<String> {
    let problems = parsed.problems.iter();
    problems
        .map(|it| format!("{}:{} {}", it.line, it.column, it.code))
        .collect()
}
