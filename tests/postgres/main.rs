//! `rounds-postgres` against a server of the tests' own: the real programs, from joining to a
//! server that is gone; what the database itself refuses; and what is committed late.
#![cfg(unix)]

#[path = "../team/agree.rs"]
mod agree;
#[path = "../team/carriers.rs"]
#[allow(dead_code)]
mod carriers;
#[path = "../team/killed.rs"]
mod killed;
#[path = "../kit/mod.rs"]
mod kit;
#[path = "../team/machine.rs"]
#[allow(dead_code)]
mod machine;
mod server;

use kit::{Output, Setup};
use machine::Machine;
use postgres::Client;
use postgres::error::SqlState;
use rounds::carrier::{Carrier, Once, Place, Put, Tail, Thing, open};
use rounds::event::JournalId;
use rounds::journal::{SegmentPlace, hash_bytes};
use serde_json::Value;
use server::server;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const CARRIER: &str = env!("CARGO_BIN_EXE_rounds-postgres");

/// What the database's owner types.
fn owner(arguments: &[&str]) -> Output {
    let setup = Setup::new(CARRIER).with("PGUSER", "owner");
    setup.run(arguments)
}

/// A database with the tables, and a role for each operator: `ops-a` is `<name>_a`, and so on.
fn ready(name: &str, letters: &[char]) {
    let roles: Vec<String> = letters.iter().map(|it| format!("{name}_{it}")).collect();
    let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
    server().database(name, &roles);
    let url = server().url("owner", name);
    well(&owner(&["init", &url]));
    for (letter, role) in letters.iter().zip(roles) {
        well(&owner(&["grant", &format!("ops-{letter}"), role, &url]));
    }
}

fn well(output: &Output) -> &str {
    assert_eq!(output.code, Some(0), "{output:?}");
    &output.stdout
}

/// The desk of an operator: the real program, in a home of its own.
struct Desk {
    setup: Setup,
    url: String,
}

impl Desk {
    fn new(database: &str, letter: char) -> Self {
        Self::at(
            &server().url(&format!("{database}_{letter}"), database),
            letter,
        )
    }

    fn at(url: &str, letter: char) -> Self {
        let programs = Path::new(CARRIER).parent().unwrap();
        let path = format!("{}:/usr/bin:/bin", programs.display());
        let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"))
            .with("PATH", &path)
            .with("ROUNDS_OPERATOR", &format!("ops-{letter}"));
        setup.write_runbook("orders-sync", machine::ROUND);
        Self {
            setup,
            url: url.to_owned(),
        }
    }

    fn joined(database: &str, letter: char) -> Self {
        let desk = Self::new(database, letter);
        desk.says(&["join", &desk.url]);
        desk
    }

    fn says(&self, arguments: &[&str]) -> String {
        well(&self.setup.run(arguments)).to_owned()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.says(arguments)).unwrap()
    }

    /// What went wrong, in words, and with which status.
    fn fails(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.setup.run(arguments);
        assert_ne!(output.code, Some(0), "{output:?}");
        (output.code.unwrap(), output.stderr)
    }

    fn knows(&self, note: &str) -> bool {
        self.says(&["journal", "tail", "-n", "50"]).contains(note)
    }
}

/// A run that a desk began.
fn started(desk: &Desk) -> String {
    let started = desk.json(&["start", "orders-sync/morning", "--no-open", "--json"]);
    started["run"].as_str().unwrap().to_owned()
}

