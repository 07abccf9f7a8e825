//! One scene, and what every front end says of it: Today, line prompts, `due` in words and as
//! JSON, `list runs`, `show` and the handover are held to each other, item by item.
//!
//! What belongs here: that they agree. What a thing is called and how it counts is tested in
//! the room that decides it.
#![cfg(unix)]

mod kit;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::{Output, Screen, Setup, where_it_is_noon};
use rounds::command::{
    Answer, Command, CompleteStep, Context, Decision, Escalate, Found, Handoff, OpenFollowUp,
    Pinned, StartRun, decide, notice,
};
use rounds::event::{Event, FollowUpKind, RunId, Thread};
use rounds::journal::{Draft, Identity, Journal, Places};
use rounds::library::Library;
use rounds::runbook::{Operator, StepRef, TargetName};
use rounds::state::State;
use serde_json::Value;

/// A round that was begun and is overdue, one that nobody began, one that was missed, and
/// procedures to put off, to dispute and to rehearse. `SLOT` and `LATER` stand for times of day.
const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"
owners = { technical = { name = "Tech lead", operators = ["tl-1"] } }

[[contacts]]
id = "on-call"
name = "Orders on-call"

[[escalation]]
severity = "sev2"
means = "Orders arrive late"
respond_within = "30m"
resolve_within = "8h"
path = [{ contact = "on-call" }]

[[procedures]]
id = "morning"
title = "Morning round"
schedule = "daily SLOT"
grace = "30m"

[[procedures.steps]]
id = "running"
title = "Is the consumer running?"
choose = ["yes", "no"]

[[procedures.steps]]
id = "stop"
title = "Stop the consumer"
when = { step = "running", is = "no" }

[[procedures.steps]]
id = "start"
title = "Start the consumer"
when = { step = "running", is = "no" }

[[procedures.steps]]
id = "watch"
title = "Watch the lag fall"

[[procedures]]
id = "evening"
title = "Evening round"
schedule = "daily SLOT"
grace = "1h"
if_missed = "carry"
steps = ["Count the orders"]

[[procedures]]
id = "export"
title = "Check the export"
schedule = "every 1 hours from MINUTE"
grace = "5m"
steps = ["Look at the export"]

[[procedures]]
id = "keys"
title = "Turn the keys"
steps = ["Read the vault", "Rotate the key"]

[[procedures]]
id = "panel"
title = "Look at the panel"
steps = ["Is the panel green"]

[[procedures]]
id = "drain"
title = "Drain the queue"
symptoms = ["Orders are stuck"]
steps = ["Pause the shop", "Empty the queue", "Start the shop"]
"#;

/// Writes a past into the record, as several operators.
struct Past {
    setup: Setup,
    library: Library,
    state: State,
    now: Timestamp,
    fresh: u64,
}

impl Past {
    fn new() -> Self {
        let now = Timestamp::now();
        let minute = |back: i64| {
            let at = now - SignedDuration::from_mins(back);
            let zone = TimeZone::get(where_it_is_noon()).unwrap();
            at.to_zoned(zone).strftime("%H:%M").to_string()
        };
        // The last hourly slot was 50 minutes ago; the one before it was missed.
        let hourly = minute(50);
        let hourly = format!("00:{}", &hourly[3..]);
        let book = BOOK
            .replace("SLOT", &minute(180))
            .replace("MINUTE", &hourly);
        let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
        setup.write_runbook("orders-sync", &book);
        let library = Library::look(&[setup.runbooks()]);
        let mut past = Self {
            setup,
            library,
            state: State::default(),
            now,
            fresh: 0,
        };
        past.notice(170 + 60);
        past
    }

    /// What the record says of the library from so many minutes ago on.
    fn notice(&mut self, minutes: i64) {
        let library = self.library.clone();
        let book = &library.books[0];
        let found = Found {
            runbook: book.parsed.runbook.as_ref().unwrap(),
            revision: book.revision,
            older: None,
        };
        for decision in notice(&State::default(), &[found], &TargetName::from("web-1")) {
            self.append("ops-b", minutes, decision);
        }
    }

    fn context(&mut self, by: &str, minutes: i64) -> Context {
        self.fresh += 1;
        let now = self.now - SignedDuration::from_mins(minutes);
        let stamp = u64::try_from(now.as_millisecond()).unwrap();
        Context {
            now,
            operator: Operator::from(by),
            host: TargetName::from("web-1"),
            account: by.to_owned(),
            fresh: RunId(ulid::Ulid::from_parts(stamp, self.fresh.into())),
        }
    }

