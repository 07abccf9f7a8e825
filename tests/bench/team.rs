//! What a team's record costs as it grows, from 10,000 entries to a million: each figure as
//! times of the least that it could be, measured in the same run and in turn.

use super::team_record::{self, Made};
use super::terminal::{Watched, environment};
use super::ticks;
use super::yardstick;
use super::{PROGRAM, compare, median, millis, say, settings, verdict};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Counts up whenever what is made here changes.
const VERSION: u32 = 1;
/// What stands on Today.
const TODAY: &str = "Round of service";

/// What is ticked.
pub const WALKED: ticks::Walked = ticks::Walked {
    runbook: |number| format!("service-{:04}", number + 1),
    procedure: "fix",
    steps: 3,
    step_id: |step| ["stop-it", "repair-it", "start-it"][step].to_owned(),
    is_reading: |_| false,
};

/// What is to be reached with a record of a size.
struct Size {
    entries: usize,
    frame: f64,
    due: f64,
    megabytes: u64,
}

const SIZES: [Size; 3] = [
    Size {
        entries: 10_000,
        frame: 5.0,
        due: 8.0,
        megabytes: 14,
    },
    Size {
        entries: 100_000,
        frame: 5.0,
        due: 8.0,
        megabytes: 14,
    },
    Size {
        entries: 1_000_000,
        frame: 6.0,
        due: 10.0,
        megabytes: 16,
    },
];

/// Measures all sizes, or those that are named by their number of entries.
pub fn measure(home: &Path) {
    let named: Vec<usize> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let tools = Tools {
        floor: yardstick::floor(),
        empty: yardstick::empty(),
    };
    for size in &SIZES {
        if named.is_empty() || named.contains(&size.entries) {
            size.measure(&tools, home);
        }
    }
}

/// The programs that are measured beside.
struct Tools {
    floor: &'static Path,
    empty: PathBuf,
}

impl Size {
    fn measure(&self, tools: &Tools, beside: &Path) {
        let home = beside.with_file_name(format!("team-{}", self.entries));
        let made = made(&home, self.entries);
        println!(
            "\n{} entries of {} runbooks",
            made.entries,
            team_record::RUNBOOKS
        );
        let journal = settings(&home).journal;
        self.bytes(&made, &journal);
        self.whole_reading(tools, &home, &journal);
        // What only reads keeps what it read where it may write; the second reads that.
        spend(Command::new(PROGRAM).arg("due"), &home);
        self.with_checkpoint(tools, &home);
        self.screens(tools, &home);
        self.memory(&home);
        let mut ticks = ticks::measure(settings(&home), 40, &WALKED);
        compare("a tick saved, ms", &mut ticks.ours, &mut ticks.bare, 1.25);
    }

    fn bytes(&self, made: &Made, journal: &Path) {
        let all: u64 = ticks::segments(journal)
            .iter()
            .map(|path| fs::metadata(path).unwrap().len())
            .sum();
        let ratio = all as f64 / made.bytes as f64;
        say(
            "bytes of the record, against its entries",
            &format!("{ratio:.3}x"),
            "",
            "1.1x",
            ratio <= 1.1,
        );
    }

    fn whole_reading(&self, tools: &Tools, home: &Path, journal: &Path) {
        let (mut due, mut verified, mut hashed) = (Vec::new(), Vec::new(), Vec::new());
        let rounds = if self.entries > 500_000 { 3 } else { 7 };
        for _ in 0..rounds {
            hashed.push(spend(Command::new(tools.floor).arg(journal), home));
            let _ = fs::remove_dir_all(home.join("cache"));
            due.push(spend(Command::new(PROGRAM).arg("due"), home));
            hashed.push(spend(Command::new(tools.floor).arg(journal), home));
            verified.push(spend(
                Command::new(PROGRAM).args(["journal", "verify"]),
                home,
            ));
        }
        compare("due from nothing, ms", &mut due, &mut hashed, 4.0);
        compare("journal verify, ms", &mut verified, &mut hashed, 1.5);
    }

