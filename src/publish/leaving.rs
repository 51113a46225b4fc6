//! Files that have to leave the output although somebody edited them by hand → copies in a folder outside of it.
//!
//! What an author did to a file of ours is never lost: elsewhere it stays beside the new file. But where the file named
//! a story that may not be shown any more, the edited copy holds the story as well, and a copy in the output is public.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::OutPath;
use super::error::{Trouble, While};
use super::manifest::is_absence;
use super::previous::{Now, Previous};

/// Which files no edited copy of may stay in the output, and the folder to which such copies go.
#[derive(Clone, Debug, Default)]
pub struct Leaving {
    pub files: Vec<OutPath>,
    pub aside: PathBuf,
}

/// The edited files that do not stay, by their paths in the output, each with the place of its copy.
pub(super) type SetAside = BTreeMap<String, PathBuf>;

/// Copies every edited file among them out of the output, which itself is not touched yet.
pub(super) fn set_aside(previous: &Previous, leaving: &Leaving) -> Result<SetAside, Trouble> {
    let mut aside = SetAside::new();
    for path in &leaving.files {
        let Some(entry) = previous.manifest.find(path.as_str()) else { continue };
        if previous.is_behind_link(path) {
            continue;
        }
        let mut edited = beside(previous, path)?;
        if previous.look(entry, None)? == Now::Edited {
            edited.push(path.as_str().to_owned());
        }
        for path in edited {
            let to = copy(&previous.root.join(&path), &leaving.aside.join(&path))?;
            aside.insert(path, to);
        }
    }
    Ok(aside)
}

/// What earlier builds kept of a file: `<name>.edited`, `<name>.edited.2`, ….
fn beside(previous: &Previous, path: &OutPath) -> Result<Vec<String>, Trouble> {
    let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
    let within = previous.root.join(folder);
    let names = match fs::read_dir(&within) {
        Ok(names) => names,
        Err(error) if is_absence(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error).while_doing("list", &within),
    };
    let mut found = Vec::new();
    for entry in names {
        let entry = entry.while_doing("list", &within)?;
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        let Some(other) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let number = other.strip_prefix(name).and_then(|rest| rest.strip_prefix(".edited"));
        let is_kept = number.is_some_and(|number| {
            number.is_empty()
                || number.strip_prefix('.').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        });
        let other = if folder.is_empty() { other } else { format!("{folder}/{other}") };
        if is_file && is_kept && previous.manifest.find(&other).is_none() {
            found.push(other);
        }
    }
    found.sort();
    Ok(found)
}

/// Copies a file under a name that nothing else has; one that lies there already with the same bytes is enough.
fn copy(from: &Path, wish: &Path) -> Result<PathBuf, Trouble> {
    let bytes = fs::read(from).while_doing("read", from)?;
    if let Some(folder) = wish.parent() {
        fs::create_dir_all(folder).while_doing("create the folder", folder)?;
    }
    let mut to = wish.to_path_buf();
    let mut number = 1u32;
    loop {
        match fs::File::create_new(&to) {
            Ok(mut file) => {
                let written = io::Write::write_all(&mut file, &bytes).and_then(|()| file.sync_all());
                return written.map(|()| to.clone()).while_doing("write", &to);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read(&to).is_ok_and(|there| there == bytes) {
                    return Ok(to);
                }
                number += 1;
                let mut name = wish.file_name().unwrap_or_default().to_os_string();
                name.push(format!(".{number}"));
                to = wish.with_file_name(name);
            }
            Err(error) => return Err(error).while_doing("write", &to),
        }
    }
}
