//! The surroundings: the terminal's abilities, the clock, the programs that are asked for.

use super::report::{Report, yes};
use crate::app::action::Action;
use crate::app::editor;
use crate::app::keymap::Keymap;
use crate::app::keys::Context;
use crate::cli::invocation::Invocation;
use crate::config::{Settings, locale};
use crate::present::count;
use crate::session::{key_list_of, read_key_list, try_key};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TERMINAL: &str = "Terminal";
const CLOCK: &str = "Clock";
const PROGRAMS: &str = "Programs";

pub(super) fn look(report: &mut Report, invocation: &Invocation) {
    terminal(report, invocation);
    clock(report, invocation);
    programs(report, invocation.screen_config.keymap);
}

fn terminal(report: &mut Report, invocation: &Invocation) {
    let term = said("TERM");
    match term.as_deref() {
        None | Some("dumb") if !cfg!(windows) => report.note(
            TERMINAL,
            "TERM",
            "not set, or dumb: no screens, the commands work",
        ),
        term => report.note(TERMINAL, "TERM", term.unwrap_or("the console")),
    }
    let (input, output) = (
        std::io::stdin().is_terminal(),
        std::io::stdout().is_terminal(),
    );
    let value = match (input, output) {
        (true, true) => "input and output".to_owned(),
        _ => format!("input: {}, output: {}", yes(input), yes(output)),
    };
    report.note(TERMINAL, "is a terminal", value);
    let look = invocation.out.look();
    let depth = match said("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => " (16 of its 16 million are used)",
        _ => "",
    };
    report.note(TERMINAL, "colours", format!("{}{depth}", yes(look.colour)));
    let utf_8 = match locale() {
        Some((name, true)) => format!("yes, by {name}"),
        Some((name, false)) => format!("no, by {name}: signs are ASCII"),
        None => "no locale is set; UTF-8 is taken for granted".to_owned(),
    };
    report.note(TERMINAL, "UTF-8", utf_8);
    if let Ok((columns, rows)) = crossterm::terminal::size() {
        report.note(TERMINAL, "size", format!("{columns} × {rows}"));
        if output && (columns < 40 || rows < 12) {
            report.wrong(
                TERMINAL,
                "room",
                "too small",
                "Make the terminal larger: the screens need 40 columns and 12 rows.",
            );
        }
    }
    report.note(
        TERMINAL,
        "clipboard",
        clipboard(invocation.screen_config.keymap),
    );
}

/// Whether what is copied reaches the clipboard. No terminal tells; this is what is known of them.
fn clipboard(keymap: Keymap) -> String {
    let show = keymap.words(Context::Run, Action::ShowCopy);
    let by_hand = format!("`{show}` shows the text to copy by hand");
    let term = said("TERM").unwrap_or_default();
    let program = said("TERM_PROGRAM").unwrap_or_default();
    let able = ["kitty", "alacritty", "foot", "ghostty", "wezterm"];
    let named = ["iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper"];
    if said("TMUX").is_some() {
        through_tmux(&by_hand)
    } else if able.iter().any(|name| term.contains(name)) || named.contains(&&*program) {
        "probably reached".to_owned()
    } else if program == "Apple_Terminal" || term == "linux" {
        format!("not reached: {by_hand}")
    } else {
        format!("not known; where it is not reached, {by_hand}")
    }
}

/// What tmux says of its `set-clipboard`: unless it is off, what it is given it passes on.
fn through_tmux(by_hand: &str) -> String {
    let asked = Command::new("tmux")
        .args(["show-options", "-gsv", "set-clipboard"])
        .stdin(Stdio::null())
        .output();
    let said = asked.ok().filter(|asked| asked.status.success());
    let said = said.map(|asked| String::from_utf8_lossy(&asked.stdout).trim().to_owned());
    match said.as_deref() {
        Some("off") => format!(
            "not reached: tmux's `set-clipboard` is off; `tmux set -s set-clipboard external`, or {by_hand}"
        ),
        Some(word) => format!("through tmux, whose `set-clipboard` is {word}"),
        None => "through tmux, unless its `set-clipboard` is off; it did not say".to_owned(),
    }
}

fn clock(report: &mut Report, invocation: &Invocation) {
    let clock = &invocation.clock;
    report.note(
        CLOCK,
        "now",
        clock.now.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    );
    match clock.zone.iana_name().filter(|name| *name != "Etc/Unknown") {
        Some(name) => report.note(CLOCK, "zone", name),
        None => report.wrong(
            CLOCK,
            "zone",
            "not known by name",
            "The machine's time zone has no name: set TZ, for example TZ=Europe/Berlin.",
        ),
    }
}

fn programs(report: &mut Report, keymap: Keymap) {
    let edit = keymap.words(Context::Screen, Action::Edit);
    match editor::wanted(|name| std::env::var_os(name)) {
        Some(editor) if on_path(&editor.program).is_some() => {
            report.note(
                PROGRAMS,
                "editor",
                format!("{}, by {}", editor.words(), editor.from),
            );
        }
        Some(editor) => report.wrong(
            PROGRAMS,
            "editor",
            format!("{} is not there", editor.words()),
            format!(
                "{} names no program that is there: set it to your editor.",
                editor.from
            ),
        ),
        None => report.note(
            PROGRAMS,
            "editor",
            format!("none; set EDITOR to open runbooks with `{edit}`"),
        ),
    }
    for (name, what) in [
        ("ssh-keygen", "signs and checks seals"),
        (
            if cfg!(target_os = "macos") {
                "open"
            } else {
                "xdg-open"
            },
            "opens links",
        ),
    ] {
        let value = match on_path(name) {
            Some(path) => path.display().to_string(),
            None => format!("not there; it {what}"),
        };
        report.note(PROGRAMS, name, value);
    }
}

/// Whether the key that the settings name can sign, by trying it.
pub(super) fn signing(report: &mut Report, settings: &Settings) {
    let Some(key) = &settings.team.signing_key else {
        return;
    };
    let shown = key.value.display();
    match try_key(&key.value) {
        Ok(()) => report.note(PROGRAMS, "signing", format!("with {shown}")),
        Err(why) => report.wrong(
            PROGRAMS,
            "signing",
            why,
            "Start the agent and add the key (ssh-add), or name another as signing_key in [team]: until then what you record is saved unsigned.",
        ),
    }
}

/// The library's list of keys, where it has one.
pub(super) fn keys(report: &mut Report, settings: &Settings) {
    let Some(path) = key_list_of(&settings.runbooks) else {
        return;
    };
    match read_key_list(&path) {
        Ok(keys) => {
            let words = format!("{} in {}", count(keys.len(), "key"), path.display());
            report.note(PROGRAMS, "keys", words);
        }
        Err(problems) => report.wrong(
            PROGRAMS,
            "keys",
            problems.join("; "),
            "Correct these lines: until then the record goes on by the list that it knows.",
        ),
    }
}

/// Where a program lies, as a shell would find it.
fn on_path(name: &str) -> Option<PathBuf> {
    if name.contains(std::path::MAIN_SEPARATOR) {
        return PathBuf::from(name).is_file().then(|| name.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = [
        name.to_owned(),
        format!("{name}.exe"),
        format!("{name}.cmd"),
    ];
    let known = if cfg!(windows) {
        &names[..]
    } else {
        &names[..1]
    };
    std::env::split_paths(&path)
        .flat_map(|folder| known.iter().map(move |name| folder.join(name)))
        .find(|file| file.is_file())
}

fn said(name: &str) -> Option<String> {
    let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
    Some(value.to_string_lossy().into_owned())
}
