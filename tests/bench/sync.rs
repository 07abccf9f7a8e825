//! What a team's carrier costs: a sync of nothing over git at 200 writers, how soon the others see
//! an entry, and that a carrier that gives no answer makes nothing slower.

use super::team_record;
use super::terminal::{Watched, environment};
use super::ticks;
use super::{PROGRAM, compare, median, millis, say, settings};
use rounds::config::{Origin, Settings, Sourced};
use rounds::event::RunId;
use rounds::session::{Report, Session, Start, Worker, WorkerRequest};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// What a machine's clock of processes counts in.
const TICK: Duration = Duration::from_millis(10);

pub fn measure(beside: &Path) {
    let home = beside.with_file_name("sync");
    let _ = fs::remove_dir_all(&home);
    team_record::write_runbooks(&home.join("runbooks"));
    let journal = settings(&home).journal;
    let made = team_record::write(&journal, &home.join("runbooks"), 10_000);
    println!("\n{} entries of 200 writers over git", made.entries);
    nothing(&home);
    seen(&home);
    dead(beside);
}

/// `rounds`, with what git is asked written down: a line a round trip.
pub fn rounds(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    let path = format!(
        "{}:/usr/local/bin:/usr/bin:/bin",
        home.join("bin").display()
    );
    command.args(arguments).env_clear().envs(environment(home));
    command.env("PATH", path).current_dir(home);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

pub fn run(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

fn nothing(home: &Path) {
    let hub = home.join("hub.git");
    run(Command::new("git").args(["init", "-q", "--bare"]).arg(&hub));
    fs::create_dir_all(home.join("bin")).unwrap();
    let (log, git) = (home.join("asked"), home.join("bin/git"));
    let script = format!(
        "#!/bin/sh\ncase \" $* \" in *' fetch '*|*' push '*|*' ls-remote '*) echo x >> {} ;; esac\nexec /usr/bin/git \"$@\"\n",
        log.display()
    );
    fs::write(&git, script).unwrap();
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).unwrap();
    run(&mut rounds(home, &["join", hub.to_str().unwrap()]));
    run(&mut rounds(home, &["sync", "--push"]));
    run(&mut rounds(home, &["sync"]));
    fs::remove_file(&log).unwrap();
    let fetch = bare_fetch(home, &hub);
    let (mut ours, mut least, mut cpu) = (Vec::new(), Vec::new(), Duration::ZERO);
    const TURNS: u32 = 20;
    for _ in 0..TURNS {
        least.push(fetch());
        let begun = Instant::now();
        let mut child = rounds(home, &["sync"]).spawn().unwrap();
        cpu += own_time(child.id());
        assert!(child.wait().unwrap().success());
        ours.push(begun.elapsed());
    }
    let trips = fs::read_to_string(&log).unwrap().lines().count() as f64 / f64::from(TURNS);
    say(
        "round trips of a sync of nothing",
        &format!("{trips:.1}"),
        "",
        "2",
        trips <= 2.0,
    );
    let cpu = cpu / TURNS;
    let holds = cpu <= Duration::from_millis(50);
    say("its CPU time, but git's, ms", &millis(cpu), "", "50", holds);
    compare(
        "a sync of nothing, beside git fetch, ms",
        &mut ours,
        &mut least,
        f64::INFINITY,
    );
}

/// What git alone takes to find that nothing is new.
fn bare_fetch(home: &Path, hub: &Path) -> impl Fn() -> Duration {
    let mirror = home.join("mirror.git");
    run(Command::new("git")
        .args(["init", "-q", "--bare"])
        .arg(&mirror));
    let hub = hub.to_path_buf();
    move || {
        let begun = Instant::now();
        run(Command::new("git")
            .args(["fetch", "-q", "--prune", "--no-tags"])
            .arg(&hub)
            .arg("+refs/heads/rounds/*:refs/hub/*")
            .current_dir(&mirror));
        begun.elapsed()
    }
}

/// The time that a process itself spent, waited for until it has ended and before it is gone.
fn own_time(process: u32) -> Duration {
    loop {
        let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        let (_, fields) = text.rsplit_once(") ").unwrap();
        let fields: Vec<&str> = fields.split(' ').collect();
        if fields[0] == "Z" {
            let ticks = |at: usize| fields[at].parse::<u32>().unwrap();
            return TICK * (ticks(11) + ticks(12));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// How soon another machine that watches has an entry, where it asks each second.
fn seen(home: &Path) {
    let there = home.with_file_name("sync-there");
    let _ = fs::remove_dir_all(&there);
    fs::create_dir_all(there.join("bin")).unwrap();
    let hub = home.join("hub.git");
    run(&mut rounds(
        &there,
        &["join", hub.to_str().unwrap(), "--as", "ops-there"],
    ));
    let config = there.join("config/rounds/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(
        &config,
        text.replace("[team]\n", "[team]\nevery = \"1s\"\n"),
    )
    .unwrap();
    let mut watch = rounds(&there, &["sync", "--watch"]).spawn().unwrap();
    let journal = settings(&there).journal;
    let mut took = Vec::new();
    for number in 0..8 {
        let words = format!("heard of {number}");
        run(&mut rounds(home, &["note", &words]));
        run(&mut rounds(home, &["sync"]));
        let begun = Instant::now();
        while !ticks::segments(&journal)
            .iter()
            .any(|path| holds(path, &words))
        {
            assert!(begun.elapsed() < Duration::from_secs(60), "it never came");
            std::thread::sleep(Duration::from_millis(10));
        }
        took.push(begun.elapsed());
    }
    watch.kill().unwrap();
    watch.wait().unwrap();
    took.sort();
    let worst = took[took.len() - 1];
    say(
        "an entry seen by a watch of each second, ms",
        &millis(median(&mut took)),
        &format!("≤ {}", millis(worst)),
        "",
        true,
    );
}

pub fn holds(path: &Path, words: &str) -> bool {
    fs::read(path).is_ok_and(|bytes| {
        let text = String::from_utf8_lossy(&bytes);
        text.contains(words)
    })
}

/// A carrier that takes the connection and never answers, beside none at all.
fn dead(beside: &Path) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let carrier = format!("git://{}/ops.git", listener.local_addr().unwrap());
    println!("\nA carrier that gives no answer, beside none");
    let homes = ["with-carrier", "without"].map(|name| {
        let home = beside.with_file_name(name);
        let _ = fs::remove_dir_all(&home);
        team_record::write_runbooks(&home.join("runbooks"));
        team_record::write(&settings(&home).journal, &home.join("runbooks"), 2_000);
        home
    });
    fs::create_dir_all(homes[0].join("config/rounds")).unwrap();
    let config = format!("[team]\ncarrier = \"{carrier}\"\nevery = \"1s\"\n");
    fs::write(homes[0].join("config/rounds/config.toml"), config).unwrap();
    dead_ticks(&homes, &carrier);
    dead_keys(&homes);
}

fn dead_ticks(homes: &[PathBuf; 2], carrier: &str) {
    let mut with = settings(&homes[0]);
    with.team.carrier = Some(Sourced::new(carrier.to_owned(), Origin::Unsaid));
    let mut desks = [Desk::open(with), Desk::open(settings(&homes[1]))];
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    for run in 0..60 {
        let runs = [desks[0].start(run), desks[1].start(run)];
        for step in 0..super::team::WALKED.steps {
            // Each goes first every other time.
            for at in [(run + step) % 2, (run + step + 1) % 2] {
                let took = desks[at].tick(runs[at], step);
                [&mut ours, &mut least][at].push(took);
            }
        }
    }
    compare("a tick saved, ms", &mut ours, &mut least, 1.02);
}

/// A session on its own thread, as screens have it.
struct Desk {
    worker: Worker,
    woken: Receiver<()>,
}

impl Desk {
    fn open(settings: Settings) -> Self {
        let mut session = Session::open(settings).unwrap();
        session.look();
        let (wake, woken) = channel();
        let worker = Worker::start(session, move || {
            // Where nobody listens any more, nothing is measured.
            let _ = wake.send(());
        });
        Self { worker, woken }
    }

    fn ask(&mut self, request: rounds::session::Request) -> Option<RunId> {
        self.worker.ask(WorkerRequest::Submit(1, request));
        loop {
            self.woken.recv().unwrap();
            for report in self.worker.reports() {
                if let Report::Submitted(_, receipt) = report {
                    return receipt.unwrap().run;
                }
            }
        }
    }

    fn start(&mut self, number: usize) -> RunId {
        let walked = &super::team::WALKED;
        let start = Start::of(rounds::runbook::ProcedureRef {
            runbook: (walked.runbook)(number).as_str().into(),
            procedure: walked.procedure.into(),
        });
        self.ask(rounds::session::Request::Start(start)).unwrap()
    }

    fn tick(&mut self, run: RunId, step: usize) -> Duration {
        let request = ticks::tick(run, &super::team::WALKED, step);
        let begun = Instant::now();
        self.ask(request);
        begun.elapsed()
    }
}

fn dead_keys(homes: &[PathBuf; 2]) {
    let mut screens = homes.each_ref().map(|home| {
        let mut screen = Watched::start(Path::new(PROGRAM), &[], home);
        screen.drawn("Round of service");
        screen.settle();
        screen
    });
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    for number in 0..400 {
        let key = ["j", "k"][number % 2];
        for at in [number / 2 % 2, (number / 2 + 1) % 2] {
            let took = screens[at].repaint(key);
            [&mut ours, &mut least][at].push(took);
        }
    }
    compare("a key to its repaint, ms", &mut ours, &mut least, 1.02);
    let [with, without] = screens;
    with.quit();
    without.quit();
}
