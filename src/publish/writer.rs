//! A list of files and a way to make each → the output folder with exactly these, old until the moment it is new.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::carry::{Carried, KeptWhy, carry};
use super::error::{PublishError, Trouble, While};
use super::exchange::{exchange, replace_one, reveal};
use super::guard::{Guard, Place};
use super::leaving::{Leaving, SetAside, set_aside};
use super::lock::Lock;
use super::manifest::{Entry, MANIFEST, Manifest, is_manifest};
use super::out_path::OutPath;
use super::previous::{Now, Previous};
use super::recover::recover;
use super::staging::Staging;
use super::sweep::sweep;

/// In which order files are made, by their places in the list: stage after stage, and within a stage in groups, each of
/// which one thread makes from its first file to its last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order(pub Vec<Vec<Vec<usize>>>);

impl Order {
    /// So many files that have nothing to do with each other.
    pub fn any(files: usize) -> Order {
        Order(vec![(0..files).map(|file| vec![file]).collect()])
    }

    pub fn groups(&self) -> impl Iterator<Item = &[usize]> {
        self.0.iter().flatten().map(Vec::as_slice)
    }
}

/// What a build did to the output folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// New or changed files.
    pub written: Vec<OutPath>,
    pub removed: Vec<OutPath>,
    pub unchanged: usize,
    /// The author's own files that were met inside, by where they lie now. A build that changes nothing, or one
    /// file, meets none.
    pub kept: Vec<(String, KeptWhy)>,
    /// Edited files that could not stay: their paths in the output, and where their copies lie now.
    pub set_aside: Vec<(String, PathBuf)>,
    /// The size of the whole site.
    pub bytes: u64,
    /// The hash of each file's bytes, in the order of the files.
    pub hashes: Vec<blake3::Hash>,
}

/// Fills `dir` with exactly `files`, which are sorted and unique.
///
/// `make` writes the bytes of one file into an empty buffer. It is called once for each file, from many threads, and
/// the bytes go straight to the disk or, where they are the same as before, nowhere: the site is never in memory
/// as a whole. If any file cannot be made, all that failed are told and the old site stays as it is.
pub fn publish<E: Send>(
    dir: &Path,
    files: &[OutPath],
    guard: &Guard,
    make: impl Fn(usize, &mut Vec<u8>) -> Result<(), E> + Sync,
) -> Result<Published, PublishError<E>> {
    let order = Order::any(files.len());
    publish_leaving(dir, (files, &order), guard, &Leaving::default(), |_| None, make)
}

/// The same; of the files that are leaving no copy stays that somebody edited by hand. `known` gives the hash of a
/// file's bytes where it is known before they are made: where the old site has just these, they are not made.
pub fn publish_leaving<E: Send>(
    dir: &Path,
    (files, order): (&[OutPath], &Order),
    guard: &Guard,
    leaving: &Leaving,
    known: impl Fn(usize) -> Option<blake3::Hash> + Sync,
    make: impl Fn(usize, &mut Vec<u8>) -> Result<(), E> + Sync,
) -> Result<Published, PublishError<E>> {
    check_list(files, order)?;
    let place = guard.admit(dir)?;
    let appears_ours = fs::symlink_metadata(place.output.join(MANIFEST)).is_ok_and(|about| about.is_file());
    guard.admit_contents(&place, appears_ours)?;
    let _parents = Parents::create(&place)?;
    let _lock = Lock::take(place.lock(), &place.output)?;
    let late = recover(&place)?;
    let previous = Previous::read(&place)?;
    guard.admit_contents(&place, previous.is_ours())?;

    let staging = Staging::new(place.staging());
    let made = make_all((files, order), &previous, &staging, known, make);
    let published = made.and_then(|made| {
        let aside = set_aside(&previous, leaving)?;
        Ok(swap(&place, &previous, &staging, made, &aside)?)
    });
    let mut published = published.inspect_err(|_| staging.discard())?;
    published.kept.extend(late);
    published.kept.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(published)
}

/// A file that was made, and what the output had in its place.
struct Made {
    entry: Entry,
    place: Before,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The same bytes.
    Same,
    /// Bytes of an earlier build, which may be replaced.
    Older,
    /// Something that the author did to a file of ours.
    Edited,
    /// Nothing of ours.
    Nothing,
}

enum Failure<E> {
    Make(E),
    Disk(Trouble),
    /// Not tried, because the disk had failed already.
    Skipped,
}

