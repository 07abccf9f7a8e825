//! A program in a pseudo-terminal, and what a person would see on it.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use super::{A_MOMENT, DEADLINE, INTERVAL, Setup, keys};

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It exited with this status.
    Code(u32),
    /// A signal ended it; the system's name for it ("Terminated", "Hangup").
    Signal(String),
}

/// What the program wrote so far, as bytes and as a terminal shows it.
struct Shown {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

/// A running program and its terminal. Dropping it kills the program.
pub struct Screen {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    shown: Arc<Mutex<Shown>>,
    hanging_up: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
    modes_before: String,
    /// A lone Esc and what follows it too fast would be one Alt key: nothing is sent before this.
    not_before: Option<Instant>,
    typed: Option<String>,
}

/// How long a finger takes at least to press the same key once more.
const BETWEEN_PRESSES: Duration = Duration::from_millis(90);

/// How long a person takes at least between Esc and the next key.
const AFTER_ESC: Duration = Duration::from_millis(100);

impl Screen {
    /// Starts the setup's program with `arguments`.
    pub fn start(setup: &Setup, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(setup.program());
        command.args(arguments);
        Self::launch(setup, command)
    }

    /// Starts a line of shell instead, with job control, in which `$PROGRAM` is the program.
    pub fn start_shell(setup: &Setup, script: &str) -> Self {
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-m", "-c", script]);
        Self::launch(setup, command)
    }

    fn launch(setup: &Setup, mut command: CommandBuilder) -> Self {
        let (columns, rows) = setup.size;
        command.env_clear();
        for (name, value) in setup.environment() {
            command.env(name, value);
        }
        command.env("PROGRAM", setup.program());
        command.cwd(setup.home());
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let modes_before = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let parser = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        let shown = Arc::new(Mutex::new(Shown {
            parser,
            raw: Vec::new(),
        }));
        let hanging_up = Arc::new(AtomicBool::new(false));
        let source = pair.master.try_clone_reader().unwrap();
        let reader = {
            let (shown, hanging_up) = (Arc::clone(&shown), Arc::clone(&hanging_up));
            std::thread::spawn(move || read_all(source, &shown, &hanging_up))
        };
        Self {
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            child,
            shown,
            hanging_up,
            reader: Some(reader),
            modes_before,
            not_before: None,
            typed: None,
        }
    }

    /// Types keys, written as [`keys::bytes`] has them.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.as_a_finger_does(keys);
        for part in keys.split_inclusive("<esc>") {
            self.send(&keys::bytes(part));
            if part.ends_with("<esc>") {
                self.not_before = Some(Instant::now() + AFTER_ESC);
            }
        }
        self
    }

    /// A finger that presses the same key again takes its time; sooner, the key is held down.
    fn as_a_finger_does(&mut self, keys: &str) {
        // The program may read the one before late: the pause is between what it sees.
        let first = match keys.split_once('>') {
            Some((name, _)) if keys.starts_with('<') => &keys[..=name.len()],
            _ => keys.get(..1).unwrap_or(keys),
        };
        let before = self.typed.replace(keys.to_owned());
        if before.is_some_and(|before| before.ends_with(first)) {
            std::thread::sleep(BETWEEN_PRESSES);
        }
    }

    /// Pastes text as a terminal with bracketed paste does; the text is not changed.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(&[b"\x1b[200~", text.as_bytes(), b"\x1b[201~"].concat())
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> &mut Self {
        if let Some(not_before) = self.not_before.take() {
            std::thread::sleep(not_before.saturating_duration_since(Instant::now()));
        }
        let writer = self.writer.as_mut().expect("the terminal was hung up");
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
        self
    }

