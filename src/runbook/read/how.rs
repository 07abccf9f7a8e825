//! How a step is done: by hand, by a command, after a time, or by another procedure.
//!
//! What a command may not be is refused here, before anybody is asked to trust it: words that
//! hide something, a variable where another program would read it as its own language, a
//! folder that depends on where the program was started, a secret among its words.

use super::super::format::STEP;
use super::super::problem::{Finding, SECRET, Sink, quoted};
use super::super::template::Template;
use super::super::types::{How, Program, ShellProgram, StepCommand};
use super::around::Around;
use super::reread;
use super::tree::{Table, Text};
use super::values;
use super::variables::{Given, Scope, UsedAt};
use crate::text::looks_secret;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// How long a command may take that says nothing of it.
const TIMEOUT: SignedDuration = SignedDuration::from_secs(60);

/// The ways of doing a step, of which it has one at most.
const WAYS: &[&str] = &["run", "shell", "wait", "call"];

/// Keys that describe a command.
const OF_COMMAND: &[&str] = &[
    "take",
    "timeout",
    "expect_exit",
    "expect_output",
    "cwd",
    "env",
    "pass_env",
    "interactive",
    "keep_output",
];

/// Reads how a step is done. Whatever is wrong with it was pushed.
pub(super) fn how(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    scope: &Scope<'_>,
    at: UsedAt,
    around: &Around<'_>,
) -> How {
    let has = |key: &str| table.entries.contains_key(key);
    let ways: Vec<&str> = WAYS.iter().copied().filter(|way| has(way)).collect();
    if let [first, second, ..] = ways[..] {
        let message = format!("a step is done in one way, but here stand `{first}` and `{second}`");
        sink.push(
            Finding::error("two-ways", table.key_span(second), message)
                .hint("make two steps of it"),
        );
    }
    let at = UsedAt {
        command: true,
        ..at
    };
    if has("run") || has("shell") {
        return command(sink, table, scope, at, around);
    }
    without_command(sink, table);
    match ways.first() {
        Some(&"wait") => table.duration("wait").map_or(How::ByHand, How::Wait),
        Some(_) => call(sink, table, around),
        None => How::ByHand,
    }
}

fn call(sink: &mut Sink<'_>, table: &Table<'_>, around: &Around<'_>) -> How {
    for key in ["reading", "ask", "choose"] {
        if table.entries.contains_key(key) {
            let message = format!("`{key}` does not go together with `call`");
            let hint = "a step that another procedure does is ticked: make two steps of it";
            sink.push(Finding::error("call-yields", table.key_span(key), message).hint(hint));
        }
    }
    let reference = table.text("call");
    let reference = reference.and_then(|text| around.procedures.resolve(sink, text));
    reference.map_or(How::ByHand, How::Call)
}

/// Says of the keys that describe a command that there is none.
fn without_command(sink: &mut Sink<'_>, table: &Table<'_>) {
    for key in OF_COMMAND {
        if table.entries.contains_key(*key) {
            let message = format!("`{key}` says nothing without a command");
            sink.push(
                Finding::error("no-command", table.key_span(key), message)
                    .hint("add `run` or `shell`, or take it out"),
            );
        }
    }
}

fn command(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    scope: &Scope<'_>,
    at: UsedAt,
    around: &Around<'_>,
) -> How {
    what_contradicts(sink, table);
    let env = env(sink, table, scope, at);
    let own = table.texts("pass_env").into_iter().map(Text::owned);
    let pass_env: BTreeSet<String> = around.pass_env.iter().cloned().chain(own).collect();
    let interactive = table.flag("interactive");
    let program = match table.text("shell") {
        Some(text) => {
            let given = Given {
                env: &env,
                passed: &pass_env,
                interactive,
            };
            Program::Shell(ShellProgram {
                names: scope.check_shell(sink, text, at, &given),
                text: text.owned(),
            })
        }
        None => words(sink, table, scope, at),
    };
    for key in ["expect_output", "take"] {
        if let Some(text) = table.text(key) {
            scope.check(sink, text, at);
        }
    }
    let command = StepCommand {
        program,
        cwd: cwd(sink, table, scope, at),
        env,
        pass_env,
        timeout: table.duration("timeout").unwrap_or(TIMEOUT),
        expect_exit: expect_exit(sink, table),
        expect_output: table.search("expect_output"),
        take: table.search("take"),
        interactive,
        keep_output: !table.is_off("keep_output"),
    };
    let takes_secret = command.take.is_some() && asks_secret(table);
    if !takes_secret && !table.entries.contains_key("keep_output") {
        warn_of_kept_secret(sink, table, scope, &command);
    }
    How::Command(Box::new(command))
}

