//! Whose a `$NAME` is, and what an allowance is bound to, through the real binary.

use crate::kit::{Output, Setup};

const BOOK: &str = r#"
title = "Shop"
timezone = "UTC"

[[procedures]]
id = "look"
title = "Look"
targets = ["eu"]

[[procedures.steps]]
id = "home"
title = "See whose names are whose"
shell = 'N=$(printf x); echo "home=$HOME target=$TARGET context=$CONTEXT n=$N passed=$PASSED_ON secret=$NOT_PASSED"'
pass_env = ["PASSED_ON"]

[[procedures.steps]]
id = "folder"
title = "See the folder"
run = ["pwd"]
cwd = "$DIR"
"#;

const LIBRARY: &str = r#"
[targets.eu]
CONTEXT = "prod-eu"
DIR = "/tmp"
"#;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"))
        .with("ROUNDS_OPERATOR", "ops-a")
        .with("PASSED_ON", "yes")
        .with("NOT_PASSED", "canary");
    setup.write_runbook("shop", BOOK);
    setup.write_runbook("library", LIBRARY);
    setup
}

#[track_caller]
fn well(output: Output) -> Output {
    assert_eq!(output.code, Some(0), "{output:?}");
    output
}

fn start(setup: &Setup) -> String {
    let output = well(setup.run(&["start", "shop/look", "--no-open"]));
    output.stdout.trim().to_owned()
}

#[test]
fn a_shell_keeps_its_own_names_and_gets_those_of_the_procedure() {
    let setup = setup();
    let check = setup.run(&["check"]);
    assert_eq!(check.code, Some(0), "{check:?}");
    assert!(
        check.stdout.contains("nothing gives `$NOT_PASSED` a value"),
        "{check:?}"
    );
    assert_eq!(
        check.stdout.matches("unknown-variable").count(),
        1,
        "{check:?}"
    );
    well(setup.run(&["trust", "shop", "--yes"]));
    let run = start(&setup);
    let done = well(setup.run(&["do", &run, "home", "run", "--yes"]));
    let expected = format!(
        "home={} target=eu context=prod-eu n=x passed=yes secret=\n",
        setup.home().display()
    );
    assert!(done.stderr.contains(&expected), "{done:?}");
}

#[test]
fn what_the_library_gives_is_allowed_with_the_command() {
    for (what, from, to, step) in [
        (
            "a target's value in the shell",
            "prod-eu",
            "prod-us",
            "home",
        ),
        ("a target's value as the folder", "/tmp", "/usr", "folder"),
    ] {
        let setup = setup();
        well(setup.run(&["trust", "shop", "--yes"]));
        setup.write_runbook("library", &LIBRARY.replace(from, to));
        let list = well(setup.run(&["trust", "--list"]));
        let changed = list
            .stdout
            .lines()
            .filter(|line| line.starts_with("changed"));
        assert_eq!(changed.count(), 1, "{what}: {list:?}");
        let run = start(&setup);
        if step == "folder" {
            well(setup.run(&["do", &run, "home", "run", "--yes"]));
        }
        let refused = setup.run(&["do", &run, step, "run", "--yes"]);
        assert_eq!(refused.code, Some(1), "{what}: {refused:?}");
        assert!(
            refused.stderr.contains("was changed since"),
            "{what}: {refused:?}"
        );
        let shown = well(setup.run(&["trust", "shop", "--yes"]));
        assert!(shown.stdout.contains("+ with "), "{what}: {shown:?}");
        assert!(shown.stdout.contains(to), "{what}: {shown:?}");
        well(setup.run(&["do", &run, step, "run", "--yes"]));
    }
}

#[test]
fn a_place_that_changed_since_the_command_was_allowed_is_said() {
    let setup = setup().with("KUBECONFIG", "/etc/one");
    well(setup.run(&["trust", "shop", "--yes"]));
    let setup = setup.with("KUBECONFIG", "/etc/two");
    let run = start(&setup);
    let done = well(setup.run(&["do", &run, "home", "run", "--yes"]));
    let said = "where KUBECONFIG = /etc/two (was /etc/one when it was allowed)";
    assert!(done.stderr.contains(said), "{done:?}");
    assert!(
        done.stderr
            .contains("where PASSED_ON of your environment, not shown"),
        "{done:?}"
    );
}
