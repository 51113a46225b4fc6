//! The walk over a course's folder: what is read, what is refused, what is remembered from the last walk.
#![expect(clippy::disallowed_methods, reason = "source is the room where a course is read from disk")]

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use super::{Body, Later, Source, Sources, Stat, extension};
use crate::diagnostic::{Checked, Code, Diagnostic, Span};

/// Files that are read at once, because something in them is looked at; the rest is published as it is when a
/// page refers to it.
const TEXT: [&str; 7] = ["md", "yaml", "yml", "bib", "vtt", "svg", "lock"];

/// A page or data file beyond this many bytes is a mistake, told and not read.
pub const MAX_TEXT: u64 = 2 * 1024 * 1024;

/// A file changed within this time of its reading is read again: its clock may not tell two saves apart.
const RACY: Duration = Duration::from_millis(100);

/// What the walk leaves out.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folders inside the course that are not of it: the output, the cache.
    pub leave_out: Vec<PathBuf>,
    /// How many bytes of pages may be held in memory; those beyond are read each time that they are needed. Nothing
    /// means all.
    pub held: Option<u64>,
}

/// Reads the course below `root`; what is unchanged since `last` is not read again.
pub fn scan(root: &Path, options: &Options, last: Option<&Sources>) -> Checked<Sources> {
    walk(root, options).read(last)
}

/// The files of a course as a walk through its folder finds them, before any is read.
#[derive(Debug)]
pub struct Walk {
    root: PathBuf,
    options: Options,
    found: Vec<Found>,
    problems: Vec<Diagnostic>,
}

/// Looks at everything below `root` that may be of the course.
pub fn walk(root: &Path, options: &Options) -> Walk {
    let walk = WalkDir::new(root).follow_links(false).into_iter().filter_entry(|e| is_of_course(e, options));
    let entries: Vec<Result<DirEntry, walkdir::Error>> = walk.collect();
    let look = |entry: &Result<DirEntry, walkdir::Error>| match entry {
        Ok(entry) => look_at(root, entry),
        Err(error) => {
            let path = error.path().unwrap_or(root);
            let name = relative(root, path).unwrap_or_else(|| path.display().to_string());
            let words = format!("{name} could not be read: {}", reason(error));
            Err(told(Code::Unreadable, name, words))
        }
    };
    let looked: Vec<Result<Option<Found>, Box<Diagnostic>>> = entries.par_iter().map(look).collect();
    let mut problems = Vec::new();
    let found = looked.into_iter().filter_map(|one| one.map_err(|problem| problems.push(*problem)).ok()?);
    Walk { root: root.to_owned(), options: options.clone(), found: found.collect(), problems }
}

impl Walk {
    /// Reads what was found; what is unchanged since `last` is not read again.
    pub fn read(self, last: Option<&Sources>) -> Checked<Sources> {
        let Walk { root, options, mut found, mut problems } = self;
        refuse_one_name_for_two(&root, &mut found, &mut problems);
        if let Some(held) = options.held {
            hold_up_to(held, &mut found);
        }
        let read: Vec<_> = found.into_par_iter().map(|file| load(file, last)).collect();
        let sources =
            read.into_iter().filter_map(|result| result.map_err(|problem| problems.push(*problem)).ok());
        Checked { value: sources.collect(), diagnostics: problems }
    }

    /// What the file system says of the folder, as one number: equal to `Sources::survey` of a scan as long as no file
    /// was added, removed or written since. Nothing where a scan would have something to tell.
    pub fn survey(&self) -> Option<u64> {
        let numbers = self.found.iter().map(|file| file.stat.number(file.path.as_bytes()));
        self.problems.is_empty().then(|| numbers.fold(0, u64::wrapping_add))
    }

    /// Whether this is a walk through that folder, with that left out.
    pub fn is_of(&self, root: &Path, leave_out: &[PathBuf]) -> bool {
        self.root == root && self.options.leave_out == leave_out
    }
}

/// Of pages the first so many bytes are held.
fn hold_up_to(held: u64, found: &mut [Found]) {
    let mut sum = 0_u64;
    for file in found.iter_mut().filter(|file| extension(&file.path) == "md") {
        sum = sum.saturating_add(file.stat.size);
        file.held = sum <= held;
    }
}