/// A command that is given a secret may print it: whoever writes it says that this was
/// thought of.
fn warn_of_kept_secret(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    scope: &Scope<'_>,
    command: &StepCommand,
) {
    let mut names = command.names_in_environment().into_iter();
    if let Some(secret) = names.find(|name| scope.is_secret(name)) {
        let way = match command.program {
            Program::Shell(_) => "shell",
            Program::Words(_) => "run",
        };
        let message = format!("what this command prints is kept, and it is given `${secret}`");
        sink.push(
            Finding::warning("secret-kept", table.key_span(way), message).hint(
                "add keep_output = false; or keep_output = true, if it never prints the secret",
            ),
        );
    }
}

fn asks_secret(table: &Table<'_>) -> bool {
    table.table("ask").is_some_and(|ask| ask.flag("secret"))
}

/// Says what does not go together with a command, or with a part of it.
fn what_contradicts(sink: &mut Sink<'_>, table: &Table<'_>) {
    let has = |key: &str| table.entries.contains_key(key);
    let mut refuse = |code, key: &str, message: &str, hint: &str| {
        sink.push(Finding::error(code, table.key_span(key), message).hint(hint));
    };
    if has("copy") {
        refuse(
            "copy-and-command",
            "copy",
            "a step by command has no text to copy beside it",
            "take `copy` out: the command itself is what is copied",
        );
    }
    if has("take") && !["reading", "ask", "choose"].into_iter().any(has) {
        refuse(
            "nothing-to-take",
            "take",
            "`take` fills nothing: this step yields no value",
            "add `reading`, `ask` or `choose`; to judge the output use `expect_output`",
        );
    }
    if has("take") && asks_secret(table) && table.flag("keep_output") {
        refuse(
            "secret-shown",
            "keep_output",
            "the output holds the secret that is taken from it, and is never kept",
            "take `keep_output` out",
        );
    }
    for key in ["take", "expect_output"] {
        if has(key) && table.flag("interactive") {
            refuse(
                "interactive",
                key,
                &format!("`{key}` reads an output, but an interactive command keeps it to itself"),
                "take one of the two out",
            );
        }
    }
}

fn words(sink: &mut Sink<'_>, table: &Table<'_>, scope: &Scope<'_>, at: UsedAt) -> Program {
    let texts = match table.node("run").and_then(|node| node.get_ref().as_array()) {
        Some(nodes) => nodes.iter().filter_map(Text::of).collect(),
        None => Vec::new(),
    };
    let list = table.node("run").and_then(|node| node.get_ref().as_array());
    if list.is_some_and(|list| list.is_empty()) {
        sink.push(
            Finding::error(
                "empty-list",
                table.key_span("run"),
                "the command has no words",
            )
            .hint("name the program and its words: run = [\"df\", \"-h\"]"),
        );
    }
    for text in &texts {
        scope.check(sink, *text, at);
        if let Some(newline) = text.value.find('\n') {
            let span = text.within(sink.text(), newline..newline + 1);
            let message = "a word of `run` goes over several lines";
            sink.push(
                Finding::error("line-break", span, message)
                    .hint("write it in one line, or put the command into `shell`"),
            );
        }
    }
    reread::check(sink, &texts);
    let joined: Vec<&str> = texts.iter().map(|text| text.value).collect();
    refuse_secret(sink, table, "run", &joined, &joined.join(" "));
    Program::Words(joined.into_iter().map(Template::from).collect())
}

