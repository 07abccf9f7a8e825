//! Ranking: tables, and properties against sorting everything.

use proptest::prelude::*;

use super::{Candidate, Hit, Query, rank};

fn find<'a>(typed: &str, texts: &[&'a str], limit: usize) -> Vec<(&'a str, Hit<usize>)> {
    let candidates = texts.iter().enumerate().map(|(key, &text)| Candidate {
        key,
        text,
        boost: 0,
    });
    rank(&Query::new(typed), candidates, limit)
        .into_iter()
        .map(|hit| (texts[hit.key], hit))
        .collect()
}

fn names<'a>(typed: &str, texts: &[&'a str]) -> Vec<&'a str> {
    find(typed, texts, 10)
        .into_iter()
        .map(|(text, _)| text)
        .collect()
}

/// The text with what matched in brackets.
fn marked(typed: &str, text: &str) -> String {
    let hits = find(typed, &[text], 1);
    let Some((_, hit)) = hits.first() else {
        return "no match".to_owned();
    };
    let mark = |(at, c): (usize, char)| {
        if hit.positions.contains(&at) {
            format!("[{c}]")
        } else {
            c.to_string()
        }
    };
    text.chars()
        .enumerate()
        .map(mark)
        .collect::<String>()
        .replace("][", "")
}

#[test]
fn the_better_kind_of_match_comes_first() {
    let texts = [
        "d-r-a-i-n letters",
        "undrained tanks",
        "Pipes: drain",
        "drain the queue",
        "drain",
        "unrelated",
    ];
    assert_eq!(
        names("drain", &texts),
        [
            "drain",
            "drain the queue",
            "Pipes: drain",
            "undrained tanks",
            "d-r-a-i-n letters"
        ]
    );
}

#[test]
fn all_words_must_match_in_any_order() {
    let texts = [
        "Morning health check · Orders sync",
        "Morning stretch",
        "Orders drain",
    ];
    assert_eq!(
        names("orders morn", &texts),
        ["Morning health check · Orders sync"]
    );
    assert_eq!(names("orders nowhere", &texts), [""; 0]);
    assert_eq!(
        marked("orders morn", texts[0]),
        "[Morn]ing health check · [Orders] sync"
    );
}

#[test]
fn positions_lead_back_to_the_text() {
    let table = [
        ("resume", "Résumé of the shift", "[Résumé] of the shift"),
        ("résumé", "resume", "[resume]"),
        // Marks that stand by themselves are skipped, and places still fit.
        (
            "resume",
            "Re\u{301}sume\u{301} now",
            "[Re]\u{301}[sume]\u{301} now",
        ),
        ("lodz", "Łódź", "[Łódź]"),
        ("rsq", "restart sync queue", "[r]estart [s]ync [q]ueue"),
        ("queue", "restart sync queue", "restart sync [queue]"),
        ("rests", "restart", "no match"),
    ];
    for (typed, text, expected) in table {
        assert_eq!(marked(typed, text), expected, "{typed}");
    }
}

#[test]
fn capitals_count_once_one_is_typed() {
    let texts = ["orders db", "Orders DB"];
    assert_eq!(names("db", &texts), ["orders db", "Orders DB"]);
    assert_eq!(names("DB", &texts), ["Orders DB"]);
}

#[test]
fn ties_stay_in_order_and_boosts_move_within_a_kind() {
    assert_eq!(
        names("a", &["x a1", "x a2", "x a3"]),
        ["x a1", "x a2", "x a3"]
    );
    let boosted =
        [("x drain", 0), ("y drain", 50), ("drain z", -50)].map(|(text, boost)| Candidate {
            key: text,
            text,
            boost,
        });
    let keys: Vec<_> = rank(&Query::new("drain"), boosted, 10)
        .into_iter()
        .map(|hit| hit.key)
        .collect();
    assert_eq!(keys, ["drain z", "y drain", "x drain"]);
}

#[test]
fn an_empty_query_keeps_everything_in_order() {
    assert_eq!(names("  ", &["b", "a", "c"]), ["b", "a", "c"]);
    assert!(Query::new(" \t").is_empty());
    assert!(find("a", &["a"], 0).is_empty());
}

#[test]
fn a_huge_query_is_bounded() {
    let huge = "a ".repeat(100_000);
    assert_eq!(names(&huge, &["a"]), ["a"]);
    assert_eq!(names(&"b".repeat(100_000), &["b"]), [""; 0]);
}

proptest! {
    /// Holding only the best gives what sorting everything would.
    #[test]
    fn a_limit_cuts_the_full_ranking(
        typed in "[abA é]{0,6}",
        texts in prop::collection::vec("[abcAé -]{0,12}", 0..30),
        boosts in prop::collection::vec(-40_i64..40, 30),
        limit in 0_usize..8,
    ) {
        let candidates = || texts.iter().zip(&boosts).enumerate()
            .map(|(key, (text, &boost))| Candidate { key, text, boost });
        let query = Query::new(&typed);
        let mut all = rank(&query, candidates(), usize::MAX);
        prop_assert!(all.windows(2).all(|pair| (pair[1].score, pair[0].key) < (pair[0].score, pair[1].key) || pair[1].score < pair[0].score));
        all.truncate(limit);
        prop_assert_eq!(rank(&query, candidates(), limit), all);
    }

    #[test]
    fn positions_lie_in_the_text(typed in "\\PC{0,8}", text in "\\PC{0,40}") {
        let candidate = Candidate { key: (), text: &text, boost: 0 };
        for hit in rank(&Query::new(&typed), [candidate], 1) {
            prop_assert!(hit.positions.iter().all(|&at| at < text.chars().count()));
            prop_assert!(hit.positions.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
