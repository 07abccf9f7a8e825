//! What trust promises, tried on real folders.

use super::*;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const NO_LIBRARY: [&str; 0] = [];

fn place(runbook: &str, step: &str) -> Place {
    Place {
        runbook: runbook.into(),
        procedure: "drain-queue".into(),
        step: step.into(),
    }
}

fn shell(text: &str) -> CommandText {
    CommandText {
        form: TextForm::Shell(text.into()),
        cwd: None,
        env: BTreeMap::new(),
        is_interactive: false,
        passed: BTreeSet::new(),
        given: BTreeSet::new(),
    }
}

fn argv(words: &[&str]) -> CommandText {
    CommandText {
        form: TextForm::Argv(words.iter().map(|&word| word.into()).collect()),
        ..shell("")
    }
}

fn now() -> Timestamp {
    "2026-11-23T08:12:03Z".parse().unwrap()
}

fn open(folder: &Path) -> Trust {
    Trust::open(folder.join("trust"), NO_LIBRARY).unwrap()
}

fn count(trust: &Trust) -> usize {
    trust
        .files
        .values()
        .map(|(_, kept)| kept.allowed.len())
        .sum()
}

/// The one file of the folder.
fn file_of(trust: &Trust, runbook: &str) -> PathBuf {
    kept::path(&trust.folder, runbook)
}

#[test]
fn a_command_is_new_then_allowed_then_changed() {
    let home = tempfile::tempdir().unwrap();
    let mut trust = open(home.path());
    let (here, command) = (place("orders-sync", "start"), shell("systemctl start x"));
    assert_eq!(trust.verdict(&here, &command), Verdict::New);
    assert!(!trust.folder.exists(), "looking creates nothing");

    trust
        .allow(
            &[(here.clone(), command.clone())],
            "ops-a",
            now(),
            &Whereabouts::new(),
        )
        .unwrap();
    for trust in [&trust, &open(home.path())] {
        assert_eq!(trust.verdict(&here, &command), Verdict::Allowed);
        assert_eq!(
            trust.verdict(&place("orders-sync", "stop"), &command),
            Verdict::New
        );
        assert_eq!(
            trust.verdict(&place("warehouse", "start"), &command),
            Verdict::New
        );
        let allowance = trust.allowance(&here).unwrap();
        assert_eq!(
            (allowance.operator.as_str(), allowance.at),
            ("ops-a", now())
        );
        assert_eq!(trust.problems().count(), 0);
        let changed = trust.verdict(&here, &shell("systemctl stop x"));
        assert_eq!(
            changed,
            Verdict::Changed {
                allowed: command.clone()
            }
        );
    }

    trust.forget(std::slice::from_ref(&here)).unwrap();
    assert_eq!(open(home.path()).verdict(&here, &command), Verdict::New);
}

#[test]
fn whatever_decides_what_runs_makes_another_command() {
    let mut commands = vec![
        argv(&["rm", "-r", "x"]),
        argv(&["rm", "-r x"]),
        argv(&["rm", "-r", "x", ""]),
        argv(&["rm"]),
        argv(&["rm\nword 2\n-r"]),
        argv(&["shell 2", "rm"]),
        shell("rm -r x"),
        shell("rm"),
        shell("rm "),
        shell("rm\ncwd 1\n/"),
    ];
    let with = |change: &dyn Fn(&mut CommandText)| {
        let mut command = shell("rm");
        change(&mut command);
        command
    };
    let set = |command: &mut CommandText, name: &str, value: &str| {
        command.env.insert(name.into(), value.into());
    };
    commands.extend([
        with(&|command| command.cwd = Some("/".into())),
        with(&|command| command.cwd = Some(String::new())),
        with(&|command| command.is_interactive = true),
        with(&|command| set(command, "A", "B")),
        with(&|command| set(command, "A", "")),
        with(&|command| set(command, "A", "value 1\nB")),
        with(&|command| {
            set(command, "A", "");
            set(command, "B", "");
        }),
    ]);
    let fingerprints: BTreeSet<_> = commands.iter().map(CommandText::fingerprint).collect();
    assert_eq!(fingerprints.len(), commands.len());
}

#[test]
fn the_fingerprint_keeps_its_rule() {
    let mut command = argv(&["rabbitmqctl", "$NAME"]);
    command.cwd = Some("/srv".into());
    command.env.insert("A".into(), "ü".into());
    command.is_interactive = true;
    let bytes = String::from_utf8(command.canonical_bytes()).unwrap();
    assert_eq!(
        bytes,
        "rule 16\nrounds command 1\nword 11\nrabbitmqctl\nword 5\n$NAME\ncwd 4\n/srv\nname 1\nA\nvalue 2\nü\ninteractive 0\n\n"
    );
    assert_eq!(command.fingerprint().to_string().len(), 64);
}