/// Makes every file, and writes those that differ from the old site to the staging folder.
fn make_all<E: Send>(
    (files, order): (&[OutPath], &Order),
    previous: &Previous,
    staging: &Staging,
    known: impl Fn(usize) -> Option<blake3::Hash> + Sync,
    make: impl Fn(usize, &mut Vec<u8>) -> Result<(), E> + Sync,
) -> Result<Vec<Made>, PublishError<E>> {
    let failed = AtomicBool::new(false);
    let disk_failed = AtomicBool::new(false);
    let make_one = |index: usize, path: &OutPath, buffer: &mut Vec<u8>| {
        if disk_failed.load(Ordering::Relaxed) {
            return Err(Failure::Skipped);
        }
        if let Some(same) = known(index).and_then(|hash| stands(previous, path, &hash)) {
            return Ok(same);
        }
        make(index, buffer).map_err(Failure::Make).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
        let entry = Entry { path: path.clone(), bytes: buffer.len() as u64, hash: blake3::hash(buffer) };
        let store = || -> Result<Made, Trouble> {
            let place = before(previous, &entry)?;
            // Once a file has failed, the others are made only to learn whether they fail as well.
            if place != Before::Same && !failed.load(Ordering::Relaxed) {
                staging.write(path, buffer)?;
            }
            Ok(Made { entry, place })
        };
        store().map_err(Failure::Disk).inspect_err(|_| disk_failed.store(true, Ordering::Relaxed))
    };
    let make_group = |group: &Vec<usize>| -> Vec<Result<Made, Failure<E>>> {
        group.iter().map(|at| with_buffer(|buffer| make_one(*at, &files[*at], buffer))).collect()
    };
    let mut results: Vec<(usize, Result<Made, Failure<E>>)> = Vec::with_capacity(files.len());
    for stage in &order.0 {
        let groups: Vec<Vec<_>> = stage.par_iter().with_max_len(1).map(make_group).collect();
        results.extend(stage.iter().flatten().copied().zip(groups.into_iter().flatten()));
    }
    results.sort_unstable_by_key(|(at, _)| *at);

    let mut made = Vec::with_capacity(results.len());
    let mut failures = Vec::new();
    let mut trouble = None;
    for (index, result) in results {
        match result {
            Ok(file) => made.push(file),
            Err(Failure::Make(failure)) => failures.push((index, failure)),
            Err(Failure::Disk(first)) => trouble = trouble.or(Some(first)),
            Err(Failure::Skipped) => {}
        }
    }
    match trouble {
        _ if !failures.is_empty() => Err(PublishError::Make(failures)),
        Some(trouble) => Err(trouble.into()),
        None => Ok(made),
    }
}

/// The file of the old site, if it has the bytes of this hash and nobody has edited it.
fn stands(previous: &Previous, path: &OutPath, hash: &blake3::Hash) -> Option<Made> {
    let old = previous.manifest.find(path.as_str()).filter(|old| old.hash == *hash)?;
    // What cannot be looked at is made, and then told.
    let is_there = matches!(previous.look(old, Some(hash)), Ok(Now::AsWritten));
    is_there.then(|| Made { entry: old.clone(), place: Before::Same })
}

fn before(previous: &Previous, new: &Entry) -> Result<Before, Trouble> {
    let Some(old) = previous.manifest.find(new.path.as_str()) else { return Ok(Before::Nothing) };
    Ok(match previous.look(old, Some(&new.hash))? {
        Now::AsWritten if old.hash == new.hash => Before::Same,
        Now::AsWritten | Now::AsWanted => Before::Older,
        Now::Edited => Before::Edited,
        Now::Absent | Now::Replaced => Before::Nothing,
    })
}

/// Makes public what was made: nothing, one file, or a whole folder. An error means that nothing became public.
fn swap(
    place: &Place,
    previous: &Previous,
    staging: &Staging,
    made: Vec<Made>,
    aside: &SetAside,
) -> Result<Published, Trouble> {
    let gone = Gone::find(previous, &made)?;
    let mut published = Published {
        written: written(&made).map(|file| file.entry.path.clone()).collect(),
        removed: gone.leaving(aside).map(|entry| entry.path.clone()).collect(),
        unchanged: made.iter().filter(|file| file.place == Before::Same).count(),
        kept: Vec::new(),
        set_aside: aside.iter().map(|(path, to)| (path.clone(), to.clone())).collect(),
        bytes: made.iter().map(|file| file.entry.bytes).sum(),
        hashes: made.iter().map(|file| file.entry.hash).collect(),
    };
    let same_paths = aside.is_empty()
        && previous.is_ours()
        && made.len() == previous.manifest.entries().len()
        && gone.listed == 0;
    if same_paths && published.written.is_empty() {
        return Ok(published);
    }
    let replaceable = written(&made).all(|file| file.place == Before::Older);
    if let [path] = &published.written[..]
        && same_paths
        && replaceable
    {
        let manifest = Manifest::new(made.into_iter().map(|file| file.entry).collect());
        // If only half of it was done, what recovers from a kill recovers from this as well.
        replace_one(place, path, &manifest).inspect_err(|_| drop(recover(place)))?;
        staging.discard();
        return Ok(published);
    }
    published.kept = swap_all(place, previous, staging, made, &gone, aside)?;
    Ok(published)
}

