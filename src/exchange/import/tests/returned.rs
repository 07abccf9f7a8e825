//! What is exported as Markdown is imported as the same runbook.

use crate::exchange::export::{Choice, Written, book, markdown};
use crate::exchange::import::returned::without_lines;
use crate::exchange::import::{Group, Imported, Page, runbooks};
use crate::runbook::{LibraryDefaults, Runbook, parse_bytes, parse_library};
use proptest::prelude::*;
use std::path::Path;

const EVERY_KEY: &str = include_str!("../../../../tests/data/every-key.toml");
const LIBRARY: &str = r#"
timezone = "Europe/Berlin"
pass_env = ["BORG_REPO"]
contacts = [{ id = "on-call", name = "The pager" }, { id = "desk", name = "Service desk" }]
[owners]
operations = { name = "Shift lead" }
[closed]
days = [2026-12-25]
[targets.prod-eu]
CONTEXT = "eu"
"#;

/// What a file means, wherever in it that stands.
fn read(id: &str, file: &str, defaults: &LibraryDefaults) -> Runbook {
    let parsed = parse_bytes(&format!("{id}.toml"), id, file.as_bytes(), defaults);
    let problems = format!("{:?}", parsed.problems);
    without_lines(parsed.runbook.expect(&problems))
}

fn library(text: &str) -> LibraryDefaults {
    parse_library("library.toml", text.as_bytes()).0
}

/// A file as its page.
fn page_of(id: &str, file: &str, beside: Option<&str>) -> String {
    let runbook = read(id, file, &library(beside.unwrap_or_default()));
    let written = Written::of(file.as_bytes(), beside.map(str::as_bytes));
    let choice = Choice {
        written,
        ..Choice::whole(&runbook)
    };
    markdown(&[book(&choice)], "2026-11-30 01:00 UTC")
}

fn brought_back(page: &str, defaults: &LibraryDefaults) -> Vec<Imported> {
    let page = Page {
        path: "page.md".to_owned(),
        stem: "another-name".to_owned(),
        text: page.to_owned(),
        note: None,
        lines_before: 0,
    };
    let group = Group {
        name: "another-name".to_owned(),
        from: "page.md".to_owned(),
        pages: vec![page],
    };
    runbooks(&group, "Asia/Tokyo", defaults)
}

/// What an account says beside that the file was taken.
fn told(imported: &Imported) -> Vec<String> {
    let parts = imported.accounts.iter().flat_map(|it| &it.parts).skip(1);
    parts
        .map(|part| format!("{}: {} → {}", part.line, part.what, part.became))
        .collect()
}

fn returns(id: &str, file: &str) {
    let page = page_of(id, file, None);
    let made = brought_back(&page, &LibraryDefaults::default());
    let [imported] = &made[..] else {
        panic!("{} files", made.len());
    };
    assert_eq!(imported.id, id);
    assert_eq!(imported.toml.as_deref(), Some(file), "{id}");
    assert_eq!(told(imported), [""; 0]);
}

#[test]
fn every_key_comes_back() {
    returns("orders-sync", EVERY_KEY);
}

#[test]
fn what_is_shipped_comes_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    let defaults = std::fs::read_to_string(root.join("runbooks/library.toml")).unwrap();
    for entry in std::fs::read_dir(root.join("runbooks")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none_or(|it| it != "toml") || stem == "library" {
            continue;
        }
        let file = std::fs::read_to_string(&path).unwrap();
        let page = page_of(&stem, &file, Some(&defaults));
        // Into the folder that it came from it comes back byte by byte.
        let made = brought_back(&page, &library(&defaults));
        assert_eq!(made[0].toml.as_deref(), Some(file.as_str()), "{stem}");
        assert_eq!(told(&made[0]), [""; 0]);
        // Elsewhere it is the same runbook.
        let elsewhere = LibraryDefaults::default();
        let made = brought_back(&page, &elsewhere);
        let again = read(&stem, made[0].toml.as_deref().unwrap(), &elsewhere);
        assert_eq!(again, read(&stem, &file, &library(&defaults)), "{stem}");
        seen += 1;
    }
    assert!(seen >= 3, "the runbooks were not found");
}

