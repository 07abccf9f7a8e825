//! A schedule as editors check it: the forms, written as one pattern.
//!
//! What stays true: every schedule that is taken fits it. What it does not do: it counts nothing
//! (a day that stands twice, a cron expression that never fires); the reader does.

use serde_json::{Value, json};

/// What an editor offers.
const EXAMPLES: [&str; 8] = [
    "daily 09:00",
    "weekdays 09:00",
    "weekly mon, thu 10:00",
    "monthly 1 09:00",
    "monthly first workday 09:00",
    "quarterly 1 09:00",
    "every 4 hours from 02:00",
    "cron 0 9 * * MON-FRI",
];

/// The schema of a schedule.
pub(super) fn schema() -> Value {
    json!({ "type": "string", "pattern": pattern(), "examples": EXAMPLES })
}

/// Editors show it to whoever wrote a wrong one, so it is kept short: a weekday is known by its
/// first three letters.
fn pattern() -> String {
    let time = "([01]?[0-9]|2[0-3]):[0-5][0-9]";
    let day = "(mon|tue|wed|thu|fri|sat|sun)[A-Za-z]*";
    let number = "0?[1-9]|[12][0-9]|3[01]";
    let (times, days) = (list(time), list(day));
    let which = format!("(({number})(st|nd|rd|th)?|first|second|third|fourth|fifth|last)");
    let picks = list(&format!(r"{which}(\s+({day}|workday|day))?"));
    let date = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    let forms = [
        format!(r"(daily|weekdays)\s+{times}"),
        format!(r"weekly\s+{days}\s+{times}"),
        format!(r"(monthly|quarterly)\s+{picks}\s+{times}"),
        format!(r"every\s+([0-9]+\s+)?(hours?(\s+from\s+{time})?|days?\s+{times}\s+from\s+{date})"),
        [
            "[0-5]?[0-9]",
            "[01]?[0-9]|2[0-3]",
            number,
            "0?[1-9]|1[0-2]|[A-Za-z]{3}",
            "[0-7]|[A-Za-z]{3}",
        ]
        .iter()
        .fold("cron".to_owned(), |cron, values| {
            format!(r"{cron}\s+{}", field(values))
        }),
    ];
    format!(r"^\s*({})\s*$", any_case(&forms.join("|")))
}

/// A field of a cron expression: values, lists, ranges, steps.
fn field(values: &str) -> String {
    format!(r"(\*|{values})([-,](\*|{values})|/[0-9]+)*")
}

fn list(one: &str) -> String {
    format!(r"{one}(\s*,\s*{one})*")
}

/// The same with letters of any case. Classes and escapes stay as they are.
fn any_case(pattern: &str) -> String {
    let (mut out, mut escaped, mut in_class) = (String::new(), false, false);
    for letter in pattern.chars() {
        let is_word = letter.is_ascii_lowercase() && !escaped && !in_class;
        in_class = (in_class || letter == '[') && letter != ']';
        escaped = letter == '\\' && !escaped;
        match is_word {
            true => out.extend(['[', letter, letter.to_ascii_uppercase(), ']']),
            false => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Schedule;

    #[test]
    fn it_refuses_a_wrong_schedule_and_takes_every_right_one() {
        let pattern = regex_lite::Regex::new(&pattern()).unwrap();
        let slots = include_str!("../../../tests/data/schedule-slots.txt");
        let known = slots.lines().filter(|line| !line.starts_with('#'));
        let known = known.filter_map(|line| Some(line.split_once(" | ")?.0));
        let right = [
            "  Weekly MON,Thursday  9:00",
            "every hour",
            "EVERY 3 days 9:00 , 17:30 from 2026-01-05",
            "monthly 01, 3rd thursday, LAST Workday, second 09:00",
            "cron */15,45 8-18/2 1,15-31 jan-MAR,12 mon-FRI,0",
        ];
        let mut seen = 0;
        for text in known.chain(EXAMPLES).chain(right) {
            assert!(text.parse::<Schedule>().is_ok(), "{text}");
            assert!(pattern.is_match(text), "{text}");
            seen += 1;
        }
        assert!(seen > 100, "{seen}");
        for text in [
            "",
            "daily",
            "dayly 09:00",
            "daily 25:00",
            "daily 9am",
            "daily 09:00 14:00",
            "09:00",
            "weekly 09:00",
            "weekly mon thu 10:00",
            "every 4 hours from",
            "every 2 weeks 09:00",
            "every 3 days 09:00",
            "0 9 * * *",
            "cron 0 9 * *",
            "cron ? 9 * * *",
            "weekly foo 09:00",
            "weekly mon, xyz 09:00",
            "monthly 32 09:00",
            "monthly 0 09:00",
            "monthly often 09:00",
            "quarterly 2nd moon 09:00",
            "cron 99 99 * * *",
            "cron 0 24 * * *",
            "cron 0 9 32 * *",
            "cron 0 9 * 13 *",
            "cron 0 9 * * 8",
            "whenever",
        ] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
            assert!(!pattern.is_match(text), "{text}");
        }
    }
}