fn swap_all(
    place: &Place,
    previous: &Previous,
    staging: &Staging,
    made: Vec<Made>,
    gone: &Gone<'_>,
    aside: &SetAside,
) -> Result<Vec<(String, KeptWhy)>, Trouble> {
    staging.create_folder("")?;
    let mut carried = Carried::default();
    if previous.exists {
        let same = made.iter().filter(|file| file.place == Before::Same);
        staging.adopt(&previous.root, same.map(|file| &file.entry.path))?;
        let edited = made.iter().filter(|file| file.place == Before::Edited).map(|file| &file.entry);
        let edited = edited.chain(gone.edited.iter().copied()).map(|entry| entry.path.as_str());
        let edited = edited.filter(|path| !aside.contains_key(*path)).collect();
        carried = carry(&previous.root, &staging.root, &previous.manifest, &edited, aside)?;
    }
    let manifest = Manifest::new(made.into_iter().map(|file| file.entry).collect());
    manifest.write(&staging.root.join(MANIFEST))?;
    let old = match previous.exists {
        true => Some(exchange(place)?),
        false => reveal(place).map(|()| None)?,
    };
    let mut kept = carried.kept;
    // The new site is public. An old tree that resists is no reason to call the build failed: the next build
    // tries again, and then says what is in the way.
    if let Some(old) = old
        && let Ok(late) = sweep(&old, &place.output, &previous.manifest, &carried.settled)
    {
        kept.extend(late);
    }
    Ok(kept)
}

fn written(made: &[Made]) -> impl Iterator<Item = &Made> {
    made.iter().filter(|file| file.place != Before::Same)
}

/// Files of the old site that the new one does not have.
struct Gone<'a> {
    /// How many the old manifest lists, whether they are still there or not.
    listed: usize,
    removed: Vec<&'a Entry>,
    edited: Vec<&'a Entry>,
}

impl<'a> Gone<'a> {
    /// Those of which nothing stays.
    fn leaving(&self, aside: &SetAside) -> impl Iterator<Item = &'a Entry> {
        let edited = self.edited.iter().filter(|entry| aside.contains_key(entry.path.as_str()));
        self.removed.iter().chain(edited).copied()
    }

    fn find(previous: &'a Previous, made: &[Made]) -> Result<Self, Trouble> {
        let mut gone = Gone { listed: 0, removed: Vec::new(), edited: Vec::new() };
        let same = made.iter().filter(|file| file.place == Before::Same).count();
        if same == previous.manifest.entries().len() {
            return Ok(gone);
        }
        for entry in previous.manifest.entries() {
            if made.binary_search_by(|file| file.entry.path.cmp(&entry.path)).is_ok() {
                continue;
            }
            gone.listed += 1;
            match previous.look(entry, None)? {
                Now::AsWritten | Now::AsWanted => gone.removed.push(entry),
                Now::Edited => gone.edited.push(entry),
                Now::Absent | Now::Replaced => {}
            }
        }
        Ok(gone)
    }
}

/// Folders above the output that were not there. Those in which nothing was published go again.
struct Parents(Vec<PathBuf>);

impl Parents {
    fn create(place: &Place) -> Result<Self, Trouble> {
        let missing = place.parent.ancestors().take_while(|folder| !folder.exists());
        let parents = Parents(missing.map(Path::to_path_buf).collect());
        fs::create_dir_all(&place.parent).while_doing("create the folder", &place.parent)?;
        Ok(parents)
    }
}

impl Drop for Parents {
    /// A folder that holds a site is not empty and stays.
    fn drop(&mut self) {
        for folder in &self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn check_list(files: &[OutPath], order: &Order) -> Result<(), Trouble> {
    let mut ordered: Vec<usize> = order.groups().flatten().copied().collect();
    ordered.sort_unstable();
    if !ordered.into_iter().eq(0..files.len()) {
        let words = "Not every file has one place in the order in which they are made. This is a mistake in Bedside: \
                     please report it.";
        return Err(Trouble::Refused(words.into()));
    }
    if let Some(pair) = files.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(Trouble::Refused(format!(
            "The list of files to publish is not sorted, or `{}` is in it twice. This is a mistake in Bedside: \
             please report it.",
            pair[1]
        )));
    }
    match files.iter().find(|path| is_manifest(path)) {
        None => Ok(()),
        Some(path) => Err(Trouble::Refused(format!(
            "The course has a file called `{path}`, a name that Bedside needs for itself. Give it another name."
        ))),
    }
}

/// One buffer a thread, kept from file to file unless it has grown large.
fn with_buffer<T>(work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    const LARGE: usize = 4 << 20;
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    // Taken out and not borrowed: the work may wait for other threads, and this one may then begin another file.
    let mut buffer = BUFFER.take();
    buffer.clear();
    let result = work(&mut buffer);
    if buffer.capacity() <= LARGE {
        BUFFER.set(buffer);
    }
    result
}
