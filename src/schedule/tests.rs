//! Schedules in tables and properties; the second implementation is in `tests/schedule_oracle.rs`.

use std::time::{Duration, Instant};

use insta::assert_snapshot;
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use jiff::SignedDuration;

fn schedule(text: &str) -> Schedule {
    Schedule::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap_or_else(|fault| panic!("{fault}"))
}

fn berlin(text: &str) -> Timing {
    Timing::new(schedule(text), zone("Europe/Berlin"))
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// One of each form, as written canonically.
const CANONICAL: [&str; 32] = [
    "daily 09:00",
    "daily 06:00, 14:00, 22:00",
    "weekdays 09:00",
    "weekdays 09:00, 17:30",
    "weekly mon 10:00",
    "weekly mon, thu 10:00",
    "weekly mon, tue, wed, thu, fri 10:00, 11:00",
    "weekly sat, sun 10:00",
    "monthly 1 09:00",
    "monthly 1, 15, last 09:00",
    "monthly last 09:00",
    "monthly 2nd tue 09:00",
    "monthly 1st mon, 3rd mon 09:00",
    "monthly last fri 09:00",
    "monthly first workday 09:00",
    "monthly 3rd workday 09:00",
    "monthly last workday 09:00, 16:00",
    "quarterly 1 09:00",
    "quarterly 31 09:00",
    "quarterly last 09:00",
    "quarterly first workday 09:00",
    "quarterly last fri 09:00",
    "every 1 hour from 00:00",
    "every 4 hours from 02:00",
    "every 24 hours from 09:30",
    "every 1 day 09:00 from 2026-01-05",
    "every 3 days 09:00 from 2026-01-05",
    "every 3 days 09:00, 15:00 from 2026-01-05",
    "cron 0 9 * * MON-FRI",
    "cron */15 * * * *",
    "cron 0 9 29 2 *",
    "cron 30 8 1,15 JAN,JUL 5-7",
];

#[test]
fn canonical_text_is_kept() {
    for text in CANONICAL {
        assert_eq!(schedule(text).to_string(), text);
    }
}

#[test]
fn looser_text_means_the_same() {
    for (loose, canonical) in [
        ("  Daily   9:00 ", "daily 09:00"),
        ("daily 22:00,06:00 ,14:00", "daily 06:00, 14:00, 22:00"),
        ("WEEKLY Thursday, mon 10:00", "weekly mon, thu 10:00"),
        ("monthly second tuesday 09:00", "monthly 2nd tue 09:00"),
        ("monthly 1st workday 09:00", "monthly first workday 09:00"),
        ("monthly first fri 09:00", "monthly 1st fri 09:00"),
        ("monthly last, 1 09:00", "monthly 1, last 09:00"),
        ("monthly last day 09:00", "monthly last 09:00"),
        ("monthly 15th 09:00", "monthly 15 09:00"),
        ("every hour", "every 1 hour from 00:00"),
        ("every 6 hours", "every 6 hours from 00:00"),
        (
            "every day 09:00 from 2026-01-05",
            "every 1 day 09:00 from 2026-01-05",
        ),
        ("cron  0  9 * * mon-fri", "cron 0 9 * * MON-FRI"),
    ] {
        let read = schedule(loose);
        assert_eq!(read.to_string(), canonical);
        assert_eq!(read, schedule(canonical));
    }
}

#[test]
fn faults_point_and_say_what_to_write() {
    let texts = [
        "",
        "   ",
        "daly 09:00",
        "hourly",
        "yearly 09:00",
        "workdays 09:00",
        "09:00",
        "mon 09:00",
        "0 9 * * MON-FRI",
        "whenever",
        "daily",
        "daily 9",
        "daily 9am",
        "daily 12.30pm",
        "daily 0900",
        "daily 24:00",
        "daily 25:00",
        "daily 09:00:00",
        "daily 09:00 14:00",
        "daily 09:00,",
        "daily 09:00, 9:00",
        "daily 09:00 please",
        "weekdays mon 09:00",
        "weekly 10:00",
        "weekly",
        "weekly mno 10:00",
        "weekly mon-fri 10:00",
        "weekly mon thu 10:00",
        "weekly mon, mon 10:00",
        "weekly mon",
        "monthly 09:00",
        "monthly 32 09:00",
        "monthly 0 09:00",
        "monthly 2 tue 09:00",
        "monthly tue 09:00",
        "monthly 5th tue 09:00",
        "monthly 31st workday 09:00",
        "monthly 2th tue 09:00",
        "monthly 1, 1 09:00",
        "monthly last",
        "every",
        "every 4",
        "every 4 hours 02:00",
        "every 0 hours from 02:00",
        "every 48 hours from 02:00",
        "every 3 days 09:00",
        "every 3 days 09:00 from monday",
        "every 3 days 09:00 from 2026-02-30",
        "every 9999 days 09:00 from 2026-01-05",
        "every 15 minutes",
        "every 2 weeks",
        "every mon 10:00",
        "every 3 moons",
        "cron",
        "cron 0 9 * *",
        "cron 0 0 9 * * MON",
        "cron @daily",
        "cron 60 9 * * *",
        "cron 0 9 30 2 *",
        "cron 0 9 31 4,6 *",
        "cron 0 9 L * *",
        "cron 0 9 * * MON#2",
        "cron 0 9 * * FRI-MON",
        "cron 0 MON * * *",
        "cron 0 9,, * * *",
        "cron 0 9-5 * * *",
        "cron */0 9 * * *",
        "cron 0 9 */2 * MON",
        "cron 5/10 9 * * *",
        "cron *-5 9 * * *",
        "daily 09:00\u{1b}[2J",
    ];
    let mut faults = String::new();
    for text in texts {
        let fault = Schedule::parse(text).expect_err(text);
        let underlined = text
            .get(fault.span.clone())
            .expect("a span on characters of the text");
        faults += &format!("{text:?} at {underlined:?}: {fault}\n");
    }
    assert_snapshot!(faults, @r#"
    "" at "": the schedule is empty: write one like `weekdays 09:00`
    "   " at "   ": the schedule is empty: write one like `weekdays 09:00`
    "daly 09:00" at "daly": `daly` is not a kind of schedule: write `daily`
    "hourly" at "hourly": `hourly` is not a kind of schedule: write `every 1 hour from 00:00`
    "yearly 09:00" at "yearly": `yearly` is not a kind of schedule: write `cron 0 9 1 1 *` for 1 January at nine
    "workdays 09:00" at "workdays": `workdays` is not a kind of schedule: write `weekdays 09:00`
    "09:00" at "09:00": `09:00` is not a kind of schedule: write on which days first: `daily 09:00`
    "mon 09:00" at "mon": `mon` is not a kind of schedule: write `weekly mon 10:00`
    "0 9 * * MON-FRI" at "0": `0` is not a kind of schedule: a cron expression needs the word before it: `cron 0 9 * * MON-FRI`
    "whenever" at "whenever": `whenever` is not a kind of schedule: write `daily`, `weekdays`, `weekly`, `monthly`, `quarterly`, `every` or `cron`
    "daily" at "daily": a time of day is missing here: write `daily 09:00`
    "daily 9" at "9": `9` is not a time of day: write `09:00`
    "daily 9am" at "9am": `9am` is not a time of day: write `09:00`
    "daily 12.30pm" at "12.30pm": `12.30pm` is not a time of day: write `12:30`
    "daily 0900" at "0900": `0900` is not a time of day: write `09:00`
    "daily 24:00" at "24:00": `24:00` is not a time of day: write `00:00`, which begins the next day
    "daily 25:00" at "25:00": `25:00` is not a time of day: write hours and minutes: `09:00`
    "daily 09:00:00" at "09:00:00": `09:00:00` is not a time of day: write `09:00`
    "daily 09:00 14:00" at "14:00": `14:00` is one word too many: put a comma between times: `09:00, 14:00`
    "daily 09:00," at ",": a time of day is missing here: write `daily 09:00`
    "daily 09:00, 9:00" at "9:00": `9:00` stands here twice: write each time once
    "daily 09:00 please" at "please": `please` is one word too many: the schedule ends before it
    "weekdays mon 09:00" at "mon": `mon` is not a time of day: write hours and minutes: `09:00`
    "weekly 10:00" at "10:00": `10:00` is not a day of the week: write the day before the time: `weekly mon 10:00`
    "weekly" at "weekly": a day of the week is missing here: write `weekly mon, thu 10:00`
    "weekly mno 10:00" at "mno": `mno` is not a day of the week: write `mon`
    "weekly mon-fri 10:00" at "mon-fri": `mon-fri` is not a day of the week: write `weekdays 09:00` for Monday to Friday, or a list: `mon, tue`
    "weekly mon thu 10:00" at "thu": `thu` follows a day without a comma: put commas between days: `weekly mon, thu 10:00`
    "weekly mon, mon 10:00" at "mon": `mon` stands here twice: write each day once
    "weekly mon" at "mon": a time of day is missing here: write `weekly mon 10:00`
    "monthly 09:00" at "09:00": `09:00` is a time, where a day is wanted: write `monthly 1 09:00`, `monthly last 09:00`, `monthly 2nd tue 09:00` or `monthly first workday 09:00`
    "monthly 32 09:00" at "32": `32` is not a day of a month: write 1 to 31, or `last`
    "monthly 0 09:00" at "0": `0` is not a day of a month: write 1 to 31, or `last`
    "monthly 2 tue 09:00" at "2": `2` is a day of the month: write `2nd tue`
    "monthly tue 09:00" at "tue": `tue` comes round more than once here: write which one: `monthly 1st tue` or `last`
    "monthly 5th tue 09:00" at "5th": `5th` does not exist in every month: write `1st` to `4th`, or `last`
    "monthly 31st workday 09:00" at "31st": `31st` is more workdays than a month has: write `last workday`
    "monthly 2th tue 09:00" at "2th": `2th` is not a day of a month: write `monthly 1 09:00`, `monthly last 09:00`, `monthly 2nd tue 09:00` or `monthly first workday 09:00`
    "monthly 1, 1 09:00" at "1": this day stands here twice: write each day once
    "monthly last" at "last": a time of day is missing here: write `monthly last 09:00`
    "every" at "every": a number is missing here: write `every 4 hours from 02:00` or `every 3 days 09:00 from 2026-01-05`
    "every 4" at "4": `hours` or `days` is missing here: write `every 4 hours from 02:00`
    "every 4 hours 02:00" at "02:00": `02:00` needs the word `from` before it: write `every 4 hours from 02:00`
    "every 0 hours from 02:00" at "0": `0` is not a number of hours within a day: write 1 to 24; for more, `every 2 days 09:00 from 2026-01-05`
    "every 48 hours from 02:00" at "48": `48` is not a number of hours within a day: write 1 to 24; for more, `every 2 days 09:00 from 2026-01-05`
    "every 3 days 09:00" at "09:00": the day to count from is missing here: write `every 3 days 09:00 from 2026-01-05`
    "every 3 days 09:00 from monday" at "monday": `monday` is not a date: write year, month and day: `2026-01-05`
    "every 3 days 09:00 from 2026-02-30" at "2026-02-30": `2026-02-30` is not a date: write year, month and day: `2026-01-05`
    "every 9999 days 09:00 from 2026-01-05" at "9999": `9999` is not a number of days: write 1 to 3650
    "every 15 minutes" at "minutes": `minutes` is not offered here: write `cron */15 * * * *`
    "every 2 weeks" at "weeks": `weeks` is not offered here: write `every 14 days 09:00 from 2026-01-05`, or `weekly mon 09:00`
    "every mon 10:00" at "mon": `mon` is not a number: write `weekly mon 10:00`
    "every 3 moons" at "moons": `moons` is neither `hours` nor `days`: write `every 4 hours from 02:00` or `every 3 days 09:00 from 2026-01-05`
    "cron" at "cron": the cron expression is missing: write minute, hour, day of the month, month, day of the week: `cron 0 9 * * MON-FRI`
    "cron 0 9 * *" at "0 9 * *": a cron expression has 5 fields, not 4: write minute, hour, day of the month, month, day of the week: `cron 0 9 * * MON-FRI`
    "cron 0 0 9 * * MON" at "0 0 9 * * MON": a cron expression has 5 fields, not 6: seconds and years do not exist here; write `cron 0 9 * * MON-FRI`
    "cron @daily" at "@daily": `@daily` is not understood here: write the five fields, or `daily 00:00`, `weekly mon 00:00`, `monthly 1 00:00`
    "cron 60 9 * * *" at "60": `60` is not a minute: write 0-59, a list `1,2`, a range `1-5`, a step `*/2`, or `*`
    "cron 0 9 30 2 *" at "30 2": this expression never fires: no such month has that day: `monthly last 09:00` means the last day of each month
    "cron 0 9 31 4,6 *" at "31 4,6": this expression never fires: no such month has that day: `monthly last 09:00` means the last day of each month
    "cron 0 9 L * *" at "L": `L` is not a day of the month: crons disagree about L, W, # and ?; write `monthly last fri 09:00`, `monthly 2nd tue 09:00` or `monthly last workday 09:00`
    "cron 0 9 * * MON#2" at "MON#2": `MON#2` is not a day of the week: crons disagree about L, W, # and ?; write `monthly last fri 09:00`, `monthly 2nd tue 09:00` or `monthly last workday 09:00`
    "cron 0 9 * * FRI-MON" at "FRI-MON": `FRI-MON` is not a day of the week: write 0-7 or SUN-SAT, 0 and 7 both Sunday; a range over the week's end is a list: `FRI,SAT,SUN,MON`
    "cron 0 MON * * *" at "MON": `MON` is not an hour: write 0-23, a list `1,2`, a range `1-5`, a step `*/2`, or `*`
    "cron 0 9,, * * *" at "9,,": `9,,` is not an hour: write 0-23, a list `1,2`, a range `1-5`, a step `*/2`, or `*`
    "cron 0 9-5 * * *" at "9-5": `9-5` is not an hour: write 0-23, a list `1,2`, a range `1-5`, a step `*/2`, or `*`
    "cron */0 9 * * *" at "*/0": `*/0` is not a minute: write 0-59, a list `1,2`, a range `1-5`, a step `*/2`, or `*`
    "cron 0 9 */2 * MON" at "*/2 * MON": crons disagree on days of the month and of the week together with a `*`: write the days as numbers, such as `1-31/2`
    "cron 5/10 9 * * *" at "5/10": `5/10` is not a minute: write 0-59, a list `1,2`, a range `1-5`, a step `*/2`, or `*`
    "cron *-5 9 * * *" at "*-5": `*-5` is not a minute: write 0-59, a list `1,2`, a range `1-5`, a step `*/2`, or `*`
    "daily 09:00\u{1b}[2J" at "09:00\u{1b}[2J": `09:00\u{1b}[2J` is not a time of day: write hours and minutes: `09:00`
    "#);
}

#[test]
fn what_is_read_is_never_too_long_to_be_read_again() {
    let times: Vec<String> = (0..70)
        .map(|n| format!("{}:{:02}", n / 10, n % 10))
        .collect();
    for count in 1..=times.len() {
        let text = format!("daily {}", times[..count].join(","));
        match Schedule::parse(&text) {
            Ok(read) => assert_eq!(Schedule::parse(&read.to_string()), Ok(read)),
            Err(fault) => assert!(count > 50 && fault.span == (0..text.len()), "{fault}"),
        }
    }
}

#[test]
fn zones_are_found_by_name() {
    assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
    assert_eq!(zone("UTC"), Zone::utc());
    let faults = [
        "Europe/Berln",
        "berlin",
        "New York",
        "CEST",
        "+02:00",
        "",
        "../../etc/passwd",
    ]
    .map(|name| Zone::parse(name).expect_err(name).to_string());
    assert_snapshot!(faults.join("\n"), @"
    there is no time zone `Europe/Berln`: write `Europe/Berlin`
    there is no time zone `berlin`: write `Europe/Berlin`
    there is no time zone `New York`: write `America/New_York`
    there is no time zone `CEST`: write `CET`
    there is no time zone `+02:00`: write a name like `Europe/Berlin`, or `UTC`
    there is no time zone ``: write a name like `Europe/Berlin`, or `UTC`
    there is no time zone `../../etc/passwd`: write a name like `Europe/Berlin`, or `UTC`
    ");
}

#[test]
fn words_for_people() {
    let words = [
        "weekdays 09:00",
        "quarterly 1, last workday 09:00",
        "quarterly last 09:00",
        "cron 0 9 * * MON-FRI",
        "cron 0 9,17 * * 6",
        "cron 30 8 * * *",
        "cron */5 * * * *",
        "cron 0 9 1 * *",
    ]
    .map(|text| schedule(text).words());
    assert_snapshot!(words.join("\n"), @"
    weekdays 09:00
    day 1, the last workday of each quarter, 09:00
    the last day of each quarter, 09:00
    mon to fri 09:00
    weekly sat 09:00, 17:00
    daily 08:30
    cron */5 * * * *
    cron 0 9 1 * *
    ");
}

#[test]
fn defaults_follow_the_shortest_gap() {
    const DAY: i64 = 24 * 60;
    for (text, grace_minutes, if_missed) in [
        ("daily 09:00", 144, IfMissed::Skip),
        ("daily 06:00, 14:00, 22:00", 48, IfMissed::Skip),
        ("daily 23:00, 01:00", 30, IfMissed::Skip),
        ("daily 08:00, 17:00", 54, IfMissed::Skip),
        ("weekdays 09:00", 144, IfMissed::Skip),
        ("weekly mon 10:00", 7 * DAY / 10, IfMissed::Carry),
        ("weekly mon, thu 10:00", 3 * DAY / 10, IfMissed::Carry),
        ("weekly sat, sun 10:00", 144, IfMissed::Carry),
        ("monthly 1 09:00", DAY, IfMissed::Carry),
        ("monthly 1, 2 09:00", 144, IfMissed::Carry),
        ("quarterly 1 09:00", DAY, IfMissed::Carry),
        ("every 4 hours from 02:00", 30, IfMissed::Skip),
        ("every 8 hours from 00:00", 48, IfMissed::Skip),
        ("every 1 day 09:00 from 2030-01-01", 144, IfMissed::Skip),
        (
            "every 3 days 09:00 from 2026-01-05",
            3 * DAY / 10,
            IfMissed::Carry,
        ),
        ("cron 0 9 * * MON-FRI", 144, IfMissed::Skip),
        ("cron 0 9 29 2 *", DAY, IfMissed::Carry),
        ("cron 0 9 1 * MON", 144, IfMissed::Carry),
    ] {
        let read = schedule(text);
        assert_eq!(
            default_grace(&read),
            SignedDuration::from_mins(grace_minutes),
            "{text}"
        );
        assert_eq!(default_if_missed(&read), if_missed, "{text}");
    }
}

#[test]
fn a_timing_has_nothing_early_unless_the_file_says() {
    let timing = berlin("daily 09:00");
    assert_eq!(timing.early, SignedDuration::ZERO);
    assert_eq!(timing.grace, SignedDuration::from_mins(144));
    assert!(timing.closed.is_empty());
}

#[test]
fn closed_days_silence_workday_forms_only() {
    let from = at("2026-12-23T23:00Z");
    let to = at("2026-12-25T23:00Z");
    let days = |text: &str| {
        let closed = [date(2026, 12, 25)].into();
        Timing {
            closed,
            ..berlin(text)
        }
        .slots(from, to)
        .count()
    };
    for (text, count) in [
        ("daily 09:00", 2),
        ("weekdays 09:00", 1),
        ("weekly thu, fri 09:00", 2),
        ("cron 0 9 * * MON-FRI", 2),
        ("monthly 25 09:00", 1),
        ("monthly 19th workday 09:00", 0),
        ("monthly 18th workday 09:00", 1),
    ] {
        assert_eq!(days(text), count, "{text}");
    }
}

#[test]
fn a_month_without_workdays_has_none() {
    let closed = date(2026, 11, 1).series(1.day()).take(30).collect();
    let timing = Timing {
        closed,
        ..berlin("monthly first workday 09:00")
    };
    let next = timing.next_after(at("2026-10-15T00:00Z"));
    assert_eq!(next, Some(at("2026-12-01T08:00Z")));
}

#[test]
fn every_search_ends_soon() {
    let begun = Instant::now();
    let closed = date(2000, 1, 1).series(1.day()).take(366 * 40).collect();
    let silenced = Timing {
        closed,
        ..berlin("monthly last workday 09:00")
    };
    assert_eq!(silenced.next_after(at("2010-01-01T00:00Z")), None);
    let leap = berlin("cron 0 9 29 2 *");
    assert_eq!(
        leap.next_after(at("2096-03-01T00:00Z")),
        Some(at("2104-02-29T08:00Z"))
    );
    for text in CANONICAL {
        for end in [Timestamp::MIN, Timestamp::MAX] {
            let _ = berlin(text).next_after(end);
        }
    }
    let far = berlin("every 3 days 09:00 from 9000-01-01");
    assert_eq!(
        far.next_after(at("2026-01-01T00:00Z")),
        Some(at("9000-01-01T08:00Z"))
    );
    // Far above what it takes, far below what a search without an end would.
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn slots_are_lazy() {
    let all = berlin("cron * * * * *");
    let mut slots = all.slots(at("2026-01-01T00:00Z"), Timestamp::MAX);
    assert_eq!(slots.next(), Some(at("2026-01-01T00:00Z")));
    assert_eq!(slots.nth(59), Some(at("2026-01-01T01:00Z")));
    assert_eq!(
        all.slots(at("2026-01-02T00:00Z"), at("2026-01-01T00:00Z"))
            .next(),
        None
    );
}

#[test]
fn stored_forms_keep_everything() {
    let timing = Timing {
        closed: [date(2026, 12, 25)].into(),
        ..berlin("weekdays 9:00")
    };
    let json = serde_json::to_string(&timing).expect("JSON");
    assert_snapshot!(json, @r#"{"schedule":"weekdays 09:00","zone":"Europe/Berlin","closed":["2026-12-25"],"grace":"PT2H24M","early":"PT0S","if_missed":"skip"}"#);
    assert_eq!(serde_json::from_str::<Timing>(&json).expect("read"), timing);
    let bytes = postcard::to_stdvec(&timing).expect("postcard");
    assert_eq!(
        postcard::from_bytes::<Timing>(&bytes).expect("read"),
        timing
    );
    let broken = serde_json::from_str::<Schedule>(r#""daly 09:00""#).expect_err("broken");
    assert!(broken.to_string().contains("`daily`"), "{broken}");
}

fn any_zone() -> impl Strategy<Value = Zone> {
    let names = [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "UTC",
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "America/Havana",
        "Pacific/Kwajalein",
    ];
    proptest::sample::select(names.map(zone).to_vec())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_in_place(text in "\\PC{0,40}") {
        if let Err(fault) = Schedule::parse(&text) {
            prop_assert!(text.get(fault.span).is_some());
        }
    }

    #[test]
    fn words_in_any_order_never_break_the_reader(words in proptest::collection::vec(
        proptest::sample::select(vec![
            "daily", "weekly", "monthly", "quarterly", "every", "cron", "mon", ",", "1", "31",
            "5th", "last", "workday", "day", "hours", "from", "09:00", "2026-01-05", "*", "*/2", "é",
        ]),
        0..9,
    )) {
        let text = words.join(" ");
        match Schedule::parse(&text) {
            Ok(read) => prop_assert_eq!(Schedule::parse(&read.to_string()), Ok(read)),
            Err(fault) => prop_assert!(text.get(fault.span).is_some(), "{}", text),
        }
    }

    /// Croner reads the fields here and there, but what they mean is worked out twice.
    #[test]
    fn cron_days_and_times_are_those_of_croner(
        minute in "[0-5]?[0-9]|\\*/[1-9]|\\*",
        hour in "1?[0-9]|[0-9]-1[0-9]|\\*",
        month_day in "[12]?[1-9]|[1-9]-2[0-9]|\\*",
        month in "[1-9]|JAN,MAY|2-11/3|\\*",
        week_day in "[0-7]|MON-FRI|SAT,SUN|5-7|\\*",
        days in 0_i64..4_000,
    ) {
        let text = format!("{minute} {hour} {month_day} {month} {week_day}");
        let read = Schedule::parse(&format!("cron {text}"));
        prop_assume!(read.is_ok());
        let timing = Timing::new(read.expect("assumed"), Zone::utc());
        let from = (date(2024, 2, 20).at(0, 0, 0, 0)) + days.days();
        let croner: croner::Cron = text.parse().expect("croner reads it too");
        let theirs: Vec<_> = croner.iter_from(from, croner::Direction::Forward).take(5).collect();
        let start = timing.zone.instant_of(from).expect("an instant");
        let ours: Vec<_> = timing
            .slots(start, Timestamp::MAX)
            .take(5)
            .map(|slot| timing.zone.wall_clock(slot))
            .collect();
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    /// The rule of the room, held against a walk over the minutes around.
    #[test]
    fn an_instant_is_the_first_to_show_or_pass_the_wall_time(
        zone in any_zone(),
        minutes in 0_i64..60 * 366 * 24 * 60,
    ) {
        let wall = date(1985, 1, 1).at(0, 0, 0, 0) + SignedDuration::from_mins(minutes);
        let slot = zone.instant_of(wall).expect("within the calendar");
        prop_assert!(zone.wall_clock(slot) >= wall);
        for before in 1..=180 {
            let earlier = slot - SignedDuration::from_mins(before);
            prop_assert!(zone.wall_clock(earlier) < wall, "{} minutes before {}", before, slot);
        }
    }

    #[test]
    fn slots_and_the_next_one_tell_one_story(
        text in proptest::sample::select(CANONICAL.to_vec()),
        zone in any_zone(),
        hours in 0_i64..60 * 366 * 24,
    ) {
        let timing = Timing::new(schedule(text), zone);
        let mut from = at("1985-01-01T00:00Z") + SignedDuration::from_hours(hours);
        for slot in timing.slots(from, Timestamp::MAX).take(3) {
            let moment_before = from - SignedDuration::from_nanos(1);
            prop_assert_eq!(timing.next_after(moment_before), Some(slot));
            from = slot + SignedDuration::from_nanos(1);
        }
    }
}
