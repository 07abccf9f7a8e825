//! Limits, typed numbers and drift, in tables and properties.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

fn queue() -> Limits {
    Limits {
        warn_above: Some(500.0),
        alarm_above: Some(5000.0),
        ..Limits::default()
    }
}

#[test]
fn above_means_above_and_not_at() {
    use Judgement::{Alarm, Normal, Warning};
    let both = Limits {
        warn_below: Some(10.0),
        warn_above: Some(20.0),
        alarm_below: Some(5.0),
        alarm_above: Some(30.0),
    };
    let table = [
        (4.999, Alarm),
        (5.0, Warning),
        (9.999, Warning),
        (10.0, Normal),
        (20.0, Normal),
        (20.001, Warning),
        (30.0, Warning),
        (30.001, Alarm),
        (f64::INFINITY, Alarm),
        (f64::NAN, Alarm),
    ];
    for (value, judgement) in table {
        assert_eq!(both.judge(value), judgement, "{value}");
    }
    assert_eq!(Limits::default().judge(1e300), Normal);
    assert!(Normal < Warning && Warning < Alarm);
}

#[test]
fn limits_in_words() {
    let both = Limits {
        warn_below: Some(10.5),
        alarm_below: Some(5.0),
        ..queue()
    };
    let words = [
        queue().words("messages"),
        both.words("%"),
        Limits::default().words("s"),
    ];
    assert_snapshot!(words.join("\n"), @r"
    warn above 500, alarm above 5000 messages
    warn below 10.5 or above 500, alarm below 5 or above 5000 %
    ");
}

#[test]
fn impossible_limits_are_named_with_what_to_write() {
    let none = Limits::default();
    let table = [
        Limits {
            warn_above: Some(500.0),
            alarm_above: Some(50.0),
            ..none
        },
        Limits {
            warn_below: Some(5.0),
            alarm_below: Some(10.0),
            ..none
        },
        Limits {
            warn_below: Some(20.0),
            warn_above: Some(10.0),
            ..none
        },
        Limits {
            alarm_below: Some(20.0),
            alarm_above: Some(10.0),
            ..none
        },
        Limits {
            warn_above: Some(f64::NAN),
            alarm_below: Some(f64::INFINITY),
            ..none
        },
    ];
    let faults: Vec<String> = table
        .iter()
        .flat_map(Limits::faults)
        .map(|fault| fault.to_string())
        .collect();
    assert_snapshot!(faults.join("\n"), @"
    alarm_above is below warn_above, so it alarms before it warns: write `warn_above = 50` and `alarm_above = 500`, if they were swapped
    alarm_below is above warn_below, so it alarms before it warns: write `alarm_below = 5` and `warn_below = 10`, if they were swapped
    warn_below is above warn_above, so no value can be normal: write `warn_below = 10` and `warn_above = 20`, if they were swapped
    alarm_below is above alarm_above, so no value can be normal: write `alarm_below = 10` and `alarm_above = 20`, if they were swapped
    alarm_below is inf, which no value can be held against: write a number, or leave alarm_below out
    warn_above is NaN, which no value can be held against: write a number, or leave warn_above out
    ");
    assert_eq!(queue().faults(), []);
    let exactly_three = Limits {
        warn_below: Some(3.0),
        warn_above: Some(3.0),
        ..none
    };
    assert_eq!(exactly_three.faults(), []);
}

#[test]
fn numbers_as_typed() {
    let table = [
        ("412", 412.0),
        ("  -3.5 ", -3.5),
        ("+7", 7.0),
        ("\u{2212}2", -2.0),
        (".5", 0.5),
        ("1_000_000", 1_000_000.0),
        ("12 345.25", 12_345.25),
        ("1\u{202f}234", 1_234.0),
        ("1\u{2009}234", 1_234.0),
        ("007", 7.0),
        ("0.1", 0.1),
        ("99999999999999999999", 1e20),
    ];
    for (text, value) in table {
        assert_eq!(parse_number(text), Ok(value), "{text}");
    }
    assert!(parse_number("-0").is_ok_and(f64::is_sign_positive));
}

#[test]
fn refused_numbers_say_what_to_write() {
    let texts = [
        "",
        "1,5",
        "1,234",
        "1,234,567",
        "1,234.5",
        "1.234,5",
        "a,b",
        "1.234.567",
        "NaN",
        "inf",
        "-infinity",
        "1e6",
        "1e999",
        "12 34",
        "1__000",
        "_1",
        "--1",
        ".",
        "0x10",
        "five",
        "4\u{1b}[2J",
    ];
    let refused: Vec<String> = texts
        .iter()
        .map(|text| parse_number(text).expect_err(text).to_string())
        .collect();
    assert_snapshot!(refused.join("\n"), @r"
    Nothing was typed. Write a number, such as 412 or 3.5.
    A comma can mean two things in a number. Write 1.5.
    A comma can mean two things in a number. Write 1.234 or 1234.
    A comma can mean two things in a number. Write 1234567.
    A comma can mean two things in a number. Write 1234.5.
    A comma can mean two things in a number. Write 1234.5.
    “a,b” is not a number. Write one such as 412 or 3.5.
    “1.234.567” has more than one dot. Write one before the decimals only, such as 1234.5.
    “NaN” is not a number. Write one such as 412 or 3.5.
    “inf” is not a number. Write one such as 412 or 3.5.
    “-infinity” is not a number. Write one such as 412 or 3.5.
    “1e6” is not a plain number. Write 1000000.
    “1e999” is not a number. Write one such as 412 or 3.5.
    “12 34” is not a number. Write one such as 412 or 3.5.
    “1__000” is not a number. Write one such as 412 or 3.5.
    “_1” is not a number. Write one such as 412 or 3.5.
    “--1” is not a number. Write one such as 412 or 3.5.
    “.” is not a number. Write one such as 412 or 3.5.
    “0x10” is not a number. Write one such as 412 or 3.5.
    “five” is not a number. Write one such as 412 or 3.5.
    “4\u{1b}[2J” is not a number. Write one such as 412 or 3.5.
    ");
    assert!(parse_number(&"9".repeat(400)).is_err());
}

#[test]
fn readings_take_their_own_unit_only() {
    for (text, unit, value) in [
        ("412", "messages", 412.0),
        ("412 messages", "messages", 412.0),
        ("93%", "%", 93.0),
        ("1_000ms", "ms", 1000.0),
        ("-2.5 °C", "°C", -2.5),
        ("7", "", 7.0),
        ("5", "5", 5.0),
    ] {
        assert_eq!(parse_reading(text, unit), Ok(value), "{text} in {unit}");
    }
    let refused: Vec<String> = [
        ("5 minutes", "s"),
        ("93 %", "messages"),
        ("412 messages", ""),
        ("1,5 s", "s"),
        ("s", "s"),
        ("12s34", "s"),
    ]
    .iter()
    .map(|(text, unit)| parse_reading(text, unit).expect_err(text).to_string())
    .collect();
    assert_snapshot!(refused.join("\n"), @"
    This reading is in s, and “minutes” was typed. Write the number in s.
    This reading is in messages, and “%” was typed. Write the number in messages.
    This reading has no unit, and “messages” was typed. Write 412 alone.
    A comma can mean two things in a number. Write 1.5.
    “s” is not a number. Write one such as 412 or 3.5.
    “12s34” is not a number. Write one such as 412 or 3.5.
    ");
}

#[test]
fn drift_speaks_only_of_a_clear_direction_towards_a_limit() {
    let silent: [&[f64]; 8] = [
        &[],
        &[100.0, 200.0, 300.0, 400.0],
        &[100.0, 480.0, 90.0, 470.0, 110.0, 460.0],
        &[480.0, 480.0, 480.0, 480.0, 480.0, 480.0],
        &[490.0, 480.0, 470.0, 460.0, 450.0],
        &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        &[6000.0, 7000.0, 8000.0, 9000.0, 10_000.0],
        &[f64::NAN, 1.0, f64::INFINITY, 2.0, 300.0],
    ];
    for values in silent {
        assert_eq!(drift(values, &queue()), None, "{values:?}");
    }
    let disk = Limits {
        warn_below: Some(20.0),
        ..Limits::default()
    };
    let said = [
        drift(&[300.0, 340.0, 380.0, 420.0, 460.0], &queue()),
        drift(&[300.0, 340.0, 9.0, 420.0, 460.0, 500.0], &queue()),
        drift(&[2600.0, 3100.0, 3500.0, 4100.0, 4600.0], &queue()),
        drift(&[45.0, 41.0, 38.0, 33.0, 30.0, 26.0], &disk),
    ];
    let words = said.map(|found| found.map_or("silent".to_owned(), |drift| drift.words()));
    assert_snapshot!(words.join("\n"), @"
    Rising over the last 5 readings; at this pace above 500 (warning) in about 2 more readings.
    Rising over the last 6 readings; at this pace above 500 (warning) in about 1 more reading.
    Rising over the last 5 readings; at this pace above 5000 (alarm) in about 1 more reading.
    Falling over the last 6 readings; at this pace below 20 (warning) in about 2 more readings.
    ");
}

#[test]
fn stored_forms_keep_everything() {
    let json = serde_json::to_string(&queue()).expect("JSON");
    assert_snapshot!(json, @r#"{"warn_below":null,"warn_above":500.0,"alarm_below":null,"alarm_above":5000.0}"#);
    assert_eq!(
        serde_json::from_str::<Limits>(&json).expect("read"),
        queue()
    );
    let few = serde_json::from_str::<Limits>(r#"{"warn_above":500.0,"alarm_above":5000.0}"#);
    assert_eq!(few.expect("read"), queue());
    let bytes = postcard::to_stdvec(&(queue(), Judgement::Alarm)).expect("postcard");
    let back: (Limits, Judgement) = postcard::from_bytes(&bytes).expect("read");
    assert_eq!(back, (queue(), Judgement::Alarm));
    assert_eq!(
        serde_json::to_string(&Judgement::Warning).expect("JSON"),
        r#""warning""#
    );
}

proptest! {
    #[test]
    fn whatever_is_typed_a_number_is_finite(text in "\\PC{0,70}", unit in "[a-z%°]{0,4}") {
        if let Ok(value) = parse_number(&text) {
            prop_assert!(value.is_finite());
        }
        if let Ok(value) = parse_reading(&text, &unit) {
            prop_assert!(value.is_finite());
        }
    }

    #[test]
    fn plain_decimals_are_read_as_rust_reads_them(whole in 0_u64..1_000_000_000, cents in 0_u8..100) {
        let text = format!("{whole}.{cents:02}");
        prop_assert_eq!(parse_number(&text), Ok(text.parse::<f64>().expect("a float")));
        let typed = format!("{text} messages");
        prop_assert_eq!(parse_reading(&typed, "messages"), parse_number(&text));
    }

    #[test]
    fn farther_out_is_never_better(
        edges in proptest::collection::vec(-1e6_f64..1e6, 4),
        inner in -1e6_f64..1e6,
        more in 0_f64..1e6,
    ) {
        let mut edges = edges;
        edges.sort_by(f64::total_cmp);
        let limits = Limits {
            alarm_below: Some(edges[0]),
            warn_below: Some(edges[1]),
            warn_above: Some(edges[2]),
            alarm_above: Some(edges[3]),
        };
        prop_assert_eq!(limits.faults(), []);
        let outer = if inner > edges[2] { inner + more } else { inner - more };
        if !(edges[1]..=edges[2]).contains(&inner) {
            prop_assert!(limits.judge(outer) >= limits.judge(inner));
        }
    }

    #[test]
    fn a_drift_points_ahead(values in proptest::collection::vec(0_f64..6000.0, 0..20)) {
        if let Some(found) = drift(&values, &queue()) {
            let last = values[values.len() - 1];
            prop_assert!(found.step > 0.0 && last <= found.limit);
            prop_assert!((1..=10).contains(&found.readings_left));
        }
    }
}
