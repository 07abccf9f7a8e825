//! What a command has at hand: the sink, the clock, and the session, opened when it is
//! first wanted.
//!
//! Opening creates nothing. What is wrong with the library's folders is told once, on
//! standard error, whichever command looks first.

use super::args::Common;
use super::exit::Stop;
use super::out::{Look, Out, is_terminal};
use super::overrides::{said, said_by};
use super::screen_config::ScreenConfig;
use super::who;
use crate::config::{self, Config, Origin, Overrides, Preferences, Settings, Sourced};
use crate::event::RunId;
use crate::exec::Ended;
use crate::journal::{self, Unnoted};
use crate::library::{FolderFault, Library};
use crate::os::{self, Signal, Signals};
use crate::present::Clock;
use crate::runbook::{StepRef, problem};
use crate::session::{Failure, Ill, IllKind, Receipt, Request, Session};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::thread::JoinHandle;

/// What every command works with.
pub struct Invocation {
    /// Where answers go.
    pub out: Out,
    /// The moment, and the operator's zone.
    pub clock: Clock,
    /// Whether nobody is to be asked, or shown a screen.
    pub no_input: bool,
    /// Whether someone can be asked: input is a terminal, and `--no-input` was not said.
    pub may_ask: bool,
    /// Whether what looks like a secret is saved all the same.
    pub even_so: bool,
    /// What is in force for how things look and sound.
    pub preferences: Preferences,
    /// What config.toml says.
    pub config: Config,
    /// What the machine's config.toml says.
    pub machine: Config,
    /// The keys and the theme in force.
    pub screen_config: ScreenConfig,
    overrides: Overrides,
    session: Option<Session>,
    looked: bool,
    writes: bool,
    /// Whether what is wrong with the record is said when it is opened.
    tells: bool,
    /// What of the record's ills was said.
    told: Vec<Ill>,
    /// Whether something was wanted for the answer that could not be read.
    misses: bool,
}

impl Invocation {
    /// Makes ready for a command. Looks at nothing but config.toml, the environment and the
    /// terminal; what is wrong with the file is told, and the rest of it is in force.
    pub fn new(common: &Common) -> Self {
        let mut invocation = Self::quiet(common);
        invocation.tells = true;
        invocation.tell_config();
        invocation
    }

    /// As [`Invocation::new`], without a word about the file, nor about the record.
    pub fn quiet(common: &Common) -> Self {
        let mut config = Config::read();
        let machine = Config::of_machine();
        let overrides = said_by(common)
            .or(config.overrides.clone())
            .or(machine.overrides.clone());
        let preferences = Preferences::of(&overrides);
        let screen_config = ScreenConfig::of(&preferences.theme.value, &mut config);
        let columns = is_terminal().then(terminal_columns).flatten();
        let look = Look {
            colour: wants_colour(&preferences),
            ascii: preferences.ascii.value,
            quiet: common.quiet,
            columns,
        };
        Self {
            out: Out::of_process(look),
            clock: super::time::clock(),
            no_input: common.no_input,
            may_ask: !common.no_input && std::io::stdin().is_terminal(),
            even_so: common.even_so,
            preferences,
            config,
            machine,
            screen_config,
            overrides,
            session: None,
            looked: false,
            writes: false,
            tells: false,
            told: Vec::new(),
            misses: false,
        }
    }

    /// What is wrong with config.toml, whichever command comes first.
    fn tell_config(&mut self) {
        let look = problem::Look {
            ascii: self.out.look().ascii,
            colour: false,
        };
        for config in [&self.machine, &self.config] {
            for wrong in &config.problems {
                let drawn = problem::render(wrong, &config.text, look);
                self.out.about(&drawn);
            }
        }
    }

    /// Lets a long answer go through a pager, where someone is at a terminal.
    pub fn page(&mut self) {
        if let Some(rows) = rows_to_page(self.no_input) {
            self.out.page(rows);
        }
    }

    /// Reads config.toml once more, after a command has written it.
    pub fn read_config_again(&mut self) {
        let config = Config::read();
        self.overrides = self.overrides.clone().or(config.overrides.clone());
        self.config = config;
    }

