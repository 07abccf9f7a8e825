//! A whole package: what each item of it wants, who may let one go, what stands in the way.
//!
//! One runbook has all that is asked for. What is taken out of it, or done wrongly in the
//! record, makes its own item missing and no other.

use super::kit::*;
use crate::command::{Command, Found, Handoff, OpenFollowUp, notice};
use crate::event::{FollowUpKind, FollowUpState};
use crate::runbook::{LibraryDefaults, PackageItem, Runbook, parse_bytes};
use crate::state::kit::at;
use crate::state::{ReadinessItem, ReadinessStanding as S, RehearsalState, expires_next};

const WHOLE: &str = r##"
title = "Orders"
summary = "Copies orders."
timezone = "UTC"
links = { Dashboard = "https://grafana.example.com" }
[review]
every = "90 days"
[owners]
product = { name = "Product lead", contact = "pl@example.com", operators = ["pl-1"], responsible_for = ["prices"] }
technical = { name = "Tech lead", contact = "#dev", operators = ["tl-1"], responsible_for = ["code"] }
operations = { name = "Shift lead", contact = "ops@example.com", operators = ["ops-a"], responsible_for = ["rounds"] }
[[contacts]]
id = "on-call"
name = "On-call"
contact = "pager: primary"
hours = "24/7"
[architecture]
text = "shop → warehouse"
[[escalation]]
severity = "sev1"
respond_within = "15m"
path = [{ contact = "on-call" }]
[[escalation]]
severity = "sev2"
respond_within = "1h"
path = [{ contact = "technical" }]
[[dependencies]]
name = "database"
owner = "Data platform"
if_down = "Orders queue up"
[[credentials]]
name = "rw"
rotate = "rotate"
rotate_every = "90 days"
[[data]]
field = "orders.id"
means = "The number"
[backup]
what = "warehouse"
restore = "restore"
exercise_every = "180 days"
[rollback]
procedure = "back"
[change_control]
request = "Here"
reviewers = ["technical"]
approvers = ["product"]
[[releases]]
version = "1.0"
date = 2026-10-01
notes = "First"
[stabilization]
starts = 2026-11-01
ends = 2026-12-20
support = "on-call"
[[alerts]]
name = "Down"
severity = "sev1"
[[procedures]]
id = "morning"
title = "Morning"
schedule = "daily 09:00"
steps = ["Look"]
[[procedures]]
id = "weekly"
title = "Weekly"
schedule = "weekly mon 09:00"
steps = ["Look"]
[[procedures]]
id = "restore"
title = "Restore"
steps = ["Look"]
[[procedures]]
id = "back"
title = "Back"
steps = ["Look"]
[[procedures]]
id = "rotate"
title = "Rotate"
steps = ["Look"]
[[procedures]]
id = "grant"
title = "Grant"
serves = "access"
steps = ["Look"]
[[procedures]]
id = "fix"
title = "Fix"
serves = ["correction", "reprocessing"]
alerts = ["Down"]
steps = ["Look"]
"##;

fn parsed(text: &str) -> Runbook {
    let parsed = parse_bytes(
        "orders.toml",
        "orders",
        text.as_bytes(),
        &LibraryDefaults::default(),
    );
    assert_eq!(parsed.problems, [], "{text}");
    parsed.runbook.unwrap()
}

/// A runbook whose record has all that it asks for.
fn ready(text: &str) -> Fixture {
    let mut fixture = Fixture::new(parsed(text));
    for procedure in [
        "morning", "weekly", "restore", "back", "rotate", "grant", "fix",
    ] {
        if fixture.runbook.procedure(procedure).is_some() {
            done(&mut fixture, procedure, "");
        }
    }
    for procedure in ["morning", "fix"] {
        done(&mut fixture, procedure, " rehearse");
    }
    let runbook = || "orders".into();
    say(
        &mut fixture,
        "tl-1",
        Handoff::Review {
            runbook: runbook(),
            next: None,
            notes: None,
        },
    )
    .unwrap();
    let attest = Handoff::Attest {
        runbook: runbook(),
        item: "monitoring".to_owned(),
        statement: "a test alert rang".to_owned(),
        until: Some("2027-01-01".parse().unwrap()),
    };
    say(&mut fixture, "tl-1", attest).unwrap();
    fixture
}

