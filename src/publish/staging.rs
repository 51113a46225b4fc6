//! New and unchanged files → a complete site in a folder beside the output, where nobody sees it yet.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use rayon::prelude::*;

use super::OutPath;
use super::beneath::Folder;
use super::error::{Trouble, While};

/// A folder that comes into being with its first file: a build that changes nothing creates nothing.
#[derive(Debug)]
pub(super) struct Staging {
    pub root: PathBuf,
    /// The folders that are there, so that each is created once.
    folders: RwLock<HashSet<String>>,
}

impl Staging {
    pub fn new(root: PathBuf) -> Self {
        Staging { root, folders: RwLock::default() }
    }

    /// Writes one file. Many threads may do so at once.
    ///
    /// It is not forced to the disk: after a power cut the manifest tells which files are not what they should be,
    /// and the next build makes those again; a wait for every file would cost more than the build.
    pub fn write(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Trouble> {
        self.create_folder(folder_of(path))?;
        let path = self.root.join(path.as_str());
        File::create_new(&path).and_then(|mut file| file.write_all(bytes)).while_doing("write", &path)
    }

    /// Creates a folder and those above it; `""` is the staging folder itself.
    pub fn create_folder(&self, folder: &str) -> Result<(), Trouble> {
        if self.folders.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        let path = self.root.join(folder);
        fs::create_dir_all(&path).while_doing("create the folder", &path)?;
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_string());
        Ok(())
    }

    /// Gives files of the old site a second name here, which copies nothing.
    pub fn adopt<'a>(&self, old: &Path, files: impl Iterator<Item = &'a OutPath>) -> Result<(), Trouble> {
        self.create_folder("")?;
        let groups = by_folder(files);
        groups.keys().try_for_each(|folder| self.create_folder(folder))?;
        let from = Folder::open(old).while_doing("enter", old)?;
        let to = Folder::open(&self.root).while_doing("enter", &self.root)?;
        groups.par_iter().try_for_each(|(folder, names)| {
            let from = from.enter(Path::new(folder)).while_doing("enter", &old.join(folder))?;
            let to = to.enter(Path::new(folder)).while_doing("enter", &self.root.join(folder))?;
            names.iter().try_for_each(|name| {
                let name = OsStr::new(name);
                link_or_copy(&from, name, &to, name).while_doing("keep", &old.join(folder).join(name))
            })
        })
    }

    /// Removes everything, as far as it goes; the next build removes what is left.
    pub fn discard(&self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// A second name for the file, or a copy of it on a disk that knows no second names.
pub(super) fn link_or_copy(from: &Folder, name: &OsStr, to: &Folder, new_name: &OsStr) -> io::Result<()> {
    let Err(error) = from.link(name, to, new_name) else { return Ok(()) };
    if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) {
        return Err(error);
    }
    let mut bytes = from.read(name)?;
    if !bytes.metadata()?.is_file() {
        return Err(error);
    }
    io::copy(&mut bytes, &mut to.create_new(new_name)?).map(drop)
}

/// Files by the folder they lie in, so that each folder is entered once.
pub(super) fn by_folder<'a>(files: impl Iterator<Item = &'a OutPath>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in files {
        let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
        groups.entry(folder).or_default().push(name);
    }
    groups
}

fn folder_of(path: &OutPath) -> &str {
    path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder)
}
