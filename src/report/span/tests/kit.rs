//! A made-up record: one daily round of three steps, as it went over some days, and two
//! escalations.

use super::super::{Gathering, Span, SpanReport};
use crate::event::{
    Counts, Ending, Entry, EscalationAnswered, EscalationId, EscalationOpened, EscalationResolved,
    Fact, Outcome, RunId, RunStarted, StepDone, Thread,
};
use crate::limits::Judgement;
use crate::present::Clock;
use crate::runbook::StepRef;
use crate::state::kit::{Book, at, line, noticed, run_id, started, timing};
use crate::state::{SeriesId, State};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How one morning went: the day of November, when it was begun, what the reading was and
/// what became of the last step. None of these where nobody did it.
pub struct Morning(pub i8, pub Option<(&'static str, &'static str, Outcome)>);

/// The record, and every entry of it.
pub struct Made {
    book: Book,
    entries: Vec<Entry>,
    runs: Vec<RunId>,
}

fn morning() -> SeriesId {
    line("orders/morning")
}

/// A reading above 500 is a warning, above 5000 an alarm.
fn judged(value: &str) -> Judgement {
    match value.parse().unwrap_or(0) {
        0..=500 => Judgement::Normal,
        501..=5000 => Judgement::Warning,
        _ => Judgement::Alarm,
    }
}

impl Made {
    /// A schedule of 09:00 each day, noticed on the first of November, with 144 minutes of
    /// grace.
    pub fn new() -> Self {
        let mut made = Self {
            book: Book::new(),
            entries: Vec::new(),
            runs: Vec::new(),
        };
        let fact = noticed(&morning(), Some(timing("daily 09:00", "UTC")));
        let on = Thread::Procedure(morning().procedure);
        made.say(at("2026-11-01T06:00Z"), on, fact);
        made
    }

    /// With these mornings.
    pub fn with(mornings: &[Morning]) -> Self {
        let mut made = Self::new();
        for Morning(day, went) in mornings {
            if let Some((began, value, last)) = went {
                made.round(*day, began, value, *last);
            }
        }
        made
    }

    fn say(&mut self, at: Timestamp, on: Thread, fact: Fact) {
        self.entries.push(self.book.say(at, vec![on], vec![fact]));
    }

    fn round(&mut self, day: i8, began: &str, value: &str, last: Outcome) {
        let slot = at(&format!("2026-11-{day:02}T09:00Z"));
        let began = at(&format!("2026-11-{day:02}T{began}Z"));
        let run = run_id(began, u128::from(self.book.n));
        let started = Fact::RunStarted(Box::new(RunStarted {
            title: "Morning check".to_owned(),
            slot: Some(slot),
            due_by: Some(slot + SignedDuration::from_mins(144)),
            steps: 3,
            ..started(run, morning().procedure)
        }));
        self.say(began, Thread::Run(run), started);
        let minutes = |count| began + SignedDuration::from_mins(count);
        let step_ref = |step: &str| StepRef {
            step: step.into(),
            item: None,
        };
        let panel = StepDone::plain(step_ref("panel"), "Panel is green", Outcome::Ok);
        let depth = StepDone {
            value: Some(value.to_owned()),
            unit: Some("messages".to_owned()),
            judgement: Some(judged(value)),
            ..StepDone::plain(step_ref("depth"), "Queue depth", Outcome::Ok)
        };
        let backup = StepDone::plain(step_ref("backup"), "Backup finished", last);
        let counts = Counts {
            not_ok: u32::from(last == Outcome::NotOk),
            ..Counts::default()
        };
        for (count, done) in (1..).zip([panel, depth, backup]) {
            let fact = Fact::StepDone(Box::new(done));
            self.say(minutes(2 * count), Thread::Run(run), fact);
        }
        let ended = Fact::RunEnded {
            ending: Ending::Completed,
            counts,
            boxes: None,
            saw: Vec::new(),
            over: Vec::new(),
        };
        self.say(minutes(7), Thread::Run(run), ended);
        self.runs.push(run);
    }

    /// An escalation of 15 minutes and four hours; answered and over after so many minutes.
    pub fn escalate(&mut self, opened: &str, answered: Option<i64>, over: Option<i64>) {
        let opened = at(opened);
        let id = EscalationId(run_id(opened, u128::from(self.book.n)).0);
        let fact = Fact::EscalationOpened(Box::new(EscalationOpened {
            id,
            salt: None,
            runbook: "orders".into(),
            runbook_title: "Orders sync".to_owned(),
            title: "Nothing arrives".to_owned(),
            severity: "sev1".to_owned(),
            means: None,
            respond_within_seconds: Some(15 * 60),
            resolve_within_seconds: Some(4 * 3600),
            path: Vec::new(),
            origin: None,
            follow_up: None,
            rehearsal: false,
        }));
        self.say(opened, Thread::Escalation(id), fact);
        let after = |minutes| opened + SignedDuration::from_mins(minutes);
        if let Some(minutes) = answered {
            let fact = Fact::EscalationAnswered(Box::new(EscalationAnswered {
                id,
                who: "on-call".to_owned(),
                note: None,
                over: Vec::new(),
            }));
            self.say(after(minutes), Thread::Escalation(id), fact);
        }
        if let Some(minutes) = over {
            let fact = Fact::EscalationResolved(Box::new(EscalationResolved {
                id,
                how: "restarted".to_owned(),
                over: Vec::new(),
            }));
            self.say(after(minutes), Thread::Escalation(id), fact);
        }
    }

    /// The report from the second to the eighth of November, as it is told on the eighth at
    /// noon.
    pub fn report(&self) -> SpanReport {
        let wall = Clock {
            now: at("2026-11-08T12:00Z"),
            zone: TimeZone::UTC,
        };
        let span = Span::meant(Some(date(2026, 11, 2)), Some(date(2026, 11, 8)), wall).unwrap();
        let none = std::iter::empty();
        let mut gathering = Gathering::begin(&self.book.state, none, None, span);
        for run in gathering.wanted().clone() {
            // As the session does it: from the entries of this run alone.
            let mut whole = State::default();
            let entries = self.entries.iter();
            for entry in entries.filter(|it| it.envelope.on == [Thread::Run(run)]) {
                whole.apply(entry, 1);
            }
            gathering.take(whole.run(run).expect("a whole run"));
        }
        gathering.report()
    }
}

/// A week in which everything happened once: in time, late, not at all, with a failure, a
/// warning and an alarm; one escalation in time, one late, one still open.
pub fn week() -> Made {
    let ok = Outcome::Ok;
    let mut made = Made::with(&[
        Morning(2, Some(("09:05", "100", ok))),
        Morning(3, Some(("13:00", "600", ok))),
        Morning(4, None),
        Morning(5, Some(("09:10", "9000", Outcome::NotOk))),
        Morning(6, Some(("09:00", "200", Outcome::Skipped))),
        Morning(7, Some(("09:01", "300", ok))),
    ]);
    made.escalate("2026-11-03T10:00Z", Some(12), Some(90));
    made.escalate("2026-11-05T10:00Z", Some(20), Some(300));
    made.escalate("2026-11-08T11:50Z", None, None);
    made
}
