//! What comes in and what goes out: a folder of Markdown that is walked an hour later, and a
//! form that was filled in on paper and written up.

use std::fs;

use crate::kit::{Output, Screen, Setup};
use crate::scene::{CHECK, ROUND, assert_clean, count, entries, journal, rounds};

const STOPPED: &str = "---
title: Pump stopped
severity: sev1
---

# PumpStopped

## Meaning

The pump gives no water.

## Impact

The tank runs dry within an hour.

## Diagnosis

Look at what the pump says:

```console
$ echo <pump> has no power
7 has no power
```

Check the fuse. It is in the cellar.

## Mitigation

- [ ] Switch it on again
- [ ] Call the vendor if it stays off

| Name | Contact | Hours |
|------|---------|-------|
| Pump vendor | +49 30 5550100 | 24/7 |
";

const DRY: &str = "# PumpDry\n\nSee [Pump stopped](./PumpStopped.md)\n";

#[track_caller]
fn well(output: &Output) -> &str {
    assert_eq!(output.code, Some(0), "{output:?}");
    &output.stdout
}

/// A folder of Markdown, brought over.
fn brought() -> Setup {
    let setup = rounds();
    let pages = setup.home().join("docs/pumps");
    fs::create_dir_all(&pages).unwrap();
    fs::write(pages.join("_index.md"), "---\nhidden: true\n---\n").unwrap();
    fs::write(pages.join("PumpStopped.md"), STOPPED).unwrap();
    fs::write(pages.join("PumpDry.md"), DRY).unwrap();
    fs::write(setup.home().join("docs/_index.md"), "# Documents\n").unwrap();
    let made = setup.run(&["import", "docs"]);
    let told = well(&made);
    for words in [
        "No file for _index.md: there is nothing in it to do or to read\n",
        "pumps.toml: 2 procedures, 0 warnings\n",
        "  pumps/PumpStopped.md: 5 steps, 1 command, 1 question\n",
    ] {
        assert!(told.contains(words), "{words}\n{made:?}");
    }
    well(&setup.run(&["check"]));
    setup
}

