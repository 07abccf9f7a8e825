//! What other programs do for the loop: an editor, a browser, and this program itself, which
//! seals the journal.

use super::EventLoop;
use crate::app::App;
use crate::app::Message;
use crate::app::action::Action;
use crate::app::editor;
use crate::config::write_theme;
use crate::session::WorkerRequest;
use crate::tui::input::InputReader;
use crate::tui::terminal::{Terminal, TerminalError};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

impl EventLoop {
    /// Lends the terminal to the operator's editor; what it made of the file is looked at
    /// when it is done.
    pub(super) fn edit(
        &mut self,
        file: &Path,
        line: usize,
        pump: &mut InputReader,
        terminal: &mut Terminal,
    ) -> Result<(), TerminalError> {
        let Some(editor) = editor::wanted(|name| std::env::var_os(name)) else {
            let words = "No editor is known: set EDITOR, for example EDITOR=nano.";
            self.update(Message::Say(words.to_owned(), true));
            return Ok(());
        };
        let mut command = Command::new(&editor.program);
        command.args(editor.at(file, line));
        let (ended, taken) = terminal.hand_over(pump, || command.status());
        taken?;
        self.worker.ask(WorkerRequest::Look);
        let words = match ended {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => format!("{} ended with {status}.", editor.words()),
            Err(error) => format!(
                "{} cannot be started: {}. {} names it.",
                editor.words(),
                crate::os::why(&error),
                editor.from,
            ),
        };
        self.update(Message::Say(words, true));
        Ok(())
    }

    /// Lends the terminal to another command of this program, until that has ended.
    pub(super) fn lend(
        &mut self,
        word: &'static str,
        pump: &mut InputReader,
        terminal: &mut Terminal,
    ) -> Result<(), TerminalError> {
        let (ended, taken) = terminal.hand_over(pump, || {
            Command::new(std::env::current_exe()?).arg(word).status()
        });
        taken?;
        if let Some(words) = lent(word, &ended) {
            self.update(Message::Say(words, true));
        }
        Ok(())
    }

    /// Lends the terminal to `rounds journal seal`: the key may have a passphrase, which is
    /// asked for on the terminal. What it says is said here.
    pub(super) fn seal(
        &mut self,
        pump: &mut InputReader,
        terminal: &mut Terminal,
    ) -> Result<(), TerminalError> {
        let Some(arguments) = self.seal.clone() else {
            return Ok(());
        };
        let (ended, taken) = terminal.hand_over(pump, || {
            Command::new(std::env::current_exe()?)
                .args(arguments)
                .stdin(Stdio::inherit())
                .output()
        });
        taken?;
        self.worker.ask(WorkerRequest::Refresh);
        let (words, bad) = sealed(ended);
        self.update(Message::Say(words, bad));
        Ok(())
    }
}

impl EventLoop {
    /// Writes the theme that was picked into the operator's settings; what is made up leaves no
    /// trace there.
    pub(super) fn keep_theme(&mut self, name: &str) {
        let kept = match (&self.config, self.app.badge) {
            (Some(path), None) => write_theme(path, name).map(|()| path),
            (None, None) => Err("there is no folder for settings".to_owned()),
            (_, Some(_)) => Err("what is made up leaves your settings alone".to_owned()),
        };
        let (words, bad) = match kept {
            Ok(path) => (format!("Theme {name}, kept in {}.", path.display()), false),
            Err(why) => (format!("Theme {name} lasts until you leave: {why}."), true),
        };
        self.update(Message::Say(words, bad));
    }
}

/// What is said of a command that the terminal was lent to, where it did not end well.
fn lent(word: &str, ended: &io::Result<std::process::ExitStatus>) -> Option<String> {
    match ended {
        Ok(status) if status.success() => None,
        Ok(status) => Some(format!("rounds {word} ended with {status}.")),
        Err(error) => Some(format!(
            "This program cannot be started again ({}). Leave, then type: rounds {word}.",
            crate::os::why(error)
        )),
    }
}

/// What sealing came to, in words.
fn sealed(ended: io::Result<std::process::Output>) -> (String, bool) {
    let given = "The shift is given";
    match ended {
        Ok(output) if output.status.success() => (
            format!("{given}, and the journal is sealed. Waiting to be accepted."),
            false,
        ),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.trim().trim_start_matches("rounds: ").to_owned();
            (
                format!("{given}, but the journal is not sealed: {said}"),
                true,
            )
        }
        Err(error) => (
            format!(
                "{given}, but the journal is not sealed: this program cannot be started again ({}). `rounds journal seal` seals it.",
                crate::os::why(&error)
            ),
            true,
        ),
    }
}

/// What opens an address in the browser of whoever sits there: its words before the address.
fn opener(is_set: impl Fn(&str) -> bool) -> Option<&'static [&'static str]> {
    const WINDOWS: &[&str] = &["rundll32.exe", "url.dll,FileProtocolHandler"];
    if cfg!(windows) {
        return Some(WINDOWS);
    }
    if cfg!(target_os = "macos") {
        return Some(&["open"]);
    }
    if is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        return Some(&["xdg-open"]);
    }
    is_set("WSL_DISTRO_NAME").then_some(WINDOWS)
}

/// Opens an address with what the system has for it.
pub(super) fn open_link(link: &str, app: &App) -> (String, bool) {
    let opener = opener(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()));
    let nowhere = format!(
        "There is no browser to open it with here. {} shows the address, {} copies it.",
        app.key(Action::ShowCopy),
        app.key(Action::Copy)
    );
    let Some((program, before)) = opener.and_then(|words| words.split_first()) else {
        return (nowhere, true);
    };
    let child = Command::new(program)
        .args(before)
        .arg(link)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match child {
        Ok(mut child) => {
            std::thread::spawn(move || child.wait());
            (format!("Opened {link}"), false)
        }
        Err(_) => (nowhere, true),
    }
}
