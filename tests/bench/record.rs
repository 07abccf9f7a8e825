//! A large record: 100,000 entries of a year, by two writers, made through the journal's
//! own door and kept between runs of the benchmark.

use super::library;
use jiff::{SignedDuration, Timestamp};
use rounds::command::{Found, notice};
use rounds::config::Settings;
use rounds::event::{
    Counts, Ending, EntryHash, EntryRef, Event, Fact, FollowUpId, FollowUpKind, FollowUpMoved,
    FollowUpOpened, FollowUpState, Outcome, RunId, RunStarted, StepDone, Thread,
};
use rounds::journal::{Draft, Identity, Journal, Places};
use rounds::library::{Library, digest};
use rounds::limits::Judgement;
use rounds::runbook::{Procedure, Runbook, StepRef, TargetName};
use rounds::state::State;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const ENTRIES: usize = 100_000;
const DAYS: i64 = 400;
/// Counts up whenever what is made here changes.
const VERSION: u32 = 2;

/// Where the made record is kept, one for each day: a year's record ends today.
pub fn name() -> String {
    let day = Timestamp::now().strftime("%F");
    format!(
        "record-{VERSION}-{}-{day}-{}",
        rounds::state::FOLD_VERSION,
        library::RUNBOOKS
    )
}

/// One run to be written down.
struct Planned<'a> {
    slot: Timestamp,
    due_by: Timestamp,
    runbook: &'a Runbook,
    procedure: &'a Procedure,
    revision: (EntryHash, Option<EntryHash>),
}

/// Makes the record for `settings`, whose operator wrote two thirds of it.
pub fn make(settings: &Settings) {
    let library = Library::look(&settings.runbooks);
    assert_eq!(library.errors(), 0);
    let mut writers = [
        writer(settings, settings.operator.as_ref(), &settings.host),
        writer(settings, "ops-b", "other-host"),
    ];
    let ends = Timestamp::now();
    let begins = ends - SignedDuration::from_hours(24 * DAYS);
    let mut count = notice_all(&mut writers[0], &library, settings, begins);
    let plan = plan(&library, begins, ends);
    for (number, planned) in plan.iter().enumerate() {
        let writer = &mut writers[usize::from(number % 3 == 2)];
        count += write_run(writer, planned, number);
        if number.is_multiple_of(6) {
            count += write_issue(writer, planned, number);
        }
    }
    let mut at = ends - SignedDuration::from_mins(30);
    while count < ENTRIES {
        at += SignedDuration::from_millis(10);
        let text = format!("Handed over; {count} entries so far.");
        let fact = Fact::Noted {
            step: None,
            item: None,
            text,
        };
        append(&mut writers[0], at, Thread::Shift, fact);
        count += 1;
    }
}

fn writer(settings: &Settings, operator: &str, host: &str) -> Journal {
    let places = Places {
        journal: settings.journal.clone(),
        state: settings.state.clone(),
        id: None,
    };
    let identity = Identity {
        operator: operator.into(),
        host: host.into(),
        machine: host.into(),
        account: settings.account.clone(),
        boot: settings.boot.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Journal::open(places, identity)
}

/// The first command of the year notices every schedule and revision.
fn notice_all(
    writer: &mut Journal,
    library: &Library,
    settings: &Settings,
    at: Timestamp,
) -> usize {
    let books = library.books.iter().filter_map(|book| {
        Some(Found {
            runbook: book.parsed.runbook.as_ref()?,
            revision: book.revision,
            older: None,
        })
    });
    let found: Vec<_> = books.collect();
    let host = TargetName::from(settings.host.as_str());
    let decisions = notice(&State::default(), &found, &host);
    let mut objects: Vec<_> = library
        .books
        .iter()
        .map(|book| (book.revision.file, book.bytes.clone()))
        .collect();
    let defaults = library.folders[0].library.clone().unwrap();
    objects.push((digest(&defaults), defaults));
    for (name, bytes) in &objects {
        keep_object(settings, name, bytes);
    }
    let count = decisions.len();
    for decision in decisions {
        let draft = Draft {
            at,
            zone: "UTC".to_owned(),
            on: decision.on,
            events: decision.facts.into_iter().map(Event::Known).collect(),
            objects: Vec::new(),
        };
        let mut turn = writer.begin(&mut |_| {}).unwrap();
        turn.append(&draft).unwrap();
    }
    count
}

fn keep_object(settings: &Settings, name: &EntryHash, bytes: &Arc<[u8]>) {
    let folder = settings.journal.join("objects");
    rounds::os::private_dir(&folder).unwrap();
    fs::write(folder.join(name.to_string()), bytes).unwrap();
}

fn plan<'a>(library: &'a Library, begins: Timestamp, ends: Timestamp) -> Vec<Planned<'a>> {
    let mut plan = Vec::new();
    for book in &library.books {
        let runbook = book.parsed.runbook.as_ref().unwrap();
        for procedure in &runbook.procedures {
            let timing = procedure.timing.as_ref().unwrap();
            for slot in timing.slots(begins, ends) {
                plan.push(Planned {
                    slot,
                    due_by: slot + timing.grace,
                    runbook,
                    procedure,
                    revision: (book.revision.file, book.revision.library),
                });
            }
        }
    }
    plan.sort_by_key(|planned| planned.slot);
    // What was due in the last hours is still to be done.
    plan.retain(|planned| planned.slot < ends - SignedDuration::from_hours(6));
    plan
}

