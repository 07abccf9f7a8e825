//! The walls between rooms, held by reading the sources.
//!
//! The table below is the table in the design: who may use whom, who may know a terminal, who
//! may touch the world. Comments and strings are blanked first; what is left is read as paths,
//! grouped imports included. Rooms that do not exist yet are simply not there to break a wall.
//! It reads names, not types: what a macro makes up goes unseen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A room: its name, its row in the table, and what it may use beyond `text` … `state` above it.
struct Room {
    name: &'static str,
    row: usize,
    also: &'static [&'static str],
}

const fn room(row: usize, name: &'static str, also: &'static [&'static str]) -> Room {
    Room { name, row, also }
}

/// `state` is the last room that every room below may use.
const LAST_COMMON_ROW: usize = 4;

const ROOMS: &[Room] = &[
    room(0, "text", &[]),
    room(0, "order", &[]),
    room(1, "schedule", &[]),
    room(1, "limits", &[]),
    room(2, "runbook", &[]),
    room(3, "event", &[]),
    room(4, "state", &[]),
    room(5, "command", &[]),
    room(6, "search", &[]),
    room(7, "present", &["command", "search"]),
    // What only Unix has: polling, signals, ownership. It uses no other room.
    room(0, "os", &[]),
    room(7, "journal", &["os"]),
    room(8, "library", &["os"]),
    room(9, "config", &["os"]),
    room(9, "trust", &["os"]),
    room(10, "exec", &["os"]),
    room(
        11,
        "session",
        &[
            "os", "command", "search", "present", "journal", "library", "config", "trust", "exec",
        ],
    ),
    // Makes a record up, in its own folder alone: beside the session, not through it.
    room(
        11,
        "demo",
        &["os", "command", "journal", "library", "config"],
    ),
    room(12, "report", &["present"]),
    room(12, "exchange", &[]),
    // Of session and what it leads to it uses types alone: what is to be done is an effect.
    room(13, "app", &["session", "search", "present", "report"]),
    room(14, "plain", &["os", "session", "present", "report"]),
    room(
        14,
        "tui",
        &["os", "session", "search", "present", "report", "app"],
    ),
    room(
        15,
        "cli",
        &[
            "os", "command", "search", "present", "journal", "library", "config", "trust", "exec",
            "session", "report", "exchange", "app", "plain", "tui", "demo",
        ],
    ),
];

/// Rooms that read no clock, no file and no environment.
const PURE: &[&str] = &[
    "text", "order", "schedule", "limits", "runbook", "event", "state", "command", "search",
    "present", "report", "exchange", "app",
];

/// Names that only some rooms may mention: crates, and the journal that does not wait for the
/// disk, which is for the made-up record of `demo` in its own folder alone.
const KEPT_APART: &[(&str, &[&str])] = &[
    ("crossterm", &["tui", "cli"]),
    ("ratatui", &["tui", "cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("fleeting", &["journal", "demo"]),
];

/// Paths by which a pure room would touch the world; each stands for all that begin with it.
const IMPURE: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "env"],
    &["std", "process"],
    &["io", "stdin"],
    &["io", "stdout"],
    &["io", "stderr"],
    &["Timestamp", "now"],
    &["Zoned", "now"],
    &["SystemTime", "now"],
    &["Instant", "now"],
];

const IMPURE_MACROS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];
const UNFINISHED_MACROS: &[&str] = &["todo", "unimplemented"];
const LONGEST_FILE_LINES: usize = 500;

