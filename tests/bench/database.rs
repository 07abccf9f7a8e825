//! What a record costs in PostgreSQL: into the database and out again beside `psql` moving the same
//! bytes, and how soon fifty who watch see an entry. Where `initdb` and `rounds-postgres` are found.

use super::sync::{holds, rounds, run};
use super::team_record;
use super::ticks;
use super::{PROGRAM, compare, millis, say, settings};
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ENTRIES: usize = 100_000;
const WATCHERS: usize = 50;
/// An account without rights: the server refuses root.
const NOBODY: u32 = 65_534;

pub fn measure(beside: &Path) {
    let carrier = Path::new(PROGRAM).with_file_name("rounds-postgres");
    let programs = programs();
    let (Some(programs), true) = (programs, carrier.is_file()) else {
        println!("\nskipped: a database, which wants initdb and `--features postgres`");
        return;
    };
    let server = Server::start(&programs);
    let home = beside.with_file_name("database");
    let _ = fs::remove_dir_all(&home);
    team_record::write_runbooks(&home.join("runbooks"));
    let journal = settings(&home).journal;
    let made = team_record::write(&journal, &home.join("runbooks"), ENTRIES);
    println!("\n{} entries in PostgreSQL", made.entries);
    link(&home, &carrier);
    let url = server.url("rounds");
    server.psql("postgres", "create database rounds");
    server.psql("postgres", "create database bare");
    run(Command::new(&carrier).args(["init", &url]));
    run(Command::new(&carrier).args(["grant", "*", "owner", &url]));
    let (into, out) = moved(&server, &home, &journal);
    let mut ours = [into.0];
    compare(
        "a record into the database, ms",
        &mut ours,
        &mut [into.1],
        2.0,
    );
    let mut ours = [out.0];
    compare("a record out of it, ms", &mut ours, &mut [out.1], 2.0);
    watchers(&server, beside, &carrier);
}

fn link(home: &Path, carrier: &Path) {
    fs::create_dir_all(home.join("bin")).unwrap();
    std::os::unix::fs::symlink(carrier, home.join("bin/rounds-postgres")).unwrap();
}

/// In and out: by `rounds`, and by `psql` with the lines of the same segments.
fn moved(
    server: &Server,
    home: &Path,
    journal: &Path,
) -> ((Duration, Duration), (Duration, Duration)) {
    let url = server.url("rounds");
    let all = home.join("all.jsonl");
    {
        let mut file = File::create(&all).unwrap();
        for path in ticks::segments(journal) {
            std::io::copy(&mut File::open(path).unwrap(), &mut file).unwrap();
        }
    }
    run(&mut rounds(home, &["join", &url]));
    let begun = Instant::now();
    run(&mut rounds(home, &["sync", "--push"]));
    let ours_in = begun.elapsed();
    server.psql("bare", "create table line(text text)");
    // Lines as they are: no character of theirs separates or quotes.
    let copy = |how: &str| {
        let place = all.display();
        let how = format!(
            "\\copy line {how} '{place}' with (format csv, delimiter E'\\x01', quote E'\\x02')"
        );
        let begun = Instant::now();
        server.psql("bare", &how);
        begun.elapsed()
    };
    let theirs_in = copy("from");
    let there = home.with_file_name("database-there");
    let _ = fs::remove_dir_all(&there);
    let programs = Path::new(PROGRAM).with_file_name("rounds-postgres");
    link(&there, &programs);
    let begun = Instant::now();
    run(&mut rounds(&there, &["join", &url, "--as", "ops-there"]));
    let ours_out = begun.elapsed();
    let theirs_out = copy("to");
    ((ours_in, theirs_in), (ours_out, theirs_out))
}

