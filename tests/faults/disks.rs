//! Disks that fill and have room again, and that turn read-only, in the middle of the work. Only
//! root may mount them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use crate::kit::{DEADLINE, Setup};
use crate::scene::{assert_goes_on, figure, rounds, skipped};

/// A small file system in memory, for the journal and what is kept beside it.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(place: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&place).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs"])
            .arg(&place)
            .output();
        let is_mounted = mounted.is_ok_and(|output| output.status.success());
        if !is_mounted {
            skipped("this account may not mount a small disk");
        }
        is_mounted.then_some(Self(place))
    }

    fn remount(&self, how: &str) {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{how}")])
            .arg(&self.0)
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{words}");
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// `rounds note -`, that is told one line at a time and answers each: on one stream or the other.
struct Notes {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Notes {
    fn begin(setup: &Setup) -> Self {
        let mut child = setup
            .command(setup.program())
            .args(["note", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, answers) = channel();
        let output = child.stdout.take().unwrap();
        let errors = child.stderr.take().unwrap();
        let other = tell.clone();
        std::thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            lines.for_each(|line| drop(tell.send(line)));
        });
        std::thread::spawn(move || {
            let lines = BufReader::new(errors).lines().map_while(Result::ok);
            lines.for_each(|line| drop(other.send(line)));
        });
        Self {
            input: child.stdin.take().unwrap(),
            child,
            answers,
        }
    }

    /// Says one line, and gives the address under which it was saved, or why it was not.
    fn say(&mut self, line: &str) -> Result<String, String> {
        writeln!(self.input, "{line}").unwrap();
        let answer = self.answers.recv_timeout(DEADLINE).expect("an answer");
        if let Some(address) = answer.strip_prefix("saved ") {
            return Ok(address.to_owned());
        }
        // What was typed is given back.
        let given_back = self.answers.recv_timeout(DEADLINE).expect("the line");
        assert_eq!(given_back.trim_end(), line);
        Err(answer)
    }

    fn end(self) -> Option<i32> {
        let Self {
            mut child, input, ..
        } = self;
        drop(input);
        child.wait().unwrap().code()
    }
}

fn home_on_small_disk() -> Option<(Setup, SmallDisk)> {
    let setup = rounds();
    let disk = SmallDisk::mount(setup.home().join("disk"))?;
    let at = |place: &Path, folder: &str| place.join(folder).to_str().unwrap().to_owned();
    let (data, state) = (at(&disk.0, "data"), at(&disk.0, "state"));
    let setup = setup
        .with("XDG_DATA_HOME", &data)
        .with("XDG_STATE_HOME", &state);
    Some((setup, disk))
}

#[test]
fn a_disk_that_fills_and_has_room_again_loses_nothing() {
    let Some((setup, disk)) = home_on_small_disk() else {
        return;
    };
    let mut notes = Notes::begin(&setup);
    let mut saved = vec![notes.say("before").unwrap()];
    for round in 0..5 {
        disk.fill();
        // Longer than what may be left of a page.
        let long = format!("{round} {}", "the queue is long ".repeat(300));
        let long = long.trim_end();
        for _ in 0..3 {
            let why = notes.say(long).unwrap_err();
            assert!(why.contains("no room left"), "{why}");
        }
        disk.make_room();
        saved.push(notes.say(long).unwrap());
        saved.push(notes.say(&format!("calm again {round}")).unwrap());
    }
    assert_eq!(notes.end(), Some(4), "some lines were given back");
    assert_goes_on(&setup, &saved, "a full disk");
    figure("5 times a full disk, 15 lines given back, none lost");
}

#[test]
fn a_folder_that_turns_read_only_loses_nothing() {
    let Some((setup, disk)) = home_on_small_disk() else {
        return;
    };
    // Between two programs, because the system refuses while a file is open for writing; the
    // same under a program that goes on is one of the failing calls in `calls`.
    let mut saved = Vec::new();
    for round in 0..3 {
        let mut notes = Notes::begin(&setup);
        saved.push(notes.say(&format!("before {round}")).unwrap());
        notes.end();
        disk.remount("ro");
        let mut notes = Notes::begin(&setup);
        let why = notes.say(&format!("during {round}")).unwrap_err();
        assert!(why.contains("takes no writes now"), "{why}");
        // Reading goes on.
        let verified = setup.run(&["journal", "verify"]);
        assert_eq!(verified.code, Some(0), "{}", verified.stdout);
        disk.remount("rw");
        saved.push(notes.say(&format!("during {round}")).unwrap());
        assert_eq!(notes.end(), Some(4));
    }
    assert_goes_on(&setup, &saved, "a read-only disk");
    figure("3 times a disk that turned read-only and back, none lost");
}
