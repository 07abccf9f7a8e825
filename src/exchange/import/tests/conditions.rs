//! What a page says under a condition is not said without it, however the condition is written.

use super::{check, toml};

/// The steps of a page, each as its title and the case that it is wanted in.
fn steps(text: &str) -> Vec<String> {
    let found = toml("x", text);
    let steps = found.split("[[procedures.steps]]").skip(1);
    let key = |step: &str, key: &str| {
        let line = step.lines().find_map(|it| it.strip_prefix(key));
        line.map(|it| it.trim_matches(['"', '\'']).to_owned())
    };
    steps
        .filter_map(|it| {
            let title = key(it, "title = ")?;
            let when = key(it, "when = { step = ").unwrap_or_default();
            let is = when.rsplit("is = ").next().unwrap_or_default();
            let is = is.trim_matches(['"', ' ', '}']);
            Some(match is {
                "" => title,
                is => format!("{is}: {title}"),
            })
        })
        .collect()
}

#[test]
fn a_condition_at_the_end_of_a_block_is_about_the_one_behind_it() {
    let fence = "\n\n```sh\nfeedctl reset --hard\n```\n";
    for lead in [
        "- Look at the feed\n- If it hangs:",
        "1. Look at the feed\n2. When it hangs:",
        "* Look at the feed\n  * If it hangs:",
        "- The feed is slow\n- If it hangs:",
        "- If it hangs:",
        "> If it hangs:",
        "<p>If it hangs:</p>",
        "| Feed | What then |\n|---|---|\n| north | If it hangs: |",
        "- Look at the feed\n\n  If it hangs:",
        "If it hangs",
        "If it hangs, do the following.",
        "**If it hangs:**",
        "1. Look at the feed\n   - Note the lamp\n   - In case it hangs:",
    ] {
        let found = steps(&format!("# X\n\n## Do\n\n{lead}{fence}"));
        assert_eq!(
            found.last().map(String::as_str),
            Some("yes: Run feedctl reset --hard"),
            "{lead}: {found:?}"
        );
    }
    // The last row of a table of symptoms leads on in its own case.
    let found = steps(&format!(
        "# X\n\n| Symptom | Action |\n|---|---|\n| Quiet | Wait |\n| It hangs | Run this: |{fence}"
    ));
    assert_eq!(
        found.last().map(String::as_str),
        Some("It hangs: Run feedctl reset --hard"),
        "{found:?}"
    );
}

