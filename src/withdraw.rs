//! A course that errors keep from being built + a story that may no longer be shown → the output without the story.
//!
//! A course with an error publishes nothing new. But a story must not stay in public because of a mistake on another
//! page. So each build that shows a real story keeps the texts that it was made from, on the maker's own disk, and
//! in the output a record of the files that name it. When errors stop a later build, the *kept* course is built once
//! more, with the stories that may not be shown today left out: every other file comes out as it was, to the byte,
//! and nothing of the unfinished work gets out. Pictures and recordings are taken from the output itself. Where the
//! kept texts are gone or are not those of the output, the files that the record names are taken out instead.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::course::Edition;
use crate::course::Withheld;
use crate::course::accreditation::has_lapsed;
use crate::course::stories::{self, Copy, Reason};
use crate::memo::Memo;
use crate::pipeline::{self, Linked};
use crate::publish::{self, Guard, Leaving, OutPath, PublishError, Published};
use crate::render::{Artefact, Artefacts, Fault, RECORD, Record};
use crate::source;

/// What was taken out of an output.
#[derive(Debug)]
pub struct Withdrawn {
    pub stories: Vec<String>,
    pub published: Published,
    /// Whether pages that only listed the story had to go with it.
    pub whole_pages: bool,
}

/// Where the texts of what was last published to an output are kept: a folder of its maker's, beside the course.
pub fn cache(working: &Path, output: &Path) -> PathBuf {
    let name = blake3::hash(working.join(output).as_os_str().as_encoded_bytes());
    working.join(".bedside-cache").join(format!("published-{}", &name.to_hex()[..16]))
}

/// Keeps what a course was made from, where its output shows a real story. Gives the words of what went wrong.
pub fn keep(
    linked: &Linked,
    artefacts: &Artefacts,
    published: &Published,
    cache: &Path,
) -> Result<(), String> {
    let is_record = |path: &OutPath| path.as_str() == RECORD;
    let shows_stories = artefacts.paths().any(is_record);
    if !shows_stories || (source::is_file(cache) && !published.written.iter().any(is_record)) {
        return Ok(());
    }
    let bytes = source::pack(&[&linked.sources, &linked.theme_sources]);
    pipeline::write_file(cache, &bytes)
}

/// No copy that somebody edited by hand may stay in the output of a file that named a story which it shows no more.
pub fn leaving(artefacts: &Artefacts, output: &Path, cache: &Path) -> Leaving {
    // Most courses have no real story in them.
    if !source::is_file(&output.join(RECORD)) {
        return Leaving::default();
    }
    let Some(earlier) = earlier_record(output, &publish::earlier_files(output)) else {
        return Leaving::default();
    };
    let new = OutPath::new(RECORD).ok().and_then(|path| {
        let mut bytes = Vec::new();
        artefacts.make(artefacts.get(&path)?, &mut bytes).ok()?;
        Record::from_bytes(&bytes)
    });
    let still = new.map(|record| record.stories).unwrap_or_default();
    let gone: Vec<String> = earlier.stories.keys().filter(|id| !still.contains_key(*id)).cloned().collect();
    naming(&earlier, &gone, cache)
}

/// The files that name stories, and where the edited copies of them go: beside what is kept of the course.
fn naming(record: &Record, stories: &[String], cache: &Path) -> Leaving {
    let shown = stories.iter().filter_map(|id| record.stories.get(id));
    let files: std::collections::BTreeSet<OutPath> =
        shown.flat_map(|shown| shown.files.iter().cloned()).collect();
    let name = cache.file_name().unwrap_or_default().to_string_lossy().replacen("published", "set-aside", 1);
    Leaving { files: files.into_iter().collect(), aside: cache.with_file_name(name) }
}

fn earlier_record(output: &Path, earlier: &[OutPath]) -> Option<Record> {
    let path = OutPath::new(RECORD).ok().filter(|path| earlier.contains(path))?;
    Record::from_bytes(&publish::earlier_file(output, &path).ok()?)
}

