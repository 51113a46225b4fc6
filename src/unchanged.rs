//! The disk as it lies + what the last build left in the cache → its words once more, if nothing has changed since.
//!
//! A build that has published leaves a stamp beside the kept texts: what it was asked, what the file system said of
//! every source when it was read and of every file of the output when it was done, and what it said to its author.
//! While all of that is as it was, a build has nothing to do: it reads no source and writes no file.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::publish;
use crate::source::{self, Options, Walk};

/// What a build was asked, and by what: everything that its result hangs on beside the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The program itself: a newer one makes other pages.
    pub program: String,
    pub arguments: String,
    pub today: String,
}

/// A folder that a build reads, with what lies in it and is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    pub path: PathBuf,
    pub leave_out: Vec<PathBuf>,
    /// `Sources::survey`.
    pub survey: u64,
}

/// What a build said that is worth saying again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub out: String,
    pub err: String,
    pub errors: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stamp {
    asked: Asked,
    roots: Vec<Root>,
    output: u64,
    kept: bool,
    words: Words,
}

/// The words of the last build, if a build now would read, make and say the same. A stamp that is damaged counts as none.
/// `walk`: the course as it lies; `made`: the output, and the texts that are kept of a course with real stories.
pub fn since(stamp: &Path, asked: &Asked, walk: &Walk, made: (&Path, &Path)) -> Option<Words> {
    let stamp: Stamp = serde_json::from_slice(&source::read_file(stamp).ok()?).ok()?;
    let is_as_read = |root: &Root| {
        let now = if walk.is_of(&root.path, &root.leave_out) {
            walk.survey()
        } else {
            let options = Options { leave_out: root.leave_out.clone(), ..Options::default() };
            source::walk(&root.path, &options).survey()
        };
        now == Some(root.survey)
    };
    let holds = stamp.asked == *asked
        && stamp.roots.iter().all(is_as_read)
        && publish::survey(made.0) == Some(stamp.output)
        && source::is_file(made.1) == stamp.kept;
    holds.then_some(stamp.words)
}

/// Leaves a stamp; where it cannot be written, the next build does its work again and nothing else is lost.
pub fn remember(stamp: &Path, asked: Asked, roots: Vec<Root>, made: (&Path, &Path), words: Words) {
    let Some(output) = publish::survey(made.0) else { return };
    let kept = source::is_file(made.1);
    if let Ok(bytes) = serde_json::to_vec(&Stamp { asked, roots, output, kept, words }) {
        let _ = publish::replace_spare(stamp, |file| file.write_all(&bytes));
    }
}
