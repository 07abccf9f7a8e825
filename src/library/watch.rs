//! Told when something in a folder changes.
//!
//! The system also reports that files were opened and read, which this program does itself:
//! such reports are left out, or every look would cause the next. What exactly changed is
//! not said; whoever is told looks again.

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};

/// Watches for as long as it lives.
#[derive(Debug)]
pub struct Watch {
    _watcher: RecommendedWatcher,
    /// Folders that cannot be watched: changes in them show at the next look.
    pub unwatched: Vec<PathBuf>,
}

/// Watches folders, and calls `changed` from a thread of its own.
///
/// # Errors
/// When the system offers no watching at all; the words say so.
pub fn watch(
    folders: &[(&Path, RecursiveMode)],
    changed: impl Fn() + Send + 'static,
) -> Result<Watch, String> {
    let told = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| matters(&event.kind)) {
            changed();
        }
    };
    let mut watcher = notify::recommended_watcher(told)
        .map_err(|error| format!("Changes of files cannot be watched here: {error}."))?;
    let mut unwatched = Vec::new();
    for (folder, mode) in folders {
        if watcher.watch(folder, *mode).is_err() {
            unwatched.push((*folder).to_owned());
        }
    }
    Ok(Watch {
        _watcher: watcher,
        unwatched,
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
