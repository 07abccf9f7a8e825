//! A problem as JSON, as a GitHub command, and drawn.

use super::*;
use crate::runbook::{LibraryDefaults, parse_bytes};
use insta::assert_snapshot;

fn problem(text: &str) -> Problem {
    let parsed = parse_bytes(
        "a,b: 100%.toml",
        "x",
        text.as_bytes(),
        &LibraryDefaults::default(),
    );
    parsed.problems.into_iter().next().unwrap()
}

const TEXT: &str = "title = \"é\"\ntimezone = \"UTC\"\n\tsümmary.x = 1\n";

#[test]
fn as_json() {
    assert_snapshot!(serde_json::to_string_pretty(&problem(TEXT)).unwrap(), @r#"
{
  "path": "a,b: 100%.toml",
  "line": 3,
  "column": 3,
  "end": {
    "line": 3,
    "column": 4
  },
  "severity": "error",
  "code": "syntax",
  "message": "a key has letters that need quotes",
  "hint": "use letters, digits, `-` and `_`, or put the key in quotes"
}
"#);
}

#[test]
fn for_github_with_its_escapes() {
    let mut problem = problem("title = \"é\"\ntimezone = \"UTC\"\ntitel = 1\n");
    assert_snapshot!(github(&problem), @r#"::error file=a%2Cb%3A 100%25.toml,line=3,col=1,endLine=3,endColumn=6,title=unknown-key::`titel` is not a key of a runbook; write `title`"#);
    problem.message = "100 %\n::error::".to_owned();
    assert!(github(&problem).ends_with("::100 %25%0A::error::; write `title`"));
}

#[test]
fn drawn_with_each_look() {
    let text =
        "title = \"A\"\ntimezone = \"UTC\"\nsummary = \"\"\"é\u{1b}[31m\r\n\ttwo\"\"\" # three\n";
    let parsed = parse_bytes("x", "x", text.as_bytes(), &LibraryDefaults::default());
    let look = |ascii, colour| render(&parsed.problems[0], text, Look { ascii, colour });
    assert_snapshot!(look(true, false), @r#"
error[syntax]: the text holds a character that must be escaped
 --> x:3:15
  |
3 | summary = """é<U+001B>[31m
  |               ^^^^^^^^
  |
  = help: write control characters as \u and four digits, or leave them out
"#);
    assert_snapshot!(look(false, false), @r#"
error[syntax]: the text holds a character that must be escaped
  ╭▸ x:3:15
  │
3 │ summary = """é<U+001B>[31m
  │               ━━━━━━━━
  │
  ╰ help: write control characters as \u and four digits, or leave them out
"#);
    let coloured = look(false, true);
    assert!(coloured.contains("\u{1b}["), "styled: {coloured:?}");
    assert!(
        !coloured.contains("\u{1b}[31m\r"),
        "only by us: {coloured:?}"
    );
}

#[test]
fn long_lines_are_cut_around_the_fault() {
    let links = |from: usize| -> String {
        let names = (from..from + 5_000).map(|n| format!("k{n} = \"ssh:é\", "));
        names.collect()
    };
    let (before, after) = (links(0), links(5_000));
    let text = format!("title = \"A\"\nlinks = {{ {before}fault = 5, {after}z = \"ssh:x\" }}\n");
    let parsed = parse_bytes("x", "x", text.as_bytes(), &LibraryDefaults::default());
    let wrong = parsed.problems[1].clone();
    assert_eq!(wrong.code, "wrong-type");
    let drawn = render(
        &wrong,
        &text,
        Look {
            ascii: true,
            colour: false,
        },
    );
    assert!(drawn.contains("fault = 5"));
    assert!(drawn.len() < 1_500, "{} bytes", drawn.len());
}
