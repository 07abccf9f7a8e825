//! A small program on which `tests/terminal.rs` tries the terminal's owner and its input: it counts
//! what happens and ends in every way a program can end. It is the pattern for the real loop.
//! With `PROBE_FAULT=FILE` it is the whole program instead, with one thread more, which panics
//! once the file is there.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use ratatui::text::Line;
use rounds::app::input::Key;
use rounds::os::{self, Signal};
use rounds::tui::input::{Input, InputReader};
use rounds::tui::terminal::{Options, Terminal, TerminalError};

/// "Anything else" among the exit statuses.
const FAULT: u8 = 5;

/// How the loop ended when nothing failed.
enum End {
    Asked,
    Signal(Signal),
}

#[derive(Default)]
struct Counted {
    keys: u32,
    messages: u32,
    ticks: u32,
    last: String,
}

fn main() -> ExitCode {
    if let Some(file) = std::env::var_os("PROBE_FAULT") {
        std::thread::spawn(move || {
            while !std::path::Path::new(&file).exists() {
                std::thread::sleep(Duration::from_millis(10));
            }
            let typed = std::fs::read_to_string(&file).unwrap_or_default();
            let at = typed.len() + 1;
            panic!("a thread fails at {}", &typed[at..]);
        });
        return rounds::cli::main();
    }
    let mouse = std::env::args().any(|argument| argument == "--mouse");
    // The terminal is restored when `probe` returns; only then may the process die or speak.
    match std::panic::catch_unwind(|| probe(mouse)) {
        Ok(Ok(End::Asked)) => ExitCode::SUCCESS,
        Ok(Ok(End::Signal(signal))) => os::die_of(signal),
        Ok(Err(TerminalError::Lost)) => os::die_of(Signal::HangUp),
        Ok(Err(error)) => {
            eprintln!("{error}");
            ExitCode::from(FAULT)
        }
        Err(_) => ExitCode::from(FAULT),
    }
}

fn probe(mouse: bool) -> Result<End, TerminalError> {
    let mut pump = InputReader::open()?;
    let mut terminal = Terminal::enter(&pump, Options { mouse })?;
    let mut counted = Counted::default();
    let mut deadline = None;
    loop {
        draw(&mut terminal, &counted)?;
        let input = pump.next(deadline).map_err(failed)?;
        counted.last = format!("{input:?}");
        match input {
            Input::Key(key) => match key {
                Key::Char('q') => return Ok(End::Asked),
                Key::Char('e') => return Err(failed(std::io::Error::other("told to"))),
                Key::Char('p') => panic!("the main thread \u{1b}[31mfails"),
                Key::Char('t') => {
                    std::thread::spawn(|| panic!("another thread fails"));
                }
                Key::Ctrl('z') => {
                    let stopped = terminal.suspend(&mut pump)?;
                    counted.last = format!("suspended: {stopped}");
                }
                Key::Char('h') => {
                    let (status, taken) = terminal.hand_over(&mut pump, || {
                        std::process::Command::new("sh")
                            .args(["-c", "echo child owns it; read answer; exit 7"])
                            .status()
                    });
                    taken?;
                    counted.last = format!("child: {:?}", status.map(|status| status.code()));
                }
                Key::Char('w') => {
                    let waker = pump.waker();
                    std::thread::spawn(move || waker.wake());
                }
                Key::Char('d') => deadline = Some(Instant::now() + Duration::from_millis(5)),
                Key::Char('x') => {
                    counted.last = "slow work".to_owned();
                    draw(&mut terminal, &counted)?;
                    // Keys queue up meanwhile, until the test says go.
                    while !std::path::Path::new("go").exists() {
                        std::thread::sleep(Duration::from_millis(10));
                    }
                    pump.drain_queued().map_err(failed)?;
                    counted.last = "drained".to_owned();
                }
                _ => counted.keys += 1,
            },
            Input::Message => counted.messages += 1,
            Input::Tick => {
                counted.ticks += 1;
                deadline = None;
            }
            Input::Signal(Signal::Suspend) => {
                terminal.suspend(&mut pump)?;
            }
            Input::Signal(Signal::Continue) => terminal.retake()?,
            Input::Signal(signal) => return Ok(End::Signal(signal)),
            Input::Hangup => return Err(TerminalError::Lost),
            Input::Panicked => return Err(TerminalError::Panicked),
            Input::Background(_) | Input::Paste(_) | Input::Mouse(_) | Input::Resize(..) => {}
        }
    }
}

fn failed(error: std::io::Error) -> TerminalError {
    TerminalError::Failed {
        doing: "go on",
        error,
    }
}

fn draw(terminal: &mut Terminal, counted: &Counted) -> Result<(), TerminalError> {
    terminal.draw(|frame| {
        let area = frame.area();
        let lines = [
            format!("size {}x{}", area.width, area.height),
            format!("keys {}.", counted.keys),
            format!("messages {}.", counted.messages),
            format!("ticks {}.", counted.ticks),
            format!("last {}", counted.last),
        ];
        for (line, row) in lines.into_iter().zip(area.rows()) {
            frame.render_widget(Line::from(line), row);
        }
        // What a careless view could do, and the guard must stop.
        frame.buffer_mut()[(0, area.height - 1)].set_symbol("\u{1b}]0;owned\u{7}");
    })
}