#[test]
fn what_a_library_gives_comes_along() {
    let file = "# Ours\ntitle = \"A\"\ncontacts = [{ id = \"desk\", name = \"Own desk\" }]\n\n[[procedures]]\ntitle = \"B\"\ntargets = [\"prod-eu\"]\nschedule = \"weekdays 09:00\"\nsteps = [\"Look at $CONTEXT\"]\n";
    let page = page_of("a", file, Some(LIBRARY));
    let expected = read("a", file, &library(LIBRARY));
    for beside in ["", "timezone = \"UTC\"\n", LIBRARY] {
        let defaults = library(beside);
        let made = brought_back(&page, &defaults);
        let text = made[0].toml.as_deref().unwrap();
        assert_eq!(read("a", text, &defaults), expected, "{beside}\n{text}");
    }
    // A folder that adds something of its own is named.
    let more = library("timezone = \"UTC\"\n[owners]\nproduct = { name = \"Somebody\" }\n");
    let made = brought_back(&page, &more);
    assert!(
        told(&made[0])[0].contains("something else"),
        "{:?}",
        told(&made[0])
    );
}

#[test]
fn what_somebody_wrote_on_the_page_since_is_named() {
    let page = page_of("orders-sync", EVERY_KEY, None);
    let changed = page.replacen("Copies orders from the shop.", "Copies nothing.", 1);
    let made = brought_back(&changed, &LibraryDefaults::default());
    assert_eq!(made[0].toml.as_deref().map(str::len), Some(EVERY_KEY.len()));
    let told = told(&made[0]);
    assert!(
        told[0].starts_with("3: a line → left out: the runbook's file"),
        "{told:?}"
    );
    assert!(told[1].contains("lines are missing or changed"), "{told:?}");
}

#[test]
fn a_file_with_errors_is_not_taken() {
    let page = page_of("orders-sync", EVERY_KEY, None);
    let broken = page.replace("  title = \"Orders sync\"", "  titel = \"Orders sync\"");
    let made = brought_back(&broken, &LibraryDefaults::default());
    let notes: Vec<_> = made[0].accounts.iter().flat_map(|it| &it.parts).collect();
    assert!(
        notes
            .iter()
            .any(|it| it.became.contains("its words were read")),
        "{notes:?}"
    );
    assert_ne!(made[0].toml.as_deref(), Some(EVERY_KEY));
}

