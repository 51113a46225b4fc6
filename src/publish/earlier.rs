//! The site that was published before, as it lies on the disk: its files, for whoever has to publish it again.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::fs;
use std::io;
use std::path::Path;

use super::OutPath;
use super::manifest::{MANIFEST, Manifest};

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
