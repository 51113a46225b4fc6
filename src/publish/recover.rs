//! What a build that was killed left behind → the old site or the new one, and nothing beside it.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::beneath::Folder;
use super::carry::KeptWhy;
use super::error::{Trouble, While};
use super::exchange::{NEXT_MANIFEST, replace_manifest};
use super::guard::Place;
use super::manifest::{Entry, MANIFEST, Manifest, is_absence};
use super::sweep::sweep;

/// Tidies up before a build begins. The lock must be held: otherwise this would tidy up a build that is alive.
pub(super) fn recover(place: &Place) -> Result<Vec<(String, KeptWhy)>, Trouble> {
    let retired = place.retired();
    if is_folder(&retired)? && !is_folder(&place.output)? {
        fs::rename(&retired, &place.output).while_doing("bring back", &place.output)?;
    }
    let mut kept = remove_leftover(&retired, place)?;
    finish_replacing_one(place)?;
    kept.extend(remove_leftover(&place.staging(), place)?);
    Ok(kept)
}

/// A tree with a manifest may be an old site and is swept with care. One without never was a site: all in it was
/// made by us, or has its first name in the output.
fn remove_leftover(tree: &Path, place: &Place) -> Result<Vec<(String, KeptWhy)>, Trouble> {
    if !is_folder(tree)? {
        return match fs::remove_file(tree) {
            Err(error) if !is_absence(&error) => Err(error).while_doing("remove", tree),
            _ => Ok(Vec::new()),
        };
    }
    match Manifest::read(&tree.join(MANIFEST))? {
        Some((manifest, _)) if is_folder(&place.output)? => {
            sweep(tree, &place.output, &manifest, &HashSet::new())
        }
        _ => fs::remove_dir_all(tree).while_doing("remove", tree).map(|()| Vec::new()),
    }
}

/// Where one file was replaced and the manifest was not yet, the manifest follows.
fn finish_replacing_one(place: &Place) -> Result<(), Trouble> {
    let staging_path = place.staging();
    if !is_folder(&staging_path)? {
        return Ok(());
    }
    let (Some((next, _)), Some((current, _))) =
        (Manifest::read(&staging_path.join(NEXT_MANIFEST))?, Manifest::read(&place.output.join(MANIFEST))?)
    else {
        return Ok(());
    };
    let Some(entry) = only_difference(&current, &next) else { return Ok(()) };
    let output = Folder::open(&place.output).while_doing("enter", &place.output)?;
    if !holds(&output, entry) {
        return Ok(()); // The file was not replaced yet: the old site is whole.
    }
    let staging = Folder::open(&staging_path).while_doing("enter", &staging_path)?;
    replace_manifest(&staging, &output).while_doing("replace", &place.output.join(MANIFEST))
}

fn only_difference<'a>(current: &Manifest, next: &'a Manifest) -> Option<&'a Entry> {
    let (current, next) = (current.entries(), next.entries());
    if current.len() != next.len() || current.iter().zip(next).any(|(a, b)| a.path != b.path) {
        return None;
    }
    let mut differences = current.iter().zip(next).filter(|(a, b)| a != b).map(|(_, b)| b);
    let first = differences.next();
    first.filter(|_| differences.next().is_none())
}

/// Whether the file on disk is the one that the entry describes. What cannot be read is not.
fn holds(output: &Folder, entry: &Entry) -> bool {
    let (folder, name) = entry.path.as_str().rsplit_once('/').unwrap_or(("", entry.path.as_str()));
    let mut hasher = blake3::Hasher::new();
    let read = output
        .enter(Path::new(folder))
        .and_then(|folder| folder.read(OsStr::new(name)))
        .and_then(|file| hasher.update_reader(file).map(drop));
    read.is_ok() && hasher.finalize() == entry.hash
}

fn is_folder(path: &Path) -> Result<bool, Trouble> {
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(about.is_dir()),
        Err(error) if is_absence(&error) => Ok(false),
        Err(error) => Err(error).while_doing("look at", path),
    }
}
