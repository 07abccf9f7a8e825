//! What a handoff's screens do: pages, escalations, readiness, the window, the shift.

use super::open;
use super::play::Play;
use crate::app::effect::Effect;
use crate::app::overlay::LABELS;
use crate::app::pages::{Foreground, ShiftRow, approval};
use crate::event::EscalationId;
use crate::report::Page;
use crate::state::{Approval, Row};

pub(in crate::tui) const BOOK: &str = r##"
title = "Orders sync"
summary = "Copies orders into the warehouse."
timezone = "Europe/Berlin"

[architecture]
text = "A **reader** and a writer."

[review]
every = "90 days"
last = 2026-08-01

[owners]
product = { name = "Orders product" }
technical = { name = "Orders tech lead", contact = "#orders-dev" }
operations = { name = "Ops shift lead", contact = "+49 30 5550100" }

[[contacts]]
id = "oncall"
name = "On-call engineer"
contact = "+49 30 5550199"
hours = "day and night"

[[escalation]]
severity = "sev1"
means = "orders are lost"
respond_within = "15 min"
resolve_within = "4 h"
path = [{ contact = "oncall" }, { contact = "technical", after = "15 min" }, { contact = "operations", after = "30 min" }]

[[escalation]]
severity = "sev2"
means = "orders are late"
respond_within = "1 h"
path = [{ contact = "technical" }]

[[dependencies]]
name = "Message broker"
if_down = "Orders queue up."

[[credentials]]
name = "orders_rw"
stored_in = "vault/orders"

[[data]]
field = "orders.sync_state"
means = "How far the copy is."

[change_control]
reviewers = ["technical"]
approvers = ["product"]
runbook = "reviewed"

[stabilization]
starts = 2026-11-01
ends = 2026-11-20
support = "technical"

[[readiness]]
id = "badge"
item = "Everyone has a badge."
proof = "attested"

[[procedures]]
title = "Morning round"
schedule = "weekdays 09:00"
steps = ["Lag is low", "Backup finished"]
"##;

pub(in crate::tui) fn play(size: (u16, u16)) -> Play {
    Play::new(&[("orders-sync.toml", BOOK)], size)
}

#[track_caller]
fn shows(play: &Play, text: &str) {
    let screen = play.screen();
    assert!(screen.contains(text), "{text} is not shown:\n{screen}");
}

fn escalation(play: &Play) -> EscalationId {
    let mut all = play.state.escalations();
    all.next_back().expect("an escalation").id
}

#[test]
fn a_page_is_one_key_from_a_run_and_leads_back_to_the_same_step() {
    let mut play = play((100, 30));
    open(&mut play, "Morning round");
    play.keys(" ");
    let (run, at) = play.app.run.as_ref().map(|it| (it.id, it.cursor)).unwrap();
    assert_eq!(at, 1);
    play.keys("b");
    shows(&play, "Overview and architecture");
    shows(&play, "A reader and a writer.");
    play.keys("jj<enter>");
    shows(&play, "On-call engineer, +49 30 5550199");
    play.keys("<esc><esc>");
    let back = play.app.run.as_ref().map(|it| (it.id, it.cursor)).unwrap();
    assert_eq!(back, (run, at));
    assert!(play.app.front.is_none());
}

#[test]
fn only_pages_that_say_something_are_there() {
    let mut play = play((100, 30));
    play.keys("2b");
    let Some(Foreground::Package(front)) = &play.app.front else {
        panic!("no pages");
    };
    assert!(front.pages.contains(&Page::Credentials));
    assert!(!front.pages.contains(&Page::Backup));
    assert!(!front.pages.contains(&Page::Releases));
}

