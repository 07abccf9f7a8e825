//! Journeys of a handoff by the command line, with the journal as the only witness: a tool
//! that becomes ready, an escalation through its path, a shift given and taken over, a change
//! that its own requester cannot allow.

use crate::kit::{Output, Screen, Setup};
use serde_json::Value;
use std::fs;

const LIBRARY: &str = r#"
timezone = "UTC"
[owners]
operations = { name = "Shift lead", contact = "ops@example.com", operators = ["ops-a"], responsible_for = ["the rounds"] }
"#;

const TOOL: &str = r##"
title = "Orders sync"
summary = "Copies orders."
links = { Dashboard = "https://grafana.example.com" }
review = { every = "90 days" }

[owners]
product = { name = "Product lead", contact = "pl@example.com", operators = ["pl-1"], responsible_for = ["what it does"] }
technical = { name = "Tech lead", contact = "#dev", operators = ["tl-1"], responsible_for = ["how it does it"] }

[[contacts]]
id = "on-call"
name = "Orders on-call"
contact = "pager: primary"
hours = "24/7"

[architecture]
text = "shop → warehouse"

[[escalation]]
severity = "sev1"
means = "Nothing arrives"
respond_within = "15m"
resolve_within = "4h"
path = [{ contact = "on-call" }, { contact = "technical", after = "15m" }, { contact = "operations", after = "30m" }]

[[alerts]]
name = "Down"
severity = "sev1"

[[credentials]]
name = "rw"
access = "restore"

[backup]
what = "All of it"
restore = "restore"
exercise_every = "180 days"

[change_control]
request = "Here"
reviewers = ["technical"]
approvers = ["product"]
runbook = "reviewed"

[[waive]]
item = "data"
by = "product"
reason = "It keeps nothing of its own"
until = 2099-06-30

[[readiness]]
id = "vendor"
item = "The vendor knows us"
valid_for = "90 days"

[[procedures]]
id = "restore"
title = "Restore"
alerts = ["Down"]
steps = ["Restore it"]
"##;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    fs::write(setup.runbooks().join("library.toml"), LIBRARY).unwrap();
    setup.write_runbook("orders", TOOL);
    setup
}

/// As an operator.
fn by(setup: &Setup, operator: &str, arguments: &[&str]) -> Output {
    let mut all = vec!["--operator", operator];
    all.extend(arguments);
    setup.run(&all)
}

