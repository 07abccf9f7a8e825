//! The loop: waits, updates, performs effects, draws what changed. `lend` has what other programs
//! do for it.

mod clipboard;
mod desktop;
mod lend;
mod tool;

use super::filling::{Fill, Filling};
use super::held::HeldKey;
use super::input::{Input, InputReader};
use super::jobs::Jobs;
use super::options::{Ending, Options, Tell};
use super::terminal::{self, Terminal, TerminalError};
use super::typing::TypingFile;
use super::view;
use crate::app::action::Action;
use crate::app::confirm::Token;
use crate::app::effect::Effect;
use crate::app::live::LiveProgress;
use crate::app::theme::Background;
use crate::app::{App, Beginning, Message, Notable, Notice, update};
use crate::event::{EntryRef, Fact};
use crate::library::{self, Watch};
use crate::os::Signal;
use crate::session::{Report, Request, Session, Worker, WorkerRequest};
use crate::state::State;
use jiff::{Timestamp, tz::TimeZone};
use notify::RecursiveMode;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Shows the screens until someone leaves; `fill` writes the record meanwhile. The terminal is
/// whole again when this returns, and everything that was shown as saved is.
///
/// # Errors
/// What is wrong with the terminal; nothing was drawn where it never could be.
pub fn run(
    session: Session,
    options: Options,
    fill: Option<Fill>,
) -> Result<Ending, TerminalError> {
    let mut pump = InputReader::open()?;
    let mut terminal = Terminal::enter(
        &pump,
        terminal::Options {
            mouse: options.mouse,
        },
    )?;
    let state = session.state_handle();
    let mut app = begun(&session, &options, &read(&state));
    app.filling = fill.is_some().then_some(0);
    let typing = TypingFile::open(&session.settings().state);
    app.half_typed = typing.kept();
    // The record is drawn first; the runbooks are read behind it.
    terminal.draw(|frame| {
        let cursor = view::draw(&app, &read(&state), frame.area(), frame.buffer_mut());
        cursor
            .into_iter()
            .for_each(|cursor| frame.set_cursor_position(cursor));
    })?;
    // The answer comes as input, whenever it comes: nothing waits for it.
    if options.look.colour && options.ask_background {
        terminal.ask_background()?;
    }
    // Whoever named something to open has looked it up: the worker will not tell of it again.
    let known = session.looked_at();
    let runbooks = session.settings().runbooks.clone();
    let journal = session.settings().journal.clone();
    let waker = pump.waker();
    let worker = Worker::start(session, move || waker.wake());
    // A library that is looked at is noted in the record, which must not begin in the middle of
    // what is still being written.
    if fill.is_none() {
        worker.ask(WorkerRequest::Look);
    }
    let waker = pump.waker();
    let filling = fill.map(|fill| Filling::begin(fill, move || waker.wake()));
    // What is still being written is looked at once it is whole.
    let watched = filling.is_none().then(|| watch_journal(&worker, &journal));
    let watches = [watch(&worker, &runbooks), watched.flatten()];
    let mut lead = EventLoop {
        app,
        state,
        worker,
        saved: Saved::default(),
        tell: options.tell,
        seal: options.seal,
        config: options.config,
        typing,
        works: Jobs::default(),
        held: HeldKey::default(),
        next_refresh: next_minute(),
        filling,
        journal,
        watches,
    };
    let first = [
        known.map(|library| Message::Report(Report::Looked(library))),
        options.open.map(Message::Open),
    ];
    let ending = told(|| lead.run(&mut pump, &mut terminal, first.into_iter().flatten()));
    drop(terminal);
    let has_panicked = matches!(ending, Err(TerminalError::Panicked));
    lead.finish(has_panicked);
    ending
}

/// What the screens know before anything has happened.
fn begun(session: &Session, options: &Options, state: &State) -> App {
    let beginning = Beginning {
        now: Timestamp::now(),
        zone: TimeZone::system(),
        operator: session.settings().operator.clone(),
        host: session.host().clone(),
        look: options.look,
        mouse: options.mouse,
        size: crossterm::terminal::size().unwrap_or((80, 24)),
        folder: std::env::current_dir()
            .map(|folder| folder.display().to_string())
            .unwrap_or_default(),
    };
    let mut app = App::new(beginning, state);
    app.keymap = options.keymap;
    app.themes = options.themes;
    app.in_step = session.in_step();
    let notice = |text: &String, kind| Notice {
        text: text.clone(),
        kind,
    };
    app.notice = options
        .notice
        .as_ref()
        .map(|text| notice(text, Notable::Warning));
    if let Some(made_up) = &options.made_up {
        app.badge = Some(made_up.badge);
        app.notice = app.notice.or(Some(notice(&made_up.words, Notable::News)));
    }
    app
}