/// A secret that only shows beside its name: `--password` in one word, it in the next.
fn refuse_secret(sink: &mut Sink<'_>, table: &Table<'_>, key: &str, parts: &[&str], whole: &str) {
    // A part that is one by itself was told already.
    if parts.iter().any(|part| looks_secret(part).is_some()) {
        return;
    }
    if let Some(secret) = looks_secret(whole) {
        let span = table
            .node(key)
            .map_or(table.span.clone(), |node| node.span());
        sink.push(
            Finding::error(SECRET, span, format!("this looks like {secret}")).hint(
                "take it out and renew it: ask for it with `secret = true`, or let the command \
                 read it from where it is kept",
            ),
        );
    }
}

fn env(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    scope: &Scope<'_>,
    at: UsedAt,
) -> BTreeMap<String, Template> {
    let mut env = BTreeMap::new();
    for (name, node) in table.named("env") {
        let Some(value) = Text::of(node) else {
            continue;
        };
        scope.check_letting_secrets(sink, value, at);
        let whole = format!("{}={}", name.value, value.value);
        refuse_secret(sink, table, "env", &[value.value], &whole);
        env.insert(name.owned(), Template::from(value.value));
    }
    env
}

/// The folder of a command: written from the root on, so that it is the same wherever the
/// program was started, and so that no step of it leads back up.
fn cwd(sink: &mut Sink<'_>, table: &Table<'_>, scope: &Scope<'_>, at: UsedAt) -> Option<Template> {
    let text = table.text("cwd")?;
    scope.check(sink, text, at);
    let template = Template::from(text.value);
    let begins_with = template.places().find(|(place, _)| place.start == 0);
    let from_root = match begins_with {
        // A place of the owner's own; an answer could lead anywhere.
        Some((_, name)) => scope
            .values_of_targets(name)
            .is_some_and(|mut values| values.all(is_from_root)),
        None => is_from_root(text.value),
    };
    if !text.value.trim().is_empty() && !from_root {
        let message = "the folder depends on where the program was started";
        sink.push(Finding::error("bad-folder", text.span(), message).hint(
            "write it from the root on, like \"/srv/orders\"; for a home folder use `shell` \
                 with cd \"$HOME/…\"",
        ));
    }
    if text.value.split(['/', '\\']).any(|step| step == "..") {
        let message = "the folder leads back up with `..`";
        sink.push(
            Finding::error("bad-folder", text.span(), message)
                .hint("write where it ends up, so that everybody sees it"),
        );
    }
    Some(template)
}

fn is_from_root(path: &str) -> bool {
    let drive = path.as_bytes();
    let on_windows =
        matches!(drive, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    path.starts_with('/') || on_windows
}

/// The exit statuses that mean OK.
fn expect_exit(sink: &mut Sink<'_>, table: &Table<'_>) -> Vec<i32> {
    debug_assert!(STEP.key("expect_exit").is_some());
    let Some(node) = table.node("expect_exit") else {
        return vec![0];
    };
    let nodes = match node.get_ref().as_array() {
        Some(nodes) => nodes.iter().collect(),
        None => vec![node],
    };
    if nodes.is_empty() {
        let message = "`expect_exit` names no exit status";
        sink.push(
            Finding::error("empty-list", table.key_span("expect_exit"), message)
                .hint("name those that mean OK: expect_exit = [0, 1]"),
        );
    }
    let mut statuses = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Some(number) = values::number(node.get_ref()) else {
            continue;
        };
        if number.fract() != 0.0 || !(0.0..=255.0).contains(&number) {
            let written = sink.text().get(node.span()).unwrap_or_default();
            let message = format!("{} is no exit status", quoted(written));
            sink.push(
                Finding::error("bad-exit", node.span(), message)
                    .hint("an exit status is a whole number from 0 to 255"),
            );
        } else {
            statuses.push(number as i32);
        }
    }
    statuses
}
