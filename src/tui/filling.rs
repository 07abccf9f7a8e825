//! A record that is still being written while it is looked at.
//!
//! What stays true: it is written in a thread of its own, told how far it is, and ended before
//! this is let go: nothing writes into a folder that somebody is about to remove. What it does
//! not do: it knows nothing of what is written.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What is told while a record is written: how many percent of it there are. It answers
/// whether to go on.
pub type Told<'t> = &'t mut dyn FnMut(u8) -> bool;

/// What writes, once.
type Writes = dyn FnOnce(Told<'_>) -> Result<(), String> + Send;

/// Writes a record; gives the reason where it cannot.
pub struct Fill(Box<Writes>);

impl Fill {
    /// Takes what writes.
    pub fn by(writes: impl FnOnce(Told<'_>) -> Result<(), String> + Send + 'static) -> Self {
        Self(Box::new(writes))
    }
}

/// A record that is being written.
pub(super) struct Filling {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    percent: AtomicU8,
    stops: AtomicBool,
    outcome: Mutex<Option<Result<(), String>>>,
}

impl Filling {
    /// Begins; `wake` is called whenever there is something new to look at.
    pub fn begin(fill: Fill, wake: impl Fn() + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let known = shared.clone();
        let thread = std::thread::spawn(move || {
            let outcome = fill.0(&mut |percent| {
                known.percent.store(percent, Ordering::Relaxed);
                wake();
                !known.stops.load(Ordering::Relaxed)
            });
            *known.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
            wake();
        });
        Self {
            shared,
            thread: Some(thread),
        }
    }

    /// How many percent there are.
    pub fn percent(&self) -> u8 {
        self.shared.percent.load(Ordering::Relaxed)
    }

    /// What it came to, once it is over. A thread that is gone without a word is over too.
    pub fn outcome(&self) -> Option<Result<(), String>> {
        let outcome = self.shared.outcome.lock();
        let outcome = outcome.unwrap_or_else(PoisonError::into_inner).take();
        let is_gone = self.thread.as_ref().is_none_or(JoinHandle::is_finished);
        outcome.or_else(|| is_gone.then(|| Err("It could not be written.".to_owned())))
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        self.shared.stops.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A panic in it was told where it happened.
            let _ = thread.join();
        }
    }
}
