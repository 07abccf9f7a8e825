//! What is said of broken syntax, of the head, and of files as a whole.

use super::*;
use insta::assert_snapshot;

#[test]
fn broken_syntax_tells_only_itself_once_a_line() {
    assert_snapshot!(check(
        "titel = 1\ntimezone = \nx = nope nope\n[owners\ny = \"\\q\"\nz = [1, 2\n"
    ), @r#"
error[syntax]: a value is missing or has no quotes
 --> sync.toml:2:12
  |
2 | timezone = 
  |            ^
  |
  = help: put texts in quotes: title = "Orders sync"

error[syntax]: a value is missing or has no quotes
 --> sync.toml:3:5
  |
3 | x = nope nope
  |     ^^^^^^^^^
  |
  = help: put texts in quotes: title = "Orders sync"

error[syntax]: the header is not closed
 --> sync.toml:4:8
  |
4 | [owners
  |        ^
  |
  = help: end it with `]`

error[syntax]: the list is not closed
 --> sync.toml:6:10
  |
6 | z = [1, 2
  |          ^
  |
  = help: end it with `]`
"#);
}

#[test]
fn a_key_twice() {
    assert_snapshot!(check("title = \"A\"\ntitle = \"B\"\n"), @r#"
error[duplicate-key]: `title` is written twice
 --> sync.toml:2:1
  |
2 | title = "B"
  | ^^^^^
  |
  = help: keep one of the two; a key belongs to the header above it
"#);
    assert_snapshot!(check("[review]\n[review]\n"), @r#"
error[duplicate-key]: `review` is written twice
 --> sync.toml:2:2
  |
2 | [review]
  |  ^^^^^^
  |
  = help: keep one of the two, with the keys of both below it
"#);
}

#[test]
fn a_list_and_tables_of_the_same_steps() {
    let text = format!(
        "{HEAD}[[procedures]]\ntitle = \"A\"\nsteps = [\"one\"]\n[[procedures.steps]]\ntitle = \"two\"\n"
    );
    assert_snapshot!(check(&text), @r#"
error[two-step-lists]: the steps of this procedure stand in a list already: steps = [ … ]
 --> sync.toml:6:14
  |
6 | [[procedures.steps]]
  |              ^^^^^
  |
  = help: write all steps as [[procedures.steps]] tables; `rounds check --fix` turns the list into tables
"#);
}

#[test]
fn forms_that_are_newer_than_toml_1_0() {
    let text = format!(
        "{HEAD}summary = \"\\x41\"\n[review]\nlast = 2026-01-01 # {{\n[owners]\nproduct = {{ name = \"A{{\",\n  contact = \"b\", }}\n"
    );
    assert_snapshot!(check(&text), @r#"
warning[newer-toml]: the escape `\x` is newer than TOML 1.0
 --> sync.toml:3:12
  |
3 | summary = "\x41"
  |            ^^
  |
  = help: write `\u00XX` instead

warning[newer-toml]: a table in `{ }` over several lines is newer than TOML 1.0
 --> sync.toml:7:11
  |
7 | product = { name = "A{",
  |           ^
  |
  = help: write it in one line, or as a table with a header of its own, like [procedures.steps.reading]: other programs refuse the file

warning[newer-toml]: a comma before `}` is newer than TOML 1.0
 --> sync.toml:8:16
  |
8 |   contact = "b", }
  |                ^
  |
  = help: leave the comma out: other programs refuse the file
"#);
    assert!(
        read(&text).runbook.is_some(),
        "a warning keeps nothing from being used"
    );
}

#[test]
fn missing_head() {
    assert_snapshot!(check(""), @r#"
error[missing-key]: a runbook needs `title`
--> sync.toml:1
 = help: add `title = …`: what people call the tool

error[missing-timezone]: the runbook has no time zone
--> sync.toml:1
 = help: add `timezone = "Europe/Berlin"` to the top of this file, or to library.toml for all files
"#);
}

#[test]
fn unknown_keys_of_the_head() {
    assert_snapshot!(check(&format!(
        "{HEAD}titel = \"x\"\nid = \"my sync\"\nnothing_like_it = 1\n"
    )), @r#"
    error[unknown-key]: `titel` is not a key of a runbook
     --> sync.toml:3:1
      |
    3 | titel = "x"
      | ^^^^^
      |
      = help: write `title`

    error[bad-id]: `my sync` cannot be an id: it has characters other than letters, digits, `-`, `_` and `.`
     --> sync.toml:4:6
      |
    4 | id = "my sync"
      |      ^^^^^^^^^
      |
      = help: write `my-sync`

    error[unknown-key]: `nothing_like_it` is not a key of a runbook
     --> sync.toml:5:1
      |
    5 | nothing_like_it = 1
      | ^^^^^^^^^^^^^^^
      |
      = help: a runbook has title, timezone, id, summary, sample, procedures, links, review, owners, contacts, alerts, targets, pass_env, closed, architecture, escalation, on_call, dependencies, credentials, data, backup, rollback, change_control, releases, stabilization, training, readiness, waive
    "#);
}

#[test]
fn a_top_level_key_after_a_table() {
    assert_snapshot!(check("title = \"A\"\n[owners]\ntimezone = \"UTC\"\n"), @r#"
error[missing-timezone]: the runbook has no time zone
 --> sync.toml:1:1
  |
1 | title = "A"
  | ^
  |
  = help: add `timezone = "Europe/Berlin"` to the top of this file, or to library.toml for all files

error[misplaced-key]: `timezone` belongs to the top of the file, but stands in [owners]
 --> sync.toml:3:1
  |
3 | timezone = "UTC"
  | ^^^^^^^^
  |
  = help: move it above the first line that begins with `[`: a table takes every key below its header
"#);
    assert_snapshot!(check(
        "title = \"A\"\n[[procedures]]\ntitle = \"B\"\nsteps = [\"x\"]\nlinks = { A = \"https://a.example\" }\ntimezone = \"UTC\"\n"
    ), @r#"
error[missing-timezone]: the runbook has no time zone
 --> sync.toml:1:1
  |
1 | title = "A"
  | ^
  |
  = help: add `timezone = "Europe/Berlin"` to the top of this file, or to library.toml for all files

error[misplaced-key]: `links` belongs to the top of the file, but stands in [[procedures]]
 --> sync.toml:5:1
  |
5 | links = { A = "https://a.example" }
  | ^^^^^
  |
  = help: move it above the first line that begins with `[`: a table takes every key below its header

error[misplaced-key]: `timezone` belongs to the top of the file, but stands in [[procedures]]
 --> sync.toml:6:1
  |
6 | timezone = "UTC"
  | ^^^^^^^^
  |
  = help: move it above the first line that begins with `[`: a table takes every key below its header
"#);
}

#[test]
fn wrong_types() {
    assert_snapshot!(check(
        "title = 5\ntimezone = \"UTC\"\nprocedures = \"x\"\nlinks = [\"x\"]\n\
         [closed]\ndays = \"2026-12-25\"\n[alerts]\nname = \"x\"\n[review]\nevery = 90\nlast = \"2026-01-01\"\n[targets]\neu = { Ab = \"x\", N = 5, TARGET = \"x\" }\n\"a b\" = {}\n"
    ), @r#"
error[wrong-type]: `title` takes a text in quotes, but this is a number
 --> sync.toml:1:9
  |
1 | title = 5
  |         ^
  |
  = help: put it in quotes

error[wrong-type]: `procedures` takes a list of tables: [[procedures]], but this is a text
 --> sync.toml:3:14
  |
3 | procedures = "x"
  |              ^^^
  |
  = help: write each as a table, below a header: [[procedures]]

error[wrong-type]: `links` takes a table of names, but this is a list
 --> sync.toml:4:9
  |
4 | links = ["x"]
  |         ^^^^^

error[wrong-type]: `days` takes a list of dates without quotes, like [2026-12-25], but this is a text
 --> sync.toml:6:8
  |
6 | days = "2026-12-25"
  |        ^^^^^^^^^^^^
  |
  = help: put it in brackets: days = [2026-12-25]

error[wrong-type]: `alerts` takes a list of tables: [[alerts]], but this is a table
 --> sync.toml:7:1
  |
7 | [alerts]
  | ^^^^^^^^
  |
  = help: write the header with two brackets: [[alerts]]

error[wrong-type]: `every` takes a duration in quotes, like "15m" or "2 h", but this is a number
  --> sync.toml:10:9
   |
10 | every = 90
   |         ^^
   |
   = help: put it in quotes

error[wrong-type]: `last` takes a date without quotes, like 2026-12-25, but this is a text
  --> sync.toml:11:8
   |
11 | last = "2026-01-01"
   |        ^^^^^^^^^^^^
   |
   = help: write it without the quotes

error[bad-name]: `Ab` cannot be the name of a variable
  --> sync.toml:13:8
   |
13 | eu = { Ab = "x", N = 5, TARGET = "x" }
   |        ^^
   |
   = help: write `AB`

error[wrong-type]: `N` takes a text in quotes, but this is a number
  --> sync.toml:13:22
   |
13 | eu = { Ab = "x", N = 5, TARGET = "x" }
   |                      ^
   |
   = help: put the value in quotes

error[reserved-name]: `TARGET` is given by the program
  --> sync.toml:13:25
   |
13 | eu = { Ab = "x", N = 5, TARGET = "x" }
   |                         ^^^^^^
   |
   = help: take another name

error[bad-id]: `a b` cannot name a target: it has characters other than letters, digits, `-`, `_` and `.`
  --> sync.toml:14:1
   |
14 | "a b" = {}
   | ^^^^^
   |
   = help: write `a-b`
"#);
}

#[test]
fn values_that_cannot_be() {
    assert_snapshot!(check(
        "title = \" \"\ntimezone = \"Europe/Berlim\"\nlinks = { A = \"example.com/x\", B = \"https://u:hunter22@example.com\", C = \"javascript:alert(1)\" }\n\
         [review]\nevery = \"3 months\"\nlast = 2026-02-28T10:00:00\n[closed]\ndays = [2026-12-25T10:00:00]\n"
    ), @r#"
error[empty-text]: a text of `title` is empty
 --> sync.toml:1:9
  |
1 | title = " "
  |         ^^^
  |
  = help: say it, or take it out: what people call the tool

error[bad-timezone]: there is no time zone `Europe/Berlim`
 --> sync.toml:2:12
  |
2 | timezone = "Europe/Berlim"
  |            ^^^^^^^^^^^^^^^
  |
  = help: write `Europe/Berlin`

error[bad-address]: `example.com/x` is no address that can be opened
 --> sync.toml:3:15
  |
3 | links = { A = "example.com/x", B = "https://u:hunter22@example.com", C = "javascript:alert(1)" }
  |               ^^^^^^^^^^^^^^^
  |
  = help: write the whole address with its scheme, like "https://example.com"

error[secret]: this looks like an address with a password in it
 --> sync.toml:3:36
  |
3 | links = { A = "example.com/x", B = ********, C = "javascript:alert(1)" }
  |                                    ^^^^^^^^
  |
  = help: take it out and renew it: a runbook says where a secret is kept, never what it is

error[bad-address]: `javascript:alert(1)` is no address that can be opened
 --> sync.toml:3:74
  |
3 | links = { A = "example.com/x", B = "https://u:hunter22@example.com", C = "javascript:alert(1)" }
  |                                                                          ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: addresses of this kind run code or hide what they open

error[bad-duration]: `3 months` is no duration
 --> sync.toml:5:9
  |
5 | every = "3 months"
  |         ^^^^^^^^^^
  |
  = help: months and years differ in length: write days, like "90 days"

error[impossible-day]: `last` takes a day that is in the calendar
 --> sync.toml:6:8
  |
6 | last = 2026-02-28T10:00:00
  |        ^^^^^^^^^^^^^^^^^^^
  |
  = help: write the day alone, like 2026-12-25

error[impossible-day]: `days` takes a day that is in the calendar
 --> sync.toml:8:9
  |
8 | days = [2026-12-25T10:00:00]
  |         ^^^^^^^^^^^^^^^^^^^
  |
  = help: write the day alone, like 2026-12-25
"#);
}

#[test]
fn names_that_stand_twice() {
    let text = format!(
        "{HEAD}[[contacts]]\nid = \"a\"\nname = \"A\"\n[[contacts]]\nid = \"a\"\nname = \"B\"\n[[alerts]]\nname = \"X\"\n[[alerts]]\nname = \"X\"\n"
    );
    assert_snapshot!(check(&text), @r#"
error[id-clash]: two contacts have the id `a`; the other stands in line 7
 --> sync.toml:4:6
  |
4 | id = "a"
  |      ^^^
  |
  = help: give one another id

error[id-clash]: two contacts have the id `a`; the other stands in line 4
 --> sync.toml:7:6
  |
7 | id = "a"
  |      ^^^
  |
  = help: give one another id

error[repeated]: the alert `X` is described twice
  --> sync.toml:12:8
   |
12 | name = "X"
   |        ^^^
   |
   = help: keep one of the two
"#);
}

#[test]
fn hidden_characters_and_secrets() {
    let text = format!(
        "{HEAD}summary = \"a\u{202e}b\"\nlinks = {{ A = \"https://example.com/\u{200b}x\" }}\n\"\\u001b[31m\" = 1\n\
         [owners]\nproduct = {{ name = \"-----BEGIN RSA PRIVATE KEY-----\" }}\n"
    );
    let drawn = check(&text);
    assert!(
        !drawn.contains(['\u{202e}', '\u{200b}', '\u{1b}']),
        "{drawn}"
    );
    assert_snapshot!(drawn, @r#"
    warning[hidden-character]: U+202E hides in this text
     --> sync.toml:3:13
      |
    3 | summary = "a<U+202E>b"
      |             ^^^^^^^^
      |
      = help: type the text again, without characters that cannot be seen

    error[hidden-character]: U+200B hides in a text that will be used as it is
     --> sync.toml:4:36
      |
    4 | links = { A = "https://example.com/<U+200B>x" }
      |                                    ^^^^^^^^
      |
      = help: type the text again, without characters that cannot be seen

    error[unknown-key]: `<U+001B>[31m` is not a key of a runbook
     --> sync.toml:5:1
      |
    5 | "\u001b[31m" = 1
      | ^^^^^^^^^^^^
      |
      = help: a runbook has title, timezone, id, summary, sample, procedures, links, review, owners, contacts, alerts, targets, pass_env, closed, architecture, escalation, on_call, dependencies, credentials, data, backup, rollback, change_control, releases, stabilization, training, readiness, waive

    warning[hidden-character]: U+001B hides in this text
     --> sync.toml:5:1
      |
    5 | "\u001b[31m" = 1
      | ^^^^^^^^^^^^
      |
      = help: type the text again, without characters that cannot be seen

    error[secret]: this looks like a private key
     --> sync.toml:7:20
      |
    7 | product = { name = ******** }
      |                    ^^^^^^^^
      |
      = help: take it out and renew it: a runbook says where a secret is kept, never what it is
    "#);
}

#[test]
fn files_that_are_no_text() {
    let whole = |bytes: &[u8]| {
        let parsed = parse_bytes("sync.toml", "sync", bytes, &LibraryDefaults::default());
        assert_eq!((parsed.runbook, parsed.id.as_str()), (None, "sync"));
        drawn(&parsed.problems, "")
    };
    assert_snapshot!(whole(b"title = \"A\"\nsummary = \"\xff\"\n"), @r#"
error[not-utf-8]: line 2 is not UTF-8
--> sync.toml:2
 = help: save the file again with the encoding UTF-8
"#);
    assert_snapshot!(whole(&vec![b'#'; MOST_BYTES + 1]), @r#"
error[too-large]: the file is larger than 1 MiB, and no more can be read
--> sync.toml:1
 = help: make several runbooks of it
"#);
}

#[test]
fn depth_is_bounded() {
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]\n", "a.".repeat(100_000)),
    ] {
        let parsed = read(&text);
        assert_eq!(parsed.runbook, None);
        assert!(parsed.has_errors());
    }
}

#[test]
fn more_problems_than_anybody_reads_are_counted() {
    let keys: String = (0..3_000).map(|n| format!("x{n} = 1\n")).collect();
    let parsed = read(&format!("{HEAD}{keys}"));
    assert_eq!(parsed.problems.len(), 1_001);
    let last = parsed.problems.last().unwrap();
    assert_eq!(last.message, "there are 2000 more problems");
}

#[test]
fn two_runbooks_of_one_id_are_both_broken() {
    let file = |path: &str, text: &str| {
        parse_bytes(path, path, text.as_bytes(), &LibraryDefaults::default())
    };
    let a = format!("{HEAD}id = \"b\"\n");
    let mut files = [
        file("a", &a),
        file("b", HEAD),
        file("c", HEAD),
        file("b", "id = "),
    ];
    check_library(&mut files);
    let usable: Vec<_> = files.iter().map(|file| file.runbook.is_some()).collect();
    assert_eq!(usable, [false, false, true, false]);
    assert_eq!(codes(&files[0]), ["3:6 id-clash"]);
    assert_eq!(codes(&files[1]), ["1:1 id-clash"]);
    assert_eq!(codes(&files[3]), ["1:6 syntax"], "nobody knows its id");
    assert_snapshot!(drawn(&files[0].problems, &a), @r#"
error[id-clash]: two runbooks have the id `b`; the other is b
 --> a:3:6
  |
3 | id = "b"
  |      ^^^
  |
  = help: give one of them another `id`; neither can be used until then
"#);
}
