//! Turns hints that something was saved into builds: at once, one at a time, and none lost.
//!
//! Events are hints and may be missing, so the fingerprint of the folders has the last word every few seconds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::tree::{Change, Ground, Tree};

use crate::lock::lock;

/// Many editors remove a file and write it anew: a removal alone waits this long for what follows.
const GRACE: Duration = Duration::from_millis(40);
/// A build that starts sooner than this after the last one counts as part of the same burst.
const BURST: Duration = Duration::from_millis(60);
/// From the third build of a burst on: wait for a quiet moment of this length, but no longer than `PATIENCE`.
const QUIET: Duration = Duration::from_millis(30);
const PATIENCE: Duration = Duration::from_millis(500);
/// When to look again after a build that events asked for: they may not have told everything.
const AFTER_BUILD: Duration = Duration::from_millis(300);
/// How often looking may give way to events before it insists.
const GIVE_WAY: u32 = 3;
/// How long events may keep looking from its time.
const OVERDUE: Duration = Duration::from_secs(1);
/// More paths than this are not worth naming.
const MANY: usize = 2_000;

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// A save is complete.
    Saved(PathBuf),
    /// Something is gone, or only its attributes changed: the fingerprint tells whether it matters.
    Perhaps(PathBuf),
    /// Events were lost, or make no sense.
    Everything,
}

/// How often to look at the whole ground without being told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace(pub Duration);

impl Pace {
    /// Events come, looking is for safety.
    pub(super) const SAFETY: Pace = Pace(Duration::from_secs(3));
    /// Looking is all there is.
    pub(super) const POLL: Pace = Pace(Duration::from_millis(300));
}

/// Where events wait until the builder has time.
#[derive(Default)]
pub(super) struct Mailbox {
    letters: Mutex<Letters>,
    bell: Condvar,
}

#[derive(Default)]
pub(super) struct Letters {
    saved: BTreeSet<PathBuf>,
    perhaps: BTreeSet<PathBuf>,
    everything: bool,
    closed: bool,
    /// Counts all that ever came, so that a quiet moment can be told.
    count: u64,
}

impl Mailbox {
    pub(super) fn post(&self, hint: Hint) {
        self.open().put(hint);
        self.bell.notify_all();
    }

    /// Ends the loop.
    #[cfg(test)]
    pub(super) fn close(&self) {
        self.open().closed = true;
        self.bell.notify_all();
    }
}

/// Time and letters, as the loop sees them.
pub(super) trait Post {
    fn now(&self) -> Instant;
    fn open(&self) -> MutexGuard<'_, Letters>;
    /// Waits as long as the letters are `idle`, but not beyond a moment.
    fn wait_while(&self, until: Instant, idle: &mut dyn FnMut(&Letters) -> bool);

    fn has_news(&self) -> bool {
        self.open().has_news()
    }

    /// Waits until something came or the time is up.
    fn wait(&self, until: Instant) {
        self.wait_while(until, &mut |letters| !letters.has_news());
    }

    /// Waits on when what came may be the first half of something.
    fn settle(&self, burst: bool) {
        let start = self.now();
        if burst {
            let mut count = self.open().count;
            while self.now() < start + PATIENCE {
                let quiet = self.now() + QUIET;
                self.wait_while(quiet, &mut |letters| letters.count == count && !letters.closed);
                let now = self.open().count;
                if now == count {
                    break;
                }
                count = now;
            }
        } else {
            let unsure =
                |letters: &Letters| letters.saved.is_empty() && !letters.everything && !letters.closed;
            self.wait_while(start + GRACE, &mut |letters| unsure(letters));
        }
    }

    fn take(&self) -> Letters {
        let mut letters = self.open();
        let closed = letters.closed;
        let count = letters.count;
        std::mem::replace(&mut *letters, Letters { closed, count, ..Letters::default() })
    }
}

impl Post for Mailbox {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn open(&self) -> MutexGuard<'_, Letters> {
        // A sender that panicked left whole letters all the same.
        lock(&self.letters)
    }

    fn wait_while(&self, until: Instant, idle: &mut dyn FnMut(&Letters) -> bool) {
        let patience = until.saturating_duration_since(Instant::now());
        drop(self.bell.wait_timeout_while(self.open(), patience, |letters| idle(letters)));
    }
}

impl Letters {
    fn put(&mut self, hint: Hint) {
        match hint {
            Hint::Saved(path) => self.saved.insert(path),
            Hint::Perhaps(path) => self.perhaps.insert(path),
            Hint::Everything => std::mem::replace(&mut self.everything, true),
        };
        if self.saved.len() + self.perhaps.len() > MANY {
            self.saved.clear();
            self.perhaps.clear();
            self.everything = true;
        }
        self.count += 1;
    }

    fn has_news(&self) -> bool {
        self.closed || self.everything || !self.saved.is_empty() || !self.perhaps.is_empty()
    }
}

/// Builds once, then after every change, until the mailbox is closed or the ground is elsewhere.
///
/// `arm` sets the watcher up anew and says how often to look besides; `build` gets the paths that
/// changed, or none when everything may have. The tree is always looked at before the build reads it,
/// so what is saved in between differs from it and is found.
pub(super) fn run(
    ground: &Ground,
    post: &impl Post,
    arm: &mut dyn FnMut() -> Pace,
    build: &mut dyn FnMut(&[&Path]),
) {
    let mut pace = arm();
    let mut tree = ground.scan(&|| false).unwrap_or_default();
    build(&[]);
    let mut built = post.now();
    let mut burst = 0;
    let mut gave_way = 0;
    let mut look = built + AFTER_BUILD.min(pace.0);
    while !ground.is_elsewhere() {
        post.wait(look);
        let overdue = post.now() >= look + OVERDUE;
        if post.has_news() && !overdue {
            burst = if post.now() < built + BURST { burst + 1 } else { 0 };
            post.settle(burst >= 2);
            let letters = post.take();
            if letters.closed {
                return;
            }
            if letters.everything {
                pace = arm();
            }
            if act(ground, &mut tree, &letters, build) {
                built = post.now();
                look = look.min(built + AFTER_BUILD.max(pace.0 / 10));
            }
        } else {
            let start = post.now();
            let hurry = gave_way < GIVE_WAY && !overdue;
            let Some(now) = ground.scan(&|| hurry && post.has_news()) else {
                gave_way += 1;
                continue;
            };
            gave_way = 0;
            // A course that takes long to look at is looked at less often.
            let mut rest = pace.0.max((post.now() - start) * 20);
            if now != tree {
                tree = now;
                // The watcher did not tell, so it may be deaf.
                pace = arm();
                build(&[]);
                built = post.now();
                rest = rest.min(AFTER_BUILD);
            }
            look = post.now() + rest;
        }
    }
}

/// Answers one batch of hints; whether that led to a build.
fn act(ground: &Ground, tree: &mut Tree, letters: &Letters, build: &mut dyn FnMut(&[&Path])) -> bool {
    if letters.everything {
        *tree = ground.scan(&|| false).unwrap_or_default();
        build(&[]);
        return true;
    }
    let named: BTreeSet<&PathBuf> = letters.saved.union(&letters.perhaps).collect();
    let change = ground.refresh(tree, named.iter().copied());
    if change == Change::Folder {
        build(&[]);
    } else if change == Change::Files || !letters.saved.is_empty() {
        // A save counts even when size and time are the same: clocks are coarse.
        build(&named.iter().map(|path| path.as_path()).collect::<Vec<_>>());
    } else {
        return false;
    }
    true
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
