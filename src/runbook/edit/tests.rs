//! Edits of a runbook's text: what they change, and that they change nothing else.

use super::*;
use crate::runbook::parse_bytes;
use proptest::prelude::*;

const HEAD: &str = "title = \"T\"\ntimezone = \"UTC\"\n";

fn tried(text: &str, request: &EditWish) -> Result<String, EditRefusal> {
    let source = Source {
        path: "t.toml".to_owned(),
        stem: "t".to_owned(),
        text,
    };
    propose(&source, &LibraryDefaults::default(), request)
}

fn review(every: Option<&str>) -> EditWish {
    EditWish::Review {
        last: "2026-11-25".parse().unwrap(),
        every: every.map(str::to_owned),
    }
}

fn step(step: &str, key: StepKey, value: &str) -> EditWish {
    EditWish::Step {
        procedure: "p".into(),
        step: step.into(),
        key,
        value: value.to_owned(),
    }
}

fn release() -> EditWish {
    EditWish::Release {
        version: "1.1".to_owned(),
        date: "2026-11-25".parse().unwrap(),
        notes: "Lag in \"minutes\"".to_owned(),
    }
}

/// A file of which everything is worth keeping.
const BOOK: &str = "# Orders, kept by hand
title = \"T\"   # the tool
timezone = \"UTC\"

# How often
[review] # quarterly
  every = \"90 days\"  # agreed

