//! The whole flow on one page: the only caller of all stages. `build`, `check`, `serve` and `package` are short
//! uses of it, so there is one build path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rapidhash::RapidHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::{self, Config};
use crate::course::stories::{self, Copy};
use crate::course::{self, Audience, Course, Edition, Stories, View, Withheld, accreditation};
use crate::diagnostic::{self, Checked, Code, Diagnostic, Severity, Span};
use crate::document::date::Date;
use crate::document::writing::HouseStyle;
use crate::document::{Document, Never, Text};
use crate::fingerprint;
use crate::memo::Memo;
use crate::publish::{self, Guard, OutPath, PublishError, Published};
use crate::render::format::{Format, Wanted, Wrap};
use crate::render::{self, Artefact, Artefacts, Fault, Lexicon, Record, Theme};
use crate::source::{self, Sources, Walk};
use crate::unchanged::Root;

/// A course on disk: where it is read from and what lies inside that is not of it.
#[derive(Clone, Debug)]
pub struct Place {
    pub content: PathBuf,
    pub leave_out: Vec<PathBuf>,
    /// The day on which stories are judged.
    pub today: Date,
}

/// A course that was read and linked: what every command goes on from.
pub struct Linked {
    pub sources: Sources,
    pub config: Arc<Config>,
    pub course: Arc<Course>,
    pub documents: Vec<Arc<Checked<Document>>>,
    pub theme: Arc<Theme>,
    pub theme_sources: Sources,
    pub today: Date,
}

impl Linked {
    /// The same for the same texts, on every machine.
    pub fn identity(&self) -> String {
        format!("{}-{}", self.sources.identity(course::releases::FILE), self.theme_sources.identity(""))
    }

    /// What the file system said of the course and its theme when they were read; nothing where a file was so young
    /// that it may have been written again since.
    pub fn roots(&self, place: &Place) -> Option<Vec<Root>> {
        let survey = self.sources.survey()?;
        let mut roots =
            vec![Root { path: place.content.clone(), leave_out: place.leave_out.clone(), survey }];
        if let Some(path) = theme_folder(&place.content, &self.config) {
            roots.push(Root { path, leave_out: Vec::new(), survey: self.theme_sources.survey()? });
        }
        Some(roots)
    }

    /// A page's document, by its file.
    pub fn document(&self, file: &str) -> Option<&Arc<Checked<Document>>> {
        self.place(file).map(|at| &self.documents[at])
    }

    /// Its place among the documents, which are in the order of their files.
    pub(crate) fn place(&self, file: &str) -> Option<usize> {
        self.documents.binary_search_by(|document| (*document.value.outline.file).cmp(file)).ok()
    }

    /// The folders that the course is read from: its own, and its theme's, which may lie elsewhere.
    pub fn folders(&self, place: &Place) -> Vec<PathBuf> {
        [place.content.clone()].into_iter().chain(theme_folder(&place.content, &self.config)).collect()
    }

    /// What may not stand in this copy today.
    pub fn withheld(&self, copy: Copy) -> Withheld {
        let withheld = stories::judge(&self.course, &self.course.stories, self.today, copy).value;
        withheld.and_credit(accreditation::has_lapsed(&self.config, self.today))
    }
}

/// What is remembered from one build to the next in one process.
#[derive(Default)]
pub struct Memory {
    memo: Memo,
    sources: Sources,
    theme_sources: Sources,
    made: Made,
    lexicon: Lexicon,
}

/// The files that were published last: path, fingerprint of all that the file hangs on, hash of its bytes. In the order
/// of their paths; of those whose fingerprint is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made(Vec<(Box<str>, u64, [u8; 32])>);

impl Made {
    /// The hash of a file's bytes, if the file was made and nothing that it hangs on is another now.
    fn find(&self, path: &OutPath, fingerprint: impl FnOnce() -> Option<u64>) -> Option<blake3::Hash> {
        let at = self.0.binary_search_by(|(made, ..)| (**made).cmp(path.as_str())).ok()?;
        let (_, was, hash) = &self.0[at];
        (fingerprint()? == *was).then(|| blake3::Hash::from_bytes(*hash))
    }
}

impl Memory {
    /// For a command that makes files: the writing is not read over, which `check` and the preview do.
    pub fn brief() -> Memory {
        Memory { memo: Memo::brief(), ..Memory::default() }
    }

    /// A memory that another process has left.
    pub fn of(
        memo: Memo,
        (sources, theme_sources): (Sources, Sources),
        made: Made,
        lexicon: Lexicon,
    ) -> Memory {
        Memory { memo, sources, theme_sources, made, lexicon }
    }

