//! Two builds of one output → one of them, and a sentence for the other.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::error::{Trouble, While};

/// The right to write to one output folder, until it is dropped.
///
/// The file beside the output holds the process id for people to read. What decides is the system's lock on that
/// file, which ends with the process however it ends: a file that a killed build left behind stops nobody, also
/// where its number belongs to another process by now, or to a process of another container.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    pub fn take(path: PathBuf, output: &Path) -> Result<Lock, Trouble> {
        loop {
            let file = open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(taken(file, output)),
                // A disk that knows no locks (some network shares): better to build than never to build.
                Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(error).while_doing("lock", &path),
            }
            // Between opening and locking, the one before us may have removed the file: then the lock that we
            // hold is on a file without a name, and somebody else may hold one on a new file.
            if is_still_there(&file, &path) {
                let lock = Lock { path, file };
                lock.sign()?;
                return Ok(lock);
            }
        }
    }

    fn sign(&self) -> Result<(), Trouble> {
        let mut file = &self.file;
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .while_doing("write", &self.path)
    }
}

impl Drop for Lock {
    /// The name goes first, while the lock is still held.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn open(path: &Path) -> Result<File, Trouble> {
    // A link would send the process id to another file.
    if fs::symlink_metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(Trouble::Refused(format!(
            "Bedside uses `{}` to keep two builds apart, but something else lies there. Remove it, then build \
             again.",
            path.display()
        )));
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .while_doing("open", path)
}

fn taken(mut file: File, output: &Path) -> Trouble {
    let mut holder = String::new();
    let read = file.read_to_string(&mut holder);
    let holder = match read.ok().and_then(|_| holder.trim().parse::<u32>().ok()) {
        Some(id) => format!("Another build (process {id})"),
        None => "Another build".to_string(),
    };
    Trouble::Refused(format!(
        "{holder} is publishing to `{}` right now. Wait until it is done, then build again.",
        output.display()
    ))
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(held), Ok(named)) => (held.dev(), held.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_still_there(_: &File, path: &Path) -> bool {
    path.exists()
}