fn well(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// The whole id of the run that a start printed.
fn start(setup: &Setup, procedure: &str) -> String {
    let started = well(by(setup, "ops-a", &["start", procedure, "--no-open"]));
    started.trim().to_owned()
}

/// A tool that asks for everything, and lets go what it does not have.
fn whole() -> String {
    let items = [
        "dependencies",
        "daily",
        "weekly",
        "correction",
        "reprocessing",
        "rollback",
        "releases",
        "stabilization",
    ];
    let waive = |item: &str| {
        format!(
            "[[waive]]\nitem = \"{item}\"\nby = \"product\"\nreason = \"Not yet\"\nuntil = 2099-06-30\n"
        )
    };
    let waivers: String = items.map(waive).concat();
    let normal = "[[procedures]]\nid = \"look\"\ntitle = \"Look\"\nsteps = [\"Look at it\"]\n";
    format!("{TOOL}{waivers}{normal}")
}

fn missing(value: &Value) -> Vec<String> {
    let items = value["items"].as_array().unwrap().iter();
    let missing = items.filter(|item| item["standing"] == "missing");
    missing
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

fn attest(setup: &Setup, item: &str) -> Output {
    let next = jiff::Zoned::now().date().tomorrow().unwrap().to_string();
    let words = ["ready", "orders", "--attest", item, "--statement", "so"];
    let mut words = words.to_vec();
    words.extend(["--until", &next]);
    by(setup, "pl-1", &words)
}

#[test]
fn a_tool_becomes_ready_and_the_record_shows_why() {
    let setup = setup();
    setup.write_runbook("orders", &whole());
    let ready = by(&setup, "ops-a", &["ready", "orders", "--json"]);
    assert_eq!(ready.code, Some(1), "{ready:?}");
    let waived = [
        "dependencies",
        "data",
        "daily",
        "weekly",
        "correction",
        "reprocessing",
        "rollback",
        "releases",
        "stabilization",
    ];
    let mut others = missing(&json(&ready));
    others.retain(|item| !waived.contains(&item.as_str()));
    assert_eq!(
        others,
        [
            "credentials",
            "access",
            "exceptions",
            "backup",
            "monitoring",
            "review",
            "training",
            "vendor",
            "approval",
        ]
    );
    assert!(!ready.stdout.contains("keeps revision"), "{ready:?}");
    // Looking has written nothing.
    assert!(!setup.home().join("data/rounds/journal").exists());

    // A word does not stand in for a restore, and nobody else lets go what is the product's.
    let refused = attest(&setup, "backup");
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("nobody's word does"), "{refused:?}");
    let data = ["ready", "orders", "--accept-waiver", "data"];
    let refused = by(&setup, "ops-a", &data);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("an operator of product"),
        "{refused:?}"
    );

    let run = start(&setup, "orders/restore");
    well(by(&setup, "ops-a", &["do", &run, "1", "ok"]));
    well(by(&setup, "ops-a", &["run", &run, "finish"]));
    for procedure in ["orders/restore", "orders/look"] {
        let rehearse = ["start", procedure, "--rehearse", "--no-open"];
        let run = well(by(&setup, "ops-a", &rehearse));
        well(by(&setup, "ops-a", &["do", run.trim(), "1", "ok"]));
        well(by(&setup, "ops-a", &["run", run.trim(), "finish"]));
    }
    well(by(
        &setup,
        "tl-1",
        &["review", "orders", "--done", "--notes", "all there"],
    ));
    for item in ["credentials", "monitoring"] {
        well(attest(&setup, item));
    }
    let vendor = [
        "ready",
        "orders",
        "--attest",
        "vendor",
        "--statement",
        "they have our number",
    ];
    well(by(&setup, "pl-1", &vendor));
    for item in waived {
        well(by(
            &setup,
            "pl-1",
            &["ready", "orders", "--accept-waiver", item],
        ));
    }
    let view = json(&by(&setup, "ops-a", &["ready", "orders", "--json"]));
    assert_eq!(missing(&view), ["approval"]);
    let add = [
        "follow-up",
        "add",
        "change",
        "As it is",
        "--runbook",
        "orders",
        "--json",
    ];
    let change = json(&by(&setup, "ops-a", &add));
    let change = change["follow_up"].as_str().unwrap();
    well(by(
        &setup,
        "ops-a",
        &["review", "orders", "--change", change],
    ));
    well(by(
        &setup,
        "tl-1",
        &["follow-up", "move", change, "reviewed"],
    ));
    well(by(
        &setup,
        "pl-1",
        &["follow-up", "move", change, "approved"],
    ));

    let ready = by(&setup, "ops-a", &["ready", "orders"]);
    assert_eq!(ready.code, Some(0), "{ready:?}");
    let short = run[20..].to_ascii_lowercase();
    for words in [
        "Ready to be handed over.",
        "Expires next: credentials, on",
        "attested by pl-1",
        "waived by pl-1 (",
        ") for product on",
        &format!("All of it: orders/restore, run {short}, completed on"),
    ] {
        assert!(ready.stdout.contains(words), "{words}: {ready:?}");
    }

    // What is broken at the worst keeps it from being handed over.
    let issue = [
        "follow-up",
        "add",
        "issue",
        "Everything is broken",
        "--runbook",
        "orders",
    ];
    let issue: Vec<_> = issue.into_iter().chain(["--severity", "sev1"]).collect();
    well(by(&setup, "ops-a", &issue));
    let view = json(&by(&setup, "ops-a", &["ready", "orders", "--json"]));
    assert_eq!(missing(&view), ["issues"]);
    well(by(&setup, "ops-a", &["journal", "verify"]));
}

#[test]
fn what_the_package_names_is_found_by_words() {
    let setup = setup();
    let more =
        "\n[[data]]\nfield = \"orders.external_id\"\n[[dependencies]]\nname = \"message broker\"\n";
    setup.write_runbook("orders", &format!("{TOOL}{more}"));
    for (words, kind) in [
        ("external_id", "data"),
        ("broker", "dependency"),
        ("rw", "credential"),
    ] {
        let found = json(&by(&setup, "ops-a", &["find", words, "--json"]));
        assert_eq!(found[0]["kind"], kind, "{found}");
        assert_eq!(found[0]["what"], "orders", "{found}");
    }
}

