//! A program in a pseudo-terminal whose drawings are timed as they arrive.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// What ends a drawing.
const END: &[u8] = b"\x1b[?2026l";
const DEADLINE: Duration = Duration::from_secs(120);

/// A running program. Dropping it kills it.
pub struct Watched {
    pub spawned: Instant,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    arrivals: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    /// The last bytes, in which the end of a drawing may have begun.
    tail: Vec<u8>,
    /// How many bytes were drawn so far.
    pub bytes: usize,
    _master: Box<dyn MasterPty + Send>,
}

impl Watched {
    /// Starts a program in `home`, with nothing of the real one in its environment.
    pub fn start(program: &Path, arguments: &[&str], home: &Path) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in environment(home) {
            command.env(name, value);
        }
        command.cwd(home);
        let size = PtySize {
            rows: 36,
            cols: 120,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut source = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (give, arrivals) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 1 << 16];
            while let Ok(count @ 1..) = source.read(&mut bytes) {
                let arrived = (Instant::now(), bytes[..count].to_vec());
                if give.send(arrived).is_err() {
                    return;
                }
            }
        });
        let spawned = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        Self {
            spawned,
            child,
            writer,
            arrivals,
            parser: vt100::Parser::new(36.try_into().unwrap(), 120.try_into().unwrap(), 0),
            tail: Vec::new(),
            bytes: 0,
            _master: pair.master,
        }
    }

    /// Waits for the end of the next drawing; none when nothing arrives for so long.
    pub fn drawing_within(&mut self, patience: Duration) -> Option<Instant> {
        loop {
            let (at, bytes) = self.arrivals.recv_timeout(patience).ok()?;
            self.parser.process(&bytes);
            self.bytes += bytes.len();
            self.tail.extend(bytes);
            if self.tail.windows(END.len()).any(|part| part == END) {
                self.tail.clear();
                return Some(at);
            }
            self.tail.drain(..self.tail.len().saturating_sub(END.len()));
        }
    }

    /// Waits for the end of the first drawing after which the screen holds `words`.
    pub fn drawn(&mut self, words: &str) -> Instant {
        let deadline = Instant::now() + DEADLINE;
        while Instant::now() < deadline {
            let at = self.drawing_within(Duration::from_secs(1));
            if let Some(at) = at.filter(|_| self.text().contains(words)) {
                return at;
            }
        }
        panic!("waited in vain for {words:?}; the screen:\n{}", self.text());
    }

    /// Waits until nothing was drawn for a while.
    pub fn settle(&mut self) {
        while self.drawing_within(Duration::from_millis(700)).is_some() {}
    }

    /// Types keys.
    pub fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// The time from a key to the end of the drawing that it causes.
    pub fn repaint(&mut self, key: &str) -> Duration {
        let pressed = Instant::now();
        self.keys(key);
        let drawn = self.drawing_within(DEADLINE);
        drawn.expect("a drawing").duration_since(pressed)
    }

    /// What a person would see.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// A number of `/proc/<process>/status`, such as `VmHWM` in kB.
    pub fn status(&self, name: &str) -> u64 {
        let process = self.child.process_id().unwrap();
        number_in(&format!("/proc/{process}/status"), name)
    }

    /// How often its threads have been woken so far.
    pub fn wakeups(&self) -> u64 {
        let process = self.child.process_id().unwrap();
        let tasks = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
        tasks
            .map(|task| {
                let path = task.unwrap().path().join("status");
                number_in(path.to_str().unwrap(), "voluntary_ctxt_switches")
            })
            .sum()
    }

    /// Ends it by Ctrl-C, and waits.
    pub fn quit(mut self) {
        self.keys("\x03");
        self.child.wait().unwrap();
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn number_in(path: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(path).unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    let number = line.split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

/// The places of a home, as the program looks for them.
pub fn environment(home: &Path) -> Vec<(&'static str, String)> {
    let at = |folder: &str| home.join(folder).to_str().unwrap().to_owned();
    vec![
        ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
        ("TERM", "xterm-256color".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        ("TZ", "UTC".to_owned()),
        ("HOME", at("")),
        ("XDG_CONFIG_HOME", at("config")),
        ("XDG_DATA_HOME", at("data")),
        ("XDG_STATE_HOME", at("state")),
        ("XDG_CACHE_HOME", at("cache")),
    ]
}
