//! Pages of Markdown and the runbooks that come of them.

use super::*;
use crate::runbook::{Parsed, parse_bytes};
use proptest::prelude::*;

fn brought(stem: &str, text: &str) -> Imported {
    let page = Page {
        path: format!("{stem}.md"),
        stem: stem.to_owned(),
        text: text.to_owned(),
    };
    let group = Group {
        name: stem.to_owned(),
        from: format!("{stem}.md"),
        pages: vec![page],
    };
    runbook(&group, "UTC", &LibraryDefaults::default())
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

fn check(words: &[&str], runbook: &str) {
    for words in words {
        assert!(runbook.contains(words), "{words} is missing in:\n{runbook}");
    }
}

const ALERT: &str = "---\ntitle: Pump stopped\nseverity: sev2\nweight: 3\n---\n# PumpStopped\n\n## Meaning\n\nThe pump gives no water.\n\n## Impact\n\nThe tank runs dry.\n\n## Diagnosis\n\nThe log says why. Look at the log:\n\n```console\n$ pumpctl log <pump>\nno power\n```\n\n## Mitigation\n\n- Switch it on\n- Call the vendor if it stays off\n";

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
            "title = \"Second\"",
            "title = \"Third\"",
            "id = \"look\"",
            "shell = \"df -h | sort\"",
            "name = \"Ann's team\"",
            "hours = \"9-17\"",
        ],
        &found,
    );
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
