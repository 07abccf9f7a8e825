//! `rounds completions SHELL`, and `rounds complete`, which the scripts ask at each Tab.
//!
//! One small script a shell hands over the words typed so far; what can follow is found
//! here, from the command line's own shape and from the library and the record in use. So
//! a new command is completed without a word here, and every shell knows the same.
//!
//! Nothing is written, and nothing is said of what is wrong: a line that is being typed is
//! no place for it. Where nothing is known, the shell offers its own files.

mod typed;
mod values;

use super::args::{CompleteArgs, CompletionsArgs, Shell};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use clap::{Arg, Command};
use typed::{Candidate, TypedLine};

/// The scripts, each a few lines that ask `rounds complete`.
const SCRIPTS: [(Shell, &str); 4] = [
    (Shell::Bash, include_str!("rounds.bash")),
    (Shell::Zsh, include_str!("rounds.zsh")),
    (Shell::Fish, include_str!("rounds.fish")),
    (Shell::Powershell, include_str!("rounds.ps1")),
];

/// Prints the script of a shell.
///
/// # Errors
/// When the answer cannot be written.
pub fn script(args: &CompletionsArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let script = SCRIPTS.iter().find(|(shell, _)| *shell == args.shell);
    for line in script.map_or("", |(_, text)| text).lines() {
        invocation.out.say(line)?;
    }
    Ok(Exit::WELL)
}

/// Answers a script: one candidate a line, with its words behind a tab. `words` is what
/// stands behind the program's name; the last is the one that is being typed, where that was
/// not given by itself.
///
/// # Errors
/// When the answer cannot be written.
pub fn run(args: &CompleteArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let (typed, before) = match (&args.typed, args.words.split_last()) {
        (Some(typed), _) => (typed.as_str(), &args.words[..]),
        (None, Some((typed, before))) => (typed.as_str(), before),
        (None, None) => ("", &[][..]),
    };
    let line = TypedLine::of(before);
    for candidate in candidates(&line, typed) {
        if !candidate.text.starts_with(typed) {
            continue;
        }
        let row = super::out::Line::plain(&candidate.text);
        let about = candidate.about.replace(['\t', '\n'], " ");
        invocation.out.candidate(&row, &about)?;
    }
    Ok(Exit::WELL)
}

fn candidates(line: &TypedLine, typed: &str) -> Vec<Candidate> {
    if let Some(option) = &line.pending {
        return of_value(line, option);
    }
    if typed.starts_with('-') {
        return options(&line.command);
    }
    let commands: Vec<_> = line
        .command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| Candidate::new(command.get_name(), about(command.get_about())))
        .collect();
    if !commands.is_empty() && line.positionals.is_empty() {
        return commands;
    }
    let places: Vec<_> = line.command.get_positionals().collect();
    let place = places.get(line.positionals.len()).or(places.last());
    place.map_or(Vec::new(), |arg| of_value(line, arg))
}

fn options(command: &Command) -> Vec<Candidate> {
    let shown = command.get_arguments().filter(|arg| !arg.is_hide_set());
    let mut shown: Vec<_> = shown.collect();
    // What only this command takes comes first.
    shown.sort_by_key(|arg| arg.is_global_set());
    shown
        .into_iter()
        .filter_map(|arg| {
            let name = format!("--{}", arg.get_long()?);
            Some(Candidate::new(name, about(arg.get_help())))
        })
        .collect()
}

/// What an argument takes: its own few words, else what the library and the record know.
fn of_value(line: &TypedLine, arg: &Arg) -> Vec<Candidate> {
    let words: Vec<_> = arg
        .get_possible_values()
        .iter()
        .map(|value| Candidate::new(value.get_name(), about(value.get_help())))
        .collect();
    match words.is_empty() {
        true => values::of(line, arg.get_id().as_str()),
        false => words,
    }
}

/// Help on one line.
fn about(help: Option<&clap::builder::StyledStr>) -> String {
    let text = help.map(ToString::to_string).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let (typed, before) = words.split_last().unwrap();
        candidates(&TypedLine::of(before), typed)
            .into_iter()
            .map(|candidate| candidate.text)
            .filter(|text| text.starts_with(typed.as_str()))
            .collect()
    }

    #[test]
    fn commands_options_and_their_words_come_from_the_command_line_itself() {
        assert_eq!(texts("sta"), ["start"]);
        assert_eq!(texts("journal v"), ["verify"]);
        assert_eq!(texts("--mouse li"), ["list"]);
        assert_eq!(texts("list r"), ["runbooks", "runs"]);
        assert_eq!(texts("due --js"), ["--json"]);
        assert_eq!(texts("due --color a"), ["auto", "always"]);
        assert_eq!(texts("--color never check --format g"), ["github"]);
        assert_eq!(texts("run 7k2m9x ab"), ["abandon"]);
        assert!(!texts("").contains(&"complete".to_owned()), "it is hidden");
    }

    #[test]
    fn where_nothing_is_known_the_shell_offers_its_files() {
        assert_eq!(texts("check r"), [""; 0]);
        assert_eq!(texts("do 7k2m9x 1 ok --attach "), [""; 0]);
        assert_eq!(texts("nonsense --no-such x"), [""; 0]);
    }
}