#[test]
fn a_condition_inside_an_item_is_about_all_that_stands_below_it_there() {
    for text in [
        "1. Look at the feed\n   - Note the lamp\n   - If it hangs:\n\n   ```sh\n   feedctl reset\n   ```\n",
        "1. Look at the feed\n\n   If it hangs:\n\n   Do this now:\n\n   ```sh\n   feedctl reset\n   ```\n",
        "1. Look at the feed\n2. If it hangs\n   ```sh\n   feedctl reset\n   ```\n",
        "1. If it hangs:\n2. Run `feedctl reset`\n",
    ] {
        let found = steps(&format!("# X\n\n## Do\n\n{text}"));
        let is_it = |it: &&String| it.contains("Run") || it.contains("Do this");
        let reset: Vec<&String> = found.iter().filter(is_it).collect();
        assert!(
            !reset.is_empty() && reset.iter().all(|it| it.starts_with("yes: ")),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn a_condition_before_several_commands_holds_for_each_of_them() {
    let two = "```sh\nfeedctl stop\nfeedctl wipe\n```\n";
    let below = two.replace('\n', "\n  ");
    for text in [
        format!("If it hangs, stop it.\n\n{two}"),
        format!("Look at it. If it hangs, stop the feed with this.\n\n{two}"),
        format!("- If it hangs, stop it.\n\n  {below}\n"),
        "- If it hangs, run `feedctl stop` and wait.\n\n  ```sh\n  feedctl wipe\n  ```\n"
            .to_owned(),
        "1. When it hangs, stop it\n   1. Run `feedctl stop`\n   2. Run `feedctl wipe`\n"
            .to_owned(),
        format!("Stop the feed if nobody of the desk needs it.\n\n{two}"),
    ] {
        let found = steps(&format!("# X\n\n## Do\n\n{text}"));
        let done: Vec<&String> = found
            .iter()
            .filter(|it| {
                ["feedctl", "Stop", "stop", "Run"]
                    .iter()
                    .any(|word| it.contains(word))
            })
            .collect();
        assert!(
            done.len() > 1 && done.iter().all(|it| it.starts_with("yes: ")),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn an_order_too_long_for_its_condition_is_asked_about() {
    for (text, question, order) in [
        (
            "Wipe the spool of the second feed if the desk has said so on the telephone",
            "Check whether the desk has said so on the telephone",
            "yes: Wipe the spool of the second feed",
        ),
        (
            "Stop the pump of the northern tank when the pressure was below two bar for an hour",
            "Check whether the pressure was below two bar for an hour",
            "yes: Stop the pump of the northern tank",
        ),
        (
            "Drop the oldest index of the archive unless the nightly job is still writing to it",
            "Check whether the nightly job is still writing to it",
            "no: Drop the oldest index of the archive",
        ),
        (
            "Look at the lamp and delete the spool only if both of the feeds have been quiet",
            "Check whether both of the feeds have been quiet",
            "yes: Look at the lamp and delete the spool",
        ),
        (
            "Add another broker to the cluster of the north data centre if necessary",
            "Check whether it is necessary",
            "yes: Add another broker to the cluster of the north data centre",
        ),
    ] {
        for page in [
            format!("# X\n\n- {text}\n"),
            format!("# X\n\n## Do\n\n{text}.\n"),
        ] {
            assert_eq!(steps(&page), [question, order], "{page}");
        }
    }
    // What only looks loses nothing by it.
    let looks =
        "Check the lag of the replicas if the panel of the cluster shows more than a minute";
    assert_eq!(
        steps(&format!("# X\n\n- {looks}\n")),
        ["Check the lag of the replicas"]
    );
    let title = super::super::title::title(
        "Wipe the spool of the second feed if the desk has said so on the telephone",
    );
    assert_eq!(title, "If it applies, wipe the spool of the second feed");
}

#[test]
fn what_is_struck_out_does_not_take_out_what_is_said_in_its_place() {
    let found = toml(
        "x",
        "# X\n\n- ~~Stop the reader~~ (stop the writer first, then the reader)\n- <del>Reboot</del> (`feedctl restart` does it)\n- ~~Call Ann~~ (not needed any more)\n- ~~Ask them~~\n- [x] Prepare\n  - [x] Tell the desk\n  - [ ] Open the valve\n",
    );
    check(
        &[
            "title = \"Stop the writer first, then the reader\"",
            "run = [\"feedctl\", \"restart\"]",
            "title = \"Open the valve\"",
        ],
        &found,
    );
    for title in ["Call Ann", "Ask them", "Reboot", "Tell the desk", "Prepare"] {
        assert!(!found.contains(&format!("title = \"{title}\"")), "{found}");
    }
}

#[test]
fn what_a_site_shows_in_a_case_alone_is_done_in_that_case_alone() {
    for (page, runs) in [
        (
            "<% if live? %>\n```sh\nfeedctl wipe live\n```\n<% else %>\n```sh\nfeedctl wipe test\n```\n<% end %>\n",
            &[
                ("Run feedctl wipe live", "If live?"),
                ("Run feedctl wipe test", "otherwise"),
            ][..],
        ),
        (
            "{% if site.live %}\nStop the feed.\n\nWipe it.\n{% endif %}\n",
            &[
                ("Stop the feed", "If site.live"),
                ("Wipe it", "If site.live"),
            ],
        ),
        (
            "1. Look\n\n   <% unless test %>\n   Wipe it now.\n   <% end %>\n\n2. Go on\n",
            &[("Wipe it now", "unless test")],
        ),
    ] {
        let found = steps(&format!("# X\n\n{page}"));
        for (title, case) in runs {
            let is = |it: &String| it.eq_ignore_ascii_case(&format!("{case}: {title}"));
            assert!(found.iter().any(is), "{title} in {found:?} of\n{page}");
        }
    }
    let found = toml(
        "x",
        "# X\n\nOpen it.\n\n<% hosts.each do |host| %>\n\nWipe it.\n\n<% end %>\n",
    );
    check(&["For each: hosts.each do"], &found);
}

#[test]
fn what_a_page_warns_of_is_read_and_never_run() {
    for text in [
        "Never run:\n\n```sh\nfeedctl wipe --all\n```\n",
        "Do **not** run this on a live feed:\n\n```sh\nfeedctl wipe --all\n```\n",
        "What NOT to do:\n\n```sh\nfeedctl wipe --all\n```\n",
        "1. Look at it\n2. Never do this:\n   ```sh\n   feedctl wipe --all\n   ```\n",
        "1. Look at it\n2. Never run `feedctl wipe --all`. It takes everything.\n",
        "1. Look at it\n2. Running `feedctl wipe --all` takes everything\n",
        "1. Look at it\n2. The spool was lost with `feedctl wipe --all`\n",
        "- Look at it\n- Avoid this:\n\n```sh\nfeedctl wipe --all\n```\n",
    ] {
        let found = toml("x", &format!("# X\n\n## Do\n\nLook.\n\n{text}"));
        check(&["feedctl wipe --all"], &found);
        for key in ["\nrun = ", "\nshell = ", "\ncopy = "] {
            assert!(!found.contains(key), "{text}: {found}");
        }
    }
}

#[test]
fn one_of_several_ways_and_what_is_only_done_at_need_are_chosen() {
    let fence = "\n\n```sh\nfeedctl reset\n```\n";
    for (lead, question) in [
        (
            "Option A: reset it",
            "Decide whether to take option A: reset it",
        ),
        (
            "Alternatively, run:",
            "Decide whether to take the other way",
        ),
        (
            "As a last resort:",
            "Decide whether this is wanted: as a last resort",
        ),
        (
            "To roll back, run:",
            "Decide whether this is wanted: to roll back",
        ),
        ("Still red? Run:", "Still red?"),
        (
            "Skip this if the feed is new.",
            "Check whether the feed is new",
        ),
    ] {
        let found = steps(&format!("# X\n\n## Do\n\nLook.\n\n{lead}{fence}"));
        let case = if lead.starts_with("Skip") {
            "no"
        } else {
            "yes"
        };
        let run = format!("{case}: Run feedctl reset");
        assert_eq!(found, ["Look", question, run.as_str()], "{lead}");
    }
    let found = steps(
        "# X\n\n1. Is it the first?\n\n   Yes: run\n\n   ```sh\n   feedctl stop\n   ```\n\n   No: run\n\n   ```sh\n   feedctl start\n   ```\n",
    );
    assert_eq!(
        found,
        [
            "Is it the first?",
            "yes: Run feedctl stop",
            "no: Run feedctl start"
        ]
    );
    let found = toml(
        "x",
        "# X\n\n## Do\n\nPress it.\n\n## Rollback\n\nPull it.\n\n## Do: Option 2\n\nTurn it.\n",
    );
    check(
        &[
            "title = \"Pull it\"\noptional",
            "title = \"Turn it\"\noptional",
        ],
        &found,
    );
    assert!(!found.contains("title = \"Press it\"\noptional"), "{found}");
}

#[test]
fn who_types_a_command_and_where_is_as_the_words_say() {
    let fence = "\n\n```sh\nfeedctl reset\n```\n";
    for (lead, is) in [
        ("As the `water` user:", "Type it as `water`."),
        ("Run this as root.", "Type it as `root`."),
        (
            "Run this from the root of the repository:",
            "Type it in the folder that the page names.",
        ),
        ("In `/srv/feed`, run:", "cwd = \"/srv/feed\""),
        (
            "Do this only on the standby:",
            "Type it in the session that is open.",
        ),
    ] {
        let found = toml("x", &format!("# X\n\n## Do\n\n{lead}{fence}"));
        check(&[is], &found);
        let is_run = found.contains("\nrun = ");
        assert_eq!(is_run, is.starts_with("cwd"), "{lead}: {found}");
    }
}
