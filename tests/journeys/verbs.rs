//! What was taken on, let go and muted from the command line, by the words that people use.

use crate::kit::{Output, Setup};

const BOOK: &str = r#"
title = "Shop"
timezone = "UTC"

[[contacts]]
id = "on-call"
name = "Shop on call"

[[escalation]]
severity = "sev1"
means = "No orders"
respond_within = "15m"
path = [{ contact = "on-call" }]

[[alerts]]
name = "ShopLag"
severity = "sev2"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["ShopLag"]

[[procedures.steps]]
id = "stop"
title = "Stop the consumer"
caution = "Orders pile up."
undo = "Start the consumer"

[[procedures.steps]]
id = "look"
title = "Look at the queue"
"#;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("shop", BOOK);
    setup
}

#[track_caller]
fn well(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout
}

#[test]
fn an_escalation_is_acknowledged_by_whoever_has_it() {
    let setup = setup();
    let nothing = setup.run(&["ack"]);
    assert_eq!(nothing.code, Some(2), "{nothing:?}");
    well(setup.run(&["escalate", "shop", "sev1", "--title", "No orders"]));
    let waits = setup.run(&["ack"]);
    assert_eq!(waits.code, Some(2), "{waits:?}");
    let id = waits.stdout.split("rounds ack ").nth(1).unwrap();
    let id = id.split('`').next().unwrap().to_owned();
    assert!(waits.stdout.starts_with("sev1: No orders"), "{waits:?}");
    let listed = setup.run(&["ack", "--json"]);
    assert_eq!(listed.code, Some(2), "{listed:?}");
    assert!(
        listed.stdout.contains("\"what\": \"escalation\""),
        "{listed:?}"
    );
    let taken = well(setup.run(&["ack", &id, "--note", "on my way"]));
    assert!(taken.contains("ops-a"), "{taken}");
    let nothing = setup.run(&["ack"]);
    assert!(nothing.stderr.contains("Nothing waits"), "{nothing:?}");
    // Who it was is somebody's name: `--answered` alone is no answer.
    assert_eq!(setup.run(&["escalate", &id, "--answered"]).code, Some(2));
}

#[test]
fn a_silence_is_named_at_every_handover_until_it_is_lifted() {
    let setup = setup();
    let reasonless = setup.run(&["silence", "ShopLag"]);
    assert_eq!(reasonless.code, Some(2), "{reasonless:?}");
    let silence = [
        "silence", "ShopLag", "--until", "3 days", "--reason", "it flaps", "--json",
    ];
    let saved = well(setup.run(&silence));
    let saved: serde_json::Value = serde_json::from_str(&saved).unwrap();
    let id = saved["follow_up"].as_str().unwrap();
    let shown = well(setup.run(&["show", id]));
    assert!(
        shown.contains("ShopLag") && shown.contains("it flaps"),
        "{shown}"
    );
    assert!(
        shown.contains("Shop"),
        "the runbook is known by the alert: {shown}"
    );
    let handover = well(setup.run(&["handover"]));
    assert!(handover.contains("ShopLag"), "{handover}");
    well(setup.run(&["follow-up", "close", id]));
    let due = well(setup.run(&["due"]));
    assert!(!due.contains("ShopLag"), "{due}");
}

/// Nothing was ever written, and what the library says is due can be let go all the same.
#[test]
fn a_round_of_a_record_that_has_not_begun_can_be_waived() {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook(
        "shop",
        "title = \"Shop\"\ntimezone = \"UTC\"\n[targets.eu]\n[targets.us]\n[[procedures]]\ntitle = \"Morning\"\nschedule = \"daily 00:00\"\ngrace = \"2 days\"\ntargets = [\"eu\", \"us\"]\nsteps = [\"Look\"]\n",
    );
    let anywhere = setup.run(&["waive", "shop/morning", "--reason", "moved"]);
    assert_eq!(anywhere.code, Some(2), "{anywhere:?}");
    assert!(anywhere.stderr.contains("eu, us"), "{anywhere:?}");
    let due = |setup: &Setup| {
        let due = well(setup.run(&["due"]));
        due.lines().filter(|line| line.contains(" due ")).count()
    };
    let before = due(&setup);
    assert!(before > 0);
    let waive = ["waive", "shop/morning", "--on", "eu", "--reason", "moved"];
    well(setup.run(&waive));
    assert!(due(&setup) < before);
}

#[test]
fn a_caution_is_read_an_answer_undone_and_a_run_rolled_back() {
    let setup = setup();
    let run = well(setup.run(&["start", "shop/drain", "--no-open"]));
    let run = run.trim();
    let early = setup.run(&["do", run, "stop", "ok"]);
    assert_eq!(early.code, Some(1), "{early:?}");
    assert!(early.stderr.contains("--caution-read"), "{early:?}");
    well(setup.run(&["do", run, "stop", "ok", "--caution-read"]));
    well(setup.run(&["run", run, "undo"]));
    well(setup.run(&["do", run, "stop", "ok"]));
    let back = well(setup.run(&["run", run, "roll-back"]));
    let shown = well(setup.run(&["show", back.trim()]));
    assert!(shown.contains("Start the consumer"), "{shown}");
}

#[test]
fn old_names_are_gone_and_the_new_one_is_said() {
    let setup = setup();
    for (old, new) in [
        (&["excuse", "shop"][..], "rounds waive"),
        (&["seen"], "rounds ack"),
        (&["run", "x", "take-back"], "undo"),
        (&["run", "x", "undo-plan"], "undo"),
        (
            &["do", "x", "1", "ok", "--acknowledge"],
            "unexpected argument",
        ),
        (&["follow-up", "add", "override", "x"], "invalid value"),
    ] {
        let output = setup.run(old);
        assert_eq!(output.code, Some(2), "{output:?}");
        assert!(output.stderr.contains(new), "{old:?}: {output:?}");
    }
}
