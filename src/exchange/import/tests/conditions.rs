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

#[test]
fn a_heading_that_is_a_condition_holds_for_all_that_stands_below_it() {
    let below = "\n\nStop the feed.\n\n- Wipe it\n\n```sh\nfeedctl reset\n```\n\n#### More\n\n1. Start it\n\n## After\n\nTell the desk.\n";
    for (heading, question) in [
        ("## If the feed lags", "Check whether the feed lags"),
        (
            "### When the disk is full",
            "Check whether the disk is full",
        ),
        ("## 3. In case of rain:", "Check for rain"),
        (
            "### On the standby only",
            "Check whether this applies: on the standby only",
        ),
        ("## What to do if it hangs", "Check whether it hangs"),
        (
            "## Restart the feed (only if it hangs)",
            "Check whether it hangs",
        ),
        (
            "## As a last resort",
            "Decide whether this is wanted: as a last resort",
        ),
        ("## Still red?", "Still red?"),
    ] {
        let found = steps(&format!("# X\n\n## Do\n\nLook.\n\n{heading}{below}"));
        assert_eq!(
            found,
            [
                "Look",
                question,
                "yes: Stop the feed",
                "yes: Wipe it",
                "yes: Run feedctl reset",
                "yes: Start it",
                "Tell the desk"
            ],
            "{heading}"
        );
    }
    // Its words alone ask nothing, and a question that is looked into below asks nobody else.
    for heading in [
        "## If you need help",
        "## Is the feed slow?",
        "## When to call",
    ] {
        let words = if heading.starts_with("## If") {
            "The desk knows."
        } else {
            "Look at it."
        };
        let found = steps(&format!(
            "# X\n\n## Do\n\nStop it.\n\n{heading}\n\n{words}\n"
        ));
        assert!(
            found.iter().all(|it| !it.contains("Check whether")),
            "{heading}: {found:?}"
        );
    }
}

#[test]
fn headings_that_are_conditions_stand_in_each_other_and_beside_each_other() {
    let found = toml(
        "x",
        "# X\n\n## If the feed lags\n\nStop it.\n\n### Unless it is new\n\nWipe it.\n\n### Otherwise\n\nKeep it.\n\n## Otherwise\n\nLook at it.\n\n## End\n\nTell the desk.\n",
    );
    let lags = "when = { step = \"check-whether-the-feed-lags\", is =";
    let new = "when = { step = \"check-whether-it-is-new\", is =";
    check(
        &[
            &format!("title = \"Stop it\"\n{lags} \"yes\" }}"),
            &format!("choose = [\"yes\", \"no\"]\n{lags} \"yes\" }}"),
            &format!("title = \"Wipe it\"\n{new} \"no\" }}"),
            &format!("title = \"Keep it\"\n{new} \"yes\" }}"),
            &format!("title = \"Look at it\"\n{lags} \"no\" }}"),
        ],
        &found,
    );
    assert!(found.ends_with("title = \"Tell the desk\"\n"), "{found}");
    assert_eq!(found.matches("choose = ").count(), 2, "{found}");
    // A tab has headings of its own; the case outside of it goes on behind it.
    let found = toml(
        "x",
        "# X\n\n## If it lags\n\n=== \"North\"\n\n    ## If it rains\n\n    Wipe it.\n\n=== \"South\"\n\n    Keep it.\n\nTell the desk.\n",
    );
    check(
        &[
            "title = \"Wipe it\"\nwhen = { step = \"check-whether-it-rains\"",
            "title = \"Keep it\"\nwhen = { step = \"choose-the-way\", is = \"South\" }",
            "title = \"Tell the desk\"\nwhen = { step = \"check-whether-it-lags\"",
        ],
        &found,
    );
}

#[test]
fn a_heading_that_says_where_has_its_commands_typed_there() {
    let fence = "\n\n```sh\nfeedctl reset\n```\n";
    for heading in [
        "## On the standby",
        "## On the standby only",
        "## Reset it (on each node)",
        "## Inside the container",
    ] {
        let found = toml(
            "x",
            &format!("# X\n\n{heading}\n\n### Reset{fence}\n## Here\n\n```sh\nfeedctl show\n```\n"),
        );
        check(
            &["copy = \"feedctl reset\"", "run = [\"feedctl\", \"show\"]"],
            &found,
        );
    }
}

