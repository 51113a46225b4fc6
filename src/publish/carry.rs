//! Files in the output that are the author's and not ours → the same files in the tree that takes its place.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::OutPath;
use super::beneath::{Folder, Kind};
use super::error::{Trouble, While};
use super::leaving::SetAside;
use super::manifest::{MANIFEST, Manifest};
use super::staging::link_or_copy;

/// Why a file was kept that the new site does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptWhy {
    /// Bedside did not write it. It stays where it is.
    Foreign,
    /// Bedside did not write it, and the site now has a file of its name. It lies beside, as `<name>.edited`.
    ForeignMoved,
    /// Bedside wrote it, somebody edited it, and the site no longer has it. It stays where it is.
    Edited,
    /// Bedside wrote it, somebody edited it, and the site has a new one. The edited one lies beside, as
    /// `<name>.edited`.
    EditedMoved,
}

impl fmt::Display for KeptWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeptWhy::Foreign => "was not written by Bedside and was left where it is",
            KeptWhy::ForeignMoved => {
                "was not written by Bedside and lies under this name now, because the site has a file of its own \
                 there"
            }
            KeptWhy::Edited => "was edited by hand after it was built and was left, although the site no longer has it",
            KeptWhy::EditedMoved => "is what was edited by hand; the site has a newly built file in its place",
        })
    }
}

/// What came over, and what need not come over because the new tree has the same bytes under the same name.
#[derive(Debug, Default)]
pub(super) struct Carried {
    pub kept: Vec<(String, KeptWhy)>,
    /// Paths in the old tree that are safe to remove from it.
    pub settled: HashSet<PathBuf>,
}

/// Brings the author's files from `output` to `staging`, where the new site lies complete.
pub(super) fn carry(
    output: &Path,
    staging: &Path,
    manifest: &Manifest,
    edited: &HashSet<&str>,
    aside: &SetAside,
) -> Result<Carried, Trouble> {
    let from = Folder::open(output).while_doing("enter", output)?;
    let to = Folder::open(staging).while_doing("enter", staging)?;
    let is_the_authors = |path: &Path, kind: Kind| {
        if path == Path::new(MANIFEST) {
            return false;
        }
        let Some(path) = composed(path) else { return true };
        match kind {
            Kind::Folder => !manifest.has_folder(&path),
            Kind::Other => true,
            Kind::File => manifest.find(&path).is_none() || edited.contains(path.as_str()),
        }
    };
    let found = find(&from, output, &is_the_authors)?;
    let mut carried = Carried::default();
    let mut placer = Placer::new(&from, output, &to, How::Link);
    for one in found {
        let path = one.folder.join(&one.name);
        // Its copy lies outside of the output already.
        if composed(&path).is_some_and(|path| aside.contains_key(&path)) {
            carried.settled.insert(path);
            continue;
        }
        if let Some(place) = placer.place(&one)?
            && one.kind != Kind::Folder
        {
            let was_edited = composed(&path).is_some_and(|path| edited.contains(path.as_str()));
            let why = match (was_edited, place == path) {
                (false, true) => KeptWhy::Foreign,
                (false, false) => KeptWhy::ForeignMoved,
                (true, true) => KeptWhy::Edited,
                (true, false) => KeptWhy::EditedMoved,
            };
            carried.kept.push((readable(&place), why));
        }
        carried.settled.insert(path);
    }
    Ok(carried)
}

/// A file, a link or an empty folder, by the folder it lies in and its name.
#[derive(Debug)]
pub(super) struct Found {
    pub folder: PathBuf,
    pub name: OsString,
    pub kind: Kind,
}

/// Everything below `root` that `wanted` wants; it is asked about folders only if they are empty.
pub(super) fn find(
    root: &Folder,
    root_path: &Path,
    wanted: &dyn Fn(&Path, Kind) -> bool,
) -> Result<Vec<Found>, Trouble> {
    let mut found = Vec::new();
    walk(root, root_path, Path::new(""), wanted, &mut found)?;
    Ok(found)
}

/// Says whether the folder is empty.
fn walk(
    folder: &Folder,
    root_path: &Path,
    below: &Path,
    wanted: &dyn Fn(&Path, Kind) -> bool,
    found: &mut Vec<Found>,
) -> Result<bool, Trouble> {
    let names = folder.names().while_doing("list", &root_path.join(below))?;
    let is_empty = names.is_empty();
    for (name, kind) in names {
        let path = below.join(&name);
        if kind == Kind::Folder {
            let inner = folder.enter(Path::new(&name)).while_doing("enter", &root_path.join(&path))?;
            if !walk(&inner, root_path, &path, wanted, found)? {
                continue;
            }
        }
        if wanted(&path, kind) {
            found.push(Found { folder: below.to_path_buf(), name, kind });
        }
    }
    Ok(is_empty)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The file has two names afterwards.
    Link,
    /// The file has left the first tree.
    Move,
}

