//! The index → the files that a browser loads: one for a small course, for a large one many small ones.
//!
//! Which file a stem, a word or a page stands in follows from itself alone (a hash), not from its neighbours. So
//! an edit that changes `k` stems of one page changes at most `k` files of words, those files of forms whose
//! words came, went or changed in frequency by a factor of two, and that page's own file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::index::{Index, Stem};
use crate::course::PageId;

/// Courses of up to so many pages have one file: no request tells what is typed.
pub(super) const SINGLE_UP_TO: usize = 400;
/// In a large course a stem names so many pages at most, the weightiest.
pub(super) const CAP: usize = 256;
/// Pages to a file of words, and to a file of forms: a file stays at a few kilobytes while a course grows.
const PAGES_A_WORD_FILE: usize = 8;
const PAGES_A_FORM_FILE: usize = 32;
/// Forms are dealt by so many first letters, so that a beginning leads to one file.
pub(super) const PREFIX: usize = 3;

/// How the index of a course is dealt: all that follows from which pages there are.
#[derive(Debug)]
pub(super) struct Plan {
    /// The pages that can be found, in reading order, and what the index calls each.
    pub pages: Vec<PageId>,
    pub ids: Vec<String>,
    /// How many files of each sort; none if one file has everything.
    pub words: u32,
    pub forms: u32,
}

impl Plan {
    /// `paths`: the address of each page, in the same order.
    pub(super) fn new<'p>(pages: Vec<PageId>, paths: impl Iterator<Item = &'p str>) -> Self {
        let single = pages.len() <= SINGLE_UP_TO;
        let files = |pages_a_file: usize| match single {
            true => 0,
            false => u32::try_from(pages.len().div_ceil(pages_a_file).next_power_of_two()).unwrap_or(1 << 31),
        };
        let ids = ids(paths, if single { 2 } else { 6 });
        Plan { words: files(PAGES_A_WORD_FILE), forms: files(PAGES_A_FORM_FILE), pages, ids }
    }

    pub(super) fn is_single(&self) -> bool {
        self.words == 0
    }

    pub(super) fn cap(&self) -> usize {
        if self.is_single() { usize::MAX } else { CAP }
    }
}

/// Names of `width` letters and digits, each a hash of its path; of two alike the later one is hashed again.
fn ids<'p>(paths: impl Iterator<Item = &'p str>, width: usize) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let free = |path: &'p str| {
        let mut name = path.to_owned();
        loop {
            let id = base32(hash(&name), width);
            if taken.insert(id.clone()) {
                return id;
            }
            name.push('+');
        }
    };
    paths.map(free).collect()
}

/// Small letters and digits alone: the names of files on systems that ignore case.
fn base32(mut number: u32, width: usize) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digit = |_| {
        let digit = DIGITS[(number % 32) as usize];
        number /= 32;
        char::from(digit)
    };
    (0..width).map(digit).collect()
}

/// FNV-1a over UTF-16, its upper bits folded down; `engine.js` has the same.
pub(super) fn hash(text: &str) -> u32 {
    let hash =
        text.encode_utf16().fold(0x811c_9dc5_u32, |h, unit| (h ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

/// The file that a stem's pages stand in, of so many.
pub(super) fn word_file(stem: &str, files: u32) -> u32 {
    hash(stem) % files.max(1)
}

/// The file that a form's stem stands in: that of its beginning.
pub(super) fn form_file(form: &str, files: u32) -> u32 {
    let end = form.char_indices().nth(PREFIX).map_or(form.len(), |(at, _)| at);
    hash(&form[..end]) % files.max(1)
}

/// Which stems stand in which file, made once for all files.
#[derive(Debug, Default)]
pub(super) struct Deal {
    pub words: Vec<Vec<u32>>,
    pub forms: Vec<Vec<u32>>,
}

pub(super) fn deal(index: &Index, plan: &Plan) -> Deal {
    let mut dealt =
        Deal { words: vec![Vec::new(); plan.words as usize], forms: vec![Vec::new(); plan.forms as usize] };
    if plan.is_single() {
        return dealt;
    }
    for (stem, at) in index.stems.iter().zip(0..) {
        dealt.words[word_file(&stem.name, plan.words) as usize].push(at);
        // Whole with each of its forms, so that every form of a hit can be marked.
        let files: BTreeSet<u32> = stem.forms.iter().map(|form| form_file(form, plan.forms)).collect();
        for file in files {
            dealt.forms[file as usize].push(at);
        }
    }
    dealt
}

/// A file of the index as data.
#[derive(Debug, Default, Serialize)]
pub(super) struct Part<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// How a stem is written, and how frequent it is (a power of two): `"5 listen listened listening"`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub forms: BTreeMap<&'a str, String>,
    /// The pages that have a stem: how many, and `"k<ids> g<ids> …"`, a digit of weight before the ids of it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<&'a str, (usize, String)>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pages: BTreeMap<&'a str, Found<'a>>,
}

/// What the engine must know before the first word.
#[derive(Debug, Serialize)]
pub(super) struct Meta {
    pub pages: usize,
    /// How many characters an id has.
    pub id: usize,
    pub words: u32,
    pub forms: u32,
    /// How many characters a beginning must have.
    pub prefix: usize,
    pub common: String,
}

/// A page that was found, in the order in which the engine reads it: address, title, kind, where it belongs, its
/// note, and its sections. A page with a note has none here: its words are read on the page, behind the note.
#[derive(Debug, Serialize)]
pub(super) struct Found<'a>(
    pub &'a str,
    pub &'a str,
    pub &'a str,
    pub &'a str,
    pub String,
    pub Vec<(String, String, String)>,
);

pub(super) fn words<'s>(
    stems: impl Iterator<Item = &'s Stem>,
    plan: &Plan,
) -> BTreeMap<&'s str, (usize, String)> {
    let entry = |stem: &'s Stem| {
        let mut list = String::new();
        for run in stem.postings.chunk_by(|a, b| a.weight() == b.weight()) {
            if !list.is_empty() {
                list.push(' ');
            }
            list.push(char::from_digit(run[0].weight(), 36).unwrap_or('z'));
            list.extend(
                run.iter().filter_map(|posting| plan.ids.get(posting.page() as usize)).map(String::as_str),
            );
        }
        (stem.name.as_str(), (stem.pages, list))
    };
    stems.map(entry).collect()
}

pub(super) fn forms<'s>(stems: impl Iterator<Item = &'s Stem>) -> BTreeMap<&'s str, String> {
    let entry = |stem: &'s Stem| {
        let mut line = stem.pages.max(1).ilog2().to_string();
        for form in &stem.forms {
            line.push(' ');
            line.push_str(form);
        }
        (stem.name.as_str(), line)
    };
    stems.map(entry).collect()
}

/// Adds a file of the index as a plain script: it works from a disk, where data cannot be fetched.
pub(super) fn script(part: &Part<'_>, out: &mut Vec<u8>) -> Result<(), String> {
    out.extend_from_slice(b"bedside.search.load(");
    serde_json::to_writer(&mut *out, part).map_err(|error| error.to_string())?;
    out.extend_from_slice(b");\n");
    Ok(())
}