/// What came of the loop, also where it panicked itself: what was saved is told all the same.
/// What it was in the middle of changing is read once more, for the words that were not saved.
fn told(run: impl FnOnce() -> Result<Ending, TerminalError>) -> Result<Ending, TerminalError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run))
        .unwrap_or(Err(TerminalError::Panicked))
}

/// Whether a shift was given just now.
fn gives_a_shift(report: &Report) -> bool {
    let is_given = |fact: &Fact| matches!(fact, Fact::HandoverGiven(_));
    matches!(report, Report::Submitted(_, Ok(receipt)) if receipt.facts.iter().any(is_given))
}

fn read(state: &Arc<RwLock<State>>) -> std::sync::RwLockReadGuard<'_, State> {
    state.read().unwrap_or_else(PoisonError::into_inner)
}

fn watch(worker: &Worker, folders: &[std::path::PathBuf]) -> Option<Watch> {
    let ask = worker.asker();
    let folders: Vec<_> = folders
        .iter()
        .map(|folder| (folder.as_path(), RecursiveMode::Recursive))
        .collect();
    library::watch(&folders, move || ask(WorkerRequest::Look)).ok()
}

/// Other terminals and other writers are seen by their files. The journal may come to be with
/// the first entry of any of them.
fn watch_journal(worker: &Worker, journal: &Path) -> Option<Watch> {
    let ask = worker.asker();
    library::watch_tree(journal, move || ask(WorkerRequest::Refresh)).ok()
}

struct EventLoop {
    app: App,
    state: Arc<RwLock<State>>,
    worker: Worker,
    saved: Saved,
    tell: Tell,
    /// How the journal is sealed when a shift is given, where it is.
    seal: Option<Vec<OsString>>,
    config: Option<PathBuf>,
    typing: TypingFile,
    /// Commands that run here.
    works: Jobs,
    /// Whether a key is held down.
    held: HeldKey,
    /// When what others wrote is looked for again.
    next_refresh: Instant,
    /// The record, while it is being written.
    filling: Option<Filling>,
    /// Where the record is.
    journal: PathBuf,
    watches: [Option<Watch>; 2],
}

/// What was saved since the screens were opened, for telling after a fault.
#[derive(Debug, Default)]
struct Saved {
    count: usize,
    last: Option<EntryRef>,
}

impl Saved {
    fn take(&mut self, report: &Report) {
        if let Report::Submitted(_, Ok(receipt)) = report {
            self.count += 1;
            self.last = Some(receipt.entry.clone());
        }
    }

    fn words(&self) -> String {
        match (&self.last, self.count) {
            (None, _) => {
                "Nothing was saved since the screens were opened; what was saved before is whole."
                    .to_owned()
            }
            (Some(last), 1) => {
                format!("One answer was saved since the screens were opened, and is whole: {last}.")
            }
            (Some(last), count) => format!(
                "{count} answers were saved since the screens were opened, and are whole, up to {last}."
            ),
        }
    }
}

impl EventLoop {
    fn run(
        &mut self,
        pump: &mut InputReader,
        terminal: &mut Terminal,
        first: impl Iterator<Item = Message>,
    ) -> Result<Ending, TerminalError> {
        for message in first {
            let effects = self.update(message);
            if let Some(ending) = self.perform(effects, pump, terminal)? {
                return Ok(ending);
            }
            self.draw(terminal)?;
        }
        loop {
            let input = pump
                .next(Some(self.deadline()))
                .map_err(|error| TerminalError::failed("wait for keys", error))?;
            let effects = match input {
                Input::Key(key) if self.held.repeats(key, pump.read_at()) => {
                    self.update(Message::Repeated(key))
                }
                Input::Key(key) => self.update(Message::Key(key)),
                Input::Paste(text) => self.update(Message::Paste(text)),
                Input::Mouse(mouse) => self.update(Message::Mouse(mouse)),
                Input::Resize(columns, rows) => self.update(Message::Resize(columns, rows)),
                Input::Tick => {
                    if self.next_refresh <= Instant::now() {
                        // A shared folder does not tell what was written on another machine.
                        if self.filling.is_none() {
                            self.worker.ask(WorkerRequest::Refresh);
                        }
                        self.next_refresh = next_minute();
                    }
                    self.update(Message::Minute)
                }
                Input::Message => {
                    let reports: Vec<_> = self.worker.reports().collect();
                    reports.iter().for_each(|report| self.saved.take(report));
                    let mut effects: Vec<_> = reports
                        .into_iter()
                        .flat_map(|report| self.report(report))
                        .collect();
                    effects.extend(self.look_at_works());
                    effects.extend(self.look_at_filling());
                    effects
                }
                Input::Background(colour) => {
                    self.app.look.background = Background::of(colour);
                    Vec::new()
                }
                Input::Signal(Signal::Suspend) => vec![Effect::Suspend],
                Input::Signal(Signal::Continue) => {
                    terminal.retake()?;
                    Vec::new()
                }
                Input::Signal(Signal::Resize) => Vec::new(),
                Input::Signal(signal) => return Ok(Ending::Signal(signal)),
                Input::Hangup => return Ok(Ending::Signal(Signal::HangUp)),
                Input::Panicked => return Err(TerminalError::Panicked),
            };
            if let Some(ending) = self.perform(effects, pump, terminal)? {
                return Ok(ending);
            }
            self.draw(terminal)?;
            self.keep_typing();
        }
    }

