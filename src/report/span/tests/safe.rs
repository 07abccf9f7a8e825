//! What comes from outside, made safe in each form; days that are meant.

use super::super::{Gathering, Span, html, page};
use crate::present::Clock;
use crate::state::State;
use crate::text::csv_cell as cell;
use crate::text::html_escaped as escaped;
use jiff::civil::date;
use jiff::tz::TimeZone;

fn wall() -> Clock {
    Clock {
        now: "2026-11-25T12:00:00Z".parse().unwrap(),
        zone: TimeZone::UTC,
    }
}

#[test]
fn a_span_is_the_last_seven_days_unless_someone_says_otherwise() {
    let span = Span::meant(None, None, wall()).unwrap();
    assert_eq!(
        (span.from, span.to),
        (date(2026, 11, 19), date(2026, 11, 25))
    );
    assert!(span.holds("2026-11-19T00:00:00Z".parse().unwrap()));
    assert!(!span.holds("2026-11-18T23:59:59Z".parse().unwrap()));
    assert!(!span.holds("2026-11-25T13:00:00Z".parse().unwrap()));
    assert!(Span::meant(Some(date(2026, 11, 26)), None, wall()).is_none());
}

#[test]
fn no_cell_is_a_formula_and_a_number_stays_one() {
    for (text, written) in [
        ("plain", "plain"),
        ("-3.5", "-3.5"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("a,b", "\"a,b\""),
        ("=\"a\"", "\"'=\"\"a\"\"\""),
    ] {
        assert_eq!(cell(text), written, "{text}");
    }
}

#[test]
fn nothing_from_outside_is_markup() {
    let hostile = "</title><script a='b' c=\"d\">&\u{1b}\u{0}";
    let safe = escaped(hostile);
    assert_eq!(
        safe,
        "&lt;/title&gt;&lt;script a=&#39;b&#39; c=&quot;d&quot;&gt;&amp;\u{fffd}\u{fffd}"
    );
}

#[test]
fn days_without_anything_make_a_page_that_says_so() {
    let span = Span::meant(None, None, wall()).unwrap();
    let none = std::iter::empty();
    let report = Gathering::begin(&State::default(), none, None, span).report();
    assert!(html(&page(&report)).contains("<p>Nothing happened in these days.</p>"));
}
