//! What a team of up to 5,000 operators on one record would cost over git and over PostgreSQL: a
//! model, from constants that are measured first, and what breaks first.
//!
//! It is arithmetic, not a test of 5,000 machines: every operator is alike, a day is even, and the
//! network costs nothing but its bytes. What people do is assumed below, and printed.

use super::sync::{rounds, run};
use super::team_record;
use super::ticks;
use super::{PROGRAM, settings};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Entries of an operator a day: three rounds of fifteen steps, an exception, a handover, notes.
const ENTRIES_A_DAY: f64 = 60.0;
/// Runs that an operator begins a day, each of which is claimed.
const RUNS_A_DAY: f64 = 5.0;
/// The part of all who are at work at one time: shifts of eight hours.
const AT_WORK: f64 = 1.0 / 3.0;
/// The part of those who are in a run, and renew its claim every five minutes.
const IN_A_RUN: f64 = 0.3;
/// A screen syncs so often, in seconds.
const EVERY: f64 = 60.0;
/// Branches for each operator: another machine, one reinstalled.
const WRITERS: f64 = 1.5;
const A_DAY: f64 = 86_400.0;

/// Where something is said to break: half a core of the machine that shares the record, 100 Mbit/s
/// of its network, a minute to read it from nothing, a record of 50 GB on every machine, an hour of a
/// newcomer's over 100 Mbit/s.
const LIMITS: [(&str, f64); 5] = [
    ("CPU of the hub, cores", 0.5),
    ("bytes of the hub, MB/s", 12.5),
    ("first reading, s", 60.0),
    ("record after a year, GB", 50.0),
    ("a newcomer's bytes, s", 3_600.0),
];

