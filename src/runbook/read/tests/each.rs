//! What a step is done for: lists, targets, what an earlier step gives.

use super::*;
use crate::runbook::{Each, Values};

const STEPS: &str = r#"
[targets.eu]
CONTEXT = "eu-admin"
[targets.us]
CONTEXT = "us-admin"

[[procedures]]
title = "Go round"

[[procedures.steps]]
id = "list"
title = "List the hosts"
run = ["hosts", "--all"]

[[procedures.steps]]
id = "which"
title = "Which orders?"
ask = { name = "ORDERS" }

[[procedures.steps]]
id = "count"
title = "How many?"
reading = {}

[[procedures.steps]]
id = "pin"
title = "The PIN"
ask = { name = "PIN", secret = true }

[[procedures.steps]]
id = "shards"
title = "Shards"
each = ["a", "b"]
run = ["look", "$ITEM"]

[[procedures.steps]]
id = "hand"
title = "By hand"

[[procedures.steps]]
title = "Go on"
"#;

fn first_code(keys: &str) -> String {
    let text = format!("{HEAD}{STEPS}{keys}\n");
    let drawn = check(&text);
    let first = drawn.lines().next().unwrap_or_default();
    first.split(':').next().unwrap_or_default().to_owned()
}

#[test]
fn what_a_step_can_be_done_for() {
    for (keys, code) in [
        ("each = { from = \"list\" }", ""),
        ("each = { from = \"which\" }\nreading = {}", ""),
        (
            "each = { from = \"list\", pattern = \"[a-z]+\" }\nrun = [\"drain\", \"$ITEM\"]",
            "",
        ),
        (
            "each = { targets = true }\nrun = [\"k\", \"--context\", \"$CONTEXT\", \"$TARGET\", \"$ITEM\"]",
            "",
        ),
        (
            "each = { targets = true }\nshell = 'k --context \"$CONTEXT\"'",
            "",
        ),
        ("times = \"count\"\ncall = \"other/one\"", ""),
        (
            "each = { from = \"list\" }\ncall = \"other/one\"\nwith = { HOST = \"$ITEM\" }",
            "",
        ),
        // What comes before gives nothing, or must not.
        ("each = { from = \"pin\" }", "error[bad-each]"),
        ("each = { from = \"hand\" }", "error[bad-each]"),
        ("each = { from = \"count\" }", "error[bad-each]"),
        ("each = { from = \"shards\" }", "error[bad-each]"),
        ("each = { from = \"lsit\" }", "error[unknown-step]"),
        (
            "id = \"me\"\neach = { from = \"me\" }",
            "error[not-earlier]",
        ),
        ("times = \"list\"", "error[bad-each]"),
        ("times = \"shards\"", "error[bad-each]"),
        ("times = \"count\"\neach = [\"a\"]", "error[two-lists]"),
        ("each = {}", "error[bad-each]"),
        (
            "each = { targets = true, from = \"list\" }",
            "error[bad-each]",
        ),
        ("each = { targets = false }", "error[bad-each]"),
        (
            "each = { targets = true, pattern = \"a\" }",
            "error[bad-each]",
        ),
        (
            "each = { from = \"list\", pattern = \"[\" }",
            "error[bad-pattern]",
        ),
        ("each = { form = \"list\" }", "error[unknown-key]"),
        ("each = \"list\"", "error[wrong-type]"),
        ("each = []", "error[empty-list]"),
        // Variables of the targets are known where they are gone through, and nowhere else.
        ("run = [\"k\", \"$CONTEXT\"]", "warning[unknown-variable]"),
        (
            "each = { from = \"list\" }\nrun = [\"k\", \"$TARGET\"]",
            "warning[unset-variable]",
        ),
    ] {
        assert_eq!(first_code(keys), code, "{keys}");
    }
}

#[test]
fn without_targets_there_is_nothing_to_go_through() {
    let steps = "[[procedures]]\ntitle = \"A\"\n[[procedures.steps]]\ntitle = \"B\"\neach = { targets = true }\n";
    let drawn = check(&format!("{HEAD}{steps}"));
    assert!(
        drawn.starts_with("error[bad-each]: there are no targets"),
        "{drawn}"
    );
}

#[test]
fn a_target_that_is_gone_through_brings_its_variables() {
    let keys = "each = { targets = true }\n";
    let runbook = read(&format!("{HEAD}{STEPS}{keys}")).runbook.unwrap();
    let step = runbook.procedures[0].steps.last().unwrap();
    let Each::Targets(items) = &step.each else {
        panic!("{:?}", step.each);
    };
    let texts: Vec<_> = items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["eu", "us"]);
    let expected = Values::from([
        ("CONTEXT".to_owned(), "us-admin".to_owned()),
        ("TARGET".to_owned(), "us".to_owned()),
    ]);
    assert_eq!(items[1].values, expected);
    // A procedure that names its targets goes through those alone.
    let named = STEPS.replace(
        "title = \"Go round\"",
        "title = \"Go round\"\ntargets = [\"us\"]",
    );
    let runbook = read(&format!("{HEAD}{named}{keys}")).runbook.unwrap();
    assert_eq!(
        runbook.procedures[0]
            .steps
            .last()
            .unwrap()
            .each
            .items()
            .len(),
        1
    );
}