/// Takes the stories that may not be shown today out of an output; nothing if it shows none of them.
pub fn withdraw(
    now: &Linked,
    output: &Path,
    cache: &Path,
    guard: &Guard,
) -> Result<Option<Withdrawn>, PublishError<Fault>> {
    let earlier = publish::earlier_files(output);
    let Some(record) = earlier_record(output, &earlier) else { return Ok(None) };
    let gone = gone(&record, now);
    if gone.is_empty() {
        return Ok(None);
    }
    let stories: Vec<String> = gone.keys().cloned().collect();
    let leaving = naming(&record, &stories, cache);
    if let Some(kept) = kept(&record, cache, now) {
        let artefacts = without(&kept, now, &gone, record.edition());
        match again(&artefacts, &earlier, output, guard, &leaving) {
            Ok(published) => return Ok(Some(Withdrawn { stories, published, whole_pages: false })),
            // A theme that no longer fits the kept course: then at least the pages go.
            Err(PublishError::Make(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let published = cut(&record, &leaving, (&stories, &earlier), output, guard)?;
    Ok(Some(Withdrawn { stories, published, whole_pages: true }))
}

/// The stories of an output that may not be shown today. One without an entry keeps the terms that were last known.
fn gone(record: &Record, now: &Linked) -> BTreeMap<String, Reason> {
    let judge = |id: &String, shown: &crate::render::Shown| match now.course.stories.get(id) {
        Some(story) => stories::verdict(story, now.today, now.config.public, Copy::Site).err(),
        None => shown.until().filter(|until| *until < now.today).map(Reason::ExpiredAfter),
    };
    let withheld = record.stories.iter().filter_map(|(id, shown)| Some((id.clone(), judge(id, shown)?)));
    withheld.collect()
}

/// The course as it was when the output was made.
fn kept(record: &Record, cache: &Path, now: &Linked) -> Option<Linked> {
    let sets = source::unpack(&source::read_file(cache).ok()?)?;
    let [sources, theme] = <[source::Sources; 2]>::try_from(sets).ok()?;
    let kept = pipeline::link(sources, &theme, &mut Memo::brief(), now.today).value;
    (kept.identity() == record.sources).then_some(kept)
}

/// Its files, with the stories left out that may not be shown by the terms of then or of now.
fn without(kept: &Linked, now: &Linked, gone: &BTreeMap<String, Reason>, edition: Edition) -> Artefacts {
    let terms = kept.course.stories.with_later(&now.course.stories);
    let judged = stories::judge(&kept.course, &terms, now.today, Copy::Site).value;
    let judged = judged.stories().map(|(id, reason)| (id.to_owned(), reason));
    let withheld: BTreeMap<String, Reason> = gone.clone().into_iter().chain(judged).collect();
    // Files that were bound to a story since then go with it.
    let bound = withheld.keys().filter_map(|id| terms.get(id)).flat_map(|story| &story.files);
    let bound: Vec<&str> = bound.map(|file| file.value.as_str()).collect();
    let withheld = Withheld::new(&kept.course, withheld.clone()).with_files(&kept.course, &bound);
    let withheld = withheld.and_credit(has_lapsed(&kept.config, now.today));
    pipeline::site_without(kept, edition, &withheld, &terms)
}

/// Publishes the kept course; what is no text comes from the output.
fn again(
    artefacts: &Artefacts,
    earlier: &[OutPath],
    output: &Path,
    guard: &Guard,
    leaving: &Leaving,
) -> Result<Published, PublishError<Fault>> {
    let is_old_file =
        |path: &OutPath| matches!(artefacts.get(path), Some(Artefact::File(source)) if !source.is_text());
    let paths: Vec<OutPath> =
        artefacts.paths().filter(|path| !is_old_file(path) || earlier.contains(path)).cloned().collect();
    anew(output, &paths, guard, leaving, |at, out| {
        let path = &paths[at];
        match artefacts.get(path) {
            Some(_) if is_old_file(path) => old(output, path, out),
            Some(artefact) => artefacts.make(artefact, out),
            None => Ok(()),
        }
    })
}

/// Publishes files of which nothing is known before they are made.
fn anew(
    output: &Path,
    paths: &[OutPath],
    guard: &Guard,
    leaving: &Leaving,
    make: impl Fn(usize, &mut Vec<u8>) -> Result<(), Fault> + Sync,
) -> Result<Published, PublishError<Fault>> {
    let order = publish::Order::any(paths.len());
    publish::publish_leaving(output, (paths, &order), guard, leaving, |_| None, make)
}

/// Publishes the output without the files that name the stories. Only a start page stays, as the page that says
/// that something is not here.
fn cut(
    record: &Record,
    leaving: &Leaving,
    (stories, earlier): (&[String], &[OutPath]),
    output: &Path,
    guard: &Guard,
) -> Result<Published, PublishError<Fault>> {
    let naming = &leaving.files;
    let mut left = record.clone();
    left.stories.retain(|id, _| !stories.contains(id));
    let left = left.to_bytes();
    let not_found = OutPath::new("404.html").ok().filter(|path| earlier.contains(path));
    let is_start = |path: &OutPath| path.as_str() == "index.html" && not_found.is_some();
    let stays = |path: &&OutPath| match path.as_str() {
        RECORD => left.is_some(),
        // It is the same for every course and names no page.
        "404.html" => true,
        _ => is_start(path) || !naming.contains(path),
    };
    let paths: Vec<OutPath> = earlier.iter().filter(stays).cloned().collect();
    anew(output, &paths, guard, leaving, |at, out| match &paths[at] {
        path if path.as_str() == RECORD => {
            out.extend_from_slice(left.as_deref().unwrap_or_default());
            Ok(())
        }
        path if is_start(path) && naming.contains(path) => {
            not_found.as_ref().map_or(Ok(()), |not_found| old(output, not_found, out))
        }
        path => old(output, path, out),
    })
}

fn old(output: &Path, path: &OutPath, out: &mut Vec<u8>) -> Result<(), Fault> {
    let bytes = publish::earlier_file(output, path).map_err(|error| Fault::Unreadable(error.to_string()))?;
    out.extend_from_slice(&bytes);
    Ok(())
}