# Checks
[[procedures]]
id = \"p\"
title = \"P\"
steps = [ # in order
  \"Look\", # at the panel
  'Touch',
  { title = \"Depth\", reading = { unit = \"m\", warn_above = 5 } }, # once
]
";

#[test]
fn a_review_day_goes_where_reviews_stand() {
    let of = |review_part: &str| {
        format!(
            "{HEAD}{review_part}\n# P\n[[procedures]]\nid = \"p\"\ntitle = \"P\"\nsteps = [\"a\"]\n"
        )
    };
    for (before, after) in [
        (
            "[review]\nlast = 2026-01-01 # old\n",
            "[review]\nlast = 2026-11-25 # old\n",
        ),
        (
            "[review]\n  every = \"90 days\" # so\n",
            "[review]\n  every = \"90 days\" # so\n  last = 2026-11-25\n",
        ),
        ("[review]\n", "[review]\nlast = 2026-11-25\n"),
        (
            "review = { every = \"90 days\" }\n",
            "review = { every = \"90 days\", last = 2026-11-25 }\n",
        ),
        ("review = {}\n", "review = { last = 2026-11-25 }\n"),
        (
            "review.every = \"90 days\"\n",
            "review.every = \"90 days\"\nreview.last = 2026-11-25\n",
        ),
        ("", "[review]\nlast = 2026-11-25\n\n"),
    ] {
        let told = tried(&of(before), &review(None));
        // Without a table of its own it comes before the comment of the first one.
        let wanted = match before {
            "" => of("").replace("# P\n", &format!("{after}# P\n")),
            _ => of(after),
        };
        assert_eq!(told.as_deref(), Ok(wanted.as_str()), "{before}");
    }
    let told = tried(BOOK, &review(Some("30 days"))).unwrap();
    assert!(
        told.contains("  every = \"30 days\"  # agreed\n  last = 2026-11-25\n"),
        "{told}"
    );
    assert_eq!(
        tried(&told, &review(Some("30 days"))),
        Err(EditRefusal::Nothing)
    );
}

#[test]
fn a_plain_step_becomes_a_table_alone() {
    let told = tried(BOOK, &step("touch", StepKey::Expect, "It is \"warm\"")).unwrap();
    let wanted = BOOK.replace(
        "'Touch'",
        "{ title = 'Touch', expect = \"It is \\\"warm\\\"\" }",
    );
    assert_eq!(told, wanted);
}

#[test]
fn a_new_title_keeps_the_id_by_which_the_journal_knows_the_step() {
    let told = tried(BOOK, &step("look", StepKey::Title, "Look twice")).unwrap();
    let wanted = BOOK.replace("\"Look\"", "{ id = \"look\", title = \"Look twice\" }");
    assert_eq!(told, wanted);
}

#[test]
fn limits_belong_to_a_reading() {
    let told = tried(BOOK, &step("depth", StepKey::WarnAbove, "7.5")).unwrap();
    assert_eq!(told, BOOK.replace("warn_above = 5 ", "warn_above = 7.5 "));
    let told = tried(BOOK, &step("depth", StepKey::AlarmAbove, "50")).unwrap();
    assert_eq!(
        told,
        BOOK.replace("warn_above = 5 ", "warn_above = 5, alarm_above = 50 ")
    );
    let refused = |request| tried(BOOK, &request).unwrap_err();
    assert_eq!(
        refused(step("look", StepKey::WarnAbove, "7")),
        EditRefusal::NoReading
    );
    let value = "many".to_owned();
    assert_eq!(
        refused(step("depth", StepKey::WarnAbove, "many")),
        EditRefusal::NotANumber { value }
    );
    let impossible = refused(step("depth", StepKey::AlarmAbove, "1"));
    assert!(
        matches!(impossible, EditRefusal::NewProblem { .. }),
        "{impossible}"
    );
}

#[test]
fn a_step_under_its_header_takes_long_words_over_several_lines() {
    let text = format!(
        "{HEAD}[[procedures]]\r\nid = \"p\"\r\ntitle = \"P\"\r\n[[procedures.steps]]\r\ntitle = \"A\" # x\r\n\r\n[procedures.steps.reading]\r\nunit = \"m\"\r\n"
    );
    let unix = text.replace("\r\n", "\n");
    let text = unix.replace('\n', "\r\n");
    let long = step("a", StepKey::Detail, "one\ntwo \\ \"\"\"");
    let quotes = "\\\"\\\"\\\"";
    let wanted = format!("# x\ndetail = \"\"\"\none\ntwo \\\\ {quotes}\"\"\"\n");
    assert_eq!(tried(&unix, &long).unwrap(), unix.replace("# x\n", &wanted));
    let wanted = format!("# x\r\ndetail = \"one\\ntwo \\\\ {quotes}\"\r\n");
    assert_eq!(
        tried(&text, &long).unwrap(),
        text.replace("# x\r\n", &wanted)
    );
    let told = tried(&text, &step("a", StepKey::WarnBelow, "2")).unwrap();
    assert_eq!(
        told,
        text.replace("unit = \"m\"\r\n", "unit = \"m\"\r\nwarn_below = 2\r\n")
    );
}

#[test]
fn a_release_stands_before_the_others() {
    let book = |releases: &str| {
        format!(
            "{HEAD}{releases}\n# Checks\n[[procedures]]\nid = \"p\"\ntitle = \"P\"\nsteps = [\"a\"]\n"
        )
    };
    let table =
        "[[releases]]\nversion = \"1.1\"\ndate = 2026-11-25\nnotes = \"Lag in \\\"minutes\\\"\"\n";
    let braces = "{ version = \"1.1\", date = 2026-11-25, notes = \"Lag in \\\"minutes\\\"\" }";
    let first = "[[releases]]\nversion = \"1.0\" # first\n";
    assert_eq!(
        tried(&book(first), &release()).unwrap(),
        book(&format!("{table}\n{first}"))
    );
    // The comment above one is about that one.
    let told = format!("# the first\n{first}");
    assert_eq!(
        tried(&book(&told), &release()).unwrap(),
        book(&format!("{table}\n{told}"))
    );
    assert_eq!(
        tried(&book("releases = [{ version = \"1.0\" }]\n"), &release()).unwrap(),
        book(&format!("releases = [{braces}, {{ version = \"1.0\" }}]\n"))
    );
    assert_eq!(
        tried(
            &book("releases = [\n  { version = \"1.0\" }, # x\n]\n"),
            &release()
        )
        .unwrap(),
        book(&format!(
            "releases = [\n  {braces},\n  {{ version = \"1.0\" }}, # x\n]\n"
        ))
    );
    assert_eq!(
        tried(&book("releases = []\n"), &release()).unwrap(),
        book(&format!("releases = [{braces}]\n"))
    );
    let alone = book("");
    assert_eq!(
        tried(&alone, &release()).unwrap(),
        alone.replace("# Checks\n", &format!("{table}\n# Checks\n"))
    );
}

#[test]
fn what_cannot_be_edited_says_why() {
    let refused = |text: &str, request: EditWish| tried(text, &request).unwrap_err();
    assert_eq!(refused("title = ", review(None)), EditRefusal::Broken);
    assert_eq!(
        refused(BOOK, step("look", StepKey::Title, "Look")),
        EditRefusal::Nothing
    );
    assert_eq!(
        refused(BOOK, step("look", StepKey::Expect, "  ")),
        EditRefusal::Empty
    );
    let wanted = "p/gone".to_owned();
    assert_eq!(
        refused(BOOK, step("gone", StepKey::Expect, "x")),
        EditRefusal::NoSuchStep { wanted }
    );
}

proptest! {
    /// Whatever is said: the lines that the wish does not name stay byte for byte, and the file
    /// says what was wished for.
    #[test]
    fn all_that_was_not_touched_stays(
        place in 0usize..3,
        key in 0usize..4,
        value in "[^\\p{C}$]{1,40}",
        comment in "[a-z #]{0,12}",
        crlf: bool,
    ) {
        let mut text = BOOK.replace("# at the panel", &format!("# {comment}"));
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let id = ["look", "touch", "depth"][place];
        let key = StepKey::ALL[key];
        let Ok(told) = tried(&text, &step(id, key, &value)) else {
            return Ok(());
        };
        let number = 13 + place;
        let (before, after): (Vec<_>, Vec<_>) = (text.split('\n').collect(), told.split('\n').collect());
        prop_assert_eq!(before.len(), after.len());
        for (line, (before, after)) in before.iter().zip(&after).enumerate() {
            if line != number {
                prop_assert_eq!(before, after);
            }
        }
        let parsed = parse_bytes("t.toml", "t", told.as_bytes(), &LibraryDefaults::default());
        prop_assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    }
}