fn done(fixture: &mut Fixture, procedure: &str, how: &str) {
    let said = fixture.transcript(&format!("start {procedure}{how}\nok look\nfinish"));
    assert!(!said.contains('✗'), "{said}");
}

fn say(fixture: &mut Fixture, by: &str, handoff: Handoff) -> Result<(), String> {
    let said = fixture.say(by, &Command::Handoff(handoff));
    said.map(drop).map_err(|refusal| refusal.to_string())
}

fn accept(fixture: &mut Fixture, by: &str, item: &str) -> Result<(), String> {
    let (runbook, item) = ("orders".into(), item.to_owned());
    say(fixture, by, Handoff::AcceptWaiver { runbook, item })
}

fn items(fixture: &Fixture) -> Vec<ReadinessItem> {
    fixture.state.readiness(&fixture.runbook, fixture.now)
}

fn item(fixture: &Fixture, id: &str) -> ReadinessItem {
    items(fixture)
        .into_iter()
        .find(|item| item.id == id)
        .unwrap()
}

fn missing(fixture: &Fixture) -> Vec<String> {
    let missing = items(fixture).into_iter().filter(|item| !item.is_well());
    missing.map(|item| item.id).collect()
}

#[test]
fn a_whole_package_is_ready_and_says_what_expires_next() {
    let fixture = ready(WHOLE);
    assert_eq!(missing(&fixture), [""; 0]);
    let items = items(&fixture);
    let ids: Vec<_> = items.iter().map(|item| item.id.as_str()).collect();
    let mut wanted = PackageItem::ALL.map(PackageItem::word).to_vec();
    wanted.extend(["issues", "questions"]);
    assert_eq!(ids, wanted);
    let (next, until) = expires_next(&items).unwrap();
    assert_eq!(
        (next.id.as_str(), until.to_string().as_str()),
        ("stabilization", "2026-12-20")
    );
    assert_eq!(item(&fixture, "monitoring").standing, S::Attested);
}

/// Before anything is recorded nothing is proven that the record would have to show, and
/// nothing is said of what the record holds.
#[test]
fn an_empty_record_proves_what_the_file_says_and_no_more() {
    let fixture = Fixture::new(parsed(WHOLE));
    assert_eq!(
        missing(&fixture),
        [
            "credentials",
            "daily",
            "weekly",
            "correction",
            "reprocessing",
            "access",
            "exceptions",
            "rollback",
            "backup",
            "monitoring",
            "review",
            "training",
        ]
    );
    let evidence: Vec<String> = items(&fixture)
        .into_iter()
        .flat_map(|it| it.evidence)
        .collect();
    assert!(
        !evidence.join("\n").contains("keeps revision"),
        "{evidence:?}"
    );
}

#[test]
fn what_is_taken_out_is_missed() {
    for (gone, item) in [
        (", responsible_for = [\"code\"]", "owners"),
        ("hours = \"24/7\"\n", "contacts"),
        ("respond_within = \"1h\"\n", "escalation"),
        ("if_down = \"Orders queue up\"\n", "dependencies"),
        (
            "[[dependencies]]\nname = \"database\"\nowner = \"Data platform\"\nif_down = \"Orders queue up\"\n",
            "dependencies",
        ),
        (
            "[[credentials]]\nname = \"rw\"\nrotate = \"rotate\"\nrotate_every = \"90 days\"\n",
            "credentials",
        ),
        (
            "[[data]]\nfield = \"orders.id\"\nmeans = \"The number\"\n",
            "data",
        ),
        ("means = \"The number\"\n", "data"),
        ("schedule = \"daily 09:00\"\n", "daily"),
        ("schedule = \"weekly mon 09:00\"\n", "weekly"),
        ("\"correction\", ", "correction"),
        (", \"reprocessing\"", "reprocessing"),
        ("serves = \"access\"\n", "access"),
        ("[rollback]\nprocedure = \"back\"\n", "rollback"),
        ("request = \"Here\"\n", "change-control"),
        (
            "[[releases]]\nversion = \"1.0\"\ndate = 2026-10-01\nnotes = \"First\"\n",
            "releases",
        ),
        ("notes = \"First\"\n", "releases"),
        (
            "restore = \"restore\"\nexercise_every = \"180 days\"\n",
            "backup",
        ),
        (
            "links = { Dashboard = \"https://grafana.example.com\" }\n",
            "documents",
        ),
        ("support = \"on-call\"\n", "stabilization"),
    ] {
        assert!(WHOLE.contains(gone), "{gone}");
        let fixture = ready(&WHOLE.replacen(gone, "", 1));
        assert_eq!(missing(&fixture), [item], "without {gone}");
    }
}

