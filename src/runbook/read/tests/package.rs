//! The handoff package: what it means, what is wrong with it, what the library gives it.

use super::*;
use crate::runbook::{ProcedureRef, Proof, Serves, Severity};
use insta::assert_snapshot;
use jiff::SignedDuration;

/// People and procedures that a package can name.
const AROUND: &str = r##"title = "Sync"
timezone = "Europe/Berlin"
[owners]
product = { name = "Product lead", operators = ["pl-1"] }
technical = { name = "Tech lead", contact = "#dev", operators = ["tl-1", "pl-1"] }
[[contacts]]
id = "on-call"
name = "On-call"
contact = "pager: primary"
hours = "24/7"
[[procedures]]
title = "Restore orders"
steps = ["Restore"]
[[procedures]]
id = "rotate"
title = "Rotate"
steps = ["Rotate"]
"##;

const WHOLE: &str = r##"
[architecture]
text = "Shop → queue → **warehouse**"
[[escalation]]
severity = "sev1"
means = "Nothing arrives"
respond_within = "15m"
resolve_within = "4h"
path = [{ contact = "on-call" }, { contact = "technical", after = "15m" }]
[[dependencies]]
name = "warehouse database"
owner = "Data platform"
contact = "on-call"
if_down = "Orders queue up"
check = "warehouse/health"
[[credentials]]
name = "orders_rw"
stored_in = "vault: kv/orders/rw"
request = "Access form"
access = "iam/access"
rotate = "rotate"
rotate_every = "90 days"
[[data]]
field = "orders.external_id"
means = "The shop's number"
example = "2026-0001234"
sensitivity = "internal"
[backup]
what = "warehouse database, nightly"
restore = "restore-orders"
exercise_every = "180 days"
[rollback]
procedure = "restore-orders"
text = "Within an hour."
[change_control]
request = "With a ticket"
reviewers = ["technical"]
approvers = ["product", "technical"]
runbook = "reviewed"
[[releases]]
version = "1.0.0"
date = 2026-08-20
notes = "Initial launch"
[stabilization]
starts = 2026-08-20
ends = 2026-10-15
support = "on-call"
exit = "Two weeks without sev1"
[training]
operators = 3
within = "180 days"
[[readiness]]
item = "The vendor knows us"
[[readiness]]
id = "drill"
item = "The restore was seen by the takers"
proof = "restore-orders"
valid_for = "365 days"
"##;

#[test]
fn a_whole_package_is_read() {
    let text = format!("{AROUND}{WHOLE}");
    assert_eq!(check(&text), "");
    let runbook = read(&text).runbook.unwrap();
    let package = &runbook.package;
    let sev1 = runbook.escalation("sev1").unwrap();
    assert_eq!(sev1.respond_within, Some(SignedDuration::from_mins(15)));
    assert_eq!(sev1.path[0].after, SignedDuration::ZERO);
    assert_eq!(sev1.path[1].contact, "technical");
    let reached = |contact| runbook.reach(contact).unwrap();
    assert_eq!(reached("on-call").hours, Some("24/7"));
    assert_eq!(reached("technical").address, Some("#dev"));
    assert_eq!(runbook.reach("nobody"), None);
    let acts = |role: &str| runbook.owners[role].operators.contains(&"pl-1".to_owned());
    assert!(acts("product") && acts("technical"));
    let reference = |text: &str| Some(text.parse::<ProcedureRef>().unwrap());
    assert_eq!(package.dependencies[0].check, reference("warehouse/health"));
    assert_eq!(package.credentials[0].rotate, reference("sync/rotate"));
    assert_eq!(package.credentials[0].access, reference("iam/access"));
    let control = package.change_control.as_ref().unwrap();
    assert!(control.covers_runbook);
    assert_eq!(control.approvers, ["product", "technical"]);
    assert_eq!(package.training.operators, Some(3));
    let items: Vec<_> = package.readiness.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(items, ["the-vendor-knows-us", "drill"]);
    assert_eq!(package.readiness[0].proof, Proof::Attested);
    assert_eq!(
        package.readiness[1].proof,
        Proof::Procedure("sync/restore-orders".parse().unwrap())
    );
}

