//! Told when something in a folder changes.
//!
//! The system also reports that files were opened and read, which this program does itself:
//! such reports are left out, or every look would cause the next. What exactly changed is
//! not said; whoever is told looks again.

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// Time for the watcher to begin with a new folder: far more than it takes.
const FOLDER_PAUSE: Duration = Duration::from_millis(200);

/// Watches for as long as it lives.
#[derive(Debug)]
pub struct Watch {
    _watcher: Option<RecommendedWatcher>,
    _follower: Option<Follower>,
}

/// A thread that waits for a folder to come to be; dropping this ends it.
#[derive(Debug)]
struct Follower(Sender<Step>);

enum Step {
    /// Something changed on the way to the folder.
    Changed,
    /// Nobody watches any more.
    Stop,
}

impl Drop for Follower {
    fn drop(&mut self) {
        // A thread that has ended wants no telling.
        let _ = self.0.send(Step::Stop);
    }
}

/// Watches folders, and calls `changed` from a thread of its own.
///
/// # Errors
/// When the system offers no watching at all; the words say so.
pub fn watch(
    folders: &[(&Path, RecursiveMode)],
    changed: impl Fn() + Send + Sync + 'static,
) -> Result<Watch, String> {
    let changed = Arc::new(changed);
    let told = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if matters(&event.kind) {
            changed();
        }
        // The watcher begins to watch a new folder only after it has told of it; what was
        // written there before is told by nobody.
        if matches!(event.kind, EventKind::Create(CreateKind::Folder)) {
            let changed = Arc::clone(&changed);
            std::thread::spawn(move || {
                std::thread::sleep(FOLDER_PAUSE);
                changed();
            });
        }
    };
    let mut watcher = notify::recommended_watcher(told)
        .map_err(|error| format!("Changes of files cannot be watched here: {error}."))?;
    for (folder, mode) in folders {
        // What changes in one that cannot be watched shows at the next look.
        let _ = watcher.watch(folder, *mode);
    }
    Ok(Watch {
        _watcher: Some(watcher),
        _follower: None,
    })
}

/// Watches a folder and all below it; where it is not there yet, from the moment that it
/// comes to be.
///
/// # Errors
/// When the system offers no watching at all; the words say so.
pub fn watch_tree(
    folder: &Path,
    changed: impl Fn() + Send + Sync + 'static,
) -> Result<Watch, String> {
    let changed = Arc::new(changed);
    if folder.is_dir() {
        return watch(&[(folder, RecursiveMode::Recursive)], move || changed());
    }
    let (sender, steps) = channel();
    let told = sender.clone();
    // A relative path has no folder above its first part.
    let folder = std::path::absolute(folder).map_err(|error| crate::os::why(&error))?;
    // On a thread of its own: a watcher cannot be changed from where it reports.
    std::thread::spawn(move || {
        let mut on_the_way = None::<(PathBuf, Watch)>;
        loop {
            let nearest = folder.ancestors().find(|folder| folder.is_dir());
            let Some(nearest) = nearest.map(Path::to_owned) else {
                return;
            };
            let there = nearest == folder;
            if on_the_way.as_ref().is_some_and(|(at, _)| *at == nearest) {
                match steps.recv() {
                    Ok(Step::Changed) => continue,
                    Ok(Step::Stop) | Err(_) => return,
                }
            }
            let next = if there {
                let changed = changed.clone();
                watch(&[(&nearest, RecursiveMode::Recursive)], move || changed())
            } else {
                let told = told.clone();
                watch(&[(&nearest, RecursiveMode::NonRecursive)], move || {
                    // A thread that has ended wants no telling.
                    let _ = told.send(Step::Changed);
                })
            };
            let Ok(next) = next else { return };
            // What came to be while the watch was set up was not reported.
            if there {
                changed();
            }
            on_the_way = Some((nearest, next));
        }
    });
    Ok(Watch {
        _watcher: None,
        _follower: Some(Follower(sender)),
    })
}

fn matters(kind: &EventKind) -> bool {
    match kind {
        // A file that was open for writing was closed: now it is whole.
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const DEADLINE: Duration = Duration::from_secs(20);

    #[test]
    fn a_tree_is_watched_from_the_moment_that_it_comes_to_be() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data/journal");
        let (sender, told) = channel();
        let _watch = watch_tree(&folder, move || sender.send(()).unwrap()).unwrap();
        fs::create_dir_all(folder.join("writer")).unwrap();
        told.recv_timeout(DEADLINE)
            .expect("told that the folder is there");
        // Until the watch stands, what happens below it is not told one by one: it must be
        // told in the end.
        fs::write(folder.join("writer/000001.jsonl"), "one").unwrap();
        told.recv_timeout(DEADLINE).expect("told of the file");
    }
}