/// A word stands in for nothing that the record could show, and for nothing that the file
/// lacks: "n/a" makes no tool ready.
#[test]
fn a_word_makes_nothing_ready_that_can_be_shown() {
    let text = WHOLE.replace(
        "[[data]]\nfield = \"orders.id\"\nmeans = \"The number\"\n",
        "",
    );
    let mut fixture = ready(&text);
    for id in ["data", "backup", "owners", "training", "rollback", "daily"] {
        let attest = Handoff::Attest {
            runbook: "orders".into(),
            item: id.to_owned(),
            statement: "n/a".to_owned(),
            until: Some("2027-01-01".parse().unwrap()),
        };
        assert!(say(&mut fixture, "tl-1", attest).is_err(), "{id}");
    }
    assert_eq!(missing(&fixture), ["data"]);
}

const WAIVED: &str = "[[waive]]\nitem = \"data\"\nby = \"product\"\nreason = \"Keeps nothing of its own\"\nuntil = 2027-06-30\n";

fn without_data(waiver: &str) -> String {
    let data = "[[data]]\nfield = \"orders.id\"\nmeans = \"The number\"\n";
    WHOLE.replace(data, waiver)
}

#[test]
fn a_waiver_counts_once_an_operator_of_its_role_accepts_it() {
    let mut fixture = ready(&without_data(WAIVED));
    assert_eq!(missing(&fixture), ["data"]);
    assert!(item(&fixture, "data").proposed.is_some());
    let refused = |said: Result<(), String>, words: &str| {
        let said = said.unwrap_err();
        assert!(said.contains(words), "{said}");
    };
    refused(
        accept(&mut fixture, "tl-1", "data"),
        "by an operator of product",
    );
    refused(
        accept(&mut fixture, "stranger", "data"),
        "by an operator of product",
    );
    refused(accept(&mut fixture, "pl-1", "owners"), "cannot be waived");
    refused(accept(&mut fixture, "pl-1", "weekly"), "It proposes data");
    refused(accept(&mut fixture, "pl-1", "dtaa"), "It proposes data");
    accept(&mut fixture, "pl-1", "data").unwrap();
    refused(
        accept(&mut fixture, "pl-1", "data"),
        "pl-1 accepted this waiver",
    );

    let waived = item(&fixture, "data");
    assert_eq!(waived.standing, S::Waived);
    assert_eq!(waived.until, Some("2027-06-30".parse().unwrap()));
    assert!(
        waived.evidence[0].contains("pl-1 for product"),
        "{waived:?}"
    );
    assert_eq!(missing(&fixture), [""; 0]);

    // What was accepted is what the file said then.
    let other = WAIVED.replace("Keeps nothing", "Keeps little");
    fixture.runbook = parsed(&without_data(&other));
    assert_eq!(missing(&fixture), ["data"]);
    accept(&mut fixture, "pl-1", "data").unwrap();
    assert_eq!(missing(&fixture), [""; 0]);
    // Whoever accepted it acts for the role no more.
    fixture.runbook = parsed(&without_data(&other).replace("[\"pl-1\"]", "[\"pl-2\"]"));
    assert_eq!(missing(&fixture), ["data"]);
    assert!(item(&fixture, "data").evidence[1].contains("no operator of product"));
    accept(&mut fixture, "pl-2", "data").unwrap();
    // The file proposes it no more.
    fixture.runbook = parsed(&without_data(""));
    assert_eq!(missing(&fixture), ["data"]);
}

