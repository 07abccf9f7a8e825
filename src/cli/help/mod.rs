//! `rounds help [TOPIC]`: what is longer than a command's `--help`.
//!
//! A topic is Markdown, written beside this file or in the guide, or drawn from the tables that
//! the program itself goes by: the format from its shapes, keys from the one table. So neither
//! can say what is not so.

use super::args::{HelpArgs, Typed};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::show::prose;
use super::statuses;
use crate::app::action::Action;
use crate::app::keymap::Keymap;
use crate::app::keys::Context;
use crate::config::CONFIG;
use crate::guide;
use crate::runbook::format::{FILE, Kind, LIBRARY, Shape};
use crate::text::nearest;
use clap::CommandFactory;
use std::fmt::Write;

/// The topics, each with what it is about.
pub const TOPICS: [(&str, &str); 14] = [
    ("format", "the runbook file, key by key"),
    ("procedures", "writing good procedures"),
    ("training", "learning them before they are needed"),
    (
        "handover",
        "from shift to shift, and from builders to operators",
    ),
    ("exchange", "Markdown in, forms and calendars out"),
    ("journal", "the record, enough to write a second reader"),
    ("team", "one record on many machines"),
    ("security", "what is trusted, what is kept, what is proved"),
    ("status", "what each exit status means"),
    ("lines", "everything by prompts, without a screen"),
    ("config", "config.toml, key by key"),
    (
        "hooks",
        "telling pagers, chats and monitoring what happened",
    ),
    (
        "hosts",
        "who you are: containers, sudo, su, jump hosts, shared accounts",
    ),
    ("keys", "every key, and what config.toml calls its action"),
];

/// Tells a topic, or a command's own help; without a name, what topics there are.
///
/// # Errors
/// Wrong usage: there is no such topic or command.
pub fn run(args: &HelpArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let Some((name, below)) = args.topic.split_first() else {
        invocation.out.say("Topics:")?;
        for (name, about) in TOPICS {
            invocation
                .out
                .say(&format!("  rounds help {name:<12} {about}"))?;
        }
        invocation.out.gap()?;
        invocation
            .out
            .say("`rounds --help` lists the commands, `rounds COMMAND --help` has examples.")?;
        return Ok(Exit::WELL);
    };
    if below.is_empty()
        && let Some(text) = text(name, invocation.screen_config.keymap)
    {
        prose(&mut invocation.out, "", &text)?;
        return Ok(Exit::WELL);
    }
    let mut root = Typed::whole();
    let mut names = args.topic.iter();
    match names.try_fold(&mut root, |command, name| command.find_subcommand_mut(name)) {
        Some(command) => {
            for line in command.render_long_help().to_string().lines() {
                invocation.out.say(line)?;
            }
            Ok(Exit::WELL)
        }
        None => Err(unknown(&args.topic.join(" "))),
    }
}

fn unknown(name: &str) -> Stop {
    let names = TOPICS.map(|(name, _)| name);
    let root = Typed::command();
    let shown = root.get_subcommands().filter(|it| !it.is_hide_set());
    let all = names.into_iter().chain(shown.map(|it| it.get_name()));
    let first = name.split(' ').next().unwrap_or_default();
    let meant = match nearest(first, all) {
        Some(meant) => format!("Did you mean `rounds help {meant}`?"),
        None => format!("Topics are {}.", names.join(", ")),
    };
    Stop::Usage(format!("There is no topic or command “{name}”. {meant}"))
}

/// A topic as Markdown.
pub(super) fn text(topic: &str, keymap: Keymap) -> Option<String> {
    Some(match topic {
        "format" => format(),
        "config" => described(CONFIG_INTRODUCTION, &[&CONFIG]),
        "keys" => keys(keymap),
        "status" => statuses::topic(),
        "journal" => guide::JOURNAL.to_owned(),
        "team" => guide::TEAM.to_owned(),
        "procedures" => include_str!("procedures.md").to_owned(),
        "training" => keymap.fill(Context::Run, "", include_str!("training.md")),
        "handover" => keymap.fill(Context::Handover, "", include_str!("handover.md")),
        "exchange" => include_str!("exchange.md").to_owned(),
        "lines" => include_str!("lines.md").to_owned(),
        "hooks" => include_str!("hooks.md").to_owned(),
        "hosts" => include_str!("hosts.md").to_owned(),
        "security" => include_str!("security.md").to_owned(),
        _ => return None,
    })
}

const FORMAT_INTRODUCTION: &str = "# The runbook file

TOML, one file a runbook, a folder of them a library. Every `.toml` file of the folder and of the folders in it is a runbook; hidden files, links, and what editors and sync services leave behind are not used, and `rounds check` names them. `library.toml` holds what the runbooks of its folder and below share; the nearest one counts. A runbook needs a title, a time zone and procedures; a procedure a title and steps; a step is a sentence in quotes, or a table with a title. A step yields a tick, a `reading`, an `ask` or a choice (`choose`): one of them.

`rounds new NAME` makes a file to begin with, `rounds check` tells every mistake, `rounds schema` is this page for editors.
";