/// A row of what is printed.
type Figure = (&'static str, fn(&Team) -> f64);

struct Constants {
    /// Bytes of an entry in the journal, and packed by git.
    entry: f64,
    packed: f64,
    /// Seconds that reading an entry from nothing takes.
    reading: f64,
    /// Of a fetch of nothing: CPU seconds at both ends, by itself and for each branch; bytes for
    /// each branch.
    fetch: f64,
    fetch_branch: f64,
    branch: f64,
}

pub fn measure(beside: &Path) {
    let constants = Constants::measured(beside);
    println!("\nA team on one record: a model from these constants");
    println!(
        "  an entry: {:.0} bytes in the journal, {:.0} packed by git, read from nothing in {:.1} µs",
        constants.entry,
        constants.packed,
        constants.reading * 1e6,
    );
    println!(
        "  a fetch of nothing: {:.0} ms of CPU, and {:.1} µs and {:.0} bytes a branch",
        constants.fetch * 1e3,
        constants.fetch_branch * 1e6,
        constants.branch,
    );
    println!(
        "  assumed: {ENTRIES_A_DAY} entries and {RUNS_A_DAY} runs a day, a third at work, a sync each {EVERY} s, {WRITERS} branches an operator\n"
    );
    let mut head = format!("{:<30}", "operators");
    let sizes = [10.0, 50.0, 200.0, 1_000.0, 5_000.0];
    for size in sizes {
        write!(head, "{size:>10}").unwrap();
    }
    println!("{head}");
    let teams: Vec<Team> = sizes.iter().map(|size| constants.team(*size)).collect();
    let rows: [Figure; 13] = [
        ("entries a day", |it| it.entries_a_day),
        ("git: syncs a second", |it| it.syncs),
        ("git: pushes a second", |it| it.pushes),
        ("git: claims a second", |it| it.claims),
        ("git: branches", |it| it.branches),
        ("git: CPU, cores", |it| it.cpu),
        ("git: MB/s of nothing new", |it| it.idle),
        ("git: MB/s of what is new", |it| it.news),
        ("PostgreSQL: wakes a second", |it| it.wakes),
        ("PostgreSQL: MB/s of what is new", |it| it.raw_news),
        ("record after a year, GB", |it| it.year),
        ("newcomer after a year, s", |it| it.newcomer),
        ("first reading after a year, s", |it| it.start),
    ];
    for (name, of) in rows {
        let mut line = format!("{name:<32}");
        for (at, team) in teams.iter().enumerate() {
            write!(
                line,
                "{:>width$.2}",
                of(team),
                width = if at == 0 { 8 } else { 10 }
            )
            .unwrap();
        }
        println!("{line}");
    }
    for (size, team) in sizes.iter().zip(&teams) {
        let broken = team.broken();
        let words = if broken.is_empty() {
            "nothing breaks within a year".to_owned()
        } else {
            format!("breaks: {}", broken.join(", "))
        };
        println!("{size:>6} operators: {words}");
    }
}

/// What a team of a size comes to.
struct Team {
    entries_a_day: f64,
    syncs: f64,
    pushes: f64,
    claims: f64,
    branches: f64,
    cpu: f64,
    idle: f64,
    news: f64,
    wakes: f64,
    raw_news: f64,
    year: f64,
    newcomer: f64,
    start: f64,
}

impl Constants {
    fn team(&self, operators: f64) -> Team {
        let at_work = operators * AT_WORK;
        let entries_a_day = operators * ENTRIES_A_DAY;
        let entries = entries_a_day / A_DAY;
        // What is saved within two seconds goes out together; a tick takes longer than that.
        let pushes = entries;
        let claims = operators * RUNS_A_DAY / A_DAY + at_work * IN_A_RUN / 300.0;
        let syncs = at_work / EVERY + pushes;
        let branches = operators * WRITERS + at_work * IN_A_RUN;
        // A push asks for all branches, too, and a claim is a push.
        let asked = syncs + pushes + claims;
        let year = entries_a_day * 365.0;
        Team {
            entries_a_day,
            syncs,
            pushes,
            claims,
            branches,
            cpu: asked * (self.fetch + self.fetch_branch * branches) / 2.0,
            idle: asked * self.branch * branches / 1e6,
            // Everybody at work gets everything.
            news: entries * self.packed * at_work / 1e6,
            // Who hears of several within a fifth of a second asks once.
            wakes: at_work * entries.min(5.0),
            raw_news: entries * self.entry * at_work / 1e6,
            year: year * self.entry / 1e9,
            newcomer: year * self.packed / 12.5e6,
            start: year * self.reading,
        }
    }

    fn measured(beside: &Path) -> Self {
        let home = beside.with_file_name("operators");
        let _ = fs::remove_dir_all(&home);
        team_record::write_runbooks(&home.join("runbooks"));
        let journal = settings(&home).journal;
        let made = team_record::write(&journal, &home.join("runbooks"), 50_000);
        let sizes = ticks::segments(&journal).into_iter();
        let bytes: u64 = sizes.map(|path| fs::metadata(path).unwrap().len()).sum();
        let begun = Instant::now();
        // Its status says that something is overdue.
        rounds(&home, &["due"]).status().unwrap();
        let reading = begun.elapsed();
        let hub = home.join("hub.git");
        run(Command::new("git").args(["init", "-q", "--bare"]).arg(&hub));
        fs::create_dir_all(home.join("bin")).unwrap();
        run(&mut rounds(&home, &["join", hub.to_str().unwrap()]));
        run(&mut rounds(&home, &["sync", "--push"]));
        run(Command::new("git").args(["gc", "-q"]).current_dir(&hub));
        let packed: u64 = fs::read_dir(hub.join("objects/pack"))
            .unwrap()
            .map(|it| it.unwrap().metadata().unwrap().len())
            .sum();
        let entries = made.entries as f64;
        let (few, many) = (fetches(&home, 200), fetches(&home, 5_000));
        let fetch_branch = (many.0 - few.0).max(0.0) / 4_800.0;
        assert!(Path::new(PROGRAM).is_file());
        Self {
            entry: bytes as f64 / entries,
            packed: packed as f64 / entries,
            reading: reading.as_secs_f64() / entries,
            fetch: (few.0 - 200.0 * fetch_branch).max(0.0),
            fetch_branch,
            branch: (many.1 - few.1) / 4_800.0,
        }
    }
}

/// The CPU seconds of a fetch of nothing, and the bytes that name the branches.
fn fetches(home: &Path, branches: usize) -> (f64, f64) {
    let hub = home.join(format!("branches-{branches}.git"));
    run(Command::new("git").args(["init", "-q", "--bare"]).arg(&hub));
    let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    let said = |arguments: &[&str], input: &str, at: &Path| {
        let mut child = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a"])
            .args(arguments)
            .current_dir(at)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    said(&["hash-object", "-t", "tree", "-w", "--stdin"], "", &hub);
    let commit = said(&["commit-tree", tree, "-m", "x"], "", &hub);
    let mut refs = String::new();
    for at in 0..branches {
        let commit = commit.trim();
        writeln!(
            refs,
            "create refs/heads/rounds/01M8P1R0F2ABZA6A9HJR0A3EBH/ops-{at}@host-{at}-a1b2c3 {commit}"
        )
        .unwrap();
    }
    said(&["update-ref", "--stdin"], &refs, &hub);
    said(&["pack-refs", "--all"], "", &hub);
    let mirror = home.join(format!("mirror-{branches}.git"));
    run(Command::new("git")
        .args(["init", "-q", "--bare"])
        .arg(&mirror));
    let url = format!("file://{}", hub.display());
    let fetch = [
        "fetch",
        "-q",
        "--no-tags",
        "--",
        &url,
        "+refs/heads/rounds/*:refs/hub/*",
    ];
    said(&fetch, "", &mirror);
    said(&["pack-refs", "--all"], "", &mirror);
    const TURNS: u32 = 10;
    let before = of_children();
    for _ in 0..TURNS {
        said(&fetch, "", &mirror);
    }
    let spent = (of_children() - before) / TURNS;
    let told = said(
        &["ls-remote", "--", &url, "refs/heads/rounds/*"],
        "",
        &mirror,
    );
    // Each line has its length before it.
    let bytes = told.len() + 5 * branches;
    (spent.as_secs_f64(), bytes as f64)
}

/// The CPU time of all programs that this one started and that have ended.
fn of_children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = text.rsplit_once(") ").unwrap();
    let fields: Vec<u32> = fields
        .split(' ')
        .map(|it| it.parse().unwrap_or(0))
        .collect();
    Duration::from_millis(10) * (fields[13] + fields[14])
}

impl Team {
    /// What is beyond what a machine or a person bears.
    fn broken(&self) -> Vec<&'static str> {
        let values = [
            self.cpu,
            self.idle + self.news,
            self.start,
            self.year,
            self.newcomer,
        ];
        let limits = LIMITS.iter().zip(values);
        let beyond = limits.filter(|((_, limit), value)| value > limit);
        beyond.map(|((name, _), _)| *name).collect()
    }
}
