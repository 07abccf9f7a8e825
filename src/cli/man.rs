//! `rounds man`: the manual page, drawn from the command line's own shape, the one table of
//! keys and the description of config.toml.
//!
//! It is roff for the `man` macros, which every `man` knows; nothing in it is written by
//! hand that stands somewhere else already.

use super::args::Typed;
use super::exit::{Exit, Stop};
use super::help::TOPICS;
use super::invocation::Invocation;
use super::statuses::{BY_COMMAND, STATUSES};
use crate::app::keys::{Context, TABLE};
use crate::config::{CONFIG, MACHINE_FILE};
use crate::runbook::format::{Kind, Shape};
use clap::{Arg, Command};

/// The day of the page: that of the last change that its readers notice. The same sources make
/// the same page, whenever it is printed.
const DATE: &str = "2026-11-30";

/// Prints the page.
///
/// # Errors
/// When the answer cannot be written.
pub fn run(invocation: &mut Invocation) -> Result<Exit, Stop> {
    for line in page().0.lines() {
        invocation.out.say(line)?;
    }
    Ok(Exit::WELL)
}

/// A page as it grows.
#[derive(Default)]
struct Page(String);

impl Page {
    fn raw(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn section(&mut self, name: &str) {
        self.raw(&format!(".SH \"{}\"", escaped(&name.to_uppercase())));
    }

    fn part(&mut self, name: &str) {
        self.raw(&format!(".SS \"{}\"", escaped(name)));
    }

    /// Running text; each line is a paragraph of its own.
    fn text(&mut self, text: &str) {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            self.raw(".PP");
            self.raw(&line_of(line));
        }
    }

    /// What stands behind a command's options: examples, whose lines and columns stay as they
    /// are, and running text.
    fn examples(&mut self, text: &str) {
        for block in text.split("\n\n") {
            if !block.contains("\n  ") {
                self.text(&block.replace('\n', " "));
                continue;
            }
            self.raw(".PP");
            self.raw(".nf");
            block.lines().for_each(|line| self.raw(&line_of(line)));
            self.raw(".fi");
        }
    }

    /// A term, and what is said of it.
    fn term(&mut self, term: &str, about: &str) {
        self.raw(".TP");
        self.raw(&format!("\\fB{}\\fR", escaped(term)));
        self.raw(&line_of(about));
    }
}

fn page() -> Page {
    let root = Typed::whole();
    let mut page = Page::default();
    page.raw(&format!(
        ".TH ROUNDS 1 \"{DATE}\" \"rounds {}\" \"User Commands\"",
        env!("CARGO_PKG_VERSION")
    ));
    page.section("Name");
    page.raw("rounds \\- a runbook companion for the terminal");
    page.section("Synopsis");
    page.raw("\\fBrounds\\fR [\\fIoptions\\fR] [\\fIcommand\\fR]");
    page.section("Description");
    page.text(
        &root
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default(),
    );
    page.text(
        root.get_after_help()
            .map(ToString::to_string)
            .unwrap_or_default()
            .split("\n\n")
            .next()
            .unwrap_or_default(),
    );
    page.section("Options");
    options(&mut page, &root, |_| true);
    page.section("Commands");
    for command in root.get_subcommands().filter(|it| !it.is_hide_set()) {
        commands(&mut page, command, "rounds");
    }
    page.section("Keys");
    page.text("In a run, digits begin a reading or choose. config.toml can bind others.");
    keys(&mut page);
    page.section("Configuration");
    page.text("config.toml lies in the folder that the system has for it, on Linux ~/.config/rounds. Its keys:");
    shape(&mut page, &CONFIG, "");
    files(&mut page);
    environment(&mut page);
    statuses(&mut page);
    page.section("See also");
    let topics: Vec<_> = TOPICS
        .iter()
        .map(|(name, _)| format!("rounds help {name}"))
        .collect();
    page.text(&topics.join(", "));
    page
}

