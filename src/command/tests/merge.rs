//! Writers who see each other only sometimes: every order of arrival gives one state.
//!
//! Each writer decides real commands against what they have seen, so what their entries name
//! in `over` is what they saw. Then all entries are folded in six orders, with a checkpoint
//! in the middle of each, and must come to what every live writer comes to.

use super::doing::{by, command};
use super::handoff::cared_for;
use super::kit::*;
use crate::command::{
    Answer, AssignFollowUp, Command, CommandResult, CompleteStep, Context, Decision, Escalate,
    Found, GiveShift, Handoff, OpenFollowUp, Pinned, StartRun, TakeShift, decide, notice,
};
use crate::event::{
    Attempt, Cause, CommandStatus, Entry, EntryHash, Event, FollowUpKind, FollowUpState, RunId,
    Thread,
};
use crate::runbook::{Condition, How, Runbook, RunbookId, Step, StepRef, Style, Template};
use crate::state::kit::{Scribe, at, line, revision, run_id, timing};
use crate::state::{Shared, State, StepState};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

/// Whose clocks differ: orders must not depend on them.
const SKEW_MINUTES: [i64; 3] = [0, 7, -130];

/// One writer with what they have seen.
struct Writer {
    state: State,
    scribe: Scribe,
    /// Entries that were seen, in the order of arrival.
    seen: Vec<Entry>,
    /// How many of each writer's entries were seen.
    upto: [usize; 3],
    n: u64,
}

/// A small library in two revisions.
fn library(version: u8) -> Runbook {
    let failed = Condition::Step {
        step: "look".into(),
        is: vec![crate::runbook::Answer::NotOk],
    };
    let steps = vec![
        tick("look"),
        reading("depth", Some("messages")),
        each(tick("shard"), &["a", "b"]),
        Step {
            when: Some(failed),
            end: Some("Refused".to_owned()),
            ..tick("refuse")
        },
        Step {
            how: How::Wait(SignedDuration::from_mins(5)),
            ..tick("settle")
        },
        by(command(&["probe"]), tick("probe")),
    ];
    let mut morning = procedure("morning", Style::DoConfirm, steps);
    let schedule = if version == 1 {
        "daily 09:00"
    } else {
        "weekly mon, wed 10:00"
    };
    morning.timing = Some(timing(schedule, "Europe/Berlin"));
    let careful = Step {
        caution: Some(Template::from("Mind.")),
        ..tick("start")
    };
    let steps = vec![
        ask("order", "ORDER", None),
        Step {
            undo: Some(Template::from("Stop it.")),
            ..careful
        },
        Step {
            sign_off: Some("technical".to_owned()),
            ..tick("close")
        },
    ];
    let mut fix = procedure("fix", Style::ReadDo, steps);
    fix.subject = Some(Template::from("$ORDER"));
    if version == 2 {
        fix.steps.push(tick("report"));
        fix.steps[2].expect = Some(Template::from("Quiet"));
    }
    cared_for(runbook(vec![morning, fix]))
}

/// A move of the history: a writer, what, with what.
type Move = (u8, u8, u8, u8);

struct World {
    writers: Vec<Writer>,
    written: [Vec<Entry>; 3],
    now: Timestamp,
    minted: u128,
}

impl World {
    fn new() -> Self {
        let writer = |name| Writer {
            state: State::default(),
            scribe: Scribe::new(name),
            seen: Vec::new(),
            upto: [0; 3],
            n: 0,
        };
        Self {
            writers: ["ops-a", "ops-b", "ops-c"].map(writer).into(),
            written: Default::default(),
            now: at("2026-11-23T07:50Z"),
            minted: 0,
        }
    }