#[test]
fn an_escalation_goes_through_three_contacts() {
    let setup = setup();
    let run = start(&setup, "orders/restore");
    let refused = by(&setup, "ops-a", &["escalate", &run, "sev7"]);
    assert!(refused.stderr.contains("It has sev1"), "{refused:?}");
    let opened = well(by(
        &setup,
        "ops-a",
        &["escalate", &run, "sev1", "--step", "1"],
    ));
    assert!(opened.contains("sev1: Restore it"), "{opened}");
    assert!(
        opened.contains("call now: Orders on-call, pager: primary (24/7)"),
        "{opened}"
    );

    // It stands first among what wants someone.
    let due = json(&by(&setup, "ops-b", &["due", "--json"]));
    assert_eq!(due["items"][0]["standing"], "escalation");

    let listed = json(&by(&setup, "ops-b", &["escalate", "--json"]));
    let id = listed[0]["escalation"].as_str().unwrap().to_owned();
    assert_eq!(listed[0]["to_call"], serde_json::json!(["on-call"]));
    well(by(
        &setup,
        "ops-a",
        &["escalate", &id, "--contacted", "--note", "voicemail"],
    ));
    well(by(&setup, "ops-a", &["escalate", &id, "--contacted"]));
    well(by(
        &setup,
        "ops-b",
        &["escalate", &id, "--contacted", "operations"],
    ));
    let all = by(&setup, "ops-b", &["escalate", &id, "--contacted"]);
    assert!(
        all.stderr.contains("Everyone on the path was called"),
        "{all:?}"
    );
    well(by(
        &setup,
        "ops-b",
        &["escalate", &run, "--answered", "operations"],
    ));
    well(by(
        &setup,
        "ops-b",
        &["escalate", &run, "--resolved", "the disk was full"],
    ));

    let view = json(&by(&setup, "ops-a", &["escalate", &id, "--json"]));
    assert_eq!(view["state"], "resolved");
    assert_eq!(view["responded_in_time"], true);
    assert_eq!(view["resolved_in_time"], true);
    let called = view["path"].as_array().unwrap().iter();
    assert!(
        called.clone().all(|hop| hop["called"].is_string()) && called.len() == 3,
        "{view}"
    );
    assert_eq!(
        well(by(&setup, "ops-a", &["escalate"])),
        "No escalation is open.\n"
    );
    let story = well(by(&setup, "ops-a", &["journal", "tail", "-n", "20"]));
    for words in [
        "opened, sev1",
        "called Tech lead",
        "acknowledged by Shift lead",
        "resolved: the disk was full",
    ] {
        assert!(story.contains(words), "{words}: {story}");
    }
}