/// Reads one file of the course anew; nothing if there is something to tell of it, or it is no file of the course.
pub fn scan_one(root: &Path, options: &Options, path: &Path) -> Option<Arc<Source>> {
    let walk = WalkDir::new(path).follow_links(false).max_depth(0).into_iter();
    // The entry stands at the top of its own walk, where everything is of the course; its folders were walked before.
    let entry = walk.filter_map(Result::ok).next()?;
    if !may_be_of_course(&entry) || options.leave_out.iter().any(|left_out| path.starts_with(left_out)) {
        return None;
    }
    let file = look_at(root, &entry).ok()??;
    load(file, None).ok()
}

/// Some systems keep `café` with one letter `é` and with two apart; on others, and in a course, they are one name. Which
/// of the two would count is nothing to guess.
fn refuse_one_name_for_two(root: &Path, found: &mut Vec<Found>, problems: &mut Vec<Diagnostic>) {
    found.sort_by(|a, b| (&a.path, &a.disk).cmp(&(&b.path, &b.disk)));
    let raw = |file: &Found| {
        let inner = file.disk.strip_prefix(root).unwrap_or(&file.disk).to_string_lossy().into_owned();
        inner
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() })
            .collect::<String>()
    };
    found.dedup_by(|second, first| {
        let is_one = first.path == second.path;
        if is_one {
            let words =
                format!("two files have one name, written in two ways: {} and {}", raw(first), raw(second));
            problems.push(Diagnostic::new(Code::UnsafeName, &first.path, Span::default(), words).help(
                "Rename or delete one of the two; they look alike and differ in how an accent is kept.",
            ));
        }
        is_one
    });
}

impl Sources {
    /// What the file system said of the files when they were read; nothing where one of them was so young that a
    /// second save could have left the same stat behind.
    pub fn survey(&self) -> Option<u64> {
        let mut numbers = self.files.values().map(|source| Some(source.stat?.number(source.path.as_bytes())));
        numbers.try_fold(0, |sum: u64, number| Some(sum.wrapping_add(number?)))
    }
}

impl Stat {
    /// A number that is another for another name or another stat. Each name is part of its own number, so that a
    /// folder's numbers can be added up in whatever order it gives its files.
    pub(crate) fn number(self, name: &[u8]) -> u64 {
        let Stat { inode, size, modified, changed } = self;
        let mut text = name.to_vec();
        text.extend([inode, size].iter().flat_map(|number| number.to_le_bytes()));
        let times = [modified.0, modified.1, changed.0, changed.1];
        text.extend(times.iter().flat_map(|number| number.to_le_bytes()));
        rapidhash::v3::rapidhash_v3(&text)
    }
}

/// Whether there is a folder of this name.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether anything of this name is there, be it a link that leads nowhere.
pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether there is a file of this name.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// The whole file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[derive(Debug)]
struct Found {
    path: Arc<str>,
    disk: PathBuf,
    stat: Stat,
    racy: bool,
    /// Whether its text is kept in memory.
    held: bool,
}

/// Hidden files, editors' leavings and the output are no part of a course.
fn is_of_course(entry: &DirEntry, options: &Options) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    may_be_of_course(entry) && !options.leave_out.iter().any(|path| path == entry.path())
}

/// Whether its name is neither hidden nor one that an editor leaves behind.
fn may_be_of_course(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_left_over = name.ends_with('~') || name.starts_with('#') && name.ends_with('#');
    !name.starts_with('.') && !is_left_over
}

