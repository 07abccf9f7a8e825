//! A notification of the desktop: by the system's own tool where somebody sits, else by the
//! terminal.
//!
//! What stays true: what is told is an argument, and never read as anything but words.
//! What it does not do: it knows no tool of Windows; there the terminal is asked.

use super::tool;
use crate::tui::terminal::{Terminal, TerminalError};
use std::process::Command;

/// A script that shows its first argument.
const MAC: &[&str] = &[
    "-e",
    "on run argv",
    "-e",
    "display notification (item 1 of argv) with title \"rounds\"",
    "-e",
    "end run",
];

/// The program that reaches the desktop of whoever sits here, and what it is given. Over SSH
/// the desktop of this machine is somebody else's.
fn program(words: &str, is_set: impl Fn(&str) -> bool) -> Option<(&'static str, Vec<String>)> {
    if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        return None;
    }
    let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
    if cfg!(target_os = "macos") {
        return Some(("osascript", owned(&[MAC, &[words]].concat())));
    }
    let has_desktop = ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(is_set);
    has_desktop.then(|| {
        // Its text is read as markup.
        let text = words
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let given = ["--app-name=rounds", "--", "rounds", &text];
        ("notify-send", owned(&given))
    })
}

/// Tells the desktop.
///
/// # Errors
/// When the terminal is gone.
pub(super) fn notify(words: &str, terminal: &mut Terminal) -> Result<(), TerminalError> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|it| !it.is_empty());
    let told = program(words, is_set)
        .is_some_and(|(program, given)| tool::does(Command::new(program).args(given), &[]));
    match told {
        true => Ok(()),
        false => terminal.notify(words),
    }
}

#[cfg(all(test, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_is_that_of_whoever_sits_there_and_words_stay_words() {
        let told = |set: &[&str]| program("a <b> & -c", |name| set.contains(&name));
        assert_eq!(told(&[]), None);
        assert_eq!(told(&["DISPLAY", "SSH_TTY"]), None);
        let (name, given) = told(&["WAYLAND_DISPLAY"]).unwrap();
        assert_eq!(name, "notify-send");
        assert_eq!(
            given[1..],
            ["--", "rounds", "a &lt;b&gt; &amp; -c"].map(str::to_owned)
        );
    }
}