/// From Today: the pages, the list of them, the page.
#[test]
fn every_page_is_picked_by_a_letter() {
    let mut play = play((120, 30));
    play.keys("b");
    let Some(Foreground::Package(front)) = play.app.front.clone() else {
        panic!("no pages: {}", play.screen());
    };
    play.keys("<esc>");
    assert!(front.pages.len() > 9, "letters are tried as well");
    for (page, label) in front.pages.iter().zip(LABELS.chars()) {
        play.keys(&format!("b:go to a page<enter>{label}"));
        let Some(Foreground::Package(front)) = &play.app.front else {
            panic!("no page: {}", play.screen());
        };
        assert_eq!(front.page(), Some(*page));
        shows(&play, page.heading());
        play.app.front = None;
    }
}

#[test]
fn find_knows_data_fields_credentials_and_dependencies() {
    for (words, page, shown) in [
        ("sync_state", Page::Data, "How far the copy is."),
        ("orders_rw", Page::Credentials, "kept in vault/orders"),
        ("broker", Page::Dependencies, "if it is down"),
    ] {
        let mut play = play((100, 30));
        play.keys(&format!("/{words}<enter>"));
        let Some(Foreground::Package(front)) = &play.app.front else {
            panic!("no page: {}", play.screen());
        };
        assert_eq!(front.page(), Some(page));
        shows(&play, shown);
    }
}

#[test]
fn an_escalation_goes_through_its_contacts_until_it_is_answered_and_over() {
    let mut play = play((100, 30));
    open(&mut play, "Morning round");
    play.keys("E");
    shows(&play, "sev1: orders are lost");
    shows(
        &play,
        "respond within 15 min, resolve within 4 h, first On-call engineer",
    );
    play.keys("1Orders are gone<enter>");
    shows(&play, "sev1: Orders are gone");
    shows(&play, "On-call engineer  call now");
    play.keys("y");
    assert_eq!(
        play.effects.last(),
        Some(&Effect::Copy("+49 30 5550199".to_owned()))
    );
    play.keys(" 1");
    // The next one's time has not come.
    shows(&play, "▸ · Orders tech lead  next, at 09:27");
    play.wait(16);
    shows(&play, "Orders tech lead  call now");
    play.keys("<esc>");
    shows(
        &play,
        "sev1 no ack 16:00, 1:00 late · call Orders tech lead  E",
    );
    // From any screen of the run one key leads back.
    play.keys("E 4<enter>");
    play.wait(15).keys(" 4<enter>:acknowledged<enter>3<enter>");
    let known = play.state.escalation(escalation(&play)).unwrap();
    assert!(known.hops().all(|hop| hop.called.is_some()));
    assert!(!known.is_unanswered());
    assert!(known.is_open());
    shows(&play, "wanted by 09:27");
    play.keys("<esc>");
    shows(&play, "not resolved 31:00, 3:29:00 left");
    play.keys("1");
    play.keys("EG<enter>restarted it<enter>");
    assert!(!play.state.escalation(escalation(&play)).unwrap().is_open());
    assert_eq!(play.app.clock, None);
}

#[test]
fn an_open_escalation_stands_first_on_today_and_enter_opens_it() {
    let mut play = play((100, 30));
    play.keys("2E2late<enter><esc>1g");
    shows(&play, "sev2: late");
    shows(&play, "no ack, ");
    play.keys("<enter>");
    assert_eq!(play.app.front_escalation(), Some(escalation(&play)));
    play.keys("G<enter><enter>");
    assert!(play.told().is_empty());
    shows(&play, "Resolved: how?");
}

#[test]
fn a_word_is_given_by_key_and_the_window_closed_or_extended() {
    let mut play = play((100, 30));
    play.keys("2b:attest<enter>");
    shows(&play, "badge: Everyone has a badge.");
    let Some(crate::app::Overlay::Picker(picker)) = &play.app.overlay else {
        panic!("no list");
    };
    let at = picker
        .items
        .iter()
        .position(|(words, _)| words.starts_with("badge"));
    let down = "j".repeat(at.expect("the item"));
    play.keys(&format!(
        "{down}<enter>Seen at the gate<enter>2027-03-01<enter>"
    ));
    let record = play.state.book_record("orders-sync").unwrap();
    assert!(record.attested.contains_key("badge"));

    play.keys("m1soon<enter>");
    shows(&play, "That is no day: write 2026-12-24.");
    play.keys("<esc>m12026-12-24<enter>Not quiet yet<enter>");
    let book = play.app.usable(&"orders-sync".into()).unwrap().clone();
    let window = play.state.stabilization(&book, play.app.now).unwrap();
    assert_eq!(window.ends.to_string(), "2026-12-24");
    play.keys("m2Quiet for a week<enter>");
    let window = play.state.stabilization(&book, play.app.now).unwrap();
    assert!(window.closed.is_some());
    play.keys("m");
    assert!(
        play.told().contains("No stabilization window"),
        "{}",
        play.told()
    );
}