#[test]
fn a_waiver_ends_on_its_last_day() {
    let mut fixture = ready(&without_data(WAIVED));
    accept(&mut fixture, "pl-1", "data").unwrap();
    let standing = |fixture: &Fixture, day: &str| {
        let items = fixture.state.readiness(&fixture.runbook, at(day));
        items
            .into_iter()
            .find(|item| item.id == "data")
            .unwrap()
            .standing
    };
    assert_eq!(standing(&fixture, "2027-06-30T23:00Z"), S::Waived);
    assert_eq!(standing(&fixture, "2027-07-01T00:00Z"), S::Missing);
    fixture.now = at("2027-07-01T09:00Z");
    let said = accept(&mut fixture, "pl-1", "data").unwrap_err();
    assert!(said.contains("ran out on 2027-06-30"), "{said}");
}

/// A waiver lets go what is not there; it takes nothing from what is proven.
#[test]
fn what_is_there_is_proven_though_a_waiver_is_proposed() {
    let mut fixture = ready(&format!("{WHOLE}{WAIVED}"));
    assert_eq!(item(&fixture, "data").standing, S::Proven);
    accept(&mut fixture, "pl-1", "data").unwrap();
    assert_eq!(item(&fixture, "data").standing, S::Proven);
}

#[test]
fn an_open_issue_of_the_highest_severity_stands_in_the_way() {
    let mut fixture = ready(WHOLE);
    let issue = |severity: Option<&str>| {
        Command::OpenFollowUp(OpenFollowUp {
            runbook: Some("orders".into()),
            severity: severity.map(str::to_owned),
            ..OpenFollowUp::about(FollowUpKind::Issue, "Everything is broken")
        })
    };
    let refused = fixture.say("ops-a", &issue(Some("sev7"))).unwrap_err();
    assert!(
        refused.to_string().contains("It has sev1, sev2"),
        "{refused}"
    );
    fixture.say("ops-a", &issue(None)).unwrap();
    fixture.say("ops-a", &issue(Some("sev2"))).unwrap();
    assert_eq!(missing(&fixture), [""; 0]);
    fixture.say("ops-a", &issue(Some("sev1"))).unwrap();
    assert_eq!(missing(&fixture), ["issues"]);
    let id = fixture.follow_up;
    let closed = Command::MoveFollowUp {
        id,
        to: FollowUpState::Closed,
        text: Some("mended".to_owned()),
    };
    fixture.say("ops-a", &closed).unwrap();
    assert_eq!(missing(&fixture), [""; 0]);
    let question = Command::OpenFollowUp(OpenFollowUp {
        severity: Some("sev1".to_owned()),
        ..OpenFollowUp::about(FollowUpKind::Question, "How bad?")
    });
    assert!(fixture.say("ops-a", &question).is_err());
}

#[test]
fn a_question_of_training_without_an_answer_stands_in_the_way() {
    let mut fixture = ready(WHOLE);
    fixture.transcript("open question | Which panel?");
    assert_eq!(missing(&fixture), [""; 0]);
    let said = fixture
        .transcript("start fix rehearse\nopen question at look | Which one?\nok look\nfinish");
    assert!(!said.contains('✗'), "{said}");
    assert_eq!(missing(&fixture), ["questions"]);
    fixture.transcript("tl-1: move answered | The left one");
    assert_eq!(missing(&fixture), [""; 0]);
}