fn room_of(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

fn may_use(user: &Room, used: &Room) -> bool {
    let common = used.row <= LAST_COMMON_ROW && used.row < user.row && used.name != "os";
    user.name == used.name || common || user.also.contains(&used.name)
}

fn allowed(user: &Room) -> String {
    let names: Vec<_> = ROOMS
        .iter()
        .filter(|used| used.name != user.name && may_use(user, used))
        .map(|used| used.name)
        .collect();
    if names.is_empty() {
        "no other room".to_owned()
    } else {
        names.join(", ")
    }
}

/// A source file, read.
struct Source {
    /// The path below `src`, with `/`.
    path: String,
    /// The room, where it is in one (`lib.rs` and `main.rs` are not).
    room: Option<String>,
    /// How many `super` lead from it to the crate.
    depth: usize,
    text: String,
    tokens: Vec<Token>,
    paths: Vec<Use>,
    /// The line on which its tests begin; 1 where it is nothing but tests.
    tests_from_line: usize,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
        let is_root = matches!(path, "lib.rs" | "main.rs");
        let is_test_file = parts.len() > 1 && parts[1..].contains(&"tests");
        let code = code_of(text);
        let tokens = tokens_of(&code);
        let tests_from_line = if is_test_file { 1 } else { tests_from(&code) };
        Source {
            path: path.to_owned(),
            room: (!is_root).then(|| parts[0].to_owned()),
            depth: parts.len() - usize::from(parts.last() == Some(&"mod")),
            text: text.to_owned(),
            paths: paths_of(&tokens),
            tokens,
            tests_from_line,
        }
    }

    /// The rooms it uses, each with the line.
    fn rooms_used(&self) -> impl Iterator<Item = (&str, usize)> {
        self.paths.iter().filter_map(|used| {
            let names: Vec<&str> = used.names.iter().map(String::as_str).collect();
            let supers = names.iter().take_while(|name| **name == "super").count();
            let name = match names.as_slice() {
                ["crate", name, ..] => *name,
                // The program is another crate, to which the library has a name.
                ["rounds", name, ..] if self.room.is_none() => *name,
                _ if supers > 0 && supers >= self.depth => *names.get(supers)?,
                _ => return None,
            };
            room_of(name).map(|_| (name, used.line))
        })
    }

    /// The macros it calls, each with the line.
    fn macros_called(&self) -> impl Iterator<Item = (&str, usize)> {
        self.tokens
            .windows(2)
            .filter(|pair| pair[1].text == "!")
            .map(|pair| (pair[0].text.as_str(), pair[0].line))
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    text: String,
    line: usize,
}

/// A path as it is written, or one branch of a grouped import.
#[derive(Debug, Clone, PartialEq)]
struct Use {
    names: Vec<String>,
    line: usize,
}

/// The text with comments, strings and character literals blanked; lines stay where they are.
fn code_of(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let length = blank_length(&chars, at);
        if length == 0 {
            code.push(chars[at]);
            at += 1;
            continue;
        }
        let end = (at + length).min(chars.len());
        code.extend(
            chars[at..end]
                .iter()
                .map(|&c| if c == '\n' { '\n' } else { ' ' }),
        );
        at = end;
    }
    code
}

/// How many characters from here are no code.
fn blank_length(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let starts = |mark: &str| mark.chars().zip(rest).filter(|(a, b)| a == *b).count() == mark.len();
    let in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    if starts("//") {
        return rest.iter().position(|&c| c == '\n').unwrap_or(rest.len());
    }
    if starts("/*") {
        return block_comment_length(rest);
    }
    if rest[0] == '"' {
        return quoted_length(rest, '"');
    }
    if !in_word && (starts("r\"") || starts("r#") || starts("br\"") || starts("br#")) {
        return raw_string_length(rest);
    }
    // A lifetime has no closing quote.
    if rest[0] == '\'' && (rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')) {
        return quoted_length(rest, '\'');
    }
    0
}

