//! The demo's year before the screens, at a moment that never changes.
//!
//! The record is written and folded by `demo`; what a screen asks of the session beside it
//! (the runbook that a run walks) is answered by a real one. Nothing is written any more once
//! the year is.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use rounds::app::effect::Effect;
use rounds::app::input::Key;
use rounds::app::look::Look;
use rounds::app::opening::Opening;
use rounds::app::theme::Background;
use rounds::app::{App, Beginning, Message, update};
use rounds::demo::{Folder, OPERATOR, write_year};
use rounds::event::RunId;
use rounds::present::Clock;
use rounds::report::span::{Gathering, Span, page, text};
use rounds::session::{Report, Session, Worker, WorkerRequest};
use rounds::state::State;
use rounds::tui::view;
use std::time::{Duration, Instant};

/// A Wednesday, late in the morning.
const NOW: &str = "2026-11-25T10:30:00Z";

/// The report begins so many days before.
const REPORTED_DAYS: i64 = 13;

/// How long the session may take for an answer.
const DEADLINE: Duration = Duration::from_secs(60);

pub struct Stage {
    folder: Folder,
    state: State,
    app: App,
    worker: Worker,
}

impl Stage {
    pub fn new() -> Self {
        let now: Timestamp = NOW.parse().unwrap();
        let folder = Folder::make("pictures").unwrap().on_host("web-1");
        folder.write_library(now).unwrap();
        let state = write_year(&folder, now, &mut |_| true).unwrap();
        let beginning = Beginning {
            now,
            zone: TimeZone::get("Europe/Berlin").unwrap(),
            operator: OPERATOR.into(),
            host: "web-1".into(),
            look: Look {
                background: Background::Dark,
                ..Look::default()
            },
            mouse: false,
            size: (80, 24),
            folder: "/home/ops".to_owned(),
        };
        let app = App::new(beginning, &state);
        let mut session = Session::open(folder.settings(OPERATOR)).unwrap();
        session.look();
        let library = session.library().clone();
        let mut stage = Self {
            worker: Worker::start(session, || {}),
            folder,
            state,
            app,
        };
        stage.message(Message::Report(Report::Looked(library)));
        stage
    }

    /// Opens the run that is in progress, or the rehearsal.
    pub fn open(&mut self, rehearsal: bool) {
        let run = self.in_progress(rehearsal);
        self.message(Message::Open(Opening::Run(run)));
        // A rehearsal begins by its scenario; that was read.
        while self.app.overlay.is_some() {
            self.message(Message::Key(Key::ESC));
        }
    }

    fn in_progress(&self, rehearsal: bool) -> RunId {
        let mut runs = self.state.in_progress();
        let run = runs.find(|(_, started)| started.rehearsal == rehearsal);
        run.expect("the year ends in the middle of a run").0.id
    }

    /// Goes back to the screens.
    pub fn leave(&mut self) {
        self.message(Message::Key(Key::Char('q')));
        assert!(self.app.run.is_none());
    }

    pub fn keys(&mut self, keys: &str) {
        for letter in keys.chars() {
            self.message(Message::Key(Key::Char(letter)));
        }
    }

    /// Takes a message, and what the session answers to what that asks.
    fn message(&mut self, message: Message) {
        let mut messages = vec![message];
        while let Some(message) = messages.pop() {
            let now = self.app.now;
            for effect in update(&mut self.app, &self.state, now, message) {
                let Effect::Ask(request) = effect else {
                    continue;
                };
                messages.extend(self.answer(request).map(Message::Report));
            }
        }
    }

    /// What the session says to a question about what is kept. Nothing else is asked here: what
    /// the machine has to do with (its disk, its trust) would differ from one to the next.
    fn answer(&self, request: WorkerRequest) -> Option<Report> {
        use WorkerRequest::{Kept, Newest, Pin, Whole};
        if !matches!(request, Kept(_) | Newest(_) | Pin(_) | Whole(_)) {
            return None;
        }
        let words = format!("{request:?}");
        self.worker.ask(request);
        let deadline = Instant::now() + DEADLINE;
        loop {
            let told = |report: &Report| !matches!(report, Report::Health(_));
            if let Some(report) = self.worker.reports().find(told) {
                return Some(report);
            }
            assert!(Instant::now() < deadline, "no answer to {words}");
            std::thread::yield_now();
        }
    }

    /// The screen as it is drawn at a size.
    pub fn draw(&mut self, (width, height): (u16, u16)) -> Buffer {
        self.message(Message::Resize(width, height));
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        view::draw(&self.app, &self.state, area, &mut buffer);
        buffer
    }

    /// The beginning of a report on a fortnight of one runbook, as `rounds report` says it.
    pub fn report(&self, (width, height): (u16, u16)) -> Buffer {
        let zone = self.app.zone.clone();
        let now = self.app.now;
        let from = (now - jiff::SignedDuration::from_hours(24 * REPORTED_DAYS))
            .to_zoned(zone.clone())
            .date();
        let span = Span::meant(Some(from), None, Clock { now, zone }).unwrap();
        let mut session = Session::open(self.folder.settings(OPERATOR)).unwrap();
        session.look();
        let library = session.library().clone();
        let runbooks = library.runbooks();
        let only = "orders-sync".into();
        let mut gathering = Gathering::begin(&self.state, runbooks, Some(only), span);
        let wanted = gathering.wanted().clone();
        session
            .each_whole(&wanted, &mut |run| gathering.take(run))
            .unwrap();
        let mut lines = vec![
            format!("$ rounds report orders-sync --from {from}"),
            String::new(),
        ];
        let told = text(&page(&gathering.report()), false);
        // The picture is an excerpt: what is told by day is long, and said in sum above.
        let mut is_left_out = false;
        lines.extend(told.into_iter().filter(|line| {
            is_left_out |= line == "Over time";
            let is_shown = !is_left_out;
            is_left_out &= !line.is_empty();
            is_shown
        }));
        on_paper(&lines, (width, height))
    }
}

/// Lines on a page of a size, headings strong.
fn on_paper(lines: &[String], (width, height): (u16, u16)) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let mut is_heading = true;
    for (y, line) in (0..height).zip(lines) {
        let style = match is_heading {
            true => Style::new().add_modifier(Modifier::BOLD),
            false => Style::new(),
        };
        buffer.set_stringn(1, y, line, usize::from(width - 2), style);
        is_heading = line.is_empty();
    }
    buffer
}