#[test]
fn a_revision_that_nobody_approved_stands_in_the_way() {
    let text = WHOLE.replace(
        "approvers = [\"product\"]\n",
        "approvers = [\"product\"]\nrunbook = \"reviewed\"\n",
    );
    let mut fixture = ready(&text);
    let found = [Found {
        runbook: &fixture.runbook,
        revision: fixture.revision,
        older: None,
    }];
    for decision in notice(&fixture.state, &found, &"host-1".into()) {
        fixture.write("ops-a", decision);
    }
    assert_eq!(missing(&fixture), ["approval"]);
    fixture.transcript("ops-a: open change | As it is now");
    let change = fixture.follow_up;
    let cover = Handoff::Cover {
        change,
        runbook: "orders".into(),
    };
    say(&mut fixture, "ops-a", cover).unwrap();
    assert_eq!(missing(&fixture), ["approval"]);
    fixture.transcript("tl-1: move reviewed\npl-1: move approved");
    assert_eq!(missing(&fixture), [""; 0]);
}

/// Each operator of the role learns a normal task and an exception, or as many as are wanted.
#[test]
fn training_is_each_operators_own() {
    let two = WHOLE.replace("[\"ops-a\"]", "[\"ops-a\", \"ops-b\"]");
    let mut fixture = ready(&two);
    assert_eq!(missing(&fixture), ["training"]);
    assert_eq!(
        item(&fixture, "training").evidence,
        ["ops-b has rehearsed no normal task and no exception"]
    );
    fixture.transcript("ops-b: start fix rehearse\nops-b: ok look\nops-b: finish");
    assert_eq!(
        item(&fixture, "training").evidence,
        ["ops-b has rehearsed no normal task"]
    );
    fixture.transcript("ops-b: start morning rehearse\nops-b: ok look\nops-b: finish");
    assert_eq!(missing(&fixture), [""; 0]);
    // One of them is enough where the file says so; a stranger's rehearsal never is.
    let one = format!("{two}[training]\noperators = 1\n");
    assert_eq!(missing(&ready(&one)), [""; 0]);
    // Nor is anything else that a stranger did.
    let other = WHOLE.replace("[\"ops-a\"]", "[\"ops-z\"]");
    let missed = [
        "credentials",
        "daily",
        "weekly",
        "correction",
        "reprocessing",
        "access",
        "exceptions",
        "rollback",
        "backup",
        "training",
    ];
    assert_eq!(missing(&ready(&other)), missed);
    // Where nobody is listed anyone counts, and it says so.
    let mut anyone = ready(&WHOLE.replace(", operators = [\"ops-a\"]", ""));
    // The other roles list theirs, so the runbook knows some, and ops-a is none of them.
    assert_eq!(missing(&anyone), missed);
    anyone.transcript("ops-b: start fix rehearse\nops-b: ok look\nops-b: finish\nops-b: start morning rehearse\nops-b: ok look\nops-b: finish");
    assert_eq!(missing(&anyone), missed[..9]);
    assert!(item(&anyone, "training").evidence[0].contains("anyone counts"));
}