    /// What an operator decides who knows of `state` alone.
    fn decide(&mut self, state: &State, by: &str, minutes: i64, command: &Command) -> Decision {
        let context = self.context(by, minutes);
        let book = &self.library.books[0];
        let pinned = Pinned {
            revision: book.revision,
            runbook: book.parsed.runbook.as_ref().unwrap(),
        };
        decide(state, Some(pinned), command, &context).unwrap()
    }

    fn append(&mut self, by: &str, minutes: i64, decision: Decision) {
        let places = Places {
            journal: self.setup.home().join("data/rounds/journal"),
            state: self.setup.home().join("state/rounds"),
            id: None,
        };
        let identity = Identity {
            operator: Operator::from(by),
            host: format!("{by}-desk"),
            machine: format!("{by}-desk"),
            account: by.to_owned(),
            boot: None,
            program: "0.0.0".to_owned(),
        };
        let book = &self.library.books[0];
        let draft = Draft {
            at: self.now - SignedDuration::from_mins(minutes),
            zone: "UTC".to_owned(),
            on: decision.on,
            events: decision.facts.into_iter().map(Event::Known).collect(),
            objects: vec![(book.revision.file, book.bytes.clone())],
        };
        let mut journal = Journal::open(places, identity);
        let arrived = journal.begin(&mut |_| {}).unwrap().append(&draft).unwrap();
        for arrived in arrived {
            self.state.apply(&arrived.entry, arrived.place.segment);
        }
    }

    fn act(&mut self, by: &str, minutes: i64, command: &Command) -> Decision {
        let state = self.state.clone();
        let decision = self.decide(&state, by, minutes, command);
        self.append(by, minutes, decision.clone());
        decision
    }

    fn start(&mut self, by: &str, minutes: i64, start: StartRun) -> RunId {
        let decision = self.act(by, minutes, &Command::StartRun(start));
        let run = decision.on.iter().find_map(|thread| match thread {
            Thread::Run(run) => Some(*run),
            _ => None,
        });
        run.unwrap()
    }
}

fn answer(run: RunId, step: &str, answer: Answer) -> Command {
    Command::CompleteStep(CompleteStep::first(run, StepRef::of(step), answer))
}

/// The runs of the scene.
struct Scene {
    setup: Setup,
    overdue: RunId,
    disputed: RunId,
    rehearsal: RunId,
}

fn scene() -> Scene {
    let mut past = Past::new();
    let overdue = past.start("ops-b", 170, StartRun::of("morning"));
    past.act(
        "ops-b",
        169,
        &answer(overdue, "running", Answer::Choice("yes".to_owned())),
    );

    let keys = past.start("ops-b", 160, StartRun::of("keys"));
    past.act("ops-b", 159, &answer(keys, "read-the-vault", Answer::Ok));
    past.act(
        "ops-b",
        158,
        &Command::CompleteStep(CompleteStep {
            reason: Some("the vault is down".to_owned()),
            ..CompleteStep::first(keys, StepRef::of("rotate-the-key"), Answer::Defer)
        }),
    );
    past.act("ops-b", 157, &Command::Finish { run: keys });

    // Two people answer one box, and neither knows of the other.
    let disputed = past.start("ops-b", 150, StartRun::of("panel"));
    let before = past.state.clone();
    past.act(
        "ops-b",
        149,
        &answer(disputed, "is-the-panel-green", Answer::Ok),
    );
    past.act("ops-b", 148, &Command::Finish { run: disputed });
    let not_ok = Command::CompleteStep(CompleteStep {
        note: Some("it is red".to_owned()),
        ..CompleteStep::first(disputed, StepRef::of("is-the-panel-green"), Answer::NotOk)
    });
    let decision = past.decide(&before, "ops-c", 148, &not_ok);
    past.append("ops-c", 148, decision);

    let rehearsal = StartRun {
        rehearsal: true,
        ..StartRun::of("drain")
    };
    let rehearsal = past.start("ops-c", 100, rehearsal);
    past.act(
        "ops-c",
        99,
        &answer(rehearsal, "pause-the-shop", Answer::Ok),
    );

    past.act(
        "ops-b",
        90,
        &Command::OpenFollowUp(OpenFollowUp {
            text: Some("the database moves".to_owned()),
            due: Some(past.now + SignedDuration::from_hours(9)),
            runbook: Some("orders-sync".into()),
            ..OpenFollowUp::about(FollowUpKind::Override, "OrdersSyncLagHigh")
        }),
    );
    past.act(
        "ops-b",
        12,
        &Command::Handoff(Handoff::Escalate(Box::new(Escalate {
            severity: "sev2".to_owned(),
            run: Some(overdue),
            title: Some("Packing is at risk".to_owned()),
            ..Escalate::default()
        }))),
    );
    Scene {
        setup: past.setup,
        overdue,
        disputed,
        rehearsal,
    }
}

