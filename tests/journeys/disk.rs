//! A journal that cannot be written: it is said, what was typed is kept, and once the fault is
//! mended one key saves it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::kit::{Screen, Setup};
use crate::scene::{assert_clean, count, entries, journal, open, opened, today, with_round};

fn lock(setup: &Setup) -> PathBuf {
    let files = fs::read_dir(journal(setup)).unwrap();
    let mut paths = files.map(|item| item.unwrap().path());
    let is_lock = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("lock.")
    };
    paths.find(is_lock).expect("a lock file")
}

/// The lock's place is taken by a folder: no turn can begin. Works for every account.
struct NoLock {
    lock: PathBuf,
    aside: PathBuf,
}

impl NoLock {
    fn begin(setup: &Setup) -> Self {
        let lock = lock(setup);
        let aside = setup.home().join("lock-aside");
        fs::rename(&lock, &aside).unwrap();
        fs::create_dir(&lock).unwrap();
        Self { lock, aside }
    }

    fn mend(self) {
        fs::remove_dir(&self.lock).unwrap();
        fs::rename(&self.aside, &self.lock).unwrap();
    }
}

#[test]
fn what_could_not_be_saved_is_kept_and_saved_by_one_key() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("<space>")
        .until("☑  1 Lag is low")
        .until("saved ✓");
    let fault = NoLock::begin(&setup);
    screen
        .keys("<space>")
        .until("NOT SAVED")
        .until("◌  2 Backup");
    // Work goes on, and is kept too.
    screen
        .keys("x")
        .until("what did you see?")
        .keys("a complaint at nine<enter>");
    screen.until("NOT SAVED").until("◌  3 Nobody");
    assert!(!screen.text().contains('✗'), "shown as if it were saved");
    // Leaving wants the key twice; any other key goes on.
    screen
        .keys("qq")
        .until("could not be saved. ctrl-r tries again")
        .keys("<esc>");
    screen.until("ctrl-r save again");
    // Still broken: it stays so.
    screen.keys("<c-r>").wait_for("the reason", |screen| {
        let text = screen.text();
        // Either the try itself or a look at the record comes first.
        text.contains("Not saved: ") || text.contains("The journal cannot be read: ")
    });
    screen.until("NOT SAVED");
    fault.mend();
    screen
        .keys("<c-r>")
        .until("saved ✓")
        .select("Morning round");
    screen.keys("<enter>").until("☑  2 Backup finished");
    screen.until("✗  3 Nobody complained").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    assert_eq!(count(&setup, "step-done"), 3);
}

#[test]
fn leaving_all_the_same_says_what_was_lost() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.until("saved ✓");
    let fault = NoLock::begin(&setup);
    screen
        .keys("n")
        .until("Note on the step")
        .keys("pump \u{1b}");
    screen
        .until("pump")
        .keys("n")
        .until("Note on the")
        .keys("the pump hums<enter>");
    screen
        .until("NOT SAVED")
        .keys("<c-c>")
        .until("leaves without it")
        .keys("<c-c>");
    screen.ending();
    screen.assert_restored();
    screen.row_with("the pump hums");
    fault.mend();
    assert_clean(&setup);
    assert_eq!(count(&setup, "noted"), 0);
}

/// The folder for everything is a file: nothing can be started, and nothing breaks.
#[test]
fn a_file_where_the_journal_should_be() {
    let setup = with_round();
    let mut screen = today(&setup);
    screen.until("○ Morning round");
    let place = setup.home().join("data/rounds");
    fs::write(&place, "not a folder").unwrap();
    screen
        .keys("<enter>")
        .until("NOT SAVED")
        .until("Not saved: ");
    fs::remove_file(&place).unwrap();
    screen
        .keys("<c-r>")
        .until("│ 1 · ")
        .until("saved ✓")
        .keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);

    // And from the start: a sentence, a status, no screen.
    let setup = with_round();
    fs::write(setup.home().join("data/rounds"), "not a folder").unwrap();
    let mut screen = Screen::start(&setup, &[]);
    assert_eq!(screen.exit_code(), 4);
    screen.row_with("journal");
    assert_eq!(screen.count("\x1b[?1049h"), 0);
}

/// The account that root lends.
const NOBODY: u32 = 65_534;

/// The account may not write to the journal. As root, which may write everywhere, the program
/// runs under another account.
#[test]
fn a_journal_without_permission() {
    let setup = with_round();
    let Some(mut screen) = as_somebody(&setup) else {
        eprintln!("skipped: neither an ordinary account nor one that root could lend");
        return;
    };
    open(&mut screen, "Morning round");
    screen
        .keys("<space>")
        .until("☑  1 Lag is low")
        .until("saved ✓");
    let lock = lock(&setup);
    // Another file in its place: the one that the program holds open would still do.
    let other = lock.with_extension("other");
    fs::copy(&lock, &other).unwrap();
    if rustix::process::geteuid().is_root() {
        give_away(&other, NOBODY);
    }
    fs::rename(&other, &lock).unwrap();
    let rights = |mode| fs::set_permissions(&lock, PermissionsExt::from_mode(mode)).unwrap();
    rights(0o400);
    screen
        .keys("<space>")
        .until("NOT SAVED")
        .until("this account may not write");
    rights(0o600);
    screen
        .keys("<c-r>")
        .until("☑  2 Backup finished")
        .until("saved ✓")
        .keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "step-done"), 2);
}