    fn play(&mut self, (who, what, which, how): Move) {
        let who = usize::from(who % 3);
        self.now += SignedDuration::from_mins(1 + i64::from(how) * 2);
        match what % 32 {
            0..=2 => self.see(who, usize::from(which % 3), 1 + usize::from(how % 8)),
            3 => self.writers[who].state.shrink(&mut Shared::default()),
            4 => self.notice(who, 1 + which % 2),
            5 if which < 16 => self.unknown(who),
            _ => {
                let command = self.command(who, what % 32, which, how);
                let library = library(1 + which % 2);
                let now = self.clock(who);
                self.minted += 1;
                let context = Context {
                    now,
                    operator: self.writers[who].scribe.by.clone(),
                    host: "host-1".into(),
                    account: "shift".to_owned(),
                    fresh: run_id(now, self.minted),
                };
                let pinned = Pinned {
                    revision: revision(1 + which % 2),
                    runbook: &library,
                };
                let state = &self.writers[who].state;
                if let Ok(decision) = decide(state, Some(pinned), &command, &context) {
                    self.write(who, decision);
                }
            }
        }
    }

    fn clock(&self, who: usize) -> Timestamp {
        self.now + SignedDuration::from_mins(SKEW_MINUTES[who])
    }

    fn notice(&mut self, who: usize, version: u8) {
        let found = Found {
            runbook: &library(version),
            revision: revision(version),
            older: Some(&library(3 - version)),
        };
        for decision in notice(&self.writers[who].state, &[found], &"host-1".into()) {
            self.write(who, decision);
        }
    }

