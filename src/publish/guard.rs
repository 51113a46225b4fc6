//! A path that somebody named as output → a `Place` that may be written to, or a sentence that says why not.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{PublishError, Trouble, While};
use super::manifest::{MANIFEST, is_absence};

/// What may never become an output folder, because a build replaces what it finds there.
///
/// The caller fills it, so that publishing reads neither the environment nor the process's own folder.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// The folders that a course is read from: content, and a theme of the author's.
    pub sources: Vec<PathBuf>,
    /// The home folder of whoever runs the build, where it is known.
    pub home: Option<PathBuf>,
    /// The folder in which the command runs; a relative output is below it.
    pub working: PathBuf,
    /// Takes a folder that has files in it but no manifest of ours. It lifts nothing else.
    pub force: bool,
}

/// A folder that may be written to, and the names beside it that a build uses.
#[derive(Debug)]
pub(super) struct Place {
    pub output: PathBuf,
    pub parent: PathBuf,
    name: OsString,
}

impl Place {
    /// Where the new site is made. After the exchange the old one lies here until it is removed.
    pub fn staging(&self) -> PathBuf {
        self.beside("staging")
    }

    /// Where the old site waits on a disk that cannot exchange two folders.
    pub fn retired(&self) -> PathBuf {
        self.beside("old")
    }

    pub fn lock(&self) -> PathBuf {
        self.beside("lock")
    }

    fn beside(&self, role: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".bedside-");
        name.push(role);
        self.parent.join(name)
    }
}

impl Guard {
    /// Whether the folder lies where a site may lie; what lies in it is looked at when it is published.
    pub fn check(&self, dir: &Path) -> Result<(), String> {
        self.admit(dir).map(|_| ()).map_err(|trouble| PublishError::<Infallible>::from(trouble).to_string())
    }

    /// Whether a build that is over has left nothing beside the folder. What it could not remove, the next one does.
    pub fn is_tidy(&self, dir: &Path) -> bool {
        let is_absent = |path: &Path| matches!(fs::symlink_metadata(path), Err(error) if is_absence(&error));
        self.admit(dir).is_ok_and(|place| {
            [place.staging(), place.retired(), place.lock()].iter().all(|path| is_absent(path))
        })
    }

    /// Decides by where the folder is. Nothing is written or created.
    pub(super) fn admit(&self, dir: &Path) -> Result<Place, Trouble> {
        // Without this, a path that ends in `/` would look through a link.
        let dir: PathBuf = self.working.join(dir).components().collect();
        match fs::symlink_metadata(&dir) {
            Ok(about) if about.is_symlink() => {
                return refuse(&dir, "it is a symbolic link", "Name the folder that it points to.");
            }
            Ok(about) if !about.is_dir() => {
                return refuse(&dir, "it is a file", "Name a folder.");
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).while_doing("look at", &dir),
        }
        let output = resolve(&dir)?;
        let (Some(parent), Some(name)) = (output.parent(), output.file_name()) else {
            return refuse(&output, "it is the root of the disk", OWN_FOLDER);
        };
        self.keep_away_from_people(&output)?;
        self.keep_away_from_sources(&output)?;
        let place = Place { parent: parent.to_path_buf(), name: name.to_os_string(), output };
        keep_away_from_repositories(&place.output)?;
        keep_away_from_mounts(&place)?;
        Ok(place)
    }

    /// Decides by what lies in the folder.
    pub(super) fn admit_contents(&self, place: &Place, ours: bool) -> Result<(), Trouble> {
        if ours || self.force {
            return Ok(());
        }
        match fs::read_dir(&place.output).and_then(|mut names| names.next().transpose()) {
            Ok(None) => Ok(()),
            Ok(Some(_)) if fs::symlink_metadata(place.output.join(MANIFEST)).is_ok() => refuse(
                &place.output,
                "its `.bedside-manifest.json` cannot be read, so that nothing tells what in it is Bedside's",
                "Move the folder away and build again, or add `--force`: then every file in it is kept.",
            ),
            Ok(Some(_)) => refuse(
                &place.output,
                "it has files in it that Bedside did not write",
                "Name an empty folder, or add `--force`: then the files in it are kept.",
            ),
            Err(error) if is_absence(&error) => Ok(()),
            Err(error) => Err(error).while_doing("list", &place.output),
        }
    }