/// The program on its screen under an account that rights bind; none where that cannot be had.
fn as_somebody(setup: &Setup) -> Option<Screen> {
    if !rustix::process::geteuid().is_root() {
        return Some(Screen::start(setup, &[]));
    }
    // The program lies where only root may look.
    let program = setup.home().join("rounds");
    fs::copy(setup.program(), &program).ok()?;
    give_away(setup.home(), NOBODY);
    let lend = "setpriv --reuid 65534 --regid 65534 --clear-groups --";
    let tried = Command::new("sh")
        .args(["-c", &format!("{lend} test -x {}", program.display())])
        .status();
    tried.is_ok_and(|status| status.success()).then(|| {
        let script = format!("exec {lend} {}", program.display());
        Screen::start_shell(setup, &script)
    })
}

fn give_away(path: &Path, account: u32) {
    chown(path, Some(account), Some(account)).unwrap();
    if path.is_dir() {
        for item in fs::read_dir(path).unwrap() {
            give_away(&item.unwrap().path(), account);
        }
    }
}

/// A small file system of its own for the journal; only root may mount one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(place: &Path) -> Option<Self> {
        fs::create_dir_all(place).unwrap();
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=128k,mode=700", "tmpfs"])
            .arg(place);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then(|| Self(place.to_owned()))
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut file = fs::File::create(self.0.join("filler")).unwrap();
        while std::io::Write::write_all(&mut file, &[0; 1024]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the program may still be ending.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_keeps_what_was_typed_until_there_is_room() {
    let setup = with_round();
    let Some(disk) = SmallDisk::mount(&setup.home().join("data/rounds")) else {
        eprintln!("skipped: this account may not mount a small disk");
        return;
    };
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("<space>")
        .until("☑  1 Lag is low")
        .until("saved ✓");
    disk.fill();
    // Longer than the page of the file that is there already.
    let long = "the queue is longer than it was ".repeat(200);
    screen
        .keys("n")
        .until("Note on the step")
        .paste(&long)
        .until("the queue");
    screen
        .keys("<enter>")
        .until("NOT SAVED")
        .until("no room left");
    screen
        .keys("<c-r>")
        .until("NOT SAVED")
        .until("no room left");
    disk.make_room();
    // The attempt before may still be under way, and be the one that saves it.
    screen
        .keys("<c-r>")
        .until_gone("NOT SAVED")
        .until("saved ✓");
    screen
        .keys("<space>")
        .until("☑  2 Backup finished")
        .keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "step-done"), 2);
    let written = serde_json::to_string(&entries(&journal(&setup))).unwrap();
    assert_eq!(written.matches(long.trim()).count(), 1, "saved once, whole");
    // The next start finds it as it was.
    let mut screen = opened(&setup, "◐ Morning round");
    screen.until("│ 3 · ").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    drop(disk);
}

/// What a command says with a folder that is mounted for reading only; none where this system
/// lends no name space to mount it in.
fn with_read_only(setup: &Setup, folder: &Path, arguments: &[&str]) -> Option<(i32, String)> {
    let script = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" || exit 99; shift; exec \"$@\"";
    let mut command = setup.command("unshare");
    command.args(["-rm", "sh", "-c", script, "sh"]).arg(folder);
    let output = command.arg(setup.program()).args(arguments).output().ok()?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let code = output.status.code()?;
    (code != 99 && !said.contains("unshare:")).then_some((code, said))
}

/// Where nothing could be saved, the doctor says so before somebody has to write.
#[test]
fn a_record_on_a_disk_that_takes_no_writes_is_a_finding() {
    let setup = with_round();
    assert_eq!(setup.run(&["note", "before"]).code, Some(0));
    let before = setup.run(&["doctor"]);
    assert!(before.stdout.contains("may be written"), "{before:?}");
    let root = journal(&setup);
    let Some((code, said)) = with_read_only(&setup, &root, &["doctor"]) else {
        eprintln!("skipped: no name space to mount in");
        return;
    };
    let words = format!(
        "Nothing can be saved: {} cannot be written.",
        root.display()
    );
    assert!(code == 1 && said.contains(&words), "{code}: {said}");
    let (code, said) = with_read_only(&setup, setup.home(), &["doctor"]).unwrap();
    assert!(code == 1 && said.contains(&words), "{code}: {said}");
    assert_eq!(with_read_only(&setup, &root, &["note", "x"]).unwrap().0, 4);
}

/// A home that takes no writes keeps no record elsewhere from being written, whatever it held.
#[test]
fn a_read_only_home_that_holds_another_record_is_no_hindrance() {
    let setup = with_round();
    assert_eq!(setup.run(&["note", "before"]).code, Some(0));
    let elsewhere = tempfile::tempdir().unwrap();
    let other = elsewhere.path().join("record");
    let other = other.to_str().unwrap();
    for note in ["one", "two"] {
        let arguments = ["note", note, "--journal", other];
        let Some((code, said)) = with_read_only(&setup, setup.home(), &arguments) else {
            eprintln!("skipped: no name space to mount in");
            return;
        };
        assert_eq!(code, 0, "{said}");
    }
    let verified = setup.run(&["journal", "verify", "--journal", other]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    // Its own record it does not forget.
    let own = journal(&setup);
    let arguments = ["note", "x", "--journal", own.to_str().unwrap()];
    let (code, said) = with_read_only(&setup, setup.home(), &arguments).unwrap();
    assert_eq!(code, 4, "{said}");
}
