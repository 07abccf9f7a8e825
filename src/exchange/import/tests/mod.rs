//! Pages of Markdown and the runbooks that come of them.

mod conditions;
mod each;
mod returned;
mod safely;
mod session;

use super::*;
use crate::runbook::{LibraryDefaults, Parsed, parse_bytes};
use proptest::prelude::*;

fn brought(stem: &str, text: &str) -> Imported {
    let page = Page {
        path: format!("{stem}.md"),
        stem: stem.to_owned(),
        text: text.to_owned(),
        note: None,
        lines_before: 0,
    };
    let group = Group {
        name: stem.to_owned(),
        from: format!("{stem}.md"),
        pages: vec![page],
    };
    one(&group)
}

fn one(group: &Group) -> Imported {
    let mut all = runbooks(group, "UTC", &LibraryDefaults::default());
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn parsed(imported: &Imported) -> Parsed {
    let toml = imported.toml.as_deref().unwrap_or_default();
    parse_bytes(
        "x.toml",
        &imported.id,
        toml.as_bytes(),
        &LibraryDefaults::default(),
    )
}

/// The runbook without the words at its top.
fn toml(stem: &str, text: &str) -> String {
    let imported = brought(stem, text);
    assert_eq!(parsed(&imported).problems, [], "{:?}", imported.toml);
    let toml = imported.toml.unwrap();
    let (_, below) = toml.split_once("\n\n").unwrap();
    below.to_owned()
}

/// The same of a file that another program keeps.
pub(super) fn toml_of(path: &str, text: &str) -> String {
    let page = Page {
        path: path.to_owned(),
        stem: path.split('.').next().unwrap_or(path).to_owned(),
        text: text.to_owned(),
        note: None,
        lines_before: 0,
    };
    let imported = one(&Group {
        name: page.stem.clone(),
        from: path.to_owned(),
        pages: vec![page],
    });
    let parsed = parsed(&imported);
    assert!(
        !parsed.has_errors(),
        "{:?}\n{:?}",
        parsed.problems,
        imported.toml
    );
    imported.toml.unwrap()
}

pub(super) fn check(words: &[&str], runbook: &str) {
    for words in words {
        assert!(runbook.contains(words), "{words} is missing in:\n{runbook}");
    }
}

const ALERT: &str = "---\ntitle: Pump stopped\nseverity: sev2\nweight: 3\n---\n# PumpStopped\n\n## Meaning\n\nThe pump gives no water.\n\n## Impact\n\nThe tank runs dry.\n\n## Diagnosis\n\nThe log says why. Look at the log:\n\n```console\n$ pumpctl log <pump>\nno power\n```\n\n## Mitigation\n\n- Switch it on\n- Call the vendor if it stays off\n";

#[test]
fn a_condition_that_leads_elsewhere_has_its_commands_typed_there() {
    for lead in [
        "If you have SSH access to the nodes, see the log there:",
        "If it hangs, run this on the node:",
        "If it hangs, SSH to the node and run:",
    ] {
        let page = format!("# Pump\n\n## Log\n\n{lead}\n\n```sh\n$ pumpctl log\n```\n");
        let found = toml("Pump", &page);
        check(&["is = \"yes\"", "copy = \"pumpctl log\""], &found);
        assert!(!found.contains("run = "), "{lead}:\n{found}");
    }
}

/// A key as it stands on pages, its ends whole or broken: it goes, and all else stays.
#[test]
fn a_key_goes_and_the_words_around_it_stay() {
    let data =
        "MIIEowIBAAKCAQEA1c7abcdefghijklmnopq\nqrstuvwxyz0123456789ABCDEFGHIMIIEow\nab12cd==";
    for head in [
        "-----BEGIN RSA PRIVATE KEY-----",
        "----BEGIN RSA PRIVATE KEY-----",
    ] {
        for tail in [
            "\n-----END RSA PRIVATE KEY-----",
            "\n----END RSA PRIVATE",
            "",
        ] {
            let key = format!("{head}\n{data}{tail}");
            for (before, indent, behind) in [
                ("Put it there:\n\n```\n", "", "\n```\n\nLock the gate."),
                ("Put it there:\n", "", "\nand lock the gate."),
                ("- Put it there:\n  ", "  ", "\n- Lock the gate"),
                (
                    "1. Put it there:\n\n   ```\n   ",
                    "   ",
                    "\n   ```\n\n2. Lock the gate",
                ),
                ("> ", "> ", "\n\nLock the gate."),
                ("Use:\n\n    ", "    ", "\n\nLock the gate."),
                ("```yaml\nkey: |\n  ", "  ", "\nother: lock the gate\n```"),
                (
                    "```sh\ncat > key <<EOF\n",
                    "",
                    "\nEOF\nfeedctl load key # lock the gate\n```",
                ),
            ] {
                let key = key.replace('\n', &format!("\n{indent}"));
                let page = format!(
                    "# X\n\n## Do\n\nLook at it.\n\n{before}{key}{behind}\n\n## End\n\n1. Close it\n"
                );
                let imported = brought("x", &page);
                let found = imported.toml.unwrap();
                for secret in ["MIIEow", "qrstuvwxyz0123", "ab12cd"] {
                    assert!(!found.contains(secret), "{page}\n{found}");
                }
                let found = found.to_lowercase();
                check(
                    &[
                        "look at it",
                        "lock the gate",
                        "close it",
                        "taken out on import",
                    ],
                    &found,
                );
                // One from which something was taken out is no command.
                assert!(
                    !found.contains("shell = 'cat") && !found.contains("shell = '''"),
                    "{found}"
                );
                let parts = &imported.accounts[0].parts;
                let line = |what: &str| {
                    let part = parts.iter().rfind(|it| it.what == what);
                    part.map(|it| it.line).unwrap_or_default()
                };
                let at = |text: &str| page.lines().position(|it| it.contains(text)).unwrap() + 1;
                assert_eq!(line("a private key"), at("BEGIN"), "{parts:?}");
                assert_eq!(line("an item of a list"), at("1. Close it"), "{parts:?}");
            }
        }
    }
}

/// Whatever a command has in quotes and leaves to be filled in, and wherever it stands.
#[test]
fn a_title_with_a_command_in_it_is_whole() {
    let commands = [
        "mysql -e \"drop table <table>\"",
        "mysql -h <host> -e \"drop table <table>; drop table <b>\"",
        "psql -c 'drop table <table>'",
        "curl -X POST \"https://x.example.com/<id>/restart\" -d '{\"force\": true}'",
        "kubectl delete pod <pod> -n \"<a>\"",
        "sh -c \"rm -rf <dir>\"",
        "mysql -e \"select * from orders where created_at > now() - interval 1 day and state = '<state>'\"",
        "git commit -m \"Fix <b>x</b>\"",
        "redis-cli eval \"return redis.call('del', '<key>')\" 0",
    ];
    for place in [
        "- `{}`",
        "- Drop it: `{}`",
        "- Drop it with `{}`",
        "- Run `{}` and wait",
        "## Do\n\nThen run `{}` now.",
        "- Run {}",
        "- [ ] {}",
        "```sh\n{}\n```",
        "```\n$ {}\n```",
        "Drop it:\n\n```sh\n{}\n```",
        "## Do\n\nIf it hangs, run `{}`.",
        "| Symptom | Action |\n|---|---|\n| Red | `{}` |",
    ] {
        for command in commands {
            let found = toml("x", &format!("# X\n\n{}\n", place.replace("{}", command)));
            let file: toml::Table = found.parse().unwrap();
            // A text that is nothing to do is a page.
            let Some(procedures) = file.get("procedures") else {
                continue;
            };
            let steps = procedures[0]["steps"].as_array().unwrap().iter();
            for title in steps.filter_map(|it| it.get("title").or(it.as_str().map(|_| it))) {
                let title = title.as_str().unwrap();
                let last = title.rsplit(' ').next().unwrap();
                assert!(
                    title.chars().count() <= 60
                        && super::shorten::is_balanced(title)
                        && !title.contains(['`', '<', '>'])
                        && !title.ends_with(" \"")
                        && !title.ends_with(" '")
                        && !last.starts_with('-')
                        && title.starts_with(char::is_uppercase),
                    "{title} of {place} {command}"
                );
            }
        }
    }
}

#[test]
fn what_can_go_wrong_stays_below_its_heading() {
    let found = toml(
        "x",
        "# X\n\n## One\n\nOpen it.\n\n## Purge\n\n**Danger**: It deletes all.\n\n## Two\n\nClose it.\n",
    );
    assert!(!found.contains("caution"), "{found}");
    check(&["**Purge**\n\n**Caution:** It deletes all."], &found);
}

#[test]
fn an_alert_page_is_an_exception() {
    let found = toml("PumpStopped", ALERT);
    check(
        &[
            "name = \"PumpStopped\"\nseverity = \"sev2\"\nmeans = \"The pump gives no water.\"",
            "purpose = \"Impact: The tank runs dry.\"",
            "section = \"Diagnosis\"",
            "ask = { name = \"PUMP\" }",
            "run = [\"pumpctl\", \"log\", \"$PUMP\"]",
            "no power",
            "section = \"Mitigation\"",
            "title = \"Switch it on\"",
            "# weight: 3",
        ],
        &found,
    );
}

#[test]
fn tasks_numbers_contacts_and_attributes_find_their_places() {
    let found = toml(
        "weekly",
        "# Weekly\n\n- [ ] First\n  - [ ] Inside\n- [x] Second\n\n| Name | Contact | Hours |\n|---|---|---|\n| Ann's team | #ann | 9-17 |\n\n1. Third\n\n   ```sh {name=look interactive=false}\n   df -h | sort\n   ```\n",
    );
    check(
        &[
            "title = \"First\"",
            "title = \"Inside\"",
            "detail = \"- [x] Second\"",
            "title = \"Third\"",
            "id = \"look\"",
            "shell = \"df -h | sort\"",
            "name = \"Ann's team\"",
            "contact = \"#ann (9-17)\"",
        ],
        &found,
    );
}

fn group(pages: &[(&str, &str)]) -> Imported {
    let pages = pages.iter().map(|(stem, text)| Page {
        path: format!("{stem}.md"),
        stem: (*stem).to_owned(),
        text: (*text).to_owned(),
        note: None,
        lines_before: 0,
    });
    let group = Group {
        name: "pumps".to_owned(),
        from: "pumps".to_owned(),
        pages: pages.collect(),
    };
    let imported = one(&group);
    assert_eq!(parsed(&imported).problems, [], "{:?}", imported.toml);
    imported
}

#[test]
fn pages_that_refer_to_each_other_call_each_other_but_never_in_a_circle() {
    let stopped = "# PumpStopped\n\n## Meaning\n\nNo water.\n\n## Mitigation\n\nSee [Pump dry]({{< ref \"./PumpDry.md\" >}}).\n";
    let dry = "# PumpDry\n\nSee [Pump stopped](./PumpStopped.md#mitigation)\n";
    let toml = group(&[("PumpDry", dry), ("PumpStopped", stopped)])
        .toml
        .unwrap();
    check(
        &[
            "name = \"PumpDry\"",
            "title = \"See Pump stopped\"\ncall = \"pump-stopped\"",
            "See the procedure `pump-dry`.",
        ],
        &toml,
    );
}

#[test]
fn what_is_typed_into_a_session_is_copied_not_run_here() {
    let found = toml(
        "PumpStopped",
        "# PumpStopped\n\n## Meaning\n\nx\n\n## Diagnosis\n\nOpen a shell on the pump:\n\n```\n$ PUMP='<value of instance label from alert>'\n$ ssh $PUMP\n$ rm -rf /var/tmp/water\n```\n\n```\n$ exit\n```\n\n```\n$ uptime\n```\n",
    );
    check(
        &[
            "title = \"Pump: value of instance label from alert\"\nask = { name = \"PUMP\", label = \"instance\" }",
            "title = \"Open a shell on the pump\"\ncopy = \"ssh $PUMP\"",
            "in a terminal beside this one",
            "copy = \"rm -rf /var/tmp/water\"",
            "copy = \"exit\"",
            "run = [\"uptime\"]",
        ],
        &found,
    );
    let known = toml(
        "x",
        "Look inside:\n\n```\n$ HOST=\"pump-7\"\n$ ssh $HOST\n$ uptime\n```\n",
    );
    check(&["copy = \"ssh pump-7\"", "copy = \"uptime\""], &known);
    let alone = toml("x", "Log in:\n\n```\n$ ssh <pump>\n```\n");
    check(&["copy = \"ssh $PUMP\""], &alone);
}

#[test]
fn a_secret_reaches_a_command_and_no_text() {
    let found = toml(
        "x",
        "# X\n\nThe variable `$API_TOKEN` holds it.\n\n```sh\nexport API_TOKEN=CHANGEME\ntool --token $API_TOKEN list\n```\n\n```console\nops@web1:~$ tool --token $API_TOKEN get\n```\n",
    );
    check(
        &[
            "ask = { name = \"API_TOKEN\", secret = true }",
            "shell = \"tool --token $API_TOKEN list\"\nkeep_output = false",
            "copy = \"tool --token <API_TOKEN> get\"",
        ],
        &found,
    );
    let copied = brought(
        "x",
        "```console\nops@web1:~$ tool --token $API_TOKEN get\n```\n",
    );
    let copied = copied.toml.unwrap();
    check(&["copy = \"tool --token $API_TOKEN get\""], &copied);
    assert!(!copied.contains("ask ="), "{copied}");
}

#[test]
fn yes_and_no_answer_the_question_before_them() {
    let found = toml(
        "x",
        "# X\n\n1. Check whether the lamp is red.\n   - If so, press stop.\n   - If not:\n     1. Press start\n2. Is it loud?\n   - **Yes**: call Ann\n   - No\n     - Go on\n",
    );
    check(
        &[
            "title = \"Check whether the lamp is red\"\nchoose = [\"yes\", \"no\"]",
            "title = \"Press stop\"\nwhen = { step = \"check-whether-the-lamp-is-red\", is = \"yes\" }",
            "title = \"Press start\"\nwhen = { step = \"check-whether-the-lamp-is-red\", is = \"no\" }",
            "title = \"Is it loud?\"\nchoose",
            "title = \"Call Ann\"\nwhen = { step = \"is-it-loud\", is = \"yes\" }",
            "title = \"Go on\"\nwhen = { step = \"is-it-loud\", is = \"no\" }",
        ],
        &found,
    );
}

#[test]
fn what_follows_the_label_of_a_tab_at_once_is_in_it() {
    let found = toml(
        "x",
        "# X\n\n::::{tab-set}\n:::{tab-item} Linux\n`systemctl restart x`\n:::\n:::{tab-item} Windows\nPress the button.\n\nLook at the lamp.\n:::\n::::\n",
    );
    check(
        &[
            "choose = [\"Linux\", \"Windows\"]",
            "is = \"Linux\" }\nrun = [\"systemctl\", \"restart\", \"x\"]",
            "title = \"Press the button\"\nwhen = { step = \"choose-the-way\", is = \"Windows\" }",
        ],
        &found,
    );
    assert!(!found.contains("Read what else"), "{found}");
}

#[test]
fn tabs_are_ways_wherever_they_stand() {
    let found = toml(
        "x",
        "# X\n\n- [ ] Tell them\n\n{{< tabs >}}\n{{< tab \"Linux\" >}}\n```sh\napt install x\n```\n{{< /tab >}}\n{{< /tabs >}}\n\n<Tabs>\n  <TabItem value=\"b\" label=\"Mac\">\n\n```sh\nbrew install x\n```\n\n  </TabItem>\n</Tabs>\n\n1. ~~Half~~ done\n",
    );
    check(
        &[
            "title = \"Tell them\"",
            "choose = [\"Linux\"]",
            "is = \"Linux\" }\nrun = [\"apt\", \"install\", \"x\"]",
            "choose = [\"Mac\"]",
            "is = \"Mac\" }\nrun = [\"brew\", \"install\", \"x\"]",
            "~~Half~~ done",
        ],
        &found,
    );
    assert!(!found.contains("Read what else"), "{found}");
}

#[test]
fn a_paragraph_of_things_to_do_is_a_step_for_each() {
    let found = toml(
        "x",
        "# X\n\n## Do\n\nCheck the pump. It is in the cellar. Check the tank.\nSee [A](https://a.example.com/)\nSee [B](https://b.example.com/)\n\nTODO\n\n## Empty\n",
    );
    check(
        &[
            "title = \"Check the pump\"\ndetail = \"Check the pump. It is in the cellar.\"",
            "title = \"Check the tank\"",
            "title = \"See A\"\nlink = \"https://a.example.com/\"",
            "title = \"See B\"\nlink = \"https://b.example.com/\"",
        ],
        &found,
    );
    let account = &brought("x", "## Do\n\nCheck it.\n\nTODO\n\n## Empty\n").accounts[0];
    let left: Vec<&str> = account
        .parts
        .iter()
        .filter(|part| part.became.starts_with("left out"))
        .map(|part| part.what.as_str())
        .collect();
    assert_eq!(left, ["\"TODO\"", "the heading \"Empty\""]);
}

#[test]
fn a_query_is_copied_and_several_ways_are_optional() {
    let found = toml(
        "PumpStopped",
        "# PumpStopped\n\n## Meaning\n\nx\n\n## Diagnosis\n\nCheck the rate:\n\n```promql\nrate(water[5m])\n```\n\n## Mitigation\n\n### Wait\n\nWait an hour.\n\n### Swap\n\nReplace the pump.\n",
    );
    check(
        &[
            "title = \"Check the rate\"\ncopy = \"rate(water[5m])\"",
            "section = \"Mitigation: Swap\"",
            "title = \"Replace the pump\"\noptional = true",
        ],
        &found,
    );
}

#[test]
fn front_matter_and_links_are_kept_in_the_folders_page_too() {
    let index = "---\ntitle: Pumps\nowner: water team\n---\n\nAll about pumps.\n\n- [1](https://e.example.com/manual)\n";
    let page =
        "# Weekly\n\n- [ ] Look, as the [manual][1] says\n\n* [1](https://e.example.com/weekly)\n";
    let toml = group(&[("_index", index), ("weekly", page)]).toml.unwrap();
    check(
        &[
            "# owner: water team",
            "title = \"Pumps\"",
            "All about pumps.",
            "\"e.example.com: manual\" = \"https://e.example.com/manual\"",
            "\"e.example.com: weekly\" = \"https://e.example.com/weekly\"",
            "link = \"https://e.example.com/weekly\"",
        ],
        &toml,
    );
}

#[test]
fn an_alert_is_named_by_its_page_and_known_by_its_impact() {
    let found = toml(
        "PumpStopped",
        "# PumpDry\n\n## Impact\n\nNo water.\n\n## Critical\n\nCheck the pump.\n",
    );
    check(
        &[
            "name = \"PumpStopped\"",
            "title = \"Pump Dry\"",
            "purpose = \"Impact: No water.\"",
        ],
        &found,
    );
}

#[test]
fn a_folder_that_one_file_cannot_hold_becomes_several() {
    let line = "Compare the figure of the panel. ".to_owned()
        + &"It is the same as it was on the day before, or the plan says why not. ".repeat(30);
    let text = |number: usize| {
        let steps = (1..=8).map(|step| format!("{step}. {line}\n"));
        format!("# Page {number}\n\n{}", steps.collect::<String>())
    };
    let pages = (1..=90).map(|number| Page {
        path: format!("p{number}.md"),
        stem: format!("p{number}"),
        text: text(number),
        note: None,
        lines_before: 0,
    });
    let group = Group {
        name: "big".to_owned(),
        from: "big".to_owned(),
        pages: pages.collect(),
    };
    let all = runbooks(&group, "UTC", &LibraryDefaults::default());
    assert!(all.len() > 1 && all.iter().all(|it| it.toml.is_some()));
    assert_eq!(all.iter().map(|it| it.accounts.len()).sum::<usize>(), 90);
    let parts = all
        .iter()
        .flat_map(|it| &it.accounts)
        .flat_map(|it| &it.parts);
    assert!(
        !parts
            .clone()
            .any(|part| part.became.contains("word by word"))
    );
    let steps: usize = all
        .iter()
        .flat_map(|it| &it.accounts)
        .map(|it| it.steps)
        .sum();
    assert_eq!(steps, 90 * 8);
}

/// A page of pieces, with `#` in them for a word that occurs nowhere else.
fn page_of(pieces: &[&str]) -> (String, Vec<String>) {
    let mut words = Vec::new();
    let mut text = String::new();
    for piece in pieces {
        for part in piece.split_inclusive('#') {
            let Some(before) = part.strip_suffix('#') else {
                text.push_str(part);
                continue;
            };
            let word = format!("zq{}qz", words.len());
            text.push_str(&format!("{before}{word}"));
            words.push(word);
        }
    }
    (text, words)
}

/// What can stand on a page, a whole part each.
const PIECES: &[&str] = &[
    "\n## Meaning\n\n@ means it.\n\n",
    "\n## Impact\n\n@ suffers:\n\n- @\n- @\n\n",
    "\n## Diagnosis\n\n",
    "\n## Mitigation\n\n",
    "\n### @\n\n",
    "\n## @\n\n",
    "Check the @. It is @. Then open the @:\n\n",
    "The @ is so.\n\n",
    "See [@](https://e.example.com/@)\nSee [@](./@.md)\n\n",
    "If the long @ of the very long @ in the extremely long @ is as long as the @ of the longest @, then restart @.\n\n",
    "- [ ] @\n  - [x] Check @\n  - @\n\n",
    "1. Do @\n\n   @\n\n   1. Run `kubectl get @` now\n\n      1. @\n\n         1. @\n\n",
    "```sh {\"name\":\"@\",\"interactive\":false,\"x\":\"@\"}\necho @ | sort\n```\n\n",
    "```console\n$ ssh @\n$ ls @\noutput @\n$ exit\n```\n\n",
    "```\n$ AB=@\n$ CD='<the @>'\n$ use $AB $CD @\n```\n\n",
    "```promql\nrate(@[5m])\n```\n\n",
    "```yaml\n@: @\n```\n\n",
    "| Name | Contact | Hours |\n|---|---|---|\n| @ | @ | @ |\n| | @ | |\n\n",
    "| Team | Slack | @ |\n|---|---|---|\n| @ | @ | @ |\n\n",
    "| @ | @ |\n|---|---|\n| @ | @ |\n\n",
    "> **Warning:** never @\n\n",
    "> @ said\n\n",
    "<details>\n<summary>@</summary>\n\n@\n\n</details>\n\n",
    "- [@](https://e.example.com/@)\n- [@](https://e.example.com/@)\n\n",
    "[@]: https://e.example.com/@\n\n",
    "<!-- @ -->\n\n",
    "![@](https://e.example.com/@.png)\n\n",
    "## Notes\n\n@\n\n",
    "***\n\n",
    "TODO\n\n",
    ":::caution @\n@ twice.\n:::\n\n",
    "!!! warning \"@ it\"\n    Never @.\n\n    - @\n\n",
    "=== \"@\"\n\n    ```sh\n    ls @\n    ```\n\n=== \"@\"\n\n    Open @.\n\n",
    "{{% notice warning %}}\n@ never.\n{{% /notice %}}\n\n",
    "If @ does not answer:\n\n- Restart @\n- Call @\n\nOtherwise:\n\n1. Wait for @\n\n",
    "If the @ of the very long @ in the extremely long @ is @, restart it:\n\n```sh\nsystemctl restart @\n```\n\n",
    "| Symptom | Cause | Action |\n|---|---|---|\n| @ x | @ | Restart @ |\n| @ y | @ | @ |\n\n",
    "| Severity | Respond within | Call |\n|---|---|---|\n| @ | 15 min | @ |\n\n",
    "- Duty @: +49 30 5550101\n- Desk: @@example.com (@)\n\n",
    "```\n$ cat > @ <<'END'\n@ = 1\nEND\n$ load @\n```\n\n",
    "```\n# systemctl restart @\n$ ls @\nprinted @\n```\n\n",
    "```sh\n# Find the @\nNODE=$(tool get @)\ntool cordon $NODE\ncd /srv/@\n./run @\n```\n\n",
    "```bash\nkind: @\nmetadata:\n  name: @\n```\n\n",
    "```sh\necho \"@\n```\n\n",
    "```\nsome words @\n```\n\n",
    "- [ ] ~~Call @~~\n- [x] Tell @\n- [ ] @ is done\n\n",
    "<!--\n@ of editors\n@\n-->\n\n",
    "Run `kubectl delete pod @` and <b>look</b> at <img src=\"@.png\"> then.\n\n",
    "@\n===\n\n",
    "import X from '@'\n\n",
    "```{warning}\n@ never.\n```\n\n",
    "~~~admonish danger \"The @\"\n@\n~~~\n\n",
    "{: .warning }\n> @ it.\n\n",
    "<div class=\"alert alert-danger\" role=\"alert\">\nNever @.\n</div>\n\n",
    ":warning: Mind the @\n\n/!\\ Hot @\n\nCAUTION - @.\n\n",
    "Do not @ it twice.\n\n",
    "Run this on the node:\n\n```\nshopadm @ now\n```\n\nNow exit the shell session to @.\n\n",
    "```\nexport AB_TOKEN=CHANGEME\ncurl -H \"x: $AB_TOKEN\" @\n```\n\nThe `$AB_TOKEN` is @.\n\n",
    "```sh\nsnap=$(tool make @)\necho $snap @\ntool show $snap\n```\n\n",
    "1. Check whether @ is red.\n   - If so, press @.\n   - If not:\n     - Call @\n\n",
    "- Is @ loud?\n  - Yes: call @\n  - No: wait for @\n\n",
    "```\nhelm rollback @\nRollback of @ was a success!\n```\n\n",
];

const FRONTS: &[&str] = &[
    "",
    "# @\n\n@ is what it is for.\n\n",
    "---\ntitle: @\nname: @\ntags: [@, @]\nsummary: @\ndescription: @\nseverity: @\n---\n# @\n\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]
    #[test]
    fn no_word_of_a_page_is_lost(
        front in prop::sample::select(FRONTS),
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..9),
        is_alone in any::<bool>(),
        is_index in any::<bool>(),
    ) {
        let all: Vec<String> = [&front].into_iter().chain(&pieces).map(|it| it.replace('#', "\u{1}").replace('@', "#")).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let (text, words) = page_of(&all);
        let text = text.replace('\u{1}', "#");
        let stem = if is_index { "_index" } else { "PumpStopped" };
        let mut pages = vec![Page { path: "a.md".into(), stem: stem.into(), text: text.clone(), note: None, lines_before: 0 }];
        if !is_alone {
            let other = "# PumpDry\n\n## Meaning\n\nDry.\n\n## Diagnosis\n\nLook at it.\n";
            pages.push(Page { path: "b.md".into(), stem: "PumpDry".into(), text: other.into(), note: None, lines_before: 0 });
        }
        let group = Group { name: "pumps".into(), from: "pumps".into(), pages };
        let imported = one(&group);
        let toml = imported.toml.clone().unwrap_or_default();
        let told = format!("{:?}", imported.accounts);
        if imported.toml.is_none() {
            prop_assert!(told.contains("left out: "), "{told}");
            return Ok(());
        }
        // A name in a command becomes a variable, which is in capitals.
        let kept = format!("{toml}{told}").to_lowercase();
        prop_assert!(!told.contains("word by word"), "a line of this had to be put back:\n{text}\n---\n{toml}\n{told}");
        for word in words {
            prop_assert!(kept.contains(&word), "{word} is lost of:\n{text}\n---\n{toml}");
        }
        prop_assert!(!parsed(&imported).has_errors(), "{:?}\n{toml}", parsed(&imported).problems);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_the_page_the_runbook_has_no_error(
        pieces in prop::collection::vec(prop_oneof![
            Just("# Top\n"), Just("\n## Meaning\n\n"), Just("\n## Diagnosis\n\n"), Just("### "), Just("- [ ] "),
            Just("1. "), Just("  - "), Just("```sh {name=a cwd=/x}\n"), Just("```console\n$ "), Just("```\n"),
            Just("<pod>"), Just("$POD "), Just("| Name | Contact |\n|---|---|\n| "), Just("[a](http://x y)"),
            Just("[b](https://e.org)"), Just("password=hunter2Horse99 "), Just("'''"), Just("\"\"\""), Just("\\"),
            Just("\u{202e}"), Just("\n\n"), Just("---\n"), Just("Check `kubectl get $ITEM -c <a>`. "), Just("Run sh -c \"$X y\" "),
            Just("\u{0}"), Just("> **Warning:** "), Just("\t"),
        ], 0..24),
        tail in "\\PC{0,40}",
    ) {
        let text = pieces.concat() + &tail;
        let imported = brought("page", &text);
        if imported.toml.is_some() {
            let parsed = parsed(&imported);
            prop_assert!(!parsed.has_errors(), "{:?}\n{}", parsed.problems, imported.toml.unwrap());
        }
    }
}