    /// After drawing, so that no key waits for it; what is not put back yet stays.
    fn keep_typing(&mut self) {
        let typing = self.app.typing();
        if typing.is_some() || self.app.half_typed.is_none() {
            self.typing.keep(typing);
        }
    }

    fn update(&mut self, message: Message) -> Vec<Effect> {
        update(&mut self.app, &read(&self.state), Timestamp::now(), message)
    }

    /// A report; what was begun stays with the loop.
    fn report(&mut self, report: Report) -> Vec<Effect> {
        match report {
            Report::Began(run, step_ref, Ok(begun)) => {
                let progress = match self.works.take(*begun) {
                    true => LiveProgress::WantsTerminal,
                    false => LiveProgress::Began,
                };
                self.update(Message::Command(run, step_ref, progress))
            }
            report => {
                let seals = self.seal.is_some() && gives_a_shift(&report);
                let mut effects = self.update(Message::Report(report));
                effects.extend(seals.then_some(Effect::Seal));
                effects
            }
        }
    }

    /// What the commands that run here have put out, and which have ended.
    fn look_at_works(&mut self) -> Vec<Effect> {
        let news = self.works.news(&read(&self.state));
        let news = news.into_iter();
        news.flat_map(|(run, step_ref, progress)| {
            self.update(Message::Command(run, step_ref, progress))
        })
        .collect()
    }

    /// How far the record is that is being written; once it is whole, it is looked at.
    fn look_at_filling(&mut self) -> Vec<Effect> {
        let Some(filling) = &self.filling else {
            return Vec::new();
        };
        self.app.filling = Some(filling.percent());
        let Some(outcome) = filling.outcome() else {
            return Vec::new();
        };
        (self.filling, self.app.filling) = (None, None);
        self.watches[1] = watch_journal(&self.worker, &self.journal);
        self.worker.ask(WorkerRequest::Refresh);
        self.worker.ask(WorkerRequest::Look);
        match outcome {
            Ok(()) => Vec::new(),
            Err(why) => self.update(Message::Say(why, true)),
        }
    }

    /// When the screens say something else by themselves: at the next second while one is
    /// counted in sight, else at the next minute.
    fn deadline(&self) -> Instant {
        let seconds = view::counts_seconds(&self.app, &read(&self.state));
        match seconds {
            true => self.next_refresh.min(next(1_000)),
            false => self.next_refresh,
        }
    }

    fn draw(&self, terminal: &mut Terminal) -> Result<(), TerminalError> {
        terminal.draw(|frame| {
            let state = read(&self.state);
            let cursor = view::draw(&self.app, &state, frame.area(), frame.buffer_mut());
            cursor
                .into_iter()
                .for_each(|cursor| frame.set_cursor_position(cursor));
        })
    }

