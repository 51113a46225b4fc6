//! Turns builds into a live preview: watches the folders, serves the last build from memory, tells open pages.
//!
//! The room knows nothing of the rest of the house: a build comes in as a [`Snapshot`], bytes go out.
//! No tokio type leaves it.

mod about;
mod answer;
mod board;
mod connection;
mod events;
mod guard;
mod hint;
mod inject;
mod own;
mod problems;
mod server;
mod shelf;
mod target;
mod tree;
mod watch;

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::lock::lock;

pub use about::{About, Entry, Facts, Offer, Story, Why};
pub use problems::{ExcerptLine, Problem, Problems, Related};

/// The two judgements that stand before every answer, for the tests that try to get past them.
#[doc(hidden)]
pub use guard::admits;
#[doc(hidden)]
pub use target::address;

/// What a preview shows, and to whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen. Anything but a loopback address makes the printed address carry a secret.
    pub host: IpAddr,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// Look for changes three times a second and use no events: for network folders.
    pub poll: bool,
    /// Let visible tabs go to the page that was just edited.
    pub follow: bool,
    /// The folders whose changes lead to a build: the course, the theme.
    pub watch: Folders,
    /// Folders and files inside them that never do: the output, the cache.
    pub ignore: Vec<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 4400,
            poll: false,
            follow: false,
            watch: Folders::default(),
            ignore: Vec::new(),
        }
    }
}

/// Folders to watch. A build may set them anew: a course can name another theme, which lies elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Folders(Arc<Mutex<Vec<PathBuf>>>);

impl Folders {
    pub fn new(list: Vec<PathBuf>) -> Self {
        Folders(Arc::new(Mutex::new(list)))
    }

    pub fn set(&self, list: Vec<PathBuf>) {
        *lock(&self.0) = list;
    }

    fn list(&self) -> Vec<PathBuf> {
        lock(&self.0).clone()
    }
}

/// What one build gave; the server answers from it alone.
#[derive(Clone)]
pub struct Snapshot {
    /// The same number as the build before means that nothing is new, and nobody is told.
    pub id: u64,
    pub pages: Arc<dyn Pages>,
    pub problems: Problems,
    /// The pages are those of an earlier build, because this one has errors.
    pub stale: bool,
    /// The page that was just edited, such as `a/b.html`; with `follow`, tabs go there.
    pub changed_page: Option<String>,
}

/// The files of a build, by their exact addresses, and what is known of them. The calls may render: they run on a
/// thread that may block.
pub trait Pages: Send + Sync {
    /// The file at a relative path such as `index.html`, `a/b.html`, `assets/style.css`.
    fn get(&self, path: &str) -> Option<Arc<[u8]>>;
    /// The address that a page has now which had this one before.
    fn moved(&self, _path: &str) -> Option<String> {
        None
    }
    /// What the bar shows of the page at an address, or where to go when there is none.
    fn about(&self, _path: &str) -> About {
        About::default()
    }
    /// All problems of the page at an address; a report lists the gravest of the whole course alone.
    fn problems(&self, _path: &str) -> Vec<Problem> {
        Vec::new()
    }
    /// Every page, in reading order.
    fn list(&self) -> Vec<Entry> {
        Vec::new()
    }
}

/// Serves until interrupted; returns only when it cannot start or go on.
///
/// `on_ready` is given the address once the server listens, which is before the first build.
/// `notice` is given a sentence for the user when watching has to fall back to looking.
/// `build` is called at the start and after each change, on a thread of its own, with the paths that
/// changed; none means that everything may have.
pub fn serve(
    options: Options,
    on_ready: impl FnOnce(&str),
    notice: impl FnMut(&str) + Send + 'static,
    build: impl FnMut(&[PathBuf]) -> Snapshot + Send + 'static,
) -> io::Result<()> {
    let server = server::Server::bind(options.host, options.port)?;
    on_ready(server.address());
    let board = board::Board::new(options.follow);
    let shown = board.reader();
    let alive = server.keep_alive_while(move || watch_and_build(&options, notice, board, build))?;
    server.run(shown, alive)
}

/// The life of the building thread.
fn watch_and_build(
    options: &Options,
    mut notice: impl FnMut(&str),
    mut board: board::Board,
    mut build: impl FnMut(&[PathBuf]) -> Snapshot,
) {
    let mailbox = Arc::new(watch::Mailbox::default());
    loop {
        let ground = tree::Ground::new(&options.watch, &options.ignore);
        let mut lookout = hint::Lookout::new(ground.clone(), Arc::clone(&mailbox), options.poll);
        let mut rebuild = |paths: &[&Path]| {
            let given: Vec<PathBuf> = paths.iter().map(|path| ground.as_given(path)).collect();
            board.build(|| build(&given));
        };
        watch::run(&ground, &*mailbox, &mut || lookout.arm(&mut notice), &mut rebuild);
    }
}

#[cfg(test)]
mod saving_tests;
