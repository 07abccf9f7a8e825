//! Pages as strangers might write them, brought over.
//!
//! Asked of an import: no panic, a file without an error, and each line of the page in the file
//! or in the account of it.

use super::mutate::Mutator;
use super::{figure, inputs};
use rounds::exchange::import::{Group, Page, decoded, runbooks};
use rounds::runbook::{LibraryDefaults, parse_bytes};

const SEEDS: &[&str] = &[
    "---\ntitle: Pump stopped\nseverity: sev2\ntags: [a, b]\n---\n# PumpStopped\n\n## Meaning\n\nThe pump gives no water.\n\n## Impact\n\n- Late\n- Dry\n\n## Diagnosis\n\nLook at the log:\n\n```console\n$ pumpctl log <pump>\nno power\n```\n\n## Mitigation\n\n- Switch it on\n- See [the other](./PumpDry.md)\n\nTODO\n",
    "# Shells\n\n```\n$ HOST=\"pump-7\"\n$ ssh $HOST\n$ uptime\n$ exit\n```\n\n```sh\n# Find it\nNODE=$(tool get <pod> | jq -r .node)\nexport API_TOKEN=CHANGEME\ncd /srv/app && make all\ntool cordon $NODE\ntool drain $NODE --token $API_TOKEN\n```\n\n```\ncat > x.ini <<'END'\n[a]\nb = 1\nEND\nload x.ini\n```\n\n```\nuser@web1:~$ sudo -i\n# systemctl stop x\ndb=# select 1;\n 1\n(1 row)\n```\n",
    "# Cases\n\n1. Check whether it answers.\n   - If so, go on.\n   - If not:\n     1. Restart it\n2. Is it red?\n   - Yes: press stop\n   - No: wait\n\nIf the disk is full:\n\n```sh\nrm -rf /var/tmp/x\n```\n\nOtherwise:\n\n- Call the vendor\n\n| Symptom | Action |\n|---|---|\n| Red | Press stop |\n| Late | [See](late.md) |\n",
    "# Notes\n\n> [!CAUTION]\n> Never.\n\n:::danger Hot\nIt is hot.\n:::\n\n!!! warning \"Twice\"\n    Do not do it twice.\n\n=== \"Linux\"\n\n    ```sh\n    ls -l\n    ```\n\n=== \"Windows\"\n\n    Open it.\n\n{{% notice warning %}}\nnever\n{{% /notice %}}\n\n```{warning}\nMind it\n```\n\n<details>\n<summary>More</summary>\n\nwords\n\n</details>\n\n<div class=\"alert alert-danger\">No</div>\n\n{: .warning }\n> Hot\n\n:warning: Mind it\n",
    "# Ways\n\n- Look at it\n- If it hangs:\n\n```sh\nfeedctl stop\nfeedctl wipe\n```\n\n1. Restart it\n   - Note the lamp\n   - When it is red:\n\n   ```sh\n   feedctl reset\n   ```\n\n> If it is loud:\n\nCall Ann.\n\nIf it is dry, do the following.\n\n1. Fill it\n2. Wipe the spool of the second feed if the desk has said so on the telephone\n\n- [x] Prepare\n  - [ ] Open it\n- ~~Reboot~~ (`feedctl restart` does it)\n\n<% if live? %>\n\nWipe it.\n\n<% else %>\n\n```sh\nfeedctl wipe test\n```\n\n<% end %>\n\n{% for x in y %}\n{% if x %}\nOpen it.\n{% endif %}\n{% endfor %}\n\n```sh\n# the standby\nHOST=pump-7 # not the first\ncd /srv/x\\ # y\nwipe $HOST\n```\n",
    "# People\n\n| Team | Slack | Phone |\n|---|---|---|\n| Pumps | #pumps | +49 30 5550101 |\n\n| Severity | Respond within | Call |\n|---|---|---|\n| P1 | 15 min | Pumps |\n\n- Duty: ops@example.com (24/7)\n\n- [x] done\n- [ ] ~~no~~\n- [ ] Tell 👩\u{200d}💻 می\u{200c}خواهم\n\n<!-- a\ncomment -->\n\n[1]: https://e.example.com/x\n\npassword=hunter2Horse99\n\n-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEA1c7abcdefghijklm\n-----END PRIVATE KEY-----\n",
];

/// What Markdown and shells stumble over.
const MORSELS: &[&str] = &[
    "```\n",
    "```sh\n",
    "~~~\n",
    "\n\n",
    "\n$ ",
    "\n# ",
    "\n> ",
    "\n- [ ] ",
    "\n1. ",
    "\n| a | b |\n|---|---|\n",
    "<pod>",
    "{{x}}",
    "$(",
    "`",
    "'",
    "\"",
    "\\\n",
    " <<END\n",
    "](",
    "![",
    "<!--",
    "-->",
    "</",
    "---\n",
    "===\n",
    ":::",
    "!!! danger\n    ",
    "\t",
    "\u{200d}",
    "\u{202e}",
    "$TOKEN ",
    "ssh x\n",
    "exit\n",
    "If so:\n",
    "- If it hangs:\n\n",
    "<% if x %>\n",
    "<% else %>\n",
    "<% end %>\n",
    " if it hangs",
    "{%",
    "%>",
    "&amp;",
];

/// What an import gets wrong of a page, in words.
fn fault(bytes: &[u8]) -> Option<String> {
    let (text, note) = decoded(bytes)?;
    let page = Page {
        path: "Pump.md".to_owned(),
        stem: "Pump".to_owned(),
        text: text.clone(),
        note,
        lines_before: 0,
    };
    let group = Group {
        name: "pumps".to_owned(),
        from: "pumps".to_owned(),
        pages: vec![page],
    };
    let defaults = LibraryDefaults::default();
    runbooks(&group, "UTC", &defaults)
        .iter()
        .find_map(|imported| {
            let parts = imported.accounts.iter().flat_map(|it| &it.parts);
            let lost: Vec<_> = parts.filter(|it| it.became.starts_with("lost")).collect();
            let toml = imported.toml.as_deref().unwrap_or_default();
            let parsed = parse_bytes("pumps.toml", "pumps", toml.as_bytes(), &defaults);
            let is_faulty = !lost.is_empty() || imported.toml.is_some() && parsed.has_errors();
            is_faulty.then(|| format!("{lost:?} {:?} of:\n{text}\n---\n{toml}", parsed.problems))
        })
}

/// `ROUNDS_FUZZ_SEED=N` begins elsewhere, so that many inputs can be tried slice by slice.
#[test]
fn no_page_stops_an_import_or_loses_a_line() {
    let asked = std::env::var("ROUNDS_FUZZ_SEED").ok();
    let number = asked.and_then(|seed| seed.parse().ok()).unwrap_or(5);
    let seeds: Vec<Vec<u8>> = SEEDS.iter().map(|it| it.as_bytes().to_vec()).collect();
    let mut mutator = Mutator::new(number, seeds).with(MORSELS);
    let faults: Vec<String> = (0..inputs())
        .filter_map(|_| fault(&mutator.next()))
        .collect();
    // All of them in one run: each shows a kind.
    let shown = faults.iter().take(40).map(String::as_str);
    let shown = shown.collect::<Vec<_>>().join("\n======\n");
    assert!(faults.is_empty(), "{} pages:\n{shown}", faults.len());
    figure("the import of pages, each held against its file");
}
