//! A rehearsal by a scenario: blind until somebody looks, graded at its end, and counted for
//! whoever passed it, by the command line and by line prompts.

use crate::kit::{Output, Setup};
use crate::scene::{assert_clean, rounds};
use serde_json::Value;
use std::time::Duration;

const BOOK: &str = r#"
title = "Shop"
timezone = "UTC"

[owners]
product = { name = "P", contact = "p@x.org", operators = ["pl"], responsible_for = ["a"] }
technical = { name = "T", contact = "t@x.org", operators = ["tl"], responsible_for = ["b"] }
operations = { name = "O", contact = "o@x.org", operators = ["ops-a", "ops-b"], responsible_for = ["c"] }

[[procedures]]
id = "drain"
title = "Drain the queue"
symptoms = ["orders are late"]

[[procedures.steps]]
id = "running"
title = "See that the consumer runs"

[[procedures.steps]]
id = "depth"
title = "Read the queue depth"
reading = { unit = "messages", warn_above = 500, alarm_above = 5000 }

[[procedures.steps]]
id = "which"
title = "Say which shard is slow"
choose = ["one", "two"]

[[procedures.steps]]
id = "start"
title = "Start the consumer"
caution = "Two consumers write every order twice."

[[procedures.steps]]
id = "calm"
title = "See that it is calm"

[[procedures.rehearsal]]
title = "Night"
scenario = "The pager rings."
answers = { running = "not-ok", depth = "6200", which = "two", start = ["not-ok", "ok"] }
"#;

fn setup() -> Setup {
    let setup = rounds();
    setup.write_runbook("shop", BOOK);
    setup
}

fn by(setup: &Setup, operator: &str, arguments: &[&str]) -> Output {
    let arguments: Vec<_> = ["--operator", operator]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    setup.run(&arguments)
}

#[track_caller]
fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[track_caller]
fn begin(setup: &Setup, operator: &str) -> String {
    let words = [
        "start",
        "shop/drain",
        "--rehearse",
        "--scenario",
        "Night",
        "--no-open",
    ];
    let output = by(setup, operator, &words);
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout.trim().to_owned()
}

/// Walks a rehearsal: a step, an answer, and what goes with it.
#[track_caller]
fn rehearse(setup: &Setup, operator: &str, answers: &[&[&str]]) -> Value {
    let run = begin(setup, operator);
    for (at, answer) in answers.iter().enumerate() {
        if answer.contains(&"--caution-read") {
            // Sooner, nobody has read it.
            std::thread::sleep(Duration::from_millis(1_100));
        }
        let words: Vec<_> = ["do", &run].iter().chain(*answer).copied().collect();
        let output = by(setup, operator, &words);
        assert!(matches!(output.code, Some(0 | 1)), "{words:?}: {output:?}");
        // What did not come out OK holds what follows, unless it is done again.
        let next = answers.get(at + 1).map(|next| next[0]);
        if answer[1] == "not-ok" && next != Some(answer[0]) {
            let words = ["do", &run, answer[0], "--carry-on", "we go on"];
            let output = by(setup, operator, &words);
            assert_eq!(output.code, Some(0), "{output:?}");
        }
    }
    let output = by(setup, operator, &["run", &run, "finish"]);
    assert!(matches!(output.code, Some(0 | 1)), "{output:?}");
    json(&by(setup, operator, &["show", &run, "--debrief", "--json"]))
}

const AS_IT_HAS_IT: [&[&str]; 6] = [
    &["running", "not-ok", "--note", "it is down"],
    &["depth", "value=6200"],
    &["which", "choice=two"],
    &["start", "not-ok", "--note", "it hangs", "--caution-read"],
    &["start", "ok", "--again"],
    &["calm", "ok"],
];

