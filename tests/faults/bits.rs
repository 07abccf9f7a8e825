//! Bits that flip on the disk, one at a time.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use rounds::journal::{Question, Status, verify};

use crate::scene::{figure, is_whole, rounds};

const BYTES: usize = 64 * 1024;

/// A journal of 64 KiB, in memory where there is such a place.
fn journal() -> (tempfile::TempDir, PathBuf) {
    let setup = rounds();
    let words = "the queue is calm and the panel is green; ".repeat(20);
    let notes: String = (0..BYTES / 1000)
        .map(|number| format!("{number} {words}\n"))
        .collect();
    let output = setup.run_with(&["note", "-"], &notes);
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    let memory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let memory = memory.unwrap();
    let from = setup.home().join("data/rounds/journal");
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .args([&from, memory.path()])
        .status();
    assert!(copied.unwrap().success());
    let root = memory.path().join("journal");
    (memory, root)
}

fn files(root: &std::path::Path) -> (PathBuf, PathBuf) {
    let mut paths = fs::read_dir(root).unwrap().map(|item| item.unwrap().path());
    let is_named = |path: &PathBuf, part: &str| path.to_string_lossy().contains(part);
    let all: Vec<PathBuf> = paths.by_ref().collect();
    let lock = all.iter().find(|path| is_named(path, "/lock.")).unwrap();
    let folder = all.iter().find(|path| is_named(path, "@")).unwrap();
    (folder.join("000001.jsonl"), lock.clone())
}

/// Flips one bit after the other, `stride` apart, and puts each back.
fn flip(path: &PathBuf, stride: usize, mut check: impl FnMut(usize)) -> usize {
    let whole = fs::read(path).unwrap();
    let file = File::options().write(true).open(path).unwrap();
    let bits = (0..8 * whole.len()).step_by(stride);
    let tried = bits.len();
    for bit in bits {
        let at = bit / 8;
        let flipped = [whole[at] ^ (1 << (bit % 8))];
        file.write_all_at(&flipped, at as u64).unwrap();
        check(bit);
        file.write_all_at(&whole[at..=at], at as u64).unwrap();
    }
    tried
}

#[test]
fn every_flipped_bit_of_a_segment_is_noticed_and_none_of_the_lock_matters() {
    let (_memory, root) = journal();
    let (segment, lock) = files(&root);
    assert!(fs::metadata(&segment).unwrap().len() as usize >= BYTES);
    let question = Question::default();
    assert_eq!(verify(&root, &question).status, Status::Clean);
    // Primes: all eight bits of a byte have their turn.
    let (stride, lock_stride) = if is_whole() { (1, 1) } else { (2_503, 211) };
    let tried = flip(&segment, stride, |bit| {
        let report = verify(&root, &question);
        assert!(report.status >= Status::Truncated, "bit {bit}: {report}");
        let named = &report.writers[0];
        assert!(
            !named.damage.is_empty() || named.unfinished_bytes > 0,
            "bit {bit}: {report}"
        );
    });
    // The lock file only says where to look: no entry depends on it.
    let tried_in_lock = flip(&lock, lock_stride, |bit| {
        assert_eq!(verify(&root, &question).status, Status::Clean, "bit {bit}");
    });
    assert_eq!(verify(&root, &question).status, Status::Clean);
    figure(&format!(
        "{tried} bits of a segment flipped, each noticed; {tried_in_lock} bits of the lock file, none matters"
    ));
}