    /// Whether the screens can be opened: input and output are terminals that can do
    /// something, and wanted.
    pub fn has_screen(&self) -> bool {
        self.may_ask && is_terminal() && !is_dumb()
    }

    /// Whether the terminal's keyboard is to be had, though standard input was something else
    /// until its end.
    pub fn takes_keyboard(&mut self) -> bool {
        let wanted = !self.no_input && is_terminal() && !is_dumb();
        self.may_ask |= wanted && os::take_keyboard();
        self.may_ask
    }

    /// What is in force.
    ///
    /// # Errors
    /// When no place is known, or the operator's name cannot be one.
    pub fn settings(&self) -> Result<Settings, Stop> {
        match &self.session {
            Some(session) => Ok(session.settings().clone()),
            None => {
                let settings = Settings::settle(&self.overrides)?;
                refuse_another(&settings)?;
                if settings.journal.is_file() {
                    return Err(Stop::Journal(format!(
                        "{} is a file, and a journal is a folder: name the folder with --journal.",
                        settings.journal.display()
                    )));
                }
                Ok(settings)
            }
        }
    }

    /// Whether the account is shared, where anybody says.
    pub fn shared_account(&self) -> Option<&Sourced<bool>> {
        self.overrides.shared_account.as_ref()
    }

    /// Leaves what is wrong with the record unsaid: for a command that says it itself, or whose
    /// answer is not about the record.
    pub fn hush(&mut self) {
        self.tells = false;
    }

    /// The record; the library is not looked at. What is wrong with it is said once, because it
    /// may be why the answer is not what it was.
    ///
    /// # Errors
    /// When the settings cannot be settled, or the journal cannot be read.
    pub fn record(&mut self) -> Result<&mut Session, Stop> {
        let session = match self.session.take() {
            Some(session) => session,
            None => {
                let settings = self.settings()?;
                self.open(who::at_the_keyboard(settings, self.may_ask)?)?
            }
        };
        Ok(self.session.insert(session))
    }

    /// The record, for a command that saves something in it.
    ///
    /// # Errors
    /// As [`Invocation::record`].
    pub fn writing(&mut self) -> Result<&mut Session, Stop> {
        self.writes = true;
        self.record()
    }

    fn open(&mut self, settings: Settings) -> Result<Session, Stop> {
        let session = Session::open(settings)?;
        self.told = session.health().ills;
        if self.tells {
            self.tell_ills(&self.told.clone());
        }
        Ok(session)
    }

    /// Says what is wrong with the record that came up only for the answer, and was not said when
    /// it was opened: the answer misses it.
    pub fn tell_late(&mut self, mut late: Vec<Ill>) {
        late.retain(|ill| ill.is_missed() && !self.told.contains(ill));
        if self.tells && !late.is_empty() {
            self.tell_ills(&late);
            self.told.extend(late);
            self.misses = true;
        }
    }

    /// The record and the library.
    ///
    /// # Errors
    /// As [`Invocation::record`]; and when folders were named and none of them can be looked at.
    pub fn session(&mut self) -> Result<&mut Session, Stop> {
        if !self.looked {
            let library = self.look_ahead();
            let session = self.record()?;
            match library.and_then(|library| library.join().ok()) {
                Some(library) => session.take_library(library),
                None => session.look(),
            };
            let from = session.settings().runbooks_from;
            let faults: Vec<_> = session
                .library()
                .folders
                .iter()
                .map(|folder| folder.fault.clone())
                .collect();
            self.tell(from, &faults)?;
            let behind = self.record()?.behind();
            if let Some(words) = behind.words() {
                self.out.error(&words);
            }
            self.looked = true;
        }
        self.record()
    }

    /// Begins to look at the library while the record is opened.
    fn look_ahead(&self) -> Option<JoinHandle<Library>> {
        let none_open = self.session.is_none();
        let settings = none_open.then(|| self.settings().ok()).flatten()?;
        let look =
            move || Library::default().look_again_keeping(&settings.runbooks, &settings.cache);
        std::thread::Builder::new().spawn(look).ok()
    }

