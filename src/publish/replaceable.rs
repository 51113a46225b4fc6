//! A path that somebody named for a package → a place where nothing of the author's is lost, or a sentence that says why not.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use zip::ZipArchive;

/// What a file has to be to give way to a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// An archive that Bedside made.
    Zip,
    /// A workbook that Bedside made.
    Page,
    /// A workbook that a browser printed.
    Pdf,
}

/// Whether a file may be written to `path`: nothing lies there, or an earlier one of the same kind.
///
/// A slip on the command line, such as `--output content/index.md`, would otherwise cost the author a page.
pub fn admit_file(path: &Path, earlier: Earlier) -> Result<(), String> {
    let refuse = |why: &str, what_to_do: &str| {
        Err(format!("Bedside will not write to `{}`: {why}. {what_to_do}", path.display()))
    };
    let parent = path.parent().map(|parent| parent.canonicalize().unwrap_or_else(|_| parent.to_path_buf()));
    let mut above = parent.iter().flat_map(|parent| parent.iter());
    if above.any(|name| name.eq_ignore_ascii_case(".git")) {
        return refuse("it would lie among a repository's own records", "Name a file elsewhere.");
    }
    // What cannot be looked at cannot be written either, and then it is told.
    let Ok(about) = fs::symlink_metadata(path) else { return Ok(()) };
    if about.is_dir() {
        return refuse("it is a folder", "Name a file.");
    }
    if about.is_symlink() {
        return refuse("it is a symbolic link", "Name the file that it points to.");
    }
    if !about.is_file() {
        return refuse("it is a device or a pipe", "Name a file.");
    }
    if about.len() == 0 || is(path, earlier).unwrap_or(false) {
        return Ok(());
    }
    refuse(
        "there is a file of that name already, and it is not one that Bedside made for this format",
        "Name another file, or move that one away.",
    )
}

fn is(path: &Path, earlier: Earlier) -> io::Result<bool> {
    match earlier {
        Earlier::Zip => is_archive_of_ours(File::open(path)?),
        Earlier::Page => Ok(has(&start(path, 4096)?, b"data-edition=\"")),
        Earlier::Pdf => {
            let bytes = fs::read(path)?;
            Ok(bytes.starts_with(b"%PDF-") && has(&bytes, b"Skia/PDF"))
        }
    }
}

/// Ours have pages in them, one time for all files, and no folders; what people pack does not.
fn is_archive_of_ours(file: File) -> io::Result<bool> {
    let mut archive = ZipArchive::new(file)?;
    let (mut time, mut pages) = (None, 0);
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at)?;
        let name = entry.name().unwrap_or_default();
        pages += usize::from(name.ends_with("html"));
        let is_alike = entry.last_modified().is_some()
            && *time.get_or_insert(entry.last_modified()) == entry.last_modified();
        if !is_alike || entry.is_dir() || entry.unix_mode() != Some(0o100_644) {
            return Ok(false);
        }
    }
    Ok(pages > 0)
}

fn start(path: &Path, bytes: u64) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)?.take(bytes).read_to_end(&mut start)?;
    Ok(start)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
