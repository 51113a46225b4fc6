//! The site that was published before → what each of its files is now: as we wrote it, edited by hand, or gone.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use blake3::Hash;

use super::error::{Trouble, While};
use super::manifest::{Entry, MANIFEST, Manifest, is_absence};
use super::{OutPath, guard::Place};

/// What stands in the output folder when a build begins.
#[derive(Debug)]
pub(super) struct Previous {
    pub root: PathBuf,
    /// Whether there is an output folder at all.
    pub exists: bool,
    pub manifest: Manifest,
    /// When the manifest was written; `None` if the folder has none that we trust.
    written: Option<SystemTime>,
    /// Folders of ours that somebody made into links: whatever lies behind them is not ours.
    links: HashSet<String>,
}

/// What became of a file that the manifest lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Now {
    Absent,
    AsWritten,
    /// It has the very bytes that the new build wants, although the manifest says others.
    AsWanted,
    Edited,
    /// A folder, a link or a pipe stands under its name.
    Replaced,
}

impl Previous {
    pub fn read(place: &Place) -> Result<Previous, Trouble> {
        let root = place.output.clone();
        let exists = match fs::symlink_metadata(&root) {
            Ok(about) if about.is_dir() => true,
            Ok(_) => return Err(std::io::ErrorKind::NotADirectory.into()).while_doing("enter", &root),
            Err(error) if is_absence(&error) => false,
            Err(error) => return Err(error).while_doing("look at", &root),
        };
        let (manifest, written) = match Manifest::read(&root.join(MANIFEST))? {
            Some((manifest, written)) => (manifest, Some(written)),
            None => (Manifest::default(), None),
        };
        let links = folders(&manifest)
            .into_iter()
            .filter(|folder| fs::symlink_metadata(root.join(folder)).is_ok_and(|about| !about.is_dir()))
            .map(str::to_string)
            .collect();
        Ok(Previous { root, exists, manifest, written, links })
    }

    /// Whether a build of ours filled the folder.
    pub fn is_ours(&self) -> bool {
        self.written.is_some()
    }

    /// Looks at a listed file on disk. `wanted` is the hash of what the new build puts there.
    ///
    /// The size and the time decide for almost every file. A file that is as young as the manifest may have been
    /// edited within the same tick of the clock, or long after: its bytes decide.
    pub fn look(&self, entry: &Entry, wanted: Option<&Hash>) -> Result<Now, Trouble> {
        if self.is_behind_link(&entry.path) {
            return Ok(Now::Absent);
        }
        let path = self.root.join(entry.path.as_str());
        let about = match fs::symlink_metadata(&path) {
            Ok(about) if about.is_file() => about,
            Ok(_) => return Ok(Now::Replaced),
            Err(error) if is_absence(&error) => return Ok(Now::Absent),
            Err(error) => return Err(error).while_doing("look at", &path),
        };
        let changed = about.modified().while_doing("read the time of", &path)?;
        if about.len() == entry.bytes && self.written.is_some_and(|written| changed < written) {
            return Ok(Now::AsWritten);
        }
        let mut hasher = blake3::Hasher::new();
        fs::File::open(&path)
            .and_then(|file| hasher.update_reader(file).map(drop))
            .while_doing("read", &path)?;
        let hash = hasher.finalize();
        Ok(match wanted {
            _ if hash == entry.hash => Now::AsWritten,
            Some(wanted) if hash == *wanted => Now::AsWanted,
            _ => Now::Edited,
        })
    }

    /// Whether a folder above it is a link: then what lies there is not ours.
    pub fn is_behind_link(&self, path: &OutPath) -> bool {
        !self.links.is_empty() && ancestors(path.as_str()).any(|folder| self.links.contains(folder))
    }
}

/// Every folder that a listed file lies in, at any depth, once.
fn folders(manifest: &Manifest) -> HashSet<&str> {
    let mut folders = HashSet::new();
    for entry in manifest.entries() {
        for folder in ancestors(entry.path.as_str()) {
            if !folders.insert(folder) {
                break; // The folders above it are known as well.
            }
        }
    }
    folders
}

/// The folders above a path, the nearest first, without the output folder itself.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(above, _)| above.rsplit_once('/')).map(|(above, _)| above)
}