    /// Says what is wrong with a record. Verifying tells more where there is more, and all of what
    /// may have changed an answer; what waits for a word says itself whose.
    fn tell_ills(&mut self, ills: &[Ill]) {
        let mut said = in_short(ills.iter());
        let is_all = said.len() == ills.len() && !ills.iter().any(Ill::is_missed);
        if let Some(last) = said.last_mut().filter(|_| !is_all) {
            last.push_str(" `rounds journal verify` tells all of it.");
        }
        said.iter().for_each(|words| self.out.error(words));
    }

    /// What is wrong with the record and may have changed an answer, a sentence each; known once
    /// the session was opened.
    pub fn missed(&self) -> Vec<String> {
        in_short(self.told.iter().filter(|ill| ill.is_missed()))
    }

    /// Whether an answer, and nothing that was saved, misses something; where it rests on all of the
    /// record, whatever is missed there.
    pub fn is_answer_in_doubt(&self, rests_on_all: bool) -> bool {
        let is_missed = || self.tells && self.told.iter().any(Ill::is_missed);
        !self.writes && (self.misses || rests_on_all && is_missed())
    }

    fn tell(&mut self, from: Origin, faults: &[Option<FolderFault>]) -> Result<(), Stop> {
        let nothing_there = faults.iter().all(Option::is_some);
        let mut words: Vec<String> = Vec::new();
        for fault in faults.iter().flatten() {
            words.push(match (fault, from) {
                (FolderFault::Missing(_), Origin::UserFolder) => {
                    "There are no runbooks yet. `rounds init` makes a first one.".to_owned()
                }
                _ => fault.to_string(),
            });
        }
        let unreadable = faults
            .iter()
            .any(|fault| matches!(fault, Some(FolderFault::Unreadable(..))));
        if nothing_there && !faults.is_empty() && (from.is_said() || unreadable) {
            return Err(Stop::Runbook(words.join("\n")));
        }
        for words in words {
            self.out.error(&words);
        }
        Ok(())
    }

    /// Goes to other places, whatever was said: to a folder that a command has made.
    ///
    /// # Errors
    /// When the record there cannot be read.
    pub fn move_to(&mut self, settings: Settings) -> Result<(), Stop> {
        self.session = Some(self.open(settings)?);
        self.looked = false;
        Ok(())
    }

    /// Gives the session away, for the screens.
    ///
    /// # Errors
    /// As [`Invocation::record`].
    pub fn give_session(&mut self) -> Result<Session, Stop> {
        self.record()?;
        self.session
            .take()
            .ok_or_else(|| Stop::Other("The record is not open.".to_owned()))
    }

    /// Grants a wish, or says why not. The library is looked at first.
    ///
    /// # Errors
    /// As [`Invocation::session`]; a refusal, or why nothing could be saved.
    pub fn submit(&mut self, request: &Request) -> Result<Receipt, Stop> {
        Ok(self.try_to(request)??)
    }

    /// The same, with the failure as it is.
    ///
    /// # Errors
    /// As [`Invocation::session`].
    pub fn try_to(&mut self, request: &Request) -> Result<Result<Receipt, Failure>, Stop> {
        self.writes = true;
        let even_so = self
            .even_so
            .then(|| Request::EvenSo(Box::new(request.clone())));
        let session = self.session()?;
        Ok(session.submit(even_so.as_ref().unwrap_or(request)))
    }

    /// Runs a box's command, which was confirmed, and waits for its end.
    ///
    /// # Errors
    /// As [`Session::run_command`].
    pub fn run_command(
        &mut self,
        run: RunId,
        step_ref: &StepRef,
    ) -> Result<(Receipt, Ended), Stop> {
        self.writes = true;
        // Ctrl-C ends the command and saves that; it does not leave it behind unwatched.
        let mut signals = Signals::catch().map_err(|error| {
            Stop::Other(format!("Signals cannot be caught: {}.", os::why(&error)))
        })?;
        let ends = |signal| {
            matches!(
                signal,
                Signal::Interrupt | Signal::Quit | Signal::Terminate | Signal::HangUp
            )
        };
        let cancelled = move || signals.pending().any(ends);
        Ok(self.session()?.run_command(run, step_ref, cancelled)?)
    }

