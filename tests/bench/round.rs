//! What the round costs: `cargo bench --profile dist`.
//!
//! Everything is measured against a floor in the same run, in turn with it, so that a slow
//! or busy machine makes both slow: the smallest ratatui program, built for speed; a bare
//! write and sync; a plain SHA-256; a program that does nothing. The record has 100,000
//! entries of a year by two writers, the library 300 runbooks of 28 steps. `team` measures the
//! records of a team as they grow, `sync` and `database` what carries them (the latter with
//! `--features postgres`, where PostgreSQL is installed), `operators` works out what a team of
//! thousands would cost. Falling short of a target is printed, not failed; only a
//! measurement that cannot be made fails.
//!
//! `cargo bench --profile dist -- frame tick` measures only these parts; `-- team 100000` only
//! the team's record of that size.

mod answers;
mod database;
mod library;
mod operators;
mod pages;
mod record;
mod sync;
mod team;
mod team_record;
mod terminal;
mod ticks;
mod yardstick;

use rounds::config::Settings;
use rounds::journal::{Question, Status, verify};
use rounds::library::Library;
use rounds::os;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use terminal::Watched;

/// What is ticked of the library.
const WALKED: ticks::Walked = ticks::Walked {
    runbook: |number| format!("system-{:03}", number + 100),
    procedure: "exercise",
    steps: library::STEPS[1],
    step_id: library::step_id,
    is_reading: library::is_reading,
};
const PROGRAM: &str = env!("CARGO_BIN_EXE_rounds");
/// What stands on Today with the large record.
const TODAY: &str = "of system 0";

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round");
    println!(
        "{:<44} {:>10} {:>10} {:>7} {:>9}",
        "", "rounds", "floor", "ratio", "target"
    );
    let parts: [Part; 7] = [
        ("frame", first_frame),
        ("repaint", repaints),
        ("idle", idle_and_memory),
        ("tick", saved_ticks),
        ("reading", reading),
        ("answers", answers::measure),
        ("pages", pages::measure),
    ];
    let mut is_prepared = false;
    for (name, measure) in parts {
        if is_wanted(name) {
            if !std::mem::replace(&mut is_prepared, true) {
                prepare(&home);
            }
            measure(&home);
        }
    }
    let of_teams: [Part; 4] = [
        ("team", team::measure),
        ("sync", sync::measure),
        ("database", database::measure),
        ("operators", operators::measure),
    ];
    for (_, measure) in of_teams.iter().filter(|(name, _)| is_wanted(name)) {
        measure(&home);
    }
}

