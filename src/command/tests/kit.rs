//! A fixture on which commands are given in one line of words each, and answered in one.

use crate::command::{
    Answer, AssignFollowUp, Command, CompleteStep, Context, Decision, KeptFile, OpenFollowUp,
    Pinned, Refusal, StartRun, call, decide, follow_failure,
};
use crate::event::{
    Attempt, Entry, EntryHash, EscalationId, Fact, FollowUpId, FollowUpState, HandoverItem, RunId,
};
use crate::limits::Limits;
use crate::runbook::{
    Ask, Choose, Each, Item, Operator, Package, Pattern, Procedure, Runbook, Section, Step,
    StepRef, Style, Target, Template, Values, Yields,
};
use crate::schedule::Zone;
use crate::state::kit::{Scribe, revision, run_id};
use crate::state::{Revision, SeriesId, State, Whom};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A step that is ticked.
pub fn tick(id: &str) -> Step {
    Step::ticked(id.into(), Template::from(format!("Do {id}")))
}

/// A step that yields something.
pub fn yielding(id: &str, yields: Yields) -> Step {
    Step { yields, ..tick(id) }
}

pub fn reading(id: &str, unit: Option<&str>) -> Step {
    let limits = Limits {
        warn_above: Some(500.0),
        alarm_above: Some(5000.0),
        ..Limits::default()
    };
    let unit = unit.map(str::to_owned);
    yielding(
        id,
        Yields::Reading {
            unit,
            limits,
            watch_same: false,
        },
    )
}

pub fn ask(id: &str, name: &str, pattern: Option<&str>) -> Step {
    yielding(
        id,
        Yields::Ask(Ask {
            name: name.to_owned(),
            pattern: pattern.map(|pattern| Pattern::parse(pattern).unwrap()),
            example: pattern.map(|_| "2026-0001234".to_owned()),
            label: None,
            secret: false,
        }),
    )
}

pub fn choose(id: &str, options: &[&str], name: Option<&str>) -> Step {
    yielding(
        id,
        Yields::Choose(Choose {
            options: options.iter().map(|&option| option.to_owned()).collect(),
            name: name.map(str::to_owned),
            warn: Vec::new(),
            alarm: options
                .iter()
                .filter(|option| **option == "broken")
                .map(|&option| option.to_owned())
                .collect(),
        }),
    )
}

pub fn each(step: Step, items: &[&str]) -> Step {
    let item = |text: &&str| Item {
        id: text.replace(' ', "-").into(),
        ..Item::named(text)
    };
    Step {
        each: Each::Items(items.iter().map(item).collect()),
        ..step
    }
}

pub fn procedure(id: &str, style: Style, steps: Vec<Step>) -> Procedure {
    Procedure {
        serves: Vec::new(),
        by: None,
        id: id.into(),
        title: id.to_owned(),
        purpose: None,
        timing: None,
        alerts: Vec::new(),
        symptoms: Vec::new(),
        targets: Vec::new(),
        subject: None,
        style,
        estimate: None,
        sections: Vec::<Section>::new(),
        steps: steps.into(),
        rehearse_every: None,
        rehearsals: Vec::new(),
        was: Vec::new(),
    }
}

pub fn runbook(procedures: Vec<Procedure>) -> Runbook {
    let values = Values::from([("ZONE".to_owned(), "eu-1".to_owned())]);
    Runbook {
        id: "orders".into(),
        title: "Orders sync".to_owned(),
        sample: false,
        summary: None,
        zone: Zone::utc(),
        links: Vec::new(),
        review: Default::default(),
        owners: BTreeMap::new(),
        contacts: Vec::new(),
        alerts: Vec::new(),
        closed: Default::default(),
        targets: BTreeMap::from([
            ("prod-eu".into(), values),
            ("prod-us".into(), Values::new()),
        ]),
        procedures,
        package: Package::default(),
        broken: Vec::new(),
    }
}

pub fn on_targets(procedure: Procedure, targets: &[&str]) -> Procedure {
    let target = |name: &&str| match *name {
        "this host" => Target::ThisHost,
        name => Target::Named(name.into()),
    };
    Procedure {
        targets: targets.iter().map(target).collect(),
        ..procedure
    }
}