#[test]
fn what_goes_on_from_a_case_is_never_an_order_for_every_case() {
    // In one breath with it, it belongs to it.
    for text in [
        "If it hangs, stop it. Then wipe it.",
        "Stop it if it hangs. After that, wipe it.",
        "Look at it. If it hangs, stop it. It takes a minute. Then wipe it.",
        "If it hangs, stop it. Then run:\n\n```sh\nfeedctl wipe\n```",
    ] {
        let found = steps(&format!("# X\n\n## Do\n\n{text}\n\nTell the desk.\n"));
        let done = |it: &&String| it.contains("top it") || it.to_lowercase().contains("wipe");
        let done: Vec<&String> = found.iter().filter(done).collect();
        assert!(
            done.len() == 2 && done.iter().all(|it| it.starts_with("yes: ")),
            "{text}: {found:?}"
        );
        assert_eq!(
            found.last().map(String::as_str),
            Some("Tell the desk"),
            "{text}"
        );
    }
    // Behind it, it is in doubt, and says so.
    let list = "If it hangs:\n\n- stop it\n- wait\n\n";
    for (before, then) in [
        ("If it hangs, stop it.\n\n", "Then wipe it."),
        (
            "If it hangs, stop it. It takes a minute.\n\n",
            "After that, wipe it.",
        ),
        (list, "Then wipe it."),
        (list, "Next, wipe the feed:\n\n```sh\nfeedctl wipe\n```"),
        (
            "If it hangs, stop it:\n\n```sh\nfeedctl stop\n```\n\n",
            "Finally wipe it.",
        ),
        ("1. If it hangs, stop it.\n", "2. Then wipe it."),
        ("1. If it hangs:\n   - stop it\n", "2. Afterwards, wipe it."),
        ("- Look\n- Stop it if it hangs\n\n", "Then wipe it."),
        (
            "- Look.\n\n  If it hangs, run:\n\n  ```sh\n  feedctl stop\n  ```\n\n",
            "  Then wipe it.",
        ),
        (
            "If it hangs, stop it.\n\nIt takes a minute.\n\n",
            "Once that is done, wipe it.",
        ),
    ] {
        let text = format!("# X\n\n## Do\n\n{before}{then}\n");
        let found = toml("x", &text);
        let step = found.rsplit("[[procedures.steps]]").next().unwrap();
        check(
            &[
                "title = \"If it applies, wipe ",
                "optional = true",
                "The page does not say whether it is meant in every case.",
            ],
            step,
        );
        assert!(step.contains("hangs"), "{text}: {step}");
    }
    // Without a case before it, or where it only looks, it is an order as any other.
    for (before, then) in [
        ("Stop it.\n\n", "Then wipe it."),
        ("If it hangs, stop it.\n\nLock it.\n\n", "Then wipe it."),
        ("If it hangs, stop it.\n\n## Next\n\n", "Then wipe it."),
        ("If it hangs, stop it.\n\n", "Then look at it."),
        ("If it hangs, stop it.\n\n", "Wipe it."),
    ] {
        let found = toml("x", &format!("# X\n\n## Do\n\n{before}{then}\n"));
        assert!(
            !found.contains("optional") && !found.contains("applies"),
            "{before}{then}: {found}"
        );
    }
}

#[test]
fn what_one_case_alone_needs_is_asked_in_that_case_alone() {
    let page = "# X\n\n## If it hangs\n\n```sh\nfeedctl stop <feed> <pump>\n```\n\n## Do\n\n```sh\nfeedctl show <pump>\n```\n";
    let found = toml("x", page);
    check(
        &[
            "ask = { name = \"FEED\" }\nwhen = { step = \"check-whether-it-hangs\", is = \"yes\" }",
            "ask = { name = \"PUMP\" }\n\n",
        ],
        &found,
    );
}

#[test]
fn what_is_typed_into_a_shell_belongs_to_the_case_in_which_it_was_opened() {
    let page = "# X\n\n## Do\n\nIf it is full:\n\nOpen the box:\n\n```sh\n$ ssh box-1\n```\n\nWipe it:\n\n```sh\n$ feedctl wipe\n```\n\nLeave:\n\n```sh\n$ exit\n```\n\nTell the desk.\n\n## After\n\nLock it.\n";
    assert_eq!(
        steps(page),
        [
            "Check whether it is full",
            "yes: Open the box",
            "yes: Wipe it",
            "yes: Leave",
            "Tell the desk",
            "Lock it"
        ]
    );
}
