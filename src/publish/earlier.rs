//! The site that was published before, as it lies on the disk: its files, for whoever has to publish it again, and
//! whether anything in it was touched.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::fs;
use std::io;
use std::path::Path;

use std::os::unix::ffi::OsStrExt;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::OutPath;
use super::manifest::{MANIFEST, Manifest};
use crate::source;

/// The files that the manifest of an output folder lists and that are there; none where no build of ours filled it.
pub fn earlier_files(dir: &Path) -> Vec<OutPath> {
    let Ok(Some((manifest, _))) = Manifest::read(&dir.join(MANIFEST)) else { return Vec::new() };
    let is_there =
        |path: &OutPath| fs::symlink_metadata(dir.join(path.as_str())).is_ok_and(|about| about.is_file());
    manifest.entries().iter().map(|entry| entry.path.clone()).filter(is_there).collect()
}

/// The bytes of one of them; a link is not followed.
pub fn earlier_file(dir: &Path, path: &OutPath) -> io::Result<Vec<u8>> {
    let file = dir.join(path.as_str());
    if !fs::symlink_metadata(&file)?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    fs::read(file)
}

/// What the file system says of everything in an output folder, as one number: equal as long as nobody touched it.
/// Nothing where it cannot be read to its end.
pub fn survey(dir: &Path) -> Option<u64> {
    let entries: Vec<_> = WalkDir::new(dir).follow_links(false).into_iter().collect::<Result<_, _>>().ok()?;
    let look = |entry: &walkdir::DirEntry| {
        Some(source::stat(&entry.metadata().ok()?).number(entry.path().as_os_str().as_bytes()))
    };
    let numbers: Option<Vec<u64>> = entries.par_iter().map(look).collect();
    Some(numbers?.into_iter().fold(0, u64::wrapping_add))
}
