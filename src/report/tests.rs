//! Reports of small records, as text and as Markdown.

use super::{Document, Section, ShiftSources, handover};
use crate::event::Thread;
use crate::present::{Clock, Outside, Sources};
use crate::state::Whom;
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
    let sources = Sources {
        state: &book.state,
        preview: None,
        clock: &wall,
        whom: &Whom::default(),
        outside: &Outside::default(),
    };
    let items = sources.handed_on(&sources.today([]), "host-1");
    let told = handover(&ShiftSources {
        state: &book.state,
        shift: &shift,
        failed: &[],
        items: &items,
        handover: None,
        words: &sources,
        reads_all: true,
    })
    .text();
    insta::assert_snapshot!(told.join("\n"), @"
    Shift handover
    Mon 05:00 to today 05:05
    Rounds: 24 missed, 1 overdue

    Actions
      Overdue: night (Orders sync), 1 h 41 min overdue
      Missed: hourly (Orders sync), 24 missed since Mon 05:00
      Due: hourly (Orders sync), due by 05:30

    Heads of the journal
      ops-a@host-1:2:a21825b13175ab31
    ");
}
