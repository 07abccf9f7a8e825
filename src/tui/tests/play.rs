//! The screens played without a terminal and without a disk: keys go in, requests are decided
//! against a record in memory, and what happens is reported back, as the loop and the session
//! do it. The clock stands still unless a test moves it.

use super::rebound::names_no_key_of_the_table;
use crate::app::confirm::Token;
use crate::app::effect::Effect;
use crate::app::input::Key;
use crate::app::live::LiveProgress;
use crate::app::look::Look;
use crate::app::{App, Beginning, Message, Overlay, update};
use crate::command::{
    Command, CommandResult, Context, Decision, Found, Pinned, Refusal, StartRun, as_opened, call,
    command_at, decide, follow_failure, notice, pretend, runbook_of,
};
use crate::event::CommandStatus;
use crate::event::{Entry, EntryHash, Envelope, Event, RunId, WriterId};
use crate::library::Library;
use crate::runbook::{Operator, Runbook, StepRef, Values};
use crate::session::commands::{Offered, Unended, commands_of, written_in};
use crate::session::{Currency, Failure, Pin, Receipt, Report, Request, Start, WorkerRequest};
use crate::state::{Revision, Row, SlotState, State};
use crate::trust::{Trust, Verdict};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A record, a library and the screens before them.
pub(crate) struct Play {
    pub app: App,
    pub state: State,
    pub effects: Vec<Effect>,
    /// Commands that the loop would run now.
    pub running: Vec<(RunId, StepRef)>,
    library: Arc<Library>,
    folder: tempfile::TempDir,
    /// Secrets that the session would hold.
    pub secrets: Values,
    /// Runs that were opened, and begin with the first thing recorded.
    opened: BTreeMap<RunId, Start>,
    /// The names of all events that were written.
    pub written: Vec<String>,
    seq: u64,
}

/// The key of every question.
pub(crate) const KEY: char = '7';

pub(crate) const NOW: &str = "2026-11-23T08:12:00Z";

