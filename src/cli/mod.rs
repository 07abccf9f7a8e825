//! The command line: arguments become commands of the rooms below, and their answers text
//! or JSON.
//!
//! What stays true: answers go to standard output and words about them to standard error,
//! both through one sink that makes outside text safe; statuses are those of `statuses`; what
//! only reads creates and writes nothing; a closed pipe ends quietly.
//!
//! What it does not do: it decides nothing about runs, and draws no screen.
//!
//! | file | for |
//! |---|---|
//! | `args` | what was typed |
//! | `invocation` | what a command has at hand: sink, clock, session |
//! | `out`, `exit` | the sink; statuses, and why a command stopped |
//! | `unread`, `statuses` | what an answer could not take into account; what each status means |
//! | `what`, `time` | what is meant by WHAT, by RUN, STEP and TIME |
//! | `who` | who is at the keyboard, on an account that several people share |
//! | `answers` | what `--json` prints, as a schema |
//! | `words`, `progress` | what happened, in words; a run beside its procedure |
//! | `usable` | the runbooks that can be used |
//! | `rules` | runbooks held against the alert rules of monitoring |
//! | `rewrite` | edits of a runbook's file: shown, accepted, written |
//! | `approval` | whether a revision was approved, in words |
//! | `screens`, `screen_config` | the way to the screens and to line prompts; which keys and colours they have |
//! | `complete`, `help`, `man` | what is found at once: completions, topics, the manual page |
//! | `groups` | the first page of help, every command on one screen |
//! | `demo`, `tutor` | an example and a lesson, each in a temporary folder of its own |
//! | `doctor` | what is in force and what to mend |
//! | the others | one command each, or a few that belong together |

mod ack;
mod alert;
mod answers;
mod approval;
mod args;
mod beside;
mod board;
mod check;
mod claim;
mod complete;
mod confirm;
mod demo;
mod doctor;
mod doing;
mod due;
mod exit;
mod export;
mod find;
mod follow_up;
mod groups;
mod handoff;
mod help;
mod hooks;
mod import;
mod init;
mod invocation;
mod journal;
mod list;
mod man;
mod metrics;
mod note;
mod occurrence;
mod out;
mod overrides;
mod pager;
mod placed;
mod progress;

mod report;
mod rewrite;
mod rules;
mod run;
mod saved;
mod schema;
mod screen_config;
mod screens;
mod show;
mod silence;
mod start;
mod statuses;
mod step;
mod sync;
mod team;
mod time;
mod trust;
mod tutor;
mod unread;
mod usable;
mod what;
mod who;
mod words;

use args::{Typed, Verb};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use exit::{Exit, Stop};
use invocation::Invocation;
use pager::Pager;
use screens::PlainArgs;
use std::io::Write;
use std::process::ExitCode;

/// Runs the program with the arguments of this process, and gives its status. A fault in the
/// program is told and is "anything else": it never ends without words or by a status of its own.
pub fn main() -> ExitCode {
    crate::tui::terminal::tell_of_panics();
    std::panic::catch_unwind(answer).unwrap_or(ExitCode::from(Exit::FAULT.0))
}