/// What each front end says at one moment.
struct Heard {
    json: Vec<Value>,
    due: String,
    today: String,
    plain: String,
    runs: Vec<Value>,
    runs_text: String,
    handover: String,
    handover_items: Vec<String>,
}

#[track_caller]
fn answered(output: &Output) -> &str {
    assert!(matches!(output.code, Some(0 | 1)), "{output:#?}");
    &output.stdout
}

fn json(output: &Output) -> Value {
    serde_json::from_str(answered(output)).unwrap()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().unwrap().clone()
}

impl Scene {
    fn hear(&self) -> Heard {
        let setup = &self.setup;
        let mut screen = Screen::start(setup, &[]);
        screen.until("Evening round").until("1 of 2").until("Later");
        let today = screen.text();
        drop(screen);
        let plain = setup.run_with(&["--plain"], "q\n");
        let handover = json(&setup.run(&["handover", "--json"]));
        Heard {
            json: list(&json(&setup.run(&["due", "--json"]))["items"]),
            due: answered(&setup.run(&["due"])).to_owned(),
            today,
            plain: answered(&plain).to_owned(),
            runs: list(&json(&setup.run(&["list", "runs", "--json"]))),
            runs_text: answered(&setup.run(&["list", "runs"])).to_owned(),
            handover: answered(&setup.run(&["handover"])).to_owned(),
            handover_items: list(&handover["items"])
                .iter()
                .map(|item| item["words"].as_str().unwrap().to_owned())
                .collect(),
        }
    }

    /// Everything said within one minute, so that lengths of time are the same.
    fn hear_within_a_minute(&self) -> Heard {
        loop {
            let minute = || Timestamp::now().as_second() / 60;
            let before = minute();
            let heard = self.hear();
            if minute() == before {
                return heard;
            }
        }
    }
}

/// The line of a text that holds all of some words.
#[track_caller]
fn line_with<'a>(text: &'a str, words: &[&str]) -> &'a str {
    let mut lines = text.lines();
    let found = lines.find(|line| words.iter().all(|word| line.contains(word)));
    found.unwrap_or_else(|| panic!("no line with {words:?} in:\n{text}"))
}

/// Asserts that Today, line prompts and `due` say a row with these words.
#[track_caller]
fn all_say(heard: &Heard, title: &str, status: &str) {
    for text in [&heard.today, &heard.plain, &heard.due] {
        line_with(text, &[title, status]);
    }
}

/// The first of some words that a text holds.
#[track_caller]
fn first_of<'a>(text: &str, words: &[&'a str]) -> &'a str {
    let found = words.iter().find(|it| text.contains(**it));
    found.unwrap_or_else(|| panic!("none of {words:?} in:\n{text}"))
}

#[track_caller]
fn item<'a>(heard: &'a Heard, title: &str, standing: &str) -> &'a Value {
    let mut items = heard.json.iter();
    let found = items.find(|item| item["title"] == title && item["standing"] == standing);
    found.unwrap_or_else(|| panic!("no {standing} {title} in {:#?}", heard.json))
}

