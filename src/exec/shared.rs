//! What the thread of a command and its handle share.

use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::capture::Kept;
use super::ended::Ended;

/// A command as it goes on.
pub(super) struct Shared {
    pub kept: Mutex<Option<Kept>>,
    pub total_bytes: AtomicU64,
    pub is_cancelled: AtomicBool,
    pub ended: Mutex<Option<Ended>>,
}

/// A mutex, also after a thread that held it panicked: what it guards is whole at any moment.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