/// A restore that was clicked through is in doubt. An owner who did not do it can vouch for
/// it, with a reason and an end; the next one in doubt wants a word of its own.
#[test]
fn a_doubt_is_taken_away_by_an_owner_who_did_not_raise_it() {
    let restore = "id = \"restore\"\ntitle = \"Restore\"\nsteps = [\"Look\"";
    assert!(WHOLE.contains(restore));
    let text = WHOLE.replace(restore, &format!("{restore}, \"Load\", \"Count\""));
    let mut fixture = Fixture::new(parsed(&text));
    let walk = |fixture: &mut Fixture, pace: i64| {
        for line in ["start restore", "ok look", "ok load", "ok count", "finish"] {
            let began = fixture.now;
            let said = fixture.transcript(line);
            assert!(!said.contains('✗'), "{said}");
            fixture.now = began + jiff::SignedDuration::from_millis(pace);
        }
    };
    let backup = |fixture: &Fixture| {
        let items = fixture.state.readiness(&fixture.runbook, fixture.now);
        items.into_iter().find(|item| item.id == "backup").unwrap()
    };
    let attest = |fixture: &mut Fixture, by: &str| {
        let attest = Handoff::Attest {
            runbook: "orders".into(),
            item: "backup".to_owned(),
            statement: "I stood beside it".to_owned(),
            until: Some("2027-01-01".parse().unwrap()),
        };
        say(fixture, by, attest)
    };
    walk(&mut fixture, 300);
    let doubted = backup(&fixture);
    assert_eq!(doubted.standing, S::Missing, "{doubted:?}");
    assert!(doubted.can_be_attested);
    assert_eq!(doubted.in_doubt, [fixture.run]);
    assert!(
        attest(&mut fixture, "ops-a").is_err(),
        "it is their own run"
    );
    assert!(attest(&mut fixture, "nobody").is_err(), "they are no owner");
    attest(&mut fixture, "tl-1").unwrap();
    let attested = backup(&fixture);
    assert_eq!(attested.standing, S::Attested);
    let evidence = attested.evidence.join("\n");
    assert!(evidence.contains("I stood beside it"), "{evidence}");
    assert!(evidence.contains("in doubt: 3 of 3 steps"), "{evidence}");
    // What ran out counts no more, whoever vouches for it.
    let then = fixture.now;
    fixture.now += jiff::SignedDuration::from_hours(24 * 200);
    let expired = backup(&fixture);
    assert_eq!(expired.standing, S::Missing, "{expired:?}");
    assert!(!expired.can_be_attested, "{expired:?}");
    fixture.now = then;
    // Again, a month later.
    fixture.now += jiff::SignedDuration::from_hours(24 * 20);
    walk(&mut fixture, 300);
    let again = backup(&fixture);
    assert_eq!(again.standing, S::Missing);
    assert!(
        again.evidence.join("\n").contains("not of run"),
        "{again:?}"
    );
    // Done again as it should be, it needs nobody's word.
    walk(&mut fixture, 40_000);
    assert_eq!(backup(&fixture).standing, S::Proven);
}

/// The package with a correction and two routines of two steps, and an exception that is to be
/// rehearsed each quarter.
fn two_steps() -> Runbook {
    let mut text = WHOLE.replace(
        "title = \"Morning\"\n",
        "title = \"Morning\"\nstyle = \"read-do\"\n",
    );
    text = text.replace(
        "title = \"Weekly\"\n",
        "title = \"Weekly\"\nstyle = \"read-do\"\n",
    );
    text = text.replace(
        "serves = [\"correction\", \"reprocessing\"]\n",
        "serves = [\"correction\", \"reprocessing\"]\nrehearse_every = \"90 days\"\n",
    );
    for title in ["Morning", "Weekly", "Fix"] {
        let (before, after) = text.split_once(&format!("title = \"{title}\"")).unwrap();
        let after = after.replacen("[\"Look\"]", "[\"Look\", \"Load\"]", 1);
        text = format!("{before}title = \"{title}\"{after}");
    }
    parsed(&text)
}

/// What proves a restore proves a routine, a correction and an exception: each hollow walk of
/// them, live or rehearsed, leaves its items missing and says why; an honest one after it
/// proves them.
#[test]
fn a_hollow_walk_proves_no_routine_no_correction_and_no_exception() {
    let of = |procedure: &str| match procedure {
        "morning" => vec!["daily"],
        "weekly" => vec!["weekly"],
        _ => vec!["correction", "reprocessing", "exceptions"],
    };
    for (how, walk, why) in [
        ("", "skip look | no time\nok load\nfinish", "was skipped"),
        ("", "ok look\nskip load | no time\nfinish", "was skipped"),
        (
            "",
            "not-ok look | bad\ncarry look | on\nok load\nfinish",
            "not OK",
        ),
        (
            "",
            "eve: ok look\nok load\nfinish",
            "names no such operator",
        ),
        ("", "ok look\nabandon | called away", "abandoned"),
        (
            "",
            "skip look | no\nskip load | no\nfinish",
            "nothing in it was done",
        ),
        (" rehearse", "skip look | no\nok load\nfinish", "left out"),
        (
            " rehearse",
            "eve: ok look\neve: ok load\nfinish",
            "names no such operator",
        ),
        (
            " rehearse",
            "ok look\neve: ok load\nfinish",
            "names no such operator",
        ),
    ] {
        for procedure in ["morning", "weekly", "fix"] {
            // Nothing that is rehearsed shows a routine, or is said of it.
            if !how.is_empty() && procedure != "fix" {
                continue;
            }
            let mut fixture = Fixture::new(two_steps());
            let said = fixture.transcript(&format!("start {procedure}{how}\n{walk}"));
            assert!(!said.contains('✗'), "{said}");
            for id in of(procedure) {
                let item = item(&fixture, id);
                assert_eq!(item.standing, S::Missing, "{procedure} {walk}: {item:?}");
                let evidence = item.evidence.join("\n");
                assert!(evidence.contains(why), "{procedure} {walk}: {evidence}");
            }
            let honest = format!("start {procedure}{how}\nok look\nok load\nfinish");
            let said = fixture.transcript(&honest);
            assert!(!said.contains('✗'), "{said}");
            for id in of(procedure) {
                let item = item(&fixture, id);
                assert_eq!(item.standing, S::Proven, "{procedure} {walk}: {item:?}");
            }
        }
    }
}