fn answer() -> ExitCode {
    let named = std::env::args_os().nth(1);
    let command = named.and_then(|name| Typed::of(&name)).unwrap_or_else(|| {
        let command = Typed::command();
        let page = groups::page(&command);
        command.override_help(page)
    });
    let typed = command
        .try_get_matches()
        .and_then(|matches| Typed::from_arg_matches(&matches));
    let typed = match typed {
        Ok(typed) => typed,
        Err(error) => return told(&error),
    };
    let mut invocation = match &typed.command {
        // A line that is being typed is no place for words about something else.
        Some(Verb::Complete(_)) => Invocation::quiet(&typed.beside.common),
        _ => Invocation::new(&typed.beside.common),
    };
    let leaves = typed.command.as_ref().is_some_and(Verb::is_worth_sending);
    let answers = typed
        .command
        .as_ref()
        .is_some_and(Verb::answers_from_record);
    if typed.command.as_ref().is_some_and(Verb::is_told_at_length) {
        invocation.page();
    }
    let done = run(typed.command, typed.beside.plain, &mut invocation);
    // Also where it stopped: what was said comes before why.
    let said = invocation.out.flush();
    let done = done.and_then(|exit| said.map(|()| exit));
    let is_noted = invocation.close();
    if leaves && done.is_ok() {
        invocation.sync_in_background();
    }
    let in_doubt = invocation.is_answer_in_doubt(answers);
    let code = match done {
        Ok(Exit::WELL) if !is_noted || in_doubt => ExitCode::from(Exit::JOURNAL.0),
        Ok(exit) => ExitCode::from(exit.0),
        Err(stop) => {
            if let Some(words) = stop.words() {
                invocation.out.error(words);
            }
            ExitCode::from(stop.status())
        }
    };
    invocation.leave();
    code
}

fn run(command: Option<Verb>, plain: PlainArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    match command {
        None if plain.plain => screens::prompt(invocation, None, plain),
        None => screens::open(invocation, None),
        Some(Verb::Open(args)) => start::open(&args, args.plain.or(plain), invocation),
        Some(Verb::Start(args)) => start::run(&args, args.plain.or(plain), invocation),
        Some(Verb::Demo(args)) => demo::run(&args, args.plain.or(plain), invocation),
        Some(Verb::Tutor(args)) => tutor::run(args.plain.or(plain), invocation),
        Some(_) if plain.plain => Err(Stop::Usage(
            "--plain belongs to `rounds` alone, `start`, `open`, `demo` and `tutor`.".to_owned(),
        )),
        Some(Verb::Alert(args)) => alert::run(&args, invocation),
        Some(Verb::Due(args)) => due::run(&args, invocation),
        Some(Verb::List(args)) => list::run(&args, invocation),
        Some(Verb::Show(args)) => show::run(&args, invocation),
        Some(Verb::Find(args)) => find::run(&args, invocation),
        Some(Verb::Do(args)) => step::run(&args, invocation),
        Some(Verb::Run(args)) => run::run(&args, invocation),
        Some(Verb::Trust(args)) => trust::run(&args, invocation),
        Some(Verb::Waive(args)) => occurrence::waive(&args, invocation),
        Some(Verb::Ack(args)) => ack::run(&args, invocation),
        Some(Verb::Silence(args)) => silence::run(&args, invocation),
        Some(Verb::Note(args)) => note::run(&args, invocation),
        Some(Verb::FollowUp(verb)) => follow_up::run(&verb, invocation),
        Some(Verb::Escalate(args)) => handoff::escalate::run(&args, invocation),
        Some(Verb::Handover(args)) => handoff::handover::run(&args, invocation),
        Some(Verb::Ready(args)) => handoff::ready::run(&args, invocation),
        Some(Verb::Review(args)) => handoff::review::run(&args, invocation),
        Some(Verb::Join(args)) => sync::join(&args, invocation),
        Some(Verb::Sync(args)) => sync::run(&args, invocation),
        Some(Verb::Team(form)) => team::run(form, invocation),
        Some(Verb::Claim(args)) => claim::run(&args, invocation),
        Some(Verb::Carry(args)) => sync::carry(&args, invocation),
        Some(Verb::Report(args)) => report::run(&args, invocation),
        Some(Verb::Hooks(verb)) => hooks::run(&verb, invocation),
        Some(Verb::Metrics(args)) => metrics::run(&args, invocation),
        Some(Verb::Check(args)) => check::run(&args, invocation),
        Some(Verb::Init(args)) => init::run(&args, invocation),
        Some(Verb::New(args)) => init::new(&args, invocation),
        Some(Verb::Import(args)) => import::run(&args, invocation),
        Some(Verb::Export(args)) => export::run(&args, invocation),
        Some(Verb::Schema(args)) => schema::run(&args, invocation),
        Some(Verb::Completions(args)) => complete::script(&args, invocation),
        Some(Verb::Doctor(form)) => doctor::run(form, invocation),
        Some(Verb::Man) => man::run(invocation),
        Some(Verb::Help(args)) => help::run(&args, invocation),
        Some(Verb::Complete(args)) => complete::run(&args, invocation),
        Some(Verb::Journal(verb)) => journal::run(&verb, invocation),
    }
}