/// One fixture at which several operators give commands in turn.
pub struct Fixture {
    pub state: State,
    pub runbook: Runbook,
    pub revision: Revision,
    pub now: Timestamp,
    pub entries: Vec<Entry>,
    scribes: BTreeMap<String, Scribe>,
    /// The run that is meant where none is named: the last that was started.
    pub run: RunId,
    /// The follow-up that is meant: the last that was opened.
    pub follow_up: FollowUpId,
    /// The escalation that is meant: the last that was opened.
    pub escalation: EscalationId,
    started: u128,
}

impl Fixture {
    pub fn new(runbook: Runbook) -> Self {
        let now = crate::state::kit::at("2026-11-23T09:00Z");
        Self {
            state: State::default(),
            runbook,
            revision: revision(1),
            now,
            entries: Vec::new(),
            scribes: BTreeMap::new(),
            run: run_id(now, 0),
            follow_up: FollowUpId(run_id(now, 0).0),
            escalation: EscalationId(run_id(now, 0).0),
            started: 0,
        }
    }

    /// Decides one command of an operator's against the state as it is.
    pub fn decide(&mut self, by: &str, command: &Command) -> Result<Decision, Refusal> {
        let context = self.context(by);
        let pinned = Pinned {
            revision: self.revision,
            runbook: &self.runbook,
        };
        decide(&self.state, Some(pinned), command, &context)
    }

    /// Decides, writes down, applies.
    pub fn say(&mut self, by: &str, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let decision = self.decide(by, command)?;
        if let Some(Fact::RunStarted(started)) = decision.facts.first() {
            let run = &started.run;
            self.run = *run;
            self.started += 1;
        }
        for fact in &decision.facts {
            if let Fact::FollowUpOpened(opened) = fact {
                self.follow_up = opened.id;
                self.started += 1;
            }
            if let Fact::EscalationOpened(opened) = fact {
                self.escalation = opened.id;
                self.started += 1;
            }
            self.started += u128::from(matches!(fact, Fact::HandoverGiven(_)));
        }
        self.write(by, decision.clone());
        Ok(decision.facts)
    }

    pub fn write(&mut self, by: &str, decision: Decision) {
        let n = self.entries.len() as u64 + 1;
        let scribe = self.scribes.entry(by.to_owned());
        let scribe = scribe.or_insert_with(|| Scribe::new(by));
        let entry = scribe.write(n, self.now, decision.on, decision.facts);
        self.state.apply(&entry, 1);
        self.entries.push(entry);
        self.now += jiff::SignedDuration::from_mins(1);
    }

