//! A folder on disk, or a map in memory → `Sources`: every file of a course with its bytes and fingerprint.
//!
//! Text (pages and data) is read at once and in parallel; other files stay on disk until something
//! asks for them. All reading of a course happens here, below one root, and no link is followed.

mod beside;
mod glimpse;
mod pack;
mod scan;
mod svg;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use beside::is_beside;
pub use glimpse::Glimpse;
pub use pack::{pack, unpack};
pub(crate) use scan::stat;
pub use scan::{
    MAX_TEXT, Options, Walk, is_file, is_folder, is_there, read as read_file, scan, scan_one, walk,
};
use serde::{Deserialize, Serialize};

use crate::fingerprint;
pub use svg::dangers as svg_dangers;

/// The files of one course, by path relative to its folder: NFC, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Arc<BTreeMap<Arc<str>, Arc<Source>>>,
}

/// One file.
#[derive(Debug)]
pub struct Source {
    /// Relative to the course folder, NFC, with `/`.
    pub path: Arc<str>,
    /// Equal for equal content (text), or for an equal stat (files left on disk).
    pub fingerprint: u64,
    /// A picture's width and height in pixels, where its file says them.
    pub size: Option<(usize, usize)>,
    body: Body,
    stat: Option<Stat>,
}

#[derive(Debug)]
enum Body {
    /// Text, which what is parsed from it shares.
    Text(Arc<str>),
    /// Bytes that are no UTF-8.
    Memory(Box<[u8]>),
    /// A text that is not held: it is read each time that something asks for it.
    Later(Later),
    Disk(PathBuf),
    /// Known by name alone (see `pack`).
    NotKept,
}

#[derive(Debug)]
struct Later {
    disk: PathBuf,
    /// Whether the file was not what it had been when it was read.
    torn: AtomicBool,
}

impl Later {
    fn new(disk: PathBuf) -> Later {
        Later { disk, torn: AtomicBool::new(false) }
    }

    /// Nothing where the file is not what it was any more.
    fn bytes(&self, fingerprint: u64) -> Option<Vec<u8>> {
        let read = scan::read(&self.disk).ok();
        let bytes = read.filter(|bytes| rapidhash::v3::rapidhash_v3(bytes) == fingerprint);
        if bytes.is_none() {
            self.torn.store(true, Ordering::Relaxed);
        }
        bytes
    }
}

/// What a file system says of a file; equal stats mean an unchanged file, unless they are racy (see `scan`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Stat {
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Sources {
    /// A course that exists only in memory: tests, the starter course.
    pub fn from_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let sources = files.into_iter().map(|(path, bytes)| Source::in_memory(path, bytes.into()));
        sources.map(Arc::new).collect()
    }

    pub fn get(&self, path: &str) -> Option<&Arc<Source>> {
        self.files.get(path)
    }

    /// The same with one file anew.
    #[must_use]
    pub fn with(&self, source: &Arc<Source>) -> Sources {
        let mut sources = self.clone();
        Arc::make_mut(&mut sources.files).insert(Arc::clone(&source.path), Arc::clone(source));
        sources
    }

    /// Equal while no file has come, gone or changed.
    pub fn fingerprint(&self) -> u64 {
        let files: Vec<_> = self.iter().map(|source| (&source.path, source.fingerprint)).collect();
        fingerprint::of(&files)
    }

    /// In the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Source>> + Clone {
        self.files.values()
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text of a page or data file, for the lines around a diagnostic.
    pub fn text_of(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        let source = self.get(path)?;
        source.is_text().then(|| source.text_bytes())
    }
}

impl Body {
    fn of(bytes: Vec<u8>) -> Body {
        match String::from_utf8(bytes) {
            Ok(text) => Body::Text(text.into()),
            Err(error) => Body::Memory(error.into_bytes().into_boxed_slice()),
        }
    }
}

impl FromIterator<Arc<Source>> for Sources {
    fn from_iter<T: IntoIterator<Item = Arc<Source>>>(sources: T) -> Self {
        let files = sources.into_iter().map(|source| (Arc::clone(&source.path), source));
        Sources { files: Arc::new(files.collect()) }
    }
}

impl Source {
    /// A file that exists only in memory.
    pub fn in_memory(path: &str, bytes: Box<[u8]>) -> Self {
        let fingerprint = rapidhash::v3::rapidhash_v3(&bytes);
        let size = size(path, &bytes);
        Source { path: path.into(), fingerprint, size, body: Body::of(bytes.into_vec()), stat: None }
    }

    /// The bytes, read now if they are not in memory.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.body {
            Body::Text(_) | Body::Memory(_) | Body::Later(_) => Ok(self.text_bytes()),
            Body::Disk(path) => scan::read(path).map(Cow::Owned),
            Body::NotKept => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The bytes of a text; nothing for a file that was left on disk.
    pub fn text_bytes(&self) -> Cow<'_, [u8]> {
        match &self.body {
            Body::Text(text) => text.as_bytes().into(),
            Body::Memory(bytes) => (&**bytes).into(),
            Body::Later(later) => later.bytes(self.fingerprint).unwrap_or_default().into(),
            Body::Disk(_) | Body::NotKept => Cow::default(),
        }
    }

    /// The whole text, shared; nothing where the bytes are no text, or are not held.
    pub fn text(&self) -> Option<&Arc<str>> {
        if let Body::Text(text) = &self.body { Some(text) } else { None }
    }

    /// What pages that name the file may show of it: its text, or of a file that is published as it is, its size.
    pub fn seen(&self) -> (Option<u64>, Option<(usize, usize)>) {
        (self.is_text().then_some(self.fingerprint), self.size)
    }

    /// Whether the fingerprint stands for the bytes. A file that is read when it is published has one of its stat,
    /// which says nothing while it is so young that another save may leave the same stat behind.
    pub fn is_settled(&self) -> bool {
        self.is_text() || self.stat.is_some()
    }

    /// Whether it is a text, and no file that is published as it lies on the disk.
    pub fn is_text(&self) -> bool {
        matches!(self.body, Body::Text(_) | Body::Memory(_) | Body::Later(_))
    }

    /// Whether its bytes are in memory.
    pub fn is_held(&self) -> bool {
        matches!(self.body, Body::Text(_) | Body::Memory(_))
    }

    /// Whether the file was found changed when its text was asked for, after the course had been looked through.
    pub fn is_torn(&self) -> bool {
        matches!(&self.body, Body::Later(later) if later.torn.load(Ordering::Relaxed))
    }

    /// The file name's part after the last dot, in small letters.
    pub fn extension(&self) -> String {
        extension(&self.path)
    }
}

/// A picture's width and height in pixels.
fn size(path: &str, bytes: &[u8]) -> Option<(usize, usize)> {
    if extension(path) == "svg" {
        return svg::size(bytes);
    }
    imagesize::blob_size(bytes).ok().map(|size| (size.width, size.height))
}

/// The part after the last dot of the last component, in small letters; empty if there is none.
pub fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    Path::new(name).extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase()
}