    fn unknown(&mut self, who: usize) {
        let run = self.writers[who].state.runs().map(|(run, _)| run.id).next();
        let Some(run) = run else { return };
        let event = Event::Unknown(r#"{"event":"moon-landed"}"#.into());
        let now = self.clock(who);
        let writer = &mut self.writers[who];
        let on = vec![Thread::Run(run)];
        let entry = writer
            .scribe
            .write_events(writer.n + 1, now, on, vec![event]);
        self.keep(who, entry);
    }

    fn write(&mut self, who: usize, decision: Decision) {
        let now = self.clock(who);
        let writer = &mut self.writers[who];
        let entry = writer
            .scribe
            .write(writer.n + 1, now, decision.on, decision.facts);
        self.keep(who, entry);
    }

    fn keep(&mut self, who: usize, entry: Entry) {
        self.written[who].push(entry.clone());
        self.writers[who].upto[who] += 1;
        self.writers[who].take(entry);
    }

    /// `who` comes to see the next entries of another.
    fn see(&mut self, who: usize, of: usize, count: usize) {
        let from = self.writers[who].upto[of];
        let new: Vec<_> = self.written[of]
            .iter()
            .skip(from)
            .take(count)
            .cloned()
            .collect();
        let writer = &mut self.writers[who];
        for entry in new {
            writer.upto[of] += 1;
            writer.take(entry);
        }
    }

    fn command(&self, who: usize, what: u8, which: u8, how: u8) -> Command {
        let state = &self.writers[who].state;
        let runs: Vec<RunId> = state.runs().map(|(run, _)| run.id).collect();
        let run = runs.get(usize::from(how) % runs.len().max(1)).copied();
        let run = run.unwrap_or_else(|| run_id(self.now, 0));
        let reason = format!("because {which}");
        let step_refs = [
            "look", "depth", "shard/a", "shard/b", "refuse", "order", "start", "close", "settle",
            "probe",
        ];
        let step_ref: StepRef = step_ref(step_refs[usize::from(which) % step_refs.len()]);
        match what {
            5 | 6 => Command::StartRun(StartRun {
                rehearsal: which % 16 == 1,
                ..StartRun::of(match which.is_multiple_of(4) {
                    true => "fix",
                    false => "morning",
                })
            }),
            7 => Command::TakeBack {
                run,
                step_ref: Some(step_ref).filter(|_| how.is_multiple_of(2)),
            },
            8 => Command::CarryOn {
                run,
                step_ref,
                reason,
            },
            9 => Command::AcknowledgeCaution {
                run,
                step: "start".into(),
            },
            10 => Command::Note {
                run: Some(run).filter(|_| !how.is_multiple_of(3)),
                step_ref: Some(step_ref),
                text: reason,
            },
            11 => Command::AdoptRevision { run },
            12 | 13 => Command::Finish { run },
            14 if which < 128 => Command::Abandon { run, reason },
            14 => Command::Excuse {
                line: line("orders/morning"),
                slot: None,
                reason,
            },
            15 => Command::MarkSeen { line: None },
            16 => Command::SignOff {
                run,
                step_ref: StepRef::of("close"),
                played: false,
            },
            17 => Command::StartWait {
                run,
                step_ref: StepRef::of("settle"),
            },
            18 if which < 64 => Command::StartUndo { run },
            18 if which < 96 => Command::StartRun(StartRun {
                cause: Some(Cause::Called {
                    run,
                    step: "look".into(),
                    item: None,
                }),
                ..StartRun::of("fix")
            }),
            18 => self.by_command(state, run, how),
            19..=21 => self.follow_up_command(who, run, step_ref, which, how),
            22 | 23 => Command::Handoff(self.handoff(who, run, which, how)),
            _ => Command::CompleteStep(self.answer(state, run, step_ref, how)),
        }
    }

    /// Begins the command of a box, ends the one that runs, or gives it up for lost.
    fn by_command(&self, state: &State, run: RunId, how: u8) -> Command {
        let step_ref = StepRef::of("probe");
        let step_state = state.run(run).and_then(|run| run.boxes.get(&step_ref));
        let Some(started) = step_state.and_then(StepState::unended_command) else {
            return Command::StartCommand { run, step_ref };
        };
        if how.is_multiple_of(4) {
            return Command::ForgetCommand { run, step_ref };
        }
        let result = CommandResult {
            started: started.mark.entry.clone(),
            status: CommandStatus::Exited {
                code: i32::from(how % 2),
            },
            milliseconds: 5,
            bytes: 0,
            digest: EntryHash::default(),
            output: None,
            text: String::new(),
            is_cut: false,
        };
        Command::EndCommand {
            run,
            step_ref,
            result: Box::new(result),
        }
    }

    /// Opens a follow-up, or moves, sets or notes one that this writer has heard of.
    fn follow_up_command(
        &self,
        who: usize,
        run: RunId,
        step_ref: StepRef,
        which: u8,
        how: u8,
    ) -> Command {
        let known: Vec<_> = self.writers[who].state.follow_ups().collect();
        let id = known
            .get(usize::from(how) % known.len().max(1))
            .map(|known| known.id);
        let text = format!("so {which}");
        let kinds = [
            FollowUpKind::Question,
            FollowUpKind::Issue,
            FollowUpKind::Change,
            FollowUpKind::Override,
        ];
        match (id, which % 8) {
            (None, _) | (_, 0 | 1) => Command::OpenFollowUp(OpenFollowUp {
                run: Some(run).filter(|_| !how.is_multiple_of(3)),
                step_ref: Some(step_ref).filter(|_| how % 3 == 1),
                ..OpenFollowUp::about(kinds[usize::from(how) % 4], text)
            }),
            (Some(id), 2) => Command::AssignFollowUp {
                id,
                set: AssignFollowUp {
                    plan: Default::default(),
                    owner: Some(text).filter(|_| how.is_multiple_of(2)),
                    due: Some(self.now + SignedDuration::from_hours(i64::from(how))),
                    ticket: None,
                },
            },
            (Some(id), 3) => Command::NoteFollowUp { id, text },
            (Some(id), _) => {
                let state = self.writers[who].state.follow_up(id);
                let state = state.map(|known| (known.kind(), known.state()));
                let next = match state {
                    Some((Some(kind), state)) => kind.next(state),
                    _ => &[],
                };
                let to = next.get(usize::from(how) % next.len().max(1)).copied();
                Command::MoveFollowUp {
                    id,
                    to: to.unwrap_or(FollowUpState::Closed),
                    text: Some(text),
                }
            }
        }
    }

    /// Escalates, or says something of what this writer has heard of.
    fn handoff(&self, who: usize, run: RunId, which: u8, how: u8) -> Handoff {
        let state = &self.writers[who].state;
        let known: Vec<_> = state.escalations().map(|it| it.id).collect();
        let id = known.get(usize::from(how) % known.len().max(1)).copied();
        let note = Some(format!("so {which}"));
        let day = |days: u8| jiff::civil::date(2027, 1, 1 + (days % 28) as i8);
        let runbook = RunbookId::from("orders");
        match (which % 12, id) {
            (1 | 2, Some(id)) => Handoff::ContactMade {
                id,
                contact: how.is_multiple_of(2).then(|| "technical".to_owned()),
                note,
            },
            (3 | 4, Some(id)) => Handoff::Answer {
                id,
                who: None,
                note,
            },
            (5, Some(id)) => Handoff::Resolve {
                id,
                how: format!("so {how}"),
            },
            (6, _) => Handoff::Review {
                runbook,
                next: Some(day(how)),
                notes: note,
            },
            (7, _) => Handoff::Attest {
                runbook,
                item: "access".to_owned(),
                statement: format!("so {how}"),
                until: Some(day(how)),
            },
            (8, _) => Handoff::CloseStabilization {
                runbook,
                statement: format!("so {how}"),
            },
            (9, _) => Handoff::ExtendStabilization {
                runbook,
                ends: day(how),
                reason: format!("so {how}"),
            },
            (10, _) => Handoff::Give(Box::new(GiveShift {
                summary: note,
                items: standing(state, self.writers[who].scribe.by.as_str(), self.clock(who)),
                ..GiveShift::default()
            })),
            (11, _) => {
                let waiting = state.waiting_handover();
                let given = waiting.and_then(|it| it.given.as_ref());
                let items = given.map(|said| said.what.items.iter());
                let keys = items.into_iter().flatten().map(|item| item.key.clone());
                Handoff::Accept(Box::new(TakeShift {
                    confirmed: keys.collect(),
                    note,
                    ..TakeShift::default()
                }))
            }
            _ => Handoff::Escalate(Box::new(Escalate {
                severity: "sev1".to_owned(),
                runbook: Some(runbook),
                run: Some(run).filter(|_| how.is_multiple_of(2)),
                title: note,
                ..Escalate::default()
            })),
        }
    }

    fn answer(&self, state: &State, run: RunId, step_ref: StepRef, how: u8) -> CompleteStep {
        let answered = state
            .run(run)
            .is_some_and(|run| run.outcome(&step_ref).is_some());
        let answer = match how % 8 {
            0 => Answer::NotOk,
            1 => Answer::Skip,
            2 => Answer::Defer,
            _ => match step_ref.step.as_str() {
                "depth" => Answer::Value(format!("{}", u32::from(how) * 40)),
                "order" => Answer::Value(format!("2026-{}", how % 4)),
                _ => Answer::Ok,
            },
        };
        CompleteStep {
            attempt: match (answered, how % 3) {
                (false, _) => Attempt::First,
                (true, 0) => Attempt::Corrected,
                (true, _) => Attempt::Again,
            },
            note: Some("red".to_owned()),
            reason: Some(format!("so {}", self.minted)),
            done_at: how
                .is_multiple_of(5)
                .then(|| self.now - SignedDuration::from_hours(3)),
            ..CompleteStep::first(run, step_ref, answer)
        }
    }
}

impl Writer {
    fn take(&mut self, entry: Entry) {
        self.n = self.n.max(entry.envelope.n);
        self.state.apply(&entry, 1);
        self.seen.push(entry);
        refold(&mut self.state, &self.seen);
    }
}

/// The session's part: runs that ended and got a late entry are folded anew.
fn refold(state: &mut State, seen: &[Entry]) {
    for run in state.stale().collect::<Vec<_>>() {
        let thread = Thread::Run(run);
        let of_run = seen
            .iter()
            .filter(|entry| entry.envelope.on.contains(&thread));
        state.refold(run, of_run.map(|entry| (entry, 1)));
    }
}

/// Folds entries in this order, with a checkpoint after half of them.
fn fold(order: &[&Entry]) -> State {
    let mut state = State::default();
    let mut seen = Vec::new();
    for (place, entry) in order.iter().enumerate() {
        state.apply(entry, 1);
        seen.push((*entry).clone());
        refold(&mut state, &seen);
        if place == order.len() / 2 {
            state.shrink(&mut Shared::default());
            let read = State::from_bytes(&state.to_bytes()).expect("a checkpoint is read back");
            assert_eq!(read.clone(), state);
            state = read;
        }
    }
    state
}

/// Six orders of arrival.
fn orders(written: &[Vec<Entry>; 3], seed: u64) -> Vec<Vec<&Entry>> {
    let by_writer: Vec<_> = written.iter().flatten().collect();
    let mut by_clock = by_writer.clone();
    by_clock.sort_by_key(|entry| (entry.envelope.n, entry.writer.clone()));
    let backwards = by_clock.iter().rev().copied().collect();
    let other_writers = written.iter().rev().flatten().collect();
    let longest = written.iter().map(Vec::len).max().unwrap_or(0);
    let in_turns =
        (0..longest).flat_map(|place| written.iter().filter_map(move |of| of.get(place)));
    let mut shuffled = by_writer.clone();
    let mut random = seed | 1;
    for place in (1..shuffled.len()).rev() {
        random = random
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        shuffled.swap(place, (random >> 33) as usize % (place + 1));
    }
    let in_turns = in_turns.collect();
    vec![
        by_clock,
        backwards,
        by_writer,
        other_writers,
        in_turns,
        shuffled,
    ]
}

/// What is derived, and so left out of equality, must be alike as well.
fn looks(state: &State) -> String {
    let mut looks = String::new();
    for hours in [0, 5, 30, 24 * 9] {
        let now = at("2026-11-23T09:30Z") + SignedDuration::from_hours(hours);
        looks.push_str(&format!("{:#?}", state.today(now)));
        looks.push_str(&format!(
            "{:?}",
            state.recent(&line("orders/morning"), 9, now)
        ));
    }
    let stands = state.standing_follow_ups();
    looks.push_str(&format!("{:?}", stands.collect::<Vec<_>>()));
    let deferred = state.deferred_on(&line("orders/morning"), None);
    looks.push_str(&format!(
        "{:?}",
        deferred.iter().map(|it| it.id).collect::<Vec<_>>()
    ));
    let open = state.open_escalations().map(|it| it.id);
    looks.push_str(&format!("{:?}", open.collect::<Vec<_>>()));
    let known = library(1);
    for days in [0, 60, 400] {
        let now = at("2026-11-23T09:30Z") + SignedDuration::from_hours(24 * days);
        looks.push_str(&format!("{:?}", state.readiness(&known, now)));
        looks.push_str(&format!("{:?}", state.stabilization(&known, now)));
        looks.push_str(&format!("{:?}", state.drift(&known, now)));
    }
    let now = at("2026-11-23T15:00Z");
    let shift = state.shift(state.shift_began(now), now);
    looks.push_str(&format!("{:?}{:?}", state.today(now), shift.new));
    for step_ref in ["depth", "look"] {
        let trend = state.trend(&line("orders/morning"), &StepRef::of(step_ref), None, 5);
        looks.push_str(&format!("{trend:?}"));
    }
    looks
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_order_of_arrival_gives_one_state(
        moves in proptest::collection::vec(any::<Move>(), 10..90),
        seed in any::<u64>(),
    ) {
        let mut world = World::new();
        world.notice(0, 1);
        world.play((0, 6, 1, 0));
        for next in moves {
            world.play(next);
        }
        let orders = orders(&world.written, seed);
        let states: Vec<_> = orders.iter().map(|order| fold(order)).collect();
        let looked = looks(&states[0]);
        let first = states[0].clone().settled();
        for (order, state) in states.into_iter().enumerate() {
            prop_assert_eq!(looks(&state), looked.as_str(), "order {}", order);
            prop_assert_eq!(&state.settled(), &first, "order {}", order);
        }
        for who in 0..3 {
            for of in 0..3 {
                world.see(who, of, usize::MAX);
            }
            let live = world.writers[who].state.clone();
            prop_assert_eq!(looks(&live), looked.as_str(), "live {}", who);
            prop_assert_eq!(&live.settled(), &first, "live {}", who);
        }
    }
}
