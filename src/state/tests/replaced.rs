//! Answers that another writer replaced.

use super::lines::run;
use crate::event::{Entry, EntryRef, Fact, Outcome, StepDone, Thread};
use crate::runbook::StepRef;
use crate::state::kit::{Book, Scribe, at};
use crate::state::{Run, StepState};

/// One run, and writers who answer its step, each seeing what the test says.
struct Scene {
    run: Run,
    writers: Vec<Scribe>,
    n: u64,
    entries: Vec<Entry>,
}

fn step() -> StepRef {
    StepRef::of("depth")
}

impl Scene {
    fn new() -> Self {
        let mut book = Book::new();
        let id = run(&mut book, "", "2026-11-22T09:00Z", None);
        Self {
            run: book.state.run(id).unwrap().clone(),
            writers: ["ops-a", "ops-b", "ops-c"].map(Scribe::new).to_vec(),
            n: 100,
            entries: Vec::new(),
        }
    }

    fn say(&mut self, writer: usize, fact: Fact) -> EntryRef {
        self.n += 1;
        let on = vec![Thread::Run(self.run.id)];
        let when = at("2026-11-22T09:10Z");
        let entry = self.writers[writer].write(self.n, when, on, vec![fact]);
        self.run.apply(&entry);
        self.entries.push(entry.clone());
        entry.address()
    }

    fn answers(&mut self, writer: usize, outcome: Outcome, over: &[&EntryRef]) -> EntryRef {
        let done = StepDone {
            over: over.iter().map(|it| (*it).clone()).collect(),
            ..StepDone::plain(step(), "Depth", outcome)
        };
        self.say(writer, Fact::StepDone(Box::new(done)))
    }

    fn undoes(&mut self, writer: usize, over: &[&EntryRef]) -> EntryRef {
        let StepRef { step, item } = step();
        let over = over.iter().map(|it| (*it).clone()).collect();
        self.say(writer, Fact::StepTakenBack { step, item, over })
    }

    /// Who replaced or undid whose answer, where that was another writer.
    fn told(&self) -> Vec<String> {
        told(&self.run.boxes[&step()])
    }
}

fn told(step_state: &StepState) -> Vec<String> {
    let replaced = step_state.replaced_by_others();
    let told = replaced.map(|it| {
        let how = if it.is_undone { "undid" } else { "replaced" };
        format!("{} {how} {}'s {}", it.by, it.said.by, it.said.what.words())
    });
    told.collect()
}

#[test]
fn what_another_writer_replaced_or_undid_stays_told() {
    let mut scene = Scene::new();
    let first = scene.answers(0, Outcome::NotOk, &[]);
    assert!(scene.told().is_empty());
    let second = scene.answers(1, Outcome::Ok, &[&first]);
    assert_eq!(scene.told(), ["ops-b replaced ops-a's not OK"]);
    // One's own is replaced without a word; the other's stays told.
    let third = scene.answers(1, Outcome::Skipped, &[&second]);
    assert_eq!(scene.told(), ["ops-b replaced ops-a's not OK"]);
    scene.undoes(2, &[&third]);
    assert_eq!(
        scene.told(),
        [
            "ops-b replaced ops-a's not OK",
            "ops-c undid ops-b's skipped"
        ]
    );
    // Undone by who had said it.
    let fourth = scene.answers(0, Outcome::Ok, &[]);
    scene.undoes(0, &[&fourth]);
    assert_eq!(scene.told().len(), 2);
}

/// Several may replace one answer without knowing of each other: the first of them is told, in
/// whatever order they arrive.
#[test]
fn who_replaced_it_does_not_depend_on_the_order_of_arrival() {
    let mut scene = Scene::new();
    let before = scene.run.clone();
    let first = scene.answers(0, Outcome::NotOk, &[]);
    scene.answers(1, Outcome::Ok, &[&first]);
    scene.answers(2, Outcome::Deferred, &[&first]);
    scene.undoes(2, &[&first]);
    let expected = scene.told();
    assert_eq!(expected, ["ops-b replaced ops-a's not OK"]);
    let count = scene.entries.len();
    for shift in 0..count {
        for is_reversed in [false, true] {
            let mut entries = scene.entries.clone();
            entries.rotate_left(shift);
            if is_reversed {
                entries.reverse();
            }
            let mut run = before.clone();
            entries.iter().for_each(|entry| run.apply(entry));
            assert_eq!(told(&run.boxes[&step()]), expected);
        }
    }
}