impl Play {
    /// A library of these files (name, text), noticed a week ago, on Today.
    pub fn new(files: &[(&str, &str)], size: (u16, u16)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a runbook");
        }
        let library = Arc::new(Library::look(&[folder.path().to_owned()]));
        let now: Timestamp = NOW.parse().expect("a moment");
        let beginning = Beginning {
            // Tuesday noon: no round of that day is on time any more, so none waits from before.
            now: now - SignedDuration::from_hours(7 * 24 - 27),
            zone: TimeZone::get("Europe/Berlin").expect("a zone"),
            operator: "ops-a".into(),
            host: "web-1".into(),
            look: Look::default(),
            mouse: false,
            size,
            folder: "/home/ops".to_owned(),
        };
        let state = State::default();
        let app = App::new(beginning, &state);
        let mut play = Self {
            app,
            state,
            effects: Vec::new(),
            running: Vec::new(),
            library,
            folder,
            secrets: Values::new(),
            opened: BTreeMap::new(),
            written: Vec::new(),
            seq: 0,
        };
        play.notice();
        play.app.now = now;
        let library = play.library.clone();
        play.report(Report::Looked(library));
        // What was missed while nobody was there stands first; the tests begin with a round.
        let rows = play.app.today.rows.iter();
        let round = rows.map(|row| &row.what).position(|what| {
            matches!(what, Row::Slot { occurrence, .. } if occurrence.state != SlotState::Upcoming)
        });
        let round = round.unwrap_or_default();
        play.message(Message::Select(round));
        play
    }

    fn notice(&mut self) {
        let library = self.library.clone();
        let found: Vec<_> = library
            .books
            .iter()
            .filter_map(|book| {
                let runbook = book.parsed.runbook.as_ref()?;
                Some(Found {
                    runbook,
                    revision: book.revision,
                    older: None,
                })
            })
            .collect();
        for decision in notice(&self.state, &found, &self.app.host) {
            self.append("ops-a", decision);
        }
    }

    /// Writes a decision into the record, as an operator.
    fn append(&mut self, by: &str, decision: crate::command::Decision) -> Receipt {
        self.seq += 1;
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&self.seq.to_be_bytes());
        let writer: WriterId = format!("{by}@web-1-000000").parse().expect("a writer");
        let facts = decision.facts.clone();
        let named = |fact| {
            let value = serde_json::to_value(fact).expect("a fact");
            value["event"].as_str().expect("its name").to_owned()
        };
        self.written.extend(facts.iter().map(named));
        let on = decision.on.clone();
        let run = decision.on.iter().find_map(|thread| match thread {
            crate::event::Thread::Run(run) => Some(*run),
            _ => None,
        });
        let entry = Entry {
            writer,
            envelope: Envelope {
                v: 1,
                seq: self.seq,
                n: self.seq,
                at: self.app.now,
                zone: "Europe/Berlin".to_owned(),
                by: by.into(),
                on: decision.on,
                events: decision.facts.into_iter().map(Event::Known).collect(),
            },
            hash: EntryHash(hash),
        };
        self.state.apply(&entry, 1);
        Receipt {
            entry: entry.address(),
            run,
            on,
            facts,
        }
    }

    /// Another operator does something, at another terminal.
    pub fn other(&mut self, by: &str, command: &Command) {
        let run = run_of(command);
        let decision = self.decide(by, command, run.and_then(|run| self.book_of(run)));
        self.append(by, decision.expect("the other operator is not refused"));
        self.report(Report::Changed);
    }

    fn decide(
        &self,
        by: &str,
        command: &Command,
        pinned: Option<(Revision, &Runbook)>,
    ) -> Result<crate::command::Decision, crate::command::Refusal> {
        let context = self.context(by);
        let pinned = pinned.map(|(revision, runbook)| Pinned { revision, runbook });
        decide(&self.state, pinned, command, &context)
    }

    fn context(&self, by: &str) -> Context {
        let milliseconds = u64::try_from(self.app.now.as_millisecond()).unwrap_or_default();
        Context {
            now: self.app.now,
            operator: Operator::from(by),
            host: self.app.host.clone(),
            account: "shift".to_owned(),
            fresh: RunId(ulid::Ulid::from_parts(milliseconds, u128::from(self.seq))),
        }
    }

    /// A start under this id.
    fn decide_start(&self, by: &str, start: &Start, id: RunId) -> Result<Decision, Refusal> {
        let command = Command::StartRun(StartRun {
            target: start.target.clone(),
            values: start.values.clone(),
            rehearsal: start.rehearsal,
            scenario: start.scenario.clone(),
            alert: start.alert.clone(),
            opened: start.opened,
            ..StartRun::of(start.procedure.procedure.clone())
        });
        let context = Context {
            fresh: id,
            ..self.context(by)
        };
        let (revision, runbook) = self.book(start.procedure.runbook.as_str()).expect("a book");
        let pinned = Some(Pinned { revision, runbook });
        decide(&self.state, pinned, &command, &context)
    }

    /// A run without a word in the record.
    fn open(&mut self, start: Box<Start>) -> Report {
        let mut context = self.context("ops-a");
        context.fresh = RunId(ulid::Ulid(context.fresh.0.0 | (1 << 40)));
        let decided = self.decide_start("ops-a", &start, context.fresh);
        let run = decided.map(|decision| {
            self.opened.insert(context.fresh, (*start).clone());
            as_opened(decision, context.fresh, &context)
                .expect("a run")
                .into()
        });
        Report::Opened(start, run.map_err(Failure::Refused))
    }

    fn book_of(&self, run: RunId) -> Option<(Revision, &Runbook)> {
        if let Some(start) = self.opened.get(&run) {
            return self.book(start.procedure.runbook.as_str());
        }
        let run = self.state.run(run)?;
        let id = &run.started.as_ref()?.what.procedure.runbook;
        self.book(id.as_str())
    }

    fn book(&self, id: &str) -> Option<(Revision, &Runbook)> {
        let book = self.library.book(id)?;
        Some((book.revision, book.parsed.runbook.as_ref()?))
    }

    /// Types keys: letters as they are, and `<enter>`, `<esc>`, `<space>`, `<tab>`, `<up>`,
    /// `<down>`, `<c-x>`, `<a-x>`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let (key, length) = match rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
                Some((name, _)) => (named(name), name.len() + 2),
                None => (Key::Char(first), first.len_utf8()),
            };
            self.message(Message::Key(key));
            rest = &rest[length..];
        }
        self
    }

    /// Gives the screens one message, and does what they want done.
    pub fn message(&mut self, message: Message) {
        let now = self.app.now;
        let effects = update(&mut self.app, &self.state, now, message);
        self.perform(effects);
        names_no_key_of_the_table(&self.app, &self.state);
    }

    /// Sends a request that was typed into a prompt, as a key would.
    pub fn request(&mut self, request: Request, prompt: Box<crate::app::Prompt>) {
        let effect = self.app.request(request, Some(prompt));
        self.perform(vec![effect]);
    }

    pub fn report(&mut self, report: Report) {
        self.message(Message::Report(report));
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(request) => self.answer(request),
                Effect::Arm => self.message(Message::Armed(Token::Key(KEY))),
                other => self.effects.push(other),
            }
        }
    }

    fn answer(&mut self, request: WorkerRequest) {
        let report = match request {
            WorkerRequest::Submit(number, request) => {
                let result = self.submit(&request).map_err(Failure::Refused);
                Report::Submitted(number, result)
            }
            WorkerRequest::Pin(run) => {
                let pin = self.book_of(run).map(|(revision, runbook)| Pin {
                    revision,
                    runbook: Arc::new(runbook.clone()),
                    currency: Currency::Current,
                });
                Report::Pinned(run, pin)
            }
            WorkerRequest::SubmitAs(number, by, request) => {
                let result = self
                    .submit_as(by.as_str(), &request)
                    .map_err(Failure::Refused);
                Report::Submitted(number, result)
            }
            WorkerRequest::OfferCommand(run, step_ref) => {
                let offered = self.offer(run, &step_ref);
                Report::Offered(run, step_ref, offered)
            }
            WorkerRequest::AllowCommand(run, step_ref, written) => {
                let commands = [(written.place.clone(), written.text.clone())];
                let mut trust = self.trust();
                trust
                    .allow(&commands, "ops-a", self.app.now, &Default::default())
                    .expect("it can be written");
                let offered = self.offer(run, &step_ref);
                Report::Offered(run, step_ref, offered)
            }
            WorkerRequest::NotAllowed => {
                let mut written = written_in(&self.library, &self.trust());
                written.retain(|written| written.verdict != Verdict::Allowed);
                Report::NotAllowed(Ok(written))
            }
            WorkerRequest::Allow(shown) => {
                let commands: Vec<_> = shown
                    .into_iter()
                    .map(|written| (written.place, written.text))
                    .collect();
                let mut trust = self.trust();
                trust
                    .allow(&commands, "ops-a", self.app.now, &Default::default())
                    .expect("it can be written");
                let mut written = written_in(&self.library, &trust);
                written.retain(|written| written.verdict != Verdict::Allowed);
                Report::Allowed(Ok(written))
            }
            WorkerRequest::BeginCommand(run, step_ref, _) => return self.begin(run, step_ref),
            WorkerRequest::Unended(run, step_ref) => {
                let step_state = self.state.run(run).and_then(|run| run.boxes.get(&step_ref));
                let unended = step_state.and_then(|step_state| step_state.unended_command());
                let runs = self.running.contains(&(run, step_ref.clone()));
                let stands = unended.filter(|_| !runs).map(|_| Unended::Unknown);
                Report::Unended(run, step_ref, stands)
            }
            WorkerRequest::Rewrite(edited) => {
                let written = edited.write();
                self.library = Arc::new(self.library.look_again(&[self.folder.path().to_owned()]));
                let library = written.map(|()| self.library.clone());
                Report::Rewritten(edited.runbook().clone(), library)
            }
            WorkerRequest::Open(start) => self.open(start),
            WorkerRequest::Compare(runbook) => Report::Compared(runbook, None),
            WorkerRequest::Whole(run) => {
                Report::Whole(run, self.state.run(run).cloned().map(Box::new))
            }
            _ => return,
        };
        self.report(report);
    }

    fn trust(&self) -> Trust {
        let nothing: [&std::path::Path; 0] = [];
        Trust::open(self.folder.path().join("state/trust"), nothing).expect("trust")
    }

    /// A command as the session would offer it.
    fn offer(&self, run: RunId, step_ref: &StepRef) -> Result<Box<Offered>, Failure> {
        let whole = self.state.run(run).expect("a run");
        let (revision, runbook) = self.book_of(run).expect("a runbook");
        let pinned = Pinned { revision, runbook };
        let ready = command_at(pinned, whole, step_ref, &self.secrets)?;
        let id = &whole
            .started
            .as_ref()
            .expect("a start")
            .what
            .procedure
            .procedure;
        let procedure = runbook.procedure(id.as_str()).expect("a procedure");
        let trust = self.trust();
        let written = commands_of(runbook, procedure, &trust)
            .find(|written| written.place.step == step_ref.step.as_str())
            .expect("a command");
        Ok(Box::new(Offered {
            ready,
            written,
            whereabouts: Vec::new(),
        }))
    }

    fn begin(&mut self, run: RunId, step_ref: StepRef) {
        let by = self.app.operator.to_string();
        let command = Command::StartCommand {
            run,
            step_ref: step_ref.clone(),
        };
        match self.decide(&by, &command, self.book_of(run)) {
            Ok(decision) => {
                self.append(&by, decision);
                self.running.push((run, step_ref.clone()));
                self.message(Message::Command(run, step_ref, LiveProgress::Began));
            }
            Err(refusal) => self.report(Report::Began(run, step_ref, Err(refusal.into()))),
        }
    }

    /// The command that runs puts something out.
    pub fn puts_out(&mut self, text: &str) {
        let (run, step_ref) = self.running.last().cloned().expect("a command runs");
        let tail = crate::exec::painted(text.as_bytes());
        let bytes = text.len() as u64;
        self.message(Message::Command(
            run,
            step_ref,
            LiveProgress::Output { tail, bytes },
        ));
    }

    /// The command that runs ends.
    pub fn ends(&mut self, status: CommandStatus, text: &str) {
        let (run, step_ref) = self.running.pop().expect("a command runs");
        let step_state = &self.state.run(run).expect("a run").boxes[&step_ref];
        let started = step_state
            .unended_command()
            .expect("a start")
            .mark
            .entry
            .clone();
        let result = CommandResult {
            started,
            status,
            milliseconds: 1_200,
            bytes: text.len() as u64,
            digest: EntryHash([7; 32]),
            output: Some(EntryHash([8; 32])),
            text: text.to_owned(),
            is_cut: false,
        };
        if let Some(live) = self.app.live.get_mut(&(run, step_ref.clone())) {
            live.is_over = true;
        }
        let command = Command::EndCommand {
            run,
            step_ref,
            result: Box::new(result),
        };
        let effect = self.app.request(Request::Do(command), None);
        self.perform(vec![effect]);
    }

    /// Presses the key that the question shows, once it can have been read.
    pub fn confirm(&mut self) -> &mut Self {
        assert!(
            matches!(self.app.overlay, Some(Overlay::Confirm(_))),
            "nothing is asked:\n{}",
            self.screen(),
        );
        self.app.now += SignedDuration::from_secs(1);
        self.keys(&KEY.to_string())
    }

    fn submit(&mut self, request: &Request) -> Result<Receipt, Refusal> {
        let by = self.app.operator.to_string();
        self.submit_as(&by, request)
    }

    fn submit_as(&mut self, by: &str, request: &Request) -> Result<Receipt, Refusal> {
        let opened = request
            .run()
            .and_then(|run| Some((run, self.opened.get(&run)?)));
        let unwritten = opened.filter(|(run, _)| self.state.run(*run).is_none());
        let Some((run, start)) = unwritten else {
            let decision = self.decide_request(by, request)?;
            return Ok(self.append(by, decision));
        };
        let begun = self.decide_start(by, start, run)?;
        let before = self.state.clone();
        pretend(&mut self.state, vec![begun.clone()], self.app.now);
        let then = self.decide_request(by, request);
        self.state = before;
        Ok(self.append(by, begun.and(then?)))
    }

    fn decide_request(&mut self, by: &str, request: &Request) -> Result<Decision, Refusal> {
        let decision = match request {
            Request::Do(command @ Command::Handoff(handoff)) => {
                let runbook = runbook_of(&self.state, handoff);
                let book = runbook.and_then(|id| self.book(id.as_str()));
                self.decide(by, command, book)?
            }
            Request::Do(command) => {
                let run = run_of(command);
                self.decide(by, command, run.and_then(|run| self.book_of(run)))?
            }
            Request::Start(start) => self.decide_start(by, start, self.context(by).fresh)?,
            Request::Call { run, step_ref, .. } | Request::FollowFailure { run, step_ref, .. } => {
                let is_call = matches!(request, Request::Call { .. });
                let (revision, runbook) = self.book_of(*run).expect("a runbook");
                let pinned = Some(Pinned { revision, runbook });
                let context = self.context(by);
                let handed = match is_call {
                    true => call(&self.state, pinned, *run, step_ref, None, &context)?,
                    false => follow_failure(&self.state, pinned, *run, step_ref, None)?,
                };
                let runbook = handed.procedure.runbook.clone();
                let command = Command::StartRun(handed.start);
                self.decide(by, &command, self.book(runbook.as_str()))?
            }
            Request::EvenSo(request) => return self.decide_request(by, request),
            _ => unreachable!("needs a disk"),
        };
        Ok(decision)
    }

    /// Lets time pass.
    pub fn wait(&mut self, minutes: i64) -> &mut Self {
        let now = self.app.now + SignedDuration::from_mins(minutes);
        let effects = update(&mut self.app, &self.state, now, Message::Minute);
        self.perform(effects);
        self
    }

    /// What the operator is told.
    pub fn told(&self) -> &str {
        self.app
            .notice
            .as_ref()
            .map_or("", |notice| notice.text.as_str())
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        let (width, height) = self.app.size;
        let area = ratatui::layout::Rect::new(0, 0, width, height);
        let mut buffer = ratatui::buffer::Buffer::empty(area);
        crate::tui::view::draw(&self.app, &self.state, area, &mut buffer);
        let mut text = String::new();
        for y in 0..height {
            let row: String = (0..width).map(|x| buffer[(x, y)].symbol()).collect();
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }
}

fn run_of(command: &Command) -> Option<RunId> {
    match command {
        Command::CompleteStep(complete) => Some(complete.run),
        Command::OpenFollowUp(request) => request.run,
        Command::CarryOn { run, .. }
        | Command::AcknowledgeCaution { run, .. }
        | Command::StartCommand { run, .. }
        | Command::EndCommand { run, .. }
        | Command::PretendCommand { run, .. }
        | Command::LookAtScenario { run, .. }
        | Command::StartWait { run, .. }
        | Command::SignOff { run, .. }
        | Command::StartUndo { run }
        | Command::Finish { run } => Some(*run),
        _ => None,
    }
}

fn named(name: &str) -> Key {
    let name = match name.split_at_checked(2) {
        Some(("c-", rest)) => format!("ctrl-{rest}"),
        Some(("a-", rest)) => format!("alt-{rest}"),
        _ if name == "lt" => "<".to_owned(),
        _ => name.to_owned(),
    };
    Key::of(&name).unwrap_or_else(|| panic!("no key is called {name}"))
}