    /// What the search knows of the pages' words.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    pub fn memo(&self) -> &Memo {
        &self.memo
    }

    /// Takes a page that was saved into the memory, and gives it as it is now.
    pub fn save(&mut self, source: &Arc<source::Source>, config: &Config) -> Arc<Checked<Document>> {
        self.sources = self.sources.with(source);
        self.memo.parse_one(source, config)
    }

    /// Those of the course, and those of its theme.
    pub fn sources(&self) -> (&Sources, &Sources) {
        (&self.sources, &self.theme_sources)
    }

    pub fn made(&self) -> &Made {
        &self.made
    }

    /// Equal while nothing that a build reads has changed.
    pub fn fingerprint(&self) -> u64 {
        fingerprint::of(&(self.sources.fingerprint(), self.theme_sources.fingerprint()))
    }
}

/// How many bytes of pages are held in memory while files are made from them; a very large course's others are read
/// again. Some sixteen thousand pages of seven hundred words.
const HELD: u64 = 64 * 1024 * 1024;

/// scan, first half: which files there are. `brief`: for a command that makes files (see `Memory::brief`).
pub fn walk(place: &Place, brief: bool) -> Walk {
    let held = brief.then_some(HELD);
    source::walk(&place.content, &source::Options { leave_out: place.leave_out.clone(), held })
}

/// scan: disk → sources. Then the rest of the flow up to the linked course.
pub fn read(place: &Place, memory: &mut Memory) -> Checked<Linked> {
    read_walked(walk(place, memory.memo.is_brief()), place, memory)
}

/// The same for a course that was walked through already.
pub fn read_walked(walk: Walk, place: &Place, memory: &mut Memory) -> Checked<Linked> {
    let scanned = walk.read(Some(&memory.sources));
    let mut problems = Vec::new();
    let sources = scanned.drain_into(&mut problems);
    memory.sources = sources.clone();
    let config = config::read(&sources).value;
    problems.extend(theme_elsewhere(&place.content, &config));
    memory.theme_sources = match theme_folder(&place.content, &config) {
        Some(folder) => source::scan(&folder, &source::Options::default(), Some(&memory.theme_sources))
            .drain_into(&mut problems),
        None => Sources::default(),
    };
    let linked = link(sources, &memory.theme_sources, &mut memory.memo, place.today);
    problems.extend(linked.diagnostics);
    Checked { diagnostics: finish(problems, &linked.value), value: linked.value }
}

/// parse and link: sources → course. Pure; what is remembered in `memo` changes nothing but the time it takes.
pub fn link(sources: Sources, theme_files: &Sources, memo: &mut Memo, today: Date) -> Checked<Linked> {
    let mut problems = Vec::new();
    let config = Arc::new(config::read(&sources).drain_into(&mut problems));
    let pages: Vec<&Arc<source::Source>> =
        sources.iter().filter(|source| course::is_page(&source.path)).collect();
    let snippets: Vec<&Arc<source::Source>> =
        sources.iter().filter(|source| course::is_snippet(&source.path)).collect();
    let documents = memo.parse(&pages, &snippets, &HouseStyle::of(&config)).drain_into(&mut problems);
    let outlines: Vec<_> = documents.iter().map(|document| Arc::clone(&document.value.outline)).collect();
    let (course, theme) = rayon::join(
        || course::link(&config, &outlines, &sources),
        || memo.theme(theme_files, &config.language),
    );
    let course = Arc::new(course.drain_into(&mut problems));
    let theme = theme.drain_into(&mut problems);
    problems.extend(documents.iter().flat_map(|document| document.diagnostics.iter().cloned()));
    problems.extend(stories::judge(&course, &course.stories, today, Copy::Site).diagnostics);
    problems.extend(accreditation::judge(&config, today));
    let linked =
        Linked { sources, config, course, documents, theme, theme_sources: theme_files.clone(), today };
    Checked { diagnostics: finish(problems, &linked), value: linked }
}

/// select and render: the files of an edition's site, each made when it is asked for.
pub fn artefacts(linked: &Linked, edition: Edition, preview: bool) -> Artefacts {
    artefacts_as(&render::format::site::FORMAT, linked, edition, &Wanted { preview, ..Wanted::default() })
}

/// The files of an edition's site as they are published: with what is said of the build, and of the stories in it.
pub fn site(linked: &Linked, edition: Edition) -> Artefacts {
    site_without(linked, edition, &linked.withheld(Copy::Site), &linked.course.stories)
}