/// Help and version on standard output, faults of what was typed on standard error. What
/// was typed is quoted in them, so they go through `text::lines` like everything else.
fn told(error: &clap::Error) -> ExitCode {
    let mut text = error.render().to_string();
    if let Some(meant) = meant(error) {
        text.push_str(&format!("\n  tip: `rounds {meant}` does that here\n"));
    }
    let safe: String = crate::text::lines(&text)
        .map(|line| format!("{line}\n"))
        .collect();
    let is_answer = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    // That nobody reads it is no fault worth a status of its own.
    let _ = match is_answer {
        true => match invocation::rows_to_page(false).and_then(Pager::of) {
            Some(mut pager) => pager
                .write_all(safe.as_bytes())
                .and_then(|()| pager.flush()),
            None => std::io::stdout().write_all(safe.as_bytes()),
        },
        false => std::io::stderr().write_all(safe.as_bytes()),
    };
    ExitCode::from(if is_answer { 0 } else { 2 })
}

/// What other programs call something that has another name here.
const OTHER_WORDS: [(&str, &str); 24] = [
    ("status", "due"),
    ("today", "due"),
    ("next", "due"),
    ("ls", "list"),
    ("cat", "show"),
    ("view", "show"),
    ("search", "find"),
    ("grep", "find"),
    ("begin", "start"),
    ("done", "do"),
    ("tick", "do"),
    ("log", "journal tail"),
    ("history", "list runs"),
    ("verify", "journal verify"),
    ("lint", "check"),
    ("validate", "check"),
    ("create", "new"),
    ("completion", "completions"),
    ("excuse", "waive"),
    ("seen", "ack"),
    ("acknowledge", "ack"),
    ("mute", "silence"),
    ("override", "silence"),
    ("undo", "run RUN undo"),
];

/// The command that is meant by a word that is none.
fn meant(error: &clap::Error) -> Option<&'static str> {
    use clap::error::{ContextKind, ContextValue};
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let known = OTHER_WORDS.iter().find(|(word, _)| word == typed);
    known.map(|(_, meant)| *meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_the_command_line_holds_together() {
        Typed::command().debug_assert();
    }

    #[test]
    fn the_shape_of_each_command_alone_holds_together() {
        for verb in Typed::command().get_subcommands() {
            let alone = Typed::of(verb.get_name().as_ref());
            alone.expect("it is one of them").debug_assert();
        }
    }

    #[test]
    fn every_command_shows_examples() {
        let root = Typed::whole();
        let groups = root.get_subcommands().filter(|verb| verb.has_subcommands());
        let below = groups.flat_map(clap::Command::get_subcommands);
        let below = below.filter(|verb| verb.get_name() != "help");
        let alone = root
            .get_subcommands()
            .filter(|verb| !verb.has_subcommands());
        for verb in alone.chain(below).filter(|verb| !verb.is_hide_set()) {
            let after = verb.get_after_help().map(ToString::to_string);
            let name = verb.get_name();
            assert!(after.unwrap_or_default().contains("Example"), "{name}");
        }
    }

    #[test]
    fn every_command_has_words_and_no_command_is_promised_early() {
        let command = Typed::command();
        for verb in command.get_subcommands() {
            assert!(verb.get_about().is_some(), "{}", verb.get_name());
        }
        let names: Vec<_> = command
            .get_subcommands()
            .map(|verb| verb.get_name())
            .collect();
        assert_eq!(
            names.join(" "),
            "open start alert due list show find do run trust waive ack silence note follow-up escalate handover ready review join sync team claim carry report hooks metrics check init new import export schema completions doctor man tutor demo help complete journal"
        );
    }
}
