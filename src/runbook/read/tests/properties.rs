//! What holds for any file, good or bad.

use super::super::super::problem::github;
use super::*;
use crate::runbook::fix;
use proptest::prelude::*;

const SEED: &str = include_str!("long_example.toml");

/// Whatever the bytes: no panic, and every place lies in the text.
fn holds(bytes: &[u8]) {
    let parsed = parse_bytes("sync.toml", "sync", bytes, &LibraryDefaults::default());
    let (_, of_library) = parse_library("library.toml", bytes);
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    for problem in parsed.problems.iter().chain(&of_library) {
        assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
        assert!((problem.line, problem.column) <= (problem.end.line, problem.end.column));
        assert!(!problem.message.is_empty());
        for drawn in [
            drawn(std::slice::from_ref(problem), text),
            github(problem),
            serde_json::to_string(problem).unwrap(),
        ] {
            let hidden =
                |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!drawn.contains(hidden), "{drawn:?}");
        }
    }
    let places: Vec<_> = parsed.problems.iter().map(|it| it.span.start).collect();
    assert!(places.is_sorted());
    assert!(parsed.runbook.is_some() || parsed.has_errors());
    if let Some(runbook) = &parsed.runbook {
        assert!(runbook.broken.is_empty() || parsed.has_errors());
    }
    let fixed = fix(text);
    assert!(fixed.edits.is_empty() == (fixed.text == text));
}

/// A piece of TOML, or something that looks like it.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_]{1,8}",
        Just("[[procedures]]\n".to_owned()),
        Just("[[procedures.steps]]\n".to_owned()),
        Just("steps = [\"a\", { title = \"b\" }]\n".to_owned()),
        Just("title = \"$ITEM {{X}} ${\"\n".to_owned()),
        Just("schedule = \"daily 09:00\"\n".to_owned()),
        Just("when = { step = \"a\", is = [\"ok\"] }\n".to_owned()),
        Just("choose = [\"a\"]\nname = \"X\"\n".to_owned()),
        Just("run = [\"a\", \"-c\", \"$X ${ITEM}\"]\nexpect_exit = [0, 1e9]\n".to_owned()),
        Just("shell = \"${X:-a} ${ $$ $\"\nenv = { X = \"$X\" }\ncwd = \"$X/..\"\n".to_owned()),
        Just("call = \"a\"\non_fail = \"sync/a\"\n".to_owned()),
        Just("ask = { name = \"X\", secret = true }\nundo = \"$X\"\n".to_owned()),
        Just("[[procedures.rehearsal]]\nanswers = { a = [\"ok\"], \"a/b\" = \"1\" }\n".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("'''\n".to_owned()),
        "[\\[\\]{}=,.#\"'\\\\\n\r\t $é\u{202e}\u{1b}\u{7f}0-9]{1,6}",
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        holds(&bytes);
    }

    #[test]
    fn anything_like_toml_is_read(pieces in proptest::collection::vec(piece(), 0..40)) {
        holds(format!("{HEAD}{}", pieces.concat()).as_bytes());
    }

    #[test]
    fn a_good_file_with_a_wound_is_read(
        at in 0..SEED.len(),
        cut in 0usize..60,
        piece in piece(),
    ) {
        let mut bytes = SEED.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, piece.bytes());
        holds(&bytes);
    }

    #[test]
    fn a_list_that_becomes_tables_means_the_same(
        steps in proptest::collection::vec((0usize..6, "[ -~]{0,12}"), 1..8),
        behind in any::<bool>(),
    ) {
        let literal = |words: &str| format!("{words:?}");
        let elements: Vec<String> = steps.iter().map(|(form, words)| match form {
            0 => format!("{},\n  # a note, with [brackets]\n", literal(&format!("x{words}"))),
            1 => format!("{{ title = {}, optional = true, }},", literal(&format!("y{words}"))),
            2 => format!("'''z''', # {words}\n"),
            3 => "{ title = \"r\", reading.unit = \"x\", reading.warn_above = 1 },".to_owned(),
            _ => format!("{}, ", literal(&format!("v{words}"))),
        }).collect();
        let last = if behind { "purpose = \"p\" # why\n" } else { "" };
        let text = format!(
            "{HEAD}[[procedures]]\ntitle = \"A\"\nsteps = [ # steps\n{}\n]\n{last}\n# next\n[[procedures]]\ntitle = \"B\"\nsteps = [\"x\"]",
            elements.concat()
        );
        let before = read(&text);
        let fixed = fix(&text);
        let after = read(&fixed.text);
        let meaning = |parsed: Parsed| parsed.runbook.map(|mut runbook| {
            for procedure in &mut runbook.procedures {
                procedure.steps.iter_mut().for_each(|step| step.line = 0);
            }
            runbook
        });
        prop_assert_eq!(text.matches('#').count(), fixed.text.matches('#').count());
        prop_assert!(!fixed.text.contains("steps = ["), "{}", fixed.text);
        prop_assert_eq!(meaning(before), meaning(after));
        prop_assert_eq!(fix(&fixed.text).edits, vec![]);
    }
}
