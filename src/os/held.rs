//! A file's lock, held by this process until it is dropped.
//!
//! What stays true: a lock is given back at once, whatever else has the file open. A child that
//! is being started holds every open file of its parent for a moment, the lock with it; closing
//! the file alone would leave the lock with the child, and who asks then is told that it is held.
//!
//! It waits for nobody longer than it was told to, and does not know what a lock is for.

use super::{identity, private_options};
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// A file whose lock is held.
#[derive(Debug)]
pub struct Held {
    file: File,
    path: PathBuf,
}

impl Held {
    /// Takes the lock of the file at `path`, which is made where there is none, private; none
    /// where another holds it.
    ///
    /// # Errors
    /// When it cannot be opened, is a symbolic link, or lies where there are no locks.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let mut options = private_options();
            let options = options.read(true).write(true).create(true).truncate(false);
            let file = options.open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            let path = path.to_path_buf();
            let held = Self { file, path };
            if held.has_its_name()? {
                return Ok(Some(held));
            }
        }
    }

    /// The same, for who would rather wait so long than go without it.
    ///
    /// # Errors
    /// As [`Held::take`].
    pub fn take_within(path: &Path, patience: Duration) -> io::Result<Option<Self>> {
        let until = Instant::now() + patience;
        loop {
            match Self::take(path)? {
                None if Instant::now() < until => thread::sleep(BETWEEN_TRIES),
                taken => return Ok(taken),
            }
        }
    }

    /// Whether another holds the lock of the file at `path`; nobody does where there is none.
    ///
    /// # Errors
    /// When it cannot be opened, or lies where there are no locks.
    pub fn is_taken(path: &Path) -> io::Result<bool> {
        let file = match private_options().read(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        match file.try_lock_shared() {
            Ok(()) => file.unlock().map(|()| false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Takes the file away, with which the hold on it ends: for a lock that is not wanted again.
    ///
    /// # Errors
    /// What the system said. The lock is held all the same then.
    pub fn take_away(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// Whether the file still has its name. One that was taken away after it was opened locks
    /// nobody out: who comes next makes another.
    fn has_its_name(&self) -> io::Result<bool> {
        match fs::symlink_metadata(&self.path) {
            Ok(named) => Ok(identity(&named) == identity(&self.file.metadata()?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Where it cannot be given back, closing the file does it.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// As a child does that is being started: it has the file open, and its lock with it.
    #[test]
    fn what_is_given_back_is_free_though_a_child_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Held::take(&path).unwrap().unwrap();
        let of_child = held.file.try_clone().unwrap();
        assert!(Held::take(&path).unwrap().is_none());
        assert!(Held::is_taken(&path).unwrap());
        drop(held);
        assert!(!Held::is_taken(&path).unwrap());
        let again = Held::take(&path).unwrap().unwrap();
        drop(of_child);
        assert!(Held::take(&path).unwrap().is_none());
        again.take_away().unwrap();
        drop(again);
        assert!(!path.exists());
        assert!(!Held::is_taken(&path).unwrap());
    }

    #[test]
    fn one_alone_holds_it_though_each_takes_the_file_away() {
        const TURNS: usize = 200;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let (inside, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while turns.load(Ordering::SeqCst) < TURNS {
                        let Some(held) = Held::take(&path).unwrap() else {
                            continue;
                        };
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        turns.fetch_add(1, Ordering::SeqCst);
                        thread::yield_now();
                        assert_eq!(inside.fetch_sub(1, Ordering::SeqCst), 1);
                        held.take_away().unwrap();
                    }
                });
            }
        });
        assert!(turns.into_inner() >= TURNS);
    }

    #[test]
    fn who_waits_gets_it_once_it_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Held::take(&path).unwrap().unwrap();
        let short = Duration::from_millis(1);
        assert!(Held::take_within(&path, short).unwrap().is_none());
        thread::scope(|scope| {
            let waits = scope.spawn(|| Held::take_within(&path, Duration::from_secs(60)));
            drop(held);
            assert!(waits.join().unwrap().unwrap().is_some());
        });
    }

    /// What cannot be asked is no free lock.
    #[test]
    fn no_file_of_that_name_can_be_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        fs::create_dir(&path).unwrap();
        assert!(Held::take(&path).is_err());
        assert!(Held::take(&folder.path().join("none/lock")).is_err());
    }
}