    fn perform(
        &mut self,
        effects: Vec<Effect>,
        pump: &mut InputReader,
        terminal: &mut Terminal,
    ) -> Result<Option<Ending>, TerminalError> {
        for effect in effects {
            match effect {
                Effect::Ask(request) => self.worker.ask(request),
                Effect::Quit => return Ok(Some(Ending::Left)),
                Effect::Redraw => terminal.redraw_all()?,
                Effect::Suspend => {
                    if !terminal.suspend(pump)? {
                        let words = "There is no shell here that could bring it back.";
                        self.update(Message::Say(words.to_owned(), true));
                    }
                }
                Effect::Arm => {
                    // What was typed before the question stood there does not answer it.
                    self.draw(terminal)?;
                    pump.drain_queued()
                        .map_err(|error| TerminalError::failed("wait for keys", error))?;
                    let token = Token::key(ulid::Ulid::generate().random());
                    self.update(Message::Armed(token));
                }
                Effect::Cancel(run, step_ref) => self.works.cancel(run, &step_ref),
                Effect::HandOver {
                    run,
                    step_ref,
                    words,
                } => {
                    let lent = self.works.lend(run, &step_ref, &words, terminal, pump);
                    if let Some((progress, taken)) = lent {
                        let effects = self.update(Message::Command(run, step_ref, progress));
                        taken?;
                        if let Some(ending) = self.perform(effects, pump, terminal)? {
                            return Ok(Some(ending));
                        }
                    }
                }
                Effect::Copy(text) => {
                    let shows = self.app.key(Action::ShowCopy);
                    let words = clipboard::copy(&text, &shows, terminal)?;
                    self.update(Message::Say(words, false));
                }
                Effect::Edit { file, line } => self.edit(&file, line, pump, terminal)?,
                Effect::Seal => self.seal(pump, terminal)?,
                Effect::Lend(word) => self.lend(word, pump, terminal)?,
                Effect::Notify(words) => {
                    if self.tell.bell {
                        terminal.ring()?;
                    }
                    if self.tell.desktop {
                        desktop::notify(&words, terminal)?;
                    }
                }
                Effect::Mouse(on) => terminal.set_mouse(on)?,
                Effect::KeepTheme(name) => self.keep_theme(name),
                Effect::OpenLink(link) => {
                    let (words, bad) = lend::open_link(&link, &self.app);
                    self.update(Message::Say(words, bad));
                }
            }
        }
        Ok(None)
    }

    /// Waits for what is on its way to the disk, and says what could not be saved: the
    /// terminal is the shell's again.
    fn finish(self, has_panicked: bool) {
        let Self {
            app,
            worker,
            works,
            mut saved,
            ..
        } = self;
        for finished in works.end() {
            worker.ask(WorkerRequest::Submit(
                0,
                Request::Finished(Box::new(finished)),
            ));
        }
        let reports = worker.finish();
        reports.iter().for_each(|report| saved.take(report));
        let saved = has_panicked.then(|| saved.words());
        let failed = reports.iter().filter_map(|report| match report {
            Report::Submitted(_, Err(failure)) => Some(failure.to_string()),
            _ => None,
        });
        let unsaved = app
            .unsaved
            .iter()
            .map(|waiting| format!("Not saved: {}.", waiting.request.words()));
        for words in saved.into_iter().chain(failed).chain(unsaved) {
            use std::io::Write as _;
            // Nobody can be told that standard error is gone.
            let _ = writeln!(std::io::stderr(), "rounds: {}", crate::text::shown(&words));
        }
    }
}

/// Everything on the screens is told to the minute, but for what counts seconds.
fn next_minute() -> Instant {
    next(60_000)
}

/// The next moment at which the clock shows a whole number of so many milliseconds.
fn next(milliseconds: i64) -> Instant {
    let now = Timestamp::now();
    let past = now.as_millisecond().rem_euclid(milliseconds);
    let left = u64::try_from(milliseconds - past).unwrap_or_default();
    Instant::now() + Duration::from_millis(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_panics_is_ended_as_by_any_other_thread() {
        assert!(matches!(
            told(|| panic!("in a test")),
            Err(TerminalError::Panicked)
        ));
        assert!(matches!(told(|| Ok(Ending::Left)), Ok(Ending::Left)));
    }

    #[test]
    fn what_was_saved_is_told_by_number_and_place() {
        let mut saved = Saved::default();
        assert!(saved.words().starts_with("Nothing was saved since"));
        saved.count = 1;
        saved.last = Some(
            "ops-a@host-3f9c2a:12:0123456789abcdef"
                .parse()
                .expect("an address"),
        );
        insta::assert_snapshot!(saved.words(), @"One answer was saved since the screens were opened, and is whole: ops-a@host-3f9c2a:12:0123456789abcdef.");
        saved.count = 3;
        insta::assert_snapshot!(saved.words(), @"3 answers were saved since the screens were opened, and are whole, up to ops-a@host-3f9c2a:12:0123456789abcdef.");
    }
}
