//! What words of a page make of the commands that they lead to: in doubt nothing is run here.

use super::toml;

/// A page of one paragraph and the block that follows it.
fn led(words: &str, code: &str) -> String {
    toml(
        "x",
        &format!("# X\n\n## Do\n\nLook at the lamp.\n\n{words}\n\n```sh\n{code}\n```\n"),
    )
}

#[test]
fn what_nobody_is_told_to_type_is_read() {
    for words in [
        "Under no circumstances run:",
        "Previously we used:",
        "The night job does this:",
        "The feed controller runs the following:",
        "The operator does not need to do this:",
        "This will fail with:",
        "This is what the agent calls:",
        "~~Restart the pump:~~",
        "Ask the owner of the tank to run:",
        "The old way was:",
        "You should see:",
        "Example output:",
        "It is dangerous and it must not be typed:",
    ] {
        let found = led(words, "pumpctl wipe tank");
        assert!(!found.contains("run = "), "{words}:\n{found}");
        assert!(!found.contains("shell = "), "{words}:\n{found}");
        assert!(found.contains("pumpctl wipe tank"), "{words}:\n{found}");
    }
    for words in [
        "Run:",
        "This restarts the pump:",
        "The following command does it:",
        "If it fails, restart the pump:",
        "Check the output of this command:",
        "Do not forget to stop the pump:",
        "Wipe the tank:",
    ] {
        let found = led(words, "pumpctl wipe tank");
        assert!(found.contains("run = "), "{words}:\n{found}");
    }
}

#[test]
fn what_is_meant_for_another_place_by_the_words_before_it_is_copied() {
    for words in [
        "On tank-2 run:",
        "On `tank`:",
        "In the affected pod:",
        "On the bastion:",
        "In the Acme CloudShell:",
        "Wipe the disk of the standby server:",
        "On the standby only:",
        "Stop the feed on the old primary:",
        "For every node of the west ring, on the node itself:",
        "In the Acme console:",
    ] {
        let found = led(words, "pumpctl wipe tank");
        assert!(!found.contains("run = "), "{words}:\n{found}");
        assert!(
            found.contains("copy = \"pumpctl wipe tank\""),
            "{words}:\n{found}"
        );
    }
    for (words, code) in [
        ("Look at the pods on the node:", "kubectl get pods"),
        ("Wipe the tank in the cellar:", "pumpctl wipe tank"),
        ("Show the state of a node:", "pumpctl show n1"),
    ] {
        let found = led(words, code);
        assert!(found.contains("run = "), "{words}:\n{found}");
    }
}

#[test]
fn a_folder_or_a_setting_in_a_sentence_holds_for_what_follows() {
    for (items, is) in [
        (
            "1. Change to the folder: `cd /srv/feed`\n2. Delete all: `rm -rf ./*`\n",
            "cwd = \"/srv/feed\"",
        ),
        (
            "1. Set the account: `export TOOL_PROFILE=prod`\n2. Delete all: `kubectl delete pods --all`\n",
            "export TOOL_PROFILE=prod\nkubectl delete pods --all",
        ),
        (
            "1. Change to the folder of the release\n2. Delete all: `rm -rf ./*`\n",
            "copy = \"rm -rf ./*\"",
        ),
        (
            "1. Unpack it and go there with `cd feed` or `cd feed-2`\n2. Delete all: `rm -rf ./*`\n",
            "copy = \"rm -rf ./*\"",
        ),
    ] {
        let found = toml("x", &format!("# X\n\n{items}"));
        assert!(found.contains(is), "{items}\n{found}");
    }
}