#[test]
fn a_review_is_said_from_its_row_on_today() {
    let mut play = play((100, 30));
    play.keys("g");
    for _ in 0..20 {
        let screen = play.screen();
        if screen
            .lines()
            .any(|it| it.contains('▸') && it.contains("review "))
        {
            break;
        }
        play.keys("j");
    }
    play.keys("<enter>");
    shows(&play, "Owners: is it still they?");
    play.keys(" All right<enter>");
    shows(&play, "By which day is the next review?");
    play.keys("<enter>");
    let book = play.app.usable(&"orders-sync".into()).unwrap();
    assert!(!play.state.reviewed(book, play.app.now).is_overdue());
}

/// Gives the shift with one issue in it, which is for whoever comes next, and sits down as
/// another operator.
fn given(size: (u16, u16), to: &str, severity: &str) -> Play {
    let mut play = play(size);
    play.keys("2iThe lag grows<enter>4gwops-a<enter>1H");
    shows(&play, "Hand over the shift");
    play.keys("<enter>Quiet night<enter>");
    shows(&play, "Quiet night");
    // The issue is the last of what stands.
    play.keys(&format!("Gkkk{severity}"));
    if !to.is_empty() {
        play.keys(&format!("Gk<enter>{to}<enter>"));
    }
    play.keys("G<enter>");
    assert!(play.state.waiting_handover().is_some(), "{}", play.told());
    play.app.operator = "ops-b".into();
    play.app.recount(&play.state);
    play
}

#[test]
fn what_is_unstable_is_confirmed_by_itself_and_read_back() {
    let mut play = given((100, 30), "", "3");
    play.keys("H");
    shows(&play, "UNSTABLE");
    shows(&play, "Quiet night");
    play.keys("*G<enter>");
    assert!(
        play.told().contains("Not looked at yet: 1"),
        "{}",
        play.told()
    );
    play.keys("<space>");
    // The words back are next, and then the last row.
    play.keys("<enter>I look at the lag first<enter>");
    shows(&play, "I look at the lag first");
    play.keys("<enter>");
    assert!(play.state.waiting_handover().is_none(), "{}", play.screen());

    // Whoever gave it reads the words.
    play.app.operator = "ops-a".into();
    play.app.recount(&play.state);
    play.keys("1G");
    let row = play.app.today.rows.iter();
    let at = row
        .clone()
        .position(|row| matches!(row.what, Row::TakenOver { .. }));
    play.keys("g");
    while play.app.today.at() != at {
        assert_ne!(play.app.today.at(), None, "{}", play.screen());
        play.keys("j");
    }
    shows(&play, "I look at the lag first");
    play.keys("<enter>");
    shows(&play, "Shift of ops-a");
}

#[test]
fn seven_stable_items_are_taken_with_three_keys() {
    let mut play = play((80, 24));
    for number in 0..7 {
        play.keys(&format!("2iIssue {number}<enter>4gwops-a<enter>"));
    }
    play.keys("1HG<enter>");
    let waiting = play.state.waiting_handover().unwrap();
    let items = waiting.given.as_ref().unwrap().what.items.len();
    assert!(items >= 7, "{items}");
    play.app.operator = "ops-b".into();
    play.app.recount(&play.state);
    play.keys("H*<enter>");
    assert!(play.state.waiting_handover().is_none(), "{}", play.screen());
}

