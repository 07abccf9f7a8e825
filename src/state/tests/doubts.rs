//! Honest rounds are left alone, and made-up ones are told: a corpus of both, with the figures.

use crate::event::{Counts, Ending, Fact, Outcome, RunId, StepDone, Thread};
use crate::limits::Judgement;
use crate::runbook::{Procedure, StepRef, Style, parse_bytes};
use crate::state::kit::{Book, at, line, run_id, started};
use crate::state::{Doubt, Doubting, Implausible, State};
use jiff::{SignedDuration, Timestamp};

const STEPS: u32 = 8;

/// A round in this style.
fn procedure(style: Style) -> Procedure {
    let style = match style {
        Style::ReadDo => "read-do",
        Style::DoConfirm => "do-confirm",
    };
    let steps: Vec<_> = (0..STEPS)
        .map(|number| format!("\"Step {number}\""))
        .collect();
    let text = format!(
        "title = \"Orders\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"Morning\"\nstyle = \"{style}\"\nsteps = [{}]\n",
        steps.join(", ")
    );
    let parsed = parse_bytes(
        "orders.toml",
        "orders",
        text.as_bytes(),
        &Default::default(),
    );
    parsed.runbook.unwrap().procedures[0].clone()
}

/// Numbers that only look as if they came by chance, so that the figures stay the same.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.next()
    }
}

/// How somebody goes through a round: seconds before each tick, and what they read.
struct Habit<'a> {
    style: Style,
    pauses: &'a mut dyn FnMut(&mut Chance, u32) -> f64,
    reads: &'a mut dyn FnMut(&mut Chance, usize) -> String,
}

/// So many mornings of it; what is told of each at its finish.
fn mornings(habit: &mut Habit<'_>, count: usize, chance: &mut Chance) -> Vec<Vec<Doubt>> {
    let procedure = procedure(habit.style);
    let mut book = Book::new();
    let mut told = Vec::new();
    for day in 0..count {
        let days = SignedDuration::from_hours(24 * i64::try_from(day).unwrap());
        let began = at("2026-03-02T08:00Z") + days;
        let run = run_id(began, 1 + day as u128);
        let on = || vec![Thread::Run(run)];
        let mut begun = started(run, line("orders/morning").procedure);
        begun.steps = STEPS;
        book.say(began, on(), vec![Fact::RunStarted(Box::new(begun))]);
        let mut now = began;
        for number in 0..STEPS {
            let pause = (habit.pauses)(chance, number);
            now += SignedDuration::from_millis((pause * 1_000.0) as i64);
            let value = (number + 1 == STEPS).then(|| (habit.reads)(chance, day));
            book.say(
                now,
                on(),
                vec![Fact::StepDone(Box::new(done(number, value)))],
            );
        }
        told.push(doubts(&book.state, run, &procedure));
        end(&mut book, run, now);
    }
    // Looked back on, each says what it said at its finish, whatever came after it.
    let ended = book.state.ended();
    let looked_back = ended
        .iter()
        .map(|it| book.state.doubts_of(it, Some(&procedure)));
    assert_eq!(looked_back.collect::<Vec<_>>(), told);
    let mut doubting = Doubting::new(&book.state);
    let in_turn = ended.iter().map(|it| doubting.take(it, Some(&procedure)));
    assert_eq!(in_turn.collect::<Vec<_>>(), told);
    told
}

fn done(number: u32, value: Option<String>) -> StepDone {
    let step_ref = StepRef::of(format!("step-{number}").as_str());
    let mut done = StepDone::plain(step_ref, format!("Step {number}"), Outcome::Ok);
    done.judgement = value.as_ref().map(|_| Judgement::Normal);
    done.value = value;
    done
}

fn doubts(state: &State, run: RunId, procedure: &Procedure) -> Vec<Doubt> {
    state.doubts(state.run(run).unwrap(), Some(procedure))
}

