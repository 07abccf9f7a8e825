//! Errors that people provoke: each says what is wrong and where, and what to do, with a status
//! that is true.

use crate::kit::Setup;
use crate::scene::rounds;

const BOOK: &str = r#"
title = "Orders"
timezone = "UTC"

[owners]
technical = { name = "Tech", operators = ["ops-a"] }

[[contacts]]
id = "on-call"
name = "On call"
contact = "pager"

[[escalation]]
severity = "sev1"
respond_within = "15m"
path = [{ contact = "on-call" }]

[targets.eu]
[targets.us]

[[procedures]]
id = "look"
title = "Look"
schedule = "daily 00:00"
early = "24h"

[[procedures.steps]]
id = "up"
title = "Is it up"

[[procedures.steps]]
id = "depth"
title = "Depth"
reading = { unit = "messages", alarm_above = 10 }

[[procedures.steps]]
id = "restart"
title = "Restart"
caution = "It stops"
run = ["true"]

[[procedures]]
id = "drain"
title = "Drain"
targets = ["eu", "us"]

[[procedures.steps]]
title = "Which"
ask = { name = "ORDER", pattern = "[0-9]+", example = "12" }
"#;

/// What is typed (`RUN` is a run that goes on, `_` a blank), the status, what is wrong and where,
/// and what to do.
const PROVOKED: &[(&str, i32, &str, &str)] = &[
    (
        "start nowhere --no-open",
        2,
        "“nowhere”",
        "`rounds list procedures`",
    ),
    // That there is no terminal is said of what could be opened.
    ("start nowhere", 2, "“nowhere”", "`rounds list procedures`"),
    ("open nowhere", 2, "“nowhere”", "`rounds find`"),
    ("start orders/look", 5, "no terminal", "--plain"),
    (
        "start orders/nosuch --no-open",
        2,
        "“nosuch”",
        "`rounds show orders`",
    ),
    (
        "start orders/drainn --no-open",
        2,
        "“drainn”",
        "Did you mean orders/drain?",
    ),
    (
        "start orders --no-open",
        2,
        "several procedures",
        "orders/look, orders/drain",
    ),
    (
        "start orders/drain --no-open",
        2,
        "where it is to be done: eu, us",
        "--on TARGET",
    ),
    (
        "start orders/drain --on mars --no-open",
        2,
        "“mars”",
        "eu, us",
    ),
    (
        "start orders/drain --on eu --set NOPE=1 --no-open",
        2,
        "NOPE",
        "asks for ORDER",
    ),
    (
        "start orders/drain --on eu --set ORDER=abc --no-open",
        1,
        "ORDER",
        "an example is 12",
    ),
    (
        "start orders/look --plain --no-open",
        2,
        "--no-open",
        "--help",
    ),
    ("do zzzzzz up ok", 2, "“zzzzzz”", "`rounds list runs`"),
    ("do RUN nosuch ok", 2, "“nosuch”", "number from 1 to 3"),
    ("do RUN up maybe", 2, "“maybe”", "ok, not-ok, skip"),
    ("do RUN up not-ok", 2, "needs a note", "--note TEXT"),
    ("do RUN up skip", 2, "needs a reason", "--reason TEXT"),
    ("do RUN depth ok", 2, "a number in messages", "value=…"),
    ("do RUN depth value=abc", 2, "“abc”", "412 or 3.5"),
    ("do RUN depth", 2, "what became of the step", "value=…"),
    (
        "do RUN restart run",
        1,
        "orders/look, step restart",
        "rounds trust orders/look",
    ),
    ("do RUN restart ok", 1, "caution", "--caution-read"),
    (
        "do RUN up ok --at yesterday",
        2,
        "“yesterday”",
        "2026-11-23 09:12",
    ),
    (
        "do RUN up ok --attach /nowhere",
        5,
        "/nowhere",
        "Look at its path",
    ),
    (
        "run RUN finish",
        1,
        "1 Is it up; 2 Depth; 3 Restart",
        "skip it with a reason",
    ),
    ("run RUN sign", 2, "which step", "--step STEP"),
    ("run RUN explode", 2, "'explode'", "finish, abandon, undo"),
    ("run RUN abandon", 2, "needs a reason", "--reason TEXT"),
    ("waive orders/look", 2, "not provided", "--reason <TEXT>"),
    ("ack nothing", 2, "“nothing”", "`rounds find`"),
    (
        "silence X --reason y --until never",
        2,
        "“never”",
        "17:30, fri",
    ),
    ("note", 2, "the note", "from standard input"),
    (
        "note password=hunter2hunter2x",
        1,
        "held a password",
        "--even-so",
    ),
    ("escalate orders sev9 --title x", 2, "“sev9”", "It has sev1"),
    ("escalate nowhere sev1", 2, "“nowhere”", "`rounds list`"),
    ("ready nowhere", 2, "“nowhere”", "`rounds list`"),
    ("review nowhere", 2, "“nowhere”", "`rounds list`"),
    (
        "report --from 2026-13-01",
        2,
        "“2026-13-01”",
        "like 2026-12-24",
    ),
    (
        "report --from 2026-02-01 --to 2026-01-01",
        2,
        "after the last",
        "--from the earlier",
    ),
    ("report --format pdf", 2, "'pdf'", "text, md, html"),
    ("check /nowhere", 3, "/nowhere", "`rounds init`"),
    ("check broken", 1, "broken/x.toml:1:1", "timezone ="),
    (
        "check --alerts /nowhere.yml",
        5,
        "/nowhere.yml",
        "Look at its path",
    ),
    ("due nosuch", 2, "“nosuch”", "`rounds list`"),
    ("show nosuch", 2, "“nosuch”", "`rounds find`"),
    ("list nonsense", 2, "'nonsense'", "runbooks, procedures"),
    ("alert NoSuchAlert", 1, "NoSuchAlert", "`rounds find WORDS`"),
    ("trust nosuch", 2, "“nosuch”", "`rounds trust --list`"),
    (
        "follow-up show abc",
        2,
        "“abc”",
        "`rounds follow-up list --all`",
    ),
    (
        "follow-up add wish x",
        2,
        "'wish'",
        "question, issue, change",
    ),
    (
        "follow-up add question x --due someday",
        2,
        "“someday”",
        "17:30, fri",
    ),
    ("hooks run", 5, "no hooks", "`rounds help hooks`"),
    ("metrics --to /nowhere/x", 5, "/nowhere/x", "Make it first"),
    ("sync", 1, "shared with nobody", "`rounds join URL`"),
    ("import /nowhere", 5, "/nowhere", "Look at its path"),
    ("export nosuch", 2, "“nosuch”", "`rounds list procedures`"),
    ("new ///", 2, "“///”", "such as Orders sync"),
    ("help nosuch", 2, "“nosuch”", "format, procedures"),
    ("completions tcsh", 2, "'tcsh'", "bash, zsh, fish"),
    (
        "journal verify --expect garbage",
        2,
        "“garbage”",
        "WRITER:SEQ:HASH",
    ),
    (
        "journal settle abc --reason x",
        2,
        "“abc”",
        "`rounds journal settle`",
    ),
    ("journal seal", 2, "no SSH key", "--key FILE"),
    (
        "note x --journal runbooks/orders.toml",
        4,
        "orders.toml",
        "--journal",
    ),
    ("frobnicate", 2, "'frobnicate'", "--help"),
    ("status", 2, "'status'", "`rounds due`"),
    ("due --frob", 2, "'--frob'", "--help"),
];

/// What was told of it, and its status.
fn told(setup: &Setup, line: &str, run: &str) -> (String, Option<i32>) {
    let words = line.split(' ').map(|word| match word {
        "RUN" => run.to_owned(),
        word => word.replace('_', " "),
    });
    let words: Vec<String> = words.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = setup.run(&words);
    (output.stdout + &output.stderr, output.code)
}

#[test]
fn every_error_says_what_where_and_what_to_do() {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("orders", BOOK);
    std::fs::create_dir(setup.home().join("broken")).unwrap();
    std::fs::write(setup.home().join("broken/x.toml"), "title = 5\n").unwrap();
    let run = setup.run(&["start", "orders/look", "--no-open"]).stdout;
    let run = &run.trim()[20..];
    let mut wrong = String::new();
    for (line, status, what, to_do) in PROVOKED {
        let (words, code) = told(&setup, line, run);
        let says = words.contains(what) && words.contains(to_do);
        let raw = ["os error", "panicked", "Err(", "Some("];
        if !says || code != Some(*status) || raw.iter().any(|raw| words.contains(raw)) {
            wrong += &format!("{line}: status {code:?}: {words}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(PROVOKED.len() >= 50);
}
