//! Files without a fault, and what they mean.

use super::*;
use crate::runbook::{Answer, Condition, Kind, Style, Target, Yields};
use crate::schedule::IfMissed;
use jiff::SignedDuration;

/// The complete runbook with which the format introduces itself.
const TEN_LINES: &str = r#"title = "Orders sync"
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning health check"
schedule = "weekdays 09:00"
steps = [
  "Open the dashboard: sync lag is under five minutes",
  "Last night's backup finished",
]
"#;

#[test]
fn ten_lines_pass_without_a_word() {
    assert_eq!(check(TEN_LINES), "");
    let runbook = read(TEN_LINES).runbook.unwrap();
    assert_eq!(runbook.id.as_str(), "sync");
    let [procedure] = &runbook.procedures[..] else {
        panic!("one procedure")
    };
    assert_eq!(procedure.id.as_str(), "morning-health-check");
    assert_eq!(
        (procedure.kind(), procedure.style),
        (Kind::Routine, Style::DoConfirm)
    );
    let ids: Vec<_> = procedure
        .steps
        .iter()
        .map(|step| step.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "open-the-dashboard-sync-lag-is-under-fiv",
            "last-night-s-backup-finished"
        ]
    );
    assert_eq!(procedure.steps[1].line, 9);
    let timing = procedure.timing.as_ref().unwrap();
    assert_eq!(timing.if_missed, IfMissed::Skip);
    assert_eq!(timing.zone.name(), "Europe/Berlin");
}

const WHOLE: &str = r##"#:schema ./.schema.json
id = "orders"
title = "Orders sync"
summary = "Copies orders."
timezone = "Europe/Berlin"
links = { Wiki = "https://wiki.example.com/orders", Dashboard = "https://grafana.example.com" }

[review]
every = "90 days"
last = 2026-09-01

[owners]
product = { name = "Orders product lead", contact = "orders@example.com" }
technical = { name = "Orders tech lead", operators = ["tl-1"] }

[[contacts]]
name = "Orders on-call"
hours = "24/7"

[[alerts]]
name = "OrdersSyncLagHigh"
severity = "sev2"
means = "Lag above five minutes"

[closed]
days = [2026-12-25]

[targets.prod-eu]
CONSOLE = "https://console.example.com"
[targets.prod-us]
CONSOLE = "https://console.us.example.com"

[[procedures]]
id = "drain"
title = "Drain the queue"
purpose = "Bring the lag back"
alerts = ["OrdersSyncLagHigh", "NobodyDescribesThis"]
symptoms = ["Orders missing"]
targets = ["prod-eu", "prod-us"]
subject = "$TARGET $ORDER_ID"
estimate = "10 min"
was = ["drain-queue"]

[[procedures.steps]]
title = "Order that is missing"
ask = { name = "ORDER_ID", pattern = "[0-9]{4}-[0-9]{7}", example = "2026-0001234", label = "order" }

[[procedures.steps]]
id = "depth"
title = "Queue depth of $ITEM"
each = ["shard 1", "shard 2", "shard-1"]
reading = { unit = "messages", warn_above = 500, alarm_above = 5e3 }

[[procedures.steps]]
id = "running"
title = "Is the consumer running?"
choose = ["yes", "no", "I cannot tell"]
name = "RUNNING"
warn = ["I cannot tell"]
alarm = ["no"]
was = ["up"]

[[procedures.steps]]
section = "Start it again"
when = { step = "running", is = ["no", "skipped"] }

[[procedures.steps]]
title = "Start it on $TARGET"
caution = "Two consumers write twice."
detail = "See **here**."
link = "$CONSOLE"
when = { step = "depth", above = 500 }
estimate = "1h 30m"

[[procedures.steps]]
title = "Only in Europe"
when = { target = "prod-eu" }
end = "Refused"

[[procedures.steps]]
section = "Afterwards"

[[procedures.steps]]
title = "Close the ticket"
optional = true
expect = "It is closed"
copy = "/close Drained for ${ORDER_ID}"
when = { ask = "RUNNING", is = "yes" }

[[procedures]]
title = "Disk"
targets = ["this host"]
schedule = "monthly first workday 09:00"
grace = "2 days"
early = "4h"
if_missed = "skip"
style = "read-do"
steps = ["Look on $TARGET", { title = "Look" }, "look"]
"##;