/// Puts files of one tree into another and never over anything that is there.
pub(super) struct Placer<'a> {
    from: &'a Folder,
    from_path: &'a Path,
    to: &'a Folder,
    how: How,
    /// Which folder of the second tree stands for a folder of the first: the same, unless a file is in the way.
    folders: HashMap<PathBuf, PathBuf>,
}

impl<'a> Placer<'a> {
    pub fn new(from: &'a Folder, from_path: &'a Path, to: &'a Folder, how: How) -> Self {
        Placer { from, from_path, to, how, folders: HashMap::new() }
    }

    /// Where it lies in the second tree, or `None` if the very same file is there already.
    pub fn place(&mut self, found: &Found) -> Result<Option<PathBuf>, Trouble> {
        let path = found.folder.join(&found.name);
        if found.kind == Kind::Folder {
            return self.folder_for(&path).map(Some);
        }
        let folder = self.folder_for(&found.folder)?;
        self.place_file(found, &folder).while_doing("keep", &self.from_path.join(&path))
    }

    fn place_file(&self, found: &Found, folder: &Path) -> io::Result<Option<PathBuf>> {
        let from = self.from.enter(&found.folder)?;
        let to = self.to.enter(folder)?;
        if found.kind == Kind::File && is_same_file(&from, &to, &found.name)? {
            if self.how == How::Move {
                from.remove_file(&found.name)?;
            }
            return Ok(None);
        }
        let name = free_name(&from, &to, &found.name)?;
        match self.how {
            How::Link => link_or_copy(&from, &found.name, &to, &name)?,
            How::Move => from.rename(&found.name, &to, &name)?,
        }
        Ok(Some(folder.join(name)))
    }

    fn folder_for(&mut self, folder: &Path) -> Result<PathBuf, Trouble> {
        let (Some(above), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Ok(PathBuf::new());
        };
        if let Some(known) = self.folders.get(folder) {
            return Ok(known.clone());
        }
        let above_there = self.folder_for(above)?;
        let name = self
            .enter_or_create(above, &above_there, name)
            .while_doing("keep", &self.from_path.join(folder))?;
        let there = above_there.join(name);
        self.folders.insert(folder.to_path_buf(), there.clone());
        Ok(there)
    }

    fn enter_or_create(&self, above: &Path, above_there: &Path, name: &OsStr) -> io::Result<OsString> {
        let to = self.to.enter(above_there)?;
        if to.about(name)?.is_some_and(|about| about.kind == Kind::Folder) {
            return Ok(name.to_os_string());
        }
        let name = free_name(&self.from.enter(above)?, &to, name)?;
        to.create_folder(&name)?;
        Ok(name)
    }
}

/// The name itself, or `<name>.edited`, `<name>.edited.2`… : the first that neither folder uses for something else.
fn free_name(from: &Folder, to: &Folder, name: &OsStr) -> io::Result<OsString> {
    if to.about(name)?.is_none() {
        return Ok(name.to_os_string());
    }
    let mut candidate = name.to_os_string();
    candidate.push(".edited");
    let stem = candidate.clone();
    let mut number = 1u32;
    while to.about(&candidate)?.is_some() || from.about(&candidate)?.is_some() {
        number += 1;
        candidate = stem.clone();
        candidate.push(format!(".{number}"));
    }
    Ok(candidate)
}

/// Whether both folders have a file of this name with the same bytes.
fn is_same_file(from: &Folder, to: &Folder, name: &OsStr) -> io::Result<bool> {
    let (Some(a), Some(b)) = (from.about(name)?, to.about(name)?) else { return Ok(false) };
    if a.kind != Kind::File || b.kind != Kind::File || a.bytes != b.bytes {
        return Ok(false);
    }
    Ok(hash(from.read(name)?)? == hash(to.read(name)?)?)
}

fn hash(bytes: impl Read) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(bytes)?;
    Ok(hasher.finalize())
}

/// The path as the manifest would write it. Some disks hand names back in Unicode's decomposed form.
fn composed(path: &Path) -> Option<String> {
    let path = readable_exactly(path)?;
    if path.is_ascii() {
        return Some(path);
    }
    OutPath::new(&path).ok().map(|path| path.as_str().to_string())
}

fn readable_exactly(path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path.iter().map(OsStr::to_str).collect();
    Some(names?.join("/"))
}

/// The path for people, with `/` on every system.
pub(super) fn readable(path: &Path) -> String {
    path.iter().map(OsStr::to_string_lossy).collect::<Vec<_>>().join("/")
}
