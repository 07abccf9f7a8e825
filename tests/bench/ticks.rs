//! What a tick costs until it is saved, beside a bare write and sync of as many bytes.

use rounds::command::{Answer, Command, CompleteStep};
use rounds::config::Settings;
use rounds::event::RunId;
use rounds::runbook::{ProcedureRef, StepRef};
use rounds::session::{Request, Session, Start};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What is walked, by the number of the run.
pub struct Walked {
    pub runbook: fn(usize) -> String,
    pub procedure: &'static str,
    pub steps: usize,
    pub step_id: fn(usize) -> String,
    pub is_reading: fn(usize) -> bool,
}

/// Times of ticks, and of the bare writes between them.
pub struct Ticks {
    pub ours: Vec<Duration>,
    pub bare: Vec<Duration>,
}

/// Ticks through `runs` runs, in turn with bare
/// appends to a file in the journal's folder.
pub fn measure(settings: Settings, runs: usize, walked: &Walked) -> Ticks {
    let journal = settings.journal.clone();
    let mut session = Session::open(settings).unwrap();
    session.look();
    let mut ticks = Ticks {
        ours: Vec::new(),
        bare: Vec::new(),
    };
    // The first run notices the library, too; the second shows how many bytes a tick takes.
    walk(&mut session, walked, 0, |_| {});
    let before = bytes_in(&journal);
    walk(&mut session, walked, 1, |_| {});
    let line_bytes = (bytes_in(&journal) - before) / (walked.steps + 2);
    let line = vec![b'x'; line_bytes];
    let place = journal.join(".bare");
    let mut bare = File::create(&place).unwrap();
    // For two seconds after a folder changed it is listed anew for each tick, because clocks
    // of file systems are coarse; people tick when that is over.
    std::thread::sleep(Duration::from_millis(2_500));
    for number in 2..2 + runs {
        walk(&mut session, walked, number, |ours| {
            let began = Instant::now();
            bare.write_all(&line).unwrap();
            bare.sync_data().unwrap();
            ticks.bare.push(began.elapsed());
            ticks.ours.push(ours);
        });
    }
    fs::remove_file(place).unwrap();
    ticks
}

/// Walks one run, and tells the time of each tick.
fn walk(session: &mut Session, walked: &Walked, runbook: usize, mut told: impl FnMut(Duration)) {
    let start = Request::Start(Start::of(ProcedureRef {
        runbook: (walked.runbook)(runbook).as_str().into(),
        procedure: walked.procedure.into(),
    }));
    let run = session.submit(&start).unwrap().run.unwrap();
    for step in 0..walked.steps {
        let request = tick(run, walked, step);
        let began = Instant::now();
        session.submit(&request).unwrap();
        told(began.elapsed());
    }
    session
        .submit(&Request::Do(Command::Finish { run }))
        .unwrap();
}

pub fn tick(run: RunId, walked: &Walked, step: usize) -> Request {
    let step_ref = StepRef {
        step: (walked.step_id)(step).as_str().into(),
        item: None,
    };
    let answer = match (walked.is_reading)(step) {
        true => Answer::Value("412".to_owned()),
        false => Answer::Ok,
    };
    Request::Do(Command::CompleteStep(CompleteStep::first(
        run, step_ref, answer,
    )))
}

fn bytes_in(journal: &Path) -> usize {
    let segments = segments(journal);
    let bytes: u64 = segments
        .iter()
        .map(|path| fs::metadata(path).unwrap().len())
        .sum();
    usize::try_from(bytes).unwrap()
}

/// Every segment of every writer.
pub fn segments(journal: &Path) -> Vec<PathBuf> {
    let mut segments = Vec::new();
    for item in fs::read_dir(journal).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() && path.to_string_lossy().contains('@') {
            segments.extend(fs::read_dir(path).unwrap().map(|item| item.unwrap().path()));
        }
    }
    segments
}