#[test]
fn everything_that_is_supported_is_read() {
    assert_eq!(check(WHOLE), "");
    let runbook = read(WHOLE).runbook.unwrap();
    assert_eq!(runbook.id.as_str(), "orders");
    let links: Vec<_> = runbook
        .links
        .iter()
        .map(|link| link.name.as_str())
        .collect();
    assert_eq!(links, ["Wiki", "Dashboard"], "in the order of the file");
    assert_eq!(
        runbook.review.every,
        Some(SignedDuration::from_hours(90 * 24))
    );
    assert_eq!(runbook.contacts[0].id, "orders-on-call");
    assert!(runbook.broken.is_empty());

    let drain = &runbook.procedures[0];
    assert_eq!(
        (drain.kind(), drain.style),
        (Kind::Exception, Style::ReadDo)
    );
    assert_eq!(drain.targets[1], Target::Named("prod-us".into()));
    assert_eq!(drain.was, ["drain-queue".into()]);
    let sections: Vec<_> = drain.steps.iter().map(|step| step.section).collect();
    assert_eq!(sections, [None, None, None, Some(0), Some(0), Some(1)]);
    let items: Vec<_> = drain.steps[1]
        .each
        .items()
        .iter()
        .map(|item| item.id.as_str())
        .collect();
    assert_eq!(items, ["shard-1", "shard-2", "shard-1-2"]);
    let Yields::Choose(choose) = &drain.steps[2].yields else {
        panic!("a choice")
    };
    assert_eq!((choose.warn.len(), choose.alarm.len()), (1, 1));
    assert_eq!(
        drain.sections[0].when,
        Some(Condition::Step {
            step: "running".into(),
            is: vec![Answer::Choice("no".into()), Answer::Skipped],
        })
    );
    assert_eq!(
        drain.steps[3].when,
        Some(Condition::Reading {
            step: "depth".into(),
            above: Some(500.0),
            below: None,
        })
    );
    assert_eq!(
        drain.steps[4].when,
        Some(Condition::Target(vec!["prod-eu".into()]))
    );
    assert_eq!(
        drain.steps[5].when,
        Some(Condition::Ask {
            name: "RUNNING".into(),
            is: vec!["yes".into()],
        })
    );

    let disk = &runbook.procedures[1];
    assert_eq!(disk.targets, [Target::ThisHost]);
    let timing = disk.timing.as_ref().unwrap();
    assert_eq!(timing.grace, SignedDuration::from_hours(48));
    assert_eq!(timing.early, SignedDuration::from_hours(4));
    assert_eq!(
        (timing.if_missed, disk.style),
        (IfMissed::Skip, Style::ReadDo)
    );
    assert_eq!(timing.closed.len(), 1);
    let ids: Vec<_> = disk.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["look-on-target", "look", "look-2"]);
}

#[test]
fn the_library_fills_what_a_runbook_leaves_open() {
    let library = r#"
timezone = "Europe/London"
[owners]
product = { name = "Library product" }
operations = { name = "Library operations" }
[[contacts]]
id = "on-call"
name = "Library on-call"
[[contacts]]
id = "vendor"
name = "Vendor"
[closed]
days = [2026-12-25, 2026-12-26]
[targets.eu]
CONTEXT = "eu"
[targets.us]
CONTEXT = "us"
"#;
    let (defaults, problems) = parse_library("library.toml", library.as_bytes());
    assert_eq!(problems, []);
    let text = r#"
title = "Sync"
[owners]
product = { name = "Own product" }
[[contacts]]
id = "on-call"
name = "Own on-call"
[closed]
days = [2026-12-24]
[targets.us]
CONTEXT = "own"
[[procedures]]
title = "Check"
schedule = "daily 09:00"
targets = ["eu", "us"]
steps = ["Look at $CONTEXT"]
"#;
    let parsed = parse_bytes("sync.toml", "sync", text.as_bytes(), &defaults);
    assert_eq!(drawn(&parsed.problems, text), "");
    let runbook = parsed.runbook.unwrap();
    assert_eq!(runbook.owners["product"].name, "Own product");
    assert_eq!(runbook.owners["operations"].name, "Library operations");
    let contacts: Vec<_> = runbook.contacts.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(contacts, ["Own on-call", "Vendor"]);
    assert_eq!(runbook.targets["us"]["CONTEXT"], "own");
    assert_eq!(runbook.targets["eu"]["CONTEXT"], "eu");
    let timing = runbook.procedures[0].timing.as_ref().unwrap();
    assert_eq!(
        (timing.zone.name(), timing.closed.len()),
        ("Europe/London", 3)
    );
}

#[test]
fn slugs_give_way_to_written_ids_and_to_each_other() {
    let text = format!(
        "{HEAD}[[procedures]]\ntitle = \"Look\"\nsteps = [\"A b\", \"a-b\", {{ title = \"x\", id = \"a-b\" }}, \"A  B!\", \"…\"]\n\
         [[procedures]]\ntitle = \"look\"\nsteps = [\"x\"]\n"
    );
    let runbook = read(&text).runbook.unwrap();
    let ids: Vec<_> = runbook.procedures.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["look", "look-2"]);
    let steps = runbook.procedures[0].steps.iter();
    let ids: Vec<_> = steps.map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["a-b-2", "a-b-3", "a-b", "a-b-4", "step"]);
}

#[test]
fn a_file_whose_stem_is_no_id_gets_a_slug() {
    let id = |stem: &str| parse_bytes("x", stem, HEAD.as_bytes(), &LibraryDefaults::default()).id;
    assert_eq!(id("Orders_Sync.v2").as_str(), "Orders_Sync.v2");
    assert_eq!(id("Orders sync (old)").as_str(), "orders-sync-old");
    assert_eq!(id("/").as_str(), "runbook");
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    let windows = TEN_LINES.replace('\n', "\r\n");
    assert_eq!(check(&windows), "");
    assert_eq!(read(&windows).runbook, read(TEN_LINES).runbook);
    assert_eq!(check(&format!("\u{feff}{TEN_LINES}")), "");
}
