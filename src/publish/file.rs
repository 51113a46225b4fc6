//! One file outside the site, such as a package → the old file until the moment it is the new one.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::PublishError;
use super::error::{Trouble, While};
use super::lock::Lock;
use super::manifest::is_absence;

/// Why the new file was not finished.
#[derive(Debug)]
pub enum FillError<E> {
    Make(Vec<(usize, E)>),
    Refused(String),
    Disk(io::Error),
}

/// Writes a file beside `path`, forces it to the disk and gives it the name. If `fill` fails, the old file stays.
pub fn replace_file<E>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), FillError<E>>,
) -> Result<(), PublishError<E>> {
    if fs::symlink_metadata(path).is_ok_and(|about| about.is_dir()) {
        return Err(PublishError::Refused(format!(
            "Bedside will not write to `{}`: it is a folder. Name a file.",
            path.display()
        )));
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let (lock, part) = (beside(path, parent, "lock")?, beside(path, parent, "part")?);
    fs::create_dir_all(parent).while_doing("create the folder", parent)?;
    let _lock = Lock::take(lock, path)?;
    match fs::remove_file(&part) {
        Err(error) if !is_absence(&error) => {
            return Err(error).while_doing("remove", &part).map_err(Into::into);
        }
        _ => {}
    }
    let written = write_part(&part, fill).and_then(|()| {
        fs::rename(&part, path).while_doing("write", path)?;
        sync_folder(parent).while_doing("finish writing to", parent)?;
        Ok(())
    });
    written.inspect_err(|_| drop(fs::remove_file(&part)))
}

/// The hash of a file's bytes, which are not held in memory.
pub fn hash_file(path: &Path) -> Result<blake3::Hash, String> {
    let mut hasher = blake3::Hasher::new();
    let read = File::open(path).and_then(|file| hasher.update_reader(file).map(drop));
    read.map(|()| hasher.finalize())
        .map_err(|error| format!("`{}` could not be read: {error}", path.display()))
}

/// Writes the one file that there is to make.
pub fn only<E>(
    to: &mut impl Write,
    make: impl FnOnce(usize, &mut Vec<u8>) -> Result<(), E>,
) -> Result<(), FillError<E>> {
    let mut bytes = Vec::new();
    make(0, &mut bytes).map_err(|error| FillError::Make(vec![(0, error)]))?;
    to.write_all(&bytes).map_err(FillError::Disk)
}

/// Writes a file that can be made again at any time, such as one of the cache: not forced to the disk, and a part of it
/// is never seen under its name.
pub fn replace_spare(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}", std::process::id()));
    let write = || {
        let mut file = BufWriter::new(File::create(&part)?);
        fill(&mut file)?;
        file.flush()?;
        fs::rename(&part, path)
    };
    let written = write();
    written.inspect_err(|_| drop(fs::remove_file(&part)))
}

fn write_part<E>(
    part: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), FillError<E>>,
) -> Result<(), PublishError<E>> {
    let mut file = BufWriter::new(File::create_new(part).while_doing("write", part)?);
    fill(&mut file).map_err(|error| match error {
        FillError::Make(failures) => PublishError::Make(failures),
        FillError::Refused(sentence) => PublishError::Refused(sentence),
        FillError::Disk(source) => PublishError::Io { path: part.to_path_buf(), doing: "write", source },
    })?;
    file.flush().and_then(|()| file.get_ref().sync_all()).while_doing("write", part)?;
    Ok(())
}

fn beside(path: &Path, parent: &Path, role: &str) -> Result<PathBuf, Trouble> {
    let Some(file_name) = path.file_name() else {
        return Err(Trouble::Refused(format!("`{}` is not the name of a file. Name one.", path.display())));
    };
    let mut name = OsString::from(".");
    name.push(file_name);
    name.push(".bedside-");
    name.push(role);
    Ok(parent.join(name))
}

/// The new name outlives a power cut only once the folder is on the disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("new folder/course.zip");
        let write = |text: &str, result: Result<(), FillError<&'static str>>| {
            replace_file(&path, |file| {
                file.write_all(text.as_bytes()).map_err(FillError::Disk)?;
                result
            })
        };
        write("old", Ok(())).unwrap();
        let failed = write("half", Err(FillError::Make(vec![(0, "no")])));
        assert!(matches!(failed, Err(PublishError::Make(failures)) if failures == [(0, "no")]));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        write("new", Ok(())).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(root.path().join("new folder")).unwrap().count(), 1);
        let folder = replace_file(root.path(), |_| Ok::<(), FillError<()>>(()));
        assert!(matches!(folder, Err(PublishError::Refused(_))));
    }
}