/// The same with these stories left out, and by these terms.
pub fn site_without(linked: &Linked, edition: Edition, withheld: &Withheld, terms: &Stories) -> Artefacts {
    let format = &render::format::site::FORMAT;
    let mut artefacts = format.artefacts(
        &linked.course,
        edition,
        withheld.clone(),
        &linked.theme,
        bodies(linked),
        &Wanted::default(),
    );
    let record = match edition {
        Edition::Learner => record::<Never>(linked, withheld, &artefacts),
        Edition::Facilitator => record::<()>(linked, withheld, &artefacts),
    };
    let next = stories::next_of(&linked.course, terms, linked.today, Copy::Site);
    let info = serde_json::json!({
        "course": linked.config.id,
        "version": linked.config.version,
        "edition": edition.name(),
        "next_accreditation_date": accreditation::next_change(&linked.config, linked.today).map(|date| date.to_string()),
        "next_story_date": next.map(|date| date.to_string()),
    });
    let info = serde_json::to_string_pretty(&info).unwrap_or_default()
        + "
";
    for (name, bytes) in [(BUILD_INFO, Some(info.into_bytes())), (render::RECORD, record.to_bytes())] {
        if let (Ok(path), Some(bytes)) = (OutPath::new(name), bytes) {
            artefacts.add(path, &bytes);
        }
    }
    artefacts
}

/// What is said of a build, for those who build again on a day that a story asks for.
pub const BUILD_INFO: &str = "build-info.json";

fn record<A: Audience>(linked: &Linked, withheld: &Withheld, artefacts: &Artefacts) -> Record {
    let view = View::<A>::new(&linked.course, false, withheld.clone());
    Record::of(&view, artefacts, linked.identity())
}

/// The same in any format.
pub fn artefacts_as(format: &Format, linked: &Linked, edition: Edition, wanted: &Wanted) -> Artefacts {
    let withheld = linked.withheld(format.copy);
    format.artefacts(&linked.course, edition, withheld, &linked.theme, bodies(linked), wanted)
}

/// publish: artefacts → one file. Files that cannot be made become diagnostics, and no file is left behind.
pub fn package(
    artefacts: &Artefacts,
    wrap: Wrap,
    output: &Path,
    epoch: Option<i64>,
) -> Result<Checked<Option<()>>, PublishError<Fault>> {
    let media_type = if let Wrap::Zip { media_type, .. } = wrap { media_type } else { None };
    let settings = publish::archive::Settings { epoch, media_type };
    written(artefacts, |paths, make| {
        publish::replace_file(output, |file| match wrap {
            Wrap::File { .. } => publish::only(file, make),
            _ => publish::archive::zip(file, paths, settings, make).map(|_| ()),
        })
    })
}

/// publish: one file of the course itself, such as `prompts.lock`: the old one until the moment it is the new one.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), String> {
    use std::io::Write;
    let fill = |file: &mut std::io::BufWriter<std::fs::File>| {
        file.write_all(bytes).map_err(publish::FillError::<std::convert::Infallible>::Disk)
    };
    publish::replace_file(path, fill).map_err(|error| error.to_string())
}

/// publish: one file of the course itself that is added to. `grow` gets the bytes as they are once nobody else can write
/// them, and gives those that they become; what it refuses stays as it is.
pub fn grow_file(
    path: &Path,
    grow: impl FnOnce(Option<Vec<u8>>) -> Result<Vec<u8>, String>,
) -> Result<(), String> {
    use publish::FillError;
    use std::io::Write;
    let fill = |file: &mut std::io::BufWriter<std::fs::File>| {
        let before = match source::read_file(path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(FillError::Disk(error)),
        };
        let bytes = grow(before).map_err(FillError::<std::convert::Infallible>::Refused)?;
        file.write_all(&bytes).map_err(FillError::Disk)
    };
    publish::replace_file(path, fill).map_err(|error| error.to_string())
}

