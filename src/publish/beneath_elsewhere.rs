//! A folder, where the system has no handles of the kind that `beneath` needs: each step is looked at before it is taken.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{About, Kind};

#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn open(path: &Path) -> io::Result<Folder> {
        match kind(fs::symlink_metadata(path)?.file_type()) {
            Kind::Folder => Ok(Folder(path.to_path_buf())),
            Kind::File | Kind::Other => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub fn enter(&self, below: &Path) -> io::Result<Folder> {
        let mut here = Folder::open(&self.0)?;
        for name in below {
            here = Folder::open(&here.0.join(name))?;
        }
        Ok(here)
    }

    pub fn names(&self) -> io::Result<Vec<(OsString, Kind)>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            names.push((entry.file_name(), kind(entry.file_type()?)));
        }
        names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(names)
    }

    /// Second names are not counted here; none is the careful answer.
    pub fn about(&self, name: &OsStr) -> io::Result<Option<About>> {
        match fs::symlink_metadata(self.0.join(name)) {
            Ok(about) => {
                Ok(Some(About { kind: kind(about.file_type()), bytes: about.len(), has_second_name: false }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn read(&self, name: &OsStr) -> io::Result<File> {
        File::open(self.0.join(name))
    }

    pub fn create_new(&self, name: &OsStr) -> io::Result<File> {
        File::create_new(self.0.join(name))
    }

    pub fn create_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    pub fn link(&self, name: &OsStr, to: &Folder, new_name: &OsStr) -> io::Result<()> {
        fs::hard_link(self.0.join(name), to.0.join(new_name))
    }

    pub fn rename(&self, name: &OsStr, to: &Folder, new_name: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(name), to.0.join(new_name))
    }

    pub fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }
}

fn kind(file_type: fs::FileType) -> Kind {
    if file_type.is_file() {
        Kind::File
    } else if file_type.is_dir() {
        Kind::Folder
    } else {
        Kind::Other
    }
}