fn commands(page: &mut Page, command: &Command, before: &str) {
    let name = format!("{before} {}", command.get_name());
    let below: Vec<_> = command
        .get_subcommands()
        .filter(|it| it.get_name() != "help" && !it.is_hide_set())
        .collect();
    if !below.is_empty() {
        below.into_iter().for_each(|it| commands(page, it, &name));
        return;
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    page.part(&match usage.starts_with(&name) {
        true => usage.to_owned(),
        false => name,
    });
    page.text(
        &command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default(),
    );
    for arg in command.get_positionals() {
        page.term(&placeholder(arg), &about(arg));
    }
    options(page, command, |arg| !arg.is_global_set());
    if let Some(examples) = command.get_after_help() {
        page.examples(&examples.to_string());
    }
}

fn options(page: &mut Page, command: &Command, wanted: impl Fn(&Arg) -> bool) {
    for arg in command
        .get_arguments()
        .filter(|arg| !arg.is_positional() && wanted(arg))
    {
        let is_help = matches!(arg.get_id().as_str(), "help" | "version");
        let (Some(long), false) = (arg.get_long(), arg.is_hide_set() || is_help) else {
            continue;
        };
        let short = arg
            .get_short()
            .map_or(String::new(), |it| format!("-{it}, "));
        let value = match arg.get_action().takes_values() {
            true => format!(" {}", placeholder(arg)),
            false => String::new(),
        };
        page.term(&format!("{short}--{long}{value}"), &about(arg));
    }
}

fn placeholder(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    names.join(" ")
}

fn about(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let words: Vec<_> = arg
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    let help = help.replace('\n', " ");
    match arg.get_action().takes_values() && !words.is_empty() {
        true => format!("{help}: {}.", words.join(", ")),
        false => format!("{help}."),
    }
}

fn keys(page: &mut Page) {
    for context in Context::ALL {
        page.part(context.words());
        let rows = TABLE.iter().filter(|row| row.context == context);
        for row in rows.filter(|row| !row.keys.is_empty()) {
            let keys: Vec<_> = row.keys.iter().map(|key| key.words()).collect();
            page.term(&keys.join(", "), row.words);
        }
    }
}

fn shape(page: &mut Page, shape_of: &'static Shape, before: &str) {
    for key in shape_of.keys {
        page.term(&format!("{before}{}", key.name), key.about);
        if let Kind::Table(inner) = &key.kind {
            shape(page, inner, &format!("{}.", key.name));
        }
    }
}

fn environment(page: &mut Page) {
    page.section("Environment");
    for (name, about) in [
        (
            "ROUNDS_RUNBOOKS",
            "Folders of runbooks, as PATH lists folders.",
        ),
        ("ROUNDS_JOURNAL", "Folder of the journal."),
        ("ROUNDS_OPERATOR", "Who is at the keyboard."),
        ("ROUNDS_CONFIG", "Another config.toml."),
        ("NO_COLOR", "Set to anything: no colours."),
        (
            "COLORFGBG",
            "Whether the background is dark or light, as some terminals say it to what they start; \
             the terminal is asked as well.",
        ),
        ("VISUAL, EDITOR", "What opens a runbook for editing."),
        (
            "PAGER",
            "What shows an answer that is longer than the terminal; less(1) where it is not set, \
             nothing where it is empty or cat.",
        ),
        ("TZ", "The zone of your own times; runbooks carry theirs."),
        (
            "USER, LOGNAME",
            "The account's name, where the system's list of accounts knows none.",
        ),
        (
            "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME",
            "Where your own files lie.",
        ),
        (
            "LC_ALL, LC_CTYPE, LANG",
            "A locale that is not UTF-8 gets ASCII signs.",
        ),
    ] {
        page.term(name, about);
    }
}

fn files(page: &mut Page) {
    page.section("Files");
    for (place, about) in [
        (
            "~/.config/rounds/config.toml",
            "Settings; another file by ROUNDS_CONFIG.",
        ),
        (
            MACHINE_FILE,
            "Settings of the machine, read before the user's. It names no operator.",
        ),
        (
            "./runbooks, else ~/.local/share/rounds/runbooks",
            "The library, unless --runbooks, ROUNDS_RUNBOOKS or a setting names another.",
        ),
        (
            "~/.local/share/rounds/journal",
            "The journal. Nothing else writes there; rounds journal where tells it.",
        ),
        (
            "~/.local/state/rounds",
            "The ids of this machine's writers with the heads that it kept, the commands that were allowed here, what hooks were told. Not to be copied to another machine.",
        ),
        (
            "~/.cache/rounds",
            "What can be made anew: the checkpoint of the journal.",
        ),
        (
            "JOURNAL.state, JOURNAL.cache",
            "The last two beside the journal, where the home folder cannot be written.",
        ),
        ("library.toml", "What all runbooks of its folder share."),
    ] {
        page.term(place, about);
    }
    page.text("Paths are those of Linux; XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME and XDG_CACHE_HOME move them.");
}

fn statuses(page: &mut Page) {
    page.section("Exit status");
    for (status, about) in STATUSES {
        page.term(status, about);
    }
    page.part("By command");
    for (command, about) in BY_COMMAND {
        page.term(command, &format!("{about}."));
    }
}

/// Text of which no letter is a command to roff, and which any roff reads, also one that
/// knows no UTF-8.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => safe.push_str("\\e"),
            '-' => safe.push_str("\\-"),
            '"' => safe.push_str("\\(dq"),
            _ if letter.is_ascii() => safe.push(letter),
            _ => safe.push_str(&format!("\\[u{:04X}]", u32::from(letter))),
        }
    }
    safe
}

/// A whole line: a dot or a quote in front would begin a command.
fn line_of(text: &str) -> String {
    let text = escaped(text);
    match text.starts_with(['.', '\'']) {
        true => format!("\\&{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_every_key_is_in_the_page() {
        let page = page().0;
        let root = Typed::whole();
        for command in root.get_subcommands().filter(|it| !it.is_hide_set()) {
            let name = escaped(&format!("rounds {}", command.get_name()));
            assert!(page.contains(&name), "{name}");
        }
        for row in TABLE.iter().filter(|row| !row.keys.is_empty()) {
            assert!(page.contains(&line_of(row.words)), "{}", row.words);
        }
        assert!(!page.contains("complete --"), "what is hidden stays so");
        for section in ["FILES", "EXIT STATUS", "ENVIRONMENT"] {
            assert!(page.contains(&format!(".SH \"{section}\"")), "{section}");
        }
        assert!(page.contains(&format!(".TH ROUNDS 1 \"{DATE}\"")));
    }

    #[test]
    fn no_line_of_text_is_a_command_to_roff() {
        assert_eq!(line_of(".nf"), "\\&.nf");
        assert_eq!(line_of("'x"), "\\&'x");
        assert_eq!(line_of("a\\-b…"), "a\\e\\-b\\[u2026]");
        let known = [".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi"];
        for line in page()
            .0
            .lines()
            .filter(|line| line.starts_with(['.', '\'']))
        {
            let name = line.split(' ').next().unwrap();
            assert!(known.contains(&name), "{line}");
        }
    }
}