/// The later counts: a run that failed takes an earlier rehearsal away, one that was given up
/// is none, and what somebody else failed to rehearse takes nothing.
#[test]
fn the_last_time_that_a_correction_was_tried_counts() {
    let walks = |lines: &str| {
        let mut fixture = Fixture::new(two_steps());
        let said = fixture.transcript(lines);
        assert!(!said.contains('✗'), "{said}");
        item(&fixture, "correction").standing
    };
    let rehearsed = "start fix rehearse\nok look\nok load\nfinish\n";
    let failed = "start fix\nskip look | no\nok load\nfinish\n";
    let given_up = "start fix\nok look\nabandon | called away\n";
    let hollow = "tl-1: start fix rehearse\ntl-1: skip look | no\ntl-1: ok load\nfinish\n";
    for (lines, expected) in [
        (vec![rehearsed], S::Proven),
        (vec![rehearsed, failed], S::Missing),
        (vec![rehearsed, failed, rehearsed], S::Proven),
        (vec![rehearsed, given_up], S::Proven),
        (vec![rehearsed, hollow], S::Proven),
        (vec![hollow], S::Missing),
        (vec![failed, hollow], S::Missing),
    ] {
        assert_eq!(walks(&lines.concat()), expected, "{lines:?}");
    }
}

/// A routine whose last round was missed is not done, however well it went once.
#[test]
fn a_routine_that_was_missed_since_is_not_done() {
    let mut fixture = ready(WHOLE);
    assert_eq!(item(&fixture, "daily").standing, S::Proven);
    let found = [Found {
        runbook: &fixture.runbook,
        revision: fixture.revision,
        older: None,
    }];
    for decision in notice(&fixture.state, &found, &"host-1".into()) {
        fixture.write("ops-a", decision);
    }
    fixture.now += jiff::SignedDuration::from_hours(24 * 3);
    let daily = item(&fixture, "daily");
    assert_eq!(daily.standing, S::Missing);
    let evidence = daily.evidence.join("\n");
    assert!(
        evidence.contains("was missed") || evidence.contains("is overdue"),
        "{evidence}"
    );
    let waived: Vec<_> = fixture
        .state
        .lines_of(&"orders".into())
        .map(|(line, series)| (line.clone(), series.recent(4, fixture.now)))
        .collect();
    assert!(!waived.is_empty());
}

/// A rehearsal is due again by its interval once one has trained somebody; until then it says
/// whether there was none, or none that counts.
#[test]
fn a_rehearsal_is_due_until_one_trains_somebody() {
    let mut fixture = Fixture::new(two_steps());
    let stands = |fixture: &Fixture, days: i64| {
        let fix = fixture.runbook.procedure("fix").unwrap();
        let now = fixture.now + jiff::SignedDuration::from_hours(24 * days);
        crate::state::rehearsal_state(&fixture.state, &fixture.runbook, fix, now)
    };
    assert_eq!(stands(&fixture, 0), Some(RehearsalState::Never));
    let hollow = "start fix rehearse\nskip look | no\nok load\nfinish";
    assert!(!fixture.transcript(hollow).contains('✗'));
    let not_counted = |stands| matches!(stands, Some(RehearsalState::NotCounted { .. }));
    assert!(not_counted(stands(&fixture, 0)));
    let honest = "start fix rehearse\nok look\nok load\nfinish";
    assert!(!fixture.transcript(honest).contains('✗'));
    assert!(!fixture.transcript(hollow).contains('✗'));
    for (days, expected) in [(1, "Fresh"), (85, "Due"), (95, "Overdue")] {
        let stands = format!("{:?}", stands(&fixture, days));
        assert!(stands.starts_with(&format!("Some({expected} ")), "{stands}");
    }
    let morning = fixture.runbook.procedure("morning").unwrap();
    let none =
        crate::state::rehearsal_state(&fixture.state, &fixture.runbook, morning, fixture.now);
    assert_eq!(none, None, "nobody asks for it");
}

