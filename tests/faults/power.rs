//! Power cuts: the file system is shut down under the program, without flushing its log, and
//! mounted again.
//!
//! What was acknowledged is read before the cut, as the person at the keyboard would have read
//! it. Wants root, loop mounts and `xfs_io`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use crate::kit::{DEADLINE, Setup};
use crate::scene::{acknowledged, assert_goes_on, figure, has_tool, is_whole, rounds, skipped};

const IMAGE_BYTES: u64 = 320 << 20;

/// A file system on a file, mounted where the program keeps its data and state.
struct Disk {
    image: PathBuf,
    place: PathBuf,
}

impl Disk {
    fn make(setup: &Setup, kind: &str) -> Option<Self> {
        let image = setup.home().join("image");
        let place = setup.home().join("disk");
        File::create(&image).unwrap().set_len(IMAGE_BYTES).unwrap();
        fs::create_dir(&place).unwrap();
        let made = Command::new(format!("mkfs.{kind}"))
            .arg("-q")
            .arg(&image)
            .output();
        let disk = Self { image, place };
        (made.is_ok_and(|output| output.status.success()) && disk.mount()).then_some(disk)
    }

    fn mount(&self) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-o", "loop"]).arg(&self.image).arg(&self.place);
        mount.output().is_ok_and(|output| output.status.success())
    }

    /// Cuts the power: nothing that is not on the disk by now will ever be.
    fn cut(&self) -> bool {
        let mut cut = Command::new("xfs_io");
        cut.args(["-x", "-c", "shutdown"]).arg(&self.place);
        cut.output()
            .is_ok_and(|output| output.status.success() && output.stderr.is_empty())
    }

    fn unmount(&self) {
        let done = Command::new("umount").arg(&self.place).status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(&self.place)
            .stderr(Stdio::null())
            .status();
    }
}

/// A home whose data and state lie on the disk.
fn home_on(place: impl Fn(&Setup) -> PathBuf) -> Setup {
    let setup = rounds();
    let disk = place(&setup);
    let at = |folder: &str| disk.join(folder).to_str().unwrap().to_owned();
    let (data, state) = (at("data"), at("state"));
    setup
        .with("XDG_DATA_HOME", &data)
        .with("XDG_STATE_HOME", &state)
}

/// Saves notes without end; the power is cut once `count` of them were acknowledged. Gives
/// those that were acknowledged before the cut.
fn cut_after(setup: &Setup, disk: &Disk, count: usize) -> Option<Vec<String>> {
    let mut child = setup
        .command(setup.program())
        .args(["note", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        // Ends when the program does.
        let mut number = 0;
        while writeln!(input, "note {number} {}", "x".repeat(number * 37 % 3_000)).is_ok() {
            number += 1;
        }
    });
    let output = child.stdout.take().unwrap();
    let (tell, told) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    let mut lines = String::new();
    for _ in 0..count {
        lines += &told.recv_timeout(DEADLINE).expect("a note is saved");
        lines.push('\n');
    }
    let is_cut = disk.cut();
    drop(told);
    child.kill().unwrap();
    child.wait().unwrap();
    feeder.join().unwrap();
    reader.join().unwrap();
    is_cut.then(|| acknowledged(&lines))
}

fn try_cuts(kind: &str, cuts: usize) -> Option<usize> {
    let mut saved = 0;
    for cut in 0..cuts {
        let setup = home_on(|setup| setup.home().join("disk"));
        let disk = Disk::make(&setup, kind)?;
        let before = setup.run(&["note", "before"]);
        assert_eq!(before.code, Some(0), "{}", before.stderr);
        let mut known = acknowledged(&before.stdout);
        known.extend(cut_after(&setup, &disk, 1 + cut * 7 % 40)?);
        disk.unmount();
        assert!(disk.mount(), "{kind} cannot be mounted after the cut");
        assert_goes_on(&setup, &known, &format!("{kind}, cut {cut}"));
        saved += known.len();
        assert_private(&disk.place);
    }
    Some(saved)
}

/// The journal's own folders stand as they were made.
fn assert_private(place: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let journal = place.join("data/rounds/journal");
    let mode = fs::metadata(journal).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

fn cuts_on(kind: &str) {
    if !is_whole() {
        skipped("power cuts are tried by `bash .ci/faults`");
        return;
    }
    const CUTS: usize = 40;
    let is_root = rustix::process::geteuid().is_root();
    if !is_root || !has_tool("xfs_io") || !has_tool(&format!("mkfs.{kind}")) {
        skipped(&format!(
            "power cuts on {kind} want root, xfs_io (xfsprogs) and mkfs.{kind}"
        ));
        return;
    }
    match try_cuts(kind, CUTS) {
        Some(saved) => figure(&format!(
            "{CUTS} power cuts on {kind}; {saved} acknowledged entries, all of them there"
        )),
        None => skipped(&format!(
            "{kind} cannot be made, mounted or shut down on a loop device here"
        )),
    }
}

#[test]
fn nothing_acknowledged_is_lost_in_a_power_cut_on_ext4() {
    cuts_on("ext4");
}

#[test]
fn nothing_acknowledged_is_lost_in_a_power_cut_on_xfs() {
    cuts_on("xfs");
}