/// A part of the measurement, by the word that asks for it.
type Part = (&'static str, fn(&Path));

/// A fresh copy of the large record, its library, and their checkpoint.
fn prepare(home: &Path) {
    let made = home.with_file_name(record::name());
    if !made.exists() {
        let began = Instant::now();
        let memory = Path::new("/dev/shm");
        let fast = if memory.is_dir() {
            memory
        } else {
            home.parent().unwrap()
        };
        let draft = fast.join(format!("rounds-bench-{}", std::process::id()));
        library::write(&draft.join("runbooks"));
        record::make(&settings(&draft));
        record::copy(&draft, &made);
        fs::remove_dir_all(&draft).unwrap();
        println!(
            "Made the large record in {:.1} s.",
            began.elapsed().as_secs_f64()
        );
    }
    if home.exists() {
        fs::remove_dir_all(home).unwrap();
    }
    record::copy(&made, home);
    let began = Instant::now();
    let mut rounds = start_rounds(home);
    let drawn = rounds.drawn(TODAY).duration_since(began);
    rounds.quit();
    println!("First start, without a checkpoint: {} ms.\n", millis(drawn));
}

/// Settings as the program finds them in this home.
fn settings(home: &Path) -> Settings {
    let account = os::account().name;
    Settings {
        journal_id: None,
        runbooks: vec![home.join("runbooks")],
        runbooks_from: rounds::config::Origin::Unsaid,
        journal: home.join("data/rounds/journal"),
        journal_from: rounds::config::Origin::Unsaid,
        state: home.join("state/rounds"),
        cache: home.join("cache/rounds"),
        operator: rounds::text::slug(&account, "", |_| false).into(),
        operator_from: rounds::config::Origin::Unsaid,
        host: os::host_name(),
        machine: os::host_name(),
        account,
        boot: os::boot_id(),
        in_doubt: Vec::new(),
        team: Default::default(),
    }
}

fn start_rounds(home: &Path) -> Watched {
    Watched::start(Path::new(PROGRAM), &[], home)
}

fn start_floor(home: &Path) -> Watched {
    Watched::start(yardstick::floor(), &[], home)
}

fn first_frame(home: &Path) {
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    for _ in 0..30 {
        let mut floor = start_floor(home);
        least.push(floor.drawn(yardstick::WORDS).duration_since(floor.spawned));
        floor.quit();
        let mut rounds = start_rounds(home);
        ours.push(rounds.drawn(TODAY).duration_since(rounds.spawned));
        rounds.quit();
    }
    compare("first frame, ms", &mut ours, &mut least, 8.0);
}

fn repaints(home: &Path) {
    let mut floor = start_floor(home);
    let mut rounds = start_rounds(home);
    floor.drawn(yardstick::WORDS);
    rounds.drawn(TODAY);
    for (place, enter, keys) in [
        ("a key on Today to its repaint, ms", "", ["j", "k"]),
        ("a key in a run to its repaint, ms", "\r", ["j", "k"]),
    ] {
        rounds.keys(enter);
        rounds.settle();
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        for number in 0..200 {
            least.push(floor.repaint("x"));
            ours.push(rounds.repaint(keys[number % 2]));
        }
        compare(place, &mut ours, &mut least, 3.0);
    }
    let mut ours = Vec::new();
    rounds.keys("kkkkkkkkkk");
    rounds.settle();
    for step in 0..library::STEPS[0] {
        if library::is_reading(step) {
            rounds.keys("j");
        } else {
            ours.push(rounds.repaint(" "));
        }
        rounds.settle();
    }
    say(
        "a tick to its first repaint, ms",
        &millis(median(&mut ours)),
        "",
        "",
        true,
    );
    rounds.quit();
    floor.quit();
}

fn idle_and_memory(home: &Path) {
    let mut rounds = start_rounds(home);
    rounds.drawn(TODAY);
    rounds.settle();
    let start = rounds.status("VmHWM");
    // No turn of a minute may fall into the time that is watched.
    const WATCHED_SECONDS: u64 = 5;
    let past = jiff::Timestamp::now().as_second().rem_euclid(60);
    if past > 60 - 3 - i64::try_from(WATCHED_SECONDS).unwrap() {
        std::thread::sleep(Duration::from_secs(u64::try_from(61 - past).unwrap()));
        rounds.settle();
    }
    let before = (rounds.bytes, rounds.wakeups());
    rounds.drawing_within(Duration::from_secs(WATCHED_SECONDS));
    let drawn = rounds.bytes - before.0;
    let woken = rounds.wakeups() - before.1;
    say(
        "bytes drawn in 5 idle seconds",
        &drawn.to_string(),
        "",
        "0",
        drawn == 0,
    );
    say(
        "wake-ups in 5 idle seconds",
        &woken.to_string(),
        "",
        "0",
        woken == 0,
    );
    for keys in [
        "jjjj", "2", "jjj", "\r", "\x1b", "3", "jjj", "1", "?", "\x1b",
    ] {
        rounds.keys(keys);
        rounds.settle();
    }
    let most = rounds.status("VmHWM");
    rounds.quit();
    let mut floor = start_floor(home);
    floor.drawn(yardstick::WORDS);
    let least = floor.status("VmHWM");
    floor.quit();
    let megabytes = |kilobytes: u64| format!("{:.1}", kilobytes as f64 / 1024.0);
    say(
        "peak memory once all is read, MB",
        &megabytes(start),
        &megabytes(least),
        "24",
        start <= 24 * 1024,
    );
    say(
        "peak memory after some screens, MB",
        &megabytes(most),
        &megabytes(least),
        "24",
        most <= 24 * 1024,
    );
}

fn saved_ticks(home: &Path) {
    let fresh = home.with_file_name("round-fresh");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).unwrap();
    }
    library::write(&fresh.join("runbooks"));
    for (name, home) in [
        ("a tick saved, fresh journal, ms", &fresh),
        ("a tick saved, large journal, ms", &home.to_path_buf()),
    ] {
        let mut ticks = ticks::measure(settings(home), 20, &WALKED);
        compare(name, &mut ticks.ours, &mut ticks.bare, 1.3);
    }
    fs::remove_dir_all(&fresh).unwrap();
}

fn reading(home: &Path) {
    let settings = settings(home);
    let (mut looks, mut plain, mut verified) = (Vec::new(), Vec::new(), Vec::new());
    let segments = ticks::segments(&settings.journal);
    for _ in 0..5 {
        let began = Instant::now();
        let library = Library::look(&settings.runbooks);
        looks.push(began.elapsed());
        assert_eq!(library.books.len(), library::RUNBOOKS);
        let began = Instant::now();
        for segment in &segments {
            rounds::journal::hash_bytes(&fs::read(segment).unwrap());
        }
        plain.push(began.elapsed());
        let began = Instant::now();
        let report = verify(&settings.journal, &Question::default());
        verified.push(began.elapsed());
        assert_eq!(report.status, Status::Clean, "{report}");
    }
    let look = median(&mut looks);
    say(
        "300 runbooks parsed, ms",
        &millis(look),
        "",
        "60",
        look <= Duration::from_millis(60),
    );
    compare(
        "journal verified beside plain SHA-256, ms",
        &mut verified,
        &mut plain,
        f64::INFINITY,
    );
}

fn compare(name: &str, ours: &mut [Duration], least: &mut [Duration], target: f64) {
    let (ours, least) = (median(ours), median(least));
    let ratio = ours.as_secs_f64() / least.as_secs_f64();
    let (target, verdict) = match target {
        f64::INFINITY => (String::new(), ""),
        target => (format!("{target}x"), verdict(ratio <= target)),
    };
    println!(
        "{name:<44} {:>10} {:>10} {ratio:>6.2}x {target:>9}  {verdict}",
        millis(ours),
        millis(least),
    );
}

fn say(name: &str, ours: &str, least: &str, target: &str, holds: bool) {
    let verdict = if target.is_empty() {
        ""
    } else {
        verdict(holds)
    };
    println!(
        "{name:<44} {ours:>10} {least:>10} {:>7} {target:>9}  {verdict}",
        ""
    );
}

fn verdict(holds: bool) -> &'static str {
    if holds { "holds" } else { "falls short" }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn millis(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1e3)
}