#[test]
fn two_desks_share_a_record() {
    ready("shared", &['a', 'b']);
    let (a, b) = (Desk::joined("shared", 'a'), Desk::joined("shared", 'b'));
    a.says(&["note", "said at a"]);
    b.says(&["note", "said at b"]);
    fs::write(a.setup.home().join("log.txt"), "0 errors").unwrap();
    let run = started(&a);
    a.says(&["do", &run, "lag-is-low", "ok", "--attach", "log.txt"]);
    for desk in [&a, &b, &a] {
        assert_eq!(desk.json(&["sync", "--json"])["status"], "in-step");
    }
    for desk in [&a, &b] {
        assert!(desk.knows("said at a") && desk.knows("said at b"));
        assert_eq!(
            desk.json(&["journal", "verify", "--json"])["status"],
            "clean"
        );
    }
    let objects = |desk: &Desk| {
        let folder = desk.setup.home().join("data/rounds/journal/objects");
        let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        files
            .map(|path| fs::read(path).unwrap())
            .collect::<BTreeSet<_>>()
    };
    assert!(objects(&a).contains(&b"0 errors"[..]));
    assert_eq!(objects(&a), objects(&b));
    // In step, nothing moves.
    let synced = b.json(&["sync", "--json"]);
    assert_eq!(
        (&synced["came_bytes"], &synced["went_bytes"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn who_is_at_what_is_known_to_the_others() {
    ready("claims", &['a', 'b']);
    let (a, b) = (Desk::joined("claims", 'a'), Desk::joined("claims", 'b'));
    let run = &started(&a);
    a.says(&["sync"]);
    b.says(&["sync"]);
    assert_eq!(b.json(&["claim", "--json"])[0]["operator"], "ops-a");
    let (code, words) = b.fails(&["claim", run]);
    assert_eq!(code, 1);
    assert!(
        words.contains("ops-a is at Morning round (0 of 2)"),
        "{words}"
    );
    b.says(&["claim", run, "--take-over", "--reason", "ops-a went home"]);
    a.says(&["sync"]);
    assert_eq!(a.json(&["claim", "--json"])[0]["operator"], "ops-b");
    assert!(a.knows("taken from ops-a: ops-a went home"));
    b.says(&["claim", run, "--drop"]);
    a.says(&["claim", run, "--drop"]);
    b.says(&["sync"]);
    assert_eq!(b.json(&["claim", "--json"]), Value::Array(Vec::new()));
}

/// The one segment that a desk has written, by its writer.
fn own_segment(desk: &Desk, letter: char) -> (String, Vec<u8>) {
    let journal = desk.setup.home().join("data/rounds/journal");
    let names = fs::read_dir(&journal).unwrap().map(|it| it.unwrap());
    let begin = format!("ops-{letter}@");
    let own = names.map(|it| it.file_name().into_string().unwrap());
    let own = own
        .into_iter()
        .find(|name| name.starts_with(&begin))
        .unwrap();
    let bytes = fs::read(journal.join(&own).join("000001.jsonl")).unwrap();
    (own, bytes)
}

#[test]
fn what_is_committed_late_is_not_missed() {
    ready("late", &['a', 'b', 'c']);
    let [a, b, c] = ['a', 'b', 'c'].map(|letter| Desk::joined("late", letter));
    a.says(&["note", "sent early, committed late"]);
    let (writer, bytes) = own_segment(&a, 'a');
    let mut slow = server().client("late_a", "late");
    let mut slow = slow.transaction().unwrap();
    let put = slow
        .query_one(
            "select said from rounds.put($1, 1, 0, $2)",
            &[&writer, &bytes],
        )
        .unwrap();
    assert_eq!(put.get::<_, &str>(0), "length");
    // Others come and go meanwhile, and the reader keeps up with them: their numbers are higher.
    for round in 0..3 {
        b.says(&["note", &format!("said meanwhile {round}")]);
        b.says(&["sync"]);
        c.says(&["sync"]);
        assert!(c.knows(&format!("said meanwhile {round}")));
        assert!(!c.knows("committed late"));
    }
    slow.commit().unwrap();
    c.says(&["sync"]);
    assert!(c.knows("committed late"));
}

#[test]
fn what_the_database_does_not_allow_is_refused_in_words() {
    ready("rights", &['a', 'b']);
    let url = server().url("owner", "rights");
    server().database("rights_other", &["rights_nobody"]);
    let hint = "`rounds-postgres grant OPERATOR ROLE`";
    // A role that nobody let in.
    let nobody = Desk::at(&server().url("rights_nobody", "rights"), 'a');
    let (code, words) = nobody.fails(&["join", &nobody.url]);
    assert_eq!(code, 5);
    assert!(
        words.contains("refused: permission denied for schema rounds"),
        "{words}"
    );
    assert!(words.contains(hint), "{words}");
    // A role of another operator: what is saved stays here.
    let b = Desk::joined("rights", 'b');
    let as_a = Desk::at(&server().url("rights_b", "rights"), 'a');
    as_a.says(&["join", &as_a.url]);
    as_a.says(&["note", "in another's name"]);
    let (code, words) = as_a.fails(&["sync"]);
    assert_eq!(code, 5);
    for said in [
        "refused: the role rights_b may not write as ops-a",
        hint,
        "what was saved here stays here",
        " to send",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(as_a.knows("in another's name"));
    // Nor past the program.
    b.says(&["note", "to be kept"]);
    b.says(&["sync"]);
    let mut client = server().client("rights_b", "rights");
    for statement in [
        "update rounds.chunk set bytes = 'x'",
        "delete from rounds.chunk",
        "truncate rounds.segment cascade",
        "insert into rounds.member values ('rights_b', '*')",
        "select rounds.let_in('*', 'rights_b')",
        "select rounds.put_thing('ops-a@x', 'objects/x', 'x')",
        "drop schema rounds cascade",
    ] {
        let error = client.batch_execute(statement).unwrap_err();
        let code = error.code().cloned();
        assert_eq!(code, Some(SqlState::INSUFFICIENT_PRIVILEGE), "{statement}");
    }
    // Who sent what is kept with it.
    let sent = client.query("select distinct role::text from rounds.chunk", &[]);
    let sent: Vec<String> = sent.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(sent, ["rights_b"]);
    // An object is what its name says, whoever sends it.
    let other = client.batch_execute("select rounds.put_thing('ops-b@x', 'objects/x', 'x')");
    assert_eq!(other.unwrap_err().code(), Some(&SqlState::CHECK_VIOLATION));
    // A role is shut out again, and may be let in as anybody to fill what was lost.
    well(&owner(&["revoke", "ops-b", "rights_b", &url]));
    let (_, words) = b.fails(&["sync"]);
    assert!(words.contains("refused: permission denied"), "{words}");
    assert_eq!(owner(&["revoke", "ops-b", "rights_b", &url]).code, Some(1));
    let granted = owner(&["grant", "*", "rights_b", &url]);
    assert_eq!(
        well(&granted),
        "The role rights_b may write as any operator.\n"
    );
    as_a.says(&["sync"]);
    let unknown = owner(&["grant", "ops-a", "rights_unknown", &url]);
    assert_eq!(unknown.code, Some(1));
    assert_eq!(
        unknown.stderr,
        "refused: role \"rights_unknown\" does not exist.\n"
    );
    // Only the owner says who may what.
    let own = owner(&[
        "grant",
        "ops-a",
        "rights_a",
        &server().url("rights_a", "rights"),
    ]);
    assert_eq!(own.code, Some(1), "{own:?}");
    let init = owner(&["init", &server().url("rights_a", "rights_other")]);
    assert_eq!(init.code, Some(1), "{init:?}");
}

#[test]
fn a_group_of_roles_is_let_in_as_one() {
    ready("grouped", &[]);
    server().database("grouped_other", &["grouped_x", "grouped_all"]);
    let mut client = server().client("owner", "grouped");
    client
        .batch_execute("grant grouped_all to grouped_x")
        .unwrap();
    let url = server().url("owner", "grouped");
    // Names are written as writers' names are.
    well(&owner(&["grant", "Ops A", "grouped_all", &url]));
    let desk = Desk::at(&server().url("grouped_x", "grouped"), 'a');
    desk.says(&["join", &desk.url]);
    desk.says(&["note", "by one of them"]);
    assert_eq!(desk.json(&["sync", "--json"])["status"], "in-step");
}

#[test]
fn a_server_that_is_not_there_is_told_in_words_and_loses_nothing() {
    ready("gone", &['a']);
    let a = Desk::joined("gone", 'a');
    a.says(&["note", "before"]);
    a.says(&["sync"]);
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    let config = a.setup.home().join("config/rounds/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    let gone = format!("postgres://gone_a@{}/gone", folder.replace('/', "%2F"));
    fs::write(&config, text.replace(&a.url, &gone)).unwrap();
    let begun = Instant::now();
    a.says(&["note", "while it is gone"]);
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "nothing waits for it"
    );
    let (code, words) = a.fails(&["sync"]);
    assert_eq!(code, 5);
    assert!(
        words.contains("not reached: error connecting to server"),
        "{words}"
    );
    assert!(words.contains(" to send"), "{words}");
    fs::write(&config, text).unwrap();
    assert_eq!(a.json(&["sync", "--json"])["status"], "in-step");
    // A database without tables, one that is not there, and a URL that means nothing.
    server().database("gone_bare", &[]);
    for (url, said) in [
        (
            server().url("gone_a", "gone_bare"),
            "`rounds-postgres init` makes them",
        ),
        (
            server().url("gone_a", "gone_nowhere"),
            "database \"gone_nowhere\" does not exist",
        ),
        (
            server().url("gone_x", "gone"),
            "role \"gone_x\" does not exist",
        ),
        (
            "postgres://h/d?colour=blue".to_owned(),
            "the URL is none of a PostgreSQL database",
        ),
    ] {
        let desk = Desk::at(&url, 'a');
        let (code, words) = desk.fails(&["join", &url]);
        assert_eq!(code, 5);
        assert!(words.contains(said), "{url}: {words}");
    }
    let init = owner(&["init", &gone]);
    assert_eq!(init.code, Some(5));
    assert!(
        init.stderr.starts_with("not reached: error connecting"),
        "{init:?}"
    );
}

#[test]
fn a_password_comes_from_the_environment_or_the_password_file_and_is_shown_nowhere() {
    ready("secret", &[]);
    server().database("secret_other", &["locked"]);
    let mut client = server().client("owner", "secret");
    client
        .batch_execute("alter role locked password 'k7:w'")
        .unwrap();
    let owners = server().url("owner", "secret");
    well(&owner(&["grant", "ops-a", "locked", &owners]));
    let url = server().url("locked", "secret");
    let none = Desk::at(&url, 'a');
    let (_, words) = none.fails(&["join", &url]);
    assert!(words.contains("password missing"), "{words}");
    let mut by_environment = Desk::at(&url, 'a');
    by_environment.setup = by_environment.setup.with("PGPASSWORD", "k7:w");
    by_environment.says(&["join", &url]);
    let wrong = url.replace("locked@", "locked:s3cret@");
    let (code, words) = none.fails(&["join", &wrong]);
    assert_eq!(code, 5);
    assert!(words.contains("password authentication failed"), "{words}");
    assert!(!words.contains("s3cret"), "{words}");
    let file = none.setup.home().join(".pgpass");
    fs::write(&file, "localhost:5432:secret:locked:k7\\:w\n").unwrap();
    let mode = |mode: &str| Command::new("chmod").arg(mode).arg(&file).status().unwrap();
    mode("0644");
    none.fails(&["join", &url]);
    mode("0600");
    none.says(&["join", &url]);
}

#[test]
fn news_are_heard_long_before_it_is_time() {
    ready("news", &['a', 'b']);
    let (a, b) = (Desk::joined("news", 'a'), Desk::joined("news", 'b'));
    let config = b.setup.home().join("config/rounds/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(
        &config,
        text.replace("[team]\n", "[team]\nevery = \"1h\"\n"),
    )
    .unwrap();
    let mut watch = b
        .setup
        .command(b.setup.program())
        .args(["sync", "--watch"])
        .spawn()
        .unwrap();
    // It is listening once the server says so.
    let mut client = server().client("owner", "news");
    let listening =
        "select count(*) from pg_stat_activity where datname = 'news' and query = 'listen rounds'";
    let until = |what: &str, is_so: &mut dyn FnMut() -> bool| {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < kit::DEADLINE, "{what}");
            thread::sleep(kit::INTERVAL);
        }
        begun.elapsed()
    };
    until("nobody listens", &mut || {
        client.query_one(listening, &[]).unwrap().get::<_, i64>(0) == 1
    });
    a.says(&["note", "heard at once"]);
    a.says(&["sync"]);
    let took = until("it was not heard", &mut || b.knows("heard at once"));
    println!("figure: news heard after {took:?}");
    watch.kill().unwrap();
    watch.wait().unwrap();
}

/// A carrier, without `rounds` before it.
fn carrier(role: &str, database: &str, home: &Path) -> Box<dyn Carrier> {
    let url = server().url(role, database);
    open(&Place::Program(CARRIER.to_owned(), url), home).unwrap()
}

#[test]
fn machines_agree_over_a_database() {
    ready("agree", &['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    let of = |machine: &Machine| {
        let operator = machine.session.settings().operator.to_string();
        let role = operator.replace("ops-", "agree_");
        carrier(&role, "agree", machine.home())
    };
    agree::agree(&of, 8, 30, 32_452_843);
}

#[test]
fn desks_agree_over_a_database_whose_syncs_were_killed() {
    let (count, _) = killed::size();
    let letters: Vec<char> = (0..count).map(|at| char::from(b'a' + at)).collect();
    ready("killed", &letters);
    let url = |at| server().url(&format!("killed_{}", char::from(b'a' + at)), "killed");
    let programs = Path::new(CARRIER).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", programs.display());
    killed::agree("PostgreSQL", &url, &path);
}

fn ids(client: &mut Client) -> (String, i64) {
    let row = client.query_one(
        "select id::text, (select count(*) from rounds.chunk) from rounds.hub",
        &[],
    );
    let row = row.unwrap();
    (row.get(0), row.get(1))
}

#[test]
fn bytes_are_put_once_and_never_changed() {
    ready("bytes", &['a']);
    let home = tempfile::tempdir().unwrap();
    let mut hub = carrier("bytes_a", "bytes", home.path());
    let id = JournalId(ulid::Ulid::generate());
    assert_eq!(hub.journal(id).unwrap(), id);
    assert_eq!(hub.journal(JournalId(ulid::Ulid::generate())).unwrap(), id);
    let place = SegmentPlace {
        writer: "ops-a@desk-1".parse().unwrap(),
        segment: 1,
    };
    assert_eq!(hub.put(&place, 5, b"late").unwrap(), Put::Gap(0));
    assert!(hub.have(&[].into(), true).unwrap().segments.is_empty());
    let mut all: Vec<u8> = Vec::new();
    // As parts of all sizes, with void bytes and torn ends; each again, from before, from beyond.
    for size in [1, 3, 100, 127, 128, 129, 4096, 1 << 20] {
        let more: Vec<u8> = (0..size).map(|at: usize| (at * 7 % 256) as u8).collect();
        let at = all.len() as u64;
        let length = at + size as u64;
        assert_eq!(
            hub.put(&place, at, &more[..size / 2]).unwrap(),
            Put::Length(at + size as u64 / 2)
        );
        assert_eq!(hub.put(&place, at, &more).unwrap(), Put::Length(length));
        assert_eq!(hub.put(&place, at, &more).unwrap(), Put::Length(length));
        all.extend(more);
        let back = all.len().min(50);
        let from = all.len() - back;
        assert_eq!(
            hub.put(&place, from as u64, &all[from..]).unwrap(),
            Put::Length(length)
        );
        assert_eq!(
            hub.put(&place, from as u64, b"").unwrap(),
            Put::Length(length)
        );
        let mut other = all[from..].to_vec();
        other[0] ^= 1;
        assert_eq!(hub.put(&place, from as u64, &other).unwrap(), Put::Fork);
        other.extend(b"and more");
        assert_eq!(hub.put(&place, from as u64, &other).unwrap(), Put::Fork);
        assert_eq!(hub.put(&place, length + 1, b"x").unwrap(), Put::Gap(length));
        let held = hub.have(&[].into(), true).unwrap().segments[&place];
        assert_eq!((held.length, held.tail), (length, Some(Tail::of(&all))));
        for from in [0, 1, from, all.len() - 1, all.len()] {
            assert!(
                hub.get(&place, from as u64).unwrap() == all[from..],
                "from {from}"
            );
        }
    }
    // No reader reads on after eight MiB, so no more are kept.
    let too_many = vec![b'x'; 6 << 20];
    let full = hub.put(&place, all.len() as u64, &too_many).unwrap();
    assert_eq!(full, Put::Length((all.len() + too_many.len()) as u64));
    assert!(
        hub.put(&place, (all.len() + too_many.len()) as u64, &all)
            .is_err()
    );
    let nowhere = SegmentPlace {
        segment: 2,
        ..place.clone()
    };
    assert!(hub.get(&nowhere, 0).is_err(), "nothing is no bytes");
    let object = Thing::Object(hash_bytes(b"evidence"));
    assert_eq!(hub.get_thing(&object).unwrap(), None);
    for _ in 0..2 {
        hub.put_thing(&place.writer, &object, b"evidence").unwrap();
    }
    assert_eq!(
        hub.get_thing(&object).unwrap().as_deref(),
        Some(&b"evidence"[..])
    );
}

#[test]
fn what_was_taken_in_is_not_told_again_but_of_another_copy() {
    ready("told", &['a', 'b']);
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut hub = carrier("told_a", "told", home.path());
    hub.journal(JournalId(ulid::Ulid::generate())).unwrap();
    let place = |writer: &str| SegmentPlace {
        writer: writer.parse().unwrap(),
        segment: 1,
    };
    let (mine, theirs) = (place("ops-a@desk-1"), place("ops-b@desk-2"));
    hub.put(&mine, 0, b"one").unwrap();
    let mut others = carrier("told_b", "told", other.path());
    others.put(&theirs, 0, b"one").unwrap();
    let object = Thing::Object(hash_bytes(b"evidence"));
    others
        .put_thing(&theirs.writer, &object, b"evidence")
        .unwrap();
    let none = [].into();
    let own = [mine.writer.clone()].into();
    let first = hub.have(&none, false).unwrap();
    assert_eq!((first.segments.len(), first.things.len()), (2, 1));
    // What was not taken in is told again.
    assert_eq!(hub.have(&none, false).unwrap(), first);
    // Other tests of this server may hold the oldest transaction back for a moment.
    let begun = Instant::now();
    loop {
        hub.taken();
        let held = hub.have(&none, false).unwrap();
        if held.segments.is_empty() && held.things.is_empty() {
            break;
        }
        assert!(begun.elapsed() < kit::DEADLINE, "{held:?}");
        thread::sleep(kit::INTERVAL);
    }
    let told = hub.have(&own, false).unwrap().segments;
    assert_eq!(
        told.keys().collect::<Vec<_>>(),
        [&mine],
        "one's own is always told"
    );
    assert_eq!(hub.have(&none, true).unwrap(), first);
    others.put(&theirs, 3, b" two").unwrap();
    let told = hub.have(&none, false).unwrap().segments;
    assert_eq!(told.get(&theirs).map(|it| it.length), Some(7));
    hub.taken();
    well(&owner(&["init", &server().url("owner", "told")]));
    assert_eq!(hub.have(&none, false).unwrap().segments.len(), 2);
}

#[test]
fn tables_of_a_newer_program_are_left_alone() {
    ready("newer", &['a']);
    let a = Desk::joined("newer", 'a');
    let mut client = server().client("owner", "newer");
    client
        .batch_execute("update rounds.hub set version = 2")
        .unwrap();
    a.says(&["note", "kept here meanwhile"]);
    let (code, words) = a.fails(&["sync"]);
    assert_eq!(code, 5);
    let said = "refused: the database's tables are of version 2, and this program knows 1";
    assert!(words.contains(said), "{words}");
    let init = owner(&["init", &server().url("owner", "newer")]);
    assert_eq!(init.code, Some(1), "{init:?}");
    assert!(
        init.stderr.contains("of a newer rounds-postgres"),
        "{init:?}"
    );
}

#[test]
fn only_one_says_a_thing_first() {
    ready("once", &['a']);
    let home = tempfile::tempdir().unwrap();
    let race = |old: Option<&'static str>, turn: usize| {
        let home = home.path();
        let one = |at: usize| {
            let mut hub = carrier("once_a", "once", home);
            let new = format!("{turn}-{at}");
            let said = hub.once("x", old.map(str::as_bytes), Some(new.as_bytes()));
            (new, said.unwrap())
        };
        let said: Vec<(String, Once)> = thread::scope(|scope| {
            let tries: Vec<_> = (0..6).map(|at| scope.spawn(move || one(at))).collect();
            tries.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let mine: Vec<&String> = said
            .iter()
            .filter(|it| it.1 == Once::Mine)
            .map(|it| &it.0)
            .collect();
        let [mine] = mine[..] else { panic!("{said:?}") };
        let theirs = Once::Theirs(Some(mine.clone().into_bytes()));
        assert!(
            said.iter()
                .all(|(new, once)| new == mine || *once == theirs),
            "{said:?}"
        );
        mine.clone()
    };
    let first = race(None, 0);
    race(Some(first.leak()), 1);
    let mut hub = carrier("once_a", "once", home.path());
    let notes = hub.have(&[].into(), false).unwrap().notes;
    let stands = &notes["x"];
    assert_eq!(
        hub.once("x", Some(b"other"), None).unwrap(),
        Once::Theirs(Some(stands.clone()))
    );
    assert_eq!(hub.once("x", Some(stands), None).unwrap(), Once::Mine);
    assert_eq!(
        hub.once("x", Some(stands), Some(b"new")).unwrap(),
        Once::Theirs(None)
    );
    assert_eq!(hub.once("x", None, None).unwrap(), Once::Mine);
    assert!(hub.have(&[].into(), false).unwrap().notes.is_empty());
}

#[test]
fn a_database_that_was_brought_back_gets_again_what_it_lost() {
    ready("back", &['a', 'b']);
    let (a, b) = (Desk::joined("back", 'a'), Desk::joined("back", 'b'));
    a.says(&["note", "in the backup"]);
    a.says(&["sync"]);
    let mut client = server().client("owner", "back");
    client.batch_execute("create schema kept; create table kept.chunk as table rounds.chunk; create table kept.segment as table rounds.segment").unwrap();
    for desk in [&a, &b] {
        desk.says(&["note", "after the backup"]);
        desk.says(&["sync"]);
    }
    b.says(&["sync"]);
    client.batch_execute("delete from rounds.chunk; delete from rounds.segment; insert into rounds.segment table kept.segment; insert into rounds.chunk table kept.chunk").unwrap();
    let (was, _) = ids(&mut client);
    well(&owner(&["init", &server().url("owner", "back")]));
    let (is, _) = ids(&mut client);
    assert_ne!(was, is, "machines compare all again");
    for desk in [&a, &b] {
        assert_ne!(desk.json(&["sync", "--json"])["went"], 0);
    }
    let newcomer = Desk::at(&server().url("back_b", "back"), 'b');
    newcomer.says(&["join", &newcomer.url]);
    assert_eq!(
        newcomer
            .says(&["journal", "tail", "-n", "50"])
            .matches("after the backup")
            .count(),
        2
    );
    assert_eq!(
        newcomer.json(&["journal", "verify", "--json"])["status"],
        "clean"
    );
}
