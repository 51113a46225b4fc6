//! A folder that others may be changing → operations on the names in it that never follow a link.
//!
//! A path is looked up anew by every call, and whoever swaps a folder on it for a link sends the call elsewhere.
//! A `Folder` is an open handle: what is done through it happens in that very folder.

pub(super) use system::Folder;

/// What a name in a folder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A symbolic link, a pipe, a device: never opened, never entered.
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct About {
    pub kind: Kind,
    pub bytes: u64,
    /// Whether the same file is known to have a second name somewhere on this disk.
    pub has_second_name: bool,
}

#[cfg(unix)]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, OwnedFd};
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
    use rustix::io::Errno;

    use super::{About, Kind};

    const ENTER: OFlags =
        OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

    #[derive(Debug)]
    pub struct Folder(OwnedFd);

    impl Folder {
        /// Opens a folder by its path. The folders above it are the caller's word; it itself may not be a link.
        pub fn open(path: &Path) -> io::Result<Folder> {
            enter(CWD, path.as_os_str())
        }

        /// Goes down a relative path, one folder at a time.
        pub fn enter(&self, below: &Path) -> io::Result<Folder> {
            let mut here = enter(&self.0, OsStr::new("."))?;
            for name in below {
                here = enter(&here.0, name)?;
            }
            Ok(here)
        }

        /// The names in the folder, sorted.
        pub fn names(&self) -> io::Result<Vec<(OsString, Kind)>> {
            let mut names = Vec::new();
            for entry in Dir::read_from(&self.0)? {
                let entry = entry?;
                let name = OsStr::from_bytes(entry.file_name().to_bytes());
                if name == "." || name == ".." {
                    continue;
                }
                let kind = match entry.file_type() {
                    FileType::Unknown => match self.about(name)? {
                        Some(about) => about.kind,
                        None => continue,
                    },
                    known => kind(known),
                };
                names.push((name.to_os_string(), kind));
            }
            names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            Ok(names)
        }

        pub fn about(&self, name: &OsStr) -> io::Result<Option<About>> {
            match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => Ok(Some(About {
                    kind: kind(FileType::from_raw_mode(stat.st_mode)),
                    bytes: u64::try_from(stat.st_size).unwrap_or(0),
                    has_second_name: stat.st_nlink > 1,
                })),
                Err(Errno::NOENT) => Ok(None),
                Err(error) => Err(error.into()),
            }
        }

        pub fn read(&self, name: &OsStr) -> io::Result<File> {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
            Ok(File::from(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
        }

        pub fn create_new(&self, name: &OsStr) -> io::Result<File> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            Ok(File::from(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?))
        }

        pub fn create_folder(&self, name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
        }

        /// Gives the same file a second name. A link is given a second name itself, not the file it points to.
        pub fn link(&self, name: &OsStr, to: &Folder, new_name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::linkat(&self.0, name, &to.0, new_name, AtFlags::empty())?)
        }

        pub fn rename(&self, name: &OsStr, to: &Folder, new_name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::renameat(&self.0, name, &to.0, new_name)?)
        }

        pub fn remove_file(&self, name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
        }

        /// Removes a folder that is empty; another one is an error.
        pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
        }
    }

    /// A link in the way is told as what it is not: a folder.
    fn enter(at: impl AsFd, name: &OsStr) -> io::Result<Folder> {
        match rustix::fs::openat(at, name, ENTER, Mode::empty()) {
            Ok(handle) => Ok(Folder(handle)),
            Err(Errno::LOOP) => Err(Errno::NOTDIR.into()),
            Err(error) => Err(error.into()),
        }
    }

    fn kind(file_type: FileType) -> Kind {
        match file_type {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            _ => Kind::Other,
        }
    }
}

#[cfg(not(unix))]
#[path = "beneath_elsewhere.rs"]
mod system;

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

    use std::ffi::OsStr;
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_is_neither_read_nor_written_through() {
        let desk = tempfile::tempdir().unwrap();
        let folder = Folder::open(desk.path()).unwrap();
        let name = |text: &'static str| OsStr::new(text);
        fs::write(desk.path().join("file"), "words").unwrap();
        symlink("file", desk.path().join("link")).unwrap();
        symlink("nowhere", desk.path().join("dangling")).unwrap();
        assert!(folder.read(name("file")).is_ok());
        assert!(folder.read(name("link")).is_err());
        for taken in ["file", "link", "dangling"] {
            assert!(folder.create_new(name(taken)).is_err(), "{taken}");
        }
        assert!(!desk.path().join("nowhere").exists());
        let mut new = folder.create_new(name("new")).unwrap();
        new.write_all(b"new").unwrap();
        // No program that is started meanwhile inherits it.
        for file in [&new, &folder.read(name("file")).unwrap()] {
            assert_eq!(rustix::io::fcntl_getfd(file).unwrap(), rustix::io::FdFlags::CLOEXEC);
        }
        assert_eq!(fs::read(desk.path().join("new")).unwrap(), b"new");
    }

    #[test]
    fn a_pipe_that_nobody_writes_to_holds_nobody_up() {
        let desk = tempfile::tempdir().unwrap();
        let (folder, pipe) = (Folder::open(desk.path()).unwrap(), OsStr::new("pipe"));
        rustix::fs::mknodat(
            rustix::fs::CWD,
            desk.path().join(pipe),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        assert!(folder.read(pipe).is_ok());
        assert_eq!(folder.about(pipe).unwrap().unwrap().kind, Kind::Other);
    }

    #[test]
    fn a_second_name_is_known() {
        let desk = tempfile::tempdir().unwrap();
        let folder = Folder::open(desk.path()).unwrap();
        fs::write(desk.path().join("one"), "words").unwrap();
        let about = || folder.about(OsStr::new("one")).unwrap().unwrap();
        assert!(!about().has_second_name);
        folder.link(OsStr::new("one"), &folder, OsStr::new("two")).unwrap();
        assert!(about().has_second_name);
        assert_eq!((about().kind, about().bytes), (Kind::File, 5));
        assert!(folder.about(OsStr::new("three")).unwrap().is_none());
    }
}
