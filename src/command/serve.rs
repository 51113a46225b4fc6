//! `bedside serve`: the same build, kept in memory and shown in a browser while the course is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{Said, World, is_course, today};
use crate::cli::Serve;
use crate::course::Edition;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::{self, Report};
use crate::pipeline::{self, Linked, Memory, Place};
use crate::preview::{self, ExcerptLine, Folders, Options, Pages, Problem, Problems, Snapshot};
use crate::publish::OutPath;
use crate::render::Artefacts;

pub(super) fn run(args: &Serve, world: &World, print: fn(&str)) -> Said {
    if let Err(said) = is_course(&args.course.content).and_then(|()| today(None, world)) {
        return said;
    }
    let content = args.course.content.clone();
    let output = world.working.join("output");
    let folders = Folders::new(vec![content.clone()]);
    let options = Options {
        host: args.host,
        port: args.port,
        poll: args.poll,
        follow: args.follow,
        watch: folders.clone(),
        ignore: vec![output.clone()],
    };
    let place = Place { content, leave_out: vec![output], today: world.today };
    let mut builder = Builder { folders, ..Builder::new(place, args.edition.into()) };
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
    /// What is watched: a course can name another theme at any time.
    folders: Folders,
    id: u64,
    seen: u64,
    last: Option<Snapshot>,
    good: Option<Arc<dyn Pages>>,
}

impl Builder {
    fn new(place: Place, edition: Edition) -> Self {
        let (memory, folders) = (Memory::default(), Folders::default());
        Builder { place, edition, memory, folders, id: 0, seen: 0, last: None, good: None }
    }

    fn build(&mut self, changed: &[PathBuf]) -> Snapshot {
        let read = pipeline::read(&self.place, &mut self.memory);
        let linked = read.value;
        self.folders.set(linked.folders(&self.place));
        let seen = self.memory.fingerprint();
        if let Some(last) = self.last.as_ref().filter(|_| seen == self.seen) {
            return last.clone();
        }
        self.seen = seen;
        self.id += 1;
        let problems = problems(&read.diagnostics, &linked);
        let changed_page = changed.iter().find_map(|path| page_of(path, &self.place.content, &linked));
        let has_errors = problems.has_errors();
        let fresh: Arc<dyn Pages> = Arc::new(Rendered::new(pipeline::artefacts(&linked, self.edition, true)));
        // While the course has errors the last good pages stay; at the start, what there is is better than nothing.
        let pages = match &self.good {
            Some(good) if has_errors => Arc::clone(good),
            _ => Arc::clone(&fresh),
        };
        let stale = has_errors && self.good.is_some();
        if !has_errors {
            self.good = Some(fresh);
        }
        let snapshot = Snapshot { id: self.id, pages, problems, stale, changed_page };
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

impl Pages for Rendered {
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

    fn not_found(&self) -> Option<Arc<[u8]>> {
        self.get("404.html")
    }
}

/// The report as the preview's panel shows it.
fn problems(diagnostics: &[Diagnostic], linked: &Linked) -> Problems {
    let text = |path: &str| linked.sources.text_of(path);
    let shown = report::overlay(&Report { diagnostics, text: &text, strict: false });
    let problem = |problem: report::Problem| Problem {
        page: linked.course.find(&problem.file).map(|page| page.out.to_string()),
        code: problem.code.into(),
        severity: problem.severity.into(),
        title: problem.title.into(),
        message: problem.message,
        help: problem.help,
        file: problem.file,
        line: problem.line,
        column: problem.column,
        excerpt: problem.excerpt.into_iter().map(excerpt).collect(),
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

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
