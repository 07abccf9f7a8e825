//! The walls between rooms, held by reading the sources.
//!
//! The table below is the table in the design: who may use whom, who may know a terminal, who
//! may touch the world; no room hands another on; and how many files of a room may still use
//! each other in circles, how many of its functions may still be long. Comments and strings are
//! blanked first; what is left is read as paths, grouped imports included. Rooms that do not
//! exist yet are simply not there to break a wall.
//!
//! `cargo test --test walls -- --nocapture circles` prints every circle that is left.

mod circles;
mod functions;
mod modules;
mod source;
mod words;

use circles::{Circle, circles};
use functions::{LONGEST_FUNCTION_LINES, long_functions};
use modules::Modules;
use source::{Source, is_program, read_sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

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
    room(0, "guide", &[]),
    room(1, "schedule", &[]),
    room(1, "limits", &[]),
    room(2, "runbook", &[]),
    room(3, "event", &[]),
    room(4, "state", &[]),
    room(5, "command", &[]),
    room(5, "search", &[]),
    room(6, "present", &["command", "search"]),
    // What only one system can do: polling, signals, ownership. It uses no other room.
    room(0, "os", &[]),
    room(7, "journal", &["os"]),
    room(8, "library", &["os"]),
    room(9, "config", &["os"]),
    room(9, "trust", &["os"]),
    room(10, "exec", &["os"]),
    room(10, "carrier", &["os", "journal"]),
    room(
        11,
        "session",
        &[
            "os", "command", "present", "search", "journal", "library", "config", "trust", "exec",
            "carrier",
        ],
    ),
    // A program of its own: what it is built on is nobody else's.
    room(
        11,
        "rounds-postgres",
        &["os", "journal", "config", "carrier"],
    ),
    room(12, "report", &["command", "present", "search"]),
    room(12, "exchange", &[]),
    // Of session and what it leads to it uses types alone: what is to be done is an effect.
    room(
        13,
        "app",
        &[
            "command", "present", "search", "report", "exchange", "session", "library", "trust",
            "exec", "config", "carrier",
        ],
    ),
    room(
        14,
        "plain",
        &[
            "app", "present", "report", "command", "session", "exec", "library", "trust", "config",
            "os",
        ],
    ),
    room(
        14,
        "tui",
        &[
            "app", "present", "search", "report", "command", "session", "exec", "library", "trust",
            "config", "os",
        ],
    ),
    // Makes a record up, in its own folder alone: beside the session, not through it.
    room(
        14,
        "demo",
        &[
            "os", "command", "present", "journal", "library", "config", "session",
        ],
    ),
    room(
        15,
        "cli",
        &[
            "os", "command", "present", "search", "journal", "library", "config", "trust", "exec",
            "carrier", "session", "report", "exchange", "app", "plain", "tui", "demo", "guide",
        ],
    ),
];

/// Rooms that read no clock, no file and no environment.
const PURE: &[&str] = &[
    "guide", "text", "schedule", "limits", "runbook", "event", "state", "command", "search",
    "present", "report", "exchange", "app",
];