#[test]
fn every_front_end_says_the_same_of_one_scene() {
    let mut scene = scene();
    scene.setup.size = (120, 45);
    let heard = scene.hear_within_a_minute();

    // A round in progress past its time: two boxes do not apply, and it is overdue.
    let overdue = item(&heard, "Morning round", "overdue");
    assert_eq!(overdue["run"], scene.overdue.to_string());
    assert_eq!(
        (&overdue["answered"], &overdue["steps"]),
        (&1.into(), &2.into())
    );
    // The scene was made a moment before it is heard: on a busy machine a minute or two.
    let late = first_of(
        &heard.due,
        &[
            "2 h 30 min overdue",
            "2 h 31 min overdue",
            "2 h 32 min overdue",
        ],
    );
    all_say(&heard, "Morning round", &format!("1 of 2, {late}"));
    let listed = heard
        .runs
        .iter()
        .find(|run| run["run"] == scene.overdue.to_string());
    let listed = listed.unwrap();
    assert_eq!(
        (&listed["answered"], &listed["steps"]),
        (&1.into(), &2.into())
    );
    assert_eq!(listed["overdue"], true);
    line_with(&heard.runs_text, &["Morning round", "1 of 2", late]);
    let shown = answered(&scene.setup.run(&["show", &scene.overdue.to_string()])).to_owned();
    line_with(&shown, &["1 of 2", "overdue"]);
    let shown = json(
        &scene
            .setup
            .run(&["show", &scene.overdue.to_string(), "--json"]),
    );
    assert_eq!(shown["progress"]["answered"], 1);
    assert_eq!(shown["progress"]["wanted"], 2);
    assert_eq!(shown["overdue"], true);
    line_with(&heard.handover, &["Morning round", "1 of 2", late]);
    let told: Vec<_> = heard
        .handover_items
        .iter()
        .filter(|it| it.contains("Morning round"))
        .collect();
    assert!(told.iter().any(|it| it.contains("overdue")), "{told:?}");

    // One that nobody began.
    item(&heard, "Evening round", "overdue");
    let late = first_of(
        &heard.due,
        &["2 h overdue", "2 h 1 min overdue", "2 h 2 min overdue"],
    );
    all_say(&heard, "Evening round", late);
    line_with(&heard.handover, &["Evening round", "overdue"]);

    // Missed, put off, silenced.
    let missed = item(&heard, "Check the export", "missed");
    let count = missed["count"].as_u64().unwrap();
    let words = match count {
        1 => "missed".to_owned(),
        _ => format!("{count} missed since"),
    };
    all_say(&heard, "Check the export", &words);
    item(&heard, "Rotate the key", "deferral");
    all_say(&heard, "Rotate the key", "deferred ");
    line_with(&heard.handover, &["Rotate the key"]);
    item(&heard, "OrdersSyncLagHigh", "override");
    all_say(&heard, "OrdersSyncLagHigh", "silenced until ");
    line_with(&heard.handover, &["OrdersSyncLagHigh"]);

    // Two people said different things.
    let disputed = item(&heard, "Look at the panel", "disputed");
    assert_eq!(disputed["run"], scene.disputed.to_string());
    all_say(&heard, "Look at the panel", "1 of 1, disputed");
    line_with(
        &heard.runs_text,
        &["Look at the panel", "disputed", "1 of 1"],
    );

    // What is only rehearsed says so.
    let rehearsal = item(&heard, "Drain the queue", "in-progress");
    assert_eq!(rehearsal["run"], scene.rehearsal.to_string());
    assert_eq!(rehearsal["rehearsal"], true);
    all_say(&heard, "Drain the queue", "1 of 3");
    let texts = [
        &heard.today,
        &heard.plain,
        &heard.due,
        &heard.runs_text,
        &heard.handover,
    ];
    for text in texts {
        let line = line_with(text, &["Drain the queue"]).to_lowercase();
        assert!(line.contains("rehearsal"), "{line}");
    }

    // Help was called for, and nobody has answered.
    item(&heard, "sev2: Packing is at risk", "escalation");
    all_say(&heard, "sev2: Packing is at risk", "no ack, 12 min");
    line_with(&heard.handover, &["sev2", "Packing is at risk"]);

    // A handover tells all that stands, in one order with what is due.
    let stands = heard.json.iter().filter(|item| item["standing"] != "later");
    let titles: Vec<_> = stands.map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles.len(), heard.handover_items.len());
    for (title, told) in titles.iter().zip(&heard.handover_items) {
        assert!(told.contains(title), "{title}: {told}");
    }
}

#[test]
fn every_front_end_reads_in_one_order() {
    let mut scene = scene();
    scene.setup.size = (120, 45);
    let heard = scene.hear_within_a_minute();
    let titles: Vec<_> = heard
        .json
        .iter()
        .map(|item| item["title"].as_str().unwrap())
        .collect();
    let wanted = [
        "sev2: Packing is at risk",
        "Evening round",
        "Morning round",
        "Look at the panel",
        "Check the export",
        "Drain the queue",
    ];
    let mut json: Vec<&str> = Vec::new();
    for title in titles.into_iter().filter(|title| wanted.contains(title)) {
        // What comes again later today has rows further down.
        if !json.contains(&title) {
            json.push(title);
        }
    }
    for text in [&heard.today, &heard.plain, &heard.due] {
        let places: Vec<_> = json
            .iter()
            .map(|title| {
                let line = line_with(text, &[title]);
                text.lines().position(|other| other == line).unwrap()
            })
            .collect();
        assert!(places.is_sorted(), "{json:?} in:\n{text}");
    }
    assert_eq!(json.first(), Some(&"sev2: Packing is at risk"));
    assert_eq!(json.last(), Some(&"Drain the queue"));
}