#[test]
fn several_on_one_page_come_back_each() {
    let files = [("a", "A"), ("b", "B")];
    let file = |title: &str| {
        format!(
            "title = \"{title}\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"P\"\nsteps = [\"S --> t\"]\n"
        )
    };
    let pages: Vec<_> = files
        .iter()
        .map(|(id, title)| page_of(id, &file(title), None))
        .collect();
    let made = brought_back(&pages.join("\n"), &LibraryDefaults::default());
    assert_eq!(made.len(), 2);
    for (imported, (id, title)) in made.iter().zip(files) {
        assert_eq!(
            (imported.id.as_str(), imported.toml.clone()),
            (id, Some(file(title)))
        );
        assert_eq!(told(imported), [""; 0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_words_come_back(title in "[^\\p{C}\\\\\"]{1,30}", detail in "[^\\p{C}\\\\']{0,60}") {
        let file = format!(
            "title = \"x\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"P\"\n[[procedures.steps]]\ntitle = \"s {title}\"\ndetail = '''\n- x {detail}'''\n"
        );
        let defaults = LibraryDefaults::default();
        let parsed = parse_bytes("a.toml", "a", file.as_bytes(), &defaults);
        let errors = parsed.problems.iter().any(|it| it.severity == crate::runbook::Severity::Error);
        prop_assume!(!errors && crate::text::is_plain(&file).is_ok());
        returns("a", &file);
    }
}

/// Rows of a runbook as people write them: `«t»` stands for a text in quotes, `«w»` for bare
/// words, `«n»` for the row's number.
const ROWS: &[&str] = &[
    "[[procedures.steps]]\ntitle = «t»\n",
    "[[procedures.steps]]\nid = \"r«n»\"\ntitle = «t»\nreading = { unit = \"s\", warn_above = 5, alarm_above = 9.5 }\nexpect = «t»\n",
    "[[procedures.steps]]\ntitle = «t»\nask = { name = \"A«n»\", pattern = '[a-z]+\\d', example = \"a1\", label = \"pod\" }\n",
    "[[procedures.steps]]\nid = \"c«n»\"\ntitle = «t»\nchoose = [\"yes\", \"no, later\"]\nwarn = [\"no, later\"]\n",
    "[[procedures.steps]]\ntitle = «t»\nwhen = { step = \"first\", is = [\"ok\", \"not-ok\"] }\ncaution = «t»\nundo = «t»\n",
    "[[procedures.steps]]\ntitle = «t»\nno_return = true\nrun = [\"printf\", \"%s\", \"a b\"]\ntimeout = \"20s\"\nexpect_output = '^a'\nestimate = \"5m\"\n",
    "[[procedures.steps]]\ntitle = «t»\nshell = \"\"\"\nfor i in 1 2; do\n\techo \\\"$i\\\"\ndone\"\"\"\nkeep_output = false\n",
    "[[procedures.steps]]\ntitle = «t»\nwait = \"5m\"\nexpect = «t»\noptional = true\n",
    "[[procedures.steps]]\ntitle = «t»\neach = [\"shard 1\", \"käse/2\"]\ncopy = «t»\nlink = \"https://e.example.com/a?b=c#d\"\n",
    "[[procedures.steps]]\ntitle = «t»\neach = { from = \"first\" }\ndetail = '''\n# «w»-- ```\n- [ ] <!-- x -->\n  «w»\n'''\n",
    "[[procedures.steps]]\ntitle = «t»\neach = { targets = true }\ncall = \"other\"\n",
    "[[procedures.steps]]\ntitle = «t»\nsign_off = \"technical\"\non_fail = \"other\"\nend = \"Refused\"\n",
    "[[procedures.steps]]\nsection = «t»\n\n[[procedures.steps]]\ntitle = «t»\n",
    "# A remark of the owner: «w» -->\n[[procedures.steps]]\ntitle = «t» # behind it\n",
];

/// What stands above the procedures.
const HEADS: &[&str] = &[
    "summary = «t»\nlinks = { Board = \"https://e.example.com\" }\n",
    "[review]\nevery = \"90 days\"\n",
    "[[contacts]]\nid = \"desk\"\nname = «t»\nhours = \"mon-fri 08:00-18:00\"\n\n[[escalation]]\nseverity = \"sev1\"\nmeans = «t»\nrespond_within = \"15m\"\npath = [{ contact = \"desk\" }]\n",
    "[[dependencies]]\nname = «t»\nif_down = «t»\n",
    "[[data]]\nfield = \"a.b\"\nmeans = «t»\n",
    "[[releases]]\nversion = \"1.0.0\"\ndate = 2026-08-20\nnotes = «t»\n",
    "[[alerts]]\nname = \"Late\"\nseverity = \"sev2\"\nmeans = «t»\n",
];

const FRAME: &str = "[owners]\ntechnical = { name = \"Lead\", operators = [\"tl-1\", \"tl-2\"] }\n\n[targets.eu]\nHOST = \"a\"\n\n[[procedures]]\nid = \"other\"\ntitle = \"Other\"\nsteps = [\"Look\"]\n\n[[procedures]]\ntitle = \"Main\"\npurpose = «t»\ntargets = [\"eu\"]\n\n[[procedures.steps]]\nid = \"first\"\ntitle = \"First\"\nrun = [\"seq\", \"3\"]\n\n";

/// A text with words in the places that are left for them, one after the other.
fn filled(text: &str, words: &[String]) -> String {
    let mut all = words.iter().map(|it| it.trim()).cycle();
    let mut parts = text.split('«');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (sign, rest) = part.split_once('»').unwrap();
        let words = all.next().unwrap_or_default();
        out.push_str(&match sign {
            "t" => format!("\"w {words}\""),
            _ => words.to_owned(),
        });
        out.push_str(rest);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_runbook_comes_back(
        heads in prop::sample::subsequence(HEADS.to_vec(), 0..HEADS.len()),
        rows in prop::collection::vec(prop::sample::select(ROWS), 1..9),
        words in prop::collection::vec("[^\\p{C}\"'\\\\$«»]{0,24}", 48),
    ) {
        let rows = rows.iter().enumerate();
        let rows = rows.map(|(at, row)| row.replace("«n»", &at.to_string()));
        let rows = rows.collect::<Vec<_>>().join("\n");
        let text = format!("title = \"x\"\ntimezone = \"UTC\"\n{}\n{FRAME}{rows}", heads.join("\n"));
        let file = filled(&text, &words);
        let defaults = LibraryDefaults::default();
        let parsed = parse_bytes("a.toml", "a", file.as_bytes(), &defaults);
        // What looks like a secret, or cannot be seen, is no runbook.
        let is_odd = crate::text::is_plain(&file).is_err()
            || crate::text::looks_secret(&file).is_some();
        prop_assert!(is_odd || !parsed.has_errors(), "{:?}\n{file}", parsed.problems);
        prop_assume!(!is_odd);
        returns("a", &file);
    }
}
