//! What happened, in words.

use super::clock;
use crate::event::{Attempt, Counts, Ending, Fact, Outcome, StepDone};
use crate::limits::Judgement;
use crate::present::fact::counts;
use crate::present::{answer, fact, size};
use crate::runbook::{ProcedureRef, StepRef};

#[test]
fn an_answer_says_value_unit_and_judgement() {
    let mut done = StepDone::plain(StepRef::of("depth"), "Queue depth", Outcome::Ok);
    assert_eq!(answer(&done), "OK");
    done.value = Some("700".to_owned());
    done.unit = Some("messages".to_owned());
    done.judgement = Some(Judgement::Warning);
    done.reason = Some("typed 70".to_owned());
    done.note = Some("it hums".to_owned());
    done.attempt = Attempt::Corrected;
    done.done_at = Some("2026-11-22T07:00:00.06Z".parse().unwrap());
    let told = fact(&Fact::StepDone(Box::new(done)), &clock());
    let line = "Queue depth: 700 messages (warning), corrected; reason: typed 70; note: it hums; done at: Sun 08:00";
    assert_eq!(told.line(), line);
    assert_eq!(told.whole(), format!("depth: {line}"));
}

#[test]
fn a_secret_is_never_told() {
    let mut done = StepDone::plain(StepRef::of("key"), "The key?", Outcome::Ok);
    done.withheld = true;
    let told = fact(&Fact::StepDone(Box::new(done)), &clock());
    assert_eq!(told.line(), "The key? a secret, kept in memory alone");
}

#[test]
fn times_and_lengths_are_in_words() {
    let at: jiff::Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
    let procedure = "orders/morning".parse::<ProcedureRef>().unwrap();
    let waived = Fact::OccurrenceExcused {
        procedure: procedure.clone(),
        target: None,
        slot: at,
        reason: "holiday".to_owned(),
    };
    let seen = Fact::MissedSeen {
        procedure,
        target: None,
        until: at,
    };
    let back = Fact::ClockMovedBack { by_seconds: 93_600 };
    let ended = Fact::RunEnded {
        ending: Ending::Completed,
        counts: Counts {
            ok: 2,
            alarms: 1,
            ..Counts::default()
        },
        saw: Vec::new(),
        over: Vec::new(),
        boxes: None,
    };
    let told = [waived, seen, back, ended].map(|it| fact(&it, &clock()).whole());
    assert_eq!(
        told,
        [
            "09:00 round of orders/morning waived: holiday",
            "missed rounds of orders/morning up to 09:00 acknowledged",
            "the clock moved back by 1 d 2 h",
            "run completed (2 OK, 1 alarm)",
        ]
    );
}

#[test]
fn counts_and_sizes_name_what_there_is() {
    let stood = Counts {
        ok: 5,
        not_ok: 1,
        warnings: 1,
        alarms: 2,
        ..Counts::default()
    };
    assert_eq!(counts(&stood), "5 OK, 1 not OK, 1 warning, 2 alarms");
    assert_eq!(
        [812, 12_595, 4_194_304].map(size),
        ["812 bytes", "12.3 KiB", "4.0 MiB"]
    );
}