    /// Leaves a shared record to be sent by a process of its own, which nobody waits for.
    pub fn sync_in_background(&self) {
        let Some(session) = self.session.as_ref().filter(|_| self.writes) else {
            return;
        };
        let settings = session.settings();
        if settings.team.carrier.is_none() || settings.team.every().is_none() {
            return;
        }
        let Ok(program) = std::env::current_exe() else {
            return;
        };
        let mut command = std::process::Command::new(program);
        command
            .args(["sync", "--once", "--no-input", "--operator"])
            .arg(settings.operator.as_str())
            .arg("--journal")
            .arg(&settings.journal)
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        crate::os::own_group(&mut command);
        // Where it cannot be started, the next sync sends it.
        let _ = command.spawn();
    }

    /// Leaves what is open to the system, which takes it back faster than it is given: for the
    /// end of the process.
    pub fn leave(self) {
        std::mem::forget(self.session);
    }

    /// Keeps the checkpoint where it is worth it, also where the command only read: it is a
    /// cache, and where it cannot be written nothing is said. Says whether all of what was
    /// saved could be noted as such.
    pub fn close(&mut self) -> bool {
        let Some(session) = self.session.as_mut() else {
            return true;
        };
        session.close();
        let late = session.health().ills;
        self.tell_late(late);
        let Some(session) = self.session.as_ref().filter(|_| self.writes) else {
            return true;
        };
        if let Some(left) = session.health().few_bytes_left {
            let words = match left >> 20 {
                0 => "Less than 1 MiB is left on the journal's disk.".to_owned(),
                left => format!("Only {left} MiB are left on the journal's disk."),
            };
            self.out.error(&words);
        }
        let health = session.health();
        match health.unsigned {
            Some(why) => self.out.error(&format!("Saved, but not signed: {why}.")),
            None => health.waits.iter().for_each(|words| self.out.error(words)),
        }
        let unnoted = session.journal().unnoted();
        let said: Vec<String> = unnoted.iter().map(Unnoted::sentences).collect();
        said.iter().for_each(|words| self.out.error(words));
        said.is_empty()
    }
}

/// The first of each kind of what is wrong with a record, and how many more there are.
fn in_short<'a>(ills: impl Iterator<Item = &'a Ill>) -> Vec<String> {
    let mut kinds: BTreeMap<IllKind, (String, usize)> = BTreeMap::new();
    for ill in ills {
        let first = || (ill.sentence(), 0);
        kinds.entry(ill.kind).or_insert_with(first).1 += 1;
    }
    let said = kinds.into_values().map(|(sentence, count)| match count {
        1 => sentence,
        count => format!("{} ({} more).", sentence.trim_end_matches('.'), count - 1),
    });
    said.collect()
}

fn is_dumb() -> bool {
    said("TERM").is_none_or(|term| term == "dumb")
}

fn wants_colour(preferences: &Preferences) -> bool {
    let has_colours = preferences.theme.value != "plain";
    match preferences.colour.value {
        config::When::Always => true,
        config::When::Never => false,
        config::When::Auto => has_colours && is_terminal() && !is_dumb(),
    }
}

fn terminal_columns() -> Option<usize> {
    let (columns, _) = crossterm::terminal::size().ok()?;
    (columns > 0).then_some(usize::from(columns))
}

/// The rows of a terminal that someone reads and types at; none where a pager would be in the
/// way.
pub fn rows_to_page(no_input: bool) -> Option<usize> {
    let at_it = !no_input && is_terminal() && std::io::stdin().is_terminal() && !is_dumb();
    let (_, rows) = at_it.then(crossterm::terminal::size)?.ok()?;
    (rows > 0).then_some(usize::from(rows))
}

/// Refuses a journal's id that is not the one of this machine's own writers there.
fn refuse_another(settings: &Settings) -> Result<(), Stop> {
    let known = journal::known_id(&settings.state, &settings.journal);
    match (settings.journal_id, known) {
        (Some(id), Some(known)) if id != known => Err(Stop::Usage(format!(
            "This machine's own writers at {} belong to journal {known}, not to {id}. --journal-id is for who has none of their own there.",
            settings.journal.display()
        ))),
        _ => Ok(()),
    }
}