/// publish: artefacts → directory. Files that cannot be made become diagnostics, and nothing is published.
pub fn publish(
    artefacts: &Artefacts,
    output: &Path,
    guard: &Guard,
    leaving: &publish::Leaving,
    memory: &mut Memory,
) -> Result<Checked<Option<Published>>, PublishError<Fault>> {
    let mut made = Vec::new();
    artefacts.recall(std::mem::take(&mut memory.lexicon));
    let published = written(artefacts, |paths, make| {
        let fingerprints: Vec<OnceLock<Option<u64>>> = paths.iter().map(|_| OnceLock::new()).collect();
        let fingerprint = |at: usize| {
            let of = || artefacts.fingerprint(artefacts.get(&paths[at])?);
            *fingerprints[at].get_or_init(of)
        };
        // Some fingerprints can only be told once much is known: none is asked for in vain.
        let known = |at: usize| memory.made.find(&paths[at], || fingerprint(at));
        let order = artefacts.order();
        let last = |group| Some((*<[usize]>::last(group)?, group));
        let ends: BTreeMap<usize, &[usize]> = order.groups().filter_map(last).collect();
        let make = |at: usize, out: &mut Vec<u8>| {
            let made = make(at, out);
            let group = ends.get(&at).into_iter().copied().flatten();
            group.filter_map(|at| artefacts.get(&paths[*at])).for_each(|artefact| artefacts.let_go(artefact));
            made
        };
        let published = publish::publish_leaving(output, (paths, &order), guard, leaving, known, make)?;
        let file = |(at, hash): (usize, &blake3::Hash)| {
            Some((paths[at].as_str().into(), fingerprint(at)?, *hash.as_bytes()))
        };
        made = published.hashes.par_iter().enumerate().filter_map(file).collect();
        Ok(published)
    })?;
    if published.value.is_some() {
        memory.made = Made(made);
    }
    memory.lexicon = artefacts.lexicon().unwrap_or_default();
    Ok(published)
}

/// Hands the paths and a way to make each to whoever writes them; what cannot be made becomes diagnostics.
fn written<T>(
    artefacts: &Artefacts,
    write: impl FnOnce(&[OutPath], &Make<'_>) -> Result<T, PublishError<Fault>>,
) -> Result<Checked<Option<T>>, PublishError<Fault>> {
    let (paths, files): (Vec<OutPath>, Vec<&Artefact>) =
        artefacts.iter().map(|(path, artefact)| (path.clone(), artefact)).unzip();
    let make = |at: usize, out: &mut Vec<u8>| artefacts.make(files[at], out);
    match write(&paths, &make) {
        Ok(written) => Ok(Checked::clean(Some(written))),
        Err(PublishError::Make(faults)) => {
            let tell = |(at, fault): (usize, Fault)| fault_diagnostic(paths[at].as_str(), &fault);
            Ok(Checked { value: None, diagnostics: faults.into_iter().map(tell).collect() })
        }
        Err(error) => Err(error),
    }
}

/// Makes the bytes of the file at a place in the list of paths.
type Make<'a> = dyn Fn(usize, &mut Vec<u8>) -> Result<(), Fault> + Sync + 'a;

fn fault_diagnostic(path: &str, fault: &Fault) -> Diagnostic {
    let code = match fault {
        Fault::Theme(_) => Code::ThemeError,
        Fault::TooLarge(_) => Code::PageTooLarge,
        Fault::Unreadable(_) => Code::Unreadable,
        Fault::Panicked => Code::Panicked,
    };
    Diagnostic::new(code, &path.into(), Span::default(), fault.to_string())
}

/// The bodies in the order of the course's pages.
fn bodies(linked: &Linked) -> Vec<Arc<Text>> {
    let by_file: RapidHashMap<&str, &Arc<Text>> =
        linked.documents.iter().map(|d| (&*d.value.outline.file, &d.value.text)).collect();
    // Every page of a course has come from a document.
    linked
        .course
        .pages
        .iter()
        .filter_map(|page| by_file.get(&*page.outline.file).map(|body| Arc::clone(body)))
        .collect()
}

/// The folder of the course's own theme, relative to the course's folder; it is no part of the course.
fn theme_folder(content: &Path, config: &Config) -> Option<PathBuf> {
    let theme = config.theme.as_ref().filter(|theme| source::is_beside(content, &theme.value));
    theme.map(|theme| content.join(&theme.value))
}

/// A theme that lies elsewhere is not read.
fn theme_elsewhere(content: &Path, config: &Config) -> Option<Diagnostic> {
    let theme = config.theme.as_ref().filter(|theme| !source::is_beside(content, &theme.value))?;
    let words = format!("the theme `{}` lies neither in the course's folder nor beside it", theme.value);
    let told = Diagnostic::new(Code::ConfigValue, &config::FILE.into(), theme.span, words);
    Some(told.help("Put it there, and name it as in `theme: ../theme`."))
}

/// Leaves out what a page or the course switches off, and puts the rest in reading order.
pub(crate) fn finish(mut problems: Vec<Diagnostic>, linked: &Linked) -> Vec<Diagnostic> {
    let config = &linked.config;
    problems.retain(|problem| {
        let by_course = problem.severity != Severity::Error
            && config.allow.iter().any(|allowed| allowed.value == problem.code.name());
        let by_page = || linked.course.find(&problem.file).is_some_and(|page| page.outline.allows(problem));
        !by_course && !by_page()
    });
    diagnostic::sort(&mut problems);
    problems
}
