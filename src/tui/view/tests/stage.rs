//! A library, a record and the screens before them, for tests of views: the clock stands
//! still, and entries are told by hand.

use crate::app::effect::Effect;
use crate::app::input::Key;
use crate::app::look::Look;
use crate::app::theme::Background;
use crate::app::{App, Beginning, Message, update};
use crate::event::{Entry, EntryHash, Envelope, Event, Fact, RunId, RunStarted, Thread};
use crate::library::Library;
use crate::session::Report;
use crate::state::State;
use crate::state::kit::started;
use jiff::{Timestamp, tz::TimeZone};
use std::path::PathBuf;
use std::sync::Arc;

pub(super) const NOW: &str = "2026-11-23T08:12:00Z";

pub(super) struct Stage {
    pub app: App,
    pub state: State,
    pub effects: Vec<Effect>,
    seq: u64,
}

impl Stage {
    /// The library of `tests/data/screens`, nothing told yet.
    pub fn new() -> Self {
        let mut stage = Self::without_library();
        let library = Library::look(&[PathBuf::from("tests/data/screens")]);
        stage.message(Message::Report(Report::Looked(Arc::new(library))));
        stage
    }

    pub fn without_library() -> Self {
        let beginning = Beginning {
            now: NOW.parse().unwrap(),
            zone: TimeZone::get("Europe/Berlin").unwrap(),
            operator: "ops-a".into(),
            host: "web-1".into(),
            look: Look {
                background: Background::Dark,
                ..Look::default()
            },
            mouse: false,
            size: (80, 24),
            folder: "/home/ops".to_owned(),
        };
        let state = State::default();
        let app = App::new(beginning, &state);
        Self {
            app,
            state,
            effects: Vec::new(),
            seq: 0,
        }
    }

    pub fn message(&mut self, message: Message) {
        let now = self.app.now;
        self.effects = update(&mut self.app, &self.state, now, message);
    }

    /// Types: `<enter>` and its like by name, else letter by letter.
    pub fn keys(&mut self, keys: &str) {
        let mut rest = keys;
        while let Some(letter) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let (key, after) = match named {
                Some((name, after)) => (Key::of(name).expect(name), after),
                None => (Key::Char(letter), &rest[letter.len_utf8()..]),
            };
            self.message(Message::Key(key));
            rest = after;
        }
    }

    /// Folds in an entry, as if it came from the journal.
    pub fn tell(&mut self, by: &str, at: &str, on: Vec<Thread>, facts: Vec<Fact>) {
        self.seq += 1;
        let mut hash = EntryHash::default();
        hash.0[..8].copy_from_slice(&self.seq.to_be_bytes());
        let entry = Entry {
            writer: format!("{by}@host-3f9c2a").parse().unwrap(),
            envelope: Envelope {
                v: 1,
                seq: self.seq,
                n: self.seq,
                at: at.parse::<Timestamp>().unwrap(),
                zone: "Europe/Berlin".to_owned(),
                by: by.into(),
                on,
                events: facts.into_iter().map(Event::Known).collect(),
            },
            hash,
        };
        self.state.apply(&entry, 1);
        self.message(Message::Report(Report::Changed));
    }

    /// The beginning of a run.
    pub fn start(
        &mut self,
        number: u64,
        by: &str,
        at: &str,
        procedure: &str,
        title: &str,
    ) -> RunId {
        let run = RunId(ulid::Ulid::from_parts(number, 7));
        let started = Fact::RunStarted(Box::new(RunStarted {
            title: title.to_owned(),
            file: EntryHash([7; 32]),
            steps: 4,
            ..started(run, procedure.parse().unwrap())
        }));
        self.tell(by, at, vec![Thread::Run(run)], vec![started]);
        run
    }
}