const CONFIG_INTRODUCTION: &str = include_str!("config.md");

fn format() -> String {
    described(FORMAT_INTRODUCTION, &[&FILE, &LIBRARY])
}

/// Shapes, and those that stand in them, each with its keys.
fn described(introduction: &str, shapes: &[&'static Shape]) -> String {
    let mut text = introduction.to_owned();
    let mut told: Vec<&'static str> = Vec::new();
    for shape in shapes {
        describe(shape, &mut told, &mut text);
    }
    text
}

fn describe(shape: &'static Shape, told: &mut Vec<&'static str>, text: &mut String) {
    if told.contains(&shape.name) {
        return;
    }
    told.push(shape.name);
    let header = match shape.header {
        "the top of the file" => format!("{}: {}", shape.name, shape.header),
        header if header.contains('`') => as_code(header),
        header => format!("`{header}`"),
    };
    // Writing into a text cannot fail.
    let _ = writeln!(text, "\n## {header}\n");
    let known = || shape.keys.iter();
    for key in known() {
        let needed = if key.required { " (needed)" } else { "" };
        let kind = as_code(&key.kind.words());
        let _ = writeln!(
            text,
            "- `{}`{needed}: {} Takes {kind}.",
            key.name, key.about
        );
    }
    for key in known() {
        for inner in shapes_in(&key.kind) {
            describe(inner, told, text);
        }
    }
}

/// Headers and addresses as code: Markdown takes them for links.
fn as_code(words: &str) -> String {
    let parts = words.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 1 {
            return format!("`{part}`");
        }
        let words = part.split(' ').map(|word| {
            let is_code = word.starts_with("[[") || word.starts_with("\"http");
            if is_code {
                format!("`{word}`")
            } else {
                word.to_owned()
            }
        });
        words.collect::<Vec<_>>().join(" ")
    });
    parts.collect()
}

fn shapes_in(kind: &'static Kind) -> Vec<&'static Shape> {
    match kind {
        Kind::Named(of) | Kind::OneOrMore(of) => shapes_in(of),
        kind => kind.shapes(),
    }
}

fn keys(keymap: Keymap) -> String {
    let help = keymap.words(Context::Screen, Action::Help);
    let mut text = format!(
        "# Keys\n\n`{help}` on the screens shows those of the place. In a run, digits begin a reading or choose. `[keys.PLACE]` in config.toml binds a key to an action, by the names in brackets. What lies over a screen (a list to pick from, a field, a text) names its few keys itself; those stay as they are.\n"
    );
    for context in Context::ALL {
        // What is live everywhere is told once, from a place that takes nothing from it.
        let place = match context {
            Context::Everywhere => Context::Screen,
            context => context,
        };
        let rows = keymap.live(place).filter(|row| row.context == context);
        let mut rows = rows.filter(|row| !row.keys.is_empty()).peekable();
        if rows.peek().is_none() {
            continue;
        }
        let _ = writeln!(
            text,
            "\n## {} (`[keys.{}]`)\n",
            context.words(),
            context.name()
        );
        for row in rows {
            let keys: Vec<_> = row
                .keys
                .iter()
                .map(|key| format!("`{}`", key.words()))
                .collect();
            let (keys, action) = (keys.join(" "), row.action.name());
            let _ = writeln!(text, "- {}: {keys} ({action})", row.words);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(&'static str, String)> {
        TOPICS
            .map(|(name, _)| (name, text(name, Keymap::default()).unwrap()))
            .to_vec()
    }

    #[test]
    fn every_topic_has_its_text() {
        for (name, text) in all() {
            assert!(text.starts_with("# ") && text.len() > 500, "{name}");
        }
    }

    #[test]
    fn every_command_that_a_topic_names_is_one() {
        let root = Typed::whole();
        let mut named = 0;
        for (topic, text) in all() {
            for code in text.split('`').skip(1).step_by(2) {
                let Some(words) = code.strip_prefix("rounds ") else {
                    continue;
                };
                let mut command = &root;
                for word in words.split(' ') {
                    if word.starts_with(|c: char| !c.is_ascii_lowercase()) {
                        break;
                    }
                    match command.find_subcommand(word) {
                        Some(below) => command = below,
                        None => break,
                    }
                }
                assert_ne!(command.get_name(), "rounds", "{topic}: {code}");
                named += 1;
            }
        }
        assert!(named > 10);
    }

    #[test]
    fn the_page_of_the_format_is_what_help_prints() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/format.md");
        if std::env::var_os("GUIDE_UPDATE").is_some() {
            std::fs::write(path, format()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap();
        assert!(
            page == format(),
            "src/guide/format.md is not what the shapes say: write it anew with GUIDE_UPDATE=1"
        );
    }

    #[test]
    fn the_format_names_every_key_that_is_supported() {
        let text = format();
        for key in FILE.keys {
            assert!(text.contains(&format!("- `{}`", key.name)), "{}", key.name);
        }
        for header in ["[[procedures]]", "[[procedures.steps]]", "[owners]"] {
            assert!(text.contains(header), "{header}");
        }
    }
}
