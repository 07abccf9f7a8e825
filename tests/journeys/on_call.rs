//! Who is on call, as everybody is told it: by `due`, `show`, `escalate` and the screens.

use crate::kit::Setup;
use crate::scene::{rounds, today};
use jiff::Timestamp;
use serde_json::Value;

/// The turn changes each midnight, so that it is the first or the second operator's by the day
/// alone; the desk is never there.
const BOOK: &str = r#"
title = "Shop"
timezone = "UTC"

[owners]
technical = { name = "Tech lead", contact = "dev@example.com", responsible_for = ["the code"] }

[[contacts]]
id = "on-call"
name = "Shop on-call"
contact = "pager: shop"
hours = "24/7"

[[contacts]]
id = "desk"
name = "Desk"
contact = "desk@example.com"
hours = "DAY 00:00-24:00"

[on_call]
rota = [{ contact = "on-call", operators = [{ name = "ops-a", contact = "+49 30 1" }, "ops-b"], turn = "daily 00:00", from = 2026-01-05 }]

[[escalation]]
severity = "sev1"
path = [{ contact = "on-call" }, { contact = "desk", after = "5m" }, { contact = "technical", after = "10m" }]

[[procedures]]
title = "Look"
schedule = "daily 00:00"
early = "24h"
steps = ["Look"]
"#;

struct Scene {
    setup: Setup,
    on_call: &'static str,
    other: &'static str,
}

fn scene() -> Scene {
    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let days = today
        .duration_since(jiff::civil::date(2026, 1, 5))
        .as_hours()
        / 24;
    let (on_call, other) = match days.rem_euclid(2) {
        0 => ("ops-a", "ops-b"),
        _ => ("ops-b", "ops-a"),
    };
    // The day after tomorrow: whatever the hour, the desk is away.
    let day = today.weekday().wrapping_add(2);
    let day = format!("{day:?}").to_lowercase();
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-b");
    setup.write_runbook("shop", &BOOK.replace("DAY", &day[..3]));
    Scene {
        setup,
        on_call,
        other,
    }
}

#[track_caller]
fn json(setup: &Setup, arguments: &[&str]) -> Value {
    let output = setup.run(arguments);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn it_is_told_by_due_show_and_the_screens() {
    let Scene {
        mut setup,
        on_call,
        other,
    } = scene();
    setup.size = (120, 36);
    let due = json(&setup, &["due", "--json"]);
    let told = &due["on_call"][0];
    assert_eq!(told["operator"], on_call, "{due}");
    assert_eq!(told["next"], other);
    assert_eq!(told["name"], "Shop on-call");
    assert_eq!(
        json(&setup, &["show", "shop", "--json"])["on_call"][0],
        *told
    );
    let said = setup.run(&["due"]).stdout;
    let line = said
        .lines()
        .find(|line| line.starts_with("On call: "))
        .unwrap();
    assert!(
        line.contains(&format!("Shop on-call, {on_call} until")),
        "{line}"
    );
    assert!(setup.run(&["show", "shop"]).stdout.contains("On call"));

    let plain = setup.run_with(&["--plain"], "q\n");
    assert!(plain.stdout.contains(line), "{plain:?}");
    let mut screen = today(&setup);
    screen.until("On call").until(&format!("{on_call} until"));
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn it_is_told_where_nothing_else_is() {
    let Scene { setup, on_call, .. } = scene();
    let book = std::fs::read_to_string(setup.runbooks().join("shop.toml")).unwrap();
    setup.write_runbook("shop", &book.replace("schedule = \"daily 00:00\"", ""));
    let words = format!("Shop on-call, {on_call} until");
    let mut screen = today(&setup);
    screen.until("Nothing needs attention.").until(&words);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    // Nothing was ever written: no entry is the last of the record.
    let handover = setup.run(&["handover"]);
    assert!(
        !handover.stdout.contains("Heads of the journal"),
        "{handover:?}"
    );
    assert_eq!(
        json(&setup, &["handover", "--json"])["heads"],
        Value::Array(Vec::new())
    );
}

#[test]
fn a_path_is_marked_and_never_skipped() {
    let Scene { setup, on_call, .. } = scene();
    let output = setup.run(&["escalate", "shop", "sev1", "--title", "It is down"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    let path = json(&setup, &["escalate", "--json"])[0]["path"].clone();
    assert_eq!(path[0]["operator"], on_call, "{path}");
    assert_eq!(path[0]["outside_hours"], false);
    let address = match on_call {
        "ops-a" => "+49 30 1",
        _ => "pager: shop",
    };
    assert_eq!(path[0]["address"], address);
    assert_eq!(
        (&path[1]["contact"], &path[1]["outside_hours"]),
        (&"desk".into(), &true.into())
    );
    assert_eq!(path[2]["responsible_for"][0], "the code");
    let said = setup.run(&["escalate"]).stdout;
    assert!(
        said.contains(&format!("Shop on-call: {on_call}, {address} (24/7)")),
        "{said}"
    );
    assert!(
        said.contains("Desk, desk@example.com (outside hours: "),
        "{said}"
    );
    assert!(said.contains("answers for the code"), "{said}");
}

/// Whoever takes the shift over is on call until the next turn.
#[test]
fn an_accepted_handover_overrides_the_rota() {
    let Scene {
        setup,
        on_call,
        other,
    } = scene();
    assert_eq!(
        setup
            .run(&["--operator", on_call, "note", "a quiet night"])
            .code,
        Some(0)
    );
    let given = setup.run(&["--operator", on_call, "handover", "--to", other]);
    assert_eq!(given.code, Some(0), "{given:?}");
    let taken = setup.run(&["--operator", other, "handover", "--accept", "--rest"]);
    assert_eq!(taken.code, Some(0), "{taken:?}");
    let told = json(&setup, &["due", "--json"])["on_call"][0].clone();
    assert_eq!(told["operator"], other, "{told}");
    assert_eq!(told["took_over_from"], on_call, "{told}");
}