fn end(book: &mut Book, run: RunId, now: Timestamp) {
    let ended = Fact::RunEnded {
        ending: Ending::Completed,
        counts: Counts {
            ok: STEPS,
            ..Counts::default()
        },
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    book.say(now, vec![Thread::Run(run)], vec![ended]);
}

const DAYS: usize = 60;

/// A share of rounds, in percent.
fn percent(told: &[Vec<Doubt>], is: impl Fn(&[Doubt]) -> bool) -> f64 {
    let count = told.iter().filter(|doubts| is(doubts)).count();
    count as f64 * 100.0 / told.len() as f64
}

/// 1,320 honest rounds: step by step with thought, in a hurry, and ticked afterwards in one go;
/// readings that wander, that grow, that jump tenfold, and counts that stay as they are.
#[test]
fn honest_rounds_are_left_alone() {
    let mut chance = Chance(7);
    let mut told = Vec::new();
    let wander = |chance: &mut Chance, _: usize| format!("{:.0}", chance.between(260.0, 410.0));
    let load = |chance: &mut Chance, _: usize| format!("{:.2}", chance.between(0.2, 1.4));
    let grows = |_: &mut Chance, day: usize| format!("{}", 40 + day * 3);
    let jumps = |chance: &mut Chance, _: usize| {
        let jump = if chance.next() < 0.1 { 20.0 } else { 1.0 };
        format!("{:.0}", chance.between(10.0, 90.0) * jump)
    };
    let none = |_: &mut Chance, _: usize| "0".to_owned();
    let of_two = |_: &mut Chance, _: usize| "2".to_owned();
    let percent_full = |_: &mut Chance, _: usize| "100".to_owned();
    let age = |chance: &mut Chance, _: usize| format!("{:.0} h", chance.between(6.0, 9.0));
    let now_and_then = |chance: &mut Chance, _: usize| match chance.next() < 0.05 {
        true => format!("{:.0}", chance.between(1.0, 40.0)),
        false => "0".to_owned(),
    };
    type Reads = Box<dyn FnMut(&mut Chance, usize) -> String>;
    let reads: Vec<Reads> = vec![
        Box::new(wander),
        Box::new(load),
        Box::new(grows),
        Box::new(jumps),
        Box::new(none),
        Box::new(of_two),
        Box::new(percent_full),
        Box::new(age),
        Box::new(now_and_then),
    ];
    for mut reads in reads {
        let thoughtful = (Style::ReadDo, 4.0, 90.0, 5.0);
        let hurried = (Style::ReadDo, 0.8, 12.0, 3.0);
        let afterwards = (Style::DoConfirm, 0.3, 1.5, 200.0);
        for (style, least, most, first) in [thoughtful, hurried, afterwards] {
            let mut pauses = |chance: &mut Chance, number: u32| match number {
                0 => first,
                _ => chance.between(least, most),
            };
            let mut habit = Habit {
                style,
                pauses: &mut pauses,
                reads: &mut reads,
            };
            told.extend(mornings(&mut habit, DAYS, &mut chance));
        }
    }
    let alarms = percent(&told, |doubts| !doubts.is_empty());
    println!(
        "false alarms: {alarms:.2} % of {} honest rounds",
        told.len()
    );
    assert!(alarms <= 0.5, "{alarms} %");
}

/// Clicked through step by step, held down, ticked as one before anything can have been done.
#[test]
fn rounds_that_were_only_clicked_are_told() {
    let mut chance = Chance(11);
    let wander = |chance: &mut Chance, _: usize| format!("{:.0}", chance.between(260.0, 410.0));
    for (style, least, most) in [
        (Style::ReadDo, 0.03, 0.05),
        (Style::ReadDo, 0.2, 0.9),
        (Style::DoConfirm, 0.03, 0.05),
        (Style::DoConfirm, 0.2, 0.9),
    ] {
        let mut pauses = |chance: &mut Chance, _: u32| chance.between(least, most);
        let mut reads = wander;
        let mut habit = Habit {
            style,
            pauses: &mut pauses,
            reads: &mut reads,
        };
        let told = mornings(&mut habit, DAYS, &mut chance);
        let fast = |doubts: &[Doubt]| doubts.iter().any(|it| matches!(it, Doubt::Pace(_)));
        let caught = percent(&told, fast);
        println!("{style:?} {least} s: {caught:.0} % told");
        assert!(caught >= 99.0, "{style:?} {least}: {caught} %");
    }
}

#[test]
fn a_value_that_never_moves_is_told_once_it_cannot_be_true() {
    let mut chance = Chance(3);
    for (value, from) in [
        ("412", Some(6)),
        ("0.42", Some(10)),
        ("42", Some(10)),
        ("5", None),
    ] {
        let mut pauses = |_: &mut Chance, _: u32| 20.0;
        let mut reads = |_: &mut Chance, _: usize| value.to_owned();
        let mut habit = Habit {
            style: Style::ReadDo,
            pauses: &mut pauses,
            reads: &mut reads,
        };
        let told = mornings(&mut habit, 14, &mut chance);
        let first = told.iter().position(|doubts| !doubts.is_empty());
        assert_eq!(first.map(|day| day + 1), from, "{value}");
    }
}

#[test]
fn a_value_a_hundred_times_the_last_is_told_and_a_tenfold_one_is_not() {
    let mut chance = Chance(5);
    for (last, is_told) in [
        ("5900", true),
        ("1000", true),
        ("900", false),
        ("0.05", true),
        ("1", false),
    ] {
        let mut pauses = |_: &mut Chance, _: u32| 20.0;
        let mut reads = |_: &mut Chance, day: usize| match day {
            7 => last.to_owned(),
            day => format!("{}", 10 - day % 3),
        };
        let mut habit = Habit {
            style: Style::DoConfirm,
            pauses: &mut pauses,
            reads: &mut reads,
        };
        let told = mornings(&mut habit, 8, &mut chance);
        let far = matches!(
            told[7][..],
            [Doubt::Value {
                why: Implausible::Far(_),
                ..
            }]
        );
        assert_eq!(far, is_told, "{last}: {:?}", told[7]);
        assert!(told[..7].iter().all(Vec::is_empty));
    }
}