/// Times that cannot be true: a step before the one in front of it, a time still to come.
#[test]
fn what_was_written_up_for_impossible_times_is_in_doubt() {
    let ago = |fixture: &Fixture, minutes: i64| {
        let at = fixture.now - jiff::SignedDuration::from_mins(minutes);
        at.to_string()
    };
    let walk = |look: i64, load: i64| {
        let mut fixture = Fixture::new(two_steps());
        assert!(!fixture.transcript("start fix").contains('✗'));
        fixture.now += jiff::SignedDuration::from_hours(2);
        let (look, load) = (ago(&fixture, look), ago(&fixture, load));
        let lines = format!("ok look @ {look}\nok load @ {load}\nfinish");
        let said = fixture.transcript(&lines);
        assert!(!said.contains('✗'), "{said}");
        item(&fixture, "correction")
    };
    let proven = walk(60, 30);
    assert_eq!(proven.standing, S::Proven);
    let evidence = proven.evidence.join("\n");
    assert!(evidence.contains("2 steps written up later"), "{evidence}");
    let doubted = walk(30, 60);
    assert_eq!(doubted.standing, S::Missing);
    let evidence = doubted.evidence.join("\n");
    let why = "in doubt: 1 step written up for a time before the step in front";
    assert!(evidence.contains(why), "{evidence}");
}

/// What the record holds of somebody who acts for no role: an attestation does not count, and a
/// review and the end of a window are told as a stranger's.
#[test]
fn a_strangers_word_for_the_runbook_is_told() {
    let mut fixture = ready(WHOLE);
    let close = Handoff::CloseStabilization {
        runbook: "orders".into(),
        statement: "two quiet weeks".to_owned(),
    };
    say(&mut fixture, "tl-1", close).unwrap();
    assert_eq!(missing(&fixture), [""; 0]);
    // Who said it acts for the runbook no more.
    fixture.runbook = parsed(&WHOLE.replace("[\"tl-1\"]", "[\"tl-9\"]"));
    assert_eq!(missing(&fixture), ["monitoring"]);
    for id in ["monitoring", "review", "stabilization"] {
        let evidence = item(&fixture, id).evidence.join("\n");
        let told = evidence.contains("who is no owner of this runbook");
        assert!(told, "{id}: {evidence}");
    }
}

/// A review and the end of a window that stand behind damage count no more than an attestation.
#[test]
fn an_owners_word_behind_damage_does_not_count() {
    let mut fixture = ready(WHOLE);
    let close = Handoff::CloseStabilization {
        runbook: "orders".into(),
        statement: "two quiet weeks".to_owned(),
    };
    say(&mut fixture, "tl-1", close).unwrap();
    let closed = |fixture: &Fixture| {
        let window = fixture.state.stabilization(&fixture.runbook, fixture.now);
        window.unwrap().closed.is_some()
    };
    assert!(closed(&fixture));
    let lost = ["ops-a@host-1", "tl-1@host-1"].map(|writer| writer.parse().unwrap());
    fixture.state.lose(lost.into_iter().collect());
    assert!(!closed(&fixture));
    let missing = missing(&fixture);
    for id in ["monitoring", "review", "backup", "daily"] {
        assert!(missing.iter().any(|it| it == id), "{id}: {missing:?}");
    }
}