#[test]
fn an_item_is_handed_back_with_words() {
    let mut play = given((80, 24), "", "3");
    play.keys("Hxnot mine, ask the vendor<enter>");
    shows(&play, "handed back: not mine");
    // Nothing unstable is taken: no words are wanted.
    play.keys("*G<enter>");
    assert!(play.state.waiting_handover().is_none(), "{}", play.told());
    play.app.operator = "ops-a".into();
    play.app.recount(&play.state);
    play.keys("1");
    shows(&play, "1 handed back");
}

#[test]
fn an_item_opens_and_leads_back_to_its_row() {
    let mut play = given((80, 24), "", "3");
    play.keys("H");
    let front = |play: &Play| match &play.app.front {
        Some(Foreground::Shift(front)) => Some(front.reading.cursor.at),
        _ => None,
    };
    let before = front(&play);
    assert!(before.is_some());
    play.keys("<enter>");
    assert_eq!(front(&play), None);
    shows(&play, "The lag grows");
    play.keys("<esc>");
    assert_eq!(front(&play), before);
    // What somebody goes to by themselves does not lead back.
    play.keys("<enter>1<esc>");
    assert_eq!(front(&play), None);
}

#[test]
fn what_the_giver_says_of_items_outlives_the_page() {
    let mut play = play((100, 30));
    play.keys("2iThe lag grows<enter>4gwops-a<enter>1H");
    play.keys("Gkkk2kwtl-1<enter>nSince Monday<enter>t17:00<enter>");
    shows(&play, "WATCH");
    shows(&play, "tl-1");
    shows(&play, "Since Monday");
    play.keys("tnever<enter>");
    shows(&play, "That is no time");
    shows(&play, "by 17:00");
    play.keys("<esc><esc>H");
    shows(&play, "WATCH");
    play.keys("<tab><enter>If it grows, call<enter>");
    shows(&play, "If it grows, call");
    // Empty words take the line away.
    let Some(Foreground::Shift(front)) = &mut play.app.front else {
        panic!("the handover is in front");
    };
    let row = ShiftRow::Contingency(0);
    let at = front.rows.iter().position(|it| *it == row);
    front.reading.cursor.at = at.expect("the line");
    play.keys("<enter><c-u><enter>");
    assert!(play.app.shift.giving.contingencies.is_empty());
}

#[test]
fn a_shift_that_waits_stands_on_today_for_whom_it_is_given_to() {
    let row = "Shift given by ops-a";
    for (to, sees) in [("", true), ("ops-b", true), ("ops-c", false)] {
        let mut play = given((120, 30), to, "1");
        play.app.operator = "ops-a".into();
        play.app.recount(&play.state);
        play.keys("1");
        assert!(!play.screen().contains(row), "the giver waits for nobody");
        play.app.operator = "ops-b".into();
        play.app.recount(&play.state);
        play.keys("g");
        assert_eq!(play.screen().contains(row), sees, "{to}: {}", play.screen());
        if sees {
            shows(&play, "Quiet night");
            shows(&play, "The lag grows");
            play.keys("<enter>");
            shows(&play, "0 of ");
        }
    }
}

#[test]
fn a_revision_without_an_approved_change_is_marked_where_it_is_run() {
    let mut play = play((100, 30));
    let id = "orders-sync".into();
    assert_eq!(approval(&play.app, &play.state, &id), Approval::Missing);
    play.keys("2");
    shows(&play, "not approved");
    play.keys("1g");
    open(&mut play, "Morning round");
    shows(&play, "This revision is not approved");
}

#[test]
fn nothing_is_asked_where_nothing_is_in_front() {
    let mut play = Play::new(&[], (100, 30));
    play.keys("E");
    assert!(
        play.told().contains("Nothing here belongs"),
        "{}",
        play.told()
    );
    play.keys("b");
    assert!(
        play.told().contains("Nothing here belongs"),
        "{}",
        play.told()
    );
    play.keys("H*");
    assert!(play.told().contains("whoever takes"), "{}", play.told());
}