/// Names that only some rooms may mention: crates, and the journal that does not wait for the
/// disk, which is for the made-up record of `demo` in its own folder alone.
const KEPT_APART: &[(&str, &[&str])] = &[
    ("crossterm", &["tui", "cli"]),
    ("ratatui", &["tui", "cli"]),
    ("clap", &["cli", "rounds-postgres"]),
    ("postgres", &["rounds-postgres"]),
    ("tokio_postgres_rustls", &["rounds-postgres"]),
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

/// What is still owed inside the rooms. The numbers only ever fall; what files owe moves with them
/// where they move to another room. A room that does not stand here owes nothing.
struct Owed {
    room: &'static str,
    /// Files that use each other in circles; the aim is a twentieth of the room's files.
    in_circles: usize,
    /// Those of them whose circle leads out of a folder and back; the aim is none.
    across_folders: usize,
    /// Functions of more than 70 lines; the aim is none.
    long_functions: usize,
}

const fn owed(
    room: &'static str,
    in_circles: usize,
    across_folders: usize,
    long_functions: usize,
) -> Owed {
    Owed {
        room,
        in_circles,
        across_folders,
        long_functions,
    }
}

const OWED: &[Owed] = &[
    owed("journal", 5, 0, 0),
    owed("app", 39, 39, 0),
    owed("tui", 4, 0, 0),
];

fn room_of(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

fn may_use(user: &Room, used: &Room) -> bool {
    let common =
        used.row <= LAST_COMMON_ROW && used.row < user.row && !matches!(used.name, "os" | "guide");
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

/// Everything that is wrong with the sources, one sentence each.
fn breaches(sources: &[Source]) -> Vec<String> {
    let mut found: Vec<String> = sources.iter().flat_map(breaches_of).collect();
    found.extend(cycles(sources));
    let handed_on = Modules::of(sources).handed_on();
    found.extend(handed_on.into_iter().map(|(file, line, what)| {
        format!(
            "src/{file}:{line}: hands `{what}` on: whoever needs it uses that room by its own name"
        )
    }));
    found
}

/// The rooms that a file uses, each with the line.
fn rooms_used(source: &Source) -> impl Iterator<Item = (&str, usize)> {
    source.paths.iter().filter_map(|used| {
        let names: Vec<&str> = used.names.iter().map(String::as_str).collect();
        let supers = names.iter().take_while(|name| **name == "super").count();
        let name = match names.as_slice() {
            ["crate", name, ..] => *name,
            // The program is another crate, to which the library has a name.
            ["rounds", name, ..] if source.room.is_none() || is_program(&source.path) => *name,
            _ if supers > 0 && supers >= source.module.len() => *names.get(supers)?,
            _ => return None,
        };
        room_of(name).map(|_| (name, used.line))
    })
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
    for (used, line) in rooms_used(source) {
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
        let outside_tests = rooms_used(source).filter(|(_, line)| *line < source.tests_from_line);
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

/// All sources of the program, read once for every test.
fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut sources = Vec::new();
        read_sources(&root, &root, &mut sources);
        assert!(
            sources.iter().any(|source| source.path == "lib.rs"),
            "the sources were not found"
        );
        sources
    });
    &SOURCES
}

#[test]
fn the_walls_stand() {
    let found = breaches(sources());
    assert!(
        found.is_empty(),
        "{} breaches of the walls:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// What a room owes now: files in circles, those across folders, long functions; and the words.
fn owes(room: &str, circles: &[Circle], built: &[&Source]) -> ([usize; 3], Vec<String>) {
    let mut words = Vec::new();
    let (mut in_circles, mut across_folders, mut long) = (0, 0, 0);
    for circle in circles.iter().filter(|circle| circle.room() == room) {
        in_circles += circle.files.len();
        if circle.spans_folders() {
            across_folders += circle.files.len();
        }
        words.push(format!("a circle of {circle}"));
    }
    for source in built
        .iter()
        .filter(|source| source.room.as_deref() == Some(room))
    {
        for (line, name, lines) in long_functions(source) {
            long += 1;
            words.push(format!(
                "src/{}:{line}: `{name}` has {lines} lines, at most {LONGEST_FUNCTION_LINES}\n",
                source.path
            ));
        }
    }
    ([in_circles, across_folders, long], words)
}

#[test]
fn circles_and_long_functions_grow_no_more() {
    let modules = Modules::of(sources());
    let circles = circles(&modules.arrows());
    let built: Vec<&Source> = sources()
        .iter()
        .filter(|source| modules.are_built_from(source))
        .collect();
    let mut grown = Vec::new();
    for room in ROOMS.iter().map(|room| room.name) {
        let (now, words) = owes(room, &circles, &built);
        let owed = OWED.iter().find(|owed| owed.room == room);
        let most = owed.map_or([0; 3], |owed| {
            [owed.in_circles, owed.across_folders, owed.long_functions]
        });
        let [in_circles, across_folders, long] = now;
        let files = built
            .iter()
            .filter(|source| source.room.as_deref() == Some(room))
            .count();
        println!(
            "{room}: {in_circles} of {files} files in circles, {across_folders} across folders, {long} long functions\n{}",
            words.concat()
        );
        if now.iter().zip(most).any(|(now, most)| *now > most) {
            grown.push(format!(
                "`{room}` has {now:?}, at most {most:?}:\n{}",
                words.concat()
            ));
        }
    }
    assert!(
        grown.is_empty(),
        "[files in circles, across folders, long functions]\n{}",
        grown.join("\n")
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
            "src/event/fold.rs:2: `event` uses `state`; allowed: text, schedule, limits, runbook",
        ),
        (
            "limits/mod.rs",
            "\nfn f() { crate::schedule::next() }",
            "src/limits/mod.rs:3: `limits` uses `schedule`; allowed: text",
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
            "carrier/git.rs",
            "use postgres::Client;",
            "src/carrier/git.rs:2: `carrier` mentions `postgres`; allowed in: rounds-postgres",
        ),
        (
            "bin/rounds-postgres/hub.rs",
            "use rounds::session::Session;",
            "src/bin/rounds-postgres/hub.rs:2: `rounds-postgres` uses `session`; allowed:",
        ),
        (
            "bin/rounds-elsewhere/main.rs",
            "",
            "src/bin/rounds-elsewhere/main.rs:1: `rounds-elsewhere` is no room of the table",
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
fn a_room_that_hands_another_on_is_caught() {
    let command = || Source::new("command/mod.rs", "//! A.\npub struct A;");
    for (code, what) in [
        ("pub use crate::command;", "crate::command"),
        ("pub(crate) use crate::command::A;", "crate::command::A"),
        ("pub use crate::{command::A, text};", "crate::command::A"),
        ("pub use super::command::A as B;", "super::command::A"),
    ] {
        let session = Source::new("session/mod.rs", &format!("//! B.\n{code}"));
        let found = breaches(&[command(), session]);
        let expected = format!("src/session/mod.rs:2: hands `{what}` on");
        assert!(
            found.iter().any(|words| words.starts_with(&expected)),
            "{code}: {found:#?}"
        );
    }
    let own = Source::new(
        "command/mod.rs",
        "//! A.\nuse crate::text::T;\npub use step::S;\npub use self::step::R;",
    );
    assert_eq!(breaches(&[own]), Vec::<String>::new());
}

/// The circles of samples, each as its files; each sample is a path and its code.
fn circles_in(samples: &[(&str, &str)]) -> Vec<Vec<String>> {
    let sources: Vec<Source> = samples
        .iter()
        .map(|(path, code)| Source::new(path, code))
        .collect();
    let circles = circles(&Modules::of(&sources).arrows());
    circles.into_iter().map(|circle| circle.files).collect()
}

#[test]
fn files_that_use_each_other_are_found() {
    let parent = (
        "state/mod.rs",
        "mod run;\nmod step;\npub use run::Run;\npub struct State;",
    );
    let none: Vec<Vec<String>> = Vec::new();
    // A parent that only hands on is in no circle; one that uses what it hands on is.
    let child = ("state/run.rs", "use super::State;\npub struct Run;");
    assert_eq!(circles_in(&[parent, child]), none);
    let user = (
        "state/mod.rs",
        "mod run;\npub use run::Run;\npub struct State { runs: Vec<Run> }",
    );
    assert_eq!(
        circles_in(&[user, child]),
        [["state/mod.rs", "state/run.rs"]]
    );
    // What is handed on counts as the file that defines it.
    let around = ("state/run.rs", "use super::step::Step;\npub struct Run;");
    let step = (
        "state/step.rs",
        "use crate::state::Run as R;\npub struct Step;",
    );
    assert_eq!(
        circles_in(&[parent, around, step]),
        [["state/run.rs", "state/step.rs"]]
    );
    // So does a path in the code, a grouped import, a whole module, a macro.
    for (one, other) in [
        (
            "pub fn a() { super::step::b() }",
            "pub fn b() { super::run::a() }",
        ),
        (
            "use super::{step::B};\npub const A: u8 = 1;",
            "use super::run;\npub static B: u8 = run::A;",
        ),
        (
            "use super::step::*;\npub fn a() -> B { b() }",
            "use super::run::a;\npub type B = u8;\npub fn b() {}",
        ),
        (
            "id! { /// An id.\n A }\nuse super::step::B;",
            "pub enum B { C(super::run::A) }",
        ),
    ] {
        let found = circles_in(&[parent, ("state/run.rs", one), ("state/step.rs", other)]);
        assert_eq!(found, [["state/run.rs", "state/step.rs"]], "{one} {other}");
    }
}

#[test]
fn what_only_tests_use_makes_no_circle() {
    let step = ("state/step.rs", "use super::run::A;\npub struct B;");
    for code in [
        "pub struct A;\n#[cfg(test)]\nmod tests {\nuse super::super::step::B;\n}",
        "pub struct A;\n#[cfg(test)]\nuse super::step::B;",
        "pub struct A { #[cfg(test)]\npub(super) b: super::step::B, c: u8 }",
        "pub struct A;\n#[cfg(test)]\n#[inline]\npub fn b(c: u8, d: u8) -> super::step::B { c }",
        "pub struct A;\nfn a() { match a { #[cfg(test)]\nC => super::step::B, D => 1 } }",
        "pub struct A;\n// super::step::B\n",
        "pub struct A;\nfn a() { a.step(); a::B }",
    ] {
        let found = circles_in(&[("state/run.rs", code), step]);
        assert_eq!(found, Vec::<Vec<String>>::new(), "{code}");
    }
    // A file that only tests have is no file of the program, whatever it is called.
    let parent = (
        "state/mod.rs",
        "#[cfg(all(test, unix))]\npub(crate) mod kit;\nmod step;\nmod run;",
    );
    let kit = ("state/kit.rs", "use super::step::B;\npub struct K;");
    let run = ("state/step.rs", "use super::kit::K;\npub struct B;");
    assert_eq!(circles_in(&[parent, kit, run]), Vec::<Vec<String>>::new());
    // What follows such a thing is code again.
    let after = "#[cfg(test)]\nfn t() {}\nuse super::step::B;\npub struct A;";
    assert_eq!(circles_in(&[("state/run.rs", after), step]).len(), 1);
}

#[test]
fn a_circle_tells_its_arrows_and_its_folders() {
    let sources = [
        Source::new("tui/view.rs", "mod row;\npub struct View(row::Row);"),
        Source::new("tui/view/row.rs", "use super::View;\npub struct Row;"),
        Source::new(
            "tui/app.rs",
            "use super::keys::{Key, name};\npub struct App;",
        ),
        Source::new(
            "tui/keys/mod.rs",
            "use super::app::App;\npub struct Key;\npub fn name() {}",
        ),
    ];
    let found = circles(&Modules::of(&sources).arrows());
    let spans: Vec<bool> = found.iter().map(Circle::spans_folders).collect();
    assert_eq!(spans, [true, false], "the head of a folder stands in it");
    assert_eq!(
        found[0].to_string(),
        "2 files: tui/app.rs, tui/keys/mod.rs\n    src/tui/app.rs:1 → tui/keys/mod.rs (Key, name)\n    src/tui/keys/mod.rs:1 → tui/app.rs (App)\n"
    );
    assert_eq!(found[0].room(), "tui");
}

#[test]
fn a_long_function_is_found() {
    let body = "    one();\n".repeat(68);
    let long =
        format!("fn short() {{\n{body}}}\n\nfn long(\n    a: [u8; 3],\n) -> u8 {{\n{body}}}\n");
    let found = long_functions(&Source::new("state/run.rs", &long));
    assert_eq!(found, [(72, "long".to_owned(), 72)], "{long}");
    let in_tests = format!("#[cfg(test)]\nmod tests {{\n{long}\n}}");
    assert_eq!(long_functions(&Source::new("state/run.rs", &in_tests)), []);
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
        (
            "bin/rounds-postgres/hub.rs",
            "use postgres::Client;\nuse rounds::{carrier::Carrier, event::WriterId};\nuse super::place::Place;",
        ),
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