/// Fifty machines that watch, and an entry.
fn watchers(server: &Server, beside: &Path, carrier: &Path) {
    server.psql("postgres", "create database watched");
    let url = server.url("watched");
    run(Command::new(carrier).args(["init", &url]));
    run(Command::new(carrier).args(["grant", "*", "owner", &url]));
    let homes: Vec<PathBuf> = (0..=WATCHERS)
        .map(|at| {
            let home = beside.with_file_name(format!("watch-{at}"));
            let _ = fs::remove_dir_all(&home);
            link(&home, carrier);
            run(&mut rounds(
                &home,
                &["join", &url, "--as", &format!("ops-{at}")],
            ));
            home
        })
        .collect();
    let mut watching: Vec<Child> = homes[1..]
        .iter()
        .map(|home| rounds(home, &["sync", "--watch"]).spawn().unwrap())
        .collect();
    let listening = "select count(*) from pg_stat_activity where query = 'listen rounds'";
    let begun = Instant::now();
    while server.psql("watched", listening).trim() != WATCHERS.to_string() {
        assert!(begun.elapsed() < Duration::from_secs(120), "nobody listens");
        std::thread::sleep(Duration::from_millis(200));
    }
    let mut all = Vec::new();
    for number in 0..5 {
        let words = format!("heard of {number}");
        run(&mut rounds(&homes[0], &["note", &words]));
        run(&mut rounds(&homes[0], &["sync"]));
        let begun = Instant::now();
        let mut missing: Vec<PathBuf> = homes[1..]
            .iter()
            .map(|home| settings(home).journal)
            .collect();
        while !missing.is_empty() {
            let has = |journal: &PathBuf| {
                ticks::segments(journal)
                    .iter()
                    .any(|path| holds(path, &words))
            };
            missing.retain(|journal| !has(journal));
            assert!(begun.elapsed() < Duration::from_secs(60), "it never came");
            std::thread::sleep(Duration::from_millis(5));
        }
        all.push(begun.elapsed());
    }
    for watch in &mut watching {
        watch.kill().unwrap();
        watch.wait().unwrap();
    }
    all.sort();
    let middle = all[all.len() / 2];
    let holds = middle <= Duration::from_secs(1);
    say(
        "an entry seen by the last of 50, ms",
        &millis(middle),
        "",
        "1000",
        holds,
    );
    for home in homes {
        let _ = fs::remove_dir_all(home);
    }
}

/// A server of this measurement's own, on a socket.
struct Server {
    folder: PathBuf,
    programs: PathBuf,
    child: Child,
}

fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions.flatten().map(|it| it.path().join("bin")).collect();
    found.sort();
    found
        .into_iter()
        .rev()
        .find(|it| it.join("initdb").is_file())
}

impl Server {
    fn start(programs: &Path) -> Self {
        let folder = std::env::temp_dir().join(format!("rounds-bench-pg-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let is_root = fs::metadata(&folder).unwrap().uid() == 0;
        let program = |name: &str| {
            let mut command = Command::new(programs.join(name));
            command.current_dir(&folder).stdin(Stdio::null());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
            command
        };
        if is_root {
            chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = folder.join("data");
        run(program("initdb")
            .args(["-U", "owner", "-A", "trust", "-E", "UTF8", "-D"])
            .arg(&data));
        let child = program("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses=", "-c", "max_connections=200"])
            .spawn();
        let server = Self {
            child: child.unwrap(),
            programs: programs.to_owned(),
            folder: folder.clone(),
        };
        let begun = Instant::now();
        while !server.ask("postgres", "select 1").status.success() {
            assert!(begun.elapsed() < Duration::from_secs(60), "no server");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn ask(&self, database: &str, statement: &str) -> std::process::Output {
        Command::new(self.programs.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "owner",
                "-h",
            ])
            .arg(&self.folder)
            .args(["-d", database, "-c", statement])
            .output()
            .unwrap()
    }

    fn psql(&self, database: &str, statement: &str) -> String {
        let output = self.ask(database, statement);
        assert!(output.status.success(), "{statement}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn url(&self, database: &str) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://owner@{folder}/{database}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