#[test]
fn a_shift_is_given_and_taken_over() {
    let setup = setup();
    let run = start(&setup, "orders/restore");
    well(by(
        &setup,
        "ops-a",
        &["escalate", "orders", "sev1", "--title", "The disk is full"],
    ));
    well(by(&setup, "ops-a", &["note", "vendor called back"]));
    let page = well(by(&setup, "ops-a", &["handover"]));
    for words in [
        "Shift handover",
        "Escalation: sev1: The disk is full",
        "ops-a: vendor called back",
        "Heads of the journal",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let markdown = well(by(&setup, "ops-a", &["handover", "--format", "md"]));
    assert!(markdown.contains("## Actions"), "{markdown}");
    assert_eq!(by(&setup, "ops-b", &["handover", "--accept"]).code, Some(1));
    let key = format!("run:{run}");
    let stray = by(&setup, "ops-a", &["handover", "--watch", "1"]);
    assert_eq!(stray.code, Some(2), "{stray:?}");
    let wrong = by(&setup, "ops-a", &["handover", "--give", "--watch", "9"]);
    assert!(wrong.stderr.contains("from 1 to 2"), "{wrong:?}");
    let give = [
        "handover",
        "--to",
        "ops-b",
        "--note",
        "mind the disk",
        "--unstable",
        "1",
        "--watch",
        &key,
        "--assign",
        "1=tl-1",
        "--about",
        &format!("{key}=stands at step 2"),
        "--if",
        "If it fills again, call the vendor",
    ];
    well(by(&setup, "ops-a", &give));

    let view = json(&by(&setup, "ops-b", &["handover", "last", "--json"]));
    assert_eq!(view["waiting"]["by"], "ops-a");
    assert_eq!(view["severity"], "unstable");
    assert_eq!(view["items"][0]["assignee"], "tl-1");
    assert_eq!(view["items"][1]["severity"], "watch");
    let accept = |by_whom: &str, options: &[&str]| {
        let all = [&["handover", "--accept"], options].concat();
        by(&setup, by_whom, &all)
    };
    let refused = accept("ops-b", &["--rest"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("1  unstable"), "{refused:?}");
    let refused = accept("ops-b", &["--confirm", "1", "--rest"]);
    assert!(refused.stderr.contains("in your own words"), "{refused:?}");
    let words = "I call the vendor at 22:00";
    let other = accept("ops-c", &["--confirm", "1", "--rest", "--read-back", words]);
    assert!(other.stderr.contains("given to ops-b"), "{other:?}");
    let back = format!("{key}=yours to finish");
    let options = ["--confirm", "1", "--hand-back", &back, "--read-back", words];
    let taken = well(accept("ops-b", &options));
    assert!(taken.contains("1 item confirmed, 1 handed back"), "{taken}");
    assert_eq!(accept("ops-b", &[]).code, Some(1));

    // Whoever was not there can read it, and the giver is told what came back.
    let page = well(by(&setup, "ops-c", &["handover", "last"]));
    for words in [
        "Shift of ops-a",
        "Given by ops-a (",
        ") to ops-b, ",
        "given by ops-a, accepted by ops-b",
        "Severity: UNSTABLE: Escalation: sev1: The disk is full",
        "mind the disk",
        "for tl-1",
        "stands at step 2",
        "If it fills again, call the vendor",
        "ops-b: I call the vendor at 22:00",
        "handed back by ops-b: yours to finish",
        "ops-a: vendor called back",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let due = well(by(&setup, "ops-a", &["due"]));
    assert!(due.contains("Shift accepted by ops-b"), "{due}");
    let due = well(by(&setup, "ops-b", &["due"]));
    assert!(!due.contains("accepted by"), "{due}");
}

#[test]
fn a_revision_wants_a_change_that_others_allow() {
    let setup = setup();
    well(by(&setup, "ops-a", &["note", "the first entry"]));
    let approval = |setup: &Setup| {
        let view = json(&by(setup, "ops-a", &["review", "orders", "--json"]));
        view["approval"].as_str().unwrap().to_owned()
    };
    assert_eq!(approval(&setup), "missing");
    let add = [
        "follow-up",
        "add",
        "change",
        "Restore in two steps",
        "--runbook",
        "orders",
        "--json",
    ];
    let opened = json(&by(&setup, "tl-1", &add));
    let id = opened["follow_up"].as_str().unwrap();
    well(by(&setup, "tl-1", &["review", "orders", "--change", id]));
    assert_eq!(approval(&setup), "pending");
    let own = by(&setup, "tl-1", &["follow-up", "move", id, "reviewed"]);
    assert!(own.stderr.contains("You asked for this change"), "{own:?}");
    let stranger = by(&setup, "ops-a", &["follow-up", "move", id, "reviewed"]);
    assert!(
        stranger.stderr.contains("reviewed by technical"),
        "{stranger:?}"
    );
    // The technical owner has a deputy now.
    let deputy = TOOL.replace(r#"["tl-1"]"#, r#"["tl-1", "tl-2"]"#);
    setup.write_runbook("orders", &deputy);
    well(by(&setup, "tl-2", &["follow-up", "move", id, "reviewed"]));
    well(by(&setup, "pl-1", &["follow-up", "move", id, "approved"]));
    // It was about the file before: the new revision wants a change of its own.
    assert_eq!(approval(&setup), "missing");
    well(by(&setup, "tl-1", &["review", "orders", "--change", id]));
    assert_eq!(approval(&setup), "approved");
    // Three names, and one account that typed them all.
    let shown = json(&by(&setup, "ops-a", &["follow-up", "show", id, "--json"]));
    let same = shown["same_hand"][0].as_str().unwrap();
    assert!(same.contains("one account"), "{same}");
    for part in ["requested by tl-1", "reviewed by tl-2", "approved by pl-1"] {
        assert!(same.contains(part), "{same}");
    }
    let ready = by(&setup, "ops-a", &["ready", "orders", "--json"]);
    let ready = json(&ready);
    let items = ready["items"].as_array().unwrap();
    let approved = items.iter().find(|it| it["id"] == "approval").unwrap();
    assert!(
        approved["evidence"].to_string().contains(same),
        "{approved}"
    );
}

/// By keys from the run: how bad it is, who is called, who took it on, that it is over.
#[test]
fn an_escalation_is_walked_by_keys_with_its_clock_in_sight() {
    let setup = setup();
    let run = start(&setup, "orders/restore");
    let mut screen = Screen::start(&setup, &["open", &run]);
    screen.until("│ 1 · ").keys("E").until("how bad?");
    screen.keys("1").until("enter save").keys("<enter>");
    screen.until("call now");
    screen.keys("<esc>").until("│ 1 · ").until("no ack");
    screen.keys("E").until("call now").keys("<space>");
    screen
        .until("result?")
        .keys("4")
        .until("result?")
        .keys("voicemail<enter>");
    screen.until("✓ Orders on-call").until("voicemail");
    screen
        .keys(":acknowledged<enter>")
        .until("Acknowledged by?")
        .keys("1");
    screen.until_gone("Acknowledged by?");
    if screen.text().contains("enter save") {
        screen.keys("<enter>").until_gone("enter save");
    }
    screen.until_gone("no ack");
    screen.keys("G<enter>").until("enter save");
    screen
        .keys("the disk was full<enter>")
        .until("the disk was full");
    screen.keys("<c-c>");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    let open = by(&setup, "ops-a", &["escalate", "--json"]);
    assert_eq!(json(&open), serde_json::json!([]));
    well(by(&setup, "ops-a", &["journal", "verify"]));
}
