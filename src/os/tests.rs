//! What the platform room promises, tried on this platform.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use super::account::begun_in;
use super::account::named_by;
use super::*;

const NOW: Option<Duration> = Some(Duration::ZERO);

/// A signal reaches every [`Signals`] of the process: tests that wait take turns.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn a_wake_up_ends_the_wait_once() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (waker, source) = wake_pair().unwrap();
    let signals = Signals::catch().unwrap();
    assert!(wait(None, &source, &signals, NOW).unwrap().timed_out);
    for _ in 0..100_000 {
        waker.wake(); // more than a pipe holds: must not block
    }
    let ready = wait(None, &source, &signals, None).unwrap();
    assert!(ready.wake && !ready.timed_out && !ready.hangup);
    source.drain();
    assert!(!wait(None, &source, &signals, NOW).unwrap().wake);
}

#[test]
fn a_wake_up_comes_from_another_thread() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (waker, source) = wake_pair().unwrap();
    let signals = Signals::catch().unwrap();
    let caller = std::thread::spawn(move || waker.wake());
    assert!(wait(None, &source, &signals, None).unwrap().wake);
    caller.join().unwrap();
}

#[test]
fn a_signal_ends_the_wait_and_is_told_once() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (_waker, source) = wake_pair().unwrap();
    let mut signals = Signals::catch().unwrap();
    // SIGWINCH harms no other test of this process.
    signal_hook::low_level::raise(Signal::Resize.number()).unwrap();
    assert!(wait(None, &source, &signals, None).unwrap().signals);
    assert_eq!(signals.pending().collect::<Vec<_>>(), [Signal::Resize]);
    assert_eq!(signals.pending().count(), 0);
}

#[test]
fn patience_is_kept_and_may_be_longer_than_any_life() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (waker, source) = wake_pair().unwrap();
    let signals = Signals::catch().unwrap();
    let begun = Instant::now();
    let patience = Duration::from_millis(20);
    assert!(
        wait(None, &source, &signals, Some(patience))
            .unwrap()
            .timed_out
    );
    assert!(begun.elapsed() >= patience);
    waker.wake();
    assert!(
        wait(None, &source, &signals, Some(Duration::MAX))
            .unwrap()
            .wake
    );
}

#[test]
fn an_account_has_the_name_that_the_system_gives_it() {
    let found = account();
    let id = std::process::Command::new("id")
        .arg("-un")
        .output()
        .unwrap();
    assert_eq!(found.name, String::from_utf8_lossy(&id.stdout).trim());
    assert_eq!(found.from, AccountSource::NameService);
}

#[test]
fn the_environment_names_an_account_only_by_what_can_be_a_name() {
    let named = |user: &'static str, logname: &'static str| {
        named_by(move |name| Some(if name == "USER" { user } else { logname }.to_owned()))
    };
    let by = |name: &str, variable| Some((name.to_owned(), AccountSource::Environment(variable)));
    assert_eq!(named("ops-a", "other"), by("ops-a", "USER"));
    assert_eq!(named("", "ops-b"), by("ops-b", "LOGNAME"));
    assert_eq!(named("1234", "a\nb"), None);
    assert_eq!(named_by(|_| None), None);
}

#[cfg(target_os = "linux")]
#[test]
fn a_login_is_told_from_the_next_by_its_beginning() {
    let stat = format!("7 (a) b) S 1 7 7 {}4711 0 0", "0 ".repeat(15));
    assert_eq!(begun_in(&stat), Some(4711));
    assert_eq!(begun_in("7 (a"), None);
    assert!(login().is_some());
    assert_eq!(login(), login());
}

#[test]
fn a_folder_that_is_not_there_may_not_be_written() {
    let folder = tempfile::tempdir().unwrap();
    assert!(may_write(folder.path()));
    assert!(!may_write(&folder.path().join("none")));
}

#[cfg(target_os = "linux")]
#[test]
fn kin_outside_the_process_namespace_are_zero() {
    use super::unix::{Kin, kin_in};
    let kin = |parent, group, session| {
        Some(Kin {
            parent,
            group,
            session,
        })
    };
    assert_eq!(kin_in("7 (rounds) S 1 7 7 34816 7"), kin(1, 7, 7));
    assert_eq!(kin_in("1 (a ) (b) S 0 0 0 0 -1"), kin(0, 0, 0));
    assert_eq!(kin_in("7 (rounds) S 1 7"), None);
    assert_eq!(kin_in(""), None);
}

#[test]
fn private_folders_and_files_are_private_all_the_way() {
    let home = tempfile::tempdir().unwrap();
    let deep = home.path().join("a/b/c");
    private_dir(&deep).unwrap();
    for folder in [&deep, deep.parent().unwrap()] {
        let found = ownership(folder).unwrap();
        assert_eq!((found.mode, found.kind), (0o700, Kind::Folder));
        assert!(found.own);
    }
    private_dir(&deep).unwrap();

    let path = deep.join("file");
    let file = private_options()
        .write(true)
        .create_new(true)
        .open(&path)
        .unwrap();
    let expected = Ownership {
        own: true,
        mode: 0o600,
        links: 1,
        kind: Kind::File,
    };
    assert_eq!(ownership_of(&file).unwrap(), expected);
    assert!(private_dir(&path).is_err());
    assert!(free_bytes(&deep).unwrap() > 0);
}

#[test]
fn an_existing_folder_keeps_its_rights_and_shows_them() {
    let home = tempfile::tempdir().unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o777)).unwrap();
    private_dir(home.path()).unwrap();
    assert_eq!(ownership(home.path()).unwrap().mode, 0o777);
}

#[test]
fn links_are_seen_and_never_opened() {
    let home = tempfile::tempdir().unwrap();
    let (real, soft, hard) = (
        home.path().join("real"),
        home.path().join("soft"),
        home.path().join("hard"),
    );
    fs::write(&real, "x").unwrap();
    symlink(&real, &soft).unwrap();
    fs::hard_link(&real, &hard).unwrap();
    assert_eq!(ownership(&soft).unwrap().kind, Kind::Link);
    assert_eq!(ownership(&hard).unwrap().links, 2);
    assert!(private_options().read(true).open(&soft).is_err());
    assert!(private_options().read(true).open(&real).is_ok());
    assert_eq!(
        ownership(&home.path().join("absent")).unwrap_err().kind(),
        ErrorKind::NotFound
    );
}

#[test]
fn a_device_is_neither_file_nor_folder() {
    assert_eq!(
        ownership(std::path::Path::new("/dev/null")).unwrap().kind,
        Kind::Other
    );
}