#[test]
fn the_scenario_is_blind_until_somebody_looks() {
    let setup = setup();
    let run = begin(&setup, "ops-a");
    // Nor does looking back tell it while it goes on.
    let debrief = json(&by(&setup, "ops-a", &["show", &run, "--debrief", "--json"]));
    assert_eq!(debrief["blind"], true, "{debrief}");
    for told in ["script", "boxes"] {
        assert_eq!(debrief[told], Value::Array(Vec::new()), "{debrief}");
    }
    for words in [
        &["show", &run][..],
        &["show", &run, "--json"],
        &["show", "shop/drain"],
    ] {
        let said = by(&setup, "ops-a", words).stdout;
        assert!(!said.contains("6200"), "{words:?}: {said}");
    }
    let said = by(&setup, "ops-a", &["do", &run, "depth", "look"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("The scenario finds: 6200"), "{said:?}");
    // It says nothing of the last step.
    let nothing = by(&setup, "ops-a", &["do", &run, "calm", "look"]);
    assert_eq!(nothing.code, Some(1), "{nothing:?}");
    assert!(nothing.stderr.contains("No scenario says"), "{nothing:?}");
    let live = by(&setup, "ops-a", &["start", "shop/drain", "--no-open"]);
    let live = live.stdout.trim().to_owned();
    assert_eq!(
        by(&setup, "ops-a", &["do", &live, "depth", "look"]).code,
        Some(1)
    );

    // By line prompts it is the same.
    let plain = ["--operator", "ops-a", "open", &run, "--plain"];
    let said = setup.run_with(&plain, "q\nq\n").stdout;
    assert!(
        said.contains("! looks at what the scenario has here"),
        "{said}"
    );
    assert!(!said.contains("The scenario finds"), "{said}");
    let said = setup.run_with(&plain, "!\nq\nq\n").stdout;
    assert!(said.contains("The scenario finds: not-ok"), "{said}");
    assert_clean(&setup);
}

#[test]
fn answers_are_held_against_the_scenario() {
    let setup = setup();
    let well = rehearse(&setup, "ops-a", &AS_IT_HAS_IT);
    assert_eq!(well["grade"]["of"], 4, "{well}");
    assert_eq!(well["grade"]["right"], 4, "{well}");
    assert_eq!(
        (&well["grade"]["missed"], &well["passed"]),
        (&0.into(), &true.into()),
        "{well}"
    );

    // Each row changes one answer of a good rehearsal.
    for (answers, right, missed) in [
        // Two failures that were in store are ticked away.
        (vec![(0, &["running", "ok"][..])], 3, 1),
        (vec![(1, &["depth", "value=12"])], 3, 1),
        // Wrong, and no failure passed over.
        (vec![(2, &["which", "choice=one"])], 3, 0),
        (vec![(1, &["depth", "value=9000"])], 3, 0),
        // The second attempt fails as well.
        (
            vec![(4, &["start", "not-ok", "--again", "--note", "again"])],
            3,
            0,
        ),
        // Skipped is not answered as it has it, and its failure was not seen.
        (vec![(1, &["depth", "skip", "--reason", "no time"])], 3, 1),
    ] {
        let mut changed: Vec<&[&str]> = AS_IT_HAS_IT.to_vec();
        for (at, answer) in &answers {
            changed[*at] = answer;
        }
        let told = rehearse(&setup, "ops-b", &changed);
        assert_eq!(told["grade"]["right"], right, "{answers:?}: {told}");
        assert_eq!(told["grade"]["missed"], missed, "{answers:?}: {told}");
        // Three of four are not four of five.
        assert_eq!(told["passed"], false, "{answers:?}: {told}");
    }
    let looked = rehearse(&setup, "ops-b", &{
        let mut all = vec![&["running", "look"][..], &["depth", "look"]];
        all.extend(AS_IT_HAS_IT);
        all
    });
    assert_eq!(
        (&looked["grade"]["looked"], &looked["passed"]),
        (&2.into(), &true.into()),
        "{looked}"
    );
    assert_clean(&setup);
}

#[test]
fn whoever_passed_is_trained_and_the_matrix_says_so() {
    let setup = setup();
    rehearse(&setup, "ops-a", &AS_IT_HAS_IT);
    let mut missed: Vec<&[&str]> = AS_IT_HAS_IT.to_vec();
    missed[0] = &["running", "ok"];
    rehearse(&setup, "ops-b", &missed);
    let report = json(&by(&setup, "ops-a", &["report", "--format", "json"]));
    let last = &report["training"][0]["last"];
    assert_eq!(report["training"][0]["procedure"], "shop/drain", "{report}");
    assert_eq!(last["ops-a"]["trains"], true, "{last}");
    assert_eq!(last["ops-b"]["trains"], false, "{last}");
    assert_eq!(last["ops-b"]["grade"]["missed"], 1, "{last}");
    let said = by(&setup, "ops-a", &["report"]).stdout;
    assert!(
        said.contains("Training") && said.contains("4 of 4 as the scenario has it"),
        "{said}"
    );
    let ready = by(&setup, "ops-a", &["ready", "shop"]).stdout;
    assert!(
        ready.contains("ops-b has rehearsed no exception"),
        "{ready}"
    );
    assert!(
        !ready.contains("ops-a has rehearsed no exception"),
        "{ready}"
    );
}