/// What a person sees of a package beside people and procedures.
fn check_package(package: &str) -> String {
    check(&format!("{AROUND}{package}"))
}

#[test]
fn whom_and_what_it_names_must_be_there() {
    assert_snapshot!(check_package(
        r##"[[escalation]]
severity = "sev1"
path = [{ contact = "oncall" }, { contact = "vendor" }]
[[dependencies]]
name = "database"
check = "warehouse health/x"
[backup]
what = "all"
restore = "restore-order"
[change_control]
reviewers = ["techncal", "product", "product"]
"##
    ), @r#"
error[unknown-contact]: `oncall` is no contact and no role here
  --> sync.toml:20:21
   |
20 | path = [{ contact = "oncall" }, { contact = "vendor" }]
   |                     ^^^^^^^^
   |
   = help: write "on-call"

error[unknown-contact]: `vendor` is no contact and no role here
  --> sync.toml:20:45
   |
20 | path = [{ contact = "oncall" }, { contact = "vendor" }]
   |                                             ^^^^^^^^
   |
   = help: write the id of one of [[contacts]], or a role of [owners]

error[bad-reference]: `warehouse health/x` names no procedure
  --> sync.toml:23:9
   |
23 | check = "warehouse health/x"
   |         ^^^^^^^^^^^^^^^^^^^^
   |
   = help: write the id of a procedure of this file, or runbook/procedure

error[unknown-procedure]: there is no procedure `restore-order` in this file
  --> sync.toml:26:11
   |
26 | restore = "restore-order"
   |           ^^^^^^^^^^^^^^^
   |
   = help: write "restore-orders"

error[unknown-role]: no owner has the role `techncal`
  --> sync.toml:28:14
   |
28 | reviewers = ["techncal", "product", "product"]
   |              ^^^^^^^^^^
   |
   = help: write "technical"

error[repeated]: `product` stands in `reviewers` twice
  --> sync.toml:28:37
   |
28 | reviewers = ["techncal", "product", "product"]
   |                                     ^^^^^^^^^
   |
   = help: keep one of the two
"#);
}

#[test]
fn what_cannot_be_meant() {
    assert_snapshot!(check_package(
        r##"[[escalation]]
severity = "sev1"
respond_within = "2h"
resolve_within = "1h"
path = [{ contact = "on-call", after = "10m" }, { contact = "technical" }]
[[escalation]]
severity = "sev1"
path = []
[[alerts]]
name = "X"
severity = "sev11"
[[credentials]]
name = "rw"
rotate_every = "90 days"
[stabilization]
starts = 2026-10-15
ends = 2026-08-20
[training]
operators = 1.5
[change_control]
runbook = "checked"
"##
    ), @r#"
    error[impossible-target]: it has to be over before anyone has to have answered
      --> sync.toml:21:1
       |
    21 | resolve_within = "1h"
       | ^^^^^^^^^^^^^^
       |
       = help: swap the two, if they were mixed up

    warning[path-backwards]: this one would be called before the one who stands in front
      --> sync.toml:22:49
       |
    22 | path = [{ contact = "on-call", after = "10m" }, { contact = "technical" }]
       |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: `after` counts from the opening of the escalation, so it grows along the path

    error[repeated]: the severity `sev1` is described twice
      --> sync.toml:24:12
       |
    24 | severity = "sev1"
       |            ^^^^^^
       |
       = help: keep one of the two

    error[empty-list]: the path of an escalation is empty
      --> sync.toml:25:1
       |
    25 | path = []
       | ^^^^
       |
       = help: name who is called first: path = [{ contact = "…" }]

    warning[unknown-severity]: no escalation describes the severity `sev11`
      --> sync.toml:28:12
       |
    28 | severity = "sev11"
       |            ^^^^^^^
       |
       = help: write "sev1", or describe it in [[escalation]]

    warning[nothing-shows-it]: `rotate_every` stands without `rotate`, so nothing can show it
      --> sync.toml:31:1
       |
    31 | rotate_every = "90 days"
       | ^^^^^^^^^^^^
       |
       = help: add `rotate = …`, the procedure whose runs count

    error[impossible-window]: the window ends before it starts
      --> sync.toml:34:1
       |
    34 | ends = 2026-08-20
       | ^^^^
       |
       = help: swap the two days, if they were mixed up

    error[impossible-number]: `operators` takes a whole number of people, from 1 on
      --> sync.toml:36:1
       |
    36 | operators = 1.5
       | ^^^^^^^^^
       |
       = help: write how many have to have rehearsed, like 2

    error[unknown-word]: `runbook` takes "reviewed", but this is `checked`
      --> sync.toml:38:11
       |
    38 | runbook = "checked"
       |           ^^^^^^^^^
       |
       = help: write "reviewed"
    "#);
}

#[test]
fn what_a_procedure_serves_and_whose_runs_prove() {
    let text = AROUND.replace(
        "id = \"rotate\"\n",
        "id = \"rotate\"\nserves = [\"access\", \"correction\"]\nby = \"technical\"\n",
    );
    let runbook = read(&text).runbook.unwrap();
    let rotate = runbook.procedure("rotate").unwrap();
    assert_eq!(rotate.serves, [Serves::Access, Serves::Correction]);
    assert_eq!(rotate.by.as_deref(), Some("technical"));
    let said = |line: &str| {
        let text = AROUND.replace("id = \"rotate\"\n", &format!("id = \"rotate\"\n{line}\n"));
        let parsed = read(&text);
        let usable = parsed.runbook.as_ref();
        let usable = usable.is_some_and(|it| it.procedure("rotate").is_some());
        (codes(&parsed).join(" "), usable)
    };
    for (line, code, usable) in [
        ("serves = \"acces\"", "unknown-word", false),
        ("serves = [\"access\", \"access\"]", "repeated", false),
        ("by = \"techncal\"", "unknown-role", true),
        ("by = \"operations\"", "unknown-role", true),
    ] {
        let (codes, is_usable) = said(line);
        assert!(codes.ends_with(code), "{line}: {codes}");
        assert_eq!(is_usable, usable, "{line}");
    }
}

/// A role that signs, proves or waives wants operators; what names it is used all the same,
/// because runs are pinned to what it was.
#[test]
fn a_role_without_operators_is_an_error_that_breaks_nothing() {
    let people = AROUND.replace(", operators = [\"tl-1\", \"pl-1\"]", "");
    let signed = people.replace(
        "steps = [\"Rotate\"]",
        "by = \"technical\"\nsteps = [{ title = \"Rotate\", sign_off = \"technical\" }]",
    );
    let waived =
        "[[waive]]\nitem = \"data\"\nby = \"technical\"\nreason = \"None\"\nuntil = 2027-01-01\n";
    let parsed = read(&format!("{signed}{waived}"));
    let errors = parsed.problems.iter().filter(|it| it.is_error());
    let codes: Vec<_> = errors.map(|it| it.code).collect();
    assert_eq!(codes, ["role-without-operators"; 3]);
    let runbook = parsed.runbook.unwrap();
    assert!(runbook.broken.is_empty() && runbook.procedures.len() == 2);
    assert_eq!(runbook.owners["technical"].operators, [""; 0]);
}

#[test]
fn what_can_be_waived_and_by_whom() {
    let faulty = r##"[[waive]]
item = "owners"
by = "product"
reason = "Nobody"
until = 2027-06-30
[[waive]]
item = "dta"
by = "produkt"
reason = "None"
until = 2027-06-30
[[waive]]
item = "data"
by = "product"
reason = "None"
until = 2027-06-30
[[waive]]
item = "data"
by = "nobody"
reason = "None"
until = 2027-06-30
"##;
    assert_eq!(
        codes(&read(&format!("{AROUND}{faulty}"))),
        [
            "19:8 not-waivable",
            "24:8 unknown-item",
            "25:6 unknown-role",
            "34:8 repeated",
            "35:6 unknown-role",
        ]
    );
    let told = check_package(faulty);
    for hint in [
        "are wanted of every tool: fill them in",
        "help: write \"data\"",
        "help: write \"product\"",
        "add `nobody` to [owners], with the operators who act for it",
    ] {
        assert!(told.contains(hint), "{hint}: {told}");
    }
    let text = format!(
        "{AROUND}[[waive]]\nitem = \"data\"\nby = \"product\"\nreason = \"None\"\nuntil = 2027-06-30\n\
         [[readiness]]\nid = \"badge\"\nitem = \"A badge\"\n\
         [[waive]]\nitem = \"badge\"\nby = \"technical\"\nreason = \"None\"\nuntil = 2027-06-30\n"
    );
    assert_eq!(check(&text), "");
    let runbook = read(&text).runbook.unwrap();
    assert_eq!(runbook.waiver("badge").unwrap().by, "technical");
    assert!(runbook.acts_for(&"pl-1".into(), "product"));
    assert!(!runbook.acts_for(&"pl-1".into(), "operations"));
}

#[test]
fn releases_are_read_latest_first() {
    let text = format!(
        "{AROUND}[[releases]]\nversion = \"1\"\ndate = 2026-08-20\n[[releases]]\nversion = \"3\"\ndate = 2026-10-01\n\
         [[releases]]\nversion = \"2\"\ndate = 2026-09-01\n[[releases]]\nversion = \"old\"\n"
    );
    let package = read(&text).runbook.unwrap().package;
    let versions: Vec<_> = package
        .releases
        .iter()
        .map(|it| it.version.as_str())
        .collect();
    assert_eq!(versions, ["3", "2", "1", "old"]);
}

#[test]
fn a_secret_stays_out_of_a_package() {
    let text = format!(
        "{AROUND}[[credentials]]\nname = \"rw\"\nstored_in = \"AKIA{}\"\n",
        "IOSFODNN7EXAMPLE"
    );
    assert_eq!(codes(&read(&text)), ["20:13 secret"]);
}

#[test]
fn the_library_gives_severities_that_a_runbook_can_replace() {
    let library = r##"[owners]
operations = { name = "Shift lead", contact = "ops@example.com" }
[[escalation]]
severity = "sev1"
path = [{ contact = "operations" }]
[[escalation]]
severity = "sev2"
path = [{ contact = "operations" }]
"##;
    let (defaults, problems) = parse_library("library.toml", library.as_bytes());
    assert_eq!(problems, []);
    let text = format!(
        "{AROUND}[[escalation]]\nseverity = \"sev1\"\npath = [{{ contact = \"on-call\" }}]\n"
    );
    let source = Source {
        path: "sync.toml".to_owned(),
        stem: "sync".to_owned(),
        text: &text,
    };
    let runbook = parse(&source, &defaults).runbook.unwrap();
    let first = |severity| &runbook.escalation(severity).unwrap().path[0].contact;
    assert_eq!(
        (first("sev1").as_str(), first("sev2").as_str()),
        ("on-call", "operations")
    );
    assert_eq!(runbook.reach("operations").unwrap().name, "Shift lead");

    let (_, problems) = parse_library(
        "library.toml",
        b"[[escalation]]\nseverity = \"sev1\"\npath = [{ contact = \"nobody\" }]\n",
    );
    assert_eq!(problems[0].code, "unknown-contact");
    assert_eq!(problems[0].severity, Severity::Error);
}

/// Who is on call: whose own list, whose the library's, and what is wrong with one.
#[test]
fn turns_are_read_and_the_runbooks_own_go_first() {
    let rota = |operators: &str| {
        format!(
            "[on_call]\nrota = [{{ contact = \"on-call\", operators = [{operators}], turn = \"weekly mon 09:00\", from = 2026-08-17 }}]\n"
        )
    };
    let own = "{ name = \"ops-a\", contact = \"+49 30 1\" }, \"ops-b\", \"ops-a\"";
    let text = format!("{AROUND}{}", rota(own));
    assert_eq!(check(&text), "");
    let runbook = read(&text).runbook.unwrap();
    let found = runbook.rota("on-call").unwrap();
    let names: Vec<_> = found.operators.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["ops-a", "ops-b", "ops-a"]);
    assert_eq!(found.operators[0].contact.as_deref(), Some("+49 30 1"));
    assert_eq!(found.turn.zone.name(), "Europe/Berlin");

    let library = format!(
        "timezone = \"UTC\"\n[closed]\ndays = [2026-12-25]\n[owners]\noperations = {{ name = \"Lead\" }}\n{}",
        rota("\"lib-a\"").replace("on-call", "operations")
    );
    let (defaults, problems) = parse_library("library.toml", library.as_bytes());
    assert_eq!(problems, []);
    let with = |text: &str| {
        let (path, stem) = ("sync.toml".to_owned(), "sync".to_owned());
        parse(&Source { path, stem, text }, &defaults)
            .runbook
            .unwrap()
    };
    // The library's turns change by the library's clock.
    let inherited = with(AROUND);
    let found = inherited.rota("operations").unwrap();
    assert_eq!(
        (found.turn.zone.name(), found.turn.closed.len()),
        ("UTC", 1)
    );
    assert_eq!(inherited.rota("on-call"), None);
    assert!(with(&text).rota("operations").is_none());

    let without_zone = library.replace("timezone = \"UTC\"\n", "");
    let (_, problems) = parse_library("library.toml", without_zone.as_bytes());
    assert_eq!(problems[0].code, "missing-timezone");
}

#[test]
fn what_is_wrong_with_turns() {
    for (rota, code) in [
        ("operators = []", "empty-list"),
        (
            "operators = [\"a\"], contact = \"nobody\"",
            "unknown-contact",
        ),
        (
            "operators = [\"a\"], turn = \"weekly noon\"",
            "bad-schedule",
        ),
        ("operators = [{ contact = \"x\" }]", "missing-key"),
        ("operators = [3]", "wrong-type"),
        ("operators = [\"a\"], until = 2026-01-01", "unknown-key"),
        (
            "operators = [{ name = \"a\", contact = \"1\" }, { name = \"a\", contact = \"2\" }]",
            "two-addresses",
        ),
    ] {
        let mut keys = rota.to_owned();
        for (key, value) in [
            ("contact = \"", "contact = \"on-call\""),
            ("turn = ", "turn = \"daily 09:00\""),
        ] {
            let stands = rota
                .split("], ")
                .nth(1)
                .is_some_and(|rest| rest.starts_with(key));
            if !stands {
                keys.push_str(&format!(", {value}"));
            }
        }
        let text = format!("{AROUND}[on_call]\nrota = [{{ {keys}, from = 2026-08-17 }}]\n");
        let codes: Vec<_> = read(&text).problems.iter().map(|it| it.code).collect();
        assert!(codes.contains(&code), "{rota}: {codes:?}");
    }
    let twice =
        "{ contact = \"on-call\", operators = [\"a\"], turn = \"daily 09:00\", from = 2026-08-17 }";
    let text = format!("{AROUND}[on_call]\nrota = [{twice}, {twice}]\n");
    assert_eq!(read(&text).problems[0].code, "repeated");
}

/// A path of the library may call a role that each runbook fills; one that does not says so.
#[test]
fn a_path_of_the_library_names_a_role_that_each_runbook_fills() {
    let library = b"[[escalation]]\nseverity = \"sev1\"\npath = [{ contact = \"technical\" }, { contact = \"operations\", after = \"1h\" }]\n";
    let (defaults, problems) = parse_library("library.toml", library);
    assert_eq!(problems, []);
    let (path, stem) = ("sync.toml".to_owned(), "sync".to_owned());
    let parsed = parse(
        &Source {
            path,
            stem,
            text: AROUND,
        },
        &defaults,
    );
    let runbook = parsed.runbook.unwrap();
    assert_eq!(runbook.reach("technical").unwrap().name, "Tech lead");
    let found: Vec<_> = parsed
        .problems
        .iter()
        .map(|it| (it.code, it.severity))
        .collect();
    assert_eq!(found, [("role-unfilled", Severity::Warning)]);
    assert!(
        parsed.problems[0].message.contains("`operations`"),
        "{:?}",
        parsed.problems
    );
}

#[test]
fn hours_that_no_program_can_read_are_a_warning_at_the_word() {
    let text = AROUND.replace("24/7", "in the mornings");
    let parsed = read(&text);
    assert!(parsed.runbook.is_some());
    let found: Vec<_> = parsed
        .problems
        .iter()
        .map(|it| (it.code, it.severity))
        .collect();
    assert_eq!(found, [("unclear-hours", Severity::Warning)]);
    assert_eq!(&text[parsed.problems[0].span.clone()], "in");
}