fn append(writer: &mut Journal, at: Timestamp, on: Thread, fact: Fact) -> EntryRef {
    let draft = Draft {
        at,
        zone: "UTC".to_owned(),
        on: vec![on],
        events: vec![Event::Known(fact)],
        objects: Vec::new(),
    };
    let mut turn = writer.begin(&mut |_| {}).unwrap();
    let arrived = turn.append(&draft).unwrap();
    arrived.last().unwrap().entry.address()
}

/// Writes one run down, a minute a step; gives the number of its entries.
fn write_run(writer: &mut Journal, planned: &Planned<'_>, number: usize) -> usize {
    let Planned {
        slot,
        runbook,
        procedure,
        ..
    } = planned;
    let began = *slot + SignedDuration::from_mins(2);
    let milliseconds = u64::try_from(began.as_millisecond()).unwrap();
    let run = RunId(ulid::Ulid::from_parts(milliseconds, number as u128));
    let steps = procedure.steps.len();
    let fact = Fact::RunStarted(Box::new(RunStarted {
        run,
        salt: None,
        procedure: rounds::runbook::ProcedureRef {
            runbook: runbook.id.clone(),
            procedure: procedure.id.clone(),
        },
        title: procedure.title.clone(),
        runbook_title: runbook.title.clone(),
        file: planned.revision.0,
        library: planned.revision.1,
        target: None,
        subject: None,
        rehearsal: false,
        scenario: None,
        cause: None,
        alert: None,
        carries: Vec::new(),
        slot: Some(*slot),
        due_by: Some(planned.due_by),
        steps: u32::try_from(steps).unwrap(),
        parts: None,
        values: Default::default(),
    }));
    let thread = Thread::Run(run);
    let mut last = append(writer, began, thread.clone(), fact);
    for step in 0..steps {
        let at = began + SignedDuration::from_mins(1 + i64::try_from(step).unwrap());
        let fact = Fact::StepDone(Box::new(outcome(procedure, step, number)));
        last = append(writer, at, thread.clone(), fact);
    }
    let counts = Counts {
        ok: u32::try_from(steps).unwrap(),
        ..Counts::default()
    };
    let fact = Fact::RunEnded {
        ending: Ending::Completed,
        counts,
        boxes: None,
        saw: vec![last],
        over: Vec::new(),
    };
    let at = began + SignedDuration::from_mins(1 + i64::try_from(steps).unwrap());
    append(writer, at, thread, fact);
    steps + 2
}

/// Writes an issue down, and but for one in ten how it was closed; gives the number of its
/// entries.
fn write_issue(writer: &mut Journal, planned: &Planned<'_>, number: usize) -> usize {
    let at = planned.slot + SignedDuration::from_mins(60);
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap();
    let id = FollowUpId(ulid::Ulid::from_parts(milliseconds, number as u128));
    let opened = Fact::FollowUpOpened(Box::new(FollowUpOpened {
        id,
        salt: None,
        kind: FollowUpKind::Issue,
        title: format!("The queue was slow again, for the {number}th time"),
        text: None,
        runbook: Some(planned.runbook.id.clone()),
        owner: Some("technical".to_owned()),
        due: None,
        ticket: None,
        severity: None,
        origin: None,
        redline: None,
        plan: None,
        question: None,
        emergency_seconds: None,
    }));
    append(writer, at, Thread::FollowUp(id), opened);
    if number.is_multiple_of(60) {
        return 1;
    }
    let moved = Fact::FollowUpMoved(Box::new(FollowUpMoved {
        id,
        state: FollowUpState::Closed,
        text: Some("restarted".to_owned()),
        run: None,
        over: Vec::new(),
    }));
    let later = at + SignedDuration::from_hours(5);
    append(writer, later, Thread::FollowUp(id), moved);
    2
}

fn outcome(procedure: &Procedure, step: usize, number: usize) -> StepDone {
    let written = &procedure.steps[step];
    let step_ref = StepRef {
        step: written.id.clone(),
        item: None,
    };
    let mut done = StepDone::plain(step_ref, written.title.source(), Outcome::Ok);
    if library::is_reading(step) {
        done.value = Some((100 + number * 37 % 311).to_string());
        done.unit = Some("messages".to_owned());
        done.judgement = Some(Judgement::Normal);
    }
    done
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let place = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &place);
        } else {
            fs::copy(item.path(), place).unwrap();
        }
    }
}
