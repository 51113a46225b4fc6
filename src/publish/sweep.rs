//! A tree that is no longer the site → nothing, but for what in it may be somebody's only copy.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::beneath::{Folder, Kind};
use super::carry::{How, KeptWhy, Placer, find, readable};
use super::error::{Trouble, While};
use super::manifest::{MANIFEST, Manifest, is_absence};
use super::staging::by_folder;

/// Removes an old tree: the files that its manifest lists, those that are `settled`, and those that have a second
/// name elsewhere. A file that came in while the build was running is none of these; it moves to the output.
///
/// The manifest goes last. A sweep that was interrupted is therefore taken up again by the next build.
pub(super) fn sweep(
    tree: &Path,
    output: &Path,
    manifest: &Manifest,
    settled: &HashSet<PathBuf>,
) -> Result<Vec<(String, KeptWhy)>, Trouble> {
    let root = Folder::open(tree).while_doing("enter", tree)?;
    remove_listed(&root, tree, manifest)?;
    let late = remove_settled(&root, tree, output, settled)?;
    remove_empty_folders(&root, tree, Path::new(""))?;
    ignore_absence(root.remove_file(OsStr::new(MANIFEST))).while_doing("remove", &tree.join(MANIFEST))?;
    drop(root);
    fs::remove_dir(tree).while_doing("remove", tree)?;
    Ok(late)
}

fn remove_listed(root: &Folder, tree: &Path, manifest: &Manifest) -> Result<(), Trouble> {
    by_folder(manifest.entries().iter().map(|entry| &entry.path)).par_iter().try_for_each(
        |(folder, names)| {
            let here = match root.enter(Path::new(folder)) {
                Ok(here) => here,
                Err(error) if is_absence(&error) => return Ok(()),
                Err(error) => return Err(error).while_doing("enter", &tree.join(folder)),
            };
            names.iter().try_for_each(|name| {
                remove_unless_folder(&here, OsStr::new(name))
                    .while_doing("remove", &tree.join(folder).join(name))
            })
        },
    )
}

/// A folder where a file of ours was is the author's; its contents are looked at one by one.
fn remove_unless_folder(here: &Folder, name: &OsStr) -> io::Result<()> {
    let Err(error) = ignore_absence(here.remove_file(name)) else { return Ok(()) };
    match here.about(name)? {
        Some(about) if about.kind == Kind::Folder => Ok(()),
        _ => Err(error),
    }
}

fn remove_settled(
    root: &Folder,
    tree: &Path,
    output: &Path,
    settled: &HashSet<PathBuf>,
) -> Result<Vec<(String, KeptWhy)>, Trouble> {
    let left = find(root, tree, &|path, kind| kind != Kind::Folder && path != Path::new(MANIFEST))?;
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let to = Folder::open(output).while_doing("enter", output)?;
    let mut placer = Placer::new(root, tree, &to, How::Move);
    let mut late = Vec::new();
    for one in left {
        let path = one.folder.join(&one.name);
        let here = root.enter(&one.folder).while_doing("enter", &tree.join(&one.folder))?;
        let about = here.about(&one.name).while_doing("look at", &tree.join(&path))?;
        if settled.contains(&path) || about.is_some_and(|about| about.has_second_name) {
            ignore_absence(here.remove_file(&one.name)).while_doing("remove", &tree.join(&path))?;
        } else if let Some(place) = placer.place(&one)? {
            let why = if place == path { KeptWhy::Foreign } else { KeptWhy::ForeignMoved };
            late.push((readable(&place), why));
        }
    }
    Ok(late)
}

fn remove_empty_folders(folder: &Folder, tree: &Path, below: &Path) -> Result<(), Trouble> {
    for (name, kind) in folder.names().while_doing("list", &tree.join(below))? {
        if kind == Kind::Folder {
            let path = below.join(&name);
            let inner = folder.enter(Path::new(&name)).while_doing("enter", &tree.join(&path))?;
            remove_empty_folders(&inner, tree, &path)?;
            folder.remove_folder(&name).while_doing("remove", &tree.join(&path))?;
        }
    }
    Ok(())
}

fn ignore_absence(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if is_absence(&error) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_settled_or_has_a_second_name_goes_and_what_came_late_moves() {
        let desk = tempfile::tempdir().unwrap();
        let (tree, output) = (desk.path().join("tree"), desk.path().join("output"));
        for folder in ["tree/empty/er", "output"] {
            fs::create_dir_all(desk.path().join(folder)).unwrap();
        }
        for name in ["settled.txt", "late.txt", "linked.txt", MANIFEST] {
            fs::write(tree.join(name), name).unwrap();
        }
        fs::hard_link(tree.join("linked.txt"), desk.path().join("second.txt")).unwrap();
        let settled = HashSet::from([PathBuf::from("settled.txt")]);
        let late = sweep(&tree, &output, &Manifest::default(), &settled).unwrap();
        assert_eq!(late, [("late.txt".to_owned(), KeptWhy::Foreign)]);
        assert!(!tree.exists() && desk.path().join("second.txt").exists());
        let names: Vec<_> = fs::read_dir(&output).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["late.txt"]);
    }

    #[test]
    fn what_cannot_be_removed_is_an_error() {
        assert!(ignore_absence(Err(io::ErrorKind::NotFound.into())).is_ok());
        assert!(ignore_absence(Err(io::ErrorKind::PermissionDenied.into())).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_stays_is_no_folder() {
        // Nobody, not even root, can remove this file.
        let here = Folder::open(&Path::new("/proc").join(std::process::id().to_string())).unwrap();
        assert!(remove_unless_folder(&here, OsStr::new("status")).is_err());
    }
}