    /// Each line is a command of `ops-a`'s (or of whoever stands before a colon); answers
    /// are what followed, or the refusal.
    pub fn transcript(&mut self, lines: &str) -> String {
        let mut answers = Vec::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (by, words) = line.split_once(": ").unwrap_or(("ops-a", line));
            let said = match words.split_once(' ') {
                Some((verb @ ("call" | "fail"), at)) => self.hand_on(by, verb, at),
                _ => {
                    let command = self.command(words);
                    self.say(by, &command)
                }
            };
            let answer = match said {
                Ok(facts) => facts.iter().map(brief).collect::<Vec<_>>().join(" + "),
                Err(refusal) => format!("✗ {refusal}"),
            };
            answers.push(format!("{line}\n    {answer}"));
        }
        answers.join("\n")
    }

    /// Begins the run that a step calls, or names for when it fails.
    fn hand_on(&mut self, by: &str, verb: &str, at: &str) -> Result<Vec<Fact>, Refusal> {
        let pinned = Pinned {
            revision: self.revision,
            runbook: &self.runbook,
        };
        let (run, step_ref) = (self.run, step_ref(at));
        let handed = match verb {
            "call" => call(
                &self.state,
                Some(pinned),
                run,
                &step_ref,
                None,
                &self.context(by),
            ),
            _ => follow_failure(&self.state, Some(pinned), run, &step_ref, None),
        };
        self.say(by, &Command::StartRun(handed?.start))
    }

    fn context(&self, by: &str) -> Context {
        Context {
            now: self.now,
            operator: by.into(),
            host: "host-1".into(),
            account: "shift".to_owned(),
            fresh: run_id(self.now, self.started + 1),
        }
    }

    pub fn command(&self, line: &str) -> Command {
        let (line, words) = line.split_once(" | ").unwrap_or((line, ""));
        let mut parts = line.split(' ');
        let mut next = || parts.next().unwrap_or_default();
        let run = self.run;
        let reason = words.to_owned();
        match next() {
            "start" => start(next(), parts),
            "back" => Command::TakeBack {
                run,
                step_ref: Some(next())
                    .filter(|step_ref| !step_ref.is_empty())
                    .map(step_ref),
            },
            "carry" => Command::CarryOn {
                run,
                step_ref: step_ref(next()),
                reason,
            },
            "caution" => Command::AcknowledgeCaution {
                run,
                step: next().into(),
            },
            "note" => Command::Note {
                run: Some(run),
                step_ref: Some(next())
                    .filter(|step_ref| !step_ref.is_empty())
                    .map(step_ref),
                text: reason,
            },
            "shift-note" => Command::Note {
                run: None,
                step_ref: None,
                text: reason,
            },
            "attach" => Command::Attach {
                run,
                step_ref: None,
                file: KeptFile {
                    name: reason,
                    sha256: EntryHash([3; 32]),
                    bytes: 12,
                },
            },
            "open" => self.opening(next(), words, &parts.collect::<Vec<_>>()),
            "move" => Command::MoveFollowUp {
                id: self.follow_up,
                to: state(next()),
                text: Some(reason).filter(|text| !text.is_empty()),
            },
            "set" => {
                let request = parts.filter_map(|part| part.split_once('='));
                let request: BTreeMap<_, _> = request.collect();
                let said = |key| request.get(key).map(|&value| value.to_owned());
                let set = AssignFollowUp {
                    plan: Default::default(),
                    owner: said("owner"),
                    due: said("due").map(|due| crate::state::kit::at(&due)),
                    ticket: said("ticket"),
                };
                Command::AssignFollowUp {
                    id: self.follow_up,
                    set,
                }
            }
            "follow-note" => Command::NoteFollowUp {
                id: self.follow_up,
                text: reason,
            },
            "adopt" => Command::AdoptRevision { run },
            "finish" => Command::Finish { run },
            "run" => Command::StartCommand {
                run,
                step_ref: step_ref(next()),
            },
            "forget" => Command::ForgetCommand {
                run,
                step_ref: step_ref(next()),
            },
            "pretend" => Command::PretendCommand {
                run,
                step_ref: step_ref(next()),
            },
            "wait" => Command::StartWait {
                run,
                step_ref: step_ref(next()),
            },
            verb @ ("sign" | "played") => Command::SignOff {
                run,
                step_ref: step_ref(next()),
                played: verb == "played",
            },
            "undo" => Command::StartUndo { run },
            "abandon" => Command::Abandon { run, reason },
            "excuse" => Command::Excuse {
                line: line_id(next()),
                slot: parts.next().map(crate::state::kit::at),
                reason,
            },
            "seen" => Command::MarkSeen {
                line: parts.next().map(line_id),
            },
            "again" => self.answer(Attempt::Again, next(), parts, words),
            "correct" => self.answer(Attempt::Corrected, next(), parts, words),
            verb => self.answer(Attempt::First, verb, parts, words),
        }
    }

    fn opening(&self, kind: &str, title: &str, rest: &[&str]) -> Command {
        let kind = format!("\"{kind}\"");
        let kind = serde_json::from_str(&kind).expect("a kind");
        let at_run = rest.first().is_some_and(|word| *word == "at");
        Command::OpenFollowUp(OpenFollowUp {
            run: at_run.then_some(self.run),
            step_ref: rest.get(1).map(|word| step_ref(word)),
            runbook: (!at_run).then(|| self.runbook.id.clone()),
            ..OpenFollowUp::about(kind, title)
        })
    }

    fn answer<'a>(
        &self,
        attempt: Attempt,
        verb: &str,
        mut parts: impl Iterator<Item = &'a str>,
        words: &str,
    ) -> Command {
        let step_ref = step_ref(parts.next().unwrap_or_default());
        let mut done_at = None;
        let mut value = Vec::new();
        while let Some(part) = parts.next() {
            match part {
                "@" => done_at = parts.next().map(crate::state::kit::at),
                part => value.push(part),
            }
        }
        let value = value.join(" ");
        let answer = match verb {
            "ok" => Answer::Ok,
            "not-ok" => Answer::NotOk,
            "skip" => Answer::Skip,
            "defer" => Answer::Defer,
            "value" => Answer::Value(value),
            "choose" => Answer::Choice(value),
            other => panic!("no such verb: {other}"),
        };
        let words = Some(words.to_owned()).filter(|words| !words.is_empty());
        let is_note = answer == Answer::NotOk && attempt != Attempt::Corrected;
        Command::CompleteStep(CompleteStep {
            note: words.clone().filter(|_| is_note),
            reason: words.filter(|_| !is_note),
            done_at,
            attempt,
            ..CompleteStep::first(self.run, step_ref, answer)
        })
    }
}

