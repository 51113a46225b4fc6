//! Turns each build into what is shown now, and keeps that when a build breaks.
#![expect(
    clippy::disallowed_methods,
    reason = "the panel tells when the pages shown were built; no page depends on it"
)]

use std::any::Any;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tokio::sync::watch;

use super::{Pages, Problem, Problems, Snapshot};

/// What the server answers from. It is swapped whole, so that an answer never mixes two builds.
pub(super) struct Shown {
    /// Differs for each build, also across restarts of the preview.
    pub id: String,
    pub pages: Arc<dyn Pages>,
    pub report: Report,
}

/// Reads what is shown and waits for what follows; nothing is shown before the first build is done.
pub(super) type Reader = watch::Receiver<Option<Arc<Shown>>>;

/// Where builds are put up.
pub(super) struct Board {
    shown: watch::Sender<Option<Arc<Shown>>>,
    /// Tells this run of the preview from the one before.
    run: String,
    count: u64,
    last: Option<Snapshot>,
    /// When the pages shown were built: milliseconds since 1970.
    built_at: Option<u64>,
    follow: bool,
}

/// What there is to say of a build.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    id: String,
    stale: bool,
    built_at: Option<u64>,
    follow: Option<String>,
    #[serde(flatten)]
    problems: Problems,
}

impl Board {
    pub(super) fn new(follow: bool) -> Self {
        let run = format!("{:08x}", RandomState::new().hash_one(0u8) as u32);
        Board { shown: watch::Sender::new(None), run, count: 0, last: None, built_at: None, follow }
    }

    pub(super) fn reader(&self) -> Reader {
        self.shown.subscribe()
    }

    /// Runs a build and puts it up. One that panics leaves the pages as they are and becomes a problem.
    pub(super) fn build(&mut self, build: impl FnOnce() -> Snapshot) {
        match catch_unwind(AssertUnwindSafe(build)) {
            Ok(snapshot) => {
                if self.last.as_ref().is_some_and(|last| last.id == snapshot.id) {
                    return;
                }
                if !snapshot.stale {
                    self.built_at = now();
                }
                self.show(&snapshot);
                self.last = Some(snapshot);
            }
            Err(panic) => {
                let pages =
                    self.last.take().map_or_else(|| Arc::new(NoPages) as Arc<dyn Pages>, |last| last.pages);
                let problems = Problems::new(vec![internal(&words(&*panic))]);
                let broken = Snapshot { id: u64::MAX, pages, problems, stale: true, changed_page: None };
                self.show(&broken);
                self.last = Some(broken);
            }
        }
    }

    fn show(&mut self, snapshot: &Snapshot) {
        self.count += 1;
        let id = format!("{}-{}", self.run, self.count);
        let report = Report {
            id: id.clone(),
            stale: snapshot.stale,
            built_at: self.built_at,
            follow: snapshot.changed_page.clone().filter(|_| self.follow),
            problems: snapshot.problems.clone(),
        };
        self.shown.send_replace(Some(Arc::new(Shown { id, pages: Arc::clone(&snapshot.pages), report })));
    }
}

/// A course of which nothing could be built yet.
struct NoPages;

impl Pages for NoPages {
    fn get(&self, _path: &str) -> Option<Arc<[u8]>> {
        None
    }
}

fn now() -> Option<u64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

fn internal(words: &str) -> Problem {
    Problem {
        code: "internal".into(),
        severity: "error".into(),
        title: "Bedside made a mistake".into(),
        message: format!("This build broke off inside Bedside, through no fault of yours: {words}"),
        help: Some("The pages are those of the build before. The next save builds again; if this stays, please report it with the file that you saved last.".into()),
        ..Problem::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(id: u64, stale: bool) -> Snapshot {
        Snapshot {
            id,
            pages: Arc::new(NoPages),
            problems: Problems::default(),
            stale,
            changed_page: Some("a.html".into()),
        }
    }

    fn report(reader: &Reader) -> serde_json::Value {
        serde_json::to_value(&reader.borrow().as_ref().unwrap().report).unwrap()
    }

    #[test]
    fn a_build_with_nothing_new_is_not_announced() {
        let mut board = Board::new(false);
        let mut reader = board.reader();
        board.build(|| snapshot(1, false));
        assert!(reader.has_changed().unwrap());
        reader.mark_unchanged();
        board.build(|| snapshot(1, false));
        assert!(!reader.has_changed().unwrap());
        board.build(|| snapshot(2, false));
        assert!(reader.has_changed().unwrap());
        assert_eq!(report(&reader)["follow"], serde_json::Value::Null);
    }

    #[test]
    fn a_stale_build_keeps_the_time_of_the_pages() {
        let mut board = Board::new(true);
        let reader = board.reader();
        board.build(|| snapshot(1, false));
        let first = report(&reader);
        std::thread::sleep(std::time::Duration::from_millis(5));
        board.build(|| snapshot(2, true));
        assert_eq!(report(&reader)["builtAt"], first["builtAt"]);
        assert_eq!(report(&reader)["stale"], true);
        assert_eq!(report(&reader)["follow"], "a.html");
    }

    #[test]
    fn a_panic_becomes_a_problem_and_the_next_build_counts() {
        let mut board = Board::new(false);
        let reader = board.reader();
        board.build(|| panic!("boom"));
        assert_eq!(report(&reader)["errors"], 1);
        assert!(report(&reader)["list"][0]["message"].as_str().unwrap().contains("boom"));
        board.build(|| snapshot(0, false));
        assert_eq!(report(&reader)["errors"], 0);
    }
}