    /// Gives the terminal another size; the program is told by SIGWINCH.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let mut shown = self.shown();
        shown
            .parser
            .screen_mut()
            .set_size(nonzero(rows), nonzero(columns));
        drop(shown);
        let master = self.master.as_ref().expect("the terminal was hung up");
        master.resize(size(columns, rows)).unwrap();
        self
    }

    /// Waits until the screen holds `text`.
    #[track_caller]
    pub fn until(&mut self, text: &str) -> &mut Self {
        self.wait_for(&format!("{text:?} to appear"), |screen| {
            screen.text().contains(text)
        })
    }

    /// Waits until the screen no longer holds `text`.
    #[track_caller]
    pub fn until_gone(&mut self, text: &str) -> &mut Self {
        self.wait_for(&format!("{text:?} to go"), |screen| {
            !screen.text().contains(text)
        })
    }

    /// Waits until the screen holds `text`, however long that takes within `patience`: for what
    /// a program without optimization is slow to make.
    #[track_caller]
    pub fn until_within(&mut self, patience: Duration, text: &str) -> &mut Self {
        self.wait_within(patience, &format!("{text:?} to appear"), |screen| {
            screen.text().contains(text)
        })
    }

    /// Waits until `holds`; `what` completes "waited in vain for …".
    #[track_caller]
    pub fn wait_for(&mut self, what: &str, holds: impl FnMut(&mut Self) -> bool) -> &mut Self {
        self.wait_within(DEADLINE, what, holds)
    }

    #[track_caller]
    fn wait_within(
        &mut self,
        patience: Duration,
        what: &str,
        mut holds: impl FnMut(&mut Self) -> bool,
    ) -> &mut Self {
        let deadline = Instant::now() + patience;
        while !holds(self) {
            assert!(
                Instant::now() < deadline,
                "waited in vain for {what}; the screen:\n{}",
                self.framed()
            );
            std::thread::sleep(INTERVAL);
        }
        self
    }

    /// The screen's text, a row a line, without blanks at the ends.
    pub fn text(&self) -> String {
        self.shown().parser.screen().contents()
    }

    /// Clicks on the first occurrence of `text`, as a terminal reports it (SGR).
    #[track_caller]
    pub fn click(&mut self, text: &str) -> &mut Self {
        let (x, y) = self.cell_of(text);
        let bytes = format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m");
        self.send(bytes.as_bytes())
    }

    /// Turns the wheel one notch over the first occurrence of `text`: up, or down.
    #[track_caller]
    pub fn wheel(&mut self, text: &str, up: bool) -> &mut Self {
        let (x, y) = self.cell_of(text);
        let button = if up { 64 } else { 65 };
        self.send(format!("\x1b[<{button};{x};{y}M").as_bytes())
    }

    /// The column and row of a text, from 1, once it is there.
    #[track_caller]
    fn cell_of(&mut self, text: &str) -> (usize, usize) {
        self.until(text);
        let rows = self.text();
        let rows = rows.lines().zip(1..);
        let place = |row: &str| Some(row[..row.find(text)?].chars().count() + 1);
        let mut found = rows.filter_map(|(row, y)| Some((place(row)?, y)));
        found.next().expect("it is on the screen")
    }

    /// Moves the cursor (`▸`) down, and round from the last row to the first, until its row holds
    /// `text`.
    #[track_caller]
    pub fn select(&mut self, text: &str) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        self.wait_for("a cursor", |screen| screen.selected().is_some());
        while !self.selected().is_some_and(|row| row.contains(text)) {
            assert!(
                Instant::now() < deadline,
                "no row holds {text:?}; the screen:\n{}",
                self.framed()
            );
            // On the last row nothing moves.
            if !self.moves_by("j") {
                self.moves_by("g");
            }
        }
        self
    }

    /// Presses a key; says whether the cursor has moved within a moment.
    fn moves_by(&mut self, key: &str) -> bool {
        let before = self.selected();
        self.keys(key);
        let deadline = Instant::now() + A_MOMENT;
        while self.selected() == before {
            if Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(INTERVAL);
        }
        true
    }

    /// The row that the cursor (`▸`) stands on.
    pub fn selected(&self) -> Option<String> {
        let text = self.text();
        text.lines()
            .find(|row| row.contains('▸'))
            .map(str::to_owned)
    }

    /// The first row that holds `text`.
    #[track_caller]
    pub fn row_with(&self, text: &str) -> String {
        let found = self
            .text()
            .lines()
            .find(|row| row.contains(text))
            .map(str::to_owned);
        found.unwrap_or_else(|| panic!("no row holds {text:?}; the screen:\n{}", self.framed()))
    }

    /// Whether the cell that begins the first occurrence of `text` is shown reversed.
    #[track_caller]
    pub fn is_reversed(&self, text: &str) -> bool {
        let shown = self.shown();
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        for row in 0..rows.get() {
            let line = screen.contents_between(row, 0, row, columns.get());
            if let Some(at) = line.find(text) {
                let column = u16::try_from(line[..at].chars().count()).unwrap();
                return screen.cell(row, column).is_some_and(vt100::Cell::inverse);
            }
        }
        drop(shown);
        panic!("no row holds {text:?}; the screen:\n{}", self.framed())
    }

    /// All bytes that the program wrote so far.
    pub fn raw(&self) -> Vec<u8> {
        self.shown().raw.clone()
    }

    /// How often the program wrote `sequence`.
    pub fn count(&self, sequence: &str) -> usize {
        let raw = self.raw();
        let windows = raw.windows(sequence.len());
        windows.filter(|part| *part == sequence.as_bytes()).count()
    }

    /// The process that the terminal was opened for.
    pub fn process_id(&self) -> i32 {
        i32::try_from(self.child.process_id().unwrap()).unwrap()
    }

    /// Sends a signal to that process.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(Pid::from_raw(self.process_id()).unwrap(), signal).unwrap();
        self
    }

    /// The process that owns the terminal now: the job in a shell's foreground.
    pub fn foreground(&self) -> i32 {
        let master = self.master.as_ref().expect("the terminal was hung up");
        master.process_group_leader().unwrap()
    }

    /// Takes the terminal away, as a closed window or a lost connection does.
    pub fn hang_up(&mut self) -> &mut Self {
        self.hanging_up.store(true, Ordering::SeqCst);
        // The reader holds the terminal too, and waits: a key makes the program draw, which ends
        // that wait.
        self.send(b"~");
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.master = None;
        self
    }

    /// Waits until the program ended and all that it wrote has been read.
    #[track_caller]
    pub fn ending(&mut self) -> Ending {
        let mut status = None;
        self.wait_for("the program to end", |screen| {
            status = screen.child.try_wait().unwrap();
            status.is_some()
        });
        self.wait_for("its last words", |screen| {
            screen.reader.as_ref().is_none_or(JoinHandle::is_finished)
        });
        let status = status.expect("the wait ended with a status");
        match status.signal() {
            Some(name) => Ending::Signal(name.to_owned()),
            None => Ending::Code(status.exit_code()),
        }
    }

    /// The exit status; a signal's end fails the test.
    #[track_caller]
    pub fn exit_code(&mut self) -> u32 {
        match self.ending() {
            Ending::Code(code) => code,
            Ending::Signal(name) => panic!("a signal ended it: {name}\n{}", self.framed()),
        }
    }

    /// Asserts that the terminal's modes are as they were: for a program that draws nothing.
    #[track_caller]
    pub fn assert_same_modes(&self) {
        let master = self.master.as_ref().expect("the terminal was hung up");
        assert_eq!(modes(master.as_ref()), self.modes_before, "terminal modes");
    }

    /// Asserts that the terminal is as it was: its modes, the main screen, the cursor, no paste or
    /// mouse reports, no drawing under way; and that it was restored as often as it was entered.
    #[track_caller]
    pub fn assert_restored(&self) {
        self.assert_same_modes();
        {
            let shown = self.shown();
            let screen = shown.parser.screen();
            assert!(!screen.alternate_screen(), "still on the alternate screen");
            assert!(!screen.bracketed_paste(), "bracketed paste is still on");
            assert!(!screen.hide_cursor(), "the cursor is still hidden");
            assert_eq!(
                screen.mouse_protocol_mode(),
                vt100::MouseProtocolMode::None,
                "mouse"
            );
        }
        for (set, reset) in [
            ("\x1b[?1049h", "\x1b[?1049l"),
            ("\x1b[?2004h", "\x1b[?2004l"),
        ] {
            assert_eq!(
                self.count(set),
                self.count(reset),
                "{} as often as undone",
                set.escape_debug()
            );
        }
        let raw = String::from_utf8_lossy(&self.raw()).into_owned();
        assert!(
            raw.rfind("\x1b[?2026l") > raw.rfind("\x1b[?2026h"),
            "a drawing is still under way"
        );
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap()
    }

    fn framed(&self) -> String {
        let text = self.text();
        let rows = text.lines().map(|row| format!("  | {row}\n"));
        rows.collect()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_all(mut source: Box<dyn Read + Send>, shown: &Mutex<Shown>, hanging_up: &AtomicBool) {
    let mut bytes = [0; 8192];
    // An error is the end: Linux gives EIO when the last program closed the terminal.
    while let Ok(count @ 1..) = source.read(&mut bytes) {
        let mut shown = shown.lock().unwrap();
        shown.parser.process(&bytes[..count]);
        shown.raw.extend_from_slice(&bytes[..count]);
        if hanging_up.load(Ordering::SeqCst) {
            return;
        }
    }
}

/// The terminal's modes as the kernel has them, for comparing.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn nonzero(number: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(number).expect("a terminal has rows and columns")
}