#[test]
fn two_that_write_at_once_lose_nothing() {
    let home = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let home = home.path();
            scope.spawn(move || {
                // Each has its own picture, as another process has.
                let mut trust = open(home);
                for step in 0..5 {
                    let here = place("orders-sync", &format!("{writer}-{step}"));
                    trust
                        .allow(
                            &[(here, shell("true"))],
                            "ops-a",
                            now(),
                            &Whereabouts::new(),
                        )
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(count(&open(home.path())), 40);
}

#[test]
fn another_picture_learns_by_looking_again() {
    let home = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (open(home.path()), open(home.path()));
    let here = place("orders-sync", "start");
    one.allow(
        &[(here.clone(), shell("a"))],
        "ops-a",
        now(),
        &Whereabouts::new(),
    )
    .unwrap();
    assert_eq!(other.verdict(&here, &shell("a")), Verdict::New);
    assert!(other.reload());
    assert!(!other.reload());
    assert_eq!(other.verdict(&here, &shell("a")), Verdict::Allowed);
    // The same length, most likely within one tick of the clock.
    one.allow(
        &[(here.clone(), shell("b"))],
        "ops-a",
        now(),
        &Whereabouts::new(),
    )
    .unwrap();
    assert!(other.reload());
    assert_eq!(other.verdict(&here, &shell("b")), Verdict::Allowed);
    one.forget(std::slice::from_ref(&here)).unwrap();
    assert!(other.reload());
    assert_eq!(other.verdict(&here, &shell("b")), Verdict::New);
}

/// Allows one command, spoils its file, and says what was thought of it.
fn spoiled(spoil: impl Fn(&Path, String)) -> (tempfile::TempDir, Trust, String) {
    let home = tempfile::tempdir().unwrap();
    let mut trust = open(home.path());
    let here = place("orders-sync", "start");
    trust
        .allow(
            &[(here.clone(), shell("a"))],
            "ops-a",
            now(),
            &Whereabouts::new(),
        )
        .unwrap();
    let path = file_of(&trust, "orders-sync");
    spoil(&path, fs::read_to_string(&path).unwrap());
    let trust = open(home.path());
    assert_eq!(trust.verdict(&here, &shell("a")), Verdict::New);
    assert_eq!(trust.verdict(&here, &shell("b")), Verdict::New);
    let problems: Vec<&str> = trust.problems().collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems[0].to_owned();
    assert!(problem.contains("is asked for again"), "{problem}");
    (home, trust, problem)
}

#[test]
fn a_file_that_is_not_right_allows_nothing() {
    let write = |path: &Path, text: String| fs::write(path, text).unwrap();
    type Spoil = fn(String) -> String;
    let cases: [(&str, Spoil); 8] = [
        ("broken", |text| text[..text.len() / 2].to_owned()),
        ("broken", |_| String::new()),
        ("broken", |_| "[".repeat(100_000)),
        ("broken", |text| {
            text.replacen("\"v\"", "\"trusted\": true, \"v\"", 1)
        }),
        ("altered", |text| {
            text.replace("\"shell\": \"a\"", "\"shell\": \"b\"")
        }),
        ("another runbook", |text| {
            text.replace("orders-sync", "warehouse")
        }),
        ("newer rounds", |_| "{\"v\": 9, \"more\": {}}".to_owned()),
        ("version 0", |text| text.replace("\"v\": 2", "\"v\": 0")),
    ];
    for (expected, spoil) in cases {
        let (_home, _, problem) = spoiled(|path, text| write(path, spoil(text)));
        assert!(problem.contains(expected), "{expected}: {problem}");
    }
    let (_home, _, problem) = spoiled(|path, text| {
        let mut page: serde_json::Value = serde_json::from_str(&text).unwrap();
        let rows = page["allowed"].as_array_mut().unwrap();
        rows.push(rows[0].clone());
        write(path, page.to_string());
    });
    assert!(
        problem.contains("two commands for drain-queue/start"),
        "{problem}"
    );
    let (_home, _, problem) = spoiled(|path, _| write(path, " ".repeat(5 << 20)));
    assert!(problem.contains("too large"), "{problem}");
}

#[test]
fn a_broken_file_is_set_aside_and_a_newer_one_left_alone() {
    let here = place("orders-sync", "start");
    let (_home, mut trust, _) = spoiled(|path, _| fs::write(path, "{").unwrap());
    trust
        .allow(
            &[(here.clone(), shell("a"))],
            "ops-a",
            now(),
            &Whereabouts::new(),
        )
        .unwrap();
    assert_eq!(trust.verdict(&here, &shell("a")), Verdict::Allowed);
    assert_eq!(trust.problems().count(), 0);
    let aside = file_of(&trust, "orders-sync").with_extension("json.broken");
    assert_eq!(fs::read_to_string(aside).unwrap(), "{");

    let newer = "{\"v\": 3}";
    let (_home, mut trust, _) = spoiled(|path, _| fs::write(path, newer).unwrap());
    let refused = trust.allow(&[(here, shell("a"))], "ops-a", now(), &Whereabouts::new());
    assert!(
        matches!(refused, Err(TrustFault::Newer { .. })),
        "{refused:?}"
    );
    let path = file_of(&trust, "orders-sync");
    assert_eq!(fs::read_to_string(path).unwrap(), newer);
}

#[test]
fn one_file_does_not_hide_another() {
    let (home, mut trust, _) = spoiled(|path, _| fs::write(path, "{").unwrap());
    let there = place("warehouse", "start");
    trust
        .allow(
            &[(there.clone(), shell("a"))],
            "ops-a",
            now(),
            &Whereabouts::new(),
        )
        .unwrap();
    let trust = open(home.path());
    assert_eq!(trust.verdict(&there, &shell("a")), Verdict::Allowed);
    assert_eq!(trust.problems().count(), 1);
}

#[test]
fn no_name_of_a_runbook_leads_out_of_the_folder() {
    let home = tempfile::tempdir().unwrap();
    let mut trust = open(home.path());
    for runbook in [
        "../../etc",
        "",
        "/",
        "a/b",
        "lock",
        "ORDERS",
        "orders",
        "\u{202e}x",
    ] {
        let here = place(runbook, "start");
        trust
            .allow(
                &[(here.clone(), shell("a"))],
                "ops-a",
                now(),
                &Whereabouts::new(),
            )
            .unwrap();
        assert_eq!(
            trust.verdict(&here, &shell("a")),
            Verdict::Allowed,
            "{runbook}"
        );
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(&trust.folder).unwrap().count(), 9);
    assert_eq!(count(&open(home.path())), 8);
}

#[test]
fn a_runbook_cannot_trust_itself() {
    let home = tempfile::tempdir().unwrap();
    let runbooks = home.path().join("runbooks");
    fs::create_dir(&runbooks).unwrap();
    let try_open = |folder: PathBuf, other: PathBuf| Trust::open(folder, [other]);
    let not_apart = [
        (runbooks.join("trust"), runbooks.clone()),
        (runbooks.clone(), runbooks.clone()),
        (runbooks.join("not/yet/../trust"), runbooks.clone()),
        (home.path().join("state/trust"), home.path().to_owned()),
        (
            home.path().join("trust"),
            home.path().join("trust/runbooks"),
        ),
        (
            home.path().join("trust"),
            home.path().join("trust/orders.toml"),
        ),
    ];
    for (folder, other) in not_apart {
        let fault = try_open(folder.clone(), other).unwrap_err();
        assert!(matches!(fault, TrustFault::NotApart { .. }), "{folder:?}");
        assert!(fault.to_string().contains("could then trust itself"));
    }
    assert!(try_open(home.path().join("state/trust"), runbooks.clone()).is_ok());
    assert!(try_open(home.path().join("runbooks-trust"), runbooks).is_ok());
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn it_is_private() {
        let home = tempfile::tempdir().unwrap();
        let mut trust = open(home.path());
        let here = place("orders-sync", "start");
        trust
            .allow(&[(here, shell("a"))], "ops-a", now(), &Whereabouts::new())
            .unwrap();
        assert_eq!(mode(&trust.folder), 0o700);
        for item in fs::read_dir(&trust.folder).unwrap() {
            assert_eq!(mode(&item.unwrap().path()), 0o600);
        }
        assert_eq!(
            fs::read_dir(&trust.folder).unwrap().count(),
            2,
            "file and lock"
        );
    }

    #[test]
    fn what_others_could_have_written_allows_nothing() {
        let (_home, _, problem) = spoiled(|path, _| set_mode(path, 0o620));
        assert!(problem.contains("written by other accounts"), "{problem}");
        let (_home, _, problem) = spoiled(|path, text| {
            let elsewhere = path.parent().unwrap().with_file_name("elsewhere");
            fs::write(&elsewhere, text).unwrap();
            fs::remove_file(path).unwrap();
            symlink(elsewhere, path).unwrap();
        });
        assert!(problem.contains("no plain file"), "{problem}");
        let (_home, _, problem) = spoiled(|path, _| {
            let elsewhere = path.parent().unwrap().with_file_name("elsewhere");
            fs::hard_link(path, elsewhere).unwrap();
        });
        assert!(problem.contains("second name"), "{problem}");
        let (home, mut trust, problem) = spoiled(|path, _| set_mode(path.parent().unwrap(), 0o777));
        assert!(problem.contains("written by other accounts"), "{problem}");
        let refused = trust.allow(
            &[(place("a", "b"), shell("a"))],
            "ops-a",
            now(),
            &Whereabouts::new(),
        );
        assert!(
            matches!(refused, Err(TrustFault::NotPrivate { .. })),
            "{refused:?}"
        );
        drop(home);
    }

    #[test]
    fn links_do_not_hide_that_it_lies_in_a_library() {
        let home = tempfile::tempdir().unwrap();
        let runbooks = home.path().join("runbooks");
        fs::create_dir(&runbooks).unwrap();
        symlink(&runbooks, home.path().join("state")).unwrap();
        let folder = home.path().join("state/trust");
        assert!(Trust::open(&folder, [&runbooks]).is_err());
        assert!(Trust::open(runbooks.join("x"), [home.path().join("state")]).is_err());
    }

    #[test]
    fn a_link_in_the_stead_of_the_unfinished_file_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let mut trust = open(home.path());
        fs::create_dir(&trust.folder).unwrap();
        set_mode(&trust.folder, 0o700);
        let victim = home.path().join("victim");
        fs::write(&victim, "mine").unwrap();
        let unfinished = file_of(&trust, "orders-sync").with_extension("json.unfinished");
        symlink(&victim, unfinished).unwrap();
        let here = place("orders-sync", "start");
        trust
            .allow(&[(here, shell("a"))], "ops-a", now(), &Whereabouts::new())
            .unwrap();
        assert_eq!(fs::read_to_string(victim).unwrap(), "mine");
    }
}

#[test]
fn what_the_library_gives_is_part_of_what_is_allowed() {
    let given = |value: &str, on: &str| GivenValue {
        name: "CONTEXT".into(),
        on: Some(on.into()),
        value: value.into(),
    };
    let plain = shell("kubectl get pods");
    let with = |values: &[GivenValue]| CommandText {
        given: values.iter().cloned().collect(),
        ..plain.clone()
    };
    let passing = |names: &[&str]| CommandText {
        passed: names.iter().map(|name| (*name).to_owned()).collect(),
        ..plain.clone()
    };
    let all = [
        plain.clone(),
        with(&[given("eu", "prod-eu")]),
        with(&[given("us", "prod-eu")]),
        with(&[given("eu", "prod-us")]),
        with(&[given("eu", "prod-eu"), given("eu", "prod-us")]),
        passing(&["BORG_REPO"]),
        passing(&["BORG_REPO", "BORG_RSH"]),
    ];
    let prints: BTreeSet<_> = all.iter().map(CommandText::fingerprint).collect();
    assert_eq!(prints.len(), all.len(), "each is another command");
    assert_eq!(
        all[1].lines(),
        ["shell kubectl get pods", "with CONTEXT = eu on prod-eu",]
    );
    let verdict = Verdict::Changed {
        allowed: all[1].clone(),
    };
    assert_eq!(
        verdict.shown(&all[2]),
        [
            "- with CONTEXT = eu on prod-eu",
            "  shell kubectl get pods",
            "+ with CONTEXT = us on prod-eu",
        ]
    );
}

#[test]
fn what_version_1_allowed_still_stands_and_whereabouts_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let here = place("orders", "step");
    let mut trust = open(folder.path());
    let whereabouts = Whereabouts::from([("KUBECONFIG".to_owned(), "/a".to_owned())]);
    trust
        .allow(&[(here.clone(), shell("a"))], "ops-a", now(), &whereabouts)
        .unwrap();
    let again = open(folder.path());
    assert_eq!(again.allowance(&here).unwrap().whereabouts, whereabouts);
    // As 0.1.0 wrote it: the same, without what it did not know.
    trust
        .allow(
            &[(here.clone(), shell("a"))],
            "ops-a",
            now(),
            &Whereabouts::new(),
        )
        .unwrap();
    let path = file_of(&trust, "orders");
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains("whereabouts") && !text.contains("given"),
        "{text}"
    );
    fs::write(&path, text.replace("\"v\": 2", "\"v\": 1")).unwrap();
    let old = open(folder.path());
    assert_eq!(old.verdict(&here, &shell("a")), Verdict::Allowed);
    assert_eq!(old.problems().count(), 0);
}
