//! Reports of small records, as text and as Markdown.

use super::{Document, Section, handover};
use crate::event::Thread;
use crate::present::{Clock, Outside};
use crate::state::kit::{Book, at, line, noticed, timing};
use jiff::tz::TimeZone;

#[test]
fn text_and_markdown_say_the_same() {
    let mut section = Section::new("Notes");
    section.with("a *bold* <b>\nword", vec!["[below](x)".to_owned()]);
    let document = Document {
        title: "Shift".to_owned(),
        lead: vec!["09:00 to 17:00".to_owned()],
        sections: vec![section, Section::new("Empty")],
    };
    assert_eq!(
        document.text(),
        [
            "Shift",
            "09:00 to 17:00",
            "",
            "Notes",
            "  a *bold* <b>\nword",
            "      [below](x)"
        ]
    );
    insta::assert_snapshot!(document.markdown().join("\n"), @r"
    # Shift

    09:00 to 17:00  

    ## Notes

    - a \*bold\* \<b\> word
      - \[below\](x)
    ");
}

#[test]
fn what_was_missed_again_and_again_is_one_line_of_a_handover() {
    let mut book = Book::new();
    for (name, schedule) in [
        ("hourly", "every 1 hours from 00:00"),
        ("night", "daily 01:00"),
    ] {
        let line = line(&format!("orders/{name}"));
        let facts = vec![noticed(&line, Some(timing(schedule, "UTC")))];
        let on = vec![Thread::Procedure(line.procedure.clone())];
        book.say(at("2026-11-23T05:00Z"), on, facts);
    }
    let now = at("2026-11-24T05:05Z");
    let shift = book.state.shift(at("2026-11-23T05:00Z"), now);
    let wall = Clock {
        now,
        zone: TimeZone::UTC,
    };
    let items = book.state.handover_items(&shift);
    let items: Vec<_> = items.iter().map(|item| item.words.as_str()).collect();
    assert_eq!(items, ["missed 24 times: hourly", "overdue: night"]);
    let told = handover(&book.state, &shift, &[], &Outside::default(), &wall).text();
    insta::assert_snapshot!(told.join("\n"), @"
    Shift handover
    Mon 05:00 to today 05:05
    Rounds: 24 missed, 1 overdue

    Missed and overdue
      hourly, missed 24 times, Mon 05:00 to today 04:00
      night, overdue, of 01:00

    Heads of the journal
      ops-a@host-1:2:a21825b13175ab31
    ");
}
