//! `bedside serve`: the same build, kept in memory and shown in a browser while the course is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{Said, World, is_course, today};
use crate::cli::Serve;
use crate::course::{Edition, PageId};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::{self, Report};
use crate::document::Text;
use crate::pipeline::{self, Linked, Memory, Place};
use crate::preview::{self, ExcerptLine, Folders, Options, Pages, Problem, Problems, Snapshot};
use crate::publish::OutPath;
use crate::render::Artefacts;
use crate::saved;

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
    /// What the last build was made of, if it had no errors.
    now: Option<Now>,
    made: Arc<Mutex<Made>>,
}

/// A course without errors, as it is shown.
struct Now {
    linked: Linked,
    told: Vec<Diagnostic>,
    pages: Arc<Rendered>,
}

impl Builder {
    fn new(place: Place, edition: Edition) -> Self {
        Builder {
            place,
            edition,
            memory: Memory::default(),
            folders: Folders::default(),
            id: 0,
            seen: 0,
            last: None,
            good: None,
            now: None,
            made: Arc::default(),
        }
    }

    fn build(&mut self, changed: &[PathBuf]) -> Snapshot {
        match self.save(changed) {
            Some(snapshot) => snapshot,
            None => self.build_all(changed),
        }
    }

    /// The words of one page anew; nothing where more may have changed.
    fn save(&mut self, changed: &[PathBuf]) -> Option<Snapshot> {
        let now = self.now.as_ref().filter(|_| !changed.is_empty())?;
        let saved = saved::save(&now.linked, &now.told, &self.place, &mut self.memory, changed)?;
        let pages = Arc::new(now.pages.with_text(saved.page, saved.text)?);
        self.seen = self.memory.fingerprint();
        self.id += 1;
        let shown: Arc<dyn Pages> = Arc::<Rendered>::clone(&pages);
        self.good = Some(Arc::clone(&shown));
        let snapshot = Snapshot {
            id: self.id,
            pages: shown,
            problems: problems(&saved.diagnostics, &saved.linked),
            stale: false,
            changed_page: Some(saved.linked.course.page(saved.page).out.to_string()),
        };
        self.now = Some(Now { linked: saved.linked, told: saved.diagnostics, pages });
        self.last = Some(snapshot.clone());
        Some(snapshot)
    }

    fn build_all(&mut self, changed: &[PathBuf]) -> Snapshot {
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
        self.now = None;
        let artefacts = pipeline::artefacts(&linked, self.edition, true);
        let rendered = Arc::new(Rendered::new(artefacts, &self.made));
        let fresh: Arc<dyn Pages> = Arc::<Rendered>::clone(&rendered);
        // While the course has errors the last good pages stay; at the start, what there is is better than nothing.
        let pages = match &self.good {
            Some(good) if has_errors => Arc::clone(good),
            _ => Arc::clone(&fresh),
        };
        let stale = has_errors && self.good.is_some();
        if !has_errors {
            self.good = Some(fresh);
            self.now = Some(Now { linked, told: read.diagnostics, pages: rendered });
        }
        let snapshot = Snapshot { id: self.id, pages, problems, stale, changed_page };
        self.last = Some(snapshot.clone());
        snapshot
    }
}

/// Artefacts as pages of the preview, each made once.
struct Rendered {
    artefacts: Artefacts,
    made: Arc<Mutex<Made>>,
}

/// What was made so far, in this build and in those before, each with the fingerprint of all that it hangs on.
type Made = BTreeMap<OutPath, (Option<u64>, Arc<[u8]>)>;

impl Rendered {
    fn new(artefacts: Artefacts, made: &Arc<Mutex<Made>>) -> Rendered {
        Rendered { artefacts, made: Arc::clone(made) }
    }

    /// The same with one page's words anew; what else was made stays.
    fn with_text(&self, page: PageId, text: Arc<Text>) -> Option<Rendered> {
        Some(Rendered { artefacts: self.artefacts.with_text(page, text)?, made: Arc::clone(&self.made) })
    }
}

impl Pages for Rendered {
    fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        let path = OutPath::new(path).ok()?;
        let artefact = self.artefacts.get(&path)?;
        let fingerprint = self.artefacts.fingerprint(artefact);
        // A thread that failed while it held the lock left whole entries behind.
        let made = || self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((of, bytes)) = made().get(&path)
            && fingerprint.is_some()
            && *of == fingerprint
        {
            return Some(Arc::clone(bytes));
        }
        let mut bytes = Vec::new();
        self.artefacts.make(artefact, &mut bytes).ok()?;
        let bytes: Arc<[u8]> = bytes.into();
        if fingerprint.is_some() {
            made().insert(path, (fingerprint, Arc::clone(&bytes)));
        }
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