    fn keep_away_from_people(&self, output: &Path) -> Result<(), Trouble> {
        let home = self.home.as_deref().filter(|home| !home.as_os_str().is_empty());
        if home.is_some_and(|home| settle(home).starts_with(output)) {
            return refuse(output, "it is your home folder, or holds it", OWN_FOLDER);
        }
        if settle(&self.working).starts_with(output) {
            return refuse(output, "it is the folder that you work in, or holds it", OWN_FOLDER);
        }
        Ok(())
    }

    fn keep_away_from_sources(&self, output: &Path) -> Result<(), Trouble> {
        for source in &self.sources {
            let source = settle(&self.working.join(source));
            if source.starts_with(output) {
                return refuse(output, "it holds the sources of the course", OWN_FOLDER);
            }
            if output.starts_with(&source) {
                return refuse(
                    output,
                    "it lies among the sources of the course",
                    "Name a folder beside them.",
                );
            }
        }
        Ok(())
    }
}

const OWN_FOLDER: &str = "Name a folder that is for the site alone, such as `output/learner`.";

fn keep_away_from_repositories(output: &Path) -> Result<(), Trouble> {
    if output.iter().any(|name| name.eq_ignore_ascii_case(".git")) {
        return refuse(output, "it belongs to a repository's own records", OWN_FOLDER);
    }
    let records = output.join(".git");
    match fs::symlink_metadata(&records) {
        Ok(_) => refuse(
            output,
            "there is a `.git` in it, and a repository's history may not be replaced",
            "Name a folder inside it, or one elsewhere.",
        ),
        Err(error) if is_absence(&error) => Ok(()),
        Err(error) => Err(error).while_doing("look at", &records),
    }
}

/// Folders can be exchanged only within one disk, so that the output may not be where another disk begins.
#[cfg(unix)]
fn keep_away_from_mounts(place: &Place) -> Result<(), Trouble> {
    use std::os::unix::fs::MetadataExt;
    let (Ok(output), Ok(parent)) = (fs::symlink_metadata(&place.output), fs::symlink_metadata(&place.parent))
    else {
        return Ok(()); // Not there yet: it will be made on the same disk.
    };
    if output.dev() == parent.dev() {
        return Ok(());
    }
    refuse_exchange(&place.output)
}

#[cfg(not(unix))]
fn keep_away_from_mounts(_: &Place) -> Result<(), Trouble> {
    Ok(())
}

/// The folder is fine, but the system does not let one folder take the place of it.
pub(super) fn refuse_exchange<T>(output: &Path) -> Result<T, Trouble> {
    refuse(
        output,
        "another disk, a volume or a layer of a container image begins there, so that it cannot be replaced in \
         one step",
        "Name a folder inside it.",
    )
}

fn refuse<T>(output: &Path, why: &str, what_to_do: &str) -> Result<T, Trouble> {
    Err(Trouble::Refused(format!("Bedside will not publish to `{}`: {why}. {what_to_do}", output.display())))
}

/// The true path of a folder that may not exist yet: of what exists, links are followed; the rest is appended.
fn resolve(dir: &Path) -> Result<PathBuf, Trouble> {
    let mut missing: Vec<&OsStr> = Vec::new();
    let mut existing = dir;
    loop {
        match existing.canonicalize() {
            Ok(mut found) => {
                found.extend(missing.iter().rev());
                return Ok(found);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (Some(name), Some(above)) = (existing.file_name(), existing.parent()) else {
                    return refuse(
                        dir,
                        "a `..` in the path follows a folder that does not exist",
                        "Write the path without `..`.",
                    );
                };
                missing.push(name);
                existing = above;
            }
            Err(error) => return Err(error).while_doing("find", existing),
        }
    }
}

/// The true path where there is one, else the path as it was given: then nothing on disk can be the same.
fn settle(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_looked_at_is_not_taken_for_empty_or_absent() {
        let desk = tempfile::tempdir().unwrap();
        // No disk can hold such a name, so that each look at it is an error other than absence.
        let output = desk.path().join("n".repeat(5000));
        let place = Place { parent: desk.path().to_path_buf(), name: "n".into(), output: output.clone() };
        let guard = Guard { working: desk.path().to_path_buf(), ..Guard::default() };
        let doing = |trouble: Result<(), Trouble>| match trouble {
            Err(Trouble::Io { doing, .. }) => doing,
            other => panic!("{other:?}"),
        };
        assert_eq!(doing(guard.admit_contents(&place, false)), "list");
        assert_eq!(doing(keep_away_from_repositories(&output)), "look at");
        assert_eq!(doing(guard.admit(&output).map(drop)), "look at");
        assert_eq!(doing(resolve(&output).map(drop)), "find");
    }
}
