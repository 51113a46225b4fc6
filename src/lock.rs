//! A mutex → what it guards, also after a thread has failed.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A thread that failed while it held the lock left a whole value behind.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
