//! Copying a text: by the system's own tool where there is one, else by the terminal.
//!
//! What stays true: what is said of it is what is known. A tool that ended well has the text; a
//! terminal that is asked never answers, so then nobody knows.

use crate::tui::terminal::{Terminal, TerminalError};
use std::process::Command;

/// A tool that takes a text on its standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tool {
    program: &'static str,
    arguments: &'static [&'static str],
    /// What is known once it has ended well.
    words: &'static str,
}

const WAYLAND: Tool = Tool {
    program: "wl-copy",
    arguments: &[],
    words: "Copied to the clipboard.",
};
const XCLIP: Tool = Tool {
    program: "xclip",
    arguments: &["-selection", "clipboard"],
    ..WAYLAND
};
const XSEL: Tool = Tool {
    program: "xsel",
    arguments: &["--clipboard", "--input"],
    ..WAYLAND
};
const MAC: Tool = Tool {
    program: "pbcopy",
    ..WAYLAND
};
const WINDOWS: Tool = Tool {
    program: "clip.exe",
    ..WAYLAND
};
const TMUX: Tool = Tool {
    program: "tmux",
    arguments: &["load-buffer", "-w", "-"],
    words: "Copied to tmux's buffer, and sent on to the terminal.",
};

/// The tools that may reach the clipboard of whoever sits there, the likeliest first. Over SSH
/// the machine's own clipboard is somebody else's; only X may have come along.
fn tools(is_set: impl Fn(&str) -> bool) -> Vec<Tool> {
    let is_here = !is_set("SSH_CONNECTION") && !is_set("SSH_TTY");
    let candidates = [
        (is_here && is_set("WAYLAND_DISPLAY"), WAYLAND),
        (is_set("DISPLAY"), XCLIP),
        (is_set("DISPLAY"), XSEL),
        (is_here && cfg!(target_os = "macos"), MAC),
        (
            is_here && (cfg!(windows) || is_set("WSL_DISTRO_NAME")),
            WINDOWS,
        ),
        (is_set("TMUX"), TMUX),
    ];
    let wanted = candidates.into_iter().filter(|(is_wanted, _)| *is_wanted);
    wanted.map(|(_, tool)| tool).collect()
}

/// Whether a tool has taken the text.
fn takes(tool: Tool, text: &str) -> bool {
    let bytes: Vec<u8> = match tool == WINDOWS && !text.is_ascii() {
        // It takes a byte for a character of the system's code page, but sees UTF-16.
        true => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        false => text.as_bytes().to_vec(),
    };
    super::tool::does(Command::new(tool.program).args(tool.arguments), &bytes)
}

/// Copies a text, and gives what is known of it; `shows` is the key that shows the text.
pub(super) fn copy(
    text: &str,
    shows: &str,
    terminal: &mut Terminal,
) -> Result<String, TerminalError> {
    let tools = tools(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()));
    if let Some(tool) = tools.into_iter().find(|tool| takes(*tool, text)) {
        return Ok(tool.words.to_owned());
    }
    terminal.copy(text)?;
    let words = "Sent to the terminal (OSC 52); whether it arrived is not known.";
    Ok(format!("{words} {shows} shows it."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs(set: &[&str]) -> Vec<&'static str> {
        let tools = tools(|name| set.contains(&name));
        let own = tools
            .into_iter()
            .filter(|tool| *tool != MAC && *tool != WINDOWS);
        own.map(|tool| tool.program).collect()
    }

    #[test]
    fn the_clipboard_is_that_of_whoever_sits_there() {
        assert_eq!(programs(&[]), Vec::<&str>::new());
        assert_eq!(
            programs(&["WAYLAND_DISPLAY", "DISPLAY"]),
            ["wl-copy", "xclip", "xsel"]
        );
        assert_eq!(
            programs(&["WAYLAND_DISPLAY", "SSH_CONNECTION"]),
            Vec::<&str>::new()
        );
        assert_eq!(
            programs(&["DISPLAY", "SSH_TTY", "TMUX"]),
            ["xclip", "xsel", "tmux"]
        );
        assert_eq!(programs(&["TMUX"]), ["tmux"]);
    }
}
