//! `bedside serve`: the same build, kept in memory and shown in a browser while the course is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

mod facts;
mod moves;
mod site;

use self::moves::Moves;
use self::site::{Built, Site};
use super::{Said, World, is_course, stops, today};
use crate::cli::Serve;
use crate::course::Edition;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::{self, Report};
use crate::pipeline::{self, Linked, Memory, Place};
use crate::preview::{self, ExcerptLine, Options, Problem, Problems, Related, Snapshot};
use crate::publish::OutPath;
use crate::render::Artefacts;

pub(super) fn run(args: &Serve, world: &World, print: fn(&str)) -> Said {
    if let Err(said) = is_course(&args.course.content).and_then(|()| today(None, world)) {
        return said;
    }
    let content = args.course.content.clone();
    let output = world.working.join("output");
    let options = Options {
        host: args.host,
        port: args.port,
        poll: args.poll,
        follow: args.follow,
        watch: vec![content.clone()],
        ignore: vec![output.clone()],
    };
    let place = Place { content, leave_out: vec![output], today: world.today };
    let mut builder = Builder { follow: args.follow, ..Builder::new(place, args.edition.into()) };
    let opens = args.open;
    let ready = move |address: &str| {
        print(&format!("Preview: {address}\nStop it with Ctrl+C."));
        if opens {
            open(address);
        }
    };
    match preview::serve(options, ready, print, move |paths| builder.build(paths)) {
        Ok(()) => Said::failed("the preview has ended by itself; start it again."),
        Err(error) => {
            let (host, port) = (args.host, args.port);
            let advice = if error.kind() == std::io::ErrorKind::AddrInUse {
                "Another program listens there; choose another port with `--port`."
            } else {
                "Choose another port with `--port`."
            };
            Said::failed(format!("the preview could not listen on {host}, port {port}: {error}. {advice}"))
        }
    }
}

/// What the preview keeps from one build to the next.
struct Builder {
    place: Place,
    edition: Edition,
    memory: Memory,
    id: u64,
    seen: u64,
    last: Option<Snapshot>,
    good: Option<Arc<Built>>,
    /// The course as it was read last, and as it is shown.
    newest: Option<Arc<Linked>>,
    shown: Option<Arc<Linked>>,
    moves: Arc<Moves>,
    follow: bool,
}

impl Builder {
    fn new(place: Place, edition: Edition) -> Self {
        Builder {
            place,
            edition,
            memory: Memory::default(),
            id: 0,
            seen: 0,
            last: None,
            good: None,
            newest: None,
            shown: None,
            moves: Arc::default(),
            follow: false,
        }
    }

    fn build(&mut self, changed: &[PathBuf]) -> Snapshot {
        let read = pipeline::read(&self.place, &mut self.memory);
        let linked = read.value;
        let seen = self.memory.fingerprint();
        if let Some(last) = self.last.as_ref().filter(|_| seen == self.seen) {
            return last.clone();
        }
        self.seen = seen;
        self.id += 1;
        let problems = problems(&read.diagnostics, &linked);
        let mut changed_page = changed.iter().find_map(|path| page_of(path, &self.place.content, &linked));
        if self.follow && changed_page.is_none() {
            changed_page = self.newest.as_ref().and_then(|before| moves::edited(before, &linked));
        }
        // A story that is withheld stops nothing: it is left out.
        let is_broken = stops(&read.diagnostics, false);
        let fresh = Arc::new(Built::new(Arc::new(linked), self.edition));
        self.newest = Some(Arc::clone(&fresh.linked));
        // While the course has errors the last good pages stay; at the start, what there is is better than nothing.
        let shown = self.good.as_ref().filter(|_| is_broken).map_or_else(|| Arc::clone(&fresh), Arc::clone);
        let stale = is_broken && self.good.is_some();
        if !stale {
            self.moves = Arc::new(self.moves.after(self.shown.as_deref(), &shown.linked));
            self.shown = Some(Arc::clone(&shown.linked));
        }
        if !is_broken {
            self.good = Some(Arc::clone(&fresh));
        }
        let site = Site::new(shown, fresh, &self.moves, self.place.content.display().to_string());
        let changed_page = changed_page.filter(|page| site.has(page));
        let snapshot = Snapshot { id: self.id, pages: Arc::new(site), problems, stale, changed_page };
        self.last = Some(snapshot.clone());
        snapshot
    }
}

/// Artefacts as pages of the preview, each made once.
struct Rendered {
    artefacts: Artefacts,
    made: Mutex<BTreeMap<OutPath, Arc<[u8]>>>,
}

impl Rendered {
    fn new(artefacts: Artefacts) -> Self {
        Rendered { artefacts, made: Mutex::default() }
    }
}

impl Rendered {
    fn has(&self, path: &str) -> bool {
        OutPath::new(path).is_ok_and(|path| self.artefacts.get(&path).is_some())
    }

    fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        let path = OutPath::new(path).ok()?;
        let artefact = self.artefacts.get(&path)?;
        // A thread that failed while it held the lock left whole entries behind.
        let known = |made: &BTreeMap<OutPath, Arc<[u8]>>| made.get(&path).cloned();
        if let Some(bytes) = known(&self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner)) {
            return Some(bytes);
        }
        let mut bytes = Vec::new();
        self.artefacts.make(artefact, &mut bytes).ok()?;
        let bytes: Arc<[u8]> = bytes.into();
        let mut made = self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        made.insert(path, Arc::clone(&bytes));
        Some(bytes)
    }
}

/// The report as the preview's panel shows it.
fn problems(diagnostics: &[Diagnostic], linked: &Linked) -> Problems {
    let text = |path: &str| linked.sources.text_of(path);
    let shown = report::overlay(&Report { diagnostics, text: &text, strict: false });
    let page = |file: &str| facts::address(linked, file);
    let related = |related: report::RelatedProblem| Related {
        page: page(&related.file),
        message: related.message,
        file: related.file,
        line: related.line,
    };
    let problem = |problem: report::Problem| Problem {
        page: page(&problem.file),
        code: problem.code.into(),
        severity: problem.severity.into(),
        title: problem.title.into(),
        message: problem.message,
        help: problem.help,
        file: problem.file,
        line: problem.line,
        column: problem.column,
        excerpt: problem.excerpt.into_iter().map(excerpt).collect(),
        related: problem.related.into_iter().map(related).collect(),
    };
    Problems::new(shown.into_iter().map(problem).collect())
}

fn excerpt(row: report::Row) -> ExcerptLine {
    ExcerptLine {
        number: row.number,
        text: row.text,
        marked: row.marked,
        from: row.from.saturating_sub(1),
        to: row.to.saturating_sub(1),
    }
}

/// The address of the page that a saved file makes.
fn page_of(path: &Path, content: &Path, linked: &Linked) -> Option<String> {
    let inner = path.strip_prefix(content).ok()?.to_str()?.replace('\\', "/");
    linked.course.find(&inner).map(|page| page.out.to_string())
}

/// Opens the preview's own address in the browser: no shell, one argument.
#[expect(clippy::disallowed_methods, reason = "`serve --open` is one of the two places that start a process")]
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    // Without a browser the address is still on the screen.
    drop(std::process::Command::new(program).arg(address).spawn());
}