    fn with_checkpoint(&self, tools: &Tools, home: &Path) {
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            least.push(spend(&mut Command::new(&tools.empty), home));
            ours.push(spend(Command::new(PROGRAM).arg("due"), home));
        }
        compare("due with a checkpoint, ms", &mut ours, &mut least, self.due);
    }

    fn screens(&self, tools: &Tools, home: &Path) {
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        let start = || Watched::start(Path::new(PROGRAM), &[], home);
        let start_floor = || Watched::start(tools.floor, &[], home);
        for _ in 0..20 {
            let mut floor = start_floor();
            least.push(floor.drawn(yardstick::WORDS).duration_since(floor.spawned));
            floor.quit();
            let mut rounds = start();
            ours.push(rounds.drawn(TODAY).duration_since(rounds.spawned));
            rounds.quit();
        }
        compare("first frame, ms", &mut ours, &mut least, self.frame);
        let (mut rounds, mut floor) = (start(), start_floor());
        rounds.drawn(TODAY);
        floor.drawn(yardstick::WORDS);
        rounds.settle();
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        for number in 0..200 {
            least.push(floor.repaint("x"));
            ours.push(rounds.repaint(["j", "k"][number % 2]));
        }
        compare("a key to its repaint, ms", &mut ours, &mut least, 2.2);
        self.tell_peak("peak memory of the screens, MB", rounds.status("VmHWM"));
        rounds.quit();
        floor.quit();
    }

    fn memory(&self, home: &Path) {
        for (name, arguments) in [
            ("peak memory of due, MB", &["due"][..]),
            ("peak memory of journal tail, MB", &["journal", "tail"]),
        ] {
            self.tell_peak(name, peak(arguments, home));
        }
        let mut tails: Vec<_> = (0..10)
            .map(|_| spend(Command::new(PROGRAM).args(["journal", "tail"]), home))
            .collect();
        let tail = median(&mut tails);
        say("journal tail, ms", &millis(tail), "", "", true);
    }

    fn tell_peak(&self, name: &str, kilobytes: u64) {
        let most = self.megabytes * 1024;
        println!(
            "{name:<44} {:>10.1} {:>10} {:>7} {:>9}  {}",
            kilobytes as f64 / 1024.0,
            "",
            "",
            self.megabytes,
            verdict(kilobytes <= most),
        );
    }
}

/// The home with a record of a size, which is kept; what a measurement before wrote into it
/// is taken away.
fn made(home: &Path, entries: usize) -> Made {
    let settings = settings(home);
    let day = jiff::Timestamp::now().strftime("%F");
    let label = home.join(format!("made-{VERSION}-{day}"));
    if let Ok(text) = fs::read_to_string(&label) {
        let mut numbers = text.split_whitespace().map(|word| word.parse().unwrap());
        for folder in ["state", "cache"] {
            let _ = fs::remove_dir_all(home.join(folder));
        }
        for item in fs::read_dir(&settings.journal).unwrap() {
            let (path, name) = item.map(|item| (item.path(), item.file_name())).unwrap();
            let name = name.to_string_lossy().into_owned();
            if name.contains('@') && !name.starts_with("ops-0") {
                fs::remove_dir_all(path).unwrap();
            }
        }
        return Made {
            entries: numbers.next().unwrap(),
            bytes: numbers.next().unwrap() as u64,
        };
    }
    let _ = fs::remove_dir_all(home);
    team_record::write_runbooks(&home.join("runbooks"));
    let made = team_record::write(&settings.journal, &home.join("runbooks"), entries);
    fs::write(label, format!("{} {}", made.entries, made.bytes)).unwrap();
    made
}

fn command<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    command
        .env_clear()
        .current_dir(home)
        .envs(environment(home));
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null())
}

/// How long a program takes from its start to its end.
fn spend(program: &mut Command, home: &Path) -> Duration {
    let program = command(program, home);
    let began = Instant::now();
    let status = program.status().unwrap();
    let spent = began.elapsed();
    // `due` says by its status that something is overdue.
    assert!(
        matches!(status.code(), Some(0 | 1)),
        "{program:?}: {status}"
    );
    spent
}

/// The most memory that a command takes, in kB: looked at until it ends.
fn peak(arguments: &[&str], home: &Path) -> u64 {
    let mut program = Command::new(PROGRAM);
    let mut child = command(program.args(arguments), home).spawn().unwrap();
    let place = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&place).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        most = most.max(number.unwrap_or(0));
    }
    most
}