fn start<'a>(procedure: &str, mut parts: impl Iterator<Item = &'a str>) -> Command {
    let (mut target, mut values) = (None, Values::new());
    let (mut rehearsal, mut beside) = (false, false);
    while let Some(part) = parts.next() {
        match (part, part.split_once('=')) {
            ("on", _) => target = parts.next().map(Into::into),
            ("rehearse", _) => rehearsal = true,
            ("beside", _) => beside = true,
            (_, Some((name, value))) => {
                values.insert(name.to_owned(), value.to_owned());
            }
            _ => panic!("not a wish: {part}"),
        }
    }
    Command::StartRun(StartRun {
        target,
        values,
        rehearsal,
        beside,
        ..StartRun::of(procedure)
    })
}

fn state(text: &str) -> FollowUpState {
    serde_json::from_str(&format!("\"{text}\"")).expect("a state")
}

pub fn step_ref(text: &str) -> StepRef {
    match text.split_once('/') {
        Some((step, item)) => StepRef::item(step, item),
        None => StepRef::of(text),
    }
}

fn line_id(text: &str) -> SeriesId {
    crate::state::kit::line(&format!("orders/{text}"))
}

/// A fact in a few words, without ids that no reader compares.
pub fn brief(fact: &Fact) -> String {
    let mut json = serde_json::to_value(fact).unwrap();
    let keys = json.as_object_mut().unwrap();
    for noise in [
        "run",
        "title",
        "runbook_title",
        "file",
        "saw",
        "procedure",
        "sha256",
        "started",
        "digest",
        "signs",
        "id",
        "origin",
        "carries",
        "parts",
    ] {
        keys.remove(noise);
    }
    let over = keys
        .remove("over")
        .and_then(|over| over.as_array().map(Vec::len));
    let boxes = keys.remove("boxes").map(|boxes| {
        let boxes: crate::event::BoxesAtEnd = serde_json::from_value(boxes).unwrap();
        let (applied, done) = (boxes.applied, boxes.done);
        let inactive: Vec<_> = boxes.inactive.iter().map(ToString::to_string).collect();
        let called: Vec<_> = boxes
            .called
            .iter()
            .map(|it| format!("{:?}", it.came_to))
            .collect();
        let told = [inactive, called].concat().join(",");
        let told = match told.is_empty() {
            true => String::new(),
            false => format!(" ({told})"),
        };
        let (failed, gaps) = (boxes.failed, boxes.gaps);
        format!("{done}/{applied} failed={failed} gaps={gaps}{told}")
    });
    let event = keys.remove("event").unwrap();
    let mut brief = event.as_str().unwrap().to_owned();
    for (key, value) in keys {
        let value = value.to_string().replace('"', "");
        brief.push_str(&format!(" {key}={value}"));
    }
    // All done is what the counts say anyway.
    if let Some(boxes) = boxes.filter(|boxes| !boxes.ends_with("failed=0 gaps=0")) {
        brief.push_str(&format!(" boxes={boxes}"));
    }
    if let Some(over) = over {
        brief.push_str(&format!(" over={over}"));
    }
    brief
}

/// What a handover has to tell at a moment, in no words that mean anything.
pub fn standing(state: &State, by: &str, now: Timestamp) -> Vec<HandoverItem> {
    let operator = Operator::from(by);
    let giver = Whom {
        operator: Some(&operator),
        runbooks: Vec::new(),
    };
    let rows = state.today_for(now, &giver).rows;
    let rows = rows.iter().filter(|row| row.has_to_be_told());
    rows.map(|row| HandoverItem {
        key: row.key(),
        words: "stands".to_owned(),
        ..HandoverItem::default()
    })
    .collect()
}
