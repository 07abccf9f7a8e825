//! What a page does for each of several things is done for each of them where it is certain what
//! they are, and is words where it is not.

use super::{check, toml};

fn last_step(text: &str) -> String {
    let found = toml("x", &format!("# X\n\n## Do\n\n{text}\n"));
    let step = found.rsplit("[[procedures.steps]]").next();
    step.unwrap_or_default().to_owned()
}

#[test]
fn what_is_named_on_the_page_is_an_item_each() {
    let named = "each = [\"web-1\", \"web-2\", \"web-3\"]";
    for (text, title) in [
        (
            "For each of web-1, web-2 and web-3, restart the feed.",
            "Restart the feed",
        ),
        (
            "- On each of `web-1`, `web-2`, and `web-3`, restart the feed",
            "Restart the feed",
        ),
        (
            "1. Restart the feed on each node (web-1, web-2 and web-3).",
            "Restart the feed",
        ),
        (
            "For every node (web-1, web-2, web-3), restart the feed.",
            "Restart the feed",
        ),
        (
            "Then, for each of web-1, web-2 and web-3, restart the feed.",
            "Restart the feed",
        ),
    ] {
        check(&[named, &format!("title = \"{title}\"")], &last_step(text));
    }
    let step =
        last_step("For each of web-1, web-2 and web-3, run:\n\n```sh\nfeedctl restart <host>\n```");
    check(
        &[
            named,
            "run = [\"feedctl\", \"restart\", \"$ITEM\"]",
            "title = \"Run feedctl restart",
        ],
        &step,
    );
}

#[test]
fn what_the_command_before_prints_is_an_item_a_line() {
    let list = "List the pods:\n\n```sh\nkubectl get pods --no-headers | awk '{print $1}'\n```\n\n";
    let found = toml(
        "x",
        &format!(
            "# X\n\n{list}For each pod in the list, run:\n\n```sh\nfeedctl stop --pod <pod-name>\n```\n"
        ),
    );
    check(
        &[
            "id = \"list-the-pods\"",
            "each = { from = \"list-the-pods\" }",
            "run = [\"feedctl\", \"stop\", \"--pod\", \"$ITEM\"]",
        ],
        &found,
    );
    assert!(!found.contains("ask = "), "{found}");
    // A table has heads and columns: its names are asked for.
    let table = list.replace(" --no-headers | awk '{print $1}'", "");
    let found = toml(
        "x",
        &format!(
            "# X\n\n{table}For each pod in the list, run:\n\n```sh\nfeedctl stop <pod>\n```\n"
        ),
    );
    check(&["each = { from = \"which-pods-one-a-line\" }"], &found);
}

#[test]
fn what_the_page_leaves_open_is_asked_for_one_a_line() {
    for (text, name) in [
        (
            "For each node, run:\n\n```sh\nfeedctl drain <node>\n```",
            "NODES",
        ),
        (
            "On every broker in turn, run:\n\n```sh\nfeedctl restart\n```",
            "BROKERS",
        ),
        (
            "- Drain it on every etcd node: `feedctl drain $NODE_NAME`",
            "ETCD_NODES",
        ),
        (
            "1. For each etcd node in the cluster, run `feedctl drain <etcd-node>`",
            "ETCD_NODES",
        ),
    ] {
        let found = toml("x", &format!("# X\n\n## Do\n\n{text}\n"));
        check(
            &[
                &format!("ask = {{ name = \"{name}\" }}"),
                "each = { from = \"which-",
            ],
            &found,
        );
        assert_eq!(found.matches("ask = ").count(), 1, "{found}");
    }
}

#[test]
fn what_is_not_certain_stays_words() {
    for text in [
        // Step by step, all nodes would be drained before one of them is back.
        "For each node, run:\n\n```sh\nfeedctl drain <node>\nfeedctl reboot <node>\n```",
        // The same command, again and again.
        "For each node, run:\n\n```sh\nfeedctl check --all\n```",
        "Check the log on each node.",
        "For each of the teams, write a ticket.",
        "For each of them, restart the feed.",
        "For each alert, write a note.",
        "Restart it each time.",
        "For each node with two names, run:\n\n```sh\nfeedctl join <node> <node-name>\n```",
    ] {
        let found = toml("x", &format!("# X\n\n## Do\n\n{text}\n"));
        assert!(!found.contains("each = "), "{text}: {found}");
    }
    let found = toml(
        "x",
        "# X\n\nFor each node, run:\n\n```sh\nfeedctl drain <node>\nfeedctl reboot <node>\n```\n",
    );
    check(&["This, too: For each node, run:"], &found);
}