fn block_comment_length(rest: &[char]) -> usize {
    let mut open = 0;
    let mut at = 0;
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => (open, at) = (open + 1, at + 2),
            ('*', '/') if open == 1 => return at + 2,
            ('*', '/') => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

fn quoted_length(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Nothing where `r#` begins a raw identifier.
fn raw_string_length(rest: &[char]) -> usize {
    let start = if rest[0] == 'b' { 2 } else { 1 };
    let hashes = rest[start..].iter().take_while(|&&c| c == '#').count();
    if rest.get(start + hashes) != Some(&'"') {
        return 0;
    }
    let mut at = start + hashes + 1;
    while at < rest.len() {
        let closes = rest[at] == '"'
            && rest[at + 1..]
                .iter()
                .take(hashes)
                .filter(|&&c| c == '#')
                .count()
                == hashes;
        if closes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    rest.len()
}

fn tokens_of(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (index, text) in code.lines().enumerate() {
        let line = index + 1;
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let in_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = if in_word(first) {
                rest.find(|c| !in_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push(Token {
                text: rest[..length].to_owned(),
                line,
            });
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

fn is_name(token: Option<&Token>) -> bool {
    token.is_some_and(|token| {
        token
            .text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    })
}

/// All paths of a file. A group gives one path a branch.
fn paths_of(tokens: &[Token]) -> Vec<Use> {
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_name(tokens.get(at)) {
            at = read_path(tokens, at, &[], &mut paths);
        } else {
            at += 1;
        }
    }
    paths
}

/// Reads one path from its first name on; gives the place after it.
fn read_path(tokens: &[Token], mut at: usize, before: &[String], paths: &mut Vec<Use>) -> usize {
    let mut names = before.to_vec();
    let line = tokens[at].line;
    loop {
        names.push(tokens[at].text.clone());
        at += 1;
        if tokens.get(at).is_none_or(|token| token.text != "::") {
            break;
        }
        at += 1;
        if tokens.get(at).is_some_and(|token| token.text == "{") {
            return read_group(tokens, at + 1, &names, paths);
        }
        if !is_name(tokens.get(at)) {
            break;
        }
    }
    paths.push(Use { names, line });
    at
}

fn read_group(tokens: &[Token], mut at: usize, before: &[String], paths: &mut Vec<Use>) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "}" => return at + 1,
            "as" => at += 2,
            _ if is_name(Some(token)) => at = read_path(tokens, at, before, paths),
            _ => at += 1,
        }
    }
    at
}

/// The line on which the tests of a file begin; tests stand at a file's end.
fn tests_from(code: &str) -> usize {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let begins = |(index, line): &(usize, &&str)| {
        let item = lines[index + 1..]
            .iter()
            .find(|next| !next.is_empty() && !next.starts_with('#'));
        // A `mod tests;` is a line among the modules: the code goes on after it.
        line.starts_with("#[cfg(test)]")
            && item.is_some_and(|item| item.starts_with("mod ") && item.ends_with('{'))
    };
    lines
        .iter()
        .enumerate()
        .find(begins)
        .map_or(usize::MAX, |(index, _)| index + 1)
}

/// Everything that is wrong with the sources, one sentence each.
fn breaches(sources: &[Source]) -> Vec<String> {
    let mut found: Vec<String> = sources.iter().flat_map(breaches_of).collect();
    found.extend(cycles(sources));
    found
}

fn breaches_of(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let mut breach =
        |line: usize, words: String| found.push(format!("src/{}:{line}: {words}", source.path));
    if !source.text.starts_with("//!") {
        breach(
            1,
            "begins without `//!`: say what it is for, what stays true, what it does not do".into(),
        );
    }
    let code_lines = source.text.lines().count().min(source.tests_from_line - 1);
    if code_lines > LONGEST_FILE_LINES {
        breach(
            code_lines,
            format!(
                "{code_lines} lines before the tests, at most {LONGEST_FILE_LINES}: split it by topic"
            ),
        );
    }
    for (name, line) in source
        .macros_called()
        .filter(|(name, _)| UNFINISHED_MACROS.contains(name))
    {
        breach(line, format!("`{name}!` is unfinished work"));
    }
    let home = source.room.as_deref().unwrap_or("cli");
    for token in &source.tokens {
        for (krate, rooms) in KEPT_APART {
            if token.text == *krate && !rooms.contains(&home) {
                breach(
                    token.line,
                    format!(
                        "`{home}` mentions `{krate}`; allowed in: {}",
                        rooms.join(", ")
                    ),
                );
            }
        }
    }
    // The roots name every room; that is what they are for.
    let Some(name) = &source.room else {
        return found;
    };
    let Some(user) = room_of(name) else {
        breach(
            1,
            format!("`{name}` is no room of the table in tests/walls.rs"),
        );
        return found;
    };
    for (used, line) in source.rooms_used() {
        if room_of(used).is_some_and(|used| !may_use(user, used)) {
            breach(
                line,
                format!("`{name}` uses `{used}`; allowed: {}", allowed(user)),
            );
        }
    }
    if PURE.contains(&user.name) {
        for (touched, line) in impurities(source) {
            breach(
                line,
                format!(
                    "`{name}` is pure and uses `{touched}`; allowed: no clock, file, process, environment or terminal"
                ),
            );
        }
    }
    found
}

/// What in a pure room touches the world, outside its tests.
fn impurities(source: &Source) -> Vec<(String, usize)> {
    let paths = source.paths.iter().filter_map(|used| {
        let touched = IMPURE.iter().any(|impure| {
            used.names
                .windows(impure.len())
                .any(|names| names.iter().eq(impure.iter()))
        });
        touched.then(|| (used.names.join("::"), used.line))
    });
    let macros = source
        .macros_called()
        .filter(|(name, _)| IMPURE_MACROS.contains(name))
        .map(|(name, line)| (format!("{name}!"), line));
    paths
        .chain(macros)
        .filter(|(_, line)| *line < source.tests_from_line)
        .collect()
}

/// Rooms that use each other, directly or around a corner.
fn cycles(sources: &[Source]) -> Vec<String> {
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in sources {
        let Some(room) = source.room.as_deref() else {
            continue;
        };
        let outside_tests = source
            .rooms_used()
            .filter(|(_, line)| *line < source.tests_from_line);
        let others = outside_tests
            .map(|(used, _)| used)
            .filter(|used| *used != room);
        uses.entry(room).or_default().extend(others);
    }
    let mut found = Vec::new();
    for &start in uses.keys() {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = uses[start].iter().copied().collect();
        while let Some(room) = next.pop() {
            if reached.insert(room) {
                next.extend(uses.get(room).into_iter().flatten());
            }
        }
        if reached.contains(start) {
            found.push(format!(
                "`{start}` reaches itself by way of the rooms it uses: a cycle"
            ));
        }
    }
    found
}

fn read_sources(folder: &Path, root: &Path, sources: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).expect("the sources are here");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_sources(&path, root, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(root).expect("a path below the root");
            let name = below.to_string_lossy().replace('\\', "/");
            sources.push(Source::new(
                &name,
                &fs::read_to_string(&path).expect("a source in UTF-8"),
            ));
        }
    }
}

#[test]
fn the_walls_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    read_sources(&root, &root, &mut sources);
    assert!(
        sources.iter().any(|source| source.path == "lib.rs"),
        "the sources were not found"
    );
    let found = breaches(&sources);
    assert!(
        found.is_empty(),
        "{} breaches of the walls:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn the_table_has_no_cycle() {
    for user in ROOMS {
        for used in ROOMS.iter().filter(|used| used.name != user.name) {
            assert!(
                !(may_use(user, used) && may_use(used, user)),
                "{} and {}",
                user.name,
                used.name
            );
            let above = used.row < user.row;
            assert!(
                !may_use(user, used) || above,
                "{} stands above {}",
                user.name,
                used.name
            );
        }
    }
    for name in PURE
        .iter()
        .chain(KEPT_APART.iter().flat_map(|(_, rooms)| rooms.iter()))
    {
        assert!(room_of(name).is_some(), "{name}");
    }
}

/// The breaches of one sample, without the demand for `//!`.
fn breaches_in(path: &str, code: &str) -> Vec<String> {
    breaches(&[Source::new(path, &format!("//! A sample.\n{code}"))])
}

#[test]
fn a_breach_is_caught() {
    let table = [
        (
            "text/mod.rs",
            "use crate::runbook::Id;",
            "src/text/mod.rs:2: `text` uses `runbook`; allowed: no other room",
        ),
        (
            "event/fold.rs",
            "use crate::{text::shown, state};",
            "src/event/fold.rs:2: `event` uses `state`; allowed: text, order, schedule, limits, runbook",
        ),
        (
            "limits/mod.rs",
            "\nfn f() { crate::schedule::next() }",
            "src/limits/mod.rs:3: `limits` uses `schedule`; allowed: text, order",
        ),
        (
            "event/mod.rs",
            "use super::state::State;",
            "src/event/mod.rs:2: `event` uses `state`",
        ),
        (
            "event/fold.rs",
            "use super::super::state::State;",
            "src/event/fold.rs:2: `event` uses `state`",
        ),
        (
            "os.rs",
            "use crate::text::shown;",
            "src/os.rs:2: `os` uses `text`; allowed: no other room",
        ),
        (
            "state/mod.rs",
            "#[cfg(test)]\nmod tests {\nuse crate::command::decide;\n}",
            "src/state/mod.rs:4: `state` uses `command`",
        ),
        (
            "report/mod.rs",
            "use ratatui::text::Line;",
            "src/report/mod.rs:2: `report` mentions `ratatui`; allowed in: tui, cli",
        ),
        (
            "tui/mod.rs",
            "#[derive(clap::Parser)] struct A;",
            "src/tui/mod.rs:2: `tui` mentions `clap`; allowed in: cli",
        ),
        (
            "session/mod.rs",
            "fn f(journal: Journal) { journal.fleeting() }",
            "src/session/mod.rs:2: `session` mentions `fleeting`; allowed in: journal, demo",
        ),
        (
            "state/mod.rs",
            "use std::{fmt, fs::{self, File}};",
            "src/state/mod.rs:2: `state` is pure and uses `std::fs::self`",
        ),
        (
            "state/mod.rs",
            "let now = jiff::Timestamp::now();",
            "`state` is pure and uses `jiff::Timestamp::now`",
        ),
        (
            "state/mod.rs",
            "use std::io;\nfn f() { io::stdout(); }",
            "src/state/mod.rs:3: `state` is pure and uses `io::stdout`",
        ),
        (
            "command/mod.rs",
            "fn f() { println!(\"x\") }",
            "`command` is pure and uses `println!`",
        ),
        (
            "session/mod.rs",
            "fn f() { todo!() }",
            "src/session/mod.rs:2: `todo!` is unfinished work",
        ),
        (
            "attic/mod.rs",
            "",
            "src/attic/mod.rs:1: `attic` is no room of the table",
        ),
    ];
    for (path, code, expected) in table {
        let found = breaches_in(path, code);
        assert!(
            found.iter().any(|words| words.contains(expected)),
            "{path} {code}: {found:#?}"
        );
    }
    let long = breaches_in("tui/app.rs", &"fn f() {}\n".repeat(500));
    assert!(
        long.iter()
            .any(|words| words.contains("501 lines before the tests")),
        "{long:#?}"
    );
    let bare = breaches(&[Source::new("tui/mod.rs", "use std::fmt;")]);
    assert!(
        bare.iter()
            .any(|words| words.contains("begins without `//!`")),
        "{bare:#?}"
    );
}

#[test]
fn what_is_allowed_is_no_breach() {
    let table = [
        (
            "session/mod.rs",
            "use crate::{command::decide, journal, library::{self as l}};",
        ),
        ("cli/mod.rs", "use clap::Parser;\nuse crate::tui;"),
        (
            "tui/view/today.rs",
            "use ratatui::prelude::*;\nuse crate::session::Session;\nuse super::super::app;",
        ),
        (
            "state/mod.rs",
            "// use crate::tui;\n/* std::fs /* nested */ todo!() */\nconst A: &str = \"crate::tui \\\" std::fs\";",
        ),
        (
            "state/mod.rs",
            "const A: &str = r#\"todo!() \" std::fs\"#; const Q: char = '\"'; fn f<'a>(x: &'a str) {}",
        ),
        (
            "state/mod.rs",
            "#[cfg(test)]\nmod tests {\nuse std::fs;\nfn f() { Instant::now(); }\n}",
        ),
        ("state/tests.rs", "use std::fs;\nuse super::State;"),
        (
            "state/tests/fold.rs",
            "use std::time::SystemTime;\nfn f() { SystemTime::now(); }",
        ),
        (
            "state/mod.rs",
            "use std::io::Write; use super::runbook::Id; use self::fold::state;",
        ),
        (
            "journal/mod.rs",
            "use crate::os::lock; use std::fs::File; use crate::event::Entry;",
        ),
        ("main.rs", "fn main() { rounds::cli::main() }"),
    ];
    for (path, code) in table {
        assert_eq!(
            breaches_in(path, code),
            Vec::<String>::new(),
            "{path} {code}"
        );
    }
    // A `mod tests;` among the modules does not hide the code after it.
    let after = breaches_in("state/mod.rs", "#[cfg(test)]\nmod tests;\nuse std::fs;");
    assert_eq!(after.len(), 1, "{after:#?}");
}

#[test]
fn a_cycle_around_a_corner_is_caught() {
    let sources = [
        Source::new("text/mod.rs", "//! A.\nuse crate::event::A;"),
        Source::new("event/mod.rs", "//! B.\nuse crate::runbook::B;"),
        Source::new("runbook/mod.rs", "//! C.\nuse crate::text::C;"),
    ];
    let found = cycles(&sources);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(cycles(&sources[1..]).is_empty());
}
