//! A machine of a team: a home of its own, a session in it, and what it answers.

use rounds::carrier::{Carrier, Direction, Fault, Here, Outcome, sync_with};
use rounds::command::{Answer, Command, CompleteStep};
use rounds::config::{Origin, Settings};
use rounds::event::{EntryHash, JournalId, RunId};
use rounds::journal::{Question, Report, known_id, take_id, verify};
use rounds::runbook::StepRef;
use rounds::session::{Request, Session, Start};
use rounds::state::State;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const ROUND: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "morning"
title = "Morning round"
schedule = "daily 00:00"
early = "24h"
steps = ["Lag is low", "Backup finished"]
"#;

pub struct Machine {
    _folder: TempDir,
    home: PathBuf,
    pub session: Session,
    runs: Vec<RunId>,
}

pub fn settings(home: &Path, operator: &str, machine: &str) -> Settings {
    let at = |name: &str| home.join(name);
    Settings {
        journal_id: None,
        runbooks: vec![at("runbooks")],
        runbooks_from: Origin::Argument("--runbooks"),
        journal: at("journal"),
        journal_from: Origin::Argument("--journal"),
        in_doubt: Vec::new(),
        state: at("state"),
        cache: at("cache"),
        operator: operator.into(),
        operator_from: Origin::Argument("--operator"),
        host: machine.to_owned(),
        machine: machine.to_owned(),
        account: "shift".to_owned(),
        boot: None,
        team: Default::default(),
    }
}

impl Machine {
    pub fn new(operator: &str) -> Self {
        Self::new_in(operator, &std::env::temp_dir())
    }

    /// In another place than temporary files are in, where there is that place.
    pub fn new_in(operator: &str, place: &Path) -> Self {
        let folder = tempfile::tempdir_in(place).or_else(|_| tempfile::tempdir());
        let folder = folder.unwrap();
        let home = folder.path().to_path_buf();
        fs::create_dir(home.join("runbooks")).unwrap();
        fs::write(home.join("runbooks/orders-sync.toml"), ROUND).unwrap();
        let session = Session::open(settings(&home, operator, &format!("{operator}-desk")));
        Self {
            session: session.unwrap(),
            _folder: folder,
            home,
            runs: Vec::new(),
        }
    }

    /// The same machine once more: everything it keeps, copied while it sleeps.
    pub fn cloned(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        copy(&self.home, &home);
        let old = self.session.settings();
        // What names the journal by its path is the copy's own, as on a machine with one disk.
        let settings = settings(&home, old.operator.as_str(), &old.machine);
        let id = known_id(&old.state, &old.journal);
        if let Some(id) = id {
            take_id(&settings.state, &settings.journal, id).unwrap();
        }
        Self {
            session: Session::open(settings).unwrap(),
            _folder: folder,
            home,
            runs: Vec::new(),
        }
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    /// What the names of this machine's writers begin with.
    pub fn own_prefix(&self) -> String {
        format!("{}@", self.session.settings().operator)
    }

    pub fn journal(&self) -> PathBuf {
        self.home.join("journal")
    }

    pub fn id(&self) -> Option<JournalId> {
        let Settings { state, journal, .. } = self.session.settings();
        let known = self.session.journal().reader().journal();
        known.or_else(|| known_id(state, journal))
    }

    /// The first sync of a machine without a record: it takes the carrier's id.
    pub fn join(&mut self, carrier: &mut dyn Carrier) {
        let id = carrier.journal(JournalId(ulid::Ulid::generate())).unwrap();
        let settings = self.session.settings().clone();
        take_id(&settings.state, &settings.journal, id).unwrap();
        self.session = Session::open(settings).unwrap();
    }

    pub fn sync(&mut self, carrier: &mut dyn Carrier) -> Result<Outcome, Fault> {
        let removed = self.session.state().removed_evidence().clone();
        let settings = self.session.settings().clone();
        let here = Here {
            journal: &settings.journal,
            state: &settings.state,
            home: &self.home,
            id: self.id().expect("joined before"),
            removed: &removed,
            whole: false,
            sayings: &|_| Vec::new(),
        };
        let done = sync_with(carrier, here, Direction::Both);
        self.session.refresh().unwrap();
        done
    }

    pub fn note(&mut self, text: &str) -> EntryHash {
        let request = Request::Do(Command::Note {
            run: None,
            step_ref: None,
            text: text.to_owned(),
        });
        let receipt = self.session.submit(&request).unwrap();
        let heads = self.session.heads();
        let head = heads
            .into_iter()
            .find(|it| it.writer == receipt.entry.writer);
        head.unwrap().hash
    }

    /// Something of a day's work, by a number.
    pub fn work(&mut self, number: u64) {
        match (number % 4, self.runs.last().copied()) {
            (0, _) | (_, None) => {
                let start = Start::of("orders-sync/morning".parse().unwrap());
                // Somebody else's may go on.
                if let Ok(receipt) = self.session.submit(&Request::Start(start)) {
                    self.runs.extend(receipt.run);
                }
            }
            (1, Some(run)) => self.answer(run, "lag-is-low"),
            (2, Some(run)) => self.answer(run, "backup-finished"),
            (_, Some(_)) => {
                self.note(&format!("note {number}"));
            }
        }
    }

    fn answer(&mut self, run: RunId, step: &str) {
        let complete = CompleteStep::first(run, StepRef::of(step), Answer::Ok);
        let request = Request::Do(Command::CompleteStep(complete));
        // It may be answered already, or the run may have ended with it.
        let _ = self.session.submit(&request);
    }

    /// What it makes of the record, read from its beginning by nobody in particular.
    pub fn state(&self) -> State {
        let mut settings = self.session.settings().clone();
        settings.cache = self.home.join("no-cache");
        let session = Session::open(settings).unwrap();
        let state = session.state().clone();
        state.settled()
    }

    pub fn verified(&self) -> Report {
        let question = Question {
            journal: self.id(),
            ..Question::default()
        };
        verify(&self.journal(), &question)
    }

    /// What `journal verify --json` says of findings and writers.
    pub fn verified_json(&self) -> String {
        serde_json::to_string_pretty(&self.verified()).unwrap()
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &place),
            false => drop(fs::copy(entry.path(), place).unwrap()),
        }
    }
}

/// Numbers that look like chance and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}
