//! What was written up later: how much, by whom, and which of its times cannot be true.

use crate::event::{Attempt, Fact, Outcome, RunId, StepDone, Thread};
use crate::runbook::StepRef;
use crate::state::kit::{Book, at, line, run_id, started};
use crate::state::{Doubt, RemarkKind};
use jiff::Timestamp;

const BEGAN: &str = "2026-03-02T11:00Z";

/// A run that begins at eleven, and fills the slot of nine where it has one.
fn begun(slot: Option<&str>) -> (Book, RunId) {
    let mut book = Book::new();
    let began = at(BEGAN);
    let run = run_id(began, 1);
    let mut begun = started(run, line("orders/morning").procedure);
    begun.slot = slot.map(at);
    begun.due_by = slot.map(|slot| at(slot) + jiff::SignedDuration::from_hours(1));
    book.say(
        began,
        vec![Thread::Run(run)],
        vec![Fact::RunStarted(Box::new(begun))],
    );
    (book, run)
}

fn say(book: &mut Book, run: RunId, step: &str, attempt: Attempt, done_at: Option<Timestamp>) {
    let mut done = StepDone::plain(StepRef::of(step), step, Outcome::Ok);
    done.attempt = attempt;
    done.done_at = done_at;
    if attempt == Attempt::Corrected {
        let known = &book.state.run(run).unwrap().boxes[&StepRef::of(step)];
        done.over = known.outcomes.over();
    }
    let fact = Fact::StepDone(Box::new(done));
    book.say(at("2026-03-02T11:10Z"), vec![Thread::Run(run)], vec![fact]);
}

fn kinds(book: &Book, run: RunId) -> Vec<RemarkKind> {
    let run = book.state.run(run).unwrap();
    run.remarks().iter().map(|remark| remark.what).collect()
}

/// Each time that a step can be written up for, with what is said of it.
#[test]
fn times_that_cannot_be_true_are_doubted_and_others_only_told() {
    use RemarkKind::{BeforeRun, ImpossibleTime, WrittenUp};
    let nine = Some("2026-03-02T09:00Z");
    for (slot, done_at, kind) in [
        (None, "2026-03-02T11:05Z", WrittenUp),
        // To the minute in which it began.
        (None, "2026-03-02T10:59:30Z", WrittenUp),
        (None, "2026-03-02T10:50Z", BeforeRun),
        (None, "2026-02-27T10:50Z", BeforeRun),
        (None, "2026-03-02T11:11Z", ImpossibleTime),
        // What was done on paper comes before its run.
        (nine, "2026-03-02T09:10Z", WrittenUp),
        (nine, "2026-03-02T08:30Z", WrittenUp),
        (nine, "2026-03-02T07:30Z", BeforeRun),
        (nine, "2026-03-03T09:00Z", ImpossibleTime),
    ] {
        let (mut book, run) = begun(slot);
        say(&mut book, run, "look", Attempt::First, Some(at(done_at)));
        assert_eq!(kinds(&book, run), [kind], "{slot:?} {done_at}");
        let run = book.state.run(run).unwrap();
        let doubts = book.state.doubts(run, None);
        let wanted = match kind {
            WrittenUp => Vec::new(),
            what => vec![Doubt::Times { boxes: 1, what }],
        };
        assert_eq!(doubts, wanted, "{slot:?} {done_at}");
        let late = run.written_up().unwrap();
        assert_eq!((late.boxes, late.of), (1, 1));
        assert_eq!(late.by, ["ops-a".into()]);
        assert_eq!(late.last, at("2026-03-02T11:10Z"));
    }
}

#[test]
fn what_was_ticked_or_only_corrected_was_not_written_up() {
    let (mut book, run) = begun(None);
    say(&mut book, run, "look", Attempt::First, None);
    assert_eq!(book.state.run(run).unwrap().written_up(), None);
    // A correction keeps the time of the answer that it sets right.
    let then = Some(at("2026-03-02T11:10Z"));
    say(&mut book, run, "look", Attempt::Corrected, then);
    assert_eq!(kinds(&book, run), []);
    assert_eq!(book.state.run(run).unwrap().written_up(), None);
    say(&mut book, run, "close", Attempt::First, then);
    let late = book.state.run(run).unwrap().written_up().unwrap();
    assert_eq!((late.boxes, late.of), (1, 2));
}