/// From the page of a wiki to the end of the exception, as it goes at night.
#[test]
fn an_imported_exception_is_walked_to_its_end() {
    let setup = brought();
    let mut screen = Screen::start(&setup, &["alert", "PumpStopped"]);
    screen
        .until("Pump stopped")
        .until("Which pump?")
        .until("│ 1 · ");
    screen.keys("<space>7<enter>").until("☑  1");
    screen.until("Look at what the pump says");
    screen
        .until("echo 7 has no power")
        .keys("<space>")
        .until("☑  2");
    screen.until("It is in the").keys("<space>").until("☑  3");
    screen.keys("<space>").until("☑  4 Switch it on again");
    screen.keys("<space>").until("☑  5 Call the vendor");
    screen.keys("G").until("Enter finishes").keys("<enter>");
    screen.until(" completed").until("1 Today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
    assert_eq!(count(&setup, "step-done"), 5);
    assert_eq!(count(&setup, "run-ended"), 1);
}

#[test]
fn what_became_of_a_page_can_be_read_in_full_and_is_never_written_over() {
    let setup = brought();
    let again = setup.run(&["import", "docs"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.stderr.contains("is there already"), "{again:?}");
    let told = setup.run(&["import", "docs", "--dry-run", "--long"]);
    let told = well(&told);
    for words in [
        "Would make",
        "line 29: a task → a step",
        "a table: Name, Contact, Hours → contacts",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let shown = setup.run(&["show", "pumps/pump-dry"]);
    assert!(well(&shown).contains("pumps/pump-stopped"), "{shown:?}");
}

/// The form holds the very commands that write it up.
#[test]
fn a_form_that_was_filled_in_on_paper_is_written_up() {
    let setup = brought();
    let form = setup.run(&["export", "pumps/pump-stopped"]);
    let form = well(&form).to_owned();
    assert!(
        form.contains("- Pump vendor: +49 30 5550100, 24/7"),
        "{form}"
    );
    let (_, commands) = form.rsplit_once("```sh\n").unwrap();
    let (commands, _) = commands.split_once("\n```").unwrap();
    // Just now, on the clock of the paper: whatever time it is, the clock has shown it.
    let script = commands
        .replace("'TIME'", "'00:00'")
        .replace("'VALUE'", "'7'")
        .replace("rounds ", &format!("'{}' ", setup.program().display()));
    let mut shell = setup.command("sh");
    let done = shell.args(["-euc", &script]).output().unwrap();
    assert!(done.status.success(), "{done:?}\n{script}");
    assert_clean(&setup);
    let entries = entries(&journal(&setup));
    let events = entries
        .iter()
        .flat_map(|entry| entry["events"].as_array().unwrap());
    let done: Vec<_> = events
        .filter(|event| event["event"] == "step-done")
        .collect();
    assert_eq!(done.len(), 5);
    assert!(
        done.iter().all(|event| event["done_at"].is_string()),
        "{done:?}"
    );
    assert_eq!(count(&setup, "run-ended"), 1);
}

#[test]
fn each_form_goes_to_its_file_and_replaces_only_what_it_may() {
    let setup = brought();
    let round = "title = \"Pump round\"\ntimezone = \"UTC\"\n\n[[procedures]]\ntitle = \"Look\"\nschedule = \"daily 09:00\"\nsteps = [\"Look\"]\n";
    setup.write_runbook("round", round);
    for (format, words) in [
        ("md", "- [ ] **1. Which pump?**"),
        ("html", "<li id=\"pumps/pump-stopped/which-pump\">"),
        ("csv", "pumps/pump-stopped,Pump stopped,,1,which-pump,"),
        ("json", "\"procedure\": \"pumps/pump-stopped\""),
        ("ics", "BEGIN:VCALENDAR\r\n"),
    ] {
        let arguments = ["export", "--format", format, "--into", "out"];
        well(&setup.run(&arguments));
        let name = if format == "ics" { "round" } else { "pumps" };
        let path = setup.home().join("out").join(format!("{name}.{format}"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(words), "{words}\n{text}");
        let printed = setup.run(&["export", name, "--format", format]);
        assert!(well(&printed).contains(words), "{printed:?}");

        fs::write(&path, "mine").unwrap();
        let again = setup.run(&arguments);
        assert_eq!(again.code, Some(1), "{again:?}");
        assert!(again.stderr.contains("--replace"), "{again:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        well(&setup.run(&[&arguments[..], &["--replace"]].concat()));
        assert!(fs::read_to_string(&path).unwrap().contains(words));
    }
    let left = fs::read_dir(setup.home().join("out")).unwrap().count();
    // Exceptions are in no calendar, and nothing half-written is left.
    assert_eq!(left, 9);
    // Nothing was recorded: to export is to read.
    assert!(!journal(&setup).exists());
}

#[test]
fn what_cannot_be_exported_is_said() {
    let setup = brought();
    for (arguments, status, words) in [
        (&["export", "nothing"][..], 2, "nothing"),
        (&["export", "--from", "2026-01-01"], 2, "--format ics"),
        (
            &[
                "export",
                "--format",
                "ics",
                "--from",
                "2026-02-01",
                "--to",
                "2026-01-01",
            ],
            2,
            "first day comes after the last",
        ),
        (
            &["export", "--format", "ics"],
            1,
            "there is no calendar to make",
        ),
        (
            &["export", "--out", "no/such/folder.md"],
            5,
            "cannot be made",
        ),
    ] {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(status), "{output:?}");
        assert!(output.stderr.contains(words), "{output:?}");
    }
}

/// What a page was exported from comes back of it, byte by byte; all of a library, too.
#[test]
fn an_exported_page_is_brought_back() {
    let setup = rounds();
    setup.write_runbook("orders-sync", ROUND);
    setup.write_runbook("queue-host", CHECK);
    let written =
        |name: &str| fs::read_to_string(setup.runbooks().join(format!("{name}.toml"))).unwrap();
    well(&setup.run(&["export", "--format", "md", "--into", "pages"]));
    well(&setup.run(&["export", "--format", "md", "--out", "all.md"]));
    for (from, into) in [("pages", "back"), ("all.md", "again")] {
        well(&setup.run(&["import", from, "--into", into]));
        for name in ["orders-sync", "queue-host"] {
            let path = setup.home().join(into).join(format!("{name}.toml"));
            assert_eq!(fs::read_to_string(path).unwrap(), written(name), "{into}");
        }
    }
}

/// What is no page of Markdown is named for what it is; text in an older encoding is read.
#[test]
fn only_pages_are_brought_over() {
    let setup = rounds();
    let pages = setup.home().join("docs");
    fs::create_dir_all(&pages).unwrap();
    for (name, bytes, words) in [
        (
            "job.yaml",
            "name: x\nsequence:\n  commands:\n",
            "a job of Rundeck",
        ),
        (
            "site.yml",
            "- hosts: all\n  tasks: [\n",
            "a playbook of Ansible",
        ),
        ("a.adoc", "= Title\n", "AsciiDoc"),
        ("a.rst", "Title\n=====\n", "reStructuredText"),
    ] {
        fs::write(pages.join(name), bytes).unwrap();
        let refused = setup.run(&["import", &format!("docs/{name}")]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(words), "{refused:?}");
    }
    let none = setup.run(&["import", "docs"]);
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.stderr.contains("1 .adoc, 1 .rst"), "{none:?}");
    fs::write(
        pages.join("pumps.html.md.erb"),
        b"# Gr\xfc\xdfe\n\n1. \xd6ffnen\n",
    )
    .unwrap();
    let made = setup.run(&["import", "docs", "--long"]);
    assert!(well(&made).contains("read as Windows-1252"), "{made:?}");
    assert!(made.stderr.contains("Passed over"), "{made:?}");
    let form = setup.run(&["export", "docs"]);
    assert!(well(&form).contains("Öffnen"), "{form:?}");
    // Without the runbook's file at its foot, its boxes and blanks are no steps.
    let (paper, _) = form.stdout.split_once("<!-- rounds-runbook ").unwrap();
    fs::write(setup.home().join("form.md"), paper).unwrap();
    let refused = setup.run(&["import", "form.md"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.stderr.contains("`rounds export` printed"),
        "{refused:?}"
    );
}