/// A file of the course; nothing for a folder.
fn look_at(root: &Path, entry: &DirEntry) -> Result<Option<Found>, Box<Diagnostic>> {
    let kind = entry.file_type();
    // The folder of the course may itself be reached by a link: it is what the author named.
    if kind.is_dir() || entry.path() == root {
        return Ok(None);
    }
    let Some(name) = relative(root, entry.path()) else {
        let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
        return Err(told(Code::UnsafeName, shown, "the name of this file is not Unicode text".into()));
    };
    if kind.is_symlink() {
        let words = format!("{name} is a link to another file or folder; it is not followed");
        return Err(told(Code::SymbolicLink, name, words));
    }
    // Pipes, sockets and devices could block for ever; they are never opened.
    if !kind.is_file() {
        let words = format!("{name} is not an ordinary file");
        return Err(told(Code::Unreadable, name, words));
    }
    let metadata = entry.metadata().map_err(|error| {
        let words = format!("{name} could not be read: {}", reason(&error));
        told(Code::Unreadable, name.clone(), words)
    })?;
    if is_text(&name) && metadata.len() > MAX_TEXT {
        let words = format!("{name} has {} bytes; a page may have {MAX_TEXT}", metadata.len());
        return Err(told(Code::TooLarge, name, words));
    }
    Ok(Some(Found {
        path: name.into(),
        disk: entry.path().to_path_buf(),
        racy: is_racy(&metadata),
        stat: stat(&metadata),
        held: true,
    }))
}

fn told(code: Code, name: String, words: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(code, &name.into(), Span::default(), words))
}

fn load(file: Found, last: Option<&Sources>) -> Result<Arc<Source>, Box<Diagnostic>> {
    if !file.racy
        && let Some(known) = last.and_then(|sources| sources.get(&file.path))
        && known.stat == Some(file.stat)
        && let Some(source) = again(known, &file.disk)
    {
        return Ok(source);
    }
    // A file that is still being written has no stat worth remembering.
    let remembered = (!file.racy).then_some(file.stat);
    if !is_text(&file.path) {
        let fingerprint = rapidhash::v3::rapidhash_v3(format!("{:?}", file.stat).as_bytes());
        // Only the first bytes of a picture are read: they say its size.
        let size = imagesize::size(&file.disk).ok().map(|size| (size.width, size.height));
        let body = Body::Disk(file.disk);
        return Ok(Arc::new(Source { path: file.path, fingerprint, size, body, stat: remembered }));
    }
    match read(&file.disk) {
        Ok(bytes) => {
            let fingerprint = rapidhash::v3::rapidhash_v3(&bytes);
            let size = extension(&file.path).eq("svg").then(|| super::svg::size(&bytes)).flatten();
            let body = if file.held { Body::of(bytes) } else { Body::Later(Later::new(file.disk)) };
            Ok(Arc::new(Source { path: file.path, fingerprint, size, body, stat: remembered }))
        }
        Err(error) => {
            let words = format!("{} could not be read: {error}", file.path);
            Err(told(Code::Unreadable, file.path.to_string(), words))
        }
    }
}

/// An unchanged file once more; nothing where it has to be read.
fn again(known: &Arc<Source>, disk: &Path) -> Option<Arc<Source>> {
    let body = match known.body {
        Body::NotKept if !is_text(&known.path) => Body::Disk(disk.to_owned()),
        // Pages are many, and most of them nobody asks for. Data is read in any case.
        Body::NotKept if extension(&known.path) == "md" => Body::Later(Later::new(disk.to_owned())),
        Body::NotKept => return None,
        Body::Text(_) | Body::Memory(_) | Body::Later(_) | Body::Disk(_) => return Some(Arc::clone(known)),
    };
    let Source { path, fingerprint, size, stat, .. } = &**known;
    let (path, fingerprint, size, stat) = (Arc::clone(path), *fingerprint, *size, *stat);
    Some(Arc::new(Source { path, fingerprint, size, body, stat }))
}

fn is_text(path: &str) -> bool {
    TEXT.contains(&extension(path).as_str())
}

fn relative(root: &Path, path: &Path) -> Option<String> {
    let mut name = String::new();
    for part in path.strip_prefix(root).ok()?.components() {
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(part.as_os_str().to_str()?);
    }
    Some(if name.is_ascii() { name } else { name.nfc().collect() })
}

pub(crate) fn stat(metadata: &Metadata) -> Stat {
    Stat {
        inode: metadata.ino(),
        size: metadata.len(),
        modified: (metadata.mtime(), metadata.mtime_nsec()),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    }
}

/// Whether the file changed so lately that a second save could leave the same stat behind, as git calls it.
fn is_racy(metadata: &Metadata) -> bool {
    match metadata.modified() {
        Ok(modified) => SystemTime::now().duration_since(modified).map_or(true, |age| age < RACY),
        Err(_) => true,
    }
}

/// The system's words without the path, which the message has already.
fn reason(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}
